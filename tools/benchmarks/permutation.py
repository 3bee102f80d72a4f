"""The permutation test of a mean difference against scipy's."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from bootstrap import SHARES, _alternating
from scipy import stats

import custsat_edu as cs

PERMUTATIONS = 9_999
N = 10_000
TARGET = 30


def table() -> str:
    """Measure, and return a markdown table."""
    lines = [
        f"CPU milliseconds for {PERMUTATIONS:,} permutations of two groups of together {N:,} "
        "answers, median of five, both run in turn in one process. Answers with as many values as "
        "rows are shuffled, as scipy does: nothing is to be gained there.",
        "",
        "| answers | in the first group | custsat_edu | scipy | scipy / custsat_edu "
        "| target: 30 for ratings |",
        "|---|---|---|---|---|---|",
    ]
    rng = np.random.default_rng(1)
    ratings = rng.choice(11, N, p=SHARES).astype(float)
    amounts = rng.lognormal(size=N)
    for name, values, first in (
        ("0 to 10", ratings, N // 2),
        ("0 to 10", ratings, N // 10),
        ("all different", amounts, N // 2),
    ):
        a, b = pd.Series(values[:first]), pd.Series(values[first:])
        ours, theirs = _alternating(
            partial(cs.permutation_test, a, b, permutations=PERMUTATIONS),
            partial(_scipy, a.to_numpy(), b.to_numpy()),
        )
        ratio = theirs / ours
        verdict = "met" if ratio >= TARGET else f"short: {ratio:.1f}"
        goal = verdict if values is ratings else "none"
        lines.append(f"| {name} | {first:,} | {ours:.1f} | {theirs:.0f} | {ratio:.1f} | {goal} |")
    return "\n".join(lines)


def _scipy(a: npt.NDArray[Any], b: npt.NDArray[Any]) -> float:
    test = stats.permutation_test(
        (a, b),
        _difference,
        vectorized=True,
        n_resamples=PERMUTATIONS,
        batch=100,
        rng=np.random.default_rng(0),
    )
    return float(test.pvalue)


def _difference(a: npt.NDArray[Any], b: npt.NDArray[Any], axis: int) -> Any:
    return a.mean(axis=axis) - b.mean(axis=axis)
