"""The checks of exercise T: the codebook of an own survey."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

from custsat_edu.errors import Problem, StudyError
from custsat_edu.i18n import _, active_language, translate
from custsat_edu.stats.scores import mean_score
from custsat_edu.study.drafting.draft import draft_codebook
from custsat_edu.study.files.readers import read_table
from custsat_edu.study.study import Study, load_study
from custsat_edu.teach.expect import (
    Env,
    Feedback,
    Mistakes,
    answer,
    expect_choice,
    expect_names,
    expect_number,
    expect_table,
    expect_true_or_false,
    expect_type,
)

_BETWEEN = ";"  # what stands between the options of one cell


def respondents(env: Env) -> None:
    """Task 1: how many answered."""
    cells = _cells(env)
    n = len(cells)
    header = _("That counts the line with the headers, too: it is nobody's answer.")
    twice = _("pandas has taken the headers off already: take nothing off again.")
    wide = _("That is the number of columns: a respondent is a row.")
    all_cells = _("That is the number of cells: a respondent is a row.")
    full = _("Those are the rows without any gap: who left one question out has answered, too.")
    mistakes = [
        (n + 1, header),
        (n - 1, twice),
        (cells.shape[1], wide),
        (cells.size, all_cells),
        (cells.notna().all(axis=1).sum(), full),
    ]
    unit = _("respondents")
    expect_number(env, "respondents", n, unit=unit, tolerance=0, mistakes=mistakes)


def recommend(env: Env) -> None:
    """Task 2: the header of the question of recommendation."""
    columns, meant = list(_cells(env)), _meant(env)
    found = expect_type(env, "recommend", str, _("a header, as text"))
    if found not in columns:
        raise Feedback(_("There is no column of exactly that header: copy it whole from the list."))
    pleased = _("That one asks how satisfied they are: who is satisfied need not recommend.")
    loyal = _("That one is about their own buying: recommending is what they say to others.")
    easy = _("That one asks how easy it was.")
    satisfied = [*_headers(meant, str(meant.outcome)), _header(meant, meant.codebook.csat)]
    expect_choice(
        env,
        "recommend",
        _header(meant, meant.codebook.nps),
        choices=columns,
        mistakes=[
            *((name, pleased) for name in satisfied),
            *((name, loyal) for name in _headers(meant, _agreed(meant)[1])),
            (_header(meant, meant.codebook.ces), easy),
        ],
    )


def words(env: Env) -> None:
    """Task 3: the number of each word of agreement."""
    found = expect_type(env, "words", dict, _("a dict from each word to its number"))
    right = _draft(env)["scales"]["agreement"]["labels"]
    if found != right:
        raise Feedback(next(_wrong_words(found, right)))


def codebook(env: Env) -> None:
    """Task 4: the codebook can be read, and says what the questions ask."""
    _right_study(env)


def trust(env: Env) -> None:
    """Task 5: the mean of Trust and its interval, out of the loaded study."""
    study, meant = _right_study(env), _meant(env)
    loaded = expect_type(env, "loaded", Study, _("a study, as load gives it"))
    if not loaded.scores.equals(study.scores):
        raise Feedback(_("loaded is not your codebook of task 4: load that one again."))
    scores, index = study.scores["Trust"], study.index["Trust"]
    rows = pd.concat([meant.items(name) for name in _agreed(meant)], axis=1).mean(axis=1)
    right, wide = mean_score(scores), mean_score(scores, confidence=0.99)
    hundred = _("That is on the scale from 0 to 100: Trust is asked for on its own scale.")
    other = _("That is Satisfaction: Trust is asked for.")
    again = _("The row about buying again has slipped in: it is no part of Trust.")
    swapped = _("That is the other end: low is the smaller one, high the larger.")
    spread = _("That end is a standard deviation away: so far apart lie people, not means.")
    sure = _("That end belongs to another confidence: 95% is asked for.")
    unit = _("points on the scale of Trust")
    for name, key in (("trust", "estimate"), ("low", "low"), ("high", "high")):
        sign = {"estimate": 0, "low": -1, "high": 1}[key]
        mistakes = [
            (mean_score(index)[key], hundred),
            (mean_score(study.scores["Satisfaction"])[key], other),
            (mean_score(rows)[key], again),
        ]
        if sign:
            mistakes += [
                (right["low" if sign > 0 else "high"], swapped),
                (right["estimate"] + sign * scores.std(), spread),
                (wide[key], sure),
                (mean_score(scores, confidence=0.9)[key], sure),
            ]
        expect_number(env, name, right[key], unit=unit, tolerance=0.0005, mistakes=mistakes)


def several(env: Env) -> None:
    """Task 6: how many chose each option of a question with several answers."""
    cells = _cells(env)
    texts = cells.select_dtypes(exclude="number").fillna("")
    column = next(name for name in texts if texts[name].str.contains(_BETWEEN).any())
    whole = texts[column].value_counts()
    options = texts[column].str.split(_BETWEEN).explode().value_counts()
    right = options.drop("", errors="ignore")
    found = expect_type(env, "several", (pd.Series, dict), _("a Series with one row an option"))
    answered = cells[column].notna().sum()
    expect_table(
        {"several": pd.Series(found).to_frame("n")},
        "several",
        right.to_frame("n"),
        tolerance=0,
        mistakes=[
            (values.to_frame("n"), sentence)
            for values, sentence in _other_counts(whole, options, right)
        ],
    )
    crosses = _("That is the number of crosses: whoever made two crosses is one respondent.")
    empty = _("That is everybody: an empty cell holds no option.")
    none = _("Those chose nothing: the others are asked for.")
    lonely = _("Those chose one option alone: whoever chose two has chosen something, too.")
    alone = whole.reindex(right.index).sum()
    mistakes = [
        (right.sum(), crosses),
        (len(cells), empty),
        (len(cells) - answered, none),
        (alone, lonely),
    ]
    unit = _("respondents")
    expect_number(env, "anything", answered, unit=unit, tolerance=0, mistakes=mistakes)


def careless(env: Env) -> None:
    """Stretch task 7: one answer to a whole grid, or the form sent twice; and the flags."""
    cells, flags = _cells(env), _right_study(env).flags
    lines = _straight_lines(cells)
    copies = cells.iloc[:, 1:].duplicated()
    some, throughout = lines.any(axis=1) | copies, lines.all(axis=1)
    one = _("That is one grid alone: look at all grids of the file.")
    grids = _("That counts grids: whoever did it in two of them is one respondent.")
    every = _("Those did it in every grid: one grid is enough for careless.")
    single = _("One grid is not enough for throughout: it must be all of them.")
    others = _("Those are the others: count who did it.")
    unit = _("respondents")
    mistakes: Mistakes = [
        (lines.sum().sum(), grids),
        (throughout.sum(), every),
        (len(cells) - some.sum(), others),
        *((n, one) for n in lines.sum()),
    ]
    expect_number(env, "careless", some.sum(), unit=unit, tolerance=0, mistakes=mistakes)
    wrong = [(some.sum(), single), (lines.any(axis=1).sum(), single)]
    expect_number(env, "throughout", throughout.sum(), unit=unit, tolerance=0, mistakes=wrong)
    own = _("That is what you counted yourself: what does loaded.flags count?")
    size = _("That is everybody: flags has a row each, count the rows with a True in them.")
    wrong = [(some.sum(), own), (throughout.sum(), own), (len(flags), size), (flags.size, size)]
    flagged = flags.any(axis=1).sum()
    expect_number(env, "flagged", flagged, unit=unit, tolerance=0, mistakes=wrong)


def compared(env: Env) -> None:
    """Stretch task 8: where the learner's codebook and the draft differ."""
    study, meant, draft = _right_study(env), _meant(env), _draft(env)
    book = env["codebook"] if isinstance(env["codebook"], dict) else yaml.safe_load(env["codebook"])
    mine, theirs = {*book} - {*draft}, {*draft} - {*book}
    both = {*book} & {*draft}
    differ = {key for key in both if book[key] != draft[key]}
    choices = sorted({*book} | {*draft})
    turned = _("Those stand in the draft alone: yours alone are asked for.")
    other = _("only_mine takes keys that the draft lacks, not keys that say something else.")
    expect_names(
        env, "only_mine", mine, choices=choices, mistakes=[(theirs, turned), (differ, other)]
    )
    every = _("Some of those say the same in both: differ takes the others.")
    same = _("Those say the same in both: the others are asked for.")
    lone = _("differ takes keys that stand in both: leave out what only one of them has.")
    wrong = [
        (both, every),
        (both - differ, same),
        (differ | mine | theirs, lone),
        (differ | mine, lone),
        (differ | theirs, lone),
        (mine | theirs, lone),
    ]
    expect_names(env, "differ", differ, choices=choices, mistakes=wrong)
    trusted = meant.scores[_agreed(meant)[0]]
    alike = bool(np.isclose(trusted.mean(), study.scores["Trust"].mean()))
    look = _("Load the draft too, and compare the two means: a name is not a number.")
    expect_true_or_false(env, "same_trust", alike, look)


# What the file itself says ----------------------------------------------------------------------


def _cells(env: Env) -> pd.DataFrame:
    """Return the cells of the file as they stand there."""
    return read_table(Path(env["file"])).frame


def _draft(env: Env) -> dict[str, Any]:
    return _drafted(Path(env["file"]), active_language())[0]


def _meant(env: Env) -> Study:
    """Return the file as the draft reads it."""
    return _drafted(Path(env["file"]), active_language())[1]


@cache
def _drafted(file: Path, _language: str) -> tuple[dict[str, Any], Study]:
    draft = draft_codebook(file).codebook
    return draft, load_study(read_table(file).frame, **{**draft, "data": None})


def _header(study: Study, name: str | None) -> str:
    return study.codebook.columns.get(str(name), str(name))


def _headers(study: Study, construct: str) -> list[str]:
    return [_header(study, item) for item in study.items(construct)]


def _agreed(meant: Study) -> tuple[str, str]:
    """Return the constructs on the scale of agreement: several rows (trust), one (buying again)."""
    constructs = meant.codebook.constructs.items()
    found = [name for name, it in constructs if it.scale and it.scale.name == "agreement"]
    few, many = sorted(found, key=lambda name: meant.items(name).shape[1])
    return many, few


def _straight_lines(cells: pd.DataFrame) -> pd.DataFrame:
    """Say who gave one answer to all rows of a grid, a column a grid; a gap is no answer."""
    grids: dict[str, list[str]] = {}
    for name in cells:
        question, row, _rest = str(name).partition(" [")
        if row:
            grids.setdefault(question, []).append(str(name))
    return pd.DataFrame(
        {
            question: cells[rows].nunique(axis=1, dropna=False).eq(1) & cells[rows[0]].notna()
            for question, rows in grids.items()
        }
    )


# What may be wrong ------------------------------------------------------------------------------


def _wrong_words(found: dict[Any, Any], right: dict[str, int]) -> Iterator[str]:
    """Yield what may be said of wrong words, the first being the one to say."""
    if any(isinstance(value, str) for value in found.values()):
        yield _("The numbers stand in quotes: a text cannot be counted with.")
    spelt = {str(word).strip().casefold() for word in found}
    if {*found} != {*right} and spelt == {word.casefold() for word in right}:
        yield _("Spell each word as the file does, capitals and blanks included.")
    if strange := [word for word in found if word not in right]:
        template = _("words holds {what}: no answer in this grid is called so.")
        yield template.format(what=", ".join(map(repr, strange)))
    if lost := [word for word in right if word not in found]:
        template = _("Not yet: words lacks {n} of the words of the grid.")
        yield template.format(n=len(lost))
    low, high = min(right.values()), max(right.values())
    if found == {word: low + high - value for word, value in right.items()}:
        yield _("The scale is turned round: the strongest agreement gets the highest number.")
    if found == {word: value - 1 for word, value in right.items()}:
        yield _("Your numbers begin at 0: the scale begins at 1.")
    middle = next(word for word, value in right.items() if 2 * value == low + high)
    if found.get(middle) != right[middle]:
        template = _("{word} has as many words above it as below: it stands in the middle.")
        yield template.format(word=middle)
    yield _("Two words or more stand in the wrong place: 'cukup' weakens, 'sangat' strengthens.")


def _right_study(env: Env) -> Study:
    """Return the learner's study, if it says what the questions ask."""
    study = _own_study(env)
    for sentence in _wrong_codebook(study, _meant(env), Path(env["file"]).name):
        raise Feedback(sentence)
    return study


def _own_study(env: Env) -> Study:
    """Return the study of the learner's codebook, or say everything that is wrong with it."""
    book = expect_type(env, "codebook", (dict, str), _("a dict, or the same as text (YAML)"))
    if isinstance(book, dict) and _names_no_header(book.get("columns"), [*_cells(env)]):
        raise Feedback(_("columns: your short name stands first, the full header behind it."))
    try:
        # The notebook's own function, for a check touches no files.
        study: Study = answer(env, "load")(book)
    except TypeError:
        sentence = _("codebook may hold texts, numbers, lists and dicts alone: is a ... left in?")
        raise Feedback(sentence) from None
    except StudyError as error:
        here = {} if isinstance(book, str) else {"where": "codebook"}
        problems = [Problem(it.template, {**it.values, **here}) for it in error.problems]
        raise Feedback(" ".join(map(translate, problems))) from None
    return study


def _names_no_header(columns: Any, headers: list[str]) -> bool:
    """Say whether columns are named the wrong way round, or not at all."""
    named = columns.values() if isinstance(columns, dict) else []
    return columns is not None and not any(name in headers for name in named)


def _wrong_codebook(study: Study, meant: Study, file: str) -> Iterator[str]:
    """Yield what a codebook that can be read says wrongly."""
    book = study.codebook
    trusting, buying = _agreed(meant)
    for name, own in (("Satisfaction", str(meant.outcome)), ("Trust", trusting)):
        if name not in book.constructs:
            yield _("constructs: there is no {name}: give it exactly this name.").format(name=name)
            return
        yield from _wrong_items(study, meant, name, own, buying)
    if book.data != file:
        yield _("data: it names the file of answers, without its folder.")
    if book.outcome != "Satisfaction":
        yield _("outcome: what is to be explained is satisfaction, by the name of its construct.")
    if _header(study, book.nps) != _header(meant, meant.codebook.nps):
        yield _("nps: it must be the short name of the recommendation question (task 2).")
    if book.sampling != "convenience":
        yield _("sampling: whoever saw the link could answer; nobody was drawn by lot.")


def _wrong_items(study: Study, meant: Study, name: str, own: str, buying: str) -> Iterator[str]:
    """Yield what is wrong with the items of one construct, or with their scale."""
    found, right = {*_headers(study, name)}, {*_headers(meant, own)}
    if found & {*_headers(meant, buying)}:
        yield _("constructs: the row about buying again is a plan, not trust: leave it out.")
    elif found - right:
        yield _("constructs: {name} holds a question that asks for something else.").format(
            name=name
        )
    elif right - found:
        yield _("constructs: {name} lacks a row of its grid.").format(name=name)
    elif study.scale(name) != meant.scale(own):
        yield _(
            "constructs: {name} has other ends: read the header of its grid, or its words."
        ).format(name=name)
    elif not _by_header(study, name).equals(_by_header(meant, own)):
        yield _("constructs: the numbers of {name} are not those of its words (task 3).").format(
            name=name
        )


def _by_header(study: Study, name: str) -> pd.DataFrame:
    return study.items(name).set_axis(_headers(study, name), axis=1).sort_index(axis=1)


def _other_counts(
    whole: pd.Series, options: pd.Series, right: pd.Series
) -> Iterator[tuple[pd.Series, str]]:
    """Yield what else may be counted, and its sentence."""
    cells = _("Those are whole cells: a cell with two options must count for both.")
    for counts in (whole, whole.drop("", errors="ignore"), whole.reindex(right.index)):
        yield counts, cells
    yield options, _("An empty cell holds no option: leave that row out.")
    mentions = _("Those are shares of all crosses: the number of respondents is asked for.")
    shares = _("Those are shares of the respondents: their number is asked for.")
    yield right / right.sum(), mentions
    yield right / whole.sum(), shares
    yield right / whole.drop("", errors="ignore").sum(), shares
