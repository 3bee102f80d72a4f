"""Several instruments beside one truth: what each tells, and how far off it is."""

from __future__ import annotations

import difflib
import reprlib
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from custsat_edu.errors import Problem
from custsat_edu.stats.checks import Check, is_number
from custsat_edu.stats.scores import by_group, csat, mean_score

Score = Callable[..., pd.Series]


def compare_instruments(
    instruments: Mapping[str, pd.Series | pd.DataFrame] | pd.DataFrame,
    *,
    truth: float | pd.Series | pd.DataFrame | None = None,
    by: str | None = None,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Return what each instrument tells, and how far that is from the truth.

    Parameters
    ----------
    instruments : mapping of name to ratings, or DataFrame
        The ratings of all instruments on one scale, such as 0 to 100: each a Series, or a table
        with the column `value` and, where they are wanted, `weight` and the column of `by`. Or one
        table of all, with a column `instrument` besides. Missing ratings are left out.
    truth : number, Series or DataFrame, optional
        The true mean or share; or the rating of everybody in the population, of which it is taken,
        weighted by a column `weight` if there is one.
        With `by` a table of the population with the columns `value` and `by`.
    by : str, optional
        A column of groups, such as "channel": one row an instrument and group.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    DataFrame
        Index `instrument`, with `by` also its groups. `estimate`: the mean, or the share of ones
        where all ratings are 0 or 1 (True or False); `low`, `high`: the limits; `n`: ratings; with
        weights `n_effective`: Kish's effective sample size, n where an instrument has none; with
        `truth` also `truth`, `bias`: estimate minus truth, and `bias_low`, `bias_high`, its limits.
        `attrs`: `kind` ("mean" or "share"), `confidence`; `warning`: a sentence where one
        instrument alone was given, else "".

    Raises
    ------
    InputError
        If there is no instrument, if ratings or weights are wrong or missing altogether, if a
        column is not there, or if truth or an option is wrong.

    Notes
    -----
    Means have the t interval of `mean_score`, shares Wilson's of `csat`; both take the weights as
    linearised there. The truth has no error here. An interval tells how far chance may have moved
    an instrument, not whom it reaches: a large n makes it narrow around the wrong number. Only a
    truth, or an instrument that reaches everybody, shows the bias.

    Examples
    --------
    What was asked on 1 to 10 and on 1 to 5 stars becomes 0 to 100 first.

    >>> panel = pd.DataFrame({"osat1": [9, 8, 9, 7], "osat2": [9, 7, 8, 8], "osat3": [8, 8, 9, 7]})
    >>> reviews = pd.DataFrame({"stars": [5, 5, 1, 4, 5]})
    >>> told = {"panel": (panel.filter(like="osat").mean(axis=1) - 1) / 9 * 100}
    >>> told["reviews"] = (reviews["stars"] - 1) / 4 * 100
    >>> compare_instruments(told, truth=62.7)[["estimate", "n", "bias", "bias_low"]].round(1)
                estimate  n  bias  bias_low
    instrument
    panel           78.7  4  16.0       3.9
    reviews         75.0  5  12.3     -41.5
    """
    check = Check("compare_instruments")
    check.confidence(confidence)
    told = {
        name: _ratings(check.part(str(name)), given, by)
        for name, given in _split(check, instruments).items()
    }
    everybody = None if truth is None else _population(check.part("truth"), truth, by)
    check.done()
    kind = (
        "share" if all(ratings["value"].isin([0, 1]).all() for ratings in told.values()) else "mean"
    )
    score = partial(_SCORES[kind], confidence=confidence)
    table = pd.concat({str(name): _told(score, ratings, by) for name, ratings in told.items()})
    table = _tidy(table, by)
    if everybody is not None:
        table = _biased(table, everybody)
    table.attrs = {"kind": kind, "confidence": float(confidence), "warning": ""}
    if len(told) == 1:
        table.attrs["warning"] = (
            "One instrument alone does not show whom it misses: set another one"
            + (", or the truth, beside it." if truth is None else " beside it.")
        )
    return table


_SCORES: dict[str, Score] = {"mean": mean_score, "share": partial(csat, scale=(0, 1), top=1)}


def _split(check: Check, instruments: Any) -> dict[Any, Any]:
    """Return each instrument's ratings by its name."""
    if isinstance(instruments, pd.DataFrame):
        if not _has(check, instruments, "instrument", "value"):
            check.done()
        names = instruments["instrument"]
        if not len(names):
            check.wrong(Problem("{where}: the table has no row. Was everything filtered out?"))
        if names.isna().any():
            check.wrong(
                Problem(
                    "{where}: instrument is missing in {count} of {n} rows. Name it, or leave the "
                    "rows out.",
                    {"count": int(names.isna().sum()), "n": len(names)},
                )
            )
        return dict(iter(instruments.groupby("instrument", sort=False, observed=True)))
    if not isinstance(instruments, Mapping) or not instruments:
        check.wrong(
            Problem(
                "{where}: instruments must be names with their ratings, found {found}. "
                "Write {{'panel': ratings, 'reviews': others}}.",
                {"found": reprlib.repr(instruments)},
            )
        )
        check.done()
    return dict(instruments)


def _has(check: Check, table: pd.DataFrame, *columns: str) -> bool:
    """Say whether a table has some columns, and note those that it lacks."""
    lacking = [name for name in columns if name not in table]
    for name in lacking:
        near = difflib.get_close_matches(str(name), list(map(str, table)), 1, 0)
        check.wrong(
            Problem(
                "{where}: the table has no column {name!r}. Is it {near!r}? Rename it.",
                {"name": name, "near": near[0] if near else ""},
            )
        )
    return not lacking


def _ratings(check: Check, given: Any, by: str | None) -> pd.DataFrame:
    """Return the ratings that are there, with their weights and groups."""
    table = given if isinstance(given, pd.DataFrame) else pd.DataFrame({"value": pd.Series(given)})
    if not _has(check, table, "value", *([] if by is None else [by])):
        return pd.DataFrame({"value": []})
    ratings = pd.DataFrame({"value": check.answers(table["value"])})
    there = ratings["value"].notna().to_numpy()
    ratings = ratings[there]
    if "weight" in table:
        weights = check.weights(table["weight"], table.index, there)
        ratings["weight"] = np.nan if weights is None else weights
    if by is not None:
        ratings[by] = table.loc[there, by]
    return ratings


def _population(check: Check, truth: Any, by: str | None) -> float | pd.Series:
    """Return the truth: one number, or with groups one for each."""
    if by is not None:
        if not isinstance(truth, pd.DataFrame):
            check.wrong(
                Problem(
                    "{where}: with by={by!r} truth must be a table of the population with the "
                    "columns value and {by}.",
                    {"by": by},
                )
            )
            return np.nan
        everybody = _ratings(check, truth, by)
        groups = everybody.groupby(by, observed=True) if by in everybody else ()
        return pd.Series({name: _mean(rows) for name, rows in groups})
    if is_number(truth):
        return float(truth)
    if isinstance(truth, pd.Series | pd.DataFrame):
        return _mean(_ratings(check, truth, None))
    check.wrong(
        Problem(
            "{where}: must be a number, or the ratings of the whole population, found {found}.",
            {"found": reprlib.repr(truth)},
        )
    )
    return np.nan


def _mean(ratings: pd.DataFrame) -> float:
    """Return the mean of ratings, weighted where they have weights; NaN of none."""
    if not len(ratings) or ratings.get("weight", pd.Series(1.0)).isna().any():
        return np.nan
    return float(np.average(ratings["value"], weights=ratings.get("weight")))


def _told(score: Score, ratings: pd.DataFrame, by: str | None) -> pd.DataFrame:
    """Return the score of one instrument: one row, or one a group."""
    options = {"weights": ratings["weight"]} if "weight" in ratings else {}
    if by is None:
        return score(ratings["value"], **options).to_frame().T
    return by_group(score, ratings["value"], ratings[by], **options)


def _tidy(table: pd.DataFrame, by: str | None) -> pd.DataFrame:
    """Return the rows under their names, whole numbers as such."""
    table = table.droplevel(1) if by is None else table
    names = ["instrument"] if by is None else ["instrument", by]
    if "n_effective" in table:
        table["n_effective"] = table["n_effective"].fillna(table["n"])
    return table.rename_axis(names).astype({"n": "int64"})


def _biased(table: pd.DataFrame, truth: float | pd.Series) -> pd.DataFrame:
    """Return the table with the truth, and how far estimate and limits are from it."""
    groups = table.index.get_level_values(-1)
    true = truth.reindex(groups).to_numpy() if isinstance(truth, pd.Series) else truth
    bias = {
        "bias": table["estimate"] - true,
        "bias_low": table["low"] - true,
        "bias_high": table["high"] - true,
    }
    return table.assign(truth=true, **bias)
