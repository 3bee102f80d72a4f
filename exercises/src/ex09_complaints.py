# %% [markdown] name="title"
# # Exercise 09 · Can a complaint make a friend?
#
# *"Our complainers are happier than the people who never complained,"* says Pak Hendra. *"Let them complain more!"* Sari, at the complaints desk, is not so sure. Bu Ratna wants a protocol from her: who does what, by when. Six checked tasks (one point each), two to stretch yourself, and one short memo. Replace each `...`, run the cell, then the check below it. Keep all decimals; nothing needs rounding.

# %% name="parameters" tags=["parameters"]
STUDY = "serambi"
LANG = "en"

# %% name="load"
import pandas as pd
from scipy.stats import ttest_ind

import custsat_edu as cs

# %load_ext custsat_edu

cs.use_language(LANG)
study = cs.load_study(STUDY)
complaints, followup = study.tables["complaints"], study.tables["followup"]
steps, severity = study.items("steps"), complaints["severity"]
minor = severity.cat.categories[0]
print({step: study.label(step) for step in steps})

# %% [raw]
# # BEGIN QUESTION
# name: q1
# points: 1

# %% [markdown] name="q1_task"
# **1. The audit.** In what share of the complaints was each of the seven steps taken: `audit`, a Series with one row a step (`step1` to `step7`), from 0 to 1? Which step is taken least often: `forgotten`, its name as text, such as `"step1"`?
#
# <details><summary>Hint</summary>In <code>steps</code> one row is one complaint; 1 means that the step was taken.</details>
# <details><summary>One more hint</summary>The mean of zeros and ones is a share. <code>.idxmin()</code> gives the name of the smallest row.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q1_answer"
audit = steps.mean()  # SOLUTION
forgotten = audit.idxmin()  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q1_test"
def test_q1(env):
    from custsat_edu.teach.check import ex09

    ex09.audit(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: q2
# points: 1

# %% [markdown] name="q2_task"
# **2. Pak Hendra's comparison.** Satisfaction from 0 to 100 is the mean of `osat1` to `osat3`, minus 1, divided by 9, times 100. How much higher is the mean satisfaction after a **minor** failure with a **full recovery** (six or seven steps) than that of everybody in `followup` who never complained: `paradox_naive`, in points, the complainers minus the others?
#
# <details><summary>Hint</summary><code>severity == minor</code> is one condition, <code>steps.sum(axis=1) &gt;= 6</code> the other; join them with <code>&amp;</code>, each in brackets. The complainers' answers are in <code>complaints</code>.</details>
# <details><summary>One more hint</summary><code>(table[["osat1", "osat2", "osat3"]].mean(axis=1) - 1) / 9 * 100</code>, once for each table. Of <code>followup</code> keep the rows with <code>complained</code> 0.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q2_answer"
# BEGIN SOLUTION NO PROMPT
questions = ["osat1", "osat2", "osat3"]
mine, theirs = ((t[questions].mean(axis=1) - 1) / 9 * 100 for t in (complaints, followup))
repaired = mine[(severity == minor) & (steps.sum(axis=1) >= 6)]
# END SOLUTION
paradox_naive = repaired.mean() - theirs[followup["complained"] == 0].mean()  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q2_test"
def test_q2(env):
    from custsat_edu.teach.check import ex09

    ex09.paradox_naive(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: q3
# points: 1

# %% [markdown] name="q3_task"
# **3. The fair comparison.** The same complainers, now against the customers of `followup` to whom **nothing had happened**: `paradox`, in points from 0 to 100, and the ends of Welch's 95% interval, `low` and `high`.
#
# <details><summary>Hint</summary>Silent sufferers have <code>had_problem</code> 1 and <code>complained</code> 0. Who was never touched by a failure?</details>
# <details><summary>One more hint</summary><code>ttest_ind(..., ..., equal_var=False).confidence_interval()</code> has <code>.low</code> and <code>.high</code>; put the complainers first.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q3_answer"
# BEGIN SOLUTION NO PROMPT
fine = theirs[followup["had_problem"] == 0]
welch = ttest_ind(repaired, fine, equal_var=False).confidence_interval()
# END SOLUTION
paradox = repaired.mean() - fine.mean()  # SOLUTION
low = welch.low  # SOLUTION
high = welch.high  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q3_test"
def test_q3(env):
    from custsat_edu.teach.check import ex09

    ex09.paradox(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown] name="ready_story"
# For the tasks that follow, here is what everybody needs: satisfaction from 0 to 100 after the complaint (`after`) and in the follow-up (`later`), and the lesson's six groups.


# %% name="ready"
def satisfaction(table):
    return (table[["osat1", "osat2", "osat3"]].mean(axis=1) - 1) / 9 * 100


after, later = satisfaction(complaints), satisfaction(followup)
groups = cs.recovery_groups(steps, severity)
print(groups.value_counts())

# %% [raw]
# # BEGIN QUESTION
# name: q4
# points: 1

# %% [markdown] name="q4_task"
# **4. Seven verdicts.** Bu Ratna is stricter than the lesson: a difference of **one** point matters to her. What can be said of each of the six groups, and of the silent sufferers, against customers without a failure: `verdicts`, a Series with one row a group (the last one is `silent`) and a word in it, as `cs.recovery_paradox` gives it? And which of them look like a paradox against all who never complained (their whole interval lies above 0) but are none: `false_paradox`, a list of names, which may be empty?
#
# <details><summary>Hint</summary><code>cs.recovery_paradox(groups, after, untouched=..., silent=..., margin=...)</code>. The two are parts of <code>later</code>.</details>
# <details><summary>One more hint</summary>The column <code>verdict</code>; then the rows with <code>naive_low</code> above 0 that have another word than <code>"paradox"</code>. "open" is not "as good": it says that nobody knows.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q4_answer"
# BEGIN SOLUTION NO PROMPT
untouched = later[followup["had_problem"] == 0]
silent = later[(followup["had_problem"] == 1) & (followup["complained"] == 0)]
fair = cs.recovery_paradox(groups, after, untouched=untouched, silent=silent, margin=1)
# END SOLUTION
verdicts = fair["verdict"]  # SOLUTION
false_paradox = list(fair.index[(fair["naive_low"] > 0) & (verdicts != "paradox")])  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q4_test"
def test_q4(env):
    from custsat_edu.teach.check import ex09

    ex09.verdicts(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: q5
# points: 1

# %% [markdown] name="q5_task"
# **5. How long?** After how many days are half of **all** complaints closed, those still open counted in: `half`, in days? The data were drawn on 31 December 2025; where `closed` is empty, the complaint was still open on that day.
#
# <details><summary>Hint</summary><code>cs.time_to_resolution(opened, closed, until="2025-12-31")</code> makes the curve. No groups are asked for.</details>
# <details><summary>One more hint</summary><code>cs.median_time(curve)</code> has one row, <code>"all"</code>; take its <code>estimate</code>.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q5_answer"
# BEGIN SOLUTION NO PROMPT
curve = cs.time_to_resolution(complaints["opened"], complaints["closed"], until="2025-12-31")
middle = cs.median_time(curve)
# END SOLUTION
half = middle.loc["all", "estimate"]  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q5_test"
def test_q5(env):
    from custsat_edu.teach.check import ex09

    ex09.half(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown] name="promise_story"
# Sari promises to close a complaint within 14 days. Pak Hendra has looked at the months: *"Some are far worse than others. Somebody is asleep at that desk!"* Here are, for each complaint, the month in which it was opened and whether it was closed within 14 days; an open one was not.

# %% name="promise"
opened, closed = (pd.to_datetime(complaints[name]) for name in ("opened", "closed"))
month = opened.dt.strftime("%Y-%m")
in_time = (closed - opened).dt.days <= 14
in_time.groupby(month).mean().round(2).to_dict()

# %% [raw]
# # BEGIN QUESTION
# name: q6
# points: 1

# %% [markdown] name="q6_task"
# **6. Asleep, or bad luck?** Draw the limits of a p-chart of the share closed within 14 days, by month, with the first **twelve** months as the baseline. How many of all months lie outside their limits: `out`, a number of months? And how high is the upper limit of the last month: `upper`, a share from 0 to 1?
#
# <details><summary>Hint</summary><code>in_time.groupby(month)</code> has a <code>.sum()</code> (how many) and a <code>.size()</code> (of how many).</details>
# <details><summary>One more hint</summary><code>cs.control_chart(counts, n, baseline=12)</code>: <code>out</code> is empty text where a month lies inside; the last row's <code>high</code> is its upper limit.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q6_answer"
# BEGIN SOLUTION NO PROMPT
by_month = in_time.groupby(month)
chart = cs.control_chart(by_month.sum(), by_month.size(), baseline=12)
# END SOLUTION
out = (chart["out"] != "").sum()  # SOLUTION
upper = chart["high"].iloc[-1]  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q6_test"
def test_q6(env):
    from custsat_edu.teach.check import ex09

    ex09.control(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown] name="stretch"
# ## Stretch
#
# Which complaints came from the web shop?

# %% name="web"
web = complaints["channel"] == complaints["channel"].cat.categories[1]
print(web.sum())

# %% [raw]
# # BEGIN QUESTION
# name: q7
# points: 1

# %% [markdown] name="q7_task" tags=["stretch"]
# **7. Is solving enough?** Take the **web** complaints alone. How many points does solving the problem (`step4`) add, the other steps and the severity held fixed: `solved`, with the ends of its interval, `solved_low` and `solved_high`? And does the interval of **every single one** of the seven steps lie above 0: `all_clear`, `True` or `False`?
#
# <details><summary>Hint</summary><code>steps[web]</code>, <code>after[web]</code>, <code>severity[web]</code>: all three must be cut.</details>
# <details><summary>One more hint</summary><code>cs.step_effects(..., ..., severity=...)</code>; the row <code>"step4"</code>, and for the last question the column <code>low</code> of the first seven rows.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q7_answer" tags=["stretch"]
# BEGIN SOLUTION NO PROMPT
effects = cs.step_effects(steps[web], after[web], severity=severity[web])
# END SOLUTION
solved = effects.loc["step4", "estimate"]  # SOLUTION
solved_low = effects.loc["step4", "low"]  # SOLUTION
solved_high = effects.loc["step4", "high"]  # SOLUTION
all_clear = bool((effects["low"].iloc[:7] > 0).all())  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q7_test"
def test_q7(env):
    from custsat_edu.teach.check import ex09

    ex09.solving(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: q8
# points: 1

# %% [markdown] name="q8_task" tags=["stretch"]
# **8. Found and tested.** Suppose that nobody had named the groups before looking. Let one half of the answers find the best-looking of the six groups and the other half test it, with the seed `rng=7`: by how many points does the group lie above the customers without a failure in the half that found it, `found`, and in the other, `tested`?
#
# <details><summary>Hint</summary><code>cs.found_and_tested(groups, after, untouched=..., rng=7)</code>: the same customers as in tasks 3 and 4.</details>
# <details><summary>One more hint</summary>Two rows, <code>"found"</code> and <code>"tested"</code>; the column <code>estimate</code>. The first was chosen for being high; the second had no part in the choice.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q8_answer" tags=["stretch"]
# BEGIN SOLUTION NO PROMPT
dealt = cs.found_and_tested(groups, after, untouched=untouched, rng=7)
# END SOLUTION
found = dealt.loc["found", "estimate"]  # SOLUTION
tested = dealt.loc["tested", "estimate"]  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q8_test"
def test_q8(env):
    from custsat_edu.teach.check import ex09

    ex09.halves(env)


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
# **9.** Bu Ratna asks Sari: *"Who does what when somebody complains, and by when? And what may I expect from it?"* Write her a recovery protocol of at most 120 words, with your own numbers.
#
# | points | for |
# |---|---|
# | 1 | who does which step by when; the forgotten one in particular |
# | 1 | what a full recovery can do, with a number and its interval, and against whom |
# | 1 | what it cannot do: serious failures, or those who keep silent |
# | 1 | how she will see whether the protocol helps, open complaints and chance included |
#
# <details><summary>Hint</summary>A step without a name and a day is a wish. Bu Ratna has not heard of Kaplan and Meier.</details>
# <details><summary>One more hint</summary>Your answers to tasks 1, 3, 4, 5 and 6. Half of the stores first, drawn by lot?</details>

# %% [raw]
# # BEGIN SOLUTION

# %% [markdown] name="memo_model"
# Within a day the desk listens, apologises, asks, and decides alone up to a sum that you set. Within 14 days it solves the problem, with news every week. On day 30 Sari calls: today this step is taken in 61% of cases. Expect this: after minor failures a full recovery lifts customers 5.5 points (95% interval: 4.0 to 7.0) above those to whom nothing happened. Serious failures stay 14 points below: prevent them. Who keeps silent lies 22 below: ask every buyer. Start in half of the stores, drawn by lot, and compare. Count open complaints too (half of all are closed after 18 days), and look for a cause only when a month leaves its limits.

# %% [raw]
# # END SOLUTION

# %% [raw]
# # END QUESTION
