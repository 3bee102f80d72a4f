"""Cumulative logit and probit models of an ordered outcome, fitted by Newton's method.

A customer ticks 4 when a hidden satisfaction s lies between the thresholds t_3|4 and t_4|5. The
drivers x move it: s = x b + noise. With F the distribution of the noise (logistic or normal),

    P(y <= j) = F(t_j - x b),   so   P(y = j) = F(t_j - x b) - F(t_(j-1) - x b).

The log of that, summed over the respondents, has one top, because it is concave. At any (t, b)
its slope and its bend (first and second derivatives) are known, and the parabola with the same
slope and bend has its top at (t, b) + bend^-1 slope: that is one Newton step, and about five of
them reach the top. A step that goes too far (a lower likelihood, thresholds out of order) is
halved. The inverse of the bend at the top is the covariance of the estimates.

The model and its signs (a positive coefficient goes with higher answers) are those of R's
ordinal, `clm`: its vignette "A Tutorial on fitting Cumulative Link Models", equation 1.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import expit, logit, ndtr, ndtri

Floats = npt.NDArray[np.floating]
Ints = npt.NDArray[np.integer]

_BEYOND = 1e6  # where the thresholds below the lowest and above the highest level stand
_FLAT = 1e-13  # a Newton step that gains less log-likelihood than this is the last
_RUNAWAY = 1e-3  # if it still moves an x b by more than this, the slope has no top
_RIDGE = 1e-12  # of the mean bend: keeps directions that have lost all bend in reach
_HALVINGS = 30


class Fit(NamedTuple):
    """A fitted model.

    Attributes
    ----------
    coefficients : array of float, shape (p,)
        One a driver; a positive one goes with higher levels.
    thresholds : array of float, shape (levels - 1,)
        Ascending.
    covariance : array of float, shape (p + levels - 1, p + levels - 1)
        Of the coefficients, then the thresholds.
    loglik : float
        Log-likelihood; with weights that of weights scaled to a mean of 1.
    converged : bool
        False where there is no top or it was not reached: use no number of the fit then.
    runaway : array of bool, shape (p,)
        Drivers whose coefficients grow without end (separation).
    """

    coefficients: Floats
    thresholds: Floats
    covariance: Floats
    loglik: float
    converged: bool
    runaway: npt.NDArray[np.bool_]


class _Rows(NamedTuple):
    """The data, sorted by level: the drivers and a row of ones, and where each level starts."""

    x: Floats
    level: Ints
    start: Ints
    weights: Floats | None


class _Slopes(NamedTuple):
    """Each row's log P and its derivatives by its upper and lower threshold."""

    log: Floats
    upper: Floats
    lower: Floats
    upper_upper: Floats
    lower_lower: Floats
    upper_lower: Floats


class _View(NamedTuple):
    """What is known at one point: the log-likelihood, its slope, its bend (turned positive)."""

    loglik: float
    slope: Floats
    bend: Floats
    rows: _Slopes


def cumulative(
    x: Floats,
    level: Ints,
    *,
    link: str = "logit",
    weights: Floats | None = None,
    iterations: int = 100,
) -> Fit:
    """Fit P(y <= j) = F(threshold_j - x b) by maximum likelihood.

    Parameters
    ----------
    x : array of float, shape (n, p)
        The drivers; each varies and none follows from the others.
    level : array of int, shape (n,)
        The outcome as 0, 1, 2, ...; every level up to the highest occurs.
    link : {"logit", "probit"}
        The distribution of the noise: logistic or normal.
    weights : array of float, shape (n,), optional
        Survey weights, all above 0.
    iterations : int
        Newton steps at most.

    Returns
    -------
    Fit
        Coefficients, thresholds, their covariance, log-likelihood, and whether it converged.

    Notes
    -----
    Without weights the covariance is the inverse of the bend A, the observed information. With
    weights it is linearised: A^-1 B A^-1, B = n / (n - 1) sum(g g'), g being what a respondent
    adds to the slope, weight included.

    Examples
    --------
    >>> x = np.array([[0.0], [0.0], [0.0], [0.0], [1.0], [1.0], [1.0], [1.0]])
    >>> fit = cumulative(x, np.array([0, 0, 0, 1, 0, 1, 1, 1]))  # odds of 1:3 and of 3:1
    >>> np.exp(fit.coefficients).round(6)
    array([9.])
    """
    p = x.shape[1]
    w = None if weights is None else weights / weights.mean()
    rows, mean, sd = _sorted(x, level, w)
    point, view, step = _climb(rows, link, _start(rows, link), iterations)
    reach = np.abs(step[:p]) * np.abs(rows.x[:-1]).max(axis=1)
    moves = np.abs(step[:p] @ rows.x[:-1]).max() > _RUNAWAY
    flat = bool(np.isfinite(step).all())
    converged = flat and not moves
    covariance = _covariance(rows, view) if converged else np.full((len(point),) * 2, np.nan)
    back = np.eye(len(point))  # from standard deviations around the mean to the drivers' units
    back[:p, :p] /= sd
    back[p:, :p] = mean / sd
    point = back @ point
    return Fit(
        coefficients=point[:p],
        thresholds=point[p:],
        covariance=back @ covariance @ back.T,
        loglik=view.loglik,
        converged=converged,
        runaway=(reach > reach.max() / 10) & flat & moves,
    )


def _sorted(x: Floats, level: Ints, weights: Floats | None) -> tuple[_Rows, Floats, Floats]:
    """Sort by level, so that sums over a level are quick; return the drivers' mean and sd too."""
    order = np.argsort(level.astype(np.int16), kind="stable")
    level = level[order]
    start = np.flatnonzero(np.diff(level, prepend=-1))
    ones = np.ones((x.shape[1] + 1, len(x)))
    ones[:-1] = x[order].T
    mean, sd = ones[:-1].mean(axis=1), ones[:-1].std(axis=1)
    ones[:-1] = (ones[:-1] - mean[:, None]) / sd[:, None]
    return _Rows(ones, level, start, None if weights is None else weights[order]), mean, sd


def _start(rows: _Rows, link: str) -> Floats:
    """Return where to start: least squares of the levels' middle ranks, on the latent scale."""
    x, n = rows.x[:-1], len(rows.level)
    ends = np.append(rows.start, n) / n
    rank = (ends[:-1] + ends[1:] - 1)[rows.level]
    slope = np.linalg.lstsq(x @ x.T, x @ rank, rcond=None)[0]
    spread = rank.std()
    scale = 1 / np.sqrt(max(1 - (slope @ x).var() / spread**2, 0.1))
    noise, quantile = (np.pi / np.sqrt(3), logit) if link == "logit" else (1, ndtri)
    return np.concatenate([noise * scale / spread * slope, scale * quantile(ends[1:-1])])


def _climb(rows: _Rows, link: str, point: Floats, iterations: int) -> tuple[Floats, _View, Floats]:
    """Take Newton steps until one gains nothing: return the point, the last view and that step.

    The step is NaN where that was not reached.
    """
    view = _look(rows, link, point)
    if not np.isfinite(view.loglik):  # where some value lies very far out
        point = np.where(np.arange(len(point)) < len(rows.x) - 1, 0, point)
        view = _look(rows, link, point)
    for _ in range(iterations):
        try:
            ridge = _RIDGE * np.trace(view.bend) / len(point) * np.eye(len(point))
            step = np.linalg.solve(view.bend + ridge, view.slope)
        except np.linalg.LinAlgError:  # no bend at all
            break
        if view.slope @ step < _FLAT:
            return point + step, view, step
        halves = (point + step / 2**halving for halving in range(_HALVINGS))
        views = ((half, _look(rows, link, half)) for half in halves)
        lowest = view.loglik - 1e-12 * abs(view.loglik)
        higher = next((pair for pair in views if pair[1].loglik >= lowest), None)
        if higher is None:
            break
        point, view = higher
    return point, view, np.full(len(point), np.nan)


def _look(rows: _Rows, link: str, point: Floats) -> _View:
    """Return log-likelihood, slope and bend; a log-likelihood of -inf where there is none."""
    x, p = rows.x[:-1], len(rows.x) - 1
    thresholds = np.concatenate([[-_BEYOND], point[p:], [_BEYOND]])
    latent = point[:p] @ x
    upper, lower = thresholds[rows.level + 1] - latent, thresholds[rows.level] - latent
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):  # a step that went too far
        row = (_logit if link == "logit" else _probit)(upper, lower)
    if rows.weights is not None:
        row = _Slopes(*(rows.weights * derivative for derivative in row))
    loglik = float(row.log.sum())
    if not np.isfinite(loglik):
        return _View(-np.inf, point, np.empty(0), row)
    by_upper, by_lower = row.upper_upper + row.upper_lower, row.lower_lower + row.upper_lower
    cross = _by_level(rows, row.upper_lower)
    own = _by_level(rows, rows.x * by_upper)[:, :-1] + _by_level(rows, rows.x * by_lower)[:, 1:]
    slope, bend = np.empty(len(point)), np.zeros((len(point), len(point)))
    slope[:p] = -x @ (row.upper + row.lower)
    slope[p:] = _by_level(rows, row.upper)[:-1] + _by_level(rows, row.lower)[1:]
    bend[:p, :p] = (x * -(by_upper + by_lower)) @ x.T
    bend[:p, p:], bend[p:, :p] = own[:p], own[:p].T
    k = np.arange(p, len(point))
    bend[k, k] = cross[:-1] + cross[1:] - own[p]
    bend[k[:-1], k[1:]] = bend[k[1:], k[:-1]] = -cross[1:-1]
    return _View(loglik, slope, bend, row)


def _by_level(rows: _Rows, values: Floats) -> Floats:
    """Return the sum over each level's rows."""
    return np.add.reduceat(values, rows.start, axis=-1)


def _covariance(rows: _Rows, view: _View) -> Floats:
    """Return the inverse of the bend, in a sandwich where there are weights."""
    inverse = np.linalg.inv(view.bend)
    if rows.weights is None:
        return inverse
    p, n = len(rows.x) - 1, len(rows.weights)
    each = np.zeros((len(inverse) + 2, n))  # with the thresholds beyond both ends
    each[:p] = -(view.rows.upper + view.rows.lower) * rows.x[:p]
    each[p + rows.level, np.arange(n)] = view.rows.lower
    each[p + rows.level + 1, np.arange(n)] = view.rows.upper
    moves = inverse @ np.delete(each, [p, -1], axis=0)
    return n / (n - 1) * moves @ moves.T


def _logit(upper: Floats, lower: Floats) -> _Slopes:
    """Return the derivatives of log(F(upper) - F(lower)), F logistic; NaN where upper < lower.

    F(u) - F(l) = F(u) F(-l) (1 - exp(l - u)): a product, so that no digits cancel.
    """
    under, over = expit(upper), expit(-lower)
    between = -np.expm1(lower - upper)
    ratio = (1 - between) / between
    cross = ratio * (1 + ratio)
    return _Slopes(
        log=np.log(under * over * between),
        upper=1 - under + ratio,
        lower=over - 1 - ratio,
        upper_upper=under * (under - 1) - cross,
        lower_lower=over * (over - 1) - cross,
        upper_lower=cross,
    )


def _probit(upper: Floats, lower: Floats) -> _Slopes:
    """Return the derivatives of log(F(upper) - F(lower)), F normal; NaN where upper < lower."""
    turn = np.where(upper + lower > 0, -1, 1)  # digits cancel in the right tail, not in the left
    between = turn * (ndtr(turn * upper) - ndtr(turn * lower))
    density = 1 / np.sqrt(2 * np.pi) / between
    at_upper, at_lower = density * np.exp(-(upper**2) / 2), density * np.exp(-(lower**2) / 2)
    return _Slopes(
        log=np.log(between),
        upper=at_upper,
        lower=-at_lower,
        upper_upper=-at_upper * (upper + at_upper),
        lower_lower=at_lower * (lower - at_lower),
        upper_lower=at_upper * at_lower,
    )
