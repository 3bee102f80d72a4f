# %% [markdown] name="title"
# # Exercise 03 · Scores you can trust
#
# Bu Ratna's Monday, in six checked tasks (one point each), two to stretch yourself, and one short memo. Replace each `...`, run the cell, then the check below it. Keep all decimals; nothing needs rounding.

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
store, web = survey["channel"].cat.categories
print(store, "|", web)

# %% [raw]
# # BEGIN QUESTION
# name: q1
# points: 1

# %% [markdown] name="q1_task"
# **1. CSAT.** Which share of the customers who answered `csat` gave one of the two highest answers, 4 or 5? Call it `satisfied_share`, a number from 0 to 1.
#
# <details><summary>Hint</summary>Who left the question blank has not answered: <code>dropna()</code> first.</details>
# <details><summary>One more hint</summary><code>answers &gt;= 4</code> is a column of True and False; its mean is a share.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q1_answer"
# BEGIN SOLUTION NO PROMPT
answers = survey["csat"].dropna()
# END SOLUTION
satisfied_share = (answers >= 4).mean()  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q1_test"
def test_q1(env):
    from custsat_edu.teach.check import ex03

    ex03.satisfied_share(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: q2
# points: 1

# %% [markdown] name="q2_task"
# **2. NPS by hand.** What is the NPS of the **web** customers, in points from -100 to 100? Call it `web_nps`; use counts or means, not `cs.nps`.
#
# <details><summary>Hint</summary>Take the web customers first: <code>survey.loc[survey["channel"] == web, "nps"]</code>.</details>
# <details><summary>One more hint</summary>Percent of 9 and 10 minus percent of 0 to 6. The passives count in the total and nowhere else.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q2_answer"
# BEGIN SOLUTION NO PROMPT
web_answers = survey.loc[survey["channel"] == web, "nps"].dropna()
# END SOLUTION
web_nps = 100 * ((web_answers >= 9).mean() - (web_answers <= 6).mean())  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q2_test"
def test_q2(env):
    from custsat_edu.teach.check import ex03

    ex03.web_nps(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: q3
# points: 1

# %% [markdown] name="q3_task"
# **3. By group.** Make a table `by_region` with the NPS of every region and its interval (column `region`). Then name the region about which we know **least**: `least_certain`, the name as it stands in the table.
#
# <details><summary>Hint</summary><code>cs.by_group(score, answers, groups)</code>; the score is <code>cs.nps</code>.</details>
# <details><summary>One more hint</summary>Knowing little is a long interval: <code>high - low</code>. <code>.idxmax()</code> names the row of the greatest.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q3_answer"
by_region = cs.by_group(cs.nps, survey["nps"], survey["region"])  # SOLUTION
least_certain = (by_region["high"] - by_region["low"]).idxmax()  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q3_test"
def test_q3(env):
    from custsat_edu.teach.check import ex03

    ex03.least_certain(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: q4
# points: 1

# %% [markdown] name="q4_task"
# **4. A difference.** By how many points does the NPS of the web customers differ from that of the store customers (`difference`, web minus store)? And is the difference clear, that is: does its 95% interval leave 0 out? Call that `is_clear`, `True` or `False`.
#
# <details><summary>Hint</summary><code>cs.nps_difference(a, b)</code> gives a minus b.</details>
# <details><summary>One more hint</summary>The row has <code>low</code> and <code>high</code>. If one is below 0 and the other above, 0 lies inside.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q4_answer"
# BEGIN SOLUTION NO PROMPT
row = cs.nps_difference(
    survey.loc[survey["channel"] == web, "nps"],
    survey.loc[survey["channel"] == store, "nps"],
)
# END SOLUTION
difference = row["estimate"]  # SOLUTION
is_clear = row["low"] > 0 or row["high"] < 0  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q4_test"
def test_q4(env):
    from custsat_edu.teach.check import ex03

    ex03.difference(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: q5
# points: 1

# %% [markdown] name="q5_task"
# **5. Enough answers.** Bu Ratna wants to know the NPS of the whole company to within ± 3 points. How many answers does she need, if the share of promoters and detractors stays as it is? Call the number `needed`.
#
# <details><summary>Hint</summary><code>cs.sample_size_nps(half_width, promoters=..., detractors=...)</code>; shares run from 0 to 1.</details>
# <details><summary>One more hint</summary>Both shares are means again, over all who answered <code>nps</code>. The number is called <code>n</code> in the row.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q5_answer"
# BEGIN SOLUTION NO PROMPT
votes = survey["nps"].dropna()
mix = {"promoters": (votes >= 9).mean(), "detractors": (votes <= 6).mean()}
# END SOLUTION
needed = cs.sample_size_nps(3, **mix)["n"]  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q5_test"
def test_q5(env):
    from custsat_edu.teach.check import ex03

    ex03.needed(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown] name="items_story"
# The survey asks about emotional needs in four questions that are meant to measure one thing. While copying them, a colleague slipped in a fifth from another page; nobody remembers which. Here they are as A to E.

# %% name="items"
items = study.items("Emotional").join(study.items("Social")["needs2"]).dropna()
items = items[items.columns[[0, 1, 4, 2, 3]]].set_axis(list("ABCDE"), axis=1)
items.head(3)

# %% [raw]
# # BEGIN QUESTION
# name: q6
# points: 1

# %% [markdown] name="q6_task"
# **6. Reliability.** Which of the five questions in `items` fits the others **least**? Give its letter as a text, such as `"A"`: `weakest`. And what is Cronbach's alpha of the remaining four: `alpha_without`?
#
# <details><summary>Hint</summary><code>cs.item_rest(items)</code>; do not be taken in by <code>item_total</code>.</details>
# <details><summary>One more hint</summary>The table holds the second answer, too: <code>alpha_if_dropped</code>.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q6_answer"
# BEGIN SOLUTION NO PROMPT
table = cs.item_rest(items)
# END SOLUTION
weakest = table["estimate"].idxmin()  # SOLUTION
alpha_without = table.loc[weakest, "alpha_if_dropped"]  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q6_test"
def test_q6(env):
    from custsat_edu.teach.check import ex03

    ex03.weakest(env)


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
# **7. The letter.** The fictitious public office of the lesson: which letter does its IKM have (`letter`), and in which share of the redrawn samples did that letter come out (`letter_share`, from 0 to 1)? Would you print the letter on a banner?
#
# <details><summary>Hint</summary><code>cs.ikm_classes(study.items("ikm"))</code>.</details>
# <details><summary>One more hint</summary>The column <code>reached</code> marks the class of the estimate; <code>share</code> says how often it came out.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q7_answer" tags=["stretch"]
# BEGIN SOLUTION NO PROMPT
classes = cs.ikm_classes(study.items("ikm"))
# END SOLUTION
letter = classes.index[classes["reached"]][0]  # SOLUTION
letter_share = classes.loc[letter, "share"]  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q7_test"
def test_q7(env):
    from custsat_edu.teach.check import ex03

    ex03.letter(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: q8
# points: 1

# %% [markdown] name="q8_task" tags=["stretch"]
# **8. Does 95% mean 95%?** Take the customers who answered `nps` as if they were all customers there are. Draw 300 samples of 100 of them **with replacement**, compute `cs.nps` of each, and count in which share of the 300 the interval holds the score of them all: `coverage`.
#
# <details><summary>Hint</summary><code>survey["nps"].dropna().sample(100, replace=True, random_state=i)</code> draws sample number i.</details>
# <details><summary>One more hint</summary>In a loop: <code>hits += row["low"] &lt;= score_of_all &lt;= row["high"]</code>.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q8_answer" tags=["stretch"]
# BEGIN SOLUTION NO PROMPT
everyone = survey["nps"].dropna()
score_of_all = cs.nps(everyone)["estimate"]
samples = [everyone.sample(100, replace=True, random_state=i) for i in range(300)]
rows = pd.DataFrame([cs.nps(sample) for sample in samples])
# END SOLUTION
coverage = rows["low"].le(score_of_all).mul(rows["high"].ge(score_of_all)).mean()  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q8_test"
def test_q8(env):
    from custsat_edu.teach.check import ex03

    ex03.coverage(env)


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
# **9.** *"A year ago the same survey, with about as many answers, gave an NPS 3 points lower. Up 3 points! I have promised everyone a bonus."* Write Bu Ratna an answer of at most 120 words, with your own numbers.
#
# | points | for |
# |---|---|
# | 1 | this year's NPS with its interval, in points |
# | 1 | what that means for "up 3 points", in plain words, neither "proved" nor "equal" |
# | 1 | how small a difference two such surveys could see, or how many answers it would take |
# | 1 | advice: what to do now, and one thing that the NPS leaves out |
#
# <details><summary>Hint</summary>Begin with the answer, then the number, then the advice.</details>
# <details><summary>One more hint</summary>"We cannot tell" is an answer; say what would let us tell.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% [markdown] name="memo_model"
# Dear Bu Ratna, please wait. Our NPS is 18, and with some 2,400 answers that means 15 to 21. Last year's score is as uncertain, so the rise of 3 has an interval of about -1 to 7: it may be real, it may be chance. Two surveys of this size see reliably only differences from about 6 points; to see 3 we would need some 9,000 answers each. Please tie no bonus to it: a target teaches people to ask for tens. Let us instead call back the one in five who are detractors, mend their most frequent cause, and ask the same question in the same way next year.

# %% [raw]
# # END SOLUTION

# %% [raw]
# # END QUESTION
