# %% [markdown] name="title" slideshow={"slide_type": "slide"}
# # 08 · Where on the way do we lose them?
#
# On the wall of Toko Serambi hangs a beautiful poster: the customer's way, from the first advertisement to the member's evening, with a smiling line that dips a little at the till. *"Who drew the line?"* asks Sari. *"We did,"* says Pak Hendra, *"at the away-day."* Sari opens the log: thousands of moments that customers rated themselves. **What does the line look like when the customers draw it?**
#
# You will be able to
#
# - **name** the parts of a journey map and the steps to make one,
# - **build** a map from a raw log, with an interval for every touchpoint,
# - **tell** a pain point from bad luck,
# - **measure** who leaves where, and what makes them leave,
# - **decide** which touchpoint to mend first. It is not always the worst.

# %% name="parameters" tags=["parameters"]
STUDY = "serambi"
LANG = "en"

# %% name="imports"
import numpy as np
import pandas as pd
import statsmodels.formula.api as smf
from matplotlib.figure import Figure

import custsat_edu as cs

# %load_ext custsat_edu

cs.use_language(LANG)
study = cs.load_study(STUDY)

# %% [markdown] name="ideas" tags=["unit:journey"] slideshow={"slide_type": "slide"}
# ## 1 · A way, not a moment
#
# A **journey** runs through three phases: *pre-purchase* (becomes aware, compares), *purchase* (buys, receives) and *post-purchase* (uses, gets help, stays). A **touchpoint** is any place where customer and company meet, online or offline; and behind each stands a **value chain** of suppliers, couriers, fitters, whose work the customer feels, though she never sees them.
#
# | five aspects of a map | six steps to make one |
# |---|---|
# | touchpoints | ask and watch customers |
# | emotions | choose a persona |
# | behaviour | name the stages |
# | obstacles and chances | put the touchpoints on the map |
# | a picture all can read | add what customers feel and do |
# | | find what to mend |
#
# Most maps are drawn by the people who work there. Ours is counted:

# %% name="first_rows"
# %%needs outcome
questions, points = list(study.items(study.outcome)), study.scale(study.outcome)

# %% name="events" tags=["rows"]
# %%needs events
events = study.tables["events"]
events.head(6)

# %% [markdown] name="experience" tags=["unit:experience"] slideshow={"slide_type": "slide"}
# All touchpoints together make the **customer experience**: it should be *holistic* (one company, not seven departments), *personal*, *emotional*, *easy* and *consistent*. The last is the hardest: the customer does not care who is in charge of the till.
#
# ## 2 · From the log to the line
#
# > **Predict.** Between which two stages does the mood fall most? Online or offline?

# %% name="line_by_hand" slideshow={"slide_type": "slide"}
# %%needs events
felt = events.groupby(["stage", "channel"], observed=True)["emotion"]
felt.mean().unstack().round(2)

# %% [markdown] name="clusters" slideshow={"slide_type": "slide"}
# Now the intervals. Many customers rate several touchpoints, and a grumpy one is grumpy everywhere: her ratings are not so many independent opinions. So resample **customers**, not ratings: draw customers with replacement, each with *all* their ratings, and look how far the mean moves.

# %% name="cluster_by_hand" slideshow={"slide_type": "slide"}
# %%needs events
rng = np.random.default_rng(0)
each = events.groupby("customer")["emotion"].agg(["sum", "size"]).to_numpy()
drawn = each[rng.integers(0, len(each), (1000, len(each)))].sum(axis=1)
np.percentile(drawn[:, 0] / drawn[:, 1], [2.5, 97.5])

# %% name="summary" slideshow={"slide_type": "slide"}
# %%needs events
summary = cs.summarise_journey(events)
summary[summary["level"] == "touchpoint"].sort_values("estimate").head(5).round(3)

# %% [markdown] name="pain_predict" slideshow={"slide_type": "slide"}
# ## 3 · Pain, or bad luck?
#
# A touchpoint is a **pain point** when its whole interval lies below neutral, with at least 30 ratings. But look at 17 touchpoints, and chance alone puts one below now and then. **Holm's correction** demands more proof, the more places you look at.
#
# > **Predict.** How many pain points has Toko Serambi? All on the web?

# %% name="flags" slideshow={"slide_type": "slide"}
# %%needs events
low, high = study.scale("emotion")
neutral = (low + high) / 2
flags = cs.flag_touchpoints(summary, neutral=neutral)
touched = flags[flags["level"] == "touchpoint"].set_index("touchpoint")
touched.loc[touched["flag"] == "pain", ["stage", "channel", "estimate", "low", "high", "n"]]

# %% [markdown] name="leave_predict" slideshow={"slide_type": "slide"}
# ## 4 · Who leaves where?
#
# A mean hides those who are no longer there. Of those who *reach* a stage, what share leaves at it?
#
# > **Predict.** Out of 100 who become aware, how many reach the last stage?

# %% name="leave_by_hand"
# %%needs events journeys
stages = events["stage"].cat.categories
last = events["stage"].cat.codes.groupby(events["journey"]).max()
reached = pd.Series([(last >= code).sum() for code in range(len(stages))], stages)
events.groupby("stage", observed=False)["dropped"].sum() / reached

# %% name="leave" slideshow={"slide_type": "slide"}
# %%needs events
leave = cs.drop_off(events)
leave.round(3)

# %% [markdown] name="map_lead" slideshow={"slide_type": "slide"}
# That is all that a map needs. Nothing on it is drawn by hand: the line and its intervals, the cards, the pain points and who leaves all come from the log.

# %% name="map" slideshow={"slide_type": "slide"}
# %%needs events
story = cs.Story(**study.story)
cs.plot_journey_map(flags, story, scale=(low, high), drop_off=leave, preset="slide")
print(cs.describe_journey(flags))

# %% [markdown] name="map_read" slideshow={"slide_type": "fragment"}
# A thick edge with a triangle is pain or delight; a dashed card would have too few ratings to be judged. The words (title, persona, what customers do, who owns what) are the only part that people wrote: they stand under `journey:` in the codebook.

# %% [markdown] name="odds_predict" slideshow={"slide_type": "slide"}
# > **On the sample data.** Of those who come to buy, 20.6% leave there (19.5% to 21.8%). Less than half, 47.5%, reach the last stage.
#
# Does a bad moment drive them out? For every event the question is the same: *left now, or not?* That is a **discrete-time hazard**, a logit with the stages held fixed. One point below neutral multiplies the odds of leaving (leavers for each one who stays) by ...
#
# > **Predict.** ... 1.2, 2 or 5? And does a point *above* neutral keep them?

# %% name="odds" slideshow={"slide_type": "slide"}
# %%needs events
odds = cs.drop_off_odds(events, neutral=neutral)
odds.round(2)

# %% [markdown] name="peak_predict" slideshow={"slide_type": "slide"}
# > **On the sample data.** 2.12 times (1.99 to 2.27) for every point below. Points above neutral do next to nothing: good moments do not chain people to the shop, bad ones push them out.
#
# ## 5 · What do they remember?
#
# At the end each customer said how satisfied they were with the whole way. Is that the *mean* of the moments? Or do the **worst** and the **last** moment weigh more (the *peak-end rule*)?
#
# > **Predict.** Mean, worst, last: which weighs most?

# %% name="peak_by_hand" slideshow={"slide_type": "slide"}
# %%needs events journeys
moments = events.groupby("journey")["emotion"].agg(mean="mean", worst="min", last="last")
said = study.tables["journeys"].set_index("journey")[questions].mean(axis=1)
satisfied = 100 * (said - points[0]) / (points[1] - points[0])
joined = moments.assign(satisfied=satisfied)
smf.ols("satisfied ~ mean + worst + last", joined).fit().params

# %% name="peak" slideshow={"slide_type": "slide"}
# %%needs events journeys
peak = cs.peak_end(events, satisfied)
cs.plot_differences(peak)
print(cs.describe_differences(peak))
cs.number(peak.attrs["r2_mean"], 2), cs.number(peak.attrs["r2"], 2)

# %% name="truth" slideshow={"slide_type": "slide"}
# %%needs truth events
truth = cs.reveal(study)
print(truth.compare(peak, "peak_end")[["estimate", "low", "high", "truth", "covered"]].round(2))
truth.compare(touched, "touchpoint_emotion")["covered"].value_counts()

# %% [markdown] name="truth_read" slideshow={"slide_type": "slide"}
# > **On the sample data.** Worst and last weigh twice as much as the mean; with the mean alone we explain 0.49 of the differences, with all three 0.66. Two of the three intervals miss their truth, by less than a point. Worked out over many such worlds they hold it as often as they should; this is one in which they do not. All 17 touchpoints are covered.
#
# ## 6 · Mend one
#
# Money for one touchpoint. Everybody's rating there rises by some points (never above the top). Fewer leave, and what is remembered gets better; both models are fitted anew for every resample, so the interval carries it all.
#
# > **Predict.** The chatbot is the worst touchpoint. Is it the one to mend?

# %% name="model"
# %%needs events journeys
model = cs.journey_model(events, satisfied, neutral=neutral, top=high)
gains = {
    name: cs.what_if(model, touchpoint=name, change=1).loc["satisfaction"]
    for name in model.touchpoints
}
gains = pd.DataFrame(gains).T.sort_values("estimate", ascending=False)

# %% name="gains" slideshow={"slide_type": "slide"}
# %%needs events journeys
cs.plot_differences(gains)
print(cs.describe_differences(gains.head(3)))

# %% [markdown] name="gains_read" slideshow={"slide_type": "slide"}
# What counts is *how many* pass there, how low it is, whether it drives them out, and whether it is the **last** thing they remember.
#
# > **On the sample data.** The web checkout gains 1.6 points (1.5 to 1.8); the chatbot, the worst of all, only 0.7: few get there. The points programme gains most, for it is the last thing that many remember.


# %% name="explorer" slideshow={"slide_type": "slide"}
# %%needs events journeys
def mend(touchpoint=gains.index[1], change=1.0):
    found = cs.what_if(model, touchpoint=touchpoint, change=change)
    rows = found.loc[["leave", "satisfaction"]].astype(float)
    rows.loc["leave", ["before", "after", "estimate", "low", "high"]] *= 100
    figure = Figure(figsize=(8, 2.2), layout="constrained")
    cs.plot_differences(rows, ax=figure.subplots()).set_xlim(-5, 5)
    return figure, cs.describe_differences(rows)


cs.explore(mend, touchpoint=list(gains.index), change=(0.0, 2.0, 0.25))

# %% [markdown] name="to_be_lead" slideshow={"slide_type": "slide"}
# The map of today beside the map **to be**, with the second of the list mended by one point: the thin line.

# %% name="to_be" slideshow={"slide_type": "slide"}
# %%needs events journeys
there = events["touchpoint"] == gains.index[1]
better = events.assign(emotion=(events["emotion"] + there).clip(upper=high))
to_be = cs.flag_touchpoints(cs.summarise_journey(better), neutral=neutral)
cs.plot_journey_map(flags, story, beside=to_be, scale=(low, high), preset="slide")
print(cs.describe_journey(to_be))

# %% [markdown] name="can_do" slideshow={"slide_type": "slide"}
# ## What you can now do
#
# | you want | you write |
# |---|---|
# | every touchpoint with its interval | `cs.summarise_journey(events)` |
# | pain points | `cs.flag_touchpoints(summary, neutral=...)` |
# | who leaves where, and why | `cs.drop_off(events)`, `cs.drop_off_odds(events, neutral=...)` |
# | what is remembered | `cs.peak_end(events, satisfaction)` |
# | what to mend first | `cs.what_if(model, touchpoint=..., change=...)` |
#
# > **With your own data.** A table `events` in the codebook (customer, time, stage, touchpoint, channel, emotion, dropped). A survey without events knows how customers feel *after* the way, not where on it: it cannot draw a map.
#
# > **Watch out.** A mended touchpoint need not lift its rating by the point that you set. The model says what follows *if* it does; try it in one store first.
#
# Now the exercise: `exercises/en/ex08_journey.ipynb`.

# %% [markdown] name="quiz" tags=["quiz"]
# ## Five questions
#
# **1.** A map drawn at a workshop shows a dip at the till. What is missing?
# <details><summary>Answer</summary>The customers' ratings, how many they are, and an interval.</details>
#
# **2.** A touchpoint has a mean of -0.3 (-0.7 to 0.1). A pain point?
# <details><summary>Answer</summary>Not shown: the interval reaches above neutral. Ask more customers.</details>
#
# **3.** The members' evening has the best mood of all. Copy it everywhere?
# <details><summary>Answer</summary>Look who is still there: the dissatisfied left earlier. The mean is of those who stayed.</details>
#
# **4.** 40 ratings of 4 customers. Is n 40?
# <details><summary>Answer</summary>Not for the interval: ratings of one customer go together. Resample customers.</details>
#
# **5.** Satisfaction with the whole way is 40, the mean of the moments was fair. How can that be?
# <details><summary>Answer</summary>One terrible moment, or a bad last one: worst and last weigh more than the mean.</details>

# %% [markdown] name="claim_peak" tags=["claim"] slideshow={"slide_type": "slide"}
# ## Claim cards
#
# **"Customers remember the peak and the end."**
# - *In Serambi:* worst and last weigh more than the mean, by construction.
# - *Published:* over 85 and 95 studies a strong effect (r = .57), though no stronger than that of the overall average [1].
# - *Your data would need:* ratings on the way, and one at the end of it.

# %% [markdown] name="claim_consistent" tags=["claim"] slideshow={"slide_type": "fragment"}
# **"A consistent experience makes loyal customers."**
# - *In Serambi:* not planted; channels differ at every stage.
# - *Published:* with 4,814 consumers, touchpoints that seemed to fit together went with loyalty, beyond a good experience of the brand [2].
# - *Your data would need:* several ratings of each customer, and whether they came back.

# %% [markdown] name="flow" tags=["deeper"]
# ## Deeper
#
# These cells are not on the slides and not in the checked tasks.
#
# **Where from, where to?** Every band is a number of customers who went from one touchpoint to the next.

# %% name="flow_run" tags=["deeper"]
# %%needs events
moves = cs.transitions(events)
cs.plot_flow(moves)
print(cs.describe_flow(moves))

# %% [markdown] name="persona" tags=["deeper"]
# **One persona.** The same map for one kind of customer: here the largest group of the first segment that the codebook names. Their intervals are wider, for they are fewer.

# %% name="persona_run" tags=["deeper"]
# %%needs events segments id
segment = study.segments[0]
kind = study.survey[segment].mode()[0]
theirs = cs.summarise_journey(study.events_of(**{segment: kind}))
cs.plot_journey_map(cs.flag_touchpoints(theirs, neutral=neutral), story, scale=(low, high))
print(kind, "-", cs.describe_journey(cs.flag_touchpoints(theirs, neutral=neutral)))

# %% [markdown] name="holm" tags=["deeper"]
# **What Holm costs and saves.** A mood without any pain: shift each touchpoint's ratings to a mean of exactly neutral, and resample. How often does a map of innocent touchpoints show a pain?

# %% name="holm_run" tags=["deeper"]
# %%needs events
at = events.groupby("touchpoint", observed=True)["emotion"].transform("mean")
innocent = events.assign(emotion=events["emotion"] - at + neutral)
found = {"plain": 0, "holm": 0}
for seed in range(20):
    some = np.random.default_rng(seed).choice(events["customer"].unique(), 1000)
    part = cs.summarise_journey(innocent[innocent["customer"].isin(some)], resamples=400)
    for name, adjust in (("plain", None), ("holm", "holm")):
        table = cs.flag_touchpoints(part, neutral=neutral, adjust=adjust)
        found[name] += ((table["flag"] == "pain") & (table["level"] == "touchpoint")).sum() / 20
found

# %% [markdown] name="references" tags=["deeper"]
# ## References
#
# 1. Alaybek (2020), *A meta-analysis of the peak-end rule and its boundary conditions*, dissertation, George Mason University (abstract).
# 2. Kuehnl, Jozic & Homburg (2019), *Journal of the Academy of Marketing Science* 47 (abstract).
