"""A codebook applied to a table: which column is what, and what each answer means."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

import pandas as pd

from custsat_edu.errors import Problem, StudyError
from custsat_edu.study.answers import as_number, code, equals, tidy, to_numbers
from custsat_edu.study.codebook import BUILT_IN_SCALES, Kano, Scale, shown, unknown
from custsat_edu.study.desk import Block, Desk
from custsat_edu.study.files.readers import unique_names

SCORED = ("nps", "csat", "ces")
ROLES = (*SCORED, "channel", "weight", "id", "time", "duration", "strata", "cluster", "wave")
MARKS = ("causes", "steps")
_YES_OR_NO = Scale(min=0, max=1)


def rename_columns(desk: Desk) -> None:
    """Give columns the short names of `columns:`, by column name or question text."""
    texts, _ = unique_names(tidy(text) for text in desk.table.questions.values())
    by_text = dict(zip(texts, desk.table.questions, strict=True))
    names = {**by_text, **{column: column for column in desk.frame.columns}}
    short: dict[str, str] = {}
    for name, wanted in desk.book.columns.items():
        if tidy(wanted) not in names:
            where, key = desk.places.at("columns", name), shown("columns", name)
            desk.problems.append(unknown(where, key, wanted, [*names]))
        elif name in desk.frame.columns and name not in map(tidy, desk.book.columns.values()):
            desk.wrong(
                "{where}: {key}: {file} has another column of this name. Choose a new one.",
                "columns",
                name,
            )
        else:
            short[names[tidy(wanted)]] = name
    _refuse_doubled_names(desk, set(short))
    desk.rename(short)


def _refuse_doubled_names(desk: Desk, named: set[str]) -> None:
    """Refuse columns of one name, unless `columns:` tells them apart."""
    for name, n in desk.table.repeated.items():
        if not {name, *(f"{name}.{place}" for place in range(2, n + 1))} <= named:
            desk.wrong(
                "{file}: {n} columns have the name {name!r}. Rename them in the file, or tell them "
                "apart in the codebook: columns: {{first: {name}, second: {name}.2}}.",
                name=name,
                n=n,
            )


# keep -------------------------------------------------------------------------------------------

_CONDITION = re.compile(r"([^=!<>]+)(==|!=|<=|>=|<|>)([^=!<>]+)")
_SIGNS: dict[str, Callable[[pd.Series, float], pd.Series]] = {
    "<=": pd.Series.le,
    ">=": pd.Series.ge,
    "<": pd.Series.lt,
    ">": pd.Series.gt,
}


def keep_rows(desk: Desk, keep: str) -> None:
    """Leave only the rows that meet every condition; a blank cell equals nothing."""
    rows = pd.Series(True, index=desk.frame.index)
    for part in _conditions(keep):
        found = _CONDITION.fullmatch(part)
        if found is None or not (found[1].strip() and found[3].strip()):
            desk.wrong(
                "{where}: keep: {part!r} is no condition. Write a column, one of == != < <= > >= "
                "and a value, and join several by `and`: Finished == 1 and Status != 1.",
                "keep",
                part=part,
            )
            continue
        for column in desk.columns(found[1].strip(), "keep"):
            value = found[3].strip().strip("\"'")
            rows &= _meets(desk, desk.frame[column], found[2], value)
    if not rows.any():
        desk.wrong("{where}: keep: no row of {file} meets {keep!r}.", "keep", keep=keep)
    if not rows.all():
        desk.note(
            Problem("rows left out by keep:"),
            keep,
            (~rows).sum(),
            Problem("Nothing to do; report how many there were."),
        )
    desk.leave(rows)


def _conditions(keep: str) -> list[str]:
    """Return the parts between one `and` and the next; an `and` inside quotes joins nothing."""
    parts: list[str] = []
    quotes = 0  # to the right of the part
    for part in reversed(tidy(keep).split(" and ")):
        if quotes % 2:
            parts[0] = f"{part} and {parts[0]}"
        else:
            parts.insert(0, part)
        quotes += part.count('"') + part.count("'")
    return parts


def _meets(desk: Desk, cells: pd.Series, sign: str, value: str) -> pd.Series:
    if sign in ("==", "!="):
        return equals(cells, code(value)) == (sign == "==")
    number = as_number(value)
    if number is None:
        desk.wrong(
            "{where}: keep: {sign} needs a number, found {value!r}.",
            "keep",
            sign=sign,
            value=value,
        )
        return pd.Series(True, index=cells.index)
    return _SIGNS[sign](pd.to_numeric(cells, errors="coerce"), number)


# The main table ---------------------------------------------------------------------------------


def apply(desk: Desk, tables: dict[str, Desk]) -> tuple[pd.DataFrame, dict[str, Block]]:
    """Apply the whole codebook to the main table: the survey by role names, and its blocks.

    Raises
    ------
    StudyError
        With everything that is wrong in the codebook and the files.
    """
    rename_columns(desk)
    blocks = _constructs(desk)
    _roles(desk, blocks)
    _other_answers(desk, blocks)
    _check_names(desk, tables)
    if desk.book.keep:
        keep_rows(desk, desk.book.keep)
    desk.drop_personal()
    if not len(desk.frame):
        raise StudyError(desk.problems)
    survey = _values(desk, blocks)
    if "duration" in desk.column_of:
        survey["duration"] = _seconds(desk, desk.column_of["duration"])
    _check_answered(desk, survey, blocks)
    if desk.problems:
        raise StudyError(desk.problems)
    return survey, blocks


def apply_to_further(desk: Desk, name: str) -> tuple[pd.DataFrame, dict[str, Block]]:
    """Apply the codebook to a further table: roles as column names, labels, items, Kano pairs."""
    blocks: dict[str, Block] = {}
    for role, texts in desk.book.tables[name].roles.items():
        columns = desk.all_columns(texts, "tables", name, role)
        if role in ("ikm", *MARKS) and columns:
            scale = _YES_OR_NO if role in MARKS else _scale_of("ikm", desk)
            desk.marks.update(columns if role in MARKS else ())
            desk.put_on(scale, columns, "tables", name, role)
            blocks[role] = Block(columns, scale.ends, table=name)
        elif len(columns) == 1:
            desk.play(role, columns[0], "tables", name, role)
            blocks |= _rated(desk, role, columns[0], name)
    _kano(desk, desk.book.tables[name].kano, "tables", name, "kano", table=name)
    desk.asked.update({*desk.book.questions} & {*desk.frame.columns})
    desk.drop_personal()
    return _values(desk, blocks), blocks


def _rated(desk: Desk, role: str, column: str, table: str) -> dict[str, Block]:
    """Put a role of a further table, such as emotion, on its scale under `scales:`, if any."""
    if role not in desk.book.scales:
        return {}
    scale = desk.scale(desk.book.scales[role], "scales", role)
    desk.put_on(scale, [column], "tables", table, role)
    return {role: Block([role], scale.ends, table=table)} if scale else {}


def _constructs(desk: Desk) -> dict[str, Block]:
    blocks = {}
    for name, construct in desk.book.constructs.items():
        items: dict[str, bool] = {}
        for text in construct.items:
            turned = text.startswith("-") and text not in desk.frame.columns
            columns = desk.columns(text[turned:].strip(), "constructs", name)
            for column in columns:
                if column in items:
                    desk.wrong(
                        "{where}: {key} names {column!r} twice. Keep one.",
                        "constructs",
                        name,
                        column=column,
                    )
                items[column] = turned
        scale = desk.scale(construct.scale, "constructs", name)
        desk.put_on(scale, items, "constructs", name)
        if scale and items:
            share = construct.min_answered
            blocks[name] = Block(
                [*items],
                scale.ends,
                frozenset(item for item, turned in items.items() if turned),
                desk.book.min_answered if share is None else share,
            )
    return blocks


def _roles(desk: Desk, blocks: dict[str, Block]) -> None:
    """Find the column of every role and segment; nps, csat and ces may be a construct."""
    for role in ROLES:
        name = getattr(desk.book, role)
        if name is None:
            _refuse_reserved(desk, role)
        elif role in SCORED and name in desk.book.constructs:
            if name in blocks:
                blocks[role] = blocks[name]
        elif column := desk.column(name, role, also=desk.book.constructs if role in SCORED else ()):
            desk.play(role, column, role)
            if role in SCORED:
                scale = desk.scale(_scale_of_role(desk, role, column), role)
                desk.put_on(scale, [column], role)
                if scale:
                    blocks[role] = Block([role], scale.ends)
    for name, column in desk.book.segments.items():
        if desk.column(column, "segments", name):
            desk.play(name, column, "segments", name)


def _refuse_reserved(desk: Desk, role: str) -> None:
    if role in desk.frame.columns:
        desk.wrong(
            "{file}: the column {role!r} has a name with a meaning here. If it is the {role}, "
            "write {role}: {role} in the codebook; else give it a new name: "
            "columns: {{other_{role}: {role}}}.",
            role=role,
        )


def _scale_of_role(desk: Desk, role: str, column: str) -> Scale:
    """Return a role's scale: its own in `scales:`, else its construct's, else the usual one.

    A csat question without either is on the survey's own scale.
    """
    usual = (desk.book.scale if role == "csat" else None) or BUILT_IN_SCALES[role]
    return desk.book.scales.get(role) or desk.scales.get(column) or usual


def _other_answers(desk: Desk, blocks: dict[str, Block]) -> None:
    """Find the columns of ikm, pairs, kano and comment."""
    book = desk.book
    if columns := desk.all_columns(book.ikm, "ikm"):
        scale = _scale_of("ikm", desk)
        desk.put_on(scale, columns, "ikm")
        blocks["ikm"] = Block(columns, scale.ends)
    for driver, pair in book.pairs.items():
        for part, text in pair.model_dump(exclude_none=True).items():
            column = desk.column(text, "pairs", driver, part)
            if column and column not in desk.scales:
                wanted = desk.scale(book.scales.get("pairs"), "pairs", driver)
                desk.put_on(wanted, [column], "pairs", driver)
            if column and column in desk.scales:
                _note_part(desk, part, driver, column)
    _kano(desk, book.kano, "kano")
    desk.all_columns(book.comment, "comment")


def _kano(desk: Desk, kano: Kano, *key: str, table: str | None = None) -> None:
    """Find the columns of the Kano questions, a functional and a dysfunctional one a driver."""
    for driver, texts in kano.items():
        for n, part in enumerate(("functional", "dysfunctional")):
            if column := desk.column(texts[n], *key, driver, n):
                desk.put_on(_scale_of("kano", desk), [column], *key, driver)
                _note_part(desk, part, driver, column, table)


def _note_part(desk: Desk, part: str, driver: str, column: str, table: str | None = None) -> None:
    """Note which column holds a driver's importance, functional answer, ..."""
    block = Block([column], desk.scales[column].ends, table=table)
    desk.parts.setdefault(part, {})[driver] = block


def _scale_of(role: str, desk: Desk) -> Scale:
    """Return the scale of ikm or kano: the codebook's, else the usual one."""
    return desk.book.scales.get(role, BUILT_IN_SCALES[role])


def _check_names(desk: Desk, tables: dict[str, Desk]) -> None:
    """Check the names of constructs, and the columns that values, questions and missing name."""
    book = desk.book
    constructs = [*book.constructs]
    described = {key[1] for key in desk.places.lines if key[:1] == ("constructs",) and key[1:]}
    for key, names in (
        ("outcome", [book.outcome] if book.outcome else []),
        ("drivers", book.drivers),
    ):
        for name in names:
            if name not in {*constructs, *described}:
                where = desk.places.at(key)
                desk.problems.append(unknown(where, key, name, constructs))
    for key in ("adjust", "mediators"):
        desk.all_columns(getattr(book, key), key, also=[*constructs, *desk.column_of])
    known = {*desk.column_of, "all"}
    for table in tables.values():
        known |= {*table.frame.columns, *table.column_of}
    for key in ("values", "questions", "missing"):
        for name in getattr(book, key):
            desk.columns(name, key, name, also=sorted(known))


def _values(desk: Desk, blocks: dict[str, Block]) -> pd.DataFrame:
    """Return the table with roles as names, numbers for answers, and labelled categories."""
    frame = desk.frame
    done = {column: desk.numbers(column, scale) for column, scale in desk.scales.items()}
    plain = {*SCORED, "weight", "id", "time", "duration"}
    grouping = {"channel", *desk.book.segments}
    by_role: dict[str, pd.Series] = {}
    for role, column in desk.column_of.items():
        if role in grouping or (role not in plain and desk.labels(column)):
            by_role[role] = desk.categories(column, role)
        elif role == "weight":
            by_role[role] = _weights(desk, column)
        else:
            by_role[role] = done.get(column, frame[column])
    pairs = [block for part in desk.parts.values() for block in part.values()]
    items = {item for block in [*blocks.values(), *pairs] for item in block.items}
    for column in frame.columns:
        if column in desk.column_of.values() and column not in items:
            continue
        if column not in done and desk.labels(column):
            done[column] = desk.categories(column, column)
        by_role.setdefault(column, done.get(column, frame[column]))
    survey = pd.DataFrame(by_role, index=frame.index)
    for role in SCORED:
        if role in blocks and role not in survey:
            survey[role] = mean_of(turned(survey, blocks[role]), blocks[role].min_answered)
    return survey


def _weights(desk: Desk, column: str) -> pd.Series:
    """Return the weights as numbers; text, blanks, negative and all-zero weights are problems."""
    weights, text = to_numbers(desk.frame[column], {}, desk.missing(column))
    text |= weights.isin([math.inf, -math.inf])
    blank, negative = weights.isna() & ~text, (weights < 0) & ~text
    if text.any():
        desk.wrong(
            "{file}: the weights in {column!r} must be numbers, found {found} (rows: {n}, first: "
            "row {row}). Correct them, or leave the rows out with keep:.",
            **desk.cells(column, text),
        )
    if blank.any():
        desk.wrong(
            "{file}: the weight in {column!r} is missing (rows: {n}, first: row {row}). Fill it "
            "in, or leave the rows out with keep:.",
            **desk.cells(column, blank),
        )
    if negative.any():
        desk.wrong(
            "{file}: the weights in {column!r} must not be negative, found {found} (rows: {n}, "
            "first: row {row}). Correct them, or leave the rows out with keep:.",
            **desk.cells(column, negative),
        )
    if (weights == 0).all():
        desk.wrong(
            "{file}: all weights in {column!r} are zero, so nobody counts. Is it the right column?",
            column=column,
        )
    return weights


def _seconds(desk: Desk, column: str) -> pd.Series:
    """Return how many seconds respondents took; text and times below zero are problems."""
    seconds, text = to_numbers(desk.frame[column], {}, desk.missing(column))
    wrong = text | (seconds < 0) | seconds.isin([math.inf, -math.inf])
    if wrong.any():
        desk.wrong(
            "{file}: duration in {column!r} must be a number of seconds, found {found} (rows: {n}, "
            "first: row {row}). Put a code for 'no answer' under missing: {{{column}: [-99]}}, or "
            "take duration: out of the codebook.",
            **desk.cells(column, wrong),
        )
    return seconds.mask(wrong)


def _check_answered(desk: Desk, survey: pd.DataFrame, blocks: dict[str, Block]) -> None:
    """Refuse a role, segment or construct in which nobody answered."""
    asked = {role: [role] for role in (*SCORED, "channel", *desk.book.segments) if role in survey}
    asked |= {name: block.items for name, block in blocks.items() if name not in SCORED}
    troubled = {problem.values.get("column") for problem in desk.problems}
    for name, columns in asked.items():
        sources = [desk.column_of.get(column, column) for column in columns]
        if survey[columns].isna().all(axis=None) and not troubled & {*sources}:
            desk.wrong(
                "{file}: {name} holds no answers: every cell of {columns} is blank or a code for "
                "no answer. Is it the right column, and does missing: say too much?",
                name=name,
                columns=", ".join(sources),
            )


def turned(survey: pd.DataFrame, block: Block) -> pd.DataFrame:
    """Return a block's items, the reversed ones turned on their scale."""
    items, back = survey[block.items].copy(), sorted(block.reversed)
    items[back] = sum(block.ends) - items[back]
    return items


def mean_of(items: pd.DataFrame, min_answered: float) -> pd.Series:
    """Return the mean of the items for everybody who answered enough of them."""
    answered = items.notna().mean(axis=1)
    return items.mean(axis=1).where((answered >= min_answered) & (answered > 0))
