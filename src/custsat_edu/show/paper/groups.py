"""Sentences for a paper on groups: channels and segments (lessons 06 and 07)."""

from __future__ import annotations

import pandas as pd

from custsat_edu.i18n import _, number
from custsat_edu.show.paper.citations import cite
from custsat_edu.show.paper.sentences import (
    Facts,
    Text,
    chi_square,
    each,
    f_test,
    full,
    is_weighted,
    label,
    listed,
    named,
    needed,
    points,
    short,
    size,
    span,
    t_test,
    two,
)
from custsat_edu.show.words import fraction, p_text, percent, whole

_ROW = ("estimate", "low", "high", "n")
_CLEAR_SMD = 0.1  # what customs call balanced


def _pair(row: pd.Series, facts: Facts) -> str:
    words = _("{first} minus {second}")
    return words.format(first=named(row["first"], facts), second=named(row["second"], facts))


def text_compare_groups(table: pd.DataFrame, facts: Facts) -> Text:
    """Tell the differences of means of groups (`compare_groups`)."""
    columns = ("first", "second", *_ROW, "t", "df", "p", "p_holm", "g", "superiority")
    needed("compare_groups", table, *columns)
    method, works = _means_method(table, facts)
    rows = [_difference(row, facts, len(table) > 1) for _name, row in table.iterrows()]
    result = _("Results: {rows}; {n}.").format(rows=listed(rows), n=size(table))
    return Text(method, result, works)


def _means_method(table: pd.DataFrame, facts: Facts) -> tuple[str, tuple[str, ...]]:
    works: tuple[str, ...] = ("hedges1981",)
    if "paired" in facts.options:
        words = _("Means were compared by the paired t test; the effect size is Hedges' g {g}.")
    elif is_weighted(table):
        words = _(
            "Weighted means were compared by linearised t tests; the effect size is Hedges' g {g}."
        )
    else:
        words = _(
            "Means were compared by Welch's t test {welch}; the effect size is Hedges' g {g}."
        )
        works = ("welch1947", *works)
    method = words.format(welch=cite("welch1947"), g=cite("hedges1981"))
    if "paired" not in facts.options:
        method += " " + _(
            "The probability of superiority (PS), that an answer of the first group is higher, has "
            "limits after Brunner and Munzel {cite}."
        ).format(cite=cite("brunner2000"))
        works = (*works, "brunner2000")
    if len(table) > 1:
        method += " " + _holm(table)
        works = (*works, "holm1979")
    return method, works


def _holm(table: pd.DataFrame) -> str:
    words = _("p was adjusted for {pairs} pairs by Holm's rule {cite}.")
    return words.format(pairs=whole(len(table)), cite=cite("holm1979"))


def _difference(row: pd.Series, facts: Facts, several: bool) -> str:
    words = (
        _("{pair}: {value}, {test}, after Holm {holm}, g = {g}, PS = {ps}")
        if several
        else _("{pair}: {value}, {test}, g = {g}, PS = {ps}")
    )
    return words.format(
        pair=_pair(row, facts), value=full(row, facts), holm=p_text(row["p_holm"]),
        test=t_test(row["t"], row["df"], row["p"]), g=short(row, ends=("g", "g_low", "g_high")),
        ps=short(row, fraction, ("superiority", "superiority_low", "superiority_high")),
    )  # fmt: skip


def text_compare_shares(table: pd.DataFrame, facts: Facts) -> Text:
    """Tell the differences of shares of groups (`compare_shares`)."""
    needed("compare_shares", table, "first", "second", *_ROW, "chi2", "p", "p_holm")
    works: tuple[str, ...] = ("newcombe1998",)
    method = _(
        "Shares were compared by Pearson's chi-square, with Newcombe's intervals {cite} in "
        "percentage points."
    ).format(cite=cite("newcombe1998"))
    if len(table) > 1:
        method += " " + _holm(table)
        works = (*works, "holm1979")
    template = _("{pair}: {value}, {test}")
    rows = [
        template.format(
            pair=_pair(row, facts), value=full(row, facts, points),
            test=chi_square(row["chi2"], 1, row["n"], row["p_holm"]),
        )
        for _name, row in table.iterrows()
    ]  # fmt: skip
    return Text(method, _("Results: {rows}.").format(rows=listed(rows)), works)


def text_compare_several(table: pd.DataFrame, facts: Facts) -> Text:
    """Tell whether several groups differ at all (`compare_several`)."""
    needed("compare_several", table, "statistic", "df1", "df2", "p", "effect", "n")
    method = _(
        "Groups were compared by Welch's analysis of variance, with omega squared, and by the test "
        "of Kruskal and Wallis, with epsilon squared {cite}."
    ).format(cite=cite("steiger2004"))
    welch, ranks = table.loc["welch"], table.loc["kruskal"]
    ends = ("effect", "low", "high")
    result = _("Results: {welch}, ω² = {omega}; {ranks}, ε² = {epsilon}.").format(
        welch=f_test(welch["statistic"], welch["df1"], welch["df2"], welch["p"]),
        ranks="H: " + chi_square(ranks["statistic"], ranks["df1"], ranks["n"], ranks["p"]),
        omega=short(welch, fraction, ends), epsilon=short(ranks, fraction, ends),
    )  # fmt: skip
    return Text(method, result, ("steiger2004",))


def text_equivalence(table: pd.DataFrame, facts: Facts) -> Text:
    """Tell whether two groups are the same but for a margin (`equivalence`)."""
    needed("equivalence", table, "first", "second", *_ROW, "p", "equivalent", "margin")
    row = table.iloc[0]
    method = _(
        "Equivalence within ±{margin} was tested by two one-sided Welch tests (TOST) {cite}."
    ).format(margin=number(row["margin"]), cite=cite("schuirmann1987"))
    inside = Facts(confidence=2 * facts.confidence - 1)
    words = (
        _("Results: {pair}: {value}, {p}, thus equivalent; {n}.")
        if row["equivalent"]
        else _("Results: {pair}: {value}, {p}, thus not shown to be equivalent; {n}.")
    )
    result = words.format(
        pair=_pair(row, facts), value=full(row, inside), p=p_text(row["p"]), n=size(row)
    )
    return Text(method, result, ("schuirmann1987",))


def text_permutation(table: pd.DataFrame, facts: Facts) -> Text:
    """Tell a permutation test of two means (`permutation_test`)."""
    needed("permutation", table, *_ROW, "p")
    row = table.iloc[0]
    return Text(
        _("Two means were compared by a permutation test {cite}, with Welch's interval.").format(
            cite=cite("phipson2010")
        ),
        _("The difference was {estimate}, {p}, {n}.").format(
            estimate=full(row, facts), p=p_text(row["p"]), n=size(row)
        ),
        ("phipson2010",),
    )


def text_adjusted_difference(table: pd.DataFrame, facts: Facts) -> Text:
    """Tell a difference with other columns held equal (`adjusted_difference`)."""
    needed("adjusted_difference", table, *_ROW, "p", "e_value", "e_value_limit")
    ways = {
        "regression": _("regression with HC3 errors"),
        "standardisation": _("standardisation"),
        "weighting": _("inverse probability weighting"),
    }
    used = ", ".join(ways[name] for name in table.index if name in ways)
    held = facts.options.get("adjust")
    method = _("The difference of two groups was adjusted for {held} by {ways}.").format(
        held=", ".join(map(str, held)) if held else _("the covariates"), ways=used
    )
    method += " " + _(
        "The E-value {cite} says how strongly something that was not adjusted for would have to "
        "act on both the group and the outcome to make the estimate out of nothing."
    ).format(cite=cite("vanderweele2017", "chinn2000"))
    template = _("{name}: {value}, {p}")
    rows = [
        template.format(name=named(name, facts, "method"), value=full(row, facts),
                        p=p_text(row["p"]))
        for name, row in table.iterrows()
    ]  # fmt: skip
    result = _("Difference of {second} minus {first}: {rows}; {n}.").format(
        second=named(table.attrs.get("second", _("second group")), facts),
        first=named(table.attrs.get("first", _("first group")), facts),
        rows=listed(rows), n=size(table),
    )  # fmt: skip
    row = table.iloc[-1]
    words = _("The E-value of the last is {estimate}, that of its limit nearer to 0 {limit}.")
    result += " " + words.format(estimate=two(row["e_value"]), limit=two(row["e_value_limit"]))
    return Text(method, result, ("vanderweele2017", "chinn2000"))


def text_balance(table: pd.DataFrame, facts: Facts) -> Text:
    """Tell how alike two groups are before and after weighting (`balance`)."""
    needed("balance", table, "smd_raw", "smd_weighted", "n")
    after = table["smd_weighted"].abs()
    result = _(
        "The largest was {raw} before weighting and {weighted} after it; after it, {count} of {k} "
        "were at most {clear}."
    ).format(
        raw=two(table["smd_raw"].abs().max()), weighted=two(after.max()),
        clear=number(_CLEAR_SMD), count=whole((after <= _CLEAR_SMD).sum()), k=whole(len(table)),
    )  # fmt: skip
    return Text(
        _(
            "The balance of the covariates is told by standardised mean differences, before and "
            "after inverse probability weighting."
        ),
        result,
    )


def text_choose_k(table: pd.DataFrame, facts: Facts) -> Text:
    """Tell what speaks for how many segments (`choose_k`)."""
    needed("choose_k", table, "bic", "silhouette", "stability", "n")
    method = _(
        "The number of segments was judged by the BIC of a normal mixture, and by the silhouette "
        "and the bootstrap stability (adjusted Rand index) of k-means {cite}."
    ).format(cite=cite("dolnicar2010"))
    template = _("k = {k} by the {criterion}")
    best = [
        template.format(k=whole(float(table[column].idxmin())), criterion="BIC")
        if column == "bic"
        else template.format(k=whole(float(table[column].idxmax())), criterion=word)
        for column, word in (
            ("bic", ""), ("silhouette", _("silhouette")), ("stability", _("stability")),
        )
        if table[column].notna().any()
    ]  # fmt: skip
    stable = _("k = {k} ({value})")
    ends = ("stability", "stability_low", "stability_high")
    rows = [
        stable.format(k=whole(float(str(k))), value=short(row, fraction, ends))
        for k, row in table[table["stability"].notna()].iterrows()
    ]
    result = _("Best: {best}. Stability: {rows}; {n}.").format(
        best="; ".join(best), rows=listed(rows), n=size(table)
    )
    return Text(method, result, ("dolnicar2010",))


def text_profiles(table: pd.DataFrame, facts: Facts) -> Text:
    """Tell segments by their means (`cluster_profiles`)."""
    needed("profiles", table, *_ROW, "all", "share", "method")
    mixture = table["method"].iloc[0] == "gmm"
    method = (
        _("Segments were made by a normal mixture with diagonal covariances.")
        if mixture
        else _("Segments were made by k-means on standardised behaviours.")
        if facts.options.get("scale", True)
        else _("Segments were made by k-means.")
    )
    method += " " + _("Intervals take the segments as known.")
    template = _("{name} ({share}, n = {n}): {behaviours}")
    parts = []
    for name, rows in table.groupby(level="segment", sort=False):
        first = rows.droplevel("segment")
        parts.append(
            template.format(
                name=_segment(name, facts), share=percent(rows["share"].iloc[0]),
                n=whole(rows["n"].iloc[0]), behaviours=each(first, facts, mark=", "),
            )
        )  # fmt: skip
    return Text(method, _("Results: {rows}.").format(rows="; ".join(parts)))


def _segment(name: object, facts: Facts) -> str:
    words = named(name, facts)
    return _("segment {number}").format(number=words) if words.isdecimal() else words


def text_profile_tests(table: pd.DataFrame, facts: Facts) -> Text:
    """Tell by what segments differ (`profile_tests`)."""
    needed("profile_tests", table, *_ROW, "welch_f", "df1", "df2", "p_bh")
    method = _(
        "Differences between segments are told by eta squared and Welch's test, with p adjusted "
        "for the false discovery rate {cite}; on the columns that the segments were made from the "
        "tests are circular."
    ).format(cite=cite("benjamini1995"))
    template = _("{name} (η² = {value}, {test})")
    rows = [
        template.format(
            name=label(row, facts), value=short(row, fraction),
            test=f_test(row["welch_f"], row["df1"], row["df2"], row["p_bh"]),
        )
        for _name, row in table.iterrows()
    ]  # fmt: skip
    result = _("Results: {rows}; {n}.").format(rows=listed(rows), n=size(table))
    return Text(method, result, ("benjamini1995",))


def text_lift(table: pd.DataFrame, facts: Facts) -> Text:
    """Tell how much more often something happens in segments (`lift`)."""
    needed("lift", table, *_ROW, "share", "all")
    method = _(
        "The lift is the share in a segment over the share among all customers, with limits by "
        "MOVER-R {cite}."
    ).format(cite=cite("donner2012"))
    result = _("Among all {share}; lift: {rows}; {n}.").format(
        share=percent(table["all"].iloc[0]), n=size(table),
        rows=listed(
            _("{name} ({value})").format(name=_segment(name, facts), value=short(row))
            for name, row in table.iterrows()
        ),
    )  # fmt: skip
    return Text(method, result, ("donner2012",))


def text_rfm(table: pd.DataFrame, facts: Facts) -> Text:
    """Tell how customers were scored by RFM (`rfm`)."""
    needed("rfm", table, "recency", "frequency", "monetary", "r", "f", "m")
    method = _(
        "Customers were scored from 1 to {bins} by quantiles of recency (days since the last "
        "order, as of {today}), frequency (orders) and monetary value (the sum spent)."
    ).format(
        bins=whole(facts.options.get("bins", 5)), today=table.attrs.get("today", _("the last day"))
    )
    result = _(
        "{n} customers: recency {recency} days, frequency {frequency} orders, monetary value "
        "{monetary} (smallest to largest)."
    ).format(
        n=whole(len(table)), recency=span(table["recency"]), frequency=span(table["frequency"]),
        monetary=span(table["monetary"]),
    )  # fmt: skip
    return Text(method, result)


TEXTS = {
    "compare_groups": text_compare_groups,
    "compare_shares": text_compare_shares,
    "compare_several": text_compare_several,
    "equivalence": text_equivalence,
    "permutation": text_permutation,
    "adjusted_difference": text_adjusted_difference,
    "balance": text_balance,
    "choose_k": text_choose_k,
    "profiles": text_profiles,
    "profile_tests": text_profile_tests,
    "lift": text_lift,
    "rfm": text_rfm,
}
