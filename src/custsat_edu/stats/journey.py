"""The journey from a log of events: feelings at each touchpoint, who goes where, who leaves where.

Coverage named in the notes was measured by simulation.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import ndtr, ndtri

from custsat_edu.errors import Problem
from custsat_edu.stats.checks import Check, Floats, is_number
from custsat_edu.stats.engine.moments import holm, percentile_limits
from custsat_edu.stats.engine.tables import resample_tables
from custsat_edu.stats.events import read_events, read_journeys

Ints = npt.NDArray[np.int64]

GROUPS = 2_000  # customers, or groups of customers, that are resampled
_FEWEST = 10  # ratings below which there is no interval
_PARTS = ("stage", "touchpoint", "channel")
_LEVELS = ("touchpoint", "stage", "all")


def summarise_journey(
    events: pd.DataFrame,
    *,
    by: Sequence[str] = _PARTS,
    cluster: str = "customer",
    value: str = "emotion",
    confidence: float = 0.95,
    resamples: int = 1000,
    rng: int | np.random.Generator = 0,
) -> pd.DataFrame:
    """Return the mean rating of each touchpoint, of each stage and of the whole journey.

    Parameters
    ----------
    events : DataFrame
        One row an event, in any order. A missing rating is no rating; stage, touchpoint, channel
        and customer must be there. A column `complaint` (0 or 1) is summarised too.
    by : sequence of two or three str
        The columns that hold the stage, the touchpoint and, if there is one, the channel.
        Categories keep their order, other labels are sorted: make the stage a Categorical in the
        order of the journey.
    cluster : str
        The column that says whose event it is; customers are resampled, not ratings.
    value : str
        The column of the ratings, on any scale.
    confidence : float
        Between 0 and 1.
    resamples : int
        Resamples of customers for the limits.
    rng : int or numpy Generator
        Seed or source of chance.

    Returns
    -------
    DataFrame
        `level`: "touchpoint"; "stage", every stage on every channel; or "all", one row. `stage`,
        `touchpoint`, `channel`: missing where the level has none. `n`: ratings; `customers` who
        gave them; `estimate`: their mean; `low`, `high`: its limits, NaN below 10 ratings or if
        more than 5 percent of the resamples have no rating; `complaint`: share of the events with
        one, 0 to 1, where the column is there. Rows without a rating stay, with n = 0. Order:
        level, then stage, channel, touchpoint. `attrs`: `confidence`.

    Raises
    ------
    InputError
        If a column is not there, a label is missing, there are more than 200 different names, a
        rating is no number, or an option is wrong.

    Notes
    -----
    A customer who rates several touchpoints, or one of them twice, has a mood that goes into all
    of them. So whole customers are drawn with replacement, the mean is taken as the sum of ratings
    over their number, and limits are percentiles. Above 2,000 customers, these are dealt out at
    random to 2,000 groups and groups are drawn: a group is a sum of customers, so the variance
    between groups says the same: widths differ by 4 percent from those of single customers,
    most of it the chance of the resamples, and hold the mean as often.
    Percentiles are too narrow for few customers: with ratings of five points, two a customer, 95
    percent limits held the mean in .82 to .87 of samples of 10 ratings, .89 to .92 of 30, .92 to
    .95 of 100, and .95 of 400.

    The mean of a stage weighs its touchpoints by their ratings: it moves if more customers use the
    worse one, though no touchpoint has changed. And each mean speaks of those who got that far:
    who left in anger rates nothing later.

    References
    ----------
    R's ClusterBootstrap, `confint.clusterBootstrap` (percentile).

    Examples
    --------
    >>> log = pd.DataFrame({"customer": np.repeat(np.arange(20), 2), "emotion": [1, -1] * 20})
    >>> log["stage"], log["touchpoint"], log["channel"] = "Buys", ["Shelf", "Queue"] * 20, "Store"
    >>> log.loc[:9, "emotion"] = 0
    >>> summarise_journey(log)[["level", "touchpoint", "estimate", "low", "high", "n"]].round(2)
            level touchpoint  estimate   low  high   n
    0  touchpoint      Queue     -0.75 -0.90 -0.55  20
    1  touchpoint      Shelf      0.75  0.55  0.90  20
    2       stage        NaN      0.00  0.00  0.00  40
    3         all        NaN      0.00  0.00  0.00  40
    """
    check = Check("summarise_journey")
    check.confidence(confidence)
    check.whole("resamples", resamples, 1)
    columns = dict(zip(_PARTS, _three(check, by), strict=False))
    if "complaint" in getattr(events, "columns", ()):
        columns["complaint"] = "complaint"
    table = read_events(check, events, cluster=cluster, value=value, **columns)
    rows, cell, homes = _rows(table)
    rated = table["value"].notna().to_numpy()
    who, at = table["cluster"].cat.codes.to_numpy()[rated], cell[rated]
    values, member = table["value"].to_numpy()[rated], _member(homes, len(rows))
    rows["n"] = (np.bincount(at, minlength=len(member)) @ member).astype("int64")
    rows["customers"] = _customers(who, at, homes, len(rows))
    rows["estimate"] = _means(values, at, member)
    worlds = _resampled_means(values, at, who, member, int(resamples), np.random.default_rng(rng))
    limits = percentile_limits(worlds, confidence)
    rows["low"], rows["high"] = np.where(rows["n"] >= _FEWEST, limits, np.nan)
    if "complaint" in table:
        rows["complaint"] = _means(table["complaint"].to_numpy(), cell, member)
    rows.attrs = {"confidence": float(confidence)}
    return rows


def flag_touchpoints(
    summary: pd.DataFrame,
    *,
    neutral: float,
    min_n: int = 30,
    adjust: str | None = "holm",
    delight: float = 0.3,
) -> pd.DataFrame:
    """Return the summary of a journey with its pains and its delights marked.

    Parameters
    ----------
    summary : DataFrame
        The table of `summarise_journey`.
    neutral : float
        The rating that is neither good nor bad: 0 on -2 to 2, 3 on 1 to 5.
    min_n : int
        Ratings below which nothing is said.
    adjust : {"holm", None}
        How to allow for the number of touchpoints that are judged.
    delight : float
        How far above the mean of all ratings a delight lies at least, in points of the rating.

    Returns
    -------
    DataFrame
        The same rows and columns, and: `judged`: n is at least `min_n` and there are limits; `p`,
        one-sided, of a mean that is not below neutral; `p_adjusted`: the same over the judged
        touchpoints together (p itself with None), NaN elsewhere; `flag`: "pain", "delight" or "".
        `attrs`: `neutral`, `min_n`, `confidence`, `adjust` ("none" for None), `delight`.

    Raises
    ------
    InputError
        If the table is another one or has lost its `attrs`, or if an option is wrong.

    Notes
    -----
    Pain: judged, the whole interval below neutral and, with "holm", p_adjusted below 1 -
    confidence. Delight: judged, no pain, and the lower limit at least `delight` above the mean of
    all ratings. A stage is judged by its interval alone, the whole journey not at all.

    p is that of the normal distribution with the estimate's error, the width of the interval over
    2 z. Of 17 touchpoints that are exactly neutral, 0.4 should have a 95 percent interval wholly
    below neutral. In 1,000 synthetic companies (6,000 journeys each) it was 0.44 a map, and 34
    maps in 100 showed a pain that was none; with Holm's step-down rule 0.05, and 4.5 in 100.

    References
    ----------
    R, `p.adjust` (method "holm"), in tests/reference.

    Examples
    --------
    >>> log = pd.DataFrame({"customer": np.arange(80), "emotion": [-1, 0, -2, 0, 2, 1, 2, 1] * 10})
    >>> log["stage"], log["touchpoint"] = "Buys", (["Queue"] * 4 + ["Shelf"] * 4) * 10
    >>> summary = summarise_journey(log, by=["stage", "touchpoint"])
    >>> flag_touchpoints(summary, neutral=0)[["touchpoint", "high", "p_adjusted", "flag"]].round(2)
      touchpoint  high  p_adjusted     flag
    0      Queue -0.50         0.0     pain
    1      Shelf  1.66         1.0  delight
    2        NaN  0.68         NaN
    3        NaN  0.68         NaN
    """
    check = Check("flag_touchpoints")
    _check_flags(check, summary, neutral, min_n, adjust, delight)
    table, confidence = summary.copy(), summary.attrs["confidence"]
    touchpoint, whole = (table["level"] == level for level in ("touchpoint", "all"))
    table["judged"] = (table["n"] >= min_n) & table["low"].notna()
    table["p"] = _below(table, neutral, confidence)
    table["p_adjusted"] = _adjusted(table["p"].where(touchpoint & table["judged"]), adjust)
    sure = ~touchpoint | (table["p_adjusted"] < 1 - confidence) | (adjust is None)
    pain = table["judged"] & ~whole & (table["high"] < neutral) & sure
    overall = table.loc[whole, "estimate"].iloc[0]
    good = table["judged"] & ~whole & ~pain & (table["low"] >= overall + delight)
    table["flag"] = np.select([pain, good], ["pain", "delight"], "")
    table.attrs = {
        "neutral": float(neutral),
        "min_n": float(min_n),
        "confidence": confidence,
        "adjust": adjust or "none",
        "delight": float(delight),
    }
    return table


def transitions(
    events: pd.DataFrame, *, case: str | None = None, confidence: float = 0.95
) -> pd.DataFrame:
    """Return where customers go from each touchpoint: on to another, away, or to the end.

    Parameters
    ----------
    events : DataFrame
        One row an event with `time`, `stage`, `touchpoint` and `dropped` (1 on the event after
        which the customer left for good), in any order: it is sorted by time within a journey,
        and events at one time keep the order of the table. Times are dates, text such as
        2025-03-31 14:05, or numbers.
    case : str, optional
        The column that says which events belong together: "journey" where there is such a column,
        else "customer".
    confidence : float
        Between 0 and 1.

    Returns
    -------
    DataFrame
        One row a way, sorted by where it starts. `stage`, `touchpoint`: from where; `next_stage`,
        `next_touchpoint`: to where, missing where there is no next; `kind`: "moves", "leaves"
        (the customer left) or "ends" (the last event of a journey that was not left); `n`: times
        it was gone; `estimate`: share of the visits to the touchpoint, so that the shares of a
        touchpoint add up to 1; `low`, `high`: Wilson's limits.

    Raises
    ------
    InputError
        If a column is not there or holds what it must not, if times are in several time zones, if
        there are more than 200 touchpoints, or if a journey goes on after the customer left.

    Notes
    -----
    The limits take visits as independent: most customers come to a touchpoint once or twice. The
    shares describe who went where; they do not say what a touchpoint would do elsewhere.

    References
    ----------
    statsmodels, `statsmodels.stats.proportion.proportion_confint` (method "wilson").

    Examples
    --------
    >>> log = pd.DataFrame({"customer": [1, 1, 2], "time": [1, 2, 1], "dropped": [0, 0, 1]})
    >>> log["stage"], log["touchpoint"] = ["a. Buys", "b. Uses", "a. Buys"], ["Shop", "Kit", "Shop"]
    >>> ways = transitions(log)
    >>> ways[["touchpoint", "next_touchpoint", "kind", "n", "estimate"]]
      touchpoint next_touchpoint    kind  n  estimate
    0       Shop             Kit   moves  1       0.5
    1       Shop             NaN  leaves  1       0.5
    2        Kit             NaN    ends  1       1.0
    """
    check = Check("transitions")
    check.confidence(confidence)
    table = read_journeys(
        check, events, case, stage="stage", touchpoint="touchpoint", dropped="dropped"
    )
    stage, touchpoint = table["stage"], table["touchpoint"]
    many, width = len(stage.cat.categories), len(touchpoint.cat.categories)
    here = stage.cat.codes.to_numpy().astype(int) * width + touchpoint.cat.codes.to_numpy()
    leaves = many * width  # the codes of no next touchpoint stand behind all others
    after = np.append(here[1:], 0)
    after[table["last"]] = leaves + 1
    after[table["dropped"] == 1] = leaves
    ways, counts = np.unique(here * (leaves + 2) + after, return_counts=True)
    start, to = ways // (leaves + 2), ways % (leaves + 2)
    result = pd.DataFrame(
        {
            "stage": _labelled(stage, start // width),
            "touchpoint": _labelled(touchpoint, start % width),
            "next_stage": _labelled(stage, np.where(to < leaves, to // width, -1)),
            "next_touchpoint": _labelled(touchpoint, np.where(to < leaves, to % width, -1)),
            "kind": np.select([to < leaves, to == leaves], ["moves", "leaves"], "ends"),
            "n": counts,
        }
    )
    _add_shares(result, counts, np.bincount(here)[start], confidence)
    return result


def drop_off(
    events: pd.DataFrame, *, case: str | None = None, confidence: float = 0.95
) -> pd.DataFrame:
    """Return how many journeys reach each stage and how many of these break off there.

    Parameters
    ----------
    events : DataFrame
        As `transitions`, without the touchpoint.
    case : str, optional
        As `transitions`.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    DataFrame
        Index `stage`, in the order of the categories. `n`: journeys with an event in the stage;
        `left`: those that were left on one of them; `estimate`: left / n; `low`, `high`: Wilson's
        limits; `reached`: n over all journeys. A stage that nobody reaches has n = 0 and NaN.

    Raises
    ------
    InputError
        As `transitions`.

    Notes
    -----
    The share is of those who got so far (the hazard of a life table), not of all. The limits take
    journeys as independent.

    References
    ----------
    statsmodels, `statsmodels.stats.proportion.proportion_confint` (method "wilson").

    Examples
    --------
    >>> log = pd.DataFrame({"customer": [1, 1, 2, 3, 3], "time": [1, 2, 1, 1, 2]})
    >>> log["stage"] = ["a. Buys", "b. Uses", "a. Buys", "a. Buys", "b. Uses"]
    >>> log["dropped"] = [0, 0, 1, 0, 1]
    >>> drop_off(log).round(2)
             n  left  estimate   low  high  reached
    stage
    a. Buys  3     1      0.33  0.06  0.79     1.00
    b. Uses  2     1      0.50  0.09  0.91     0.67
    """
    check = Check("drop_off")
    check.confidence(confidence)
    table = read_journeys(check, events, case, stage="stage", dropped="dropped")
    stages, stage = table["stage"].cat.categories, table["stage"].cat.codes
    there = ~pd.DataFrame({"case": table["case"].cat.codes, "stage": stage}).duplicated()
    counts = np.bincount(stage[there], minlength=len(stages))
    left = np.bincount(stage[table["dropped"] == 1], minlength=len(stages))
    result = pd.DataFrame({"n": counts, "left": left}, stages.rename("stage"))
    _add_shares(result, left, counts, confidence)
    result["reached"] = counts / len(table["case"].cat.categories)
    return result


def _three(check: Check, by: Any) -> list[str]:
    """Return the columns of stage, touchpoint and channel, or of the first two."""
    names = [by] if isinstance(by, str) else list(by)
    if len(names) not in (2, 3) or len(set(names)) < len(names):
        check.wrong(
            Problem(
                "{where}: by must name the columns of the stage, the touchpoint and, if there is "
                "one, the channel, found {found}. Write by=['stage', 'touchpoint', 'channel'].",
                {"found": ", ".join(map(str, names)) or "none"},
            )
        )
        check.done()
    return names


def _rows(table: pd.DataFrame) -> tuple[pd.DataFrame, Ints, list[Ints]]:
    """Return the rows of the summary, each event's cell, and each cell's row on every level.

    A cell is a touchpoint of a stage on a channel that occurs.
    """
    no_channel = pd.Series(pd.Categorical([""] * len(table)), table.index)
    parts = [table.get(name, no_channel) for name in _PARTS]
    size = [max(len(part.cat.categories), 1) for part in parts]
    codes = [part.cat.codes.to_numpy().astype(np.int64) for part in parts]
    cell, keys = pd.factorize((codes[0] * size[2] + codes[2]) * size[1] + codes[1], sort=True)
    ways = np.arange(size[0] * size[2])  # every stage on every channel
    none = np.array([-1])
    found = {
        "stage": np.concatenate([keys // size[1] // size[2], ways // size[2], none]),
        "touchpoint": np.concatenate([keys % size[1], np.full(len(ways), -1), none]),
        "channel": np.concatenate([keys // size[1] % size[2], ways % size[2], none]),
    }
    rows = pd.DataFrame({"level": np.repeat(_LEVELS, [len(keys), len(ways), 1])})
    for name, part in zip(_PARTS, parts, strict=True):
        rows[name] = _labelled(part, found[name] if name in table else none.repeat(len(rows)))
    homes = [np.arange(len(keys)), len(keys) + keys // size[1], np.full(len(keys), len(rows) - 1)]
    return rows, cell, homes


def _labelled(column: pd.Series, codes: npt.NDArray[Any]) -> pd.Categorical:
    """Return a column's labels by their codes; -1 is missing."""
    return pd.Categorical.from_codes(codes, dtype=column.dtype)


def _member(homes: list[Ints], rows: int) -> Floats:
    """Return which cell is in which row, shape (cells, rows), as 0 and 1."""
    member = np.zeros((len(homes[0]), rows))
    for home in homes:
        member[homes[0], home] = 1
    return member


def _means(values: Floats, at: Ints, member: Floats) -> Floats:
    """Return the mean of each row; NaN of none."""
    sums, counts = (np.bincount(at, what, len(member)) @ member for what in (values, None))
    with np.errstate(invalid="ignore"):
        return sums / counts


def _customers(who: Ints, at: Ints, homes: list[Ints], rows: int) -> Ints:
    """Return how many different customers have a rating in each row."""
    people = [
        pd.unique(who.astype(np.int64) * rows + home[at])  # a customer and a row
        for home in homes
    ]
    return np.bincount(np.concatenate(people) % rows, minlength=rows)


def _resampled_means(
    values: Floats, at: Ints, who: Ints, member: Floats, resamples: int, rng: np.random.Generator
) -> Floats:
    """Return the means of the rows in resamples of customers, shape (resamples, rows)."""
    group = deal(int(who.max()) + 1, rng)[who]
    groups, cells = int(group.max()) + 1, len(member)
    place = group * cells + at
    sums = np.bincount(place, values, groups * cells).reshape(groups, cells) @ member
    counts = np.bincount(place, minlength=groups * cells).reshape(groups, cells) @ member
    with np.errstate(invalid="ignore"):
        means = [
            (drawn @ sums) / (drawn @ counts)
            for drawn in map(np.float64, resample_tables(np.ones(groups, int), resamples, rng))
        ]
    return np.concatenate(means)


def deal(customers: int, rng: np.random.Generator) -> npt.NDArray[np.intp]:
    """Deal customers out to at most 2,000 groups of equal size, for the bootstrap.

    Parameters
    ----------
    customers : int
        How many there are.
    rng : numpy Generator
        Source of chance.

    Returns
    -------
    array of int, shape (customers,)
        The group of each: everybody alone up to 2,000 customers.

    Examples
    --------
    >>> np.bincount(deal(5_000, np.random.default_rng(0)))[[0, 1_999]]
    array([3, 2])
    """
    return rng.permutation(customers) % GROUPS


def _check_flags(
    check: Check, summary: Any, neutral: Any, min_n: Any, adjust: Any, delight: Any
) -> None:
    check.whole("min_n", min_n, 1)
    if adjust is not None:
        check.choice("adjust", adjust, ["holm"])
    for name, number in (("neutral", neutral), ("delight", delight)):
        if not is_number(number):
            check.wrong(
                Problem(
                    "{where}: {name} must be a number on the scale of the ratings, found {found}.",
                    {"name": name, "found": repr(number)},
                )
            )
    columns = getattr(summary, "columns", ())
    whole = {"level", "n", "estimate", "low", "high"} <= set(columns)
    if not whole or "all" not in set(summary["level"]) or "confidence" not in summary.attrs:
        check.wrong(
            Problem(
                "{where}: needs the whole table of summarise_journey, with its row 'all' and its "
                "attrs. Flag the table first, and choose rows or save it afterwards.",
            )
        )
    check.done()


def _below(table: pd.DataFrame, neutral: float, confidence: float) -> Floats:
    """Return the p of each mean that is not below neutral, by the width of its interval."""
    error = ((table["high"] - table["low"]) / (2 * ndtri((1 + confidence) / 2))).to_numpy(float)
    above = (table["estimate"] - neutral).to_numpy(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.where(above == 0, 0, above / error)
    return np.where(np.isnan(error), np.nan, ndtr(z))


def _adjusted(p: pd.Series, adjust: str | None) -> pd.Series:
    """Return the p values that are there, adjusted for how many they are."""
    known = p.notna()
    if adjust is not None and known.any():
        p = p.copy()
        p[known] = holm(p[known].to_numpy())
    return p


def _add_shares(table: pd.DataFrame, counts: Ints, of: Ints, confidence: float) -> None:
    """Add the share of each count with Wilson's limits; NaN of nobody."""
    from statsmodels.stats.proportion import proportion_confint

    some = np.maximum(of, 1)
    low, high = proportion_confint(counts, some, 1 - confidence, "wilson")
    for name, column in (("estimate", counts / some), ("low", low), ("high", high)):
        table[name] = np.where(of > 0, column, np.nan)
