import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from custsat_edu import InputError
from custsat_edu.stats.sampling import design_effect, kish_effective_n, raking

REFERENCE = json.loads((Path(__file__).parent / "reference" / "sampling.json").read_text())
MARGINS = {
    "region": {1: 4000, 2: 3000, 3: 2000, 4: 1000},
    "age": {"young": 3500, "middle": 4500, "old": 2000},
    "gender": {1: 4800, 2: 5200},
}


@pytest.fixture
def sample():
    """The rows that tests/reference/sampling.R makes by formula."""
    i = np.arange(1, 201)
    turn = (i * 37) % 11
    return pd.DataFrame(
        {
            "region": (i * i + i // 7) % 4 + 1,
            "age": np.select([turn < 5, turn < 9], ["young", "middle"], "old"),
            "gender": (i * 3 + i // 11) % 2 + 1,
            "base": 0.5 + (i * 11) % 13 / 6,
        },
        index=i,
    )


def said(call, *needles):
    with pytest.raises(InputError) as caught:
        call()
    for needle in needles:
        assert needle in str(caught.value)


def shares(sample, column, weights):
    return weights.groupby(sample[column]).sum() / weights.sum()


def test_the_rows_are_those_of_the_reference(sample):
    counts = REFERENCE["counts"]
    assert sample["region"].value_counts().sort_index().tolist() == counts["region"]
    assert sample["age"].value_counts().to_dict() == counts["age"]
    assert sample["gender"].value_counts().sort_index().tolist() == counts["gender"]
    assert sample["base"].sum() == pytest.approx(counts["base"])


@pytest.mark.parametrize("kind", ["plain", "base"])
def test_raking_is_that_of_rs_survey(sample, kind):
    weights = raking(sample, MARGINS, weights=sample["base"] if kind == "base" else None)
    expected = REFERENCE[kind]
    assert weights.name == "weight"
    assert weights.index.equals(sample.index)
    assert weights.tolist() == pytest.approx(expected["weights"], abs=1e-6)
    assert weights.mean() == pytest.approx(1, abs=1e-12)
    assert weights.attrs["design_effect"] == pytest.approx(expected["design_effect"], abs=1e-6)
    assert weights.attrs["n_effective"] == pytest.approx(expected["n_effective"], abs=1e-4)
    assert 1 < weights.attrs["rounds"] < 50
    for column, margin in MARGINS.items():
        found = shares(sample, column, weights)
        assert found.to_dict() == pytest.approx({k: v / 10000 for k, v in margin.items()}, abs=1e-7)


def test_two_by_two_is_worked_by_hand():
    # Rows a1, b1, b2, b2: they have these margins already
    sample = pd.DataFrame({"letter": list("abbb"), "digit": [1, 1, 2, 2]})
    weights = raking(sample, {"letter": {"a": 0.25, "b": 0.75}, "digit": {1: 0.5, 2: 0.5}})
    assert weights.tolist() == pytest.approx([1, 1, 1, 1])
    # a = .1: a1 is .1 of all, so b1 is .4, and the two b2 share .5; times 4 rows
    weights = raking(sample, {"letter": {"a": 0.1, "b": 0.9}, "digit": {1: 0.5, 2: 0.5}})
    assert weights.tolist() == pytest.approx([0.4, 1.6, 1, 1], abs=1e-6)


def test_one_margin_takes_one_round(sample):
    weights = raking(sample, {"gender": {1: 0.5, 2: 0.5}})
    # post-stratification: half of 200 over 109 and 91
    assert weights[sample["gender"] == 1].unique() == pytest.approx([100 / 109])
    assert weights[sample["gender"] == 2].unique() == pytest.approx([100 / 91])
    assert weights.attrs["rounds"] == 1


def test_counts_shares_series_and_categories_say_the_same(sample):
    weights = raking(sample, MARGINS)
    parts = {name: {k: v / 10000 for k, v in margin.items()} for name, margin in MARGINS.items()}
    columns = {name: pd.Series(margin) for name, margin in MARGINS.items()}
    categories = sample.astype({"region": "category", "age": "category"})
    for other in (raking(sample, parts), raking(sample, columns), raking(categories, MARGINS)):
        assert other.tolist() == pytest.approx(weights.tolist(), abs=1e-9)


def test_weights_over_a_hundred_times_another_are_warned_of_and_still_returned():
    # one of 1,000 stands for half of the population: her weight is 500, the others' 500/999
    sample = pd.DataFrame({"letter": ["a"] + ["b"] * 999})
    weights = raking(sample, {"letter": {"a": 0.5, "b": 0.5}})
    assert weights.iloc[[0, 1]].tolist() == pytest.approx([500, 500 / 999])
    assert weights.attrs["ratio"] == pytest.approx(999)
    # 1,000 squared / (500 squared + 999 (500/999) squared) = 4 / (1 + 1/999)
    assert weights.attrs["n_effective"] == pytest.approx(3.996)
    assert weights.attrs["warning"] == (
        "The largest weight is 999 times the smallest, and the 1,000 answers are worth 4: a few "
        "respondents speak for all. Join small categories, or set limits, such as "
        "limits=(0.3, 3)."
    )


def test_weights_up_to_a_hundred_times_another_are_not_warned_of(sample):
    weights = raking(sample, MARGINS)
    assert weights.attrs["ratio"] == pytest.approx(weights.max() / weights.min())
    assert weights.attrs["warning"] == ""
    hundred = pd.DataFrame({"letter": ["a"] + ["b"] * 100})  # 1/2 against 1/2 over 100
    assert raking(hundred, {"letter": {"a": 0.5, "b": 0.5}}).attrs["warning"] == ""


def test_limits_are_kept_together_with_the_margins(sample):
    free = raking(sample, MARGINS, weights=sample["base"])
    assert free.max() > 2.5
    assert free.min() < 0.3
    weights = raking(sample, MARGINS, weights=sample["base"], limits=(0.3, 2.5))
    assert weights.between(0.3 - 1e-6, 2.5 + 1e-6).all()
    for column, margin in MARGINS.items():
        found = shares(sample, column, weights)
        assert found.to_dict() == pytest.approx({k: v / 10000 for k, v in margin.items()}, abs=1e-7)
    assert weights.attrs["design_effect"] < free.attrs["design_effect"]


def test_limits_that_hold_already_change_nothing(sample):
    free, limited = raking(sample, MARGINS), raking(sample, MARGINS, limits=(0.01, 50))
    assert limited.tolist() == free.tolist()


def test_kish_is_worked_by_hand():
    # (1 + 1 + 2 + 4)^2 / (1 + 1 + 4 + 16) = 64 / 22; 4 rows over that
    weights = pd.Series([1, 1, 2, 4])
    assert kish_effective_n(weights) == pytest.approx(64 / 22)
    assert design_effect(weights) == pytest.approx(4 * 22 / 64)
    assert kish_effective_n(weights * 10) == pytest.approx(64 / 22)
    assert design_effect(pd.Series([3.0, 3.0])) == 1
    variance = weights.var(ddof=0)
    assert design_effect(weights) == pytest.approx(1 + variance / weights.mean() ** 2)


# Bad input


def test_who_has_the_weight_0_adds_to_the_respondents_and_not_to_their_worth():
    weights = pd.Series([0, 1, 1, 2])
    # 4 squared / 6, and 4 x 6 / 4 squared
    assert kish_effective_n(weights) == pytest.approx(16 / 6)
    assert design_effect(weights) == pytest.approx(1.5)


@pytest.mark.parametrize("limits", [(-0.1, 3), (1, 3), (0.3, 1)])
def test_limits_that_no_weights_of_mean_1_can_keep_are_refused(sample, limits):
    with pytest.raises(InputError, match=r"limits must be \(lowest, highest\) with 1 between them"):
        raking(sample, {"gender": sample["gender"].value_counts()}, limits=limits)


def test_margins_of_different_totals_are_named(sample):
    wrong = MARGINS | {"gender": {1: 0.48, 2: 0.52}}
    said(
        lambda: raking(sample, wrong),
        "margins must have the same total, found region 10000, age 10000, gender 1. Are some",
    )


def test_a_category_that_nobody_answered_is_named(sample):
    wrong = MARGINS | {"region": {1: 4000, 2: 3000, 3: 1500, 4: 1000, 5: 300, 6: 200}}
    said(
        lambda: raking(sample, wrong),
        "nobody in the sample has region 5, 6, so no weight can make up for them. Join it with",
    )


def test_a_category_without_a_margin_is_named(sample):
    wrong = MARGINS | {"region": {1: 5000, 2: 3000, 3: 2000}}
    said(
        lambda: raking(sample, wrong),
        "region is 4 in 42 rows, which its margin does not name. Add the category's size",
    )


def test_missing_values_are_counted(sample):
    sample.loc[:3, "age"] = None
    sample = sample.astype({"gender": float})
    sample.loc[7, "gender"] = np.nan
    said(
        lambda: raking(sample, MARGINS),
        "age is missing in 3 of 200 rows. Leave the rows out",
        "gender is missing in 1 of 200 rows.",
    )


def test_a_search_that_does_not_arrive_says_so_and_gives_no_weights(sample):
    said(
        lambda: raking(sample, MARGINS, iterations=1),
        "raking: no weights were found in 1 rounds: age is still off by 0.03",
        "of the population. Join small categories, or use fewer margins.",
    )
    # a has 1 only, so 1 cannot be rarer than a
    impossible = pd.DataFrame({"letter": list("abbb"), "digit": [1, 1, 2, 2]})
    margins = {"letter": {"a": 0.8, "b": 0.2}, "digit": {1: 0.3, 2: 0.7}}
    said(lambda: raking(impossible, margins), "no weights were found in 1000 rounds: letter is")
    said(
        lambda: raking(sample, MARGINS, limits=(0.9, 1.1)),
        "no weights within the limits were found in 1000 rounds:",
        "Widen the limits, or join small categories.",
    )


def test_a_column_that_is_not_there_is_named_with_the_nearest(sample):
    said(
        lambda: raking(sample, {"regions": {1: 1}, "gender": {1: -3, 2: "many"}}),
        "there is no column 'regions' in the sample. Did you mean 'region'?",
        "the margin of gender must give each category a size above 0, found 1: -3, 2: many.",
    )


@pytest.mark.parametrize("margins", [{}, None, [1, 2]])
def test_margins_that_are_none_are_shown_with_how_to_write_them(sample, margins):
    said(lambda: raking(sample, margins), "Write dict(gender=dict(female=0.52, male=0.48)).")


def test_a_margin_that_is_none_is_shown(sample):
    said(lambda: raking(sample, {"gender": 0.5}), "the margin of gender must give", "found 0.5.")
    said(lambda: raking(sample, {"gender": {}}), "the margin of gender must give", "found {}.")


def test_wrong_options_and_weights_are_named_together(sample):
    zero = sample["base"].where(sample.index > 5, 0)
    said(
        lambda: raking(sample, MARGINS, weights=zero, limits=(2, 3), tolerance=0, iterations=0.5),
        "iterations must be a whole number of at least 1, found 0.5.",
        "tolerance must be a number above 0, found 0.",
        "limits must be (lowest, highest) with 1 between them, as the mean weight is 1",
        "found (2, 3). Write (0.3, 3).",
        "weights to start from must be above 0, found 0 in 5 rows.",
    )
    said(
        lambda: raking(sample, MARGINS, weights=sample["base"] * np.nan),
        "weights are missing in 200 of 200 rows",
    )


@pytest.mark.parametrize(("given", "found"), [([1, 2], "list"), (pd.DataFrame(), "no rows")])
def test_a_sample_that_is_no_table_is_named(given, found):
    said(lambda: raking(given, MARGINS), f"one row a respondent, found {found}. Write")


@pytest.mark.parametrize("function", [kish_effective_n, design_effect])
def test_weights_that_are_none_are_named(function):
    name = function.__name__
    said(lambda: function(pd.Series([], dtype=float)), f"{name}: there are no weights")
    said(lambda: function(pd.Series([0, 0])), f"{name}: all 2 weights are zero.")
    said(lambda: function(pd.Series([1, np.nan])), "weights are missing in 1 of 2 rows")
    said(lambda: function(pd.Series([1, -1])), "weights must be 0 or more, found -1 in 1 of 2")
    said(lambda: function(pd.Series(["a", "b"])), f"{name}, weights: needs numbers, found 'a', 'b'")
