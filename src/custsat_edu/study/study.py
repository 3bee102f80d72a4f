"""One survey with its meaning: load_study, and the Study that it returns."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from custsat_edu.errors import Problem, StudyError
from custsat_edu.study.answers import code
from custsat_edu.study.apply import MARKS, apply, apply_to_further, mean_of, turned
from custsat_edu.study.codebook import Codebook, Places, nearest, parse, read_codebook
from custsat_edu.study.desk import Block, Desk
from custsat_edu.study.files.readers import Note, Table, from_frame, read_table
from custsat_edu.study.notes import as_table, exclusions, flag, look
from custsat_edu.study.story import events_of_persona, words_of_journey

_SMALLEST_BLOCK = 3
_LONGEST = 200  # characters of a path that are shown


@dataclass(frozen=True, eq=False, repr=False)
class Study:
    """One survey: its answers, and what its codebook says about them.

    Made by `load_study`. It carries data and meaning and computes no statistic but the item means.
    Its DataFrames are copies: changing one does not change the study.

    Attributes
    ----------
    name : str
        The name of the codebook's folder.
    folder : Path or None
        The codebook's folder; None for a study made from a DataFrame.
    codebook : Codebook
        Everything that the codebook says, also what has no property here (plan, sampling,
        language, ...).
    """

    name: str
    folder: Path | None
    codebook: Codebook
    _survey: pd.DataFrame
    _codes: pd.DataFrame
    _blocks: dict[str, Block]
    _parts: dict[str, dict[str, Block]]
    _tables: dict[str, pd.DataFrame]
    _column_of: dict[str, str]
    _file_says: Table
    _notes: list[Note]
    _beside: list[Note]
    _at_home: bool
    _facts: dict[str, Any]

    def __repr__(self) -> str:
        """Name the study, its size and what it measures."""
        return (
            f"Study({self.name!r}: {len(self._survey)} answers, "
            f"constructs {', '.join(self.codebook.constructs) or '-'})"
        )

    @property
    def survey(self) -> pd.DataFrame:
        """The answers, one row a respondent.

        Columns with a role have the role's name: nps, csat, ces, channel, weight, id, time,
        duration (seconds), strata, cluster, wave, and the names under `segments:`; all other
        columns keep their own. Codes for no answer are NaN. channel, segments and columns under
        `values:` are labelled categories.
        """
        return self._survey.copy()

    @property
    def codes(self) -> pd.DataFrame:
        """The codes behind the labelled categories of `survey`, in columns of the same names."""
        return self._codes.copy()

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The further tables, by name; columns with a role have the role's name."""
        return {name: table.copy() for name, table in self._tables.items()}

    @cached_property
    def _means(self) -> pd.DataFrame:
        return pd.DataFrame(
            {
                name: mean_of(self.items(name), self._blocks[name].min_answered)
                for name in self.codebook.constructs
            },
            index=self._survey.index,
        )

    @property
    def scores(self) -> pd.DataFrame:
        """The mean of each construct's items on their own scale, a column a construct.

        NaN for respondents who answered less than `min_answered` of the items (half by default).
        """
        return self._means.copy()

    @property
    def index(self) -> pd.DataFrame:
        """The scores moved to 0 to 100: 0 the lowest, 100 the highest answer on the scale."""
        low = pd.Series({name: self.scale(name)[0] for name in self._means}, dtype=float)
        high = pd.Series({name: self.scale(name)[1] for name in self._means}, dtype=float)
        return (self._means - low) / (high - low) * 100

    @property
    def outcome(self) -> str | None:
        """The construct to be explained."""
        return self.codebook.outcome

    @property
    def drivers(self) -> list[str]:
        """The constructs that may explain the outcome."""
        return [*self.codebook.drivers]

    @property
    def segments(self) -> list[str]:
        """The columns of `survey` that name a respondent's group, besides the channel."""
        return [*self.codebook.segments]

    @property
    def blocks(self) -> list[str]:
        """The constructs of three items or more, the outcome first: what reliability needs."""
        large = [
            name
            for name in self.codebook.constructs
            if len(self._blocks[name].items) >= _SMALLEST_BLOCK
        ]
        return sorted(large, key=lambda name: name != self.outcome)

    @property
    def adjust(self) -> list[str]:
        """The columns of `survey`, or constructs, that an effect may be adjusted for."""
        return self._placed(self.codebook.adjust)

    @property
    def mediators(self) -> list[str]:
        """The columns of `survey`, or constructs, that an effect must not be adjusted for."""
        return self._placed(self.codebook.mediators)

    def _placed(self, names: list[str]) -> list[str]:
        """Return the names that columns have in `survey`."""
        role_of = {column: role for role, column in self._column_of.items()}
        return [name if name in self._survey else role_of.get(name, name) for name in names]

    def items(self, name: str) -> pd.DataFrame:
        """Return the answers to a construct's items, the reversed ones turned.

        Parameters
        ----------
        name : str
            A construct, one of the roles nps, csat, ces, ikm, causes, steps, or a role of a
            further table that has an entry under `scales:`, such as emotion.

        Returns
        -------
        DataFrame
            A column an item, on the items' own scale; a reversed item is min + max - answer.
            causes and steps hold 1 (yes) and 0 (no). A row a respondent; for items of a further
            table, such as causes, a row of that table.

        Raises
        ------
        StudyError
            If the study has no construct or role of that name.

        Examples
        --------
        >>> import pandas as pd
        >>> answers = pd.DataFrame({"fast": [5, 4], "slow": [1, 2]})
        >>> study = load_study(answers, constructs={"Speed": ["fast", "-slow"]},
        ...                    scale={"min": 1, "max": 5})
        >>> study.items("Speed")["slow"].tolist()
        [5.0, 4.0]
        """
        block = self._block(name)
        return turned(self._answers(block), block)

    def _answers(self, block: Block) -> pd.DataFrame:
        return self._tables[block.table] if block.table else self._survey

    def by_driver(self, part: str) -> pd.DataFrame:
        """Return what was answered about each driver in one part of a pair of questions.

        Parameters
        ----------
        part : str
            importance, performance or expectation, from `pairs:` in the codebook; functional or
            dysfunctional, from `kano:`.

        Returns
        -------
        DataFrame
            A column a driver that has the part, in the order of the codebook; answers as floats,
            NaN for no answer. A row a respondent; where a further table holds `kano:`, a row of
            that table.

        Raises
        ------
        StudyError
            If no driver has the part.

        Examples
        --------
        >>> import pandas as pd
        >>> answers = pd.DataFrame({"i1": [5, 4], "p1": [3, 9], "i2": [2, 3]})
        >>> study = load_study(answers, scale={"min": 1, "max": 5}, missing=[9],
        ...                    pairs={"Speed": {"importance": "i1", "performance": "p1"},
        ...                           "Price": {"importance": "i2"}})
        >>> study.by_driver("importance").to_dict("list")
        {'Speed': [5.0, 4.0], 'Price': [2.0, 3.0]}
        >>> study.by_driver("performance")
           Speed
        0    3.0
        1    NaN
        """
        if part not in self._parts:
            raise StudyError.of(
                "study: no driver has the part {part!r}. There are: {known}. Name the columns of "
                "importance, performance and expectation under pairs: in the codebook, those of "
                "functional and dysfunctional under kano:.",
                part=part,
                known=", ".join(self._parts) or "-",
            )
        return pd.DataFrame(
            {
                driver: self._answers(block)[block.items[0]]
                for driver, block in self._parts[part].items()
            }
        )

    def scale(self, name: str) -> tuple[float, float]:
        """Return the lowest and the highest possible answer.

        Parameters
        ----------
        name : str
            A construct, one of the roles nps, csat, ces, ikm, causes, steps, a part that
            `by_driver` knows, such as importance, or a role of a further table that has an entry
            under `scales:`, such as emotion.

        Raises
        ------
        StudyError
            If the study has no construct, role or part of that name, if the codebook gives the
            role no scale, or if the drivers have the part on several scales.

        Examples
        --------
        >>> import pandas as pd
        >>> study = load_study(pd.DataFrame({"k1": [1, 5], "k2": [4, 2]}),
        ...                    kano={"Speed": ["k1", "k2"]})
        >>> study.scale("functional")
        (1, 5)
        """
        if name in self._parts and name not in self._blocks:
            return self._shared_ends(name)
        return self._block(name).ends

    def _shared_ends(self, part: str) -> tuple[float, float]:
        """Return the ends of the one scale on which all drivers have a part."""
        drivers: dict[tuple[float, float], list[str]] = {}
        for driver, block in self._parts[part].items():
            drivers.setdefault(block.ends, []).append(driver)
        if len(drivers) > 1:
            raise StudyError.of(
                "study: the drivers have {part!r} on several scales: {scales}. Drivers are "
                "compared on one scale: bring the answers to one in the file, and state it in the "
                "codebook.",
                part=part,
                scales="; ".join(
                    f"{low}-{high} ({', '.join(names)})" for (low, high), names in drivers.items()
                ),
            )
        return next(iter(drivers))

    def _block(self, name: str) -> Block:
        if name not in self._blocks:
            self._ask_for_scale(name)
            raise StudyError.of(
                "study: there is no construct or scored role {name!r}. There are: {known}.",
                name=name,
                known=", ".join(self._blocks),
            )
        return self._blocks[name]

    def _ask_for_scale(self, name: str) -> None:
        """Say how to give a role of a further table its scale."""
        for table, spec in self.codebook.tables.items():
            if name in spec.roles:
                raise StudyError.of(
                    "study: the codebook gives {name!r} of the table {table!r} no scale. Add "
                    "`scales: {{{name}: {{min: 1, max: 5}}}}`, with its own lowest and highest "
                    "answer.",
                    name=name,
                    table=table,
                )

    def has(self, what: str) -> bool:
        """Say whether the study has something that a lesson needs.

        Parameters
        ----------
        what : str
            nps, csat, ces, ikm, channel, weight, segments, items (a construct of three items or
            more), drivers (two or more), comment, truth (the planted truth of the sample data),
            causes, steps, a part that `by_driver` knows, any other key of the codebook (kano also
            where a further table holds it), or the name of a further table, such as events.

        Returns
        -------
        bool
            False also for a word that nobody knows.
        """
        if what == "truth":
            return self._at_home and (Path(self.folder or "") / "truth.yaml").exists()
        if what == "items":
            return bool(self.blocks)
        if what in ("ikm", *MARKS):
            return what in self._blocks and what not in self.codebook.constructs
        if what == "kano":
            return "functional" in self._parts
        if what == "drivers":
            return len(self.drivers) > 1
        if what in Codebook.model_fields:
            return bool(getattr(self.codebook, what))
        return what in self._tables or what in self._parts

    @property
    def story(self) -> dict[str, Any]:
        """What `journey:` in the codebook tells: title, actor, scenario and the stages' words.

        `Story(**study.story)` is what `plot_journey_map` takes. Empty without `journey:`.
        """
        return words_of_journey(self)

    def events_of(self, **persona: Any) -> pd.DataFrame:
        """Return the events of one kind of customer: a persona.

        Parameters
        ----------
        **persona
            What they have in common, as in tier="Gold": a column of the events, of a table
            `customers`, or of the survey if the codebook names its `id:`, and its label or code.

        Returns
        -------
        DataFrame
            The rows of `tables["events"]` that are theirs.

        Raises
        ------
        StudyError
            If there are no events with a customer, if nothing is known of the column for them,
            or if nobody has the value.

        Examples
        --------
        >>> study = load_study("serambi")
        >>> len(study.tables["events"]), len(study.events_of(tier="Gold"))
        (38012, 5182)
        """
        return events_of_persona(self, persona)

    def label(self, name: str, value: Any = None) -> str:
        """Return the words for a construct, a column or one of its values, in the active language.

        Parameters
        ----------
        name : str
            A construct, a role, a segment, or a column.
        value : optional
            A code of that column.

        Returns
        -------
        str
            The construct's label, the column's question, or the code's label; where the codebook
            and the file say nothing, the name or the value itself.
        """
        column = self._column_of.get(name, name)
        if value is not None:
            own, file = self.codebook.values, self._file_says.values
            labels = own.get(name) or own.get(column) or file.get(column) or {}
            return str({**labels}.get(code(value), value))
        construct = self.codebook.constructs.get(name)
        if construct is not None:
            return str(construct.label or name)
        texts = {**self._file_says.questions, **self.codebook.questions}
        return str(texts.get(name, texts.get(column, name)))

    @property
    def problems(self) -> pd.DataFrame:
        """What a reader of this study should know, though it makes no number wrong.

        A row a note, in the active language: first what the reader of the file said, then what the
        codebook brought to light, then what the answers give away. Columns: what, where, n (rows,
        respondents or columns concerned), advice, share (n among the respondents where n counts
        respondents, else NaN) and kind ("answers": how respondents answered; "items": one
        question; "rows": which rows there are; "file": what the files hold).

        Notes
        -----
        "answers" are the signs of `flags`, and who shows two of them or more. The question that
        was left out most often has a row if one respondent in twenty left it out, and so has every
        other one that a fifth or more left out. A fifth is the default limit of `quality_report`
        in the R package surveyframe, one in twenty is the workbook's own. Nobody is dropped for
        any of this.

        References
        ----------
        surveyframe, `quality_report`. https://rdrr.io/cran/surveyframe/man/quality_report.html
        """
        notes = [*self._notes, *look(self._survey, self._blocks, self.codebook, self._file_says)]
        return as_table(self._beside, notes, len(self._survey))

    @property
    def exclusions(self) -> list[tuple[int, str]]:
        """How many rows were left out of the file of answers, and why, in the active language.

        By `keep:`, or because the survey tool marks them as previews and tests of its author.
        """
        return exclusions([*self._file_says.notes, *self._notes])

    @property
    def flags(self) -> pd.DataFrame:
        """Which respondents show a sign of careless answers: compare results with and without them.

        A row a respondent, in the order of `survey`; columns, True or False:

        - straight_line: one answer to all items of a scale, where it has eight or more;
        - speeder: finished in less than a third of the median time of those who finished, by the
          codebook's `duration:`, else by the times that the survey tool gives;
        - duplicate: repeats the id of an earlier row, or every answer of one (where eight or more
          were asked; straight lines are not compared);
        - unfinished: left before the end, as the survey tool says.

        All False in a column about which codebook and file say nothing.

        Notes
        -----
        A third of the median is a rule of thumb, the default of `detect_response_time` in the R
        package DCC (its manual). Neither speed nor any other single sign tells for certain who did
        not read: most bogus respondents pass a check of speed (Pew Research Center, 2020). So
        nobody is left out by itself.

        References
        ----------
        DCC 1.2.1, `detect_response_time`. https://www.rdocumentation.org/packages/DCC/versions/
        1.2.1/topics/detect_response_time
        Pew Research Center (2020). Two common checks fail to catch most bogus cases.
        https://legacy.pewresearch.org/methods/2020/02/18/
        two-common-checks-fail-to-catch-most-bogus-cases

        Examples
        --------
        >>> import pandas as pd
        >>> answers = pd.DataFrame({"Q8": [9, 3, 8, 7], "took": [300, 280, 310, 60]})
        >>> study = load_study(answers, nps="Q8", duration="took")
        >>> study.flags["speeder"].tolist()
        [False, False, False, True]
        >>> study.survey[~study.flags.any(axis=1)]["nps"].tolist()
        [9.0, 3.0, 8.0]
        """
        return flag(self._survey, self._blocks, self.codebook, self._file_says)

    def provenance(self) -> dict[str, Any]:
        """Return where the numbers come from: files with their sha256, rows read and kept."""
        return {"study": self.name, "n": len(self._survey), **self._facts}


def load_study(
    source: str | os.PathLike[str] | pd.DataFrame,
    *,
    data: str | os.PathLike[str] | None = None,
    **codebook: Any,
) -> Study:
    """Load a survey and what its codebook says about it.

    Parameters
    ----------
    source : str, path or DataFrame
        The name of a study that comes with the workbook ("serambi"), a folder with a
        codebook.yaml, a codebook, or the answers themselves.
    data : path, optional
        A file of answers to use instead of the codebook's `data:`.
    **codebook
        For a DataFrame: the codebook's keys, such as constructs={"Quality": "Q1:7"}.

    Returns
    -------
    Study
        The answers under the names of their roles, and their meaning.

    Raises
    ------
    StudyError
        With everything that would make a number wrong, each with its place and its cure.

    Notes
    -----
    Codes under `missing:` as a plain list, or under `all`, count in the columns with a scale
    (items, nps, csat, ces, ikm, pairs, kano, a rating of a further table with an entry under
    `scales:`, such as emotion), except where the code is a point of that scale; in other columns,
    such as age or channel, only what is stated for the column itself counts. Without an own entry
    under `scales:`, nps is 0 to 10, ces 1 to 7, ikm 1 to 4, kano 1 to 5, and csat on `scale:`,
    else 1 to 5.

    Examples
    --------
    >>> import pandas as pd
    >>> answers = pd.DataFrame({"Q1": [5, 4, 99], "Q2": [4, 4, 3], "Q8": [9, 10, 6]})
    >>> study = load_study(answers, constructs={"Quality": "Q1:2"}, outcome="Quality",
    ...                    nps="Q8", scale={"min": 1, "max": 5}, missing=[99])
    >>> study.scores["Quality"].tolist()
    [4.5, 4.0, 3.0]
    >>> study.survey["nps"].tolist()
    [9.0, 10.0, 6.0]
    """
    if isinstance(source, pd.DataFrame):
        book, problems = parse(codebook, Places())
        return _study("DataFrame", None, book, Places(), problems, from_frame(source))
    if codebook:
        raise StudyError.of(
            "load_study: {keys} belong into the codebook file. As arguments they go with a "
            "DataFrame only.",
            keys=", ".join(codebook),
        )
    path = _codebook_path(source)
    book, places, problems = read_codebook(path)
    if data is None and book.data is None:
        raise StudyError(
            [
                *problems,
                Problem(
                    "{file}: data: is missing. Write data: and the name of the file of answers in "
                    "the codebook's folder.",
                    {"file": path.name},
                ),
            ]
        )
    table = _read(path.parent, book, data, problems)
    table.facts["codebook"] = path.name
    table.facts["codebook_sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
    name = path.parent.resolve().name
    return _study(name, path.parent, book, places, problems, table, at_home=data is None)


def data_folder() -> Path:
    """Return the folder of the studies that come with the workbook.

    It is beside the package's modules in an installed wheel, and two levels up in a clone.
    """
    package = Path(__file__).resolve().parents[1]
    beside = package / "data"
    return beside if beside.is_dir() else package.parents[1] / "data"


def study_names() -> list[str]:
    """Return the names of the studies that come with the workbook."""
    return sorted(path.parent.name for path in data_folder().glob("*/codebook.yaml"))


def _codebook_path(source: str | os.PathLike[str]) -> Path:
    """Return the codebook that a study's name, a folder or a file stands for."""
    if str(source) in study_names():
        return data_folder() / str(source) / "codebook.yaml"
    path = Path(os.path.expanduser(source))  # noqa: PTH111 - leaves an unknown ~user as it is
    if not _may_exist(path):
        raise _no_study(source)
    if path.is_file() and path.suffix.lower() in (".yaml", ".yml"):
        return path
    if path.is_file():
        raise StudyError.of(
            "load_study: {path!r} is no codebook. Name a codebook.yaml and the file of answers: "
            "load_study('codebook.yaml', data={path!r}).",
            path=str(source),
        )
    if (path / "codebook.yaml").is_file():
        return path / "codebook.yaml"
    if path.is_dir():
        raise StudyError.of(
            "load_study: the folder {path!r} holds no codebook.yaml.", path=str(source)
        )
    raise _no_study(source)


def _no_study(source: str | os.PathLike[str]) -> StudyError:
    known = study_names()
    values = {"source": str(source), "here": str(Path.cwd()), "known": ", ".join(known) or "-"}
    near = nearest(str(source), known)
    if near is None:
        return StudyError.of(
            "load_study: there is no study and no path {source!r} (looked in {here!r}). The "
            "studies that come with the workbook: {known}.",
            **values,
        )
    return StudyError.of(
        "load_study: there is no study and no path {source!r} (looked in {here!r}). Did you mean "
        "{near!r}? The studies that come with the workbook: {known}.",
        near=near,
        **values,
    )


def _may_exist(path: Path) -> bool:
    """Say whether the system can look for a path: no name is too long or holds a zero."""
    try:
        path.exists()
    except (OSError, ValueError):
        return False
    return "\0" not in str(path)


def _read(
    folder: Path, book: Codebook, data: str | os.PathLike[str] | None, problems: list[Problem]
) -> Table:
    """Read the answers; if that fails, tell it together with what is wrong in the codebook."""
    try:
        path = Path(data) if data else _at_home(folder, str(book.data))
        if not _may_exist(path):
            raise StudyError.of(
                "There is no file {path!r}. Check its name and folder.", path=str(path)[:_LONGEST]
            )
        return read_table(path, sheet=book.sheet)
    except StudyError as error:
        raise StudyError([*problems, *error.problems]) from None


def _at_home(folder: Path, name: str) -> Path:
    """Return the path of a file that a codebook names; a link out of its folder is refused."""
    path = folder / name
    if path.is_symlink() and path.resolve().parent != folder.resolve():
        raise StudyError.of(
            "{file}: this is a link to a file in another folder, and a codebook reads files of its "
            "own folder only. Name the file itself when you load: data=FILE, or --data FILE.",
            file=name,
        )
    return path


def _study(
    name: str,
    folder: Path | None,
    book: Codebook,
    places: Places,
    problems: list[Problem],
    table: Table,
    *,
    at_home: bool = False,
) -> Study:
    notes, beside = list[Note](), [*table.notes]
    further: dict[str, Desk] = {}
    tables: dict[str, pd.DataFrame] = {}
    blocks: dict[str, Block] = {}
    parts: dict[str, dict[str, Block]] = {}
    problems += _held_twice(book, places)
    for key, spec in book.tables.items():
        try:
            read = read_table(_at_home(folder or Path(), spec.data), sheet=spec.sheet)
        except StudyError as error:
            problems += error.problems
            continue
        beside += read.notes
        desk = Desk(book, places, read, problems, beside)
        tables[key], found = apply_to_further(desk, key)
        further[key] = desk
        blocks |= found
        parts |= desk.parts
    desk = Desk(book, places, table, problems, notes)
    survey, own = apply(desk, further)
    return Study(
        name=name,
        folder=folder,
        codebook=book,
        _survey=survey,
        _codes=pd.DataFrame(desk.codes, index=survey.index),
        _blocks=own | blocks | own,  # the survey's own come first, and win
        _parts=parts | desk.parts,
        _tables=tables,
        _column_of=desk.column_of,
        _file_says=replace(desk.table, frame=survey.iloc[:0]),
        _notes=notes,
        _beside=beside,
        _at_home=at_home,
        _facts={"data": table.name, "rows_read": len(table.frame), **table.facts},
    )


def _held_twice(book: Codebook, places: Places) -> Iterator[Problem]:
    """Find the questions that two further tables claim to hold."""
    for role in ("ikm", *MARKS, "kano"):
        holders = [
            name
            for name, table in book.tables.items()
            if role in table.roles or (role == "kano" and table.kano)
        ]
        for name in holders[1:]:
            yield Problem(
                "{where}: tables: {name}: {role} stands under {first} too. Keep one.",
                {
                    "where": places.at("tables", name, role),
                    "name": name,
                    "role": role,
                    "first": holders[0],
                },
            )
