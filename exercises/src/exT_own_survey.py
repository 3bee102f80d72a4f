# %% [markdown] name="title"
# # Exercise T · Can you trust what your own file says?
#
# *"Bu Ratna wants our numbers by noon,"* writes Sari's intern, *"and this is all I have."* It is a Google Forms survey, saved as CSV. The link stood on Instagram and on the till receipts, for whoever wanted to answer. There is no codebook, no column has a short name, and the answers are words. The program could draft a codebook in a second. Write your own **first**, and hold it against the draft at the end: only someone who knows the questions sees where a draft is wrong. Six checked tasks (one point each), two to stretch yourself, and one short memo. Replace each `...`, run the cell, then the check below it. Keep all decimals; nothing needs rounding.

# %% name="parameters" tags=["parameters"]
STUDY = "google_forms.csv"
LANG = "en"

# %% name="load"
import json
import tempfile
from pathlib import Path

import pandas as pd

import custsat_edu as cs
from custsat_edu.study.study import data_folder

# %load_ext custsat_edu

cs.use_language(LANG)
file = data_folder() / "exports" / STUDY
raw = pd.read_csv(file)
print(*raw.columns, sep="\n")

# %% [markdown] name="words_of_google"
# The form was in Indonesian. Google makes a column of each row of a grid: `Question [row]`. *Cap waktu* is the time stamp, *harapan* expectation, *puas* satisfied, *merekomendasikan* to recommend, *setuju* to agree, *menepati janji* to keep a promise, *jujur* honest, *berbelanja lagi* to shop again, *tidak tahu* don't know, *tidak berlaku* does not apply.

# %% [raw]
# # BEGIN QUESTION
# name: q1
# points: 1

# %% [markdown] name="q1_task"
# **1. How many?** How many customers answered: `respondents`, a whole number?
#
# <details><summary>Hint</summary>One row of <code>raw</code> is one respondent. Did pandas take the line with the headers for one?</details>
# <details><summary>One more hint</summary><code>len(table)</code> counts the rows. A gap in a row is a question left out, not a missing person.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q1_answer"
respondents = len(raw)  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q1_test"
def test_q1(env):
    from custsat_edu.teach.check import exT

    exT.respondents(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: q2
# points: 1

# %% [markdown] name="q2_task"
# **2. Which one is the NPS?** Nobody named it. Which column asks how likely customers are to recommend the shop to others: `recommend`, its **full** header as text?
#
# <details><summary>Hint</summary>Not who is satisfied, and not who will come back: who tells others.</details>
# <details><summary>One more hint</summary>Copy the line from the list above, question mark included, into quotes.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q2_answer"
recommend = next(name for name in raw if "merekomendasikan" in name)  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q2_test"
def test_q2(env):
    from custsat_edu.teach.check import exT

    exT.recommend(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: q3
# points: 1

# %% [markdown] name="q3_task"
# **3. From words to numbers.** The answers to *Seberapa setuju Anda?* ("How far do you agree?") are words. Give each of them its number: `words`, a dict from word to number, 1 for the strongest disagreement up to 7 for the strongest agreement.
#
# <details><summary>Hint</summary><code>raw[header].unique()</code> shows the words of one column. <em>Sangat</em> is "strongly", <em>cukup</em> "somewhat", <em>tidak</em> "not".</details>
# <details><summary>One more hint</summary>Write the words in a list, from disagreement to agreement; <code>{word: number for number, word in enumerate(ladder, 1)}</code> makes the dict of it. Spell them as the file does.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q3_answer"
# BEGIN SOLUTION NO PROMPT
against = ["Sangat Tidak Setuju", "Tidak Setuju", "Cukup Tidak Setuju"]
ladder = [*against, "Netral", "Cukup Setuju", "Setuju", "Sangat Setuju"]
# END SOLUTION
words = {word: place for place, word in enumerate(ladder, 1)}  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q3_test"
def test_q3(env):
    from custsat_edu.teach.check import exT

    exT.words(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown] name="ready_story"
# For the tasks that follow: `load` writes a codebook into a folder of its own, loads your file with it, and gives back the study. The file itself is not touched.


# %% name="ready"
def load(codebook):
    text = codebook
    if not isinstance(codebook, str):
        text = json.dumps(codebook, ensure_ascii=False, default=int)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "codebook.yaml"
        path.write_text(text, encoding="utf-8")
        return cs.load_study(path, data=file)


# %% [raw]
# # BEGIN QUESTION
# name: q4
# points: 1

# %% [markdown] name="q4_task"
# **4. Your codebook.** Write `codebook`, a dict (or the same as text, in YAML) with these eight keys. The check loads it, and shows you every sentence that the program would say.
#
# | key | what it says |
# |---|---|
# | `data` | the name of the file, without its folder |
# | `columns` | your short name: the full header, for seven columns (six items and the recommendation) |
# | `scales` | `agreement`, with `min`, `max` and, under `labels`, your words of task 3 |
# | `constructs` | `Satisfaction` (all rows of its grid) and `Trust` (the rows of *Seberapa setuju Anda?* that speak of trust), each with `items` and `scale` |
# | `outcome` | the construct to be explained |
# | `nps` | the short name of the recommendation question |
# | `missing` | a list of the words that mean "no answer" |
# | `sampling` | `"convenience"`, or `"probability"` if every customer had a known chance |
#
# <details><summary>Hint</summary>Short names that end in 1, 2, 3 can be called together: <code>"items": "sat1:3"</code>. A scale is a name of <code>scales</code>, or its ends: <code>{"min": ..., "max": ...}</code>; the header of the satisfaction grid says which.</details>
# <details><summary>One more hint</summary>Not every row of a grid measures the same: promise, honesty and help are about trust; a plan to buy is not. Words such as "don't know" stand where you would expect numbers, too.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q4_answer"
# BEGIN SOLUTION NO PROMPT
pleased = [name for name in raw if name.startswith("Kepuasan Anda secara keseluruhan")]
agreed = [name for name in raw if name.startswith("Seberapa setuju Anda?")]
columns = {f"sat{place}": name for place, name in enumerate(pleased, 1)}
columns |= {f"trust{place}": name for place, name in enumerate(agreed[:3], 1)}
book = {"data": file.name, "columns": columns | {"nps": recommend}}
book["scales"] = {"agreement": {"min": 1, "max": 7, "labels": words}}
book["constructs"] = {
    "Satisfaction": {"items": "sat1:3", "scale": {"min": 1, "max": 10}},
    "Trust": {"items": "trust1:3", "scale": "agreement"},
}
book |= {"outcome": "Satisfaction", "nps": "nps", "sampling": "convenience"}
book["missing"] = ["Tidak berlaku", "Tidak tahu"]
# END SOLUTION
codebook = book  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q4_test"
def test_q4(env):
    from custsat_edu.teach.check import exT

    exT.codebook(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: q5
# points: 1

# %% [markdown] name="q5_task"
# **5. The first number.** Load your codebook: `loaded`, a study. How high is the mean of `Trust`: `trust`, in points on its own scale, with the ends of its 95% interval, `low` and `high`?
#
# <details><summary>Hint</summary><code>load(codebook)</code> gives the study; its <code>.scores</code> have a column for each construct.</details>
# <details><summary>One more hint</summary><code>cs.mean_score(...)</code> gives a row with <code>estimate</code>, <code>low</code> and <code>high</code>.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q5_answer"
loaded = load(codebook)  # SOLUTION
# BEGIN SOLUTION NO PROMPT
row = cs.mean_score(loaded.scores["Trust"])
# END SOLUTION
trust = row["estimate"]  # SOLUTION
low = row["low"]  # SOLUTION
high = row["high"]  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q5_test"
def test_q5(env):
    from custsat_edu.teach.check import exT

    exT.trust(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: q6
# points: 1

# %% [markdown] name="q6_task"
# **6. Several answers in one cell.** *Apa yang lebih baik dari harapan Anda? Boleh lebih dari satu.* ("What was better than expected? Several may apply.") How many respondents chose each option: `several`, a Series with one row an option, its words as the index? And how many chose at least one: `anything`, a number of respondents?
#
# <details><summary>Hint</summary>Look at <code>raw[header].value_counts()</code>: which sign stands between two options of one cell?</details>
# <details><summary>One more hint</summary><code>.str.split(...)</code> makes lists of the cells, <code>.explode()</code> gives each option a row of its own. <code>.notna()</code> says who chose anything.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q6_answer"
# BEGIN SOLUTION NO PROMPT
better = raw[next(name for name in raw if name.startswith("Apa yang lebih baik"))]
# END SOLUTION
several = better.str.split(";").explode().value_counts()  # SOLUTION
anything = better.notna().sum()  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q6_test"
def test_q6(env):
    from custsat_edu.teach.check import exT

    exT.several(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown] name="stretch"
# ## Stretch
#
# *"Some of them surely did not read it,"* says the intern. Here are the grids of the file: the columns whose headers share what stands before ` [`.

# %% name="grids"
grids = {}
for header in raw.columns:
    if " [" in header:
        grids.setdefault(header.split(" [")[0], []).append(header)
print({question: len(rows) for question, rows in grids.items()})

# %% [raw]
# # BEGIN QUESTION
# name: q7
# points: 1

# %% [markdown] name="q7_task" tags=["stretch"]
# **7. Careless, or of one mind?** A *straight line* is one and the same answer in all rows of a grid; a grid with an empty cell is none. How many respondents drew a straight line in **at least one** grid, or sent the form twice (everything but the time stamp equal to an earlier row): `careless`? How many drew one in **every** grid: `throughout`? And how many show any sign in the flags of your study of task 5: `flagged`? All three are numbers of respondents.
#
# <details><summary>Hint</summary><code>raw[rows].nunique(axis=1, dropna=False) == 1</code> marks the straight lines of one grid. <code>raw.iloc[:, 1:].duplicated()</code> leaves the time stamp out.</details>
# <details><summary>One more hint</summary>Put the marks of the grids side by side in a DataFrame: <code>.any(axis=1)</code> is at least one, <code>.all(axis=1)</code> every one. <code>loaded.flags</code> asks for eight items on one scale before it calls a line straight: is that why it counts otherwise?</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q7_answer" tags=["stretch"]
# BEGIN SOLUTION NO PROMPT
lines = pd.DataFrame({q: raw[rows].nunique(axis=1, dropna=False) == 1 for q, rows in grids.items()})
copies = raw.iloc[:, 1:].duplicated()
# END SOLUTION
careless = (lines.any(axis=1) | copies).sum()  # SOLUTION
throughout = lines.all(axis=1).sum()  # SOLUTION
flagged = loaded.flags.any(axis=1).sum()  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q7_test"
def test_q7(env):
    from custsat_edu.teach.check import exT

    exT.careless(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown] name="draft_story"
# And only now: what would the program have written?

# %% name="draft"
draft = cs.draft_codebook(file)
print(draft.text)

# %% [raw]
# # BEGIN QUESTION
# name: q8
# points: 1

# %% [markdown] name="q8_task" tags=["stretch"]
# **8. Yours and the draft.** `draft.codebook` is the draft as a dict. Which keys (such as `outcome`) stand in your codebook alone: `only_mine`, a list of names? Which stand in both, but do not hold the same (`==`): `differ`, a list of names? And does the draft's construct of the same rows have the same mean as your `Trust`: `same_trust`, `True` or `False`?
#
# <details><summary>Hint</summary>The keys of two dicts: <code>set(mine) - set(other)</code> and <code>set(mine) &amp; set(other)</code>. Only the outermost keys count.</details>
# <details><summary>One more hint</summary><code>load(draft.codebook).scores</code> has the draft's constructs. Find the one with the same three rows; up to the ninth decimal is the same.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q8_answer" tags=["stretch"]
# BEGIN SOLUTION NO PROMPT
theirs = draft.codebook
drafted = load(theirs).scores["Setuju"].mean()
# END SOLUTION
only_mine = [key for key in codebook if key not in theirs]  # SOLUTION
differ = [key for key in codebook if key in theirs and codebook[key] != theirs[key]]  # SOLUTION
same_trust = abs(drafted - trust) < 1e-9  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q8_test"
def test_q8(env):
    from custsat_edu.teach.check import exT

    exT.compared(env)


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
# **9.** *"Just send me the mean,"* writes Bu Ratna. Write her, in at most 120 words and with your own numbers, what must stand in the report **before** any number.
#
# | points | for |
# |---|---|
# | 1 | who answered, how many, how they came to it, and what follows from that |
# | 1 | what was asked, and how words became numbers |
# | 1 | what is missing, and what signs of carelessness there are; nobody dropped silently |
# | 1 | who made the codebook, and what was planned before looking |
#
# <details><summary>Hint</summary>A stranger should be able to get the same number from the same file.</details>
# <details><summary>One more hint</summary>Your answers to tasks 1, 3, 4, 6 and 7. Is an empty cell in task 6 "nothing" or "no answer"? The file does not say.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% [markdown] name="memo_model"
# 300 customers answered a link on Instagram and receipts: whoever wanted to. The intervals do not know who stayed away, so nothing here speaks for all customers. Trust is the mean of three statements, seven words from "strongly disagree" (1) to "strongly agree" (7); satisfaction is three questions from 1 to 10. I wrote the codebook from the questionnaire; the program's draft gives the same mean. "Don't know" (four times, recommendation) counts as missing. 100 crossed nothing as better than expected: nothing was, or they skipped it. 95 gave one answer throughout some grid, 3 in all; grids of three or four rows prove nothing, so nobody was dropped. Planned beforehand: trust and its interval. All else is exploratory.

# %% [raw]
# # END SOLUTION

# %% [raw]
# # END QUESTION
