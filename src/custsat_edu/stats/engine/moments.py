"""Covariances of the rows, and of bootstrap resamples of them, weighted or not.

A covariance needs three sums only: of the weights, of the columns, and of the products of two
columns. So resampling resamples sums, not rows: count how often every row was drawn, and multiply
the counts with the products, which are the same in every resample. Blocks of rows keep it small.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import ncfdtr

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_ROWS = 4_096  # rows whose products are held at once
_DRAWS = 500_000  # rows drawn at once
_MOST_FAILED = 0.05  # share of resamples without a value above which there are no limits


def covariance(values: Floats, weights: Floats | None = None) -> Floats:
    """Return the covariance matrix of the columns, with the divisor n (the sum of the weights).

    Parameters
    ----------
    values : array of float, shape (n, k)
        One row a respondent, none missing.
    weights : array of float, shape (n,), optional
        How many customers each respondent stands for.

    Returns
    -------
    array of float, shape (k, k)

    Examples
    --------
    >>> covariance(np.array([[1.0, 2.0], [3.0, 6.0]]))
    array([[1., 2.],
           [2., 4.]])
    """
    centred = values - np.average(values, axis=0, weights=weights)
    share = np.full(len(values), 1 / len(values)) if weights is None else weights / weights.sum()
    return (centred * share[:, None]).T @ centred


def resampled_covariances(
    values: Floats,
    replications: int,
    rng: np.random.Generator,
    weights: Floats | None = None,
) -> Floats:
    """Return the covariance matrices of bootstrap resamples of the rows.

    Every row is drawn with the same chance and takes its weight with it.

    Parameters
    ----------
    values : array of float, shape (n, k)
        One row a respondent, none missing.
    replications : int
        Number of resamples.
    rng : numpy Generator
        Source of chance.
    weights : array of float, shape (n,), optional
        How many customers each respondent stands for.

    Returns
    -------
    array of float, shape (replications, k, k)
        With the divisor n (the sum of the drawn weights); NaN if all drawn weights are 0.

    Examples
    --------
    >>> rows = np.random.default_rng(1).normal(size=(50, 3))
    >>> resampled_covariances(rows, 10, np.random.default_rng(2)).shape
    (10, 3, 3)
    """
    n, k = values.shape
    if replications == 0:
        return np.empty((0, k, k))
    first, second = np.triu_indices(k)
    centre = np.average(values, axis=0, weights=weights)
    sums = np.zeros((replications, 1 + k + len(first)))
    starts = np.arange(0, n, _ROWS)
    sizes = np.diff(starts, append=n)
    drawn = rng.multinomial(n, sizes / n, size=replications)  # draws from every block of rows
    for start, size, draws in zip(starts, sizes, drawn.T, strict=True):
        d = values[start : start + size] - centre
        columns = np.hstack([np.ones((size, 1)), d, d[:, first] * d[:, second]])
        if weights is not None:
            columns *= weights[start : start + size, None]
        _add_resampled_sums(sums, columns, draws, rng)
    total, means = sums[:, :1], sums[:, 1 : k + 1]
    with np.errstate(invalid="ignore"):
        means = means / total
        products = sums[:, k + 1 :] / total
    covariances = np.empty((replications, k, k))
    covariances[:, first, second] = products - means[:, first] * means[:, second]
    covariances[:, second, first] = covariances[:, first, second]
    return covariances


def _add_resampled_sums(
    sums: Floats, columns: Floats, draws: Ints, rng: np.random.Generator
) -> None:
    """Add to each resample's sums the columns of its draws from one block of rows."""
    size = len(columns)
    step = max(1, _DRAWS // max(size, int(draws.max(initial=1))))
    for start in range(0, len(draws), step):
        here = draws[start : start + step]
        rows = rng.integers(0, size, int(here.sum()))
        rows += np.repeat(np.arange(0, size * len(here), size), here)
        counts = np.bincount(rows, minlength=size * len(here)).reshape(len(here), size)
        sums[start : start + step] += counts.astype(float) @ columns


def percentile_limits(worlds: Floats, confidence: float, method: Any = "linear") -> Floats:
    """Return (low, high) of resampled values; NaN where more than 5 percent have no value.

    Parameters
    ----------
    worlds : array of float, shape (replications, ...)
        NaN where a resample has no value.
    confidence : float
        Between 0 and 1.
    method : str
        How `numpy.quantile` interpolates.

    Returns
    -------
    array of float, shape (2, ...)

    Examples
    --------
    >>> percentile_limits(np.arange(1, 1002.0), 0.9)
    array([ 51., 951.])
    """
    tails = [(1 - confidence) / 2, (1 + confidence) / 2]
    if len(worlds) == 0:
        return np.full((2, *worlds.shape[1:]), np.nan)
    failed = np.isnan(worlds)
    if not failed.any():
        return np.quantile(worlds, tails, axis=0, method=method)
    few = failed.mean(axis=0) <= _MOST_FAILED
    limits = np.nanquantile(np.where(few, worlds, 0), tails, axis=0, method=method)
    return np.where(few, limits, np.nan)


def noncentrality(f: float, df1: float, df2: float, tail: float) -> float:
    """Return the noncentrality that has F below f with probability `tail`; 0 if none has.

    scipy's `ncfdtrinc` is right to 3 digits only, and stops at 10,000.
    """
    from scipy.optimize import brentq

    def off(c: float) -> float:
        return float(np.nan_to_num(ncfdtr(df1, df2, c, f))) - tail  # NaN far off: 0

    top = 10 + 2 * f * df1
    while off(top) > 0:
        top *= 2
    return float(brentq(off, 0, top, rtol=1e-12)) if off(0) > 0 else 0.0


def holm(p: Floats) -> Floats:
    """Return p after Holm: the smallest times its number, the next times one less, never falling.

    statsmodels' `multipletests` gives the same, and collects garbage in every call, which takes
    longer than all the rest of a comparison.
    """
    order = np.argsort(p)
    steps = np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1))
    return np.minimum(steps, 1)[np.argsort(order)]
