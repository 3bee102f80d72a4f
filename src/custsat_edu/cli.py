"""The `custsat` command: `custsat scores --codebook FILE`, `custsat check FILE`.

Exit status: 0 done; 1 done, with a failed part or something to look at; 2 nothing done.
"""

from __future__ import annotations

import argparse
import io
import math
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NoReturn

import pandas as pd

from custsat_edu import __version__
from custsat_edu.errors import CustsatError, InputError, Problem
from custsat_edu.i18n import LANGUAGES, _, number, translate, use_language

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
    from custsat_edu.report import score_table
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


def check(asked: argparse.Namespace) -> int:
    """List what is wrong with a codebook, and what a reader of its data should know."""
    from custsat_edu.study.study import load_study

    study = load_study(asked.file, data=asked.data)
    notes = study.problems
    for _row, note in notes.iterrows():
        print(f"{note['what']} ({note['where']}, n = {number(note['n'], 0)}). {note['advice']}")
    print(_("Answers that can be used: {n}.").format(n=number(len(study.survey), 0)))
    return PARTLY if len(notes) else DONE


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
        (_("95% interval"), str.rjust, [_interval(row) for row in rows]),
        ("n", str.rjust, [number(n, 0) for n in table["n"]]),
    ]
    padded = []
    for name, pad, values in columns:
        cells = [name, *map(str, values)]
        width = max(map(len, cells))
        padded.append([pad(cell, width) for cell in cells])
    return "\n".join("  ".join(line).rstrip() for line in zip(*padded, strict=True))


def _interval(row: Any) -> str:
    low, high = (_value(row[side], row["unit"]) for side in ("low", "high"))
    return _("{low} to {high}").format(low=low, high=high)


def _value(value: float, unit: str) -> str:
    if unit == "share" and math.isfinite(value):
        return number(100 * value, _DIGITS[unit]) + "%"
    return number(value, _DIGITS[unit])


def _write(table: pd.DataFrame, path: Path) -> None:
    """Write the table as CSV, but never over a file that is something else."""
    cells = table.reset_index(allow_duplicates=True).map(_no_formula)
    text = cells.rename(columns=_no_formula).to_csv(index=False, lineterminator="\n")
    try:
        old = path.read_bytes() if path.is_file() else b""
        if old and not old.startswith(b"score,"):
            raise InputError.of(
                "{file}: there is such a file already, and it is no score table. Choose another "
                "name for --out.",
                file=str(path),
            )
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise InputError.of(
            "{file}: the table cannot be written ({reason}). Choose a file for --out in a folder "
            "that exists and that you may write to.",
            file=str(path),
            reason=error.strerror,
        ) from None


def _no_formula(cell: Any) -> Any:
    """Keep a spreadsheet from running a text as a formula."""
    formula = isinstance(cell, str) and cell.startswith(("=", "+", "-", "@"))
    return f"'{cell}" if formula else cell


if __name__ == "__main__":
    sys.exit(main())
