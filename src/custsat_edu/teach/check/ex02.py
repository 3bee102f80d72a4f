"""The checks of exercise 02: five ways to listen."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from custsat_edu.i18n import _
from custsat_edu.stats.attention import careless
from custsat_edu.stats.sampling import design_effect, kish_effective_n, raking
from custsat_edu.stats.scores import mean_score
from custsat_edu.teach.expect import Env, Mistakes, expect_choice, expect_number
from custsat_edu.world.truth import reveal

_MARGINS = ("age_band", "region", "channel")
_Z = 1.96  # standard errors to either side, as in lesson 00b


def stars_bias(env: Env) -> None:
    """Task 1: how far the mean of the reviews lies above the truth."""
    tables, truth = env["study"].tables, _truth(env)
    stars = tables["reviews"]["stars"]
    right = _from_stars(stars).mean()
    fifths = _(
        "One star is 0 points there, not 20: take 1 off before you divide by the four steps."
    )
    kept = _("The stars are still 1 to 5: put them on the scale from 0 to 100 first.")
    alone = _("That is the mean of the reviews: subtract the truth.")
    survey = _("That is the bias of the e-mail survey: the reviews are asked for.")
    cards = _("That is the bias of the comment cards: the reviews are asked for.")
    _expect_points(
        env,
        "stars_bias",
        right - truth,
        [
            (stars.mean() / 5 * 100 - truth, fifths),
            (stars.mean() - truth, kept),
            (right, alone),
            (_felt(_email(env)).mean() - truth, survey),
            (_from_stars(tables["cards"]["rating"]).mean() - truth, cards),
        ],
    )


def young_shares(env: Env) -> None:
    """Task 2: the share of the youngest among the e-mail answers and among all customers."""
    tables = env["study"].tables
    told, people = _email(env)["age_band"], tables["customers"]["age_band"]
    till = _("The answers at the till are among them: take those by e-mail alone.")
    oldest = _("That is the oldest age band: the youngest is asked for.")
    both = tables["email_survey"]["age_band"]
    _expect_share(env, "young_answers", told, people, [(_first(both), till), (_last(told), oldest)])
    _expect_share(env, "young_customers", people, told, [(_last(people), oldest)])


def by_age(env: Env) -> None:
    """Task 3: the weight of a young answer, and the mean with age alone put right."""
    told, people = _email(env)["age_band"], env["study"].tables["customers"]["age_band"]
    turned = _("That is turned over: the customers' share is divided by the answers' share.")
    apart = _("That is a difference: divide one share by the other.")
    many = _("That is how many customers one answer stands for: divide shares, not numbers.")
    expect_number(
        env,
        "young_weight",
        _first(people) / _first(told),
        unit=_("a factor, 1 for no change"),
        tolerance=0.0005,
        mistakes=[
            (_first(told) / _first(people), turned),
            (_first(people) - _first(told), apart),
            (_first(people) * len(people) / (_first(told) * len(told)), many),
        ],
    )
    felt, weights = _felt(_email(env)), _age_weights(env)
    bands = felt.groupby(told, observed=True).mean()
    plain = _("That is the mean without weights: weight the age bands.")
    equal = _("There every age band counts the same: take the customers' shares.")
    reverse = _("Your weights are turned over: the customers' share belongs on top.")
    _expect_points(
        env,
        "by_age",
        np.average(felt, weights=weights),
        [
            (felt.mean(), plain),
            (bands.mean(), equal),
            (np.average(felt, weights=1 / weights), reverse),
        ],
    )


def raked(env: Env) -> None:
    """Task 4: the mean after raking to age, region and channel, with its interval."""
    felt = _felt(_email(env))
    plain, age, right = (
        mean_score(felt, weights=weights) for weights in (None, _age_weights(env), _raked(env))
    )
    whole = env["study"].tables["email_survey"]
    till = mean_score(_felt(whole), weights=raking(whole, _margins(env)))
    bare = _("That is without weights: hand the raked weights to the mean.")
    alone = _("That puts age alone right: rake to region and channel, too.")
    heard = _("The answers at the till are among them: rake those by e-mail alone.")
    others = [(plain, bare), (age, alone), (till, heard)]
    _expect_points(env, "raked", right["estimate"], [(x["estimate"], why) for x, why in others])
    _expect_ends(env, right, others)


def worth(env: Env) -> None:
    """Task 5: how many equal answers the raked ones are worth."""
    weights = _raked(env)
    n, effect, right = len(weights), design_effect(weights), kish_effective_n(weights)
    rows = _("That is how many have answered: with weights that differ they are worth less.")
    ratio = _("That is the design effect: divide the number of answers by it.")
    times = _("You multiplied by the design effect: divide by it.")
    lost = _("That is how many answers the weights cost: asked for is what is left of them.")
    age = _("Those are the weights for age alone: take the raked ones.")
    expect_number(
        env,
        "worth",
        right,
        unit=_("a number of answers"),
        tolerance=0.05,
        mistakes=[
            (n, rows),
            (effect, ratio),
            (n * effect, times),
            (n - right, lost),
            (kish_effective_n(_age_weights(env)), age),
        ],
    )


def left_over(env: Env) -> None:
    """Task 6: the share of the bias that raking leaves, and the reason."""
    felt, truth = _felt(_email(env)), _truth(env)
    mean = np.average(felt, weights=_raked(env))
    age = np.average(felt, weights=_age_weights(env))
    before, after = felt.mean() - truth, mean - truth
    mended = _("That is the share that raking took away: the share still there is asked for.")
    points = _("Those are points: divide them by the bias before raking.")
    turned = _("That is turned over: divide the bias after raking by the bias before.")
    means = _("Those are the means: subtract the truth from both first.")
    alone = _("That is what age alone leaves: take the mean raked to all three.")
    expect_number(
        env,
        "left_over",
        after / before,
        unit=_("a share from 0 to 1"),
        tolerance=0.0005,
        mistakes=[
            (1 - after / before, mended),
            (after, points),
            (before / after, turned),
            (mean / felt.mean(), means),
            ((age - truth) / before, alone),
        ],
    )
    size = _("More answers of the same kind only narrow the interval, and not around the truth.")
    margins = _("Age, region and channel are right after raking, and the bias is still there.")
    _expect_why(env, [("size", size), ("margins", margins)])


def several(env: Env) -> None:
    """Stretch task 7: how many respondents show two or more signs of careless answers."""
    survey = env["study"].survey
    things = [name[2:] for name in survey if name.startswith("p_")]
    pairs = [(f"p_{thing}", f"d_{thing}") for thing in things]
    items = survey[[item for pair in pairs for item in pair]]
    given = {"pairs": pairs, "seconds": survey["duration"], "ids": survey["id"]}
    signs = careless(items, **given)["signs"]
    single = _("Those show at least one sign: two or more are asked for.")
    one = _("Those show just one sign: two or more are asked for.")
    share = _("That is a share of the respondents: their number is asked for.")
    summed = _("Those are signs, not people: count the people who have two or more.")
    three = _("Were the pairs left out, or the people with just two signs? Both belong there.")
    seconds = _("Who rushed through is missing: hand over the seconds, too.")
    expect_number(
        env,
        "several",
        (signs >= 2).sum(),
        unit=_("a number of people"),
        tolerance=0,
        mistakes=[
            ((signs >= 1).sum(), single),
            ((signs == 1).sum(), one),
            ((signs >= 2).mean(), share),
            (signs.sum(), summed),
            ((signs > 2).sum(), three),
            (_careless_without(items, given, "seconds"), seconds),
            (_careless_without(items, given, "pairs"), three),
        ],
    )


def ends(env: Env) -> None:
    """Stretch task 8: how much more often reviews than cards are a one or a five."""
    tables = env["study"].tables
    reviews, cards = tables["reviews"]["stars"], tables["cards"]["rating"]
    loud, quiet = reviews.isin([1, 5]).astype(float), cards.isin([1, 5]).astype(float)
    right = loud.mean() - quiet.mean()
    fives = _("Those are the fives alone: the ones are asked for, too.")
    ones = _("Those are the ones alone: the fives are asked for, too.")
    alone = _("That is the share of one instrument: subtract the other one's.")
    counts = _("Those are numbers of answers: take shares, for more reviews came in than cards.")
    unit = _("a difference of shares, from -1 to 1")
    mistakes = [
        ((reviews == 5).mean() - (cards == 5).mean(), fives),
        ((reviews == 1).mean() - (cards == 1).mean(), ones),
        (loud.mean(), alone),
        (quiet.mean(), alone),
        (loud.sum() - quiet.sum(), counts),
    ]
    expect_number(env, "ends", right, unit=unit, tolerance=0.0005, mistakes=mistakes)
    one = _("You used the error of one instrument: a difference has the errors of both.")
    added = _("You added the two errors: they add up like the sides of a right triangle.")
    single = _("That is one standard error to either side: a 95% interval takes 1.96 of them.")
    swapped = _("From low to high: the two ends of the interval are swapped.")
    errors = [float(heard.sem()) for heard in (loud, quiet)]
    half = _Z * math.hypot(*errors)
    wrong = [*((_Z * error, one) for error in errors), (_Z * sum(errors), added)]
    wrong += [(half / _Z, single), (-half, swapped)]
    for end, side in (("low", -1), ("high", 1)):
        known = [(right + side * width, said) for width, said in wrong]
        limit = right + side * half
        expect_number(env, f"ends_{end}", limit, unit=unit, tolerance=0.001, mistakes=known)


def _email(env: Env) -> pd.DataFrame:
    """Return the answers by e-mail, the first of the two modes, in whatever language."""
    answers = env["study"].tables["email_survey"]
    return answers[answers["mode"].cat.codes == 0]


def _felt(answers: pd.DataFrame) -> pd.Series:
    """Return satisfaction as 0 to 100."""
    return (answers[["osat1", "osat2", "osat3"]].mean(axis=1) - 1) / 9 * 100


def _from_stars(stars: pd.Series) -> pd.Series:
    """Return 1 to 5 as 0 to 100."""
    return (stars - 1) / 4 * 100


def _truth(env: Env) -> float:
    """Return the mean satisfaction of all customers, 0 to 100."""
    return float(reveal(env["study"])["instrument_means"]["value"]["customers"])


def _margins(env: Env) -> dict[str, pd.Series]:
    """Return how many customers there are in each age band, region and channel."""
    customers = env["study"].tables["customers"]
    return {name: customers[name].value_counts() for name in _MARGINS}


def _raked(env: Env) -> pd.Series:
    """Return the weights raked to age, region and channel."""
    return raking(_email(env), _margins(env))


def _age_weights(env: Env) -> pd.Series:
    """Return the weights that put age alone right."""
    return raking(_email(env), {"age_band": _margins(env)["age_band"]})


def _first(bands: pd.Series) -> float:
    """Return the share of the first age band, the youngest."""
    return float((bands.cat.codes == 0).mean())


def _last(bands: pd.Series) -> float:
    """Return the share of the last age band, the oldest."""
    return float((bands.cat.codes == len(bands.cat.categories) - 1).mean())


def _careless_without(items: pd.DataFrame, given: dict[str, Any], name: str) -> int:
    """Return how many show two or more signs when one kind of sign is not looked for."""
    kept = {key: value for key, value in given.items() if key != name}
    return int((careless(items, **kept)["signs"] >= 2).sum())


def _expect_points(env: Env, name: str, right: float, mistakes: Mistakes) -> None:
    """Accept points from 0 to 100."""
    unit = _("points from 0 to 100")
    expect_number(env, name, right, unit=unit, tolerance=0.0005, mistakes=mistakes)


def _expect_share(
    env: Env, name: str, bands: pd.Series, other: pd.Series, mistakes: list[tuple[float, str]]
) -> None:
    """Accept the share of the youngest among `bands`; `other` are those to compare them with."""
    swapped = _("That is the share among the others: the answers and all customers are swapped.")
    count = _("That is a number of people: a share from 0 to 1 is asked for.")
    unit = _("a share from 0 to 1")
    known = [(_first(other), swapped), ((bands.cat.codes == 0).sum(), count), *mistakes]
    expect_number(env, name, _first(bands), unit=unit, tolerance=0.0005, mistakes=known)


def _expect_ends(env: Env, right: pd.Series, others: list[tuple[pd.Series, str]]) -> None:
    """Accept `raked_low` and `raked_high`; `others` are the rows of wrong weights."""
    swapped = _("The two ends of the interval are swapped.")
    borrowed = _("That is as wide as without weights: take the ends of the raked row.")
    plain = others[0][0]
    for end, across in (("low", "high"), ("high", "low")):
        width = plain[end] - plain["estimate"]
        expect_number(
            env,
            f"raked_{end}",
            right[end],
            unit=_("points from 0 to 100"),
            tolerance=0.001,
            mistakes=[
                (right[across], swapped),
                (right["estimate"] + width, borrowed),
                *((row[end], said) for row, said in others),
            ],
        )


def _expect_why(env: Env, wrong: list[tuple[str, str]]) -> None:
    """Accept that answering depends on satisfaction itself."""
    choices = ["size", "margins", "tilt"]
    expect_choice(env, "why", "tilt", choices=choices, mistakes=wrong)
