"""Names beside points: each is put where it hides the least."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke

from custsat_edu.show.style import INK, MUTED, beside, lay_out, size_of

Pixels = npt.NDArray[np.float64]  # points (x, y), or boxes (left, bottom, right, top)
Line = tuple[tuple[float, float], tuple[float, float]]

_RINGS = (7, 16, 28, 42, 58, 76, 96)  # typographic points between a point and its label
_SIDES = np.array([(1, 1), (-1, 1), (1, -1), (-1, -1), (1, 0), (-1, 0), (0, 1), (0, -1)])
_AWAY = np.repeat(_RINGS, len(_SIDES))  # of all the places a label tries
_FAR = 16  # from here on a thin line leads back to the point
_PAD = 2  # around a label
# What a pixel of overlap (on a line: 1) and of distance costs.
_ON_LABEL, _ON_POINT, _ON_LEAD, _OUTSIDE, _DISTANCE = 100.0, 20.0, 30.0, 100.0, 1.7


class Label(NamedTuple):
    """Words, the point they belong to (in data units), and their colour."""

    text: str
    x: float
    y: float
    colour: str = INK


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
    Every label tries 8 sides of its point at growing distances. The place with the least overlap
    (other letters count most, then leading lines, points, lines, and distance) wins; three rounds
    let the early labels make room for the late ones.
    """
    if not labels:
        return
    dot, to_pixels = lay_out(ax), ax.transData.transform
    own = to_pixels([(label.x, label.y) for label in labels])
    spots = np.vstack([own, *(to_pixels([point]) for point in points)])
    places = [
        _places(point, size_of(ax, label.text) + 2 * _PAD * dot, dot)
        for label, point in zip(labels, own, strict=True)
    ]
    leads = [_leads(point, boxes, dot) for point, boxes in zip(own, places, strict=True)]
    texts = np.array([text.get_window_extent().extents for text in ax.texts]).reshape(-1, 4)
    beads = [_beads(to_pixels(line), np.linspace(0, 1, 80), 1.5 * dot) for line in lines]
    still = (
        (_ON_LABEL, texts),
        (_ON_POINT, np.hstack([spots - 6 * dot, spots + 6 * dot])),
        (1.0, np.vstack(beads) if beads else np.empty((0, 4))),
    )
    costs = [
        _cost(*both, still, ax) + _DISTANCE * dot * _AWAY
        for both in zip(places, leads, strict=True)
    ]
    chosen = _settle(places, leads, costs)
    for label, point, boxes, k in zip(labels, own, places, chosen, strict=True):
        _write(ax, label, (boxes[k].reshape(2, 2) - point) / dot, k)


def _places(point: Pixels, size: Pixels, dot: float) -> Pixels:
    """Return the boxes a label could fill: 8 sides of its point, ring after ring."""
    corners = [point + ring * dot * _SIDES - size * (1 - _SIDES) / 2 for ring in _RINGS]
    left_bottom = np.vstack(corners)
    return np.hstack([left_bottom, left_bottom + size])


def _leads(point: Pixels, boxes: Pixels, dot: float) -> Pixels:
    """Return the leading line of every place as a chain of small boxes; empty where it is near."""
    ends = np.clip(point, boxes[:, :2], boxes[:, 2:])
    at = np.linspace(0.3, 0.95, 12)
    chains = [
        _beads(np.array([point, end]), at, 1.5 * dot * (away >= _FAR))
        for end, away in zip(ends, _AWAY, strict=True)
    ]
    return np.array(chains)


def _beads(line: Pixels, at: Pixels, half: float) -> Pixels:
    """Return a line as a chain of small boxes."""
    centres = line[0] + at[:, None] * (line[1] - line[0])
    return np.hstack([centres - half, centres + half])


def _overlap(boxes: Pixels, others: Pixels) -> Pixels:
    """Return the area that each box shares with all the others together."""
    low = np.maximum(boxes[..., None, :2], others[:, :2])
    high = np.minimum(boxes[..., None, 2:], others[:, 2:])
    return np.clip(high - low, 0, None).prod(axis=-1).sum(axis=-1)


def _cost(boxes: Pixels, leads: Pixels, still: Sequence[tuple[float, Pixels]], ax: Axes) -> Pixels:
    """Return what each place costs for the things that stay where they are."""
    area = (boxes[:, 2:] - boxes[:, :2]).prod(axis=1)
    cost = _OUTSIDE * (area - _overlap(boxes, np.array([ax.bbox.extents])))
    for price, others in still:
        cost += price * _overlap(boxes, others)
    (_price, texts), (_price, points), _lines = still
    return cost + _ON_LEAD * (_overlap(leads, texts) + _overlap(leads, points)).sum(axis=1)


def _settle(places: list[Pixels], leads: list[Pixels], costs: list[Pixels]) -> list[int]:
    """Choose a place for every label, three times over, given the places of the others."""
    chosen: dict[int, int] = {}
    for _round in range(3):
        for i, cost in enumerate(costs):
            others = [j for j in chosen if j != i]
            boxes = np.array([places[j][chosen[j]] for j in others]).reshape(-1, 4)
            lines = np.array([leads[j][chosen[j]] for j in others]).reshape(-1, 4)
            crossed = _overlap(places[i], lines) + _overlap(leads[i], boxes).sum(axis=1)
            total = cost + _ON_LABEL * _overlap(places[i], boxes) + _ON_LEAD * crossed
            chosen[i] = int(np.argmin(total))
    return [chosen[i] for i in range(len(costs))]


def _write(ax: Axes, label: Label, box: Pixels, place: int) -> None:
    """Write a label in its box, given in typographic points from its point.

    The leading line is an annotation of its own: the extent of a text with an arrow includes it.
    """
    at = label.x, label.y
    style: dict[str, Any] = {"ha": "left", "va": "bottom", "color": label.colour}
    style["multialignment"] = ("right", "center", "left")[_SIDES[place % len(_SIDES), 0] + 1]
    halo = [withStroke(linewidth=2.5, foreground="white")]
    beside(ax, label.text, at, tuple(box[0] + _PAD), path_effects=halo, **style)
    if _AWAY[place] >= _FAR:
        line = {"arrowstyle": "-", "color": MUTED, "linewidth": 0.8, "shrinkA": 0, "shrinkB": 5}
        beside(ax, "", at, tuple(np.clip(0, *box)), arrowprops=line)
