"""What a codebook may say: its keys, their short forms, and the line where each one stands."""

from __future__ import annotations

import copy
import difflib
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic import model_validator as validator
from pydantic_core import PydanticCustomError

from custsat_edu.errors import Problem, StudyError
from custsat_edu.i18n import active_language
from custsat_edu.study.answers import code
from custsat_edu.study.files.readers import decode

Key = tuple[str, ...]


def _refuse(template: str, **values: Any) -> PydanticCustomError:
    return PydanticCustomError("custsat", "see own", {"own": (template, values)})


def _scalar(value: Any) -> Any:
    if value is None or isinstance(value, dict | list):
        raise _refuse("{where}: {key} must be a word or a number, found {found}.", found=value)
    return value


def _listed(value: Any) -> Any:
    return value if isinstance(value, list) or value is None else [value]


def _plain(value: Any) -> Any:
    return value if isinstance(value, str) else str(_scalar(value))


def _file_name(value: Any) -> Any:
    name = _plain(value)
    if re.search(r"[/\\:\x00-\x1f]", name) or name in ("", ".", "..") or len(name) > _LONGEST:
        raise _refuse(
            "{where}: {key} must be a plain file name in the codebook's own folder, found "
            "{found!r}. Name any other file when you load: data=FILE, or --data FILE.",
            found=name,
        )
    return name


_LONGEST = 200  # characters of a file's name, or of a range of columns
_MOST = 5_000  # columns in a range

Name = Annotated[str, BeforeValidator(_plain)]
Number = Annotated[float, Field(allow_inf_nan=False)]
Code = Annotated[str, BeforeValidator(lambda value: code(_scalar(value)))]
Names = Annotated[list[Name], BeforeValidator(_listed)]
Codes = Annotated[list[Code], BeforeValidator(_listed)]
FileName = Annotated[str, BeforeValidator(_file_name)]


class _Spec(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(_Spec):
    """A text in both languages; a plain text serves both."""

    en: Name | None = None
    id: Name | None = None

    @validator(mode="before")
    @classmethod
    def _from_plain(cls, value: Any) -> Any:
        if isinstance(value, dict) and not value:
            raise _refuse("{where}: {key} is empty; write a text, or en: and id: below it.")
        return value if isinstance(value, dict) else {"en": _scalar(value), "id": value}

    def __str__(self) -> str:
        """Return the text in the active language, else the one there is."""
        return str(getattr(self, active_language()) or self.en or self.id)

    @property
    def both(self) -> list[str]:
        """The texts in either language."""
        return [text for text in (self.en, self.id) if text]


class Scale(_Spec):
    """The lowest and the highest answer, words for answers, and codes for no answer."""

    name: Name | None = None
    min: Number | None = None
    max: Number | None = None
    labels: dict[Code, Number] = Field(default_factory=dict)
    missing: Codes = Field(default_factory=list)

    @validator(mode="before")
    @classmethod
    def _from_name(cls, value: Any) -> Any:
        return value if isinstance(value, dict) else {"name": _scalar(value)}

    @validator(mode="after")
    def _has_two_ends(self) -> Scale:
        if self.name is None and (self.min is None or self.max is None):
            raise _refuse("{where}: {key} needs both ends, as in {{min: 1, max: 5}}.")
        if self.min is not None and self.max is not None and self.min >= self.max:
            raise _refuse(
                "{where}: {key} has min {low} and max {high}; min must be the lower one.",
                low=self.ends[0],
                high=self.ends[1],
            )
        return self

    @property
    def ends(self) -> tuple[float, float]:
        """The lowest and the highest answer; whole numbers where they are."""
        low, high = (
            int(end) if end is not None and end == int(end) else end for end in (self.min, self.max)
        )
        return low, high  # type: ignore[return-value]


class Construct(_Spec):
    """Items that measure one thing; "-ITEM" is reversed."""

    items: Names = Field(min_length=1)
    label: Text | None = None
    scale: Scale | None = None
    min_answered: float | None = Field(default=None, ge=0, le=1)

    @validator(mode="before")
    @classmethod
    def _from_items(cls, value: Any) -> Any:
        return value if isinstance(value, dict) else {"items": value}


class Pair(_Spec):
    """The columns that ask one thing as importance, performance and expectation."""

    importance: Name | None = None
    performance: Name | None = None
    expectation: Name | None = None


Kano = dict[Name, Annotated[Names, Field(min_length=2, max_length=2)]]


class FurtherTable(_Spec):
    """A further file, which of its columns plays which role, and its Kano questions."""

    data: FileName
    sheet: Name | None = None
    kano: Kano = Field(default_factory=dict)
    roles: dict[str, Names] = Field(default_factory=dict)

    @validator(mode="before")
    @classmethod
    def _from_file(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return {"data": value}
        own = {key: value[key] for key in ("data", "sheet", "kano") if key in value}
        return {**own, "roles": {str(key): value[key] for key in value if key not in own}}


StoryWord = Literal["label", "phase", "action", "opportunity", "owner", "backstage"]


class Journey(_Spec):
    """The words of the journey map: who goes which way, and what is told of each stage."""

    title: Text | None = None
    actor: Text | None = None
    scenario: Text | None = None
    stages: dict[Name, dict[StoryWord, Text]] = Field(default_factory=dict)


def _by_column(value: Any) -> Any:
    return value if isinstance(value, dict) else {"all": value}


def _named_after_themselves(value: Any) -> Any:
    if isinstance(value, dict) or value is None:
        return value
    return {_plain(name): name for name in _listed(value)}


class Codebook(_Spec):
    """Everything that a codebook can say about a survey."""

    data: FileName | None = None
    sheet: Name | None = None
    scale: Scale | None = None
    scales: dict[Name, Scale] = Field(default_factory=dict)
    missing: Annotated[dict[Name, Codes], BeforeValidator(_by_column)] = Field(default_factory=dict)
    columns: dict[Name, Name] = Field(default_factory=dict)
    constructs: dict[Name, Construct] = Field(default_factory=dict)
    outcome: Name | None = None
    drivers: Names = Field(default_factory=list)
    nps: Name | None = None
    csat: Name | None = None
    ces: Name | None = None
    ikm: Names = Field(default_factory=list)
    channel: Name | None = None
    segments: Annotated[dict[Name, Name], BeforeValidator(_named_after_themselves)] = Field(
        default_factory=dict
    )
    comment: Names = Field(default_factory=list)
    adjust: Names = Field(default_factory=list)
    mediators: Names = Field(default_factory=list)
    pairs: dict[Name, Pair] = Field(default_factory=dict)
    kano: Kano = Field(default_factory=dict)
    strata: Name | None = None
    cluster: Name | None = None
    wave: Name | None = None
    time: Name | None = None
    duration: Name | None = None
    sampling: Literal["convenience", "probability"] | None = None
    plan: Annotated[list[str], BeforeValidator(_listed)] = Field(default_factory=list)
    values: dict[Name, dict[Code, Text]] = Field(default_factory=dict)
    questions: dict[Name, Text] = Field(default_factory=dict)
    tables: dict[Name, FurtherTable] = Field(default_factory=dict)
    journey: Journey | None = None
    keep: str | None = None
    min_answered: float = Field(default=0.5, ge=0, le=1)
    weight: Name | None = None
    id: Name | None = None
    language: Literal["en", "id"] | None = None


BUILT_IN_SCALES = {
    "nps": Scale(min=0, max=10),
    "csat": Scale(min=1, max=5),
    "ces": Scale(min=1, max=7),
    "ikm": Scale(min=1, max=4),
    "kano": Scale(min=1, max=5),
}


@dataclass(frozen=True)
class Places:
    """Where each key stands: "codebook.yaml:12", or "load_study" for keys given as arguments."""

    file: str = "load_study"
    lines: Mapping[Key, int] = field(default_factory=dict)

    def line(self, *key: Any) -> int:
        """Return the line of the deepest known part of a key, 0 where none is known."""
        path = tuple(str(part) for part in key)
        ends = range(len(path), 0, -1)
        return next((self.lines[path[:end]] for end in ends if path[:end] in self.lines), 0)

    def at(self, *key: Any) -> str:
        """Return the file, and the line of the deepest known part of a key."""
        line = self.line(*key)
        return f"{self.file}:{line}" if line else self.file


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that is spelt most like a name, if any comes near."""
    folded = {other.casefold(): other for other in known}
    found = difflib.get_close_matches(name.casefold(), folded, 1, 0.6)
    return folded[found[0]] if found else None


def unknown(where: str, key: str, name: str, known: Collection[str]) -> Problem:
    """Say that a column, construct or scale does not exist, and which one may be meant."""
    near = nearest(name, known)
    if near is not None:
        return Problem(
            "{where}: {key}: there is no {name!r}. Did you mean {near!r}?",
            {"where": where, "key": key, "name": name, "near": near},
        )
    some = ", ".join(list(known)[:12]) + (", ..." if len(known) > 12 else "")
    return Problem(
        "{where}: {key}: there is no {name!r}. There are: {known}.",
        {"where": where, "key": key, "name": name, "known": some or "-"},
    )


def expand(text: str, columns: Collection[str]) -> list[str]:
    """Return the columns that a name or a range such as PERQ1:7, Q12_1:6 or a[x1:6] stands for."""
    found = None if len(text) > _LONGEST else re.fullmatch(r"(.*?)(\d+):(\d+)(\D*)", text)
    if text in columns or not found:
        return [text]
    stem, first, last, tail = found.groups()
    if int(last) - int(first) >= _MOST:
        return [text]
    width = len(first) if first.startswith("0") else 0
    return [f"{stem}{n:0{width}d}{tail}" for n in range(int(first), int(last) + 1)] or [text]


# Reading --------------------------------------------------------------------------------------


_LARGEST = 400_000  # bytes of a codebook
_LENGTH, _DEEPEST = 20_000, 20  # keys, values and levels


class _Loader(yaml.SafeLoader):
    """YAML in which Yes, No, on and off are words, 010 is ten and dates are text."""

    entries = level = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        """Stop at a giant before it is in memory."""
        self.entries, self.level = self.entries + 1, self.level + 1
        if self.entries > _LENGTH or self.level > _DEEPEST:
            raise _Giant(too_deep=self.level > _DEEPEST)
        node = super().compose_node(parent, index)
        self.level -= 1
        return node


class _Giant(Exception):
    """A codebook with too many entries or levels."""

    def __init__(self, *, too_deep: bool) -> None:
        self.too_deep = too_deep

    def told(self, file: str) -> StudyError:
        if self.too_deep:
            return StudyError.of(
                "{file}: lists and keys stand inside one another more than {most} levels deep. A "
                "codebook needs five; is a bracket left open?",
                file=file,
                most=_DEEPEST,
            )
        return StudyError.of(
            "{file}: there are more than {most} keys and values, counted wherever an alias (*name) "
            "repeats them. Write out what is needed, and leave the rest away.",
            file=file,
            most=_LENGTH,
        )


_Loader.yaml_implicit_resolvers = {}
_TAG = "tag:yaml.org,2002:"
_PLAIN: dict[str, tuple[str, Iterable[str], Callable[[str], Any]]] = {
    "bool": ("true|True|TRUE|false|False|FALSE", "tTfF", lambda text: text.lower() == "true"),
    "int": ("[-+]?[0-9]{1,15}", "-+0123456789", int),  # more digits are a text
    "float": (r"[-+]?([0-9]+\.[0-9]*|\.[0-9]+)", "-+.0123456789", float),
    "null": ("~|null|Null|NULL|", ["~", "n", "N", ""], lambda _text: None),
}
_PARTS = ("str", "seq", "map")
# An unknown tag, such as !!python/object or !!timestamp, has no constructor: it is an error.
_Loader.yaml_constructors = {
    tag: construct
    for tag, construct in yaml.SafeLoader.yaml_constructors.items()
    if tag is None or tag.removeprefix(_TAG) in _PARTS
}


def _add(kind: str, pattern: str, first: Iterable[str], read: Callable[[str], Any]) -> None:
    known = re.compile(f"^(?:{pattern})$")

    def construct(loader: _Loader, node: yaml.Node) -> Any:
        text = loader.construct_scalar(node)
        return read(text) if known.match(text) else text

    _Loader.add_implicit_resolver(_TAG + kind, known, [*first])
    _Loader.add_constructor(_TAG + kind, construct)


for _kind, _how in _PLAIN.items():
    _add(_kind, *_how)


def read_codebook(path: Path) -> tuple[Codebook, Places, list[Problem]]:
    """Read a codebook file: what it says, where it says it, and everything wrong with it.

    Raises
    ------
    StudyError
        If the file is no YAML or holds no keys.
    """
    try:
        loader = _Loader(_text(path))
        node = loader.get_single_node()
        if node:
            _count(node)
        raw = loader.construct_document(node) if node else None
    except _Giant as giant:
        raise giant.told(path.name) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise StudyError.of(
            "{where}: this is not YAML ({reason}). Check the blanks at the start of the line, and "
            "put texts that hold : # ? or a comma in quotes.",
            where=f"{path.name}:{mark.line + 1}" if mark else path.name,
            reason=getattr(error, "problem", None) or getattr(error, "reason", "?"),
        ) from None
    if not isinstance(raw, dict) or not raw:
        raise StudyError.of(
            "{file}: a codebook is made of lines such as `outcome: Satisfaction`, and there are "
            "none here.",
            file=path.name,
        )
    lines: dict[Key, int] = {}
    twice = list(_walk(node, (), lines, path.name))
    places = Places(path.name, lines)
    book, problems = parse(raw, places)
    return book, places, twice + problems


def _text(path: Path) -> str:
    """Return the text of a codebook that is no giant."""
    try:
        raw = path.read_bytes() if path.stat().st_size <= _LARGEST else None
    except OSError as error:
        raise StudyError.of(
            "{file}: the file cannot be opened ({reason}). Is it open in another program?",
            file=path.name,
            reason=error.strerror,
        ) from None
    if raw is None:
        raise StudyError.of(
            "{file}: a codebook has at most {most} kB, and this file has more. Is it the file of "
            "answers? That one is named under data: in the codebook.",
            file=path.name,
            most=_LARGEST // 1000,
        )
    return decode(raw, path.name)[0]


def _count(node: yaml.Node) -> None:
    """Refuse aliases that repeat one another beyond measure, or themselves."""
    waiting, entries = [(node, 1)], 0
    while waiting:
        part, level = waiting.pop()
        entries += 1
        if entries > _LENGTH or level > _DEEPEST:
            raise _Giant(too_deep=level > _DEEPEST)
        if isinstance(part, yaml.MappingNode):
            waiting += [(inner, level + 1) for pair in part.value for inner in pair]
        elif isinstance(part, yaml.SequenceNode):
            waiting += [(inner, level + 1) for inner in part.value]


def _walk(node: yaml.Node, key: Key, lines: dict[Key, int], file: str) -> Iterator[Problem]:
    """Note the line of every key below a node, and find the keys that stand there twice."""
    inside: list[tuple[str, int, yaml.Node]] = []
    if isinstance(node, yaml.SequenceNode):
        inside = [(str(n), item.start_mark.line, item) for n, item in enumerate(node.value)]
    elif isinstance(node, yaml.MappingNode):
        inside = [(str(name.value), name.start_mark.line, item) for name, item in node.value]
    for name, line, item in inside if len(key) < 6 else []:
        inner = (*key, name)
        if inner in lines:
            yield Problem(
                "{where}: {key} stands here a second time (first in line {first}). Keep one.",
                {"where": f"{file}:{line + 1}", "key": shown(*inner), "first": lines[inner]},
            )
        else:
            lines[inner] = line + 1
        yield from _walk(item, inner, lines, file)


def shown(*key: Any) -> str:
    """Write a key as it stands in the file: "constructs: Quality: items"."""
    return ": ".join(str(part) for part in key if not isinstance(part, int))


_TOLD = 100  # wrong keys


def parse(raw: Mapping[str, Any], places: Places) -> tuple[Codebook, list[Problem]]:
    """Check every key; what is wrong is told and left out, so that the rest is checked as well."""
    try:
        return Codebook.model_validate(raw), []
    except ValidationError as found:
        errors = sorted(found.errors(), key=lambda error: places.line(*error["loc"]))
    rest = {str(key): copy.deepcopy(value) for key, value in raw.items()}
    for error in errors:
        _leave_out(rest, error["loc"], exact=error["type"] == "extra_forbidden")
    problems = {str(problem): problem for problem in (_explain(e, places) for e in errors[:_TOLD])}
    if len(errors) > _TOLD:
        further = {"where": places.file, "n": len(errors) - _TOLD}
        problems[""] = Problem("{where}: {n} further keys are wrong. Mend these first.", further)
    return parse(rest, places)[0], list(problems.values())


def _leave_out(raw: dict[str, Any], loc: tuple[Any, ...], *, exact: bool) -> None:
    """Delete an unknown key itself, and else the construct, table or key that holds the error."""
    *outer, last = loc if exact else loc[: 2 if loc[0] in _MAPPINGS else 1]
    holder: Any = raw
    for part in outer:
        holder = holder.get(part) if isinstance(holder, dict) else None
    if isinstance(holder, dict) and last in holder:
        del holder[last]
    elif len(loc) > 1:
        raw.pop(str(loc[0]), None)


_MAPPINGS = {"scales", "constructs", "pairs", "kano", "values", "questions", "tables"}
_MODELS: dict[str, type[BaseModel]] = {
    "scales": Scale,
    "constructs": Construct,
    "pairs": Pair,
    "journey": Journey,
}
_SENTENCES = {
    "missing": Problem("{where}: {key} is missing."),
    "too_short": Problem("{where}: {key} has too few entries, found {found}."),
    "too_long": Problem("{where}: {key} has too many entries, found {found}."),
    "float_type": Problem("{where}: {key} must be a number, found {found!r}."),
    "float_parsing": Problem("{where}: {key} must be a number, found {found!r}."),
    "string_type": Problem("{where}: {key} must be a text, found {found!r}."),
    "list_type": Problem("{where}: {key} must be a list such as [A, B], found {found!r}."),
    "dict_type": Problem("{where}: {key} must hold lines such as `name: value`, found {found!r}."),
    "model_type": Problem("{where}: {key} must hold lines such as `name: value`, found {found!r}."),
    "finite_number": Problem("{where}: {key} must be a number, found {found!r}."),
    "literal_error": Problem("{where}: {key} must be {expected}, found {found!r}."),
    "greater_than_equal": Problem("{where}: {key} must be 0 to 1, found {found!r}."),
    "less_than_equal": Problem("{where}: {key} must be 0 to 1, found {found!r}."),
}
_ANY_OTHER = Problem("{where}: {key} cannot be read ({found!r}): {message}.")


def _explain(error: Any, places: Places) -> Problem:
    """Say in one sentence what pydantic found."""
    loc = [part for part in error["loc"] if part not in ("roles", "[key]")]
    where, key, context = places.at(*loc), shown(*loc), error.get("ctx", {})
    values = {"where": where, "key": key, "found": error["input"], **context}
    if "own" in context:
        template, own = context["own"]
        return Problem(template, {"where": where, "key": key, **own})
    if error["type"] == "extra_forbidden":
        return _unknown_key(where, loc)
    sentence = _SENTENCES.get(error["type"], _ANY_OTHER)
    return Problem(sentence.template, {**values, "message": error["msg"]})


def _unknown_key(where: str, loc: list[Any]) -> Problem:
    model: type[BaseModel] = Text
    if len(loc) == 1:
        model = Codebook
    elif "scale" in loc:
        model = Scale
    elif "label" not in loc:
        model = _MODELS.get(str(loc[0]), Text)
    values = {"where": where, "name": str(loc[-1]), "holder": shown(*loc[:-1]) or "codebook"}
    near = nearest(str(loc[-1]), model.model_fields)
    if near is None:
        return Problem(
            "{where}: {name!r} is no key of {holder}. Its keys are: {known}.",
            {**values, "known": ", ".join(model.model_fields)},
        )
    return Problem(
        "{where}: {name!r} is no key of {holder}. Did you mean {near!r}?",
        {**values, "near": near},
    )
