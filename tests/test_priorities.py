import numpy as np
import pandas as pd
import pytest

from custsat_edu import InputError, load_study
from custsat_edu.stats.drivers import importance
from custsat_edu.stats.priorities import csi, importance_performance, tki

RULES = ["mean", "median", "midpoint", "diagonal"]
SHARES = ["concentrate", "keep_up", "low_priority", "overkill"]


@pytest.fixture(scope="module")
def study():
    return load_study("serambi")


@pytest.fixture(scope="module")
def survey():
    rng = np.random.default_rng(8)
    X = pd.DataFrame(rng.integers(1, 6, (200, 4)), columns=["price", "speed", "help", "shop"])
    X["price"] = X["price"].clip(upper=4)
    y = pd.Series(X @ [3, 2, 1, 0.2] + rng.normal(0, 3, 200))
    return X, y


def said(call, *needles):
    with pytest.raises(InputError) as caught:
        call()
    for needle in needles:
        assert needle in str(caught.value)


def test_derived_importance_is_that_of_importance(survey):
    X, y = survey
    for method in ("lmg", "johnson"):
        table = importance_performance(X, y, scale=(1, 5), method=method)
        alone = importance(X, y, method=method)
        assert table["importance"].tolist() == pytest.approx(alone["estimate"].tolist(), abs=1e-12)
        for limit in ("low", "high"):
            assert table[f"importance_{limit}"].tolist() == pytest.approx(
                alone[limit].tolist(), abs=0.02
            )
    assert table["performance"].tolist() == pytest.approx(X.mean().tolist())
    assert (table["n"] == 200).all()
    assert table.index.name == "driver"
    assert table.columns.tolist() == [
        "performance",
        "performance_low",
        "performance_high",
        "importance",
        "importance_low",
        "importance_high",
        "quadrant",
        *SHARES,
        "n",
        *[f"quadrant_{rule}" for rule in RULES],
    ]


def test_weighted_importance_is_that_of_importance(survey):
    X, y = survey
    weights = pd.Series(np.random.default_rng(1).uniform(0.2, 3, 200))
    table = importance_performance(X, y, scale=(1, 5), weights=weights)
    alone = importance(X, y, weights=weights)
    assert table["importance"].tolist() == pytest.approx(alone["estimate"].tolist(), abs=1e-12)
    assert table["performance"].tolist() == pytest.approx(
        np.average(X, axis=0, weights=weights).tolist()
    )
    assert table["n_effective"].tolist() == pytest.approx(alone["n_effective"].tolist())


def test_performance_limits_are_those_of_its_mean(survey):
    X, y = survey
    table = importance_performance(X, y, scale=(1, 5), bootstrap=4000)
    half = 1.96 * X.std(ddof=0) / np.sqrt(200)
    assert table["performance_low"].tolist() == pytest.approx((X.mean() - half).tolist(), abs=0.02)
    assert table["performance_high"].tolist() == pytest.approx((X.mean() + half).tolist(), abs=0.02)


def stated_tables():
    # Means: performance 2 4 1 5 3, importance 5 4 3 1 3; scale 1 to 5
    performance = pd.DataFrame([[1, 4, 1, 5, 3], [3, 4, 1, 5, 3]], columns=list("abcde"))
    stated = pd.DataFrame([[5, 4, 2, 1, 3], [5, 4, 4, 1, 3]], columns=list("abcde"))
    both = pd.concat([performance] * 4, ignore_index=True), pd.concat([stated] * 4)
    rng = np.random.default_rng(0)
    X = pd.DataFrame(rng.normal(size=(8, 5)), columns=list("abcde"))
    return X, pd.Series(rng.normal(size=8)), both[0], both[1].reset_index(drop=True)


def test_quadrants_under_all_four_rules_are_worked_by_hand():
    # mean: lines at performance 3, importance 16/5; median: 3 and 3; midpoint: 3 and 3.
    # diagonal: rescaled performance .25 .75 0 1 .5, importance 1 .75 .5 0 .5: a and c lie above,
    # b and e on it, d under it; those not above by the means: b, d, e as under "mean".
    X, y, performance, stated = stated_tables()
    table = importance_performance(X, y, scale=(1, 5), performance=performance, stated=stated)
    by_mean = ["concentrate", "keep_up", "low_priority", "overkill", "overkill"]
    by_three = ["concentrate", "keep_up", "concentrate", "overkill", "keep_up"]
    by_diagonal = ["concentrate", "keep_up", "concentrate", "overkill", "overkill"]
    assert table["importance"].tolist() == [5, 4, 3, 1, 3]
    assert table["performance"].tolist() == [2, 4, 1, 5, 3]
    assert table["quadrant"].tolist() == by_mean
    assert table["quadrant_mean"].tolist() == by_mean
    assert table["quadrant_median"].tolist() == by_three
    assert table["quadrant_midpoint"].tolist() == by_three
    assert table["quadrant_diagonal"].tolist() == by_diagonal


def test_lines_and_diagonal_stand_in_attrs_as_plain_numbers():
    X, y, performance, stated = stated_tables()
    lines = {"mean": (3, 3.2), "median": (3, 3), "midpoint": (4, 5), "diagonal": (3, 3.2)}
    for rule, (vertical, horizontal) in lines.items():
        table = importance_performance(
            X,
            y,
            scale=(1, 7),
            performance=performance,
            stated=stated,
            stated_scale=(0, 10),
            lines=rule,
            bootstrap=10,
        )
        assert table.attrs == {
            "lines": rule,
            "performance_line": pytest.approx(vertical),
            "importance_line": pytest.approx(horizontal),
            "diagonal_x0": 1.0,
            "diagonal_y0": 1.0,
            "diagonal_x1": 5.0,
            "diagonal_y1": 5.0,
        }
        assert all(type(value) in (float, str) for value in table.attrs.values())
        assert table["quadrant"].tolist() == table[f"quadrant_{rule}"].tolist()


def test_the_midpoint_of_derived_importance_is_an_equal_share(survey):
    X, y = survey
    table = importance_performance(X, y, scale=(1, 5), lines="midpoint", bootstrap=10)
    assert table.attrs["importance_line"] == pytest.approx(importance(X, y)["estimate"].sum() / 4)
    assert table.attrs["performance_line"] == 3


@pytest.mark.slow
def test_shares_of_resamples_are_those_of_a_loop_over_rows(survey):
    X, y = survey
    table = importance_performance(X, y, scale=(1, 5), bootstrap=2000)
    rng = np.random.default_rng(9)
    found = {name: np.zeros(4) for name in SHARES}
    for _ in range(400):
        rows = rng.integers(0, 200, 200)
        part = importance_performance(X.iloc[rows], y.iloc[rows], scale=(1, 5), bootstrap=0)
        for name in SHARES:
            found[name] += (part["quadrant"] == name).to_numpy() / 400
    for name in SHARES:
        assert table[name].tolist() == pytest.approx(found[name].tolist(), abs=0.1)
    assert table[SHARES].sum(axis=1).tolist() == pytest.approx([1] * 4)
    assert table[SHARES].max(axis=1).lt(1).any()


def test_columns_are_matched_by_name_and_rows_with_a_hole_left_out(survey):
    X, y = survey
    performance = X[["shop", "help", "speed", "price"]].astype(float)
    performance.iloc[0, 0] = np.nan
    table = importance_performance(X, y, scale=(1, 5), performance=performance)
    same = importance_performance(X[1:], y[1:], scale=(1, 5))
    pd.testing.assert_frame_equal(table, same)


def test_without_a_bootstrap_there_are_no_limits_and_no_shares(survey):
    X, y = survey
    table = importance_performance(X, y, scale=(1, 5), bootstrap=0)
    limits = ["performance_low", "performance_high", "importance_low", "importance_high"]
    assert table[limits + SHARES].isna().all(axis=None)
    assert table["quadrant"].notna().all()


def test_one_driver_is_on_its_own_lines(survey):
    X, y = survey
    table = importance_performance(X[["price"]], y, scale=(1, 5))
    assert table["quadrant"].tolist() == ["keep_up"]
    assert table["keep_up"].tolist() == [1]


def test_too_many_degenerate_resamples_have_no_limits_and_no_shares():
    X = pd.DataFrame({"a": [1, 1, 1, 1, 1, 2], "b": [1, 3, 2, 5, 4, 4]})
    y = pd.Series([3.0, 5, 4, 8, 6, 9])
    table = importance_performance(X, y, scale=(1, 5))
    assert table[["importance_low", *SHARES]].isna().all(axis=None)
    assert table["performance_low"].notna().all()


def test_importance_performance_names_every_wrong_option_at_once(survey):
    X, y = survey
    said(
        lambda: importance_performance(
            X,
            y,
            scale=(1, 3),
            stated=X[["price", "help"]],
            stated_scale=(5, 1),
            method="shapley",
            lines="center",
            bootstrap=-1,
            confidence=0,
        ),
        "importance_performance: method must be one of 'lmg', 'johnson', found 'shapley'.",
        "lines must be one of 'mean', 'median', 'midpoint', 'diagonal', found 'center'. Did you "
        "mean",
        "bootstrap must be a whole number of at least 0, found -1.",
        "confidence must lie between 0 and 1, found 0.",
        "scale must be (lowest, highest), found (5, 1).",
        "importance_performance, performance, speed: answers must be 1 to 3, found",
        "importance_performance: stated must have the same columns as the other table, found in "
        "one of them only: shop, speed. Leave these out, or add them to the other.",
    )


def test_importance_performance_refuses_what_importance_refuses(survey):
    X, y = survey
    twice = X.assign(again=X["price"])
    said(
        lambda: importance_performance(twice, y, scale=(1, 5), method="johnson"),
        "cannot be told apart: price, again.",
    )
    many = pd.DataFrame(np.random.default_rng(0).integers(1, 6, (200, 21))).rename(columns=str)
    said(lambda: importance_performance(many, y, scale=(1, 5)), "21 drivers make")
    said(lambda: importance_performance(X.head(5), y.head(5), scale=(1, 5)), "complete rows")


def test_csi_is_worked_by_hand():
    # Mean importance 4 and 3, performance 3 and 4.5: (4 x 3 + 3 x 4.5) / 7 / 5 = .728571
    important = pd.DataFrame({"price": [5, 3], "speed": [2, 4]})
    done = pd.DataFrame({"speed": [4, 5], "price": [2, 4]})
    row = csi(important, done, scale=(1, 5))
    assert row["estimate"] == pytest.approx(100 * 25.5 / 35)
    assert row["n"] == 2
    assert row.index.tolist() == ["estimate", "low", "high", "n"]
    # The two rows alone: (5 x 2 + 2 x 4) / 7 / 5 = .514, (3 x 4 + 4 x 5) / 7 / 5 = .914
    assert row["low"] == pytest.approx(100 * 18 / 35)
    assert row["high"] == pytest.approx(100 * 32 / 35)


def test_csi_limits_are_those_of_a_loop_over_rows(study):
    wanted, done = study.by_driver("importance"), study.by_driver("performance")
    both = pd.concat([wanted, done], axis=1).dropna().to_numpy()[:300]
    wanted, done = pd.DataFrame(both[:, :10]), pd.DataFrame(both[:, 10:])
    row = csi(wanted, done, scale=(1, 5), bootstrap=4000, confidence=0.9)
    rng = np.random.default_rng(5)
    worlds = []
    for _ in range(2000):
        w, p = both[rng.integers(0, 300, 300)].mean(axis=0).reshape(2, 10)
        worlds.append(20 * (w * p).sum() / w.sum())
    assert row[["low", "high"]].tolist() == pytest.approx(
        np.quantile(worlds, [0.05, 0.95]).tolist(), abs=0.15
    )


def test_csi_and_tki_use_complete_answers():
    important = pd.DataFrame({"price": [5, 3, np.nan], "speed": [2, 4, 1]})
    done = pd.DataFrame({"price": [2.0, 4, 5], "speed": [4.0, 5, 5]})
    assert csi(important, done, scale=(1, 5))["estimate"] == pytest.approx(100 * 25.5 / 35)
    assert tki(important, done, scale=(1, 5))["n"].tolist() == [2, 3]


def test_tki_is_worked_by_hand():
    # Importance 5 4 3 (mean 4), performance 3 4 2 (mean 3): 75. Moves 3 - .75 x 5 = -.75, 1, -.25;
    # times 100 / (3 x 4): -6.25, 8.3333, -2.0833; squares sum to 112.847; x 3/2 = 169.271,
    # root 13.0104; t of 2 degrees of freedom 4.30265: half width 55.979
    important = pd.DataFrame({"price": [5, 4, 3]})
    table = tki(important, pd.DataFrame({"price": [3, 4, 2]}), scale=(1, 5))
    row = table.loc["price"]
    assert row["estimate"] == 75
    assert row["low"] == pytest.approx(75 - 55.9791, abs=1e-3)
    assert row["high"] == pytest.approx(75 + 55.9791, abs=1e-3)
    assert row[["importance", "performance", "n"]].tolist() == [4, 3, 3]
    assert table.index.name == "driver"
    columns = ["estimate", "low", "high", "importance", "performance", "n"]
    assert table.columns.tolist() == columns


@pytest.mark.slow
def test_tki_limits_hold_the_truth_in_95_of_100_samples():
    # 2,000 samples of 60, error .005. Mean importance .05 + .2 + .6 + 1.2 + 1.75 = 3.8. Performance
    # is each importance moved by -2 to 1 and kept in 1 to 5, on average 1.25 1.75 2.5 3.5 4.25 for
    # 1 to 5: .0625 + .175 + .5 + 1.05 + 1.4875 = 3.275.
    truth = 100 * 3.275 / 3.8
    rng = np.random.default_rng(7)
    levels = np.arange(1, 6)
    held = 0
    for _ in range(2000):
        wanted = rng.choice(levels, 60, p=[0.05, 0.1, 0.2, 0.3, 0.35])
        done = np.clip(wanted + rng.choice([-2, -1, 0, 1], 60), 1, 5)
        row = tki(pd.DataFrame({"a": wanted}), pd.DataFrame({"a": done}), scale=(1, 5)).loc["a"]
        held += row["low"] <= truth <= row["high"]
    assert 0.93 < held / 2000 < 0.97


def test_tki_has_no_limits_for_one_respondent_or_without_spread():
    important = pd.DataFrame({"a": [4, np.nan], "b": [5, 5]})
    done = pd.DataFrame({"a": [3, 4], "b": [4, 4]})
    table = tki(important, done, scale=(1, 5))
    assert table["estimate"].tolist() == [75, 80]
    assert table[["low", "high"]].isna().all(axis=None)
    nothing = tki(pd.DataFrame({"a": [0, 0]}), pd.DataFrame({"a": [1, 2]}), scale=(0, 5))
    assert nothing[["estimate", "low", "high"]].isna().all(axis=None)


def test_csi_and_tki_name_everything_that_does_not_fit():
    important = pd.DataFrame({"price": [5, 9], "speed": [2, 4]})
    done = pd.DataFrame({"price": [2, 4], "parking": [4, 5]})
    for function in (csi, tki):
        said(
            lambda f=function: f(important, done, scale=(1, 5), confidence=9),
            f"{function.__name__}: confidence must lie between 0 and 1, found 9.",
            "price: answers must be 1 to 5, found 9",
            "performance must have the same columns as the other table, found in one of them "
            "only: parking, speed.",
        )
        said(
            lambda f=function: f(important, important.head(1), scale=(1, 9)),
            "performance must have as many rows as the answers, 2, found 1.",
        )
        said(
            lambda f=function: f(important, important, scale=(-9, 9)),
            "scale must not start below 0, found -9: shares of a negative importance mean "
            "nothing. Count the answers from 1.",
        )
    said(lambda: csi(important, done, scale=(1, 5), bootstrap=0), "bootstrap must be a whole")


def test_csi_and_tki_need_somebody_who_answered_and_something_important():
    important = pd.DataFrame({"price": [5, np.nan], "speed": [np.nan, 4]})
    said(
        lambda: csi(important, important, scale=(1, 5)),
        "csi: no respondent answered everything, 2 left something out. Take fewer drivers.",
    )
    zeros = pd.DataFrame({"price": [0, 0]})
    said(lambda: csi(zeros, zeros, scale=(0, 5)), "csi: every importance is 0")
    other = pd.DataFrame({"price": [np.nan, 5], "speed": [np.nan, 4]})
    said(
        lambda: tki(important, other, scale=(1, 5)),
        "tki: nobody answered both questions on price. Leave it out.",
    )
