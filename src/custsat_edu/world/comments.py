"""What customers write: Indonesian, English and mixed, with slang, typos and negation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from custsat_edu.world.instruments import CARD_SLOPE, Crowd, days, stars
from custsat_edu.world.people import pick
from custsat_edu.world.phrases import (
    ABOUT,
    AFTER,
    AND,
    BEFORE,
    BUT,
    CLOSERS,
    LANGUAGES,
    NEGATORS,
    NEUTRAL,
    OPENERS,
    PARTICLES,
    PHRASES,
    SLANG,
    THINGS,
    VERY,
)
from custsat_edu.world.survey import NAMES
from custsat_edu.world.words import CONSTRUCT, LABELS, say

LANGUAGE_SHARE = {1: 0.60, 2: 0.25, 3: 0.15}  # Indonesian, English, mixed
SOURCE_SHARE = np.array([0.35, 0.25, 0.22, 0.18])  # survey, web form, chat, social media
CASUAL = np.array([0.25, 0.4, 0.85, 0.8])  # share written in slang, by source
OPPOSED, SECOND = 0.20, 0.40  # one more opinion: of the other sign if there is one, or any
NEGATED = 0.35  # share of clauses that speak through a negation
TYPO = 0.12
DICE = 64  # random numbers for the words of one comment


def make_labels(rng: np.random.Generator, felt: np.ndarray) -> pd.DataFrame:
    """Return what comments are about, before they are put into words.

    Parameters
    ----------
    rng : Generator
        Where chance comes from.
    felt : ndarray of shape (n, 10)
        Each writer's disconfirmation 1-5 of every driver.

    Returns
    -------
    DataFrame
        One row a comment: `driver` 1-10 and `polarity` (-1, 0, 1) of the first opinion, `driver2`
        and `polarity2` of the second (0 where there is none), `sentiment` (-1, 0, 1 overall: 0 if
        neutral or mixed), `language` 1-3, `negated` and `mixed` 0/1.
    """
    n, step = len(felt), np.sign(felt - 3).astype(int)
    row = np.arange(n)
    loud = 2.0 * np.abs(felt - 3) + rng.gumbel(size=felt.shape)
    first = loud.argmax(axis=1)
    polarity = step[row, first]
    loud[row, first] = -np.inf
    turn = rng.random(n)
    opposed = np.where(step == -polarity[:, None], loud, -np.inf)
    contrast = (turn < OPPOSED) & (opposed.max(axis=1) > -np.inf)
    second = np.where(contrast, opposed.argmax(axis=1), loud.argmax(axis=1))
    polarity2 = step[row, second] * (turn < SECOND) * (polarity != 0)
    mixed = polarity * polarity2 == -1
    through = rng.random((n, 2)) < NEGATED
    negated = (through[:, 0] & (polarity != 0)) * 1 + (through[:, 1] & (polarity2 != 0)) * 2
    counts = np.rint(n * np.cumsum([0, *LANGUAGE_SHARE.values()])).astype(int)
    language = np.repeat(list(LANGUAGE_SHARE), np.diff(counts))
    return pd.DataFrame(
        {
            "driver": first + 1,
            "polarity": polarity,
            "driver2": np.where(polarity2 != 0, second + 1, 0),
            "polarity2": polarity2,
            "sentiment": np.where(mixed, 0, polarity),
            "language": rng.permutation(language),
            "negated": negated,
            "mixed": mixed.astype(int),
        }
    )


def make_comments(
    rng: np.random.Generator, crowd: Crowd, n: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return 5/4 n comments in order of their day, and their labels.

    Who writes has nothing to do with satisfaction; what they write about is what was unlike their
    expectation.
    """
    rows = rng.permutation(len(crowd.customers))[: 5 * n // 4]
    who = crowd.who(rows, "customer_id", "join_date", "channel")
    date = days(rng, who["join_date"])
    labels = make_labels(rng, crowd.lived.own(crowd.lived.felt)[rows])
    source = pick(rng, SOURCE_SHARE, len(rows))
    casual = rng.random(len(rows)) < CASUAL[source - 1]
    dice = rng.random((len(rows), DICE))
    table = pd.DataFrame(
        {
            "customer_id": who["customer_id"],
            "date": date,
            "channel": who["channel"],
            "source": source,
            "rating": stars(rng, crowd.satisfaction[rows], CARD_SLOPE),
            "text": [
                write(opinion, relaxed, iter(throws))
                for opinion, relaxed, throws in zip(
                    labels.to_dict("records"), casual, dice.tolist(), strict=True
                )
            ],
        }
    )
    order = np.argsort(date, kind="stable")
    table, labels = (part.iloc[order].reset_index(drop=True) for part in (table, labels))
    labels["negated"] = (labels["negated"] > 0).astype(int)
    number = pd.Series(np.arange(1, len(table) + 1), name="comment_id")
    return pd.concat([number, table], axis=1), pd.concat([number, labels], axis=1)


def write(opinion: dict[str, Any], casual: bool, dice: Iterator[float]) -> str:
    """Put one opinion into words.

    Parameters
    ----------
    opinion : dict
        One row of `make_labels`, with `negated` as 0, 1 (the first clause), 2 (the second) or 3.
    casual : bool
        Whether it is written in slang.
    dice : iterator of float
        Random numbers from 0 to 1, at least `DICE` of them.
    """
    language = LANGUAGES[opinion["language"] - 1]
    thing = _one(dice, THINGS[language])

    def clause(which: str, bit: int) -> str:
        name, negated = NAMES[opinion[f"driver{which}"] - 1], bool(opinion["negated"] & bit)
        return _clause(dice, language, name, opinion[f"polarity{which}"], negated, thing)

    text = _one(dice, OPENERS[language]).format(t=thing)
    text = f"{text} {clause('', 1)}".strip()
    if opinion["polarity2"]:
        text += _one(dice, (BUT if opinion["mixed"] else AND)[language]) + clause("2", 2)
    closer = _one(dice, CLOSERS[language][opinion["sentiment"]])
    if next(dice) < 0.35:
        text = f"{text}, {closer}" if casual else f"{text}. {_capital(closer)}"
    if casual:
        text = _relax(dice, text, language, opinion["sentiment"])
    if next(dice) < TYPO:
        text = _slip(dice, text, language)
    if casual:
        return text + _one(dice, ("", "", ".", "..", "!", "!!"))
    return _capital(text) + "."


def _one(dice: Iterator[float], choices: Any) -> Any:
    return choices[int(next(dice) * len(choices))]


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _clause(
    dice: Iterator[float], language: str, name: str, polarity: int, negated: bool, thing: str
) -> str:
    """Return one opinion about one driver."""
    if polarity == 0:
        text = _one(dice, NEUTRAL[language])
        return text.format(d=ABOUT[name][LANGUAGES.index(language)])
    claim = ("!" if negated else "") + ("+" if polarity > 0 else "-")
    text = _one(dice, PHRASES[name][language][claim])
    before, after = _one(dice, BEFORE), _one(dice, AFTER)
    if "{s}" in text and before:
        after = ""
    return text.format(t=thing, s=before, b=after, v=_one(dice, VERY))


def _relax(dice: Iterator[float], text: str, language: str, sentiment: int) -> str:
    """Return a text in the slang of chats: short words, a particle, small letters."""
    for word, short in SLANG[language].items():
        if re.search(rf"\b{word}\b", text) and next(dice) < 0.7:
            text = re.sub(rf"\b{word}\b", _one(dice, short), text, count=1)
    if next(dice) < 0.5:
        text += " " + _one(dice, PARTICLES[language][sentiment])
    return text.lower() if language != "en" or next(dice) < 0.6 else text


def _slip(dice: Iterator[float], text: str, language: str) -> str:
    """Return a text with one mistyped word, never a negation."""
    words = [
        found
        for found in re.finditer(r"[^\W\d_]{5,}", text)
        if not any(word.startswith(found.group().lower()) for word in NEGATORS[language])
    ]
    if not words:
        return text
    word = _one(dice, words)
    at = word.start() + 1 + int(next(dice) * (len(word.group()) - 3))
    kind = next(dice)
    if kind < 0.5:  # two letters change places
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text[:at] + text[at + 1 :] if kind < 0.8 else text[:at] + text[at] + text[at:]


def comment_facts(rng: np.random.Generator, crowd: Crowd) -> dict[str, Any]:
    """Return what all customers' comments would be about."""
    labels = make_labels(rng, crowd.lived.own(crowd.lived.felt))
    return {
        "comment_sentiment": {k: float((labels["sentiment"] == k).mean()) for k in (-1, 0, 1)},
        "comment_drivers": {
            name: float((labels["driver"] == k).mean())
            for k, name in enumerate(CONSTRUCT.values(), start=1)
        },
    }


def comment_entries() -> dict[str, dict[str, Any]]:
    """Return unit, meaning and planted numbers of the comments."""
    share = say("share", "proporsi")
    return {
        "comment_languages": {
            "planted": dict(LANGUAGE_SHARE),
            "unit": share,
            "meaning": say("Languages of the comments", "Bahasa komentar"),
            "rows": {
                1: say("Indonesian", "Indonesia"),
                2: say("English", "Inggris"),
                3: say("Mixed", "Campuran"),
            },
        },
        "comment_sentiment": {
            "planted": None,
            "unit": share,
            "meaning": say(
                "Overall opinion of a comment, by the labels in truth_comments.csv",
                "Pendapat keseluruhan sebuah komentar, menurut label di truth_comments.csv",
            ),
            "rows": {
                -1: say("Complains", "Mengeluh"),
                0: say("Neutral or both", "Netral atau keduanya"),
                1: say("Praises", "Memuji"),
            },
        },
        "comment_drivers": {
            "planted": None,
            "unit": share,
            "meaning": say(
                "What the first opinion of a comment is about",
                "Hal yang dibahas pendapat pertama sebuah komentar",
            ),
            "rows": {name: LABELS[name] for name in CONSTRUCT.values()},
        },
    }
