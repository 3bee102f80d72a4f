# %% [markdown] name="title"
# # Exercise 01 · Satisfied, compared with what?
#
# Pak Hendra wants to promise the best delivery in town; Bu Ratna wants to see numbers first. Six checked tasks (one point each), two to stretch yourself, and one short memo. Replace each `...`, run the cell, then the check below it. In the first two tasks most of the lines are there already. Keep all decimals; nothing needs rounding.

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
# The lesson's names again: the visits, and what customers expected and found. `outcome` is satisfaction from 0 to 100, `compared` how each thing was, compared with what they expected: 1 much worse, 2 worse, 3 as expected, 4 better, 5 much better.

# %% name="names"
visits = study.tables["visits"]
looked, bought = visits["bought"].cat.categories
expected, found = study.by_driver("expectation"), study.by_driver("performance")
outcome, compared = study.index[study.outcome], study.scores[study.drivers].round()
print(looked, "|", bought)
print(list(expected))

# %% [raw]
# # BEGIN QUESTION
# name: q1
# points: 1

# %% [markdown] name="q1_task"
# **1. Only looked.** How satisfied, on a scale from 1 to 10, were visitors on average after a visit **without** a purchase? The table is made for you: take the number out of it and call it `lookers`.
#
# <details><summary>Hint</summary>One row stands for the visits without a purchase, one for those with one.</details>
# <details><summary>One more hint</summary><code>by_purchase["mean"].iloc[0]</code> is the mean of the first row.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q1_answer"
by_purchase = visits.groupby("bought", observed=True)["user_satisfaction"].agg(["mean", "size"])
print(by_purchase)
lookers = by_purchase["mean"].iloc[0]  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q1_test"
def test_q1(env):
    from custsat_edu.teach.check import ex01

    ex01.lookers(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: q2
# points: 1

# %% [markdown] name="q2_task"
# **2. Those who never buy.** Who has no customer number has never bought anything. By how many points are buyers (`buyers`) happier than these people (`never`), on average? `browsers_gap` is the mean of the buyers **minus** that of those who never buy; `browsers_low` and `browsers_high` are the two ends of its 95% interval. Fill in the four lines.
#
# <details><summary>Hint</summary>As in the lesson: a standard error is the spread divided by the root of how many were asked, and <code>np.hypot(a, b)</code> adds up two of them.</details>
# <details><summary>One more hint</summary><code>buyers.std() / np.sqrt(len(buyers))</code> is one of the two errors. The ends are <code>browsers_gap - 1.96 * error</code> and the same with a plus.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q2_answer"
buyers = visits.loc[visits["bought"] == bought, "user_satisfaction"]
never = visits.loc[visits["customer"].isna(), "user_satisfaction"]
error = np.hypot(buyers.std() / np.sqrt(len(buyers)), never.std() / np.sqrt(len(never)))  # SOLUTION
browsers_gap = buyers.mean() - never.mean()  # SOLUTION
browsers_low = browsers_gap - 1.96 * error  # SOLUTION
browsers_high = browsers_gap + 1.96 * error  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q2_test"
def test_q2(env):
    from custsat_edu.teach.check import ex01

    ex01.browsers_gap(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: q3
# points: 1

# %% [markdown] name="q3_task"
# **3. The gap.** By how many points of the scale does delivery (`Delivery`), as customers **found** it, differ from what they **expected**, on average? Call it `delivery_gap`, found minus expected, and the two ends of its 95% interval `delivery_low` and `delivery_high`.
#
# <details><summary>Hint</summary>Both answers come from one person: subtract first, then <code>cs.mean_score(...)</code> of the differences.</details>
# <details><summary>One more hint</summary><code>found["Delivery"] - expected["Delivery"]</code> are the differences. The row of <code>cs.mean_score</code> has <code>["estimate"]</code>, <code>["low"]</code> and <code>["high"]</code>.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q3_answer"
# BEGIN SOLUTION NO PROMPT
gap = cs.mean_score(found["Delivery"] - expected["Delivery"])
# END SOLUTION
delivery_gap = gap["estimate"]  # SOLUTION
delivery_low = gap["low"]  # SOLUTION
delivery_high = gap["high"]  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q3_test"
def test_q3(env):
    from custsat_edu.teach.check import ex01

    ex01.delivery_gap(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: q4
# points: 1

# %% [markdown] name="q4_task"
# **4. Furthest from the promise.** Which of the ten things falls shortest of what was expected, on average? Call it `largest`: its name as text, as it stands in `list(expected)`. Look at the intervals of the others, too: are you quite sure?
#
# <details><summary>Hint</summary><code>found - expected</code> subtracts all ten at once, customer by customer.</details>
# <details><summary>One more hint</summary><code>.mean()</code> gives one gap for each; <code>.idxmin()</code> names the lowest.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q4_answer"
# BEGIN SOLUTION NO PROMPT
gaps = found - expected
# END SOLUTION
largest = gaps.mean().idxmin()  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q4_test"
def test_q4(env):
    from custsat_edu.teach.check import ex01

    ex01.largest(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: q5
# points: 1

# %% [markdown] name="q5_task"
# **5. How many?** A mean hides people. Of the customers who answered both questions about the thing in task 4, which share found **less** than they expected? Call it `short_share`, a number from 0 to 1.
#
# <details><summary>Hint</summary>Who left one of the two questions blank has no gap: <code>dropna()</code> first.</details>
# <details><summary>One more hint</summary><code>gap &lt; 0</code> is a column of True and False; its mean is a share.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q5_answer"
short_share = (gaps[largest].dropna() < 0).mean()  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q5_test"
def test_q5(env):
    from custsat_edu.teach.check import ex01

    ex01.short_share(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: q6
# points: 1

# %% [markdown] name="q6_task"
# **6. What it goes along with.** Sort the customers by how delivery was, compared with what they expected (`compared["Delivery"]`). By how many points (0 to 100) are those for whom it was **as expected** (3) more satisfied than those for whom it was **worse** (2), on average? Call it `as_expected`, a positive number.
#
# <details><summary>Hint</summary><code>cs.by_group(cs.mean_score, outcome, compared["Delivery"])</code> has a row for each answer.</details>
# <details><summary>One more hint</summary>Take <code>["estimate"]</code> of that table; <code>[3] - [2]</code> of it is the answer.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q6_answer"
# BEGIN SOLUTION NO PROMPT
by_step = cs.by_group(cs.mean_score, outcome, compared["Delivery"])["estimate"]
# END SOLUTION
as_expected = by_step[3] - by_step[2]  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q6_test"
def test_q6(env):
    from custsat_edu.teach.check import ex01

    ex01.as_expected(env)


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
# **7. The dial, backwards.** A campaign makes everybody expect more of delivery, by the same number of points; the parcels come as before. How many points would it take until the mean gap of delivery is **-0.5**? Call it `promise`. Let expectations rise beyond the end of the scale here.
#
# <details><summary>Hint</summary>Every point that is promised lowers the gap of each customer by one point.</details>
# <details><summary>One more hint</summary>Begin at <code>delivery_gap</code>: how far is it from there to -0.5?</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q7_answer" tags=["stretch"]
promise = delivery_gap + 0.5  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q7_test"
def test_q7(env):
    from custsat_edu.teach.check import ex01

    ex01.promise(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: q8
# points: 1

# %% [markdown] name="q8_task" tags=["stretch"]
# **8. Captives.** Only the state issues identity cards: who needs one has no choice. Which service (`office_service`) of the lesson's public office has the **lowest** IKM: `captive`, the name as it stands in the table; and how high is it: `captive_ikm`, in points from 25 to 100? Look at the three intervals: would you scold anybody for it?
#
# <details><summary>Hint</summary><code>cs.by_group(cs.ikm, answers, groups)</code>: the answers are <code>study.items("ikm")</code>.</details>
# <details><summary>One more hint</summary>The groups are <code>study.tables["public_service"]["office_service"]</code>. <code>.idxmin()</code> names the lowest row, <code>.min()</code> is its value.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q8_answer" tags=["stretch"]
# BEGIN SOLUTION NO PROMPT
office = study.tables["public_service"]["office_service"]
services = cs.by_group(cs.ikm, study.items("ikm"), office)
# END SOLUTION
captive = services["estimate"].idxmin()  # SOLUTION
captive_ikm = services["estimate"].min()  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q8_test"
def test_q8(env):
    from custsat_edu.teach.check import ex01

    ex01.captive(env)


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
# **9.** *"Our new campaign has one line: the best delivery in town. People will love us for it."* Write Pak Hendra an answer of at most 120 words, with your own numbers: should he promise that?
#
# | points | for |
# |---|---|
# | 1 | the gap of delivery today with its interval, or the share of customers who find less than they expected |
# | 1 | what a larger promise does to the gap while the parcels come as before |
# | 1 | what "worse than expected" goes along with, in points, and why that alone is no proof |
# | 1 | advice: what first, and what may be promised until then, or how to try the line out |
#
# <details><summary>Hint</summary>Begin with the answer, then two or three numbers, then the advice.</details>
# <details><summary>One more hint</summary>Tasks 3, 6 and 7; and the claim card "Promise less, and satisfaction rises" says what others have found.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% [markdown] name="memo_model"
# Dear Pak Hendra, please not yet. Delivery falls short of what customers expect today: by 0.16 points of the scale (0.12 to 0.19). If the line raises expectations by a third of a point and the parcels come as before, the gap triples to half a point. Customers for whom delivery was worse than expected are 6 points less satisfied than those for whom it was as expected. That is no trial: these people may differ in other ways, and elsewhere those who expected more were more satisfied. My advice: parcels on time first; until then promise only what we keep, a named day and a message when we are late. And try the line in one region first.

# %% [raw]
# # END SOLUTION

# %% [raw]
# # END QUESTION
