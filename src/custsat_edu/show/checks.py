"""The tables that charts are given: checked, and what several of them say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from custsat_edu.errors import InputError, Problem
from custsat_edu.i18n import _, number


def checked(
    table: pd.DataFrame,
    chart: str,
    numbers: Sequence[str],
    words: Mapping[str, Sequence] | None = None,
) -> pd.DataFrame:
    """Return the table with its numbers as floats, or say all that is wrong with it.

    `words` are the columns that must hold one of the given values.
    """
    words = words or {}
    columns = [*numbers, *words]
    problems = [
        Problem(
            "{chart}: the table has no column {column!r}; it needs {columns}. "
            "Give the table as its function made it.",
            {"chart": chart, "column": column, "columns": ", ".join(columns)},
        )
        for column in columns
        if column not in table
    ]
    if problems:
        raise InputError(problems)
    if not len(table):
        raise InputError.of(
            "{chart}: the table has no row: there is nothing to show. Was everything filtered out?",
            chart=chart,
        )
    floats = {name: pd.to_numeric(table[name], errors="coerce") for name in numbers}
    problems += _no_numbers(table, chart, floats)
    for name, known in words.items():
        problems += _unknown(table, chart, name, known)
    if problems:
        raise InputError(problems)
    return table.assign(**{name: column.astype(float) for name, column in floats.items()})


def _no_numbers(
    table: pd.DataFrame, chart: str, floats: Mapping[str, pd.Series]
) -> Iterable[Problem]:
    for name, column in floats.items():
        wrong = table[name][(column.isna() & table[name].notna()).to_numpy()]
        if len(wrong):
            yield Problem(
                "{chart}: {column} must hold numbers, found {found!r}. "
                "Turn it into numbers with pd.to_numeric.",
                {"chart": chart, "column": name, "found": str(wrong.iloc[0])},
            )


def _unknown(table: pd.DataFrame, chart: str, column: str, known: Sequence) -> Iterable[Problem]:
    strange = table[column][~table[column].isin(known)]
    if len(strange):
        yield Problem(
            "{chart}: {column} must be one of {known}, found {found!r}.",
            {
                "chart": chart,
                "column": column,
                "known": ", ".join(map(repr, known)),
                "found": str(strange.iloc[0]),
            },
        )


def sample(n: pd.Series) -> str:
    """Write how many answered: one number, or the smallest and the largest."""
    if n.isna().all():
        return "n = –"
    low, high = number(n.min(), 0), number(n.max(), 0)
    return f"n = {low if low == high else _('{low} to {high}').format(low=low, high=high)}"


def kind_words() -> dict[str, str]:
    """Return the kinds of drivers and features in the active language."""
    return {
        "must-be": _("must-be"),
        "one-dimensional": _("one-dimensional"),
        "attractive": _("attractive"),
        "indifferent": _("indifferent"),
        "reverse": _("reverse"),
        "questionable": _("questionable"),
    }
