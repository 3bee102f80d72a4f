"""The synthetic company: whole, repeatable, and with a truth that the right method finds."""

import importlib.util
import re
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
import yaml

import custsat_edu as cs
from custsat_edu.errors import InputError
from custsat_edu.world import SEED, TABLES, generate, truth
from custsat_edu.world import survey as planted
from custsat_edu.world.words import CONSTRUCT, QUESTIONS, TABLE_WORDS, VALUES, make_codebook

ROOT = Path(__file__).parents[1]
SERAMBI = ROOT / "data" / "serambi"
OSAT = ["osat1", "osat2", "osat3"]
FELT = [f"d_{name}" for name in planted.NAMES]
CLASSES = ["must-be"] * 3 + ["one-dimensional"] * 4 + ["attractive"] * 2 + ["indifferent"]


@pytest.fixture(scope="module")
def world():
    return generate()


@pytest.fixture(scope="module")
def clean():
    return generate(scenario="clean")


def index(survey):
    return (survey[OSAT].mean(axis=1) - 1) / 9 * 100


def piecewise(survey):
    """Plain OLS with HC3: points below and above expectation, age in the model, listwise."""
    rows = survey[(survey[FELT] <= 5).all(axis=1)]
    step = rows[FELT] - 3
    x = np.column_stack([step.clip(upper=0), step.clip(lower=0), rows["age"]])
    return sm.OLS(index(rows), sm.add_constant(x)).fit(cov_type="HC3", use_t=True)


def classes(fit):
    """World.md's rule: slopes differ by more than 1.2, or both are under 0.8 in size."""
    found = []
    for below, above in zip(fit.params.iloc[1:11], fit.params.iloc[11:21], strict=True):
        if abs(below) < 0.8 and abs(above) < 0.8:
            found.append("indifferent")
        elif below - above > 1.2:
            found.append("must-be")
        else:
            found.append("attractive" if above - below > 1.2 else "one-dimensional")
    return found


def channel_fit(survey, *more):
    web = (survey["channel"] == 2).astype(float)
    x = np.column_stack([web, *more])
    return sm.OLS(index(survey), sm.add_constant(x)).fit(cov_type="HC3", use_t=True)


def adjusters(survey):
    regions = pd.get_dummies(survey["region"], drop_first=True).astype(float)
    return np.column_stack([survey["age"], regions])


def mean_row(values, weights=None):
    """A mean with its 95 % Wald interval; weights as linearised sampling weights."""
    weights = np.ones(len(values)) if weights is None else np.asarray(weights)
    mean = np.average(values, weights=weights)
    se = np.sqrt((weights**2 * (values - mean) ** 2).sum()) / weights.sum()
    return {"estimate": mean, "low": mean - 1.96 * se, "high": mean + 1.96 * se, "se": se}


def nps_row(answers, weights=None):
    asked = answers <= 10
    vote = 100.0 * ((answers >= 9).astype(int) - (answers <= 6).astype(int))
    return mean_row(vote[asked], None if weights is None else weights[asked])


# ---------------------------------------------------------------------------- the world as a whole


def test_generate_makes_every_table_in_its_size(world):
    assert tuple(world.tables) == TABLES
    sizes = {name: table.shape for name, table in world.tables.items()}
    fixed = {
        "customers": (12_000, 23),
        "stores": (25, 8),
        "survey": (2_400, 74),
        "pulse": (10_000, 9),
        "public_service": (400, 13),
        "comments": (3_000, 7),
        "email_survey": (2_100, 11),
        "reviews": (1_200, 4),
        "cards": (400, 4),
        "panel": (300, 11),
        "focus_groups": (64, 10),
    }
    assert {name: sizes[name] for name in fixed} == fixed
    assert repr(world) == "World()"


def test_the_same_seed_gives_the_same_world_and_another_seed_another():
    one, again, other = generate(7, n=150), generate(7, n=150), generate(8, n=150)
    for name in TABLES:
        pd.testing.assert_frame_equal(one.tables[name], again.tables[name])
    assert not one.tables["survey"].equals(other.tables["survey"])
    for name, latents in one.latents.items():
        pd.testing.assert_frame_equal(latents, again.latents[name])


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_the_same_whatever_else_is_made(name):
    alone = generate(3, n=200, tables=[name]).tables
    assert list(alone) == [name]
    pd.testing.assert_frame_equal(alone[name], generate(3, n=200).tables[name])


def test_generate_says_every_wrong_argument_at_once():
    with pytest.raises(InputError) as error:
        generate(-1, n=50, scenario="dirty", tables=["survy"])
    assert str(error.value).splitlines() == [
        "generate: there is no table 'survy'. Did you mean 'survey'? The tables: "
        f"{', '.join(TABLES)}.",
        "generate: seed must be a whole number from 0, found -1.",
        "generate: n must be a whole number from 100, found 50.",
        "generate: scenario must be 'realistic' or 'clean', found 'dirty'.",
    ]


def test_keys_of_all_tables_meet(world):
    customers, stores = world.tables["customers"], world.tables["stores"]
    survey, pulse = world.tables["survey"], world.tables["pulse"]
    assert customers["customer_id"].is_unique and stores["store_id"].is_unique
    assert set(survey["customer_id"]) <= set(customers["customer_id"])
    assert set(survey["store_id"]) == set(stores["store_id"])
    assert set(pulse["store_id"]) == set(range(1, 25))
    assert ((survey["store_id"] == 25) == (survey["channel"] == 2)).all()
    known = survey.merge(customers, on="customer_id", suffixes=("", "_known"))
    for column in ("age", "age_band", "gender", "region", "channel"):
        assert (known[column] == known[f"{column}_known"]).all()
    in_store = known[known["channel"] == 1]
    assert (in_store["store_id"] == in_store["home_store"]).all()
    home = customers.merge(stores, left_on="home_store", right_on="store_id")
    assert (home["region_x"] == home["region_y"]).all()
    assert (known["join_date"] < known["date"]).all()


def test_every_answer_is_on_its_scale_or_a_missing_code(world):
    survey = world.tables["survey"]
    scales = {(1, 5): [*FELT, "csat", *planted.NEEDS], (1, 10): OSAT, (0, 10): ["nps"]}
    scales |= {(1, 7): ["ces", "intent", "trust1", "trust2", "trust3"]}
    for (low, high), columns in scales.items():
        answers = survey[columns]
        assert (answers.isin([97, 98, 99]) | ((answers >= low) & (answers <= high))).all(axis=None)
    assert survey["date"].between("2025-10-01", "2025-12-03").all()
    assert survey["age"].between(18, 75).all()
    elements = world.tables["public_service"].filter(regex="^U")
    assert list(elements) == [f"U{k}" for k in range(1, 10)]
    assert elements.isin([1, 2, 3, 4]).all(axis=None)
    assert world.tables["pulse"]["osat"].between(0, 100).all()
    assert world.tables["pulse"]["quarter"].isin(range(1, 9)).all()


def test_shares_lie_inside_zero_and_one(world):
    shares = world.tables["customers"].filter(like="share_")
    assert shares.shape[1] == 8
    assert ((shares > 0) & (shares < 1)).all(axis=None)


def test_realistic_rows_are_careless_as_often_as_planted_and_say_so_in_the_latents(world):
    survey, flags = world.tables["survey"], world.latents["survey"]
    assert (flags["customer_id"] == survey["customer_id"]).all()
    # 4 %, 3 % and 1 % of 2,400
    assert flags["careless"].value_counts().to_dict() == {0: 2208, 1: 96, 2: 72, 3: 24}
    straight, fast, again = (survey[flags["careless"] == flag] for flag in (1, 2, 3))
    assert straight[[f"i_{name}" for name in planted.NAMES]].nunique(axis=1).eq(1).all()
    assert straight[OSAT].nunique(axis=1).eq(1).all()
    assert (fast["duration_s"] < 120).all()
    assert (survey.loc[flags["careless"] != 2, "duration_s"] > 120).all()
    twins = survey[survey["customer_id"].isin(again["customer_id"])]
    assert len(twins) == 48 and survey["customer_id"].duplicated().sum() == 24
    answers = [*FELT, *OSAT, "nps", "csat", "ces"]
    assert (twins.groupby("customer_id")[answers].nunique() == 1).all(axis=None)
    assert (twins.groupby("customer_id")["date"].nunique() == 2).all()
    assert flags.loc[survey["customer_id"].duplicated(), "careless"].eq(3).all()


def test_not_applicable_touches_two_drivers_and_five_rows_in_a_hundred(world):
    skipped = world.tables["survey"][FELT] == 97
    assert sorted(skipped.columns[skipped.any()]) == ["d_after_sales", "d_delivery"]
    assert 0.03 < skipped.any(axis=1).mean() < 0.07


def test_clean_worlds_hold_the_same_careful_answers_and_nothing_missing(world, clean):
    survey = clean.tables["survey"]
    assert (clean.latents["survey"]["careless"] == 0).all()
    assert survey["customer_id"].is_unique
    assert (
        not survey.drop(columns=["customer_id", "age", "duration_s"])
        .isin([97, 98, 99])
        .any(axis=None)
    )
    assert clean.tables["customers"]["income_band"].notna().all()
    assert 0.07 < world.tables["customers"]["income_band"].isna().mean() < 0.11
    careful = world.tables["survey"][world.latents["survey"]["careless"] == 0]
    both = careful.merge(survey, on="customer_id")
    assert len(both) == 2208
    assert (both["nps_x"].where(both["nps_x"] <= 10, both["nps_y"]) == both["nps_y"]).all()
    assert clean.truth["careless"]["value"] == {
        "straight-liner": 0.0,
        "speeder": 0.0,
        "duplicate": 0.0,
    }


def test_the_weight_gives_the_customers_margins(world):
    survey, customers = world.tables["survey"], world.tables["customers"]
    assert survey["weight"].mean() == pytest.approx(1, abs=1e-4)
    assert survey["weight"].gt(0).all()
    for margin in ("age_band", "region", "channel"):
        weighted = survey.groupby(margin)["weight"].sum() / survey["weight"].sum()
        everybody = customers[margin].value_counts(normalize=True).sort_index()
        np.testing.assert_allclose(weighted, everybody, atol=1e-4)


def test_who_answers_and_who_buys_online_has_nothing_to_do_with_goodwill_or_type():
    world = generate(11, n=20_000, scenario="clean", tables=["survey", "customers"])
    customers = world.latents["customers"].merge(world.tables["customers"], on="customer_id")
    answered = customers["customer_id"].isin(world.tables["survey"]["customer_id"])
    # 20,000 of 100,000: the standard error of a difference of means is 0.008
    assert abs(customers["halo"][answered].mean() - customers["halo"][~answered].mean()) < 0.03
    shares = pd.crosstab(customers["type"], customers["channel"], normalize="columns")
    assert (shares[1] - shares[2]).abs().max() < 0.01
    by_age = customers.groupby(customers["age"] > 40)["channel"].mean()
    assert by_age[False] - by_age[True] > 0.3


def test_at_most_one_row_in_a_hundred_stands_at_either_end(world):
    satisfaction = index(world.tables["survey"])
    assert (satisfaction == 100).mean() < 0.01
    assert (satisfaction == 0).mean() < 0.01


# ------------------------------------------------------------------------------------- the sample


def make_data():
    spec = importlib.util.spec_from_file_location("make_data", ROOT / "tools" / "make_data.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.slow
def test_the_sample_is_what_the_world_gives_byte_for_byte(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["make_data.py", "--check"])
    assert make_data().main() == 0
    assert capsys.readouterr().err == ""


@pytest.mark.slow
def test_make_data_names_the_file_that_was_changed(monkeypatch, capsys, tmp_path):
    module = make_data()
    exports = (ROOT / "data" / "exports").iterdir()
    for path in [*SERAMBI.iterdir(), *exports, ROOT / "data" / "README.md"]:
        copy = tmp_path / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "README", tmp_path / "data" / "README.md")
    survey = tmp_path / "data" / "serambi" / "survey.csv"
    survey.write_bytes(survey.read_bytes().replace(b"2025-10-01", b"2025-10-02", 1))
    monkeypatch.setattr(sys, "argv", ["make_data.py", "--check"])
    assert module.main() == 1
    assert Path("data/serambi/survey.csv").as_posix() in capsys.readouterr().err
    monkeypatch.setattr(sys, "argv", ["make_data.py"])
    assert module.main() == 0
    assert survey.read_bytes() == (SERAMBI / "survey.csv").read_bytes()


def test_the_sample_is_small_and_holds_codes_at_four_decimals_at_most():
    files = list(SERAMBI.glob("*.csv"))
    assert sum(path.stat().st_size for path in files) < 8e6
    for path in files:
        text = path.read_bytes()
        assert b"\r" not in text
        assert not re.search(rb"\.\d{5}", text)


def test_the_codebook_words_every_column_and_code_in_both_languages(world):
    written = yaml.safe_load((SERAMBI / "codebook.yaml").read_text(encoding="utf-8"))
    assert written == world.codebook
    columns = {column for table in world.tables.values() for column in table}
    assert set(QUESTIONS) == columns
    labels = [construct["label"] for construct in written["constructs"].values()]
    texts = [*QUESTIONS.values(), *TABLE_WORDS.values(), *labels]
    texts += [text for codes in VALUES.values() for text in codes.values()]
    assert all(list(text) == ["en", "id"] and all(text.values()) for text in texts)
    for column, codes in VALUES.items():
        for table in world.tables.values():
            if column in table:
                found = set(table[column].dropna()) - {97, 98, 99}
                assert found <= set(codes), column


def test_the_dictionary_lists_every_column():
    readme = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
    for column in QUESTIONS:
        assert f"| `{column}` |" in readme


def test_load_study_reads_the_sample(world):
    study = cs.load_study("serambi")
    assert len(study.survey) == 2_400
    assert study.outcome == "Satisfaction"
    assert list(study.drivers) == list(CONSTRUCT.values())
    assert study.scale("Satisfaction") == (1, 10)
    assert (
        study.survey["nps"].isna().sum() == (pd.read_csv(SERAMBI / "survey.csv")["nps"] == 98).sum()
    )
    assert list(study.survey["channel"].cat.categories) == ["Store", "Web"]
    assert {name: len(table) for name, table in study.tables.items()} == {
        name: len(table) for name, table in world.tables.items() if name != "survey"
    }
    for word in ("nps", "csat", "ces", "channel", "weight", "segments", "truth", "pulse"):
        assert study.has(word), word


# ---------------------------------------------------------------------------------------- the truth


def test_every_truth_has_its_four_fields_in_both_languages():
    entries = yaml.safe_load((SERAMBI / "truth.yaml").read_text(encoding="utf-8"))
    for key, entry in entries.items():
        assert {"planted", "value", "unit", "meaning"} <= set(entry), key
        assert entry["value"] is not None, key
        for text in (entry["unit"], entry["meaning"], *entry.get("rows", {}).values()):
            assert all(text[lang] for lang in ("en", "id")), key
    assert list(entries["driver_slopes"]["classes"].values()) == CLASSES
    assert entries["channel_effect"]["adjust"] == ["age", "region"]
    assert entries["channel_effect"]["mediators"] == FELT


def test_the_values_lie_near_what_was_planted():
    value = {key: entry["value"] for key, entry in truth.make_entries("realistic").items()}
    assert value["mean_satisfaction"] == pytest.approx(62.7, abs=0.03)
    slopes = [value["driver_slopes"][step] for step in truth.STEPS]
    np.testing.assert_allclose(slopes, [*planted.BELOW, *planted.ABOVE], atol=0.06)
    assert value["age_effect"] == pytest.approx(-0.5, abs=0.005)
    assert value["channel_effect"]["total"] == pytest.approx(-3.6, abs=0.06)
    assert value["channel_effect"]["direct"] == pytest.approx(0, abs=0.03)
    assert value["channel_effect"]["raw"] == pytest.approx(2.2, abs=0.1)
    assert 10 < value["nps"] < 30
    assert 0.6 < value["csat"] < 0.7
    assert value["ces"] == pytest.approx(5, abs=0.05)
    assert 76.0 < value["ikm"] < 76.6  # class C, with the border to B inside the interval
    assert 0.85 < value["alpha"]["Satisfaction"] < 0.92
    assert all(
        0.68 < value["alpha"][block] < 0.72 for block in ("Functional", "Emotional", "Social")
    )
    assert value["training_effect"] == pytest.approx(3, abs=0.05)


@pytest.mark.slow
def test_the_stored_values_come_from_the_large_run():
    """Two of its twenty parts give the same numbers to Monte Carlo error."""
    parts = truth.large_run(2)
    stored = truth._values()
    tolerance = {
        "nps": 0.7,
        "nps_by_channel": 1.0,
        "ikm": 0.2,
        "self_service": 0.1,
        "driver_importance": 0.003,
        "recovery": 1.0,
        "customer_value": 30,
        "mean_amount": 5,
    }
    for key, value in stored.items():
        found = (
            {str(k): v for k, v in parts[key].items()} if isinstance(value, dict) else parts[key]
        )
        known = {str(k): v for k, v in value.items()} if isinstance(value, dict) else value
        assert found == pytest.approx(known, abs=tolerance.get(key, 0.35)), key


def test_the_seed_is_the_smallest_on_which_plain_ols_finds_all_ten_classes(world):
    assert SEED == 1
    assert classes(piecewise(world.tables["survey"])) == CLASSES


def test_the_sample_shows_what_lesson_03_says_of_it(world):
    survey, entries = world.tables["survey"], world.truth
    store, web = (survey["channel"] == channel for channel in (1, 2))
    rows = {
        "nps": nps_row(survey["nps"]),
        "ces": mean_row(survey["ces"][survey["ces"] <= 7]),
        "ikm": mean_row(25 * world.tables["public_service"].filter(regex="^U").mean(axis=1)),
    }
    for key, row in rows.items():
        assert entries.compare(pd.Series(row), key)["covered"].all(), key
    assert rows["ikm"]["low"] < 76.60 < rows["ikm"]["high"]
    csat = survey["csat"].where(survey["csat"] <= 5).dropna() >= 4
    by_channel = pd.DataFrame(
        [mean_row(csat[store].astype(float)), mean_row(csat[web].astype(float))],
        index=["Store", "Web"],
    )
    assert entries.compare(by_channel, "csat_by_channel")["covered"].tolist() == [False, True]
    a, b = nps_row(survey["nps"][store]), nps_row(survey["nps"][web])
    assert b["estimate"] - a["estimate"] > 1.96 * np.hypot(a["se"], b["se"])
    assert min(survey[store].groupby("store_id").size()) >= 30


def test_the_sample_shows_the_wrong_sign_unless_age_and_region_are_adjusted_for(world):
    survey = world.tables["survey"][world.latents["survey"]["careless"] == 0]
    raw, adjusted = channel_fit(survey), channel_fit(survey, adjusters(survey))
    assert raw.conf_int().iloc[1, 0] > 0
    low, high = adjusted.conf_int().iloc[1]
    assert low < world.truth["channel_effect"]["value"]["total"] < high < 0


@pytest.mark.slow
@pytest.mark.parametrize("scenario", ["clean", "realistic"])
def test_in_sixty_worlds_the_right_methods_find_the_truth_and_the_naive_ones_do_not(scenario):
    true = np.array([*truth._values()["driver_slopes"].values()])
    effect = truth._values()["channel_effect"]["total"]
    covered, r2, raw, wrong_sign, adjusted, hit, rank, together = ([] for _ in range(8))
    for seed in range(1_000, 1_060):
        world = generate(seed, scenario=scenario, tables=["survey"])
        survey = world.tables["survey"][world.latents["survey"]["careless"] == 0]
        fit = piecewise(survey)
        limits = fit.conf_int().to_numpy()[1:21]
        covered.append((limits[:, 0] < true) & (true < limits[:, 1]))
        r2.append(fit.rsquared)
        plain, right = channel_fit(survey), channel_fit(survey, adjusters(survey))
        raw.append(plain.params.iloc[1])
        wrong_sign.append(plain.conf_int().iloc[1, 0] > 0)
        adjusted.append(right.params.iloc[1])
        low, high = right.conf_int().iloc[1]
        hit.append(low < effect < high)
        felt = survey[FELT].where(survey[FELT] <= 5)
        with_outcome = felt.corrwith(index(survey)).rank(ascending=False)
        rank.append(with_outcome["d_ambience"])
        together.append(felt["d_service"].corr(felt["d_ambience"]))
    by_slope = np.mean(covered, axis=0)
    assert np.mean(covered) > 0.93  # 1,200 intervals: standard error .006
    assert (by_slope >= 0.92).mean() >= 0.7  # 60 worlds: standard error .028 a slope
    assert 0.62 < np.mean(r2) < 0.65
    assert 1.9 < np.mean(raw) < 2.8
    assert np.mean(wrong_sign) > 0.85
    assert np.mean(adjusted) == pytest.approx(effect, abs=0.2)
    assert np.mean(hit) >= 0.87
    assert np.median(rank) <= 3  # the decoy, by correlation
    assert np.mean(together) == pytest.approx(0.8, abs=0.03)


def test_shapley_shares_average_what_a_driver_adds_over_all_orders():
    # Correlations: drivers .5; with the outcome .6 and .3.
    # R2 = (.36 + .09 - 2 x .6 x .3 x .5) / (1 - .25) = .36
    # first: (.36 + .36 - .09) / 2 = .315; second: (.09 + .36 - .36) / 2 = .045
    cov = np.array([[1, 0.5, 0.6], [0.5, 1, 0.3], [0.6, 0.3, 1]])
    np.testing.assert_allclose(truth.shapley_shares(cov), [0.315, 0.045])
    unit = np.array([2.0, 10.0, 0.1])  # of no importance
    np.testing.assert_allclose(truth.shapley_shares(cov * np.outer(unit, unit)), [0.315, 0.045])
    # a driver that adds nothing to the other, which it equals, shares with it
    twin = np.array([[1, 0, 0.6], [0, 1, 0], [0.6, 0, 1]])
    np.testing.assert_allclose(truth.shapley_shares(twin), [0.36, 0], atol=1e-15)


def test_the_shares_of_importance_add_up_and_are_no_gains():
    entries = truth.make_entries("clean")
    entry, gain = entries["driver_importance"], entries["driver_gain"]["value"]
    share = entry["value"]
    assert list(share) == list(CONSTRUCT.values())
    assert entry["planted"] is None and entry["unit"]["en"] == "share of variance"
    assert entry["total"] == pytest.approx(sum(share.values()), abs=1e-9)
    assert entry["total"] == pytest.approx(0.40, abs=0.01)
    # the decoy moves nothing, and yet its share is larger than that of four that do
    assert gain["Ambience"] == 0
    assert sum(value < share["Ambience"] for value in share.values()) == 4


@pytest.mark.parametrize("language", ["name", "en", "id"])
def test_importance_is_compared_with_the_truth_by_construct_or_by_label(world, language):
    survey = world.tables["survey"][world.latents["survey"]["careless"] == 0]
    rows = survey[(survey[FELT] <= 5).all(axis=1)]
    labels = make_codebook()["constructs"]
    names = [
        construct if language == "name" else labels[construct]["label"][language]
        for construct in CONSTRUCT.values()
    ]
    ratings = rows[FELT].set_axis(names, axis=1)
    found = cs.importance(ratings, index(rows).rename("Satisfaction"), bootstrap=100)
    compared = world.truth.compare(found, "driver_importance")
    assert list(compared.index) == names
    values = world.truth["driver_importance"]["value"]
    assert compared["truth"].tolist() == [values[name] for name in CONSTRUCT.values()]
    assert compared["off"].abs().max() < 0.025  # standard errors are .004 to .008
    assert compared["covered"].sum() >= 8


# -------------------------------------------------------------------------------- spend 100 points


GAINS = [f"gain_{construct}" for construct in CONSTRUCT.values()]


@pytest.fixture(scope="module")
def study():
    return cs.load_study("serambi")


@pytest.fixture(scope="module")
def ratings(study):
    return study.scores[study.drivers]


def test_a_respondents_gain_is_one_more_step_on_the_planted_slopes(clean):
    survey, gains = clean.tables["survey"], clean.latents["survey"]
    assert list(gains) == ["customer_id", "careless", *GAINS]
    for (name, driver), column in zip(planted.DRIVERS.items(), GAINS, strict=True):
        steps = {1: driver.below, 2: driver.below, 3: driver.above, 4: driver.above, 5: 0.0}
        np.testing.assert_allclose(gains[column], survey[f"d_{name}"].map(steps))


def test_a_careless_answer_has_the_gain_of_the_person_who_gave_it(world, clean):
    survey, gains = world.latents["survey"], clean.latents["survey"]
    careful = survey.merge(gains, on="customer_id", suffixes=("", "_clean"))
    for column in GAINS:
        assert (careful[column] == careful[f"{column}_clean"]).all()
    twins = survey[survey["customer_id"].isin(survey.loc[survey["careless"] == 3, "customer_id"])]
    assert len(twins) == 48
    assert (twins.groupby("customer_id")[GAINS].nunique() == 1).all(axis=None)


def test_the_mean_of_many_respondents_gains_is_the_drivers_gain():
    world = generate(5, n=20_000, scenario="clean", tables=["survey"])
    weights = world.tables["survey"]["weight"]
    means = np.average(world.latents["survey"][GAINS], axis=0, weights=weights)
    # a gain's standard deviation is at most 2.2: standard error of the mean .016, with weights .017
    known = world.truth["driver_gain"]["value"]
    np.testing.assert_allclose(means, list(known.values()), atol=4 * 0.017)


def test_all_points_on_one_driver_give_the_mean_of_its_gains_and_on_the_decoy_nothing(
    study, ratings, world
):
    revealed = cs.reveal(study)
    assert revealed.spend({"Ambience": 100}, ratings) == 0
    assert revealed.spend({}, ratings) == 0
    for name in ("Quality", "Service", "Delight"):
        everybody = world.latents["survey"][f"gain_{name}"].mean()
        assert revealed.spend({name: 100}, ratings) == pytest.approx(everybody)


def test_points_reach_the_lowest_ratings_first_ties_in_row_order_and_missing_ones_last():
    gains = pd.DataFrame({"gain_Price": [1.0, 10.0, 100.0, 1000.0], "gain_Ease": 0.5})
    book = truth.Truth({}, {"survey": gains})
    given = pd.DataFrame(
        {"Price": [np.nan, 2.0, 1.0, 2.0], "Ease": [1, 1, 1, 1]}, index=list("dcba")
    )
    # a point is a percent: 25 points a respondent; third, second, fourth, first
    rises = [book.spend({"Price": points}, given) for points in (0, 25, 50, 75, 100)]
    assert rises == [0, 100 / 4, 110 / 4, 1110 / 4, 1111 / 4]
    assert book.spend({"Price": 25, "Ease": 75}, given) == (100 + 3 * 0.5) / 4
    assert book.spend(pd.Series({"Price": 25.0, "Ease": 75.0}), given) == (100 + 3 * 0.5) / 4


def test_more_points_never_give_less(study, ratings):
    revealed = cs.reveal(study)
    for name in study.drivers:
        rises = [revealed.spend({name: points}, ratings) for points in np.linspace(0, 100, 41)]
        assert (np.diff(rises) >= 0).all(), name


def test_the_drivers_with_the_largest_gains_are_worth_more_than_the_naive_choice(study, ratings):
    revealed = cs.reveal(study)
    # 25 points on the worst-rated quarter: must-be drivers give what is below expectation
    good = revealed.spend({"Quality": 25, "Delivery": 25, "Service": 25, "AfterSales": 25}, ratings)
    assert good > revealed.spend({"Service": 50, "Ambience": 50}, ratings) + 1


def test_spend_says_everything_that_is_wrong_at_once(study, ratings):
    revealed = cs.reveal(study)
    with pytest.raises(InputError) as error:
        revealed.spend(
            {"Qualty": -1, "Service": 101, "Price": float("nan"), "Ease": "5", "Delight": True},
            ratings.iloc[:5].drop(columns="Price").astype({"Service": str}),
        )
    assert str(error.value).splitlines() == [
        "spend: there is no driver 'Qualty'. Did you mean 'Quality'? The drivers: "
        f"{', '.join(CONSTRUCT.values())}.",
        "spend: Qualty gets -1 points. Give a number from 0.",
        "spend: Price gets nan points. Give a number from 0.",
        "spend: Ease gets '5' points. Give a number from 0.",
        "spend: Delight gets True points. Give a number from 0.",
        "spend: the points add up to 101. At most 100 can be spent.",
        "spend: ratings has no column Price. Give study.scores[study.drivers].",
        "spend: the ratings of Service are no numbers. Give study.scores[study.drivers].",
        "spend: ratings has 5 rows and the survey has 2400. Give one row a respondent, in the "
        "order of the survey.",
    ]
    for budget, table in (([40, 60], ratings), ({"Price": 10}, ratings["Price"])):
        found = f"{type(budget).__name__} and {type(table).__name__}"
        with pytest.raises(InputError, match=rf"such as \{{'Price': 60.* Found: {found}\."):
            revealed.spend(budget, table)
    thirds = dict.fromkeys(["Price", "Ease", "Quality"], 100 / 3)  # rounding is no overspending
    assert revealed.spend(thirds, ratings) > 1


def test_spend_needs_the_truth_of_respondents(ratings):
    told = r"knows no respondents' gains\. Take cs\.reveal\(study\) of the sample"
    with pytest.raises(InputError, match=told):
        generate(3, n=100, tables=["pulse"]).truth.spend({"Price": 10}, ratings)


def test_compare_matches_rows_by_code_and_by_label_in_either_language():
    table = pd.DataFrame(
        {"estimate": [13.0, 30.0], "low": [10.0, 25.0], "high": [16.0, 35.0], "n": [900, 800]}
    )
    entry = {"value": {1: 14.0, 2: 20.0}, "rows": VALUES["channel"]}
    book = truth.Truth({"nps_by_channel": entry}, {})
    for rows in (["Store", "Web"], ["Toko", "Daring"], [1, 2], [1.0, 2.0]):
        found = book.compare(table.set_axis(rows), "nps_by_channel")
        assert list(found) == ["estimate", "low", "high", "n", "truth", "covered", "off"]
        assert list(found.index) == rows
        assert found["truth"].tolist() == [14.0, 20.0]
        assert found["covered"].tolist() == [True, False]
        assert found["off"].tolist() == [-1.0, 10.0]  # 13 - 14 and 30 - 20
    turned = book.compare(table.set_axis(["Web", "Store"]), "nps_by_channel")
    assert turned["truth"].tolist() == [20.0, 14.0]


def test_compare_says_nothing_of_rows_without_a_truth_or_an_interval():
    book = truth.Truth({"slopes": {"value": {"a": 1.0, "b": 2.0}}}, {})
    table = pd.DataFrame(
        {"estimate": [1.0, 2.5, 9.0], "low": [0.0, np.nan, 8.0], "high": [2.0, np.nan, 9.5]},
        index=["a", "b", "Intercept"],
    )
    found = book.compare(table, "slopes")
    assert found["covered"].isna().tolist() == [False, True, True]
    assert found.loc["b", "off"] == 0.5
    assert np.isnan(found.loc["Intercept", "off"])


def test_compare_takes_one_score_and_matches_its_name_where_the_truth_has_rows():
    book = truth.Truth({"ces": {"value": 5.0}, "alpha": {"value": {"Trust": 0.75}}}, {})
    score = pd.Series({"estimate": 0.7, "low": 0.6, "high": 0.8, "n": 100.0}, name="Trust")
    assert book.compare(score, "alpha").loc["Trust", "covered"]
    assert book.compare(score.rename(None), "ces").loc["ces", "truth"] == 5.0


def test_compare_names_the_wrong_key_the_missing_column_and_the_unmatched_rows():
    book = truth.Truth({"nps": {"value": 1.0}, "alpha": {"value": {"Trust": 0.75}}}, {})
    score = pd.Series({"estimate": 0.7, "low": 0.6, "high": 0.8})
    with pytest.raises(
        InputError, match=r"no key 'npss'. Did you mean 'nps'\? The keys: nps, alph"
    ):
        book.compare(score, "npss")
    with pytest.raises(InputError, match=r"no column low, high\. Give a score or a table"):
        book.compare(score[["estimate"]], "nps")
    with pytest.raises(InputError, match=r"Its rows: Trust\. Found: alpha\. Rename the rows"):
        book.compare(score, "alpha")


def test_reveal_reads_the_truth_beside_the_study(world):
    revealed = cs.reveal(cs.load_study(SERAMBI))
    assert revealed.entries == world.truth.entries
    assert set(revealed.latents) == set(world.latents)
    for name, latents in revealed.latents.items():
        pd.testing.assert_frame_equal(latents, world.latents[name], check_dtype=False)
    assert revealed["driver_slopes"]["planted"]["Delight_above"] == 4.2


def test_reveal_refuses_a_real_survey(tmp_path):
    (tmp_path / "answers.csv").write_text("nps\n9\n3\n")
    for study in (
        cs.load_study(pd.DataFrame({"nps": [9, 3]}), nps="nps"),
        cs.load_study(SERAMBI, data=SERAMBI / "survey.csv"),
    ):
        with pytest.raises(InputError, match=r"no truth\.yaml; only synthetic data come with"):
            cs.reveal(study)
