"""The checks of exercise 01: satisfaction and expectation."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
import pandas as pd

from custsat_edu.i18n import _
from custsat_edu.stats.compare import compare_groups
from custsat_edu.stats.scores import by_group, ikm, mean_score
from custsat_edu.teach.expect import Env, expect_choice, expect_number

_GAP = -0.5  # the mean gap of task 7
_Z = 1.96  # standard errors to either side, as in the lesson


def lookers(env: Env) -> None:
    """Task 1: how satisfied a visit without a purchase was, on average."""
    felt, bought, never = _visitors(env)
    buyers = _("Those are the visits with a purchase: the others are asked for.")
    every = _("That is the mean of all visits: leave out those with a purchase.")
    strangers = _("Those never buy at all: a customer who only looked this time counts, too.")
    known = _("Those are customers who only looked: people who never buy count, too.")
    share = _("That is the share of such visits: how satisfied they are is asked for.")
    expect_number(
        env,
        "lookers",
        felt[~bought].mean(),
        unit=_("points from 1 to 10"),
        tolerance=0.0005,
        mistakes=[
            (felt[bought].mean(), buyers),
            (felt.mean(), every),
            (felt[never].mean(), strangers),
            (felt[~bought & ~never].mean(), known),
            ((~bought).mean(), share),
        ],
    )


def browsers_gap(env: Env) -> None:
    """Task 2: how much happier buyers are than people who never buy, with the interval."""
    felt, bought, never = _visitors(env)
    kept = bought | never
    # False, the buyers, is the first of the two categories
    right = compare_groups(felt[kept], (~bought[kept]).astype("category")).iloc[0]
    every = _("Those are all visits without a purchase: take the people who never buy.")
    alone = _("That is the mean of one group: subtract the other one's.")
    expect_number(
        env,
        "browsers_gap",
        right["estimate"],
        unit=_("points from 1 to 10"),
        tolerance=0.0005,
        mistakes=[
            (felt[bought].mean() - felt[~bought].mean(), every),
            (felt[~bought].mean() - felt[bought].mean(), every),
            (felt[bought].mean(), alone),
            (felt[never].mean(), alone),
        ],
    )
    one = _("You used the error of one group: a difference has the errors of both.")
    added = _("You added the two errors: they add up like the sides of a right triangle.")
    errors = [felt[bought].sem(), felt[never].sem()]
    wrong = [*((error, one) for error in errors), (sum(errors), added)]
    _expect_limits(env, "browsers", right, math.hypot(*errors), wrong)


def delivery_gap(env: Env) -> None:
    """Task 3: how far delivery falls short of what was expected, with the interval."""
    found, expected = _found_and_expected(env)
    right = mean_score(found - expected)
    alone = _("That is the mean of one of the two answers: subtract customer by customer.")
    apart = _("Those are the means of different people: subtract customer by customer first.")
    expect_number(
        env,
        "delivery_gap",
        right["estimate"],
        unit=_("points of the scale of the answers"),
        tolerance=0.0005,
        mistakes=[
            (found.mean() - expected.mean(), apart),
            (found.mean(), alone),
            (expected.mean(), alone),
        ],
    )
    heaps = _("You compared two heaps of answers: take the error of each customer's difference.")
    one = _("You used the error of one of the two answers: take that of the differences.")
    both = (found - expected).notna()
    pairs = [part[both].sem() for part in (found, expected)]
    whole = [part.sem() for part in (found, expected)]
    wrong = [(math.hypot(*errors), heaps) for errors in (pairs, whole)]
    wrong += [(error, one) for error in (*pairs, *whole)]
    blanks = _("That is the root of everybody: count only those who answered both questions.")
    gap = found - expected
    wrong += [(gap.std() / math.sqrt(len(gap)), blanks)]
    _expect_limits(env, "delivery", right, (found - expected).sem(), wrong)


def largest(env: Env) -> None:
    """Task 4: the driver that falls shortest of what was expected."""
    study = env["study"]
    found, expected = study.by_driver("performance"), study.by_driver("expectation")
    gaps = (found - expected).mean()
    rated = _("That has the lowest rating: asked for is what lies furthest below expectation.")
    above = _("That has the highest gap: asked for is the lowest one.")
    near = _("That is nearest to what was expected: asked for is what lies furthest below.")
    hoped = _("That is what people expect most of: look at found minus expected.")
    expect_choice(
        env,
        "largest",
        gaps.idxmin(),
        choices=list(expected),
        mistakes=[
            (found.mean().idxmin(), rated),
            (gaps.idxmax(), above),
            (gaps.abs().idxmin(), near),
            (expected.mean().idxmax(), hoped),
        ],
    )


def short_share(env: Env) -> None:
    """Task 5: the share of customers who find less of it than they expected."""
    study = env["study"]
    gaps = study.by_driver("performance") - study.by_driver("expectation")
    driver = gaps.mean().idxmin()
    gap = gaps[driver].dropna()
    blanks = _("You divided by everybody: who left one of the two blank has no gap.")
    equal = _("You counted those who found just what they expected: less is asked for.")
    more = _("Those found more than they expected: less is asked for.")
    other = _("That is the share of another driver: take the one that falls shortest.")
    said = _("That is what they said directly: compare the two answers, found and expected.")
    count = _("That is a number of customers: a share of them is asked for.")
    middle = np.mean(study.scale(driver))
    expect_number(
        env,
        "short_share",
        (gap < 0).mean(),
        unit=_("a share from 0 to 1"),
        tolerance=0.0005,
        mistakes=[
            ((gap < 0).sum() / len(gaps), blanks),
            ((gap <= 0).mean(), equal),
            ((gap > 0).mean(), more),
            ((study.scores[driver].dropna() < middle).mean(), said),
            ((gap < 0).sum(), count),
            *(((gaps[name].dropna() < 0).mean(), other) for name in gaps),
        ],
    )


def as_expected(env: Env) -> None:
    """Task 6: how much more satisfied are those for whom delivery was as expected than worse."""
    study = env["study"]
    outcome, steps = study.index[study.outcome], study.scores[study.drivers].round()
    mean = outcome.groupby(steps["Delivery"]).mean()
    low, high = study.scale(study.outcome)
    right = mean[3] - mean[2]
    up = _("That is the step from as expected to better: the one from worse is asked for.")
    far = _("That goes down to 1, much worse: worse is 2.")
    pooled = _("You took 1 and 2 together: worse is 2 alone.")
    minus = _("Give a fall as a positive number: the larger mean minus the smaller one.")
    scale = _("That is on the scale of the questions: take satisfaction from 0 to 100.")
    other = _("That is the step of another driver: sort the customers by Delivery.")
    others = (outcome.groupby(steps[name]).mean() for name in study.drivers if name != "Delivery")
    expect_number(
        env,
        "as_expected",
        right,
        unit=_("points from 0 to 100"),
        tolerance=0.005,
        mistakes=[
            (mean[4] - mean[3], up),
            (mean[3] - mean[1], far),
            (mean[3] - outcome[steps["Delivery"] <= 2].mean(), pooled),
            (-right, minus),
            ((high - low) / 100 * right, scale),
            *((step.get(3, np.nan) - step.get(2, np.nan), other) for step in others),
        ],
    )


def promise(env: Env) -> None:
    """Stretch task 7: how much a campaign would have to promise to open the gap to a half."""
    found, expected = _found_and_expected(env)
    gap = (found - expected).mean()
    start = _("The gap is below 0 already: only what is missing has to be added.")
    twice = _("You counted today's gap twice over: it is part of the half point already.")
    today = _("That is how far it falls short today: how much must be added to that?")
    apart = _("Those are the means of different people: subtract customer by customer first.")
    expect_number(
        env,
        "promise",
        gap - _GAP,
        unit=_("points of the scale of the answers"),
        tolerance=0.0005,
        mistakes=[
            (-_GAP, start),
            (-_GAP - gap, twice),
            (-gap, today),
            (gap, today),
            (found.mean() - expected.mean() - _GAP, apart),
        ],
    )


def captive(env: Env) -> None:
    """Stretch task 8: the service of the public office with the lowest index."""
    study = env["study"]
    items, services = study.items("ikm"), study.tables["public_service"]["office_service"]
    index = by_group(ikm, items, services)["estimate"]
    best = _("That service has the highest index: the lowest is asked for.")
    expect_choice(
        env,
        "captive",
        index.idxmin(),
        choices=index.index.tolist(),
        mistakes=[(index.idxmax(), best)],
    )
    whole = _("That is the index of the whole office: take that of the service.")
    other = _("That is the index of another service.")
    answers = _("That is the mean of the answers, 1 to 4: the index goes from 25 to 100.")
    expect_number(
        env,
        "captive_ikm",
        index.min(),
        unit=_("points from 25 to 100"),
        tolerance=0.005,
        mistakes=[
            (ikm(items)["estimate"], whole),
            *((value, other) for value in index),
            (index.min() / 25, answers),
        ],
    )


def _visitors(env: Env) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Return how satisfied each visit was, whether something was bought, whether one never buys."""
    visits = env["study"].tables["visits"]
    return visits["user_satisfaction"], visits["bought"].cat.codes == 1, visits["customer"].isna()


def _found_and_expected(env: Env) -> tuple[pd.Series, pd.Series]:
    """Return what customers found of delivery, and what they expected."""
    study = env["study"]
    found, expected = study.by_driver("performance"), study.by_driver("expectation")
    return found["Delivery"], expected["Delivery"]


def _expect_limits(
    env: Env, stem: str, right: pd.Series, error: float, wrong: Iterable[tuple[float, str]]
) -> None:
    """Accept `stem`_low and `stem`_high; `wrong` are errors that are often taken instead."""
    middle, low, high = right[["estimate", "low", "high"]]
    one = _("That is one standard error to either side: a 95% interval takes 1.96 of them.")
    swapped = _("The two ends of the interval are swapped.")
    turned = _("The sign is turned round: which of the two is subtracted from the other?")
    halves = [*((_Z * size, said) for size, said in wrong), (error, one)]
    for end, limit, other, side in (("low", low, high, -1), ("high", high, low, 1)):
        by_hand = middle + side * _Z * error  # with few answers the t interval is wider
        expect_number(
            env,
            f"{stem}_{end}",
            (limit + by_hand) / 2,
            unit=_("points of the scale of the answers"),
            tolerance=abs(limit - by_hand) / 2 + 0.0001,
            mistakes=[
                (other, swapped),
                (-other, turned),
                *((middle + side * half, said) for half, said in halves),
            ],
        )
