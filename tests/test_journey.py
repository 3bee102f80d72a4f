import itertools
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custsat_edu import InputError, load_study, reveal
from custsat_edu.stats import journey
from custsat_edu.stats.journey import drop_off, flag_touchpoints, summarise_journey, transitions
from custsat_edu.stats.journey_models import drop_off_odds, journey_model, peak_end, what_if

REFERENCE = json.loads((Path(__file__).parent / "reference" / "journey.json").read_text())
COLUMNS = ["level", "stage", "touchpoint", "channel", "n", "customers", "estimate", "low", "high"]
ALL = [summarise_journey, transitions, drop_off]


@pytest.fixture(scope="module")
def study():
    return load_study("serambi")


@pytest.fixture(scope="module")
def events(study):
    return study.tables["events"]


@pytest.fixture(scope="module")
def satisfied(study):
    osat = study.tables["journeys"].set_index("journey")[["osat1", "osat2", "osat3"]]
    return (osat.mean(axis=1) - 1) / 9 * 100


@pytest.fixture(scope="module")
def model(events, satisfied):
    return journey_model(events, satisfied, neutral=0, top=2)


@pytest.fixture
def log():
    """Three customers by hand: the first goes through, the second leaves, the third stays short."""
    return pd.DataFrame(
        {
            "customer": [1, 1, 1, 2, 2, 3],
            "time": ["2025-03-01 08:00", "2025-03-01 09:00", "2025-03-04 10:00"] * 2,
            "stage": pd.Categorical(["Buys", "Buys", "Uses", "Buys", "Uses", "Buys"], STAGES),
            "touchpoint": ["Shop", "Queue", "Video", "Shop", "Video", "Shop"],
            "channel": ["store", "store", "web", "store", "web", "store"],
            "emotion": [2, -1, 0, 1, -2, 1],
            "dropped": [0, 0, 0, 0, 1, 0],
        }
    )


STAGES = ["Sees", "Buys", "Uses"]


@pytest.fixture(scope="module")
def formula():
    """The rows of reference/journey.R."""
    i, stage = np.repeat(np.arange(1, 401), 4), np.tile(np.arange(1, 5), 400)
    emotion = (i * i + 3 * i * stage + 5 * stage + i // 7) % 5 - 2
    eta = -2 + 0.3 * (stage == 2) + 0.8 * np.maximum(-emotion, 0) - 0.1 * np.maximum(emotion, 0)
    draw = ((i * 31 + stage * 17) % 101 + 0.5) / 101
    left = ((draw < 1 / (1 + np.exp(-eta))) & (stage < 4)).reshape(400, 4)
    there = (np.cumsum(left, axis=1) - left == 0).ravel()
    rows = {
        "journey": i,
        "customer": i * 7 % 150,
        "time": stage,
        "stage": stage,
        "touchpoint": stage,
        "emotion": emotion,
        "dropped": left.ravel().astype(int),
    }
    return pd.DataFrame(rows)[there].reset_index(drop=True)


@pytest.fixture(scope="module")
def outcome(formula):
    felt = formula.groupby("journey")["emotion"]
    j = np.arange(1, 401)
    noise = 10 * np.sin(j * 1.7) * (1 + j % 3 / 3)
    return 60 + 4 * felt.mean() + 8 * felt.min() + 6 * felt.last() + noise


def said(call, *sentences):
    with pytest.raises(InputError) as caught:
        call()
    assert str(caught.value).splitlines() == list(sentences)


def shuffled(table, seed=1):
    return table.sample(frac=1, random_state=seed)


# the summary


def test_the_summary_is_worked_by_hand(log):
    # Shop 2, 1, 1; Queue -1; Video 0, -2; nobody is in Sees
    table = summarise_journey(log)
    assert table.columns.tolist() == COLUMNS
    assert table.index.equals(pd.RangeIndex(10))
    assert table["level"].tolist() == ["touchpoint"] * 3 + ["stage"] * 6 + ["all"]
    assert table["touchpoint"].tolist()[:3] == ["Queue", "Shop", "Video"]
    assert table["touchpoint"].isna().tolist() == [False] * 3 + [True] * 7
    stages = ["Buys", "Buys", "Uses", "Sees", "Sees", "Buys", "Buys", "Uses", "Uses"]
    assert table["stage"].tolist()[:9] == stages
    assert table["channel"].tolist()[:9] == ["store", "store", "web", *["store", "web"] * 3]
    assert table.iloc[9][["stage", "touchpoint", "channel"]].isna().all()
    assert table["n"].tolist() == [1, 3, 2, 0, 0, 4, 0, 0, 2, 6]
    assert table["customers"].tolist() == [1, 3, 2, 0, 0, 3, 0, 0, 2, 3]
    nan = np.nan
    means = [-1, 4 / 3, -1, nan, nan, 3 / 4, nan, nan, -1, 1 / 6]
    assert table["estimate"].tolist() == pytest.approx(means, nan_ok=True)
    assert table["low"].isna().all()  # fewer than 10 ratings
    assert table["high"].isna().all()
    assert table.attrs == {"confidence": 0.95}
    assert table["stage"].dtype == log["stage"].dtype


def test_labels_of_other_columns_are_read_by_name(log):
    names = {"stage": "phase", "touchpoint": "contact", "channel": "way", "emotion": "stars"}
    other = summarise_journey(
        log.rename(columns=names), by=["phase", "contact", "way"], value="stars"
    )
    pd.testing.assert_frame_equal(other, summarise_journey(log))


def test_a_log_without_channel_has_one_lane(log):
    table = summarise_journey(log, by=("stage", "touchpoint"))
    assert table["level"].tolist() == ["touchpoint"] * 3 + ["stage"] * 3 + ["all"]
    assert table["channel"].isna().all()
    assert table["n"].tolist() == [1, 3, 2, 0, 4, 2, 6]


def test_complaints_become_shares(log):
    table = summarise_journey(log.assign(complaint=[0, 1, 0, 1, 1, 0]))
    assert table.columns.tolist() == [*COLUMNS, "complaint"]
    shares = [1, 1 / 3, 1 / 2, np.nan, np.nan, 2 / 4, np.nan, np.nan, 1 / 2, 3 / 6]
    assert table["complaint"].tolist() == pytest.approx(shares, nan_ok=True)


def test_missing_ratings_are_no_ratings_and_their_touchpoint_stays(log):
    log["emotion"] = log["emotion"].astype(float)
    log.loc[1, "emotion"] = np.nan
    table = summarise_journey(log)
    assert table["touchpoint"].tolist()[0] == "Queue"
    assert table["n"].tolist()[0] == 0
    assert np.isnan(table["estimate"][0])
    assert table["n"].tolist()[-1] == 5
    assert table["estimate"].tolist()[-1] == pytest.approx(2 / 5)


def test_the_same_touchpoint_on_two_channels_or_in_two_stages_is_two_rows(log):
    log["touchpoint"] = "App"
    table = summarise_journey(log)
    rows = table[table["level"] == "touchpoint"]
    assert rows[["stage", "channel"]].to_numpy().tolist() == [["Buys", "store"], ["Uses", "web"]]


def test_limits_are_those_of_a_bootstrap_of_customers(formula):
    table = summarise_journey(formula, by=["stage", "touchpoint"], resamples=4000).iloc[:4]
    rng = np.random.default_rng(5)
    grid = pd.crosstab(formula["customer"], formula["stage"])
    sums = formula.pivot_table("emotion", "customer", "stage", "sum", 0)
    drawn = rng.multinomial(150, np.full(150, 1 / 150), 4000)
    low, high = np.quantile(drawn @ sums / (drawn @ grid), [0.025, 0.975], axis=0)
    assert table["low"].to_numpy() == pytest.approx(low, abs=0.012)
    assert table["high"].to_numpy() == pytest.approx(high, abs=0.012)


def test_limits_say_that_customers_have_moods():
    # 40 customers who give the same rating 25 times know no more than 40 ratings
    mood = np.repeat([-1, 1], 20)
    log = pd.DataFrame({"customer": np.tile(np.arange(40), 25), "emotion": np.tile(mood, 25)})
    log["stage"] = log["touchpoint"] = "one"
    row = summarise_journey(log, by=["stage", "touchpoint"]).iloc[-1]
    assert row["n"] == 1000
    assert row["customers"] == 40
    assert row["high"] - row["low"] == pytest.approx(2 * 1.96 / np.sqrt(40), rel=0.1)


def test_a_touchpoint_of_one_customer_has_no_limits(log):
    many = pd.concat([log, *[log.iloc[[1]]] * 30])
    row = summarise_journey(many).iloc[0]
    assert row["n"] == 31
    assert row["customers"] == 1
    assert np.isnan(row["low"])


def test_groups_of_customers_are_as_good_as_customers(events, monkeypatch):
    pooled = summarise_journey(events)
    monkeypatch.setattr(journey, "GROUPS", 10**6)
    single = summarise_journey(events)
    ratio = (pooled["high"] - pooled["low"]) / (single["high"] - single["low"])
    assert ratio.mean() == pytest.approx(1, abs=0.03)
    assert ratio.between(0.85, 1.15).all()
    assert pooled["estimate"].equals(single["estimate"])


def test_the_summary_of_the_sample_holds_the_truth(study, events):
    table = summarise_journey(events)
    points = table[table["level"] == "touchpoint"].set_index("touchpoint")
    compared = reveal(study).compare(points, "touchpoint_emotion")
    assert len(compared) == 17
    assert compared["covered"].sum() >= 16
    assert compared["off"].abs().max() < 0.05


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10**6))
def test_the_order_of_rows_does_not_matter(formula, seed):
    other = shuffled(formula, seed)
    first = formula.assign(customer=formula["customer"] + 1000)  # renamed, in the same order
    by = ["stage", "touchpoint"]
    for table in (other, first):
        pd.testing.assert_frame_equal(
            summarise_journey(table, by=by, resamples=50),
            summarise_journey(formula, by=by, resamples=50),
        )
        for function in (transitions, drop_off):
            pd.testing.assert_frame_equal(function(table), function(formula))
        odds = drop_off_odds(formula, neutral=0)
        pd.testing.assert_frame_equal(drop_off_odds(table, neutral=0), odds)


def test_other_names_of_customers_change_no_estimate(formula):
    names = formula["customer"].map(lambda k: f"{(k * 37) % 150:03} \N{GRINNING FACE}")
    by = ["stage", "touchpoint"]
    renamed = summarise_journey(formula.assign(customer=names), by=by)
    table = summarise_journey(formula, by=by)
    same = ["stage", "n", "customers", "estimate"]
    pd.testing.assert_frame_equal(renamed[same], table[same])
    assert renamed["low"].to_numpy() == pytest.approx(table["low"].to_numpy(), abs=0.02)


def test_chance_comes_from_rng_alone(formula):
    by = ["stage", "touchpoint"]
    pd.testing.assert_frame_equal(
        summarise_journey(formula, by=by), summarise_journey(formula, by=by)
    )
    other = summarise_journey(formula, by=by, rng=np.random.default_rng(9))
    assert not other["low"].equals(summarise_journey(formula, by=by)["low"])


def test_labels_are_just_labels(log):
    shop, queue, video = "<b>Shop</b>", "\N{GRINNING FACE} {queue}", "V" * 200
    log["touchpoint"] = [shop, queue, video, shop, video, shop]
    table = summarise_journey(log)
    assert set(table["touchpoint"].dropna()) == set(log["touchpoint"])
    assert set(transitions(log)["touchpoint"]) == set(log["touchpoint"])


@pytest.mark.slow
def test_limits_of_the_summary_hold_the_mean_about_as_often_as_they_say():
    rng = np.random.default_rng(3)
    hits = []
    for _ in range(400):
        mood, who = rng.normal(0, 1, 120), np.repeat(np.arange(120), 3)
        felt = np.clip(np.rint(mood[who] + rng.normal(0, 1, 360)), -2, 2)
        log = pd.DataFrame({"customer": who, "stage": 1, "touchpoint": 1, "emotion": felt})
        row = summarise_journey(log, by=["stage", "touchpoint"], resamples=400, rng=rng).iloc[-1]
        hits.append(row["low"] <= 0 <= row["high"])
    assert 0.92 <= np.mean(hits) <= 0.97  # Monte Carlo error .011


# the flags


@pytest.fixture
def summary():
    rows = [  # estimate, low, high, n: errors of (high - low) / 3.92
        ("a", -0.50, -0.70, -0.30, 100),
        ("b", -0.20, -0.38, -0.02, 100),
        ("c", -0.90, -1.20, -0.60, 29),
        ("d", 0.90, 0.75, 1.05, 400),
        ("e", 0.10, -0.10, 0.30, 100),
    ]
    table = pd.DataFrame(rows, columns=["touchpoint", "estimate", "low", "high", "n"])
    table["level"], table["stage"] = "touchpoint", "one"
    stage = {"level": "stage", "stage": "one", "estimate": -0.2, "low": -0.38, "high": -0.02}
    whole = {"level": "all", "estimate": 0.2, "low": 0.1, "high": 0.3}
    table = pd.concat([table, pd.DataFrame([stage | {"n": 100}, whole | {"n": 729}])])
    table = table.reset_index(drop=True)
    table.attrs = {"confidence": 0.95}
    return table


def test_pains_and_delights_are_worked_by_hand(summary):
    table = flag_touchpoints(summary, neutral=0)
    # z of a: -.5 / (.4 / 3.92) = -4.9, b: -.2 / (.36 / 3.92) = -2.178, e: .98
    p = [4.8e-7, 0.014717, 2.1e-9, 1, 0.836452]
    assert table["p"].tolist()[:5] == pytest.approx(p, abs=1e-4)
    # four judged: 4 x 4.8e-7, 3 x 0.014717
    adjusted = [1.9e-6, 0.044150, np.nan, 1, 1, np.nan, np.nan]
    assert table["p_adjusted"].tolist() == pytest.approx(adjusted, abs=1e-4, nan_ok=True)
    assert table["judged"].tolist() == [True, True, False, True, True, True, True]
    assert table["flag"].tolist() == ["pain", "pain", "", "delight", "", "pain", ""]
    assert table.attrs == {
        "neutral": 0.0,
        "min_n": 30.0,
        "confidence": 0.95,
        "adjust": "holm",
        "delight": 0.3,
    }
    assert table.columns.tolist()[: len(summary.columns)] == summary.columns.tolist()


def test_holm_takes_away_what_many_looks_explain(summary):
    summary.loc[1, ["estimate", "low", "high"]] = [-0.19, -0.37, -0.01]  # p .019, x 3 = .058
    assert flag_touchpoints(summary, neutral=0)["flag"][1] == ""
    free = flag_touchpoints(summary, neutral=0, adjust=None)
    assert free["flag"][1] == "pain"
    assert free["p_adjusted"][1] == free["p"][1]
    assert free.attrs["adjust"] == "none"


def test_holm_is_rs():
    rows = pd.DataFrame({"estimate": [-3.090232, -1.750686, -2.257129, -0.524401], "n": 50})
    rows["low"], rows["high"] = rows["estimate"] - 1.959964, rows["estimate"] + 1.959964
    rows["level"] = "touchpoint"
    rows = pd.concat([rows, rows.iloc[[0]].assign(level="all")], ignore_index=True)
    rows.attrs = {"confidence": 0.95}
    found = flag_touchpoints(rows, neutral=0)["p_adjusted"].tolist()[:4]
    assert found == pytest.approx(REFERENCE["holm"], abs=1e-6)


def test_2_95_with_a_limit_at_neutral_is_no_pain(summary):
    summary.loc[0, ["estimate", "low", "high"]] = [2.95, 2.90, 3.0]
    assert flag_touchpoints(summary, neutral=3, delight=3)["flag"][0] == ""


def test_few_ratings_are_not_judged_and_a_mean_without_spread_is(summary):
    assert not flag_touchpoints(summary, neutral=0, min_n=101)["judged"][0]
    summary.loc[0, ["estimate", "low", "high"]] = [-1, -1, -1]
    summary.loc[4, ["estimate", "low", "high"]] = [0, 0, 0]
    table = flag_touchpoints(summary, neutral=0)
    assert table["p"].tolist()[0] == 0
    assert table["p"].tolist()[4] == 0.5
    assert table["flag"].tolist()[0] == "pain"


def test_pains_of_the_sample(events):
    table = flag_touchpoints(summarise_journey(events), neutral=0)
    points = table[table["level"] == "touchpoint"].set_index("touchpoint")["flag"]
    pains = {"Web checkout", "Courier delivery", "Chatbot", "Complaint by e-mail"}
    assert set(points.index[points == "pain"]) == pains
    delights = {"Advice in the store", "Assembly service", "Members' evening"}
    assert set(points.index[points == "delight"]) == delights


def test_flags_need_the_whole_summary(summary):
    sentence = (
        "flag_touchpoints: needs the whole table of summarise_journey, with its row 'all' and its "
        "attrs. Flag the table first, and choose rows or save it afterwards."
    )
    said(lambda: flag_touchpoints(summary[summary["level"] != "all"], neutral=0), sentence)
    said(lambda: flag_touchpoints(summary.drop(columns="low"), neutral=0), sentence)
    said(lambda: flag_touchpoints([1, 2], neutral=0), sentence)
    summary.attrs = {}
    said(lambda: flag_touchpoints(summary, neutral=0), sentence)


def test_options_of_the_flags_are_checked_together(summary):
    said(
        lambda: flag_touchpoints(summary, neutral="0", min_n=0, adjust="hol", delight=np.nan),
        "flag_touchpoints: min_n must be a whole number of at least 1, found 0.",
        "flag_touchpoints: adjust must be one of 'holm', found 'hol'. Did you mean 'holm'?",
        "flag_touchpoints: neutral must be a number on the scale of the ratings, found '0'.",
        "flag_touchpoints: delight must be a number on the scale of the ratings, found nan.",
    )


# who goes where


def test_transitions_are_worked_by_hand(log):
    table = transitions(log)
    assert table.columns.tolist() == [
        "stage",
        "touchpoint",
        "next_stage",
        "next_touchpoint",
        "kind",
        "n",
        "estimate",
        "low",
        "high",
    ]
    ways = table[["touchpoint", "next_touchpoint", "kind", "n"]].astype(object)
    assert ways.where(ways.notna(), None).to_numpy().tolist() == [
        ["Queue", "Video", "moves", 1],
        ["Shop", "Queue", "moves", 1],
        ["Shop", "Video", "moves", 1],
        ["Shop", None, "ends", 1],
        ["Video", None, "leaves", 1],
        ["Video", None, "ends", 1],
    ]
    assert table["estimate"].tolist() == pytest.approx([1, 1 / 3, 1 / 3, 1 / 3, 1 / 2, 1 / 2])
    # Wilson of 1 of 2: (.5 + 3.8415/4 -+ 1.96 sqrt(.125 + .2401)) / 2.9207
    assert table["low"].tolist()[4] == pytest.approx(0.0945, abs=1e-4)
    assert table["high"].tolist()[4] == pytest.approx(0.9055, abs=1e-4)
    assert table["next_stage"].tolist()[0] == "Uses"


def test_shares_of_the_ways_from_a_touchpoint_add_up_to_one(events):
    table = transitions(events)
    sums = table.groupby(["stage", "touchpoint"], observed=True)["estimate"].sum()
    assert sums.to_numpy() == pytest.approx(np.ones(17))
    assert table["n"].sum() == len(events)
    assert table.loc[table["kind"] == "leaves", "n"].sum() == events["dropped"].sum()


def test_events_at_one_time_keep_their_order(log):
    log["time"] = "2025-03-01"
    assert transitions(log)["kind"].tolist().count("leaves") == 1
    ways = set(map(tuple, transitions(log)[["touchpoint", "next_touchpoint"]].dropna().to_numpy()))
    assert ways == {("Queue", "Video"), ("Shop", "Queue"), ("Shop", "Video")}
    swapped = log.iloc[[1, 0, 2, 3, 4, 5]]
    assert ("Queue", "Shop") in set(
        map(tuple, transitions(swapped)[["touchpoint", "next_touchpoint"]].to_numpy())
    )


def test_times_may_be_dates_text_numbers_or_in_one_zone(log):
    expected = transitions(log)
    times = pd.to_datetime(log["time"])
    hours = (times - times.min()).dt.total_seconds()
    same_zone = log["time"] + "+07:00"
    for time in (times, times.dt.tz_localize("Asia/Jakarta"), hours, same_zone, times.dt.date):
        pd.testing.assert_frame_equal(
            transitions(log.assign(time=time).iloc[[0, 1, 2, 3, 4, 5]]), expected
        )


def test_drop_off_is_rs_and_keeps_stages_that_nobody_reached(formula):
    formula = formula.assign(stage=pd.Categorical(formula["stage"], [1, 2, 3, 4, 5]))
    table = drop_off(formula)
    wanted = REFERENCE["drop_off"]
    assert table.index.name == "stage"
    assert table.columns.tolist() == ["n", "left", "estimate", "low", "high", "reached"]
    assert table["n"].tolist() == [*wanted["n"], 0]
    assert table["left"].tolist() == [*wanted["left"], 0]
    for side in ("low", "high"):
        found = table[side].tolist()
        assert found == pytest.approx([*wanted[side], np.nan], abs=1e-10, nan_ok=True)
    # 71 of 400 at the first stage; 329 of 400 reach the second
    assert table["estimate"][1] == 71 / 400
    assert table["reached"][2] == 329 / 400


def test_no_drop_off_and_nothing_but_drop_off_are_counted(log):
    none = drop_off(log.assign(dropped=0))
    assert none["left"].tolist() == [0, 0, 0]
    firsts = log.groupby("customer").head(1).assign(dropped=True)
    everybody = drop_off(firsts)
    assert everybody["estimate"].tolist()[1] == 1
    assert everybody["high"].tolist()[1] == 1


def test_a_customer_with_one_event_is_a_journey(log):
    table = drop_off(log[log["customer"] == 3])
    assert table["n"].tolist() == [0, 1, 0]
    assert table["reached"].tolist() == [0, 1, 0]


def test_the_case_is_the_journey_where_there_is_one(log):
    log["journey"] = [1, 1, 2, 3, 3, 4]
    assert drop_off(log)["reached"].tolist() == [0, 3 / 4, 2 / 4]
    assert drop_off(log, case="customer")["reached"].tolist() == [0, 1, 2 / 3]


# who leaves


def test_odds_of_leaving_are_rs(formula):
    table, wanted = drop_off_odds(formula, neutral=0), REFERENCE["drop_off_odds"]
    assert table.index.tolist() == ["below", "above"]
    assert table.index.name == "points"
    assert table.columns.tolist() == ["estimate", "low", "high", "n", "customers"]
    for column in ("estimate", "low", "high"):
        assert table[column].tolist() == pytest.approx(wanted[column], rel=1e-7)
    assert table["n"].tolist() == [wanted["n"]] * 2
    assert table["customers"].tolist() == [wanted["customers"]] * 2
    assert table.attrs == {"left_out": "4", "neutral": 0.0}


def test_odds_of_the_sample_hold_the_truth(study, events):
    table = drop_off_odds(events, neutral=0)
    compared = reveal(study).compare(table.loc["below"], "drop_off")
    assert compared["covered"].all()
    assert table.loc["above", "low"] < 1 < table.loc["above", "high"]
    assert table.attrs["left_out"] == "Stays"


def test_a_side_without_ratings_has_no_odds(formula):
    table = drop_off_odds(formula, neutral=-2)
    assert table.loc["below", ["estimate", "low", "high"]].isna().all()
    assert 0 < table.loc["above", "low"] < table.loc["above", "estimate"] < 1


def test_one_customer_has_no_limits(formula):
    table = drop_off_odds(formula.assign(customer=1), neutral=0)
    assert table["estimate"].notna().all()
    assert table[["low", "high"]].isna().all(axis=None)


def test_nobody_or_everybody_leaves_and_that_is_said(formula):
    sentence = (
        "drop_off_odds: {} of {} events with a rating end a journey, and in no stage do some "
        "customers leave and some go on, so ratings cannot tell who leaves. Is dropped 1 on the "
        "event after which the customer left, and 0 on the others?"
    )
    said(
        lambda: drop_off_odds(formula.assign(dropped=0), neutral=0),
        sentence.format(0, 1186),
    )
    firsts = formula.groupby("journey").head(1).assign(dropped=1)
    said(lambda: drop_off_odds(firsts, neutral=0), sentence.format(400, 400))


def test_ratings_that_tell_exactly_who_leaves_have_no_odds(formula):
    firsts = formula.groupby("journey").head(1)
    said(
        lambda: drop_off_odds(firsts.assign(dropped=firsts["emotion"] < 0), neutral=0),
        "drop_off_odds: the ratings tell without exception who leaves, in some stage at least, so "
        "that no odds are finite. Look at pd.crosstab(events['emotion'], events['dropped']), and "
        "join rare ratings or stages.",
    )


def test_ratings_that_do_not_differ_have_no_odds(formula):
    said(
        lambda: drop_off_odds(formula.assign(emotion=-1), neutral=0),
        "drop_off_odds: the ratings do not differ within the stages, so what they do to leaving "
        "cannot be told from the stage. Give events with ratings from several customers.",
    )


# what is remembered


def test_peak_and_end_are_rs(formula, outcome):
    table, wanted = peak_end(formula, outcome), REFERENCE["peak_end"]
    assert table.index.tolist() == ["mean", "worst", "last"]
    assert table.index.name == "moment"
    assert table.columns.tolist() == ["estimate", "low", "high", "n"]
    for column in ("estimate", "low", "high"):
        assert table[column].tolist() == pytest.approx(wanted[column], rel=1e-8)
    assert table["n"].tolist() == [400] * 3
    assert table.attrs == pytest.approx({"r2": wanted["r2"], "r2_mean": wanted["r2_mean"]})


def test_peak_and_end_of_the_sample_are_near_the_truth(study, events, satisfied):
    # Of 1,000 worlds 945 intervals hold worst and last; the sample is one of the others.
    compared = reveal(study).compare(peak_end(events, satisfied), "peak_end")
    assert compared["covered"]["mean"]
    assert compared["off"].abs().max() < 0.7
    assert compared["truth"].tolist() == [3.8876, 8.7274, 6.9995]


def test_peak_and_end_do_not_depend_on_the_order_of_rows(formula, outcome):
    expected = peak_end(formula, outcome)
    pd.testing.assert_frame_equal(peak_end(shuffled(formula), outcome[::-1]), expected)


def test_journeys_without_rating_or_outcome_are_left_out(formula, outcome):
    holes = formula.assign(emotion=formula["emotion"].where(formula["journey"] != 1))
    more = pd.concat([outcome.drop(2), pd.Series([50.0], [999])])
    assert peak_end(holes, more)["n"].tolist() == [398] * 3


def test_the_last_rating_is_the_last_that_was_given(formula, outcome):
    unrated = formula.drop_duplicates("journey", keep="last").assign(emotion=np.nan, time=9)
    longer = pd.concat([formula, unrated]).assign(dropped=0)
    pd.testing.assert_frame_equal(peak_end(longer, outcome), peak_end(formula, outcome))


def test_an_outcome_that_fits_no_journey_is_refused(formula, outcome):
    said(
        lambda: peak_end(formula, outcome.to_numpy()),
        "peak_end: outcome must be one column indexed by journey, found ndarray. Write "
        "journeys.set_index('journey')['satisfaction'].",
    )
    said(
        lambda: peak_end(formula, outcome.set_axis(outcome.index + 1000)),
        "peak_end: outcome names no journey of the events: it has 1001, 1002, 1003, the events "
        "have 1. Index it by journey: journeys.set_index('journey')['satisfaction'].",
    )
    said(
        lambda: peak_end(formula, pd.concat([outcome, outcome[:2]])),
        "peak_end: outcome has more than one row for 2 journeys, first 1. Give each journey one "
        "outcome.",
    )


def test_journeys_of_one_event_have_no_peak(formula, outcome):
    said(
        lambda: peak_end(formula.groupby("journey").head(1), outcome),
        "peak_end: one of mean, worst and last rating can be computed from the others in all 400 "
        "journeys, so they cannot be told apart. Give the whole log, one row an event, and as case "
        "the column that says which events belong together.",
    )


# what a change would do


def test_no_change_changes_nothing(model, events, satisfied):
    table = what_if(model, touchpoint="Web checkout", change=0)
    assert table.index.tolist() == ["emotion", "leave", "satisfaction"]
    assert table.index.name == "what"
    assert table.columns.tolist() == ["before", "after", "estimate", "low", "high", "n"]
    assert table[["estimate", "low", "high"]].to_numpy() == pytest.approx(np.zeros((3, 3)))
    here = events["touchpoint"] == "Web checkout"
    left = events.groupby("journey")["dropped"].max().mean()
    means = [events.loc[here, "emotion"].mean(), left, satisfied.mean()]
    assert table["before"].tolist() == pytest.approx(means, rel=1e-8)
    assert table["n"].tolist() == [here.sum(), 6000, 6000]
    assert table.attrs == {"touchpoint": "Web checkout", "change": 0.0}


def test_one_stage_is_worked_by_hand():
    # 400 journeys, one event of A; some go on to B, where nobody leaves. Left at A: 40 of 100 who
    # feel -1, 40 of 200 who feel 0, 20 of 100 who feel 1. The logit takes 0 and 1 together.
    felt, left = np.repeat([-1, 0, 1], [100, 200, 100]), np.zeros(400, int)
    left[:40] = left[100:140] = left[300:320] = 1
    first = pd.DataFrame({"customer": np.arange(400), "time": 1, "stage": "A", "emotion": felt})
    first["dropped"] = left
    second = first[left == 0].assign(time=2, stage="B", dropped=0)
    second["emotion"] = np.where(second["customer"] % 2 == 0, 1, -1)
    log = pd.concat([first, second]).assign(touchpoint=lambda table: table["stage"])
    ratings = log.groupby("customer")["emotion"]
    outcome = 50 + 3 * ratings.mean() + 5 * ratings.min() + 2 * ratings.last()
    model = journey_model(log, outcome, neutral=0, top=1)
    table = what_if(model, touchpoint="A", change=1)
    # After: -1 -> 0 and 0, 1 -> 1, everybody leaves with chance .2
    assert table["before"].tolist() == pytest.approx([0, 0.25, outcome.mean()], abs=1e-7)
    assert table["after"].tolist()[:2] == pytest.approx([0.75, 0.2], abs=1e-7)
    # Of 100 who felt -1, now 0, 80 stay and 20 leave; of 300 who felt 0 or 1, now 1, 240 and 60.
    # Half of those who stay feel 1 at B, half -1.
    at_0 = 20 * 50 + 40 * (50 + 3 * 0.5 + 5 * 0 + 2) + 40 * (50 - 3 * 0.5 - 5 - 2)
    at_1 = 60 * 60 + 120 * 60 + 120 * (50 + 3 * 0 - 5 - 2)
    assert table.loc["satisfaction", "after"] == pytest.approx((at_0 + at_1) / 400, abs=1e-6)
    assert (table["low"] <= table["estimate"]).all()
    assert (table["estimate"] <= table["high"]).all()


def test_more_change_helps_more_up_to_the_top(model):
    asked = [what_if(model, touchpoint="Chatbot", change=c) for c in (0.5, 1, 2, 4, 9)]
    leave = [table.loc["leave", "estimate"] for table in asked]
    assert all(a > b for a, b in itertools.pairwise(leave[:3]))
    assert leave[3] == leave[4]
    assert asked[-1].loc["emotion", "after"] == 2


def test_a_better_last_touchpoint_keeps_nobody_but_is_remembered(model):
    table = what_if(model, touchpoint="Members' evening", change=1)
    assert table.loc["leave", "estimate"] == 0
    assert table.loc["satisfaction", "low"] > 0


def test_models_of_the_sample_are_those_of_the_other_functions(model, events, satisfied):
    odds = np.exp(model.odds[0][-2:])
    assert odds == pytest.approx(drop_off_odds(events, neutral=0)["estimate"].to_numpy(), rel=1e-8)
    line = peak_end(events, satisfied)["estimate"].to_numpy()
    assert model.line[0][1:] == pytest.approx(line, rel=1e-8)


def test_a_slider_gets_the_same_answer_in_blocks(model, monkeypatch):
    whole = what_if(model, touchpoint="Chatbot", change=1)
    monkeypatch.setattr("custsat_edu.stats.journey_models._BLOCK", 10_000)
    pd.testing.assert_frame_equal(what_if(model, touchpoint="Chatbot", change=1), whole)


def test_unrated_events_stay_as_they_were(formula, outcome):
    holes = formula.assign(emotion=formula["emotion"].where(formula["time"] != 1))
    model = journey_model(holes, outcome, neutral=0, top=2, resamples=20)
    table = what_if(model, touchpoint=2, change=1)
    assert table.loc["leave", "n"] == holes.dropna()["journey"].nunique()
    said(
        lambda: what_if(model, touchpoint=1, change=1),
        "what_if: nobody rated 1, so there is nothing to raise.",
    )


def _lives(rng, journeys, raise_by):
    """Three stages, a mood, and customers whom bad moments drive away."""
    mood = rng.normal(0, 0.6, journeys)
    felt = mood[:, None] + rng.normal(0, 1, (journeys, 3)) + [0.2, -0.5, 0.3]
    felt = np.clip(np.rint(felt), -2, 2)
    felt[:, 1] = np.minimum(felt[:, 1] + raise_by, 2)
    chance = 1 / (1 + np.exp(2 + 0.8 * np.minimum(felt, 0)))
    left = rng.random((journeys, 3)) < chance * [1, 1, 0]
    there = np.cumsum(left, axis=1) - left == 0
    journey, stage = np.nonzero(there)
    log = pd.DataFrame({"customer": journey, "time": stage, "stage": stage, "touchpoint": stage})
    log["emotion"], log["dropped"] = felt[there], left[there].astype(int)
    ratings = log.groupby("customer")["emotion"]
    satisfied = 55 + 4 * ratings.mean() + 9 * ratings.min() + 7 * ratings.last()
    return log, satisfied + rng.normal(0, 10, journeys)


def _facts(log, satisfied):
    here = log.loc[log["touchpoint"] == 1, "emotion"].mean()
    return np.array([here, log.groupby("customer")["dropped"].max().mean(), satisfied.mean()])


@pytest.mark.slow
def test_what_if_finds_what_the_change_does_in_a_world_where_it_is_made():
    rng = np.random.default_rng(4)
    after, before = (_facts(*_lives(np.random.default_rng(1), 200_000, k)) for k in (1, 0))
    true = after - before  # of the same customers
    found = []
    for seed in range(100):
        log, satisfied = _lives(rng, 1_000, 0)
        model = journey_model(log, satisfied, neutral=0, top=2, rng=seed)
        found.append(what_if(model, touchpoint=1, change=1)[["estimate", "low", "high"]])
    estimate, low, high = np.stack([table.to_numpy() for table in found]).transpose(2, 0, 1)
    assert (np.abs(estimate.mean(axis=0) - true) <= [0.01, 0.003, 0.12]).all()
    held = ((low <= true) & (true <= high)).mean(axis=0)
    assert (held >= 0.88).all()  # Monte Carlo error .022


def test_what_if_names_the_touchpoint_that_was_meant(model):
    said(
        lambda: what_if(model, touchpoint="Web chekout", change=-1),
        "what_if: there is no touchpoint 'Web chekout'. Did you mean 'Web checkout'?",
        "what_if: change must be a number of points from 0, found -1.",
    )
    said(
        lambda: what_if(model, touchpoint="Chatbot", change="1", confidence=95),
        "what_if: confidence must lie between 0 and 1, found 95. Write 0.95 for 95 percent.",
        "what_if: change must be a number of points from 0, found '1'.",
    )


def test_a_top_below_the_ratings_is_refused(formula, outcome):
    said(
        lambda: journey_model(formula, outcome, neutral=0, top=1),
        "journey_model: top must be the highest rating that can be given, found 1, but emotion "
        f"goes up to 2, in row {formula['emotion'].idxmax()}. Is that a code for 'no answer'?",
    )
    fine = formula.assign(emotion=formula["emotion"] + np.arange(len(formula)) / 1e6)
    said(
        lambda: journey_model(fine, outcome, neutral=0, top=3),
        "journey_model: emotion has 1,186 different ratings, at most 200 can be handled. Round "
        "them first: events['emotion'].round(1).",
    )
    said(
        lambda: journey_model(formula, outcome, neutral=None, top=2, resamples=0),
        "journey_model: resamples must be a whole number of at least 1, found 0.",
        "journey_model: neutral must be a number on the scale of the ratings, found None.",
    )


# bad input


@pytest.mark.parametrize("function", ALL)
def test_an_empty_log_and_what_is_no_table_are_refused(log, function):
    name = function.__name__
    said(
        lambda: function(log.iloc[:0]),
        f"{name}: there are no events: the table is empty. Was everything filtered out?",
    )
    said(
        lambda: function("events"),
        f"{name}: needs a table of events, one row an event, found str.",
    )


@pytest.mark.parametrize("function", ALL)
def test_a_missing_column_is_named_with_the_one_that_was_meant(log, function):
    other = log.rename(columns={"stage": "Stage"})
    said(
        lambda: function(other),
        f"{function.__name__}: there is no column 'stage' in the events. Did you mean 'Stage'? "
        f"The columns: {', '.join(other.columns)}.",
    )


def test_a_column_that_is_there_twice_is_refused(log):
    twice = pd.concat([log, log[["stage"]]], axis=1)
    said(
        lambda: drop_off(twice),
        "drop_off: there are 2 columns 'stage'. Rename all but one.",
    )


@pytest.mark.parametrize("function", ALL)
def test_an_unknown_stage_is_a_missing_one_and_named(log, function):
    log["stage"] = log["stage"].cat.set_categories(["Buys"])
    said(
        lambda: function(log),
        f"{function.__name__}: stage is missing in 2 of 6 rows, first in row 2. Fill it in, or "
        "leave these rows out. A label that the categories of the column do not know counts as "
        "missing.",
    )


def test_missing_customers_touchpoints_and_channels_are_named_at_once(log):
    for column, row in (("customer", 0), ("touchpoint", 3), ("channel", 4)):
        log[column] = log[column].astype(object)
        log.loc[row, column] = None
    with pytest.raises(InputError) as caught:
        summarise_journey(log)
    assert [str(problem).split(",")[0] for problem in caught.value.problems] == [
        f"summarise_journey: {column} is missing in 1 of 6 rows"
        for column in ("customer", "touchpoint", "channel")
    ]


def test_ratings_that_are_no_numbers_are_named_with_their_row(log):
    said(
        lambda: summarise_journey(log.assign(emotion=[1, "good", 2, 1, "bad", 0])),
        "summarise_journey, emotion: needs numbers, found 'good', 'bad' in 2 of 6 rows, first in "
        "row 1. Turn words into numbers with labels: in the codebook, or name them under missing: "
        "if they mean 'no answer'.",
    )
    said(
        lambda: summarise_journey(log.assign(emotion=[1, 2, 3, np.inf, 0, 0])),
        "summarise_journey, emotion: needs numbers, found inf in 1 of 6 rows, first in row 3. Turn "
        "words into numbers with labels: in the codebook, or name them under missing: if they mean "
        "'no answer'.",
    )
    said(
        lambda: summarise_journey(log.assign(emotion=np.nan)),
        "summarise_journey, emotion: all 6 answers are missing. Is the column the right one, and "
        "does missing: in the codebook name only codes that mean 'no answer'?",
    )


def test_a_rating_outside_its_categories_is_no_rating(log):
    log["emotion"] = log["emotion"].astype("category").cat.set_categories([-2, -1, 0, 1])
    assert summarise_journey(log)["n"].tolist()[-1] == 5


def test_events_after_leaving_are_named(log):
    log["dropped"] = [1, 0, 0, 1, 1, 0]
    for function in (transitions, drop_off):
        said(
            lambda function=function: function(log),
            f"{function.__name__}: journeys go on after the event on which the customer left "
            "(dropped = 1): 2 in all, first 1, in row 0. Mark the last event of a journey only, or "
            "give what came later a journey of its own.",
        )


def test_dropped_must_be_zero_or_one(log):
    said(
        lambda: drop_off(log.assign(dropped=[0, 0, 2, 0, 1, 9])),
        "drop_off: dropped must be 1 (yes) or 0 (no), found 2, 9 in 2 rows, first in row 2. Write "
        "(events['dropped'] == 1).astype(int) if 1 is 'yes' and another code is 'no'.",
    )


def test_mixed_time_zones_are_refused_with_the_cure(log):
    cure = (
        "so the order is not sure. Bring all times to one zone first, with "
        "pd.to_datetime(events['time'], utc=True) if those without a zone are in UTC."
    )
    zones = ["+07:00", "", "Z"] * 2
    said(
        lambda: transitions(log.assign(time=log["time"] + pd.Series(zones))),
        f"transitions: time mixes time zones: +07:00, none, Z, {cure}",
    )
    stamps = [pd.Timestamp("2025-03-01 08:00", tz=zone) for zone in ("UTC", "Asia/Jakarta")] * 3
    said(
        lambda: transitions(log.assign(time=pd.Series(stamps, dtype=object))),
        f"transitions: time mixes time zones: +00:00, +07:00, {cure}",
    )


def test_times_that_cannot_be_read_are_named_with_their_row(log):
    log.loc[[2, 4], "time"] = ["31/03/2025", "soon"]
    said(
        lambda: drop_off(log),
        "drop_off: time holds what is no time: '31/03/2025', 'soon' in 2 of 6 rows, first in row "
        "2. Write 2025-03-31 14:05, or read it with pd.to_datetime(events['time'], "
        "dayfirst=True).",
    )


def test_a_missing_time_is_named(log):
    log.loc[3, "time"] = None
    said(
        lambda: drop_off(log),
        "drop_off: time is missing in 1 of 6 rows, first in row 3. Fill it in, or leave these rows "
        "out. A label that the categories of the column do not know counts as missing.",
    )


def test_ten_thousand_touchpoints_are_refused():
    log = pd.DataFrame({"customer": np.arange(10_000), "time": 1, "stage": "one", "dropped": 0})
    log["touchpoint"], log["emotion"] = [f"page {k}" for k in range(10_000)], 1
    sentence = (
        ": touchpoint has 10,000 different names, and at most 200 can be shown or told apart. "
        "Is it the right column? Else join rare names under one."
    )
    said(lambda: transitions(log), f"transitions{sentence}")
    said(lambda: summarise_journey(log, by=["stage", "touchpoint"]), f"summarise_journey{sentence}")


def test_by_names_two_or_three_columns(log):
    for by in ("stage", ["stage"], ["stage", "stage"], []):
        with pytest.raises(InputError, match="by must name the columns of the stage, the touchpo"):
            summarise_journey(log, by=by)


def test_options_of_the_summary_are_checked(log):
    said(
        lambda: summarise_journey(log, confidence=95, resamples=0),
        "summarise_journey: confidence must lie between 0 and 1, found 95. Write 0.95 for 95 "
        "percent.",
        "summarise_journey: resamples must be a whole number of at least 1, found 0.",
    )
    said(
        lambda: drop_off_odds(log, neutral="0"),
        "drop_off_odds: neutral must be a number on the scale of the ratings, found '0'.",
    )
