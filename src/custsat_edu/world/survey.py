"""What customers lived through and what they answered: survey, pulse and public_service.

Everybody has an experience in both channels (two potential outcomes); only those who were invited
and responded have answers. Clean answers come first, careless rows and missing codes last, so that
both scenarios hold the same people with the same opinions.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import pandas as pd

from custsat_edu.world.people import (
    AGE_CENTRE,
    FIELDWORK,
    STORE,
    TRAINING_EFFECT,
    TRAINING_QUARTER,
    WEB,
    WEB_SHOP,
    expit,
    likert,
    pick,
)


@dataclass(frozen=True)
class Driver:
    """What is planted for one driver; slopes in points of satisfaction a step."""

    below: float  # slope below expectation
    above: float  # slope above expectation
    mean: float  # mean gap between performance and expectation in a store
    web: float  # how much that gap shifts online
    expected: float  # mean expectation, 1-5
    stated: float  # mean stated importance, 1-5
    spread: float  # sd of the gap, goodwill aside


DRIVERS = {
    "quality": Driver(4.8, 0.6, 0.05, -0.25, 4.2, 4.7, 0.9),
    "delivery": Driver(4.2, 0.6, 0.0, -0.3, 3.9, 4.1, 0.73),
    "after_sales": Driver(3.0, 0.6, 0.0, -0.35, 3.6, 3.9, 0.8),
    "service": Driver(3.0, 3.0, 0.15, -0.25, 3.9, 4.3, 1.1),
    "price": Driver(2.4, 2.4, -0.05, 0.13, 4.0, 4.6, 0.68),
    "communication": Driver(1.8, 1.8, 0.05, -0.3, 3.6, 3.8, 0.8),
    "ease": Driver(1.8, 1.8, 0.1, 0.15, 3.7, 4.0, 0.75),
    "delight": Driver(0.3, 4.2, 0.0, -0.4, 2.9, 3.0, 0.82),
    "customisation": Driver(0.6, 3.0, -0.05, -0.05, 3.0, 3.2, 0.82),
    "ambience": Driver(0.0, 0.0, 0.15, -0.25, 3.5, 4.0, 0.48),
}
NAMES = list(DRIVERS)
QUALITY, DELIVERY, AFTER_SALES, SERVICE, EASE, AMBIENCE = (
    NAMES.index(name)
    for name in ("quality", "delivery", "after_sales", "service", "ease", "ambience")
)
BELOW, ABOVE, MEAN, ONLINE, EXPECTED, STATED, SPREAD = (
    np.array([getattr(driver, field.name) for driver in DRIVERS.values()])
    for field in fields(Driver)
)
MEAN_SATISFACTION = 62.7
INTERCEPT = 64.87  # gives that mean
AGE_SLOPE = -0.5  # points a year
RESIDUAL = 6.7  # what no column explains; the three items' own noise comes on top
ITEM_NOISE = 6.9
HALO = 0.31  # how far goodwill moves every gap
DECOY = 0.77  # ambience follows service and moves nothing itself
REGION_DELIVERY = np.array([0.15, 0.1, 0.0, -0.25, -0.5])
REGION_RESPONSE = np.array([-0.1, 0.0, 0.05, 0.1, 0.25])
LEVEL_TO_SERVICE = 0.05  # steps of service a point of a store's level
TRUST_SLOPE = 0.035  # steps of 1-7 a point of satisfaction
TRUST_TO_INTENT, SATISFACTION_TO_INTENT = 0.5, 0.2  # points a point

NEEDS = [f"need{block}{k}" for block in "fes" for k in range(1, 5)]
NEED_MEAN = np.array([4.3, 4.0, 3.9, 4.2, 3.8, 3.5, 3.3, 4.0, 3.2, 2.9, 3.1, 3.4])
NEED_BIAS = {"neede2": -0.5, "needs3": 0.5}  # steps a web answer is off at the same need
BOT_DIFFERENCE = -0.4  # points of the pulse, inside any sensible margin
USE_EFFECT = 0.6  # steps of ease that self-service gives whoever uses it
GRIDS = {  # questions asked on one page, by the highest answer: where straight lines happen
    5: [f"{block}_{name}" for block in "epdi" for name in NAMES] + NEEDS,
    7: ["trust1", "trust2", "trust3"],
    10: ["osat1", "osat2", "osat3"],
}
MARGINS = ("age_band", "region", "channel")
CARELESS = {"straight-liner": 0.04, "speeder": 0.03, "duplicate": 0.01}
STRAIGHT_LINER, SPEEDER, DUPLICATE = 1, 2, 3
NOT_APPLICABLE, DONT_KNOW, REFUSED = 97, 98, 99
MISSING = {  # share of answers replaced by a code
    "csat": (0.006, REFUSED),
    "nps": (0.012, DONT_KNOW),
    "ces": (0.010, DONT_KNOW),
    "intent": (0.008, REFUSED),
    "trust2": (0.006, REFUSED),
    "neede3": (0.010, DONT_KNOW),
    "needs2": (0.012, REFUSED),
    "needs3": (0.008, DONT_KNOW),
}
SKIPPED = {"delivery": 0.03, "after_sales": 0.02}  # not applicable, in p_ and d_

IKM_MEAN = np.array([3.155, 3.035, 2.875, 3.435, 3.115, 3.135, 3.215, 2.775, 2.955])


@dataclass(frozen=True)
class Experience:
    """What every customer lives through: one array a channel, both potential outcomes."""

    gap: dict[int, np.ndarray]  # performance minus expectation before rounding, (n, 10)
    felt: dict[int, np.ndarray]  # disconfirmation 1-5, (n, 10)
    satisfaction: dict[int, np.ndarray]  # 0-100 before the items' own noise, (n,)
    channel: np.ndarray

    def own(self, what: dict[int, np.ndarray]) -> np.ndarray:
        """Take the values of the channel each customer really used."""
        web = self.channel == WEB
        return np.where(web if what[STORE].ndim == 1 else web[:, None], what[WEB], what[STORE])

    def rows(self, chosen: np.ndarray) -> Experience:
        """Return the experience of some customers."""

        def some(what: dict[int, np.ndarray]) -> dict[int, np.ndarray]:
            return {channel: values[chosen] for channel, values in what.items()}

        return Experience(
            some(self.gap), some(self.felt), some(self.satisfaction), self.channel[chosen]
        )


def gain(felt: np.ndarray) -> np.ndarray:
    """Return the points that each driver adds, given disconfirmation 1-5."""
    return np.minimum(felt - 3, 0) * BELOW + np.maximum(felt - 3, 0) * ABOVE


def step_up(felt: np.ndarray) -> np.ndarray:
    """Return the points gained if each driver were one step better; 0 at the top of the scale."""
    return gain(np.minimum(felt + 1, 5)) - gain(felt)


def live(
    rng: np.random.Generator, customers: pd.DataFrame, halo: np.ndarray, level: np.ndarray
) -> Experience:
    """Let every customer live through both channels.

    Parameters
    ----------
    rng : Generator
        Where chance comes from.
    customers : DataFrame
        The table of `make_customers`.
    halo : ndarray of shape (n,)
        Each customer's goodwill.
    level : ndarray of shape (24,)
        Each store's present level in points, centred.

    Returns
    -------
    Experience
        Gaps, felt disconfirmation and satisfaction in either channel.
    """
    n = len(customers)
    region = customers["region"].to_numpy() - 1
    gap = MEAN + HALO * halo[:, None] + SPREAD * rng.normal(size=(n, len(NAMES)))
    gap[:, AMBIENCE] += DECOY * (gap[:, SERVICE] - MEAN[SERVICE]) - 0.7 * HALO * halo
    gap[:, DELIVERY] += REGION_DELIVERY[region]
    in_store = gap.copy()
    in_store[:, SERVICE] += LEVEL_TO_SERVICE * level[customers["home_store"].to_numpy() - 1]
    gaps = {STORE: in_store, WEB: gap + ONLINE}
    felt = {channel: likert(3 + g, 1, 5) for channel, g in gaps.items()}
    rest = INTERCEPT + AGE_SLOPE * (customers["age"].to_numpy() - AGE_CENTRE)
    rest = rest + rng.normal(0, RESIDUAL, n)
    satisfaction = {channel: rest + gain(f).sum(axis=1) for channel, f in felt.items()}
    return Experience(gaps, felt, satisfaction, customers["channel"].to_numpy())


def present_level(stores: pd.DataFrame) -> np.ndarray:
    """Return each store's level after the training, centred, from the latents of the stores."""
    level = stores["level"] + TRAINING_EFFECT * stores["trained"]
    return (level - level.mean()).to_numpy()


def index_100(items: np.ndarray, low: int, high: int) -> np.ndarray:
    """Return the mean of a row's items as 0-100."""
    return 100 * (items.mean(axis=1) - low) / (high - low)


def answer(rng: np.random.Generator, lived: Experience) -> dict[str, np.ndarray]:
    """Return the careful answers of everybody whose experience is given.

    Parameters
    ----------
    rng : Generator
        Where chance comes from.
    lived : Experience
        The experience of those who answer.

    Returns
    -------
    dict of ndarray
        One array a question, by column name.
    """
    felt, gap, y = (lived.own(what) for what in (lived.felt, lived.gap, lived.satisfaction))
    columns = rate(rng, felt, gap)
    osat = likert(1 + 0.09 * (y[:, None] + ITEM_NOISE * rng.normal(size=(len(y), 3))), 1, 10)
    columns |= {f"osat{j + 1}": osat[:, j] for j in range(3)}
    columns |= judge(rng, y - MEAN_SATISFACTION, felt[:, EASE] - 3)
    columns |= bind(rng, index_100(osat, 1, 10) - MEAN_SATISFACTION)
    return columns | needs(rng, lived.channel == WEB)


def rate(rng: np.random.Generator, felt: np.ndarray, gap: np.ndarray) -> dict[str, np.ndarray]:
    """Return expectation, performance, disconfirmation and stated importance of every driver."""
    expected = EXPECTED + 0.6 * rng.normal(size=gap.shape)
    performed = expected + 0.8 * gap + 0.3 * rng.normal(size=gap.shape)
    style = 0.3 * rng.normal(size=(len(gap), 1))
    stated = STATED + style + 0.7 * rng.normal(size=gap.shape)
    blocks = {"e": expected, "p": performed, "d": felt, "i": stated}
    return {
        f"{block}_{name}": likert(values[:, j], 1, 5)
        for block, values in blocks.items()
        for j, name in enumerate(NAMES)
    }


def judge(rng: np.random.Generator, better: np.ndarray, easy: np.ndarray) -> dict[str, np.ndarray]:
    """Return csat, nps and ces; they follow satisfaction, and ces also follows ease."""
    n = len(better)
    return {
        "csat": likert(3.82 + 0.045 * better + rng.normal(0, 0.55, n), 1, 5),
        "nps": likert(7.95 + 0.078 * better + rng.normal(0, 1.5, n), 0, 10),
        "ces": likert(4.9 + 0.7 * easy + 0.02 * better + rng.normal(0, 0.9, n), 1, 7),
    }


def bind(rng: np.random.Generator, satisfied: np.ndarray) -> dict[str, np.ndarray]:
    """Return trust and intention: satisfaction makes trust, and both make intention."""
    n = len(satisfied)
    opinion = 4.6 + TRUST_SLOPE * satisfied + rng.normal(0, 0.6, n)
    trust = likert(opinion[:, None] + 0.7 * rng.normal(size=(n, 3)), 1, 7)
    pull = TRUST_TO_INTENT * (index_100(trust, 1, 7) - 60) + SATISFACTION_TO_INTENT * satisfied
    intent = likert(4.8 + 0.06 * pull + rng.normal(0, 0.9, n), 1, 7)
    return {f"trust{j + 1}": trust[:, j] for j in range(3)} | {"intent": intent}


def needs(rng: np.random.Generator, web: np.ndarray) -> dict[str, np.ndarray]:
    """Return the 12 need items; two are answered with a bias online, the needs are the same."""
    n = len(web)
    block = np.repeat(rng.normal(size=(n, 3)), 4, axis=1)
    bias = np.array([NEED_BIAS.get(name, 0.0) for name in NEEDS])
    opinion = NEED_MEAN + 0.55 * block + 0.65 * rng.normal(size=(n, 12)) + web[:, None] * bias
    return dict(zip(NEEDS, likert(opinion, 1, 5).T, strict=True))


def problems(rng: np.random.Generator, felt: np.ndarray) -> dict[str, np.ndarray]:
    """Return who had a problem, likelier after a broken must-be promise, and who complained."""
    broken = (felt[:, [QUALITY, DELIVERY, AFTER_SALES]] < 3).sum(axis=1)
    had = rng.random(len(felt)) < expit(-2.1 + 0.9 * broken)
    spoke = rng.random(len(felt)) < 0.5
    return {"had_problem": had.astype(int), "complained": (had & spoke).astype(int)}


def respondents(rng: np.random.Generator, customers: pd.DataFrame, n: int) -> np.ndarray:
    """Choose n rows of customers, with odds that depend on age, region and channel alone."""
    age, region, channel = (customers[c].to_numpy() for c in ("age", "region", "channel"))
    odds = -1.45 + 0.012 * (age - AGE_CENTRE) + REGION_RESPONSE[region - 1] + 0.4 * (channel == WEB)
    return np.sort(np.argsort(rng.random(len(age)) / expit(odds), kind="stable")[:n])


def rake(sample: pd.DataFrame, frame: pd.DataFrame) -> np.ndarray:
    """Return weights of mean 1 that give the sample the frame's age bands, regions, channels."""
    weights = np.ones(len(sample))
    margins = [(sample[name].to_numpy(), np.bincount(frame[name]) / len(frame)) for name in MARGINS]
    for _ in range(25):
        for codes, share in margins:
            have = np.bincount(codes, weights, len(share)) / len(sample)
            weights *= np.divide(share, have, out=np.ones_like(share), where=have > 0)[codes]
    return weights / weights.mean()


def make_survey(
    rng: np.random.Generator,
    customers: pd.DataFrame,
    halo: np.ndarray,
    level: np.ndarray,
    n: int,
    *,
    realistic: bool,
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return the survey and what nobody sees of it.

    Parameters
    ----------
    rng : Generator
        Where chance comes from.
    customers : DataFrame
        The table of `make_customers`; all are invited.
    halo : ndarray of shape (customers,)
        Each customer's goodwill.
    level : ndarray of shape (24,)
        Each store's present level in points, centred.
    n : int
        How many answer.
    realistic : bool
        Whether some rows are careless and some answers missing.

    Returns
    -------
    survey : DataFrame
        The n answers in order of arrival.
    flags : DataFrame
        One row an answer: `customer_id`; `careless`: 0 careful, 1 straight-liner, 2 speeder,
        3 duplicate; and for each driver `gain_*`, the points of satisfaction that one step more
        would give this respondent.
    outcomes : DataFrame
        One row a customer: satisfaction in either channel (`y_store`, `y_web`), `had_problem`,
        `complained`.
    """
    lived = live(rng, customers, halo, level)
    trouble = problems(rng, lived.own(lived.felt))
    chosen = respondents(rng, customers, n)
    who = customers.iloc[chosen]
    channel = who["channel"].to_numpy()
    columns = {
        "customer_id": who["customer_id"].to_numpy(copy=True),
        "store_id": np.where(channel == WEB, WEB_SHOP, who["home_store"]),
        "channel": channel.copy(),
        "date": FIELDWORK + (61 * rng.beta(1.0, 2.0, n)).astype(int),
        **answer(rng, lived.rows(chosen)),
        **{name: values[chosen] for name, values in trouble.items()},
        "duration_s": np.rint(np.exp(rng.normal(np.log(430), 0.32, n))).astype(int),
        **{c: who[c].to_numpy(copy=True) for c in ("age", "age_band", "gender", "region")},
    }
    careless = spoil(rng, columns) if realistic else np.zeros(n, dtype=int)
    order = np.argsort(columns["date"], kind="stable")
    survey = pd.DataFrame({name: values[order] for name, values in columns.items()})
    survey["weight"] = rake(survey, customers).round(4)
    flags = pd.DataFrame({"customer_id": survey["customer_id"], "careless": careless[order]})
    better = pd.DataFrame(
        step_up(lived.own(lived.felt)).round(4), index=customers["customer_id"], columns=NAMES
    )
    flags = flags.join(better.add_prefix("gain_"), on="customer_id")
    outcomes = pd.DataFrame(
        {
            "y_store": lived.satisfaction[STORE].round(2),
            "y_web": lived.satisfaction[WEB].round(2),
            **trouble,
        }
    )
    return survey, flags, outcomes


def spoil(rng: np.random.Generator, columns: dict[str, np.ndarray]) -> np.ndarray:
    """Make some rows careless and some answers missing, in place; return each row's flag."""
    n = len(columns["date"])
    sizes = np.rint(n * np.array(list(CARELESS.values()))).astype(int)
    straight, fast, again, careful = np.split(rng.permutation(n), np.cumsum(sizes))
    careless = np.zeros(n, dtype=int)
    for flag, rows in enumerate((straight, fast, again), start=STRAIGHT_LINER):
        careless[rows] = flag
    place = rng.choice([0.5, 0.75, 1.0], len(straight), p=[0.45, 0.45, 0.1])
    for high, names in GRIDS.items():
        for name in names:
            columns[name][straight] = likert(1 + place * (high - 1), 1, high)
            columns[name][fast] = 1 + rng.binomial(high - 1, 0.5, len(fast))
    columns["duration_s"][fast] = rng.integers(45, 120, len(fast))
    lose(rng, columns)
    twin = rng.choice(careful, len(again), replace=False)
    for values in columns.values():
        values[again] = values[twin]
    columns["date"][again] += rng.integers(1, 4, len(again)).astype("timedelta64[D]")
    columns["duration_s"][again] += rng.integers(-40, 20, len(again))
    return careless


def lose(rng: np.random.Generator, columns: dict[str, np.ndarray]) -> None:
    """Put missing codes in the place of some answers, completely at random."""
    for name, (share, code) in MISSING.items():
        columns[name][rng.random(len(columns[name])) < share] = code
    for name, share in SKIPPED.items():
        rows = rng.random(len(columns["date"])) < share
        for block in "pd":
            columns[f"{block}_{name}"][rows] = NOT_APPLICABLE


def make_pulse(
    rng: np.random.Generator, level: np.ndarray, trained: np.ndarray, n: int
) -> pd.DataFrame:
    """Return n short answers given in the stores over eight quarters.

    Whether a bot or a human replied, and who was invited to serve himself, is drawn by lot; who
    does use self-service also depends on an unseen skill that makes everything easier.
    """
    stores = len(level)
    store = rng.integers(0, stores, n)
    quarter = rng.integers(1, 9, n)
    shock = rng.normal(0, 2.2, (stores, 9))
    on = trained[store] * (quarter >= TRAINING_QUARTER)
    bot, invited = rng.integers(0, 2, n), rng.integers(0, 2, n)
    skill = rng.normal(size=n)
    used = rng.random(n) < expit(-1.4 + 1.7 * invited + 0.8 * skill)
    osat = 62 + level[store] + 0.5 * quarter + shock[store, quarter] + TRAINING_EFFECT * on
    osat = osat + BOT_DIFFERENCE * bot + rng.normal(0, 14, n)
    ces = 4.8 + USE_EFFECT * used + 0.45 * skill + rng.normal(0, 1.0, n)
    wait = np.exp(np.where(bot == 1, rng.normal(0.4, 0.5, n), rng.normal(2.4, 0.6, n)))
    return pd.DataFrame(
        {
            "pulse_id": np.arange(1, n + 1),
            "store_id": store + 1,
            "quarter": quarter,
            "osat": likert(osat, 0, 100),
            "ces": likert(ces, 1, 7),
            "response_min": wait.round(1),
            "bot": bot,
            "invited": invited,
            "used": used.astype(int),
        }
    )


def make_public_service(rng: np.random.Generator, n: int) -> pd.DataFrame:
    """Return n visitors of a fictitious public office, nine elements scored 1-4."""
    mood = rng.normal(size=(n, 1))
    elements = likert(IKM_MEAN + 0.42 * mood + 0.52 * rng.normal(size=(n, 9)), 1, 4)
    return pd.DataFrame(
        {
            "respondent_id": np.arange(1, n + 1),
            "office_service": pick(rng, np.array([0.45, 0.30, 0.25]), n),
            "gender": pick(rng, np.array([0.52, 0.48]), n),
            "age": np.floor(18 + 55 * rng.beta(1.7, 2.6, n)).astype(int),
            **{f"U{j + 1}": elements[:, j] for j in range(9)},
        }
    )
