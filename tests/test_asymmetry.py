import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
import statsmodels.formula.api as smf
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from custsat_edu import InputError, load_study, reveal
from custsat_edu.stats.asymmetry import driver_classes, kano, penalty_reward, piecewise

KINDS = ["must_be", "one_dimensional", "attractive", "indifferent", "reverse", "questionable"]
PAIRS = [(2, 5), (1, 5), (1, 3), (3, 3), (3, 1), (1, 1)]  # one pair of answers for each kind

# From the README of R's stp25kano: counts of M O A I R Q, better, worse, the difference of the
# two largest counts and the value it must reach.
STP25KANO = {
    "Service app": ([95, 123, 45, 33, 0, 0], 0.568, -0.736, 28, 19.4, True),
    "Excellent service": ([101, 54, 54, 81, 3, 3], 0.372, -0.534, 20, 18.5, True),
    "Hotline": ([15, 24, 121, 124, 6, 6], 0.511, -0.137, 3, 19.8, False),
    "Loan machine": ([65, 87, 93, 51, 0, 0], 0.608, -0.514, 6, 18.5, False),
    "Ready-to-use return": ([9, 18, 83, 177, 6, 3], 0.352, -0.094, 94, 19.9, True),
}


@pytest.fixture(scope="module")
def study():
    return load_study("serambi")


@pytest.fixture(scope="module")
def survey():
    rng = np.random.default_rng(3)
    n = 300
    answers = rng.integers(1, 6, (n, 2))
    age, region = rng.normal(40, 12, n), rng.integers(1, 4, n)
    y = 50 + 4 * np.minimum(answers[:, 0] - 3, 0) + 2 * answers[:, 1] - 0.2 * age + 3 * region
    y = y + rng.normal(0, 2 + answers[:, 0], n)
    table = pd.DataFrame(answers, columns=["price", "service"])
    return table.assign(age=age, region=pd.Series(region).map(str), y=y)


@pytest.fixture(scope="module")
def weights():
    return pd.Series(np.random.default_rng(5).uniform(0.2, 3, 300))


def said(call, *needles):
    with pytest.raises(InputError) as caught:
        call()
    for needle in needles:
        assert needle in str(caught.value)
    return str(caught.value)


def bent(survey, formula="y ~ pb + pa + sb + sa"):
    steps = survey.assign(
        pb=np.minimum(survey["price"] - 3, 0),
        pa=np.maximum(survey["price"] - 3, 0),
        sb=np.minimum(survey["service"] - 3, 0),
        sa=np.maximum(survey["service"] - 3, 0),
    )
    return smf.ols(formula, steps)


def test_piecewise_is_least_squares_by_formula_with_hc3(survey):
    fit = bent(survey, "y ~ pb + pa + sb + sa + age + C(region)").fit(cov_type="HC3", use_t=True)
    adjust = survey[["age", "region"]]
    table = piecewise(survey[["price", "service"]], survey["y"], at=3, adjust=adjust)
    names = ["pb", "pa", "sb", "sa"]
    sides = table[table["side"] != "difference"]
    limits = fit.conf_int().loc[names]
    assert sides["estimate"].tolist() == pytest.approx(fit.params[names].tolist(), abs=1e-9)
    assert sides["low"].tolist() == pytest.approx(limits[0].tolist(), abs=1e-9)
    assert sides["high"].tolist() == pytest.approx(limits[1].tolist(), abs=1e-9)
    assert sides["p"].tolist() == pytest.approx(fit.pvalues[names].tolist(), abs=1e-9)
    test = fit.t_test("pa - pb = 0")
    row = table.loc["price_difference"]
    assert row["estimate"] == pytest.approx(test.effect.item(), abs=1e-9)
    assert row[["low", "high"]].tolist() == pytest.approx(test.conf_int()[0].tolist(), abs=1e-9)
    assert row["p"] == pytest.approx(test.pvalue.item(), abs=1e-9)
    assert table.attrs == {"r2": pytest.approx(fit.rsquared, abs=1e-12)}


def test_piecewise_rows_and_columns_are_driver_by_driver(survey):
    table = piecewise(survey[["price", "service"]], survey["y"], at=3)
    assert table.index.name == "slope"
    assert table.index.tolist()[:4] == [
        "price_below",
        "price_above",
        "price_difference",
        "service_below",
    ]
    assert table.columns.tolist() == ["driver", "side", "estimate", "low", "high", "p", "n"]
    assert (table["n"] == 300).all()


def test_weighted_piecewise_has_the_surveys_error(survey, weights):
    model = bent(survey)
    fit = sm.WLS(model.endog, model.exog, weights).fit(cov_type="HC0", use_t=True)
    table = piecewise(survey[["price", "service"]], survey["y"], at=3, weights=weights)
    half = (fit.conf_int()[:, 1] - fit.params) * np.sqrt(300 / 299)
    sides = table[table["side"] != "difference"]
    assert sides["estimate"].tolist() == pytest.approx(fit.params[1:].tolist(), abs=1e-9)
    assert (sides["high"] - sides["estimate"]).tolist() == pytest.approx(half[1:].tolist())
    assert table["n_effective"].iloc[0] == pytest.approx(weights.sum() ** 2 / (weights**2).sum())


def test_piecewise_takes_its_own_middle_for_each_driver(survey):
    X = survey[["price", "service"]].assign(service=survey["service"] * 2)
    table = piecewise(X, survey["y"], at={"price": 3, "service": 6})
    same = piecewise(survey[["price", "service"]], survey["y"], at=3)
    pd.testing.assert_frame_equal(
        table.loc[["price_below", "price_above"]], same.loc[["price_below", "price_above"]]
    )
    assert table.loc["service_below", "estimate"] * 2 == pytest.approx(
        same.loc["service_below", "estimate"]
    )
    series = piecewise(X, survey["y"], at=pd.Series({"service": 6, "price": 3}))
    pd.testing.assert_frame_equal(table, series)


def test_piecewise_leaves_out_rows_that_miss_anything(survey):
    holes = survey.copy()
    holes.loc[0, "age"] = np.nan
    holes.loc[1, "region"] = None
    holes["price"] = holes["price"].astype(float)
    holes.loc[2, "price"] = np.nan
    holes.loc[3, "y"] = np.nan

    def slopes(part):
        return piecewise(
            part[["price", "service"]], part["y"], at=3, adjust=part[["age", "region"]]
        )

    pd.testing.assert_frame_equal(slopes(holes), slopes(holes.iloc[4:]))
    assert slopes(holes)["n"].iloc[0] == 296


def test_what_is_held_fixed_may_be_numbers_words_categories_or_constant(survey):
    drivers = survey[["price", "service"]]
    words = piecewise(drivers, survey["y"], at=3, adjust=survey[["region"]])
    category = survey[["region"]].astype(pd.CategoricalDtype(["9", "3", "1", "2"]))
    pd.testing.assert_frame_equal(words, piecewise(drivers, survey["y"], at=3, adjust=category))
    constant = survey[["region"]].assign(country="ID", year=2026)
    pd.testing.assert_frame_equal(words, piecewise(drivers, survey["y"], at=3, adjust=constant))


def test_limits_are_nan_where_one_respondent_alone_sets_a_slope():
    answers = pd.DataFrame({"price": [1, 3, 3, 3, 4, 4, 5, 5]})
    y = pd.Series([10.0, 50, 52, 49, 55, 57, 61, 60])
    table = piecewise(answers, y, at=3)
    assert table["estimate"].notna().all()
    assert (
        table.loc[["price_below", "price_difference"], ["low", "high", "p"]].isna().all(axis=None)
    )
    assert table.loc["price_above", ["low", "high", "p"]].notna().all()


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 10_000), st.floats(0.1, 20), st.floats(-50, 50))
def test_slopes_follow_the_outcomes_unit_and_nothing_else(seed, factor, shift):
    rng = np.random.default_rng(seed)
    X = pd.DataFrame(rng.integers(1, 6, (80, 2)), columns=["a", "b"])
    y = pd.Series(rng.normal(size=80))
    order = rng.permutation(80)
    table = piecewise(X, y, at=3)
    other = piecewise(X.iloc[order], (y * factor + shift).iloc[order], at=3)
    columns = ["estimate", "low", "high"]
    np.testing.assert_allclose(other[columns], table[columns] * factor, atol=1e-8)
    ones = piecewise(X, y, at=3, weights=pd.Series(np.ones(80)))
    np.testing.assert_allclose(ones["estimate"], table["estimate"], atol=1e-10)


def test_all_ten_classes_are_found_on_the_sample(study):
    slopes = piecewise(
        study.scores[study.drivers],
        study.index[study.outcome],
        at=3,
        adjust=study.survey[["age"]],
    )
    truth = reveal(study)
    kinds = driver_classes(slopes, margin=1.2, least=0.8)["kind"]
    assert kinds.to_dict() == truth["driver_slopes"]["classes"]
    assert truth.compare(slopes, "driver_slopes")["covered"].sum() >= 17


def test_driver_classes_reads_the_slopes_and_the_limits_of_their_difference():
    # below, above: 4/1 must-be, 3/2.5 one-dimensional, .3/4 attractive, .7/-.7 indifferent (both
    # under .8, though 1.4 apart), 1/2.1 one-dimensional (1.1 apart)
    both = {"m": (4, 1), "o": (3, 2.5), "a": (0.3, 4), "i": (0.7, -0.7), "p": (1, 2.1)}
    rows = [
        {"driver": d, "side": side, "estimate": e, "low": e - 1, "high": e + 2}
        for d, (below, above) in both.items()
        for side, e in (("below", below), ("above", above), ("difference", above - below))
    ]
    table = driver_classes(pd.DataFrame(rows), margin=1.2, least=0.8)
    assert table["kind"].tolist() == [
        "must-be",
        "one-dimensional",
        "attractive",
        "indifferent",
        "one-dimensional",
    ]
    assert table.index.tolist() == list(both)
    assert table.index.name == "driver"
    columns = ["below", "above", "difference", "low", "high", "kind"]
    assert table.columns.tolist() == columns
    assert table.loc["m"].tolist() == [4, 1, -3, -4, -1, "must-be"]


def test_driver_classes_names_every_wrong_option_at_once(survey):
    said(
        lambda: driver_classes(survey, margin=-1, least="small"),
        "driver_classes: margin must be a number of 0 or more, found -1. It is in points of the "
        "outcome a step.",
        "least must be a number of 0 or more, found 'small'.",
        "slopes must be the table that piecewise returns. Write slopes = piecewise(X, y, at=...) "
        "first.",
    )
    slopes = piecewise(survey[["price", "service"]], survey["y"], at=3)
    said(
        lambda: driver_classes(slopes[slopes["side"] != "difference"], margin=1, least=1),
        "slopes must be the table that piecewise returns. Write slopes = piecewise(X, y, at=...) "
        "first.",
    )


def test_piecewise_names_the_driver_with_no_answers_on_one_side(survey):
    X = survey[["price", "service"]]
    said(
        lambda: piecewise(X, survey["y"], at={"price": 1, "service": 6}),
        "piecewise: price has no answers below 1 (they run from 1 to 5), so its slope below "
        "cannot be told. Write the middle of the scale as at, or leave the driver out.",
        "piecewise: service has no answers above 6 (they run from 1 to 5), so its slope above",
    )


def test_piecewise_names_what_at_lacks(survey):
    X = survey[["price", "service"]]
    said(
        lambda: piecewise(X, survey["y"], at={"price": 3}),
        "piecewise: at must name every driver, and has nothing for service. "
        "Add them, or leave these drivers out of X.",
    )
    said(
        lambda: piecewise(X, survey["y"], at="middle"),
        "at must be a number, found 'middle' for price. Write 3 for a 5-point scale.",
    )


def test_piecewise_names_slopes_that_cannot_be_told_apart(survey):
    twice = survey[["price"]].assign(again=survey["price"])
    said(
        lambda: piecewise(twice, survey["y"], at=3),
        "cannot be told apart: price_below, price_above, again_below, again_above.",
    )
    two = survey[["service"]].assign(price=np.where(survey["price"] > 3, 4, 2))
    said(lambda: piecewise(two, survey["y"], at=3), "told apart: price_below, price_above.")


def test_piecewise_counts_two_columns_a_driver(survey):
    X = pd.DataFrame(np.random.default_rng(0).integers(1, 6, (9, 4)), columns=list("abcd"))
    said(
        lambda: piecewise(X, pd.Series(range(9)), at=3),
        "piecewise: 8 columns (two for every driver, and those held fixed) need at least 10 "
        "complete rows, found 9. Take fewer drivers, or more answers.",
    )
    said(lambda: piecewise(X.head(4), pd.Series(range(4)), at=3), "need at least 6 complete rows")


def test_piecewise_refuses_a_constant_driver_and_a_wrong_adjust(survey):
    X = survey[["price"]].assign(service=4)
    said(lambda: piecewise(X, survey["y"], at=3), "has the same answer in service.")
    said(
        lambda: piecewise(survey[["price"]], survey["y"], at=3, adjust=survey["age"]),
        "adjust must be a table whose columns have different names. Write survey[['age', "
        "'region']] with two pairs of brackets.",
    )
    said(
        lambda: piecewise(survey[["price"]], survey["y"], at=3, adjust=survey[["age"]].head(9)),
        "adjust must have as many rows as the answers, 300, found 9.",
    )
    said(
        lambda: piecewise(survey[["price"]], survey["y"], at=3, confidence=95),
        "confidence must lie between 0 and 1, found 95.",
    )


def test_penalty_reward_is_least_squares_on_dummies_with_hc3(survey):
    X = survey[["price", "service"]]
    dummies = {
        "ends": (lambda x: x == 1, lambda x: x == 5),
        "sides": (lambda x: x < 3, lambda x: x > 3),
    }
    table = penalty_reward(X, survey["y"], scale=(1, 5))
    for cuts, (low, high) in dummies.items():
        data = pd.DataFrame({"y": survey["y"]})
        for driver in X:
            data[f"{driver}_penalty"] = low(X[driver]).astype(int)
            data[f"{driver}_reward"] = high(X[driver]).astype(int)
        fit = smf.ols("y ~ " + " + ".join(data.columns[1:]), data).fit(cov_type="HC3", use_t=True)
        part = table[table["cuts"] == cuts]
        names = (part.index + "_" + part["side"]).tolist()
        limits = fit.conf_int().loc[names]
        assert part["estimate"].tolist() == pytest.approx(fit.params[names].tolist(), abs=1e-9)
        assert part["low"].tolist() == pytest.approx(limits[0].tolist(), abs=1e-9)
        assert part["high"].tolist() == pytest.approx(limits[1].tolist(), abs=1e-9)
        assert part["p"].tolist() == pytest.approx(fit.pvalues[names].tolist(), abs=1e-9)
        assert part["share"].tolist() == pytest.approx(data[names].mean().tolist(), abs=1e-12)
        for driver in X:
            wald = fit.t_test(f"{driver}_penalty + {driver}_reward = 0").pvalue.item()
            assert part.loc[driver, "asymmetry_p"].tolist() == pytest.approx([wald, wald], abs=1e-9)


def test_penalty_reward_has_two_rows_a_driver_and_set(survey):
    table = penalty_reward(survey[["price", "service"]], survey["y"], scale=(1, 5))
    assert table.index.tolist() == ["price"] * 4 + ["service"] * 4
    assert table.index.name == "driver"
    assert table["cuts"].tolist() == ["ends", "ends", "sides", "sides"] * 2
    assert table["side"].tolist() == ["penalty", "reward"] * 4
    assert table["at"].tolist() == [1, 5, 3, 3] * 2
    assert table.columns.tolist() == [
        "cuts",
        "side",
        "at",
        "share",
        "estimate",
        "low",
        "high",
        "p",
        "asymmetry_p",
        "n",
        "warning",
    ]
    assert (table["n"] == 300).all()
    assert (table["warning"] == "").all()


def test_weighted_penalty_reward_has_the_surveys_error(survey, weights):
    x = np.column_stack([np.ones(300), survey["price"] == 1, survey["price"] == 5]).astype(float)
    fit = sm.WLS(survey["y"].to_numpy(), x, weights).fit(cov_type="HC0", use_t=True)
    table = penalty_reward(survey[["price"]], survey["y"], scale=(1, 5), weights=weights)
    ends = table[table["cuts"] == "ends"]
    half = (fit.conf_int()[:, 1] - fit.params) * np.sqrt(300 / 299)
    assert ends["estimate"].tolist() == pytest.approx(fit.params[1:].tolist())
    assert (ends["high"] - ends["estimate"]).tolist() == pytest.approx(half[1:].tolist())
    assert ends["share"].tolist() == pytest.approx(np.average(x[:, 1:], axis=0, weights=weights))
    assert ends["n_effective"].iloc[0] == pytest.approx(weights.sum() ** 2 / (weights**2).sum())


def test_an_empty_cell_is_named_and_the_rest_computed(survey):
    X = survey[["price", "service"]].assign(price=survey["price"].clip(2))
    table = penalty_reward(X, survey["y"], scale=(1, 5))
    empty = table.loc["price"].iloc[0]
    assert empty["warning"] == "empty"
    assert empty["share"] == 0
    assert empty[["estimate", "low", "high", "p", "asymmetry_p"]].isna().all()
    data = survey.assign(r=X["price"] == 5, sp=X["service"] == 1, sr=X["service"] == 5)
    fit = smf.ols("y ~ r + sp + sr", data * 1).fit()
    rest = table[table["cuts"] == "ends"]["estimate"].iloc[1:]
    assert rest.tolist() == pytest.approx(fit.params[1:].tolist(), abs=1e-9)
    assert np.isnan(table.loc["price", "asymmetry_p"].iloc[1])
    assert table[table["cuts"] == "sides"]["estimate"].notna().all()


def test_a_cell_of_one_in_a_hundred_is_thin(survey):
    price = survey["price"].clip(2)
    price.iloc[:3] = 1
    table = penalty_reward(survey[["service"]].assign(price=price), survey["y"], scale=(1, 5))
    thin = table.loc["price"].iloc[0]
    assert thin["share"] == pytest.approx(0.01)
    assert thin["warning"] == "thin"
    assert np.isfinite(thin["estimate"])


def test_a_scale_without_a_middle_answer_has_nothing_to_compare_with(survey):
    X = survey[["price"]].clip(upper=4).assign(service=survey["service"])
    table = penalty_reward(X, survey["y"], scale={"price": (1, 4), "service": (1, 5)})
    sides = table[table["cuts"] == "sides"]
    assert sides["warning"].tolist() == ["no middle", "no middle", "", ""]
    assert sides["estimate"].isna().tolist() == [True, True, False, False]
    assert sides["at"].tolist() == [2.5, 2.5, 3, 3]
    # The driver stays in the model: service's effects are those with price's upper half fixed.
    data = survey.assign(up=X["price"] > 2, p=X["service"] < 3, r=X["service"] > 3)
    fit = smf.ols("y ~ up + p + r", data * 1).fit()
    assert sides["estimate"].iloc[2:].tolist() == pytest.approx(fit.params[2:].tolist(), abs=1e-9)


def test_own_cuts_stand_in_for_both_sets(survey):
    X = survey[["price", "service"]]
    table = penalty_reward(X, survey["y"], scale=(1, 5), cuts={"outer": (2, 4)})
    sides = penalty_reward(X, survey["y"], scale=(1, 5))
    sides = sides[sides["cuts"] == "sides"]
    assert table["cuts"].unique().tolist() == ["outer"]
    assert table["at"].tolist() == [2, 4, 2, 4]
    assert table["estimate"].tolist() == pytest.approx(sides["estimate"].tolist())
    each = {"outer": {"price": (2, 4), "service": (2, 4)}}
    pd.testing.assert_frame_equal(table, penalty_reward(X, survey["y"], scale=(1, 5), cuts=each))


def test_drivers_on_different_scales_give_the_same_effects(survey):
    X = survey[["price", "service"]]
    wide = X.assign(service=X["service"] * 2.0 - 1)
    table = penalty_reward(X, survey["y"], scale=(1, 5))
    other = penalty_reward(wide, survey["y"], scale={"price": (1, 5), "service": (1, 9)})
    pd.testing.assert_frame_equal(table.drop(columns="at"), other.drop(columns="at"))


def test_penalty_reward_names_every_problem_with_scales_and_cuts(survey):
    X = survey[["price", "service"]]
    said(
        lambda: penalty_reward(X, survey["y"], scale={"price": (5, 1)}),
        "penalty_reward: scale must name every driver, and has nothing for service. "
        "Add them, or leave these drivers out of X.",
        "penalty_reward: scale must be two numbers, the lower one first, found (5, 1). Write "
        "(1, 5) for the ends of a 5-point scale.",
    )
    said(
        lambda: penalty_reward(X, survey["y"], scale=(1, 4), cuts={"own": 2}),
        "penalty_reward, price: answers must be 1 to 4, found 5 in",
        "penalty_reward, service: answers must be 1 to 4, found 5 in",
        "cuts['own'] must be two numbers, the lower one first, found 2.",
    )


def test_penalty_reward_names_dummies_that_cannot_be_told_apart(survey):
    twice = survey[["price"]].assign(again=survey["price"])
    said(
        lambda: penalty_reward(twice, survey["y"], scale=(1, 5)),
        "told apart: price (penalty, ends), price (reward, ends), again (penalty, ends), "
        "again (reward, ends).",
    )
    X = pd.DataFrame(np.random.default_rng(0).integers(1, 6, (8, 4)), columns=list("abcd"))
    said(
        lambda: penalty_reward(X, pd.Series(range(8)), scale=(1, 5)),
        "8 columns (two for every driver, and those held fixed) need at least 10",
    )


def test_cuts_need_a_name_each(survey):
    for cuts in ({}, (2, 4)):
        said(
            lambda cuts=cuts: penalty_reward(
                survey[["price"]], survey["y"], scale=(1, 5), cuts=cuts
            ),
            "penalty_reward: cuts must give each set of cut points a name, found "
            f"{cuts}. Write dict(outer=(2, 4)).",
        )


def kano_tables(counts):
    """Return the two tables in which a feature has so many answers of each kind."""
    there, missing = (
        {name: np.repeat([p[k] for p in PAIRS], row) for name, row in counts.items()}
        for k in (0, 1)
    )
    return pd.DataFrame(there), pd.DataFrame(missing)


def test_kano_counts_better_worse_and_fong_are_those_of_stp25kano():
    table = kano(*kano_tables({name: row[0] for name, row in STP25KANO.items()}))
    for name, (counts, better, worse, apart, needed, clear) in STP25KANO.items():
        row = table.loc[name]
        assert row[KINDS].tolist() == counts
        assert row["n"] == 296
        assert row["better"] == pytest.approx(better, abs=5e-4)
        assert row["worse"] == pytest.approx(worse, abs=5e-4)
        assert apart / row["fong_z"] * 1.65 == pytest.approx(needed, abs=0.051)  # cut to 1 decimal
        assert row["clear"] == clear
    assert table["kind"].tolist() == [
        "one-dimensional",
        "must-be",
        "indifferent",
        "attractive",
        "indifferent",
    ]


def test_every_pair_of_answers_has_its_kano_class():
    # Rows: present, 1 like to 5 dislike. Columns: absent. As in the questionnaire's table.
    expected = ["QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ"]
    letters = dict(zip("MOAIRQ", KINDS, strict=True))
    for i in range(5):
        for j in range(5):
            row = kano(pd.DataFrame({"f": [i + 1]}), pd.DataFrame({"f": [j + 1]})).loc["f"]
            kind = letters[expected[i][j]]
            assert row[kind] == 1
            assert row[KINDS].sum() == 1
            assert row["kind"].replace("-", "_") == kind


def test_kano_limits_are_wilsons(study):
    table = kano(study.by_driver("functional"), study.by_driver("dysfunctional"), confidence=0.9)
    asked = table[["must_be", "one_dimensional", "attractive", "indifferent"]].sum(axis=1)
    better = table["attractive"] + table["one_dimensional"]
    worse = table["must_be"] + table["one_dimensional"]
    low, high = proportion_confint(better, asked, 0.1, "wilson")
    assert table["better_low"].tolist() == pytest.approx(low.tolist(), abs=1e-10)
    assert table["better_high"].tolist() == pytest.approx(high.tolist(), abs=1e-10)
    low, high = proportion_confint(worse, asked, 0.1, "wilson")
    assert table["worse_low"].tolist() == pytest.approx((-high).tolist(), abs=1e-10)
    assert table["worse_high"].tolist() == pytest.approx((-low).tolist(), abs=1e-10)
    assert (table["worse_low"] < table["worse"]).all()
    assert (table["worse"] < table["worse_high"]).all()


def test_kano_finds_all_classes_of_the_sample(study):
    table = kano(study.by_driver("functional"), study.by_driver("dysfunctional"))
    assert table["kind"].to_dict() == reveal(study)["kano_present"]["classes"]
    assert table["clear"].all()


def test_equal_kano_counts_go_to_the_usual_order():
    table = kano(
        *kano_tables({"mo": [2, 2, 0, 0, 0, 0], "oa": [0, 2, 2, 0, 0, 0], "ai": [0, 0, 2, 2, 0, 0]})
    )
    assert table["kind"].tolist() == ["must-be", "one-dimensional", "attractive"]
    assert (table["fong_z"] == 0).all()
    assert not table["clear"].any()


def test_kano_counts_answered_pairs_and_has_no_shares_of_nobody():
    there = pd.DataFrame({"a": [1, 1, np.nan, 2], "b": [1.0, 5, 1, 5]})
    missing = pd.DataFrame({"b": [1.0, 5, 1, 5], "a": [5, np.nan, 5, 5]})
    table = kano(there, missing)
    assert table["n"].tolist() == [2, 4]
    assert table.loc["a", KINDS].tolist() == [1, 1, 0, 0, 0, 0]
    assert table.loc["b", "questionable"] == 4
    assert table.loc["b", "kind"] == "questionable"
    shares = ["better", "better_low", "better_high", "worse", "worse_low", "worse_high"]
    assert table.loc["b", shares].isna().all()


def test_kano_takes_arrays_too():
    table = kano([[1, 2], [1, 2]], np.array([[5, 5], [5, 5]]))
    assert table["kind"].tolist() == ["one-dimensional", "must-be"]


def test_kano_names_everything_that_is_wrong_at_once():
    there = pd.DataFrame({"gift": [1, 7, 2], "price": [1, 2, 2.5], "speed": [1, 2, 3]})
    missing = pd.DataFrame({"gift": [0, 3, 5], "price": [1, 2, 3], "parking": [1, 2, 3]})
    said(
        lambda: kano(there, missing, confidence=2),
        "kano: confidence must lie between 0 and 1, found 2.",
        "kano, functional, gift: answers must be 1 to 5, found 7 in 1 of 3 rows, first in row 1.",
        "kano, functional, price: answers must be whole codes from 1 (like) to 5 (dislike), "
        "found 2.5 in row 2.",
        "kano, dysfunctional, gift: answers must be 1 to 5, found 0",
        "kano: dysfunctional lacks speed. Both tables need the same features: give the columns "
        "of a pair the same name.",
        "kano: functional lacks parking.",
    )


def test_kano_refuses_tables_of_other_rows_and_features_nobody_answered_twice():
    there = pd.DataFrame({"a": [1, np.nan], "b": [1, 2]})
    said(lambda: kano(there, there.head(1)), "as many rows as the answers, 2, found 1.")
    missing = pd.DataFrame({"a": [np.nan, 5], "b": [1, 2]})
    said(
        lambda: kano(there, missing),
        "kano: nobody answered both questions on a. Leave it out.",
    )
