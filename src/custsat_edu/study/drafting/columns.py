"""The columns of a file as the draft of a codebook sees them: question, row, answers, scale."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from custsat_edu.study.answers import as_number, code, no_answer, tidy
from custsat_edu.study.drafting.scales import Points, codes_apart, points_of
from custsat_edu.study.drafting.words import (
    CATEGORY,
    COUNTED,
    OPEN,
    is_statement,
    means,
    number_stem,
    spoken,
)
from custsat_edu.study.files.table import Table

_GRID = re.compile(r"(?P<stem>.*\S)\s*\[(?P<row>[^\[\]]+)\](\.\d+)?")
_GRID_TURNED = re.compile(r"\[(?P<row>[^\[\]]+)\]\s*(?P<stem>\S.*)")
_PARTS = re.compile(r"\s[-–—]\s|(?<=[?:.])\s")
_NUMBERS_ONLY = re.compile(
    r"(q|qid|question|pertanyaan|p|v|var|x|f|s|no|item|butir|col(umn)?|kolom|soal|a)[ _.]?",
    re.IGNORECASE,
)
_MOST = 40  # different answers of a rating or a category
_LONG = 25  # letters of a comment, on average
_HIGHEST = 20  # code of a category: 25 is an age
_SHORT = 10  # where the question asks for one


@dataclass(eq=False)
class Column:
    """A column: its question, its answers with their counts, and what it may be."""

    name: str
    text: str
    place: int
    answers: Counter[str]
    n: int
    labels: dict[str, str] = field(default_factory=dict)
    stated: set[str] = field(default_factory=set)
    stem: str = ""
    row: str = ""
    points: Points | None = None

    @property
    def words(self) -> str:
        """The name and the question as plain words."""
        return spoken(f"{self.name} {self.text}" if self.text != self.name else self.name)

    @property
    def tail(self) -> str:
        """The name without the groups that a tool writes before it: sat/speed -> speed."""
        return self.name.rsplit("/", 1)[-1]

    @property
    def has_text(self) -> bool:
        """Whether there is a question, and not a mere short name."""
        return self.text != self.name or " " in self.name

    @property
    def numeric(self) -> bool:
        """Whether every answer is a number."""
        return all(as_number(code(text)) is not None for text in self.answers)

    @property
    def base(self) -> str:
        """The name without its number, "" where the number is all that there is."""
        stem, number = number_stem(self.tail)
        meaningless = _NUMBERS_ONLY.fullmatch(stem) is not None and self.has_text
        return "" if not number or meaningless else stem

    def silent(self) -> list[str]:
        """Return the answers that are none: "don't know", or 99 among a few small codes."""
        named = {text: self.labels.get(code(text), text) for text in self.answers}
        apart = codes_apart(self.answers) if self.numeric and len(self.answers) <= _MOST else []
        return [
            text
            for text, word in named.items()
            if code(text) in self.stated or no_answer(word) or (text in apart and word == text)
        ]

    def answered(self, points: Points) -> bool:
        """Say whether any answer is left when codes for no answer are taken away."""
        gone = {*map(code, points.missing), *self.stated}
        return any(code(text) not in gone for text in self.answers)

    def said(self) -> dict[str, int]:
        """Return the answers that are answers, and how often each was given."""
        silent = self.silent()
        return {text: n for text, n in self.answers.items() if text not in silent}


def columns_of(table: Table) -> list[Column]:
    """Return the columns of a table, with the questions of grids parted from their rows."""
    columns = [_column(table, name, place) for place, name in enumerate(table.frame.columns)]
    _part_grids(columns)
    fellows = Counter(
        (_fellows(column), frozenset(column.labels.items())) for column in columns if column.answers
    )
    for column in columns:
        kind = _fellows(column), frozenset(column.labels.items())
        column.points = _points(column, shared=kind[0] != "" and fellows[kind] > 1)
    _adopt(columns)
    return columns


def _fellows(column: Column) -> str:
    """Return what a column has in common with those beside it: a question, or its name."""
    return column.stem or column.base


def _adopt(columns: list[Column]) -> None:
    """Give a column without a scale that of its fellows, if its answers fit there."""
    groups: dict[str, list[Column]] = {}
    for column in columns:
        if column.answers and _fellows(column):
            groups.setdefault(_fellows(column), []).append(column)
    for group in groups.values():
        rated = [column for column in group if column.points is not None]
        points = pooled(rated) if rated else None
        if points is not None:
            _join(rated, points, group)


def _join(rated: list[Column], points: Points, group: list[Column]) -> None:
    """Give the columns of a group without a scale that of the others, if it stays the same."""
    for column in group:
        if column.points is None and not _is_mark(column):
            both = pooled([*rated, column])
            same = both is not None and (both.ends, both.family) == (points.ends, points.family)
            if both is not None and same and column.answered(both):
                column.points = both


def _column(table: Table, name: str, place: int) -> Column:
    cells = table.frame[name].dropna()
    different = cells.unique()
    counts: Counter[str] = Counter()
    if len(different) <= 5_000:
        for cell, n in cells.value_counts().items():
            counts[tidy(cell)] += int(n)
    else:
        counts.update(tidy(cell) for cell in different[:5_000])
    return Column(
        name,
        tidy(table.questions.get(name) or name),
        place,
        counts,
        len(cells),
        dict(table.values.get(name, {})),
        set(table.missing.get(name, [])),
    )


def _part_grids(columns: list[Column]) -> None:
    """Part question and row where several columns share the question."""
    ways = {column.name: list(_ways(column)) for column in columns}
    shared = Counter(stem for found in ways.values() for stem, _ in dict(found).items())
    for column in columns:
        for stem, row in ways[column.name]:
            if shared[stem] > 1:
                column.stem, column.row = stem, row
                break


def _ways(column: Column) -> Iterator[tuple[str, str]]:
    """Yield the ways to part a text into question and row."""
    for pattern in (_GRID, _GRID_TURNED):
        if found := pattern.fullmatch(column.text):
            yield found["stem"].strip(), found["row"].strip()
    if " " not in column.text:
        return
    for found in _PARTS.finditer(column.text):
        stem, row = column.text[: found.start()].strip(), column.text[found.end() :].strip()
        if stem and row:
            yield stem, row
    if "/" in column.text:
        stem, row = column.text.rsplit("/", 1)
        yield stem.strip(), row.strip()


def _points(column: Column, *, shared: bool) -> Points | None:
    """Guess the scale of one column."""
    if not column.answers or len(column.answers) > _MOST:
        return None
    nps = means("nps", column.words)
    points = points_of(column.answers, column.labels, column.stated, nps=nps, shared=shared)
    if points is None or points.family or points.labels:
        return points
    unclear = CATEGORY.search(column.words) or COUNTED.search(spoken(column.text))
    scored = any(means(role, spoken(column.tail), alone=True) for role in ("nps", "csat", "ces"))
    return None if (unclear or _too_few(column, shared=shared)) and not scored else points


def _too_few(column: Column, *, shared: bool) -> bool:
    """Say whether numbers are too few to tell a rating from a category: 1 and 2, say."""
    said = [as_number(code(text)) or 0 for text in column.said()]
    low = max(said) < 4 or (min(said) == 0 and max(said) < 5)
    return len(said) < (3 if column.n >= 30 else 2) or (low and not shared)


def pooled(columns: list[Column]) -> Points | None:
    """Guess the one scale of several columns, by the answers of all."""
    answers: Counter[str] = Counter()
    labels: dict[str, str] = {}
    stated = set.intersection(*(column.stated for column in columns))
    for column in columns:
        answers.update(
            {t: n for t, n in column.answers.items() if code(t) not in column.stated - stated}
        )
        labels |= column.labels
    nps = any(means("nps", column.words) for column in columns)
    labels = {key: word for key, word in labels.items() if key not in stated}
    return points_of(answers, labels, stated, nps=nps)


# Answers that are several at once -----------------------------------------------------------------


def multiple(columns: list[Column]) -> list[Column]:
    """Return the columns of questions with several answers: "a;b", 1,2, or a mark an option."""
    parents = {c.name.rsplit("/", 1)[0] for c in columns if "/" in c.name}
    marked = Counter(_family(column) for column in columns if _is_mark(column))
    return [
        column
        for column in columns
        if column.name in parents
        or (_is_mark(column) and marked[_family(column)] > 1)
        or _is_joined(column)
    ]


def _family(column: Column) -> str:
    """Return what the marks of one question have in common."""
    if column.stem:
        return column.stem
    if "/" in column.name:
        return column.name.rsplit("/", 1)[0]
    return re.split(r"[_.]", column.name)[0] if re.search(r"[_.]", column.name) else column.base


def _is_mark(column: Column) -> bool:
    """Say whether a column holds a mark for chosen: 1 and 0, or the option itself."""
    answers = {code(text) for text in column.answers}
    if answers and answers <= {"0", "1"}:
        return True
    return len(answers) == 1 and bool(column.stem) and not column.numeric


def _is_joined(column: Column) -> bool:
    """Say whether cells hold several answers, parted by semicolons or commas."""
    for sign in (";", ","):
        joined = [text for text in column.answers if sign in text.strip(sign) or text.endswith(";")]
        if not joined or (sign == "," and len(joined) * 10 < len(column.answers)):
            continue
        parts = [part.strip() for text in column.answers for part in text.split(sign)]
        options = {part for part in parts if part}
        alone = any(text.strip("; ") in options for text in column.answers)
        short = all(len(part) < 80 and (sign == ";" or len(part.split()) < 7) for part in options)
        if len(options) <= _MOST and alone and short and len(options) > 1:
            return True
    return False


# What else a column may be ------------------------------------------------------------------------


def is_comment(column: Column) -> bool:
    """Say whether a column holds sentences in the respondents' own words."""
    if column.numeric or not column.answers:
        return False
    length = sum(map(len, column.answers)) / len(column.answers)
    most = len(column.answers) > 0.5 * min(column.n, 5_000)
    if OPEN.search(column.words) and length >= _SHORT and not is_when(column):
        return True
    several = sum(" " in text for text in column.answers) > 0.5 * len(column.answers)
    return length >= _LONG and most and several and not is_when(column)


def is_when(column: Column) -> bool:
    """Say whether every answer begins like a date or a time of day."""
    return all(re.match(r"\d{1,4}[-/.:]\d{1,2}[-/.:]\d", text) for text in column.answers)


def is_category(column: Column) -> bool:
    """Say whether a column parts respondents into 2 to 12 groups."""
    said = column.said()
    if not 2 <= len(said) <= 12 or is_when(column):
        return False
    if column.labels and len(said) <= len(column.labels):
        return True
    if column.numeric:
        codes = [as_number(code(text)) or 0 for text in said]
        return CATEGORY.search(column.words) is not None and 1 < max(codes) <= _HIGHEST
    return len(said) <= max(column.n / 2, 2) or CATEGORY.search(column.words) is not None


def in_unknown_words(columns: Iterable[Column]) -> list[list[Column]]:
    """Return the grids whose rows share answers that are no known ratings, and no names."""
    grids: dict[str, list[Column]] = {}
    for column in columns:
        if _fellows(column) and column.points is None and 3 <= len(column.said()) <= 11:
            grids.setdefault(_fellows(column), []).append(column)
    return [
        grid
        for grid in grids.values()
        if len(grid) > 1 and not any(column.numeric for column in grid) and _alike(grid)
    ]


def _alike(grid: list[Column]) -> bool:
    """Say whether the rows of a grid have most of their answers in common."""
    every = set().union(*({code(text) for text in column.said()} for column in grid))
    return len(every) <= 12 and all(2 * len(column.said()) >= len(every) for column in grid)


def reads_like_sentences(columns: list[Column]) -> bool:
    """Say whether most rows are statements or questions, and not names of things."""
    told = sum(is_statement(column.row or column.text) for column in columns)
    return 2 * told > len(columns)
