"""Columns put together that may measure one thing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import groupby

from custsat_edu.errors import Problem
from custsat_edu.study.drafting.columns import Column, pooled, reads_like_sentences
from custsat_edu.study.drafting.scales import Points
from custsat_edu.study.drafting.words import OVERALL, RETURN, SATISFIED, is_statement, spoken


@dataclass(eq=False)
class Group:
    """Items that may measure one thing, their scale, and why they stand together."""

    columns: list[Column]
    points: Points
    why: Problem
    kind: str = "one"
    doubt: Problem | None = None
    name: str = ""

    @property
    def words(self) -> str:
        """Everything that the names and questions say."""
        return " ".join(column.words for column in self.columns)

    @property
    def single(self) -> bool:
        """Whether it is one question by itself, and no row of a grid."""
        return len(self.columns) == 1 and self.kind in ("one", "run", "number")

    @property
    def satisfaction(self) -> tuple[bool, int]:
        """How much it looks like overall satisfaction; the more, the larger."""
        words = self.words if self.kind != "row" else spoken(self.columns[0].row)
        if not SATISFIED.search(words):
            return False, 0
        overall = OVERALL.search(self.words) is not None or len(self.columns) > 1
        return overall, len(self.columns)


def groups_of(columns: list[Column]) -> list[Group]:
    """Put rating columns together: by the question of a grid, by name, or by their place."""
    blocks: dict[tuple[str, str, str], list[Column]] = {}
    stems = Counter(column.stem for column in columns)
    bases = Counter(column.base for column in columns)
    run = 0
    before: Column | None = None
    for column in columns:
        kind, key = _key(column, stems, bases)
        if kind == "run":
            run += before is None or not _go_together(before, column)
            key, before = str(run), column
        else:
            before = None
        blocks.setdefault((kind, key, _answers(column, kind)), []).append(column)
    return [
        group
        for (kind, _, _), block in blocks.items()
        for part in (_unbroken(block) if kind == "number" else [block])
        for group in _parted(part, kind)
    ]


def _key(column: Column, stems: Counter[str], bases: Counter[str]) -> tuple[str, str]:
    """Say by what a column finds its fellows."""
    if column.stem and stems[column.stem] > 1:
        return "grid", column.stem
    if column.base and bases[column.base] > 1:
        return ("name", column.base) if len(column.base) > 2 else ("number", column.base)
    return ("run", "") if is_statement(column.text) and " " in column.text else ("one", column.name)


def _answers(column: Column, kind: str) -> str:
    """Tell words from numbers; numbers alone must have one range."""
    points = column.points
    assert points is not None
    if points.family or points.labels:
        return f"{points.family} {bool(points.labels)} {points.falling}"
    return str(points.ends) if kind in ("number", "run") else ""


def _go_together(before: Column, column: Column) -> bool:
    one, other = before.points, column.points
    assert one is not None and other is not None
    same = one.ends == other.ends if not one.labels else one.family == other.family
    return column.place == before.place + 1 and same and bool(one.labels) == bool(other.labels)


def _unbroken(block: list[Column]) -> list[list[Column]]:
    """Part columns that do not stand side by side."""
    places = {column.name: n for n, column in enumerate(block)}
    runs = groupby(block, key=lambda column: column.place - places[column.name])
    return [list(run) for _, run in runs]


def _parted(block: list[Column], kind: str) -> list[Group]:
    """Make groups of a block: one, one a row, or those who come again apart from the rest."""
    points = pooled(block)
    if points is None:
        return [_alone(column) for column in block]
    empty = [column for column in block if not column.answered(points)]
    if empty:
        rest = [column for column in block if column not in empty]
        return [*map(_alone, empty), *(_parted(rest, kind) if rest else [])]
    if len(block) == 1:
        return [_one(block[0], points, "row" if kind == "grid" else "one")]
    if kind == "grid" and not reads_like_sentences(block):
        return [_one(column, points, "row") for column in block]
    if kind in ("name", "number"):
        return [_together(block, points, kind)]
    again = [column for column in block if RETURN.search(spoken(column.row or column.text))]
    rest = [column for column in block if column not in again]
    return [_together(part, points, kind) for part in (rest, again) if part]


def _alone(column: Column) -> Group:
    assert column.points is not None
    return _one(column, column.points, "one")


def _one(column: Column, points: Points, kind: str) -> Group:
    if kind == "row":
        return Group([column], points, Problem("a row of a grid names one thing"), kind)
    return Group([column], points, Problem("one question by itself"), kind)


def _together(block: list[Column], points: Points, kind: str) -> Group:
    if len(block) == 1:
        return _one(block[0], points, kind if kind == "run" else "part")
    why, doubt = {
        "grid": (Problem("rows of one question, with the same answers"), None),
        "name": (Problem("one name with numbers, and the same answers"), None),
        "number": (
            Problem("numbers in a row, and the same answers"),
            Problem("nothing but the numbers holds these items together: do they ask one thing?"),
        ),
        "run": (
            Problem("sentences side by side, with the same answers"),
            Problem("do these items ask one thing? If not, give each its own line."),
        ),
    }[kind]
    return Group(block, points, why, kind, doubt)
