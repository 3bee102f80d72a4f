import json
import re
import runpy
import shutil
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from custsat_edu import load_study, use_language
from custsat_edu.errors import StudyError
from custsat_edu.study.study import data_folder, study_names

EMPTY = "a.csv: the file is empty. Export the answers again, or name another file with data=."
NO_ANSWERS = (
    "a.csv: there are column names and no answers below them. Is it the right export, "
    "and the right sheet?"
)

HERE = Path(__file__).parent
AIRPORT = HERE.parents[1] / "shared" / "real" / "airport-2017" / "survey.csv"
FIVE = {"min": 1, "max": 5}


@pytest.fixture
def indonesian():
    use_language("id")
    yield
    use_language("en")


def study_in(folder: Path, codebook: str, answers: str, **files: str):
    (folder / "codebook.yaml").write_text(codebook, encoding="utf-8")
    (folder / "a.csv").write_text(answers, encoding="utf-8")
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return load_study(folder)


def refused(*args, **kwargs) -> list[str]:
    """Return every sentence of the error."""
    with pytest.raises(StudyError) as caught:
        if args and isinstance(args[0], Path) and len(args) > 1:
            study_in(*args, **kwargs)
        else:
            load_study(*args, **kwargs)
    assert str(caught.value) == "\n".join(map(str, caught.value.problems))
    return [str(problem) for problem in caught.value.problems]


def answers(**columns) -> pd.DataFrame:
    return pd.DataFrame(columns)


def notes(study) -> dict[str, tuple]:
    return {row.what: (row.where, row.n) for row in study.problems.itertuples()}


# A stranger's survey ------------------------------------------------------------------------------


def test_the_strangers_file_is_what_its_script_writes():
    script = runpy.run_path(str(HERE / "alien" / "make_alien.py"))
    assert (HERE / "alien" / "jawaban.csv").read_text(encoding="utf-8") == script["make"]()
    assert (HERE / "alien" / "kejadian.csv").read_text(encoding="utf-8") == script["make_events"]()


def test_the_strangers_log_is_had_under_role_names_with_its_scale():
    study = load_study(HERE / "alien")
    events, raw = study.tables["events"], pd.read_csv(HERE / "alien" / "kejadian.csv", sep=";")
    assert list(events) == [
        *("customer", "time", "stage", "touchpoint", "channel", "emotion", "dropped")
    ]
    assert (events["customer"].nunique(), len(events)) == (600, len(raw))
    assert set(study.survey["id"]) < set(events["customer"])
    assert list(events["channel"].cat.categories) == ["Counter", "Online"]
    assert list(events["stage"].cat.categories)[::5] == ["Looks for help", "Is followed up"]
    np.testing.assert_array_equal(events["emotion"], raw["perasaan"].mask(raw["perasaan"] == 99))
    assert study.scale("emotion") == (1, 5)
    pd.testing.assert_frame_equal(study.items("emotion"), events[["emotion"]])


def test_the_strangers_survey_is_had_under_role_names():
    study = load_study(HERE / "alien")
    survey = study.survey
    assert survey.shape == (300, 29)
    assert list(survey.columns[:7]) == [
        *("csat", "ces", "channel", "weight", "id", "poliklinik", "kelamin")
    ]
    assert not {"nilai_umum", "mudah", "kanal", "bobot", "no_responden", "poli"} & set(survey)
    assert "nps" not in survey
    assert survey["weight"].unique().tolist() == [0.85, 1.225]
    assert survey["id"].tolist() == list(range(1001, 1301))
    assert (survey["csat"].min(), survey["csat"].max()) == (1, 7)


def test_the_strangers_survey_says_what_it_has():
    study = load_study(HERE / "alien")
    has = ["csat", "ces", "channel", "weight", "segments", "items", "comment", "adjust", "events"]
    lacks = ["nps", "ikm", "journeys", "truth", "pulse", "mediators", "nonsense", "Biaya", "copy"]
    assert {word: study.has(word) for word in [*has, *lacks]} == {
        **dict.fromkeys(has, True),
        **dict.fromkeys(lacks, False),
    }
    assert (study.name, study.outcome) == ("alien", "Kepuasan")
    assert study.drivers == ["Keramahan", "Kecepatan", "Kebersihan", "Biaya", "Informasi"]
    assert study.segments == ["poliklinik", "kelamin"]
    assert study.adjust == ["usia", "poliklinik"]
    assert study.mediators == []
    assert study.blocks == ["Kepuasan", "Keramahan", "Kecepatan", "Kebersihan", "Biaya"]
    assert study.scale("csat") == study.scale("ces") == study.scale("Biaya") == (1, 7)
    assert study.folder == HERE / "alien"
    assert len(study.problems) == 0


def test_a_code_for_no_answer_is_nan_in_answers_and_a_number_in_an_age():
    raw = pd.read_csv(HERE / "alien" / "jawaban.csv", sep=";", decimal=",")
    survey = load_study(HERE / "alien").survey
    for column, name in (("puas1", "puas1"), ("nilai_umum", "csat"), ("mudah", "ces")):
        np.testing.assert_array_equal(survey[name], raw[column].mask(raw[column] == 99))
    assert (survey["usia"] == 99).sum() == 1


def test_reversed_items_are_turned_in_items_only():
    study = load_study(HERE / "alien")
    survey, items = study.survey, study.items("Keramahan")
    assert list(items.columns) == ["ramah1", "ramah2", "ramah3", "ramah4"]
    np.testing.assert_array_equal(items["ramah3"], 8 - survey["ramah3"])
    np.testing.assert_array_equal(items["ramah1"], survey["ramah1"])
    assert (items.corr().to_numpy() > 0).all()


def test_categories_have_labels_in_code_order_and_codes_are_kept():
    study = load_study(HERE / "alien")
    raw = pd.read_csv(HERE / "alien" / "jawaban.csv", sep=";", decimal=",")
    assert list(study.survey["channel"].cat.categories) == ["Counter", "Online"]
    assert list(study.survey["poliklinik"].cat.categories) == [
        *("General", "Dental", "Mother and child", "Elderly")
    ]
    np.testing.assert_array_equal(study.survey["channel"].cat.codes + 1, raw["kanal"])
    assert list(study.codes.columns) == ["channel", "poliklinik", "kelamin"]
    np.testing.assert_array_equal(study.codes["poliklinik"], raw["poli"])


def test_labels_are_in_the_language_that_is_active_when_the_study_is_loaded(indonesian):
    study = load_study(HERE / "alien")
    assert list(study.survey["channel"].cat.categories) == ["Loket", "Daring"]
    assert study.label("Kecepatan") == "Kecepatan"
    assert study.label("channel") == "Di mana Anda mendaftar?"


def test_label_finds_constructs_roles_columns_and_values():
    study = load_study(HERE / "alien")
    assert study.label("Kecepatan") == "Speed"
    assert study.label("csat") == "All in all, how satisfied are you with the clinic?"
    assert study.label("saran") == "Suggestions"
    assert study.label("channel", 2) == study.label("kanal", "2.0") == "Online"
    assert study.label("poliklinik", 4) == "Elderly"
    assert study.label("poliklinik", 9) == "9"
    assert study.label("puas1") == "puas1"


def test_what_a_lesson_writes_into_a_frame_does_not_change_the_study():
    study = load_study(HERE / "alien")
    survey, scores = study.survey, study.scores
    survey["csat"] = 0
    scores["Kepuasan"] = 0
    assert study.survey["csat"].max() == 7
    assert study.scores["Kepuasan"].max() > 1


def test_an_unknown_construct_is_named_with_those_there_are():
    study = load_study(HERE / "alien")
    for ask in (study.items, study.scale):
        with pytest.raises(
            StudyError,
            match=r"^study: there is no construct or scored role 'nps'\. There are: Kepuasan, ",
        ):
            ask("nps")


def test_the_study_says_in_one_line_what_it_is():
    assert repr(load_study(HERE / "alien")) == (
        "Study('alien': 300 answers, constructs Kepuasan, Keramahan, Kecepatan, Kebersihan, "
        "Biaya, Informasi, Kesetiaan)"
    )


# Scores ------------------------------------------------------------------------------------------


def test_scores_are_item_means_and_index_is_the_same_from_0_to_100():
    # A: (5 + 6-1)/2 = 5; (3 + 6-4)/2 = 2.5; only Q1 = 1 (half answered); nothing answered
    study = load_study(
        answers(Q1=[5, 3, 1, 99], Q2=[1, 4, 99, 99]),
        constructs={"A": ["Q1", "-Q2"]},
        scale=FIVE,
        missing=[99],
    )
    np.testing.assert_allclose(study.scores["A"], [5, 2.5, 1, np.nan])
    # (5-1)/4, (2.5-1)/4, (1-1)/4
    np.testing.assert_allclose(study.index["A"], [100, 37.5, 0, np.nan])


@pytest.mark.parametrize(("share", "n"), [(0, 3), (0.33, 3), (0.5, 2), (0.7, 1), (1, 1)])
def test_min_answered_says_from_which_share_of_items_a_score_counts(share, n):
    # answered of three items: 3, 2, 1, 0
    frame = answers(a=[1, 1, 1, None], b=[2, 2, None, None], c=[3, None, None, None])
    study = load_study(frame, constructs={"A": ["a", "b", "c"]}, scale=FIVE, min_answered=share)
    assert study.scores["A"].count() == n
    own = {"A": {"items": ["a", "b", "c"], "min_answered": share}}
    assert load_study(frame, constructs=own, scale=FIVE).scores["A"].count() == n


@given(st.lists(st.tuples(*[st.integers(1, 5)] * 3), min_size=2, max_size=20))
def test_turning_every_item_mirrors_the_index(rows):
    frame = pd.DataFrame(rows, columns=["a1", "a2", "a3"])
    study = load_study(frame, constructs={"A": "a1:3", "B": "-a1:3"}, scale=FIVE)
    np.testing.assert_allclose(study.index["A"] + study.index["B"], 100)
    assert study.index["A"].between(0, 100).all()


def test_ces_may_be_a_construct_and_is_then_its_score():
    study = load_study(
        answers(e1=[1, 7], e2=[3, 6]),
        constructs={"Effort": {"items": "e1:2", "scale": "ces"}},
        ces="Effort",
    )
    assert study.survey["ces"].tolist() == [2, 6.5]
    assert study.scale("ces") == (1, 7)
    assert study.has("ces")


def test_a_role_that_is_an_item_too_is_had_under_both_names():
    study = load_study(
        answers(Q7=[1, 5]), constructs={"Overall": "Q7"}, outcome="Overall", csat="Q7", scale=FIVE
    )
    assert study.survey["csat"].tolist() == study.survey["Q7"].tolist() == [1, 5]
    assert study.items("Overall").columns.tolist() == ["Q7"]


def test_scales_without_an_entry_are_the_usual_ones():
    frame = answers(a=[1], b=[1], c=[1], U1=[1], U2=[4], k1=[1], k2=[5])
    book = {"nps": "a", "csat": "b", "ces": "c", "ikm": "U1:2", "kano": {"X": ["k1", "k2"]}}
    study = load_study(frame, **book)
    assert [study.scale(r) for r in ("nps", "csat", "ces", "ikm")] == [
        *((0, 10), (1, 5), (1, 7), (1, 4))
    ]
    study = load_study(frame, **book, scale={"min": 1, "max": 7}, scales={"ces": FIVE})
    assert [study.scale(r) for r in ("nps", "csat", "ces")] == [(0, 10), (1, 7), (1, 5)]


# Codes, words, missing ----------------------------------------------------------------------------


@pytest.mark.parametrize("written", [-99, -99.0, "-99", "-99.0"])
@pytest.mark.parametrize("stated", [-99, -99.0, "-99"])
def test_minus_99_is_one_code_in_file_and_codebook(written, stated):
    study = load_study(answers(Q8=[9, written, 3]), nps="Q8", missing=[stated])
    np.testing.assert_array_equal(study.survey["nps"], [9, np.nan, 3])


def test_missing_may_be_stated_by_column_by_scale_and_by_word():
    study = load_study(
        answers(
            Q1=["4", "Tidak tahu", "8", "2"], Q2=[6, 5, 1, 0], Q8=[11, 6, 0, 10], s=[0, 1, 2, 1]
        ),
        constructs={"A": "Q1", "B": {"items": "Q2", "scale": {**FIVE, "missing": [0, 6]}}},
        nps="Q8",
        segments={"sex": "s"},
        scale={**FIVE, "missing": ["tidak tahu"]},
        missing={"Q8": [11], "s": [0]},
        values={"Q1": {8: "Tidak tahu"}},
    )
    np.testing.assert_array_equal(study.survey["Q1"], [4, np.nan, np.nan, 2])
    np.testing.assert_array_equal(study.survey["Q2"], [np.nan, 5, 1, np.nan])
    np.testing.assert_array_equal(study.survey["nps"], [np.nan, 6, 0, 10])
    assert study.survey["sex"].isna().tolist() == [True, False, False, False]
    assert list(study.survey["sex"].cat.categories) == ["1", "2"]


def test_a_general_code_for_no_answer_never_takes_an_answer_away():
    study = load_study(
        answers(Q1=[9, 5], Q8=[9, 10], age=[9, 40]),
        constructs={"A": "Q1"},
        nps="Q8",
        scale=FIVE,
        missing=[9],
    )
    np.testing.assert_array_equal(study.survey["Q1"], [np.nan, 5])
    assert study.survey["nps"].tolist() == [9, 10]
    assert study.survey["age"].tolist() == [9, 40]
    row, most = study.problems.iloc[0], study.problems.iloc[1]
    assert (most.what, most["where"], most.n) == ("most often left out", "Q1", 1)
    assert (row.what, row["where"], row.n) == ("code for no answer kept as an answer", "Q8: 9", 1)
    assert (row.share, row.kind) == (0.5, "items")
    assert row.advice == (
        "9 is a point of this scale (0 to 10). If it is no answer here, write missing: {Q8: [9]}."
    )
    stated = load_study(answers(Q8=[9, 10]), nps="Q8", missing={"all": [9], "Q8": [9]})
    np.testing.assert_array_equal(stated.survey["nps"], [np.nan, 10])
    assert list(notes(stated)) == ["most often left out"]


def test_words_are_numbers_by_labels_and_known_likert_words():
    study = load_study(
        answers(
            Q1=["Sangat Setuju", "setuju ", "RR", "TS", "sts"],
            Q2=["Puas", "Sangat puas", "Netral", "Tidak  Puas", "Cukup"],
            Q3=["top", "low", "top", None, "low"],
        ),
        constructs={
            "A": "Q1",
            "B": {"items": "Q2", "scale": {**FIVE, "labels": {"Cukup": 3}}},
            "C": "Q3",
        },
        scale=FIVE,
        values={"Q3": {5: {"en": "Top", "id": "Atas"}, 1: "Low"}},
    )
    assert study.survey["Q1"].tolist() == [5, 4, 3, 2, 1]
    assert study.survey["Q2"].tolist() == [4, 5, 3, 2, 3]
    np.testing.assert_array_equal(study.survey["Q3"], [5, 1, 5, np.nan, 1])


def test_categories_match_codes_and_words_of_either_language():
    study = load_study(
        answers(k=["1", "toko", "Web", " Daring", "3", None]),
        channel="k",
        values={"k": {2: {"en": "Web", "id": "Daring"}, 1: {"en": "Store", "id": "Toko"}}},
    )
    channel = study.survey["channel"]
    assert channel.astype(object).where(channel.notna(), "-").tolist() == [
        *("Store", "Store", "Web", "Web", "3", "-")
    ]
    assert list(channel.cat.categories) == ["Store", "Web", "3"]
    np.testing.assert_array_equal(study.codes["channel"], [1, 1, 2, 2, 3, np.nan])
    assert notes(study)["code without a label"] == ("channel: 3", 1)


def test_categories_without_labels_are_the_values_in_order():
    study = load_study(answers(k=[10, 2, 2], t=["b", "a", "b"]), channel="k", segments=["t"])
    assert list(study.survey["channel"].cat.categories) == ["2", "10"]
    assert study.codes["channel"].tolist() == [10, 2, 2]
    assert list(study.survey["t"].cat.categories) == ["a", "b"]


def test_a_label_declared_but_never_chosen_stays_a_category():
    study = load_study(answers(k=[1, 1]), channel="k", values={"k": {1: "Store", 2: "Web"}})
    assert list(study.survey["channel"].cat.categories) == ["Store", "Web"]


def test_other_columns_with_values_are_labelled_and_items_stay_numbers():
    study = load_study(
        answers(Q1=[1, 5], city=[2, 1]),
        constructs={"A": "Q1"},
        scale=FIVE,
        values={"city": {1: "Bandung", 2: "Jakarta"}, "Q1": {1: "bad", 5: "good"}},
    )
    assert study.survey["city"].tolist() == ["Jakarta", "Bandung"]
    assert study.codes["city"].tolist() == [2, 1]
    assert study.survey["Q1"].tolist() == [1, 5]


def test_an_spss_file_needs_no_values_and_no_missing_in_the_codebook(tmp_path):
    pyreadstat = pytest.importorskip("pyreadstat")
    pyreadstat.write_sav(
        pd.DataFrame({"v1": [1.0, 2, 9], "v2": [5.0, 4, 9]}),
        str(tmp_path / "a.sav"),
        column_labels=["Where?", "Satisfied?"],
        variable_value_labels={"v1": {1: "Shop", 2: "Web"}},
        missing_ranges={"v1": [9], "v2": [9]},
    )
    (tmp_path / "codebook.yaml").write_text(
        "data: a.sav\nscale: {min: 1, max: 5}\ncolumns:\n  happy: Satisfied?\n"
        "constructs: {A: happy}\nchannel: v1\n"
    )
    study = load_study(tmp_path)
    np.testing.assert_array_equal(study.survey["happy"], [5, 4, np.nan])
    assert list(study.survey["channel"].cat.categories) == ["Shop", "Web"]
    assert study.survey["channel"].isna().tolist() == [False, False, True]
    assert study.label("channel") == "Where?"
    assert study.label("happy") == "Satisfied?"
    assert study.label("channel", 1) == "Shop"


def test_a_frame_of_nullable_and_categorical_columns_is_understood():
    study = load_study(
        pd.DataFrame(
            {
                "Q1": pd.array([5, None, 3], dtype="Int64"),
                "Q2": pd.Categorical([4, 99, 2]),
                "k": pd.Categorical(["b", "a", None]),
            }
        ),
        constructs={"A": "Q1:2"},
        channel="k",
        scale=FIVE,
        missing=99,
    )
    np.testing.assert_array_equal(study.survey["Q1"], [5, np.nan, 3])
    np.testing.assert_array_equal(study.survey["Q2"], [4, np.nan, 2])
    assert list(study.survey["channel"].cat.categories) == ["a", "b"]


# columns, keep, tables, personal data -------------------------------------------------------------


def test_columns_are_renamed_by_name_and_the_second_of_two_equal_texts_is_dot_2(tmp_path):
    study = study_in(
        tmp_path,
        "data: a.csv\ncolumns: {p1: 'How fast?', p2: 'How fast?.2', rec: ' Recommend us?'}\n"
        "constructs: {A: p1:2}\nnps: rec\nscale: {min: 1, max: 5}\n",
        "How fast?,How fast?,Recommend us?\n1,2,10\n3,4,9\n",
    )
    assert study.survey["p1"].tolist() == [1, 3]
    assert study.survey["p2"].tolist() == [2, 4]
    assert study.survey["nps"].tolist() == [10, 9]


def test_doubled_column_names_are_refused_unless_columns_tells_them_apart(tmp_path):
    for codebook in ("data: a.csv\nnps: Q8\n", "data: a.csv\ncolumns: {x: Q1}\nnps: Q8\n"):
        assert refused(tmp_path, codebook, "Q1,Q8,Q1\n1,9,2\n") == [
            "a.csv: 2 columns have the name 'Q1'. Rename them in the file, or tell them apart in "
            "the codebook: columns: {first: Q1, second: Q1.2}."
        ]


def test_a_short_name_that_another_column_has_is_refused(tmp_path):
    assert refused(tmp_path, "data: a.csv\ncolumns:\n  b: a\n  c: z\nnps: b\n", "a,b\n1,2\n") == [
        "codebook.yaml:3: columns: b: a.csv has another column of this name. Choose a new one.",
        "codebook.yaml:4: columns: c: there is no 'z'. There are: a, b.",
    ]


def test_two_columns_may_swap_their_names():
    study = load_study(answers(a=[1], b=[2]), columns={"a": "b", "b": "a"})
    assert study.survey.to_dict("list") == {"b": [1], "a": [2]}


@pytest.mark.parametrize(
    ("keep", "left"),
    [
        ("Finished == 1", [1, 2, 4]),
        ("Finished == 1 and Status != 1", [1, 4]),
        ("Finished == 1.0 and nps >= 5", [1, 4]),
        ("nps > 3 and nps <= 9", [1, 3]),
        ("nps < 9", [2, 3]),
        ("city == Bandung", [1]),
        ("city == 'Bandung and Cimahi'", [2, 3]),
        ("city != 'bandung'", [2, 3, 4]),
    ],
)
def test_keep_leaves_the_rows_that_meet_every_condition(tmp_path, keep, left):
    study = study_in(
        tmp_path,
        f'data: a.csv\nkeep: "{keep}"\nnps: nps\nid: id\n',
        "id,Finished,Status,nps,city\n1,1,0,9,Bandung\n2,1,1,3,Bandung and Cimahi\n"
        "3,0,0,7,Bandung and Cimahi\n4,1,,10,\n",
    )
    assert study.survey["id"].tolist() == left
    assert list(study.survey.index) == list(range(len(left)))
    assert notes(study)["rows left out by keep:"] == (keep, 4 - len(left))


def test_keep_is_never_evaluated_and_says_what_it_understands(tmp_path):
    file = "a,nps\n1,9\n"
    for keep in ("__import__('os').remove('a.csv')", "a == 1 or nps == 9 == 2", "a"):
        found = refused(tmp_path, f'data: a.csv\nkeep: "{keep}"\nnps: nps\n', file)
        assert found == [
            f"codebook.yaml:2: keep: {keep!r} is no condition. Write a column, one of == != < <= > "
            ">= and a value, and join several by `and`: Finished == 1 and Status != 1."
        ]
    assert refused(tmp_path, "data: a.csv\nkeep: a > x\nnps: nps\n", file) == [
        "codebook.yaml:2: keep: > needs a number, found 'x'."
    ]
    assert refused(tmp_path, "data: a.csv\nkeep: aa == 1\nnps: nps\n", file) == [
        "codebook.yaml:2: keep: there is no 'aa'. Did you mean 'a'?"
    ]
    assert (tmp_path / "a.csv").exists()


def test_no_row_left_after_keep_is_an_error(tmp_path):
    assert refused(tmp_path, "data: a.csv\nkeep: a == 2\nnps: nps\n", "a,nps\n1,9\n") == [
        "codebook.yaml:2: keep: no row of a.csv meets 'a == 2'."
    ]


def test_rows_that_keep_leaves_out_may_hold_anything(tmp_path):
    study = study_in(
        tmp_path, "data: a.csv\nkeep: ok == 1\nnps: nps\n", "ok,nps\n0,ImportId\n1,9\n"
    )
    assert study.survey["nps"].tolist() == [9]


def test_personal_columns_are_left_out_and_named_unless_the_codebook_asks_for_them(tmp_path):
    study = study_in(
        tmp_path,
        "data: a.csv\nnps: nps\nsegments: {place: Location}\n",
        "nps,Email,IPAddress,Location,comment\n9,a@b.c,1.2.3.4,X,fine\n8,d@e.f,1.2.3.5,Y,so\n",
    )
    assert list(study.survey.columns) == ["nps", "place", "comment"]
    assert notes(study) == {"personal columns left out": ("a.csv: Email, IPAddress", 2)}
    asked = study_in(
        tmp_path, "data: a.csv\nnps: nps\nquestions: {Email: e-mail}\n", "nps,Email\n9,a@b.c\n"
    )
    assert "Email" in asked.survey


def test_further_tables_have_role_names_labels_and_ikm_items(tmp_path):
    study = study_in(
        tmp_path,
        "data: a.csv\nnps: nps\nmissing: [9]\n"
        "tables:\n"
        "  pulse: {data: pulse.csv, store: store_id}\n"
        "  office: {data: office.csv, ikm: 'U1:2'}\n"
        "  plain: plain.csv\n"
        "values: {kind: {1: {en: Big, id: Besar}}}\n"
        "questions: {U1: Rules, store_id: Store}\n",
        "nps\n9\n10\n",
        pulse="store_id,kind,email\n1,1,x\n2,1,y\n",
        office="U1,U2\n1,4\n9,3\n",
        plain="a\n1\n",
    )
    assert list(study.tables) == ["pulse", "office", "plain"]
    assert list(study.tables["pulse"].columns) == ["store", "kind"]
    assert study.tables["pulse"]["kind"].tolist() == ["Big", "Big"]
    np.testing.assert_array_equal(study.items("ikm"), [[1, 4], [np.nan, 3]])
    assert study.scale("ikm") == (1, 4)
    assert study.label("U1") == "Rules"
    assert [study.has(w) for w in ("ikm", "pulse", "office", "plain", "events")] == [
        *(True, True, True, True, False)
    ]
    assert notes(study)["personal columns left out"] == ("pulse.csv: email", 1)


LOG = "c,felt,left\n1,2,0\n2,-2,1\n3,9,0\n"


def logged(folder, scales, log=LOG):
    (folder / "a.csv").write_text("nps\n9\n", encoding="utf-8")
    (folder / "log.csv").write_text(log, encoding="utf-8")
    (folder / "codebook.yaml").write_text(
        f"data: a.csv\nnps: nps\nmissing: [9]\n{scales}tables:\n"
        "  events: {data: log.csv, customer: c, emotion: felt, dropped: left}\n",
        encoding="utf-8",
    )
    return folder


def test_a_rating_of_a_further_table_has_the_scale_that_the_codebook_states(tmp_path):
    study = load_study(logged(tmp_path, "scales: {emotion: {min: -2, max: 2}}\n"))
    assert study.scale("emotion") == (-2, 2)
    felt = study.tables["events"]["emotion"].tolist()
    assert felt[:2] == [2, -2] and np.isnan(felt[2])  # 9 is no answer
    assert study.items("emotion")["emotion"].tolist()[:2] == [2, -2]


def test_a_rating_may_use_the_name_of_another_scale(tmp_path):
    scales = "scales: {smile: {min: -2, max: 2}, emotion: smile}\n"
    assert load_study(logged(tmp_path, scales)).scale("emotion") == (-2, 2)
    assert refused(logged(tmp_path, "scales: {smile: {min: -2, max: 2}, emotion: smil}\n"))[0] == (
        "codebook.yaml:4: scales: emotion: scale: there is no 'smil'. Did you mean 'smile'?"
    )


def test_a_rating_off_its_scale_is_named_with_its_row(tmp_path):
    log = LOG.replace("-2", "-3")
    assert refused(logged(tmp_path, "scales: {emotion: {min: -2, max: 2}}\n", log)) == [
        "log.csv: column 'felt' must hold answers from -2 to 2, found -3 (rows: 1, first: row 3). "
        "A code for 'no answer' goes under missing: in the codebook, another scale under scale: "
        "or scales:."
    ]


def test_a_rating_without_a_scale_stays_as_it_is_and_says_how_to_state_one(tmp_path):
    study = load_study(logged(tmp_path, ""))
    assert study.tables["events"]["emotion"].tolist() == [2, -2, 9]
    for ask in (study.scale, study.items):
        with pytest.raises(
            StudyError,
            match=r"^study: the codebook gives 'emotion' of the table 'events' no scale\. Add "
            r"`scales: \{emotion: \{min: 1, max: 5\}\}`, with its own lowest and highest answer\.$",
        ):
            ask("emotion")


def test_what_is_wrong_with_further_tables_is_told_with_the_rest(tmp_path):
    assert refused(
        tmp_path,
        "data: a.csv\nnps: Q9\ntables:\n  pulse: {data: pulse.csv, store: store_idd}\n"
        "  gone: gone.csv\n  office: {data: office.csv, ikm: 'U1:2'}\n",
        "Q8\n9\n",
        pulse="store_id\n1\n",
        office="U1,U2\n1,7\n",
    ) == [
        "codebook.yaml:4: tables: pulse: store: there is no 'store_idd'. Did you mean 'store_id'?",
        f"There is no file '{tmp_path / 'gone.csv'}'. Check its name and folder.",
        "office.csv: column 'U2' must hold answers from 1 to 4, found 7 (rows: 1, first: row 2). "
        "A code for 'no answer' goes under missing: in the codebook, another scale under scale: "
        "or scales:.",
        "codebook.yaml:2: nps: there is no 'Q9'. There are: Q8.",
    ]


# Pairs, Kano questions, causes and steps ----------------------------------------------------------

PAIRS = {
    "Speed": {"importance": "i1", "performance": "p1"},
    "Price": {"importance": "i2", "performance": "p2", "expectation": "e2"},
}
CURE = (
    "Name the columns of importance, performance and expectation under pairs: in the codebook, "
    "those of functional and dysfunctional under kano:."
)


def paired(**changes):
    frame = answers(i1=[5, 4], p1=[3, 99], i2=[2, 3], p2=["TS", None], e2=[4, 5], k1=[1, 2])
    return load_study(frame, **{"pairs": PAIRS, "scale": FIVE, "missing": [99], **changes})


def test_a_part_of_the_pairs_is_a_column_a_driver_that_has_it():
    study = paired()
    importance = study.by_driver("importance")
    assert importance.to_dict("list") == {"Speed": [5, 4], "Price": [2, 3]}
    assert list(importance.columns) == ["Speed", "Price"]
    # 99 is a code for no answer, TS the second of five points
    np.testing.assert_array_equal(study.by_driver("performance"), [[3, 2], [np.nan, np.nan]])
    assert study.by_driver("expectation").to_dict("list") == {"Price": [4, 5]}
    assert {*study.by_driver("performance").dtypes, *importance.dtypes} == {np.dtype(float)}


def test_a_study_says_which_parts_its_drivers_have():
    study = paired()
    words = ("pairs", "importance", "performance", "expectation", "functional", "kano")
    assert [study.has(word) for word in words] == [True, True, True, True, False, False]
    assert not load_study(answers(Q8=[9]), nps="Q8").has("importance")


def test_a_part_that_no_driver_has_is_named_with_those_there_are():
    study = paired(pairs={"Speed": PAIRS["Speed"]})
    for part in ("expectation", "functional", "importence"):
        with pytest.raises(StudyError) as caught:
            study.by_driver(part)
        assert str(caught.value) == (
            f"study: no driver has the part {part!r}. There are: importance, performance. {CURE}"
        )
    with pytest.raises(StudyError, match=r"no driver has the part 'importance'\. There are: -\."):
        load_study(answers(Q8=[9]), nps="Q8").by_driver("importance")


def test_a_pair_may_use_a_question_that_plays_a_role_or_is_an_item():
    study = paired(csat="p1", constructs={"Cost": "-i2"})
    np.testing.assert_array_equal(study.by_driver("performance")["Speed"], [3, np.nan])
    np.testing.assert_array_equal(study.survey["csat"], [3, np.nan])
    assert study.by_driver("importance")["Price"].tolist() == [2, 3]  # as answered
    assert study.items("Cost")["i2"].tolist() == [4, 3]  # turned: 6-2, 6-3


def test_the_scale_of_a_part_is_the_one_that_all_drivers_share():
    study = paired(scales={"pairs": {"min": 0, "max": 10, "labels": {"TS": 2}}}, scale=None)
    assert study.scale("importance") == study.scale("performance") == (0, 10)
    on_ten = {"Dear": {"items": "i2", "scale": {"min": 1, "max": 10}}}
    study = paired(constructs=on_ten)
    assert study.scale("performance") == (1, 5)
    with pytest.raises(StudyError) as caught:
        study.scale("importance")
    assert str(caught.value) == (
        "study: the drivers have 'importance' on several scales: 1-5 (Speed); 1-10 (Price). "
        "Drivers are compared on one scale: bring the answers to one in the file, and state it in "
        "the codebook."
    )


def test_a_construct_keeps_its_scale_though_a_part_has_its_name():
    seven = {"items": "k1", "scale": {"min": 1, "max": 7}}
    study = paired(constructs={"performance": seven})
    assert study.scale("performance") == (1, 7)
    assert study.by_driver("performance").columns.tolist() == ["Speed", "Price"]


def test_kano_answers_come_by_driver_from_the_survey():
    frame = answers(f1=[1, 2, 9], d1=["5", "4", "I like it"], f2=[1, 1, 1], d2=[3, 3, 3])
    study = load_study(
        frame,
        kano={"Speed": ["f1", "d1"], "Price": ["f2", "d2"]},
        missing=[9],
        scales={"kano": {**FIVE, "labels": {"I like it": 1}}},
    )
    np.testing.assert_array_equal(study.by_driver("functional")["Speed"], [1, 2, np.nan])
    assert study.by_driver("dysfunctional").to_dict("list") == {
        "Speed": [5, 4, 1],
        "Price": [3] * 3,
    }
    assert study.scale("functional") == study.scale("dysfunctional") == (1, 5)
    assert study.has("kano")


WISHES = "{data: wishes.csv, customer: who, kano: {Speed: [f, d]}}"


def test_a_further_table_may_hold_the_kano_questions(tmp_path):
    study = study_in(
        tmp_path,
        f"data: a.csv\nnps: nps\nmissing: [99]\ntables:\n  wishes: {WISHES}\n",
        "nps\n9\n10\n",
        wishes="who,f,d\n1,1,5\n2,99,3\n3,2,4\n",
    )
    np.testing.assert_array_equal(study.by_driver("functional")["Speed"], [1, np.nan, 2])
    assert study.by_driver("dysfunctional")["Speed"].tolist() == [5, 3, 4]
    assert study.scale("functional") == (1, 5)
    assert study.tables["wishes"].columns.tolist() == ["customer", "f", "d"]
    assert [study.has(word) for word in ("kano", "functional", "wishes")] == [True] * 3


def test_the_kano_questions_of_the_survey_come_before_those_of_a_table(tmp_path):
    study = study_in(
        tmp_path,
        f"data: a.csv\nkano: {{Price: [k1, k2]}}\ntables:\n  wishes: {WISHES}\n",
        "k1,k2\n1,4\n",
        wishes="who,f,d\n1,1,5\n2,2,3\n",
    )
    assert study.by_driver("functional").to_dict("list") == {"Price": [1]}
    assert study.by_driver("dysfunctional").to_dict("list") == {"Price": [4]}


def test_what_is_wrong_with_the_kano_questions_of_a_table_is_told(tmp_path):
    table = "{data: wishes.csv, kano: {Speed: [f, d], Price: [f2, d]}}"
    assert refused(
        tmp_path,
        f"data: a.csv\nnps: nps\ntables:\n  wishes: {table}\n",
        "nps\n9\n",
        wishes="f,d\n6,5\n",
    ) == [
        "codebook.yaml:4: tables: wishes: kano: Price: there is no 'f2'. Did you mean 'f'?",
        "wishes.csv: column 'f' must hold answers from 1 to 5, found 6 (rows: 1, first: row 2). A "
        "code for 'no answer' goes under missing: in the codebook, another scale under scale: or "
        "scales:.",
    ]


def test_a_table_named_kano_holds_kano_questions_only_if_it_says_so(tmp_path):
    study = study_in(
        tmp_path,
        "data: a.csv\nnps: nps\ntables: {kano: kano.csv}\n",
        "nps\n9\n",
        kano="f,d\n1,5\n",
    )
    assert not study.has("kano")


COMPLAINTS = "{data: complaints.csv, customer: who, causes: 'cause1:2', steps: [step1]}"


def test_causes_and_steps_of_complaints_are_items_of_ones_and_zeros(tmp_path):
    study = study_in(
        tmp_path,
        f"data: a.csv\nnps: nps\nmissing: [99]\ntables:\n  complaints: {COMPLAINTS}\n"
        "values: {step1: {1: {en: Yes, id: Ya}, 0: {en: No, id: Tidak}}}\n"
        "questions: {cause1: {en: Price, id: Harga}}\n",
        "nps\n9\n",
        complaints="who,cause1,cause2,step1\n7,1,0,Ya\n7,0,,no\n8,99,1,0\n",
    )
    causes = study.items("causes")
    assert causes.columns.tolist() == ["cause1", "cause2"]
    np.testing.assert_array_equal(causes, [[1, 0], [0, np.nan], [np.nan, 1]])
    assert study.items("steps").to_dict("list") == {"step1": [1, 0, 0]}
    assert study.scale("causes") == study.scale("steps") == (0, 1)
    assert study.label("cause1") == "Price"
    assert study.tables["complaints"].columns.tolist() == ["customer", "cause1", "cause2", "step1"]
    assert [study.has(word) for word in ("causes", "steps")] == [True, True]


def test_other_values_than_one_and_zero_in_causes_and_steps_are_named_with_the_cure(tmp_path):
    told = (
        "complaints.csv: column {!r} must hold 1 (yes) and 0 (no), found {} (rows: {}, first: row "
        "{}). Give words their code, values: {{{}: {{1: Yes, 0: No}}}}, put a code for 'no answer' "
        "under missing:, and recode other numbers in the file."
    )
    assert refused(
        tmp_path,
        f"data: a.csv\nnps: nps\ntables:\n  complaints: {COMPLAINTS}\n",
        "nps\n9\n",
        complaints="who,cause1,cause2,step1\n7,1,0,Ya\n7,2,0.5,Tidak\n8,9,1,0\n",
    ) == [
        told.format("cause1", "2, 9", 2, 3, "cause1"),
        told.format("cause2", "0.5", 1, 3, "cause2"),
        told.format("step1", "'Tidak', 'Ya'", 2, 2, "step1"),
    ]


def test_a_construct_of_the_name_causes_is_not_the_causes_of_complaints():
    study = load_study(answers(a=[1, 5]), constructs={"causes": "a"}, scale=FIVE)
    assert not study.has("causes")
    assert study.scale("causes") == (1, 5)


def test_a_survey_without_complaints_has_no_causes():
    study = load_study(answers(Q8=[9]), nps="Q8")
    assert not study.has("causes")
    with pytest.raises(
        StudyError, match=r"no construct or scored role 'causes'\. There are: nps\."
    ):
        study.items("causes")


def test_two_tables_cannot_hold_the_same_questions(tmp_path):
    table = "{data: t.csv, causes: c1, kano: {Speed: [f, d]}}"
    assert refused(
        tmp_path,
        f"data: a.csv\nnps: nps\ntables:\n  old: {table}\n  new: {table}\n",
        "nps\n9\n",
        t="c1,f,d\n1,1,5\n",
    ) == [
        "codebook.yaml:5: tables: new: causes stands under old too. Keep one.",
        "codebook.yaml:5: tables: new: kano stands under old too. Keep one.",
    ]


def test_the_sample_has_pairs_kano_answers_causes_and_steps():
    study = load_study("serambi")
    drivers = study.drivers
    for part in ("importance", "performance", "expectation"):
        assert study.by_driver(part).columns.tolist() == drivers
        assert len(study.by_driver(part)) == len(study.survey)
        assert study.scale(part) == (1, 5)
    raw = pd.read_csv(data_folder() / "serambi" / "kano.csv")
    for part, stem in (("functional", "kf_"), ("dysfunctional", "kd_")):
        found = study.by_driver(part)
        assert found.columns.tolist() == drivers
        np.testing.assert_array_equal(found, raw.filter(like=stem))
    raw = pd.read_csv(data_folder() / "serambi" / "complaints.csv")
    for role, stem, n in (("causes", "cause", 6), ("steps", "step", 7)):
        found = study.items(role)
        assert found.columns.tolist() == [f"{stem}{number}" for number in range(1, n + 1)]
        np.testing.assert_array_equal(found, raw[found.columns])
    assert all(study.has(word) for word in ("pairs", "kano", "causes", "steps"))
    assert study.label("cause1") == "Quality of product or service"


# Bad input ----------------------------------------------------------------------------------------


def test_everything_wrong_in_codebook_and_file_comes_at_once(tmp_path):
    assert refused(
        tmp_path,
        "data: a.csv\n"
        "scale: {min: 1, max: 5, lables: {a: 1}}\n"
        "constructs:\n"
        "  A: Q1:2\n"
        "  B: [Q5_3]\n"
        "outcome: Aa\n"
        "drivers: [B, C]\n"
        "nps: NPS\n"
        "weight: w\n"
        "channel: kanal2\n"
        "values: {kanel: {Yes: ya}}\n",
        'Q1,Q2,Q5_4,NPS,w,kanal\n1,2,3,10,1,a\n7,x,3,11,-1,b\n7,KS,3,9,,b\n\n"1,2",3,3,9,1,c\n',
    ) == [
        "codebook.yaml:2: 'lables' is no key of scale. Did you mean 'labels'?",
        "codebook.yaml:5: constructs: B: there is no 'Q5_3'. Did you mean 'Q5_4'?",
        "codebook.yaml:10: channel: there is no 'kanal2'. Did you mean 'kanal'?",
        "codebook.yaml:6: outcome: there is no 'Aa'. Did you mean 'A'?",
        "codebook.yaml:7: drivers: there is no 'C'. There are: A, B.",
        "codebook.yaml:11: values: kanel: there is no 'kanel'. Did you mean 'kanal'?",
        "a.csv: column 'Q1' must hold numbers, found '1,2' (rows: 1, first: row 6). Give words a "
        "number under labels: in scale:, and put words for 'no answer' under missing: in the "
        "codebook.",
        "a.csv: column 'Q1' must hold answers from 1 to 5, found 7 (rows: 2, first: row 3). A code "
        "for 'no answer' goes under missing: in the codebook, another scale under scale: or "
        "scales:.",
        "a.csv: column 'Q2' holds 'KS' (rows: 1, first: row 4), a word with no fixed place on a "
        "scale. Give it a number under labels: in scale:.",
        "a.csv: column 'Q2' must hold numbers, found 'x' (rows: 1, first: row 3). Give words a "
        "number under labels: in scale:, and put words for 'no answer' under missing: in the "
        "codebook.",
        "a.csv: column 'NPS' must hold answers from 0 to 10, found 11 (rows: 1, first: row 3). A "
        "code for 'no answer' goes under missing: in the codebook, another scale under scale: or "
        "scales:.",
        "a.csv: the weight in 'w' is missing (rows: 1, first: row 4). Fill it in, or leave the "
        "rows out with keep:.",
        "a.csv: the weights in 'w' must not be negative, found -1 (rows: 1, first: row 3). Correct "
        "them, or leave the rows out with keep:.",
    ]


def test_answers_off_the_scale_are_named_with_count_and_first_row():
    assert refused(answers(Q8=[9, 99, 12, 99, -1, 10.5, 77]), nps="Q8") == [
        "DataFrame: column 'Q8' must hold answers from 0 to 10, found -1, 10.5, 12, 77, 99 (rows: "
        "6, first: row 1). A code for 'no answer' goes under missing: in the codebook, another "
        "scale under scale: or scales:."
    ]


@pytest.mark.parametrize(
    ("weights", "sentence"),
    [
        ([1, -2, -3], "must not be negative, found -3, -2 (rows: 2, first: row 1). Correct them,"),
        ([1, None, 1], "missing (rows: 1, first: row 1). Fill it in,"),
        ([0, 0, 0], "all weights in 'w' are zero, so nobody counts. Is it the right column?"),
        (["1", "x", "2"], "must be numbers, found 'x' (rows: 1, first: row 1). Correct them,"),
        ([1, 2, float("inf")], "must be numbers, found 'inf' (rows: 1, first: row 2). Correct"),
    ],
)
def test_bad_weights_are_refused(weights, sentence):
    found = refused(answers(w=weights, Q8=[1, 2, 3]), nps="Q8", weight="w")
    assert len(found) == 1
    assert sentence in found[0]


def test_a_weight_of_zero_for_some_is_allowed():
    study = load_study(answers(w=["0", "1.5"], Q8=[1, 2]), nps="Q8", weight="w")
    assert study.survey["weight"].tolist() == [0, 1.5]


@pytest.mark.parametrize("role", ["nps", "csat", "ces", "channel"])
def test_a_role_in_which_nobody_answered_is_refused(role):
    frame = pd.DataFrame({"q": [99, None]})
    assert refused(frame, **{role: "q"}, missing={"q": [99]}) == [
        f"DataFrame: {role} holds no answers: every cell of q is blank or a code for no answer. Is "
        "it the right column, and does missing: say too much?"
    ]


def test_a_construct_in_which_nobody_answered_is_refused_and_an_empty_item_is_a_note():
    empty = answers(a=[1, 2], b=[None, None])
    assert refused(empty, constructs={"A": "a", "B": "b"}, scale=FIVE) == [
        "DataFrame: B holds no answers: every cell of b is blank or a code for no answer. Is it "
        "the right column, and does missing: say too much?"
    ]
    study = load_study(empty, constructs={"A": ["a", "b"]}, scale=FIVE)
    assert notes(study) == {"no answers": ("b", 0)}
    assert study.scores["A"].tolist() == [1, 2]


def test_an_empty_file_and_a_header_only_are_told_with_the_problems_of_the_codebook(tmp_path):
    assert refused(tmp_path, "data: a.csv\nnpss: Q8\n", "") == [
        "codebook.yaml:2: 'npss' is no key of codebook. Did you mean 'nps'?",
        EMPTY,
    ]
    assert refused(tmp_path, "data: a.csv\nnps: Q8\n", "Q8\n") == [NO_ANSWERS]
    assert refused(pd.DataFrame({"Q8": []}), nps="Q8") == ["DataFrame: there are no answers in it."]


def test_a_column_with_the_name_of_a_role_must_have_that_role():
    assert refused(answers(weight=[60, 70], Q8=[9, 10]), nps="Q8") == [
        "DataFrame: the column 'weight' has a name with a meaning here. If it is the weight, write "
        "weight: weight in the codebook; else give it a new name: columns: {other_weight: weight}."
    ]
    assert refused(answers(weight=[60, 70], w=[1, 1], Q8=[9, 10]), nps="Q8", weight="w") == [
        "load_study: DataFrame has a column 'weight' beside 'w', which is to be weight. Give the "
        "other one a new name: columns: {other_weight: weight}."
    ]
    study = load_study(answers(weight=[60, 70], Q8=[9, 10]), nps="Q8", columns={"body": "weight"})
    assert list(study.survey.columns) == ["nps", "body"]


def test_a_construct_needs_a_scale_and_a_column_has_one_only():
    assert refused(answers(a=[1]), constructs={"A": "a"}) == [
        "load_study: constructs: A has no scale. Write scale: {min: 1, max: 5} (your own lowest "
        "and highest answer) at the top of the codebook, or below constructs: A."
    ]
    assert refused(answers(a=[1]), constructs={"A": {"items": "a", "scale": "cess"}}) == [
        "load_study: constructs: A: scale: there is no 'cess'. Did you mean 'ces'?"
    ]
    seven = {"items": "a", "scale": {"min": 1, "max": 7}}
    assert refused(answers(a=[1]), constructs={"A": "a", "B": seven}, scale=FIVE) == [
        "load_study: constructs: B: column 'a' is on the scale 1 to 5 elsewhere in the codebook. "
        "State one scale."
    ]
    assert refused(answers(a=[1], b=[2]), constructs={"A": ["a", "-a", "b"]}, scale=FIVE) == [
        "load_study: constructs: A names 'a' twice. Keep one."
    ]


def test_one_label_for_two_codes_is_refused():
    found = refused(answers(k=[1, 2]), channel="k", values={"k": {1: "Shop", 2: "Shop"}})
    assert found == [
        "load_study: values: k: two codes have one label (Shop, Shop). Give each its own."
    ]


def test_a_misspelt_argument_is_named_with_the_one_that_is_meant():
    assert refused(answers(Q8=[9]), npss="Q8") == [
        "load_study: 'npss' is no key of codebook. Did you mean 'nps'?"
    ]


# Where a study is found ---------------------------------------------------------------------------


def test_a_wrong_study_name_lists_those_that_exist():
    known = ", ".join(study_names())
    (sentence,) = refused("serambii")
    assert sentence == (
        f"load_study: there is no study and no path 'serambii' (looked in {str(Path.cwd())!r}). "
        f"Did you mean 'serambi'? The studies that come with the workbook: {known}."
    )
    (sentence,) = refused("zzz/codebook.yaml")
    assert sentence == (
        "load_study: there is no study and no path 'zzz/codebook.yaml' (looked in "
        f"{str(Path.cwd())!r}). The studies that come with the workbook: {known}."
    )


def test_a_folder_without_a_codebook_and_a_data_file_are_no_codebooks(tmp_path):
    (tmp_path / "a.csv").write_text("Q8\n9\n")
    assert refused(str(tmp_path)) == [
        f"load_study: the folder {str(tmp_path)!r} holds no codebook.yaml."
    ]
    path = str(tmp_path / "a.csv")
    assert refused(path) == [
        f"load_study: {path!r} is no codebook. Name a codebook.yaml and the file of answers: "
        f"load_study('codebook.yaml', data={path!r})."
    ]


def test_keys_of_a_codebook_file_belong_into_the_file():
    assert refused(HERE / "alien", nps="Q8", scale=FIVE) == [
        "load_study: nps, scale belong into the codebook file. As arguments they go with a "
        "DataFrame only."
    ]


def test_data_is_needed_and_may_lie_anywhere(tmp_path):
    (tmp_path / "codebook.yaml").write_text("nps: Q8\nnpss: x\n")
    assert refused(tmp_path / "codebook.yaml") == [
        "codebook.yaml:2: 'npss' is no key of codebook. Did you mean 'nps'?",
        "codebook.yaml: data: is missing. Write data: and the name of the file of answers in the "
        "codebook's folder.",
    ]
    (tmp_path / "codebook.yaml").write_text("nps: Q8\n")
    (tmp_path / "else").mkdir()
    (tmp_path / "else" / "b.csv").write_text("Q8\n9\n")
    study = load_study(tmp_path / "codebook.yaml", data=tmp_path / "else" / "b.csv")
    assert study.survey["nps"].tolist() == [9]
    gone = tmp_path / "gone.csv"
    assert refused(tmp_path, data=gone) == [
        f"There is no file {str(gone)!r}. Check its name and folder."
    ]


def test_a_study_by_name_comes_from_beside_the_package_or_two_levels_up():
    assert data_folder() == HERE.parent / "data"
    assert "serambi" in study_names()
    study = load_study("serambi")
    assert (study.name, study.folder) == ("serambi", data_folder() / "serambi")
    assert study.has("truth")


def test_another_file_with_the_samples_codebook_has_no_truth(tmp_path):
    shutil.copy(data_folder() / "serambi" / "survey.csv", tmp_path / "survey.csv")
    assert not load_study("serambi", data=tmp_path / "survey.csv").has("truth")


def test_every_label_of_the_sample_is_in_both_languages():
    for study in (load_study("serambi"), load_study(HERE / "alien")):
        book = study.codebook
        texts = [*book.questions.values(), *(c.label for c in book.constructs.values() if c.label)]
        texts += [text for labels in book.values.values() for text in labels.values()]
        assert all(text.en and text.id for text in texts)


# What a reader should know ------------------------------------------------------------------------


def test_a_sound_study_has_no_problems_but_the_table_has_its_columns():
    problems = load_study(answers(Q8=[9, 3]), nps="Q8").problems
    assert list(problems.columns) == ["what", "where", "n", "advice", "share", "kind"]
    assert (problems["n"].dtype, problems["share"].dtype) == (int, float)
    assert len(problems) == 0


def test_one_respondent_is_noted():
    study = load_study(answers(Q8=[9]), nps="Q8")
    assert notes(study) == {"one respondent": ("-", 1)}
    assert study.problems["advice"][0] == "No interval can be computed from one answer."


def test_an_item_without_variance_is_noted():
    study = load_study(answers(a=[4, 4, 4], b=[1, 2, 3]), constructs={"A": ["a", "b"]}, scale=FIVE)
    assert notes(study) == {"no variance": ("a", 3)}


def test_a_reversed_item_is_suspected_and_never_turned_by_itself():
    frame = answers(a=[1, 2, 4, 5], b=[1, 3, 4, 5], c=[5, 4, 2, 1], d=[2, 2, 5, 5])
    study = load_study(frame, constructs={"A": ["a", "b", "c", "d"]}, scale=FIVE)
    suspects = study.problems
    assert suspects["what"].tolist() == ["reversed item?"]
    assert suspects.loc[0, ["where", "n"]].tolist() == ["A: c", 4]
    assert suspects["advice"][0] == (
        "The item falls where the others rise. If it is worded the other way round, write -c; if "
        "not, it measures something else."
    )
    assert study.items("A")["c"].tolist() == [5, 4, 2, 1]
    turned = load_study(frame, constructs={"A": ["a", "b", "-c", "d"]}, scale=FIVE)
    assert len(turned.problems) == 0
    wrongly = load_study(frame, constructs={"A": ["-a", "b", "-c", "d"]}, scale=FIVE)
    assert wrongly.problems.iloc[0]["where"] == "A: a"
    assert "write a; if" in wrongly.problems.iloc[0]["advice"]


def test_straight_liners_copies_and_doubled_ids_are_noted():
    rng = np.random.default_rng(1)
    frame = pd.DataFrame(rng.integers(1, 6, (40, 8)), columns=[f"q{i}" for i in range(1, 9)])
    frame.loc[3] = 4
    frame.loc[7] = frame.loc[6]
    frame["who"] = [*range(39), 0]
    study = load_study(frame, constructs={"A": "q1:8"}, scale=FIVE, id="who")
    found = notes(study)
    assert found["straight-liners"] == ("-", 1)
    assert found["same answers twice"] == ("-", 1)
    assert found["id twice"] == ("id", 1)


def test_groups_that_compare_nothing_or_too_much_are_noted():
    frame = answers(k=[1] * 25, s=range(25), Q8=[0, 10, 5, 4, 6] * 5)
    study = load_study(frame, nps="Q8", channel="k", segments=["s"])
    assert notes(study) == {"one group only": ("channel", 25), "many groups": ("s", 25)}


def test_answers_between_the_points_are_noted():
    study = load_study(answers(Q8=[9.5, 3, 2.5]), nps="Q8")
    assert notes(study) == {"answers between the points of the scale": ("nps", 2)}


# Provenance, the airport, speed -------------------------------------------------------------------


def test_provenance_names_files_hashes_and_rows_and_no_folder():
    study = load_study(HERE / "alien")
    facts = study.provenance()
    assert json.loads(json.dumps(facts)) == facts
    assert {key: facts[key] for key in facts if "sha256" not in key} == {
        "study": "alien",
        "n": 300,
        "data": "jawaban.csv",
        "rows_read": 300,
        "encoding": "utf-8",
        "separator": ";",
        "decimal": ",",
        "codebook": "codebook.yaml",
    }
    assert all(re.fullmatch("[0-9a-f]{64}", facts[k]) for k in ("sha256", "codebook_sha256"))


@pytest.mark.skipif(not AIRPORT.exists(), reason="no ../shared/real beside the project")
def test_the_airport_survey_has_the_counts_of_the_reference():
    study = load_study(HERE / "airport" / "codebook.yaml", data=AIRPORT)
    counts = json.loads((HERE / "reference" / "airport_counts.json").read_text())
    survey = study.survey
    assert len(survey) == counts["rows"]
    assert int(survey["nps"].count()) == counts["nps"]["n"]
    assert int((survey["nps"] >= 9).sum()) == counts["nps"]["promoters"]
    assert int((survey["nps"] <= 6).sum()) == counts["nps"]["detractors"]
    by_channel = survey.groupby("channel", observed=True)["nps"].count()
    assert by_channel.to_dict() == counts["nps"]["by_channel"]
    items = survey[[item for name in study.codebook.constructs for item in study.items(name)]]
    assert len(items.dropna()) == counts["complete_drivers_and_outcome"]
    assert study.has("truth") is False
    assert study.label("Safety") == "Feeling of safety"


@pytest.mark.slow
def test_a_hundred_thousand_rows_of_a_hundred_columns_are_read_whole(tmp_path):
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(
        rng.integers(1, 6, (100_000, 100)), columns=[f"q{n}" for n in range(1, 101)]
    )
    frame.to_csv(tmp_path / "a.csv", index=False)
    (tmp_path / "codebook.yaml").write_text(
        "data: a.csv\nscale: {min: 1, max: 5}\nconstructs: {A: q1:100}\n"
    )
    start = time.perf_counter()
    study = load_study(tmp_path)
    print(f"{time.perf_counter() - start:.1f} s")
    assert study.scores["A"].sum() == pytest.approx(frame.mean(axis=1).sum())
