"""The chart of how values are spread, and what is said of it."""

from itertools import pairwise

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import pytest
from show_helpers import labels, texts

from custsat_edu import layout_problems, use_language
from custsat_edu.errors import InputError
from custsat_edu.show.distribution import describe_distribution, plot_distribution

RNG = np.random.default_rng(1)
PEOPLE, MEANS = RNG.integers(1, 11, 400), RNG.normal(5.5, 0.6, 500)


@pytest.fixture(autouse=True)
def clean():
    yield
    use_language("en")
    plt.close("all")


@pytest.mark.parametrize("lang", ["en", "id"])
def test_the_chart_is_readable_in_both_languages(lang):
    use_language(lang)
    hills = {"Kepuasan pelanggan secara keseluruhan": PEOPLE, "means": MEANS}
    assert layout_problems(plot_distribution(hills, mark=5.5).figure) == []


def test_every_value_has_a_bar_as_high_as_it_is_frequent():
    ax = plot_distribution({"answers": [1, 2, 2, 2, 5, np.nan]})
    assert [bar.get_x() + bar.get_width() / 2 for bar in ax.patches] == pytest.approx([1, 2, 5])
    heights = [-bar.get_height() for bar in ax.patches]
    assert heights == pytest.approx([heights[1] / 3, heights[1], heights[1] / 3])
    assert texts(ax) == ["n = 5"]


def test_many_different_values_are_joined_in_thirty_bars_that_count_all():
    ax = plot_distribution({"means": MEANS})
    heights = np.array([-bar.get_height() for bar in ax.patches])
    left = np.array([bar.get_x() for bar in ax.patches])
    width = ax.patches[0].get_width()
    assert 25 <= len(heights) <= 31
    assert np.diff(left) == pytest.approx(width)
    inside = [((left_end <= MEANS) & (left_end + width > MEANS)).sum() for left_end in left]
    assert sum(inside) == len(MEANS)
    assert heights / heights.max() == pytest.approx(np.array(inside) / max(inside))


def test_values_on_a_lattice_have_as_many_values_in_every_bar():
    ax = plot_distribution({"all values": np.repeat(np.arange(100), 10)})
    assert len({round(bar.get_height(), 6) for bar in ax.patches}) == 1


def test_bars_of_values_at_uneven_distances_do_not_lie_over_each_other():
    ax = plot_distribution({"a": [0.1, 0.2, 0.9]})
    left = [bar.get_x() for bar in ax.patches]
    assert all(a + ax.patches[0].get_width() <= b for a, b in pairwise(left))


def test_the_rows_stand_from_top_to_bottom_with_the_mark_through_all():
    ax = plot_distribution({"people": PEOPLE, "means": MEANS}, mark=5.25)
    assert labels(ax) == ["people", "means"]
    assert ax.lines[0].get_xdata() == [5.25, 5.25]
    assert texts(ax) == ["n = 400", "n = 500", "5.2"]
    above, below = ([bar.get_y() for bar in ax.patches if bar.get_y() == y] for y in (0.4, 1.4))
    assert len(above) == 10
    assert 25 <= len(below) <= 31


def test_equal_values_are_one_bar():
    assert len(plot_distribution({"all the same": [3, 3, 3]}).patches) == 1


def test_the_sentence_says_how_many_and_from_where_to_where_in_both_languages():
    hills = {"x": [1000.5, 2000, 1500], "y": [1, 2]}
    assert describe_distribution(hills, mark=1500) == (
        "x: 3 values from 1,000.5 to 2,000.0; y: 2 values from 1.0 to 2.0. The line is at 1,500.0."
    )
    use_language("id")
    assert describe_distribution({"x": [1000.5, 2000]}) == "x: 2 nilai dari 1.000,5 sampai 2.000,0."


def test_a_set_without_numbers_is_named_and_so_is_the_next_one():
    with pytest.raises(InputError) as caught:
        plot_distribution({"a": [np.nan], "b": [1, np.inf], "c": [1]})
    said = str(caught.value)
    assert "plot_distribution: a must hold finite numbers, one or more, found no number." in said
    assert "plot_distribution: b must hold finite numbers, one or more, found inf." in said
    assert "plot_distribution: c" not in said


@pytest.mark.parametrize(
    ("values", "mark", "said"),
    [
        (
            {"given": ["5", "n/a", "4"]},
            None,
            "given must hold finite numbers, one or more, found 'n/a'.",
        ),
        (
            {"table": np.ones((3, 2))},
            None,
            "table must hold finite numbers, one or more, found ndarray",
        ),
        ({"cards": [1], "comment cards": [2]}, None, "two sets are called comment cards."),
        ({"x": [1, 2]}, "here", "mark must be one finite number, found 'here'."),
        ({"x": [1, 2]}, np.nan, "mark must be one finite number, found nan."),
    ],
)
def test_what_is_no_column_of_numbers_is_named(values, mark, said):
    with pytest.raises(InputError) as caught:
        describe_distribution(values, mark=mark)
    assert said in str(caught.value)


def test_values_without_a_name_are_refused_with_the_cure():
    with pytest.raises(InputError, match=r"must name one set of numbers or more, found list"):
        describe_distribution([1, 2, 3])
