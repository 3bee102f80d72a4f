"""The bootstrap of a table of answers against scipy's bootstrap of the answers."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

import custsat_edu as cs

REPLICATIONS = 9_999
SHARES = np.array([0.02, 0.01, 0.01, 0.02, 0.03, 0.06, 0.05, 0.12, 0.20, 0.18, 0.30])


def table() -> str:
    """Measure, and return a markdown table."""
    lines = [
        f"CPU milliseconds for a 95 % percentile interval, {REPLICATIONS:,} resamples, median of "
        "five, both run in turn in one process.",
        "",
        "| statistic | custsat_edu, n = 10,000 | n = 1,000,000 | scipy, n = 10,000 "
        "| scipy / custsat_edu | n = 1,000,000 / n = 10,000 |",
        "|---|---|---|---|---|---|",
    ]
    for name, peer in (("nps", _nps), ("mean", np.mean), ("median", np.median)):
        small, large = (_answers(n) for n in (10_000, 1_000_000))
        ours, ours_large, theirs = _alternating(
            partial(cs.bootstrap, small, name, replications=REPLICATIONS),
            partial(cs.bootstrap, large, name, replications=REPLICATIONS),
            partial(
                stats.bootstrap,
                (small.to_numpy(),),
                peer,
                n_resamples=REPLICATIONS,
                method="percentile",
                batch=100,
                rng=np.random.default_rng(0),
            ),
        )
        lines.append(
            f"| {name} | {ours:.1f} | {ours_large:.1f} | {theirs:.0f} "
            f"| {theirs / ours:.0f} | {ours_large / ours:.2f} |"
        )
    return "\n".join(lines)


def _answers(n: int) -> pd.Series:
    return pd.Series(np.random.default_rng(1).choice(11, n, p=SHARES).astype(float))


def _nps(x: npt.NDArray[Any], axis: int = -1) -> Any:
    return 100 * ((x >= 9).mean(axis=axis) - (x <= 6).mean(axis=axis))


def _alternating(*tasks: Callable[[], Any]) -> list[float]:
    """Return the median CPU milliseconds of each task, run in turn."""
    times: list[list[float]] = [[] for _ in tasks]
    for _ in range(5):
        for task, seconds in zip(tasks, times, strict=True):
            start = time.process_time()
            task()
            seconds.append(time.process_time() - start)
    return [1000 * statistics.median(seconds) for seconds in times]
