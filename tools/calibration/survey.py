"""The truths of survey and public_service."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from calibration.methods import (
    Estimate,
    alpha,
    answered,
    duplicates,
    feldt,
    importance,
    index_100,
    mean,
    minus,
    ols,
    raked,
    speeders,
    straight_lines,
    wilson,
)
from calibration.registry import NAIVE, RIGHT, Finding, Interval, Tables, truth
from custsat_edu.world.survey import NAMES, NEED_BIAS, NEEDS
from custsat_edu.world.truth import BLOCKS, STEPS
from custsat_edu.world.words import CONSTRUCT

OSAT, TRUST = ["osat1", "osat2", "osat3"], ["trust1", "trust2", "trust3"]
FELT = [f"d_{name}" for name in NAMES]
STORE, WEB = 1, 2
EVERYBODY = "if every customer answered, and carefully"
RAKED = "raked mean; error from what the weighting margins leave unexplained"
UNWEIGHTED = "unweighted mean"


def osat(survey: pd.DataFrame) -> np.ndarray:
    """Return satisfaction 0-100."""
    return index_100(survey, OSAT, 1, 10)


def is_web(survey: pd.DataFrame) -> np.ndarray:
    """Say who bought online."""
    return survey["channel"].to_numpy() == WEB


def dummies(survey: pd.DataFrame, name: str) -> np.ndarray:
    """Return a column for every code but the lowest."""
    codes = survey[name].to_numpy()
    return (codes[:, None] == np.unique(codes)[1:]).astype(float)


def adjusters(survey: pd.DataFrame) -> np.ndarray:
    """Return age and region as columns."""
    return np.column_stack([survey["age"], dummies(survey, "region")])


def weighted(survey: pd.DataFrame, values: np.ndarray, part: np.ndarray | None = None) -> Estimate:
    """Return the weighted mean of all or of a part of the rows."""
    return contrast(survey, values, {1.0: np.ones(len(survey), bool) if part is None else part})


def contrast(survey: pd.DataFrame, values: np.ndarray, parts: dict[float, np.ndarray]) -> Estimate:
    """Return a sum of weighted means of parts, each times its sign, with the error of raking."""
    weights = survey["weight"].to_numpy()
    margins = [dummies(survey, name) for name in ("age_band", "region", "channel")]
    estimate, influence = 0.0, np.zeros(len(survey))
    for sign, part in parts.items():
        centre = np.average(values[part], weights=weights[part])
        estimate += sign * centre
        influence += sign * part * (values - centre) / weights[part].sum()
    se = raked(influence, weights, np.column_stack(margins))
    return Estimate(estimate, se, len(survey) - 1)


# ---------------------------------------------------------------------------------------- levels


@truth(
    "mean_satisfaction",
    tables=["survey"],
    estimand=f"mean of osat1 to osat3 as 0-100 {EVERYBODY}",
    right=RAKED,
    naive=UNWEIGHTED,
)
def mean_satisfaction(tables: Tables) -> Iterator[Finding]:
    """Compare the weighted with the unweighted mean."""
    survey = tables["survey"]
    y = osat(survey)
    yield Finding("", RIGHT, weighted(survey, y).interval(), null=None)
    yield Finding("", NAIVE, mean(y).interval(), null=None)


SCORES: dict[str, tuple[str, str, Callable[[np.ndarray], np.ndarray]]] = {
    "nps": ("nps", "Net Promoter Score", lambda a: 100.0 * ((a >= 9) * 1 - (a <= 6) * 1)),
    "csat": ("csat", "share of answers 4 and 5 to csat", lambda a: (a >= 4) * 1.0),
    "ces": ("ces", "mean of ces", lambda a: a * 1.0),
}


def _register(key: str) -> None:
    column, what, score = SCORES[key]

    def given(tables: Tables) -> tuple[pd.DataFrame, np.ndarray]:
        survey = answered(tables["survey"], [column])
        return survey, score(survey[column].to_numpy())

    @truth(
        key,
        tables=["survey"],
        estimand=f"{what} {EVERYBODY}",
        right=RAKED,
        naive=UNWEIGHTED,
    )
    def level(tables: Tables) -> Iterator[Finding]:
        survey, values = given(tables)
        yield Finding("", RIGHT, weighted(survey, values).interval(), null=None)
        yield Finding("", NAIVE, mean(values).interval(), null=None)

    @truth(
        f"{key}_by_channel",
        tables=["survey"],
        estimand=f"{what} of each channel {EVERYBODY}, and web minus store",
        right=f"{RAKED}, in each channel",
        naive=UNWEIGHTED,
    )
    def by_channel(tables: Tables) -> Iterator[Finding]:
        survey, values = given(tables)
        web = is_web(survey)
        parts = {code: survey["channel"].to_numpy() == code for code in (STORE, WEB)}
        careful = {code: weighted(survey, values, rows) for code, rows in parts.items()}
        naive = {code: mean(values[rows]) for code, rows in parts.items()}
        for code in parts:
            yield Finding(str(code), RIGHT, careful[code].interval(), null=None)
            yield Finding(str(code), NAIVE, naive[code].interval(), null=None)
        both = contrast(survey, values, {1.0: web, -1.0: ~web})
        yield Finding("2 - 1", RIGHT, both.interval())
        yield Finding("2 - 1", NAIVE, mean_gap(values, web).interval())


def mean_gap(values: np.ndarray, group: np.ndarray) -> Estimate:
    """Return the difference of two means after Welch."""
    return minus(mean(values[group]), mean(values[~group]))


for _key in SCORES:
    _register(_key)


@truth(
    "ikm",
    tables=["public_service"],
    estimand="25 times the mean of U1 to U9 if every visitor answered",
    right="mean of each visitor's index, t interval",
    naive="all element scores as if each came from another visitor",
    screen=False,
)
def ikm(tables: Tables) -> Iterator[Finding]:
    """Compare visitors with scores as the unit."""
    elements = 25.0 * tables["public_service"].filter(regex="^U").to_numpy()
    yield Finding("", RIGHT, mean(elements.mean(axis=1)).interval(), null=None)
    yield Finding("", NAIVE, mean(elements.ravel()).interval(), null=None)


@truth(
    "alpha",
    tables=["survey"],
    estimand=f"Cronbach's alpha {EVERYBODY}",
    right="weighted covariances, distribution-free error",
    naive="unweighted, Feldt's interval for normal answers",
)
def reliability(tables: Tables) -> Iterator[Finding]:
    """Compare the distribution-free interval with Feldt's."""
    for name, columns in BLOCKS.items():
        survey = answered(tables["survey"], columns)
        items = survey[columns].to_numpy(float)
        right = alpha(items, survey["weight"].to_numpy())
        yield Finding(name, RIGHT, right.interval(), null=None)
        yield Finding(name, NAIVE, feldt(items), null=None)


# --------------------------------------------------------------------------------------- drivers


def steps(survey: pd.DataFrame) -> np.ndarray:
    """Return the steps below (10 columns) and above expectation (10 more)."""
    felt = survey[FELT].to_numpy(float) - 3
    return np.column_stack([np.minimum(felt, 0), np.maximum(felt, 0)])


@truth(
    "driver_slopes",
    tables=["survey"],
    estimand="points for a step below or above expectation, age and the other drivers held fixed",
    right="OLS with a slope below and one above for each driver, age in the model, HC3, listwise",
    naive="one straight line a driver",
)
def driver_slopes(tables: Tables) -> Iterator[Finding]:
    """Compare two slopes a driver with one."""
    survey = answered(tables["survey"], FELT)
    y, age = osat(survey), survey["age"].to_numpy()
    broken = ols(y, steps(survey), age)
    line = ols(y, survey[FELT].to_numpy(float), age)
    for k, name in enumerate(STEPS):
        yield Finding(name, RIGHT, broken.interval(1 + k))
        yield Finding(name, NAIVE, line.interval(1 + k % len(NAMES)))


@truth(
    "driver_gain",
    tables=["survey"],
    estimand="mean gain if a driver were one step better for every customer",
    right="slopes below and above times the weighted shares of customers who would move on each",
    naive="the slope of one straight line",
)
def driver_gain(tables: Tables) -> Iterator[Finding]:
    """Compare the gain over the observed answers with a slope."""
    survey = answered(tables["survey"], FELT)
    y, age = osat(survey), survey["age"].to_numpy()
    weights = survey["weight"].to_numpy() / survey["weight"].sum()
    broken = ols(y, steps(survey), age)
    line = ols(y, survey[FELT].to_numpy(float), age)
    for k, name in enumerate(NAMES):
        felt = survey[FELT[k]].to_numpy()
        moves = np.column_stack([felt < 3, (felt >= 3) & (felt < 5)]).astype(float)
        share, both = weights @ moves, [1 + k, 1 + k + len(NAMES)]
        influence = broken.influence[:, both] @ share
        influence += weights * ((moves - share) @ broken.params[both])
        gain = Estimate(broken.params[both] @ share, np.sqrt((influence**2).sum()))
        yield Finding(CONSTRUCT[name], RIGHT, gain.interval())
        yield Finding(CONSTRUCT[name], NAIVE, line.interval(1 + k))


@truth(
    "driver_importance",
    tables=["survey"],
    estimand=f"LMG share of the variance of satisfaction {EVERYBODY}",
    right="weighted LMG; percentile limits of 200 resamples of rows, listwise",
    naive="squared standardised slope in one regression; its limits squared",
)
def driver_importance(tables: Tables) -> Iterator[Finding]:
    """Compare what a driver adds in all orders with its squared beta."""
    survey = answered(tables["survey"], FELT)
    y, felt = osat(survey), survey[FELT].to_numpy(float)
    right = importance(felt, y, survey["weight"].to_numpy())
    beta = ols((y - y.mean()) / y.std(), (felt - felt.mean(axis=0)) / felt.std(axis=0))
    for k, name in enumerate(NAMES):
        yield Finding(CONSTRUCT[name], RIGHT, right[k], null=None)
        yield Finding(CONSTRUCT[name], NAIVE, squared(beta.interval(1 + k)), null=None)


def squared(limits: Interval) -> Interval:
    """Return an interval squared; it begins at 0 if it held 0."""
    ends = sorted([limits.low**2, limits.high**2])
    low = 0.0 if limits.low < 0 < limits.high else ends[0]
    return Interval(limits.estimate**2, low, ends[1])


@truth(
    "age_effect",
    tables=["survey"],
    estimand="points for a year of age, the drivers held fixed",
    right="OLS with the drivers' slopes below and above, HC3",
    naive="line through age alone",
)
def age_effect(tables: Tables) -> Iterator[Finding]:
    """Compare age beside the drivers with age alone."""
    survey = answered(tables["survey"], FELT)
    y, age = osat(survey), survey["age"].to_numpy()
    yield Finding("", RIGHT, ols(y, steps(survey), age).interval(-1))
    yield Finding("", NAIVE, ols(y, age).interval(1))


@truth(
    "channel_effect",
    tables=["survey"],
    estimand="web minus store: the same customers in both channels (total), the drivers held "
    "fixed (direct), as it stands (raw)",
    right="OLS, HC3: adjusted for age and region (total), for the drivers too (direct); weighted "
    "difference (raw)",
    naive="raw difference, or adjusted for the mediators, read as the total effect",
)
def channel_effect(tables: Tables) -> Iterator[Finding]:
    """Compare adjusting for the causes of channel choice with the two common mistakes."""
    survey = tables["survey"]
    y, web = osat(survey), is_web(survey)
    listwise = answered(survey, FELT)
    direct = ols(osat(listwise), is_web(listwise), adjusters(listwise), steps(listwise))
    raw = contrast(survey, y, {1.0: web, -1.0: ~web})
    yield Finding("total", RIGHT, ols(y, web, adjusters(survey)).interval(1))
    yield Finding("total", f"{NAIVE}: raw", mean_gap(y, web).interval())
    yield Finding("total", f"{NAIVE}: mediators", direct.interval(1))
    yield Finding("direct", RIGHT, direct.interval(1))
    yield Finding("raw", RIGHT, raw.interval())


@truth(
    "mediation",
    tables=["survey"],
    estimand="satisfaction to trust (a), trust to intention (b), satisfaction to intention beside "
    "trust (direct) and through it (indirect = a b)",
    right="two regressions, HC3; the product's error from both regressions' residuals",
    naive="trust alone for b, satisfaction alone for the direct effect",
)
def mediation(tables: Tables) -> Iterator[Finding]:
    """Compare two regressions with three correlations."""
    survey = answered(tables["survey"], [*TRUST, "intent"])
    y, trust = osat(survey), index_100(survey, TRUST, 1, 7)
    intent = index_100(survey, ["intent"], 1, 7)
    first, second = ols(trust, y), ols(intent, trust, y)
    alone = ols(intent, trust)
    yield Finding("a", RIGHT, first.interval(1))
    yield Finding("b", RIGHT, second.interval(1))
    yield Finding("b", NAIVE, alone.interval(1))
    yield Finding("direct", RIGHT, second.interval(2))
    yield Finding("direct", NAIVE, ols(intent, y).interval(1))
    for method, fit in ((RIGHT, second), (NAIVE, alone)):
        a, b = first.params[1], fit.params[1]
        influence = b * first.influence[:, 1] + a * fit.influence[:, 1]
        product = Estimate(a * b, np.sqrt((influence**2).sum()))
        yield Finding("indirect", method, product.interval())


@truth(
    "need_bias",
    tables=["survey"],
    estimand="web minus store in an item at the same need",
    right="difference of the item minus the mean of the block's unbiased items",
    naive="the whole block's difference, read as a difference of need (which is 0)",
)
def need_bias(tables: Tables) -> Iterator[Finding]:
    """Compare an item held against its block with the block's mean."""
    for name in NEED_BIAS:
        start = NEEDS.index(name) // 4 * 4
        block = NEEDS[start : start + 4]
        survey = answered(tables["survey"], block)
        web, items = is_web(survey), survey[block].to_numpy(float)
        others = survey[[item for item in block if item != name]].to_numpy(float).mean(axis=1)
        right = mean_gap(survey[name].to_numpy() - others, web)
        yield Finding(name, RIGHT, right.interval())
        yield Finding(name, NAIVE, mean_gap(items.mean(axis=1), web).interval(), value=0.0)


@truth(
    "careless",
    tables=["survey"],
    estimand="share of the survey's rows",
    right="one answer in all four grids; under two minutes; customer seen before",
    naive="one answer to osat1 to osat3; the fastest 5 %",
    screen=False,
)
def careless(tables: Tables) -> Iterator[Finding]:
    """Compare four grids with three items."""
    survey = tables["survey"]
    n, seconds = len(survey), survey["duration_s"]
    flags = {
        "straight-liner": straight_lines(survey),
        "speeder": speeders(survey),
        "duplicate": duplicates(survey),
    }
    for row, flag in flags.items():
        yield Finding(row, RIGHT, wilson(int(flag.sum()), n), null=None)
    same = survey[OSAT].nunique(axis=1) == 1
    yield Finding("straight-liner", NAIVE, wilson(int(same.sum()), n), null=None)
    fast = seconds <= seconds.quantile(0.05)
    yield Finding("speeder", NAIVE, wilson(int(fast.sum()), n), null=None)
