"""Charts of groups: differences, what was done to adjust them, and the drawing of causes.

A finished table goes in, matplotlib Axes come out; every `plot_x` has its sentence, `describe_x`.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke
from matplotlib.text import Annotation

from custsat_edu.errors import InputError, Problem
from custsat_edu.i18n import _, number
from custsat_edu.show.charts import Unit
from custsat_edu.show.checks import checked, sample
from custsat_edu.show.style import (
    BLUE,
    GRID,
    INK,
    MIDDLE,
    MUTED,
    ORANGE,
    SMALL,
    TEXT,
    beside,
    dress_rows,
    in_two_lines,
    lay_out,
    make_room,
    new_axes,
    say_below,
    size_of,
)
from custsat_edu.show.words import codes, percent

NARROW = 4.5  # inches: below this, the numbers of a row stand above it and not at its right
SMALL_SMD = 0.1  # a standardised difference that is taken as balanced
_BALANCE = ("smd_raw", "smd_weighted")
BINS = 30
BOXES_A_ROW = 4  # of a drawing of causes
POINTS_A_LETTER = 5.8  # typographic points, a little more than the mean letter at size SMALL
POINTS_A_BOLD_LETTER = 7.0  # at size TEXT
LETTERS_A_WORD = 13  # a word up to this length is never broken
CLOSED = "#9AA5B1"  # the grey of a path that is held closed
PAD = 5  # typographic points between a name and its box


# Differences


def plot_differences(table: pd.DataFrame, *, unit: Unit = "points", ax: Axes | None = None) -> Axes:
    """Draw every difference with its interval against the line of no difference.

    Parameters
    ----------
    table : DataFrame
        One row a difference (a pair of groups, or a method), in the order to draw, with the
        columns estimate, low, high and n, as `compare_groups` and `adjusted_difference` give
        them; n_first and n_second may stand for n. A column `truth` (from `truth.compare`) is
        drawn as diamonds; a column `margin` (from `equivalence`), or one margin in `attrs`, as a
        light band: differences that are taken as none. `attrs` may name the groups, `first` and
        `second`; the difference is then labelled as second minus first.
    unit : {"points", "share", "scale"}
        How numbers are written: points (−2.8), shares of 0 to 1 in percentage points (−2.8), or
        the units of the scale (−0.14).
    ax : Axes, optional
        Where to draw; by default a new figure. In narrow axes the numbers stand above the rows.

    Returns
    -------
    Axes
        x: the difference; y: the rows of the table from top to bottom.

    Raises
    ------
    InputError
        If a column is missing or holds no numbers, there is no row, or the unit is unknown.

    Examples
    --------
    >>> table = pd.DataFrame(
    ...     {"estimate": [2.0, -3.6], "low": [0.8, -4.9], "high": [3.2, -2.3], "n": 2400},
    ...     index=pd.Index(["raw", "regression"], name="method"),
    ... )
    >>> ax = plot_differences(table)
    >>> [text.get_text() for text in ax.texts]
    ['+2.0 (+0.8 to +3.2, n = 2,400)', '−3.6 (−4.9 to −2.3, n = 2,400)']
    """
    table = _differences(table, "plot_differences", unit)
    ax = new_axes(len(table)) if ax is None else ax
    narrow = ax.bbox.width / ax.figure.dpi < NARROW
    rows, shown = np.arange(len(table)), table * 100 if unit == "share" else table
    _draw_margin(ax, rows, shown, unit)
    ax.axvline(0, color=INK, linewidth=1)
    ax.hlines(rows, shown["low"], shown["high"], color=BLUE, linewidth=3)
    ax.plot(shown["estimate"], rows, "o", color=BLUE, markersize=9)
    if "truth" in shown:
        ax.plot(shown["truth"], rows, "D", color=ORANGE, markersize=8, fillstyle="none", mew=2)
    dress_rows(ax, [in_two_lines(name) for name in table.index])
    _write_differences(ax, table, unit, narrow=narrow)
    ax.xaxis.set_major_formatter(lambda value, _position: number(value))
    ax.locator_params(axis="x", nbins=5 if narrow else 8)
    said = ", ".join(filter(None, [_diamond(table), sample(table["n"]) if narrow else ""]))
    say_below(ax, _unit_words(unit) + _direction(table), said)
    return ax


def describe_differences(table: pd.DataFrame, *, unit: Unit = "points") -> str:
    """Say what `plot_differences` shows, in one sentence.

    Parameters
    ----------
    table : DataFrame
        The table that was drawn.
    unit : {"points", "share", "scale"}
        How numbers are written.

    Returns
    -------
    str
        Every difference with its interval and n, its truth, and whether all of the interval lies
        within the margin, where the table has them.

    Examples
    --------
    >>> table = pd.DataFrame(
    ...     {"estimate": [-0.03], "low": [-0.1], "high": [0.04], "n": [900], "margin": [0.25]},
    ...     index=["Chatbot - Person"],
    ... )
    >>> describe_differences(table, unit="scale")
    'Chatbot - Person: −0.03 (−0.10 to +0.04, n = 900), all of it within ±0.25.'
    """
    table = _differences(table, "describe_differences", unit)
    return "; ".join(_difference_words(row, unit) for row in table.iterrows()) + "."


def _differences(table: pd.DataFrame, chart: str, unit: str) -> pd.DataFrame:
    """Return the numbers to draw, with names in the active language."""
    if unit not in ("points", "share", "scale"):
        raise InputError.of("unit must be 'points', 'share' or 'scale', found {unit!r}.", unit=unit)
    table = table.to_frame().T if isinstance(table, pd.Series) else table
    if "n" not in table and {"n_first", "n_second"} <= set(table):
        table = table.assign(n=table["n_first"] + table["n_second"])
    if "margin" in table.attrs and "margin" not in table:
        table = table.assign(margin=table.attrs["margin"])
    optional = [name for name in ("truth", "margin") if name in table]
    numbers = ["estimate", "low", "high", "n", *optional]
    return checked(table, chart, numbers)[numbers].rename(index=_row_words())


def _draw_margin(ax: Axes, rows: np.ndarray, shown: pd.DataFrame, unit: Unit) -> None:
    """Draw the differences that are taken as none as a light band, with its words on top."""
    if "margin" not in shown or shown["margin"].isna().all():
        return
    margin = shown["margin"].abs()
    ax.barh(rows, 2 * margin, left=-margin, height=1, color=MIDDLE, zorder=0)
    words = _("equal within ±{margin}").format(margin=number(margin.max(), _digits(unit)))
    top = {"xycoords": ax.get_xaxis_transform(), "va": "bottom", "ha": "center", "color": MUTED}
    beside(ax, words, (0, 1), (0, 2), **top)


def _write_differences(ax: Axes, table: pd.DataFrame, unit: Unit, *, narrow: bool) -> None:
    """Write the numbers at the right of every row, or above it where there is no room."""
    style: dict[str, Any] = {"xycoords": ax.get_yaxis_transform()}
    halo = [withStroke(linewidth=2.5, foreground="white")]
    style |= {"ha": "right", "va": "bottom", "path_effects": halo} if narrow else {}
    for row, (_name, values) in enumerate(table.iterrows()):
        words = _difference(values if not narrow else values.drop("n"), unit)
        beside(ax, words, (1, row), (0, 5) if narrow else (8, 0), **style)


def _difference_words(row: tuple[object, pd.Series], unit: Unit) -> str:
    name, values = row
    words = f"{name}: {_difference(values, unit)}"
    if np.isfinite(values.get("truth", np.nan)):
        words += ", " + _("truth {truth}").format(truth=_signed(values["truth"], unit))
    margin = values.get("margin", np.nan)
    if not np.isfinite([margin, values["low"], values["high"]]).all():
        return words
    inside = -margin < values["low"] and values["high"] < margin
    said = _("all of it within ±{margin}") if inside else _("not all of it within ±{margin}")
    written = number(100 * margin if unit == "share" else margin, _digits(unit))
    return f"{words}, {said.format(margin=written)}"


def _difference(values: pd.Series, unit: Unit) -> str:
    """Write a difference with its interval, and n where it is given."""
    words = {key: _signed(values[key], unit) for key in ("estimate", "low", "high")}
    interval = np.isfinite([values["low"], values["high"]]).all()
    if "n" not in values:
        return _("{estimate} ({low} to {high})").format(**words) if interval else words["estimate"]
    template = (
        _("{estimate} ({low} to {high}, n = {n})")
        if interval
        else _("{estimate} (no interval, n = {n})")
    )
    return template.format(n=number(values["n"], 0), **words)


def _signed(value: float, unit: Unit) -> str:
    return number(100 * value if unit == "share" else value, _digits(unit), sign=True)


def _digits(unit: Unit) -> int:
    return 2 if unit == "scale" else 1


def _unit_words(unit: Unit) -> str:
    return {
        "points": _("difference in points"),
        "share": _("difference in percentage points"),
        "scale": _("difference"),
    }[unit]


def _direction(table: pd.DataFrame) -> str:
    """Return which group minus which, where the table knows it."""
    if not {"first", "second"} <= set(table.attrs):
        return ""
    return f": {table.attrs['second']} − {table.attrs['first']}"


def _row_words() -> dict[str, str]:
    """Return the words for the rows that our tables name by themselves."""
    known = codes()
    return {**known["method"], **known["what"], **known["moment"], **known["step"]}


def _diamond(table: pd.DataFrame) -> str:
    return _("diamond: truth") if "truth" in table and table["truth"].notna().any() else ""


# Balance


def plot_balance(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw how far two groups differ in each covariate, before and after weighting.

    Parameters
    ----------
    table : DataFrame
        One row a covariate, as `balance` gives it: smd_raw and smd_weighted, the standardised
        mean differences.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes
        x: the standardised mean difference, hollow before and full after weighting. The light
        band holds what is taken as balanced, up to 0.1 on either side.

    Raises
    ------
    InputError
        If a column is missing or holds no numbers, or there is no row.

    Examples
    --------
    >>> table = pd.DataFrame({"smd_raw": [0.41], "smd_weighted": [0.02]}, index=["Age"])
    >>> ax = plot_balance(table)
    >>> [line.get_xdata().tolist() for line in ax.lines[-2:]]
    [[0.41], [0.02]]
    """
    table = checked(table, "plot_balance", _BALANCE)[[*_BALANCE]]
    ax = new_axes(len(table)) if ax is None else ax
    rows, raw, weighted = np.arange(len(table)), table["smd_raw"], table["smd_weighted"]
    ax.axvspan(-SMALL_SMD, SMALL_SMD, color=MIDDLE, linewidth=0, zorder=0)
    ax.axvline(0, color=INK, linewidth=1)
    ax.hlines(rows, raw, weighted, color=BLUE, linewidth=2, zorder=2)
    for smd, face in ((raw, "white"), (weighted, BLUE)):
        ax.plot(smd, rows, "o", color=BLUE, mfc=face, markersize=9, mew=2, zorder=3)
    dress_rows(ax, [in_two_lines(name) for name in table.index])
    top = {"xycoords": ax.get_xaxis_transform(), "va": "bottom", "ha": "center", "color": MUTED}
    band = _("balanced: up to {smd}").format(smd=number(SMALL_SMD))
    beside(ax, band, (0, 1), (0, 2), **top)
    ax.xaxis.set_major_formatter(lambda value, _position: number(value))
    say_below(ax, _("standardised mean difference"))
    _name_both_ends(ax, raw.to_numpy(), weighted.to_numpy())
    return ax


def describe_balance(table: pd.DataFrame) -> str:
    """Say what `plot_balance` shows, in one sentence.

    Parameters
    ----------
    table : DataFrame
        The table that was drawn.

    Returns
    -------
    str
        Every covariate with its standardised mean difference before and after weighting, and how
        many of them are balanced afterwards.

    Examples
    --------
    >>> table = pd.DataFrame({"smd_raw": [0.41], "smd_weighted": [0.02]}, index=["Age"])
    >>> describe_balance(table)
    'Age: 0.41 before weighting, 0.02 after it; balanced (up to 0.1) after weighting: 1 of 1.'
    """
    table = checked(table, "describe_balance", _BALANCE)[[*_BALANCE]]
    template = _("{name}: {raw} before weighting, {weighted} after it")
    parts = [
        template.format(name=name, raw=number(raw, 2), weighted=number(weighted, 2))
        for name, raw, weighted in table.itertuples()
    ]
    within = (table["smd_weighted"].abs() <= SMALL_SMD).sum()
    count = _("balanced (up to {smd}) after weighting: {count} of {k}")
    parts.append(count.format(smd=number(SMALL_SMD), count=within, k=len(table)))
    return "; ".join(parts) + "."


def _name_both_ends(ax: Axes, raw: np.ndarray, weighted: np.ndarray) -> None:
    """Write "raw" and "weighted" at the row where the two dots lie farthest apart."""
    low, high = ax.get_xlim()
    words = [_("raw"), _("weighted")]
    make_room(ax, low, high, words, words)
    apart = np.abs(raw - weighted)
    if np.isnan(apart).all():
        return
    row = int(np.nanargmax(apart))
    sign = 1 if raw[row] >= weighted[row] else -1
    for word, x, side in zip(words, (raw[row], weighted[row]), (sign, -sign), strict=True):
        at_side: dict[str, Any] = {"ha": "left" if side > 0 else "right", "color": BLUE}
        beside(ax, word, (x, row), (9 * side, 0), **at_side)


# Overlap


def plot_overlap(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw the chance to be in the second group, for both groups: one up, one down.

    Parameters
    ----------
    table : DataFrame
        One row a respondent, with the columns `chance` (0 to 1, as `propensity` gives it) and
        `group` (two groups, the second one is the one whose chance it is). Rows that miss one of
        them are left out.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes
        x: the chance; y: percent of each group, the second group upwards, the first downwards.
        Shaded: the range of chances that both groups have.

    Raises
    ------
    InputError
        If a column is missing, a chance is no number or not between 0 and 1, or the groups are
        not two.

    Examples
    --------
    >>> table = pd.DataFrame(
    ...     {"chance": [0.2, 0.4, 0.6, 0.4, 0.6, 0.8], "group": ["Store"] * 3 + ["Web"] * 3}
    ... )
    >>> ax = plot_overlap(table)
    >>> [text.get_text() for text in ax.texts]
    ['Web, n = 3', 'Store, n = 3', 'shaded: chances of both groups, 0.40 to 0.60']
    """
    first, second = _two_groups(table, "plot_overlap")
    ax = new_axes(7) if ax is None else ax
    both = np.concatenate([first.chance, second.chance])
    edges = np.histogram_bin_edges(both, BINS)
    up, down = (100 * _shares(group.chance, edges) for group in (second, first))
    for share, colour in ((up, BLUE), (-down, ORANGE)):
        ax.bar(edges[:-1], share, np.diff(edges), align="edge", color=colour, edgecolor="white",
               linewidth=0.5)  # fmt: skip
    top = 1.3 * max(up.max(), down.max())  # room for the names
    ax.set(xlim=edges[[0, -1]], ylim=(-top, top))
    low, high = _common(first, second)
    if low <= high:
        ax.axvspan(low, high, color=MIDDLE, linewidth=0, zorder=0)
    _dress_overlap(ax)
    for group, colour, y in ((second, BLUE, 1), (first, ORANGE, 0)):
        edge: dict[str, Any] = {"va": "top" if y else "bottom", "color": colour, "weight": "bold"}
        name = f"{group.name}, n = {number(len(group.chance), 0)}"
        beside(ax, name, (0, y), (4, 4 - 8 * y), xycoords="axes fraction", **edge)
    meaning = _("chance to be in the group: {group}").format(group=second.name)
    say_below(ax, meaning, _common_words(low, high))
    return ax


def describe_overlap(table: pd.DataFrame) -> str:
    """Say what `plot_overlap` shows, in one sentence.

    Parameters
    ----------
    table : DataFrame
        The table that was drawn.

    Returns
    -------
    str
        The range of chances in each group, the range of both, and how many rows lie outside it.

    Examples
    --------
    >>> table = pd.DataFrame(
    ...     {"chance": [0.2, 0.4, 0.6, 0.4, 0.6, 0.8], "group": ["Store"] * 3 + ["Web"] * 3}
    ... )
    >>> describe_overlap(table)
    'Chance to be in the group Web: 0.20 to 0.60 for Store, 0.40 to 0.80 for Web; chances of both
    groups: 0.40 to 0.60, and 2 of 6 rows lie outside.'
    """
    first, second = _two_groups(table, "describe_overlap")
    template = _(
        "Chance to be in the group {second}: {range_first} for {first}, {range_second} for {second}"
    )
    said = template.format(
        first=first.name,
        second=second.name,
        range_first=_from_to(first.chance.min(), first.chance.max()),
        range_second=_from_to(second.chance.min(), second.chance.max()),
    )
    low, high = _common(first, second)
    if low > high:
        return f"{said}; {_('no chance lies in the range of both groups')}."
    both = np.concatenate([first.chance, second.chance])
    outside = int(((both < low) | (both > high)).sum())
    shared = _("chances of both groups: {range}, and {count} of {n} rows lie outside")
    written = {"count": number(outside, 0), "n": number(len(both), 0)}
    return f"{said}; {shared.format(range=_from_to(low, high), **written)}."


class _Group(NamedTuple):
    """A group's name and the chances of its members."""

    name: str
    chance: np.ndarray


def _two_groups(table: pd.DataFrame, chart: str) -> tuple[_Group, _Group]:
    checked(
        table, chart, ("chance",), {"group": table["group"].unique() if "group" in table else ()}
    )
    table = table[["chance", "group"]].dropna()
    chance, groups = table["chance"].astype(float), pd.Categorical(table["group"])
    names = groups.remove_unused_categories().categories
    problems = []
    if len(off := chance[(chance < 0) | (chance > 1)]):
        problems.append(
            Problem(
                "{chart}: {column} must lie between {low} and {high}, found {found:g}.",
                {"chart": chart, "column": "chance", "low": 0, "high": 1, "found": off.iloc[0]},
            )
        )
    if len(names) != 2:
        problems.append(
            Problem(
                "{chart}: group must hold two groups, found {count}: {found}. "
                "Keep two of them, and draw one pair after the other.",
                {"chart": chart, "count": len(names), "found": ", ".join(map(str, names)) or "-"},
            )
        )
    if problems:
        raise InputError(problems)
    first, second = (_Group(str(name), chance[groups == name].to_numpy()) for name in names)
    return first, second


def _shares(chance: np.ndarray, edges: np.ndarray) -> np.ndarray:
    return np.histogram(chance, edges)[0] / len(chance)


def _common(first: _Group, second: _Group) -> tuple[float, float]:
    """Return the ends of the range that both groups have; low lies above high if there is none."""
    low = max(first.chance.min(), second.chance.min())
    return low, min(first.chance.max(), second.chance.max())


def _common_words(low: float, high: float) -> str:
    if low > high:
        return _("no chance lies in the range of both groups")
    return _("shaded: chances of both groups, {range}").format(range=_from_to(low, high))


def _from_to(low: float, high: float) -> str:
    return _("{low} to {high}").format(low=number(low, 2), high=number(high, 2))


def _dress_overlap(ax: Axes) -> None:
    ax.axhline(0, color=INK, linewidth=1)
    ax.tick_params(labelsize=SMALL, labelcolor=MUTED, color=GRID)
    ax.xaxis.set_major_formatter(lambda value, _position: number(value))
    ax.yaxis.set_major_formatter(lambda value, _position: percent(abs(value) / 100, 0))
    ax.locator_params(axis="y", nbins=7, integer=True)
    ax.set_ylabel(_("share of each group"), fontsize=SMALL, color=INK, parse_math=False)
    for side in ("left", "right", "top"):
        ax.spines[side].set_visible(False)
    ax.spines["bottom"].set_color(GRID)


# The drawing of causes


def plot_dag(
    cause: str,
    outcome: str,
    *,
    common: Sequence[str] = (),
    between: Sequence[str] = (),
    held: Sequence[str] = (),
    ax: Axes | None = None,
) -> Axes:
    """Draw what causes what: a cause, its outcome, their common causes and what lies between.

    Parameters
    ----------
    cause, outcome : str
        The names of the two ends.
    common : sequence of str
        What acts on both ends (confounders); drawn above. Of more than four the first three are
        named, and the rest is counted.
    between : sequence of str
        What the cause acts on and what acts on the outcome (mediators); drawn below, as many.
    held : sequence of str
        Those of the above that an analysis holds fixed: a filled square, and the paths through it
        are dashed: closed.
    ax : Axes, optional
        Where to draw; by default a new figure. Give the figure its size first: names are broken
        into lines for the width that it has.

    Returns
    -------
    Axes
        A drawing without scales. Blue arrows are the ways in which the cause acts; orange ones
        make a difference without any effect.

    Raises
    ------
    InputError
        If names are no list, if a name stands twice, or if a name is held that is not drawn.

    Examples
    --------
    >>> ax = plot_dag("Channel", "Satisfaction", common=["Age"], between=["Drivers"], held=["Age"])
    >>> [text.get_text() for text in ax.texts if text.get_text()]
    ['square: held fixed; dashed: path closed', 'Channel', 'Satisfaction', 'Age', 'Drivers']
    """
    _check_dag("plot_dag", cause, outcome, common=common, between=between, held=held)
    ax = new_axes(6) if ax is None else ax
    ax.set(xticks=[], yticks=[], xlim=(0, 1), ylim=(0, 1))
    ax.spines[:].set_visible(False)
    say_below(ax, "", _("square: held fixed; dashed: path closed") if held else "")
    ends = _draw_ends(ax, cause, outcome, above=bool(common), below=bool(between))
    _arrow(ax, (ends[0], (1, 0.5)), (ends[1], (0, 0.5)), BLUE)
    for names, colour, up in ((common, ORANGE, True), (between, BLUE, False)):
        boxes = _draw_row(ax, names, held, up=up)
        for box, closed in boxes:
            _draw_paths(ax, ends, box, colour, up=up, closed=closed)
    return ax


def describe_dag(
    cause: str,
    outcome: str,
    *,
    common: Sequence[str] = (),
    between: Sequence[str] = (),
    held: Sequence[str] = (),
) -> str:
    """Say what `plot_dag` shows, in one sentence.

    Parameters
    ----------
    cause, outcome : str
        The names of the two ends.
    common, between, held : sequence of str
        As in `plot_dag`; here all of them are named.

    Returns
    -------
    str
        The common causes, what lies between, and what is held fixed.

    Examples
    --------
    >>> describe_dag("Channel", "Satisfaction", common=["Age", "Region"], held=["Age"])
    'Age, Region: common causes of Channel and Satisfaction; held fixed: Age.'
    """
    _check_dag("describe_dag", cause, outcome, common=common, between=between, held=held)
    templates = (
        (_("{names}: common causes of {cause} and {outcome}"), common),
        (_("{names}: between {cause} and {outcome}"), between),
        (_("held fixed: {names}"), held),
    )
    parts = [
        template.format(names=", ".join(names), cause=cause, outcome=outcome)
        for template, names in templates
        if len(names)
    ]
    alone = _("One arrow, from {cause} to {outcome}").format(cause=cause, outcome=outcome)
    return "; ".join(parts or [alone]) + "."


def _check_dag(chart: str, cause: str, outcome: str, **lists: Sequence[str]) -> None:
    words = [Problem("{chart}: {name} must be a list of names, found {found!r}. Write [{found!r}].",
                     {"chart": chart, "name": name, "found": names})
             for name, names in lists.items() if isinstance(names, str)]  # fmt: skip
    if words:
        raise InputError(words)
    drawn = [cause, outcome, *lists["common"], *lists["between"]]
    problems = [
        Problem(
            "{chart}: {name!r} stands twice in the drawing. A thing is the cause, the outcome, a "
            "common cause or between them: choose one.",
            {"chart": chart, "name": name},
        )
        for name in dict.fromkeys(drawn)
        if drawn.count(name) > 1
    ]
    problems += [
        Problem(
            "{chart}: held: {name!r} is neither a common cause nor between the two; found: "
            "{known}.",
            {"chart": chart, "name": name, "known": ", ".join(map(repr, drawn[2:])) or "-"},
        )
        for name in lists["held"]
        if name not in drawn[2:]
    ]
    if problems:
        raise InputError(problems)


def _draw_ends(
    ax: Axes, cause: str, outcome: str, *, above: bool, below: bool
) -> tuple[Annotation, Annotation]:
    """Draw cause and outcome at the left and right end of the middle row."""
    y = 0.5 + 0.3 * (below - above)
    style: dict[str, Any] = {"size": TEXT, "weight": "bold"}
    room = width_of(ax) / 3 - 2 * PAD
    one, other = (
        _box(ax, in_box(name, room, POINTS_A_BOLD_LETTER), (x, y), (shift, 0), ha=ha, **style)
        for name, x, shift, ha in ((cause, 0, PAD, "left"), (outcome, 1, -PAD, "right"))
    )
    return one, other


def _draw_row(
    ax: Axes, names: Sequence[str], held: Sequence[str], *, up: bool
) -> list[tuple[Annotation, bool]]:
    """Draw boxes side by side at the top or the bottom; say with each whether it is held fixed.

    The sides that face the middle row are level, so that no arrow runs through a box.
    """
    groups = [[name] for name in names]
    if len(names) > BOXES_A_ROW:
        groups[BOXES_A_ROW - 1 :] = [list(names[BOXES_A_ROW - 1 :])]
    if not groups:
        return []
    room = width_of(ax) / max(len(groups), 2) - 2 * PAD
    words = [in_box(group[0], room) if len(group) == 1 else f"+{len(group)}"
             for group in groups]  # fmt: skip
    height = max(size_of(ax, text)[1] for text in words) / lay_out(ax) + PAD
    boxes = []
    for i, (text, group) in enumerate(zip(words, groups, strict=True)):
        closed = set(group) <= set(held)
        at, shift = ((i + 0.5) / len(groups), int(up)), (0, -height if up else height)
        va = "bottom" if up else "top"
        boxes.append((_box(ax, text, at, shift, held=closed, ha="center", va=va), closed))
    return boxes


def _draw_paths(
    ax: Axes,
    ends: tuple[Annotation, Annotation],
    box: Annotation,
    colour: str,
    *,
    up: bool,
    closed: bool,
) -> None:
    """Draw the two arrows of a common cause (above) or of what lies between (below)."""
    cause, outcome = ends
    facing, near = (0, 1) if up else (1, 0)  # the sides of the box and of the ends that meet
    to_cause, to_outcome = (box, (0.4, facing)), (box, (0.6, facing))
    style: dict[str, Any] = {"colour": CLOSED if closed else colour, "dashed": closed}
    left = ((cause, (0.5, near)), to_cause)
    _arrow(ax, *(left[::-1] if up else left), **style)
    _arrow(ax, to_outcome, (outcome, (0.5, near)), **style)


def _box(ax: Axes, text: str, at: tuple, shift: tuple, *, held: bool = False, **style: Any
         ) -> Annotation:  # fmt: skip
    shape = "square" if held else "round"
    frame = {"boxstyle": f"{shape},pad={PAD / style.get('size', SMALL)}", "linewidth": 1.2,
             "fc": MIDDLE if held else "white", "ec": INK if held else MUTED}  # fmt: skip
    return beside(ax, text, at, shift, xycoords="axes fraction", bbox=frame,
                  multialignment="center", **style)  # fmt: skip


Anchor = tuple[Annotation, tuple[float, float]]  # a box, and a place on it: (0, 0) to (1, 1)


def _arrow(ax: Axes, start: Anchor, end: Anchor, colour: str, *, dashed: bool = False) -> None:
    """Draw an arrow from box to box; drawn after the boxes, it finds them where they are."""
    (one, from_), (other, to) = start, end
    line = {"arrowstyle": "-|>", "color": colour, "linewidth": 1.4, "shrinkA": 1, "shrinkB": 1,
            "linestyle": (0, (4, 3)) if dashed else "-"}  # fmt: skip
    boxes: dict[str, Any] = {"xycoords": other.get_bbox_patch(), "textcoords": one.get_bbox_patch()}
    above = one.get_zorder() + 1
    arrow = ax.annotate("", to, from_, **boxes, arrowprops=line, zorder=above)
    arrow.set_in_layout(False)


# Which test


def describe_tests(table: pd.DataFrame) -> str:
    """Say which tests fit and why the others do not, in a line each.

    Parameters
    ----------
    table : DataFrame
        The table of `which_test`.

    Returns
    -------
    str
        One line a test: its name, the question that it answers, and the reason.

    Raises
    ------
    InputError
        If the table is another one.

    Examples
    --------
    >>> table = pd.DataFrame(
    ...     {
    ...         "answers": ["mean_difference", "share_difference"],
    ...         "why_code": ["fits", "not_yes_no"],
    ...     },
    ...     index=["welch_t", "chi_square"],
    ... )
    >>> print(describe_tests(table))
    Welch's t (do the means differ?): fits.
    chi-square (do the shares differ?): the answers have more than two levels.
    """
    names, questions, reasons = _test_names(), _test_questions(), _test_reasons()
    table = table.rename_axis("test").reset_index()
    known = {"test": [*names], "answers": [*questions], "why_code": [*reasons]}
    table = checked(table, "describe_tests", (), known)
    template = _("{test} ({question}): {reason}.")
    return "\n".join(
        template.format(test=names[test], question=questions[asked], reason=reasons[why])
        for test, asked, why in zip(*(table[name] for name in known), strict=True)
    )


def _test_names() -> dict[str, str]:
    return {
        "welch_t": _("Welch's t"),
        "mann_whitney": _("Mann-Whitney"),
        "permutation": _("permutation"),
        "chi_square": _("chi-square"),
        "paired_t": _("paired t"),
        "wilcoxon": _("Wilcoxon"),
        "welch_anova": _("Welch's ANOVA"),
        "kruskal": _("Kruskal-Wallis"),
        "games_howell": _("Games-Howell"),
    }


def _test_questions() -> dict[str, str]:
    return {
        "mean_difference": _("do the means differ?"),
        "superiority": _("is an answer of one group likely to be higher?"),
        "share_difference": _("do the shares differ?"),
        "any_mean_difference": _("does any mean differ?"),
        "any_superiority": _("is any group likely to be higher?"),
        "which_means": _("which means differ?"),
    }


def _test_reasons() -> dict[str, str]:
    return {
        "fits": _("fits"),
        "adjust": _("fits; there are several pairs: read p_holm"),
        "pairs": _("made for other people in each group; here they are the same"),
        "no_pairs": _("made for the same people in both groups; here they are others"),
        "weights": _("cannot take weights"),
        "needs_two_groups": _("needs two groups"),
        "needs_three_groups": _("needs three groups at least"),
        "yes_no": _("the answers have two levels only: compare shares"),
        "not_yes_no": _("the answers have more than two levels"),
        "few": _("a group is too small for its p"),
        "few_and_skewed": _("too few answers for how skewed they are"),
    }


# What the charts share


def in_box(name: object, points: float, letter: float = POINTS_A_LETTER) -> str:
    """Return a name in lines no wider than some typographic points; no usual word is broken.

    A little of the width is kept back: what is drawn later may take it.
    """
    longest = max(map(len, str(name).split()), default=0)
    letters = max(int(0.92 * points / letter), min(longest, LETTERS_A_WORD))
    return textwrap.fill(str(name), letters)


def width_of(ax: Axes) -> float:
    """Return how wide the axes are, in typographic points, as the figure is laid out now."""
    dot = lay_out(ax)
    return ax.bbox.width / dot
