"""How often the 95 percent intervals of raked weights hold the truth, by simulation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

import custsat_edu as cs

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.intp]

SIZES = (100, 400, 1600)
WORLDS = 500
MARGINS = {  # shares of the population, each column on its own
    "age": [0.25, 0.29, 0.25, 0.21],
    "region": [0.34, 0.22, 0.22, 0.13, 0.09],
    "channel": [0.53, 0.47],
}
SPEAKS = {  # how much more often each category answers than the first
    "age": [1, 1.4, 2, 2.8],
    "region": [1, 0.8, 1.2, 0.7, 0.9],
    "channel": [1, 0.5],
}
ABOVE = {  # how much more satisfied each category is, in standard deviations within a category
    "age": [-0.3, -0.1, 0.1, 0.3],
    "region": [0.1, 0, 0, -0.1, -0.2],
    "channel": [0.1, -0.1],
}
TILT = 0.35  # log odds of answering, for one standard deviation of satisfaction: the second table
RECOMMEND = [1, 0, 1, 1, 2, 4, 6, 15, 22, 18, 30]  # percent of the answers 0 to 10
RATING = [2, 3, 8, 37, 50]  # percent of the answers 1 to 5
SHOP_MARGINS = ("age_band", "region", "channel")
QUESTIONS: dict[str, tuple[Callable[..., pd.Series], list[int], int]] = {
    "nps, 0 to 10": (cs.nps, RECOMMEND, 0),
    "csat (top 2 boxes), 1 to 5": (cs.csat, RATING, 1),
    "mean, 1 to 5": (cs.mean_score, RATING, 1),
}


@dataclass(frozen=True)
class Population:
    """Two million customers: their categories, their satisfaction, and how readily each speaks."""

    categories: dict[str, Codes]
    satisfaction: Floats
    turn: Floats  # cumulative shares of those who speak

    def sample(self, n: int, rng: np.random.Generator) -> Codes:
        """Draw n who speak; the population is so large that nobody is drawn twice."""
        return np.searchsorted(self.turn, rng.random(n))


def table() -> str:
    """Simulate, and return three markdown tables."""
    error = (0.95 * 0.05 / WORLDS) ** 0.5
    fair, unfair = _population(0.0), _population(TILT)
    effect = np.mean(
        [_rake(fair, fair.sample(1600, np.random.default_rng(k)))[1] for k in range(9)]
    )
    return "\n".join(
        [
            f"Share of {WORLDS:,} samples whose 95 % interval holds the truth (Monte Carlo error "
            f"{error:.3f}); bold where it leaves .93 to .97. Weights are raked to age (4 groups), "
            "region (5) and channel (2), on which both the answers and who gives them depend; "
            f"Kish's design effect about {effect:.1f}.",
            "",
            *_rows(fair),
            "",
            "The same where who answers depends on satisfaction too: the log odds of answering "
            f"rise by {TILT} for one standard deviation. Weights cannot mend that, and more "
            "answers make it worse.",
            "",
            *_rows(unfair),
            "",
            f"And in {WORLDS:,} worlds of Toko Serambi (`generate`, clean), raked to age band, "
            "region and channel of the 5 n customers of each, against the truth of all such "
            "worlds.",
            "",
            *_shop(),
        ]
    )


def _rows(population: Population) -> list[str]:
    return _table({n: _held(population, n) for n in SIZES})


def _table(held: dict[int, dict[str, float]]) -> list[str]:
    lines = [
        "| interval | " + " | ".join(f"n = {n:,}" for n in SIZES) + " |",
        "|---" * (len(SIZES) + 1) + "|",
    ]
    for row in held[SIZES[0]]:
        shares = [held[n][row] for n in SIZES]
        cells = (f"{x:.3f}" if 0.93 <= x <= 0.97 else f"**{x:.3f}**" for x in shares)
        lines.append(f"| {row} | " + " | ".join(cells) + " |")
    return lines


def _shop() -> list[str]:
    """Return the coverage in worlds of Toko Serambi, raked to the customers of each."""
    truth = cs.generate(1, n=100, tables=["survey"]).truth
    goals = {
        "nps": (cs.nps, ["nps"], truth["nps"]["value"]),
        "csat": (cs.csat, ["csat"], truth["csat"]["value"]),
        "mean of osat1 to osat3, 0 to 100": (
            cs.mean_score,
            ["osat1", "osat2", "osat3"],
            truth["mean_satisfaction"]["value"],
        ),
    }
    held = {n: dict.fromkeys(goals, 0) for n in SIZES}
    for n in SIZES:
        for seed in range(WORLDS):
            world = cs.generate(seed, n=n, scenario="clean", tables=["customers", "survey"]).tables
            survey, customers = world["survey"], world["customers"]
            people = survey[["customer_id"]].merge(customers, on="customer_id")
            margins = {name: customers[name].value_counts() for name in SHOP_MARGINS}
            margins = {
                name: sizes[sizes.index.isin(people[name])] for name, sizes in margins.items()
            }
            weights = cs.raking(people, {k: v / v.sum() for k, v in margins.items()})
            for name, (score, columns, true) in goals.items():
                y = survey[columns].mean(axis=1)
                y = (y - 1) / 9 * 100 if len(columns) > 1 else y
                row = score(y, weights=weights)
                held[n][name] += bool(row["low"] <= true <= row["high"])
    return _table({n: {k: v / WORLDS for k, v in rows.items()} for n, rows in held.items()})


def _held(population: Population, n: int) -> dict[str, float]:
    """Return how often the intervals with and without weights hold the truth."""
    rng = np.random.default_rng([8, n])
    asked = {name: _answers(population, name) for name in QUESTIONS}
    truth = {name: QUESTIONS[name][0](pd.Series(y))["estimate"] for name, y in asked.items()}
    held = {f"{name}, {how}": 0 for name in QUESTIONS for how in ("raked", "without weights")}
    for _ in range(WORLDS):
        rows = population.sample(n, rng)
        weights, _effect = _rake(population, rows)
        for name, (score, _shares, _first) in QUESTIONS.items():
            y = pd.Series(asked[name][rows])
            for how, options in (("raked", {"weights": weights}), ("without weights", {})):
                row = score(y, **options)
                held[f"{name}, {how}"] += bool(row["low"] <= truth[name] <= row["high"])
    return {name: count / WORLDS for name, count in held.items()}


def _population(tilt: float, size: int = 2_000_000) -> Population:
    rng = np.random.default_rng(8)
    categories = {name: rng.choice(len(p), size, p=p) for name, p in MARGINS.items()}
    own = rng.normal(size=size)
    level = sum(np.array(ABOVE[name])[codes] for name, codes in categories.items())
    speaks = np.prod([np.array(SPEAKS[name])[codes] for name, codes in categories.items()], axis=0)
    turn = np.cumsum(speaks * np.exp(tilt * own))
    return Population(categories, level + own, turn / turn[-1])


def _answers(population: Population, name: str) -> Floats:
    """Return what everybody would answer: satisfaction, cut so that the shares come out."""
    _score, shares, first = QUESTIONS[name]
    cuts = np.quantile(population.satisfaction, np.cumsum(shares)[:-1] / np.sum(shares))
    return first + np.searchsorted(cuts, population.satisfaction).astype(float)


def _rake(population: Population, rows: Codes) -> tuple[pd.Series, float]:
    sample = pd.DataFrame({name: codes[rows] for name, codes in population.categories.items()})
    margins = {name: dict(enumerate(shares)) for name, shares in MARGINS.items()}
    weights = cs.raking(sample, margins)
    return weights, float(weights.attrs["design_effect"])
