"""How values are spread: a hill of bars for each row, and one marked value through all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes

from custsat_edu.errors import InputError, Problem
from custsat_edu.i18n import _, number
from custsat_edu.show.style import MUTED, ORANGE, SMALL, beside, dress_rows, new_axes, wrapped
from custsat_edu.show.words import codes

_ONE_BAR_EACH = 60  # so many different values have a bar each; more are joined
_BARS = 30
_HILL = 0.85  # the height of the highest bar, in rows
_LIGHT = "#9FB3C8"

Hills = Mapping[str, Any]


def plot_distribution(values: Hills, *, mark: float | None = None, ax: Axes | None = None) -> Axes:
    """Draw how values are spread: a row of bars for each set, the marked value as a line.

    Parameters
    ----------
    values : mapping of name to numbers
        One or more sets of numbers on one axis, such as the answers of people and the means of
        samples. Missing ones are left out.
    mark : float, optional
        A value to draw as a line through all rows.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes
        The y axis holds the sets from top to bottom. Up to 60 different values have a bar each,
        more are joined in 30 bars of one width; the highest bar of each row is as high as those of
        the others.

    Raises
    ------
    InputError
        If there is no set, if two have one name, if a set has no numbers, or something else
        among them, or if the mark is no number.

    Examples
    --------
    >>> ax = plot_distribution({"people": [40, 60, 60, 80], "means": [58, 60, 61]}, mark=60)
    >>> [text.get_text() for text in ax.texts]
    ['n = 4', 'n = 3', '60.0']
    """
    hills = _checked("plot_distribution", values, mark)
    ax = ax or new_axes(2 * len(hills))
    for row, numbers in enumerate(hills.values()):
        at, width, heights = _bars(numbers)
        ax.bar(at, -_HILL * heights / heights.max(), width, row + 0.4, color=_LIGHT)
    dress_rows(ax, [wrapped(name) for name in hills])
    ax.margins(x=0.02)
    for row, numbers in enumerate(hills.values()):
        text = _("n = {n}").format(n=number(len(numbers), 0))
        across = ax.get_yaxis_transform()
        beside(ax, text, (1, row), (4, 0), xycoords=across, color=MUTED, annotation_clip=False)
    if mark is not None:
        ax.axvline(mark, color=ORANGE, linewidth=2)
        up = ax.get_xaxis_transform()
        beside(ax, number(mark, 1), (mark, 1), (0, 8), xycoords=up, ha="center", color=ORANGE)
    ax.tick_params(axis="x", labelsize=SMALL)
    return ax


def describe_distribution(values: Hills, *, mark: float | None = None) -> str:
    """Say what `plot_distribution` shows, in one sentence.

    Parameters
    ----------
    values : mapping of name to numbers
        The sets that were drawn.
    mark : float, optional
        The value that was drawn as a line.

    Returns
    -------
    str
        Of every set how many values there are, from where to where; and where the line is. In the
        active language.

    Raises
    ------
    InputError
        As `plot_distribution`.

    Examples
    --------
    >>> describe_distribution({"people": [40, 60, 60, 80], "means": [58, 60, 61]}, mark=60)
    'people: 4 values from 40.0 to 80.0; means: 3 values from 58.0 to 61.0. The line is at 60.0.'
    """
    hills = _checked("describe_distribution", values, mark)
    each = _("{name}: {n} values from {lowest} to {highest}")
    said = "; ".join(
        each.format(
            name=name,
            n=number(len(numbers), 0),
            lowest=number(numbers.min(), 1),
            highest=number(numbers.max(), 1),
        )
        for name, numbers in hills.items()
    )
    if mark is None:
        return f"{said}."
    return f"{said}. " + _("The line is at {mark}.").format(mark=number(mark, 1))


def _numbers(given: Any) -> npt.NDArray[np.float64]:
    """Return one column's numbers without the missing ones; infinite for what is no number."""
    column = np.asarray(given, dtype=object)
    if column.ndim != 1:
        return np.empty(0)
    there = pd.Series(column).dropna()
    numbers = pd.to_numeric(there, errors="coerce").to_numpy(float)
    return np.where(np.isnan(numbers), np.inf, numbers)


def _wrong(given: Any) -> str:
    """Return what stands in place of finite numbers: the first such value, a table, or nothing."""
    column = np.asarray(given, dtype=object)
    if column.ndim != 1:
        return type(given).__name__
    wrong = pd.Series(column).dropna()
    wrong = wrong[~np.isfinite(pd.to_numeric(wrong, errors="coerce").astype(float))]
    return repr(wrong.iloc[0])[:40] if len(wrong) else _("no number")


def _checked(function: str, values: Hills, mark: Any) -> dict[str, npt.NDArray[np.float64]]:
    """Return each set's numbers, or say all that is wrong with them."""
    if not isinstance(values, Mapping) or not len(values):
        raise InputError.of(
            "{chart}: values must name one set of numbers or more, found {found}. "
            'Write {{"satisfaction": felt}}.',
            chart=function,
            found=type(values).__name__,
        )
    hills, problems = {}, []
    words = codes()["instrument"]
    for code, given in values.items():
        name = words.get(str(code), str(code))
        numbers = _numbers(given)
        if name in hills:
            problems.append(
                Problem(
                    "{chart}: two sets are called {name}. Give each a name of its own.",
                    {"chart": function, "name": name},
                )
            )
        elif not len(numbers) or not np.isfinite(numbers).all():
            problems.append(
                Problem(
                    "{chart}: {name} must hold finite numbers, one or more, found {found}. "
                    "Is it text, or was everything filtered out?",
                    {"chart": function, "name": name, "found": _wrong(given)},
                )
            )
        hills[name] = numbers
    if mark is not None and not (np.ndim(mark) == 0 and np.isfinite(_numbers([mark])).sum() == 1):
        problems.append(
            Problem(
                "{chart}: mark must be one finite number, found {found}. Leave it out for no line.",
                {"chart": function, "found": repr(mark)[:40]},
            )
        )
    if problems:
        raise InputError(problems)
    return hills


def _bars(
    numbers: npt.NDArray[np.float64],
) -> tuple[npt.NDArray[np.float64], float, npt.NDArray[np.float64]]:
    """Return where the bars stand, how wide and how high they are."""
    different, counts = np.unique(numbers.round(9), return_counts=True)
    step = float(np.diff(different).min()) if len(different) > 1 else 1.0
    if len(different) <= _ONE_BAR_EACH:
        return different, max(0.8 * step, np.ptp(different) / 200), counts.astype(float)
    width = step * np.ceil(np.ptp(different) / step / _BARS)  # as many values in every bar
    edges = np.arange(different[0] - step / 2, different[-1] + width, width)
    heights, _edges = np.histogram(numbers, edges)
    return (edges[:-1] + edges[1:]) / 2, float(width), heights.astype(float)
