"""Drivers of an ordered outcome: the cumulative logit or probit, and its main assumption."""

from __future__ import annotations

import itertools
import math
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy.special import chdtrc, expit, ndtr, ndtri, xlogy

from custsat_edu.errors import Problem
from custsat_edu.stats.checks import Check, Design, Floats
from custsat_edu.stats.engine.ordinal import Fit, Ints, cumulative
from custsat_edu.stats.engine.tables import tabulate

_LINKS = ("logit", "probit")
_MOST_LEVELS = 50
_ROWS_A_LEVEL = 5


def ordered_logit(
    X: pd.DataFrame,
    y: pd.Series,
    *,
    link: str = "logit",
    weights: pd.Series | None = None,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Return what drives an ordered outcome: a cumulative logit (or probit) model.

    Parameters
    ----------
    X : DataFrame of numbers
        One row a respondent, one column a driver. Only rows without a missing answer are used.
    y : Series of numbers, or an ordered Categorical
        The outcome: 2 to 50 different answers, of which only the order counts.
    link : {"logit", "probit"}
        "logit" is the proportional-odds model.
    weights : Series, optional
        How many customers each respondent stands for: survey weights, not frequencies (repeat
        the rows of a table of frequencies). A weight of 0 leaves the respondent out.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    DataFrame
        Index `term`: the drivers, then the thresholds between neighbouring answers ("3|4").
        `estimate`: a driver's coefficient, positive where more of it goes with higher answers, or
        a threshold; `low`, `high`: Wald limits; `se`: standard error; `z`: estimate / se; `p`:
        two-sided; `odds_ratio`, `odds_low`, `odds_high`: how many times larger the odds of a
        higher answer are, one unit of the driver further up (NaN for thresholds and for
        "probit"); `n`: rows used; with weights `n_effective`: Kish's effective sample size.
        In `attrs`: `link`; `levels`: the answers in order; `unused`: answers that nobody gave, so
        that they have no threshold; `loglik`, `loglik_null` (without drivers), `deviance`, `aic`
        (NaN with weights), `mcfadden`: 1 - loglik / loglik_null.

    Raises
    ------
    InputError
        If an answer is no number, a driver or the outcome does not vary, drivers can be computed
        from each other, y has too many different answers for the model, drivers tell the answers
        apart without a mistake (separation), or an option is wrong.

    Notes
    -----
    P(y <= j) = F(threshold_j - X b) with F logistic or normal, by maximum likelihood. With the
    logit one b holds for the odds above every threshold: test that with `proportional_odds`. The
    standard errors come from the observed information. With weights the likelihood is weighted
    (weights scaled to a mean of 1) and the standard errors are linearised, A^-1 B A^-1 with
    B = n / (n - 1) sum(g g'), as those of R's survey package (`svyolr`) for a sample without
    strata and clusters.

    References
    ----------
    R's ordinal, vignette "A Tutorial on fitting Cumulative Link Models"; R's survey, `svyolr`.
    Equal to R's `clm` and MASS `polr` in tests/reference.

    Examples
    --------
    >>> wait = pd.DataFrame({"minutes": [1, 2, 2, 3, 4, 4, 5, 6, 7, 8, 8, 9, 9, 10, 12]})
    >>> happy = pd.Series([3, 3, 2, 3, 3, 2, 3, 1, 2, 2, 1, 2, 1, 1, 1])
    >>> ordered_logit(wait, happy)[["estimate", "low", "high", "odds_ratio"]].round(2)
             estimate   low  high  odds_ratio
    term
    minutes     -0.71 -1.25 -0.17        0.49
    1|2         -5.66 -9.93 -1.39         NaN
    2|3         -2.83 -5.64 -0.01         NaN
    """
    check = Check("ordered_logit")
    check.choice("link", link, _LINKS)
    check.confidence(confidence)
    design, outcome = _ordered(check, X, y, weights)
    fit = cumulative(design.x, outcome.level, link=link, weights=design.w)
    _check_fit(check, fit, design, outcome.level)
    check.done()
    columns = _wald(fit, confidence, odds=link == "logit") | design.counts
    names = outcome.names
    terms = [*design.drivers, *map("|".join, itertools.pairwise(names))]
    table = pd.DataFrame(columns, index=pd.Index(terms, name="term"))
    texts = {"link": link, "levels": ", ".join(names), "unused": ", ".join(outcome.unused)}
    table.attrs = texts | _fit_measures(fit, outcome.level, design.w)
    return table


def proportional_odds(X: pd.DataFrame, y: pd.Series) -> pd.DataFrame:
    """Test whether a driver moves the odds above every threshold alike (Brant's test).

    Parameters
    ----------
    X : DataFrame of numbers
        One row a respondent, one column a driver. Only rows without a missing answer are used.
    y : Series of numbers, or an ordered Categorical
        The outcome: at least three different answers.

    Returns
    -------
    DataFrame
        Index `driver`: the drivers, then "all" of them together. `chi2`, `df`, `p`: the test,
        large chi2 and small p where the odds are not proportional; `n`: rows used. chi2 and p are
        NaN where the covariance of the separate logits is not positive.

    Raises
    ------
    InputError
        As `ordered_logit`; also if y has two different answers only, or if some driver tells the
        answers above and below one threshold apart without a mistake.

    Notes
    -----
    The ordered logit has one coefficient b_k a driver. A separate logit of y > j for each of the
    M thresholds has M of them; with proportional odds all M estimate b_k. Brant's test is Wald's
    for d = (b_1k - b_2k, ..., b_1k - b_Mk): chi2 = d' V^-1 d with M - 1 degrees of freedom for a
    driver and p (M - 1) for all. The logits share their respondents, so that V needs their
    covariance, for j < l (X'W_j X)^-1 X'W_jl X (X'W_l X)^-1, with W_jl = P_l - P_j P_l, W_j =
    W_jj and P_j the fitted P(y > j). In a large sample a small deviation is significant: look at
    how different the separate coefficients are, too.

    References
    ----------
    R's brant, `brant`, after Brant (1990); equal to it in tests/reference.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> drivers = pd.DataFrame(rng.normal(size=(500, 2)), columns=["quality", "price"])
    >>> hidden = drivers["quality"] + 0.5 * drivers["price"] + rng.logistic(size=500)
    >>> answers = pd.Series(np.digitize(hidden, [-2, 0, 2]) + 1)
    >>> proportional_odds(drivers, answers)[["df", "n"]]
             df    n
    driver
    quality   2  500
    price     2  500
    all       4  500
    """
    check = Check("proportional_odds")
    design, outcome = _ordered(check, X, y, None)
    if len(outcome.names) < 3:
        check.wrong(
            Problem(
                "{where}: y has only the answers {found}. With two answers there is one "
                "threshold, and nothing to compare.",
                {"found": ", ".join(outcome.names)},
            )
        )
    check.done()
    slopes, covariance = _separate_logits(check, design, outcome)
    cuts, p = slopes.shape
    contrast = np.hstack([np.ones((cuts - 1, 1)), -np.eye(cuts - 1)])
    apart = contrast @ slopes
    spread = np.einsum("am,mklj,bl->akbj", contrast, covariance, contrast)
    chi2 = [_chi2(apart[:, k], spread[:, k, :, k]) for k in range(p)]
    chi2.append(_chi2(apart.ravel(), spread.reshape(apart.size, apart.size)))
    df = np.array([cuts - 1] * p + [p * (cuts - 1)])
    index = pd.Index([*design.drivers, "all"], name="driver")
    values = {"chi2": chi2, "df": df, "p": chdtrc(df, chi2), **design.counts}
    return pd.DataFrame(values, index=index)


class _Outcome(NamedTuple):
    """The outcome: each row's level as 0, 1, ..., the levels' names, and the unused ones'."""

    level: Ints
    names: list[str]
    unused: list[str]


def _ordered(check: Check, X: Any, y: Any, weights: Any) -> tuple[Design, _Outcome]:
    """Return the complete rows and the outcome's levels, or raise what speaks against them."""
    dtype = getattr(y, "dtype", None)
    ranked = dtype.categories if isinstance(dtype, pd.CategoricalDtype) and dtype.ordered else None
    design = check.design(X, y if ranked is None else _ranks(y), weights)
    values, _ = tabulate(design.y)
    _check_levels(check, len(values), len(design.y))
    check.independent(design)
    if ranked is not None:
        asked = [str(category) for category in ranked]
        names = [asked[int(value)] for value in values]
    else:
        asked, names = _whole_numbers(values), [f"{value:.10g}" for value in values]
    unused = [name for name in asked if name not in names]
    return design, _Outcome(np.searchsorted(values, design.y), names, unused)


def _ranks(y: Any) -> Any:
    """Return an ordered Categorical as its ranks 0, 1, ..., NaN where it is missing."""
    codes = pd.Series(pd.Categorical(y).codes, getattr(y, "index", None), dtype=float)
    ranks = codes.where(codes >= 0)
    return ranks if isinstance(y, pd.Series) else ranks.to_numpy()


def _whole_numbers(values: Floats) -> list[str]:
    """Return the whole numbers that answers run through; none where some are not whole."""
    if (values != np.floor(values)).any() or np.ptp(values) > _MOST_LEVELS:
        return []
    return [f"{value:.10g}" for value in np.arange(values[0], values[-1])]


def _check_levels(check: Check, levels: int, n: int) -> None:
    most = min(_MOST_LEVELS, n // _ROWS_A_LEVEL)
    if levels > most:
        check.wrong(
            Problem(
                "{where}: y has {found} different answers in {n} rows; an ordered model takes at "
                "most {most} ({limit}, and one for every {rows} rows). Merge answers, or take "
                "least squares.",
                {
                    "found": levels,
                    "n": n,
                    "most": most,
                    "limit": _MOST_LEVELS,
                    "rows": _ROWS_A_LEVEL,
                },
            )
        )
        check.done()


def _check_fit(check: Check, fit: Fit, design: Design, level: Ints, cut: str = "") -> None:
    """Note why a fit has no estimates; `cut` says which answers a separate logit divides."""
    if fit.converged:
        return
    found = ", ".join(map(str, design.drivers[_separating(fit, design.x, level)]))
    if not found:
        check.wrong(
            Problem(
                "{where}: the fit did not converge, so there is no estimate. Do drivers nearly "
                "repeat each other, or does one hold values far from all others? Leave one out.",
            )
        )
    elif cut:
        check.wrong(
            Problem(
                "{where}: between the answers {cut} the respondents are told apart without a "
                "mistake (separation) by {found}, so that logit has no estimate. Leave the driver "
                "out, or merge answers of y that few gave.",
                {"cut": cut, "found": found},
            )
        )
    else:
        check.wrong(
            Problem(
                "{where}: the answers of y are told apart without a mistake (separation) by "
                "{found}, so the coefficient grows without end and there is no estimate. Leave "
                "the driver out, merge answers of y, or collect more.",
                {"found": found},
            )
        )


def _separating(fit: Fit, x: Floats, level: Ints) -> list[int]:
    """Return the drivers that alone put all levels in order; else those that run away together."""
    running = np.flatnonzero(fit.runaway).tolist()
    alone = [k for k in running if _in_order(x[:, k], level) or _in_order(-x[:, k], level)]
    return alone or running


def _in_order(values: Floats, level: Ints) -> bool:
    """Say whether no value of a higher level is below one of a lower level."""
    groups = [values[level == j] for j in range(level.max() + 1)]
    return all(low.max() <= high.min() for low, high in itertools.pairwise(groups))


def _wald(fit: Fit, confidence: float, odds: bool) -> dict[str, Any]:
    """Return the columns of estimates and Wald limits, coefficients first, then thresholds."""
    estimate = np.concatenate([fit.coefficients, fit.thresholds])
    se = np.sqrt(np.diag(fit.covariance))
    half = ndtri((1 + confidence) / 2) * se
    columns: dict[str, Any] = {
        "estimate": estimate,
        "low": estimate - half,
        "high": estimate + half,
        "se": se,
        "z": estimate / se,
        "p": 2 * ndtr(-np.abs(estimate / se)),
    }
    shown = np.arange(len(estimate)) < (len(fit.coefficients) if odds else 0)
    for name, source in (("odds_ratio", "estimate"), ("odds_low", "low"), ("odds_high", "high")):
        columns[name] = np.exp(np.where(shown, columns[source], np.nan))
    return columns


def _fit_measures(fit: Fit, level: Ints, weights: Floats | None) -> dict[str, float]:
    shares = np.bincount(level, weights)
    null = float(xlogy(shares, shares / shares.sum()).sum() * len(level) / shares.sum())
    parameters = len(fit.coefficients) + len(fit.thresholds)
    return {
        "loglik": fit.loglik,
        "loglik_null": null,
        "deviance": -2 * fit.loglik,
        "aic": 2 * parameters - 2 * fit.loglik if weights is None else np.nan,
        "mcfadden": 1 - fit.loglik / null,
    }


def _separate_logits(check: Check, design: Design, outcome: _Outcome) -> tuple[Floats, Floats]:
    """Return the coefficients (cuts, p) of a logit at each threshold, and their covariance.

    Of drivers in standard deviations, which leaves the test as it is.
    """
    x = (design.x - design.x.mean(axis=0)) / design.x.std(axis=0)
    names, cuts = outcome.names, range(len(outcome.names) - 1)
    fits = []
    for j in cuts:
        above = (outcome.level > j).astype(int)
        fits.append(cumulative(x, above))
        _check_fit(check, fits[j], design, above, f"{names[j]}|{names[j + 1]}")
    check.done()
    ones = np.hstack([np.ones((len(x), 1)), x])
    shares = [expit(x @ fit.coefficients - fit.thresholds) for fit in fits]
    inverses = [np.linalg.inv(_weighted(ones, share - share**2)) for share in shares]
    covariance = np.empty((len(cuts), x.shape[1], len(cuts), x.shape[1]))
    for j in cuts:
        covariance[j, :, j] = fits[j].covariance[:-1, :-1]
    for j, m in itertools.combinations(cuts, 2):
        both = _weighted(ones, shares[m] - shares[j] * shares[m])
        covariance[j, :, m] = (inverses[j] @ both @ inverses[m])[1:, 1:]
        covariance[m, :, j] = covariance[j, :, m].T
    return np.array([fit.coefficients for fit in fits]), covariance


def _weighted(x: Floats, weights: Floats) -> Floats:
    return (x.T * weights) @ x


def _chi2(apart: Floats, spread: Floats) -> float:
    """Return Wald's statistic; NaN where the covariance is not positive."""
    if np.linalg.eigvalsh(spread).min() <= 0:
        return math.nan
    return float(apart @ np.linalg.solve(spread, apart))
