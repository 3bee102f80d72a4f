"""The pages of a drafted codebook: what was found in a file, written down key by key."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from custsat_edu.errors import Problem
from custsat_edu.i18n import _, ngettext, number, translate
from custsat_edu.study.answers import no_answer
from custsat_edu.study.codebook import BUILT_IN_SCALES, expand
from custsat_edu.study.drafting.columns import Column
from custsat_edu.study.drafting.groups import Group
from custsat_edu.study.drafting.names import Names
from custsat_edu.study.drafting.roles import Found
from custsat_edu.study.drafting.text import Page, flow, listed, one_line
from custsat_edu.study.drafting.words import number_stem
from custsat_edu.study.files.readers import personal_columns
from custsat_edu.study.files.table import Table

_ORDER = ("nps", "csat", "ces", "channel", "weight", "id", "time", "duration")


@dataclass(frozen=True)
class Draft:
    """A drafted codebook: its text, what was guessed and why, what is asked, and its keys."""

    text: str
    guesses: list[tuple[str, str]]
    asks: list[tuple[str, str]]
    codebook: dict[str, Any]


class Drafting:
    """A draft in the making: the columns, who plays which role, and the page to write on."""

    def __init__(self, table: Table, columns: list[Column], found: Found) -> None:
        self.table, self.columns, self.found, self.page = table, columns, found, Page()
        self.guesses: list[tuple[str, str]] = []
        self.names = Names(table, columns)
        self.personal = personal_columns(table.frame.columns)
        self.book = self.page.book
        self.book["data"] = table.name

    def draft(self) -> Draft:
        """Guess everything, and write it down."""
        found = self.found
        self._name(found)
        self._scales(found)
        self._constructs(found)
        self._outcome(found)
        self._roles(found)
        self._categories(found)
        self._missing(found)
        self._rest(found)
        said = _(
            "Draft of a codebook for {file}. Check every line, answer each '# ?', and keep it."
        )
        self.page.head.append(said.format(file=self.table.name))
        self._columns()
        text = self.page.text()
        return Draft(text, self.guesses, self.page.questions(), self.page.book)

    def _name(self, found: Found) -> None:
        """Give constructs their names and columns short ones."""
        for role, column in found.roles.items():
            self.names.short(column, role=role)
        for group in found.groups:
            self.names.construct(group)
        for column in [*found.segments, *found.comments]:
            self.names.short(column)
        for grid in found.unknown:
            for column in grid:
                self.names.short(column)

    def guess(self, key: tuple[str, ...], why: Problem, value: Any = None) -> None:
        """Note a guess: in the list, and beside its line."""
        sentence = translate(why)
        value = self.book.get(key[0]) if len(key) == 1 else value
        shown = f"{key[-1]}: {flow(value)}" if value is not None else key[-1]
        self.guesses.append((one_line(shown), sentence))
        self.page.why[key] = sentence

    # Scales and constructs ------------------------------------------------------------------------

    def _scales(self, found: Found) -> None:
        """Write the commonest scale at the top, and scales with words under scales:."""
        plain = [g.points.ends for g in found.constructs() if not g.points.labels]
        if plain:
            self.common: tuple[int, int] | None = Counter(plain).most_common(1)[0][0]
            self.book["scale"] = _ends(self.common)
            self.guess(("scale",), Problem("the scale of most constructs without words"))
        else:
            self.common = None
        self.named: dict[tuple[Any, ...], str] = {}
        for group in found.groups:
            if group.points.labels and kind_of(group) not in self.named:
                name = self.names.scale(group.points.family or "numbered")
                self.named[kind_of(group)] = name
                self._scale_with_words(name, group)

    def _scale_with_words(self, name: str, group: Group) -> None:
        points = group.points
        scale = {**_ends(points.ends), "labels": dict(points.labels)}
        self.book.setdefault("scales", {})[name] = scale
        self.guess(("scales", name), points.why, scale)
        for word in points.asked:
            self.page.ask(
                ("scales", name),
                _("Which number has {word}? It has no fixed place; write it into labels.").format(
                    word=repr(word)
                ),
            )
        if points.doubt:
            self.page.ask(("scales", name), translate(points.doubt))

    def _own_scale(self, group: Group) -> Any:
        """Return what a construct says of its scale; None if it is the one at the top."""
        if group.points.labels:
            return self.named[kind_of(group)]
        return None if group.points.ends == self.common else _ends(group.points.ends)

    def _constructs(self, found: Found) -> None:
        constructs: dict[str, Any] = {}
        for group in found.constructs():
            items = self._items(group)
            scale = self._own_scale(group)
            entry = {"items": items} if scale is None else {"items": items, "scale": scale}
            key = ("constructs", group.name)
            self._doubts(group, key)
            if group.points.asked:
                self.page.off[key] = entry
                self.page.ask(
                    key,
                    _(
                        "First give {words} numbers in scales: {scale}, then take away the #."
                    ).format(words=listed([*group.points.asked]), scale=scale),
                )
            else:
                constructs[group.name] = entry
                self.guess(
                    key,
                    Problem("{why}; {scale}", {"why": group.why, "scale": group.points.why}),
                    items,
                )
        for grid in found.unknown:
            self._unknown_words(grid)
        if constructs:
            self.book["constructs"] = constructs

    def _doubts(self, group: Group, key: tuple[str, ...]) -> None:
        for doubt in (group.doubt, None if group.points.labels else group.points.doubt):
            if doubt is not None:
                at_top = doubt is group.points.doubt and group.points.ends == self.common
                self.page.ask(("scale",) if at_top else key, translate(doubt))
        if group.points.falling:
            self.page.ask(
                key,
                _("The file's labels fall as the numbers rise, so the items are reversed here."),
            )

    def _items(self, group: Group) -> Any:
        """Write items as a range where they are one, with a minus where they are reversed."""
        names = [self.names.short(column) for column in group.columns]
        if group.points.falling:
            return [f"-{name}" for name in names]
        return names[0] if len(names) == 1 else in_a_range(names, self.names.known)

    def _unknown_words(self, grid: list[Column]) -> None:
        """Ask for the numbers of words that nobody knows."""
        words = dict.fromkeys(text for column in grid for text in column.said())
        name = self.names.free(grid[0].stem)
        scale = {"min": 1, "max": len(words), "labels": dict.fromkeys(words)}
        key = ("constructs", name)
        self.page.ask(
            key,
            _("Are these ratings? Then give each word its number, and take away the #."),
        )
        items = [self.names.short(column) for column in grid]
        self.page.off[key] = {"items": in_a_range(items, self.names.known), "scale": scale}

    def _outcome(self, found: Found) -> None:
        """Choose overall satisfaction as the outcome, and the other ratings as its drivers."""
        ready = [group for group in found.constructs() if not group.points.asked]
        outcome, why = found.outcome(ready)
        if outcome is None:
            if found.constructs():
                self.page.ask(
                    ("outcome",),
                    _("Which construct is the outcome, such as overall satisfaction?"),
                )
                self.page.off["outcome",] = None
            return
        self.book["outcome"] = outcome.name
        self.guess(("outcome",), why)
        drivers = found.drivers(ready, outcome)
        if drivers:
            self.book["drivers"] = [group.name for group in drivers]
            self.guess(
                ("drivers",),
                Problem("the other ratings, less what comes after satisfaction (trust, loyalty)"),
            )

    # Roles ----------------------------------------------------------------------------------------

    def _roles(self, found: Found) -> None:
        for role in _ORDER:
            if role not in found.roles:
                continue
            column = found.roles[role]
            self.book[role] = self.names.short(column, role=role)
            self.guess((role,), found.why[role])
            if column.points is not None and role in ("nps", "csat", "ces"):
                self._scale_of_role(found, role, column)
        if found.ikm is not None:
            self.book["ikm"] = self._items(found.ikm)
            self.guess(("ikm",), Problem("nine items U1 to U9 on 1 to 4: the nine parts of IKM"))

    def _scale_of_role(self, found: Found, role: str, column: Column) -> None:
        """Write a role's scale where it is not the usual one."""
        points = column.points
        assert points is not None
        if any(column in group.columns for group in found.constructs()):
            return
        usual = BUILT_IN_SCALES[role].ends
        if role == "csat" and self.common is not None:
            usual = self.common
        if points.labels or points.ends != usual:
            labels = {"labels": dict(points.labels)} if points.labels else {}
            self.book.setdefault("scales", {})[role] = {**_ends(points.ends), **labels}
        if points.doubt:
            self.page.ask((role,), translate(points.doubt))
        if points.falling:
            self.page.ask(
                (role,), _("The file's labels fall as the numbers rise: turn the numbers round.")
            )

    # Categories, missing answers, the rest --------------------------------------------------------

    def _categories(self, found: Found) -> None:
        if found.segments:
            self.book["segments"] = self._segments(found.segments)
            self.guess(("segments",), Problem("columns of 2 to 12 groups"))
        channel = [found.roles["channel"]] if "channel" in found.roles else []
        values: dict[str, Any] = {}
        for column in [*channel, *found.segments]:
            name = self.names.short(column, role="channel" if column in channel else "")
            labels = {
                key: word
                for key, word in column.labels.items()
                if not no_answer(word) and key not in column.stated
            }
            if labels and len({*labels.values()}) == len(labels):
                values[name] = labels
            elif column.numeric and not labels:
                self.page.ask(
                    ("values", name), _("What do the codes stand for? Fill in the words.")
                )
                codes = sorted(column.said(), key=float)
                self.page.off["values", name] = dict.fromkeys(codes)
        if values:
            self.book["values"] = values
            self.guess(("values",), Problem("the file's own labels"))
        if found.comments:
            self.book["comment"] = [self.names.short(c) for c in found.comments]
            self.guess(("comment",), Problem("long answers in the respondents' own words"))

    def _segments(self, columns: list[Column]) -> Any:
        """Write segments as a list, or with names where a column has only a number: Q2."""
        named = {self.names.segment(column): self.names.short(column) for column in columns}
        return [*named] if all(key == name for key, name in named.items()) else named

    def _missing(self, found: Found) -> None:
        """Write codes for no answer: for all columns, or for one where the code is an answer."""
        everywhere, alone = found.missing()
        own = {self.names.short(column): codes for column, codes in alone}
        if everywhere and own:
            self.book["missing"] = {"all": everywhere, **own}
        elif everywhere or own:
            self.book["missing"] = everywhere or own
        codes = dict.fromkeys([*everywhere, *(text for texts in own.values() for text in texts)])
        if codes:
            why = Problem("codes or words for no answer: {codes}", {"codes": listed([*codes])})
            self.guess(("missing",), why)

    def _rest(self, found: Found) -> None:
        """Name in comments what the draft leaves out."""
        facts = self.table.facts
        playing = {column.name for column in found.roles.values()}
        for names, sentence in (
            (
                [c.stem or c.name for c in found.several],
                _("Several answers each, left out: {names}"),
            ),
            (self.personal, _("Left out, they name persons: {names}")),
            (facts.get("furniture", []), _("Written by {tool}, not by respondents: {names}")),
            ([c.stem or c.name for c in found.unused], _("Not used: {names}")),
        ):
            left = [name for name in dict.fromkeys(names) if name not in playing]
            left = [name for name in left if names is self.personal or name not in self.personal]
            if left:
                said = sentence.format(names=listed(left), tool=facts.get("tool", "-"))
                self.page.foot.append(said)
        if self.table.unfinished is not None and (n := int(self.table.unfinished.sum())):
            said = ngettext(
                "{n} respondent did not finish. Leave the row out with keep:?",
                "{n} respondents did not finish. Leave them out with keep:?",
                n,
            )
            self.page.ask(("keep",), said.format(n=number(n, 0)))

    def _columns(self) -> None:
        """Write the short names, after all else is named; they stand below `data`."""
        self.names.keep_doubled_apart()
        self.names.free_the_roles(self.book)
        short = self.names.renamed()
        if short:
            rest = {key: self.book[key] for key in self.book if key not in ("data", "sheet")}
            for key in rest:
                del self.book[key]
            self.book["columns"] = short
            self.book.update(rest)


def in_a_range(names: list[str], known: set[str]) -> Any:
    """Write names as a range, PERQ1:7, where they are one; else as they are."""
    last = number_stem(names[-1])[1]
    text = f"{names[0]}:{last}"
    tail = names[-1][len(number_stem(names[-1])[0]) + len(last) :] if last else ""
    text = f"{names[0][: len(names[0]) - len(tail)]}:{last}{tail}" if last else ""
    return text if last and text not in known and expand(text, known) == names else names


def _ends(ends: tuple[int, int]) -> dict[str, Any]:
    return {"min": ends[0], "max": ends[1]}


def kind_of(group: Group) -> tuple[Any, ...]:
    """Return what makes two groups' scales one and the same."""
    points = group.points
    return points.ends, points.family, tuple(points.labels.items()), points.asked
