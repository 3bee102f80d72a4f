import itertools

import numpy as np
import pandas as pd
import pytest
from scipy.stats import chi2 as chi_square
from scipy.stats import chi2_contingency
from statsmodels.stats.proportion import proportion_confint

from custsat_edu import InputError, csat, load_study, reveal
from custsat_edu.stats.causes import pareto, rao_scott


@pytest.fixture(scope="module")
def study():
    return load_study("serambi")


@pytest.fixture
def named():
    rng = np.random.default_rng(2)
    table = pd.DataFrame(rng.random((240, 4)) < [0.5, 0.3, 0.3, 0.1], columns=list("abcd"))
    table["b"] = np.where(rng.random(240) < 0.5, table["a"], table["b"])
    return table.astype(int)


@pytest.fixture
def groups():
    return pd.Series(np.random.default_rng(3).choice(["web", "store", "phone"], 240))


def said(call, *needles):
    with pytest.raises(InputError) as caught:
        call()
    for needle in needles:
        assert needle in str(caught.value)


def test_pareto_is_worked_by_hand():
    # 10 complaints: b named in 6, a in 4, c in 2 of them, none in 1; 12 mentions
    causes = pd.DataFrame(
        {
            "a": [1, 1, 1, 1, 0, 0, 0, 0, 0, 0],
            "b": [1, 1, 0, 0, 1, 1, 1, 1, 0, 0],
            "c": [1, 0, 0, 0, 0, 0, 0, 0, 1, 0],
        }
    )
    table = pareto(causes)
    assert table.index.tolist() == ["b", "a", "c"]
    assert table.index.name == "cause"
    assert table["estimate"].tolist() == [0.6, 0.4, 0.2]
    assert table["count"].tolist() == [6, 4, 2]
    assert table["cumulative"].tolist() == pytest.approx([6 / 12, 10 / 12, 1])
    assert table["n"].tolist() == [10, 10, 10]
    assert table.attrs == {"none": 1.0}
    assert table.columns.tolist() == [
        "estimate",
        "low",
        "high",
        "count",
        "cumulative",
        "rank_low",
        "rank_high",
        "n",
    ]


def test_pareto_limits_are_wilsons(named):
    table = pareto(named, confidence=0.9)
    low, high = proportion_confint(table["count"], 240, 0.1, "wilson")
    assert table["low"].tolist() == pytest.approx(low.tolist(), abs=1e-10)
    assert table["high"].tolist() == pytest.approx(high.tolist(), abs=1e-10)


def test_weighted_pareto_is_csat_of_every_cause(named):
    weights = pd.Series(np.random.default_rng(4).uniform(0.2, 3, 240))
    table = pareto(named, weights=weights)
    for cause, row in table.iterrows():
        one = csat(named[cause], scale=(0, 1), top=1, weights=weights)
        columns = ["estimate", "low", "high", "n", "n_effective"]
        assert row[columns].tolist() == pytest.approx(one[columns].tolist())
    total = named.mul(weights, axis=0).sum()[table.index]
    assert table["cumulative"].tolist() == pytest.approx((total.cumsum() / total.sum()).tolist())
    assert table["estimate"].is_monotonic_decreasing
    assert table["count"].tolist() == named.sum()[table.index].tolist()


def test_ranks_hold_where_causes_are_far_apart_and_overlap_where_they_are_near():
    rng = np.random.default_rng(6)
    far = pd.DataFrame(rng.random((900, 4)) < [0.7, 0.4, 0.39, 0.1], columns=list("abcd")) * 1
    table = pareto(far)
    assert table.loc["a", ["rank_low", "rank_high"]].tolist() == [1, 1]
    assert table.loc["d", ["rank_low", "rank_high"]].tolist() == [4, 4]
    for near in "bc":
        assert table.loc[near, ["rank_low", "rank_high"]].tolist() == [2, 3]
    assert table["rank_low"].dtype == int


def test_ranks_are_the_same_with_the_same_seed_and_in_another_order(named):
    pd.testing.assert_frame_equal(pareto(named), pareto(named))
    other = pareto(named[::-1])
    pd.testing.assert_frame_equal(other, pareto(named))
    ones = pareto(named, weights=pd.Series(1.0, named.index))
    assert ones["rank_low"].tolist() == pareto(named)["rank_low"].tolist()


def test_complaints_with_a_missing_cause_are_left_out(named):
    holes = named.astype(float)
    holes.iloc[0, 1] = np.nan
    pd.testing.assert_frame_equal(pareto(holes), pareto(named.iloc[1:]))


def test_pareto_holds_the_truth_of_the_sample(study):
    table = pareto(study.items("causes"))
    table.index = [int(str(name)[-1]) for name in table.index]
    assert reveal(study).compare(table, "complaint_causes")["covered"].all()


def test_causes_must_be_named_or_not(named):
    twos = named.replace(0, 2)
    said(
        lambda: pareto(twos, confidence=1.5),
        "pareto: confidence must lie between 0 and 1, found 1.5.",
        "pareto: causes must be 1 (named) or 0 (not named), found 2 in",
        "rows of a, first in row",
        "rows of d, first in row",
        "Write (causes == 1).astype(int) if 1 is 'named' and another code is 'not named'.",
    )
    said(lambda: rao_scott(twos, twos["a"]), "rao_scott: causes must be 1 (named) or 0")
    said(lambda: pareto(named * 0.5), "found 0.5 in")


def test_pareto_names_what_else_is_wrong(named):
    said(
        lambda: pareto(named * 0),
        "pareto: no complaint names a cause, so there is nothing to rank. "
        "Is 1 the code for 'named'?",
    )
    said(lambda: pareto(named, bootstrap=0), "bootstrap must be a whole number of at least 1")
    said(lambda: pareto(named, weights=pd.Series([1])), "weights must have as many rows")
    said(lambda: pareto(named["a"]), "needs a table with one column an item")
    gaps = pd.DataFrame({"a": [1, np.nan], "b": [np.nan, 1]})
    said(
        lambda: pareto(gaps),
        "pareto: no complaint has an answer to every cause. Write 0 where a cause was not named.",
    )


def from_all_patterns(named, groups):
    """Return the corrected chi-square from the shares of all patterns of answers, written out.

    The groups' shares of the 2^c patterns are multinomial; the causes' shares are sums of them.
    """
    x, c = named.to_numpy(), named.shape[1]
    patterns = np.array(list(itertools.product([0, 1], repeat=c)))
    levels = sorted(set(groups))
    r, n = len(levels), len(x)
    sizes = np.array([(groups == level).sum() for level in levels])
    a = sizes / n
    v = np.zeros((r * c, r * c))
    chi2 = 0.0
    p = x.mean(axis=0)
    for i, level in enumerate(levels):
        rows = x[(groups == level).to_numpy()]
        tau = (rows[:, None, :] == patterns).all(axis=2).mean(axis=0)
        multinomial = (np.diag(tau) - np.outer(tau, tau)) / a[i]
        v[i * c : i * c + c, i * c : i * c + c] = patterns.T @ multinomial @ patterns
    for j in range(c):
        chi2 += chi2_contingency(pd.crosstab(groups, x[:, j]), correction=False)[0]
    h = np.eye(r * c) - np.kron(np.ones((r, 1)) @ a[None], np.eye(c))
    d = np.kron(np.diag(1 / a), np.diag(p * (1 - p)))
    squares = (np.linalg.eigvals(np.linalg.inv(d) @ h @ v @ h.T).real ** 2).sum()
    k = (r - 1) * c
    return k * chi2 / squares, k**2 / squares, chi2


def test_rao_scott_is_the_second_order_correction_from_all_patterns(named, groups):
    row = rao_scott(named, groups)
    statistic, df, chi2 = from_all_patterns(named, groups)
    assert row["statistic"] == pytest.approx(statistic, rel=1e-10)
    assert row["df"] == pytest.approx(df, rel=1e-10)
    assert row["p"] == pytest.approx(chi_square.sf(statistic, df), rel=1e-10)
    assert row["chi2"] == pytest.approx(chi2, rel=1e-10)
    assert row["chi2_df"] == 8
    assert row["chi2_p"] == pytest.approx(chi_square.sf(chi2, 8), rel=1e-10)
    assert row["n"] == 240
    names = ["statistic", "df", "p", "n", "chi2", "chi2_df", "chi2_p"]
    assert row.index.tolist() == names


def test_groups_of_the_same_complaints_do_not_differ(named):
    twice = pd.concat([named, named], ignore_index=True)
    row = rao_scott(twice, pd.Series(["web", "store"]).repeat(240).reset_index(drop=True))
    assert row["statistic"] == pytest.approx(0, abs=1e-12)
    assert row["p"] == pytest.approx(1)


def test_a_copy_of_a_cause_adds_no_degrees_of_freedom(named, groups):
    # The two copies' chi-squares are equal: twice the sum on half the causes is no news.
    one = rao_scott(named[["a"]], groups)
    two = rao_scott(named[["a"]].assign(again=named["a"]), groups)
    assert two["chi2"] == pytest.approx(2 * one["chi2"])
    assert two["df"] == pytest.approx(one["df"])
    assert two["p"] == pytest.approx(one["p"])


def test_causes_of_all_or_of_none_and_missing_rows_are_left_out(named, groups):
    more = named.assign(everybody=1, nobody=0)
    assert rao_scott(more, groups).equals(rao_scott(named, groups))
    holes = groups.mask(groups.index < 20)
    assert rao_scott(named, holes).equals(rao_scott(named[20:], groups[20:]))
    category = groups.astype(pd.CategoricalDtype(["fax", "web", "store", "phone"]))
    assert rao_scott(named, category)["p"] == pytest.approx(rao_scott(named, groups)["p"])


@pytest.mark.slow
def test_rao_scott_keeps_its_size_where_the_plain_sum_does_not():
    # 2,000 worlds without a difference, four causes that often go together: .05 +- 3 x .0049
    rng = np.random.default_rng(11)
    groups = pd.Series(np.arange(400) % 3)
    right = naive = 0
    for _ in range(2000):
        common = rng.normal(size=(400, 1))
        causes = pd.DataFrame(1.5 * common + rng.normal(size=(400, 4)) > [0.2, 0.5, 1, 1.5]) * 1
        row = rao_scott(causes.rename(columns=str), groups)
        right += row["p"] < 0.05
        naive += row["chi2_p"] < 0.05
    assert 0.035 < right / 2000 < 0.065
    assert naive / 2000 > 0.065


def test_rao_scott_finds_a_group_that_names_other_causes(named, groups):
    named["a"] = np.where(groups == "web", 1 - named["a"] * named["b"], named["a"])
    assert rao_scott(named, groups)["p"] < 0.001


def test_rao_scott_needs_two_groups_and_a_cause_that_varies(named):
    one = pd.Series(["web"] * 240)
    said(
        lambda: rao_scott(named[["a"]] * 0, one),
        "rao_scott: needs at least two groups to compare, found web. Is the column the right one?",
        "every cause is named by all complaints or by none; nothing differs. Give "
        "causes that only some complaints name.",
    )
    said(lambda: rao_scott(named, one.mask(one == "web")), "found none.")
    said(lambda: rao_scott(named, one.head(3)), "groups must have as many rows as the answers")
    said(lambda: rao_scott(named, named), "groups must be one column, found a table.")
    said(
        lambda: rao_scott(named[["a"]], named["a"]),
        "rao_scott: within each group all complaints name the same causes, so there is no chance "
        "to compare with. Look at the table itself.",
    )
