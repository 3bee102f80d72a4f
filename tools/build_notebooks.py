"""Build, check and accept the notebooks: `python tools/build_notebooks.py build 03`.

build [NAME ...] [--lang en|id] [--no-run] [--solutions]
    write and run notebooks/en and notebooks/id, cut the exercises
check
    name every cell whose translation or built notebook is behind its source; runs no code
accept NAME:CELL [...]
    record that a translation was read again (NAME alone: every cell of it)
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import nbformat
from nbbuild.execute import execute, keep_outputs
from nbbuild.exercise import cut, fingerprint
from nbbuild.source import (
    LANGUAGES,
    Source,
    SourceError,
    accept,
    find_sources,
    read_notebook,
    translation_problems,
)
from nbformat import NotebookNode

ROOT = Path(__file__).resolve().parents[1]


def build_one(
    source: Source, lang: str, *, run: bool = True, solutions: Path | None = None
) -> Path:
    """Write one notebook in one language; the file stays as it was if anything fails.

    Parameters
    ----------
    source : Source
        A lesson, which is run, or an exercise, which otter-grader cuts.
    lang : {"en", "id"}
        The language to build.
    run : bool
        False keeps the earlier outputs of the cells whose code has not changed, and runs nothing.
    solutions : Path, optional
        A folder for an exercise's solution and autograder; never to be committed.

    Returns
    -------
    Path
        The notebook that was written.

    Raises
    ------
    SourceError
        Naming every cell at fault, in the source, in its translation or at run time.
    """
    path = source.built(lang)
    path.parent.mkdir(parents=True, exist_ok=True)
    if source.is_exercise:
        notebook = _cut_exercise(source, lang, solutions)
    else:
        notebook = read_notebook(source, lang)
        if run:
            execute(notebook, path.parent, called=source.label(path))
        elif path.exists():
            keep_outputs(notebook, nbformat.read(path, 4))
    _write(notebook, path)
    return path


def _cut_exercise(source: Source, lang: str, solutions: Path | None) -> NotebookNode:
    made = cut(source, lang)
    if solutions is not None:
        _write(made.solution, solutions / "solutions" / lang / f"{source.name}.ipynb")
        zipped = solutions / "autograder" / lang / f"{source.name}.zip"
        zipped.parent.mkdir(parents=True, exist_ok=True)
        zipped.write_bytes(made.autograder)
    return made.student


def _write(notebook: NotebookNode, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(nbformat.writes(notebook, version=4) + "\n", encoding="utf-8", newline="\n")


def check(root: Path) -> list[str]:
    """Name everything that is behind its source, without running any code.

    Parameters
    ----------
    root : Path
        The project's root.

    Returns
    -------
    list of str
        One sentence for each cell that is missing, stale, surplus or built from another source,
        and for each notebook without a source.
    """
    sources = find_sources(root)
    problems = []
    for source in sources:
        try:
            untranslated = translation_problems(source)
        except SourceError as error:
            problems += error.problems
            continue
        problems += untranslated
        for lang in LANGUAGES:
            if lang == "en" or not untranslated:
                problems += _behind(source, lang)
    kept = {source.built(lang) for source in sources for lang in LANGUAGES}
    orphans = {
        path
        for folder in ("notebooks", "exercises")
        for lang in LANGUAGES
        for path in (root / folder / lang).glob("*.ipynb")
    }
    problems += [
        f"{path.relative_to(root).as_posix()} has no source; delete it"
        for path in sorted(orphans - kept)
    ]
    return problems


def _behind(source: Source, lang: str) -> list[str]:
    path = source.built(lang)
    where = source.label(path)
    if not path.exists():
        return [f"{where} is missing; `build {source.name}`"]
    try:
        meant = read_notebook(source, lang)
    except SourceError as error:
        return error.problems
    built = nbformat.read(path, 4)
    if source.is_exercise:
        known = built.metadata.get("built") == fingerprint(meant, built)
        return [] if known else [f"{where} is not what its source gives; `build {source.name}`"]
    cells, found = _by_id(meant), _by_id(built)
    problems = [f"{where}: cell {name!r} is missing" for name in cells if name not in found]
    problems += [f"{where}: cell {name!r} is surplus" for name in found if name not in cells]
    problems += [
        f"{where}: cell {name!r} is not what its source says"
        for name, cell in cells.items()
        if name in found and found[name] != cell
    ]
    if not problems and list(cells) != list(found):
        problems = [f"{where}: its cells stand in another order than in the source"]
    return [f"{problem}; `build {source.name}`" for problem in problems]


def _by_id(notebook: NotebookNode) -> dict[str, tuple[str, str, NotebookNode]]:
    return {cell.id: (cell.cell_type, cell.source, cell.metadata) for cell in notebook.cells}


def _build(options: argparse.Namespace) -> list[str]:
    problems = []
    for source in find_sources(options.root, options.names):
        for lang in options.lang or LANGUAGES:
            start = time.perf_counter()
            solutions = options.root / "build" if options.solutions else None
            try:
                path = build_one(source, lang, run=not options.no_run, solutions=solutions)
            except SourceError as error:
                problems += error.problems
            else:
                print(f"{source.label(path)}  {time.perf_counter() - start:.1f} s", flush=True)
    return problems


def _accept(options: argparse.Namespace) -> list[str]:
    problems = []
    for word in options.cells:
        name, _, cell = word.partition(":")
        try:
            for source in find_sources(options.root, [name]):
                for renewed in accept(source, [cell] if cell else []):
                    print(f"accepted {source.name}:{renewed}")
        except SourceError as error:
            problems += error.problems
    return problems


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--root", type=Path, default=ROOT, help="another project's root")
    commands = parser.add_subparsers(dest="command", required=True)
    build = commands.add_parser("build", help="write and run notebooks")
    build.add_argument("names", nargs="*", metavar="NAME", help="a name or its beginning: 03, ex03")
    build.add_argument("--lang", action="append", choices=LANGUAGES, help="one language only")
    build.add_argument("--no-run", action="store_true", help="keep outputs of unchanged code")
    build.add_argument(
        "--solutions", action="store_true", help="solutions and autograder to build/"
    )
    build.set_defaults(work=_build)
    commands.add_parser("check", help="name what is behind its source").set_defaults(
        work=lambda options: check(options.root)
    )
    accepting = commands.add_parser("accept", help="record that a translation was read again")
    accepting.add_argument("cells", nargs="+", metavar="NAME:CELL")
    accepting.set_defaults(work=_accept)
    return parser


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 if all is well, 1 after a list of what is not."""
    options = _parser().parse_args(arguments)
    try:
        problems = options.work(options)
    except SourceError as error:
        problems = error.problems
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
