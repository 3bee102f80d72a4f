"""One-factor models of whole stacks of covariance matrices."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def one_factor(
    covariances: Floats,
    start: tuple[Floats, Floats] | None = None,
    *,
    tolerance: float = 1e-9,
    iterations: int = 200,
) -> tuple[Floats, Floats, npt.NDArray[np.bool_]]:
    """Fit one factor to each covariance matrix by maximum likelihood.

    Fisher scoring on loadings and residual variances with step halving. Residual variances are
    not held above zero: a negative one (a Heywood case) is returned as found, as lavaan does.

    Parameters
    ----------
    covariances : array of float, shape (batch, k, k)
        k >= 3 items; every item varies.
    start : (loadings, residual variances), each of shape (k,), optional
        Where to start; by default the first principal component.
    tolerance : float
        A fit has converged when no standardised parameter moves by more.
    iterations : int
        Scoring steps at most.

    Returns
    -------
    loadings : array of float, shape (batch, k)
        In the units of the items; their sum is not negative.
    residuals : array of float, shape (batch, k)
        Residual variances.
    converged : array of bool, shape (batch,)
        False where the fit has no solution or was not reached.

    Examples
    --------
    >>> true = np.array([0.6, 0.7, 0.8])
    >>> loadings, residuals, converged = one_factor(
    ...     (np.outer(true, true) + np.diag(1 - true**2))[None]
    ... )
    >>> loadings[0].round(6)
    array([0.6, 0.7, 0.8])
    """
    k = covariances.shape[1]
    sd = np.sqrt(np.diagonal(covariances, axis1=1, axis2=2))
    r = covariances / (sd[:, :, None] * sd[:, None, :])
    if start is None:
        sizes, vectors = np.linalg.eigh(r)
        loadings = 0.8 * vectors[:, :, -1] * np.sqrt(sizes[:, -1:])
        residuals = 1 - loadings**2
    else:
        loadings, residuals = start[0] / sd, start[1] / sd**2
    fit, converged = _score(r, np.hstack([loadings, residuals]), tolerance, iterations)
    turn = np.where(fit[:, :k].sum(axis=1, keepdims=True) < 0, -1, 1)
    return fit[:, :k] * turn * sd, fit[:, k:] * sd**2, converged


def _score(
    r: Floats, fit: Floats, tolerance: float, iterations: int
) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Improve a stack of fits (loadings | residual variances) until none moves."""
    converged = np.zeros(len(r), dtype=bool)
    misfit = _misfit(r, fit)
    busy = np.flatnonzero(np.isfinite(misfit))
    for _ in range(iterations):
        if len(busy) == 0:
            break
        step = _scoring_step(r[busy], fit[busy])
        new, new_misfit = _halved(r[busy], fit[busy], step, misfit[busy])
        better = np.isfinite(new_misfit)
        fit[busy[better]], misfit[busy[better]] = new[better], new_misfit[better]
        arrived = better & (np.abs(step).max(axis=1) < tolerance)
        converged[busy[arrived]] = True
        busy = busy[better & ~arrived]
    return fit, converged


def _halved(r: Floats, fit: Floats, step: Floats, misfit: Floats) -> tuple[Floats, Floats]:
    """Take each step, halved until the fit is no worse; an infinite misfit where none helps."""
    size = np.ones((len(fit), 1))
    for _ in range(20):
        new = _misfit(r, fit + size * step)
        worse = ~(new <= misfit + 1e-12)
        if not worse.any():
            break
        size[worse] /= 2
    return fit + size * step, np.where(worse, np.inf, new)


def _implied(fit: Floats) -> Floats:
    k = fit.shape[1] // 2
    loadings, residuals = fit[:, :k], fit[:, k:]
    return loadings[:, :, None] * loadings[:, None, :] + residuals[:, :, None] * np.eye(k)


def _misfit(r: Floats, fit: Floats) -> Floats:
    """Return log|Sigma| + tr(R Sigma^-1); infinite where Sigma is not positive definite."""
    sizes, vectors = np.linalg.eigh(_implied(fit))
    fits = sizes[:, 0] > 1e-10
    sizes = np.where(fits[:, None], sizes, 1)
    along = np.einsum("bia,bij,bja->ba", vectors, r, vectors, optimize=True)
    return np.where(fits, (np.log(sizes) + along / sizes).sum(axis=1), np.inf)


def _scoring_step(r: Floats, fit: Floats) -> Floats:
    """Return information^-1 times score, of the loadings and the residual variances."""
    batch, k = len(fit), fit.shape[1] // 2
    loadings = fit[:, :k, None]
    implied = _implied(fit)
    w = np.linalg.inv(implied)
    pull = w @ (r - implied) @ w
    u = w @ loadings
    information = np.empty((batch, 2 * k, 2 * k))
    information[:, :k, :k] = u @ u.swapaxes(1, 2) + w * (loadings.swapaxes(1, 2) @ u)
    information[:, :k, k:] = w * u.swapaxes(1, 2)
    information[:, k:, :k] = information[:, :k, k:].swapaxes(1, 2)
    information[:, k:, k:] = w**2 / 2
    # Next to a singular point (all loadings zero) a ridge keeps the step finite.
    information += 1e-10 * np.eye(2 * k)
    score = np.concatenate(
        [pull @ loadings, np.diagonal(pull, axis1=1, axis2=2)[:, :, None] / 2], axis=1
    )
    return np.linalg.solve(information, score)[:, :, 0]
