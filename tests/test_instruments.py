"""Several instruments beside one truth."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from custsat_edu import InputError, load_study, mean_score, raking, reveal
from custsat_edu.stats.instruments import compare_instruments

REFERENCE = json.loads((Path(__file__).parent / "reference" / "sampling.json").read_text())[
    "instruments"
]
COLUMNS = ["estimate", "low", "high", "n"]


@pytest.fixture
def told():
    """The rows that tests/reference/sampling.R makes by formula."""
    i = np.arange(1, 201)
    stars = pd.Series(np.where(i % 40 == 0, 4, (3 * i + i // 5) % 5 + 1.0))
    weighted = pd.DataFrame({"value": i % 7 * 10, "weight": 0.5 + (i * 11) % 13 / 6})
    return {"stars": stars, "weighted": weighted}


def said(call, *needles):
    with pytest.raises(InputError) as caught:
        call()
    for needle in needles:
        assert needle in str(caught.value)


def test_means_and_weighted_means_are_those_of_r(told):
    table = compare_instruments(told)
    assert table.index.name == "instrument"
    assert table.columns.tolist() == [*COLUMNS, "n_effective"]
    assert table.loc["stars", COLUMNS].tolist() == pytest.approx(REFERENCE["mean"], abs=1e-9)
    limits = table.loc["weighted", ["estimate", "low", "high"]]
    assert limits.tolist() == pytest.approx(REFERENCE["weighted"], abs=1e-9)
    assert table["n"].tolist() == [200, 200]
    assert table["n"].dtype == "int64"
    w = told["weighted"]["weight"]
    effective = w.sum() ** 2 / (w**2).sum()
    assert table["n_effective"].tolist() == pytest.approx([200, effective])
    assert table.attrs == {"kind": "mean", "confidence": 0.95, "warning": ""}


@pytest.mark.parametrize("form", [float, bool])
def test_ones_and_zeros_are_a_share_with_wilsons_interval_as_in_r(told, form):
    ones = (told["stars"] >= 4).astype(form)
    table = compare_instruments({"stars": ones, "others": ~ones.astype(bool)}, truth=0.4)
    assert table.loc["stars", COLUMNS].tolist() == pytest.approx(REFERENCE["share"], abs=1e-9)
    assert table.attrs["kind"] == "share"
    # 0.415 - 0.4, and the limits of R less 0.4
    bias = [REFERENCE["share"][k] - 0.4 for k in range(3)]
    columns = ["bias", "bias_low", "bias_high"]
    assert table.loc["stars", columns].tolist() == pytest.approx(bias)


def test_the_bias_is_the_distance_from_the_truth_and_the_limits_move_with_it():
    # mean 6, sd 2, t(2) = 4.302653, half = 4.302653 * 2 / sqrt(3) = 4.968275
    table = compare_instruments({"a": [4, 6, 8, None], "b": [1, 2, 3]}, truth=5)
    row = table.loc["a"]
    assert row[COLUMNS].tolist() == pytest.approx([6, 6 - 4.968275, 6 + 4.968275, 3], abs=1e-6)
    assert row["truth"] == 5
    assert row["bias"] == 1
    assert [row["bias_low"], row["bias_high"]] == pytest.approx([1 - 4.968275, 1 + 4.968275])
    narrow = compare_instruments({"a": [4, 6, 8], "b": [1, 2, 3]}, confidence=0.5)
    assert narrow.loc["a", "high"] < row["high"]
    assert narrow.columns.tolist() == COLUMNS


def test_the_truth_may_be_everybody(told):
    everybody = pd.Series([1, 2, 3, np.nan, 6])  # mean 3
    for truth in (everybody, everybody.to_frame("value")):
        assert compare_instruments(told, truth=truth)["truth"].tolist() == [3, 3]


def test_the_truth_of_a_weighted_population_is_its_weighted_mean():
    everybody = pd.DataFrame({"value": [50, 80, 20], "weight": [3, 1, 0], "g": ["x", "x", "y"]})
    told = pd.DataFrame({"value": [60.0, 70, 30, 40], "g": ["x", "x", "y", "y"]})
    # (3 x 50 + 1 x 80) / 4
    assert compare_instruments({"a": told}, truth=everybody).loc["a", "truth"] == 57.5
    everybody.loc[2, "weight"] = 1.0
    by_group = compare_instruments({"a": told}, truth=everybody, by="g")
    assert by_group["truth"].tolist() == [57.5, 20.0]


def test_ones_and_zeros_beside_other_ratings_are_means():
    table = compare_instruments({"a": [0, 1, 1], "b": [0, 50, 100]}, confidence=0.9)
    assert table.attrs == {"kind": "mean", "confidence": 0.9, "warning": ""}


def test_a_missing_weight_of_a_missing_rating_is_no_fault():
    ratings = pd.DataFrame({"value": [60.0, 70, np.nan], "weight": [1, 3, np.nan]})
    assert compare_instruments({"a": ratings}).loc["a", "estimate"] == 67.5


def test_a_table_without_a_row_is_named():
    empty = pd.DataFrame({"instrument": [], "value": []})
    said(lambda: compare_instruments(empty), "the table has no row. Was everything filtered out?")


def test_one_table_of_all_says_the_same_as_a_table_each():
    table = pd.DataFrame({"instrument": list("bbbaaa"), "value": [1, 2, 4, 5, 5, 8]})
    one = compare_instruments(table, truth=3)
    each = compare_instruments({"b": [1, 2, 4], "a": [5, 5, 8]}, truth=3)
    pd.testing.assert_frame_equal(one, each)
    categories = table.astype({"instrument": "category"})
    pd.testing.assert_frame_equal(compare_instruments(categories, truth=3), each)


def test_groups_have_a_row_each_and_truths_of_their_own():
    table = pd.DataFrame(
        {
            "instrument": ["panel"] * 4 + ["cards"] * 3,
            "value": [4, 6, 7, 9, 1, 2, 3],
            "channel": pd.Categorical(["Store", "Store", "Web", "Web", *["Store"] * 3]),
        }
    )
    everybody = pd.DataFrame({"value": [3, 5, 6, 8], "channel": ["Store", "Store", "Web", "Web"]})
    result = compare_instruments(table, by="channel", truth=everybody)
    assert result.index.names == ["instrument", "channel"]
    assert result.index.tolist() == [
        ("panel", "Store"), ("panel", "Web"), ("cards", "Store"), ("cards", "Web")]  # fmt: skip
    assert result["n"].tolist() == [2, 2, 3, 0]
    assert result["truth"].tolist() == [4, 7, 4, 7]
    assert result["bias"].tolist() == pytest.approx([1, 1, -2, np.nan], nan_ok=True)
    alone = mean_score(pd.Series([1.0, 2, 3]))
    assert result.loc[("cards", "Store"), "high"] == pytest.approx(alone["high"])
    weighted = table.assign(weight=[1, 3, 1, 1, 1, 1, 1])
    assert compare_instruments(weighted, by="channel").loc[("panel", "Store"), "estimate"] == 5.5


def test_the_sample_shows_what_each_instrument_is_off_and_that_weights_mend_little():
    study = load_study("serambi")
    tables, truth = study.tables, reveal(study)["instrument_means"]["value"]
    email = tables["email_survey"].query("mode == 'E-mail'")
    margins = {
        name: tables["customers"][name].value_counts() for name in ("age_band", "region", "channel")
    }
    weights = raking(email, margins)
    told = {
        name: (table.filter(regex="osat[123]").mean(axis=1) - 1) / 9 * 100
        for name, table in (("email", email), ("panel", tables["panel"]))
    }
    told["email_raked"] = pd.DataFrame({"value": told["email"], "weight": weights})
    told["reviews"] = (tables["reviews"]["stars"] - 1) / 4 * 100
    result = compare_instruments(told, truth=truth["customers"])
    # planted: email 3.5, panel 9.1, email raked 3.2, reviews 8.8 above all customers
    assert result["bias"].round(1).tolist() == [3.9, 10.3, 3.4, 8.5]
    assert (result["bias_low"] > 0).all()
    for name in told:
        assert result.loc[name, "low"] <= truth[name] <= result.loc[name, "high"]


# One instrument only ----------------------------------------------------------------------------


def test_one_instrument_alone_is_returned_and_said_to_show_no_bias():
    table = compare_instruments({"panel": [70, 80, 90]})
    assert table.loc["panel", ["estimate", "n"]].tolist() == [80, 3]
    assert table.attrs["warning"] == (
        "One instrument alone does not show whom it misses: set another one, or the truth, beside "
        "it."
    )
    known = compare_instruments({"panel": [70, 80, 90]}, truth=62)
    assert known.loc["panel", "bias"] == 18
    assert known.attrs["warning"] == (
        "One instrument alone does not show whom it misses: set another one beside it."
    )


def test_one_rating_alone_has_no_interval():
    table = compare_instruments({"panel": [70], "cards": [60, 80]}, truth=62)
    assert table.loc["panel", "estimate"] == 70
    assert table.loc["panel", ["low", "high", "bias_low", "bias_high"]].isna().all()


# Bad input --------------------------------------------------------------------------------------


@pytest.mark.parametrize("given", [{}, None, [1, 2]])
def test_instruments_that_are_none_are_shown_with_how_to_write_them(given):
    said(
        lambda: compare_instruments(given),
        f"compare_instruments: instruments must be names with their ratings, found {given!r}. "
        "Write {'panel': ratings, 'reviews': others}.",
    )


def test_ratings_that_are_none_are_named_with_their_instrument():
    said(
        lambda: compare_instruments(
            {"panel": ["good", "bad"], "cards": [None, None], "reviews": []}, confidence=95
        ),
        "compare_instruments: confidence must lie between 0 and 1, found 95.",
        "compare_instruments, panel: needs numbers, found 'good', 'bad' in 2 of 2 rows",
        "compare_instruments, cards: all 2 answers are missing.",
        "compare_instruments, reviews: there are no answers: the data are empty.",
    )


def test_columns_that_are_not_there_are_named():
    table = pd.DataFrame({"instruments": ["a"], "rating": [3]})
    said(
        lambda: compare_instruments(table),
        "the table has no column 'instrument'. Is it 'instruments'? Rename it.",
        "the table has no column 'value'. Is it",
    )
    said(
        lambda: compare_instruments({"a": table}, by="channel", truth=table),
        "compare_instruments, a: the table has no column 'value'. Is it",
        "compare_instruments, a: the table has no column 'channel'. Is it",
        "compare_instruments, truth: the table has no column 'channel'. Is it",
    )
    unnamed = pd.DataFrame({"instrument": ["a", None, "b"], "value": [1, 2, 3]})
    said(
        lambda: compare_instruments(unnamed),
        "compare_instruments: instrument is missing in 1 of 3 rows. Name it, or leave the rows",
    )


def test_wrong_weights_and_groups_are_named():
    wrong = pd.DataFrame({"value": [1, 2], "weight": [1, -1]})
    said(
        lambda: compare_instruments({"a": wrong}),
        "compare_instruments, a: weights must be 0 or more, found -1 in 1 of 2 rows",
    )


@pytest.mark.parametrize("truth", ["62", np.nan, [1, 2]])
def test_a_truth_that_is_none_is_named(truth):
    said(
        lambda: compare_instruments({"a": [1, 2]}, truth=truth),
        "compare_instruments, truth: must be a number, or the ratings of the whole population, "
        f"found {truth!r}.",
    )


def test_groups_need_a_population_with_groups():
    table = pd.DataFrame({"value": [1, 2], "channel": ["Store", "Web"]})
    said(
        lambda: compare_instruments({"a": table}, by="channel", truth=62.7),
        "compare_instruments, truth: with by='channel' truth must be a table of the population "
        "with the columns value and channel.",
    )
