import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from custsat_edu import layout_problems, use_language
from custsat_edu.errors import InputError
from custsat_edu.show.drivers import (
    describe_importance,
    describe_importance_performance,
    describe_kano,
    describe_pareto,
    describe_penalty_reward,
    plot_importance,
    plot_importance_performance,
    plot_kano,
    plot_pareto,
    plot_penalty_reward,
)
from custsat_edu.show.labels import Label, place_labels
from custsat_edu.show.style import BLUE, in_two_lines, percent

NAMES = [
    "Ketersediaan barang di toko ini", "Kecepatan pengiriman ke rumah",
    "Keramahan pelayanan para staf", "Kemudahan proses pengembalian",
    "Penawaran khusus sesuai selera", "Price", "Kejelasan informasi pada label", "Quality",
    "Kenyamanan suasana berbelanja", "Keamanan pembayaran elektronik",
    "Layanan purnajual dan garansi", "Parking",
]  # fmt: skip


@pytest.fixture(autouse=True)
def clean():
    yield
    plt.close("all")


def importance_table(k=3):
    estimate = np.linspace(0.01, 0.18, k)
    half, rank = 0.02 * np.sqrt(estimate), np.arange(k, 0, -1)
    columns = {"estimate": estimate, "low": estimate - half, "high": estimate + half,
               "rank_low": np.maximum(rank - 1, 1), "rank_high": rank, "noise": 0.004,
               "n": 2282, "truth": estimate + 0.01}  # fmt: skip
    return pd.DataFrame(columns, index=pd.Index(NAMES[:k], name="driver"))


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


def slopes_table(k=3):
    """Return rows as `piecewise` gives them: losses are positive slopes."""
    rows = []
    for i, name in enumerate(NAMES[:k]):
        for side, slope in (("below", 0.5 + i), ("above", k - i), ("difference", k - 2 * i - 0.5)):
            rows.append((name, side, slope, slope - 0.4, slope + 0.4, 2282, slope + 0.1))
    names = ["driver", "side", "estimate", "low", "high", "n", "truth"]
    table = pd.DataFrame(rows, columns=names, index=[f"{r[0]}_{r[1]}" for r in rows])
    return table.assign(kind="one-dimensional")


def cells_table(k=2):
    """Return rows as `penalty_reward` gives them: penalties are negative."""
    table = slopes_table(k).set_index("driver").query("side != 'difference'").drop(columns="kind")
    turned = table["side"] == "below"
    flip = table.loc[turned, ["high", "low"]].to_numpy()
    table.loc[turned, ["low", "high"]] = -flip
    table.loc[turned, ["estimate", "truth"]] *= -1
    return table.assign(side=np.where(turned, "penalty", "reward"), share=0.04)


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


def pareto_table(k=3):
    estimate = np.linspace(0.46, 0.05, k)
    columns = {"estimate": estimate, "low": estimate - 0.02, "high": estimate + 0.03,
               "count": np.round(1500 * estimate), "cumulative": estimate.cumsum() / estimate.sum(),
               "n": 1500}  # fmt: skip
    return pd.DataFrame(columns, index=pd.Index(NAMES[:k], name="cause"))


CHARTS = {
    "importance": (plot_importance, describe_importance, importance_table),
    "map": (plot_importance_performance, describe_importance_performance, map_table),
    "diagonal": (plot_importance_performance, describe_importance_performance,
                 lambda k: map_table(k, "diagonal")),
    "slopes": (plot_penalty_reward, describe_penalty_reward, slopes_table),
    "cells": (plot_penalty_reward, describe_penalty_reward, cells_table),
    "kano": (plot_kano, describe_kano, kano_table),
    "pareto": (plot_pareto, describe_pareto, pareto_table),
}  # fmt: skip


def texts(ax):
    return [text.get_text() for text in ax.texts if text.get_text()]


def labels(ax):
    return [label.get_text() for label in ax.get_yticklabels()]


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


# Importance


def test_importance_stands_in_falling_order_with_numbers_and_ranks():
    ax = plot_importance(importance_table())
    assert labels(ax) == [
        "Keramahan pelayanan\npara staf", "Kecepatan\npengiriman ke rumah",
        "Ketersediaan\nbarang di toko ini"]  # fmt: skip
    # estimates .18, .095, .01; half-widths .02 times their roots: .00849, .00616, .002
    assert texts(ax)[:3] == [
        "18.0% (17.2% to 18.8%), rank 1", "9.5% (8.9% to 10.1%), rank 1 to 2",
        "1.0% (0.8% to 1.2%), rank 2 to 3"]  # fmt: skip
    assert ax.lines[0].get_xdata() == pytest.approx([18, 9.5, 1])
    assert ax.get_xlim()[0] == 0
    assert ax.get_xlabel() == "share of the outcome's variance"


def test_the_noise_floor_is_a_dashed_line_with_its_name_and_shade():
    ax = plot_importance(importance_table().drop(columns="truth"))
    assert ax.lines[1].get_linestyle() == "--"
    assert ax.lines[1].get_xdata() == pytest.approx([0.4, 0.4])
    (shade,) = ax.patches
    assert (shade.get_x(), shade.get_width()) == pytest.approx((0, 0.4))
    assert "noise floor" in texts(ax)
    bare = plot_importance(importance_table().assign(noise=np.nan))
    assert len(bare.patches) == 0 and "noise floor" not in texts(bare)


def test_the_truth_of_importance_is_a_diamond_with_its_name():
    ax = plot_importance(importance_table())
    (diamonds,) = [line for line in ax.lines if line.get_marker() == "D"]
    assert diamonds.get_xdata() == pytest.approx([19, 10.5, 2])
    assert texts(ax).count("truth") == 1


def test_importance_without_a_bootstrap_shows_no_interval_and_no_rank():
    table = importance_table().assign(low=np.nan, high=np.nan, rank_low=np.nan, rank_high=np.nan)
    assert texts(plot_importance(table))[0] == "18.0%"
    assert describe_importance(table.assign(noise=np.nan).iloc[:1]) == (
        "Ketersediaan barang di toko ini: 1.0%."
    )


def test_the_importance_sentence_gives_ranks_and_the_noise_floor():
    assert describe_importance(importance_table(2)) == (
        "Kecepatan pengiriman ke rumah: 18.0% (17.2% to 18.8%), rank 1; "
        "Ketersediaan barang di toko ini: 1.0% (0.8% to 1.2%), rank 1 to 2; noise floor: 0.4%."
    )


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


# Penalty and reward


def test_slopes_below_are_losses_to_the_left_and_the_costliest_stands_on_top():
    ax = plot_penalty_reward(slopes_table())
    # loss .5, 1.5, 2.5 and gain 3, 2, 1: the third driver loses 1.5 more than it gains
    assert [label.split()[0] for label in labels(ax)] == [
        "Keramahan", "Kecepatan", "Ketersediaan"]  # fmt: skip
    widths = [[bar.get_width() for bar in bars] for bars in ax.containers]
    assert widths == [[-2.5, -1.5, -0.5], [1, 2, 3]]
    whisker = ax.collections[0].get_segments()[0]
    assert whisker[:, 0].tolist() == pytest.approx([-2.9, -2.1])
    assert {"below the middle costs", "above the middle gains"} <= set(texts(ax))
    assert texts(ax).count("one-dimensional") == 3
    assert {"−2.5", "+1.0", "−0.5", "+3.0"} <= set(texts(ax))
    assert ax.get_xlabel() == "points of the outcome for one step"


def test_penalties_are_drawn_as_they_are_with_the_share_of_their_cell():
    ax = plot_penalty_reward(cells_table())
    widths = [[bar.get_width() for bar in bars] for bars in ax.containers]
    assert widths == [[-1.5, -0.5], [1, 2]]
    assert {"low rating costs", "high rating gains", "−1.50 (4%)", "+2.00 (4%)"} <= set(texts(ax))
    assert any("in brackets: share of the answers" in text for text in texts(ax))


def test_the_truths_of_both_sides_are_diamonds():
    ax = plot_penalty_reward(slopes_table(2))
    (diamonds,) = [line for line in ax.lines if line.get_marker() == "D"]
    # planted .1 above each slope: losses 1.6 and .6 to the left, gains 1.1 and 2.1 to the right
    assert diamonds.get_xdata() == pytest.approx([-1.6, -0.6, 1.1, 2.1])


def test_a_bar_on_the_wrong_side_is_hollow():
    table = slopes_table(2)
    table.loc[table["side"] == "above", "estimate"] = [-0.3, 1]
    faces = [bar.get_facecolor() for bar in plot_penalty_reward(table).containers[1]]
    where = [bar.get_width() for bar in plot_penalty_reward(table).containers[1]]
    assert [face[3] == 0 for face in faces] == [width < 0 for width in where]
    assert to_hex(faces[where.index(1)]).upper() == BLUE


def test_the_sentence_of_slopes_gives_both_effects_and_the_kind():
    assert describe_penalty_reward(slopes_table(1)) == (
        "Ketersediaan barang di toko ini: −0.50 (−0.90 to −0.10) below the middle, "
        "+1.00 (+0.60 to +1.40) above it, one-dimensional."
    )
    assert describe_penalty_reward(cells_table(1).assign(low=np.nan)) == (
        "Ketersediaan barang di toko ini: −0.50 for a low rating, +1.00 for a high one."
    )


def test_a_side_given_twice_and_mixed_sides_are_named():
    cells = cells_table()
    with pytest.raises(InputError) as caught:
        plot_penalty_reward(pd.concat([cells, cells]))
    assert str(caught.value) == (
        "plot_penalty_reward: Ketersediaan barang di toko ini has side 'penalty' twice. "
        "Keep one set of cut points: table[table['cuts'] == 'sides']."
    )
    with pytest.raises(InputError) as caught:
        describe_penalty_reward(pd.concat([cells, slopes_table().set_index("driver")]))
    assert str(caught.value) == (
        "describe_penalty_reward: the table mixes below/above with penalty/reward. "
        "Draw them one by one."
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


# Pareto


def test_causes_are_bars_with_their_interval_and_the_running_share():
    ax = plot_pareto(pareto_table())
    # .46, .255, .05 of the complaints; of all mentions .46/.765, .715/.765, all
    assert [bar.get_width() for bar in ax.containers[0]] == pytest.approx([46, 25.5, 5])
    assert texts(ax)[:3] == [
        "46.0% (44.0% to 49.0%)", "25.5% (23.5% to 28.5%)", "5.0% (3.0% to 8.0%)"
    ]  # fmt: skip
    assert texts(ax)[3:7] == ["60%", "93%", "100%", "cumulative,\nof all mentions"]
    assert len(ax.figure.axes) == 1


def test_the_pareto_sentence_gives_shares_running_shares_and_n():
    assert describe_pareto(pareto_table(1)) == (
        "Ketersediaan barang di toko ini: 46.0% (44.0% to 49.0%), cumulative 100%; n = 1,500."
    )
    different = pareto_table(2).assign(n=[1500, 900])
    assert describe_pareto(different).endswith("n = 900 to 1,500.")
    assert describe_pareto(different.assign(n=np.nan)).endswith("n = –.")


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


def test_words_for_numbers_and_unknown_sides_are_named_at_once():
    table = slopes_table().astype({"low": object})
    table.iloc[0, table.columns.get_loc("low")] = "none"
    table.iloc[1, table.columns.get_loc("side")] = "over"
    with pytest.raises(InputError) as caught:
        plot_penalty_reward(table)
    assert str(caught.value) == (
        "plot_penalty_reward: low must hold numbers, found 'none'.\n"
        "plot_penalty_reward: side must be one of 'below', 'above', 'penalty', 'reward', "
        "'difference', found 'over'."
    )


def test_an_empty_table_is_refused():
    with pytest.raises(InputError) as caught:
        plot_pareto(pareto_table().iloc[:0])
    assert str(caught.value) == "plot_pareto: the table has no row: there is nothing to show."


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


def test_names_are_folded_to_two_lines_and_long_questions_further():
    assert in_two_lines("Price") == "Price"
    assert in_two_lines("Kecepatan pengiriman ke rumah") == "Kecepatan\npengiriman ke rumah"
    long = in_two_lines("How important is it to you that your friends shop here too.")
    assert long == "How important is it to you\nthat your friends shop here\ntoo"


def test_a_missing_share_is_a_dash():
    assert (percent(0.4567), percent(0.4567, 0), percent(np.nan)) == ("45.7%", "46%", "–")


def test_a_doubtful_kind_and_a_thin_cell_are_marked_and_explained():
    table = pd.DataFrame(
        {
            "side": ["penalty", "reward"] * 2,
            "estimate": [-4.8, 0.6, -0.3, 4.2],
            "low": [-5.3, 0.2, -0.6, 3.8],
            "high": [-4.3, 1.0, 0.0, 4.6],
            "n": 900,
            "kind": ["must-be", "must-be", "attractive", "attractive"],
            "clear": [True, True, False, False],
            "warning": ["", "thin", "", ""],
        },
        index=["Quality", "Quality", "Gift", "Gift"],
    )
    ax = plot_penalty_reward(table)
    written = texts(ax)
    assert "must-be" in written
    assert "attractive ?" in written
    assert any("pale: fewer than 5% of the respondents" in text for text in written)
    assert any("?: another sample could name another kind" in text for text in written)
    assert "attractive ?." in describe_penalty_reward(table)
    faces = [round(bar.get_facecolor()[3], 2) for bar in ax.patches[:4]]
    assert sorted(faces) == [0.1, 0.45, 0.45, 0.45]
    assert layout_problems(ax.figure) == []
