"""The checks of exercise 05: what drives satisfaction."""

from __future__ import annotations

import math
from collections.abc import Mapping
from numbers import Real
from typing import Any

import pandas as pd

from custsat_edu.i18n import _
from custsat_edu.stats.asymmetry import driver_classes, piecewise
from custsat_edu.stats.drivers import importance, regression
from custsat_edu.stats.ordered import ordered_logit
from custsat_edu.stats.priorities import importance_performance
from custsat_edu.teach.expect import (
    Env,
    Feedback,
    expect_choice,
    expect_names,
    expect_number,
    expect_table,
    expect_true_or_false,
    expect_type,
)
from custsat_edu.world.truth import reveal

_MARGIN, _LEAST = 1.2, 0.8  # the lesson's rule for the kind of a driver
_HALF_AGAIN = 1.5
_NOTHING = 0.01  # points of satisfaction that nobody would notice


def price_points(env: Env) -> None:
    """Task 1: what a step of price is worth, the other drivers held fixed."""
    X, y = _drivers_and_outcome(env)
    row = regression(X, y).loc["Price"]
    low, high = env["study"].scale(env["study"].outcome)
    own = (high - low) / 100
    alone = _("That is price alone: put all ten drivers in, so that the others are held fixed.")
    correlation = _("That is a correlation: how many points a step is worth is asked for.")
    beta = _("That is the standardised coefficient: take the one in points a step.")
    scale = _("That is on the scale of the questions: take satisfaction from 0 to 100.")
    expect_number(
        env,
        "price_points",
        row["estimate"],
        unit=_("points from 0 to 100"),
        tolerance=0.005,
        mistakes=[
            (regression(X[["Price"]], y).loc["Price", "estimate"], alone),
            (X["Price"].corr(y), correlation),
            (row["beta"], beta),
            (own * row["estimate"], scale),
        ],
    )


def quality_share(env: Env) -> None:
    """Task 2: how much of the variance is Quality's, both orders of two drivers counted."""
    X, y = _drivers_and_outcome(env)
    pair = X[["Quality", "Delivery"]].where(y.notna()).dropna()
    both = importance(pair, y[pair.index], bootstrap=0)["estimate"]
    alone, other = (pair[name].corr(y[pair.index]) ** 2 for name in pair)
    total = both.sum()
    first = _("That is what Quality explains when it comes first: count the other order, too.")
    last = _("That is what Quality adds when it comes last: count the other order, too.")
    whole = _("That is what both explain together: how much of it is Quality's?")
    part = _("That is a share of R²: a share of the variance is asked for.")
    wrong = _("That is Delivery's part: Quality's is asked for.")
    summed = _("You added the two orders: take their mean.")
    expect_number(
        env,
        "quality_share",
        both["Quality"],
        unit=_("a share from 0 to 1"),
        tolerance=0.0005,
        mistakes=[
            (alone, first),
            (total - other, last),
            (total, whole),
            (both["Quality"] / total, part),
            (both["Delivery"], wrong),
            (alone + total - other, summed),
        ],
    )


def leader(env: Env) -> None:
    """Task 3: the importance of all drivers, who leads, and whether that is sure."""
    X, y = _drivers_and_outcome(env)
    ranked = importance(X, y)
    right = ranked[["estimate"]]
    johnson = importance(X, y, method="johnson", bootstrap=0)[["estimate"]]
    fixed = regression(X, y)[["estimate"]]
    alone = (X.corrwith(y) ** 2).to_frame("estimate")
    weights = _("Those are Johnson's weights: the mean over all orders is asked for.")
    points = _("Those are points a step: shares of the variance are asked for, by cs.importance.")
    single = _("That is each driver alone: drivers that move together are counted twice.")
    slopes = [(table, points) for table in (fixed, fixed.drop(index="Intercept"))]
    mistakes = [(johnson, weights), *slopes, (alone, single)]
    expect_table(env, "ten", right, tolerance=0.0005, mistakes=mistakes)
    ranks = ranked["rank"]
    last = _("That driver has the last rank: 1 is the first.")
    mistakes = [(ranks.idxmax(), last)]
    expect_choice(env, "leader", ranks.idxmin(), choices=X.columns.tolist(), mistakes=mistakes)
    sure = bool(ranked.loc[ranks.idxmin(), "rank_high"] == 1)
    look = _("Look at the leader's range of ranks again: does it hold 1 and nothing else?")
    expect_true_or_false(env, "sure", sure, look)


def ambience_alone(env: Env) -> None:
    """Task 4: what ambience seems worth without its twin, and what that is good for."""
    X, y = _drivers_and_outcome(env)
    full = regression(X, y).loc["Ambience"]
    within = _("That is with Service in the regression: leave it out.")
    single = _("That is Ambience all by itself: leave Service out and keep the other drivers.")
    correlation = _("That is a correlation: how many points a step is worth is asked for.")
    expect_number(
        env,
        "ambience_alone",
        regression(X.drop(columns="Service"), y).loc["Ambience", "estimate"],
        unit=_("points from 0 to 100"),
        tolerance=0.005,
        mistakes=[
            (full["estimate"], within),
            (regression(X[["Ambience"]], y).loc["Ambience", "estimate"], single),
            (X["Ambience"].corr(y), correlation),
        ],
    )
    twin = _("Put its twin Service back in: how much is left of Ambience, and whose credit was it?")
    expect_true_or_false(env, "redecorate", bool(full["low"] > 0), twin)


def must_be(env: Env) -> None:
    """Task 5: the slopes on both sides, and which drivers are must-be."""
    study = env["study"]
    X, y = _drivers_and_outcome(env)
    middle = {driver: sum(study.scale(driver)) / 2 for driver in X}
    adjust = study.survey[study.adjust]
    columns = ["estimate", "low", "high"]
    slopes = piecewise(X, y, at=middle, adjust=adjust)
    free = _("Age and region are not held fixed yet: name them under adjust.")
    mean = _("The line bends at the mean: let it bend at the middle of the scale, as expected.")
    mistakes = [
        (piecewise(X, y, at=middle)[columns], free),
        (piecewise(X, y, at=X.mean(), adjust=adjust)[columns], mean),
    ]
    expect_table(env, "slopes", slopes[columns], tolerance=0.005, mistakes=mistakes)
    classes = driver_classes(slopes, margin=_MARGIN, least=_LEAST)
    turned = _("Those are steeper above than below: a must-be driver is the other way round.")
    below = _("A steep slope below is not enough: it must exceed the slope above by 1.2 points.")
    listed = {kind: classes.index[classes["kind"] == kind] for kind in classes["kind"].unique()}
    steep = classes.index[classes["below"] > _MARGIN]
    owed = listed.get("must-be", [])
    mistakes = [(listed.get("attractive", []), turned), (steep, below)]
    expect_names(env, "must_be", owed, choices=study.drivers, mistakes=mistakes)


def budget(env: Env) -> None:
    """Task 6: points that gain half as much again as sharing them out equally."""
    X, _y = _drivers_and_outcome(env)
    kinds = (Mapping, pd.Series)
    given = dict(expect_type(env, "budget", kinds, _("a dict of driver and points")))
    truth = reveal(env["study"])
    _check_points(given, X.columns.tolist())
    for name, points in given.items():
        if points > 0 and abs(truth.spend({name: 100}, X)) < _NOTHING:
            template = _("Points on {name} gain nothing: it only goes along with another driver.")
            raise Feedback(template.format(name=name))
    equal, gain = (truth.spend(plan, X) for plan in (dict.fromkeys(X, 100 / X.shape[1]), given))
    if gain <= equal:
        raise Feedback(
            _("That gains no more than sharing out equally: where does a step cost most?")
        )
    if gain < _HALF_AGAIN * equal:
        raise Feedback(
            _("Better than equally, but not by half: who is still below, and on which drivers?")
        )


def odds(env: Env) -> None:
    """Stretch task 7: the odds of a higher answer, one step of delivery further up."""
    X, _y = _drivers_and_outcome(env)
    csat = env["study"].survey["csat"]
    row = ordered_logit(X, csat).loc["Delivery"]
    ratio = row["odds_ratio"]
    logarithm = _("That is the logarithm of the odds ratio: take the ratio itself.")
    alone = _("That is Delivery alone: put all ten drivers in.")
    straight = _("That is the slope of a straight line: take the odds of the ordered logit.")
    change = _("That is the change in percent: the factor itself is asked for.")
    lower = _("Those are the odds of a lower answer: turn the ratio round.")
    expect_number(
        env,
        "odds",
        ratio,
        unit=_("a factor, 1 for no change"),
        tolerance=0.0005,
        mistakes=[
            (row["estimate"], logarithm),
            (ordered_logit(X[["Delivery"]], csat).loc["Delivery", "odds_ratio"], alone),
            (regression(X, csat).loc["Delivery", "estimate"], straight),
            (ratio - 1, change),
            (100 * (ratio - 1), change),
            (1 / ratio, lower),
        ],
    )


def steady(env: Env) -> None:
    """Stretch task 8: the drivers that stay in their quadrant, wherever the lines are drawn."""
    study = env["study"]
    X, y = _drivers_and_outcome(env)
    done, ends = study.by_driver("performance"), study.scale("performance")
    table = importance_performance(X, y, performance=done, scale=ends, bootstrap=0)
    rules = table.filter(like="quadrant_")
    moving = (rules.nunique(axis=1) > 1).sum()
    move = _("Those are the ones that move: count the ones that stay.")
    three = _("You left out a rule: there are four, the diagonal among them.")
    two = _("You compared two of the rules: all four must agree.")
    expect_number(
        env,
        "steady",
        len(rules) - moving,
        unit=_("drivers"),
        tolerance=0.01,
        mistakes=[
            (moving, move),
            ((rules.drop(columns="quadrant_diagonal").nunique(axis=1) == 1).sum(), three),
            ((rules["quadrant_mean"] == rules["quadrant_median"]).sum(), two),
        ],
    )


def _drivers_and_outcome(env: Env) -> tuple[pd.DataFrame, pd.Series]:
    """Return the drivers, and the outcome from 0 to 100."""
    study = env["study"]
    return study.scores[study.drivers], study.index[study.outcome]


def _check_points(given: Mapping[Any, Any], drivers: list[str]) -> None:
    """Say what is no driver, no number of points, or too much of them."""
    unknown = [name for name in given if name not in drivers]
    if unknown:
        template = _("There is no driver {name!r}; choose from: {choices}.")
        raise Feedback(template.format(name=unknown[0], choices=", ".join(drivers)))
    for name, points in given.items():
        if not isinstance(points, Real) or not math.isfinite(points) or points < 0:
            template = _("The points of {name} must be a number from 0.")
            raise Feedback(template.format(name=name))
    if sum(given.values()) > 100 + 1e-9:
        raise Feedback(_("Your points add up to more than 100."))
