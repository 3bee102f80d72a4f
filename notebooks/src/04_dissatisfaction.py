# %% [markdown] name="title" slideshow={"slide_type": "slide"}
# # 04 · What makes customers unhappy?
#
# Bu Ratna can pay for one thing this quarter. Pak Hendra of marketing wants a small gift in every parcel. Sari, who answers the complaints at Toko Serambi, wants parcels that arrive on the promised day. *"Happy is happy,"* says Pak Hendra. **Is it?**
#
# You will be able to
#
# - **rank** the causes of complaints, with intervals,
# - **measure** the gap between what was expected and what was found,
# - **tell** what only hurts when it fails from what only pleases when it shines,
# - **read** a Kano questionnaire,
# - **decide** what to fix first, and say how sure you are.

# %% name="parameters" tags=["parameters"]
STUDY = "serambi"
LANG = "en"

# %% name="imports"
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from statsmodels.stats.proportion import proportion_confint

import custsat_edu as cs

# %load_ext custsat_edu

# %% [markdown] name="ideas" tags=["unit:dissatisfaction", "unit:causes"] slideshow={"slide_type": "slide"}
# ## 1 · Disappointed, and why
#
# Customers are **dissatisfied** when what they get falls short of what they were promised or expected. Then some complain, many say nothing, and some buy elsewhere and tell their friends.
#
# Complaints name six **causes** again and again:
#
# | cause | at Toko Serambi |
# |---|---|
# | quality of product or service | the lamp flickers; the cashier is rude |
# | not made to fit | the shelf comes in one width only |
# | hard to reach | nobody answers the chat |
# | price | a fee that appears at the till |
# | after-sales service | a month for a spare part |
# | profit before customers | "no refunds", whatever happened |
#
# **Handling** a complaint: listen, apologise, understand, solve, let staff decide, inform, follow up. Better, **prevent** it: heed feedback, foresee trouble, tell early, care for the relation, deliver quality, promise only what you can keep. Lesson 09 tests both.
#
# Three complaints, a column each (1: this cause is named):

# %% name="first_rows" tags=["rows"]
cs.use_language(LANG)
study = cs.load_study(STUDY)
survey = study.survey
study.items("causes").rename(columns=study.label).head(3).T if study.has("causes") else survey.head(
    3
)

# %% [markdown] name="pareto_predict" slideshow={"slide_type": "slide"}
# ## 2 · Which cause is named most?
#
# > **Predict.** Which two causes does Sari hear most? In how many of ten complaints?

# %% name="pareto_by_hand"
# %%needs causes
causes = study.items("causes")
named = causes.mean().sort_values(ascending=False)
named.rename(index=study.label)

# %% name="pareto_interval" slideshow={"slide_type": "fragment"}
# %%needs causes
top = named.index[0]
proportion_confint(causes[top].sum(), len(causes), method="wilson")

# %% [markdown] name="pareto_read"
# A share again, so Wilson's interval of lesson 03. `cs.pareto` does it for every cause and adds the running share of all mentions (a complaint may name several causes).

# %% name="pareto" slideshow={"slide_type": "slide"}
# %%needs causes
ranking = cs.pareto(causes).rename(index=study.label)
cs.plot_pareto(ranking)
print(cs.describe_pareto(ranking))

# %% [markdown] name="pareto_limits" slideshow={"slide_type": "slide"}
# Named after **Pareto**: often a few causes make most of the trouble.
#
# > **On the sample data.** Product or service quality is named in 46.1% of the complaints (43.6% to 48.6%), after-sales service in 31.9%. Two of the six causes make more than half of all mentions.
#
# > **Watch out.** This counts complaints, not customers, and not pain. Who suffers in silence is not in it, and what is named often need not hurt most.

# %% [markdown] name="gap_predict" slideshow={"slide_type": "slide"}
# ## 3 · The gap: found minus expected
#
# The survey asked about every driver of satisfaction twice: what did you *expect*, what did you *find*? The difference is the **gap**.
#
# > **Predict.** The shop disappoints on most drivers, or on few? By a whole step of the scale, or less?

# %% name="gap" slideshow={"slide_type": "slide"}
# %%needs expectation
expected, found = study.by_driver("expectation"), study.by_driver("performance")
gaps = pd.DataFrame([cs.mean_score(found[d] - expected[d]).rename(d) for d in expected])
gaps = gaps.rename(index=study.label)
cs.plot_intervals(gaps).axvline(0, color="black", linewidth=1)
print(cs.describe_intervals(gaps))

# %% [markdown] name="gap_read"
# An interval left of zero: customers found less than they expected. Right of zero: more.
#
# > **On the sample data.** Only ease of buying is clearly above expectation (0.09); after-sales service is 0.17 below, delivery 0.16. Small gaps; but an average hides those who fared badly.
#
# > **Watch out.** A difference of two wobbly answers wobbles twice. It is steadier to ask once: *worse* or *better than expected?* We use that answer from here on.

# %% [markdown] name="means_predict" slideshow={"slide_type": "slide"}
# ## 4 · One step down, one step up
#
# We sort customers by one driver, from the worst answer to the best, and look at the overall satisfaction (0 to 100) of each group.
#
# > **Predict.** From "as expected" one step *down* to "worse", one step *up* to "better": do satisfaction's two steps have the same size? Sketch the five dots for the first driver before you run.

# %% name="steps" slideshow={"slide_type": "slide"}
# %%needs outcome drivers
outcome, ratings = study.index[study.outcome], study.scores[study.drivers].round().astype("Int64")
first = study.drivers[0]
by_step = cs.by_group(cs.mean_score, outcome, ratings[first])
cs.plot_intervals(by_step).set_xlabel(study.label(study.outcome))
print(study.label(first), "|", cs.describe_intervals(by_step))

# %% [markdown] name="steps_read"
# Now another driver. Same survey, same customers, same question at the end.

# %% name="steps_other" slideshow={"slide_type": "slide"}
other = study.drivers[-3:][0]
by_other = cs.by_group(cs.mean_score, outcome, ratings[other])
ax = plt.subplots(figsize=(8, 4), layout="constrained")[1]
for driver, means in {first: by_step, other: by_other}.items():
    half = means["high"] - means["estimate"]
    ax.errorbar(means.index, means["estimate"], half, marker="o", linewidth=2)
    ax.text(means.index[-1] + 0.1, means["estimate"].iloc[-1], study.label(driver), size=11)
ax.set(xlim=(means.index[0] - 0.3, means.index[-1] + 1.6), ylabel=study.label(study.outcome))
print(study.label(other), "|", cs.describe_intervals(by_other))

# %% name="steps_sizes" slideshow={"slide_type": "fragment"}
rise = pd.DataFrame({first: by_step["estimate"].diff(), other: by_other["estimate"].diff()})
rise.rename(columns=study.label).dropna()

# %% [markdown] name="steps_meaning" slideshow={"slide_type": "slide"}
# Each row is the rise from the step before. A driver may have one of four shapes:
#
# | shape | one step below expectation | one step above |
# |---|---|---|
# | **must-be** | costs a lot | gains little: it was owed |
# | **one-dimensional** | costs | gains as much |
# | **attractive** | costs little: nobody counted on it | gains a lot |
# | **indifferent** | nothing | nothing |
#
# > **On the sample data.** Product quality loses 7.3 and 5.1 points on the way down, and gains about 3 a step on the way up. Pleasant surprises do the opposite: 1.4 down to "worse", 7.2 up to "better". "Happy is happy" is wrong.
#
# > **Note.** Who is happy with the lamp is often happy with the courier, too. Part of the rise belongs to the *other* drivers; lesson 05 holds them fixed.

# %% [markdown] name="explorer_predict" slideshow={"slide_type": "slide"}
# What does one straight line make of it? Here is a driver whose two sides you can set yourself: what a step below costs, what a step above gains. Dots: five groups of customers. Line: the best straight line.
#
# > **Predict.** Costs 5, gains 1: which number will the straight line report? Whom would it mislead?


# %% name="explorer" slideshow={"slide_type": "fragment"}
def two_sides(below=5, above=1):
    rng = np.random.default_rng(4)
    step = pd.Series(rng.choice([-2, -1, 0, 1, 2], 600, p=[0.08, 0.26, 0.36, 0.22, 0.08]))
    felt = 63 + below * step.clip(upper=0) + above * step.clip(0) + rng.normal(0, 9, 600)
    slope, height = np.polyfit(step, felt, 1)
    means = cs.by_group(cs.mean_score, felt, step)
    ax = Figure(figsize=(8, 3.6), layout="constrained").subplots()
    ax.errorbar(means.index, means["estimate"], means["high"] - means["estimate"], fmt="o", ms=9)
    ax.plot([-2, 2], [height - 2 * slope, height + 2 * slope], color="#B45309")
    ax.set(ylim=(45, 78), xticks=range(-2, 3))
    return ax.figure, f"{cs.number(slope, 1)} | " + cs.describe_intervals(means)


cs.explore(two_sides, below=(0, 6), above=(0, 6))

# %% [markdown] name="explorer_read"
# The first number is the line's slope: between your two numbers, and so wrong for *both* sides. It undersells the repair and oversells the extra. Only with equal sides (**symmetric**) is the line right; all else is **asymmetric**.

# %% [markdown] name="kano_predict" slideshow={"slide_type": "slide"}
# ## 5 · Or simply ask: the Kano questionnaire
#
# Noriaki Kano's idea: ask about each feature *two* questions. How do you feel if the shop **has** it? How do you feel if it does **not**? Answers: 1 I like it · 2 I expect it · 3 I do not care · 4 I can live with it · 5 I dislike it.
#
# > **Predict.** "On time: I expect it (2). Late: I dislike it (5)." Which of the four shapes is that? And "gift: I like it (1); no gift: I do not care (3)"?

# %% name="kano_by_hand" slideshow={"slide_type": "slide"}
# %%needs kano
present, absent = study.by_driver("functional"), study.by_driver("dysfunctional")
pd.crosstab(present[first].rename("with it"), absent[first].rename("without it"))

# %% [markdown] name="kano_rule" slideshow={"slide_type": "fragment"}
# | with it \ without it | 1 like | 2-4 | 5 dislike |
# |---|---|---|---|
# | **1 like** | doubtful | **attractive** | **one-dimensional** |
# | **2-4** | reverse | **indifferent** | **must-be** |
# | **5 dislike** | reverse | reverse | doubtful |
#
# So we count. The most frequent class names the feature; two shares say more: `better`, how many like having it (attractive and one-dimensional), and `worse`, how many would miss it (must-be and one-dimensional, with a minus).

# %% name="kano" slideshow={"slide_type": "slide"}
# %%needs kano
answers = cs.kano(present, absent).rename(index=study.label)
answers[["kind", "better", "better_low", "better_high", "worse", "worse_low", "worse_high", "n"]]

# %% name="kano_map" slideshow={"slide_type": "slide"}
# %%needs kano
cs.plot_kano(answers)
print(cs.describe_kano(answers))

# %% [markdown] name="kano_read"
# A hollow dot would mean: too close to call (*Fong test*, below).
#
# > **Watch out.** A class is a majority, not a law; and it ages: what surprised last year is expected this year.

# %% [markdown] name="truth" slideshow={"slide_type": "slide"}
# ## 6 · Was it true?
#
# > **Predict.** Of six causes and ten features: how many intervals will hold the truth?

# %% name="truth_causes" slideshow={"slide_type": "slide"}
# %%needs truth
truth = cs.reveal(study)
truth.compare(ranking, "complaint_causes")[["estimate", "low", "high", "truth", "covered"]]

# %% name="truth_kano" slideshow={"slide_type": "slide"}
# %%needs truth
better = answers[["better", "better_low", "better_high", "n"]]
better = better.set_axis(["estimate", "low", "high", "n"], axis=1)
against_truth = truth.compare(better, "kano_present")
classes = pd.Series(truth["kano_present"]["classes"]).rename(index=study.label)
against_truth.assign(found=answers["kind"], planted=classes)

# %% [markdown] name="truth_read" slideshow={"slide_type": "fragment"}
# > **On the sample data.** All sixteen intervals hold the truth this time, and all ten kinds are as planted. All three must-be drivers fall short of expectation. Sari is right about parcels; but after-sales service falls shortest, and stands in 31.9% of the complaints.
#
# **So, Bu Ratna:** repair first what is must-be, falls short of expectation, and is complained of. Only when that no longer hurts does the gift pay.

# %% [markdown] name="can_do" slideshow={"slide_type": "slide"}
# ## What you can now do
#
# | you want | you write |
# |---|---|
# | a ranking of causes | `cs.pareto(causes)` `cs.plot_pareto(...)` |
# | a gap with its interval | `cs.mean_score(found - expected)` |
# | satisfaction step by step | `cs.by_group(cs.mean_score, outcome, ratings)` |
# | the Kano classes | `cs.kano(present, absent)` `cs.plot_kano(...)` |
#
# > **With your own data.** Change `STUDY`. The codebook has `causes:` in a complaints table, `pairs:` for expectations, `kano:`; what your survey lacks is skipped, and a sentence says so.
#
# Now the exercise: `exercises/en/ex04_dissatisfaction.ipynb`.

# %% [markdown] name="quiz" tags=["quiz"]
# ## Five questions
#
# **1.** Customers shrug at clean toilets and are furious at dirty ones. Which shape?
# <details><summary>Answer</summary>Must-be: a step below costs, a step above gains almost nothing.</details>
#
# **2.** The causes' shares add up to 140%. An error?
# <details><summary>Answer</summary>No: a complaint may name several causes. Each share is of all complaints.</details>
#
# **3.** "Price is named in few complaints, so price does not matter." True?
# <details><summary>Answer</summary>Not shown. Complaints count who spoke up; who found it dear may simply have left.</details>
#
# **4.** A straight line gives 3 points a step. A step below costs 5. What is a step above worth, roughly?
# <details><summary>Answer</summary>About 1, if both sides are answered equally often: the line lies between the two.</details>
#
# **5.** In the Kano table 120 of 300 say must-be, 112 one-dimensional. Your report?
# <details><summary>Answer</summary>Too close to call. Either way they would miss it: `worse` is what you report.</details>

# %% [markdown] name="claim_leave" tags=["claim"] slideshow={"slide_type": "slide"}
# ## Claim cards
#
# **"Dissatisfied customers look for another shop."**
# - *In Serambi:* true by construction: 10 points less satisfaction, a quarter more leave. Lesson 10 finds it again.
# - *Published:* over 500 customers said why they switched services: failures and poor answers to them, but also price and convenience [1]; who stayed was not asked.
# - *Your data would need:* satisfaction measured *before*, and who left after it.

# %% [markdown] name="claim_bad" tags=["claim"] slideshow={"slide_type": "fragment"}
# **"Satisfaction and dissatisfaction are two ends of one scale."**
# - *In Serambi:* three drivers were built to hurt more than they please, two the other way round.
# - *Published:* with 4,517 patients and over 20,000 car owners, bad performance on an attribute weighed more than good performance on the same one [2].
# - *Your data would need:* enough answers on *both* sides of "as expected".

# %% [markdown] name="contrast" tags=["deeper"]
# ## Deeper
#
# These cells are not on the slides and not in the checked tasks.
#
# **Penalty-reward contrast.** All drivers at once, two yes-no columns each: a *penalty* for a low answer, a *reward* for a high one; a regression gives each its points. But where does "low" begin? Both sensible answers stand side by side: only the `ends` of the scale, or all on its two `sides`. `share` says how many customers a number rests on.

# %% name="contrast_run" tags=["deeper"]
scale = {driver: study.scale(driver) for driver in study.drivers}
contrast = cs.penalty_reward(study.scores[study.drivers], outcome, scale=scale)
both = contrast.loc[[first, other]].rename(index=study.label)
both[["cuts", "side", "share", "estimate", "low", "high", "asymmetry_p", "warning"]]

# %% name="contrast_plot" tags=["deeper"]
sides = contrast[contrast["cuts"] == "sides"].rename(index=study.label)
cs.plot_penalty_reward(sides)
print(cs.describe_penalty_reward(sides))

# %% [markdown] name="contrast_read" tags=["deeper"]
# `asymmetry_p` tests whether reward equals penalty. Cut points can flip a sign, and a cell with few customers can say anything: never report one set alone, never a cell marked `thin`.

# %% [markdown] name="fong" tags=["deeper"]
# **The Fong test** asks whether the two largest Kano classes differ by more than chance: `clear` is False where they may be level. A class that is not clear is not a finding.

# %% name="fong_run" tags=["deeper"]
# %%needs kano
answers[["must_be", "one_dimensional", "attractive", "indifferent", "kind", "clear"]]

# %% [markdown] name="rao_scott" tags=["deeper"]
# **Rao-Scott.** Do web and store complaints name other causes? An ordinary chi-square counts a complaint with three causes three times and finds too much. Rao and Scott correct for it.

# %% name="rao_scott_run" tags=["deeper"]
# %%needs causes
complaints = study.tables["complaints"]
cs.rao_scott(causes, complaints["channel"])

# %% [markdown] name="references" tags=["deeper"]
# ## References
#
# 1. Keaveney (1995), *Journal of Marketing* 59 (abstract).
# 2. Mittal, Ross & Baldasare (1998), *Journal of Marketing* 62 (abstract).
