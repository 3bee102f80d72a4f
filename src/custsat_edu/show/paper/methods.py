"""What a paper says of an analysis, in both languages: how it was done, and what was found."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping

import pandas as pd

from custsat_edu.errors import InputError
from custsat_edu.i18n import _, ngettext
from custsat_edu.show.paper import drivers, groups, journey, scores
from custsat_edu.show.paper.sentences import Facts, Text, as_table, span
from custsat_edu.show.words import whole

TEXTS: Mapping[str, Callable[[pd.DataFrame, Facts], Text]] = {
    **scores.TEXTS,
    **drivers.TEXTS,
    **groups.TEXTS,
    **journey.TEXTS,
}
_RESPONDENTS = {  # whose n counts the rows of the file that have all the answers needed
    *("nps", "csat", "ces", "means", "alpha", "item_rest", "omega", "efa", "cfa"),
    *("factor_quality", "factor_correlations", "importance", "regression", "vif", "piecewise"),
    *("ordered_logit", "proportional_odds", "penalty_reward", "importance_performance"),
    *("importance_performance_stated", "csi", "tki", "compare_several", "adjusted_difference"),
}
_LEFT_OUT = ("missing", "without_group", "left_out", "customers_left_out")


def methods_text(name: str, table: pd.DataFrame | pd.Series, *, facts: Facts | None = None) -> str:
    """Return the paragraph on an analysis: its method, its result, and what bounds both.

    Parameters
    ----------
    name : str
        A key of `TEXTS`: "scores" for `report.score_table`, the names of `driver_tables` and
        `journey_tables`, and those of the functions of `stats` ("nps", "compare_groups", ...).
    table : DataFrame or Series
        What the function gave, whole: its columns and its attrs are read.
    facts : Facts, optional
        What the table does not know: who was left out, how the sample was drawn, the plan.

    Returns
    -------
    str
        Sentences in the active language with APA's numbers: no zero before the point of p, r and
        alpha in English, decimal comma and zero in Indonesian.

    Raises
    ------
    InputError
        If there is no such analysis, or the table lacks a column that its sentences need.

    Examples
    --------
    >>> score = pd.Series({"estimate": 18.17, "low": 15.16, "high": 21.15, "n": 2366}, name="nps")
    >>> for sentence in methods_text("nps", score, facts=Facts(planned=False)).split(". "):
    ...     print(sentence)
    Exploratory analysis, not among the hypotheses of the plan
    The Net Promoter Score (NPS) is the percentage of promoters (9 or 10) minus the percentage of
    detractors (0 to 6), with the adjusted Wald interval (Rocks, 2016)
    The NPS, in points, was 18.2, 95% CI [15.2, 21.1]; n = 2,366.
    """
    facts = facts or Facts()
    text, weights = _texts(name, table, facts)
    parts = [
        _heading(facts), text.method, weights.method, text.result,
        *_exclusions(name, as_table(table), facts), _sampling(facts),
    ]  # fmt: skip
    return " ".join(filter(None, parts))


def works_cited(
    name: str, table: pd.DataFrame | pd.Series, *, facts: Facts | None = None
) -> tuple[str, ...]:
    """Return the keys of the works that `methods_text` cites, for `bibtex`.

    Examples
    --------
    >>> score = pd.Series({"estimate": 18.17, "low": 15.16, "high": 21.15, "n": 2366}, name="nps")
    >>> works_cited("nps", score)
    ('rocks2016',)
    """
    texts = _texts(name, table, facts or Facts())
    return tuple(dict.fromkeys(key for text in texts for key in text.works))


def _texts(name: str, table: pd.DataFrame | pd.Series, facts: Facts) -> tuple[Text, Text]:
    if name not in TEXTS:
        raise InputError.of(
            "methods_text: there is no analysis {name!r}. Did you mean {near!r}?",
            name=name,
            near=difflib.get_close_matches(str(name), TEXTS, 1, 0)[0],
        )
    rows = as_table(table)
    return TEXTS[name](rows, facts), scores.text_weights(rows)


def _heading(facts: Facts) -> str:
    if facts.planned is None or facts.planned:
        return ""
    return _("Exploratory analysis, not among the hypotheses of the plan.")


def _sampling(facts: Facts) -> str:
    if facts.sampling != "convenience":
        return ""
    return _(
        "The sample is one of convenience: the intervals hold sampling error only, not who was "
        "never asked."
    )


def _exclusions(name: str, table: pd.DataFrame, facts: Facts) -> Iterable[str]:
    """Yield who was left out before the analysis, and who has no answer for it."""
    if facts.excluded:
        template = _("{n} ({why})")
        said = ", ".join(template.format(n=whole(n), why=why) for n, why in facts.excluded)
        yield _("Left out before the analysis: {said}.").format(said=said)
    out = sum(_count(table.attrs.get(key)) for key in _LEFT_OUT)
    if out:
        words = ngettext(
            "{n} row with missing values was left out.",
            "{n} rows with missing values were left out.",
            out,
        )
        yield words.format(n=whole(out))
    elif name in _RESPONDENTS and facts.n and table["n"].max() < facts.n:
        yield _("Of {n} in the file, {used} had the answers that this needs.").format(
            n=whole(facts.n), used=span(table["n"])
        )


def _count(found: object) -> int:
    """Return a count of rows; some attrs of that name hold words."""
    return int(found) if isinstance(found, int | float) else 0


__all__ = ["TEXTS", "Facts", "methods_text", "works_cited"]
