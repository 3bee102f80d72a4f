"""The checks of exercise 07: customer types."""

from __future__ import annotations

import numpy as np
import pandas as pd

from custsat_edu.i18n import _
from custsat_edu.stats.segments import assign_types, choose_k, cluster_profiles, lift, rfm
from custsat_edu.teach.expect import (
    Env,
    answer,
    expect_choice,
    expect_number,
    expect_table,
    expect_true_or_false,
    expect_type,
)

_SEGMENTS = 5
_RESAMPLES = 10  # of task 5
_LOOKED_AT = 100  # customers of task 4: enough to tell, and quick


def three_numbers(env: Env) -> None:
    """Task 1: recency, frequency and money of the customer with the most orders, by hand."""
    orders = _orders(env)
    hers = orders[orders["customer"] == orders.groupby("customer").size().idxmax()]
    last, day, amount = orders["date"].max(), hers["date"], hers["amount"]
    first = _("That is counted from her first order: take her last one.")
    now = _("That is counted to today: count to the last day in the table.")
    late = [((last - day.min()).days, first), ((pd.Timestamp.now() - day.max()).days, now)]
    days, right = _("whole days"), (last - day.max()).days
    expect_number(env, "recency", right, unit=days, tolerance=0.01, mistakes=late)
    cells = _("size counts every cell of her rows: one row is one order.")
    dates = _("Those are the days on which she ordered: count the orders.")
    counts = [(hers.size, cells), (day.nunique(), dates)]
    unit, right = _("orders"), len(hers)
    expect_number(env, "frequency", right, unit=unit, tolerance=0.01, mistakes=counts)
    mean = _("That is the mean of her orders: add them up.")
    largest = _("That is her largest order: add all of them up.")
    rupiah = _("That is in rupiah: the table counts in thousands, and so does the task.")
    sums = [(amount.mean(), mean), (amount.max(), largest), (1000 * amount.sum(), rupiah)]
    unit, right = _("thousands of rupiah"), amount.sum()
    expect_number(env, "monetary", right, unit=unit, tolerance=0.01, mistakes=sums)


def top_share(env: Env) -> None:
    """Task 2: what the top fifth of the buyers brings."""
    orders = _orders(env)
    spent = orders.groupby("customer")["amount"].sum()
    customers = len(env["study"].tables["customers"])
    everybody = _("That is a fifth of all customers: most of them never bought. Take the buyers.")
    single = _("That is the top fifth of the orders: first add up the orders of each buyer.")
    others = _("That is what the others bring: the top fifth is asked for.")
    expect_number(
        env,
        "top_share",
        _top(spent, len(spent)),
        unit=_("a share from 0 to 1"),
        tolerance=0.003,
        mistakes=[
            (_top(spent, customers), everybody),
            (_top(orders["amount"], len(orders)), single),
            (1 - _top(spent, len(spent)), others),
        ],
    )


def lost_best(env: Env) -> None:
    """Task 3: how many ordered often and much, but not lately."""
    scores = rfm(_orders(env), customer="customer", date="date", amount="amount")
    late, often, much = scores["r"] <= 2, scores["f"] >= 4, scores["m"] >= 4
    anybody = _("Those are all who have been away for long: they must have been good ones, too.")
    turned = _("Turned round: those came lately, but ordered seldom and little.")
    here = _("Those are still here: a high r means that the last order is recent.")
    either = _("One of the two is not enough: they must score high in frequency and in money.")
    alone = _("That is the segment 155 alone: 4 counts as high, too, and 2 as low.")
    share = _("That is a share: a number of customers is asked for.")
    right = (late & often & much).sum()
    expect_number(
        env,
        "lost_best",
        right,
        unit=_("customers"),
        tolerance=0.0001,
        mistakes=[
            (late.sum(), anybody),
            (((scores["r"] >= 4) & (scores["f"] <= 2) & (scores["m"] <= 2)).sum(), turned),
            (((scores["r"] >= 4) & often & much).sum(), here),
            *(((late & high).sum(), either) for high in (often, much, often | much)),
            ((scores["segment"] == "155").sum(), alone),
            *((right / n, share) for n in (len(scores), len(env["study"].tables["customers"]))),
        ],
    )


def logits(env: Env) -> None:
    """Task 4: the logit of every share."""
    p = _behaviour(env)
    log = _("That is log(p): p is to be divided by 1 - p first.")
    outside = _("The logarithm is of the whole fraction: mind the brackets.")
    odds = _("Those are the odds, p / (1 - p): their logarithm is asked for.")
    turned = _("The fraction is upside down: p goes on top.")
    ten = _("That is the logarithm to base 10: take the natural one.")
    standard = _("Those are standardised shares: they bunch up at the ends as before.")
    right, some = _logits(env), p.index[:_LOOKED_AT]
    mistakes = [
        (np.log(p), log),
        (np.log(p) / (1 - p), outside),
        (p / (1 - p), odds),
        (-right, turned),
        (right / np.log(10), ten),
        ((p - p.mean()) / p.std(), standard),
    ]
    found = expect_type(env, "logits", pd.DataFrame, _("a table (DataFrame)"))
    expect_table(
        {"logits": found[found.index.isin(some)]},
        "logits",
        right.loc[some],
        tolerance=0.001,
        mistakes=[(table.loc[some], sentence) for table, sentence in mistakes],
    )


def how_many(env: Env) -> None:
    """Task 5: how many segments BIC chooses, and how far they stand above a cloud."""
    for name in ("k_bic", "refuses", "above"):
        answer(env, name)  # before anything is clustered
    habits = _logits(env)
    table = choose_k(habits, range(2, 9), bootstrap=1)  # BIC asks for no resamples
    highest = _("Of the BIC the lowest wins; the silhouette is another judge.")
    always = _("That is BIC on the shares themselves, or inertia, which always falls. Use logits.")
    expect_number(
        env,
        "k_bic",
        table["bic"].idxmin(),
        unit=_("segments"),
        tolerance=0.01,
        mistakes=[
            *((table[name].idxmax(), highest) for name in ("bic", "silhouette")),
            (table["inertia"].idxmin(), always),
        ],
    )
    cut = _("Look at what k-means makes of the cloud: is one of the five segments missing?")
    expect_true_or_false(env, "refuses", False, cut)
    customers, nobody = (_stability(of) for of in (habits, _cloud(habits)))
    alone = _("That is the stability of the customers alone.")
    cloud = _("That is the stability of the cloud alone.")
    ratio = _("That is a ratio: a difference is asked for.")
    expect_number(
        env,
        "above",
        customers - nobody,
        unit=_("points of stability, from ten resamples"),
        tolerance=0.05,
        mistakes=[(customers, alone), (nobody, cloud), (customers / nobody, ratio)],
    )


def names(env: Env) -> None:
    """Task 6: each segment named after the behaviour that sets it apart."""
    profiles = cluster_profiles(_logits(env), _SEGMENTS)
    mean = profiles["estimate"]
    step = _(
        "Farthest above the mean of all: subtract that, then divide by the standard deviation."
    )
    below = _("That lies farthest below the mean of all: above is asked for.")
    mistakes = [
        (mean, step),
        (mean - profiles["all"], step),
        (profiles["all"] - mean, below),
        ((profiles["all"] - mean) / profiles["unit"], below),
    ]
    found = expect_type(env, "names", (pd.Series, dict), _("a Series with one row a segment"))
    expect_table(
        {"names": pd.Series(found).to_frame("behaviour")},
        "names",
        _first_in((mean - profiles["all"]) / profiles["unit"]),
        tolerance=0,
        mistakes=[(_first_in(values), sentence) for values, sentence in mistakes],
    )


def agreement(env: Env) -> None:
    """Stretch task 7: whether the types of one half are found again in the other."""
    from sklearn.metrics import adjusted_rand_score

    habits = _logits(env)
    first, second = habits.iloc[: len(habits) // 2], habits.iloc[len(habits) // 2 :]
    learnt, own = _types(second, first), _types(second, second)
    equal = _("That counts equal numbers: type 1 of one half may be type 3 of the other.")
    leaked = _("One of your tables has seen all customers: learn on one half at a time.")
    expect_number(
        env,
        "agreement",
        adjusted_rand_score(learnt, own),
        unit=_("the adjusted Rand index, at most 1"),
        tolerance=0.01,
        mistakes=[
            ((learnt == own).mean(), equal),
            *((adjusted_rand_score(_types(second, habits), of), leaked) for of in (own, learnt)),
        ],
    )


def what_for(env: Env) -> None:
    """Stretch task 8: which type orders most often, and whether that is clear."""
    habits, shares = _logits(env), _behaviour(env)
    scores = rfm(_orders(env), customer="customer", date="date", amount="amount")
    score = habits.index.to_series().map(scores["f"])
    often = score.eq(5).where(score.notna())
    types = _types(habits, habits)
    table = lift(types, often)[["estimate", "low", "high", "n"]]
    never = _("Who never bought counts as no here: leave the missing ones missing.")
    raw = _("Those are types of the shares: make them of the logits.")
    mistakes = [
        (lift(types, score.eq(5))[table.columns], never),
        (lift(_types(shares, shares), often)[table.columns], raw),
    ]
    expect_table(env, "lift_table", table, tolerance=0.001, mistakes=mistakes)
    least = _("That is the smallest lift: the largest is asked for.")
    crowd = _("That is the largest type: the largest lift is asked for.")
    best = table["estimate"].idxmax()
    wrong = [(table["estimate"].idxmin(), least), (table["n"].idxmax(), crowd)]
    expect_choice(env, "best", best, choices=table.index.tolist(), mistakes=wrong)
    end = _("The whole interval must lie above 1: look at its lower end.")
    expect_true_or_false(env, "clear", bool(table.loc[best, "low"] > 1), end)


def _orders(env: Env) -> pd.DataFrame:
    """Return the orders, their dates as dates."""
    orders = env["study"].tables["purchases"]
    return orders.assign(date=pd.to_datetime(orders["date"]))


def _behaviour(env: Env) -> pd.DataFrame:
    """Return the shares of the customers that the exercise draws."""
    people = env["study"].tables["customers"].set_index("customer")
    people = people.select_dtypes("float").dropna()
    return people.sample(min(2000, len(people)), random_state=4)


def _logits(env: Env) -> pd.DataFrame:
    p = _behaviour(env)
    return np.log(p / (1 - p))


def _top(values: pd.Series, n: int) -> float:
    """Return the share that the n // 5 largest values have in the sum of all."""
    return values.nlargest(n // 5).sum() / values.sum()


def _cloud(table: pd.DataFrame) -> pd.DataFrame:
    """Return customers without types, as the exercise makes them."""
    rng = np.random.default_rng(0)
    rows = rng.multivariate_normal(table.mean(), table.cov(), len(table))
    return pd.DataFrame(rows, columns=table.columns)


def _stability(table: pd.DataFrame) -> float:
    """Return how stable five segments are."""
    return choose_k(table, [_SEGMENTS], bootstrap=_RESAMPLES)["stability"].item()


def _first_in(values: pd.Series) -> pd.DataFrame:
    """Return the behaviour with the largest value of each segment."""
    return values.unstack("segment").idxmax().to_frame("behaviour")


def _types(table: pd.DataFrame, learnt_on: pd.DataFrame) -> pd.Series:
    """Return the types of some customers, learnt on the same or others."""
    return assign_types(table, cluster_profiles(learnt_on, _SEGMENTS))["segment"]
