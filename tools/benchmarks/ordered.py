"""The ordered logit against statsmodels' OrderedModel."""

from __future__ import annotations

import warnings
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from bootstrap import _alternating

import custsat_edu as cs

SIZES = (1_000, 10_000)
TARGET = 50
SE_TARGET = 1e-5
EFFECTS = np.array([0.9, 0.6, 0.4, 0.2, 0.0])
CUTS = (3.0, 5.0, 7.0, 9.0)


def table() -> str:
    """Measure, and return a markdown table."""
    lines = [
        "CPU milliseconds for an ordered logit of 5 answers on 5 drivers (1 to 5), DataFrame to "
        "table, against statsmodels' OrderedModel (BFGS at its default tolerance, 1e-5, and "
        "at 1e-7), median of five, run in turn in one process.",
        "",
        "| n | custsat_edu | statsmodels, default | ratio | statsmodels, 1e-7 | ratio "
        "| target: 50 times the default | largest difference of a SE, at 1e-7 | target: 1e-5 |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for n in SIZES:
        drivers, answers = _survey(n)
        peer = partial(_statsmodels, drivers, answers)
        ours, loose, tight = _alternating(
            partial(cs.ordered_logit, drivers, answers), partial(peer, 1e-5), partial(peer, 1e-7)
        )
        p = len(EFFECTS)
        se = cs.ordered_logit(drivers, answers)["se"].to_numpy()[:p]
        apart = float(np.abs(se - peer(1e-7)[:p]).max())
        times = _met(loose / ours >= TARGET, f"{loose / ours:.0f}")
        close = _met(apart <= SE_TARGET, f"{apart:.0e}")
        lines.append(
            f"| {n:,} | {ours:.2f} | {loose:.0f} | {loose / ours:.0f} | {tight:.0f} "
            f"| {tight / ours:.0f} | {times} | {apart:.0e} | {close} |"
        )
    return "\n".join(lines)


def _survey(n: int) -> tuple[pd.DataFrame, pd.Series]:
    rng = np.random.default_rng(n)
    x = rng.integers(1, 6, (n, len(EFFECTS))).astype(float)
    hidden = x @ EFFECTS + rng.logistic(size=n)
    names = [f"driver_{k + 1}" for k in range(len(EFFECTS))]
    return pd.DataFrame(x, columns=names), pd.Series(np.digitize(hidden, CUTS) + 1.0)


def _statsmodels(drivers: pd.DataFrame, answers: pd.Series, tolerance: float) -> npt.NDArray[Any]:
    """Fit, and return the standard errors."""
    from statsmodels.miscmodels.ordinal_model import OrderedModel

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # at 1e-7 BFGS says it lost precision
        model = OrderedModel(answers, drivers, distr="logit")
        fit = model.fit(method="bfgs", gtol=tolerance, maxiter=500, disp=False)
        return np.asarray(fit.bse)


def _met(met: bool, found: str) -> str:
    return "met" if met else f"short: {found}"
