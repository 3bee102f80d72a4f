"""Pictures of segments and of how many there are, and the sentences that say what they show."""

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from show_helpers import NAMES, labels, texts

from custsat_edu import layout_problems, use_language
from custsat_edu.errors import InputError
from custsat_edu.show.segments import (
    describe_profiles,
    describe_stability,
    plot_profiles,
    plot_stability,
)
from custsat_edu.show.style import BLUE, ORANGE


@pytest.fixture(autouse=True)
def clean():
    yield
    plt.close("all")


def profiles(segments=2, behaviours=3):
    index = pd.MultiIndex.from_product(
        [NAMES[:segments], NAMES[:behaviours]], names=["segment", "behaviour"]
    )
    estimate = np.linspace(0.1, 0.9, len(index))
    columns = {"estimate": estimate, "low": estimate - 0.05, "high": estimate + 0.05, "n": 500,
               "all": 0.45}  # fmt: skip
    return pd.DataFrame(columns, index=index)


def small():
    """Return two segments with two behaviours."""
    return pd.DataFrame(
        {"segment": ["Loyal", "Loyal", "Bargain", "Bargain"],
         "behaviour": ["repeat", "discount"] * 2, "estimate": [0.8, 0.2, 0.3, 0.7],
         "low": [0.7, 0.1, 0.2, 0.6], "high": [0.9, 0.3, 0.4, 0.8], "n": [540, 540, 300, 300],
         "all": [0.6, 0.4, 0.6, 0.4]}
    )  # fmt: skip


def criteria(ks=(2, 3, 4, 5, 6)):
    """Return criteria of which BIC chooses 5, silhouette 4 and stability 5."""
    k = np.array(ks)
    stability = 0.9 - 0.1 * np.abs(k - 5)
    return pd.DataFrame(
        {"bic": 8000 + 100 * (k - 5) ** 2, "silhouette": 0.3 - 0.02 * np.abs(k - 4),
         "stability": stability, "stability_low": stability - 0.1,
         "stability_high": stability + 0.05},
        index=pd.Index(ks, name="k"),
    )  # fmt: skip


def new(width, height):
    return plt.subplots(figsize=(width, height), layout="constrained")[1]


def said(call, *args, **options):
    with pytest.raises(InputError) as caught:
        call(*args, **options)
    return str(caught.value)


@pytest.mark.parametrize("lang", ["en", "id"])
@pytest.mark.parametrize("shape", [(1, 1), (2, 3), (5, 8), (6, 12)])
def test_profiles_are_readable_on_a_page_and_on_a_slide(shape, lang):
    use_language(lang)
    table = profiles(*shape)
    assert layout_problems(plot_profiles(table).figure) == []
    assert layout_problems(plot_profiles(table, unit="share", ax=new(10, 5.6)).figure) == []


@pytest.mark.parametrize("lang", ["en", "id"])
@pytest.mark.parametrize("ks", [(4,), (2, 3), (2, 3, 4, 5, 6), tuple(range(1, 13))])
def test_criteria_are_readable_on_a_page_and_on_a_slide(ks, lang):
    use_language(lang)
    assert layout_problems(plot_stability(criteria(ks)).figure) == []
    assert layout_problems(plot_stability(criteria(ks), ax=new(10, 5.6)).figure) == []
    assert layout_problems(plot_stability(criteria(ks), ax=new(5, 3.6)).figure) == []


def test_a_chart_goes_where_it_is_asked_to_and_leaves_its_table_alone():
    for plot, table in ((plot_profiles, profiles()), (plot_stability, criteria())):
        before, ax = table.copy(), new(8, 4)
        assert plot(table, ax=ax) is ax
        assert plot(table).figure.get_size_inches()[0] == 8
        pd.testing.assert_frame_equal(table, before)


# Profiles


def test_every_segment_is_a_column_with_one_scale_and_every_behaviour_a_row():
    ax = plot_profiles(small(), unit="share")
    assert labels(ax) == ["repeat", "discount"]
    assert [label.get_text() for label in ax.get_xticklabels()] == [
        "Loyal\nn = 540", "Bargain\nn = 300"]  # fmt: skip
    # the scale runs from .1, the lowest limit, to .9: .8 lies at .18 + .64 * .7 / .8 = .74
    dots = np.asarray(ax.collections[1].get_offsets())
    assert dots.tolist() == [pytest.approx(at) for at in (
        [0.74, 0], [0.26, 1], [1.34, 0], [1.66, 1])]  # fmt: skip
    ends = [segment[:, 0].tolist() for segment in ax.collections[0].get_segments()]
    assert ends[0] == pytest.approx([0.66, 0.82])
    assert texts(ax)[:4] == ["80%", "20%", "30%", "70%"]


def test_the_mean_of_all_is_a_line_and_colours_the_dots():
    ax = plot_profiles(small(), unit="share")
    lines = [segment[0, 0] for segment in ax.collections[2].get_segments()]
    assert lines == pytest.approx([0.58, 0.42, 1.58, 1.42])
    colours = [to_hex(colour).upper() for colour in ax.collections[1].get_facecolors()]
    assert colours == [BLUE, ORANGE, ORANGE, BLUE]
    assert texts(ax)[-1] == "line: mean of all; blue above it, orange below it"


def test_without_the_mean_of_all_there_is_no_line_and_one_colour():
    ax = plot_profiles(small().drop(columns="all"))
    assert len(ax.collections) == 2
    assert {to_hex(c).upper() for c in ax.collections[1].get_facecolors()} == {BLUE}
    assert texts(ax) == ["0.80", "0.20", "0.30", "0.70"]


def test_segments_that_have_only_numbers_are_called_segments():
    table = small().replace({"segment": {"Loyal": 1, "Bargain": 2}})
    assert [label.get_text() for label in plot_profiles(table).get_xticklabels()] == [
        "segment 1\nn = 540", "segment 2\nn = 300"]  # fmt: skip
    assert describe_profiles(table).startswith("segment 1 (n = 540): ")


def test_the_sentence_of_profiles_says_where_each_segment_lies_apart():
    assert describe_profiles(small(), unit="share") == (
        "Loyal (n = 540): repeat 80% (all: 60%), discount 20% (all: 40%); "
        "Bargain (n = 300): discount 70% (all: 40%), repeat 30% (all: 60%)."
    )
    points = small().drop(columns="all").set_index(["segment", "behaviour"])
    assert describe_profiles(points, unit="points") == (
        "Loyal (n = 540): repeat 0.8, discount 0.2; Bargain (n = 300): discount 0.7, repeat 0.3."
    )
    one = small().iloc[:1]
    assert describe_profiles(one) == "Loyal (n = 540): repeat 0.80 (all: 0.60)."
    assert describe_profiles(one.assign(estimate=np.nan)) == "Loyal (n = 540): –."


def test_profiles_that_cannot_be_drawn_are_refused():
    assert said(plot_profiles, small().drop(columns=["segment", "low"])) == (
        "plot_profiles: the table has no column 'low'; it needs estimate, low, high, n, all, "
        "segment, behaviour. Give the table as its function made it.\n"
        "plot_profiles: the table has no column 'segment'; it needs estimate, low, high, n, all, "
        "segment, behaviour. Give the table as its function made it."
    )
    twice = pd.concat([small(), small()])
    assert said(describe_profiles, twice) == (
        "describe_profiles: Loyal has the behaviour 'repeat' twice. Keep one row of each."
    )
    assert said(plot_profiles, small(), unit="euro") == (
        "unit must be 'points', 'share' or 'scale', found 'euro'."
    )


# How many segments


def test_each_criterion_is_a_line_whose_best_k_is_marked_and_named():
    ax = plot_stability(criteria())
    assert texts(ax)[:3] == ["BIC: 5", "silhouette: 4", "stability: 5"]
    bic, silhouette, stability = ax.lines[::2]
    # BIC is worst at 2 (8900) and best at 5 (8000): 3 is 8400, (8900 - 8400) / 900
    assert bic.get_ydata() == pytest.approx([0, 5 / 9, 8 / 9, 1, 8 / 9])
    # silhouette .26 at 2 and 6 (worst), .28, .3, .28
    assert silhouette.get_ydata() == pytest.approx([0, 0.5, 1, 0.5, 0])
    assert stability.get_ydata() == pytest.approx([0.6, 0.7, 0.8, 0.9, 0.8])
    marks = [mark.get_xydata()[0].tolist() for mark in ax.lines[1::2]]
    assert marks == [[5, 1], [4, 1], [5, pytest.approx(0.9)]]
    colours = [line.get_color() for line in (bic, silhouette, stability)]
    assert [text.get_color() for text in ax.texts[:3]] == colours


def test_the_stability_has_its_interval_as_a_band():
    band = plot_stability(criteria()).collections[0].get_paths()[0].get_extents()
    assert (band.y0, band.y1) == pytest.approx((0.5, 0.95))  # .6 - .1 and .9 + .05


def test_a_criterion_that_knows_no_single_segment_chooses_among_the_others():
    table = criteria((1, 2, 3, 4, 5))
    columns = ["silhouette", "stability", "stability_low", "stability_high"]
    table.loc[1, columns] = np.nan
    assert texts(plot_stability(table))[:3] == ["BIC: 5", "silhouette: 4", "stability: 5"]


def test_a_criterion_that_is_the_same_for_all_chooses_the_first():
    assert texts(plot_stability(criteria().assign(bic=7.0)))[0] == "BIC: 2"


def test_the_sentence_of_the_criteria_says_whether_they_agree():
    assert describe_stability(criteria()) == (
        "BIC: 5; silhouette: 4 (0.30); stability: 5 (0.90, 0.80 to 0.95); the criteria disagree."
    )
    agreed = criteria((4,)).assign(stability_low=np.nan)
    assert describe_stability(agreed) == (
        "BIC: 4; silhouette: 4 (0.30); stability: 4 (0.80); the criteria agree."
    )


def test_criteria_that_cannot_be_drawn_are_refused():
    assert said(plot_stability, criteria().drop(columns="bic")) == (
        "plot_stability: the table has no column 'bic'; it needs bic, silhouette, stability, "
        "stability_low, stability_high. Give the table as its function made it."
    )
    assert said(
        plot_stability, criteria((2, 3)).assign(silhouette=np.nan).set_axis(["a", "b"])
    ) == (
        "plot_stability: the index must hold the numbers of segments, found 'a'. "
        "Give the table as choose_k made it.\n"
        "plot_stability: silhouette has no number in any row: it can choose nothing. "
        "Ask choose_k for more numbers of segments."
    )
