# %% [markdown] name="title" slideshow={"slide_type": "slide"}
# # 05 · What drives satisfaction?
#
# Ten departments want money. Each has a chart which proves that customers care most about *its* work. Bu Ratna has **100 points** to give away. Whom should she believe?
#
# You will be able to
#
# - **estimate** what one step of a driver is worth, with its interval,
# - **explain** why two drivers that move together spoil each other's numbers,
# - **share out** what is explained among ten drivers, and criticise the result,
# - **separate** the slope below expectation from the slope above,
# - **draw** an importance-performance map that does not depend on where you put the lines, or say that it does.

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

# %% [markdown] name="strategies" tags=["unit:strategies"] slideshow={"slide_type": "slide"}
# ## 1 · What one may do for customers
#
# Five **strategies** to satisfy:
#
# | strategy | at Toko Serambi |
# |---|---|
# | constant good quality | checks; delivery on the day |
# | excellent service | trained, friendly staff |
# | made to fit | offers that match the last purchase |
# | answer feedback | a call back within a day |
# | open and honest | prices and rules in plain words |
#
# They rest on a customer-first *culture*, *technology*, *training* and *measuring*. Experts add: reply *fast*, be *friendly*, *publish* the rules, *apologise* and mend, ease shipping and *returns*, *keep* promises, and now and then *exceed* one: that makes evangelists.
#
# Which of it moves satisfaction *here*? For that, each must be measured as a **driver**. A column a customer:

# %% name="first_rows" tags=["rows"]
# %%needs outcome drivers
X, y = study.scores[study.drivers], study.index[study.outcome]
X.join(y).rename(columns=study.label).head(3).T

# %% [markdown] name="needs" tags=["unit:needs", "unit:empowerment"] slideshow={"slide_type": "slide"}
# Under the drivers lie **needs**: *functional* (the shelf holds), *emotional* (I feel at home), *social* (guests like it), and *unmet* ones that nobody serves yet. **Empowered** customers serve some themselves: *self-service*, *open information*, *customisation*, *co-creation*, *education*. (For whom that works: lesson 06.)
#
# First what else was asked; then the greatest unmet needs: important, and yet short of expectation (`gap`: found minus expected).

# %% name="needs_rows"
others = [name for name in study.scores if name not in [study.outcome, *study.drivers]]
pd.DataFrame([cs.mean_score(study.scores[name]).rename(study.label(name)) for name in others])

# %% name="unmet"
# %%needs expectation importance
wanted, gap = study.by_driver("importance"), study.by_driver("performance")
gap = gap - study.by_driver("expectation")
unmet = pd.DataFrame({"importance": wanted.mean(), "gap": gap.mean(), "n": gap.count()})
unmet.rename(index=study.label).nsmallest(3, "gap")

# %% [markdown] name="ols_predict" slideshow={"slide_type": "slide"}
# ## 2 · One step better: how many points?
#
# A **regression** compares customers who differ by one step in one driver and are *equal in all others*. Satisfaction runs from 0 to 100.
#
# > **Predict.** Which driver is worth most a step? How many points?

# %% name="ols_by_hand" slideshow={"slide_type": "slide"}
complete = X.assign(outcome=y).dropna()
model = sm.OLS(complete["outcome"], sm.add_constant(complete[study.drivers]))
fit = model.fit(cov_type="HC3", use_t=True)
fit.params

# %% name="ols" slideshow={"slide_type": "slide"}
effects = cs.regression(X, y)
shown = effects.drop(index="Intercept").rename(index=study.label)
cs.plot_intervals(shown)
print(cs.describe_intervals(shown))

# %% [markdown] name="ols_read"
# `HC3` keeps the intervals honest where answers scatter unequally. Only complete rows count (`n`).
#
# > **On the sample data.** Staff service leads with 2.8 points a step (2.1 to 3.5). Ambience, of which the interior designers expect so much, gets 0.0 (-0.8 to 0.8).
#
# ## 3 · Two drivers that move together
#
# Some drivers come as a pair: where one is good, the other is, too.
#
# > **Predict.** We leave one of the pair out of the regression. What happens to the number of the other?

# %% name="pair" slideshow={"slide_type": "slide"}
r = X.corr()
a, b = r.where(r < 1).stack().idxmax()
print(study.label(a), "|", study.label(b), "|", cs.number(r.loc[a, b], 2))

# %% name="drop" slideshow={"slide_type": "slide"}
without = cs.regression(X.drop(columns=a), y).loc[b]
pair = pd.DataFrame([effects.loc[b].rename("with"), without.rename("without")])
pair[["estimate", "low", "high", "n"]]

# %% [markdown] name="collinear_read" slideshow={"slide_type": "slide"}
# A regression gives a driver only what it adds *beyond the others*. With its twin there, little is left, and the interval grows; without, it takes the twin's credit. That is **collinearity**.
#
# > **On the sample data.** Ambience jumps from 0.0 to 2.4 points a step (1.9 to 2.8); no shop has changed.
#
# Below you know the truth: the first driver is worth 3 points, the second **nothing**.
#
# > **Predict.** At r = 0.9, how many answers until the second's interval is as short as at r = 0 with 200?


# %% name="explorer" slideshow={"slide_type": "fragment"}
def twins(r=0.8, n=200):
    rng = np.random.default_rng(5)
    first, noise = rng.normal(size=(2, n))
    drivers = pd.DataFrame({"A": first, "B": r * first + np.sqrt(1 - r**2) * noise})
    felt = 60 + 3 * first + 0 * drivers["B"] + rng.normal(0, 10, n)
    table = cs.regression(drivers, felt).drop(index="Intercept").assign(truth=[3, 0])
    figure = Figure(figsize=(8, 2.6), layout="constrained")
    cs.plot_intervals(table, ax=figure.subplots()).set_xlim(-4, 8)
    return figure, cs.describe_intervals(table)


cs.explore(twins, r=(0, 0.95, 0.05), n=(100, 2000, 100))

# %% [markdown] name="lmg_predict" slideshow={"slide_type": "slide"}
# ## 4 · Sharing out what is explained
#
# R² says how much of the differences in satisfaction all drivers explain *together*. Each one's share depends on who comes first. So take **both orders** and the mean:
#
# > **Predict.** Alone, each of the two explains a good deal. How much does the second add when the first is already in?


# %% name="lmg_by_hand" slideshow={"slide_type": "slide"}
def r2(*drivers):
    rows = X[[a, b]].assign(outcome=y).dropna()
    return sm.OLS(rows["outcome"], sm.add_constant(rows[[*drivers]])).fit().rsquared


alone, added = r2(a), r2(a, b) - r2(b)
alone, added, (alone + added) / 2

# %% name="lmg_two" slideshow={"slide_type": "fragment"}
cs.importance(X[[a, b]], y)[["estimate", "low", "high", "n"]]

# %% [markdown] name="lmg_ten" slideshow={"slide_type": "slide"}
# The same number. Ten drivers have 3,628,800 orders; `cs.importance` takes the mean over all (**LMG**, or *Shapley value*) and draws the customers anew a thousand times for the intervals. Dashed, the **noise floor**: so much a driver with *shuffled* answers reaches.

# %% name="importance" slideshow={"slide_type": "slide"}
ten = cs.importance(X, y).rename(index=study.label)
cs.plot_importance(ten)
print("R²", cs.number(100 * ten.attrs["r2"], 1), "%")
print(cs.describe_importance(ten))

# %% [markdown] name="importance_read" slideshow={"slide_type": "slide"}
# > **On the sample data.** All ten explain 38.7% together. Staff service leads with 5.4% (4.2% to 6.8%), rank 1 to 4; surprises come last. Ambience gets 3.4%, far above the noise floor.
#
# > **Watch out.** Importance *describes* who goes along with satisfaction. It does not say what happens if you change a driver: a useless twin shares the fame.

# %% [markdown] name="sides_predict" slideshow={"slide_type": "slide"}
# ## 5 · Two slopes instead of one
#
# Lesson 04 found that a step down and a step up differ. So each driver gets **two** columns, steps below and steps above the middle, and so two slopes. What the codebook names under `adjust:` (here age and region) is held fixed, too.
#
# > **Predict.** Ten drivers: how many are must-be, one-dimensional, attractive, indifferent?

# %% name="sides" slideshow={"slide_type": "slide"}
middle = {driver: sum(study.scale(driver)) / 2 for driver in study.drivers}
slopes = cs.piecewise(X, y, at=middle, adjust=study.survey[study.adjust])
kinds = cs.driver_classes(slopes, margin=1.2, least=0.8)
table = slopes.set_index("driver").assign(kind=kinds["kind"]).rename(index=study.label)
cs.plot_penalty_reward(table)
print(cs.describe_penalty_reward(table))

# %% [markdown] name="sides_rule"
# The rule: slopes that differ by more than 1.2 points: must-be or attractive; both under 0.8: indifferent; else one-dimensional. Another rule, another kind: report the slopes.
#
# Now the curtain:

# %% name="sides_truth" slideshow={"slide_type": "slide"}
# %%needs truth
truth = cs.reveal(study)
planted = pd.Series(truth["driver_slopes"]["classes"], name="planted")
against = truth.compare(slopes, "driver_slopes").dropna(subset=["truth"])
print(kinds[["kind"]].join(planted))
print(against["covered"].sum(), "/", len(against))
against[["estimate", "low", "high", "truth", "covered"]]

# %% [markdown] name="sides_read" slideshow={"slide_type": "fragment"}
# > **On the sample data.** All ten kinds are as planted, and 19 of 20 slopes hold the truth. Product quality below expectation does not: 3.97 (3.35 to 4.58), planted 4.8; some answers were ticked without reading (lesson 02), and those flatten slopes. Surprises, *last* in importance, are worth 4.11 points a step above expectation.

# %% [markdown] name="map_predict" slideshow={"slide_type": "slide"}
# ## 6 · Importance and performance on one map
#
# Important *and* weak: **concentrate here**. The map needs two lines, and somebody draws them: at the means, the medians, the middle of the scale, or along the diagonal.
#
# > **Predict.** How many of the drivers change quadrant when the lines move?

# %% name="map" slideshow={"slide_type": "slide"}
performance, ends = study.index[study.drivers], (0, 100)
if study.has("performance"):
    performance, ends = study.by_driver("performance"), study.scale("performance")
priorities = cs.importance_performance(X, y, performance=performance, scale=ends)
priorities = priorities.rename(index=study.label)
cs.plot_importance_performance(priorities)
print(cs.describe_importance_performance(priorities))

# %% name="map_rules" slideshow={"slide_type": "slide"}
priorities.filter(like="quadrant_")

# %% [markdown] name="map_read"
# Hollow: in fewer than 80 of 100 redraws of the survey the driver stays in its quadrant. Act on what is full *and* the same under every rule.
#
# > **On the sample data.** Only made-to-fit offers stand in *concentrate here* under all four rules, and in 74% of the redraws. Four of the ten drivers move with the lines. After-sales service is called low priority, though a step below costs 3.04 points: one number for importance cannot see two slopes.

# %% [markdown] name="spend_predict" slideshow={"slide_type": "slide"}
# ## 7 · Spend 100 points
#
# One point makes a driver one step better for one percent of the customers, the least content first. Four advisers share out 100: *equally*; by *correlation*; by *importance*; by *repair* (slope below, times how many are below). Only here do we know what every customer would have felt.
#
# > **Predict.** Which adviser gains most?

# %% name="spend" slideshow={"slide_type": "slide"}
# %%needs truth
shares = pd.DataFrame({"equal": pd.Series(1, X.columns), "correlation": X.corrwith(y)})
shares["importance"] = cs.importance(X, y, bootstrap=0)["estimate"]
shares["repair"] = kinds["below"].clip(0) * X.lt(middle).mean()
points = 100 * shares / shares.sum()
gains = points.apply(truth.spend, ratings=X).rename("gain")
gains

# %% [markdown] name="spend_try" slideshow={"slide_type": "slide"}
# Now you: two drivers, and how many of the 100 points the first one gets. Can you beat the advisers?


# %% name="spend_explorer" slideshow={"slide_type": "fragment"}
# %%needs truth
def spend(first=a, second=b, points=50):
    plan = pd.Series([points, 100 - points], [first, second]).groupby(level=0).sum()
    rows = pd.Series({**gains, "you": truth.spend(plan, X)})
    figure = Figure(figsize=(8, 2.8), layout="constrained")
    ax = figure.subplots(subplot_kw={"frame_on": False})
    bars = ax.barh(rows.index, rows, color=["#9FB3C8"] * len(gains) + ["#0072B2"])
    ax.bar_label(bars, [cs.number(gain, 2) for gain in rows], padding=4)
    ax.set(xlim=(0, 4.5), xticks=[])
    return figure, f"{study.label(study.outcome)}: +{cs.number(rows['you'], 2)}"


names = {study.label(driver): driver for driver in study.drivers}
cs.explore(spend, first=names, second=names, points=(0, 100, 5))

# %% [markdown] name="spend_read" slideshow={"slide_type": "slide"}
# > **On the sample data.** Equal shares gain 2.18 points, correlation 2.21, importance 2.33: all three pay for ambience, which gives nothing back. Repair gains 3.21. Your own plan may do better still.
#
# **So, Bu Ratna:** one number a driver cannot decide this. Ask: what does a step below cost, how many stand there, and would *changing* it change anything? That last one only an experiment answers.

# %% [markdown] name="can_do" slideshow={"slide_type": "slide"}
# ## What you can now do
#
# | you want | you write |
# |---|---|
# | points a step | `cs.regression(X, y)` |
# | shares of what is explained | `cs.importance(X, y)` `cs.plot_importance(...)` |
# | two slopes a driver | `cs.piecewise(X, y, at=...)` `cs.driver_classes(...)` |
# | a map of priorities | `cs.importance_performance(X, y, scale=...)` |
#
# > **With your own data.** Change `STUDY`; `outcome:` and `drivers:` in the codebook say what is explained by what. In a shell, `custsat drivers --codebook FILE --out DIR` makes all tables and pictures.
#
# Now the exercise: `exercises/en/ex05_drivers.ipynb`.

# %% [markdown] name="quiz" tags=["quiz"]
# ## Five questions
#
# **1.** "Ambience correlates .33 with satisfaction, so redecorate." What is missing?
# <details><summary>Answer</summary>Ambience, or the friendly staff in the same shops? Hold the other drivers fixed.</details>
#
# **2.** Two drivers correlate .95; neither interval excludes 0, yet R² is high. How come?
# <details><summary>Answer</summary>Together they explain a lot; the data cannot tell which. Take their mean, or a larger, more varied sample.</details>
#
# **3.** A driver's importance is 4%, its interval 3% to 5%, the noise floor 0.3%. Does spending on it help?
# <details><summary>Answer</summary>Unknown. It goes along with satisfaction; whether changing it helps is another claim.</details>
#
# **4.** Delivery: 4 points a step below, 0.5 above. Today 2 in 10 customers get less than expected. Who gets the money?
# <details><summary>Answer</summary>Those two. Faster than expected for the other eight buys half a point each.</details>
#
# **5.** "Price lies in *concentrate here*." Your first question?
# <details><summary>Answer</summary>Where were the lines drawn, and how often does price stay there when the customers are drawn anew?</details>

# %% [markdown] name="claim_exceed" tags=["claim"] slideshow={"slide_type": "slide"}
# ## Claim cards
#
# **"Exceed expectations, and customers become evangelists."**
# - *In Serambi:* for two drivers of ten, by construction; for three it is nearly wasted.
# - *Published:* over 75,000 customers after a service contact: exceeding expectations added little loyalty; effort mattered more [1].
# - *Your data would need:* both sides of "as expected", and loyalty measured later.

# %% [markdown] name="claim_stated" tags=["claim"] slideshow={"slide_type": "fragment"}
# **"Ask customers what matters to them, and do that."**
# - *In Serambi:* surprises are called least important, quality most; yet above expectation a surprise was built to be worth more.
# - *Published:* three surveys, many methods, stated and derived: none wins on all counts [2].
# - *Your data would need:* both, and an experiment on one driver.

# %% [markdown] name="johnson" tags=["deeper"]
# ## Deeper
#
# These cells are not on the slides and not in the checked tasks.
#
# **Johnson's relative weights** reach nearly the same shares in one step instead of all orders: useful with more than 20 drivers.

# %% name="johnson_run" tags=["deeper"]
johnson = cs.importance(X, y, method="johnson", bootstrap=0)["estimate"]
lmg = cs.importance(X, y, bootstrap=0)["estimate"]
pd.DataFrame({"LMG": lmg, "Johnson": johnson}).rename(index=study.label)

# %% [markdown] name="ordered" tags=["deeper"]
# **Ordered logit.** A 1-5 answer is an order, not a length: is the way from 1 to 2 as far as from 4 to 5? Ordered logit does not ask. Read the order of the drivers and the signs; `odds_ratio` multiplies the odds of a higher answer (the chance for it, divided by the chance against it) for one step.

# %% name="ordered_run" tags=["deeper"]
# %%needs csat
logit = cs.ordered_logit(X, study.survey["csat"])
ols = cs.regression(X, study.survey["csat"])
table = logit.loc[study.drivers, ["odds_ratio", "odds_low", "odds_high", "z"]]
table.assign(ols=ols["estimate"], t=ols["t"]).rename(index=study.label)

# %% [markdown] name="classic" tags=["deeper"]
# **VIF and the "classic assumptions".** Many faculties ask for four tests. They are quick, but ask what to *do*:
#
# | test | if it "fails" | do this from the start |
# |---|---|---|
# | residuals (what is left over) normal | with hundreds of answers it nearly always does, and matters little | bootstrap |
# | equal spread (Breusch-Pagan) | intervals too short or too long | HC3, as above |
# | no collinearity (VIF < 10) | long intervals; no cure by deleting | importance, or a mean of twins |
# | no autocorrelation (Durbin-Watson) | a test for time series, not for a survey | `cluster=` if people come in groups |

# %% name="classic_run" tags=["deeper"]
from statsmodels.stats.diagnostic import het_breuschpagan
from statsmodels.stats.stattools import durbin_watson, jarque_bera

print("Jarque-Bera p", cs.number(jarque_bera(fit.resid)[1], 4))
print("Breusch-Pagan p", cs.number(het_breuschpagan(fit.resid, fit.model.exog)[1], 4))
print("Durbin-Watson", cs.number(durbin_watson(fit.resid)))
cs.vif(X, y).rename(index=study.label)

# %% [markdown] name="factors" tags=["deeper"]
# **Do the questions measure what we think?** An *exploratory* factor analysis is not told which question belongs where; a *confirmatory* one is told, and says how badly that fits (RMSEA under about .06 and CFI over about .95 are called good).

# %% name="efa_run" tags=["deeper"]
# %%needs items
blocks = study.blocks[1:]
items = pd.concat([study.items(block) for block in blocks], axis=1)
cs.efa(items, len(blocks))

# %% name="cfa_run" tags=["deeper"]
# %%needs items
model = {block: list(study.items(block)) for block in blocks}
loadings = cs.cfa(items, model)
print(pd.Series(loadings.attrs)[["chi2", "df", "p", "cfi", "rmsea", "srmr"]])
loadings[["factor", "estimate", "low", "high", "n"]]

# %% [markdown] name="references" tags=["deeper"]
# ## References
#
# 1. Dixon, Freeman & Toman (2010), *Harvard Business Review* (as reported by CustomerThink).
# 2. Gustafsson & Johnson (2004), *Journal of Service Research* 7 (abstract).
# 3. Grömping, R package relaimpo, after Lindeman, Merenda and Gold (1980).
