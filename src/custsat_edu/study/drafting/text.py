"""A drafted codebook written as YAML, with a comment of one line beside what was guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Key = tuple[str, ...]

_SAFE = re.compile(r"[A-Za-z_][\w./-]*(:\d+)?( [\w./-]+)*", re.ASCII)
_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,14})")
_WORDS_WITH_A_MEANING = frozenset(
    ["yes", "no", "on", "off", "true", "false", "null", "y", "n", "~"]
)
_LONGEST = 160


@dataclass
class Page:
    """What the codebook is to say, and the comments: why beside a line, asked above it."""

    book: dict[str, Any] = field(default_factory=dict)
    why: dict[Key, str] = field(default_factory=dict)
    asked: dict[Key, list[str]] = field(default_factory=dict)
    off: dict[Key, Any] = field(default_factory=dict)
    head: list[str] = field(default_factory=list)
    foot: list[str] = field(default_factory=list)

    def ask(self, key: Key, sentence: str) -> None:
        """Note a question to the reader above a line."""
        asked = self.asked.setdefault(key, [])
        if sentence not in asked:
            asked.append(sentence)

    def questions(self) -> list[tuple[str, str]]:
        """Return every question and what it is about."""
        return [(": ".join(key), one) for key, asked in self.asked.items() for one in asked]

    def text(self) -> str:
        """Return the codebook as YAML; what waits for an answer stands behind a #."""
        lines = [*self._comments("# ", self.head)]
        for key in dict.fromkeys([*self.book, *(key[0] for key in [*self.off, *self.asked])]):
            lines += self._entry(key)
        return "\n".join([*lines, *self._comments("# ", self.foot)]) + "\n"

    def _entry(self, key: str) -> Iterator[str]:
        yield from self._questions((key,))
        value = self.book.get(key)
        if (key,) in self.off:
            yield f"#{key}: {flow(self.off[key,])}".rstrip()
        inner = [name for first, *rest in self.off if first == key for name in rest]
        if (isinstance(value, dict) and key != "scale") or (inner and value is None):
            entries = value or {}
            yield self._beside(f"{key}:" if entries else f"#{key}:", (key,))
            for name in dict.fromkeys([*entries, *inner]):
                yield from self._line(key, name, entries)
        elif value is not None:
            yield self._beside(f"{quoted(key)}: {flow(value)}", (key,))

    def _line(self, key: str, name: str, entries: Mapping[str, Any]) -> Iterator[str]:
        yield from self._questions((key, name), indent="  ")
        if name in entries:
            line = f"  {quoted(name)}: {flow(entries[name])}"
            yield self._beside(line, (key, name))
        if (key, name) in self.off:
            yield f"#  {quoted(name)}: {flow(self.off[key, name])}"

    def _questions(self, key: Key, indent: str = "") -> Iterator[str]:
        yield from self._comments(f"{indent}# ? ", self.asked.get(key, []))

    def _beside(self, line: str, key: Key) -> str:
        return f"{line}   # {one_line(self.why[key])}" if key in self.why else line

    @staticmethod
    def _comments(mark: str, sentences: list[str]) -> Iterator[str]:
        yield from (mark + one_line(sentence) for sentence in sentences)


def one_line(sentence: str) -> str:
    """Return a sentence without line breaks and signs that YAML refuses, cut where it is long."""
    plain = "".join(sign if sign.isprintable() else " " for sign in sentence)
    words = " ".join(plain.split())
    return words if len(words) <= 3 * _LONGEST else words[: 3 * _LONGEST - 1] + "…"


def listed(names: list[str], most: int = 12) -> str:
    """Return names in one line, the first dozen of many, each cut where it is long."""
    short = [name if len(name) <= 60 else name[:59] + "…" for name in names[:most]]
    return ", ".join(short) + (f", ... ({len(names)})" if len(names) > most else "")


def flow(value: Any) -> str:
    """Write a value in one line: [a, b], {min: 1, max: 5}, a name, a number."""
    if isinstance(value, dict):
        pairs = (f"{quoted(str(key))}: {flow(inner)}" for key, inner in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(inner) for inner in value) + "]"
    return "" if value is None else quoted(str(value))


def quoted(text: str) -> str:
    """Write a text as it stands where YAML reads it as that text, else in double quotes."""
    if _NUMBER.fullmatch(text):
        return text
    if _SAFE.fullmatch(text) and text.casefold() not in _WORDS_WITH_A_MEANING:
        return text
    return '"' + "".join(_escaped(sign) for sign in text) + '"'


def _escaped(sign: str) -> str:
    if sign in '"\\':
        return "\\" + sign
    if sign.isprintable():
        return sign
    return f"\\x{ord(sign):02x}" if ord(sign) < 256 else f"\\U{ord(sign):08x}"
