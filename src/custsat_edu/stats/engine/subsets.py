"""All regressions of one outcome on every subset of its drivers, at once: the subset lattice.

Two drivers, a and b, make four subsets, and so four regressions of y:

    nobody -> a alone -> a and b        What a regression leaves unexplained is the residual
           -> b alone ->                variance of y. It falls along every arrow.

Take the correlations of a, b and y. Leaving a out means crossing out its row and column. Putting a
in means crossing them out too, after taking from the others what goes along with a: r_by - r_ab
r_ay, 1 - r_ab^2, 1 - r_ay^2. Now do the same with b, in both tables: four tables of one number
are left, the residual variances of the four regressions. No regression was solved twice, and each
step is the same for all tables, so they lie side by side on the last axis of one array. With p
drivers there are p steps and 2^p subsets, at about 11 operations each.

LMG (the Shapley value of R2) asks how much a driver lowers the residual variance, on average over
all orders in which the drivers can come in. This is a weighted sum over the subsets.

References
----------
R's relaimpo (`calc.relimp`, metric "lmg"), after Lindeman, Merenda and Gold (1980); R's domir
(general dominance), after Budescu (1993).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cache

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_TAIL = 10  # drivers whose subsets are expanded last, in small blocks
_COLUMNS = 65_536  # residual variances held at once: they stay in the processor's cache
_HEAD = 65_536  # the same for the drivers that are expanded first
_LEAST = 1e-14  # a driver with less variance left is a copy of those before it


def residual_variances(matrices: Floats) -> Floats:
    """Return the residual variance of the last variable on every subset of the others.

    Parameters
    ----------
    matrices : array of float, shape (batch, p + 1, p + 1)
        Covariances or correlations, the outcome last; variances of about 1.

    Returns
    -------
    array of float, shape (2^p, batch)
        Row s holds the subset of the drivers whose bit is set in s: row 5 is drivers 0 and 2.

    Examples
    --------
    >>> residual_variances(np.array([[[1, 0.5], [0.5, 1]]]))
    array([[1.  ],
           [0.75]])
    """
    batch, k, _ = matrices.shape
    rows = [matrices[:, i, i:].T for i in range(k)]
    return _expand(rows, k - 1)[0].reshape(2 ** (k - 1), batch)


def lmg(correlations: Floats) -> Floats:
    """Return each driver's share of the outcome's variance, averaged over all orders of entry.

    Parameters
    ----------
    correlations : array of float, shape (batch, p + 1, p + 1)
        The outcome last.

    Returns
    -------
    array of float, shape (batch, p)
        They sum to R2. Exact copies share equally.

    Examples
    --------
    >>> two = np.array([[[1, 0.5, 0.8], [0.5, 1, 0.4], [0.8, 0.4, 1]]])
    >>> lmg(two)  # (.64 + .64 - .16) / 2 with nothing left for b once a is in, and (.16 + 0) / 2
    array([[0.56, 0.08]])
    """
    batch, p = len(correlations), correlations.shape[1] - 1
    head, tail = _split(p)
    shares = np.zeros((batch, p))
    for size, members, columns, v in _blocks(correlations):
        sums = _lmg_weights(head, tail, size) @ v
        np.add.at(shares[:, head:], columns, sums[:tail].T)
        signed = np.where(members, sums[tail], sums[tail + 1])
        np.add.at(shares[:, :head], columns, signed.T)
    return shares


def _expand(rows: list[Floats], steps: int, space: list[Floats] | None = None) -> list[Floats]:
    """Double the last axis for each of the first `steps` drivers, and return the rows behind.

    Row i holds variable i's covariances with itself and with all that come after it. The first
    half of the new axis leaves the driver out (nothing changes), the second half has it in.
    """
    width = rows[0].shape[1]
    grown = _space(len(rows), steps, width) if space is None else space
    for new, old in zip(grown, rows, strict=True):
        new[:, :width] = old
    for k in range(steps):
        out, both = slice(0, width << k), slice(width << k, width << (k + 1))
        driver = grown[k][:, out]
        slopes = driver[1:] / np.maximum(driver[0], _LEAST)
        for i, slope in enumerate(slopes, start=1):
            row = grown[k + i]
            np.multiply(driver[i:], slope, out=row[:, both])
            np.subtract(row[:, out], row[:, both], out=row[:, both])
    return [row[:, : width << steps] for row in grown[steps:]]


def _space(k: int, steps: int, width: int) -> list[Floats]:
    """Return room for row i on all subsets of the drivers before it, in the first steps."""
    return [np.empty((k - i, width << min(i, steps))) for i in range(k)]


def _split(p: int) -> tuple[int, int]:
    """Return how many drivers are expanded first, and how many last."""
    return max(p - _TAIL, 0), min(p, _TAIL)


def _blocks(matrices: Floats) -> Iterator[tuple[int, npt.NDArray[np.bool_], Ints, Floats]]:
    """Give all residual variances, block by block.

    Yields
    ------
    size : int
        How many of the first drivers are in.
    members : array of bool, shape (head, columns)
        Which of them, in every column.
    columns : array of int
        The matrix that every column belongs to.
    v : array of float, shape (2^tail, columns)
        A row for each subset of the last drivers. The next block overwrites it.
    """
    batch, k, _ = matrices.shape
    head, tail = _split(k - 1)
    step = max(1, _HEAD >> head)
    width = max(1, min(_COLUMNS >> tail, batch << head))
    space = _space(tail + 1, tail, width)
    for start in range(0, batch, step):
        here = matrices[start : start + step]
        rows = _expand([here[:, i, i:].T for i in range(k)], head)
        subset, matrix = np.divmod(np.arange(len(here) << head), len(here))
        members = (subset >> np.arange(head)[:, None]) & 1 == 1
        sizes = members.sum(axis=0)
        for size in range(head + 1):
            chosen = np.flatnonzero(sizes == size)
            for first in range(0, len(chosen), width):
                c = chosen[first : first + width]
                v = _expand([row[:, c] for row in rows], tail, space)[0]
                yield size, members[:, c], start + matrix[c], v.reshape(1 << tail, len(c))


def _subsets(p: int) -> npt.NDArray[np.bool_]:
    """Return which drivers are in, one row a driver, one column a subset."""
    return (np.arange(1 << p) >> np.arange(p)[:, None]) & 1 == 1


@cache
def _lmg_weights(head: int, tail: int, size: int) -> Floats:
    """Return a row for each of the last drivers, then one for a first driver in, and one out.

    A driver enters a subset of s others in s! (p - 1 - s)! / p! of all orders.
    """
    p = head + tail
    weight = np.array([1 / (p * math.comb(p - 1, s)) for s in range(p)] + [0.0])
    has = _subsets(tail)
    sizes = size + has.sum(axis=0)
    entering, leaving = weight[sizes], -weight[sizes - 1]
    return np.vstack([np.where(has, leaving, entering), leaving, entering])
