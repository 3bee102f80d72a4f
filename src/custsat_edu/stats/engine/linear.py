"""Least squares, with the standard errors of any sums of its coefficients.

Each coefficient is a weighted sum of the outcomes. So every error below is made of two things: how
much a row's outcome moves the coefficient, and how far that row lies from the fit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.linalg import solve_triangular
from scipy.special import stdtr, stdtrit

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_ALONE = 1e-9  # a leverage this near to 1 says that one row alone sets a coefficient
_EXACT = 1e-12  # residuals this small, next to the outcome, are rounding


@dataclass(frozen=True)
class Fit:
    """A least-squares fit of n rows; of its k coefficients the first is the constant.

    Attributes
    ----------
    coefficients : array of float, shape (k,)
        In units of the outcome a unit of the column.
    solves : array of float, shape (k, n)
        How each row's outcome moves each coefficient (outcomes times the root of the weight).
    residuals : array of float, shape (n,)
        Outcome minus fit, times the root of the weight.
    leverage : array of float, shape (n,)
        How much of its own fit each row decides, 0 to 1.
    size : float
        The largest outcome, in the units of `residuals`.
    weighted : bool
        Whether there are survey weights.
    r2 : float
        Share of the outcome's variance that is explained.
    """

    coefficients: Floats
    solves: Floats
    residuals: Floats
    leverage: Floats
    size: float
    weighted: bool
    r2: float

    def effects(
        self, contrasts: Floats, confidence: float, error: str = "HC3", groups: Ints | None = None
    ) -> dict[str, Floats]:
        """Return sums of coefficients with their t limits.

        Parameters
        ----------
        contrasts : array of float, shape (c, k)
            What each sum takes of each coefficient.
        confidence : float
            Between 0 and 1.
        error : {"HC3", "HC0", "HC1", "none"}
            "none": one spread for all rows. Weights bring their own: HC0 times sqrt(n / (n - 1)).
        groups : array of int, shape (n,), optional
            The number of each row's group, from 0, for errors of clusters, with or without
            weights.

        Returns
        -------
        dict of arrays, shape (c,)
            `estimate`, `low`, `high`, `se`, `t`, `p`. All but the estimate are NaN where the fit
            leaves no residuals, and for "HC3" or with weights where one row alone sets the sum.

        Examples
        --------
        >>> x, y = np.array([[0.0], [1], [2], [3]]), np.array([1.0, 2, 2, 4])
        >>> effects = least_squares(x, y).effects(np.array([[0.0, 1]]), 0.95, "none")
        >>> {name: round(value.item(), 2) for name, value in effects.items()}
        {'estimate': 0.9, 'low': -0.24, 'high': 2.04, 'se': 0.26, 't': 3.4, 'p': 0.08}
        """
        estimate, moves = contrasts @ self.coefficients, contrasts @ self.solves
        length = np.sqrt((moves**2).sum(axis=1))
        variance, df = self._variance(moves, error, groups)
        se = np.sqrt(variance)
        unknown = se <= _EXACT * self.size * length
        if groups is None and (self.weighted or error == "HC3"):
            own = np.abs(moves[:, self.leverage > 1 - _ALONE]) > _ALONE * length[:, None]
            unknown |= own.any(axis=1)
        se[unknown] = np.nan
        half, t = stdtrit(df, (1 + confidence) / 2) * se, estimate / se
        limits = {"estimate": estimate, "low": estimate - half, "high": estimate + half}
        return limits | {"se": se, "t": t, "p": 2 * stdtr(df, -np.abs(t))}

    def _variance(self, moves: Floats, error: str, groups: Ints | None) -> tuple[Floats, int]:
        """Return the variance of what rows move so, and its degrees of freedom."""
        (k, n), e = self.solves.shape, self.residuals
        if groups is not None:
            sums = np.stack([np.bincount(groups, row) for row in moves * e])
            g = sums.shape[1]
            return g / (g - 1) * (n - 1) / (n - k) * (sums**2).sum(axis=1), g - 1
        if self.weighted:
            return n / (n - 1) * (moves**2) @ e**2, n - k
        if error == "none":
            return (moves**2).sum(axis=1) * (e @ e) / (n - k), n - k
        if error == "HC3":
            e = e / np.where(self.leverage > 1 - _ALONE, 1, 1 - self.leverage)
        return (n / (n - k) if error == "HC1" else 1) * (moves**2) @ e**2, n - k


def least_squares(columns: Floats, y: Floats, weights: Floats | None = None) -> Fit:
    """Fit an outcome on a constant and columns.

    Parameters
    ----------
    columns : array of float, shape (n, k - 1)
        None of them constant or computed from the others; n is larger than k.
    y : array of float, shape (n,)
        The outcome.
    weights : array of float, shape (n,), optional
        Above 0.

    Returns
    -------
    Fit

    Notes
    -----
    The columns are standardised on the way, so that columns of very different size are solved
    well. With e the residuals and h the leverages, the variances are (X'X)^-1 X' diag(s) X
    (X'X)^-1 with s = e^2 (HC0), e^2 n / (n - k) (HC1) or e^2 / (1 - h)^2 (HC3), and for clusters
    with the sums of x e within each of G clusters, times G / (G - 1) (n - 1) / (n - k), and G - 1
    degrees of freedom.

    Examples
    --------
    >>> x = np.array([[0.0], [1], [2]])
    >>> least_squares(x, np.array([1.0, 3, 5])).coefficients.round(6)
    array([1., 2.])
    """
    n = len(y)
    w = np.ones(n) if weights is None else weights / weights.mean()
    centre = np.average(columns, axis=0, weights=w)
    sd = np.sqrt(np.average((columns - centre) ** 2, axis=0, weights=w))
    root = np.sqrt(w)
    rows = np.column_stack([np.ones(n), (columns - centre) / sd]) * root[:, None]
    q, r = np.linalg.qr(rows)
    back = np.diag([1, *1 / sd])
    back[0, 1:] = -centre / sd
    solves = solve_triangular(r, q.T)
    outcome = y * root
    standardised = solves @ outcome
    residuals = outcome - rows @ standardised
    spread = w @ (y - np.average(y, weights=w)) ** 2
    return Fit(
        coefficients=back @ standardised,
        solves=back @ solves,
        residuals=residuals,
        leverage=(q**2).sum(axis=1),
        size=float(np.abs(outcome).max()),
        weighted=weights is not None,
        r2=float(1 - residuals @ residuals / spread),
    )
