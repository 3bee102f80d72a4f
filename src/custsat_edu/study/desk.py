"""A table on the desk beside its codebook: what its columns are called and what codes mean."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from custsat_edu.errors import Problem
from custsat_edu.study.answers import (
    as_number,
    code,
    equals,
    has_no_fixed_place,
    likert_words,
    tidy,
    to_categories,
    to_numbers,
)
from custsat_edu.study.codebook import (
    BUILT_IN_SCALES,
    Codebook,
    Places,
    Scale,
    Text,
    expand,
    shown,
    unknown,
)
from custsat_edu.study.files.readers import Note, Table, personal_columns

_TOLD = 10  # unknown columns of one range


def _left(beside: pd.Series | None, keep: npt.NDArray[np.bool_]) -> pd.Series | None:
    """Return what stands beside the rows that are left."""
    return None if beside is None else beside[keep].reset_index(drop=True)


@dataclass(frozen=True)
class Block:
    """Items on one scale: their columns, which of them are reversed, and the two ends."""

    items: list[str]
    ends: tuple[float, float]
    reversed: frozenset[str] = frozenset()
    min_answered: float = 0.5
    table: str | None = None


@dataclass
class Desk:
    """A table on the desk, and the codebook beside it; problems and notes gather here."""

    book: Codebook
    places: Places
    table: Table
    problems: list[Problem] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    column_of: dict[str, str] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    scales: dict[str, Scale] = field(default_factory=dict)
    marks: set[str] = field(default_factory=set)
    parts: dict[str, dict[str, Block]] = field(default_factory=dict)
    codes: dict[str, pd.Series] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.frame = self.table.frame
        self.rows = self.table.rows

    # Saying what is wrong -------------------------------------------------------------------------

    def wrong(self, template: str, *key: Any, **values: Any) -> None:
        """Add a problem; `where` is the line of a key, `file` the file on the desk."""
        fixed = {"where": self.places.at(*key), "key": shown(*key), "file": self.table.name}
        self.problems.append(Problem(template, {**fixed, **values}))

    def note(self, what: Problem, where: str, n: int, advice: Problem) -> None:
        """Add something that a reader should know."""
        self.notes.append(Note(what, where, int(n), advice))

    def cells(self, column: str, where: pd.Series) -> dict[str, Any]:
        """Return which cells stand in some rows, how many there are, and the first row."""
        found = {tidy(cell) for cell in self.frame[column][where]}
        some = sorted(found, key=lambda cell: (as_number(cell) or 0, cell))[:5]
        text = ", ".join(repr(cell) if as_number(cell) is None else cell for cell in some)
        return {
            "column": column,
            "found": text + (", ..." if len(found) > 5 else ""),
            "n": int(where.sum()),
            "row": self.rows[where.to_numpy().argmax()],
        }

    # Finding columns ------------------------------------------------------------------------------

    def columns(self, text: str, *key: Any, also: Iterable[str] = ()) -> list[str]:
        """Return the columns that a name or range stands for; unknown ones become problems."""
        known = dict.fromkeys([*also, *self.frame.columns])
        names = expand(text, known)
        strange = [name for name in names if name not in known]
        for name in strange[:_TOLD]:
            self.problems.append(unknown(self.places.at(*key), shown(*key), name, known))
        if len(strange) > _TOLD:
            self.wrong(
                "{where}: {key}: {n} columns of {range!r} do not exist; the first {told} are named "
                "here. Where does the range end?",
                *key,
                n=len(strange),
                range=text,
                told=_TOLD,
            )
        self.asked.update(names)
        return [name for name in names if name in known]

    def column(self, name: str, *key: Any, also: Iterable[str] = ()) -> str | None:
        """Return the one column of a name, or None after noting the problem."""
        known = [*also, *self.frame.columns]
        self.asked.add(name)
        if name not in known:
            self.problems.append(unknown(self.places.at(*key), shown(*key), name, known))
            return None
        return name

    def all_columns(self, texts: Iterable[str], *key: Any, also: Iterable[str] = ()) -> list[str]:
        """Return the columns of several names and ranges."""
        return [
            column
            for n, text in enumerate(texts)
            for column in self.columns(text, *key, n, also=also)
        ]

    def play(self, role: str, column: str, *key: Any) -> None:
        """Give a column a role; another column that has the role's name is a problem."""
        if role in self.frame.columns and role != column:
            self.wrong(
                "{where}: {file} has a column {role!r} beside {column!r}, which is to be {role}. "
                "Give the other one a new name: columns: {{other_{role}: {role}}}.",
                *key,
                role=role,
                column=column,
            )
        self.column_of[role] = column

    def rename(self, short: dict[str, str]) -> None:
        """Give columns other names, also in what the file says about them."""
        table = self.table
        self.frame = self.frame.rename(columns=short)
        self.table = replace(
            table,
            questions={short.get(name, name): text for name, text in table.questions.items()},
            values={short.get(name, name): labels for name, labels in table.values.items()},
            missing={short.get(name, name): codes for name, codes in table.missing.items()},
        )

    def leave(self, rows: pd.Series) -> None:
        """Leave only some rows, also of what the file says about respondents."""
        keep, table = rows.to_numpy(), self.table
        self.frame, self.rows = self.frame[keep].reset_index(drop=True), self.rows[keep]
        self.table = replace(
            table,
            unfinished=_left(table.unfinished, keep),
            seconds=_left(table.seconds, keep),
        )

    def aliases(self, column: str) -> list[str]:
        """Return a column's own name and the names of the roles it plays."""
        return [column, *(role for role, source in self.column_of.items() if source == column)]

    def drop_personal(self) -> None:
        """Leave out the columns that name a person, unless the codebook asks for them."""
        personal = [c for c in personal_columns(self.frame.columns) if c not in self.asked]
        if personal:
            self.frame = self.frame.drop(columns=personal)
            self.note(
                Problem("personal columns left out"),
                f"{self.table.name}: {', '.join(personal)}",
                len(personal),
                Problem("Nothing to do. To keep one, give it a text under questions:."),
            )

    # What codes mean ------------------------------------------------------------------------------

    def labels(self, column: str) -> dict[str, Text]:
        """Return the codebook's labels of a column, by its own name or its role's."""
        values = self.book.values
        return next((values[name] for name in self.aliases(column) if name in values), {})

    def words(self, column: str) -> dict[str, str]:
        """Return the code of every word that the codebook or the file gives a column's codes."""
        own = {code(word): key for key, text in self.labels(column).items() for word in text.both}
        return {code(word): key for key, word in self.table.values.get(column, {}).items()} | own

    def missing(self, column: str) -> set[str]:
        """Return the codes and words for no answer that are stated for a column itself."""
        stated = set(self.table.missing.get(column, []))
        for name, codes in self.book.missing.items():
            if set(expand(name, self.frame.columns)) & set(self.aliases(column)):
                stated.update(codes)
        return self._with_words(column, stated)

    def _with_words(self, column: str, missing: set[str]) -> set[str]:
        """Add the codes of missing words: "Tidak tahu" may be the label of 8."""
        words = self.words(column)
        return missing | {words[word] for word in missing if word in words}

    def _missing_anywhere(self, column: str, scale: Scale) -> set[str]:
        """Return the codes for no answer in all columns, less those that this scale holds."""
        (low, high), own = scale.ends, self.missing(column)
        everywhere = self._with_words(column, set(self.book.missing.get("all", [])))
        answers = {
            key
            for key in everywhere - own
            if (number := as_number(key)) is not None and low <= number <= high
        }
        for key in sorted(answers):
            if n := equals(self.frame[column], key).sum():
                self.note(
                    Problem("code for no answer kept as an answer"),
                    f"{column}: {key}",
                    n,
                    Problem(
                        "{key} is a point of this scale ({low} to {high}). If it is no answer "
                        "here, write missing: {{{column}: [{key}]}}.",
                        {"key": key, "low": low, "high": high, "column": column},
                    ),
                )
        return everywhere - answers

    # Answers and categories -----------------------------------------------------------------------

    def numbers(self, column: str, scale: Scale) -> pd.Series:
        """Return a column as numbers on its scale; other cells become problems."""
        (low, high), (numbers, text) = scale.ends, self._read(column, scale)
        if column in self.marks:
            return self._only_marks(column, numbers, text)
        self._text_is_wrong(column, text)
        off = numbers.notna() & ~numbers.between(low, high)
        if off.any():
            self.wrong(
                "{file}: column {column!r} must hold answers from {low} to {high}, found {found} "
                "(rows: {n}, first: row {row}). A code for 'no answer' goes under missing: in the "
                "codebook, another scale under scale: or scales:.",
                low=low,
                high=high,
                **self.cells(column, off),
            )
        return numbers.mask(off)

    def _read(self, column: str, scale: Scale) -> tuple[pd.Series, pd.Series]:
        """Return a column as numbers, and which cells are none, by all words and missing codes."""
        own = {w: n for w, key in self.words(column).items() if (n := as_number(key)) is not None}
        words = {**likert_words(*scale.ends), **own, **scale.labels}
        missing = self._with_words(column, set(scale.missing)) | self.missing(column)
        return to_numbers(
            self.frame[column], words, missing | self._missing_anywhere(column, scale)
        )

    def _only_marks(self, column: str, numbers: pd.Series, text: pd.Series) -> pd.Series:
        """Return the numbers where they are 1 or 0; other cells become problems."""
        other = text | (numbers.notna() & ~numbers.isin([0, 1]))
        if other.any():
            self.wrong(
                "{file}: column {column!r} must hold 1 (yes) and 0 (no), found {found} (rows: {n}, "
                "first: row {row}). Give words their code, values: {{{column}: {{1: Yes, 0: "
                "No}}}}, put a code for 'no answer' under missing:, and recode other numbers in "
                "the file.",
                **self.cells(column, other),
            )
        return numbers.mask(other)

    def _text_is_wrong(self, column: str, text: pd.Series) -> None:
        if not text.any():
            return
        moving = text & self.frame[column].map(lambda cell: has_no_fixed_place(str(cell)))
        if moving.any():
            self.wrong(
                "{file}: column {column!r} holds {found} (rows: {n}, first: row {row}), a word "
                "with no fixed place on a scale. Give it a number under labels: in scale:.",
                **self.cells(column, moving),
            )
        if (text & ~moving).any():
            self.wrong(
                "{file}: column {column!r} must hold numbers, found {found} (rows: {n}, first: "
                "row {row}). Give words a number under labels: in scale:, and put words for 'no "
                "answer' under missing: in the codebook.",
                **self.cells(column, text & ~moving),
            )

    def categories(self, column: str, name: str) -> pd.Series:
        """Return a column as labelled categories in code order; its codes are kept apart."""
        own = {key: str(text) for key, text in self.labels(column).items()}
        labels = own or self.table.values.get(column, {})
        if len(set(labels.values())) < len(labels):
            self.wrong(
                "{where}: values: {column}: two codes have one label ({labels}). Give each its "
                "own.",
                "values",
                column,
                column=column,
                labels=", ".join(labels.values()),
            )
            return self.frame[column]
        self.codes[name], labelled, unlabelled = to_categories(
            self.frame[column], labels, self.words(column), self.missing(column)
        )
        if labels and unlabelled:
            self.note(
                Problem("code without a label"),
                f"{name}: {', '.join(unlabelled[:5])}",
                labelled.isin(unlabelled).sum(),
                Problem(
                    "Give the code a label under values:, or write missing: {{{column}: [{key}]}} "
                    "if it is no answer.",
                    {"column": column, "key": unlabelled[0]},
                ),
            )
        return labelled

    # Scales ---------------------------------------------------------------------------------------

    def scale(self, wanted: Scale | None, *key: Any) -> Scale | None:
        """Return a scale itself: the named one, the survey's own, or a problem."""
        if wanted is not None and wanted.name is not None:
            named = {**BUILT_IN_SCALES, **self.book.scales}
            if wanted.name not in named:
                place = self.places.at(*key, "scale")
                self.problems.append(unknown(place, shown(*key, "scale"), wanted.name, [*named]))
                return None
            wanted = named[wanted.name]
        if wanted is None and self.book.scale is None:
            self.wrong(
                "{where}: {key} has no scale. Write scale: {{min: 1, max: 5}} (your own lowest "
                "and highest answer) at the top of the codebook, or below {key}.",
                *key,
            )
        return wanted or self.book.scale

    def put_on(self, scale: Scale | None, columns: Iterable[str], *key: Any) -> None:
        """Note the scale of columns; one column cannot have two."""
        for column in columns if scale else []:
            other = self.scales.setdefault(column, scale)  # type: ignore[arg-type]
            if other.ends != scale.ends:  # type: ignore[union-attr]
                self.wrong(
                    "{where}: {key}: column {column!r} is on the scale {low} to {high} elsewhere "
                    "in the codebook. State one scale.",
                    *key,
                    column=column,
                    low=other.ends[0],
                    high=other.ends[1],
                )
