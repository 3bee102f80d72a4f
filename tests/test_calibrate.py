"""The calibration of the planted truths, and the picture of the world."""

import re
from pathlib import Path

import calibrate
import calibration.registry
import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
import world_picture
from calibration import TRUTHS, Finding, methods, money
from calibration.notes import NOT_CALIBRATED, NOTES
from calibration.registry import Interval
from statsmodels.stats.proportion import proportion_confint

import custsat_edu as cs
from custsat_edu.world import TABLES, generate
from custsat_edu.world.truth import make_entries, shapley_shares

ROOT = Path(__file__).parents[1]
COLUMNS = [
    *("truth", "scenario", "row", "method", "worlds", "value", "zero"),
    *("estimate", "sd", "coverage", "power", "wrong"),
]


@pytest.fixture(scope="module")
def committed():
    return calibrate.read(calibrate.TABLE)


@pytest.fixture(scope="module")
def world():
    return generate(scenario="realistic")


# ----------------------------------------------------------------------------- what is calibrated


def test_every_planted_truth_is_calibrated_or_it_is_said_why_not():
    keys = set(make_entries("realistic"))
    calibrated = {spec.of for spec in TRUTHS.values()}
    assert calibrated | set(NOT_CALIBRATED) == keys
    assert calibrated <= set(TRUTHS)  # a second look comes beside the first
    assert not calibrated & set(NOT_CALIBRATED)


@pytest.mark.slow
def test_every_calibrated_truth_names_its_estimand_and_methods_and_yields_a_right_one(world):
    tables = {f"truth_{key}": table for key, table in world.latents.items()} | dict(world.tables)
    for name, spec in TRUTHS.items():
        assert spec.estimand and spec.right and spec.naive, name
        assert set(spec.tables) <= set(TABLES), name
        found = list(spec.estimate(tables))
        methods_used = {one.method.partition(":")[0] for one in found}
        assert methods_used == {"right", "naive"}, name
        for one in found:
            estimate, low, high = one.interval
            count = np.isnan(low + high) and one.found is not None and one.value is not None
            assert count or low <= estimate <= high, (name, one)


def test_the_script_that_judges_uses_nothing_that_it_will_judge_but_where_rules_are_judged():
    files = [ROOT / "tools" / "calibrate.py", *(ROOT / "tools" / "calibration").glob("*.py")]
    assert len(files) > 5
    for path in files:
        imports = re.findall(r"^\s*(?:from|import) (custsat_edu\S*)", path.read_text(), re.M)
        used = {name for name in imports if not name.startswith("custsat_edu.world")}
        rules = {"custsat_edu.stats.journey", "custsat_edu.stats.recovery"}
        assert used == (rules if path.name == "verdicts.py" else set()), path


def test_twenty_worlds_of_one_truth_give_the_table(capsys):
    table = calibrate.calibrate(["ikm"], worlds=20, processes=1)
    assert list(table) == COLUMNS
    assert table["scenario"].tolist() == ["clean"] * 2 + ["realistic"] * 2
    assert table["method"].tolist() == ["right", "naive"] * 2
    assert (table["worlds"] == 20).all()
    assert (table["value"] == make_entries("clean")["ikm"]["value"]).all()
    right = table[table["method"] == "right"]
    # the standard error of one world's mean is about .6
    assert (right["estimate"] - right["value"]).abs().max() < 4 * 0.6 / np.sqrt(20)
    assert right["coverage"].min() > 0.7
    assert table[["power", "wrong"]].isna().all(axis=None)  # nothing to reject
    assert "clean: ikm: 20 worlds" in capsys.readouterr().out


def test_the_realistic_scenario_has_the_right_method_without_the_screen_beside_it():
    seen = calibrate.run(["age_effect"], "realistic", [1, 2])
    assert [one.method for one in seen] == ["right", "right, unscreened", "naive"] * 2
    clean = calibrate.run(["age_effect"], "clean", [1])
    assert [one.method for one in clean] == ["right", "naive"]


def test_a_truth_that_is_run_again_keeps_the_rest_of_the_table(committed):
    new = committed[committed["truth"] == "ikm"].assign(worlds=7)
    table = calibrate.merge(committed, new)
    assert (table.loc[table["truth"] == "ikm", "worlds"] == 7).all()
    rest = committed["truth"] != "ikm"
    pd.testing.assert_frame_equal(
        table[table["truth"] != "ikm"].reset_index(drop=True),
        committed[rest].reset_index(drop=True),
    )


# ------------------------------------------------------------------------------- how it is judged


def judged(value, low, high, planted=None, **more):
    entry = {"value": value, "planted": planted}
    one = Finding("", "right", Interval((low + high) / 2, low, high), **more)
    return calibrate.judge("x", entry, one)


def test_an_interval_that_holds_the_value_covers_and_one_that_excludes_zero_finds():
    seen = judged(2.0, 1.0, 3.0)
    assert (seen.covered, seen.found, seen.wrong, seen.zero) == (True, 1.0, 0.0, False)
    seen = judged(2.0, -1.0, 1.5)
    assert (seen.covered, seen.found, seen.wrong) == (False, 0.0, 0.0)
    seen = judged(2.0, -3.0, -1.0)  # the wrong side
    assert (seen.covered, seen.found, seen.wrong) == (False, 0.0, 1.0)
    seen = judged(0.8, 0.7, 0.9, null=1.0)  # a ratio below one
    assert (seen.covered, seen.found, seen.wrong) == (True, 1.0, 0.0)


def test_what_is_found_where_nothing_is_planted_is_a_false_alarm():
    seen = judged(0.02, 1.0, 3.0, planted=0.0)
    assert seen.zero and seen.found == 1.0 and np.isnan(seen.wrong)
    seen = judged(62.7, 60.0, 65.0, null=None)
    assert not seen.zero and np.isnan(seen.found) and np.isnan(seen.wrong)


def test_a_count_has_no_interval_and_what_is_counted_is_a_false_alarm():
    one = Finding("pains", "right", Interval(2.0, np.nan, np.nan), value=0.0, found=True)
    seen = calibrate.judge("x", {"value": {1: 0.3}, "planted": None}, one)
    assert (seen.value, seen.estimate, seen.zero, seen.found) == (0, 2, True, 1.0)
    assert np.isnan(seen.covered) and np.isnan(seen.wrong)
    assert calibrate.outside(pd.DataFrame({"method": ["right"], "coverage": [np.nan]})).empty


def test_the_value_of_a_difference_of_two_rows_is_their_difference():
    values = {1: 14.0, 2: 20.0}
    assert calibrate.lookup(values, "2") == 20.0
    assert calibrate.lookup(values, "2 - 1") == 6.0
    assert calibrate.lookup(5.0, "") == 5.0


# -------------------------------------------------------------------------------- the right methods


def test_least_squares_and_logit_are_those_of_statsmodels():
    rng = np.random.default_rng(1)
    x = rng.normal(size=(200, 2))
    y = 1 + x @ [2.0, -1.0] + rng.normal(size=200) * (1 + np.abs(x[:, 0]))
    fit, known = methods.ols(y, x), sm.OLS(y, sm.add_constant(x)).fit(cov_type="HC3", use_t=True)
    np.testing.assert_allclose(fit.params, known.params)
    np.testing.assert_allclose(fit.interval(1)[1:], known.conf_int()[1])
    bad = (y > 1).astype(int)
    beta, se = methods.logit(bad, sm.add_constant(x))
    known = sm.Logit(bad, sm.add_constant(x)).fit(disp=0)
    np.testing.assert_allclose(beta, known.params, rtol=1e-6)
    np.testing.assert_allclose(se, known.bse, rtol=1e-5)


def test_cox_is_that_of_statsmodels():
    rng = np.random.default_rng(2)
    x = rng.normal(size=(300, 2))
    stays = np.ceil(rng.exponential(np.exp(-x @ [0.5, -0.3])) * 20)
    days, left = np.minimum(stays, 30), (stays <= 30).astype(int)
    beta, se = methods.cox(days, left, x)
    known = sm.PHReg(days, x, status=left, ties="breslow").fit(disp=0)
    np.testing.assert_allclose(beta, known.params, rtol=1e-5)
    np.testing.assert_allclose(se, known.bse, rtol=1e-4)


def test_lmg_of_all_subsets_at_once_is_that_of_one_subset_after_the_other():
    rng = np.random.default_rng(4)
    values = rng.normal(size=(80, 6)) @ rng.normal(size=(6, 6))
    weights = np.vstack([np.ones(80), rng.integers(0, 4, 80)]).astype(float)
    cov = methods.covariances(values, weights)
    for given, matrix in zip(weights, cov, strict=True):
        np.testing.assert_allclose(matrix, np.cov(values.T, ddof=0, aweights=given))
    found = methods.lmg(cov)
    np.testing.assert_allclose(found.T, [shapley_shares(matrix) for matrix in cov])
    # the residual variance of every subset: bit 0 is the first variable, and all are bits 0 to 4
    left = methods.unexplained(cov)[:, 0]
    assert left.shape == (32,) and left[0] == cov[0, -1, -1]
    y, x = values[:, -1], sm.add_constant(values[:, :-1])
    assert left[-1] == pytest.approx(sm.OLS(y, x).fit().ssr / 80)
    assert left[0b101] == pytest.approx(sm.OLS(y, x[:, [0, 1, 3]]).fit().ssr / 80)


def test_the_limits_of_importance_hold_its_estimate_and_narrow_with_more_answers():
    rng = np.random.default_rng(5)
    x = rng.normal(size=(4_000, 3))
    y = x @ [1.0, 0.5, 0.0] + rng.normal(size=4_000)
    few, many = (methods.importance(x[:n], y[:n], np.ones(n)) for n in (400, 4_000))
    # independent drivers: shares 1, .25 and 0 of a variance of 2.25
    np.testing.assert_allclose([one.estimate for one in many], [4 / 9, 1 / 9, 0], atol=0.03)
    for a, b in zip(few, many, strict=True):
        assert a.low <= a.estimate <= a.high and b.high - b.low < a.high - a.low


def test_wilson_and_welch_are_those_of_the_books():
    low, high = proportion_confint(30, 100, method="wilson")
    np.testing.assert_allclose(methods.wilson(30, 100), [0.3, low, high])
    assert methods.wilson(0, 50).low == 0
    a, b = np.array([1.0, 2, 4, 8]), np.array([3.0, 5, 9, 11, 12])
    known = sm.stats.CompareMeans.from_data(b, a).tconfint_diff(usevar="unequal")
    found = methods.minus(methods.mean(b), methods.mean(a)).interval()
    np.testing.assert_allclose(found[1:], known)


def test_bgnbd_finds_the_parameters_that_made_the_histories():
    # r = 2, alpha = 6, a = 1, b = 6 for 4,000 customers seen for 52 weeks
    rng = np.random.default_rng(3)
    rate, stop = rng.gamma(2.0, 1 / 6.0, 4_000), rng.beta(1.0, 6.0, 4_000)
    seen = np.full(4_000, 52.0)
    would, until = rng.poisson(rate * seen), rng.geometric(stop)
    times = [np.sort(rng.uniform(0, 52, k))[:u] for k, u in zip(would, until, strict=True)]
    repeats = np.array([len(t) for t in times], float)
    last = np.array([t[-1] if len(t) else 0.0 for t in times])
    history = money.History(repeats, last, seen)
    log, cov = money.bgnbd(history)
    assert np.abs((log - np.log([2, 6, 1, 6])) / np.sqrt(np.diag(cov))).max() < 3
    np.testing.assert_allclose(money.expected(log, seen).mean(), repeats.mean(), rtol=0.03)
    np.testing.assert_allclose(money.active(log, history).mean(), (would < until).mean(), atol=0.03)


def test_the_screen_finds_the_careless_rows_and_spares_the_careful(world):
    survey, flags = world.tables["survey"], world.latents["survey"]["careless"]
    assert methods.straight_lines(survey).equals(flags == 1)
    assert methods.speeders(survey).equals(flags == 2)
    assert methods.duplicates(survey).equals(flags == 3)
    assert len(methods.screened(survey)) == (flags == 0).sum() == 2208


# ------------------------------------------------------------------------------ the package's rules


def neutral_world(shift=0.0):
    """Return a world whose touchpoints are neutral, but for one that is moved by `shift`."""
    events = generate(11, scenario="clean", tables=["events"]).tables["events"]
    moved = events["emotion"] + shift * (events["touchpoint"] == 4)
    return {"events": events.assign(emotion=moved)}


def test_a_map_on_which_nothing_hurts_is_judged_with_and_without_holm():
    right, naive = TRUTHS["false_pains"].estimate(neutral_world())
    assert [(one.row, one.method) for one in (right, naive)] == [
        *(("pains", "right"), ("pains", "naive"))
    ]
    assert right.interval.estimate <= naive.interval.estimate
    worse, _ = TRUTHS["false_pains"].estimate(neutral_world(-0.5))
    assert worse.interval.estimate == right.interval.estimate + 1
    assert (worse.value, worse.found) == (0.0, True)


def test_the_paradox_is_found_by_the_rule_and_a_false_one_by_the_naive_interval():
    world = generate(3, scenario="clean", tables=["complaints", "followup"])
    found = {
        (one.row, one.method): one for one in TRUTHS["recovery_verdict"].estimate(world.tables)
    }
    assert list(found) == [
        *(("minor_full", "right"), ("others", "right"), ("minor_full", "naive")),
        ("others", "naive"),
    ]
    known = {
        (one.row, one.method): one.interval for one in TRUTHS["recovery"].estimate(world.tables)
    }
    for method in ("right", "naive"):
        one = found["minor_full", method]
        np.testing.assert_allclose(one.interval, known["minor_full", method], rtol=1e-8)
        assert one.found is True
    false = [key for key in known if key[0] != "minor_full" and known[key].low > 0]
    for method in ("right", "naive"):
        expected = sum(key[1] == method for key in false)
        assert found["others", method].interval.estimate == expected


# ----------------------------------------------------------------------------- the committed table


def test_the_committed_table_lists_every_truth_in_both_scenarios_and_methods(committed):
    assert list(committed) == COLUMNS
    for name in TRUTHS:
        rows = committed[committed["truth"] == name]
        assert set(rows["scenario"]) == {"clean", "realistic"}, name
        assert {method.partition(":")[0] for method in rows["method"]} >= {"right", "naive"}, name
    assert (committed["worlds"] == 1_000).all()


def test_the_committed_table_is_held_against_the_values_of_today(committed):
    entries = make_entries("realistic")
    right = committed[(committed["method"] == "right") & (committed["truth"] != "careless")]
    for _, row in right.iterrows():
        counted = row["row"] in ("pains", "others")
        of = entries[TRUTHS[row["truth"]].of]["value"]
        value = 0 if counted else calibrate.lookup(of, row["row"])
        assert row["value"] == pytest.approx(value, rel=1e-3, abs=1e-4), row["truth"]


def test_a_right_method_whose_coverage_leaves_its_limits_has_a_sentence_in_the_notes(committed):
    for _, row in calibrate.outside(committed).iterrows():
        assert row["row"] in NOTES.get(row["truth"], "no note"), f"{row['truth']} {row['row']}"


def test_a_coverage_outside_its_limits_is_seen():
    table = pd.DataFrame(
        {
            "method": ["right", "right", "right", "naive"],
            "coverage": [0.95, 0.919, 0.971, 0.5],
        }
    )
    assert calibrate.outside(table).index.tolist() == [1, 2]


def test_the_page_is_what_the_table_gives_and_holds_every_note(committed):
    text = calibrate.PAGE.read_text(encoding="utf-8")
    assert text == calibrate.page(committed)
    for name, note in NOTES.items():
        assert f"`{name}`: {note}" in text
    for name in NOT_CALIBRATED:
        assert f"`{name}`" in text.partition("Not calibrated")[2]


def test_a_truth_with_many_rows_is_pooled_and_its_worst_row_named(committed):
    spec = TRUTHS["driver_slopes"]
    rows = committed[(committed["truth"] == "driver_slopes") & (committed["scenario"] == "clean")]
    right, naive = calibrate.body(spec, rows)
    part = rows[rows["method"] == "right"]
    assert "| all 20 | right | 1,000 |" in right and "| naive |" in naive
    assert f"{part['coverage'].mean():.3f}; least {part['coverage'].min():.3f}" in right
    assert f"({part.loc[part['coverage'].idxmin(), 'row']})" in right


def test_the_registry_is_in_the_order_in_which_the_modules_register():
    assert next(iter(calibration.registry.TRUTHS)) == "mean_satisfaction"


# ------------------------------------------------------------------------------------- the picture


def test_the_picture_shows_every_table_and_every_truth_and_can_be_read(world):
    figure = world_picture.draw(world.tables)
    assert cs.layout_problems(figure) == []
    texts = {text.get_text() for text in figure.axes[0].texts}
    assert set(TABLES) <= texts
    placed = [key for marks in world_picture.PLANTED.values() for *_, keys in marks for key in keys]
    assert sorted(placed) == sorted(make_entries("realistic"))
    for marks in world_picture.PLANTED.values():
        assert {words for _, words, _ in marks} <= texts
    assert figure.get_size_inches()[0] * world_picture.DPI == 1600


def test_the_picture_joins_a_table_to_the_keys_that_it_holds(world):
    figure = world_picture.draw(world.tables)
    dots = [line for line in figure.axes[0].lines if line.get_marker() == "o"]
    for key, (x, colour) in world_picture.RAILS.items():
        joined = sum(line.get_color() == colour and line.get_xdata()[0] == x for line in dots)
        holders = sum(key in table for table in world.tables.values())
        # customers hold a store under the name home_store
        assert joined == holders + (key == "store_id")


def test_no_text_of_the_picture_leaves_its_box(world):
    figure = world_picture.draw(world.tables)
    axes = figure.axes[0]
    edges = [x + world_picture.BOX for x in world_picture.COLUMNS]
    for text in axes.texts:
        box = text.get_window_extent().transformed(axes.transData.inverted())
        for edge in edges:
            if edge - world_picture.BOX < box.x0 < edge and 1.3 < min(box.y0, box.y1) < 13.5:
                assert box.x1 < edge, text.get_text()
