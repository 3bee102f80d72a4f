"""What the package's own rules call a pain or a paradox: here they are judged themselves.

This is the one module of these that uses `custsat_edu.stats`: a flag is not a number that another
method could find as well.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from functools import cache

import numpy as np
import pandas as pd

from calibration.registry import NAIVE, RIGHT, Finding, Interval, Tables, truth
from calibration.survey import osat
from custsat_edu.stats.journey import flag_touchpoints, summarise_journey
from custsat_edu.stats.recovery import recovery_groups, recovery_paradox
from custsat_edu.world.truth import make_entries

PARADOX, MARGIN = "minor_full", 3


@truth(
    "false_pains",
    of="touchpoint_emotion",
    tables=["events"],
    estimand="pains that are none on a map whose touchpoints are all exactly neutral: how many, "
    "and in brackets the share of maps with one or more",
    right="summarise_journey and flag_touchpoints with Holm's rule",
    naive="the same without: every interval by itself",
    screen=False,
)
def false_pains(tables: Tables) -> Iterator[Finding]:
    """Count the flags of a journey in which nothing hurts."""
    events = tables["events"]
    neutral = events.assign(emotion=events["emotion"] - events["touchpoint"].map(_true_emotion()))
    summary = summarise_journey(neutral, cluster="customer_id")
    for method, adjust in ((RIGHT, "holm"), (NAIVE, None)):
        flags = flag_touchpoints(summary, neutral=0, adjust=adjust)
        touchpoints = flags[flags["level"] == "touchpoint"]
        yield _alarms("pains", method, touchpoints["flag"] == "pain")


@truth(
    "recovery_verdict",
    of="recovery",
    tables=["complaints", "followup"],
    estimand="minor_full: the one true paradox, found where it is called so; others: how many of "
    "the other groups are called a paradox, and in brackets the share of worlds with one or more",
    right="recovery_paradox: against customers without a failure, with Holm's rule",
    naive="its naive interval wholly above 0: against all who never complained",
    screen=False,
)
def recovery_verdict(tables: Tables) -> Iterator[Finding]:
    """Compare what the rule calls a paradox with what the naive interval would."""
    gc.collect()
    gc.freeze()  # else multipletests, which collects at every call, takes a second a world
    complaints, followup = tables["complaints"], tables["followup"]
    groups = recovery_groups(complaints.filter(regex="^step"), complaints["severity"])
    later = pd.Series(osat(followup), followup.index)
    failed, spoke = followup["had_problem"] == 1, followup["complained"] == 1
    table = recovery_paradox(
        groups,
        pd.Series(osat(complaints), complaints.index),
        untouched=later[~failed],
        silent=later[failed & ~spoke],
        margin=MARGIN,
    )
    called = {RIGHT: table["verdict"] == "paradox", NAIVE: table["naive_low"] > 0}
    for method, columns in ((RIGHT, ""), (NAIVE, "naive_")):
        limits = table.loc[PARADOX, [f"{columns}{name}" for name in Interval._fields]]
        found = bool(called[method][PARADOX])
        yield Finding(PARADOX, method, Interval(*limits.astype(float)), found=found)
        yield _alarms("others", method, called[method].drop(PARADOX))


def _alarms(row: str, method: str, called: pd.Series) -> Finding:
    """Return how many are called what they are not; a count has no interval."""
    count = float(called.sum())
    return Finding(row, method, Interval(count, np.nan, np.nan), value=0.0, found=count > 0)


@cache
def _true_emotion() -> dict[int, float]:
    value = make_entries("clean")["touchpoint_emotion"]["value"]
    return {int(touchpoint): mean for touchpoint, mean in value.items()}
