"""Files of SPSS and Stata, read by pyreadstat: labels, codes for no answer, times."""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from custsat_edu.errors import StudyError
from custsat_edu.study.answers import code, tidy

Labels = dict[str, dict[str, str]]

_TRY = "import sys, pyreadstat; getattr(pyreadstat, sys.argv[1])(sys.argv[2], user_missing=True)"
_SECONDS, _BYTES_A_SECOND = 30, 1_000_000  # how long a trial may take


def read_statistical(
    path: Path,
) -> tuple[pd.DataFrame, dict[str, str], Labels, dict[str, list[str]]]:
    """Return the answers of a .sav, .zsav or .dta file, its questions, labels and missing codes.

    Raises
    ------
    StudyError
        If pyreadstat is not installed, or cannot read the file.
    """
    try:
        import pyreadstat
    except ImportError:
        raise StudyError.of(
            "{file}: files of SPSS and Stata need one more package. Install the extra: "
            "pip install 'custsat-edu[spss]'. Or export the file as CSV.",
            file=path.name,
        ) from None
    name = "read_dta" if path.suffix.lower() == ".dta" else "read_sav"
    there = path.stat()
    if not _reads_apart(name, path.resolve(), there.st_mtime_ns, there.st_size):
        raise StudyError.of(
            "{file}: the file is damaged and cannot be read. Save it again, or export it as CSV.",
            file=path.name,
        )
    try:
        frame, meta = getattr(pyreadstat, name)(str(path), user_missing=True)
    except Exception as error:
        raise StudyError.of(
            "{file}: the file cannot be read ({reason}). Save it again, or export it as CSV.",
            file=path.name,
            reason=error,
        ) from None
    labels = {
        name: {code(key): tidy(label) for key, label in words.items()}
        for name, words in meta.variable_value_labels.items()
    }
    questions = {name: text for name, text in meta.column_names_to_labels.items() if text}
    return frame, questions, labels, _user_missing(frame, meta)


@cache
def _reads_apart(name: str, path: Path, _changed: int, size: int) -> bool:
    """Say whether a process of its own survives reading the file: a damaged one can end it.

    Whoever reads it in a notebook would lose everything that the notebook has computed.
    """
    command = [sys.executable, "-c", _TRY, name, str(path)]
    try:
        done = subprocess.run(
            command, capture_output=True, timeout=_SECONDS + size / _BYTES_A_SECOND
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode >= 0


def _user_missing(frame: pd.DataFrame, meta: Any) -> dict[str, list[str]]:
    """Return the codes that the file itself marks as no answer."""
    missing = {name: [code(key) for key in keys] for name, keys in meta.missing_user_values.items()}
    for name, ranges in meta.missing_ranges.items():
        found = frame[name].dropna().unique()
        missing[name] = [
            code(value) for value in found if any(_within(value, span) for span in ranges)
        ]
    return missing


def _within(value: Any, span: dict[str, Any]) -> bool:
    low, high = span["lo"], span["hi"]
    if isinstance(value, str) or isinstance(low, str):
        return tidy(value) == tidy(low)
    return bool(low <= value <= high)
