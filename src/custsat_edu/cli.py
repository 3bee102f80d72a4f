"""The `custsat` command: `custsat scores`, `drivers`, `journey`, `codebook` and `check`.

Exit status: 0 done; 1 done, with a failed part or something to look at; 2 nothing done.
"""

from __future__ import annotations

import argparse
import io
import math
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pandas as pd

from custsat_edu import __version__
from custsat_edu.errors import CustsatError, InputError, Problem
from custsat_edu.i18n import LANGUAGES, _, number, translate, use_language

if TYPE_CHECKING:
    from custsat_edu.study.study import Study

Column = tuple[str, Callable[[str, int], str], Iterable]  # a name, str.ljust or rjust, the cells

DONE, PARTLY, NOTHING = 0, 1, 2
_DIGITS = {"points": 2, "share": 1, "ikm": 2, "scale": 2, "alpha": 3}


def main(arguments: list[str] | None = None) -> int:
    """Run the command and return its exit status.

    Parameters
    ----------
    arguments : list of str, optional
        What stands after `custsat`; by default what the shell gave.

    Returns
    -------
    int
        0 done; 1 done, with a failed part or something to look at; 2 nothing done.
    """
    _write_utf8()
    language = _Parser(prog="custsat", add_help=False)
    language.add_argument("--lang", choices=LANGUAGES, default="en")
    spoken, words = language.parse_known_args(arguments)
    use_language(spoken.lang)
    asked = _parser().parse_args(words)
    try:
        return asked.run(asked)
    except KeyboardInterrupt:
        _complain([Problem("Stopped. What was finished stands; run it again to go on.")])
    except CustsatError as error:
        _complain(error.problems)
    except OSError as error:
        _complain(
            [
                Problem(
                    "{file}: the file cannot be opened ({reason}). Is it open in another program?",
                    {"file": error.filename, "reason": error.strerror},
                )
            ]
        )
    return NOTHING


def scores(asked: argparse.Namespace) -> int:
    """Print the score table of a study, and write it as CSV where asked to."""
    from custsat_edu.report.scores import score_table
    from custsat_edu.study.study import load_study

    study = load_study(asked.codebook, data=asked.data)
    table, problems = score_table(study, by=asked.by)
    if table.empty:
        _complain(problems or [Problem("This codebook names no score: see nps, csat, ces, ikm.")])
        return NOTHING
    if asked.out:
        _write(table, Path(asked.out))
    print(f"{study.name} (n = {number(len(study.survey), 0)})")
    print(_printed(table))
    _complain(problems)
    return PARTLY if problems else DONE


def drivers(asked: argparse.Namespace) -> int:
    """Print what drives the outcome of a study, and write every table and picture where asked."""
    from custsat_edu.report.drivers import driver_tables
    from custsat_edu.study.study import load_study

    study = load_study(asked.codebook, data=asked.data)
    tables, problems = driver_tables(study, method=asked.method)
    if not tables:
        _complain(problems)
        return NOTHING
    title = _title(study, tables)
    if asked.out:
        problems += _write_folder(Path(asked.out), title, tables, problems)
    print(
        "\n".join([title, *_left_out(study), *_importance(study, tables), *_slopes(study, tables)])
    )
    if asked.out:
        print()
        print(_("Tables and pictures: {file}").format(file=Path(asked.out) / "README.txt"))
    _complain(problems)
    return PARTLY if problems else DONE


def journey(asked: argparse.Namespace) -> int:
    """Print how customers feel on their way and where they leave; draw the map where asked to."""
    from custsat_edu.report.journey import README_JOURNEY, journey_tables, journey_title
    from custsat_edu.study.study import load_study

    study, persona = load_study(asked.codebook, data=asked.data), _persona(asked.persona)
    tables, problems = journey_tables(study, persona=persona)
    if asked.out:
        problems = _write_journey(study, Path(asked.out), (tables, problems), persona)
    title = journey_title(study, persona=persona)
    lines = [title, "", *_touchpoints(tables["journey"], study.scale("emotion"))]
    print("\n".join([*lines, *_leaving(tables)]))
    if asked.out:
        print()
        print(_("Map, flow and tables: {file}").format(file=Path(asked.out) / README_JOURNEY))
    _complain(problems)
    return PARTLY if problems else DONE


def report(asked: argparse.Namespace) -> int:
    """Write the whole report of a study: analyses, lessons, tables, figures and sentences."""
    import matplotlib as mpl
    from tqdm import tqdm

    from custsat_edu.report.whole import write_report

    mpl.use("agg")
    with tqdm(file=sys.stderr, disable=None, bar_format="{l_bar}{bar}| {n_fmt}/{total_fmt}") as bar:

        def said(title: str, done: int, of: int) -> None:
            bar.total = of
            bar.set_description_str(title[:40].ljust(40), refresh=False)
            bar.update(done - bar.n)

        problems = write_report(
            asked.codebook,
            Path(asked.out),
            data=asked.data,
            lessons=not asked.no_lessons,
            include_data=asked.include_data,
            said=said,
        )
    print(_("The report: {file}").format(file=Path(asked.out) / "index.html"))
    _complain(problems)
    return PARTLY if problems else DONE


def check(asked: argparse.Namespace) -> int:
    """List what is wrong with a codebook, and what a reader of its data should know."""
    from custsat_edu.study.study import load_study

    study = load_study(asked.file, data=asked.data)
    notes = study.problems
    for _row, note in notes.iterrows():
        print(f"{note['what']} ({note['where']}, n = {number(note['n'], 0)}). {note['advice']}")
    print(_("Answers that can be used: {n}.").format(n=number(len(study.survey), 0)))
    return PARTLY if len(notes) else DONE


def codebook(asked: argparse.Namespace) -> int:
    """Draft the codebook of a file of answers; say what was guessed and what must be decided."""
    from custsat_edu.study.drafting.draft import draft_codebook

    target = Path(asked.out) if asked.out else None
    if target is not None:
        _refuse_target(target)
    draft = draft_codebook(asked.file, sheet=asked.sheet)
    if target is not None:
        _write_new(target, draft.text)
    else:
        print(draft.text, end="")
    aside = sys.stderr if target is None else sys.stdout
    for what, why in draft.guesses:
        print(_("Guessed {what} ({why}).").format(what=what, why=why), file=aside)
    for what, question in draft.asks:
        print(_("To decide: {what}: {question}").format(what=what, question=question), file=aside)
    if target is not None:
        print(_("The draft: {file}").format(file=target))
        if target.resolve().parent != Path(asked.file).resolve().parent:
            said = _("It stands in another folder than the answers: load it with --data {file}")
            print(said.format(file=asked.file))
    return DONE


def _refuse_target(path: Path) -> None:
    """Refuse a name under which no codebook can be written or read."""
    if path.suffix.lower() not in (".yaml", ".yml"):
        raise InputError.of(
            "{file}: a codebook ends in .yaml. Choose such a name for -o.", file=str(path)
        )
    if path.exists():
        raise InputError.of(
            "{file}: there is such a file already, and a draft is never written over one. Choose "
            "another name for -o.",
            file=str(path),
        )


def _write_new(path: Path, text: str) -> None:
    """Write a file that is not there yet."""
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise InputError.of(
            "{file}: the draft cannot be written ({reason}). Choose a file for -o in a folder that "
            "exists and that you may write to.",
            file=str(path),
            reason=error.strerror,
        ) from None


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="custsat", description=_("Customer satisfaction from the command line."))
    parser.add_argument("--version", action="version", version=f"custsat {__version__}")
    words = parser.add_subparsers(metavar=_("WORD"), required=True, parser_class=_Parser)
    word = words.add_parser("scores", help=_("print every score of a study with its interval"))
    word.add_argument("--codebook", required=True, help=_("codebook.yaml, its folder or a study"))
    word.add_argument("--data", help=_("a file of answers in place of the codebook's"))
    word.add_argument("--by", help=_("a row a group: channel, or one of the segments"))
    word.add_argument("--out", help=_("write the table to this CSV file, too"))
    word.set_defaults(run=scores)
    word = words.add_parser("drivers", help=_("print what drives the outcome of a study"))
    word.add_argument("--codebook", required=True, help=_("codebook.yaml, its folder or a study"))
    word.add_argument("--data", help=_("a file of answers in place of the codebook's"))
    word.add_argument(
        "--method", choices=("lmg", "johnson"), default="lmg", help=_("how importance is derived")
    )
    word.add_argument("--out", help=_("write every table and picture to this folder, too"))
    word.set_defaults(run=drivers)
    word = words.add_parser("journey", help=_("print how customers feel and where they leave"))
    word.add_argument("--codebook", required=True, help=_("codebook.yaml, its folder or a study"))
    word.add_argument("--data", help=_("a file of answers in place of the codebook's"))
    word.add_argument(
        "--persona",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help=_("only customers of one kind, such as tier=Gold; may be said several times"),
    )
    word.add_argument("--out", help=_("write map, flow and tables to this folder, too"))
    word.set_defaults(run=journey)
    word = words.add_parser("codebook", help=_("draft the codebook of a file of answers"))
    word.add_argument("file", help=_("a file of answers: CSV, XLSX, SPSS, Stata"))
    word.add_argument("-o", "--out", help=_("write the draft to this new .yaml file"))
    word.add_argument("--sheet", help=_("the sheet of a workbook"))
    word.set_defaults(run=codebook)
    word = words.add_parser("report", help=_("write every result and lesson into a folder"))
    word.add_argument("--codebook", required=True, help=_("codebook.yaml, its folder or a study"))
    word.add_argument("--data", help=_("a file of answers in place of the codebook's"))
    word.add_argument("--out", required=True, help=_("a new folder, or that of an earlier report"))
    word.add_argument("--no-lessons", action="store_true", help=_("leave the lessons out"))
    word.add_argument(
        "--include-data", action="store_true", help=_("let rows of the data be in the report")
    )
    word.set_defaults(run=report)
    word = words.add_parser("check", help=_("list a codebook's problems"))
    word.add_argument("file", help=_("codebook.yaml, its folder or a study"))
    word.add_argument("--data", help=_("a file of answers in place of the codebook's"))
    word.set_defaults(run=check)
    for word in words.choices.values():
        word.add_argument("--lang", choices=LANGUAGES, default="en", help=_("language"))
    return parser


class _Parser(argparse.ArgumentParser):
    """Say what is wrong in one line, with status 2."""

    def error(self, message: str) -> NoReturn:
        print(f"{self.prog}: {message}. {self.prog} --help", file=sys.stderr)
        raise SystemExit(NOTHING)


def _write_utf8() -> None:
    """Write minus signs and dashes also where the system's own encoding has none."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")


def _complain(problems: Iterable[Problem]) -> None:
    for problem in problems:
        print(translate(problem), file=sys.stderr)


def _printed(table: pd.DataFrame) -> str:
    """Return the table as text: one line a score, numbers as the language writes them."""
    rows = [row for _i, row in table.iterrows()]
    columns = [(_("score"), str.ljust, table["label"])]
    if table.index.nlevels > 1:
        columns += [(table.index.names[1], str.ljust, table.index.get_level_values(1))]
    if table["weighted"].any():
        columns += [(_("weights"), str.ljust, table["weighted"].map({True: _("yes"), False: ""}))]
    columns += [
        (_("estimate"), str.rjust, [_value(row["estimate"], row["unit"]) for row in rows]),
        (_("95% interval"), str.rjust, [_interval(row, row["unit"]) for row in rows]),
        ("n", str.rjust, [number(n, 0) for n in table["n"]]),
    ]
    return "\n".join(_aligned(columns))


def _aligned(columns: Iterable[Column]) -> list[str]:
    """Return a table as lines of text, its columns padded to one width."""
    padded = []
    for name, pad, values in columns:
        cells = [name, *map(str, values)]
        width = max(map(len, cells))
        padded.append([pad(cell, width) for cell in cells])
    return ["  ".join(line).rstrip() for line in zip(*padded, strict=True)]


def _interval(row: Any, unit: str) -> str:
    return _("{low} to {high}").format(low=_value(row["low"], unit), high=_value(row["high"], unit))


def _ends(low: str, high: str) -> str:
    return low if low == high else _("{low} to {high}").format(low=low, high=high)


def _value(value: float, unit: str) -> str:
    if unit == "share" and math.isfinite(value):
        return number(100 * value, _DIGITS[unit]) + "%"
    return number(value, _DIGITS[unit])


def _write(table: pd.DataFrame, path: Path) -> None:
    """Write the table as CSV, but never over a file that is something else."""
    from custsat_edu.show.tables import csv_text

    try:
        old = path.read_bytes() if path.is_file() else b""
        if old and not old.startswith(b"score,"):
            raise InputError.of(
                "{file}: there is such a file already, and it is no score table. Choose another "
                "name for --out.",
                file=str(path),
            )
        path.write_text(csv_text(table), encoding="utf-8", newline="\n")
    except OSError as error:
        raise InputError.of(
            "{file}: the table cannot be written ({reason}). Choose a file for --out in a folder "
            "that exists and that you may write to.",
            file=str(path),
            reason=error.strerror,
        ) from None


def _write_folder(
    folder: Path, title: str, tables: dict[str, pd.DataFrame], problems: list[Problem]
) -> list[Problem]:
    """Write tables and pictures, and return what is wrong with the pictures."""
    import matplotlib as mpl

    from custsat_edu.report.drivers import driver_pictures, write_drivers

    mpl.use("agg")
    pictures, not_drawn = driver_pictures(tables)
    write_drivers(folder, title, tables, pictures, [*problems, *not_drawn])
    return not_drawn


def _title(study: Study, tables: dict[str, pd.DataFrame]) -> str:
    """Name the study and how many answers its drivers' tables use."""
    name = next((name for name in ("importance", "regression") if name in tables), None)
    if name is None:
        return f"{study.name} (n = {number(len(study.survey), 0)})"
    words = _("n = {used} of {n}, with weights") if study.has("weight") else _("n = {used} of {n}")
    used = number(tables[name]["n"].iloc[0], 0)
    return f"{study.name} ({words.format(used=used, n=number(len(study.survey), 0))})"


def _left_out(study: Study) -> list[str]:
    """Say how many are left out because an answer is missing, and where most answers are."""
    from custsat_edu.report.drivers import left_out

    missing = left_out(study)
    count = int(study.scores[missing.index].isna().any(axis=1).sum())
    if not count:
        return []
    said = _("Left out, because an answer is missing: {n} (most often: {name}, {most}).")
    name, most = study.label(missing.index[0]), number(missing.iloc[0], 0)
    return [said.format(n=number(count, 0), name=name, most=most)]


def _importance(study: Study, tables: dict[str, pd.DataFrame]) -> list[str]:
    """Return importance as lines of text, the largest first."""
    if "importance" not in tables:
        return []
    table = tables["importance"].sort_values("estimate", ascending=False, kind="stable")
    rows = [row for _i, row in table.iterrows()]
    ranks = [_ends(number(row["rank_low"], 0), number(row["rank_high"], 0)) for row in rows]
    columns = [
        (_("driver"), str.ljust, table["label"]),
        (_("importance"), str.rjust, [_value(row["estimate"], "share") for row in rows]),
        (_("95% interval"), str.rjust, [_interval(row, "share") for row in rows]),
        (_("rank"), str.rjust, ranks),
    ]
    said = _(
        "All drivers together explain {r2} of the variance of {outcome} (R2). Noise floor: {noise}."
    ).format(
        r2=_value(table.attrs["r2"], "share"),
        outcome=study.label(str(study.outcome)),
        noise=_value(table["noise"].max(), "share"),
    )
    return ["", *_aligned(columns), said]


def _slopes(study: Study, tables: dict[str, pd.DataFrame]) -> list[str]:
    """Return both slopes of each driver as lines of text, in the order of importance."""
    from custsat_edu.report.drivers import LEAST, MARGIN

    if "piecewise" not in tables:
        return []
    slopes = tables["piecewise"].set_index("driver")
    if "importance" in tables:
        slopes = slopes.loc[tables["importance"].sort_values("rank", kind="stable").index]
    said = _(
        "One step below and above the middle of the scale, in points of {outcome} (0 to 100), "
        "n = {n}:"
    ).format(outcome=study.label(str(study.outcome)), n=number(slopes["n"].iloc[0], 0))
    rule = _(
        "Kind: must-be or attractive where the slopes differ by more than {margin}, indifferent "
        "where both are under {least}, else one-dimensional."
    ).format(margin=number(MARGIN), least=number(LEAST))
    unsure = [] if slopes["clear"].all() else [_("?: another sample could make it another kind.")]
    return ["", said, *_aligned(_slope_columns(slopes)), rule, *unsure]


def _slope_columns(slopes: pd.DataFrame) -> list[Column]:
    below, above = (slopes[slopes["side"] == side] for side in ("below", "above"))
    columns: list[Column] = [(_("driver"), str.ljust, below["label"])]
    for word, side in ((_("below"), below), (_("above"), above)):
        rows = [row for _i, row in side.iterrows()]
        columns += [
            (word, str.rjust, [_value(row["estimate"], "points") for row in rows]),
            (_("95% interval"), str.rjust, [_interval(row, "points") for row in rows]),
        ]
    kinds = [_(row["kind"]) + ("" if row["clear"] else " ?") for _i, row in below.iterrows()]
    return [*columns, (_("kind"), str.ljust, kinds)]


def _persona(said: Iterable[str]) -> dict[str, str]:
    """Read what --persona says."""
    pairs = [text.partition("=") for text in said]
    unread = [text for text, (name, _sign, value) in zip(said, pairs, strict=True)
              if not (name.strip() and value.strip())]  # fmt: skip
    if unread:
        raise InputError(
            Problem(
                "--persona: {text!r} names no value. Write a column, = and its value: tier=Gold.",
                {"text": text},
            )
            for text in unread
        )
    return {name.strip(): value.strip() for name, _sign, value in pairs}


def _write_journey(
    study: Study,
    folder: Path,
    found: tuple[dict[str, pd.DataFrame], list[Problem]],
    persona: dict[str, str],
) -> list[Problem]:
    """Write map, flow and tables, and return everything that is wrong."""
    import matplotlib as mpl

    from custsat_edu.report.journey import write_journey

    mpl.use("agg")
    return write_journey(study, folder, found, persona=persona)[1]


def _touchpoints(flags: pd.DataFrame, scale: tuple[float, float]) -> list[str]:
    """Return the mean of each touchpoint as lines of text, in the order of the journey."""
    table = flags[flags["level"] == "touchpoint"]
    rows = [row for _i, row in table.iterrows()]
    columns: list[Column] = [(_("stage"), str.ljust, table["stage"])]
    columns += [(_("touchpoint"), str.ljust, table["touchpoint"])]
    if table["channel"].notna().any():
        columns += [(_("channel"), str.ljust, table["channel"])]
    columns += [
        (_("mean"), str.rjust, [_value(row["estimate"], "scale") for row in rows]),
        (_("95% interval"), str.rjust, [_interval(row, "scale") for row in rows]),
        ("n", str.rjust, [number(n, 0) for n in table["n"]]),
        ("", str.ljust, [_flag(row) for row in rows]),
    ]
    rule = _(
        "Scale {low} to {high}. Pain point: the whole interval below {neutral}, with Holm's rule "
        "for {count} touchpoints. Delight: the interval at least {delight} above the mean of all, "
        "{all}."
    ).format(
        low=number(scale[0]),
        high=number(scale[1]),
        neutral=number(flags.attrs["neutral"]),
        count=number(table["judged"].sum(), 0),
        delight=number(flags.attrs["delight"]),
        all=_value(flags.loc[flags["level"] == "all", "estimate"].iloc[0], "scale"),
    )
    return [*_aligned(columns), rule]


def _flag(row: Any) -> str:
    if not row["judged"]:
        return _("too few ratings")
    return {"pain": _("pain point"), "delight": _("delight")}.get(row["flag"], "")


def _leaving(tables: dict[str, pd.DataFrame]) -> list[str]:
    """Return how many journeys break off at each stage as lines of text."""
    if "drop_off" not in tables:
        return []
    table = tables["drop_off"]
    rows = [row for _i, row in table.iterrows()]
    columns: list[Column] = [
        (_("stage"), str.ljust, table.index),
        (_("journeys"), str.rjust, [number(n, 0) for n in table["n"]]),
        (_("leave here"), str.rjust, [_value(row["estimate"], "share") for row in rows]),
        (_("95% interval"), str.rjust, [_interval(row, "share") for row in rows]),
    ]
    return ["", *_aligned(columns)]


if __name__ == "__main__":
    sys.exit(main())
