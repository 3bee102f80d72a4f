"""Run a notebook in a fresh kernel of this Python and keep what a reader, and nbval, can use."""

from __future__ import annotations

import base64
import io
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from PIL import Image

from nbbuild.source import METADATA, SourceError

_VIEW = "application/vnd.jupyter.widget-view+json"
_COLOURS = 64  # of a chart, with its smoothed edges
_KERNEL_CONFIG = """\
c.InlineBackend.rc = {"figure.dpi": 100}
c.InlineBackend.print_figure_kwargs = {"bbox_inches": "tight", "metadata": {"Software": None}}
c.HistoryManager.enabled = False
c.IPKernelApp.log_level = 40
"""


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
    from jupyter_client.kernelspec import KernelSpecManager  # half a second that `check` saves
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    client = NotebookClient(
        notebook,
        resources={"metadata": {"path": str(folder)}},
        timeout=300,
        record_timing=False,
        store_widget_state=False,
        coalesce_streams=True,
    )
    manager = client.create_kernel_manager()
    manager.kernel_spec_manager = KernelSpecManager(kernel_dirs=[])  # this very Python's kernel
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        profile = Path(home) / "profile_default"
        profile.mkdir()
        (profile / "ipython_kernel_config.py").write_text(_KERNEL_CONFIG, encoding="utf-8")
        env = os.environ | {"IPYTHONDIR": home, "PYTHONHASHSEED": "0"}
        try:
            client.execute(env=env)
        except CellExecutionError as error:
            cell = _failed(notebook)
            raise SourceError(
                [f"{called}: cell {cell!r} raised {error.ename}: {error.evalue}"]
            ) from None
    clean(notebook)


def _failed(notebook: NotebookNode) -> str:
    return next(
        cell.id
        for cell in notebook.cells
        if any(output.output_type == "error" for output in cell.get("outputs", []))
    )


def clean(notebook: NotebookNode) -> None:
    """Drop what differs from run to run, and give every picture its sentence, in place."""
    notebook.metadata = nbformat.from_dict(METADATA)
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(_VIEW, None)
        _tend_pictures(cell)


def _tend_pictures(cell: NotebookNode) -> None:
    """Make pictures small and give them alt text.

    An explorer tells its sentence itself, a figure's is printed below it.
    """
    outputs = cell.get("outputs", [])
    printed = " ".join(o.text for o in outputs if o.output_type == "stream" and o.name == "stdout")
    for data, metadata in _pictures(outputs):
        own = data.get("text/plain", "<")
        words = (printed if own.startswith("<") else own).split()
        if words:
            metadata["image/png"] = {"alt": " ".join(words)}
        data["image/png"] = _with_few_colours(data["image/png"])


def _with_few_colours(png: str) -> str:
    """Return a picture at a third of its size: a chart needs few colours."""
    picture = Image.open(io.BytesIO(base64.b64decode(png)))
    small = io.BytesIO()
    few = picture.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE)
    few.save(small, "png", optimize=True, dpi=picture.info.get("dpi", (100, 100)))
    return base64.b64encode(small.getvalue()).decode() + "\n"


def _pictures(outputs: list[NotebookNode]) -> Iterator[tuple[NotebookNode, NotebookNode]]:
    for output in outputs:
        if "image/png" in output.get("data", {}):
            yield output.data, output.metadata


def keep_outputs(notebook: NotebookNode, earlier: NotebookNode) -> None:
    """Take over the outputs of cells whose code has not changed since, in place."""
    ran = {(cell.id, cell.source): cell for cell in earlier.cells if cell.cell_type == "code"}
    for cell in notebook.cells:
        if cell.cell_type == "code" and (cell.id, cell.source) in ran:
            before = ran[cell.id, cell.source]
            cell.outputs, cell.execution_count = before.outputs, before.execution_count
