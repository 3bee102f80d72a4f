"""Charts of drivers: importance, priorities, asymmetry, Kano, and the causes of complaints.

A finished table goes in, matplotlib Axes come out; every `plot_x` has its sentence, `describe_x`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from custsat_edu.errors import InputError, Problem
from custsat_edu.i18n import _, number
from custsat_edu.show.labels import Label, Line, place_labels
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
    make_room,
    new_axes,
    percent,
    say_below,
)

ROWS_OF_A_MAP = 9  # a map is as high as a chart of so many rows
SURE = 0.8  # a point is full if its quadrant holds in at least this share of the resamples
BAR = 0.5  # of a row

_IMPORTANCE = ("estimate", "low", "high", "rank_low", "rank_high", "noise", "n")
_QUADRANTS = ("concentrate", "keep_up", "low_priority", "overkill")
_PERFORMANCE = (
    "performance", "performance_low", "performance_high",
    "importance", "importance_low", "importance_high", *_QUADRANTS, "n",
)  # fmt: skip
_SIDES = ("below", "above", "penalty", "reward", "difference")
_KANO = ("better", "better_low", "better_high", "worse", "worse_low", "worse_high", "n")
_QUADRANT_KINDS = ("attractive", "one-dimensional", "indifferent", "must-be")
_PARETO = ("estimate", "low", "high", "cumulative", "n")


def plot_importance(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw every driver's share of the outcome's variance with its interval, the largest on top.

    Parameters
    ----------
    table : DataFrame
        One row a driver, as `importance` gives it: estimate, low, high (shares of 0 to 1),
        rank_low, rank_high, noise, n. A column `truth` (from `truth.compare`) is drawn as a
        diamond.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes
        x: percent of the outcome's variance. The shaded part is what a driver without any effect
        reaches by chance.

    Raises
    ------
    InputError
        If a column is missing or holds no numbers, or there is no row.

    Examples
    --------
    >>> table = pd.DataFrame(
    ...     {"estimate": [0.05, 0.12], "low": [0.03, 0.1], "high": [0.07, 0.15],
    ...      "rank_low": [2, 1], "rank_high": [2, 1], "noise": 0.004, "n": 900},
    ...     index=["Price", "Service"],
    ... )
    >>> ax = plot_importance(table)
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['Service', 'Price']
    """
    table = _by_importance(table, "plot_importance")
    ax = new_axes(len(table)) if ax is None else ax
    rows, right = np.arange(len(table)), ax.get_yaxis_transform()
    ax.hlines(rows, 100 * table["low"], 100 * table["high"], color=BLUE, linewidth=3)
    ax.plot(100 * table["estimate"], rows, "o", color=BLUE, markersize=9, clip_on=False)
    for row, (_name, values) in enumerate(table.iterrows()):
        beside(ax, _share_and_rank(values), (1, row), (8, 0), xycoords=right)
    dress_rows(ax, [in_two_lines(name) for name in table.index])
    if "truth" in table:
        _draw_truth(ax, 100 * table["truth"].to_numpy(float), rows, ORANGE, "none")
    ax.set_xlim(left=min(0, ax.get_xlim()[0] if (table["low"] < 0).any() else 0))
    _draw_noise(ax, 100 * table["noise"].max())
    ax.tick_params(axis="y", pad=9)
    _in_percent(ax)
    say_below(ax, _("share of the outcome's variance"), _sample(table["n"]))
    return ax


def describe_importance(table: pd.DataFrame) -> str:
    """Say what `plot_importance` shows, in one sentence.

    Parameters
    ----------
    table : DataFrame
        The table that was drawn.

    Returns
    -------
    str
        Every driver with its share, interval and ranks, the largest first; then the noise floor.

    Examples
    --------
    >>> table = pd.DataFrame(
    ...     {"estimate": [0.12], "low": [0.1], "high": [0.15], "rank_low": [1], "rank_high": [2],
    ...      "noise": 0.004, "n": 900}, index=["Service"]
    ... )
    >>> describe_importance(table)
    'Service: 12.0% (10.0% to 15.0%), rank 1 to 2; noise floor: 0.4%.'
    """
    table = _by_importance(table, "describe_importance")
    parts = [f"{name}: {_share_and_rank(values)}" for name, values in table.iterrows()]
    if table["noise"].notna().any():
        parts.append(_("noise floor: {noise}").format(noise=percent(table["noise"].max())))
    return "; ".join(parts) + "."


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
    table = _checked(table, "plot_importance_performance", _PERFORMANCE, {"quadrant": _QUADRANTS})
    times = 100 if _is_share(table) else 1
    across, up, diagonal = _lines_of(table, times)
    ax = new_axes(ROWS_OF_A_MAP) if ax is None else ax
    x = table[["performance", "performance_low", "performance_high"]].to_numpy()
    y = times * table[["importance", "importance_low", "importance_high"]].to_numpy()
    _dress_map(ax, _("importance: share of variance") if times > 1 else _("importance"))
    ax.set_xlim(_room(x.ravel(), across, edge=0.08, side=0.28))
    ax.set_ylim(_room(y.ravel(), up, edge=0.12, side=0.18))
    unsure = _held(table) < SURE
    hollow = _("hollow: another quadrant in more than 20% of the resamples")
    say_below(ax, _("performance"), hollow if unsure.any() else "", _sample(table["n"]))
    _name_corners(ax, [_quadrant_words()[name] for name in _QUADRANTS])
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
    table = _checked(table, chart, _PERFORMANCE, {"quadrant": _QUADRANTS})
    often = _("{name} (in {share} of the resamples)")
    names = pd.Series(
        [
            often.format(name=name, share=percent(held, 0)) if np.isfinite(held) else str(name)
            for name, held in _held(table).items()
        ]
    )
    found = {word: names[(table["quadrant"] == key).to_numpy()] for key, word in
             _quadrant_words().items()}  # fmt: skip
    return "; ".join(f"{word}: {', '.join(who)}" for word, who in found.items() if len(who)) + "."


def plot_penalty_reward(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw what each driver costs on one side and gains on the other, the costliest on top.

    Parameters
    ----------
    table : DataFrame
        Two rows a driver: sides "below" and "above" of `piecewise`, or "penalty" and "reward" of
        one set of cuts of `penalty_reward`; with the columns side, estimate, low, high and n. The
        drivers stand in a column `driver` or in the index. Rows of side "difference" are left out.
        Optional columns: `share` (of the answers in that cell, written in brackets), `truth`
        (diamonds), `kind` (written at the right edge), `clear` (False: with a question mark),
        `warning` ("thin": a pale bar).
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes
        x: points of the outcome, losses to the left. A bar on the wrong side is hollow.

    Raises
    ------
    InputError
        If a column is missing or holds no numbers, if a side is unknown, if both kinds of sides
        stand in one table, or if a driver has a side twice.

    Examples
    --------
    >>> table = pd.DataFrame(
    ...     {"side": ["below", "above"] * 2, "estimate": [0.3, 4.2, 4.8, 0.6],
    ...      "low": [0, 3.8, 4.3, 0.2], "high": [0.6, 4.6, 5.3, 1.0], "n": 900},
    ...     index=["Gift", "Gift", "Quality", "Quality"],
    ... )
    >>> ax = plot_penalty_reward(table)
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['Quality', 'Gift']
    """
    loss, gain, step = _two_sides(table, "plot_penalty_reward")
    ax = new_axes(len(loss) + 1) if ax is None else ax
    for side, colour, sign in ((loss, ORANGE, -1), (gain, BLUE, 1)):
        _draw_bars(ax, side, colour, sign)
    ax.axvline(0, color=INK, linewidth=1)
    dress_rows(ax, [in_two_lines(name) for name in loss.index])
    for row, kind in enumerate(_kinds(loss, gain)):
        beside(ax, kind, (1, row), (8, 0), xycoords=ax.get_yaxis_transform(), color=MUTED)
    _head(ax, _side_words(step))
    if "truth" in loss:
        truth = np.r_[loss["truth"], gain["truth"]]
        _draw_truth(ax, truth, np.tile(np.arange(len(loss)), 2), INK, "white")
    meaning = _("points of the outcome for one step") if step else _("points of the outcome")
    say_below(ax, meaning, *_notes(loss, gain), _sample(table["n"]))
    ax.xaxis.set_major_formatter(lambda value, _position: number(value))
    _write_effects(ax, loss, gain)
    return ax


def describe_penalty_reward(table: pd.DataFrame) -> str:
    """Say what `plot_penalty_reward` shows, in one sentence.

    Parameters
    ----------
    table : DataFrame
        The table that was drawn.

    Returns
    -------
    str
        For each driver what it costs and gains with both intervals, and its kind if the table
        has one.

    Examples
    --------
    >>> table = pd.DataFrame(
    ...     {"side": ["below", "above"], "estimate": [4.8, 0.6], "low": [4.3, 0.2],
    ...      "high": [5.3, 1.0], "n": 900, "kind": "must-be"}, index=["Quality", "Quality"],
    ... )
    >>> describe_penalty_reward(table)
    'Quality: −4.8 (−5.3 to −4.3) below the middle, +0.6 (+0.2 to +1.0) above it, must-be.'
    """
    loss, gain, step = _two_sides(table, "describe_penalty_reward")
    template = (
        _("{name}: {loss} below the middle, {gain} above it")
        if step
        else _("{name}: {loss} for a low rating, {gain} for a high one")
    )
    digits = _digits(loss, gain)
    rows = zip(loss.iterrows(), gain.iterrows(), _kinds(loss, gain) or [""] * len(loss),
               strict=True)  # fmt: skip
    return "; ".join(
        template.format(name=name, loss=_effect(down, digits), gain=_effect(up, digits))
        + (f", {kind}" if kind else "")
        for (name, down), (_same, up), kind in rows
    ) + "."  # fmt: skip


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
    say_below(ax, _("worse: dissatisfies when it is missing"), hollow, _sample(table["n"]))
    _name_corners(ax, [_kind_words()[kind] for kind in _QUADRANT_KINDS])
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
    words = _kind_words()
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


def plot_pareto(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw how often each cause is named, with its interval and the running share of mentions.

    Parameters
    ----------
    table : DataFrame
        One row a cause, as `pareto` gives it: estimate, low, high (shares of the complaints),
        cumulative (share of all mentions up to here) and n. It is drawn in its own order.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes
        x: percent of the complaints.

    Raises
    ------
    InputError
        If a column is missing or holds no numbers, or there is no row.

    Examples
    --------
    >>> table = pd.DataFrame(
    ...     {"estimate": [0.6, 0.3], "low": [0.5, 0.2], "high": [0.7, 0.4],
    ...      "cumulative": [0.667, 1], "n": 100}, index=["Quality", "Price"],
    ... )
    >>> ax = plot_pareto(table)
    >>> [text.get_text() for text in ax.texts][:2]
    ['60.0% (50.0% to 70.0%)', '30.0% (20.0% to 40.0%)']
    """
    table = _checked(table, "plot_pareto", _PARETO)
    ax = new_axes(len(table) + 1) if ax is None else ax
    rows, right = np.arange(len(table)), ax.get_yaxis_transform()
    _bars_with_whiskers(ax, rows, 100 * table, BLUE)
    said = [
        beside(ax, _share(values), (1, row), (8, 0), xycoords=right)
        for row, (_name, values) in enumerate(table.iterrows())
    ]
    widest = max(said, key=lambda text: text.get_window_extent().width)
    column = {"ha": "right", "color": MUTED}
    for row, share in enumerate(table["cumulative"]):
        at = {"xycoords": (widest, ax.transData)}
        beside(ax, percent(share, 0), (1, row), (70, 0), **at, **column)
    top = {"xycoords": (widest, "axes fraction"), "va": "bottom"}
    beside(ax, _("cumulative,\nof all mentions"), (1, 1), (70, 2), **top, **column)
    dress_rows(ax, [in_two_lines(name, shortest=20) for name in table.index])
    ax.set_xlim(left=0)
    _in_percent(ax)
    say_below(ax, _("share of the complaints that name it"), _sample(table["n"]))
    return ax


def describe_pareto(table: pd.DataFrame) -> str:
    """Say what `plot_pareto` shows, in one sentence.

    Parameters
    ----------
    table : DataFrame
        The table that was drawn.

    Returns
    -------
    str
        Every cause with the share of the complaints that name it and its interval, and the share
        of all mentions up to it; then the number of complaints.

    Examples
    --------
    >>> table = pd.DataFrame(
    ...     {"estimate": [0.6, 0.3], "low": [0.5, 0.2], "high": [0.7, 0.4],
    ...      "cumulative": [0.667, 1], "n": 100}, index=["Quality", "Price"],
    ... )
    >>> describe_pareto(table)
    'Quality: 60.0% (50.0% to 70.0%), cumulative 67%; Price: 30.0% (20.0% to 40.0%),
    cumulative 100%; n = 100.'
    """
    table = _checked(table, "describe_pareto", _PARETO)
    template = _("{name}: {share}, cumulative {running}")
    parts = [
        template.format(name=name, share=_share(row), running=percent(row["cumulative"], 0))
        for name, row in table.iterrows()
    ]
    return "; ".join([*parts, _sample(table["n"])]) + "."


# What the charts share: checked tables


def _checked(
    table: pd.DataFrame,
    chart: str,
    numbers: Sequence[str],
    words: Mapping[str, Sequence] | None = None,
) -> pd.DataFrame:
    """Return the table with its numbers as floats, or say all that is wrong with it."""
    words = words or {}
    columns = [*numbers, *words]
    problems = [
        Problem(
            "{chart}: the table has no column {column!r}; it needs {columns}.",
            {"chart": chart, "column": column, "columns": ", ".join(columns)},
        )
        for column in columns
        if column not in table
    ]
    if problems:
        raise InputError(problems)
    if not len(table):
        raise InputError.of("{chart}: the table has no row: there is nothing to show.", chart=chart)
    floats = {name: pd.to_numeric(table[name], errors="coerce") for name in numbers}
    problems += _no_numbers(table, chart, floats)
    for name, known in words.items():
        problems += _unknown(table, chart, name, known)
    if problems:
        raise InputError(problems)
    return table.assign(**{name: column.astype(float) for name, column in floats.items()})


def _no_numbers(
    table: pd.DataFrame, chart: str, floats: Mapping[str, pd.Series]
) -> Iterable[Problem]:
    for name, column in floats.items():
        wrong = table[name][(column.isna() & table[name].notna()).to_numpy()]
        if len(wrong):
            yield Problem(
                "{chart}: {column} must hold numbers, found {found!r}.",
                {"chart": chart, "column": name, "found": str(wrong.iloc[0])},
            )


def _unknown(table: pd.DataFrame, chart: str, column: str, known: Sequence) -> Iterable[Problem]:
    strange = table[column][~table[column].isin(known)]
    if len(strange):
        yield Problem(
            "{chart}: {column} must be one of {known}, found {found!r}.",
            {
                "chart": chart,
                "column": column,
                "known": ", ".join(map(repr, known)),
                "found": str(strange.iloc[0]),
            },
        )


def _by_importance(table: pd.DataFrame, chart: str) -> pd.DataFrame:
    table = _checked(table, chart, _IMPORTANCE)
    return table.sort_values("estimate", ascending=False, kind="stable")


def _kano_table(table: pd.DataFrame, chart: str) -> pd.DataFrame:
    known: dict[str, Sequence] = {"kind": [*_kind_words()], "clear": [True, False]}
    table = _checked(table, chart, _KANO, known)
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


# What the charts share: words


def _sample(n: pd.Series) -> str:
    """Write how many answered: one number, or the smallest and the largest."""
    if n.isna().all():
        return "n = –"
    low, high = number(n.min(), 0), number(n.max(), 0)
    return f"n = {low if low == high else _('{low} to {high}').format(low=low, high=high)}"


def _share(values: pd.Series) -> str:
    if not np.isfinite([values["low"], values["high"]]).all():
        return percent(values["estimate"])
    words = {key: percent(values[key]) for key in ("estimate", "low", "high")}
    return _("{estimate} ({low} to {high})").format(**words)


def _share_and_rank(values: pd.Series) -> str:
    share, low, high = _share(values), values["rank_low"], values["rank_high"]
    if not np.isfinite([low, high]).all():
        return share
    ranks = {"low": number(low, 0), "high": number(high, 0)}
    if ranks["low"] == ranks["high"]:
        return _("{share}, rank {rank}").format(share=share, rank=ranks["low"])
    return _("{share}, rank {low} to {high}").format(share=share, **ranks)


def _quadrant_words() -> dict[str, str]:
    return {
        "concentrate": _("Concentrate here"),
        "keep_up": _("Keep up the good work"),
        "low_priority": _("Low priority"),
        "overkill": _("Possible overkill"),
    }


def _kind_words() -> dict[str, str]:
    return {
        "must-be": _("must-be"),
        "one-dimensional": _("one-dimensional"),
        "attractive": _("attractive"),
        "indifferent": _("indifferent"),
        "reverse": _("reverse"),
        "questionable": _("questionable"),
    }


def _side_words(step: bool) -> tuple[str, str]:
    if step:
        return _("below the middle costs"), _("above the middle gains")
    return _("low rating costs"), _("high rating gains")


# What the charts share: drawing


def _in_percent(ax: Axes) -> None:
    ax.locator_params(axis="x", nbins=5)
    ax.xaxis.set_major_formatter(lambda value, _position: f"{number(value)}%")


def _draw_truth(ax: Axes, x: np.ndarray, rows: np.ndarray, colour: str, face: str) -> None:
    """Draw diamonds, and the word once above the first of them."""
    ax.plot(x, rows, "D", color=colour, mfc=face, markersize=7, mew=1.8, clip_on=False)
    for first in np.flatnonzero(np.isfinite(x))[:1]:
        beside(ax, _("truth"), (x[first], rows[first]), (0, 13), ha="center", color=colour)


def _draw_noise(ax: Axes, noise: float) -> None:
    if not np.isfinite(noise):
        return
    ax.axvspan(ax.get_xlim()[0], noise, color=MIDDLE, linewidth=0, zorder=0)
    ax.axvline(noise, color=MUTED, linewidth=1.2, linestyle="--")
    top = {"xycoords": ax.get_xaxis_transform(), "va": "bottom", "ha": "left", "color": MUTED}
    beside(ax, _("noise floor"), (noise, 1), (-3, 2), **top)


def _bars_with_whiskers(
    ax: Axes,
    rows: np.ndarray,
    values: pd.DataFrame,
    colour: str,
    *,
    hollow: Iterable[int] = (),
    pale: Iterable[int] = (),
) -> None:
    faces = [(colour, 0.45)] * len(rows)
    for row in pale:
        faces[row] = (colour, 0.1)
    for row in hollow:
        faces[row] = ("white", 0)
    ax.barh(rows, values["estimate"], color=faces, edgecolor=colour, height=BAR)
    ax.hlines(rows, values["low"], values["high"], color=colour, linewidth=3)


# Penalty and reward


def _two_sides(table: pd.DataFrame, chart: str) -> tuple[pd.DataFrame, pd.DataFrame, bool]:
    """Return losses and gains as they are drawn, a row a driver, and whether they are slopes."""
    optional = [name for name in ("share", "truth") if name in table]
    numbers = ("estimate", "low", "high", "n", *optional)
    table = _checked(table, chart, numbers, {"side": _SIDES})
    table = table.set_index("driver") if "driver" in table else table
    table = table[table["side"] != "difference"]
    step = bool(table["side"].isin(["below", "above"]).any())
    _check_sides(table, chart, step)
    loss = table[table["side"].isin(["below", "penalty"])]
    gain = table[table["side"].isin(["above", "reward"])]
    if step:
        turned = ["estimate", "low", "high", *(name for name in optional if name == "truth")]
        loss = loss.assign(**{name: -loss[name] for name in turned})
        loss = loss.rename(columns={"low": "high", "high": "low"})
    names = table.index.unique()
    loss, gain = loss.reindex(names), gain.reindex(names)
    balance = (loss["estimate"] + gain["estimate"]).sort_values(kind="stable")
    return loss.loc[balance.index], gain.loc[balance.index], step


def _check_sides(table: pd.DataFrame, chart: str, step: bool) -> None:
    if step and table["side"].isin(["penalty", "reward"]).any():
        raise InputError.of(
            "{chart}: the table mixes below/above with penalty/reward. Draw them one by one.",
            chart=chart,
        )
    twice = pd.MultiIndex.from_arrays([table.index, table["side"]]).duplicated()
    if twice.any():
        raise InputError.of(
            "{chart}: {driver} has side {side!r} twice. Keep one set of cut points: "
            "table[table['cuts'] == 'sides'].",
            chart=chart,
            driver=str(table.index[twice][0]),
            side=table["side"][twice].iloc[0],
        )


def _digits(loss: pd.DataFrame, gain: pd.DataFrame) -> int:
    largest = pd.concat([loss["estimate"], gain["estimate"]]).abs().max()
    return 1 if largest >= 3 else 2


def _effect(values: pd.Series, digits: int) -> str:
    words = {key: number(values[key], digits, sign=True) for key in ("estimate", "low", "high")}
    if not np.isfinite([values["low"], values["high"]]).all():
        return words["estimate"]
    return _("{estimate} ({low} to {high})").format(**words)


def _kinds(loss: pd.DataFrame, gain: pd.DataFrame) -> list[str]:
    """Return each driver's kind in the active language; none where the table has no kinds."""
    if "kind" not in loss:
        return []
    words = _kind_words()
    kinds = loss["kind"].fillna(gain["kind"]).fillna("")
    marks = [
        " ?" if kind and doubt else "" for kind, doubt in zip(kinds, _doubt(loss), strict=True)
    ]
    return [words.get(kind, str(kind)) + mark for kind, mark in zip(kinds, marks, strict=True)]


def _doubt(side: pd.DataFrame) -> np.ndarray:
    """Say of which drivers another sample could name another kind."""
    return ~side["clear"].fillna(True).to_numpy(bool) if "clear" in side else np.zeros(len(side))


def _thin(side: pd.DataFrame) -> np.ndarray:
    """Say which cells rest on few respondents."""
    return (side["warning"] == "thin").to_numpy() if "warning" in side else np.zeros(len(side))


def _notes(loss: pd.DataFrame, gain: pd.DataFrame) -> list[str]:
    """Return what the reader of this picture must be told, a line each."""
    told = {
        _("in brackets: share of the answers"): "share" in loss,
        _("pale: fewer than 5% of the respondents"): _thin(loss).any() or _thin(gain).any(),
        _("?: another sample could name another kind"): "kind" in loss and _doubt(loss).any(),
    }
    return [note for note, needed in told.items() if needed]


def _draw_bars(ax: Axes, side: pd.DataFrame, colour: str, sign: int) -> None:
    """Draw bars from 0 with their intervals: hollow on the wrong side, pale where few answered."""
    wrong = np.flatnonzero(sign * side["estimate"] < 0)
    pale = np.flatnonzero(_thin(side))
    _bars_with_whiskers(ax, np.arange(len(side)), side, colour, hollow=wrong, pale=pale)


def _write_effects(ax: Axes, loss: pd.DataFrame, gain: pd.DataFrame) -> None:
    """Write losses at the left end of each row and gains at the right."""
    drawn = [name for name in ("estimate", "low", "high", "truth") if name in loss]
    ends = pd.concat([loss[drawn], gain[drawn]], axis=1).assign(zero=0.0)
    digits, written = _digits(loss, gain), []
    for side, at, sign in ((loss, ends.min(axis=1), -1), (gain, ends.max(axis=1), 1)):
        style = {"ha": "left" if sign > 0 else "right"}
        texts = [_bar_end(values, digits) for _name, values in side.iterrows()]
        for row, text in enumerate(texts):
            beside(ax, text, (at.iloc[row], row), (6 * sign, 0), **style)
        written.append(texts)
    make_room(ax, ends.min(axis=None), ends.max(axis=None), *written)


def _bar_end(values: pd.Series, digits: int) -> str:
    text = number(values["estimate"], digits, sign=True)
    if not np.isfinite(values.get("share", np.nan)):
        return text
    return f"{text} ({percent(values['share'], 0)})"


def _head(ax: Axes, words: tuple[str, str]) -> None:
    top = {"xycoords": ax.get_xaxis_transform(), "va": "bottom", "weight": "bold"}
    for text, colour, sign in zip(words, (ORANGE, BLUE), (-1, 1), strict=True):
        ha = "left" if sign > 0 else "right"
        beside(ax, text, (0, 1), (8 * sign, 4), ha=ha, color=colour, **top)


# Maps


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


def _dress_map(ax: Axes, meaning: str) -> None:
    ax.set_ylabel(meaning, fontsize=SMALL, color=INK)
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
    return words if values["kind"] == quadrant else f"{words}:\n{_kind_words()[values['kind']]}"
