import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from custsat_edu.i18n import use_language
from custsat_edu.teach.expect import (
    Feedback,
    answer,
    expect_choice,
    expect_names,
    expect_number,
    expect_table,
    expect_true_or_false,
    expect_type,
)

POINTS = {"unit": "points from −100 to 100", "tolerance": 0.05}
TABLE = pd.DataFrame({"score": [40.0, 25.5], "n": [20, 12]}, index=["online", "store"])


def _refused(said, check, *args, **kwargs):
    with pytest.raises(Feedback, match=f"^{re.escape(said)}$"):
        check(*args, **kwargs)


def test_a_missing_answer_and_one_not_given_yet_are_told_apart():
    _refused(
        "There is no score yet: run the cell that makes it, and check its spelling.",
        answer,
        {"scores": 3},
        "score",
    )
    _refused(
        "Not answered yet: write your answer to score in place of ...",
        answer,
        {"score": ...},
        "score",
    )
    assert answer({"score": None}, "score") is None


def test_an_answer_of_the_wrong_kind_is_told_its_kind():
    said = "share must be one number; yours is of type str."
    _refused(said, expect_number, {"share": "0.4"}, "share", 0.4, unit="", tolerance=0.01)
    said = "share must be one number; yours is of type bool."
    _refused(said, expect_number, {"share": True}, "share", 1, unit="", tolerance=0.01)
    said = "answers must be a column; yours is of type list."
    _refused(said, expect_type, {"answers": [1]}, "answers", pd.Series, "a column")
    assert expect_type({"answers": [1]}, "answers", list, "a list") == [1]


@pytest.mark.parametrize("found", [40, 40.04, np.float64(39.96), np.int64(40)])
def test_a_number_within_the_tolerance_is_right(found):
    expect_number({"score": found}, "score", 40, **POINTS)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (60, "That is the share of promoters: subtract the detractors."),
        (0.4, "That is a hundred times off: it is asked for in points from −100 to 100."),
        (4000, "That is a hundred times off: it is asked for in points from −100 to 100."),
        (-40, "The sign is turned round: which of the two is subtracted from the other?"),
        (40.3, "Near, but not near enough: keep all decimals until the end."),
        (
            3,
            "Not yet: your data give another number. It is asked for in points from −100 to 100.",
        ),
        (float("nan"), "score is not a finite number: were the missing answers left out?"),
        (
            pd.Series({"estimate": 40, "low": 30, "high": 50, "n": 9}),
            "score is a whole row: take one number of it, as in row['estimate'].",
        ),
    ],
)
def test_a_wrong_number_gets_the_sentence_of_its_misconception(found, said):
    mistakes = [(60, "That is the share of promoters: subtract the detractors.")]
    _refused(said, expect_number, {"score": found}, "score", 40, mistakes=mistakes, **POINTS)


def test_a_misconception_that_gives_the_right_number_here_is_right():
    expect_number({"score": 40}, "score", 40, mistakes=[(40, "No.")], **POINTS)


def test_a_sentence_is_in_the_active_language_or_english_where_that_has_none():
    use_language("id")
    with pytest.raises(Feedback) as caught:
        answer({"score": ...}, "score")
    assert "score" in str(caught.value)


@given(st.floats(-100, 100), st.floats(-1e4, 1e4))
def test_no_sentence_tells_the_expected_number(expected, found):
    assume(abs(found - expected) > 0.05)
    with pytest.raises(Feedback) as caught:
        expect_number({"score": found}, "score", expected, unit="points", tolerance=0.05)
    assert not re.search(r"\d", str(caught.value))


def test_a_choice_is_right_wrong_with_its_reason_wrong_or_none():
    task = {
        "choices": ["online", "store", "neither"],
        "mistakes": [("online", "Its interval is wider.")],
    }
    expect_choice({"surer": "store"}, "surer", "store", **task)
    _refused("Its interval is wider.", expect_choice, {"surer": "online"}, "surer", "store", **task)
    said = "Not yet: look at surer again, your data say something else."
    _refused(said, expect_choice, {"surer": "neither"}, "surer", "store", **task)
    said = "surer must be one of: 'online', 'store', 'neither'."
    _refused(said, expect_choice, {"surer": pd.Series(["store"])}, "surer", "store", **task)


def test_a_numpy_truth_value_is_a_choice():
    expect_choice({"overlap": np.True_}, "overlap", True, choices=[True, False])


def test_true_or_false_is_right_wrong_with_its_reason_or_of_another_kind():
    task = ("is_clear", False, "Look at its interval.")
    expect_true_or_false({"is_clear": False}, *task)
    expect_true_or_false({"is_clear": np.False_}, *task)
    _refused("Look at its interval.", expect_true_or_false, {"is_clear": np.True_}, *task)
    said = "is_clear must be True or False; yours is of type int."
    _refused(said, expect_true_or_false, {"is_clear": 0}, *task)
    said = "Not answered yet: write your answer to is_clear in place of ..."
    _refused(said, expect_true_or_false, {"is_clear": ...}, *task)


@pytest.mark.parametrize(
    "found",
    [
        ["a", "b"],
        ("b", "a"),
        {"a", "b"},
        pd.Index(["a", "b"]),
        np.array(["b", "a"]),
        ["a", "b", "a"],
    ],
)
def test_names_are_right_in_any_order_and_kind_of_list(found):
    expect_names({"owed": found}, "owed", ["a", "b"], choices=["a", "b", "c"])


def test_no_names_are_right_where_none_are_expected():
    expect_names({"owed": []}, "owed", [], choices=["a"])


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ("a", "owed must be a list of names; yours is of type str."),
        (["a", "x", "w"], "owed holds 'w', 'x'; choose from: a, b, c."),
        (["c"], "Those delight: which are owed?"),
        (["a", "b", "c"], "Not yet: owed holds a name too many."),
        (["b", "c"], "Not yet: owed holds a name too many."),
        (["a"], "Not yet: owed lacks a name."),
        ([], "Not yet: owed lacks a name."),
    ],
)
def test_wrong_names_get_the_sentence_of_their_misconception(found, said):
    task = {"choices": ["a", "b", "c"], "mistakes": [(["c"], "Those delight: which are owed?")]}
    _refused(said, expect_names, {"owed": found}, "owed", ["a", "b"], **task)


def test_a_table_may_have_other_orders_and_further_columns():
    found = TABLE.iloc[::-1, ::-1].assign(more=1)
    found.index = pd.CategoricalIndex(found.index)
    expect_table({"t": found}, "t", TABLE, tolerance=0.05)


def test_a_table_with_two_missing_values_in_the_same_place_is_right():
    table = TABLE.assign(low=[np.nan, 1.0])
    expect_table({"t": table.copy()}, "t", table, tolerance=0.05)
    said = "Not yet: in t, look at row 'store', column 'low'."
    wrong = table.assign(low=[np.nan, np.nan])
    _refused(said, expect_table, {"t": wrong}, "t", table, tolerance=0.05)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (TABLE["score"], "t must be a table (DataFrame); yours is of type Series."),
        (TABLE[["n"]], "Your table t has no column 'score'."),
        (TABLE[[]], "Your table t has no column 'score', 'n'."),
        (TABLE.head(1), "Your table t has no row 'store'."),
        (
            pd.concat([TABLE, TABLE.set_axis(["all", "app"])]),
            "Your table t has a row too many: 'all', 'app'.",
        ),
        (
            pd.concat([TABLE, TABLE]),
            "Your table t has two rows called 'online': one a group is asked for.",
        ),
        (TABLE.assign(score=[40, 25.6]), "Not yet: in t, look at row 'store', column 'score'."),
        (TABLE.assign(score=[0.40, 0.255]), "In points, please."),
        (
            TABLE.assign(score=["40", "25.5"]),
            "Not yet: in t, look at row 'online', column 'score'.",
        ),
    ],
)
def test_a_wrong_table_is_told_what_to_look_at(found, said):
    mistakes = [(TABLE.assign(score=TABLE["score"] / 100), "In points, please.")]
    _refused(said, expect_table, {"t": found}, "t", TABLE, tolerance=0.05, mistakes=mistakes)
