# %% [markdown] name="title"
# # Exercise 07 · What kinds of customers do we have?
#
# *"Five segments, so five campaigns,"* says Pak Hendra, who has already asked for offers. Bu Ratna wants to know first whether the five are there, and whom to write to. Six checked tasks (one point each), two to stretch yourself, and one short memo. Replace each `...`, run the cell, then the check below it. Keep all decimals; nothing needs rounding.

# %% name="parameters" tags=["parameters"]
STUDY = "serambi"
LANG = "en"

# %% name="load"
import numpy as np
import pandas as pd
from sklearn.metrics import adjusted_rand_score

import custsat_edu as cs

# %load_ext custsat_edu

cs.use_language(LANG)
study = cs.load_study(STUDY)
orders = study.tables["purchases"].assign(date=lambda table: pd.to_datetime(table["date"]))
regular = orders.groupby("customer").size().idxmax()
print(regular)

# %% [raw]
# # BEGIN QUESTION
# name: q1
# points: 1

# %% [markdown] name="q1_task"
# **1. Mrs Lina's three numbers.** `regular` is the number of the customer with the most orders; call her Mrs Lina. By hand, from `orders`: how many days lie between her last order and the last day in the whole table (`recency`, a whole number), how many orders did she place (`frequency`), and how much did she spend in all (`monetary`, the sum of `amount`, in thousands of rupiah)?
#
# <details><summary>Hint</summary>Pick her rows first: <code>orders[orders["customer"] == regular]</code>. One row is one order.</details>
# <details><summary>One more hint</summary>One date minus another is a <code>Timedelta</code>; its <code>.days</code> is the number. Both last days are a <code>.max()</code>: hers, and that of all orders.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q1_answer"
# BEGIN SOLUTION NO PROMPT
hers = orders[orders["customer"] == regular]
# END SOLUTION
recency = (orders["date"].max() - hers["date"].max()).days  # SOLUTION
frequency = len(hers)  # SOLUTION
monetary = hers["amount"].sum()  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q1_test"
def test_q1(env):
    from custsat_edu.teach.check import ex07

    ex07.three_numbers(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: q2
# points: 1

# %% [markdown] name="q2_task"
# **2. The top fifth.** Sort the **buyers** (everybody in `orders`) by what they spent in all, and take the first fifth: the number of buyers divided by 5, rounded down. What share of the whole turnover do they bring: `top_share`, from 0 to 1?
#
# <details><summary>Hint</summary>First one number a buyer: <code>orders.groupby("customer")["amount"].sum()</code>.</details>
# <details><summary>One more hint</summary><code>.nlargest(n)</code> keeps the n largest; <code>len(...) // 5</code> divides and rounds down.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q2_answer"
# BEGIN SOLUTION NO PROMPT
spent = orders.groupby("customer")["amount"].sum()
# END SOLUTION
top_share = spent.nlargest(len(spent) // 5).sum() / spent.sum()  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q2_test"
def test_q2(env):
    from custsat_edu.teach.check import ex07

    ex07.top_share(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown] name="scores_story"
# Now the scores of the lesson, ready made. A segment such as 155 says: long ago, but often and much.

# %% name="scores"
scores = cs.rfm(orders, customer="customer", date="date", amount="amount")
scores.head(3)

# %% [raw]
# # BEGIN QUESTION
# name: q3
# points: 1

# %% [markdown] name="q3_task"
# **3. Whom do we miss?** How many customers score 4 or 5 in frequency **and** 4 or 5 in money, but only 1 or 2 in recency: `lost_best`, a number of customers?
#
# <details><summary>Hint</summary>The scores are the columns <code>r</code>, <code>f</code> and <code>m</code>. A high <code>r</code> means that the last order is recent.</details>
# <details><summary>One more hint</summary><code>scores["f"] &gt;= 4</code> is one condition; join three with <code>&amp;</code>, each in brackets, and count with <code>.sum()</code>.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q3_answer"
lost_best = ((scores["f"] >= 4) & (scores["m"] >= 4) & (scores["r"] <= 2)).sum()  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q3_test"
def test_q3(env):
    from custsat_edu.teach.check import ex07

    ex07.lost_best(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown] name="behaviour_story"
# RFM says how much. For the *why* here is what customers do: eight shares from 0 to 1, for 2,000 customers drawn at random.

# %% name="behaviour"
people = study.tables["customers"].set_index("customer").select_dtypes("float").dropna()
behaviour = people.sample(min(2000, len(people)), random_state=4)
behaviour.head(3)

# %% [raw]
# # BEGIN QUESTION
# name: q4
# points: 1

# %% [markdown] name="q4_task"
# **4. Pulled apart.** Turn every share p of `behaviour` into its logit, log(p / (1 - p)), with the natural logarithm: `logits`, a table with the same rows and columns.
#
# <details><summary>Hint</summary>A table can be counted with as a whole: <code>1 - behaviour</code> works on every cell.</details>
# <details><summary>One more hint</summary><code>np.log(...)</code> takes a whole table, too, and gives a table back. Mind the brackets.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q4_answer"
logits = np.log(behaviour / (1 - behaviour))  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q4_test"
def test_q4(env):
    from custsat_edu.teach.check import ex07

    ex07.logits(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown] name="cloud_story"
# And the lesson's world without any types, as a function: from your table it makes one single cloud with the same means and correlations.


# %% name="cloud"
def cloud_of(table):
    rng = np.random.default_rng(0)
    rows = rng.multivariate_normal(table.mean(), table.cov(), len(table))
    return pd.DataFrame(rows, columns=table.columns)


# %% [raw]
# # BEGIN QUESTION
# name: q5
# points: 1

# %% [markdown] name="q5_task"
# **5. How many, and are there any?** Which number of segments from 2 to 8 does BIC choose on `logits`: `k_bic`? Does k-means refuse to cut the cloud of `logits` into five: `refuses`, `True` or `False`? And how far does the stability of the customers stand above that of the cloud, both with five segments and ten resamples: `above`, customers minus cloud?
#
# <details><summary>Hint</summary><code>cs.choose_k(logits, range(2, 9), bootstrap=10)</code> has a row for each number of segments; leave all other options as they are. Of the BIC the lowest wins.</details>
# <details><summary>One more hint</summary>The cloud is <code>cloud_of(logits)</code>. Ask <code>cs.choose_k</code> once for it, too, and read the column <code>stability</code> in the row <code>5</code> of both. If it can be cut, was anything refused?</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q5_answer"
# BEGIN SOLUTION NO PROMPT
criteria = cs.choose_k(logits, range(2, 9), bootstrap=10)
noise = cs.choose_k(cloud_of(logits), [5], bootstrap=10)
# END SOLUTION
k_bic = criteria["bic"].idxmin()  # SOLUTION
refuses = False  # SOLUTION
above = criteria.loc[5, "stability"] - noise.loc[5, "stability"]  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q5_test"
def test_q5(env):
    from custsat_edu.teach.check import ex07

    ex07.how_many(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: q6
# points: 1

# %% [markdown] name="q6_task"
# **6. Five names.** Make five segments of `logits` (all options as they come). Name each after the behaviour in which it lies farthest **above** the mean of all, in standard deviations: `names`, a Series with one row a segment (1 to 5) and the name of a column of `behaviour` in it.
#
# <details><summary>Hint</summary><code>cs.cluster_profiles(logits, 5)</code> has a row for each segment and behaviour. Its column <code>all</code> is the mean of all, <code>unit</code> the standard deviation.</details>
# <details><summary>One more hint</summary><code>(estimate - all) / unit</code>, then <code>.unstack("segment")</code>: a column for each segment. <code>.idxmax()</code> gives the row of its largest number.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q6_answer"
# BEGIN SOLUTION NO PROMPT
profiles = cs.cluster_profiles(logits, 5)
apart = (profiles["estimate"] - profiles["all"]) / profiles["unit"]
# END SOLUTION
names = apart.unstack("segment").idxmax()  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q6_test"
def test_q6(env):
    from custsat_edu.teach.check import ex07

    ex07.names(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown] name="stretch"
# ## Stretch
#
# The rows of `behaviour` stand in random order. Here is where one half of them ends and the other begins:

# %% name="half"
half = len(behaviour) // 2
print(half)

# %% [raw]
# # BEGIN QUESTION
# name: q7
# points: 1

# %% [markdown] name="q7_task" tags=["stretch"]
# **7. Found again?** Learn five types on the first half of `logits` (the rows before `half`) and give every customer of the **second** half the nearest one. Then learn five types on the second half itself. How well do the two agree for the customers of the second half: `agreement`, the adjusted Rand index?
#
# <details><summary>Hint</summary><code>logits.iloc[:half]</code> and <code>logits.iloc[half:]</code>. Two tables of profiles, and <code>cs.assign_types(..., ...)["segment"]</code> twice, both for the second half.</details>
# <details><summary>One more hint</summary><code>adjusted_rand_score(one, other)</code> is imported above. It asks who is <i>together</i> with whom: what a type is numbered does not matter.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q7_answer" tags=["stretch"]
# BEGIN SOLUTION NO PROMPT
first, second = logits.iloc[:half], logits.iloc[half:]
learnt = cs.assign_types(second, cs.cluster_profiles(first, 5))["segment"]
own = cs.assign_types(second, cs.cluster_profiles(second, 5))["segment"]
# END SOLUTION
agreement = adjusted_rand_score(learnt, own)  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q7_test"
def test_q7(env):
    from custsat_edu.teach.check import ex07

    ex07.agreement(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown] name="often_story"
# Something that took no part in making the types: who is in the top fifth of the buyers by the number of orders? `often` is missing for those who have never bought.

# %% name="often"
score = behaviour.index.to_series().map(scores["f"])
often = score.eq(5).where(score.notna())
print(often.value_counts(dropna=False))

# %% [raw]
# # BEGIN QUESTION
# name: q8
# points: 1

# %% [markdown] name="q8_task" tags=["stretch"]
# **8. What for?** Give every customer of `logits` one of the five types of task 6. `lift_table`: the lift of every type for `often`, as a table. `best`: the number of the type with the largest lift. `clear`: is it clearly more than chance, that is, does its whole interval lie above 1, `True` or `False`?
#
# <details><summary>Hint</summary><code>cs.assign_types(logits, ...)["segment"]</code>, then <code>cs.lift(types, often)</code>. Leave the missing ones missing.</details>
# <details><summary>One more hint</summary><code>.idxmax()</code> of the column <code>estimate</code>; then <code>.loc[best, "low"]</code>.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q8_answer" tags=["stretch"]
# BEGIN SOLUTION NO PROMPT
types = cs.assign_types(logits, profiles)["segment"]
# END SOLUTION
lift_table = cs.lift(types, often)  # SOLUTION
best = lift_table["estimate"].idxmax()  # SOLUTION
clear = lift_table.loc[best, "low"] > 1  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q8_test"
def test_q8(env):
    from custsat_edu.teach.check import ex07

    ex07.what_for(env)


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
# **9.** Pak Hendra asks: *"Five segments, so five campaigns?"* Write him at most 120 words, with your own numbers.
#
# | points | for |
# |---|---|
# | 1 | why "the computer found five" shows nothing |
# | 1 | what does speak for five, with a number |
# | 1 | what the segments are good for: one of them, with its lift and interval, or the lost customers |
# | 1 | advice: which campaign first, and how to find out whether it helps |
#
# <details><summary>Hint</summary>He has not heard of BIC. "Other customers, the same five groups" says what stability is.</details>
# <details><summary>One more hint</summary>Your answers to tasks 3, 5, 6 and 8. Who gets the letter, and who, by lot, does not?</details>

# %% [raw]
# # BEGIN SOLUTION

# %% [markdown] name="memo_model"
# A computer asked for five segments always finds five: it even cut invented customers without any types into five. What does speak for five: other customers give nearly the same groups (stability 0.98 of 1; among the invented ones only 0.65). But five groups are not five campaigns. What is each good for? Segment 3, which buys again and again, is 2.4 times as often among those who order most (95% interval: 2.0 to 2.8); no other segment lies clearly above average. Start with the 227 customers who used to order often and much and have stayed away: write to one half of them, drawn by lot, and compare both halves after three months. Then decide on the next campaign.

# %% [raw]
# # END SOLUTION

# %% [raw]
# # END QUESTION
