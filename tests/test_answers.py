"""The words of answers: which scale they are on, and which of them are no answer."""

import pytest

from custsat_edu.study.answers import LADDERS, find_ladder, likert_words, no_answer


@pytest.mark.parametrize(
    ("words", "family", "points"),
    [
        ("Disagree|Neutral|Agree", "agreement", 3),
        ("Sangat Tidak Setuju|Tidak Setuju|Setuju|Sangat Setuju", "agreement", 4),
        ("STS|TS|N|S|SS", "agreement", 5),
        ("STS|TS|ATS|AS|S|SS", "agreement", 6),
        (
            "Strongly disagree|Slightly disagree|Neutral|Strongly agree|Slightly agree",
            "agreement",
            7,
        ),
        ("Very dissatisfied|Dissatisfied|Neutral|Satisfied|Very satisfied", "satisfaction", 5),
        ("Not at all satisfied|Slightly satisfied|Very satisfied", "satisfaction", 5),
        ("Sangat tidak puas|Tidak puas|Puas|Sangat puas", "satisfaction", 4),
        ("Never|Rarely|Sometimes|Often|Always", "frequency", 5),
        ("Tidak pernah|Jarang|Kadang-kadang|Sering|Selalu", "frequency", 5),
        ("Poor|Fair|Good|Very good|Excellent", "quality", 5),
        ("Very poor|Poor|Fair|Good|Very good", "quality", 5),
        ("Sangat buruk|Buruk|Cukup|Baik|Sangat baik", "quality", 5),
        ("Tidak baik|Kurang baik|Baik|Sangat baik", "quality", 4),
        ("Very unlikely|Unlikely|Likely|Very likely", "likelihood", 4),
        ("Sangat tidak penting|Tidak penting|Netral|Penting|Sangat penting", "importance", 5),
        ("Much worse than expected|As expected|Better than expected", "expectation", 5),
        ("Jauh lebih buruk dari harapan|Sesuai harapan", "expectation", 5),
        ("Ya|Tidak", "yes_no", 2),
        ("Yes|No", "yes_no", 2),
    ],
)
def test_known_words_are_on_the_scale_that_questionnaires_print(words, family, points):
    found = find_ladder(words.split("|"))
    assert (found.family, found.points, found.asked) == (family, points, ())


def test_words_of_a_scale_rise_from_one_to_its_points():
    for ladder in LADDERS:
        assert sorted({*ladder.places.values()}) == [*range(1, ladder.points + 1)]
    assert {ladder.points for ladder in LADDERS} == {2, 3, 4, 5, 6, 7}


def test_good_has_its_place_beside_very_poor_and_another_beside_excellent():
    five = find_ladder(["Very poor", "Poor", "Fair", "Good", "Very good"])
    other = find_ladder(["Poor", "Fair", "Good", "Very good", "Excellent"])
    assert (five.places["good"], other.places["good"]) == (4, 3)


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        (["SS", "S", "CS", "N", "CTS", "TS", "STS"], ("cs", "cts")),
        (["SS", "S", "KS", "TS", "STS"], ("ks",)),
        (["Sangat puas", "Puas", "Cukup puas", "Tidak puas"], ("cukup puas",)),
        (["Sangat puas", "Puas", "KP", "TP"], ("kp", "tp")),
    ],
)
def test_words_without_a_fixed_place_are_asked(words, asked):
    assert find_ladder(words).asked == asked
    assert not {*asked} & {*find_ladder(words).places}


def test_cukup_setuju_has_its_place_beside_its_mirror_alone():
    seven = ["Sangat Tidak Setuju", "Tidak Setuju", "Cukup Tidak Setuju", "Netral"]
    seven += ["Cukup Setuju", "Setuju", "Sangat Setuju"]
    places = find_ladder(seven).places
    assert [places[word.casefold()] for word in seven] == [1, 2, 3, 4, 5, 6, 7]


def test_words_of_several_scales_or_of_none_are_no_scale():
    assert find_ladder(["Setuju", "Puas"]) is None
    assert find_ladder(["Jakarta", "Bali"]) is None
    assert find_ladder(["KS", "CS"]) is None
    assert find_ladder([]) is None


def test_words_with_several_places_need_labels():
    five = likert_words(1, 5)
    assert (five["as expected"], five["sangat baik"], five["very satisfied"]) == (3, 5, 5)
    assert not {"good", "very good", "extremely satisfied", "somewhat agree"} & {*five}
    assert not {"cukup setuju", "kurang puas", "cs", "ks"} & {*five}
    assert likert_words(1, 7) == {} == likert_words(1, 3)


@pytest.mark.parametrize(
    "word",
    [
        *("Tidak tahu", "tidak berlaku", "Menolak menjawab", "Tidak ada jawaban", "Kosong"),
        *("Don't know", "Don’t know", "DON'T KNOW", "Not applicable", "N/A", "n.a.", "No answer"),
        *("Prefer not to say", "I prefer not to answer", "Refused", "Not sure", "Blank"),
    ],
)
def test_words_for_no_answer_are_known(word):
    assert no_answer(word)


@pytest.mark.parametrize("word", ["Tidak", "No", "Tidak puas", "Never", "Netral", "Know", ""])
def test_answers_are_no_words_for_no_answer(word):
    assert not no_answer(word)
