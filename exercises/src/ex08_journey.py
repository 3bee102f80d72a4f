# %% [markdown] name="title"
# # Exercise 08 · Where on the way do we lose them?
#
# The poster is off the wall. *"I only hear from those who write,"* says Sari. So she and Bu Ratna walk the way of a customer themselves, log in hand, from the shop window to the members' evening. At every stop: how did that feel, and who went no farther? Six checked tasks (one point each), two to stretch yourself, and one short memo. Replace each `...`, run the cell, then the check below it. Keep all decimals; nothing needs rounding.

# %% name="parameters" tags=["parameters"]
STUDY = "serambi"
LANG = "en"

# %% name="load"
import pandas as pd

import custsat_edu as cs

# %load_ext custsat_edu

cs.use_language(LANG)
study = cs.load_study(STUDY)
log = study.tables["events"].assign(time=lambda table: pd.to_datetime(table["time"]))
journeys = log["journey"].drop_duplicates()
drawn = journeys.sample(min(400, len(journeys)), random_state=73)
events = log[log["journey"].isin(drawn)].sample(frac=1, random_state=73)
walked = events.groupby("journey").size().idxmax()
print(walked)
events.head(3)

# %% [markdown] name="events_story"
# `events` holds 400 journeys drawn at random, one row an event, in **no order**. `emotion` goes from -2 to 2, and 0 is neutral; `dropped` is 1 on the event after which the customer left for good.

# %% [raw]
# # BEGIN QUESTION
# name: q1
# points: 1

# %% [markdown] name="q1_task"
# **1. One customer's way.** `walked` is the number of the journey with the most events. Which touchpoints did she come to, one after the other: `path`, a list of names in the order of time, with every visit in it? And how many whole days lie between her first event and her last: `days`, a whole number?
#
# <details><summary>Hint</summary>Pick her rows, then sort them: <code>events[events["journey"] == walked].sort_values("time")</code>.</details>
# <details><summary>One more hint</summary><code>.tolist()</code> makes a list of a column. One time minus another is a <code>Timedelta</code>; its <code>.days</code> is the number of whole days.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q1_answer"
# BEGIN SOLUTION NO PROMPT
way = events[events["journey"] == walked].sort_values("time")
# END SOLUTION
path = way["touchpoint"].tolist()  # SOLUTION
days = (way["time"].max() - way["time"].min()).days  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q1_test"
def test_q1(env):
    from custsat_edu.teach.check import ex08

    ex08.one_way(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: q2
# points: 1

# %% [markdown] name="q2_task"
# **2. The lowest point.** Which **touchpoint** has the lowest mean emotion over all its events: `worst`, its name as text? And how low is that mean: `worst_mean`, a number from -2 to 2?
#
# <details><summary>Hint</summary>One number a touchpoint: <code>events.groupby("touchpoint", observed=True)["emotion"].mean()</code>.</details>
# <details><summary>One more hint</summary><code>.idxmin()</code> gives the name of the lowest, <code>.min()</code> its value.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q2_answer"
# BEGIN SOLUTION NO PROMPT
means = events.groupby("touchpoint", observed=True)["emotion"].mean()
# END SOLUTION
worst = means.idxmin()  # SOLUTION
worst_mean = means.min()  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q2_test"
def test_q2(env):
    from custsat_edu.teach.check import ex08

    ex08.lowest_point(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: q3
# points: 1

# %% [markdown] name="q3_task"
# **3. Does it really hurt?** Which touchpoints are pain points: `pains`, a list of names? Neutral is 0, the correction for many comparisons is Holm's, and all other options stay as they are.
#
# <details><summary>Hint</summary><code>cs.flag_touchpoints(cs.summarise_journey(events), neutral=0)</code>. Its column <code>flag</code> says "pain", "delight" or nothing.</details>
# <details><summary>One more hint</summary>The table also has rows for stages, and those can be marked, too. Keep the rows whose <code>level</code> is "touchpoint" and whose <code>flag</code> is "pain", then <code>.tolist()</code> of the column <code>touchpoint</code>.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q3_answer"
# BEGIN SOLUTION NO PROMPT
flags = cs.flag_touchpoints(cs.summarise_journey(events), neutral=0)
hurts = (flags["level"] == "touchpoint") & (flags["flag"] == "pain")
# END SOLUTION
pains = flags.loc[hurts, "touchpoint"].tolist()  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q3_test"
def test_q3(env):
    from custsat_edu.teach.check import ex08

    ex08.pains(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: q4
# points: 1

# %% [markdown] name="q4_task"
# **4. Who goes no farther?** Of the journeys that **reach** a stage, what share ends there because the customer leaves: `leave`, a Series with one row a stage and shares from 0 to 1?
#
# <details><summary>Hint</summary>A journey can have several events in a stage but counts once: <code>events.groupby("stage", observed=False)["journey"].nunique()</code>. It can be left only once, so <code>dropped</code> can be added up.</details>
# <details><summary>One more hint</summary>One Series divided by another goes row by row. <code>cs.drop_off(events)</code> gives the same in its column <code>estimate</code>.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q4_answer"
# BEGIN SOLUTION NO PROMPT
stages = events.groupby("stage", observed=False)
# END SOLUTION
leave = stages["dropped"].sum() / stages["journey"].nunique()  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q4_test"
def test_q4(env):
    from custsat_edu.teach.check import ex08

    ex08.leave(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: q5
# points: 1

# %% [markdown] name="q5_task"
# **5. Do bad feelings drive them out?** By what factor do the odds of leaving change for each point that an event feels **below** neutral, customers at the same stage compared: `odds`, a ratio? And the two ends of its 95% interval: `odds_low` and `odds_high`?
#
# <details><summary>Hint</summary><code>cs.drop_off_odds(events, neutral=0)</code> compares within the stages. It has two rows: points below neutral, and points above.</details>
# <details><summary>One more hint</summary><code>.loc["below"]</code> picks the row; its cells are <code>estimate</code>, <code>low</code> and <code>high</code>. They are odds ratios already: 1 means no change.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q5_answer"
# BEGIN SOLUTION NO PROMPT
row = cs.drop_off_odds(events, neutral=0).loc["below"]
# END SOLUTION
odds = row["estimate"]  # SOLUTION
odds_low = row["low"]  # SOLUTION
odds_high = row["high"]  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q5_test"
def test_q5(env):
    from custsat_edu.teach.check import ex08

    ex08.odds(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown] name="satisfaction_story"
# And what did they say of the whole journey? The mean of three answers from 1 to 10, moved to 0 to 100; one number a journey.

# %% name="satisfaction"
answers = study.tables["journeys"].set_index("journey")[["osat1", "osat2", "osat3"]]
satisfaction = (answers.mean(axis=1) - 1) / 9 * 100
satisfaction.head(3)

# %% [raw]
# # BEGIN QUESTION
# name: q6
# points: 1

# %% [markdown] name="q6_task"
# **6. Mend the worst.** Suppose everybody felt **one point** better at the touchpoint of task 2; the best that anybody can feel remains 2. By how many points from 0 to 100 does the satisfaction that the model expects **change**: `gain`? And by how many **percentage points** does the share of journeys that the customer leaves **fall**: `kept`, above 0 if fewer customers leave?
#
# <details><summary>Hint</summary>First the model: <code>cs.journey_model(events, satisfaction, neutral=0, top=2)</code>. Then ask it: <code>cs.what_if(model, touchpoint=worst, change=1)</code>.</details>
# <details><summary>One more hint</summary>The column <code>estimate</code> is after minus before. The row <code>leave</code> counts in shares: 0.01 is one percentage point, and a fall lies below 0.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q6_answer"
# BEGIN SOLUTION NO PROMPT
model = cs.journey_model(events, satisfaction, neutral=0, top=2)
better = cs.what_if(model, touchpoint=worst, change=1)
# END SOLUTION
gain = better.loc["satisfaction", "estimate"]  # SOLUTION
kept = -100 * better.loc["leave", "estimate"]  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q6_test"
def test_q6(env):
    from custsat_edu.teach.check import ex08

    ex08.what_it_would_do(env)


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
# **7. What stays in mind?** With the mean and the worst emotion of a journey held equal, how many points of satisfaction (0 to 100) is one point of its **last** emotion worth: `last_weight`? What share of the variance do worst and last explain **on top of** the mean alone: `extra`, from 0 to 1? Say that the mean is enough if `extra` is less than 0.05: is it `enough`, `True` or `False`?
#
# <details><summary>Hint</summary><code>cs.peak_end(events, satisfaction)</code> has a row for each of the three.</details>
# <details><summary>One more hint</summary>Its <code>.attrs</code> hold <code>"r2"</code>, the share that all three explain together, and <code>"r2_mean"</code>, that of the mean alone.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q7_answer" tags=["stretch"]
# BEGIN SOLUTION NO PROMPT
moments = cs.peak_end(events, satisfaction)
# END SOLUTION
last_weight = moments.loc["last", "estimate"]  # SOLUTION
extra = moments.attrs["r2"] - moments.attrs["r2_mean"]  # SOLUTION
enough = extra < 0.05  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q7_test"
def test_q7(env):
    from custsat_edu.teach.check import ex08

    ex08.what_stays(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown] name="three_story"
# The worst touchpoint need not be the best one to mend. Here are the next three, the lowest mean emotion first:

# %% name="three"
lowest = events.groupby("touchpoint", observed=True)["emotion"].mean().nsmallest(4)
three = lowest.index[1:].tolist()
print(three)

# %% [raw]
# # BEGIN QUESTION
# name: q8
# points: 1

# %% [markdown] name="q8_task" tags=["stretch"]
# **8. Where does a point buy most?** At which of the `three` would one point more raise satisfaction most: `best_spot`, its name as text?
#
# <details><summary>Hint</summary>Ask the model of task 6 three times: a <code>for</code> loop over <code>three</code>.</details>
# <details><summary>One more hint</summary>Of each answer take <code>.loc["satisfaction", "estimate"]</code>. Collect them in a Series; <code>.idxmax()</code> names the largest. How many customers come by?</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q8_answer" tags=["stretch"]
# BEGIN SOLUTION NO PROMPT
asked = {name: cs.what_if(model, touchpoint=name, change=1)["estimate"] for name in three}
# END SOLUTION
best_spot = pd.DataFrame(asked).loc["satisfaction"].idxmax()  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q8_test"
def test_q8(env):
    from custsat_edu.teach.check import ex08

    ex08.best_spot(env)


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
# **9.** Choose **one** stage and write to Bu Ratna what it is like now (as-is) and what it should be like (to-be): at most 120 words, with your own numbers.
#
# | points | for |
# |---|---|
# | 1 | as-is: one touchpoint of the stage, how it feels, with its interval, and whether that is a pain point |
# | 1 | what it costs: how many of those who get there leave, or what a point of bad feeling does |
# | 1 | to-be: one change that one person can make, and what it should bring, with its interval |
# | 1 | what the numbers do not prove, and how to find out |
#
# <details><summary>Hint</summary>Your answers to tasks 3, 4 and 6; the limits stand beside each estimate, in <code>low</code> and <code>high</code>.</details>
# <details><summary>One more hint</summary>The model takes for granted that feelings make customers leave. Who could get the new way, and who, by lot, not yet?</details>

# %% [raw]
# # BEGIN SOLUTION

# %% [markdown] name="memo_model"
# As-is: at the stage Buys, the web checkout feels -0.34 on a scale from -2 to 2 (95% interval: -0.49 to -0.19): a pain point, even after Holm's correction. Of the 316 journeys that get there, 69 end: 21.8%. To-be: a checkout on one page that names the delivery charge at once; the head of the web shop can order that. If it felt one point better, satisfaction should rise by 1.6 points (1.2 to 2.1), and 2.1 percentage points fewer would leave (1.2 to 2.9). But the model takes for granted that bad feelings make customers leave; some may have found it cheaper. So give half of the visitors, by lot, the new checkout, and compare after a month.

# %% [raw]
# # END SOLUTION

# %% [raw]
# # END QUESTION
