import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custsat_edu.stats.engine.tables import (
    permuted_sums,
    resample_tables,
    table_means,
    table_medians,
    tabulate,
)


@settings(deadline=None)
@given(
    st.one_of(
        st.lists(st.integers(-5, 11), min_size=1),
        st.lists(st.integers(0, 10**6), min_size=1),
        st.lists(st.floats(-1e3, 1e3, allow_subnormal=False), min_size=1),
    )
)
def test_a_table_holds_every_value_once_in_order_with_its_count(values):
    cells, counts = tabulate(np.array(values, dtype=float))
    assert cells.tolist() == sorted(set(map(float, values)))
    assert counts.tolist() == [list(map(float, values)).count(cell) for cell in cells]


def test_half_points_are_cells_of_their_own():
    cells, counts = tabulate(np.array([1.0, 1.5, 2.0, 1.5]))
    assert cells.tolist() == [1, 1.5, 2]
    assert counts.tolist() == [1, 2, 1]


@settings(deadline=None)
@given(st.lists(st.integers(0, 10), min_size=1, max_size=40))
def test_mean_and_median_of_a_table_are_those_of_its_answers(values):
    cells, counts = tabulate(np.array(values, dtype=float))
    assert table_means(cells, counts[None])[0] == pytest.approx(np.mean(values), abs=1e-12)
    assert table_medians(cells, counts[None])[0] == np.median(values)


@pytest.mark.parametrize("counts", [[10, 0, 3], [300, 500, 200]])
def test_resampled_tables_keep_n_and_spread_as_a_multinomial_does(counts):
    # 13 answers in 3 cells are drawn row by row, 1,000 answers in 3 cells as a multinomial;
    # both have mean n p and variance n p (1 - p) in every cell.
    table = np.array(counts)
    n, shares = table.sum(), table / table.sum()
    drawn = np.concatenate(list(resample_tables(table, 20_000, np.random.default_rng(3))))
    assert drawn.shape == (20_000, 3)
    assert (drawn.sum(axis=1) == n).all()
    sd = np.sqrt(n * shares * (1 - shares))
    assert np.abs(drawn.mean(axis=0) - table).max() < 4 * sd.max() / np.sqrt(20_000)
    assert drawn.std(axis=0) == pytest.approx(sd, rel=0.03)


def test_resamples_come_in_blocks_that_fit_in_memory():
    blocks = list(resample_tables(np.ones(400_000, dtype=int), 5, np.random.default_rng(0)))
    assert [block.shape for block in blocks] == [(2, 400_000), (2, 400_000), (1, 400_000)]
    assert all((block.sum(axis=1) == 400_000).all() for block in blocks)
    assert (blocks[0][0] != blocks[0][1]).any()


@pytest.mark.parametrize("counts", [[10, 0, 3], [300, 500, 200], [1] * 40])
def test_permuted_sums_have_the_mean_and_variance_of_sampling_without_replacement(counts):
    # 13 answers in 3 cells and 40 in 40 are shuffled, 1,000 in 3 cells drawn as a table. The sum of
    # m of n values has the mean m mu and the variance m (n - m) / (n - 1) sigma^2.
    counts = np.array(counts)
    cells = np.arange(len(counts)) + 0.5
    n, m = counts.sum(), int(0.4 * counts.sum())
    sums = permuted_sums(cells, counts, m, 20_000, np.random.default_rng(3))
    mean = counts @ cells / n
    variance = m * (n - m) / (n - 1) * (counts @ (cells - mean) ** 2 / n)
    assert sums.shape == (20_000,)
    assert sums.mean() == pytest.approx(m * mean, abs=4 * np.sqrt(variance / 20_000))
    assert sums.var() == pytest.approx(variance, rel=0.05)


@pytest.mark.parametrize("many", [1, 100])
def test_every_deal_of_four_answers_is_equally_likely(many):
    # Two of the values 0, 1, 2, 4: the sums 1 2 3 4 5 6, each in a sixth of the deals. With a
    # hundred answers of 9 more, dealt as tables, sums of two are 0 + 9, ..., and mostly 18.
    cells, counts = (
        np.array([0.0, 1.0, 2.0, 4.0, 9.0]),
        np.array([1, 1, 1, 1, 0 if many == 1 else 100]),
    )
    sums = permuted_sums(cells, counts, 2, 60_000, np.random.default_rng(1))
    values, found = np.unique(sums, return_counts=True)
    if many == 1:
        assert values.tolist() == [1, 2, 3, 4, 5, 6]
        assert found / 60_000 == pytest.approx(np.full(6, 1 / 6), abs=0.007)
    else:
        share = 100 * 99 / (104 * 103)  # both of the hundred
        assert found[values == 18] / 60_000 == pytest.approx(share, abs=0.005)
        assert found[values == 13] / 60_000 == pytest.approx(200 / (104 * 103), abs=0.003)
