"""The checks of exercise 06: offline and online."""

from __future__ import annotations

import math

import pandas as pd

from custsat_edu.i18n import _
from custsat_edu.stats.adjust import adjusted_difference
from custsat_edu.stats.compare import compare_groups, equivalence
from custsat_edu.stats.scores import nps
from custsat_edu.teach.expect import Env, expect_names, expect_number, expect_true_or_false

_DRIVERS = ["Delivery", "Service", "Ease"]  # those that task 5 offers
_MARGIN = 0.05  # of task 6, in points of ease


def raw_gap(env: Env) -> None:
    """Task 1: web minus store, as it is."""
    survey = env["study"].survey
    y, channel = _outcome_and_channel(env)
    low, high = env["study"].scale(env["study"].outcome)
    gap = _gap(y, channel)
    score = survey["nps"].groupby(channel, observed=True).apply(lambda own: nps(own)["estimate"])
    turned = _("That is store minus web: web minus store is asked for.")
    scale = _("That is on the scale of the questions: take satisfaction from 0 to 100.")
    promoters = _("That is the difference in NPS: the mean of satisfaction is asked for.")
    weighted = _("Those are weighted means: here every answer counts once.")
    expect_number(
        env,
        "raw_gap",
        gap,
        unit=_("points from 0 to 100"),
        tolerance=0.005,
        mistakes=[
            (-gap, turned),
            (gap * (high - low) / 100, scale),
            (score.iloc[1] - score.iloc[0], promoters),
            (-compare_groups(y, channel, weights=survey["weight"])["estimate"].iloc[0], weighted),
        ],
    )


def superiority(env: Env) -> None:
    """Task 2: the chance that a web customer is the more satisfied one."""
    row = compare_groups(*_outcome_and_channel(env)).iloc[0]
    chance = 1 - row["superiority"]
    turned = _("That is the chance of the store customer: put the web first.")
    size = _("That is g, in standard deviations: a chance is asked for.")
    p = _("That is p: it says how surprising the difference is, not how large.")
    limit = _("That is an end of the interval: take the chance itself.")
    expect_number(
        env,
        "superiority",
        chance,
        unit=_("a chance from 0 to 1"),
        tolerance=0.0005,
        mistakes=[
            (row["superiority"], turned),
            (row["g"], size),
            (-row["g"], size),
            (row["p"], p),
            (1 - row["superiority_low"], limit),
            (1 - row["superiority_high"], limit),
        ],
    )


def store_ahead(env: Env) -> None:
    """Task 3: in how many age bands the store is ahead, and whether that is a paradox."""
    y, channel = _outcome_and_channel(env)
    cells = y.groupby([env["study"].survey["age_band"], channel], observed=True)
    means, counts = cells.mean().unstack(), cells.count().unstack()
    ahead = means.iloc[:, 0] > means.iloc[:, 1]
    web = _("Those are the bands in which the web is ahead: count those of the store.")
    crowd = _("You counted where the store has more customers: compare the means.")
    expect_number(
        env,
        "store_ahead",
        ahead.sum(),
        unit=_("age bands"),
        tolerance=0.01,
        mistakes=[
            ((~ahead).sum(), web),
            ((counts.iloc[:, 0] > counts.iloc[:, 1]).sum(), crowd),
        ],
    )
    whole = y.groupby(channel, observed=True).mean()
    against = bool((ahead != (whole.iloc[0] > whole.iloc[1])).all())
    look = _("Who is ahead in the bands, and who is ahead when all are taken together?")
    expect_true_or_false(env, "paradox", against, look)


def effect(env: Env) -> None:
    """Task 4: web minus store with age and region held fixed, and its interval."""
    survey, scores = env["study"].survey, env["study"].scores
    common = survey[["age", "region"]]
    right, raw = _held(env, common), compare_groups(*_outcome_and_channel(env)).iloc[0]
    nothing = _("Nothing is held fixed yet: that is the raw difference.")
    age = _("Only age is held fixed: hold the region, too.")
    band = _("Within an age band people still differ in age: hold age itself.")
    between = _("The drivers lie between channel and satisfaction: do not hold them.")
    weighting = _("That is the weighting: take the row of the regression.")
    mistakes = [
        (-raw["estimate"], nothing),
        (_held(env, survey[["age"]])["estimate"], age),
        (_held(env, survey[["age_band", "region"]])["estimate"], band),
        (_held(env, common.join(scores[env["study"].drivers]))["estimate"], between),
        (_held(env, common.join(scores[_DRIVERS]))["estimate"], between),
        (_held(env, common, method="weighting")["estimate"], weighting),
    ]
    unit = _("points from 0 to 100")
    expect_number(env, "effect", right["estimate"], unit=unit, tolerance=0.005, mistakes=mistakes)
    swapped = _("The two ends of the interval are swapped.")
    limits = _("Those are the limits of the raw difference: take those of the regression.")
    for name, end, other in (("effect_low", "low", "high"), ("effect_high", "high", "low")):
        mistakes = [(right[other], swapped), (-raw[other], limits)]
        expect_number(env, name, right[end], unit=unit, tolerance=0.005, mistakes=mistakes)


def leave_out(env: Env) -> None:
    """Task 5: what lies between channel and satisfaction must not be held fixed."""
    common = env["study"].adjust
    everything = _("Hold nothing fixed at all? Age changes the channel and satisfaction.")
    nothing = _("More is not always better: what does the channel itself change?")
    turned = _("Those are the common causes: hold them fixed, and leave out the others.")
    mistakes = [([*common, *_DRIVERS], everything), ([], nothing), (common, turned)]
    choices = [*common, *_DRIVERS]
    expect_names(env, "leave_out", _DRIVERS, choices=choices, mistakes=mistakes)


def equal(env: Env) -> None:
    """Task 6: whether the bot is as easy as the human, and the margin that it would take."""
    pulse = env["study"].tables["pulse"]
    row = equivalence(pulse["ces"], pulse["bot"], margin=_MARGIN).iloc[0]
    inside = _("The whole interval must lie within the margin: look at both of its ends.")
    expect_true_or_false(env, "equal", bool(row["equivalent"]), inside)
    usual = compare_groups(pulse["ces"], pulse["bot"]).iloc[0]
    near, far = sorted(row[["low", "high"]].abs())
    rounded = _("Round up to two decimals: rounded down, the interval would not fit.")
    other = _("That is the nearer end of the interval: the farther one must fit, too.")
    wide = _(
        "That is the wider interval, of 95 percent: two one-sided tests need that of 90 percent."
    )
    alone = _("That is the difference alone: its whole interval must fit.")
    wanted = _up(far)
    expect_number(
        env,
        "margin_needed",
        wanted,
        unit=_("points of ease, two decimals"),
        tolerance=0.0004,
        mistakes=[
            *((value, rounded) for value in (far, wanted - 0.01)),
            *((value, other) for value in (near, _up(near))),
            *((value, wide) for value in _both(usual[["low", "high"]].abs().max())),
            *((value, alone) for value in _both(abs(row["estimate"]))),
        ],
    )


def weighted_effect(env: Env) -> None:
    """Stretch task 7: the same effect by weighting."""
    survey = env["study"].survey
    y, channel = _outcome_and_channel(env)
    common = survey[["age", "region"]]
    table = adjusted_difference(y, channel, common)["estimate"]
    held = _("That holds age and region fixed by another road: take the weighting.")
    nothing = _("Nothing is held fixed yet: that is the raw difference.")
    age = _("Only age is held fixed: hold the region, too.")
    survey_weights = _("Leave the survey's weights out: the method makes its own.")
    both = adjusted_difference(y, channel, common, method="weighting", weights=survey["weight"])
    expect_number(
        env,
        "weighted_effect",
        table["weighting"],
        unit=_("points from 0 to 100"),
        tolerance=0.001,
        mistakes=[
            (table["regression"], held),
            (table["standardisation"], held),
            (table["raw"], nothing),
            (_held(env, survey[["age"]], method="weighting")["estimate"], age),
            (both.loc["weighting", "estimate"], survey_weights),
        ],
    )


def use_effect(env: Env) -> None:
    """Stretch task 8: what using self-service does, for those who follow an invitation."""
    pulse = env["study"].tables["pulse"]
    invited, rest = (pulse[pulse["invited"] == value][["ces", "used"]].mean() for value in (1, 0))
    gained, followed = invited - rest
    by_use = pulse.groupby("used")["ces"].mean()
    chosen = _("Users minus non-users: they chose that themselves, no lot did. Start with the lot.")
    invitation = _("That is what the invitation does: how many more did it bring to use it?")
    more = _("That is how many more used it: divide what the invitation gained by it.")
    turned = _("The fraction is upside down: the gain in ease goes on top.")
    share = _("Divide by how many more used it: some would have used it without an invitation.")
    expect_number(
        env,
        "use_effect",
        gained / followed,
        unit=_("points of ease"),
        tolerance=0.0005,
        mistakes=[
            (by_use[1] - by_use[0], chosen),
            (gained, invitation),
            (followed, more),
            (followed / gained, turned),
            (gained / invited["used"], share),
        ],
    )


def _outcome_and_channel(env: Env) -> tuple[pd.Series, pd.Series]:
    """Return the outcome from 0 to 100, and the channel: first the store, then the web."""
    study = env["study"]
    return study.index[study.outcome], study.survey["channel"]


def _gap(y: pd.Series, channel: pd.Series) -> float:
    """Return web minus store."""
    store, web = y.groupby(channel, observed=True).mean()
    return web - store


def _held(env: Env, adjust: pd.DataFrame, *, method: str = "regression") -> pd.Series:
    """Return web minus store with some columns held fixed."""
    y, channel = _outcome_and_channel(env)
    return adjusted_difference(y, channel, adjust, method=method).loc[method]


def _up(value: float) -> float:
    """Round up to two decimals."""
    return math.ceil(100 * value) / 100


def _both(value: float) -> tuple[float, float]:
    """Return a number as it is, and rounded up."""
    return value, _up(value)
