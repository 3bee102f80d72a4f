"""Sentences for a paper on scores, reliability and factors (lesson 03, and what 05 adds)."""

from __future__ import annotations

import pandas as pd

from custsat_edu.i18n import _
from custsat_edu.show.paper.citations import cite
from custsat_edu.show.paper.sentences import (
    Facts,
    Text,
    chi_square,
    each,
    equal,
    full,
    is_weighted,
    label,
    listed,
    named,
    names,
    needed,
    one,
    short,
    size,
    span,
    two,
)
from custsat_edu.show.words import fraction, limits, p_text, percent, whole

_ROW = ("estimate", "low", "high", "n")
_ADF_FROM = 100  # answers: the rule of `cronbach_alpha`


def text_nps(table: pd.DataFrame, facts: Facts) -> Text:
    """Tell a Net Promoter Score (`nps`)."""
    needed("nps", table, *_ROW)
    wald = facts.options.get("interval") == "wald"
    method = (
        _(
            "The Net Promoter Score (NPS) is the percentage of promoters (9 or 10) minus the "
            "percentage of detractors (0 to 6), with the Wald interval."
        )
        if wald
        else _(
            "The Net Promoter Score (NPS) is the percentage of promoters (9 or 10) minus the "
            "percentage of detractors (0 to 6), with the adjusted Wald interval {cite}."
        ).format(cite=cite("rocks2016"))
    )
    row = table.iloc[0]
    result = _("The NPS, in points, was {estimate}; {n}.")
    result = result.format(estimate=full(row, facts, one), n=size(row))
    return Text(method, result, () if wald else ("rocks2016",))


def text_csat(table: pd.DataFrame, facts: Facts) -> Text:
    """Tell the share of satisfied respondents (`csat`)."""
    needed("csat", table, *_ROW)
    method = _(
        "Customers count as satisfied if they gave one of the {top} highest answers; the share has "
        "Wilson's interval {cite}."
    ).format(top=whole(facts.options.get("top", 2)), cite=cite("wilson1927"))
    row = table.iloc[0]
    result = _("The share of satisfied customers was {estimate}; {n}.")
    return Text(
        method,
        result.format(estimate=full(row, facts, percent), n=size(row)),
        ("wilson1927",),
    )


def text_ces(table: pd.DataFrame, facts: Facts) -> Text:
    """Tell a Customer Effort Score (`ces`)."""
    needed("ces", table, *_ROW)
    row = table.iloc[0]
    return Text(
        _("The Customer Effort Score (CES) is the mean answer, with the t interval."),
        _("The CES was {estimate}; {n}.").format(estimate=full(row, facts), n=size(row)),
    )


def text_ikm(table: pd.DataFrame, facts: Facts) -> Text:
    """Tell an Indonesian index of satisfaction with public services (`ikm`)."""
    needed("ikm", table, *_ROW)
    method = _(
        "The index of satisfaction with public services (IKM) is 25 times the mean of the "
        "elements' means, each element with the same weight {cite}; its interval is the linearised "
        "t interval."
    ).format(cite=cite("permenpan2017"))
    row = table.iloc[0]
    result = _("The IKM was {estimate}; {n}.")
    return Text(method, result.format(estimate=full(row, facts), n=size(row)), ("permenpan2017",))


def text_ikm_classes(table: pd.DataFrame, facts: Facts) -> Text:
    """Tell the class of an IKM (`ikm_classes`)."""
    needed("ikm_classes", table, "reached", "share")
    method = _(
        "The IKM was rounded to two decimals and put into its class {cite}; the bootstrap "
        "(respondents resampled) says how sure the class is."
    ).format(cite=cite("permenpan2017"))
    own = table[table["reached"].astype(bool)]
    result = _("The index was in class {name}, and so it was in {share} of the resamples.")
    result = result.format(name=str(own.index[0]), share=percent(own["share"].iloc[0]))
    return Text(method, result, ("permenpan2017",))


def text_means(table: pd.DataFrame, facts: Facts) -> Text:
    """Tell the means of one or several scores (`mean_score`)."""
    needed("means", table, *_ROW)
    return Text(
        _(
            "The score of a construct is the mean of a respondent's answers to its items, on their "
            "own scale; means have t intervals."
        ),
        _("Means: {rows}; {n}.").format(rows=each(table, facts), n=size(table)),
    )


def text_alpha(table: pd.DataFrame, facts: Facts) -> Text:
    """Tell the reliability of one or several scales (`cronbach_alpha`)."""
    needed("alpha", table, *_ROW)
    asked = facts.options.get("interval")
    adf = table["n"] >= _ADF_FROM if asked is None else table["n"].notna() & (asked == "adf")
    method, works = _alpha_method(adf.any(), (~adf).any())
    rows = each(_bare(table), facts, fraction)
    return Text(method, _("α: {rows}; {n}.").format(rows=rows, n=size(table)), works)


def _bare(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with the names of the scales alone."""
    if "label" not in table:
        return table
    before = _("Cronbach's alpha: {name}").format(name="")
    return table.assign(label=[str(words).removeprefix(before) for words in table["label"]])


def _alpha_method(adf: bool, feldt: bool) -> tuple[str, tuple[str, ...]]:
    known = {"cite": cite("cronbach1951"), "adf": cite("maydeu2007"), "feldt": cite("feldt1987")}
    if adf and feldt:
        words = _(
            "Internal consistency is Cronbach's alpha {cite}, with asymptotically "
            "distribution-free intervals {adf} from 100 respondents on and Feldt's intervals "
            "{feldt} below."
        )
        return words.format(**known), ("cronbach1951", "maydeu2007", "feldt1987")
    if adf:
        words = _(
            "Internal consistency is Cronbach's alpha {cite}, with asymptotically "
            "distribution-free intervals {adf}."
        )
        return words.format(**known), ("cronbach1951", "maydeu2007")
    words = _("Internal consistency is Cronbach's alpha {cite}, with Feldt's intervals {feldt}.")
    return words.format(**known), ("cronbach1951", "feldt1987")


def text_scores(table: pd.DataFrame, facts: Facts) -> Text:
    """Tell every score of a survey (`report.score_table`), the weighted ones where there are."""
    needed("scores", table, "unit", *_ROW)
    weighted = "weighted" in table and table["weighted"].any()
    texts = [
        tell(_chosen(rows, weighted), facts)
        for tell, rows in (
            (text_nps, table[table["unit"] == "points"]),
            (text_csat, table[table["unit"] == "share"]),
            (text_ces, table[table.index == "ces"]),
            (text_ikm, table[table["unit"] == "ikm"]),
            (text_means, table[(table["unit"] == "scale") & (table.index != "ces")]),
            (text_alpha, table[table["unit"] == "alpha"]),
        )
        if len(rows)
    ]
    works = tuple(dict.fromkeys(key for text in texts for key in text.works))
    said = " ".join(f"{text.method} {text.result}" for text in texts)
    plain = _chosen(table, weighted)
    unweighted = weighted and not plain["weighted"].all()
    note = _("Scores without an effective n are not weighted.") if unweighted else ""
    return Text(said, note, works)


def _chosen(rows: pd.DataFrame, weighted: bool) -> pd.DataFrame:
    """Return the weighted rows, and those without weights that have no weighted twin."""
    if not weighted:
        return rows
    both = rows[rows["weighted"].astype(bool)]
    return rows[rows["weighted"].astype(bool) | ~rows.index.isin(both.index)]


def text_nps_difference(table: pd.DataFrame, facts: Facts) -> Text:
    """Tell the difference of two NPS (`nps_difference`)."""
    needed("nps_difference", table, *_ROW, "z", "p", "n_a", "n_b")
    row = table.iloc[0]
    result = _(
        "The NPS differed, in points, by {estimate}, z = {z}, {p} (n = {first} and {second})."
    )
    return Text(
        _("Two NPS were compared by the two-sample z test, with the Wald interval."),
        result.format(
            estimate=full(row, facts, one), z=two(row["z"]), p=p_text(row["p"]),
            first=whole(row["n_a"]), second=whole(row["n_b"]),
        ),
    )  # fmt: skip


def text_item_rest(table: pd.DataFrame, facts: Facts) -> Text:
    """Tell the item-rest correlations of a scale (`item_rest`)."""
    needed("item_rest", table, *_ROW)
    method = _(
        "Every item was correlated with the sum of the other items, which leaves the item itself "
        "out; intervals are percentiles of the bootstrap."
    )
    result = _("Item-rest correlations: {rows}; {n}.")
    result = result.format(rows=each(table, facts, fraction, "item"), n=size(table))
    low = table[table["estimate"] < 0]
    if len(low):
        result += " " + _("Negative, and perhaps reversed: {names}.").format(
            names=names(low, facts, "item")
        )
    return Text(method, result)


def text_omega(table: pd.DataFrame, facts: Facts) -> Text:
    """Tell McDonald's omega of one or several scales (`mcdonald_omega`)."""
    needed("omega", table, *_ROW)
    method = _(
        "McDonald's omega total is the share of the sum's variance that one factor explains, "
        "fitted by maximum likelihood; its interval is that of the bootstrap percentiles."
    )
    rows = each(table, facts, fraction)
    return Text(method, _("ω: {rows}; {n}.").format(rows=rows, n=size(table)))


def text_efa(table: pd.DataFrame, facts: Facts) -> Text:
    """Tell an exploratory factor analysis (`efa`)."""
    needed("efa", table, "uniqueness", attrs=("n", "chi2", "df", "p"))
    factors = [name for name in table if str(name).startswith("factor")]
    turned = facts.options.get("rotation", "varimax") == "varimax" and len(factors) > 1
    works = ("lawley1971", "kaiser1958") if turned else ("lawley1971",)
    method = (
        _("An exploratory factor analysis was made by maximum likelihood with varimax {cite}.")
        if turned
        else _("An exploratory factor analysis was made by maximum likelihood {cite}.")
    ).format(cite=cite(*works))
    fit = table.attrs
    result = _(
        "{factors} factors of {items} items: largest loadings of the items {loadings} in size, "
        "test that so many factors are enough {test}."
    ).format(
        factors=whole(len(factors)), items=whole(len(table)),
        loadings=span(table[factors].abs().max(axis=1), two),
        test=chi_square(fit["chi2"], fit["df"], fit["n"], fit["p"]),
    )  # fmt: skip
    return Text(method, result + _improper(table), works)


def _improper(table: pd.DataFrame) -> str:
    """Say which items or factors make a solution improper."""
    found = table.attrs.get("improper")
    words = _("The solution is improper (Heywood case: {names}) and should not be relied on.")
    return " " + words.format(names=found) if found else ""


def text_cfa(table: pd.DataFrame, facts: Facts) -> Text:
    """Tell a confirmatory factor analysis and its fit (`cfa`)."""
    needed("cfa", table, "factor", *_ROW, attrs=("chi2", "df", "p", "cfi", "tli", "srmr"))
    method = (
        _(
            "A confirmatory factor analysis was fitted by maximum likelihood; intervals of "
            "standardised loadings take answers for normal."
        )
        if facts.options.get("interval") == "normal"
        else _(
            "A confirmatory factor analysis was fitted by maximum likelihood; standardised "
            "loadings have robust intervals."
        )
    )
    fit = table.attrs
    values = [equal(sign.upper(), fraction(fit[sign])) for sign in ("cfi", "tli")]
    rmsea = equal("RMSEA", fraction(fit["rmsea"], 3))
    values += [
        f"{rmsea} {limits(fit['rmsea_low'], fit['rmsea_high'], lambda x: fraction(x, 3))}",
        equal("SRMR", fraction(fit["srmr"], 3)),
    ]
    result = _(
        "{factors} factors, {items} items: {test}, {values}; standardised loadings {loadings}."
    ).format(
        factors=whole(table["factor"].nunique()), items=whole(len(table)),
        test=chi_square(fit["chi2"], fit["df"], table["n"].iloc[0], fit["p"]),
        values=", ".join(values), loadings=span(table["estimate"], two),
    )  # fmt: skip
    return Text(method, result + _improper(table))


def text_factor_quality(table: pd.DataFrame, facts: Facts) -> Text:
    """Tell AVE and composite reliability (`factor_quality`)."""
    needed("factor_quality", table, "ave", "ave_low", "ave_high", "cr", "cr_low", "cr_high", "n")
    method = _(
        "Convergent validity was judged by the average variance extracted (AVE) and the composite "
        "reliability (CR) {cite}."
    ).format(cite=cite("fornell1981"))
    template = _("{name}: AVE {ave}, CR {cr}")
    rows = [
        template.format(
            name=label(row, facts), ave=short(row, fraction, ("ave", "ave_low", "ave_high")),
            cr=short(row, fraction, ("cr", "cr_low", "cr_high")),
        )
        for _name, row in table.iterrows()
    ]  # fmt: skip
    result = _("Results: {rows}; {n}.").format(rows=listed(rows), n=size(table))
    return Text(method, result, ("fornell1981",))


def text_factor_correlations(table: pd.DataFrame, facts: Facts) -> Text:
    """Tell the correlations of factors (`factor_correlations`)."""
    needed("factor_correlations", table, *_ROW)
    template = _("{first} and {second} ({value})")
    rows = [
        template.format(
            first=named(one, facts), second=named(other, facts), value=short(row, fraction)
        )
        for (one, other), row in table.iterrows()
    ]
    return Text(
        _("The correlations of the factors are those of the confirmatory model."),
        _("Results: {rows}; {n}.").format(rows=listed(rows), n=size(table)),
    )


def text_invariance(table: pd.DataFrame, facts: Facts) -> Text:
    """Tell whether items measure the same in several groups (`invariance`)."""
    needed("invariance", table, "cfi", "delta_cfi", "lrt", "lrt_df", "lrt_p", "n")
    method = _(
        "Measurement invariance of the groups ({groups}) was tested in three steps (configural, "
        "metric, scalar), each against the one before; a fall of the CFI by more than .01 counts "
        "as one {cite}."
    ).format(groups=table.attrs.get("groups", "–"), cite=cite("chen2007"))
    template = _("{step}: {test}, change of the CFI {change}")
    rows = [
        template.format(
            step=named(step, facts, "step"), change=fraction(row["delta_cfi"], 3),
            test=chi_square(row["lrt"], row["lrt_df"], row["n"], row["lrt_p"]),
        )
        for step, row in table.iloc[1:].iterrows()
    ]  # fmt: skip
    first = _("Configural model: CFI = {cfi}.").format(cfi=fraction(table["cfi"].iloc[0], 3))
    steps = _("Results: {rows}.").format(rows=listed(rows))
    return Text(method, f"{first} {steps}{_improper(table)}", ("chen2007",))


def text_weights(table: pd.DataFrame) -> Text:
    """Tell that respondents were weighted, where they were."""
    if not is_weighted(table):
        return Text("", "")
    method = _(
        "Respondents were weighted, and intervals take the weights into account; the effective n "
        "is Kish's {cite}."
    ).format(cite=cite("kish1965"))
    return Text(method, "", ("kish1965",))


TEXTS = {
    "scores": text_scores,
    "nps": text_nps,
    "csat": text_csat,
    "ces": text_ces,
    "ikm": text_ikm,
    "ikm_classes": text_ikm_classes,
    "means": text_means,
    "alpha": text_alpha,
    "nps_difference": text_nps_difference,
    "item_rest": text_item_rest,
    "omega": text_omega,
    "efa": text_efa,
    "cfa": text_cfa,
    "factor_quality": text_factor_quality,
    "factor_correlations": text_factor_correlations,
    "invariance": text_invariance,
}
