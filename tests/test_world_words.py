"""Comments and the five instruments: what is said, by whom, and what the labels know of it."""

import re

import numpy as np
import pandas as pd
import pytest

import custsat_edu as cs
from custsat_edu.world import generate
from custsat_edu.world.comments import DICE, LANGUAGE_SHARE, make_labels, write
from custsat_edu.world.instruments import (
    EMAIL_MODE,
    INSTRUMENTS,
    PLANTED,
    RESPONSE,
    SEATS,
    STORE_MODE,
    Response,
    score,
)
from custsat_edu.world.phrases import ABOUT, LANGUAGES, NEGATORS, PHRASES
from custsat_edu.world.survey import NAMES, rake
from custsat_edu.world.truth import make_entries, told_facts

TOLD = ["comments", *INSTRUMENTS]


@pytest.fixture(scope="module")
def world():
    return generate(tables=[*TOLD, "customers", "survey"])


@pytest.fixture(scope="module")
def satisfaction(world):
    """Each customer's satisfaction in the channel used, by customer_id."""
    latents = world.latents["customers"].set_index("customer_id")
    web = world.tables["customers"].set_index("customer_id")["channel"] == 2
    return latents["y_web"].where(web, latents["y_store"])


def words(text):
    return set(re.findall(r"[a-z']+", text.lower()))


def interval(values, weights=None):
    weights = np.ones(len(values)) if weights is None else weights
    mean = np.average(values, weights=weights)
    se = np.sqrt((weights**2 * (values - mean) ** 2).sum()) / weights.sum()
    return pd.Series({"estimate": mean, "low": mean - 1.96 * se, "high": mean + 1.96 * se})


# --------------------------------------------------------------------------------------- comments


def test_comments_come_in_the_planted_languages_to_the_row(world):
    labels = world.latents["comments"]
    assert LANGUAGE_SHARE == {1: 0.60, 2: 0.25, 3: 0.15}
    assert labels["language"].value_counts().to_dict() == {1: 1800, 2: 750, 3: 450}  # of 3,000


def test_every_comment_has_its_labels_beside_it(world):
    comments, labels = world.tables["comments"], world.latents["comments"]
    assert list(comments) == [
        "comment_id",
        "customer_id",
        "date",
        "channel",
        "source",
        "rating",
        "text",
    ]
    assert list(labels) == [
        "comment_id",
        "driver",
        "polarity",
        "driver2",
        "polarity2",
        "sentiment",
        "language",
        "negated",
        "mixed",
    ]
    assert (comments["comment_id"] == labels["comment_id"]).all()
    assert labels["driver"].between(1, 10).all() and labels["driver2"].between(0, 10).all()
    assert labels[["polarity", "polarity2", "sentiment"]].isin([-1, 0, 1]).all(axis=None)
    assert labels[["negated", "mixed"]].isin([0, 1]).all(axis=None)
    assert (labels["driver"] != labels["driver2"]).all()
    assert ((labels["driver2"] == 0) == (labels["polarity2"] == 0)).all()
    assert (labels["mixed"] == (labels["polarity"] * labels["polarity2"] == -1)).all()
    overall = labels["polarity"].where(labels["mixed"] == 0, 0)
    assert (labels["sentiment"] == overall).all()
    assert labels["mixed"].mean() > 0.1 and (labels["polarity"] == 0).mean() > 0.01
    assert 0.2 < labels["negated"].mean() < 0.6


def test_the_label_negated_says_whether_the_text_holds_a_negation(world):
    texts = world.tables["comments"]["text"]
    labels = world.latents["comments"]
    held = [
        bool(words(text) & set(NEGATORS[LANGUAGES[language - 1]]))
        for text, language in zip(texts, labels["language"], strict=True)
    ]
    assert (np.array(held) == (labels["negated"] == 1)).all()


def test_phrases_negate_exactly_where_they_say_so_and_cover_every_case():
    assert list(PHRASES) == NAMES == list(ABOUT)
    for name, languages in PHRASES.items():
        assert tuple(languages) == LANGUAGES
        for language, claims in languages.items():
            assert list(claims) == ["+", "!+", "-", "!-"], (name, language)
            for claim, clauses in claims.items():
                for clause in clauses:
                    negated = bool(words(clause) & set(NEGATORS[language]))
                    assert negated == claim.startswith("!"), clause


def test_texts_differ_and_are_safe_in_a_spreadsheet(world):
    texts = world.tables["comments"]["text"]
    assert texts.nunique() > 0.95 * len(texts)
    assert texts.str.match(r"\w").all()  # no = + - @ in front
    assert not texts.str.contains(r"[\n\r{}]|  ").any()
    assert texts.str.len().between(8, 220).all()
    assert texts.str.isascii().all()


def test_slang_and_typos_are_there_and_formal_texts_too(world):
    comments, labels = world.tables["comments"], world.latents["comments"]
    indonesian = comments["text"][labels["language"] == 1]
    slang = r"\b(?:bgt|gak|ga|tdk|udah|yg|blm|krg|aja|aku|gue|sampe|cepet|makasih|tp)\b"
    assert indonesian.str.contains(slang).mean() > 0.15
    assert indonesian.str.contains(r"\b(?:kok|nih|sih|deh|dong)\b").mean() > 0.1
    assert indonesian.str.contains(r"^[A-Z].*\.$").mean() > 0.3
    chat, survey = (comments["text"][comments["source"] == k] for k in (3, 1))
    assert chat.str.islower().mean() > survey.str.islower().mean() + 0.3


def test_one_opinion_is_written_word_for_word():
    opinion = {
        "driver": 2,
        "polarity": -1,
        "driver2": 4,
        "polarity2": 1,
        "sentiment": 0,
        "language": 1,
        "negated": 1,
        "mixed": 1,
    }
    # All dice 0: the first thing, opener, clause, link and intensifier; then, since 0 < .35, the
    # first closer; 0 < TYPO: the letters after the first of the first long word change places.
    assert write(opinion, False, iter([0.0] * DICE)) == (
        "Lmearinya belum sampai juga tapi pelayanannya ramah. Semoga makin baik."
    )
    # All dice .999: the last ones, no closer and no typo.
    assert write(opinion, False, iter([0.999] * DICE)) == (
        "Kemarin beli dispenser, paketnya tidak sesuai jadwal, walaupun begitu dilayani dengan "
        "senyum dari awal sampai akhir."
    )
    relaxed = write(opinion, True, iter([0.999] * DICE))
    assert relaxed.startswith("kemarin beli dispenser") and relaxed.endswith("!!")


def test_people_write_about_what_differed_from_their_expectation():
    felt = np.full((4000, 10), 3)
    felt[:, 1], felt[:, 7] = 1, 5  # delivery much worse, delight much better
    labels = make_labels(np.random.default_rng(0), felt)
    assert labels["driver"].isin([2, 8]).mean() > 0.75
    assert (labels["polarity"][labels["driver"] == 2] == -1).all()
    assert (labels["polarity"][labels["driver"] == 8] == 1).all()
    assert (labels["polarity"][~labels["driver"].isin([2, 8])] == 0).all()


def test_who_writes_a_comment_has_nothing_to_do_with_satisfaction(world, satisfaction):
    wrote = satisfaction[world.tables["comments"]["customer_id"]]
    # 3,000 of 12,000, sd 12.4: the standard error is .20
    assert abs(wrote.mean() - satisfaction.mean()) < 0.6


def test_ratings_follow_satisfaction_and_the_labels_follow_ratings(world):
    rating = world.tables["comments"]["rating"]
    by_sentiment = rating.groupby(world.latents["comments"]["sentiment"]).mean()
    assert by_sentiment.is_monotonic_increasing
    assert by_sentiment[1] - by_sentiment[-1] > 0.5


# ------------------------------------------------------------------------------------ instruments


def test_each_instrument_has_its_size_and_its_columns(world):
    tables = world.tables
    assert tables["email_survey"]["mode"].value_counts().to_dict() == {1: 1500, 2: 600}
    assert list(tables["reviews"]) == ["review_id", "date", "channel", "stars"]
    assert list(tables["cards"]) == ["card_id", "store_id", "date", "rating"]
    asked = {"osat1", "osat2", "osat3", "age_band", "gender", "region", "channel"}
    assert asked <= set(tables["panel"]) and asked <= set(tables["email_survey"])
    assert tables["focus_groups"].groupby("group").size().eq(SEATS).all()
    small = generate(3, n=120, tables=TOLD).tables  # 120/2400 of each
    assert [len(small[name]) for name in TOLD] == [150, 105, 60, 20, 15, 3]


def test_keys_and_days_of_what_is_said_meet_the_customers(world):
    customers = world.tables["customers"].set_index("customer_id")
    for name in ("comments", "email_survey", "panel", "focus_groups"):
        table = world.tables[name]
        known = customers.loc[table["customer_id"]]
        assert (known["join_date"].to_numpy() < table["date"].to_numpy()).all(), name
        for column in {"channel", "age", "age_band", "gender", "region", "tier"} & set(table):
            assert (known[column].to_numpy() == table[column].to_numpy()).all(), (name, column)
    for name in ("panel", "focus_groups", "comments"):
        assert world.tables[name]["customer_id"].is_unique, name
    assert not world.tables["email_survey"].duplicated(["customer_id", "mode"]).any()
    for name, key in (("reviews", "review_id"), ("cards", "card_id")):
        table, writers = world.tables[name], world.latents[name]
        assert (table[key] == writers[key]).all() and writers["customer_id"].is_unique
        joined = customers.loc[writers["customer_id"], "join_date"].to_numpy()
        assert (joined < table["date"].to_numpy()).all()
    for name in TOLD:
        assert world.tables[name]["date"].between("2024-01-01", "2025-12-31").all(), name
    writers = customers.loc[world.latents["cards"]["customer_id"]]
    assert (writers["home_store"].to_numpy() == world.tables["cards"]["store_id"]).all()
    assert (writers["channel"] == 1).all()


def test_an_instrument_reaches_only_whom_it_can_reach(world):
    customers = world.tables["customers"].set_index("customer_id")
    survey = world.tables["email_survey"]
    by_mail, at_till = (survey["customer_id"][survey["mode"] == mode] for mode in (1, 2))
    assert (customers.loc[by_mail, "consent_email"] == 1).all()
    assert (customers.loc[at_till, "channel"] == 1).all()
    assert set(customers.loc[by_mail, "channel"]) == {1, 2}  # mode is not channel


def test_answers_are_on_their_scales(world):
    tables = world.tables
    for name in ("email_survey", "panel"):
        assert tables[name][["osat1", "osat2", "osat3"]].isin(range(1, 11)).all(axis=None)
    assert tables["reviews"]["stars"].isin(range(1, 6)).all()
    assert tables["cards"]["rating"].isin(range(1, 6)).all()
    assert tables["comments"]["rating"].isin(range(1, 6)).all()
    groups = tables["focus_groups"]
    assert groups[["osat_before", "osat_after"]].isin(range(1, 11)).all(axis=None)
    assert groups["topic"].between(1, 10).all()
    # Each group talks for 90 minutes; 8 members rounded to a tenth.
    assert groups.groupby("group")["speaking_min"].sum().between(89.5, 90.5).all()


def test_latents_name_the_satisfaction_of_whoever_wrote(world, satisfaction):
    for name in ("reviews", "cards"):
        writers = world.latents[name]
        known = satisfaction[writers["customer_id"]].to_numpy()
        np.testing.assert_allclose(writers["satisfaction"], known, atol=0.011)


def test_response_follows_the_log_odds_it_was_given():
    y, age = np.array([62.7, 72.7] * 40_000), np.full(80_000, 40)
    asked = np.ones(80_000, dtype=bool)
    how = Response(1, base=-6.0, tilt=np.log(3))
    chosen = how.choose(np.random.default_rng(1), 400, y, age, asked)
    # Rare events: odds three times as high give three times as many; standard error of the share
    # of 3/4 among 400 is .022.
    assert (y[chosen] > 70).mean() == pytest.approx(0.75, abs=0.07)
    assert (np.diff(chosen) > 0).all() and len(chosen) == 400
    asked[1::2] = False
    assert (y[how.choose(np.random.default_rng(1), 400, y, age, asked)] < 70).all()


def test_reviews_are_j_shaped_and_cards_come_from_both_ends(world, satisfaction):
    stars = world.tables["reviews"]["stars"].value_counts(normalize=True)
    assert stars[5] > 0.45 > stars[4] + 0.2
    assert stars[1] > stars[3] - 0.03 and stars[5] > 2 * stars[4]
    cards = satisfaction[world.latents["cards"]["customer_id"]]
    assert cards.std() > 1.3 * satisfaction.std()


def test_the_values_lie_near_the_planted_means():
    entries = make_entries("realistic")
    means = entries["instrument_means"]
    assert means["planted"] == PLANTED
    assert PLANTED == {
        "customers": 62.7,
        "email": 66.2,
        "email_raked": 65.9,
        "store": 65.8,
        "reviews": 71.5,
        "cards": 63.0,
        "panel": 71.8,
    }
    for name, planted in PLANTED.items():
        assert means["value"][name] == pytest.approx(planted, abs=0.15), name
    reach = entries["instrument_reach"]["value"]
    assert set(reach) == set(PLANTED) - {"email_raked"}
    assert reach["email"] == pytest.approx(means["value"]["email"], abs=0.1)  # no bias in asking
    assert means["value"]["reviews"] - reach["reviews"] > 1  # stars exaggerate on top
    assert entries["response_tilt"]["planted"] == {k: how.tilt for k, how in RESPONSE.items()}
    assert entries["response_tilt"]["value"] == entries["response_tilt"]["planted"]
    assert entries["conformity"]["value"] == pytest.approx(0.4, abs=0.01)
    assert sum(entries["comment_sentiment"]["value"].values()) == pytest.approx(1, abs=0.001)
    assert sum(entries["comment_drivers"]["value"].values()) == pytest.approx(1, abs=0.001)
    assert entries["comment_languages"]["value"] == LANGUAGE_SHARE


@pytest.mark.slow
def test_the_stored_values_come_from_the_large_run():
    """A twentieth of it gives the same numbers to Monte Carlo error."""
    found = told_facts([5, 4], 100_000)
    entries = make_entries("clean")
    tolerance = {"instrument_means": 0.8, "instrument_reach": 0.8, "conformity": 0.05}
    for key, value in found.items():
        assert value == pytest.approx(entries[key]["value"], abs=tolerance.get(key, 0.01)), key


def test_compare_finds_an_instrument_by_its_name_in_either_language(world):
    email = world.tables["email_survey"].query("mode == @EMAIL_MODE")
    row = interval(score(email)).to_frame("Survei surel").T
    found = world.truth.compare(row, "instrument_means")
    assert found["truth"].tolist() == [world.truth["instrument_means"]["value"]["email"]]
    row.index = ["E-mail survey"]
    assert world.truth.compare(row, "instrument_means")["covered"].all()


@pytest.mark.slow
def test_in_sixty_worlds_each_instrument_misses_the_customers_as_planted_and_raking_mends_little():
    value = make_entries("clean")["instrument_means"]["value"]
    told = {name: [] for name in ("survey", *PLANTED)}
    covered = {name: [] for name in told}

    def add(name, values, weights=None):
        row = interval(values, weights)
        told[name].append(row["estimate"])
        covered[name].append(row["low"] < value["customers"] < row["high"])

    for seed in range(1_000, 1_060):
        wanted = ["customers", "survey", "email_survey", "reviews", "cards", "panel"]
        tables = generate(seed, scenario="clean", tables=wanted).tables
        both = tables["email_survey"]
        email = both[both["mode"] == EMAIL_MODE]
        add("survey", score(tables["survey"]), tables["survey"]["weight"].to_numpy())
        add("email", score(email))
        add("email_raked", score(email), rake(email, tables["customers"]))
        add("store", score(both[both["mode"] == STORE_MODE]))
        for name in ("reviews", "cards", "panel"):
            add(name, score(tables[name]))
    means = {name: np.mean(found) for name, found in told.items() if found}
    # The standard errors of these means of 60 are .03 to .24.
    for name in ("email", "email_raked", "store", "reviews", "panel"):
        assert means[name] == pytest.approx(value[name], abs=0.4), name
        assert np.mean(covered[name]) == 0, name
    assert means["cards"] == pytest.approx(value["cards"], abs=0.8)
    assert means["survey"] == pytest.approx(value["customers"], abs=0.2)
    assert np.mean(covered["survey"]) > 0.86
    assert 0.1 < means["email"] - means["email_raked"] < 0.5  # of a bias of 3.5


def test_the_study_of_the_sample_reads_comments_and_instruments():
    study = cs.load_study("serambi")
    for name in TOLD:
        assert study.has(name), name
    assert study.tables["comments"]["text"].notna().all()
    modes = study.tables["email_survey"]["mode"].cat.categories
    assert list(modes) == ["E-mail", "At the till"]
    assert study.tables["focus_groups"]["topic"].cat.categories[1] == "Delivery"
