"""What is no file of answers: other kinds of files under its name, and tables of results."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
from pandas.api.types import is_bool_dtype, is_numeric_dtype

from custsat_edu.errors import StudyError

_ZIP, _OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PACKED = (_ZIP, b"PK\x05\x06", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf\x27\x1c")
_PAGE = re.compile(rb"\s*(<!doctype|<html|<head|<body|<table|<meta|<\?xml)", re.IGNORECASE)
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_WORKBOOK = b"xl/workbook"
_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument.spreadsheet"
_TEXTS = (".csv", ".tsv", ".txt", ".dat")
_FEW = 40
_PERCENT = re.compile(r"[-+]?\d+([.,]\d+)?\s*%")
_SHARE = re.compile(r"%|\b(percent\w*|pct|persen\w*|proporsi|proportion|share)\b", re.IGNORECASE)
_HIGHEST_RATING = 10
_TOTAL = re.compile(r"(grand )?total|jumlah|sum", re.IGNORECASE)


def refuse_disguised(path: Path, raw: bytes) -> None:
    """Refuse a PDF, a web page, an archive or a protected workbook, whatever its name says.

    Raises
    ------
    StudyError
        If the first bytes are those of another kind of file than the name says.
    """
    if raw.startswith(b"%PDF"):
        raise StudyError.of(
            "{file}: this is a PDF, a page to print. Export the answers from your survey tool as "
            "CSV or Excel.",
            file=path.name,
        )
    if _PAGE.match(raw.removeprefix(b"\xef\xbb\xbf")[:200]):
        raise StudyError.of(
            "{file}: this is a web page (HTML or XML) under another name. Open it in a spreadsheet "
            "program and save it as .xlsx, or export the answers again as CSV.",
            file=path.name,
        )
    if raw.startswith(_OLD_OFFICE) and _ENCRYPTED in raw:
        raise protected(path)
    _refuse_packed(path, raw)


def _refuse_packed(path: Path, raw: bytes) -> None:
    """Refuse an archive, and a workbook under the name of a text file."""
    modern = raw.startswith(_ZIP) and (_WORKBOOK in raw or _OPEN_DOCUMENT in raw[:200])
    if path.suffix.lower() in _TEXTS and (modern or raw.startswith(_OLD_OFFICE)):
        raise StudyError.of(
            "{file}: this is a workbook under the name of a text file. Give it the ending "
            "{ending}, or save it as CSV.",
            file=path.name,
            ending=".xls" if not modern else ".xlsx" if _WORKBOOK in raw else ".ods",
        )
    if raw.startswith(_PACKED) and not modern:
        raise StudyError.of(
            "{file}: this is a packed archive, as survey tools send it. Unpack it, and name the "
            "file of answers inside.",
            file=path.name,
        )


def protected(path: Path) -> StudyError:
    """Return the error for a workbook that asks for a password."""
    return StudyError.of(
        "{file}: the workbook is protected by a password. Open it in a spreadsheet program and "
        "save a copy without one, or as CSV.",
        file=path.name,
    )


def refuse_results(frame: pd.DataFrame, file: str) -> None:
    """Refuse a table of percentages: it holds results, and no answers.

    Parameters
    ----------
    frame : DataFrame
        The cells below the column names.
    file : str
        What the file is called.

    Raises
    ------
    StudyError
        If there are few rows and most cells say "45%", or if a first column of different words
        stands beside columns of shares that sum to 100 (or to 1), or beside rows that do.
    """
    if len(frame) <= _FEW and (_says_percent(frame) or _sums_to_a_whole(frame)):
        raise StudyError.of(
            "{file}: this is a table of results (percentages), and a study needs the answers "
            "themselves, one row a respondent. Export the single responses from your survey tool.",
            file=file,
        )


def _says_percent(frame: pd.DataFrame) -> bool:
    """Say whether half of the cells beside the first column are percentages."""
    beside = frame.iloc[:, 1:] if len(frame.columns) > 1 else frame
    cells = beside.stack()
    percent = sum(isinstance(cell, str) and bool(_PERCENT.fullmatch(cell)) for cell in cells)
    return 2 * percent >= len(cells) > 0


def _sums_to_a_whole(frame: pd.DataFrame) -> bool:
    """Say whether shares stand beside a first column of labels."""
    labels = frame.iloc[:, 0]
    if is_numeric_dtype(labels) or labels.duplicated().any() or labels.isna().any():
        return False
    frame = frame[[not _TOTAL.fullmatch(str(label)) for label in labels]]
    beside = frame.iloc[:, 1:]
    numbers = beside[[c for c in beside if _is_number(beside[c])]].astype(float)
    if len(numbers) < 2 or numbers.empty:
        return False
    if any(_SHARE.search(str(c)) and _whole(numbers[c]) for c in numbers):
        return True
    by_column = all(_whole(numbers[c]) for c in numbers)
    by_row = len(numbers.columns) > 1 and all(_whole(row) for _, row in numbers.iterrows())
    return len(numbers.columns) == len(beside.columns) and (by_column or by_row)


def _is_number(column: pd.Series) -> bool:
    return is_numeric_dtype(column) and not is_bool_dtype(column)


def _whole(shares: pd.Series) -> bool:
    """Say whether shares sum to 100 or 1, but for rounding; ratings up to 10 that do are none."""
    total, parts = shares.sum(), bool(((shares % 1) > 0).any())
    hundred = abs(total - 100) <= 1.01 and (parts or (shares > _HIGHEST_RATING).any())
    one = abs(total - 1) <= 0.0101 and parts
    return bool(shares.min() >= 0 and (hundred or one))
