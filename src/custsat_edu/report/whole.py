"""The whole report: every analysis and every lesson that a codebook allows, in one folder."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import os
import platform
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from custsat_edu import __version__
from custsat_edu.errors import CustsatError, InputError, Problem
from custsat_edu.i18n import _, active_language, number, translate
from custsat_edu.report.analyses import Part, Result, facts_of, parts_of
from custsat_edu.report.files import close, saved
from custsat_edu.report.lessons import (
    lesson_title,
    lessons_for,
    run_lesson,
    study_folder,
)
from custsat_edu.study.files.syntax import syntax_beside
from custsat_edu.study.study import Study, load_study

MARK = "custsat report"
NOTES = ".custsat"  # what was finished: a file a part
FOLDERS = ("tables", "figures", "lessons", "data")
_WORKERS = 2
_ASIDE = {  # columns that stand in the CSV alone: page and paper have room for the main ones
    *("first", "second", "n_first", "n_second", "p_bh", "p_games_howell", "u_p", "asymmetry_p"),
    *("superiority", "superiority_low", "superiority_high"),
    *("concentrate", "keep_up", "low_priority", "overkill"),
    *("quadrant_mean", "quadrant_median", "quadrant_midpoint", "quadrant_diagonal"),
}
_MARKUP = re.compile(  # what Markdown would not print as it stands
    r"[\\`*~$]|(?<!\w)_|_(?!\w)|<(?=[A-Za-z/!?])|&(?=#?\w+;)|\](?=[(\[:])|!(?=\[)"
)
_LONGEST = 60  # letters of a file's name
_ROWS = 30  # of a table that stands open on the page
_PACKAGES = ("numpy", "pandas", "scipy", "statsmodels", "scikit-learn", "matplotlib", "seaborn")


@dataclass(frozen=True)
class Task:
    """A part of the report: what it is called, and what makes its files and its notes."""

    name: str
    title: str
    make: Callable[[], tuple[dict[str, bytes], dict[str, Any]]]
    is_lesson: bool = False


def write_report(
    source: str | os.PathLike[str],
    folder: str | os.PathLike[str],
    *,
    data: str | os.PathLike[str] | None = None,
    lessons: bool = True,
    include_data: bool = False,
    said: Callable[[str, int, int], None] = lambda _title, _done, _all: None,
) -> list[Problem]:
    """Write everything that a study allows into a folder; a finished part is not made again.

    Parameters
    ----------
    source, data
        As `load_study`.
    folder : path
        New, empty, or that of an earlier report. index.html is where to start; beside it stand
        methods.md, references.bib, provenance.json and the folders tables (CSV, LaTeX, DOCX),
        figures (SVG, PDF, PNG) and lessons (.ipynb, .html).
    lessons : bool
        Whether the lessons are run on the study, too.
    include_data : bool
        Whether rows of the data may be in the report: as data/survey.csv, and where lessons show
        some. Personal columns are left out in any case, as `load_study` does.
    said : callable, optional
        Called when a part is done: its title, how many are done, how many there are.

    Returns
    -------
    list of Problem
        A sentence for everything that is missing; a part that fails leaves the rest as it is.

    Raises
    ------
    StudyError
        As `load_study`.
    InputError
        If the folder holds something else, or cannot be written to.

    Notes
    -----
    A part is made again when the data, the codebook, the language, `include_data` or the version
    of the package changed. The same input gives the same bytes; the clock stands in
    provenance.json alone.
    """
    study, folder = load_study(source, data=data), Path(folder)
    try:
        _open(folder)
        with TemporaryDirectory(ignore_cleanup_errors=True) as home:
            tasks = _analyses(study)
            if lessons:
                tasks |= _lessons(study, Path(home), data, str(source), include_data)
            key = _key(study, data, str(source), include_data)
            notes = _work(tasks, folder, key, said)
            _finish(study, folder, tasks, notes, include_data)
    except OSError as error:
        raise InputError.of(
            "{file}: this cannot be written ({reason}). Choose a folder for --out that you may "
            "write to.",
            file=str(error.filename or folder),
            reason=error.strerror,
        ) from None
    told = (p for note in notes.values() for p in note.get("told", note["failed"]))
    return [Problem("{problem}", {"problem": p}) for p in told]


def _open(folder: Path) -> None:
    """Make the folder, unless something else stands there."""
    if folder.is_dir() and any(folder.iterdir()) and not (folder / NOTES).is_dir():
        raise InputError.of(
            "{file}: the folder holds other things than a report. Choose a new or empty folder "
            "for --out.",
            file=str(folder),
        )
    (folder / NOTES).mkdir(parents=True, exist_ok=True)


def _analyses(study: Study) -> dict[str, Task]:
    return {
        name: Task(name, title, partial(_analysed, study, make))
        for name, (title, make) in parts_of(study).items()
    }


def _lessons(
    study: Study, home: Path, data: Any, called: str, include_data: bool
) -> dict[str, Task]:
    found = lessons_for(study)
    if not found:
        return {}
    copy = study_folder(study, _codebook(study), _data(study, data), home)
    told = study.name if Path(called).is_absolute() else called  # no path of this machine
    tasks = {}
    for name, path in found.items():
        make = partial(_taught, path, copy, told, include_data)
        tasks[name] = Task(name, lesson_title(path), make, is_lesson=True)
    return tasks


def _codebook(study: Study) -> Path:
    return Path(study.folder or ".") / str(study.provenance()["codebook"])


def _data(study: Study, data: Any) -> Path:
    return Path(data) if data else Path(study.folder or ".") / str(study.codebook.data)


def _key(study: Study, data: Any, called: str, include_data: bool) -> str:
    """Return what a finished part depends on."""
    words = (__version__, active_language(), include_data, study.name, called)
    digest = hashlib.sha256(repr(words).encode())
    answers = _data(study, data)
    files = [_codebook(study), answers, syntax_beside(answers), *_further(study).values()]
    for path in filter(None, files):
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _further(study: Study) -> dict[str, Path]:
    home = Path(study.folder or ".")
    return {name: home / table.data for name, table in study.codebook.tables.items()}


# Working ------------------------------------------------------------------------------------------


def _work(
    tasks: Mapping[str, Task], folder: Path, key: str, said: Callable[[str, int, int], None]
) -> dict[str, dict[str, Any]]:
    """Make what is not there yet, lessons beside the analyses; return the notes on each part."""
    notes = {name: _noted(folder, name, key) for name in tasks}
    open_tasks = [task for task in tasks.values() if notes[task.name] is None]
    done = len(tasks) - len(open_tasks)
    with ThreadPoolExecutor(_WORKERS) as pool:
        lessons: dict[Future, Task] = {
            pool.submit(_tried, task): task for task in open_tasks if task.is_lesson
        }
        try:
            for task, made in _in_turn(open_tasks, lessons):
                done += 1
                notes[task.name] = _kept(folder, task, key, *made)
                said(task.title, done, len(tasks))
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
    return {name: note for name, note in notes.items() if note is not None}


def _in_turn(
    tasks: Iterable[Task], lessons: Mapping[Future, Task]
) -> Iterator[tuple[Task, tuple[dict[str, bytes], dict[str, Any]]]]:
    """Yield what is made: the analyses here, the lessons as they come."""
    for task in tasks:
        if not task.is_lesson:
            yield task, _tried(task)
    for future in as_completed(lessons):
        yield lessons[future], future.result()


def _tried(task: Task) -> tuple[dict[str, bytes], dict[str, Any]]:
    """Make a part; whatever goes wrong is told, and the other parts are made.

    What an unexpected error says may hold an answer or a path: it is told, and never written.
    """
    try:
        return task.make()
    except CustsatError as error:
        failed = [f"{task.title}: {translate(problem)}" for problem in error.problems]
        return {}, {"failed": failed, "finished": False}
    except Exception as error:
        words = _("{part}: this part failed ({name}). The rest of the report stands.")
        name = type(error).__name__
        kept = words.format(part=task.title, name=name)
        told = words.format(part=task.title, name=f"{name}: {error}")
        return {}, {"failed": [kept], "told": [told], "finished": False}


def _noted(folder: Path, name: str, key: str) -> dict[str, Any] | None:
    """Return the notes on a part that was finished with this very input, and is still whole."""
    try:
        note = json.loads((folder / NOTES / f"{name}.json").read_text(encoding="utf-8"))
        whole = all(_sha(folder / file) == sha for file, sha in note["files"].items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return note if whole and note["key"] == key and note["finished"] else None


def _kept(
    folder: Path, task: Task, key: str, files: dict[str, bytes], note: dict[str, Any]
) -> dict[str, Any]:
    """Write the files of a part, and then that it is finished."""
    _delete(folder, _written_for(folder, task.name) - {*files})
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    whole: dict[str, Any] = {
        "name": task.name,
        "title": task.title,
        "key": key,
        "results": [],
        "failed": [],
    }
    whole |= {"finished": True, **note, "files": hashes}
    kept = {key: value for key, value in whole.items() if key != "told"}
    text = json.dumps(kept, ensure_ascii=False, indent=1)
    (folder / NOTES / f"{task.name}.json").write_text(text, encoding="utf-8", newline="\n")
    return whole


def _sha(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _taught(
    path: Path, home: Path, called: str, include_data: bool
) -> tuple[dict[str, bytes], dict[str, Any]]:
    """Return a lesson's files and notes."""
    made = run_lesson(path, home, study=called, include_data=include_data)
    return {f"lessons/{name}": content for name, content in made.items()}, {}


def _analysed(study: Study, make: Callable[[], Part]) -> tuple[dict[str, bytes], dict[str, Any]]:
    """Return the files of an analysis, and what the pages say of it."""
    part = make()
    files: dict[str, bytes] = {}
    results = []
    for result in _filed(part.results):
        note, made = _shown(study, result)
        results.append(note)
        files |= made
    close({r.name: r.picture for r in part.results if r.picture})
    failed = [translate(problem) for problem in part.problems]
    return files, {"results": results, "failed": failed}


def _filed(results: Iterable[Result]) -> Iterator[Result]:
    """Yield the results under names that a file may have on every system, each its own."""
    taken: set[str] = set()
    for result in results:
        name = plain = re.sub(r"\W+", "_", result.name)[:_LONGEST]
        while name.casefold() in taken:
            name = f"{plain}_{len(taken)}"
        taken.add(name.casefold())
        yield replace(result, name=name)


def _shown(study: Study, result: Result) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Return what the pages say of a result, and its table and figure as files."""
    from custsat_edu.show.tables import csv_text, present

    facts = facts_of(study, result)
    main = result.table.drop(columns=[name for name in result.table if name in _ASIDE])
    words = {name: study.label(name) for name in study.segments if name in main.index.names}
    shown = present(main.rename_axis(index=words) if words else main, title=result.title)
    files = {
        f"tables/{result.name}.csv": csv_text(result.table).encode(),
        f"tables/{result.name}.tex": shown.latex().encode(),
        f"tables/{result.name}.docx": shown.docx(),
    }
    text, works = _written(result, facts)
    picture = result.picture
    if picture is not None:
        kinds = ("svg", "pdf", "png")
        files |= {f"figures/{result.name}.{kind}": saved(picture, kind, MARK) for kind in kinds}
    note = {
        "name": result.name, "title": result.title, "html": shown.html(),
        "rows": len(shown.rows), "text": text, "works": works, "planned": facts["planned"],
        "figure": result.name if picture else "", "sentence": picture.sentence if picture else "",
    }  # fmt: skip
    return note, files


def _written(result: Result, facts: Mapping[str, Any]) -> tuple[str, list[str]]:
    """Return the sentences on a result and the works that they cite."""
    from custsat_edu.show.paper.methods import TEXTS, Facts, methods_text, works_cited

    if result.analysis not in TEXTS:
        return "", []
    known = Facts(**facts)
    text = methods_text(result.analysis, result.table, facts=known)
    return text, [*works_cited(result.analysis, result.table, facts=known)]


# The pages ----------------------------------------------------------------------------------------


def _finish(
    study: Study,
    folder: Path,
    tasks: Mapping[str, Task],
    notes: Mapping[str, dict[str, Any]],
    include_data: bool,
) -> None:
    """Write the pages that tie the parts together, and take away what no part holds any more."""
    from custsat_edu.show.paper.citations import bibtex
    from custsat_edu.show.tables import csv_text

    parts = [notes[name] for name, task in tasks.items() if not task.is_lesson]
    lessons = [notes[name] for name, task in tasks.items() if task.is_lesson]
    works = dict.fromkeys(w for part in parts for r in part["results"] for w in r["works"])
    files = {
        "index.html": _index(study, parts, lessons),
        "methods.md": _methods(study, parts),
        "references.bib": bibtex(sorted(works)),
        "provenance.json": _provenance(study, notes, include_data),
    }
    if include_data:
        files["data/survey.csv"] = csv_text(study.survey.rename_axis("row"))
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    _sweep(folder, notes)
    if not include_data:
        _delete(folder, {"data/survey.csv"})


def _sweep(folder: Path, notes: Mapping[str, Any]) -> None:
    """Take away the parts of an earlier report that this one does not have."""
    for path in (folder / NOTES).glob("*.json"):
        if path.stem not in notes:
            _delete(folder, _written_for(folder, path.stem))
            path.unlink()


def _written_for(folder: Path, part: str) -> set[str]:
    """Return the names of the files that were written for a part."""
    try:
        note = json.loads((folder / NOTES / f"{part}.json").read_text(encoding="utf-8"))
        return {*note["files"]}
    except (OSError, ValueError, KeyError, TypeError):
        return set()


def _delete(folder: Path, names: set[str]) -> None:
    """Delete files in the folders of a report, and a folder that holds nothing then."""
    for home in (folder / name for name in FOLDERS):
        for path in home.glob("*"):
            if f"{home.name}/{path.name}" in names:
                path.unlink()
        if home.is_dir() and not any(home.iterdir()):
            home.rmdir()


def _index(study: Study, parts: list[dict], lessons: list[dict]) -> str:
    from jinja2 import Environment, PackageLoader

    pages = Environment(
        loader=PackageLoader("custsat_edu.report", ""),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    words = {
        "contents": _("Contents"),
        "lessons": _("The lessons on this survey"),
        "missing": _("What is missing, and why"),
        "nothing": _("Nothing to report."),
        "plan": _("Hypotheses of the plan"),
        "made": _("Made by custsat-edu {version}. All intervals are 95% intervals.").format(
            version=__version__
        ),
    }
    return pages.get_template("page.html").render(
        lang=active_language(),
        title=study.name,
        about=_about(study),
        plan=study.codebook.plan,
        parts=parts,
        most=_ROWS,
        rows=_rows,
        lessons=[lesson for lesson in lessons if lesson["files"]],
        problems=[words for note in [*parts, *lessons] for words in note["failed"]],
        words=words,
    )


def _rows(n: int) -> str:
    return _("The table ({n} rows)").format(n=number(n, 0))


def _about(study: Study) -> str:
    gone, n = sum(count for count, _why in study.exclusions), len(study.survey)
    said = _("{n} respondents.").format(n=number(n, 0))
    if gone:
        out = _("{gone} of {read} rows were left out before any analysis.")
        said += " " + out.format(gone=number(gone, 0), read=number(n + gone, 0))
    if not study.codebook.plan:
        said += " " + _("The codebook names no plan: all analyses are exploratory.")
    if study.codebook.sampling == "convenience":
        said += " " + _("The sample is one of convenience: the intervals hold sampling error only.")
    return said


def _methods(study: Study, parts: Iterable[dict]) -> str:
    """Return the sentences of all analyses, the plan's hypotheses first."""
    lines = [f"# {_plain(study.name)}", "", _about(study), ""]
    if study.codebook.plan:
        lines += [f"## {_('Hypotheses of the plan')}", ""]
        lines += [*(f"- {_plain(sentence)}" for sentence in study.codebook.plan), ""]
    for part in parts:
        told = [result for result in part["results"] if result["text"]]
        if told:
            lines += [f"## {part['title']}", ""]
        for result in told:
            lines += [f"### {_plain(result['title'])}", "", _plain(result["text"]), ""]
    return "\n".join(lines)


def _plain(text: str) -> str:
    """Return a text that Markdown prints as it stands: no tag, link, formula or emphasis."""
    return _MARKUP.sub(r"\\\g<0>", " ".join(text.split()))


def _provenance(study: Study, notes: Mapping[str, dict], include_data: bool) -> str:
    """Return where everything comes from, as JSON."""
    facts = {
        **study.provenance(),
        "tables": {name: _sha(path) for name, path in _further(study).items()},
        "language": active_language(),
        "include_data": include_data,
        "seed": 0,
        "custsat_edu": __version__,
        "python": platform.python_version(),
        "packages": {name: importlib.metadata.version(name) for name in _PACKAGES},
        "problems": study.problems.to_dict("records"),
        "parts": {
            name: {"title": note["title"], "failed": note["failed"], "files": note["files"]}
            for name, note in notes.items()
        },
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    return json.dumps(facts, ensure_ascii=False, indent=1, default=str) + "\n"
