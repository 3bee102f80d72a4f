"""The lessons run on a reader's own survey, as notebooks and as pages."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from custsat_edu.i18n import _, active_language
from custsat_edu.report.kernel import run_notebook
from custsat_edu.study.files.readers import decode
from custsat_edu.study.files.syntax import syntax_beside
from custsat_edu.study.study import Study, data_folder
from custsat_edu.teach.needs import allowed

if TYPE_CHECKING:
    from nbformat import NotebookNode

ROWS = "rows"  # the tag of a cell that shows rows of the data
_LESSON = re.compile(r"(?!00)\d\d_")
_STUDY = re.compile(r"^STUDY = .*$", re.MULTILINE)
_TRUTH = "truth.yaml"  # of synthetic answers
_OFFLINE = {"mathjax_url": "", "require_js_url": "", "jquery_url": ""}
_REMOTE = re.compile(  # what the page's template would load, and never needs here
    r'<script src="">\s*</script>\n?'
    r"|<script type=\"module\">(?:(?!</script>).)*?mermaid(?:(?!</script>).)*?</script>\n?",
    re.DOTALL,
)
_ALONE = (  # whatever may stand in an output, a browser asks no server for it
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
    "img-src data:; font-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'\">"
)


def lessons_for(study: Study) -> dict[str, Path]:
    """Return the lessons that a study allows: name -> notebook in the active language.

    A lesson is allowed if at least half of its code cells find what they need.
    """
    folder = data_folder().parent / "notebooks" / active_language()
    found = {path.stem: path for path in sorted(folder.glob("*.ipynb"))}
    return {
        name: path for name, path in found.items() if _LESSON.match(name) and _allows(study, path)
    }


def _allows(study: Study, path: Path) -> bool:
    code = [cell.source for cell in _read(path).cells if cell.cell_type == "code"]
    run = list(allowed(study, code, given={"truth"}))
    return 2 * sum(run) >= len(run)


def lesson_title(path: Path) -> str:
    """Return the heading of a lesson: "05 · What drives satisfaction?"."""
    first = next(cell.source for cell in _read(path).cells if cell.cell_type == "markdown")
    return first.splitlines()[0].lstrip("# ")


def run_lesson(path: Path, home: Path, *, study: str, include_data: bool) -> dict[str, bytes]:
    """Run a lesson on the study in a folder; return it as a notebook and as a page.

    Parameters
    ----------
    path : Path
        The lesson.
    home : Path
        What `study_folder` made.
    study : str
        What the finished notebook calls the study: what the reader typed.
    include_data : bool
        Whether cells that show rows of the data keep them.

    Raises
    ------
    InputError
        Naming the cell that failed.
    """
    import nbformat

    notebook = _read(path)
    parameters = next(c for c in notebook.cells if "parameters" in c.metadata.get("tags", []))
    _name_study(parameters, f"./{home.name}")  # without ./ it may be a study of the workbook
    run_notebook(notebook, home.parent)
    _name_study(parameters, study)
    if not include_data:
        _without_rows(notebook.cells)
    text = nbformat.writes(notebook)
    return {f"{path.stem}.ipynb": text.encode() + b"\n", f"{path.stem}.html": _page(notebook)}


def _read(path: Path) -> NotebookNode:
    import nbformat

    return nbformat.read(path, 4)


def _name_study(cell: NotebookNode, study: str) -> None:
    cell.source = _STUDY.sub(lambda _found: f"STUDY = {study!r}", cell.source)


def _without_rows(cells: Iterable[NotebookNode]) -> None:
    """Replace the outputs of cells that show rows of the data, in place."""
    import nbformat

    said = _("Rows of the data are left out of the report; --include-data keeps them.")
    for cell in cells:
        if ROWS in cell.metadata.get("tags", []) and cell.outputs:
            cell.outputs = [nbformat.v4.new_output("stream", text=said + "\n")]


def _page(notebook: NotebookNode) -> bytes:
    """Return a notebook as one HTML file that asks nothing of any server."""
    from nbconvert import HTMLExporter

    exporter = HTMLExporter(template_name="lab", **_OFFLINE)
    exporter.language_code = active_language()
    page = _REMOTE.sub("", exporter.from_notebook_node(notebook)[0])
    return page.replace("<head>", f"<head>{_ALONE}", 1).encode()


def study_folder(study: Study, codebook: Path, data: Path, home: Path) -> Path:
    """Copy a study into a folder of its name, its answers under the name that stands there.

    The lessons then find it as they find any study, and no path of this machine is in them.
    """
    folder = home / (study.name or "study")
    folder.mkdir()
    further = [codebook.parent / table.data for table in study.codebook.tables.values()]
    taken = data.name in {file.name for file in further}
    answers = folder / (f"{data.stem}_answers{data.suffix}" if taken else data.name)
    text, _encoding = decode(codebook.read_bytes(), codebook.name)
    (folder / "codebook.yaml").write_text(_naming(text, answers.name), encoding="utf-8")
    shutil.copyfile(data, answers)
    truth = [codebook.parent / _TRUTH] if study.has("truth") else []
    for file in [*filter(None, [syntax_beside(data)]), *further, *truth]:
        shutil.copyfile(file, folder / file.name)
    return folder


def _naming(text: str, data: str) -> str:
    """Return the text of a codebook with this file under `data:`, everything else as it stands."""
    word = json.dumps(data, ensure_ascii=False)  # which is YAML, too
    for key, value in yaml.compose(text, yaml.SafeLoader).value:
        if key.value == "data" and value.value != data:
            start, end = value.start_mark.index, value.end_mark.index
            line = "\n" if text[start:end].endswith("\n") else ""
            return f"{text[:start]}{word}{line}{text[end:]}"
        if key.value == "data":
            return text
    return f"data: {word}\n{text}"
