"""What customers do and feel on their way: visits, the Kano questionnaire, journeys and events."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from custsat_edu.world.people import STORE, STORES, WEB, WEB_SHOP, expit, likert, pick
from custsat_edu.world.survey import NAMES, index_100
from custsat_edu.world.words import CONSTRUCT, LABELS, TOUCHPOINT_WORDS, VISITOR_WORDS, say

FIRST_DAY, LAST_DAY = np.datetime64("2024-01-01"), np.datetime64("2025-12-31")
DAY_MINUTES = 24 * 60
STAYS_ON_CHANNEL = 0.8  # how often a customer uses the channel of the last purchase

VISITOR_SHARE = np.array([0.55, 0.45])  # customers; people who look and never buy
BROWSER_LOSS = 6.0  # points that people who never buy are less satisfied at the same experience

KANO_CLASSES = ("must-be", "one-dimensional", "attractive", "indifferent", "reverse", "doubtful")
KANO_MIX = {  # shares of those six among customers, by the true class of the driver
    "must-be": (0.55, 0.20, 0.05, 0.17, 0.01, 0.02),
    "one-dimensional": (0.17, 0.52, 0.15, 0.13, 0.01, 0.02),
    "attractive": (0.05, 0.17, 0.55, 0.20, 0.01, 0.02),
    "indifferent": (0.12, 0.06, 0.12, 0.65, 0.03, 0.02),
}
KANO_DRIVERS = dict(
    zip(
        NAMES,
        ["must-be"] * 3 + ["one-dimensional"] * 4 + ["attractive"] * 2 + ["indifferent"],
        strict=True,
    )
)
KANO_ANSWERS = (  # (functional, dysfunctional) answers that say each class, from likeliest on
    ((2, 5), (3, 5), (4, 5)),
    ((1, 5),),
    ((1, 3), (1, 4), (1, 2)),
    ((3, 3), (3, 4), (2, 3), (2, 4), (4, 4), (2, 2), (3, 2), (4, 3), (4, 2)),
    ((3, 1), (5, 2), (2, 1), (5, 3), (4, 1)),
    ((1, 1), (5, 5)),
)

STAGES = 7
TOUCHPOINTS = (  # stage, channel, mean emotion
    (1, WEB, 0.5),
    (1, STORE, 0.7),
    (2, WEB, 0.5),
    (2, WEB, 0.3),
    (2, STORE, 0.9),
    (3, WEB, -0.4),
    (3, STORE, 0.1),
    (4, WEB, 0.2),
    (4, WEB, -0.5),
    (4, STORE, 0.6),
    (5, WEB, 0.2),
    (5, STORE, 1.0),
    (6, WEB, -0.7),
    (6, WEB, -0.4),
    (6, STORE, 0.5),
    (7, WEB, 0.3),
    (7, STORE, 0.9),
)
STAGE_OF, CHANNEL_OF, FEELING_OF = (np.array(column) for column in zip(*TOUCHPOINTS, strict=True))
SECOND_TOUCH = 0.3  # how often a stage has a second touchpoint
LEAVES = np.array([-2.7, -2.4, -2.0, -3.4, -3.7, -2.3])  # log odds to leave, by stage; none after 7
DROP_ODDS = 2.2  # factor of the odds to leave for each point of emotion below zero
PEAK_END = {"mean": 4.0, "worst": 9.0, "last": 7.0}  # points of satisfaction a point of emotion
JOURNEY_INTERCEPT, JOURNEY_NOISE = 58.0, 11.2
STAGE_DAYS = 2.5  # mean days between two stages


def spread_days(rng: np.random.Generator, first: np.ndarray, last: np.datetime64) -> np.ndarray:
    """Draw a day from `first` to `last` for everybody, evenly."""
    span = (last - first).astype("timedelta64[D]").astype(int) + 1
    return first + (rng.random(len(first)) * span).astype(int).astype("timedelta64[D]")


def known_since(customers: pd.DataFrame, first: np.datetime64 = FIRST_DAY) -> np.ndarray:
    """Return the first day on which each customer can appear in a table that starts at `first`."""
    joined = customers["join_date"].to_numpy().astype("datetime64[D]")
    return np.maximum(joined, first)


def channel_used(rng: np.random.Generator, usual: np.ndarray) -> np.ndarray:
    """Return the channel used this time, most often the usual one."""
    return np.where(rng.random(len(usual)) < STAYS_ON_CHANNEL, usual, STORE + WEB - usual)


def make_visits(
    rng: np.random.Generator, customers: pd.DataFrame, halo: np.ndarray, n: int
) -> pd.DataFrame:
    """Return n visits: of customers, who buy or not, and of people who look and never buy.

    A good experience makes customers buy and satisfied alike, so that asking buyers alone says
    nothing about all users.
    """
    known = pick(rng, VISITOR_SHARE, n) == 1
    row = rng.integers(0, len(customers), n)
    who = customers.iloc[row]
    experience = np.where(known, 0.3 * halo[row], 0) + rng.normal(0, 1, n)
    usual = np.where(known, who["channel"], np.where(rng.random(n) < 0.5, WEB, STORE))
    channel = channel_used(rng, usual)
    store = np.where(known, who["home_store"], rng.integers(1, len(STORES) + 1, n))
    bought = known & (rng.random(n) < expit(0.2 + 0.9 * experience))
    feeling = 63 + 8 * experience - BROWSER_LOSS * ~known + rng.normal(0, 12, n)
    ease = 4.9 + 0.5 * experience - 0.4 * ~known + rng.normal(0, 0.9, n)
    date = spread_days(rng, np.where(known, known_since(who), FIRST_DAY), LAST_DAY)
    order = np.argsort(date, kind="stable")
    table = pd.DataFrame(
        {
            "date": date,
            "channel": channel,
            "store_id": np.where(channel == WEB, WEB_SHOP, store),
            "customer_id": who["customer_id"].astype("Int64").where(known).array,
            "bought": bought.astype(int),
            "user_satisfaction": likert(1 + 0.09 * feeling, 1, 10),
            "ces": likert(ease, 1, 7),
        }
    )
    table = table.iloc[order].reset_index(drop=True)
    table.insert(0, "visit_id", np.arange(1, n + 1))
    return table


def visitor(visits: pd.DataFrame) -> np.ndarray:
    """Return who came: a buyer, a customer who did not buy today, someone who never buys."""
    kinds = list(VISITOR_WORDS)[1:]
    never = visits["customer_id"].isna().to_numpy()
    return np.select([visits["bought"] == 1, ~never], kinds[:2], kinds[2])


def make_kano(
    rng: np.random.Generator, customers: pd.DataFrame, n: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the ten pairs of Kano answers of n customers, and the class behind each pair."""
    who = np.sort(rng.choice(customers["customer_id"].to_numpy(), n, replace=False))
    table, classes = {"customer_id": who}, {"customer_id": who}
    for name, true_class in KANO_DRIVERS.items():
        meant = pick(rng, np.array(KANO_MIX[true_class]), n)
        place = rng.random(n)
        pairs = np.array(
            [
                KANO_ANSWERS[k - 1][int(len(KANO_ANSWERS[k - 1]) * p**1.5)]
                for k, p in zip(meant, place, strict=True)
            ]
        )
        table |= {f"kf_{name}": pairs[:, 0], f"kd_{name}": pairs[:, 1]}
        classes[f"class_{name}"] = meant
    ordered = ["customer_id", *(f"{side}_{name}" for side in ("kf", "kd") for name in NAMES)]
    return pd.DataFrame(table)[ordered], pd.DataFrame(classes)


def make_events(
    rng: np.random.Generator, customers: pd.DataFrame, halo: np.ndarray, n: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return n journeys as a log of events, and what each customer said at the end.

    Parameters
    ----------
    rng : Generator
        Where chance comes from.
    customers : DataFrame
        The table of `make_customers`.
    halo : ndarray of shape (customers,)
        Each customer's goodwill.
    n : int
        How many journeys.

    Returns
    -------
    events : DataFrame
        One row a touchpoint that was used, in order of time within a journey.
    journeys : DataFrame
        One row a journey: its customer, whether it broke off, and osat1 to osat3.

    Notes
    -----
    After each event up to stage 6 the customer may leave; the odds grow by `DROP_ODDS` for each
    point of emotion below zero. Satisfaction is a weighted sum of the mean, the worst and the last
    emotion of the journey.
    """
    row = np.sort(rng.integers(0, len(customers), n))
    who = customers.iloc[row]
    slots = 2 * STAGES
    stage = np.repeat(np.arange(1, STAGES + 1), 2)
    used = np.ones((n, slots), dtype=bool)
    used[:, 1::2] = rng.random((n, STAGES)) < SECOND_TOUCH
    touchpoint = _touchpoints(rng, np.repeat(who["channel"].to_numpy()[:, None], slots, axis=1))
    mood = 0.15 * halo[row] + rng.normal(0, 0.5, n)
    felt = FEELING_OF[touchpoint] + mood[:, None] + rng.normal(0, 0.85, (n, slots))
    emotion = likert(felt, -2, 2)
    odds = np.append(LEAVES, -np.inf)[stage - 1] - np.log(DROP_ODDS) * np.minimum(emotion, 0)
    leaves = used & (rng.random((n, slots)) < expit(odds))
    left_before = np.cumsum(leaves, axis=1) - leaves > 0
    there = used & ~left_before
    gap = rng.exponential(STAGE_DAYS, (n, slots)) * np.where(np.arange(slots) % 2, 0.2, 1)
    gap[:, 0] = 0
    days = np.minimum(np.cumsum(gap, axis=1), 75) + np.arange(slots) / 100
    start = spread_days(rng, known_since(who), np.datetime64("2025-10-10"))
    opened = start.astype("datetime64[m]") + rng.integers(8 * 60, 20 * 60, n)
    time = opened[:, None] + np.rint(days * DAY_MINUTES).astype(int)
    journey, slot = np.nonzero(there)
    events = pd.DataFrame(
        {
            "journey": journey + 1,
            "customer_id": who["customer_id"].to_numpy()[journey],
            "time": time[there].astype("datetime64[s]"),
            "stage": stage[slot],
            "touchpoint": touchpoint[there] + 1,
            "channel": CHANNEL_OF[touchpoint[there]],
            "emotion": emotion[there],
            "dropped": leaves[there].astype(int),
        }
    )
    return events, _journeys(rng, events)


def _touchpoints(rng: np.random.Generator, usual: np.ndarray) -> np.ndarray:
    """Choose a touchpoint for every slot of every journey: 0, 1, ... in order of TOUCHPOINTS."""
    channel = channel_used(rng, usual.ravel()).reshape(usual.shape)
    draw = rng.random(usual.shape)
    chosen = np.zeros(usual.shape, dtype=int)
    for slot in range(usual.shape[1]):
        for way in (STORE, WEB):
            at_stage, on_channel = np.equal(STAGE_OF, slot // 2 + 1), np.equal(CHANNEL_OF, way)
            offered = np.flatnonzero(at_stage & on_channel)
            rows = channel[:, slot] == way
            chosen[rows, slot] = offered[(draw[rows, slot] * len(offered)).astype(int)]
    return chosen


def peak_end(events: pd.DataFrame) -> pd.DataFrame:
    """Return the mean, the worst and the last emotion of every journey."""
    felt = events.groupby("journey")["emotion"].agg(["mean", "min", "last"])
    return felt.set_axis(list(PEAK_END), axis=1)


def _journeys(rng: np.random.Generator, events: pd.DataFrame) -> pd.DataFrame:
    """Return every journey with the answers that the customer gave at its end."""
    felt = peak_end(events)
    by_journey = events.groupby("journey")
    satisfied = JOURNEY_INTERCEPT + felt.to_numpy() @ np.array([*PEAK_END.values()])
    satisfied = satisfied + rng.normal(0, JOURNEY_NOISE, len(felt))
    osat = likert(1 + 0.09 * (satisfied[:, None] + 6.9 * rng.normal(size=(len(felt), 3))), 1, 10)
    return pd.DataFrame(
        {
            "journey": felt.index,
            "customer_id": by_journey["customer_id"].first().to_numpy(),
            "dropped": by_journey["dropped"].max().to_numpy(),
            "osat1": osat[:, 0],
            "osat2": osat[:, 1],
            "osat3": osat[:, 2],
        }
    )


# ------------------------------------------------------------------ what the right method tends to


def kano_coefficients(true_class: str) -> tuple[float, float]:
    """Return how far a driver can satisfy when present and dissatisfy when absent."""
    must, linear, attractive, indifferent, *_ = KANO_MIX[true_class]
    asked = must + linear + attractive + indifferent
    return (attractive + linear) / asked, -(linear + must) / asked


def event_facts(
    rng: np.random.Generator, customers: pd.DataFrame, halo: np.ndarray, n: int
) -> dict[str, Any]:
    """Return what is true of n visits and n journeys."""
    visits = make_visits(rng, customers, halo, n)
    felt = index_100(visits[["user_satisfaction"]].to_numpy(), 1, 10)
    kinds = visitor(visits)
    by_kind = {kind: float(felt[kinds == kind].mean()) for kind in list(VISITOR_WORDS)[1:]}
    events, journeys = make_events(rng, customers, halo, n)
    osat = index_100(journeys[["osat1", "osat2", "osat3"]].to_numpy(), 1, 10)
    x = np.column_stack([np.ones(n), peak_end(events)])
    weights = np.linalg.lstsq(x, osat, rcond=None)[0][1:]
    emotion = events.groupby("touchpoint")["emotion"].mean()
    return {
        "user_satisfaction": {"everybody": float(felt.mean()), **by_kind},
        "peak_end": dict(zip(PEAK_END, weights, strict=True)),
        "touchpoint_emotion": emotion.to_dict(),
    }


def event_entries() -> dict[str, dict[str, Any]]:
    """Return unit, meaning and planted number of the keys of this module."""
    points = say("points of 0-100", "poin dari 0-100")
    share = say(
        "share, 0 to 1 (-1 to 0 for absent)", "proporsi, 0 sampai 1 (-1 sampai 0 jika tak ada)"
    )
    drivers = {construct: LABELS[construct] for construct in CONSTRUCT.values()}
    better, worse = zip(*map(kano_coefficients, KANO_DRIVERS.values()), strict=True)
    return {
        "user_satisfaction": {
            "planted": None,
            "unit": points,
            "meaning": say(
                "Mean user_satisfaction of everybody who came, and by who came; a survey of "
                "buyers overstates it",
                "Rata-rata user_satisfaction semua pengunjung, dan menurut jenis pengunjung; "
                "survei pembeli saja melebihkannya",
            ),
            "rows": VISITOR_WORDS,
        },
        "peak_end": {
            "planted": dict(PEAK_END),
            "unit": say("points of 0-100 a point of emotion", "poin dari 0-100 per poin emosi"),
            "meaning": say(
                "Satisfaction with a journey for a point of its mean, worst and last emotion",
                "Kepuasan atas perjalanan per poin rata-rata, titik terburuk, dan akhir emosi",
            ),
            "rows": {
                "mean": say("Mean", "Rata-rata"),
                "worst": say("Worst", "Terburuk"),
                "last": say("Last", "Terakhir"),
            },
        },
        "drop_off": {
            "planted": DROP_ODDS,
            "unit": say("odds ratio", "rasio odds"),
            "meaning": say(
                "Odds of leaving after an event, up to stage 6, for each point of emotion below "
                "zero; the stage held fixed",
                "Odds berhenti setelah suatu peristiwa, sampai tahap 6, per poin emosi di bawah "
                "nol; tahap tetap",
            ),
        },
        "touchpoint_emotion": {
            "planted": None,
            "unit": say("points of emotion, -2 to 2", "poin emosi, -2 sampai 2"),
            "meaning": say(
                "Mean emotion at a touchpoint among those who reach it",
                "Rata-rata emosi di titik sentuh bagi yang mencapainya",
            ),
            "rows": TOUCHPOINT_WORDS,
        },
        "kano_present": {
            "planted": dict(zip(drivers, np.round(better, 4).tolist(), strict=True)),
            "unit": share,
            "meaning": say(
                "Kano questionnaire: (A + O) / (A + O + M + I), how far a driver satisfies when "
                "it is there",
                "Kuesioner Kano: (A + O) / (A + O + M + I), sejauh mana pendorong memuaskan bila "
                "ada",
            ),
            "classes": dict(zip(drivers, KANO_DRIVERS.values(), strict=True)),
            "rows": drivers,
        },
        "kano_absent": {
            "planted": dict(zip(drivers, np.round(worse, 4).tolist(), strict=True)),
            "unit": share,
            "meaning": say(
                "Kano questionnaire: -(O + M) / (A + O + M + I), how far a driver dissatisfies "
                "when it is missing",
                "Kuesioner Kano: -(O + M) / (A + O + M + I), sejauh mana pendorong mengecewakan "
                "bila tak ada",
            ),
            "rows": drivers,
        },
    }
