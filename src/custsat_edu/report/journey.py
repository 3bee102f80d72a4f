"""The customers' journey: its map, its flow and its tables."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from custsat_edu.errors import InputError, Problem
from custsat_edu.i18n import _, number, translate
from custsat_edu.report.files import (
    Picture,
    close,
    first_as_index,
    paragraph,
    saved,
    workbook,
    write,
)
from custsat_edu.show.tables import csv_text
from custsat_edu.stats.journey import drop_off, flag_touchpoints, summarise_journey, transitions
from custsat_edu.study.study import Study

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from custsat_edu.show.journey_map import Story


README_JOURNEY = "README_journey.txt"
_JOURNEY = "custsat journey"
_ROLES = ("customer", "stage", "touchpoint", "emotion")


def journey_tables(
    study: Study, *, persona: Mapping[str, str] | None = None
) -> tuple[dict[str, pd.DataFrame], list[Problem]]:
    """Compute every table about the journey that a study's log of events allows.

    Parameters
    ----------
    study : Study
        A survey whose codebook names a table of events, and the scale of emotion under `scales:`.
    persona : mapping, optional
        Which customers' journeys, as `Study.events_of` takes it: {"tier": "Gold"}.

    Returns
    -------
    tables : dict of DataFrame
        "journey" (`summarise_journey` and `flag_touchpoints` with Holm's rule; neutral is the
        middle of the scale), "drop_off" and "transitions", as the functions of these names give
        them.
    problems : list of Problem
        A sentence for drop_off and transitions if they could not be computed.

    Raises
    ------
    InputError
        If there are no events, if they lack customer, stage, touchpoint or emotion, or as
        `summarise_journey`.
    StudyError
        If the codebook states no scale, or as `Study.events_of`.

    Examples
    --------
    >>> from custsat_edu import load_study
    >>> tables, problems = journey_tables(load_study("serambi"))
    >>> tables["journey"].query("flag == 'pain' and level == 'touchpoint'")["touchpoint"].tolist()
    ['Web checkout', 'Courier delivery', 'Chatbot', 'Complaint by e-mail']
    """
    _ask_for_events(study)
    events, problems = study.events_of(**(persona or {})), list[Problem]()
    by = ["stage", "touchpoint", *(["channel"] if "channel" in events else [])]
    neutral = sum(study.scale("emotion")) / 2
    tables = {"journey": flag_touchpoints(summarise_journey(events, by=by), neutral=neutral)}
    for name, make in (("drop_off", drop_off), ("transitions", transitions)):
        try:
            tables[name] = make(events)
        except InputError as error:
            problems += [problem for problem in error.problems if problem not in problems]
    return tables, problems


def write_journey(
    study: Study,
    folder: Path,
    found: tuple[Mapping[str, pd.DataFrame], Iterable[Problem]] | None = None,
    *,
    persona: Mapping[str, str] | None = None,
) -> tuple[list[str], list[Problem]]:
    """Write the map of a study's journey, its flow, its tables, and what stands where.

    Parameters
    ----------
    study : Study
        As `journey_tables`.
    folder : Path
        Made if there is none.
    found : tuple, optional
        What `journey_tables` gave, if it was called before.
    persona : mapping, optional
        As `journey_tables`: named above the map and in README_journey.txt.

    Returns
    -------
    files : list of str
        The names of the files: the map as PNG, PDF and SVG, its table as CSV and XLSX, the flow
        as PNG, drop_off.csv, transitions.csv and README_journey.txt, which explains them.
    problems : list of Problem
        A sentence for each part that is missing.

    Raises
    ------
    InputError
        As `journey_tables`; if a file of such a name stands there that custsat did not write (then
        nothing is written), or if the folder cannot be written to.
    """
    tables, problems = found or journey_tables(study, persona=persona)
    problems = [*problems]
    pictures, table = journey_pictures(study, tables, problems, persona or {})
    files = _journey_files(pictures["journey"], table)
    if "flow" in pictures:
        files["flow.png"] = saved(pictures["flow"], "png", _JOURNEY)
    further = {name: tables[name] for name in tables if name != "journey"}
    files |= {f"{name}.csv": csv_text(first_as_index(t)).encode() for name, t in further.items()}
    title = journey_title(study, persona=persona)
    files[README_JOURNEY] = _journey_readme(study, title, files, pictures, problems).encode()
    close(pictures)
    return write(folder, files), problems


def save_journey(
    figure: Figure, table: pd.DataFrame, folder: Path, *, sentence: str = ""
) -> list[str]:
    """Write a journey's map as PNG, PDF and SVG, and its table as CSV and XLSX.

    Parameters
    ----------
    figure : Figure
        What `plot_journey_map` gave.
    table : DataFrame
        What `journey_table` gave: plain columns. Texts that a spreadsheet would run are quoted.
    folder : Path
        Made if there is none.
    sentence : str
        What the map shows, such as `describe_journey` says it: it goes into the pictures.

    Returns
    -------
    list of str
        The names of the files: journey.png, .pdf, .svg, .csv and .xlsx.

    Raises
    ------
    InputError
        If a file of such a name stands there that custsat did not write (then nothing is
        written), or if the folder cannot be written to.

    Examples
    --------
    >>> import tempfile
    >>> from matplotlib.figure import Figure
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save_journey(Figure(), pd.DataFrame({"stage": ["Buys"], "n": [3]}), Path(folder))
    ['journey.png', 'journey.pdf', 'journey.svg', 'journey.csv', 'journey.xlsx']
    """
    return write(Path(folder), _journey_files(Picture(figure, sentence), table))


def _ask_for_events(study: Study) -> None:
    if not study.has("events"):
        raise InputError.of(
            "journey: this survey has no log of events, so there is no journey to draw. Add "
            "`tables: {{events: {{data: FILE, customer: C, time: T, stage: S, touchpoint: P, "
            "channel: K, emotion: E, dropped: D}}}}` to the codebook, with your own names."
        )
    lacking = [role for role in _ROLES if role not in study.tables["events"]]
    if lacking:
        raise InputError.of(
            "journey: the table of events lacks {lacking}. Say under tables: events: in the "
            "codebook which columns these are, as in {first}: COLUMN.",
            lacking=", ".join(lacking),
            first=lacking[0],
        )


def journey_pictures(
    study: Study,
    tables: Mapping[str, pd.DataFrame],
    problems: list[Problem],
    persona: Mapping[str, str],
) -> tuple[dict[str, Picture], pd.DataFrame]:
    """Return the map, the flow if it can be drawn, and the table that goes with the map."""
    from custsat_edu.show.flow import describe_flow, plot_flow
    from custsat_edu.show.journey_map import describe_journey, journey_table, plot_journey_map

    flags, ways = tables["journey"], tables.get("transitions")
    left, scale = tables.get("drop_off"), study.scale("emotion")
    story = _story(study, persona)
    drawn = plot_journey_map(flags, story=story, drop_off=left, scale=scale)
    pictures = {"journey": Picture(drawn, describe_journey(flags))}
    if ways is not None:
        try:
            pictures["flow"] = Picture(plot_flow(ways), describe_flow(ways))
        except InputError as error:
            problems += error.problems
    return pictures, journey_table(flags)


def _story(study: Study, persona: Mapping[str, str]) -> Story:
    """Return the codebook's words; whose journey it is stands with the actor."""
    from custsat_edu.show.journey_map import Story

    words = study.story
    if persona:
        words["actor"] = ", ".join([*filter(None, [words.get("actor")]), _named(study, persona)])
    return Story(**words)


def _named(study: Study, persona: Mapping[str, str]) -> str:
    """Say what the customers of a persona have in common."""
    return ", ".join(f"{study.label(name)} = {value}" for name, value in persona.items())


def _journey_files(picture: Picture, table: pd.DataFrame) -> dict[str, bytes]:
    files = {f"journey.{kind}": saved(picture, kind, _JOURNEY) for kind in ("png", "pdf", "svg")}
    files["journey.csv"] = csv_text(first_as_index(table)).encode()
    return files | {"journey.xlsx": workbook(table, "journey", _JOURNEY)}


def journey_title(study: Study, *, persona: Mapping[str, str] | None = None) -> str:
    """Name the study, the persona and how many journeys and events there are of it."""
    events = study.events_of(**(persona or {}))
    journeys = events["journey" if "journey" in events else "customer"].nunique()
    words = _("{name}: {journeys} journeys, {events} events")
    name = f"{study.name}, {_named(study, persona)}" if persona else study.name
    return words.format(name=name, journeys=number(journeys, 0), events=number(len(events), 0))


def _journey_readme(
    study: Study,
    title: str,
    files: Iterable[str],
    pictures: Mapping[str, Picture],
    problems: Iterable[Problem],
) -> str:
    low, high = study.scale("emotion")
    units = _(
        "Means are on the scale from {low} to {high}, and {neutral} is neutral. Shares stand as 0 "
        "to 1. Limits are those of 95%."
    ).format(low=number(low), high=number(high), neutral=number((low + high) / 2))
    said = {
        "journey.png, journey.pdf, journey.svg": pictures["journey"].sentence,
        "journey.csv, journey.xlsx": _(
            "The touchpoints of the map: the mean of each with its limits, and which are a pain "
            "point (the whole interval below neutral, at least 30 ratings, Holm's rule) or a "
            "delight."
        ),
        "flow.png": pictures["flow"].sentence if "flow" in pictures else "",
        "drop_off.csv": _("How many journeys reach each stage, and how many of these end there."),
        "transitions.csv": _("Where customers go from each touchpoint: on, away or to the end."),
    }
    units = textwrap.fill(units, 100, break_on_hyphens=False)
    lines = [_JOURNEY, title, "", units, ""]
    for names, words in said.items():
        if names.split(",")[0] in files:
            lines += [names, paragraph(words), ""]
    return "\n".join([*lines, *map(translate, problems)]).rstrip() + "\n"
