"""Customer types: RFM scores, clusters of behaviour, how many, and what they are good for.

Coverage named in the notes was measured by simulation (`tools/benchmarks/benchmarks.md`).
"""

from __future__ import annotations

import difflib
import math
import warnings
from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import softmax, stdtrit

from custsat_edu.errors import Problem
from custsat_edu.stats.checks import Check, Floats, is_number
from custsat_edu.stats.engine.moments import noncentrality, percentile_limits

_METHODS = ("kmeans", "gmm")
_MODEL = ("estimate", "share", "unit", "method")  # the columns new customers are assigned by
_SILHOUETTES = 3000  # customers whose silhouette is taken; it needs every pair of them
_DAYS = "datetime64[D]"
_CODES = np.array([f"{code:03}" for code in range(1000)], dtype=object)


def rfm(
    orders: pd.DataFrame,
    *,
    customer: str,
    date: str,
    amount: str,
    today: Any = None,
    bins: int = 5,
) -> pd.DataFrame:
    """Return recency, frequency and monetary value of each customer, and their scores.

    Parameters
    ----------
    orders : DataFrame
        One row an order. Rows without customer, date or amount are left out, and with them
        customers who have no other row: who never ordered has no recency.
    customer, date, amount : str
        The columns that say who ordered, when (dates, not text), and for how much (0 or more).
    today : date, optional
        The day to count from; the day of the last order if not given.
    bins : int
        Scores run from 1 to this, at most 9.

    Returns
    -------
    DataFrame
        One row a customer, index `customer`, sorted. `recency`: whole days from the last order to
        today; `frequency`: number of orders; `monetary`: sum of the amounts; `r`, `f`, `m`: their
        scores, 1 to `bins`, the highest for the most recent, the most orders, the most money;
        `segment`: the three scores in a row, "555" for the best. `attrs`: `today`, the day as
        text; `orders_left_out`, `customers_left_out`: how many for missing values.

    Raises
    ------
    InputError
        If a column is not there, dates are text or after today, amounts are negative or no
        numbers, no order is complete, or an option is wrong.

    Notes
    -----
    The score is by quantile. A customer with middle rank i of n, equal values sharing the mean of
    their ranks, has the score 1 + floor(bins (i - 1/2) / n). Equal customers thus get equal
    scores, in whatever order the rows stand; without ties every score is given equally often, and
    where half of the customers have one order, the scores of frequency are far from equal groups.
    Without `today` a date after the computer's own date counts as after today.

    The scores say who is better than others of this company in this window, not who is good.

    References
    ----------
    "How RFM scores customer behavior from 1 to 5", littlestreamsoftware.com: five equal groups on
    each of the three, the sum of money, and codes from 111 to 555.

    Examples
    --------
    >>> days = pd.to_datetime(["2025-03-01", "2025-03-28", "2025-01-15", "2025-03-30"])
    >>> orders = pd.DataFrame({"who": ["a", "a", "b", "c"], "day": days, "paid": [20, 30, 15, 90]})
    >>> table = rfm(orders, customer="who", date="day", amount="paid", today="2025-03-31", bins=3)
    >>> table[["recency", "frequency", "monetary", "segment"]]
              recency  frequency  monetary segment
    customer
    a               3          2      50.0     232
    b              75          1      15.0     121
    c               1          1      90.0     323
    """
    check = Check("rfm")
    _check_bins(check, bins)
    day = _today(check, today)
    whole = _orders(check, orders, {"customer": customer, "date": date, "amount": amount})
    known = whole.dropna()
    day = _until(check, known, whole, day)
    table = _per_customer(known, day)
    for score, column, sign in (("r", "recency", -1), ("f", "frequency", 1), ("m", "monetary", 1)):
        table[score] = _score(sign * table[column], int(bins))
    code = table["r"] * 100 + table["f"] * 10 + table["m"]
    table["segment"] = pd.array(_CODES[code], dtype="str")
    lost = whole.loc[whole[["date", "amount"]].isna().any(axis=1), "customer"].dropna().unique()
    table.attrs = {
        "today": str(day),
        "orders_left_out": float(len(whole) - len(known)),
        "customers_left_out": float((~np.isin(lost, table.index)).sum()),
    }
    return table


def cluster_profiles(
    X: pd.DataFrame,
    k: int,
    *,
    method: str = "kmeans",
    scale: bool = True,
    confidence: float = 0.95,
    rng: int | np.random.Generator = 0,
) -> pd.DataFrame:
    """Return k segments of customers by how they behave: the mean of each behaviour in each.

    `assign_types` says who belongs to which, for these customers and for new ones.

    Parameters
    ----------
    X : DataFrame of numbers, shape (n, p)
        One row a customer, one column a behaviour. Only rows without a missing value are used.
    k : int
        How many segments, 2 at least.
    method : {"kmeans", "gmm"}
        k-means; or a mixture of normal distributions whose behaviours are independent within a
        segment, each with its own spread (a latent profile analysis).
    scale : bool
        Whether to divide each behaviour by its standard deviation, so that all weigh the same.
        Without, the one in the largest unit decides. ("gmm" is the same either way.)
    confidence : float
        Between 0 and 1.
    rng : int or numpy Generator
        Seed or source of chance.

    Returns
    -------
    DataFrame
        One row a segment and behaviour, index `segment` (from 1, the largest) and `behaviour`.
        `estimate`: the mean in the segment; `low`, `high`: its limits, NaN for a segment of one;
        `n`: customers in the segment; `all`: the mean of all customers; `share`: the segment's
        part of all customers, 0 to 1 (with "gmm" the weight in the mixture); `unit`: what counts
        as a distance of 1, the standard deviation of all customers (with "gmm" that within the
        segment; 1 for k-means without `scale`); `method`. `attrs`: `n`, `left_out`: customers
        used, and left out for missing values.

    Raises
    ------
    InputError
        If a behaviour is constant or no number, if there are fewer different customers than
        segments, or if an option is wrong.

    Notes
    -----
    Both always find k segments, in pure noise too: ask `choose_k` first. Limits are mean +- t sd /
    sqrt(n) as if the segments had been known, so they say how well a mean is known and nothing on
    whether the segment exists. A share that lies near 0 or 1 goes in as log(p / (1 - p)).

    k-means starts 10 times, the mixture 3 times from k-means; the best is kept. The table is the
    whole model: renamed segments (`.rename({1: "regulars"}, level="segment")`), or the table read
    back from a file, still assign customers.

    References
    ----------
    scikit-learn, `KMeans`, `GaussianMixture(covariance_type="diag")`; tidyLPA's
    `estimate_profiles`, where "varying" variances and "zero" covariances are this mixture.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> habits = pd.DataFrame({"visits": np.repeat([2.0, 9.0], [60, 40]), "web": 0.5})
    >>> habits += rng.normal(scale=0.2, size=habits.shape)
    >>> cluster_profiles(habits, 2)[["estimate", "low", "high", "n"]].round(2)
                       estimate   low  high   n
    segment behaviour
    1       visits         2.00  1.95  2.05  60
            web            0.53  0.48  0.58  60
    2       visits         8.97  8.90  9.03  40
            web            0.50  0.44  0.56  40
    """
    check = Check("cluster_profiles")
    check.choice("method", method, _METHODS)
    check.whole("k", k, 2)
    check.confidence(confidence)
    rows, left_out = _behaviours(check, X, k)
    x, names = rows.to_numpy(), rows.columns
    unit = x.std(axis=0, ddof=1) if scale or method == "gmm" else np.ones(x.shape[1])
    z, seed = (x - x.mean(axis=0)) / unit, _seed(np.random.default_rng(rng))
    if method == "kmeans":
        belongs = np.eye(k)[_kmeans(z, k, seed).labels_]
    else:
        belongs = _mixture(z, k, seed).predict_proba(z)
    table = _profiles(x, belongs, unit, method, confidence, names)
    table.attrs = {"n": float(len(x)), "left_out": float(left_out)}
    return table


def assign_types(X: pd.DataFrame, profiles: pd.DataFrame) -> pd.DataFrame:
    """Return the segment of each customer, and how near that is, from a table of profiles.

    Parameters
    ----------
    X : DataFrame of numbers
        One row a customer, with the behaviours of `profiles` in the same units; other columns are
        not looked at.
    profiles : DataFrame
        The table of `cluster_profiles`; its segments may have been renamed.

    Returns
    -------
    DataFrame
        One row a customer, on X's index; all of it missing where a behaviour is. `segment`;
        `distance` to its mean, in the profiles' units over all behaviours; `runner_up`: the next
        best segment; `runner_up_distance`. For a mixture also `probability`: that of the segment.

    Raises
    ------
    InputError
        If `profiles` is another table, if a behaviour is not in X, or if one is no number.

    Notes
    -----
    With u the unit of each behaviour, the distance is sqrt(sum(((x - mean) / u)^2)). k-means takes
    the nearest segment; the customers that the profiles were made of get back the segments they
    had. A mixture takes the most probable, share times the normal densities, over their sum.

    A customer as far from the runner-up as from the segment is of no type, and one far from all is
    of none of these: with p behaviours a typical distance in a mixture is sqrt(p). A probability
    compares the segments with one another only.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> habits = pd.DataFrame({"visits": np.repeat([2.0, 9.0], [60, 40]), "web": 0.5})
    >>> habits += rng.normal(scale=0.2, size=habits.shape)
    >>> profiles = cluster_profiles(habits, 2).rename({1: "rare", 2: "often"}, level="segment")
    >>> assign_types(pd.DataFrame({"visits": [8.0, 3.0], "web": [0.4, 0.5]}), profiles).round(2)
      segment  distance runner_up  runner_up_distance
    0   often      0.60      rare                1.88
    1    rare      0.34     often                1.74
    """
    check = Check("assign_types")
    _check_model(check, profiles)
    segments, names = (profiles.index.unique(level) for level in (0, 1))
    table = _chosen(check, X, names)
    model = {c: profiles[c].unstack().loc[segments, names] for c in ("estimate", "unit", "share")}
    x = table.to_numpy(float)
    known = ~np.isnan(x).any(axis=1)
    mixed = bool((profiles["method"] == "gmm").all())
    mean, unit, share = (part.to_numpy(float) for part in model.values())
    best, distance, probability = _nearest(x[known], mean, unit, share[:, 0] if mixed else None)
    labels, places = pd.array(list(segments)), np.full((len(x), 2), -1)
    places[known] = best
    columns: dict[str, Any] = {}
    for which, name, of in ((0, "segment", "distance"), (1, "runner_up", "runner_up_distance")):
        columns[name] = labels.take(places[:, which], allow_fill=True)
        columns[of] = _spread(distance[:, which], known)
    if mixed:
        columns["probability"] = _spread(probability, known)
    return pd.DataFrame(columns, index=X.index)


def choose_k(
    X: pd.DataFrame,
    ks: Iterable[int] = range(2, 9),
    *,
    scale: bool = True,
    bootstrap: int = 50,
    confidence: float = 0.95,
    rng: int | np.random.Generator = 0,
) -> pd.DataFrame:
    """Return what speaks for each number of segments: fit, separation and stability.

    Parameters
    ----------
    X : DataFrame of numbers, shape (n, p)
        One row a customer, one column a behaviour. Only rows without a missing value are used.
    ks : iterable of int
        The numbers of segments to try; 1 asks too whether there are any.
    scale : bool
        As in `cluster_profiles`.
    bootstrap : int
        Resamples of customers for the stability.
    confidence : float
        Between 0 and 1: how many of the resamples lie between the limits of stability.
    rng : int or numpy Generator
        Seed or source of chance.

    Returns
    -------
    DataFrame
        One row a number of segments, index `k`. `bic`: of the normal mixture, the lowest is best;
        `silhouette`: of k-means, -1 to 1, the highest is best; `stability`: the mean adjusted Rand
        index between the segments of the sample and those found in a resample, 0 for chance, 1 for
        the same segments; `stability_low`, `stability_high`: percentiles over resamples;
        `inertia`: sum of the squared distances in k-means; `n`: complete customers. Silhouette and
        stability are NaN for k of 1. `attrs`: `left_out`: customers with missing values.

    Raises
    ------
    InputError
        As `cluster_profiles`, or if `ks` is empty.

    Notes
    -----
    Each resample is clustered anew by k-means with 10 starts, every customer of the sample is
    given to the nearest centre, and that is compared with the sample's own k-means. The silhouette
    compares the distance to the own segment with that to the next one, for 3,000 random customers
    if there are more. The mixture is that of `cluster_profiles`; BIC = -2 log-likelihood +
    parameters log n on standardised behaviours (mclust has it with the other sign).

    The criteria ask different things and often disagree. Stability is needed, not enough: two
    halves of one long cloud come out the same every time. To see what no types at all look like,
    run it on `np.random.default_rng(0).multivariate_normal(X.mean(), X.cov(), len(X))`. Behaviours
    that go together for reasons other than types make BIC ask for more segments, as the mixture
    knows no correlation within one.

    References
    ----------
    R's flexclust, `bootFlexclust`, and BCA, `bootCVD`, after Dolnicar and Leisch (2010): adjusted
    Rand indices over bootstrap replicates; scikit-learn, `silhouette_score`,
    `adjusted_rand_score`, `GaussianMixture.bic`; mclust's model VVI, in tests/reference.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> centres = np.array([[0, 0], [6, 0], [0, 6]])[rng.integers(0, 3, 300)]
    >>> habits = pd.DataFrame(centres + rng.normal(size=(300, 2)), columns=["visits", "returns"])
    >>> choose_k(habits, range(1, 5), bootstrap=20)[["bic", "silhouette", "stability"]].round(1)
          bic  silhouette  stability
    k
    1  1723.5         NaN        NaN
    2  1231.7         0.6        0.7
    3  1087.1         0.7        1.0
    4  1100.2         0.6        0.9
    """
    check = Check("choose_k")
    check.whole("bootstrap", bootstrap, 1)
    check.confidence(confidence)
    tried = _tried(check, ks)
    rows, left_out = _behaviours(check, X, max(tried))
    rng = np.random.default_rng(rng)
    x = rows.to_numpy() - rows.to_numpy().mean(axis=0)
    unit = x.std(axis=0, ddof=1)
    z, n = x / unit if scale else x, len(x)
    looked = rng.permutation(n)[:_SILHOUETTES]
    resamples = rng.integers(0, n, (bootstrap, n))
    seed = _seed(rng)
    table = pd.DataFrame(
        [_criteria(z, k, looked, resamples, confidence, seed) for k in tried],
        index=pd.Index(tried, name="k"),
    )
    table.insert(0, "bic", [_mixture(x / unit, k, seed).bic(x / unit) for k in tried])
    table["n"] = n
    table.attrs = {"left_out": float(left_out)}
    return table


def profile_tests(
    X: pd.DataFrame, segments: pd.Series, *, confidence: float = 0.95
) -> pd.DataFrame:
    """Return by which behaviours segments differ, and how much.

    Parameters
    ----------
    X : DataFrame of numbers, shape (n, p)
        One row a customer, one column a behaviour. A missing value is left out of its own row of
        the result only.
    segments : Series
        The segment of each customer, on X's index. Customers without one are left out.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    DataFrame
        One row a behaviour, index `behaviour`. `estimate`: eta squared, the share of the variance
        that lies between segments, 0 to 1; `low`, `high`: its limits; `n`: customers; `omega2`:
        the same share with less bias in small samples, which may fall under 0; `welch_f`, `df1`,
        `df2`, `p`: Welch's test that all means are equal, NaN where a behaviour does not vary
        within a segment; `p_bh`: p after Benjamini and Hochberg, over all behaviours.

    Raises
    ------
    InputError
        If rows differ, if there are fewer than two segments, or one with fewer than two customers
        of a behaviour, or if a behaviour is constant or no number.

    Notes
    -----
    On the behaviours that the segments were made from the tests are circular: clustering makes
    groups that differ, in pure noise too, and every p is tiny. There read eta squared, as a
    description of what sets the segments apart; keep the tests for columns that had no part in it
    (age, satisfaction, spending).

    p_bh below .05 holds the expected share of false findings among all findings to 5 percent. The
    limits turn those of the noncentrality of the classical F into the share, c / (c + n): they
    assume normal behaviours of equal spread, while Welch's F lets spreads differ.

    References
    ----------
    statsmodels, `anova_oneway(use_var="unequal")`; scipy, `false_discovery_control`; MBESS,
    `ci.omega2`, on the limits, after Steiger (2004). R's `oneway.test`, `p.adjust` and `pf` in
    tests/reference.

    Examples
    --------
    >>> habits = pd.DataFrame({"visits": [1.0, 2, 2, 7, 8, 9], "web": [1.0, 9, 4, 6, 2, 5]})
    >>> types = pd.Series(["rare"] * 3 + ["often"] * 3)
    >>> profile_tests(habits, types)[["estimate", "low", "high", "p", "p_bh"]].round(3)
               estimate   low   high      p   p_bh
    behaviour
    visits        0.958  0.59  0.977  0.002  0.004
    web           0.004  0.00  0.309  0.907  0.907
    """
    from scipy.stats import false_discovery_control

    check = Check("profile_tests")
    check.confidence(confidence)
    table = check.table(X)
    check.done()
    check.varying(table)
    of = _same_segments(check, segments, table.index)
    _check_pairs(check, table, of)
    tests = [_difference(table[name], of, confidence) for name in table.columns]
    result = pd.DataFrame(tests, index=table.columns.rename("behaviour"))
    known = result["p"].notna()
    result["p_bh"] = result["p"]
    if known.any():
        result.loc[known, "p_bh"] = false_discovery_control(result.loc[known, "p"])
    return result


def lift(segments: pd.Series, flag: pd.Series, *, confidence: float = 0.95) -> pd.DataFrame:
    """Return how much more often than among all customers something happens in each segment.

    Parameters
    ----------
    segments : Series
        The segment of each customer.
    flag : Series of bool, or of 0 and 1
        Whether it happened (bought again, complained, left), on the same index. Customers with
        either missing are left out.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    DataFrame
        One row a segment, index `segment`. `estimate`: the lift, the share in the segment over the
        share among all; `low`, `high`: its limits; `n`: customers in the segment; `share`,
        `share_low`, `share_high`: the share in the segment with Wilson's limits; `all`: the share
        among all customers.

    Raises
    ------
    InputError
        If rows differ, if the flag is not 0 or 1 or never 1, or if there are fewer than two
        segments.

    Notes
    -----
    A lift of 2 says twice as often as on average; a lift whose limits hold 1 says nothing. The
    segment is part of all, so the lift cannot pass all customers over those of the segment. With
    q the segment's part of all customers and r the ratio of its share to that of the others, lift
    = r / (q r + 1 - q). The limits are those of r, put into that formula with q as it is: by
    MOVER-R from Wilson's limits of both shares. They stay finite where nobody in a segment, or
    nobody outside, has the flag. In simulated samples with segments of 30 to 400 the 95 % limits
    held the truth in .94 to .98, at shares from .05 to .5.

    References
    ----------
    R's pairwiseCI, `MOVERR`, after Donner and Zou (2012), and contingencytables,
    `MOVER_R_Wilson_CI_ratio_2x2`; statsmodels, `proportion_confint` (method "wilson").

    Examples
    --------
    >>> types = pd.Series(["regular"] * 40 + ["bargain"] * 60)
    >>> left = pd.Series([1] * 4 + [0] * 36 + [1] * 24 + [0] * 36)
    >>> lift(types, left)[["estimate", "low", "high", "n", "share", "all"]].round(2)
             estimate   low  high   n  share   all
    segment
    bargain      1.43  1.18  1.57  60    0.4  0.28
    regular      0.36  0.15  0.73  40    0.1  0.28
    """
    from statsmodels.stats.proportion import proportion_confint

    check = Check("lift")
    check.confidence(confidence)
    happened = check.part("flag").answers(flag)
    check.done()
    of = _same_segments(check, segments, happened.index)
    both = of.notna() & happened.notna()
    counts = _flagged(check, happened[both], of[both])
    hits, n = counts["sum"].to_numpy(), counts["count"].to_numpy()
    shares = np.array([hits / n, (hits.sum() - hits) / (n.sum() - n)])
    sizes = np.array([n, n.sum() - n])
    low, high = proportion_confint(shares * sizes, sizes, 1 - confidence, "wilson")
    limits = _lift_limits(shares, low, high, n / n.sum())
    columns = {
        "estimate": shares[0] * n.sum() / hits.sum(),
        "low": limits[0],
        "high": limits[1],
        "n": n,
        "share": shares[0],
        "share_low": low[0],
        "share_high": high[0],
        "all": hits.sum() / n.sum(),
    }
    return pd.DataFrame(columns, index=counts.index.rename("segment"))


def _check_bins(check: Check, bins: int) -> None:
    check.whole("bins", bins, 2)
    if is_number(bins) and bins > 9:
        check.wrong(
            Problem(
                "{where}: bins must be at most 9, found {found}. A score is one digit of the "
                "segment.",
                {"found": bins},
            )
        )


def _today(check: Check, today: Any) -> np.datetime64 | None:
    """Return the day to count from; None for the day of the last order."""
    if today is None:
        return None
    try:
        day = np.datetime64(pd.Timestamp(today).tz_localize(None), "D")
    except (ValueError, TypeError):
        day = np.datetime64("NaT")
    if np.isnat(day) or is_number(today):
        check.wrong(
            Problem(
                "{where}: today must be a date, found {found}. Write today='2025-12-31'.",
                {"found": repr(today)},
            )
        )
        return None
    return day


def _orders(check: Check, orders: Any, roles: dict[str, str]) -> pd.DataFrame:
    """Return who ordered when and for how much, or raise what is wrong with the columns."""
    if not isinstance(orders, pd.DataFrame):
        check.wrong(
            Problem(
                "{where}: orders must be a table with one row an order. "
                "Write rfm(orders, customer='id', date='day', amount='paid')."
            )
        )
        check.done()
    chosen = _chosen_columns(check, orders, list(roles.values()))
    columns = {role: chosen[name] for role, name in roles.items()}
    columns["date"] = _dates(check, roles["date"], columns["date"])
    amounts = check.answers(columns["amount"], column=roles["amount"])
    negative = amounts[(amounts < 0).to_numpy()]
    if len(negative):
        check.wrong(
            Problem(
                "{where}, {name}: amounts must be 0 or more, found {found:g} in row {row}, and "
                "{count} such orders in all. Leave returns out, or take them off the order they "
                "belong to.",
                {"name": roles["amount"], "count": len(negative)} | _first(negative),
            )
        )
    check.done()
    return pd.DataFrame(columns | {"amount": amounts})


def _chosen_columns(check: Check, table: pd.DataFrame, names: list[Any]) -> pd.DataFrame:
    """Return some columns of a table, or raise which of them it lacks."""
    for name in dict.fromkeys(names):
        if name not in table.columns:
            near = difflib.get_close_matches(str(name), list(map(str, table.columns)), 1, 0)
            check.wrong(
                Problem(
                    "{where}: there is no column {name!r}. Did you mean {near!r}?",
                    {"name": name, "near": (near or ["-"])[0]},
                )
            )
    check.done()
    return table[names].loc[:, lambda part: ~part.columns.duplicated()]


def _dates(check: Check, name: str, dates: pd.Series) -> pd.Series:
    """Return dates without a time zone, or note that they are none."""
    if dates.dtype.kind == "M":
        return dates.dt.tz_localize(None)
    known = dates.dropna()
    check.wrong(
        Problem(
            "{where}, {name}: needs dates, found {found!r} in row {row}. Turn text into dates "
            "first: orders[{name!r}] = pd.to_datetime(orders[{name!r}]).",
            {"name": name} | _first(known if len(known) else dates),
        )
    )
    return dates


def _first(values: pd.Series) -> dict[str, Any]:
    """Say the first of some wrong values, and where it stands."""
    if len(values) == 0:
        return {"found": "nothing", "row": "-"}
    return {"found": values.iloc[0], "row": str(values.index[0])}


def _until(
    check: Check, known: pd.DataFrame, whole: pd.DataFrame, day: np.datetime64 | None
) -> np.datetime64:
    """Return the day to count from, after asking that no order is later than that."""
    if known.empty:
        check.wrong(
            Problem(
                "{where}: none of the {n} rows has a customer, a date and an amount, so nobody "
                "has ordered. Are the columns the right ones?",
                {"n": len(whole)},
            )
        )
        check.done()
    last = np.datetime64(known["date"].max(), "D")
    latest = np.datetime64(pd.Timestamp.now() + pd.Timedelta(days=1), "D") if day is None else day
    if last > latest:
        late = known.loc[(known["date"].to_numpy().astype(_DAYS) > latest), "date"]
        check.wrong(
            Problem(
                "{where}: {count} orders are dated after {today}, first {found:%Y-%m-%d} in row "
                "{row}. Correct them, or count from a later day: today='{last}'.",
                {"count": len(late), "today": str(latest), "last": str(last)} | _first(late),
            )
        )
        check.done()
    return last if day is None else day


def _per_customer(known: pd.DataFrame, day: np.datetime64) -> pd.DataFrame:
    """Return recency, frequency and monetary value; one pass over the orders each."""
    codes, customers = pd.factorize(known["customer"], sort=True)
    ago = (day - known["date"].to_numpy().astype(_DAYS)).astype(int)
    recency = np.full(len(customers), ago.max(initial=0))
    np.minimum.at(recency, codes, ago)
    return pd.DataFrame(
        {
            "recency": recency,
            "frequency": np.bincount(codes),
            "monetary": np.bincount(codes, known["amount"]),
        },
        index=pd.Index(customers, name="customer"),
    )


def _score(values: pd.Series, bins: int) -> pd.Series:
    """Return 1 to bins by the middle rank; equal values have equal scores."""
    return 1 + np.floor(bins * (values.rank() - 0.5) / len(values)).astype(int)


def _behaviours(check: Check, X: Any, k: int) -> tuple[pd.DataFrame, int]:
    """Return the complete rows and how many are not, or raise what speaks against k segments."""
    table = check.table(X)
    if table.shape[1] == 0:
        check.wrong(
            Problem(
                "{where}: there are no behaviours: the table has no columns. "
                "Choose some, as in customers[['visits', 'spend']]."
            )
        )
    check.done()
    rows = table.dropna()
    if is_number(k) and len(rows.drop_duplicates()) < k:
        check.wrong(
            Problem(
                "{where}: {k} segments need at least {k} different customers, found {different} "
                "among {n} complete rows of {rows}. Take fewer segments.",
                {
                    "k": k,
                    "different": len(rows.drop_duplicates()),
                    "n": len(rows),
                    "rows": len(table),
                },
            )
        )
    check.done()
    check.varying(rows)
    return rows, len(table) - len(rows)


def _seed(rng: np.random.Generator) -> int:
    return int(rng.integers(2**31))


def _kmeans(z: Floats, k: int, seed: int) -> Any:
    """Return k-means, run until nobody changes segment."""
    from sklearn.cluster import KMeans

    return _fit(KMeans(k, n_init=10, tol=0, max_iter=1000, random_state=seed), z)


def _mixture(z: Floats, k: int, seed: int) -> Any:
    """Return the mixture of k normal distributions with independent behaviours."""
    from sklearn.mixture import GaussianMixture

    model = GaussianMixture(k, covariance_type="diag", n_init=3, tol=1e-5, max_iter=500)
    return _fit(model.set_params(random_state=seed), z)


def _fit(model: Any, z: Floats) -> Any:
    """Return the fitted model; one thread, as many threads wait for one another on a busy machine.

    Its warnings say that a resample has fewer different rows than segments, or that a mixture of
    too many segments creeps on for ever.
    """
    from sklearn.exceptions import ConvergenceWarning
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        return model.fit(z)


def _profiles(
    x: Floats, belongs: Floats, unit: Floats, method: str, confidence: float, names: pd.Index
) -> pd.DataFrame:
    """Return the tidy table of segments, largest first, from how much each customer belongs."""
    size = belongs.sum(axis=0)[:, None]
    mean = belongs.T @ x / size
    spread = np.sqrt(np.array([b @ (x - m) ** 2 for b, m in zip(belongs.T, mean, strict=True)]))
    share, k = size / len(x), len(size)
    units = np.maximum(spread / np.sqrt(size), 1e-3 * unit) if method == "gmm" else unit + 0 * mean
    best, _, _ = _nearest(x, mean, units, share[:, 0] if method == "gmm" else None)
    n = np.bincount(best[:, 0], minlength=k)[:, None]
    df = np.where(size > 1, size - 1, np.nan)
    half = stdtrit(df, (1 + confidence) / 2) * spread / np.sqrt(df * size)
    parts = {"estimate": mean, "low": mean - half, "high": mean + half, "n": n}
    parts |= {"all": x.mean(axis=0), "share": share, "unit": units}
    order = np.argsort(-n[:, 0], kind="stable")
    columns = {c: np.broadcast_to(part, mean.shape)[order].ravel() for c, part in parts.items()}
    index = pd.MultiIndex.from_product([range(1, k + 1), names], names=["segment", "behaviour"])
    return pd.DataFrame(columns, index).assign(method=method)


def _nearest(
    x: Floats, mean: Floats, unit: Floats, share: Floats | None
) -> tuple[npt.NDArray[np.int_], Floats, Floats]:
    """Return the best two segments of each customer, the distances, the first's probability."""
    squares = [(((x - m) / u) ** 2).sum(axis=1) for m, u in zip(mean, unit, strict=True)]
    distance = np.sqrt(np.column_stack(squares))
    score = -(distance**2) / 2
    if share is not None:
        score = score + np.log(share) - np.log(unit).sum(axis=1)
    best = np.argsort(-score, axis=1, kind="stable")[:, :2]
    probability = softmax(score, axis=1).max(axis=1)
    return best, np.take_along_axis(distance, best, axis=1), probability


def _check_model(check: Check, profiles: Any) -> None:
    columns = profiles.columns if isinstance(profiles, pd.DataFrame) else []
    lacking = [name for name in _MODEL if name not in columns]
    if lacking or profiles.index.nlevels != 2 or not profiles.index.is_unique:
        check.wrong(
            Problem(
                "{where}: profiles must be the table of cluster_profiles, one row a segment and "
                "behaviour, with the columns {columns}. Give it as it came; only the segments may "
                "be renamed, each differently.",
                {"columns": ", ".join(_MODEL)},
            )
        )
    check.done()


def _chosen(check: Check, X: Any, names: pd.Index) -> pd.DataFrame:
    """Return the behaviours of the profiles as floats; missing values are let through."""
    if not isinstance(X, pd.DataFrame):
        check.table(X)
        check.done()
    table = _chosen_columns(check, X, list(names))
    known = table.columns[table.notna().any()]
    numbers = check.table(table[known]) if len(known) else table[known]
    check.done()
    return numbers.reindex(columns=names)


def _spread(values: Floats, known: npt.NDArray[np.bool_]) -> Floats:
    """Return values on all rows, NaN where a row is not known."""
    spread = np.full(len(known), np.nan)
    spread[known] = values
    return spread


def _tried(check: Check, ks: Any) -> list[int]:
    """Return the numbers of segments to try."""
    tried = list(ks) if isinstance(ks, Iterable) else [ks]
    for k in tried:
        check.whole("ks", k, 1)
    if not tried:
        check.wrong(Problem("{where}: ks is empty. Write ks=range(2, 9) for 2 to 8 segments."))
    check.done()
    return sorted({int(k) for k in tried})


def _criteria(
    z: Floats,
    k: int,
    looked: npt.NDArray[Any],
    resamples: npt.NDArray[Any],
    confidence: float,
    seed: int,
) -> dict[str, float]:
    """Return silhouette, stability and inertia of k-means with k segments."""
    from sklearn.metrics import silhouette_score

    model = _kmeans(z, k, seed)
    row = dict.fromkeys(("silhouette", "stability", "stability_low", "stability_high"), math.nan)
    if 1 < len(set(model.labels_[looked])) < len(looked):
        row["silhouette"] = float(silhouette_score(z[looked], model.labels_[looked]))
    if k > 1:
        same = _agreements(z, model.labels_, k, resamples, seed)
        low, high = percentile_limits(same, confidence)
        row |= {"stability": same.mean(), "stability_low": low, "stability_high": high}
    return row | {"inertia": model.inertia_}


def _agreements(
    z: Floats, labels: npt.NDArray[Any], k: int, resamples: npt.NDArray[Any], seed: int
) -> Floats:
    """Return the adjusted Rand index of the sample's segments with those of each resample."""
    from sklearn.cluster import KMeans
    from sklearn.metrics import adjusted_rand_score

    agreements = []
    for i, rows in enumerate(resamples):
        centres = _fit(KMeans(k, n_init=10, random_state=seed + i), z[rows]).cluster_centers_
        nearest = ((centres**2).sum(axis=1) - 2 * z @ centres.T).argmin(axis=1)
        agreements.append(adjusted_rand_score(labels, nearest))
    return np.array(agreements)


def _same_segments(check: Check, segments: Any, index: pd.Index) -> pd.Series:
    """Return the segment of each row, or raise that rows differ or that there is one segment."""
    of = check.same_rows("segments", segments, index)
    if of is not None and of.nunique() < 2:
        check.wrong(
            Problem(
                "{where}: needs at least two segments to compare, found {found}. "
                "Take more segments, or the right column.",
                {"found": of.nunique()},
            )
        )
    check.done()
    return of


def _check_pairs(check: Check, table: pd.DataFrame, of: pd.Series) -> None:
    """Ask for two customers of every behaviour in each segment."""
    counts = table.groupby(of.to_numpy()).count()
    for name in table.columns:
        small = counts.index[counts[name] < 2]
        if len(small):
            check.wrong(
                Problem(
                    "{where}, {name}: a segment needs at least 2 customers, too few in: {found}. "
                    "Join it with another segment, or leave it out.",
                    {"name": str(name), "found": ", ".join(map(str, small))},
                )
            )
    check.done()


def _difference(values: pd.Series, of: pd.Series, confidence: float) -> dict[str, float]:
    """Return one behaviour's share of variance between segments, and Welch's test."""
    from statsmodels.stats.oneway import anova_oneway

    groups = [group.to_numpy() for _, group in values.dropna().groupby(of)]
    sizes, spreads = np.array([[len(g), g.var()] for g in groups]).T
    n, df1, df2 = int(sizes.sum()), len(groups) - 1, int(sizes.sum()) - len(groups)
    within, total = sizes @ spreads, n * np.concatenate(groups).var()
    between, error = total - within, within / df2
    low, high = _eta_limits(between / df1 / error if error else math.inf, df1, df2, confidence)
    row = {"estimate": between / total, "low": low, "high": high, "n": n}
    row["omega2"] = (between - df1 * error) / (total + error)
    if spreads.min() == 0:
        return row | dict.fromkeys(("welch_f", "df1", "df2", "p"), math.nan)
    welch = anova_oneway(groups, use_var="unequal")
    return row | {"welch_f": welch.statistic, "df1": df1, "df2": welch.df_denom, "p": welch.pvalue}


def _eta_limits(f: float, df1: int, df2: int, confidence: float) -> tuple[float, float]:
    """Return the limits of eta squared: the noncentralities that f is an outer quantile of."""
    if not math.isfinite(f):
        return math.nan, math.nan
    tails = ((1 + confidence) / 2, (1 - confidence) / 2)
    low, high = (noncentrality(f, df1, df2, tail) for tail in tails)
    n = df1 + df2 + 1
    return low / (low + n), high / (high + n)


def _flagged(check: Check, happened: pd.Series, of: pd.Series) -> pd.DataFrame:
    """Return the flags and the customers of each segment, or raise that the flag is none."""
    wrong = happened[~happened.isin([0, 1])]
    if len(wrong):
        check.wrong(
            Problem(
                "{where}: flag must be 0 or 1, found {found:g} in row {row}. Write the question: "
                "flag=(table['nps'] >= 9).",
                _first(wrong),
            )
        )
    elif of.nunique() < 2 or not happened.any():
        check.wrong(
            Problem(
                "{where}: needs two segments and a flag that is 1 at least once; among the {n} "
                "customers with both there are {segments} segments and {hits} flags. "
                "Is the flag the right column?",
                {"n": len(of), "segments": of.nunique(), "hits": int(happened.sum())},
            )
        )
    check.done()
    return happened.groupby(of).agg(["sum", "count"])


def _lift_limits(shares: Floats, low: Floats, high: Floats, part: Floats) -> tuple[Floats, Floats]:
    """Return the limits of the lift, from those of the share in the segment and in the others."""
    (p, q), (p_low, q_low), (p_high, q_high) = shares, low, high
    down, up = p_low * (2 * p - p_low), p_high * (2 * p - p_high)
    others_down, others_up = q_low * (2 * q - q_low), q_high * (2 * q - q_high)
    with np.errstate(divide="ignore", invalid="ignore"):  # nobody in the segment, or outside it
        lower = down / (p * q + np.sqrt(np.maximum((p * q) ** 2 - down * others_up, 0)))
        upper = (p * q + np.sqrt(np.maximum((p * q) ** 2 - up * others_down, 0))) / others_down
        ratios = np.where(p > 0, lower, 0), np.where(q > 0, upper, np.inf)
        return 1 / (part + (1 - part) / ratios[0]), 1 / (part + (1 - part) / ratios[1])
