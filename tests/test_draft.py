"""The draft of a codebook: what it guesses, what it asks, and that it loads."""

import csv
import random
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

from custsat_edu import i18n
from custsat_edu.cli import main
from custsat_edu.errors import StudyError
from custsat_edu.i18n import use_language
from custsat_edu.study.answers import LADDERS
from custsat_edu.study.codebook import read_codebook
from custsat_edu.study.drafting.draft import draft_codebook
from custsat_edu.study.drafting.text import flow, quoted
from custsat_edu.study.files.readers import read_table
from custsat_edu.study.study import load_study

ROOT = Path(__file__).parents[1]
EXPORTS = ROOT / "data" / "exports"
SHARED = ROOT.parent / "shared"
SAMPLES = sorted((SHARED / "samples").glob("*"))
AIRPORT = SHARED / "real" / "airport-2017" / "survey.csv"
ASKED_WORDS = "Which number has {!r}? It has no fixed place; write it into labels."
FIRST_NUMBER = "First give CS, CTS numbers in scales: agreement, then take away the #."
WHAT_CODES = "What do the codes stand for? Fill in the words."


def csv_file(folder: Path, columns: dict[str, list], name: str = "a.csv") -> Path:
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(zip(*columns.values(), strict=True))
    return path


def cycle(answers: list, n: int = 40) -> list:
    return [answers[k % len(answers)] for k in range(n)]


def drafted(folder: Path, columns: dict[str, list]):
    """Draft the codebook of some columns, and see that it loads."""
    path = csv_file(folder, columns)
    draft = draft_codebook(path)
    loaded(draft, path, folder)
    return draft


def loaded(draft, data: Path, folder: Path):
    """Load a draft as a file: it must be what its dict says."""
    path = folder / "draft.yaml"
    path.write_text(draft.text, encoding="utf-8")
    book, _, problems = read_codebook(path)
    assert problems == []
    assert sorted(book.model_fields_set) == sorted(draft.codebook)
    return load_study(path, data=data)


def why(draft, what: str) -> str:
    """Return why something was guessed."""
    return next(reason for guess, reason in draft.guesses if guess.split(":")[0] == what)


def constructs(draft) -> dict:
    return {name: spec["items"] for name, spec in draft.codebook.get("constructs", {}).items()}


# The exports of the sample, against their codebooks ---------------------------------------------

WITH_CODEBOOK = [
    "google_forms.csv",
    "kobotoolbox.csv",
    "microsoft_forms.xlsx",
    "spss.sav",
    "survey_300300_R_data_file.csv",
]


def codebook_of(name: str) -> dict:
    """Return the codebook that comes with an export, its rows all kept."""
    name = "limesurvey" if name.startswith("survey_300300") else name.split(".")[0]
    book = yaml.safe_load((EXPORTS / f"{name}.yaml").read_text(encoding="utf-8"))
    book.pop("keep", None)
    return book


def by_hand(name: str, folder: Path):
    path = folder / "by_hand.yaml"
    text = yaml.safe_dump(codebook_of(name), allow_unicode=True)
    path.write_text(text, encoding="utf-8")
    return load_study(path, data=EXPORTS / name)


def assert_same_study(ours, theirs):
    """See that a draft has every construct of a codebook, and the same numbers in it."""
    for name in theirs.codebook.constructs:
        items = theirs.items(name)
        match = [
            other
            for other in ours.codebook.constructs
            if ours.items(other).shape == items.shape
            and np.array_equal(ours.items(other), items, equal_nan=True)
        ]
        assert len(match) == 1, name
        assert ours.scale(match[0]) == theirs.scale(name)
    assert len(ours.codebook.constructs) == len(theirs.codebook.constructs)
    for role in ("nps", "csat", "ces"):
        assert np.array_equal(ours.survey[role], theirs.survey[role], equal_nan=True)
        assert ours.scale(role) == theirs.scale(role)
    for one, other in zip(
        ["channel", *ours.codebook.segments], ["channel", *theirs.codebook.segments], strict=True
    ):
        table = pd.crosstab(ours.survey[one], theirs.survey[other])
        assert (table > 0).sum().eq(1).all()
        assert (table > 0).sum(axis=1).eq(1).all()
    assert np.array_equal(ours.items(ours.outcome), theirs.items(theirs.outcome), equal_nan=True)
    assert len(ours.drivers) == len(theirs.drivers)


@pytest.mark.parametrize("name", WITH_CODEBOOK)
def test_the_draft_of_an_export_finds_what_its_codebook_says(tmp_path, name):
    draft = draft_codebook(EXPORTS / name)
    assert_same_study(loaded(draft, EXPORTS / name, tmp_path), by_hand(name, tmp_path))


def test_short_forms_without_a_fixed_place_are_asked_and_never_guessed(tmp_path):
    path = EXPORTS / "excel_likert.xlsx"
    draft = draft_codebook(path, sheet="Kuesioner")
    assert draft.codebook["sheet"] == "Kuesioner"
    assert [ask for ask in draft.asks if "values" not in ask[0]] == [
        ("scales: agreement", ASKED_WORDS.format("CS")),
        ("scales: agreement", ASKED_WORDS.format("CTS")),
        ("constructs: Trust", FIRST_NUMBER),
        ("constructs: Intent", FIRST_NUMBER),
    ]
    labels = {"STS": 1, "TS": 2, "N": 4, "S": 6, "SS": 7}
    assert draft.codebook["scales"] == {"agreement": {"min": 1, "max": 7, "labels": labels}}
    assert "Trust" not in loaded(draft, path, tmp_path).codebook.constructs
    answered = draft.text.replace("SS: 7}", "SS: 7, CS: 5, CTS: 3}").replace("\n#  ", "\n  ")
    answered = answered.split("\n#values:")[0] + "\n"
    (tmp_path / "answered.yaml").write_text(answered, encoding="utf-8")
    ours = load_study(tmp_path / "answered.yaml", data=path)
    assert_same_study(ours, by_hand("excel_likert.xlsx", tmp_path))


@pytest.mark.parametrize("name", ["qualtrics.csv", "surveymonkey.csv"])
def test_exports_without_a_codebook_have_the_constructs_of_the_others(tmp_path, name):
    draft = draft_codebook(EXPORTS / name)
    study = loaded(draft, EXPORTS / name, tmp_path)
    texts = codebook_of("microsoft_forms.xlsx")["columns"]
    named = {text: column for column, text in texts.items()}
    questions = read_table(EXPORTS / name).questions
    file_name = draft.codebook.get("columns", {})

    def known(column: str) -> str:
        """Return what the other codebooks call a question."""
        text = questions[file_name.get(column, column)]
        row = text.rsplit(" - ", 1)[-1].rsplit(" [", 1)[-1].removesuffix("]")
        return named[row]

    theirs = codebook_of("spss.sav")["constructs"]
    ours = {
        tuple(known(item) for item in study.items(other)): study.scale(other)
        for other in study.codebook.constructs
    }
    items = {"osat1:3": ("osat1", "osat2", "osat3"), "trust1:3": ("trust1", "trust2", "trust3")}
    assert ours == {
        items.get(spec["items"], (spec["items"],)): tuple(spec["scale"].values())
        for spec in theirs.values()
    }
    for role in ("nps", "csat", "ces", "channel"):
        assert known(draft.codebook[role]) == role
    assert [known(column) for column in study.codebook.segments.values()] == ["gender", "region"]
    assert [known(item) for item in study.items(study.outcome)] == ["osat1", "osat2", "osat3"]
    assert [known(*study.items(name)) for name in study.drivers] == [
        "d_quality",
        "d_delivery",
        "d_service",
        "d_price",
    ]


@pytest.mark.skipif(not SAMPLES, reason="the folder ../shared/samples is not there")
@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_the_draft_of_every_sample_that_can_be_read_loads(tmp_path, path):
    try:
        read_table(path)
    except StudyError as error:
        with pytest.raises(StudyError) as caught:
            draft_codebook(path)
        assert str(caught.value) == str(error)
        return
    loaded(draft_codebook(path), path, tmp_path)


@pytest.mark.skipif(not AIRPORT.exists(), reason="the airport survey is not there")
def test_the_draft_of_a_real_survey_loads_and_asks_what_zero_is(tmp_path):
    draft = draft_codebook(AIRPORT)
    loaded(draft, AIRPORT, tmp_path)
    assert (draft.codebook["nps"], draft.codebook["weight"]) == ("NETPRO", "WEIGHT")
    assert "11" in draft.codebook["missing"]
    assert ("scale", "is 0 a point of the scale, or a code for no answer?") in draft.asks


# A small survey in each language ----------------------------------------------------------------


@pytest.fixture(scope="module")
def english() -> dict[str, list]:
    return {
        "Respondent ID": [*range(1, 41)],
        "Timestamp": [f"2026-01-05 08:{k:02d}:00" for k in range(40)],
        "Full name": [f"Person {k}" for k in range(40)],
        "Where did you last buy? Store or web": cycle(["Store", "Online", "Store"]),
        "How satisfied are you overall with us?": cycle([4, 5, 3, 2, 1, 99]),
        "How likely are you to recommend us?": cycle([10, 9, 8, 3, -9]),
        "We made it easy to find help.": cycle([7, 6, 5, 1]),
        "Please rate [Price]": cycle(["Very satisfied", "Satisfied", "Neutral", "Don't know"]),
        "Please rate [Delivery]": cycle(["Very dissatisfied", "Dissatisfied", "Neutral"]),
        "Please rate [I will buy here again.]": cycle(["Satisfied", "Neutral"]),
        "Which did you use?": cycle(["App;Phone;", "App;", "Phone;"]),
        "What could we do better?": [
            f"Please open {k} minutes earlier on Sundays" for k in range(40)
        ],
        "Gender": cycle(["Woman", "Man", "Prefer not to say"]),
        "Age group": cycle(["18-29", "30-44", "45+"]),
        "Weight": cycle([0.5, 1.5]),
        "Age": cycle([18, 33, 64, 99]),
    }


def test_a_small_english_survey_is_drafted_whole(tmp_path, english):
    draft = drafted(tmp_path, english)
    book = draft.codebook
    assert book["columns"] == {
        "id": "Respondent ID",
        "channel": "Where did you last buy? Store or web",
        "csat": "How satisfied are you overall with us?",
        "nps": "How likely are you to recommend us?",
        "ces": "We made it easy to find help.",
        "price": "Please rate [Price]",
        "delivery": "Please rate [Delivery]",
        "buy_here_again": "Please rate [I will buy here again.]",
        "better": "What could we do better?",
        "age_group": "Age group",
    }
    roles = {"nps": "nps", "csat": "csat", "ces": "ces", "channel": "channel", "id": "id"}
    roles |= {"weight": "Weight", "time": "Timestamp", "comment": ["better"]}
    assert {role: book[role] for role in roles} == roles
    assert book["outcome"] == "Satisfied_overall"
    assert book["drivers"] == ["Price", "Delivery"]  # what brings people back is no driver
    assert constructs(draft)["Price"] == "price"
    assert constructs(draft)["Delivery"] == "delivery"
    assert book["scales"]["satisfaction"]["labels"] == {
        "Very dissatisfied": 1,
        "Dissatisfied": 2,
        "Neutral": 3,
        "Satisfied": 4,
        "Very satisfied": 5,
    }
    assert set(book["missing"]["all"]) == {"-9", "99", "Don't know"}
    assert book["missing"]["Gender"] == ["Prefer not to say"]
    assert book["segments"] == ["Gender", "age_group"]
    assert "Which did you use?" in draft.text.split("Several answers each, left out:")[1]
    assert "Full name" in draft.text.split("Left out, they name persons:")[1]
    assert "Age" in draft.text.split("Not used:")[1]
    assert "Full name" not in book["columns"].values()


@pytest.fixture(scope="module")
def indonesian_survey() -> dict[str, list]:
    return {
        "Cap waktu": [f"05/01/2026 08.{k:02d}.00" for k in range(40)],
        "Nama lengkap": [f"Orang {k}" for k in range(40)],
        "Kanal pembelian": cycle(["Toko", "Daring"]),
        "Seberapa puas Anda secara keseluruhan?": cycle([4, 5, 3, 2, 1]),
        "Seberapa mungkin Anda merekomendasikan kami?": cycle([10, 9, 8, 3, 0]),
        "Layanan kami mudah digunakan.": cycle([7, 6, 5, 1]),
        "Penilaian Anda [Harga]": cycle(["Sangat Baik", "Baik", "Cukup", "Tidak tahu"]),
        "Penilaian Anda [Pengiriman]": cycle(["Sangat Buruk", "Buruk", "Baik"]),
        "Loyalitas [Saya akan berbelanja lagi.]": cycle(["STS", "TS", "N", "S", "SS"]),
        "Loyalitas [Saya tetap setia pada toko ini.]": cycle(["SS", "S", "N", "TS"]),
        "Saran Anda": [f"Mohon buka {k} menit lebih awal" for k in range(40)],
        "Jenis kelamin": cycle(["Perempuan", "Laki-laki"]),
        "Kelompok usia": cycle(["17-25", "26-40", "41+"]),
        "bobot": cycle([0.5, 1.5]),
        "Durasi (detik)": cycle([200, 340, 90]),
    }


def test_a_small_indonesian_survey_is_drafted_whole(tmp_path, indonesian_survey):
    draft = drafted(tmp_path, indonesian_survey)
    book = draft.codebook
    assert constructs(draft) == {
        "Puas_keseluruhan": "csat",
        "Harga": "harga",
        "Pengiriman": "pengiriman",
        "Tetap_setia_toko": "tetap_setia_toko",
        "Berbelanja_lagi": "berbelanja_lagi",
    }
    assert book["scales"]["quality"]["labels"] == {
        "Sangat Buruk": 1,
        "Buruk": 2,
        "Cukup": 3,
        "Baik": 4,
        "Sangat Baik": 5,
    }
    assert book["scales"]["agreement"]["labels"] == {"STS": 1, "TS": 2, "N": 3, "S": 4, "SS": 5}
    assert book["outcome"] == "Puas_keseluruhan"
    assert book["drivers"] == ["Harga", "Pengiriman"]
    assert book["missing"] == ["Tidak tahu"]
    assert {book["nps"], book["csat"], book["ces"]} == {"nps", "csat", "ces"}
    assert (book["channel"], book["weight"], book["duration"]) == ("channel", "bobot", "duration")
    assert book["segments"] == ["jenis_kelamin", "kelompok_usia"]
    assert book["comment"] == ["saran"]
    assert "Nama lengkap" in draft.text.split("Left out, they name persons:")[1]


# Scales and codes for no answer -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "ends", "missing"),
    [
        ([1, 2, 3, 4, 5], (1, 5), None),
        ([2, 3, 4], (1, 5), None),  # widened
        ([1, 2, 3, 4], (1, 4), None),
        ([2, 4, 6], (1, 7), None),
        ([3, 5, 8], (1, 10), None),
        ([0, 5, 8], (0, 10), None),
        ([0, 2, 5], (0, 5), None),
        ([-2, -1, 0, 1, 2], (-2, 2), None),
        ([1, 3, 5, -99], (1, 5), ["-99"]),
        ([1, 3, 5, -9, -1], (1, 5), ["-9", "-1"]),
        ([1, 3, 7, 97, 98, 99], (1, 7), ["97", "98", "99"]),
        ([1, 3, 10, 999], (1, 10), ["999"]),
        ([1, 2, 3, 5, 8, 9], (1, 5), ["8", "9"]),
        ([1, 5, 8, 9], (1, 10), None),  # 8 and 9 after a gap of two points only
    ],
)
def test_the_range_of_the_answers_is_widened_to_a_usual_scale(tmp_path, answers, ends, missing):
    draft = drafted(tmp_path, {"speed1": cycle(answers), "speed2": cycle(answers)})
    assert draft.codebook["scale"] == {"min": ends[0], "max": ends[1]}
    assert constructs(draft) == {"Speed": "speed1:2"}
    assert draft.codebook.get("missing") == missing


def test_a_widened_scale_is_said_and_asked_where_the_highest_answer_is_not_reached(tmp_path):
    draft = drafted(tmp_path, {"speed1": cycle([2, 3, 4]), "speed2": cycle([2, 3, 4])})
    said = "the answers run from 2 to 4, a part of the usual scale 1 to 5"
    assert why(draft, "Speed") == f"one name with numbers, and the same answers; {said}"
    assert draft.asks[0] == (
        "scale",
        "the answers run from 2 to 4 only: is the scale 1 to 5?",
    )


def test_a_code_that_is_an_answer_elsewhere_counts_in_its_own_column_only(tmp_path):
    five, ten = cycle([1, 2, 3, 5, 9]), cycle([1, 5, 8, 9, 10])
    draft = drafted(tmp_path, {"a1": five, "a2": five, "ten1": ten, "ten2": ten})
    assert draft.codebook["missing"] == {"a1": ["9"], "a2": ["9"]}


@pytest.mark.parametrize(
    "numbers",
    [
        [18, 33, 64],  # ages
        [0, 1],
        [1, 2],
        [1.5, 2.5, 4],
        [100, 200, 300],
        [1, 2, 3, 4, 5, 50],
    ],
)
def test_numbers_that_are_no_ratings_stay_out(tmp_path, numbers):
    draft = drafted(tmp_path, {"sum": cycle(numbers), "other": cycle([1, 2, 3, 4, 5])})
    assert "sum" not in str(draft.codebook)
    assert "sum" in draft.text.split("Not used:")[1]


@pytest.mark.parametrize(
    "question", ["How many times did you visit?", "Jumlah kunjungan", "Please rank these shops"]
)
def test_counts_and_ranks_are_no_ratings(tmp_path, question):
    assert "constructs" not in drafted(tmp_path, {question: cycle([1, 2, 3, 4, 5])}).codebook


def test_answers_that_begin_with_their_number_have_it(tmp_path):
    words = ["1 - Poor", "2 - Fair", "3 - Good", "4", "5 - Best"]
    draft = drafted(tmp_path, {"Food quality?": cycle(words)})
    labels = {"1 - Poor": 1, "2 - Fair": 2, "3 - Good": 3, "5 - Best": 5}
    scale = {"min": 1, "max": 5, "labels": labels}
    assert draft.codebook["scales"] == {"numbered": scale}
    assert why(draft, "numbered") == "each answer begins with its number"


def test_times_of_day_are_no_answers_with_numbers(tmp_path):
    assert "constructs" not in drafted(tmp_path, {"t": cycle(["16:10:10", "00:00:00"])}).codebook


def test_words_of_one_family_share_one_scale_in_a_file(tmp_path):
    all_five = ["Very dissatisfied", "Dissatisfied", "Neutral", "Satisfied", "Very satisfied"]
    draft = drafted(tmp_path, {"a": cycle(all_five), "b": cycle(["Satisfied", "Dissatisfied"])})
    assert [*draft.codebook["scales"]] == ["satisfaction"]
    assert draft.codebook["constructs"]["B"]["scale"] == "satisfaction"


def test_words_of_a_scale_that_is_not_used_up_are_asked_about(tmp_path):
    draft = drafted(tmp_path, {"a": cycle(["Setuju", "Sangat Setuju"])})
    assert draft.codebook["scales"]["agreement"]["labels"] == {"Setuju": 4, "Sangat Setuju": 5}
    doubt = "nobody gave 3 of the 5 answers: is it a scale of 5?"
    assert draft.asks[0] == ("scales: agreement", doubt)


@pytest.mark.parametrize("word", ["KS", "Kurang Setuju", "CS", "Cukup Setuju"])
def test_a_word_without_a_fixed_place_is_asked(tmp_path, word):
    draft = drafted(tmp_path, {"a": cycle(["STS", "TS", word, "S", "SS"])})
    assert draft.asks[0] == ("scales: agreement", ASKED_WORDS.format(word))
    assert "constructs" not in draft.codebook
    assert "#  A: {items: a, scale: agreement}" in draft.text


def test_unknown_words_of_a_grid_are_asked_with_blanks_for_their_numbers(tmp_path):
    words = cycle(["Mantap", "Biasa", "Parah"])
    draft = drafted(tmp_path, {"Nilai [Harga]": words, "Nilai [Mutu]": words})
    question = "Are these ratings? Then give each word its number, and take away the #."
    assert draft.asks == [("constructs: Nilai", question)]
    labels = "{Mantap: , Biasa: , Parah: }"
    line = f"#  Nilai: {{items: [harga, mutu], scale: {{min: 1, max: 3, labels: {labels}}}}}"
    assert line in draft.text.splitlines()


def test_labels_that_fall_as_numbers_rise_turn_the_items_and_are_said(tmp_path):
    pyreadstat = pytest.importorskip("pyreadstat")
    words = ["Sangat setuju", "Setuju", "Netral", "Tidak setuju", "Sangat tidak setuju"]
    labels = {float(n): word for n, word in enumerate(words, 1)} | {8.0: "Tidak tahu"}
    path = tmp_path / "a.sav"
    answers = pd.DataFrame({"janji1": cycle([1.0, 2, 3, 8]), "janji2": cycle([1.0, 2, 4])})
    pyreadstat.write_sav(
        answers, str(path), variable_value_labels=dict.fromkeys(answers.columns, labels)
    )
    draft = draft_codebook(path)
    assert constructs(draft) == {"Janji": ["-janji1", "-janji2"]}
    said = "The file's labels fall as the numbers rise, so the items are reversed here."
    assert draft.asks[0] == ("constructs: Janji", said)
    items = loaded(draft, path, tmp_path).items("Janji")
    np.testing.assert_array_equal(items["janji1"][:4], [5, 4, 3, np.nan])
    assert draft.codebook["missing"] == ["8"]


def test_labels_of_codes_are_the_values_of_a_category(tmp_path):
    pyreadstat = pytest.importorskip("pyreadstat")
    path = tmp_path / "a.sav"
    labels = {1.0: "Toko", 2.0: "Daring", 9.0: "Tidak tahu"}
    answers = pd.DataFrame({"beli": cycle([1.0, 2, 9])})
    pyreadstat.write_sav(answers, str(path), variable_value_labels={"beli": labels})
    draft = draft_codebook(path)
    study = loaded(draft, path, tmp_path)
    assert draft.codebook["values"] == {"beli": {"1": "Toko", "2": "Daring"}}
    assert draft.codebook["missing"] == {"beli": ["9"]}
    assert [*study.survey["channel"].cat.categories] == ["Toko", "Daring"]
    assert why(draft, "channel") == "its answers are places to buy"


# Groups, roles, categories ------------------------------------------------------------------------


def test_numbered_names_without_questions_are_one_construct_and_asked(tmp_path):
    draft = drafted(tmp_path, {f"Q{n}": cycle([1, 2, 3, 4, 5]) for n in range(1, 8)})
    assert constructs(draft) == {"Q1_7": "Q1:7"}
    doubt = "nothing but the numbers holds these items together: do they ask one thing?"
    assert draft.asks[0] == ("constructs: Q1_7", doubt)


def test_numbered_names_on_two_scales_are_two_constructs(tmp_path):
    five, seven = cycle([1, 2, 5]), cycle([1, 4, 7])
    columns = {"Q1": five, "Q2": five, "Q3": seven, "Q4": seven}
    assert constructs(drafted(tmp_path, columns)) == {"Q1_2": "Q1:2", "Q3_4": "Q3:4"}


def test_an_item_that_everybody_answered_alike_stays_with_its_construct(tmp_path):
    columns = {"trust1": cycle([1, 4, 7]), "trust2": cycle([7]), "trust3": cycle([3, 4])}
    draft = drafted(tmp_path, columns)
    assert constructs(draft) == {"Trust": "trust1:3"}
    assert draft.codebook["scale"] == {"min": 1, "max": 7}


def test_nine_items_u1_to_u9_on_four_points_are_ikm(tmp_path):
    draft = drafted(tmp_path, {f"U{n}": cycle([1, 2, 3, 4]) for n in range(1, 10)})
    assert draft.codebook["ikm"] == "U1:9"
    assert "constructs" not in draft.codebook


def test_loyalty_trust_and_intention_are_no_drivers(tmp_path):
    names = ["satisfaction", "price", "trust", "loyalty", "intention", "kepercayaan", "niat"]
    columns = {f"{name}{n}": cycle([1, 2, 3, 4, 5]) for name in names for n in (1, 2)}
    draft = drafted(tmp_path, columns)
    assert (draft.codebook["outcome"], draft.codebook["drivers"]) == ("Satisfaction", ["Price"])


def test_the_longest_construct_of_satisfaction_is_the_outcome(tmp_path):
    five = cycle([1, 2, 3, 4, 5])
    columns = {"kepuasan1": five, "kepuasan2": five, "puas1": five, "puas2": five, "puas3": five}
    assert drafted(tmp_path, columns).codebook["outcome"] == "Puas"


def test_without_satisfaction_the_outcome_is_asked(tmp_path):
    draft = drafted(tmp_path, {"speed1": cycle([1, 2, 5]), "speed2": cycle([1, 2, 5])})
    question = "Which construct is the outcome, such as overall satisfaction?"
    assert draft.asks[-1] == ("outcome", question)
    assert "outcome" not in draft.codebook
    assert "#outcome:" in draft.text.splitlines()


@pytest.mark.parametrize(
    "columns",
    [
        {"kanal": cycle([1, 2])},
        {"Di mana Anda terakhir berbelanja?": cycle(["A", "B"])},
        {"Q7": cycle(["Toko", "Situs web", "WhatsApp"])},
    ],
)
def test_the_channel_is_told_by_name_question_or_categories(tmp_path, columns):
    assert "channel" in drafted(tmp_path, columns).codebook


def test_unlabelled_codes_are_asked_with_blanks_for_their_words(tmp_path):
    draft = drafted(tmp_path, {"gender": cycle([1, 2, 99]), "trust1": cycle([1, 5])})
    assert draft.codebook["segments"] == ["gender"]
    assert draft.codebook["missing"] == {"gender": ["99"]}
    assert ("values: gender", WHAT_CODES) in draft.asks
    assert "#  gender: {1: , 2: }" in draft.text.splitlines()


def test_several_answers_in_a_cell_or_in_marks_are_named_and_not_analysed(tmp_path):
    columns = {
        "Which?": cycle(["1,2", "1", "2", "2,3"]),
        "Who [Ani]": cycle([0, 1]),
        "Who [Budi]": cycle([1, 0, 0]),
        "speed1": cycle([1, 5]),
    }
    draft = drafted(tmp_path, columns)
    assert "# Several answers each, left out: Which?, Who" in draft.text.splitlines()


def test_doubled_questions_get_names_of_their_own(tmp_path):
    path = tmp_path / "a.csv"
    rows = "\n".join(f"{k % 5 + 1},{k % 4 + 1}" for k in range(40))
    path.write_text(f"Are you satisfied?,Are you satisfied?\n{rows}\n", encoding="utf-8")
    draft = draft_codebook(path)
    loaded(draft, path, tmp_path)
    assert [*draft.codebook["columns"].values()] == ["Are you satisfied?", "Are you satisfied?.2"]


# Text: one-line comments, hostile names, either language ------------------------------------------

HOSTILE = [
    *("a: b", "# hash", "'quote", '"dq"', "new\nline", "x" * 300, "\U0001f600 puas?", "=cmd()"),
    *("{x}", "[y]", "- dash", "yes", "No", "null", "~", "1", "007", "1e5", "1_000", "0x1F", "@at"),
    *("&anchor", "*alias", "!tag", "%dir", "|pipe", ">fold", "`tick", "a,b", "back\\slash"),
    *("tab\there", "é", "日本語の質問", "nps", "all", "id", "weight", "time", "channel", "csat"),
    *("PERQ1:7", "-minus", "\x85nel", "\u2028ls", "\x07bell", "<script>alert(1)</script>", "$x$"),
    *("long " * 400 + "?", "duration", "12:30", "2020-01-01", "on", "true", "strata", "wave", " "),
    *(
        "x1",
        "x2",
        "x1:2",
        "data",
        "scale",
        "outcome",
        "missing",
        "{where}",
        "%s %(name)s",
        "a" * 31,
    ),
]


def test_hostile_names_survive_the_way_through_yaml_and_load_study(tmp_path):
    columns = {
        name: [(k * (n + 3) + n) % 5 + 1 for k in range(40)] for n, name in enumerate(HOSTILE)
    }
    draft = drafted(tmp_path, columns)
    frame = read_table(tmp_path / "a.csv").frame
    study = load_study(tmp_path / "draft.yaml", data=tmp_path / "a.csv")
    for short, name in draft.codebook["columns"].items():
        if short in study.survey:
            np.testing.assert_array_equal(study.survey[short], frame[name])
    assert all(len(short) <= 20 and short.isascii() for short in draft.codebook["columns"])


@pytest.mark.parametrize("text", [*HOSTILE, "", "Tidak tahu", "a - b", "x #y", "x: y", "0", "-5"])
def test_a_text_is_written_so_that_it_is_read_as_it_was(tmp_path, text):
    path = tmp_path / "a.yaml"
    path.write_text(f"columns: {flow({'a': text})}\nnps: {quoted(text)}\n", "utf-8")
    book, _, problems = read_codebook(path)
    assert problems == []
    assert (book.columns["a"], book.nps) == (text, text)


class _Marked:
    """A catalogue that marks each sentence it is asked for."""

    def get(self, message: str, _default: str) -> str:
        return f"§{message}"

    def __contains__(self, _message: str) -> bool:
        return True


@pytest.mark.parametrize("name", ["excel_likert.xlsx", "qualtrics.csv", "kobotoolbox.csv"])
def test_every_comment_is_one_line_in_the_active_language(monkeypatch, name):
    monkeypatch.setattr(i18n, "_catalogue", _Marked)
    use_language("id")
    try:
        draft = draft_codebook(EXPORTS / name)
    finally:
        use_language("en")
    lines = [line for line in draft.text.splitlines() if "# " in line and line[:3] != "#  "]
    comments = [line.split("# ", 1)[1] for line in lines]
    assert len(comments) > 10
    assert all(comment.removeprefix("? ").startswith("§") for comment in comments)
    assert all(reason.startswith("§") for _, reason in draft.guesses)
    assert all(question.startswith("§") for _, question in draft.asks)


def test_a_comment_never_breaks_out_of_its_line(tmp_path):
    names = ["Full\nname", "e-mail", "Which?\n#: {x}", "open\u2028line\x85text"]
    columns = {name: [f"{name} {k};{name}" for k in range(40)] for name in names}
    draft = drafted(tmp_path, columns)
    assert draft.codebook == {
        "data": "a.csv",
        "columns": {"x": "Which? #: {x}", "open_line_text": "open line text"},
        "comment": ["x", "open_line_text"],
    }
    starts = ("#", "data:", "columns:", "  x:", "  open_line_text:", "comment:")
    assert all(line.startswith(starts) for line in draft.text.splitlines())


def test_the_same_file_gives_the_same_draft():
    path = EXPORTS / "google_forms.csv"
    assert draft_codebook(path).text == draft_codebook(path).text


def test_a_file_that_cannot_be_read_is_refused_in_one_sentence(tmp_path):
    path = tmp_path / "none.csv"
    with pytest.raises(StudyError) as caught:
        draft_codebook(path)
    assert str(caught.value) == f"There is no file {str(path)!r}. Check its name and folder."


@pytest.mark.parametrize("name", ["microsoft_forms.xlsx", "qualtrics.csv"])
def test_every_score_can_be_computed_from_a_draft(tmp_path, capsys, name):
    loaded(draft_codebook(EXPORTS / name), EXPORTS / name, tmp_path)
    words = ["scores", "--codebook", str(tmp_path / "draft.yaml"), "--data", str(EXPORTS / name)]
    assert main(words) == 0
    said = capsys.readouterr()
    assert said.err == ""
    assert any(line.startswith("Net Promoter Score ") for line in said.out.splitlines())
    # Study, column names, NPS, CSAT, CES, two means, 7 constructs less csat, two alphas.
    assert len(said.out.splitlines()) == 14


def any_survey(seed: int) -> tuple[list[str], list[list[str]]]:
    """Make up a survey of odd names, doubled ones too, with ratings, words, codes and texts."""
    pick = random.Random(seed)
    stems = ["trust", "Q", "U", "osat", "nps", "csat", "kanal", "gender", "weight", "id", "all"]
    stems += ["Seberapa puas Anda [{}]", "How likely are you to recommend {}?", "[{}] Nilai?"]
    stems += ["a/b{}", "Rate: {}", "x - {}", "Saran {}", "time", *HOSTILE]
    words = [word for ladder in LADDERS for word in ladder.places]
    pools = [
        lambda: [str(n) for n in range(pick.choice([0, 1, 1, -2]), pick.choice([3, 5, 6, 8, 11]))],
        lambda: pick.sample([*pick.choice(LADDERS).places], 2),
        lambda: pick.sample(words, 4),
        lambda: pick.sample(["CS", "KS", "SS", "S", "TS", "STS", "N", "TP", "Cukup Setuju"], 5),
        lambda: ["Toko", "Web", "a;b", "a, b", "1,2", "5 - Good", "1 - Bad", "3", "2026-01-05"],
    ]
    silent = ["Tidak tahu", "N/A", "99", "-9", "", "8", "9", "11", "0", "1.0", " 5 "]
    names = [
        pick.choice(stems).replace("{}", pick.choice(["Harga", "kembali lagi.", "2"]))
        + pick.choice(["", "", "1", "2", ".2"])
        for _ in range(pick.randint(1, 12))
    ]
    answers = [pick.choice(pools)() + pick.sample(silent, pick.choice([0, 0, 2])) for _ in names]
    return names, [[pick.choice(pool) for pool in answers] for _ in range(pick.choice([2, 40]))]


@pytest.mark.slow
@pytest.mark.parametrize("hundred", range(2))
def test_the_draft_of_any_survey_loads(tmp_path, hundred):
    path = tmp_path / "a.csv"
    for seed in range(100 * hundred, 100 * hundred + 100):
        names, rows = any_survey(seed)
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([names, *rows])
        try:
            read_table(path)
        except StudyError:
            continue
        loaded(draft_codebook(path), path, tmp_path)
