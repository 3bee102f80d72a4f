"""From what a cell holds to a number or a category: codes, words, missing answers."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
import pandas as pd
from pandas.api.types import is_bool_dtype, is_numeric_dtype

_NUMBER = re.compile(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)")

_PLACES = {
    "lowest": "STS|Sangat Tidak Setuju|Sangat Tidak Puas"
    "|Strongly disagree|Very dissatisfied|Completely disagree",
    "low": "TS|Tidak Setuju|Tidak Puas|Disagree|Dissatisfied",
    "middle": "N|RR|Netral|Ragu-ragu|Ragu ragu|Neutral"
    "|Neither agree nor disagree|Neither satisfied nor dissatisfied",
    "high": "S|Setuju|Puas|Agree|Satisfied",
    "highest": "SS|Sangat Setuju|Sangat Puas|Strongly agree|Very satisfied|Completely agree",
}
_ORDERS = {
    4: ("lowest", "low", "high", "highest"),
    5: ("lowest", "low", "middle", "high", "highest"),
}
_NO_FIXED_PLACE = frozenset(
    ["ks", "kp", "cs", "cts", "tp"]
    + [f"{much} {word}" for much in ("kurang", "cukup") for word in ("setuju", "puas")]
    + ["cukup tidak setuju"]
)


def tidy(value: Any) -> str:
    """Write a cell as text: no outer or doubled blanks, whole numbers without a point."""
    if isinstance(value, float | np.floating) and math.isfinite(value) and value == int(value):
        return str(int(value))
    return " ".join(str(value).split())


def code(value: Any) -> str:
    """Write a code in one way: -99, -99.0, "-99" and " -99 " are one, and so are Puas and puas."""
    text = tidy(value).casefold()
    number = as_number(text)
    return text if number is None else tidy(number)


def as_number(text: str) -> float | None:
    """Return the number that a text is, or None; "1,2" is none."""
    return float(text) if _NUMBER.fullmatch(text) else None


def likert_words(low: float, high: float) -> dict[str, float]:
    """Return the words known without labels on a scale of four or five points."""
    order = _ORDERS.get(int(high - low) + 1, ())
    return {
        word.casefold(): low + step
        for step, place in enumerate(order)
        for word in _PLACES[place].split("|")
    }


def has_no_fixed_place(word: str) -> bool:
    """Say whether a word stands at different places on different scales (KS, CS, TP, ...)."""
    return code(word) in _NO_FIXED_PLACE


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
