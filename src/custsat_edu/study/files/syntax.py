"""LimeSurvey's syntax files beside its data files: what R and SPSS are told of the columns."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from custsat_edu.study.answers import code, tidy

# Possessive quantifiers (*+) never take back what they took: a broken file costs no time.
_TEXT = r'"((?:[^"\\]|\\.)*+)"'
_LIST = r'c\(((?:"(?:[^"\\]|\\.)*+"|[^"()])*+)\)'
_R_LABEL = re.compile(rf"variable\.labels\[(\d+)\] <- {_TEXT}")
_R_NAME = re.compile(rf"names\(data\)\[(\d+)\] <- {_TEXT}")
_R_FACTOR = re.compile(rf"data\[, ?(\d+)\] <- factor\([^=]*+=\s*{_LIST},\s*labels=\s*{_LIST}")
_R_ITEM = re.compile(rf"{_TEXT}|([^\s,]+)")
_SPSS_VARIABLES = re.compile(r"([^.]*+(?:\.\d[^.]*+)*+)\.")
_SPSS_LABEL = re.compile(r'^VARIABLE LABELS\s+(\S+)\s+((?:"(?:[^"]|"")*+"[\s+]*+)++)', re.MULTILINE)
_SPSS_VALUES = re.compile(r"^(?:ADD )?VALUE LABELS\s+(\S+)(.*)")
_SPSS_VALUE = re.compile(r'\s*(?:"(.*?)"|(\S+))\s+"(.*)"\s*(\.?)\s*')
_SPSS_RENAME = re.compile(r"^RENAME VARIABLES? \(\s*(\S+)\s*=\s*(\S+)\s*\)", re.MULTILINE)


@dataclass(frozen=True)
class Syntax:
    """What a syntax file says: the columns' names in order, their questions and value labels."""

    file: Path
    names: list[str]
    questions: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)


def syntax_beside(data: Path) -> Path | None:
    """Return the syntax file that LimeSurvey wrote for a data file, where it lies beside it."""
    if "_data_file" not in data.stem:
        return None
    endings = (".sps",) if is_for_spss(data) else (".R", ".r")
    paths = (data.with_name(data.stem.replace("_data_file", "_syntax_file") + e) for e in endings)
    return next((path for path in paths if path.is_file()), None)


def is_for_spss(data: Path) -> bool:
    """Say whether a file is LimeSurvey's data file for SPSS, which has no row of names."""
    return "_SPSS_data_file" in data.stem


def read_syntax(file: Path, text: str) -> Syntax:
    """Take the names, questions and value labels out of a syntax file."""
    return (_of_spss if file.suffix.lower() == ".sps" else _of_r)(file, text)


def _of_r(file: Path, text: str) -> Syntax:
    found = {int(place): _plain(name) for place, name in _R_NAME.findall(text)}
    names = [found.get(place, "") for place in range(1, max(found, default=0) + 1)]
    questions = {
        found.get(int(place), ""): _plain(label) for place, label in _R_LABEL.findall(text)
    }
    values = {
        found.get(int(place), ""): dict(zip(map(code, _items(codes)), _items(words), strict=False))
        for place, codes, words in _R_FACTOR.findall(text)
    }
    return _syntax(file, names, questions, values)


def _items(body: str) -> list[str]:
    """Return the members of an R vector, c("A1","A2") or c(1,2)."""
    return [bare or _plain(text) for text, bare in _R_ITEM.findall(body)]


def _plain(text: str) -> str:
    return tidy(re.sub(r"\\(.)", r"\1", text))


def _of_spss(file: Path, text: str) -> Syntax:
    renamed = dict(_SPSS_RENAME.findall(text))
    block = _SPSS_VARIABLES.match(text.partition("/VARIABLES=")[2])
    words = block[1].split() if block else []
    questions = {
        name: tidy("".join(re.findall(r'"((?:[^"]|"")*)"', parts)).replace('""', '"'))
        for name, parts in _SPSS_LABEL.findall(text)
    }
    values = _spss_values(text.splitlines())
    return _syntax(
        file,
        [renamed.get(name, name) for name in words[::2]],
        {renamed.get(name, name): label for name, label in questions.items()},
        {renamed.get(name, name): labels for name, labels in values.items()},
    )


def _spss_values(lines: Iterable[str]) -> dict[str, dict[str, str]]:
    values: dict[str, dict[str, str]] = {}
    labels: dict[str, str] | None = None
    for line in lines:
        rest = line
        if head := _SPSS_VALUES.match(line):
            labels, rest = values.setdefault(head[1], {}), head[2]
        found = _SPSS_VALUE.fullmatch(rest)
        if labels is not None and found:
            labels[code(found[1] or found[2])] = tidy(found[3].replace('""', '"'))
            labels = None if found[4] else labels
    return values


def _syntax(
    file: Path, names: list[str], questions: dict[str, str], values: dict[str, dict[str, str]]
) -> Syntax:
    """Leave out what says nothing: a question that repeats the name, a column without a name."""
    return Syntax(
        file,
        names,
        {name: text for name, text in questions.items() if name and text not in ("", name)},
        {name: labels for name, labels in values.items() if name and labels},
    )
