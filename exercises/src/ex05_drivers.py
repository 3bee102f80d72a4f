# %% [markdown] name="title"
# # Exercise 05 · What drives satisfaction
#
# Ten departments, 100 points: help Bu Ratna to give them away. Six checked tasks (one point each), two to stretch yourself, and one short memo. Replace each `...`, run the cell, then the check below it. Keep all decimals; nothing needs rounding.

# %% name="parameters" tags=["parameters"]
STUDY = "serambi"
LANG = "en"

# %% name="load"
import numpy as np
import pandas as pd
import statsmodels.api as sm

import custsat_edu as cs

# %load_ext custsat_edu

cs.use_language(LANG)
study = cs.load_study(STUDY)
survey = study.survey
X, y = study.scores[study.drivers], study.index[study.outcome]
print(study.drivers)

# %% [raw]
# # BEGIN QUESTION
# name: q1
# points: 1

# %% [markdown] name="q1_task"
# **1. One step of price.** Two customers differ by one step in `Price` and are equal in the nine other drivers. By how many points (0 to 100) do you expect their satisfaction to differ? Call it `price_points`.
#
# <details><summary>Hint</summary><code>cs.regression(...)</code> with all ten drivers holds the others fixed.</details>
# <details><summary>One more hint</summary>The table has a row for each driver; <code>estimate</code> is in points a step, <code>beta</code> is not.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q1_answer"
price_points = cs.regression(X, y).loc["Price", "estimate"]  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q1_test"
def test_q1(env):
    from custsat_edu.teach.check import ex05

    ex05.price_points(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown] name="r2_story"
# For the next task take two drivers alone, `Quality` and `Delivery`. This is the lesson's function for R²:


# %% name="r2"
def r2(*drivers):
    rows = X[["Quality", "Delivery"]].assign(outcome=y).dropna()
    return sm.OLS(rows["outcome"], sm.add_constant(rows[[*drivers]])).fit().rsquared


r2("Quality", "Delivery")

# %% [raw]
# # BEGIN QUESTION
# name: q2
# points: 1

# %% [markdown] name="q2_task"
# **2. Sharing out by hand.** Of what these two drivers explain together, how much is Quality's, if both orders count the same (LMG)? Call it `quality_share`: a share of the variance of satisfaction, from 0 to 1. Use `r2`, not `cs.importance`.
#
# <details><summary>Hint</summary>Quality can come first (it explains what it explains alone) or second (it adds to what Delivery explains).</details>
# <details><summary>One more hint</summary>Second: R² of both minus R² of Delivery. Then the mean of the two numbers.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q2_answer"
# BEGIN SOLUTION NO PROMPT
first, second = r2("Quality"), r2("Quality", "Delivery") - r2("Delivery")
# END SOLUTION
quality_share = (first + second) / 2  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q2_test"
def test_q2(env):
    from custsat_edu.teach.check import ex05

    ex05.quality_share(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: q3
# points: 1

# %% [markdown] name="q3_task"
# **3. Who leads?** Make the table `ten` with the importance of all ten drivers (leave the rows named as in `study.drivers`). Which driver has rank 1: `leader`, its code as a text? And are you sure, that is: does its range of ranks hold 1 only? Call that `sure`, `True` or `False`.
#
# <details><summary>Hint</summary><code>cs.importance(X, y)</code>; <code>estimate</code> is the share of the variance, <code>rank</code> the order.</details>
# <details><summary>One more hint</summary>The range runs from <code>rank_low</code> to <code>rank_high</code>.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q3_answer"
ten = cs.importance(X, y)  # SOLUTION
leader = ten["estimate"].idxmax()  # SOLUTION
sure = ten.loc[leader, "rank_high"] == 1  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q3_test"
def test_q3(env):
    from custsat_edu.teach.check import ex05

    ex05.leader(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: q4
# points: 1

# %% [markdown] name="q4_task"
# **4. The twin.** Leave staff service (`Service`) out of the regression and keep the nine other drivers. How many points is one step of `Ambience` worth now: `ambience_alone`? Would you redecorate the stores on the strength of this number? Call that `redecorate`, `True` or `False`.
#
# <details><summary>Hint</summary><code>X.drop(columns=...)</code> leaves a driver out.</details>
# <details><summary>One more hint</summary>Before you decide, look at the number of Ambience when Service is in, too. Whose credit is it?</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q4_answer"
ambience_alone = cs.regression(X.drop(columns="Service"), y).loc["Ambience", "estimate"]  # SOLUTION
redecorate = False  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q4_test"
def test_q4(env):
    from custsat_edu.teach.check import ex05

    ex05.ambience_alone(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown] name="middle_story"
# Two slopes instead of one: below and above "as expected", the middle of each driver's scale.

# %% name="middle"
middle = {driver: sum(study.scale(driver)) / 2 for driver in study.drivers}

# %% [raw]
# # BEGIN QUESTION
# name: q5
# points: 1

# %% [markdown] name="q5_task"
# **5. Two slopes.** Make the table `slopes` with the slope below and above `middle` of every driver, age and region held fixed, too (`survey[study.adjust]`). Which drivers are must-be by the lesson's rule (slopes that differ by more than 1.2 points, indifferent under 0.8)? Give their codes as a list, in any order: `must_be`.
#
# <details><summary>Hint</summary><code>cs.piecewise(X, y, at=..., adjust=...)</code> makes the table of slopes.</details>
# <details><summary>One more hint</summary><code>cs.driver_classes(slopes, margin=1.2, least=0.8)</code> has a column <code>kind</code>; <code>.index.tolist()</code> lists names.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q5_answer"
slopes = cs.piecewise(X, y, at=middle, adjust=survey[study.adjust])  # SOLUTION
# BEGIN SOLUTION NO PROMPT
kinds = cs.driver_classes(slopes, margin=1.2, least=0.8)["kind"]
# END SOLUTION
must_be = kinds.index[kinds == "must-be"].tolist()  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q5_test"
def test_q5(env):
    from custsat_edu.teach.check import ex05

    ex05.must_be(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown] name="spend_story"
# Now give away the points. One point makes a driver one step better for one percent of the customers, the least content first. So much satisfaction rises if all ten drivers get the same:

# %% name="spend"
truth = cs.reveal(study)
truth.spend(dict.fromkeys(study.drivers, 10), X)

# %% [raw]
# # BEGIN QUESTION
# name: q6
# points: 1

# %% [markdown] name="q6_task"
# **6. Spend 100 points.** Name your own `budget`: a dict with the points of each driver you want to better, such as `{"Price": 60, "Ease": 40}`, at most 100 together. It shall gain **at least half as much again** as sharing out equally. Try as many as you like with `truth.spend(budget, X)`.
#
# <details><summary>Hint</summary>Where does a step cost most below, and is worth little above? Look at <code>slopes</code>.</details>
# <details><summary>One more hint</summary>More points than there are customers below expectation buy the small slope above. <code>(X &lt; 3).mean()</code> says how many are below.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q6_answer"
budget = {"Quality": 31, "Delivery": 33, "AfterSales": 36}  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q6_test"
def test_q6(env):
    from custsat_edu.teach.check import ex05

    ex05.budget(env)


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
# **7. An order, not a length.** Explain the answers to `survey["csat"]` by all ten drivers with an ordered logit. By which factor do the odds of a higher answer change for one step of `Delivery`: `odds`?
#
# <details><summary>Hint</summary><code>cs.ordered_logit(X, survey["csat"])</code>.</details>
# <details><summary>One more hint</summary>The column <code>odds_ratio</code>; 1 would mean no change, <code>estimate</code> is its logarithm.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q7_answer" tags=["stretch"]
odds = cs.ordered_logit(X, survey["csat"]).loc["Delivery", "odds_ratio"]  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q7_test"
def test_q7(env):
    from custsat_edu.teach.check import ex05

    ex05.odds(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% name="map" tags=["stretch"]
performance, ends = study.by_driver("performance"), study.scale("performance")
priorities = cs.importance_performance(X, y, performance=performance, scale=ends)
priorities.filter(like="quadrant_")

# %% [raw]
# # BEGIN QUESTION
# name: q8
# points: 1

# %% [markdown] name="q8_task" tags=["stretch"]
# **8. Where are the lines?** The table above places every driver on the map by four rules. How many drivers stand in the **same** quadrant under all four: `steady`?
#
# <details><summary>Hint</summary><code>.nunique(axis=1)</code> counts how many different values a row holds.</details>
# <details><summary>One more hint</summary>The same everywhere: one value. <code>(... == 1).sum()</code> counts such rows.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q8_answer" tags=["stretch"]
# BEGIN SOLUTION NO PROMPT
quadrants = priorities.filter(like="quadrant_")
# END SOLUTION
steady = (quadrants.nunique(axis=1) == 1).sum()  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q8_test"
def test_q8(env):
    from custsat_edu.teach.check import ex05

    ex05.steady(env)


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
# **9.** The head of interior design shows Bu Ratna a chart: *"Ambience correlates .33 with satisfaction. Give us the 100 points."* Write the head of interior design an answer of at most 120 words, with your own numbers.
#
# | points | for |
# |---|---|
# | 1 | what is right about the chart, with a number |
# | 1 | what a step of ambience is worth, the other drivers held fixed, with its interval |
# | 1 | why the two numbers differ, in plain words: the twin |
# | 1 | advice: what now, and how ambience could be tried out |
#
# <details><summary>Hint</summary>Be kind: the chart shows something true. Say what it cannot show.</details>
# <details><summary>One more hint</summary>The row of Ambience in <code>cs.regression(X, y)</code>, your answer to task 4, and <code>X.corr()</code>.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% [markdown] name="memo_model"
# Thank you for the chart: it is right. Customers who like our ambience are more satisfied, r = 0.33. But those who like the ambience like the staff, too (r = 0.79). Compare customers who are equal in the nine other drivers, and one step of ambience is worth 0.0 points, -0.8 to 0.8. Only when we leave staff service out does it seem worth 2.4: that is the staff's credit. So I cannot give you the 100 points on this chart; they go where customers fall below expectation: quality, delivery and after-sales service. Yet nobody has tried it: let us redecorate a few stores drawn by lot, keep their staff, and compare with the others after three months.

# %% [raw]
# # END SOLUTION

# %% [raw]
# # END QUESTION
