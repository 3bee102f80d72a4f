"""Factor analysis: find which items go together (`efa`), test a planned grouping (`cfa`).

`invariance` tests whether the grouping works alike in several groups of respondents.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.linalg import LinAlgError, cho_factor, cho_solve
from scipy.special import chdtr, chdtrc, chndtrinc, ndtr, ndtri

from custsat_edu.errors import InputError, Problem
from custsat_edu.stats.checks import Check, Floats

Model = Mapping[str, Sequence[str]]

_ROTATIONS = ("varimax", "none")
_INTERVALS = ("robust", "normal")
_BLOCK = 50_000  # respondents whose scores are held at once
_LEAST_UNIQUE = 0.005  # R's factanal holds uniquenesses at or above it
_STEPS = 1000  # of an iteration before it is given up
_TOLERANCE = 1e-10  # a fit has been reached when no standardised parameter would move by more
_SAME = 1e-9  # share of variance below which an item says nothing of its own


def efa(items: pd.DataFrame, factors: int, *, rotation: str = "varimax") -> pd.DataFrame:
    """Return the loadings of an exploratory factor analysis by maximum likelihood.

    Parameters
    ----------
    items : DataFrame of numbers
        One row a respondent, one column an item. Only rows without a missing answer are used.
    factors : int
        How many factors; p items carry at most those with (p - factors)^2 >= p + factors.
    rotation : {"varimax", "none"}
        "varimax" makes loadings large or small, factors staying uncorrelated, with Kaiser's
        normalisation.

    Returns
    -------
    DataFrame
        One row an item, index `item`. `factor1`, `factor2`, ...: loadings, the correlations of
        the item with the factors, the factor of the largest sum of squares first and each with a
        sum that is not negative; `uniqueness`: share of the item's variance that is no factor's.
        In `attrs`: `n`, complete rows; `chi2`, `df`, `p`, the test that so many factors are
        enough; `improper`, the items whose uniqueness went to its limit of 0.005 (a Heywood case,
        often of too many factors or too few respondents), or "".

    Raises
    ------
    InputError
        If an answer is no number, an item does not vary or repeats others, there are no more
        complete rows than items, too many factors, or no solution was reached.

    Notes
    -----
    The correlations R are fitted by Sigma = L L' + U, U diagonal: for given uniquenesses the
    loadings follow from the largest eigenvalues of U^-1/2 R U^-1/2, and the uniquenesses
    minimise log|Sigma| + tr(R Sigma^-1). With its least value F above log|R| + p the test is
    chi2 = (n - 1 - (2 p + 5) / 6 - 2 factors / 3) F (Bartlett), df = ((p - factors)^2 - p -
    factors) / 2, where p counts the items. The test takes answers for normal: on skewed ratings,
    and with many respondents, it asks for too many factors. The order and the signs of factors
    carry no meaning.

    References
    ----------
    R's stats, `factanal` and `varimax` (after Lawley and Maxwell, 1971, and Kaiser, 1958), whose
    results on the bfi data stand in tests/reference.

    Examples
    --------
    >>> common, noise = np.random.default_rng(1).normal(size=(2, 500, 6))
    >>> answers = common[:, [0, 0, 0, 1, 1, 1]] + noise
    >>> efa(pd.DataFrame(answers, columns=list("abcdef")), 2).round(2)
          factor1  factor2  uniqueness
    item
    a        0.76    -0.04        0.42
    b        0.64     0.00        0.59
    c        0.71     0.02        0.50
    d        0.00     0.72        0.48
    e        0.03     0.65        0.58
    f       -0.04     0.65        0.57
    """
    check = Check("efa")
    check.choice("rotation", rotation, _ROTATIONS)
    check.whole("factors", factors, 1)
    table = check.table(items)
    _check_factors(check, table.shape[1], factors)
    check.done()
    rows, factors = _complete(check, table), int(factors)
    r = np.corrcoef(rows.to_numpy().T)
    unique, misfit = _uniquenesses(check, r, factors)
    loadings = _eigen_loadings(r, unique, factors)[1]
    if rotation == "varimax" and factors > 1:
        loadings = _varimax(loadings)
    names = [f"factor{j + 1}" for j in range(factors)]
    result = pd.DataFrame(_sorted(loadings), rows.columns.rename("item"), names)
    result["uniqueness"] = unique
    result.attrs = _efa_test(misfit, len(rows), len(r), factors)
    result.attrs["improper"] = ", ".join(map(str, rows.columns[unique <= _LEAST_UNIQUE]))
    return result


def cfa(
    items: pd.DataFrame, model: Model, *, confidence: float = 0.95, interval: str = "robust"
) -> pd.DataFrame:
    """Return the loadings of a confirmatory factor analysis by maximum likelihood, and its fit.

    Parameters
    ----------
    items : DataFrame of numbers
        One row a respondent; other columns than the model's may be there. Only rows without a
        missing answer to the model's items are used.
    model : mapping of factor names to lists of items
        Each item belongs to one factor; factors may correlate. A factor needs two items, a single
        factor three.
    confidence : float
        Between 0 and 1; the interval of RMSEA is at 0.90, as is the custom.
    interval : {"robust", "normal"}
        "normal" takes answers for normal, as programs do unless told otherwise.

    Returns
    -------
    DataFrame
        One row an item, index `item`, in the order of the model. `factor`; `estimate`: the
        standardised loading, the correlation of the item with its factor; `low`, `high`: its
        limits; `unstandardised`: the loading in units of the factor's first item, which has 1;
        `se`: its standard error, 0 for the first item; `p`: of the test that it is 0, NaN for the
        first item; `residual`: share of the item's variance that is not the factor's, 1 -
        estimate^2; `n`: complete rows. A negative `residual` (loading above 1, a Heywood case)
        cannot be true: do not report such a model.
        In `attrs`: `n`; `chi2`, `df`, `p`: test of the model against any covariances; `cfi`,
        `tli`, `rmsea`, `rmsea_low`, `rmsea_high`, `srmr`: how near it is; with df 0 any answers
        fit, and all but chi2 and srmr are NaN; `improper`: the items with a negative residual
        variance and the pairs of factors correlated beyond 1, or "".

    Raises
    ------
    InputError
        If the model names unknown items, an item twice or too few, if an answer is no number, an
        item does not vary or repeats others, there are no more complete rows than items, or no
        solution was reached.

    Notes
    -----
    Sigma = L Phi L' + E (loadings, factor correlations, residual variances) is fitted by Fisher
    scoring to the covariances S with the divisor n. With F = log|Sigma| + tr(S Sigma^-1) -
    log|S| - p, chi2 = n F, and chi2_0, df_0 for the model without factors:
    CFI = 1 - max(chi2 - df, 0) / max(chi2 - df, chi2_0 - df_0, 0),
    TLI = 1 - (chi2 - df) / (chi2_0 - df_0) df_0 / df, RMSEA = sqrt(max(chi2 / df - 1, 0) / n),
    with limits from the noncentral chi-square, and SRMR = root mean square of the residuals of
    covariances, each over the two standard deviations, diagonal included.
    The first item sets the sign of its factor: it should not be a reversed one.

    Limits are estimate +- z SE by the delta method, and may pass 1. "normal" takes the
    covariances of theta from the inverse of the expected information I, "robust" from
    I^-1 B I^-1, with B the mean square of what each respondent adds to the score.
    On 5-point items with nearly half the answers the best, and on normal ones, the 95 % limits of
    "robust" held the truth in .94 to .95 of simulated samples of 400 respondents or more and in
    .90 to .92 with 100; where four in five give the best answer in .83 (n = 100), .93 (400) and
    .94 (1,600). Those of "normal" held it in .93 to .95 with normal answers, .89 to .91 with the
    skewed and .72 to .80 with the very skewed ones, whatever the number of respondents.

    The test by chi2 and the limits of RMSEA always take answers for normal: at 5 % it refused
    the model that made the answers in 3 to 7 % of normal samples, 13 to 17 % of those skewed
    ones, and 56 to 60 % of the very skewed: there look at SRMR.

    References
    ----------
    R's lavaan, `cfa`, `standardizedSolution`, and the formulas of its `fitMeasures`; results of
    lavaan 0.6.14 stand in tests/reference, with standard errors of "normal".

    Examples
    --------
    >>> common, noise = np.random.default_rng(1).normal(size=(2, 500, 6))
    >>> answers = pd.DataFrame(common[:, [0, 0, 0, 1, 1, 1]] + noise, columns=list("abcdef"))
    >>> loadings = cfa(answers, {"Quality": ["a", "b", "c"], "Price": ["d", "e", "f"]})
    >>> loadings[["factor", "estimate", "low", "high"]].round(2)
           factor  estimate   low  high
    item
    a     Quality      0.76  0.69  0.83
    b     Quality      0.64  0.57  0.71
    c     Quality      0.71  0.64  0.78
    d       Price      0.72  0.65  0.80
    e       Price      0.65  0.57  0.73
    f       Price      0.65  0.58  0.73
    >>> pd.Series(loadings.attrs)[["chi2", "df", "rmsea"]].astype(float).round(2)
    chi2     4.29
    df       8.00
    rmsea    0.00
    dtype: float64
    """
    check = Check("cfa")
    check.confidence(confidence)
    fit = _fit(check, items, model, interval)
    estimate, slopes = _standardised(fit)
    low, high = _limits(estimate, fit.error(slopes), confidence)
    unstandardised, se = _in_marker_units(fit)
    tested = np.where(se > 0, se, np.nan)
    table = pd.DataFrame(
        {
            "factor": [fit.factors[j] for j in fit.owner],
            "estimate": estimate,
            "low": low,
            "high": high,
            "unstandardised": unstandardised,
            "se": se,
            "p": 2 * ndtr(-np.abs(unstandardised / tested)),
            "residual": 1 - estimate**2,
            "n": fit.n,
        },
        index=fit.names.rename("item"),
    )
    table.attrs = _fit_indices(fit) | {"improper": _improper(fit)}
    return table


def factor_correlations(
    items: pd.DataFrame, model: Model, *, confidence: float = 0.95, interval: str = "robust"
) -> pd.DataFrame:
    """Return the correlations between the factors of a model, free of measurement error.

    Parameters
    ----------
    items : DataFrame of numbers
        As `cfa`.
    model : mapping of factor names to lists of items
        As `cfa`, with two factors at least.
    confidence : float
        Between 0 and 1.
    interval : {"robust", "normal"}
        As `cfa`.

    Returns
    -------
    DataFrame
        One row a pair, index `factor` and `other`. `estimate`: the correlation; `low`, `high`:
        its limits; `n`: complete rows.

    Raises
    ------
    InputError
        As `cfa`, and for a model with one factor.

    Notes
    -----
    The model and the limits are those of `cfa`. Limits that hold 1 or -1 say that the answers do
    not tell the two factors apart. Two factors are distinct, after Fornell and Larcker (1981), if
    the squared correlation stays below the `ave` of both in `factor_quality`. An estimate beyond
    1 cannot be true: the model is wrong, or the sample too small.

    References
    ----------
    R's cSEM, `calculateFLCriterion`. Equal to R's lavaan in tests/reference.

    Examples
    --------
    >>> common, noise = np.random.default_rng(1).normal(size=(2, 500, 6))
    >>> common[:, 1] += common[:, 0]
    >>> answers = pd.DataFrame(common[:, [0, 0, 0, 1, 1, 1]] + noise, columns=list("abcdef"))
    >>> model = {"Quality": ["a", "b", "c"], "Price": ["d", "e", "f"]}
    >>> factor_correlations(answers, model).round(2)
                   estimate   low  high    n
    factor  other
    Quality Price      0.73  0.66  0.8  500
    """
    check = Check("factor_correlations")
    check.confidence(confidence)
    if isinstance(model, Mapping) and len(model) == 1:
        check.wrong(
            Problem(
                "{where}: needs at least 2 factors, found only {found}. "
                "A factor's items are looked at with cfa.",
                {"found": str(next(iter(model)))},
            )
        )
    fit = _fit(check, items, model, interval)
    a, b = _pairs(len(fit.factors))
    p = len(fit.owner)
    estimate = fit.theta[p:-p]
    low, high = _limits(estimate, np.sqrt(np.diag(fit.covariance)[p:-p]), confidence)
    index = pd.MultiIndex.from_arrays(
        [[fit.factors[j] for j in a], [fit.factors[j] for j in b]], names=["factor", "other"]
    )
    return pd.DataFrame({"estimate": estimate, "low": low, "high": high, "n": fit.n}, index=index)


def factor_quality(
    items: pd.DataFrame, model: Model, *, confidence: float = 0.95, interval: str = "robust"
) -> pd.DataFrame:
    """Return how well its items carry each factor: AVE and composite reliability.

    Parameters
    ----------
    items : DataFrame of numbers
        As `cfa`.
    model : mapping of factor names to lists of items
        As `cfa`.
    confidence : float
        Between 0 and 1.
    interval : {"robust", "normal"}
        As `cfa`.

    Returns
    -------
    DataFrame
        One row a factor, index `factor`. `ave`: average variance extracted, the mean share of an
        item's variance that is the factor's, 0 to 1; `ave_low`, `ave_high`: its limits; `cr`:
        composite reliability, the share of the variance of the sum of the standardised items that
        is the factor's, 0 to 1; `cr_low`, `cr_high`: its limits; `n`: complete rows. All but `n`
        are NaN for a factor with an item of negative residual variance (see `cfa`).

    Raises
    ------
    InputError
        As `cfa`.

    Notes
    -----
    With standardised loadings l of k items, AVE = sum(l^2) / k and
    CR = (sum l)^2 / ((sum l)^2 + sum(1 - l^2)). The limits are estimate +- z SE by the delta
    method. Customs ask for an AVE of .5 and a CR of .7; alike items make both high without making
    the factor right. `mcdonald_omega` is the same of raw items and one factor at a time.

    References
    ----------
    R's semTools, `AVE`, and R's cSEM, `calculateAVE`, after Fornell and Larcker (1981); values of
    AVE and CR from lavaan's standardised loadings stand in tests/reference.

    Examples
    --------
    >>> common, noise = np.random.default_rng(1).normal(size=(2, 500, 6))
    >>> answers = pd.DataFrame(common[:, [0, 0, 0, 1, 1, 1]] + noise, columns=list("abcdef"))
    >>> model = {"Quality": ["a", "b", "c"], "Price": ["d", "e", "f"]}
    >>> factor_quality(answers, model)[["ave", "cr", "cr_low", "cr_high"]].round(2)
              ave    cr  cr_low  cr_high
    factor
    Quality  0.50  0.75    0.71     0.79
    Price    0.45  0.71    0.67     0.76
    """
    check = Check("factor_quality")
    check.confidence(confidence)
    fit = _fit(check, items, model, interval)
    loadings, slopes = _standardised(fit)
    rows = []
    for j in range(len(fit.factors)):
        own = loadings * (fit.owner == j)
        ave, ave_slope, cr, cr_slope = _ave_and_cr(own, fit.owner == j)
        limits = _limits(ave, fit.error(ave_slope @ slopes), confidence)
        cr_limits = _limits(cr, fit.error(cr_slope @ slopes), confidence)
        row = np.array([ave, *limits, cr, *cr_limits])
        rows.append(row if (np.abs(own) <= 1).all() else np.full(6, np.nan))
    columns = ["ave", "ave_low", "ave_high", "cr", "cr_low", "cr_high"]
    table = pd.DataFrame(rows, pd.Index(fit.factors, name="factor"), columns)
    return table.assign(n=fit.n)


def invariance(items: pd.DataFrame, model: Model, groups: pd.Series) -> pd.DataFrame:
    """Return whether items measure the same in several groups: three models, each stricter.

    Parameters
    ----------
    items : DataFrame of numbers
        As `cfa`. Only rows with a group and without a missing answer to the model's items are
        used.
    model : mapping of factor names to lists of items
        As `cfa`.
    groups : Series
        The group of each respondent, such as the channel; two groups or more.

    Returns
    -------
    DataFrame
        Index `step`: "configural", the same items belong to the same factors; "metric", with equal
        loadings; "scalar", with equal intercepts too. `chi2`, `df`, `p`: test of the model against
        any means and covariances; `cfi`, `tli`, `rmsea`, `srmr`: how near it is; `delta_cfi`: its
        CFI minus that of the step before; `lrt`, `lrt_df`, `lrt_p`: test of the step against the
        one before; `n`: complete rows. The first step has none before it: NaN.
        In `attrs`: `groups`, their names; `missing`, the rows left out as incomplete; `improper`,
        as `cfa`, of the first step, the group in front, or "".

    Raises
    ------
    InputError
        As `cfa`, for each group; also with fewer than two groups, or rows that do not fit
        together.

    Notes
    -----
    Equal loadings are needed to compare correlations and slopes between the groups, equal
    intercepts to compare means: without them one group answers an item higher at the same level of
    the factor, and a difference of scores can be one of the questionnaire. Look for a clear fall
    at a step: a small `lrt_p`, or with many respondents, where any fall is significant, a CFI
    lower by more than .01 (.005 for groups below 300 and of different size), after Chen (2007).
    Then leave out, or ask anew, the item that does it.

    In each group means = nu + L alpha and covariances = L Phi L' + E. Where L is equal in all
    groups, the factors of the first have variance 1, those of the others any; where nu is equal,
    alpha is 0 in the first group and free in the others. Each group adds n F to chi2, F as in
    `cfa` plus (m - means)' covariances^-1 (m - means), m the observed ones. RMSEA = sqrt(groups)
    sqrt(max(chi2 / df - 1, 0) / n). SRMR is that of `cfa`, with the residual means over their
    standard deviations among the residuals, averaged over the groups by size. The tests take
    answers for normal: see `cfa`.

    References
    ----------
    R's lavaan, `cfa` with `group.equal`, equal to it in tests/reference; R's semTools,
    `nullRMSEA`, for the RMSEA of several groups; R's psycModel, `measurement_invariance`, for the
    limits after Chen.

    Examples
    --------
    >>> common, noise = np.random.default_rng(1).normal(size=(2, 500, 6))
    >>> answers = pd.DataFrame(common[:, [0, 0, 0, 1, 1, 1]] + noise, columns=list("abcdef"))
    >>> channel = pd.Series(["store", "web"] * 250)
    >>> answers.loc[channel == "web", "c"] += 1  # web customers answer c higher at the same level
    >>> model = {"Quality": ["a", "b", "c"], "Price": ["d", "e", "f"]}
    >>> invariance(answers, model, channel)[["cfi", "delta_cfi", "lrt_df", "lrt_p"]].round(2)
                 cfi  delta_cfi  lrt_df  lrt_p
    step
    configural  1.00        NaN     NaN    NaN
    metric      1.00       0.00     4.0   0.53
    scalar      0.86      -0.14     4.0   0.00
    """
    check = Check("invariance")
    parts, missing = _by_group(check, items, model, groups)
    fits = [_fit(check.part(name), rows, model, "normal") for name, rows in parts.items()]
    rows = [parts[name][fit.names].dropna() for name, fit in zip(parts, fits, strict=True)]
    samples = _samples(rows)
    table = pd.DataFrame(
        [
            _step_indices(samples, *_separate(fits, samples)),
            _step_indices(samples, *_equal(check, fits, samples, means=False)),
            _step_indices(samples, *_equal(check, fits, samples, means=True)),
        ],
        pd.Index(["configural", "metric", "scalar"], name="step"),
    )
    table["delta_cfi"] = table["cfi"].diff()
    table["lrt"], table["lrt_df"] = table["chi2"].diff(), table["df"].diff()
    table["lrt_p"] = chdtrc(table["lrt_df"], table["lrt"].clip(lower=0))
    table["n"] = sum(map(len, rows))
    wrong = [f"{name}: {_improper(fit)}" for name, fit in zip(parts, fits, strict=True)]
    table.attrs = {
        "groups": ", ".join(parts),
        "missing": float(missing - table["n"].iloc[0]),
        "improper": "; ".join(text for text in wrong if not text.endswith(": ")),
    }
    return table


def _check_factors(check: Check, items: int, factors: Any) -> None:
    most = sum((items - k) ** 2 >= items + k for k in range(1, items))
    if most == 0:
        check.wrong(
            Problem(
                "{where}: needs at least 3 items, found {found}. "
                "A factor is what several answers share.",
                {"found": items},
            )
        )
    elif not check.problems and factors > most:
        check.wrong(
            Problem(
                "{where}: {items} items carry at most {most} factors, found factors={found}. "
                "With more there are more loadings than correlations to find them from.",
                {"items": items, "most": most, "found": factors},
            )
        )


def _complete(check: Check, table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows without a missing answer, or raise what speaks against them."""
    rows = table.dropna()
    n, p = rows.shape
    if n <= p:
        check.wrong(
            Problem(
                "{where}: {items} items need more than {items} respondents who answered every "
                "item, found {found} of {n}. Which item is often left out?",
                {"items": p, "found": n, "n": len(table)},
            )
        )
        check.done()
    check.varying(rows)
    sizes, vectors = np.linalg.eigh(np.corrcoef(rows.to_numpy().T))
    if sizes[0] < _SAME:
        alike = rows.columns[np.abs(vectors[:, 0]) > 1e-4]
        check.wrong(
            Problem(
                "{where}: each of {items} can be computed from the others. "
                "Leave one out: is it a copy, or a sum or mean of the others?",
                {"items": ", ".join(map(str, alike))},
            )
        )
    check.done()
    return rows


# Exploratory: the uniquenesses are searched, the loadings follow from them.


def _uniquenesses(check: Check, r: Floats, factors: int) -> tuple[Floats, float]:
    """Return the uniquenesses of greatest likelihood and the misfit that is left."""
    from scipy.optimize import minimize

    def misfit(unique: Floats) -> tuple[float, Floats]:
        sizes, loadings = _eigen_loadings(r, unique, factors)
        rest = sizes[factors:]
        slope = ((loadings**2).sum(axis=1) + unique - 1) / unique**2
        return float((rest - np.log(rest) - 1).sum()), slope

    best = minimize(
        misfit,
        (1 - factors / (2 * len(r))) / np.diag(np.linalg.inv(r)),
        jac=True,
        method="L-BFGS-B",
        bounds=[(_LEAST_UNIQUE, 1)] * len(r),
        options={"ftol": 1e-15, "gtol": 1e-8, "maxiter": _STEPS},
    )
    # The search also stops where rounding lets it go no further: the slope says if it arrived.
    left = best.x - np.clip(best.x - best.jac, _LEAST_UNIQUE, 1)
    if np.abs(left).max() > 1e-5:
        raise InputError.of(
            "{where}: no solution was found for factors={factors}. Try fewer factors.",
            where=check.function,
            factors=factors,
        )
    return best.x, best.fun


def _eigen_loadings(r: Floats, unique: Floats, factors: int) -> tuple[Floats, Floats]:
    """Return the eigenvalues of U^-1/2 R U^-1/2, largest first, and the best loadings for U."""
    root = np.sqrt(unique)
    sizes, vectors = np.linalg.eigh(r / np.outer(root, root))
    sizes, vectors = sizes[::-1], vectors[:, ::-1]
    return sizes, root[:, None] * vectors[:, :factors] * np.sqrt(np.maximum(sizes[:factors] - 1, 0))


def _varimax(loadings: Floats) -> Floats:
    """Rotate with Kaiser's normalisation: every item counts as if all of it were explained."""
    from statsmodels.multivariate.factor_rotation import rotate_factors

    length = np.sqrt((loadings**2).sum(axis=1, keepdims=True))
    length[length == 0] = 1
    rotated, _ = rotate_factors(loadings / length, "varimax")
    return rotated * length


def _sorted(loadings: Floats) -> Floats:
    """Put the factor of the largest sum of squares first, and no sum of loadings below zero."""
    loadings = loadings[:, np.argsort(-(loadings**2).sum(axis=0), kind="stable")]
    return loadings * np.where(loadings.sum(axis=0) < 0, -1, 1)


def _efa_test(misfit: float, n: int, p: int, factors: int) -> dict[str, Any]:
    df = ((p - factors) ** 2 - p - factors) // 2
    chi2 = (n - 1 - (2 * p + 5) / 6 - 2 * factors / 3) * misfit
    tail = float(chdtrc(df, chi2)) if df else np.nan
    return {"n": float(n), "chi2": chi2, "df": float(df), "p": tail}


# Confirmatory: all parameters are searched, on correlations and with factors of variance 1; every
# other scale is a function of them (delta method). `_scoring` knows covariances and their slopes
# alone, so that it serves any model, and sums over groups.


@dataclass(frozen=True)
class _Fit:
    """A fitted model: theta holds loadings | factor correlations | residual variances."""

    names: pd.Index
    factors: list[str]
    owner: npt.NDArray[np.intp]
    n: int
    r: Floats
    sd: Floats
    theta: Floats
    covariance: Floats

    def error(self, slopes: Floats) -> Any:
        """Return the standard errors of functions of theta with these slopes."""
        return np.sqrt(np.einsum("...q,qr,...r", slopes, self.covariance, slopes))


def _fit(check: Check, items: Any, model: Any, interval: str) -> _Fit:
    """Check the input and fit the model, or raise what speaks against it."""
    check.choice("interval", interval, _INTERVALS)
    table = items if isinstance(items, pd.DataFrame) else check.table(items)
    names = _check_model(check, table, model)
    table = check.table(table[names])
    check.done()
    rows = _complete(check, table)
    owner = np.repeat(np.arange(len(model)), [len(own) for own in model.values()])
    r = np.corrcoef(rows.to_numpy().T)
    theta = _maximise(r, owner, _start(r, owner))
    if theta is None:
        raise InputError.of(
            "{where}: no solution was found for {factors} with the items {items}. Their "
            "correlations do not come from such factors, or there are too few respondents. "
            "Look at efa, then leave out or regroup items.",
            where=check.function,
            factors=", ".join(map(str, model)),
            items=", ".join(map(str, names)),
        )
    theta = _turned(theta, owner)
    return _Fit(
        names=rows.columns,
        factors=list(model),
        owner=owner,
        n=len(rows),
        r=r,
        sd=rows.std(ddof=0).to_numpy(),
        theta=theta,
        covariance=_covariance(rows.to_numpy(), r, theta, owner, interval),
    )


def _check_model(check: Check, table: pd.DataFrame, model: Any) -> list[str]:
    """Return the items of the model, in its order, or raise all that is wrong with it."""
    lists = isinstance(model, Mapping) and all(
        pd.api.types.is_list_like(own, allow_sets=False)
        and all(isinstance(item, Hashable) for item in own)
        for own in model.values()
    )
    if not lists or not model:
        check.wrong(
            Problem(
                "{where}: model must name the items of each factor, found {found}. "
                "Write dict(Quality=['Q1', 'Q2', 'Q3'], Price=['Q4', 'Q5']).",
                {"found": repr(model)},
            )
        )
        check.done()
    _check_sizes(check, model)
    names = [item for own in model.values() for item in own]
    _check_names(check, names, table.columns)
    check.done()
    return names


def _check_sizes(check: Check, model: Model) -> None:
    least = 3 if len(model) == 1 else 2
    for factor, own in model.items():
        if len(own) < least:
            check.wrong(
                Problem(
                    "{where}: {factor} needs at least {least} items, found {found}. "
                    "A single factor needs three, each of several two.",
                    {"factor": str(factor), "least": least, "found": len(own)},
                )
            )


def _check_names(check: Check, names: list[Any], columns: pd.Index) -> None:
    for item in dict.fromkeys(item for item in names if names.count(item) > 1):
        check.wrong(
            Problem(
                "{where}: {item} stands {count} times in the model. "
                "Give each item one place, in the factor it measures best.",
                {"item": str(item), "count": names.count(item)},
            )
        )
    for item in dict.fromkeys(item for item in names if item not in columns):
        near = difflib.get_close_matches(str(item), list(map(str, columns)), 1, 0)
        check.wrong(
            Problem(
                "{where}: there is no item {item!r}. Did you mean {near!r}?",
                {"item": item, "near": near[0] if near else ""},
            )
        )


def _pairs(factors: int) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    return np.triu_indices(factors, 1)


def _start(r: Floats, owner: npt.NDArray[np.intp]) -> Floats:
    """Start from the first principal component of each factor's items."""
    weights = np.zeros((len(r), owner[-1] + 1))
    loadings = np.zeros(len(r))
    for j in range(owner[-1] + 1):
        own = owner == j
        sizes, vectors = np.linalg.eigh(r[np.ix_(own, own)])
        first = vectors[:, -1] * np.sign(vectors[:, -1].sum() or 1)
        weights[own, j] = first / np.sqrt(sizes[-1])
        loadings[own] = 0.8 * first * np.sqrt(sizes[-1])
    correlations = (weights.T @ r @ weights)[_pairs(owner[-1] + 1)]
    return np.concatenate([loadings, correlations, 1 - loadings**2])


def _matrices(theta: Floats, owner: npt.NDArray[np.intp]) -> tuple[Floats, Floats, Floats]:
    """Return loadings (items, factors), factor correlations and residual variances."""
    p, factors = len(owner), owner[-1] + 1
    loadings = np.zeros((p, factors))
    loadings[np.arange(p), owner] = theta[:p]
    phi = np.eye(factors)
    phi[_pairs(factors)] = theta[p:-p]
    return loadings, np.triu(phi) + np.triu(phi, 1).T, theta[-p:]


def _implied(theta: Floats, owner: npt.NDArray[np.intp]) -> Floats:
    loadings, phi, residuals = _matrices(theta, owner)
    return loadings @ phi @ loadings.T + np.diag(residuals)


def _slopes(theta: Floats, owner: npt.NDArray[np.intp]) -> Floats:
    """Return the slopes of the implied covariances by every parameter, (parameters, p, p)."""
    loadings, phi, _ = _matrices(theta, owner)
    p = np.arange(len(owner))
    a, b = _pairs(len(phi))
    by_loading = np.zeros((len(p), len(p), len(p)))
    by_loading[p, p] = (loadings @ phi)[:, owner].T
    by_phi = loadings.T[a, :, None] * loadings.T[b, None, :]
    by_residual = np.zeros_like(by_loading)
    by_residual[p, p, p] = 0.5
    half = np.concatenate([by_loading, by_phi, by_residual])
    return half + half.swapaxes(1, 2)


def _misfit(sample: Floats, implied: Floats) -> float:
    """Return log|Sigma| + tr(S Sigma^-1); infinite where Sigma is not positive definite."""
    try:
        root = cho_factor(implied, lower=True)
    except LinAlgError:
        return np.inf
    return float(2 * np.log(np.diag(root[0])).sum() + np.trace(cho_solve(root, sample)))


def _scoring(sample: Floats, implied: Floats, slopes: Floats) -> tuple[Floats, Floats]:
    """Return score and Fisher information, of one respondent."""
    inverse = np.linalg.inv(implied)
    weighted = inverse @ slopes
    flat = weighted.reshape(len(slopes), -1)
    pull = (inverse @ (sample - implied)).T
    information = flat @ weighted.swapaxes(1, 2).reshape(len(slopes), -1).T
    return flat @ pull.ravel() / 2, information / 2


def _covariance(
    x: Floats, r: Floats, theta: Floats, owner: npt.NDArray[np.intp], interval: str
) -> Floats:
    """Return the covariances of the estimates, by the information or by the sandwich."""
    implied, slopes = _implied(theta, owner), _slopes(theta, owner)
    bread = np.linalg.inv(_scoring(r, implied, slopes)[1]) / len(x)
    if interval == "normal":
        return bread
    inverse = np.linalg.inv(implied)
    expected = np.einsum("jk,qkj->q", inverse, slopes) / 2
    squares = np.zeros_like(bread)
    for part in np.array_split((x - x.mean(axis=0)) / x.std(axis=0), len(x) // _BLOCK + 1):
        scores = _scores(part @ inverse, theta, owner) - expected
        squares += scores.T @ scores
    return bread @ squares @ bread


def _scores(y: Floats, theta: Floats, owner: npt.NDArray[np.intp]) -> Floats:
    """Return y' slope y / 2 for every respondent and parameter, by what the slopes are made of."""
    loadings, phi, _ = _matrices(theta, owner)
    common = y @ loadings
    a, b = _pairs(len(phi))
    return np.hstack([y * (common @ phi)[:, owner], common[:, a] * common[:, b], y**2 / 2])


def _maximise(r: Floats, owner: npt.NDArray[np.intp], theta: Floats) -> Floats | None:
    """Return theta of greatest likelihood; None if there is none or it was not reached."""
    return _search(
        theta,
        lambda at: _misfit(r, _implied(at, owner)),
        lambda at: _scoring(r, _implied(at, owner), _slopes(at, owner)),
    )


def _search(
    theta: Floats,
    misfit: Callable[[Floats], float],
    scoring: Callable[[Floats], tuple[Floats, Floats]],
) -> Floats | None:
    """Return theta of least misfit by Fisher scoring; None if it was not reached."""
    least = misfit(theta)
    for _ in range(_STEPS):
        score, information = scoring(theta)
        sizes, vectors = np.linalg.eigh(information)
        if sizes[0] <= 1e-10 * sizes[-1]:
            return None
        step = vectors @ (vectors.T @ score / sizes)
        if np.abs(step).max() < _TOLERANCE:
            return theta
        theta, least = _improved(misfit, theta, step, least)
        if not np.isfinite(least):
            return None
    return None


def _improved(
    misfit: Callable[[Floats], float], theta: Floats, step: Floats, least: float
) -> tuple[Floats, float]:
    """Take the step, halved until the fit is no worse; an infinite misfit where none helps."""
    for size in 0.5 ** np.arange(30):
        new = misfit(theta + size * step)
        if new <= least + 1e-12:
            return theta + size * step, new
    return theta, np.inf


def _turned(theta: Floats, owner: npt.NDArray[np.intp]) -> Floats:
    """Turn each factor so that its first item loads positively."""
    p = len(owner)
    sign = np.where(theta[np.unique(owner, return_index=True)[1]] < 0, -1, 1)
    a, b = _pairs(len(sign))
    return theta * np.concatenate([sign[owner], sign[a] * sign[b], np.ones(p)])


def _standardised(fit: _Fit) -> tuple[Floats, Floats]:
    """Return l / sqrt(l^2 + e), the standardised loadings, and their slopes by theta."""
    p = len(fit.owner)
    loadings, residuals = fit.theta[:p], fit.theta[-p:]
    variance = loadings**2 + residuals
    slopes = np.zeros((p, len(fit.theta)))
    slopes[np.arange(p), np.arange(p)] = residuals / variance**1.5
    slopes[np.arange(p), np.arange(-p, 0)] = -loadings / (2 * variance**1.5)
    return loadings / np.sqrt(variance), slopes


def _in_marker_units(fit: _Fit) -> tuple[Floats, Floats]:
    """Return the loadings over that of the factor's first item, and their standard errors."""
    p = np.arange(len(fit.owner))
    marker = np.unique(fit.owner, return_index=True)[1][fit.owner]
    raw = fit.theta[p] * fit.sd
    slopes = np.zeros((len(p), len(fit.theta)))
    slopes[p, p] = fit.sd / raw[marker]
    slopes[p, marker] -= raw / raw[marker] ** 2 * fit.sd[marker]
    return raw / raw[marker], np.where(p == marker, 0, fit.error(slopes))


def _ave_and_cr(own: Floats, member: npt.NDArray[np.bool_]) -> tuple[float, Floats, float, Floats]:
    """Return AVE and CR of standardised loadings (0 for other items), with their slopes."""
    total, noise = own.sum(), (1 - own**2)[member].sum()
    whole = total**2 + noise
    cr_slope = 2 * total * (noise + total * own) / whole**2 * member
    return (own**2).sum() / member.sum(), 2 * own / member.sum(), total**2 / whole, cr_slope


def _limits(estimate: Any, error: Any, confidence: float) -> tuple[Any, Any]:
    half = ndtri((1 + confidence) / 2) * error
    return estimate - half, estimate + half


def _fit_indices(fit: _Fit) -> dict[str, Any]:
    p = len(fit.r)
    implied = _implied(fit.theta, fit.owner)
    log_r = float(np.linalg.slogdet(fit.r)[1])
    chi2 = max(fit.n * (_misfit(fit.r, implied) - log_r - p), 0.0)
    df = p * (p + 1) // 2 - len(fit.theta)
    residuals = (fit.r - implied)[np.tril_indices(p)]
    nearness = _nearness(chi2, df, -fit.n * log_r, p * (p - 1) // 2, fit.n)
    test = {"n": float(fit.n), "chi2": chi2, "df": float(df)}
    return test | nearness | {"srmr": float(np.sqrt((residuals**2).mean()))}


def _nearness(chi2: float, df: int, chi2_0: float, df_0: int, n: float) -> dict[str, float]:
    """Return p, CFI, TLI and RMSEA; NaN where no degree of freedom is left to test."""
    if df == 0:
        return dict.fromkeys(["p", "cfi", "tli", "rmsea", "rmsea_low", "rmsea_high"], np.nan)
    excess, excess_0 = chi2 - df, chi2_0 - df_0
    most = max(excess, excess_0, 0)
    low, high = (
        float(chndtrinc(chi2, df, q)) if chdtr(df, chi2) > q else 0.0 for q in (0.95, 0.05)
    )
    return {
        "p": float(chdtrc(df, chi2)),
        "cfi": 1 - max(excess, 0) / most if most else 1.0,
        "tli": 1 - excess / excess_0 * df_0 / df if excess_0 else np.nan,
        "rmsea": float(np.sqrt(max(excess, 0) / (n * df))),
        "rmsea_low": float(np.sqrt(low / (n * df))),
        "rmsea_high": float(np.sqrt(high / (n * df))),
    }


def _improper(fit: _Fit) -> str:
    """Name the items with a negative residual variance and the factors correlated beyond 1."""
    p = len(fit.owner)
    items = [str(name) for name in fit.names[fit.theta[-p:] < 0]]
    beyond = zip(*_pairs(len(fit.factors)), fit.theta[p:-p], strict=True)
    pairs = [f"{fit.factors[a]} ~ {fit.factors[b]}" for a, b, c in beyond if abs(c) > 1]
    return ", ".join(items + pairs)


# Several groups. Items are in units of their spread within the groups. The factors of the first
# group have mean 0 and variance 1, those of another the means alpha and the standard deviations s,
# so that its loadings, as `_implied` takes them, are s times the common ones.


@dataclass(frozen=True)
class _Moments:
    """What a group's answers say: its share of all rows, its size, covariances and means."""

    share: float
    n: int
    covariances: Floats
    means: Floats
    unit: Floats

    def around(self, means: Floats) -> Floats:
        """Return the mean squares and products around other means."""
        gap = self.means - means
        return self.covariances + np.outer(gap, gap)


def _by_group(
    check: Check, items: Any, model: Any, groups: Any
) -> tuple[dict[str, pd.DataFrame], int]:
    """Return the rows of each group, and how many rows there are with and without one."""
    table = items if isinstance(items, pd.DataFrame) else check.table(items)
    names = _check_model(check, table, model)
    table = check.table(table[names])
    given = check.same_rows("groups", groups, table.index)
    check.done()
    side = pd.Series(given).astype("category").cat.remove_unused_categories()
    if len(side.cat.categories) < 2:
        check.wrong(
            Problem(
                "{where}: needs at least 2 groups, found {found}. "
                "A single group is looked at with cfa.",
                {"found": ", ".join(map(str, side.cat.categories)) or "missing values only"},
            )
        )
        check.done()
    return {str(name): table[(side == name).to_numpy()] for name in side.cat.categories}, len(table)


def _samples(rows: list[pd.DataFrame]) -> list[_Moments]:
    n = sum(map(len, rows))
    unit = np.sqrt(sum(len(part) * part.var(ddof=0) for part in rows) / n).to_numpy()
    centre = sum(part.sum() for part in rows).to_numpy() / n
    return [
        _Moments(
            share=len(part) / n,
            n=len(part),
            covariances=np.cov(part.to_numpy().T / unit[:, None], ddof=0),
            means=(part.mean().to_numpy() - centre) / unit,
            unit=unit,
        )
        for part in rows
    ]


def _separate(fits: list[_Fit], samples: list[_Moments]) -> tuple[list[tuple[Floats, Floats]], int]:
    """Return the means and covariances of each group's own model, and its number of parameters."""
    implied = []
    for fit, own in zip(fits, samples, strict=True):
        scale = fit.sd / own.unit
        implied.append((own.means, _implied(fit.theta, fit.owner) * np.outer(scale, scale)))
    p = len(fits[0].owner)
    return implied, sum(len(fit.theta) + p for fit in fits)


@dataclass(frozen=True)
class _Shared:
    """Where the parameters of one group stand among those of all: positions, none for fixed ones.

    All: loadings | intercepts, if equal | for each group: factor correlations and residual
    variances | s and, if intercepts are equal, alpha, of all groups but the first.
    """

    owner: npt.NDArray[np.intp]
    own: slice
    spread: slice | None
    alpha: slice | None
    means: bool

    def implied(self, theta: Floats, sample: _Moments) -> tuple[Floats, Floats]:
        """Return the group's means and covariances."""
        return self._means(theta, sample), _implied(self._theta(theta), self.owner)

    def misfit(self, theta: Floats, sample: _Moments) -> float:
        """Return the misfit of the group's means and covariances."""
        means, covariances = self.implied(theta, sample)
        return _misfit(sample.around(means), covariances)

    def scoring(self, theta: Floats, sample: _Moments) -> tuple[Floats, Floats]:
        """Return score and information, of one respondent of the group."""
        means, covariances = self.implied(theta, sample)
        inside = _slopes(self._theta(theta), self.owner)
        slopes = np.tensordot(self._chain(theta), inside, axes=(0, 0))
        score, information = _scoring(sample.around(means), covariances, slopes)
        by_mean = self._mean_slopes(theta)
        pull = np.linalg.solve(covariances, by_mean)
        return score + pull.T @ (sample.means - means), information + by_mean.T @ pull

    def _s(self, theta: Floats) -> Floats:
        return np.ones(self.owner[-1] + 1) if self.spread is None else theta[self.spread]

    def _theta(self, theta: Floats) -> Floats:
        loadings = theta[: len(self.owner)] * self._s(theta)[self.owner]
        return np.concatenate([loadings, theta[self.own]])

    def _means(self, theta: Floats, sample: _Moments) -> Floats:
        if not self.means:
            return sample.means
        p = len(self.owner)
        alpha = 0 if self.alpha is None else theta[self.alpha][self.owner]
        return theta[p : 2 * p] + theta[:p] * alpha

    def _chain(self, theta: Floats) -> Floats:
        """Return the slopes of the group's own theta by all parameters."""
        p = len(self.owner)
        item = np.arange(p)
        chain = np.zeros((p + self.own.stop - self.own.start, len(theta)))
        chain[item, item] = self._s(theta)[self.owner]
        if self.spread is not None:
            chain[item, self.spread.start + self.owner] = theta[:p]
        chain[np.arange(p, len(chain)), np.arange(self.own.start, self.own.stop)] = 1
        return chain

    def _mean_slopes(self, theta: Floats) -> Floats:
        """Return the slopes of the group's means by all parameters."""
        p = len(self.owner)
        item = np.arange(p)
        slopes = np.zeros((p, len(theta)))
        if self.means:
            slopes[item, p + item] = 1
        if self.alpha is not None:
            slopes[item, item] = theta[self.alpha][self.owner]
            slopes[item, self.alpha.start + self.owner] = theta[:p]
        return slopes


def _places(owner: npt.NDArray[np.intp], groups: int, means: bool) -> tuple[list[_Shared], int]:
    """Return where each group's parameters stand, and how many there are in all."""
    p, factors = len(owner), int(owner[-1]) + 1
    own = p + factors * (factors - 1) // 2
    at = 2 * p if means else p
    places = []
    for group in range(groups):
        spread = slice(at + own, at + own + factors) if group else None
        alpha = slice(spread.stop, spread.stop + factors) if spread and means else None
        places.append(_Shared(owner, slice(at, at + own), spread, alpha, means))
        at = (alpha or spread or places[-1].own).stop
    return places, at


def _equal(
    check: Check, fits: list[_Fit], samples: list[_Moments], means: bool
) -> tuple[list[tuple[Floats, Floats]], int]:
    """Fit equal loadings and, if asked, intercepts; as `_separate`."""
    places, count = _places(fits[0].owner, len(fits), means)
    groups = list(zip(places, samples, strict=True))

    def misfit(theta: Floats) -> float:
        return sum(own.share * place.misfit(theta, own) for place, own in groups)

    def scoring(theta: Floats) -> tuple[Floats, Floats]:
        score, information = np.zeros(count), np.zeros((count, count))
        for place, own in groups:
            of_one, information_of_one = place.scoring(theta, own)
            score += own.share * of_one
            information += own.share * information_of_one
        return score, information

    theta = _search(_shared_start(fits, samples, places, count), misfit, scoring)
    if theta is None:
        what = Problem("loadings and intercepts") if means else Problem("loadings")
        raise InputError.of(
            "{where}: no solution was found with equal {what} in all groups. Look at cfa in each "
            "group: some items seem to mean different things.",
            where=check.function,
            what=what,
        )
    free = 0 if means else sum(len(own.means) for own in samples)
    return [place.implied(theta, own) for place, own in groups], count + free


def _shared_start(
    fits: list[_Fit], samples: list[_Moments], places: list[_Shared], count: int
) -> Floats:
    """Start from the groups' own fits: loadings of the first group, s by their mean squares."""
    owner, theta = fits[0].owner, np.zeros(count)
    p = len(owner)
    scaled = [fit.theta[:p] * fit.sd / own.unit for fit, own in zip(fits, samples, strict=True)]
    sizes = np.sqrt([np.bincount(owner, loadings**2) for loadings in scaled])
    theta[:p] = np.mean(scaled / (sizes / sizes[0])[:, owner], axis=0)
    for fit, own, place, size in zip(fits, samples, places, sizes, strict=True):
        residuals = fit.theta[-p:] * (fit.sd / own.unit) ** 2
        theta[place.own] = np.concatenate([fit.theta[p:-p], residuals])
        if place.spread is not None:
            theta[place.spread] = size / sizes[0]
    return theta


def _step_indices(
    samples: list[_Moments], implied: list[tuple[Floats, Floats]], parameters: int
) -> dict[str, float]:
    groups, p, n = len(samples), len(samples[0].means), sum(own.n for own in samples)
    chi2 = chi2_0 = srmr = 0.0
    for own, (means, covariances) in zip(samples, implied, strict=True):
        log_s = float(np.linalg.slogdet(own.covariances)[1])
        chi2 += own.n * (_misfit(own.around(means), covariances) - log_s - p)
        variances = np.diag(own.covariances)
        chi2_0 += own.n * (float(np.log(variances).sum()) - log_s)
        gaps = (own.covariances - covariances) / np.sqrt(np.outer(variances, variances))
        shifts = (own.means - means) / np.sqrt(variances)
        srmr += own.share * np.sqrt(np.mean(np.r_[gaps[np.tril_indices(p)], shifts] ** 2))
    df = groups * p * (p + 3) // 2 - parameters
    chi2 = max(chi2, 0.0)
    nearness = _nearness(chi2, df, chi2_0, groups * p * (p - 1) // 2, n / groups)
    shown = {name: nearness[name] for name in ("p", "cfi", "tli", "rmsea")}
    return {"chi2": chi2, "df": df} | shown | {"srmr": float(srmr)}
