import numpy as np
import pytest

from custsat_edu.stats.engine import moments
from custsat_edu.stats.engine.factor import one_factor
from custsat_edu.stats.engine.moments import (
    covariance,
    percentile_limits,
    resampled_covariances,
)

LOADINGS = np.array([0.9, 1.4, 0.7, 2.0])
RESIDUALS = np.array([0.5, 1.0, 0.4, 3.0])
IMPLIED = np.outer(LOADINGS, LOADINGS) + np.diag(RESIDUALS)


def _misfit(covariance, loadings, residuals):
    implied = np.outer(loadings, loadings) + np.diag(residuals)
    return np.linalg.slogdet(implied)[1] + np.trace(np.linalg.solve(implied, covariance))


def test_one_factor_finds_the_model_behind_its_own_covariances():
    loadings, residuals, converged = one_factor(np.stack([IMPLIED, 4 * IMPLIED]))
    assert converged.tolist() == [True, True]
    assert loadings == pytest.approx(np.stack([LOADINGS, 2 * LOADINGS]), abs=1e-8)
    assert residuals == pytest.approx(np.stack([RESIDUALS, 4 * RESIDUALS]), abs=1e-7)


def test_one_factor_is_the_maximum_likelihood_where_the_model_does_not_fit():
    # No step away from the fit, in any of the eight parameters, lowers the misfit.
    other = np.array([0.0, 0.5, 0.0, 0.6])
    covariance = IMPLIED + np.outer(other, other)
    loadings, residuals, converged = one_factor(covariance[None])
    assert converged.tolist() == [True]
    best = _misfit(covariance, loadings[0], residuals[0])
    for j in range(4):
        for step in (-1e-3, 1e-3):
            moved = np.eye(4)[j] * step
            assert _misfit(covariance, loadings[0] + moved, residuals[0]) > best
            assert _misfit(covariance, loadings[0], residuals[0] + moved) > best


def test_one_factor_ends_where_it_started_does_not_matter():
    other = np.array([0.0, 0.5, 0.0, 0.6])
    covariance = (IMPLIED + np.outer(other, other))[None]
    cold = one_factor(covariance)
    warm = one_factor(covariance, (LOADINGS, RESIDUALS))
    assert warm[0] == pytest.approx(cold[0], abs=1e-7)
    assert warm[1] == pytest.approx(cold[1], abs=1e-7)


def test_one_factor_says_where_there_is_no_solution():
    # r12 r13 r23 < 0: no three loadings have such products.
    impossible = np.array([[1.0, 0.4, 0.4], [0.4, 1.0, -0.4], [0.4, -0.4, 1.0]])
    possible = np.array([[1.0, 0.4, 0.4], [0.4, 1.0, 0.4], [0.4, 0.4, 1.0]])
    assert one_factor(np.stack([impossible, possible]))[2].tolist() == [False, True]


def test_one_factor_returns_a_negative_residual_variance_as_found():
    # l1^2 = r12 r13 / r23 = .8 * .7 / .5 = 1.12, so e1 = -.12
    covariance = np.array([[1.0, 0.8, 0.7], [0.8, 1.0, 0.5], [0.7, 0.5, 1.0]])
    loadings, residuals, converged = one_factor(covariance[None])
    assert converged.tolist() == [True]
    assert loadings[0, 0] == pytest.approx(np.sqrt(1.12), abs=1e-7)
    assert residuals[0, 0] == pytest.approx(-0.12, abs=1e-7)


def test_resampled_covariances_are_those_of_rows_drawn_with_replacement():
    # Var of a resampled variance is about (mean of d^4 - (mean of d^2)^2) / n.
    rng = np.random.default_rng(5)
    rows = rng.normal(size=(200, 2)) @ np.array([[1.0, 0.5], [0.0, 1.0]]) + 50
    worlds = resampled_covariances(rows, 4_000, np.random.default_rng(6))
    full = np.cov(rows.T, bias=True)
    assert worlds.shape == (4_000, 2, 2)
    assert worlds == pytest.approx(worlds.swapaxes(1, 2), abs=1e-12)
    assert worlds.mean(axis=0) == pytest.approx(full * 199 / 200, rel=0.02)
    d = rows - rows.mean(axis=0)
    expected = np.sqrt(((d**4).mean(axis=0) - (d**2).mean(axis=0) ** 2) / 200)
    assert worlds[:, [0, 1], [0, 1]].std(axis=0) == pytest.approx(expected, rel=0.05)


def test_covariance_is_numpys_with_and_without_weights():
    rng = np.random.default_rng(1)
    rows, weights = rng.normal(size=(50, 3)) + 9, rng.integers(1, 5, 50)
    assert covariance(rows) == pytest.approx(np.cov(rows.T, bias=True), abs=1e-12)
    repeated = np.cov(np.repeat(rows, weights, axis=0).T, bias=True)
    assert covariance(rows, weights.astype(float)) == pytest.approx(repeated, abs=1e-12)


def _drawn_rows(n, replications, seed):
    """The rows of each resample where one block holds them all."""
    return np.random.default_rng(seed).integers(0, n, (replications, n))


def test_every_resampled_covariance_is_that_of_its_own_rows():
    rng = np.random.default_rng(2)
    rows, weights = rng.normal(size=(40, 3)), rng.uniform(0.2, 3, 40)
    worlds = resampled_covariances(rows, 5, np.random.default_rng(3))
    weighted = resampled_covariances(rows, 5, np.random.default_rng(3), weights)
    for world, heavy, drawn in zip(worlds, weighted, _drawn_rows(40, 5, 3), strict=True):
        assert world == pytest.approx(np.cov(rows[drawn].T, bias=True), abs=1e-12)
        expected = np.cov(rows[drawn].T, aweights=weights[drawn], bias=True)
        assert heavy == pytest.approx(expected, abs=1e-12)


def test_equal_weights_are_no_weights():
    rows = np.random.default_rng(4).normal(size=(30, 2))
    worlds = resampled_covariances(rows, 6, np.random.default_rng(5))
    equal = resampled_covariances(rows, 6, np.random.default_rng(5), np.full(30, 7.0))
    assert equal == pytest.approx(worlds, abs=1e-12)


def test_a_resample_without_weight_has_no_covariance():
    # One of three rows has a weight: it is missing from (2/3)^3 = 30 % of the resamples.
    rows, weights = np.array([[1.0], [2.0], [4.0]]), np.array([1.0, 0, 0])
    worlds = resampled_covariances(rows, 2_000, np.random.default_rng(6), weights)
    assert np.isnan(worlds).mean() == pytest.approx(8 / 27, abs=0.04)


def test_rows_in_different_blocks_are_drawn_like_rows_in_one(monkeypatch):
    # One indicator a row, so -cov_ij = c_i c_j / n^2, c_i being how often row i was drawn; for
    # n draws of n rows E(c_i c_j) = 1 - 1 / n, and Var(c_i) = 1 - 1 / n, so the diagonal, the
    # mean of c / n - (c / n)^2, is 1 / n - (2 - 1 / n) / n^2. Blocks of 2, 2 and 1 rows.
    monkeypatch.setattr(moments, "_ROWS", 2)
    monkeypatch.setattr(moments, "_DRAWS", 60)
    n, worlds = 5, resampled_covariances(np.eye(5), 40_000, np.random.default_rng(7))
    expected = np.full((n, n), -(1 - 1 / n) / n**2)
    np.fill_diagonal(expected, 1 / n - (2 - 1 / n) / n**2)
    assert worlds.mean(axis=0) == pytest.approx(expected, abs=2.5e-3)
    assert worlds.sum(axis=(1, 2)) == pytest.approx(0, abs=1e-12)  # five indicators make 1


def test_percentile_limits_are_numpys_quantiles_and_nan_where_many_failed():
    worlds = np.random.default_rng(8).normal(size=(1_000, 3))
    limits = percentile_limits(worlds, 0.9)
    assert limits == pytest.approx(np.quantile(worlds, [0.05, 0.95], axis=0))
    worlds[:50, 1], worlds[:51, 2] = np.nan, np.nan
    some = percentile_limits(worlds, 0.9)
    assert some[:, 0].tolist() == limits[:, 0].tolist()
    assert some[:, 1] == pytest.approx(np.quantile(worlds[50:, 1], [0.05, 0.95]))
    assert np.isnan(some[:, 2]).all()


def test_percentile_limits_of_no_resample_are_missing():
    assert np.isnan(percentile_limits(np.empty((0, 4)), 0.95)).all()
    assert percentile_limits(np.empty((0, 4)), 0.95).shape == (2, 4)
