"""Short names for the columns and constructs of a draft, each of them once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from custsat_edu.study.apply import ROLES
from custsat_edu.study.codebook import BUILT_IN_SCALES
from custsat_edu.study.drafting.columns import Column
from custsat_edu.study.drafting.groups import Group
from custsat_edu.study.drafting.words import common_words, is_plain, number_stem, slug, unique
from custsat_edu.study.files.table import Table

_WORD = re.compile(r"[A-Za-z]\w{0,19}", re.ASCII)
_RESERVED = {*ROLES, "all", "ikm"}


class Names:
    """Who is called what: columns keep short names, and get one where theirs is a question."""

    def __init__(self, table: Table, columns: list[Column]) -> None:
        self.table, self.columns = table, columns
        self.given: dict[str, str] = {}
        self.doubled = {
            other
            for name, n in table.repeated.items()
            for other in (name, *(f"{name}.{place}" for place in range(2, n + 1)))
        }
        self.known = {*table.frame.columns}
        self.taken = {name.casefold() for name in self.known} | _RESERVED
        self.constructs: set[str] = set()
        self.scales: set[str] = {*BUILT_IN_SCALES}
        self.segments: dict[str, str] = {}

    def short(self, column: Column, *, role: str = "", wanted: str = "") -> str:
        """Return the short name of a column; the first call gives it."""
        if column.name not in self.given:
            name = self._short(column, role, wanted)
            self.given[column.name] = name
            self.known.add(name)
            self.taken.add(name.casefold())
        return self.given[column.name]

    def _short(self, column: Column, role: str, wanted: str) -> str:
        second = column.name in self.doubled and column.name not in self.table.repeated
        usable = is_plain(column.name) and not second
        if usable and (column.name not in _RESERVED or column.name == role):
            return column.name
        tail = column.tail if is_plain(column.tail) else ""
        name = wanted or tail or role or slug(column.row or column.text) or f"q{column.place + 1}"
        if name in _RESERVED and name != role:
            name = f"other_{name}"
        free = name == role and name not in self.known
        return name if free else unique(name, self.taken)

    def construct(self, group: Group) -> None:
        """Name a construct, and its items: those without a short name NAME1, NAME2, ..."""
        base = _base(group)
        group.name = self.free(base if slug(base) else f"q{group.columns[0].place + 1}")
        several = len(group.columns) > 1
        for n, column in enumerate(group.columns, 1):
            tail = (
                "" if is_plain(column.tail) or not several else f"{slug(group.name, length=17)}{n}"
            )
            self.short(column, wanted=tail)

    def segment(self, column: Column) -> str:
        """Return what a segment is called: its column, or its question where that is a number."""
        name = self.short(column)
        stem, number = number_stem(name)
        if not number or not column.has_text or len(stem) > 3:
            return name
        if name not in self.segments:
            self.segments[name] = unique(slug(column.row or column.text) or name, self.taken)
            self.taken.add(self.segments[name].casefold())
        return self.segments[name]

    def free(self, text: str) -> str:
        """Return a new name for a construct, made of a text."""
        name = text if _WORD.fullmatch(text) else slug(text) or "Items"
        name = unique(name[0].upper() + name[1:], self.constructs)
        self.constructs.add(name.casefold())
        return name

    def scale(self, family: str) -> str:
        """Return a new name for a scale."""
        name = unique(family, self.scales)
        self.scales.add(name.casefold())
        return name

    def keep_doubled_apart(self) -> None:
        """Give each column of a doubled name its own, used or not."""
        for column in self.columns:
            if column.name in self.doubled:
                self.short(column)

    def free_the_roles(self, book: Mapping[str, Any]) -> None:
        """Rename columns that have the name of a role which they do not play."""
        for column in self.columns:
            if column.name in ROLES and book.get(column.name) != column.name:
                self.short(column)

    def renamed(self) -> dict[str, str]:
        """Return the short names that differ from the file's, in the order of the file."""
        return {
            self.given[column.name]: column.name
            for column in self.columns
            if self.given.get(column.name, column.name) != column.name
            or column.name in self.doubled
        }


def _base(group: Group) -> str:
    """Return the words that a construct is named after."""
    first = group.columns[0]
    if group.kind == "name":
        return first.base
    if group.kind == "number":
        last = number_stem(group.columns[-1].tail)[1]
        return f"{first.tail}_{last}"
    if group.kind == "grid":
        return first.stem if slug(first.stem) else first.row
    if group.kind == "row":
        return first.row
    if is_plain(first.name) and not first.row:
        return first.name
    if len(group.columns) > 1:
        common = common_words(column.text for column in group.columns)
        return slug(first.text, drop=common) or first.text
    return first.row or (first.tail if is_plain(first.tail) else first.text)
