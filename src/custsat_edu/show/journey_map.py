"""The journey map: what customers do and feel on their way, drawn from a finished table.

Nothing on it is computed here: means, intervals and flags come from `flag_touchpoints`, the words
from a `Story`.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import chain, groupby, pairwise
from typing import Any, Literal

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke

from custsat_edu.errors import InputError, Problem
from custsat_edu.i18n import _, number
from custsat_edu.show.canvas import Canvas, height_of, lines_of, plain, width_of
from custsat_edu.show.checks import checked
from custsat_edu.show.style import BLUE, GRID, INK, MUTED, ORANGE
from custsat_edu.show.words import percent

PAIN, DELIGHT, PURPLE = "#9B1C31", "#0B6E4F", "#6D28D9"
SHADE, BACKSTAGE = "#F7F2F1", "#F5F7FB"
PHASES = ("#E5EDF5", "#D2E2EF", "#BFD4E8", "#ACC6E0")
WAYS = ((BLUE, "-", "o"), (ORANGE, (0, (7, 3)), "s"), (DELIGHT, (0, (2, 2)), "D"),
        (PURPLE, (0, (5, 2, 1, 2)), "^"), (INK, (0, (1, 1)), "v"),
        ("#6B5B00", (0, (10, 2, 2, 2)), "P"))  # fmt: skip
TITLE, TEXT, SMALL, TINY = 17, 9.5, 8.2, 6.9  # points at font 1
WORDS = ("label", "phase", "action", "opportunity", "owner", "backstage")
FLAGS = ("pain", "delight", "")
FEWEST = 10  # ratings below which there is no interval
ROOM_FOR_NAMES = 8.0
MOST_WITH_VALUES = 2  # channels; with more of them the means stand on the cards alone


@dataclass(frozen=True)
class Story:
    """The words of a journey map; all of them may be left out.

    Parameters
    ----------
    title, actor, scenario : str
        What stands above the map.
    stages : mapping of str to mapping
        For the stages, in the order of the map: `label`, `phase` (stages that follow one another
        with the same phase stand under one heading), `action` (what the customer does),
        `opportunity`, `owner`, `backstage`. Keys are the stages of the table.

    Raises
    ------
    InputError
        If a word of a stage is unknown.

    Examples
    --------
    >>> Story(title="Buying a shelf", stages={"Buys": {"action": "Pays at the till"}}).title
    'Buying a shelf'
    """

    title: str = ""
    actor: str = ""
    scenario: str = ""
    stages: Mapping[Any, Mapping[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse words that the map does not know."""
        problems = [
            Problem(
                "Story: stage {stage!r} has the unknown key {key!r}. Did you mean {near!r}? "
                "The keys: {keys}.",
                {"stage": str(stage), "key": key, "near": _near(key, WORDS),
                 "keys": ", ".join(WORDS)},
            )
            for stage, words in self.stages.items()
            for key in words
            if key not in WORDS
        ]  # fmt: skip
        if problems:
            raise InputError(problems)


def plot_journey_map(
    flags: pd.DataFrame,
    story: Story | None = None,
    *,
    scale: tuple[float, float] | None = None,
    drop_off: pd.DataFrame | None = None,
    beside: pd.DataFrame | None = None,
    preset: Literal["page", "slide"] = "page",
) -> Figure:
    """Draw the journey map.

    Parameters
    ----------
    flags : DataFrame
        The table of `flag_touchpoints`.
    story : Story, optional
        The words; without one, stages stand in the order of the table.
    scale : (float, float), optional
        The lowest and highest rating that could be given; by default as far as the data go.
    drop_off : DataFrame, optional
        The table of `drop_off`: who leaves at which stage.
    beside : DataFrame, optional
        The same table for the way to be: drawn as a thin line, its changes named.
    preset : {"page", "slide"}
        All lanes, or those that can be read from the last row.

    Returns
    -------
    Figure
        From top to bottom: title, phases, stages, what the customer does, the line of each
        channel with its intervals, a card for each touchpoint, who leaves, pain points,
        opportunities and what happens behind the line of visibility.

    Raises
    ------
    InputError
        If a column is missing or holds no numbers, there is no row, the story names an unknown
        stage, or the preset is unknown.

    Notes
    -----
    A channel has its colour, line and marker. A thick edge with a triangle marks pain and
    delight; a dashed card has too few ratings to be judged. The line of a stage mixes its
    touchpoints by their ratings.

    Examples
    --------
    >>> row = {"level": "touchpoint", "stage": "Buys", "touchpoint": "Till", "channel": "Store",
    ...        "n": 40, "customers": 40, "estimate": 3.4, "low": 3.1, "high": 3.7,
    ...        "flag": "", "judged": True}
    >>> table = pd.DataFrame([row, row | {"level": "stage", "touchpoint": None}])
    >>> table.attrs["neutral"] = 3
    >>> figure = plot_journey_map(table)
    >>> [text.get_text() for text in figure.axes[0].texts][0]
    'Where do customers gain and lose satisfaction?'
    """
    if preset not in ("page", "slide"):
        raise InputError.of("preset must be 'page' or 'slide', found {preset!r}.", preset=preset)
    page = _Map(_flags(flags, "plot_journey_map"), story or Story(), preset, scale)
    page.drop_off = drop_off
    page.to_be = None if beside is None else _flags(beside, "plot_journey_map")
    return page.draw()


def describe_journey(flags: pd.DataFrame) -> str:
    """Say what the journey map shows, in one or two sentences.

    Parameters
    ----------
    flags : DataFrame
        The table that was drawn.

    Returns
    -------
    str
        The pain points and the delights with their means and intervals, and how many were rated.

    Examples
    --------
    >>> row = {"level": "touchpoint", "stage": "Buys", "touchpoint": "Till", "channel": "Store",
    ...        "n": 40, "customers": 40, "estimate": 2.4, "low": 2.1, "high": 2.7,
    ...        "flag": "pain", "judged": True}
    >>> describe_journey(pd.DataFrame([row]))
    'Pain points: Till (2.4, 2.1 to 2.7, n = 40). Delights: none. Touchpoints: 1, ratings: 40.'
    """
    flags = _flags(flags, "describe_journey")
    rows = flags[flags["level"] == "touchpoint"]
    template = _(
        "Pain points: {pains}. Delights: {delights}. Touchpoints: {count}, ratings: {ratings}."
    )
    return template.format(
        pains=_named(rows[rows["flag"] == "pain"].sort_values("estimate")),
        delights=_named(rows[rows["flag"] == "delight"].sort_values("estimate", ascending=False)),
        count=number(len(rows), 0),
        ratings=number(rows["n"].sum(), 0),
    )


def journey_table(flags: pd.DataFrame) -> pd.DataFrame:
    """Return the touchpoints as a plain table, for a spreadsheet.

    Parameters
    ----------
    flags : DataFrame
        The table of `flag_touchpoints`.

    Returns
    -------
    DataFrame
        One row a touchpoint: stage, touchpoint, channel, n, customers, estimate, low, high, flag;
        labels as text, the flag in the active language.

    Examples
    --------
    >>> row = {"level": "touchpoint", "stage": "Buys", "touchpoint": "Till", "channel": "Store",
    ...        "n": 40, "customers": 40, "estimate": 2.4, "low": 2.1, "high": 2.7,
    ...        "flag": "pain", "judged": True}
    >>> journey_table(pd.DataFrame([row]))[["touchpoint", "n", "flag"]]
      touchpoint   n        flag
    0       Till  40  pain point
    """
    flags = _flags(flags, "journey_table")
    rows = flags[flags["level"] == "touchpoint"].reset_index(drop=True)
    names = [name for name in ("stage", "touchpoint", "channel") if name in rows]
    table = rows[names].astype(str).assign(n=rows["n"].astype(int))
    numbers = ["customers", "estimate", "low", "high", "complaint"]
    table = table.join(rows[[name for name in numbers if name in rows]])
    return table.assign(flag=rows["flag"].map(_flag_words()))


def _flag_words() -> dict[str, str]:
    return {"pain": _("pain point"), "delight": _("delight"), "": ""}


def _named(rows: pd.DataFrame) -> str:
    template = _("{name} ({mean}, {low} to {high}, n = {n})")
    parts = [
        template.format(
            name=row["name"],
            mean=number(row["estimate"], 1),
            low=number(row["low"], 1),
            high=number(row["high"], 1),
            n=number(row["n"], 0),
        )
        for _index, row in rows.iterrows()
    ]
    return "; ".join(parts) or _("none")


def _flags(flags: pd.DataFrame, chart: str) -> pd.DataFrame:
    """Return the checked table, with one channel where it has none."""
    known: dict[str, Any] = {"level": ("touchpoint", "stage", "all"), "flag": FLAGS}
    names = [name for name in ("stage", "touchpoint", "judged") if name not in flags]
    if names:
        known |= dict.fromkeys(names, ())
    table = checked(flags, chart, ("n", "estimate", "low", "high"), known)
    without = "channel" not in table or table["channel"].isna().all()
    if not without and (n := table["channel"].nunique()) > len(WAYS):
        raise InputError.of(
            "{chart}: {n} channels are too many to be told apart (at most {most}). Join some of "
            "them, or draw the map of some: flags[flags['channel'].isin([...])].",
            chart=chart,
            n=n,
            most=len(WAYS),
        )
    table = table.assign(channel="") if without else table
    return table.assign(name=_told_apart(table))


def _told_apart(table: pd.DataFrame) -> pd.Series:
    """Return the touchpoints' names, with the channel where two channels share one."""
    name, channel = table["touchpoint"].astype(object), table["channel"].astype(object)
    rows = table["level"] == "touchpoint"
    shared = channel.where(rows).groupby([table["stage"].astype(object), name]).transform("nunique")
    words = [f"{one} ({other})" for one, other in zip(name, channel, strict=True)]
    return name.where(~(shared > 1), pd.Series(words, table.index, dtype=object))


def _near(word: str, known: tuple[str, ...]) -> str:
    return (difflib.get_close_matches(word, known, 1, 0) or known)[0]


def _in_order(column: pd.Series) -> list[Any]:
    """Return the values of a column: in the order of its categories, or of its rows."""
    values = column.dropna()
    if isinstance(values.dtype, pd.CategoricalDtype):
        return list(values.cat.categories[values.cat.categories.isin(values.unique())])
    return list(dict.fromkeys(values))


class _Map:
    """The map while it is drawn: what it shows, where the columns stand, how far down it is."""

    drop_off: pd.DataFrame | None = None
    to_be: pd.DataFrame | None = None

    def __init__(
        self, flags: pd.DataFrame, story: Story, preset: str, scale: tuple[float, float] | None
    ) -> None:
        self.story, self.slide = story, preset == "slide"
        self.font = 1.12 if self.slide else 1.0
        self.neutral = flags.attrs.get("neutral")
        self.attrs = flags.attrs
        self.points = flags[flags["level"] == "stage"]
        self.cards = flags[flags["level"] == "touchpoint"]
        self.overall = flags[flags["level"] == "all"]
        self.channels = _in_order(self.cards["channel"])
        self.stages = self._ordered(_in_order(flags["stage"]))
        ends = self.points[["low", "high", "estimate"]]
        self.declared = scale is not None
        self.scale = scale or (ends.min(axis=None), ends.max(axis=None))
        self.left = 118 * self.font
        room = 960 if self.slide else 1150
        names = [width_of(plain(name), self.font * TEXT, bold=True) for name in self.channels]
        self.right = max(names, default=0) + 2 * ROOM_FOR_NAMES
        least = 128 * self.font
        self.column = max((room - self.left - self.right) / len(self.stages), least)
        self.width = self.left + self.right + self.column * len(self.stages)
        self.lanes: list[tuple[float, Callable[[Canvas, float, float], None]]] = []

    def _ordered(self, found: list[Any]) -> list[Any]:
        """Return the stages in the order of the story; it must know no others."""
        strange = [key for key in self.story.stages if key not in found]
        if strange:
            names = tuple(map(str, found))
            raise InputError(
                Problem(
                    "plot_journey_map: the story has the stage {stage!r}, the table has not. "
                    "Did you mean {near!r}?",
                    {"stage": str(key), "near": _near(str(key), names)},
                )
                for key in strange
            )
        told = list(self.story.stages)
        return [*told, *(stage for stage in found if stage not in told)]

    def draw(self) -> Figure:
        """Measure all lanes, open a page of that height, and fill it."""
        self._heading()
        self._words_lane(_("Customer does"), "action", MUTED if self.slide else INK)
        self._curve_lane()
        for place, channel in enumerate(self.channels):
            self._cards_lane(channel, WAYS[place][0])
        self._leave_lane()
        self._pains_lane()
        self._to_be_lane()
        self._opportunity_lane()
        self._words_lane(_("Backstage"), "backstage", MUTED, behind=True)
        self._method_line()
        height = sum(height for height, _draw in self.lanes)
        canvas, y = Canvas(self.width, height, self.font), 0.0
        for high, draw in self.lanes:
            draw(canvas, y, high)
            y += high
        return canvas.figure

    # --- what stands where

    def _x(self, place: float) -> float:
        return self.left + place * self.column

    def _shift(self, place: int) -> float:
        """Return where in its column a channel stands, so that bars lie beside one another."""
        spread = min(0.13 * len(self.channels), 0.7)
        return 0.5 + spread * ((place + 0.5) / len(self.channels) - 0.5)

    def _shows_neutral(self) -> bool:
        return self.neutral is not None and self.scale[0] <= self.neutral <= self.scale[1]

    def _told(self, stage: Any, word: str) -> str:
        return str(self.story.stages.get(stage, {}).get(word, ""))

    def _wrap(self, words: object, points: float, size: float, **style: Any) -> list[str]:
        return lines_of(words, points, size * self.font, **style)

    def _lane(
        self, name: str, height: float, draw: Callable[[Canvas, float, float], None],
        *, colour: str = INK, behind: bool = False,
    ) -> None:  # fmt: skip
        """Add a lane with its name at the left and light lines around it."""

        def whole(canvas: Canvas, y: float, high: float) -> None:
            right = self.width - self.right
            if behind:
                corners = [(8.0, y), (right, y), (right, y + high), (8.0, y + high)]
                canvas.shape(corners, color=BACKSTAGE, zorder=0)
            colour_of, dash = (MUTED, "--") if behind else (GRID, "-")
            canvas.line([8, right], [y, y], color=colour_of, linewidth=1, linestyle=dash)
            for place in range(1, len(self.stages)):
                canvas.line([self._x(place)] * 2, [y, y + high], color=GRID, linewidth=0.6)
            parts = [self._wrap(part, self.left - 24, TEXT, bold=True) for part in name.split("\n")]
            words = "\n".join(chain(*parts))
            canvas.text(self.left - 12, y + high / 2, words, TEXT, ha="right", color=colour,
                        weight="bold")  # fmt: skip
            draw(canvas, y, high)

        self.lanes.append((height, whole))

    # --- the lanes from top to bottom

    def _heading(self) -> None:
        told = [
            label.format(words=plain(words))
            for label, words in ((_("Actor: {words}"), self.story.actor),
                                 (_("Scenario: {words}"), self.story.scenario))
            if words
        ]  # fmt: skip
        title = self.story.title or _("Where do customers gain and lose satisfaction?")
        title = self._wrap(title, self.width - 24, TITLE, bold=True, most=1)[0]
        phases = [self._told(stage, "phase") for stage in self.stages]
        tops = [36 * self.font, 20 * self.font if told else 0, 22 * self.font if any(phases) else 0]
        arrow = 42 * self.font

        def draw(canvas: Canvas, y: float, _high: float) -> None:
            canvas.text(12, y + tops[0] / 2 + 4, title, TITLE, weight="bold")
            words = self._wrap(" | ".join(told), self.width - 24, TEXT, most=1)
            canvas.text(12, y + tops[0] + tops[1] / 2, words[0], TEXT, color=MUTED)
            if tops[2]:
                self._draw_phases(canvas, y + tops[0] + tops[1], phases)
            self._draw_stages(canvas, y + sum(tops), arrow, phases)

        self.lanes.append((sum(tops) + arrow + 8, draw))

    def _draw_phases(self, canvas: Canvas, y: float, phases: list[str]) -> None:
        place = 0
        for phase, same in groupby(phases):
            count = len(list(same))
            first, last = self._x(place) + 4, self._x(place + count) - 4
            words = self._wrap(phase.upper(), last - first, SMALL, bold=True, most=1)[0]
            canvas.text((first + last) / 2, y + 8 * self.font, words, SMALL, ha="center",
                        weight="bold", color=MUTED)  # fmt: skip
            canvas.line([first, last], [y + 17 * self.font] * 2, color=GRID, linewidth=1.2)
            place += count

    def _draw_stages(self, canvas: Canvas, y: float, high: float, phases: list[str]) -> None:
        kinds, point = list(dict.fromkeys(phases)), 11
        for place, stage in enumerate(self.stages):
            x, end = self._x(place) + 2, self._x(place + 1) - 1
            tip, notch = (end + point - 2, y + high / 2), (x + point, y + high / 2)
            end_up = [(end - 2, y), tip, (end - 2, y + high)]
            corners = [(x, y), *end_up, (x, y + high), notch]
            canvas.shape(corners, color=PHASES[kinds.index(phases[place]) % len(PHASES)])
            name = self._told(stage, "label") or stage
            words = self._wrap(name, self.column - 2.6 * point, TEXT + 1, bold=True)
            canvas.text((x + end + point) / 2, y + high / 2, "\n".join(words), TEXT + 1,
                        ha="center", weight="bold")  # fmt: skip

    def _words_lane(self, name: str, word: str, colour: str, *, behind: bool = False) -> None:
        told = [self._told(stage, word) for stage in self.stages]
        if not any(told) or self.slide:
            return
        wrapped = [self._wrap(words, self.column - 14, SMALL) for words in told]
        high = max(height_of(lines, SMALL * self.font) for lines in wrapped) + 20

        def draw(canvas: Canvas, y: float, high: float) -> None:
            for place, lines in enumerate(wrapped):
                canvas.text(self._x(place) + 7, y + high / 2, "\n".join(lines), SMALL, color=colour)
            if behind:
                canvas.text(12, y - 6, _("line of visibility"), TINY, style="italic", color=MUTED)

        self._lane(name, high, draw, behind=behind)

    def _opportunity_lane(self) -> None:
        told = [(self._told(s, "opportunity"), self._told(s, "owner")) for s in self.stages]
        if not any(words for words, _owner in told) or self.slide:
            return
        wrapped = [self._wrap(words, self.column - 14, SMALL) for words, _owner in told]
        owners = [self._wrap(owner, self.column - 14, TINY, most=1) for _words, owner in told]
        high = max(height_of(lines, SMALL) for lines in wrapped) + 14
        owned = any(owner for _words, owner in told)

        def draw(canvas: Canvas, y: float, _high: float) -> None:
            for place, (lines, owner) in enumerate(zip(wrapped, owners, strict=True)):
                canvas.text(self._x(place) + 7, y + high / 2, "\n".join(lines), SMALL)
                canvas.text(self._x(place) + 7, y + high + 2, owner[0], TINY, color=MUTED)

        self._lane(_("Opportunities"), high + 24 * owned + 6, draw)

    def _curve_lane(self) -> None:
        low, high = self.scale
        span = (high - low) or 1
        words = _("Emotion")
        if self.declared:
            words += "\n" + _("({low} to {high})").format(low=number(low), high=number(high))
        lane = 190 * self.font + 30 * self.slide

        def at(value: float, y: float, tall: float) -> float:
            return y + 22 + (tall - 44) * (high - value) / span

        def draw(canvas: Canvas, y: float, tall: float) -> None:
            self._draw_scale(canvas, y, tall, at)
            note = _("mean and {percent} interval, customers resampled")
            confidence = percent(self.attrs.get("confidence", 0.95), 0)
            canvas.text(self.left + 6, y + 8, note.format(percent=confidence), TINY, color=MUTED)
            self._draw_curves(canvas, self.points, lambda value: at(value, y, tall))
            if self.to_be is not None:
                rows = self.to_be[self.to_be["level"] == "stage"]
                self._draw_to_be(canvas, rows, lambda value: at(value, y, tall))

        self._lane(words, lane, draw)

    def _draw_scale(self, canvas: Canvas, y: float, tall: float, at: Callable[..., float]) -> None:
        right, (low, high) = self.width - self.right, self.scale
        steps = np.arange(math.ceil(low), math.floor(high) + 1)
        for value in steps if len(steps) <= 12 else ():
            place = at(value, y, tall)
            canvas.text(self.left - 4, place, number(value), TINY, ha="right", color=MUTED)
        if not self._shows_neutral():
            return
        middle, end = at(self.neutral, y, tall), y + tall - 2
        corners = [(self.left, middle), (right, middle), (right, end), (self.left, end)]
        canvas.shape(corners, color=SHADE, zorder=0)
        canvas.line([self.left, right], [middle] * 2, color=MUTED, linestyle=":", linewidth=1)

    def _draw_curves(
        self, canvas: Canvas, rows: pd.DataFrame, at: Callable[[float], float]
    ) -> None:
        spots = {(row["stage"], row["channel"]): row for _i, row in rows.iterrows()}
        ends = [(at(self.neutral), _("neutral"), MUTED)] if self._shows_neutral() else []
        for place, channel in enumerate(self.channels):
            colour, dash, marker = WAYS[place]
            known = [
                (self._x(k + self._shift(place)), spots[stage, channel])
                for k, stage in enumerate(self.stages)
                if (stage, channel) in spots and np.isfinite(spots[stage, channel]["estimate"])
            ]
            self._join(canvas, known, at, colour, dash)
            for x, row in known:
                self._spot(canvas, x, row, at, colour, marker)
            if known:
                ends.append((at(known[-1][1]["estimate"]), plain(channel), colour))
        self._name_ends(canvas, ends)
        if len(self.channels) <= MOST_WITH_VALUES:
            self._values(canvas, spots, at)
        for k, stage in enumerate(self.stages):
            if not any(np.isfinite(spots[key]["estimate"]) for key in spots if key[0] == stage):
                canvas.text(self._x(k + 0.5), at(sum(self.scale) / 2), _("no data"), SMALL,
                            ha="center", style="italic", color=MUTED)  # fmt: skip

    def _join(
        self, canvas: Canvas, known: list, at: Callable[[float], float], colour: str, dash: Any
    ) -> None:
        """Join the spots of a channel; dotted where a stage lies between them without data."""
        for (x, one), (to, other) in pairwise(known):
            far = self.stages.index(other["stage"]) - self.stages.index(one["stage"]) > 1
            canvas.line([x, to], [at(one["estimate"]), at(other["estimate"])], color=colour,
                        linestyle=":" if far else dash, linewidth=1 if far else 2.2)  # fmt: skip

    def _spot(
        self, canvas: Canvas, x: float, row: pd.Series, at: Callable[[float], float], colour: str,
        marker: str,
    ) -> None:  # fmt: skip
        if np.isfinite(row["low"]) and row["n"] >= FEWEST:
            canvas.line([x, x], [at(row["low"]), at(row["high"])], color=colour, alpha=0.28,
                        linewidth=9, solid_capstyle="butt")  # fmt: skip
        inside, edge = (colour, "white") if row["judged"] else ("white", colour)
        canvas.line([x], [at(row["estimate"])], color=colour, marker=marker, markersize=7,
                    mfc=inside, mec=edge, mew=1.4)  # fmt: skip

    def _values(self, canvas: Canvas, spots: Mapping, at: Callable[[float], float]) -> None:
        """Write the means: the highest of a stage above its bar, the others below theirs."""
        for k, stage in enumerate(self.stages):
            here = [
                (row["estimate"], place, row)
                for place, channel in enumerate(self.channels)
                if (row := spots.get((stage, channel))) is not None and np.isfinite(row["estimate"])
            ]
            here.sort(key=lambda spot: -spot[0])
            for rank, (_mean, place, row) in enumerate(here):
                up = rank == 0 and (len(here) > 1 or row["flag"] != "pain")
                edge = row["high" if up else "low"]
                edge = row["estimate"] if not np.isfinite(edge) else edge
                y = at(edge) + (-10 if up else 10) * self.font
                style = {"weight": "bold", "color": WAYS[place][0]}
                halo = [withStroke(linewidth=2.5, foreground="white")]
                canvas.text(self._x(k + self._shift(place)), y, self._mean(row), SMALL, ha="center",
                            path_effects=halo, **style)  # fmt: skip

    def _name_ends(self, canvas: Canvas, ends: list[tuple[float, str, str]]) -> None:
        """Write the channels' names at the right of their lines, pushed apart."""
        ends.sort()
        least, last = 13 * self.font, -math.inf
        for y, name, colour in ends:
            last = max(y, last + least)
            style = {"style": "italic"} if colour == MUTED else {"weight": "bold"}
            size = TINY if colour == MUTED else TEXT
            canvas.text(self.width - self.right + ROOM_FOR_NAMES, last - 9, name, size,
                        color=colour, **style)  # fmt: skip

    def _draw_to_be(self, canvas: Canvas, rows: pd.DataFrame, at: Callable[[float], float]) -> None:
        for place, channel in enumerate(self.channels):
            colour = WAYS[place][0]
            mine = rows[(rows["channel"] == channel) & rows["estimate"].notna()]
            x = [self._x(self.stages.index(s) + self._shift(place)) for s in mine["stage"]]
            canvas.line(x, [at(value) for value in mine["estimate"]], color=colour, alpha=0.55,
                        linewidth=1.2, marker="o", markersize=4, mfc="white")  # fmt: skip

    def _mean(self, row: pd.Series) -> str:
        """Write a mean so that rounding never carries it over the neutral point."""
        mean = row["estimate"]
        digits = 1
        while digits < 3 and self.neutral is not None and mean != self.neutral and (
            round(mean, digits) - self.neutral
        ) * (mean - self.neutral) <= 0:  # fmt: skip
            digits += 1
        sign = {"pain": "▼ ", "delight": "▲ "}.get(row["flag"], "")
        return f"{sign}{number(mean, digits)}"

    def _cards_lane(self, channel: Any, colour: str) -> None:
        mine = self.cards[(self.cards["channel"] == channel) & (self.cards["n"] > 0)]
        cells = [
            [self._card(row) for _i, row in mine[mine["stage"] == stage].iterrows()]
            for stage in self.stages
        ]
        gap = 7
        high = max((sum(c[2] + gap for c in cell) for cell in cells), default=0) + gap + 4

        def draw(canvas: Canvas, y: float, high: float) -> None:
            for place, cell in enumerate(cells):
                top = y + (high - sum(c[2] + gap for c in cell) + gap) / 2
                for row, lines, tall in cell:
                    self._draw_card(canvas, self._x(place) + 5, top, tall, row, lines, colour)
                    top += tall + gap
                if not cell:
                    canvas.text(self._x(place + 0.5), y + high / 2, _("no touchpoint"), TINY,
                                ha="center", style="italic", color=MUTED)  # fmt: skip

        name = _("{channel}: touchpoints").format(channel=channel) if channel else _("Touchpoints")
        self._lane(name, max(high, 44 * self.font), draw, colour=colour)

    def _card(self, row: pd.Series) -> tuple[pd.Series, list[str], float]:
        """Return a touchpoint with the lines of its name and the height of its card."""
        room = self.column - 10 - 17 - 12 - self._number_width(row)
        lines = self._wrap(row["touchpoint"], room, SMALL)
        return row, lines, max(height_of(lines, SMALL * self.font) + 8, 30 * self.font)

    def _number_width(self, row: pd.Series) -> float:
        words = (self._mean(row), TEXT, True), (f"n = {number(row['n'], 0)}", TINY, False)
        return max(width_of(text, size * self.font, bold) for text, size, bold in words)

    def _draw_card(
        self, canvas: Canvas, x: float, y: float, tall: float, row: pd.Series, lines: list[str],
        colour: str,
    ) -> None:  # fmt: skip
        wide, flag = self.column - 10, row["flag"]
        edge = {"pain": PAIN, "delight": DELIGHT}.get(flag, colour)
        dash = "-" if row["judged"] else "--"
        canvas.box(x, y, wide, tall, facecolor="white", edgecolor=edge,
                   linewidth=2.4 if flag else 1.1, linestyle=dash)  # fmt: skip
        bar = [(x + 5, y + 4), (x + 9, y + 4), (x + 9, y + tall - 4), (x + 5, y + tall - 4)]
        canvas.shape(bar, color=colour)
        canvas.text(x + 14, y + tall / 2, "\n".join(lines), SMALL)
        mean = {"color": edge if flag else INK, "weight": "bold", "ha": "right"}
        canvas.text(x + wide - 6, y + tall / 2 - 6 * self.font, self._mean(row), TEXT, **mean)
        n = f"n = {number(row['n'], 0)}"
        canvas.text(x + wide - 6, y + tall / 2 + 8 * self.font, n, TINY, ha="right", color=MUTED)

    def _leave_lane(self) -> None:
        if self.drop_off is None:
            return
        table = checked(self.drop_off, "plot_journey_map", ("estimate", "low", "high", "n"))

        most = table["high"].max()

        def draw(canvas: Canvas, y: float, _high: float) -> None:
            for place, stage in enumerate(self.stages):
                if stage in table.index:
                    x, row = self._x(place) + 7, table.loc[stage]
                    self._draw_leaving(canvas, x, y + 14 * self.font, row, most)

        self._lane(_("Leave at this stage"), 40 * self.font, draw)

    def _draw_leaving(
        self, canvas: Canvas, x: float, y: float, row: pd.Series, most: float
    ) -> None:
        """Write the share that leaves with its interval, and draw both under it."""
        canvas.text(x, y, share := percent(row["estimate"]), TEXT, weight="bold")
        ends = f"[{percent(row['low'])}; {percent(row['high'])}]"
        shift = width_of(share, TEXT * self.font, bold=True) + 6
        canvas.text(x + shift, y, ends, TINY, color=MUTED)
        if not most > 0:
            return
        reach, below = (self.column - 20) / most, y + 13 * self.font
        canvas.line([x, x + reach * row["estimate"]], [below] * 2, color=MUTED, linewidth=4,
                    solid_capstyle="butt")  # fmt: skip
        canvas.line([x + reach * row["low"], x + reach * row["high"]], [below] * 2, color=INK,
                    linewidth=1.4)  # fmt: skip

    def _pains_lane(self) -> None:
        pains = self.cards[self.cards["flag"] == "pain"]
        if not len(pains):
            return
        cells = [
            [self._pain(row) for _i, row in pains[pains["stage"] == stage].iterrows()]
            for stage in self.stages
        ]
        tall = max(sum(height for *_words, height in cell) for cell in cells) + 14

        def draw(canvas: Canvas, y: float, _high: float) -> None:
            for place, cell in enumerate(cells):
                top = y + 8
                for name, words, height in cell:
                    style = {"va": "top", "color": PAIN}
                    canvas.text(self._x(place) + 7, top, "\n".join(name), SMALL, weight="bold",
                                **style)  # fmt: skip
                    below = top + height_of(name, SMALL * self.font)
                    canvas.text(self._x(place) + 7, below, "\n".join(words), TINY, **style)
                    top += height

        self._lane(_("Pain points"), tall, draw)

    def _pain(self, row: pd.Series) -> tuple[list[str], list[str], float]:
        """Return a pain point's name, its numbers, and how high both are."""
        name = self._wrap(f"▼ {plain(row['name'])}", self.column - 14, SMALL, bold=True)
        words = f"{number(row['estimate'], 2)} [{number(row['low'], 2)}; {number(row['high'], 2)}]"
        if np.isfinite(row.get("complaint", np.nan)):
            words += ", " + _("{share} complain").format(share=percent(row["complaint"], 0))
        lines = self._wrap(words, self.column - 14, TINY)
        height = height_of(name, SMALL * self.font) + height_of(lines, TINY * self.font) + 6
        return name, lines, height

    def _to_be_lane(self) -> None:
        if self.to_be is None:
            return
        keys = ["stage", "touchpoint", "channel"]
        both = self.cards.merge(
            self.to_be[self.to_be["level"] == "touchpoint"], on=keys, suffixes=("", "_to_be")
        )
        both = both[both["estimate_to_be"].sub(both["estimate"]).abs() > 0.005]
        cells = [
            [
                self._wrap(
                    f"{plain(row['name'])}: {number(row['estimate'], 1)} → "
                    f"{number(row['estimate_to_be'], 1)}", self.column - 14, SMALL,
                )
                for _i, row in both[both["stage"] == stage].iterrows()
            ]
            for stage in self.stages
        ]  # fmt: skip
        most = max((sum(map(len, cell)) for cell in cells), default=1)

        def draw(canvas: Canvas, y: float, high: float) -> None:
            for place, cell in enumerate(cells):
                words = "\n".join("\n".join(lines) for lines in cell)
                canvas.text(self._x(place) + 7, y + high / 2, words, SMALL, color=DELIGHT)

        high = most * 1.3 * SMALL * self.font + 18
        self._lane(_("To be (thin line)"), high, draw, colour=DELIGHT)

    def _method_line(self) -> None:
        ratings = self.cards["n"].sum()
        people = self.overall["customers"].sum() if "customers" in self.overall else 0
        parts = [_("{ratings} ratings").format(ratings=number(ratings, 0))]
        if people:
            parts = [_("{count} customers").format(count=number(people, 0)), *parts]
        sure = percent(self.attrs.get("confidence", 0.95), 0)
        notes = [
            ", ".join(parts) + ".",
            _("▼ pain point: the whole {percent} interval below neutral.").format(percent=sure),
            _("Holm's correction for {count} touchpoints.").format(count=number(len(self.cards), 0))
            if self.attrs.get("adjust") == "holm"
            else "",
            _("▲ delight: the whole interval well above the mean of all."),
            _("Dashed card, hollow spot: fewer than {n} ratings, not judged.").format(
                n=number(self.attrs.get("min_n", 30), 0)
            ),
        ]
        lines = self._wrap(" ".join(filter(None, notes)), self.width - 24, TINY)

        def draw(canvas: Canvas, y: float, high: float) -> None:
            canvas.line([8, self.width - self.right], [y, y], color=GRID, linewidth=0.8)
            canvas.text(12, y + high / 2, "\n".join(lines), TINY, color=MUTED)

        self.lanes.append((height_of(lines, TINY * self.font) + 14, draw))
