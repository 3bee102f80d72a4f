"""What drives the outcome of a study: every table and picture of it."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from custsat_edu.errors import CustsatError, InputError, Problem
from custsat_edu.i18n import _, number, translate
from custsat_edu.report.files import Picture, close, paragraph, saved, write
from custsat_edu.show.tables import csv_text
from custsat_edu.stats.asymmetry import driver_classes, kano, penalty_reward, piecewise
from custsat_edu.stats.causes import pareto
from custsat_edu.stats.checks import Check
from custsat_edu.stats.drivers import importance, regression, vif
from custsat_edu.stats.priorities import importance_performance
from custsat_edu.study.study import Study

MOST_FOR_LMG = 20  # drivers; with more of them importance takes Johnson's weights
MARGIN, LEAST = 1.2, 0.8  # points a step: the workbook's rule for the kind of a driver
README = "README.txt"
_MARK = "custsat drivers"  # opens README.txt, and stands in every picture


@dataclass(frozen=True)
class Part:
    """One table of drivers: how to make it, and whether the study's weights are in it."""

    make: Callable[..., pd.DataFrame]
    weighted: bool = True


def driver_tables(
    study: Study, *, method: str = "lmg"
) -> tuple[dict[str, pd.DataFrame], list[Problem]]:
    """Compute every table about drivers that a study allows.

    Parameters
    ----------
    study : Study
        A survey whose codebook names an outcome and drivers.
    method : {"lmg", "johnson"}
        How importance is derived; with more than 20 drivers it is "johnson" in any case.

    Returns
    -------
    tables : dict of DataFrame
        "importance", "regression" (HC3), "piecewise" (bends in the middle of each scale, adjusted
        for what `adjust:` names), "penalty_reward", "importance_performance", "vif"; and where
        the study asked for them "importance_performance_stated" (importance as respondents say
        it), "kano" and "causes". Columns as the functions of these names give them (causes:
        `pareto`), and `label`, the words for each row; `weighted`, True where the study's weights
        are used. piecewise also has `kind` (of `driver_classes`) and `clear`, False where the
        limits of the difference reach across the rule's limit, so that another sample could have
        named another kind.
    problems : list of Problem
        A sentence for each table that could not be computed, and one if the method was changed.

    Raises
    ------
    InputError
        If the codebook names no outcome or no drivers, or if the method is unknown.

    Notes
    -----
    Drivers are on their own scales, the outcome on 0 to 100. In a study with weights every table
    is weighted, but those whose function takes none (vif, kano, causes). Performance is what
    `pairs:` names, else the drivers on 0 to 100. A driver is must-be or attractive where its
    slopes differ by more than 1.2 points a step, and indifferent where both are under 0.8.

    Examples
    --------
    >>> answers = pd.DataFrame({"a": [1, 2, 3, 4, 5, 2], "b": [2, 1, 3, 5, 4, 4],
    ...                         "c": [1, 2, 2, 5, 5, 3]})
    >>> from custsat_edu import load_study
    >>> study = load_study(answers, constructs={"A": "a", "B": "b", "C": "c"}, outcome="C",
    ...                    drivers=["A", "B"], scale={"min": 1, "max": 5})
    >>> tables, problems = driver_tables(study)
    >>> tables["importance"]["estimate"].round(2).to_dict()
    {'A': 0.51, 'B': 0.37}
    """
    check = Check("drivers")
    check.choice("method", method, ("lmg", "johnson"))
    check.done()
    _ask_for_drivers(study)
    problems: list[Problem] = []
    if method == "lmg" and len(study.drivers) > MOST_FOR_LMG:
        method = "johnson"
        problems.append(
            Problem(
                "{p} drivers are too many for LMG, which takes at most {most}: importance is "
                "Johnson's relative weights instead, which are near to it.",
                {"p": len(study.drivers), "most": MOST_FOR_LMG},
            )
        )
    weights = study.survey["weight"] if study.has("weight") else None
    tables = {}
    for name, part in _parts(study, method).items():
        weighted = part.weighted and weights is not None
        try:
            table = part.make(weights=weights) if weighted else part.make()
        except CustsatError as error:
            values = {"score": driver_titles()[name]}
            problems += [
                Problem("{score}: {problem}", {**values, "problem": problem})
                for problem in error.problems
            ]
            continue
        tables[name] = _labelled(table, study).assign(weighted=weighted)
    return tables, problems


def driver_titles() -> dict[str, str]:
    """Return what each table of `driver_tables` holds, in the active language."""
    return {
        "importance": _("Importance of the drivers"),
        "regression": _("Regression on all drivers"),
        "piecewise": _("Slopes below and above the middle"),
        "penalty_reward": _("Penalty and reward"),
        "importance_performance": _("Importance and performance"),
        "importance_performance_stated": _("Stated importance and performance"),
        "vif": _("Overlap of the drivers (VIF)"),
        "kano": _("Kano classes"),
        "causes": _("Causes of complaints"),
    }


def left_out(study: Study) -> pd.Series:
    """Return how many answers are missing in the outcome and in each driver, the most first.

    Examples
    --------
    >>> from custsat_edu import load_study
    >>> answers = pd.DataFrame({"a": [1, None, 3], "b": [2, 1, 3]})
    >>> study = load_study(answers, constructs={"A": "a", "B": "b"}, outcome="B", drivers=["A"],
    ...                    scale={"min": 1, "max": 5})
    >>> left_out(study).to_dict()
    {'A': 1, 'B': 0}
    """
    asked = study.scores[[study.outcome, *study.drivers]]
    return asked.isna().sum().sort_values(ascending=False, kind="stable")


def driver_pictures(
    tables: Mapping[str, pd.DataFrame],
) -> tuple[dict[str, Picture], list[Problem]]:
    """Draw what `driver_tables` gave.

    Parameters
    ----------
    tables : mapping of DataFrame
        Its tables; regression and vif have no picture.

    Returns
    -------
    pictures : dict of Picture
        The figure and its sentence, in the active language; penalty_reward makes one picture for
        each set of cut points that can be drawn: penalty_reward_ends and penalty_reward_sides.
    problems : list of Problem
        A sentence for each picture that could not be drawn.
    """
    pictures, problems = {}, []
    for name, table, plot, describe in _drawable(tables):
        shown = table.drop(columns="driver", errors="ignore").set_index("label")
        try:
            axes, sentence = plot(shown), describe(shown)
        except InputError as error:
            problems += error.problems
            continue
        pictures[name] = Picture(axes.get_figure(), sentence)
    return pictures, problems


def write_drivers(
    folder: Path,
    title: str,
    tables: Mapping[str, pd.DataFrame],
    pictures: Mapping[str, Picture],
    problems: Iterable[Problem] = (),
) -> list[str]:
    """Write tables as CSV, pictures as PNG, and README.txt, which lists and explains them.

    Parameters
    ----------
    folder : Path
        Made if there is none.
    title : str
        The second line of README.txt: the study and how many answered.
    tables, pictures : mapping
        What `driver_tables` and `driver_pictures` gave.
    problems : iterable of Problem
        They stand at the end of README.txt.

    Returns
    -------
    list of str
        The names of the files.

    Raises
    ------
    InputError
        If a file of such a name stands there that custsat did not write (then nothing is
        written), or if the folder cannot be written to.
    """
    files = {f"{name}.csv": csv_text(table).encode() for name, table in tables.items()}
    files |= {f"{name}.png": saved(picture, "png", _MARK) for name, picture in pictures.items()}
    close(pictures)
    files[README] = _readme(title, tables, pictures, problems).encode()
    return write(folder, files)


def _ask_for_drivers(study: Study) -> None:
    known = ", ".join(study.scores) or "-"
    problems = []
    if study.outcome is None:
        problems.append(
            Problem(
                "drivers: the codebook names no outcome. Add a line such as `outcome: NAME`, with "
                "one of its constructs: {known}.",
                {"known": known},
            )
        )
    if not study.drivers:
        problems.append(
            Problem(
                "drivers: the codebook names no drivers. Add a line such as "
                "`drivers: [NAME, NAME]`, with constructs that may explain the outcome: {known}.",
                {"known": ", ".join(study.scores.columns.drop(study.outcome or [])) or "-"},
            )
        )
    if problems:
        raise InputError(problems)


def _parts(study: Study, method: str) -> dict[str, Part]:
    """Return every table that the study allows, not yet computed."""
    X, y = study.scores[study.drivers], study.index[study.outcome]
    ends = {driver: study.scale(driver) for driver in X}
    parts = {
        "importance": Part(partial(importance, X, y, method=method)),
        "regression": Part(partial(regression, X, y)),
        "piecewise": Part(partial(_slopes, study, X, y)),
        "penalty_reward": Part(partial(penalty_reward, X, y, scale=ends)),
        "importance_performance": Part(partial(_map, study, X, y, method=method)),
        "importance_performance_stated": Part(partial(_map, study, X, y, stated=True)),
        "vif": Part(partial(vif, X, y), weighted=False),
        "kano": Part(partial(_kano, study), weighted=False),
        "causes": Part(partial(_causes, study), weighted=False),
    }
    needed = {"importance_performance_stated": "importance", "kano": "kano", "causes": "causes"}
    return {name: part for name, part in parts.items() if study.has(needed.get(name, "drivers"))}


def _slopes(study: Study, X: pd.DataFrame, y: pd.Series, **weights: Any) -> pd.DataFrame:
    """Return the slopes with the kind that they make of each driver."""
    known = study.survey.join(study.scores[study.scores.columns.difference(study.survey.columns)])
    middle = {driver: sum(study.scale(driver)) / 2 for driver in X}
    adjust = known[study.adjust] if study.adjust else None
    slopes = piecewise(X, y, at=middle, adjust=adjust, **weights)
    kinds = driver_classes(slopes, margin=MARGIN, least=LEAST)
    across = [kinds["low"].lt(limit) & kinds["high"].gt(limit) for limit in (-MARGIN, MARGIN)]
    clear = ~(across[0] | across[1]) & kinds["low"].notna()
    return slopes.assign(
        kind=slopes["driver"].map(kinds["kind"]), clear=slopes["driver"].map(clear)
    )


def _map(
    study: Study, X: pd.DataFrame, y: pd.Series, *, stated: bool = False, **options: Any
) -> pd.DataFrame:
    """Return importance and performance, as asked for in `pairs:` where that is so."""
    done, scale = study.index[[*X]], (0.0, 100.0)
    if study.has("performance"):
        done, scale = _of_drivers(study, "performance", X), study.scale("performance")
    if stated:
        options["stated"] = _of_drivers(study, "importance", X)
        options["stated_scale"] = study.scale("importance")
    return importance_performance(X, y, performance=done, scale=scale, **options)


def _of_drivers(study: Study, part: str, X: pd.DataFrame) -> pd.DataFrame:
    asked = study.by_driver(part)
    return asked[[driver for driver in X if driver in asked]]


def _kano(study: Study) -> pd.DataFrame:
    return kano(study.by_driver("functional"), study.by_driver("dysfunctional"))


def _causes(study: Study) -> pd.DataFrame:
    return pareto(study.items("causes"))


def _labelled(table: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Return the table with the words for each row in its first column."""
    names = table.get("driver", table.index)
    words = [_("Intercept") if name == "Intercept" else study.label(name) for name in names]
    return table.assign(label=words)[["label", *table.columns]]


def _drawable(tables: Mapping[str, pd.DataFrame]) -> Iterator[tuple[str, pd.DataFrame, Any, Any]]:
    """Yield each picture: its name, its table, and what draws and what describes it."""
    from custsat_edu.show import drivers, maps

    kinds = {
        "importance": (drivers.plot_importance, drivers.describe_importance),
        "piecewise": (drivers.plot_penalty_reward, drivers.describe_penalty_reward),
        "penalty_reward": (drivers.plot_penalty_reward, drivers.describe_penalty_reward),
        "kano": (maps.plot_kano, maps.describe_kano),
        "causes": (drivers.plot_pareto, drivers.describe_pareto),
    }
    priorities = maps.plot_importance_performance, maps.describe_importance_performance
    kinds |= {"importance_performance": priorities, "importance_performance_stated": priorities}
    for name in (name for name in tables if name in kinds):
        table = tables[name]
        if "cuts" not in table:
            yield name, table, *kinds[name]
            continue
        for cuts in table["cuts"].unique():
            chosen = table[table["cuts"] == cuts]
            if chosen["estimate"].notna().any():
                yield f"{name}_{cuts}", chosen, *kinds[name]


def _readme(
    title: str,
    tables: Mapping[str, pd.DataFrame],
    pictures: Mapping[str, Picture],
    problems: Iterable[Problem],
) -> str:
    units = _(
        "In the tables shares stand as 0 to 1; effects and slopes are points of the outcome, which "
        "runs from 0 to 100. Limits are those of 95%."
    )
    lines = [_MARK, title, "", textwrap.fill(units, 100), ""]
    for name, table in tables.items():
        lines += [f"{name}.csv", paragraph(_about(name, table)), ""]
        for drawn in (drawn for drawn in pictures if _table_of(drawn, tables) == name):
            lines += [f"{drawn}.png", paragraph(pictures[drawn].sentence), ""]
    return "\n".join([*lines, *map(translate, problems)]).rstrip() + "\n"


def _about(name: str, table: pd.DataFrame) -> str:
    """Say what a table holds, and what its columns cannot hold."""
    facts = [
        f"{key} = {number(value) if isinstance(value, float) else value}"
        for key, value in table.attrs.items()
        if not key.startswith("diagonal_")
    ]
    words = [driver_titles()[name] + "."]
    if table["weighted"].all():
        words.append(_("With weights."))
    if facts:
        words.append("; ".join(facts) + ".")
    if "warning" in table and (table["warning"] == "thin").any():
        words.append(_("Rows with the warning thin rest on under 5% of the respondents."))
    return " ".join(words)


def _table_of(picture: str, tables: Mapping[str, pd.DataFrame]) -> str:
    """Return the name of the table that a picture shows: the longest one that begins its name."""
    return max((name for name in tables if picture.startswith(name)), key=len)
