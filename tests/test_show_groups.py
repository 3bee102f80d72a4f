"""Charts of groups and effects: what they write, what they draw, and what their sentences say."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from custsat_edu import InputError, layout_problems, use_language
from custsat_edu.show.groups import (
    describe_balance,
    describe_dag,
    describe_differences,
    describe_overlap,
    plot_balance,
    plot_dag,
    plot_differences,
    plot_overlap,
)

LONG = "Ketersediaan barang di toko ini"


@pytest.fixture(autouse=True)
def _tidy():
    yield
    plt.close("all")
    use_language("en")


@pytest.fixture
def differences():
    return pd.DataFrame(
        {"estimate": [2.7, -2.8], "low": [1.7, -4.0], "high": [3.8, -1.6], "n": 2400},
        index=pd.Index(["raw", "regression"], name="method"),
    )


@pytest.fixture
def balance():
    return pd.DataFrame(
        {"smd_raw": [-1.12, 0.3], "smd_weighted": [0.0, 0.05]},
        index=pd.Index(["age", "region: 2"], name="covariate"),
    )


@pytest.fixture
def chances():
    rng = np.random.default_rng(1)
    chance = np.concatenate([rng.beta(2, 4, 300), rng.beta(4, 2, 300)])
    return pd.DataFrame({"chance": chance, "group": ["Store"] * 300 + ["Web"] * 300})


def words(ax):
    return " ".join(text.get_text().replace("\n", " ") for text in ax.texts)


def test_the_differences_stand_as_points_with_intervals_beside_a_zero_line(differences):
    ax = plot_differences(differences)
    assert [label.get_text().replace("\n", " ") for label in ax.get_yticklabels()] == [
        "raw difference",
        "adjusted by regression",
    ]
    assert "+2.7 (+1.7 to +3.8" in words(ax)
    assert "−2.8 (−4.0 to −1.6" in words(ax)
    assert layout_problems(ax.figure) == []


def test_the_sentence_of_the_differences_names_each_with_its_interval_and_n(differences):
    assert describe_differences(differences) == (
        "raw difference: +2.7 (+1.7 to +3.8, n = 2,400); "
        "adjusted by regression: −2.8 (−4.0 to −1.6, n = 2,400)."
    )


def test_the_difference_has_a_decimal_comma_in_indonesian(differences):
    use_language("id")
    said = describe_differences(differences)
    assert said.startswith("selisih mentah: +2,7 (+1,7 sampai +3,8, n = 2.400)")


def test_a_table_without_limits_is_refused_with_the_column(differences):
    with pytest.raises(InputError, match="no column 'low'"):
        plot_differences(differences.drop(columns="low"))


def test_the_balance_shows_before_and_after(balance):
    ax = plot_balance(balance)
    assert layout_problems(ax.figure) == []
    said = describe_balance(balance)
    assert "age: −1.12 before weighting, 0.00 after it" in said
    assert "2 of 2" in said


def test_the_overlap_counts_who_has_nobody_to_compare_with(chances):
    ax = plot_overlap(chances)
    assert "Store" in words(ax)
    assert "Web" in words(ax)
    assert layout_problems(ax.figure) == []
    store = chances.loc[chances["group"] == "Store", "chance"]
    web = chances.loc[chances["group"] == "Web", "chance"]
    low, high = max(store.min(), web.min()), min(store.max(), web.max())
    outside = int(((chances["chance"] < low) | (chances["chance"] > high)).sum())
    assert f"{outside} of 600 rows lie outside" in describe_overlap(chances)


def test_the_overlap_asks_for_two_groups(chances):
    with pytest.raises(InputError, match="must hold two groups, found 1"):
        plot_overlap(chances.head(300))


def test_the_drawing_names_every_thing_and_frames_what_is_held_fixed():
    drawn = {"common": ["Age", "Region"], "between": ["Service"], "held": ["Age"]}
    ax = plot_dag("Channel", "Satisfaction", **drawn)
    for name in ("Channel", "Satisfaction", "Age", "Region", "Service"):
        assert name in words(ax)
    assert layout_problems(ax.figure) == []
    frames = {
        text.get_text(): type(text.get_bbox_patch().get_boxstyle()).__name__
        for text in ax.texts
        if text.get_bbox_patch() is not None and text.get_text()
    }
    assert (frames["Age"], frames["Region"]) == ("Square", "Round")
    assert describe_dag("Channel", "Satisfaction", **drawn) == (
        "Age, Region: common causes of Channel and Satisfaction; "
        "Service: between Channel and Satisfaction; held fixed: Age."
    )


@pytest.mark.parametrize("lang", ["en", "id"])
def test_a_full_drawing_with_long_names_stays_readable(lang):
    use_language(lang)
    common = [f"{LONG} {i}" for i in range(4)]
    between = [f"{LONG}, {i}" for i in range(10)]
    ax = plot_dag(LONG, f"{LONG}!", common=common, between=between, held=common[:1])
    assert "+7" in words(ax)
    assert layout_problems(ax.figure) == []


def test_what_is_held_fixed_must_be_in_the_drawing():
    with pytest.raises(InputError, match="'Mood' is neither a common cause nor between"):
        plot_dag("Channel", "Satisfaction", common=["Age"], held=["Mood"])


def test_a_thing_has_one_place_in_the_drawing():
    with pytest.raises(InputError, match="'Age' stands twice"):
        describe_dag("Channel", "Satisfaction", common=["Age"], between=["Age"])
