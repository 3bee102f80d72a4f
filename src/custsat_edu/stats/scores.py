"""Scores of satisfaction with their intervals: CSAT, NPS, CES, IKM, and what goes with them.

Coverage named in the notes was measured by simulation (`tools/benchmarks/benchmarks.md`).
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import ndtr, ndtri, stdtrit

from custsat_edu.errors import InputError, Problem
from custsat_edu.stats.checks import Check, Floats, is_number, kish
from custsat_edu.stats.engine.tables import (
    resample_tables,
    table_means,
    table_medians,
    tabulate,
)

IKM_CLASSES = {"A": (88.31, 100.0), "B": (76.61, 88.30), "C": (65.0, 76.60), "D": (25.0, 64.99)}

_NPS_SCALE = (0, 10)
_NPS_INTERVALS = ("adjusted_wald", "wald")
_STATISTICS = ("nps", "mean", "median")
_KISH_BELOW = 100  # weighted answers below which a linearised variance is too rough


def nps(
    answers: pd.Series,
    *,
    weights: pd.Series | None = None,
    confidence: float = 0.95,
    interval: str = "adjusted_wald",
) -> pd.Series:
    """Return the Net Promoter Score, in points, with its confidence interval.

    Parameters
    ----------
    answers : Series of numbers, 0 to 10
        Likelihood to recommend; missing answers are left out.
    weights : Series, optional
        How many customers each respondent stands for: survey weights, not frequencies.
    confidence : float
        Between 0 and 1.
    interval : {"adjusted_wald", "wald"}
        "wald" is the textbook interval (with weights, that of R's survey package).

    Returns
    -------
    Series
        `estimate` in points, -100 to 100: percent promoters (9 or 10) minus percent detractors
        (0 to 6); `low`, `high`: the limits, inside -100 to 100; `n`: answers; with weights
        `n_effective`: Kish's effective sample size.

    Raises
    ------
    InputError
        If an answer is off the scale or no number, if there is none, or if weights or options
        are wrong.

    Notes
    -----
    With shares P and D, the variance of one answer is P + D - (P - D)^2 and the Wald interval is
    (P - D) +- z sqrt(variance / n). Adjusted Wald first adds three answers: 3/4 of one to the
    promoters, 3/4 to the detractors, the rest to the passives. The estimate stays P - D, and
    limits that would miss it (one respondent) are drawn to it. Both assume a random sample.

    With weights the variance v is linearised, n / (n - 1) sum(w^2 (vote - estimate)^2) / sum(w)^2
    with votes of 1, 0 and -1, and t with n - 1 degrees of freedom stands for z. Adjusted Wald
    then adds its three answers to n* = (P + D - (P - D)^2) / v, at most Kish's n; below 100
    answers, or where v is 0, to Kish's n. Limits are NaN for one weighted respondent, and for
    "wald" where all votes are equal.

    The 95 % limits of adjusted Wald held the truth in .948 to .968 of simulated samples from 30
    answers on: skewed, very skewed (70 % tens) and weighted.

    References
    ----------
    After Rocks (2016), as J. Lewis and J. Sauro tell it in "Confidence Intervals for Net Promoter
    Scores", measuringu.com/nps-confidence-intervals.

    Examples
    --------
    >>> nps(pd.Series([10, 9, 9, 8, 7, 3])).round(1)
    estimate    33.3
    low        -26.7
    high        71.2
    n            6.0
    Name: nps, dtype: float64
    """
    check = Check("nps")
    y, w = _sample(check, answers, weights, _NPS_SCALE)
    check.confidence(confidence)
    check.choice("interval", interval, _NPS_INTERVALS)
    check.done()
    vote = _vote(y)
    estimate = float(np.average(vote, weights=w))
    if interval == "wald":
        middle, half = estimate, _vote_half_width(vote, w, confidence)
    else:
        n, z = _as_good_as(vote, w, confidence)
        voters = float(np.average(vote**2, weights=w))
        middle = estimate * n / (n + 3)
        half = z * math.sqrt(((voters * n + 1.5) / (n + 3) - middle**2) / (n + 3))
    limits = 100 * (middle - half), 100 * (middle + half)
    return _row("nps", 100 * estimate, limits, (-100, 100), w, len(y))


def csat(
    answers: pd.Series,
    *,
    scale: tuple[float, float] = (1, 5),
    top: int = 2,
    weights: pd.Series | None = None,
    confidence: float = 0.95,
) -> pd.Series:
    """Return the customer satisfaction score, the share of top-box answers, with its interval.

    Parameters
    ----------
    answers : Series of numbers
        Satisfaction on the scale; missing answers are left out.
    scale : (lowest, highest)
        The scale as asked, not as used.
    top : int
        How many of the highest answers count as satisfied: 2 makes it top-2-box, 4 and 5 of 5.
        (Of scores between the points, 3.5 is not yet one.)
    weights : Series, optional
        How many customers each respondent stands for: survey weights, not frequencies.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    Series
        `estimate`: share of satisfied, 0 to 1; `low`, `high`: Wilson's limits; `n`: answers; with
        weights `n_effective`: Kish's effective sample size.

    Raises
    ------
    InputError
        If an answer is off the scale or no number, if there is none, or if weights or options
        are wrong.

    Notes
    -----
    Wilson: (p + z^2/2n +- z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n), for a random sample. With
    weights p is the weighted share, t with n - 1 degrees of freedom stands for z, and for n
    stands n* = p(1-p) / v, at most Kish's n, where v is the linearised variance of `mean_score`;
    below 100 answers, or where v is 0, Kish's n. Limits are NaN for one weighted respondent.

    The 95 % limits held the truth in .935 to .959 of simulated samples from 30 answers on, with
    and without weights (in .984 of samples of 30 where 98 % are satisfied).

    References
    ----------
    statsmodels, `statsmodels.stats.proportion.proportion_confint` (method "wilson").

    Examples
    --------
    >>> csat(pd.Series([5, 4, 4, 3, 2])).round(3)
    estimate    0.600
    low         0.231
    high        0.882
    n           5.000
    Name: csat, dtype: float64
    """
    check = Check("csat")
    ends = check.scale(scale)
    y, w = _sample(check, answers, weights, ends)
    check.confidence(confidence)
    check.whole("top", top, 1)
    if ends and not check.problems and top > ends[1] - ends[0]:
        check.wrong(
            Problem(
                "{where}: top must leave out at least one of the answers {low:g} to {high:g}, "
                "found {found}.",
                {"low": ends[0], "high": ends[1], "found": top},
            )
        )
    check.done()
    satisfied = (y >= scale[1] - top + 1).astype(float)
    p = float(np.average(satisfied, weights=w))
    n, z = _as_good_as(satisfied, w, confidence)
    middle = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z * math.sqrt(p * (1 - p) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
    return _row("csat", p, (middle - half, middle + half), (0, 1), w, len(y))


def ces(
    answers: pd.Series,
    *,
    scale: tuple[float, float] = (1, 7),
    weights: pd.Series | None = None,
    confidence: float = 0.95,
) -> pd.Series:
    """Return the Customer Effort Score, the mean answer, with its confidence interval.

    Parameters
    ----------
    answers : Series of numbers
        Agreement that it was easy, on the scale; missing answers are left out.
    scale : (lowest, highest)
        The scale as asked; answers off it are an error.
    weights : Series, optional
        How many customers each respondent stands for: survey weights, not frequencies.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    Series
        `estimate`: the mean on the scale; `low`, `high`: the limits, NaN for one respondent or
        where all answers are equal; `n`: answers; with weights `n_effective`: Kish's effective
        sample size.

    Raises
    ------
    InputError
        If an answer is off the scale or no number, if there is none, or if weights or options
        are wrong.

    Notes
    -----
    As `mean_score`, with the scale checked; what is said there of very skewed answers holds.

    Examples
    --------
    >>> ces(pd.Series([7, 6, 6, 5, 2])).round(2)
    estimate    5.20
    low         2.81
    high        7.59
    n           5.00
    Name: ces, dtype: float64
    """
    check = Check("ces")
    y, w = _sample(check, answers, weights, check.scale(scale))
    check.confidence(confidence)
    check.done()
    return _mean_row("ces", y, w, confidence)


def mean_score(
    answers: pd.Series, *, weights: pd.Series | None = None, confidence: float = 0.95
) -> pd.Series:
    """Return the mean of answers or scores, on their own scale, with its confidence interval.

    Parameters
    ----------
    answers : Series of numbers
        Any scores; missing ones are left out.
    weights : Series, optional
        How many customers each respondent stands for: survey weights, not frequencies.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    Series
        `estimate`: the mean; `low`, `high`: the limits, NaN for one respondent or where all
        scores are equal; `n`: scores; with weights `n_effective`: Kish's effective sample size.

    Raises
    ------
    InputError
        If a score is no number, if there is none, or if weights or options are wrong.

    Notes
    -----
    mean +- t sqrt(v), t with n - 1 degrees of freedom, v = variance / n; with weights the
    linearised v = n / (n - 1) sum(w^2 (y - mean)^2) / sum(w)^2, as R's survey package and least
    squares with HC1 errors have it. It assumes a random sample large enough for the mean to be
    normal. Equal answers give no limits: a sample without spread does not say how far it is off.

    The 95 % limits held the truth in .942 to .955 of simulated samples of skewed answers from 30
    on. Where four in five give the best answer they are too narrow, .83 for 30 answers, .91 for
    100 and .94 for 400; with weights of design effect 2, .87, .92 and .95, and .77, .84 and .92
    where both come together. There take the share of the top boxes (`csat`): its limits hold.

    References
    ----------
    statsmodels, `WLS(...).fit(cov_type="HC1", use_t=True)`.

    Examples
    --------
    >>> mean_score(pd.Series([4.0, 3.5, 5.0])).round(2)
    estimate    4.17
    low         2.27
    high        6.06
    n           3.00
    Name: mean_score, dtype: float64
    """
    check = Check("mean_score")
    y, w = _sample(check, answers, weights)
    check.confidence(confidence)
    check.done()
    return _mean_row("mean_score", y, w, confidence)


def ikm(
    answers: pd.DataFrame, *, weights: pd.Series | None = None, confidence: float = 0.95
) -> pd.Series:
    """Return the IKM, the Indonesian index of satisfaction with public services, 25 to 100.

    Parameters
    ----------
    answers : DataFrame of numbers, 1 to 4
        One row a respondent, one column an element of service: nine in the regulation.
    weights : Series, optional
        How many people each respondent stands for: survey weights, not frequencies.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    Series
        `estimate`: 25 times the mean of the elements' means, 25 to 100; `low`, `high`: the
        limits, NaN for one respondent or where nothing varies; `n`: respondents with at least one
        answer; with weights `n_effective`: Kish's effective sample size.

    Raises
    ------
    InputError
        If an answer is off the scale or no number, if an element has none, or if weights or
        options are wrong.

    Notes
    -----
    Every element weighs exactly 1/k. (Rounded to 0.11, nine elements of 4 make 99 of 100, and an
    index of 89.00 becomes 88.11, class B.) An element's mean uses all its answers. Respondent i
    moves the index by z_i = 25/k sum_j w_i (y_ij - mean_j) / (sum of w of those who answered j);
    the variance is n / (n - 1) sum(z^2), and t has n - 1 degrees of freedom.

    Examples
    --------
    >>> visits = pd.DataFrame({"U1": [4, 3, 3, 4], "U2": [3, 3, 2, 4]})
    >>> ikm(visits).round(1)
    estimate     81.2
    low          55.6
    high        100.0
    n             4.0
    Name: ikm, dtype: float64
    """
    check = Check("ikm")
    y, w = _elements(check, answers, weights)
    check.confidence(confidence)
    check.done()
    share = np.isfinite(y) * _ones(w, y)[:, None]
    share = share / share.sum(axis=0)
    elements = np.nansum(share * y, axis=0)
    estimate = 25 * elements.sum() / y.shape[1]
    moves = 25 * np.nansum(share * (y - elements), axis=1) / y.shape[1]
    half = _half_width(moves, estimate, confidence)
    return _row("ikm", estimate, (estimate - half, estimate + half), (25, 100), w, len(y))


def ikm_classes(
    answers: pd.DataFrame,
    *,
    weights: pd.Series | None = None,
    bootstrap: int = 2000,
    rng: int | np.random.Generator = 0,
) -> pd.DataFrame:
    """Return the four classes of the IKM, which one the estimate is in, and how sure that is.

    Parameters
    ----------
    answers : DataFrame of numbers, 1 to 4
        One row a respondent, one column an element of service.
    weights : Series, optional
        How many people each respondent stands for.
    bootstrap : int
        Resamples of respondents.
    rng : int or numpy Generator
        Seed or source of chance.

    Returns
    -------
    DataFrame
        One row a class, index `ikm_class` from A, the best, to D. `low`, `high`: the class's
        bounds; `reached`: True for the class of the estimate; `share`: share of the resamples in
        the class.

    Raises
    ------
    InputError
        As `ikm`.

    Notes
    -----
    The bounds of PermenPAN-RB 14/2017 have two decimals, so an index is rounded to two decimals,
    half up, and then classified. A share well below 1 says: another sample of the same people
    could have put the office into another class.

    Examples
    --------
    >>> visits = pd.DataFrame({"U1": [4, 3, 3, 4] * 9, "U2": [3, 3, 2, 4] * 9})
    >>> ikm_classes(visits)["reached"].to_dict()
    {'A': False, 'B': True, 'C': False, 'D': False}
    """
    check = Check("ikm_classes")
    y, w = _elements(check, answers, weights)
    check.whole("bootstrap", bootstrap, 1)
    check.done()
    weight = _ones(w, y)[:, None] * np.isfinite(y)
    sums = np.hstack([weight * np.nan_to_num(y), weight])
    k = y.shape[1]

    def index(counts: npt.NDArray[Any]) -> Floats:
        totals = counts @ sums
        with np.errstate(invalid="ignore"):  # an element nobody answers in a resample
            return 25 * np.nanmean(totals[:, :k] / totals[:, k:], axis=1)

    blocks = resample_tables(np.ones(len(y), int), bootstrap, np.random.default_rng(rng))
    worlds = np.concatenate([index(counts) for counts in blocks])
    reached = _ikm_class(index(np.ones((1, len(y)))))[0]
    table = pd.DataFrame.from_dict(IKM_CLASSES, orient="index", columns=["low", "high"])
    table["reached"] = table.index == reached
    table["share"] = [(_ikm_class(worlds) == name).mean() for name in table.index]
    return table.rename_axis("ikm_class")


def nps_difference(
    a: pd.Series,
    b: pd.Series,
    *,
    weights: tuple[pd.Series | None, pd.Series | None] | None = None,
    confidence: float = 0.95,
) -> pd.Series:
    """Return the difference of two samples' Net Promoter Scores, a minus b, in points.

    Parameters
    ----------
    a, b : Series of numbers, 0 to 10
        Likelihood to recommend in the two groups; nobody is in both.
    weights : (Series, Series), optional
        Survey weights of a and of b; None for a group without.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    Series
        `estimate`: NPS of a minus NPS of b, in points; `low`, `high`: its limits, inside -200 to
        200; `n`: answers in both groups, `n_a` and `n_b` in each; `z`: the difference in
        standard errors, with its sign; `p`: two-sided. Limits, z and p are NaN where neither
        group varies.

    Raises
    ------
    InputError
        If an answer is off the scale or no number, if a group has none, or if weights or options
        are wrong.

    Notes
    -----
    Two-sample z: SE = sqrt(SE_a^2 + SE_b^2), each SE as in `nps(interval="wald")`:
    sqrt((P + D - (P - D)^2) / n), linearised with weights. It assumes independent random samples.

    Examples
    --------
    >>> store, web = pd.Series([10, 9, 9, 8, 7, 3]), pd.Series([9, 8, 8, 6, 5, 2])
    >>> nps_difference(store, web)[["estimate", "n_a", "n_b"]]
    estimate    66.666667
    n_a          6.000000
    n_b          6.000000
    Name: nps_difference, dtype: float64
    """
    check = Check("nps_difference")
    of_a, of_b = _weight_pair(check, weights)
    samples = []
    for group, answers, group_weights in (("a", a, of_a), ("b", b, of_b)):
        samples.append(_sample(check.part(group), answers, group_weights, _NPS_SCALE))
    check.confidence(confidence)
    check.done()
    votes = [(_vote(y), w) for y, w in samples]
    first, second = (100 * float(np.average(vote, weights=w)) for vote, w in votes)
    estimate = first - second
    variances = [_vote_variance(vote, w) for vote, w in votes]
    se = 100 * math.sqrt(sum(variances)) or math.nan
    half = _z(confidence) * se
    n_a, n_b = (len(y) for y, _ in samples)
    row = _row(
        "nps_difference", estimate, (estimate - half, estimate + half), (-200, 200), None, n_a + n_b
    )
    row["n_a"], row["n_b"] = n_a, n_b
    row["z"], row["p"] = estimate / se, 2 * ndtr(-abs(estimate / se))
    return row


def smallest_detectable_difference(
    n1: int,
    n2: int,
    *,
    promoters: float = 0.5,
    detractors: float = 0.5,
    power: float = 0.80,
    confidence: float = 0.95,
) -> pd.Series:
    """Return the smallest true difference of two NPS that n1 and n2 answers will probably show.

    Not the "smallest detectable change" of measurement theory, which is about one respondent.

    Parameters
    ----------
    n1, n2 : int
        Answers in the two groups.
    promoters, detractors : float
        Expected shares, the same in both groups. By default half and half: no other shares vary
        more, so the result is the safe side; a pilot's shares make it smaller.
    power : float
        Probability of a significant result if the difference is real.
    confidence : float
        1 minus the level of the two-sided test.

    Returns
    -------
    Series
        `difference` in points, then the assumptions: `n1`, `n2`, `promoters`, `detractors`,
        `power`, `confidence`. A plan has no interval.

    Raises
    ------
    InputError
        If a group has fewer than two answers, or if shares, power or confidence are impossible.

    Notes
    -----
    (z of confidence + z of power) sqrt(V / n1 + V / n2) with V = P + D - (P - D)^2: the two-sample
    z test of `nps_difference` with equal variances.

    Examples
    --------
    >>> plan = smallest_detectable_difference(400, 400, promoters=0.5, detractors=0.2)
    >>> plan["difference"].round(1)
    np.float64(15.5)
    """
    check = Check("smallest_detectable_difference")
    check.whole("n1", n1, 2)
    check.whole("n2", n2, 2)
    _check_plan(check, promoters, detractors, confidence)
    check.confidence(power, "power")
    if not check.problems and _spread(promoters, detractors) == 0:
        check.wrong(
            Problem(
                "{where}: with promoters {promoters:g} and detractors {detractors:g} everybody "
                "answers alike, and any difference could be seen. Take the shares of a pilot.",
                {"promoters": promoters, "detractors": detractors},
            )
        )
    check.done()
    se = math.sqrt(_spread(promoters, detractors) * (1 / n1 + 1 / n2))
    return pd.Series(
        {
            "difference": 100 * (_z(confidence) + float(ndtri(power))) * se,
            "n1": float(n1),
            "n2": n2,
            "promoters": promoters,
            "detractors": detractors,
            "power": power,
            "confidence": confidence,
        },
        name="smallest_detectable_difference",
    )


def sample_size_nps(
    half_width: float,
    *,
    promoters: float = 0.5,
    detractors: float = 0.5,
    confidence: float = 0.95,
) -> pd.Series:
    """Return the answers needed to know an NPS to within `half_width` points on either side.

    Parameters
    ----------
    half_width : float
        Half the width of the interval, in points, above 0.
    promoters, detractors : float
        Expected shares. By default half and half: no other shares vary more, so the result is
        the safe side; a pilot's shares make it smaller.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    Series
        `n`: answers (not invitations), then the assumptions: `half_width`, `promoters`,
        `detractors`, `confidence`. A plan has no interval.

    Raises
    ------
    InputError
        If the half width is not above 0, or if shares or confidence are impossible.

    Notes
    -----
    The exact smallest n at which the adjusted Wald interval, the default of `nps`, of these
    shares is that narrow: a few answers away from the textbook's z^2 (P + D - (P - D)^2) / h^2.
    Finite populations, weights and clusters are not in it.

    Examples
    --------
    >>> sample_size_nps(5, promoters=0.5, detractors=0.2)
    n             935.00
    half_width      5.00
    promoters       0.50
    detractors      0.20
    confidence      0.95
    Name: sample_size_nps, dtype: float64
    """
    check = Check("sample_size_nps")
    if not is_number(half_width) or half_width <= 0:
        check.wrong(
            Problem(
                "{where}: half_width must be above 0 points, found {found}. "
                "Write 5 for plus or minus 5 points.",
                {"found": str(half_width)},
            )
        )
    _check_plan(check, promoters, detractors, confidence)
    check.done()
    z, p, d = _z(confidence), promoters, detractors

    def narrowness(n: int) -> float:
        shares = ((p + d) * n + 1.5) / (n + 3) - ((p - d) * n / (n + 3)) ** 2
        return -100 * z * math.sqrt(shares / (n + 3))

    # The width falls with every answer, so bisection finds the first n that is enough.
    n = 1 + bisect_left(range(1, 10**18), -half_width, key=narrowness)
    return pd.Series(
        {
            "n": float(n),
            "half_width": half_width,
            "promoters": p,
            "detractors": d,
            "confidence": confidence,
        },
        name="sample_size_nps",
    )


def bootstrap(
    answers: pd.Series,
    statistic: str = "nps",
    *,
    replications: int = 9999,
    confidence: float = 0.95,
    rng: int | np.random.Generator = 0,
) -> pd.Series:
    """Return an NPS, a mean or a median with its percentile bootstrap interval.

    Parameters
    ----------
    answers : Series of numbers
        0 to 10 for the NPS, any numbers for mean and median; missing answers are left out.
    statistic : {"nps", "mean", "median"}
        What is computed in every resample; the NPS in points.
    replications : int
        Resamples.
    confidence : float
        Between 0 and 1.
    rng : int or numpy Generator
        Seed or source of chance.

    Returns
    -------
    Series
        `estimate`: the statistic of the answers; `low`, `high`: quantiles of the resamples, NaN
        for one respondent or where all answers are equal; `n`: answers.

    Raises
    ------
    InputError
        If an answer is no number, or off 0 to 10 for the NPS, if there is none, or if an option
        is wrong.

    Notes
    -----
    Drawing n respondents with replacement and counting their answers is one multinomial draw on
    the table of answers, so the table is resampled: exact, and as fast for a million answers as
    for a thousand. For a survey without weights, clusters and strata. Percentile limits of a
    median jump from one scale point to the next.

    Examples
    --------
    >>> bootstrap(pd.Series([10, 9, 9, 8, 7, 3] * 20), "median")
    estimate      8.5
    low           8.0
    high          9.0
    n           120.0
    Name: bootstrap, dtype: float64
    """
    check = Check("bootstrap")
    y, _ = _sample(check, answers, None, _NPS_SCALE if statistic == "nps" else None)
    check.choice("statistic", statistic, _STATISTICS)
    check.whole("replications", replications, 1)
    check.confidence(confidence)
    check.done()
    cells, counts = tabulate(y)
    summary = table_medians if statistic == "median" else table_means
    values = 100 * _vote(cells) if statistic == "nps" else cells
    blocks = resample_tables(counts, replications, np.random.default_rng(rng))
    worlds = np.concatenate([summary(values, tables) for tables in blocks])
    tail = (1 - confidence) / 2
    limits = np.quantile(worlds, [tail, 1 - tail]) if len(cells) > 1 else (math.nan, math.nan)
    estimate = float(summary(values, counts[None])[0])
    return _row("bootstrap", estimate, limits, (-math.inf, math.inf), None, len(y))


def answer_counts(answers: pd.DataFrame, *, scale: tuple[float, float]) -> pd.DataFrame:
    """Count the answers to each question, on every whole point of the declared scale.

    Parameters
    ----------
    answers : DataFrame
        One column a question; NaN is no answer.
    scale : (low, high)
        The lowest and the highest possible answer.

    Returns
    -------
    DataFrame
        Index `item`: one row a question; one column a point of the scale, from lowest to highest,
        0 where nobody chose it.

    Raises
    ------
    InputError
        If an answer is off the scale or between two points of it.

    Examples
    --------
    >>> answer_counts(pd.DataFrame({"Q1": [4, 5, 5], "Q2": [2, 4, None]}), scale=(1, 5))
          1  2  3  4  5
    item
    Q1    0  0  0  1  2
    Q2    0  1  0  1  0
    """
    levels = range(int(scale[0]), int(scale[1]) + 1)
    wrong = [v for v in pd.unique(answers.to_numpy().ravel()) if v == v and v not in levels]
    if wrong:
        raise InputError.of(
            "answer_counts: answers must be whole numbers from {low} to {high}, found {found}. "
            "Is the scale declared as it was asked?",
            low=levels[0],
            high=levels[-1],
            found=", ".join(f"{value:g}" for value in sorted(wrong)[:5]),
        )
    counts = {name: answers[name].value_counts().reindex(levels, fill_value=0) for name in answers}
    return pd.DataFrame(counts).T.rename_axis("item").rename(columns=int)


def by_group(
    score: Callable[..., pd.Series],
    answers: pd.Series | pd.DataFrame,
    groups: pd.Series,
    *,
    weights: pd.Series | None = None,
    **options: Any,
) -> pd.DataFrame:
    """Return one score for every group.

    Parameters
    ----------
    score : function
        A score of this package that returns one row: `nps`, `csat`, `ikm`, `cronbach_alpha`, ...
    answers : Series or DataFrame
        What the score takes.
    groups : Series
        The group of each row of the answers. Rows without a group are left out.
    weights : Series, optional
        Handed to the score.
    **options
        Handed to the score, such as `confidence=0.9`.

    Returns
    -------
    DataFrame
        One row a group with the columns of the score, the index named like `groups`: categories
        in their own order, other groups sorted. A group without answers has n = 0 and NaN.
        `attrs["without_group"]` counts the rows that belong to no group.

    Raises
    ------
    InputError
        If rows do not match, if no group has an answer, or with the problems of every group.

    Examples
    --------
    >>> answers = pd.Series([10, 9, 9, 8, 7, 3])
    >>> channel = pd.Series(["store", "web"] * 3, name="channel")
    >>> by_group(nps, answers, channel)[["estimate", "n"]].round(1)
             estimate  n
    channel
    store        66.7  3
    web           0.0  3
    """
    check = Check("by_group")
    answers = answers if isinstance(answers, pd.Series | pd.DataFrame) else pd.Series(answers)
    groups = check.same_rows("groups", groups, answers.index)
    if weights is not None:
        weights = check.same_rows("weights", weights, answers.index)
    check.done()
    groups = groups.astype("category")
    rows = {}
    for group in groups.cat.categories:
        here = (groups == group).to_numpy()
        if answers[here].notna().to_numpy().any():
            given = options if weights is None else options | {"weights": weights[here]}
            rows[group] = _group_row(check, group, score, answers[here], given)
    if not rows and not check.problems:
        check.wrong(
            Problem(
                "{where}: no row has both an answer and a group. "
                "Do the answers and the groups come from the same table?"
            )
        )
    check.done()
    table = pd.DataFrame(rows).T.reindex(groups.cat.categories)
    table = table.rename_axis(index=groups.name or "group")
    counts = [name for name in table if str(name) == "n" or str(name).startswith("n_")]
    table[counts] = table[counts].fillna(0)
    table["n"] = table["n"].astype("int64")
    table.attrs["without_group"] = int(groups.isna().sum())
    return table


def _group_row(
    check: Check, group: Any, score: Callable[..., pd.Series], answers: Any, options: dict[str, Any]
) -> pd.Series | None:
    """Return the score of one group, or note its problems with the group's name."""
    try:
        return score(answers, **options)
    except InputError as error:
        check.problems += [
            Problem("in group {group}: {problem}", {"group": str(group), "problem": problem})
            for problem in error.problems
        ]
        return None


def _sample(
    check: Check, answers: Any, weights: Any, scale: tuple[float, float] | None = None
) -> tuple[Floats, Floats | None]:
    """Return the answers that are there, and their weights."""
    y = check.answers(answers, scale)
    values = y.to_numpy()
    answered = ~np.isnan(values)
    if not answered.all():
        values = values[answered]
    return values, check.weights(weights, y.index, answered)


def _elements(check: Check, answers: Any, weights: Any) -> tuple[Floats, Floats | None]:
    """Return the rows of a table that hold at least one answer, and their weights."""
    y = check.table(answers, (1, 4))
    answered = y.notna().any(axis=1).to_numpy()
    return y.to_numpy()[answered], check.weights(weights, y.index, answered)


def _weight_pair(check: Check, weights: Any) -> tuple[Any, Any]:
    """Return the weights of both groups, or note that they are no pair."""
    pair = (None, None) if weights is None else weights
    if isinstance(pair, tuple | list) and len(pair) == 2:
        return pair[0], pair[1]
    check.wrong(
        Problem(
            "{where}: weights must be a pair, those of a and those of b. "
            "Write weights=(weights_a, weights_b), with None for a group without."
        )
    )
    return None, None


def _check_plan(check: Check, promoters: float, detractors: float, confidence: float) -> None:
    if not (0 <= promoters <= 1 and 0 <= detractors <= 1 and promoters + detractors <= 1 + 1e-12):
        check.wrong(
            Problem(
                "{where}: promoters and detractors are shares between 0 and 1 that add up to 1 at "
                "most, found {promoters} and {detractors}. Write 0.5 for 50 percent.",
                {"promoters": f"{promoters:g}", "detractors": f"{detractors:g}"},
            )
        )
    check.confidence(confidence)


def _vote(answers: Floats) -> Floats:
    return (answers >= 9).astype(float) - (answers <= 6)


def _spread(promoters: float, detractors: float) -> float:
    return promoters + detractors - (promoters - detractors) ** 2


def _ones(weights: Floats | None, like: npt.NDArray[Any]) -> Floats:
    return np.ones(len(like)) if weights is None else weights


def _z(confidence: float) -> float:
    return float(ndtri((1 + confidence) / 2))


def _t(n: int, confidence: float) -> float:
    return float(stdtrit(n - 1, (1 + confidence) / 2))


def _moves(values: Floats, weights: Floats | None) -> Floats:
    """Return what each respondent adds to the weighted mean; their sum is 0."""
    w = _ones(weights, values)
    return w * (values - np.average(values, weights=w)) / w.sum()


def _variance(moves: Floats) -> float:
    """Return the linearised variance of the estimate that respondents move so."""
    n = len(moves)
    return n / (n - 1) * float((moves**2).sum()) if n > 1 else math.nan


def _half_width(moves: Floats, estimate: float, confidence: float) -> float:
    """Return half the t interval; NaN for one respondent, or where nothing varies."""
    variance = _variance(moves)
    if not variance * len(moves) > (1e-12 * estimate) ** 2:
        return math.nan
    return _t(len(moves), confidence) * math.sqrt(variance)


def _vote_variance(vote: Floats, weights: Floats | None) -> float:
    return vote.var() / len(vote) if weights is None else _variance(_moves(vote, weights))


def _vote_half_width(vote: Floats, weights: Floats | None, confidence: float) -> float:
    quantile = _z(confidence) if weights is None else _t(len(vote), confidence)
    return quantile * math.sqrt(_vote_variance(vote, weights)) or math.nan


def _as_good_as(values: Floats, weights: Floats | None, confidence: float) -> tuple[float, float]:
    """Return the simple random sample as precise as this one: its n, and the quantile to use."""
    if weights is None:
        return len(values), _z(confidence)
    n, t = len(values), _t(len(values), confidence)
    spread = np.average(values**2, weights=weights) - np.average(values, weights=weights) ** 2
    if n < _KISH_BELOW or spread < 1e-12:
        return kish(weights), t
    return min(spread / _variance(_moves(values, weights)), kish(weights)), t


def _ikm_class(index: Floats) -> npt.NDArray[np.str_]:
    """Return the class of each index, rounded to two decimals, half up."""
    rounded = np.floor(index * 100 + 0.5 + 1e-9) / 100
    names, lows = list(IKM_CLASSES)[::-1], [low for low, _ in IKM_CLASSES.values()][::-1]
    return np.array(names)[np.searchsorted(lows, rounded + 1e-9, side="right") - 1]


def _mean_row(name: str, y: Floats, w: Floats | None, confidence: float) -> pd.Series:
    estimate = float(np.average(y, weights=w))
    half = _half_width(_moves(y, w), estimate, confidence)
    limits = estimate - half, estimate + half
    return _row(name, estimate, limits, (-math.inf, math.inf), w, len(y))


def _row(
    name: str,
    estimate: float,
    limits: Any,
    bounds: tuple[float, float],
    weights: Floats | None,
    n: int,
) -> pd.Series:
    low, high = np.clip(limits, *bounds)
    row = {
        "estimate": float(estimate),
        "low": np.minimum(low, estimate),
        "high": np.maximum(high, estimate),
        "n": float(n),
    }
    if weights is not None:
        row["n_effective"] = kish(weights)
    return pd.Series(row, name=name)
