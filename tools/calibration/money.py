"""The truths of purchases, campaigns and ab_test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy import optimize
from scipy.special import betaln, gammaln, hyp2f1

from calibration.behaviour import day_of
from calibration.methods import Estimate, mean, minus, wilson
from calibration.registry import NAIVE, RIGHT, Finding, Interval, Tables, truth

YEAR_WEEKS = 52.0
END = pd.Timestamp("2025-12-31")
QUARTER_WEEKS = 13.0


class History(NamedTuple):
    """Repeat purchases of some customers, in weeks since they joined."""

    repeats: np.ndarray
    last: np.ndarray
    seen: np.ndarray


def histories(tables: Tables) -> pd.DataFrame:
    """Return repeats, last repeat and time seen (weeks) of every customer with a purchase."""
    bought = tables["purchases"].groupby("customer_id")["date"].agg(["min", "max", "size"])
    return pd.DataFrame(
        {
            "repeats": bought["size"] - 1,
            "last": (bought["max"] - bought["min"]).dt.days / 7,
            "seen": (END - bought["min"]).dt.days / 7,
        }
    )


def by_type(tables: Tables) -> dict[int, History]:
    """Return the histories of each customer type, which is taken as known."""
    kinds = tables["truth_customers"].set_index("customer_id")["type"]
    table = histories(tables)
    groups = table.groupby(kinds.reindex(table.index))
    return {
        int(str(kind)): History(*(part[name].to_numpy(float) for name in History._fields))
        for kind, part in groups
    }


def log_likelihood(log: np.ndarray, seen: History) -> np.ndarray:
    """Return each customer's log-likelihood under BG/NBD, given the logs of r, alpha, a, b."""
    r, alpha, a, b = np.exp(log)
    x = seen.repeats
    rate = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
    stay = betaln(a, b + x) - betaln(a, b)
    active = -(r + x) * np.log(alpha + seen.seen)
    gone = np.log(a) - np.log(b + np.maximum(x, 1) - 1) - (r + x) * np.log(alpha + seen.last)
    return rate + stay + np.logaddexp(active, np.where(x > 0, gone, -np.inf))


def bgnbd(seen: History) -> tuple[np.ndarray, np.ndarray]:
    """Return the logs of the four parameters and their covariance (from the scores)."""
    found = optimize.minimize(
        lambda log: -log_likelihood(log, seen).mean(), np.log([1.5, 8.0, 1.0, 6.0]), method="BFGS"
    )
    log = found.x
    score = np.column_stack([slope(lambda at: log_likelihood(at, seen), log, k) for k in range(4)])
    return log, np.linalg.inv(score.T @ score)


def slope(function: Callable[[np.ndarray], Any], log: np.ndarray, k: int) -> Any:
    """Return the central difference of a function along one parameter."""
    step = 1e-4 * np.eye(len(log))[k]
    return (function(log + step) - function(log - step)) / 2e-4


def expected(log: np.ndarray, weeks: np.ndarray) -> np.ndarray:
    """Return the expected repeat purchases in the first weeks."""
    r, alpha, a, b = np.exp(log)
    series = hyp2f1(r, b, a + b - 1, weeks / (alpha + weeks))
    return (a + b - 1) / (a - 1) * (1 - (alpha / (alpha + weeks)) ** r * series)


def next_year(log: np.ndarray, seen: History) -> np.ndarray:
    """Return the purchases that each customer is expected to make in the next year."""
    return expected(log, seen.seen + YEAR_WEEKS) - expected(log, seen.seen)


def active(log: np.ndarray, seen: History) -> np.ndarray:
    """Return the chance that each customer still buys, given only how long he is known."""
    r, alpha, a, b = np.exp(log)
    return hyp2f1(r, a, a + b, -seen.seen / alpha)


BY_TYPE = ["customers", "purchases"]
KNOWN = "BG/NBD by maximum likelihood in each type, the type taken as known"


@truth(
    "purchase_rate",
    tables=BY_TYPE,
    estimand="purchases a week of the customers of a type who still buy",
    right=KNOWN,
    naive="repeat purchases by weeks since joining",
    screen=False,
)
def purchase_rate(tables: Tables) -> Iterator[Finding]:
    """Compare the rate while active with purchases over all weeks."""
    for kind, seen in by_type(tables).items():
        log, cov = bgnbd(seen)
        spread = np.array([1.0, -1.0, 0.0, 0.0])
        rate = np.exp(log @ spread)
        se = rate * np.sqrt(spread @ cov @ spread)
        yield Finding(str(kind), RIGHT, Estimate(rate, se).interval(), null=None)
        whole = seen.repeats.sum() / seen.seen.sum()
        rest = (seen.repeats - whole * seen.seen) / seen.seen.sum()
        naive = Estimate(whole, np.sqrt((rest**2).sum()))
        yield Finding(str(kind), NAIVE, naive.interval(), null=None)


@truth(
    "stop_chance",
    tables=BY_TYPE,
    estimand="chance to stop for good after a repeat purchase, by type",
    right=KNOWN,
    naive="share of customers without a purchase in the last 13 weeks",
    screen=False,
)
def stop_chance(tables: Tables) -> Iterator[Finding]:
    """Compare the chance to stop with silence."""
    for kind, seen in by_type(tables).items():
        log, cov = bgnbd(seen)
        a, b = np.exp(log[2:])
        chance = a / (a + b)
        spread = chance * (1 - chance) * np.array([0.0, 0.0, 1.0, -1.0])
        right = Estimate(chance, np.sqrt(spread @ cov @ spread))
        yield Finding(str(kind), RIGHT, right.interval(), null=None)
        silent = seen.seen - seen.last > QUARTER_WEEKS
        naive = wilson(int(silent.sum()), len(silent))
        yield Finding(str(kind), NAIVE, naive, null=None)


@truth(
    "customer_value",
    tables=BY_TYPE,
    estimand="purchases and spending to be expected in the next year, share that still buys: "
    "customers who joined since 2024",
    right=f"{KNOWN}: expected purchases of the coming 52 weeks, times a customer's mean amount",
    naive="all purchases (spending) a week so far times 52; everybody still buys who bought in "
    "the last 13 weeks",
    screen=False,
)
def customer_value(tables: Tables) -> Iterator[Finding]:
    """Compare what the model expects with what was."""
    groups, amounts = by_type(tables), amounts_by_type(tables)
    fits = {kind: bgnbd(seen) for kind, seen in groups.items()}
    n = sum(len(seen.seen) for seen in groups.values())
    for row, each in (("purchases", next_year), ("spend", next_year), ("active", active)):
        parts, variance = [], 0.0
        for kind, seen in groups.items():
            log, cov = fits[kind]
            price = mean(amounts[kind]) if row == "spend" else Estimate(1.0, 0.0)
            parts.append(each(log, seen) * price.estimate)
            total = partial(_total, each, seen)
            gradient = np.array([slope(total, log, k) for k in range(4)]) * price.estimate / n
            variance += gradient @ cov @ gradient + (total(log) / n * price.se) ** 2
        everybody = np.concatenate(parts)
        right = Estimate(everybody.mean(), np.sqrt(variance + everybody.var() / n))
        yield Finding(row, RIGHT, right.interval(), null=None)
    table = histories(tables)
    weeks = np.maximum(table["seen"].to_numpy(), 1)
    spent = tables["purchases"].groupby("customer_id")["amount"].sum()
    so_far = {"purchases": table["repeats"] + 1, "spend": spent.reindex(table.index)}
    for row, bought in so_far.items():
        naive = mean(YEAR_WEEKS * bought.to_numpy(float) / weeks)
        yield Finding(row, NAIVE, naive.interval(), null=None)
    lately = (table["seen"] - table["last"] <= QUARTER_WEEKS).to_numpy()
    yield Finding("active", NAIVE, wilson(int(lately.sum()), n), null=None)


def _total(
    each: Callable[[np.ndarray, History], np.ndarray], seen: History, log: np.ndarray
) -> float:
    return each(log, seen).sum()


def amounts_by_type(tables: Tables) -> dict[int, np.ndarray]:
    """Return the mean amount of each customer's purchases, by type."""
    kinds = tables["truth_customers"].set_index("customer_id")["type"]
    amount = tables["purchases"].groupby("customer_id")["amount"].mean()
    groups = amount.groupby(kinds.reindex(amount.index))
    return {int(str(kind)): part.to_numpy() for kind, part in groups}


@truth(
    "mean_amount",
    tables=["purchases"],
    estimand="mean amount of a purchase, 1,000 rupiah",
    right="mean; customers as clusters",
    naive="mean; purchases as if each came from another customer",
    screen=False,
)
def mean_amount(tables: Tables) -> Iterator[Finding]:
    """Compare customers with purchases as the unit."""
    amount = tables["purchases"].groupby("customer_id")["amount"].agg(["sum", "size"])
    centre = amount["sum"].sum() / amount["size"].sum()
    rest = (amount["sum"] - centre * amount["size"]) / amount["size"].sum()
    right = Estimate(centre, np.sqrt((rest**2).sum()))
    yield Finding("", RIGHT, right.interval(), null=None)
    yield Finding("", NAIVE, mean(tables["purchases"]["amount"]).interval(), null=None)


@truth(
    "acquisition_cost",
    tables=["customers", "campaigns"],
    estimand="spending divided by the customers won, by how they found the shop",
    right="ratio of totals over the eight quarters, t interval",
    naive="all spending divided by all customers won",
    screen=False,
)
def acquisition_cost(tables: Tables) -> Iterator[Finding]:
    """Compare the cost of each way with the cost of all."""
    customers, campaigns = tables["customers"], tables["campaigns"]
    joined = pd.PeriodIndex(customers["join_date"], freq="Q")
    quarter = (joined.year - 2024) * 4 + joined.quarter
    won = customers.groupby([quarter, customers["acquisition_channel"].to_numpy()]).size()
    keys = pd.MultiIndex.from_frame(campaigns[["quarter", "acquisition_channel"]])
    table = campaigns.assign(won=won.reindex(keys, fill_value=0).to_numpy())
    whole = table["spend"].sum() / table["won"].sum()
    spread = table.groupby("quarter")[["spend", "won"]].sum()
    everybody = _ratio(spread["spend"].to_numpy(), spread["won"].to_numpy(), whole)
    for way, part in table.groupby("acquisition_channel"):
        cost = part["spend"].sum() / part["won"].sum()
        right = _ratio(part["spend"].to_numpy(), part["won"].to_numpy(), cost)
        yield Finding(str(way), RIGHT, right.interval(), null=None)
        yield Finding(str(way), NAIVE, everybody.interval(), null=None)


def _ratio(top: np.ndarray, bottom: np.ndarray, value: float) -> Estimate:
    """Return a ratio of totals with its linearised error."""
    k = len(top)
    rest = top - value * bottom
    se = np.sqrt((rest**2).sum() * k / (k - 1)) / bottom.sum()
    return Estimate(value, se, k - 1)


@truth(
    "conversion_difference",
    tables=["ab_test"],
    estimand="share that buys on the new page minus the old one",
    right="difference of two shares at the planned end",
    naive="stop at the first day on which the difference is significant",
    screen=False,
)
def conversion_difference(tables: Tables) -> Iterator[Finding]:
    """Compare the planned end with peeking every day."""
    test = tables["ab_test"]
    day, new = day_of(test["date"]), test["variant"].to_numpy() == 2
    bought = test["converted"].to_numpy(float)
    looks = [_shares(bought, new, day <= until) for until in np.unique(day)]
    stops = (look for look in looks if look.low > 0 or look.high < 0)
    yield Finding("", RIGHT, looks[-1])
    yield Finding("", NAIVE, next(stops, looks[-1]))


def _shares(bought: np.ndarray, new: np.ndarray, rows: np.ndarray) -> Interval:
    """Return the difference of two shares in some rows."""
    return minus(mean(bought[rows & new]), mean(bought[rows & ~new])).interval()
