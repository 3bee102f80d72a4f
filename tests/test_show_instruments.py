"""The chart of several instruments beside one truth, and what is said of it."""

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from custsat_edu import layout_problems, use_language
from custsat_edu.errors import InputError
from custsat_edu.show.instruments import describe_instruments, plot_instruments
from custsat_edu.stats.instruments import compare_instruments


@pytest.fixture(autouse=True)
def clean():
    yield
    use_language("en")
    plt.close("all")


@pytest.fixture
def told():
    table = pd.DataFrame(
        {
            "estimate": [66.64, 61.2, 72.98, np.nan],
            "low": [65.99, 58.1, 71.6, np.nan],
            "high": [67.3, 64.3, 74.4, np.nan],
            "n": [1500, 400, 300, 0],
        },
        index=pd.Index(["E-mail survey", "Comment cards", "Panel", "Nobody"], name="instrument"),
    )
    return table.assign(truth=62.7)


def texts(ax):
    return [text.get_text() for text in ax.texts]


@pytest.mark.parametrize("lang", ["en", "id"])
def test_the_chart_is_readable_in_both_languages(told, lang):
    use_language(lang)
    assert layout_problems(plot_instruments(told).figure) == []


def test_the_truth_is_one_line_through_all_instruments(told):
    ax = plot_instruments(told)
    points, truth = ax.lines
    assert points.get_xdata()[:3].tolist() == [66.64, 61.2, 72.98]
    assert truth.get_xdata() == [62.7, 62.7]
    assert texts(ax) == [
        "66.6 (66.0 to 67.3, n = 1,500)",
        "61.2 (58.1 to 64.3, n = 400)",
        "73.0 (71.6 to 74.4, n = 300)",
        "no answers",
        "truth 62.7",
    ]
    assert [label.get_text() for label in ax.get_yticklabels()] == told.index.tolist()


def test_a_truth_that_one_row_alone_has_is_no_line_through_all(told):
    table = told.iloc[:2].assign(truth=[62.7, np.nan])
    assert "truth 62.7" not in texts(plot_instruments(table))


def test_groups_keep_their_own_names(told):
    index = pd.MultiIndex.from_tuples([("cards", "cards"), ("reviews", "survey")])
    table = told.iloc[:2].set_axis(index)
    assert [label.get_text() for label in plot_instruments(table).get_yticklabels()] == [
        "comment cards · cards", "online reviews · survey"]  # fmt: skip


def test_a_table_without_a_row_is_refused_with_the_reason(told):
    with pytest.raises(InputError, match=r"The table has no row: was everything filtered out\?"):
        plot_instruments(told[:0])


def test_a_share_below_the_truth_is_told_without_a_sign():
    table = pd.DataFrame({"estimate": [0.6], "low": [0.5], "high": [0.7], "n": [90]}, ["cards"])
    assert describe_instruments(table.assign(truth=0.65), unit="share").startswith(
        "comment cards: 60.0% (50.0% to 70.0%, n = 90), 5.0 percentage points below the truth of "
        "65.0%."
    )


def test_one_instrument_in_two_groups_is_still_one_alone(told):
    index = pd.MultiIndex.from_tuples([("cards", "Store"), ("cards", "Web")])
    assert describe_instruments(told.iloc[:2].set_axis(index)).endswith(
        "One instrument alone does not show whom it misses."
    )


def test_shares_are_drawn_as_percent_together_with_the_truth(told):
    ax = plot_instruments(told / [100, 100, 100, 1, 100], unit="share")
    assert ax.lines[0].get_xdata()[0] == pytest.approx(66.64)
    assert ax.lines[1].get_xdata() == pytest.approx([62.7, 62.7])
    assert texts(ax)[-1] == "truth 62.7%"


def test_without_a_truth_there_is_no_line_and_no_word_of_it(told):
    table = told.drop(columns="truth")
    ax = plot_instruments(table)
    assert len(ax.lines) == 1
    assert describe_instruments(table.iloc[:2]) == (
        "E-mail survey: 66.6 (66.0 to 67.3, n = 1,500); "
        "Comment cards: 61.2 (58.1 to 64.3, n = 400)."
    )


def test_groups_with_truths_of_their_own_have_a_diamond_each():
    ratings = pd.DataFrame(
        {
            "instrument": ["panel"] * 6 + ["cards"] * 6,
            "value": [80, 70, 90, 60, 50, 70, 20, 40, 30, 90, 80, 70],
            "channel": ["Store", "Web"] * 6,
        }
    )
    everybody = pd.DataFrame(
        {"value": [50, 60, 70, 80], "channel": ["Store", "Store", "Web", "Web"]}
    )
    table = compare_instruments(ratings, by="channel", truth=everybody)
    ax = plot_instruments(table)
    assert ax.lines[1].get_marker() == "D"
    assert ax.lines[1].get_xdata().tolist() == [55, 75, 55, 75]
    assert [label.get_text() for label in ax.get_yticklabels()] == [
        "panel · Store", "panel · Web", "comment cards · Store", "comment cards · Web"]  # fmt: skip
    # panel at the store: 80, 90, 50
    assert describe_instruments(table).startswith(
        "panel · Store: 73.3 (21.6 to 125.0, n = 3), 18.3 above the truth of 55.0; "
    )


def test_every_instrument_is_said_with_its_distance_from_the_truth(told):
    assert describe_instruments(told) == (
        "E-mail survey: 66.6 (66.0 to 67.3, n = 1,500), 3.9 above the truth of 62.7; "
        "Comment cards: 61.2 (58.1 to 64.3, n = 400), 1.5 below the truth of 62.7; "
        "Panel: 73.0 (71.6 to 74.4, n = 300), 10.3 above the truth of 62.7; "
        "Nobody: no answers."
    )


def test_one_instrument_alone_is_said_to_show_no_bias(told):
    sentence = describe_instruments(told.iloc[:1] / [100, 100, 100, 1, 100], unit="share")
    assert sentence == (
        "E-mail survey: 66.6% (66.0% to 67.3%, n = 1,500), 3.9 percentage points "
        "above the truth of 62.7%. "
        "One instrument alone does not show whom it misses."
    )


@pytest.mark.parametrize("show", [plot_instruments, describe_instruments])
def test_a_table_without_a_column_and_a_wrong_unit_are_named(told, show):
    with pytest.raises(InputError) as caught:
        show(told.drop(columns="low"), unit="percent")
    assert "The table has no column 'low'; it needs estimate, low, high and n" in str(caught.value)
    assert "unit must be 'points', 'share' or 'scale', found 'percent'." in str(caught.value)
