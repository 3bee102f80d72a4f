"""What all charts share: colours, sizes, rows, notes and room for them."""

from __future__ import annotations

import textwrap
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import SubFigure
from matplotlib.text import Annotation

INK, MUTED, GRID = "#1F2933", "#52606D", "#D5DAE0"
BLUE, ORANGE, MIDDLE = "#0072B2", "#B45309", "#E4E7EB"
TEXT, SMALL = 11, 10  # points: readable on a projector at lesson size
INCH_A_ROW = 0.55
LETTERS_A_LINE = 28


def new_axes(rows: int) -> Axes:
    """Return the axes of a new pyplot figure, high enough for some rows."""
    import matplotlib.pyplot as plt

    size = (8, 1 + INCH_A_ROW * max(rows, 2))
    return plt.subplots(figsize=size, layout="constrained")[1]


def wrapped(name: object) -> str:
    """Return a row's name in lines of readable length, without the full stop of a question."""
    return textwrap.fill(str(name).rstrip("."), LETTERS_A_LINE)


def in_two_lines(name: object, shortest: int = 16) -> str:
    """Return a short name in at most two lines, as narrow as they can be; a long one wrapped."""
    text = str(name).rstrip(".")
    for width in range(shortest, LETTERS_A_LINE):
        lines = textwrap.wrap(text, width, break_long_words=False)
        if len(lines) <= 2:
            return "\n".join(lines)
    return wrapped(name)


def dress_rows(ax: Axes, names: list[str]) -> None:
    """Dress the axes: one row a name from the top, a light grid, no box."""
    ax.set_yticks(np.arange(len(names)), names, fontsize=TEXT, color=INK, parse_math=False)
    ax.set_ylim(len(names) - 0.4, -0.6)
    ax.tick_params(axis="y", length=0)
    ax.tick_params(axis="x", labelsize=SMALL, labelcolor=MUTED, color=GRID)
    ax.grid(axis="x", color=GRID, linewidth=0.8)
    ax.set_axisbelow(True)
    for side in ("left", "right", "top"):
        ax.spines[side].set_visible(False)
    ax.spines["bottom"].set_color(GRID)


def beside(ax: Axes, text: str, at: tuple, shift: tuple, **style: Any) -> Annotation:
    """Write a text next to a point of the axes, shifted by some typographic points."""
    look = {"va": "center", "color": INK, "size": SMALL, "textcoords": "offset points"}
    return ax.annotate(text, at, shift, **{**look, "parse_math": False, **style})


def say_below(ax: Axes, meaning: str, *notes: str) -> None:
    """Write what the x axis means, and below it notes on lines of their own; "" is none."""
    ax.set_xlabel(meaning, fontsize=SMALL, color=INK, parse_math=False)
    if text := "\n".join(filter(None, notes)):
        below = {"xycoords": ax.xaxis.label, "ha": "center", "va": "top", "color": MUTED}
        beside(ax, text, (0.5, 0), (0, -3), **below)


def make_room(ax: Axes, low: float, high: float, at_left: list[str], at_right: list[str]) -> None:
    """Set the x limits so that texts beyond the ends of the data stay inside the axes."""
    ax.set_xlim(low, high)
    dot = lay_out(ax)
    left, right = (max(size_of(ax, text)[0] for text in texts) for texts in (at_left, at_right))
    left, right = left + 10 * dot, right + 10 * dot
    a_pixel = (high - low) / max(ax.bbox.width - left - right, 0.2 * ax.bbox.width)
    ax.set_xlim(low - a_pixel * left, high + a_pixel * right)


def lay_out(ax: Axes) -> float:
    """Let the figure find its layout; return how many pixels a typographic point has."""
    figure = ax.figure.figure if isinstance(ax.figure, SubFigure) else ax.figure
    figure.draw_without_rendering()
    return figure.dpi / 72


def size_of(ax: Axes, text: str) -> npt.NDArray[np.float64]:
    """Return how wide and high a text is, in pixels."""
    trial = beside(ax, text, (0.5, 0.5), (0, 0), xycoords="axes fraction")
    box = trial.get_window_extent()
    trial.remove()
    return np.array([box.width, box.height])
