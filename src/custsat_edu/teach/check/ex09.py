"""The checks of exercise 09: complaints and recovery."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from custsat_edu.i18n import _
from custsat_edu.stats.recovery import (
    control_chart,
    found_and_tested,
    median_time,
    recovery_groups,
    recovery_paradox,
    step_effects,
    time_to_resolution,
)
from custsat_edu.teach.expect import (
    Env,
    Mistakes,
    expect_choice,
    expect_names,
    expect_number,
    expect_table,
    expect_true_or_false,
    expect_type,
)

_QUESTIONS = ["osat1", "osat2", "osat3"]  # 1 to 10
_FULL = 6  # steps of a full recovery
_LESSON_MARGIN, _MARGIN = 3, 1  # the lesson's, and that of task 4
_LAST_DAY = "2025-12-31"  # on which the data were drawn
_PROMISED, _BASELINE = 14, 12  # of task 6: days, months
_SEED = 7  # of task 8


def audit(env: Env) -> None:
    """Task 1: how often each step was taken, and which is forgotten most often."""
    steps = _steps(env)
    taken = steps.mean()
    missed = _("That is how often a step was left out: how often it was taken is asked for.")
    counts = _("Those are numbers of complaints: divide by how many complaints there are.")
    percent = _("Those are percentages: a share goes from 0 to 1.")
    mentions = _("Those are shares of all steps taken: divide by the number of complaints.")
    mistakes = [
        (1 - taken, missed),
        (steps.sum(), counts),
        (100 * taken, percent),
        (steps.sum() / steps.sum().sum(), mentions),
    ]
    found = expect_type(env, "audit", (pd.Series, dict), _("a Series with one row a step"))
    expect_table(
        {"audit": pd.Series(found).to_frame("share")},
        "audit",
        taken.to_frame("share"),
        tolerance=0.0005,
        mistakes=[(values.to_frame("share"), sentence) for values, sentence in mistakes],
    )
    most = _("That step is taken most often: the one that is forgotten most is asked for.")
    wrong = [(taken.idxmax(), most)]
    expect_choice(env, "forgotten", taken.idxmin(), choices=list(steps), mistakes=wrong)


def paradox_naive(env: Env) -> None:
    """Task 2: the best recoveries against everybody who never complained."""
    best, followup = _best(env), env["study"].tables["followup"]
    never = _later(env, followup["complained"] == 0)
    right = best.mean() - never.mean()
    fair = _("That is against customers without a failure: here take all who never complained.")
    everybody = _("Those who complained are still among the others: keep complained == 0.")
    desk = _("That is against the other complaints: the others are in followup.")
    all_seven = _("Full means six or seven steps: you took those with all seven alone.")
    just_six = _("Full means six or seven steps: you took those with exactly six.")
    minor = _("Those are all minor complaints: keep those with a full recovery.")
    full = _("Those are full recoveries of every severity: keep the minor failures.")
    others, count = _after(env).drop(best.index), _steps(env).sum(axis=1)
    mild = _mild(env)
    mistakes = [
        *_on_ten(right),
        (best.mean() - _untouched(env).mean(), fair),
        (best.mean() - _later(env).mean(), everybody),
        (best.mean() - others.mean(), desk),
    ]
    for kept, sentence in (
        (mild & (count == _FULL + 1), all_seven),
        (mild & (count == _FULL), just_six),
        (mild, minor),
        (count >= _FULL, full),
    ):
        mistakes.append((_after(env)[kept].mean() - never.mean(), sentence))
    unit = _("points from 0 to 100")
    expect_number(env, "paradox_naive", right, unit=unit, tolerance=0.01, mistakes=mistakes)


def paradox(env: Env) -> None:
    """Task 3: the best recoveries against customers without a failure."""
    best, fine = _best(env), _untouched(env)
    never = pd.concat([fine, _silent(env)])
    unhappy = _("The silent sufferers are still among the others: keep had_problem == 0.")
    everybody = _("That is against everybody in followup: take those without a failure.")
    part = _("That is against the silent sufferers: take those without a failure.")
    right = best.mean() - fine.mean()
    mistakes = [
        *_on_ten(right),
        (best.mean() - never.mean(), unhappy),
        (best.mean() - _later(env).mean(), everybody),
        (best.mean() - _silent(env).mean(), part),
    ]
    unit = _("points from 0 to 100")
    expect_number(env, "paradox", right, unit=unit, tolerance=0.01, mistakes=mistakes)
    pooled = _("That end takes both groups to vary alike: Welch's interval does not.")
    swapped = _("That is the other end: low is the smaller one, high the larger.")
    alone = _("Those are ends for a mean: the interval of the difference is asked for.")
    silent = _("That end is against all who never complained: take the same customers as before.")
    welch, ends = _ends(best, fine), _ends(best, fine, pooled=True)
    for k, name in enumerate(("low", "high")):
        half = abs(welch[k] - right)
        mean = best.mean() + (half if k else -half)
        wrong = [
            (ends[k], pooled),
            (welch[1 - k], swapped),
            (mean, alone),
            (_ends(best, never)[k], silent),
            *_on_ten(welch[k]),
        ]
        expect_number(env, name, welch[k], unit=unit, tolerance=0.001, mistakes=wrong)


def verdicts(env: Env) -> None:
    """Task 4: what can be said of each group, and who only looks like a paradox."""
    found = expect_type(env, "verdicts", (pd.Series, dict), _("a Series with one row a group"))
    table = _compared(_groups(env), _after(env), _untouched(env), _silent(env))
    expect_table(
        {"verdicts": pd.Series(found).to_frame("verdict")},
        "verdicts",
        table[["verdict"]],
        tolerance=0,
        mistakes=_other_verdicts(env),
    )
    looks, is_one = table["naive_low"] > 0, table["verdict"] == "paradox"
    true = _("One of those is a true paradox: leave out what the fair comparison confirms.")
    whole = _("For some of those the interval reaches below 0: it must lie above 0 as a whole.")
    ahead = table["naive_estimate"] > 0
    wrong_names = [
        (table.index[looks], true),
        (table.index[is_one], true),
        (table.index[ahead & ~is_one], whole),
        (table.index[ahead], whole),
    ]
    right = table.index[looks & ~is_one]
    expect_names(env, "false_paradox", right, choices=list(table.index), mistakes=wrong_names)


def half(env: Env) -> None:
    """Task 5: after how many days half of the complaints are closed."""
    complaints = env["study"].tables["complaints"]
    opened, days = _opened(env), _days(env)
    watched = days.fillna((pd.Timestamp(_LAST_DAY) - opened).dt.days)
    row = median_time(
        time_to_resolution(complaints["opened"], complaints["closed"], until=_LAST_DAY)
    ).iloc[0]
    closed = _("That is the median of the closed ones: the open ones have waited, too.")
    mean = _("That is a mean of the closed ones: the day when half are closed is asked for.")
    long = _("That is a mean: a few very long waits pull it up. Take the median.")
    end = _("That is an end of the interval: take the estimate.")
    hidden = _("That takes the open ones for closed at once: they have waited longest.")
    expect_number(
        env,
        "half",
        row["estimate"],
        unit=_("days"),
        tolerance=0.01,
        mistakes=[
            (days.median(), closed),
            (days.mean(), mean),
            (watched.mean(), long),
            (days.fillna(0).median(), hidden),
            (row["low"], end),
            (row["high"], end),
        ],
    )


def control(env: Env) -> None:
    """Task 6: months out of the limits, and the limit of the last one."""
    kept, month = (_days(env) <= _PROMISED).groupby(_month(env)), _month(env)
    counts, n = kept.sum(), kept.size()
    chart = control_chart(counts, n, baseline=_BASELINE)
    error = (chart["high"] - chart["centre"]) / 3
    far = (chart["estimate"] - chart["centre"]).abs()
    above = _("That counts months on one side of the centre: count those out of the limits.")
    two = _("That takes two standard errors: the limits of this chart are three away.")
    inside = _("Those are the months inside the limits: count the others.")
    expect_number(
        env,
        "out",
        (chart["out"] != "").sum(),
        unit=_("months"),
        tolerance=0.0001,
        mistakes=[
            *(((far > width * error).sum(), two) for width in (1.96, 2)),
            ((chart["estimate"] > chart["centre"]).sum(), above),
            ((chart["estimate"] < chart["centre"]).sum(), above),
            ((chart["out"] == "").sum(), inside),
        ],
    )
    share = _("a share from 0 to 1")
    last = chart.iloc[-1]
    expect_number(
        env,
        "upper",
        last["high"],
        unit=share,
        tolerance=0.0002,
        mistakes=_other_limits(env, chart, month),
    )


def solving(env: Env) -> None:
    """Stretch task 7: what solving adds in the web complaints, the other steps held fixed."""
    steps, after, complaints = _steps(env), _after(env), env["study"].tables["complaints"]
    severity, channel = complaints["severity"], complaints["channel"]
    web = channel == channel.cat.categories[1]
    table = step_effects(steps[web], after[web], severity=severity[web])
    row = table.loc["step4"]
    everybody = step_effects(steps, after, severity=severity).loc["step4"]
    loose = step_effects(steps[web], after[web]).loc["step4"]
    apart = after[web].groupby(steps["step4"][web]).mean().diff().iloc[-1]
    lesson = _("That is from all complaints, as in the lesson: keep the web ones.")
    store = _("That is from the store complaints: keep the web ones.")
    mixed = _("Severity is not held fixed: grave failures get more care, yet leave less joy.")
    alone = _("That is the step alone: with it go the other steps and the severity.")
    here = step_effects(steps[~web], after[~web], severity=severity[~web]).loc["step4"]
    unit = _("points from 0 to 100")
    for name, key in (("solved", "estimate"), ("solved_low", "low"), ("solved_high", "high")):
        mistakes = [
            (everybody[key], lesson),
            (here[key], store),
            (loose[key], mixed),
            (apart, alone),
            *_on_ten(row[key]),
        ]
        expect_number(env, name, row[key], unit=unit, tolerance=0.005, mistakes=mistakes)
    seven = table.loc[list(steps)]
    look = _("Look at the column low of all seven steps: does one of them lie below 0?")
    expect_true_or_false(env, "all_clear", bool((seven["low"] > 0).all()), look)


def halves(env: Env) -> None:
    """Stretch task 8: the best group found in one half, tested in the other."""
    groups, after, fine = _groups(env), _after(env), _untouched(env)
    never = pd.concat([fine, _silent(env)]).sort_index()
    right = _two(groups, after, fine, _SEED)
    other, mixed = _two(groups, after, fine, 0), _two(groups, after, never, _SEED)
    seed = _("That is another deal of the cards: the task names the seed, rng=7.")
    silent = _("The silent sufferers are dealt among the untouched: leave them out.")
    whole = _("That is from all answers: one half finds, the other half tests.")
    swapped = _("The two are swapped: found is the half in which the group was chosen.")
    full = _best(env).mean() - fine.mean()
    unit = _("points from 0 to 100")
    for name, turned in (("found", "tested"), ("tested", "found")):
        mistakes = [
            (right[turned], swapped),
            (other[name], seed),
            (mixed[name], silent),
            (full, whole),
            *_on_ten(right[name]),
        ]
        expect_number(env, name, right[name], unit=unit, tolerance=0.005, mistakes=mistakes)


def _steps(env: Env) -> pd.DataFrame:
    return env["study"].items("steps")


def _after(env: Env) -> pd.Series:
    """Return the complainers' satisfaction, 0 to 100."""
    return _satisfaction(env["study"].tables["complaints"])


def _later(env: Env, kept: pd.Series | None = None) -> pd.Series:
    """Return the satisfaction in the follow-up, of all or of some."""
    values = _satisfaction(env["study"].tables["followup"])
    return values if kept is None else values[kept]


def _satisfaction(table: pd.DataFrame) -> pd.Series:
    return (table[_QUESTIONS].mean(axis=1) - 1) / 9 * 100


def _untouched(env: Env) -> pd.Series:
    """Return the satisfaction of customers without a failure."""
    return _later(env, env["study"].tables["followup"]["had_problem"] == 0)


def _silent(env: Env) -> pd.Series:
    """Return the satisfaction of those who had a failure and kept silent."""
    followup = env["study"].tables["followup"]
    return _later(env, (followup["had_problem"] == 1) & (followup["complained"] == 0))


def _mild(env: Env) -> pd.Series:
    severity = env["study"].tables["complaints"]["severity"]
    return severity == severity.cat.categories[0]


def _best(env: Env) -> pd.Series:
    """Return the satisfaction after a minor failure and a full recovery."""
    return _after(env)[_mild(env) & (_steps(env).sum(axis=1) >= _FULL)]


def _groups(env: Env) -> pd.Series:
    return recovery_groups(_steps(env), env["study"].tables["complaints"]["severity"])


def _on_ten(right: float) -> Mistakes:
    """Return what a number of points would be on the wrong scale."""
    scale = _("That is on the scale from 1 to 10: make it 0 to 100 first.")
    tens = _("The scale begins at 1, not at 0: subtract 1, then divide by 9.")
    return [(right * 9 / 100, scale), (right * 0.9, tens)]


def _ends(one: pd.Series, other: pd.Series, *, pooled: bool = False) -> tuple[float, float]:
    """Return the 95 % interval of the difference of two means."""
    from scipy.stats import ttest_ind

    interval = ttest_ind(one, other, equal_var=pooled).confidence_interval()
    return float(interval.low), float(interval.high)


def _compared(
    groups: pd.Series,
    after: pd.Series,
    fine: pd.Series,
    silent: pd.Series,
    margin: float = _MARGIN,
) -> pd.DataFrame:
    return recovery_paradox(groups, after, untouched=fine, silent=silent, margin=margin)


def _other_verdicts(env: Env) -> Iterator[tuple[pd.DataFrame, str]]:
    """Yield what else may be taken for the verdicts; made one by one, for each takes a second."""
    groups, after, fine, silent = _groups(env), _after(env), _untouched(env), _silent(env)
    lesson = _("That is the lesson's margin: here one single point matters.")
    yield _compared(groups, after, fine, silent, _LESSON_MARGIN)[["verdict"]], lesson
    mixed = _("The silent sufferers are among the untouched: keep had_problem == 0.")
    yield _compared(groups, after, pd.concat([fine, silent]), silent)[["verdict"]], mixed
    ten = _("That is on the scale from 1 to 10, where a margin of 1 is eleven times as wide.")
    after, fine, silent = (1 + 9 / 100 * of for of in (after, fine, silent))
    yield _compared(groups, after, fine, silent)[["verdict"]], ten


def _opened(env: Env) -> pd.Series:
    return pd.to_datetime(env["study"].tables["complaints"]["opened"])


def _days(env: Env) -> pd.Series:
    """Return the days until each complaint was closed, missing while it is open."""
    return (pd.to_datetime(env["study"].tables["complaints"]["closed"]) - _opened(env)).dt.days


def _month(env: Env) -> pd.Series:
    return _opened(env).dt.strftime("%Y-%m")


def _other_limits(env: Env, chart: pd.DataFrame, month: pd.Series) -> Mistakes:
    """Return what else may be taken for the upper limit of the last month."""
    days = _days(env)
    kept, known = (days <= _PROMISED).groupby(month), days.notna()
    counts, n = kept.sum(), kept.size()
    last, shares = chart.iloc[-1], chart["estimate"]
    error = (last["high"] - last["centre"]) / 3
    closed = (days <= _PROMISED)[known].groupby(month[known])
    watched = control_chart(closed.sum(), closed.size(), baseline=_BASELINE)["high"].iloc[-1]
    evenly = 3 * np.sqrt(last["centre"] * (1 - last["centre"]) / n.mean())
    low = _("That is the lower limit.")
    base = _("That is with all months as the baseline: take the first twelve.")
    only = _("Open complaints have left your months: they were not closed in time, either.")
    two = _("That takes two standard errors: the limits of this chart are three away.")
    mean = _("That is with the mean n of all months: the last month has its own n.")
    spread = _("That is from the spread of the months: the limits come from each month's n.")
    return [
        (last["low"], low),
        (control_chart(counts, n)["high"].iloc[-1], base),
        (watched, only),
        *((last["centre"] + width * error, two) for width in (1.96, 2)),
        (last["centre"] + evenly, mean),
        *((centre + 3 * shares.std(), spread) for centre in (last["centre"], shares.mean())),
    ]


def _two(groups: pd.Series, after: pd.Series, fine: pd.Series, seed: int) -> pd.Series:
    return found_and_tested(groups, after, untouched=fine, rng=seed)["estimate"]
