"""What `%load_ext custsat_edu` adds: %%needs, and plain errors, check results and numbers."""

from __future__ import annotations

import math
import sys
import warnings
from html import escape
from typing import Any

import numpy as np
import pandas as pd

from custsat_edu.errors import CustsatError
from custsat_edu.i18n import _, ngettext, number, translate
from custsat_edu.teach.needs import (
    MAGIC,
    Needs,
    asked,
    check_words,
    missing,
    told_missing,
    without_magic,
)

# The hand-in runs the notebook in a kernel of its own and passes on what that one says of itself.
_NOT_THE_LEARNERS = r"\[IPKernelApp\] WARNING \| Kernel is running over TCP[^\n]*\s*\Z"


def register(shell: Any) -> None:
    """Add the magic, and the way errors, check results and numbers are shown, to a shell.

    Parameters
    ----------
    shell : IPython.core.interactiveshell.InteractiveShell
        The running shell; IPython hands it over at `%load_ext custsat_edu`.

    Notes
    -----
    `%%needs` becomes a comment before the cell is run where the survey has what the cell needs, so
    that the cell is then like any other: its last line is displayed, its errors tell their line.
    A cell that uses what a cell left out would have made is left out, too, with the same sentence.
    """
    left_out = Needs()

    def open_cell(lines: list[str]) -> list[str]:
        cell, study = "".join(lines), shell.user_ns.get("study")
        if not cell.startswith(MAGIC):
            words = left_out.missed(cell)
            return [f"{MAGIC} {' '.join(words)}\n", *lines] if words else lines
        words = asked(cell)
        if not words or not hasattr(study, "has") or missing(study, words):
            return lines
        words = left_out.missed(without_magic(cell))
        return [f"{MAGIC} {' '.join(words)}\n", *lines[1:]] if words else ["# " + cell]

    def needs(line: str, cell: str) -> None:
        """Run a cell only if the survey has what it needs, as in %%needs nps channel.

        Words: nps csat ces ikm outcome drivers channel weight segments items comment events truth,
        another key of the codebook, or the name of a table. Otherwise one sentence says what is
        missing, and cells that use what the cell would have made say the same.
        """
        study, words = shell.user_ns.get("study"), line.split()
        check_words(study, words)
        if lacking := missing(study, words):
            left_out.lost(cell, lacking)
            print(told_missing(lacking))
        else:
            shell.ex(shell.transform_cell(cell))

    pd.options.display.html.use_mathjax = False  # "$5 - $10" is a respondent's text, no formula
    shell.input_transformers_cleanup.append(open_cell)
    shell.register_magic_function(needs, "cell")
    CustsatError._render_traceback_ = _told  # type: ignore[attr-defined]
    formatters = shell.display_formatter.formatters
    for number_type in (float, np.float64):
        formatters["text/plain"].for_type(number_type, _print_number)
    pd.options.display.float_format = _shown
    for module, kind in (
        ("otter.test_files.abstract_test", "TestFile"),
        ("otter.test_files", "GradingResults"),
    ):
        formatters["text/plain"].for_type_by_name(module, kind, _print_result)
        formatters["text/html"].for_type_by_name(module, kind, _result_as_html)
    if "otter.test_files" in sys.modules:  # an exercise: its hand-in prints this summary
        sys.modules["otter.test_files"].GradingResults.summary = _as_text
        warnings.filterwarnings("ignore", _NOT_THE_LEARNERS, RuntimeWarning)


def _shown(value: float) -> str:
    """Write a number with four decimals at most, as the active language does."""
    if not math.isfinite(value) or 0 < abs(value) < 0.00005:
        return f"{value:.4g}"
    return number(value).replace("−", "-")


def _print_number(value: float, printer: Any, _cycle: bool) -> None:
    printer.text(_shown(value))


def _told(error: CustsatError) -> list[str]:
    """Return what stands in place of the traceback: every problem, in the active language."""
    return [translate(problem) for problem in error.problems]


def _print_result(result: Any, printer: Any, _cycle: bool) -> None:
    printer.text(_as_text(result))


def _as_text(result: Any, public_only: bool = False) -> str:
    """Return a line a test, in place of otter's own summary."""
    lines = _lines(result, public_only=public_only)
    return "\n".join(f"{'✓' if passed else '▲'} {line}" for passed, line in lines)


def _result_as_html(result: Any) -> str:
    return "".join(
        f'<div style="border-left: 5px solid {"#2e7d32" if passed else "#e08e00"}; '
        f'padding: 2px 10px; margin: 2px 0">{"✓" if passed else "▲"} {escape(line)}</div>'
        for passed, line in _lines(result)
    )


def _lines(result: Any, *, public_only: bool = False) -> list[tuple[bool, str]]:
    """Return whether it passed and one line, for every test of one check or of all of them."""
    if not hasattr(result, "results"):
        return [
            _line(result.name, case)
            for case in result.test_case_results
            if not (public_only and case.test_case.hidden)
        ]
    tests = result.results.values()
    lines = [line for one in tests for line in _lines(one, public_only=public_only)]
    score = _points(result.total, result.possible)
    return [*lines, (result.total == result.possible, _("Together: {score}").format(score=score))]


def _line(name: str, case: Any) -> tuple[bool, str]:
    possible = case.test_case.points
    score = _points(possible if case.passed else 0, possible)
    said = _("right") if case.passed else _said(case.message or "")
    return case.passed, f"{name}: {said} ({score})"


def _points(earned: float, possible: float) -> str:
    n = 1 if possible == 1 else 2
    text = ngettext("{earned} of {possible} point", "{earned} of {possible} points", n)
    return text.format(earned=number(earned), possible=number(possible))


def _said(message: str) -> str:
    """Return the sentence of a Feedback; for any other error a hint, with the error's last line."""
    _before, found, sentence = message.partition("\nFeedback: ")
    if found:
        return sentence
    return _(
        "this check could not read your answer. Run the notebook again from the top. ({error})"
    ).format(error=message.splitlines()[-1] if message else "")
