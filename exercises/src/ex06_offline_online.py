# %% [markdown] name="title"
# # Exercise 06 · Does buying online make customers happier?
#
# *"The web gets the better marks. Close the stores,"* says Pak Hendra. Bu Ratna wants to answer him tomorrow. Six checked tasks (one point each), two to stretch yourself, and one short memo. Replace each `...`, run the cell, then the check below it. Keep all decimals, except where a task asks you to round.

# %% name="parameters" tags=["parameters"]
STUDY = "serambi"
LANG = "en"

# %% name="load"
import numpy as np

import custsat_edu as cs

# %load_ext custsat_edu

cs.use_language(LANG)
study = cs.load_study(STUDY)
survey, outcome = study.survey, study.index[study.outcome]
channel = survey["channel"]
store, web = channel.cat.categories
print(store, web)

# %% [raw]
# # BEGIN QUESTION
# name: q1
# points: 1

# %% [markdown] name="q1_task"
# **1. As it is.** By how many points (0 to 100) is the mean satisfaction of the web customers higher than that of the store customers? Web minus store, every answer counting once: `raw_gap`.
#
# <details><summary>Hint</summary><code>outcome</code> is on the scale from 0 to 100 already.</details>
# <details><summary>One more hint</summary><code>outcome.groupby(channel).mean()</code> has two rows: <code>[web]</code> and <code>[store]</code>.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q1_answer"
# BEGIN SOLUTION NO PROMPT
means = outcome.groupby(channel).mean()
# END SOLUTION
raw_gap = means[web] - means[store]  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q1_test"
def test_q1(env):
    from custsat_edu.teach.check import ex06

    ex06.raw_gap(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: q2
# points: 1

# %% [markdown] name="q2_task"
# **2. In plain words.** Draw one web customer and one store customer. How likely is the web customer the more satisfied of the two: `superiority`, a chance from 0 to 1? Put the web first, as the lesson did.
#
# <details><summary>Hint</summary><code>cs.compare_groups(...)</code> compares the first category with the second; <code>channel.cat.reorder_categories([...])</code> changes their order.</details>
# <details><summary>One more hint</summary>The column <code>superiority</code>; <code>.iloc[0]</code> takes the one row. Above 0.5 the first group is ahead.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q2_answer"
# BEGIN SOLUTION NO PROMPT
web_first = channel.cat.reorder_categories([web, store])
# END SOLUTION
superiority = cs.compare_groups(outcome, web_first)["superiority"].iloc[0]  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q2_test"
def test_q2(env):
    from custsat_edu.teach.check import ex06

    ex06.superiority(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: q3
# points: 1

# %% [markdown] name="q3_task"
# **3. Band by band.** Split the customers by `survey["age_band"]`. In how many of the age bands does the **store** have the higher mean: `store_ahead`, a whole number? And is this Simpson's paradox, that is: does every band say the opposite of the whole? Call that `paradox`, `True` or `False`.
#
# <details><summary>Hint</summary>Group by two columns at once, as the lesson did: <code>outcome.groupby([survey["age_band"], channel])</code>.</details>
# <details><summary>One more hint</summary><code>.mean().unstack()</code> makes a table with a column for each channel; <code>(bands[store] &gt; bands[web]).sum()</code> counts rows.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q3_answer"
# BEGIN SOLUTION NO PROMPT
bands = outcome.groupby([survey["age_band"], channel], observed=True).mean().unstack()
# END SOLUTION
store_ahead = (bands[store] > bands[web]).sum()  # SOLUTION
paradox = store_ahead == len(bands) and raw_gap > 0  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q3_test"
def test_q3(env):
    from custsat_edu.teach.check import ex06

    ex06.store_ahead(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: q4
# points: 1

# %% [markdown] name="q4_task"
# **4. Same age, same region.** Hold `age` and `region` fixed by regression. What is left of the difference, web minus store: `effect`, in points (0 to 100), with the ends of its 95% interval, `effect_low` and `effect_high`?
#
# <details><summary>Hint</summary><code>cs.adjusted_difference(values, groups, adjust)</code>; <code>adjust</code> is a table with the columns that are held fixed.</details>
# <details><summary>One more hint</summary>The row <code>"regression"</code>, the columns <code>estimate</code>, <code>low</code> and <code>high</code>. <code>age_band</code> is not <code>age</code>.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q4_answer"
# BEGIN SOLUTION NO PROMPT
adjusted = cs.adjusted_difference(outcome, channel, survey[["age", "region"]])
# END SOLUTION
effect = adjusted.loc["regression", "estimate"]  # SOLUTION
effect_low = adjusted.loc["regression", "low"]  # SOLUTION
effect_high = adjusted.loc["regression", "high"]  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q4_test"
def test_q4(env):
    from custsat_edu.teach.check import ex06

    ex06.effect(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown] name="offered_story"
# A colleague would rather hold all of these fixed, *"to be on the safe side"*. `Delivery`, `Service` and `Ease` say how content customers were with these in their latest purchase.

# %% name="offered"
offered = ["age", "region", "Delivery", "Service", "Ease"]
print(offered)

# %% [raw]
# # BEGIN QUESTION
# name: q5
# points: 1

# %% [markdown] name="q5_task"
# **5. Hands off.** You want the whole effect of the channel. Which names of `offered` must **not** be held fixed? Write them as a list, in any order: `leave_out`.
#
# <details><summary>Hint</summary>Draw the arrows. A common cause has arrows <i>to</i> channel and satisfaction. What lies between has an arrow <i>from</i> the channel.</details>
# <details><summary>One more hint</summary>Does buying on the web change how old you are? Does it change how the parcel arrives?</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q5_answer"
leave_out = ["Delivery", "Service", "Ease"]  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q5_test"
def test_q5(env):
    from custsat_edu.teach.check import ex06

    ex06.leave_out(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown] name="bot_story"
# Now the bot. A lot decided who was answered by the bot and who by a human; `ces` is ease from 1 to 7. In the lesson the two were equal enough within 0.25 points. Pak Hendra demands more: within 0.05.

# %% name="pulse"
pulse = study.tables["pulse"]
pulse[["bot", "ces"]].head(3)

# %% [raw]
# # BEGIN QUESTION
# name: q6
# points: 1

# %% [markdown] name="q6_task"
# **6. How equal?** Are bot and human equivalent in ease within a margin of 0.05 points: `equal`, `True` or `False`? And what is the smallest margin, with two decimals, within which they are: `margin_needed`, in points of ease, rounded **up** to two decimals? (In life the margin must stand before you look.)
#
# <details><summary>Hint</summary><code>cs.equivalence(pulse["ces"], pulse["bot"], margin=...)</code></details>
# <details><summary>One more hint</summary>The whole 90% interval, <code>low</code> to <code>high</code>, must lie between minus the margin and the margin. Which of its ends is farther from 0? <code>np.ceil(100 * x) / 100</code> rounds up.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q6_answer"
# BEGIN SOLUTION NO PROMPT
bot = cs.equivalence(pulse["ces"], pulse["bot"], margin=0.05).iloc[0]
# END SOLUTION
equal = bot["equivalent"]  # SOLUTION
margin_needed = np.ceil(100 * max(-bot["low"], bot["high"])) / 100  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q6_test"
def test_q6(env):
    from custsat_edu.teach.check import ex06

    ex06.equal(env)


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
# **7. Another road.** Hold age and region fixed once more, but by weighting: customers count the more, the less likely their channel was. What is the effect now: `weighted_effect`, web minus store in points (0 to 100)?
#
# <details><summary>Hint</summary><code>cs.adjusted_difference(..., method="weighting")</code> has the row <code>"weighting"</code>.</details>
# <details><summary>One more hint</summary>The option <code>weights=</code> is something else: how many customers each answer of the survey stands for. Leave it out.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q7_answer" tags=["stretch"]
# BEGIN SOLUTION NO PROMPT
roads = cs.adjusted_difference(outcome, channel, survey[study.adjust], method="weighting")
# END SOLUTION
weighted_effect = roads.loc["weighting", "estimate"]  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q7_test"
def test_q7(env):
    from custsat_edu.teach.check import ex06

    ex06.weighted_effect(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: q8
# points: 1

# %% [markdown] name="q8_task" tags=["stretch"]
# **8. A lot that only invites.** Customers of `pulse` chose for themselves whether they `used` self-service (1) or not (0), but a lot decided who was `invited` (1) to. By how many points of ease (`ces`, 1 to 7) does *using* it change the contact, for those who follow an invitation: `use_effect`?
#
# <details><summary>Hint</summary>Who uses self-service may be handier anyway. Compare what the lot compared: invited and not invited.</details>
# <details><summary>One more hint</summary>What the invitation gained in <code>ces</code>, divided by how many more it brought to use it (the difference in the share of <code>used</code>).</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q8_answer" tags=["stretch"]
# BEGIN SOLUTION NO PROMPT
by_lot = pulse.groupby("invited")[["ces", "used"]].mean()
gained, followed = by_lot.loc[1] - by_lot.loc[0]
# END SOLUTION
use_effect = gained / followed  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q8_test"
def test_q8(env):
    from custsat_edu.teach.check import ex06

    ex06.use_effect(env)


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
# **9.** Pak Hendra asks for one page: *"Do we close the stores and move everybody to the web?"* Write him at most 120 words, with your own numbers.
#
# | points | for |
# |---|---|
# | 1 | what is right about his number, with its size |
# | 1 | the effect at the same age and region, with its interval |
# | 1 | why the two differ, in plain words: who buys where |
# | 1 | advice: what now, what could still be missing, and how it could be tried out |
#
# <details><summary>Hint</summary>He is no statistician: say "customers of the same age and region" rather than "adjusted".</details>
# <details><summary>One more hint</summary>Your answers to tasks 1, 3 and 4. For the last point: is there a common cause that the drawing lacks? Whom could a lot invite?</details>

# %% [raw]
# # BEGIN SOLUTION

# %% [markdown] name="memo_model"
# Your number is right: web customers score 2.7 points higher. But compare customers of the same age and region, and the web is 2.8 points *lower* (95% interval: 1.6 to 4.0 lower). In all four age bands the store is ahead. The reason is who buys where: the young buy on the web, and the young are easier to please. Their good marks come with age, not from the web. So do not close the stores: better the service on the web. One caution: something we did not ask, such as how urgent the purchase was, may matter. Let a lot invite some store customers to the web, and after three months compare all invited with all not invited.

# %% [raw]
# # END SOLUTION

# %% [raw]
# # END QUESTION
