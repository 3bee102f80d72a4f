"""What a survey tool adds to the answers, told and taken off: own columns, previews, times."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import pandas as pd
from pandas.api.types import is_numeric_dtype

from custsat_edu.errors import Problem, StudyError
from custsat_edu.study.answers import code
from custsat_edu.study.files.table import Note, Table


def unwrap(table: Table, tool: str | None) -> Table:
    """Take off what a survey tool adds to the answers, and say what it tells of the respondents.

    Parameters
    ----------
    table : Table
        The table as the file has it.
    tool : str or None
        The tool that wrote it, from `read_header`.

    Returns
    -------
    Table
        With the tool and its own columns in facts, unfinished and seconds where the file tells,
        and a note on each change: previews are left out, skipped choices are no 0.

    Raises
    ------
    StudyError
        If all rows are previews.
    """
    if tool is None:
        return table
    kind = _TOOLS[tool]
    table = kind.mend(table)
    table.facts["tool"] = tool
    table.facts["furniture"] = own_columns(tool, [*table.frame.columns])
    return replace(
        table, unfinished=_unfinished(table.frame, kind), seconds=_seconds(table.frame, kind)
    )


def own_columns(tool: str, names: Sequence[str]) -> list[str]:
    """Return the columns that a tool adds to the answers.

    Examples
    --------
    >>> own_columns("KoboToolbox", ["start", "q1", "_uuid"])
    ['start', '_uuid']
    """
    kind = _TOOLS[tool]
    return [
        name
        for place, name in enumerate(names)
        if place < kind.first or re.fullmatch(kind.own, name, re.IGNORECASE)
    ]


# Previews, skipped choices, codes for no answer -----------------------------------------------

_PREVIEW = frozenset(["1", "2", "9", "17"])
_SPAM = frozenset(["8", "12", "40"])
_SOSCI_MISSING = ("-1", "-2", "-3", "-8", "-9")


def _codes(column: pd.Series) -> pd.Series:
    """Return a column's cells written in one way, blank ones as "-"."""
    written = {cell: code(cell) for cell in column.dropna().unique()}
    return column.astype(object).map(written).astype(object).fillna("-")


def _without_previews(table: Table) -> Table:
    """Leave out the rows in which its makers tried a Qualtrics survey; note what is spam."""
    column = _column(table.frame, "Status")
    if column is None:
        return table
    status = _codes(table.frame[column])
    preview = status.isin(_PREVIEW) | status.str.contains("preview|survey test")
    spam = (status.isin(_SPAM) | status.str.contains("spam")) & ~preview
    if preview.all():
        raise StudyError.of(
            "{file}: all {n} rows are previews or tests of the survey. Export it again when "
            "answers have come in.",
            file=table.name,
            n=len(preview),
        )
    where = f"{table.name}: {column}"
    left_out = Problem("previews and tests left out")
    nothing = Problem("Nothing to do: they are trial runs of the survey's makers.")
    marked = Problem("rows marked as spam")
    look = Problem("Look at them, and leave them out with keep: if they are no answers.")
    notes = [
        Note(left_out, where, int(preview.sum()), nothing),
        Note(marked, where, int(spam.sum()), look),
    ]
    return replace(
        table,
        frame=table.frame[~preview].reset_index(drop=True),
        rows=table.rows[~preview.to_numpy()],
        notes=[*table.notes, *(note for note in notes if note.n)],
    )


def _blank_skipped_choices(table: Table) -> Table:
    """Turn the 0 of KoboToolbox's choices into no answer where the whole question was skipped."""
    frame, notes = table.frame.copy(), [*table.notes]
    for question, choices in _choices(frame).items():
        skipped = frame[question].isna() & frame[choices].notna().any(axis=1)
        if not skipped.any():
            continue
        for choice in choices:
            frame[choice] = frame[choice].mask(skipped)
        notes.append(
            Note(
                Problem("multiple choice not answered"),
                f"{table.name}: {question}",
                int(skipped.sum()),
                Problem("Nothing to do: the 0 in the columns of its choices is read as no answer."),
            )
        )
    return replace(table, frame=frame, notes=notes)


def _choices(frame: pd.DataFrame) -> dict[str, list[str]]:
    """Return, by question, the columns question/choice that hold 1 and 0."""
    found: dict[str, list[str]] = {}
    for name in frame.columns:
        ends = [slash.start() for slash in re.finditer("/", name)]
        question = next((name[:end] for end in ends if name[:end] in frame.columns), None)
        cells = {code(cell) for cell in frame[name].dropna().unique()} if question else set()
        if question and cells <= {"0", "1", "true", "false"}:
            found.setdefault(question, []).append(name)
    return found


def _declare_sosci_missing(table: Table) -> Table:
    """Note the negative codes of SoSci Survey, whose valid answers are all above zero."""
    missing, own = {**table.missing}, own_columns("SoSci Survey", [*table.frame.columns])
    for name in table.frame.columns:
        found = {code(cell) for cell in table.frame[name].dropna().unique()}
        codes = [key for key in _SOSCI_MISSING if key in found]
        if codes and name not in own:
            missing[name] = codes
    return replace(table, missing=missing)


# Who did not finish, and how long each took ---------------------------------------------------


def _is_no(column: pd.Series) -> pd.Series:
    return _codes(column).isin(["0", "false", "no"])


def _below_hundred(column: pd.Series) -> pd.Series:
    return pd.to_numeric(column, errors="coerce") < 100


def _column(frame: pd.DataFrame, *names: str) -> str | None:
    """Return the first column with one of some names, whatever its case."""
    folded = {_plain(column): str(column) for column in reversed(frame.columns)}
    return next((folded[_plain(name)] for name in names if _plain(name) in folded), None)


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", " ", name).strip().casefold()


def _unfinished(frame: pd.DataFrame, kind: _Tool) -> pd.Series | None:
    for name, is_unfinished in kind.unfinished:
        column = _column(frame, name)
        if column and (is_unfinished is pd.isna or frame[column].notna().any()):
            return is_unfinished(frame[column]).astype(bool)
    return None


def _seconds(frame: pd.DataFrame, kind: _Tool) -> pd.Series | None:
    """Return how long each respondent took; None where the file does not tell."""
    if column := _column(frame, *kind.seconds):
        taken = pd.to_numeric(frame[column], errors="coerce").astype(float)
        if taken.notna().any():
            return taken.where(taken >= 0)
    spans = [tuple(frame.columns[1:3])] if kind.first > 2 else kind.span
    for names in spans:
        start, end = (_column(frame, name) for name in names)
        if start and end and not (is_numeric_dtype(frame[start]) or is_numeric_dtype(frame[end])):
            return _between(
                frame[start].map(str, na_action="ignore"), frame[end].map(str, na_action="ignore")
            )
    return None


_DAYS = ("%m/%d/%Y", "%d/%m/%Y", "%m/%d/%y", "%d/%m/%y", "%d.%m.%Y", "%d-%m-%Y", "%Y/%m/%d")
_CLOCKS = ("%H:%M:%S", "%I:%M:%S %p", "%H:%M", "%I:%M %p")
_FORMATS = ("ISO8601", *(f"{day} {clock}" for day in _DAYS for clock in _CLOCKS))
_SOME = 200


def _between(start: pd.Series, end: pd.Series) -> pd.Series | None:
    """Return the seconds from one time to another, both written in one format.

    Where day and month could change places, that order counts which makes the shorter times.
    """
    both = start.notna() & end.notna()
    some = both[both].index[:_SOME]
    fitting = [form for form in _FORMATS if _taken(start[some], end[some], form).notna().all()]
    if not len(some) or not fitting:
        return None
    tried = [_taken(start, end, form) for form in fitting[:2]]
    taken = min(tried, key=lambda seconds: (seconds.isna().sum(), seconds.abs().sum()))
    return taken.where(taken >= 0)


def _taken(start: pd.Series, end: pd.Series, form: str) -> pd.Series:
    first, last = (
        pd.to_datetime(cells, format=form, errors="coerce", utc=True) for cells in (start, end)
    )
    return (last - first).dt.total_seconds()


# The tools ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Tool:
    """A tool's own columns (a pattern, or the first few), and where it writes what.

    seconds are columns that hold seconds, span pairs of a start and an end; in a tool with five
    own columns first, the second and third are the pair.
    """

    own: str
    first: int = 0
    seconds: tuple[str, ...] = ()
    span: tuple[tuple[str, ...], ...] = ()
    unfinished: tuple[tuple[str, Callable[[pd.Series], pd.Series]], ...] = ()
    mend: Callable[[Table], Table] = lambda table: table


LIMESURVEY = {
    "submitdate": "date submitted",
    "lastpage": "last page",
    "startlanguage": "start language",
    "seed": "seed",
    "startdate": "date started",
    "datestamp": "date last action",
    "interviewtime": "total time",
    "refurl": "referrer url",
    "ipaddr": "ip address",
}
_LIME_WORDS = "|".join(words.replace(" ", "[ _]") for words in LIMESURVEY.values())

_TOOLS = {
    "Qualtrics": _Tool(
        r"startdate|enddate|status|ipaddress|progress|duration\W*_*in.seconds_*\)?|finished"
        r"|recordeddate|response_?id|responseset|name|recipient(last|first)name"
        r"|(recipient)?email(address)?|external(data)?reference|distributionchannel|userlanguage"
        r"|location(latitude|longitude|accuracy)"
        r"|q_(recaptchascore|relevantid.*|duplicaterespondent|ballotboxstuffing|totalduration"
        r"|url|language|chl|dl|bl)"
        r"|.*_(first.click|last.click|page.submit|click.count|browser|version|operating.system"
        r"|resolution)",
        seconds=("Duration (in seconds)",),
        span=(("StartDate", "EndDate"),),
        unfinished=(("Finished", _is_no), ("Progress", _below_hundred)),
        mend=_without_previews,
    ),
    "SurveyMonkey": _Tool(
        r"respondent ?id|collector ?id|date (created|modified)|start ?date|end ?date|ip ?address"
        r"|email ?address|(first|last) ?name|custom (data|value).*",
        span=(
            ("Start Date", "End Date"),
            ("StartDate", "EndDate"),
            ("Date Created", "Date Modified"),
        ),
    ),
    "Google Forms": _Tool(r"email address|alamat email|username|nama pengguna", first=1),
    "Microsoft Forms": _Tool(
        r"last modified time|language|total points|quiz feedback|grade posted time"
        r"|(points|feedback) - .*",
        first=5,
    ),
    "LimeSurvey": _Tool(
        rf"id|response[ _]id|token|access[ _]code|{'|'.join(LIMESURVEY)}|{_LIME_WORDS}"
        r"|grouptime\d+|(group|question)[ _]time:.*",
        seconds=("interviewtime", "Total time"),
        span=(
            ("startdate", "submitdate"),
            ("startdate", "datestamp"),
            ("Date started", "Date submitted"),
        ),
        unfinished=(("submitdate", pd.isna), ("Date submitted", pd.isna)),
    ),
    "KoboToolbox": _Tool(
        r"start|end|today|deviceid|subscriberid|simid|simserial|phonenumber|username|audit"
        r"|_.*|formhub/uuid|meta/.*",
        span=(("start", "end"),),
        mend=_blank_skipped_choices,
    ),
    "SoSci Survey": _Tool(
        r"case|serial|ref|questnnr|mode|language|started|time\d{3}|time_sum|time_rsi|mailsent"
        r"|lastdata|status|finished|q_viewer|lastpage|maxpage|missing|missrel|deg_time",
        seconds=("TIME_SUM",),
        span=(("STARTED", "LASTDATA"),),
        unfinished=(("FINISHED", _is_no),),
        mend=_declare_sosci_missing,
    ),
}
