"""The codebook behind a form: one dict to read and change, and the YAML that it makes."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any

import yaml

from custsat_edu.i18n import _
from custsat_edu.study.answers import as_number, code, no_answer
from custsat_edu.study.apply import ROLES
from custsat_edu.study.codebook import BUILT_IN_SCALES, expand
from custsat_edu.study.drafting.book import in_a_range
from custsat_edu.study.drafting.columns import Column, columns_of
from custsat_edu.study.drafting.draft import Draft
from custsat_edu.study.drafting.names import Names
from custsat_edu.study.drafting.text import Page
from custsat_edu.study.drafting.words import slug, unique
from custsat_edu.study.files.table import Table

Place = tuple[str, ...]  # where a column stands: ("constructs", "Trust"), ("nps",), ("segments",)
Key = tuple[str, ...]

NEW: Place = ("constructs",)
SCORED = ("nps", "csat", "ces")
SINGLE = (*SCORED, "channel", "id", "weight", "duration", "time")
_ORDER = (
    *("data", "sheet", "columns", "scale", "scales", "constructs", "outcome", "drivers", "nps"),
    *("csat", "ces", "channel", "weight", "id", "time", "duration", "ikm", "segments", "values"),
    *("comment", "missing", "keep", "sampling"),
)
_MOST = 12  # codes of a category


class Book:
    """A codebook in the making.

    `keys` holds it all, items one by one; a word or code that waits for its answer has the value
    None. `page` is what of it can be loaded, and behind a # what waits.

    Parameters
    ----------
    draft : Draft
        What `draft_codebook` made of the file.
    table : Table
        The file.
    """

    def __init__(self, draft: Draft, table: Table) -> None:
        self.columns = {column.name: column for column in columns_of(table)}
        self.keys = _whole(draft)
        self.names = Names(table, [*self.columns.values()])
        self.names.given = {file: short for short, file in self.keys.pop("columns", {}).items()}
        self.names.known |= {*self.names.given.values()}
        self.names.taken |= {name.casefold() for name in self.names.given.values()}
        self._one_by_one()
        self._first = draft.codebook
        lines = draft.text.split("\n")
        self._kept = {line.partition("   # ")[0]: line for line in lines if "   # " in line}
        said = [n for n, line in enumerate(lines) if line and not line.startswith("#")]
        self._head = [line[2:] for line in lines[: said[0]] if _is_remark(line)]
        self._foot = [line[2:] for line in lines[said[-1] :] if _is_remark(line)]
        self._used = {*self.places()}
        self.settled: set[tuple[Key, str]] = set()
        self.ask_for_words()
        asks = [(tuple(about.split(": ", 1)), sentence) for about, sentence in draft.asks]
        self._asks = [(key, sentence, self._about(key)) for key, sentence in asks]

    def _one_by_one(self) -> None:
        """Write out ranges, and lists where a single name may stand."""
        for entry in self.keys.get("constructs", {}).values():
            entry["items"] = self._expanded(entry["items"])
        for key in ("comment", "ikm"):
            if key in self.keys:
                self.keys[key] = self._expanded(self.keys[key])
        if isinstance(segments := self.keys.get("segments"), list):
            self.keys["segments"] = {name: name for name in segments}

    def _expanded(self, texts: str | list[str]) -> list[str]:
        known = self.names.known
        found = []
        for text in [texts] if isinstance(texts, str) else texts:
            bare = self._bare(text)
            found += [text[: len(text) - len(bare)] + name for name in expand(bare, known)]
        return found

    def _bare(self, item: str) -> str:
        """Return an item without the minus that reverses it."""
        return item[1:] if item.startswith("-") and item not in self.names.known else item

    # Columns and their places ---------------------------------------------------------------------

    def name(self, column: Column) -> str:
        """Return what the codebook calls a column."""
        return self.names.given.get(column.name, column.name)

    def places(self) -> dict[str, tuple[Place, ...]]:
        """Return where each column stands that is used."""
        found: dict[str, tuple[Place, ...]] = {}
        for place, names in self._entries():
            for name in names:
                found[name] = (*found.get(name, ()), place)
        return found

    def _entries(self) -> Iterator[tuple[Place, list[str]]]:
        for name, entry in self.keys.get("constructs", {}).items():
            yield ("constructs", name), [self._bare(item) for item in entry["items"]]
        for role in SINGLE:
            if role in self.keys and self.keys[role] not in self.keys.get("constructs", {}):
                yield (role,), [self.keys[role]]
        yield ("segments",), [*self.keys.get("segments", {}).values()]
        for key in ("comment", "ikm"):
            yield (key,), self.keys.get(key, [])

    def open_places(self) -> list[Place]:
        """Return every place that a column may take."""
        constructs: list[Place] = [("constructs", name) for name in self.keys.get("constructs", {})]
        ikm = ["ikm"] if "ikm" in self.keys else []
        roles = [*SCORED, *ikm, "channel", "segments", "comment", *SINGLE[4:]]
        return [*constructs, NEW, *((role,) for role in roles)]

    def put(self, column: Column, places: tuple[Place, ...]) -> None:
        """Give a column its places, and take it from all others."""
        for (role,) in (place for place in places if place[0] in SINGLE):
            self._free(role, column)
        old = self.name(column)
        self._take_out(old)
        name = self._renamed(column, old, places)
        for place in places:
            self._add(place, name, column)
        self._prune()

    def _free(self, role: str, column: Column) -> None:
        """Take a role from the column that has it."""
        for other in self.columns.values():
            if other is not column and self.name(other) == self.keys.get(role):
                left = self.places()[self.name(other)]
                self.put(other, tuple(place for place in left if place != (role,)))

    def _take_out(self, name: str) -> None:
        keys = self.keys
        for entry in keys.get("constructs", {}).values():
            entry["items"] = [item for item in entry["items"] if self._bare(item) != name]
        for role in SINGLE:
            if keys.get(role) == name:
                del keys[role]
                keys.get("scales", {}).pop(role, None)
        keys["segments"] = {k: v for k, v in keys.get("segments", {}).items() if v != name}
        for key in ("comment", "ikm"):
            keys[key] = [other for other in keys.get(key, []) if other != name]
        keys.get("values", {}).pop(name, None)

    def _renamed(self, column: Column, old: str, places: tuple[Place, ...]) -> str:
        """Return a column's name; a role's name is for the column that plays the role."""
        if old in ROLES and (old,) not in places:
            self.names.given.pop(column.name, None)
            if old not in self.columns:
                self.names.known.discard(old)
        elif not places:
            return old
        role = next((place[0] for place in places if place[0] in ROLES), "")
        new = self.names.short(column, role=role)
        missing = self.keys.get("missing", {})
        if new != old and isinstance(missing, dict) and old in missing:
            self.keys["missing"] = {new if k == old else k: v for k, v in missing.items()}
        return new

    def _add(self, place: Place, name: str, column: Column) -> None:
        key = place[0]
        if key == "constructs":
            falling = column.points is not None and column.points.falling
            construct = place[1] if place != NEW else self._new_construct(column)
            self._add_item(construct, f"-{name}" if falling else name)
        elif key == "segments":
            self.keys["segments"][self.names.segment(column)] = name
        elif key in ("comment", "ikm"):
            self.keys[key].append(name)
        else:
            self.keys[key] = name
        if key in ("channel", "segments") and (words := _category_words(column)):
            self.keys.setdefault("values", {})[name] = words
        if key in SCORED and column.points is not None:
            self._add_scale(key, _scale_of(column))

    def _add_scale(self, role: str, scale: dict[str, Any]) -> None:
        """Write down a score's scale where it is not the usual one; nps has 0 to 10."""
        if ("labels" in scale or role != "nps") and scale != self.scale((role,)):
            self.keys.setdefault("scales", {})[role] = scale

    def _add_item(self, construct: str, item: str) -> None:
        place = {self.name(column): n for n, column in enumerate(self.columns.values())}
        items = [*self.keys["constructs"][construct]["items"], item]
        items.sort(key=lambda item: place.get(self._bare(item), 0))
        self.keys["constructs"][construct]["items"] = items

    def _new_construct(self, column: Column) -> str:
        """Make an empty construct, on the scale that a column's answers speak of."""
        constructs = self.keys.setdefault("constructs", {})
        base = slug(column.row or column.text) or slug(column.name) or "construct"
        name = self._unused(base.capitalize())
        scale = _scale_of(column)
        constructs[name] = {"items": []}
        if scale != self.keys.get("scale"):
            constructs[name]["scale"] = self._named(scale)
        return name

    def _named(self, scale: dict[str, Any]) -> Any:
        """Return the name of a scale that holds all words of another, else the scale."""
        for name, other in self.keys.get("scales", {}).items():
            if scale.get("labels") and {*scale["labels"]} <= {*other.get("labels", {})}:
                return name
        return scale

    def _prune(self) -> None:
        """Delete what is empty, and mentions of constructs that are no more."""
        constructs = self.keys.get("constructs", {})
        for name in [name for name, entry in constructs.items() if not entry["items"]]:
            del constructs[name]
            for role in ("outcome", *SCORED):
                if self.keys.get(role) == name:
                    del self.keys[role]
        drivers = self.keys.get("drivers", [])
        self.keys["drivers"] = [name for name in drivers if name in constructs]
        for key in [key for key, value in self.keys.items() if value in ({}, [], None, "")]:
            del self.keys[key]

    def is_reversed(self, name: str) -> bool:
        """Say whether a column is a reversed item."""
        entries = self.keys.get("constructs", {}).values()
        return any(f"-{name}" in entry["items"] for entry in entries if name not in entry["items"])

    def reverse(self, name: str, *, on: bool) -> None:
        """Reverse an item, or turn it back."""
        for entry in self.keys.get("constructs", {}).values():
            mine = {name, f"-{name}"}
            new = f"-{name}" if on else name
            entry["items"] = [new if item in mine else item for item in entry["items"]]

    # Constructs and scales ------------------------------------------------------------------------

    def rename(self, old: str, wanted: str) -> None:
        """Give a construct another name, one that no other construct has."""
        constructs = self.keys["constructs"]
        wanted = " ".join(wanted.split())
        if not wanted or wanted == old:
            return
        new = self._unused(wanted, old)
        self.keys["constructs"] = {new if k == old else k: v for k, v in constructs.items()}
        for role in ("outcome", *SCORED):
            if self.keys.get(role) == old:
                self.keys[role] = new
        drivers = self.keys.get("drivers", [])
        self.keys["drivers"] = [new if name == old else name for name in drivers]
        self._prune()
        was, now = ("constructs", old), ("constructs", new)
        self._asks = [(now if key == was else key, *rest) for key, *rest in self._asks]
        self.settled = {(now if key == was else key, sentence) for key, sentence in self.settled}

    def _unused(self, wanted: str, old: str = "") -> str:
        """Return a name that no other construct and no column has."""
        taken = {name.casefold() for name in self.keys["constructs"] if name != old}
        taken |= {wanted.casefold()} if wanted in self.names.known else set()
        return unique(wanted, taken, len(wanted) + 4)

    def part(self, construct: str) -> str:
        """Return the part that a construct plays: "outcome", "drivers" or ""."""
        if self.keys.get("outcome") == construct:
            return "outcome"
        return "drivers" if construct in self.keys.get("drivers", []) else ""

    def set_part(self, construct: str, part: str) -> None:
        """Make a construct the outcome, a driver, or neither; there is one outcome at most."""
        if self.keys.get("outcome") == construct:
            del self.keys["outcome"]
        drivers = [name for name in self.keys.get("drivers", []) if name != construct]
        self.keys["drivers"] = [*drivers, construct] if part == "drivers" else drivers
        if part == "outcome":
            self.keys["outcome"] = construct
        self._prune()

    def scaled(self) -> list[Key]:
        """Return what has a scale of its own to set: constructs, and scores that are none."""
        constructs = self.keys.get("constructs", {})
        items = {self._bare(item) for entry in constructs.values() for item in entry["items"]}
        own = [role for role in SCORED if self.keys.get(role) not in (None, *items, *constructs)]
        return [*(("constructs", name) for name in constructs), *((role,) for role in own)]

    def scale(self, key: Key) -> dict[str, Any]:
        """Return the scale of a construct or score as it stands in `keys`."""
        scales = self.keys.get("scales", {})
        if key[0] != "constructs":
            at_top = self.keys.get("scale") if key[0] == "csat" else None
            return scales.get(key[0]) or at_top or _built_in(key[0])
        scale = self.keys["constructs"][key[1]].get("scale", self.keys.get("scale", {}))
        return scale if isinstance(scale, dict) else scales.get(scale) or _built_in(scale)

    def set_ends(self, key: Key, low: float, high: float) -> None:
        """Set the lowest and highest answer; a scale with words keeps them, for all its users."""
        own = {"min": low, "max": high}
        scale, top = self.scale(key), self.keys.get("scale")
        if "labels" in scale or (scale is top and self._users_of_top() == 1):
            scale.update(own)
        elif key[0] != "constructs":
            usual = top if key[0] == "csat" and top else _built_in(key[0])
            self.keys.setdefault("scales", {})[key[0]] = own
            if own == usual:
                del self.keys["scales"][key[0]]
        elif own == top:
            self.keys["constructs"][key[1]].pop("scale", None)
        else:
            self.keys["constructs"][key[1]]["scale"] = own
        self._prune()

    def _users_of_top(self) -> int:
        return sum(self.scale(key) is self.keys.get("scale") for key in self.scaled())

    # Words ----------------------------------------------------------------------------------------

    def words(self) -> dict[Key, dict[str, Any]]:
        """Return every row of codes with words, or words with numbers, as it stands in `keys`."""
        found: dict[Key, dict[str, Any]] = {
            ("values", name): words for name, words in self.keys.get("values", {}).items()
        }
        for key in ("scales", "constructs"):
            for name, entry in self.keys.get(key, {}).items():
                scale = entry.get("scale") if key == "constructs" else entry
                if isinstance(scale, dict) and "labels" in scale:
                    found[key, name] = scale["labels"]
        return found

    def set_words(self, key: Key, words: dict[str, str]) -> None:
        """Set what codes or words stand for; what is blank, or no number in a scale, waits."""
        held = self.words()[key]
        numbers = key[0] != "values"
        held.clear()
        held.update((k, _as_number(word) if numbers else word or None) for k, word in words.items())
        self._prune()

    def ask_for_words(self) -> None:
        """Put words that respondents gave, and that have no number yet, into the scales: None."""
        scales = [
            (labels, entry)
            for name, entry in self.keys.get("constructs", {}).items()
            if (labels := self.scale(("constructs", name)).get("labels")) is not None
        ]
        for labels, _entry in scales:
            for word in [word for word, place in labels.items() if place is None]:
                del labels[word]
        for labels, entry in scales:
            for word in self._strange(entry["items"], {code(word) for word in labels}):
                labels.setdefault(word, None)

    def _strange(self, items: list[str], known: set[str]) -> dict[str, None]:
        """Return the words among the answers to some items that are not known."""
        by_name = {self.name(column): column for column in self.columns.values()}
        columns = [by_name[name] for name in map(self._bare, items) if name in by_name]
        missing = self.keys.get("missing", [])
        lists = missing.values() if isinstance(missing, dict) else [missing]
        known = known | {code(text) for texts in lists for text in texts}
        return {
            text: None
            for column in columns
            for text in column.said()
            if as_number(code(text)) is None and code(text) not in known
        }

    # Single keys ----------------------------------------------------------------------------------

    def set_key(self, key: str, value: str | None) -> None:
        """Set a key that holds one text, or take it out."""
        self.keys[key] = value
        self._prune()

    def missing(self) -> list[str]:
        """Return the codes for no answer in every column."""
        missing = self.keys.get("missing", [])
        return missing.get("all", []) if isinstance(missing, dict) else missing

    def set_missing(self, codes: list[str]) -> None:
        """Set the codes for no answer in every column; those of single columns stay."""
        missing = self.keys.get("missing", [])
        own = {k: v for k, v in missing.items() if k != "all"} if isinstance(missing, dict) else {}
        self.keys["missing"] = {**({"all": codes} if codes else {}), **own} if own else codes
        self._prune()

    # What is still asked --------------------------------------------------------------------------

    def asks(self) -> list[tuple[Key, str]]:
        """Return what the reader must still decide: the draft's questions, and new ones."""
        found = {
            (key, said): None for key, said, first in self._asks if self._open(key, said, first)
        }
        asked = {key for key, _said in found}
        for key, said in self._new_asks():
            if key not in asked:
                found[key, said] = None
        return [ask for ask in found if ask not in self.settled]

    def _new_asks(self) -> Iterator[tuple[Key, str]]:
        for name, scale in self.keys.get("scales", {}).items():
            for word in (word for word, n in scale.get("labels", {}).items() if n is None):
                said = _("Which number has {word}? It has no fixed place; write it into labels.")
                yield ("scales", name), said.format(word=repr(word))
        constructs = self.keys.get("constructs", {})
        for name, entry in constructs.items():
            if _waits(entry):
                said = _("Are these ratings? Then give each word its number, and take away the #.")
                yield ("constructs", name), said
        for name, words in self.keys.get("values", {}).items():
            if _waits(words):
                yield ("values", name), _("What do the codes stand for? Fill in the words.")
        if "outcome" not in self.keys and not all(map(_waits, constructs.values())):
            said = _("Which construct is the outcome, such as overall satisfaction?")
            yield ("outcome",), said

    def _about(self, key: Key) -> Any:
        """Return what a question is about, as it stands now."""
        entries = self.keys.get(key[0])
        value = entries.get(key[1]) if len(key) > 1 and isinstance(entries, dict) else entries
        if len(key) > 1 and value is None:
            return None
        scale = self.scale(key) if key[0] in ("constructs", *SCORED) else None
        return copy.deepcopy((value, scale))

    def _open(self, key: Key, said: str, first: Any) -> bool:
        """Say whether a question waits: nothing has changed there, or words have no number."""
        now = self._about(key)
        if now is None:
            return False
        labels = now[0].get("labels", {}) if key[0] == "scales" else {}
        if any(place is not None and repr(word) in said for word, place in labels.items()):
            return False
        return now == first or _waits(now[0]) or _waits(now[1])

    # The YAML -------------------------------------------------------------------------------------

    def page(self) -> Page:
        """Return the codebook as a page: what can be loaded, and behind a # what waits."""
        book, off = copy.deepcopy(self.keys), dict[Key, Any]()
        if columns := self.names.renamed():
            book["columns"] = columns
        self._park(book, off)
        for scale in book.get("scales", {}).values():
            if "labels" in scale:
                scale["labels"] = {w: n for w, n in scale["labels"].items() if n is not None}
        if "segments" in book and all(k == v for k, v in book["segments"].items()):
            book["segments"] = [*book["segments"]]
        if "ikm" in book:
            book["ikm"] = self._range(book["ikm"])
        page = Page(
            {key: book[key] for key in sorted(book, key=_rank) if book[key] not in ({}, [])}
        )
        for key, sentence in self.asks():
            page.ask(key, sentence)
            if key == ("outcome",):
                off.setdefault(key, None)
        page.off = {key: off[key] for key in sorted(off, key=lambda key: _rank(key[0]))}
        page.head, page.foot = self._head, [line for line in self._foot if not self._is_over(line)]
        return page

    def _park(self, book: dict[str, Any], off: dict[Key, Any]) -> None:
        """Take out of a book what cannot be loaded yet."""
        constructs, values = book.get("constructs", {}), book.get("values", {})
        for name, entry in [*constructs.items()]:
            entry["items"] = self._range(entry["items"])
            if _waits(self.scale(("constructs", name))):
                off["constructs", name] = constructs.pop(name)
        if "outcome" in book and book["outcome"] not in constructs:
            off["outcome",] = book.pop("outcome")
        for name, words in [*values.items()]:
            values[name] = {key: word for key, word in words.items() if word is not None}
            if not values[name]:
                off["values", name] = {**words}
                del values[name]
        if "drivers" in book:
            book["drivers"] = [name for name in book["drivers"] if name in constructs]

    def _range(self, items: list[str]) -> Any:
        if any(self._bare(item) != item for item in items):
            return items
        return items[0] if len(items) == 1 else in_a_range(items, self.names.known)

    def _is_over(self, remark: str) -> bool:
        """Say whether a remark on what is left out names a column that is now used."""
        used = {*self.places()} - self._used
        new = (column for column in self.columns.values() if self.name(column) in used)
        return any((column.stem or column.name)[:59] in remark for column in new)

    def text(self) -> str:
        """Return the codebook as YAML; lines as in the draft keep its comments."""
        page = self.page()
        changed = {f"{key}:" for key in page.book if page.book[key] != self._first.get(key)}
        kept = {line: said for line, said in self._kept.items() if line not in changed}
        return "\n".join(kept.get(line, line) for line in page.text().split("\n"))


def _rank(key: str) -> int:
    """Return the place of a key in the file."""
    return _ORDER.index(key) if key in _ORDER else len(_ORDER)


def _is_remark(line: str) -> bool:
    return line.startswith("# ") and not line.startswith(("# ?", "#  "))


def _whole(draft: Draft) -> dict[str, Any]:
    """Return a draft's codebook with what waits in it behind a #."""
    book = copy.deepcopy(draft.codebook)
    text = re.sub(r"(?m)^#(?=[^ ]|  )", "", draft.text)
    for key, entries in yaml.load(text, Loader=yaml.BaseLoader).items():
        if isinstance(entries, dict):
            held = book.setdefault(key, {})
            held |= {name: _plain(value) for name, value in entries.items() if name not in held}
    return book


def _plain(value: Any) -> Any:
    """Turn texts into the numbers of a scale, and blank ones into None."""
    if isinstance(value, dict):
        ends = {key: int(value[key]) for key in ("min", "max") if value.get(key)}
        return {key: ends.get(key, _plain(inner)) for key, inner in value.items()}
    return value or None


def _as_number(text: str) -> float | None:
    number = as_number(code(text))
    return int(number) if number is not None and number == int(number) else number


def _waits(value: Any) -> bool:
    """Say whether a word or code in it has no value yet."""
    if not isinstance(value, dict):
        return False
    return any(inner is None or _waits(inner) for inner in value.values())


def _built_in(role: str) -> dict[str, Any]:
    low, high = BUILT_IN_SCALES[role].ends if role in BUILT_IN_SCALES else (1, 5)
    return {"min": low, "max": high}


def _scale_of(column: Column) -> dict[str, Any]:
    """Return the scale that a column's answers speak of."""
    if (points := column.points) is not None:
        labels = {**points.labels, **dict.fromkeys(points.asked)}
        return {"min": points.low, "max": points.high} | ({"labels": labels} if labels else {})
    said = column.said()
    if column.numeric or not said:
        return {"min": 1, "max": 5}
    return {"min": 1, "max": max(len(said), 2), "labels": dict.fromkeys([*said][:_MOST])}


def _category_words(column: Column) -> dict[str, str | None]:
    """Return the words of a category's codes: the file's, else None for each code."""
    labels = {
        key: word
        for key, word in column.labels.items()
        if not no_answer(word) and key not in column.stated
    }
    if labels:
        return {**labels} if len({*labels.values()}) == len(labels) else {}
    said = column.said()
    few = column.numeric and len(said) <= _MOST
    return dict.fromkeys(sorted(said, key=lambda text: as_number(code(text)) or 0)) if few else {}
