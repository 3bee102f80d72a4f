"""Charts of customer segments: what each of them does, and how many there are.

A finished table goes in, matplotlib Axes come out; every `plot_x` has its sentence, `describe_x`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from custsat_edu.errors import InputError, Problem
from custsat_edu.i18n import _, number
from custsat_edu.show.charts import Unit
from custsat_edu.show.checks import checked, sample
from custsat_edu.show.groups import in_box, width_of
from custsat_edu.show.style import (
    BLUE,
    GRID,
    INK,
    MUTED,
    ORANGE,
    SMALL,
    beside,
    dress_rows,
    in_two_lines,
    new_axes,
    say_below,
)
from custsat_edu.show.words import percent

PANEL = (0.18, 0.82)  # the part of a segment's column that its numbers fill
LEVEL = 0.13  # of the height of the lines: between two names above them


# What each segment does


def plot_profiles(table: pd.DataFrame, *, unit: Unit = "scale", ax: Axes | None = None) -> Axes:
    r"""Draw the mean of every behaviour in every segment: a column a segment, a row a behaviour.

    Parameters
    ----------
    table : DataFrame
        One row a segment and behaviour, as `profile` gives it: both in the index or in columns of
        these names, with the columns estimate, low, high and n. A column `all` (the mean of all
        customers) is drawn as a thin line.
    unit : {"points", "share", "scale"}
        How numbers are written: 0.6 in points, shares of 0 to 1 as percent, or 0.62.
    ax : Axes, optional
        Where to draw; by default a new figure. Give the figure its size first: names are broken
        into lines for the width that it has.

    Returns
    -------
    Axes
        All columns have one scale, so behaviours must share a unit (shares, or standardised).
        Where the mean of all is known, a dot above it is blue and one below it is orange.

    Raises
    ------
    InputError
        If a column is missing or holds no numbers, there is no row, a segment has a behaviour
        twice, or the unit is unknown.

    Examples
    --------
    >>> table = pd.DataFrame(
    ...     {"segment": ["Loyal", "Loyal", "Bargain", "Bargain"],
    ...      "behaviour": ["repeat", "discount"] * 2, "estimate": [0.8, 0.2, 0.3, 0.7],
    ...      "low": [0.7, 0.1, 0.2, 0.6], "high": [0.9, 0.3, 0.4, 0.8], "n": [540, 540, 300, 300]}
    ... )
    >>> ax = plot_profiles(table, unit="share")
    >>> [label.get_text() for label in ax.get_xticklabels()]
    ['Loyal\nn = 540', 'Bargain\nn = 300']
    """
    table = _profiles(table, "plot_profiles", unit)
    segments, behaviours = (table.index.unique(level) for level in (0, 1))
    ax = new_axes(len(behaviours) + 2) if ax is None else ax
    column, row = (table.index.get_level_values(level) for level in (0, 1))
    column, row = segments.get_indexer(column), behaviours.get_indexer(row)
    drawn = _in_columns(table, column)
    _draw_columns(ax, len(segments))
    dress_rows(ax, [in_two_lines(name) for name in behaviours])
    colours = _colours(table)
    ax.hlines(row, drawn["low"], drawn["high"], color=colours, linewidth=2.5)
    ax.scatter(drawn["estimate"], row, s=26, c=colours, zorder=3)
    if "all" in drawn:
        ax.vlines(drawn["all"], row - 0.12, row + 0.34, color=MUTED, linewidth=1.2)
    for x, y, value in zip(drawn["estimate"], row, table["estimate"], strict=True):
        beside(ax, _value(value, unit), (x, y), (0, 11), ha="center", size=SMALL - 1)
    _name_columns(ax, segments, table["n"].groupby(level=0, sort=False).max())
    if "all" in table:
        below = {"xycoords": "axes fraction", "ha": "center", "va": "top", "color": MUTED}
        key = _("line: mean of all; blue above it, orange below it")
        beside(ax, key, (0.5, 0), (0, -4), **below)
    return ax


def describe_profiles(table: pd.DataFrame, *, unit: Unit = "scale") -> str:
    """Say what `plot_profiles` shows, in one sentence.

    Parameters
    ----------
    table : DataFrame
        The table that was drawn.
    unit : {"points", "share", "scale"}
        How numbers are written.

    Returns
    -------
    str
        For every segment its n and the behaviours in which it lies farthest above and below the
        mean of all; its highest and lowest where that is not known.

    Examples
    --------
    >>> table = pd.DataFrame(
    ...     {"segment": "Loyal", "behaviour": ["repeat", "discount"], "estimate": [0.8, 0.2],
    ...      "low": [0.7, 0.1], "high": [0.9, 0.3], "n": 540, "all": [0.5, 0.4]}
    ... )
    >>> describe_profiles(table, unit="share")
    'Loyal (n = 540): repeat 80% (all: 50%), discount 20% (all: 40%).'
    """
    table = _profiles(table, "describe_profiles", unit)
    groups = table.groupby(level=0, sort=False)
    return "; ".join(_segment(name, rows.droplevel(0), unit) for name, rows in groups) + "."


def _profiles(table: pd.DataFrame, chart: str, unit: str) -> pd.DataFrame:
    """Return the numbers to draw, with segment and behaviour in the index."""
    if unit not in ("points", "share", "scale"):
        raise InputError.of("unit must be 'points', 'share' or 'scale', found {unit!r}.", unit=unit)
    keys = ["segment", "behaviour"]
    if set(keys) <= set(table.index.names):
        table = table.reset_index(keys)
    numbers = ["estimate", "low", "high", "n", *(["all"] if "all" in table else [])]
    known = {key: table[key].unique() if key in table else () for key in keys}
    floats = checked(table, chart, numbers, known)[numbers]
    names = table["segment"].map(_segment_name), table["behaviour"].astype(str)
    floats.index = pd.MultiIndex.from_arrays(names, names=keys)
    if (twice := floats.index.duplicated()).any():
        segment, behaviour = floats.index[twice][0]
        raise InputError.of(
            "{chart}: {segment} has the behaviour {behaviour!r} twice. Keep one row of each.",
            chart=chart,
            segment=segment,
            behaviour=behaviour,
        )
    return floats


def _segment_name(segment: object) -> str:
    """Return a segment's name; one that has only a number is called segment."""
    bare = str(segment).isdecimal()
    return _("segment {number}").format(number=segment) if bare else str(segment)


def _in_columns(table: pd.DataFrame, column: np.ndarray) -> pd.DataFrame:
    """Return the numbers as places: those of all segments on one scale, each in its column."""
    values = table.drop(columns="n")
    low, high = values.min(axis=None), values.max(axis=None)
    left, right = PANEL
    shares = (values - low) / ((high - low) or 1)
    return (left + (right - left) * shares).add(column, axis=0)


def _colours(table: pd.DataFrame) -> list[str]:
    if "all" not in table:
        return [BLUE] * len(table)
    return [ORANGE if below else BLUE for below in table["estimate"] < table["all"]]


def _draw_columns(ax: Axes, count: int) -> None:
    """Give every segment a column between light lines."""
    ax.set_xlim(0, count)
    for edge in range(count + 1):
        ax.axvline(edge, color=GRID, linewidth=1, zorder=0)


def _name_columns(ax: Axes, segments: Sequence[str], n: pd.Series) -> None:
    """Write the segments' names and n above their columns."""
    room = width_of(ax) / len(segments)
    names = [f"{in_box(name, room)}\nn = {number(n[name], 0)}" for name in segments]
    ax.grid(visible=False)
    ax.grid(axis="y", color=GRID, linewidth=0.8)
    ax.xaxis.tick_top()
    ax.set_xticks(
        np.arange(len(segments)) + 0.5, names, fontsize=SMALL, color=INK, parse_math=False
    )
    ax.tick_params(axis="x", length=0)
    ax.spines["bottom"].set_visible(False)


def _segment(name: str, rows: pd.DataFrame, unit: Unit) -> str:
    apart = rows["estimate"] - rows["all"] if "all" in rows else rows["estimate"]
    ends = list(dict.fromkeys([apart.idxmax(), apart.idxmin()])) if apart.notna().any() else []
    parts = []
    for behaviour in ends:
        words = f"{behaviour} {_value(rows.loc[behaviour, 'estimate'], unit)}"
        if "all" in rows:
            words += " " + _("(all: {value})").format(
                value=_value(rows.loc[behaviour, "all"], unit)
            )
        parts.append(words)
    return f"{name} ({sample(rows['n'])}): {', '.join(parts) or '–'}"


def _value(value: float, unit: Unit) -> str:
    if unit == "share":
        return percent(value, 0)
    return number(value, 1 if unit == "points" else 2)


# How many segments


def plot_stability(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw three criteria for the number of segments, and the number that each of them chooses.

    Parameters
    ----------
    table : DataFrame
        One row a number of segments (index `k`), as `choose_k` gives it: bic (smaller is better),
        silhouette and stability (larger is better) with stability_low and stability_high.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes
        x: k; y: 0 to 1. BIC and silhouette run from their worst k (0) to their best (1); the
        stability, an adjusted Rand index, stands as it is, with its interval as a band.

    Raises
    ------
    InputError
        If a column is missing or holds no numbers, there is no row, or the index is no number.

    Examples
    --------
    >>> table = pd.DataFrame(
    ...     {"bic": [900, 700, 800], "silhouette": [0.2, 0.25, 0.3], "stability": [0.7, 0.9, 0.6],
    ...      "stability_low": [0.6, 0.8, 0.4], "stability_high": [0.8, 0.95, 0.7]},
    ...     index=pd.Index([3, 4, 5], name="k"),
    ... )
    >>> ax = plot_stability(table)
    >>> [text.get_text() for text in ax.texts][:3]
    ['BIC: 4', 'silhouette: 5', 'stability: 4']
    """
    table = _criteria(table, "plot_stability")
    ax = new_axes(7) if ax is None else ax
    lines = {"bic": _rescaled(-table["bic"]), "silhouette": _rescaled(table["silhouette"]),
             "stability": table["stability"]}  # fmt: skip
    band = table["stability_low"], table["stability_high"]
    ax.fill_between(table.index, *band, color=BLUE, alpha=0.15, linewidth=0)
    top = 1 + LEVEL + max(band[1].max() - 1, 0)
    for level, (name, line) in enumerate(lines.items()):
        _draw_criterion(ax, name, line, top + LEVEL * (2 - level))
    _dress_criteria(ax, table, top + 3 * LEVEL)
    say_below(
        ax, _("number of segments"),
        _("BIC and silhouette: 1 is the best k, 0 the worst"),
        _("stability: agreement of resamples, 0 to 1"),
    )  # fmt: skip
    return ax


def describe_stability(table: pd.DataFrame) -> str:
    """Say what `plot_stability` shows, in one sentence.

    Parameters
    ----------
    table : DataFrame
        The table that was drawn.

    Returns
    -------
    str
        The number of segments that each criterion chooses, and whether they agree.

    Examples
    --------
    >>> table = pd.DataFrame(
    ...     {"bic": [900, 700], "silhouette": [0.3, 0.25], "stability": [0.7, 0.9],
    ...      "stability_low": [0.6, 0.8], "stability_high": [0.8, 0.95]}, index=[3, 4],
    ... )
    >>> describe_stability(table)
    'BIC: 4; silhouette: 3 (0.30); stability: 4 (0.90, 0.80 to 0.95); the criteria disagree.'
    """
    table = _criteria(table, "describe_stability")
    chosen = {"bic": _best(-table["bic"]), "silhouette": _best(table["silhouette"]),
              "stability": _best(table["stability"])}  # fmt: skip
    parts = [_criterion_words(table, name, k) for name, k in chosen.items()]
    agree = len(set(chosen.values())) == 1
    parts.append(_("the criteria agree") if agree else _("the criteria disagree"))
    return "; ".join(parts) + "."


def _criteria(table: pd.DataFrame, chart: str) -> pd.DataFrame:
    columns = ("bic", "silhouette", "stability", "stability_low", "stability_high")
    table = checked(table, chart, columns)[[*columns]]
    k = pd.to_numeric(pd.Series(table.index), errors="coerce")
    problems = [
        Problem(
            "{chart}: the index must hold the numbers of segments, found {found!r}. "
            "Give the table as choose_k made it.",
            {"chart": chart, "found": str(found)},
        )
        for found in table.index[k.isna()][:1]
    ]
    problems += [
        Problem(
            "{chart}: {column} has no number in any row: it can choose nothing. "
            "Ask choose_k for more numbers of segments.",
            {"chart": chart, "column": column},
        )
        for column in columns[:3]
        if table[column].isna().all()
    ]
    if problems:
        raise InputError(problems)
    return table.set_axis(pd.Index(k, name="k")).sort_index()


def _rescaled(values: pd.Series) -> pd.Series:
    """Return values from 0, their worst, to 1, their best; 1 where all are the same."""
    low, high = values.min(), values.max()
    return (values - low) / (high - low) if high > low else values * 0 + 1


def _best(values: pd.Series) -> float:
    return float(values.idxmax())


def _criterion_names() -> dict[str, tuple[str, str, str]]:
    """Return the name, colour and line of every criterion."""
    return {
        "bic": ("BIC", ORANGE, "--"),
        "silhouette": (_("silhouette"), INK, ":"),
        "stability": (_("stability"), BLUE, "-"),
    }


def _draw_criterion(ax: Axes, name: str, line: pd.Series, level: float) -> None:
    """Draw a line, mark its best k, and write the choice above it."""
    word, colour, style = _criterion_names()[name]
    ax.plot(line.index, line, color=colour, linestyle=style, linewidth=2, marker="o", markersize=4)
    k, best = _best(line), line.max()
    ax.plot(k, best, "o", color=colour, markersize=10, mfc="white", mew=2.5, zorder=3)
    ax.vlines(k, best, level - LEVEL / 3, color=colour, linewidth=0.8, zorder=1)
    white = {"boxstyle": "square,pad=0.1", "fc": "white", "ec": "none"}
    beside(ax, f"{word}: {number(k)}", (k, level), (0, 0), ha="center", color=colour,
           weight="bold", bbox=white)  # fmt: skip


def _dress_criteria(ax: Axes, table: pd.DataFrame, top: float) -> None:
    low, high = table.index.min(), table.index.max()
    ax.set(xlim=(low - 0.7, high + 0.7), ylim=(min(0, table["stability_low"].min()) - 0.05, top))
    ax.set_xticks(table.index)
    ax.set_yticks(np.linspace(0, 1, 5))
    ax.tick_params(labelsize=SMALL, labelcolor=MUTED, color=GRID)
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter(lambda value, _position: number(value))
    ax.grid(axis="y", color=GRID, linewidth=0.8)
    ax.set_axisbelow(True)
    for side in ("left", "right", "top"):
        ax.spines[side].set_visible(False)
    ax.spines["bottom"].set_color(GRID)


def _criterion_words(table: pd.DataFrame, name: str, k: float) -> str:
    word = f"{_criterion_names()[name][0]}: {number(k)}"
    if name == "bic":
        return word
    row = {key: number(value, 2) for key, value in table.loc[k].items()}
    if name == "silhouette":
        return f"{word} ({row['silhouette']})"
    if not np.isfinite(table.loc[k, ["stability_low", "stability_high"]]).all():
        return f"{word} ({row['stability']})"
    words = {"low": row["stability_low"], "high": row["stability_high"]}
    return f"{word} ({row['stability']}, {_('{low} to {high}').format(**words)})"
