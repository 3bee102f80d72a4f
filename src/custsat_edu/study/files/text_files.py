"""Text files of cells: their encoding, separator and decimal mark."""

from __future__ import annotations

import csv
import io
import re
import warnings
from collections.abc import Iterator
from typing import Any

import pandas as pd
from pandas.api.types import is_float_dtype, is_numeric_dtype
from pandas.errors import EmptyDataError, ParserError, ParserWarning

from custsat_edu.errors import StudyError
from custsat_edu.study.files.table import BLANK
from custsat_edu.study.files.vendors import Header

_SAMPLE_ROWS = 100
_MOST_CELLS = 200_000_000
_MARKS = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe\x00\x00": "utf-32",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}


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


def read_cells(file: str, text: str, header: Header, **options: Any) -> pd.DataFrame:
    """Return the cells below the header rows."""
    if text.count("\n") * len(header.names) > _MOST_CELLS:
        raise StudyError.of(
            "{file}: {rows} rows of {n} columns are more than can be read. Is a quote left open, "
            "or a separator doubled? Else read it in parts.",
            file=file,
            rows=text.count("\n"),
            n=len(header.names),
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", ParserWarning)
            return pd.read_csv(
                io.BytesIO(text.encode()),
                header=None,
                names=range(len(header.names)),
                skiprows=header.depth,
                index_col=False,
                skip_blank_lines=False,
                keep_default_na=False,
                na_values=BLANK,
                low_memory=False,
                **options,
            )
    except EmptyDataError:
        return pd.DataFrame(columns=range(len(header.names)))
    except (ParserError, ParserWarning) as error:
        line = re.search(r"line (\d+)", str(error))
        raise StudyError.of(
            "{file}: the rows do not fit the {n} column names (first trouble in row {row}). Is a "
            "text with {separator!r} in it without quotes, or a quote left open?",
            file=file,
            n=len(header.names),
            row=line.group(1) if line else "?",
            separator=options["sep"],
        ) from None


def first_rows(text: str, separator: str) -> list[list[str]]:
    """Return the first hundred rows; a blank row has one blank cell."""
    rows = csv.reader(_lines(text), delimiter=separator)
    found: list[list[str]] = []
    try:
        for _, row in zip(range(_SAMPLE_ROWS), rows, strict=False):
            found.append(row or [""])
    except csv.Error:  # a cell without an end
        pass
    return found or [[""]]


def _lines(text: str) -> Iterator[str]:
    start = 0
    while (end := text.find("\n", start)) >= 0:
        yield text[start : end + 1]
        start = end + 1
    yield text[start:]


def separator_of(text: str) -> str:
    """Return the separator that makes rows of one width."""

    def fit(separator: str) -> tuple[bool, float, int]:
        widths = [len(row) for row in first_rows(text, separator) if row != [""]] or [1]
        width = widths[0]
        return width > 1, sum(w == width for w in widths) / len(widths), width

    return max(",;\t", key=fit)


_DECIMAL = re.compile(r"[-+]?\d+(,\d+)?")
_PAIR = re.compile(r"([1-9]|1\d|20),([1-9]|1\d|20)")


def with_decimals(frame: pd.DataFrame, separator: str) -> tuple[pd.DataFrame, str, dict[int, int]]:
    """Read decimal commas; also return the mark, and columns that may be lists of choices."""
    if separator == "," or any(_has_points(frame[place]) for place in frame):
        return frame, ".", {}
    found = {place: _commas(frame[place]) for place in frame}
    lists = {place: len(cells) for place, cells in found.items() if cells and _rising(cells)}
    columns = [place for place, cells in found.items() if cells and place not in lists]
    for place in columns:
        plain = frame[place].str.strip().str.replace(",", ".", regex=False)
        frame[place] = pd.to_numeric(plain)
    return frame, "," if columns else ".", lists


def _has_points(column: pd.Series) -> bool:
    return is_float_dtype(column) and bool((column.dropna() % 1 != 0).any())


def _commas(column: pd.Series) -> list[str]:
    """Return the different cells with a comma, if all cells are numbers or such cells."""
    if is_numeric_dtype(column):
        return []
    cells = [str(cell).strip() for cell in column.dropna().unique()]
    return [cell for cell in cells if "," in cell] if all(map(_DECIMAL.fullmatch, cells)) else []


def _rising(cells: list[str]) -> bool:
    """Say whether all cells could be two choices in their order: 1,2 but not 1,0 or 1,25."""
    pairs = [_PAIR.fullmatch(cell) for cell in cells]
    return all(pair and int(pair[1]) < int(pair[2]) for pair in pairs)
