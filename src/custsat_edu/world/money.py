"""What customers are worth: purchases, the cost of winning customers, and an A/B test."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from custsat_edu.world.events import FIRST_DAY, LAST_DAY, channel_used
from custsat_edu.world.people import TYPE_SPEND, WEB, WEB_SHOP
from custsat_edu.world.words import ACQUISITION_WORDS, TYPE_WORDS, say

WEEK = 7.0
YEAR_WEEKS = 52.0
# Purchases a week of a customer who still buys vary as gamma(r, rate alpha) within a type, the
# chance to stop after a repeat purchase as beta(a, b): the BG/NBD model of Fader, Hardie and Lee.
BGNBD = np.array(
    [  # r, alpha, a, b, one row a type
        [2.0, 5.5, 0.8, 12.0],
        [1.6, 7.5, 1.0, 6.5],
        [1.4, 5.5, 1.2, 5.5],
        [2.0, 14.0, 0.8, 8.0],
        [1.2, 9.0, 1.2, 3.6],
    ]
)
AMOUNT = np.array([320.0, 180.0, 210.0, 350.0, 160.0])  # median of customers' means, 1,000 rupiah
AMOUNT_SPREAD, AMOUNT_SHAPE = 0.45, 4.0  # log sd between customers; gamma shape within one
PERCENT_OFF = 20

COST_PER_CUSTOMER = np.array([20.0, 60.0, 140.0, 110.0, 180.0])  # by acquisition channel
COST_NOISE = 0.12
QUARTERS = 7  # the last customers joined in the third quarter of 2025
QUARTER_STARTS = FIRST_DAY.astype("datetime64[M]") + 3 * np.arange(QUARTERS)

CONVERSION = {1: 0.100, 2: 0.118}  # of variant 1 (the old page) and 2 (the new one)
TEST_START, TEST_DAYS = np.datetime64("2025-05-05"), 14


def make_purchases(
    rng: np.random.Generator, customers: pd.DataFrame, people: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return every purchase of the customers who joined since 2024, and what drives them.

    Parameters
    ----------
    rng : Generator
        Where chance comes from.
    customers, people : DataFrame
        The table of `make_customers` and its latents.

    Returns
    -------
    purchases : DataFrame
        One row a purchase, by day; the first one is on the day of joining.
    latents : DataFrame
        One row a customer: `rate` (purchases a week while active), `stop` (the chance to stop
        after a repeat purchase), `active` (at the end), `mean_amount`, and the purchases and the
        spending to be expected `next_year` and `next_year_spend`.
    """
    joined = customers["join_date"].to_numpy().astype("datetime64[D]")
    new = np.flatnonzero(joined >= FIRST_DAY)
    who, hidden, joined = customers.iloc[new], people.iloc[new], joined[new]
    rate, stop = _habits(rng, hidden)
    seen = (LAST_DAY - joined).astype(float) / WEEK
    would, until = rng.poisson(rate * seen), rng.geometric(stop)
    row, time = _times(rng, would, until, seen)
    row = np.append(np.arange(len(new)), row)
    date = joined[row] + np.append(np.zeros(len(new)), time * WEEK).astype(int)
    liking = who["share_discount"].to_numpy()
    mean = AMOUNT[hidden["type"] - 1] * np.exp(rng.normal(0, AMOUNT_SPREAD, len(new)))
    off = PERCENT_OFF * (rng.random(len(row)) < liking[row])
    paid = mean[row] * rng.gamma(AMOUNT_SHAPE, 1 / AMOUNT_SHAPE, len(row)) * (1 - off / 100)
    channel = channel_used(rng, who["channel"].to_numpy()[row])
    order = np.lexsort((row, date))
    table = pd.DataFrame(
        {
            "customer_id": who["customer_id"].to_numpy()[row],
            "date": date,
            "channel": channel,
            "store_id": np.where(channel == WEB, WEB_SHOP, who["home_store"].to_numpy()[row]),
            "amount": np.maximum(np.rint(paid), 5).astype(int),
            "discount": off,
        }
    )
    table = table.iloc[order].reset_index(drop=True)
    table.insert(0, "purchase_id", np.arange(1, len(table) + 1))
    active = would < until
    ahead = np.where(active, -np.expm1(-rate * stop * YEAR_WEEKS) / stop, 0)
    amount = mean * (1 - PERCENT_OFF / 100 * liking)
    latents = pd.DataFrame(
        {
            "customer_id": who["customer_id"].to_numpy(),
            "rate": rate.round(4),
            "stop": stop.round(4),
            "active": active * 1,
            "mean_amount": amount.round(1),
            "next_year": ahead.round(3),
            "next_year_spend": (ahead * amount).round(1),
        }
    )
    return table, latents


def _habits(rng: np.random.Generator, hidden: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Draw each customer's rate and chance to stop; within a type who spends more buys faster."""
    kind = hidden["type"].to_numpy()
    spend = hidden["spend_rate"].to_numpy()
    rate, stop = np.empty(len(kind)), np.empty(len(kind))
    for k, (r, alpha, a, b) in enumerate(BGNBD, start=1):
        mine = np.flatnonzero(kind == k)
        rate[mine[spend[mine].argsort()]] = np.sort(rng.gamma(r, 1 / alpha, len(mine)))
        stop[mine] = rng.beta(a, b, len(mine))
    return rate, np.maximum(stop, 1e-4)


def _times(
    rng: np.random.Generator, would: np.ndarray, until: np.ndarray, seen: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return row and week of the repeat purchases that would be made, up to the last one."""
    row = np.repeat(np.arange(len(would)), would)
    week = rng.random(len(row)) * seen[row]
    order = np.lexsort((week, row))
    first = np.cumsum(would) - would
    rank = np.arange(len(row)) - first[row]
    kept = rank < until[row]
    return row[kept], week[order][kept]


def make_campaigns(rng: np.random.Generator, customers: pd.DataFrame) -> pd.DataFrame:
    """Return what was spent on each way of winning customers, quarter by quarter."""
    joined = customers["join_date"].to_numpy().astype("datetime64[D]")
    quarter = np.searchsorted(QUARTER_STARTS, joined, side="right")
    way = customers["acquisition_channel"].to_numpy()
    ways, quarters = len(COST_PER_CUSTOMER), QUARTERS
    won = np.bincount(quarter * ways + way - 1, minlength=(quarters + 1) * ways)[ways:]
    cost = np.tile(COST_PER_CUSTOMER, quarters)
    spend = won * cost * rng.gamma(COST_NOISE**-2, COST_NOISE**2, len(won))
    reach = np.rint(won * np.tile([9, 4, 60, 25, 40], quarters) * rng.gamma(20, 0.05, len(won)))
    return pd.DataFrame(
        {
            "campaign_id": np.arange(1, len(won) + 1),
            "quarter": np.repeat(np.arange(1, quarters + 1), ways),
            "acquisition_channel": np.tile(np.arange(1, ways + 1), quarters),
            "reached": reach.astype(int),
            "spend": np.rint(spend).astype(int),
        }
    )


def make_ab_test(rng: np.random.Generator, n: int) -> pd.DataFrame:
    """Return n visitors of the web shop who saw one of two pages, drawn by lot."""
    variant = rng.integers(1, 3, n)
    converts = np.array([*CONVERSION.values()])[variant - 1]
    day = np.sort(rng.integers(0, TEST_DAYS, n))
    return pd.DataFrame(
        {
            "visitor_id": np.arange(1, n + 1),
            "date": TEST_START + day,
            "variant": variant,
            "converted": (rng.random(n) < converts).astype(int),
        }
    )


# ------------------------------------------------------------------ what the right method tends to


def money_facts(
    rng: np.random.Generator, customers: pd.DataFrame, people: pd.DataFrame
) -> dict[str, Any]:
    """Return what is true of the next year of all customers who joined since 2024."""
    purchases, latents = make_purchases(rng, customers, people)
    active = latents["active"] == 1
    return {
        "customer_value": {
            "purchases": float(latents["next_year"].mean()),
            "spend": float(latents["next_year_spend"].mean()),
            "active": float(active.mean()),
        },
        "mean_amount": float(purchases["amount"].mean()),
    }


def money_entries() -> dict[str, dict[str, Any]]:
    """Return unit, meaning and planted number of the keys of this module."""
    kinds = range(1, len(TYPE_SPEND) + 1)
    r, alpha, a, b = BGNBD.T
    new, old = CONVERSION[2], CONVERSION[1]
    return {
        "purchase_rate": {
            "planted": dict(zip(kinds, np.round(r / alpha, 4).tolist(), strict=True)),
            "unit": say("purchases a week", "pembelian per minggu"),
            "meaning": say(
                "BG/NBD: mean rate r / alpha of the customers of a type who still buy",
                "BG/NBD: rata-rata laju r / alpha pelanggan satu jenis yang masih membeli",
            ),
            "parameters": {
                k: dict(zip(("r", "alpha", "a", "b"), row, strict=True))
                for k, row in zip(kinds, BGNBD.tolist(), strict=True)
            },
            "rows": TYPE_WORDS,
        },
        "stop_chance": {
            "planted": dict(zip(kinds, np.round(a / (a + b), 4).tolist(), strict=True)),
            "unit": say("share", "proporsi"),
            "meaning": say(
                "BG/NBD: mean chance a / (a + b) to stop for good after a repeat purchase, by type",
                "BG/NBD: rata-rata peluang a / (a + b) berhenti selamanya setelah pembelian "
                "ulang, menurut jenis",
            ),
            "rows": TYPE_WORDS,
        },
        "customer_value": {
            "planted": None,
            "unit": say(
                "a customer: purchases; 1,000 rupiah; share",
                "per pelanggan: pembelian; ribu rupiah; proporsi",
            ),
            "meaning": say(
                "Customers who joined since 2024: purchases and spending to be expected in 2026, "
                "and the share that still buys at the end of 2025",
                "Pelanggan yang bergabung sejak 2024: pembelian dan belanja yang diharapkan "
                "selama 2026, dan proporsi yang masih membeli pada akhir 2025",
            ),
            "rows": {
                "purchases": say("Purchases", "Pembelian"),
                "spend": say("Spending", "Belanja"),
                "active": say("Still buying", "Masih membeli"),
            },
        },
        "mean_amount": {
            "planted": None,
            "unit": say("1,000 rupiah", "ribu rupiah"),
            "meaning": say("Mean amount of a purchase", "Rata-rata nilai satu pembelian"),
        },
        "acquisition_cost": {
            "planted": dict(enumerate(COST_PER_CUSTOMER.tolist(), start=1)),
            "unit": say("1,000 rupiah a customer", "ribu rupiah per pelanggan"),
            "meaning": say(
                "Spending divided by the customers won, by how they found the shop",
                "Biaya dibagi pelanggan yang diperoleh, menurut cara menemukan toko",
            ),
            "rows": ACQUISITION_WORDS,
        },
        "conversion_difference": {
            "planted": round(new - old, 4),
            "unit": say("share", "proporsi"),
            "meaning": say(
                "Share that buys on the new page minus the old one, drawn by lot; found at the "
                "planned end, overstated by who stops at the first significant day",
                "Proporsi pembeli di halaman baru dikurangi halaman lama, diundi; ditemukan pada "
                "akhir yang direncanakan, dilebihkan oleh yang berhenti di hari signifikan "
                "pertama",
            ),
        },
    }
