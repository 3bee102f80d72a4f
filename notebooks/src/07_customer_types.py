# %% [markdown] name="title" slideshow={"slide_type": "slide"}
# # 07 · What kinds of customers do we have?
#
# *"There are five kinds of customers,"* says Pak Hendra; he has it from a book. Bu Ratna counts on her fingers: Mrs Lina, who has come every week for years; the student who only appears at sales … *"Are those **kinds**, or are they Mrs Lina and the student?"* A computer always finds as many kinds as it is asked for. **When may we believe it?**
#
# You will be able to
#
# - **tell** five types of customers and what to do for each,
# - **score** customers by recency, frequency and money (RFM),
# - **build** segments from behaviour with k-means,
# - **judge** how many there are, and whether there are any,
# - **name** a segment, defend it, and use it.

# %% name="parameters" tags=["parameters"]
STUDY = "serambi"
LANG = "en"

# %% name="imports"
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from sklearn.metrics import adjusted_rand_score
from statsmodels.stats.proportion import proportion_confint

import custsat_edu as cs

# %load_ext custsat_edu

# %% [markdown] name="ideas" tags=["unit:types"] slideshow={"slide_type": "slide"}
# ## 1 · Five types, as stories
#
# | type | how they shop | what helps |
# |---|---|---|
# | **loyal** | come back, recommend, hardly look at competitors | thank them, ask them first |
# | **discount** | hunt the best price, leave for a better one | clear offers, no cheap tricks |
# | **impulse** | decide on the spot | good displays, easy returns |
# | **need-based** | know what they need, compare, plan | information, stock, advice |
# | **wandering** | just look around | a warm welcome, no pressure |
#
# Knowing the types has four uses: fit the *marketing*, fit the *experience*, spend *money and staff* where they count, and raise *conversion and retention*.
#
# A story is not yet a customer. Here is what customers *do*, one row each:

# %% name="first_rows" tags=["rows"]
cs.use_language(LANG)
study = cs.load_study(STUDY)
people = study.tables.get("customers", study.scores[study.drivers or list(study.scores)])
behaviour = people.select_dtypes("float").dropna()
behaviour.head(5).round(2)

# %% [markdown] name="segmentation" tags=["unit:segmentation"] slideshow={"slide_type": "slide"}
# **Segmentation** divides customers by *who* they are (demographic), *where* they live (geographic), *what they value* (psychographic) or *what they do* (behaviour). Three methods: scores such as **RFM**, **clusters**, and **prediction**. Six steps: collect, analyse, define, validate, plan, put to work and watch. Most people skip the fourth. We shall not.

# %% [markdown] name="rfm_predict" slideshow={"slide_type": "slide"}
# ## 2 · Three numbers a customer: RFM
#
# *When* did she last buy, *how often*, *how much*? No computer needed, which is why shops have done it for decades.
#
# > **Predict.** Sort the buyers by what they spent. What share of the turnover comes from the top fifth?

# %% name="rfm_by_hand"
# %%needs purchases
orders = study.tables["purchases"].assign(date=lambda table: pd.to_datetime(table["date"]))
by_customer = orders.groupby("customer").agg(
    last=("date", "max"), frequency=("date", "size"), monetary=("amount", "sum")
)
by_customer["recency"] = (orders["date"].max() - by_customer["last"]).dt.days
by_customer["monetary"].nlargest(len(by_customer) // 5).sum() / by_customer["monetary"].sum()

# %% name="rfm" tags=["rows"] slideshow={"slide_type": "slide"}
# %%needs purchases
scores = cs.rfm(orders, customer="customer", date="date", amount="amount")
scores.sort_values("segment").iloc[[0, len(scores) // 2, -1]]

# %% [markdown] name="rfm_read" slideshow={"slide_type": "fragment"}
# Each number becomes a score of 1 to 5, by fifths; 555 is recent, frequent *and* big.
#
# > **On the sample data.** The top fifth brings 62.9% of the turnover, and only 3,710 of the 12,000 customers bought at all in these two years: the others have no RFM.
#
# Move the cut-offs: who is "best", how many are they, and what do they bring?


# %% name="rfm_explorer" slideshow={"slide_type": "slide"}
# %%needs purchases
def best(recency=4, frequency=4):
    chosen = (scores["r"] >= recency) & (scores["f"] >= frequency)
    money = scores["monetary"] / scores["monetary"].mean()
    share = (money * chosen).mean()
    customers, turnover = map(cs.mean_score, (chosen * 1.0, share + money * (chosen - share)))
    table = pd.DataFrame({"customers": customers, "monetary": turnover}).T
    figure = Figure(figsize=(7, 2.2), layout="constrained")
    cs.plot_intervals(table, unit="share", ax=figure.subplots())
    return figure, cs.describe_intervals(table, unit="share")


cs.explore(best, recency=(1, 5), frequency=(1, 5))

# %% [markdown] name="rfm_limits" slideshow={"slide_type": "slide"}
# > **Watch out.** RFM ranks customers of *this* shop in *this* window. It says who buys much, not *why*: a bargain hunter and a faithful regular can both be 555.
#
# ## 3 · From behaviour to types
#
# Shares between 0 and 1 bunch up at the ends; the **logit**, log(p / (1 - p)), pulls them apart. We learn on 2,000 customers at most and keep the others for later.

# %% name="habits"
habits = behaviour

# %% name="logits"
# %%needs customers
habits = np.log(behaviour / (1 - behaviour))

# %% name="learn"
learn = habits.sample(min(2000, len(habits)), random_state=1)
rest = habits.drop(learn.index)
len(learn), len(rest)

# %% [markdown] name="kmeans_predict" slideshow={"slide_type": "slide"}
# **k-means** is a dance of two steps: everybody goes to the nearest centre; every centre moves to the middle of its people. Repeat until nobody moves.
#
# > **Predict.** Three centres start at three random customers. After how many rounds do they stand still?

# %% name="kmeans_by_hand" slideshow={"slide_type": "slide"}
two = learn.iloc[:, :2].apply(lambda column: (column - column.mean()) / column.std())
centres = two.drop_duplicates().sample(3, random_state=1).to_numpy()
moved = []
for _round in range(12):
    distance = ((two.to_numpy()[:, None] - centres) ** 2).sum(axis=2)
    middle = two.groupby(distance.argmin(axis=1)).mean().to_numpy()
    moved.append(abs(middle - centres).max().round(2))
    centres = middle
print(*moved)

# %% [markdown] name="kmeans_read"
# The steps shrink until nobody moves. But another start may end elsewhere. Now with all behaviours, the best of ten starts, and five types as in the book. A blue dot lies above the mean of all customers, an orange one below it.

# %% name="profiles" slideshow={"slide_type": "slide"}
profiles = cs.cluster_profiles(learn, 5)
cs.plot_profiles(profiles.rename(study.label, level="behaviour"))
print(cs.describe_profiles(profiles))

# %% [markdown] name="profiles_read" slideshow={"slide_type": "slide"}
# > **Predict.** Give each column a name before you go on. Which of the five stories fits?
#
# > **Note.** The intervals say how well a mean is known *if* the segment exists. That it exists, they do not say.
#
# ## 4 · How many? And are there any?
#
# Three judges. **BIC**: fit, minus a fine for every parameter (lowest wins). **Silhouette**: is everybody nearer to their own people than to the next group? **Stability**: draw other customers, cluster again; do the *same* people end up together (1 = always, 0 = as by chance)?
#
# > **Predict.** Will the three agree?

# %% name="choose" slideshow={"slide_type": "slide"}
criteria = cs.choose_k(learn, range(2, 9), bootstrap=10)
cs.plot_stability(criteria)
print(cs.describe_stability(criteria))

# %% [markdown] name="noise_predict" slideshow={"slide_type": "slide"}
# > **On the sample data.** They do not: BIC says 5, the silhouette 2 with 5 close behind, and stability hardly tells 3 from 5. Judges disagree more often than not; then *use* decides: can the shop do something different for each?
#
# Now a world **without any types**: same means, same correlations, one single cloud.
#
# > **Predict.** Will k-means refuse?

# %% name="noise" slideshow={"slide_type": "slide"}
rng = np.random.default_rng(0)
cloud = rng.multivariate_normal(learn.mean(), learn.cov(), len(learn))
noise = cs.choose_k(pd.DataFrame(cloud, columns=learn.columns), range(2, 9), bootstrap=10)
cs.plot_stability(noise)
print(cs.describe_stability(noise))
both = pd.concat([criteria, noise], keys=["customers", "cloud"]).xs(5, level="k")
both[["stability", "stability_low", "stability_high"]]

# %% [markdown] name="noise_read" slideshow={"slide_type": "slide"}
# It never refuses. Two halves of one long cloud even come out the same every time: **stability is needed, but it is not enough.** Hold your own curve against the one of the cloud; only what stands above it speaks for types.
#
# > **On the sample data.** With five segments the stability is 0.98 (0.97 to 0.99); in the cloud 0.73 (0.42 to 0.88). That is a difference worth believing.


# %% name="explorer" slideshow={"slide_type": "slide"}
def types(k=5):
    table = cs.cluster_profiles(learn, k)
    figure = Figure(figsize=(10, 5), layout="constrained")
    cs.plot_profiles(table, ax=figure.subplots())
    return figure, cs.describe_profiles(table)


cs.explore(types, k=(2, 8))

# %% [markdown] name="name_predict" slideshow={"slide_type": "slide"}
# ## 5 · Name it, and defend it
#
# A name should say what sets a segment apart: the behaviour that lies farthest above the mean of all, in standard deviations.

# %% name="names"
apart = ((profiles["estimate"] - profiles["all"]) / profiles["unit"]).unstack("segment")
pd.DataFrame({"most": apart.idxmax(), "by": apart.max(), "least": apart.idxmin()})

# %% [markdown] name="assign_predict" slideshow={"slide_type": "slide"}
# A segment that only fits the customers it was made from is of no use. Customers who took no part in the learning get the type that is nearest:

# %% name="assign" tags=["rows"] slideshow={"slide_type": "slide"}
found = cs.assign_types(habits, profiles)
found.head(3).round(2)

# %% name="shares"
# %%needs customers
counts = found["segment"].value_counts().sort_index()
low, high = proportion_confint(counts, counts.sum(), method="wilson")
shares = pd.DataFrame(
    {"estimate": counts / counts.sum(), "low": low, "high": high, "n": counts.sum()}
)
shares

# %% [markdown] name="truth" slideshow={"slide_type": "slide"}
# ## 6 · Was it true?
#
# In Serambi every customer was *born* as one of five types. k-means never saw that.
#
# > **Predict.** Of ten customers, how many did it put right?

# %% name="truth_table" slideshow={"slide_type": "slide"}
# %%needs truth
truth = cs.reveal(study)
labels = {code: words[LANG] for code, words in truth["type_shares"]["rows"].items()}
true = truth.latents["customers"].set_index("customer_id")["type"].map(labels)
true = true.loc[people["customer"]].set_axis(people.index)
meets = pd.crosstab(found["segment"], true)
meets

# %% name="truth_shares"
# %%needs truth
new = rest.index
print(cs.number(adjusted_rand_score(true[new], found.loc[new, "segment"]), 3))
named = shares.set_axis(meets.idxmax(axis=1).rename("type"))
truth.compare(named, "type_shares")[["estimate", "low", "high", "truth", "covered"]]

# %% [markdown] name="truth_read" slideshow={"slide_type": "slide"}
# > **On the sample data.** Each segment is one of the five stories. The agreement with the truth (the **adjusted Rand index**, 0 by chance, 1 perfect) is 0.840 among the 10,000 customers who took no part.
#
# What are types *for*? For something that took no part in making them. Who is among the top fifth of the buyers in money?

# %% name="lift" slideshow={"slide_type": "slide"}
# %%needs purchases
spent = people["customer"].map(scores["m"])
cs.lift(found["segment"], spent.eq(5).where(spent.notna())).round(3)

# %% [markdown] name="lift_read" slideshow={"slide_type": "fragment"}
# The **lift** is the share in the segment over the share among all: 1 says nothing, 2 twice as often.
#
# > **On the sample data.** Segment 3, which repeats its purchases, is 2.25 times as often among the big spenders (2.10 to 2.40); segment 5, which just looks around, hardly ever.
#
# > **Watch out.** A type is a habit, not a sentence for life. Mrs Lina buys a gift on impulse, too. Greet the person, use the type for planning, and count again next year.

# %% [markdown] name="can_do" slideshow={"slide_type": "slide"}
# ## What you can now do
#
# | you want | you write |
# |---|---|
# | recency, frequency, money | `cs.rfm(orders, customer=..., date=..., amount=...)` |
# | segments from behaviour | `cs.cluster_profiles(behaviour, k)` |
# | how many, or any at all | `cs.choose_k(behaviour)`, and once more on a cloud |
# | the type of new customers | `cs.assign_types(new, profiles)` |
# | what a type is good for | `cs.lift(types, flag)` |
#
# > **With your own data.** Change `STUDY`. A table `customers` of shares or a table `purchases` (customer, date, amount) goes under `tables:` in the codebook; without them the lesson groups people by how they rate the drivers.
#
# Now the exercise: `exercises/en/ex07_customer_types.ipynb`.

# %% [markdown] name="quiz" tags=["quiz"]
# ## Five questions
#
# **1.** k-means found four segments in our data. Does that show that there are four?
# <details><summary>Answer</summary>No. It finds four in anything, when asked for four.</details>
#
# **2.** A customer has RFM 155. Who is she?
# <details><summary>Answer</summary>She bought often and much, but long ago: perhaps lost, and worth a call.</details>
#
# **3.** Stability at k = 2 is 0.94. Are there two types?
# <details><summary>Answer</summary>Not shown: one long cloud is also cut the same way every time. Compare with a cloud.</details>
#
# **4.** Segments made from eight behaviours differ on all eight with p < .001. Impressed?
# <details><summary>Answer</summary>No: they were made to differ there. Ask about something that took no part.</details>
#
# **5.** Age in years and income in rupiah go into k-means unscaled. What happens?
# <details><summary>Answer</summary>Income decides alone, since its numbers are larger. Divide by the standard deviation.</details>

# %% [markdown] name="claim_five" tags=["claim"] slideshow={"slide_type": "slide"}
# ## Claim cards
#
# **"Customers come in five types."**
# - *In Serambi:* yes, by construction: five, and clearly apart.
# - *Published:* data on consumers often lack clear groups; then repeating the analysis gives other segments, and one run alone may be entirely random [1].
# - *Your data would need:* stability above that of a cloud, found again in another year.

# %% [markdown] name="claim_rfm" tags=["claim"] slideshow={"slide_type": "fragment"}
# **"Clever methods beat simple scores."**
# - *In Serambi:* the types say *why* people buy, RFM *how much*: neither holds the other.
# - *Published:* in two mailing data sets RFM was good enough, except where few answer and only a small part is mailed [2].
# - *Your data would need:* both methods, judged on customers neither has seen.

# %% [markdown] name="gmm" tags=["deeper"]
# ## Deeper
#
# These cells are not on the slides and not in the checked tasks.
#
# **A mixture instead of centres.** k-means gives everybody one type, also those in between. A **Gaussian mixture** gives a probability for each, and lets types differ in spread. How sure is it?

# %% name="gmm_run" tags=["deeper"]
mixture = cs.cluster_profiles(learn, 5, method="gmm")
sure = cs.assign_types(habits, mixture)["probability"]
cs.mean_score((sure > 0.9).astype(float))

# %% [markdown] name="bic" tags=["deeper"]
# **On which scale?** On the raw shares no bell fits, and BIC asks for more and more segments to mend that. The logit cured it. (A study without shares shows the same numbers twice.)

# %% name="bic_run" tags=["deeper"]
raw = cs.choose_k(behaviour.loc[learn.index], range(2, 9), bootstrap=2)["bic"]
pd.DataFrame({"raw": raw - raw.min(), "used": criteria["bic"] - criteria["bic"].min()}).round(0)

# %% [markdown] name="fdr" tags=["deeper"]
# **Many tests at once.** By what else do the types differ? Test many columns, and one p below .05 is nothing special. Benjamini and Hochberg's `p_bh` keeps the share of false finds among the finds at 5%. Here are the numbers that took no part, the customer's number among them, which can have nothing to do with it. Read `estimate` first: eta squared, the share of the variance that lies between the types. With thousands of customers a difference may be sure and tiny.

# %% name="fdr_run" tags=["deeper"]
# %%needs customers
others = people.select_dtypes("int").astype(float)
cs.profile_tests(others, found["segment"])[["estimate", "low", "high", "p", "p_bh"]].round(4)

# %% [markdown] name="references" tags=["deeper"]
# ## References
#
# 1. Ernst & Dolnicar (2018), *Journal of Travel Research* 57 (abstract).
# 2. McCarty & Hastak (2007), *Journal of Business Research* 60 (abstract).
