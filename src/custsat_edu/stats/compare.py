"""Two groups compared."""

from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from custsat_edu.stats.checks import Check, Floats
from custsat_edu.stats.engine.tables import permuted_sums, tabulate

_TIE = 1e-10  # differences closer than this share of the values' range are the same difference


def permutation_test(
    first: pd.Series,
    second: pd.Series,
    *,
    permutations: int = 9999,
    confidence: float = 0.95,
    rng: int | np.random.Generator = 0,
) -> pd.Series:
    """Return the difference of two groups' means, first minus second, with a permutation p.

    Parameters
    ----------
    first, second : Series of numbers
        The answers of the two groups; nobody is in both. Missing answers are left out.
    permutations : int
        Random permutations; all of them are taken instead where there are no more than this.
    confidence : float
        Between 0 and 1.
    rng : int or numpy Generator
        Seed or source of chance.

    Returns
    -------
    Series
        `estimate`: mean of first minus mean of second; `low`, `high`: Welch's t limits, NaN where
        neither group varies or one has a single answer; `p`: two-sided permutation p; `n1`, `n2`:
        answers in first and in second; `n`: in both.

    Raises
    ------
    InputError
        If an answer is no number, if a group has none, or if an option is wrong.

    Notes
    -----
    If it made no difference to the answers who is in which group, every way to deal the n answers
    to groups of n1 and n2 would be equally likely. p is the share of them whose means differ at
    least as much as observed, in either direction: (hits + 1) / (permutations + 1) for random
    ones, as the observed one is among them, hits / permutations for all. The test is exact for
    groups with the same distribution; where only the means agree (other spread, other group size)
    it is approximate, and Welch's interval does not assume equal spread. p and the interval can
    thus differ on whether 0 is possible.

    Ratings are dealt as a table, one multivariate hypergeometric draw a permutation; answers with
    about as many values as rows are shuffled, which takes longer. (scipy's two-sided p doubles the
    smaller tail instead; the two agree where the deals are symmetric, as with equal groups.)

    References
    ----------
    R's statmod, `permp`, after Phipson and Smyth (2010), on (hits + 1) / (permutations + 1);
    numpy, `Generator.multivariate_hypergeometric`.

    Examples
    --------
    >>> store, web = pd.Series([5, 5, 4, 5, 4, 3]), pd.Series([3, 4, 2, 3, 4, 2])
    >>> permutation_test(store, web).round(3)
    estimate     1.333
    low          0.230
    high         2.436
    p            0.054
    n1           6.000
    n2           6.000
    n           12.000
    Name: permutation_test, dtype: float64
    """
    check = Check("permutation_test")
    pair = (("first", first), ("second", second))
    groups = [check.part(name).answers(answers) for name, answers in pair]
    check.whole("permutations", permutations, 1)
    check.confidence(confidence)
    check.done()
    a, b = (group.dropna().to_numpy() for group in groups)
    estimate = float(a.mean() - b.mean())
    half = _welch_half_width(a, b, confidence)
    return pd.Series(
        {
            "estimate": estimate,
            "low": estimate - half,
            "high": estimate + half,
            "p": _permutation_p(a, b, permutations, np.random.default_rng(rng)),
            "n1": float(len(a)),
            "n2": len(b),
            "n": len(a) + len(b),
        },
        name="permutation_test",
    )


def _permutation_p(a: Floats, b: Floats, permutations: int, rng: np.random.Generator) -> float:
    """Return the share of permutations whose first sum is as far from its expectation as a's."""
    both = np.concatenate([a, b]) - np.concatenate([a, b]).mean()
    observed = abs(both[: len(a)].sum()) - _TIE * np.ptp(both) * min(len(a), len(b))
    if math.comb(len(both), len(a)) <= permutations:
        small = min(len(a), len(b))  # the other group's sum is the same, with the other sign
        sums = both[list(combinations(range(len(both)), small))].sum(axis=1)
        return float((np.abs(sums) >= observed).mean())
    cells, counts = tabulate(both)
    sums = permuted_sums(cells, counts, len(a), permutations, rng)
    return float(((np.abs(sums) >= observed).sum() + 1) / (permutations + 1))


def _welch_half_width(a: Floats, b: Floats, confidence: float) -> float:
    """Return half the width of Welch's interval, NaN where it has none."""
    if min(len(a), len(b)) < 2:
        return math.nan
    parts = np.array([group.var(ddof=1) / len(group) for group in (a, b)])
    if parts.sum() == 0:
        return math.nan
    df = parts.sum() ** 2 / (parts**2 / [len(a) - 1, len(b) - 1]).sum()
    return float(stdtrit(df, (1 + confidence) / 2) * math.sqrt(parts.sum()))
