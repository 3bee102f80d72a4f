"""The customers of Toko Serambi and its stores."""

from __future__ import annotations

import numpy as np
import pandas as pd

STORE, WEB = 1, 2
WEB_SHOP = 25  # the store_id of the web shop
TRAINING_QUARTER = 5
TRAINING_EFFECT = 3.0
AGE_CENTRE = 40
FIELDWORK = np.datetime64("2025-10-01")  # the first day of the survey

REGION_SHARE = np.array([0.34, 0.21, 0.22, 0.14, 0.09])
REGION_WEB = np.array([0.4, 0.0, 0.1, -0.2, -0.5])  # log odds of buying online
STORES = (
    ("Serambi Melati", "Jakarta", 1),
    ("Serambi Kenanga", "Jakarta", 1),
    ("Serambi Cempaka", "Bandung", 1),
    ("Serambi Dahlia", "Bekasi", 1),
    ("Serambi Flamboyan", "Bogor", 1),
    ("Serambi Teratai", "Depok", 1),
    ("Serambi Anggrek", "Tangerang", 1),
    ("Serambi Seruni", "Yogyakarta", 2),
    ("Serambi Kemuning", "Semarang", 2),
    ("Serambi Sedap Malam", "Surakarta", 2),
    ("Serambi Soka", "Purwokerto", 2),
    ("Serambi Wijaya Kusuma", "Magelang", 2),
    ("Serambi Bougenvil", "Surabaya", 3),
    ("Serambi Mawar", "Malang", 3),
    ("Serambi Kamboja", "Denpasar", 3),
    ("Serambi Lavender", "Kediri", 3),
    ("Serambi Matahari", "Jember", 3),
    ("Serambi Nusa Indah", "Medan", 4),
    ("Serambi Tulip", "Palembang", 4),
    ("Serambi Asoka", "Padang", 4),
    ("Serambi Pinang", "Pekanbaru", 4),
    ("Serambi Ulin", "Balikpapan", 5),
    ("Serambi Lontar", "Makassar", 5),
    ("Serambi Cengkih", "Manado", 5),
)
STORE_REGION = np.array([region for *_, region in STORES])

TYPE_SHARE = np.array([0.20, 0.25, 0.15, 0.25, 0.15])  # loyal discount impulse need wandering
TYPE_HALO = np.array([0.5, -0.2, 0.0, 0.0, -1 / 3])  # mean goodwill; averages to 0
TYPE_SPEND = np.array([0.5, -0.2, 0.1, 0.0, -0.7])  # log of the spending rate
SHARES = ("repeat", "discount", "unplanned", "planned", "browsing", "member", "new", "returned")
TYPE_LOGIT = np.array(
    [  # the mean logit of each share, one row a type
        [1.2, -1.0, -1.2, 0.3, -1.2, 1.4, -0.8, -2.6],
        [-0.3, 1.5, -0.9, 0.0, 0.2, 0.3, -1.2, -2.0],
        [-0.6, -0.4, 1.3, -1.5, -0.2, -0.4, 0.6, -1.2],
        [-0.2, -0.9, -1.6, 1.5, -1.3, -0.8, -1.6, -2.4],
        [-1.5, -0.2, -0.6, -1.2, 1.5, -1.4, -0.4, -1.8],
    ]
)
SHARE_NOISE = 1.2 * np.array([0.7, 0.7, 0.7, 0.7, 0.7, 0.8, 0.7, 0.7])


def expit(x: np.ndarray) -> np.ndarray:
    """Return the probability with log odds x."""
    return 1 / (1 + np.exp(-x))


def pick(rng: np.random.Generator, shares: np.ndarray, n: int) -> np.ndarray:
    """Draw n codes 1, 2, ... with the given shares."""
    return np.searchsorted(np.cumsum(shares)[:-1], rng.random(n), side="right") + 1


def likert(values: np.ndarray, low: int, high: int) -> np.ndarray:
    """Round to whole answers between low and high."""
    return np.clip(np.rint(values), low, high).astype(int)


def make_stores(rng: np.random.Generator) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the 24 stores and the web shop, and each store's permanent level in points.

    The ten stores with the lowest permanent level are trained, all from one quarter on.
    """
    level = rng.normal(0, 4, len(STORES))
    level -= level.mean()
    trained = level.argsort().argsort() < 10
    staff = np.append(rng.integers(12, 46, len(STORES)), 60)
    engagement = np.append(68 + 1.1 * level + rng.normal(0, 5, len(STORES)), 71.0)
    empowerment = np.append(60 + 1.2 * level + rng.normal(0, 6, len(STORES)), 64.0)
    table = pd.DataFrame(
        {
            "store_id": np.arange(1, WEB_SHOP + 1),
            "name": [name for name, *_ in STORES] + ["Serambi Daring"],
            "city": [city for _, city, _ in STORES] + [None],
            "region": pd.array([*STORE_REGION, pd.NA], dtype="Int64"),
            "staff": staff,
            "engagement": engagement.round(1),
            "empowerment": empowerment.round(1),
            "training_start": pd.array(
                [TRAINING_QUARTER if t else pd.NA for t in trained] + [pd.NA], dtype="Int64"
            ),
        }
    )
    latents = pd.DataFrame(
        {"store_id": table["store_id"][:-1], "level": level.round(4), "trained": trained * 1}
    )
    return table, latents


def make_customers(
    rng: np.random.Generator, n: int, *, realistic: bool
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return n customers, and what nobody sees of them: type, goodwill and spending rate.

    The channel of the last purchase depends on age and region only, never on the type.
    """
    age = np.floor(18 + 58 * rng.beta(1.7, 2.8, n)).astype(int)
    region = pick(rng, REGION_SHARE, n)
    web = rng.random(n) < expit(-0.3 - 0.1 * (age - AGE_CENTRE) + REGION_WEB[region - 1])
    kind = pick(rng, TYPE_SHARE, n)
    halo = TYPE_HALO[kind - 1] + rng.normal(0, 1, n)
    spend = np.exp(TYPE_SPEND[kind - 1] + rng.normal(0, 0.5, n))
    logits = TYPE_LOGIT[kind - 1] + SHARE_NOISE * rng.normal(size=(n, len(SHARES)))
    education = pick(rng, np.array([0.06, 0.12, 0.40, 0.14, 0.28]), n)
    income = likert(0.9 + 0.55 * education + 0.02 * (age - 20) + rng.normal(0, 0.9, n), 1, 5)
    first = np.searchsorted(STORE_REGION, region)
    count = np.bincount(STORE_REGION)[region]
    home = first + (rng.random(n) * count).astype(int) + 1
    joined = (2800 * rng.beta(1.6, 1.0, n)).astype(int)
    tier = 1 + np.searchsorted([1.0, 1.9], spend, side="right")
    consent = {
        "consent_email": expit(0.5 + 0.45 * halo - 0.015 * (age - AGE_CENTRE)),
        "consent_profiling": expit(-0.1 + 0.45 * halo - 0.03 * (age - AGE_CENTRE)),
        "consent_sharing": expit(-1.3 + 0.35 * halo - 0.02 * (age - AGE_CENTRE)),
    }
    table = pd.DataFrame(
        {
            "customer_id": np.arange(1, n + 1),
            "age": age,
            "age_band": np.searchsorted([30, 40, 50], age, side="right") + 1,
            "gender": pick(rng, np.array([0.58, 0.42]), n),
            "region": region,
            "education": education,
            "income_band": pd.array(income, dtype="Int64"),
            "join_date": np.datetime64("2018-01-01") + joined,
            "acquisition_channel": pick(rng, np.array([0.3, 0.22, 0.24, 0.1, 0.14]), n),
            "tier": tier,
            "home_store": home,
            "channel": np.where(web, WEB, STORE),
            **{name: (rng.random(n) < p).astype(int) for name, p in consent.items()},
            **{
                f"share_{name}": np.clip(expit(logits[:, k]), 0.001, 0.999).round(3)
                for k, name in enumerate(SHARES)
            },
        }
    )
    refused = rng.random(n) < expit(-2.3 + 0.025 * (age - AGE_CENTRE))
    if realistic:
        table.loc[refused, "income_band"] = pd.NA
    latents = pd.DataFrame(
        {"customer_id": table["customer_id"], "type": kind, "halo": halo, "spend_rate": spend}
    )
    return table, latents.round(4)
