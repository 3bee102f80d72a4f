"""A first draft of a codebook, guessed from a file of answers; every guess says why."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import replace
from pathlib import Path

from custsat_edu.errors import Problem
from custsat_edu.study.answers import code, find_ladder
from custsat_edu.study.drafting.book import Draft, Drafting, kind_of
from custsat_edu.study.drafting.columns import (
    Column,
    columns_of,
    in_unknown_words,
    is_category,
    is_comment,
    multiple,
)
from custsat_edu.study.drafting.groups import Group, groups_of
from custsat_edu.study.drafting.roles import Found, find_roles
from custsat_edu.study.files.readers import personal_columns, read_table
from custsat_edu.study.files.table import Table

__all__ = ["Draft", "draft_codebook"]


def draft_codebook(path: str | os.PathLike[str], *, sheet: str | None = None) -> Draft:
    r"""Draft the codebook of a file of answers.

    Parameters
    ----------
    path : path
        A file that `load_study` reads.
    sheet : str, optional
        The sheet of a workbook; by default the first.

    Returns
    -------
    Draft
        text (YAML with a comment beside each guess, and "# ?" above what the reader must decide),
        guesses (what, why), asks (what, question) and codebook (the keys as a dict), in the active
        language. What waits for an answer stands behind a # and is not in codebook.

    Raises
    ------
    StudyError
        If the file cannot be read.

    Notes
    -----
    Scales come from the file's value labels, from known words (Setuju, Satisfied, ...), else from
    the range of the answers, widened to a usual scale. The draft is valid: `load_study` reads it.
    A guess is no knowledge; read every line before you trust a number.

    Examples
    --------
    >>> import tempfile
    >>> from custsat_edu.study.drafting.draft import draft_codebook
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "shop.csv")
    ...     rows = [f"{k % 5 + 1},{(k + k % 2) % 5 + 1},{k % 11}" for k in range(40)]
    ...     _written = path.write_text("\n".join(["service1,service2,nps", *rows]))
    ...     draft = draft_codebook(path)
    >>> draft.codebook["constructs"], draft.codebook["nps"]
    ({'Service': {'items': 'service1:2'}}, 'nps')
    """
    table = read_table(Path(path), sheet=sheet)
    columns = columns_of(table)
    drafting = Drafting(table, columns, _look(table, columns))
    if sheet is not None:
        drafting.book["sheet"] = sheet
    return drafting.draft()


def _look(table: Table, columns: list[Column]) -> Found:
    """Find what each column may be."""
    aside = {*table.facts.get("furniture", []), *personal_columns(table.frame.columns)}
    asked = [c for c in columns if c.name not in aside]
    several = multiple([c for c in asked if not is_comment(c)])
    left = {*several}
    open_ = [c for c in asked if c not in left and c.answers]
    found = find_roles(columns, open_, rows=len(table.frame))
    rest = [c for c in open_ if c not in found.taken()]
    ratings = dict.fromkeys(c for c in rest if c.points is not None and not is_comment(c))
    found.groups = _harmonised(groups_of([*ratings]))
    _doubt_the_lonely(found.groups)
    found.take_scores()
    found.several = several
    found.unknown = in_unknown_words(c for c in rest if c not in ratings)
    gridded = {c for grid in found.unknown for c in grid}
    rest = [c for c in rest if c not in ratings and c not in gridded]
    found.comments = [c for c in rest if is_comment(c)]
    found.segments = [c for c in rest if is_category(c) and c not in found.comments]
    used = {*found.comments, *found.segments}
    found.unused = [c for c in rest if c not in used]
    return found


def _harmonised(groups: list[Group]) -> list[Group]:
    """Put all groups whose answers are words of one family on one scale, if one has them all."""
    families: dict[str, list[Group]] = {}
    for group in groups:
        if group.points.family and group.points.labels:
            families.setdefault(group.points.family, []).append(group)
    for fellows in families.values():
        if len({kind_of(group) for group in fellows}) > 1:
            _share_a_scale(fellows)
    return groups


def _doubt_the_lonely(groups: list[Group]) -> None:
    """Ask whether numbers are ratings where no words say so, and no others are on their scale."""
    ends = Counter(group.points.ends for group in groups)
    for group in groups:
        column = group.columns[0]
        spoken_of = column.has_text or group.satisfaction[1] or group.points.family
        if group.single and not spoken_of and ends[group.points.ends] < 3:
            group.doubt = Problem("is it a rating at all? Nothing but its numbers says so.")


def _share_a_scale(groups: list[Group]) -> None:
    words = {code(w): w for group in groups for w in (*group.points.labels, *group.points.asked)}
    ladder = find_ladder([*words])
    if ladder is None:
        return
    labels = {words[word]: place for word, place in ladder.places.items() if word in words}
    asked = tuple(words[word] for word in words if word not in ladder.places)
    seen = len({*labels.values()}) + len(asked)
    for group in groups:
        doubt = group.points.doubt if seen < ladder.points else None
        if group.points.high != ladder.points and doubt is None and not asked:
            group.doubt = group.doubt or Problem(
                "is this the scale of {points} points, as elsewhere in the file?",
                {"points": ladder.points},
            )
        group.points = replace(
            group.points, high=ladder.points, labels=labels, asked=asked, doubt=doubt
        )
