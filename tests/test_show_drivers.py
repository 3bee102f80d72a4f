import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from show_helpers import NAMES, labels, texts

from custsat_edu import layout_problems, use_language
from custsat_edu.errors import InputError
from custsat_edu.show.drivers import (
    describe_importance,
    describe_pareto,
    describe_penalty_reward,
    plot_importance,
    plot_pareto,
    plot_penalty_reward,
)
from custsat_edu.show.style import BLUE, in_two_lines
from custsat_edu.show.words import percent


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


def pareto_table(k=3):
    estimate = np.linspace(0.46, 0.05, k)
    columns = {"estimate": estimate, "low": estimate - 0.02, "high": estimate + 0.03,
               "count": np.round(1500 * estimate), "cumulative": estimate.cumsum() / estimate.sum(),
               "n": 1500}  # fmt: skip
    return pd.DataFrame(columns, index=pd.Index(NAMES[:k], name="cause"))


CHARTS = {
    "importance": (plot_importance, describe_importance, importance_table),
    "slopes": (plot_penalty_reward, describe_penalty_reward, slopes_table),
    "cells": (plot_penalty_reward, describe_penalty_reward, cells_table),
    "pareto": (plot_pareto, describe_pareto, pareto_table),
}


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
    note = "hollow: opposite to the heading"
    assert any(note in text for text in texts(plot_penalty_reward(table)))
    assert not any(note in text for text in texts(plot_penalty_reward(slopes_table(2))))


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


def test_a_cell_without_answers_is_a_dash_without_a_bar_and_a_tiny_one_is_not_called_zero():
    table = cells_table().assign(share=[0.001, 0.4, 0, 0.4])
    assert {"−0.50 (<1%)", "+2.00 (40%)"} <= set(texts(plot_penalty_reward(table)))
    table.iloc[2, table.columns.get_indexer(["estimate", "low", "high"])] = np.nan
    ax = plot_penalty_reward(table)
    assert "– (0%)" in texts(ax)
    assert any("–: no answers to compare" in text for text in texts(ax))
    losses = [bar.get_width() for bar in ax.containers[0]]
    assert np.isfinite(losses).sum() == 1
    assert layout_problems(ax.figure) == []


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
        "plot_penalty_reward: low must hold numbers, found 'none'. Turn it into "
        "numbers with pd.to_numeric.\n"
        "plot_penalty_reward: side must be one of 'below', 'above', 'penalty', 'reward', "
        "'difference', found 'over'."
    )


def test_an_empty_table_is_refused():
    with pytest.raises(InputError) as caught:
        plot_pareto(pareto_table().iloc[:0])
    assert str(caught.value) == (
        "plot_pareto: the table has no row: there is nothing to show. Was everything filtered out?"
    )


# Words


def test_names_are_folded_to_two_lines_and_long_questions_further():
    assert in_two_lines("Price") == "Price"
    assert in_two_lines("Kecepatan pengiriman ke rumah") == "Kecepatan\npengiriman ke rumah"
    long = in_two_lines("How important is it to you that your friends shop here too.")
    assert long == "How important is it to you\nthat your friends shop here\ntoo"


def test_a_missing_share_is_a_dash():
    assert (percent(0.4567), percent(0.4567, 0), percent(np.nan)) == ("45.7%", "46%", "–")
