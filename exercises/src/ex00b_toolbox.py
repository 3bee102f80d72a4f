# %% [markdown] name="title"
# # Exercise 00b · Ten first answers
#
# In two years Toko Serambi got reviews from its customers: 1 to 5 stars for a store or for the web shop. Sari asks you to count them. Ten small checked tasks (one point each), from very easy to less easy, and one to write (two points). In each cell most lines are there already. Replace each `...`, run the cell, then the check below it. Keep all decimals; nothing needs rounding. Later tasks use your earlier answers: do them in order.

# %% name="parameters" tags=["parameters"]
STUDY = "serambi"
LANG = "en"

# %% name="load"
import numpy as np
import pandas as pd
from scipy import stats

import custsat_edu as cs

# %load_ext custsat_edu

cs.use_language(LANG)
study = cs.load_study(STUDY)

# %% [markdown] name="reviews_story"
# One row is one review. `store` and `web` are the names of the two channels; where you need such a name, write `store` or `web` without quotation marks. `stars` is the column of the stars.

# %% name="reviews"
reviews = study.tables["reviews"]
stars = reviews["stars"]
store, web = reviews["channel"].cat.categories
print(store, "|", web)
reviews.head(3)

# %% [raw]
# # BEGIN QUESTION
# name: q1
# points: 1

# %% [markdown] name="q1_task"
# **1. How many?** How many reviews are there? Call the number `reviews_count`.
#
# <details><summary>Hint</summary>One row is one review.</details>
# <details><summary>One more hint</summary><code>len(table)</code> counts the rows of a table; the table is called <code>reviews</code>.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q1_answer"
reviews_count = len(reviews)  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q1_test"
def test_q1(env):
    from custsat_edu.teach.check import ex00b

    ex00b.reviews_count(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: q2
# points: 1

# %% [markdown] name="q2_task"
# **2. How many for the web shop?** `counts` says how many reviews each channel has. Take the number of the web shop out of it and call it `web_count`.
#
# <details><summary>Hint</summary>Square brackets take one number out: the name of its row stands between them.</details>
# <details><summary>One more hint</summary><code>counts[store]</code> would be the number of the stores.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q2_answer"
counts = reviews["channel"].value_counts()
print(counts)
web_count = counts[web]  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q2_test"
def test_q2(env):
    from custsat_edu.teach.check import ex00b

    ex00b.web_count(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: q3
# points: 1

# %% [markdown] name="q3_task"
# **3. The average review.** How many stars does a review give on average? Call it `mean_stars`. Then look at the counts: how many reviews give just that?
#
# <details><summary>Hint</summary>The column of the stars is called <code>stars</code>.</details>
# <details><summary>One more hint</summary><code>column.mean()</code> is the mean of a column; the two brackets at the end belong to it.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q3_answer"
print(stars.value_counts())
mean_stars = stars.mean()  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q3_test"
def test_q3(env):
    from custsat_edu.teach.check import ex00b

    ex00b.mean_stars(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: q4
# points: 1

# %% [markdown] name="q4_task"
# **4. The full five.** What share of all reviews gives 5 stars? Call it `five_stars`, a number from 0 to 1. The line above it asks every review "is it 5?" (two equals signs ask, one gives a name) and writes down True or False.
#
# <details><summary>Hint</summary>True counts as 1 and False as 0: what is the mean of such a column?</details>
# <details><summary>One more hint</summary>As in task 3, but of the column <code>is_five</code>.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q4_answer"
is_five = stars == 5
print(is_five.head(3))
five_stars = is_five.mean()  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q4_test"
def test_q4(env):
    from custsat_edu.teach.check import ex00b

    ex00b.five_stars(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: q5
# points: 1

# %% [markdown] name="q5_task"
# **5. The stores alone.** How many stars do the reviews of the **stores** give on average? Call it `store_mean`.
#
# <details><summary>Hint</summary>The lesson's line for a mean of each group: <code>stars.groupby(reviews["channel"], observed=True).mean()</code>.</details>
# <details><summary>One more hint</summary>That gives one number for each channel. Square brackets behind it take one out, as in task 2.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q5_answer"
store_mean = stars.groupby(reviews["channel"], observed=True).mean()[store]  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q5_test"
def test_q5(env):
    from custsat_edu.teach.check import ex00b

    ex00b.store_mean(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: q6
# points: 1

# %% [markdown] name="q6_task"
# **6. Do they agree?** How far does a store review typically stand from the mean of the stores, in stars? Call their spread (the standard deviation) `spread`. The line above it keeps the stars of the store reviews only.
#
# <details><summary>Hint</summary>Take the column <code>store_stars</code>, not <code>stars</code>.</details>
# <details><summary>One more hint</summary><code>column.std()</code> is the standard deviation of a column.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q6_answer"
store_stars = reviews.loc[reviews["channel"] == store, "stars"]
print(len(store_stars))
spread = store_stars.std()  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q6_test"
def test_q6(env):
    from custsat_edu.teach.check import ex00b

    ex00b.spread(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: q7
# points: 1

# %% [markdown] name="q7_task"
# **7. Had others written.** Other customers might have written, and the mean of the stores would be a little different. How far does such a mean move? Call its standard error `error`.
#
# <details><summary>Hint</summary>As in the lesson: the spread, divided by the root of how many reviews there are.</details>
# <details><summary>One more hint</summary><code>np.sqrt(len(store_stars))</code> is the root; a division is written <code>/</code>.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q7_answer"
error = spread / np.sqrt(len(store_stars))  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q7_test"
def test_q7(env):
    from custsat_edu.teach.check import ex00b

    ex00b.error(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: q8
# points: 1

# %% [markdown] name="q8_task"
# **8. From where to where?** Between which two numbers does the mean of **all who might write of the stores** lie, quite surely? Call the ends of its 95% interval `low` and `high`.
#
# <details><summary>Hint</summary>Begin at <code>store_mean</code> and go 1.96 standard errors down, then up.</details>
# <details><summary>One more hint</summary><code>store_mean - 1.96 * error</code> is one end. <code>cs.mean_score(store_stars)</code> must say nearly the same.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q8_answer"
low = store_mean - 1.96 * error  # SOLUTION
high = store_mean + 1.96 * error  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q8_test"
def test_q8(env):
    from custsat_edu.teach.check import ex00b

    ex00b.interval(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: q9
# points: 1

# %% [markdown] name="q9_task"
# **9. News?** Pak Hendra looks at the last quarter only: "This quarter proves it: the stores are behind!" The cell compares the channels twice, store **minus** web: all reviews first, then those of the quarter. Call the difference of the **quarter** `difference`, in stars. Should it surprise you, or may it be luck? Write `surprising = True` if its 95% interval leaves out 0, and `surprising = False` if 0 lies inside. Which of the two differences is larger, and on which would you rely?
#
# <details><summary>Hint</summary><code>quarter["estimate"]</code> is the difference, <code>quarter["low"]</code> and <code>quarter["high"]</code> are the ends.</details>
# <details><summary>One more hint</summary>If one end is below 0 and the other above, 0 lies inside. True and False begin with a capital letter and have no quotation marks.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q9_answer"
shown = ["estimate", "low", "high", "n_first", "n_second"]
print(cs.compare_groups(stars, reviews["channel"])[shown].iloc[0])
latest = reviews[reviews["time"] >= "2025-10-01"]
quarter = cs.compare_groups(latest["stars"], latest["channel"])[shown].iloc[0]
print(quarter)
difference = quarter["estimate"]  # SOLUTION
surprising = bool(quarter["low"] > 0 or quarter["high"] < 0)  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q9_test"
def test_q9(env):
    from custsat_edu.teach.check import ex00b

    ex00b.difference(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown] name="survey_story"
# Stars do not say why. The survey does: `delivery` is how delivery was, compared with what the customer expected (1 much worse, 3 as expected, 5 much better), `satisfaction` goes from 0 to 100. The table keeps the customers who answered both.

# %% name="survey"
pairs = pd.DataFrame({"delivery": study.scores["Delivery"]})
pairs["satisfaction"] = study.index[study.outcome]
pairs = pairs.dropna()
pairs.head(3)

# %% [raw]
# # BEGIN QUESTION
# name: q10
# points: 1

# %% [markdown] name="q10_task"
# **10. One step.** Of two customers the second gives delivery **one step** more. By how many points of satisfaction (0 to 100) is the second happier, on average? Call it `slope`. (It goes with delivery; whether it comes *because of* it, a line does not say.)
#
# <details><summary>Hint</summary>The lesson's one line: <code>stats.linregress(x, y)</code>. What rises by one step is <code>x</code>, what you want to know is <code>y</code>.</details>
# <details><summary>One more hint</summary><code>stats.linregress(pairs["delivery"], pairs["satisfaction"])</code> knows it; <code>.slope</code> at its end takes it out.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q10_answer"
slope = stats.linregress(pairs["delivery"], pairs["satisfaction"]).slope  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q10_test"
def test_q10(env):
    from custsat_edu.teach.check import ex00b

    ex00b.slope(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: memo
# manual: true
# points: 2

# %% [markdown] name="memo_task"
# ## In your own words
#
# **11.** *"The mean is 3.7 stars, you say. Why then two more numbers?"* Bu Ratna never had statistics. Tell her in two or three sentences what the interval of task 8 says, with your own numbers and without the words standard error, standard deviation and sample.
#
# | points | for |
# |---|---|
# | 1 | the mean and both ends, in stars, as a statement about the **mean**, not about single reviews |
# | 1 | why there are two ends: other customers might have written, and the mean would have come out a little different |
#
# <details><summary>Hint</summary>What would have been different if other customers had found the time to write?</details>
# <details><summary>One more hint</summary>Single reviews go from 1 to 5 stars: do 95% of them lie between your two numbers? And who never writes a review?</details>

# %% [raw]
# # BEGIN SOLUTION

# %% [markdown] name="memo_model"
# Our stores get 3.7 stars on average, Bu Ratna, but had other customers taken the time to write, it would have come out a little higher or lower. We may be quite sure that the mean of all who write such reviews lies between 3.6 and 3.8 stars; the single reviews go all the way from 1 to 5. Of the customers who never write a review these numbers say nothing.

# %% [raw]
# # END SOLUTION

# %% [raw]
# # END QUESTION
