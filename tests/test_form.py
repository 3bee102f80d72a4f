"""The form on a drafted codebook: every control, the YAML, Check and Write."""

import csv
import html
import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from custsat_edu.errors import InputError, StudyError
from custsat_edu.i18n import use_language
from custsat_edu.study.codebook import read_codebook
from custsat_edu.study.drafting.draft import draft_codebook
from custsat_edu.study.study import load_study
from custsat_edu.teach.form import codebook_form

ROOT = Path(__file__).parents[1]
EXPORTS = ROOT / "data" / "exports"
FILES = [
    "excel_likert.xlsx",
    "google_forms.csv",
    "kobotoolbox.csv",
    "microsoft_forms.xlsx",
    "qualtrics.csv",
    pytest.param("spss.sav", marks=pytest.mark.slow),
    "survey_300300_R_data_file.csv",
    "surveymonkey.csv",
]
SAMPLES = sorted((ROOT.parent / "shared" / "samples").glob("*"))
LEAVE_OUT = ()


def item_of(construct):
    return (("constructs", construct),)


def write(folder: Path, columns: dict[str, list], n: int = 40) -> Path:
    path = folder / "answers.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(
            [answers[k % len(answers)] for answers in columns.values()] for k in range(n)
        )
    return path


def opened(file: Path, folder: Path):
    return codebook_form(draft_codebook(file), file=file, folder=folder)


@pytest.fixture
def form(tmp_path):
    """Two constructs, a score, a channel in codes, and a column that is not used."""
    columns = {
        "service1": [1, 2, 3, 4, 5],
        "service2": [2, 2, 3, 4, 5, 5],
        "service3": [1, 2, 3, 3, 5],
        "satisfaction1": [1, 2, 3, 4, 5, 4, 3],
        "satisfaction2": [1, 2, 3, 4, 5, 5, 3],
        "nps": [0, 3, 7, 9, 10],
        "channel": [1, 2, 2],
        "age": [19, 31, 45, 52, 60, 38, 27],
    }
    return opened(write(tmp_path, columns), tmp_path / "mine")


def checked(form) -> list[str]:
    form.check.click()
    return form.said.split("\n")


def reloaded(form):
    """Write the codebook, and load it."""
    form.replace.value = True
    form.write.click()
    assert form.said.startswith("Written: "), form.said
    return load_study(form._folder / "codebook.yaml", data=form._file)


def scale_of(form, name):
    return next(row for row in form.scales if row.name.value == name)


# Opening --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FILES)
def test_a_form_opens_as_the_draft_and_its_check_counts_the_answers(name, tmp_path):
    draft = draft_codebook(EXPORTS / name)
    form = codebook_form(draft, file=EXPORTS / name, folder=tmp_path)
    assert form.text == draft.text
    assert form.codebook == draft.codebook
    assert [(": ".join(key), said) for key, said in form.decided] == draft.asks
    assert re.fullmatch(r"30\d answers can be used\.", checked(form)[0])


@pytest.mark.slow
@pytest.mark.skipif(not SAMPLES, reason="the folder ../shared/samples is not there")
def test_every_sample_that_can_be_read_opens_as_its_draft(tmp_path):
    drafts = {}
    for path in SAMPLES:
        try:
            drafts[path] = draft_codebook(path)
        except StudyError:
            continue
    assert len(drafts) > 10
    for path, draft in drafts.items():
        form = codebook_form(draft, file=path, folder=tmp_path)
        assert (form.text, form.codebook) == (draft.text, draft.codebook), path.name
        form.show_all.value = True
        assert len(form.menus) == len(form._book.columns)


def test_what_is_no_draft_is_refused(tmp_path):
    said = "codebook_form: draft must be what draft_codebook(file) gives, found str."
    with pytest.raises(InputError, match=re.escape(said)):
        codebook_form("data: a.csv", file="a.csv", folder=tmp_path)


def test_without_a_kernel_a_form_is_its_yaml(form):
    assert form._repr_mimebundle_()["text/plain"] == form.text


def test_only_what_the_draft_uses_is_shown_until_all_is_asked_for(form):
    assert "age" not in form.menus
    assert len(form._columns.children) == 3 * 7
    form.show_all.value = True
    assert form.menus["age"].value == LEAVE_OUT
    assert len(form._columns.children) == 3 * 8
    form.show_all.value = False
    assert len(form._columns.children) == 3 * 7


def test_what_names_a_person_is_not_shown(tmp_path):
    path = write(tmp_path, {"q1": [1, 2, 3, 4, 5], "q2": [1, 2, 3, 4, 5], "Email": ["a@b.example"]})
    form = opened(path, tmp_path)
    form.show_all.value = True
    told = form._about["Email"].value
    assert "names persons, not shown" in told
    assert "a@b.example" not in told


def test_a_long_question_is_cut_and_a_grid_says_its_row_first(tmp_path):
    columns = {f"How much do you agree with this? [{row}]": [1, 2, 3, 4, 5] for row in ("A", "B")}
    columns["x" * 90 + "?"] = [1, 2, 3, 4, 5]
    form = opened(write(tmp_path, columns), tmp_path)
    form.show_all.value = True
    about = {column: widget.value for column, widget in form._about.items()}
    assert ">A · How much do you agree with this?</span>" in about[next(iter(columns))]
    assert f">{'x' * 69}…</span>" in about["x" * 90 + "?"]


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ([3, 1, 2], "1 · 2 · 3"),
        (list(range(1, 9)), "1 … 8"),
        ([f"word {n}" for n in range(8)], "8 different answers"),
    ],
)
def test_what_a_column_holds_is_told_in_short(answers, told, tmp_path):
    form = opened(write(tmp_path, {"a1": answers, "nps": [0, 5, 10]}), tmp_path)
    form.show_all.value = True
    assert f">{told}</span>" in form._about["a1"].value


# Columns --------------------------------------------------------------------------------------


def test_a_column_that_is_left_out_leaves_its_construct(form):
    form.menus["service2"].value = LEAVE_OUT
    assert form.codebook["constructs"]["Service"] == {"items": ["service1", "service3"]}
    assert "service2" not in reloaded(form).items("Service")


def test_a_construct_without_items_is_gone_wherever_it_is_named(form):
    assert form.codebook["drivers"] == ["Service"]
    for name in ("service1", "service2", "service3"):
        form.menus[name].value = LEAVE_OUT
    assert [*form.codebook["constructs"]] == ["Satisfaction"]
    assert "drivers" not in form.codebook
    assert [row.name.value for row in form.scales] == ["Satisfaction", "NPS"]
    form.menus["satisfaction1"].value = form.menus["satisfaction2"].value = LEAVE_OUT
    assert not {"constructs", "outcome"} & {*form.codebook}


def test_a_column_moves_to_another_construct_in_the_order_of_the_file(form):
    form.menus["service1"].value = item_of("Satisfaction")
    assert form.codebook["constructs"] == {
        "Service": {"items": "service2:3"},
        "Satisfaction": {"items": ["service1", "satisfaction1", "satisfaction2"]},
    }


def test_a_new_construct_takes_its_name_and_scale_from_the_column(form):
    form.menus["nps"].value = (("constructs",),)
    assert form.codebook["constructs"]["Nps"] == {
        "items": "other_nps",
        "scale": {"min": 0, "max": 10},
    }
    assert "nps" not in form.codebook
    assert form.menus["nps"].value == item_of("Nps")
    assert reloaded(form).scale("Nps") == (0, 10)


def test_a_role_has_one_column(form):
    form.show_all.value = True
    form.menus["age"].value = (("channel",),)
    assert form.codebook["channel"] == "age"
    assert form.menus["channel"].value == LEAVE_OUT
    assert form.codebook["columns"] == {"other_channel": "channel"}
    form.menus["channel"].value = (("channel",),)
    assert form.codebook["channel"] == "other_channel"
    assert form.menus["age"].value == LEAVE_OUT
    assert reloaded(form).survey["channel"].nunique() == 2


@pytest.mark.parametrize("role", ["csat", "ces", "id", "weight", "duration", "time"])
def test_every_role_can_be_given_and_taken_back(role, form):
    form.show_all.value = True
    column = "service1" if role in ("csat", "ces") else "age"
    before = form.menus[column].value
    form.menus[column].value = ((role,),)
    assert form.codebook[role] == column
    assert role in reloaded(form).survey
    form.menus[column].value = before
    assert role not in form.codebook


def test_segments_and_comments_are_lists(form):
    form.show_all.value = True
    form.menus["age"].value = (("segments",),)
    form.menus["channel"].value = (("comment",),)
    assert form.codebook["segments"] == ["age"]
    assert form.codebook["comment"] == ["other_channel"]
    assert "age" in reloaded(form).survey
    form.menus["age"].value = form.menus["channel"].value = LEAVE_OUT
    assert not {"segments", "comment", "channel"} & {*form.codebook}


def test_a_column_that_plays_two_parts_keeps_both_until_it_is_moved(tmp_path):
    question = "How satisfied are you?"
    form = opened(write(tmp_path, {question: [1, 2, 3, 4, 5], "speed": [5, 4, 3, 2, 1]}), tmp_path)
    assert form.codebook["csat"] == "csat"
    assert form.codebook["constructs"]["Satisfied"] == {"items": "csat"}
    assert form.menus[question].label == "Satisfied + CSAT"
    form.menus[question].value = (("csat",),)
    assert [*form.codebook["constructs"]] == ["Speed"]
    assert form.codebook["csat"] == "csat"


def test_a_tick_reverses_an_item(form):
    form.turned["service2"].value = True
    assert form.codebook["constructs"]["Service"]["items"] == ["service1", "-service2", "service3"]
    assert checked(form)[0] == "40 answers can be used."
    form.turned["service2"].value = False
    assert form.codebook["constructs"]["Service"]["items"] == "service1:3"
    assert form.turned["nps"].layout.visibility == "hidden"


# Constructs -----------------------------------------------------------------------------------


def test_a_construct_is_renamed_wherever_it_is_named(form):
    scale_of(form, "Service").name.value = " Good  service: yes "
    scale_of(form, "Satisfaction").name.value = "OSAT"
    assert [*form.codebook["constructs"]] == ["Good service: yes", "OSAT"]
    assert form.codebook["drivers"] == ["Good service: yes"]
    assert form.codebook["outcome"] == "OSAT"
    assert form.menus["service1"].label == "Good service: yes"
    assert reloaded(form).drivers == ["Good service: yes"]


def test_a_construct_keeps_its_name_if_the_new_one_is_blank_and_names_stay_apart(form):
    scale_of(form, "Service").name.value = "  "
    assert form.scales[0].name.value == "Service"
    form.scales[0].name.value = "satisfaction"
    assert [*form.codebook["constructs"]] == ["satisfaction_2", "Satisfaction"]
    form.scales[0].name.value = "nps"  # a column's name
    assert [*form.codebook["constructs"]] == ["nps_2", "Satisfaction"]


def test_the_ends_of_a_scale_are_set_for_one_construct(form):
    scale_of(form, "Service").high.value = 7
    assert form.codebook["constructs"]["Service"]["scale"] == {"min": 1, "max": 7}
    assert form.codebook["scale"] == {"min": 1, "max": 5}
    assert reloaded(form).scale("Service") == (1, 7)
    scale_of(form, "Satisfaction").low.value = 0  # now the only one on the scale at the top
    assert form.codebook["scale"] == {"min": 0, "max": 5}
    scale_of(form, "Service").low.value = 0
    scale_of(form, "Service").high.value = 5
    assert "scale" not in form.codebook["constructs"]["Service"]


def test_the_ends_of_a_score_are_set_and_the_usual_ones_are_not_written(form):
    scale_of(form, "NPS").low.value = 1
    assert form.codebook["scales"] == {"nps": {"min": 1, "max": 10}}
    scale_of(form, "NPS").low.value = 0
    assert "scales" not in form.codebook


def test_an_endless_scale_is_not_taken(form):
    scale_of(form, "Service").high.value = float("inf")
    assert form.codebook["scale"] == {"min": 1, "max": 5}


def test_one_construct_is_the_outcome_and_without_it_the_form_asks(form):
    scale_of(form, "Service").part.value = "outcome"
    assert form.codebook["outcome"] == "Service"
    assert scale_of(form, "Satisfaction").part.value == ""
    scale_of(form, "Satisfaction").part.value = "drivers"
    assert form.codebook["drivers"] == ["Satisfaction"]
    scale_of(form, "Service").part.value = ""
    assert "outcome" not in form.codebook
    question = "Which construct is the outcome, such as overall satisfaction?"
    assert (("outcome",), question) in form.decided
    assert f"# ? {question}\n#outcome:\n" in form.text


# Words ----------------------------------------------------------------------------------------


def test_codes_get_words_and_what_is_blank_waits(form):
    text = form.words["values", "channel"]
    assert text.value == "1: , 2: "
    assert "#  channel: {1: , 2: }" in form.text
    text.value = "1=Store, 2: "
    assert text.value == "1: Store, 2: "
    assert form.codebook["values"] == {"channel": {"1": "Store"}}
    assert any(key == ("values", "channel") for key, _said in form.decided)
    text.value = '1: Store, 2: "Web, app: all"'
    assert form.codebook["values"] == {"channel": {"1": "Store", "2": "Web, app: all"}}
    assert text.value == '1: Store, 2: "Web, app: all"'
    assert not form.decided
    assert [*reloaded(form).survey["channel"].cat.categories] == ["Store", "Web, app: all"]


def test_words_that_cannot_be_read_stand_there_and_change_nothing(form):
    form.words["values", "channel"].value = "1 Store, 2: Web"
    assert form.said == "'1 Store': write a code, a colon and its word, as in 1: Store, 2: Web."
    assert form.words["values", "channel"].value == "1 Store, 2: Web"
    assert "values" not in form.codebook


def test_a_construct_waits_until_every_word_has_its_number(tmp_path):
    form = opened(EXPORTS / "excel_likert.xlsx", tmp_path)
    assert form.words["scales", "agreement"].value.endswith("SS: 7, CS: , CTS: ")
    assert "Trust" not in form.codebook["constructs"]
    form.words["scales", "agreement"].value = "STS: 1, TS: 2, N: 4, S: 6, SS: 7, CS: 5, CTS: x"
    assert "Trust" not in form.codebook["constructs"]
    open_ = [said for key, said in form.decided if key == ("scales", "agreement")]
    assert open_ == ["Which number has 'CTS'? It has no fixed place; write it into labels."]
    form.words["scales", "agreement"].value = "STS: 1, TS: 2, N: 4, S: 6, SS: 7, CS: 5, CTS: 3"
    assert form.codebook["constructs"]["Trust"] == {"items": "trust1:3", "scale": "agreement"}
    assert {key for key, _said in form.decided} == {
        ("values", name) for name in ("channel", "gender", "region")
    }
    study = reloaded(form)
    assert study.scores["Trust"].notna().all()
    assert form.codebook["scales"]["agreement"]["labels"]["CTS"] == 3


def test_a_word_that_is_no_answer_needs_no_number(tmp_path):
    form = opened(EXPORTS / "excel_likert.xlsx", tmp_path)
    form.missing.value = "CS, cts"
    assert form.words["scales", "agreement"].value == "STS: 1, TS: 2, N: 4, S: 6, SS: 7"
    assert "Trust" in form.codebook["constructs"]
    form.missing.value = ""
    assert "Trust" not in form.codebook["constructs"]


def test_a_construct_of_words_that_nobody_knows_asks_for_their_numbers(tmp_path):
    columns = {"nps": [0, 5, 10], "mood": ["blue", "green", "red: hot", "grey, dark"]}
    form = opened(write(tmp_path, columns), tmp_path / "mine")
    form.show_all.value = True
    form.menus["mood"].value = (("constructs",),)
    text = form.words["constructs", "Mood"]
    assert text.value == 'blue: , green: , "red: hot": , "grey, dark": '
    assert "constructs" not in form.codebook
    assert [key for key, _said in form.decided] == [("constructs", "Mood")]
    text.value = 'blue: 1, green: 2, "red: hot": 3, "grey, dark": 4'
    study = reloaded(form)
    assert sorted(study.scores["Mood"].unique()) == [1, 2, 3, 4]


@pytest.mark.slow
def test_an_item_whose_labels_fall_is_reversed_in_its_construct(tmp_path):
    pyreadstat = pytest.importorskip("pyreadstat", reason="pyreadstat is in the extra `spss`")
    words = ["Sangat puas", "Puas", "Netral", "Tidak puas", "Sangat tidak puas"]
    labels = dict(enumerate(words, 1))
    answers = pd.DataFrame({"q1": [1, 2, 3, 4, 5] * 8, "q2": [1, 2, 3, 4, 4] * 8})
    path = tmp_path / "a.sav"
    pyreadstat.write_sav(answers, path, variable_value_labels={"q1": labels, "q2": labels})
    form = opened(path, tmp_path)
    assert form.codebook["constructs"] == {"Q1_2": {"items": ["-q1", "-q2"]}}
    form.menus["q1"].value = (("constructs",),)
    assert form.codebook["constructs"]["Q1"] == {"items": ["-q1"]}
    assert form.turned["q1"].value


# Single keys, questions -----------------------------------------------------------------------


def test_codes_for_no_answer_are_a_list(form):
    form.missing.value = ' 99, "no, thanks" ,Tidak tahu'
    assert form.codebook["missing"] == ["99", "no, thanks", "Tidak tahu"]
    assert form.missing.value == '99, "no, thanks", Tidak tahu'
    form.missing.value = ""
    assert "missing" not in form.codebook


def test_codes_of_a_single_column_stay_and_follow_its_name(tmp_path):
    channel = ["Store", "Web", "Don't know"]
    form = opened(write(tmp_path, {"channel": channel, "nps": [0, 7, 10]}), tmp_path)
    assert form.codebook["missing"] == {"channel": ["Don't know"]}
    form.missing.value = "99"
    assert form.codebook["missing"] == {"all": ["99"], "channel": ["Don't know"]}
    form.menus["channel"].value = (("segments",),)
    assert form.codebook["missing"] == {"all": ["99"], "other_channel": ["Don't know"]}
    assert checked(form)[0] == "40 answers can be used."


def test_rows_to_keep_and_sampling_are_written(form):
    assert form.sampling.label == "not said"
    form.keep.value = " age >= 30  and channel == 2 "
    form.sampling.value = "convenience"
    assert form.codebook["keep"] == "age >= 30 and channel == 2"
    assert form.codebook["sampling"] == "convenience"
    assert len(reloaded(form).survey) < 40
    form.keep.value, form.sampling.value = "", ""
    assert not {"keep", "sampling"} & {*form.codebook}


def test_a_question_is_answered_by_a_tick_or_by_a_change(tmp_path):
    columns = {"nps": [8, 9, 10], "overall satisfaction": [2, 3, 4]}
    form = opened(write(tmp_path, columns, n=3), tmp_path)
    asked = [ask for ask in form.decided if ask[0] == ("nps",)]
    assert len(asked) == 1 and f"# ? {asked[0][1]}" in form.text
    form.decided[asked[0]].value = True
    assert asked[0] not in form.decided
    assert asked[0][1] not in form.text
    again = opened(form._file, tmp_path)
    scale_of(again, "NPS").low.value = 1
    assert asked[0] not in again.decided


def test_lines_that_nobody_changed_keep_their_comments(form):
    before = form.text.split("\n")
    form.menus["service2"].value = LEAVE_OUT
    after = form.text.split("\n")
    gone = [line.split("   # ")[0] for line in before if line not in after]
    assert gone == ["  Service: {items: service1:3}"]
    assert "  Service: {items: [service1, service3]}" in after
    form.menus["service2"].value = item_of("Service")
    assert form.text.split("\n") == before


def test_a_remark_on_an_unused_column_goes_when_it_is_used(form):
    assert "# Not used: age" in form.text
    form.show_all.value = True
    form.menus["age"].value = (("segments",),)
    assert "Not used" not in form.text


# Check and write ------------------------------------------------------------------------------


def test_check_tells_every_problem_with_its_line(form):
    scale_of(form, "Service").high.value = 4
    form.keep.value = "age"
    said = checked(form)
    line = form.text.split("\n").index("keep: age") + 1
    assert said[0].startswith(f"codebook.yaml:{line}: keep: 'age' is no condition.")
    assert said[1].startswith("answers.csv: column 'service1' must hold answers from 1 to 4")
    form.keep.value = ""
    assert form.said == "", "what was said is over when something changes"


def test_check_tells_what_a_reader_should_know(form):
    form.turned["service2"].value = True
    usable, *notes = checked(form)
    assert usable == "40 answers can be used."
    study = reloaded(form)
    assert len(notes) == len(study.problems) > 0
    assert notes[0].startswith(study.problems.loc[0, "what"])


def test_write_makes_the_folder_and_says_where_the_codebook_is(form, tmp_path):
    form.write.click()
    path = tmp_path / "mine" / "codebook.yaml"
    assert path.read_bytes().decode() == form.text
    assert form.said == (
        f"Written: {path}. Load it with load_study({str(path)!r}, data={str(form._file)!r})."
    )
    form.menus["nps"].value = LEAVE_OUT
    form.write.click()  # its own file
    assert path.read_bytes().decode() == form.text


@pytest.mark.parametrize("other", ["data: other.csv\n", ""])
def test_write_never_takes_the_place_of_another_file_without_a_tick(other, form, tmp_path):
    path = tmp_path / "mine" / "codebook.yaml"
    path.parent.mkdir()
    path.write_text(other)
    form.write.click()
    assert form.said == (
        f"{path} is there already, and is another one. Choose another folder, or let this one take "
        "its place (replace)."
    )
    assert path.read_text() == other
    form.replace.value = True
    form.write.click()
    assert path.read_bytes().decode() == form.text
    assert not form.replace.value
    path.write_text("changed by hand")
    form.write.click()
    assert path.read_text() == "changed by hand"


def test_a_folder_that_cannot_be_made_is_named(form, tmp_path):
    (tmp_path / "mine").write_text("a file")
    form._folder = tmp_path / "mine" / "below"
    form.write.click()
    said = f"{form._folder / 'codebook.yaml'} cannot be written (Not a directory). "
    assert form.said == said + "Choose another folder."


# Hostile files, Indonesian, size --------------------------------------------------------------

HOSTILE = {
    "<script>alert(1)</script>": ["<b>x</b>", '"q"', "a: b", "{y}", "# z", "- l", "*s"],
    "line\nbreak": [1, 2, 3, 4, 5],
    "a: [b, {c": [1, 2, 3, 4, 5, 5],
    "\"quoted\", 'x'": [1, 2],
    "$x^2$": [1, 2, 3, 4, 5, 4],
    "-minus": [1, 2, 3, 4, 5, 3],
    "PERQ1:3": [1, 2, 3, 4, 5, 2],
    "no": [1, 2, 3, 4, 5, 1],
    "&amp; *x": [5, 2, 3, 4, 5],
    "time": [5, 4, 3, 2, 1],
    "wave": ["one", "two"],
}


def test_hostile_names_are_escaped_and_come_back_as_they_were(tmp_path):
    form = opened(write(tmp_path, HOSTILE), tmp_path / "mine")
    form.show_all.value = True
    shown = "".join(widget.value for widget in [*form._about.values(), form._yaml])
    assert "<script>" not in shown and "<b>" not in shown
    assert html.escape("<script>alert(1)</script>") in shown
    assert all("$" not in menu.description for menu in form.menus.values())
    for column in form.menus:
        for place in ("constructs", "segments", "comment", "csat", "segments"):
            form.menus[column].value = ((place,),)
            assert read_back(form, tmp_path).columns == form.codebook.get("columns", {})
    assert len(form.codebook["segments"]) == len(HOSTILE)
    assert len(reloaded(form).survey.columns) == len(HOSTILE)


def read_back(form, folder):
    """Write the YAML into a file; it must be a codebook without an error."""
    path = folder / "back.yaml"
    path.write_bytes(form.text.encode())
    book, _places, problems = read_codebook(path)
    assert problems == []
    return book


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(max_size=30), st.text(max_size=30))
def test_any_name_and_any_word_round_trip(form, name, word):
    form.words["values", "channel"].value = "1: , 2: x"
    form._book.set_words(("values", "channel"), {"1": word, "2": "x"})
    form._show()
    shown = form.words["values", "channel"].value
    form.words["values", "channel"].value = "1: y, 2: x"
    form.words["values", "channel"].value = shown
    assert form.codebook["values"]["channel"].get("1", "") == word
    form.scales[0].name.value = name
    kept = form.scales[0].name.value
    assert [*read_back(form, form._file.parent).constructs] == [kept, "Satisfaction"]


def test_a_form_speaks_indonesian(form):
    use_language("id")
    again = opened(form._file, form._folder)
    assert again.check.description == "Periksa"
    assert again.menus["nps"].options[0][0] == "tidak dipakai"
    assert checked(again)[0] == "40 jawaban dapat dipakai."
    again.write.click()
    assert again.said.startswith("Ditulis: ")


def test_a_wide_file_makes_three_controls_a_column_and_few_models_more(tmp_path):
    columns = {f"part{k}_{n}": [1, 2, 3, 4, 5, n] for k in range(20) for n in range(1, 6)}
    form = opened(write(tmp_path, columns), tmp_path)
    assert len(form.menus) == 100
    assert len({menu.layout.model_id for menu in form.menus.values()}) == 1
    assert len({menu.style.model_id for menu in form.menus.values()}) == 1
