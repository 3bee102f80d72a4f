"""What the answers look like: the signs that a reader should know before trusting a number."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from custsat_edu.errors import Problem
from custsat_edu.study.apply import SCORED, turned
from custsat_edu.study.codebook import Codebook
from custsat_edu.study.desk import Block
from custsat_edu.study.readers import Note

_LONG = 8
_MANY = 20
_NOTHING = 1e-9


def look(survey: pd.DataFrame, blocks: dict[str, Block], book: Codebook) -> list[Note]:
    """Return what the answers themselves give away."""
    own = {name: blocks[name] for name in book.constructs}
    items = list(dict.fromkeys(item for block in own.values() for item in block.items))
    answers = [
        *items,
        *(role for role in SCORED if role in survey and getattr(book, role) not in book.constructs),
    ]
    lines = _straight_lines(survey, own)
    return [
        *_few(survey),
        *_empty_or_constant(survey, answers),
        *_between_points(survey, answers),
        *_reversed_suspects(survey, own),
        *_straight(lines),
        *_repeated(survey, lines, answers),
        *_groups(survey, [name for name in ("channel", *book.segments) if name in survey]),
    ]


def _few(survey: pd.DataFrame) -> Iterator[Note]:
    if len(survey) == 1:
        yield Note(
            Problem("one respondent"),
            "-",
            1,
            Problem("No interval can be computed from one answer."),
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


def _repeated(survey: pd.DataFrame, lines: pd.Series, answers: list[str]) -> Iterator[Note]:
    if "id" in survey and (n := survey["id"].dropna().duplicated().sum()):
        yield Note(
            Problem("id twice"),
            "id",
            int(n),
            Problem("One respondent may have answered twice: decide which row counts."),
        )
    rows = survey.loc[~lines, answers].dropna(how="all")
    if len(answers) >= _LONG and (n := rows.duplicated().sum()):
        yield Note(
            Problem("same answers twice"),
            "-",
            int(n),
            Problem("Rows that are equal in every answer may be copies: look at them."),
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
