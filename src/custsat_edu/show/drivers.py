"""Charts of drivers, a row each: importance, penalty and reward, and the causes of complaints.

A finished table goes in, matplotlib Axes come out; every `plot_x` has its sentence, `describe_x`.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from custsat_edu.errors import InputError
from custsat_edu.i18n import _, number
from custsat_edu.show.checks import checked, kind_words, sample
from custsat_edu.show.style import (
    BLUE,
    INK,
    MIDDLE,
    MUTED,
    ORANGE,
    beside,
    dress_rows,
    in_two_lines,
    make_room,
    new_axes,
    say_below,
)
from custsat_edu.show.words import percent

BAR = 0.5  # of a row

_IMPORTANCE = ("estimate", "low", "high", "rank_low", "rank_high", "noise", "n")
_SIDES = ("below", "above", "penalty", "reward", "difference")
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
    say_below(ax, _("share of the outcome's variance"), sample(table["n"]))
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
    say_below(ax, meaning, *_notes(loss, gain), sample(table["n"]))
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
    table = checked(table, "plot_pareto", _PARETO)
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
    say_below(ax, _("share of the complaints that name it"), sample(table["n"]))
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
    table = checked(table, "describe_pareto", _PARETO)
    template = _("{name}: {share}, cumulative {running}")
    parts = [
        template.format(name=name, share=_share(row), running=percent(row["cumulative"], 0))
        for name, row in table.iterrows()
    ]
    return "; ".join([*parts, sample(table["n"])]) + "."


# Words


def _by_importance(table: pd.DataFrame, chart: str) -> pd.DataFrame:
    table = checked(table, chart, _IMPORTANCE)
    return table.sort_values("estimate", ascending=False, kind="stable")


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


# Penalty and reward


def _side_words(step: bool) -> tuple[str, str]:
    if step:
        return _("below the middle costs"), _("above the middle gains")
    return _("low rating costs"), _("high rating gains")


def _two_sides(table: pd.DataFrame, chart: str) -> tuple[pd.DataFrame, pd.DataFrame, bool]:
    """Return losses and gains as they are drawn, a row a driver, and whether they are slopes."""
    optional = [name for name in ("share", "truth") if name in table]
    numbers = ("estimate", "low", "high", "n", *optional)
    table = checked(table, chart, numbers, {"side": _SIDES})
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
    """Return each driver's kind in words, with " ?" in doubt; [] where the table has no kinds."""
    if "kind" not in loss:
        return []
    words = kind_words()
    kinds = loss["kind"].fillna(gain["kind"]).fillna("")
    said = [words.get(kind, str(kind)) for kind in kinds]
    doubts = zip(said, _doubt(loss), strict=True)
    return [f"{kind} ?" if kind and doubt else kind for kind, doubt in doubts]


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
        _("hollow: opposite to the heading"): (loss["estimate"] > 0).any()
        or (gain["estimate"] < 0).any(),
        _("–: no answers to compare"): loss["estimate"].isna().any()
        | gain["estimate"].isna().any(),
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
    text, share = number(values["estimate"], digits, sign=True), values.get("share", np.nan)
    if not np.isfinite(share):
        return text
    return f"{text} ({'<1%' if 0 < share < 0.005 else percent(share, 0)})"


def _head(ax: Axes, words: tuple[str, str]) -> None:
    top = {"xycoords": ax.get_xaxis_transform(), "va": "bottom", "weight": "bold"}
    for text, colour, sign in zip(words, (ORANGE, BLUE), (-1, 1), strict=True):
        ha = "left" if sign > 0 else "right"
        beside(ax, text, (0, 1), (8 * sign, 4), ha=ha, color=colour, **top)


# Drawing


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
