"""The `custsat` command: `custsat scores --codebook FILE`, `custsat check FILE`.

Exit status: 0 done; 1 done, with a failed part or something to look at; 2 nothing done.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from typing import Any, NoReturn

import pandas as pd

from custsat_edu import __version__
from custsat_edu.errors import CustsatError, Problem
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
    arguments = sys.argv[1:] if arguments is None else arguments
    _speak(arguments)
    asked = _parser().parse_args(arguments)
    try:
        return asked.run(asked)
    except CustsatError as error:
        _complain(error.problems)
    except OSError as error:
        _complain([Problem("{file}: {why}.", {"file": error.filename, "why": error.strerror})])
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
        safe = table.assign(label=table["label"].map(_no_formula))
        safe.to_csv(asked.out, lineterminator="\n")
    print(_title(study.name, len(study.survey)))
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
    print(_("In order: {n} answers can be used.").format(n=number(len(study.survey), 0)))
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


def _speak(arguments: list[str]) -> None:
    """Switch to the language asked for before anything is said."""
    for before, word in zip(["", *arguments], arguments, strict=False):
        lang = word if before == "--lang" else word.removeprefix("--lang=")
        if lang in LANGUAGES:
            use_language(lang)


def _complain(problems: Iterable[Problem]) -> None:
    for problem in problems:
        print(translate(problem), file=sys.stderr)


def _title(name: str, n: int) -> str:
    return _("{name}: {n} answers").format(name=name, n=number(n, 0))


def _printed(table: pd.DataFrame) -> str:
    """Return the table as text: one line a score, numbers as the language writes them."""
    groups = [name for name in table.index.names if name != "score"]
    shown = pd.DataFrame(
        {
            _("score"): table["label"].to_numpy(),
            **{name: table.index.get_level_values(name) for name in groups},
            _("weights"): table["weighted"].map({True: _("yes"), False: ""}).to_numpy(),
            _("estimate"): [_value(row["estimate"], row["unit"]) for _i, row in table.iterrows()],
            _("95% interval"): [_interval(row) for _i, row in table.iterrows()],
            "n": [number(n, 0) for n in table["n"]],
        }
    )
    if not table["weighted"].any():
        shown = shown.drop(columns=_("weights"))
    width = {name: max(map(len, [name, *shown[name].astype(str)])) for name in shown}
    numeric = [_("estimate"), _("95% interval"), "n"]
    lines = [{name: name for name in shown}, *shown.astype(str).to_dict("records")]
    return "\n".join(
        "  ".join(
            line[name].rjust(width[name]) if name in numeric else line[name].ljust(width[name])
            for name in shown
        ).rstrip()
        for line in lines
    )


def _interval(row: Any) -> str:
    low, high = (_value(row[side], row["unit"]) for side in ("low", "high"))
    return _("{low} to {high}").format(low=low, high=high)


def _value(value: float, unit: str) -> str:
    percent = unit == "share"
    return number(value * (100 if percent else 1), _DIGITS[unit]) + ("%" if percent else "")


def _no_formula(text: str) -> str:
    """Keep a spreadsheet from running a label as a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text


if __name__ == "__main__":
    sys.exit(main())
