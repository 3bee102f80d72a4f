"""The two languages: English in the code, Bahasa Indonesia from one gettext catalogue."""

from __future__ import annotations

import difflib
import math
from functools import cache
from pathlib import Path
from typing import Any

from custsat_edu.errors import InputError, Problem

LANGUAGES = ("en", "id")
_CATALOGUE = Path(__file__).parent / "locale" / "id" / "LC_MESSAGES" / "custsat_edu.po"
_active = "en"


def use_language(lang: str) -> None:
    """Switch every sentence, label and number of the package to a language.

    Parameters
    ----------
    lang : {"en", "id"}
        English or Bahasa Indonesia. Call it before `load_study`, which labels in that language.

    Raises
    ------
    InputError
        If the language is not one of the two.

    Examples
    --------
    >>> use_language("id"); number(3.5)
    '3,5'
    >>> use_language("en"); number(3.5)
    '3.5'
    """
    global _active
    if lang not in LANGUAGES:
        near = difflib.get_close_matches(str(lang), LANGUAGES, 1, 0.4) or ["en"]
        raise InputError.of(
            "use_language: {lang!r} is not a language of this workbook. Use 'en' or 'id'. "
            "Did you mean {near!r}?",
            lang=lang,
            near=near[0],
        )
    _active = lang


def active_language() -> str:
    """Return the active language, "en" or "id"."""
    return _active


@cache
def _catalogue() -> dict[str, str]:
    from babel.messages.pofile import read_po

    with _CATALOGUE.open("rb") as file:
        messages = read_po(file, locale="id")
    pairs = [(_first(m.id), _first(m.string)) for m in messages if m.id]
    return {english: indonesian for english, indonesian in pairs if indonesian}


def _first(text: Any) -> str:
    """Return a message, or the first form of one that has several."""
    return text if isinstance(text, str) else next(iter(text or ()), "")


def _(message: str) -> str:
    """Return a sentence in the active language, in English where the catalogue has none."""
    return message if _active == "en" else _catalogue().get(message, message)


def ngettext(singular: str, plural: str, n: int) -> str:
    """Return the form for n things: English has two, Indonesian one."""
    if _active == "en":
        return singular if n == 1 else plural
    return _(singular) if singular in _catalogue() else plural


def translate(problem: Problem) -> str:
    """Return a problem's sentence, and any problem inside it, in the active language."""
    values = {k: translate(v) if isinstance(v, Problem) else v for k, v in problem.values.items()}
    return _(problem.template).format(**values)


def number(value: float, digits: int | None = None, *, sign: bool = False) -> str:
    """Write a number as the active language does: 3.5 in English, 3,5 in Indonesian.

    Parameters
    ----------
    value : float
        The number; NaN and infinities become an en dash.
    digits : int, optional
        Decimals to show; by default at most 4, without trailing zeros.
    sign : bool
        Show + before positive numbers too.

    Examples
    --------
    >>> number(12345.678, 1)
    '12,345.7'
    >>> number(0.25, 2, sign=True)
    '+0.25'
    """
    if not math.isfinite(value):
        return "–"
    plus = "+" if sign else ""
    text = f"{value:{plus},.{4 if digits is None else digits}f}"
    if digits is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    if float(text.replace(",", "")) == 0:
        text = text.lstrip("-")
    text = text.replace("-", "−")
    return text if _active == "en" else text.translate(str.maketrans(",.", ".,"))
