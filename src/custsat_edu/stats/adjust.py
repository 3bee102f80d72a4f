"""Difference or effect: two groups compared as if they were alike in other columns."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import stdtr, stdtrit

from custsat_edu.errors import Problem
from custsat_edu.stats.checks import Check, Design, Floats, kish
from custsat_edu.stats.linear import least_squares

_METHODS = ("regression", "standardisation", "weighting")
_NEVER = 1e-6  # a chance this near to 0 or 1 says that nobody in the other group is alike
_ALONE = 1e-9  # a leverage this near to 1 says that one row alone sets a coefficient
_EXACT = 1e-12  # residuals this small, next to the outcome, are rounding
_D_TO_LOG_RATIO = 0.91  # a standardised difference d is about a risk ratio of exp(0.91 d)


def adjusted_difference(
    values: pd.Series,
    groups: pd.Series,
    adjust: pd.DataFrame,
    *,
    method: str | None = None,
    weights: pd.Series | None = None,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Return the difference of two groups' means, as it is and with other columns held equal.

    Parameters
    ----------
    values : Series of numbers
        The outcome.
    groups : Series
        The two groups, such as channels. The second is the later of the categories, or of the
        sorted values where the column is no category.
    adjust : DataFrame, shape (rows, covariates)
        What the groups must be alike in: what acts on both the group and the outcome. Numbers
        count as numbers, text, categories and True or False as categories. Only rows complete in
        values, groups and adjust are used, in every row of the table.
    method : {"regression", "standardisation", "weighting"}, optional
        All three by default.
    weights : Series, optional
        How many customers each respondent stands for; who stands for 0 is left out.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    DataFrame
        Index `method`: first "raw", the difference as it is, then the methods. `estimate`: second
        group minus first, in units of the values; `low`, `high`: t limits; `p`, two-sided; `n`:
        complete rows; `n_effective`: Kish's, of the weights that the row uses, n where it uses
        none; `e_value`: how strongly something that is not in `adjust` would have to act on the
        group and on the outcome (as risk ratios) to make the estimate out of nothing, 1 or more;
        `e_value_limit`: the same for the limit nearer to 0, 1 where 0 is within the limits.
        Limits and p are NaN where the fit leaves no residuals or one row alone sets the estimate.
        `attrs`: `first`, `second`, the groups' names; `missing`, the rows left out as incomplete.

    Raises
    ------
    InputError
        If there are not two groups, if the rows do not fit together, if values are no numbers or
        do not vary, if a covariate is constant, repeats others or separates the groups (a category
        or a range that one group alone has), if a group has too few rows, if, for the weighting,
        the chance to be in a group is all but 0 or 1 for some rows, or if an option is wrong.

    Notes
    -----
    "regression": least squares of the values on the group and the covariates, HC3 errors; one
    straight line a covariate and the same difference for everybody.
    "standardisation": such a line in each group, both used to predict for everybody; the mean
    difference. What a row moves is what it moves the lines (residuals over 1 - leverage, as HC3)
    and the mean of the covariates; the variance is the sum of the squares.
    "weighting": inverse probability weights. A logit model gives each row its chance e to be in
    the second group; rows weigh 1 / e there and 1 / (1 - e) in the first, and means are divided
    by the sum of weights of their group, so that stabilised weights give the same. The variance
    is the sandwich, with what each row moves the logit model; times n / (n - 1).
    t has n - k degrees of freedom, k being the coefficients of the fitted model. With survey
    weights lines, logit and means are weighted, and variances are linearised, times n / (n - 1).

    All of them speak of the effect of the group only if everything that acts on both the group
    and the outcome is in `adjust`, and nothing that the group acts on: adjusting for a mediator
    takes away the part of the effect that goes through it. If the three disagree, a line is not
    straight, or the groups hardly overlap: look at `balance` and `propensity`.

    E-value: with d the estimate over the standard deviation of the values, RR = exp(0.91 |d|) and
    E = RR + sqrt(RR (RR - 1)). It takes values for roughly normal.

    In simulated samples of 100, 400 and 1,600 customers, the chance depending clearly on a
    covariate (logit slope 1 a standard deviation), the 95 % limits held the effect in .95 to .96
    of samples for regression and standardisation, and in .92 to .93 for weighting, which rests on
    the few rows with large weights; the raw ones in less than .09. They did so with normal and
    with skewed outcomes, for the mean of an effect that differed between customers too.

    References
    ----------
    R's EValue (`evalues.OLS`, `evalues.MD`), after VanderWeele and Ding (2017) and Chinn (2000);
    statsmodels, `statsmodels.treatment.treatment_effects.TreatmentEffect` (`ipw`, `ra`), after
    Stata's teffects. Estimates and errors equal R's lm, glm and survey (`svyglm`) and a sandwich
    with numerical derivatives in tests/reference.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> age = rng.normal(40, 12, 1000)
    >>> web = rng.random(1000) < 1 / (1 + np.exp((age - 40) / 12))
    >>> score = 90 - 0.5 * age - 3 * web + rng.normal(0, 10, 1000)
    >>> channel = pd.Series(np.where(web, "web", "store"))
    >>> table = adjusted_difference(pd.Series(score), channel, pd.DataFrame({"age": age}))
    >>> table[["estimate", "low", "high", "n"]].round(1)
                     estimate  low  high     n
    method
    raw                   2.1  0.8   3.5  1000
    regression           -2.7 -4.0  -1.3  1000
    standardisation      -2.7 -4.1  -1.3  1000
    weighting            -2.5 -4.1  -0.9  1000
    """
    check = Check("adjusted_difference")
    if method is not None:
        check.choice("method", method, _METHODS)
    check.confidence(confidence)
    sample = _sample(check, groups, adjust, weights, values)
    methods = _METHODS if method is None else (method,)
    _check_lines(check, sample, methods)
    fits = {"raw": _regression(sample, sample.x[:, :0])}
    if "regression" in methods:
        fits["regression"] = _regression(sample, sample.x)
    if "standardisation" in methods:
        fits["standardisation"] = _standardisation(sample)
    if "weighting" in methods:
        fits["weighting"] = _weighting(check, sample)
    rows = [_row(sample, fit, confidence) for fit in fits.values()]
    table = pd.DataFrame(rows, pd.Index(fits, name="method"))
    table.attrs = sample.attrs
    return table


def balance(
    groups: pd.Series, adjust: pd.DataFrame, *, weights: pd.Series | None = None
) -> pd.DataFrame:
    """Return how alike two groups are in the covariates, before and after weighting.

    Parameters
    ----------
    groups : Series
        As `adjusted_difference`.
    adjust : DataFrame, shape (rows, covariates)
        As `adjusted_difference`.
    weights : Series, optional
        How many customers each respondent stands for; who stands for 0 is left out.

    Returns
    -------
    DataFrame
        One row a covariate, one a category of those that have categories ("region: 2"); index
        `covariate`. `smd_raw`: the standardised mean difference, second group minus first;
        `smd_weighted`: with the inverse probability weights of `adjusted_difference`;
        `mean_first`, `mean_second`: the means, of categories the shares, raw;
        `mean_first_weighted`, `mean_second_weighted`: the same, weighted; `n`: complete rows;
        `n_effective`: Kish's, of the inverse probability weights.
        `attrs`: `first`, `second`, the groups' names; `missing`, the rows left out as incomplete.

    Raises
    ------
    InputError
        As `adjusted_difference` with `method="weighting"`.

    Notes
    -----
    SMD = (mean of second - mean of first) / s, s^2 = (s1^2 + s2^2) / 2 with the variances within
    the groups, divisor n; for a category p (1 - p). s is the raw one in both columns, or the
    weighting could seem to help by spreading a group. Customs ask for less than 0.1 in size. An
    SMD does not depend on n, so no test is made of it.

    References
    ----------
    R's cobalt, vignette "Frequently Asked Questions", on standardised mean differences with
    `s.d.denom = "pooled"` (variances there have the divisor n - 1).

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> age = rng.normal(40, 12, 1000)
    >>> web = rng.random(1000) < 1 / (1 + np.exp((age - 40) / 12))
    >>> channel = pd.Series(np.where(web, "web", "store"))
    >>> balance(channel, pd.DataFrame({"age": age}))[["smd_raw", "smd_weighted"]].round(2)
               smd_raw  smd_weighted
    covariate
    age          -0.94          0.01
    """
    check = Check("balance")
    sample = _sample(check, groups, adjust, weights)
    total = sample.inverse(_chance(check, sample))
    x, sides = sample.columns.to_numpy(), (~sample.g, sample.g)
    raw = [np.average(x[side], axis=0, weights=sample.given[side]) for side in sides]
    after = [np.average(x[side], axis=0, weights=total[side]) for side in sides]
    squares = [
        np.average((x[side] - mean) ** 2, axis=0, weights=sample.given[side])
        for side, mean in zip(sides, raw, strict=True)
    ]
    spread = np.sqrt(np.mean(squares, axis=0))
    table = pd.DataFrame(
        {
            "smd_raw": (raw[1] - raw[0]) / spread,
            "smd_weighted": (after[1] - after[0]) / spread,
            "mean_first": raw[0],
            "mean_second": raw[1],
            "mean_first_weighted": after[0],
            "mean_second_weighted": after[1],
            "n": len(x),
            "n_effective": kish(total),
        },
        index=sample.columns.columns.rename("covariate"),
    )
    table.attrs = sample.attrs
    return table


def propensity(
    groups: pd.Series, adjust: pd.DataFrame, *, weights: pd.Series | None = None
) -> pd.Series:
    """Return each respondent's chance to be in the second group, by the covariates.

    Parameters
    ----------
    groups : Series
        As `adjusted_difference`.
    adjust : DataFrame, shape (rows, covariates)
        As `adjusted_difference`.
    weights : Series, optional
        How many customers each respondent stands for; who stands for 0 is left out.

    Returns
    -------
    Series
        Named "propensity", between 0 and 1, on the rows of `adjust` that are complete.
        `attrs`: `first`, `second`, the groups' names; `missing`, the rows left out as incomplete;
        `low`, `high`: the chances that both groups have; `common`: the share of rows within them.

    Raises
    ------
    InputError
        As `adjusted_difference` with `method="weighting"`.

    Notes
    -----
    A logit model of the group on the covariates, each with one straight line. Rows outside the
    common range have nobody like them in the other group: what is said of them is a guess from
    the rest. The range hangs on its extreme rows, so look at the picture too.

    References
    ----------
    statsmodels, `statsmodels.genmod.generalized_linear_model.GLM`; equal to R's glm in
    tests/reference.

    Examples
    --------
    >>> channel = pd.Series(["store", "store", "web", "store", "web", "web"])
    >>> chance = propensity(channel, pd.DataFrame({"age": [60, 50, 55, 40, 30, 35]}))
    >>> chance.round(2).tolist()
    [0.19, 0.38, 0.28, 0.62, 0.81, 0.72]
    >>> chance.attrs["common"]
    0.5
    """
    check = Check("propensity")
    sample = _sample(check, groups, adjust, weights)
    chance = _chance(check, sample)
    low, high = _common(chance, sample.g)
    result = pd.Series(chance, sample.columns.index, name="propensity")
    common = float(((chance >= low) & (chance <= high)).mean())
    result.attrs = sample.attrs | {"low": low, "high": high, "common": common}
    return result


@dataclass(frozen=True)
class _Sample:
    """The complete rows: `columns` has every category, `x` the `free` ones, none the first."""

    columns: pd.DataFrame
    free: list[bool]
    x: Floats
    g: npt.NDArray[np.bool_]
    y: Floats
    w: Floats | None
    attrs: dict[str, Any]
    covariates: list[str]

    @property
    def given(self) -> Floats:
        """The survey weights, 1 where there are none."""
        return np.ones(len(self.g)) if self.w is None else self.w

    def inverse(self, chance: Floats) -> Floats:
        """Return the inverse probability weights, times the survey weights."""
        return self.given / np.where(self.g, chance, 1 - chance)


@dataclass(frozen=True)
class _Estimate:
    """An estimate with its standard error, degrees of freedom and effective number of rows."""

    estimate: float
    se: float
    df: int
    n_effective: float


def _sample(check: Check, groups: Any, adjust: Any, weights: Any, values: Any = None) -> _Sample:
    """Return the complete rows, or raise what is wrong with them."""
    table = _covariates(check, adjust)
    side, names = _two(check, groups, table.index)
    y = pd.Series(0.0, table.index)
    if values is not None:
        rows = check.same_rows("values", values, table.index)
        y = check.answers(values if rows is None else rows, column="values")
    check.done()
    kept = np.array(table.notna().all(axis=1) & side.notna() & y.notna())
    missing = float((~kept).sum())
    w = check.weights(weights, table.index, kept)
    check.done()
    if w is not None:
        kept[kept] = w > 0
        w = w[w > 0]
    g = side[kept].to_numpy() == 1
    attrs = {"first": names[0], "second": names[1], "missing": missing}
    _check_sides(check, g, names, len(table))
    columns, free = _as_numbers(check, table[kept])
    _check_apart(check, table[kept], g, names)
    if values is not None:
        _check_values(check, y[kept])
    check.done()
    x = columns.to_numpy()[:, free]
    _check_rows(check, x.shape[1], g, names)
    return _Sample(columns, free, x, g, y.to_numpy()[kept], w, attrs, list(map(str, table)))


def _check_values(check: Check, y: pd.Series) -> None:
    if np.ptp(y) == 0:
        check.wrong(
            Problem(
                "{where}: values are {found:g} in all {n} complete rows; there is no difference "
                "to look at. Is the column the right one?",
                {"found": y.iloc[0], "n": len(y)},
            )
        )


def _covariates(check: Check, adjust: Any) -> pd.DataFrame:
    """Return numbers as floats and everything else as categories."""
    if not isinstance(adjust, pd.DataFrame):
        check.wrong(
            Problem(
                "{where}: adjust must be a table with one column a covariate, found {found}. "
                "Write survey[['age', 'region']] with two pairs of brackets.",
                {"found": type(adjust).__name__},
            )
        )
    elif adjust.shape[1] == 0:
        check.wrong(
            Problem(
                "{where}: there is nothing to adjust for: adjust has no columns. "
                "Name some, as in survey[['age', 'region']], or use compare_groups."
            )
        )
    elif not adjust.columns.is_unique:
        check.wrong(
            Problem(
                "{where}: column names must differ, found more than once: {found}. "
                "Rename them under columns: in the codebook.",
                {"found": ", ".join(map(str, adjust.columns[adjust.columns.duplicated()]))},
            )
        )
    check.done()
    columns = {name: _covariate(check, adjust[name]) for name in adjust}
    return pd.DataFrame(columns, adjust.index)


def _covariate(check: Check, column: pd.Series) -> pd.Series:
    kind = column.dtype
    named = isinstance(kind, pd.CategoricalDtype) or pd.api.types.is_bool_dtype(kind)
    if named or pd.api.types.is_object_dtype(kind) or pd.api.types.is_string_dtype(kind):
        return column.astype("category")
    return check.answers(column, column=str(column.name))


def _two(check: Check, groups: Any, index: pd.Index) -> tuple[pd.Series, tuple[str, str]]:
    """Return 0 for the first group, 1 for the second, NaN for none, and their names."""
    given = check.same_rows("groups", groups, index)
    if given is None:
        check.done()
    side = pd.Series(given).astype("category").cat.remove_unused_categories()
    names = list(map(str, side.cat.categories))
    if len(names) > 2:
        check.wrong(
            Problem(
                "{where}: groups must be two, found {count}: {found}. Choose the rows of two "
                "first, or compare the pairs one after the other.",
                {"count": len(names), "found": ", ".join(names)},
            )
        )
    elif len(names) < 2:
        check.wrong(
            Problem(
                "{where}: groups must be two, found only {found}; the other group is empty. "
                "Was it filtered out, or is the column the right one?",
                {"found": ", ".join(names) or "missing values"},
            )
        )
    check.done()
    codes = side.cat.codes.astype(float)
    return codes.where(codes >= 0), (names[0], names[1])


def _as_numbers(check: Check, table: pd.DataFrame) -> tuple[pd.DataFrame, list[bool]]:
    """Return categories as columns of 0 and 1, and which columns are not the first of theirs."""
    blocks, free = [], []
    for name, column in table.items():
        if column.nunique() == 1:
            check.wrong(
                Problem(
                    "{where}: {covariate} is {value} in all {n} complete rows. Leave it out of "
                    "adjust: everybody is alike in it.",
                    {"covariate": str(name), "value": str(column.iloc[0]), "n": len(column)},
                )
            )
        if isinstance(column.dtype, pd.CategoricalDtype):
            block = pd.get_dummies(column.cat.remove_unused_categories(), dtype=float)
            block.columns = [f"{name}: {category}" for category in block.columns]
            free += [False] + [True] * (block.shape[1] - 1)
        else:
            block = column.to_frame(str(name))
            free += [True]
        blocks.append(block)
    check.done()
    return pd.concat(blocks, axis=1), free


def _check_sides(check: Check, g: npt.NDArray[np.bool_], names: tuple[str, str], rows: int) -> None:
    for name, count in zip(names, ((~g).sum(), g.sum()), strict=True):
        if count == 0:
            check.wrong(
                Problem(
                    "{where}: no row is left in group {group}: {lost} of {n} rows have a value "
                    "missing or a weight of 0. Which column is often empty there?",
                    {"group": name, "lost": rows - len(g), "n": rows},
                )
            )
    check.done()


def _check_rows(check: Check, k: int, g: npt.NDArray[np.bool_], names: tuple[str, str]) -> None:
    """Ask for more rows in each group than a line with k slopes has coefficients."""
    for name, count in zip(names, (int((~g).sum()), int(g.sum())), strict=True):
        if count < k + 2:
            check.wrong(
                Problem(
                    "{where}: {k} columns to adjust for need at least {least} complete rows in "
                    "each group, found {found} in {group}. Adjust for less, or ask more customers.",
                    {"k": k, "least": k + 2, "found": count, "group": name},
                )
            )
    check.done()


def _check_apart(
    check: Check, table: pd.DataFrame, g: npt.NDArray[np.bool_], names: tuple[str, str]
) -> None:
    """Note the categories and the ranges that one group alone has."""
    for name, column in table.items():
        if isinstance(column.dtype, pd.CategoricalDtype):
            counts = pd.crosstab(column.to_numpy(), g)
            for category, (first, second) in counts[counts.min(axis=1) == 0].iterrows():
                _note_alone(check, f"{name}: {category}", (first, second), names)
        else:
            _note_ranges(check, str(name), column[~g], column[g], names)


def _note_alone(
    check: Check, category: str, counts: tuple[int, int], names: tuple[str, str]
) -> None:
    group, other = names if counts[0] else names[::-1]
    check.wrong(
        Problem(
            "{where}: {category} has {count} rows in {group} and none in {other}, so nobody in "
            "{other} compares with them. Leave these rows out, or join the category with another.",
            {"category": category, "count": max(counts), "group": group, "other": other},
        )
    )


def _note_ranges(
    check: Check, name: str, first: pd.Series, second: pd.Series, names: tuple[str, str]
) -> None:
    if first.max() >= second.min() and second.max() >= first.min():
        return
    check.wrong(
        Problem(
            "{where}: {covariate} separates the groups: it is {low1:g} to {high1:g} in {first}, "
            "{low2:g} to {high2:g} in {second}. Nobody in one compares with anybody in the other, "
            "so no method can hold it equal.",
            {
                "covariate": name,
                "first": names[0],
                "second": names[1],
                "low1": first.min(),
                "high1": first.max(),
                "low2": second.min(),
                "high2": second.max(),
            },
        )
    )


def _check_lines(check: Check, sample: _Sample, methods: Sequence[str]) -> None:
    """Ask that the slopes can be told apart: in all rows, and in each group where that matters."""
    names = sample.columns.columns[sample.free].insert(0, "groups")
    both = np.column_stack([sample.g, sample.x])
    everywhere = np.ones(len(both), bool)
    check.independent(Design(both, sample.y, None, names, everywhere))
    if "standardisation" not in methods:
        return
    for side, group in ((~sample.g, sample.attrs["first"]), (sample.g, sample.attrs["second"])):
        x = sample.x[side]
        constant = names[1:][np.ptp(x, axis=0) == 0]
        if len(constant):
            check.wrong(
                Problem(
                    "{where}: everybody in {group} has the same {found}, so there is no line to "
                    "predict from. Write method='regression', or leave it out of adjust.",
                    {"group": group, "found": ", ".join(map(str, constant))},
                )
            )
            check.done()
        check.part(group).independent(Design(x, sample.y[side], None, names[1:], everywhere[side]))


# Every estimate is a sum over rows, so its variance is the sum of the squares of what rows move it.


def _regression(sample: _Sample, covariates: Floats) -> _Estimate:
    """Return the slope of the group beside the covariates, by least squares."""
    columns = np.column_stack([sample.g, covariates])
    k = columns.shape[1] + 1
    slope = np.eye(k)[[1]]
    effect = least_squares(columns, sample.y, slope, confidence=0.95, weights=sample.w).loc[0]
    return _Estimate(effect["estimate"], effect["se"], len(sample.y) - k, kish(sample.given))


def _standardisation(sample: _Sample) -> _Estimate:
    """Return the mean difference between the lines of the two groups.

    With covariates centred at the mean of everybody, that is the slope of the group beside the
    covariates and their products with the group.
    """
    from statsmodels.regression.linear_model import WLS

    w = sample.given / sample.given.sum()
    centred = sample.x - w @ sample.x
    columns = np.column_stack([np.ones(len(w)), sample.g, centred, sample.g[:, None] * centred])
    fit = WLS(sample.y, columns, 1.0 if sample.w is None else sample.w).fit()
    solves, residuals = fit.model.pinv_wexog, fit.wresid
    exact = np.abs(residuals).max() <= _EXACT * np.abs(fit.model.wendog).max()
    if sample.w is None:  # HC3
        leverage = (fit.model.wexog * solves.T).sum(axis=1)
        residuals = residuals / np.where(leverage > 1 - _ALONE, np.nan, 1 - leverage)
    moves = solves[1] * residuals + w * (centred @ fit.params[-sample.x.shape[1] :])
    se = math.nan if exact else _error(sample, moves)
    return _Estimate(float(fit.params[1]), se, int(fit.df_resid), kish(sample.given))


def _weighting(check: Check, sample: _Sample) -> _Estimate:
    """Return the difference of the means with inverse probability weights."""
    chance, g, y = _chance(check, sample), sample.g, sample.y
    total = sample.inverse(chance)
    means = [np.average(y[side], weights=total[side]) for side in (~g, g)]
    share = np.where(g, total / total[g].sum(), -total / total[~g].sum())
    moves = share * (y - np.where(g, means[1], means[0]))
    x = _logit_columns(sample)
    information = (x.T * (sample.given * chance * (1 - chance))) @ x
    pull = x.T @ (moves * (g - chance))  # of the logit model's coefficients on the estimate
    scores = x * (sample.given * (g - chance))[:, None]
    moves = moves - scores @ np.linalg.solve(information, pull)
    n = len(y)
    se = _error(sample, moves) * (1 if sample.w is not None else math.sqrt(n / (n - 1)))
    return _Estimate(float(means[1] - means[0]), se, n - x.shape[1], kish(total))


def _error(sample: _Sample, moves: Floats) -> float:
    n = len(moves)
    return math.sqrt((moves**2).sum() * (1 if sample.w is None else n / (n - 1)))


def _logit_columns(sample: _Sample) -> Floats:
    standardised = (sample.x - sample.x.mean(axis=0)) / sample.x.std(axis=0)
    return np.column_stack([np.ones(len(sample.g)), standardised])


def _chance(check: Check, sample: _Sample) -> Floats:
    """Return the chance to be in the second group by a logit model, if the groups overlap."""
    from statsmodels.genmod.families import Binomial
    from statsmodels.genmod.generalized_linear_model import GLM

    g, w = sample.g, sample.given / sample.given.mean()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # groups that do not overlap are named below
        fit = GLM(g.astype(float), _logit_columns(sample), Binomial(), freq_weights=w).fit(
            tol=1e-10
        )
    chance = np.asarray(fit.fittedvalues)
    _check_overlap(check, sample, chance)
    return chance


def _check_overlap(check: Check, sample: _Sample, chance: Floats) -> None:
    low, high = _common(chance, sample.g)
    never = np.minimum(chance, 1 - chance) < _NEVER
    outside = (chance < low) | (chance > high)
    if never.any() or outside.all():
        lost = outside if outside.all() else never
        check.wrong(
            Problem(
                "{where}: the groups do not overlap: {count} of {n} rows are by their {covariates} "
                "all but sure to be in {first}, or in {second}, so nobody in the other group is "
                "like them. Leave such rows out, or adjust for less.",
                {
                    "count": int(lost.sum()),
                    "n": len(chance),
                    "covariates": ", ".join(sample.covariates),
                    "first": sample.attrs["first"],
                    "second": sample.attrs["second"],
                },
            )
        )
    check.done()


def _common(chance: Floats, g: npt.NDArray[np.bool_]) -> tuple[float, float]:
    """Return the lowest and the highest chance that both groups have."""
    sides = chance[~g], chance[g]
    return float(max(c.min() for c in sides)), float(min(c.max() for c in sides))


def _row(sample: _Sample, fit: _Estimate, confidence: float) -> dict[str, float]:
    half = float(stdtrit(fit.df, (1 + confidence) / 2)) * fit.se
    low, high = fit.estimate - half, fit.estimate + half
    n, w = len(sample.y), sample.given
    sd = math.sqrt(np.average((sample.y - np.average(sample.y, weights=w)) ** 2, weights=w))
    sd *= math.sqrt(n / (n - 1))
    nearest = 0.0 if low <= 0 <= high else min(abs(low), abs(high))
    return {
        "estimate": fit.estimate,
        "low": low,
        "high": high,
        "p": float(2 * stdtr(fit.df, -abs(fit.estimate) / fit.se)) if fit.se else math.nan,
        "n": n,
        "n_effective": fit.n_effective,
        "e_value": _e_value(fit.estimate / sd),
        "e_value_limit": _e_value((math.nan if math.isnan(low) else nearest) / sd),
    }


def _e_value(d: float) -> float:
    ratio = math.exp(_D_TO_LOG_RATIO * abs(d))
    return ratio + math.sqrt(ratio * (ratio - 1))
