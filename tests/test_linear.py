import numpy as np
import pytest
import statsmodels.api as sm

from custsat_edu.stats.linear import least_squares

RNG = np.random.default_rng(3)
X = RNG.normal(size=(60, 2)) * [1, 1000] + [0, 5e5]
Y = 3 + X @ [2, 0.01] + RNG.normal(size=60) * (1 + np.abs(X[:, 0]))
W = RNG.gamma(2, size=60)
GROUPS = np.arange(60) % 12
LIMITS = ["low", "high", "se", "t", "p"]


def _fit(columns=X, y=Y, sums=None, **options):
    sums = np.eye(columns.shape[1] + 1) if sums is None else sums
    return least_squares(columns, y, sums, confidence=0.9, **options)


def _same(table, fit, factor=1.0):
    assert table["estimate"].tolist() == pytest.approx(fit.params, rel=1e-8)
    assert table["se"].tolist() == pytest.approx(factor * fit.bse, rel=1e-8)
    if factor == 1:
        assert table[["low", "high"]].to_numpy() == pytest.approx(fit.conf_int(0.1), rel=1e-8)
        assert table["t"].tolist() == pytest.approx(fit.tvalues, rel=1e-8)
        assert table["p"].tolist() == pytest.approx(fit.pvalues, rel=1e-8, abs=1e-14)
    assert table.attrs == pytest.approx({"r2": fit.rsquared, "adj_r2": fit.rsquared_adj})


@pytest.mark.parametrize(
    ("error", "kind"),
    [("HC3", "HC3"), ("HC0", "HC0"), ("HC1", "HC1"), ("none", "nonrobust")],
)
def test_errors_are_those_of_statsmodels(error, kind):
    other = sm.OLS(Y, sm.add_constant(X)).fit(cov_type=kind, use_t=True)
    _same(_fit(error=error), other)


@pytest.mark.parametrize("weights", [None, W])
def test_cluster_errors_are_those_of_statsmodels(weights):
    model = sm.WLS(Y, sm.add_constant(X), 1.0 if weights is None else weights)
    other = model.fit(cov_type="cluster", cov_kwds={"groups": GROUPS}, use_t=True)
    _same(_fit(weights=weights, groups=GROUPS), other)


def test_weighted_errors_are_hc0_times_n_over_n_minus_1():
    other = sm.WLS(Y, sm.add_constant(X), W).fit(cov_type="HC0", use_t=True)
    _same(_fit(weights=W), other, np.sqrt(60 / 59))


def test_sums_of_coefficients_have_the_error_of_the_sum():
    sums = np.array([[0, 1.0, -1], [1, 2, 0]])
    other = sm.OLS(Y, sm.add_constant(X)).fit(cov_type="HC3", use_t=True).t_test(sums)
    table = _fit(sums=sums)
    assert table["estimate"].tolist() == pytest.approx(other.effect)
    assert table["se"].tolist() == pytest.approx(other.sd)


def test_neither_units_nor_an_origin_far_away_matter():
    slopes = np.eye(3)[1:]
    one, two = _fit(sums=slopes), _fit(X * [1e9, 1e-9] + [1e9, 0], Y * 1e6, slopes)
    for name, factor in (("estimate", [1e-3, 1e15]), ("se", [1e-3, 1e15]), ("t", 1)):
        assert two[name].tolist() == pytest.approx((one[name] * factor).tolist(), rel=1e-6)


@pytest.mark.parametrize("weights", [None, W])
@pytest.mark.parametrize("unit", [1, 1e-12, 1e12])
def test_a_sum_that_one_row_alone_sets_has_no_error_in_any_unit(weights, unit):
    rare = np.column_stack([X, unit * (np.arange(60) == 7)])
    table = _fit(rare, weights=weights)
    assert table[LIMITS].isna().all(axis=1).tolist() == [False, False, False, True]
    assert table.isna().to_numpy().sum() == len(LIMITS)


def test_a_row_that_sets_one_sum_alone_leaves_the_hc3_errors_of_the_others_as_they_are():
    # With a column of its own the row fits itself: the others are as if it were not there.
    rare = np.column_stack([X, np.arange(60) == 7])
    others = _fit(np.delete(X, 7, axis=0), np.delete(Y, 7))
    np.testing.assert_allclose(_fit(rare)[:3], others, rtol=1e-8)


@pytest.mark.parametrize("error", ["HC3", "HC0", "HC1", "none"])
def test_without_residuals_there_are_no_errors(error):
    table = _fit(y=1e6 + X @ [2, 3], error=error)
    assert table[LIMITS].isna().to_numpy().all()
    assert table["estimate"].tolist()[1:] == pytest.approx([2, 3])


def test_a_constant_alone_is_the_mean():
    table = _fit(np.empty((60, 0)), error="none")
    assert table["estimate"].tolist() == pytest.approx([Y.mean()])
    assert table["se"].tolist() == pytest.approx([Y.std(ddof=1) / np.sqrt(60)])
