"""Cut an exercise's notebooks from its master with otter-grader: the student's, the solution."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import yaml
from nbformat import NotebookNode
from nbformat.v4 import new_raw_cell

from nbbuild.source import METADATA, Source, SourceError, hash_of, read_notebook

_CONFIG: dict[str, Any] = {
    "tests": {"ok_format": False},
    "show_question_points": True,
    "export_cell": {"pdf": False, "force_save": True, "run_tests": True},
}
_WORDS = {
    "en": {
        "points": "_Points:_",
        "answer": "_Type your answer here, replacing this text._",
        "hand_in": "## Hand in\n\nRun all cells from the top, then the cell below: it saves this "
        "notebook and puts a zip file beside it. Hand in the zip file.",
    },
    "id": {
        "points": "_Poin:_",
        "answer": "_Tulis jawaban Anda di sini, menggantikan teks ini._",
        "hand_in": "## Kumpulkan\n\nJalankan semua sel dari atas, lalu sel di bawah ini: sel itu "
        "menyimpan notebook ini dan menaruh berkas zip di sampingnya. Kumpulkan berkas zip itu.",
    },
}


@dataclass(frozen=True)
class Cut:
    """What otter-grader makes of one master in one language."""

    student: NotebookNode
    solution: NotebookNode
    autograder: bytes


def cut(source: Source, lang: str) -> Cut:
    """Make the student's notebook, the solution and the autograder of one exercise.

    Parameters
    ----------
    source : Source
        An exercise: py:percent with otter's raw cells around its questions.
    lang : {"en", "id"}
        Both languages have the same code and the same tests.

    Returns
    -------
    Cut
        The tests stand in the student notebook's own metadata, so that it is one file; the
        autograder is a zip file that also holds the hidden tests.

    Raises
    ------
    SourceError
        If the source or its translation is at fault, or otter-grader refuses the master.
    """
    from otter.assign import main  # takes seconds to import

    master = read_notebook(source, lang)
    names = [cell.id for cell in master.cells]
    config = yaml.safe_dump({"name": source.name} | _CONFIG)
    master.cells.insert(0, new_raw_cell(f"# ASSIGNMENT CONFIG\n{config}", id="config"))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{source.name}.ipynb"
        nbformat.write(master, path)
        try:
            main(str(path), f"{folder}/cut", no_pdfs=True, no_run_tests=True)
        except Exception as error:  # otter raises bare exceptions of every kind
            raise SourceError(
                [f"{source.label(source.path)}: otter-grader says: {error}"]
            ) from None
        student, solution = (
            _tidy(nbformat.read(f"{folder}/cut/{kind}/{path.name}", 4), names, lang)
            for kind in ("student", "autograder")
        )
        (zipped,) = Path(folder, "cut", "autograder").glob("*.zip")
        student.metadata["built"] = fingerprint(read_notebook(source, lang), student)
        return Cut(student, solution, zipped.read_bytes())


def fingerprint(master: NotebookNode, student: NotebookNode) -> dict[str, str]:
    """Return by what a student's notebook is known to be what otter cut from its master.

    Parameters
    ----------
    master, student : NotebookNode
        The source in one language, and the notebook that was cut from it.

    Returns
    -------
    dict
        `source` and `notebook`: eight hex digits each, so that a check needs no otter.
    """
    tests = student.metadata.get("otter", {})
    return {
        "source": hash_of(nbformat.writes(master)),
        "notebook": hash_of(repr([student.cells, tests])),
    }


def _tidy(notebook: NotebookNode, names: list[str], lang: str) -> NotebookNode:
    """Give otter's own cells fixed ids and the reader's language; drop its PDF markers."""
    words = _WORDS[lang]
    cells: list[NotebookNode] = []
    for cell in notebook.cells:
        cell.source = cell.source.removeprefix("<!-- BEGIN QUESTION -->\n\n")
        cell.source = cell.source.replace("\n\n_Points:_ ", f"\n\n{words['points']} ")
        if cell.id not in names:
            _name_and_translate(cell, words, after=cells[-1].id if cells else "")
        if cell.source.removeprefix("<!-- END QUESTION -->").strip():
            cells.append(cell)
    opening = cells.pop(0)
    first_code = next(place for place, cell in enumerate(cells) if cell.cell_type == "code")
    notebook.cells = [*cells[:first_code], opening, *cells[first_code:]]
    notebook.metadata = nbformat.from_dict(METADATA | {"otter": notebook.metadata.otter})
    return notebook


def _name_and_translate(cell: NotebookNode, words: dict[str, str], after: str) -> None:
    text = cell.source
    if text.startswith("# Initialize Otter"):
        cell.id, cell.source = "otter", text.removeprefix("# Initialize Otter\n")
    elif text.startswith("grader.check("):
        cell.id = "check-" + text.split('"')[1]
    elif text.startswith("grader.export("):
        cell.id = "export"
    elif text.startswith("## Submission"):
        cell.id, cell.source = "hand-in", words["hand_in"]
    elif text.startswith("_Type your answer"):
        cell.id, cell.source = f"{after}-answer", words["answer"]
