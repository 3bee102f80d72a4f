import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t as student

from custsat_edu import InputError, load_study, regression, reveal
from custsat_edu.stats.adjust import adjusted_difference, balance, propensity

REFERENCE = json.loads((Path(__file__).parent / "reference" / "adjust.json").read_text())
METHODS = ["raw", "regression", "standardisation", "weighting"]
COLUMNS = ["estimate", "low", "high", "p", "n", "n_effective", "e_value", "e_value_limit"]


@pytest.fixture(scope="module")
def rows():
    """The rows that tests/reference/adjust.R makes by formula."""
    i = np.arange(1, 301)
    age = 20 + (i * 37) % 41 + (i % 7) / 7
    region = (i * i + i // 5) % 3 + 1
    chance = 1 / (1 + np.exp(-(age - 40) / 15 + (region == 2) * 0.7))
    web = ((i * 73) % 97 + 0.5) / 97 < chance
    score = 60 - 0.4 * age + 4 * (region == 3) + 3 * web + 0.02 * web * (age - 40) ** 2
    score = score + 8 * np.sin(i * 1.7) * (1 + 0.5 * web)
    table = pd.DataFrame({"age": age, "region": pd.Categorical(region)})
    return table.assign(
        score=score, channel=np.where(web, "web", "store"), weight=0.5 + (i * 11) % 13 / 6
    )


@pytest.fixture
def survey(rows):
    return rows.iloc[:80].copy()


@pytest.fixture(scope="module")
def serambi():
    return load_study("serambi")


def said(call, *needles):
    with pytest.raises(InputError) as caught:
        call()
    for needle in needles:
        assert needle in str(caught.value)


def adjusted(survey, **options):
    adjust = survey[["age", "region"]]
    return adjusted_difference(survey["score"], survey["channel"], adjust, **options)


# The numbers


def test_the_rows_are_those_of_the_reference(rows):
    sums = REFERENCE["sums"]
    assert rows["age"].sum() == pytest.approx(sums["age"], abs=1e-8)
    assert (rows["channel"] == "web").sum() == sums["g"]
    assert rows["score"].sum() == pytest.approx(sums["y"], abs=1e-8)
    assert rows["weight"].sum() == pytest.approx(sums["w"], abs=1e-8)
    assert rows["region"].value_counts(sort=False).tolist() == sums["region"]


@pytest.mark.parametrize("kind", ["plain", "weighted"])
@pytest.mark.parametrize("confidence", [0.95, 0.9])
def test_all_four_are_those_of_r(rows, kind, confidence):
    weights = rows["weight"] if kind == "weighted" else None
    table = adjusted(rows, weights=weights, confidence=confidence)
    assert table.index.name == "method"
    assert table.index.tolist() == METHODS
    assert table.columns.tolist() == COLUMNS
    assert table.attrs == {"first": "store", "second": "web", "missing": 0.0}
    assert table["n"].tolist() == [300] * 4
    for method in METHODS:
        expected, row = REFERENCE[kind][method], table.loc[method]
        # R's sandwiches there have no factor n / (n - 1); svyglm and HC3 are as they are
        se = expected.get("se_sandwich", expected.get("se"))
        if method == "weighting" or (method, kind) == ("standardisation", "weighted"):
            se = se * math.sqrt(300 / 299)
        half = student.ppf((1 + confidence) / 2, expected["df"]) * se
        assert row["estimate"] == pytest.approx(expected["estimate"], abs=1e-8)
        assert row["high"] - row["estimate"] == pytest.approx(half, rel=1e-6)
        assert row["estimate"] - row["low"] == pytest.approx(half, rel=1e-6)
        p = 2 * student.sf(abs(expected["estimate"]) / se, expected["df"])
        assert row["p"] == pytest.approx(p, rel=1e-5)


def test_effective_rows_are_kishs_of_the_weights_that_a_row_uses(rows):
    w = rows["weight"]
    kish = w.sum() ** 2 / (w**2).sum()
    for weights, none in ((None, 300), (w, kish)):
        table = adjusted(rows, weights=weights)
        expected = REFERENCE["plain" if weights is None else "weighted"]["weighting"]
        assert table["n_effective"][:3].tolist() == pytest.approx([none] * 3)
        assert table.loc["weighting", "n_effective"] == pytest.approx(expected["n_effective"])


def test_weighting_and_standardisation_are_those_of_statsmodels(rows):
    from statsmodels.api import OLS, Logit, add_constant
    from statsmodels.treatment.treatment_effects import TreatmentEffect

    x = pd.get_dummies(rows[["age", "region"]], drop_first=True, dtype=float)
    web = (rows["channel"] == "web").to_numpy(int)
    logit = Logit(web, add_constant(x)).fit(disp=0)
    effect = TreatmentEffect(OLS(rows["score"], add_constant(x)), web, results_select=logit)
    table = adjusted(rows)
    for method, result in (("weighting", effect.ipw()), ("standardisation", effect.ra())):
        row = table.loc[method]
        df = 296 if method == "weighting" else 292
        se = (row["high"] - row["estimate"]) / student.ppf(0.975, df)
        assert row["estimate"] == pytest.approx(result.effect[0], abs=1e-4)
        # its errors are not corrected for small samples: without n / (n - 1), and HC0 beside HC3
        assert se == pytest.approx(result.sd[0], rel=0.002 if method == "weighting" else 0.04)


def test_the_regression_row_is_that_of_regression(rows):
    x = pd.get_dummies(rows[["age", "region"]], drop_first=True, dtype=float)
    x["web"] = (rows["channel"] == "web").astype(float)
    for weights in (None, rows["weight"]):
        expected = regression(x, rows["score"], weights=weights).loc["web"]
        row = adjusted(rows, method="regression", weights=weights).loc["regression"]
        names = ["estimate", "low", "high", "p"]
        assert row[names].tolist() == pytest.approx(expected[names].tolist(), rel=1e-9)


def test_one_method_stands_beside_the_raw_difference(rows):
    every = adjusted(rows)
    for method in METHODS[1:]:
        table = adjusted(rows, method=method)
        assert table.index.tolist() == ["raw", method]
        pd.testing.assert_frame_equal(table, every.loc[["raw", method]])


def test_e_values_are_worked_by_hand(rows):
    # d = estimate / sd(y) = 5.2577 / 8.6724 = 0.60627; RR = exp(0.91 d) = 1.7362;
    # E = 1.7362 + sqrt(1.7362 x 0.7362) = 2.8668
    table = adjusted(rows)
    assert table.loc["regression", "e_value"] == pytest.approx(2.8668, abs=1e-4)
    sd = REFERENCE["plain"]["sd"]
    ratio = np.exp(0.91 * table["estimate"].abs() / sd)
    assert table["e_value"].tolist() == pytest.approx(
        (ratio + np.sqrt(ratio * (ratio - 1))).tolist()
    )
    ratio = np.exp(0.91 * table["low"] / sd)  # all limits are above 0
    expected = (ratio + np.sqrt(ratio * (ratio - 1))).tolist()
    assert table["e_value_limit"].tolist() == pytest.approx(expected)


def test_an_e_value_limit_is_one_where_zero_is_possible_and_the_sign_does_not_matter(rows):
    flat = rows.assign(score=rows["score"].to_numpy()[::-1])
    row = adjusted(flat, method="regression").loc["regression"]
    assert row["low"] < 0 < row["high"]
    assert row["e_value_limit"] == 1
    turned = adjusted(rows.assign(score=-rows["score"]))
    assert turned["e_value"].tolist() == pytest.approx(adjusted(rows)["e_value"].tolist())
    limits = adjusted(rows)["e_value_limit"].tolist()
    assert turned["e_value_limit"].tolist() == pytest.approx(limits)


def test_the_errors_with_weights_are_near_the_jackknife(survey):
    whole = adjusted(survey, weights=survey["weight"])
    left_out = [
        adjusted(part, weights=part["weight"])["estimate"]
        for part in (survey.drop(index=row) for row in survey.index)
    ]
    n = len(survey)
    jackknife = np.sqrt((n - 1) / n * ((pd.DataFrame(left_out) - whole["estimate"]) ** 2).sum())
    df = np.array([n - 2, n - 5, n - 8, n - 4])
    se = (whole["high"] - whole["estimate"]) / student.ppf(0.975, df)
    assert (se / jackknife).tolist() == pytest.approx([1] * 4, abs=0.15)


def test_the_second_group_is_the_later_category(rows):
    plain = adjusted(rows)
    turned = rows.assign(channel=pd.Categorical(rows["channel"], ["web", "store", "phone"]))
    table = adjusted(turned)
    assert table.attrs == {"first": "web", "second": "store", "missing": 0.0}
    assert table["estimate"].tolist() == pytest.approx((-plain["estimate"]).tolist())
    assert table["low"].tolist() == pytest.approx((-plain["high"]).tolist())


def test_codes_become_categories_only_where_they_are_said_to_be(rows):
    named = adjusted(rows)
    texts = adjusted(rows.assign(region="r" + rows["region"].astype(str)))
    codes = adjusted(rows.assign(region=rows["region"].astype(int)))
    pd.testing.assert_frame_equal(named, texts)
    assert abs(named["estimate"] - codes["estimate"])["regression"] > 1e-3
    yes = rows.assign(region=rows["region"] == 3)
    number = rows.assign(region=(rows["region"] == 3).astype(int))
    assert adjusted(yes)["estimate"].tolist() == pytest.approx(
        adjusted(number)["estimate"].tolist()
    )


def test_incomplete_rows_are_left_out_and_counted(rows):
    gaps = rows.copy()
    gaps.loc[0, "score"] = np.nan
    gaps.loc[1, "channel"] = None
    gaps.loc[2, "age"] = np.nan
    gaps.loc[3, "region"] = np.nan
    gaps.loc[[3, 4], "score"] = np.nan
    table = adjusted(gaps)
    assert table["n"].tolist() == [295] * 4
    assert table.attrs["missing"] == 5
    pd.testing.assert_frame_equal(table, adjusted(rows.iloc[5:]))
    covariates = gaps[["age", "region"]]
    chance = propensity(gaps["channel"], covariates)
    assert chance.attrs["missing"] == 3  # who did not give a score has a chance all the same
    assert chance.index.tolist() == [0, *range(4, 300)]
    assert balance(gaps["channel"], covariates)["n"].tolist() == [297] * 4


def test_who_stands_for_nobody_is_left_out(rows):
    weights = rows["weight"].where(rows.index >= 20, 0.0)
    table = adjusted(rows, weights=weights)
    part = rows.iloc[20:]
    pd.testing.assert_frame_equal(table, adjusted(part, weights=part["weight"]))


def test_a_perfect_fit_has_no_limits(rows):
    exact = rows.assign(score=2 * rows["age"] + 3 * (rows["channel"] == "web"))
    table = adjusted(exact)
    assert table["estimate"]["regression"] == pytest.approx(3)
    assert table["estimate"]["standardisation"] == pytest.approx(3)
    for method in ("regression", "standardisation"):
        assert table.loc[method, ["low", "high", "p", "e_value_limit"]].isna().all()
        assert table.loc[method, "e_value"] > 1


def test_a_row_that_alone_sets_a_line_leaves_no_limits(rows):
    lone = rows.copy()
    lone["region"] = lone["region"].cat.add_categories(4)
    lone.loc[lone.index[lone["channel"] == "web"][0], "region"] = 4
    lone.loc[lone.index[lone["channel"] == "store"][:20], "region"] = 4
    table = adjusted(lone)
    assert table.loc["standardisation", ["low", "high", "p"]].isna().all()
    assert table.loc[["raw", "regression", "weighting"], "low"].notna().all()


@pytest.mark.slow
def test_limits_hold_an_effect_that_differs_between_customers():
    # effect -1 + 0.5 age, mean age 0: standardisation and weighting estimate -1
    rng, hits = np.random.default_rng(3), []
    for _ in range(300):
        age = rng.normal(size=300)
        web = rng.random(300) < 1 / (1 + np.exp(-age))
        score = pd.Series(2 * age + (0.5 * age - 1) * web + rng.normal(size=300))
        table = adjusted_difference(score, pd.Series(web), pd.DataFrame({"age": age}))
        hits.append((table["low"] <= -1) & (table["high"] >= -1))
    held = pd.DataFrame(hits).mean()
    assert held["raw"] < 0.05
    assert held[["standardisation", "weighting"]].between(0.91, 0.98).all()


# Balance and overlap


@pytest.mark.parametrize("kind", ["plain", "weighted"])
def test_balance_is_that_of_r(rows, kind):
    weights = rows["weight"] if kind == "weighted" else None
    table = balance(rows["channel"], rows[["age", "region"]], weights=weights)
    expected = REFERENCE[kind]["weighting"]
    assert table.index.name == "covariate"
    assert table.index.tolist() == ["age", "region: 1", "region: 2", "region: 3"]
    assert table.columns.tolist() == [
        "smd_raw",
        "smd_weighted",
        "mean_first",
        "mean_second",
        "mean_first_weighted",
        "mean_second_weighted",
        "n",
        "n_effective",
    ]
    for name, row in (("age", "age"), ("r2", "region: 2"), ("r3", "region: 3")):
        found = table.loc[row, list(expected["balance"][name])].to_dict()
        assert found == pytest.approx(expected["balance"][name], abs=1e-7)
    shares = table.loc["region: 1":, "mean_first":"mean_second_weighted"].sum()
    assert shares.tolist() == pytest.approx([1] * 4)
    assert table["n"].tolist() == [300] * 4
    assert table["n_effective"].tolist() == pytest.approx([expected["n_effective"]] * 4)
    assert table.attrs == {"first": "store", "second": "web", "missing": 0.0}


@pytest.mark.parametrize("kind", ["plain", "weighted"])
def test_propensity_is_that_of_r(rows, kind):
    weights = rows["weight"] if kind == "weighted" else None
    chance = propensity(rows["channel"], rows[["age", "region"]], weights=weights)
    expected = REFERENCE[kind]["weighting"]["propensity"]
    assert chance.name == "propensity"
    assert chance.iloc[:6].tolist() == pytest.approx(expected, abs=1e-8)
    web = rows["channel"] == "web"
    low = max(chance[web].min(), chance[~web].min())
    high = min(chance[web].max(), chance[~web].max())
    assert chance.attrs == {
        "first": "store",
        "second": "web",
        "missing": 0.0,
        "low": low,
        "high": high,
        "common": chance.between(low, high).mean(),
    }
    assert 0.9 < chance.attrs["common"] < 1


# The sample


def test_in_serambi_adjusting_turns_the_sign_and_a_mediator_takes_the_effect_away(serambi):
    answers, scores = serambi.survey, (serambi.scores["Satisfaction"] - 1) / 9 * 100
    planted = reveal(serambi).entries["channel_effect"]["value"]
    table = adjusted_difference(scores, answers["channel"], answers[serambi.adjust])
    assert table.attrs["first"] == "Store"
    assert table.attrs["second"] == "Web"
    assert table["low"]["raw"] > 0
    assert table["low"]["raw"] <= planted["raw"] <= table["high"]["raw"]
    for method in METHODS[1:]:
        assert table["low"][method] <= planted["total"] <= table["high"][method] < 0
    covariates = answers[[*serambi.adjust, *serambi.mediators]]
    with_mediators = adjusted_difference(scores, answers["channel"], covariates)
    for method in METHODS[1:]:
        assert with_mediators["low"][method] <= 0 <= with_mediators["high"][method]
        assert abs(with_mediators["estimate"][method]) < 0.8


def test_in_serambi_weighting_makes_the_channels_alike(serambi):
    table = balance(serambi.survey["channel"], serambi.survey[serambi.adjust])
    assert table.loc["age", "smd_raw"] < -1
    assert (table["smd_weighted"].abs() < 0.1).all()


# Bad input


FUNCTIONS = [
    lambda s: adjusted_difference(s["score"], s["channel"], s[["age", "region"]]),
    lambda s: balance(s["channel"], s[["age", "region"]]),
    lambda s: propensity(s["channel"], s[["age", "region"]]),
]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_three_groups_are_named(survey, function):
    survey.loc[:4, "channel"] = "phone"
    said(lambda: function(survey), "groups must be two, found 3: phone, store, web. Choose the")


@pytest.mark.parametrize("function", FUNCTIONS)
def test_an_empty_group_is_named(survey, function):
    store = survey[survey["channel"] == "store"]
    said(lambda: function(store), "groups must be two, found only store; the other group is empty.")
    survey["channel"] = None
    said(lambda: function(survey), "found only missing values; the other group is empty")


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_group_without_complete_rows_is_named(survey, function):
    survey.loc[survey["channel"] == "web", "age"] = np.nan
    count = (survey["channel"] == "web").sum()
    needle = f"no row is left in group web: {count} of 80 rows have a value missing or a weight of"
    said(lambda: function(survey), needle)


def test_weights_that_are_all_zero_in_a_group_are_named(survey):
    weights = survey["weight"].where(survey["channel"] == "web", 0.0)
    said(
        lambda: adjusted(survey, weights=weights), "adjusted_difference: no row is left in group st"
    )
    said(
        lambda: propensity(survey["channel"], survey[["age"]], weights=weights),
        "propensity: no row is left in group store",
    )


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_category_that_one_group_alone_has_is_named(survey, function):
    survey["region"] = survey["region"].cat.add_categories([4, 5])
    survey.loc[survey.index[survey["channel"] == "web"][:3], "region"] = 4
    survey.loc[survey.index[survey["channel"] == "store"][:2], "region"] = 5
    said(
        lambda: function(survey),
        "region: 4 has 3 rows in web and none in store, so nobody in store compares with them.",
        "region: 5 has 2 rows in store and none in web",
    )


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_number_that_separates_the_groups_is_named(survey, function):
    survey["age"] = np.where(survey["channel"] == "web", 20, 50) + np.arange(80) % 10
    said(
        lambda: function(survey),
        "age separates the groups: it is 50 to 59 in store, 20 to 29 in web. Nobody in one",
    )


def test_groups_that_do_not_overlap_are_counted(survey):
    # neither column separates, their difference does
    web = survey["channel"] == "web"
    survey["age"] = np.arange(80) % 40 + 20.0
    survey["since"] = survey["age"] + np.where(web, 1, -1) * (1 + np.arange(80) % 3)
    covariates = survey[["age", "since"]]
    needle = "the groups do not overlap: 80 of 80 rows are by their age, since all but sure"
    said(lambda: balance(survey["channel"], covariates), f"balance: {needle}")
    said(lambda: propensity(survey["channel"], covariates), f"propensity: {needle}")
    said(
        lambda: adjusted_difference(survey["score"], survey["channel"], covariates),
        f"adjusted_difference: {needle} to be in store, or in web",
    )
    table = adjusted_difference(survey["score"], survey["channel"], covariates, method="regression")
    assert table["estimate"].notna().all()


def test_rows_of_one_group_alone_at_the_edge_are_counted(survey):
    # a yes that only web customers say: the chance of those 4 rows goes to 1
    survey["app"] = 0
    survey.loc[survey.index[survey["channel"] == "web"][:4], "app"] = 1
    said(
        lambda: propensity(survey["channel"], survey[["age", "app"]]),
        "the groups do not overlap: 4 of 80 rows are by their age, app all but sure",
    )
    said(
        lambda: adjusted_difference(survey["score"], survey["channel"], survey[["age", "app"]]),
        "everybody in store has the same app, so there is no line to predict from. Write method=",
    )


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_constant_covariate_is_named(survey, function):
    survey["age"] = 40.0
    survey["region"] = "north"
    said(
        lambda: function(survey),
        "age is 40.0 in all 80 complete rows. Leave it out of adjust",
        "region is north in all 80 complete rows.",
    )


def test_covariates_that_repeat_each_other_are_named(survey):
    survey["born"] = 2026 - survey["age"]
    said(
        lambda: adjusted_difference(survey["score"], survey["channel"], survey[["age", "born"]]),
        "some drivers can be computed from each other",
        "age, born",
    )
    survey["born"] = survey["age"].where(survey["channel"] == "web", survey["score"])
    said(
        lambda: adjusted_difference(survey["score"], survey["channel"], survey[["age", "born"]]),
        "adjusted_difference, web: some drivers can be computed from each other",
    )


def test_values_that_do_not_vary_are_named(survey):
    survey["score"] = 4
    said(lambda: adjusted(survey), "values are 4 in all 80 complete rows; there is no difference")


@pytest.mark.parametrize("function", FUNCTIONS)
def test_too_few_rows_in_a_group_are_counted(survey, function):
    web = survey.index[survey["channel"] == "web"]
    few = survey.drop(index=web[3:])
    few.loc[web[:3], "region"] = [1, 2, 3]
    few.loc[web[:3], "age"] = [25, 35, 45]
    said(
        lambda: function(few),
        "3 columns to adjust for need at least 5 complete rows in each group, found 3 in web.",
    )


def test_a_table_is_asked_for(survey):
    call = adjusted_difference
    said(
        lambda: call(survey["score"], survey["channel"], survey["age"]),
        "adjust must be a table with one column a covariate, found Series. Write survey[['age',",
    )
    said(
        lambda: call(survey["score"], survey["channel"], survey[[]]),
        "there is nothing to adjust for: adjust has no columns. Name some, as in "
        "survey[['age', 'region']], or use compare_groups.",
    )
    said(
        lambda: call(survey["score"], survey["channel"], survey[["age", "age"]]),
        "column names must differ, found more than once: age.",
    )


def test_rows_that_do_not_fit_together_are_told(survey):
    said(
        lambda: balance(survey["channel"].iloc[:9], survey[["age"]]),
        "balance: groups must have as many rows as the answers, 80, found 9.",
    )
    said(
        lambda: adjusted_difference(
            survey["score"].iloc[:9], survey["channel"], survey[["age"]], weights=[1, 2]
        ),
        "values must have as many rows as the answers, 80, found 9.",
    )
    said(
        lambda: adjusted(survey, weights=-survey["weight"]),
        "weights must be 0 or more",
    )


def test_text_in_the_values_and_dates_in_a_covariate_are_named(survey):
    survey["score"] = survey["score"].astype(object)
    survey.loc[3, "score"] = "good"
    said(lambda: adjusted(survey), "values: needs numbers, found 'good' in 1 of 80 rows")
    survey["age"] = pd.Timestamp("2026-01-01")
    said(lambda: propensity(survey["channel"], survey[["age"]]), "age: needs numbers, found '2026")


def test_wrong_options_are_named_together(survey):
    said(
        lambda: adjusted(survey, method="weights", confidence=95),
        "method must be one of 'regression', 'standardisation', 'weighting', found 'weights'. "
        "Did you mean 'weighting'?",
        "confidence must lie between 0 and 1, found 95.",
    )
