"""Names beside points: each is put where it hides the least."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke

from custsat_edu.show.style import INK, MUTED, beside, lay_out, size_of

Floats = npt.NDArray[np.float64]  # in typographic points; boxes are (left, bottom, right, top)
Line = tuple[tuple[float, float], tuple[float, float]]

_RINGS = (7, 16, 28, 42, 58, 76, 96)  # typographic points between a point and its label
_CORNERS = [(1, 1), (-1, 1), (1, -1), (-1, -1), (1, 0), (-1, 0), (0, 1), (0, -1)]
_BETWEEN = [(x, y) for x in (1, -1) for y in (0.5, -0.5)]
_SIDES = np.array([*_CORNERS, *_BETWEEN, *((y, x) for x, y in _BETWEEN)])
_AWAY = np.repeat(_RINGS, len(_SIDES))  # of all the places a label tries
_FAR = 16  # from here on a thin line leads back to the point
_PAD = 2  # around a label
_DOT = 6  # half the width of a point with its rim
# What a square point of hidden area costs, a point of line under something, and a point of way.
_HIDDEN, _ON_POINT = 100.0, 20.0
_LEAD_ON, _LEAD_ALONG, _ON_LINE = 60.0, 10.0, 6.0
_CROSSING, _DISTANCE = 100.0, 1.7


class Label(NamedTuple):
    """Words, the point they belong to (in data units), and their colour."""

    text: str
    x: float
    y: float
    colour: str = INK


class _Still(NamedTuple):
    """What stays where it is: the page, boxes of texts and of points, and lines."""

    page: Floats
    texts: Floats
    dots: Floats
    lines: Floats


def place_labels(
    ax: Axes,
    labels: Sequence[Label],
    *,
    lines: Iterable[Line] = (),
    points: Iterable[tuple[float, float]] = (),
) -> None:
    """Write a label beside each point where it hides the least; a line leads back from afar.

    Parameters
    ----------
    ax : Axes
        Axes with final limits; their texts so far are kept clear.
    labels : sequence of Label
        What to write; their own points are kept clear.
    lines : iterable of ((x, y), (x, y))
        Lines to keep clear where there is room, in data units.
    points : iterable of (x, y)
        Further points to keep clear, in data units.

    Notes
    -----
    Every label tries 16 sides of its point at growing distances. The place that costs the least
    wins: hidden letters count most, then points and letters under a leading line, lines that
    cross, lines under letters, and distance. Three rounds let the early labels make room for the
    late ones.
    """
    if not labels:
        return
    dot = lay_out(ax)
    own = _in_points(ax, [(label.x, label.y) for label in labels], dot)
    spots = np.vstack([own, _in_points(ax, points, dot)])
    texts = np.array([text.get_window_extent().extents for text in ax.texts]).reshape(-1, 4)
    still = _Still(
        page=np.array([ax.bbox.extents]) / dot,
        texts=texts / dot,
        dots=np.hstack([spots - _DOT, spots + _DOT]),
        lines=_in_points(ax, chain.from_iterable(lines), dot).reshape(-1, 2, 2),
    )
    sizes = [size_of(ax, label.text) / dot + 2 * _PAD for label in labels]
    places = [_places(point, size) for point, size in zip(own, sizes, strict=True)]
    leads = [_leads(point, boxes) for point, boxes in zip(own, places, strict=True)]
    costs = [_cost(places[i], leads[i], still, i) for i in range(len(labels))]
    chosen = _settle(places, leads, costs)
    for label, point, boxes, k in zip(labels, own, places, chosen, strict=True):
        _write(ax, label, boxes[k].reshape(2, 2) - point, k)


def _in_points(ax: Axes, at: Iterable[Sequence[float]], dot: float) -> Floats:
    """Return where data stand, in typographic points."""
    places = np.array([*at], float).reshape(-1, 2)
    return ax.transData.transform(places).reshape(-1, 2) / dot


def _places(point: Floats, size: Floats) -> Floats:
    """Return the boxes a label could fill: all sides of its point, ring after ring."""
    corners = [point + ring * _SIDES - size * (1 - _SIDES) / 2 for ring in _RINGS]
    left_bottom = np.vstack(corners)
    return np.hstack([left_bottom, left_bottom + size])


def _leads(point: Floats, boxes: Floats) -> Floats:
    """Return the leading line of every place, from the rim of the point; near ones have none."""
    ends = np.clip(point, boxes[:, :2], boxes[:, 2:])
    way = ends - point
    rim = point + way * (_DOT / np.hypot(*way.T).clip(_DOT))[:, None]
    return np.stack([np.where(_AWAY[:, None] < _FAR, ends, rim), ends], axis=1)


def _overlap(boxes: Floats, others: Floats) -> Floats:
    """Return the area that each box shares with all the others together."""
    low = np.maximum(boxes[:, None, :2], others[:, :2])
    high = np.minimum(boxes[:, None, 2:], others[:, 2:])
    return np.clip(high - low, 0, None).prod(axis=-1).sum(axis=-1)


def _inside(lines: Floats, boxes: Floats) -> Floats:
    """Return how long each line runs inside each box: a row a line, a column a box."""
    start, way = lines[:, None, 0], (lines[:, 1] - lines[:, 0])[:, None]
    slope = np.where(way == 0, 1e-9, way)
    ends = (boxes[:, :2] - start) / slope, (boxes[:, 2:] - start) / slope
    enters = np.minimum(*ends).max(axis=-1).clip(0)
    leaves = np.maximum(*ends).min(axis=-1).clip(max=1)
    return (leaves - enters).clip(0) * np.hypot(way[..., 0], way[..., 1])


def _crossings(lines: Floats, others: Floats) -> Floats:
    """Return how many of the others each line crosses."""
    return ((_sides(lines, others) < 0) & (_sides(others, lines).T < 0)).sum(axis=1)


def _sides(lines: Floats, others: Floats) -> Floats:
    """Return a negative number where a line's two sides each hold an end of the other."""
    way = (lines[:, 1] - lines[:, 0])[:, None, None]
    off = others[None] - lines[:, None, None, 0]
    return (way[..., 0] * off[..., 1] - way[..., 1] * off[..., 0]).prod(axis=-1)


def _cost(boxes: Floats, leads: Floats, still: _Still, own: int) -> Floats:
    """Return what each place of a label costs for the things that stay where they are."""
    area = (boxes[:, 2:] - boxes[:, :2]).prod(axis=1)
    under = np.vstack([still.texts, np.delete(still.dots, own, axis=0)])
    level = still.lines[(still.lines[:, 0] == still.lines[:, 1]).any(axis=1)]
    along = np.hstack([level.min(axis=1) - 1.5, level.max(axis=1) + 1.5])
    return (
        _HIDDEN * (area - _overlap(boxes, still.page) + _overlap(boxes, still.texts))
        + _ON_POINT * _overlap(boxes, still.dots)
        + _ON_LINE * _inside(still.lines, boxes).sum(axis=0)
        + _LEAD_ON * _inside(leads, under).sum(axis=1)
        + _LEAD_ALONG * _inside(leads, along).sum(axis=1)
        + _DISTANCE * _AWAY
    )


def _settle(places: list[Floats], leads: list[Floats], costs: list[Floats]) -> list[int]:
    """Choose a place for every label, three times over, given the places of the others."""
    chosen: dict[int, int] = {}
    for _round in range(3):
        for i, cost in enumerate(costs):
            others = [j for j in chosen if j != i]
            boxes = np.array([places[j][chosen[j]] for j in others]).reshape(-1, 4)
            lines = np.array([leads[j][chosen[j]] for j in others]).reshape(-1, 2, 2)
            crossed = _inside(lines, places[i]).sum(axis=0) + _inside(leads[i], boxes).sum(axis=1)
            total = cost + _HIDDEN * _overlap(places[i], boxes) + _LEAD_ON * crossed
            chosen[i] = int(np.argmin(total + _CROSSING * _crossings(leads[i], lines)))
    return [chosen[i] for i in range(len(costs))]


def _write(ax: Axes, label: Label, box: Floats, place: int) -> None:
    """Write a label in its box, given in typographic points from its point.

    The leading line is an annotation of its own: the extent of a text with an arrow includes it.
    """
    at = label.x, label.y
    style: dict[str, Any] = {"ha": "left", "va": "bottom", "color": label.colour}
    across = _SIDES[place % len(_SIDES), 0]
    style["multialignment"] = ("right", "center", "left")[int(across) + 1]
    halo = [withStroke(linewidth=2.5, foreground="white")]
    beside(ax, label.text, at, tuple(box[0] + _PAD), path_effects=halo, **style)
    if _AWAY[place] >= _FAR:
        line = {"arrowstyle": "-", "color": MUTED, "linewidth": 0.8, "shrinkA": 0, "shrinkB": 5}
        beside(ax, "", at, tuple(np.clip(0, *box)), arrowprops=line)
