# %% [markdown] name="title"
# # Exercise 00 · Your first check
#
# One task, two minutes. Replace `...` by your answer, run the cell, then run the cell below it.

# %% name="parameters" tags=["parameters"]
STUDY = "serambi"
LANG = "en"

# %% name="load"
import custsat_edu as cs

# %load_ext custsat_edu

cs.use_language(LANG)
study = cs.load_study(STUDY)
survey = study.survey
survey.head(3)

# %% [raw]
# # BEGIN QUESTION
# name: q1
# points: 1

# %% [markdown] name="q1_task"
# **1.** How many people answered the survey? Call the number `people`.
#
# <details><summary>Hint</summary>One row is one person.</details>
# <details><summary>One more hint</summary>The function <code>len</code> counts the rows of a table.</details>

# %% [raw]
# # BEGIN SOLUTION

# %% name="q1_answer"
people = len(survey)  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS


# %% name="q1_test"
def test_q1(env):
    from custsat_edu.teach.check import ex00

    ex00.people(env)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION
