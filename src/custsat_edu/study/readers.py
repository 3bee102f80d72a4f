"""Files of answers as tables: CSV, XLSX, SPSS and Stata, opened read-only."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import warnings
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from pandas.errors import EmptyDataError, ParserError, ParserWarning

from custsat_edu.errors import Problem, StudyError
from custsat_edu.study.answers import code, tidy

_BLANK = ["", "NA", "N/A", "NaN", "NULL", "#N/A", "#NULL!"]
_SAMPLE = 100_000
_MARKS = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe\x00\x00": "utf-32",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
_PERSONAL = re.compile(
    r"ip(_?address)?|recipient.*|location.*"
    r"|((your|work|alamat)_)?e_?mail(_?address)?|(alamat_)?surel"
    r"|((first|last|full|your)_?)?name|nama(_(lengkap|anda|responden))?"
    r"|((mobile|tele|your)_?)?phone(_number)?|telepon|handphone|hp|(no|nomor)_(hp|telepon|wa)"
)


@dataclass(frozen=True)
class Note:
    """Something that a reader should know, though no number is wrong."""

    what: Problem
    where: str
    n: int
    advice: Problem


@dataclass(frozen=True)
class Table:
    """What a file holds: the answers and what the file itself says about them.

    unfinished (true or false) and seconds (how long a respondent took) stand in the order of
    frame's rows, None where the file does not tell.
    """

    name: str
    frame: pd.DataFrame
    rows: pd.Index
    repeated: dict[str, int] = field(default_factory=dict)
    questions: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    missing: dict[str, list[str]] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    unfinished: pd.Series | None = None
    seconds: pd.Series | None = None


def read_table(path: Path, *, sheet: str | None = None) -> Table:
    """Read a file of answers without changing it.

    Parameters
    ----------
    path : Path
        A .csv, .tsv or .txt file, a workbook (.xlsx, .xlsm, .xls, .ods), or a file of SPSS (.sav,
        .zsav) or Stata (.dta), for which the extra `spss` must be installed.
    sheet : str, optional
        The sheet of a workbook; by default the first.

    Returns
    -------
    Table
        frame (column names without outer blanks; the second of two equal names gets ".2"; rows
        that are blank throughout left out), rows (the number that a spreadsheet shows beside each
        row: the column names are row 1), repeated (names that stand more than once), and for SPSS
        and Stata the questions, value labels and codes of missing answers; facts holds the
        sha256 and how a text file was read.

    Raises
    ------
    StudyError
        If there is no such file, or it is empty, holds column names only, or cannot be read.

    Notes
    -----
    Text files: the encoding is told by a byte-order mark, else UTF-8, else cp1252. Comma,
    semicolon or tab separates, whichever gives rows of one width; a decimal comma is possible only
    where the separator is no comma, and only if no number there has a point.
    """
    if not path.exists():
        raise StudyError.of("There is no file {path!r}. Check its name and folder.", path=str(path))
    reader = _READERS.get(path.suffix.lower())
    if reader is None or path.is_dir():
        raise StudyError.of(
            "{file}: a file of answers ends in one of {known}. Save or export yours as CSV.",
            file=path.name,
            known=" ".join(_READERS),
        )
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise StudyError.of(
            "{file}: the file cannot be opened ({reason}). Is it open in another program?",
            file=path.name,
            reason=error.strerror,
        ) from None
    if not raw.strip():
        raise _empty(path)
    table = reader(path, raw, sheet)
    if table.frame.empty:
        raise StudyError.of(
            "{file}: there are column names and no answers below them. Is it the right export, "
            "and the right sheet?",
            file=path.name,
        )
    table.facts["sha256"] = hashlib.sha256(raw).hexdigest()
    return table


def from_frame(frame: pd.DataFrame, name: str = "DataFrame") -> Table:
    """Take a DataFrame as a table; its index labels serve as row numbers."""
    names, repeated = unique_names(tidy(column) for column in frame.columns)
    if frame.empty:
        raise StudyError.of("{file}: there are no answers in it.", file=name)
    rows = pd.Index(frame.index)
    return Table(name, frame.set_axis(names, axis=1).reset_index(drop=True), rows, repeated)


def personal_columns(names: Iterable[str]) -> list[str]:
    """Return the columns that name a person: e-mail, phone, name, IP address, location."""
    folded = {name: re.sub(r"[\W_]+", "_", name.casefold()).strip("_") for name in names}
    return [name for name, plain in folded.items() if _PERSONAL.fullmatch(plain)]


def decode(raw: bytes, name: str) -> tuple[str, str]:
    """Return the text of a file, and its encoding: by its mark, else UTF-8, else cp1252."""
    marked = next((code for mark, code in _MARKS.items() if raw.startswith(mark)), None)
    for encoding in [marked] if marked else ["utf-8", "cp1252"]:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text, encoding
    raise StudyError.of(
        "{file}: this is not a text file. Save or export it again as CSV in UTF-8.", file=name
    )


def unique_names(names: Iterable[str]) -> tuple[list[str], dict[str, int]]:
    """Name nameless columns by their place, and the second of two equal names NAME.2.

    Returns the names, and how often each doubled name stood there.
    """
    named = [name or f"column {place}" for place, name in enumerate(names, 1)]
    counts = Counter(named)
    unique: list[str] = []
    for name in named:
        place = 2
        while (other := name if name not in unique else f"{name}.{place}") in unique:
            place += 1
        unique.append(other)
    return unique, {name: n for name, n in counts.items() if n > 1}


def _named(cells: Iterable[Any], file: str) -> list[str]:
    """Return the first row as column names."""
    names = [tidy(cell) for cell in cells]
    if not any(names):
        raise StudyError.of("{file}: row 1 must hold the column names, and is blank.", file=file)
    return names


def _clean(name: str, names: list[str], frame: pd.DataFrame, **facts: Any) -> Table:
    """Strip texts, drop blank rows and the nameless empty columns, and number the rows."""
    unique, repeated = unique_names(names)
    frame = frame.set_axis(unique, axis=1)
    frame = frame.drop(
        columns=[
            column
            for column, given in zip(unique, names, strict=True)
            if not given and frame[column].isna().all()
        ]
    )
    for column in frame.columns[[not pd.api.types.is_numeric_dtype(t) for t in frame.dtypes]]:
        frame[column] = _stripped(frame[column])
    rows = pd.Index(np.arange(2, len(frame) + 2))
    full = frame.notna().any(axis=1).to_numpy()
    return Table(name, frame[full].reset_index(drop=True), rows[full], repeated, facts={**facts})


def _stripped(column: pd.Series) -> pd.Series:
    """Strip the texts in a column; blank texts become missing."""
    strip: dict[str, Any] = {
        cell: cell.strip() or np.nan
        for cell in column.dropna().unique()
        if isinstance(cell, str) and (not cell or cell != cell.strip())
    }
    return column.replace(strip) if strip else column


# CSV ------------------------------------------------------------------------------------------


def _read_csv(path: Path, raw: bytes, sheet: str | None) -> Table:
    text, encoding = decode(raw, path.name)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise _empty(path)
    separator = _separator(text)
    decimal = _decimal(text, separator)
    names = _named(_sample(text, separator)[0], path.name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", ParserWarning)
            frame = pd.read_csv(
                io.StringIO(text),
                sep=separator,
                decimal=decimal,
                header=0,
                names=range(len(names)),
                index_col=False,
                skip_blank_lines=False,
                keep_default_na=False,
                na_values=_BLANK,
                low_memory=False,
            )
    except (ParserError, ParserWarning, EmptyDataError) as error:
        line = re.search(r"line (\d+)", str(error))
        raise StudyError.of(
            "{file}: the rows do not fit the {n} column names (first trouble in row {row}). Is a "
            "text with {separator!r} in it without quotes, or a quote left open?",
            file=path.name,
            n=len(names),
            row=line.group(1) if line else "?",
            separator=separator,
        ) from None
    return _clean(path.name, names, frame, encoding=encoding, separator=separator, decimal=decimal)


def _sample(text: str, separator: str) -> list[list[str]]:
    """Return the first hundred rows; a blank first row has one blank cell."""
    rows = csv.reader(io.StringIO(text[:_SAMPLE]), delimiter=separator)
    return [row or [""] for _, row in zip(range(100), rows, strict=False)]


def _empty(path: Path) -> StudyError:
    return StudyError.of(
        "{file}: the file is empty. Export the answers again, or name another file with data=.",
        file=path.name,
    )


def _separator(text: str) -> str:
    """Return the separator that makes rows of one width."""

    def fit(separator: str) -> tuple[bool, float, int]:
        widths = [len(row) for row in _sample(text, separator) if row != [""]] or [1]
        width = widths[0]
        return width > 1, sum(w == width for w in widths) / len(widths), width

    return max(",;\t", key=fit)


def _decimal(text: str, separator: str) -> str:
    if separator == ",":
        return "."
    cells = [cell.strip() for row in _sample(text, separator)[1:] for cell in row]
    commas = any(re.fullmatch(r"[-+]?\d+,\d+", cell) for cell in cells)
    points = any(re.fullmatch(r"[-+]?\d+\.\d+", cell) for cell in cells)
    return "," if commas and not points else "."


# XLSX -----------------------------------------------------------------------------------------


def _read_workbook(path: Path, raw: bytes, sheet: str | None) -> Table:
    try:
        book = pd.ExcelFile(io.BytesIO(raw), engine="calamine")
    except Exception as error:
        raise StudyError.of(
            "{file}: this is not a workbook that can be read ({reason}). Save it again as .xlsx.",
            file=path.name,
            reason=error,
        ) from None
    with book:
        if sheet is not None and sheet not in book.sheet_names:
            raise StudyError.of(
                "{file}: there is no sheet {sheet!r}. Its sheets are: {known}.",
                file=path.name,
                sheet=sheet,
                known=", ".join(map(str, book.sheet_names)),
            )
        cells = pd.read_excel(
            book,
            sheet_name=0 if sheet is None else sheet,
            header=None,
            keep_default_na=False,
            na_values=_BLANK,
        )
    if cells.empty:
        raise StudyError.of("{file}: the sheet is empty.", file=path.name)
    names = _named(["" if pd.isna(name) else name for name in cells.iloc[0]], path.name)
    frame = cells.iloc[1:].reset_index(drop=True).infer_objects()
    return _clean(path.name, names, frame)


# SPSS and Stata -------------------------------------------------------------------------------


def _read_statistical(path: Path, raw: bytes, sheet: str | None) -> Table:
    try:
        import pyreadstat
    except ImportError:
        raise StudyError.of(
            "{file}: files of SPSS and Stata need one more package. Install the extra: "
            "pip install 'custsat-edu[spss]'. Or export the file as CSV.",
            file=path.name,
        ) from None
    read = pyreadstat.read_dta if path.suffix.lower() == ".dta" else pyreadstat.read_sav
    try:
        frame, meta = read(str(path), user_missing=True)
    except Exception as error:
        raise StudyError.of(
            "{file}: the file cannot be read ({reason}). Save it again, or export it as CSV.",
            file=path.name,
            reason=error,
        ) from None
    table = _clean(path.name, [tidy(name) for name in frame.columns], frame)
    labels = meta.column_names_to_labels
    return Table(
        table.name,
        table.frame,
        table.rows,
        table.repeated,
        questions={name: text for name, text in labels.items() if text},
        values={
            name: {code(key): tidy(label) for key, label in labels.items()}
            for name, labels in meta.variable_value_labels.items()
        },
        missing=_user_missing(table.frame, meta),
        facts=table.facts,
    )


def _user_missing(frame: pd.DataFrame, meta: Any) -> dict[str, list[str]]:
    """Return the codes that the file itself marks as no answer."""
    missing = {name: [code(key) for key in keys] for name, keys in meta.missing_user_values.items()}
    for name, ranges in meta.missing_ranges.items():
        found = frame[name].dropna().unique()
        missing[name] = [
            code(value) for value in found if any(_within(value, span) for span in ranges)
        ]
    return missing


def _within(value: Any, span: dict[str, Any]) -> bool:
    low, high = span["lo"], span["hi"]
    if isinstance(value, str) or isinstance(low, str):
        return tidy(value) == tidy(low)
    return bool(low <= value <= high)


_READERS = {
    **dict.fromkeys((".csv", ".tsv", ".txt"), _read_csv),
    **dict.fromkeys((".xlsx", ".xlsm", ".xls", ".ods"), _read_workbook),
    **dict.fromkeys((".sav", ".zsav", ".dta"), _read_statistical),
}
