"""Words and numbers as papers have them, in both languages: heads of columns, p, shares, limits.

English follows APA: no zero before the point of what cannot pass 1 (p, r, alpha, R2), limits as
"[0.31, 0.53]". Indonesian keeps the zero, as its spelling rules and journals do ("0,023"), and
parts two limits with a semicolon, for the comma is its decimal mark ("[0,31; 0,53]").
"""

from __future__ import annotations

import math
from collections.abc import Callable

from custsat_edu.i18n import _, active_language, number
from custsat_edu.show.checks import kind_words

Writer = Callable[[float], str]

# What a column holds; other columns of numbers are numbers, and whole ones are whole.
WHOLE = {
    *("n", "n_effective", "n_a", "n_b", "n1", "n2", "n_first", "n_second", "n_untouched"),
    *("customers", "count", "left", "at_risk", "closed", "frequency", "recency", "groups"),
    *("levels", "n_least", "rank", "rank_low", "rank_high"),
}
P_VALUES = {
    *("p", "p_adjusted", "p_holm", "p_bh", "p_games_howell", "u_p", "asymmetry_p", "lrt_p"),
    *("p_lower", "p_upper", "chi2_p"),
}
SHARES = {
    *("share", "cumulative", "reached", "complaint", "taken", "noise", "centre", "failed"),
    *("concentrate", "keep_up", "low_priority", "overkill", "ties", "share_low", "share_high"),
}
AT_MOST_ONE = {
    *("r2", "adj_r2", "item_total", "alpha_if_dropped", "uniqueness", "residual", "omega2"),
    *("cfi", "tli", "rmsea", "srmr", "delta_cfi", "ave", "cr", "silhouette", "stability"),
    *("superiority", "effect", "probability"),
}
DEGREES = {"df", "df1", "df2", "chi2_df", "lrt_df"}
PLAIN = {"at", "margin", "day", "median"}  # as few digits as they need


def fraction(value: float, digits: int = 2) -> str:
    """Write a number that cannot pass 1: .88 in English, 0,88 in Indonesian.

    Examples
    --------
    >>> fraction(0.884), fraction(-0.05), fraction(1)
    ('.88', '−.05', '1.00')
    """
    text = number(value, digits)
    if active_language() == "en" and text.lstrip("−").startswith("0."):
        return text.replace("0.", ".", 1)
    return text


def p_value(p: float) -> str:
    """Write a p: three decimals, "< .001" below, "> .999" at its end.

    Examples
    --------
    >>> p_value(0.0231), p_value(0.00002), p_value(1)
    ('.023', '< .001', '> .999')
    """
    if p < 0.001:
        return f"< {fraction(0.001, 3)}"
    return f"> {fraction(0.999, 3)}" if p >= 0.9995 else fraction(p, 3)


def p_text(p: float) -> str:
    """Write a p in a sentence: "p = .023" or "p < .001"."""
    text = p_value(p)
    return f"p {text}" if text[0] in "<>" else f"p = {text}"


def degrees(df: float) -> str:
    """Write degrees of freedom: whole, or with one decimal."""
    return number(df, 0 if float(df).is_integer() else 1)


def percent(share: float, digits: int = 1) -> str:
    """Write a share of 0 to 1 as percent."""
    return f"{number(100 * share, digits)}%" if math.isfinite(share) else number(share)


def whole(count: float) -> str:
    """Write a number of things: whole, with a mark for the thousands."""
    return number(count, 0)


def limits(low: float, high: float, write: Writer = number) -> str:
    """Write two limits: [0.31, 0.53], in Indonesian [0,31; 0,53]. The percent sign is left out.

    Examples
    --------
    >>> limits(0.31, 0.53)
    '[0.31, 0.53]'
    """
    between = ", " if active_language() == "en" else "; "
    return f"[{write(low)}{between}{write(high)}]".replace("%", "")


def heads() -> dict[str, str]:
    """Return the heads of the columns, and of the rows' names, that results have."""
    return {**_names(), **_estimates(), **_tests(), **_counts(), **_fits()}


def _names() -> dict[str, str]:
    return {
        "score": _("Score"), "label": _("Name"), "driver": _("Driver"), "cause": _("Cause"),
        "item": _("Item"), "pair": _("Pair"), "first": _("First group"),
        "second": _("Second group"), "method": _("Method"), "covariate": _("Covariate"),
        "segment": _("Segment"), "behaviour": _("Behaviour"), "k": _("Segments"),
        "stage": _("Stage"), "touchpoint": _("Touchpoint"), "channel": _("Channel"),
        "next_stage": _("Next stage"), "next_touchpoint": _("Next touchpoint"),
        "points": _("Points of the rating"), "moment": _("Moment"), "what": _("Quantity"),
        "step": _("Step"), "group": _("Group"), "half": _("Half"), "period": _("Period"),
        "test": _("Test"), "feature": _("Feature"), "slope": _("Slope"), "term": _("Term"),
        "ikm_class": _("Class"), "factor": _("Factor"), "other": _("Other factor"),
        "customer": _("Customer"), "level": _("Level"), "side": _("Side"), "cuts": _("Cuts"),
        "kind": _("Kind"), "quadrant": _("Quadrant"), "quadrant_mean": _("Quadrant by means"),
        "quadrant_median": _("Quadrant by medians"),
        "quadrant_midpoint": _("Quadrant by midpoints"),
        "quadrant_diagonal": _("Quadrant by the diagonal"), "flag": _("Flag"),
        "verdict": _("Verdict"), "warning": _("Remark"), "out": _("Out of the limits"),
        "run": _("In a run"), "answers": _("Question"), "function": _("Function"),
        "why_code": _("Reason"), "unit": _("Unit"), "weighted": _("Weighted"),
        "clear": _("Clear"), "instrument": _("Instrument"), "judged": _("Judged"),
        "reached": _("Reached"), "equivalent": _("Equivalent"), "fits": _("Fits"),
    }  # fmt: skip


def _estimates() -> dict[str, str]:
    return {
        "estimate": _("Estimate"), "low": _("Low"), "high": _("High"),
        "difference": _("Difference"), "effect": _("Effect size"), "se": "SE",
        "beta": "β", "share": _("Share"), "rank": _("Rank"), "rank_low": _("Best rank"),
        "rank_high": _("Worst rank"), "noise": _("Noise floor"), "importance": _("Importance"),
        "performance": _("Performance"), "concentrate": _("Concentrate here"),
        "keep_up": _("Keep up the good work"), "low_priority": _("Low priority"),
        "overkill": _("Possible overkill"), "cumulative": _("Cumulative share"),
        "better": _("Better"), "worse": _("Worse"), "below": _("Below"), "above": _("Above"),
        "at": _("Cut at"), "superiority": _("Superiority"), "g": _("Hedges' g"),
        "margin": _("Margin"), "e_value": _("E-value"), "e_value_limit": _("E-value of the limit"),
        "smd_raw": _("SMD, raw"), "smd_weighted": _("SMD, weighted"),
        "mean_first": _("Mean of the first"), "mean_second": _("Mean of the second"),
        "mean_first_weighted": _("Weighted mean of the first"),
        "mean_second_weighted": _("Weighted mean of the second"), "odds_ratio": _("Odds ratio"),
        "before": _("Before"), "after": _("After"), "all": _("All"), "day": _("Day"),
        "median": _("Median"), "centre": _("Centre"), "complaint": _("Complaints"),
        "taken": _("Taken"), "naive_estimate": _("Against all who never complained"),
        "item_total": _("Item-total r"), "alpha_if_dropped": _("Alpha if dropped"),
        "unstandardised": _("Unstandardised"), "lift": _("Lift"), "monetary": _("Money spent"),
        "recency": _("Days since the last order"), "frequency": _("Orders"),
        "distance": _("Distance"), "runner_up": _("Runner-up"),
        "runner_up_distance": _("Distance to the runner-up"), "probability": _("Probability"),
        "inertia": _("Inertia"), "failed": _("Failed resamples"), "skewness": _("Skewness"),
        "ties": _("Ties"), "truth": _("True value"), "bias": _("Bias"),
    }  # fmt: skip


def _tests() -> dict[str, str]:
    return {
        "p": "p", "p_adjusted": _("p, adjusted"), "p_holm": _("p (Holm)"),
        "p_bh": _("p (Benjamini-Hochberg)"), "p_games_howell": _("p (Games-Howell)"),
        "u_p": _("p (ranks)"), "asymmetry_p": _("p (symmetry)"), "p_lower": _("p (lower)"),
        "p_upper": _("p (upper)"), "lrt_p": _("p of the step"), "chi2_p": _("p, uncorrected"),
        "t": "t", "z": "z", "df": "df", "df1": "df1", "df2": "df2",
        "chi2": "χ²", "chi2_df": _("df, uncorrected"), "statistic": _("Statistic"),
        "welch_f": _("Welch's F"), "fong_z": _("Fong's z"), "lrt": _("χ² of the step"),
        "lrt_df": _("df of the step"),
    }  # fmt: skip


def _counts() -> dict[str, str]:
    return {
        "n": "n", "n_effective": _("Effective n"), "n_a": _("n of the first"),
        "n_b": _("n of the second"), "n1": _("n of the first"), "n2": _("n of the second"),
        "n_first": _("n of the first"), "n_second": _("n of the second"),
        "n_untouched": _("n of the untouched"), "customers": _("Customers"),
        "count": _("Count"), "left": _("Left"), "at_risk": _("Still open"),
        "closed": _("Closed"), "groups": _("Groups"), "levels": _("Different answers"),
        "n_least": _("n of the smallest"), "must_be": _("Must-be"),
        "one_dimensional": _("One-dimensional"), "attractive": _("Attractive"),
        "indifferent": _("Indifferent"), "reverse": _("Reverse"),
        "questionable": _("Questionable"),
    }  # fmt: skip


def _fits() -> dict[str, str]:
    return {
        "r2": "R²", "adj_r2": _("adjusted R²"), "vif": "VIF", "cfi": "CFI",
        "tli": "TLI", "rmsea": "RMSEA", "srmr": "SRMR", "delta_cfi": "ΔCFI",
        "ave": "AVE", "cr": _("Composite reliability"), "bic": "BIC",
        "silhouette": _("Silhouette"), "stability": _("Stability"), "omega2": "ω²",
        "uniqueness": _("Uniqueness"), "residual": _("Residual variance"), "aic": "AIC",
    }  # fmt: skip


def codes() -> dict[str, dict[str, str]]:
    """Return the words for the codes that columns, and rows' names, hold."""
    quadrants = quadrant_words()
    return {
        "kind": {**kind_words(), "moves": _("goes on"), "leaves": _("leaves"),
                 "ends": _("ends")},
        "quadrant": quadrants, "quadrant_mean": quadrants, "quadrant_median": quadrants,
        "quadrant_midpoint": quadrants, "quadrant_diagonal": quadrants,
        "flag": {"pain": _("pain point"), "delight": _("delight")},
        "level": {"touchpoint": _("touchpoint"), "stage": _("stage"), "all": _("all")},
        "verdict": verdict_words(),
        "side": {"below": _("below"), "above": _("above"), "difference": _("difference"),
                 "penalty": _("penalty"), "reward": _("reward")},
        "cuts": {"ends": _("lowest and highest answer"), "sides": _("sides of the middle")},
        "warning": {"thin": _("under 5%"), "empty": _("nobody"), "no middle": _("no middle")},
        "out": {"above": _("above"), "below": _("below")},
        "method": {"raw": _("raw difference"), "regression": _("adjusted by regression"),
                   "standardisation": _("adjusted by standardisation"),
                   "weighting": _("adjusted by weighting"), "kmeans": _("k-means"),
                   "gmm": _("normal mixture")},
        "points": {"below": _("below neutral"), "above": _("above neutral")},
        "moment": {"mean": _("mean rating"), "worst": _("worst rating"),
                   "last": _("last rating")},
        "what": {"emotion": _("rating at the touchpoint"), "leave": _("journeys that break off"),
                 "satisfaction": _("satisfaction after the journey")},
        "half": {"found": _("found"), "tested": _("tested")},
        "test": {"welch": _("Welch's ANOVA"), "kruskal": _("Kruskal-Wallis")},
        "step": {"configural": _("configural"), "metric": _("metric"), "scalar": _("scalar"),
                 "full_minor": _("full recovery of a minor failure, on top")},
        "group": group_words(),
        "instrument": {"email": _("e-mail"), "email_raked": _("e-mail, raked"), "till": _("till"),
                       "advisory_group": _("advisory group"), "focus_groups": _("focus groups"),
                       "cards": _("comment cards"), "reviews": _("online reviews"),
                       "survey": _("survey"),
                       "answers": _("those who answered"), "weighted": _("weighted")},
        "driver": {"Intercept": _("Intercept"), "all": _("all")},
    }  # fmt: skip


def score_words() -> dict[str, str]:
    """Return what a Series is called after: the score that its function computes."""
    return {
        "nps": _("Net Promoter Score"),
        "nps_difference": _("Difference of two NPS"),
        "csat": _("Satisfied (two highest answers)"),
        "ces": _("Customer effort"),
        "ikm": _("Public service index (IKM)"),
        "csi": _("Customer Satisfaction Index"),
        "mean_score": _("Mean"),
        "cronbach_alpha": _("Cronbach's alpha"),
        "mcdonald_omega": _("McDonald's omega"),
        "permutation_test": _("Permutation test"),
        "log_rank": _("Log-rank test"),
        "rao_scott": _("Rao-Scott test"),
    }


def quadrant_words() -> dict[str, str]:
    """Return the quadrants of an importance-performance map in the active language."""
    return {
        "concentrate": _("Concentrate here"),
        "keep_up": _("Keep up the good work"),
        "low_priority": _("Low priority"),
        "overkill": _("Possible overkill"),
    }


def verdict_words() -> dict[str, str]:
    """Return what `recovery_paradox` finds, in the active language."""
    return {
        "paradox": _("paradox"),
        "as good": _("as good"),
        "below": _("below"),
        "open": _("too few to say"),
    }


def group_words() -> dict[str, str]:
    """Return the groups of `recovery_groups` in the active language."""
    return {
        "minor_full": _("Minor, full recovery"),
        "minor_part": _("Minor, partial recovery"),
        "moderate_full": _("Moderate, full recovery"),
        "moderate_part": _("Moderate, partial recovery"),
        "serious_full": _("Serious, full recovery"),
        "serious_part": _("Serious, partial recovery"),
        "silent": _("Silent sufferers"),
    }
