"""Sentences for a paper on dissatisfaction and on what drives an outcome (lessons 04 and 05)."""

from __future__ import annotations

import pandas as pd

from custsat_edu.i18n import _, ngettext
from custsat_edu.show.checks import kind_words
from custsat_edu.show.paper.citations import cite
from custsat_edu.show.paper.sentences import (
    Facts,
    Text,
    chi_square,
    each,
    full,
    is_weighted,
    label,
    listed,
    named,
    names,
    needed,
    outcome,
    short,
    size,
    span,
    two,
)
from custsat_edu.show.words import fraction, p_text, percent, quadrant_words, whole

_ROW = ("estimate", "low", "high", "n")


def text_importance(table: pd.DataFrame, facts: Facts) -> Text:
    """Tell the relative importance of drivers (`importance`)."""
    needed("importance", table, *_ROW, "noise", attrs=("r2", "method"))
    johnson = table.attrs["method"] == "johnson"
    key = "johnson2000" if johnson else "lindeman1980"
    method = (
        _(
            "The importance of a driver is its share of the variance of {outcome} by Johnson's "
            "relative weights {cite}."
        )
        if johnson
        else _(
            "The importance of a driver is its share of the variance of {outcome}, averaged over "
            "all orders in which the drivers can enter a regression, LMG {cite}."
        )
    ).format(outcome=outcome(facts), cite=cite(key))
    noise = table["noise"].max()
    if noise == noise:
        method += " " + _(
            "Intervals are percentiles of the bootstrap; since they never hold 0, estimates are "
            "compared with the noise floor, the share that 95% of shuffled drivers stay below."
        )
    rows = each(table.sort_values("estimate", ascending=False, kind="stable"), facts, percent)
    result = _("Together the drivers explain {r2} of the variance: {rows}; {n}.").format(
        r2=percent(table.attrs["r2"]), rows=rows, n=size(table)
    )
    return Text(method, result + _below_noise(table, facts, noise), (key,))


def _below_noise(table: pd.DataFrame, facts: Facts, noise: float) -> str:
    if noise != noise:
        return ""
    below = table[table["estimate"] <= noise]
    words = (
        _("Not above the noise floor ({noise}): {names}.")
        if len(below)
        else _("All are above the noise floor ({noise}).")
    )
    return " " + words.format(noise=percent(noise), names=names(below, facts))


def text_regression(table: pd.DataFrame, facts: Facts) -> Text:
    """Tell a linear regression on all drivers (`regression`)."""
    needed("regression", table, *_ROW, "t", "p", "beta", attrs=("r2", "adj_r2"))
    method, works = _regression_method(table, facts)
    template = _("{name} (b = {value}, {p})")
    rows = [
        template.format(name=label(row, facts), value=short(row), p=p_text(row["p"]))
        for _name, row in table.drop(index="Intercept", errors="ignore").iterrows()
    ]
    fit = table.attrs
    result = _("R² = {r2}, adjusted R² = {adjusted}; {rows}; {n}.").format(
        r2=fraction(fit["r2"]), adjusted=fraction(fit["adj_r2"]), rows=listed(rows), n=size(table)
    )
    return Text(method, result, works)


def _regression_method(table: pd.DataFrame, facts: Facts) -> tuple[str, tuple[str, ...]]:
    said = {"outcome": outcome(facts)}
    if is_weighted(table):
        words = _("By weighted least squares, {outcome} was regressed on all drivers together.")
        return words.format(**said), ()
    if "cluster" in facts.options:
        words = _(
            "By least squares with standard errors by cluster, {outcome} was regressed on all "
            "drivers together."
        )
        return words.format(**said), ()
    robust = str(facts.options.get("robust", "HC3"))
    if robust == "none":
        words = _("By least squares, {outcome} was regressed on all drivers together.")
        return words.format(**said), ()
    if robust == "HC3":
        words = _(
            "By least squares with heteroskedasticity-consistent (HC3) standard errors {cite}, "
            "{outcome} was regressed on all drivers together."
        )
        return words.format(cite=cite("mackinnon1985"), **said), ("mackinnon1985",)
    words = _(
        "By least squares with {errors} standard errors, {outcome} was regressed on all drivers "
        "together."
    )
    return words.format(errors=robust, **said), ()


def text_vif(table: pd.DataFrame, facts: Facts) -> Text:
    """Tell how far drivers repeat one another (`vif`)."""
    needed("vif", table, "vif", "n")
    top = table.loc[[table["vif"].idxmax()]]
    result = _("VIF: {range}, the largest that of {name}; {n}.").format(
        range=span(table["vif"], two), name=names(top, facts), n=size(table)
    )
    return Text(
        _("The overlap of the drivers is told by the variance inflation factor (VIF)."), result
    )


def text_ordered_logit(table: pd.DataFrame, facts: Facts) -> Text:
    """Tell an ordered logit or probit (`ordered_logit`)."""
    needed("ordered_logit", table, *_ROW, "p", "odds_ratio", attrs=("link", "mcfadden"))
    drivers = table.iloc[: len(table) - _thresholds(table)]
    if table.attrs["link"] == "probit":
        method = _(
            "By a cumulative probit with Wald intervals, {outcome} was regressed on all drivers "
            "together."
        )
        ends, template = ("estimate", "low", "high"), _("{name} (b = {value}, {p})")
    else:
        method = _(
            "By a cumulative logit with Wald intervals, {outcome} was regressed on all drivers "
            "together."
        )
        ends, template = ("odds_ratio", "odds_low", "odds_high"), _("{name} (OR = {value}, {p})")
    rows = [
        template.format(name=label(row, facts), value=short(row, ends=ends), p=p_text(row["p"]))
        for _name, row in drivers.iterrows()
    ]
    result = _("McFadden's R² = {r2}; {rows}; {n}.")
    result = result.format(r2=fraction(table.attrs["mcfadden"]), rows=listed(rows), n=size(drivers))
    return Text(method.format(outcome=outcome(facts)), result)


def _thresholds(table: pd.DataFrame) -> int:
    """Return how many of the last rows are thresholds between answers ("3|4")."""
    return sum("|" in str(term) for term in table.index)


def text_proportional_odds(table: pd.DataFrame, facts: Facts) -> Text:
    """Tell Brant's test of proportional odds (`proportional_odds`)."""
    needed("proportional_odds", table, "chi2", "df", "p", "n")
    method = _("Proportional odds were tested with Brant's test {cite}.")
    row = table.loc["all"]
    result = _("All drivers together: {test}.").format(
        test=chi_square(row["chi2"], row["df"], row["n"], row["p"])
    )
    low = table.drop(index="all")
    low = low[low["p"] < 1 - facts.confidence]
    if len(low):
        words = _("The odds do not look proportional for {names}.")
        result += " " + words.format(names=names(low, facts))
    return Text(method.format(cite=cite("brant1990")), result, ("brant1990",))


def text_piecewise(table: pd.DataFrame, facts: Facts) -> Text:
    """Tell the slopes below and above the middle (`piecewise`)."""
    needed("piecewise", table, "driver", "side", *_ROW, "p")
    method = _(
        "By least squares, {outcome} was regressed on all drivers together, each with a bend in "
        "the middle of its scale: one slope for steps below it, one for steps above it."
    ).format(outcome=outcome(facts))
    works: tuple[str, ...] = ()
    if not is_weighted(table):
        method += " " + _("Standard errors are HC3 {cite}.").format(cite=cite("mackinnon1985"))
        works = ("mackinnon1985",)
    rows = [_slopes(rows, facts) for _name, rows in table.groupby("driver", sort=False)]
    result = _("Points of {outcome} a step: {rows}; {n}.")
    result = result.format(outcome=outcome(facts), rows=listed(rows), n=size(table))
    return Text(method, result, works)


def _slopes(rows: pd.DataFrame, facts: Facts) -> str:
    side = rows.set_index("side")
    template = _("{name}: {below} below and {above} above the middle (difference {p})")
    words = template.format(
        name=label(rows.iloc[0], facts, "driver"), below=short(side.loc["below"]),
        above=short(side.loc["above"]), p=p_text(side.loc["difference", "p"]),
    )  # fmt: skip
    if "kind" not in rows:
        return words
    kind = kind_words()[rows["kind"].iloc[0]]
    clear = "clear" not in rows or bool(rows["clear"].iloc[0])
    told = _("{words}, {kind}") if clear else _("{words}, {kind} though not clearly")
    return told.format(words=words, kind=kind)


def text_penalty_reward(table: pd.DataFrame, facts: Facts) -> Text:
    """Tell what low answers cost and high answers bring (`penalty_reward`)."""
    needed("penalty_reward", table, "cuts", "side", *_ROW, "p", "asymmetry_p")
    works = ("brandt1987", "albayrak2013")
    method = _(
        "In a penalty-reward contrast analysis {cite}, {outcome} was regressed on two dummies for "
        "every driver, one for low and one for high answers."
    ).format(cite=cite(*works), outcome=outcome(facts))
    sets = [_contrasts(rows, facts) for _cuts, rows in table.groupby("cuts", sort=False)]
    result = " ".join([*sets, _("Sample: {n}.").format(n=size(table))])
    return Text(method, result + _thin_cells(table), works)


def _contrasts(rows: pd.DataFrame, facts: Facts) -> str:
    template = _("{name} ({penalty} and {reward}, symmetry {p})")
    told = []
    for _driver, pair in rows.groupby(level=0, sort=False):
        side = pair.set_index("side")
        told.append(
            template.format(
                name=label(pair.iloc[0], facts), penalty=short(side.loc["penalty"]),
                reward=short(side.loc["reward"]), p=p_text(pair["asymmetry_p"].iloc[0]),
            )
        )  # fmt: skip
    words = _("Penalty and reward with the cuts “{cuts}”: {rows}.")
    return words.format(cuts=named(rows["cuts"].iloc[0], facts, "cuts"), rows=listed(told))


def _thin_cells(table: pd.DataFrame) -> str:
    thin = int((table["warning"] == "thin").sum()) if "warning" in table else 0
    words = ngettext(
        "{count} of these estimates rests on under 5% of the respondents.",
        "{count} of these estimates rest on under 5% of the respondents.",
        thin,
    )
    return " " + words.format(count=whole(thin)) if thin else ""


def text_kano(table: pd.DataFrame, facts: Facts) -> Text:
    """Tell the Kano classes of features (`kano`)."""
    needed("kano", table, "kind", "better", "worse", "clear", "n")
    works = ("berger1993", "sauerwein1996", "fong1996")
    method = _(
        "Features were classified with the Kano questionnaire: the most frequent class, with the "
        "shares that it satisfies when it is there (better) and dissatisfies when it is missing "
        "(worse) {cite}, and Wilson's intervals; Fong's test {fong} says whether the class is "
        "clear."
    ).format(cite=cite("berger1993", "sauerwein1996"), fong=cite("fong1996"))
    template = _("{name}: {kind} (better {better}, worse {worse})")
    rows = [
        template.format(
            name=label(row, facts), kind=kind_words()[row["kind"]],
            better=short(row, ends=("better", "better_low", "better_high")),
            worse=short(row, ends=("worse", "worse_low", "worse_high")),
        )
        for _name, row in table.iterrows()
    ]  # fmt: skip
    result = _("Results: {rows}; {n}.").format(rows=listed(rows), n=size(table))
    unclear = table[~table["clear"].astype(bool)]
    if len(unclear):
        result += " " + _("Not clear: {names}.").format(names=names(unclear, facts))
    return Text(method, result, works)


def text_causes(table: pd.DataFrame, facts: Facts) -> Text:
    """Tell how often causes are named (`pareto`)."""
    needed("causes", table, *_ROW, "cumulative", "rank_low", "rank_high")
    method = _(
        "Causes are counted as shares of the complaints that name them, with Wilson's intervals "
        "{cite}; a complaint can name several. Ranks are those in bootstrap resamples."
    ).format(cite=cite("wilson1927"))
    result = _("Results: {rows}; {n}.").format(rows=each(table, facts, percent), n=size(table))
    if len(table) > 1:
        row = table.iloc[:2]
        words = (
            _("The first rank is certain: {first}.")
            if row["rank_high"].iloc[0] < row["rank_low"].iloc[1]
            else _("The order of {first} and {second} is not certain.")
        )
        first, second = (label(row.iloc[i], facts) for i in (0, 1))
        result += " " + words.format(first=first, second=second)
    return Text(method, result, ("wilson1927",))


def text_rao_scott(table: pd.DataFrame, facts: Facts) -> Text:
    """Tell whether groups name other causes (`rao_scott`)."""
    needed("rao_scott", table, "statistic", "df", "p", "n")
    row = table.iloc[0]
    return Text(
        _(
            "Whether groups name other causes was tested with Pearson's chi-squares, summed over "
            "the causes and corrected to the second order after Rao and Scott, for a complaint can "
            "name several."
        ),
        _("Corrected {test}.").format(
            test=chi_square(row["statistic"], row["df"], row["n"], row["p"])
        ),
    )


def text_importance_performance(table: pd.DataFrame, facts: Facts) -> Text:
    """Tell a map of importance and performance, importance derived or stated."""
    needed("importance_performance", table, "performance", "importance", "quadrant", "n")
    stated = bool((table["importance"] > 1).any())
    said = {
        "cite": cite("martilla1977"),
        "outcome": outcome(facts),
        "lines": _lines(str(table.attrs.get("lines", "mean"))),
    }
    method = (
        _(
            "Importance-performance analysis {cite}: performance is the mean rating, importance "
            "the mean of what respondents said; cross-hairs {lines}."
        )
        if stated
        else _(
            "Importance-performance analysis {cite}: performance is the mean rating, importance "
            "the share of the variance of {outcome}; cross-hairs {lines}."
        )
    ).format(**said)
    words = quadrant_words()
    parts = [
        _("{quadrant}: {names}").format(quadrant=words[key], names=names(rows, facts))
        for key in words
        if len(rows := table[table["quadrant"] == key])
    ]
    result = _("Results: {rows}; {n}.").format(rows="; ".join(parts), n=size(table))
    return Text(method, result + _unsure(table, facts), ("martilla1977",))


def _lines(lines: str) -> str:
    return {
        "mean": _("at the means"),
        "median": _("at the medians"),
        "midpoint": _("at the middles of the scales"),
        "diagonal": _("along the diagonal"),
    }.get(lines, lines)


def _unsure(table: pd.DataFrame, facts: Facts) -> str:
    """Say which quadrants change with the resample."""
    often = [row.get(row["quadrant"]) for _name, row in table.iterrows()]
    unsure = table[pd.Series(often, index=table.index, dtype=float).lt(0.8).to_numpy()]
    words = _("In more than 20% of the bootstrap resamples another quadrant: {names}.")
    return " " + words.format(names=names(unsure, facts)) if len(unsure) else ""


def text_csi(table: pd.DataFrame, facts: Facts) -> Text:
    """Tell the Customer Satisfaction Index (`csi`)."""
    needed("csi", table, *_ROW)
    row = table.iloc[0]
    return Text(
        _(
            "The Customer Satisfaction Index (CSI) is the mean performance of the drivers, each "
            "weighted by its mean stated importance, as percent of the highest answer, with "
            "percentiles of the bootstrap."
        ),
        _("The CSI was {estimate}; {n}.").format(estimate=full(row, facts), n=size(row)),
    )


def text_tki(table: pd.DataFrame, facts: Facts) -> Text:
    """Tell performance as percent of importance (`tki`)."""
    needed("tki", table, *_ROW)
    return Text(
        _(
            "The level of conformity (tingkat kesesuaian, TKi) is mean performance as percent of "
            "mean importance, with intervals by the delta method."
        ),
        _("Results: {rows}; {n}.").format(rows=each(table, facts), n=size(table)),
    )


TEXTS = {
    "importance": text_importance,
    "regression": text_regression,
    "vif": text_vif,
    "ordered_logit": text_ordered_logit,
    "proportional_odds": text_proportional_odds,
    "piecewise": text_piecewise,
    "penalty_reward": text_penalty_reward,
    "kano": text_kano,
    "causes": text_causes,
    "rao_scott": text_rao_scott,
    "importance_performance": text_importance_performance,
    "importance_performance_stated": text_importance_performance,
    "csi": text_csi,
    "tki": text_tki,
}
