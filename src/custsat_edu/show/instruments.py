"""Several instruments beside one truth: a finished table goes in, matplotlib Axes come out."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from custsat_edu.i18n import _, number
from custsat_edu.show.charts import Unit, describe_intervals, plot_intervals, written
from custsat_edu.show.style import ORANGE, beside
from custsat_edu.show.words import codes

_NEEDED = ["estimate", "low", "high", "n"]


def plot_instruments(table: pd.DataFrame, *, unit: Unit = "points", ax: Axes | None = None) -> Axes:
    """Draw what each instrument tells as a point with its interval, and the truth as a line.

    Parameters
    ----------
    table : DataFrame
        As `compare_instruments` gives it: one row an instrument (or an instrument and group), with
        the columns estimate, low, high, n and, where it is known, truth.
    unit : {"points", "share", "scale"}
        How numbers are written: points of 0 to 100 (62.7), shares of 0 to 1 (63.2%), or means of
        ratings (4.87).
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes
        The y axis holds the instruments from top to bottom in the order of the table. Groups with
        truths of their own have a diamond each instead of the line.

    Raises
    ------
    InputError
        If a column is missing or the unit is unknown.

    Examples
    --------
    >>> table = pd.DataFrame(
    ...     {"estimate": [66.6, 73.0], "low": [66.0, 71.6], "high": [67.3, 74.4], "n": [1500, 300]},
    ...     index=pd.Index(["email", "panel"], name="instrument"),
    ... )
    >>> ax = plot_instruments(table.assign(truth=62.7))
    >>> [text.get_text() for text in ax.texts]
    ['66.6 (66.0 to 67.3, n = 1,500)', '73.0 (71.6 to 74.4, n = 300)', 'truth 62.7']
    """
    shown = _named(table)
    truths = shown["truth"].unique() if "truth" in shown else []
    if len(truths) != 1 or pd.isna(truths[0]):
        return plot_intervals(shown, unit=unit, ax=ax)
    ax = plot_intervals(shown.drop(columns="truth"), unit=unit, ax=ax)
    truth = float(truths[0]) * (100 if unit == "share" else 1)
    ax.axvline(truth, color=ORANGE, linewidth=2, linestyle="--", zorder=0)
    text = _("truth {truth}").format(truth=written(float(truths[0]), unit))
    at = ax.get_xaxis_transform()
    beside(ax, text, (truth, 1), (0, 8), xycoords=at, ha="center", color=ORANGE)
    return ax


def describe_instruments(table: pd.DataFrame, *, unit: Unit = "points") -> str:
    """Say what `plot_instruments` shows, in one sentence.

    Parameters
    ----------
    table : DataFrame
        The table that was drawn.
    unit : {"points", "share", "scale"}
        How numbers are written.

    Returns
    -------
    str
        Every instrument with its estimate, interval and n, and how far it is from the truth; and
        where there is one instrument alone, what that does not show. In the active language.

    Raises
    ------
    InputError
        If a column is missing or the unit is unknown.

    Examples
    --------
    >>> table = pd.DataFrame(
    ...     {"estimate": [66.6], "low": [66.0], "high": [67.3], "n": [1500]}, index=["email"]
    ... )
    >>> describe_instruments(table.assign(truth=62.7))
    'e-mail: 66.6 (66.0 to 67.3, n = 1,500), 3.9 above the truth of 62.7. One instrument alone \
does not show whom it misses.'
    """
    shown = _named(table)
    sentence = describe_intervals(shown.drop(columns="truth", errors="ignore"), unit=unit)
    if "truth" in shown:
        rows = (_from_truth(shown.iloc[[row]], unit) for row in range(len(shown)))
        sentence = "; ".join(rows) + "."
    alone = table.index.get_level_values(0).nunique() == 1
    return (
        f"{sentence} {_('One instrument alone does not show whom it misses.')}"
        if alone
        else sentence
    )


def _named(table: pd.DataFrame) -> pd.DataFrame:
    """Return the columns that are shown, each row under one name."""
    shown = table[[name for name in (*_NEEDED, "truth") if name in table]]
    words = codes()["instrument"]
    names = [
        " · ".join([words.get(str(first), str(first)), *map(str, groups)])
        for first, *groups in table.index.to_frame().itertuples(index=False)
    ]
    return shown.set_axis(names)


def _from_truth(row: pd.DataFrame, unit: Unit) -> str:
    """Say what one instrument tells, and how far that is from the truth."""
    told = describe_intervals(row.drop(columns="truth"), unit=unit).removesuffix(".")
    truth, bias = row["truth"].iloc[0], (row["estimate"] - row["truth"]).iloc[0]
    if pd.isna(bias):
        return told
    above, below = (
        _("{told}, {bias} above the truth of {truth}"),
        _("{told}, {bias} below the truth of {truth}"),
    )
    template = above if bias >= 0 else below
    off = written(abs(bias), unit)
    if unit == "share":
        off = _("{number} percentage points").format(number=number(100 * abs(bias), 1))
    return template.format(told=told, bias=off, truth=written(truth, unit))
