"""Every survey tool's export is read for what it is: small twins in tests/exports/."""

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from custsat_edu import load_study
from custsat_edu.errors import StudyError
from custsat_edu.study.files.furniture import own_columns, unwrap
from custsat_edu.study.files.readers import read_table
from custsat_edu.study.files.syntax import read_syntax, syntax_beside
from custsat_edu.study.files.table import Table
from custsat_edu.study.files.vendors import read_header

TWINS = Path(__file__).parent / "exports"
SAMPLES = Path(__file__).parents[2] / "shared" / "samples"
DATA = Path(__file__).parents[1] / "data" / "exports"


def said(table):
    """Return the notes as a reader sees them."""
    return {str(note.what): (note.where, note.n) for note in table.notes}


def lists(column):
    """Return a column as a list with None for what is missing."""
    return [None if pd.isna(cell) else cell for cell in column]


def twin(tmp_path, name, *changes, encoding="utf-8", ending=None):
    """Copy a twin with other words in it, in another encoding or under another ending."""
    text = (TWINS / name).read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = (tmp_path / name).with_suffix(ending or Path(name).suffix)
    path.write_bytes(text.encode(encoding))
    return path


def as_workbook(tmp_path, name, separator=";"):
    """Write a twin as the one sheet of a workbook, all cells as text."""
    cells = pd.read_csv(TWINS / name, sep=separator, header=None, dtype=str)
    path = (tmp_path / name).with_suffix(".xlsx")
    cells.to_excel(path, header=False, index=False, engine="xlsxwriter")
    return path


# Qualtrics ----------------------------------------------------------------------------------------


def test_qualtrics_has_three_header_rows_of_which_the_second_holds_the_questions():
    table = read_table(TWINS / "qualtrics.csv")
    assert table.facts["tool"] == "Qualtrics"
    assert list(table.frame.columns)[-5:] == ["Q1", "Q2_1", "Q6", "Q3_First Click", "Segment"]
    assert table.questions == {
        "Q1": "How satisfied are you, all in all?",
        "Q2_1": "Rate each part - Speed",
        "Q6": "What did you use?",
        "Segment": "Segment",
    }
    assert table.frame["Q1"].tolist() == [4, 2, 5]
    assert lists(table.frame["Q2_1"]) == [5, None, 5]


def test_one_comma_three_in_qualtrics_is_two_choices():
    assert lists(read_table(TWINS / "qualtrics.csv").frame["Q6"]) == ["1,3", None, "2"]


def test_previews_and_tests_of_qualtrics_are_left_out_and_counted_and_spam_is_noted():
    table = read_table(TWINS / "qualtrics.csv")
    assert table.frame["ResponseId"].tolist() == ["R_one", "R_two", "R_spam"]
    assert list(table.rows) == [5, 6, 8]  # three header rows, row 4 and row 7 are previews
    assert said(table) == {
        "previews and tests left out": ("qualtrics.csv: Status", 2),
        "rows marked as spam": ("qualtrics.csv: Status", 1),
    }


@pytest.mark.parametrize(
    ("status", "kept"),
    [
        ("Survey Preview", False),
        ("survey test", False),
        ("Survey Preview Spam", False),
        ("Offline Survey Preview", False),
        ("2", False),
        ("9", False),
        ("IP Address", True),
        ("Imported", True),
        ("16", True),
    ],
)
def test_the_status_may_be_a_code_or_words(tmp_path, status, kept):
    path = twin(tmp_path, "qualtrics.csv", ("08:04:00,0,", f"08:04:00,{status},"))
    assert ("R_one" in read_table(path).frame["ResponseId"].tolist()) is kept


def test_a_file_of_previews_alone_is_refused(tmp_path):
    path = twin(tmp_path, "qualtrics.csv", (":00,0,", ":00,1,"), (":00,8,", ":00,2,"))
    with pytest.raises(StudyError) as caught:
        read_table(path)
    assert str(caught.value) == (
        "qualtrics.csv: all 5 rows are previews or tests of the survey. Export it again when "
        "answers have come in."
    )


def test_qualtrics_tells_who_did_not_finish_and_how_long_each_took(tmp_path):
    table = read_table(TWINS / "qualtrics.csv")
    assert table.unfinished.tolist() == [False, True, False]
    assert table.seconds.tolist() == [240, 61, 60]
    words = twin(tmp_path, "qualtrics.csv", (",61,0,", ",61,FALSE,"), (",240,1,", ",240,TRUE,"))
    assert read_table(words).unfinished.tolist() == [False, True, False]
    by_progress = twin(tmp_path, "qualtrics.csv", ("Finished,Rec", "Done,Rec"))
    assert read_table(by_progress).unfinished.tolist() == [False, True, False]
    neither = [("Finished,Rec", "Done,Rec"), ("Progress,Dur", "Far,Dur")]
    assert read_table(twin(tmp_path, "qualtrics.csv", *neither)).unfinished is None
    by_times = twin(tmp_path, "qualtrics.csv", ("Duration (in seconds),Fin", "Took,Fin"))
    assert read_table(by_times).seconds.tolist() == [240, 60, 60]


def test_the_furniture_of_qualtrics_stays_in_the_frame_and_is_listed():
    table = read_table(TWINS / "qualtrics.csv")
    assert table.facts["furniture"] == [
        *("StartDate", "EndDate", "Status", "IPAddress", "Progress", "Duration (in seconds)"),
        *("Finished", "RecordedDate", "ResponseId", "RecipientEmail", "UserLanguage"),
        "Q3_First Click",
    ]
    assert {*table.facts["furniture"]} < {*table.frame.columns}
    assert table.frame["StartDate"].tolist()[0] == "2026-01-05 08:00:00"


def test_import_ids_may_be_the_repr_of_a_python_dict(tmp_path):
    path = twin(
        tmp_path,
        "qualtrics.csv",
        ('""ImportId"":""', "'ImportId': '"),
        ('""}"', "'}\""),
        ('"",""timeZone"":""', "', 'timeZone': '"),
    )
    table = read_table(path)
    assert "{'ImportId': 'QID1'}" in path.read_text(encoding="utf-8")
    assert (table.facts["tool"], list(table.rows)) == ("Qualtrics", [5, 6, 8])


def test_qualtrics_is_known_by_its_columns_where_header_rows_were_deleted(tmp_path):
    lines = (TWINS / "qualtrics.csv").read_text(encoding="utf-8").split("\n")
    ids = next(n for n, line in enumerate(lines) if "ImportId" in line)
    only_names, without_ids = tmp_path / "a.csv", tmp_path / "b.csv"
    only_names.write_text("\n".join([lines[0], *lines[ids + 1 :]]), encoding="utf-8")
    without_ids.write_text("\n".join(lines[:ids] + lines[ids + 1 :]), encoding="utf-8")
    for path, first in ((only_names, 3), (without_ids, 4)):
        table = read_table(path)
        assert (table.facts["tool"], table.rows[0], table.frame.shape) == (
            "Qualtrics",
            first,
            (3, 16),
        )
    assert read_table(only_names).questions == {}
    assert read_table(without_ids).questions["Q2_1"] == "Rate each part - Speed"


def test_import_ids_may_stand_right_below_the_names(tmp_path):
    lines = (TWINS / "qualtrics.csv").read_text(encoding="utf-8").split("\n")
    path = tmp_path / "a.csv"
    path.write_text("\n".join([lines[0], *lines[3:]]), encoding="utf-8")
    table = read_table(path)
    assert (list(table.rows), table.questions) == ([4, 5, 7], {})


def test_legacy_qualtrics_has_its_true_names_in_the_second_row(tmp_path):
    path = twin(tmp_path, "qualtrics_legacy.csv", encoding="utf-8-sig")
    table = read_table(path)
    assert list(table.frame.columns) == [
        *("ResponseID", "ResponseSet", "Name", "IPAddress", "Status", "StartDate", "EndDate"),
        *("Finished", "Q1", "Q2", "LocationLatitude"),  # and no trailing empty column
    ]
    assert table.questions == {"Q1": "How satisfied are you?", "Q2": "What could be better?"}
    assert table.frame["Q1"].tolist() == [2, 4]
    assert list(table.rows) == [3, 5]
    assert said(table)["previews and tests left out"][1] == 1
    assert table.unfinished.tolist() == [False, True]
    assert table.seconds.tolist() == [39, 120]
    assert "Q1" not in table.facts["furniture"] and "Name" in table.facts["furniture"]


# SurveyMonkey and forms ---------------------------------------------------------------------------


def test_surveymonkey_has_two_header_rows_and_blank_ones_continue_the_question(tmp_path):
    path = twin(tmp_path, "surveymonkey.csv", encoding="cp1252")
    table = read_table(path)
    assert (table.facts["tool"], table.facts["encoding"]) == ("SurveyMonkey", "cp1252")
    assert list(table.frame.columns)[6:] == [
        "Have you been to the café?",
        "Which have you used? Choose all that apply. [Shop]",
        "Which have you used? Choose all that apply. [Web]",
        "Which have you used? Choose all that apply. [Other (please specify)]",
        "How satisfied are you with …? [Speed]",
        "How satisfied are you with …? [Price]",
        "What could be better?",
    ]
    assert list(table.questions) == list(table.frame.columns)[6:]
    assert table.facts["furniture"] == list(table.frame.columns)[:6]
    assert list(table.rows) == [3, 4]
    assert lists(table.frame.iloc[1, 7:11]) == [None, "Web", "a friend", "Dissatisfied"]


def test_times_with_the_month_or_the_day_first_give_the_seconds_that_make_sense(tmp_path):
    # 01/31 is the 31st of January; 02/01 alone could be either, and both ends are on one day
    assert read_table(TWINS / "surveymonkey.csv").seconds.tolist() == [90, 600]
    day_first = twin(tmp_path, "surveymonkey.csv", ("01/31/2026", "31/01/2026"), ("02/01", "01/02"))
    assert read_table(day_first).seconds.tolist() == [90, 600]
    words = twin(tmp_path, "surveymonkey.csv", ("01/31/2026 11:59:30 PM", "last night"))
    assert read_table(words).seconds is None


def test_surveymonkey_with_its_second_header_row_deleted_is_known(tmp_path):
    lines = (TWINS / "surveymonkey.csv").read_text(encoding="utf-8").split("\n")
    path = tmp_path / "a.csv"
    path.write_text("\n".join([lines[0], *lines[2:]]), encoding="utf-8")
    table = read_table(path)
    assert (table.facts["tool"], list(table.rows)) == ("SurveyMonkey", [2, 3])


def test_google_forms_is_told_by_its_time_stamp_in_any_language(tmp_path):
    table = read_table(TWINS / "google_forms_id.csv")
    assert table.facts["tool"] == "Google Forms"
    assert table.facts["furniture"] == ["Cap waktu", "Alamat Email"]
    assert table.frame["Cap waktu"].tolist()[0] == "2026/01/05 8.00.12 AM GMT+7"
    other = twin(tmp_path, "google_forms_id.csv", ("Cap waktu", "Zeitstempel"))
    assert read_table(other).facts["tool"] == "Google Forms"
    english = read_table(TWINS / "google_forms_en.csv")
    assert english.facts["furniture"] == ["Timestamp"]
    assert list(english.questions) == [f"How satisfied are you? [{x}]" for x in ("Price", "Speed")]
    assert (english.unfinished, english.seconds) == (None, None)


def test_a_doubled_question_of_google_forms_gets_a_two(tmp_path):
    table = read_table(TWINS / "google_forms_id.csv")
    assert list(table.frame.columns)[2:] == [
        "Saya puas dengan pelayanan",
        "Saya puas dengan pelayanan.2",
        "Seberapa puas Anda? [Harga]",
        "Kanal yang digunakan",
    ]
    assert table.repeated == {"Saya puas dengan pelayanan": 2}
    assert table.questions["Saya puas dengan pelayanan.2"] == "Saya puas dengan pelayanan"
    assert table.frame["Kanal yang digunakan"].tolist() == ["Toko;Situs web", "WhatsApp"]


def test_a_column_called_timestamp_without_times_is_no_google_form(tmp_path):
    path = twin(
        tmp_path, "google_forms_en.csv", ("1/5/2026 8:00:12", "1"), ("1/5/2026 8:10:00", "2")
    )
    assert "tool" not in read_table(path).facts


def forms_workbook(tmp_path, names):
    start = pd.Timestamp("2026-01-05 08:00:00")
    times = [start, start + pd.Timedelta(hours=1)]
    frame = pd.DataFrame(
        {
            names[0]: [1, 2],
            names[1]: times,
            names[2]: [times[0] + pd.Timedelta(minutes=4), times[1] + pd.Timedelta(seconds=63)],
            names[3]: "anonymous",
            names[4]: None,
            "Seberapa puas Anda?\u00a0": ["Sangat puas", None],
            "Kanal apa saja?": ["Toko;Web;", "Web;"],
            "Last modified time": None,
        }
    )
    path = tmp_path / "forms.xlsx"
    frame.to_excel(path, index=False, engine="xlsxwriter")
    return path


@pytest.mark.parametrize(
    "names",
    [
        ["ID", "Start time", "Completion time", "Email", "Name"],
        ["ID", "Startzeit", "Fertigstellungszeit", "E-Mail", "Name"],
    ],
)
def test_microsoft_forms_is_told_by_its_first_five_columns(tmp_path, names):
    table = read_table(forms_workbook(tmp_path, names))
    assert table.facts["tool"] == "Microsoft Forms"
    assert table.facts["furniture"] == [*names, "Last modified time"]
    assert list(table.questions) == ["Seberapa puas Anda?", "Kanal apa saja?"]
    assert table.frame["Kanal apa saja?"].tolist() == ["Toko;Web;", "Web;"]
    assert table.frame[names[1]].tolist() == ["2026-01-05 08:00:00", "2026-01-05 09:00:00"]
    assert table.seconds.tolist() == [240, 63]


def test_a_list_of_people_with_an_id_is_no_microsoft_form():
    names = ["ID", "City", "Street", "Email", "Name"]
    assert read_header([names, ["1", "Bogor", "Merdeka", "x", "y"]]).tool is None
    assert read_header([["ID", "a", "b", "c", "d"], ["1", "2", "3", "4", "5"]]).tool is None


# LimeSurvey ---------------------------------------------------------------------------------------

LIME_OWN = ["id", "submitdate", "lastpage", "startlanguage", "seed", "startdate", "datestamp"]


def test_limesurvey_without_a_submit_date_is_unfinished_and_interviewtime_is_seconds():
    table = read_table(TWINS / "limesurvey.csv")
    assert table.facts["tool"] == "LimeSurvey"
    assert table.facts["furniture"] == [*LIME_OWN, "interviewtime"]
    assert table.unfinished.tolist() == [False, True]
    assert table.seconds.tolist() == [284.5, 61.02]
    assert list(table.frame.columns)[7:10] == ["Q1", "Q2[SQ001]", "Q2[SQ002]"]


def test_limesurvey_with_full_texts_in_its_header_has_questions():
    table = read_table(TWINS / "limesurvey_texts.csv")
    assert table.facts["tool"] == "LimeSurvey"
    assert list(table.questions) == ["Seberapa puas Anda?", "Kanal [Toko]"]
    assert table.facts["furniture"] == list(table.frame.columns)[:7]
    assert table.unfinished.tolist() == [False, True]
    assert lists(table.seconds) == [300, None]  # from the start to the submit date


def test_limesurvey_in_which_nobody_sent_the_answers_off_is_unfinished_throughout(tmp_path):
    path = twin(tmp_path, "limesurvey.csv", ('"1","2026-01-05 08:05:00"', '"1",""'))
    path.write_text(path.read_text(encoding="utf-8").replace('"interviewtime"', '"other"'))
    table = read_table(path)
    assert table.unfinished.tolist() == [True, True]
    assert table.seconds.tolist() == [300, 60]  # to the last action


def test_limesurvey_with_codes_and_texts_has_short_names_and_questions():
    table = read_table(TWINS / "limesurvey_both.csv")
    assert list(table.frame.columns)[4:] == ["Q1", "Q2[SQ001]"]
    assert table.questions == {"Q1": "Seberapa puas Anda?", "Q2[SQ001]": "Kanal. [Toko]"}
    assert table.unfinished.tolist() == [False, True]


def test_the_r_syntax_beside_a_data_file_gives_questions_and_labels():
    table = read_table(TWINS / "survey_77_R_data_file.csv")
    assert table.facts["tool"] == "LimeSurvey"
    assert table.facts["syntax"] == "survey_77_R_syntax_file.R"
    assert table.questions == {
        "Q1": 'Seberapa "puas" Anda (1, 2)?',
        "Q2[SQ001]": "[Toko] Kanal yang dipakai",
        "NPS": "Seberapa mungkin Anda merekomendasikan kami?",
    }
    assert table.values == {
        "Q1": {"a1": 'Puas, "sekali" (ya)', "a2": "Tidak puas"},
        "Q2[SQ001]": {"1": "Ya", "0": "Tidak dipilih"},
    }
    assert table.unfinished.tolist() == [False, True]


def test_a_data_file_without_its_r_syntax_is_read_as_it_is(tmp_path):
    path = twin(tmp_path, "survey_77_R_data_file.csv")
    table = read_table(path)
    assert (table.facts["tool"], table.values, "syntax" in table.facts) == ("LimeSurvey", {}, False)
    assert syntax_beside(TWINS / "limesurvey.csv") is None


@pytest.mark.parametrize("ending", [".dat", ".csv"])
def test_the_spss_pair_of_limesurvey_is_read_by_its_syntax(tmp_path, ending):
    data = twin(tmp_path, "survey_77_SPSS_data_file.dat", ending=ending)
    shutil.copy(TWINS / "survey_77_SPSS_syntax_file.sps", tmp_path)
    table = read_table(data)
    assert (table.facts["tool"], table.facts["syntax"]) == (
        "LimeSurvey",
        "survey_77_SPSS_syntax_file.sps",
    )
    assert list(table.frame.columns) == [
        *("id", "submitdate", "lastpage", "startlanguage"),
        *("Q1", "Q2_SQ001", "Q3"),
    ]
    assert table.frame["Q1"].tolist() == ["A1", "A2"]
    assert lists(table.frame["Q3"]) == ["It's fine, really", None]
    assert list(table.rows) == [1, 2]  # no header row
    assert table.questions == {
        "Q1": 'How "satisfied" are you, all in all?',
        "Q2_SQ001": "[Shop] Which have you used?",
        "Q3": "What could be better?",
    }
    assert table.values == {
        "Q1": {"a1": "Satisfied", "a2": "Not satisfied"},
        "Q2_SQ001": {"1": "Yes", "0": "Not selected"},
    }
    assert table.unfinished.tolist() == [False, True]


def test_a_data_file_for_spss_without_its_syntax_is_refused(tmp_path):
    path = twin(tmp_path, "survey_77_SPSS_data_file.dat")
    with pytest.raises(StudyError) as caught:
        read_table(path)
    (tmp_path / "survey_77_SPSS_syntax_file.sps").write_text("EXECUTE.\n", encoding="utf-8")
    with pytest.raises(StudyError) as again:  # a syntax file that names nothing
        read_table(path)
    assert str(again.value) == str(caught.value)
    assert str(caught.value) == (
        "survey_77_SPSS_data_file.dat: this data file of LimeSurvey holds no column names. Put "
        "its syntax file 'survey_77_SPSS_syntax_file.sps' beside it, or export the answers as CSV."
    )


@pytest.mark.parametrize("name", ["survey_77_R_syntax_file.R", "survey_77_SPSS_syntax_file.sps"])
def test_a_syntax_file_is_no_file_of_answers(name):
    with pytest.raises(StudyError) as caught:
        read_table(TWINS / name)
    assert str(caught.value) == (
        f"{name}: this is a syntax file, which describes the answers. Leave it where it is, and "
        "name the data file beside it."
    )


def test_further_labels_are_added_and_an_empty_syntax_says_nothing():
    text = 'VALUE LABELS  V1\n "A1" "One".\nADD VALUE LABELS V1 666666 "other".\n'
    found = read_syntax(Path("a.sps"), "/VARIABLES=\n V1 A2.\n" + text)
    assert (found.names, found.values) == (["V1"], {"V1": {"a1": "One", "666666": "other"}})
    for ending in ("R", "sps"):
        nothing = read_syntax(Path(f"a.{ending}"), "nothing\n")
        assert (nothing.names, nothing.questions, nothing.values) == ([], {}, {})


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("a.R", "data[, 1] <- factor(data[, 1], levels=c(" + '"A",(' * 5_000),
        ("a.R", 'variable.labels[1] <- "' + 'a\\"' * 5_000),
        ("a.sps", "VARIABLE LABELS V1 " + '""' * 5_000 + "x"),
        ("a.sps", "/VARIABLES= V1 F" * 5_000),
    ],
)
def test_a_broken_syntax_file_says_nothing_and_takes_no_time(file, text):
    found = read_syntax(Path(file), text)
    assert (found.names, found.values) == ([], {})


def test_the_committed_limesurvey_export_has_questions_and_labels():
    table = read_table(DATA / "survey_300300_R_data_file.csv")
    assert table.questions["channel"] == "Di mana Anda terakhir berbelanja?"
    assert table.values["channel"] == {"a1": "Toko", "a2": "Daring"}
    assert table.unfinished.sum() == 2 and len(table.frame) == 302


# KoboToolbox and SoSci Survey ---------------------------------------------------------------------


@pytest.mark.parametrize("workbook", [False, True])
def test_a_skipped_multiple_choice_of_kobotoolbox_is_missing_and_not_zero(tmp_path, workbook):
    name = "kobotoolbox.csv"
    path = as_workbook(tmp_path, name) if workbook else TWINS / name
    table = read_table(path)
    assert table.facts["tool"] == "KoboToolbox"
    assert lists(table.frame["channel"]) == ["shop web", "web", None]
    assert lists(table.frame["channel/shop"]) == [1, 0, None]
    assert lists(table.frame["channel/web"]) == [1, 1, None]
    assert lists(table.frame["sat/speed"]) == [4, 99, None]  # a group, no multiple choice
    assert said(table) == {"multiple choice not answered": (f"{path.name}: channel", 1)}
    assert table.facts["furniture"] == [
        *("start", "end", "_id", "_uuid", "_submission_time", "_index"),
    ]
    assert table.seconds.tolist() == [300, 330, 240]
    assert table.unfinished is None


@pytest.mark.parametrize("workbook", [False, True])
def test_the_label_export_of_kobotoolbox_is_read_alike(tmp_path, workbook):
    name = "kobotoolbox_labels.csv"
    table = read_table(as_workbook(tmp_path, name) if workbook else TWINS / name)
    assert table.facts["tool"] == "KoboToolbox"
    assert table.frame["Kepuasan/Kecepatan layanan"].tolist() == ["Puas", "Tidak tahu"]
    assert lists(table.frame["Kanal yang dipakai/Toko"]) == [1, None]
    assert lists(table.frame["Kanal yang dipakai/Situs web"]) == [0, None]


def test_a_question_that_nobody_skipped_gives_no_note(tmp_path):
    path = twin(tmp_path, "kobotoolbox.csv", ('"";"";"0";"0"', '"5";"shop";"1";"0"'))
    table = read_table(path)
    assert (table.notes, table.frame["channel/shop"].tolist()) == ([], [1, 0, 1])


def test_text_beside_a_choice_stays_as_it_is(tmp_path):
    path = twin(
        tmp_path, "kobotoolbox.csv", ("channel/web", "channel/other"), ('"0";"1"', '"0";"x"')
    )
    table = read_table(path)
    assert lists(table.frame["channel/other"]) == ["1", "x", "0"]
    assert lists(table.frame["channel/shop"]) == [1, 0, None]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_sosci_survey_brings_its_codes_for_no_answer(tmp_path, encoding):
    table = read_table(twin(tmp_path, "sosci.tsv", encoding=encoding, ending=".csv"))
    assert (table.facts["tool"], table.facts["encoding"]) == ("SoSci Survey", encoding)
    assert table.frame["ZU01_01"].tolist() == [4, -1]
    assert table.missing == {"ZU01_01": ["-1"], "ZU01_02": ["-9"], "GE01": ["-9"]}
    assert table.questions == {
        "ZU01_01": "Zufriedenheit: Preis",
        "ZU01_02": "Zufriedenheit: Qualität",
        "GE01": "Geschlecht",
    }
    assert table.unfinished.tolist() == [False, True]
    assert table.seconds.tolist() == [240, 61]
    assert list(table.rows) == [3, 4]
    assert "ZU01_01" not in table.facts["furniture"] and "TIME_SUM" in table.facts["furniture"]


def test_sosci_survey_may_lack_the_row_of_questions_and_the_sum_of_times(tmp_path):
    lines = (TWINS / "sosci.tsv").read_text(encoding="utf-8").split("\n")
    path = tmp_path / "a.tsv"
    text = "\n".join([lines[0], *lines[2:]]).replace("\t240\t", "\t\t").replace("\t61\t", "\t\t")
    path.write_text(text, encoding="utf-8")
    table = read_table(path)
    assert (list(table.rows), table.questions) == ([2, 3], {})
    assert table.seconds.tolist() == [300, 120]  # from the first to the last page


def test_the_codes_of_sosci_survey_are_missing_in_a_study(tmp_path):
    path = twin(tmp_path, "sosci.tsv")
    book = tmp_path / "codebook.yaml"
    book.write_text(
        "data: sosci.tsv\nscale: {min: 1, max: 5}\nconstructs: {S: [ZU01_01, ZU01_02]}\n"
    )
    assert lists(load_study(book).items("S")["ZU01_02"]) == [None, 5]
    assert path.exists()


# In general ---------------------------------------------------------------------------------------


def test_a_table_of_nobody_is_left_alone():
    table = Table("a", pd.DataFrame({"a": [1]}), pd.Index([2]))
    assert unwrap(table, None) is table
    assert read_header([["a", "b"], ["1", "2"]]).tool is None
    assert own_columns("Qualtrics", ["Q1", "Status"]) == ["Status"]


def test_an_end_before_its_start_is_no_duration(tmp_path):
    path = twin(tmp_path, "kobotoolbox.csv", ("2026-01-05T08:05:00", "2026-01-05T07:05:00"))
    assert lists(read_table(path).seconds) == [None, 330, 240]


def test_negative_seconds_are_none(tmp_path):
    path = twin(tmp_path, "sosci.tsv", ("\t61\t", "\t-9\t"))
    assert lists(read_table(path).seconds) == [240, None]


def test_a_file_keeps_every_answer_whatever_tool_wrote_it():
    for path in sorted(TWINS.glob("*.csv")):
        table = read_table(path)
        assert table.frame.notna().any(axis=1).all(), path.name
        assert len(table.frame) == len(table.rows), path.name
        for told in (table.unfinished, table.seconds):
            assert told is None or list(told.index) == list(table.frame.index), path.name


@pytest.mark.skipif(not SAMPLES.exists(), reason="no ../shared/samples beside the project")
@pytest.mark.parametrize(
    ("name", "tool", "shape"),
    [
        ("excel_eu_cp1252.csv", None, (3, 3)),
        ("formpack_generated_label.csv", "KoboToolbox", (3, 12)),
        ("formpack_generated_label.xlsx", "KoboToolbox", (3, 12)),
        ("formpack_generated_xml.csv", "KoboToolbox", (3, 12)),
        ("google_forms_id_like.csv", "Google Forms", (3, 6)),
        ("haven_labelled-num-na.sav", None, (2, 1)),
        ("haven_tagged-na-int.dta", None, (8, 1)),
        ("haven_umlauts.sav", None, (4, 1)),
        ("ms_forms_like.xlsx", "Microsoft Forms", (3, 9)),
        ("pyreadstat_sample.sav", None, (5, 7)),
        ("pyreadstat_sample_missing.sav", None, (7, 7)),
        ("qualtrics_legacy.csv", "Qualtrics", (1, 15)),
        ("qualtrics_three_headers.csv", "Qualtrics", (1, 20)),
        ("sosci_like_utf16.csv", "SoSci Survey", (2, 5)),
        ("surveymonkey_StarWars.csv", "SurveyMonkey", (1186, 38)),
    ],
)
def test_files_of_real_survey_tools_are_read_for_what_they_are(name, tool, shape):
    if name.endswith((".sav", ".dta")):
        pytest.importorskip("pyreadstat")
    table = read_table(SAMPLES / name)
    assert (table.facts.get("tool"), table.frame.shape) == (tool, shape)


@pytest.mark.parametrize(
    ("name", "tool", "rows", "unfinished"),
    [
        ("qualtrics.csv", "Qualtrics", 301, 1),
        ("google_forms.csv", "Google Forms", 300, None),
        ("surveymonkey.csv", "SurveyMonkey", 300, None),
        ("kobotoolbox.csv", "KoboToolbox", 300, None),
        ("microsoft_forms.xlsx", "Microsoft Forms", 300, None),
        ("survey_300300_R_data_file.csv", "LimeSurvey", 302, 2),
    ],
)
def test_the_exports_of_the_sample_are_read_for_what_they_are(name, tool, rows, unfinished):
    table = read_table(DATA / name)
    assert (table.facts["tool"], len(table.frame)) == (tool, rows)
    assert (table.unfinished is None) == (unfinished is None)
    assert unfinished is None or table.unfinished.sum() == unfinished
    if tool != "Google Forms":
        whole = table.seconds[:300] if tool != "SurveyMonkey" else table.seconds
        np.testing.assert_array_equal(whole[:3], [658, 533, 431])
