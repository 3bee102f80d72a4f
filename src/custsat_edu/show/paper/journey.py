"""Sentences for a paper on the journey, and on complaints and recovery (lessons 08 and 09)."""

from __future__ import annotations

import math

import pandas as pd

from custsat_edu.i18n import _, number
from custsat_edu.show.paper.citations import cite
from custsat_edu.show.paper.sentences import (
    Facts,
    Text,
    chi_square,
    each,
    full,
    label,
    listed,
    named,
    names,
    needed,
    one,
    outcome,
    points,
    short,
    size,
    two,
)
from custsat_edu.show.words import fraction, limits, p_text, percent, verdict_words, whole

_ROW = ("estimate", "low", "high", "n")


def text_journey(table: pd.DataFrame, facts: Facts) -> Text:
    """Tell which touchpoints are pains and delights (`summarise_journey`, `flag_touchpoints`)."""
    needed("journey", table, "level", "flag", *_ROW, attrs=("neutral", "min_n", "adjust"))
    about = table.attrs
    said = {
        "neutral": number(about["neutral"]), "least": whole(about["min_n"]),
        "cite": cite("holm1979"), "delight": number(about.get("delight", 0.3)),
    }  # fmt: skip
    method = _(
        "The mean rating of every touchpoint has percentile limits from a bootstrap of customers, "
        "as one customer rates several."
    )
    rule = (
        _(
            "A touchpoint is a pain point if it has at least {least} ratings, its whole interval "
            "is below {neutral}, and its p is small by Holm's rule {cite}; it is a delight if its "
            "lower limit is {delight} or more above the mean of all ratings."
        )
        if about["adjust"] == "holm"
        else _(
            "A touchpoint is a pain point if it has at least {least} ratings and its whole "
            "interval is below {neutral}; it is a delight if its lower limit is {delight} or more "
            "above the mean of all ratings."
        )
    )
    places = table[table["level"] == "touchpoint"]
    every = table[table["level"] == "all"]
    result = _("Mean of all ratings: {mean} (n = {n}).").format(
        mean=full(every.iloc[0], facts), n=whole(every["n"].iloc[0])
    )
    for flag, words in (("pain", _("Pain points: {rows}.")), ("delight", _("Delights: {rows}."))):
        rows = places[places["flag"] == flag]
        result += " " + words.format(rows=each(rows, facts, column="touchpoint") or _("none"))
    works = ("holm1979",) if about["adjust"] == "holm" else ()
    return Text(f"{method} {rule.format(**said)}", result, works)


def text_drop_off(table: pd.DataFrame, facts: Facts) -> Text:
    """Tell how many journeys break off in each stage (`drop_off`)."""
    needed("drop_off", table, *_ROW, "left")
    method = _(
        "For every stage the share of the journeys that reach it and break off there was taken, "
        "with Wilson's interval {cite}."
    ).format(cite=cite("wilson1927"))
    template = _("{name} ({value}, n = {n})")
    rows = [
        template.format(name=label(row, facts), value=short(row, percent), n=whole(row["n"]))
        for _name, row in table.iterrows()
    ]
    return Text(method, _("Results: {rows}.").format(rows=listed(rows)), ("wilson1927",))


def text_transitions(table: pd.DataFrame, facts: Facts) -> Text:
    """Tell the ways by which most customers leave (`transitions`)."""
    needed("transitions", table, "touchpoint", "kind", *_ROW)
    leaving = table[table["kind"] == "leaves"].nlargest(3, "estimate")
    method = _(
        "For every touchpoint the shares of the visits were taken after which customers go on, "
        "leave or end, with Wilson's intervals {cite}."
    ).format(cite=cite("wilson1927"))
    rows = each(leaving, facts, percent, "touchpoint") or _("none")
    return Text(method, _("Most often left: {rows}.").format(rows=rows), ("wilson1927",))


def text_drop_off_odds(table: pd.DataFrame, facts: Facts) -> Text:
    """Tell what a bad rating does to the odds of leaving (`drop_off_odds`)."""
    needed("drop_off_odds", table, *_ROW, "customers")
    method = _(
        "Leaving was modelled as a discrete-time hazard: a logit after every event with a constant "
        "for each stage, the points below and the points above neutral, and errors by customer."
    )
    below, above = table.loc["below"], table.loc["above"]
    result = _(
        "Odds ratio of leaving for a point below neutral: {below}; for a point above it: {above} "
        "(n = {n} events of {customers} customers)."
    ).format(
        below=full(below, facts), above=full(above, facts), n=whole(below["n"]),
        customers=whole(below["customers"]),
    )  # fmt: skip
    if table.attrs.get("left_out"):
        result += " " + _("Stages that say nothing on it, left out: {stages}.").format(
            stages=table.attrs["left_out"]
        )
    return Text(method, result)


def text_peak_end(table: pd.DataFrame, facts: Facts) -> Text:
    """Tell what is remembered of a journey (`peak_end`)."""
    needed("peak_end", table, *_ROW, attrs=("r2", "r2_mean"))
    method = _(
        "To see what is remembered {cite}, {outcome} was regressed on the mean, the worst and the "
        "last rating of a journey, by least squares with HC3 standard errors."
    ).format(cite=cite("alaybek2022"), outcome=outcome(facts))
    result = _("Results: {rows}; R² = {r2}, of the mean alone {alone}; {n}.").format(
        rows=each(table, facts, column="moment"), r2=fraction(table.attrs["r2"]),
        alone=fraction(table.attrs["r2_mean"]), n=size(table),
    )  # fmt: skip
    return Text(method, result, ("alaybek2022",))


def text_what_if(table: pd.DataFrame, facts: Facts) -> Text:
    """Tell what would follow from a better touchpoint (`what_if`)."""
    needed("what_if", table, *_ROW, "before", "after", attrs=("touchpoint", "change"))
    about = table.attrs
    method = _(
        "What would follow if every rating of {name} were higher by {change} was computed from "
        "the model of leaving and that of what is remembered, with bootstrap limits over "
        "customers; that ratings make customers leave is taken for granted."
    ).format(name=named(about["touchpoint"], facts), change=number(about["change"]))
    leave, felt = table.loc["leave"], table.loc["satisfaction"]
    result = _(
        "Journeys that break off would go from {before} to {after} (difference in percentage "
        "points {estimate}), satisfaction from {was} to {would} (difference {points})."
    ).format(
        before=percent(leave["before"]), after=percent(leave["after"]),
        estimate=full(leave, facts, points), was=two(felt["before"]), would=two(felt["after"]),
        points=full(felt, facts),
    )  # fmt: skip
    return Text(method, result)


def text_recovery_paradox(table: pd.DataFrame, facts: Facts) -> Text:
    """Tell customers after a complaint against those without a failure (`recovery_paradox`)."""
    needed("recovery_paradox", table, *_ROW, "n_untouched", "p_adjusted", "verdict", "margin")
    works = ("dematos2007", "welch1947", "holm1979", "schuirmann1987")
    method = _(
        "To test the service recovery paradox {paradox}, each group of complainants was compared "
        "with {n} customers without a failure by Welch's t test {welch}, with p by Holm's rule "
        "{holm}; “as good” means equal within ±{margin} by two one-sided tests {tost}."
    ).format(
        paradox=cite("dematos2007"), welch=cite("welch1947"), holm=cite("holm1979"),
        tost=cite("schuirmann1987"), margin=number(table["margin"].iloc[0]),
        n=whole(table["n_untouched"].max()),
    )  # fmt: skip
    verdicts, template = verdict_words(), _("{name}: {verdict} ({value}, {p}, n = {n})")
    rows = [
        template.format(
            name=named(name, facts, "group"), value=short(row), p=p_text(row["p_adjusted"]),
            verdict=verdicts[row["verdict"]], n=whole(row["n"]),
        )
        for name, row in table.iterrows()
    ]  # fmt: skip
    return Text(method, _("Results: {rows}.").format(rows=listed(rows)) + _naive(table), works)


def _naive(table: pd.DataFrame) -> str:
    """Warn of the unfair comparison, where the silent are known."""
    if "naive_estimate" not in table or table["naive_estimate"].isna().all():
        return ""
    return " " + _(
        "Customers who never complained are no fair comparison, for the silent sufferers are among "
        "them."
    )


def text_found_and_tested(table: pd.DataFrame, facts: Facts) -> Text:
    """Tell a group that was found in one half and tested in the other (`found_and_tested`)."""
    needed("found_and_tested", table, "group", *_ROW, "p")
    found, tested = table.loc["found"], table.loc["tested"]
    result = _(
        "The group “{name}” stood out by {found} where it was found, and by {tested}, {p}, where "
        "it was tested."
    )
    return Text(
        _(
            "The group with the highest mean was found in a random half of the answers and tested "
            "in the other half, which knows nothing of the choice."
        ),
        result.format(
            name=named(tested["group"], facts, "group"), found=short(found),
            tested=full(tested, facts), p=p_text(tested["p"]),
        ),
    )  # fmt: skip


def text_step_effects(table: pd.DataFrame, facts: Facts) -> Text:
    """Tell what each step of handling a complaint adds (`step_effects`)."""
    needed("step_effects", table, *_ROW, "p", "taken")
    method = _(
        "By least squares with HC3 standard errors {cite}, satisfaction after the complaint was "
        "regressed on all steps of handling it together."
    ).format(cite=cite("mackinnon1985"))
    if "full_minor" in table.index:
        method += " " + _("The severity of the failure was held fixed.")
    template = _("{name} ({value}, {p})")
    rows = [
        template.format(
            name=label(row, facts) if name != "full_minor" else named(name, facts, "step"),
            value=short(row), p=p_text(row["p"]),
        )
        for name, row in table.iterrows()
    ]  # fmt: skip
    result = _("Points of satisfaction: {rows}; {n}.").format(rows=listed(rows), n=size(table))
    return Text(method, result, ("mackinnon1985",))


def text_time_to_resolution(table: pd.DataFrame, facts: Facts) -> Text:
    """Tell how long complaints stay open (`time_to_resolution`)."""
    needed("time_to_resolution", table, "group", "day", "closed", "median", *_ROW)
    method = _(
        "The time to resolution was estimated by the Kaplan-Meier curve {cite}: complaints still "
        "open count for as long as they were watched; limits are Greenwood's on the scale "
        "log(−log S)."
    ).format(cite=cite("kaplan1958"))
    parts = []
    for name, rows in table.groupby("group", sort=False):
        median, last = rows["median"].iloc[0], rows.iloc[-1]
        half = (
            _("half were closed by day {day}").format(day=number(median, 1))
            if math.isfinite(median)
            else _("fewer than half were closed")
        )
        template = _("{name} (n = {n}): {half}; {open} still open after {days} days")
        parts.append(
            template.format(
                name=_curve(name, facts), n=whole(last["n"]), half=half,
                open=short(last, percent), days=number(last["day"], 0),
            )
        )  # fmt: skip
    return Text(method, _("Results: {rows}.").format(rows="; ".join(parts)), ("kaplan1958",))


def _curve(name: object, facts: Facts) -> str:
    return _("all complaints") if name == "all" else named(name, facts)


def text_median_time(table: pd.DataFrame, facts: Facts) -> Text:
    """Tell the day by which half of the complaints are closed (`median_time`)."""
    needed("median_time", table, *_ROW)
    template = _("{name} ({value} days, n = {n})")
    rows = [
        template.format(
            name=_curve(name, facts), n=whole(row["n"]),
            value=f"{one(row['estimate'])} {limits(row['low'], row['high'], one)}",
        )
        for name, row in table.iterrows()
    ]  # fmt: skip
    method = _("The median time to resolution is that of the Kaplan-Meier curve {cite}.")
    result = _("Results: {rows}.").format(rows=listed(rows))
    return Text(method.format(cite=cite("kaplan1958")), result, ("kaplan1958",))


def text_log_rank(table: pd.DataFrame, facts: Facts) -> Text:
    """Tell whether groups of complaints are closed at the same speed (`log_rank`)."""
    needed("log_rank", table, "chi2", "df", "p", "n")
    row = table.iloc[0]
    test = chi_square(row["chi2"], row["df"], row["n"], row["p"])
    return Text(
        _("The speed of the groups was compared by the log-rank test {cite}.").format(
            cite=cite("mantel1966")
        ),
        _("Log-rank {test}.").format(test=test),
        ("mantel1966",),
    )


def text_control_chart(table: pd.DataFrame, facts: Facts) -> Text:
    """Tell a p chart (`control_chart`)."""
    needed("control_chart", table, "estimate", "centre", "out", "run", "n")
    method = _(
        "A p chart has limits of three standard errors about the share of the baseline; a period "
        "beyond them, or eight in a row on one side, asks for a cause."
    )
    result = _("{periods} periods, centre {share}.").format(
        periods=whole(len(table)), share=percent(table["centre"].iloc[0])
    )
    marks = (
        (_("Above the limits: {names}."), table["out"] == "above"),
        (_("Below the limits: {names}."), table["out"] == "below"),
        (_("In a run on one side: {names}."), table["run"].astype(bool)),
    )
    said = [words.format(names=names(table[rows], facts)) for words, rows in marks if rows.any()]
    calm = [] if said else [_("No period asks for a cause.")]
    return Text(method, " ".join([result, *said, *calm]))


TEXTS = {
    "journey": text_journey,
    "drop_off": text_drop_off,
    "transitions": text_transitions,
    "drop_off_odds": text_drop_off_odds,
    "peak_end": text_peak_end,
    "what_if": text_what_if,
    "recovery_paradox": text_recovery_paradox,
    "found_and_tested": text_found_and_tested,
    "step_effects": text_step_effects,
    "time_to_resolution": text_time_to_resolution,
    "median_time": text_median_time,
    "log_rank": text_log_rank,
    "control_chart": text_control_chart,
}
