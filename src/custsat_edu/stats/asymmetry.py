"""What satisfies is not what dissatisfies: slopes on two sides, penalty and reward, Kano."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from custsat_edu.errors import Problem
from custsat_edu.stats.checks import Check, Design, Floats, is_number, is_pair
from custsat_edu.stats.linear import least_squares

_THIN = 0.05  # a cell with a smaller share of the respondents can say anything
_FONG = 1.65  # the test's own limit, a normal quantile
_EFFECT = ["estimate", "low", "high", "p"]

_KANO_KINDS = ("must-be", "one-dimensional", "attractive", "indifferent", "reverse", "questionable")
_M, _O, _A, _I, _R, _Q = range(6)
_KANO = np.array(  # row: answer if present, column: answer if absent, both 1 like to 5 dislike
    [
        [_Q, _A, _A, _A, _O],
        [_R, _I, _I, _I, _M],
        [_R, _I, _I, _I, _M],
        [_R, _I, _I, _I, _M],
        [_R, _R, _R, _R, _Q],
    ]
)


def piecewise(
    X: pd.DataFrame,
    y: pd.Series,
    *,
    at: float | Mapping[Any, float],
    adjust: pd.DataFrame | None = None,
    weights: pd.Series | None = None,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Return what a step below and a step above the middle does, for all drivers at once.

    Parameters
    ----------
    X : DataFrame of numbers, shape (n, p)
        The drivers. Only rows without a missing value, here or in `adjust`, are used.
    y : Series of numbers, shape (n,)
        The outcome, on any scale.
    at : number, or mapping or Series of driver -> number
        Where the line may bend: the middle of the scale, the answer "as expected".
    adjust : DataFrame, shape (n, q), optional
        What else is held fixed: numbers as they are, categories as dummies. A column that does
        not vary is left out.
    weights : Series, optional
        How many customers each respondent stands for: survey weights, not frequencies.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    DataFrame
        Three rows a driver, index `slope`: `<driver>_below`, `<driver>_above` and
        `<driver>_difference`. `driver`; `side`: "below", "above" or "difference"; `estimate`:
        points of y a step, below and above `at`, and above minus below; `low`, `high`: the
        limits; `p`: of no slope, or no difference; `n`: complete rows; with weights
        `n_effective`: Kish's effective sample size. `attrs["r2"]`: share of y's variance.

    Raises
    ------
    InputError
        If input is no number or does not fit together, if a driver has no answers on one side of
        `at`, if slopes cannot be told apart, or if there are fewer rows than columns.

    Notes
    -----
    Least squares of y on min(x - at, 0) and max(x - at, 0) of every driver, and on `adjust`.
    Errors are HC3, limits t with n - k degrees of freedom for k coefficients; with weights HC0
    times sqrt(n / (n - 1)), as R's survey package has it. A must-be driver has the steeper slope
    below, an attractive one above. It is assumed that each side is straight, and that nothing
    left out moves both driver and outcome. Limits and p are NaN where one respondent alone sets a
    slope.

    References
    ----------
    statsmodels, `OLS(...).fit(cov_type="HC3", use_t=True)`.

    Examples
    --------
    >>> answers = pd.DataFrame({"lamp": [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]})
    >>> felt = pd.Series([40, 42, 51, 49, 60, 58, 61, 60, 62, 61])
    >>> piecewise(answers, felt, at=3)[["estimate", "low", "high"]].round(1)
                     estimate   low  high
    slope
    lamp_below            9.0   7.2  10.8
    lamp_above            1.3  -0.1   2.6
    lamp_difference      -7.8 -10.7  -4.9
    """
    check = Check("piecewise")
    check.confidence(confidence)
    design, others = _with_others(check, X, y, adjust, weights)
    steps = design.x - _middles(check, at, design)
    names = [f"{driver}_{side}" for driver in design.drivers for side in ("below", "above")]
    columns = np.stack([np.minimum(steps, 0), np.maximum(steps, 0)], axis=2)
    columns = np.hstack([columns.reshape(len(steps), len(names)), others])
    columns = pd.DataFrame(columns, columns=[*names, *others.columns])
    each = np.kron(np.eye(len(design.drivers)), [[1, 0], [0, 1], [-1, 1]])
    sums = np.pad(each, ((0, 0), (1, others.shape[1])))
    effects = _fit(check, design, columns, sums, confidence)
    sides = ("below", "above", "difference")
    table = pd.DataFrame(
        [(f"{driver}_{side}", driver, side) for driver in design.drivers for side in sides],
        columns=["slope", "driver", "side"],
    ).set_index("slope")
    table[_EFFECT] = effects[_EFFECT].to_numpy()
    table = table.assign(**design.counts)
    table.attrs["r2"] = effects.attrs["r2"]
    return table


def driver_classes(slopes: pd.DataFrame, *, margin: float, least: float) -> pd.DataFrame:
    """Return what kind of driver each is: must-be, one-dimensional, attractive or indifferent.

    Parameters
    ----------
    slopes : DataFrame
        What `piecewise` returns.
    margin : float
        How far the slopes must differ for a must-be or attractive driver, in points of the
        outcome a step. The workbook takes 1.2 for an outcome of 0 to 100.
    least : float
        The size under which both slopes are too small to matter. The workbook takes 0.8.

    Returns
    -------
    DataFrame
        One row a driver, index `driver`. `below`, `above`: the slopes; `difference`: above minus
        below; `low`, `high`: its limits; `kind`: "indifferent" where both slopes are under
        `least` in size, else "must-be" or "attractive" where the slope below or above is larger
        by more than `margin`, else "one-dimensional".

    Raises
    ------
    InputError
        If `slopes` is no table of `piecewise`, or a limit no number of 0 or more.

    Notes
    -----
    Kinds are read off the estimates. Where the difference's limits reach across `margin`, another
    sample could have named the driver otherwise.

    Examples
    --------
    >>> answers = pd.DataFrame({"lamp": [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]})
    >>> felt = pd.Series([40, 42, 51, 49, 60, 58, 61, 60, 62, 61])
    >>> driver_classes(piecewise(answers, felt, at=3), margin=1.2, least=0.8)["kind"]
    driver
    lamp    must-be
    Name: kind, dtype: str
    """
    check = Check("driver_classes")
    for name, value in (("margin", margin), ("least", least)):
        if not is_number(value) or value < 0:
            check.wrong(
                Problem(
                    "{where}: {name} must be a number of 0 or more, found {found}. It is in points "
                    "of the outcome a step.",
                    {"name": name, "found": repr(value)},
                )
            )
    if not _are_slopes(slopes):
        check.wrong(
            Problem(
                "{where}: slopes must be the table that piecewise returns. "
                "Write slopes = piecewise(X, y, at=...) first."
            )
        )
    check.done()
    each = slopes.reset_index().pivot(index="driver", columns="side")
    each = each.loc[slopes["driver"].unique()]
    table = each["estimate"][["below", "above", "difference"]].rename_axis(columns=None)
    table["low"], table["high"] = each["low", "difference"], each["high", "difference"]
    small = table[["below", "above"]].abs().max(axis=1) < least
    kinds = [small, table["difference"] < -margin, table["difference"] > margin]
    names = ["indifferent", "must-be", "attractive"]
    table["kind"] = np.select(kinds, names, "one-dimensional")
    return table


def penalty_reward(
    X: pd.DataFrame,
    y: pd.Series,
    *,
    scale: tuple[float, float] | Mapping[Any, tuple[float, float]],
    cuts: Mapping[str, Any] | None = None,
    weights: pd.Series | None = None,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Return what low answers cost and high answers bring, for all drivers at once.

    Parameters
    ----------
    X : DataFrame of numbers, shape (n, p)
        The drivers. Only rows without a missing value are used.
    y : Series of numbers, shape (n,)
        The outcome, on any scale.
    scale : (lowest, highest), or mapping of driver -> (lowest, highest)
        The scale as asked, not as used.
    cuts : mapping of name -> (low, high), optional
        Own sets of cut points, instead of both sets that are taken otherwise: penalty is an
        answer at or below low, reward one at or above high. A set may also map each driver to
        its (low, high).
    weights : Series, optional
        How many customers each respondent stands for: survey weights, not frequencies.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    DataFrame
        Two rows a driver and set of cuts, index `driver`. `cuts`: "ends" (the lowest and the
        highest answer), "sides" (all below and all above the middle of the scale), or an own
        name; `side`: "penalty" or "reward"; `at`: the cut point; `share`: of respondents in the
        cell, weighted if weights are given; `estimate`: points of y against the answers between
        the cuts; `low`, `high`: the limits; `p`: of no effect; `asymmetry_p`: of
        reward = -penalty, the same in both rows; `n`: complete rows; with weights `n_effective`:
        Kish's effective sample size; `warning`: "thin" where under 5 percent of the respondents
        are in the cell, "empty" where nobody is, "no middle" where nobody is between the cuts
        (nothing to compare with), else "". The estimate is NaN for the last two.

    Raises
    ------
    InputError
        If input is no number, off its scale or does not fit together, if effects cannot be told
        apart, or if there are fewer rows than columns.

    Notes
    -----
    Least squares of y on two dummies a driver, one fit for each set of cuts. Errors are HC3,
    limits t with n - k degrees of freedom; with weights as `piecewise`. Where to cut is a choice:
    it can turn a sign, so two sets stand side by side; believe what both say. A cell that is left
    out (empty) leaves the others as they would be without it. A scale with an even number of
    answers has nobody in its middle: give own cuts there.

    References
    ----------
    statsmodels, `OLS(...).fit(cov_type="HC3", use_t=True)` and its `t_test`. After Brandt (1987),
    whom "Penalty-Reward-Contrast Analysis: a review of its application in customer satisfaction
    research" (doi 10.1080/14783363.2013.776757) names; Matzler et al. (2021), "Customer
    satisfaction management" (doi 10.21511/ppm.19(2).2021.32), on why the sides differ.

    Examples
    --------
    >>> answers = pd.DataFrame({"lamp": [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]})
    >>> felt = pd.Series([40, 42, 51, 49, 60, 58, 61, 60, 62, 61])
    >>> table = penalty_reward(answers, felt, scale=(1, 5))
    >>> table[["cuts", "side", "at", "share", "estimate"]].round(1)
             cuts     side   at  share  estimate
    driver
    lamp     ends  penalty  1.0    0.2     -15.5
    lamp     ends   reward  5.0    0.2       5.0
    lamp    sides  penalty  3.0    0.4     -13.5
    lamp    sides   reward  3.0    0.4       2.0
    """
    check = Check("penalty_reward")
    check.confidence(confidence)
    design = check.design(X, y, weights)
    scales = _pairs(check, "scale", scale, design.drivers)
    check.done()
    rows = pd.DataFrame(X).index[design.kept]
    for driver, answers, ends in zip(design.drivers, design.x.T, scales, strict=True):
        check.answers(pd.Series(answers, rows), (ends[0], ends[1]), str(driver))
    sets = _cut_sets(check, cuts, scales, design.drivers)
    check.done()
    parts = [
        _penalty_reward(check, design, name, at, cuts is None and name == "sides", confidence)
        for name, at in sets.items()
    ]
    table = pd.concat(parts).sort_values("order", kind="stable").set_index("driver")
    return table.drop(columns="order")


def kano(
    functional: pd.DataFrame, dysfunctional: pd.DataFrame, *, confidence: float = 0.95
) -> pd.DataFrame:
    """Return the Kano classes of features, from two questions on each.

    Parameters
    ----------
    functional, dysfunctional : DataFrame of whole numbers, 1 to 5
        One row a respondent, one column a feature, the same columns in both: how they feel if
        the feature is there, and if it is not. 1 I like it, 2 I expect it, 3 neutral, 4 I can
        live with it, 5 I dislike it. A pair with a missing answer is left out.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    DataFrame
        One row a feature, index `feature`. `must_be`, `one_dimensional`, `attractive`,
        `indifferent`, `reverse`, `questionable`: how many answered so; `n`: answered pairs;
        `kind`: the most frequent one, in words ("must-be"), of equally frequent ones the first in
        this order; `better`: share of attractive and one-dimensional among the first four, 0 to
        1; `worse`: minus the share of must-be and one-dimensional, -1 to 0; `better_low`,
        `better_high`, `worse_low`, `worse_high`: Wilson's limits; `fong_z`: how far the two
        largest counts are apart; `clear`: True where that is 1.65 or more (Fong's test).

    Raises
    ------
    InputError
        If the tables differ in columns or rows, if an answer is no code from 1 to 5, or if
        nobody answered both questions on a feature.

    Notes
    -----
    A feature is attractive where it is liked (1) and its absence neither liked nor disliked (2 to
    4), one-dimensional where its absence is disliked (5), must-be where it is not liked (2 to 4)
    but its absence disliked, indifferent where both answers are 2 to 4, questionable where both
    are 1 or both 5, and reverse else. With counts a and b, Fong's z is
    (a - b) / sqrt((a + b)(2n - a - b) / 2n).

    References
    ----------
    R package stp25kano (evaluation table, better and worse, Fong's test), after Berger et al.
    (1993), Matzler et al. (1996: must-be first where counts are equal) and Fong (1996).

    Examples
    --------
    >>> there = pd.DataFrame({"on_time": [2, 2, 1, 3], "gift": [1, 1, 1, 3]})
    >>> missing = pd.DataFrame({"on_time": [5, 5, 5, 3], "gift": [3, 4, 5, 3]})
    >>> kano(there, missing)[["kind", "better", "worse", "clear"]]
                  kind  better  worse  clear
    feature
    on_time    must-be    0.25  -0.75  False
    gift     attractive   0.75  -0.25  False
    """
    check = Check("kano")
    check.confidence(confidence)
    features, present, absent = _kano_answers(check, functional, dysfunctional)
    answered = ~(np.isnan(present) | np.isnan(absent))
    for name in features[~answered.any(axis=0)]:
        check.wrong(
            Problem(
                "{where}: nobody answered both questions on {feature}. Leave it out.",
                {"feature": str(name)},
            )
        )
    check.done()
    counts = _kano_counts(present, absent, answered)
    names = [kind.replace("-", "_") for kind in _KANO_KINDS]
    table = pd.DataFrame(counts, features, names)
    table["n"] = counts.sum(axis=1)
    table["kind"] = np.array(_KANO_KINDS, dtype=object)[counts.argmax(axis=1)]
    asked = counts[:, [_M, _O, _A, _I]].sum(axis=1)
    better = _shares(counts[:, _A] + counts[:, _O], asked, confidence)
    worse = _shares(counts[:, _M] + counts[:, _O], asked, confidence)
    table["better"], table["better_low"], table["better_high"] = better
    table["worse"], table["worse_low"], table["worse_high"] = -worse[[0, 2, 1]]
    table["fong_z"] = _fong(counts)
    table["clear"] = table["fong_z"] >= _FONG
    return table


def _fit(
    check: Check, design: Design, columns: pd.DataFrame, sums: Floats, confidence: float
) -> pd.DataFrame:
    """Return sums of coefficients; raise if columns are too many or one follows from others."""
    n, k = columns.shape
    if n <= k + 1:
        check.wrong(
            Problem(
                "{where}: {columns} columns (two for every driver, and those held fixed) need at "
                "least {least} complete rows, found {n}. Take fewer drivers, or more answers.",
                {"columns": k, "least": k + 2, "n": n},
            )
        )
        check.done()
    x = columns.to_numpy()
    if k:
        names = columns.columns.astype(object)
        check.independent(Design(x, design.y, design.w, names, design.kept))
    return least_squares(x, design.y, sums, confidence=confidence, weights=design.w)


def _with_others(
    check: Check, X: Any, y: Any, adjust: Any, weights: Any
) -> tuple[Design, pd.DataFrame]:
    """Return the complete rows of everything, and what is held fixed as columns of numbers."""
    if adjust is None or (isinstance(adjust, pd.DataFrame) and adjust.columns.empty):
        design = check.design(X, y, weights)
        return design, pd.DataFrame(index=range(len(design.y)))
    if not isinstance(adjust, pd.DataFrame) or not adjust.columns.is_unique:
        check.wrong(
            Problem(
                "{where}: adjust must be a table whose columns have different names. Write "
                "survey[['age', 'region']] with two pairs of brackets.",
            )
        )
    drivers = check.table(X)
    check.done()
    known = {name: _held_fixed(check, adjust[name], drivers.index) for name in adjust}
    check.done()
    others = pd.DataFrame(known, drivers.index)
    drivers[others.isna().any(axis=1)] = np.nan
    design = check.design(drivers, y, weights)
    columns = pd.get_dummies(others[design.kept], drop_first=True, dtype=float)
    return design, columns.loc[:, columns.nunique() > 1]


def _held_fixed(check: Check, column: pd.Series, rows: pd.Index) -> pd.Series | None:
    """Return a column as numbers, or as words where it holds categories."""
    given = check.same_rows("adjust", column, rows)
    if given is None:
        return None
    if pd.api.types.is_numeric_dtype(given):
        return check.answers(given, column=str(column.name))
    return given.astype(object).where(given.notna(), None).map(str, na_action="ignore")


def _are_slopes(slopes: Any) -> bool:
    columns = {"driver", "side", "estimate", "low", "high"}
    if not isinstance(slopes, pd.DataFrame) or not columns <= set(slopes.columns):
        return False
    return set(slopes["side"]) == {"below", "above", "difference"}


def _middles(check: Check, at: Any, design: Design) -> Floats:
    """Return where each driver's line may bend, or raise where that cannot be."""
    each = _each(check, "at", at, design.drivers)
    for driver, middle in zip(design.drivers, each, strict=True):
        if middle is not None and not is_number(middle):
            check.wrong(
                Problem(
                    "{where}: at must be a number, found {found} for {driver}. Write 3 for a "
                    "5-point scale.",
                    {"found": repr(middle), "driver": str(driver)},
                )
            )
    check.done()
    for driver, middle, answers in zip(design.drivers, each, design.x.T, strict=True):
        _check_sides(check, str(driver), float(middle), answers)
    check.done()
    return np.array(each, dtype=float)


def _check_sides(check: Check, driver: str, at: float, answers: Floats) -> None:
    low, high = float(answers.min()), float(answers.max())
    found = {"driver": driver, "at": at, "low": low, "high": high}
    if low >= at:
        check.wrong(
            Problem(
                "{where}: {driver} has no answers below {at:g} (they run from {low:g} to "
                "{high:g}), so its slope below cannot be told. Write the middle of the scale "
                "as at, or leave the driver out.",
                found,
            )
        )
    if high <= at:
        check.wrong(
            Problem(
                "{where}: {driver} has no answers above {at:g} (they run from {low:g} to "
                "{high:g}), so its slope above cannot be told. Write the middle of the scale "
                "as at, or leave the driver out.",
                found,
            )
        )


def _each(check: Check, name: str, value: Any, drivers: pd.Index) -> list[Any]:
    """Return one value a driver, from one for all or a mapping that names them."""
    if not isinstance(value, Mapping | pd.Series):
        return [value] * len(drivers)
    without = [str(driver) for driver in drivers if driver not in value]
    if without:
        check.wrong(
            Problem(
                "{where}: {name} must name every driver, and has nothing for {without}. "
                "Add them, or leave these drivers out of X.",
                {"name": name, "without": ", ".join(without)},
            )
        )
    return [value.get(driver) for driver in drivers]


def _pairs(check: Check, name: str, value: Any, drivers: pd.Index) -> Floats:
    """Return (low, high) of each driver, shape (p, 2), or note what is no such pair."""
    each = [pair for pair in _each(check, name, value, drivers) if pair is not None]
    wrong = [pair for pair in each if not is_pair(pair)]
    if wrong:
        check.wrong(
            Problem(
                "{where}: {name} must be two numbers, the lower one first, found {found}. Write "
                "(1, 5) for the ends of a 5-point scale.",
                {"name": name, "found": str(wrong[0])},
            )
        )
    return np.array([pair for pair in each if is_pair(pair)], dtype=float).reshape(-1, 2)


def _cut_sets(check: Check, cuts: Any, scales: Floats, drivers: pd.Index) -> dict[str, Floats]:
    """Return the cut points of each set, shape (p, 2): the usual two sets, or one's own."""
    if cuts is None:
        middle = scales.mean(axis=1, keepdims=True)
        return {"ends": scales, "sides": np.hstack([middle, middle])}
    if not isinstance(cuts, Mapping) or not cuts:
        check.wrong(
            Problem(
                "{where}: cuts must give each set of cut points a name, found {found}. Write "
                "dict(outer=(2, 4)).",
                {"found": str(cuts)},
            )
        )
        return {}
    return {str(k): _pairs(check, f"cuts[{k!r}]", v, drivers) for k, v in cuts.items()}


def _penalty_reward(
    check: Check, design: Design, name: str, at: Floats, beyond: bool, confidence: float
) -> pd.DataFrame:
    """Return penalty and reward of each driver for one set of cuts."""
    cells, compared = _cells(design, at, beyond)
    second = np.arange(cells.shape[1]) % 2 == 1
    used = (np.ptp(cells, axis=0) > 0) & (compared | second)
    sides = ["penalty", "reward"]
    names = np.array([f"{driver} ({side}, {name})" for driver in design.drivers for side in sides])
    each = np.eye(len(used))[:, used]
    sums = np.pad(np.vstack([each, each[::2] + each[1::2]]), ((0, 0), (1, 0)))
    columns = pd.DataFrame(cells[:, used], columns=names[used])
    effects = _fit(check, design, columns, sums, confidence)
    table = pd.DataFrame({"driver": design.drivers.repeat(2), "cuts": name})
    table["side"], table["at"] = sides * len(design.drivers), at.ravel()
    table["share"] = np.average(cells, axis=0, weights=design.w)
    table[[*_EFFECT, "asymmetry_p"]] = _contrasts(effects, used & compared)
    table = table.assign(**design.counts)
    empty, thin = ~cells.any(axis=0), cells.mean(axis=0) < _THIN
    table["warning"] = np.select([empty, ~compared, thin], ["empty", "no middle", "thin"], "")
    return table.assign(order=np.arange(len(used)) // 2)


def _cells(design: Design, at: Floats, beyond: bool) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Return who is in each cell, shape (n, 2p), and whether somebody is between a driver's."""
    low, high = at.T
    below = design.x < low if beyond else design.x <= low
    above = design.x > high if beyond else design.x >= high
    cells = np.stack([below, above], axis=2).reshape(len(design.y), -1).astype(float)
    return cells, np.repeat(~(below | above).all(axis=0), 2)


def _contrasts(sums: pd.DataFrame, told: npt.NDArray[np.bool_]) -> Floats:
    """Return estimate, low, high, p and the p of penalty + reward = 0, two rows a driver."""
    effects = sums[_EFFECT].to_numpy()
    asymmetry = np.where(told[::2] & told[1::2], effects[len(told) :, 3], np.nan)
    effects = np.where(told[:, None], effects[: len(told)], np.nan)
    return np.column_stack([effects, asymmetry.repeat(2)])


def _kano_answers(
    check: Check, functional: Any, dysfunctional: Any
) -> tuple[pd.Index, Floats, Floats]:
    """Return the features and both tables of codes, or raise all that is wrong with either."""
    tables = []
    for name, given in (("functional", functional), ("dysfunctional", dysfunctional)):
        part = check.part(name)
        table = part.table(given, (1, 5))
        for column in table:
            _check_codes(part, table[column], str(column))
        tables.append(table)
    present, absent = tables
    for name, here, there in (
        ("dysfunctional", present, absent),
        ("functional", absent, present),
    ):
        lacking = ", ".join(map(str, here.columns.difference(there.columns)))
        if lacking:
            check.wrong(
                Problem(
                    "{where}: {name} lacks {lacking}. Both tables need the same features: give "
                    "the columns of a pair the same name.",
                    {"name": name, "lacking": lacking},
                )
            )
    check.same_rows("dysfunctional", absent.iloc[:, 0], present.index)
    check.done()
    features = present.columns.rename("feature")
    return features, present.to_numpy(), absent[present.columns].to_numpy()


def _kano_counts(
    present: Floats, absent: Floats, answered: npt.NDArray[np.bool_]
) -> npt.NDArray[np.int64]:
    """Return how many answered pairs are of each kind, a row a feature."""
    cells = np.where(answered, present * 5 + absent - 6, 0).astype(int)
    kinds = np.where(answered, _KANO.ravel()[cells], -1)
    return np.stack([(kinds == kind).sum(axis=0) for kind in range(len(_KANO_KINDS))], axis=1)


def _check_codes(check: Check, answers: pd.Series, column: str) -> None:
    between = answers[answers.notna() & (answers != answers.round())]
    if len(between):
        check.wrong(
            Problem(
                "{where}, {column}: answers must be whole codes from 1 (like) to 5 (dislike), "
                "found {found:g} in row {row}.",
                {
                    "column": column,
                    "found": float(between.iloc[0]),
                    "row": str(between.index[0]),
                },
            )
        )


def _shares(counts: Any, of: Any, confidence: float) -> Floats:
    """Return shares with Wilson's limits, shape (3, features); NaN of nobody."""
    from statsmodels.stats.proportion import proportion_confint

    some = np.maximum(of, 1)
    limits = proportion_confint(counts, some, alpha=1 - confidence, method="wilson")
    return np.where(of > 0, np.array([counts / some, *limits]), np.nan)


def _fong(counts: npt.NDArray[np.int64]) -> Floats:
    n = counts.sum(axis=1)
    second, first = np.sort(counts, axis=1)[:, -2:].T
    both = first + second
    return (first - second) / np.sqrt(both * (2 * n - both) / (2 * n))
