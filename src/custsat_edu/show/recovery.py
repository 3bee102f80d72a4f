"""Charts of complaints: who was won back, how long it took, and whether they become more.

A finished table goes in, matplotlib Axes come out; every `plot_x` has its sentence, `describe_x`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from custsat_edu.errors import InputError
from custsat_edu.i18n import _, number
from custsat_edu.show.checks import checked
from custsat_edu.show.style import (
    BLUE,
    GRID,
    INK,
    MIDDLE,
    MUTED,
    ORANGE,
    SMALL,
    beside,
    dress_rows,
    in_two_lines,
    lay_out,
    new_axes,
    say_below,
    size_of,
    wrapped,
)
from custsat_edu.show.words import group_words, percent, verdict_words

RED, GREEN = "#9B1C31", "#0B6E4F"
CURVES = ((BLUE, "-"), (ORANGE, "--"), (GREEN, "-."), (RED, ":"))  # one a group
BELOW = 0.24  # rows by which the naive comparison stands under the right one
BEYOND = 1.04  # how far the axis of days goes on after the last closing
GAP = 3  # typographic points between two names at the right
_RECOVERY = ("estimate", "low", "high", "n", "margin")
_NAIVE = ("naive_estimate", "naive_low", "naive_high")
_SURVIVAL = ("day", "closed", "estimate", "low", "high", "n", "median")
_CONTROL = ("estimate", "centre", "low", "high", "n")


# Who was won back


def plot_recovery(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw how customers are after their complaint, against those to whom nothing had happened.

    Parameters
    ----------
    table : DataFrame
        The table of `recovery_paradox`.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes
        x: the difference in points; y: the groups from top to bottom. A filled dot is the
        difference from customers without a failure; a hollow one under it the naive difference,
        from all who never complained, where the table has it. The band is the margin, the line
        at zero "as if nothing had happened"; the verdict stands at the right.

    Raises
    ------
    InputError
        If a column is missing or holds no numbers, there is no row, or a verdict is unknown.

    Examples
    --------
    >>> table = pd.DataFrame(
    ...     {"estimate": [5.5], "low": [4.0], "high": [7.0], "n": [286], "margin": [3.0],
    ...      "verdict": ["paradox"], "naive_estimate": [9.0], "naive_low": [7.5],
    ...      "naive_high": [10.5]}, index=["minor_full"],
    ... )
    >>> ax = plot_recovery(table)
    >>> [text.get_text() for text in ax.texts][:3]
    ['as if nothing had happened', 'paradox', '+5.5 (+4.0 to +7.0, n = 286)']
    """
    table = _recovery(table, "plot_recovery")
    ax = new_axes(len(table) + 1) if ax is None else ax
    rows, naive = np.arange(len(table)), table["naive_estimate"].notna().any()
    margin = table["margin"].max()
    ax.axvspan(-margin, margin, color=MIDDLE, linewidth=0, zorder=0)
    ax.axvline(0, color=INK, linewidth=1)
    ax.hlines(rows, table["low"], table["high"], color=BLUE, linewidth=3)
    ax.plot(table["estimate"], rows, "o", color=BLUE, markersize=9)
    if naive:
        ax.hlines(
            rows + BELOW, table["naive_low"], table["naive_high"], color=ORANGE, linewidth=1.5
        )
        ax.plot(table["naive_estimate"], rows + BELOW, "o", color=ORANGE, mfc="white", markersize=7)
    dress_rows(ax, [in_two_lines(name) for name in table.index])
    top = {"xycoords": ax.get_xaxis_transform(), "va": "bottom", "ha": "center", "color": MUTED}
    beside(ax, _("as if nothing had happened"), (0, 1), (0, 2), **top)
    _write_verdicts(ax, table)
    ax.xaxis.set_major_formatter(lambda value, _position: number(value, sign=value != 0))
    band = _("band: as good, within ±{margin}").format(margin=number(margin))
    say_below(ax, _("difference in points"), band, *_comparisons() if naive else ())
    return ax


def describe_recovery(table: pd.DataFrame) -> str:
    """Say what `plot_recovery` shows, in one sentence.

    Parameters
    ----------
    table : DataFrame
        The table that was drawn.

    Returns
    -------
    str
        Every group with its difference from customers without a failure, interval, n and verdict,
        and the naive difference where the table has it.

    Examples
    --------
    >>> table = pd.DataFrame(
    ...     {"estimate": [5.5], "low": [4.0], "high": [7.0], "n": [286], "margin": [3.0],
    ...      "verdict": ["paradox"], "naive_estimate": [9.0], "naive_low": [7.5],
    ...      "naive_high": [10.5]}, index=["minor_full"],
    ... )
    >>> describe_recovery(table)
    'Against customers without a failure: Minor, full recovery: +5.5 (+4.0 to +7.0, n = 286),
    paradox (against all who never complained: +9.0).'
    """
    table = _recovery(table, "describe_recovery")
    verdicts, parts = verdict_words(), []
    for name, values in table.iterrows():
        said = f"{name}: {_difference(values)}, {verdicts[values['verdict']]}"
        if np.isfinite(values["naive_estimate"]):
            naive = _("against all who never complained: {estimate}")
            said += f" ({naive.format(estimate=number(values['naive_estimate'], 1, sign=True))})"
        parts.append(said)
    return f"{_('Against customers without a failure')}: {'; '.join(parts)}."


def _recovery(table: pd.DataFrame, chart: str) -> pd.DataFrame:
    """Return the numbers to draw, with the groups' names in the active language."""
    naive = [name for name in _NAIVE if name in table]
    table = checked(table, chart, [*_RECOVERY, *naive], {"verdict": [*verdict_words()]})
    if len(naive) < len(_NAIVE):
        table = table.assign(**dict.fromkeys(_NAIVE, np.nan))
    return table.rename(index=_group_words(table.index))


def _group_words(names: Sequence) -> dict[Any, str]:
    """Return what the groups of `recovery_groups` are called."""
    words: dict[Any, str] = {**group_words()}
    ends = {"full": _("Level {level}, full recovery"), "part": _("Level {level}, partial recovery")}
    for name in map(str, names):
        level, __, end = name.removeprefix("level").partition("_")
        if name.startswith("level") and level.isdigit() and end in ends:
            words[name] = ends[end].format(level=level)
    return words


def _comparisons() -> tuple[str, str]:
    return (
        _("filled: against customers without a failure"),
        _("hollow: against all who never complained, silent sufferers among them"),
    )


def _write_verdicts(ax: Axes, table: pd.DataFrame) -> None:
    """Write verdict and numbers at the right of every row."""
    words, right = verdict_words(), {"xycoords": ax.get_yaxis_transform()}
    for row, (_name, values) in enumerate(table.iterrows()):
        style = {"weight": "bold", "va": "bottom", **right}
        beside(ax, words[values["verdict"]], (1, row), (8, 0), **style)
        beside(ax, _difference(values), (1, row), (8, -1), va="top", **right)


def _difference(values: pd.Series) -> str:
    template = _("{estimate} ({low} to {high}, n = {n})")
    words = {key: number(values[key], 1, sign=True) for key in ("estimate", "low", "high")}
    return template.format(n=number(values["n"], 0), **words)


# How long it took


def plot_survival(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw the share of complaints that are still open, day by day, with its limits.

    Parameters
    ----------
    table : DataFrame
        The table of `time_to_resolution`, of four groups at most.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes
        x: days since opened, up to a little after the last closing; y: the share still open. A
        dot marks the day on which half of a group are closed; the name stands at the right.

    Raises
    ------
    InputError
        If a column is missing or holds no numbers, or there are more than four groups.

    Examples
    --------
    >>> table = pd.DataFrame(
    ...     {"group": "all", "day": [0, 2, 5], "closed": [0, 1, 1], "estimate": [1, 0.6, 0.3],
    ...      "low": [1, 0.3, 0.1], "high": [1, 0.8, 0.6], "n": 3, "median": 5.0}
    ... )
    >>> ax = plot_survival(table)
    >>> ax.texts[0].get_text().splitlines()
    ['all complaints (n = 3)', 'half after 5 days']
    """
    curves = _curves(table, "plot_survival")
    ax = new_axes(7) if ax is None else ax
    last = BEYOND * table.loc[table["closed"] > 0, "day"].max()
    ax.axhline(0.5, color=MUTED, linewidth=1, linestyle=(0, (1, 3)))
    for (colour, style), curve in zip(CURVES, curves.values(), strict=False):
        shown = _until(curve, last)
        days = shown["day"]
        ax.fill_between(
            days, shown["low"], shown["high"], step="post", color=colour, alpha=0.15, linewidth=0
        )
        ax.step(days, shown["estimate"], where="post", color=colour, linestyle=style, linewidth=2)
        ax.plot(curve["median"].iloc[0], 0.5, "o", color=colour, markersize=8)
    ax.set(xlim=(0, last), ylim=(-0.01, 1.02))
    _dress(ax, _("share still open"))
    ax.xaxis.set_major_formatter(lambda value, _position: number(value))
    say_below(ax, _("days since the complaint was opened"))
    ends = [_until(curve, last)["estimate"].iloc[-1] for curve in curves.values()]
    names = [_curve_words(name, curve) for name, curve in curves.items()]
    _name_at_right(ax, names, ends, [colour for colour, _style in CURVES])
    return ax


def describe_survival(table: pd.DataFrame) -> str:
    """Say what `plot_survival` shows, in one sentence.

    Parameters
    ----------
    table : DataFrame
        The table that was drawn.

    Returns
    -------
    str
        Every group with n, the day on which half of its complaints were closed, and the share
        that was still open after the last closing, with its limits.

    Examples
    --------
    >>> table = pd.DataFrame(
    ...     {"group": "all", "day": [0, 2, 5], "closed": [0, 1, 1], "estimate": [1, 0.6, 0.3],
    ...      "low": [1, 0.3, 0.1], "high": [1, 0.8, 0.6], "n": 3, "median": 5.0}
    ... )
    >>> describe_survival(table)
    'all complaints (n = 3): half after 5 days, 30.0% (10.0% to 60.0%) still open after 5 days.'
    """
    parts = []
    for name, curve in _curves(table, "describe_survival").items():
        closings = curve[curve["closed"] > 0]
        last = (closings if len(closings) else curve).iloc[-1]
        shares = {key: percent(last[key]) for key in ("estimate", "low", "high")}
        template = (
            _("{estimate} ({low} to {high}) still open after {days} days")
            if np.isfinite([last["low"], last["high"]]).all()
            else _("{estimate} still open after {days} days")
        )
        said = _curve_words(name, curve).replace("\n", ": ")
        parts.append(f"{said}, {template.format(days=number(last['day'], 0), **shares)}")
    return "; ".join(parts) + "."


def _curves(table: pd.DataFrame, chart: str) -> dict[str, pd.DataFrame]:
    """Return the rows of each group, in the order of the table."""
    groups = list(table["group"].unique()) if "group" in table else []
    table = checked(table, chart, _SURVIVAL, {"group": groups})
    if len(groups) > len(CURVES):
        raise InputError.of(
            "{chart}: draws {most} groups at most, found {count}. Keep those to be compared.",
            chart=chart,
            most=len(CURVES),
            count=len(groups),
        )
    return {str(name): part for name, part in table.groupby("group", sort=False, observed=True)}


def _until(curve: pd.DataFrame, last: float) -> pd.DataFrame:
    """Return a curve up to the last day shown; level if watched longer, or if all are closed."""
    shown = curve[curve["day"] <= last]
    if curve["day"].iloc[-1] <= last and shown["estimate"].iloc[-1] > 0:
        return shown
    return pd.concat([shown, shown.tail(1).assign(day=last)])


def _curve_words(name: str, curve: pd.DataFrame) -> str:
    n, median = number(curve["n"].iloc[0], 0), curve["median"].iloc[0]
    called = _("all complaints") if name == "all" else wrapped(name)
    half = _("half after {days} days") if np.isfinite(median) else _("half not closed yet")
    return f"{called} (n = {n})\n{half.format(days=number(median))}"


# Whether they become more


def plot_control_chart(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw a share period by period, between the limits of chance.

    Parameters
    ----------
    table : DataFrame
        The table of `control_chart`.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes
        x: the periods in their order; y: the share. Triangles mark periods out of the limits,
        squares those in a run of eight or more on one side of the centre.

    Raises
    ------
    InputError
        If a column is missing or holds no numbers, or there is no row.

    Examples
    --------
    >>> table = pd.DataFrame(
    ...     {"estimate": [0.05, 0.18], "centre": 0.06, "low": 0.0, "high": 0.13, "n": 100,
    ...      "out": ["", "above"], "run": False}, index=["May", "June"],
    ... )
    >>> ax = plot_control_chart(table)
    >>> [text.get_text() for text in ax.texts if text.get_text()]
    ['triangle: out of the limits of chance', 'upper limit', 'centre 6.0%', 'lower limit', 'June']
    """
    table = _control(table, "plot_control_chart")
    ax = new_axes(7) if ax is None else ax
    at, share = np.arange(len(table)), table["estimate"].to_numpy()
    edges = np.arange(len(table) + 1) - 0.5
    for name in ("low", "high"):
        ax.stairs(table[name], edges, baseline=None, color=MUTED, linestyle="--", linewidth=1.2)
    ax.hlines(table["centre"].iloc[0], edges[0], edges[-1], color=INK, linewidth=1)
    ax.plot(at, share, "-", color=BLUE, linewidth=1)
    calm = (table["out"] == "").to_numpy() & ~table["run"].to_numpy(bool)
    ax.plot(at[calm], share[calm], "o", color=BLUE, markersize=6)
    marks = _marks(table)
    for marker, colour, rows in marks:
        ax.plot(at[rows], share[rows], marker, color=colour, markersize=9)
    ax.set(xlim=edges[[0, -1]], ylim=_room(table))
    _dress(ax, _("share of each period"))
    say_below(ax, "", *_mark_words(marks))
    last = table.iloc[-1]
    centre = _("centre {share}").format(share=percent(last["centre"]))
    names = [_("upper limit"), centre, _("lower limit")]
    _name_at_right(ax, names, [last["high"], last["centre"], last["low"]], [MUTED, INK, MUTED])
    _name_periods(ax, table)
    _name_out(ax, table)
    return ax


def describe_control_chart(table: pd.DataFrame) -> str:
    """Say what `plot_control_chart` shows, in one sentence.

    Parameters
    ----------
    table : DataFrame
        The table that was drawn.

    Returns
    -------
    str
        The centre, the periods out of the limits of chance with their shares, and the periods in
        a run on one side.

    Examples
    --------
    >>> table = pd.DataFrame(
    ...     {"estimate": [0.05, 0.18], "centre": 0.06, "low": 0.0, "high": 0.13, "n": 100,
    ...      "out": ["", "above"], "run": False}, index=["May", "June"],
    ... )
    >>> describe_control_chart(table)
    '2 periods, centre 6.0%; above the limits of chance: June (18.0%).'
    """
    table = _control(table, "describe_control_chart")
    periods = _("{count} periods, centre {share}")
    parts = [periods.format(count=len(table), share=percent(table["centre"].iloc[0]))]
    for side, template in (
        ("above", _("above the limits of chance: {names}")),
        ("below", _("below the limits of chance: {names}")),
    ):
        rows = table.loc[table["out"] == side, "estimate"]
        if len(rows):
            names = (f"{name} ({percent(share)})" for name, share in rows.items())
            parts.append(template.format(names=", ".join(names)))
    if table["run"].any():
        run = _("eight or more in a row on one side: {names}")
        parts.append(run.format(names=", ".join(map(str, table.index[table["run"]]))))
    elif len(parts) == 1:
        parts.append(_("all within the limits of chance"))
    return "; ".join(parts) + "."


def _control(table: pd.DataFrame, chart: str) -> pd.DataFrame:
    known: dict[str, Sequence] = {"out": ["", "above", "below"], "run": [False, True]}
    table = checked(table, chart, _CONTROL, known)
    return table.assign(run=table["run"].astype(bool)).set_axis(table.index.map(str))


def _marks(table: pd.DataFrame) -> list[tuple[str, str, np.ndarray]]:
    """Return marker, colour and rows of what is to be seen."""
    out, run = table["out"], table["run"].to_numpy(bool)
    above, below = (out == "above").to_numpy(), (out == "below").to_numpy()
    return [("s", ORANGE, run & ~above & ~below), ("^", RED, above), ("v", RED, below)]


def _mark_words(marks: list[tuple[str, str, np.ndarray]]) -> list[str]:
    (_s, _colour, run), *triangles = marks
    return [
        _("triangle: out of the limits of chance") if any(m[2].any() for m in triangles) else "",
        _("square: one of eight or more in a row on one side") if run.any() else "",
    ]


def _room(table: pd.DataFrame) -> tuple[float, float]:
    """Return limits that leave room for the names of what is out."""
    low, high = (
        table[["estimate", "low"]].min(axis=None),
        table[["estimate", "high"]].max(axis=None),
    )
    edge = 0.12 * (high - low)
    return low - edge, high + edge


def _name_periods(ax: Axes, table: pd.DataFrame) -> None:
    """Write the names of as many periods as there is room for, evenly apart."""
    dot = lay_out(ax)
    widest = max(size_of(ax, name)[0] for name in table.index) + 20 * dot
    every = int(np.ceil(len(table) * widest / ax.bbox.width))
    at = np.arange(0, len(table), max(every, 1))
    ax.set_xticks(at, [table.index[i] for i in at], parse_math=False)


def _name_out(ax: Axes, table: pd.DataFrame) -> None:
    """Name the periods that are out of the limits, but none whose name would meet another."""
    taken: dict[str, float] = {}
    scale = ax.bbox.width / len(table)
    for at, (name, values) in enumerate(table.iterrows()):
        side, half = values["out"], size_of(ax, str(name))[0] / 2
        if not side or at * scale - half <= taken.get(side, -np.inf):
            continue
        up = 1 if side == "above" else -1
        style: dict[str, Any] = {"ha": "center", "va": "bottom" if up > 0 else "top", "color": RED}
        beside(ax, str(name), (at, values["estimate"]), (0, 7 * up), **style)
        taken[side] = at * scale + half + 20


def _dress(ax: Axes, meaning: str) -> None:
    ax.grid(axis="y", color=GRID, linewidth=0.8)
    ax.set_axisbelow(True)
    ax.tick_params(labelsize=SMALL, labelcolor=MUTED, color=GRID)
    ax.yaxis.set_major_formatter(lambda value, _position: percent(value, 0))
    ax.set_ylabel(meaning, fontsize=SMALL, color=INK, parse_math=False)
    for side in ("left", "right", "top"):
        ax.spines[side].set_visible(False)
    ax.spines["bottom"].set_color(GRID)


def _name_at_right(
    ax: Axes, names: Sequence[str], heights: Sequence[float], colours: Sequence[str]
) -> None:
    """Write names at the right end of lines, moved apart where they would meet."""
    dot = lay_out(ax)
    sizes = [size_of(ax, name)[1] / dot + GAP for name in names]
    points = ax.transData.transform([(0, height) for height in heights])[:, 1] / dot
    shifted = _apart(points, np.array(sizes), ax.bbox.y0 / dot, ax.bbox.y1 / dot)
    for name, height, colour, shift in zip(names, heights, colours, shifted - points, strict=False):
        style = {"xycoords": ax.get_yaxis_transform(), "color": colour, "size": SMALL}
        beside(ax, name, (1, height), (8, shift), **style)


def _apart(at: np.ndarray, sizes: np.ndarray, low: float, high: float) -> np.ndarray:
    """Move heights up, from the lowest, until no two of these sizes meet; then down to fit in."""
    order, moved = np.argsort(at, kind="stable"), at.astype(float)
    floor = low
    for i in order:
        moved[i] = max(at[i], floor + sizes[i] / 2)
        floor = moved[i] + sizes[i] / 2
    ceiling = max(high, low + sizes.sum())
    for i in order[::-1]:
        moved[i] = min(moved[i], ceiling - sizes[i] / 2)
        ceiling = moved[i] - sizes[i] / 2
    return moved
