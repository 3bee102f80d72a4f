"""How customers flow from touchpoint to touchpoint, stage by stage, and where they leave."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from custsat_edu.i18n import _, number
from custsat_edu.show.canvas import Canvas, lines_of, plain
from custsat_edu.show.checks import checked
from custsat_edu.show.journey_map import PAIN
from custsat_edu.show.style import BLUE, ORANGE
from custsat_edu.show.words import percent

COLUMN, NODE, HIGH, GAP = 150.0, 12.0, 330.0, 24.0  # points
LEFT, TOP, LEAVE = 20.0, 58.0, 54.0
KINDS = ("moves", "leaves", "ends")


def plot_flow(transitions: pd.DataFrame, *, top: int = 5) -> Figure:
    r"""Draw how customers go from touchpoint to touchpoint: an alluvial diagram.

    Parameters
    ----------
    transitions : DataFrame
        The table of `transitions`. Moves within a stage, or back, are not drawn.
    top : int
        The touchpoints of a stage that have a box of their own, the busiest; the others share one.

    Returns
    -------
    Figure
        A column a stage, a box a touchpoint, as high as its events are many; bands go to the next
        stage, and under a stage stands how many leave there.

    Raises
    ------
    InputError
        If a column is missing or holds no numbers, there is no row, or a kind is unknown.

    Examples
    --------
    >>> moves = pd.DataFrame(
    ...     {"stage": ["Buys", "Buys", "Stays"], "touchpoint": ["Till", "Till", "Club"],
    ...      "next_stage": ["Stays", None, None], "next_touchpoint": ["Club", None, None],
    ...      "kind": ["moves", "leaves", "ends"], "n": [80, 20, 80]}
    ... )
    >>> figure = plot_flow(moves)
    >>> [text.get_text() for text in figure.axes[0].texts][-1]
    'Club\nn = 80'
    """
    table = _pooled(_moves(transitions, "plot_flow"), top)
    nodes = _nodes(table)
    stages = list(dict.fromkeys(nodes.index.get_level_values("stage")))
    per_point = HIGH / max(nodes.groupby("stage").sum())
    width = LEFT + max(COLUMN * len(stages), 500)
    places = _places(nodes, stages, per_point)
    bottom = max(y + tall for _x, y, tall in places.values()) + GAP
    canvas = Canvas(width, bottom + LEAVE)
    title = _("Where do customers go, and where do they leave?")
    canvas.text(LEFT, 22, lines_of(title, width - 2 * LEFT, 15, bold=True, most=1)[0], 15,
                weight="bold")  # fmt: skip
    _draw_bands(canvas, table, places, stages, per_point)
    _draw_leaving(canvas, table, stages, bottom)
    _draw_nodes(canvas, nodes, places)
    return canvas.figure


def describe_flow(transitions: pd.DataFrame) -> str:
    """Say what the flow shows, in one sentence.

    Parameters
    ----------
    transitions : DataFrame
        The table that was drawn.

    Returns
    -------
    str
        The touchpoint after which most leave, and its share of all who leave.

    Examples
    --------
    >>> moves = pd.DataFrame(
    ...     {"stage": ["Buys", "Buys", "Stays"], "touchpoint": ["Till", "Till", "Club"],
    ...      "next_stage": ["Stays", None, None], "next_touchpoint": ["Club", None, None],
    ...      "kind": ["moves", "leaves", "ends"], "n": [80, 20, 80]}
    ... )
    >>> describe_flow(moves)
    'Of 20 who leave, most leave after Till: 20 (100%).'
    """
    table = _moves(transitions, "describe_flow")
    left = table[table["kind"] == "leaves"].groupby("touchpoint", sort=False)["n"].sum()
    if not left.sum():
        return _("Nobody leaves.")
    template = _("Of {all} who leave, most leave after {touchpoint}: {n} ({share}).")
    return template.format(
        all=number(left.sum(), 0),
        touchpoint=left.idxmax(),
        n=number(left.max(), 0),
        share=percent(left.max() / left.sum(), 0),
    )


def _moves(transitions: pd.DataFrame, chart: str) -> pd.DataFrame:
    known: dict[str, Any] = {"kind": KINDS}
    names = ("stage", "touchpoint", "next_stage", "next_touchpoint")
    known |= {name: transitions[name].unique() if name in transitions else () for name in names}
    table = checked(transitions, chart, ("n",), known)
    words = {name: table[name].astype(object).where(table[name].notna(), "") for name in names}
    return table.assign(**words)


def _pooled(table: pd.DataFrame, top: int) -> pd.DataFrame:
    """Return the table with the less busy touchpoints of each stage under one name."""
    rank = _nodes(table).groupby("stage").rank(method="first", ascending=False)
    own = set(rank.index[rank <= top])
    other = _("other")
    keep = [
        [key[1] if key in own or not key[1] else other for key in zip(*pair, strict=True)]
        for pair in (
            (table["stage"], table["touchpoint"]),
            (table["next_stage"], table["next_touchpoint"]),
        )
    ]
    table = table.assign(touchpoint=keep[0], next_touchpoint=keep[1])
    keys = ["stage", "touchpoint", "next_stage", "next_touchpoint", "kind"]
    return table.groupby(keys, sort=False, as_index=False)["n"].sum()


def _nodes(table: pd.DataFrame) -> pd.Series:
    """Return the events of every touchpoint; of one that is only gone to, those who come."""
    own = table.groupby(["stage", "touchpoint"], sort=False)["n"].sum()
    moves = table[table["kind"] == "moves"]
    came = moves.groupby(["next_stage", "next_touchpoint"], sort=False)["n"].sum()
    came = came.rename_axis(["stage", "touchpoint"])
    return pd.concat([own, came[~came.index.isin(own.index)]])


def _places(nodes: pd.Series, stages: list[Any], per_point: float) -> dict[tuple, tuple]:
    """Return the upper left corner and the height of every box."""
    places = {}
    for k, stage in enumerate(stages):
        y = TOP + 30
        for name, n in nodes[stage].items():
            places[stage, name] = (LEFT + COLUMN * k, y, n * per_point)
            y += n * per_point + GAP
    return places


def _draw_bands(
    canvas: Canvas, table: pd.DataFrame, places: dict, stages: list[Any], per_point: float
) -> None:
    out: dict[tuple, float] = {key: place[1] for key, place in places.items()}
    into = dict(out)
    moves = table[(table["kind"] == "moves") & (table["stage"] != table["next_stage"])]
    order = {stage: k for k, stage in enumerate(stages)}
    for _i, row in moves.iterrows():
        one, other = (row["stage"], row["touchpoint"]), (row["next_stage"], row["next_touchpoint"])
        if order[other[0]] < order[one[0]]:
            continue
        wide = row["n"] * per_point
        _band(canvas, (places[one][0] + NODE, out[one]), (places[other][0], into[other]), wide)
        out[one] += wide
        into[other] += wide


def _band(canvas: Canvas, start: tuple, end: tuple, wide: float) -> None:
    """Draw a band with a soft bend."""
    (x, y), (to, down) = start, end
    half = (x + to) / 2
    corners = [(x, y), (half, y), (half, down), (to, down), (to, down + wide),
               (half, down + wide), (half, y + wide), (x, y + wide), (x, y)]  # fmt: skip
    codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
    canvas.ax.add_patch(PathPatch(Path(corners, codes), color=BLUE, alpha=0.22, linewidth=0))


def _draw_leaving(canvas: Canvas, table: pd.DataFrame, stages: list[Any], bottom: float) -> None:
    """Write how many leave under every stage; the arrow is as long as their share is large."""
    for k, stage in enumerate(stages):
        mine = table[table["stage"] == stage]
        left, n = mine.loc[mine["kind"] == "leaves", "n"].sum(), mine["n"].sum()
        x = LEFT + COLUMN * k
        canvas.text(x, TOP + 8, "\n".join(lines_of(stage, COLUMN - 14, 10, bold=True, most=2)), 10,
                    weight="bold")  # fmt: skip
        if not left:
            continue
        tall = min(LEAVE * left / n / 0.25, LEAVE)
        corners = [(x, bottom), (x + NODE, bottom), (x + NODE, bottom + tall / 2),
                   (x + NODE / 2, bottom + tall / 2 + 8), (x, bottom + tall / 2)]  # fmt: skip
        canvas.shape(corners, color=PAIN)
        words = _("left: {n}").format(n=number(left, 0))
        canvas.text(x + NODE + 5, bottom + 6, words, 9, color=PAIN, weight="bold")


def _draw_nodes(canvas: Canvas, nodes: pd.Series, places: dict) -> None:
    for (stage, name), n in nodes.items():
        x, y, tall = places[stage, name]
        corners = [(x, y), (x + NODE, y), (x + NODE, y + tall), (x, y + tall)]
        canvas.shape(corners, color=ORANGE if name == _("other") else BLUE)
        words = lines_of(plain(name), COLUMN - NODE - 16, 8, most=1)[0]
        text = f"{words}\nn = {number(n, 0)}"
        canvas.text(x + NODE + 4, y + tall / 2, text, 8)
