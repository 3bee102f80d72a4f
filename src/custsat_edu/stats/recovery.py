"""After a failure: which steps help, who is won back, how long it takes, and is it getting worse.

Coverage and power named in the notes were measured in simulated companies whose truth is known.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import chdtrc, ndtri, stdtr, stdtrit

from custsat_edu.errors import Problem
from custsat_edu.stats.checks import Check, Floats, is_number
from custsat_edu.stats.compare import check_margin, compare_groups, in_order
from custsat_edu.stats.engine.moments import holm
from custsat_edu.stats.linear import least_squares

_WORDS = ("minor", "moderate", "serious")
_TIE = math.sqrt(np.finfo(float).eps)  # a share this near to one half is one half
_LIMITS = ["estimate", "low", "high"]
_AGAINST = [*_LIMITS, "n", "n_untouched", "p", "p_lower", "p_upper"]
_NAIVE = [f"naive_{name}" for name in _LIMITS]
_RUN = 8  # points in a row on one side of the centre that are no accident
_SIGMAS = 3
_SHOWN = 5  # rows named in one sentence


# Steps


def step_effects(
    steps: pd.DataFrame,
    satisfaction: pd.Series,
    *,
    severity: pd.Series | None = None,
    full: int = 6,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Return what each step of handling a complaint adds, the other steps held fixed.

    Parameters
    ----------
    steps : DataFrame of 0 and 1, shape (complaints, k)
        1 where the step was taken. Complaints with anything missing are left out.
    satisfaction : Series of numbers
        Asked of the same customers after the complaint, such as points of 0 to 100.
    severity : Series of categories or numbers, optional
        How bad the failure was, the mildest first. It is held fixed too.
    full : int
        Steps that make a full recovery, from 1 to k. Used with `severity` alone.
    confidence : float
        Between 0 and 1, for each interval by itself.

    Returns
    -------
    DataFrame
        One row a step, index `step`. `estimate`: points of satisfaction that the step adds;
        `low`, `high`: t limits; `p`, two-sided; `taken`: share of the complaints with the step, 0
        to 1; `n`: complaints.

        With severity a last row, `full_minor`: what a full recovery of a failure of the mildest
        kind adds on top of its steps. `taken` is then the share of such recoveries. Limits and p
        are NaN where one complaint alone sets the estimate. `attrs["missing"]`: complaints left
        out.

    Raises
    ------
    InputError
        If a step is neither 0 nor 1, if all or none took it, if steps can be computed from each
        other, if severity has no order, if there is no full recovery of the mildest failures (or
        no other), if rows do not match, or if an option is wrong.

    Notes
    -----
    Least squares of satisfaction on all steps, with one level a kind of severity and the full
    recovery of the mildest; errors HC3. One step compared alone mixes its effect with that of the
    steps taken with it: who listens also solves. Nothing here is an experiment: what makes staff
    take a step and customers happy at once is held fixed only if it is in the table.

    Examples
    --------
    >>> steps = pd.DataFrame({"listen": [0, 0, 1, 1] * 3, "solve": [0, 1, 0, 1, 1, 1] * 2})
    >>> after = pd.Series([50, 60, 53, 66, 61, 62, 54, 65, 49, 60, 64, 63])
    >>> step_effects(steps, after)[["estimate", "low", "high", "taken"]].round(2)
            estimate   low   high  taken
    step
    listen      3.83  2.39   5.28   0.50
    solve      11.12  9.81  12.44   0.67
    """
    check = Check("step_effects")
    _ask_columns(check, satisfaction=satisfaction, severity=severity)
    check.confidence(confidence)
    table, level = _steps(check, steps), None
    if severity is not None:
        level = _in_degrees(check, severity, table.index)
        _check_full(check, full, table.shape[1])
    y = _column(check, "satisfaction", satisfaction, table.index)
    check.done()
    whole = table.notna().all(axis=1) & y.notna() & (True if level is None else level.notna())
    whole = whole.to_numpy()
    columns = table[whole].rename(columns=str)
    names = list(columns)
    if level is not None and len(columns):
        columns = pd.concat([columns, _kinds(check, columns, level[whole], full)], axis=1)
        names.append("full_minor")
    design = check.design(columns, y[whole])
    check.independent(design)
    sums = np.eye(design.x.shape[1] + 1)[1 : len(names) + 1]
    found = least_squares(design.x, design.y, sums, confidence=confidence)
    table = found.set_axis(pd.Index(names, name="step"))[["estimate", "low", "high", "p"]]
    table["taken"] = design.x.mean(axis=0)[: len(names)]
    table["n"] = float(len(design.y))
    table.attrs = {"missing": float((~whole).sum())}
    return table


def recovery_groups(steps: pd.DataFrame, severity: pd.Series, *, full: int = 6) -> pd.Series:
    """Return each complaint's group: how bad the failure was, and whether it was made good.

    Parameters
    ----------
    steps : DataFrame of 0 and 1, shape (complaints, k)
        1 where the step was taken.
    severity : Series of categories or numbers
        How bad the failure was, the mildest first.
    full : int
        Steps that make a full recovery, from 1 to k; fewer are a partial one.

    Returns
    -------
    Series of categories
        Named `group`. With three kinds of severity "minor_full", "minor_part", "moderate_full",
        ..., "serious_part", whatever the kinds are called in the survey; with another number
        "level1_full", "level1_part", and so on. Missing where a step or the severity is.

    Raises
    ------
    InputError
        If a step is neither 0 nor 1, if severity has no order, if rows do not match, or if `full`
        is no number of steps.

    Examples
    --------
    >>> steps = pd.DataFrame({"listen": [1, 1, 0], "solve": [1, 0, 1]})
    >>> severity = pd.Series(pd.Categorical(["mild", "bad", "mild"], ["mild", "so-so", "bad"]))
    >>> recovery_groups(steps, severity, full=2).tolist()
    ['minor_full', 'serious_part', 'minor_part']
    """
    check = Check("recovery_groups")
    _ask_columns(check, severity=severity)
    table = _steps(check, steps)
    level = _in_degrees(check, severity, table.index)
    _check_full(check, full, table.shape[1])
    check.done()
    k = len(level.cat.categories)
    kinds = _WORDS if k == len(_WORDS) else [f"level{i}" for i in range(1, k + 1)]
    names = [f"{kind}_{end}" for kind in kinds for end in ("full", "part")]
    partial = (table.sum(axis=1) < full).to_numpy()
    whole = (table.notna().all(axis=1) & level.notna()).to_numpy()
    codes = np.where(whole, 2 * level.cat.codes + partial, -1)
    return pd.Series(pd.Categorical.from_codes(codes, names), table.index, name="group")


# The paradox


def recovery_paradox(
    groups: pd.Series,
    satisfaction: pd.Series,
    *,
    untouched: pd.Series,
    silent: pd.Series | None = None,
    margin: float,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Compare customers after their complaint with customers to whom nothing had happened.

    Parameters
    ----------
    groups : Series
        The group of each complaint, such as `recovery_groups` gives; named before the answers
        are seen, or see `found_and_tested`. Complaints without a group are left out.
    satisfaction : Series of numbers
        Asked after the complaint. Missing answers are left out here and below.
    untouched : Series of numbers
        The same questions, asked with the same timing of customers without a failure.
    silent : Series of numbers, optional
        The same of customers with a failure who never complained.
    margin : float
        Above 0, in units of the answers: the smallest difference that would matter.
    confidence : float
        Between 0 and 1, for each interval by itself.

    Returns
    -------
    DataFrame
        One row a group, index `group`, and a last row `silent` where these are given.

        `estimate`: mean of the group minus mean of the untouched; `low`, `high`: Welch's t
        limits; `n`, `n_untouched`: answers; `p`: of no difference, two-sided; `p_adjusted`: the
        same after Holm, for the number of rows; `p_lower`, `p_upper`: one-sided, of a difference
        of -margin or lower, and of margin or higher; `verdict`: see the notes; `margin`.

        `naive_estimate`, `naive_low`, `naive_high`: the same difference from all who never
        complained, the silent among them. NaN for `silent`, and where no silent are given.

        `attrs["without_group"]`: complaints that belong to no group.

    Raises
    ------
    InputError
        If nobody is without a failure, if a group or a side has fewer than two answers, if all
        answers are equal, if an answer is no number, if rows do not match, or if an option is
        wrong.

    Notes
    -----
    The service recovery paradox says that a failure made good leaves customers more satisfied
    than no failure. `verdict` is the first of these that holds, at the level 1 - confidence:
    "paradox", above zero after Holm; "as good", within the margin by two one-sided tests (both
    `p_lower` and `p_upper` are small); "below", below zero after Holm; "open", too few answers to
    say. Without weights; assumes that answers of different customers are independent.

    Customers who never complained are no fair comparison. Among them are those who had a failure
    and kept silent, often the least satisfied of all: set against them, poor recoveries look like
    paradoxes. A meta-analysis found a positive effect on satisfaction, and none that is clear on
    buying again, on word of mouth and on the company's image.

    In 200 simulated companies with some 1,560 complaints each, the 95 % limits of the seven rows
    held the truth in .93 to .96 of the cases. The one true paradox was called so in all of them
    (in .99 with 820 complaints), and no other row ever. Against all who never complained, the
    limits of one false paradox lay above zero in .88 of them.

    References
    ----------
    de Matos, Henrique and Rossi (2007), Service recovery paradox: a meta-analysis, Journal of
    Service Research 10(1), its abstract. The comparison is `compare_groups`, the margin as in
    `equivalence`.

    Examples
    --------
    >>> group = pd.Series(["minor_full"] * 4 + ["minor_part"] * 4)
    >>> after = pd.Series([80, 84, 82, 86, 70, 74, 66, 72])
    >>> fine, quiet = pd.Series([74, 78, 76, 72, 75]), pd.Series([50, 55, 60])
    >>> table = recovery_paradox(group, after, untouched=fine, silent=quiet, margin=3)
    >>> table[["estimate", "low", "high", "verdict", "naive_estimate"]].round(1)
                estimate   low  high  verdict  naive_estimate
    group
    minor_full       8.0   4.0  12.0  paradox            15.5
    minor_part      -4.5  -9.6   0.6     open             3.0
    silent         -20.0 -30.9  -9.1    below             NaN
    """
    check = Check("recovery_paradox")
    columns = {"groups": groups, "satisfaction": satisfaction}
    _ask_columns(check, **columns, untouched=untouched, silent=silent)
    check.confidence(confidence)
    check_margin(check, margin)
    fine = _others(check, "untouched", untouched)
    quiet = None if silent is None else _others(check, "silent", silent)
    group, y = _complaints(check, groups, satisfaction)
    parts = {str(name): part.to_numpy() for name, part in y.groupby(group, observed=False)}
    _check_sizes(check, parts, fine, quiet)
    never = fine if quiet is None else np.append(fine, quiet)
    rows = {}
    for name, part in (parts | ({} if quiet is None else {"silent": quiet})).items():
        rows[name] = _against(part, fine, margin, confidence)
        if quiet is not None and name != "silent":
            rows[name] |= _welch(part, never, confidence)[_LIMITS].add_prefix("naive_")
    table = pd.DataFrame(rows, [*_AGAINST, *_NAIVE]).T.rename_axis("group")
    table.insert(6, "p_adjusted", holm(table["p"].to_numpy()))
    table.insert(9, "verdict", _verdicts(table, 1 - confidence))
    table["margin"] = float(margin)
    table.attrs = {"without_group": float(pd.Series(groups).isna().sum())}
    return table


def found_and_tested(
    groups: pd.Series,
    satisfaction: pd.Series,
    *,
    untouched: pd.Series,
    confidence: float = 0.95,
    rng: int | np.random.Generator = 0,
) -> pd.DataFrame:
    """Find the best-looking group in one half of the answers and test it in the other half.

    Parameters
    ----------
    groups : Series
        The group of each complaint. Complaints without a group are left out.
    satisfaction : Series of numbers
        Asked after the complaint. Missing answers are left out here and below.
    untouched : Series of numbers
        The same questions, asked of customers without a failure.
    confidence : float
        Between 0 and 1.
    rng : int or numpy Generator
        Seed or source of chance: it deals each group, and the untouched, into two halves.

    Returns
    -------
    DataFrame
        Two rows, index `half`: "found", where the group was chosen for its high mean, and
        "tested", the other half. `group`: its name; `estimate`: its mean minus that of the
        untouched of the same half; `low`, `high`: Welch's t limits; `p`, two-sided; `n`,
        `n_untouched`: answers.

        `attrs["without_group"]`: complaints that belong to no group.

    Raises
    ------
    InputError
        If a group or the untouched have fewer than four answers, if a half has only equal answers,
        and as `recovery_paradox`.

    Notes
    -----
    The best of several groups is best in part by luck, so its estimate is too high and its p is
    too small: the winner's curse. The second half knows nothing of the choice; its limits and p
    hold as they stand. The price is half of the answers. Who is dealt where is chance: name the
    seed before looking, and do not try several.

    Examples
    --------
    >>> group = pd.Series(["minor_full", "minor_part"] * 8)
    >>> after = pd.Series([80, 70, 84, 74, 82, 66, 86, 72] * 2)
    >>> fine = pd.Series([74, 78, 76, 72, 75, 77])
    >>> table = found_and_tested(group, after, untouched=fine)
    >>> table[["group", "n", "n_untouched"]]
                 group  n  n_untouched
    half
    found   minor_full  4            3
    tested  minor_full  4            3
    """
    check = Check("found_and_tested")
    _ask_columns(check, groups=groups, satisfaction=satisfaction, untouched=untouched)
    check.confidence(confidence)
    fine = _others(check, "untouched", untouched)
    group, y = _complaints(check, groups, satisfaction)
    parts = {str(name): part.to_numpy() for name, part in y.groupby(group, observed=False)}
    _check_sizes(check, parts, fine, least=4)
    chance = np.random.default_rng(rng)
    halves = {name: _deal(part, chance) for name, part in parts.items()}
    controls = _deal(fine, chance)
    best = max(halves, key=lambda name: float(halves[name][0].mean()))
    rows = []
    for part, control in zip(halves[best], controls, strict=True):
        _check_varying(check, np.append(part, control))
        welch = _welch(part, control, confidence)
        row = {"group": best} | welch[[*_LIMITS, "p"]].to_dict()
        rows.append(row | {"n": len(part), "n_untouched": len(control)})
    table = pd.DataFrame(rows, index=pd.Index(["found", "tested"], name="half"))
    table.attrs = {"without_group": float(pd.Series(groups).isna().sum())}
    return table


# Time


def time_to_resolution(
    opened: pd.Series,
    closed: pd.Series,
    *,
    until: Any,
    groups: pd.Series | None = None,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Return the share of complaints that are still open after some days, open ones counted in.

    Parameters
    ----------
    opened, closed : Series of dates, or of text such as 2024-05-03 or 2024-05-03 08:25
        When each complaint was opened and closed; a complaint that is still open has no closed.
        Complaints without opened are left out.
    until : date or text
        When the data were drawn: to that moment an open complaint is known to be open. One that
        was closed later counts as open.
    groups : Series, optional
        The group of each complaint. Those without one are left out.
    confidence : float
        Between 0 and 1, for every day by itself.

    Returns
    -------
    DataFrame
        For each group (one, "all", by default) a row for the start, day 0, one for every day on
        which complaints were closed, and one for the last day that any was observed.

        `group`; `day`: days since opened, with their fraction where the data have hours;
        `at_risk`: complaints observed and open just before; `closed`: closed on that day;
        `estimate`: share still open after it, 0 to 1; `low`, `high`: its limits, NaN where none is
        left open and in a group where none was closed; `n`: the group's complaints; `median`: the
        day on which half of them are closed, as in `median_time`.

        `attrs["missing"]`: complaints left out.

    Raises
    ------
    InputError
        If dates cannot be read, if some have a time zone and others none, if a complaint was
        closed before it was opened or opened after `until`, if none was closed, if rows do not
        match, or if an option is wrong.

    Notes
    -----
    Kaplan and Meier's product-limit estimate, the product over days of 1 - closed / at_risk. The
    mean of the closed ones alone is too short, as slow complaints are still open: they are counted
    for as long as they were watched. The limits are Greenwood's on the scale log(-log S), R's
    survfit(conf.type = "log-log"). It assumes that complaints watched for a shorter time would be
    closed as fast as the others.

    References
    ----------
    statsmodels, `statsmodels.duration.survfunc.SurvfuncRight`; R's survival, `survfit`.

    Examples
    --------
    >>> opened = pd.Series(["2024-01-01", "2024-01-02", "2024-01-03", "2024-01-04"])
    >>> closed = pd.Series(["2024-01-03", "2024-01-07", None, "2024-01-14"])
    >>> curve = time_to_resolution(opened, closed, until="2024-01-10")
    >>> curve[["day", "at_risk", "closed", "estimate", "low", "high"]].round(2)
       day  at_risk  closed  estimate   low  high
    0  0.0      4.0     0.0      1.00  1.00  1.00
    1  2.0      4.0     1.0      0.75  0.13  0.96
    2  5.0      3.0     1.0      0.50  0.06  0.84
    3  7.0      1.0     0.0      0.50  0.06  0.84
    """
    check = Check("time_to_resolution")
    check.confidence(confidence)
    spells = _spells(check, opened, closed, until, groups)
    curves = {
        str(name): _curve(part, confidence) for name, part in spells.groupby("group", observed=True)
    }
    table = pd.concat(curves, names=["group", None]).reset_index("group").reset_index(drop=True)
    table.attrs = {"missing": float(len(pd.Series(opened)) - len(spells))}
    return table


def median_time(curve: pd.DataFrame) -> pd.DataFrame:
    """Return the day on which half of the complaints are closed, with its interval.

    Parameters
    ----------
    curve : DataFrame
        The table of `time_to_resolution`; its confidence is that of the interval.

    Returns
    -------
    DataFrame
        One row a group, index `group`. `estimate`: the first day on which at most half of the
        complaints are still open (exactly half from one day to another: the middle of the two);
        `low`, `high`: the days on which the curve's limits come down to one half; all NaN where
        that is not seen; `n`: complaints; `closed`: how many of them were closed.

    Raises
    ------
    InputError
        If the table is not one of `time_to_resolution`.

    References
    ----------
    R's survival, `quantile.survfit`.

    Examples
    --------
    >>> opened = pd.Series(["2024-01-01"] * 4)
    >>> closed = pd.Series(["2024-01-03", "2024-01-04", "2024-01-06", None])
    >>> median_time(time_to_resolution(opened, closed, until="2024-02-01"))
           estimate  low  high    n  closed
    group
    all         4.0  2.0   NaN  4.0     3.0
    """
    check = Check("median_time")
    needed = ("group", "day", "estimate", "low", "high", "n", "closed")
    absent = [name for name in needed if name not in getattr(curve, "columns", ())]
    if absent:
        check.wrong(
            Problem(
                "{where}: needs the table of time_to_resolution; there is no column {found}. "
                "Write median_time(time_to_resolution(...)).",
                {"found": ", ".join(absent)},
            )
        )
    check.done()
    rows = {}
    for name, part in curve.groupby("group", sort=False):
        days = part["day"].to_numpy(float)
        row = {key: _half(days, part[key].to_numpy(float)) for key in ("estimate", "low", "high")}
        rows[name] = row | {"n": part["n"].iloc[0], "closed": part["closed"].sum()}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("group")


def log_rank(opened: pd.Series, closed: pd.Series, *, until: Any, groups: pd.Series) -> pd.Series:
    """Test whether complaints of several groups are closed at the same speed.

    Parameters
    ----------
    opened, closed, until, groups
        As in `time_to_resolution`; two groups or more.

    Returns
    -------
    Series
        `chi2`, `df` (groups minus 1), `p`, and `n`: complaints.

    Raises
    ------
    InputError
        As `time_to_resolution`; also if there are fewer than two groups, if a group was watched
        for too short a time to see any closed, or if all were closed on the same day.

    Notes
    -----
    On every day the closed of each group are set against those that would be expected if all
    groups were equally fast; chi2 sums the differences. It sees best a group that is faster from
    first to last; curves that cross can escape it. With three groups or more a small p says that
    some differ, not which.

    References
    ----------
    statsmodels, `statsmodels.duration.survfunc.survdiff`; R's survival, `survdiff`.

    Examples
    --------
    >>> opened = pd.Series(["2024-01-01"] * 8)
    >>> closed = pd.Series([f"2024-01-{day:02}" for day in (2, 3, 4, 5, 9, 10, 11, 12)])
    >>> channel = pd.Series(["web"] * 4 + ["store"] * 4)
    >>> log_rank(opened, closed, until="2024-02-01", groups=channel).round(3)
    chi2    7.344
    df      1.000
    p       0.007
    n       8.000
    Name: log_rank, dtype: float64
    """
    from statsmodels.duration.survfunc import survdiff

    check = Check("log_rank")
    spells = _spells(check, opened, closed, until, groups)
    _check_watched(check, spells)
    codes = spells["group"].cat.codes.to_numpy()
    df = len(np.unique(codes)) - 1
    chi2, _ = survdiff(spells["days"].to_numpy(), spells["closed"].to_numpy(), codes)
    values = {"chi2": chi2, "df": df, "p": chdtrc(df, chi2), "n": len(spells)}
    return pd.Series(values, dtype=float, name="log_rank")


# Control


def control_chart(counts: pd.Series, n: pd.Series, *, baseline: int | None = None) -> pd.DataFrame:
    """Tell a real change of a share from the ups and downs of chance, period by period.

    Parameters
    ----------
    counts : Series of whole numbers
        How many there were in each period, such as complaints; the index names the periods, in
        their order.
    n : Series of whole numbers
        Of how many, such as purchases; the same index.
    baseline : int, optional
        How many of the first periods set the centre, 2 or more; by default all.

    Returns
    -------
    DataFrame
        One row a period, index `period`. `estimate`: counts / n, 0 to 1; `centre`: the share in
        the baseline; `low`, `high`: the limits of chance for that n; `n`; `out`: "above" or
        "below" the limits, or ""; `run`: True for each of eight or more periods in a row on the
        same side of the centre.

    Raises
    ------
    InputError
        If a count or n is missing or no whole number from 0, if n is 0 or smaller than the count,
        if there are fewer than two periods, if none or all are counted in the baseline, if rows do
        not match, or if the baseline is no number of periods.

    Notes
    -----
    A p chart: the centre is the baseline's counts by its n, the limits are centre +- 3
    sqrt(centre (1 - centre) / n), cut at 0 and 1, wider where n is small. A period out of the
    limits, or a run on one side, asks for a cause; anything else is best left alone. The limits
    assume that the cases are independent and, as a rule of thumb, that n times the centre is not
    tiny; with very large n almost every period is out, for the share itself moves a little.

    References
    ----------
    SAS/QC, the SHEWHART procedure, "Constructing charts for proportion nonconforming (p charts)";
    R's qcc, `qccRules` (rules 1 and 4 of Western Electric).

    Examples
    --------
    >>> chart = control_chart(pd.Series([5, 7, 6, 18]), pd.Series([100] * 4), baseline=3)
    >>> chart.round(3)
            estimate  centre  low   high    n    out    run
    period
    0           0.05    0.06  0.0  0.131  100         False
    1           0.07    0.06  0.0  0.131  100         False
    2           0.06    0.06  0.0  0.131  100         False
    3           0.18    0.06  0.0  0.131  100  above  False
    """
    check = Check("control_chart")
    _ask_columns(check, counts=counts, n=n)
    hits, cases = _periods(check, counts, n)
    first = len(hits) if baseline is None else baseline
    _check_baseline(check, hits, cases, first)
    start = slice(int(first))
    total, base = hits.iloc[start].sum(), cases.iloc[start].sum()
    centre = total / base
    spread = _SIGMAS * np.sqrt(centre * (1 - centre) / cases)
    table = pd.DataFrame({"estimate": hits / cases, "centre": centre})
    table["low"], table["high"] = (centre - spread).clip(0), (centre + spread).clip(upper=1)
    table["n"] = cases.astype(int)
    above, below = table["estimate"] > table["high"], table["estimate"] < table["low"]
    table["out"] = np.select([above, below], ["above", "below"], "")
    side = np.sign(hits * base - total * cases)  # of whole numbers: no rounding on the centre
    length = side.groupby((side != side.shift()).cumsum()).transform("size")
    table["run"] = (length >= _RUN) & (side != 0)
    return table.rename_axis("period")


# What is asked of steps and severity


def _steps(check: Check, steps: Any) -> pd.DataFrame:
    """Return the steps as floats, after noting any that are neither 0 nor 1."""
    table = check.table(steps)
    for name in table:
        wrong = table[name][~(table[name].isna() | table[name].isin([0, 1]))]
        if len(wrong):
            check.wrong(
                Problem(
                    "{where}: step {step} must be 1 (taken) or 0 (not taken), found {found:g} in "
                    "{count} of {n} rows, first in row {row}. Write survey['column'] == 2 if 2 "
                    "means that it was taken.",
                    {
                        "step": str(name),
                        "found": float(wrong.iloc[0]),
                        "count": len(wrong),
                        "n": len(table),
                        "row": str(wrong.index[0]),
                    },
                )
            )
    return table


def _check_full(check: Check, full: Any, k: int) -> None:
    if not is_number(full) or full != int(full) or not 1 <= full <= k:
        check.wrong(
            Problem(
                "{where}: full must be a number of steps from 1 to {k}, found {found}. It says how "
                "many of the {k} steps make a full recovery.",
                {"k": k, "found": str(full)},
            )
        )


def _in_degrees(check: Check, severity: Any, index: pd.Index) -> pd.Series:
    """Return severity as categories, the mildest first; text without an order is refused."""
    given = check.same_rows("severity", severity, index)
    given = pd.Series(np.nan, index) if given is None else given
    if isinstance(given.dtype, pd.CategoricalDtype):
        return given
    if not pd.api.types.is_numeric_dtype(given.dtype):
        words = list(map(str, pd.unique(given.dropna())))
        check.wrong(
            Problem(
                "{where}: severity needs an order, the mildest first, found the words {found}. "
                "Write pd.Categorical(survey['column'], categories=[...]) with the words in their "
                "order.",
                {"found": ", ".join(words[:_SHOWN])},
            )
        )
    return given.astype("category")


def _kinds(check: Check, steps: pd.DataFrame, level: pd.Series, full: int) -> pd.DataFrame:
    """Return the full recovery of the mildest, and a column a kind of severity but the first."""
    mildest = (level == level.cat.categories[0]).to_numpy()
    made_good = mildest & (steps.sum(axis=1) >= full).to_numpy()
    if not made_good.any() or (made_good == mildest).all():
        check.wrong(
            Problem(
                "{where}: {count} of {n} complaints of severity {mildest} have a full recovery, "
                "{full} steps or more, so there is nothing to compare them with. Choose another "
                "full, or leave out severity.",
                {
                    "count": int(made_good.sum()),
                    "n": int(mildest.sum()),
                    "mildest": str(level.cat.categories[0]),
                    "full": full,
                },
            )
        )
    check.done()
    used = level.cat.remove_unused_categories()
    kinds = {f"severity: {kind}": (used == kind).to_numpy() for kind in used.cat.categories[1:]}
    return pd.DataFrame({"full_minor": made_good} | kinds, steps.index).astype(float)


# What is asked of answers and groups


def _ask_columns(check: Check, **columns: Any) -> None:
    """Ask that each of the arguments is one column, or not given."""
    for name, column in columns.items():
        if column is not None and np.ndim(column) != 1:
            check.wrong(
                Problem(
                    "{where}: {name} must be one column, found a table. Write survey['column'] "
                    "with one pair of brackets.",
                    {"name": name},
                )
            )
    check.done()


def _column(check: Check, name: str, values: Any, index: pd.Index) -> pd.Series:
    """Return one column of answers on the rows of a table."""
    given = check.same_rows(name, values, index)
    return check.part(name).answers(pd.Series(values) if given is None else given)


def _complaints(check: Check, groups: Any, satisfaction: Any) -> tuple[pd.Series, pd.Series]:
    """Return group and answer of the complaints that have both."""
    y = check.part("satisfaction").answers(satisfaction)
    group = check.same_rows("groups", groups, y.index)
    check.done()
    assert group is not None
    group = in_order(group)
    kept = (y.notna() & group.notna()).to_numpy()
    if not kept.any():
        check.wrong(
            Problem(
                "{where}: no row has both an answer and a group. "
                "Do the answers and the groups come from the same table?"
            )
        )
    check.done()
    return group[kept].cat.remove_unused_categories(), y[kept]


def _others(check: Check, name: str, answers: Any) -> Floats:
    """Return the answers of customers who did not complain; nobody is said to be nobody."""
    given = pd.Series([] if answers is None else answers)
    if given.notna().any():
        return check.part(name).answers(given).dropna().to_numpy()
    if name == "untouched":
        problem = Problem(
            "{where}: untouched has no answers, so there is nobody without a failure to compare "
            "with. Ask customers without a failure the same questions, after as many days."
        )
    else:
        problem = Problem(
            "{where}: silent has no answers. Leave it out, or ask customers who had a failure "
            "and did not complain."
        )
    check.wrong(problem)
    return np.empty(0)


def _check_sizes(
    check: Check,
    parts: dict[str, Floats],
    fine: Floats,
    quiet: Floats | None = None,
    least: int = 2,
) -> None:
    """Ask for enough answers on every side, and that they are not all the same."""
    if quiet is not None and "silent" in parts:
        check.wrong(
            Problem(
                "{where}: a group of complaints is called silent, like the row of those who did "
                "not complain. Rename it."
            )
        )
    others = [("untouched", fine)] + ([] if quiet is None else [("silent", quiet)])
    for name, part in [*parts.items(), *others]:
        if len(part) < least:
            check.wrong(
                Problem(
                    "{where}: {group} has {count} of the {least} answers that are needed at least. "
                    "Leave it out, or join it with another group.",
                    {"group": name, "count": len(part), "least": least},
                )
            )
    check.done()
    for part in parts.values():
        _check_varying(check, np.append(part, fine))


def _check_varying(check: Check, answers: Floats) -> None:
    if np.ptp(answers) == 0:
        check.wrong(
            Problem(
                "{where}: all {n} answers are {value:g}; there is nothing to compare. "
                "Is the column the right one?",
                {"n": len(answers), "value": float(answers[0])},
            )
        )
    check.done()


# How groups are compared


def _welch(part: Floats, others: Floats, confidence: float) -> pd.Series:
    """Return the difference of two groups' means as `compare_groups` has it."""
    values = pd.Series(np.append(part, others))
    sides = pd.Series(["part"] * len(part) + ["others"] * len(others))
    return compare_groups(values, sides, confidence=confidence).iloc[0]


def _against(part: Floats, fine: Floats, margin: float, confidence: float) -> dict[str, float]:
    """Return one row against the untouched, with both tests of the margin."""
    welch = _welch(part, fine, confidence)
    df, half = welch["df"], (welch["high"] - welch["low"]) / 2
    se = half / stdtrit(df, (1 + confidence) / 2)
    row = welch[_LIMITS].to_dict()
    row |= {"n": len(part), "n_untouched": len(fine), "p": welch["p"]}
    row["p_lower"] = float(stdtr(df, -(welch["estimate"] + margin) / se))
    row["p_upper"] = float(stdtr(df, (welch["estimate"] - margin) / se))
    return row


def _verdicts(table: pd.DataFrame, alpha: float) -> Floats:
    """Return the first word that holds for each row."""
    sure = table["p_adjusted"] < alpha
    same = table[["p_lower", "p_upper"]].max(axis=1) < alpha
    holds = [sure & (table["estimate"] > 0), same, sure & (table["estimate"] < 0)]
    return np.select(holds, ["paradox", "as good", "below"], "open")


def _deal(answers: Floats, chance: np.random.Generator) -> tuple[Floats, Floats]:
    """Deal answers into two halves; of an odd number the second gets one more."""
    dealt = chance.permutation(answers)
    return dealt[: len(dealt) // 2], dealt[len(dealt) // 2 :]


# How time is counted


def _spells(check: Check, opened: Any, closed: Any, until: Any, groups: Any) -> pd.DataFrame:
    """Return one row a complaint: `group`, `days` watched, `closed` (1) or still open (0)."""
    _ask_columns(check, opened=opened, closed=closed, groups=groups)
    start = pd.Series(opened)
    index = start.index
    end = check.same_rows("closed", closed, index)
    group = None if groups is None else check.same_rows("groups", groups, index)
    check.done()
    assert end is not None
    given = {"opened": start, "closed": end, "until": pd.Series([until])}
    times = _times(check, given)
    start, end, last = times["opened"], times["closed"], times["until"].iloc[0]
    group = pd.Series("all", index) if group is None else group
    group = in_order(group)
    kept = (start.notna() & group.notna()).to_numpy()
    start, end, group = start[kept], end[kept], group[kept].cat.remove_unused_categories()
    _check_order(check, start, end, last)
    done = end <= last
    _check_closed(check, done)
    days = (end.where(done, last) - start) / pd.Timedelta(days=1)
    return pd.DataFrame({"group": group, "days": days, "closed": done.astype(float)})


def _times(check: Check, given: dict[str, pd.Series]) -> dict[str, pd.Series]:
    """Return points in time, all with a time zone or all without one; or raise."""
    times, zones = {}, {}
    for name, column in given.items():
        text = column.dropna().map(str).astype(str)
        number = pd.api.types.is_numeric_dtype(column.dtype) and len(text)
        read = pd.to_datetime(text, format="ISO8601", utc=True, errors="coerce")
        times[name] = read.reindex(column.index)
        unread = text if number else text[read.isna()]
        if len(unread) or (name == "until" and not len(text)):
            _note_unread(check, name, unread, len(column))
        zones[name] = text.str.contains(r"\d:\d\d.*(?:Z|[+-]\d\d:?\d\d)$")
    _check_zones(check, zones)
    check.done()
    return times


def _check_zones(check: Check, zones: dict[str, pd.Series]) -> None:
    """Note dates with a time zone beside dates without one."""
    if pd.concat(list(zones.values())).nunique() > 1:
        zoned = (f"{name} {int(column.sum())} / {len(column)}" for name, column in zones.items())
        check.wrong(
            Problem(
                "{where}: some dates have a time zone and others have none: {found}. Give all of "
                "them one, with .dt.tz_localize('Asia/Jakarta'), or none, with "
                ".dt.tz_localize(None).",
                {"found": ", ".join(zoned)},
            )
        )


def _note_unread(check: Check, name: str, unread: pd.Series, n: int) -> None:
    found = list(dict.fromkeys(map(repr, unread)))
    check.wrong(
        Problem(
            "{where}: {name} must be dates such as 2024-05-03 or 2024-05-03 08:25, found {found} "
            "in {count} of {n} rows. Turn them into dates with pd.to_datetime(survey['column'], "
            "format='%d/%m/%Y').",
            {
                "name": name,
                "found": ", ".join(found[:_SHOWN] + ["..."] * (len(found) > _SHOWN)) or "-",
                "count": len(unread) or n,
                "n": n,
            },
        )
    )


def _check_order(check: Check, start: pd.Series, end: pd.Series, last: pd.Timestamp) -> None:
    """Note complaints that end before they begin, or begin after the data were drawn."""
    if not len(start):
        check.wrong(
            Problem(
                "{where}: no complaint has a date in opened and a group. "
                "Are the columns the right ones?"
            )
        )
    backwards, late = start[end < start], start[start > last]
    if len(backwards):
        check.wrong(
            Problem(
                "{where}: {count} of {n} complaints were closed before they were opened, in rows "
                "{rows}. Correct or leave out these rows, or exchange the two columns.",
                {"count": len(backwards), "n": len(start), "rows": _rows(backwards)},
            )
        )
    if len(late):
        check.wrong(
            Problem(
                "{where}: {count} of {n} complaints were opened after until, {until}, in rows "
                "{rows}. Give the moment at which the data were drawn.",
                {
                    "count": len(late),
                    "n": len(start),
                    "until": str(last.tz_localize(None)),
                    "rows": _rows(late),
                },
            )
        )
    check.done()


def _rows(wrong: pd.Series) -> str:
    """Name the first rows of those that are wrong."""
    return ", ".join([*map(str, wrong.index[:_SHOWN]), *["..."] * (len(wrong) > _SHOWN)])


def _check_closed(check: Check, done: pd.Series) -> None:
    if not done.any():
        check.wrong(
            Problem(
                "{where}: none of the {n} complaints was closed by until, so no time can be given. "
                "Is the column closed the right one?",
                {"n": len(done)},
            )
        )
    check.done()


def _check_watched(check: Check, spells: pd.DataFrame) -> None:
    """Ask for two groups or more, all of them watched when the first complaint was closed."""
    longest = spells.groupby("group", observed=True)["days"].max()
    if len(longest) < 2:
        check.wrong(
            Problem(
                "{where}: needs at least two groups to compare, found only {found}. "
                "Is the column the right one, and was the other group filtered out?",
                {"found": str(longest.index[0])},
            )
        )
    first = spells.loc[spells["closed"] == 1, "days"].min()
    for group in longest.index[longest < first]:
        check.wrong(
            Problem(
                "{where}: group {group} was watched for {days:g} days at most, and the first "
                "complaint was closed after {first:g}. Leave the group out, or wait.",
                {"group": str(group), "days": float(longest[group]), "first": float(first)},
            )
        )
    watched = spells["days"] >= first
    if (watched & (spells["days"] == first) & (spells["closed"] == 1)).sum() == watched.sum():
        check.wrong(
            Problem(
                "{where}: all complaints were closed after {first:g} days, so no group is faster. "
                "Are the dates the right ones?",
                {"first": float(first)},
            )
        )
    check.done()


def _curve(spells: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """Return one group's curve: the start, every day with a closing, and the last day."""
    from statsmodels.duration.survfunc import SurvfuncRight

    days, last = spells["days"].to_numpy(), float(spells["days"].max())
    names = ["day", "at_risk", "closed", "estimate", "low", "high"]
    rows: list[list[float]] = [[0, len(days), 0, 1, 1, 1]]
    if spells["closed"].any():
        fit = SurvfuncRight(days, spells["closed"].to_numpy())
        limits = _log_log(fit.surv_prob, fit.surv_prob_se, confidence)
        columns = [fit.surv_times, fit.n_risk, fit.n_events, fit.surv_prob, *limits]
        rows += np.column_stack(columns).tolist()
    if last > rows[-1][0]:
        known = rows[-1][3:] if len(rows) > 1 else [1, math.nan, math.nan]
        rows.append([last, int((days == last).sum()), 0, *known])
    table = pd.DataFrame(rows, columns=names, dtype=float)
    table["n"] = float(len(days))
    return table.assign(median=_half(table["day"].to_numpy(), table["estimate"].to_numpy()))


def _log_log(share: Floats, se: Floats, confidence: float) -> tuple[Floats, Floats]:
    """Return limits on the scale log(-log S); NaN where none is left open."""
    with np.errstate(divide="ignore", invalid="ignore"):
        half = ndtri((1 + confidence) / 2) * se / (share * np.abs(np.log(share)))
    return share ** np.exp(half), share ** np.exp(-half)


def _half(days: Floats, curve: Floats) -> float:
    """Return the day on which a curve comes down to one half; NaN where it does not."""
    reached = np.flatnonzero(curve <= 0.5 + _TIE)
    if not len(reached):
        return math.nan
    below = np.flatnonzero(curve < 0.5 - _TIE)
    until = below[0] if len(below) else len(days) - 1
    return float(days[reached[0]] + days[until]) / 2 if until > reached[0] else days[reached[0]]


# How periods are counted


def _periods(check: Check, counts: Any, n: Any) -> tuple[pd.Series, pd.Series]:
    """Return counts and cases of each period as floats, or raise what is wrong with them."""
    hits = check.part("counts").answers(counts)
    given = check.same_rows("n", n, hits.index)
    cases = hits if given is None else check.part("n").answers(given)
    check.done()
    for name, column, least in (("counts", hits, 0), ("n", cases, 1)):
        wrong = column[~((column >= least) & (column == np.floor(column)))]
        if len(wrong):
            check.wrong(
                Problem(
                    "{where}: {name} must be whole numbers of at least {least}, found {found:g} in "
                    "{count} of {n} periods: {rows}. Leave out or join periods without cases.",
                    {
                        "name": name,
                        "least": least,
                        "found": float(wrong.iloc[0]),
                        "count": len(wrong),
                        "n": len(column),
                        "rows": _rows(wrong),
                    },
                )
            )
    more = hits[hits > cases]
    if len(more):
        check.wrong(
            Problem(
                "{where}: counts are larger than n in {count} of {n} periods: {rows}. "
                "Were the two exchanged?",
                {"count": len(more), "n": len(hits), "rows": _rows(more)},
            )
        )
    check.done()
    return hits, cases


def _check_baseline(check: Check, hits: pd.Series, cases: pd.Series, first: Any) -> None:
    """Ask for two periods or more that set the centre, with some cases counted and some not."""
    if not is_number(first) or first != int(first) or not 2 <= first <= len(hits):
        check.wrong(
            Problem(
                "{where}: baseline must be a number of periods from 2 to {n}, found {found}. "
                "It says how many of the first periods set the centre.",
                {"n": len(hits), "found": str(first)},
            )
        )
    check.done()
    total, base = hits.iloc[: int(first)].sum(), cases.iloc[: int(first)].sum()
    if total in (0, base):
        check.wrong(
            Problem(
                "{where}: {total:g} of {base:g} cases are counted in the first {first:g} periods, "
                "so chance has no limits there. Take a longer baseline.",
                {"total": float(total), "base": float(base), "first": float(first)},
            )
        )
    check.done()
