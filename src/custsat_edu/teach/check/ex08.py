"""The checks of exercise 08: the journey."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from custsat_edu.i18n import _
from custsat_edu.stats.journey import drop_off, flag_touchpoints, summarise_journey
from custsat_edu.stats.journey_models import (
    JourneyModel,
    drop_off_odds,
    journey_model,
    peak_end,
    what_if,
)
from custsat_edu.teach.expect import (
    Env,
    Feedback,
    answer,
    expect_choice,
    expect_names,
    expect_number,
    expect_table,
    expect_true_or_false,
    expect_type,
)

_JOURNEYS, _SEED = 400, 73  # of the exercise's draw
_TOP = 2  # the best that anybody can feel
_LITTLE = 0.05  # of the variance: less would leave the mean enough
_LISTS = (list, tuple, set, pd.Index, np.ndarray)


def one_way(env: Env) -> None:
    """Task 1: the touchpoints of the longest journey, in order of time, and its days."""
    events = _events(env)
    rows = events[events["journey"] == events.groupby("journey").size().idxmax()]
    way = rows.sort_values("time")
    unsorted = _("That is the order of the rows: sort them by time first.")
    backwards = _("That runs backwards: begin with her first event.")
    once = _("She came to some touchpoints twice: leave every visit in.")
    stages = _("Those are the stages: the touchpoints are asked for.")
    path = way["touchpoint"]
    mistakes = [
        (rows["touchpoint"], unsorted),
        (path[::-1], backwards),
        *((pd.Series(of.unique()), once) for of in (path, rows["touchpoint"])),
        (way["stage"], stages),
        (rows["stage"], stages),
    ]
    _expect_order(env, "path", path, mistakes)
    time = way["time"]
    span = time.iloc[-1] - time.iloc[0]
    from_rows = abs((rows["time"].iloc[-1] - rows["time"].iloc[0]).days)
    active = _("Those are the days on which something happened: take the last minus the first.")
    count = _("That is the number of her events: days are asked for.")
    hours = _("That is in hours: days are asked for.")
    part = _("That holds a part of a day: whole days are asked for, as in .days.")
    expect_number(
        env,
        "days",
        span.days,
        unit=_("whole days"),
        tolerance=0.0001,
        mistakes=[
            (from_rows, unsorted),
            (time.dt.date.nunique(), active),
            (len(way), count),
            (span / pd.Timedelta(hours=1), hours),
            (span / pd.Timedelta(days=1), part),
        ],
    )


def lowest_point(env: Env) -> None:
    """Task 2: the touchpoint with the lowest mean emotion, and that mean."""
    events = _events(env)
    felt = events.groupby("touchpoint", observed=True)["emotion"]
    means, worst = _means(events), _means(events).idxmin()
    _no_stage(events, "worst", [answer(env, "worst")])
    one = _("Somebody felt as bad elsewhere: compare the means, not single ratings.")
    many = _("Most bad ratings are there because most customers come by: compare the means.")
    best = _("That is the highest mean: the lowest is asked for.")
    single = [felt.min().idxmin(), events.loc[events["emotion"].idxmin(), "touchpoint"]]
    most = events.loc[events["emotion"] < 0, "touchpoint"].value_counts().idxmax()
    mistakes = [(most, many), (means.idxmax(), best), *((name, one) for name in single)]
    expect_choice(env, "worst", worst, choices=means.index.tolist(), mistakes=mistakes)
    stage = _("That is the mean of a whole stage: take that of the touchpoint.")
    lowest = _("That is the lowest single rating: the mean is asked for.")
    middle = _("That is the median: the mean is asked for.")
    ways = (["stage"], ["stage", "channel"])
    stages = [events.groupby(by, observed=True)["emotion"].mean().min() for by in ways]
    expect_number(
        env,
        "worst_mean",
        means[worst],
        unit=_("points from -2 to 2"),
        tolerance=0.0005,
        mistakes=[
            *((mean, stage) for mean in stages),
            (felt.min()[worst], lowest),
            (felt.median()[worst], middle),
            (means.max(), best),
        ],
    )


def pains(env: Env) -> None:
    """Task 3: the touchpoints that are pain points."""
    found = expect_type(env, "pains", _LISTS, _("a list of names"))
    if any(pd.api.types.is_scalar(name) and pd.isna(name) for name in found):
        raise Feedback(_("Rows of stages name no touchpoint: keep the level 'touchpoint' alone."))
    events = _events(env)
    _no_stage(events, "pains", found)
    summary = summarise_journey(events)
    one_each = summary[summary["level"] == "touchpoint"]
    below = one_each.loc[one_each["estimate"] < 0, "touchpoint"]
    chance = _("Below 0 may be chance: the whole interval must lie there, after Holm's correction.")
    single = _("That is without Holm's correction: among so many, some lie below 0 by chance.")
    delights = _("Those are the delights: the pain points are asked for.")
    mistakes = [
        (below, chance),
        (_flagged(summary, "pain", adjust=None), single),
        (_flagged(summary, "delight"), delights),
    ]
    names = one_each["touchpoint"].tolist()
    right = _flagged(summary, "pain")
    expect_names({"pains": found}, "pains", right, choices=names, mistakes=mistakes)


def leave(env: Env) -> None:
    """Task 4: the share that leaves at each stage, of those who reach it."""
    events = _events(env)
    table = drop_off(events)
    right, left = table["estimate"], table["left"]
    everybody = _("That is a share of all journeys: divide by those that reach the stage.")
    rows = _("That is a share of the events: count each journey once in a stage.")
    leavers = _("That is a share of all who leave: divide by those that reach the stage.")
    stay = _("That is the share that goes on: the share that leaves is asked for.")
    reach = _("That is the share that reaches the stage: how many of those leave there?")
    percent = _("Those are percentages: shares from 0 to 1 are asked for.")
    counts = _("Those are numbers of journeys: shares from 0 to 1 are asked for.")
    mistakes = [
        (left / events["journey"].nunique(), everybody),
        (events.groupby("stage", observed=True)["dropped"].mean(), rows),
        (left / left.sum(), leavers),
        (1 - right, stay),
        (table["reached"], reach),
        (100 * right, percent),
        (left, counts),
    ]
    kinds, what = (pd.Series, pd.DataFrame, dict), _("a Series with one row a stage")
    found = expect_type(env, "leave", kinds, what)
    if not isinstance(found, pd.DataFrame):
        found = pd.Series(found).to_frame("estimate")
    expect_table(
        {"leave": found},
        "leave",
        right.to_frame(),
        tolerance=0.0005,
        mistakes=[(values.to_frame("estimate"), sentence) for values, sentence in mistakes],
    )


def odds(env: Env) -> None:
    """Task 5: the odds ratio of leaving for a point below neutral, and its interval."""
    events = _events(env)
    table = drop_off_odds(events, neutral=0)
    row, pooled = table.loc["below"], drop_off_odds(events.assign(stage="any"), neutral=0)
    stages = _("That compares customers at different stages: hold the stage equal.")
    above = _("That is for points above neutral: those below are asked for.")
    log = _("That is the logarithm of the odds ratio: take the ratio itself.")
    turned = _("That is for a point better: a point below neutral is asked for.")
    percent = _("That is a change in percent: the ratio itself is asked for.")
    end = _("That is another part of the same row: the estimate, or an end of its interval?")
    for name, cell in (("odds", "estimate"), ("odds_low", "low"), ("odds_high", "high")):
        expect_number(
            env,
            name,
            row[cell],
            unit=_("a ratio: 1 means no change"),
            tolerance=0.005,
            mistakes=[
                (pooled.loc["below", cell], stages),
                (table.loc["above", cell], above),
                (np.log(row[cell]), log),
                (1 / row[cell], turned),
                (100 * (row[cell] - 1), percent),
                *((row[of], end) for of in ("estimate", "low", "high") if of != cell),
            ],
        )


def what_it_would_do(env: Env) -> None:
    """Task 6: what a point more at the worst touchpoint would do."""
    for name in ("gain", "kept"):
        answer(env, name)  # before anything is fitted
    events = _events(env)
    worst = _means(events).idxmin()
    table = what_if(_model(env, events), touchpoint=worst, change=1)
    points, share = table.loc["satisfaction"], table.loc["leave"]
    level = _("That is satisfaction itself, before or after: the change is asked for.")
    felt = _("That is the change in emotion at the touchpoint: satisfaction is asked for.")
    expect_number(
        env,
        "gain",
        points["estimate"],
        unit=_("points of satisfaction from 0 to 100"),
        tolerance=0.005,
        mistakes=[
            *((points[when], level) for when in ("before", "after")),
            (table.loc["emotion", "estimate"], felt),
        ],
    )
    fall = -100 * share["estimate"]
    turned = _("Below 0 it would mean that more customers leave: count the fall above 0.")
    plain = _("That is a change in the share: times 100 it is in percentage points.")
    leavers = _("That is the share that leaves, before or after: its fall is asked for.")
    relative = _("That is percent of those who leave: subtract one share from the other instead.")
    expect_number(
        env,
        "kept",
        fall,
        unit=_("percentage points"),
        tolerance=0.0005,
        mistakes=[
            *((value, turned) for value in (-fall, -fall / 100)),
            (fall / 100, plain),
            *((k * share[when], leavers) for k in (1, 100) for when in ("before", "after")),
            (fall / share["before"], relative),
        ],
    )


def what_stays(env: Env) -> None:
    """Stretch task 7: what the last emotion weighs, and whether the mean is enough."""
    events, satisfaction = _events(env), _satisfaction(env)
    table = peak_end(events, satisfaction)
    weights, r2, r2_mean = table["estimate"], table.attrs["r2"], table.attrs["r2_mean"]
    last = events.sort_values("time").groupby("journey")["emotion"].last()
    said = satisfaction.reindex(last.index)
    alone = _("That is the last emotion alone: hold the mean and the worst equal.")
    other = _("That is another of the three: the last emotion is asked for.")
    scale = _("That is on the scale of the questions: take satisfaction from 0 to 100.")
    expect_number(
        env,
        "last_weight",
        weights["last"],
        unit=_("points of satisfaction for a point of emotion"),
        tolerance=0.005,
        mistakes=[
            (said.cov(last) / last[said.notna()].var(), alone),
            *((weights[name], other) for name in ("mean", "worst")),
            (0.09 * weights["last"], scale),
        ],
    )
    one = _("That is one of the two: subtract what the mean explains from what all three explain.")
    ratio = _("That is a ratio: a difference is asked for.")
    expect_number(
        env,
        "extra",
        r2 - r2_mean,
        unit=_("a share from 0 to 1"),
        tolerance=0.0005,
        mistakes=[
            *((value, one) for value in (r2, r2_mean)),
            *((value, ratio) for value in (r2 / r2_mean, r2_mean / r2, 1 - r2_mean / r2)),
        ],
    )
    look = _("Compare extra with the limit in the task: how much do worst and last add?")
    expect_true_or_false(env, "enough", bool(r2 - r2_mean < _LITTLE), look)


def best_spot(env: Env) -> None:
    """Stretch task 8: at which of three touchpoints a point raises satisfaction most."""
    answer(env, "best_spot")  # before anything is fitted
    events = _events(env)
    three = _means(events).nsmallest(4).index[1:].tolist()
    model = _model(env, events)
    asked = {name: what_if(model, touchpoint=name, change=1)["estimate"] for name in three}
    gains = pd.DataFrame(asked).loc["satisfaction"]
    lowest = _("That one feels worst of the three, but how many customers come by?")
    least = _("That is the smallest gain: the largest is asked for.")
    mistakes = [(three[0], lowest), (gains.idxmin(), least)]
    expect_choice(env, "best_spot", gains.idxmax(), choices=three, mistakes=mistakes)


def _events(env: Env) -> pd.DataFrame:
    """Return the events of the journeys that the exercise draws, in its order."""
    log = env["study"].tables["events"]
    log = log.assign(time=pd.to_datetime(log["time"]))
    journeys = log["journey"].drop_duplicates()
    drawn = journeys.sample(min(_JOURNEYS, len(journeys)), random_state=_SEED)
    return log[log["journey"].isin(drawn)].sample(frac=1, random_state=_SEED)


def _means(events: pd.DataFrame) -> pd.Series:
    """Return the mean emotion at each touchpoint."""
    return events.groupby("touchpoint", observed=True)["emotion"].mean()


def _satisfaction(env: Env) -> pd.Series:
    """Return what was said of each journey, 0 to 100."""
    answers = env["study"].tables["journeys"].set_index("journey")
    return (answers[["osat1", "osat2", "osat3"]].mean(axis=1) - 1) / 9 * 100


def _model(env: Env, events: pd.DataFrame) -> JourneyModel:
    """Return the model of the journey; its estimates need no resamples."""
    return journey_model(events, _satisfaction(env), neutral=0, top=_TOP, resamples=1)


def _flagged(summary: pd.DataFrame, flag: str, adjust: str | None = "holm") -> list[str]:
    """Return the touchpoints that are marked with a flag."""
    table = flag_touchpoints(summary, neutral=0, adjust=adjust)
    marked = (table["level"] == "touchpoint") & (table["flag"] == flag)
    return table.loc[marked, "touchpoint"].tolist()


def _no_stage(events: pd.DataFrame, name: str, found: Iterable[Any]) -> None:
    """Say so where a stage is named instead of a touchpoint."""
    if {*map(str, found)} & {*map(str, events["stage"])}:
        template = _("{name} holds a stage: touchpoints are asked for.")
        raise Feedback(template.format(name=name))


def _expect_order(
    env: Env, name: str, expected: pd.Series, mistakes: Iterable[tuple[pd.Series, str]]
) -> None:
    """Accept a list with the expected names in the expected order."""
    kinds = (list, tuple, np.ndarray, pd.Index, pd.Series)
    found = [*map(str, expect_type(env, name, kinds, _("a list of names")))]
    if found == [*expected]:
        return
    for names, sentence in mistakes:
        if found == [*names]:
            raise Feedback(sentence)
    if len(found) != len(expected):
        raise Feedback(_("Not yet: the list has another length than her way. One event, one name."))
    raise Feedback(_("Not yet: the names are not those of her way, or stand in another order."))
