# %% [markdown] name="title" slideshow={"slide_type": "slide"}
# # 06 · Does buying online make customers happier?
#
# Web customers give Toko Serambi better marks than store customers. *"Close stores, move everybody to the web,"* says Pak Hendra. Bu Ratna hesitates. The numbers are right. **Is the conclusion?**
#
# You will be able to
#
# - **name** five ways in which caring for customers online and offline differs,
# - **compare** two groups, with the interval of the difference and its size,
# - **spot** Simpson's paradox and draw the reason,
# - **adjust** for what should be held fixed, and leave alone what should not,
# - **show** that two things are *equal enough*.

# %% name="parameters" tags=["parameters"]
STUDY = "serambi"
LANG = "en"

# %% name="imports"
import numpy as np
import pandas as pd
import statsmodels.api as sm
from matplotlib.figure import Figure

import custsat_edu as cs

# %load_ext custsat_edu

cs.use_language(LANG)
study = cs.load_study(STUDY)

# %% [markdown] name="ideas" tags=["unit:offline_online"] slideshow={"slide_type": "slide"}
# ## 1 · Two channels, one goal
#
# | | in the store | on the web |
# |---|---|---|
# | **interaction** | face to face | screens, chat, messages |
# | **metrics** | queue, friendliness, repeat visits | clicks, effort, delivery time |
# | **communication** | a person who explains | text, pictures, a bot |
# | **source of feedback** | comment cards, a talk at the till | reviews, ratings, e-mail surveys |
# | **analysis** | experience, and what staff notice | every step leaves data |
#
# The goal is the same: satisfied customers who come back. So ask the same question in both. Where feedback comes from, and how many answered the survey in each channel:

# %% name="first_rows"
# %%needs outcome
survey, outcome = study.survey, study.index[study.outcome]
pd.DataFrame({"answers": {name: len(table) for name, table in study.tables.items()}}).head(8)

# %% name="channels"
# %%needs channel
channel = survey["channel"]
channel.value_counts()

# %% [markdown] name="technology" tags=["unit:technology", "unit:empowerment"] slideshow={"slide_type": "slide"}
# **Technology** changes service in five ways: *chatbots* answer day and night, *self-service* portals save the call, *analytics* sees patterns, *omnichannel* lets a customer change channels without telling the story again, *real-time* personalisation fits the offer to the click. It needs money, training, security, and a balance with the **human touch**.
#
# It also **empowers**: customers serve themselves, see prices and parcels, fit the product, help to design it, learn from each other. For some that is freedom, for others work: who has never used a portal needs a person first.
#
# Whether any of it *helps* is a question of cause and effect. That is what this lesson is about.

# %% [markdown] name="raw_predict" slideshow={"slide_type": "slide"}
# ## 2 · A difference
#
# > **Predict.** Web minus store, on a scale of 0 to 100: how large is the difference? Could it be chance?

# %% name="raw_by_hand"
# %%needs channel
by_channel = outcome.groupby(channel).agg(["mean", "var", "count"])
first, second = by_channel.index[:2]
difference = by_channel.loc[second, "mean"] - by_channel.loc[first, "mean"]
error = np.sqrt((by_channel["var"] / by_channel["count"]).sum())
difference, difference - 1.96 * error, difference + 1.96 * error

# %% name="raw" slideshow={"slide_type": "slide"}
# %%needs channel
raw = cs.compare_groups(outcome, channel.cat.reorder_categories([second, first]))
cs.plot_differences(raw)
print(cs.describe_differences(raw))
raw[["estimate", "low", "high", "p", "superiority", "g", "g_low", "g_high"]]

# %% [markdown] name="raw_read" slideshow={"slide_type": "slide"}
# That is **Welch's** t-test: each group keeps its own spread. The size in plain words: `superiority` is the chance that a customer of the first group is more satisfied than one of the second (0.5: a coin), `g` is the difference in standard deviations.
#
# > **On the sample data.** The web scores 2.74 points higher (1.67 to 3.81). No chance. And yet a superiority of 0.56 is not far from a coin.
#
# ## 3 · The same difference, seen twice
#
# > **Predict.** Split the customers by age, or by another group of your survey. In how many of the groups is the web ahead?

# %% name="simpson" slideshow={"slide_type": "slide"}
# %%needs channel segments
group = study.segments[-1]
cells = outcome.groupby([survey[group], channel], observed=True)
means, counts = cells.mean().unstack(), cells.count().unstack()
means.assign(difference=means[second] - means[first]).join(counts.add_suffix(" (n)"))

# %% [markdown] name="simpson_read" slideshow={"slide_type": "slide"}
# When every part says one thing and the whole says the opposite, you meet **Simpson's paradox**. No arithmetic is wrong: the two channels hold different *mixtures* of people.
#
# > **On the sample data.** In every age group the *store* is ahead, by 0.8 to 2.9 points. But of the youngest 463 buy on the web and 100 in the store, and the young are easier to please.
#
# ## 4 · Draw why
#
# An arrow means "may change". Age moves the choice of channel *and* satisfaction: a **common cause**. What a customer experiences comes *after* the choice: it lies **between**. The codebook names both: `adjust:` and `mediators:`.

# %% name="dag" slideshow={"slide_type": "slide"}
# %%needs channel
common = [study.label(name) for name in study.adjust]
between = [study.label(name) for name in study.drivers]
ends = study.label("channel"), study.label(study.outcome)
cs.plot_dag(*ends, common=common, between=between)
print(cs.describe_dag(*ends, common=common, between=between))

# %% [markdown] name="adjust_predict" slideshow={"slide_type": "slide"}
# Hold the common causes fixed, and the difference that is left goes through the arrows which start at the channel: its **effect**, if no common cause is missing from the drawing.
#
# > **Predict.** Same age, same region, other channel: what is left of the difference?

# %% name="adjust_by_hand" slideshow={"slide_type": "slide"}
# %%needs channel adjust
columns = pd.get_dummies(survey[study.adjust], drop_first=True, dtype=float)
columns = columns.assign(effect=channel.eq(second).astype(float), outcome=outcome).dropna()
fit = sm.OLS(columns.pop("outcome"), sm.add_constant(columns)).fit(cov_type="HC3", use_t=True)
fit.params["effect"], *fit.conf_int().loc["effect"]

# %% name="adjust" slideshow={"slide_type": "slide"}
# %%needs channel adjust
adjusted = cs.adjusted_difference(outcome, channel, survey[study.adjust])
cs.plot_differences(adjusted)
print(cs.describe_differences(adjusted))

# %% [markdown] name="adjust_read"
# Regression is one way to hold things fixed; the two others (at the end, under *Deeper*) get there by another road. Where all roads agree, the road was not the problem.
#
# > **On the sample data.** The sign flips: -2.80 points (-3.97 to -1.63). Moving everybody to the web would make them *less* satisfied.

# %% [markdown] name="truth" slideshow={"slide_type": "slide"}
# ## 5 · Was it true?
#
# In Serambi every customer has *two* satisfactions: the one in the store and the one on the web. In life you see only one of them, for ever.
#
# > **Predict.** What is the mean difference of the two, over all customers?

# %% name="truth_both" slideshow={"slide_type": "slide"}
# %%needs truth
truth = cs.reveal(study)
both = truth.latents["customers"][["y_store", "y_web"]]
print(cs.number((both["y_web"] - both["y_store"]).mean(), 2))
rows = pd.DataFrame([adjusted.loc["raw"].rename("raw"), adjusted.loc["regression"].rename("total")])
truth.compare(rows, "channel_effect")[["estimate", "low", "high", "truth", "covered"]]

# %% [markdown] name="mediator_predict" slideshow={"slide_type": "slide"}
# > **On the sample data.** The adjusted interval holds the truth, -3.64; the raw one (its truth is the raw difference in the population, 2.14) says nothing about what the web *does*.
#
# If holding more fixed is good, hold *everything* fixed: the delivery, the service, the ease. The more the better?
#
# > **Predict.** Tick the last box below. What happens to the effect, and why?


# %% name="boxes"
# %%needs channel adjust
boxes = {study.label(name): survey[[name]] for name in study.adjust}
boxes["drivers"] = study.scores[study.drivers]


# %% name="explorer" slideshow={"slide_type": "fragment"}
# %%needs channel adjust
def effect(**ticked):
    held = [name for name, on in ticked.items() if on]
    row = adjusted.loc[["raw"]]
    if held:
        columns = pd.concat([boxes[name] for name in held], axis=1)
        row = cs.adjusted_difference(outcome, channel, columns, method="regression").tail(1)
    left, right = Figure(figsize=(9, 3.6), layout="constrained").subplots(1, 2, width_ratios=[3, 2])
    cs.plot_dag(*ends, common=common, between=["drivers"], held=held, ax=left)
    cs.plot_differences(row, ax=right).set_xlim(-6, 6)
    return left.figure, cs.describe_differences(row)


cs.explore(effect, **dict.fromkeys(boxes, False))

# %% [markdown] name="mediator_read" slideshow={"slide_type": "slide"}
# The effect is gone, and nothing was cured: the drivers are the *way* in which the channel works. Who holds the way fixed asks "does the web harm apart from everything it changes?" That is another question.
#
# So: **common causes yes, what lies between no.** Which is which, no test can tell; it takes knowing the shop.
#
# > **Watch out.** *How* people were asked is not *where* they bought. If web customers fill in a form and store customers talk to an interviewer, the difference holds both. (In the airport survey the two "channels" are two ways of asking, so its difference is no effect of a channel at all.)

# %% [markdown] name="equal_predict" slideshow={"slide_type": "slide"}
# ## 6 · Equal enough: the bot
#
# At Toko Serambi a lot decides who is answered by the chatbot and who by a human. No arrows point *into* a lot: nothing needs adjusting. The bot is cheaper; is it as easy to deal with? Effort runs from 1 to 7, and Bu Ratna calls 0.25 points "no matter".
#
# > **Predict.** p is far above .05. Does that show that they are equal?

# %% name="equal" slideshow={"slide_type": "slide"}
# %%needs pulse
pulse = study.tables["pulse"]
cs.equivalence(pulse["ces"], pulse["bot"], margin=0.25)

# %% [markdown] name="equal_read" slideshow={"slide_type": "fragment"}
# No: "not significant" may only mean "too few asked". To *show* equality, the whole interval of the difference must lie inside the margin, on both sides (**TOST**, two one-sided tests; hence the 90% interval). The margin must stand before you look.
#
# > **Note.** Equal in effort says nothing about trust, or about those who need a human.

# %% [markdown] name="can_do" slideshow={"slide_type": "slide"}
# ## What you can now do
#
# | you want | you write |
# |---|---|
# | a difference and its size | `cs.compare_groups(values, groups)` |
# | an effect, if the drawing is right | `cs.adjusted_difference(values, groups, adjust)` |
# | the drawing | `cs.plot_dag(cause, outcome, common=..., between=...)` |
# | to show that two are equal | `cs.equivalence(values, groups, margin=...)` |
#
# > **With your own data.** Change `STUDY`; `channel:`, `adjust:` and `mediators:` in the codebook say what is what. Two groups of any kind serve as channel: say in your report what they are.
#
# Now the exercise: `exercises/en/ex06_offline_online.ipynb`.

# %% [markdown] name="quiz" tags=["quiz"]
# ## Five questions
#
# **1.** Store 61, web 64, p < .001. "The web makes customers happier." What is missing?
# <details><summary>Answer</summary>Who buys where? Another mixture of people can make the same difference.</details>
#
# **2.** In each of three regions shop A beats shop B; overall B is ahead. Who should get the prize?
# <details><summary>Answer</summary>A, if region is a common cause: B simply has more customers in the easy region.</details>
#
# **3.** You study whether training improves satisfaction and hold "friendliness of staff" fixed. Good idea?
# <details><summary>Answer</summary>No: training works through friendliness. You would hold the effect itself fixed.</details>
#
# **4.** Difference 0.1 (90% interval -0.4 to 0.6), margin 0.25, p = .74. Equal?
# <details><summary>Answer</summary>Not shown: the interval leaves the margin. Ask more people.</details>
#
# **5.** Why does nobody adjust for age when a lot decides who gets the bot?
# <details><summary>Answer</summary>A lot does not know age: both groups hold the same mixture, but for chance.</details>

# %% [markdown] name="claim_online" tags=["claim"] slideshow={"slide_type": "slide"}
# ## Claim cards
#
# **"Satisfaction online and offline must be managed differently."**
# - *In Serambi:* the web is worse at service and better at ease, by construction; the goal is the same.
# - *Published:* for hotels, satisfaction did not differ by whether the room was chosen online or offline, but loyalty was higher online [1].
# - *Your data would need:* the same questions in both channels, and what made people choose.

# %% [markdown] name="claim_bot" tags=["claim"] slideshow={"slide_type": "fragment"}
# **"Technology should support human contact, not replace it."**
# - *In Serambi:* bot and human are equally easy to deal with, by construction.
# - *Published:* with over 6,200 customers drawn by lot, a bot sold as much as a skilled seller, and far less once customers were told beforehand that it was a bot [2].
# - *Your data would need:* a lot, and outcomes that matter to those who need help most.

# %% [markdown] name="which" tags=["deeper"]
# ## Deeper
#
# These cells are not on the slides and not in the checked tasks.
#
# **Which test, and why?** A question comes first (a mean? who is likely to be higher?), then what the answers allow. `which_test` lists both; the numbers behind each line stand in its table.

# %% name="which_run" tags=["deeper"]
# %%needs channel
print(cs.describe_tests(cs.which_test(outcome, channel)))

# %% [markdown] name="balance" tags=["deeper"]
# **Weighting instead of regression.** Estimate each customer's chance to buy on the web, and let everybody count the more, the less likely their channel was: then both channels hold the same mixture. `balance` shows whether that worked (differences under 0.1 standard deviations are called small), the overlap whether there is anybody to compare with. (**Standardisation**, the third road: predict everybody twice from the regression, once for each channel, and take the mean difference.)

# %% name="balance_plot" tags=["deeper"]
# %%needs channel adjust
mixture = cs.balance(channel, survey[study.adjust])
cs.plot_balance(mixture)
print(cs.describe_balance(mixture))

# %% name="overlap_plot" tags=["deeper"]
# %%needs channel adjust
chance = cs.propensity(channel, survey[study.adjust])
table = pd.DataFrame({"chance": chance, "group": channel})
cs.plot_overlap(table)
print(cs.describe_overlap(table))

# %% [markdown] name="evalue" tags=["deeper"]
# **The E-value.** What if a common cause is missing from the drawing? `e_value` says how strongly it would have to be tied to *both* channel and satisfaction (as a risk ratio) to explain the effect away; `e_value_limit` the same for the end of the interval.

# %% name="evalue_run" tags=["deeper"]
# %%needs channel adjust
adjusted[["estimate", "low", "high", "e_value", "e_value_limit"]]

# %% [markdown] name="invariance" tags=["deeper"]
# **Do the questions mean the same in both channels?** Same factors (configural), same loadings (metric), same starting points (scalar): where CFI falls by more than about .01, the step fails, and means should not be compared.

# %% name="invariance_run" tags=["deeper"]
# %%needs channel items
blocks = study.blocks[-3:]
model = {block: list(study.items(block)) for block in blocks}
items = pd.concat([study.items(block) for block in blocks], axis=1)
cs.invariance(items, model, channel)[["chi2", "df", "cfi", "rmsea", "delta_cfi", "lrt_p"]]

# %% [markdown] name="encourage" tags=["deeper"]
# **Nobody can be forced to use self-service**, but a lot may *invite* them. The invitation's effect divided by how many more it brought to use it is the effect of *using* it, for those who follow an invitation.

# %% name="encourage_run" tags=["deeper"]
# %%needs pulse
by_lot = pulse.groupby("invited")[["ces", "used"]].mean()
gained, followed = by_lot.loc[1] - by_lot.loc[0]
gained, followed, gained / followed

# %% [markdown] name="references" tags=["deeper"]
# ## References
#
# 1. Shankar, Smith & Rangaswamy (2003), *International Journal of Research in Marketing* 20 (abstract).
# 2. Luo, Tong, Fang & Qu (2019), *Marketing Science* 38 (abstract).
