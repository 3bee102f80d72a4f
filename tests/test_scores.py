import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from custsat_edu import (
    InputError,
    answer_counts,
    bootstrap,
    by_group,
    ces,
    cronbach_alpha,
    csat,
    ikm,
    ikm_classes,
    mean_score,
    nps,
    nps_difference,
    sample_size_nps,
    smallest_detectable_difference,
)
from custsat_edu.stats.scores import IKM_CLASSES, _ikm_class

REFERENCE = json.loads((Path(__file__).parent / "reference" / "nps.json").read_text())
AIRPORT = Path(__file__).parents[1] / ".." / "shared" / "real" / "airport-2017" / "survey.csv"
COLUMNS = ["estimate", "low", "high", "n"]


@pytest.fixture(scope="module")
def airport():
    if not AIRPORT.exists():
        pytest.skip("the airport survey is not beside this project (../shared/real)")
    survey = pd.read_csv(AIRPORT, encoding="latin-1", low_memory=False)
    survey.columns = survey.columns.str.strip()
    return survey.assign(NETPRO=survey["NETPRO"].where(survey["NETPRO"] <= 10))


@pytest.fixture
def weighted():
    rng = np.random.default_rng(12)
    answers = pd.Series(rng.choice([3, 6, 7, 8, 9, 10], 250).astype(float))
    return answers, pd.Series(rng.lognormal(0, 0.5, 250))


def _votes(group):
    """Answers with the counts of one group of the reference."""
    counts = [REFERENCE[group][kind] for kind in ("promoters", "passives", "detractors")]
    return pd.Series(np.repeat([10, 8, 2], counts))


def _wls(y, w):
    """Mean, variance and 95 % limits of weighted least squares with HC1 errors."""
    import statsmodels.api as sm

    fit = sm.WLS(y, np.ones(len(y)), weights=w).fit(cov_type="HC1", use_t=True)
    return fit.params.iloc[0], fit.cov_params().iloc[0, 0], fit.conf_int().iloc[0].tolist()


def _error(function, *args, **options):
    with pytest.raises(InputError) as error:
        function(*args, **options)
    return str(error.value).split("\n")


# NPS


@pytest.mark.parametrize("group", ["unweighted", "interviewer", "self_admin"])
def test_nps_and_both_intervals_are_those_of_r(group):
    expected, answers = REFERENCE[group], _votes(group)
    for interval, key in (("adjusted_wald", "ci95_adjusted_wald_3"), ("wald", "ci95_wald")):
        row = nps(answers, interval=interval)
        assert row["estimate"] == pytest.approx(expected["nps_points"], abs=1e-10)
        limits = [100 * limit for limit in expected[key]]
        assert row[["low", "high"]].tolist() == pytest.approx(limits, abs=1e-10)
        assert row["n"] == expected["n"]
        assert row.index.tolist() == COLUMNS


def test_nps_takes_adjusted_wald_unless_told():
    assert nps(_votes("interviewer")).equals(nps(_votes("interviewer"), interval="adjusted_wald"))


def test_nps_of_the_airport_survey_is_that_of_r(airport):
    row = nps(airport["NETPRO"])
    expected = REFERENCE["unweighted"]
    assert row["estimate"] == pytest.approx(expected["nps_points"], abs=1e-10)
    assert row["n"] == expected["n"]


def test_weighted_nps_of_the_airport_survey_is_that_of_rs_survey_package(airport):
    row = nps(airport["NETPRO"], weights=airport["WEIGHT"], interval="wald")
    expected = REFERENCE["weighted"]
    assert row["estimate"] == pytest.approx(100 * expected["nps"], abs=1e-10)
    limits = [100 * limit for limit in expected["ci95_t_df_design"]]
    assert row[["low", "high"]].tolist() == pytest.approx(limits, abs=1e-8)
    assert row["n"] == expected["n"]
    assert row["n_effective"] == pytest.approx(expected["kish_neff"], abs=1e-8)


def test_nps_of_six_answers_is_worked_by_hand():
    # P = 3/6, D = 1/6: 33.3. Adjusted: P = 3.75/9, D = 1.75/9, difference 2/9,
    # variance 5.5/9 - 4/81 = 45.5/81, SE = sqrt(45.5/729)
    row = nps(pd.Series([10, 9, 9, 8, 7, 3]))
    half = 1.959963984540054 * math.sqrt(45.5 / 729)
    assert row["estimate"] == pytest.approx(100 / 3)
    assert row["low"] == pytest.approx(100 * (2 / 9 - half))
    assert row["high"] == pytest.approx(100 * (2 / 9 + half))
    assert row["n"] == 6


def test_nps_of_promoters_alone_has_a_lower_limit_below_100_and_no_wald_limits():
    # n = 8: P = 8.75/11, D = .75/11: 8/11 +- 1.96 sqrt((9.5/11 - 64/121) / 11)
    row = nps(pd.Series([9, 10] * 4))
    half = 1.959963984540054 * math.sqrt((9.5 / 11 - 64 / 121) / 11)
    assert row.tolist() == pytest.approx([100, 100 * (8 / 11 - half), 100, 8])
    wald = nps(pd.Series([9, 10] * 4), interval="wald")
    assert wald.tolist() == pytest.approx([100, math.nan, math.nan, 8], nan_ok=True)


def test_nps_of_one_respondent_is_all_but_unknown():
    # n = 1, promoter: 1/4 +- 1.96 sqrt((2.5/4 - 1/16) / 4) = .25 +- .735: the upper limit, .985,
    # would miss the estimate, 1, and is drawn to it
    row = nps(pd.Series([10]))
    half = 1.959963984540054 * math.sqrt((2.5 / 4 - 1 / 16) / 4)
    assert row.tolist() == pytest.approx([100, 25 - 100 * half, 100, 1])


def test_weighted_adjusted_wald_adds_three_answers_to_the_sample_that_is_as_good(weighted):
    answers, weights = weighted
    vote = (answers >= 9).astype(float) - (answers <= 6)
    mean, variance, _ = _wls(vote, weights)
    spread = np.average(vote**2, weights=weights) - mean**2
    kish = weights.sum() ** 2 / (weights**2).sum()
    n = min(spread / variance, kish)
    voters = (np.average(vote**2, weights=weights) * n + 1.5) / (n + 3)
    middle = mean * n / (n + 3)
    half = stats.t.ppf(0.975, 249) * math.sqrt((voters - middle**2) / (n + 3))
    row = nps(answers, weights=weights)
    assert row["estimate"] == pytest.approx(100 * mean, abs=1e-10)
    assert row["low"] == pytest.approx(100 * (middle - half), abs=1e-9)
    assert row["high"] == pytest.approx(100 * (middle + half), abs=1e-9)
    assert row["n"] == 250
    assert row["n_effective"] == pytest.approx(kish, abs=1e-9)


def test_weighted_adjusted_wald_takes_kishs_n_below_a_hundred_answers():
    # weights 1 1 1 3: Kish 36/12 = 3; P = 4/6, D = 1/6: 1/2. With n = 3: P' = 2.75/6,
    # D' = 1.25/6: 1/4 +- t(3) sqrt((4/6 - 1/16) / 6)
    row = nps(pd.Series([10, 8, 2, 9]), weights=pd.Series([1, 1, 1, 3]))
    half = 3.182446305284263 * math.sqrt((4 / 6 - 1 / 16) / 6)
    expected = [50, -100 * (half - 0.25), 100, 4, 3]
    assert half > 0.75  # so the upper limit is cut at 100
    assert row.tolist() == pytest.approx(expected)
    assert row.index.tolist() == [*COLUMNS, "n_effective"]


def test_a_weighted_score_without_variance_takes_kishs_n():
    weights = pd.Series([1.0, 3.0] * 60)  # Kish: 240^2 / 600 = 96
    row = csat(pd.Series([5] * 120), weights=weights)
    t2 = stats.t.ppf(0.975, 119) ** 2
    assert row["low"] == pytest.approx(96 / (96 + t2))
    assert row["high"] == pytest.approx(1)
    assert row["n_effective"] == pytest.approx(96)


nps_answers = st.lists(st.integers(0, 10), min_size=1, max_size=60)


@settings(deadline=None)
@given(nps_answers, st.randoms(use_true_random=False))
def test_order_and_missing_answers_do_not_move_a_score(values, random):
    row = nps(pd.Series(values))
    mixed = [*values, None, np.nan]
    random.shuffle(mixed)
    assert nps(pd.Series(mixed)).tolist() == pytest.approx(row.tolist())
    assert -100 <= row["low"] <= row["estimate"] <= row["high"] <= 100


@settings(deadline=None)
@given(nps_answers, st.floats(0.01, 1000))
def test_weights_of_one_keep_the_score_and_their_size_does_not_matter(values, size):
    answers = pd.Series(values)
    ones = pd.Series(1.0, answers.index)
    for score in (nps, mean_score):
        plain, row = score(answers), score(answers, weights=ones)
        assert row["estimate"] == pytest.approx(plain["estimate"], abs=1e-9)
        assert row["n_effective"] == pytest.approx(len(values))
        assert score(answers, weights=ones * size).tolist() == pytest.approx(
            row.tolist(), abs=1e-6, nan_ok=True
        )
    assert row.iloc[:4].tolist() == pytest.approx(plain.tolist(), abs=1e-9, nan_ok=True)


@settings(deadline=None)
@given(nps_answers)
def test_turning_the_votes_round_turns_the_nps_round(values):
    turned = pd.Series(values).map(lambda x: 0 if x >= 9 else 10 if x <= 6 else x)
    row, other = nps(pd.Series(values)), nps(turned)
    assert other["estimate"] == pytest.approx(-row["estimate"], abs=1e-9)
    assert other["low"] == pytest.approx(-row["high"], abs=1e-9)
    assert other["high"] == pytest.approx(-row["low"], abs=1e-9)


def test_a_higher_confidence_gives_a_wider_interval():
    answers = _votes("interviewer")
    wide, narrow = nps(answers, confidence=0.99), nps(answers, confidence=0.5)
    assert wide["low"] < narrow["low"] < narrow["high"] < wide["high"]


def test_zero_weights_leave_a_respondent_out_of_the_estimate():
    row = nps(pd.Series([10, 10, 2]), weights=pd.Series([1, 1, 0]))
    assert row["estimate"] == 100
    assert row["n_effective"] == 2


def test_weights_of_missing_answers_may_be_missing():
    answers, weights = pd.Series([10, 8, None, 2]), pd.Series([1.0, 2.0, None, 1.0])
    row = nps(answers, weights=weights)
    assert row["estimate"] == pytest.approx(0)
    assert row["n"] == 3


def test_answers_may_be_lists_whole_numbers_with_gaps_or_categories():
    expected = nps(pd.Series([9.0, 8.0, 3.0])).tolist()
    assert nps([9, 8, 3]).tolist() == expected
    assert nps(pd.Series([9, 8, None, 3], dtype="Int64")).tolist() == expected
    assert nps(pd.Series([9, 8, 3], dtype="category")).tolist() == expected


# CSAT


@pytest.mark.parametrize(("satisfied", "n"), [(0, 7), (7, 7), (1, 1), (60, 100), (873, 1000)])
@pytest.mark.parametrize("confidence", [0.9, 0.95])
def test_csat_is_wilsons_interval_as_statsmodels_has_it(satisfied, n, confidence):
    from statsmodels.stats.proportion import proportion_confint

    answers = pd.Series([5] * (satisfied // 2) + [4] * (satisfied - satisfied // 2))
    answers = pd.concat([answers, pd.Series([3] * (n - satisfied))], ignore_index=True)
    row = csat(answers, confidence=confidence)
    limits = proportion_confint(satisfied, n, alpha=1 - confidence, method="wilson")
    assert row.tolist() == pytest.approx([satisfied / n, *limits, n], abs=1e-10)
    assert row.index.tolist() == COLUMNS


def test_csat_counts_the_top_boxes_of_the_scale_as_asked():
    answers = pd.Series([1, 5, 6, 7, 10])
    assert csat(answers, scale=(1, 10))["estimate"] == 0.2
    assert csat(answers, scale=(1, 10), top=4)["estimate"] == 0.4
    assert csat(pd.Series([3.5, 4.0, 4.5]))["estimate"] == pytest.approx(2 / 3)


def test_weighted_csat_is_wilson_on_the_sample_that_is_as_good(weighted):
    answers, weights = weighted
    satisfied = (answers >= 9).astype(float)
    p, variance, _ = _wls(satisfied, weights)
    kish = weights.sum() ** 2 / (weights**2).sum()
    n = min(p * (1 - p) / variance, kish)
    t = stats.t.ppf(0.975, 249)
    # Wilson's limits are the two p0 with (p - p0)^2 = t^2 p0 (1 - p0) / n
    roots = np.sort(np.roots([1 + t**2 / n, -2 * p - t**2 / n, p**2]))
    row = csat(answers, scale=(0, 10), weights=weights)
    assert row.tolist() == pytest.approx([p, *roots, 250, kish], abs=1e-9)


# Means


def test_ces_is_the_mean_with_a_t_interval():
    answers = pd.Series([7, 6, 6, 5, 2, 7, 4])
    limits = stats.t.interval(0.9, 6, loc=answers.mean(), scale=stats.sem(answers))
    row = ces(answers, confidence=0.9)
    assert row.tolist() == pytest.approx([37 / 7, *limits, 7], abs=1e-10)
    assert row.index.tolist() == COLUMNS
    assert mean_score(answers, confidence=0.9).tolist() == row.tolist()


def test_weighted_means_are_least_squares_with_hc1_errors(weighted):
    answers, weights = weighted
    mean, _, limits = _wls(answers, weights)
    kish = weights.sum() ** 2 / (weights**2).sum()
    expected = pytest.approx([mean, *limits, 250, kish], abs=1e-8)
    assert mean_score(answers, weights=weights).tolist() == expected
    assert ces(answers, scale=(0, 10), weights=weights).tolist() == expected


@pytest.mark.parametrize("weights", [None, [0.3, 0.2, 0.1]])
def test_a_mean_without_spread_has_no_limits(weights):
    row = mean_score(pd.Series([4.1, 4.1, 4.1]), weights=weights)
    assert row["estimate"] == pytest.approx(4.1)
    assert row[["low", "high"]].isna().all()
    assert row["n"] == 3


def test_a_mean_of_one_respondent_has_no_limits():
    assert ces(pd.Series([6])).tolist() == pytest.approx([6, math.nan, math.nan, 1], nan_ok=True)


# IKM


def test_nine_fours_are_exactly_a_hundred_and_nine_ones_twenty_five():
    for answer, index in ((4, 100), (1, 25)):
        row = ikm(pd.DataFrame([[answer] * 9] * 3))
        assert row["estimate"] == index
        assert row[["low", "high"]].isna().all()
        assert row["n"] == 3


def test_a_mean_of_3_56_is_class_a_as_with_exact_weights():
    # 56 fours and 44 threes an element: 3.56 x 25 = 89.00; with 0.11 it would be 88.11, class B
    answers = pd.DataFrame({f"U{j}": [4] * 56 + [3] * 44 for j in range(1, 10)})
    assert ikm(answers)["estimate"] == pytest.approx(89, abs=1e-12)
    assert ikm_classes(answers, bootstrap=10)["reached"].to_dict() == {
        "A": True,
        "B": False,
        "C": False,
        "D": False,
    }


def _service(n=60, missing=0.0):
    rng = np.random.default_rng(3)
    level = rng.normal(size=(n, 1))
    table = pd.DataFrame(np.searchsorted([-1.5, -0.7, 0.8], level + rng.normal(size=(n, 9))) + 1.0)
    return table.mask(rng.random(table.shape) < missing)


def test_ikm_of_complete_answers_is_25_times_the_mean_of_row_means():
    answers = _service()
    expected = mean_score(answers.mean(axis=1) * 25)
    assert ikm(answers).tolist() == pytest.approx(expected.tolist(), abs=1e-9)
    weights = pd.Series(np.random.default_rng(1).uniform(0.5, 2, 60))
    expected = mean_score(answers.mean(axis=1) * 25, weights=weights)
    assert ikm(answers, weights=weights).tolist() == pytest.approx(expected.tolist(), abs=1e-9)


def test_ikm_with_missing_answers_is_worked_by_hand():
    # element means 3, 2: index 62.5. Moves 25/2 (y - mean) / answers of the element:
    # row 1 (4, 3): 12.5 (1/2 + 1/3); row 2 (2, 1): -12.5 (1/2 + 1/3); row 3 (-, 2): 0
    row = ikm(pd.DataFrame({"U1": [4, 2, None, None], "U2": [3, 1, 2, None]}))
    half = 4.302652729749462 * math.sqrt(3 / 2 * 2 * (12.5 * 5 / 6) ** 2)
    assert half > 37.5  # so both limits are cut at the ends of the index
    assert row.tolist() == pytest.approx([62.5, 25, 100, 3])
    narrow = ikm(pd.DataFrame({"U1": [4, 2, None, None], "U2": [3, 1, 2, None]}), confidence=0.5)
    half *= stats.t.ppf(0.75, 2) / stats.t.ppf(0.975, 2)
    assert narrow.tolist() == pytest.approx([62.5, 62.5 - half, 62.5 + half, 3])


def test_the_linearised_ikm_interval_agrees_with_the_bootstrap():
    answers = _service(400, missing=0.2)
    row = ikm(answers)
    rng = np.random.default_rng(2)
    worlds = [25 * answers.iloc[rng.integers(0, 400, 400)].mean().mean() for _ in range(2000)]
    assert row["high"] - row["low"] == pytest.approx(3.92 * np.std(worlds), rel=0.06)


def test_ikm_classes_are_those_of_the_regulation():
    table = ikm_classes(_service(), bootstrap=500)
    assert table.index.tolist() == ["A", "B", "C", "D"]
    assert table.index.name == "ikm_class"
    assert table.columns.tolist() == ["low", "high", "reached", "share"]
    assert table["low"].tolist() == [88.31, 76.61, 65.0, 25.0]
    assert table["high"].tolist() == [100.0, 88.3, 76.6, 64.99]
    assert IKM_CLASSES["A"] == (88.31, 100.0)
    assert table["share"].sum() == pytest.approx(1)
    assert table["reached"].sum() == 1


def test_ikm_is_classified_after_rounding_to_two_decimals():
    values = [100, 88.305, 88.304, 76.605, 76.604, 64.995, 64.994, 25]
    assert _ikm_class(np.array(values)).tolist() == ["A", "A", "B", "B", "C", "C", "D", "D"]
    assert _ikm_class(np.array([88.31, 76.61, 65.0])).tolist() == ["A", "B", "C"]


def test_the_share_of_worlds_a_class_is_the_bootstrap_distribution_of_the_index():
    answers = _service(120, missing=0.1)
    table = ikm_classes(answers, bootstrap=4000)
    index, spread = ikm(answers)["estimate"], ikm(answers)
    se = (spread["high"] - spread["low"]) / 2 / stats.t.ppf(0.975, 119)
    for _, (low, high, _, share) in table.iterrows():
        normal = np.diff(stats.norm.cdf([low - 0.005, high + 0.005], index, se))[0]
        assert share == pytest.approx(normal, abs=0.03)


def test_ikm_classes_repeat_with_their_seed_and_take_weights():
    answers = _service()
    assert ikm_classes(answers).equals(ikm_classes(answers, rng=np.random.default_rng(0)))
    assert not ikm_classes(answers)["share"].equals(ikm_classes(answers, rng=1)["share"])
    best = answers.mean(axis=1) > 3
    best_only = ikm_classes(answers, weights=best.astype(float), bootstrap=200)
    assert best_only["share"]["A"] + best_only["share"]["B"] == 1
    assert ikm_classes(answers)["share"]["C"] > 0.5
    assert (
        _ikm_class(np.array([ikm(answers[best])["estimate"]]))[0]
        == best_only.index[best_only["reached"]]
    )


def test_ikm_names_every_wrong_element():
    answers = pd.DataFrame({"U1": [4, 5, 0], "U2": [1, 2, 3], "U3": [None, None, None]})
    assert _error(ikm, answers) == [
        "ikm, U1: answers must be 1 to 4, found 5, 0 in 2 of 3 rows, first in row 1. "
        "Is 5 your code for 'no answer'? Put it under missing: in the codebook.",
        "ikm, U3: all 3 answers are missing. Is the column the right one, and does missing: in "
        "the codebook name only codes that mean 'no answer'?",
    ]


def test_ikm_of_a_single_column_asks_for_a_table():
    assert _error(ikm, pd.Series([4, 3])) == [
        "ikm: needs a table with one column an item, found a single column. "
        "Write survey[['item1', 'item2']] with two pairs of brackets.",
    ]


# Differences and plans


def test_nps_difference_is_the_two_sample_z_of_the_reference():
    a, b = REFERENCE["interviewer"], REFERENCE["self_admin"]
    row = nps_difference(_votes("interviewer"), _votes("self_admin"))
    estimate = a["nps_points"] - b["nps_points"]
    se = 100 * math.hypot(a["se"], b["se"])
    assert row.index.tolist() == [*COLUMNS, "n_a", "n_b", "z", "p"]
    assert row["estimate"] == pytest.approx(estimate, abs=1e-10)
    assert row["low"] == pytest.approx(estimate - 1.959963984540054 * se, abs=1e-10)
    assert row["high"] == pytest.approx(estimate + 1.959963984540054 * se, abs=1e-10)
    assert row[["n", "n_a", "n_b"]].tolist() == [2743, 561, 2182]
    assert row["z"] == pytest.approx(estimate / se, abs=1e-10)
    assert row["p"] == pytest.approx(2 * stats.norm.sf(estimate / se), abs=1e-12)


def test_nps_difference_has_a_sign():
    there = nps_difference(_votes("interviewer"), _votes("self_admin"))
    back = nps_difference(_votes("self_admin"), _votes("interviewer"))
    assert back[["estimate", "z"]].tolist() == (-there[["estimate", "z"]]).tolist()
    assert back["low"] == pytest.approx(-there["high"])
    assert back["p"] == pytest.approx(there["p"])


def test_weighted_nps_difference_takes_linearised_errors(weighted):
    answers, weights = weighted
    vote = (answers >= 9).astype(float) - (answers <= 6)
    mean, variance, _ = _wls(vote, weights)
    other = _votes("interviewer")
    row = nps_difference(answers, other, weights=(weights, None))
    se = 100 * math.sqrt(variance + REFERENCE["interviewer"]["se"] ** 2)
    estimate = 100 * mean - REFERENCE["interviewer"]["nps_points"]
    assert row["estimate"] == pytest.approx(estimate, abs=1e-9)
    assert row["z"] == pytest.approx(estimate / se, abs=1e-9)
    assert row["high"] - row["low"] == pytest.approx(2 * 1.959963984540054 * se, abs=1e-8)


def test_nps_difference_of_two_groups_without_variance_has_no_test():
    row = nps_difference(pd.Series([10, 10]), pd.Series([2, 2, 2]))
    assert row["estimate"] == 200
    assert row[["low", "high", "z", "p"]].isna().all()


def test_nps_difference_names_the_problems_of_both_groups():
    problems = _error(nps_difference, pd.Series([11, 3]), pd.Series(["a"]), confidence=1)
    assert [problem.split(":")[0] for problem in problems] == [
        "nps_difference, a",
        "nps_difference, b",
        "nps_difference",
    ]
    assert problems[0].startswith("nps_difference, a: answers must be 0 to 10, found 11 in 1 of 2")
    assert _error(nps_difference, [10], [9], weights=pd.Series([1.0])) == [
        "nps_difference: weights must be a pair, those of a and those of b. "
        "Write weights=(weights_a, weights_b), with None for a group without."
    ]


def test_smallest_detectable_difference_agrees_with_rs_sample_size():
    # R: 996.808 answers a group for 10 points between shares .50/.20 and .45/.25. Its variance is
    # the mean of two of ours, so 10^2 is the mean of two squares.
    n = 1000
    squares = [
        smallest_detectable_difference(n, n, promoters=p, detractors=d)["difference"] ** 2
        for p, d in ((0.50, 0.20), (0.45, 0.25))
    ]
    needed = n * np.mean(squares) / 10**2
    assert needed == pytest.approx(REFERENCE["nps_n_per_group_detect"]["n"], abs=1e-6)


def test_smallest_detectable_difference_is_seen_as_often_as_promised():
    # shares differ by the result, split evenly over promoters and detractors
    plan = smallest_detectable_difference(500, 800, promoters=0.5, detractors=0.2)
    gap = plan["difference"] / 200
    rng = np.random.default_rng(4)

    def simulate(n, p, d):
        counts = rng.multinomial(n, [p, 1 - p - d, d], size=8000) / n
        score = counts[:, 0] - counts[:, 2]
        return score, (counts[:, 0] + counts[:, 2] - score**2) / n

    (a, var_a), (b, var_b) = (
        simulate(500, 0.5 + gap / 2, 0.2 - gap / 2),
        simulate(800, 0.5 - gap / 2, 0.2 + gap / 2),
    )
    power = (np.abs(a - b) / np.sqrt(var_a + var_b) > 1.959963984540054).mean()
    assert power == pytest.approx(0.80, abs=0.02)


def test_smallest_detectable_difference_names_its_assumptions():
    # (1.959964 + .841621) sqrt(1 / 400 + 1 / 400) at the largest variance, 1
    row = smallest_detectable_difference(400, 400)
    assert row["difference"] == pytest.approx(19.810201, abs=1e-5)
    assert row.iloc[1:].to_dict() == {
        "n1": 400,
        "n2": 400,
        "promoters": 0.5,
        "detractors": 0.5,
        "power": 0.8,
        "confidence": 0.95,
    }


def test_plans_name_every_impossible_assumption():
    assert _error(
        smallest_detectable_difference,
        1,
        2.5,
        promoters=0.7,
        detractors=0.5,
        power=80,
        confidence=0,
    ) == [
        "smallest_detectable_difference: n1 must be a whole number of at least 2, found 1.",
        "smallest_detectable_difference: n2 must be a whole number of at least 2, found 2.5.",
        "smallest_detectable_difference: promoters and detractors are shares between 0 and 1 that "
        "add up to 1 at most, found 0.7 and 0.5. Write 0.5 for 50 percent.",
        "smallest_detectable_difference: confidence must lie between 0 and 1, found 0. "
        "Write 0.95 for 95 percent.",
        "smallest_detectable_difference: power must lie between 0 and 1, found 80. "
        "Write 0.95 for 95 percent.",
    ]
    assert _error(smallest_detectable_difference, 9, 9, promoters=1, detractors=0) == [
        "smallest_detectable_difference: with promoters 1 and detractors 0 everybody answers "
        "alike, and any difference could be seen. Take the shares of a pilot."
    ]
    assert _error(sample_size_nps, 0) == [
        "sample_size_nps: half_width must be above 0 points, found 0. "
        "Write 5 for plus or minus 5 points."
    ]


def _half_width(n, promoters, detractors):
    """Half the adjusted Wald interval, written out once more."""
    p, d = (promoters * n + 0.75) / (n + 3), (detractors * n + 0.75) / (n + 3)
    return 100 * 1.959963984540054 * math.sqrt((p + d - (p - d) ** 2) / (n + 3))


@pytest.mark.parametrize(
    ("half_width", "promoters", "detractors"),
    [(5, 0.5, 0.2), (10, 0.4, 0.3), (3, 0.5, 0.5), (20, 1, 0), (90, 0.5, 0.5), (2, 0.1, 0.6)],
)
def test_sample_size_is_the_first_n_that_is_enough(half_width, promoters, detractors):
    row = sample_size_nps(half_width, promoters=promoters, detractors=detractors)
    sizes = range(1, 20_000)
    first = next(n for n in sizes if _half_width(n, promoters, detractors) <= half_width)
    assert row.to_dict() == {
        "n": first,
        "half_width": half_width,
        "promoters": promoters,
        "detractors": detractors,
        "confidence": 0.95,
    }


def test_a_sample_of_the_planned_size_has_the_planned_interval():
    # 50 % promoters and 20 % detractors of 940 answers: 935 are enough for 5 points
    row = nps(pd.Series(np.repeat([10, 8, 2], [470, 282, 188])))
    assert sample_size_nps(5, promoters=0.5, detractors=0.2)["n"] == 935
    assert (row["high"] - row["low"]) / 2 == pytest.approx(5, abs=0.02)
    assert sample_size_nps(5)["n"] > 935


# Bootstrap


@pytest.mark.parametrize(("statistic", "peer"), [("mean", np.mean), ("median", np.median)])
def test_the_bootstrap_of_a_table_is_the_bootstrap_of_the_answers(statistic, peer):
    answers = _votes("interviewer") - np.random.default_rng(0).integers(0, 3, 561)
    row = bootstrap(answers, statistic)
    limits = stats.bootstrap(
        (answers.to_numpy(),), peer, n_resamples=3000, method="percentile", batch=500
    ).confidence_interval
    assert row.index.tolist() == COLUMNS
    assert row["estimate"] == peer(answers)
    assert row[["low", "high"]].tolist() == pytest.approx(list(limits), abs=0.03)
    assert row["n"] == 561


def test_the_bootstrap_of_an_nps_is_near_its_wald_interval():
    row = bootstrap(_votes("unweighted"))
    wald = nps(_votes("unweighted"), interval="wald")
    assert row["estimate"] == pytest.approx(wald["estimate"])
    assert row[["low", "high"]].tolist() == pytest.approx(wald[["low", "high"]].tolist(), abs=0.15)


def test_the_bootstrap_takes_scores_that_are_no_whole_numbers():
    scores = pd.Series(np.random.default_rng(0).normal(50, 10, 200))
    row, peer = bootstrap(scores, "mean", replications=4000), mean_score(scores)
    assert row["estimate"] == pytest.approx(peer["estimate"])
    assert row[["low", "high"]].tolist() == pytest.approx(peer[["low", "high"]].tolist(), abs=0.15)


def test_the_bootstrap_repeats_with_its_seed():
    answers = _votes("interviewer")
    assert bootstrap(answers).equals(bootstrap(answers, rng=np.random.default_rng(0)))
    assert not bootstrap(answers, rng=5).equals(bootstrap(answers))
    narrow = bootstrap(answers, confidence=0.5)
    assert bootstrap(answers)["low"] < narrow["low"] < narrow["high"] < bootstrap(answers)["high"]


def test_the_bootstrap_of_equal_answers_has_no_limits():
    for answers in ([8, 8, 8], [8]):
        row = bootstrap(pd.Series(answers), "mean")
        assert row["estimate"] == 8
        assert row[["low", "high"]].isna().all()


def test_the_bootstrap_names_the_statistic_that_was_meant():
    assert _error(bootstrap, pd.Series([9, 8]), "medain", replications=0) == [
        "bootstrap: statistic must be one of 'nps', 'mean', 'median', found 'medain'. "
        "Did you mean 'median'?",
        "bootstrap: replications must be a whole number of at least 1, found 0.",
    ]


# Groups


def test_by_group_gives_every_group_its_own_row():
    answers = pd.Series([10, 9, 9, 8, 7, 3])
    channel = pd.Series(["store", "web"] * 3, name="channel")
    table = by_group(nps, answers, channel, interval="wald", confidence=0.9)
    assert table.index.name == "channel"
    assert table.columns.tolist() == COLUMNS
    for group in ("store", "web"):
        alone = nps(answers[channel == group], interval="wald", confidence=0.9)
        assert table.loc[group].tolist() == alone.tolist()
    assert table["n"].dtype == "int64"


def test_categories_of_whole_numbers_may_have_gaps():
    answers = pd.Series(pd.Categorical([4, 5, None, 3], categories=[1, 2, 3, 4, 5]))
    assert mean_score(answers)[["estimate", "n"]].tolist() == [4, 3]


def test_by_group_keeps_the_order_of_categories_and_shows_empty_ones():
    answers = pd.Series([10, 9, 3, np.nan])
    store = pd.Categorical(["web", "store", "web", "kiosk"], ["web", "kiosk", "store", "phone"])
    table = by_group(nps, answers, pd.Series(store), weights=pd.Series([1.0, 1, 1, 1]))
    assert table.index.tolist() == ["web", "kiosk", "store", "phone"]
    assert table.index.name == "group"
    assert table["n"].tolist() == [2, 0, 1, 0]
    assert table["n_effective"].tolist() == [2, 0, 1, 0]
    assert table.loc[["kiosk", "phone"], ["estimate", "low", "high"]].isna().all(axis=None)


def test_by_group_leaves_out_rows_without_a_group_and_counts_them():
    table = by_group(nps, pd.Series([10, 9, 3]), pd.Series(["a", None, "a"]))
    assert table["n"].to_dict() == {"a": 2}
    assert table.attrs["without_group"] == 1


def test_by_group_takes_tables_of_items():
    items = _service()
    half = pd.Series(["first"] * 30 + ["second"] * 30)
    alphas = by_group(cronbach_alpha, items, half)
    assert alphas.loc["second", COLUMNS].tolist() == cronbach_alpha(items[30:]).tolist()
    weights = pd.Series(np.linspace(1, 2, 60))
    indices = by_group(ikm, items, half, weights=weights)
    assert indices.loc["first"].tolist() == ikm(items[:30], weights=weights[:30]).tolist()


def test_by_group_names_the_problems_of_every_group():
    answers, groups = pd.Series([99, 9, 98, 8]), pd.Series([1, 1, 2, 2])
    cure = "Put it under missing: in the codebook."
    assert _error(by_group, nps, answers, groups) == [
        "in group 1: nps: answers must be 0 to 10, found 99 in 1 of 2 rows, first in row 0. "
        f"Is 99 your code for 'no answer'? {cure}",
        "in group 2: nps: answers must be 0 to 10, found 98 in 1 of 2 rows, first in row 2. "
        f"Is 98 your code for 'no answer'? {cure}",
    ]


def test_by_group_asks_for_rows_of_the_same_table():
    answers = pd.Series([9, 8, 7])
    assert _error(by_group, nps, answers, pd.Series(["a", "b"])) == [
        "by_group: groups must have as many rows as the answers, 3, found 2. "
        "Take both from the same table."
    ]
    assert _error(by_group, nps, answers, pd.Series([None] * 3)) == [
        "by_group: no row has both an answer and a group. "
        "Do the answers and the groups come from the same table?"
    ]


# Bad input


def test_nps_names_the_wrong_answer_and_the_cure():
    answers = pd.Series([9, 99, 8, 99], index=["a", "b", "c", "d"])
    assert _error(nps, answers) == [
        "nps: answers must be 0 to 10, found 99 in 2 of 4 rows, first in row b. "
        "Is 99 your code for 'no answer'? Put it under missing: in the codebook."
    ]


def test_many_wrong_answers_are_named_briefly():
    assert _error(csat, pd.Series([0, 6, 7, 8, 9, -1.5, 5, 6])) == [
        "csat: answers must be 1 to 5, found 0, 6, 7, 8, 9, ... in 7 of 8 rows, first in row 0. "
        "Is 0 your code for 'no answer'? Put it under missing: in the codebook."
    ]


def test_text_among_numbers_is_named():
    cure = (
        "Turn words into numbers with labels: in the codebook, or name them under missing: "
        "if they mean 'no answer'."
    )
    assert _error(mean_score, pd.Series([5, "puas", None, "puas"])) == [
        f"mean_score: needs numbers, found 'puas' in 2 of 4 rows, first in row 1. {cure}"
    ]
    assert _error(mean_score, pd.Series([1.0, np.inf])) == [
        f"mean_score: needs numbers, found inf in 1 of 2 rows, first in row 1. {cure}"
    ]
    assert _error(mean_score, pd.Series(pd.to_datetime(["2026-01-31"]))) == [
        f"mean_score: needs numbers, found '2026-01-31' in 1 of 1 rows, first in row 0. {cure}"
    ]


@pytest.mark.parametrize("score", [nps, csat, ces, mean_score, bootstrap])
def test_no_answers_at_all_are_an_error_that_says_so(score):
    name = score.__name__
    assert _error(score, pd.Series([np.nan, None])) == [
        f"{name}: all 2 answers are missing. Is the column the right one, and does missing: in "
        "the codebook name only codes that mean 'no answer'?"
    ]
    assert _error(score, pd.Series([], dtype=float)) == [
        f"{name}: there are no answers: the data are empty."
    ]


def test_wrong_weights_are_all_named_at_once():
    weights = pd.Series([1, -2, None, -3, 1], index=list("abcde"))
    assert _error(nps, pd.Series([9] * 5, index=list("abcde")), weights=weights) == [
        "nps: weights are missing in 1 of 5 rows, first in row c. "
        "Give everybody who answered a weight.",
        "nps: weights must be 0 or more, found -2, -3 in 2 of 5 rows, first in row b. "
        "A weight says how many customers a respondent stands for.",
    ]


def test_weights_of_zero_text_or_another_table_are_named():
    answers = pd.Series([9, 8])
    assert _error(csat, pd.Series([5, 4]), weights=pd.Series([0, 0])) == [
        "csat: all 2 weights are zero. Leave weights out, or take the column that weight: names "
        "in the codebook."
    ]
    assert _error(nps, answers, weights=pd.Series([1.0])) == [
        "nps: weights must have as many rows as the answers, 2, found 1. "
        "Take both from the same table."
    ]
    assert _error(nps, answers, weights=pd.Series([1.0, 2.0], index=[0, 7])) == [
        "nps: weights and the answers have different row labels, first 7 against 1. "
        "Take both from the same table, in the same order."
    ]
    assert _error(nps, answers, weights=pd.Series(["a", 1])) == [
        "nps, weights: needs numbers, found 'a' in 1 of 2 rows, first in row 0. "
        "Turn words into numbers with labels: in the codebook, or name them under missing: "
        "if they mean 'no answer'."
    ]


def test_wrong_options_are_named_with_what_was_meant():
    assert _error(nps, pd.Series([11]), confidence=1.5, interval="adjusted-wald") == [
        "nps: answers must be 0 to 10, found 11 in 1 of 1 rows, first in row 0. "
        "Is 11 your code for 'no answer'? Put it under missing: in the codebook.",
        "nps: confidence must lie between 0 and 1, found 1.5. Write 0.95 for 95 percent.",
        "nps: interval must be one of 'adjusted_wald', 'wald', found 'adjusted-wald'. "
        "Did you mean 'adjusted_wald'?",
    ]
    assert _error(csat, pd.Series([5]), scale=5) == [
        "csat: scale must be (lowest, highest), found 5. Write (1, 5) for a 5-point scale."
    ]
    assert _error(csat, pd.Series([5]), top=5) == [
        "csat: top must leave out at least one of the answers 1 to 5, found 5."
    ]
    assert _error(csat, pd.Series([5]), top="2") == [
        "csat: top must be a whole number of at least 1, found '2'."
    ]


def test_answers_are_counted_on_every_point_of_the_declared_scale():
    answers = pd.DataFrame({"a": [1, 2, 2, np.nan], "b": [7.0, 7, 7, 1]})
    counts = answer_counts(answers, scale=(1, 7))
    assert counts.columns.tolist() == [1, 2, 3, 4, 5, 6, 7]
    assert counts.loc["a"].tolist() == [1, 2, 0, 0, 0, 0, 0]
    assert counts.loc["b"].tolist() == [1, 0, 0, 0, 0, 0, 3]
    assert counts.index.name == "item"


def test_answers_off_the_scale_are_not_counted_silently():
    answers = pd.DataFrame({"a": [1, 9], "b": [2.5, 3]})
    with pytest.raises(InputError) as caught:
        answer_counts(answers, scale=(1, 7))
    assert str(caught.value) == (
        "answer_counts: answers must be whole numbers from 1 to 7, found 2.5, 9. "
        "Is the scale declared as it was asked?"
    )
