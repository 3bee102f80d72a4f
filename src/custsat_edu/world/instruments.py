"""Five ways to listen: e-mail and store survey, reviews, cards, panel and focus groups.

Only here does it depend on satisfaction who speaks. Each instrument draws from its own stream.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from custsat_edu.world.people import AGE_CENTRE, FIELDWORK, STORE, expit, likert
from custsat_edu.world.survey import (
    ITEM_NOISE,
    MEAN_SATISFACTION,
    Experience,
    gain,
    index_100,
    rake,
)
from custsat_edu.world.words import Words, say

EMAIL_MODE, STORE_MODE = 1, 2
FIRST_DAY, LAST_DAY = np.datetime64("2024-01-01"), np.datetime64("2025-12-31")
SEATS = 8  # people in a focus group
CONFORMITY = 0.4  # how far a member moves towards the mean of the others
STAR_SLOPE, CARD_SLOPE = 0.08, 0.06  # steps of 1-5 a point of satisfaction
STAR_NOISE = 0.5


@dataclass(frozen=True)
class Response:
    """Who speaks: log odds of speaking, and how many of 2,400 n do."""

    size: int  # respondents where the survey has 2,400
    base: float  # log odds at mean satisfaction and age 40
    tilt: float  # change of the log odds for 10 points of satisfaction
    bend: float = 0.0  # and for their square: both ends speak
    age: float = 0.0  # and for 10 years of age

    def count(self, n: int) -> int:
        """Return how many speak where n answer the survey."""
        return max(1, round(self.size * n / 2400))

    def choose(
        self, rng: np.random.Generator, n: int, y: np.ndarray, age: np.ndarray, asked: np.ndarray
    ) -> np.ndarray:
        """Choose n rows of those who were asked, in the order of the rows."""
        z = (y - MEAN_SATISFACTION) / 10
        odds = self.base + self.tilt * z + self.bend * z**2 + self.age * (age - AGE_CENTRE) / 10
        turn = np.where(asked, rng.random(len(y)) / expit(odds), np.inf)
        return np.sort(np.argsort(turn, kind="stable")[:n])


RESPONSE = {
    "email": Response(1500, -1.5, 0.21, age=0.1),
    "store": Response(600, -2.0, 0.306),
    "reviews": Response(1200, -4.0, 0.38, bend=0.5),
    "cards": Response(400, -4.0, 0.24, bend=0.5),
    "panel": Response(300, -4.0, 0.63),
    "focus_groups": Response(64, -4.0, 0.2),
}
PLANTED = {  # mean satisfaction 0-100, as each instrument would tell it of all who speak
    "customers": MEAN_SATISFACTION,
    "email": 66.2,
    "email_raked": 65.9,
    "store": 65.8,
    "reviews": 71.5,
    "cards": 63.0,
    "panel": 71.8,
}
INSTRUMENTS = ("email_survey", "reviews", "cards", "panel", "focus_groups")


@dataclass(frozen=True)
class Crowd:
    """All customers, and what they lived through."""

    customers: pd.DataFrame
    lived: Experience

    @property
    def satisfaction(self) -> np.ndarray:
        """Satisfaction in the channel each customer used, before any question is asked."""
        return self.lived.own(self.lived.satisfaction)

    def asked(self, instrument: str) -> np.ndarray:
        """Say whom an instrument can reach: an e-mail needs consent, a till and a card a store."""
        if instrument == "email":
            return (self.customers["consent_email"] == 1).to_numpy()
        if instrument in ("store", "cards"):
            return (self.customers["channel"] == STORE).to_numpy()
        return np.ones(len(self.customers), dtype=bool)

    def speakers(self, rng: np.random.Generator, instrument: str, n: int) -> np.ndarray:
        """Choose the rows of those who speak where n answer the survey."""
        how = RESPONSE[instrument]
        age = self.customers["age"].to_numpy()
        return how.choose(rng, how.count(n), self.satisfaction, age, self.asked(instrument))

    def who(self, rows: np.ndarray, *columns: str) -> dict[str, np.ndarray]:
        """Return some customers' columns."""
        return {name: self.customers[name].to_numpy()[rows] for name in columns}


def days(rng: np.random.Generator, joined: np.ndarray) -> np.ndarray:
    """Draw a day of the eight quarters, later than the day on which each customer joined."""
    start = np.maximum(joined.astype("datetime64[D]") + 1, FIRST_DAY)
    length = (LAST_DAY - start).astype(int) + 1
    return start + (rng.random(len(start)) * length).astype(int)


def _over_time(
    rng: np.random.Generator, crowd: Crowd, rows: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return rows of customers in the order of their days, and the days."""
    date = days(rng, crowd.who(rows, "join_date")["join_date"])
    order = np.argsort(date, kind="stable")
    return rows[order], date[order]


def osat(rng: np.random.Generator, y: np.ndarray) -> dict[str, np.ndarray]:
    """Ask the three questions on satisfaction, 1-10, as the survey does."""
    items = likert(1 + 0.09 * (y[:, None] + ITEM_NOISE * rng.normal(size=(len(y), 3))), 1, 10)
    return {f"osat{j + 1}": items[:, j] for j in range(3)}


def stars(rng: np.random.Generator, y: np.ndarray, slope: float) -> np.ndarray:
    """Ask for one rating of 1-5; the mean customer gives what the 0-100 index says."""
    middle = 1 + MEAN_SATISFACTION / 25
    noise = rng.normal(0, STAR_NOISE, len(y))
    return likert(middle + slope * (y - MEAN_SATISFACTION) + noise, 1, 5)


def make_email_survey(rng: np.random.Generator, crowd: Crowd, n: int) -> pd.DataFrame:
    """Return two more surveys of the same three questions: by e-mail, and at the till.

    E-mail reaches those who agreed to it; staff ask at the till whom they like to ask.
    """
    y, parts = crowd.satisfaction, []
    for mode, instrument in ((EMAIL_MODE, "email"), (STORE_MODE, "store")):
        rows = crowd.speakers(rng, instrument, n)
        parts.append(
            pd.DataFrame(
                {
                    **crowd.who(rows, "customer_id"),
                    "mode": mode,
                    "date": FIELDWORK + (61 * rng.beta(1.0, 2.0, len(rows))).astype(int),
                    **osat(rng, y[rows]),
                    **crowd.who(rows, "channel", "age", "age_band", "gender", "region"),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def make_reviews(rng: np.random.Generator, crowd: Crowd, n: int) -> tuple[pd.DataFrame, np.ndarray]:
    """Return anonymous reviews, and the customers who wrote them."""
    rows, date = _over_time(rng, crowd, crowd.speakers(rng, "reviews", n))
    table = pd.DataFrame(
        {
            "review_id": np.arange(1, len(rows) + 1),
            "date": date,
            **crowd.who(rows, "channel"),
            "stars": stars(rng, crowd.satisfaction[rows], STAR_SLOPE),
        }
    )
    return table, rows


def make_cards(rng: np.random.Generator, crowd: Crowd, n: int) -> tuple[pd.DataFrame, np.ndarray]:
    """Return comment cards left in the stores, and the customers who filled them in."""
    rows, date = _over_time(rng, crowd, crowd.speakers(rng, "cards", n))
    table = pd.DataFrame(
        {
            "card_id": np.arange(1, len(rows) + 1),
            "store_id": crowd.who(rows, "home_store")["home_store"],
            "date": date,
            "rating": stars(rng, crowd.satisfaction[rows], CARD_SLOPE),
        }
    )
    return table, rows


def make_panel(rng: np.random.Generator, crowd: Crowd, n: int) -> pd.DataFrame:
    """Return the advisory group: customers who volunteered to be asked."""
    rows = crowd.speakers(rng, "panel", n)
    return pd.DataFrame(
        {
            **crowd.who(rows, "customer_id"),
            "date": FIELDWORK + rng.integers(0, 14, len(rows)),
            **osat(rng, crowd.satisfaction[rows]),
            **crowd.who(rows, "channel", "age", "age_band", "gender", "region", "tier"),
        }
    )


def make_focus_groups(rng: np.random.Generator, crowd: Crowd, n: int) -> pd.DataFrame:
    """Return groups of eight who judge before and after they talk; talk pulls them together."""
    rows = crowd.speakers(rng, "focus_groups", n)
    rows = rng.permutation(rows)[: max(1, len(rows) // SEATS) * SEATS]
    group = np.arange(len(rows)) // SEATS
    before = likert(1 + 0.09 * (crowd.satisfaction[rows] + rng.normal(0, 4, len(rows))), 1, 10)
    size = np.bincount(group)[group]
    others = (np.bincount(group, before)[group] - before) / np.maximum(size - 1, 1)
    after = before + CONFORMITY * (others - before) + rng.normal(0, 0.4, len(rows))
    loud = np.exp(rng.normal(0, 0.7, len(rows)))
    heard = gain(crowd.lived.own(crowd.lived.felt)[rows]) + rng.normal(0, 2, (len(rows), 10))
    return pd.DataFrame(
        {
            "group": group + 1,
            **crowd.who(rows, "customer_id"),
            "date": FIELDWORK + 7 * group,
            **crowd.who(rows, "channel", "age", "gender"),
            "osat_before": before,
            "osat_after": likert(after, 1, 10),
            "speaking_min": (90 * loud / np.bincount(group, loud)[group]).round(1),
            "topic": np.abs(heard).argmax(axis=1) + 1,
        }
    )


def make_instruments(
    stream: Callable[[str], np.random.Generator], crowd: Crowd, n: int, wanted: set[str]
) -> tuple[dict[str, pd.DataFrame], dict[str, pd.DataFrame]]:
    """Return the wanted instruments, and who stands behind the anonymous ones.

    Parameters
    ----------
    stream : callable
        Gives a table's own generator of random numbers.
    crowd : Crowd
        All customers.
    n : int
        How many answer the survey; the instruments grow with it.
    wanted : set of str
        Names of tables; those of other modules are passed over.

    Returns
    -------
    made : dict of DataFrames
        The tables by name.
    latents : dict of DataFrames
        `reviews` and `cards`: `customer_id` and `satisfaction` of whoever wrote them.
    """
    named = {
        "email_survey": make_email_survey,
        "panel": make_panel,
        "focus_groups": make_focus_groups,
    }
    made = {name: make(stream(name), crowd, n) for name, make in named.items() if name in wanted}
    latents = {}
    for name, anonymous in (("reviews", make_reviews), ("cards", make_cards)):
        if name in wanted:
            made[name], rows = anonymous(stream(name), crowd, n)
            key = next(iter(made[name]))
            latents[name] = pd.DataFrame(
                {
                    key: made[name][key],
                    **crowd.who(rows, "customer_id"),
                    "satisfaction": crowd.satisfaction[rows].round(2),
                }
            )
    return made, latents


def score(table: pd.DataFrame) -> np.ndarray:
    """Return what a table's rows say of satisfaction, as 0-100."""
    for name in ("stars", "rating"):
        if name in table:
            return index_100(table[[name]].to_numpy(), 1, 5)
    return index_100(table[["osat1", "osat2", "osat3"]].to_numpy(), 1, 10)


def instrument_facts(seed: list[int], crowd: Crowd) -> dict[str, Any]:
    """Return what each instrument tells of these customers, and who they really were."""
    n = len(crowd.customers) // 5
    y = crowd.satisfaction

    def stream(name: str) -> np.random.Generator:
        return np.random.default_rng([*seed, INSTRUMENTS.index(name)])

    made, latents = make_instruments(stream, crowd, n, set(INSTRUMENTS))
    both = made.pop("email_survey")
    groups = made.pop("focus_groups")
    made |= {"email": both[both["mode"] == EMAIL_MODE], "store": both[both["mode"] == STORE_MODE]}
    email, reached = made["email"], {name: who["satisfaction"] for name, who in latents.items()}
    row = pd.Series(np.arange(len(y)), crowd.customers["customer_id"])
    reached |= {k: y[row[made[k]["customer_id"]]] for k in ("email", "store", "panel")}
    told = {name: score(table) for name, table in made.items()}
    everybody = osat(np.random.default_rng([*seed, len(INSTRUMENTS)]), y)
    told["customers"] = score(pd.DataFrame(everybody))
    size = groups.groupby("group")["osat_before"].transform("size")
    total = groups.groupby("group")["osat_before"].transform("sum")
    pull = (total - groups["osat_before"]) / (size - 1) - groups["osat_before"]
    change = groups["osat_after"] - groups["osat_before"]
    raked = np.average(told["email"], weights=rake(email, crowd.customers))
    return {
        "instrument_means": {
            name: float(raked if name == "email_raked" else told[name].mean()) for name in PLANTED
        },
        "instrument_reach": {
            name: float(np.mean(y if name == "customers" else reached[name]))
            for name in PLANTED
            if name != "email_raked"
        },
        "conformity": float(np.polyfit(pull, change, 1)[0]),
    }


def instrument_entries() -> dict[str, dict[str, Any]]:
    """Return unit, meaning and planted numbers of the instruments."""
    points = say("points of 0-100", "poin dari 0-100")
    ways = {
        "customers": say("All customers", "Semua pelanggan"),
        "email": say("E-mail survey", "Survei surel"),
        "email_raked": say("E-mail survey, raked", "Survei surel, diraking"),
        "store": say("Survey at the till", "Survei di kasir"),
        "reviews": say("Reviews", "Ulasan"),
        "cards": say("Comment cards", "Kartu komentar"),
        "panel": say("Advisory group", "Kelompok penasihat"),
        "focus_groups": say("Focus groups", "Kelompok diskusi terarah"),
    }

    def rows(names: Iterable[str]) -> dict[str, Words]:
        return {name: ways[name] for name in names}

    return {
        "instrument_means": {
            "planted": dict(PLANTED),
            "unit": points,
            "meaning": say(
                "Mean satisfaction as each instrument tells it: osat1 to osat3, or stars and "
                "ratings of 1-5 as 0-100. Raking to age bands, regions and channels mends little: "
                "the rest depends on satisfaction itself",
                "Rata-rata kepuasan menurut setiap instrumen: osat1 sampai osat3, atau bintang dan "
                "nilai 1-5 sebagai 0-100. Raking ke kelompok usia, wilayah, dan saluran hanya "
                "sedikit memperbaiki: sisanya bergantung pada kepuasan itu sendiri",
            ),
            "rows": rows(PLANTED),
        },
        "instrument_reach": {
            "planted": None,
            "unit": points,
            "meaning": say(
                "Mean satisfaction of those who spoke, before they were asked: the bias from who "
                "speaks, without that from how the answer is given",
                "Rata-rata kepuasan mereka yang bersuara, sebelum ditanya: bias akibat siapa yang "
                "bersuara, tanpa bias akibat cara menjawab",
            ),
            "rows": rows(name for name in PLANTED if name != "email_raked"),
        },
        "response_tilt": {
            "planted": {name: how.tilt for name, how in RESPONSE.items()},
            "unit": say("log odds for 10 points", "log odds per 10 poin"),
            "meaning": say(
                "How the log odds of speaking change with 10 points of satisfaction around the "
                "mean; bend: with their square; age: with ten years of age",
                "Perubahan log odds untuk bersuara per 10 poin kepuasan di sekitar rata-rata; "
                "bend: per kuadratnya; age: per sepuluh tahun usia",
            ),
            "bend": {name: how.bend for name, how in RESPONSE.items() if how.bend},
            "age": {name: how.age for name, how in RESPONSE.items() if how.age},
            "rows": rows(RESPONSE),
        },
        "conformity": {
            "planted": CONFORMITY,
            "unit": say("scale points a point", "poin skala per poin"),
            "meaning": say(
                "How far a member of a focus group moves towards the mean of the others",
                "Seberapa jauh anggota kelompok diskusi bergeser ke rata-rata anggota lain",
            ),
        },
    }
