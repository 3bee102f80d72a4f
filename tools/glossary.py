"""Write the glossary pages from notebooks/src/glossary.yaml, and hold translations to it.

python tools/glossary.py           write docs/glossary.md and docs/glossary.id.md
python tools/glossary.py --check   compare them, and name every cell that does not follow

A term of glossary.yaml: `en`, `id`, `meaning` (en, id), and where needed `keep: true` (the loanword
stays), `not` (Indonesian words that must not stand for it), `find` (a pattern of the English words,
if they are not the term and its plural; "" to look nowhere) and `said` (patterns that may stand
for it, if not the Indonesian term itself). Patterns know no case.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from nbbuild.source import Source, find_sources, read_blocks, read_english

ROOT = Path(__file__).resolve().parents[1]
TERMS = ROOT / "notebooks" / "src" / "glossary.yaml"
PAGES = {"en": ROOT / "docs" / "glossary.md", "id": ROOT / "docs" / "glossary.id.md"}
KEYS = {"en", "id", "meaning", "keep", "not", "find", "said"}
_NO_PROSE = re.compile(
    r"```.*?```|<code>.*?</code>|`[^`\n]*`|\$\$.*?\$\$|\$[^$\n]*\$|<[^>\n]+>|\]\([^)\s]*\)"
    r"|\((?:\w+, ){2,}\w+\)",  # (customer, time, stage): columns of a table
    re.DOTALL,
)
ASIDE = {  # cells that are no translation of the other
    "references": "titles of works stay as they are",
    "words_of_google": "says in English what Indonesian words mean",
}


@dataclass(frozen=True)
class Term:
    """A term in both languages, and the patterns by which it is known in a text."""

    en: str
    id: str
    meaning: dict[str, str]
    keep: bool
    find: re.Pattern[str] | None
    said: re.Pattern[str]
    never: re.Pattern[str] | None


def read_terms(path: Path = TERMS) -> list[Term]:
    """Read the glossary.

    Raises
    ------
    ValueError
        Naming every entry with an unknown key, or without a word or meaning in either language.
    """
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    wrong = [sentence for n, entry in enumerate(entries, 1) for sentence in _faults(n, entry)]
    if wrong:
        raise ValueError("\n".join(wrong))
    return [_term(entry) for entry in entries]


def _faults(n: int, entry: dict[str, Any]) -> Iterator[str]:
    name = entry.get("en") or f"entry {n}"
    for key in sorted(entry.keys() - KEYS):
        yield f"{name}: {key!r} is no key; there are {', '.join(sorted(KEYS))}"
    meaning = entry.get("meaning") or {}
    for lang in ("en", "id"):
        if not entry.get(lang):
            yield f"{name}: the term in {lang!r} is missing"
        if not meaning.get(lang):
            yield f"{name}: the meaning in {lang!r} is missing"


def _term(entry: dict[str, Any]) -> Term:
    find = entry.get("find", rf"\b{_plain(entry['en'])}(s|es)?\b")
    never = entry.get("not")
    return Term(
        en=entry["en"],
        id=entry["id"],
        meaning=entry["meaning"],
        keep=entry.get("keep", False),
        find=_pattern(find) if find else None,
        said=_pattern("|".join(entry.get("said", [_plain(entry["id"])]))),
        never=_pattern("|".join(rf"\b{_plain(word)}(nya)?\b" for word in never)) if never else None,
    )


def _plain(term: str) -> str:
    """Return a pattern of a term without what stands in brackets."""
    return re.escape(re.sub(r"\s*\([^)]*\)", "", term)).replace("\\ ", " ")


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


def prose(text: str) -> str:
    """Return what a reader reads of a cell: no code, formulas, addresses, tags or emphasis.

    Examples
    --------
    >>> prose("The `share` of **promoters**, $x$, is [here](https://example.org).")
    'The of promoters, , is [here .'
    """
    return " ".join(_NO_PROSE.sub(" ", text).replace("*", "").split())


@cache
def english(source: Source) -> dict[str, str]:
    """Return the English prose of every Markdown cell by its name; a source is read once."""
    cells = read_english(source).cells
    return {cell.id: prose(cell.source) for cell in cells if cell.cell_type == "markdown"}


def pairs(source: Source) -> list[tuple[str, str, str]]:
    """Return name, English and Indonesian prose of every Markdown cell that has both."""
    blocks = read_blocks(source)
    return [
        (name, text, prose(blocks[name].text))
        for name, text in english(source).items()
        if name in blocks and name not in ASIDE
    ]


def breaches(source: Source, terms: list[Term]) -> Iterator[str]:
    """Name every cell whose Indonesian does not use the glossary's word for an English one.

    Parameters
    ----------
    source : Source
        A lesson or an exercise.
    terms : list of Term
        The glossary.

    Yields
    ------
    str
        The cell, the English term and what is wrong with its Indonesian.
    """
    for name, text, indonesian in pairs(source):
        for term in terms:
            used = term.find.search(text) if term.find else None
            if used is None:
                continue
            where = f"{source.name}:{name}: {used[0]!r}"
            if not term.said.search(indonesian):
                yield f"{where} is {term.id!r} in the glossary, and the cell does not say so"
            if term.never and (found := term.never.search(indonesian)):
                yield f"{where} is {term.id!r} in the glossary, not {found[0]!r}"


def first_use(term: Term, sources: list[Source]) -> str:
    """Return the number of the first lesson whose English uses a term, "" if none does yet."""
    if term.find is None:
        return ""
    for source in sources:
        if not source.is_exercise and any(map(term.find.search, english(source).values())):
            return source.name.partition("_")[0]
    return ""


FRAME = {
    "en": (
        "# Glossary",
        "*Bahasa Indonesia: [glossary.id.md](glossary.id.md). Written by `tools/glossary.py` from "
        "`notebooks/src/glossary.yaml`.*",
        "{n} terms as the lessons use them. The last column is the lesson that uses a term first; "
        "terms without one belong to lessons still to come, or to your reading.",
        "| term | Indonesian | meaning | lesson |",
    ),
    "id": (
        "# Glosarium",
        "*English: [glossary.md](glossary.md). Ditulis oleh `tools/glossary.py` dari "
        "`notebooks/src/glossary.yaml`.*",
        "{n} istilah seperti dipakai dalam pelajaran. Kolom terakhir ialah pelajaran yang pertama "
        "memakainya; istilah tanpa nomor termasuk pelajaran yang akan datang, atau bacaan Anda.",
        "| istilah | Inggris | arti | pelajaran |",
    ),
}


def page(lang: str, terms: list[Term]) -> str:
    """Return the page of one language, sorted by its terms."""
    other = "id" if lang == "en" else "en"
    sources = find_sources(ROOT)
    title, made, about, header = FRAME[lang]
    lines = [title, "", made, "", about.format(n=len(terms)), "", header, "|---|---|---|---|"]
    for term in sorted(terms, key=lambda term: getattr(term, lang).casefold()):
        words = [getattr(term, lang), getattr(term, other), term.meaning[lang]]
        lines.append(f"| {' | '.join([*words, first_use(term, sources)])} |")
    return "\n".join(lines) + "\n"


def problems() -> list[str]:
    """Return what a reader of the Indonesian lessons would stumble over."""
    terms = read_terms()
    return [breach for source in find_sources(ROOT) for breach in breaches(source, terms)]


def main(arguments: list[str]) -> int:
    """Write the pages, or with --check compare them and list the cells that do not follow."""
    if arguments not in ([], ["--check"]):
        print(f"glossary: unknown: {' '.join(arguments)}. Write nothing, or --check.")
        return 2
    terms = read_terms()
    texts = {path: page(lang, terms) for lang, path in PAGES.items()}
    stale = [
        path
        for path, text in texts.items()
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]
    if arguments != ["--check"]:
        for path in stale:
            path.write_text(texts[path], encoding="utf-8", newline="\n")
        return 0
    found = [f"differs: {path.relative_to(ROOT).as_posix()}" for path in stale] + problems()
    print("\n".join(found) or "The glossary and the lessons agree.")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
