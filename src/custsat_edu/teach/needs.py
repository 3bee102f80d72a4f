"""What a cell of a lesson needs of the survey, and what then cannot be made without it."""

from __future__ import annotations

import difflib
import symtable
from collections.abc import Iterable, Iterator
from functools import reduce
from typing import Any

from custsat_edu.errors import InputError
from custsat_edu.i18n import _

MAGIC = "%%needs"


class Needs:
    """Which cells run: not those that lack something, nor those that use what they would have made.

    Examples
    --------
    >>> needs = Needs()
    >>> needs.lost("shares = 1", ["kano"])
    >>> needs.missed("shares + 1")
    ['kano']
    >>> needs.missed("shares = 2; shares + 1")
    []
    """

    def __init__(self) -> None:
        self._words: dict[str, list[str]] = {}

    def lost(self, cell: str, words: Iterable[str]) -> None:
        """Note that a cell was left out, and for want of what."""
        self._words.update({name: list(words) for name in _names(cell)[0]})

    def missed(self, cell: str) -> list[str]:
        """Return the words for want of which a cell cannot run, after those that were left out.

        What the cell makes itself is there for the cells that follow.
        """
        made, used = _names(cell)
        words = [word for name in sorted(used) for word in self._words.get(name, ())]
        if not words:
            for name in made:
                self._words.pop(name, None)
        return list(dict.fromkeys(words))


def allowed(study: Any, cells: Iterable[str], *, given: Iterable[str] = ()) -> Iterator[bool]:
    """Yield for each cell of a lesson whether it runs on a study; `given` words count as there."""
    needs, given = Needs(), set(given)
    for cell in cells:
        words = missing(study, [word for word in asked(cell) if word not in given])
        words = words or needs.missed(without_magic(cell))
        if words:
            needs.lost(without_magic(cell), words)
        yield not words


def asked(cell: str) -> list[str]:
    """Return the words after %%needs, none if the cell does not begin with it."""
    magic, *words = cell.partition("\n")[0].split() or [""]
    return words if magic == MAGIC else []


def without_magic(cell: str) -> str:
    """Return the cell without its line of %%needs."""
    return cell.partition("\n")[2] if cell.startswith(MAGIC) else cell


def missing(study: Any, words: Iterable[str]) -> list[str]:
    """Return the words that name nothing in the study."""
    return [word for word in words if not study.has(word)]


def check_words(study: Any, words: list[str]) -> None:
    """Raise a plain sentence for %%needs without words, without a study, or with a slip in it."""
    if not words:
        raise InputError.of("%%needs: say what the cell needs, for example %%needs nps")
    if not hasattr(study, "has"):
        raise InputError.of(
            "%%needs looks at `study`, and there is none yet. Run the cell with "
            "`study = load_study(STUDY)` first."
        )
    for word in missing(study, words):
        near = difflib.get_close_matches(word, _things(), 1, 0.8)
        if near and word not in _things():
            raise InputError.of(
                "%%needs: {word!r} is neither a word it knows nor a table of this survey. "
                "Did you mean {near!r}?",
                word=word,
                near=near[0],
            )


def told_missing(words: Iterable[str]) -> str:
    """Say in one sentence what the survey has not."""
    things = (_things().get(word, repr(word)) for word in words)
    listed = reduce(lambda a, b: _("{first} and no {second}").format(first=a, second=b), things)
    return _("This survey has no {things}; the lesson goes on.").format(things=listed)


def _things() -> dict[str, str]:
    """Return the words that %%needs knows, and what a sentence says is not there."""
    return {
        "nps": _("NPS question"),
        "csat": _("satisfaction question"),
        "ces": _("effort question"),
        "ikm": _("IKM questions"),
        "outcome": _("outcome"),
        "drivers": _("two drivers"),
        "constructs": _("constructs"),
        "channel": _("channel"),
        "weight": _("weights"),
        "segments": _("segments"),
        "items": _("construct of three questions or more"),
        "importance": _("question how important each driver is"),
        "expectation": _("question what customers expected"),
        "performance": _("question what customers found"),
        "kano": _("Kano questionnaire"),
        "causes": _("table of complaints with their causes"),
        "comment": _("comments"),
        "comments": _("table of comments"),
        "events": _("events"),
        "truth": _("known truth (only made-up data have one)"),
        "adjust": _("columns to hold fixed (adjust:)"),
        "steps": _("steps in the handling of complaints"),
        "customers": _("table of customers"),
        "purchases": _("table of purchases"),
        "visits": _("table of visits"),
        "reviews": _("table of reviews"),
        "email_survey": _("survey by e-mail"),
        "focus_groups": _("table of focus groups"),
        "journeys": _("table of journeys"),
        "complaints": _("table of complaints"),
        "followup": _("table of customers followed up"),
        "pulse": _("table of short surveys by store (pulse)"),
        "id": _("column that says who answered"),
    }


def _names(cell: str) -> tuple[set[str], set[str]]:
    """Return the names that a cell makes, and those that it uses and does not make."""
    try:
        whole = symtable.symtable(cell, "<cell>", "exec")
    except SyntaxError:  # a magic, or a slip that will be told when the cell runs
        return set(), set()
    made = {
        symbol.get_name()
        for symbol in whole.get_symbols()
        if symbol.is_assigned() or symbol.is_imported() or symbol.is_namespace()
    }
    used = {
        symbol.get_name()
        for table in _tables(whole)
        for symbol in table.get_symbols()
        if symbol.is_referenced() and (table is whole or symbol.is_global())
    }
    return made, used - made


def _tables(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    yield table
    for inner in table.get_children():
        yield from _tables(inner)
