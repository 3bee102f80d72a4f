"""Groups compared: the difference with its interval, several tests of it, and which one fits.

Coverage named in the notes was measured by simulation.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import (
    chdtrc,
    chndtrinc,
    expit,
    gammaln,
    logit,
    nctdtrinc,
    stdtr,
    stdtrit,
)

from custsat_edu.errors import Problem
from custsat_edu.stats.checks import Check, Floats, is_number, kish
from custsat_edu.stats.engine.moments import holm, noncentrality
from custsat_edu.stats.engine.tables import permuted_sums, tabulate
from custsat_edu.stats.scores import csat

_TIE = 1e-10  # differences closer than this share of the values' range are the same difference
_FEW_RANKS = 8  # answers in a group up to which a rank test's normal p is rough
_FEW_EXPECTED = 5  # expected answers in a cell below which a chi-square p is rough
_FEW_MEANS = 10  # answers in a group below which Welch's t leans on a normal distribution
_PER_SKEWNESS = 25  # answers it takes per squared skewness

_COLUMNS = (
    *("first", "second", "estimate", "low", "high", "chi2", "t", "df", "p", "p_holm", "p_bh"),
    *("p_games_howell", "u_p", "superiority", "superiority_low", "superiority_high"),
    *("g", "g_low", "g_high", "n_first", "n_second", "n", "n_effective"),
)

_Sample = tuple[Floats, Floats]  # answers, and a weight for each


@dataclass(frozen=True)
class _Estimate:
    """An estimate with its variance, 0 where nothing varies, and its degrees of freedom."""

    value: float
    variance: float
    df: float

    @property
    def se(self) -> float:
        return math.sqrt(self.variance) or math.nan

    @property
    def t(self) -> float:
        return self.value / self.se

    @property
    def p(self) -> float:
        return float(2 * stdtr(self.df, -abs(self.t)))

    def limits(self, confidence: float) -> tuple[float, float]:
        half = float(stdtrit(self.df, (1 + confidence) / 2)) * self.se
        return self.value - half, self.value + half

    def minus(self, other: _Estimate) -> _Estimate:
        """Return the difference of two independent estimates, with Welch's degrees of freedom."""
        variance = self.variance + other.variance
        parts = self.variance**2 / self.df + other.variance**2 / other.df if variance else 0
        df = variance**2 / parts if parts else math.nan
        return _Estimate(self.value - other.value, variance, df)


# Every test: what it answers, the function that has it, for whom it is, and what it needs.
# In order: pairs of rows, groups at least and at most, weights possible, only for yes and no.
_TESTS: dict[str, tuple[str, str, bool, int, float, bool, bool]] = {
    "welch_t": ("mean_difference", "compare_groups", False, 2, math.inf, True, False),
    "mann_whitney": ("superiority", "compare_groups", False, 2, math.inf, True, False),
    "permutation": ("mean_difference", "permutation_test", False, 2, 2, False, False),
    "chi_square": ("share_difference", "compare_shares", False, 2, math.inf, True, True),
    "paired_t": ("mean_difference", "compare_groups", True, 2, math.inf, False, False),
    "wilcoxon": ("superiority", "compare_groups", True, 2, math.inf, False, False),
    "welch_anova": ("any_mean_difference", "compare_several", False, 3, math.inf, False, False),
    "kruskal": ("any_superiority", "compare_several", False, 3, math.inf, False, False),
    "games_howell": ("which_means", "compare_groups", False, 3, math.inf, True, False),
}


def compare_groups(
    values: pd.Series,
    groups: pd.Series,
    *,
    weights: pd.Series | None = None,
    paired: pd.Series | None = None,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Return the difference of means of every two groups, with its interval and its tests.

    Parameters
    ----------
    values : Series of numbers
        The answers or scores; missing ones are left out.
    groups : Series
        The group of each row. Rows without one are left out.
    weights : Series, optional
        How many customers each respondent stands for: survey weights, not frequencies. Who has
        the weight 0 is left out.
    paired : Series, optional
        Who answered, if the same people are in several groups: an id for each row. A pair of
        groups is then compared on the people who are in both. Not together with weights.
    confidence : float
        Between 0 and 1, for each interval by itself.

    Returns
    -------
    DataFrame
        One row a pair, index `pair` ("web - store"), in the order of the categories, or else in
        the order in which the groups first occur.

        `first`, `second`: the two groups; `estimate`: mean of first minus mean of second; `low`,
        `high`: its limits by Welch's t; `t`, `df`, `p`: the test of no difference; `p_holm`,
        `p_bh`: p adjusted for the number of pairs, after Holm (no false alarm at all) and
        Benjamini and Hochberg (few among the alarms); `p_games_howell`: the same for all
        pairs of means at once, NaN if paired; `u_p`: p of Mann and Whitney's test, if paired of
        Wilcoxon's; `superiority`, `superiority_low`, `superiority_high`: the probability that an
        answer of first is higher than one of second, half of the ties added, 0 to 1; `g`,
        `g_low`, `g_high`: Hedges' g, the difference in standard deviations; `n_first`,
        `n_second`, `n`: answers in either group and in both (if paired, `n` is the number of
        pairs); with weights `n_effective`: Kish's effective sample size, summed over the two.

        Where neither group varies, limits, t and p are NaN. `attrs["without_group"]`: rows that
        belong to no group.

    Raises
    ------
    InputError
        If an answer is no number, if rows do not match, if there are fewer than two groups, if a
        group has fewer than two answers or weights that sum to zero, if all answers are equal, if
        ids occur twice in a group or do not pair, or if an option is wrong.

    Notes
    -----
    The difference is m1 - m2 +- t sqrt(v1 + v2), v = s^2 / n, with the degrees of freedom
    (v1 + v2)^2 / (v1^2 / (n1 - 1) + v2^2 / (n2 - 1)); nothing is assumed of the spreads. With
    weights v is linearised, n / (n - 1) sum(w^2 (y - m)^2) / sum(w)^2, R's survey package with the
    groups as strata; with weights of one that is Welch's. Paired, it is the t of the differences.
    For skewed 5-point answers the 95 % limits held the truth in .94 to .96 of simulated samples
    from 30 answers a group on, with and without weights.

    Superiority is the mean of the first group's placements: for each answer the (weighted) share
    of the second group below it, half of the equal ones added. Its variance is that of Brunner
    and Munzel, the sum of the variances of both groups' placements by n, and the limits are taken
    on the logit scale, with t. In simulated 5-point answers the 95 % limits held the truth in .96
    to .97 (10 answers a group), .96 (30) and .95 (100) for a superiority of .5 and .8; for one of
    .96 in .97, .89 and .95, and where all of first lie above all of second they are NaN. Paired,
    it is the share of people with the higher answer in first, half of the equal ones added.

    `u_p` uses the normal distribution with correction for ties and for continuity, R's
    wilcox.test(exact=FALSE); Wilcoxon's leaves out differences of zero. With weights it is Welch's
    t on the weighted ranks (Lumley and Scott), ties at the middle of their ranks. A rank test
    tests superiority, not medians.

    g = J d, where d divides the difference by sqrt((s1^2 + s2^2) / 2), not pooled (paired: by the
    standard deviation of the differences), and J = Gamma(df / 2) / (sqrt(df / 2)
    Gamma((df - 1) / 2)). Limits are those of the noncentrality of t, times J SE / SD.

    References
    ----------
    R's effectsize, `hedges_g(pooled_sd = FALSE)`; statsmodels,
    `statsmodels.stats.nonparametric.rank_compare_2indep`, after Brunner and Munzel (2000); R's
    survey, `svyranktest`, after Lumley and Scott (2013); R's rstatix, `games_howell_test`.

    Examples
    --------
    >>> score = pd.Series([5, 4, 4, 3, 5, 4, 3, 2, 3, 4, 2, 3])
    >>> channel = pd.Series(["store"] * 6 + ["web"] * 6)
    >>> compare_groups(score, channel)[["estimate", "low", "high", "p", "superiority"]].round(2)
                 estimate   low  high     p  superiority
    pair
    store - web      1.33  0.36   2.3  0.01         0.89
    """
    check = Check("compare_groups")
    check.confidence(confidence)
    rows = _rows(check, _answers(check, "values", values), groups, weights, paired)
    sampled = _samples(rows)
    found = {}
    for first, second in combinations(sampled, 2):
        if paired is None:
            a, b = sampled[first], sampled[second]
            row = _row(*_unpaired(a, b), confidence) | _counts(a, b, weights is not None)
        else:
            d = _differences(rows, first, second)
            row = _row(*_paired(d), confidence) | dict.fromkeys(
                ["n_first", "n_second", "n"], len(d)
            )
        found[first, second] = row
    table = _table(found, groups)
    table["p_games_howell"] = math.nan if paired is not None else _games_howell(table, len(sampled))
    return table[[name for name in _COLUMNS if name in table]]


def compare_shares(
    hits: pd.Series,
    groups: pd.Series,
    *,
    weights: pd.Series | None = None,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Return the difference of shares of every two groups, with its interval and its test.

    Parameters
    ----------
    hits : Series of 0 and 1, or of False and True
        What is counted: satisfied or not, bought again or not. Missing ones are left out.
    groups : Series
        The group of each row. Rows without one are left out.
    weights : Series, optional
        How many customers each respondent stands for: survey weights, not frequencies.
    confidence : float
        Between 0 and 1, for each interval by itself.

    Returns
    -------
    DataFrame
        One row a pair, index `pair`, in the order of `compare_groups`. `first`, `second`: the two
        groups; `estimate`: share of first minus share of second, -1 to 1; `low`, `high`:
        Newcombe's limits; `chi2`, `p`: Pearson's test of equal shares, with one degree of freedom
        and without correction for continuity, NaN where all or none are hits; `p_holm`, `p_bh`: p
        adjusted for the number of pairs; `n_first`, `n_second`, `n`: rows in either group and in
        both; with weights `n_effective`: Kish's effective sample size, summed over the two.
        `attrs["without_group"]`: rows that belong to no group.

    Raises
    ------
    InputError
        If a hit is neither 0 nor 1, and as `compare_groups`.

    Notes
    -----
    Newcombe's hybrid score interval: with Wilson's limits l and u of either share,
    low = d - sqrt((p1 - l1)^2 + (u2 - p2)^2), high = d + sqrt((u1 - p1)^2 + (p2 - l2)^2). It
    stays within -1 and 1 and needs no large samples. With weights l and u are those of `csat`,
    and chi2 is the square of t, linearised as in `compare_groups`.

    In simulated samples of 30 to 400 a group and shares of .5 to .98 the 95 % limits held the
    truth in .94 to .98, with and without weights; in .99 and more of samples of 30 where 95 and
    98 percent are hits.

    References
    ----------
    statsmodels, `statsmodels.stats.proportion.confint_proportions_2indep` (method "newcomb").

    Examples
    --------
    >>> satisfied = pd.Series([1, 1, 1, 0, 1, 1, 0, 0, 1, 0, 0, 1])
    >>> channel = pd.Series(["store"] * 6 + ["web"] * 6)
    >>> compare_shares(satisfied, channel)[["estimate", "low", "high", "p"]].round(2)
                 estimate   low  high     p
    pair
    store - web       0.5 -0.04  0.77  0.08
    """
    check = Check("compare_shares")
    check.confidence(confidence)
    rows = _rows(check, _yes_no(check, hits), groups, weights)
    sampled = _samples(rows)
    weighted = weights is not None
    found = {
        (first, second): _share_row(sampled[first], sampled[second], weighted, confidence)
        for first, second in combinations(sampled, 2)
    }
    table = _table(found, groups)
    return table[[name for name in _COLUMNS if name in table]]


def compare_several(
    values: pd.Series, groups: pd.Series, *, confidence: float = 0.95
) -> pd.DataFrame:
    """Test whether several groups differ at all, by their means and by their ranks.

    Parameters
    ----------
    values : Series of numbers
        The answers or scores; missing ones are left out.
    groups : Series
        The group of each row, two groups or more. Rows without one are left out.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    DataFrame
        Index `test`, two rows: "welch", Welch's analysis of variance, and "kruskal", the test of
        Kruskal and Wallis. `statistic`: F, or H with correction for ties; `df1`, `df2`: the
        degrees of freedom, `df2` NaN for H; `p`: of groups that do not differ; `effect`: omega
        squared, or rank epsilon squared, 0 to 1: the share of the variance of the answers, or of
        their ranks, that lies between the groups; `low`, `high`: its limits; `n`: answers. The
        row "welch" is NaN where a group does not vary. `attrs["without_group"]`: rows that belong
        to no group.

    Raises
    ------
    InputError
        As `compare_groups`.

    Notes
    -----
    Welch's F weighs each group by n / s^2 and does not assume equal spreads. Omega squared is
    (F - 1) df1 / ((F - 1) df1 + n), at least 0; its limits are l / (l + n) for the limits l of
    the noncentrality of F. (R's effectsize has df2 + 1 in place of n, and Welch's df2 is below n:
    it finds .136 on average for a true .096 in three groups of 200; this finds .095.)

    Epsilon squared is H / (n - 1), its limits l / (n - 1) for the limits l of the noncentrality
    of a chi-square, drawn to the estimate where they would miss it. `low` is above 0 only where p
    is below (1 - confidence) / 2: the limits have two sides.

    In simulated samples of 3 and 4 groups of 15 to 200, with no, small and clear differences, the
    95 % limits held the truth in .945 to .98 (omega, normal answers) and .945 to .98 (epsilon,
    5-point answers).

    A small p says that some groups differ, not which: for that see `compare_groups`.

    References
    ----------
    R, `oneway.test` and `kruskal.test`; R's effectsize, `rank_epsilon_squared`; statsmodels,
    `statsmodels.stats.oneway.confint_effectsize_oneway`, after Steiger (2004).

    Examples
    --------
    >>> score = pd.Series([5, 4, 4, 3, 4, 3, 2, 3, 3, 2, 1, 2])
    >>> channel = pd.Series(["store"] * 4 + ["web"] * 4 + ["phone"] * 4)
    >>> compare_several(score, channel).round(3)
             statistic  df1  df2      p  effect  low   high   n
    test
    welch        5.400  2.0  6.0  0.046   0.423  0.0  0.736  12
    kruskal      6.413  2.0  NaN  0.040   0.583  0.0  1.000  12
    """
    check = Check("compare_several")
    check.confidence(confidence)
    rows = _rows(check, _answers(check, "values", values), groups)
    samples = [y for y, _ in _samples(rows).values()]
    table = pd.DataFrame(
        {"welch": _welch_anova(samples, confidence), "kruskal": _kruskal(samples, confidence)}
    ).T.rename_axis("test")
    table["n"] = len(rows)
    table.attrs["without_group"] = _without(groups)
    return table


def equivalence(
    values: pd.Series, groups: pd.Series, *, margin: float, confidence: float = 0.95
) -> pd.DataFrame:
    """Test whether two groups' means are the same but for a difference too small to matter.

    Parameters
    ----------
    values : Series of numbers
        The answers or scores; missing ones are left out.
    groups : Series
        The group of each row, two groups. Rows without one are left out.
    margin : float
        The smallest difference that would matter, above 0, on the scale of the answers. It is
        chosen before the data are seen.
    confidence : float
        Above one half and below 1: 1 minus the level of either one-sided test.

    Returns
    -------
    DataFrame
        One row, index `pair`. `first`, `second`: the two groups; `estimate`: mean of first minus
        mean of second; `low`, `high`: its limits with 2 `confidence` - 1, so 90 % for .95; `p`:
        of a difference of at least the margin, the larger of the two one-sided p; `equivalent`:
        True if the limits lie within the margin, which is p below 1 - `confidence`; `margin`;
        `n_first`, `n_second`, `n`: answers. Where neither group varies, limits and p are NaN.
        `attrs["without_group"]`: rows that belong to no group.

    Raises
    ------
    InputError
        As `compare_groups`; also if there are more than two groups, or if the margin is not
        above 0.

    Notes
    -----
    Two one-sided tests (TOST) by Welch's t: that the difference is above -margin, and that it is
    below margin. Both have the level 1 - confidence, and so has their conjunction; this is why
    the matching interval has 90 % and not 95 %. "Not significant" in the usual test is no sign of
    equivalence: it can come from few answers. Both can be true at once, a difference that exists
    and is too small to matter.

    References
    ----------
    statsmodels, `statsmodels.stats.weightstats.ttost_ind` (usevar "unequal").

    Examples
    --------
    >>> effort = pd.Series([6, 5, 6, 7, 5, 6, 5, 6, 6, 7, 5, 6] * 4)
    >>> helper = pd.Series(["chatbot"] * 24 + ["human"] * 24)
    >>> equivalence(effort, helper, margin=0.5)[["low", "high", "p", "equivalent"]].round(3)
                      low  high      p  equivalent
    pair
    chatbot - human -0.34  0.34  0.009        True
    """
    check = Check("equivalence")
    check_margin(check, margin)
    _check_level(check, confidence)
    rows = _rows(check, _answers(check, "values", values), groups, most=2)
    (first, a), (second, b) = _samples(rows).items()
    difference = _mean(*a).minus(_mean(*b))
    low, high = difference.limits(2 * confidence - 1)
    shifted = replace(difference, value=margin - abs(difference.value))
    row = {"estimate": difference.value, "low": low, "high": high}
    row |= {
        "p": float(stdtr(shifted.df, -shifted.t)),
        "equivalent": bool(-margin < low <= high < margin),
    }
    row |= {"margin": float(margin)} | _counts(a, b, weighted=False)
    table = pd.DataFrame([{"first": first, "second": second} | row], index=[f"{first} - {second}"])
    table.attrs["without_group"] = _without(groups)
    return table.rename_axis("pair")


def which_test(
    values: pd.Series,
    groups: pd.Series,
    *,
    paired: pd.Series | None = None,
    weights: pd.Series | None = None,
) -> pd.DataFrame:
    """Say which tests fit these answers and these groups, and why the others do not.

    Parameters
    ----------
    values : Series of numbers
        The answers or scores; missing ones are left out.
    groups : Series
        The group of each row. Rows without one are left out.
    paired : Series, optional
        Who answered, if the same people are in several groups: an id for each row.
    weights : Series, optional
        How many customers each respondent stands for. Not together with `paired`.

    Returns
    -------
    DataFrame
        One row a test, index `test`. `answers`: what it tests, a word for "do the means differ"
        ("mean_difference"), "is an answer of one group likely to be higher" ("superiority"), "do
        the shares differ" ("share_difference"), "does any mean differ" ("any_mean_difference"),
        "any superiority" ("any_superiority"), "which means differ" ("which_means"); `function`:
        the function of this package that has it; `fits`: True or False; `why_code`: see the
        notes; then the numbers behind it, the same in each row: `groups`; `levels`: different
        answers; `n_least`: answers in the smallest group (or the fewest pairs of two groups);
        `ties`: share of the answers that somebody else gave too; `skewness`: that of the most
        skewed group, with its sign (paired: of the differences, as `ties`).

    Raises
    ------
    InputError
        As `compare_groups`.

    Notes
    -----
    `why_code` of a test that fits: "fits"; "adjust", one p a pair, more than one pair: read
    `p_holm`. Of one that does not, the first of these: "pairs", "no_pairs": made for other people
    in each group, or for the same; "weights": cannot take weights; "needs_two_groups",
    "needs_three_groups"; "yes_no", "not_yes_no": the answers have two levels only, compare
    shares, or more than two; "few": a group is too small for the p it uses (8 answers or fewer
    for ranks, fewer than 5 expected in a cell for shares); "few_and_skewed": fewer answers than
    25 skewness^2, or than 10, so that the limits of a mean are too narrow.

    These are rules of thumb on size and shape; what is to be known, a mean or who is higher, is
    for the researcher to say before the data are seen.

    Examples
    --------
    >>> score = pd.Series([5, 4, 4, 3, 5, 4, 3, 2, 3, 4, 2, 3] * 3)
    >>> channel = pd.Series((["store"] * 6 + ["web"] * 6) * 3)
    >>> which_test(score, channel)[["answers", "fits", "why_code"]].head(5)
                           answers   fits    why_code
    test
    welch_t        mean_difference   True        fits
    mann_whitney       superiority   True        fits
    permutation    mean_difference   True        fits
    chi_square    share_difference  False  not_yes_no
    paired_t       mean_difference  False    no_pairs
    """
    check = Check("which_test")
    rows = _rows(check, _answers(check, "values", values), groups, weights, paired)
    sampled = _samples(rows)
    parts = [y for y, _ in sampled.values()]
    if paired is not None:
        parts = [_differences(rows, *two) for two in combinations(sampled, 2)]
    facts = _facts(parts) | {"groups": len(sampled), "levels": rows["value"].nunique()}
    design = (paired is not None, weights is not None)
    why = {test: _why(test, *design, facts, parts) for test in _TESTS}
    table = pd.DataFrame(
        [
            {"answers": asked, "function": function, "fits": why[test] in ("fits", "adjust")}
            | {"why_code": why[test]}
            | {name: facts[name] for name in ("groups", "levels", "n_least", "ties", "skewness")}
            for test, (asked, function, *_) in _TESTS.items()
        ],
        index=pd.Index(_TESTS, name="test"),
    )
    table.attrs["without_group"] = _without(groups)
    return table


def permutation_test(
    first: pd.Series,
    second: pd.Series,
    *,
    permutations: int = 9999,
    confidence: float = 0.95,
    rng: int | np.random.Generator = 0,
) -> pd.Series:
    """Return the difference of two groups' means, first minus second, with a permutation p.

    Parameters
    ----------
    first, second : Series of numbers
        The answers of the two groups; nobody is in both. Missing answers are left out.
    permutations : int
        Random permutations; all of them are taken instead where there are no more than this.
    confidence : float
        Between 0 and 1.
    rng : int or numpy Generator
        Seed or source of chance.

    Returns
    -------
    Series
        `estimate`: mean of first minus mean of second; `low`, `high`: Welch's t limits, NaN where
        neither group varies or one has a single answer; `p`: two-sided permutation p; `n1`, `n2`:
        answers in first and in second; `n`: in both.

    Raises
    ------
    InputError
        If an answer is no number, if a group has none, or if an option is wrong.

    Notes
    -----
    If it made no difference to the answers who is in which group, every way to deal the n answers
    to groups of n1 and n2 would be equally likely. p is the share of them whose means differ at
    least as much as observed, in either direction: (hits + 1) / (permutations + 1) for random
    ones, as the observed one is among them, hits / permutations for all. The test is exact for
    groups with the same distribution; where only the means agree (other spread, other group size)
    it is approximate, and Welch's interval does not assume equal spread. p and the interval can
    thus differ on whether 0 is possible.

    Ratings are dealt as a table, one multivariate hypergeometric draw a permutation; answers with
    about as many values as rows are shuffled, which takes longer. (scipy's two-sided p doubles the
    smaller tail instead; the two agree where the deals are symmetric, as with equal groups.)

    References
    ----------
    R's statmod, `permp`, after Phipson and Smyth (2010), on (hits + 1) / (permutations + 1);
    numpy, `Generator.multivariate_hypergeometric`.

    Examples
    --------
    >>> store, web = pd.Series([5, 5, 4, 5, 4, 3]), pd.Series([3, 4, 2, 3, 4, 2])
    >>> permutation_test(store, web).round(3)
    estimate     1.333
    low          0.230
    high         2.436
    p            0.054
    n1           6.000
    n2           6.000
    n           12.000
    Name: permutation_test, dtype: float64
    """
    check = Check("permutation_test")
    pair = (("first", first), ("second", second))
    groups = [check.part(name).answers(answers) for name, answers in pair]
    check.whole("permutations", permutations, 1)
    check.confidence(confidence)
    check.done()
    a, b = (group.dropna().to_numpy() for group in groups)
    difference = _mean(a).minus(_mean(b))
    low, high = difference.limits(confidence)
    return pd.Series(
        {
            "estimate": difference.value,
            "low": low,
            "high": high,
            "p": _permutation_p(a, b, permutations, np.random.default_rng(rng)),
            "n1": float(len(a)),
            "n2": len(b),
            "n": len(a) + len(b),
        },
        name="permutation_test",
    )


def _rows(
    check: Check,
    y: pd.Series,
    groups: Any,
    weights: Any = None,
    paired: Any = None,
    most: float = math.inf,
) -> pd.DataFrame:
    """Return the rows that count: `value`, `group` (a category), `weight`, `id`; or raise."""
    for name, column in (("groups", groups), ("weights", weights), ("paired", paired)):
        _check_column(check, name, column)
    if weights is not None and paired is not None:
        check.wrong(
            Problem(
                "{where}: weights and paired cannot be used together. Leave out weights: within "
                "a pair a person is compared with nobody else.",
            )
        )
    check.done()
    group = check.same_rows("groups", groups, y.index)
    ids = None if paired is None else check.same_rows("paired", paired, y.index)
    check.done()
    group = in_order(group)
    kept = (y.notna() & group.notna() & (ids is None or ids.notna())).to_numpy()
    w = check.weights(weights, y.index, kept)
    check.done()
    rows = pd.DataFrame({"value": y, "group": group, "id": y.index if ids is None else ids})[kept]
    rows["weight"] = 1.0 if w is None else w
    _check_groups(check, rows, most)
    if ids is not None:
        _check_pairs(check, rows)
    return rows[rows["weight"] > 0]  # who stands for nobody says nothing


def _answers(check: Check, name: str, values: Any) -> pd.Series:
    """Return one column of answers as floats, or raise if it is a table."""
    _check_column(check, name, values)
    if np.ndim(values) != 1:
        check.done()
    return check.answers(values)


def _check_column(check: Check, name: str, column: Any) -> None:
    if column is not None and np.ndim(column) != 1:
        check.wrong(
            Problem(
                "{where}: {name} must be one column, found a table. Write survey['column'] with "
                "one pair of brackets.",
                {"name": name},
            )
        )


def in_order(groups: pd.Series) -> pd.Series:
    """Return groups as categories: in their own order, or in that of their first occurrence."""
    if isinstance(groups.dtype, pd.CategoricalDtype):
        return groups
    return groups.astype(pd.CategoricalDtype(pd.unique(groups.dropna())))


def _check_groups(check: Check, rows: pd.DataFrame, most: float) -> None:
    """Note what is wrong with the groups: their number, their sizes, their weights, all tied."""
    names = list(map(str, rows["group"].cat.categories))
    if len(rows) == 0:
        check.wrong(
            Problem(
                "{where}: no row has both an answer and a group. "
                "Do the answers and the groups come from the same table?"
            )
        )
    elif len(names) < 2:
        check.wrong(
            Problem(
                "{where}: needs at least two groups to compare, found only {found}. "
                "Is the column the right one, and was the other group filtered out?",
                {"found": names[0]},
            )
        )
    elif len(names) > most:
        check.wrong(
            Problem(
                "{where}: compares two groups, found {count}: {found}. Keep the rows of two of "
                "them, or join some.",
                {"count": len(names), "found": ", ".join(names)},
            )
        )
    check.done()
    counts = rows["group"].value_counts(sort=False)
    weighing = rows.loc[rows["weight"] > 0, "group"].value_counts(sort=False)
    for group, n in counts.items():
        _check_group(check, str(group), int(n), int(weighing[group]))
    check.done()
    if rows["value"].nunique() == 1:
        check.wrong(
            Problem(
                "{where}: all {n} answers are {value:g}; there is nothing to compare. "
                "Is the column the right one?",
                {"n": len(rows), "value": float(rows["value"].iloc[0])},
            )
        )
    check.done()


def _check_group(check: Check, group: str, n: int, weighing: int) -> None:
    """Note a group without answers, with weights of zero, or with a single answer."""
    if n == 0:
        check.wrong(
            Problem(
                "{where}: group {group} has no answers. Leave its rows out, and if it is a "
                "category write groups.cat.remove_unused_categories().",
                {"group": group},
            )
        )
    elif weighing == 0:
        check.wrong(
            Problem(
                "{where}: the weights of group {group} sum to zero, so it stands for nobody. "
                "Leave its rows out, or look at its {n} weights.",
                {"group": group, "n": n},
            )
        )
    elif weighing == 1:
        check.wrong(
            Problem(
                "{where}: group {group} has a single answer, which says nothing of how answers "
                "vary. Leave it out, or join it with another group.",
                {"group": group},
            )
        )


def _check_pairs(check: Check, rows: pd.DataFrame) -> None:
    """Note ids that occur twice in a group, and groups that share fewer than two ids."""
    twice = rows[rows.duplicated(["id", "group"])]
    if len(twice):
        check.wrong(
            Problem(
                "{where}: paired must hold each id once in a group, found {id} more than once in "
                "group {group} (and {others} more rows like it). Keep one answer a person, or "
                "take their mean.",
                {
                    "id": str(twice["id"].iloc[0]),
                    "group": str(twice["group"].iloc[0]),
                    "others": len(twice) - 1,
                },
            )
        )
    people = rows.groupby("group", observed=False)["id"].agg(set)
    for first, second in combinations(people.index, 2):
        both = len(people[first] & people[second])
        if both < 2:
            check.wrong(
                Problem(
                    "{where}: groups {first} and {second} have {both} ids in common, at least 2 "
                    "are needed. Does paired say who answered? If other people are in each "
                    "group, leave it out.",
                    {"first": str(first), "second": str(second), "both": both},
                )
            )
    check.done()


def check_margin(check: Check, margin: float) -> None:
    """Ask for a margin above 0."""
    if not is_number(margin) or margin <= 0:
        check.wrong(
            Problem(
                "{where}: margin must be above 0, found {found}. It is the smallest difference "
                "that would matter, on the scale of the answers.",
                {"found": str(margin)},
            )
        )


def _check_level(check: Check, confidence: float) -> None:
    if not is_number(confidence) or not 0.5 < confidence < 1:
        check.wrong(
            Problem(
                "{where}: confidence must lie between 0.5 and 1, found {found}. "
                "Write 0.95 for 95 percent.",
                {"found": str(confidence)},
            )
        )


def _yes_no(check: Check, hits: Any) -> pd.Series:
    """Return the hits as answers, after noting any that are neither 0 nor 1."""
    y = _answers(check, "hits", hits)
    other = y[y.notna() & ~y.isin([0, 1])]
    if len(other):
        check.wrong(
            Problem(
                "{where}: hits must be 1 (yes) or 0 (no), found {found:g} in {count} of {n} rows, "
                "first in row {row}. Write survey['column'] >= 4 to make a yes or no of a score.",
                {
                    "found": float(other.iloc[0]),
                    "count": len(other),
                    "n": len(y),
                    "row": str(other.index[0]),
                },
            )
        )
    return y


def _samples(rows: pd.DataFrame) -> dict[Any, _Sample]:
    """Return each group's answers and weights."""
    return {
        group: (part["value"].to_numpy(), part["weight"].to_numpy())
        for group, part in rows.groupby("group", observed=False)
    }


def _differences(rows: pd.DataFrame, first: Any, second: Any) -> Floats:
    """Return first minus second of everybody who is in both."""
    a, b = (rows[rows["group"] == group].set_index("id")["value"] for group in (first, second))
    return (a - b).dropna().to_numpy()


def _without(groups: Any) -> float:
    return float(pd.Series(groups).isna().sum())


def _counts(a: _Sample, b: _Sample, weighted: bool) -> dict[str, float]:
    n = {"n_first": len(a[0]), "n_second": len(b[0]), "n": len(a[0]) + len(b[0])}
    return n | ({"n_effective": kish(a[1]) + kish(b[1])} if weighted else {})


def _table(found: dict[tuple[Any, Any], dict[str, float]], groups: Any) -> pd.DataFrame:
    """Return one row a pair, with p adjusted for their number."""
    from scipy.stats import false_discovery_control

    rows = [{"first": first, "second": second} | row for (first, second), row in found.items()]
    names = [f"{first} - {second}" for first, second in found]
    table = pd.DataFrame(rows, index=pd.Index(names, name="pair"))
    p = table["p"].to_numpy()
    table["p_holm"] = _adjusted(p, holm)
    table["p_bh"] = _adjusted(p, false_discovery_control)
    table.attrs["without_group"] = _without(groups)
    return table


def _adjusted(p: Floats, adjust: Callable[[Floats], Floats]) -> Floats:
    """Return p adjusted for the number of those that are there."""
    adjusted, there = p.copy(), ~np.isnan(p)
    if there.any():
        adjusted[there] = adjust(p[there])
    return adjusted


def _mean(y: Floats, w: Floats | None = None) -> _Estimate:
    """Return the weighted mean with its linearised variance; unweighted that is s^2 / n."""
    n = len(y)
    w = np.ones(n) if w is None else w
    mean = float(np.average(y, weights=w))
    if n < 2:
        return _Estimate(mean, math.nan, math.nan)
    moves = w * (y - mean) / w.sum()
    varies = np.ptp(y) > 0  # rounding makes a tiny variance of equal answers
    return _Estimate(mean, n / (n - 1) * float((moves**2).sum()) if varies else 0.0, n - 1)


def _spread(y: Floats, w: Floats) -> float:
    """Return the weighted variance of the answers; unweighted it has the divisor n - 1."""
    squares = np.average((y - np.average(y, weights=w)) ** 2, weights=w)
    return float(squares) * len(y) / (len(y) - 1)


def _placements(y: Floats, others: Floats, w: Floats) -> Floats:
    """Return, for each y, the weighted share of the others below it, and half of the equal."""
    order = np.argsort(others, kind="stable")
    cumulated = np.concatenate([[0], np.cumsum(w[order])])
    sides = [np.searchsorted(others[order], y, side) for side in ("left", "right")]
    return (cumulated[sides[0]] + cumulated[sides[1]]) / (2 * cumulated[-1])


def _unpaired(a: _Sample, b: _Sample) -> tuple[_Estimate, float, _Estimate, float]:
    """Return difference, standard deviation, superiority and the rank test's p of two groups."""
    (x, v), (y, w) = a, b
    difference = _mean(x, v).minus(_mean(y, w))
    above, below = _mean(_placements(x, y, w), v), _mean(_placements(y, x, v), w)
    superiority = replace(above.minus(below), value=above.value)
    sd = math.sqrt((_spread(x, v) + _spread(y, w)) / 2)
    return difference, sd, superiority, _rank_p(a, b)


def _paired(d: Floats) -> tuple[_Estimate, float, _Estimate, float]:
    """Return the same of the differences of people who are in both groups."""
    return _mean(d), float(d.std(ddof=1)), _mean((np.sign(d) + 1) / 2), _signed_rank_p(d)


def _row(
    difference: _Estimate, sd: float, superiority: _Estimate, rank_p: float, confidence: float
) -> dict[str, float]:
    low, high = difference.limits(confidence)
    share_low, share_high = _logit_limits(superiority, confidence)
    g, g_low, g_high = _hedges(difference, sd, confidence)
    row = {"estimate": difference.value, "low": low, "high": high, "t": difference.t}
    row |= {"df": difference.df, "p": difference.p, "u_p": rank_p}
    row |= {"superiority": superiority.value, "superiority_low": share_low}
    return row | {"superiority_high": share_high, "g": g, "g_low": g_low, "g_high": g_high}


def _rank_p(a: _Sample, b: _Sample) -> float:
    """Return p of Mann and Whitney's test; of the design-based one where weights differ."""
    (x, v), (y, w) = a, b
    both, weights = np.concatenate([x, y]), np.concatenate([v, w])
    if np.ptp(both) == 0:
        return math.nan
    if np.ptp(weights) > 0:
        ranks = _placements(both, both, weights)
        return _mean(ranks[: len(x)], v).minus(_mean(ranks[len(x) :], w)).p
    from scipy.stats import mannwhitneyu

    return float(mannwhitneyu(x, y, method="asymptotic").pvalue)


def _signed_rank_p(d: Floats) -> float:
    """Return p of Wilcoxon's test, differences of zero left out; NaN where there is no other."""
    from scipy.stats import wilcoxon

    return float(wilcoxon(d, correction=True, method="asymptotic").pvalue) if d.any() else math.nan


def _logit_limits(share: _Estimate, confidence: float) -> tuple[float, float]:
    """Return limits that stay between 0 and 1; NaN for a share of 0 or 1, or without spread."""
    if not 0 < share.value < 1:
        return math.nan, math.nan
    slope = share.value * (1 - share.value)
    middle = _Estimate(float(logit(share.value)), share.variance / slope**2, share.df)
    low, high = middle.limits(confidence)
    return float(expit(low)), float(expit(high))


def _hedges(difference: _Estimate, sd: float, confidence: float) -> tuple[float, float, float]:
    """Return Hedges' g and its limits; NaN where neither group varies."""
    if difference.variance == 0:
        return math.nan, math.nan, math.nan
    df, tails = difference.df, [(1 + confidence) / 2, (1 - confidence) / 2]
    small = math.exp(gammaln(df / 2) - gammaln((df - 1) / 2)) / math.sqrt(df / 2)
    low, high = nctdtrinc(df, tails, difference.t) * small * difference.se / sd
    return small * difference.value / sd, float(low), float(high)


def _games_howell(table: pd.DataFrame, groups: int) -> Floats:
    """Return p of every pair's t by the studentized range of all the groups."""
    from scipy.stats import studentized_range

    if groups == 2:
        return table["p"].to_numpy()
    return studentized_range.sf(table["t"].abs() * math.sqrt(2), groups, table["df"])


def _share_row(a: _Sample, b: _Sample, weighted: bool, confidence: float) -> dict[str, float]:
    """Return the difference of two shares with Newcombe's limits and Pearson's test."""
    one, two = (
        csat(
            pd.Series(y),
            scale=(0, 1),
            top=1,
            weights=pd.Series(w) if weighted else None,
            confidence=confidence,
        )
        for y, w in (a, b)
    )
    difference = _mean(*a).minus(_mean(*b))
    low = math.hypot(one["estimate"] - one["low"], two["high"] - two["estimate"])
    high = math.hypot(one["high"] - one["estimate"], two["estimate"] - two["low"])
    row = {"estimate": difference.value}
    row |= {"low": difference.value - low, "high": difference.value + high}
    if weighted:
        row |= {"chi2": difference.t**2, "p": difference.p}
    else:
        chi2 = _pearson(a[0], b[0])
        row |= {"chi2": chi2, "p": float(chdtrc(1, chi2))}
    return row | _counts(a, b, weighted)


def _pearson(x: Floats, y: Floats) -> float:
    """Return the chi-square of two shares; NaN where all are hits, or none."""
    share = np.concatenate([x, y]).mean()
    variance = share * (1 - share) * (1 / len(x) + 1 / len(y))
    return float((x.mean() - y.mean()) ** 2 / variance) if variance else math.nan


def _welch_anova(samples: list[Floats], confidence: float) -> dict[str, float]:
    """Return Welch's F and omega squared; NaN where a group does not vary."""
    from statsmodels.stats.oneway import anova_oneway

    names = ("statistic", "df1", "df2", "p", "effect", "low", "high")
    if any(np.ptp(y) == 0 for y in samples):
        return dict.fromkeys(names, math.nan)
    test = anova_oneway(samples, use_var="unequal")
    f, (df1, df2), n = float(test.statistic), test.df, sum(map(len, samples))
    between = max(0.0, (f - 1) * df1)
    tails = [(1 + confidence) / 2, (1 - confidence) / 2]
    low, high = (limit / (limit + n) for limit in (noncentrality(f, df1, df2, p) for p in tails))
    effect = between / (between + n)
    return dict(zip(names, (f, df1, df2, test.pvalue, effect, low, max(high, effect)), strict=True))


def _kruskal(samples: list[Floats], confidence: float) -> dict[str, float]:
    """Return H and rank epsilon squared."""
    from scipy.stats import kruskal

    test, df, n = kruskal(*samples), len(samples) - 1, sum(map(len, samples))
    tails = [(1 + confidence) / 2, (1 - confidence) / 2]
    limits = chndtrinc(test.statistic, df, tails)
    low, high = np.clip(np.where(limits < _TIE, 0, limits) / (n - 1), 0, 1)
    effect = test.statistic / (n - 1)
    row = {"statistic": test.statistic, "df1": df, "df2": math.nan, "p": test.pvalue}
    return row | {"effect": effect, "low": min(low, effect), "high": max(high, effect)}


def _facts(parts: list[Floats]) -> dict[str, float]:
    """Return the size, ties and skewness on which the choice of a test rests."""
    from scipy.stats import skew

    every = np.concatenate(parts)
    times = np.unique(every, return_counts=True)[1]
    skewness = [float(skew(y)) if np.ptp(y) else 0.0 for y in parts]
    return {
        "n_least": min(map(len, parts)),
        "ties": float(1 - (times == 1).sum() / len(every)),
        "skewness": max(skewness, key=abs),
    }


def _why(
    test: str, paired: bool, weighted: bool, facts: dict[str, float], parts: list[Floats]
) -> str:
    """Return why a test fits or, the first reason only, why it does not."""
    _, _, pairs, least, most, weights, yes_no = _TESTS[test]
    groups, two_levels = facts["groups"], facts["levels"] == 2
    reasons = {
        "pairs": paired and not pairs,
        "no_pairs": pairs and not paired,
        "weights": weighted and not weights,
        "needs_three_groups": groups < least,
        "needs_two_groups": groups > most,
        "not_yes_no": yes_no and not two_levels,
        "yes_no": two_levels and not (yes_no or pairs or test == "permutation"),
        "few": _few(test, facts, parts),
        "few_and_skewed": test in ("welch_t", "paired_t", "welch_anova", "games_howell")
        and facts["n_least"] < max(_FEW_MEANS, _PER_SKEWNESS * facts["skewness"] ** 2),
        "adjust": groups > 2 and test not in ("welch_anova", "kruskal", "games_howell"),
    }
    return next((reason for reason, holds in reasons.items() if holds), "fits")


def _few(test: str, facts: dict[str, float], parts: list[Floats]) -> bool:
    """Say whether a group is too small for the approximate p of ranks, or of shares."""
    if test == "chi_square":
        every = np.concatenate(parts)
        share = (every == every.max()).mean()
        return bool(facts["n_least"] * min(share, 1 - share) < _FEW_EXPECTED)
    ranks = test in ("mann_whitney", "wilcoxon", "kruskal")
    return ranks and facts["n_least"] <= _FEW_RANKS


def _permutation_p(a: Floats, b: Floats, permutations: int, rng: np.random.Generator) -> float:
    """Return the share of permutations whose first sum is as far from its expectation as a's."""
    both = np.concatenate([a, b]) - np.concatenate([a, b]).mean()
    observed = abs(both[: len(a)].sum()) - _TIE * np.ptp(both) * min(len(a), len(b))
    if math.comb(len(both), len(a)) <= permutations:
        small = min(len(a), len(b))  # the other group's sum is the same, with the other sign
        sums = both[list(combinations(range(len(both)), small))].sum(axis=1)
        return float((np.abs(sums) >= observed).mean())
    cells, counts = tabulate(both)
    sums = permuted_sums(cells, counts, len(a), permutations, rng)
    return float(((np.abs(sums) >= observed).sum() + 1) / (permutations + 1))
