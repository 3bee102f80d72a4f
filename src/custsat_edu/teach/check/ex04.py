"""The checks of exercise 04: what makes customers unhappy."""

from __future__ import annotations

import numpy as np

from custsat_edu.i18n import _
from custsat_edu.stats.asymmetry import kano, penalty_reward
from custsat_edu.stats.causes import pareto
from custsat_edu.stats.scores import mean_score
from custsat_edu.teach.expect import (
    Env,
    expect_choice,
    expect_names,
    expect_number,
    expect_table,
    expect_true_or_false,
)

_TRIAL = 40  # answers of the trial run
_THIN = 0.05  # a smaller share of the customers is a thin cell


def web_share(env: Env) -> None:
    """Task 1: the share of the web complaints that name after-sales service."""
    complaints, causes = env["study"].tables["complaints"], env["study"].items("causes")
    codes = complaints["channel"].cat.codes
    store, web = causes[codes == 0], causes[codes == 1]
    mentions = _("That is the share of all mentions: divide by the number of complaints.")
    every = _("That is the share of all complaints: take those of the web alone.")
    other = _("Those are the complaints of the store: take those of the web.")
    count = _("That is a number of complaints: a share of them is asked for.")
    turned = _("That is the web's share of those that name it: divide by all web complaints.")
    expect_number(
        env,
        "web_share",
        web["cause5"].mean(),
        unit=_("a share from 0 to 1"),
        tolerance=0.0005,
        mistakes=[
            (web["cause5"].sum() / web.sum().sum(), mentions),
            (causes["cause5"].mean(), every),
            (store["cause5"].mean(), other),
            (web["cause5"].sum(), count),
            (web["cause5"].sum() / causes["cause5"].sum(), turned),
        ],
    )


def ranking(env: Env) -> None:
    """Task 2: the causes of the serious complaints, and whether the first is clearly ahead."""
    complaints, causes = env["study"].tables["complaints"], env["study"].items("causes")
    severity = complaints["severity"].cat.codes
    columns = ["estimate", "low", "high", "n"]
    right = pareto(causes[severity == severity.max()])[columns]
    every = _("That ranks all complaints: keep the serious ones alone.")
    other = _("That leaves the serious complaints out: keep them and no others.")
    minor = _("Those are the minor complaints: the serious ones are asked for.")
    mistakes = [
        (pareto(causes)[columns], every),
        (pareto(causes[severity != severity.max()])[columns], other),
        (pareto(causes[severity == severity.min()])[columns], minor),
    ]
    expect_table(env, "ranking", right, tolerance=0.0005, mistakes=mistakes)
    first, second = right["low"].iloc[0], right["high"].iloc[1]
    compare = _("Compare again: the lower limit of the first cause, the upper limit of the second.")
    expect_true_or_false(env, "ahead", bool(first > second), compare)


def delivery_gap(env: Env) -> None:
    """Task 3: how far delivery falls short of what was expected."""
    study = env["study"]
    found, expected, wanted = (
        study.by_driver(part)["Delivery"] for part in ("performance", "expectation", "importance")
    )
    gap = mean_score(found - expected)
    pairs = (found - expected).dropna()
    importance = _("That is found minus importance: subtract what was expected.")
    share = _("That is a share of customers: the mean of the differences is asked for.")
    alone = _("That is the mean of one of the two answers: subtract customer by customer.")
    apart = _("Those are the means of different people: subtract customer by customer first.")
    expect_number(
        env,
        "delivery_gap",
        gap["estimate"],
        unit=_("points of the scale, found minus expected"),
        tolerance=0.0005,
        mistakes=[
            ((found - wanted).mean(), importance),
            ((pairs < 0).mean(), share),
            (-(pairs < 0).mean(), share),
            (found.mean(), alone),
            (found.mean() - expected.mean(), apart),
        ],
    )
    limits = _("Look at both limits of the gap: does the whole interval lie below 0?")
    expect_true_or_false(env, "falls_short", bool(gap["high"] < 0), limits)


def lost_and_gained(env: Env) -> None:
    """Task 4: how far satisfaction falls one step below expectation, and rises one step above."""
    study = env["study"]
    steps = study.scores["AfterSales"].round()
    mean = study.index[study.outcome].groupby(steps).mean()
    fall, rise = mean[3] - mean[2], mean[4] - mean[3]
    low, high = study.scale(study.outcome)
    own = (high - low) / 100
    swapped = _("The two are swapped: lost is the step down from 3, gained the step up.")
    ends = _("That is not the step next to 3: the ends of the scale are not asked for.")
    scale = _("That is on the scale of the questions: take satisfaction from 0 to 100.")
    minus = _("Give a fall as a positive number: the larger mean minus the smaller one.")
    for name, right, other, far in (
        ("lost", fall, rise, [mean[2] - mean[1], mean[3] - mean[1]]),
        ("gained", rise, fall, [mean[5] - mean[4], mean[5] - mean[3]]),
    ):
        expect_number(
            env,
            name,
            right,
            unit=_("points from 0 to 100"),
            tolerance=0.005,
            mistakes=[
                (other, swapped),
                *((value, ends) for value in far),
                (own * right, scale),
                (-right, minus),
            ],
        )


def must_be(env: Env) -> None:
    """Task 5: for how many customers delivery is a must-be."""
    study = env["study"]
    there = study.by_driver("functional")["Delivery"]
    missing = study.by_driver("dysfunctional")["Delivery"]
    dislikes, cool = missing == 5, there.between(2, 4)
    right = (cool & dislikes).sum()
    second = _("Some of those like having it (1): to them it is one-dimensional, leave them out.")
    two = _("You took those alone who expect it (2): 3 and 4 count, too.")
    turned = _("The two tables are swapped: who dislikes not having it answers 5 in absent.")
    share = _("That is a share: the number of customers is asked for.")
    expect_number(
        env,
        "must_be",
        right,
        unit=_("customers"),
        tolerance=0.01,
        mistakes=[
            (dislikes.sum(), second),
            ((dislikes & there.between(1, 4)).sum(), second),
            ((dislikes & (there == 2)).sum(), two),
            (((there == 5) & missing.between(2, 4)).sum(), turned),
            (right / (there.notna() & missing.notna()).sum(), share),
            (100 * right / (there.notna() & missing.notna()).sum(), share),
        ],
    )


def fix_first(env: Env) -> None:
    """Task 6: the must-be driver that falls furthest short."""
    study = env["study"]
    answers = kano(study.by_driver("functional"), study.by_driver("dysfunctional"))
    gaps = (study.by_driver("performance") - study.by_driver("expectation")).mean()
    owed = answers.index[answers["kind"] == "must-be"]
    other = _("That driver is no must-be: look at its kind in the table of cs.kano.")
    missed = _("That is the one they would miss most; asked for is the one furthest below 0.")
    near = _("That must-be driver is nearest to what was expected: the lowest gap is asked for.")
    less = _("That is a must-be driver, but another one falls further short.")
    expect_choice(
        env,
        "fix_first",
        gaps[owed].idxmin(),
        choices=study.drivers,
        mistakes=[
            *((driver, other) for driver in study.drivers if driver not in owed),
            (gaps[owed].idxmax(), near),
            (answers["worse"].idxmin(), missed),
            *((driver, less) for driver in owed),
        ],
    )


def unclear(env: Env) -> None:
    """Stretch task 7: the Kano classes that a trial run leaves open."""
    study = env["study"]
    present, absent = study.by_driver("functional"), study.by_driver("dysfunctional")
    trial, full = kano(present.head(_TRIAL), absent.head(_TRIAL)), kano(present, absent)
    turned = _("Those are the clear ones: the ones left open are asked for.")
    every = _("That is what all the answers say: the trial run had 40.")
    mistakes = [(trial.index[trial["clear"]], turned), (full.index[~full["clear"]], every)]
    right = trial.index[~trial["clear"]]
    expect_names(env, "unclear", right, choices=study.drivers, mistakes=mistakes)


def thin_cells(env: Env) -> None:
    """Stretch task 8: the cells with few customers, and the signs that the cuts turn."""
    study = env["study"]
    scale = {driver: study.scale(driver) for driver in study.drivers}
    outcome = study.index[study.outcome]
    contrast = penalty_reward(study.scores[study.drivers], outcome, scale=scale)
    ends = contrast[contrast["cuts"] == "ends"]
    thin = ends["share"] < _THIN
    drivers = _("That is a number of drivers: each of them has two cells.")
    share = _("That is a share of the cells: their number is asked for.")
    expect_number(
        env,
        "thin_cells",
        thin.sum(),
        unit=_("cells"),
        tolerance=0.01,
        mistakes=[(thin.groupby(level=0).any().sum(), drivers), (thin.mean(), share)],
    )
    sums = contrast.groupby(["driver", "cuts"])["estimate"].sum().unstack()
    signs = np.sign(sums)
    turned = signs.min(axis=1) < signs.max(axis=1)
    large = turned & (sums.abs().min(axis=1) > 1)
    small = _("Some of these sums are smaller than 1 point: leave those drivers out.")
    none = _("Add penalty and reward, do not subtract: the penalty has its minus sign already.")
    mistakes = [(sums.index[turned], small), (sums.index[:0], none)]
    right = sums.index[large]
    expect_names(env, "flips", right, choices=study.drivers, mistakes=mistakes)
