"""Charts of complaints: what they write, what they draw, and what their sentences say."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from show_helpers import labels, texts

from custsat_edu import InputError, layout_problems, use_language
from custsat_edu.show.recovery import (
    describe_control_chart,
    describe_recovery,
    describe_survival,
    plot_control_chart,
    plot_recovery,
    plot_survival,
)
from custsat_edu.stats.recovery import control_chart, time_to_resolution

LANGUAGES = ("en", "id")


@pytest.fixture(autouse=True)
def _tidy():
    yield
    plt.close("all")


@pytest.fixture
def groups():
    names = ["minor_full", "minor_part", "moderate_full", "moderate_part", "serious_full",
             "serious_part", "silent"]  # fmt: skip
    estimate = np.array([5.5, 0.4, -6.2, -7.9, -14.2, -2.0, -22.4])
    naive = np.where(np.arange(7) < 6, estimate + 3.5, np.nan)
    return pd.DataFrame(
        {
            "estimate": estimate, "low": estimate - 1.5, "high": estimate + 1.5, "n": 286,
            "verdict": ["paradox", "as good", "below", "below", "below", "open", "below"],
            "naive_estimate": naive, "naive_low": naive - 1.4, "naive_high": naive + 1.4,
            "margin": 3.0,
        },
        index=pd.Index(names, name="group"),
    )  # fmt: skip


@pytest.fixture
def curves():
    days = np.r_[np.arange(1, 41), np.arange(3, 83, 2)]
    opened = pd.Series(pd.Timestamp("2024-03-01")).repeat(80).reset_index(drop=True)
    closed = opened + pd.to_timedelta(days, unit="D")
    closed[70:] = pd.NaT
    group = pd.Series(["Minor"] * 40 + ["Serious"] * 40)
    return time_to_resolution(opened, closed, until="2025-01-01", groups=group)


@pytest.fixture
def periods():
    counts = [30, 28, 33, 31, 29, 30, 32, 27, 33, 34, 35, 33, 36, 34, 33, 35, 70, 5]
    index = pd.period_range("2024-01", periods=18, freq="M")
    return control_chart(
        pd.Series(counts, index=index), pd.Series([300] * 18, index=index), baseline=8
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_forest_names_groups_and_verdicts_and_is_readable(groups, lang):
    use_language(lang)
    ax = plot_recovery(groups)
    assert layout_problems(ax.figure) == []
    assert len(labels(ax)) == 7
    if lang == "en":
        assert labels(ax)[0].replace("\n", " ") == "Minor, full recovery"
        assert labels(ax)[-1] == "Silent sufferers"
        assert "too few to say" in texts(ax)
    else:
        assert "+5,5 (+4,0 sampai +7,0, n = 286)" in texts(ax)


def test_the_right_comparison_is_filled_and_the_naive_one_hollow(groups):
    ax = plot_recovery(groups)
    zero, right, naive = ax.lines
    assert zero.get_xdata() == [0, 0]
    assert right.get_xdata().tolist() == groups["estimate"].tolist()
    assert right.get_markerfacecolor() == right.get_color()
    assert naive.get_xdata()[:6].tolist() == groups["naive_estimate"][:6].tolist()
    assert naive.get_markerfacecolor() == "white"
    (band,) = ax.patches
    assert (band.get_x(), band.get_width()) == (-3, 6)
    assert any("hollow: against all who never complained" in text for text in texts(ax))


def test_without_a_naive_comparison_nothing_is_said_of_it(groups):
    for table in (groups.assign(naive_estimate=np.nan), groups.drop(columns="naive_low")):
        ax = plot_recovery(table)
        assert len(ax.lines) == 2
        assert not any("hollow" in text for text in texts(ax))
        assert "never complained" not in describe_recovery(table)


def test_the_sentence_names_every_group_with_both_comparisons(groups):
    assert describe_recovery(groups.head(2)) == (
        "Against customers without a failure: "
        "Minor, full recovery: +5.5 (+4.0 to +7.0, n = 286), paradox "
        "(against all who never complained: +9.0); "
        "Minor, partial recovery: +0.4 (−1.1 to +1.9, n = 286), as good "
        "(against all who never complained: +3.9)."
    )


def test_other_groups_keep_their_names_and_levels_are_counted(groups):
    table = groups.head(3).set_axis(["level2_part", "Ganti barang", "level1_full"])
    assert [name.replace("\n", " ") for name in labels(plot_recovery(table))] == [
        "Level 2, partial recovery",
        "Ganti barang",
        "Level 1, full recovery",
    ]


def test_a_table_of_another_function_is_refused(groups):
    with pytest.raises(InputError, match="plot_recovery: the table has no column 'margin'"):
        plot_recovery(groups.drop(columns="margin"))
    with pytest.raises(InputError, match=r"verdict must be one of .*, found 'fine'"):
        describe_recovery(groups.replace("open", "fine"))
    with pytest.raises(InputError, match="plot_survival: the table has no column 'group'"):
        plot_survival(groups)
    with pytest.raises(InputError, match="plot_control_chart: the table has no column 'centre'"):
        plot_control_chart(groups)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_curves_are_named_at_the_right_with_their_median(curves, lang):
    use_language(lang)
    ax = plot_survival(curves)
    assert layout_problems(ax.figure) == []
    minor, serious = texts(ax)[-2:]
    if lang == "en":
        # Days 1 to 40: half is closed from day 20 to day 21; days 3, 5, ..., 61: from 41 to 43.
        assert minor == "Minor (n = 40)\nhalf after 20.5 days"
        assert serious == "Serious (n = 40)\nhalf after 42 days"
    assert minor.startswith("Minor (n = 40)\n")


def test_the_curves_are_steps_that_end_a_little_after_the_last_closing(curves):
    ax = plot_survival(curves)
    assert ax.get_xlim() == (0, pytest.approx(1.04 * 61))
    steps = [line for line in ax.lines if line.get_drawstyle() == "steps-post"]
    assert [line.get_linestyle() for line in steps] == ["-", "--"]
    assert steps[0].get_xdata()[0] == 0
    assert steps[0].get_ydata()[-1] == 0  # all of the first group are closed
    assert steps[1].get_xdata()[-1] == pytest.approx(1.04 * 61)  # open ones were watched longer
    assert steps[1].get_ydata()[-1] == pytest.approx(0.25)
    dots = [line.get_xdata()[0] for line in ax.lines if line.get_marker() == "o"]
    assert dots == [20.5, 42]


def test_the_sentence_of_the_curves_says_half_and_rest(curves):
    assert describe_survival(curves) == (
        "Minor (n = 40): half after 20.5 days, 0.0% still open after 40 days; "
        "Serious (n = 40): half after 42 days, 25.0% (13.0% to 39.0%) still open after 61 days."
    )


def test_a_group_that_never_comes_to_one_half_says_so():
    opened = pd.Series(["2024-01-01"] * 4)
    closed = pd.Series(["2024-01-05", None, None, None])
    curve = time_to_resolution(opened, closed, until="2024-02-01")
    ax = plot_survival(curve)
    assert texts(ax) == ["all complaints (n = 4)\nhalf not closed yet"]
    assert layout_problems(ax.figure) == []
    assert "half not closed yet, 75.0%" in describe_survival(curve)


def test_four_curves_are_readable_and_five_refused(curves):
    names = ["Sangat ringan sekali", "Ringan", "Sedang", "Kesalahan yang sangat berat sekali"]
    minor = curves[curves["group"] == "Minor"]
    four = pd.concat([minor.assign(group=name) for name in names])
    ax = plot_survival(four)
    assert layout_problems(ax.figure) == []
    styles = {line.get_linestyle() for line in ax.lines if line.get_drawstyle() == "steps-post"}
    assert len(styles) == 4
    five = pd.concat([four, minor.assign(group="Fünf")])
    with pytest.raises(InputError, match="draws 4 groups at most, found 5"):
        plot_survival(five)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_chart_marks_what_is_out_and_what_runs(periods, lang):
    use_language(lang)
    ax = plot_control_chart(periods)
    assert layout_problems(ax.figure) == []
    drawn = {line.get_marker(): line.get_xdata().tolist() for line in ax.lines}
    assert drawn["^"] == [16]
    assert drawn["v"] == [17]
    assert drawn["s"] == list(range(8, 16))
    assert drawn["o"] == list(range(8))
    assert {"2025-05", "2025-06"} <= set(texts(ax))
    if lang == "en":
        assert {"upper limit", "centre 10.0%", "lower limit"} <= set(texts(ax))


def test_the_sentence_of_the_chart_names_what_is_out_and_what_runs(periods):
    assert describe_control_chart(periods) == (
        "18 periods, centre 10.0%; above the limits of chance: 2025-05 (23.3%); below the limits "
        "of chance: 2025-06 (1.7%); eight or more in a row on one side: 2024-09, 2024-10, 2024-11, "
        "2024-12, 2025-01, 2025-02, 2025-03, 2025-04, 2025-05."
    )
    assert describe_control_chart(periods.head(8)) == (
        "8 periods, centre 10.0%; all within the limits of chance."
    )


def test_a_calm_chart_says_nothing_of_marks(periods):
    ax = plot_control_chart(periods.head(8))
    assert texts(ax) == ["upper limit", "centre 10.0%", "lower limit"]


def test_many_periods_with_long_names_are_readable():
    index = [f"Minggu ke-{week} tahun 2025" for week in range(1, 61)]
    counts = pd.Series(np.where(np.arange(60) % 7 == 3, 90, 30), index)
    ax = plot_control_chart(control_chart(counts, pd.Series([300] * 60, index)))
    assert layout_problems(ax.figure) == []
    assert 2 <= len(ax.get_xticks()) < 6


def test_the_charts_draw_into_given_axes(groups, curves, periods):
    figure, axes = plt.subplots(3, 1, figsize=(9, 14), layout="constrained")
    for ax, (plot, table) in zip(
        axes,
        ((plot_recovery, groups), (plot_survival, curves), (plot_control_chart, periods)),
        strict=True,
    ):
        assert plot(table, ax=ax) is ax
    assert layout_problems(figure) == []
