"""What every sentence about a result is made of: facts, estimates with limits, tests, lists."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pandas as pd

from custsat_edu.errors import InputError, Problem
from custsat_edu.i18n import _, active_language, ngettext, number
from custsat_edu.show.words import Writer, codes, degrees, limits, p_text, whole

_NAMELESS = {"cronbach_alpha", "mcdonald_omega", "mean_score"}  # a score with its function's name
MOST = 12  # rows told one by one; the others stand in the table


@dataclass(frozen=True)
class Facts:
    """What a paper must say and a table of results does not know.

    Attributes
    ----------
    n : int, optional
        Respondents (or complaints, customers, journeys) in the file.
    excluded : sequence of (int, str)
        How many were left out before the analysis, and why, in the active language.
    sampling : {"", "convenience", "probability"}
        How the sample was drawn; convenience adds that intervals hold sampling error only.
    planned : bool, optional
        Whether the codebook's `plan:` names the analysis; False heads it as exploratory.
    outcome : str
        The words for the outcome.
    labels : mapping of str
        Words for rows of tables without a column `label`: their name -> its words.
    confidence : float
        Of the limits in the table.
    options : mapping
        How the function was called where that is not its default, such as
        {"interval": "feldt"}, {"rotation": "none"}, {"robust": "HC1"}, {"top": 1}.
    """

    n: int | None = None
    excluded: Sequence[tuple[int, str]] = ()
    sampling: str = ""
    planned: bool | None = None
    outcome: str = ""
    labels: Mapping[Any, str] = field(default_factory=dict)
    confidence: float = 0.95
    options: Mapping[str, Any] = field(default_factory=dict)


class Text(NamedTuple):
    """Sentences on an analysis: what was done, what was found, and the works that are cited."""

    method: str
    result: str
    works: tuple[str, ...] = ()


def as_table(table: pd.DataFrame | pd.Series) -> pd.DataFrame:
    """Return a Series as a table of one row."""
    if not isinstance(table, pd.Series):
        return table
    rows = table.to_frame(table.name).T.infer_objects()
    rows.attrs = table.attrs
    return rows


def needed(name: str, table: pd.DataFrame, *columns: str, attrs: Sequence[str] = ()) -> None:
    """Ask that a table has the columns that its sentences name, and a row."""
    lacking = [column for column in columns if column not in table]
    lacking += [f"attrs[{key!r}]" for key in attrs if key not in table.attrs]
    if lacking or not len(table):
        raise InputError(
            Problem(
                "methods_text: the table of {name} has no {column}. Give the table as its function "
                "made it.",
                {"name": name, "column": column},
            )
            for column in lacking or ["row"]
        )


def label(row: pd.Series, facts: Facts, column: str = "") -> str:
    """Return the words for a row: its label, or what the facts or the package call it."""
    if isinstance(row.get("label"), str):
        return " ".join(row["label"].split())
    name = row[column] if column and column in row else row.name
    if name in _NAMELESS and name not in facts.labels:
        return ""
    return named(name, facts, column)


def named(name: Any, facts: Facts, column: str = "") -> str:
    """Return the words for a name."""
    known = facts.labels.get(name) or codes().get(column, {}).get(str(name), str(name))
    return " ".join(str(known).split())


def outcome(facts: Facts) -> str:
    """Return the words for the outcome."""
    return facts.outcome or _("the outcome")


def two(value: float) -> str:
    """Write a number with two decimals."""
    return number(value, 2)


def points(share: float) -> str:
    """Write a difference of shares in percentage points."""
    return number(100 * share, 1)


def one(value: float) -> str:
    """Write a number with one decimal."""
    return number(value, 1)


def full(
    row: pd.Series, facts: Facts, write: Writer = two, ends: tuple[str, str, str] | None = None
) -> str:
    """Write an estimate with its limits: "18.2, 95% CI [15.2, 21.1]"."""
    value, low, high = (row[name] for name in ends or ("estimate", "low", "high"))
    if not math.isfinite(low) and not math.isfinite(high):
        return _("{value} (no interval)").format(value=write(value))
    return _("{value}, {level}% CI {limits}").format(
        value=write(value), level=number(100 * facts.confidence), limits=limits(low, high, write)
    )


def short(row: pd.Series, write: Writer = two, ends: tuple[str, str, str] | None = None) -> str:
    """Write an estimate with its limits in a list: "0.42 [0.31, 0.53]"."""
    value, low, high = (row[name] for name in ends or ("estimate", "low", "high"))
    if math.isnan(low) and math.isnan(high):
        return write(value)
    return f"{write(value)} {limits(low, high, write)}"


def size(table: pd.DataFrame | pd.Series, column: str = "n") -> str:
    """Write how many were used: "n = 2,366", from the smallest to the largest."""
    table = as_table(table)
    words = equal("n", span(table[column]))
    if "n_effective" in table and column == "n" and table["n_effective"].notna().any():
        effective = span(table["n_effective"].dropna())
        words = _("{n}, effective n = {effective}").format(n=words, effective=effective)
    return words


def span(values: pd.Series, write: Writer = whole) -> str:
    """Write one number, or the smallest and the largest: "2,331 to 2,400"."""
    low, high = write(values.min()), write(values.max())
    return low if low == high else _("{low} to {high}").format(low=low, high=high)


def listed(parts: Iterable[str], mark: str = "; ") -> str:
    """Join the parts of a list; a long one is cut, and says so."""
    parts = [*parts]
    if len(parts) > MOST:
        more = len(parts) - MOST + 1
        rest = ngettext("{more} more in the table", "{more} more in the table", more)
        parts = [*parts[: MOST - 1], rest.format(more=whole(more))]
    return mark.join(parts)


def each(
    table: pd.DataFrame, facts: Facts, write: Writer = two, column: str = "", mark: str = "; "
) -> str:
    """List every row with its estimate and its limits."""
    template = _("{name} ({value})")
    rows = [(label(row, facts, column), short(row, write)) for _name, row in table.iterrows()]
    told = (template.format(name=name, value=value) if name else value for name, value in rows)
    return listed(told, mark)


def names(rows: pd.DataFrame, facts: Facts, column: str = "") -> str:
    """List the names of rows, or say that there is none."""
    found = [label(row, facts, column) for _name, row in rows.iterrows()]
    return ", ".join(found) or _("none")


def t_test(t: float, df: float, p: float) -> str:
    """Write a t test: "t(23.4) = 2.31, p = .030"."""
    return f"t({degrees(df)}) = {two(t)}, {p_text(p)}"


def chi_square(chi2: float, df: float, n: float, p: float) -> str:
    """Write a chi-square test: "χ²(2, n = 400) = 7.34, p = .026"."""
    inside = between([degrees(df), f"n = {whole(n)}"])
    return f"χ²({inside}) = {two(chi2)}, {p_text(p)}"


def f_test(f: float, df1: float, df2: float, p: float) -> str:
    """Write an F test: "F(2, 16.5) = 5.40, p = .016"."""
    return f"F({between([degrees(df1), degrees(df2)])}) = {two(f)}, {p_text(p)}"


def between(parts: Iterable[str]) -> str:
    """Join numbers with the mark of the language: "2, 16.5" or "2; 16,5"."""
    return (", " if active_language() == "en" else "; ").join(parts)


def equal(sign: str, text: str) -> str:
    """Write "sign = text"."""
    return f"{sign} = {text}"


def is_weighted(table: pd.DataFrame) -> bool:
    """Say whether weights are in the numbers."""
    if "weighted" in table:
        return bool(table["weighted"].any())
    if "smd_raw" in table:  # the effective n is that of the weights that balance the groups
        return False
    if "e_value" in table:  # so it is here, but for the first row
        return bool(table["n_effective"].iloc[0] < table["n"].iloc[0])
    return "n_effective" in table and bool(table["n_effective"].notna().any())
