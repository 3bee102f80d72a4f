"""How often the 95 percent intervals hold the truth, by simulation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import ndtr, ndtri

import custsat_edu as cs

Floats = npt.NDArray[np.float64]
Draw = Callable[[int, np.random.Generator], tuple[Any, Any]]

SIZES = (30, 100, 400, 1600)
REPEATS = 4_000
HALF_OF_A, SAMPLED_FROM_A = 0.5, 0.85  # type A: half of the customers, 85 % of the sample

# Shares of the answers, lowest first, for customers of type A and of type B.
ANSWERS: dict[str, tuple[list[float], list[float]]] = {
    "nps, skewed": ([1, 0, 1, 1, 2, 4, 6, 15, 22, 18, 30], [4, 2, 3, 4, 5, 8, 10, 17, 18, 13, 16]),
    "nps, very skewed": ([0, 0, 0, 0, 0, 1, 1, 3, 7, 18, 70], [0, 0, 0, 1, 1, 1, 1, 4, 8, 20, 64]),
    "csat, skewed": ([2, 3, 8, 37, 50], [5, 8, 15, 37, 35]),
    "csat, very skewed": ([0.5, 0.5, 1, 18, 80], [1, 1, 2, 21, 75]),
    "ces, skewed": ([2, 3, 4, 8, 18, 30, 35], [6, 7, 9, 14, 20, 22, 22]),
    "ces, very skewed": ([2, 1, 0, 1, 3, 13, 80], [3, 2, 1, 2, 5, 17, 70]),
}
ITEMS = {"alpha, skewed": [3, 5, 12, 35, 45], "alpha, very skewed": [1, 1, 3, 15, 80]}


def table() -> str:
    """Simulate, and return a markdown table."""
    error = (0.95 * 0.05 / REPEATS) ** 0.5
    lines = [
        f"Share of {REPEATS:,} samples whose 95 % interval holds the truth (Monte Carlo error "
        f"{error:.4f}); bold where it leaves .93 to .97.",
        f"With weights, type A is {HALF_OF_A:.0%} of the customers and {SAMPLED_FROM_A:.0%} of "
        "the sample, Kish's design effect about 2.",
        "",
        "| interval | " + " | ".join(f"n = {n:,}" for n in SIZES) + " |",
        "|---" * (len(SIZES) + 1) + "|",
    ]
    for seed, (name, score, draw, truth) in enumerate(_cases()):
        shares = [_coverage(score, draw, truth, n, seed) for n in SIZES]
        cells = (f"{x:.3f}" if 0.93 <= x <= 0.97 else f"**{x:.3f}**" for x in shares)
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _coverage(
    score: Callable[..., pd.Series], draw: Draw, truth: float, n: int, seed: int
) -> float:
    rng = np.random.default_rng([seed, n])
    held = 0
    for _ in range(REPEATS):
        answers, weights = draw(n, rng)
        options = {} if weights is None else {"weights": weights}
        row = score(answers, **options)
        held += bool(row["low"] <= truth <= row["high"])
    return held / REPEATS


def _cases() -> Iterator[tuple[str, Callable[..., pd.Series], Draw, float]]:
    for name, shares in ANSWERS.items():
        kind = name.split(",")[0]
        a, b = (np.array(share) / sum(share) for share in shares)
        first = 0 if kind == "nps" else 1
        score = getattr(cs, kind)
        yield name, score, _from_one(a, first), _truth(kind, a)
        both = HALF_OF_A * a + (1 - HALF_OF_A) * b
        yield f"{name}, weighted", score, _from_two(a, b, first), _truth(kind, both)
    for name, share in ITEMS.items():
        draw, truth = _scale(np.array(share) / sum(share))
        for interval in ("adf", "feldt"):
            yield f"{name}, {interval}", _alpha(interval), draw, truth


def _alpha(interval: str) -> Callable[..., pd.Series]:
    def score(items: pd.DataFrame) -> pd.Series:
        try:
            return cs.cronbach_alpha(items, interval=interval)
        except cs.InputError:  # an item without variance: no interval, so it cannot hold
            return pd.Series({"low": np.nan, "high": np.nan})

    return score


def _truth(kind: str, shares: Floats) -> float:
    if kind == "nps":
        return 100 * float(shares[9:].sum() - shares[:7].sum())
    if kind == "csat":
        return float(shares[3:].sum())
    return float(shares @ np.arange(1, len(shares) + 1))


def _from_one(shares: Floats, first: int) -> Draw:
    def draw(n: int, rng: np.random.Generator) -> tuple[pd.Series, None]:
        return pd.Series(rng.choice(len(shares), n, p=shares) + float(first)), None

    return draw


def _from_two(a: Floats, b: Floats, first: int) -> Draw:
    def draw(n: int, rng: np.random.Generator) -> tuple[pd.Series, pd.Series]:
        is_a = rng.random(n) < SAMPLED_FROM_A
        answers = np.where(is_a, rng.choice(len(a), n, p=a), rng.choice(len(b), n, p=b))
        weights = np.where(is_a, HALF_OF_A / SAMPLED_FROM_A, (1 - HALF_OF_A) / (1 - SAMPLED_FROM_A))
        return pd.Series(answers + float(first)), pd.Series(weights)

    return draw


def _scale(shares: Floats, k: int = 5, loading: float = 0.7) -> tuple[Draw, float]:
    """Return a draw of k items cut from one normal factor, and their population alpha."""
    cuts = ndtri(shares.cumsum()[:-1])
    noise = (1 - loading**2) ** 0.5

    def draw(n: int, rng: np.random.Generator) -> tuple[pd.DataFrame, None]:
        latent = loading * rng.normal(size=(n, 1)) + noise * rng.normal(size=(n, k))
        return pd.DataFrame(1.0 + np.searchsorted(cuts, latent)), None

    at, weight = np.polynomial.hermite_e.hermegauss(101)
    above = ndtr((loading * at[:, None] - cuts) / noise)  # P(answer > cut) at each factor value
    mean_given = 1 + above.sum(axis=1)
    square_given = 1 + (above * (2 * np.arange(1, len(shares)) + 1)).sum(axis=1)
    mean, square, product = (
        weight @ moment / weight.sum() for moment in (mean_given, square_given, mean_given**2)
    )
    variance, covariance = square - mean**2, product - mean**2
    return draw, k * covariance / (variance + (k - 1) * covariance)
