"""Read a lesson's source: the English cells (py:percent) and the Indonesian blocks beside them."""

from __future__ import annotations

import ast
import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import jupytext
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell

LANGUAGES = ("en", "id")
METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {
        "codemirror_mode": {"name": "ipython", "version": 3},
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "name": "python",
        "nbconvert_exporter": "python",
        "pygments_lexer": "ipython3",
    },
}
_NEW = {"code": new_code_cell, "markdown": new_markdown_cell, "raw": new_raw_cell}
_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
_MARKER = re.compile(r"^<!-- cell (\S+)(?: ([0-9a-f]{8}))? -->[ \t]*$", re.MULTILINE)
_FENCE = re.compile(r"```python\n(.*?)\n?```", re.DOTALL)
_LANG = re.compile(r'^LANG = "en"', re.MULTILINE)
_SKIP = {"slide_type": "skip"}


class SourceError(ValueError):
    """Everything that keeps a notebook from being built, one sentence each."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


@dataclass(frozen=True)
class Block:
    """The Indonesian text of one cell, and the hash of the English text that it translates."""

    english: str
    text: str


@dataclass(frozen=True)
class Source:
    """One lesson or exercise: where its two texts stand and where its notebooks go."""

    path: Path

    @property
    def name(self) -> str:
        """The stem that the source, the translation and both notebooks share."""
        return self.path.stem

    @property
    def translation(self) -> Path:
        """The Indonesian text beside the English source."""
        return self.path.with_suffix(".id.md")

    @property
    def is_exercise(self) -> bool:
        """Whether otter-grader cuts the student's notebook from it."""
        return self.path.parent.parent.name == "exercises"

    def built(self, lang: str) -> Path:
        """Return the path of the notebook in one language."""
        return self.path.parent.parent / lang / f"{self.name}.ipynb"

    def label(self, path: Path) -> str:
        """Return a path as the reader of a message knows it, from the project's root."""
        return path.relative_to(self.path.parents[2]).as_posix()


def find_sources(root: Path, names: list[str] | None = None) -> list[Source]:
    """Find lessons and exercises, all of them or those whose name begins as asked.

    Parameters
    ----------
    root : Path
        The project's root, which holds notebooks/src and exercises/src.
    names : list of str, optional
        Names or their beginnings: "03" is lesson 03, "ex03" its exercise.

    Returns
    -------
    list of Source
        Lessons first, each group by name.

    Raises
    ------
    SourceError
        If a name fits none, or if there is nothing at all.
    """
    folders = [root / "notebooks" / "src", root / "exercises" / "src"]
    found = [Source(path) for folder in folders for path in sorted(folder.glob("*.py"))]
    there = ", ".join(source.name for source in found) or "none"
    lost = [name for name in names or [] if not any(s.name.startswith(name) for s in found)]
    if lost or not found:
        raise SourceError(
            [f"no source is called {name!r}; there are: {there}" for name in lost]
            or ["notebooks/src holds no source: write notebooks/src/NN_slug.py"]
        )
    return [s for s in found if not names or any(s.name.startswith(name) for name in names)]


def hash_of(text: str) -> str:
    """Return the eight hex digits by which a translation knows its English cell."""
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def read_english(source: Source) -> NotebookNode:
    """Read the English notebook, without outputs, from its py:percent source.

    Parameters
    ----------
    source : Source
        A lesson or an exercise.

    Returns
    -------
    NotebookNode
        Cells carry their name as id; a lesson's cells without slide metadata are skipped in
        the deck.

    Raises
    ------
    SourceError
        Naming every cell whose name is missing, malformed or used twice.
    """
    cells = jupytext.read(source.path, fmt="py:percent").cells
    _check_names(source, cells)
    notebook = new_notebook(metadata=METADATA)
    for place, cell in enumerate(cells, start=1):
        kept = {key: cell.metadata[key] for key in ("tags", "slideshow") if key in cell.metadata}
        if not source.is_exercise:
            kept.setdefault("slideshow", _SKIP)
        name = cell.metadata.get("name", f"raw-{place}")
        notebook.cells.append(_NEW[cell.cell_type](cell.source, id=name, metadata=kept))
    return notebook


def _check_names(source: Source, cells: list[NotebookNode]) -> None:
    where = source.label(source.path)
    problems = []
    names = Counter(cell.metadata.get("name") for cell in cells)
    for place, cell in enumerate(cells, start=1):
        name = cell.metadata.get("name")
        if name is None and cell.cell_type != "raw":
            first = cell.source.partition("\n")[0]
            problems.append(f'{where}: cell {place} ({first[:40]!r}) has no name; add name="..."')
        elif name is not None and not _NAME.fullmatch(str(name)):
            problems.append(
                f"{where}: the cell name {name!r} is no id; use letters, digits, - and _, "
                "at most 64"
            )
    problems += [
        f"{where}: {times} cells are called {name!r}; a name stands once"
        for name, times in names.items()
        if name is not None and times > 1
    ]
    if problems:
        raise SourceError(problems)


def read_blocks(source: Source) -> dict[str, Block]:
    """Read the Indonesian blocks by cell name; none where the file does not exist yet.

    Raises
    ------
    SourceError
        If a cell has two blocks, or text stands before the first marker.
    """
    if not source.translation.exists():
        return {}
    where = source.label(source.translation)
    before, *parts = _MARKER.split(source.translation.read_text(encoding="utf-8"))
    names, hashes, texts = parts[::3], parts[1::3], parts[2::3]
    problems = [
        f"{where}: cell {name!r} has {times} blocks; keep one"
        for name, times in Counter(names).items()
        if times > 1
    ]
    if before.strip():
        problems.append(f"{where}: text before the first cell marker belongs to none")
    if problems:
        raise SourceError(problems)
    return {
        name: Block(english or "", text.strip())
        for name, english, text in zip(names, hashes, texts, strict=True)
    }


def translation_problems(source: Source) -> list[str]:
    """Name every cell whose translation is missing, stale, surplus or changes the code."""
    english = {cell.id: cell for cell in read_english(source).cells}
    blocks = read_blocks(source)
    return list(_compare(source, english, blocks))


def _compare(
    source: Source, english: dict[str, NotebookNode], blocks: dict[str, Block]
) -> Iterator[str]:
    where = source.label(source.translation)
    for name, cell in english.items():
        marker = f"<!-- cell {name} {hash_of(cell.source)} -->"
        if name not in blocks:
            if cell.cell_type == "markdown":
                yield f"{where}: cell {name!r} is missing; add {marker}"
            continue
        if blocks[name].english != hash_of(cell.source):
            yield (
                f"{where}: cell {name!r} is stale, the English has changed; read it again, "
                f"then `accept {source.name}:{name}`"
            )
        elif not blocks[name].text:
            yield f"{where}: cell {name!r} is empty"
        elif cell.cell_type == "code" and not _same_code(cell.source, blocks[name].text):
            yield (
                f"{where}: cell {name!r} changes the code; a ```python block repeats the cell "
                "and translates its comments alone"
            )
    for name in blocks.keys() - english.keys():
        yield f"{where}: cell {name!r} is surplus, the lesson has no such cell; delete it"


def _fenced(text: str) -> str:
    match = _FENCE.fullmatch(text)
    return match[1] if match else text


def _same_code(english: str, block: str) -> bool:
    try:
        return code_tree(english) == code_tree(_fenced(block))
    except SyntaxError:
        return False


def code_tree(code: str) -> str:
    """Return what a cell does, its comments and layout aside; a magic line counts as text."""
    plain = re.sub(r"^([%!].*)$", lambda line: repr(line[1]), code, flags=re.MULTILINE)
    return ast.dump(ast.parse(plain))


def read_notebook(source: Source, lang: str) -> NotebookNode:
    """Read the notebook of one language, without outputs.

    Parameters
    ----------
    source : Source
        A lesson or an exercise.
    lang : {"en", "id"}
        Indonesian takes its prose from the blocks; its code differs in the literal of LANG alone.

    Returns
    -------
    NotebookNode
        The same cells, ids, tags and code in either language.

    Raises
    ------
    SourceError
        Naming every cell at fault.
    """
    notebook = read_english(source)
    if lang == "en":
        return notebook
    problems = translation_problems(source)
    if problems:
        raise SourceError(problems)
    blocks = read_blocks(source)
    for cell in notebook.cells:
        if cell.id in blocks:
            text = blocks[cell.id].text
            cell.source = _fenced(text) if cell.cell_type == "code" else text
        if cell.cell_type == "code":
            cell.source = _LANG.sub(f'LANG = "{lang}"', cell.source)
    return notebook


def accept(source: Source, cells: list[str]) -> list[str]:
    """Record that translations were read again after their English had changed.

    Parameters
    ----------
    source : Source
        A lesson or an exercise.
    cells : list of str
        Names of cells; empty means every cell of the file.

    Returns
    -------
    list of str
        The cells whose hash was renewed.

    Raises
    ------
    SourceError
        Naming every cell that the lesson or its translation does not have.
    """
    english = {cell.id: hash_of(cell.source) for cell in read_english(source).cells}
    blocks = read_blocks(source)
    known = english.keys() & blocks.keys()
    where = source.label(source.translation)
    lost = [f"{where}: there is no cell {name!r} to accept" for name in cells if name not in known]
    if lost:
        raise SourceError(lost)
    renewed = [
        name
        for name in blocks
        if name in known and (not cells or name in cells) and blocks[name].english != english[name]
    ]

    def renew(marker: re.Match[str]) -> str:
        name = marker[1]
        return f"<!-- cell {name} {english[name]} -->" if name in renewed else marker[0]

    if renewed:
        text = source.translation.read_text(encoding="utf-8")
        source.translation.write_text(_MARKER.sub(renew, text), encoding="utf-8", newline="\n")
    return renewed
