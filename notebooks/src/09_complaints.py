# %% [markdown] name="title" slideshow={"slide_type": "slide"}
# # 09 · Can a complaint make a friend?
#
# A shelf arrives with a scratch. Sari at the complaints desk listens, apologises, sends a new one, calls a week later. The customer writes: *"Now I like you even better than before."* Pak Hendra is thrilled: *"So a mistake, well repaired, is good for us!"* Bu Ratna frowns. **Better than what? And for whom?**
#
# You will be able to
#
# - **audit** how complaints are handled, step by step,
# - **say** which steps go with satisfaction, and how surely,
# - **test** the recovery paradox against the right people,
# - **measure** how long customers wait, those still waiting included,
# - **tell** a bad month from bad luck.

# %% name="parameters" tags=["parameters"]
STUDY = "serambi"
LANG = "en"

# %% name="imports"
import numpy as np
import pandas as pd
import statsmodels.api as sm
from matplotlib.figure import Figure
from statsmodels.stats.proportion import proportion_confint

import custsat_edu as cs

# %load_ext custsat_edu

cs.use_language(LANG)
study = cs.load_study(STUDY)

# %% [markdown] name="ideas" tags=["unit:complaints"] slideshow={"slide_type": "slide"}
# ## 1 · Before, during, after
#
# | six ways to prevent | seven steps when it happened |
# |---|---|
# | heed feedback | listen |
# | foresee problems, solve them first | apologise |
# | tell what is going on | ask until it is clear |
# | keep a good relation | solve it |
# | deliver real quality | let staff decide |
# | promise only what you can keep | keep the customer informed |
# | | follow up |
#
# In short, five **strategies**: be quick and kind, listen, own up, offer something concrete, come back to it. Five things **enable** them: trained staff, a procedure, a system that keeps track, learning from patterns, and staff who may decide. Four **results** are promised: loyal customers, a good name, ideas, fewer who leave.
#
# One complaint, one row. 1 means that the step was taken:

# %% name="first_rows"
# %%needs outcome
questions, scale = list(study.items(study.outcome)), study.scale(study.outcome)

# %% name="complaints" tags=["rows"]
# %%needs complaints
complaints = study.tables["complaints"]
complaints.head(3).T

# %% [markdown] name="causes_lead"
# What do they complain about? The six causes of lesson 04:

# %% name="causes"
# %%needs causes
cs.pareto(study.items("causes").rename(columns=study.label))[["estimate", "low", "high", "n"]]

# %% [markdown] name="excellence" tags=["unit:excellence"] slideshow={"slide_type": "slide"}
# Good handling is part of **service excellence**: *empathy, responsiveness, a personal touch, consistency*, and being *proactive*. Fine words. Which of them does the shop keep?
#
# ## 2 · The audit
#
# > **Predict.** Which of the seven steps does Toko Serambi forget most often?

# %% name="audit" slideshow={"slide_type": "slide"}
# %%needs steps
steps = study.items("steps").rename(columns=study.label)
taken, n = steps.sum(), steps.count()
low, high = proportion_confint(taken, n, method="wilson")
audit = pd.DataFrame({"estimate": taken / n, "low": low, "high": high, "n": n})
cs.plot_intervals(audit, unit="share")
print(cs.describe_intervals(audit, unit="share"))

# %% [markdown] name="audit_read" slideshow={"slide_type": "fragment"}
# > **On the sample data.** Listening happens in 83.1% of the complaints, following up in 61.0%. The more a step costs the shop after the customer has left, the rarer it is.
#
# ## 3 · Which steps matter?
#
# 45 days later the customer answers the same satisfaction questions. One step at a time: those with it, minus those without.
#
# > **Predict.** Is "solved the problem" the largest difference?


# %% name="satisfaction"
# %%needs complaints
def satisfaction(table):
    return 100 * (table[questions].mean(axis=1) - scale[0]) / (scale[1] - scale[0])


after = satisfaction(complaints)
after.describe()

# %% name="alone" slideshow={"slide_type": "slide"}
# %%needs steps
means = {step: after.groupby(steps[step]).mean().diff().iloc[-1] for step in steps}
pd.Series(means, name="difference")

# %% [markdown] name="together_predict" slideshow={"slide_type": "slide"}
# But steps come together: who listens also solves. And grave failures get more care, yet leave people less happy. So hold the other steps, and how bad it was, fixed: one regression with all of them.
#
# > **Predict.** Do the differences grow or shrink? Whose interval will be clear of 0?

# %% name="together" slideshow={"slide_type": "slide"}
# %%needs steps
severity = complaints["severity"]
effects = cs.step_effects(steps, after, severity=severity)
cs.plot_differences(effects)
print(cs.describe_differences(effects))

# %% [markdown] name="together_read" slideshow={"slide_type": "slide"}
# The last row, `full_minor`, is what a **full recovery** (six or seven steps) of a *minor* failure adds on top of its steps.
#
# > **On the sample data.** No single step is clear of 0: "solved" adds 1.6 points (-0.1 to 3.3). Only the whole is clear: 3.2 (0.9 to 5.6). Not one magic step, but all of them.
#
# > **Watch out.** Nobody drew lots for the steps. The regression holds fixed what is in the table, nothing else.
#
# A checklist that predicts the satisfaction after a failure of the mildest kind, with its interval. Tick what the desk shall do:

# %% name="checklist_fit"
# %%needs steps
X = sm.add_constant(steps.join(pd.get_dummies(severity, drop_first=True, dtype=float)))
whole = X.notna().all(axis=1) & after.notna()
fit = sm.OLS(after[whole], X[whole]).fit(cov_type="HC3", use_t=True)


# %% name="checklist" slideshow={"slide_type": "slide"}
# %%needs steps
def checklist(**ticked):
    case = pd.DataFrame([ticked], index=["0-100"]).reindex(columns=X.columns, fill_value=0)
    case["const"] = 1
    found = fit.get_prediction(case.astype(float)).summary_frame().iloc[:, [0, 2, 3]]
    table = found.set_axis(["estimate", "low", "high"], axis=1).assign(n=int(fit.nobs))
    figure = Figure(figsize=(7, 1.8), layout="constrained")
    cs.plot_intervals(table, ax=figure.subplots()).set_xlim(50, 80)
    return figure, cs.describe_intervals(table)


cs.explore(checklist, **dict.fromkeys(steps, True))

# %% [markdown] name="paradox_predict" slideshow={"slide_type": "slide"}
# ## 4 · The recovery paradox
#
# *"Better than before"* needs a *before*. We compare with other customers, asked the same questions at the same time. Pak Hendra compares with **everybody who never complained**.
#
# > **Predict.** Who is hidden among those who never complained?

# %% name="naive" slideshow={"slide_type": "slide"}
# %%needs complaints followup
followup = study.tables["followup"]
later = satisfaction(followup)
later.groupby([followup["had_problem"], followup["complained"]]).agg(["mean", "count"])

# %% [markdown] name="silent_read" slideshow={"slide_type": "slide"}
# The **silent sufferers**: they had a problem, said nothing, and are the unhappiest of all. They pull the comparison down, and every complainer looks good beside them. The fair comparison is with customers **to whom nothing happened**; the silent are a group of their own.
#
# Groups were named *before* looking: by severity, and by full (six or seven steps) or partial recovery. A difference up to 3 points counts as no difference.

# %% name="paradox" slideshow={"slide_type": "slide"}
# %%needs complaints followup steps
groups = cs.recovery_groups(steps, severity)
fine = later[followup["had_problem"] == 0]
silent = later[(followup["had_problem"] == 1) & (followup["complained"] == 0)]
paradox = cs.recovery_paradox(groups, after, untouched=fine, silent=silent, margin=3)
cs.plot_recovery(paradox)
print(cs.describe_recovery(paradox))

# %% [markdown] name="paradox_read" slideshow={"slide_type": "slide"}
# > **On the sample data.** One paradox: a *minor* failure, *fully* repaired, 5.5 points above (4.0 to 7.0). Half-repaired minor failures end where nothing had happened; against all who never complained they too look like a paradox, 3.5 points (2.2 to 4.8): a false one. Serious failures stay 14 to 17 points below, whatever is done. And the silent: 22.4 below.
#
# So do not break shelves to make friends. Repair small things wholly, prevent the big ones, and *find the silent*: making it easy to complain is worth more than any apology.

# %% name="truth" slideshow={"slide_type": "slide"}
# %%needs truth
truth = cs.reveal(study)
truth.compare(paradox, "recovery")[["estimate", "low", "high", "truth", "covered"]]

# %% [markdown] name="speed_predict" slideshow={"slide_type": "slide"}
# ## 5 · How long do they wait?
#
# > **Predict.** The mean time of all *closed* complaints: is it too long or too short?

# %% name="speed_naive"
# %%needs complaints
opened, closed = (pd.to_datetime(complaints[name]) for name in ("opened", "closed"))
days = (closed - opened).dt.days
days.median(), days.isna().sum()

# %% [markdown] name="speed_idea" slideshow={"slide_type": "slide"}
# Too short: those still open have waited, and they are left out. **Kaplan and Meier** count everybody as long as they are watched: each day, of those still waiting, what share is served? The shares of those *not* served, multiplied, make the curve.

# %% name="speed" slideshow={"slide_type": "slide"}
# %%needs complaints
until = max(opened.max(), closed.max())
curve = cs.time_to_resolution(opened, closed, until=until, groups=severity)
cs.plot_survival(curve)
print(cs.describe_survival(curve))
cs.median_time(curve)

# %% [markdown] name="dose_predict" slideshow={"slide_type": "slide"}
# > **On the sample data.** Half of the minor ones are closed after 15 days (14 to 17), of the serious ones after 22 (20 to 25).
#
# Is speed a medicine, with a dose? Satisfaction by quarters of the waiting time, and then per day of waiting: alone, and with severity and steps held fixed.
#
# > **Predict.** What will holding them fixed do?

# %% name="dose" slideshow={"slide_type": "slide"}
# %%needs steps
print(after.groupby(pd.qcut(days, 4)).mean().round(1).to_dict())
waited = X[whole].assign(days=days).dropna()
for columns in (["const", "days"], list(waited)):
    found = sm.OLS(after[waited.index], waited[columns]).fit(cov_type="HC3", use_t=True)
    print(cs.number(found.params["days"], 2), found.conf_int().loc["days"].round(2).tolist())

# %% [markdown] name="dose_read" slideshow={"slide_type": "slide"}
# > **On the sample data.** Alone, every day costs 0.10 points. With severity and steps held fixed that is gone: quick answers went with *solved* problems and small failures. The second interval, 0.01 to 0.15, would even praise waiting. In Serambi waiting does nothing at all, by construction: this is the one interval in twenty that misses. In your shop it may be otherwise; only a lot would tell.
#
# ## 6 · A bad month, or bad luck?
#
# Shares jump about by chance. A **p-chart** draws how far: the mean share of the first year, plus and minus three standard errors for the month's n. Inside: leave it alone. Outside, or eight months in a row on one side: ask why.
#
# > **Predict.** In how many of the months was the share of full recoveries out of the limits?

# %% name="chart" slideshow={"slide_type": "slide"}
# %%needs steps
full = steps.sum(axis=1) >= steps.shape[1] - 1
month = opened.dt.strftime("%Y-%m")
chart = cs.control_chart(full.groupby(month).sum(), full.groupby(month).size(), baseline=12)
cs.plot_control_chart(chart)
print(cs.describe_control_chart(chart))
chart.tail(1).round(3)

# %% [markdown] name="can_do" slideshow={"slide_type": "slide"}
# Next month's limits are there before next month is. Write them down *now*.
#
# ## What you can now do
#
# | you want | you write |
# |---|---|
# | which steps go with satisfaction | `cs.step_effects(steps, satisfaction, severity=...)` |
# | the paradox, fairly | `cs.recovery_paradox(groups, satisfaction, untouched=..., silent=..., margin=...)` |
# | how long they wait | `cs.time_to_resolution(opened, closed, until=...)` |
# | a bad month | `cs.control_chart(counts, n)` |
#
# > **With your own data.** A table `complaints` in the codebook (`opened`, `closed`, `severity`, `steps`) and a table `followup` (`had_problem`, `complained`), both with the questions on satisfaction. A survey without complaints cannot show what repairing does: only whoever asks *afterwards* knows.
#
# Now the exercise: `exercises/en/ex09_complaints.ipynb`.

# %% [markdown] name="quiz" tags=["quiz"]
# ## Five questions
#
# **1.** Complainers score 64, people who never complained 60. Is that a recovery paradox?
# <details><summary>Answer</summary>Not shown: silent sufferers are among those who never complained. Compare with customers without a failure.</details>
#
# **2.** The step "apologised" has an effect of 0.4 (-1.3 to 2.2). Stop apologising?
# <details><summary>Answer</summary>No. The interval allows for an effect worth having; and it is the whole recovery that counts.</details>
#
# **3.** The closed complaints took 15 days in the median, 200 are still open. Is half of the customers served within 15 days?
# <details><summary>Answer</summary>No, it takes longer: the open ones are waiting too. Kaplan and Meier count them.</details>
#
# **4.** Full recoveries fall from 49% to 43% and the chart's limits are 32% and 62%. What do you do?
# <details><summary>Answer</summary>Nothing, for now. That is what chance does; a hasty "cause" would be invented.</details>
#
# **5.** You look at eight groups and find one above zero. May you publish it?
# <details><summary>Answer</summary>Only if it was named before, or holds in other data: find in one half, test in the other.</details>

# %% [markdown] name="claim_loyal" tags=["claim"] slideshow={"slide_type": "slide"}
# ## Claim cards
#
# **"Recovered complainers become more satisfied than before."**
# - *In Serambi:* only after minor failures with a full recovery, by construction.
# - *Published:* over many studies a positive effect on satisfaction, but none that is clear on buying again, on word of mouth or on image [1].
# - *Your data would need:* the same questions, asked at the same time of customers without a failure.

# %% [markdown] name="claim_leave" tags=["claim"] slideshow={"slide_type": "fragment"}
# **"Good complaint handling keeps customers."**
# - *In Serambi:* an unresolved complaint makes leaving likelier, by construction (lesson 10).
# - *Published:* with 20,000 customers of an internet and catalogue shop, recovery made up for part of the harm of a complaint, almost never for all of it [2].
# - *Your data would need:* who bought again, complainers and others, over a year or more.

# %% [markdown] name="halves" tags=["deeper"]
# ## Deeper
#
# These cells are not on the slides and not in the checked tasks.
#
# **Found by looking.** Take the best-looking of many groups, and part of its lead is luck: the *winner's curse*. In 1,000 worlds six groups of sixty are all alike (60 points, spread 15). Half of the people finds the best group, the other half tests it:

# %% name="halves_run" tags=["deeper"]
score = np.random.default_rng(9).normal(60, 15, (1000, 6, 60))
first, second = score[:, :, :30].mean(axis=2), score[:, :, 30:].mean(axis=2)
best = first.argmax(axis=1)
rows = np.arange(1000)
{"found": first[rows, best].mean() - 60, "tested": second[rows, best].mean() - 60}

# %% [markdown] name="halves_own" tags=["deeper"]
# `found_and_tested` does the same with your groups. What keeps its lead in the second half may be believed.

# %% name="halves_sample" tags=["deeper"]
# %%needs complaints followup steps
cs.found_and_tested(groups, after, untouched=fine)[["group", "estimate", "low", "high", "n"]]

# %% [markdown] name="logrank" tags=["deeper"]
# **The log-rank test** asks whether complaints of different severity are closed at the same speed: on each day, how many of each kind would be closed if the kind made no difference? It compares whole curves, and a p above .05 does not show that they are the same.

# %% name="logrank_run" tags=["deeper"]
# %%needs complaints
cs.log_rank(opened, closed, until=until, groups=severity)

# %% [markdown] name="interaction" tags=["deeper"]
# **For whom does a full recovery help?** An *interaction*: does its effect differ by severity? The two lower rows say by how much it falls short of the effect after a minor failure.

# %% name="interaction_run" tags=["deeper"]
# %%needs steps
kinds = pd.get_dummies(severity, drop_first=True, dtype=float)
design = kinds.assign(full=full * 1.0).join(kinds.mul(full, axis=0).add_suffix(" x full"))
both = sm.OLS(after, sm.add_constant(design)).fit(cov_type="HC3", use_t=True)
table = both.conf_int().set_axis(["low", "high"], axis=1).assign(estimate=both.params)
table.iloc[-3:][["estimate", "low", "high"]]

# %% [markdown] name="references" tags=["deeper"]
# ## References
#
# 1. de Matos, Henrique & Rossi (2007), *Journal of Service Research* 10 (abstract).
# 2. Knox & van Oest (2014), *Journal of Marketing* 78 (abstract).
