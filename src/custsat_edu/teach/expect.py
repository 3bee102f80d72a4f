"""What the checks of the exercises are made of: expect a number, a choice, a table, or say why not.

`env` holds the notebook's names. Each function returns nothing when the answer is right, and raises
`Feedback` when it is not.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from numbers import Real
from typing import Any

import numpy as np
import pandas as pd

from custsat_edu.i18n import _

Env = Mapping[str, Any]
Mistakes = Iterable[tuple[Any, str]]


class Feedback(Exception):
    """One sentence to the learner, in the active language, that never tells the answer."""


def answer(env: Env, name: str) -> Any:
    """Return what the learner called `name`.

    Parameters
    ----------
    env : mapping
        The notebook's names.
    name : str
        The name that the task asks for.

    Returns
    -------
    object
        Its value.

    Raises
    ------
    Feedback
        If there is no such name, or its value is still `...`.

    Examples
    --------
    >>> answer({"share": 0.4}, "share")
    0.4
    >>> answer({"share": ...}, "share")
    Traceback (most recent call last):
    custsat_edu.teach.expect.Feedback: Not answered yet: write your answer to share in place of ...
    """
    if name not in env:
        template = _("There is no {name} yet: run the cell that makes it, and check its spelling.")
        raise Feedback(template.format(name=name))
    if env[name] is ...:
        template = _("Not answered yet: write your answer to {name} in place of ...")
        raise Feedback(template.format(name=name))
    return env[name]


def expect_type(env: Env, name: str, kind: type | tuple[type, ...], what: str) -> Any:
    """Return the learner's answer if it is of a kind.

    Parameters
    ----------
    env : mapping
        The notebook's names.
    name : str
        The name that the task asks for.
    kind : type or tuple of type
        What it must be.
    what : str
        The same in words, in the active language: "a table".

    Returns
    -------
    object
        The answer.

    Raises
    ------
    Feedback
        If it is missing, not answered or of another kind.

    Examples
    --------
    >>> expect_type({"answers": [9, 10]}, "answers", pd.Series, "a column of answers")
    Traceback (most recent call last):
    custsat_edu.teach.expect.Feedback: answers must be a column of answers; yours is of type list.
    """
    found = answer(env, name)
    if not isinstance(found, kind) or (isinstance(found, bool) and kind is Real):
        template = _("{name} must be {what}; yours is of type {kind}.")
        raise Feedback(template.format(name=name, what=what, kind=type(found).__name__))
    return found


def expect_number(
    env: Env, name: str, expected: float, *, unit: str, tolerance: float, mistakes: Mistakes = ()
) -> None:
    """Accept a number that lies within a tolerance of the expected one.

    Parameters
    ----------
    env : mapping
        The notebook's names.
    name : str
        The name that the task asks for.
    expected : float
        The right answer, computed from the learner's own data.
    unit : str
        Its unit in words, in the active language: "points from −100 to 100".
    tolerance : float
        The greatest distance that counts as right.
    mistakes : iterable of (float, str)
        What a known misconception gives, and the sentence that names it. They are tried in order,
        before the general ones: a hundred times off, the sign turned round, rounded on the way.

    Raises
    ------
    Feedback
        If the answer is missing, no single number, or not within the tolerance.

    Examples
    --------
    >>> promoters = [(60, "That is the promoters alone: subtract the detractors.")]
    >>> task = {"unit": "points from −100 to 100", "tolerance": 0.05, "mistakes": promoters}
    >>> expect_number({"score": 40.01}, "score", 40, **task)
    >>> expect_number({"score": 60}, "score", 40, **task)
    Traceback (most recent call last):
    custsat_edu.teach.expect.Feedback: That is the promoters alone: subtract the detractors.
    """
    found = answer(env, name)
    if isinstance(found, pd.Series) and "estimate" in found.index:
        template = _("{name} is a whole row: take one number of it, as in row['estimate'].")
        raise Feedback(template.format(name=name))
    found = float(expect_type(env, name, Real, _("one number")))
    if not math.isfinite(found):
        template = _("{name} is not a finite number: were the missing answers left out?")
        raise Feedback(template.format(name=name))
    if abs(found - expected) > tolerance:
        general = _general_mistakes(expected, tolerance, unit)
        known = ((value, tolerance, sentence) for value, sentence in mistakes)
        for value, width, sentence in (*known, *general):
            if abs(found - value) <= width:
                raise Feedback(sentence)
        template = _("Not yet: your data give another number. It is asked for in {unit}.")
        raise Feedback(template.format(unit=unit))


def expect_choice(
    env: Env,
    name: str,
    expected: Any,
    *,
    choices: Sequence[Any],
    mistakes: Mistakes = (),
) -> None:
    """Accept the right one of a few choices.

    Parameters
    ----------
    env : mapping
        The notebook's names.
    name : str
        The name that the task asks for.
    expected : object
        The right one, found in the learner's own data.
    choices : sequence
        What may be answered.
    mistakes : iterable of (object, str)
        A wrong choice, and the sentence that says why it is wrong.

    Raises
    ------
    Feedback
        If the answer is missing, no choice, or the wrong one.

    Examples
    --------
    >>> why = [("online", "Its interval is the wider one: it has fewer answers.")]
    >>> task = {"choices": ["online", "store"], "mistakes": why}
    >>> expect_choice({"surer": "online"}, "surer", "store", **task)
    Traceback (most recent call last):
    custsat_edu.teach.expect.Feedback: Its interval is the wider one: it has fewer answers.
    >>> expect_choice({"surer": "shop"}, "surer", "store", **task)
    Traceback (most recent call last):
    custsat_edu.teach.expect.Feedback: surer must be one of: 'online', 'store'.
    """
    found = answer(env, name)
    if not any(_same(found, choice) for choice in choices):
        template = _("{name} must be one of: {choices}.")
        raise Feedback(template.format(name=name, choices=", ".join(map(repr, choices))))
    if not _same(found, expected):
        said = [sentence for value, sentence in mistakes if _same(found, value)]
        template = _("Not yet: look at {name} again, your data say something else.")
        raise Feedback(said[0] if said else template.format(name=name))


def expect_true_or_false(env: Env, name: str, expected: bool, why: str) -> None:
    """Accept the right one of True and False.

    Parameters
    ----------
    env : mapping
        The notebook's names.
    name : str
        The name that the task asks for.
    expected : bool
        The right one, found in the learner's own data.
    why : str
        The sentence that says why the other one is wrong.

    Raises
    ------
    Feedback
        If the answer is missing, neither True nor False, or the wrong one.

    Examples
    --------
    >>> look = "Look at the interval again: does it hold 0?"
    >>> expect_true_or_false({"is_clear": True}, "is_clear", True, look)
    >>> expect_true_or_false({"is_clear": False}, "is_clear", True, look)
    Traceback (most recent call last):
    custsat_edu.teach.expect.Feedback: Look at the interval again: does it hold 0?
    """
    expect_type(env, name, (bool, np.bool_), _("True or False"))
    expect_choice(env, name, expected, choices=[True, False], mistakes=[(not expected, why)])


def expect_names(
    env: Env,
    name: str,
    expected: Iterable[str],
    *,
    choices: Collection[str],
    mistakes: Iterable[tuple[Iterable[str], str]] = (),
) -> None:
    """Accept a list with the expected names, in any order.

    Parameters
    ----------
    env : mapping
        The notebook's names.
    name : str
        The name that the task asks for.
    expected : iterable of str
        The right names, found in the learner's own data; there may be none.
    choices : collection of str
        What may be named.
    mistakes : iterable of (iterable of str, str)
        The names that a known misconception gives, and the sentence that names it.

    Raises
    ------
    Feedback
        If the answer is missing or no list, holds what is no choice, or is not the right names.

    Examples
    --------
    >>> task = {"choices": ["price", "help", "speed"]}
    >>> expect_names({"owed": ["help", "price"]}, "owed", ["price", "help"], **task)
    >>> expect_names({"owed": ["price"]}, "owed", ["price", "help"], **task)
    Traceback (most recent call last):
    custsat_edu.teach.expect.Feedback: Not yet: owed lacks a name.
    """
    kinds = (list, tuple, set, pd.Index, np.ndarray)
    given = expect_type(env, name, kinds, _("a list of names"))
    found, right = {*map(str, given)}, {*expected}
    if found == right:
        return
    strangers = sorted(map(repr, found - {*choices}))
    if strangers:
        template = _("{name} holds {what}; choose from: {choices}.")
        texts = {"what": ", ".join(strangers), "choices": ", ".join(choices)}
        raise Feedback(template.format(name=name, **texts))
    said = [sentence for names, sentence in mistakes if found == {*names}]
    too_many = _("Not yet: {name} holds a name too many.")
    lacks = _("Not yet: {name} lacks a name.")
    template = too_many if found - right else lacks
    raise Feedback(said[0] if said else template.format(name=name))


def expect_table(
    env: Env,
    name: str,
    expected: pd.DataFrame,
    *,
    tolerance: float,
    mistakes: Mistakes = (),
) -> None:
    """Accept a table with the expected rows and columns, in any order, and near enough numbers.

    Parameters
    ----------
    env : mapping
        The notebook's names.
    name : str
        The name that the task asks for.
    expected : DataFrame
        The right table, computed from the learner's own data. Columns that it lacks are not looked
        at.
    tolerance : float
        The greatest distance of a number that counts as right.
    mistakes : iterable of (DataFrame, str)
        The table that a known misconception gives, and the sentence that names it.

    Raises
    ------
    Feedback
        If the answer is missing, no table, lacks a row or column, has a row too many, or a cell is
        not right.

    Examples
    --------
    >>> right = pd.DataFrame({"n": [2, 3]}, index=["online", "store"])
    >>> expect_table({"t": right.iloc[::-1]}, "t", right, tolerance=0)
    >>> expect_table({"t": right.head(1)}, "t", right, tolerance=0)
    Traceback (most recent call last):
    custsat_edu.teach.expect.Feedback: Your table t has no row 'store'.
    """
    found = expect_type(env, name, pd.DataFrame, _("a table (DataFrame)"))
    if not found.index.is_unique:
        template = _("Your table {name} has two rows called {row!r}: one a group is asked for.")
        twice = found.index[found.index.duplicated()][0]
        raise Feedback(template.format(name=name, row=twice))
    if _alike(found, expected, tolerance):
        return
    for table, sentence in mistakes:
        if _alike(found, table, tolerance):
            raise Feedback(sentence)
    for template, names in (
        (_("Your table {name} has no column {what}."), _without(expected.columns, found.columns)),
        (_("Your table {name} has no row {what}."), _without(expected.index, found.index)),
        (_("Your table {name} has a row too many: {what}."), _without(found.index, expected.index)),
    ):
        if names:
            raise Feedback(template.format(name=name, what=", ".join(map(repr, names))))
    row, column = _cells_off(found, expected, tolerance)[0]
    template = _("Not yet: in {name}, look at row {row!r}, column {column!r}.")
    raise Feedback(template.format(name=name, row=row, column=column))


def _general_mistakes(
    expected: float, tolerance: float, unit: str
) -> list[tuple[float, float, str]]:
    """Return what anyone may do wrong: a value, how near it must be, and its sentence."""
    hundred = _("That is a hundred times off: it is asked for in {unit}.").format(unit=unit)
    sign = _("The sign is turned round: which of the two is subtracted from the other?")
    rounded = _("Near, but not near enough: keep all decimals until the end.")
    return [
        (100 * expected, 100 * tolerance, hundred),
        (expected / 100, tolerance / 100, hundred),
        (-expected, tolerance, sign),
        (expected, 10 * tolerance, rounded),
    ]


def _without(names: pd.Index, there: pd.Index) -> list[Any]:
    return [name for name in names if name not in there]


def _alike(found: pd.DataFrame, table: pd.DataFrame, tolerance: float) -> bool:
    return set(found.index) == set(table.index) and not _cells_off(found, table, tolerance)


def _cells_off(found: pd.DataFrame, table: pd.DataFrame, tolerance: float) -> list[tuple[Any, Any]]:
    """Return row and column of every cell of `table` that `found` lacks or has otherwise."""
    return [
        (row, column)
        for column in table.columns
        for row in table.index
        if column not in found.columns
        or row not in found.index
        or not _same(found.at[row, column], table.at[row, column], tolerance)
    ]


def _same(a: Any, b: Any, tolerance: float = 0) -> bool:
    if not (pd.api.types.is_scalar(a) and pd.api.types.is_scalar(b)):
        return False
    if pd.isna(a) or pd.isna(b):
        return bool(pd.isna(a) and pd.isna(b))
    if isinstance(a, Real) and isinstance(b, Real):
        return abs(float(a) - float(b)) <= tolerance
    return bool(a == b)
