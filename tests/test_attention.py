"""The signs of careless answers, and that they are those of `Study.flags`."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from custsat_edu import InputError, load_study, mean_score, reveal
from custsat_edu.stats.attention import careless

REFERENCE = json.loads((Path(__file__).parent / "reference" / "sampling.json").read_text())
SIGNS = ["straight_line", "speeder", "duplicate"]
PAIRS = [*((f"q{k}", f"q{k + 6}") for k in range(1, 6)), ("q6", "-q12")]
DRIVERS = ("quality", "delivery", "after_sales", "service", "price", "communication", "ease",
           "delight", "customisation", "ambience")  # fmt: skip


@pytest.fixture
def answers():
    """The rows that tests/reference/sampling.R makes by formula."""
    i = np.arange(1, 201)
    items = {f"q{k}": (i * k + i // (k + 2)) % 5 + 1.0 for k in range(1, 13)}
    table = pd.DataFrame(items, index=i)
    table[i % 40 == 0] = 4.0
    for row in i[i % 9 == 0]:
        table.iloc[row - 1, row % 12] = np.nan
    return table


@pytest.fixture
def careful():
    """Thirty rows of eight answers 1 to 5 of which no two are equal and none is a line."""
    rows = np.random.default_rng(8).integers(1, 6, (30, 8))
    return pd.DataFrame(rows, columns=[f"q{k}" for k in range(1, 9)])


def said(call, *needles):
    with pytest.raises(InputError) as caught:
        call()
    for needle in needles:
        assert needle in str(caught.value)


def test_longest_run_and_consistency_are_those_of_r(answers):
    expected = REFERENCE["careless"]
    assert answers.isna().sum().sum() == expected["missing"]
    assert answers.sum().sum() == expected["sum"]
    flags = careless(answers, scale=(1, 5), pairs=PAIRS)
    assert flags["longest_run"].tolist() == expected["longest_run"]
    r = [np.nan if value == "NA" else value for value in expected["consistency"]]
    assert flags["consistency"].tolist() == pytest.approx(r, abs=1e-12, nan_ok=True)
    assert flags["inconsistent"].tolist() == [value < -1e-12 for value in r]


def test_every_sign_is_worked_by_hand():
    items = pd.DataFrame(
        [
            [1, 2, 3, 4, 5, 4, 3, 2],
            [3, 3, 3, 3, 3, 3, 3, 3],  # one answer to all eight
            [3, 3, 3, np.nan, 3, 3, 3, 3],  # seven answers only: no straight line
            [1, 2, 3, 4, 5, 4, 3, 2],  # the first row again
            [5, 5, 5, 5, 5, 5, 5, 5],
            [2, 2, 1, 1, 1, 4, 4, 2],
            [2, 2, 1, 1, 1, 4, 4, 1],
        ],
        columns=list("abcdefgh"),
    )
    seconds = pd.Series([300, 290, 310, 100, 98, np.nan, 300.0])  # median 295, a third of it 98.3
    flags = careless(items, seconds=seconds, ids=pd.Series([1, 2, 3, 4, 2, None, None]))
    assert flags.columns.tolist() == [
        "longest_run", "consistency", "straight_line", "speeder", "duplicate", "inconsistent",
        "signs"]  # fmt: skip
    assert flags["longest_run"].tolist() == [1, 8, 7, 1, 8, 3, 3]
    assert flags["straight_line"].tolist() == [False, True, False, False, True, False, False]
    assert flags["speeder"].tolist() == [False] * 4 + [True, False, False]
    assert flags["duplicate"].tolist() == [False, False, False, True, True, False, False]
    assert flags["consistency"].isna().all()
    assert not flags["inconsistent"].any()
    assert flags["signs"].tolist() == [0, 1, 0, 1, 3, 0, 0]
    assert flags.attrs == {
        "n": 7, "any": 3, "several": 1, "limit": pytest.approx(295 / 3), "straight_line": 2,
        "speeder": 1, "duplicate": 2, "inconsistent": 0, "warning": ""}  # fmt: skip


def test_consistency_is_the_correlation_over_the_pairs():
    # a, c, e against b, d, f: 1 3 5 with 2 3 4 is 1; with 4 3 2 it is -1; 1 2 1 has one gap
    items = pd.DataFrame(
        [[1, 2, 3, 3, 5, 4], [1, 4, 3, 3, 5, 2], [1, 1, 2, 2, 1, np.nan], [2, 1, 2, 3, 2, 5]],
        columns=list("abcdef"),
    )
    pairs = [("a", "b"), ("c", "d"), ("e", "f")]
    flags = careless(items, pairs=pairs)
    assert flags["consistency"].tolist() == pytest.approx([1, -1, np.nan, np.nan], nan_ok=True)
    assert flags["inconsistent"].tolist() == [False, True, False, False]
    turned = careless(items, pairs=[("a", "-b"), ("c", "-d"), ("e", "-f")], scale=(1, 5))
    assert turned["consistency"].tolist()[:2] == pytest.approx([-1, 1])


def test_each_item_has_its_own_scale():
    # 1 to 10 for a and b, 1 to 5 for the rest: a run stays on one scale
    items = pd.DataFrame([[4, 4, 4, 4, 4, 3], [10, 9, 5, 4, 1, 1]], columns=list("abcdef"))
    scale = {name: (1, 10) if name in "ab" else (1, 5) for name in "abcdefz"}
    flags = careless(items, scale=scale, longest=2, pairs=[("a", "c"), ("b", "d"), ("f", "e")])
    assert flags["longest_run"].tolist() == [3, 2]
    assert flags["straight_line"].tolist() == [True, False]
    # (1, 8/9, 0) with (1, 3/4, 0)
    assert flags["consistency"][1] == pytest.approx(np.corrcoef([1, 8 / 9, 0], [1, 0.75, 0])[0, 1])
    assert careless(items, longest=2)["longest_run"].tolist() == [5, 2]


def test_how_many_items_make_a_line_and_how_fast_is_too_fast_can_be_said():
    items = pd.DataFrame([[2, 2, 2], [2, 3, 2], [2, 3, 2]])
    seconds = pd.Series([100, 60, 100])
    flags = careless(items, seconds=seconds, longest=3, fastest=0.7)
    assert flags["straight_line"].tolist() == [True, False, False]
    assert flags["speeder"].tolist() == [False, True, False]
    assert flags["duplicate"].tolist() == [False, False, True]
    assert careless(items, seconds=seconds)[SIGNS].sum().tolist() == [0, 0, 0]


# The rule of the study --------------------------------------------------------------------------


def test_the_signs_are_those_of_the_study_on_the_sample():
    study = load_study("serambi")
    scale = {item: study.scale(c) for c in study.codebook.constructs for item in study.items(c)}
    survey = study.survey
    flags = careless(survey[[*scale]], seconds=survey["duration"], ids=survey["id"], scale=scale)
    assert flags[SIGNS].equals(study.flags[SIGNS])
    assert flags[SIGNS].sum().tolist() == [96, 73, 24]


@pytest.mark.parametrize("seed", range(12))
def test_the_signs_are_those_of_a_study_whatever_the_answers(seed):
    rng = np.random.default_rng(seed)
    n = 60
    five = pd.DataFrame(rng.integers(1, 6, (n, 9)).astype(float)).add_prefix("f")
    seven = pd.DataFrame(rng.integers(1, 8, (n, 8)).astype(float)).add_prefix("s")
    five[rng.random(n) < 0.2] = rng.integers(1, 6)
    seven[rng.random(n) < 0.2] = rng.integers(1, 8)
    items = pd.concat([five, seven], axis=1)
    items.iloc[rng.choice(n, 5)] = items.iloc[rng.choice(n, 5)].to_numpy()
    items = items.mask(rng.random(items.shape) < rng.choice([0, 0.02]))
    items.iloc[3] = np.nan
    seconds = pd.Series(rng.choice([90, 100, 120, 270, 300, 330], n)).astype(float)
    ids = pd.Series(rng.integers(0, 400, n))
    study = load_study(
        items.assign(took=seconds, who=ids),
        constructs={"A": {"items": [*five], "scale": {"min": 1, "max": 5}},
                    "B": {"items": [*seven], "scale": {"min": 1, "max": 7}}},
        duration="took", id="who",
    )  # fmt: skip
    scale = {name: (1, 5) if name[0] == "f" else (1, 7) for name in items}
    flags = careless(items, seconds=seconds, ids=ids, scale=scale)
    assert flags[SIGNS].equals(study.flags[SIGNS])
    assert flags["straight_line"].any()


def test_ten_pairs_find_half_of_the_answers_by_chance_on_the_sample():
    study = load_study("serambi")
    kind = reveal(study).latents["survey"]["careless"]  # 0 careful, 1 line, 2 chance, 3 twice
    pairs = [(f"p_{name}", f"d_{name}") for name in DRIVERS]
    items = study.survey[[item for pair in pairs for item in pair]]
    found = careless(items, scale=(1, 5), pairs=pairs)["inconsistent"].groupby(kind).mean()
    assert found[2] == pytest.approx(0.458, abs=0.001)
    assert found[0] == pytest.approx(0.025, abs=0.001)
    assert found[1] == 0  # a straight line has no correlation at all


# Everybody careless -----------------------------------------------------------------------------


def test_everybody_careless_is_said_and_nobody_left_out_in_silence(careful):
    lines = careful * 0 + 4
    flags = careless(lines)
    assert flags["straight_line"].all()
    assert flags.attrs["any"] == flags.attrs["n"] == 30
    assert flags.attrs["warning"] == (
        "Everybody shows a sign of careless answers, so nobody would be left. Look at the "
        "questionnaire, and at how the file was read, before you blame the respondents."
    )
    said(lambda: mean_score(lines["q1"][flags["signs"] == 0]), "mean_score: there are no answers")
    one_is_careful = pd.concat([lines, careful[:1]], ignore_index=True)
    assert careless(one_is_careful).attrs["warning"] == ""


# Bad input --------------------------------------------------------------------------------------


def test_wrong_options_are_named_together(careful):
    said(
        lambda: careless(careful, longest=1, fastest=3, scale=5, seconds=[1, 2]),
        "careless: longest must be a whole number of at least 2, found 1.",
        "careless: fastest must lie between 0 and 1, found 3. Write 1/3 for a third of the median",
        "careless: scale must be (lowest, highest), found 5.",
        "careless: seconds must have as many rows as the answers, 30, found 2.",
    )


def test_answers_that_are_no_numbers_or_off_their_scale_are_named(careful):
    careful.loc[3, "q2"] = 99
    said(lambda: careless(careful, scale=(1, 5)), "careless, q2: answers must be 1 to 5, found 99")
    own = dict.fromkeys(careful, (1, 5))
    said(lambda: careless(careful, scale=own), "careless, q2: answers must be 1 to 5, found 99")
    said(
        lambda: careless(careful, scale={"q1": (1, 5), "q2": (1, 99)}),
        "careless: scale must name every item, and lacks q3, q4, q5, q6, q7, q8. Write scale=",
    )
    said(
        lambda: careless(careful, scale=own | {"q5": (5, 1)}),
        "careless, q5: scale must be (lowest, highest), found (5, 1).",
    )
    said(lambda: careless(careful.astype(str) + "x"), "careless, q1: needs numbers, found")
    said(lambda: careless(careful["q1"]), "needs a table with one column an item")


def test_times_that_are_none_are_named(careful):
    seconds = pd.Series(300.0, careful.index)
    said(
        lambda: careless(careful, seconds=seconds.where(seconds.index != 4, -99)),
        "careless: seconds must be 0 or more, found -99 in row 4. Is it a code for 'not known'?",
    )
    said(lambda: careless(careful, ids=seconds[5:]), "ids must have as many rows as the answers")


def test_two_signs_are_several_and_one_is_not(careful):
    careful.loc[29] = 3  # a line, and fast
    seconds = pd.Series(300.0, careful.index)
    seconds[28:] = 20.0
    flags = careless(careful, scale=(1, 5), seconds=seconds)
    assert flags["signs"][28:].tolist() == [1, 2]
    assert (flags.attrs["any"], flags.attrs["several"]) == (2, 1)


def test_rows_without_an_answer_repeat_nothing_and_no_time_at_all_is_fast(careful):
    careful = careful.astype(float)
    careful.loc[[3, 4]] = np.nan
    seconds = pd.Series(300.0, careful.index)
    seconds[4] = 0.0
    flags = careless(careful, scale=(1, 5), seconds=seconds)
    assert not flags["duplicate"].any()
    assert flags.index[flags["speeder"]].tolist() == [4]


def test_what_nobody_answered_and_times_that_nobody_has_show_no_sign(careful):
    plain = careless(careful, scale=(1, 5))
    empty = careful.assign(asked_of_none=np.nan)
    scales = dict.fromkeys(empty, (1, 5))
    flags = careless(empty, scale=scales, seconds=pd.Series(np.nan, careful.index))
    assert flags["signs"].tolist() == plain["signs"].tolist()
    assert not flags["speeder"].any()
    assert np.isnan(flags.attrs["limit"])


def test_a_table_in_place_of_a_column_is_named_with_the_cure(careful):
    said(
        lambda: careless(careful, seconds=careful[["q1"]]),
        "careless, seconds: needs one column, found a table. Write survey['column'] with one pair",
    )


def test_pairs_that_are_none_or_too_few_are_named(careful):
    said(
        lambda: careless(careful, pairs=[("q1", "q2"), ("q3", "q4")]),
        "careless: pairs must be three pairs of items or more, found 2. Write pairs=[(",
    )
    said(lambda: careless(careful, pairs="q1q2"), "three pairs of items or more, found 'q1q2'.")
    said(
        lambda: careless(careful, pairs=[("q1", "-q2"), ("q3", "q44"), ("x7", "q6")]),
        "careless: to turn q2 round its scale must be known. Add scale=(1, 5).",
        "careless: pairs name 'q44', which is no item. Did you mean 'q4'?",
        "careless: pairs name 'x7', which is no item. Did you mean 'q7'?",
    )
