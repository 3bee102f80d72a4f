"""The words of a journey map as the codebook gives them, and the events of one kind of customer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from custsat_edu.errors import Problem, StudyError
from custsat_edu.study.answers import code, tidy
from custsat_edu.study.codebook import Text, nearest

if TYPE_CHECKING:
    from custsat_edu.study.study import Study


def words_of_journey(study: Study) -> dict[str, Any]:
    """Return what `journey:` says, its stages by their labels, in the active language.

    Raises
    ------
    StudyError
        If it names a stage that the events do not have.
    """
    told = study.codebook.journey
    if told is None:
        return {}
    heading = {"title": told.title, "actor": told.actor, "scenario": told.scenario}
    words = {key: str(text) for key, text in heading.items() if text}
    by_label, problems = {}, []
    known = _stages(study)
    for stage, texts in told.stages.items():
        if code(stage) not in known:
            problems.append(_no_such_stage(stage, known))
        else:
            by_label[known[code(stage)]] = _spoken(texts)
    if problems:
        raise StudyError(problems)
    return {**words, "stages": by_label}


def _spoken(texts: Mapping[Any, Text]) -> dict[str, str]:
    return {key: str(text) for key, text in texts.items()}


def _stages(study: Study) -> dict[str, str]:
    """Return the label of every stage by all that may stand for it, in the map's order."""
    if "stage" not in study.tables.get("events", ()):
        raise StudyError.of(
            "study: journey: tells the words of a map, but there is no table of events with a "
            "stage. Add tables: events: with stage: COLUMN, or take journey: out."
        )
    stages = study.tables["events"]["stage"]
    names = stages.cat.categories if hasattr(stages, "cat") else stages.dropna().unique()
    labels = {code(name): str(name) for name in names}
    return labels | {key: name for key, name in _labels(study, "stage").items() if name in names}


def _labels(study: Study, name: str) -> dict[str, str]:
    """Return the label of every value of a column by its code and its words in both languages."""
    values = study.codebook.values.get(name, {})
    return {code(word): str(text) for key, text in values.items() for word in (key, *text.both)}


def _no_such_stage(stage: str, known: Mapping[str, str]) -> Problem:
    values = {"stage": stage, "known": ", ".join(map(str, dict.fromkeys(known.values())))}
    return Problem(
        "study: journey: stages: the events have no stage {stage!r}. There are: {known}.", values
    )


def events_of_persona(study: Study, persona: Mapping[str, Any]) -> pd.DataFrame:
    """Return the events of the customers who have all the values.

    Raises
    ------
    StudyError
        As `Study.events_of`.
    """
    if "customer" not in study.tables.get("events", ()):
        raise StudyError.of(
            "study: there is no table of events with a customer, so nobody's journey can be "
            "chosen. Add tables: events: with customer: COLUMN to the codebook."
        )
    events = study.tables["events"]
    chosen, problems = pd.Series(True, index=events.index), list[Problem]()
    for name, value in persona.items():
        rows = next(_attributes(study, events, name), None)
        wanted = code(_labels(study, name).get(code(value), value))
        if rows is None:
            problems.append(_no_such_attribute(study, name))
        elif not (same := rows.map(code) == wanted).any():
            problems.append(_no_such_value(name, value, rows))
        else:
            chosen &= same
    if not problems and not chosen.any():
        said = ", ".join(f"{name} = {value}" for name, value in persona.items())
        problems.append(
            Problem("study: no customer is {persona}. Ask for less.", {"persona": said})
        )
    if problems:
        raise StudyError(problems)
    return events[chosen].reset_index(drop=True)


def _attributes(study: Study, events: pd.DataFrame, name: str) -> Iterator[pd.Series]:
    """Yield a column beside each event: its own, of the table customers, of the survey."""
    if name in events:
        yield events[name].astype(object)
    for people, key in ((study.tables.get("customers"), "customer"), (study.survey, "id")):
        if people is not None and {name, key} <= {*people.columns}:
            once = people.dropna(subset=[key]).drop_duplicates(key)
            by_customer = pd.Series(once[name].astype(object).to_numpy(), once[key].map(code))
            yield events["customer"].map(code).map(by_customer)


def _no_such_attribute(study: Study, name: str) -> Problem:
    known = {*study.tables["events"].columns, *study.tables.get("customers", pd.DataFrame())}
    known |= {*study.survey.columns} if "id" in study.survey else set()
    if near := nearest(name, known):
        return Problem(
            "study: nothing is known of {name!r} for the customers of the log. Did you mean "
            "{near!r}? It must be a column of the events, of a table customers, or of a survey "
            "whose codebook names its id:.",
            {"name": name, "near": near},
        )
    return Problem(
        "study: nothing is known of {name!r} for the customers of the log. It must be a column of "
        "the events, of a table customers, or of a survey whose codebook names its id:. There "
        "are: {known}.",
        {"name": name, "known": ", ".join(sorted(known)[:12])},
    )


def _no_such_value(name: str, value: Any, rows: pd.Series) -> Problem:
    known = sorted({tidy(cell) for cell in rows.dropna()})
    values = {"name": name, "value": str(value), "known": ", ".join(known[:12])}
    return Problem("study: no customer has {name} = {value!r}. There are: {known}.", values)
