"""What the statistics ask of their input: every problem is collected, then raised at once."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from custsat_edu.errors import InputError, Problem

Floats = npt.NDArray[np.float64]
_SHOWN = 5  # wrong values named in one sentence
_DEPENDENT = 1e-9  # an eigenvalue of the drivers' correlations below this is zero


@dataclass(frozen=True)
class Design:
    """What is to be explained and by what, complete rows only.

    Attributes
    ----------
    x : array of float, shape (n, p)
        The drivers.
    y : array of float, shape (n,)
        The outcome.
    w : array of float, shape (n,), or None
        The weights.
    drivers : Index
        The drivers' names, in the order of x's columns.
    kept : array of bool
        Which of the rows that were given are complete.
    """

    x: Floats
    y: Floats
    w: Floats | None
    drivers: pd.Index
    kept: npt.NDArray[np.bool_]

    @property
    def counts(self) -> dict[str, float]:
        """The columns of every table: `n`, and with weights `n_effective`, Kish's."""
        n: dict[str, float] = {"n": len(self.y)}
        return n if self.w is None else n | {"n_effective": kish(self.w)}

    @property
    def sd(self) -> Floats:
        """The standard deviations of the drivers and, last, of the outcome, with the divisor n."""
        return np.sqrt(np.average(self._centred**2, axis=0, weights=self.w))

    @property
    def standardised(self) -> Floats:
        """The drivers and, last, the outcome, with mean 0 and variance 1."""
        return self._centred / self.sd

    @property
    def _centred(self) -> Floats:
        columns = np.column_stack([self.x, self.y])
        return columns - np.average(columns, axis=0, weights=self.w)


class Check:
    """Collects what is wrong with one function's input; `done` raises all of it.

    Parameters
    ----------
    function : str
        The function that asks; its name opens every sentence.
    """

    def __init__(self, function: str) -> None:
        self.function = function
        self.problems: list[Problem] = []

    def wrong(self, problem: Problem) -> None:
        """Note one problem; `{where}` in its sentence is the function's name unless given."""
        values = {"where": self.function} | problem.values
        self.problems.append(Problem(problem.template, values))

    def part(self, name: str) -> Check:
        """Return a check of one of several arguments; what is wrong with it is noted here."""
        part = Check(f"{self.function}, {name}")
        part.problems = self.problems
        return part

    def done(self) -> None:
        """Raise every problem that was noted.

        Raises
        ------
        InputError
            If there was any.
        """
        if self.problems:
            raise InputError(self.problems)

    def confidence(self, value: float, name: str = "confidence") -> None:
        """Ask for a share strictly between 0 and 1."""
        if not is_number(value) or not 0 < value < 1:
            self.wrong(
                Problem(
                    "{where}: {name} must lie between 0 and 1, found {found}. "
                    "Write 0.95 for 95 percent.",
                    {"name": name, "found": _show(value)},
                )
            )

    def choice(self, name: str, value: str, allowed: Sequence[str]) -> None:
        """Ask for one of some words, and name the nearest one."""
        if value in allowed:
            return
        near = difflib.get_close_matches(str(value), allowed, 1, 0.3) or [allowed[0]]
        self.wrong(
            Problem(
                "{where}: {name} must be one of {allowed}, found {found}. Did you mean {near!r}?",
                {
                    "name": name,
                    "allowed": ", ".join(map(repr, allowed)),
                    "found": repr(value),
                    "near": near[0],
                },
            )
        )

    def whole(self, name: str, value: float, least: int) -> None:
        """Ask for a whole number of at least `least`."""
        if not is_number(value) or value != int(value) or value < least:
            self.wrong(
                Problem(
                    "{where}: {name} must be a whole number of at least {least}, found {found}.",
                    {"name": name, "least": least, "found": _show(value)},
                )
            )

    def scale(self, scale: Any) -> tuple[float, float] | None:
        """Return a scale as (lowest, highest), or note what is wrong with it."""
        if is_pair(scale):
            return scale[0], scale[1]
        self.wrong(
            Problem(
                "{where}: scale must be (lowest, highest), found {found}. "
                "Write (1, 5) for a 5-point scale.",
                {"found": str(scale)},
            )
        )
        return None

    def answers(
        self,
        values: Any,
        scale: tuple[float, float] | None = None,
        column: str | None = None,
    ) -> pd.Series:
        """Return answers as floats on their own index, missing ones as NaN."""
        where = self.function if column is None else f"{self.function}, {column}"
        self.one_column(where, values)
        given = values if isinstance(values, pd.Series) else pd.Series(values)
        answers, text = _as_floats(given)
        values = answers.to_numpy()
        low, high = (np.fmin.reduce(values), np.fmax.reduce(values)) if len(values) else (0, 0)
        if len(text):
            self._text(where, given, text)
        elif len(values) == 0:
            self.wrong(Problem("{where}: there are no answers: the data are empty."))
        elif np.isnan(low):
            self.wrong(
                Problem(
                    "{where}: all {n} answers are missing. Is the column the right one, and does "
                    "missing: in the codebook name only codes that mean 'no answer'?",
                    {"where": where, "n": len(values)},
                )
            )
        elif scale is not None and not scale[0] <= low <= high <= scale[1]:
            self._off_scale(where, answers, scale)
        elif not np.isfinite([low, high]).all():
            self._text(where, given, answers[np.isinf(values)])
        return answers

    def table(self, items: Any, scale: Any = None) -> pd.DataFrame:
        """Return a table of answers as floats, one column an item."""
        if isinstance(items, pd.Series) or np.ndim(items) != 2:
            self.wrong(
                Problem(
                    "{where}: needs a table with one column an item, found a single column. "
                    "Write survey[['item1', 'item2']] with two pairs of brackets.",
                )
            )
            self.done()
        table = items if isinstance(items, pd.DataFrame) else pd.DataFrame(items)
        twice = table.columns[table.columns.duplicated()].unique()
        if len(twice):
            self.wrong(
                Problem(
                    "{where}: column names must differ, found more than once: {found}. "
                    "Rename them under columns: in the codebook.",
                    {"found": ", ".join(map(str, twice))},
                )
            )
            self.done()
        ends = scale if isinstance(scale, Mapping) else dict.fromkeys(table.columns, scale)
        columns = {name: self.answers(table[name], ends[name], str(name)) for name in table}
        return pd.DataFrame(columns, index=table.index)

    def varying(self, rows: pd.DataFrame) -> None:
        """Ask that no item has the same answer from everybody."""
        for name in rows.columns[(rows.max() == rows.min()).to_numpy()]:
            self.wrong(
                Problem(
                    "{where}: everybody answers {value:g} to {item}, so it cannot go together with "
                    "anything. Leave it out.",
                    {"item": str(name), "value": rows[name].iloc[0]},
                )
            )
        self.done()

    def design(self, drivers: Any, outcome: Any, weights: Any = None) -> Design:
        """Return the complete rows of drivers and outcome, or raise what is wrong with them."""
        table = drivers if _all_floats(drivers) else self.table(drivers)
        if table.shape[1] == 0:
            self.wrong(
                Problem(
                    "{where}: there are no drivers: the table has no columns. "
                    "Choose some, as in survey[['price', 'service']]."
                )
            )
        if np.ndim(outcome) != 1:
            self.wrong(
                Problem(
                    "{where}: y must be one column, found a table. Write survey['column'] with "
                    "one pair of brackets.",
                )
            )
        self.done()
        given = self.same_rows("y", outcome, table.index)
        y = self.answers(outcome if given is None else given, column="y").to_numpy()
        self.done()
        x = table.to_numpy(float)
        kept = ~(np.isnan(x).any(axis=1) | np.isnan(y))
        w = self.weights(weights, table.index, kept)
        if w is not None and not self.problems:
            kept[kept] = w > 0  # who stands for nobody says nothing
            w = w[w > 0]
        self._enough(table, kept)
        self.done()
        design = Design(x[kept], y[kept], w, table.columns.rename("driver"), kept)
        self._vary(design)
        self.done()
        return design

    def independent(self, design: Design) -> None:
        """Ask that no driver can be computed from the others, and name those that can."""
        sizes, vectors = np.linalg.eigh(np.atleast_2d(np.corrcoef(design.x, rowvar=False)))
        tied = np.abs(vectors[:, sizes < _DEPENDENT]).max(axis=1, initial=0) > 1e-4
        if tied.any():
            self.wrong(
                Problem(
                    "{where}: some drivers can be computed from each other, so their effects "
                    "cannot be told apart: {found}. Leave out one of them, or take their mean.",
                    {"found": ", ".join(map(str, design.drivers[tied]))},
                )
            )
        self.done()

    def _enough(self, table: pd.DataFrame, kept: npt.NDArray[np.bool_]) -> None:
        n, p = int(kept.sum()), table.shape[1]
        if n > p + 1:
            return
        missing = table.isna().sum()
        worst = missing.idxmax() if p and missing.max() else "-"
        self.wrong(
            Problem(
                "{where}: {p} drivers need at least {least} complete rows, found {n} of {rows}. "
                "Most answers are missing in: {worst}. Take fewer drivers, or more answers.",
                {"p": p, "least": p + 2, "n": n, "rows": len(table), "worst": str(worst)},
            )
        )

    def _vary(self, design: Design) -> None:
        constant = design.drivers[np.ptp(design.x, axis=0) == 0]
        if len(constant):
            self.wrong(
                Problem(
                    "{where}: every one of the {n} complete rows has the same answer in {found}. "
                    "Leave it out: what does not vary explains nothing.",
                    {"n": len(design.y), "found": ", ".join(map(str, constant))},
                )
            )
        if np.ptp(design.y) == 0:
            self.wrong(
                Problem(
                    "{where}: the outcome is {found} in all {n} complete rows; there is nothing "
                    "to explain. "
                    "Is the column the right one?",
                    {"n": len(design.y), "found": _show(design.y[0])},
                )
            )

    def weights(
        self, weights: Any, index: pd.Index, answered: npt.NDArray[np.bool_]
    ) -> Floats | None:
        """Return the weights of those who answered; None where no weights are given."""
        if weights is None:
            return None
        given = self.same_rows("weights", weights, index)
        if given is None:
            return None
        floats, text = _as_floats(given)
        if len(text):
            self._text(f"{self.function}, weights", given, text)
            return None
        chosen = floats[answered]
        self._weigh(chosen)
        return chosen.to_numpy()

    def _weigh(self, chosen: pd.Series) -> None:
        """Note which weights are missing, negative or infinite, or that all are zero."""
        w = chosen.to_numpy()
        if np.isnan(w).any():
            self.wrong(
                Problem(
                    "{where}: weights are missing in {count} of {n} rows, first in row {row}. "
                    "Give everybody who answered a weight.",
                    {"n": len(w)} | places(chosen[np.isnan(w)]),
                )
            )
        if (w < 0).any() or np.isinf(w).any():
            self.wrong(
                Problem(
                    "{where}: weights must be 0 or more, found {found} in {count} of {n} rows, "
                    "first in row {row}. A weight says how many customers a respondent stands for.",
                    {"n": len(w)} | places(chosen[(w < 0) | np.isinf(w)]),
                )
            )
        if len(w) and (w == 0).all():
            self.wrong(
                Problem(
                    "{where}: all {n} weights are zero. Leave weights out, or take the column "
                    "that weight: names in the codebook.",
                    {"n": len(w)},
                )
            )

    def same_rows(self, name: str, values: Any, index: pd.Index) -> pd.Series | None:
        """Return values as a Series on the answers' rows, or note how the rows differ."""
        self.one_column(f"{self.function}, {name}", values)
        given = values if isinstance(values, pd.Series) else pd.Series(values)
        if len(given) != len(index):
            self.wrong(
                Problem(
                    "{where}: {name} must have as many rows as the answers, {rows}, found {found}. "
                    "Take both from the same table.",
                    {"name": name, "found": len(given), "rows": len(index)},
                )
            )
            return None
        if isinstance(values, pd.Series) and not given.index.equals(index):
            first = int(np.argmax(given.index.to_numpy() != index.to_numpy()))
            self.wrong(
                Problem(
                    "{where}: {name} and the answers have different row labels, first {found} "
                    "against {row}. Take both from the same table, in the same order.",
                    {"name": name, "found": str(given.index[first]), "row": str(index[first])},
                )
            )
            return None
        return given.set_axis(index)

    def one_column(self, where: str, values: Any) -> None:
        """Stop at a table that stands where a column is meant."""
        if np.ndim(values) > 1:
            self.wrong(
                Problem(
                    "{where}: needs one column, found a table. Write survey['column'] with one "
                    "pair of brackets.",
                    {"where": where},
                )
            )
            self.done()

    def _text(self, where: str, given: pd.Series, text: pd.Series) -> None:
        self.wrong(
            Problem(
                "{where}: needs numbers, found {found} in {count} of {n} rows, first in row {row}. "
                "Turn words into numbers with labels: in the codebook, or name them under "
                "missing: if they mean 'no answer'.",
                {"where": where, "n": len(given)} | places(text),
            )
        )

    def _off_scale(self, where: str, answers: pd.Series, scale: tuple[float, float]) -> None:
        low, high = scale
        wrong = answers[((answers < low) | (answers > high)).to_numpy()]
        self.wrong(
            Problem(
                "{where}: answers must be {low} to {high}, found {found} in {count} of {n} rows, "
                "first in row {row}. Is {first} your code for 'no answer'? "
                "Put it under missing: in the codebook.",
                {
                    "where": where,
                    "low": _show(low),
                    "high": _show(high),
                    "n": len(answers),
                    "first": _show(wrong.iloc[0]),
                }
                | places(wrong),
            )
        )


def _all_floats(table: Any) -> bool:
    """Say whether a table needs no look at its cells: floats, named differently, none infinite."""
    if not (isinstance(table, pd.DataFrame) and table.columns.is_unique):
        return False
    if not all(dtype == np.float64 for dtype in table.dtypes):
        return False
    x = table.to_numpy()
    return bool(~np.isinf(x).any() and ~np.isnan(x).all(axis=0).any())


def _as_floats(given: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Return the values as floats, and those that are no numbers."""
    if isinstance(given.dtype, pd.CategoricalDtype):
        kind = given.cat.categories.dtype
        given = given.astype("float64" if kind.kind in "biu" else kind)  # whole numbers lack NaN
    if given.dtype.kind in "mMc":
        return pd.Series(np.nan, given.index), given.dropna().astype(str)
    if isinstance(given.dtype, np.dtype) and given.dtype.kind in "biuf":
        return given.astype(float), given.iloc[:0]
    numbers = pd.to_numeric(given, errors="coerce")
    floats = pd.Series(numbers.to_numpy(float, na_value=np.nan), given.index)
    return floats, given[(given.notna() & floats.isna()).to_numpy()]


def kish(weights: Floats) -> float:
    """Return Kish's effective sample size: the square of the sum by the sum of the squares."""
    return float(weights.sum() ** 2 / (weights**2).sum())


def is_number(value: Any) -> bool:
    """Say whether a value is one finite number."""
    return isinstance(value, int | float | np.number) and bool(np.isfinite(value))


def is_pair(value: Any) -> bool:
    """Say whether a value is two numbers, the lower one first."""
    return np.shape(value) == (2,) and all(map(is_number, value)) and value[0] < value[1]


def _show(value: Any) -> str:
    return f"{value:g}" if isinstance(value, int | float | np.number) else repr(value)


def places(wrong: pd.Series) -> dict[str, Any]:
    """Say which wrong values there are, how many, and where the first one stands."""
    different = list(dict.fromkeys(map(_show, wrong.tolist())))
    found = ", ".join(different[:_SHOWN] + ["..."] * (len(different) > _SHOWN))
    return {"found": found, "count": len(wrong), "row": str(wrong.index[0])}
