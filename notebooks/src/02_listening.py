# %% [markdown] name="title" slideshow={"slide_type": "slide"}
# # 02 · Who is speaking?
#
# Monday meeting at Toko Serambi. Pak Hendra reads out the web reviews: *"Nearly four stars of five. They love us!"* Sari empties the box of comment cards on the table: "Mine sound different." Bu Ratna has a third number, from the e-mail survey, and the advisory group has just told her a fourth. **Four numbers, one company. Which is the company's?**
#
# You will be able to
#
# - **choose** an instrument for a question,
# - **say** who speaks through it, and who never does,
# - **weight** answers, and say what that costs,
# - **name** what no weight can mend,
# - **find** those who answered without reading,
# - **ask** what customers need.

# %% name="parameters" tags=["parameters"]
STUDY = "serambi"
LANG = "en"

# %% name="imports"
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from scipy.special import expit

import custsat_edu as cs

# %load_ext custsat_edu

# %% [markdown] name="ideas" tags=["unit:instruments"] slideshow={"slide_type": "slide"}
# ## 1 · Five ways to listen
#
# | instrument | who speaks | good for |
# |---|---|---|
# | **survey** | whoever answers an e-mail, or at the till | how many, how much |
# | **focus group** | eight people round a table | why; a first reaction to a new idea |
# | **advisory group** | loyal customers, again and again | a long conversation |
# | **comment card** | whoever has something on the mind | praise and anger that would be lost |
# | **online review** | whoever wants others to know | what the world reads about us |
#
# Beside them stand the **interview** (one person, in depth) and **observation** (what people do and never say). A good survey asks six things: quality, speed, price, problems, what else people need, and trust.
#
# How many speak through each?

# %% name="first_rows"
cs.use_language(LANG)
study = cs.load_study(STUDY)
survey, tables = study.survey, study.tables
names = {"email_survey": "email_survey", "focus_groups": "focus_groups", "panel": "advisory_group"}
names |= {"cards": "comment_cards", "reviews": "reviews"}
heard = {said: len(tables[name]) for name, said in names.items() if study.has(name)}
pd.Series({"survey": len(survey)} | heard, name="rows")

# %% [markdown] name="told_predict" slideshow={"slide_type": "slide"}
# ## 2 · One truth, six answers
#
# First one scale for all: 1 to 10, or one to five stars, become 0 to 100. In Toko Serambi we know what all 12,000 customers really feel: that is the line.
#
# > **Predict.** Which instruments lie above the truth, which below? Will the ones with most answers be nearest?


# %% name="told"
# %%needs reviews truth
def percent(table):
    return (table.filter(regex="osat[123]").mean(axis=1) - 1) / 9 * 100


mode = tables["email_survey"]["mode"]
email, till = (tables["email_survey"][mode == name] for name in mode.cat.categories)

# %% name="told_plot" slideshow={"slide_type": "slide"}
# %%needs reviews truth
truth = cs.reveal(study)["instrument_means"]["value"]["customers"]
told = {"email": percent(email), "till": percent(till)}
told["advisory_group"] = percent(tables["panel"])
told["focus_groups"] = (tables["focus_groups"]["osat_before"] - 1) / 9 * 100
told["cards"] = (tables["cards"]["rating"] - 1) / 4 * 100
told["reviews"] = (tables["reviews"]["stars"] - 1) / 4 * 100
beside = cs.compare_instruments(told, truth=truth)
cs.plot_instruments(beside)
print(cs.describe_instruments(beside))

# %% [markdown] name="told_read" slideshow={"slide_type": "slide"}
# > **On the sample data.** All six lie too high. The 1,500 e-mails are 3.9 points off, 1,200 reviews 8.5; the 600 at the till only 3.1. The short interval of the e-mails is a precise answer to the wrong question: it tells what *those who answer* feel.
#
# That error has a name, **bias**: what remains however many you ask. More answers only shorten the interval.
#
# ## 3 · Who answers, and who does not
#
# > **Predict.** Of the stars and of the comment cards: which answers are most frequent, which are rare?

# %% name="stars" slideshow={"slide_type": "slide"}
# %%needs reviews truth
hills = {name: told[name] for name in ("reviews", "cards", "email")}
cs.plot_distribution(hills)
print(cs.describe_distribution(hills))

# %% [markdown] name="stars_read" slideshow={"slide_type": "slide"}
# Most e-mail answers lie in the middle. In the reviews the middle is thin: the top towers, and the bottom is as frequent as what lies between: almost a **J**. Whoever is delighted or furious writes; whoever found it all right has nothing to tell. Cards are alike, only milder.
#
# Below, your respondents are the town, and you decide who answers: `tilt` makes the satisfied answer more readily, `group` lets one group of customers answer more readily than another. The first row is what you hear; the second has been *weighted* so that each group counts as much as it should.
#
# > **Predict.** Which of the two sliders can weighting make good?


# %% name="explorer" slideshow={"slide_type": "fragment"}
# %%needs outcome segments
def listen(tilt=0.4, group=0.0):
    felt, kind = study.index[study.outcome], survey[study.segments[-1]].astype("category")
    chance = expit(-1 + tilt * (felt - felt.mean()) / 10 + group * kind.cat.codes)
    answered = np.random.default_rng(10).random(len(felt)) < chance
    weight = kind.map(kind.value_counts() / kind[answered].value_counts()).astype(float)
    heard = pd.DataFrame({"value": felt, "weight": weight})[answered].dropna()
    rows = cs.compare_instruments({"answers": heard["value"], "weighted": heard}, truth=felt.mean())
    figure = Figure(figsize=(8, 2.4), layout="constrained")
    cs.plot_instruments(rows, ax=figure.subplots()).set_xlim(felt.quantile([0.1, 0.9]))
    return figure, cs.describe_instruments(rows)


cs.explore(listen, tilt=(-1.0, 1.0, 0.1), group=(-1.0, 1.0, 0.1))

# %% [markdown] name="explorer_read" slideshow={"slide_type": "slide"}
# Keep `tilt` at 0: `group` sends the first row off, the second comes home. `tilt` sends both off. Weights know the *groups*; they do not know how those feel who keep silent.
#
# ## 4 · Weights
#
# Bu Ratna knows of every customer the age, and so can see who answered her e-mail:

# %% name="shares" slideshow={"slide_type": "slide"}
# %%needs email_survey customers truth
customers = tables["customers"]
everybody, answers = (
    table["age_band"].value_counts(normalize=True) for table in (customers, email)
)
ages = pd.DataFrame({"customers": everybody, "answers": answers})
ages.assign(weight=ages["customers"] / ages["answers"]).sort_index().round(3)

# %% [markdown] name="rake_text" slideshow={"slide_type": "slide"}
# The **weight** of an answer is the share of its group among the *customers*, divided by that among the *answers*: whoever is too rare speaks louder.
#
# One column is easy. For age *and* region *and* channel, mend one column, then the next, round after round, until all fit. That is called **raking**:

# %% name="rake"
# %%needs email_survey customers truth
margins = {name: customers[name].value_counts() for name in ("age_band", "region", "channel")}
weights = cs.raking(email, margins)
weights.describe().loc[["min", "mean", "max"]].round(2)

# %% [markdown] name="cost_predict" slideshow={"slide_type": "slide"}
# Weights cost something: if few speak for many, luck has more to say. How many unweighted answers are the 1,500 worth?
#
# > **Predict.** How much of the 3.9 points of bias do the weights take away: all, half, a little?

# %% name="cost"
# %%needs email_survey customers truth
worth = {"answers": len(weights), "worth": cs.kish_effective_n(weights)}
pd.Series(worth | {"design effect": cs.design_effect(weights)}).round(2)

# %% name="left" slideshow={"slide_type": "slide"}
# %%needs email_survey customers truth
raked = {"email": percent(email)}
raked["email_raked"] = pd.DataFrame({"value": percent(email), "weight": weights})
raked["survey"] = pd.DataFrame({"value": study.index[study.outcome], "weight": survey["weight"]})
left = cs.compare_instruments(raked, truth=truth)
cs.plot_instruments(left)
print(cs.describe_instruments(left))

# %% [markdown] name="left_read" slideshow={"slide_type": "slide"}
# The **design effect** is answers divided by what they are worth. Near 1, as here, the weights cost almost nothing; at 1.5, a third of the answers.
#
# > **On the sample data.** Raking moves the e-mails from 3.9 to 3.4 points above the truth: most of the bias is *within* each age, region and channel, where the satisfied answered more readily. The weighted survey of the lessons is 0.2 away, and holds the truth: there, answering hung on age, region and channel alone.
#
# > **Watch out.** From the answers alone you cannot tell these two cases apart. Ask a few of the silent ones, by telephone if you must.

# %% name="your_weights" slideshow={"slide_type": "slide"}
# %%needs weight outcome
felt = study.index[study.outcome]
rows = {"answers": felt, "weighted": pd.DataFrame({"value": felt, "weight": survey["weight"]})}
print(cs.describe_instruments(cs.compare_instruments(rows)))
cs.number(cs.design_effect(survey["weight"]), 3)

# %% [markdown] name="careless_predict" slideshow={"slide_type": "slide"}
# ## 5 · Who answered without reading?
#
# Three signs: one answer to everything (a *straight line*), much too fast (less than a third of the usual time), the same person or the same answers twice.
#
# > **Predict.** How many of a hundred? And are they more satisfied than the others, or less?

# %% name="careless"
constructs = list(study.codebook.constructs)
scales = {item: study.scale(name) for name in constructs for item in study.items(name)}
about = {"seconds": survey.get("duration"), "ids": survey.get("id")}
signs = cs.careless(survey[list(scales)], scale=scales, **about)

# %% name="careless_signs" slideshow={"slide_type": "fragment"}
print(cs.number((signs["signs"] > 0).mean(), 3))
signs[["straight_line", "speeder", "duplicate"]].mean().round(3)

# %% name="careless_felt" slideshow={"slide_type": "slide"}
# %%needs outcome
cs.by_group(cs.mean_score, study.index[study.outcome], signs["signs"] > 0)

# %% [markdown] name="careless_read" slideshow={"slide_type": "slide"}
# > **On the sample data.** 8.0% show a sign, and their mean differs by little. Careless people distort *relations* more than means: straight lines make all answers agree. Never delete them silently. Say how many there were, and compute with and without.
#
# ## 6 · What do they need?

# %% [markdown] name="needs_text" tags=["unit:needs"] slideshow={"slide_type": "slide"}
# A score says how it was. A **need** says what it was for: *functional* (it lasts), *emotional* (home feels calm), *social* (guests admire it), and *unmet*: what no shop offers yet.
#
# Five ways to find needs: market research, the customers' own data (what they search and buy), feedback asked for directly, empathy and observation, and segments that need different things.
#
# > **Predict.** Which kind of need matters most to buyers of furniture and pots? (A survey without such questions shows what it does ask.)

# %% name="needs"
# %%needs constructs
kinds = [name for name in ("Functional", "Emotional", "Social") if name in constructs]
blocks = {study.label(name): study.scores[name] for name in kinds or study.scores}

# %% name="needs_plot" slideshow={"slide_type": "slide"}
needs = pd.DataFrame({name: cs.mean_score(score) for name, score in blocks.items()}).T
cs.plot_intervals(needs)
print(cs.describe_intervals(needs))

# %% [markdown] name="offline_text" tags=["unit:offline_online"] slideshow={"slide_type": "slide"}
# > **On the sample data.** Functional needs come first: 3.98 of 5 (3.96 to 4.01); social ones last. Unmet needs stand in no table of ratings. Look for them in what people *write*.
#
# In the **store** people talk to the staff, fill in a card, answer at the till; **online** they leave reviews, chats, and the trace of every click. Store buyers chat online, too. But a survey at the till and one by e-mail differ as instruments: do not mistake that for a difference between channels.

# %% name="sources" slideshow={"slide_type": "slide"}
# %%needs comments
notes = tables["comments"]
pd.crosstab(notes["source"], notes["channel"])

# %% [markdown] name="loop" tags=["unit:feedback"] slideshow={"slide_type": "slide"}
# Listening is the first of five steps: **collect** in every channel, **analyse** numbers and words together, **act** fast on what hurts, **close the loop** (tell people what changed because of them), **decide** by it. A company that collects and stays silent teaches its customers silence.

# %% [markdown] name="can_do" slideshow={"slide_type": "slide"}
# ## What you can now do
#
# | you want | you write |
# |---|---|
# | instruments beside a truth | `cs.compare_instruments(told, truth=62.7)` |
# | weights for several columns | `cs.raking(sample, margins)` |
# | what they cost | `cs.design_effect(weights)`, `cs.kish_effective_n(weights)` |
# | a weighted mean | `cs.mean_score(percent(email), weights=weights)` |
# | signs of carelessness | `cs.careless(items, scale=(1, 5))` |
#
# > **With your own data.** Ask first: who could answer, who did, what do I know of the others? Name the column of weights in the codebook (the file that says which column is what), and every lesson uses it.
#
# Now the exercise: `exercises/en/ex02_listening.ipynb`.

# %% [markdown] name="quiz" tags=["quiz"]
# ## Five questions
#
# **1.** 10,000 answers from the website's pop-up, or 400 by lot?
# <details><summary>Answer</summary>The 400: their error is known and small; that of the 10,000 is unknown, however narrow the interval.</details>
#
# **2.** Young people are 40% of the customers and 20% of the answers. Their weight?
# <details><summary>Answer</summary>2: each young answer speaks for two.</details>
#
# **3.** After raking, age, region and channel fit to the last digit. Is the mean now right?
# <details><summary>Answer</summary>Only if, within each group, those who answered feel like those who did not.</details>
#
# **4.** 900 weighted answers, design effect 1.5. How many are they worth?
# <details><summary>Answer</summary>600.</details>
#
# **5.** Eight customers in a focus group all like the new bag. How many customers like it?
# <details><summary>Answer</summary>Nobody knows: eight who hear each other are not a sample. But you learned why they like it.</details>

# %% [markdown] name="claim_rate" tags=["claim"] slideshow={"slide_type": "slide"}
# ## Claim cards
#
# **"A high response rate means a good survey."**
# - *In Serambi:* what biases the e-mail survey is not how many answered but that the satisfied did so more readily, by construction.
# - *Published:* in 959 estimates from 59 surveys, response rate and bias had very little to do with each other [1]; averaged over each survey they had more [2].
# - *Your data would need:* something known of those who did not answer.

# %% [markdown] name="claim_reviews" tags=["claim"] slideshow={"slide_type": "fragment"}
# **"Reviews show what customers think."**
# - *In Serambi:* they lie 8.5 points above it: planted, the very satisfied and the very dissatisfied write more.
# - *Published:* over 280 million reviews on 25 platforms: most are strongly polarised, the more so the more each writer chooses what to review [3].
# - *Your data would need:* the same question to customers drawn by lot.

# %% [markdown] name="focus" tags=["deeper"]
# ## Deeper
#
# These cells are not on the slides and not in the checked tasks.
#
# **Eight people round a table.** How far does each move towards the mean of the others? A slope of 0: not at all; 1: all the way. Eight share a table and are no eight separate people, so draw *whole tables* by lot, again and again, and look how far the slope moves.

# %% name="focus_run" tags=["deeper"]
# %%needs focus_groups truth
talk = tables["focus_groups"]
group = talk.groupby("group")["osat_before"]
others = (group.transform("sum") - talk["osat_before"]) / (group.transform("size") - 1)
steps = pd.DataFrame({"way": others - talk["osat_before"], "group": talk["group"]})
steps["moved"] = talk["osat_after"] - talk["osat_before"]
by_table = {number: part for number, part in steps.groupby("group")}
rng, slopes = np.random.default_rng(1), []
for _ in range(999):
    drawn = pd.concat([by_table[k] for k in rng.choice(list(by_table), len(by_table))])
    slopes.append(np.polyfit(drawn["way"], drawn["moved"], 1)[0])
[round(value, 2) for value in np.quantile(slopes, [0.025, 0.5, 0.975])]

# %% [markdown] name="caught" tags=["deeper"]
# **How many did the signs catch?** In Serambi we planted just these three kinds (1 straight line, 2 too fast, 3 twice); random clicking would mostly escape. Share with a sign:

# %% name="caught_run" tags=["deeper"]
# %%needs truth
planted = cs.reveal(study).latents["survey"]["careless"]
(signs["signs"] > 0).groupby(planted).agg(["mean", "size"]).round(2)

# %% [markdown] name="references" tags=["deeper"]
# ## References
#
# 1. Groves & Peytcheva (2008), *Public Opinion Quarterly* 72(2), as reported by the National Research Council (2013).
# 2. Brick & Tourangeau, as reported by J. Wagner (2017), *Blogging about survey methods*.
# 3. Schoenmueller, Netzer & Stahl (2020), *Journal of Marketing Research* (abstract).
