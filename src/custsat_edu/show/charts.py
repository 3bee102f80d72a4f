"""Charts that seaborn lacks: a finished table goes in, matplotlib Axes come out.

Every `plot_x` has a `describe_x`: one sentence, in the active language, that says what it shows.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_rgb

from custsat_edu.errors import InputError, Problem
from custsat_edu.i18n import _, number
from custsat_edu.show.style import (
    BLUE,
    INK,
    MIDDLE,
    MUTED,
    ORANGE,
    SMALL,
    TEXT,
    beside,
    dress_rows,
    new_axes,
    wrapped,
)

ROOM_FOR_PERCENT = 16  # percent of the answers, on either side of the bars

Unit = Literal["points", "share", "scale"]


def plot_intervals(table: pd.DataFrame, *, unit: Unit = "scale", ax: Axes | None = None) -> Axes:
    """Draw a score of every group as a point with its interval, the numbers beside it.

    Parameters
    ----------
    table : DataFrame
        One row a group, with the columns estimate, low, high and n, as `by_group` gives it. A
        column `truth` (from `truth.compare`) is drawn as a diamond.
    unit : {"points", "share", "scale"}
        How numbers are written: NPS points (24.1), shares of 0 to 1 (63.2%), or means (4.87).
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes
        The y axis holds the groups from top to bottom in the order of the table.

    Raises
    ------
    InputError
        If a column is missing or the unit is unknown.

    Examples
    --------
    >>> table = pd.DataFrame(
    ...     {"estimate": [24.1, 18.0], "low": [20.0, 12.5], "high": [28.2, 23.5], "n": [1430, 970]},
    ...     index=pd.Index(["Store", "Web"], name="channel"),
    ... )
    >>> ax = plot_intervals(table, unit="points")
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['Store', 'Web']
    """
    _check_table(table, unit)
    ax = new_axes(len(table)) if ax is None else ax
    shown = table * 100 if unit == "share" else table
    rows = np.arange(len(table))
    ax.hlines(rows, shown["low"], shown["high"], color=BLUE, linewidth=3)
    ax.plot(shown["estimate"], rows, "o", color=BLUE, markersize=9)
    if "truth" in table:
        ax.plot(shown["truth"], rows, "D", color=ORANGE, markersize=8, fillstyle="none", mew=2)
        known = np.flatnonzero(table["truth"].notna())
        if len(known):
            at = (shown["truth"].iloc[known[0]], known[0])
            beside(ax, _("truth"), at, (0, 10), ha="center", color=ORANGE)
    for row, (_name, values) in enumerate(table.iterrows()):
        beside(ax, _numbers(values, unit), (1, row), (8, 0), xycoords=ax.get_yaxis_transform())
    dress_rows(ax, [wrapped(name) for name in table.index])
    percent = "%" if unit == "share" else ""
    ax.xaxis.set_major_formatter(lambda value, _position: f"{number(value)}{percent}")
    return ax


def describe_intervals(table: pd.DataFrame, *, unit: Unit = "scale") -> str:
    """Say what `plot_intervals` shows, in one sentence.

    Parameters
    ----------
    table : DataFrame
        The table that was drawn.
    unit : {"points", "share", "scale"}
        How numbers are written.

    Returns
    -------
    str
        Every group with its estimate, interval and n, in the active language.

    Examples
    --------
    >>> table = pd.DataFrame(
    ...     {"estimate": [0.632], "low": [0.61], "high": [0.65], "n": [2400]}, index=["Store"]
    ... )
    >>> describe_intervals(table, unit="share")
    'Store: 63.2% (61.0% to 65.0%, n = 2,400).'
    """
    _check_table(table, unit)
    groups = [f"{name}: {_numbers(values, unit)}" for name, values in table.iterrows()]
    sentence = "; ".join(groups).replace("\n", " ")
    if "truth" in table and table["truth"].notna().any():
        truths = ", ".join(written(t, unit) for t in table["truth"].dropna())
        return sentence + "; " + _("truth: {values}.").format(values=truths)
    return sentence + "."


def plot_likert(counts: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw the answers to rating questions as bars that diverge from the middle of the scale.

    Parameters
    ----------
    counts : DataFrame
        One row a question, one column a level of the declared scale from lowest to highest, as
        `answer_counts` gives it: a level that nobody chose is there with 0.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes
        x: percent of the answers, below the middle to the left; a middle level lies across zero.

    Raises
    ------
    InputError
        If a count is negative or missing, or there are fewer than two levels.

    Examples
    --------
    >>> counts = pd.DataFrame({1: [5], 2: [10], 3: [20], 4: [40], 5: [25]}, index=["Delivery"])
    >>> ax = plot_likert(counts)
    >>> [text.get_text() for text in ax.texts][-2:]
    ['15%', '65%']
    """
    _check_counts(counts)
    ax = new_axes(len(counts) + 1) if ax is None else ax
    shares, start, rows = _percent(counts), _left_edges(counts), np.arange(len(counts))
    for level, colour in zip(counts.columns, _ramp(counts.shape[1]), strict=True):
        ax.barh(rows, shares[level], left=start[level], color=colour, height=0.62, label=str(level))
        for row in rows[shares[level] >= 7]:
            middle = start[level].iloc[row] + shares[level].iloc[row] / 2
            written = number(shares[level].iloc[row], 0)
            ax.text(middle, row, written, ha="center", va="center", color=_on(colour), size=SMALL)
    ends = start.iloc[:, 0], (start + shares).iloc[:, -1]
    sides = zip(_sides(shares).itertuples(index=False), *ends, strict=True)
    for row, ((below, above), left, right) in enumerate(sides):
        beside(ax, f"{number(below, 0)}%", (left, row), (-6, 0), ha="right", size=TEXT)
        beside(ax, f"{number(above, 0)}%", (right, row), (6, 0), ha="left", size=TEXT)
    ax.set_xlim(ends[0].min() - ROOM_FOR_PERCENT, ends[1].max() + ROOM_FOR_PERCENT)
    ax.axvline(0, color=MUTED, linewidth=1, zorder=0)
    legend = ax.legend(
        loc="upper center", bbox_to_anchor=(0.5, 0), ncols=counts.shape[1], frameon=False,
        fontsize=SMALL, handlelength=1, columnspacing=1.2,
    )  # fmt: skip
    for text in legend.get_texts():
        text.set_parse_math(False)
    dress_rows(
        ax, [f"{wrapped(name)}\nn = {number(n, 0)}" for name, n in counts.sum(axis=1).items()]
    )
    ax.set_xticks([])
    ax.grid(visible=False)
    ax.spines["bottom"].set_visible(False)
    return ax


def describe_likert(counts: pd.DataFrame) -> str:
    """Say what `plot_likert` shows, in one sentence.

    Parameters
    ----------
    counts : DataFrame
        The table that was drawn.

    Returns
    -------
    str
        For every question the share above and below the middle of the scale, and n.

    Examples
    --------
    >>> counts = pd.DataFrame({1: [5], 2: [10], 3: [20], 4: [40], 5: [25]}, index=["Delivery"])
    >>> describe_likert(counts)
    'Delivery: 65% above the middle of the scale, 15% below (n = 100).'
    """
    _check_counts(counts)
    sides = _sides(_percent(counts))
    template = _("{name}: {above}% above the middle of the scale, {below}% below (n = {n})")
    answers = counts.sum(axis=1)
    parts = (
        template.format(
            name=str(name).rstrip("."),
            above=number(above, 0),
            below=number(below, 0),
            n=number(answers[name], 0),
        )
        for name, below, above in sides.itertuples()
    )
    return "; ".join(parts) + "."


def _check_table(table: pd.DataFrame, unit: str) -> None:
    problems = [
        Problem(
            "The table has no column {column!r}; it needs estimate, low, high and n, "
            "as by_group gives them.",
            {"column": column},
        )
        for column in ("estimate", "low", "high", "n")
        if column not in table
    ]
    if unit not in ("points", "share", "scale"):
        problems.append(
            Problem("unit must be 'points', 'share' or 'scale', found {unit!r}.", {"unit": unit})
        )
    if not problems and not len(table):
        problems.append(Problem("The table has no row: was everything filtered out?"))
    if problems:
        raise InputError(problems)


def _check_counts(counts: pd.DataFrame) -> None:
    if counts.shape[1] < 2:
        raise InputError.of("The scale needs at least two levels, found {k}.", k=counts.shape[1])
    if not (counts >= 0).all(axis=None):
        raise InputError.of("Counts must be 0 or more; found a negative or missing one.")


def _numbers(values: pd.Series, unit: Unit) -> str:
    if not values["n"]:
        return _("no answers")
    if not np.isfinite([values["low"], values["high"]]).all():
        template = _("{estimate} (no interval, n = {n})")
        return template.format(estimate=written(values["estimate"], unit), n=number(values["n"], 0))
    words = {key: written(values[key], unit) for key in ("estimate", "low", "high")}
    return _("{estimate} ({low} to {high}, n = {n})").format(n=number(values["n"], 0), **words)


def written(value: float, unit: Unit) -> str:
    """Write a score as its unit asks for."""
    if unit == "share":
        return f"{number(100 * value, 1)}%"
    return number(value, 1 if unit == "points" else 2)


def _percent(counts: pd.DataFrame) -> pd.DataFrame:
    return 100 * counts.div(counts.sum(axis=1).where(lambda n: n > 0, 1), axis=0)


def _sides(shares: pd.DataFrame) -> pd.DataFrame:
    """Return the percent below and above the middle of the scale."""
    half = shares.shape[1] // 2
    below, above = shares.iloc[:, :half].sum(axis=1), shares.iloc[:, -half:].sum(axis=1)
    return pd.DataFrame({"below": below, "above": above})


def _left_edges(counts: pd.DataFrame) -> pd.DataFrame:
    """Return where each level's bar begins: the middle of the scale lies on zero."""
    shares, half = _percent(counts), counts.shape[1] // 2
    middle = shares.iloc[:, half] / 2 if counts.shape[1] % 2 else 0
    zero = shares.iloc[:, :half].sum(axis=1) + middle
    return (shares.cumsum(axis=1) - shares).sub(zero, axis=0)


def _ramp(levels: int) -> list[tuple[float, float, float]]:
    """Return one colour a level, from orange over grey to blue."""
    map_ = LinearSegmentedColormap.from_list("likert", [ORANGE, MIDDLE, BLUE])
    return [to_rgb(map_(at)) for at in np.linspace(0, 1, levels)]


def _on(colour: tuple[float, float, float]) -> str:
    """Return the text colour that can be read on a colour."""
    return "white" if np.dot(colour, (0.299, 0.587, 0.114)) < 0.55 else INK
