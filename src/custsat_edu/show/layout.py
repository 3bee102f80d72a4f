"""Is everything in a picture readable? Texts that are cut off or lie on one another."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from custsat_edu.i18n import _

_TOLERANCE = 1.0  # pixels by which two boxes may touch


def layout_problems(fig: Figure) -> list[str]:
    """Name every text that a reader of the picture could not read.

    Parameters
    ----------
    fig : Figure
        The picture; it is drawn once, off screen.

    Returns
    -------
    list of str
        One sentence a problem, in the active language: a text that runs out of the figure, or two
        texts that overlap. An empty list is a clean picture.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> fig = Figure()
    >>> note = fig.text(0.9, 0.5, "a very long note at the right")
    >>> layout_problems(fig)
    ["'a very long note at the right' runs out of the picture."]
    """
    FigureCanvasAgg(fig).draw()
    boxes = {text: _box(text) for text in _texts(fig)}
    page = fig.bbox.padded(_TOLERANCE)
    problems = [
        _("{text!r} runs out of the picture.").format(text=_words(text))
        for text, box in boxes.items()
        if not (page.x0 <= box.x0 and box.x1 <= page.x1 and page.y0 <= box.y0 and box.y1 <= page.y1)
    ]
    problems += [
        _("{one!r} and {other!r} overlap.").format(one=_words(one), other=_words(other))
        for (one, a), (other, b) in combinations(boxes.items(), 2)
        if a.overlaps(b)
    ]
    return problems


def _box(text: Text) -> Bbox:
    """Return the box of the letters themselves, in pixels."""
    return text.get_window_extent().padded(-_TOLERANCE)


def _words(text: Text) -> str:
    return " ".join(text.get_text().split())


def _texts(artist: Artist) -> Iterator[Text]:
    """Yield the texts that are drawn: visible, not empty, and no tick label outside its axis."""
    if not artist.get_visible():
        return
    if isinstance(artist, Text) and artist.get_text().strip():
        yield artist
    hidden = () if not isinstance(artist, Axes) or artist.axison else (artist.xaxis, artist.yaxis)
    children = _in_view(artist) if isinstance(artist, Axis) else artist.get_children()
    for child in children:
        if child not in hidden:
            yield from _texts(child)


def _in_view(axis: Axis) -> list[Artist]:
    low, high = sorted(axis.get_view_interval())
    slack = 1e-9 * (high - low)
    ticks = [*axis.get_major_ticks(), *axis.get_minor_ticks()]
    shown = [tick for tick in ticks if low - slack <= tick.get_loc() <= high + slack]
    return [axis.label, axis.offsetText, *shown]
