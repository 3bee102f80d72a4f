"""Which survey tool wrote a file, told by its first rows, and what its header rows say."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from custsat_edu.study.answers import tidy
from custsat_edu.study.files.furniture import LIMESURVEY, own_columns

Rows = list[list[str]]


@dataclass(frozen=True)
class Header:
    """The names and questions of the columns, "" if unknown, and how many rows they fill."""

    names: list[str]
    questions: list[str]
    depth: int = 1
    tool: str | None = None


def read_header(rows: Rows) -> Header:
    """Tell the survey tool by the first rows of a file, and read its header rows.

    Parameters
    ----------
    rows : list of list of str
        The first rows of the file, its column names first; a blank cell is "".

    Returns
    -------
    Header
        A header of one row and without a tool where no tool is recognised.
    """
    width = len(rows[0])
    rows = [[tidy(cell) for cell in row] for row in rows[:4]]
    rows = [(row + [""] * width)[:width] for row in rows]
    told = (recognise(rows) for recognise in _RECOGNISE)
    header = next((found for found in told if found), Header(rows[0], [""] * width))
    if header.tool is None:
        return header
    own = own_columns(header.tool, header.names)
    asked = zip(header.names, header.questions, strict=True)
    return replace(header, questions=["" if name in own else text for name, text in asked])


# Qualtrics ------------------------------------------------------------------------------------

_IMPORT_ID = re.compile(r"""\{\s*["']ImportId["']\s*:""")
_QUALTRICS = re.compile(
    r"startdate|enddate|status|ipaddress|progress|duration\W*_*in.seconds_*\)?|finished|recordeddate"
    r"|responseid|distributionchannel|userlanguage|responseset|externalreference"
    r"|externaldatareference|recipientlastname|recipientfirstname|recipientemail|emailaddress"
    r"|locationlatitude|locationlongitude|locationaccuracy"
)
_ENOUGH = 4


def _many_of_qualtrics(names: list[str]) -> bool:
    return sum(bool(_QUALTRICS.fullmatch(name.casefold())) for name in names) >= _ENOUGH


def _qualtrics(rows: Rows) -> Header | None:
    """Read three header rows, the third with import ids, or what people left of them."""
    names, *below = rows
    for depth, row in enumerate(below[:2], start=2):
        ids = sum(bool(_IMPORT_ID.match(cell)) for cell in row)
        if 2 * ids > sum(cell != "" for cell in row):
            questions = below[0] if depth == 3 else [""] * len(names)
            return Header(names, questions, depth, "Qualtrics")
    if below and _many_of_qualtrics(below[0]):
        return _qualtrics_legacy(names, below[0])
    if not _many_of_qualtrics(names):
        return None
    asked = bool(below) and _are_words(names, below[0])
    questions = below[0] if asked else [""] * len(names)
    return Header(names, questions, 1 + asked, "Qualtrics")


def _qualtrics_legacy(first: list[str], second: list[str]) -> Header:
    """Read V1 to V10 with their true names in the second row, questions for the other columns."""
    pairs = [
        (top, below, bool(re.fullmatch(r"V\d+", top)))
        for top, below in zip(first, second, strict=True)
    ]
    names = [below if own and below else top for top, below, own in pairs]
    questions = ["" if own or below == top else below for top, below, own in pairs]
    return Header(names, questions, 2, "Qualtrics")


def _are_words(names: list[str], row: list[str]) -> bool:
    """Say whether a row holds question texts: words where the answers have a date."""
    pairs = zip(names, row, strict=True)
    dates = [cell for name, cell in pairs if name.casefold() in ("startdate", "enddate")]
    return bool(dates) and all(cell and not re.search(r"\d", cell) for cell in dates)


# Forms ----------------------------------------------------------------------------------------

_ONLY_ANSWER = frozenset(["", "response", "open-ended response"])
_MOMENT = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}[ T]+\d{1,2}[:.]\d\d.*")
_GOOGLE_MOMENT = re.compile(r"\d{4}/\d\d?/\d\d? .*GMT[-+]\d+(:\d+)?")


def _folded(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.casefold())


def _surveymonkey(rows: Rows) -> Header | None:
    """Read two header rows: a blank one continues the question to its left."""
    names, *below = rows
    if _folded(names[0]) != "respondentid":
        return None
    if not below or not any(below[0]) or below[0][0]:
        alone = "collectorid" in map(_folded, names)
        return Header(names, names, 1, "SurveyMonkey") if alone else None
    asked: list[str] = []
    for name in names:
        asked.append(name or asked[-1])
    full = [
        question if option.casefold() in _ONLY_ANSWER else f"{question} [{option}]"
        for question, option in zip(asked, below[0], strict=True)
    ]
    return Header(full, full, 2, "SurveyMonkey")


def _google(rows: Rows) -> Header | None:
    """Tell Google Forms by its first column: a time stamp, in whatever language."""
    names, *below = rows
    first = [row[0] for row in below]
    named = names[0].casefold() in ("timestamp", "cap waktu") and any(map(_MOMENT.fullmatch, first))
    if named or any(map(_GOOGLE_MOMENT.fullmatch, first)):
        return Header(names, names, 1, "Google Forms")
    return None


def _microsoft(rows: Rows) -> Header | None:
    """Tell Microsoft Forms by its first five columns, in whatever language."""
    names, *below = rows
    if len(names) < 5 or names[0].casefold() != "id":
        return None
    mail = re.search(r"mail|surel", names[3].casefold())
    if mail and any(all(map(_MOMENT.fullmatch, row[1:3])) for row in below):
        return Header(names, names, 1, "Microsoft Forms")
    return None


# LimeSurvey, KoboToolbox, SoSci Survey --------------------------------------------------------

_KOBOTOOLBOX = re.compile(
    r"_uuid|_submission_time|_validation_status|_submitted_by|__version__|_index|_id|_status"
    r"|_xform_id_string|formhub/uuid|meta/instanceid|meta/rootuuid"
)
_SOSCI = re.compile(
    r"CASE|SERIAL|REF|QUESTNNR|MODE|STARTED|TIME_SUM|LASTDATA|FINISHED|LASTPAGE|MAXPAGE"
)


def _limesurvey(rows: Rows) -> Header | None:
    """Tell LimeSurvey by its columns; a header is a code, a text, or "code. text"."""
    names = rows[0]
    parts = [found for name in names if (found := re.fullmatch(r"([^\s.]+)\. (.+)", name))]
    both = len(parts) == len(names)
    codes = [part[1] for part in parts] if both else names
    plain = [re.sub(r"[_\s]+", " ", name).casefold() for name in codes]
    told = {"submitdate", "lastpage", "date submitted", "last page"} & {*plain}
    if not told or sum(name in {*LIMESURVEY, *LIMESURVEY.values()} for name in plain) < 2:
        return None
    if both:
        return Header(codes, [part[2] for part in parts], 1, "LimeSurvey")
    return Header(
        names, names if told & {*LIMESURVEY.values()} else [""] * len(names), 1, "LimeSurvey"
    )


def _kobotoolbox(rows: Rows) -> Header | None:
    names = rows[0]
    if sum(bool(_KOBOTOOLBOX.fullmatch(name.casefold())) for name in names) < 2:
        return None
    return Header(names, [""] * len(names), 1, "KoboToolbox")


def _sosci(rows: Rows) -> Header | None:
    """Read one header row, or two of which the second holds the questions."""
    names, *below = rows
    if names[0] != "CASE" or sum(bool(_SOSCI.fullmatch(name)) for name in names) < 2:
        return None
    asked = bool(below) and bool(re.search(r"[^\d\s]", below[0][0]))
    return Header(names, below[0] if asked else [""] * len(names), 1 + asked, "SoSci Survey")


_RECOGNISE: tuple[Callable[[Rows], Header | None], ...] = (
    _qualtrics,
    _surveymonkey,
    _sosci,
    _limesurvey,
    _kobotoolbox,
    _google,
    _microsoft,
)
