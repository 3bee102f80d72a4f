"""The journey map and the flow: what they write, and that everything on them can be read."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.patches import Polygon

from custsat_edu import InputError, layout_problems, use_language
from custsat_edu.show.flow import describe_flow, plot_flow
from custsat_edu.show.journey_map import Story, describe_journey, journey_table, plot_journey_map

LONG = "A touchpoint whose name is sixty letters long, to the end of it"
STAGES = ["Becomes aware", "Compares", "Buys", "Receives"]


@pytest.fixture(autouse=True)
def _english():
    yield
    use_language("en")
    plt.close("all")


def row(stage, touchpoint, channel="Store", mean=3.4, n=40, flag="", level="touchpoint"):
    half = 0.3 if n >= 10 else np.nan
    return {"level": level, "stage": stage, "touchpoint": touchpoint, "channel": channel, "n": n,
            "customers": n, "estimate": mean, "low": mean - half, "high": mean + half,
            "flag": flag, "judged": n >= 30}  # fmt: skip


def spot(stage, channel="Store", mean=3.4, **more):
    return row(stage, None, channel, mean, level="stage", **more)


def table(rows):
    made = pd.DataFrame(rows)
    made.attrs = {"neutral": 3.0, "min_n": 30, "confidence": 0.95}
    return made


def usual():
    rows = []
    for k, stage in enumerate(STAGES):
        for channel, shift in (("Store", 0.4), ("Web", -0.4)):
            mean = 3.2 + shift - 0.2 * k
            flag = "pain" if mean + 0.3 < 3 else ""
            rows += [row(stage, f"{channel} {k}", channel, mean, flag=flag),
                     spot(stage, channel, mean, flag=flag)]  # fmt: skip
    return table(rows)


def stress(case):
    if case == "missing stage":
        rows = [r for r in usual().to_dict("records") if r["stage"] != "Compares"]
        rows += [spot("Compares", "Store", np.nan, n=0), row("Compares", "Few", "Web", 2.9, n=8)]
        return table(rows), Story(stages={stage: {} for stage in STAGES})
    if case == "crowded cell":
        rows = [row("Buys", f"{LONG} {k}", "Web", 2 + 0.5 * k) for k in range(4)]
        return table([*usual().to_dict("records"), *rows]), None
    if case == "one channel":
        made = usual()
        return made[made["channel"] == "Web"].copy(), None
    if case == "twelve stages":
        rows = [part for k in range(12) for part in (row(f"Stage number {k}", LONG),
                                                     spot(f"Stage number {k}"))]  # fmt: skip
        return table(rows), None
    words = {"phase": "Purchase", "action": LONG, "opportunity": LONG, "owner": LONG,
             "backstage": LONG}  # fmt: skip
    return usual(), Story(title=LONG, actor=LONG, scenario=LONG, stages={"Buys": words})


CASES = ["usual", "missing stage", "crowded cell", "one channel", "twelve stages", "long words"]


@pytest.mark.parametrize("lang", ["en", "id"])
@pytest.mark.parametrize("preset", ["page", "slide"])
@pytest.mark.parametrize("case", CASES)
def test_every_word_of_the_map_can_be_read(case, preset, lang):
    use_language(lang)
    flags, story = (usual(), None) if case == "usual" else stress(case)
    figure = plot_journey_map(flags, story, scale=(1, 5), preset=preset)
    assert layout_problems(figure) == []


def texts(figure):
    return [text.get_text() for text in figure.axes[0].texts]


def test_a_pain_has_a_triangle_its_numbers_and_a_thick_edge():
    figure = plot_journey_map(usual(), scale=(1, 5))
    said = texts(figure)
    assert "▼ Web 3" in said and "2.20 [1.90; 2.50]" in said
    thick = [box for box in figure.axes[0].patches if box.get_linewidth() == 2.4]
    assert len(thick) == (usual()["flag"].eq("pain") & usual()["level"].eq("touchpoint")).sum()


def test_a_touchpoint_with_few_ratings_has_a_dashed_card():
    figure = plot_journey_map(table([row("Buys", "Till", n=12), spot("Buys")]))
    cards = [box for box in figure.axes[0].patches if box.get_linewidth() == 1.1]
    assert [card.get_linestyle() for card in cards] == ["--"]


def test_rounding_never_carries_a_mean_over_the_neutral_point():
    said = texts(plot_journey_map(table([row("Buys", "Till", mean=2.97), spot("Buys", mean=2.97)])))
    assert "2.97" in said and "3.0" not in said


def test_a_stage_without_ratings_says_so():
    rows = [row("Buys", "Till"), spot("Buys"), spot("Stays", mean=np.nan, n=0)]
    assert "no data" in texts(plot_journey_map(table(rows), scale=(1, 5)))


def test_a_log_without_channels_has_one_line_and_one_lane_of_cards():
    without = usual()[usual()["channel"] == "Web"].assign(channel=np.nan)
    without.attrs = usual().attrs
    said = texts(plot_journey_map(without, scale=(1, 5)))
    assert {"Touchpoints", "Web 0", "▼ 2.2"} <= set(said)


def test_six_channels_with_one_touchpoint_are_told_apart():
    names = ["Web", "Store", "Phone", "App", "Chat", "Fair"]
    rows = [row("Buys", "Till", name, mean=2.4, flag="pain") for name in names]
    figure = plot_journey_map(table([*rows, *(spot("Buys", name, mean=2.4) for name in names)]))
    assert layout_problems(figure) == []
    colours = {line.get_color() for line in figure.axes[0].lines if line.get_marker() != "None"}
    assert len(colours) == 6
    assert {f"▼ Till ({name})" for name in names} <= {*texts(figure)}


def test_more_channels_than_can_be_told_apart_are_refused():
    rows = [row("Buys", "Till", f"Way {k}") for k in range(7)]
    with pytest.raises(InputError, match=r"7 channels .* apart .at most 6.\. Join some"):
        plot_journey_map(table(rows))


def test_the_scale_is_named_only_where_it_is_known():
    assert "Emotion\n(1 to 5)" in texts(plot_journey_map(usual(), scale=(1, 5)))
    assert "Emotion" in texts(plot_journey_map(usual()))


def test_who_leaves_has_a_lane_with_the_interval():
    leave = pd.DataFrame(
        {"n": [200], "left": [40], "estimate": [0.2], "low": [0.15], "high": [0.26]}, index=["Buys"]
    )
    said = texts(plot_journey_map(usual(), drop_off=leave))
    assert "20.0%" in said and "[15.0%; 26.0%]" in said


def test_the_way_to_be_names_what_changes():
    better = usual()
    better.loc[(better["touchpoint"] == "Web 3"), ["estimate", "low", "high"]] += 1
    assert "Web 3: 2.2 → 3.2" in texts(plot_journey_map(usual(), beside=better, scale=(1, 5)))


def test_labels_are_text_and_no_markup_and_unknown_letters_become_boxes():
    odd = "<b>$x$</b> 🛒 till"
    said = texts(plot_journey_map(table([row("Buys", odd), spot("Buys")])))
    assert "<b>$x$</b> □ till" in [" ".join(text.split()) for text in said]


def test_the_sentence_names_pains_and_delights():
    flags = table([row("Buys", "Till", mean=2.4, flag="pain"),
                   row("Stays", "Club", mean=4.4, flag="delight")])  # fmt: skip
    assert describe_journey(flags) == (
        "Pain points: Till (2.4, 2.1 to 2.7, n = 40). Delights: Club (4.4, 4.1 to 4.7, n = 40). "
        "Touchpoints: 2, ratings: 80."
    )


def test_the_table_holds_every_touchpoint_with_its_full_name():
    made = journey_table(table([row("Buys", LONG, flag="pain"), spot("Buys")]))
    assert made.to_dict("records") == [
        {"stage": "Buys", "touchpoint": LONG, "channel": "Store", "n": 40, "customers": 40,
         "estimate": 3.4, "low": pytest.approx(3.1), "high": pytest.approx(3.7),
         "flag": "pain point"}
    ]  # fmt: skip


def test_what_the_map_cannot_draw_is_said():
    with pytest.raises(InputError) as error:
        Story(stages={"Buys": {"actoin": "pays"}})
    assert str(error.value) == (
        "Story: stage 'Buys' has the unknown key 'actoin'. Did you mean 'action'? The keys: label, "
        "phase, action, opportunity, owner, backstage."
    )
    with pytest.raises(InputError) as error:
        plot_journey_map(usual(), Story(stages={"Buy": {}}))
    assert str(error.value) == (
        "plot_journey_map: the story has the stage 'Buy', the table has not. Did you mean 'Buys'?"
    )
    with pytest.raises(InputError) as error:
        plot_journey_map(usual(), preset="poster")
    assert str(error.value) == "preset must be 'page' or 'slide', found 'poster'."
    with pytest.raises(InputError) as error:
        describe_journey(usual().drop(columns=["touchpoint", "flag"]))
    assert "no column 'flag'" in str(error.value) and "no column 'touchpoint'" in str(error.value)


def moves():
    return pd.DataFrame(
        {"stage": ["Buys", "Buys", "Buys", "Stays"], "touchpoint": ["Till", "Till", "Web", "Club"],
         "next_stage": ["Stays", None, "Stays", None],
         "next_touchpoint": ["Club", None, "Club", None],
         "kind": ["moves", "leaves", "moves", "ends"], "n": [80, 20, 30, 110]}
    )  # fmt: skip


def test_the_flow_has_a_box_for_every_touchpoint_and_says_who_leaves():
    figure = plot_flow(moves())
    assert texts(figure)[-3:] == ["Till\nn = 100", "Web\nn = 30", "Club\nn = 110"]
    assert "left: 20" in texts(figure) and layout_problems(figure) == []
    assert describe_flow(moves()) == "Of 20 who leave, most leave after Till: 20 (100%)."


def test_touchpoints_beyond_the_busiest_share_a_box():
    assert "other\nn = 30" in texts(plot_flow(moves(), top=1))


def test_a_flow_of_another_table_is_refused():
    with pytest.raises(InputError, match="kind must be one of 'moves', 'leaves', 'ends'"):
        plot_flow(moves().assign(kind="walks"))


def test_a_part_of_the_flow_has_boxes_for_where_its_customers_go():
    assert "Club\nn = 110" in texts(plot_flow(moves()[moves()["stage"] == "Buys"]))


def test_no_box_of_the_flow_reaches_down_to_those_who_leave():
    rows = [("Buys", f"Till {k}", "Stays", "Club", "moves", 10) for k in range(9)]
    rows += [
        ("Buys", "Till 0", None, None, "leaves", 30),
        ("Stays", "Club", None, None, "ends", 90),
    ]
    figure = plot_flow(pd.DataFrame(rows, columns=moves().columns), top=8)
    left = next(text for text in figure.axes[0].texts if text.get_text() == "left: 30")
    boxes = [patch.get_xy()[:, 1].max() for patch in figure.axes[0].patches
             if isinstance(patch, Polygon)]  # fmt: skip
    assert sorted(boxes)[-2] < left.get_position()[1]  # the lowest is the arrow beside it
