"""One survey -> its results: every score, what drives the outcome, and the customers' journey."""

from __future__ import annotations

import io
import textwrap
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from custsat_edu.errors import CustsatError, InputError, Problem
from custsat_edu.i18n import _, number, translate
from custsat_edu.stats.asymmetry import driver_classes, kano, penalty_reward, piecewise
from custsat_edu.stats.causes import pareto
from custsat_edu.stats.checks import Check
from custsat_edu.stats.drivers import importance, regression, vif
from custsat_edu.stats.journey import drop_off, flag_touchpoints, summarise_journey, transitions
from custsat_edu.stats.priorities import importance_performance
from custsat_edu.stats.reliability import cronbach_alpha
from custsat_edu.stats.scores import by_group, ces, csat, ikm, mean_score, nps
from custsat_edu.study.study import Study

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from custsat_edu.show.journey_map import Story


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


# Drivers ------------------------------------------------------------------------------------------

MOST_FOR_LMG = 20  # drivers; with more of them importance takes Johnson's weights
MARGIN, LEAST = 1.2, 0.8  # points a step: the workbook's rule for the kind of a driver
DPI = 150
README = "README.txt"
_MARK = b"custsat drivers"  # opens README.txt, and stands in every picture
_OURS = {  # what a file of ours holds
    ".png": b"Software\0custsat ",
    ".pdf": b"/Creator (custsat ",
    ".svg": b"<dc:title>custsat ",
    ".xlsx": b"<dc:creator>custsat ",
}


@dataclass(frozen=True)
class Part:
    """One table of drivers: how to make it, and whether the study's weights are in it."""

    make: Callable[..., pd.DataFrame]
    weighted: bool = True


@dataclass(frozen=True)
class Picture:
    """A figure, and the sentence that says what it shows."""

    figure: Figure
    sentence: str


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
    files |= {f"{name}.png": _png(picture) for name, picture in pictures.items()}
    files[README] = _readme(title, tables, pictures, problems).encode()
    return _write(folder, files)


def _write(folder: Path, files: Mapping[str, bytes]) -> list[str]:
    """Write files into a folder, none of them over one that is not ours; return their names."""
    try:
        foreign = [name for name, new in files.items() if _is_foreign(folder / name, new)]
        if foreign:
            raise InputError(
                Problem(
                    "{file}: there is such a file already, and custsat did not write it. Choose "
                    "another folder for --out.",
                    {"file": str(folder / name)},
                )
                for name in foreign
            )
        folder.mkdir(parents=True, exist_ok=True)
        for name, new in files.items():
            (folder / name).write_bytes(new)
    except OSError as error:
        raise InputError.of(
            "{file}: this cannot be written ({reason}). Choose a folder for --out that you may "
            "write to.",
            file=str(error.filename or folder),
            reason=error.strerror,
        ) from None
    return [*files]


def csv_text(table: pd.DataFrame) -> str:
    r"""Return a table as CSV: every digit of its numbers, and no text that a spreadsheet runs.

    Examples
    --------
    >>> csv_text(pd.DataFrame({"=1+1": [0.5]}, index=pd.Index(["@SUM"], name="driver")))
    "driver,'=1+1\n'@SUM,0.5\n"
    """
    cells = table.reset_index(allow_duplicates=True).map(_no_formula)
    return cells.rename(columns=_no_formula).to_csv(index=False, lineterminator="\n")


def _no_formula(cell: Any) -> Any:
    """Keep a spreadsheet from running a text as a formula."""
    formula = isinstance(cell, str) and cell.startswith(("=", "+", "-", "@"))
    return f"'{cell}" if formula else cell


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


def _png(picture: Picture) -> bytes:
    """Return a figure as PNG, with its sentence inside, and close it."""
    import matplotlib.pyplot as plt

    file = io.BytesIO()
    words = {"Software": _MARK.decode(), "Description": picture.sentence}
    picture.figure.savefig(file, format="png", dpi=DPI, metadata=words)
    plt.close(picture.figure)
    return file.getvalue()


def _is_foreign(path: Path, new: bytes) -> bool:
    """Say whether a file stands there that is not one of ours."""
    old = path.read_bytes() if path.is_file() else b""
    if path.suffix in _OURS:
        return bool(old) and _OURS[path.suffix] not in _unpacked(old)
    mark = (
        b",".join(new.split(b",", 2)[:2]) + b"," if path.suffix == ".csv" else new.split(b"\n")[0]
    )
    return bool(old) and not old.startswith(mark)


def _unpacked(old: bytes) -> bytes:
    """Return what tells whose file it is: of a workbook, its properties."""
    try:
        with zipfile.ZipFile(io.BytesIO(old)) as book:
            return book.read("docProps/core.xml")
    except (zipfile.BadZipFile, KeyError):
        return old


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
    lines = [_MARK.decode(), title, "", textwrap.fill(units, 100), ""]
    for name, table in tables.items():
        lines += [f"{name}.csv", _paragraph(_about(name, table)), ""]
        for drawn in (drawn for drawn in pictures if _table_of(drawn, tables) == name):
            lines += [f"{drawn}.png", _paragraph(pictures[drawn].sentence), ""]
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


def _paragraph(text: str) -> str:
    indent = 4 * " "
    return textwrap.fill(
        text, 96, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
    )


# The journey --------------------------------------------------------------------------------------

README_JOURNEY = "README_journey.txt"
_JOURNEY = "custsat journey"
_MADE = datetime(2026, 1, 5)  # the same input gives the same bytes
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
    pictures, table = _journey_pictures(study, tables, problems, persona or {})
    files = _journey_files(pictures["journey"], table)
    if "flow" in pictures:
        files["flow.png"] = _saved(pictures["flow"], "png")
    further = {name: tables[name] for name in tables if name != "journey"}
    files |= {f"{name}.csv": csv_text(_first_as_index(t)).encode() for name, t in further.items()}
    title = journey_title(study, persona=persona)
    files[README_JOURNEY] = _journey_readme(study, title, files, pictures, problems).encode()
    _close(pictures)
    return _write(folder, files), problems


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
    return _write(Path(folder), _journey_files(Picture(figure, sentence), table))


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


def _journey_pictures(
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
    files = {f"journey.{kind}": _saved(picture, kind) for kind in ("png", "pdf", "svg")}
    files["journey.csv"] = csv_text(_first_as_index(table)).encode()
    return files | {"journey.xlsx": _workbook(table)}


def _saved(picture: Picture, kind: str) -> bytes:
    """Return a figure as PNG, PDF or SVG, with its sentence inside; no clock is in it."""
    import matplotlib as mpl

    words = {
        "png": {"Software": _JOURNEY, "Description": picture.sentence},
        "pdf": {"Creator": _JOURNEY, "Subject": picture.sentence, "CreationDate": None},
        "svg": {"Creator": [_JOURNEY], "Description": picture.sentence, "Date": None},
    }
    file = io.BytesIO()
    with mpl.rc_context({"svg.hashsalt": _JOURNEY, "pdf.fonttype": 42}):
        picture.figure.savefig(file, format=kind, dpi=DPI, metadata=words[kind])
    return file.getvalue()


def _workbook(table: pd.DataFrame) -> bytes:
    """Return a table as a workbook of one sheet, its texts as texts."""
    import xlsxwriter

    file = io.BytesIO()
    plain = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, plain) as book:
        book.set_properties({"author": _JOURNEY, "created": _MADE})
        page = book.add_worksheet("journey")
        page.write_row(0, 0, [_no_formula(str(name)) for name in table])
        for across, column in enumerate(table):
            for down, cell in enumerate(table[column].tolist(), start=1):
                if not pd.isna(cell):
                    page.write(down, across, _no_formula(cell))
        page.freeze_panes(1, 0)
        page.autofit()
    return file.getvalue()


def _first_as_index(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table whose rows are only numbered with its first column as their name."""
    return table if table.index.name else table.set_index(table.columns[0])


def _close(pictures: Mapping[str, Picture]) -> None:
    import matplotlib.pyplot as plt

    for picture in pictures.values():
        plt.close(picture.figure)


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
            lines += [names, _paragraph(words), ""]
    return "\n".join([*lines, *map(translate, problems)]).rstrip() + "\n"
