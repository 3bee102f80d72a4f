"""A crowd for the speed lesson: a million customers in half a second and 60 MB."""

from __future__ import annotations

import numpy as np
import pandas as pd

from custsat_edu.errors import InputError
from custsat_edu.world.people import (
    AGE_CENTRE,
    REGION_SHARE,
    REGION_WEB,
    SHARE_NOISE,
    SHARES,
    STORE,
    STORE_REGION,
    TYPE_HALO,
    TYPE_LOGIT,
    TYPE_SHARE,
    TYPE_SPEND,
    WEB,
    expit,
)

DRAWS = 1 << 16  # a random uint16 looks its answer up in a table of this length
AGES = np.arange(18, 76)
CONSENT = {  # log odds at the age of 40, per unit of goodwill, per year of age
    "consent_email": (0.5, 0.45, -0.015),
    "consent_profiling": (-0.1, 0.45, -0.03),
    "consent_sharing": (-1.3, 0.35, -0.02),
}


def million(n: int = 1_000_000, *, seed: int = 0) -> pd.DataFrame:
    """Make a crowd of customers, to feel what speed and memory mean.

    Parameters
    ----------
    n : int
        How many customers.
    seed : int
        The same seed gives the same crowd.

    Returns
    -------
    DataFrame
        The columns of the table `customers` without `join_date`: codes as Categoricals, age and
        home_store in one byte, consents as booleans and the behaviour shares as float32.

    Raises
    ------
    InputError
        If n is no whole number from 1, or seed none from 0.

    Notes
    -----
    The customers are drawn as those of `generate`, in another order of random numbers: each uint16
    looks its code up in a table.

    Examples
    --------
    >>> crowd = million(1000)
    >>> crowd.shape
    (1000, 22)
    >>> str(crowd["share_repeat"].dtype)
    'float32'
    """
    for name, value, low in (("n", n, 1), ("seed", seed, 0)):
        if not isinstance(value, int | np.integer) or value < low:
            raise InputError.of(
                "million: {name} must be a whole number from {low}, found {value!r}.",
                name=name,
                low=low,
                value=value,
            )
    rng = np.random.default_rng(seed)
    age, region, kind = (
        _look_up(rng, _ages(), n),
        _codes(rng, REGION_SHARE, n),
        _codes(rng, TYPE_SHARE, n),
    )
    education = _codes(rng, np.array([0.06, 0.12, 0.40, 0.14, 0.28]), n)
    halo = TYPE_HALO.astype("f4")[kind] + rng.standard_normal(n, dtype="f4")
    source = np.array([0.3, 0.22, 0.24, 0.1, 0.14])
    columns = {
        "customer_id": np.arange(1, n + 1, dtype="i4"),
        "age": age,
        "age_band": _categorical(_band(age), 4),
        "gender": _categorical(_codes(rng, np.array([0.58, 0.42]), n), 2),
        "region": _categorical(region, 5),
        "education": _categorical(education, 5),
        "income_band": _categorical(_income(rng, age, education), 5),
        "acquisition_channel": _categorical(_codes(rng, source, n), 5),
        "tier": _categorical(_tier(rng, kind), 3),
        "home_store": _home(rng, region),
        "channel": _categorical(_channel(rng, age, region), 2),
        **{name: _consent(rng, halo, age, *how) for name, how in CONSENT.items()},
        **{f"share_{name}": _share(rng, kind, k) for k, name in enumerate(SHARES)},
    }
    return pd.DataFrame(columns, copy=False)


def _draw(rng: np.random.Generator, n: int) -> np.ndarray:
    """Return n random uint16."""
    return rng.integers(0, DRAWS, n, dtype="u2")


def _look_up(rng: np.random.Generator, table: np.ndarray, n: int) -> np.ndarray:
    return table[_draw(rng, n)]


def _table(shares: np.ndarray) -> np.ndarray:
    """Return the code 0, 1, ... of each uint16, in the given shares."""
    ends = np.cumsum(shares)[:-1] * DRAWS
    return np.searchsorted(ends, np.arange(DRAWS) + 0.5).astype("i1")


def _codes(rng: np.random.Generator, shares: np.ndarray, n: int) -> np.ndarray:
    return _look_up(rng, _table(shares), n)


def _ages() -> np.ndarray:
    """Return the age of each uint16: 18 + 58 x a beta(1.7, 2.8), in whole years."""
    x = (np.arange(5800) + 0.5) / 5800
    density = x**0.7 * (1 - x) ** 1.8
    return (18 + _table(density.reshape(58, 100).sum(axis=1) / density.sum())).astype("i1")


def _band(age: np.ndarray) -> np.ndarray:
    return np.searchsorted([30, 40, 50], np.arange(128), side="right").astype("i1")[age]


def _income(rng: np.random.Generator, age: np.ndarray, education: np.ndarray) -> np.ndarray:
    """Return the income band 0-4, or -1 where it is not told."""
    middle = 0.9 + 0.55 * (np.arange(5) + 1)[:, None] + 0.02 * (AGES - 20)
    noise = 0.9 * rng.standard_normal(len(age), dtype="f4")
    band = np.rint(middle.astype("f4")[education, age - 18] + noise)
    told = np.clip(band, 1, 5).astype("i1") - np.int8(1)
    refuse = (DRAWS * expit(-2.3 + 0.025 * (AGES - AGE_CENTRE))).astype("u2")
    told[_draw(rng, len(age)) < refuse[age - 18]] = -1
    return told


def _tier(rng: np.random.Generator, kind: np.ndarray) -> np.ndarray:
    """Return the tier 0-2: the spending rate passes 1 or 1.9."""
    rate = TYPE_SPEND.astype("f4")[kind] + np.float32(0.5) * rng.standard_normal(
        len(kind), dtype="f4"
    )
    return (rate >= 0).view("i1") + (rate >= np.float32(np.log(1.9))).view("i1")


def _channel(rng: np.random.Generator, age: np.ndarray, region: np.ndarray) -> np.ndarray:
    odds = -0.3 - 0.1 * (AGES - AGE_CENTRE) + REGION_WEB[:, None]
    web = (DRAWS * expit(odds)).astype("u2")
    return (_draw(rng, len(age)) < web[region, age - 18]).view("i1") * np.int8(WEB - STORE)


def _home(rng: np.random.Generator, region: np.ndarray) -> np.ndarray:
    """Return a store of the customer's region."""
    first = np.searchsorted(STORE_REGION, np.arange(1, 6)) + 1
    count = np.bincount(STORE_REGION)[1:]
    place = np.arange(256) * count[:, None] // 256 + first[:, None]
    return place.astype("i1")[region, rng.integers(0, 256, len(region), dtype="u1")]


def _consent(
    rng: np.random.Generator,
    halo: np.ndarray,
    age: np.ndarray,
    base: float,
    goodwill: float,
    years: float,
) -> np.ndarray:
    """Say who agreed: the log odds of a uniform number lie under the customer's own."""
    level = np.log((np.arange(DRAWS) + 0.5) / (DRAWS - np.arange(DRAWS) - 0.5)).astype("f4")
    own = (base + years * (AGES - AGE_CENTRE)).astype("f4")
    return _look_up(rng, level, len(age)) < np.float32(goodwill) * halo + own[age - 18]


def _share(rng: np.random.Generator, kind: np.ndarray, k: int) -> np.ndarray:
    """Return one behaviour share, logit-normal by type, in steps of 0.001."""
    x = rng.standard_normal(len(kind), dtype="f4")
    x *= np.float32(-SHARE_NOISE[k])
    x -= TYPE_LOGIT[:, k].astype("f4")[kind]
    np.exp(x, out=x)
    x += np.float32(1)
    np.reciprocal(x, out=x)
    x *= np.float32(1000)
    return np.clip(np.rint(x, out=x), 1, 999, out=x) / np.float32(1000)


def _categorical(codes: np.ndarray, size: int) -> pd.Categorical:
    """Return codes 0, 1, ... as Categories 1, 2, ... size; -1 is missing."""
    kinds = pd.CategoricalDtype(np.arange(1, size + 1))
    return pd.Categorical.from_codes(codes, dtype=kinds, validate=False)
