"""Tables and pictures as files, none of them over a file that is not ours."""

from __future__ import annotations

import io
import textwrap
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from custsat_edu.errors import InputError, Problem
from custsat_edu.show.tables import no_formula

if TYPE_CHECKING:
    from matplotlib.figure import Figure


DPI = 150
_OURS = {  # what a file of ours holds
    ".png": b"Software\0custsat ",
    ".pdf": b"/Creator (custsat ",
    ".svg": b"<dc:title>custsat ",
    ".xlsx": b"<dc:creator>custsat ",
}
_MADE = datetime(2026, 1, 5)  # the same input gives the same bytes


@dataclass(frozen=True)
class Picture:
    """A figure, and the sentence that says what it shows."""

    figure: Figure
    sentence: str


def write(folder: Path, files: Mapping[str, bytes]) -> list[str]:
    """Write files into a folder, none of them over one that is not ours; return their names."""
    try:
        foreign = [name for name, new in files.items() if _is_foreign(folder / name, new)]
        if foreign:
            raise InputError(
                Problem(
                    "{file}: there is such a file already, and custsat did not write it. Choose "
                    "another folder for --out.",
                    {"file": str(folder / name)},
                )
                for name in foreign
            )
        folder.mkdir(parents=True, exist_ok=True)
        for name, new in files.items():
            (folder / name).write_bytes(new)
    except OSError as error:
        raise InputError.of(
            "{file}: this cannot be written ({reason}). Choose a folder for --out that you may "
            "write to.",
            file=str(error.filename or folder),
            reason=error.strerror,
        ) from None
    return [*files]


def saved(picture: Picture, kind: str, maker: str) -> bytes:
    """Return a figure as PNG, PDF or SVG, with its sentence and its maker inside, and no clock."""
    import matplotlib as mpl

    words = {
        "png": {"Software": maker, "Description": picture.sentence},
        "pdf": {"Creator": maker, "Subject": picture.sentence, "CreationDate": None},
        "svg": {"Creator": [maker], "Description": picture.sentence, "Date": None},
    }
    file = io.BytesIO()
    with mpl.rc_context({"svg.hashsalt": maker, "pdf.fonttype": 42}):
        picture.figure.savefig(file, format=kind, dpi=DPI, metadata=words[kind])
    return file.getvalue()


def workbook(table: pd.DataFrame, name: str, maker: str) -> bytes:
    """Return a table as a workbook of one sheet, its texts as texts."""
    import xlsxwriter

    file = io.BytesIO()
    plain = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, plain) as book:
        book.set_properties({"author": maker, "created": _MADE})
        page = book.add_worksheet(name)
        page.write_row(0, 0, [no_formula(str(name)) for name in table])
        for across, column in enumerate(table):
            for down, cell in enumerate(table[column].tolist(), start=1):
                if not pd.isna(cell):
                    page.write(down, across, no_formula(cell))
        page.freeze_panes(1, 0)
        page.autofit()
    return file.getvalue()


def first_as_index(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table whose rows are only numbered with its first column as their name."""
    return table if table.index.name else table.set_index(table.columns[0])


def close(pictures: Mapping[str, Picture]) -> None:
    """Close the figures, so that pyplot does not keep them."""
    import matplotlib.pyplot as plt

    for picture in pictures.values():
        plt.close(picture.figure)


def _is_foreign(path: Path, new: bytes) -> bool:
    """Say whether a file stands there that is not one of ours."""
    old = path.read_bytes() if path.is_file() else b""
    if path.suffix in _OURS:
        return bool(old) and _OURS[path.suffix] not in _unpacked(old)
    mark = (
        b",".join(new.split(b",", 2)[:2]) + b"," if path.suffix == ".csv" else new.split(b"\n")[0]
    )
    return bool(old) and not old.startswith(mark)


def _unpacked(old: bytes) -> bytes:
    """Return what tells whose file it is: of a workbook, its properties."""
    try:
        with zipfile.ZipFile(io.BytesIO(old)) as book:
            return book.read("docProps/core.xml")
    except (zipfile.BadZipFile, KeyError):
        return old


def paragraph(text: str) -> str:
    """Return a text in indented lines."""
    indent = 4 * " "
    return textwrap.fill(
        text, 96, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
    )
