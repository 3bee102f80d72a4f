# %% [markdown] name="title" slideshow={"slide_type": "slide"}
# # T · Can you trust what your own file says?
#
# Bu Ratna forwards an e-mail from the survey tool: *"Your export is ready."* 300 customers have answered. "Can you tell me by noon," she asks Sari, "what drives our satisfaction?" Sari opens the file. The first three lines are not answers, a column holds IP addresses, and "How likely ...?" is called `Q9`. **How do you get from such a file to a number that you would sign?**
#
# You will be able to
#
# - **read** what survey tools wrap around the answers,
# - **turn** a draft codebook into your own,
# - **find** careless answers before they find you,
# - **run** scores, drivers and channels on any survey,
# - **hand over** a report that another person can check.

# %% name="parameters" tags=["parameters"]
STUDY = "../../data/exports/qualtrics.csv"
LANG = "en"

# %% name="imports"
import tempfile
from pathlib import Path

import pandas as pd

import custsat_edu as cs

# %load_ext custsat_edu

# %% [markdown] name="file_predict" slideshow={"slide_type": "slide"}
# > **With your own data.** Write the path of your own file into `STUDY`: CSV, Excel, SPSS, Stata, or an export of Qualtrics, LimeSurvey, SurveyMonkey, Google or Microsoft Forms, KoboToolbox or SoSci. Nothing leaves your computer, and your file is never changed.
#
# ## 1 · What is in the file?
#
# > **Predict.** Line 1 holds names. On which line does the first customer stand?

# %% name="raw" tags=["rows"] slideshow={"slide_type": "slide"}
cs.use_language(LANG)
file = Path(STUDY)
lines = file.read_bytes().splitlines()
print(len(lines))
for line in lines[:4]:
    print(line[:76])

# %% [markdown] name="wrapped" slideshow={"slide_type": "slide"}
# Every tool wraps the answers in something else:
#
# | what you find | what goes wrong if you do not see it |
# |---|---|
# | two or three header lines | questions become customers |
# | previews and tests of the author | you answered your own survey |
# | `1,2` for "several apply" | becomes the number 1.2 |
# | 99 for "don't know" | lifts every mean |
# | e-mail, name, IP address | personal data in your report |
# | a question that was never shown | "no" instead of "not asked" |
#
# So a program must *recognise* the tool, and *say* what it left out.

# %% [markdown] name="draft_predict" slideshow={"slide_type": "slide"}
# ## 2 · A codebook, drafted
#
# A **codebook** says in a few lines what the columns mean: which items measure one thing, on which scale, which is the outcome. All lessons read it. You need not begin with an empty page:
#
# > **Predict.** Nobody tells the program which column is the recommendation question. By what could it know?

# %% name="draft" slideshow={"slide_type": "slide"}
draft = cs.draft_codebook(file)
print(draft.text)

# %% [markdown] name="guesses" slideshow={"slide_type": "slide"}
# Each guess stands with its reason. A guess is no knowledge: the program saw that answers run from 0 to 10 and that the question speaks of recommending. Where it cannot know, it asks: lines with `# ?`.

# %% name="asked" slideshow={"slide_type": "slide"}
pd.DataFrame(draft.asks, columns=["about", "question"])

# %% [markdown] name="form_lead" slideshow={"slide_type": "slide"}
# Only somebody who knows the questionnaire can answer these: *you*. Do it in this form, or in the text with any editor. **Check** tries the codebook on your file; **Write** saves it.

# %% name="form" slideshow={"slide_type": "slide"}
home = Path(tempfile.mkdtemp()) / "my_survey"  # put a folder of your own here
home.mkdir()
cs.codebook_form(draft, file=file, folder=home)

# %% [markdown] name="answer_lead" slideshow={"slide_type": "slide"}
# Sari's answers as text, for her file only: 1 is the store and 2 the web, "Agree" is really trust, and the link went to whoever wanted it, a sample of **convenience**. (For your file use the form.)

# %% name="answered"
text = draft.text
if "Q1: {1: , 2: }" in text:
    text = text.replace("Agree:", "Trust:") + "sampling: convenience\n"
    text += "values: {Q1: {1: Store, 2: Web}}\n"
(home / "codebook.yaml").write_text(text, encoding="utf-8")
study = cs.load_study(home / "codebook.yaml", data=file)
len(study.survey), study.outcome, study.drivers

# %% [markdown] name="problems_predict" slideshow={"slide_type": "slide"}
# ## 3 · Before any number
#
# > **Predict.** Out of 100 who fill in an online questionnaire, how many do not read it?

# %% name="problems" slideshow={"slide_type": "slide"}
problems = study.problems
if len(problems):
    cs.plot_problems(problems)
    print(cs.describe_problems(problems))

# %% name="advice" slideshow={"slide_type": "slide"}
problems[["what", "where", "n", "advice"]]

# %% [markdown] name="flags_lead" slideshow={"slide_type": "slide"}
# Nobody was thrown out: that is *your* decision, and it belongs into the report. Who shows a sign stands in `study.flags`. The honest way: compute everything with **and** without them, and tell both.

# %% name="flags" slideshow={"slide_type": "slide"}
suspect = study.flags.any(axis=1)
scores = study.scores
pd.DataFrame({"all": scores.mean(), "without": scores[~suspect].mean()}).round(2)

# %% [markdown] name="scores_predict" slideshow={"slide_type": "slide"}
# > **On the sample data.** 306 lines are 3 of headers, 2 trial runs and 301 customers, one of whom left early. 10 of them (3.3%) took less than a third of the usual time. Without those who show a sign overall satisfaction is 6.67 instead of 6.63: the conclusion does not hang on who is left out. Say so, in one sentence.
#
# ## 4 · Scores
#
# > **Predict.** With 300 answers, how wide is the interval of the NPS: 2, 7 or 15 points?

# %% name="score_table" slideshow={"slide_type": "slide"}
table, missing = cs.score_table(study)
table[["estimate", "low", "high", "n"]].round(2)

# %% [markdown] name="scores_read" slideshow={"slide_type": "fragment"}
# Lesson 03 shows where each interval comes from. What could not be computed is in `missing`, one sentence each: no score is left out silently.

# %% [markdown] name="drivers_predict" slideshow={"slide_type": "slide"}
# ## 5 · Drivers and channels
#
# > **Predict.** Which driver matters most, and can 300 answers tell it from the second?

# %% name="drivers" slideshow={"slide_type": "slide"}
# %%needs outcome drivers
shares = cs.importance(study.scores[study.drivers], study.index[study.outcome])
cs.plot_importance(shares)
print(cs.describe_importance(shares))

# %% name="channels" slideshow={"slide_type": "slide"}
# %%needs outcome channel
pairs = cs.compare_groups(study.index[study.outcome], study.survey["channel"])
cs.plot_differences(pairs)
print(cs.describe_differences(pairs))

# %% [markdown] name="channels_read" slideshow={"slide_type": "slide"}
# Look at the intervals before you look at the order. Two drivers whose limits overlap widely are not ranked by 300 answers; a difference between channels is no effect of the channel (lesson 06).
#
# ## 6 · A report that others can check
#
# Whoever reads your result wants to know *how*: method, interval, n, who was left out. The sentences write themselves, in both languages:

# %% name="sentences" slideshow={"slide_type": "slide"}
# %%needs outcome drivers
print(cs.methods_text("importance", shares))

# %% [markdown] name="report_lead" slideshow={"slide_type": "slide"}
# And all of it at once: every table as CSV, LaTeX and Word, every picture, the sentences, the references, and a list of what was used and left out. On the command line, with the lessons run on your file as well:
#
# `python3 run.py report --codebook codebook.yaml --data FILE --out results`

# %% name="report" slideshow={"slide_type": "slide"}
missing = cs.write_report(home / "codebook.yaml", home / "results", data=file, lessons=False)
sorted(path.name for path in (home / "results").glob("[!.]*"))

# %% [markdown] name="report_read" slideshow={"slide_type": "slide"}
# Open `index.html` first. `provenance.json` holds the fingerprint (sha256) of your file and codebook: whoever has both gets the same numbers, digit for digit. Rows of your data are *not* in the report, unless you ask for them with `--include-data`.
#
# **Write your hypotheses down before you look.** A line `plan: ["Price raises Overall_satisfaction"]` in the codebook makes them the primary ones; everything else is headed *exploratory*. With eleven drivers and three segments something always looks interesting.

# %% [markdown] name="can_do" slideshow={"slide_type": "slide"}
# ## What you can now do
#
# | you want | you write |
# |---|---|
# | a draft codebook | `cs.draft_codebook(file)`, or `custsat codebook FILE` |
# | to mend it | `cs.codebook_form(draft, ...)`, or any editor |
# | what is wrong with it | `custsat check codebook.yaml` |
# | signs of careless answers | `study.problems`, `study.flags` |
# | every score | `cs.score_table(study)`, or `custsat scores` |
# | the whole report | `cs.write_report(...)`, or `custsat report` |
#
# > **Watch out.** A tidy report makes a bad sample look good. Intervals know how many answered, not *who did not*. With a sample of convenience the report says so; you should, too.
#
# Now the exercise: `exercises/en/exT_own_survey.ipynb`.

# %% [markdown] name="quiz" tags=["quiz"]
# ## Five questions
#
# **1.** Your mean of satisfaction is 7.9 on a scale from 1 to 5. What happened?
# <details><summary>Answer</summary>A code such as 99 for "don't know" was read as an answer. State it under `missing:`.</details>
#
# **2.** An item falls where the others of its construct rise. Turn it round?
# <details><summary>Answer</summary>Read its words first. If it is worded the other way round, write `-ITEM`; if not, it measures something else.</details>
#
# **3.** A respondent took a fifth of the usual time. Delete the row?
# <details><summary>Answer</summary>Not by itself: some read fast. Compare the results with and without, and report both.</details>
#
# **4.** Why does the draft not guess what codes 1 and 2 of the channel mean?
# <details><summary>Answer</summary>Nothing in the file says it, and a wrong guess would turn every comparison round.</details>
#
# **5.** You tested twenty drivers; one has p = .04. Your plan named another. What do you write?
# <details><summary>Answer</summary>The planned one as the result, whatever it is; the other as exploratory, to be tested on new data.</details>

# %% [markdown] name="claim_fast" tags=["claim"] slideshow={"slide_type": "slide"}
# ## Claim cards
#
# **"Drop the fast ones, and the data are clean."**
# - *In Serambi:* eight rows in a hundred are careless, planted; the clock finds three of the eight, for straight lines and copies take their time.
# - *Published:* in six American online sources 1% to 7% of the interviews were bogus; most of these passed the check for attention and that for speed [1].
# - *Your data would need:* several signs at once, and a result with and without them.

# %% [markdown] name="claim_plan" tags=["claim"] slideshow={"slide_type": "fragment"}
# **"A plan written beforehand makes a study honest."**
# - *In Serambi:* nothing to see; a plan is about the one who looks.
# - *Published:* of 106 registered plans the structured ones left fewer loopholes, and none closed all of them [2].
# - *Your data would need:* hypotheses with the test and the exclusions, dated before the answers came.

# %% [markdown] name="formats" tags=["deeper"]
# ## Deeper
#
# These cells are not on the slides and not in the checked tasks.
#
# **The same 300 customers from eight tools.** The same survey was exported as eight programs would write it. A reader that works gives one answer:

# %% name="formats_run" tags=["deeper"]
found = {}
for path in sorted(Path("../../data/exports").glob("*.*")):
    if path.suffix in (".csv", ".xlsx", ".sav"):
        other = cs.draft_codebook(path)
        found[path.name] = len(other.guesses), other.codebook.get("nps"), len(other.asks)
pd.DataFrame(found, index=["guesses", "nps", "questions"]).T

# %% [markdown] name="references" tags=["deeper"]
# ## References
#
# 1. Pew Research Center (2020), *Assessing the risks to online polls from bogus respondents*.
# 2. Bakker, Veldkamp, van Assen, Crompvoets, Ong, Nosek, Soderberg, Mellor & Wicherts (2020), *PLOS Biology* 18(12), e3000937 (abstract).
