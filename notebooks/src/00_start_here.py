# %% [markdown] name="title" slideshow={"slide_type": "slide"}
# # 00 · How does a lesson work?
#
# Five minutes. You will be able to
#
# - **run** a lesson from top to bottom,
# - **move** a slider and say what it changes,
# - **swap** our survey for another one,
# - **check** an answer of your own.
#
# Click into the grey cell below and press **Shift + Enter**: it runs, and the next one is ready. Do so with each cell, in order. If you get lost: *Run → Restart Kernel and Run All Cells*.

# %% name="parameters" tags=["parameters"]
STUDY = "serambi"
LANG = "en"

# %% name="imports"
import pandas as pd
from matplotlib.figure import Figure

import custsat_edu as cs

# %load_ext custsat_edu

# %% name="load"
cs.use_language(LANG)
study = cs.load_study(STUDY)
survey = study.survey
len(survey)

# %% [markdown] name="table" slideshow={"slide_type": "slide"}
# ## Look
#
# The last line of a cell is shown. That was the number of people who answered a survey of **Toko Serambi**, a chain of home-goods shops that we made up for this course. One row is one person:

# %% name="first_rows"
shown = [word for word in ("channel", "csat", "nps", "ces") if study.has(word)]
survey[shown].head(3)

# %% [markdown] name="predict" slideshow={"slide_type": "slide"}
# ## Predict, run, explain
#
# This is how every lesson goes. Before each important cell you **guess**; then you run it; then you say in your own words why it came out so. A wrong guess is worth more than none: you remember what surprised you.
#
# > **Predict.** `csat` is the answer to "How satisfied are you?", from lowest to highest. What is the average answer of all these people?

# %% name="mean"
# %%needs csat
cs.mean_score(survey["csat"])

# %% [markdown] name="interval"
# Never one number alone: `estimate` is the average of those who answered, and for all customers it lies, quite surely, between `low` and `high`. `n` is how many answered. Lesson 00b explains it.
#
# ## Move
#
# Click on the round handle of a slider, then press the arrow keys.
#
# > **Predict.** More people answer. Does the line become longer or shorter?


# %% name="explorer" slideshow={"slide_type": "slide"}
def ask(people=100, satisfied=60):
    answers = pd.Series([5] * (people * satisfied // 100)).reindex(range(people), fill_value=1)
    table = cs.csat(answers).to_frame("CSAT").T
    figure = Figure(figsize=(8, 2), layout="constrained")
    cs.plot_intervals(table, unit="share", ax=figure.subplots()).set_xlim(0, 100)
    return figure, cs.describe_intervals(table, unit="share")


cs.explore(ask, people=(20, 2000, 20), satisfied=(10, 90, 10))

# %% [markdown] name="swap" slideshow={"slide_type": "slide"}
# ## Swap the survey
#
# Go back to the first grey cell and change `STUDY = "serambi"` to
#
# ```python
# STUDY = "../../tests/alien"
# ```
#
# and run all cells again. That is another survey, with other questions, other names and another scale, and the lesson still works. With your own data you write the path of your folder there. What a survey lacks is said in one sentence, like this:

# %% name="needs"
# %%needs comment
study.codebook.comment

# %% [markdown] name="check" slideshow={"slide_type": "slide"}
# ## Check yourself
#
# Each lesson has an exercise in the folder `exercises`. You replace `...` with your answer and run the cell below it: one green line if it is right, one amber sentence that tells you what to think about if it is not. Try it now, one task, two minutes: `exercises/en/ex00_first_check.ipynb`.
#
# In code a decimal is written with a point, `0.5`, in every language of the world.

# %% [markdown] name="go_on"
# ## Where to go on
#
# | lesson | question |
# |---|---|
# | 00b | What would another sample say? |
# | 01 | Satisfied, compared with what? |
# | 02 | Who is speaking? |
# | 03 | Can you trust a score? |
# | 04 | What makes customers unhappy? |
# | 05 | What drives satisfaction? |
# | 06 | Does buying online make customers happier? |
# | 07 | What kinds of customers do we have? |
# | 08 | Where on the way do we lose them? |
# | 09 | Can a complaint make a friend? |
# | T | Can you trust what your own file says? |
#
# In the menu *File → Save* keeps your changes. Presenting? Open a lesson and choose the slides icon in its toolbar: the sliders work on the slides, too.
