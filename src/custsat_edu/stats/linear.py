"""Least squares by statsmodels, with what it lacks: survey weights, and rows that stand alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from custsat_edu.stats.checks import Floats

_ALONE = 1e-9  # a leverage this near to 1 says that one row alone sets a coefficient
_EXACT = 1e-12  # residuals this small, next to the outcome, are rounding
_COLUMNS = ["estimate", "low", "high", "se", "t", "p"]


def least_squares(
    columns: Floats,
    y: Floats,
    sums: Floats,
    *,
    confidence: float,
    error: str = "HC3",
    weights: Floats | None = None,
    groups: Any = None,
) -> pd.DataFrame:
    """Fit an outcome on a constant and columns; return sums of the k coefficients, with t limits.

    Parameters
    ----------
    columns : array of float, shape (n, k - 1)
        None of them constant or computed from the others; n is larger than k.
    y : array of float, shape (n,)
        The outcome.
    sums : array of float, shape (c, k)
        What each sum takes of each coefficient, the constant first.
    confidence : float
        Between 0 and 1.
    error : {"HC3", "HC0", "HC1", "none"}
        "none": one spread for all rows. Weights bring their own: HC0 times sqrt(n / (n - 1)).
    weights : array of float, shape (n,), optional
        Above 0.
    groups : array of int, shape (n,), optional
        Each row's group, for errors of clusters, with or without weights.

    Returns
    -------
    DataFrame
        One row a sum: `estimate`, `low`, `high`, `se`, `t`, `p`. All but the estimate are NaN
        where the fit leaves no residuals, and for "HC3" or with weights where one row alone sets
        the sum. `attrs`: `r2`, `adj_r2`.

    Examples
    --------
    >>> x, y = np.array([[0.0], [1], [2], [3]]), np.array([1.0, 2, 2, 4])
    >>> least_squares(x, y, np.array([[0.0, 1]]), confidence=0.95, error="none").round(2)
       estimate   low  high    se    t     p
    0       0.9 -0.24  2.04  0.26  3.4  0.08
    """
    from statsmodels.regression.linear_model import WLS

    kind = "cluster" if groups is not None else error if weights is None else "weights"
    w = np.ones(len(y)) if weights is None else weights / weights.mean()
    # The columns are standardised, so that those of very different size are solved well.
    centre = np.average(columns, axis=0, weights=w)
    sd = np.sqrt(np.average((columns - centre) ** 2, axis=0, weights=w))
    fit = WLS(y, np.column_stack([np.ones(len(y)), (columns - centre) / sd]), w).fit()
    sums = np.column_stack([sums[:, 0], (sums[:, 1:] - sums[:, :1] * centre) / sd])
    table = _limits(fit, sums, confidence, kind, groups)
    table.attrs = {"r2": float(fit.rsquared), "adj_r2": float(fit.rsquared_adj)}
    return table


def _limits(fit: Any, sums: Floats, confidence: float, kind: str, groups: Any) -> pd.DataFrame:
    """Return the table of sums of a fit's coefficients."""
    leverage = (fit.model.wexog * fit.model.pinv_wexog.T).sum(axis=1)
    alone = leverage > 1 - _ALONE
    with np.errstate(divide="ignore", invalid="ignore"):
        test = _test(fit, sums, kind, np.where(alone, 0, leverage), groups)
    found = [test.effect, test.conf_int(1 - confidence), test.sd, test.tvalue, test.pvalue]
    table = pd.DataFrame(np.column_stack(found), columns=_COLUMNS)
    moves = sums @ fit.model.pinv_wexog  # how much each row's outcome moves each sum
    length = np.linalg.norm(moves, axis=1)
    known = table["se"] > _EXACT * np.abs(fit.model.wendog).max() * length
    if kind in ("HC3", "weights"):
        known &= (np.abs(moves[:, alone]) <= _ALONE * length[:, None]).all(axis=1)
    table.loc[~known, _COLUMNS[1:]] = np.nan
    return table


def _test(fit: Any, sums: Floats, kind: str, leverage: Floats, groups: Any) -> Any:
    """Return statsmodels' t tests of the sums."""
    if kind == "cluster":
        return fit.get_robustcov_results(kind, groups=groups).t_test(sums)
    if kind == "weights":
        return fit.t_test(sums, fit.nobs / (fit.nobs - 1) * fit.cov_HC0)
    if kind == "HC3":  # fit.cov_HC3 is noise or NaN throughout if one row stands alone
        moves = fit.model.pinv_wexog
        return fit.t_test(sums, moves * (fit.wresid / (1 - leverage)) ** 2 @ moves.T)
    return fit.t_test(sums, None if kind == "none" else getattr(fit, f"cov_{kind}"))
