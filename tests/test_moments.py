import numpy as np
import pytest

from custsat_edu.stats.engine.moments import one_factor, resampled_covariances

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
