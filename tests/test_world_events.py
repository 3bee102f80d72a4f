"""Visits, Kano, journeys, complaints and churn: whole, and with truths that can be found."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

import custsat_edu as cs
from custsat_edu.world import events as planted
from custsat_edu.world import generate, recovery, truth
from custsat_edu.world.survey import NAMES
from custsat_edu.world.words import CONSTRUCT, RECOVERY_WORDS, STEP_WORDS, TOUCHPOINT_WORDS

OSAT = ["osat1", "osat2", "osat3"]
TABLES = ["visits", "kano", "events", "journeys", "complaints", "loop_log", "followup"]
FIRST, LAST = pd.Timestamp("2024-01-01"), pd.Timestamp("2025-12-31 23:59")
# Kano's evaluation table, functional by dysfunctional, in the codes of KANO_CLASSES
KANO_TABLE = np.array(
    [[6, 3, 3, 3, 2], [5, 4, 4, 4, 1], [5, 4, 4, 4, 1], [5, 4, 4, 4, 1], [5, 5, 5, 5, 6]]
)


@pytest.fixture(scope="module")
def world():
    return generate()


def index(table):
    return ((table[OSAT].mean(axis=1) - 1) / 9 * 100).to_numpy()


def welch(a, b):
    """The difference of two means with its 95 % interval."""
    se = np.sqrt(a.var(ddof=1) / len(a) + b.var(ddof=1) / len(b))
    return pd.Series(
        {
            "estimate": a.mean() - b.mean(),
            "low": a.mean() - b.mean() - 1.96 * se,
            "high": a.mean() - b.mean() + 1.96 * se,
        }
    )


def rows(params, intervals, names):
    table = pd.DataFrame(np.column_stack([params, intervals]), index=names)
    return table.set_axis(["estimate", "low", "high"], axis=1)


def peak_end(events, journeys):
    x = sm.add_constant(planted.peak_end(events).to_numpy())
    by_customer = {"groups": journeys["customer_id"].to_numpy()}
    return sm.OLS(index(journeys), x).fit(cov_type="cluster", cov_kwds=by_customer, use_t=True)


def drop_off(events):
    """Discrete-time hazard: one row an event at risk, the stage held fixed."""
    at_risk = events[events["stage"] < 7]
    stages = pd.get_dummies(at_risk["stage"]).astype(float)
    x = np.column_stack([stages, -at_risk["emotion"].clip(upper=0)])
    model = sm.GLM(at_risk["dropped"].to_numpy(), x, family=sm.families.Binomial())
    fit = model.fit(cov_type="cluster", cov_kwds={"groups": at_risk["customer_id"].to_numpy()})
    return rows(np.exp(fit.params[-1:]), np.exp(fit.conf_int()[-1:]), ["drop_off"])


def by_recovery(complaints, followup):
    """Every kind of complaint and the silent sufferers against customers without a failure."""
    fine = index(followup[followup["had_problem"] == 0])
    silent = followup[(followup["had_problem"] == 1) & (followup["complained"] == 0)]
    kind, after = recovery.groups(complaints), index(complaints)
    found = {name: welch(after[kind == name], fine) for name in [*RECOVERY_WORDS][:6]}
    return pd.DataFrame(found | {"silent": welch(index(silent), fine)}).T


def steps(complaints, severity=True):
    taken = complaints.filter(regex="^step").to_numpy()
    full = (complaints["severity"] == 1) & (taken.sum(axis=1) >= 6)
    x = np.column_stack([taken, full]).astype(float)
    levels = pd.get_dummies(complaints["severity"]).astype(float).to_numpy()
    x = np.column_stack([x, levels]) if severity else sm.add_constant(x, prepend=False)
    fit = sm.OLS(index(complaints), x).fit(cov_type="HC3", use_t=True)
    return rows(fit.params[:8], fit.conf_int()[:8], [*STEP_WORDS])


def churn(followup, *, satisfaction=True):
    days = (followup["end"] - followup["start"]).dt.days.to_numpy(float)
    risk = {"satisfaction": index(followup) / 10, "unresolved": followup["unresolved"].to_numpy()}
    risk = risk if satisfaction else {"unresolved": risk["unresolved"]}
    x = np.column_stack([*risk.values()]).astype(float)
    fit = sm.PHReg(days, x, status=followup["churned"].to_numpy(), ties="efron").fit(disp=0)
    return rows(np.exp(fit.params), np.exp(fit.conf_int()), [*risk])


def kano_rows(kano):
    """How far each driver satisfies when present and dissatisfies when absent, with Wald limits."""
    present, absent = {}, {}
    for name in NAMES:
        found = KANO_TABLE[kano[f"kf_{name}"] - 1, kano[f"kd_{name}"] - 1]
        asked = found[found <= 4]
        for shares, sign, wanted in ((present, 1, [2, 3]), (absent, -1, [1, 2])):
            p = np.isin(asked, wanted).mean()
            half = 1.96 * np.sqrt(p * (1 - p) / len(asked))
            limits = sorted([sign * (p - half), sign * (p + half)])
            shares[CONSTRUCT[name]] = [sign * p, *limits]
    columns = ["estimate", "low", "high"]
    return [
        pd.DataFrame.from_dict(shares, orient="index", columns=columns)
        for shares in (present, absent)
    ]


# ------------------------------------------------------------------------------------ the tables


def test_every_table_has_its_size(world):
    sizes = {name: world.tables[name].shape for name in TABLES}
    assert sizes == {
        "visits": (8_000, 8),
        "kano": (300, 21),
        "events": (38_012, 8),
        "journeys": (6_000, 6),
        "complaints": (1_514, 23),
        "loop_log": (1_514, 5),
        "followup": (5_114, 10),
    }


def test_every_customer_exists_and_is_known_before_the_first_row(world):
    joined = world.tables["customers"].set_index("customer_id")["join_date"]
    days = {"visits": "date", "events": "time", "complaints": "opened", "followup": "start"}
    for name, day in days.items():
        table = world.tables[name]
        known = table[table["customer_id"].notna()]
        assert (joined[known["customer_id"].astype(int)].to_numpy() <= known[day]).all(), name
    for name in ("kano", "journeys"):
        assert set(world.tables[name]["customer_id"]) <= set(joined.index), name
    for name in ("visits", "complaints"):
        table = world.tables[name]
        assert set(table["store_id"]) == set(range(1, 26))
        assert ((table["store_id"] == 25) == (table["channel"] == 2)).all()


def test_every_date_lies_in_the_eight_quarters(world):
    for name in TABLES:
        for column, values in world.tables[name].items():
            if pd.api.types.is_datetime64_any_dtype(values):
                assert values.dropna().between(FIRST, LAST).all(), (name, column)


def test_answers_are_on_their_scales(world):
    scales = {
        "visits": {"user_satisfaction": (1, 10), "ces": (1, 7), "bought": (0, 1)},
        "events": {"emotion": (-2, 2), "dropped": (0, 1), "stage": (1, 7), "touchpoint": (1, 17)},
        "journeys": dict.fromkeys(OSAT, (1, 10)),
        "complaints": dict.fromkeys(OSAT, (1, 10)) | {"severity": (1, 3)},
        "followup": dict.fromkeys(OSAT, (1, 10)),
        "loop_log": {"department": (1, 5), "action": (1, 6), "informed": (0, 1)},
    }
    for name, columns in scales.items():
        for column, (low, high) in columns.items():
            found = world.tables[name][column]
            assert found.isin(range(low, high + 1)).all(), (name, column)
            assert found.nunique() >= min(high - low, 9), (name, column)
    kano = world.tables["kano"].drop(columns="customer_id")
    assert kano.isin([1, 2, 3, 4, 5]).all(axis=None)


def test_only_customers_buy(world):
    visits = world.tables["visits"]
    assert visits.loc[visits["customer_id"].isna(), "bought"].eq(0).all()
    assert 0.43 < visits["customer_id"].isna().mean() < 0.47


def test_a_journey_runs_through_its_stages_and_ends_where_it_is_left(world):
    events, journeys = world.tables["events"], world.tables["journeys"]
    within = events["journey"].diff().eq(0)
    assert (events["time"].diff()[within] > pd.Timedelta(0)).all()
    assert events["stage"].diff()[within].isin([0, 1]).all()
    assert (events["stage"][~within] == 1).all()
    last = events.groupby("journey").last()
    assert (last["dropped"] == (last["stage"] < 7)).all()
    assert events["dropped"].sum() == last["dropped"].sum()
    assert (last["dropped"].to_numpy() == journeys["dropped"]).all()
    assert (last["customer_id"].to_numpy() == journeys["customer_id"]).all()
    assert list(last.index) == list(journeys["journey"])
    touchpoints = events.groupby("touchpoint")[["stage", "channel"]].agg(["min", "max"])
    found = [tuple(row) for row in touchpoints.to_numpy()]
    assert found == [(s, s, c, c) for s, c, _ in planted.TOUCHPOINTS]
    assert len(TOUCHPOINT_WORDS) == len(planted.TOUCHPOINTS)


def test_only_those_complain_who_had_a_problem_and_spoke(world):
    complaints = world.tables["complaints"]
    people = world.latents["customers"].set_index("customer_id")
    spoke = people.index[people["complained"] == 1]
    assert sorted(complaints["customer_id"]) == sorted(spoke)
    assert people.loc[spoke, "had_problem"].eq(1).all()
    assert len(complaints) >= 1_500
    closed = complaints["closed"].dropna()
    assert (closed > complaints["opened"][closed.index]).all()
    assert 0.1 < complaints["closed"].isna().mean() < 0.2
    causes = complaints.filter(regex="^cause")
    assert list(causes) == [f"cause{k}" for k in range(1, 7)]
    assert list(complaints.filter(regex="^step")) == [f"step{k}" for k in range(1, 8)]
    assert causes.sum(axis=1).min() == 1
    solved = complaints[complaints["step4"] == 1]
    assert ((solved["closed"] - solved["opened"]).dt.days < 45).all()


def test_the_loop_is_logged_once_a_complaint(world):
    complaints, log = world.tables["complaints"], world.tables["loop_log"]
    assert (log["complaint_id"] == complaints["complaint_id"]).all()
    wait = (log["action_date"] - complaints["opened"]).dt.days
    assert wait.between(1, 6).all()
    assert (log["informed"] == complaints["step6"]).all()


def test_the_follow_up_asks_everybody_the_same_after_the_same_time(world):
    complaints, followup = world.tables["complaints"], world.tables["followup"]
    people = world.latents["customers"]
    assert followup["customer_id"].is_unique
    both = followup.merge(complaints, on="customer_id", suffixes=("", "_then"))
    assert len(both) == len(complaints) == followup["complained"].sum()
    assert (both[OSAT].to_numpy() == both[[f"{name}_then" for name in OSAT]]).all(axis=None)
    assert ((both["start"] - both["opened"]).dt.days == 45).all()
    still_open = both["closed"].isna() | (both["closed"] > both["start"])
    assert (both["unresolved"] == still_open).all()
    assert followup.loc[followup["complained"] == 0, "unresolved"].eq(0).all()
    known = followup.merge(people, on="customer_id", suffixes=("", "_known"))
    assert (known["had_problem"] == known["had_problem_known"]).all()
    assert (known["complained"] == known["complained_known"]).all()
    assert (followup["end"] > followup["start"]).all()
    assert followup.loc[followup["churned"] == 0, "end"].eq(pd.Timestamp("2025-12-31")).all()


def test_the_sample_reads_these_tables_under_their_roles():
    tables = cs.load_study("serambi").tables
    roles = ["journey", "customer", "time", "stage", "touchpoint", "channel", "emotion", "dropped"]
    assert list(tables["events"])[:8] == roles
    assert list(tables["events"]["stage"].cat.categories)[:2] == ["Becomes aware", "Compares"]
    assert {"customer", "opened", "closed", "severity", "cause6", "step7"} <= set(
        tables["complaints"]
    )
    assert list(tables["followup"])[:4] == ["customer", "start", "end", "churned"]
    assert tables["kano"]["kf_quality"].isin([1, 2, 3, 4, 5]).all()


# ------------------------------------------------------------------------------------ the truths


def test_a_kano_pair_says_the_class_behind_it(world):
    kano, classes = world.tables["kano"], world.latents["kano"]
    for name in NAMES:
        said = KANO_TABLE[kano[f"kf_{name}"] - 1, kano[f"kd_{name}"] - 1]
        assert (said == classes[f"class_{name}"]).all(), name
        likeliest = np.bincount(said).argmax()
        assert planted.KANO_CLASSES[likeliest - 1] == planted.KANO_DRIVERS[name]


def test_the_coefficients_of_kano_follow_from_the_planted_shares(world):
    # must-be: (.05 + .20) / (.55 + .20 + .05 + .17) = .2577 and -(.20 + .55) / .97 = -.7732
    assert planted.kano_coefficients("must-be") == pytest.approx((0.2577, -0.7732), abs=1e-4)
    present, absent = kano_rows(world.tables["kano"])
    covered = pd.concat(
        [
            world.truth.compare(present, "kano_present")["covered"],
            world.truth.compare(absent, "kano_absent")["covered"],
        ]
    )
    assert covered.sum() >= 17  # of 20


def test_recovery_is_a_loss_by_severity_a_gain_by_step_and_the_paradox():
    all_seven, five, none = [1] * 7, [1, 1, 1, 1, 1, 0, 0], [0] * 7
    taken = np.array([all_seven, five, all_seven, none])
    found = recovery.recovered(np.array([1, 1, 2, 3]), taken)
    # steps .6 + 1.4 + .6 + 2.4 + .8 + .8 + 1.2 = 7.8, the first five 5.8; loss 5, 13, 22; paradox 3
    np.testing.assert_allclose(found, [7.8 + 3 - 5, 5.8 - 5, 7.8 - 13, -22])


def test_the_values_lie_near_what_was_planted():
    value = {key: entry["value"] for key, entry in truth.make_entries("realistic").items()}
    assert value["peak_end"] == pytest.approx({"mean": 4.0, "worst": 9.0, "last": 7.0}, abs=0.3)
    assert value["drop_off"] == 2.2
    assert value["churn_hazard"] == {"satisfaction": 0.8, "unresolved": 1.9}
    gains = [*recovery.STEP_GAIN.tolist(), recovery.PARADOX]
    assert list(value["step_effects"].values()) == pytest.approx(gains, abs=0.1)
    signs = {name: np.sign(effect) for name, effect in value["recovery"].items()}
    assert signs == dict.fromkeys(RECOVERY_WORDS, -1) | {"minor_full": 1}
    feelings = [value["touchpoint_emotion"][k] for k in range(1, 18)]
    np.testing.assert_allclose(feelings, planted.FEELING_OF, atol=0.1)
    user = value["user_satisfaction"]
    assert user["buyers"] > user["lookers"] > user["never"]
    assert sum(value["complaint_causes"].values()) > 1  # a complaint may name several


def test_the_sample_shows_the_truths(world):
    compare, tables = world.truth.compare, world.tables
    events, journeys = tables["events"], tables["journeys"]
    fit = peak_end(events, journeys)
    weights = compare(rows(fit.params[1:], fit.conf_int()[1:], [*planted.PEAK_END]), "peak_end")
    assert weights["off"].abs().max() < 1
    assert 0.6 < fit.rsquared < 0.7
    assert compare(drop_off(events), "drop_off")["off"].abs().max() < 0.25
    recovered = compare(by_recovery(tables["complaints"], tables["followup"]), "recovery")
    assert recovered["off"].abs().max() < 3.5
    assert recovered.loc["minor_full", "low"] > 0 > recovered.loc["silent", "high"]
    hazards = compare(churn(tables["followup"]), "churn_hazard")
    assert hazards["off"].abs().max() < 0.6
    assert hazards.loc["unresolved", "low"] > 1 > hazards.loc["satisfaction", "high"]


@pytest.mark.slow
def test_in_thirty_worlds_the_right_methods_find_the_truth_and_the_naive_ones_do_not():
    right: dict[str, list[pd.DataFrame]] = {}
    naive: dict[str, list[float]] = {}
    for seed in range(2_000, 2_030):
        world = generate(seed, tables=TABLES)
        compare, tables = world.truth.compare, world.tables
        events, journeys, complaints, followup = (
            tables[name] for name in ("events", "journeys", "complaints", "followup")
        )
        fit = peak_end(events, journeys)
        found = {
            "peak_end": rows(fit.params[1:], fit.conf_int()[1:], [*planted.PEAK_END]),
            "drop_off": drop_off(events),
            "recovery": by_recovery(complaints, followup),
            "step_effects": steps(complaints),
            "churn_hazard": churn(followup),
        }
        for key, estimate in found.items():
            right.setdefault(key, []).append(compare(estimate, key))
        mean = planted.peak_end(events)[["mean"]].to_numpy()
        never = index(followup[followup["complained"] == 0])
        minor = index(complaints[recovery.groups(complaints) == "minor_part"])
        user = (tables["visits"]["user_satisfaction"] - 1) / 9 * 100
        for name, value in {
            "R2": fit.rsquared,
            "R2 of the mean": sm.OLS(index(journeys), sm.add_constant(mean)).fit().rsquared,
            "paradox everywhere": welch(minor, never)["low"] > 0,
            "unadjusted": churn(followup, satisfaction=False).loc["unresolved", "estimate"],
            "solved": steps(complaints, severity=False).loc["step4", "estimate"],
            "everybody": user.mean(),
            "buyers": user[tables["visits"]["bought"] == 1].mean(),
            "complaints": len(complaints),
        }.items():
            naive.setdefault(name, []).append(float(value))
    for key, tables in right.items():
        covered = np.mean([table["covered"].astype(float) for table in tables])
        assert covered > 0.88, key  # 30 to 240 intervals
    average = {key: sum(table["estimate"] for table in t) / len(t) for key, t in right.items()}
    assert average["peak_end"]["worst"] == pytest.approx(8.74, abs=0.2)
    assert average["drop_off"].iloc[0] == pytest.approx(2.2, abs=0.05)
    assert average["recovery"]["minor_full"] == pytest.approx(5.1, abs=0.5)
    assert average["churn_hazard"]["satisfaction"] == pytest.approx(0.8, abs=0.01)
    assert average["churn_hazard"]["unresolved"] == pytest.approx(1.9, abs=0.12)
    power = np.mean([table.loc["minor_full", "low"] > 0 for table in right["recovery"]])
    assert power > 0.95
    assert 0.62 < np.mean(naive["R2"]) < 0.69
    assert 0.44 < np.mean(naive["R2 of the mean"]) < 0.51
    assert np.mean(naive["paradox everywhere"]) > 0.6
    assert np.mean(naive["unadjusted"]) > 2.0
    assert np.mean(naive["solved"]) < 2.1
    truths = truth.make_entries("clean")["user_satisfaction"]["value"]
    assert np.mean(naive["everybody"]) == pytest.approx(truths["everybody"], abs=0.2)
    assert np.mean(naive["buyers"]) > truths["everybody"] + 5
