"""What to work on first: importance against performance, CSI and TKI."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from custsat_edu.errors import Problem
from custsat_edu.stats.checks import Check, Design, Floats
from custsat_edu.stats.drivers import check_method, explained
from custsat_edu.stats.engine.moments import percentile_limits
from custsat_edu.stats.engine.tables import resample_tables

_METHODS = ("lmg", "johnson")
_RULES = ("mean", "median", "midpoint", "diagonal")
_QUADRANTS = np.array(["low_priority", "overkill", "concentrate", "keep_up"], dtype=object)
_TIE = 1e-12  # a point this near to a line is on it
_MOST_FAILED = 0.05  # share of resamples without a value above which there are no shares


def importance_performance(
    X: pd.DataFrame,
    y: pd.Series,
    *,
    scale: tuple[float, float],
    performance: pd.DataFrame | None = None,
    stated: pd.DataFrame | None = None,
    stated_scale: tuple[float, float] | None = None,
    method: str = "lmg",
    lines: str = "mean",
    bootstrap: int = 1000,
    weights: pd.Series | None = None,
    confidence: float = 0.95,
    rng: int | np.random.Generator = 0,
) -> pd.DataFrame:
    """Return importance and performance of each driver, and the quadrant it lies in.

    Parameters
    ----------
    X : DataFrame of numbers, shape (n, p)
        The drivers. Only rows without a missing value in any of the tables are used.
    y : Series of numbers, shape (n,)
        The outcome that importance is derived from.
    scale : (lowest, highest)
        The scale of performance as asked, not as used.
    performance : DataFrame of numbers, shape (n, p), optional
        How well each driver was done, the same columns as X; X itself if not given.
    stated : DataFrame of numbers, shape (n, p), optional
        How important respondents say each driver is, the same columns as X. If given, its mean
        is the importance, and y only says which rows are complete.
    stated_scale : (lowest, highest), optional
        The scale of `stated`, if it is not `scale`.
    method : {"lmg", "johnson"}
        How importance is derived, as in `importance`.
    lines : {"mean", "median", "midpoint", "diagonal"}
        What parts the quadrants: the means or the medians of the drivers; the middle of the
        scale (of derived importance: equal shares for all); or the diagonal.
    bootstrap : int
        Resamples of respondents, the same for both axes; 0 for none.
    weights : Series, optional
        How many customers each respondent stands for: survey weights, not frequencies.
    confidence : float
        Between 0 and 1.
    rng : int or numpy Generator
        Seed or source of chance.

    Returns
    -------
    DataFrame
        One row a driver, index `driver`. `performance`, `performance_low`, `performance_high`:
        the mean and its percentile limits; `importance`, `importance_low`, `importance_high`:
        share of y's variance, or the stated mean, with percentile limits; `quadrant`:
        "concentrate" (important, weak), "keep_up" (important, strong), "low_priority"
        (unimportant, weak) or "overkill" (unimportant, strong) under `lines`; `concentrate`,
        `keep_up`, `low_priority`, `overkill`: share of the resamples, 0 to 1, in which it lies
        there, the lines drawn anew in each; `n`: complete rows; with weights `n_effective`:
        Kish's effective sample size; `quadrant_mean`, `quadrant_median`, `quadrant_midpoint`,
        `quadrant_diagonal`: the quadrant under each rule. Limits and shares are NaN without a
        bootstrap. `attrs`: `lines`; `performance_line`, `importance_line`; `diagonal_x0`,
        `diagonal_y0`, `diagonal_x1`, `diagonal_y1`: the ends of the diagonal, x for performance.

    Raises
    ------
    InputError
        If tables differ in columns or rows, if an answer is off its scale or no number, as
        `importance`, or if an option is wrong.

    Notes
    -----
    A point on a line counts as important, or strong. The diagonal runs from the lowest to the
    highest value of both axes; above it importance, both rescaled to 0 to 1 over the drivers,
    exceeds performance: concentrate. Under it the means' lines decide, and they are the lines in
    `attrs`. Lines drawn at the mean always find something to concentrate on, or to save on: they
    compare drivers with one another, not with what customers want. Where the four rules differ,
    or no share is near 1, the map does not say what to do. Derived importance is no causal effect.

    References
    ----------
    Martilla and James (1977), "Importance-Performance Analysis", Journal of Marketing 41; on the
    diagonal, doi 10.1177/2158244021989276.

    Examples
    --------
    >>> a, b, chance = np.random.default_rng(0).integers(1, 6, (3, 300))
    >>> answers = pd.DataFrame({"price": np.minimum(a, 4), "service": np.maximum(b, 2)})
    >>> table = importance_performance(answers, pd.Series(3 * a + b + chance), scale=(1, 5))
    >>> table[["performance", "importance", "quadrant", "concentrate"]].round(2)
             performance  importance     quadrant  concentrate
    driver
    price           2.90        0.79  concentrate          1.0
    service         3.24        0.08     overkill          0.0
    """
    check = Check("importance_performance")
    check.choice("method", method, _METHODS)
    check.choice("lines", lines, _RULES)
    check.whole("bootstrap", bootstrap, 0)
    check.confidence(confidence)
    wanted = scale if stated_scale is None else stated_scale
    done, said = _asked(check, X, performance, stated, check.scale(scale), check.scale(wanted))
    design = _complete(check, X, y, weights, done, said)
    if said is None:
        check_method(check, design, method, bootstrap)
    rest = _moments(design) if said is None else said[design.kept]
    columns, p = np.hstack([done[design.kept], rest]), len(design.drivers)
    worlds = _resampled_means(columns, design.w, bootstrap, np.random.default_rng(rng))
    means = np.vstack([np.average(columns, axis=0, weights=design.w), worlds])
    x, i = means[:, :p], means[:, p:]
    if said is None:
        i = _derived(i, p, method)
    middle = sum(scale) / 2, None if said is None else sum(wanted) / 2
    table = _map(x, i, lines, middle, confidence, design.counts).set_index(design.drivers)
    table.attrs = {"lines": lines} | _lines(x[0], i[0], lines, middle)
    return table


def csi(
    importance: pd.DataFrame,
    performance: pd.DataFrame,
    *,
    scale: tuple[float, float],
    bootstrap: int = 1000,
    confidence: float = 0.95,
    rng: int | np.random.Generator = 0,
) -> pd.Series:
    """Return the Customer Satisfaction Index of the Indonesian IPA tradition, up to 100.

    Parameters
    ----------
    importance, performance : DataFrame of numbers
        One row a respondent, one column a driver, the same columns in both: how important it is
        to them, and how well it was done. Only rows without a missing answer are used.
    scale : (lowest, highest)
        The scale of both as asked, not as used; the lowest is 0 or more.
    bootstrap : int
        Resamples of respondents for the interval.
    confidence : float
        Between 0 and 1.
    rng : int or numpy Generator
        Seed or source of chance.

    Returns
    -------
    Series
        `estimate`: percent of the best that can be reached; `low`, `high`: percentile limits;
        `n`: complete rows.

    Raises
    ------
    InputError
        If the tables differ in columns or rows, if an answer is off the scale or no number, or if
        no row is complete.

    Notes
    -----
    Each driver's mean performance, weighted by its mean importance (as a share of all mean
    importances), summed, divided by the highest answer, times 100. On a scale from 1 to 5 it
    cannot fall under 20, so 60 is the middle, not a good mark. Stated importances are all high,
    so they weigh nearly alike: the index hardly differs from the plain mean performance.

    References
    ----------
    "Customers Satisfaction Index (CSI)", text-id.123dok.com, after Massnick (1997) and Aritonang
    (2005): mean importance, weight factors, weight scores, sum.

    Examples
    --------
    >>> important = pd.DataFrame({"price": [5, 4, 3], "service": [4, 4, 4]})
    >>> done = pd.DataFrame({"price": [3, 4, 2], "service": [5, 4, 3]})
    >>> csi(important, done, scale=(1, 5)).round(1)
    estimate    70.0
    low         51.4
    high        80.0
    n            3.0
    Name: csi, dtype: float64
    """
    check = Check("csi")
    check.confidence(confidence)
    check.whole("bootstrap", bootstrap, 1)
    _, wanted, done = _pair(check, importance, performance, scale)
    wanted, done = _answered(check, wanted, done)
    columns = np.hstack([wanted, done])
    worlds = _resampled_means(columns, None, bootstrap, np.random.default_rng(rng))
    means = np.vstack([columns.mean(axis=0), worlds])
    weight, score = np.split(means, 2, axis=1)
    with np.errstate(invalid="ignore"):  # a resample of importances of 0 alone
        index = 100 * (weight * score).sum(axis=1) / weight.sum(axis=1) / scale[1]
    low, high = percentile_limits(index[1:], confidence)
    row = {"estimate": index[0], "low": low, "high": high, "n": float(len(columns))}
    return pd.Series(row, name="csi")


def tki(
    importance: pd.DataFrame,
    performance: pd.DataFrame,
    *,
    scale: tuple[float, float],
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Return the tingkat kesesuaian of each driver: performance as percent of importance.

    Parameters
    ----------
    importance, performance : DataFrame of numbers
        One row a respondent, one column a driver, the same columns in both. A pair with a missing
        answer is left out.
    scale : (lowest, highest)
        The scale of both as asked, not as used; the lowest is 0 or more.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    DataFrame
        One row a driver, index `driver`. `estimate`: mean performance / mean importance x 100;
        `low`, `high`: the limits, NaN for one respondent or where nothing varies; `importance`,
        `performance`: the means; `n`: respondents who answered both.

    Raises
    ------
    InputError
        If the tables differ in columns or rows, if an answer is off the scale or no number, or if
        nobody answered both questions on a driver.

    Notes
    -----
    The same people answer both, so the pairs are kept: with r = P / I, respondent i moves the
    ratio by (p_i - r i_i) / (n I), the variance is n / (n - 1) times the sum of their squares
    (delta method), and t has n - 1 degrees of freedom. Under 100 the driver falls short of what
    it is worth to customers, if both scales mean the same; that they do is an assumption.

    References
    ----------
    "Importance and Performance Analysis (IPA) dan Customer Satisfaction Index (CSI)",
    text-id.123dok.com, after Supranto (2006).

    Examples
    --------
    >>> important = pd.DataFrame({"price": [5, 4, 3, 4], "service": [4, 4, 4, 4]})
    >>> done = pd.DataFrame({"price": [3, 4, 2, 3], "service": [5, 4, 3, 4]})
    >>> tki(important, done, scale=(1, 5)).round(1)
             estimate   low   high  importance  performance  n
    driver
    price        75.0  45.7  104.3         4.0          3.0  4
    service     100.0  67.5  132.5         4.0          4.0  4
    """
    check = Check("tki")
    check.confidence(confidence)
    drivers, wanted, done = _pair(check, importance, performance, scale)
    both = ~(np.isnan(wanted) | np.isnan(done))
    for name in drivers[~both.any(axis=0)]:
        check.wrong(
            Problem(
                "{where}: nobody answered both questions on {driver}. Leave it out.",
                {"driver": str(name)},
            )
        )
    check.done()
    rows = [
        _agreement(i[known], p[known], confidence)
        for i, p, known in zip(wanted.T, done.T, both.T, strict=True)
    ]
    columns = ["estimate", "low", "high", "importance", "performance"]
    table = pd.DataFrame(rows, drivers, columns)
    table["n"] = both.sum(axis=0)
    return table


def _answered(check: Check, wanted: Floats, done: Floats) -> tuple[Floats, Floats]:
    """Return the rows without a missing answer, or raise if that leaves nothing."""
    complete = ~np.isnan(np.hstack([wanted, done])).any(axis=1)
    if not complete.any():
        check.wrong(
            Problem(
                "{where}: no respondent answered everything, {n} left something out. Take fewer "
                "drivers.",
                {"n": int(complete.size)},
            )
        )
    elif not wanted[complete].any():
        check.wrong(
            Problem(
                "{where}: every importance is 0, so nothing has a weight. Count the answers from 1."
            )
        )
    check.done()
    return wanted[complete], done[complete]


def _agreement(wanted: Floats, done: Floats, confidence: float) -> tuple[float, ...]:
    """Return the ratio of two paired means in percent, its limits, and the means."""
    n, i, p = len(wanted), wanted.mean(), done.mean()
    if i == 0:
        return np.nan, np.nan, np.nan, i, p
    moves = 100 * (done - p / i * wanted) / (n * i)
    error = np.sqrt(n / (n - 1) * (moves**2).sum()) if n > 1 else np.nan
    half = stdtrit(n - 1, (1 + confidence) / 2) * error if error > 1e-12 else np.nan
    return 100 * p / i, 100 * p / i - half, 100 * p / i + half, i, p


def _asked(
    check: Check, X: Any, performance: Any, stated: Any, scale: Any, stated_scale: Any
) -> tuple[Floats, Floats | None]:
    """Return performance and stated importance, their columns in the order of X, or raise."""
    drivers = check.table(X)
    done = drivers if performance is None else performance
    done = _same_columns(check, "performance", done, drivers, scale)
    said = None if stated is None else _same_columns(check, "stated", stated, drivers, stated_scale)
    check.done()
    return done, said


def _complete(
    check: Check, X: Any, y: Any, weights: Any, done: Floats, said: Floats | None
) -> Design:
    """Return the rows that are complete in all tables."""
    drivers = check.table(X)
    rest = done if said is None else np.hstack([done, said])
    drivers[np.isnan(rest).any(axis=1)] = np.nan
    return check.design(drivers, y, weights)


def _moments(design: Design) -> Floats:
    """Return columns whose means make the correlations of drivers and outcome: z, z times z."""
    z = design.standardised
    first, second = np.triu_indices(z.shape[1])
    return np.hstack([z, z[:, first] * z[:, second]])


def _resampled_means(
    columns: Floats, w: Floats | None, bootstrap: int, rng: np.random.Generator
) -> Floats:
    """Return the means of the columns in every resample, shape (bootstrap, columns)."""
    worlds = [np.empty((0, columns.shape[1]))]
    for counts in resample_tables(np.ones(len(columns), int), bootstrap, rng):
        drawn = counts.astype(float) if w is None else counts * w
        worlds.append(drawn @ columns / drawn.sum(axis=1, keepdims=True))
    return np.concatenate(worlds)


def _derived(moments: Floats, p: int, method: str) -> Floats:
    """Return importance from each row of moments; NaN where a resample is degenerate."""
    first, second = np.triu_indices(p + 1)
    means = moments[:, : p + 1]
    covariances = np.empty((len(moments), p + 1, p + 1))
    covariances[:, first, second] = moments[:, p + 1 :] - means[:, first] * means[:, second]
    covariances[:, second, first] = covariances[:, first, second]
    return explained(covariances, method)


def _map(
    x: Floats,
    i: Floats,
    lines: str,
    middle: tuple[float, float | None],
    confidence: float,
    counts: dict[str, float],
) -> pd.DataFrame:
    """Return the map from performance and importance: the sample first, then the resamples."""
    table = pd.DataFrame({"performance": x[0]})
    table["performance_low"], table["performance_high"] = percentile_limits(x[1:], confidence)
    table["importance"] = i[0]
    table["importance_low"], table["importance_high"] = percentile_limits(i[1:], confidence)
    rules = {rule: _quadrants(x, i, rule, middle) for rule in _RULES}
    table["quadrant"] = rules[lines][0]
    whole = ~np.isnan(i[1:]).any(axis=1)
    sure = whole.any() and (~whole).mean() <= _MOST_FAILED
    for name in ("concentrate", "keep_up", "low_priority", "overkill"):
        table[name] = (rules[lines][1:][whole] == name).mean(axis=0) if sure else np.nan
    table[list(counts)] = list(counts.values())
    for rule in _RULES:
        table[f"quadrant_{rule}"] = rules[rule][0]
    return table


def _cross(
    x: Floats, i: Floats, rule: str, middle: tuple[float, float | None]
) -> tuple[Floats, Floats]:
    """Return where the lines stand for each row of x and i, shape (rows, 1)."""
    if rule == "midpoint":
        equal = i.mean(axis=1, keepdims=True)
        across = equal if middle[1] is None else np.full_like(equal, middle[1])
        return np.full_like(equal, middle[0]), across
    centre = np.median if rule == "median" else np.mean
    return centre(x, axis=1, keepdims=True), centre(i, axis=1, keepdims=True)


def _quadrants(x: Floats, i: Floats, rule: str, middle: tuple[float, float | None]) -> Any:
    """Return the quadrant of every driver in every row of x and i."""
    vertical, horizontal = _cross(x, i, rule, middle)
    found = _QUADRANTS[2 * (i - horizontal >= -_TIE) + (x - vertical >= -_TIE)]
    if rule == "diagonal":
        return np.where(_rescaled(i) > _rescaled(x), "concentrate", found)
    return found


def _rescaled(values: Floats) -> Floats:
    """Return each row on 0 to 1, its lowest to its highest; 0 where all are equal."""
    low = values.min(axis=1, keepdims=True)
    width = values.max(axis=1, keepdims=True) - low
    return (values - low) / np.where(width > 0, width, 1)


def _lines(x: Floats, i: Floats, rule: str, middle: tuple[float, float | None]) -> dict[str, float]:
    """Return where the chosen lines and the diagonal stand in the sample."""
    vertical, horizontal = _cross(x[None], i[None], rule, middle)
    return {
        "performance_line": vertical.item(),
        "importance_line": horizontal.item(),
        "diagonal_x0": float(x.min()),
        "diagonal_y0": float(i.min()),
        "diagonal_x1": float(x.max()),
        "diagonal_y1": float(i.max()),
    }


def _same_columns(
    check: Check, name: str, values: Any, drivers: pd.DataFrame, scale: Any
) -> Floats:
    """Return a table in the order of the drivers' columns, or note what does not fit."""
    table = check.part(name).table(values, scale)
    lacking = table.columns.symmetric_difference(drivers.columns)
    if len(lacking):
        check.wrong(
            Problem(
                "{where}: {name} must have the same columns as the other table, found in one of "
                "them only: {lacking}. Leave these out, or add them to the other.",
                {"name": name, "lacking": ", ".join(map(str, lacking))},
            )
        )
        return np.empty((0, 0))
    check.same_rows(name, table.iloc[:, 0], drivers.index)
    return table[drivers.columns].to_numpy()


def _pair(
    check: Check, importance: Any, performance: Any, scale: Any
) -> tuple[pd.Index, Floats, Floats]:
    """Return the drivers and both tables, columns in the order of the first, or raise."""
    ends = check.scale(scale)
    if ends and ends[0] < 0:
        check.wrong(
            Problem(
                "{where}: scale must not start below 0, found {low:g}: shares of a negative "
                "importance mean nothing. Count the answers from 1.",
                {"low": ends[0]},
            )
        )
    wanted = check.table(importance, ends)
    done = _same_columns(check, "performance", performance, wanted, ends)
    check.done()
    return wanted.columns.rename("driver"), wanted.to_numpy(), done
