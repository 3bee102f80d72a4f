import numpy as np
import pytest
import statsmodels.api as sm

from custsat_edu.stats.engine.linear import least_squares

RNG = np.random.default_rng(3)
X = RNG.normal(size=(60, 2)) * [1, 1000] + [0, 5e5]
Y = 3 + X @ [2, 0.01] + RNG.normal(size=60) * (1 + np.abs(X[:, 0]))
W = RNG.gamma(2, size=60)
GROUPS = np.arange(60) % 12


def _same(effects, fit, factor=1.0):
    assert effects["estimate"] == pytest.approx(fit.params, rel=1e-8)
    assert effects["se"] == pytest.approx(factor * fit.bse, rel=1e-8)
    if factor == 1:
        assert np.column_stack([effects["low"], effects["high"]]) == pytest.approx(
            fit.conf_int(0.1), rel=1e-8
        )
        assert effects["t"] == pytest.approx(fit.tvalues, rel=1e-8)
        assert effects["p"] == pytest.approx(fit.pvalues, rel=1e-8, abs=1e-14)


@pytest.mark.parametrize(
    ("error", "kind"),
    [("HC3", "HC3"), ("HC0", "HC0"), ("HC1", "HC1"), ("none", "nonrobust")],
)
def test_errors_are_those_of_statsmodels(error, kind):
    fit = least_squares(X, Y)
    other = sm.OLS(Y, sm.add_constant(X)).fit(cov_type=kind, use_t=True)
    _same(fit.effects(np.eye(3), 0.9, error), other)
    assert fit.r2 == pytest.approx(other.rsquared)


@pytest.mark.parametrize("weights", [None, W])
def test_cluster_errors_are_those_of_statsmodels(weights):
    fit = least_squares(X, Y, weights)
    model = sm.WLS(Y, sm.add_constant(X), 1.0 if weights is None else weights)
    other = model.fit(cov_type="cluster", cov_kwds={"groups": GROUPS}, use_t=True)
    _same(fit.effects(np.eye(3), 0.9, groups=GROUPS), other)


def test_weighted_errors_are_hc0_times_n_over_n_minus_1():
    fit = least_squares(X, Y, W)
    other = sm.WLS(Y, sm.add_constant(X), W).fit(cov_type="HC0", use_t=True)
    _same(fit.effects(np.eye(3), 0.9), other, np.sqrt(60 / 59))
    assert fit.r2 == pytest.approx(other.rsquared)


def test_sums_of_coefficients_have_the_error_of_the_sum():
    contrasts = np.array([[0, 1.0, -1], [1, 2, 0]])
    effects = least_squares(X, Y).effects(contrasts, 0.9)
    other = sm.OLS(Y, sm.add_constant(X)).fit(cov_type="HC3", use_t=True).t_test(contrasts)
    assert effects["estimate"] == pytest.approx(other.effect)
    assert effects["se"] == pytest.approx(other.sd)


def test_neither_units_nor_an_origin_far_away_matter():
    fit, other = least_squares(X, Y), least_squares(X * [1e9, 1e-9] + [1e9, 0], Y * 1e6)
    slopes = np.eye(3)[1:]
    one, two = fit.effects(slopes, 0.9), other.effects(slopes, 0.9)
    for name, factor in (("estimate", 1e6), ("se", 1e6), ("t", 1)):
        assert two[name] * [1e9, 1e-9] ** np.array(factor > 1) == pytest.approx(
            one[name] * factor, rel=1e-6
        )


@pytest.mark.parametrize("weights", [None, W])
@pytest.mark.parametrize("unit", [1, 1e-12, 1e12])
def test_a_sum_that_one_row_alone_sets_has_no_error_in_any_unit(weights, unit):
    rare = np.column_stack([X, unit * (np.arange(60) == 7)])
    effects = least_squares(rare, Y, weights).effects(np.eye(4), 0.9)
    for name in ("low", "high", "se", "t", "p"):
        assert np.isnan(effects[name]).tolist() == [False, False, False, True]
    assert not np.isnan(effects["estimate"]).any()


def test_without_residuals_there_are_no_errors():
    effects = least_squares(X, 1e6 + X @ [2, 3]).effects(np.eye(3), 0.9, "none")
    assert np.isnan(effects["se"]).all()


def test_a_constant_alone_is_the_mean():
    effects = least_squares(np.empty((60, 0)), Y).effects(np.eye(1), 0.9, "none")
    assert effects["estimate"] == pytest.approx([Y.mean()])
    assert effects["se"] == pytest.approx([Y.std(ddof=1) / np.sqrt(60)])
