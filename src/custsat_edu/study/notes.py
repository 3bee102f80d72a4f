"""What the answers look like: the signs that a reader should know before trusting a number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd

from custsat_edu.errors import Problem
from custsat_edu.i18n import translate
from custsat_edu.study.apply import SCORED, turned
from custsat_edu.study.codebook import Codebook
from custsat_edu.study.desk import Block
from custsat_edu.study.files.readers import Note, Table

SIGNS = ("straight_line", "speeder", "duplicate", "unfinished")
FAST = 3  # who is faster than the median by this factor is a speeder
_LONG = 8
_MANY = 20
_SOME, _OFTEN = 0.05, 0.2  # missing answers, as shares of the respondents
_NOTHING = 1e-9

# What a note is about; where its n counts respondents, their share is told.
_ABOUT = {
    "straight-liners": ("answers", True),
    "speeders": ("answers", True),
    "unfinished answers": ("answers", True),
    "id twice": ("answers", True),
    "same answers twice": ("answers", True),
    "two signs of careless answers or more": ("answers", True),
    "most often left out": ("items", True),
    "often left out": ("items", True),
    "answers between the points of the scale": ("items", True),
    "code for no answer kept as an answer": ("items", True),
    "code without a label": ("items", True),
    "no answers": ("items", False),
    "no variance": ("items", False),
    "reversed item?": ("items", False),
    "one group only": ("items", False),
    "many groups": ("items", False),
    "one respondent": ("rows", False),
    "rows left out by keep:": ("rows", False),
}


_LEFT_OUT = ("rows left out by keep:", "previews and tests left out")


def exclusions(notes: Iterable[Note]) -> list[tuple[int, str]]:
    """Return how many rows were left out, and why, in the active language."""
    return [
        (int(note.n), f"{translate(note.what).rstrip(':')}: {note.where}")
        for note in notes
        if note.what.template in _LEFT_OUT
    ]


def as_table(beside: Iterable[Note], own: Iterable[Note], respondents: int) -> pd.DataFrame:
    """Return notes as a table in the active language; those beside are not about respondents."""
    told = [(note, ("file", False)) for note in beside]
    told += [(note, _ABOUT.get(note.what.template, ("file", False))) for note in own]
    rows = [
        (
            translate(note.what),
            note.where,
            int(note.n),
            translate(note.advice),
            note.n / respondents if counts else np.nan,
            kind,
        )
        for note, (kind, counts) in told
    ]
    table = pd.DataFrame(rows, columns=["what", "where", "n", "advice", "share", "kind"])
    return table.astype({"n": "int64", "share": float})


def flag(
    survey: pd.DataFrame, blocks: dict[str, Block], book: Codebook, file: Table
) -> pd.DataFrame:
    """Return which respondents show which sign of careless answers, a column a sign.

    `careless` of stats/attention.py has the same rules for straight lines, speeders and duplicates;
    neither may import the other, so tests/test_attention.py holds them equal.
    """
    own, answers = _own(blocks, book), _answers(survey, blocks, book)
    unfinished = pd.Series(False, index=survey.index)
    if file.unfinished is not None:
        unfinished = file.unfinished.fillna(False).astype(bool).set_axis(survey.index)
    lines = _straight_lines(survey, own)
    signs = {
        "straight_line": lines,
        "speeder": (_seconds(survey, file) < _limit(survey, file, unfinished)) & ~unfinished,
        "duplicate": _id_again(survey) | _answers_again(survey, lines, answers),
        "unfinished": unfinished,
    }
    return pd.DataFrame(signs, index=survey.index)[[*SIGNS]].rename_axis(survey.index.name)


def look(survey: pd.DataFrame, blocks: dict[str, Block], book: Codebook, file: Table) -> list[Note]:
    """Return what the answers themselves give away."""
    own, answers = _own(blocks, book), _answers(survey, blocks, book)
    flags = flag(survey, blocks, book, file)
    return [
        *_few(survey),
        *_left_out(survey, answers),
        *_empty_or_constant(survey, answers),
        *_between_points(survey, answers),
        *_reversed_suspects(survey, own),
        *_straight(flags["straight_line"]),
        *_fast(flags["speeder"], _limit(survey, file, flags["unfinished"])),
        *_unfinished(flags["unfinished"]),
        *_repeated(survey, flags["straight_line"], answers),
        *_careless(flags),
        *_groups(survey, [name for name in ("channel", *book.segments) if name in survey]),
    ]


def _own(blocks: dict[str, Block], book: Codebook) -> dict[str, Block]:
    """Return the blocks of items that the survey itself holds."""
    own = {name: blocks[name] for name in book.constructs}
    return own | ({"ikm": blocks["ikm"]} if book.ikm and "ikm" in blocks else {})


def _answers(survey: pd.DataFrame, blocks: dict[str, Block], book: Codebook) -> list[str]:
    """Return the columns of items and scored questions."""
    items = [item for block in _own(blocks, book).values() for item in block.items]
    scored = [r for r in SCORED if r in survey and getattr(book, r) not in book.constructs]
    return list(dict.fromkeys([*items, *scored]))


def _few(survey: pd.DataFrame) -> Iterator[Note]:
    if len(survey) == 1:
        yield Note(
            Problem("one respondent"),
            "-",
            1,
            Problem("No interval can be computed from one answer."),
        )


# Items ------------------------------------------------------------------------------------------


def _left_out(survey: pd.DataFrame, answers: list[str]) -> Iterator[Note]:
    """Name the item with the most gaps, from one in twenty on, and the others with many."""
    missing = survey[answers].isna().sum().sort_values(ascending=False, kind="stable")
    missing = missing[(missing > 0) & (missing < len(survey))]
    for place, (item, n) in enumerate(missing.items()):
        if place == 0 and n >= _SOME * len(survey):
            yield Note(
                Problem("most often left out"),
                str(item),
                int(n),
                Problem("Was it asked of everybody? Say in the report how many answers it misses."),
            )
        elif place and n >= _OFTEN * len(survey):
            yield Note(
                Problem("often left out"),
                str(item),
                int(n),
                Problem(
                    "A fifth or more did not answer: who left it out may differ from who "
                    "answered. Was it asked of everybody?"
                ),
            )


def _empty_or_constant(survey: pd.DataFrame, answers: list[str]) -> Iterator[Note]:
    for column in answers:
        n, different = survey[column].count(), survey[column].nunique()
        if n == 0:
            yield Note(
                Problem("no answers"),
                column,
                0,
                Problem("Take the item out of its construct, or look at missing:."),
            )
        elif different == 1 and n > 1:
            yield Note(
                Problem("no variance"),
                column,
                n,
                Problem("Everybody gave one answer: the item tells nothing and spoils alpha."),
            )


def _between_points(survey: pd.DataFrame, answers: list[str]) -> Iterator[Note]:
    for column in answers:
        between = (survey[column] % 1).fillna(0) != 0
        if between.any():
            yield Note(
                Problem("answers between the points of the scale"),
                column,
                int(between.sum()),
                Problem("Is it a mean already, or was a comma read as the decimal mark?"),
            )


def _reversed_suspects(survey: pd.DataFrame, blocks: dict[str, Block]) -> Iterator[Note]:
    """Find the items that fall where the rest of their construct rises (covariance below 0)."""
    for name, block in blocks.items():
        items = turned(survey, block)
        total, answered = items.sum(axis=1), items.count(axis=1)
        for item in block.items if len(block.items) > 1 else []:
            others = answered - items[item].notna()
            rest = (total - items[item].fillna(0)) / others.where(others > 0)
            own = items[item].where(rest.notna())
            if ((own - own.mean()) * (rest - rest.mean())).mean() < -_NOTHING:
                yield Note(
                    Problem("reversed item?"),
                    f"{name}: {item}",
                    int(own.count()),
                    Problem(
                        "The item falls where the others rise. If it is worded the other way "
                        "round, write {item}; if not, it measures something else.",
                        {"item": item if item in block.reversed else f"-{item}"},
                    ),
                )


def _groups(survey: pd.DataFrame, columns: list[str]) -> Iterator[Note]:
    for column in columns:
        groups = survey[column].nunique()
        if groups == 1:
            yield Note(
                Problem("one group only"),
                column,
                int(survey[column].count()),
                Problem("There is nothing to compare by this column."),
            )
        elif groups > _MANY:
            yield Note(
                Problem("many groups"),
                column,
                groups,
                Problem("Join values into a few groups before you compare by this column."),
            )


# Respondents ------------------------------------------------------------------------------------


def _straight_lines(survey: pd.DataFrame, blocks: dict[str, Block]) -> pd.Series:
    """Say who gave one answer to all the items on a scale, where there are eight or more."""
    by_scale: dict[tuple[float, float], list[str]] = {}
    for block in blocks.values():
        by_scale.setdefault(block.ends, []).extend(block.items)
    lines = pd.Series(False, index=survey.index)
    for columns in by_scale.values():
        answers = survey[list(dict.fromkeys(columns))]
        lines |= (answers.max(axis=1) == answers.min(axis=1)) & (answers.count(axis=1) >= _LONG)
    return lines


def _straight(lines: pd.Series) -> Iterator[Note]:
    if lines.any():
        yield Note(
            Problem("straight-liners"),
            "-",
            int(lines.sum()),
            Problem(
                "One answer to every item of a scale: compare the results with and without them."
            ),
        )


def _seconds(survey: pd.DataFrame, file: Table) -> pd.Series:
    """Return how long each respondent took: by the role duration, else by the survey tool."""
    if "duration" in survey:
        return survey["duration"]
    if file.seconds is None:
        return pd.Series(np.nan, index=survey.index)
    return pd.to_numeric(file.seconds, errors="coerce").set_axis(survey.index)


def _limit(survey: pd.DataFrame, file: Table, unfinished: pd.Series) -> float:
    """Return a third of the median time of those who finished."""
    return float(_seconds(survey, file)[~unfinished].astype(float).median()) / FAST


def _fast(speeders: pd.Series, limit: float) -> Iterator[Note]:
    if speeders.any():
        yield Note(
            Problem("speeders"),
            "-",
            int(speeders.sum()),
            Problem(
                "Less than a third of the median time, here under {limit} seconds: compare the "
                "results with and without them.",
                {"limit": round(limit)},
            ),
        )


def _unfinished(unfinished: pd.Series) -> Iterator[Note]:
    if unfinished.any():
        yield Note(
            Problem("unfinished answers"),
            "-",
            int(unfinished.sum()),
            Problem(
                "They left before the end, and what they answered still counts. Say in the report "
                "how many, and compare the results with and without them."
            ),
        )


def _id_again(survey: pd.DataFrame) -> pd.Series:
    """Say which rows repeat the id of an earlier row."""
    if "id" not in survey:
        return pd.Series(False, index=survey.index)
    return survey["id"].notna() & survey["id"].duplicated()


def _answers_again(survey: pd.DataFrame, lines: pd.Series, answers: list[str]) -> pd.Series:
    """Say which rows repeat all the answers of an earlier row; straight lines may well agree."""
    rows = survey.loc[~lines, answers].dropna(how="all") if len(answers) >= _LONG else survey[:0]
    return rows.duplicated().reindex(survey.index, fill_value=False)


def _repeated(survey: pd.DataFrame, lines: pd.Series, answers: list[str]) -> Iterator[Note]:
    if n := _id_again(survey).sum():
        yield Note(
            Problem("id twice"),
            "id",
            int(n),
            Problem("One respondent may have answered twice: decide which row counts."),
        )
    if n := _answers_again(survey, lines, answers).sum():
        yield Note(
            Problem("same answers twice"),
            "-",
            int(n),
            Problem("Rows that are equal in every answer may be copies: look at them."),
        )


def _careless(flags: pd.DataFrame) -> Iterator[Note]:
    if n := (flags.sum(axis=1) >= 2).sum():
        yield Note(
            Problem("two signs of careless answers or more"),
            "-",
            int(n),
            Problem("study.flags says who: compare the results with and without them."),
        )
