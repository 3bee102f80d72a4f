import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from show_helpers import NAMES, texts

from custsat_edu import layout_problems, use_language
from custsat_edu.errors import InputError
from custsat_edu.show.labels import Label, place_labels
from custsat_edu.show.maps import (
    describe_importance_performance,
    describe_kano,
    plot_importance_performance,
    plot_kano,
)
from custsat_edu.show.style import BLUE, in_two_lines


@pytest.fixture(autouse=True)
def clean():
    yield
    plt.close("all")


def map_table(k=4, lines="mean"):
    rng = np.random.default_rng(1)
    x, y = rng.normal(3.5, 0.3, k), rng.uniform(0.02, 0.16, k)
    names = np.array(["low_priority", "overkill", "concentrate", "keep_up"])
    quadrant = names[2 * (y >= 0.09) + (x >= 3.5)]
    held = np.where(np.arange(k) % 3 == 1, 0.7, 0.9)
    table = pd.DataFrame(
        {"performance": x, "performance_low": x - 0.05, "performance_high": x + 0.05,
         "importance": y, "importance_low": y - 0.01, "importance_high": y + 0.01,
         "quadrant": quadrant}
        | {name: np.where(quadrant == name, held, (1 - held) / 3) for name in names}
        | {"n": 900}, index=pd.Index(NAMES[:k], name="driver"),
    )  # fmt: skip
    table.attrs = {"lines": lines, "performance_line": 3.5, "importance_line": 0.09}
    if lines == "diagonal":
        table.attrs |= {"diagonal_x0": x.min(), "diagonal_y0": y.min(),
                        "diagonal_x1": x.max(), "diagonal_y1": y.max()}  # fmt: skip
    return table


def kano_table(k=4):
    rng = np.random.default_rng(2)
    better, worse = rng.uniform(0.1, 0.9, k), -rng.uniform(0.1, 0.9, k)
    names = np.array(["indifferent", "must-be", "attractive", "one-dimensional"])
    return pd.DataFrame(
        {"better": better, "better_low": better - 0.05, "better_high": better + 0.05,
         "worse": worse, "worse_low": worse - 0.05, "worse_high": worse + 0.05,
         "kind": names[2 * (better >= 0.5) + (worse <= -0.5)], "clear": np.arange(k) != 1,
         "n": 300, "truth_better": better + 0.04, "truth_worse": worse + 0.03},
        index=pd.Index(NAMES[:k], name="feature"),
    )  # fmt: skip


CHARTS = {
    "map": (plot_importance_performance, describe_importance_performance, map_table),
    "diagonal": (plot_importance_performance, describe_importance_performance,
                 lambda k: map_table(k, "diagonal")),
    "kano": (plot_kano, describe_kano, kano_table),
}  # fmt: skip


@pytest.mark.parametrize("lang", ["en", "id"])
@pytest.mark.parametrize("rows", [2, 10, 12])
@pytest.mark.parametrize("chart", CHARTS)
def test_every_chart_is_readable_on_a_page_and_on_a_slide(chart, rows, lang):
    use_language(lang)
    plot, _describe, table = CHARTS[chart]
    page = plot(table(rows)).figure
    assert page.get_size_inches()[0] == 8
    assert layout_problems(page) == []
    slide = plt.subplots(figsize=(10, 5.6), layout="constrained")[1]
    assert layout_problems(plot(table(rows), ax=slide).figure) == []


@pytest.mark.parametrize("chart", CHARTS)
def test_a_chart_goes_where_it_is_asked_to_and_leaves_its_table_alone(chart):
    plot, describe, table = CHARTS[chart]
    given = table(3)
    ax = Figure(figsize=(8, 6), layout="constrained").subplots()
    assert plot(given, ax=ax) is ax
    assert plt.get_fignums() == []
    assert describe(given).endswith(".") and "\n" not in describe(given)
    pd.testing.assert_frame_equal(given, table(3))


# Importance-performance


def test_the_map_names_its_corners_and_draws_the_cross_hairs():
    ax = plot_importance_performance(map_table())
    assert texts(ax)[1:5] == [
        "Concentrate here", "Keep up the good work", "Low priority", "Possible overkill"
    ]  # fmt: skip
    upright, level = ax.lines[:2]
    assert list(upright.get_xdata()) == [3.5, 3.5]
    assert list(level.get_ydata()) == [9, 9]  # percent: importance is a share of variance
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("performance", "importance: share of variance")


def test_the_map_leaves_room_for_all_four_quadrants():
    table = map_table().assign(performance_low=3.6, performance=3.7, performance_high=3.8)
    left, right = plot_importance_performance(table).get_xlim()
    assert (3.5 - left) / (right - left) == pytest.approx(0.28)


def test_an_unsure_quadrant_is_a_hollow_point_and_the_picture_says_what_that_means():
    ax = plot_importance_performance(map_table())
    hollow, full = [line for line in ax.lines if line.get_marker() == "o"]
    assert (hollow.get_markerfacecolor(), full.get_markerfacecolor()) == ("white", BLUE)
    assert (len(hollow.get_xdata()), len(full.get_xdata())) == (1, 3)
    note = "hollow: another quadrant in more than 20% of the resamples\nn = 900"
    assert texts(ax)[0] == note
    sure = map_table().assign(concentrate=1, keep_up=1, low_priority=1, overkill=1)
    assert not any("hollow" in text for text in texts(plot_importance_performance(sure)))


def test_the_diagonal_is_drawn_where_it_decides():
    table = map_table(4, "diagonal")
    line = plot_importance_performance(table).lines[2]
    assert list(line.get_xdata()) == [table["performance"].min(), table["performance"].max()]
    assert list(line.get_ydata()) == pytest.approx(
        [100 * table["importance"].min(), 100 * table["importance"].max()]
    )


def test_stated_importance_is_written_as_an_answer_and_not_as_a_share():
    table = map_table()
    table[["importance", "importance_low", "importance_high"]] += 3
    table.attrs["importance_line"] = 3.09
    assert plot_importance_performance(table).get_ylabel() == "importance"


def test_the_map_sentence_lists_the_drivers_of_each_quadrant():
    # held: .9, .7 for the second, NaN where there was no bootstrap
    table = map_table(3).assign(quadrant=["keep_up", "concentrate", "concentrate"])
    table["keep_up"], table["concentrate"] = 0.9, [0.1, 0.7, np.nan]
    assert describe_importance_performance(table) == (
        "Concentrate here: Kecepatan pengiriman ke rumah (in 70% of the resamples), "
        "Keramahan pelayanan para staf; Keep up the good work: "
        "Ketersediaan barang di toko ini (in 90% of the resamples)."
    )


def test_a_map_without_cross_hairs_is_refused():
    table = map_table()
    table.attrs = {}
    with pytest.raises(InputError) as caught:
        plot_importance_performance(table)
    assert str(caught.value) == (
        "plot_importance_performance: the table has lost its cross-hairs (attrs "
        "'performance_line', 'importance_line'). Draw it as importance_performance gives it."
    )


# Kano


def test_the_kano_map_turns_worse_positive_and_names_its_quadrants():
    table = kano_table()
    ax = plot_kano(table)
    hollow, full = [line for line in ax.lines if line.get_marker() == "o"]
    clear = table["clear"].to_numpy()
    assert full.get_xdata() == pytest.approx(-table["worse"][clear])
    assert hollow.get_ydata() == pytest.approx(table["better"][~clear])
    assert {"attractive", "one-dimensional", "indifferent", "must-be", "truth"} <= set(texts(ax))
    assert any("hollow: its kind is not clear (Fong's test)" in text for text in texts(ax))
    (diamonds,) = [line for line in ax.lines if line.get_marker() == "D"]
    assert diamonds.get_xdata() == pytest.approx(-table["truth_worse"])


def test_a_kind_that_is_not_its_quadrants_is_written_under_the_name():
    table = kano_table().set_axis(["Price", "Quality", "Parking", "Ease"])
    ax = plot_kano(table.assign(kind=["reverse", *table["kind"].iloc[1:]]))
    assert {"Price:\nreverse", "Quality", "Parking", "Ease"} <= set(texts(ax))


def test_the_kano_sentence_says_what_is_not_clear():
    table = kano_table(2).assign(better=[0.26, 0.6], worse=[-0.79, -0.2])
    table["kind"] = ["must-be", "attractive"]
    assert describe_kano(table) == (
        "Ketersediaan barang di toko ini: must-be (better 0.26, worse −0.79, n = 300); "
        "Kecepatan pengiriman ke rumah: attractive, but not clear "
        "(better 0.60, worse −0.20, n = 300)."
    )


def test_kano_shares_out_of_their_range_are_refused_at_once():
    with pytest.raises(InputError) as caught:
        plot_kano(kano_table().assign(worse=0.4, better=1.2))
    assert str(caught.value) == (
        "plot_kano: better must lie between 0 and 1, found 1.2.\n"
        "plot_kano: worse must lie between -1 and 0, found 0.4."
    )


def test_a_feature_that_nobody_judged_is_left_out_of_the_map():
    table = kano_table()
    numbers = [c for c in table if c.startswith(("better", "worse", "truth"))]
    table.loc[table.index[0], numbers] = np.nan
    assert NAMES[1].split()[0] in " ".join(texts(plot_kano(table)))
    assert NAMES[0].split()[0] not in " ".join(texts(plot_kano(table)))


# Wrong tables


@pytest.mark.parametrize("chart", CHARTS)
def test_missing_columns_are_all_named_with_what_is_needed(chart):
    plot, describe, table = CHARTS[chart]
    for function in (plot, describe):
        with pytest.raises(InputError) as caught:
            function(table(3).drop(columns="n").rename(columns=str.upper))
        first = str(caught.value).splitlines()[0]
        assert first.startswith(f"{function.__name__}: the table has no column ")
        assert "; it needs " in first
        assert len(str(caught.value).splitlines()) > 3


# Names beside points


def test_names_of_points_that_lie_close_do_not_overlap():
    ax = plt.subplots(figsize=(8, 6), layout="constrained")[1]
    ax.set(xlim=(0, 1), ylim=(0, 1))
    near = np.random.default_rng(0).normal(0.5, 0.01, (12, 2))
    place_labels(ax, [Label(in_two_lines(n), *at) for n, at in zip(NAMES, near, strict=True)])
    assert layout_problems(ax.figure) == []
    leads = [text for text in ax.texts if text.arrow_patch]
    assert leads and all(text.get_text() == "" for text in leads)


def test_a_lone_name_stands_right_beside_its_point_without_a_line():
    ax = plt.subplots(figsize=(8, 6), layout="constrained")[1]
    place_labels(ax, [Label("Price", 0.5, 0.5)])
    (name,) = ax.texts
    assert name.get_position() == pytest.approx((9, 9))  # 7 points away and 2 of padding
    place_labels(ax, [])
    assert len(ax.texts) == 1


def test_a_leading_line_crosses_no_other_point():
    ax = plt.subplots(figsize=(8, 6), layout="constrained")[1]
    ax.set(xlim=(0, 1), ylim=(0, 1))
    column = [(0.5, 0.5 + 0.022 * i) for i in range(5)]  # points that touch, one on another
    place_labels(ax, [Label(n, *at) for n, at in zip(NAMES, column, strict=False)])
    assert layout_problems(ax.figure) == []
    dot = ax.figure.dpi / 72
    spots = ax.transData.transform(column) / dot
    for lead in (text for text in ax.texts if text.arrow_patch):
        start = ax.transData.transform(lead.xy) / dot
        way = np.linspace(0, 1, 50)[:, None] * lead.get_position() + start
        others = spots[np.abs(spots - start).max(axis=1) > 1]
        near = np.hypot(*(way[:, None] - others).T)
        assert near[:, np.hypot(*(way - start).T) > 8].min() > 6  # the rim of a point


def test_a_name_keeps_off_the_lines_where_there_is_room():
    ax = plt.subplots(figsize=(8, 6), layout="constrained")[1]
    ax.set(xlim=(0, 1), ylim=(0, 1))
    # an upright and a level line close at the right of the point: its name goes to the left
    lines = [((0.52, 0), (0.52, 1)), ((0.5, 0.4), (0.5, 0.6)), ((0.45, 0.5), (0.55, 0.5))]
    place_labels(ax, [Label("Parking", 0.5, 0.5)], lines=lines)
    ax.figure.draw_without_rendering()
    box = ax.texts[0].get_window_extent().transformed(ax.transData.inverted())
    assert box.x1 < 0.5 and (box.y0 > 0.5 or box.y1 < 0.5)
