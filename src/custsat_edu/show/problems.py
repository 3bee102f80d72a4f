"""The chart of what a reader should know before any number: `Study.problems` as bars.

A finished table goes in, matplotlib Axes come out; `describe_problems` is its sentence.
"""

from __future__ import annotations

import textwrap

import pandas as pd
from matplotlib.axes import Axes

from custsat_edu.i18n import _, ngettext, number
from custsat_edu.show.canvas import plain
from custsat_edu.show.checks import checked
from custsat_edu.show.style import (
    BLUE,
    INK,
    LETTERS_A_LINE,
    MUTED,
    ORANGE,
    TEXT,
    beside,
    dress_rows,
    make_room,
    new_axes,
    say_below,
)
from custsat_edu.show.words import percent

KINDS = ("answers", "items", "rows", "file")
MOST_ITEMS = 5  # questions in the picture; the table has them all
_COLOURS = {"answers": BLUE, "items": ORANGE}
_LETTERS = 32  # in a line of two


def plot_problems(problems: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw how many respondents each note on the answers concerns.

    Parameters
    ----------
    problems : DataFrame
        `Study.problems`: one row a note with the columns what, where, n, share and kind. Notes
        without a share, such as a suspect item, are counted below the picture.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes
        x: percent of the respondents. Above, in blue, how respondents answered; below, in orange,
        the questions, at most five of them; the largest share first.

    Raises
    ------
    InputError
        If a column is missing or holds no numbers, or a kind is unknown.

    Examples
    --------
    >>> import custsat_edu as cs
    >>> answers = pd.DataFrame({"Q8": [9, 3, 8, 7], "took": [300, 280, 310, 60]})
    >>> ax = plot_problems(cs.load_study(answers, nps="Q8", duration="took").problems)
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['', 'speeders']
    >>> [text.get_text() for text in ax.texts]
    ['How respondents answered', '1 (25.0%)']
    """
    groups, rest = _groups(problems, "plot_problems")
    rows = _in_rows(groups)
    ax = new_axes(len(rows)) if ax is None else ax
    if not rows:
        return _say_nothing(ax, rest)
    dress_rows(ax, [label for label, _note in rows])
    for tick in ax.get_yticklabels():
        tick.set_parse_math(False)
    top = max(note["share"] for _label, note in rows if "share" in note)
    make_room(ax, 0, 100 * top, [""], [_numbers(note) for _label, note in rows if "share" in note])
    for row, (_label, note) in enumerate(rows):
        if "share" not in note:
            beside(ax, note["title"], (0, row), (0, -3), size=TEXT, weight="bold")
            continue
        ax.barh(row, 100 * note["share"], color=_COLOURS[note["kind"]], height=0.5)
        beside(ax, _numbers(note), (100 * note["share"], row), (6, 0), size=TEXT)
    ax.xaxis.set_major_formatter(lambda value, _position: f"{number(value)}%")
    say_below(ax, _("share of the respondents"), *_below(groups, rest))
    return ax


def describe_problems(problems: pd.DataFrame) -> str:
    """Say what `plot_problems` shows, and name the notes that have no share.

    Parameters
    ----------
    problems : DataFrame
        The table that was drawn.

    Returns
    -------
    str
        Every note with how many respondents it concerns, in the active language.

    Raises
    ------
    InputError
        As `plot_problems`.

    Examples
    --------
    >>> import custsat_edu as cs
    >>> answers = pd.DataFrame({"Q8": [9, 3, 8, 7], "took": [300, 280, 310, 60]})
    >>> describe_problems(cs.load_study(answers, nps="Q8", duration="took").problems)
    'How respondents answered: speeders 1 (25.0%).'
    """
    groups, rest = _groups(problems, "describe_problems")
    said = [
        f"{title}: {'; '.join(f'{_name(note)} {_numbers(note)}' for note in notes)}."
        for title, notes in groups.items()
    ]
    if rest:
        template = _("Notes without a share: {notes}.")
        said.append(template.format(notes="; ".join(map(_name, rest))))
    return " ".join(said) or _nothing()


def _groups(problems: pd.DataFrame, chart: str) -> tuple[dict[str, list[pd.Series]], list]:
    """Return the notes with a share under their titles, the largest first, and the other notes."""
    if len(problems) or not {"what", "where", "n", "share", "kind"} <= {*problems}:
        words = {name: problems[name].unique() for name in ("what", "where") if name in problems}
        known = {"what": (), "where": (), **words, "kind": KINDS}
        problems = checked(problems, chart, ["n", "share"], known)
    shown = problems["share"].notna() & problems["kind"].isin([*_COLOURS])
    titles = {"answers": _("How respondents answered"), "items": _("Questions")}
    groups = {
        title: [note for _place, note in rows.iterrows()]
        for kind, title in titles.items()
        if len(rows := _sorted(problems[shown & (problems["kind"] == kind)]))
    }
    return groups, [note for _place, note in problems[~shown].iterrows()]


def _sorted(notes: pd.DataFrame) -> pd.DataFrame:
    return notes.sort_values("share", ascending=False, kind="stable")


def _in_rows(groups: dict[str, list[pd.Series]]) -> list[tuple[str, pd.Series | dict]]:
    """Return the rows of the picture from the top: a title, then its notes."""
    rows: list[tuple[str, pd.Series | dict]] = []
    for title, notes in groups.items():
        rows.append(("", {"title": title}))
        most = MOST_ITEMS if notes[0]["kind"] == "items" else len(notes)
        rows += [(_label(note), note) for note in notes[:most]]
    return rows


def _name(note: pd.Series) -> str:
    """Return what a note is about: its words, and where unless it is everywhere."""
    return str(note["what"]) if note["where"] == "-" else f"{note['what']} ({note['where']})"


def _label(note: pd.Series) -> str:
    """Return a note's name in two lines at most, the question first."""
    said, where = plain(note["what"]), plain(note["where"])
    if note["kind"] == "answers" or where == "-":
        return textwrap.fill(said, LETTERS_A_LINE, max_lines=2, placeholder="…")
    short = f"{where}: {said}"
    return short if len(short) <= LETTERS_A_LINE else f"{_cut(where)}\n{_cut(said)}"


def _cut(line: str) -> str:
    return line if len(line) <= _LETTERS else f"{line[: _LETTERS - 1].rstrip()}…"


def _numbers(note: pd.Series | dict) -> str:
    return f"{number(note['n'], 0)} ({percent(note['share'])})"


def _below(groups: dict[str, list[pd.Series]], rest: list) -> list[str]:
    """Return what the picture does not show."""
    items = sum(len(notes) for notes in groups.values() if notes[0]["kind"] == "items")
    more, notes = items - MOST_ITEMS, len(rest)
    hidden = ngettext("{n} more question is in the table", "{n} more questions are in the table",
                      more)  # fmt: skip
    shareless = ngettext("{n} note without a share is in the table",
                         "{n} notes without a share are in the table", notes)  # fmt: skip
    return [
        hidden.format(n=number(more, 0)) if more > 0 else "",
        shareless.format(n=number(notes, 0)) if notes else "",
    ]


def _nothing() -> str:
    return _("No sign of careless answers, and no question that many left out.")


def _say_nothing(ax: Axes, rest: list) -> Axes:
    """Draw that there is nothing to draw."""
    ax.axis("off")
    said = "\n".join(filter(None, [_nothing(), *_below({}, rest)]))
    middle = {"xycoords": "axes fraction", "ha": "center", "color": INK if rest else MUTED}
    beside(ax, textwrap.fill(said, 2 * LETTERS_A_LINE), (0.5, 0.5), (0, 0), **middle, size=TEXT)
    return ax
