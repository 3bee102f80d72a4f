"""A million events: speed and memory; a slider's answer; how honest the limits of a journey are."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from bootstrap import _alternating

from custsat_edu.stats import journey
from custsat_edu.stats.journey import drop_off, summarise_journey, transitions
from custsat_edu.stats.journey_models import journey_model, what_if
from custsat_edu.world import generate

EVENTS, CUSTOMERS, TOUCHPOINTS, STAGES = 1_000_000, 200_000, 17, 7
WORLDS = 1_000
SIZES = (10, 30, 100, 400)
POOLED = (2_500, 4_000)  # customers, more than are resampled one by one
SHARES = {"even": [0.1, 0.2, 0.4, 0.2, 0.1], "skewed": [0.02, 0.05, 0.13, 0.3, 0.5]}


def table() -> str:
    """Measure, and return markdown tables."""
    rng = np.random.default_rng(1)
    return "\n".join([*_speed(rng), "", *_coverage(rng), "", *_pooled(rng)])


def _speed(rng: np.random.Generator) -> list[str]:
    log = _log(rng)
    lines = [
        f"CPU milliseconds, median of five, one BLAS thread, and memory on top of the data at the "
        f"peak: {EVENTS:,} events of {CUSTOMERS:,} customers at {TOUCHPOINTS} touchpoints, 1,000 "
        "resamples; and on the sample's 6,000 journeys a model and one answer to a slider, 200 "
        "resamples.",
        "",
        "| work | ms | MB | target | |",
        "|---|---|---|---|---|",
        _work("summarise_journey, a million events", partial(summarise_journey, log), 3_000, 500),
        _work("transitions, a million events", partial(transitions, log), None, None),
        _work("drop_off, a million events", partial(drop_off, log), None, None),
    ]
    fit = partial(journey_model, *_sample(), neutral=0, top=2)
    ask = partial(what_if, fit(), touchpoint=6, change=1)
    lines.append(_work("journey_model, the sample", fit, None, None))
    lines.append(_work("what_if, the sample", ask, 100, None))
    return lines


def _log(rng: np.random.Generator) -> pd.DataFrame:
    touchpoint = rng.integers(0, TOUCHPOINTS, EVENTS)
    names = pd.Index([f"touchpoint {k:02}" for k in range(TOUCHPOINTS)])
    return pd.DataFrame(
        {
            "customer": rng.integers(0, CUSTOMERS, EVENTS),
            "time": np.arange(EVENTS).astype("datetime64[s]"),
            "stage": touchpoint * STAGES // TOUCHPOINTS,
            "touchpoint": pd.Categorical.from_codes(touchpoint, names),
            "channel": pd.Categorical.from_codes(touchpoint % 2, ["store", "web"]),
            "emotion": rng.integers(-2, 3, EVENTS),
            "dropped": 0,
        }
    )


def _sample() -> tuple[pd.DataFrame, pd.Series]:
    tables = generate(1, tables=["events", "journeys"]).tables
    journeys = tables["journeys"].set_index("journey")
    satisfied = (journeys[["osat1", "osat2", "osat3"]].mean(axis=1) - 1) / 9 * 100
    return tables["events"].rename(columns={"customer_id": "customer"}), satisfied


def _work(name: str, task: Callable[[], Any], ms: float | None, mb: float | None) -> str:
    (time,) = _alternating(task)
    tracemalloc.start()
    task()
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    targets = [f"<= {ms:,} ms" if ms else "", f"<= {mb} MB" if mb else ""]
    met = (ms is None or time <= ms) and (mb is None or peak <= mb)
    verdict = "" if ms is None else "met" if met else "short"
    return f"| {name} | {time:.0f} | {peak:.0f} | {', '.join(filter(None, targets))} | {verdict} |"


def _coverage(rng: np.random.Generator) -> list[str]:
    lines = [
        f"How often the 95 % limits of `summarise_journey` held the true mean of a touchpoint, in "
        f"{WORLDS:,} samples each: ratings of five points, each customer giving two that go "
        "together (r about .5).",
        "",
        "| ratings | " + " | ".join(f"n = {n:,}" for n in SIZES) + " |",
        "|---" * (len(SIZES) + 1) + "|",
    ]
    for name, shares in SHARES.items():
        held = " | ".join(f"{_held(n // 2, shares, rng):.3f}" for n in SIZES)
        lines.append(f"| {name} | {held} |")
    return lines


def _held(customers: int, shares: list[float], rng: np.random.Generator) -> float:
    """Return the share of samples whose limits hold the true mean."""
    true = np.dot(np.arange(5), shares)
    hits = [
        low <= true <= high
        for low, high in (_limits(customers, shares, rng) for _ in range(WORLDS))
    ]
    return float(np.mean(hits))


def _limits(customers: int, shares: list[float], rng: np.random.Generator) -> tuple[float, float]:
    same = rng.random(customers) < 0.5
    first, second = (rng.choice(5, customers, p=shares) for _ in range(2))
    log = pd.DataFrame(
        {
            "customer": np.tile(np.arange(customers), 2),
            "stage": 1,
            "touchpoint": 1,
            "emotion": np.concatenate([first, np.where(same, first, second)]),
        }
    )
    row = summarise_journey(log, by=["stage", "touchpoint"], rng=rng).iloc[-1]
    return row["low"], row["high"]


def _pooled(rng: np.random.Generator) -> list[str]:
    """Compare groups of customers with customers one by one."""
    lines = [
        f"Above {journey.GROUPS:,} customers, groups of them are resampled: coverage, and the "
        "width of the limits over that of the bootstrap of single customers (mean, and how much it "
        "varies), in 300 samples each.",
        "",
        "| customers | groups hold | single customers hold | width ratio | its spread |",
        "|---|---|---|---|---|",
    ]
    groups = journey.GROUPS
    for customers in POOLED:
        found: dict[str, list[tuple[float, float]]] = {"groups": [], "single": []}
        for seed in rng.integers(0, 2**31, 300):
            for kind, size in (("groups", groups), ("single", customers)):
                journey.GROUPS = size
                limits = _limits(customers, SHARES["skewed"], np.random.default_rng(seed))
                found[kind].append(limits)
        journey.GROUPS = groups
        lines.append(_compared(customers, {k: np.array(v) for k, v in found.items()}))
    return lines


def _compared(customers: int, found: dict[str, Any]) -> str:
    true = np.dot(np.arange(5), SHARES["skewed"])
    held = [np.mean((x[:, 0] <= true) & (true <= x[:, 1])) for x in found.values()]
    ratio = np.diff(found["groups"]) / np.diff(found["single"])
    return (
        f"| {customers:,} | {held[0]:.3f} | {held[1]:.3f} | {ratio.mean():.3f} "
        f"| {ratio.std():.3f} |"
    )
