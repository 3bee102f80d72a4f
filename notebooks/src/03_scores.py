# %% [markdown] name="title" slideshow={"slide_type": "slide"}
# # 03 · Can you trust a score?
#
# On Monday Bu Ratna, who runs Toko Serambi, opens her mail. *"NPS up 3 points! A bonus for everyone?"* She asks you: **is it true?**
#
# You will be able to
#
# - **compute** CSAT, NPS, CES and IKM,
# - **say** with an interval how far a score may be off,
# - **decide** whether two scores differ,
# - **judge** whether several questions measure one thing,
# - **name** what the NPS hides, and what it is for.

# %% name="parameters" tags=["parameters"]
STUDY = "serambi"
LANG = "en"

# %% name="imports"
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from statsmodels.stats.proportion import proportion_confint

import custsat_edu as cs

# %load_ext custsat_edu

# %% [markdown] name="ideas" tags=["unit:metrics"] slideshow={"slide_type": "slide"}
# ## 1 · Six numbers for one feeling
#
# | score | we ask | and report |
# |---|---|---|
# | **CSAT**, satisfaction | How satisfied are you? | the share of the two highest answers |
# | **NPS**, Net Promoter Score | Would you recommend us, 0 to 10? | percent of 9-10 minus percent of 0-6 |
# | **CES**, effort | How easy was it, 1 to 7? | the mean |
# | **IKM**, public services | nine questions, 1 to 4 | the mean times 25 |
# | **churn** | nothing, we count | the share of customers who left |
# | **CLV**, lifetime value | nothing, we compute | what a customer will bring in |
#
# Churn and CLV wait for lesson 10. Whichever you choose, ask the **same way each time**, in **every channel**, read it **by segment**, **follow up** on bad answers, **join** it with what else you know.
#
# Three customers, one row each:

# %% name="first_rows" tags=["rows"]
cs.use_language(LANG)
study = cs.load_study(STUDY)
survey = study.survey
survey[[word for word in ("csat", "nps", "ces") if study.has(word)]].head(3)

# %% [markdown] name="csat_predict" slideshow={"slide_type": "slide"}
# ## 2 · A share, and how far it may be off
#
# Satisfied is whoever gives one of the two highest answers. A blank is no answer.
#
# > **Predict.** How many of ten customers are satisfied? Had you asked *other* customers of the same shop, how far would the share have moved?

# %% name="csat_by_hand"
# %%needs csat
lowest, highest = study.scale("csat")
answers = survey["csat"].dropna()
satisfied = answers >= highest - 1
satisfied.mean()

# %% name="csat_interval" slideshow={"slide_type": "slide"}
# %%needs csat
low, high = proportion_confint(satisfied.sum(), len(answers), method="wilson")
print(cs.number(low), "-", cs.number(high))
cs.csat(survey["csat"], scale=study.scale("csat"))

# %% [markdown] name="csat_read"
# The **interval** says how far off. Ask new customers again and again, make such an interval each time, and about 95 of 100 hold the true share. Wilson's formula works for small groups, too.
#
# `cs.csat` does both steps (`cs.csat??` shows how); `cs.by_group` repeats it for each group.
#
# > **Watch out.** Few answers, long interval. The best and the worst of a long list are often just the smallest groups.

# %% name="csat_by_channel" slideshow={"slide_type": "slide"}
# %%needs csat channel
by_channel = cs.by_group(cs.csat, survey["csat"], survey["channel"], scale=study.scale("csat"))
cs.plot_intervals(by_channel, unit="share").set_xlabel("CSAT")
print(cs.describe_intervals(by_channel, unit="share"))

# %% [markdown] name="nps_predict" slideshow={"slide_type": "slide"}
# ## 3 · The NPS: three groups, one difference
#
# 9 and 10 are **promoters**, 7 and 8 **passives**, 0 to 6 **detractors**. The score is percent of promoters minus percent of detractors: from -100 to 100 *points*.
#
# > **Predict.** 40 of 100 customers are promoters, 25 are detractors. What is the NPS?

# %% name="nps_by_hand" slideshow={"slide_type": "slide"}
# %%needs nps
answers = survey["nps"].dropna()
vote = (answers >= 9).astype(int) - (answers <= 6).astype(int)
score = 100 * vote.mean()
error = 100 * vote.std(ddof=0) / np.sqrt(len(vote))
low, high = score - 1.96 * error, score + 1.96 * error
by_hand = pd.Series({"estimate": score, "low": low, "high": high, "n": len(vote)}, name="by hand")
pd.DataFrame([by_hand, cs.nps(answers)])

# %% [markdown] name="explorer_predict" slideshow={"slide_type": "slide"}
# A promoter votes +1, a detractor -1, a passive 0: the NPS is 100 times the **mean vote**. So it has a standard error like every mean: the spread of the votes divided by the root of n. (`cs.nps` adds three made-up answers first, an *adjusted Wald* interval, which keeps small groups honest.)
#
# Below, one shop is asked on a thousand Mondays; its customers never change. Bars: the thousand scores. Line: what **one** Monday reports.
#
# > **Predict.** Four times as many answers: how much shorter is the interval? Click a slider, press the arrow keys.


# %% name="explorer" slideshow={"slide_type": "fragment"}
def monday(n=400, promoters=40, detractors=25):
    shares = np.array([promoters, 100 - promoters - detractors, detractors]) / 100
    mondays = np.random.default_rng(3).multinomial(n, shares, size=1000)
    table = cs.nps(pd.Series(np.repeat([10, 8, 3], mondays[0]))).to_frame("NPS").T
    figure = Figure(figsize=(8, 3.2), layout="constrained")
    above, below = figure.subplots(2, sharex=True, height_ratios=[3, 1])
    above.hist(100 * (mondays[:, 0] - mondays[:, 2]) / n, bins=30, color="#9FB3C8")
    above.set_axis_off()
    cs.plot_intervals(table, unit="points", ax=below).set_xlim(-40, 80)
    return figure, cs.describe_intervals(table, unit="points")


cs.explore(monday, n=(50, 3000, 50), promoters=(20, 60), detractors=(0, 40))

# %% [markdown] name="explorer_read"
# **Half** as long: the root of n again. And the bars explain Bu Ratna's "+3": the shop never changed, yet its score did.
#
# Is a difference real? Compare the groups *directly*. A difference has its own error: the root of the two squared errors added.

# %% name="nps_difference" slideshow={"slide_type": "slide"}
# %%needs nps channel
first, second = survey["channel"].cat.categories[:2]
a = survey.loc[survey["channel"] == first, "nps"]
b = survey.loc[survey["channel"] == second, "nps"]
cs.nps_difference(a, b)

# %% [markdown] name="difference_read" slideshow={"slide_type": "slide"}
# If the interval holds 0, the groups may well be equal. (How small a difference you could see at all stands at the end.)
#
# > **On the sample data.** The stores score 13.3 points lower than the web, and at least 7.3: a clear difference. Does the web *make* people happier? Lesson 06.
#
# > **Watch out.** Two intervals may overlap although the difference is clear. Look at the interval *of the difference*.
#
# > **Predict.** Three shops, each with NPS 20; one has no detractors, one 40%. Which would you rather run? Which score is the least certain?

# %% name="nps_mix"
shops = pd.DataFrame({"promoters": [20, 40, 60], "detractors": [0, 20, 40]}, index=["A", "B", "C"])
shops["nps"] = shops["promoters"] - shops["detractors"]
spread = shops["promoters"] + shops["detractors"] - shops["nps"] ** 2 / 100
shops.assign(margin_400=1.96 * 10 * np.sqrt(spread / 400))

# %% [markdown] name="nps_system" tags=["unit:nps_system"] slideshow={"slide_type": "slide"}
# One number hides the mix. Four more mistakes:
#
# 1. **No interval.**
# 2. **Two ways of asking.** People answer an interviewer more kindly than a form.
# 3. **A target.** Once a bonus hangs on it, staff ask for a ten.
# 4. **Another country.** Where 6 is a fair grade, a 6 is no enemy.
#
# The other half of the name is Net Promoter **System**: ask, listen to the reason, call back, and mend it along the whole *value chain*, from supplier to courier, with **one common goal**. The number only says whether it works.

# %% [markdown] name="ces_ikm" tags=["unit:metrics", "unit:customer_user"] slideshow={"slide_type": "slide"}
# ## 4 · Means: effort, and a public office
#
# CES is a mean; its interval is mean ± t × standard error. Does 7 mean "very easy" or "very hard"? Surveys differ: read the question.

# %% name="ces"
# %%needs ces
cs.ces(survey["ces"], scale=study.scale("ces"))

# %% [markdown] name="ikm_predict" slideshow={"slide_type": "slide"}
# At the registry office nobody can go next door: its visitors are *users*, not customers. By regulation (PermenPAN-RB 14/2017) nine questions from 1 to 4 give the **IKM**, the mean times 25, and a letter: A from 88.31, B from 76.61, C from 65.00, D below.
#
# > **Predict.** How sure can an office be of its letter after asking 400 visitors?

# %% name="ikm"
# %%needs ikm
elements = study.items("ikm")
print(cs.ikm(elements))
cs.ikm_classes(elements)

# %% [markdown] name="ikm_read"
# The second table draws the visitors again and again from those who answered and grades each draw: `share` is how often each letter came out.
#
# > **On the sample data.** 76.58 is a C, but 49% of the draws say B. A banner with one letter hides a coin.

# %% [markdown] name="alpha" slideshow={"slide_type": "slide"}
# ## 5 · Do several questions measure one thing?
#
# One question is a wobbly ruler, so we ask several and take the mean. That makes sense if the answers move together. **Cronbach's alpha** says how much they do:
#
# $$\alpha = \frac{k}{k-1}\left(1 - \frac{\text{sum of the items' variances}}{\text{variance of their sum}}\right)$$
#
# > **Predict.** Answer all k questions by throwing dice, and the variance of the sum equals the sum of the variances. What is alpha?

# %% name="likert" slideshow={"slide_type": "slide"}
# %%needs items
battery = study.blocks[-1]
items = study.items(battery).dropna()
counts = cs.answer_counts(items, scale=study.scale(battery)).rename(index=study.label)
cs.plot_likert(counts)
print(cs.describe_likert(counts))

# %% name="alpha_by_hand" slideshow={"slide_type": "slide"}
# %%needs items
k = items.shape[1]
print(cs.number(k / (k - 1) * (1 - items.var().sum() / items.sum(axis=1).var())))
cs.cronbach_alpha(items)

# %% [markdown] name="item_rest"
# Does every question belong? The familiar *r hitung* (`item_total`) correlates it with the total, in which it is counted itself. The **item-rest r** (`estimate`) correlates it with the *others*. To see the difference we smuggle in a question that was "answered" by throwing dice.

# %% name="item_rest_table" slideshow={"slide_type": "slide"}
# %%needs items
lowest, highest = study.scale(battery)
dice = np.random.default_rng(1).integers(lowest, highest + 1, len(items))
with_dice = items.assign(dice=dice)
cs.item_rest(with_dice)[["estimate", "low", "high", "item_total", "alpha_if_dropped"]]

# %% [markdown] name="noise_predict" slideshow={"slide_type": "slide"}
# > **Predict.** Now nothing but dice: 30 "respondents", 5 questions. The textbook says: valid if r > 0.361. How many questions will be *valid*?

# %% name="noise"
rng = np.random.default_rng(2026)
valid = []
for _ in range(200):
    dice = pd.DataFrame(rng.integers(1, 6, size=(30, 5)))
    total = dice.sum(axis=1)
    valid += [(dice[q].corr(total) > 0.361, dice[q].corr(total - dice[q]) > 0.361) for q in dice]
pd.DataFrame(valid, columns=["r hitung", "item-rest r"]).mean()

# %% [markdown] name="noise_read" slideshow={"slide_type": "fragment"}
# About seven of ten dice are "valid": a question always agrees with itself. The item-rest r is not fooled; if your faculty asks for *r hitung*, give both.
#
# > **Watch out.** A high alpha does not say that you measure the *right* thing, or only one. Do not chase .70.

# %% [markdown] name="truth" slideshow={"slide_type": "slide"}
# ## 6 · Was it true?
#
# Toko Serambi is made up, so for once we can look behind the curtain: what would *all* customers have answered?
#
# > **Predict.** Of twenty intervals at 95%, how many hold the truth?

# %% name="truth_compare" slideshow={"slide_type": "slide"}
# %%needs truth
truth = cs.reveal(study)
against_truth = truth.compare(by_channel, "csat_by_channel")
cs.plot_intervals(against_truth, unit="share").set_xlabel("CSAT")
print(cs.describe_intervals(against_truth, unit="share"))
scores = {"nps": cs.nps(survey["nps"]), "ces": cs.ces(survey["ces"])}
pd.concat([truth.compare(score, key) for key, score in scores.items()])

# %% [markdown] name="truth_read" slideshow={"slide_type": "fragment"}
# > **On the sample data.** The stores' interval ends at 62.4%; the truth is 63.7%. Nobody miscalculated: five in a hundred miss, and you never know which. Besides, who answers is not quite who buys (*weights*, below).

# %% [markdown] name="can_do" slideshow={"slide_type": "slide"}
# ## What you can now do
#
# | you want | you write |
# |---|---|
# | a score | `cs.csat(...)` `cs.nps(...)` `cs.ces(...)` `cs.ikm(...)` |
# | the same by group | `cs.by_group(cs.nps, answers, groups)` |
# | a difference | `cs.nps_difference(a, b)` |
# | reliability | `cs.cronbach_alpha(items)` `cs.item_rest(items)` |
#
# > **With your own data.** Change `STUDY` to the path of a folder with your file and its `codebook.yaml` and run again.
#
# Now the exercise: `exercises/en/ex03_scores.ipynb`.

# %% [markdown] name="quiz" tags=["quiz"]
# ## Five questions
#
# **1.** Of 80 customers 50 give 9 or 10, and 10 give 0 to 6. The NPS?
# <details><summary>Answer</summary>62.5% minus 12.5%: 50 points.</details>
#
# **2.** You want an interval half as long. How many answers?
# <details><summary>Answer</summary>Four times as many.</details>
#
# **3.** NPS rose from 21 to 24; the interval of the difference is -2 to 8. What do you tell Bu Ratna?
# <details><summary>Answer</summary>It may be chance, for 0 lies inside; it may also be 8. The survey is too small to tell.</details>
#
# **4.** Every *r hitung* is above the table value. Is the scale good?
# <details><summary>Answer</summary>Dice pass that test, too. Look at the item-rest r.</details>
#
# **5.** Five questions, alpha .95. Pleased?
# <details><summary>Answer</summary>Not yet: perhaps one question was asked five times.</details>

# %% [markdown] name="claim_measuring" tags=["claim"] slideshow={"slide_type": "slide"}
# ## Claim cards
#
# **"Measuring satisfaction brings loyalty and profit."**
# - *In Serambi:* answering changes nothing, by construction. To test it, ask a random half.
# - *Published:* in a bank's field experiment, customers who were asked behaved differently for a year [1]; where people choose whether to answer, most of the effect was selection [2].
# - *Your data would need:* customers left out at random.

# %% [markdown] name="claim_nps" tags=["claim"] slideshow={"slide_type": "fragment"}
# **"The NPS tells whether a company will grow."**
# - *In Serambi:* no growth was built in; it cannot be tested.
# - *Published:* with 21 firms it was not better than other measures [3]; later it foretold sales when *possible* customers were asked, too [4].
# - *Your data would need:* years of scores, and the sales after them.

# %% [markdown] name="detectable" tags=["deeper"]
# ## Deeper
#
# These cells are not on the slides and not in the checked tasks.
#
# **How small a difference can you see?** With these two groups, a true difference smaller than the one below would be missed more than one time in five. *A survey that cannot see 3 points cannot report 3 points.*

# %% name="detectable_run" tags=["deeper"]
# %%needs nps channel
mix = {"promoters": (answers >= 9).mean(), "detractors": (answers <= 6).mean()}
cs.smallest_detectable_difference(a.count(), b.count(), **mix)

# %% [markdown] name="weights" tags=["deeper"]
# **Weights.** If the young answer less often than the old, each young answer should count for more. A weight makes the score fairer and the interval longer: `n_effective` says how many equal answers the weighted ones are worth.

# %% name="weights_run" tags=["deeper"]
# %%needs nps weight
plain = cs.nps(survey["nps"]).rename("plain")
weighted = cs.nps(survey["nps"], weights=survey["weight"]).rename("weighted")
pd.DataFrame([plain, weighted])

# %% [markdown] name="bootstrap" tags=["deeper"]
# **The bootstrap.** No formula at hand? Draw your own respondents again, with replacement, thousands of times, and watch the score move. For the NPS it agrees with the formula; the *median* of 0-10 answers turns out to be jumpy.

# %% name="bootstrap_run" tags=["deeper"]
# %%needs nps
pd.DataFrame({what: cs.bootstrap(survey["nps"], what) for what in ("nps", "mean", "median")}).T

# %% [markdown] name="omega" tags=["deeper"]
# **Omega.** Alpha assumes that every question measures equally well. McDonald's omega lets a factor model find out how well each does. Where the two agree, alpha was fine.

# %% name="omega_run" tags=["deeper"]
# %%needs items
pd.DataFrame([cs.cronbach_alpha(items), cs.mcdonald_omega(items)])

# %% [markdown] name="references" tags=["deeper"]
# ## References
#
# 1. Dholakia & Morwitz (2002), *Journal of Consumer Research* 29 (abstract).
# 2. Measuring the mere measurement effect, seminar, Erasmus Research Institute of Management (abstract).
# 3. Keiningham et al. (2007), *Journal of Marketing* 71 (abstract).
# 4. Baehre et al. (2021), *Journal of the Academy of Marketing Science* (abstract).
# 5. Lewis & Sauro (2021), NPS confidence intervals, MeasuringU, after Rocks (2016).
# 6. PermenPAN-RB 14/2017, Survei Kepuasan Masyarakat.
