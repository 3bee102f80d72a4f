"""One way to make a table: for a page (HTML), a paper (LaTeX, Word) and a spreadsheet (CSV)."""

from __future__ import annotations

import csv
import io
import math
import re
import zipfile
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from html import escape
from typing import Any

import numpy as np
import pandas as pd

from custsat_edu.errors import InputError
from custsat_edu.i18n import _, active_language, number
from custsat_edu.show.words import (
    AT_MOST_ONE,
    DEGREES,
    P_VALUES,
    PLAIN,
    SHARES,
    WHOLE,
    Writer,
    codes,
    degrees,
    fraction,
    heads,
    limits,
    p_value,
    percent,
    score_words,
    whole,
)

_MADE = datetime(2026, 1, 5)  # the same table gives the same bytes
_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NO_TEXT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # not in XML
_PORTRAIT = 7  # columns; a Word table with more of them lies on its side
_PAGE = 40  # rows on a page of LaTeX
_LONG, _WIDE = 40, 84  # letters: of a text that is broken into lines, of a line of a page
_LETTER, _BETWEEN = 0.075, 0.18  # inches in Word: a letter, and the blank between columns
_ONCE = ("n", "n_effective", "n_untouched", "noise", "margin")  # in the note, if all rows agree
_SHARE_IF = {"noise", "cumulative", "reached", "next_touchpoint", "at_risk", "centre"}
_AT_MOST_ONE_IF = {"item_total", "welch_f"}
_UNITS = {"share": "share", "alpha": "fraction", "points": "points"}
_ROW_UNITS = {  # by the name of a Series, and of a row of `what_if`
    **dict.fromkeys(("csat", "leave"), "share"),
    **dict.fromkeys(("nps", "nps_difference"), "points"),
    **dict.fromkeys(("cronbach_alpha", "mcdonald_omega"), "fraction"),
}
_OWN_NAME = {"driver", "slope", "cause", "feature", "score", "item", "group"}  # a label replaces it


@dataclass(frozen=True)
class Presented:
    """A table in words, ready for a page, a paper and a spreadsheet.

    Attributes
    ----------
    header : tuple of str
        The heads of the columns.
    rows : tuple of tuple of str
        The cells, in the active language.
    alignment : tuple of str
        "left" for words, "right" for numbers; one a column.
    title, note : str
        What stands above and below the table; "" for none.
    source : DataFrame
        The table itself, for `csv`.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    alignment: tuple[str, ...]
    title: str
    note: str
    source: pd.DataFrame = field(repr=False, compare=False)

    def html(self) -> str:
        """Return the table as HTML: everything escaped, classes and no style."""
        names = [_tag("th", head, side, scope="col") for head, side in self._columns()]
        body = [self._html_row(row) for row in self.rows]
        parts = [
            f'<table class="custsat-table" lang="{active_language()}">',
            f"<caption>{escape(self.title)}</caption>" if self.title else "",
            "<thead>", f"<tr>{''.join(names)}</tr>", "</thead>",
            "<tbody>", *body, "</tbody>",
            self._html_note(), "</table>",
        ]  # fmt: skip
        return "\n".join(filter(None, parts)) + "\n"

    def _html_row(self, row: tuple[str, ...]) -> str:
        sides = self.alignment
        first = _tag("th", row[0], sides[0], scope="row")
        rest = [_tag("td", cell, side) for cell, side in zip(row[1:], sides[1:], strict=True)]
        return f"<tr>{first}{''.join(rest)}</tr>"

    def _html_note(self) -> str:
        if not self.note:
            return ""
        words = f"<em>{escape(_('Note.'))}</em> {escape(self.note)}"
        wide = f'<td class="note" colspan="{len(self.header)}">{words}</td>'
        return f"<tfoot>\n<tr>{wide}</tr>\n</tfoot>"

    def latex(self) -> str:
        """Return the table as LaTeX, in UTF-8; it needs booktabs, and longtable if it is long.

        pdflatex knows the letters of European languages and the signs that results need; names
        in other scripts, and emoji, need xelatex or lualatex. A table of more than 40 rows goes
        on over pages.
        """
        long = len(self.rows) > _PAGE
        title = [rf"\caption{{{_tex(self.title)}}}" + long * r" \\"] if self.title else []
        head = [r"\toprule", _tex_row(self.header), r"\midrule"]
        start = rf"{{{self._tex_sides()}}}"
        if long:
            lines = [r"\begingroup", *self._tex_type(), rf"\begin{{longtable}}{start}", *title]
            lines += [*head, r"\endfirsthead", *head, r"\endhead"]
        else:
            lines = [r"\begin{table}[htbp]", r"\centering", *self._tex_type(), *title]
            lines += [rf"\begin{{tabular}}{start}", *head]
        lines += [_tex_row(row) for row in self.rows]
        lines += [r"\bottomrule", rf"\end{{{'longtable' if long else 'tabular'}}}"]
        if self.note:
            words = rf"\textit{{{_tex(_('Note.'))}}} {_tex(self.note)}"
            lines += [
                r"\par\smallskip\noindent",
                rf"\parbox{{\linewidth}}{{\footnotesize {words}}}",
            ]
        return "\n".join([*lines, r"\endgroup" if long else r"\end{table}"]) + "\n"

    def _tex_sides(self) -> str:
        """Return l or r for each column, and for long texts one that breaks its lines."""
        broken = r"p{.35\linewidth}"
        return "".join(
            broken if side == "left" and self._longest(place) > _LONG else side[0]
            for place, side in enumerate(self.alignment)
        )

    def _tex_type(self) -> list[str]:
        """Return small type for a wide table."""
        wide = sum(self._letters()) + 2 * len(self.header) > _WIDE
        return [r"\footnotesize\setlength{\tabcolsep}{3pt}"] if wide else []

    def docx(self) -> bytes:
        """Return the table as a Word document after APA: three lines, the head on every page."""
        from docx import Document

        document = Document()
        about = document.core_properties
        about.author, about.title, about.comments = "custsat", self.title[:255], ""
        about.created = about.modified = _MADE
        self._word_page(document)
        if self.title:
            document.add_paragraph().add_run(self.title).italic = True
        self._word_table(document)
        if self.note:
            note = document.add_paragraph()
            note.paragraph_format.space_before = _points(4)
            note.add_run(_("Note.") + " ").italic = True
            note.add_run(self.note)
        file = io.BytesIO()
        document.save(file)
        return _without_clock(file.getvalue())

    def _word_page(self, document: Any) -> None:
        """Set type and margins after APA, and lay a wide page on its side."""
        plain, page = document.styles["Normal"], document.sections[0]
        plain.font.name, plain.font.size = "Times New Roman", _points(10)
        plain.paragraph_format.space_after = _points(2)
        page.left_margin = page.right_margin = _points(72)
        room = (page.page_width - page.left_margin - page.right_margin) / _points(72)
        if len(self.header) > _PORTRAIT or sum(self._inches(100)) > room:
            page.page_width, page.page_height = page.page_height, page.page_width

    def _word_table(self, document: Any) -> None:
        page = document.sections[0]
        room = (page.page_width - page.left_margin - page.right_margin) / _points(72)
        table = document.add_table(rows=0, cols=len(self.header))
        table.autofit = False
        widths = [_points(72 * inches) for inches in self._inches(room)]
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        for texts in (self.header, *self.rows):
            row = table.add_row()
            _element(row._tr.get_or_add_trPr(), "w:cantSplit")
            for cell, text, side, width in zip(
                row.cells, texts, self.alignment, widths, strict=True
            ):
                cell.text, cell.width = text, width
                cell.paragraphs[0].alignment = ("left", "center", "right").index(side)
        _repeat(table.rows[0])
        _line(table.rows[0], "top", "bottom")
        if self.rows:
            _line(table.rows[-1], "bottom")

    def _inches(self, room: float) -> list[float]:
        """Return how wide the columns are; where they ask for too much, each gets less."""
        asked = [_LETTER * letters + _BETWEEN for letters in self._letters()]
        return [width * min(1, room / sum(asked)) for width in asked]

    def _letters(self) -> list[int]:
        """Return the letters that each column has to hold in a line."""
        words = [max(map(len, head.split()), default=0) for head in self.header]
        return [max(n, min(self._longest(place), _LONG)) for place, n in enumerate(words)]

    def _longest(self, place: int) -> int:
        return max((len(row[place]) for row in self.rows), default=0)

    def csv(self) -> str:
        """Return the table as CSV: every digit of its numbers, the columns' own names."""
        return csv_text(self.source)

    def _columns(self) -> Iterator[tuple[str, str]]:
        return zip(self.header, self.alignment, strict=True)


def present(
    table: pd.DataFrame | pd.Series,
    *,
    digits: int = 2,
    title: str = "",
    note: str = "",
    confidence: float = 0.95,
) -> Presented:
    """Return a result as a table in words, in the active language.

    Parameters
    ----------
    table : DataFrame or Series
        What a function of `stats` or `report` gave, or some of its columns; a Series is one row.
    digits : int
        Decimals of numbers; percent and points of NPS have one less, p always three.
    title, note : str
        What stands above and below the table.
    confidence : float
        Of the limits in the table. (`equivalence` has limits of 2 confidence - 1.)

    Returns
    -------
    Presented
        With `html()`, `latex()`, `docx()` and `csv()`.

    Raises
    ------
    InputError
        If it is no table, or one without a column.

    Notes
    -----
    An estimate and its limits share a cell, "0.42 [0.31, 0.53]". How a cell is written follows
    from its column, and for scores from their unit: shares as percent, p as ".023" and "< .001",
    n whole, True and False as "yes" and "no", what is missing as an en dash. In English, after
    APA, what cannot pass 1 (p, r, alpha, R2) has no zero before its point. In Indonesian p is
    "0,023" and "< 0,001": the decimal mark is the comma, numbers below 1 keep their zero, and
    limits are parted by a semicolon.

    Rows have the name in `label` where that is a column. n, the effective n, the noise floor and
    a margin that are the same in all of several rows stand once, in the note; so does whether
    weights were used.

    Examples
    --------
    >>> table = pd.DataFrame({"estimate": [0.42], "low": [0.31], "high": [0.53], "p": [0.0004]},
    ...                      index=pd.Index(["Price"], name="driver"))
    >>> shown = present(table)
    >>> shown.header, shown.rows
    (('Driver', 'Estimate [95% CI]', 'p'), (('Price', '0.42 [0.31, 0.53]', '< .001'),))
    """
    source = _as_table(table)
    body, said = _without_constants(source.drop(columns="unit", errors="ignore"))
    columns = [*_row_names(source), *_cells(source, body, digits, confidence)]
    notes = [*said, *([note] if note else [])]
    return Presented(
        header=tuple(_clean(head) for head, _cells, _side in columns),
        rows=tuple(zip(*(cells for _head, cells, _side in columns), strict=True)),
        alignment=tuple(side for _head, _cells, side in columns),
        title=_clean(title),
        note=_clean(" ".join(notes)),
        source=source,
    )


def csv_text(table: pd.DataFrame) -> str:
    r"""Return a table as CSV: every digit of its numbers, and no text that a spreadsheet runs.

    Examples
    --------
    >>> csv_text(pd.DataFrame({"=1+1": [0.5]}, index=pd.Index(["@SUM"], name="driver")))
    "driver,'=1+1\n'@SUM,0.5\n"
    """
    plain = table.reset_index(allow_duplicates=True)
    file = io.StringIO()
    write = csv.writer(file, lineterminator="\n")
    write.writerow([no_formula(str(name)) for name in plain])
    for row in plain.astype(object).itertuples(index=False, name=None):
        write.writerow(["" if _missing(cell) else no_formula(cell) for cell in row])
    return file.getvalue()


def no_formula(cell: Any) -> Any:
    """Keep a spreadsheet from running a text as a formula; anything but a text stays as it is.

    Examples
    --------
    >>> no_formula("=1+1"), no_formula(-1)
    ("'=1+1", -1)
    """
    if not isinstance(cell, str):
        return cell
    text = cell.replace("\r\n", "\n").replace("\r", "\n")  # a lone return would begin a line
    return f"'{text}" if text.startswith(_FORMULAS) else text


# What stands in the cells -------------------------------------------------------------------------


def _as_table(table: Any) -> pd.DataFrame:
    if isinstance(table, pd.Series):
        table = table.to_frame(table.name).T.infer_objects()
    if not isinstance(table, pd.DataFrame) or not len(table.columns):
        raise InputError.of(
            "present: table must be a DataFrame with columns, or a Series, found {found}. Give "
            "the result of a function such as nps or importance.",
            found=type(table).__name__,
        )
    return table


def _without_constants(table: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Return the table without what is the same in all rows, and sentences that say it."""
    said = []
    if "weighted" in table and table["weighted"].nunique() == 1:
        said += [_("Weighted.")] if table["weighted"].iloc[0] else []
        table = table.drop(columns="weighted")
    once = [name for name in _ONCE if name in table and _is_constant(table[name])]
    if once:
        values = [f"{heads()[name]} = {_writer(name)(table[name].iloc[0])}" for name in once]
        said.append("; ".join(values) + ".")
    return table.drop(columns=once), said


def _is_constant(column: pd.Series) -> bool:
    return len(column) > 1 and column.notna().all() and column.nunique() == 1


def _row_names(table: pd.DataFrame) -> Iterator[tuple[str, list[str], str]]:
    """Yield the head, the cells and the side of each column that names the rows."""
    for place, name in enumerate(table.index.names):
        names = table.index.get_level_values(place).to_series()
        if name is None and (table.index.nlevels > 1 or not _only_numbered(table.index)):
            yield "", [_text(cell, score_words()) for cell in names], "left"
        elif name is not None and not ("label" in table and name in _OWN_NAME):
            yield _head(name), _texts(names, str(name)), "left"
    if "label" in table:
        known = [name for name in table.index.names if name in _OWN_NAME]
        named = {"slope": "driver"}.get(str(known[0]), str(known[0])) if known else "label"
        yield heads()[named], _texts(table["label"], None), "left"


def _head(name: Any) -> str:
    if factor := re.fullmatch(r"factor(\d+)", str(name)):
        return _("Factor {k}").format(k=factor[1])
    return heads().get(str(name), str(name).replace("_", " "))


def _only_numbered(index: pd.Index) -> bool:
    return index.equals(pd.RangeIndex(len(index)))


def _cells(
    source: pd.DataFrame, table: pd.DataFrame, digits: int, confidence: float
) -> Iterator[tuple[str, list[str], str]]:
    """Yield the head, the cells and the side of each column; limits go to their estimate."""
    ends = _with_limits(table)
    own = {"label", *(["driver"] if "label" in table else [])}
    own |= {"first", "second"} if table.index.name == "pair" else set()
    hidden = own | {end for pair in ends.values() for end in pair}
    for name in table.columns:
        if name in hidden:
            continue
        head = _head(name)
        if name in ends:
            level = 2 * confidence - 1 if "equivalent" in table else confidence
            called = _("{name} [{level}% CI]")
            head = called.format(name=head, level=number(100 * level))
            yield head, _intervals(source, name, ends[name], digits), "right"
        elif _is_text(table[name]):
            yield head, _texts(table[name], str(name)), "left"
        else:
            yield head, _numbers(source, name, digits), "right"


def _with_limits(table: pd.DataFrame) -> dict[Hashable, tuple[str, str]]:
    """Return the columns that have limits, with the names of these."""
    names = set(table.columns)
    pairs = {name: (f"{name}_low", f"{name}_high") for name in table.columns}
    main = next((name for name in ("estimate", "difference", "effect") if name in names), None)
    if main and "centre" not in names:  # a control chart's limits are those of chance
        pairs[main] = ("low", "high")
    pairs |= {"odds_ratio": ("odds_low", "odds_high")}
    pairs |= {"naive_estimate": ("naive_low", "naive_high")}
    return {name: ends for name, ends in pairs.items() if {name, *ends} <= names}


def _is_text(column: pd.Series) -> bool:
    return not pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column)


def _texts(column: pd.Series, name: str | None) -> list[str]:
    words = codes().get(name or "", {})
    return [_text(cell, words) for cell in column.astype(object)]


def _text(cell: Any, words: Mapping[str, str]) -> str:
    if _missing(cell) or cell == "":
        return "–"
    if isinstance(cell, bool | np.bool_):
        return _("yes") if cell else _("no")
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return number(cell)
    return _clean(words.get(str(cell), str(cell)))


def _missing(cell: Any) -> bool:
    return cell is None or cell is pd.NA or cell is pd.NaT or (
        isinstance(cell, float) and math.isnan(cell)
    )  # fmt: skip


def _numbers(table: pd.DataFrame, name: Any, digits: int) -> list[str]:
    values = table[name].to_numpy(float, na_value=np.nan)
    writers = _writers(table, name, digits)
    return [write(value) for write, value in zip(writers, values, strict=True)]


def _intervals(table: pd.DataFrame, name: Any, ends: tuple[str, str], digits: int) -> list[str]:
    values = table[[name, *ends]].to_numpy(float, na_value=np.nan)
    writers = _writers(table, name, digits)
    return [
        f"{write(value)} {limits(low, high, write)}" if math.isfinite(value) else "–"
        for write, (value, low, high) in zip(writers, values, strict=True)
    ]


def _writers(table: pd.DataFrame, name: Any, digits: int) -> list[Writer]:
    """Return how each cell of a column is written."""
    own = name in ("estimate", "before", "after")
    if own and "unit" in table:
        return [_by_unit(_UNITS.get(unit, ""), digits) for unit in table["unit"]]
    if own and table.index.name in (None, "what") and set(table.index) & {*_ROW_UNITS}:
        return [_by_unit(_ROW_UNITS.get(row, ""), digits) for row in table.index]
    if name == "importance" and (table[name].abs() <= 1).all():  # not stated on a scale
        return [_by_unit("share", digits)] * len(table)
    marks = set(table.columns)
    share = {"low": "centre", "high": "centre", "all": "share_low"}  # a share beside this column
    if share.get(name) in marks:
        return [_by_unit("share", digits)] * len(table)
    if name == "estimate":
        shares = marks & _SHARE_IF or {"first", "chi2"} <= marks
        unit = "share" if shares else "fraction" if marks & _AT_MOST_ONE_IF else ""
        return [_by_unit(unit, digits)] * len(table)
    if name not in WHOLE and pd.api.types.is_integer_dtype(table[name]):
        return [whole] * len(table)
    return [_writer(name, digits)] * len(table)


def _by_unit(unit: str, digits: int) -> Writer:
    less = max(digits - 1, 0)
    return {
        "share": partial(percent, digits=less),
        "fraction": partial(fraction, digits=digits),
        "points": partial(number, digits=less),
    }.get(unit, partial(number, digits=digits))


def _writer(name: Any, digits: int = 2) -> Writer:
    """Return how a column's cells are written, by its name."""
    if name in WHOLE:
        return whole
    if name in P_VALUES:
        return p_value
    if name in PLAIN:
        return number
    if name in DEGREES:
        return degrees
    if name in SHARES:
        return _by_unit("share", digits)
    return _by_unit("fraction" if name in AT_MOST_ONE else "", digits)


def _clean(text: Any) -> str:
    """Return a text on one line, without the characters that no document may hold."""
    return " ".join(_NO_TEXT.sub("", str(text)).split())


# The formats --------------------------------------------------------------------------------------

_TEX = {
    "\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_",
    "{": r"\{", "}": r"\}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}", "−": "$-$", "–": "--",
    "×": r"$\times$", "±": r"$\pm$", "²": r"\textsuperscript{2}", "χ": r"$\chi$",
    "β": r"$\beta$", "ω": r"$\omega$", "Δ": r"$\Delta$", "α": r"$\alpha$", "≤": r"$\leq$",
    "≥": r"$\geq$",
}  # fmt: skip


def _tex(text: str) -> str:
    return "".join(_TEX.get(letter, letter) for letter in text)


def _tex_row(cells: tuple[str, ...]) -> str:
    row = " & ".join(map(_tex, cells))
    guard = "{}" if row.startswith(("[", "*")) else ""  # after \\ they would be its options
    return rf"{guard}{row} \\"


def _tag(tag: str, text: str, side: str, scope: str = "") -> str:
    where = f' scope="{scope}"' if scope else ""
    return f'<{tag}{where} class="{side}">{escape(text)}</{tag}>'


def _points(n: float) -> Any:
    from docx.shared import Pt

    return Pt(n)


def _repeat(row: Any) -> None:
    """Let Word repeat a row at the top of every page."""
    _element(row._tr.get_or_add_trPr(), "w:tblHeader", val="true")


def _line(row: Any, *sides: str) -> None:
    """Draw lines above or below all cells of a row."""
    for cell in row.cells:
        borders = _element(cell._tc.get_or_add_tcPr(), "w:tcBorders")
        for side in sides:
            _element(borders, f"w:{side}", val="single", sz="8", space="0", color="auto")


def _element(parent: Any, tag: str, **values: str) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    child = OxmlElement(tag)
    for name, value in values.items():
        child.set(qn(f"w:{name}"), value)
    parent.append(child)
    return child


def _without_clock(document: bytes) -> bytes:
    """Return a Word document whose parts all bear the same date."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(document)) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            part = zipfile.ZipInfo(name, _MADE.timetuple()[:6])
            new.writestr(part, old.read(name), zipfile.ZIP_DEFLATED)
    return file.getvalue()
