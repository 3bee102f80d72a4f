"""Files of answers as tables, whatever survey tool wrote them; files are opened read-only."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from custsat_edu.errors import Problem, StudyError
from custsat_edu.study.answers import tidy
from custsat_edu.study.files.furniture import own_columns, unwrap
from custsat_edu.study.files.refusals import protected, refuse_disguised, refuse_results
from custsat_edu.study.files.spss import read_statistical
from custsat_edu.study.files.syntax import Syntax, is_for_spss, read_syntax, syntax_beside
from custsat_edu.study.files.table import BLANK, Note, Table, texts, unique_names
from custsat_edu.study.files.text_files import (
    decode,
    first_rows,
    read_cells,
    separator_of,
    with_decimals,
)
from custsat_edu.study.files.vendors import Header, read_header

_SAMPLE_ROWS = 100
_MOST_COLUMNS = 16_384  # of a spreadsheet
_LARGEST = 2_000_000_000  # bytes of a workbook, unpacked
_PERSONAL = re.compile(
    r"ip(_?addr(ess)?)?|recipient.*|location.*|(.*_)?(latitude|longitude)|user_?name"
    r"|((your|work|alamat)_)?e_?mail(_?address)?|(alamat_)?surel"
    r"|((first|last|full|your)_?)?name|nama(_(lengkap|anda|responden|pengguna))?"
    r"|((mobile|tele|your)_?)?phone(_?number)?|telepon|handphone|hp|(no|nomor)_(hp|telepon|wa)"
)


def read_table(path: Path, *, sheet: str | None = None) -> Table:
    """Read a file of answers without changing it.

    Parameters
    ----------
    path : Path
        A .csv, .tsv, .txt or .dat file, a workbook (.xlsx, .xlsm, .xls, .ods), or a file of SPSS
        (.sav, .zsav) or Stata (.dta), for which the extra `spss` must be installed.
    sheet : str, optional
        The sheet of a workbook; by default the first.

    Returns
    -------
    Table
        frame (column names without outer blanks; the second of two equal names gets ".2"; rows
        that are blank throughout left out; times as text), rows (the number that a spreadsheet
        shows beside each row: the column names are row 1), repeated (names that stand more than
        once), questions, value labels and codes of missing answers where the file has them, notes
        on what was left out, and for a survey tool who did not finish and the seconds each took.

    Raises
    ------
    StudyError
        If there is no such file, or it is empty, holds column names only, holds results instead
        of answers, or cannot be read.

    Notes
    -----
    Text files: the encoding is told by a byte-order mark, else UTF-8, else cp1252. Comma,
    semicolon or tab separates, whichever gives rows of one width. A decimal comma is possible only
    where the separator is no comma, only if no number there has a point, and only in columns that
    cannot be lists of choices such as "1,2".

    Qualtrics, SurveyMonkey, Google Forms, Microsoft Forms, LimeSurvey (with its syntax file for R
    or SPSS beside the data file), KoboToolbox and SoSci Survey are told by their own columns.
    """
    reader = _reader(path)
    raw = _bytes(path)
    if not raw.strip():
        raise _empty(path)
    refuse_disguised(path, raw)
    table = reader(path, raw, sheet)
    if table.frame.empty:
        raise StudyError.of(
            "{file}: there are column names and no answers below them. Is it the right export, "
            "and the right sheet?",
            file=path.name,
        )
    table.facts["sha256"] = hashlib.sha256(raw).hexdigest()
    return table


def _reader(path: Path) -> Callable[[Path, bytes, str | None], Table]:
    """Return what reads a file of this name."""
    try:
        there = path.exists()
    except OSError:  # no system has names as long
        there = False
    if not there:
        raise StudyError.of("There is no file {path!r}. Check its name and folder.", path=str(path))
    ending = path.suffix.lower()
    if ending in (".r", ".sps"):
        raise StudyError.of(
            "{file}: this is a syntax file, which describes the answers. Leave it where it is, and "
            "name the data file beside it.",
            file=path.name,
        )
    if ending not in _READERS or path.is_dir():
        raise StudyError.of(
            "{file}: a file of answers ends in one of {known}. Save or export yours as CSV.",
            file=path.name,
            known=" ".join(_READERS),
        )
    return _READERS[ending]


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise StudyError.of(
            "{file}: the file cannot be opened ({reason}). Is it open in another program?",
            file=path.name,
            reason=error.strerror,
        ) from None


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


def _named(cells: Iterable[Any], file: str) -> None:
    """Refuse a blank first row."""
    if not any(map(tidy, cells)):
        raise StudyError.of("{file}: row 1 must hold the column names, and is blank.", file=file)


def _clean(name: str, header: Header, frame: pd.DataFrame, **facts: Any) -> Table:
    """Strip texts, drop blank rows and the nameless empty columns, and number the rows."""
    unique, repeated = unique_names(header.names)
    frame = frame.set_axis(unique, axis=1)
    nameless = [new for new, given in zip(unique, header.names, strict=True) if not given]
    frame = frame.drop(columns=[column for column in nameless if frame[column].isna().all()])
    frame = pd.DataFrame({column: texts(frame[column]) for column in frame}, index=frame.index)
    rows = pd.Index(np.arange(len(frame)) + header.depth + 1)
    full = frame.notna().any(axis=1).to_numpy()
    asked = zip(unique, header.questions, strict=True)
    return Table(
        name,
        frame[full].reset_index(drop=True),
        rows[full],
        repeated,
        questions={column: text for column, text in asked if text and column in frame},
        facts={**facts},
    )


# Text files -----------------------------------------------------------------------------------


def _read_text(path: Path, raw: bytes, sheet: str | None) -> Table:
    text, encoding = decode(raw, path.name)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise _empty(path)
    syntax = _syntax(path)
    if syntax and is_for_spss(path):
        header, separator, quote = read_header([syntax.names]), ",", "'"
        header = replace(header, depth=0)
    else:
        separator, quote = separator_of(text), '"'
        rows = first_rows(text, separator)
        _named(rows[0], path.name)
        _not_too_wide(path.name, len(rows[0]))
        header = read_header(rows)
    tool = "LimeSurvey" if syntax else header.tool
    frame = read_cells(path.name, text, header, sep=separator, quotechar=quote)
    frame, decimal, lists = with_decimals(frame, separator)
    told = {"encoding": encoding, "separator": separator, "decimal": decimal}
    table = _unclear(_clean(path.name, header, frame, **told), header, lists)
    if tool is None:
        refuse_results(table.frame, path.name)
    return unwrap(_described(table, header.names, syntax), tool)


def _not_too_wide(file: str, n: int) -> None:
    """Refuse more columns than a spreadsheet has: a quote or a separator went wrong."""
    if n > _MOST_COLUMNS:
        raise StudyError.of(
            "{file}: row 1 has {n} columns, and at most {most} can be read. Is it the right "
            "file, with the right separator?",
            file=file,
            n=n,
            most=_MOST_COLUMNS,
        )


def _empty(path: Path) -> StudyError:
    return StudyError.of(
        "{file}: the file is empty. Export the answers again, or name another file with data=.",
        file=path.name,
    )


def _unclear(table: Table, header: Header, lists: dict[int, int]) -> Table:
    """Note the columns that were left as text because "1,2" may be two choices."""
    names, _ = unique_names(header.names)
    what = Problem("decimal commas, or lists of choices?")
    advice = Problem(
        "Read as text, for 1,2 may be two choices. If they are numbers, write them with a point."
    )
    notes = [Note(what, f"{table.name}: {names[place]}", n, advice) for place, n in lists.items()]
    return replace(table, notes=[*table.notes, *notes])


# LimeSurvey's syntax files --------------------------------------------------------------------


def _syntax(path: Path) -> Syntax | None:
    """Read the syntax file beside a data file; a data file without names must have one."""
    beside = syntax_beside(path)
    text = decode(_bytes(beside), beside.name)[0] if beside else ""
    syntax = read_syntax(beside, text) if beside else None
    if is_for_spss(path) and not (syntax and syntax.names):
        raise StudyError.of(
            "{file}: this data file of LimeSurvey holds no column names. Put its syntax file "
            "{syntax!r} beside it, or export the answers as CSV.",
            file=path.name,
            syntax=path.stem.replace("_data_file", "_syntax_file") + ".sps",
        )
    return syntax


def _described(table: Table, names: Sequence[str], syntax: Syntax | None) -> Table:
    """Add the questions and value labels of a syntax file, which counts the columns."""
    if syntax is None:
        return table
    table.facts["syntax"] = syntax.file.name
    new, _ = unique_names(names)
    place = dict(zip(syntax.names, new, strict=False))
    own = own_columns("LimeSurvey", new)
    return replace(
        table,
        questions={
            place[name]: text
            for name, text in syntax.questions.items()
            if name in place and place[name] not in own
        },
        values={place[name]: words for name, words in syntax.values.items() if name in place},
    )


# Workbooks ------------------------------------------------------------------------------------


def _read_workbook(path: Path, raw: bytes, sheet: str | None) -> Table:
    with _open(path, raw) as book:
        cells, others = _sheet(path, book, sheet)
    if cells.empty:
        raise StudyError.of("{file}: the sheet is empty.", file=path.name)
    head = cells.head(_SAMPLE_ROWS).apply(texts).astype(object)
    rows = [["" if pd.isna(cell) else str(cell) for cell in row] for row in head.to_numpy()]
    _named(rows[0], path.name)
    header = read_header(rows)
    frame = cells.iloc[header.depth :].reset_index(drop=True).infer_objects().apply(_numbers)
    table = _clean(path.name, header, frame)
    if header.tool is None:
        refuse_results(table.frame, path.name)
    table.notes.extend(_unread(path.name, others))
    return unwrap(table, header.tool)


def _sheet(path: Path, book: pd.ExcelFile, sheet: str | None) -> tuple[pd.DataFrame, list[str]]:
    """Return the cells of a sheet, and the names of those that were not asked for."""
    names = list(map(str, book.sheet_names))
    if sheet is not None and sheet not in names:
        raise StudyError.of(
            "{file}: there is no sheet {sheet!r}. Its sheets are: {known}.",
            file=path.name,
            sheet=sheet,
            known=", ".join(names),
        )
    plain = {"header": None, "keep_default_na": False, "na_values": BLANK}
    try:
        cells = pd.read_excel(book, sheet_name=0 if sheet is None else sheet, **plain)
    except Exception as error:
        raise _broken(path, error) from None
    return cells, names[1:] if sheet is None else []


_NUMBER = re.compile(r"[-+]?(0|[1-9]\d*)(\.\d+)?")


def _numbers(column: pd.Series) -> pd.Series:
    """Read numbers that a tool wrote as text, but not 007."""
    cells = column.dropna().unique()
    written = all(isinstance(cell, str) and _NUMBER.fullmatch(cell.strip()) for cell in cells)
    return pd.to_numeric(column) if written and len(cells) else column


def _open(path: Path, raw: bytes) -> pd.ExcelFile:
    """Open a workbook, unless it is protected, broken, or too large to unpack."""
    try:
        if zipfile.is_zipfile(io.BytesIO(raw)):
            inside = zipfile.ZipFile(io.BytesIO(raw)).infolist()
            if sum(part.file_size for part in inside) > _LARGEST:
                raise _too_large(path)
        return pd.ExcelFile(io.BytesIO(raw), engine="calamine")
    except StudyError:
        raise
    except Exception as error:
        if "password" in str(error).casefold():
            raise protected(path) from None
        raise _broken(path, error) from None


def _broken(path: Path, error: Exception) -> StudyError:
    return StudyError.of(
        "{file}: this is not a workbook that can be read ({reason}). Save it again as .xlsx.",
        file=path.name,
        reason=error,
    )


def _too_large(path: Path) -> StudyError:
    return StudyError.of(
        "{file}: the workbook unpacks to more than {size} GB. Save the sheet as CSV.",
        file=path.name,
        size=_LARGEST // 10**9,
    )


def _unread(file: str, others: list[str]) -> Iterator[Note]:
    if others:
        yield Note(
            Problem("other sheets not read"),
            f"{file}: {', '.join(others)}",
            len(others),
            Problem("To read another one, write sheet: and its name in the codebook."),
        )


# SPSS and Stata -------------------------------------------------------------------------------


def _read_spss(path: Path, raw: bytes, sheet: str | None) -> Table:
    frame, questions, values, missing = read_statistical(path)
    header = read_header([[tidy(name) for name in frame.columns]])
    table = replace(
        _clean(path.name, header, frame),
        questions=questions,
        values=values,
        missing=missing,
    )
    return unwrap(_without_letters(table), header.tool)


def _without_letters(table: Table) -> Table:
    """Make the tagged missing answers of Stata (.a to .z) plain missing ones."""
    frame, missing, values = table.frame.copy(), {**table.missing}, {**table.values}
    for name, codes in table.missing.items():
        letters = [key for key in codes if re.fullmatch("[a-z]", key)]
        if letters and frame[name].map(lambda cell: isinstance(cell, int | float)).any():
            frame[name] = pd.to_numeric(frame[name].mask(frame[name].isin(letters)))
            del missing[name]
            words = values.get(name, {}).items()
            values[name] = {key: word for key, word in words if key not in letters}
    return replace(
        table,
        frame=frame,
        missing=missing,
        values={n: words for n, words in values.items() if words},
    )


_READERS = {
    **dict.fromkeys((".csv", ".tsv", ".txt", ".dat"), _read_text),
    **dict.fromkeys((".xlsx", ".xlsm", ".xls", ".ods"), _read_workbook),
    **dict.fromkeys((".sav", ".zsav", ".dta"), _read_spss),
}
