"""After a failure: equal to R, true to the planted company, and plain about wrong input."""

import json
import math
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from custsat_edu import InputError, load_study, reveal
from custsat_edu.stats.compare import compare_groups, equivalence
from custsat_edu.stats.recovery import (
    control_chart,
    found_and_tested,
    log_rank,
    median_time,
    recovery_groups,
    recovery_paradox,
    step_effects,
    time_to_resolution,
)

REFERENCE = json.loads((Path(__file__).parent / "reference" / "recovery.json").read_text())
UNTIL = "2025-12-31"
exactly = partial(pytest.approx, abs=1e-8, rel=1e-8, nan_ok=True)


def floats(values):
    return [math.nan if value is None else value for value in values]


# The same rows as in tests/reference/recovery.R


def spells():
    i = np.arange(1, 91)
    days, group = 1 + (i * 37) % 23, i % 3 + 1
    closed = np.where(group == 3, (i * 7) % 11 < 3, (i * 7) % 5 != 0)
    return dated(days, closed) | {"groups": pd.Series(group)}


def dated(days, closed):
    """Return dates that were watched for so many days until UNTIL."""
    days, closed = pd.to_timedelta(pd.Series(days), unit="D"), pd.Series(closed).astype(bool)
    earlier = pd.to_timedelta(np.arange(len(days)) % 5 * closed, unit="D")
    opened = pd.Timestamp(UNTIL) - days - earlier
    return {"opened": opened, "closed": (opened + days).where(closed), "until": UNTIL}


def answers(n, a, b, lift):
    return pd.Series(np.clip(lift + (np.arange(1, n + 1) * a) % b * 3, 0, 100))


def complaints():
    parts = {"one": (20, 7, 13, 66), "two": (35, 11, 17, 55), "three": (15, 5, 11, 40)}
    made = {name: answers(*how) for name, how in parts.items()}
    rows = pd.concat(made, names=["group", None]).reset_index("group").reset_index(drop=True)
    fine, silent = answers(80, 13, 19, 49), answers(30, 17, 23, 20)
    return rows["group"], rows[0], fine, silent


def steps_taken():
    j = np.arange(1, 121)
    steps = np.column_stack(
        [(j * 7) % 3 > 0, (j * 5) % 7 > 2, (j * 11) % 13 > 5, (j * 3) % 11 > 4]
    ).astype(int)
    severity = 1 + ((j * 17) % 19 > 8) + ((j * 17) % 19 > 14)
    after = 60 + steps @ [2, 4, 1, 3] - 5 * severity + ((j * 29) % 31) / 2
    table = pd.DataFrame(steps, columns=["listen", "sorry", "ask", "solve"])
    return table, pd.Series(after), pd.Series(severity)


@pytest.fixture(scope="module")
def sample():
    study = load_study("serambi")
    complaints, followup = study.tables["complaints"], study.tables["followup"]
    failed, spoke = followup["had_problem"] == 1, followup["complained"] == 1
    later = index_100(followup)
    return {
        "complaints": complaints,
        "steps": complaints.filter(regex="^step"),
        "after": index_100(complaints),
        "untouched": later[~failed],
        "silent": later[failed & ~spoke],
        "truth": reveal(study),
    }


def index_100(table):
    return (table[["osat1", "osat2", "osat3"]].mean(axis=1) - 1) / 9 * 100


# Steps


@pytest.mark.parametrize("held", [True, False])
def test_the_effects_of_the_steps_are_those_of_r(held):
    steps, after, severity = steps_taken()
    expected = pd.DataFrame(REFERENCE["step_effects" if held else "steps_alone"])
    found = step_effects(steps, after, severity=severity if held else None, full=3)
    rows = [*steps, *["full_minor"] * held]
    assert found.index.tolist() == rows
    assert found.index.name == "step"
    assert found.columns.tolist() == ["estimate", "low", "high", "p", "taken", "n"]
    for column in ("estimate", "low", "high", "p"):
        assert found[column].tolist() == exactly(expected[column].tolist())
    assert found["taken"].tolist()[:4] == exactly(steps.mean().tolist())
    assert set(found["n"]) == {120}


def test_rows_with_anything_missing_are_left_out_and_counted():
    steps, after, severity = steps_taken()
    whole = step_effects(steps[3:], after[3:], severity=severity[3:], full=3)
    steps = steps.astype(float)
    steps.iloc[0, 1], after[1], severity = np.nan, np.nan, severity.where(severity.index != 2)
    found = step_effects(steps, after, severity=severity, full=3)
    pd.testing.assert_frame_equal(found, whole)
    assert (found.attrs["missing"], whole.attrs["missing"]) == (3, 0)


def test_the_planted_steps_are_found_in_the_sample(sample):
    severity = sample["complaints"]["severity"]
    found = step_effects(sample["steps"], sample["after"], severity=severity)
    beside = sample["truth"].compare(found, "step_effects")
    assert len(beside) == 8
    assert beside["covered"].all()
    assert found.loc["full_minor", "low"] > 0


def test_a_step_that_is_neither_taken_nor_not_is_named():
    steps, after, _ = steps_taken()
    steps.loc[[4, 7], "sorry"] = 2
    with pytest.raises(
        InputError, match=r"step sorry must be 1 .* found 2 in 2 of 120 rows, first in row 4"
    ):
        step_effects(steps, after)
    with pytest.raises(InputError, match="recovery_groups: step sorry must be 1"):
        recovery_groups(steps, after, full=3)


def test_a_step_that_everybody_took_is_named_with_the_cure():
    steps, after, _ = steps_taken()
    with pytest.raises(InputError, match=r"the same answer in sorry. Leave it out"):
        step_effects(steps.assign(sorry=1), after)


def test_steps_that_repeat_each_other_are_named():
    steps, after, _ = steps_taken()
    with pytest.raises(InputError, match=r"computed from each other.*: listen, again"):
        step_effects(steps.assign(again=steps["listen"]), after)


@pytest.mark.parametrize("full", [0, 5, 2.5, "six"])
def test_full_must_be_a_number_of_steps(full):
    steps, after, severity = steps_taken()
    with pytest.raises(InputError, match=f"full must be a number of steps from 1 to 4, .* {full}"):
        step_effects(steps, after, severity=severity, full=full)


def test_severity_in_words_needs_an_order():
    steps, after, severity = steps_taken()
    words = severity.map({1: "mild", 2: "bad", 3: "awful"})
    with pytest.raises(InputError, match=r"an order, the mildest first, found the words"):
        step_effects(steps, after, severity=words, full=3)
    ordered = words.astype(pd.CategoricalDtype(["mild", "bad", "awful"]))
    pd.testing.assert_frame_equal(
        step_effects(steps, after, severity=ordered, full=3),
        step_effects(steps, after, severity=severity, full=3),
    )


def test_without_a_full_recovery_of_the_mildest_there_is_nothing_to_compare():
    steps, after, severity = steps_taken()
    mild = severity == 1
    steps.loc[mild, ["listen", "sorry"]] = 0
    with pytest.raises(
        InputError, match=rf"0 of {mild.sum()} complaints of severity 1 have a full recovery, 3"
    ):
        step_effects(steps, after, severity=severity, full=3)


def test_severity_from_another_table_is_refused():
    steps, after, severity = steps_taken()
    with pytest.raises(InputError, match="severity must have as many rows"):
        step_effects(steps, after, severity=severity.head(9), full=3)
    with pytest.raises(InputError, match="satisfaction must have as many rows"):
        step_effects(steps, after.head(9))


def test_the_groups_are_named_after_the_place_of_the_severity():
    steps = pd.DataFrame({"a": [1, 1, 0, 1], "b": [1, 0, 0, np.nan]})
    severity = pd.Series(pd.Categorical(["Ringan", "Berat", "Sedang", "Ringan"],
                                        ["Ringan", "Sedang", "Berat"]))  # fmt: skip
    found = recovery_groups(steps, severity, full=2)
    assert found.name == "group"
    assert found.tolist()[:3] == ["minor_full", "serious_part", "moderate_part"]
    assert found.isna().tolist() == [False, False, False, True]
    assert found.cat.categories.tolist() == [
        "minor_full", "minor_part", "moderate_full", "moderate_part", "serious_full",
        "serious_part",
    ]  # fmt: skip
    two = recovery_groups(steps, pd.Series([2, 5, 5, 2]), full=1)
    assert two.tolist()[:3] == ["level1_full", "level2_full", "level2_part"]


def test_the_groups_of_the_sample_are_those_of_the_truth(sample):
    groups = recovery_groups(sample["steps"], sample["complaints"]["severity"])
    counts = groups.value_counts(sort=False)
    assert list(counts.index) == list(sample["truth"]["recovery"]["value"])[:6]
    assert counts.tolist() == [286, 479, 203, 230, 219, 97]


# The paradox


def test_every_row_against_the_untouched_is_that_of_r():
    group, after, fine, silent = complaints()
    found = recovery_paradox(group, after, untouched=fine, silent=silent, margin=4)
    assert found.index.tolist() == ["one", "two", "three", "silent"]
    assert found.index.name == "group"
    for name, row in REFERENCE["right"].items():
        assert found.loc[name, [*row]].tolist() == exactly([*row.values()])
        assert found.loc[name, "p_adjusted"] == exactly(REFERENCE["p_adjusted"][name])
    for name, row in REFERENCE["naive"].items():
        naive = [f"naive_{key}" for key in ("estimate", "low", "high")]
        assert found.loc[name, naive].tolist() == exactly([row[key[6:]] for key in naive])
    assert found.filter(like="naive").loc["silent"].isna().all()
    assert found["n"].tolist() == [20, 35, 15, 30]
    assert set(found["n_untouched"]) == {80}
    # one: .029 after Holm; two: .29; three and silent: far below.
    assert found["verdict"].tolist() == ["paradox", "open", "below", "below"]


def test_the_margin_is_that_of_equivalence():
    group, after, fine, _ = complaints()
    found = recovery_paradox(group, after, untouched=fine, margin=8, confidence=0.9)
    for name in ("one", "two", "three"):
        part = after[group == name]
        values, sides = pd.concat([part, fine]), ["part"] * len(part) + ["fine"] * len(fine)
        values = values.reset_index(drop=True)
        peer = equivalence(values, pd.Series(sides), margin=8, confidence=0.9).iloc[0]
        assert found.loc[name, ["p_lower", "p_upper"]].max() == exactly(peer["p"])
    assert found.loc["two", "verdict"] == "as good"
    assert found.filter(like="naive").isna().all(axis=None)


def test_a_difference_above_zero_is_no_paradox_before_holm_allows_it():
    # One group: p .014 is enough; beside two others with less to say it is .043; at 99 % it is not.
    group, after, fine, _ = complaints()
    alone = recovery_paradox(group[group == "one"], after[group == "one"], untouched=fine, margin=1)
    assert alone.loc["one", "verdict"] == "paradox"
    assert alone.loc["one", "p"] == alone.loc["one", "p_adjusted"]
    strict = recovery_paradox(group, after, untouched=fine, margin=1, confidence=0.975)
    assert strict.loc["one", "p"] < 0.025 < strict.loc["one", "p_adjusted"]
    assert strict.loc["one", "low"] > 0
    assert strict.loc["one", "verdict"] == "open"


def test_the_paradox_of_the_sample_is_found_and_no_false_one(sample):
    groups = recovery_groups(sample["steps"], sample["complaints"]["severity"])
    others = {"untouched": sample["untouched"], "silent": sample["silent"]}
    found = recovery_paradox(groups, sample["after"], **others, margin=3)
    beside = sample["truth"].compare(found, "recovery")
    assert len(beside) == 7
    assert beside["covered"].all()
    assert found["verdict"].tolist() == ["paradox", "as good"] + ["below"] * 5
    # Against all who never complained, a partial recovery looks like a paradox too.
    assert found.loc["minor_part", "naive_low"] > 0


def test_rows_without_a_group_are_left_out_and_counted():
    group, after, fine, _ = complaints()
    found = recovery_paradox(group.where(group != "two"), after, untouched=fine, margin=4)
    assert found.index.tolist() == ["one", "three"]
    assert found.attrs == {"without_group": 35}


def test_everything_that_is_wrong_is_said_at_once():
    group, after, _, _ = complaints()
    empty = pd.Series([], dtype=float)
    with pytest.raises(InputError) as wrong:
        recovery_paradox(group, after, untouched=empty, silent=empty, margin=-1, confidence=2)
    said = str(wrong.value)
    assert "margin must be above 0, found -1" in said
    assert "confidence must lie between 0 and 1, found 2" in said
    assert "nobody without a failure to compare with" in said
    assert "silent has no answers" in said
    assert len(wrong.value.problems) == 4


def test_a_group_of_one_is_named():
    group, after, fine, _ = complaints()
    group = group.where(group.index != 0, "alone")
    with pytest.raises(InputError, match="alone has 1 of the 2 answers that are needed"):
        recovery_paradox(group, after, untouched=fine, margin=4)
    with pytest.raises(InputError, match="untouched has 1 of the 2 answers that are needed"):
        recovery_paradox(group[1:], after[1:], untouched=fine.head(1), margin=4)
    with pytest.raises(InputError, match="alone has 1 of the 4 answers that are needed"):
        found_and_tested(group, after, untouched=fine)


def test_a_table_in_place_of_a_column_is_refused():
    group, after, fine, _ = complaints()
    steps, _, severity = steps_taken()
    table, one = pd.DataFrame({"a": after}), "must be one column, found a table"
    with pytest.raises(InputError, match=f"step_effects: satisfaction {one}"):
        step_effects(steps, table)
    with pytest.raises(InputError, match=f"recovery_groups: severity {one}"):
        recovery_groups(steps, pd.DataFrame(severity))
    with pytest.raises(InputError, match=f"recovery_paradox: untouched {one}"):
        recovery_paradox(group, after, untouched=table, margin=4)
    with pytest.raises(InputError, match=f"found_and_tested: groups {one}"):
        found_and_tested(table, after, untouched=fine)
    with pytest.raises(InputError, match=f"log_rank: closed {one}"):
        log_rank(after, table, until=UNTIL, groups=group)
    with pytest.raises(InputError, match=f"control_chart: n {one}"):
        control_chart(after, table)


def test_none_in_place_of_a_column_is_refused():
    group, after, _, _ = complaints()
    steps, _, _ = steps_taken()
    with pytest.raises(InputError, match="severity must have as many rows"):
        recovery_groups(steps, None, full=3)
    with pytest.raises(InputError, match="nobody without a failure"):
        found_and_tested(group, after, untouched=None)
    with pytest.raises(InputError, match="groups must have as many rows"):
        recovery_paradox(None, after, untouched=after, margin=4)
    with pytest.raises(InputError, match="satisfaction: there are no answers"):
        recovery_paradox(group, None, untouched=after, margin=4)
    with pytest.raises(InputError, match="closed must have as many rows"):
        time_to_resolution(pd.Series(["2024-01-01"]), None, until=UNTIL)
    with pytest.raises(InputError, match="found only all"):
        log_rank(**dated([2, 3], [1, 1]), groups=None)


def test_data_without_a_complete_row_are_refused():
    steps, after, severity = steps_taken()
    with pytest.raises(InputError, match="data are empty"):
        step_effects(steps, after, severity=severity.where(severity > 9), full=3)
    with pytest.raises(InputError, match="column names must differ"):
        step_effects(steps.rename(columns={"ask": "full_minor"}), after, severity=severity, full=3)


def test_nothing_to_compare_is_refused():
    group, after, fine, silent = complaints()
    compare = partial(recovery_paradox, untouched=fine, margin=4)
    with pytest.raises(InputError, match="no row has both an answer and a group"):
        compare(group.where(group == "none"), after)
    with pytest.raises(InputError, match=r"all 100 answers are 50; there is nothing to compare"):
        compare(group[:20], after[:20] * 0 + 50, untouched=fine * 0 + 50)
    with pytest.raises(InputError, match="a group of complaints is called silent"):
        compare(group.replace("one", "silent"), after, silent=silent)
    with pytest.raises(InputError, match="groups must have as many rows"):
        compare(group.head(5), after)


def test_the_best_half_is_tested_in_the_other_half():
    group, after, fine, _ = complaints()
    found = found_and_tested(group, after, untouched=fine, rng=3)
    assert found.index.tolist() == ["found", "tested"]
    assert found.index.name == "half"
    assert set(found["group"]) == {"one"}
    assert found["n"].tolist() == [10, 10]
    assert found["n_untouched"].tolist() == [40, 40]
    # Dealt again by hand: the groups in their order, then the untouched.
    rng = np.random.default_rng(3)
    dealt = {name: rng.permutation(after[group == name]) for name in ("one", "two", "three")}
    control = rng.permutation(fine)
    for half, rows in (("found", slice(10)), ("tested", slice(10, None))):
        both = pd.Series(
            [*dealt["one"][rows], *control[slice(rows.start and 40, rows.stop and 40)]]
        )
        welch = compare_groups(both, pd.Series(["part"] * 10 + ["fine"] * 40)).iloc[0]
        for key in ("estimate", "low", "high", "p"):
            assert found.loc[half, key] == exactly(welch[key])
    again = found_and_tested(group, after, untouched=fine, rng=np.random.default_rng(3))
    pd.testing.assert_frame_equal(found, again)


def test_the_winner_looks_too_good_where_it_was_found():
    # Six groups that do not differ from the untouched: the best one lies above by luck alone.
    rng = np.random.default_rng(1)
    group = pd.Series([f"g{i % 6}" for i in range(120)])
    halves = [
        found_and_tested(group, pd.Series(rng.normal(size=120)),
                         untouched=pd.Series(rng.normal(size=200)), rng=rng)["estimate"]
        for _ in range(60)
    ]  # fmt: skip
    found, tested = pd.DataFrame(halves).mean()
    # The largest of six means of 10 lies 1.27 / sqrt(10) = .40 above their mean.
    assert found == pytest.approx(0.40, abs=0.10)
    assert tested == pytest.approx(0, abs=0.12)


# Time


def test_the_curve_of_all_is_that_of_r():
    rows = spells()
    rows.pop("groups")
    found = time_to_resolution(**rows)
    names = ["group", "day", "at_risk", "closed", "estimate", "low", "high", "n", "median"]
    assert found.columns.tolist() == names
    assert found.iloc[0, :8].tolist() == ["all", 0, 90, 0, 1, 1, 1, 90]
    expected = REFERENCE["all"]
    shown = found.iloc[1 : len(expected["day"]) + 1]
    for column in ("day", "at_risk", "closed", "estimate", "low", "high"):
        assert shown[column].tolist() == exactly(floats(expected[column]))
    assert median_time(found).loc["all", ["estimate", "low", "high"]].tolist() == exactly(
        floats(expected["median"])
    )
    assert median_time(found).loc["all", ["n", "closed"]].tolist() == [
        90, sum(expected["closed"])
    ]  # fmt: skip


def test_the_curve_of_every_group_is_that_of_r():
    rows = spells()
    rows["groups"] = rows["groups"].astype("category")
    found = time_to_resolution(**rows, confidence=0.9)
    medians = median_time(found)
    assert medians.index.tolist() == ["1", "2", "3"]
    for name, expected in zip(medians.index, REFERENCE["groups"], strict=True):
        curve = found[found["group"] == name]
        shown = curve.iloc[1 : len(expected["day"]) + 1]
        for column in ("day", "at_risk", "closed", "estimate", "low", "high"):
            assert shown[column].tolist() == exactly(floats(expected[column]))
        assert len(curve) - len(shown) in (1, 2)  # the start, and the last day if it is no other
        median = medians.loc[name, ["estimate", "low", "high"]].tolist()
        assert median == exactly(floats(expected["median"]))
        assert set(curve["median"]) == {median[0]}


@pytest.mark.parametrize("case", REFERENCE["ties"], ids=str)
def test_a_curve_that_stays_at_one_half_has_its_median_in_the_middle_as_in_r(case):
    curve = time_to_resolution(**dated(case["days"], case["closed"]))
    found = median_time(curve).loc["all", ["estimate", "low", "high"]].tolist()
    assert found == exactly(floats(case["median"]))


def test_the_log_rank_test_is_that_of_r():
    rows = spells()
    for name, kept in (("three", [1, 2, 3]), ("two", [1, 2])):
        chosen = rows["groups"].isin(kept)
        parts = {key: rows[key][chosen] for key in ("opened", "closed", "groups")}
        found = log_rank(**parts, until=UNTIL)
        assert found.name == "log_rank"
        assert found[["chi2", "df", "p"]].tolist() == exactly(
            [*REFERENCE["log_rank"][name].values()]
        )
        assert found["n"] == chosen.sum()


def test_dates_hours_and_time_zones_are_read_alike():
    rows = dated([2, 3, 5, 8], [1, 1, 0, 1])
    expected = time_to_resolution(**rows)
    text = {key: rows[key].dt.strftime("%Y-%m-%d") for key in ("opened", "closed")}
    zoned = {key: rows[key].dt.tz_localize("Asia/Jakarta") for key in ("opened", "closed")}
    days = {key: rows[key].dt.date for key in ("opened", "closed")}
    pd.testing.assert_frame_equal(time_to_resolution(**text, until=UNTIL), expected)
    pd.testing.assert_frame_equal(time_to_resolution(**days, until=UNTIL), expected)
    until = pd.Timestamp(UNTIL, tz="Asia/Jakarta")
    pd.testing.assert_frame_equal(time_to_resolution(**zoned, until=until), expected)
    hours = {key: rows[key] + pd.Timedelta(hours=h) for key, h in (("opened", 0), ("closed", 6))}
    found = time_to_resolution(**hours, until="2026-01-02")
    assert found["day"].tolist()[1:3] == [2.25, 3.25]


def test_what_was_closed_after_until_counts_as_open():
    opened = pd.Series(["2024-01-01"] * 3)
    closed = pd.Series(["2024-01-03", "2024-01-20", None])
    found = time_to_resolution(opened, closed, until="2024-01-10")
    assert found["closed"].sum() == 1
    assert found["day"].max() == 9


def test_a_group_in_which_none_was_closed_stays_with_its_share():
    rows = dated([2, 3, 5, 8], [1, 1, 0, 0])
    found = time_to_resolution(**rows, groups=pd.Series(["a", "a", "b", "b"]))
    open_ = found[found["group"] == "b"]
    assert open_["day"].tolist() == [0, 8]
    assert open_["estimate"].tolist() == [1, 1]
    assert open_[["low", "high"]].iloc[1].isna().all()
    assert median_time(found).loc["b", ["estimate", "low", "high"]].isna().all()


def test_complaints_without_a_date_or_a_group_are_left_out_and_counted():
    rows = dated([2, 3, 5, 8], [1, 1, 0, 1])
    rows["opened"][0] = pd.NaT
    found = time_to_resolution(**rows, groups=pd.Series(["a", None, "a", "a"]))
    assert found["n"].tolist() == [2] * len(found)
    assert found.attrs == {"missing": 2}


def test_the_sample_is_slower_than_its_closed_complaints_say(sample):
    table = sample["complaints"]
    curve = time_to_resolution(table["opened"], table["closed"], until=UNTIL)
    row = median_time(curve).loc["all"]
    closed = (pd.to_datetime(table["closed"]) - pd.to_datetime(table["opened"])).dt.days
    assert row["low"] <= row["estimate"] <= row["high"]
    assert row["estimate"] > closed.median()
    assert (row["n"], row["closed"]) == (len(table), closed.notna().sum())


@pytest.mark.parametrize("found", ["03/05/2024", "soon", "2024-13-01"])
def test_dates_that_cannot_be_read_are_shown_with_the_cure(found):
    opened, closed = pd.Series(["2024-01-01"] * 2), pd.Series([found, "2024-01-05"])
    with pytest.raises(InputError, match=rf"closed must be dates .* found '{found}' in 1 of 2 row"):
        time_to_resolution(opened, closed, until=UNTIL)
    with pytest.raises(InputError, match=r"until must be dates .* found '31 Dec' in 1 of 1 rows"):
        time_to_resolution(opened, opened, until="31 Dec")
    with pytest.raises(InputError, match=r"until must be dates .* found - in 1 of 1 rows"):
        time_to_resolution(opened, opened, until=None)
    with pytest.raises(InputError, match=r"opened must be dates .* found '1', '2' in 2 of 2 rows"):
        time_to_resolution(pd.Series([1, 2]), opened, until=UNTIL)


def test_dates_with_and_without_a_time_zone_do_not_mix():
    rows = dated([2, 3, 5, 8], [1, 1, 0, 1])
    rows["closed"] = rows["closed"].dt.tz_localize("Asia/Jakarta")
    with pytest.raises(
        InputError, match=r"some dates have a time zone .* opened 0 / 4, closed 3 / 3, until 0 / 1"
    ):
        time_to_resolution(**rows)


def test_complaints_that_are_closed_before_they_are_opened_are_named():
    rows = dated(np.arange(2, 12), [1] * 10)
    rows["closed"] = rows["opened"] - pd.Timedelta(days=1)
    with pytest.raises(InputError, match=r"10 of 10 .* in rows 0, 1, 2, 3, 4, \.\.\.\. Correct"):
        time_to_resolution(**rows)


def test_complaints_that_are_opened_after_the_end_are_named():
    rows = dated([2, 3, 5, 8], [1, 1, 0, 1])
    rows["until"] = "2025-12-26"
    with pytest.raises(
        InputError, match=r"2 of 4 .* opened after until, 2025-12-26 00:00:00, in rows 0, 1"
    ):
        time_to_resolution(**rows)


def test_without_a_closed_complaint_there_is_no_time():
    rows = dated([2, 3, 5, 8], [0] * 4)
    with pytest.raises(InputError, match="none of the 4 complaints was closed by until"):
        time_to_resolution(**rows)
    with pytest.raises(InputError, match="no complaint has a date in opened and a group"):
        time_to_resolution(**rows, groups=pd.Series([None] * 4, dtype=object))


def test_all_closed_ends_at_zero_without_limits():
    found = time_to_resolution(**dated([2, 3, 5, 8], [1] * 4))
    last = found.iloc[-1]
    assert (last["day"], last["estimate"]) == (8, 0)
    assert np.isnan([last["low"], last["high"]]).all()


def test_groups_that_cannot_be_compared_are_refused():
    rows = dated([2, 2, 2, 1], [1, 1, 1, 0])
    with pytest.raises(InputError, match="at least two groups to compare, found only a"):
        log_rank(**rows, groups=pd.Series(["a"] * 4))
    with pytest.raises(InputError) as wrong:
        log_rank(**rows, groups=pd.Series(["a", "a", "b", "c"]))
    said = str(wrong.value)
    assert (
        "group c was watched for 1 days at most, and the first complaint was closed after 2" in said
    )
    assert "all complaints were closed after 2 days, so no group is faster" in said


def test_the_median_needs_the_curve():
    with pytest.raises(InputError, match=r"needs the table of time_to_resolution; .* column group"):
        median_time(pd.DataFrame({"day": [1.0]}))


# Control


def test_the_limits_are_three_sigmas_wide():
    # Centre 30 / 300 = .1; n = 100: 3 sqrt(.1 x .9 / 100) = .09; n = 400: .045.
    counts, n = pd.Series([10, 9, 11, 20, 60]), pd.Series([100, 100, 100, 100, 400])
    found = control_chart(counts, n, baseline=3)
    assert found.columns.tolist() == ["estimate", "centre", "low", "high", "n", "out", "run"]
    assert found.index.name == "period"
    assert found["estimate"].tolist() == exactly([0.10, 0.09, 0.11, 0.20, 0.15])
    assert found["centre"].tolist() == exactly([0.1] * 5)
    assert found["low"].tolist() == exactly([0.01] * 4 + [0.055])
    assert found["high"].tolist() == exactly([0.19] * 4 + [0.145])
    assert found["out"].tolist() == ["", "", "", "above", "above"]
    assert found["n"].tolist() == n.tolist()
    whole = control_chart(counts, n)
    assert whole["centre"].tolist() == exactly([110 / 800] * 5)


def test_the_limits_are_cut_at_nothing_and_at_all():
    found = control_chart(pd.Series([1, 2, 0, 19]), pd.Series([20] * 4))
    assert found["low"].min() == 0
    turned = control_chart(pd.Series([19, 18, 20, 1]), pd.Series([20] * 4))
    assert turned["high"].max() == 1
    assert turned["out"].tolist() == ["", "", "", "below"]


def test_eight_in_a_row_on_one_side_are_a_run_and_the_centre_breaks_it():
    # Baseline 10 of 100. Seven above, one on the centre, eight below.
    counts = pd.Series([10, 10] + [11] * 7 + [10] + [9] * 8)
    found = control_chart(counts, pd.Series([100] * 18), baseline=2)
    assert found["run"].tolist() == [False] * 10 + [True] * 8
    eight = control_chart(counts.replace(10, 11), pd.Series([100] * 18), baseline=18)
    assert eight["run"].tolist() == [True] * 18


def test_more_counted_than_there_were_is_refused():
    counts = pd.Series([3, 8, 2], index=["Jan", "Feb", "Mar"])
    n = pd.Series([10, 5, 10], index=counts.index)
    with pytest.raises(InputError, match="counts are larger than n in 1 of 3 periods: Feb"):
        control_chart(counts, n)


def test_wrong_counts_are_named_together():
    index = ["Jan", "Feb", "Mar"]
    with pytest.raises(InputError) as wrong:
        control_chart(pd.Series([1, -2, 0.5], index), pd.Series([10, 0, np.nan], index))
    said = str(wrong.value)
    assert (
        "counts must be whole numbers of at least 0, found -2 in 2 of 3 periods: Feb, Mar" in said
    )
    assert "n must be whole numbers of at least 1, found 0 in 2 of 3 periods: Feb, Mar" in said


@pytest.mark.parametrize("baseline", [0, 1, 4, 2.5, "all"])
def test_the_baseline_is_a_number_of_periods(baseline):
    with pytest.raises(InputError, match=f"from 2 to 3, found {baseline}"):
        control_chart(pd.Series([1, 2, 3]), pd.Series([9, 9, 9]), baseline=baseline)


def test_a_baseline_without_any_has_no_limits():
    with pytest.raises(InputError, match=r"0 of 18 cases are counted in the first 2 periods"):
        control_chart(pd.Series([0, 0, 3]), pd.Series([9, 9, 9]), baseline=2)
    with pytest.raises(InputError, match="n must have as many rows"):
        control_chart(pd.Series([0, 0, 3]), pd.Series([9, 9]))
