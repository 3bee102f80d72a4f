"""What is true of Toko Serambi, and how far an estimate is from it."""

from __future__ import annotations

import difflib
import json
import math
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pandas as pd
import yaml

from custsat_edu.errors import InputError, Problem
from custsat_edu.world import survey as planted
from custsat_edu.world.comments import comment_entries, comment_facts
from custsat_edu.world.events import event_entries, event_facts
from custsat_edu.world.instruments import Crowd, instrument_entries, instrument_facts
from custsat_edu.world.money import money_entries, money_facts
from custsat_edu.world.people import (
    STORE,
    STORES,
    TRAINING_EFFECT,
    TYPE_SHARE,
    WEB,
    make_customers,
    make_stores,
)
from custsat_edu.world.recovery import recovery_entries, recovery_facts
from custsat_edu.world.words import CONSTRUCT, LABELS, TYPE_WORDS, VALUES, Words, say

VALUES_FILE = Path(__file__).with_name("values.json")
PARTS, ROWS = 20, 100_000  # two million rows in all
STEPS = [f"{CONSTRUCT[name]}_{side}" for side in ("below", "above") for name in planted.NAMES]
GAINS = {f"gain_{name}": f"gain_{construct}" for name, construct in CONSTRUCT.items()}
BLOCKS = {  # the constructs with several items, for alpha
    "Satisfaction": ["osat1", "osat2", "osat3"],
    "Trust": ["trust1", "trust2", "trust3"],
    "Functional": planted.NEEDS[:4],
    "Emotional": planted.NEEDS[4:8],
    "Social": planted.NEEDS[8:],
}


class StudyLike(Protocol):
    """A study, as far as `reveal` needs it."""

    folder: Path | None

    def has(self, what: str) -> bool:
        """Say whether the study has something, here its truth."""


@dataclass(frozen=True)
class Truth:
    """The truth behind a synthetic study.

    Parameters
    ----------
    entries : mapping
        One entry a key: `planted`, `value` (a number, or one a row name), `unit`, `meaning`, and
        `rows` (what a row is called in either language) where the names are codes.
    latents : mapping of DataFrames
        What nobody could observe, by the table it belongs to: `customers` (type, goodwill,
        satisfaction in either channel), `survey` (careless flags and what a better driver would
        give, in the order of the survey's rows), `purchases` (rate, chance to stop, the purchases
        to be expected), and others.
    """

    entries: Mapping[str, Mapping[str, Any]]
    latents: Mapping[str, pd.DataFrame] = field(repr=False)

    def __getitem__(self, key: str) -> Mapping[str, Any]:
        """Return one entry."""
        if key not in self.entries:
            raise InputError.of(
                "truth: there is no key {key!r}. Did you mean {near!r}? The keys: {keys}.",
                key=key,
                near=(difflib.get_close_matches(str(key), self.entries, 1, 0) or [""])[0],
                keys=", ".join(self.entries),
            )
        return self.entries[key]

    def compare(self, estimate: pd.DataFrame | pd.Series, key: str) -> pd.DataFrame:
        """Set an estimate beside the truth.

        Parameters
        ----------
        estimate : DataFrame or Series
            A table with the columns `estimate`, `low`, `high`, one row a name; or one score as a
            Series with these three. A Series is matched by its name where the truth has rows.
        key : str
            The truth's key, such as "nps" or "driver_slopes".

        Returns
        -------
        DataFrame
            The estimate with three more columns: `truth`, `covered` (does the interval hold it?)
            and `off` (estimate minus truth, in the truth's unit). A row that the truth does not
            know has no truth, and nothing is said of its coverage.

        Raises
        ------
        InputError
            If the key is unknown, a column is missing, or no row has a truth.

        Notes
        -----
        An honest 95 % interval misses the truth five times in a hundred.

        Examples
        --------
        >>> truth = Truth({"nps": {"value": 16.5}}, {})
        >>> score = pd.Series({"estimate": 18.0, "low": 15.0, "high": 21.0, "n": 2371.0})
        >>> truth.compare(score, "nps")[["truth", "covered", "off"]]
             truth  covered  off
        nps   16.5     True  1.5
        """
        entry = self[key]
        table = _as_table(estimate, key)
        value = entry["value"]
        if isinstance(value, Mapping):
            aliases = _aliases(value, entry.get("rows", {}))
            truth = [aliases.get(_plain(name), np.nan) for name in table.index]
        else:
            truth = [float(value)] * len(table)
        if len(table) and np.isnan(truth).all():
            raise InputError.of(
                "truth: no row of the estimate has a truth under {key!r}. Its rows: {rows}. "
                "Found: {found}. Rename the rows (or the Series) after them.",
                key=key,
                rows=", ".join(map(str, value)),
                found=", ".join(map(str, table.index)),
            )
        table["truth"] = truth
        covered = (table["low"] <= table["truth"]) & (table["truth"] <= table["high"])
        known = table[["low", "high", "truth"]].notna().all(axis=1)
        table["covered"] = covered.astype("boolean").where(known)
        table["off"] = table["estimate"] - table["truth"]
        return table

    def spend(self, budget: Mapping[str, float], ratings: pd.DataFrame) -> float:
        """Return what 100 points spent on the drivers would really give.

        One point makes a driver one step better for one percent of the customers, those who rate
        it lowest first.

        Parameters
        ----------
        budget : mapping of str to float
            Points for each driver, 0 or more and together at most 100. A driver that is not named
            gets none.
        ratings : DataFrame, one row a respondent
            The respondents' ratings of the drivers, in the order of the survey, such as
            `study.scores[study.drivers]`. Equal ratings are served in row order, missing ones last.

        Returns
        -------
        float
            The mean rise of satisfaction over all respondents, in points of 0-100.

        Raises
        ------
        InputError
            If the truth holds no gains of respondents, a driver is unknown or not rated, a number
            of points is no number from 0, more than 100 are spent, or `ratings` has other rows
            than the survey.

        Notes
        -----
        Each respondent's gain is the difference of two potential outcomes: satisfaction with the
        driver one step better, minus satisfaction as it is. Who is at the top of the scale gains
        nothing. Points that are no whole number of respondents are rounded to the nearest.

        Examples
        --------
        >>> gains = pd.DataFrame({"gain_Price": [2.0, 2.0, 0.0, 4.0], "gain_Ease": [1.0] * 4})
        >>> ratings = pd.DataFrame({"Price": [3, 2, 5, 1], "Ease": [1, 2, 3, 4]})
        >>> truth = Truth({}, {"survey": gains})
        >>> truth.spend({"Price": 50, "Ease": 25}, ratings)  # (4 + 2 + 1) / 4
        1.75
        """
        if not isinstance(budget, Mapping | pd.Series) or not isinstance(ratings, pd.DataFrame):
            raise InputError.of(
                "spend: give a budget such as {example} and the table study.scores[study.drivers]. "
                "Found: {budget} and {ratings}.",
                example="{'Price': 60, 'Ease': 40}",
                budget=type(budget).__name__,
                ratings=type(ratings).__name__,
            )
        gains = self.latents.get("survey", pd.DataFrame()).filter(regex="^gain_")
        gains = gains.rename(columns=lambda name: name.removeprefix("gain_"))
        budget = dict(budget)
        problems = [*_wrong_budget(budget, gains), *_wrong_ratings(budget, gains, ratings)]
        if problems:
            raise InputError(problems)
        rises = [_served(gains[name], ratings[name], points) for name, points in budget.items()]
        return float(sum(rises))


def _served(gain: pd.Series, rating: pd.Series, points: float) -> float:
    """Return the mean gain if the lowest ratings are served first, one point a percent."""
    lowest_first = np.argsort(rating.to_numpy(float, na_value=np.nan), kind="stable")
    served = lowest_first[: round(points / 100 * len(gain))]
    return float(gain.to_numpy()[served].sum() / len(gain))


def _is_points(points: Any) -> bool:
    """Say whether these are points: a number from 0 (True and infinity are none)."""
    number = isinstance(points, int | float | np.number) and not isinstance(points, bool)
    return number and math.isfinite(points) and points >= 0


def _wrong_budget(budget: Mapping[str, float], gains: pd.DataFrame) -> Iterator[Problem]:
    if gains.empty:
        yield Problem(
            "spend: this truth knows no respondents' gains. Take cs.reveal(study) of the sample, "
            "or make the table 'survey' too."
        )
        return
    for driver in [name for name in budget if name not in gains]:
        yield Problem(
            "spend: there is no driver {driver!r}. Did you mean {near!r}? The drivers: {drivers}.",
            {
                "driver": driver,
                "near": difflib.get_close_matches(str(driver), gains, 1, 0)[0],
                "drivers": ", ".join(gains),
            },
        )
    for driver, points in budget.items():
        if not _is_points(points):
            yield Problem(
                "spend: {driver} gets {points!r} points. Give a number from 0.",
                {"driver": driver, "points": points},
            )
    total = sum(points for points in budget.values() if _is_points(points))
    if total > 100 + 1e-9:
        yield Problem(
            "spend: the points add up to {total:g}. At most 100 can be spent.", {"total": total}
        )


def _wrong_ratings(
    budget: Mapping[str, float], gains: pd.DataFrame, ratings: pd.DataFrame
) -> Iterator[Problem]:
    unrated = [name for name in budget if name in gains and name not in ratings]
    if unrated:
        yield Problem(
            "spend: ratings has no column {drivers}. Give study.scores[study.drivers].",
            {"drivers": ", ".join(unrated)},
        )
    for name in budget:
        if name in ratings and not pd.api.types.is_numeric_dtype(ratings[name]):
            yield Problem(
                "spend: the ratings of {driver} are no numbers. Give study.scores[study.drivers].",
                {"driver": name},
            )
    if len(gains) and len(ratings) != len(gains):
        yield Problem(
            "spend: ratings has {found} rows and the survey has {rows}. Give one row a "
            "respondent, in the order of the survey.",
            {"found": len(ratings), "rows": len(gains)},
        )


def _as_table(estimate: pd.DataFrame | pd.Series, key: str) -> pd.DataFrame:
    if isinstance(estimate, pd.Series):
        estimate = estimate.to_frame(estimate.name if estimate.name is not None else key).T
    missing = [name for name in ("estimate", "low", "high") if name not in estimate]
    if missing:
        raise InputError.of(
            "truth: the estimate has no column {missing}. Give a score or a table with "
            "estimate, low and high.",
            missing=", ".join(missing),
        )
    return estimate.astype(dict.fromkeys(("estimate", "low", "high"), float))


def _plain(name: Any) -> str:
    return str(int(name)) if isinstance(name, float) and name.is_integer() else str(name)


def _aliases(value: Mapping[Any, float], rows: Mapping[Any, Words]) -> dict[str, float]:
    names = {_plain(name): float(v) for name, v in value.items()}
    spoken = {word: float(value[row]) for row, words in rows.items() for word in words.values()}
    return names | spoken


def reveal(study: StudyLike) -> Truth:
    """Reveal the truth behind a synthetic study.

    Parameters
    ----------
    study : Study
        A study whose folder holds truth.yaml, such as the sample.

    Returns
    -------
    Truth
        The entries of truth.yaml and the latent tables beside it.

    Raises
    ------
    InputError
        If the study is a real one: nobody knows its truth.

    Examples
    --------
    >>> import pandas as pd
    >>> from custsat_edu import load_study
    >>> reveal(load_study(pd.DataFrame({"nps": [9, 3]}), nps="nps"))
    Traceback (most recent call last):
        ...
    custsat_edu.errors.InputError: reveal: this survey has no truth.yaml; ...
    """
    folder = study.folder
    if folder is None or not study.has("truth"):
        raise InputError.of(
            "reveal: this survey has no truth.yaml; only synthetic data come with their truth. "
            "Ask study.has('truth') first."
        )
    entries = yaml.safe_load((Path(folder) / "truth.yaml").read_text(encoding="utf-8"))
    latents = {
        path.stem.removeprefix("truth_"): pd.read_csv(path)
        for path in sorted(Path(folder).glob("truth_*.csv"))
    }
    return Truth(entries, latents)


# ------------------------------------------------------------------ what the right method tends to


def _fit(y: np.ndarray, *columns: np.ndarray) -> np.ndarray:
    return np.linalg.lstsq(np.column_stack([np.ones(len(y)), *columns]), y, rcond=None)[0][1:]


def _nps(answers: np.ndarray) -> float:
    return 100 * float((answers >= 9).mean() - (answers <= 6).mean())


def _alpha(items: np.ndarray) -> float:
    k, cov = items.shape[1], np.cov(items.T)
    return float(k / (k - 1) * (1 - np.trace(cov) / cov.sum()))


def _steps(felt: np.ndarray) -> np.ndarray:
    return np.column_stack([np.minimum(felt - 3, 0), np.maximum(felt - 3, 0)])


def survey_facts(rng: np.random.Generator, n: int) -> dict[str, Any]:
    """Return what is true of n customers who all answer, and carefully."""
    _, stores = make_stores(rng)
    level = planted.present_level(stores)
    customers, people = make_customers(rng, n, realistic=False)
    lived = planted.live(rng, customers, people["halo"].to_numpy(), level)
    answers = planted.answer(rng, lived)
    web, age = lived.channel == WEB, customers["age"].to_numpy()

    def items(*names: str) -> np.ndarray:
        return np.column_stack([answers[name] for name in names])

    def by_channel(score: Callable[[np.ndarray], float]) -> dict[int, float]:
        return {STORE: float(score(~web)), WEB: float(score(web))}

    felt = lived.own(lived.felt)
    osat = planted.index_100(items("osat1", "osat2", "osat3"), 1, 10)
    trust = planted.index_100(items("trust1", "trust2", "trust3"), 1, 7)
    intent = planted.index_100(items("intent"), 1, 7)
    slopes = _fit(osat, _steps(felt), age)
    a = _fit(trust, osat)[0]
    b, direct = _fit(intent, trust, osat)
    effect = lived.satisfaction[WEB] - lived.satisfaction[STORE]
    regions = (customers["region"].to_numpy()[:, None] == np.arange(2, 6)).astype(float)
    return {
        "mean_satisfaction": float(osat.mean()),
        "nps": _nps(answers["nps"]),
        "nps_by_channel": by_channel(lambda rows: _nps(answers["nps"][rows])),
        "csat": float((answers["csat"] >= 4).mean()),
        "csat_by_channel": by_channel(lambda rows: (answers["csat"][rows] >= 4).mean()),
        "ces": float(answers["ces"].mean()),
        "ces_by_channel": by_channel(lambda rows: answers["ces"][rows].mean()),
        "alpha": {name: _alpha(items(*columns)) for name, columns in BLOCKS.items()},
        "driver_slopes": dict(zip(STEPS, slopes, strict=False)),
        "driver_gain": dict(
            zip(CONSTRUCT.values(), planted.step_up(felt).mean(axis=0), strict=True)
        ),
        "driver_importance": np.cov(np.column_stack([felt, osat]), rowvar=False),
        "age_effect": slopes[-1],
        "channel_effect": {
            "total": float(effect.mean()),
            "direct": _fit(osat, web, age, regions, _steps(felt))[0],
            "raw": float(osat[web].mean() - osat[~web].mean()),
        },
        "mediation": {"a": a, "b": b, "direct": direct, "indirect": a * b},
        "need_bias": {
            name: float(answers[name][web].mean() - answers[name][~web].mean())
            for name in planted.NEED_BIAS
        },
    }


def _explained(cov: np.ndarray, drivers: tuple[int, ...]) -> float:
    """Return the share of the last variable's variance that some of the others explain."""
    chosen, y = list(drivers), cov[:-1, -1]
    slopes = np.linalg.solve(cov[np.ix_(chosen, chosen)], y[chosen])
    return float(y[chosen] @ slopes / cov[-1, -1])


def shapley_shares(cov: np.ndarray) -> np.ndarray:
    """Return each driver's share of the outcome's variance, by brute force over all subsets.

    Parameters
    ----------
    cov : ndarray of shape (k + 1, k + 1)
        Covariances of k drivers and, last, the outcome.

    Returns
    -------
    ndarray of shape (k,)
        What a driver adds to R2, averaged over all orders in which the drivers can come in (the
        LMG or Shapley shares). They sum to R2.
    """
    k = len(cov) - 1
    shares = np.zeros(k)
    r2: dict[tuple[int, ...], float] = {(): 0.0}
    for size in range(1, k + 1):
        weight = 1 / (k * math.comb(k - 1, size - 1))  # of the orders that begin so
        for drivers in combinations(range(k), size):
            r2[drivers] = _explained(cov, drivers)
            for place, last in enumerate(drivers):
                without = drivers[:place] + drivers[place + 1 :]
                shares[last] += weight * (r2[drivers] - r2[without])
    return shares


def pulse_facts(seed: list[int], n: int) -> dict[str, Any]:
    """Return what is true of n short answers; the same visits with and without training."""

    def visits(trained: int) -> pd.DataFrame:
        stores = len(STORES)
        return planted.make_pulse(
            np.random.default_rng(seed), np.zeros(stores), np.full(stores, trained), n
        )

    without, trained = visits(0), visits(1)
    after = without["quarter"] >= planted.TRAINING_QUARTER
    by_lot = without.groupby("invited")[["used", "ces"]].mean().diff().loc[1]
    bot = without.groupby("bot")["osat"].mean()
    return {
        "training_effect": float((trained["osat"] - without["osat"])[after].mean()),
        "bot_difference": float(bot[1] - bot[0]),
        "self_service": {
            "invitation": float(by_lot["ces"]),
            "use": float(by_lot["ces"] / by_lot["used"]),
        },
    }


def behaviour_facts(seed: list[int], n: int) -> dict[str, Any]:
    """Return what is true of what n customers do, complain about and pay."""
    rng = np.random.default_rng(seed)
    _, stores = make_stores(rng)
    customers, people = make_customers(rng, n, realistic=False)
    halo = people["halo"].to_numpy()
    lived = planted.live(rng, customers, halo, planted.present_level(stores))
    people["y_store"], people["y_web"] = lived.satisfaction[STORE], lived.satisfaction[WEB]
    people = people.assign(**planted.problems(rng, lived.own(lived.felt)))
    return {
        **event_facts(rng, customers, halo, n),
        **recovery_facts(rng, customers, people),
        **money_facts(rng, customers, people),
    }


def told_facts(seed: list[int], n: int) -> dict[str, Any]:
    """Return what n customers tell through the instruments and in comments."""
    rng = np.random.default_rng(seed)
    _, stores = make_stores(rng)
    customers, people = make_customers(rng, n, realistic=False)
    level, halo = planted.present_level(stores), people["halo"].to_numpy()
    crowd = Crowd(customers, planted.live(rng, customers, halo, level))
    return {**instrument_facts(seed, crowd), **comment_facts(rng, crowd)}


def facts(part: int, n: int = ROWS) -> dict[str, Any]:
    """Return one part of the large clean run from which every `value` comes."""
    seed = [zlib.crc32(b"truth"), part]
    office = planted.make_public_service(np.random.default_rng([*seed, 1]), n)
    return {
        **survey_facts(np.random.default_rng(seed), n),
        "ikm": float(25 * office.filter(regex="^U").to_numpy().mean()),
        **pulse_facts([*seed, 2], n),
        **behaviour_facts([*seed, 3], n),
        **told_facts([*seed, 4], n),
    }


def large_run(parts: int = PARTS) -> dict[str, Any]:
    """Return the mean over the parts of the large clean run: two million rows by default."""
    found = [facts(part) for part in range(parts)]

    def mean(values: list[Any]) -> Any:
        if isinstance(values[0], dict):
            return {row: mean([value[row] for value in values]) for row in values[0]}
        if isinstance(values[0], np.ndarray):  # covariances of the drivers and satisfaction
            shares = shapley_shares(np.mean(values, axis=0))
            return dict(zip(CONSTRUCT.values(), shares.round(4).tolist(), strict=True))
        return round(float(np.mean(values)), 4) + 0.0

    return {key: mean([part[key] for part in found]) for key in found[0]}


# ----------------------------------------------------------------------------------- the entries


@cache
def _values() -> dict[str, Any]:
    def codes(pairs: list[tuple[str, Any]]) -> dict[str | int, Any]:
        return {int(name) if name.lstrip("-").isdigit() else name: v for name, v in pairs}

    return json.loads(VALUES_FILE.read_text(encoding="utf-8"), object_pairs_hook=codes)


def _class(driver: planted.Driver) -> str:
    """Return a driver's class: slopes 1.2 points apart, both under 0.8 in size, or neither."""
    if max(abs(driver.below), abs(driver.above)) < 0.8:
        return "indifferent"
    if abs(driver.below - driver.above) <= 1.2:
        return "one-dimensional"
    return "must-be" if driver.below > driver.above else "attractive"


def _entries() -> dict[str, dict[str, Any]]:
    """Return unit, meaning and planted number of every key."""
    points, channel = say("points of 0-100", "poin dari 0-100"), {"rows": VALUES["channel"]}
    everybody = "if every customer answered, and carefully; weighted answers estimate it"
    semua = "jika semua pelanggan menjawab dengan cermat; ditaksir dengan jawaban berbobot"
    a, b = round(100 / 6 * planted.TRUST_SLOPE, 4), planted.TRUST_TO_INTENT
    return {
        "mean_satisfaction": {
            "planted": planted.MEAN_SATISFACTION,
            "unit": points,
            "meaning": say(
                f"Mean satisfaction (osat1 to osat3) {everybody}",
                f"Rata-rata kepuasan (osat1 sampai osat3) {semua}",
            ),
        },
        "nps": {
            "planted": None,
            "unit": say("points, -100 to 100", "poin, -100 sampai 100"),
            "meaning": say(f"Net Promoter Score {everybody}", f"Net Promoter Score {semua}"),
        },
        "nps_by_channel": {
            "planted": None,
            "unit": say("points, -100 to 100", "poin, -100 sampai 100"),
            "meaning": say(
                f"Net Promoter Score by channel {everybody}",
                f"Net Promoter Score per saluran {semua}",
            ),
            **channel,
        },
        "csat": {
            "planted": None,
            "unit": say("share", "proporsi"),
            "meaning": say(
                f"Share of answers 4 and 5 to csat {everybody}",
                f"Proporsi jawaban 4 dan 5 pada csat {semua}",
            ),
        },
        "csat_by_channel": {
            "planted": None,
            "unit": say("share", "proporsi"),
            "meaning": say(
                f"Share of answers 4 and 5 to csat by channel {everybody}",
                f"Proporsi jawaban 4 dan 5 pada csat per saluran {semua}",
            ),
            **channel,
        },
        "ces": {
            "planted": None,
            "unit": say("scale points, 1 to 7", "poin skala, 1 sampai 7"),
            "meaning": say(f"Mean of ces {everybody}", f"Rata-rata ces {semua}"),
        },
        "ces_by_channel": {
            "planted": None,
            "unit": say("scale points, 1 to 7", "poin skala, 1 sampai 7"),
            "meaning": say(
                f"Mean of ces by channel {everybody}", f"Rata-rata ces per saluran {semua}"
            ),
            **channel,
        },
        "ikm": {
            "planted": None,
            "unit": say("index points, 25 to 100", "poin indeks, 25 sampai 100"),
            "meaning": say(
                "Index of the public office if every visitor answered",
                "Indeks Kepuasan Masyarakat jika semua pengunjung menjawab",
            ),
        },
        "alpha": {
            "planted": None,
            "unit": say("coefficient", "koefisien"),
            "meaning": say(f"Cronbach's alpha {everybody}", f"Alpha Cronbach {semua}"),
            "rows": {name: LABELS[name] for name in BLOCKS},
        },
        "driver_slopes": {
            "planted": dict(
                zip(STEPS, [*planted.BELOW.tolist(), *planted.ABOVE.tolist()], strict=True)
            ),
            "unit": points,
            "meaning": say(
                "Change of satisfaction for one step below or above expectation, age and the "
                "other drivers held fixed; careless answers screened out",
                "Perubahan kepuasan untuk satu langkah di bawah atau di atas harapan, dengan usia "
                "dan pendorong lain tetap; jawaban ceroboh disaring",
            ),
            "classes": {CONSTRUCT[name]: _class(d) for name, d in planted.DRIVERS.items()},
        },
        "driver_gain": {
            "planted": None,
            "unit": points,
            "meaning": say(
                "Mean gain if a driver were one step better for every customer",
                "Rata-rata kenaikan jika satu pendorong satu langkah lebih baik bagi semua "
                "pelanggan",
            ),
            "rows": {name: LABELS[name] for name in CONSTRUCT.values()},
        },
        "driver_importance": {
            "planted": None,
            "unit": say("share of variance", "proporsi ragam"),
            "meaning": say(
                "LMG (Shapley) share of each driver in the variance of satisfaction "
                f"{everybody}. The shares add up to R2 (total). They say what goes together with "
                "satisfaction and are not a causal truth: driver_gain is",
                "Proporsi LMG (Shapley) tiap pendorong dalam ragam kepuasan "
                f"{semua}. Jumlah proporsi itu R2 (total). Proporsi menunjukkan apa yang bergerak "
                "bersama kepuasan dan bukan kebenaran kausal: driver_gain adalah kausal",
            ),
            "total": round(sum(_values().get("driver_importance", {}).values()), 4),
            "rows": {name: LABELS[name] for name in CONSTRUCT.values()},
        },
        "age_effect": {
            "planted": planted.AGE_SLOPE,
            "unit": say("points of 0-100 a year", "poin dari 0-100 per tahun"),
            "meaning": say(
                "Change of satisfaction for one year of age, the drivers held fixed",
                "Perubahan kepuasan per tahun usia, dengan pendorong tetap",
            ),
        },
        "channel_effect": {
            "planted": {"total": -3.6, "direct": 0.0, "raw": None},
            "unit": points,
            "meaning": say(
                "Web minus store: total = the same customers in both channels, which adjusting "
                "for age and region finds; direct = the drivers held fixed; raw = unadjusted",
                "Daring dikurangi toko: total = pelanggan yang sama di kedua saluran, ditemukan "
                "dengan penyesuaian usia dan wilayah; direct = pendorong tetap; raw = tanpa "
                "penyesuaian",
            ),
            "adjust": ["age", "region"],
            "mediators": [f"d_{name}" for name in planted.NAMES],
        },
        "mediation": {
            "planted": {
                "a": a,
                "b": b,
                "direct": planted.SATISFACTION_TO_INTENT,
                "indirect": round(a * b, 4),
            },
            "unit": say("points of 0-100 a point", "poin dari 0-100 per poin"),
            "meaning": say(
                "Satisfaction to trust (a), trust to intention (b), satisfaction to intention "
                "beside trust (direct) and through it (indirect)",
                "Kepuasan ke kepercayaan (a), kepercayaan ke niat (b), kepuasan ke niat di "
                "samping kepercayaan (direct) dan melaluinya (indirect)",
            ),
        },
        "need_bias": {
            "planted": dict(planted.NEED_BIAS),
            "unit": say("scale points, 1 to 5", "poin skala, 1 sampai 5"),
            "meaning": say(
                "Web minus store at the same need: the question works differently",
                "Daring dikurangi toko pada kebutuhan yang sama: pertanyaan bekerja secara berbeda",
            ),
        },
        "type_shares": {
            "planted": dict(enumerate(TYPE_SHARE.tolist(), start=1)),
            "unit": say("share", "proporsi"),
            "meaning": say(
                "The five customer types behind the eight behaviour shares",
                "Lima jenis pelanggan di balik delapan proporsi perilaku",
            ),
            "rows": TYPE_WORDS,
        },
        "careless": {
            "planted": dict(planted.CARELESS),
            "unit": say("share of rows", "proporsi baris"),
            "meaning": say("Careless rows of the survey", "Baris survei yang ceroboh"),
        },
        "training_effect": {
            "planted": TRAINING_EFFECT,
            "unit": points,
            "meaning": say(
                "What training changed in the trained stores' pulse satisfaction",
                "Perubahan kepuasan pulse akibat pelatihan di toko yang dilatih",
            ),
        },
        "bot_difference": {
            "planted": planted.BOT_DIFFERENCE,
            "unit": points,
            "meaning": say("Bot minus human, drawn by lot", "Bot dikurangi manusia, diundi"),
        },
        "self_service": {
            "planted": {"invitation": None, "use": planted.USE_EFFECT},
            "unit": say("scale points, 1 to 7", "poin skala, 1 sampai 7"),
            "meaning": say(
                "Effect on ease of being invited to self-service, and of using it",
                "Pengaruh ajakan dan pemakaian layanan mandiri terhadap kemudahan",
            ),
        },
    }


def make_entries(scenario: str) -> dict[str, dict[str, Any]]:
    """Return the entries of truth.yaml: planted, value, unit, meaning.

    Parameters
    ----------
    scenario : {"realistic", "clean"}
        In the clean scenario nobody is careless.
    """
    entries = _entries() | event_entries() | recovery_entries() | money_entries()
    entries |= instrument_entries() | comment_entries()
    if scenario == "clean":
        entries["careless"]["planted"] = dict.fromkeys(planted.CARELESS, 0.0)
    known = _values()
    return {
        key: {"planted": entry["planted"], "value": known.get(key, entry["planted"]), **entry}
        for key, entry in entries.items()
    }
