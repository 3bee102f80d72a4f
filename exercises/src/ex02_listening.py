# %% [markdown] name="title"
# # Exercise 02 · Who is speaking?
#
# Pak Hendra has seen the stars and wants a poster; Bu Ratna asks who gave them. Six checked tasks (one point each), two to stretch yourself, and one short memo. Replace each `...`, run the cell, then the check below it. In the first five tasks the lines are begun for you. Keep all decimals; nothing needs rounding.

# %% name="parameters" tags=["parameters"]
STUDY = "serambi"
LANG = "en"

# %% name="load"
import numpy as np
import pandas as pd

import custsat_edu as cs

# %load_ext custsat_edu

cs.use_language(LANG)
study = cs.load_study(STUDY)

# %% [markdown] name="names_story"
# The names of this exercise. `stars` are the online reviews, 1 to 5; `email` the survey's answers that came by e-mail, without those given at the till; `felt` the satisfaction of these e-mail answers, 0 to 100 (in the lesson it was that of the large survey); `customers` all customers, and `margins` how many of them there are in each age band, region and channel. `truth` is the mean satisfaction of all customers, 0 to 100: Serambi is made up, so we can look it up. With your own data nobody can.

# %% name="names"
answers, customers = study.tables["email_survey"], study.tables["customers"]
by_email, at_till = answers["mode"].cat.categories
email = answers[answers["mode"] == by_email]
felt = (email[["osat1", "osat2", "osat3"]].mean(axis=1) - 1) / 9 * 100
stars = study.tables["reviews"]["stars"]
margins = {name: customers[name].value_counts() for name in ("age_band", "region", "channel")}
truth = cs.reveal(study)["instrument_means"]["value"]["customers"]
young = email["age_band"].cat.categories[0]
print(by_email, "|", at_till, "|", young, "|", truth)

# %% [raw]
# # BEGIN QUESTION
# name: q1
# points: 1

# %% [markdown] name="q1_task"
# **1. Too many stars.** Put the stars on the scale from 0 to 100: one star is 0, five stars are 100. Call this column `rated`. By how many points does its mean differ from the truth? `stars_bias` is the mean of the reviews **minus** the truth. Fill in the two lines.
#
# <details><summary>Hint</summary>From 1 to 5 there are four steps, and one star is no step at all.</details>
# <details><summary>One more hint</summary><code>(stars - 1) / 4 * 100</code> is the column; <code>rated.mean()</code> is its mean.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q1_answer"
print(stars.value_counts(normalize=True).sort_index())
rated = (stars - 1) / 4 * 100  # SOLUTION
stars_bias = rated.mean() - truth  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q1_test"
def test_q1(env):
    from custsat_edu.teach.check import ex02

    ex02.stars_bias(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: q2
# points: 1

# %% [markdown] name="q2_task"
# **2. Who answers.** *"The young never open an e-mail"*, says Pak Hendra. Which share of the e-mail answers comes from the youngest age band (`young`): `young_answers`; and which share of all customers are they: `young_customers`? Both are numbers from 0 to 1. The first table is made; fill in the three lines below it.
#
# <details><summary>Hint</summary>The second table is made like the first one, from <code>customers</code>.</details>
# <details><summary>One more hint</summary><code>age_answers[young]</code> takes the share of the youngest out of the first table.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q2_answer"
age_answers = email["age_band"].value_counts(normalize=True)
age_customers = customers["age_band"].value_counts(normalize=True)  # SOLUTION
young_answers = age_answers[young]  # SOLUTION
young_customers = age_customers[young]  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q2_test"
def test_q2(env):
    from custsat_edu.teach.check import ex02

    ex02.young_shares(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: q3
# points: 1

# %% [markdown] name="q3_task"
# **3. Age put right.** What weight must the e-mail answer of a young customer have, if age alone is to be put right: `young_weight`, where 1 changes nothing? And what is the mean satisfaction (0 to 100) of the e-mail answers when every age band is weighted so: `by_age`?
#
# <details><summary>Hint</summary>A weight is the share among all customers divided by the share among the answers. So every band counts in the mean as much as it does among the customers.</details>
# <details><summary>One more hint</summary><code>by_band</code>, the mean of each band, is <code>felt.groupby(email["age_band"], observed=True).mean()</code>; times <code>age_customers</code>, and <code>.sum()</code> of that.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q3_answer"
young_weight = young_customers / young_answers  # SOLUTION
by_band = felt.groupby(email["age_band"], observed=True).mean()  # SOLUTION
by_age = (by_band * age_customers).sum()  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q3_test"
def test_q3(env):
    from custsat_edu.teach.check import ex02

    ex02.by_age(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: q4
# points: 1

# %% [markdown] name="q4_task"
# **4. Three at once.** Rake the e-mail answers to age band, region and channel. What is the mean satisfaction now (0 to 100): `raked`, with the two ends of its 95% interval, `raked_low` and `raked_high`? Then look: does the interval hold `truth`?
#
# <details><summary>Hint</summary><code>cs.raking(email, margins)</code> gives every answer its weight. Inside brackets, <code>weights=</code> says what the weights are.</details>
# <details><summary>One more hint</summary><code>cs.mean_score(felt, weights=...)</code> is a row with <code>["estimate"]</code>, <code>["low"]</code> and <code>["high"]</code>.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q4_answer"
weights = cs.raking(email, margins)  # SOLUTION
row = cs.mean_score(felt, weights=weights)  # SOLUTION
raked = row["estimate"]  # SOLUTION
raked_low = row["low"]  # SOLUTION
raked_high = row["high"]  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q4_test"
def test_q4(env):
    from custsat_edu.teach.check import ex02

    ex02.raked(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: q5
# points: 1

# %% [markdown] name="q5_task"
# **5. The price of weights.** Weights that differ make an interval wider, as if fewer had answered. How many answers that all count the same are the raked ones worth? Call it `worth`, Kish's effective n. It need not be a whole number.
#
# <details><summary>Hint</summary>Who answered what does not matter here, only how much the weights differ. The lesson has a function for it.</details>
# <details><summary>One more hint</summary><code>cs.kish_effective_n(...)</code> of the weights of task 4.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q5_answer"
worth = cs.kish_effective_n(weights)  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q5_test"
def test_q5(env):
    from custsat_edu.teach.check import ex02

    ex02.worth(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: q6
# points: 1

# %% [markdown] name="q6_task"
# **6. What is left.** Bias is the mean minus the truth. Which share of the e-mail survey's bias is **still there** after raking: `left_over`, a number from 0 to 1? And why: `why`, one of three words as text?
#
# - `"size"`: too few have answered
# - `"margins"`: age, region and channel are still not those of all customers
# - `"tilt"`: whether people answer depends on how satisfied they are, within each group, too
#
# <details><summary>Hint</summary>There are two biases, one before raking and one after: divide the one after by the one before.</details>
# <details><summary>One more hint</summary><code>felt.mean() - truth</code> is the bias before. For <code>why</code>: would more answers of the same kind bring the interval of task 4 to the truth?</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q6_answer"
left_over = (raked - truth) / (felt.mean() - truth)  # SOLUTION
why = "tilt"  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q6_test"
def test_q6(env):
    from custsat_edu.teach.check import ex02

    ex02.left_over(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown] name="stretch"
# ## Stretch

# %% [raw]
# # BEGIN QUESTION
# name: q7
# points: 1

# %% [markdown] name="q7_task" tags=["stretch"]
# **7. Who did not read.** The lesson looked for three signs. Here is a fourth: the large survey (`study.survey`) asks about ten things twice, how each one was (`p_`), and how it was compared with what was expected (`d_`). Someone whose answers contradict each other again and again may not have read. How many respondents show **two or more** signs of careless answers: `several`? Use these items and pairs, the seconds (`duration`) and the ids (`id`). Would you leave these people out, or those with a single sign, too?
#
# <details><summary>Hint</summary><code>cs.careless(items, pairs=pairs, seconds=..., ids=...)</code> has a row for each respondent.</details>
# <details><summary>One more hint</summary>The seconds are <code>study.survey["duration"]</code>. The column <code>signs</code> counts the signs; <code>(... &gt;= 2).sum()</code> counts the people.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q7_answer" tags=["stretch"]
things = [name[2:] for name in study.survey if name.startswith("p_")]
pairs = [(f"p_{thing}", f"d_{thing}") for thing in things]
items = study.survey[[item for pair in pairs for item in pair]]
# BEGIN SOLUTION NO PROMPT
seconds, ids = study.survey["duration"], study.survey["id"]
flags = cs.careless(items, pairs=pairs, seconds=seconds, ids=ids)
# END SOLUTION
several = (flags["signs"] >= 2).sum()  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q7_test"
def test_q7(env):
    from custsat_edu.teach.check import ex02

    ex02.several(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: q8
# points: 1

# %% [markdown] name="q8_task" tags=["stretch"]
# **8. Loud at both ends.** By how much is the share of **one or five** stars larger among the reviews than the share of a one or a five among the comment cards? `ends` is the share of the reviews minus that of the cards, from -1 to 1; `ends_low` and `ends_high` are the two ends of its 95% interval. And what does this interval not say?
#
# <details><summary>Hint</summary>The error of a share is that of a mean: the spread of the zeros and ones, divided by the root of how many there are. A difference has the errors of both.</details>
# <details><summary>One more hint</summary><code>np.hypot(loud.std() / np.sqrt(len(loud)), ...)</code> is the error of the difference; 1.96 of them to either side. The interval knows luck, and not who keeps silent.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q8_answer" tags=["stretch"]
loud = stars.isin([1, 5]).astype(float)
loud_cards = study.tables["cards"]["rating"].isin([1, 5]).astype(float)
ends = loud.mean() - loud_cards.mean()  # SOLUTION
# BEGIN SOLUTION NO PROMPT
errors = [heard.std() / np.sqrt(len(heard)) for heard in (loud, loud_cards)]
# END SOLUTION
ends_low = ends - 1.96 * np.hypot(*errors)  # SOLUTION
ends_high = ends + 1.96 * np.hypot(*errors)  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q8_test"
def test_q8(env):
    from custsat_edu.teach.check import ex02

    ex02.ends(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: memo
# manual: true
# points: 4

# %% [markdown] name="memo_task"
# ## The memo
#
# **9.** *"The reviews say it, rounded: 4 stars of 5. I want a poster for every store: 4 stars, our customers love us!"* Write Pak Hendra an answer of at most 120 words, with your own numbers: should he print it?
#
# | points | for |
# |---|---|
# | 1 | the real mean of the stars, and how far the reviews lie above all customers, in points |
# | 1 | who writes reviews and who does not: the share of five stars or of one star, or how many stay silent |
# | 1 | why weights do not mend it: what was left of the e-mail survey's bias after raking, and the reason |
# | 1 | advice: what the poster may say, or how to hear those who are silent |
#
# <details><summary>Hint</summary>Begin with the answer, then two or three numbers, then the advice.</details>
# <details><summary>One more hint</summary>Tasks 1, 4 and 6. <code>stars.mean()</code> is the mean he rounded; <code>1 + 4 * truth / 100</code> is the truth in stars.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% [markdown] name="memo_model"
# Dear Pak Hendra, please do not print it. The reviews' mean is 3.85 stars, or 71 points of 100; all customers together stand at 63, which is 3.5 stars. Reviews are 8 points too high: half of them give five stars, one in nine a single star, and most customers never write. Weights cannot mend this: our e-mail survey, raked to age, region and channel, kept 88% of its bias, for the satisfied answer more often within every group. Of a review we do not even know who wrote it. If you need a number, print "3.8 stars in 1,200 online reviews". To hear the others, let us draw customers by lot and phone the silent ones.

# %% [raw]
# # END SOLUTION

# %% [raw]
# # END QUESTION
