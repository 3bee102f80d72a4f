"""Every score that a study allows, each with its interval."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import pandas as pd

from custsat_edu.errors import InputError, Problem
from custsat_edu.i18n import _
from custsat_edu.stats.reliability import cronbach_alpha
from custsat_edu.stats.scores import by_group, ces, csat, ikm, mean_score, nps
from custsat_edu.study.study import Study


@dataclass(frozen=True)
class Row:
    """One score to compute: its name, its unit, the function and the answers it takes."""

    name: str
    label: str
    unit: str
    score: Callable[..., pd.Series]
    answers: pd.Series | pd.DataFrame
    weighted: bool = True
    grouped: bool = True


def score_table(study: Study, *, by: str | None = None) -> tuple[pd.DataFrame, list[Problem]]:
    """Compute every score that a study allows, each with its interval.

    Parameters
    ----------
    study : Study
        Any survey with its codebook.
    by : str, optional
        A column of `study.survey`, such as "channel" or a segment: one row a group.

    Returns
    -------
    table : DataFrame
        Index `score` (and the group's column): nps, csat, ces, ikm, the constructs, and Cronbach's
        alpha of those with three questions or more. Columns: label, unit ("points", "share",
        "scale", "ikm" or "alpha"), weighted, estimate, low, high, n, n_effective. In a study with
        weights each score stands twice, without and with them; alpha stands without.
    problems : list of Problem
        A sentence for each score that could not be computed; the rest stands in the table.

    Raises
    ------
    InputError
        If `by` is no column of the survey.

    Examples
    --------
    >>> answers = pd.DataFrame({"Q8": [9, 10, 6, 8]})
    >>> from custsat_edu import load_study
    >>> table, problems = score_table(load_study(answers, nps="Q8"))
    >>> table.loc["nps", "estimate"], problems
    (np.float64(25.0), [])
    """
    groups = _groups(study, by)
    rows, problems = [], []
    for row, weights in _tasks(study, grouped=by is not None):
        options = {} if weights is None else {"weights": weights}
        try:
            if groups is None:
                found = row.score(row.answers, **options).to_frame(row.name).T
            else:
                found = by_group(row.score, row.answers, groups, **options)
        except InputError as error:
            failed = [
                Problem("{score}: {problem}", {"score": row.label, "problem": problem})
                for problem in error.problems
            ]
            problems += [problem for problem in failed if problem not in problems]
            continue
        facts = {"label": row.label, "unit": row.unit, "weighted": weights is not None}
        found = found.assign(**facts).rename_axis(by or "score")
        rows.append(found if by is None else pd.concat({row.name: found}, names=["score"]))
    columns = [*("label", "unit", "weighted", "estimate", "low", "high", "n", "n_effective")]
    table = pd.concat(rows) if rows else pd.DataFrame(index=pd.Index([], name="score"))
    return table.reindex(columns=columns).astype({"n": "int64"}), problems


def _groups(study: Study, by: str | None) -> pd.Series | None:
    if by is None:
        return None
    if by not in study.survey:
        known = ", ".join([*(["channel"] if study.has("channel") else []), *study.segments]) or "-"
        raise InputError.of(
            "scores: there is no column {by!r} to group by. Groups of this study: {known}.",
            by=by,
            known=known,
        )
    return study.survey[by]


def _tasks(study: Study, *, grouped: bool) -> Iterator[tuple[Row, pd.Series | None]]:
    """Yield each score without weights, then with them where the study has some."""
    weights = study.survey["weight"] if study.has("weight") else None
    for row in _rows(study):
        if grouped and not row.grouped:
            continue
        yield row, None
        if row.weighted and weights is not None:
            yield row, weights


def _rows(study: Study) -> Iterator[Row]:
    survey = study.survey
    if study.has("nps"):
        yield Row("nps", _("Net Promoter Score"), "points", nps, survey["nps"])
    if study.has("csat"):
        score = partial(csat, scale=study.scale("csat"))
        yield Row("csat", _("Satisfied (two highest answers)"), "share", score, survey["csat"])
    if study.has("ces"):
        score = partial(ces, scale=study.scale("ces"))
        yield Row("ces", _("Customer effort"), "scale", score, survey["ces"])
    if study.has("ikm"):
        own = bool(study.codebook.ikm)  # the IKM of a further table is of other people
        label = _("Public service index (IKM)")
        yield Row("ikm", label, "ikm", ikm, study.items("ikm"), weighted=own, grouped=own)
    for name in study.scores:
        yield Row(name, study.label(name), "scale", mean_score, study.scores[name])
    for name in study.blocks:
        label = _("Cronbach's alpha: {name}").format(name=study.label(name))
        yield Row(f"alpha_{name}", label, "alpha", cronbach_alpha, study.items(name), False)
