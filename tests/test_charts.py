import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from custsat_edu import (
    describe_intervals,
    describe_likert,
    layout_problems,
    plot_intervals,
    plot_likert,
    use_language,
)
from custsat_edu.errors import InputError


@pytest.fixture(autouse=True)
def clean():
    yield
    use_language("en")
    plt.close("all")


@pytest.fixture
def table():
    return pd.DataFrame(
        {
            "estimate": [24.1, 18.0, -3.2, np.nan],
            "low": [20.0, 12.5, -40.0, np.nan],
            "high": [28.2, 23.5, 30.0, np.nan],
            "n": [1430, 970, 12, 0],
        },
        index=pd.Index(["Store", "Web", "Chat with a person", "Nobody"], name="channel"),
    )


@pytest.fixture
def counts():
    return pd.DataFrame(
        {1: [5, 1], 2: [10, 3], 3: [20, 10], 4: [40, 400], 5: [25, 100], 6: [0, 0], 7: [0, 0]},
        index=["Delivery", "Quality of the products"],
    )


def texts(ax):
    return [text.get_text() for text in ax.texts]


@pytest.mark.parametrize("lang", ["en", "id"])
def test_the_interval_chart_is_readable_in_both_languages(table, lang):
    use_language(lang)
    ax = plot_intervals(table.assign(truth=[22.0, 19.0, 5.0, np.nan]), unit="points")
    assert layout_problems(ax.figure) == []


def test_the_interval_chart_draws_the_numbers_of_the_table(table):
    ax = plot_intervals(table, unit="points")
    (points,) = ax.lines
    assert points.get_xdata().tolist()[:3] == [24.1, 18.0, -3.2]
    (bars,) = ax.collections
    assert [segment[:, 0].tolist() for segment in bars.get_segments()[:3]] == [
        [20.0, 28.2], [12.5, 23.5], [-40.0, 30.0]]  # fmt: skip
    assert texts(ax) == [
        "24.1 (20.0 to 28.2, n = 1,430)",
        "18.0 (12.5 to 23.5, n = 970)",
        "−3.2 (−40.0 to 30.0, n = 12)",
        "no answers",
    ]
    assert [label.get_text() for label in ax.get_yticklabels()] == table.index.tolist()
    assert ax.yaxis_inverted()


def test_shares_are_drawn_and_written_as_percent(table):
    ax = plot_intervals(table / [100, 100, 100, 1], unit="share")
    assert ax.lines[0].get_xdata()[0] == pytest.approx(24.1)
    assert texts(ax)[0] == "24.1% (20.0% to 28.2%, n = 1,430)"


def test_the_truth_is_a_diamond_with_its_name(table):
    ax = plot_intervals(table.assign(truth=[22.0, 19.0, 5.0, np.nan]))
    assert ax.lines[1].get_marker() == "D"
    assert ax.lines[1].get_xdata().tolist()[:3] == [22.0, 19.0, 5.0]
    assert "truth" in texts(ax)


def test_a_score_without_an_interval_says_so(table):
    sentence = describe_intervals(table.assign(low=np.nan, high=np.nan).iloc[:1], unit="points")
    assert sentence == "Store: 24.1 (no interval, n = 1,430)."


def test_the_interval_sentence_names_every_group_and_the_truth(table):
    assert describe_intervals(table.iloc[:2].assign(truth=[22.0, 19.0]), unit="points") == (
        "Store: 24.1 (20.0 to 28.2, n = 1,430); Web: 18.0 (12.5 to 23.5, n = 970); "
        "truth: 22.0, 19.0."
    )
    use_language("id")
    assert describe_intervals(table.iloc[:1], unit="points") == (
        "Store: 24,1 (20,0 sampai 28,2, n = 1.430)."
    )


def test_a_chart_goes_where_it_is_asked_to(table, counts):
    for plot, data in ((plot_intervals, table), (plot_likert, counts)):
        ax = Figure(figsize=(8, 3), layout="constrained").subplots()
        assert plot(data, ax=ax) is ax
        assert plt.get_fignums() == []


def test_a_missing_column_and_a_wrong_unit_are_named_at_once(table):
    with pytest.raises(InputError) as caught:
        plot_intervals(table.drop(columns="low"), unit="percent")
    assert str(caught.value) == (
        "The table has no column 'low'; it needs estimate, low, high and n, "
        "as by_group gives them.\n"
        "unit must be 'points', 'share' or 'scale', found 'percent'."
    )


@pytest.mark.parametrize("lang", ["en", "id"])
def test_the_likert_chart_is_readable_in_both_languages(counts, lang):
    use_language(lang)
    assert layout_problems(plot_likert(counts).figure) == []


def test_long_questions_are_wrapped_and_leave_room_for_the_bars(counts, table):
    questions = ["How important is this to you? My friends shop here too.", "Short."]
    ax = plot_likert(counts.set_axis(questions))
    assert ax.get_yticklabels()[0].get_text() == (
        "How important is this to\nyou? My friends shop here\ntoo\nn = 100"
    )
    assert layout_problems(ax.figure) == []
    longer = table.set_axis([questions[0], *table.index[1:]])
    assert layout_problems(plot_intervals(longer).figure) == []


def test_the_likert_chart_shows_every_level_of_the_scale_around_its_middle(counts):
    ax = plot_likert(counts)
    legend = [text.get_text() for text in ax.get_legend().get_texts()]
    assert legend == ["1", "2", "3", "4", "5", "6", "7"]
    # Delivery on 1-7: 35 of 100 below 4, 40 on it, 25 above; the middle level lies across zero
    bars = [container[0] for container in ax.containers]
    assert bars[3].get_x() == pytest.approx(-20)
    assert bars[3].get_width() == pytest.approx(40)
    assert bars[0].get_x() == pytest.approx(-55)
    assert texts(ax)[-4:] == ["35%", "25%", "3%", "19%"]


def test_a_scale_without_a_middle_is_split_in_halves():
    ax = plot_likert(pd.DataFrame({1: [10], 2: [20], 3: [30], 4: [40]}, index=["U1"]))
    assert ax.containers[2][0].get_x() == pytest.approx(0)
    assert texts(ax)[-2:] == ["30%", "70%"]


def test_the_likert_sentence_gives_both_sides_and_n(counts):
    assert describe_likert(counts) == (
        "Delivery: 25% above the middle of the scale, 35% below (n = 100); "
        "Quality of the products: 19% above the middle of the scale, 3% below (n = 514)."
    )


def test_impossible_counts_are_refused():
    with pytest.raises(InputError, match="Counts must be 0 or more"):
        plot_likert(pd.DataFrame({1: [-5], 2: [3]}))
    with pytest.raises(InputError, match="at least two levels, found 1"):
        describe_likert(pd.DataFrame({1: [5]}))
