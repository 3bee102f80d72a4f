"""Run a notebook in a fresh kernel of this Python; what is kept is the same bytes each time."""

from __future__ import annotations

import asyncio
import base64
import io
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from custsat_edu.errors import InputError

if TYPE_CHECKING:
    from nbformat import NotebookNode

_VIEW = "application/vnd.jupyter.widget-view+json"
_COLOURS = 64  # of a chart, with its smoothed edges
_SECONDS = 300  # for one cell
_CONFIG = """\
c.InlineBackend.rc = {"figure.dpi": 100}
c.InlineBackend.print_figure_kwargs = {"bbox_inches": "tight", "metadata": {"Software": None}}
c.HistoryManager.enabled = False
c.IPKernelApp.log_level = 40
"""


def run_notebook(notebook: NotebookNode, folder: Path) -> None:
    """Run every cell in place and store its outputs, the same bytes each time.

    Parameters
    ----------
    notebook : NotebookNode
        The notebook to run, changed in place.
    folder : Path
        Where its kernel runs; a relative STUDY is sought from there.

    Raises
    ------
    InputError
        Naming the cell that failed and its error; or if the packages that run notebooks are not
        installed.
    """
    try:
        from jupyter_client.kernelspec import KernelSpecManager
        from nbclient import NotebookClient
        from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
    except ImportError:
        raise InputError.of(
            "lessons: running them needs more packages. Install the extra: pip install "
            "'custsat-edu[workbook]'."
        ) from None
    client = NotebookClient(
        notebook,
        resources={"metadata": {"path": str(folder)}},
        timeout=_SECONDS,
        record_timing=False,
        store_widget_state=False,
        coalesce_streams=True,
    )
    manager = client.create_kernel_manager()
    manager.kernel_spec_manager = KernelSpecManager(kernel_dirs=[])  # this very Python's kernel
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        profile = Path(home) / "profile_default"
        profile.mkdir()
        (profile / "ipython_kernel_config.py").write_text(_CONFIG, encoding="utf-8")
        env = os.environ | {"IPYTHONDIR": home, "PYTHONHASHSEED": "0"}
        try:
            with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as loop:  # and close it
                loop.run(client.async_execute(env=env))
        except CellExecutionError as error:
            raise InputError.of(
                "cell {cell!r} raised {name}: {value}",
                cell=_failed(notebook),
                name=error.ename,
                value=error.evalue,
            ) from None
        except (CellTimeoutError, DeadKernelError) as error:
            raise InputError.of(
                "the notebook was stopped ({reason}). Is there enough memory?",
                reason=type(error).__name__,
            ) from None
    _tidy(notebook)


def _failed(notebook: NotebookNode) -> str:
    return next(
        cell.id
        for cell in notebook.cells
        if any(output.output_type == "error" for output in cell.get("outputs", []))
    )


def _tidy(notebook: NotebookNode) -> None:
    """Drop what differs from run to run, and give every picture its sentence, in place."""
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
    from PIL import Image

    picture = Image.open(io.BytesIO(base64.b64decode(png)))
    small = io.BytesIO()
    few = picture.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE)
    few.save(small, "png", optimize=True, dpi=picture.info.get("dpi", (100, 100)))
    return base64.b64encode(small.getvalue()).decode() + "\n"


def _pictures(outputs: list[NotebookNode]) -> Iterator[tuple[NotebookNode, NotebookNode]]:
    for output in outputs:
        if "image/png" in output.get("data", {}):
            yield output.data, output.metadata
