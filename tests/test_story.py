"""The words of the map from the codebook, and the journeys of one kind of customer."""

from typing import get_args

import pandas as pd
import pytest

import custsat_edu as cs
from custsat_edu.cli import main
from custsat_edu.errors import StudyError
from custsat_edu.show import journey_map
from custsat_edu.study.codebook import StoryWord

LOG = pd.DataFrame(
    {
        "who": [1, 1, 2, 2, 3],
        "s": [1, 2, 1, 2, 1],
        "p": ["ad", "till", "ad", "till", "ad"],
        "e": [1, 2, 3, 4, 5],
    }
)
PEOPLE = pd.DataFrame({"nr": [1, 2, 3], "kind": [1, 2, 2], "q": [3, 4, 5]})
CODEBOOK = """
data: people.csv
id: nr
scale: {min: 1, max: 5}
scales: {emotion: {min: 1, max: 5}}
constructs: {Mood: q}
segments: {kind: kind}
values:
  kind: {1: {en: New, id: Baru}, 2: {en: Old, id: Lama}}
  stage: {1: {en: Looks, id: Melihat}, 2: {en: Buys, id: Membeli}}
tables:
  events: {data: log.csv, customer: who, stage: s, touchpoint: p, emotion: e}
"""
WORDS = """
journey:
  actor: {en: a new customer, id: pelanggan baru}
  stages:
    2: {phase: {en: Purchase, id: Pembelian}, owner: Sari}
    Looks: {action: {en: Walks by, id: Lewat}}
"""


@pytest.fixture
def study_of(tmp_path):
    """Load the study with more lines in its codebook."""

    def load(more=""):
        PEOPLE.to_csv(tmp_path / "people.csv", index=False)
        LOG.to_csv(tmp_path / "log.csv", index=False)
        (tmp_path / "codebook.yaml").write_text(CODEBOOK + more, encoding="utf-8")
        return cs.load_study(tmp_path)

    return load


@pytest.fixture
def indonesian():
    cs.use_language("id")
    yield
    cs.use_language("en")


def test_the_words_of_the_map_stand_under_the_labels_of_the_stages(study_of):
    assert study_of(WORDS).story == {
        "actor": "a new customer",
        "stages": {"Buys": {"phase": "Purchase", "owner": "Sari"}, "Looks": {"action": "Walks by"}},
    }


def test_the_words_follow_the_language(study_of, indonesian):
    told = study_of(WORDS.replace("Looks:", "Melihat:")).story
    assert told["actor"] == "pelanggan baru"
    assert told["stages"]["Melihat"] == {"action": "Lewat"}


def test_a_stage_may_be_named_by_its_code_or_by_its_label_in_either_language(study_of, indonesian):
    told = study_of(WORDS).story
    assert told["stages"]["Melihat"] == {"action": "Lewat"}


def test_a_codebook_without_words_tells_none(study_of):
    assert study_of().story == {}
    assert cs.Story(**study_of().story) == cs.Story()


def test_an_unknown_stage_is_told_with_those_there_are(study_of):
    with pytest.raises(StudyError) as told:
        _ = study_of("journey: {stages: {9: {owner: Sari}}}").story
    assert str(told.value) == (
        "study: journey: stages: the events have no stage '9'. There are: Looks, Buys."
    )


def test_words_without_events_ask_for_events(study_of):
    study = study_of("journey: {title: Our way}")
    lone = cs.load_study(PEOPLE, constructs={"Mood": "q"}, scale={"min": 1, "max": 5},
                         journey={"stages": {1: {"owner": "Sari"}}})  # fmt: skip
    assert study.story == {"title": "Our way", "stages": {}}
    with pytest.raises(StudyError, match=r"there is no table of events with a stage\. Add tables:"):
        _ = lone.story


def test_an_unknown_word_of_a_stage_is_named_with_its_line(study_of):
    with pytest.raises(StudyError, match=r"yaml:\d+: journey: stages: ownr must be 'label'"):
        study_of("journey:\n  stages:\n    1: {ownr: Sari}\n")


def test_a_persona_keeps_the_events_of_its_customers(study_of):
    study = study_of()
    assert study.events_of(kind="Old")["customer"].tolist() == [2, 2, 3]
    assert study.events_of(kind="Old", stage="Buys")["customer"].tolist() == [2]
    assert len(study.events_of()) == len(LOG)


def test_everything_wrong_with_a_persona_is_told_at_once(study_of):
    with pytest.raises(StudyError) as told:
        study_of().events_of(kinde="Old", stage="Sleeps")
    assert str(told.value).splitlines() == [
        "study: nothing is known of 'kinde' for the customers of the log. Did you mean 'kind'? It "
        "must be a column of the events, of a table customers, or of a survey whose codebook names "
        "its id:.",
        "study: no customer has stage = 'Sleeps'. There are: Buys, Looks.",
    ]


def test_a_persona_unlike_anything_known_is_told_with_what_is_known(study_of):
    with pytest.raises(StudyError, match=r"known of 'zzz'.*There are: .*customer, .*kind"):
        study_of().events_of(zzz=1)


def test_the_codebook_knows_the_words_that_the_map_draws():
    assert get_args(StoryWord) == journey_map.WORDS


def test_a_persona_that_nobody_is_is_told(study_of):
    with pytest.raises(StudyError, match=r"no customer is kind = New, customer = 2\. Ask for less"):
        study_of().events_of(kind="New", customer=2)


def test_a_persona_needs_a_log_with_customers():
    study = cs.load_study(PEOPLE, constructs={"Mood": "q"}, scale={"min": 1, "max": 5})
    with pytest.raises(StudyError, match=r"no table of events with a customer.*Add tables: events"):
        study.events_of(kind="Old")


def test_the_sample_tells_an_owner_for_every_stage():
    study = cs.load_study("serambi")
    told = study.story["stages"]
    assert [*told] == [*study.tables["events"]["stage"].cat.categories]
    assert all(
        {"phase", "action", "opportunity", "owner", "backstage"} == {*w} for w in told.values()
    )


def test_the_command_prints_the_journey_of_a_persona(capsys):
    assert main(["journey", "--codebook", "serambi", "--persona", "tier=Gold"]) == 0
    title = capsys.readouterr().out.splitlines()[0]
    assert title == "serambi, Membership tier = Gold: 827 journeys, 5,182 events"


def test_a_persona_without_a_value_is_refused(capsys):
    assert main(["journey", "--codebook", "serambi", "--persona", "tier"]) == 2
    assert capsys.readouterr().err.strip() == (
        "--persona: 'tier' names no value. Write a column, = and its value: tier=Gold."
    )
