"""Draw the tables of the synthetic world: how they join, and where its truths are planted.

python tools/world_picture.py   writes data/world.png
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Literal, NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import FancyBboxPatch

from custsat_edu.world import generate
from custsat_edu.world.words import TABLE_WORDS

PICTURE = Path(__file__).resolve().parents[1] / "data" / "world.png"
Style = Literal["normal", "italic"]
NORMAL: Style = "normal"
ITALIC: Style = "italic"
INK, MUTED, LINE, PAPER = "#1F2933", "#52606D", "#AEB8C2", "#F7F8FA"
CUSTOMER, STORE = "#0B4F6C", "#8A4B08"  # the two keys
DPI = 100
WIDTH, GAP, MARGIN = 16.0, 0.17, 0.3  # inches
PAD, SPACE = 0.13, 0.045  # inside a box; between its lines
TITLE, TEXT = 13.5, 10.5  # points


class Family(NamedTuple):
    """A kind of truth: its mark, colour and name."""

    mark: str
    colour: str
    name: str
    size: float = 8


LEVEL = Family("o", "#52606D", "a score to estimate")
DRIVER = Family("s", "#0072B2", "what moves satisfaction")
CAUSE = Family("^", "#00795A", "cause and effect")
BIAS = Family("D", "#B45309", "who speaks, and how")
VALUE = Family("*", "#9B3C88", "who they are and what they are worth", 12)
FAMILIES = (LEVEL, DRIVER, CAUSE, BIAS, VALUE)

PLANTED: dict[str, list[tuple[Family, str, tuple[str, ...]]]] = {  # by table: words, truth keys
    "customers": [
        (VALUE, "five types", ("type_shares",)),
    ],
    "stores": [(CAUSE, "the weakest stores are trained", ())],
    "survey": [
        (
            LEVEL,
            "CSAT, NPS, CES, alpha",
            (
                *("mean_satisfaction", "nps", "nps_by_channel", "csat", "csat_by_channel"),
                *("ces", "ces_by_channel", "alpha"),
            ),
        ),
        (DRIVER, "slopes below and above", ("driver_slopes", "driver_gain", "driver_importance")),
        (DRIVER, "age", ("age_effect",)),
        (CAUSE, "online against store: the sign flips", ("channel_effect",)),
        (CAUSE, "trust as mediator", ("mediation",)),
        (BIAS, "two biased items", ("need_bias",)),
        (BIAS, "careless rows", ("careless",)),
    ],
    "pulse": [
        (CAUSE, "training", ("training_effect",)),
        (CAUSE, "bot as good as human", ("bot_difference",)),
        (CAUSE, "self-service, by lot", ("self_service",)),
    ],
    "public_service": [(LEVEL, "IKM", ("ikm",))],
    "visits": [(BIAS, "users against buyers", ("user_satisfaction",))],
    "kano": [(DRIVER, "must-be, one-dimensional, attractive", ("kano_present", "kano_absent"))],
    "events": [
        (CAUSE, "bad moments drive people away", ("drop_off",)),
        (LEVEL, "emotion by touchpoint", ("touchpoint_emotion",)),
    ],
    "journeys": [(DRIVER, "mean, peak and end", ("peak_end",))],
    "complaints": [
        (CAUSE, "recovery paradox", ("recovery",)),
        (DRIVER, "seven steps", ("step_effects",)),
        (LEVEL, "six causes", ("complaint_causes",)),
    ],
    "loop_log": [],
    "followup": [
        (CAUSE, "who leaves, and when", ("churn_hazard",)),
        (BIAS, "silent sufferers", ()),
    ],
    "purchases": [
        (VALUE, "rate and stop, by type", ("purchase_rate", "stop_chance")),
        (VALUE, "value of the next year", ("customer_value", "mean_amount")),
    ],
    "campaigns": [(VALUE, "cost of a new customer", ("acquisition_cost",))],
    "ab_test": [(CAUSE, "conversion, and peeking", ("conversion_difference",))],
    "comments": [
        (BIAS, "language", ("comment_languages",)),
        (DRIVER, "driver and opinion", ("comment_drivers", "comment_sentiment")),
    ],
    "email_survey": [
        (
            BIAS,
            "the satisfied reply more often",
            ("instrument_means", "instrument_reach", "response_tilt"),
        ),
    ],
    "reviews": [(BIAS, "both ends speak, the pleased louder", ())],
    "cards": [(BIAS, "both ends speak", ())],
    "panel": [(BIAS, "fans volunteer", ())],
    "focus_groups": [(BIAS, "talk pulls together", ("conformity",))],
}
HIDDEN = {  # what only the truth files hold
    "customers": "type, goodwill, both potential outcomes",
    "stores": "permanent level",
    "survey": "which rows are careless",
    "kano": "the class meant",
    "followup": "satisfaction without a failure",
    "purchases": "rate, stop, the year to come",
    "comments": "driver, opinion, negation",
    "reviews": "who wrote",
    "cards": "who wrote",
}
LEFT = ["events", "journeys", "comments", "email_survey", "panel", "focus_groups", "followup"]
MIDDLE = ["customers", "survey", "kano", "visits", "purchases", "complaints", "loop_log"]
RIGHT = ["stores", "pulse", "cards", "reviews", "campaigns", "ab_test", "public_service"]
LINKS = {"journeys": "journey", "loop_log": "complaint_id"}  # the key to the table above
LONE = "reviews"  # from here on tables have no key
LONE_WORDS = "No key: these stand alone · tanpa kunci"
COLUMNS = {0.3: LEFT, 5.85: MIDDLE, 11.4: RIGHT}  # left edge: tables from top to bottom
BOX = 4.3  # width of a box
RAILS = {"customer_id": (5.225, CUSTOMER), "store_id": (10.775, STORE)}
HEAD, FOOT = 1.3, 0.95  # inches above and below the boxes


@dataclass(frozen=True)
class Box:
    """A table on the page: its lines of text and where it stands."""

    name: str
    x: float
    top: float
    height: float
    captions: list[tuple[str, Style]]
    marks: list[list[tuple[Family, str]]]


def main() -> None:
    """Write the picture."""
    draw(generate().tables).savefig(PICTURE, dpi=DPI, metadata={"Software": None})


class Ruler:
    """Measures text, to wrap it."""

    def __init__(self) -> None:
        self.renderer = RendererAgg(10, 10, DPI)

    def width(self, text: str, size: float = TEXT, style: Style = "normal") -> float:
        """Return the width of a text in inches."""
        font = FontProperties(family="DejaVu Sans", size=size, style=style)
        return self.renderer.get_text_width_height_descent(text, font, ismath=False)[0] / DPI

    def wrap(self, text: str, room: float, style: Style) -> list[str]:
        """Break a text into lines that fit."""
        lines = [""]
        for word in text.split():
            longer = f"{lines[-1]} {word}".strip()
            if lines[-1] and self.width(longer, style=style) > room:
                lines.append(word)
            else:
                lines[-1] = longer
        return lines

    def flow(self, marks: list[tuple[Family, str]], room: float) -> list[list[tuple[Family, str]]]:
        """Break the marks of a table into lines that fit."""
        lines: list[list[tuple[Family, str]]] = []
        left = 0.0
        for mark in marks:
            need = self.mark(mark[1])
            if not lines or need > left:
                lines.append([])
                left = room + MARK_GAP
            lines[-1].append(mark)
            left -= need
        return lines

    def mark(self, words: str) -> float:
        """Return the room that a mark with its words takes."""
        return 0.2 + self.width(words) + MARK_GAP


MARK_GAP = 0.2
FOOTNOTE = (
    "kept apart: in the truth files only  ·  customers join stores by home_store, campaigns join "
    "customers by acquisition_channel"
)
STEP = TEXT / 72 + SPACE + 0.03  # from line to line


def boxes() -> list[Box]:
    """Return every table's box; the y axis runs down from the top of the page."""
    ruler, room, made = Ruler(), BOX - 2 * PAD, []
    for x, names in COLUMNS.items():
        top = HEAD
        for name in names:
            top += {LONE: 0.4}.get(name, 0.1 if name in LINKS else 0)
            words = TABLE_WORDS[name]
            captions: list[tuple[str, Style]] = [
                (line, "normal") for line in ruler.wrap(words["en"], room, "normal")
            ]
            captions += [(line, "italic") for line in ruler.wrap(words["id"], room, "italic")]
            marks = ruler.flow([(family, text) for family, text, _ in PLANTED[name]], room)
            lines = len(captions) + len(marks) + (name in HIDDEN)
            height = 2 * PAD + TITLE / 72 + 0.06 + lines * STEP
            made.append(Box(name, x, top, height, captions, marks))
            top += height + GAP
    return made


def draw(tables: Mapping[str, pd.DataFrame]) -> Figure:
    """Return the page.

    Parameters
    ----------
    tables : dict of DataFrames
        All tables of a world.
    """
    placed = spread(boxes())
    height = max(box.top + box.height for box in placed) + FOOT
    figure = Figure(figsize=(WIDTH, height), dpi=DPI, facecolor="white")
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, WIDTH), ylim=(height, 0))
    axes.axis("off")
    _title(axes, tables)
    _rails(axes, placed, tables)
    for box in placed:
        _box(axes, box, tables[box.name])
    _links(axes, placed)
    _legend(axes, height - 0.55)
    return figure


def spread(made: list[Box]) -> list[Box]:
    """Give every column the same length by widening the gaps between its boxes."""
    bottom = max(box.top + box.height for box in made)
    out = []
    for x, names in COLUMNS.items():
        column = [box for box in made if box.x == x]
        spare = (bottom - column[-1].top - column[-1].height) / (len(names) - 1)
        out += [
            Box(b.name, b.x, b.top + k * spare, b.height, b.captions, b.marks)
            for k, b in enumerate(column)
        ]
    return out


def _title(axes: Axes, tables: Mapping[str, pd.DataFrame]) -> None:
    rows = sum(map(len, tables.values()))
    axes.text(
        MARGIN, 0.42, "The world of Toko Serambi", size=20, weight="bold", color=INK, va="center"
    )
    axes.text(
        MARGIN,
        0.77,
        f"{len(tables)} tables, {rows:,} rows; a fictitious company whose truth is known"
        " · perusahaan rekaan yang kebenarannya diketahui",
        size=11.5,
        color=MUTED,
        va="center",
    )


def _rails(axes: Axes, placed: list[Box], tables: Mapping[str, pd.DataFrame]) -> None:
    for key, (x, colour) in RAILS.items():
        joined = [box for box in placed if key in tables[box.name] or _stands_for(box.name, key)]
        ends = [_heading(box) for box in joined]
        axes.plot([x, x], [min(ends), max(ends)], color=colour, lw=4, zorder=1)
        for box, y in zip(joined, ends, strict=True):
            edge = box.x if x < box.x else box.x + BOX
            axes.plot([edge, x], [y, y], color=colour, lw=2, zorder=1)
            axes.plot(x, y, "o", color=colour, ms=8, zorder=2)
        axes.text(
            x,
            min(ends) - 0.3,
            key,
            size=TITLE,
            family="DejaVu Sans Mono",
            weight="bold",
            color=colour,
            ha="center",
            va="center",
        )


def _stands_for(name: str, key: str) -> bool:
    """Say whether a table holds a key under another name."""
    return (name, key) == ("customers", "store_id")


def _heading(box: Box) -> float:
    """Return the height of a box's first line."""
    return box.top + PAD + TITLE / 144


def _box(axes: Axes, box: Box, table: pd.DataFrame) -> None:
    colour = {"customers": CUSTOMER, "stores": STORE}.get(box.name, LINE)
    axes.add_patch(
        FancyBboxPatch(
            (box.x, box.top),
            BOX,
            box.height,
            boxstyle="round,pad=0,rounding_size=0.07",
            facecolor=PAPER,
            edgecolor=colour,
            linewidth=2.5 if colour != LINE else 1.2,
            zorder=3,
        )
    )
    y, left, right = _heading(box), box.x + PAD, box.x + BOX - PAD
    axes.text(left, y, box.name, size=TITLE, weight="bold", color=INK, va="center", zorder=4)
    axes.text(
        right,
        y,
        f"{len(table):,} rows × {table.shape[1]}",
        size=TEXT,
        color=MUTED,
        ha="right",
        va="center",
        zorder=4,
    )
    y += TITLE / 144 + 0.06 + STEP / 2
    for line, style in box.captions:
        axes.text(
            left,
            y,
            line,
            size=TEXT,
            style=style,
            color=INK if style == "normal" else MUTED,
            va="center",
            zorder=4,
        )
        y += STEP
    ruler = Ruler()
    for marks in box.marks:
        x = left
        for family, words in marks:
            axes.plot(x + 0.06, y, family.mark, color=family.colour, ms=family.size, zorder=4)
            axes.text(x + 0.2, y, words, size=TEXT, color=family.colour, va="center", zorder=4)
            x += ruler.mark(words)
        y += STEP
    if box.name in HIDDEN:
        axes.text(
            left,
            y,
            f"kept apart: {HIDDEN[box.name]}",
            size=TEXT,
            color=MUTED,
            va="center",
            zorder=4,
        )


def _links(axes: Axes, placed: list[Box]) -> None:
    """Draw the keys between neighbours, and the heading of the tables without a key."""
    for above, box in pairwise(placed):
        if box.name in LINKS:
            x, bottom = box.x + 0.4, above.top + above.height
            axes.plot([x, x], [bottom, box.top], color=MUTED, lw=2, zorder=1)
            axes.text(
                x + 0.12,
                (bottom + box.top) / 2,
                LINKS[box.name],
                size=TEXT,
                family="DejaVu Sans Mono",
                weight="bold",
                color=MUTED,
                va="center",
            )
        if box.name == LONE:
            axes.text(
                box.x,
                box.top - 0.16,
                LONE_WORDS,
                size=TEXT + 0.5,
                weight="bold",
                color=INK,
                va="center",
            )


def _legend(axes: Axes, y: float) -> None:
    ruler, x = Ruler(), MARGIN
    axes.text(x, y, "Planted truths:", size=TEXT, weight="bold", color=INK, va="center")
    x += ruler.width("Planted truths:", TEXT) + 0.35
    for family in FAMILIES:
        axes.plot(x + 0.06, y, family.mark, color=family.colour, ms=family.size)
        axes.text(x + 0.2, y, family.name, size=TEXT, color=family.colour, va="center")
        x += ruler.mark(family.name) + 0.12
    axes.text(MARGIN, y + 0.27, FOOTNOTE, size=TEXT, color=MUTED, va="center")


if __name__ == "__main__":
    main()
