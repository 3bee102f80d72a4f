"""Run a notebook, and keep what a reader, and nbval, can use."""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbformat import NotebookNode

from custsat_edu.errors import InputError
from custsat_edu.report.kernel import run_notebook
from nbbuild.source import METADATA, SourceError


def execute(notebook: NotebookNode, folder: Path, *, called: str) -> None:
    """Run every cell in place and store its outputs, the same bytes each time.

    Parameters
    ----------
    notebook : NotebookNode
        The notebook to run, changed in place.
    folder : Path
        Where its kernel runs: the notebook's own folder, so that a relative STUDY resolves alike.
    called : str
        What a message calls the notebook.

    Raises
    ------
    SourceError
        Naming the cell that failed and its error.
    """
    try:
        run_notebook(notebook, folder)
    except InputError as error:
        raise SourceError([f"{called}: {problem}" for problem in error.problems]) from None
    notebook.metadata = nbformat.from_dict(METADATA)


def keep_outputs(notebook: NotebookNode, earlier: NotebookNode) -> None:
    """Take over the outputs of cells whose code has not changed since, in place."""
    ran = {(cell.id, cell.source): cell for cell in earlier.cells if cell.cell_type == "code"}
    for cell in notebook.cells:
        if cell.cell_type == "code" and (cell.id, cell.source) in ran:
            before = ran[cell.id, cell.source]
            cell.outputs, cell.execution_count = before.outputs, before.execution_count
