"""Careless answers: the signs that somebody answered without reading the questions."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from custsat_edu.errors import Problem
from custsat_edu.stats.checks import Check, Floats, is_number

Ends = tuple[float, float] | None

_FEWEST_PAIRS = 3  # of items that say the same: over two pairs every correlation is -1 or 1
_NOTHING = 1e-12
_SIGNS = ["straight_line", "speeder", "duplicate", "inconsistent"]


def careless(
    items: pd.DataFrame,
    *,
    seconds: pd.Series | None = None,
    ids: pd.Series | None = None,
    scale: tuple[float, float] | Mapping[Any, tuple[float, float]] | None = None,
    pairs: Sequence[tuple[Any, Any]] | None = None,
    longest: int = 8,
    fastest: float = 1 / 3,
) -> pd.DataFrame:
    """Return for each respondent the signs of answers given without reading the questions.

    Parameters
    ----------
    items : DataFrame of numbers
        One row a respondent, one column an item in the order in which it was asked, answers as
        given: reversed items not turned. NaN is no answer; an item that nobody answered is passed
        over.
    seconds : Series, optional
        How long each respondent took; NaN for whoever did not finish, or for all.
    ids : Series, optional
        Who answered.
    scale : (lowest, highest) or mapping of item to (lowest, highest), optional
        The scale as asked, or each item's. By default all items are taken to be on one scale.
    pairs : sequence of pairs of items, optional
        Items that say the same, three pairs or more, such as [("clear1", "clear2"), ...];
        "-clear2" if it is worded the other way round (this needs `scale`).
    longest : int
        How many items on one scale it takes before one answer to all of them is a sign; and how
        many items in all before equal rows are.
    fastest : float
        The share of the median time below which a respondent is a speeder.

    Returns
    -------
    DataFrame
        On the rows of `items`: `longest_run`: the most items after one another, on one scale, that
        have one answer, gaps passed over; `consistency`: the correlation within the respondent
        over the pairs, -1 to 1; `straight_line`: one answer to all the items on a scale, where
        `longest` or more were answered; `speeder`: took less than `fastest` of the median;
        `duplicate`: repeats the id of an earlier row, or all its answers (where there are
        `longest` items or more; straight lines are not compared); `inconsistent`: consistency
        below 0; `signs`: how many of these four. What was not given is no sign, and gives NaN.
        `attrs`: how many respondents there are, `n`, show each sign, any (`any`) and two or more
        (`several`); `limit`: the seconds below which a respondent is a speeder, NaN without;
        `warning`: a sentence where everybody shows a sign, else "".

    Raises
    ------
    InputError
        If an answer is no number or off its scale, if rows do not match, if a pair names no item,
        if there are fewer than three pairs, or if an option is wrong.

    Notes
    -----
    Nobody is left out: compare results with and without those who show a sign, and say how many
    there are. Straight lines, speeders and duplicates are those of `Study.flags` for the same
    items, times and ids (`flag` of study/notes.py): neither may import the other, so
    tests/test_attention.py holds the two equal.
    The longest run and the consistency are the indices `longstring` and `psychsyn` (psychometric
    synonyms) of R's careless, here with pairs that are named instead of searched for.

    The consistency correlates the first items of a respondent's pairs with the second ones, each
    as a share of its scale; it is NaN for fewer than three answered pairs or where either side has
    one answer only, as a straight line has. Answers by chance give 0 on average: about half of
    such rows are found, and no cut-off is right for every number and likeness of pairs. On the
    sample ten pairs find 46 % of random answers and 2.5 % of careful ones, five pairs that go
    together less 47 % and 17 %: look at it together with the other signs.

    References
    ----------
    R's careless 1.2.2, `longstring`, `psychsyn`, after Meade and Craig (2012).
    https://github.com/ryentes/careless
    On the cut-off: Wright State University, "the Psychometric Synonyms Index", abstract.
    https://corescholar.libraries.wright.edu/etd_all/2013/

    Examples
    --------
    >>> survey = pd.DataFrame({f"q{i}": [i % 4 + 1, 3, i % 3 + 2] for i in range(8)})
    >>> flags = careless(survey, seconds=pd.Series([310, 300, 90]))
    >>> flags[["longest_run", "straight_line", "speeder", "signs"]]
       longest_run  straight_line  speeder  signs
    0            1          False    False      0
    1            8           True    False      1
    2            1          False     True      1
    >>> careful = survey[flags["signs"] == 0]
    """
    check = Check("careless")
    check.whole("longest", longest, 2)
    if not is_number(fastest) or not 0 < fastest < 1:
        check.wrong(
            Problem(
                "{where}: fastest must lie between 0 and 1, found {found}. "
                "Write 1/3 for a third of the median time.",
                {"found": repr(fastest)},
            )
        )
    answers, ends = _items(check, _asked(items), scale)
    took = _seconds(check, seconds, answers.index)
    who = None if ids is None else check.same_rows("ids", ids, answers.index)
    sides = _pairs(check, pairs, answers, ends)
    check.done()
    limit = float(took.median()) / (1 / fastest) if seconds is not None else np.nan
    lines = _straight_lines(answers, ends, longest)
    flags = pd.DataFrame(
        {
            "longest_run": _longest_runs(answers, ends),
            "consistency": np.nan if sides is None else _consistency(*sides),
            "straight_line": lines,
            "speeder": took < limit,
            "duplicate": _id_again(who, answers.index) | _answers_again(answers, lines, longest),
        },
        index=answers.index,
    )
    flags["inconsistent"] = flags["consistency"] < -_NOTHING
    flags["signs"] = flags[_SIGNS].sum(axis=1)
    flags.attrs = _how_many(flags, limit)
    return flags


def _asked(items: Any) -> Any:
    """Return the items without those that nobody answered: they show no sign."""
    if isinstance(items, pd.DataFrame) and len(items):
        return items.loc[:, items.notna().any().to_numpy()]
    return items


def _items(check: Check, items: Any, scale: Any) -> tuple[pd.DataFrame, dict[Any, Ends]]:
    """Return the answers as floats, and each item's scale."""
    if not isinstance(scale, Mapping):
        one = None if scale is None else check.scale(scale)
        answers = check.table(items, one)
        return answers, dict.fromkeys(answers.columns, one)
    table = items if isinstance(items, pd.DataFrame) else pd.DataFrame(items)
    missing = [str(name) for name in table if name not in scale]
    if missing:
        check.wrong(
            Problem(
                "{where}: scale must name every item, and lacks {missing}. "
                "Write scale=(1, 5) if all items have one scale.",
                {"missing": ", ".join(missing)},
            )
        )
        check.done()
    ends = {name: check.part(str(name)).scale(scale[name]) for name in table}
    return check.table(table, ends), ends


def _seconds(check: Check, seconds: Any, index: pd.Index) -> pd.Series:
    """Return how long each respondent took, NaN where nothing is known."""
    given = None if seconds is None else check.same_rows("seconds", seconds, index)
    if given is None or given.isna().all():
        return pd.Series(np.nan, index)
    took = check.answers(given, column="seconds")
    if (took < 0).any():
        check.wrong(
            Problem(
                "{where}: seconds must be 0 or more, found {found:g} in row {row}. "
                "Is it a code for 'not known'? Make it NaN.",
                {"found": took[took < 0].iloc[0], "row": str(took.index[(took < 0).argmax()])},
            )
        )
    return took


def _pairs(
    check: Check, pairs: Any, answers: pd.DataFrame, ends: dict[Any, Ends]
) -> tuple[Floats, Floats] | None:
    """Return the first and the second items of the pairs, as shares of their scales."""
    if pairs is None:
        return None
    two = isinstance(pairs, Sequence) and all(np.shape(pair) == (2,) for pair in pairs)
    if not two or len(pairs) < _FEWEST_PAIRS:
        check.wrong(
            Problem(
                "{where}: pairs must be three pairs of items or more, found {found}. "
                'Write pairs=[("q1", "q2"), ("q3", "q4"), ("q5", "-q6")].',
                {"found": len(pairs) if two else repr(pairs)},
            )
        )
        return None
    first, second = zip(*pairs, strict=True)
    return _side(check, first, answers, ends), _side(check, second, answers, ends)


def _side(
    check: Check, names: Iterable[Any], answers: pd.DataFrame, ends: dict[Any, Ends]
) -> Floats:
    columns = [_share_of_scale(check, name, answers, ends) for name in names]
    return np.column_stack(columns)


def _share_of_scale(
    check: Check, name: Any, answers: pd.DataFrame, ends: dict[Any, Ends]
) -> Floats:
    """Return an item from 0 to 1, or as it is without a scale; "-item" is turned round."""
    turned = name not in ends and str(name).startswith("-")
    item = str(name)[1:] if turned else name
    if item not in ends:
        near = difflib.get_close_matches(str(item), list(map(str, ends)), 1, 0)
        check.wrong(
            Problem(
                "{where}: pairs name {item!r}, which is no item. Did you mean {near!r}?",
                {"item": str(item), "near": near[0] if near else ""},
            )
        )
        return np.zeros(len(answers))
    scale, values = ends[item], answers[item].to_numpy()
    if turned and scale is None:
        check.wrong(
            Problem(
                "{where}: to turn {item} round its scale must be known. Add scale=(1, 5).",
                {"item": str(item)},
            )
        )
    low, high = scale or (0.0, 1.0)
    share = (values - low) / (high - low)
    return 1 - share if turned else share


def _longest_runs(answers: pd.DataFrame, ends: dict[Any, Ends]) -> npt.NDArray[np.intp]:
    """Return the longest run of one answer in each row; a run stays on one scale."""
    run = longest = np.zeros(len(answers), dtype=np.intp)
    last, scale = np.full(len(answers), np.nan), None
    for name, column in answers.items():
        values, same_scale = column.to_numpy(), ends[name] == scale
        scale = ends[name]
        goes_on = (values == last) & same_scale
        run = np.where(np.isnan(values), run if same_scale else 0, np.where(goes_on, run + 1, 1))
        last = np.where(np.isnan(values), last, values)
        longest = np.maximum(longest, run)
    return longest


def _straight_lines(
    answers: pd.DataFrame, ends: dict[Any, Ends], longest: int
) -> npt.NDArray[np.bool_]:
    """Say who gave one answer to all the items on a scale, where enough were answered."""
    lines = np.zeros(len(answers), dtype=bool)
    for scale in set(ends.values()):
        grid = answers[[name for name, own in ends.items() if own == scale]]
        one = grid.max(axis=1) == grid.min(axis=1)
        lines |= (one & (grid.count(axis=1) >= longest)).to_numpy()
    return lines


def _id_again(ids: pd.Series | None, index: pd.Index) -> pd.Series:
    if ids is None:
        return pd.Series(False, index)
    return ids.notna() & ids.duplicated()


def _answers_again(
    answers: pd.DataFrame, lines: npt.NDArray[np.bool_], longest: int
) -> npt.NDArray[np.bool_]:
    """Say which rows repeat all the answers of an earlier row; straight lines may well agree."""
    again = np.zeros(len(answers), dtype=bool)
    if answers.shape[1] >= longest:
        compared = ~lines & answers.notna().any(axis=1).to_numpy()
        again[compared] = answers[compared].duplicated()
    return again


def _consistency(first: Floats, second: Floats) -> Floats:
    """Return the correlation of each row of first with that of second, over complete pairs."""
    there = ~(np.isnan(first) | np.isnan(second))
    n = np.maximum(there.sum(axis=1, keepdims=True), 1)

    def centred(side: Floats) -> Floats:
        mean = np.where(there, side, 0).sum(axis=1, keepdims=True) / n
        return np.where(there, side - mean, 0)

    a, b = centred(first), centred(second)
    spread = np.sqrt((a**2).sum(axis=1) * (b**2).sum(axis=1))
    known = (there.sum(axis=1) >= _FEWEST_PAIRS) & (spread > _NOTHING)
    return np.where(known, (a * b).sum(axis=1) / np.where(known, spread, 1), np.nan)


def _how_many(flags: pd.DataFrame, limit: float) -> dict[str, float | str]:
    counts = {name: float(flags[name].sum()) for name in _SIGNS}
    some, several = float((flags["signs"] > 0).sum()), float((flags["signs"] > 1).sum())
    warning = (
        "Everybody shows a sign of careless answers, so nobody would be left. Look at the "
        "questionnaire, and at how the file was read, before you blame the respondents."
    )
    totals = {"n": float(len(flags)), "any": some, "several": several, "limit": limit}
    return totals | counts | {"warning": warning if some == len(flags) else ""}
