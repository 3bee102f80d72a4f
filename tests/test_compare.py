import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custsat_edu import InputError, permutation_test


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
