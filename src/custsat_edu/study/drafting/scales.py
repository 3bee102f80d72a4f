"""Which scale a set of answers is on: by value labels, by words, else by the range of the codes."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from custsat_edu.errors import Problem
from custsat_edu.study.answers import as_number, code, find_ladder, no_answer

_USUAL = ((1, 5), (1, 7), (1, 10))
_BELOW = (*range(-9, 0), *range(-99, -95), -66, -77, -88, -999)
_NO_ANSWER = frozenset([*_BELOW, 66, 77, 88, *range(96, 100), *range(996, 1000), 9999])
_FEW = 30
FAMILIES = {
    "agreement": Problem("agreement"),
    "satisfaction": Problem("satisfaction"),
    "frequency": Problem("frequency"),
    "quality": Problem("quality"),
    "likelihood": Problem("likelihood"),
    "importance": Problem("importance"),
    "expectation": Problem("expectation"),
}
_NUMBERED = re.compile(r"\(?(\d{1,2})\)?\s*(?:[-–—=:.)]\s*)?(?=[^\W\d]).{1,90}")


@dataclass(frozen=True)
class Points:
    """A guessed scale: its ends, words with their numbers, codes for no answer, and why.

    `asked` are words that need a number from the reader; `doubt` is what to look at.
    """

    low: int
    high: int
    why: Problem
    family: str = ""
    labels: dict[str, int] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    doubt: Problem | None = None
    falling: bool = False

    @property
    def ends(self) -> tuple[int, int]:
        """The lowest and the highest answer."""
        return self.low, self.high


def points_of(
    answers: Mapping[str, int],
    labels: Mapping[str, str],
    stated: Collection[str],
    *,
    nps: bool = False,
    shared: bool = False,
) -> Points | None:
    """Guess the scale of some answers (text: how often), or None if they are no ratings.

    labels are the file's own words for codes, stated its codes for no answer; nps says that the
    question asks for a recommendation, shared that several questions have these labels.
    """
    named = {key: word for key, word in labels.items() if as_number(word) is None}
    missing = [
        text
        for text in answers
        if code(text) in stated or no_answer(text) or no_answer(named.get(code(text), ""))
    ]
    hidden = tuple(text for text in missing if code(text) not in stated)
    rest = {text: n for text, n in answers.items() if text not in missing}
    said = {key: word for key, word in named.items() if not no_answer(word) and key not in stated}
    silent = tuple(key for key in named if no_answer(named[key]) and key not in stated)
    hidden = tuple(
        dict.fromkeys([*hidden, *(k for k in silent if code(k) not in map(code, hidden))])
    )
    if said:
        return _by_labels(rest, said, hidden, shared=shared)
    numbers = {text: as_number(code(text)) for text in rest}
    if rest and None not in numbers.values():
        counts = {float(numbers[text]): n for text, n in rest.items()}  # type: ignore[arg-type]
        return _by_range(counts, hidden, nps=nps)
    return _by_words(rest, hidden)


def _by_labels(
    answers: Mapping[str, int],
    labels: Mapping[str, str],
    missing: tuple[str, ...],
    *,
    shared: bool,
) -> Points | None:
    """Take the scale from the file's own labels, if they are those of ratings."""
    ladder = find_ladder(labels.values())
    numbers = {key: as_number(key) for key in labels}
    if None in numbers.values():
        return _coded_in_letters(answers, labels, missing)
    found = [float(n) for n in numbers.values() if n is not None]
    seen = [n for text in answers if (n := as_number(code(text))) is not None]
    if len(seen) < len(answers) or any(n % 1 for n in [*found, *seen]):
        return None
    low, high = int(min(found + seen)), int(max(found + seen))
    why = Problem("the file's value labels run from {low} to {high}", {"low": low, "high": high})
    if ladder is not None and ladder.family != "yes_no":
        rising = sorted(labels, key=lambda key: ladder.places.get(code(labels[key]), 0))
        falling = len(rising) > 1 and float(rising[0]) > float(rising[-1])
        return Points(low, high, why, ladder.family, missing=missing, falling=falling)
    ends_alone = len(labels) < high - low + 1 and {low, high} <= {*found}
    is_rating = (ends_alone and high - low > 2) or (shared and 2 <= high - low <= 10)
    return Points(low, high, why, missing=missing) if is_rating else None


def _coded_in_letters(
    answers: Mapping[str, int], labels: Mapping[str, str], missing: tuple[str, ...]
) -> Points | None:
    """Give numbers to codes such as A1, A2, ... by the words that the file gives them."""
    ladder = find_ladder(labels.values())
    if ladder is None or ladder.family == "yes_no":
        return None
    spelt = {code(text): text for text in answers}
    places = {spelt.get(key, key): ladder.places.get(code(word)) for key, word in labels.items()}
    return Points(
        1,
        ladder.points,
        Problem("the file's labels are words of {family}", {"family": FAMILIES[ladder.family]}),
        ladder.family,
        {key: place for key, place in _in_order(places).items()},
        missing,
        tuple(key for key, place in places.items() if place is None),
    )


def _in_order(places: Mapping[str, int | None]) -> dict[str, int]:
    known = {word: place for word, place in places.items() if place is not None}
    return dict(sorted(known.items(), key=lambda pair: pair[1]))


def _by_words(answers: Mapping[str, int], missing: tuple[str, ...]) -> Points | None:
    """Give words their numbers: "5 - Very good" its own, known words by their usual place."""
    numbered = {text: found[1] for text in answers if (found := _NUMBERED.fullmatch(text))}
    plain = {text: code(text) for text in answers if as_number(code(text)) is not None}
    if len(numbered) >= 2 and len({**numbered, **plain}) == len(answers):
        places: dict[str, int | None] = {text: int(n) for text, n in numbered.items()}
        own = [int(n) for n in numbered.values()] + [int(float(n)) for n in plain.values()]
        low, high = _widened(min(own), max(own), nps=False)
        why = Problem("each answer begins with its number")
        return Points(low, high, why, labels=_in_order(places), missing=missing)
    ladder = find_ladder([*answers]) if answers else None
    if ladder is None or ladder.family == "yes_no" or len(answers) < 2:
        return None
    places = {text: ladder.places.get(code(text)) for text in _one_spelling(answers)}
    doubt = None
    if len(ladder.places) < ladder.points and not ladder.asked:
        doubt = Problem(
            "nobody gave {n} of the {points} answers: is it a scale of {points}?",
            {"n": ladder.points - len({*ladder.places.values()}), "points": ladder.points},
        )
    return Points(
        1,
        ladder.points,
        Problem("the answers are words of {family}", {"family": FAMILIES[ladder.family]}),
        ladder.family,
        _in_order(places),
        missing,
        tuple(text for text, place in places.items() if place is None),
        doubt,
    )


def _one_spelling(answers: Mapping[str, int]) -> list[str]:
    """Return one spelling, the most frequent, of words that differ in case and blanks alone."""
    best: dict[str, str] = {}
    for text, _ in sorted(answers.items(), key=lambda pair: (-pair[1], pair[0])):
        best.setdefault(code(text), text)
    return [*best.values()]


def _by_range(counts: Mapping[float, int], missing: tuple[str, ...], *, nps: bool) -> Points | None:
    """Take the usual scale that holds the numbers, less codes for no answer outside it."""
    if any(number % 1 for number in counts):
        return None
    inside, codes = _without_codes(sorted(map(int, counts)))
    if len(inside) < 2 or inside[0] < -3 or inside[-1] > 10 or set(inside) <= {0, 1}:
        return None
    low, high = _widened(inside[0], inside[-1], nps=nps)
    few = sum(counts.values()) < _FEW
    doubt = None
    if low == 0 and high < 10:
        doubt = Problem("is 0 a point of the scale, or a code for no answer?")
    elif inside[-1] < high or few:
        doubt = Problem(
            "the answers run from {first} to {last} only: is the scale {low} to {high}?",
            {"first": inside[0], "last": inside[-1], "low": low, "high": high},
        )
    why = Problem("the answers run from {low} to {high}", {"low": low, "high": high})
    if (low, high) != (inside[0], inside[-1]):
        why = Problem(
            "the answers run from {first} to {last}, a part of the usual scale {low} to {high}",
            {"first": inside[0], "last": inside[-1], "low": low, "high": high},
        )
    texts = tuple(str(number) for number in codes)
    return Points(low, high, why, missing=(*missing, *texts), doubt=doubt)


def _without_codes(numbers: list[int]) -> tuple[list[int], list[int]]:
    """Part the points of a scale from codes for no answer: -9, 99, and 8 or 9 after a gap."""
    if -3 <= numbers[0] < -1 and numbers[-1] <= -numbers[0] and {-1, 0, 1} <= {*numbers}:
        return numbers, []
    inside = [n for n in numbers if 0 <= n <= 10]
    outside = [n for n in numbers if not 0 <= n <= 10]
    if not inside or not {*outside} <= _NO_ANSWER | {11}:
        return [], []
    if 11 in outside and (inside[-1] < 10 or inside[0] > 1):
        return [], []
    late = [n for n in inside if n in (8, 9)]
    early = [n for n in inside if n not in (8, 9)]
    if late and early and early[-1] <= 5 and len(early) > 2:
        return early, sorted(outside + late)
    return inside, outside


def codes_apart(texts: Collection[str]) -> list[str]:
    """Return the usual codes for no answer among small codes of categories: 1, 2 and 99."""
    numbers = {text: as_number(code(text)) for text in texts}
    codes = [text for text, n in numbers.items() if n is not None and n in _NO_ANSWER]
    others = [n for text, n in numbers.items() if text not in codes and n is not None]
    return codes if others and min(others) >= 0 and max(others) <= 40 else []


def _widened(low: int, high: int, *, nps: bool) -> tuple[int, int]:
    """Return the smallest usual scale that holds a range."""
    if low < 0:
        return -max(-low, high), max(-low, high)
    if nps and (high > 7 or low == 0):
        return 0, 10
    if low == 0:
        return 0, 10 if high > 6 else high
    if (low, high) == (1, 4):
        return 1, 4
    return next((ends for ends in _USUAL if high <= ends[1]), (low, high))
