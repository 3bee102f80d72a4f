# %% [markdown] name="title"
# # Exercise 04 · What makes customers unhappy
#
# Bu Ratna can pay for one thing: the gift of Pak Hendra, or what Sari hears about every day. Six checked tasks (one point each), two to stretch yourself, and one short memo. Replace each `...`, run the cell, then the check below it. Keep all decimals; nothing needs rounding.

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
survey = study.survey
print(study.drivers)

# %% [markdown] name="names_story"
# The lesson's names again. Every complaint also says where it was made and how serious it is.

# %% name="names"
complaints, causes = study.tables["complaints"], study.items("causes")
expected, found = study.by_driver("expectation"), study.by_driver("performance")
outcome, ratings = study.index[study.outcome], study.scores[study.drivers].round()
present, absent = study.by_driver("functional"), study.by_driver("dysfunctional")
store, web = complaints["channel"].cat.categories
minor, moderate, serious = complaints["severity"].cat.categories
print(store, web, "|", minor, moderate, serious)

# %% [raw]
# # BEGIN QUESTION
# name: q1
# points: 1

# %% [markdown] name="q1_task"
# **1. One cause, one channel.** Which share of the **web** complaints names after-sales service (column `cause5`)? Call it `web_share`, a number from 0 to 1.
#
# <details><summary>Hint</summary>Take the web complaints first: <code>complaints["channel"] == web</code> is True for them.</details>
# <details><summary>One more hint</summary>A column of 1 and 0: its mean is the share of complaints. Do not divide by all mentions.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q1_answer"
# BEGIN SOLUTION NO PROMPT
on_the_web = complaints["channel"] == web
# END SOLUTION
web_share = causes.loc[on_the_web, "cause5"].mean()  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q1_test"
def test_q1(env):
    from custsat_edu.teach.check import ex04

    ex04.web_share(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: q2
# points: 1

# %% [markdown] name="q2_task"
# **2. Where it hurts.** Rank the causes of the **serious** complaints alone: a table `ranking` with the share of every cause and its interval (leave the rows named `cause1` to `cause6`). Is the most frequent cause clearly ahead, that is: does its whole interval lie above the whole interval of the second? Call that `ahead`, `True` or `False`.
#
# <details><summary>Hint</summary><code>cs.pareto(...)</code> of the rows of <code>causes</code> in which <code>complaints["severity"] == serious</code>.</details>
# <details><summary>One more hint</summary><code>.iloc[0]</code> is the first row, <code>.iloc[1]</code> the second. Compare the <code>low</code> of the one with the <code>high</code> of the other.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q2_answer"
ranking = cs.pareto(causes[complaints["severity"] == serious])  # SOLUTION
ahead = ranking["low"].iloc[0] > ranking["high"].iloc[1]  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q2_test"
def test_q2(env):
    from custsat_edu.teach.check import ex04

    ex04.ranking(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: q3
# points: 1

# %% [markdown] name="q3_task"
# **3. The gap.** By how many points of the scale does delivery, as customers **found** it, differ from what they **expected**, on average (`delivery_gap`, found minus expected)? And does delivery fall short, that is: does the whole interval lie below 0? Call that `falls_short`, `True` or `False`.
#
# <details><summary>Hint</summary>Subtract customer by customer, then take <code>cs.mean_score(...)</code> of the differences.</details>
# <details><summary>One more hint</summary>The row has <code>estimate</code>, <code>low</code> and <code>high</code>. All of it lies below 0 if <code>high</code> does.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q3_answer"
# BEGIN SOLUTION NO PROMPT
gap = cs.mean_score(found["Delivery"] - expected["Delivery"])
# END SOLUTION
delivery_gap = gap["estimate"]  # SOLUTION
falls_short = gap["high"] < 0  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q3_test"
def test_q3(env):
    from custsat_edu.teach.check import ex04

    ex04.delivery_gap(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: q4
# points: 1

# %% [markdown] name="q4_task"
# **4. One step down, one step up.** Sort the customers by after-sales service (`AfterSales`). How many points (0 to 100) does mean satisfaction fall from "as expected" (3) to "worse" (2): `lost`? How many does it rise from 3 to "better" (4): `gained`? Two positive numbers.
#
# <details><summary>Hint</summary><code>cs.by_group(cs.mean_score, outcome, ratings["AfterSales"])</code> has a row for each answer.</details>
# <details><summary>One more hint</summary><code>["estimate"]</code> of that table, then <code>[3] - [2]</code> of it, and <code>[4] - [3]</code>.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q4_answer"
# BEGIN SOLUTION NO PROMPT
by_step = cs.by_group(cs.mean_score, outcome, ratings["AfterSales"])["estimate"]
# END SOLUTION
lost = by_step[3] - by_step[2]  # SOLUTION
gained = by_step[4] - by_step[3]  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q4_test"
def test_q4(env):
    from custsat_edu.teach.check import ex04

    ex04.lost_and_gained(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: q5
# points: 1

# %% [markdown] name="q5_task"
# **5. Kano by hand.** For **how many** of the customers asked is delivery on time a *must-be*? Look the rule up in the lesson's table and count with `present` and `absent`, without `cs.kano`. Call the number of customers `must_be`.
#
# <details><summary>Hint</summary>The row 2-4, the column 5: they do not like having it (1), and they dislike (5) not having it.</details>
# <details><summary>One more hint</summary><code>present["Delivery"].between(2, 4)</code> is one condition; join two with <code>&amp;</code> and count with <code>.sum()</code>.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q5_answer"
must_be = (present["Delivery"].between(2, 4) & (absent["Delivery"] == 5)).sum()  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q5_test"
def test_q5(env):
    from custsat_edu.teach.check import ex04

    ex04.must_be(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: q6
# points: 1

# %% [markdown] name="q6_task"
# **6. What first?** Of the drivers that `cs.kano` calls must-be: which one falls furthest short of what customers expected, that is, has the lowest gap of task 3? Call it `fix_first`: the driver's code as a text, as in `study.drivers`.
#
# <details><summary>Hint</summary>Two steps. <code>cs.kano(present, absent)["kind"]</code> says who is must-be.</details>
# <details><summary>One more hint</summary><code>(found - expected).mean()</code> is the gap of every driver; keep the must-be ones, then <code>.idxmin()</code>.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q6_answer"
# BEGIN SOLUTION NO PROMPT
kinds = cs.kano(present, absent)["kind"]
gaps = (found - expected).mean()[kinds == "must-be"]
# END SOLUTION
fix_first = gaps.idxmin()  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q6_test"
def test_q6(env):
    from custsat_edu.teach.check import ex04

    ex04.fix_first(env)


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
# **7. The trial run.** Before she asked 300 customers, Sari looked at the first 40 answers to the Kano questions. For which features did the Fong test leave the class open? Give their codes as a list, in any order: `unclear`. What would you have told Bu Ratna that day?
#
# <details><summary>Hint</summary><code>.head(40)</code> of both tables, then <code>cs.kano</code> again.</details>
# <details><summary>One more hint</summary>Keep the rows in which <code>clear</code> is False; <code>.index.tolist()</code> lists their names.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q7_answer" tags=["stretch"]
# BEGIN SOLUTION NO PROMPT
trial = cs.kano(present.head(40), absent.head(40))
# END SOLUTION
unclear = trial.index[~trial["clear"]].tolist()  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q7_test"
def test_q7(env):
    from custsat_edu.teach.check import ex04

    ex04.unclear(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% name="contrast" tags=["stretch"]
scale = {driver: study.scale(driver) for driver in study.drivers}
contrast = cs.penalty_reward(study.scores[study.drivers], outcome, scale=scale)
contrast.head(4)

# %% [raw]
# # BEGIN QUESTION
# name: q8
# points: 1

# %% [markdown] name="q8_task" tags=["stretch"]
# **8. Where do you cut?** In `contrast` above, how many cells (rows) of the set `"ends"` rest on fewer than 5% of the customers: `thin_cells`? Then add penalty and reward of each driver, once for each set. Which drivers get a sum **above 1 point with the one set and below -1 with the other**? Give their codes as a list: `flips`.
#
# <details><summary>Hint</summary><code>contrast[contrast["cuts"] == "ends"]</code> is one set. The penalty has its minus sign already.</details>
# <details><summary>One more hint</summary><code>.groupby("driver")["estimate"].sum()</code> within each set; then compare the two columns of sums.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q8_answer" tags=["stretch"]
# BEGIN SOLUTION NO PROMPT
ends, sides = (contrast[contrast["cuts"] == name] for name in ("ends", "sides"))
one, two = (cells.groupby("driver")["estimate"].sum() for cells in (ends, sides))
turned = ((one > 1) & (two < -1)) | ((one < -1) & (two > 1))
# END SOLUTION
thin_cells = (ends["share"] < 0.05).sum()  # SOLUTION
flips = turned.index[turned].tolist()  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q8_test"
def test_q8(env):
    from custsat_edu.teach.check import ex04

    ex04.thin_cells(env)


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
# **9.** *"A gift in every parcel makes everybody happy. Parcels on time make nobody happy; they are what we promised anyway."* Write Pak Hendra an answer of at most 120 words, with your own numbers: the gift, or parcels on time?
#
# | points | for |
# |---|---|
# | 1 | what a step below and a step above expectation goes along with, for both, in points |
# | 1 | how many customers get less than they expected today, or how many would miss it |
# | 1 | how sure that is: an interval, the number of answers, or what else the customers differ in |
# | 1 | advice: what first, and what you would try out before paying for the other |
#
# <details><summary>Hint</summary>He is right about something: say so first. The gift is a pleasant surprise (<code>Delight</code>).</details>
# <details><summary>One more hint</summary>Task 4 for <code>Delivery</code> and for <code>Delight</code>, and <code>worse</code> of <code>cs.kano</code>.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% [markdown] name="memo_model"
# Dear Pak Hendra, you are right that surprises please: customers one step above expectation are 7 points more satisfied, those one step below only 1 less. Delivery is the other way round: a step below goes with 6 points less. And there we fail today: 33% got a worse delivery than expected; the gap is -0.16 (-0.19 to -0.12). Of 300 customers asked, 79% would miss punctual parcels, 24% a gift. These are comparisons, not trials: happy customers differ in other things, too. My advice: parcels on time first, and tell customers early when we fail. Meanwhile put the gift into the parcels of one region, and see whether satisfaction there rises more than elsewhere.

# %% [raw]
# # END SOLUTION

# %% [raw]
# # END QUESTION
