"""RFM scores of five million orders, and how often the limits of a lift hold the truth."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd
from bootstrap import _alternating

from custsat_edu.stats.segments import lift, rfm

ORDERS, CUSTOMERS = 5_000_000, 800_000
SECONDS = 2.0
WORLDS = 2_000
SIZES = ((30, 120), (60, 40), (100, 400), (400, 1_600))
SHARES = ((0.05, 0.05), (0.05, 0.2), (0.3, 0.3), (0.5, 0.2))


def table() -> str:
    """Measure, and return two markdown tables."""
    rng = np.random.default_rng(1)
    return "\n".join([*_speed(rng), "", *_coverage(rng)])


def _speed(rng: np.random.Generator) -> list[str]:
    days = np.datetime64("2022-01-01") + rng.integers(0, 730, ORDERS).astype("timedelta64[D]")
    orders = pd.DataFrame(
        {
            "customer": rng.integers(0, CUSTOMERS, ORDERS),
            "date": days,
            "amount": rng.gamma(2, 50, ORDERS),
        }
    )
    ours, theirs = _alternating(
        partial(rfm, orders, customer="customer", date="date", amount="amount"),
        partial(_pandas, orders),
    )
    verdict = "met" if ours < 1000 * SECONDS else f"short: {ours / 1000:.1f} s"
    return [
        f"CPU milliseconds for recency, frequency and monetary value of {ORDERS:,} orders by "
        f"{CUSTOMERS:,} customers, median of five; pandas is `groupby` with the three sums alone, "
        "without scores.",
        "",
        f"| custsat_edu | pandas | target: under {SECONDS:.0f} s |",
        "|---|---|---|",
        f"| {ours:.0f} | {theirs:.0f} | {verdict} |",
    ]


def _pandas(orders: pd.DataFrame) -> pd.DataFrame:
    return orders.groupby("customer").agg(
        last=("date", "max"), frequency=("amount", "size"), monetary=("amount", "sum")
    )


def _coverage(rng: np.random.Generator) -> list[str]:
    lines = [
        f"How often the 95 % limits of `lift` held the true lift of a segment, in {WORLDS:,} "
        "samples each.",
        "",
        "| customers in the segment, among the others | "
        + " | ".join(f"shares {p}, {q}" for p, q in SHARES)
        + " |",
        "|---|" + "---|" * len(SHARES),
    ]
    for sizes in SIZES:
        held = " | ".join(f"{_held(sizes, shares, rng):.3f}" for shares in SHARES)
        lines.append(f"| {sizes[0]}, {sizes[1]:,} | {held} |")
    return lines


def _held(sizes: tuple[int, int], shares: tuple[float, float], rng: np.random.Generator) -> float:
    segments = pd.Series(np.repeat(["first", "others"], sizes))
    true = shares[0] / np.average(shares, weights=sizes)
    chance = np.repeat(shares, sizes)
    hits: list[bool] = []
    while len(hits) < WORLDS:
        flag = rng.random(len(chance)) < chance
        if flag.any():
            low, high = lift(segments, pd.Series(flag)).loc["first", ["low", "high"]]
            hits.append(low <= true <= high)
    return float(np.mean(hits))
