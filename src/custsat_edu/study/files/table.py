"""What a reader makes of a file: a table of answers, and what the file itself says of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

import pandas as pd
from pandas.api.types import is_numeric_dtype, is_object_dtype

from custsat_edu.errors import Problem

BLANK = ["", "NA", "N/A", "NaN", "NULL", "#N/A", "#NULL!"]


@dataclass(frozen=True)
class Note:
    """Something that a reader should know, though no number is wrong."""

    what: Problem
    where: str
    n: int
    advice: Problem


@dataclass(frozen=True)
class Table:
    """What a file holds: the answers and what the file itself says about them.

    unfinished (true or false) and seconds (how long a respondent took) stand in the order of
    frame's rows, None where the file does not tell. facts holds the sha256, how a text file was
    read, and for a file of a survey tool its name (tool) and the columns that the tool adds to the
    answers (furniture).
    """

    name: str
    frame: pd.DataFrame
    rows: pd.Index
    repeated: dict[str, int] = field(default_factory=dict)
    questions: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    missing: dict[str, list[str]] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    unfinished: pd.Series | None = None
    seconds: pd.Series | None = None


def unique_names(names: Iterable[str]) -> tuple[list[str], dict[str, int]]:
    """Name nameless columns by their place, and the second of two equal names NAME.2.

    Returns the names, and how often each doubled name stood there.
    """
    named = [name or f"column {place}" for place, name in enumerate(names, 1)]
    counts = Counter(named)
    unique: dict[str, None] = {}
    places: Counter[str] = Counter()
    for name in named:
        other = name
        while other in unique:
            places[name] += 1
            other = f"{name}.{places[name] + 1}"
        unique[other] = None
    return [*unique], {name: n for name, n in counts.items() if n > 1}


def texts(column: pd.Series) -> pd.Series:
    """Strip texts, make blank ones missing, and write times as text: 2026-01-05 08:00:00."""
    if is_numeric_dtype(column):
        return column
    found = column.dropna().unique().tolist()
    moments = [cell for cell in found if isinstance(cell, datetime)]
    days_only = all(moment.time() == time() for moment in moments)
    written = [_written(cell, days_only) for cell in found]
    if all(cell is text for cell, text in zip(found, written, strict=True)):
        return column
    if is_object_dtype(column):  # 1 and True are one key, and not one answer
        return column.map(lambda cell: _written(cell, days_only), na_action="ignore")
    return column.map(dict(zip(found, written, strict=True)))


def _written(cell: Any, days_only: bool) -> Any:
    if isinstance(cell, str):
        plain = cell.strip()
        return cell if plain == cell and plain else plain or None
    if isinstance(cell, datetime):
        return cell.date().isoformat() if days_only else cell.isoformat(" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(timedelta(seconds=cell.total_seconds())) if isinstance(cell, timedelta) else cell
