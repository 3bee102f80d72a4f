import itertools
import math
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custsat_edu.stats.engine import subsets
from custsat_edu.stats.engine.subsets import lmg, residual_variances


def _correlations(p, seed=0, batch=1):
    rng = np.random.default_rng(seed)
    mixed = rng.normal(size=(batch, 60, p + 1)) @ rng.normal(size=(batch, p + 1, p + 1))
    return np.stack([np.corrcoef(m, rowvar=False) for m in mixed])


def _r2(matrix, chosen):
    chosen = list(chosen)
    r = matrix[chosen, -1]
    return float(r @ np.linalg.pinv(matrix[np.ix_(chosen, chosen)], hermitian=True) @ r)


def _by_hand(r2, p, weight):
    """Average what each driver adds to the R2 of the subsets without it, with these weights."""
    shares = np.zeros(p)
    for j in range(p):
        others = [k for k in range(p) if k != j]
        for s in range(p):
            for before in itertools.combinations(others, s):
                joined = tuple(sorted((*before, j)))
                shares[j] += weight(s) * (r2[joined] - r2[before])
    return shares


def _brute(matrix):
    p = len(matrix) - 1
    r2 = {c: _r2(matrix, c) for s in range(p + 1) for c in itertools.combinations(range(p), s)}
    return _by_hand(r2, p, lambda s: 1 / (p * math.comb(p - 1, s)))


def test_two_drivers_make_four_regressions_worked_by_hand():
    # r_ab = .5, r_ay = .8, r_by = .4. Alone: 1 - .64 and 1 - .16. Both: b keeps .4 - .5 * .8 = 0
    # of its covariance with y once a is in, so it adds nothing to a's .36.
    matrix = np.array([[[1, 0.5, 0.8], [0.5, 1, 0.4], [0.8, 0.4, 1]]])
    assert residual_variances(matrix)[:, 0] == pytest.approx([1, 0.36, 0.84, 0.36], abs=1e-15)
    # a: (.64 first + .64 - .16 second) / 2; b: (.16 first + 0 second) / 2
    assert lmg(matrix)[0] == pytest.approx([0.56, 0.08], abs=1e-15)


def test_every_subset_has_the_residual_variance_of_its_own_regression():
    matrices = _correlations(4, batch=3)
    v = residual_variances(matrices)
    assert v.shape == (16, 3)
    for s, b in itertools.product(range(16), range(3)):
        chosen = [j for j in range(4) if s >> j & 1]
        assert v[s, b] == pytest.approx(1 - _r2(matrices[b], chosen), abs=1e-12)


@pytest.mark.parametrize("p", [1, 2, 3, 5, 8])
def test_lmg_is_brute_force(p):
    matrices = _correlations(p, batch=4)
    assert lmg(matrices) == pytest.approx(np.stack([_brute(m) for m in matrices]), abs=1e-12)


@pytest.mark.slow
@pytest.mark.parametrize("p", [10, 11, 12])
def test_lmg_is_brute_force_where_some_drivers_are_expanded_first(p):
    matrices = _correlations(p, batch=2)
    assert lmg(matrices) == pytest.approx(np.stack([_brute(m) for m in matrices]), abs=1e-12)


@pytest.mark.parametrize("columns", [1 << 10, 3 << 10, 1 << 16])
def test_lmg_does_not_depend_on_the_size_of_its_blocks(columns, monkeypatch):
    matrices = _correlations(13, batch=5)
    whole = lmg(matrices)
    monkeypatch.setattr(subsets, "_COLUMNS", columns)
    monkeypatch.setattr(subsets, "_HEAD", 16)  # two matrices at a time, then the last one alone
    assert lmg(matrices) == pytest.approx(whole, abs=1e-14)


def test_lmg_sums_to_r2_for_twenty_drivers():
    matrix = _correlations(20)
    assert lmg(matrix).sum() == pytest.approx(_r2(matrix[0], range(20)), abs=1e-12)


def test_lmg_is_not_a_banzhaf_value():
    # Banzhaf weighs all subsets alike, and does not sum to R2.
    matrix = _correlations(6, seed=3)[0]
    r2 = {c: _r2(matrix, c) for s in range(7) for c in itertools.combinations(range(6), s)}
    banzhaf = _by_hand(r2, 6, lambda s: 1 / 2**5)
    assert np.abs(lmg(matrix[None])[0] - banzhaf).max() > 1e-3
    assert abs(banzhaf.sum() - r2[tuple(range(6))]) > 1e-3


@pytest.mark.parametrize("p", [3, 11])
def test_exact_copies_share_equally(p):
    # Driver 0 stands there three times.
    once = _correlations(p, seed=5)[0]
    order = [0, 0, 0, *range(1, p + 1)]
    shares = lmg(once[np.ix_(order, order)][None])[0]
    assert shares[1:3] == pytest.approx(shares[[0, 0]], abs=1e-12)
    assert shares.sum() == pytest.approx(_r2(once, range(p)), abs=1e-12)


def test_two_copies_of_the_only_driver_get_half_each():
    copies = np.array([[[1, 1, 0.6], [1, 1, 0.6], [0.6, 0.6, 1]]])
    assert lmg(copies)[0] == pytest.approx([0.18, 0.18], abs=1e-15)  # .36 / 2


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10_000), st.permutations(range(5)))
def test_the_order_of_the_drivers_does_not_matter(seed, order):
    matrix = _correlations(5, seed)[0]
    turned = matrix[np.ix_([*order, 5], [*order, 5])]
    assert lmg(turned[None])[0] == pytest.approx(lmg(matrix[None])[0][order], abs=1e-12)


def _exact(matrix):
    """LMG in exact fractions: elimination on every subset."""
    p = len(matrix) - 1
    table = [[Fraction(float(x)) for x in row] for row in matrix]
    r2 = {}
    for s in range(p + 1):
        for chosen in itertools.combinations(range(p), s):
            keep = [*chosen, p]
            a = [[table[i][j] for j in keep] for i in keep]
            for k in range(s):
                for i in range(k + 1, s + 1):
                    slope = a[i][k] / a[k][k]
                    a[i] = [x - slope * y for x, y in zip(a[i], a[k], strict=True)]
            r2[chosen] = 1 - a[s][s]
    shares = [Fraction(0)] * p
    for j in range(p):
        for chosen, value in r2.items():
            if j not in chosen:
                added = r2[tuple(sorted((*chosen, j)))] - value
                shares[j] += added / (p * math.comb(p - 1, len(chosen)))
    return np.array([float(share) for share in shares])


@pytest.mark.slow
@pytest.mark.parametrize("power", [6, 7, 8, 9, 10, 11, 12])
def test_near_copies_are_at_least_as_exact_as_in_pingouin(power):
    from pingouin.regression import _relimp

    ours, theirs = [], []
    for seed in range(5):
        rng = np.random.default_rng(seed)
        x = rng.normal(size=(400, 4))
        x[:, 3] = x[:, :3] @ [1, 1, -1] + rng.normal(size=400) * 10 ** (-power / 2)
        y = x @ [1, 0.5, 0.2, 0.3] + rng.normal(size=400)
        matrix = np.corrcoef(np.column_stack([x, y]), rowvar=False)
        assert 10 ** (power - 1) < np.linalg.cond(matrix[:4, :4]) < 10 ** (power + 2)
        exact = _exact(matrix)
        order = [4, 0, 1, 2, 3]
        peer = _relimp(pd.DataFrame(matrix[np.ix_(order, order)]))["relimp"]
        ours.append(np.abs(lmg(matrix[None])[0] - exact).max())
        theirs.append(np.abs(peer - exact).max())
    assert max(ours) <= max(*theirs, 1e-14)
