"""Resampling by tables: the bootstrap of ordinal answers is a multinomial on their counts.

A permutation of two groups, in the same way, is a multivariate hypergeometric draw.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_WIDEST = 1_000  # widest range of whole numbers that is counted without sorting
_BLOCK = 1_000_000  # numbers held at once while resampling
_MULTINOMIAL_CELL = 8  # rows that can be drawn in the time of one multinomial cell
_HYPERGEOMETRIC_CELL = 8  # rows that can be shuffled in the time of one hypergeometric cell


def tabulate(values: Floats) -> tuple[Floats, Ints]:
    """Return the different values in order, and how often each occurs.

    Parameters
    ----------
    values : array of float
        One value a respondent, none missing.

    Returns
    -------
    cells : array of float
        The different values, ascending.
    counts : array of int
        How many respondents gave each.

    Examples
    --------
    >>> tabulate(np.array([10.0, 9.0, 10.0]))
    (array([ 9., 10.]), array([1, 2]))
    """
    low, high = values.min(), values.max()
    if low == np.floor(low) and high - low < _WIDEST:
        steps = (values - low).astype(np.intp)
        if (steps + low == values).all():
            counts = np.bincount(steps)
            filled = np.flatnonzero(counts)
            return filled + low, counts[filled]
    return np.unique(values, return_counts=True)


def resample_tables(counts: Ints, replications: int, rng: np.random.Generator) -> Iterator[Ints]:
    """Give the tables of bootstrap resamples, block by block.

    Drawing n respondents with replacement and counting their answers is one multinomial draw on
    the table of answers: its cost depends on the number of cells, not on n. A table almost as
    long as n (ones, to resample rows) is quicker drawn row by row.

    Parameters
    ----------
    counts : array of int, shape (cells,)
        The table of the answers.
    replications : int
        Number of resamples.
    rng : numpy Generator
        Source of chance.

    Yields
    ------
    array of int, shape (block, cells)
        One resampled table a row; each sums to n.

    Examples
    --------
    >>> blocks = list(resample_tables(np.array([30, 70]), 5, np.random.default_rng(0)))
    >>> blocks[0].sum(axis=1)
    array([100, 100, 100, 100, 100])
    """
    n, cells = int(counts.sum()), len(counts)
    by_rows = cells * _MULTINOMIAL_CELL > n
    cell_of = np.repeat(np.arange(cells), counts) if by_rows else None
    size = max(1, _BLOCK // (n if by_rows else cells))
    for start in range(0, replications, size):
        block = min(size, replications - start)
        if cell_of is None:
            yield rng.multinomial(n, counts / n, size=block)
        else:
            drawn = cell_of[rng.integers(0, n, (block, n))] + cells * np.arange(block)[:, None]
            yield np.bincount(drawn.ravel(), minlength=block * cells).reshape(block, cells)


def permuted_sums(
    cells: Floats, counts: Ints, first: int, permutations: int, rng: np.random.Generator
) -> Floats:
    """Return the first group's sum when all answers are dealt out to two groups anew.

    Dealing `first` of the n answers to one group is one multivariate hypergeometric draw on the
    table of all answers: its cost depends on the number of cells, not on n. A table with many
    cells, up to one for every answer, is quicker shuffled.

    Parameters
    ----------
    cells : array of float, shape (cells,)
        The different values in both groups.
    counts : array of int, shape (cells,)
        How often each occurs in both together, less than 10^9 in all.
    first : int
        Answers in the first group.
    permutations : int
        How often to deal.
    rng : numpy Generator
        Source of chance.

    Returns
    -------
    array of float, shape (permutations,)

    Examples
    --------
    >>> permuted_sums(np.array([0.0, 1.0]), np.array([3, 1]), 4, 2, np.random.default_rng(0))
    array([1., 1.])
    """
    n = int(counts.sum())
    by_rows = len(cells) * _HYPERGEOMETRIC_CELL > n
    values = np.repeat(cells, counts) if by_rows else cells
    size = max(1, _BLOCK // len(values))
    sums = []
    for start in range(0, permutations, size):
        block = min(size, permutations - start)
        if by_rows:
            shuffled = rng.permuted(np.broadcast_to(values, (block, n)), axis=1)
            sums.append(shuffled[:, :first].sum(axis=1))
        else:
            sums.append(rng.multivariate_hypergeometric(counts, first, size=block) @ cells)
    return np.concatenate(sums)


def table_means(cells: Floats, tables: Ints) -> Floats:
    """Return the mean of each table.

    Parameters
    ----------
    cells : array of float, shape (cells,)
        The values.
    tables : array of int, shape (replications, cells)
        How often each occurs.

    Returns
    -------
    array of float, shape (replications,)

    Examples
    --------
    >>> table_means(np.array([1.0, 5.0]), np.array([[3, 1], [0, 4]]))
    array([2., 5.])
    """
    return tables @ cells / tables.sum(axis=-1)


def table_medians(cells: Floats, tables: Ints) -> Floats:
    """Return the median of each table: for an even n the mean of the two middle values.

    Parameters
    ----------
    cells : array of float, shape (cells,)
        The values, ascending.
    tables : array of int, shape (replications, cells)
        How often each occurs.

    Returns
    -------
    array of float, shape (replications,)

    Examples
    --------
    >>> table_medians(np.array([1.0, 5.0]), np.array([[3, 1], [2, 2]]))
    array([1., 3.])
    """
    upto = tables.cumsum(axis=-1)
    n = upto[:, -1:]
    lower = (upto <= (n - 1) // 2).sum(axis=-1)
    upper = (upto <= n // 2).sum(axis=-1)
    return (cells[lower] + cells[upper]) / 2
