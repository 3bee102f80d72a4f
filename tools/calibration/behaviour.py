"""The truths of visits, kano, events, journeys, complaints and followup."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from calibration.methods import cox, index_100, logit, mean, minus, ols, ratio, wilson
from calibration.registry import NAIVE, RIGHT, Finding, Interval, Tables, truth
from calibration.survey import mean_gap, osat
from custsat_edu.world.survey import NAMES
from custsat_edu.world.words import CONSTRUCT

STAGES = 7
SEVERITY = {1: "minor", 2: "moderate", 3: "serious"}
FULL = 6  # of the seven steps


@truth(
    "user_satisfaction",
    tables=["visits"],
    estimand="mean user_satisfaction as 0-100 of everybody who came, and by who came",
    right="mean of all visits, of each kind",
    naive="buyers alone, read as everybody",
    screen=False,
)
def user_satisfaction(tables: Tables) -> Iterator[Finding]:
    """Compare all who came with those who bought."""
    visits = tables["visits"]
    felt = index_100(visits, ["user_satisfaction"], 1, 10)
    bought = visits["bought"].to_numpy() == 1
    never = visits["customer_id"].isna().to_numpy()
    yield Finding("everybody", RIGHT, mean(felt).interval(), null=None)
    yield Finding("everybody", NAIVE, mean(felt[bought]).interval(), null=None)
    for kind, rows in (("buyers", bought), ("lookers", ~bought & ~never), ("never", never)):
        yield Finding(kind, RIGHT, mean(felt[rows]).interval(), null=None)


def _kano(tables: Tables, name: str) -> dict[str, tuple[int, int]]:
    """Return the hits and the rows of both coefficients of one driver."""
    there, gone = (tables["kano"][f"{side}_{name}"].to_numpy() for side in ("kf", "kd"))
    middle = [(answer >= 2) & (answer <= 4) for answer in (there, gone)]
    linear, attractive = (there == 1) & (gone == 5), (there == 1) & middle[1]
    must, indifferent = middle[0] & (gone == 5), middle[0] & middle[1]
    n = int((linear | attractive | must | indifferent).sum())
    return {
        "present": (int((linear | attractive).sum()), n),
        "absent": (int((linear | must).sum()), n),
    }


def _register_kano(side: str, other: str) -> None:
    sign = 1 if side == "present" else -1

    def signed(hits: int, n: int) -> Interval:
        share, low, high = wilson(hits, n)
        return Interval(share, low, high) if sign > 0 else Interval(-share, -high, -low)

    @truth(
        f"kano_{side}",
        tables=["kano"],
        estimand=f"how far a driver {'' if sign > 0 else 'dis'}satisfies when {side}",
        right="both questions of the pair, share of the four classes, Wilson",
        naive=f"one question for both sides: as far as it {'dis' if sign > 0 else ''}satisfies "
        f"when {other}",
        screen=False,
    )
    def coefficient(tables: Tables) -> Iterator[Finding]:
        for name in NAMES:
            found = _kano(tables, name)
            yield Finding(CONSTRUCT[name], RIGHT, signed(*found[side]), null=None)
            yield Finding(CONSTRUCT[name], NAIVE, signed(*found[other]), null=None)


_register_kano("present", "absent")
_register_kano("absent", "present")


@truth(
    "peak_end",
    tables=["events", "journeys"],
    estimand="points of satisfaction for a point of a journey's mean, worst and last emotion",
    right="OLS on all three, HC3",
    naive="mean emotion alone",
    screen=False,
)
def peak_end(tables: Tables) -> Iterator[Finding]:
    """Compare three emotions with their mean."""
    felt = tables["events"].groupby("journey")["emotion"].agg(["mean", "min", "last"])
    journeys = tables["journeys"].set_index("journey").loc[felt.index]
    y = osat(journeys)
    fit = ols(y, felt.to_numpy())
    for k, name in enumerate(("mean", "worst", "last"), start=1):
        yield Finding(name, RIGHT, fit.interval(k))
    yield Finding("mean", NAIVE, ols(y, felt["mean"].to_numpy()).interval(1))


@truth(
    "drop_off",
    tables=["events", "journeys"],
    estimand="odds of leaving for each point of emotion below zero, the stage held fixed",
    right="discrete-time hazard: logit of each event up to stage 6, with stages (rejects 1)",
    naive="one row a journey: logit of having left on the worst emotion below zero",
    screen=False,
)
def drop_off(tables: Tables) -> Iterator[Finding]:
    """Compare events with journeys as the unit."""
    events = tables["events"]
    at_risk = events[events["stage"] < STAGES]
    below = -np.minimum(at_risk["emotion"].to_numpy(), 0)
    stages = at_risk["stage"].to_numpy()[:, None] == np.arange(1, STAGES)
    beta, se = logit(at_risk["dropped"].to_numpy(), np.column_stack([stages, below]))
    yield Finding("", RIGHT, ratio(beta[-1], se[-1]), null=1.0)
    journeys = events.groupby("journey").agg(dropped=("dropped", "max"), worst=("emotion", "min"))
    worst = -np.minimum(journeys["worst"].to_numpy(), 0)
    beta, se = logit(journeys["dropped"].to_numpy(), np.column_stack([np.ones(len(worst)), worst]))
    yield Finding("", NAIVE, ratio(beta[-1], se[-1]), null=1.0)


@truth(
    "touchpoint_emotion",
    tables=["events", "journeys"],
    estimand="mean emotion at a touchpoint among those who reach it",
    right="mean of all events",
    naive="finished journeys alone",
    screen=False,
)
def touchpoint_emotion(tables: Tables) -> Iterator[Finding]:
    """Compare all who reach a touchpoint with those who go on to the end."""
    events = tables["events"]
    finished = events.groupby("journey")["dropped"].transform("max").to_numpy() == 0
    for method, rows in ((RIGHT, events), (NAIVE, events[finished])):
        for touchpoint, felt in rows.groupby("touchpoint")["emotion"]:
            yield Finding(str(touchpoint), method, mean(felt.to_numpy()).interval(), null=None)


# -------------------------------------------------------------------------------------- recovery


@truth(
    "recovery",
    tables=["complaints", "followup"],
    estimand="satisfaction 45 days later minus that of customers without a failure",
    right="Welch against followed-up customers without a failure; silent sufferers apart",
    naive="against all who never complained, silent sufferers among them",
    screen=False,
)
def recovery(tables: Tables) -> Iterator[Finding]:
    """Compare the two groups that complainers may be held against."""
    complaints, followup = tables["complaints"], tables["followup"]
    after, later = osat(complaints), osat(followup)
    failed, spoke = (followup[name].to_numpy() == 1 for name in ("had_problem", "complained"))
    fine, quiet = mean(later[~failed]), mean(later[~spoke])
    full = complaints.filter(regex="^step").sum(axis=1).to_numpy() >= FULL
    for code, name in SEVERITY.items():
        severe = complaints["severity"].to_numpy() == code
        for row, rows in ((f"{name}_full", severe & full), (f"{name}_part", severe & ~full)):
            group = mean(after[rows])
            yield Finding(row, RIGHT, minus(group, fine).interval())
            yield Finding(row, NAIVE, minus(group, quiet).interval())
    silent = mean(later[failed & ~spoke])
    yield Finding("silent", RIGHT, minus(silent, fine).interval())


@truth(
    "step_effects",
    tables=["complaints", "followup"],
    estimand="what each step adds, severity and the other steps held fixed; full_minor: what a "
    "full recovery of a minor failure adds on top",
    right="OLS on the seven steps, full recovery of a minor failure, and severity, HC3",
    naive="each step alone: taken minus not taken",
    screen=False,
)
def step_effects(tables: Tables) -> Iterator[Finding]:
    """Compare all steps together with one at a time."""
    complaints = tables["complaints"]
    after, steps = osat(complaints), complaints.filter(regex="^step").to_numpy()
    severity = complaints["severity"].to_numpy()
    full = (severity == 1) & (steps.sum(axis=1) >= FULL)
    fit = ols(after, steps, full, severity[:, None] == [2, 3])
    for k in range(steps.shape[1]):
        yield Finding(f"step{k + 1}", RIGHT, fit.interval(1 + k))
        yield Finding(f"step{k + 1}", NAIVE, mean_gap(after, steps[:, k] == 1).interval())
    yield Finding("full_minor", RIGHT, fit.interval(1 + steps.shape[1]))


@truth(
    "complaint_causes",
    tables=["complaints", "followup"],
    estimand="share of complaints that name each cause",
    right="share, Wilson",
    naive="the first cause named alone",
    screen=False,
)
def complaint_causes(tables: Tables) -> Iterator[Finding]:
    """Compare all causes with the first one."""
    causes = tables["complaints"].filter(regex="^cause").to_numpy()
    first = causes.argmax(axis=1)
    for k in range(causes.shape[1]):
        yield Finding(str(k + 1), RIGHT, wilson(int(causes[:, k].sum()), len(causes)), null=None)
        yield Finding(str(k + 1), NAIVE, wilson(int((first == k).sum()), len(causes)), null=None)


@truth(
    "churn_hazard",
    tables=["complaints", "followup"],
    estimand="hazard ratio of leaving: 10 points of satisfaction; a complaint still open",
    right="Cox regression on both (rejects 1)",
    naive="satisfaction: odds ratio of having left, whatever the time; open complaint: Cox "
    "without satisfaction",
    screen=False,
)
def churn_hazard(tables: Tables) -> Iterator[Finding]:
    """Compare times until leaving with having left."""
    followup = tables["followup"]
    days = (followup["end"] - followup["start"]).dt.days.to_numpy()
    left = followup["churned"].to_numpy()
    x = np.column_stack([osat(followup) / 10, followup["unresolved"]])
    beta, se = cox(days, left, x)
    for k, name in enumerate(("satisfaction", "unresolved")):
        yield Finding(name, RIGHT, ratio(beta[k], se[k]), null=1.0)
    odds, odds_se = logit(left, np.column_stack([np.ones(len(left)), x]))
    yield Finding("satisfaction", NAIVE, ratio(odds[1], odds_se[1]), null=1.0)
    alone, alone_se = cox(days, left, x[:, 1:])
    yield Finding("unresolved", NAIVE, ratio(alone[0], alone_se[0]), null=1.0)


def day_of(dates: pd.Series) -> np.ndarray:
    """Return dates as whole days."""
    return dates.to_numpy().astype("datetime64[D]").astype(int)
