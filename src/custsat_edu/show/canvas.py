"""A page measured in typographic points from its upper left corner, for pictures made of texts."""

from __future__ import annotations

from functools import cache
from typing import Any

from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.patches import FancyBboxPatch, Polygon
from matplotlib.textpath import TextToPath

from custsat_edu.show.style import INK

FAMILY = "DejaVu Sans"
MOST_LINES = 3
LINE = 1.22  # height of a line, in sizes
UNKNOWN = "\N{WHITE SQUARE}"  # stands for a character that the font does not have
_PATHS = TextToPath()


class Canvas:
    """A figure whose one axes counts in points, x to the right and y down."""

    def __init__(self, width: float, height: float, font: float = 1.0) -> None:
        """Open a page of some points, a pyplot figure; texts are `font` times as large."""
        import matplotlib.pyplot as plt

        self.figure = plt.figure(figsize=(width / 72, height / 72))
        self.ax: Axes = self.figure.add_axes((0, 0, 1, 1))
        self.ax.set(xlim=(0, width), ylim=(height, 0))
        self.ax.axis("off")
        self.font = font

    def text(self, x: float, y: float, words: str, size: float, **style: Any) -> None:
        """Write words, by default left and centred on y; nothing in them is markup."""
        style = {"ha": "left", "va": "center", "color": INK, "linespacing": 1.1, **style}
        size *= self.font
        self.ax.text(x, y, words, fontsize=size, family=FAMILY, parse_math=False, **style)

    def line(self, xs: list[float], ys: list[float], **style: Any) -> None:
        """Draw a line."""
        self.ax.plot(xs, ys, **style)

    def box(self, x: float, y: float, width: float, height: float, **style: Any) -> None:
        """Draw a box with round corners."""
        shape = FancyBboxPatch((x, y), width, height, "round,pad=0,rounding_size=5", **style)
        self.ax.add_patch(shape)

    def shape(self, corners: list[tuple[float, float]], **style: Any) -> None:
        """Draw a filled shape."""
        self.ax.add_patch(Polygon(corners, closed=True, linewidth=0, **style))


def plain(words: object) -> str:
    """Return words in one line, with a box for every character that the font lacks."""
    known = _characters()
    return "".join(c if c in known else UNKNOWN for c in " ".join(str(words).split()))


def lines_of(
    words: object, points: float, size: float, *, bold: bool = False, most: int = MOST_LINES
) -> list[str]:
    """Return words in lines of some points at most; what does not fit ends in an ellipsis."""
    done: list[str] = []
    rest = plain(words).split(" ")
    while rest and len(done) < most:
        count = len(rest)
        while count > 1 and width_of(" ".join(rest[:count]), size, bold) > points:
            count -= 1
        done.append(" ".join(rest[:count]))
        rest = rest[count:]
    if rest:
        done[-1] += "…"
    return [_cut(line, points, size, bold) for line in done]


def width_of(words: str, size: float, bold: bool = False) -> float:
    """Return how wide words are, in points."""
    style = FontProperties(family=FAMILY, size=size, weight="bold" if bold else "normal")
    return float(_PATHS.get_text_width_height_descent(words, style, ismath=False)[0])


def height_of(lines: list[str], size: float) -> float:
    """Return how high lines are, in points."""
    return len(lines) * LINE * size


def _cut(line: str, points: float, size: float, bold: bool) -> str:
    """Return a line no wider than some points, its end replaced by an ellipsis."""
    if width_of(line, size, bold) <= points:
        return line
    line = line.rstrip("…")
    while len(line) > 1 and width_of(line + "…", size, bold) > points:
        line = line[:-1]
    return line + "…"


@cache
def _characters() -> frozenset[str]:
    font = get_font(findfont(FontProperties(family=FAMILY)))
    return frozenset(map(chr, font.get_charmap()))
