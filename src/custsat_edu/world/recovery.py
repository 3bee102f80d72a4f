"""What happened after a failure: complaints, who closed the loop, satisfaction later, and churn."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from custsat_edu.world.events import LAST_DAY, known_since, spread_days
from custsat_edu.world.people import WEB, WEB_SHOP, expit, likert, pick
from custsat_edu.world.survey import ITEM_NOISE, MEAN_SATISFACTION, index_100
from custsat_edu.world.words import CAUSE_WORDS, RECOVERY_WORDS, STEP_WORDS, say

OSAT = ["osat1", "osat2", "osat3"]
FIRST_FAILURE, LAST_FAILURE = np.datetime64("2024-01-15"), np.datetime64("2025-09-15")
ASKED_AFTER = 45  # days from the purchase or the complaint to the follow-up question

CAUSE_SHARE = np.array([0.38, 0.12, 0.22, 0.16, 0.27, 0.08])
SEVERITY_SHARE = np.array([0.50, 0.30, 0.20])  # minor, moderate, serious
MINOR, FULL = 1, 6  # a full recovery takes six of the seven steps at least
LOSS = np.array([5.0, 13.0, 22.0])  # points lost by severity, before anybody does anything
STEP_GAIN = np.array([0.6, 1.4, 0.6, 2.4, 0.8, 0.8, 1.2])
PARADOX = 3.0  # points on top after a minor failure and a full recovery
SILENT_LOSS = 11.0  # points on top of the loss of those who never complain
STEP_LOGIT = np.array([1.6, 1.3, 0.9, 0.9, 0.4, 0.5, 0.3])
FAILED_LOWER = 4.5  # points that those with a failure lie lower in the survey: made up for here

HAZARD = 0.0014  # of leaving the programme, a day, at mean satisfaction
CHURN = {"satisfaction": 0.80, "unresolved": 1.9}  # hazard ratios: per 10 points; yes against no
DEPARTMENTS, ACTIONS = 5, 6


def recovered(severity: np.ndarray, steps: np.ndarray) -> np.ndarray:
    """Return the points by which a complaint changed satisfaction, against no failure at all."""
    full = (severity == MINOR) & (steps.sum(axis=1) >= FULL)
    return steps @ STEP_GAIN + PARADOX * full - LOSS[severity - 1]


def _answers(rng: np.random.Generator, satisfied: np.ndarray) -> np.ndarray:
    noise = ITEM_NOISE * rng.normal(size=(len(satisfied), 3))
    return likert(1 + 0.09 * (satisfied[:, None] + noise), 1, 10)


def unharmed(customers: pd.DataFrame, people: pd.DataFrame) -> np.ndarray:
    """Return what each customer's satisfaction would have been without a failure."""
    own = np.where(customers["channel"] == WEB, people["y_web"], people["y_store"])
    return own + FAILED_LOWER * people["had_problem"].to_numpy()


def make_complaints(
    rng: np.random.Generator, customers: pd.DataFrame, people: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the complaint of everybody who complained, and the log of closing the loop.

    Parameters
    ----------
    rng : Generator
        Where chance comes from.
    customers : DataFrame
        The table of `make_customers`.
    people : DataFrame
        Their latents with the outcomes of `make_survey`.

    Returns
    -------
    complaints : DataFrame
        One row a complaint, by the day it was opened; `closed` is empty while it is open.
    loop_log : DataFrame
        One row a complaint: department, action, day and whether the customer was told.
    """
    chosen = np.flatnonzero(people["complained"])
    who, n = customers.iloc[chosen], len(chosen)
    opened = spread_days(rng, known_since(who, FIRST_FAILURE), LAST_FAILURE)
    severity = pick(rng, SEVERITY_SHARE, n)
    causes = rng.random((n, len(CAUSE_SHARE))) < CAUSE_SHARE
    none = ~causes.any(axis=1)
    causes[none, pick(rng, CAUSE_SHARE / CAUSE_SHARE.sum(), int(none.sum())) - 1] = True
    web = (who["channel"] == WEB).to_numpy()
    care = 0.5 * (severity - MINOR) + rng.normal(0, 1.2, n)
    steps = rng.random((n, len(STEP_GAIN))) < expit(STEP_LOGIT + care[:, None])
    solved = steps[:, 3]
    days = np.rint(rng.lognormal(np.log(6 + 4 * severity), 0.7)).astype(int)
    days = np.where(solved, np.clip(days, 1, ASKED_AFTER - 2), days + ASKED_AFTER // 2)
    never = ~solved & (rng.random(n) < 0.5)
    closed = np.where(never, np.datetime64("NaT"), opened + days)
    closed = np.where(closed > LAST_DAY, np.datetime64("NaT"), closed)
    after = unharmed(customers, people)[chosen] + recovered(severity, steps)
    osat = _answers(rng, after)
    table = pd.DataFrame(
        {
            "customer_id": who["customer_id"].to_numpy(),
            "store_id": np.where(web, WEB_SHOP, who["home_store"]),
            "channel": who["channel"].to_numpy(),
            "opened": opened,
            "closed": closed.astype("datetime64[D]"),
            "severity": severity,
            **{f"cause{k + 1}": causes[:, k].astype(int) for k in range(causes.shape[1])},
            **{f"step{k + 1}": steps[:, k].astype(int) for k in range(steps.shape[1])},
            **{name: osat[:, k] for k, name in enumerate(OSAT)},
        }
    )
    table = table.sort_values("opened", kind="stable", ignore_index=True)
    table.insert(0, "complaint_id", np.arange(1, n + 1))
    return table, _loop_log(rng, table)


def _loop_log(rng: np.random.Generator, complaints: pd.DataFrame) -> pd.DataFrame:
    """Return who did what about each complaint; the customer is told where step 6 was taken."""
    n = len(complaints)
    causes = complaints.filter(regex="^cause").to_numpy()
    first = causes.argmax(axis=1)
    home = np.array([1, 2, 4, 3, 4, 3])[first]  # the department of the first cause
    department = np.where(rng.random(n) < 0.8, home, rng.integers(1, DEPARTMENTS + 1, n))
    action = pick(rng, np.array([0.24, 0.18, 0.16, 0.14, 0.18, 0.10]), n)
    wait = 1 + (rng.random(n) * 6).astype(int)
    return pd.DataFrame(
        {
            "complaint_id": complaints["complaint_id"],
            "action_date": complaints["opened"] + pd.to_timedelta(wait, unit="D"),
            "department": department,
            "action": action,
            "informed": complaints["step6"],
        }
    )


def make_followup(
    rng: np.random.Generator,
    customers: pd.DataFrame,
    people: pd.DataFrame,
    complaints: pd.DataFrame,
    n: int,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return everybody who complained and n who did not: satisfaction later, and who left.

    The same three questions are asked the same number of days after the purchase or the complaint.
    Silent sufferers had a failure and never complained. The hazard of leaving depends on the
    answers and on a complaint that is still open on the day of asking.

    Returns
    -------
    followup : DataFrame
        One row a customer: start (the day of asking), end, churned.
    latents : DataFrame
        What satisfaction would have been without a failure.
    """
    spoke = complaints.sort_values("customer_id")
    quiet = np.flatnonzero(people["complained"] == 0)
    quiet = np.sort(rng.choice(quiet, min(n, len(quiet)), replace=False))
    base = unharmed(customers, people)
    suffered = people["had_problem"].to_numpy()[quiet] == 1
    lost = LOSS[pick(rng, SEVERITY_SHARE, len(quiet)) - 1] + SILENT_LOSS
    osat = _answers(rng, base[quiet] - lost * suffered)
    since = spread_days(rng, known_since(customers.iloc[quiet], FIRST_FAILURE), LAST_FAILURE)
    opened = spoke["opened"].to_numpy().astype("datetime64[D]")
    closed = spoke["closed"].to_numpy().astype("datetime64[D]")
    start = np.append(opened, since) + ASKED_AFTER
    still_open = np.isnat(closed) | (closed > opened + ASKED_AFTER)
    unresolved = np.append(still_open, np.zeros(len(quiet), dtype=bool))
    answers = np.vstack([spoke[OSAT].to_numpy(), osat])
    customer = np.append(spoke["customer_id"], customers["customer_id"].to_numpy()[quiet])
    better = (index_100(answers, 1, 10) - MEAN_SATISFACTION) / 10
    hazard = HAZARD * CHURN["satisfaction"] ** better * CHURN["unresolved"] ** unresolved
    stays = np.ceil(rng.exponential(1 / hazard)).astype(int)
    seen = (LAST_DAY - start).astype(int)
    table = pd.DataFrame(
        {
            "customer_id": customer,
            "had_problem": np.append(np.ones(len(spoke), dtype=int), suffered * 1),
            "complained": np.append(np.ones(len(spoke), dtype=int), np.zeros(len(quiet), int)),
            "unresolved": unresolved * 1,
            **{name: answers[:, k] for k, name in enumerate(OSAT)},
            "start": start,
            "end": start + np.minimum(stays, seen),
            "churned": (stays <= seen) * 1,
        }
    ).sort_values("customer_id", ignore_index=True)
    without = base[table["customer_id"].to_numpy() - 1]
    latents = pd.DataFrame({"customer_id": table["customer_id"], "y_no_failure": without.round(2)})
    return table, latents


# ------------------------------------------------------------------ what the right method tends to


def groups(complaints: pd.DataFrame) -> np.ndarray:
    """Return the name of each complaint's severity and recovery, as the truth's rows have it."""
    full = complaints.filter(regex="^step").sum(axis=1) >= FULL
    severity = complaints["severity"].map({1: "minor", 2: "moderate", 3: "serious"})
    return (severity + np.where(full, "_full", "_part")).to_numpy()


def recovery_facts(
    rng: np.random.Generator, customers: pd.DataFrame, people: pd.DataFrame
) -> dict[str, Any]:
    """Return what is true if all these customers are followed up.

    Who was dealt with how does not depend on what satisfaction would have been without a failure:
    taking it off leaves the effects of the steps as they are, and makes them sharper.
    """
    complaints, _ = make_complaints(rng, customers, people)
    followup, _ = make_followup(rng, customers, people, complaints, len(customers))
    osat = index_100(followup[OSAT].to_numpy(), 1, 10)
    failed, spoke = (followup[name].to_numpy() == 1 for name in ("had_problem", "complained"))
    fine = osat[~failed].mean()
    after = index_100(complaints[OSAT].to_numpy(), 1, 10)
    kind, minor = groups(complaints), (complaints["severity"] == MINOR).to_numpy()
    rows = {name: after[kind == name].mean() - fine for name in list(RECOVERY_WORDS)[:6]}
    rows["silent"] = osat[failed & ~spoke].mean() - fine
    steps = complaints.filter(regex="^step").to_numpy()
    full = minor & (steps.sum(axis=1) >= FULL)
    severe = complaints["severity"].to_numpy()[:, None] == [1, 2, 3]
    x = np.column_stack([steps, full, severe]).astype(float)
    base = unharmed(customers, people)[complaints["customer_id"].to_numpy() - 1]
    gains = np.linalg.lstsq(x, after - base, rcond=None)[0]
    causes = complaints.filter(regex="^cause").mean()
    return {
        "recovery": {name: float(value) for name, value in rows.items()},
        "step_effects": dict(zip(STEP_WORDS, gains, strict=False)),
        "complaint_causes": dict(enumerate(causes, start=1)),
    }


def recovery_entries() -> dict[str, dict[str, Any]]:
    """Return unit, meaning and planted number of the keys of this module."""
    points = say("points of 0-100", "poin dari 0-100")
    return {
        "recovery": {
            "planted": None,
            "unit": points,
            "meaning": say(
                "Satisfaction 45 days later minus that of customers without a failure, same "
                "questions and timing; full = six or seven of the seven steps. Only minor "
                "failures with a full recovery lie above zero: the paradox",
                "Kepuasan 45 hari kemudian dikurangi kepuasan pelanggan tanpa kegagalan, "
                "pertanyaan dan waktu sama; penuh = enam atau tujuh dari tujuh langkah. Hanya "
                "kegagalan ringan dengan pemulihan penuh berada di atas nol: paradoks",
            ),
            "rows": RECOVERY_WORDS,
        },
        "step_effects": {
            "planted": dict(zip(STEP_WORDS, [*STEP_GAIN.tolist(), PARADOX], strict=True)),
            "unit": points,
            "meaning": say(
                "What each of the seven steps adds to satisfaction, severity held fixed, and "
                "what a full recovery of a minor failure adds on top",
                "Tambahan kepuasan dari tiap langkah, keparahan tetap, dan tambahan dari "
                "pemulihan penuh atas kegagalan ringan",
            ),
            "rows": STEP_WORDS,
        },
        "complaint_causes": {
            "planted": None,
            "unit": say("share of complaints", "proporsi keluhan"),
            "meaning": say(
                "How often a complaint names each cause", "Seberapa sering keluhan menyebut sebab"
            ),
            "rows": CAUSE_WORDS,
        },
        "churn_hazard": {
            "planted": dict(CHURN),
            "unit": say("hazard ratio", "rasio hazard"),
            "meaning": say(
                "Hazard of leaving the programme for 10 points more of satisfaction, and for a "
                "complaint still open at the same satisfaction",
                "Hazard keluar dari program untuk kepuasan 10 poin lebih tinggi, dan untuk "
                "keluhan yang belum selesai pada kepuasan yang sama",
            ),
            "rows": {
                "satisfaction": say("Satisfaction, 10 points", "Kepuasan, 10 poin"),
                "unresolved": say("Unresolved complaint", "Keluhan belum selesai"),
            },
        },
    }
