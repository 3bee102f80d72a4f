"""Every analysis that a study allows, part by part: its table, its picture and its sentences."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any, cast

import pandas as pd

from custsat_edu.errors import CustsatError, Problem
from custsat_edu.i18n import _
from custsat_edu.report.drivers import driver_pictures, driver_tables, driver_titles
from custsat_edu.report.files import Picture, close
from custsat_edu.report.journey import journey_pictures, journey_tables
from custsat_edu.report.scores import score_table
from custsat_edu.stats.adjust import adjusted_difference, balance
from custsat_edu.stats.compare import compare_groups, compare_several
from custsat_edu.stats.factors import cfa, factor_quality
from custsat_edu.stats.journey_models import drop_off_odds
from custsat_edu.stats.ordered import ordered_logit, proportional_odds
from custsat_edu.stats.recovery import median_time, time_to_resolution
from custsat_edu.stats.reliability import item_rest, mcdonald_omega
from custsat_edu.study.study import Study

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_ANSWERS = 11  # an outcome of one question with as many different answers is ordered


@dataclass(frozen=True)
class Result:
    """One analysis: a table, what it is called, and what is drawn and said of it.

    `analysis` is its name in `methods_text`, "" where there are no sentences about it; `about`
    names what it explains, and then what explains it: with them a plan finds its hypotheses.
    """

    name: str
    title: str
    table: pd.DataFrame
    analysis: str = ""
    picture: Picture | None = None
    about: tuple[str, ...] = ()


@dataclass
class Part:
    """The results of one part of the report, and a sentence for each that could not be had."""

    results: list[Result] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def add(self, name: str, title: str, make: Callable[[], Any], **more: Any) -> None:
        """Compute a table and add it; what cannot be computed becomes a problem."""
        try:
            table = make()
        except CustsatError as error:
            said = (Problem("{score}: {problem}", {"score": title, "problem": p})
                    for p in error.problems)  # fmt: skip
            self.problems += [problem for problem in said if problem not in self.problems]
            return
        draw = more.pop("draw", None)
        if isinstance(table, pd.Series):
            table = table.to_frame(table.name or name).T.infer_objects()
        self.results.append(Result(name, title, table, **more))
        if draw is not None:
            self._draw(draw)

    def _draw(self, draw: tuple[Callable, Callable]) -> None:
        last = self.results.pop()
        picture = None
        try:
            plot, describe = draw
            picture = _picture(plot(last.table), describe(last.table))
        except CustsatError as error:
            self.problems += error.problems
        self.results.append(replace(last, picture=picture))


def _picture(axes: Axes, sentence: str) -> Picture:
    return Picture(cast("Figure", axes.get_figure()), sentence)


def parts_of(study: Study) -> dict[str, tuple[str, Callable[[], Part]]]:
    """Return the parts that a study allows: name -> its title and how it is made."""
    parts: dict[str, tuple[str, Callable[[Study], Part], bool]] = {
        "problems": (_("What to know before any number"), _problems, True),
        "scores": (_("Scores"), _scores, bool(_any_score(study))),
        "reliability": (_("How well the questions measure"), _reliability, bool(study.blocks)),
        "drivers": (
            _("What drives the outcome"), _drivers, bool(study.outcome and study.drivers),
        ),
        "groups": (
            _("Channels and segments"), _groups, bool(study.outcome and _group_columns(study)),
        ),
        "journey": (_("The journey"), _journey, study.has("events")),
        "complaints": (_("Complaints"), _complaints, _has_times(study)),
    }  # fmt: skip
    return {
        name: (title, partial(make, study)) for name, (title, make, there) in parts.items() if there
    }


def _any_score(study: Study) -> bool:
    return any(study.has(role) for role in ("nps", "csat", "ces", "ikm", "constructs"))


def _group_columns(study: Study) -> list[str]:
    return [*(["channel"] if study.has("channel") else []), *study.segments]


def _has_times(study: Study) -> bool:
    return study.has("complaints") and {"opened", "closed"} <= {*study.tables["complaints"]}


def _problems(study: Study) -> Part:
    from custsat_edu.show.problems import describe_problems, plot_problems

    part, problems = Part(), study.problems
    heads = {"what": _("Sign"), "where": _("Where"), "advice": _("Advice")}
    shown = problems[["what", "where", "n", "share", "advice"]].rename(columns=heads)
    shown = shown.replace({heads["where"]: {"-": "–"}})
    part.add("problems", _("Signs in the answers and in the file"),
             lambda: shown.set_index(heads["what"]))  # fmt: skip
    if len(problems):
        picture = _picture(plot_problems(problems), describe_problems(problems))
        part.results = [replace(part.results[0], picture=picture)]
    return part


def _scores(study: Study) -> Part:
    from custsat_edu.show.charts import describe_intervals, plot_intervals

    part = Part()
    table, part.problems = score_table(study)
    if len(table):
        part.add("scores", _("Every score with its interval"), lambda: table, analysis="scores")
    for by in _group_columns(study):
        title = _("Scores by “{group}”").format(group=study.label(by))
        part.add(f"scores_by_{by}", title, partial(_scores_by, study, by, part))
    if study.outcome and study.has("channel"):
        rows = table_of(part, "scores_by_channel")
        if rows is not None and study.outcome in rows.index:
            chosen, name = rows.loc[study.outcome], study.label(study.outcome)
            part.add("outcome_by_channel", _("{outcome} by channel").format(outcome=name),
                     lambda: chosen[["estimate", "low", "high", "n"]],
                     draw=(plot_intervals, describe_intervals))  # fmt: skip
    return part


def _scores_by(study: Study, by: str, part: Part) -> pd.DataFrame:
    """Return the scores of each group, with weights where there are some."""
    table, problems = score_table(study, by=by)
    part.problems += [problem for problem in problems if problem not in part.problems]
    return table[table["weighted"]] if study.has("weight") else table


def table_of(part: Part, name: str) -> pd.DataFrame | None:
    """Return the table of a result, None where there is none."""
    return next((result.table for result in part.results if result.name == name), None)


def _reliability(study: Study) -> Part:
    part = Part()
    for name in study.blocks:
        words, items = study.label(name), study.items(name).rename(columns=study.label)
        title = _("The questions of {name}").format(name=words)
        part.add(f"items_{name}", title, partial(item_rest, items), analysis="item_rest")
        title = _("Omega of {name}").format(name=words)
        part.add(f"omega_{name}", title, partial(mcdonald_omega, items), analysis="omega")
    if len(study.blocks) > 1:
        items = pd.concat([study.items(name) for name in study.blocks], axis=1)
        model = {name: [*study.items(name)] for name in study.blocks}
        if items.columns.is_unique:
            part.add("cfa", _("Factors as the codebook has them"), lambda: cfa(items, model),
                     analysis="cfa")  # fmt: skip
            part.add("factor_quality", _("What the factors explain"),
                     lambda: factor_quality(items, model), analysis="factor_quality")  # fmt: skip
    return part


def _drivers(study: Study) -> Part:
    tables, problems = driver_tables(study)
    pictures, undrawn = driver_pictures(tables)
    part = Part(problems=[*problems, *undrawn])
    about = (str(study.outcome), *study.drivers)
    for name, table in tables.items():
        keys = (key for key in (name, f"{name}_ends", f"{name}_sides") if key in pictures)
        drawn = pictures.pop(next(keys, ""), None)
        part.results.append(Result(name, driver_titles()[name], table, name, drawn, about))
    close(pictures)  # a second set of cut points
    _ordered(study, part, about)
    return part


def _ordered(study: Study, part: Part, about: tuple[str, ...]) -> None:
    """Add the ordered logit where the outcome is one question with few answers."""
    y, X = study.scores[str(study.outcome)], _in_words(study, study.scores[study.drivers])
    if study.items(str(study.outcome)).shape[1] > 1 or y.nunique() > MOST_ANSWERS:
        return
    weights = {"weights": study.survey["weight"]} if study.has("weight") else {}
    part.add("ordered_logit", _("Ordered logit"), lambda: ordered_logit(X, y, **weights),
             analysis="ordered_logit", about=about)  # fmt: skip
    part.add("proportional_odds", _("Test of proportional odds"),
             lambda: proportional_odds(X, y), analysis="proportional_odds",
             about=about)  # fmt: skip


def _in_words(study: Study, table: pd.DataFrame) -> pd.DataFrame:
    """Return a table whose columns have their labels, where each has its own."""
    words = [study.label(name) for name in table]
    return table.set_axis(words, axis=1) if len({*words}) == len(words) else table


def _groups(study: Study) -> Part:
    from custsat_edu.show.groups import describe_differences, plot_differences

    part, y = Part(), study.index[str(study.outcome)]
    for name in _group_columns(study):
        groups, about = study.survey[name], (str(study.outcome), name)
        words = study.label(name)
        title = _("{outcome} by “{group}”: pairs").format(
            outcome=study.label(str(study.outcome)), group=words
        )
        part.add(f"pairs_{name}", title, partial(_compare, study, y, groups),
                 analysis="compare_groups", about=about,
                 draw=(plot_differences, describe_differences))  # fmt: skip
        if groups.nunique() > 2:
            title = _("All groups of “{group}” at once").format(group=words)
            part.add(f"several_{name}", title, partial(compare_several, y, groups),
                     analysis="compare_several", about=about)  # fmt: skip
    if study.has("channel") and study.adjust and study.survey["channel"].nunique() == 2:
        _adjusted(study, part, y)
    return part


def _compare(study: Study, y: pd.Series, groups: pd.Series) -> pd.DataFrame:
    weights = {"weights": study.survey["weight"]} if study.has("weight") else {}
    return compare_groups(y, groups, **weights)


def _adjusted(study: Study, part: Part, y: pd.Series) -> None:
    """Add the difference of two channels with the groups made alike."""
    known = study.survey.join(study.scores[study.scores.columns.difference(study.survey.columns)])
    channel, covariates = study.survey["channel"], known[study.adjust]
    weights = {"weights": study.survey["weight"]} if study.has("weight") else {}
    about = (str(study.outcome), "channel")
    part.add("adjusted", _("The difference between the channels, adjusted"),
             lambda: adjusted_difference(y, channel, covariates, **weights),
             analysis="adjusted_difference", about=about)  # fmt: skip
    part.add("balance", _("How alike the channels' customers are"),
             lambda: balance(channel, covariates, **weights), analysis="balance")  # fmt: skip


def _journey(study: Study) -> Part:
    tables, problems = journey_tables(study)
    pictures, _table = journey_pictures(study, tables, problems, {})
    part = Part(problems=problems)
    titles = {
        "journey": _("Every touchpoint"),
        "drop_off": _("Who leaves where"),
        "transitions": _("From touchpoint to touchpoint"),
    }
    shown = {"journey": "journey", "transitions": "flow"}
    for name, table in tables.items():
        picture = pictures.get(shown.get(name, ""))
        part.results.append(Result(name, titles[name], table, name, picture, ("events",)))
    events, neutral = study.tables["events"], sum(study.scale("emotion")) / 2
    part.add("drop_off_odds", _("What makes them leave"),
             lambda: drop_off_odds(events, neutral=neutral), analysis="drop_off_odds",
             about=("events",))  # fmt: skip
    return part


def _complaints(study: Study) -> Part:
    from custsat_edu.show.recovery import describe_survival, plot_survival

    part, log = Part(), study.tables["complaints"]
    until = pd.concat([pd.to_datetime(log[c], errors="coerce") for c in ("opened", "closed")]).max()
    part.add("resolution", _("How long a complaint stays open"),
             lambda: time_to_resolution(log["opened"], log["closed"], until=until),
             analysis="time_to_resolution", draw=(plot_survival, describe_survival))  # fmt: skip
    curve = table_of(part, "resolution")
    if curve is not None:
        part.add("median_time", _("Half of the complaints are closed after"),
                 lambda: median_time(curve), analysis="median_time")  # fmt: skip
    return part


def planned(study: Study, about: tuple[str, ...]) -> bool | None:
    """Say whether the plan names what an analysis is about; None without a plan or a hypothesis.

    One sentence of the plan must name what is explained and something that explains it, by its
    name, its column or its words in either language.
    """
    if not about or not study.codebook.plan:
        return None
    effect, *causes = about
    return any(
        _told(study, effect, text) and (not causes or any(_told(study, c, text) for c in causes))
        for text in study.codebook.plan
    )


def _told(study: Study, name: str, text: str) -> bool:
    words = "|".join(re.escape(word) for word in _names(study, name))
    return bool(re.search(rf"(?<!\w)(?:{words})(?!\w)", text, re.IGNORECASE))


def _names(study: Study, name: str) -> Iterator[str]:
    book = study.codebook
    column = book.channel if name == "channel" else book.segments.get(name)
    yield from filter(None, (name, study.label(name), column))
    labels = [book.questions.get(name), book.questions.get(column or "")]
    labels += [book.constructs[name].label] if name in book.constructs else []
    yield from (word for label in labels if label for word in label.both)


def facts_of(study: Study, result: Result) -> Mapping[str, Any]:
    """Return what `Facts` takes of a study and one of its results."""
    return {
        "n": len(study.survey),
        "excluded": study.exclusions,
        "sampling": study.codebook.sampling or "",
        "planned": planned(study, result.about),
        "outcome": study.label(study.outcome) if study.outcome else "",
        "labels": {name: study.label(name) for name in study.scores},
    }
