"""A log of events as the statistics of the journey read it: checked, named by role, in order."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from custsat_edu.errors import Problem
from custsat_edu.stats.checks import Check, places

MOST = 200  # different stages, touchpoints or channels, and different ratings in a model
_ZONE = r"\d:\d\d\S*?(Z|[+-]\d\d(?::?\d\d)?)$"  # what follows the time of day


def read_events(check: Check, events: Any, **columns: str) -> pd.DataFrame:
    """Return some columns of a log of events, named by the part they play.

    Parameters
    ----------
    check : Check
        Collects what is wrong.
    events : DataFrame
        One row an event.
    **columns : str
        The column for each part: `case`, `cluster` (categories, those that occur), `stage`,
        `touchpoint`, `channel` (categories), `time` (numbers that give the order), `value`
        (floats, NaN is no rating), `dropped`, `complaint` (0 or 1).

    Returns
    -------
    DataFrame
        One column a part, on the rows of `events`.

    Raises
    ------
    InputError
        If there is no event or no such column, or with everything that is wrong in the columns.

    Examples
    --------
    >>> log = pd.DataFrame({"phase": ["buy", "use"], "felt": [1, -2]})
    >>> read_events(Check("f"), log, stage="phase", value="felt")
      stage  value
    0   buy    1.0
    1   use   -2.0
    """
    _check_columns(check, events, list(columns.values()))
    parts = {part: _READERS[part](check, events[name]) for part, name in columns.items()}
    check.done()
    return pd.DataFrame({part: column.array for part, column in parts.items()}, events.index)


def read_journeys(check: Check, events: Any, case: str | None, **columns: str) -> pd.DataFrame:
    """Return some columns of a log, sorted by time within each journey.

    Parameters
    ----------
    check : Check
        Collects what is wrong.
    events : DataFrame
        One row an event, in any order. Events at one time keep the order of the file.
    case : str or None
        The column that says which events belong together; None: "journey" where there is such a
        column, else "customer".
    **columns : str
        As `read_events`; `case` and `time` are added.

    Returns
    -------
    DataFrame
        As `read_events`, with `last`: whether the event is the last one of its journey.

    Raises
    ------
    InputError
        As `read_events`, or if a journey goes on after the customer left.

    Examples
    --------
    >>> log = pd.DataFrame({"customer": [7, 7], "time": ["2025-03-02", "2025-03-01"]})
    >>> read_journeys(Check("f"), log, None)[["case", "last"]]
      case   last
    1    7  False
    0    7   True
    """
    if case is None:
        case = "journey" if "journey" in getattr(events, "columns", ()) else "customer"
    table = read_events(check, events, case=case, time="time", **columns)
    table = table.iloc[np.lexsort((table["time"], table["case"].cat.codes))]
    codes = table["case"].cat.codes.to_numpy()
    table["last"] = np.append(codes[1:] != codes[:-1], True)
    if "dropped" in table:
        _check_ends(check, table[table["dropped"].eq(1) & ~table["last"]])
    return table


def firsts(codes: npt.NDArray[np.integer]) -> npt.NDArray[np.intp]:
    """Return where each run of equal codes begins.

    Parameters
    ----------
    codes : array of int
        Not negative.

    Returns
    -------
    array of int

    Examples
    --------
    >>> firsts(np.array([3, 3, 5, 8, 8]))
    array([0, 2, 3])
    """
    return np.flatnonzero(np.diff(codes, prepend=-1))


def _check_columns(check: Check, events: Any, names: list[str]) -> None:
    if not isinstance(events, pd.DataFrame):
        check.wrong(
            Problem(
                "{where}: needs a table of events, one row an event, found {found}.",
                {"found": type(events).__name__},
            )
        )
        check.done()
    if len(events) == 0:
        check.wrong(
            Problem(
                "{where}: there are no events: the table is empty. Was everything filtered out?"
            )
        )
    for name in dict.fromkeys(names):
        count = int((events.columns == name).sum())
        if count == 0:
            check.wrong(_no_column(name, list(map(str, events.columns))))
        elif count > 1:
            check.wrong(
                Problem(
                    "{where}: there are {count} columns {name!r}. Rename all but one.",
                    {"count": count, "name": name},
                )
            )
    check.done()


def _no_column(name: str, columns: list[str]) -> Problem:
    near = difflib.get_close_matches(str(name), columns, 1, 0) or ["-"]
    return Problem(
        "{where}: there is no column {name!r} in the events. Did you mean {near!r}? "
        "The columns: {columns}.",
        {"name": name, "near": near[0], "columns": ", ".join(columns)},
    )


def _check_ends(check: Check, after: pd.DataFrame) -> None:
    """Note the journeys that go on after the customer left."""
    if len(after):
        check.wrong(
            Problem(
                "{where}: journeys go on after the event on which the customer left (dropped = 1): "
                "{count} in all, first {case}, in row {row}. Mark the last event of a journey "
                "only, or give what came later a journey of its own.",
                {
                    "count": after["case"].nunique(),
                    "case": str(after["case"].iloc[0]),
                    "row": str(after.index[0]),
                },
            )
        )
    check.done()


def _whole(check: Check, column: pd.Series) -> None:
    """Ask for a column without a missing value."""
    missing = column.isna().to_numpy()
    if missing.any():
        check.wrong(
            Problem(
                "{where}: {column} is missing in {count} of {n} rows, first in row {row}. Fill it "
                "in, or leave these rows out. A label that the categories of the column do not "
                "know counts as missing.",
                {
                    "column": str(column.name),
                    "count": int(missing.sum()),
                    "n": len(column),
                    "row": str(column.index[np.argmax(missing)]),
                },
            )
        )


def _names(check: Check, column: pd.Series) -> pd.Series:
    _whole(check, column)
    return column.astype("category").cat.remove_unused_categories()


def _labels(check: Check, column: pd.Series) -> pd.Series:
    _whole(check, column)
    labels = column.astype("category")
    if (used := labels.nunique()) > MOST:
        check.wrong(
            Problem(
                "{where}: {column} has {used:,} different names, and at most {most} can be shown "
                "or told apart. Is it the right column? Else join rare names under one.",
                {"column": str(column.name), "used": used, "most": MOST},
            )
        )
    return labels


def _flags(check: Check, column: pd.Series) -> pd.Series:
    _whole(check, column)
    flags = check.answers(column, column=str(column.name))
    other = flags[~flags.isin([0, 1]).to_numpy() & flags.notna().to_numpy()]
    if len(other):
        check.wrong(
            Problem(
                "{where}: {column} must be 1 (yes) or 0 (no), found {found} in {count} rows, first "
                "in row {row}. Write (events[{column!r}] == 1).astype(int) if 1 is 'yes' and "
                "another code is 'no'.",
                {"column": str(column.name)} | places(other),
            )
        )
    return flags


def _ratings(check: Check, column: pd.Series) -> pd.Series:
    return check.answers(column, column=str(column.name))


def _times(check: Check, column: pd.Series) -> pd.Series:
    """Return times as numbers that give the order."""
    _whole(check, column)
    if isinstance(column.dtype, np.dtype) and column.dtype.kind in "iuf":
        return column
    text = column.astype(str)
    try:
        times = pd.to_datetime(
            column if column.dtype.kind == "M" else text, format="ISO8601", errors="coerce"
        )
    except ValueError:  # with and without a time zone, or in several
        _mixed_zones(check, text)
        return pd.Series(0, column.index)
    wrong = column[times.isna().to_numpy() & column.notna().to_numpy()]
    if len(wrong):
        check.wrong(
            Problem(
                "{where}: {column} holds what is no time: {found} in {count} of {n} rows, first in "
                "row {row}. Write 2025-03-31 14:05, or read it with "
                "pd.to_datetime(events[{column!r}], dayfirst=True).",
                {"column": str(column.name), "n": len(column)} | places(wrong),
            )
        )
    return pd.Series(pd.DatetimeIndex(times).asi8, column.index)


def _mixed_zones(check: Check, text: pd.Series) -> None:
    zones = text.str.extract(_ZONE)[0].fillna("none")
    check.wrong(
        Problem(
            "{where}: {column} mixes time zones: {found}, so the order is not sure. Bring all "
            "times to one zone first, with pd.to_datetime(events[{column!r}], utc=True) if those "
            "without a zone are in UTC.",
            {"column": str(text.name), "found": ", ".join(dict.fromkeys(zones))},
        )
    )


_READERS: dict[str, Callable[[Check, pd.Series], pd.Series]] = {
    "case": _names,
    "cluster": _names,
    "time": _times,
    "stage": _labels,
    "touchpoint": _labels,
    "channel": _labels,
    "dropped": _flags,
    "complaint": _flags,
    "value": _ratings,
}
