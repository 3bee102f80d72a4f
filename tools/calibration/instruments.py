"""The truths of the five instruments of listening."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from calibration.methods import Estimate, index_100, mean, ols, raked
from calibration.registry import NAIVE, RIGHT, Finding, Tables, truth
from calibration.survey import dummies, osat, weighted
from custsat_edu.world.survey import MARGINS, rake

EMAIL, STORE = 1, 2
INSTRUMENTS = ["customers", "survey", "email_survey", "reviews", "cards", "panel"]
ALL = "customers"


def _raked_mean(sample: pd.DataFrame, frame: pd.DataFrame) -> Estimate:
    """Return the mean of a sample that was raked to the customers' margins."""
    y, weights = osat(sample), rake(sample, frame)
    centre = np.average(y, weights=weights)
    margins = np.column_stack([dummies(sample, name) for name in MARGINS])
    return Estimate(centre, raked((y - centre) / weights.sum(), weights, margins), len(y) - 1)


@truth(
    "instrument_means",
    tables=INSTRUMENTS,
    estimand="mean satisfaction of all customers, and what each instrument would tell if it went "
    "on for ever",
    right="raked survey for all customers; each instrument's own mean for what it tells",
    naive="each instrument's mean, read as that of all customers",
)
def instrument_means(tables: Tables) -> Iterator[Finding]:
    """Compare the survey, to which everybody was asked, with who chose to speak."""
    both, frame = tables["email_survey"], tables["customers"]
    email = both[both["mode"] == EMAIL]
    found = {
        "email": mean(osat(email)),
        "email_raked": _raked_mean(email, frame),
        "store": mean(osat(both[both["mode"] == STORE])),
        "reviews": mean(index_100(tables["reviews"], ["stars"], 1, 5)),
        "cards": mean(index_100(tables["cards"], ["rating"], 1, 5)),
        "panel": mean(osat(tables["panel"])),
    }
    survey = tables["survey"]
    yield Finding(ALL, RIGHT, weighted(survey, osat(survey)).interval(), null=None)
    for name, told in found.items():
        yield Finding(ALL, f"{NAIVE}: {name}", told.interval(), null=None)
    for name, told in found.items():
        yield Finding(name, RIGHT, told.interval(), null=None)


@truth(
    "conformity",
    tables=["focus_groups"],
    estimand="how far a member of a focus group moves towards the mean of the others",
    right="change on the distance to the others' mean, OLS, HC3",
    naive="change on the distance to the group's mean, the member in it",
    screen=False,
)
def conformity(tables: Tables) -> Iterator[Finding]:
    """Compare the others' mean with the group's."""
    groups = tables["focus_groups"]
    before = groups["osat_before"].to_numpy(float)
    change = groups["osat_after"].to_numpy() - before
    by_group = groups.groupby("group")["osat_before"]
    size, total = by_group.transform("size").to_numpy(), by_group.transform("sum").to_numpy()
    others = (total - before) / (size - 1) - before
    yield Finding("", RIGHT, ols(change, others).interval(1))
    yield Finding("", NAIVE, ols(change, total / size - before).interval(1))
