"""Plain estimates with their 95 % intervals, and the careless screen."""

from __future__ import annotations

from math import comb
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from calibration.registry import Interval

NOT_ANSWERED = (97, 98, 99)
GRIDS = ("e_", "p_", "d_", "i_")
FASTEST = 120  # seconds; less than two for each of the questions


class Estimate(NamedTuple):
    """An estimate with its standard error."""

    estimate: float
    se: float
    df: float = np.inf

    def interval(self, confidence: float = 0.95) -> Interval:
        """Return the Wald interval."""
        half = stats.t.ppf((1 + confidence) / 2, self.df) * self.se
        return Interval(self.estimate, self.estimate - half, self.estimate + half)


class Fit(NamedTuple):
    """Least squares with HC3 errors; the constant stands first."""

    params: np.ndarray
    influence: np.ndarray  # one row an answer; its cross product is the covariance
    df: int

    def combine(self, weights: np.ndarray) -> Estimate:
        """Return a weighted sum of the coefficients."""
        se = np.sqrt(((self.influence @ weights) ** 2).sum())
        return Estimate(float(self.params @ weights), float(se), self.df)

    def interval(self, k: int) -> Interval:
        """Return the interval of the k-th coefficient."""
        return self.combine(np.eye(len(self.params))[k]).interval()


def ols(y: np.ndarray, *columns: np.ndarray) -> Fit:
    """Return the least-squares fit of y on a constant and the columns."""
    x = np.column_stack([np.ones(len(y)), *columns]).astype(float)
    inverse = np.linalg.inv(x.T @ x)
    params = inverse @ (x.T @ y)
    half = x @ inverse
    leverage = (half * x).sum(axis=1)
    influence = half * ((y - x @ params) / (1 - leverage))[:, None]
    return Fit(params, influence, len(y) - x.shape[1])


def mean(values: np.ndarray, weights: np.ndarray | None = None) -> Estimate:
    """Return a mean; its error is linearised where there are weights."""
    values = np.asarray(values, float)
    if weights is None:
        return Estimate(values.mean(), values.std(ddof=1) / np.sqrt(len(values)), len(values) - 1)
    centre = np.average(values, weights=weights)
    se = np.sqrt((weights**2 * (values - centre) ** 2).sum()) / weights.sum()
    return Estimate(centre, se, len(values) - 1)


def minus(a: Estimate, b: Estimate) -> Estimate:
    """Return the difference of two independent estimates, with Welch's degrees of freedom."""
    variance = a.se**2 + b.se**2
    return Estimate(
        a.estimate - b.estimate,
        np.sqrt(variance),
        variance**2 / (a.se**4 / a.df + b.se**4 / b.df),
    )


def raked(influence: np.ndarray, weights: np.ndarray, margins: np.ndarray) -> float:
    """Return the standard error of a raked estimate from what each answer adds to it.

    Raking takes away what the margins explain, as regression does; the plain linearised error
    does not know this and is too large.
    """
    x = np.column_stack([np.ones(len(weights)), margins])
    root = np.sqrt(weights)
    slope = np.linalg.lstsq(x * root[:, None], influence * root, rcond=None)[0]
    return float(np.sqrt((weights**2 * (influence - x @ slope) ** 2).sum()))


def alpha(items: np.ndarray, weights: np.ndarray) -> Estimate:
    """Return Cronbach's alpha, its error free of any distribution."""
    k, total = items.shape[1], weights.sum()
    z = items - np.average(items, axis=0, weights=weights)
    own, whole = (z**2).sum(axis=1), z.sum(axis=1) ** 2
    trace, everything = np.average(own, weights=weights), np.average(whole, weights=weights)
    influence = (trace * (whole - everything) / everything - (own - trace)) / everything
    influence *= weights * k / (k - 1) / total
    return Estimate(k / (k - 1) * (1 - trace / everything), np.sqrt((influence**2).sum()))


def feldt(items: np.ndarray) -> Interval:
    """Return Cronbach's alpha with Feldt's interval, which holds for normal answers."""
    n, k = items.shape
    cov = np.cov(items.T)
    value = k / (k - 1) * (1 - np.trace(cov) / cov.sum())
    upper, lower = stats.f.ppf([0.975, 0.025], n - 1, (n - 1) * (k - 1))
    return Interval(value, 1 - (1 - value) * upper, 1 - (1 - value) * lower)


def wilson(hits: int, n: int) -> Interval:
    """Return a share with Wilson's interval."""
    z = stats.norm.ppf(0.975)
    share = hits / n
    centre = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    return Interval(share, centre - half if hits else 0.0, centre + half)


def instrument(y: np.ndarray, used: np.ndarray, lot: np.ndarray) -> Estimate:
    """Return the effect of use, with a lottery as instrument (two-stage least squares)."""
    z, d = lot - lot.mean(), used - used.mean()
    first = z @ d
    effect = (z @ y) / first
    rest = y - y.mean() - effect * d
    return Estimate(effect, np.sqrt((z**2 * rest**2).sum()) / abs(first))


def logit(y: np.ndarray, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return coefficients and standard errors of a logistic regression, by Newton's method."""
    beta, x = np.zeros(x.shape[1]), x.astype(float)
    for _ in range(12):
        p = 1 / (1 + np.exp(-x @ beta))
        information = (x * (p * (1 - p))[:, None]).T @ x
        beta = beta + np.linalg.solve(information, x.T @ (y - p))
    return beta, np.sqrt(np.diag(np.linalg.inv(information)))


def cox(days: np.ndarray, event: np.ndarray, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return log hazard ratios and standard errors: Cox's partial likelihood, Breslow's ties."""
    order = np.argsort(-days, kind="stable")
    days, event, x = days[order], event[order] == 1, x[order].astype(float)
    at_risk = np.searchsorted(-days, -days[event], side="right") - 1
    beta, products = np.zeros(x.shape[1]), x[:, :, None] * x[:, None, :]
    for _ in range(8):
        w = np.exp(x @ beta)
        total = np.cumsum(w)[at_risk]
        centre = np.cumsum(w[:, None] * x, axis=0)[at_risk] / total[:, None]
        square = np.cumsum(w[:, None, None] * products, axis=0)[at_risk] / total[:, None, None]
        information = (square - centre[:, :, None] * centre[:, None, :]).sum(axis=0)
        beta = beta + np.linalg.solve(information, (x[event] - centre).sum(axis=0))
    return beta, np.sqrt(np.diag(np.linalg.inv(information)))


def covariances(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the covariance matrix under each row of weights: (samples, n) to (samples, k, k)."""
    values, k = values - values.mean(axis=0), values.shape[1]
    products = np.column_stack(
        [values, (values[:, :, None] * values[:, None, :]).reshape(-1, k**2)]
    )
    moments = weights @ products / weights.sum(axis=1, keepdims=True)
    first, second = moments[:, :k], moments[:, k:].reshape(-1, k, k)
    return second - first[:, :, None] * first[:, None, :]


def unexplained(cov: np.ndarray) -> np.ndarray:
    """Return the last variable's variance that each subset of the others leaves unexplained.

    One variable after the other is taken out: as it is, or after what it explains of the rest. So
    the list doubles; subset s holds variable j if s has the bit 2**j.
    """
    rest = cov[None]
    while rest.shape[-1] > 1:
        pivot, row, later = rest[..., :1, :1], rest[..., :1, 1:], rest[..., 1:, 1:]
        rest = np.concatenate([later, later - np.swapaxes(row, -1, -2) * row / pivot])
    return rest[..., 0, 0]


def lmg(cov: np.ndarray) -> np.ndarray:
    """Return the LMG shares of the last variable: (samples, k + 1, k + 1) to (k, samples).

    A variable's share is what it adds to R2 of the last one, averaged over all orders.
    """
    k, total = cov.shape[-1] - 1, cov[..., -1, -1]
    subsets = np.arange(2**k)
    inside = (subsets >> np.arange(k)[:, None]) & 1 == 1
    size = inside.sum(axis=0)
    chance = 1 / (k * np.array([comb(k - 1, s) for s in range(k)]))  # by size of what came before
    joins, stays = chance[np.maximum(size - 1, 0)], -chance[np.minimum(size, k - 1)]
    return np.where(inside, joins, stays) @ (1 - unexplained(cov) / total)


def importance(
    x: np.ndarray, y: np.ndarray, weights: np.ndarray, samples: int = 200
) -> list[Interval]:
    """Return each driver's weighted LMG share with percentile limits from resampled moments."""
    rng, n = np.random.default_rng(0), len(y)
    drawn = rng.multinomial(n, np.full(n, 1 / n), samples)
    counts = np.vstack([np.ones(n), drawn]) * weights
    found = lmg(covariances(np.column_stack([x, y]), counts))
    low, high = np.quantile(found[:, 1:], [0.025, 0.975], axis=1)
    return [Interval(*map(float, limits)) for limits in zip(found[:, 0], low, high, strict=True)]


def ratio(log: float, se: float) -> Interval:
    """Return an odds or hazard ratio with its interval, from the log scale."""
    return Interval(*(float(np.exp(limit)) for limit in Estimate(log, se).interval()))


# ----------------------------------------------------------------------------- the careless screen


def straight_lines(survey: pd.DataFrame) -> pd.Series:
    """Say which rows give one answer throughout all four grids of drivers."""
    one = [
        survey.filter(regex=f"^{grid}").where(lambda a: a <= 5).agg(["min", "max"], axis=1)
        for grid in GRIDS
    ]
    return pd.concat([limits["min"] == limits["max"] for limits in one], axis=1).all(axis=1)


def speeders(survey: pd.DataFrame) -> pd.Series:
    """Say which rows took less than two minutes."""
    return survey["duration_s"] < FASTEST


def duplicates(survey: pd.DataFrame) -> pd.Series:
    """Say which rows come from a customer who had answered before."""
    return survey["customer_id"].duplicated()


def screened(survey: pd.DataFrame) -> pd.DataFrame:
    """Return the survey without straight lines, speeders and duplicates."""
    return survey[~(straight_lines(survey) | speeders(survey) | duplicates(survey))]


def answered(survey: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Return the rows without a missing code in the columns."""
    return survey[~survey[columns].isin(NOT_ANSWERED).any(axis=1)]


def index_100(table: pd.DataFrame, columns: list[str], low: int, high: int) -> np.ndarray:
    """Return the mean of some items as 0-100."""
    return 100 * (table[columns].to_numpy(float).mean(axis=1) - low) / (high - low)
