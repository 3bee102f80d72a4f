# %% [markdown] name="title" slideshow={"slide_type": "slide"}
# # 00b · What would another sample say?
#
# On Monday Sari asks 25 customers at the door of Toko Serambi how satisfied they are, on Tuesday 25 others. Pak Hendra is delighted: *"Up by five points in one day!"* Sari shakes her head: "Nothing has changed. I asked other people." **Who is right, and how would you know?**
#
# You will be able to
#
# - **read** a table, and take a mean and a share from it, for all or by group,
# - **say** how far a mean moves when other people are asked,
# - **give** each number its interval,
# - **judge** whether a difference should surprise you,
# - **draw** a line through points, and say what it does not show.

# %% name="parameters" tags=["parameters"]
STUDY = "serambi"
LANG = "en"

# %% name="imports"
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure
from scipy import stats

import custsat_edu as cs

# %load_ext custsat_edu

# %% [markdown] name="signs" slideshow={"slide_type": "slide"}
# ## 1 · A table, and five signs
#
# Python works line by line and shows the last value. You need five signs; longer cells you only run:
#
# | you write | it means |
# |---|---|
# | `x = ...` | from now on, call this `x` |
# | `study.survey` | of the study, take the survey |
# | `len(x)`, `x.mean()` | do something; what it needs stands in the brackets |
# | `survey["csat"]` | from the table, pick this column |
# | `x > 70` | ask each value: `True` or `False`? |
#
# In a table a **row** is a person, a **column** a question, `NaN` no answer. Several questions together give each person's **satisfaction from 0 to 100** (lesson 03 shows how); we call it `felt`.

# %% name="first_rows" tags=["rows"]
cs.use_language(LANG)
study = cs.load_study(STUDY)
survey = study.survey
survey[[name for name in ("channel", "csat", "ces", "nps") if study.has(name)]].head(3)

# %% name="column" tags=["rows"]
# %%needs outcome
felt = study.index[study.outcome].dropna()
felt.head(3)

# %% [markdown] name="mean_predict" slideshow={"slide_type": "slide"}
# ## 2 · A mean, a share, a group
#
# The **mean** is the sum of all values, divided by how many there are.
#
# > **Predict.** Where do most people stand between 0 and 100? And how many of them did we ask?

# %% name="mean"
# %%needs outcome
[len(felt), round(felt.mean(), 2)]

# %% name="picture" slideshow={"slide_type": "slide"}
# %%needs outcome
hill = {study.label(study.outcome): felt}
cs.plot_distribution(hill, mark=felt.mean())
print(cs.describe_distribution(hill, mark=felt.mean()))

# %% [markdown] name="share_text" slideshow={"slide_type": "slide"}
# Each bar counts the people with one value; the line is the mean. Few people stand exactly there: they scatter.
#
# A **share** is a mean, too: of a yes-or-no question, with `True` counted as 1 and `False` as 0. A **group** is one kind of people, who get a mean of their own. `std` is the **spread** (standard deviation): how far a person typically stands from the mean.

# %% name="share"
# %%needs outcome
(felt > 70).mean()

# %% name="group" slideshow={"slide_type": "slide"}
# %%needs outcome channel
felt.groupby(survey["channel"], observed=True).agg(["mean", "std", "size"]).round(2)

# %% [markdown] name="sample_predict" slideshow={"slide_type": "slide"}
# ## 3 · Monday and Tuesday
#
# For now the people in `felt` are *the whole town*: we know its mean. Sari meets a **sample**, 25 of them, drawn by lot.
#
# > **Predict.** Two samples from one town, and nothing happens in between. How far apart are their means?

# %% name="two_days"
# %%needs outcome
monday = felt.sample(25, random_state=34)
tuesday = felt.sample(25, random_state=17)
[round(day.mean(), 2) for day in (felt, monday, tuesday)]

# %% [markdown] name="sample_read" slideshow={"slide_type": "slide"}
# (`random_state` numbers the lottery.)
#
# > **On the sample data.** The town's mean is 62.57. Monday gave 60.74, Tuesday 65.93: five points apart by luck alone.
#
# > **Predict.** Now five hundred days, each with 25 people. Do the means scatter more than the people, as much, or less?

# %% name="many_days" slideshow={"slide_type": "slide"}
# %%needs outcome
days = np.random.default_rng(1).choice(felt, size=(500, 25)).mean(axis=1)
hills = {study.label(study.outcome): felt, "x̄": days}
cs.plot_distribution(hills, mark=felt.mean())
print(cs.describe_distribution(hills, mark=felt.mean()))
[round(felt.std(), 2), round(days.std(), 2)]

# %% [markdown] name="error_text" slideshow={"slide_type": "slide"}
# Above the people, below the means (x̄ is short for a mean). High and low answers cancel in a mean. The scatter of means has a name: the **standard error**, how far a mean moves when other people are asked.
#
# Nobody can afford five hundred Mondays. But **one** sample is enough: divide its people's spread by the square root of their number.

# %% name="error"
# %%needs outcome
error = monday.std() / np.sqrt(len(monday))
round(error, 2)

# %% [markdown] name="root" slideshow={"slide_type": "slide"}
# Compare that with the spread of the five hundred means! Twice the precision costs **four** times the people.
#
# ## 4 · No number without its interval
#
# Forty days: each line is made from *one* day's people, the upright line is the town's mean, lines that miss it are orange.
#
# > **Predict.** How many of forty will miss? And with 100 people a day: fewer?


# %% name="explorer" slideshow={"slide_type": "fragment"}
# %%needs outcome
def forty_days(people=25, lottery=3):
    drawn = np.random.default_rng(lottery).choice(felt, size=(40, people))
    days = pd.DataFrame([cs.mean_score(pd.Series(day)) for day in drawn])
    holds = days["low"].le(felt.mean()) & days["high"].ge(felt.mean())
    figure = Figure(figsize=(8, 4), layout="constrained")
    ax = figure.subplots()
    ax.hlines(range(40), days["low"], days["high"], np.where(holds, "#52606D", "#B45309"), lw=4)
    ax.axvline(felt.mean(), color="#0072B2")
    ax.set(xlim=felt.quantile([0.01, 0.99]), yticks=[])
    return figure, f"{(~holds).sum()} / 40"


cs.explore(forty_days, people=(10, 400, 10), lottery=(1, 50))

# %% [markdown] name="explorer_read" slideshow={"slide_type": "slide"}
# Move `lottery`: about two of forty miss, *whether 25 people are asked or 400*. More people make the lines **shorter**, not more often right. Such a line is a 95% **interval**: of a hundred made this way, about 95 hold the truth. Nobody tells you whether yours does.
#
# > **Watch out.** An interval knows the luck of the draw, nothing else. If Sari asks only who smiles at her, all forty miss in the same direction (lesson 02).

# %% [markdown] name="interval_text" slideshow={"slide_type": "slide"}
# How is such a line made? Two standard errors (1.96, to be exact) to either side of the sample's mean. `cs.mean_score` does it at once, from `low` to `high`, a little longer, as 25 people show the spread only roughly.

# %% name="interval_by_hand" slideshow={"slide_type": "fragment"}
# %%needs outcome
[round(monday.mean() + k * error, 2) for k in (-1.96, 0, 1.96)]

# %% name="interval"
# %%needs outcome
cs.mean_score(monday)

# %% [markdown] name="shuffle_predict" slideshow={"slide_type": "slide"}
# ## 5 · Is that a difference?
#
# *Suppose the day makes no difference.* Then "Monday" and "Tuesday" are mere labels. Shuffle the fifty answers, deal two heaps, take the difference; two thousand times.
#
# > **Predict.** How many of a hundred deals lie at least as far from 0 as Sari's two days?

# %% name="shuffle" slideshow={"slide_type": "slide"}
# %%needs outcome
difference = tuesday.mean() - monday.mean()
cards, rng = np.concatenate([monday, tuesday]), np.random.default_rng(2)
deals = rng.permuted(np.tile(cards, (2000, 1)), axis=1)
luck = deals[:, 25:].mean(axis=1) - deals[:, :25].mean(axis=1)
cs.plot_distribution({"x̄ - x̄": luck}, mark=difference)
print(cs.describe_distribution({"x̄ - x̄": luck}, mark=difference))
(abs(luck) >= abs(difference)).mean()

# %% [markdown] name="p_text" slideshow={"slide_type": "slide"}
# The share of deals at least this far from 0 is the **p-value**, an *index of surprise*: how often would luck alone do at least this? A small p says: if nothing is going on, this is a strange day. By habit, below .05 is called *significant*.
#
# It is **not** the chance that nothing is going on, and it does not say *how much*: the interval does. The spread of the deals is the standard error of a difference. Without shuffling, after Pythagoras: square both errors, add, take the root (`np.hypot`):

# %% name="error_of_two"
# %%needs outcome
both = np.hypot(error, tuesday.std() / np.sqrt(25))
[round(luck.std(), 2), round(both, 2)]

# %% name="difference" slideshow={"slide_type": "fragment"}
# %%needs outcome
[round(difference + k * both, 2) for k in (-1.96, 0, 1.96)]

# %% [markdown] name="channels_text" slideshow={"slide_type": "slide"}
# Luck alone easily does this, and the interval holds 0: nothing supports Pak Hendra. Now with many more answers:

# %% name="channels" slideshow={"slide_type": "slide"}
# %%needs outcome channel
channels = cs.compare_groups(felt, survey.loc[felt.index, "channel"])
cs.plot_differences(channels)
print(cs.describe_differences(channels))
channels[["estimate", "low", "high"]]

# %% [markdown] name="channels_read" slideshow={"slide_type": "slide"}
# > **On the sample data.** Customers of the store are 2.7 points less satisfied (1.7 to 3.8): half of what lay between Sari's two days, and yet luck can hardly explain it, for 2,400 answered. Whether the *channel* makes them so is another question (lesson 06).
#
# ## 6 · One line
#
# Do those who rate one thing (in Serambi quality, 1 to 5) higher also feel better?
#
# > **Predict.** How many points for one step?

# %% name="line" slideshow={"slide_type": "slide"}
# %%needs outcome drivers
driver = study.drivers[0]
pairs = pd.concat([study.scores[driver], felt], axis=1).dropna()
plt.figure(figsize=(8, 3.4), layout="constrained")
dots = {"color": "#9FB3C8", "alpha": 0.3, "s": 12}
pairs.columns = names = [study.label(driver), study.label(study.outcome)]
sns.regplot(pairs, x=names[0], y=names[1], x_jitter=0.2, scatter_kws=dots, color="#B45309")
line = stats.linregress(*pairs.to_numpy().T)
print(pd.Series({"slope": line.slope, "error": line.stderr, "r": line.rvalue}).round(2))
[round(line.slope + k * line.stderr, 2) for k in (-1.96, 0, 1.96)]

# %% [markdown] name="r_text" slideshow={"slide_type": "slide"}
# Of all lines this **regression line** lies nearest to the points. Its **slope** says how many points go with one step, with an interval like everything else. The **correlation** `r` says how closely the points follow: 0 not at all, 1 or -1 exactly. Its square is the *explained share of the variance* (the **variance** is the spread squared).
#
# > **On the sample data.** One step more of quality goes with 4.49 points (3.96 to 5.02), r = 0.32: a clear slope in a wide cloud.
#
# A line says *goes with*, not *because of* (lessons 05 and 06).

# %% name="truth" slideshow={"slide_type": "slide"}
# %%needs truth weight
asked = cs.mean_score(felt, weights=survey["weight"]).to_frame("customers").T
truth = cs.reveal(study)
truth.compare(asked, "instrument_means")[["estimate", "low", "high", "truth", "covered"]].round(2)

# %% [markdown] name="truth_read" slideshow={"slide_type": "fragment"}
# > **On the sample data.** The survey is itself a sample of all customers. Toko Serambi is made up, so we know what they all feel: 62.71. The interval holds it. (`weight` gives a louder voice to those who answer too seldom: lesson 02.)

# %% [markdown] name="can_do" slideshow={"slide_type": "slide"}
# ## What you can now do
#
# | you want | you write |
# |---|---|
# | a mean, a share | `x.mean()`, `(x > 70).mean()` |
# | the same for each group | `x.groupby(survey["channel"], observed=True).mean()` |
# | a mean with its interval | `cs.mean_score(x)` |
# | a difference with its interval | `cs.compare_groups(x, groups)` |
# | the slope of a line | `stats.linregress(a, b).slope` |
#
# > **With your own data.** Change `STUDY`, and your respondents are the town. Look first at how many answered and at the bars, then at any mean.
#
# Now the exercise, ten small tasks: `exercises/en/ex00b_toolbox.ipynb`.

# %% [markdown] name="quiz" tags=["quiz"]
# ## Five questions
#
# **1.** A shop asks 100 customers, another 400. Both have the same spread. Which has the longer interval, and how much longer?
# <details><summary>Answer</summary>The one with 100: twice as long, since the root of 4 is 2.</details>
#
# **2.** "The interval is 60 to 66, so 95% of the customers are between 60 and 66." Right?
# <details><summary>Answer</summary>No, it is about the mean. Customers scatter much more widely.</details>
#
# **3.** p = .40. So there is no difference?
# <details><summary>Answer</summary>Luck could easily do this; with few answers, so could a real difference. Look how far the interval reaches.</details>
#
# **4.** Of the answers `True, False, True, True`, what is the mean?
# <details><summary>Answer</summary>0.75, the share of True.</details>
#
# **5.** Twenty stores, nothing different about any of them. How many intervals of 95% will miss their truth?
# <details><summary>Answer</summary>About one: whoever looks at twenty should expect it.</details>

# %% [markdown] name="claim_thirty" tags=["claim"] slideshow={"slide_type": "slide"}
# ## Claim cards
#
# **"Thirty answers are enough."**
# - *In Serambi:* for satisfaction, thirty give an interval that keeps its word, but a long one; for the money spent, where a few spend a lot, it misses more often than it says (see *Deeper*).
# - *Published:* in a simulation the means of very lopsided answers were still lopsided, even with samples of 300 [1].
# - *Your data would need:* a look at the bars; and the length of interval that you could act upon, decided beforehand.

# %% [markdown] name="claim_p" tags=["claim"] slideshow={"slide_type": "fragment"}
# **"p < .05, so it is true, and it matters."**
# - *In Serambi:* with 2,400 answers little more than one point is already "significant".
# - *Published:* the American Statistical Association: a p-value measures neither how probable a claim is nor how large or important the effect [2].
# - *Your data would need:* the interval, and how large a difference is worth its cost.

# %% [markdown] name="thirty" tags=["deeper"]
# ## Deeper
#
# These cells are not on the slides and not in the checked tasks.
#
# **Are thirty enough for money?** Draw thirty orders two thousand times. How many of the intervals hold the mean of all orders?


# %% name="thirty_run" tags=["deeper"]
# %%needs purchases outcome
def kept(values, people=30):
    drawn = np.random.default_rng(3).choice(values, size=(2000, people))
    error = drawn.std(axis=1, ddof=1) / np.sqrt(people)
    off = abs(drawn.mean(axis=1) - values.mean())
    return (off <= stats.t.ppf(0.975, people - 1) * error).mean()


spent = study.tables["purchases"]["amount"]
pd.Series({"satisfaction": kept(felt), "money": kept(spent)}).round(3)

# %% [markdown] name="median" tags=["deeper"]
# **Mean or median?** The **median** is the one in the middle: half lie below it, half above. Where a few are very large, it lies below the mean.

# %% name="median_run" tags=["deeper"]
# %%needs purchases
spent.agg(["mean", "median"]).round(0)

# %% [markdown] name="references" tags=["deeper"]
# ## References
#
# 1. Smith & Wells (2006), *Central limit theorem and sample size*, Northeastern Educational Research Association (abstract).
# 2. Wasserstein & Lazar (2016), the ASA's statement on p-values: principles 2 and 5, as reprinted.
