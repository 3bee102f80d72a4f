"""What a calibrated truth is, and the list of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

Tables = Mapping[str, pd.DataFrame]
RIGHT, NAIVE = "right", "naive"


class Interval(NamedTuple):
    """An estimate with its 95 % interval; a count has none (nan)."""

    estimate: float
    low: float
    high: float


class Finding(NamedTuple):
    """What one method finds of one row of a truth in one world."""

    row: str
    method: str  # "right", "naive", or "naive: " with a word that tells two naive ones apart
    interval: Interval
    value: float | None = None  # where it is not the entry's value
    null: float | None = 0.0  # what the interval must exclude; None where nothing is at stake
    found: bool | None = None  # where finding is more than excluding the null


@dataclass(frozen=True)
class Calibrated:
    """A truth with the function that estimates it."""

    name: str
    tables: tuple[str, ...]
    estimand: str
    right: str
    naive: str
    screen: bool
    of: str
    estimate: Callable[[Tables], Iterator[Finding]]


TRUTHS: dict[str, Calibrated] = {}


def truth(
    name: str,
    *,
    tables: list[str],
    estimand: str,
    right: str,
    naive: str,
    screen: bool = True,
    of: str | None = None,
) -> Callable[[Callable[[Tables], Iterator[Finding]]], Callable[[Tables], Iterator[Finding]]]:
    """Register a function that yields what the right and the naive method find in one world.

    Parameters
    ----------
    name : str
        The key in truth.yaml, unless `of` is given.
    tables : list of str
        The tables that the methods read.
    estimand, right, naive : str
        What is estimated and how, in words.
    screen : bool
        Whether the right method sees the survey without its careless rows.
    of : str, optional
        The key in truth.yaml that the rows are about, for a second look at it.
    """

    def register(function: Callable[[Tables], Iterator[Finding]]) -> Callable:
        words = (name, tuple(tables), estimand, right, naive)
        TRUTHS[name] = Calibrated(*words, screen, of or name, function)
        return function

    return register
