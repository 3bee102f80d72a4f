"""From what a cell holds to a number or a category: codes, words, missing answers."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from pandas.api.types import is_bool_dtype, is_numeric_dtype

_NUMBER = re.compile(r"[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")

# What answers are called, from the lowest to the highest: a line a scale, as questionnaires print
# them ("|" at its end: it goes on in the next). "/" stands between words of one place. A word in a
# line with "~" has another place elsewhere, so that its column needs labels: in the codebook.
_LADDERS = {
    "agreement": """
        Disagree|Neutral|Agree
        Tidak Setuju/TS|Netral/N/RR|Setuju/S
        Strongly disagree|Disagree|Agree|Strongly agree
        Sangat Tidak Setuju/STS|Tidak Setuju/TS|Setuju/S|Sangat Setuju/SS
        Strongly disagree/Completely disagree|Disagree|Neutral/Neither agree nor disagree|Agree|
            Strongly agree/Completely agree
        ~Strongly disagree|Somewhat disagree|Neither agree nor disagree/Neutral|Somewhat agree|
            Strongly agree
        Sangat Tidak Setuju/STS|Tidak Setuju/TS|Netral/N/Ragu-ragu/Ragu ragu/RR|Setuju/S|
            Sangat Setuju/SS
        Strongly disagree|Disagree|Somewhat disagree/Slightly disagree|
            Somewhat agree/Slightly agree|Agree|Strongly agree
        Sangat Tidak Setuju/STS|Tidak Setuju/TS|Agak Tidak Setuju/ATS|Agak Setuju/AS|Setuju/S|
            Sangat Setuju/SS
        Strongly disagree|Disagree|Somewhat disagree/Slightly disagree|
            Neutral/Neither agree nor disagree|Somewhat agree/Slightly agree|Agree|Strongly agree
        Very strongly disagree|Strongly disagree|Disagree|Neutral/Neither agree nor disagree|
            Agree|Strongly agree|Very strongly agree
        Sangat Tidak Setuju/STS|Tidak Setuju/TS|Cukup Tidak Setuju/Agak Tidak Setuju/ATS/CTS|
            Netral/N/Ragu-ragu/RR|Cukup Setuju/Agak Setuju/AS/CS|Setuju/S|Sangat Setuju/SS
    """,
    "satisfaction": """
        Dissatisfied|Neutral|Satisfied
        Tidak Puas|Netral|Puas
        Very dissatisfied|Dissatisfied|Satisfied|Very satisfied
        Sangat Tidak Puas|Tidak Puas|Puas|Sangat Puas
        Very dissatisfied|Dissatisfied|Neutral/Neither satisfied nor dissatisfied|Satisfied|
            Very satisfied
        ~Very dissatisfied/Extremely dissatisfied|Somewhat dissatisfied|
            Neutral/Neither satisfied nor dissatisfied|Somewhat satisfied|
            Very satisfied/Extremely satisfied
        ~Not at all satisfied|Slightly satisfied|Moderately satisfied|Very satisfied|
            Extremely satisfied
        Sangat Tidak Puas|Tidak Puas|Netral/Biasa saja|Puas|Sangat Puas
        Very dissatisfied|Dissatisfied|Somewhat dissatisfied|Somewhat satisfied|Satisfied|
            Very satisfied
        Very dissatisfied/Extremely dissatisfied|Dissatisfied/Moderately dissatisfied|
            Somewhat dissatisfied/Slightly dissatisfied|
            Neutral/Neither satisfied nor dissatisfied|Somewhat satisfied/Slightly satisfied|
            Satisfied/Moderately satisfied|Very satisfied/Extremely satisfied
        Sangat Tidak Puas|Tidak Puas|Cukup Tidak Puas/Agak Tidak Puas|Netral|
            Cukup Puas/Agak Puas|Puas|Sangat Puas
    """,
    "frequency": """
        Never|Sometimes|Always
        Tidak pernah|Kadang-kadang/Kadang|Selalu
        Never|Rarely|Often|Always
        Tidak pernah|Jarang|Sering|Selalu
        Never|Rarely/Seldom|Sometimes|Often|Always
        Tidak pernah|Jarang|Kadang-kadang/Kadang|Sering|Selalu
        Never|Rarely|Occasionally|Sometimes|Frequently|Usually|Always
        Tidak pernah|Sangat jarang|Jarang|Kadang-kadang/Kadang|Sering|Sangat sering|Selalu
    """,
    "quality": """
        Bad/Poor|Fair/Average|Good
        Buruk|Cukup/Sedang|Baik
        ~Very poor/Very bad|Poor/Bad|Good|Very good
        ~Poor|Fair|Good|Excellent
        Tidak baik|Kurang baik|Baik|Sangat baik
        ~Very poor/Very bad|Poor/Bad|Fair/Average|Good|Very good/Excellent
        ~Poor|Fair|Good|Very good|Excellent
        ~Terrible|Poor|Average|Good|Excellent
        Sangat Buruk|Buruk|Cukup/Sedang/Biasa saja|Baik|Sangat Baik
        Sangat Tidak Baik|Tidak Baik|Cukup/Cukup Baik|Baik|Sangat Baik
        Very poor|Poor|Fair|Good|Very good|Excellent
    """,
    "likelihood": """
        Unlikely|Neutral|Likely
        Tidak mungkin|Netral/Mungkin|Sangat mungkin
        Very unlikely|Unlikely|Likely|Very likely
        Sangat Tidak Mungkin|Tidak Mungkin|Mungkin|Sangat Mungkin
        ~Very unlikely/Extremely unlikely|Unlikely/Somewhat unlikely|
            Neutral/Neither likely nor unlikely|Likely/Somewhat likely|
            Very likely/Extremely likely
        ~Not at all likely|Slightly likely|Moderately likely|Very likely|Extremely likely
        Sangat Tidak Mungkin|Tidak Mungkin|Netral/Ragu-ragu|Mungkin|Sangat Mungkin
        Extremely unlikely|Moderately unlikely|Slightly unlikely|Neither likely nor unlikely|
            Slightly likely|Moderately likely|Extremely likely
    """,
    "importance": """
        Not important|Neutral|Important
        Tidak Penting|Netral|Penting
        Not important at all/Not at all important|Not important|Important|Very important
        Sangat Tidak Penting|Tidak Penting|Penting|Sangat Penting
        ~Not at all important|Slightly important|Moderately important|Very important|
            Extremely important
        Very unimportant|Unimportant|Neutral|Important|Very important
        Sangat Tidak Penting|Tidak Penting|Netral|Penting|Sangat Penting
    """,
    "expectation": """
        Worse than expected|As expected|Better than expected
        Lebih buruk dari harapan|Sesuai harapan|Lebih baik dari harapan
        Much worse than expected|Worse than expected|As expected/About as expected|
            Better than expected|Much better than expected
        Jauh lebih buruk dari harapan|Lebih buruk dari harapan|
            Sesuai harapan/Sesuai dengan harapan|Lebih baik dari harapan|
            Jauh lebih baik dari harapan
    """,
    "yes_no": """
        No|Yes
        Tidak|Ya
    """,
}
_NO_FIXED_PLACE = frozenset(
    ["ks", "kp", "cs", "cts", "tp"]
    + [f"{much} {word}" for much in ("kurang", "cukup") for word in ("setuju", "puas")]
    + ["cukup tidak setuju", "cukup tidak puas"]
)
_ASKED = frozenset(["ks", "kp", "cs", "cts", "tp"])
_MIRRORED = {"cukup setuju": "cukup tidak setuju", "cukup puas": "cukup tidak puas"}
_NO_ANSWER = re.compile(
    r"(saya )?tidak (tahu|berlaku|relevan|((ingin|mau) )?menjawab|ada (jawaban|pendapat))"
    r"|menolak (untuk )?menjawab|(lebih suka|memilih) tidak menjawab|tanpa jawaban"
    r"|(i )?(don'?t|do not) know|(not applicable|unfamiliar)( \(n/?a\))?|n/?a|n\.a\.?|dk"
    r"|no (answer|opinion)|blank|kosong"
    r"|not (sure|answered)|refused?( to answer)?"
    r"|(i )?(would )?(prefer|rather) not (to )?(say|answer)"
)


@dataclass(frozen=True)
class Ladder:
    """A known row of answers: its family, the places of its words, and how many places it has.

    `asked` are words of no fixed place; only the respondents' questionnaire tells their number.
    """

    family: str
    points: int
    places: dict[str, int]
    fixed: bool = True
    asked: tuple[str, ...] = ()


def _ladders() -> Iterator[Ladder]:
    for family, lines in _LADDERS.items():
        for line in re.sub(r"\|\s+", "|", lines).strip().splitlines():
            steps = [step.split("/") for step in line.strip(" ~").split("|")]
            places = {word.casefold(): n for n, words in enumerate(steps, 1) for word in words}
            yield Ladder(family, len(steps), places, "~" not in line)


LADDERS = tuple(_ladders())


def tidy(value: Any) -> str:
    """Write a cell as text: no outer or doubled blanks, whole numbers without a point."""
    if isinstance(value, float | np.floating) and math.isfinite(value) and value == int(value):
        return str(int(value))
    return " ".join(_CONTROL.sub(" ", str(value)).split())


def code(value: Any) -> str:
    """Write a code in one way: -99, -99.0, "-99" and " -99 " are one, and so are Puas and puas."""
    text = tidy(value).casefold()
    number = as_number(text)
    return text if number is None else tidy(number)


def as_number(text: str) -> float | None:
    """Return the number that a text is, or None; "1,2" is none."""
    return float(text) if _NUMBER.fullmatch(text) else None


def likert_words(low: float, high: float) -> dict[str, float]:
    """Return the words known without labels on a scale of four or five points.

    Only words that have one place on every such scale; on others, scales differ too much.
    """
    points = int(high - low) + 1
    places: dict[str, set[int]] = {}
    for ladder in LADDERS if points in (4, 5) else ():
        for word, place in ladder.places.items() if ladder.points == points else ():
            if ladder.fixed:
                places.setdefault(word, set()).add(place)
    return {
        word: low + min(found) - 1
        for word, found in places.items()
        if len(found) == 1 and not has_no_fixed_place(word)
    }


def has_no_fixed_place(word: str) -> bool:
    """Say whether a word stands at different places on different scales (KS, CS, TP, ...)."""
    return code(word) in _NO_FIXED_PLACE


def find_ladder(words: Collection[str]) -> Ladder | None:
    """Return the known row of answers that holds all these words, if there is one.

    Among several the one with all its places taken, else the one of five points, else the
    shortest. "Cukup setuju" counts only beside its mirror "cukup tidak setuju"; the short forms
    CS, CTS, KS, KP and TP never do: they come back as `asked`.
    """
    said = {code(word) for word in words}
    moving = {word for word in said if word in _ASKED or _has_no_mirror(word, said)}
    fitting = [ladder for ladder in LADDERS if said - moving <= {*ladder.places}]
    if not said - moving or not fitting:
        return None
    found = min(fitting, key=lambda ladder: _distance(ladder, said, len(moving)))
    kept = {word: place for word, place in found.places.items() if word in said - moving}
    return replace(found, places=kept, asked=tuple(sorted(moving)))


def _has_no_mirror(word: str, said: set[str]) -> bool:
    mirrors = _MIRRORED | {other: word for word, other in _MIRRORED.items()}
    return word in _NO_FIXED_PLACE and mirrors.get(word) not in said


def _distance(ladder: Ladder, said: set[str], moving: int) -> tuple[int, bool, int]:
    """Say how well a ladder fits: all places taken or one left, five points, places left."""
    taken = len({place for word, place in ladder.places.items() if word in said - _ASKED})
    left = abs(ladder.points - taken - moving)
    return min(left, 2), ladder.points != 5, ladder.points


def no_answer(word: str) -> bool:
    """Say whether a word stands for no answer: Tidak tahu, Don't know, N/A, ..."""
    return _NO_ANSWER.fullmatch(code(word).replace("\u2019", "'").rstrip(". ")) is not None


def to_numbers(
    column: pd.Series, words: Mapping[str, float], missing: Collection[str]
) -> tuple[pd.Series, pd.Series]:
    """Turn answers into numbers, and mark the answers that are none."""
    if is_numeric_dtype(column) and not is_bool_dtype(column):
        numbers = column.astype(float)
        codes = [number for text in missing if (number := as_number(text)) is not None]
        return numbers.mask(numbers.isin(codes)), pd.Series(False, index=column.index)
    found: dict[Any, float] = {}
    for answer in column.dropna().unique():
        key = code(answer)
        if key in missing:
            found[answer] = np.nan
        elif (number := words.get(key, as_number(key))) is not None:
            found[answer] = number
    known = column.isna() | column.isin(list(found))
    return column.map(found).astype(float), ~known


def to_categories(
    column: pd.Series,
    labels: Mapping[str, str],
    words: Mapping[str, str],
    missing: Collection[str],
) -> tuple[pd.Series, pd.Series, list[str]]:
    """Turn codes into labelled categories in code order; the codes and those without a label too.

    `labels` gives each code its label, `words` the code of each word that may stand for it. A code
    in `missing`, or with a label in it, becomes NaN.
    """
    found: dict[Any, str] = {}
    for answer in column.dropna().unique():
        word = code(answer)
        key = word if word in labels else words.get(word, tidy(answer))
        if not {word, code(labels.get(key, key))} & set(missing):
            found[answer] = key
    declared = [key for key in labels if not {key, code(labels[key])} & set(missing)]
    unlabelled = sorted(set(found.values()) - set(declared))
    keys, order = column.map(found), [*declared, *unlabelled]
    if all(as_number(key) is not None for key in order):
        order = sorted(order, key=float)
        keys = keys.astype(float)
        keys = keys if (keys % 1 != 0).any() else keys.astype(int)
    names = {key: labels.get(key, key) for key in order}
    text = column.map({answer: names[key] for answer, key in found.items()})
    return keys, text.astype(pd.CategoricalDtype(list(names.values()))), unlabelled


def equals(column: pd.Series, key: str) -> pd.Series:
    """Say which cells hold a code, however they write it."""
    number = as_number(key)
    if is_numeric_dtype(column) and not is_bool_dtype(column):
        return column == (np.nan if number is None else number)
    return column.isin([cell for cell in column.dropna().unique() if code(cell) == key])
