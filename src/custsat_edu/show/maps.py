"""Maps of drivers: importance against performance, and Kano's kinds of features.

A finished table goes in, matplotlib Axes come out; every `plot_x` has its sentence, `describe_x`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from custsat_edu.errors import InputError, Problem
from custsat_edu.i18n import _, number
from custsat_edu.show.checks import checked, kind_words, sample
from custsat_edu.show.labels import Label, Line, place_labels
from custsat_edu.show.style import (
    BLUE,
    GRID,
    INK,
    MUTED,
    ORANGE,
    SMALL,
    beside,
    in_two_lines,
    new_axes,
    say_below,
)
from custsat_edu.show.words import percent, quadrant_words

ROWS_OF_A_MAP = 9  # a map is as high as a chart of so many rows
SURE = 0.8  # a point is full if its quadrant holds in at least this share of the resamples

_QUADRANTS = ("concentrate", "keep_up", "low_priority", "overkill")
_PERFORMANCE = (
    "performance", "performance_low", "performance_high",
    "importance", "importance_low", "importance_high", *_QUADRANTS, "n",
)  # fmt: skip
_KANO = ("better", "better_low", "better_high", "worse", "worse_low", "worse_high", "n")
_QUADRANT_KINDS = ("attractive", "one-dimensional", "indifferent", "must-be")


def plot_importance_performance(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw importance against performance, with intervals, cross-hairs and the drivers' names.

    Parameters
    ----------
    table : DataFrame
        One row a driver, as `importance_performance` gives it, with the cross-hairs in `attrs`.
    ax : Axes, optional
        Where to draw; by default a new figure. Give the figure its size first: names are placed
        for the size that it has.

    Returns
    -------
    Axes
        x: performance, y: importance (in percent where it is a share of variance). A hollow point
        changes its quadrant in more than 20 percent of the resamples.

    Raises
    ------
    InputError
        If a column is missing, holds no numbers or an unknown quadrant, or the cross-hairs are
        lost.

    Examples
    --------
    >>> table = pd.DataFrame(
    ...     {"performance": [3.1, 4.2], "performance_low": [3.0, 4.1],
    ...      "performance_high": [3.2, 4.3], "importance": [0.2, 0.1],
    ...      "importance_low": [0.15, 0.05], "importance_high": [0.25, 0.15],
    ...      "quadrant": ["concentrate", "overkill"], "concentrate": [0.97, 0], "keep_up": 0,
    ...      "low_priority": 0, "overkill": [0.03, 1], "n": 900}, index=["Price", "Parking"],
    ... )
    >>> table.attrs = {"performance_line": 3.65, "importance_line": 0.15}
    >>> ax = plot_importance_performance(table)
    >>> [text.get_text() for text in ax.texts][-2:]
    ['Price', 'Parking']
    """
    table = checked(table, "plot_importance_performance", _PERFORMANCE, {"quadrant": _QUADRANTS})
    times = 100 if _is_share(table) else 1
    across, up, diagonal = _lines_of(table, times)
    ax = new_axes(ROWS_OF_A_MAP) if ax is None else ax
    x = table[["performance", "performance_low", "performance_high"]].to_numpy()
    y = times * table[["importance", "importance_low", "importance_high"]].to_numpy()
    _dress_map(ax, _("importance: share of variance") if times > 1 else _("importance"))
    ax.set_xlim(_room(x.ravel(), across, edge=0.16, side=0.28))
    ax.set_ylim(_room(y.ravel(), up, edge=0.12, side=0.18))
    unsure = _held(table) < SURE
    hollow = _("hollow: another quadrant in more than 20% of the resamples")
    say_below(ax, _("performance"), hollow if unsure.any() else "", sample(table["n"]))
    _name_corners(ax, [quadrant_words()[name] for name in _QUADRANTS])
    if times > 1:
        ax.yaxis.set_major_formatter(lambda value, _position: f"{number(value)}%")
    lines = _draw_lines(ax, across, up, diagonal)
    names = [in_two_lines(name) for name in table.index]
    _draw_points(ax, names, x, y, hollow=unsure.to_numpy(), lines=lines)
    return ax


def describe_importance_performance(table: pd.DataFrame) -> str:
    """Say what `plot_importance_performance` shows, in one sentence.

    Parameters
    ----------
    table : DataFrame
        The table that was drawn.

    Returns
    -------
    str
        The drivers of each quadrant, with the share of the resamples in which they lie there.

    Examples
    --------
    >>> table = pd.DataFrame(
    ...     {"performance": [3.1], "performance_low": [3.0], "performance_high": [3.2],
    ...      "importance": [0.2], "importance_low": [0.15], "importance_high": [0.25],
    ...      "quadrant": "concentrate", "concentrate": 0.97, "keep_up": 0.03, "low_priority": 0,
    ...      "overkill": 0, "n": 900}, index=["Price"],
    ... )
    >>> describe_importance_performance(table)
    'Concentrate here: Price (in 97% of the resamples).'
    """
    chart = "describe_importance_performance"
    table = checked(table, chart, _PERFORMANCE, {"quadrant": _QUADRANTS})
    often = _("{name} (in {share} of the resamples)")
    names = pd.Series(
        [
            often.format(name=name, share=percent(held, 0)) if np.isfinite(held) else str(name)
            for name, held in _held(table).items()
        ]
    )
    found = {word: names[(table["quadrant"] == key).to_numpy()] for key, word in
             quadrant_words().items()}  # fmt: skip
    return "; ".join(f"{word}: {', '.join(who)}" for word, who in found.items() if len(who)) + "."


def plot_kano(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw how far each feature satisfies when present and dissatisfies when missing.

    Parameters
    ----------
    table : DataFrame
        One row a feature, as `kano` gives it: better, worse (-1 to 0) with their limits, kind,
        clear and n. Columns `truth_better` and `truth_worse` are drawn as diamonds.
    ax : Axes, optional
        Where to draw; by default a new figure. Give the figure its size first: names are placed
        for the size that it has.

    Returns
    -------
    Axes
        x: the share that misses it (worse, turned positive), y: the share that likes it (better),
        both 0 to 1. A hollow point has no clear kind. A kind that differs from the quadrant is
        written under the name.

    Raises
    ------
    InputError
        If a column is missing, holds no numbers, an unknown kind, or shares out of their range.

    Examples
    --------
    >>> table = pd.DataFrame(
    ...     {"better": [0.26], "better_low": [0.21], "better_high": [0.31], "worse": [-0.79],
    ...      "worse_low": [-0.83], "worse_high": [-0.74], "kind": "must-be", "clear": True,
    ...      "n": 300}, index=["Delivery"],
    ... )
    >>> ax = plot_kano(table)
    >>> ax.lines[-1].get_xydata().tolist()
    [[0.79, 0.26]]
    """
    table = _kano_table(table, "plot_kano")
    ax = new_axes(ROWS_OF_A_MAP) if ax is None else ax
    x = -table[["worse", "worse_low", "worse_high"]].to_numpy()
    y = table[["better", "better_low", "better_high"]].to_numpy()
    _dress_map(ax, _("better: satisfies when it is there"))
    ax.set(xlim=(-0.02, 1.02), ylim=(-0.09, 1.09), xticks=np.linspace(0, 1, 5),
           yticks=np.linspace(0, 1, 5))  # fmt: skip
    unclear = ~table["clear"].to_numpy(bool)
    hollow = _("hollow: its kind is not clear (Fong's test)") if unclear.any() else ""
    say_below(ax, _("worse: dissatisfies when it is missing"), hollow, sample(table["n"]))
    _name_corners(ax, [kind_words()[kind] for kind in _QUADRANT_KINDS])
    truth = _draw_kano_truth(ax, table)
    names = [_kano_name(name, values) for name, values in table.iterrows()]
    lines = _draw_lines(ax, 0.5, 0.5, [])
    _draw_points(ax, names, x, y, hollow=unclear, lines=lines, truth=truth)
    return ax


def describe_kano(table: pd.DataFrame) -> str:
    """Say what `plot_kano` shows, in one sentence.

    Parameters
    ----------
    table : DataFrame
        The table that was drawn.

    Returns
    -------
    str
        Every feature with its kind, better and worse; "not clear" where Fong's test says so.

    Examples
    --------
    >>> table = pd.DataFrame(
    ...     {"better": [0.26], "better_low": [0.21], "better_high": [0.31], "worse": [-0.79],
    ...      "worse_low": [-0.83], "worse_high": [-0.74], "kind": "must-be", "clear": True,
    ...      "n": 300}, index=["Delivery"],
    ... )
    >>> describe_kano(table)
    'Delivery: must-be (better 0.26, worse −0.79, n = 300).'
    """
    table = _kano_table(table, "describe_kano")
    clear = _("{name}: {kind} (better {better}, worse {worse}, n = {n})")
    unclear = _("{name}: {kind}, but not clear (better {better}, worse {worse}, n = {n})")
    words = kind_words()
    parts = (
        (clear if values["clear"] else unclear).format(
            name=name,
            kind=words[values["kind"]],
            better=number(values["better"], 2),
            worse=number(values["worse"], 2),
            n=number(values["n"], 0),
        )
        for name, values in table.iterrows()
    )
    return "; ".join(parts) + "."


# Importance and performance


def _is_share(table: pd.DataFrame) -> bool:
    """Say whether importance is a share of variance: no answer scale ends below 1."""
    return bool(table["importance"].max() < 1)


def _held(table: pd.DataFrame) -> pd.Series:
    """Return the share of the resamples in which each driver keeps its quadrant, or NaN."""
    return pd.Series(
        [float(values[values["quadrant"]]) for _name, values in table.iterrows()], table.index
    )


def _lines_of(table: pd.DataFrame, times: float) -> tuple[float, float, list[Line]]:
    """Return where the cross-hairs stand, and the diagonal if it decides."""
    if not {"performance_line", "importance_line"} <= set(table.attrs):
        raise InputError.of(
            "plot_importance_performance: the table has lost its cross-hairs (attrs "
            "'performance_line', 'importance_line'). Draw it as importance_performance gives it."
        )
    found = table.attrs
    x, y = found["performance_line"], times * found["importance_line"]
    if found.get("lines") != "diagonal":
        return x, y, []
    x0, y0, x1, y1 = (found[f"diagonal_{end}"] for end in ("x0", "y0", "x1", "y1"))
    return x, y, [((x0, times * y0), (x1, times * y1))]


def _room(values: np.ndarray, line: float, *, edge: float, side: float) -> tuple[float, float]:
    """Return limits with an edge around the values and room on either side of a line."""
    low, high = np.nanmin([*values, line]), np.nanmax([*values, line])
    width = (high - low) or 1.0
    low, high = low - edge * width, high + edge * width
    keep = side / (1 - side)  # a side that is as wide as `side` of the whole
    return min(low, line - keep * (high - line)), max(high, line + keep * (line - low))


# Kano


def _kano_table(table: pd.DataFrame, chart: str) -> pd.DataFrame:
    known: dict[str, Sequence] = {"kind": [*kind_words()], "clear": [True, False]}
    table = checked(table, chart, _KANO, known)
    problems = [
        Problem(
            "{chart}: {column} must lie between {low} and {high}, found {found:g}.",
            {"chart": chart, "column": name, "low": low, "high": low + 1, "found": off.iloc[0]},
        )
        for name, low in (("better", 0), ("worse", -1))
        if len(off := table[name][(table[name] < low) | (table[name] > low + 1)])
    ]
    if problems:
        raise InputError(problems)
    return table


def _draw_kano_truth(ax: Axes, table: pd.DataFrame) -> np.ndarray | None:
    """Draw the true places as diamonds, each with a dotted line to its point, and return them."""
    if not {"truth_better", "truth_worse"} <= set(table):
        return None
    x, y = -table["truth_worse"], table["truth_better"]
    ax.plot([-table["worse"], x], [table["better"], y], ":", color=ORANGE, linewidth=1.2)
    ax.plot(x, y, "D", color=ORANGE, markersize=8, fillstyle="none", mew=2)
    return np.column_stack([x, y]).astype(float)


def _kano_name(name: object, values: pd.Series) -> str:
    """Return a feature's name, and its kind if that is not the quadrant's."""
    quadrant = _QUADRANT_KINDS[int(values["better"] < 0.5) * 2 + int(values["worse"] <= -0.5)]
    words = in_two_lines(name)
    return words if values["kind"] == quadrant else f"{words}:\n{kind_words()[values['kind']]}"


# What both maps share


def _dress_map(ax: Axes, meaning: str) -> None:
    ax.set_ylabel(meaning, fontsize=SMALL, color=INK, parse_math=False)
    ax.tick_params(labelsize=SMALL, labelcolor=MUTED, color=GRID)
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter(lambda value, _position: number(value))
    for spine in ax.spines.values():
        spine.set_color(GRID)


def _draw_lines(ax: Axes, x: float, y: float, others: Sequence[Line]) -> list[Line]:
    """Draw the cross-hairs over the whole map, and other lines; return all of them."""
    (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    lines = [((x, bottom), (x, top)), ((left, y), (right, y)), *others]
    for line in lines[:2]:
        ax.plot(*zip(*line, strict=True), color=MUTED, linewidth=1, linestyle="--", zorder=1)
    for line in others:
        ax.plot(*zip(*line, strict=True), color=ORANGE, linewidth=1.2, zorder=1)
    ax.set(xlim=(left, right), ylim=(bottom, top))
    return lines


def _name_corners(ax: Axes, words: Sequence[str]) -> None:
    """Write the quadrants' names into their corners: top left, top right, then the bottom."""
    corners = ((0, 1), (1, 1), (0, 0), (1, 0))
    for word, (x, y) in zip(words, corners, strict=True):
        style = {"ha": ("left", "right")[x], "va": ("bottom", "top")[y], "weight": "bold"}
        shift = (7 - 14 * x, 6 - 12 * y)
        beside(ax, word, (x, y), shift, xycoords="axes fraction", color=MUTED, **style)


def _draw_points(
    ax: Axes,
    names: Iterable[str],
    x: np.ndarray,
    y: np.ndarray,
    *,
    hollow: np.ndarray,
    lines: Sequence[Line],
    truth: np.ndarray | None = None,
) -> None:
    """Draw points with both intervals (columns: value, low, high) and write their names."""
    ax.hlines(y[:, 0], x[:, 1], x[:, 2], color=BLUE, linewidth=1.5, alpha=0.5)
    ax.vlines(x[:, 0], y[:, 1], y[:, 2], color=BLUE, linewidth=1.5, alpha=0.5)
    for chosen, face in ((hollow, "white"), (~hollow, BLUE)):
        points = x[chosen, 0], y[chosen, 0]
        ax.plot(*points, "o", color=BLUE, markersize=9, mfc=face, mew=2, zorder=3)
    labels = [Label(name, *at) for name, *at in zip(names, x[:, 0], y[:, 0],
              strict=True) if np.isfinite(at).all()]  # fmt: skip
    diamonds = [(a, b) for a, b in (truth if truth is not None else []) if np.isfinite(a + b)]
    labels += [Label(_("truth"), *at, ORANGE) for at in diamonds[:1]]
    place_labels(ax, labels, lines=[*lines, *_arms(x, y)], points=diamonds)


def _arms(x: np.ndarray, y: np.ndarray) -> Iterable[Line]:
    """Yield the intervals of the points as lines."""
    for (x0, left, right), (y0, low, high) in zip(x, y, strict=True):
        if np.isfinite([x0, left, right, y0, low, high]).all():
            yield (left, y0), (right, y0)
            yield (x0, low), (x0, high)
