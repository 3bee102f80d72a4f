"""Pictures of differences, balance, overlap and causes, and their sentences."""

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from show_helpers import NAMES, labels, texts

from custsat_edu import layout_problems, use_language, which_test
from custsat_edu.errors import InputError
from custsat_edu.show.groups import (
    describe_balance,
    describe_dag,
    describe_differences,
    describe_overlap,
    describe_tests,
    plot_balance,
    plot_dag,
    plot_differences,
    plot_overlap,
)
from custsat_edu.show.style import BLUE, ORANGE


@pytest.fixture(autouse=True)
def clean():
    yield
    plt.close("all")


def differences(k=2):
    estimate = np.linspace(2, -3.6, k)
    columns = {"estimate": estimate, "low": estimate - 1.2, "high": estimate + 1.2, "n": 2400}
    return pd.DataFrame(columns, index=pd.Index(NAMES[:k], name="pair"))


def balance(k=3):
    raw = np.linspace(-0.4, 0.5, k)
    columns = {"smd_raw": raw, "smd_weighted": raw / 10}
    return pd.DataFrame(columns, index=pd.Index(NAMES[:k], name="covariate"))


def chances(n=400):
    """Return chances that both groups share from 0.2 to 0.8: of 0.1 to 0.8 and of 0.2 to 0.9."""
    store, web = np.linspace(0.1, 0.8, n), np.linspace(0.2, 0.9, n)
    return pd.DataFrame({"chance": np.r_[store, web], "group": ["Store"] * n + ["Web"] * n})


def stress(plot, k):
    table = differences(k).assign(truth=1.0, margin=0.5)
    return {"differences": (plot_differences, table), "balance": (plot_balance, balance(k)),
            "overlap": (plot_overlap, chances())}[plot]  # fmt: skip


def new(width, height):
    return plt.subplots(figsize=(width, height), layout="constrained")[1]


def said(call, *args, **options):
    with pytest.raises(InputError) as caught:
        call(*args, **options)
    return str(caught.value)


@pytest.mark.parametrize("lang", ["en", "id"])
@pytest.mark.parametrize("rows", [1, 2, 12])
@pytest.mark.parametrize("chart", ["differences", "balance", "overlap"])
def test_every_chart_is_readable_on_a_page_and_on_a_slide(chart, rows, lang):
    use_language(lang)
    plot, table = stress(chart, rows)
    assert layout_problems(plot(table).figure) == []
    assert layout_problems(plot(table, ax=new(10, 5.6)).figure) == []
    narrow = plt.subplots(1, 2, figsize=(10, 5.6), layout="constrained")[1][1]
    assert layout_problems(plot(table, ax=narrow).figure) == []


@pytest.mark.parametrize("chart", ["differences", "balance", "overlap"])
def test_a_chart_goes_where_it_is_asked_to_and_leaves_its_table_alone(chart):
    plot, table = stress(chart, 3)
    before, ax = table.copy(), new(8, 4)
    assert plot(table, ax=ax) is ax
    assert plot(table).figure.get_size_inches()[0] == 8
    pd.testing.assert_frame_equal(table, before)


# Differences


def test_differences_stand_in_the_order_of_the_table_with_their_numbers():
    ax = plot_differences(differences().set_axis(["Web - Store", "Phone - Store"]))
    assert labels(ax) == ["Web - Store", "Phone - Store"]
    # 2 and -3.6, each 1.2 wide on either side
    assert texts(ax) == ["+2.0 (+0.8 to +3.2, n = 2,400)", "−3.6 (−4.8 to −2.4, n = 2,400)"]
    segments = [segment[:, 0].tolist() for segment in ax.collections[0].get_segments()]
    assert segments == [pytest.approx([0.8, 3.2]), pytest.approx([-4.8, -2.4])]
    low, high = ax.get_xlim()
    assert low < 0 < high
    assert ax.get_xlabel() == "difference in points"


def test_the_axis_says_which_group_minus_which():
    table = differences().set_axis(["raw", "regression"])
    table.attrs = {"first": "Store", "second": "Web"}
    ax = plot_differences(table)
    assert ax.get_xlabel() == "difference in points: Web − Store"
    assert [label.replace("\n", " ") for label in labels(ax)] == [
        "raw difference", "adjusted by regression"]  # fmt: skip


def test_differences_of_shares_are_percentage_points():
    table = differences(1).assign(estimate=0.031, low=0.01, high=0.052)
    ax = plot_differences(table, unit="share")
    assert texts(ax) == ["+3.1 (+1.0 to +5.2, n = 2,400)"]
    assert ax.lines[-1].get_xdata() == pytest.approx([3.1])
    assert ax.get_xlabel() == "difference in percentage points"
    assert plot_differences(table, unit="scale").get_xlabel() == "difference"


def test_the_truth_is_a_diamond_and_the_margin_a_band_around_zero():
    table = differences().assign(truth=[2.2, np.nan], margin=0.5)
    ax = plot_differences(table)
    (diamonds,) = [line for line in ax.lines if line.get_marker() == "D"]
    assert diamonds.get_xdata()[0] == 2.2
    assert {"equal within ±0.5", "diamond: truth"} <= set(texts(ax))
    assert [(bar.get_x(), bar.get_width()) for bar in ax.patches] == [(-0.5, 1.0)] * 2
    one = differences()
    one.attrs = {"margin": 0.5}
    assert "equal within ±0.5" in texts(plot_differences(one))
    none = texts(plot_differences(differences().assign(margin=np.nan)))
    assert not any("equal" in text for text in none)


def test_n_may_be_given_group_by_group():
    table = differences(1).drop(columns="n").assign(n_first=1000, n_second=1400)
    assert texts(plot_differences(table)) == ["+2.0 (+0.8 to +3.2, n = 2,400)"]


def test_in_narrow_axes_the_numbers_stand_above_the_rows_and_n_below_the_axis():
    ax = plot_differences(differences(1), ax=new(4, 3))
    assert texts(ax) == ["+2.0 (+0.8 to +3.2)", "n = 2,400"]
    assert ax.texts[0].get_position() == (0, 5)


def test_a_difference_without_an_interval_says_so():
    table = differences(1).assign(low=np.nan)
    assert texts(plot_differences(table)) == ["+2.0 (no interval, n = 2,400)"]
    assert texts(plot_differences(table, ax=new(4, 3)))[0] == "+2.0"


def test_one_difference_may_come_as_a_series():
    row = pd.Series({"estimate": 2.0, "low": 1.0, "high": 3.0, "n": 90}, name="Web - Store")
    assert describe_differences(row) == "Web - Store: +2.0 (+1.0 to +3.0, n = 90)."


def test_the_sentence_of_differences_gives_truth_and_margin():
    # 2 +- 1.2 and -3.6 +- 1.2: only the first lies within 3.5
    table = differences().assign(truth=[2.2, np.nan], margin=3.5).set_axis(["A", "B"])
    assert describe_differences(table) == (
        "A: +2.0 (+0.8 to +3.2, n = 2,400), truth +2.2, all of it within ±3.5; "
        "B: −3.6 (−4.8 to −2.4, n = 2,400), not all of it within ±3.5."
    )
    share = differences(1).assign(estimate=0, low=-0.01, high=0.01, margin=0.02).set_axis(["A"])
    assert describe_differences(share, unit="share") == (
        "A: +0.0 (−1.0 to +1.0, n = 2,400), all of it within ±2.0."
    )


# Balance


def test_balance_is_hollow_before_and_full_after_weighting_with_a_band_of_a_tenth():
    ax = plot_balance(balance())
    hollow, full = ax.lines[-2:]
    assert hollow.get_xdata() == pytest.approx([-0.4, 0.05, 0.5])
    assert full.get_xdata() == pytest.approx([-0.04, 0.005, 0.05])
    assert (hollow.get_markerfacecolor(), full.get_markerfacecolor()) == ("white", BLUE)
    (band,) = ax.patches
    assert (band.get_x(), band.get_width()) == pytest.approx((-0.1, 0.2))
    assert texts(ax) == ["balanced: up to 0.1", "raw", "weighted"]


def test_the_two_ends_are_named_where_they_lie_farthest_apart():
    raw, weighted = plot_balance(balance()).texts[-2:]
    assert (raw.xy, weighted.xy) == ((0.5, 2), (pytest.approx(0.05), 2))
    assert (raw.get_ha(), weighted.get_ha()) == ("left", "right")


def test_balance_without_weighting_names_no_end():
    assert texts(plot_balance(balance().assign(smd_weighted=np.nan))) == ["balanced: up to 0.1"]


def test_the_sentence_of_balance_counts_what_is_balanced():
    table = pd.DataFrame({"smd_raw": [0.41, -0.3], "smd_weighted": [0.02, -0.15]}, ["Age", "Area"])
    assert describe_balance(table) == (
        "Age: 0.41 before weighting, 0.02 after it; Area: −0.30 before weighting, −0.15 after it; "
        "balanced (up to 0.1) after weighting: 1 of 2."
    )


# Overlap


def test_the_second_group_stands_up_the_first_hangs_down_and_the_common_range_is_shaded():
    ax = plot_overlap(chances())
    shade = ax.patches[-1]
    assert (shade.get_x(), shade.get_width()) == pytest.approx((0.2, 0.6))
    heights = np.array([bar.get_height() for bar in ax.patches[:-1]])
    up, down = heights[:30], heights[30:]
    assert up.sum() == pytest.approx(100) and down.sum() == pytest.approx(-100)
    assert texts(ax) == ["Web, n = 400", "Store, n = 400",
                         "shaded: chances of both groups, 0.20 to 0.80"]  # fmt: skip
    assert ax.get_xlabel() == "chance to be in the group: Web"
    assert ax.get_ylabel() == "share of each group"
    assert [to_hex(text.get_color()).upper() for text in ax.texts[:2]] == [BLUE, ORANGE]


def test_categories_say_which_group_is_the_second():
    table = chances().astype({"group": pd.CategoricalDtype(["Web", "Store", "Phone"])})
    assert texts(plot_overlap(table))[0] == "Store, n = 400"


def test_groups_that_share_no_chance_have_no_shade_and_the_picture_says_so():
    table = pd.DataFrame({"chance": [0.1, 0.2, 0.8, 0.9, np.nan], "group": [1, 1, 2, 2, 2]})
    ax = plot_overlap(table)
    assert len(ax.patches) == 60
    assert texts(ax)[-1] == "no chance lies in the range of both groups"
    assert describe_overlap(table) == (
        "Chance to be in the group 2: 0.10 to 0.20 for 1, 0.80 to 0.90 for 2; "
        "no chance lies in the range of both groups."
    )


def test_a_table_that_shows_no_two_groups_of_chances_is_refused_at_once():
    table = pd.DataFrame({"chance": [0.1, 1.2, 0.5], "group": ["a", "b", "c"]})
    assert said(plot_overlap, table) == (
        "plot_overlap: chance must lie between 0 and 1, found 1.2.\n"
        "plot_overlap: group must hold two groups, found 3: a, b, c. "
        "Keep two of them, and draw one pair after the other."
    )
    assert "found 0: -." in said(describe_overlap, table.assign(chance=np.nan))


# The drawing of causes

ENDS = ("Channel", "Satisfaction")
DAGS = {
    "alone": {},
    "one": {"common": ["Age"]},
    "below": {"between": NAMES[:1], "held": NAMES[:1]},
    "both": {"common": ["Age", "Region"], "between": ["Drivers"], "held": ["Age"]},
    "full": {"common": NAMES[:4], "between": NAMES[4:7], "held": NAMES[3:5]},
    "more": {"common": NAMES[:2], "between": NAMES[2:], "held": NAMES[2:]},
}


@pytest.mark.parametrize("lang", ["en", "id"])
@pytest.mark.parametrize("size", [(5, 3.4), (8, 4), (10, 5.6)])
@pytest.mark.parametrize("ends", [ENDS, ("Kenyamanan suasana berbelanja1", "Keamanan elektronik")])
@pytest.mark.parametrize("case", DAGS)
def test_a_drawing_of_causes_is_readable_and_no_box_lies_on_another(case, ends, size, lang):
    use_language(lang)
    ax = plot_dag(*ends, **DAGS[case], ax=new(*size))
    assert layout_problems(ax.figure) == []
    boxes = [t.get_bbox_patch().get_window_extent() for t in ax.texts if t.get_bbox_patch()]
    for i, box in enumerate(boxes):
        assert not any(box.overlaps(other) for other in boxes[:i])
        assert ax.figure.bbox.padded(1).containsx(box.x0)
        assert ax.figure.bbox.padded(1).containsx(box.x1)


def test_a_drawing_stays_readable_beside_a_chart():
    figure, (left, right) = plt.subplots(
        1, 2, figsize=(9, 3.6), layout="constrained", width_ratios=[3, 2]
    )
    plot_dag(*ENDS, **DAGS["full"], ax=left)
    plot_differences(differences(1), ax=right).set_xlim(-6, 6)
    assert layout_problems(figure) == []


def arrows(ax):
    """Return colour and line of every arrow, in the order drawn: direct, then two a box."""
    found = [text.arrow_patch for text in ax.texts if getattr(text, "arrow_patch", None)]
    return [(to_hex(a.get_edgecolor()).upper(), a.get_linestyle() == "-") for a in found]


def test_common_causes_stand_above_with_orange_arrows_and_what_lies_between_below_with_blue():
    ax = plot_dag(*ENDS, common=["Age", "Region"], between=["Drivers"])
    heights = {t.get_text(): t.get_window_extent().y0 for t in ax.texts if t.get_text()}
    assert heights["Age"] == heights["Region"] > heights["Channel"] > heights["Drivers"]
    assert arrows(ax) == [(BLUE, True)] + [(ORANGE, True)] * 4 + [(BLUE, True)] * 2


def test_what_is_held_fixed_has_a_filled_square_and_dashed_grey_paths():
    ax = plot_dag(*ENDS, common=["Age", "Region"], held=["Age"])
    frames = {t.get_text(): t.get_bbox_patch() for t in ax.texts if t.get_bbox_patch()}
    assert [type(frames[name].get_boxstyle()).__name__ for name in ("Age", "Region")] == [
        "Square", "Round"]  # fmt: skip
    assert to_hex(frames["Age"].get_facecolor()) != to_hex(frames["Region"].get_facecolor())
    grey = ("#9AA5B1", False)
    assert arrows(ax) == [(BLUE, True), grey, grey, (ORANGE, True), (ORANGE, True)]
    assert texts(ax)[0] == "square: held fixed; dashed: path closed"
    assert len(texts(plot_dag(*ENDS, common=["Age"]))) == 3


def test_arrows_point_from_the_common_cause_and_through_what_lies_between():
    ax = plot_dag(*ENDS, common=["Age"], between=["Drivers"])
    frames = {t.get_bbox_patch(): t.get_text() for t in ax.texts if t.get_bbox_patch()}
    pairs = [(frames[t.anncoords], frames[t.xycoords]) for t in ax.texts
             if getattr(t, "arrow_patch", None)]  # fmt: skip
    assert pairs == [
        ("Channel", "Satisfaction"), ("Age", "Channel"), ("Age", "Satisfaction"),
        ("Channel", "Drivers"), ("Drivers", "Satisfaction")]  # fmt: skip


def test_of_more_than_four_names_three_are_written_and_the_rest_is_counted():
    names = [f"d{i}" for i in range(10)]
    assert texts(plot_dag(*ENDS, between=names)) == [*ENDS, "d0", "d1", "d2", "+7"]
    assert texts(plot_dag(*ENDS, common=names[:4])) == [*ENDS, *names[:4]]


def test_the_sentence_of_a_drawing_names_all():
    assert describe_dag(*ENDS, common=["Age", "Region"], between=["Drivers"], held=["Age"]) == (
        "Age, Region: common causes of Channel and Satisfaction; "
        "Drivers: between Channel and Satisfaction; held fixed: Age."
    )
    assert describe_dag(*ENDS) == "One arrow, from Channel to Satisfaction."


def test_a_drawing_with_names_in_the_wrong_place_is_refused():
    assert said(plot_dag, *ENDS, common="Age", held="Age") == (
        "plot_dag: common must be a list of names, found 'Age'. Write ['Age'].\n"
        "plot_dag: held must be a list of names, found 'Age'. Write ['Age']."
    )
    assert said(describe_dag, *ENDS, common=["Age"], between=["Age"], held=["Region"]) == (
        "describe_dag: 'Age' stands twice in the drawing. A thing is the cause, the outcome, a "
        "common cause or between them: choose one.\n"
        "describe_dag: held: 'Region' is neither a common cause nor between the two; found: "
        "'Age', 'Age'."
    )
    assert said(plot_dag, *ENDS, held=["Age"]).endswith("found: -.")


# What the charts share


def test_a_table_that_cannot_be_drawn_is_refused():
    table = differences(1)
    assert said(plot_differences, table.drop(columns=["low", "n"])) == (
        "plot_differences: the table has no column 'low'; it needs estimate, low, high, n. "
        "Give the table as its function made it.\n"
        "plot_differences: the table has no column 'n'; it needs estimate, low, high, n. "
        "Give the table as its function made it."
    )
    assert said(plot_balance, balance().iloc[:0]) == (
        "plot_balance: the table has no row: there is nothing to show. Was everything filtered out?"
    )
    assert said(describe_differences, table.astype(object).assign(low="x", high="y")) == (
        "describe_differences: low must hold numbers, found 'x'. Turn it into "
        "numbers with pd.to_numeric.\n"
        "describe_differences: high must hold numbers, found 'y'. Turn it into "
        "numbers with pd.to_numeric."
    )
    assert said(plot_differences, table, unit="percent") == (
        "unit must be 'points', 'share' or 'scale', found 'percent'."
    )


# Which test


def test_every_test_is_named_with_its_question_and_its_reason():
    table = pd.DataFrame(
        {"answers": ["superiority", "which_means"], "why_code": ["adjust", "needs_three_groups"]},
        index=["mann_whitney", "games_howell"],
    )
    assert describe_tests(table).splitlines() == [
        "Mann-Whitney (is an answer of one group likely to be higher?): fits; there are several "
        "pairs: read p_holm.",
        "Games-Howell (which means differ?): needs three groups at least.",
    ]


def test_every_word_of_which_test_can_be_said():
    answers = pd.Series([5, 4, 4, 3, 5, 4, 3, 2, 3, 4, 2, 3] * 3)
    groups = pd.Series((["store"] * 6 + ["web"] * 6) * 3)
    for table in (which_test(answers, groups), which_test(answers > 3, groups)):
        assert len(describe_tests(table).splitlines()) == len(table)


def test_another_table_has_no_tests_to_say():
    with pytest.raises(InputError) as error:
        describe_tests(pd.DataFrame({"answers": ["superiority"]}, index=["mann_whitney"]))
    assert "the table has no column 'why_code'" in str(error.value)


def test_rows_that_our_tables_name_by_themselves_are_in_words_in_both_languages():
    table = pd.DataFrame(
        {"estimate": [3.9, -1.9], "low": [3.2, -2.1], "high": [4.6, -1.7], "n": 6000},
        index=["worst", "leave"],
    )
    said = []
    for lang in ("en", "id"):
        use_language(lang)
        said.append(describe_differences(table))
    use_language("en")
    assert said == [
        "worst rating: +3.9 (+3.2 to +4.6, n = 6,000); "
        "journeys that break off: −1.9 (−2.1 to −1.7, n = 6,000).",
        "penilaian terburuk: +3,9 (+3,2 sampai +4,6, n = 6.000); "
        "perjalanan yang terhenti: −1,9 (−2,1 sampai −1,7, n = 6.000).",
    ]
