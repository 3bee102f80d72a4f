"""The checks of exercise 03: scores you can trust."""

from __future__ import annotations

from numbers import Real
from typing import Any

import pandas as pd

from custsat_edu.i18n import _
from custsat_edu.stats.reliability import cronbach_alpha, item_rest
from custsat_edu.stats.scores import (
    by_group,
    ikm_classes,
    mean_score,
    nps,
    nps_difference,
    sample_size_nps,
)
from custsat_edu.teach.expect import (
    Env,
    Feedback,
    expect_choice,
    expect_number,
    expect_table,
    expect_true_or_false,
    expect_type,
)


def satisfied_share(env: Env) -> None:
    """Task 1: the share of the two highest answers among those who answered."""
    survey, top = env["study"].survey, env["study"].scale("csat")[1]
    answers = survey["csat"].dropna()
    satisfied = answers >= top - 1
    blanks = _("You divided by everybody: a blank is no answer, leave it out first.")
    one = _("That is the highest answer alone; the two highest count as satisfied.")
    middle = _("The middle of the scale is not satisfied; the two highest answers are.")
    mean = _("That is the mean of the answers; a share is asked for.")
    expect_number(
        env,
        "satisfied_share",
        satisfied.mean(),
        unit=_("a share from 0 to 1"),
        tolerance=0.0005,
        mistakes=[
            (satisfied.sum() / len(survey), blanks),
            ((answers == top).mean(), one),
            ((answers >= top - 2).mean(), middle),
            (answers.mean(), mean),
        ],
    )


def web_nps(env: Env) -> None:
    """Task 2: the NPS of the second channel, by hand."""
    store, web = _by_channel(env)
    promoters, detractors = (web >= 9).mean(), (web <= 6).mean()
    passives = _("7 and 8 are passives: they are neither added nor subtracted.")
    alone = _("That is the share of promoters; subtract the detractors' share.")
    everyone = _("That is the score of all customers; the web customers alone are asked for.")
    other = _("That is the score of the store customers.")
    expect_number(
        env,
        "web_nps",
        100 * (promoters - detractors),
        unit=_("points from −100 to 100"),
        tolerance=0.05,
        mistakes=[
            (100 * promoters, alone),
            (promoters, alone),
            (100 * (promoters - (web <= 8).mean()), passives),
            (_points(pd.concat([store, web])), everyone),
            (_points(store), other),
        ],
    )


def least_certain(env: Env) -> None:
    """Task 3: the NPS by region, and the region with the longest interval."""
    survey = env["study"].survey
    right = by_group(nps, survey["nps"], survey["region"])
    means = by_group(mean_score, survey["nps"], survey["region"])
    mean = _("That is the mean answer of each region: the score to repeat is cs.nps.")
    columns = ["estimate", "low", "high", "n"]
    expect_table(
        env, "by_region", right[columns], tolerance=0.05, mistakes=[(means[columns], mean)]
    )
    length = right["high"] - right["low"]
    short = _("That region has the shortest interval: we know most about it, not least.")
    best = _("That is the highest score; certainty is about the length of the interval.")
    expect_choice(
        env,
        "least_certain",
        length.idxmax(),
        choices=right.index.tolist(),
        mistakes=[(length.idxmin(), short), (right["estimate"].idxmax(), best)],
    )


def difference(env: Env) -> None:
    """Task 4: how much the channels differ, and whether that is clear."""
    store, web = _by_channel(env)
    row = nps_difference(web, store)
    whole = _("That is one channel's score; subtract the store's from the web's.")
    expect_number(
        env,
        "difference",
        row["estimate"],
        unit=_("points, web minus store"),
        tolerance=0.05,
        mistakes=[(_points(web), whole), (_points(store), whole)],
    )
    clear = bool(row["low"] > 0 or row["high"] < 0)
    holds = _("Look at the interval of the difference again: does it hold 0?")
    expect_true_or_false(env, "is_clear", clear, holds)


def needed(env: Env) -> None:
    """Task 5: the answers needed for an interval of ± 3 points."""
    votes = env["study"].survey["nps"].dropna()
    mix = {"promoters": (votes >= 9).mean(), "detractors": (votes <= 6).mean()}
    right = sample_size_nps(3, **mix)["n"]
    whole = _("± 3 points is 3 on either side: give half the width of the interval, not all of it.")
    half = _("You halved the 3: it is half the width of the interval already.")
    worst = _("That is the safe side for any mix; use the company's own promoters and detractors.")
    expect_number(
        env,
        "needed",
        right,
        unit=_("answers"),
        tolerance=0.01 * right,
        mistakes=[
            (sample_size_nps(6, **mix)["n"], whole),
            (sample_size_nps(1.5, **mix)["n"], half),
            (sample_size_nps(3)["n"], worst),
        ],
    )


def weakest(env: Env) -> None:
    """Task 6: the question that fits its scale least, and alpha without it."""
    items = env["items"].dropna()
    table = item_rest(items, bootstrap=200)
    least, most = table["estimate"].idxmin(), table["estimate"].idxmax()
    strong = _("That question fits best: without it alpha would fall most.")
    expect_choice(env, "weakest", least, choices=items.columns.tolist(), mistakes=[(most, strong)])
    everything = _("That is alpha with all questions; leave the weakest one out.")
    other = _("That is alpha without the best question; leave the weakest one out.")
    expect_number(
        env,
        "alpha_without",
        cronbach_alpha(items.drop(columns=least))["estimate"],
        unit=_("alpha, at most 1"),
        tolerance=0.005,
        mistakes=[
            (cronbach_alpha(items)["estimate"], everything),
            (cronbach_alpha(items.drop(columns=most))["estimate"], other),
        ],
    )


def letter(env: Env) -> None:
    """Stretch task 7: the office's letter, and how often it came out."""
    classes = ikm_classes(env["study"].items("ikm"))
    reached = classes.index[classes["reached"]][0]
    often = classes["share"].idxmax()
    luck = _("That letter came out most often; the office's letter is that of its own estimate.")
    expect_choice(env, "letter", reached, choices=classes.index.tolist(), mistakes=[(often, luck)])
    expect_number(
        env,
        "letter_share",
        classes.loc[reached, "share"],
        unit=_("a share from 0 to 1"),
        tolerance=0.03,
    )


def coverage(env: Env) -> None:
    """Stretch task 8: how many of the intervals of many samples hold the score of all."""
    found = float(expect_type(env, "coverage", Real, _("one number")))
    if 1 < found <= 100:
        raise Feedback(_("That is a percentage; a share from 0 to 1 is asked for."))
    if found > 0.995:
        raise Feedback(
            _("Nearly all of them? Draw with replacement, and count an interval once only.")
        )
    if found < 0.9:
        raise Feedback(
            _("Too few hold it: compare with the score of all answers, not with another sample's.")
        )


def _by_channel(env: Env) -> list[pd.Series]:
    """Return the NPS answers of the first and the second channel."""
    survey = env["study"].survey.dropna(subset=["nps"])
    codes = survey["channel"].cat.codes
    return [survey.loc[codes == code, "nps"] for code in (0, 1)]


def _points(answers: pd.Series) -> Any:
    return 100 * ((answers >= 9).mean() - (answers <= 6).mean())
