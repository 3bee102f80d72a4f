"""Which column of a draft plays which role: scores, channel, weight, id, time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from custsat_edu.errors import Problem
from custsat_edu.study.answers import as_number, code
from custsat_edu.study.codebook import Codebook
from custsat_edu.study.drafting.columns import Column, is_category, is_when
from custsat_edu.study.drafting.groups import Group
from custsat_edu.study.drafting.scales import Points
from custsat_edu.study.drafting.words import (
    PLACES_TO_BUY,
    RESULT,
    RETURN,
    means,
    spoken,
)

_BY_NAME = Problem("its name says so")


_NO_REASON = Problem("nothing was found")


@dataclass
class Found:
    """What was found in a file."""

    roles: dict[str, Column] = field(default_factory=dict)
    why: dict[str, Problem] = field(default_factory=dict)
    groups: list[Group] = field(default_factory=list)
    scores: list[Group] = field(default_factory=list)
    ikm: Group | None = None
    several: list[Column] = field(default_factory=list)
    unknown: list[list[Column]] = field(default_factory=list)
    comments: list[Column] = field(default_factory=list)
    segments: list[Column] = field(default_factory=list)
    unused: list[Column] = field(default_factory=list)

    def play(self, role: str, column: Column | None, why: Problem) -> None:
        """Give a role to a column."""
        if column is not None:
            self.roles[role], self.why[role] = column, why

    def taken(self) -> list[Column]:
        """Return the columns that play a role."""
        return [*self.roles.values()]

    def constructs(self) -> list[Group]:
        """Return the groups that are constructs, and no score or IKM."""
        return [g for g in self.groups if g not in self.scores and g is not self.ikm]

    def scored(self) -> Iterator[tuple[Column, Points]]:
        """Yield every rating column, and its scale."""
        for group in self.groups:
            yield from ((column, group.points) for column in group.columns)
        for role in ("nps", "csat", "ces"):
            column = self.roles.get(role)
            if column is not None and column.points is not None:
                yield column, column.points

    def missing(self) -> tuple[list[str], list[tuple[Column, list[str]]]]:
        """Return the codes for no answer in every column, and those in one column alone.

        A code that is a point of some scale in the file counts in its own column only.
        """
        scored = [*self.scored()]
        everywhere: dict[str, str] = {}
        alone: list[tuple[Column, list[str]]] = []
        for column, points in scored:
            own = []
            for text in points.missing:
                n = as_number(code(text))
                if n is not None and any(other.low <= n <= other.high for _, other in scored):
                    own.append(text)
                else:
                    everywhere.setdefault(code(text), text)
            alone += [(column, own)] if own else []
        for column in self.grouping():
            silent = [text for text in column.silent() if code(text) not in column.stated]
            alone += [(column, silent)] if silent else []
        return sorted(everywhere.values(), key=_numbers_first), alone

    def grouping(self) -> list[Column]:
        """Return the columns that part respondents into groups."""
        return [*([self.roles["channel"]] if "channel" in self.roles else []), *self.segments]

    def take_scores(self) -> None:
        """Find csat and ces among the single questions, and IKM among the groups."""
        for role, ends in (("csat", (1, 5)), ("ces", (1, 7))):
            group = None if role in self.roles else self._single(role, ends)
            if group is not None:
                column = group.columns[0]
                column.points = group.points
                low, high = ends
                why = Problem(
                    "one question of {role} on {low} to {high}",
                    {"role": _ABOUT[role], "low": low, "high": high},
                )
                self.play(role, column, why)
                self.scores.append(group)
        self.ikm = next((group for group in self.groups if _is_ikm(group)), None)
        if not any(group.satisfaction[0] for group in self.constructs()):
            self.scores = [group for group in self.scores if group.columns[0] not in self._csat()]

    def _csat(self) -> list[Column]:
        return [self.roles["csat"]] if "csat" in self.roles else []

    def _single(self, role: str, ends: tuple[int, int]) -> Group | None:
        """Return the first single question about a role that is on its scale."""
        return next(
            (
                group
                for group in self.groups
                if group.single
                and group.points.ends == ends
                and not group.points.asked
                and not group.points.falling
                and means(role, group.columns[0].words)
            ),
            None,
        )

    def outcome(self, ready: list[Group]) -> tuple[Group | None, Problem]:
        """Return the construct that looks most like overall satisfaction."""
        asked = [group for group in self.groups if group not in ready and group.satisfaction[1]]
        fit = [group for group in ready if group.satisfaction[1] and group.kind != "row"]
        fit = fit or [group for group in ready if group.satisfaction[0]]
        if not fit or (
            asked
            and max(g.satisfaction for g in asked) > max(g.satisfaction for g in fit)
            and any(g.points.asked for g in asked)
        ):
            return None, _NO_REASON
        best = max(fit, key=lambda group: group.satisfaction)
        return best, Problem("its words speak of satisfaction, and no other has more such items")

    def drivers(self, ready: list[Group], outcome: Group) -> list[Group]:
        """Return the constructs that may drive the outcome."""
        return [
            group
            for group in ready
            if group is not outcome
            and not RESULT.search(_own(group))
            and not RETURN.search(_own(group))
        ]


_ABOUT = {"csat": Problem("satisfaction"), "ces": Problem("ease or effort")}


def _numbers_first(text: str) -> tuple[bool, float, str]:
    number = as_number(code(text))
    return number is None, number or 0, text


def _own(group: Group) -> str:
    """Return a group's own words, without the question that its grid shares with others."""
    if group.kind in ("row", "part"):
        return " ".join(
            spoken(f"{column.tail} {column.row or column.text}") for column in group.columns
        )
    return group.words


def _is_ikm(group: Group) -> bool:
    stem = group.columns[0].base.casefold().rstrip("_. ")
    return stem in ("u", "unsur") and len(group.columns) == 9 and group.points.ends == (1, 4)


def find_roles(columns: list[Column], asked: list[Column], *, rows: int) -> Found:
    """Find the roles that one column alone can play; csat and ces may come from groups later."""
    found = Found()
    full = [column for column in columns if column.answers]
    found.play("id", _id(full, rows), Problem("its name says so, and rows differ in it"))
    found.play("time", _time(full), Problem("its name and its answers speak of a time"))
    found.play("weight", _weight(asked), Problem("its name says so, and it holds numbers above 0"))
    if "duration" in Codebook.model_fields:
        found.play("duration", _duration(full), Problem("its name speaks of a duration"))
    rest = [column for column in asked if column not in found.taken()]
    nps, why = _nps(rest)
    found.play("nps", nps, why)
    for role in ("csat", "ces"):
        found.play(role, _named_score(role, rest), _BY_NAME)
    rest = [column for column in rest if column not in found.taken()]
    found.play("channel", *_channel(rest))
    return found


def _id(columns: list[Column], rows: int) -> Column | None:
    return next(
        (
            column
            for column in columns
            if means("id", column.name, alone=True)
            and column.n == rows
            and len(column.answers) >= min(0.9 * rows, 5_000)
        ),
        None,
    )


def _time(columns: list[Column]) -> Column | None:
    return next((c for c in columns if means("time", c.name, alone=True) and is_when(c)), None)


def _weight(columns: list[Column]) -> Column | None:
    for column in columns:
        if means("weight", column.name, alone=True) and column.numeric:
            numbers = [as_number(code(text)) or 0 for text in column.answers]
            if min(numbers) >= 0 and max(numbers) > 0 and column.n == max(c.n for c in columns):
                return column
    return None


def _duration(columns: list[Column]) -> Column | None:
    return next(
        (
            column
            for column in columns
            if means("duration", column.name, alone=True)
            and column.numeric
            and all((as_number(code(text)) or 0) >= 0 for text in column.answers)
        ),
        None,
    )


def _nps(columns: list[Column]) -> tuple[Column | None, Problem]:
    """Return the question of recommendation on 0 to 10."""
    fit = [
        column
        for column in columns
        if means("nps", column.words) and column.points and column.points.ends == (0, 10)
    ]
    named = [column for column in fit if means("nps", column.tail, alone=True)]
    single = [column for column in fit if not column.stem]
    why = Problem("answers on 0 to 10 to a question of recommendation")
    return next(iter([*named, *single, *fit]), None), why


def _named_score(role: str, columns: list[Column]) -> Column | None:
    """Return the rating that is called csat or ces."""
    return next(
        (c for c in columns if c.points and not c.points.asked and spoken(c.tail) == role), None
    )


def _channel(columns: list[Column]) -> tuple[Column | None, Problem]:
    """Return the column of channels: by its name, its question, or its categories."""
    few = [c for c in columns if 2 <= len(c.said()) <= 12 and not (c.points and c.points.family)]
    named = [c for c in few if means("channel", c.tail, alone=True)]
    if named:
        return named[0], _BY_NAME
    asked = [c for c in few if means("channel", c.words) and (is_category(c) or c.numeric)]
    if asked:
        return asked[0], Problem("its question speaks of where people buy")
    for column in few:
        words = [spoken(column.labels.get(code(text), text)) for text in column.said()]
        if 2 * sum(PLACES_TO_BUY.search(word) is not None for word in words) > len(words):
            return column, Problem("its answers are places to buy")
    return None, _NO_REASON
