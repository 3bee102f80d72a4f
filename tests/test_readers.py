import builtins
import hashlib
import io
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from custsat_edu.errors import StudyError
from custsat_edu.study.files import readers, spss
from custsat_edu.study.files.readers import from_frame, personal_columns, read_table

EMPTY = "a.csv: the file is empty. Export the answers again, or name another file with data=."
NO_ANSWERS = (
    "a.csv: there are column names and no answers below them. Is it the right export, "
    "and the right sheet?"
)


def csv_file(folder: Path, text: str | bytes, name: str = "a.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return path


def refused(path: Path, **options: str) -> str:
    with pytest.raises(StudyError) as caught:
        read_table(path, **options)
    return str(caught.value)


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("cp1252", "cp1252"),
    ],
)
def test_the_encoding_is_told_by_its_mark_then_utf8_then_cp1252(tmp_path, encoding, told):
    table = read_table(csv_file(tmp_path, "Geschäft,ü\nKöln,1\n", encoding=encoding))
    assert list(table.frame.columns) == ["Geschäft", "ü"]
    assert table.frame["Geschäft"].tolist() == ["Köln"]
    assert table.facts["encoding"] == told


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_the_one_that_gives_rows_of_one_width(tmp_path, separator):
    text = separator.join(["Q1", '"Fast, or; slow?"', "Q3"]) + "\n"
    text += separator.join(["1", '"a, b; c"', "2"]) + "\n"
    table = read_table(csv_file(tmp_path, text))
    assert list(table.frame.columns) == ["Q1", "Fast, or; slow?", "Q3"]
    assert table.frame.iloc[0].tolist() == [1, "a, b; c", 2]
    assert table.facts["separator"] == separator


@pytest.mark.parametrize("separator", [";", "\t"])
def test_a_decimal_comma_is_read_where_the_separator_is_no_comma(tmp_path, separator):
    text = "w;n\n1,25;3\n0,8;4\n".replace(";", separator)
    table = read_table(csv_file(tmp_path, text))
    assert table.frame["w"].tolist() == [1.25, 0.8]
    assert table.frame["n"].tolist() == [3, 4]
    assert table.facts["decimal"] == ","


def test_one_comma_two_in_a_comma_file_is_a_multi_select_and_never_a_number(tmp_path):
    table = read_table(csv_file(tmp_path, 'which,n\n"1,2",3\n"2",4\n'))
    assert table.frame["which"].tolist() == ["1,2", "2"]
    assert table.facts["decimal"] == "."


def test_a_file_with_decimal_points_keeps_its_commas_as_text(tmp_path):
    table = read_table(csv_file(tmp_path, "w;which\n1.25;1,2\n0.8;2\n"))
    assert table.frame["w"].tolist() == [1.25, 0.8]
    assert table.frame["which"].tolist() == ["1,2", "2"]


def test_whole_columns_decide_what_a_comma_is_and_late_decimals_count(tmp_path):
    rows = "".join(f"{n};{n % 5}\n" for n in range(300)) + "300;2,75\n"
    table = read_table(csv_file(tmp_path, "n;w\n" + rows))
    assert table.frame["w"].tolist()[-2:] == [4, 2.75]
    assert table.facts["decimal"] == ","


def test_pairs_in_rising_order_stay_text_and_are_noted_where_a_comma_could_be_decimal(tmp_path):
    table = read_table(csv_file(tmp_path, "which;n\n1,2;3\n2,4;4\n3;1\n"))
    assert table.frame["which"].tolist() == ["1,2", "2,4", "3"]
    (note,) = table.notes
    assert (str(note.what), note.where, note.n) == (
        "decimal commas, or lists of choices?",
        "a.csv: which",
        2,
    )
    assert str(note.advice) == (
        "Read as text, for 1,2 may be two choices. If they are numbers, write them with a point."
    )
    assert table.facts["decimal"] == "."


@pytest.mark.parametrize("cells", ["1,0 1,2", "1,25 1,2", "0,8 1,2", "2,1 1,2", "-1,2 1,3"])
def test_a_pair_that_cannot_be_two_choices_in_order_makes_decimals(tmp_path, cells):
    table = read_table(csv_file(tmp_path, "w;n\n" + "".join(f"{c};1\n" for c in cells.split())))
    assert table.frame["w"].tolist() == [float(c.replace(",", ".")) for c in cells.split()]
    assert table.notes == []


def test_a_column_with_three_choices_in_a_cell_is_text(tmp_path):
    table = read_table(csv_file(tmp_path, "which;n\n1,0;3\n1,2,3;4\n"))
    assert table.frame["which"].tolist() == ["1,0", "1,2,3"]


def test_header_rows_longer_than_a_hundred_thousand_signs_are_read(tmp_path):
    names = ",".join(f"a question number {n} that is asked at some length" for n in range(3000))
    table = read_table(csv_file(tmp_path, names + "\n" + ",".join("5" * 3000) + "\n"))
    assert table.frame.shape == (1, 3000)


def test_a_cell_without_an_end_gives_a_sentence(tmp_path):
    assert refused(csv_file(tmp_path, 'a,b\n1,"' + "x" * 200_000)).startswith(
        "a.csv: the rows do not fit the 2 column names (first trouble in row "
    )


RESULTS = (
    "a.csv: this is a table of results (percentages), and a study needs the answers themselves, "
    "one row a respondent. Export the single responses from your survey tool."
)


@pytest.mark.parametrize(
    "text",
    [
        "answer,share\nSatisfied,45%\nNeutral,30.5 %\nDissatisfied,24.5%\n",
        "share\n45%\n55%\n",
        "answer,2024,2025\nSatisfied,45,50\nNeutral,30,20\nDissatisfied,25,30\n",
        "answer,a,b\nSatisfied,45.1,0.5\nNeutral,54.9,0.5\n",
        "answer,n,%\nSatisfied,90,45\nNeutral,60,30\nDissatisfied,50,25\nTotal,200,100\n",
        "item,agree,neutral,disagree\nSpeed,45,30,25\nPrice,50,20,30\nStaff,33.3,33.3,33.3\n",
        "jawaban;persen\nPuas;62,5\nTidak puas;37,5\n",
    ],
)
def test_a_table_of_percentages_is_refused_with_the_cure(tmp_path, text):
    assert refused(csv_file(tmp_path, text)) == RESULTS


def test_a_table_of_percentages_in_a_workbook_is_refused(tmp_path):
    path = tmp_path / "a.xlsx"
    results = pd.DataFrame({"answer": ["yes", "no"], "share": [0.62, 0.38]})
    results.to_excel(path, index=False, engine="xlsxwriter")
    assert refused(path) == RESULTS.replace("a.csv", "a.xlsx")


@pytest.mark.parametrize(
    "text",
    [
        "name,score\n" + "".join(f"p{n},4\n" for n in range(25)),  # ratings that sum to 100
        "q1,q2\n45,50\n55,50\n",  # no labels
        "name,a\nAni,100\n",  # one row
        "name,a,b\nAni,45,4\nAni,55,5\n",  # a name twice
        "name,a,b\nAni,45,4\nBudi,55,5\n",  # one column of two sums to 100
        "name,discount,q1,q2\nAni,10%,4,5\nBudi,20%,3,3\n",
        "name,a,b\nAni,1,0\nBudi,0,1\n",  # choices
        "name,a\n" + "".join(f"p{n},{50 if n < 2 else 0}\n" for n in range(60)),  # many rows
        "name,word\nAni,x\nBudi,y\n",
    ],
)
def test_answers_that_look_a_little_like_percentages_are_read(tmp_path, text):
    assert len(read_table(csv_file(tmp_path, text)).frame) >= 1


def test_a_file_of_one_column_is_read(tmp_path):
    assert read_table(csv_file(tmp_path, "Q1\n1\n2\n")).frame["Q1"].tolist() == [1, 2]


def test_names_and_texts_lose_outer_blanks_and_blank_cells_are_missing(tmp_path):
    table = read_table(csv_file(tmp_path, " Q1 ,a\xa0 b,Q3\n 4 ,  x ,NA\n5,   ,N/A\n6,z,#NULL!\n"))
    assert list(table.frame.columns) == ["Q1", "a b", "Q3"]
    assert table.frame["Q1"].tolist() == [4, 5, 6]
    assert table.frame["a b"].fillna("-").tolist() == ["x", "-", "z"]
    assert table.frame["Q3"].isna().all()


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_is_read(tmp_path, end):
    table = read_table(csv_file(tmp_path, f"a,b{end}1,2{end}3,4{end}".encode()))
    assert table.frame.to_dict("list") == {"a": [1, 3], "b": [2, 4]}


def test_blank_rows_are_left_out_and_the_others_keep_their_number(tmp_path):
    table = read_table(csv_file(tmp_path, 'a,b\n1,x\n\n,\n2,"two\nlines"\n3,y\n'))
    assert table.frame["a"].tolist() == [1, 2, 3]
    assert list(table.rows) == [2, 5, 6]
    assert list(table.frame.index) == [0, 1, 2]


def test_the_second_of_two_equal_names_gets_a_two(tmp_path):
    table = read_table(csv_file(tmp_path, "a,b,a,a.2\n1,2,3,4\n"))
    assert list(table.frame.columns) == ["a", "b", "a.2", "a.2.2"]
    assert table.repeated == {"a": 2}


def test_nameless_columns_are_dropped_when_empty_and_else_named_by_their_place(tmp_path):
    table = read_table(csv_file(tmp_path, "a,,b,\n1,x,2,\n3,,4,\n"))
    assert list(table.frame.columns) == ["a", "column 2", "b"]


def test_the_file_is_hashed_and_left_as_it_was(tmp_path):
    path = csv_file(tmp_path, "a\n1\n")
    path.chmod(0o444)
    before = path.stat().st_mtime_ns
    table = read_table(path)
    assert table.facts["sha256"] == hashlib.sha256(b"a\n1\n").hexdigest()
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (b"a\n1\n", before)


def test_an_empty_file_a_header_only_and_a_blank_header_are_refused(tmp_path):
    assert refused(csv_file(tmp_path, "")) == EMPTY
    assert refused(csv_file(tmp_path, "\n \n")) == EMPTY
    assert refused(csv_file(tmp_path, "\na,b\n1,2\n")) == (
        "a.csv: row 1 must hold the column names, and is blank."
    )
    header_only = NO_ANSWERS
    assert refused(csv_file(tmp_path, "a,b\n")) == header_only
    assert refused(csv_file(tmp_path, "a,b\n,\n\n")) == header_only
    assert (
        refused(csv_file(tmp_path, ",,\n1,2,3\n"))
        == "a.csv: row 1 must hold the column names, and is blank."
    )


def test_a_path_that_does_not_exist_and_a_folder_give_a_sentence(tmp_path):
    path = tmp_path / "no.csv"
    assert refused(path) == f"There is no file '{path}'. Check its name and folder."
    (tmp_path / "folder.csv").mkdir()
    assert refused(tmp_path / "folder.csv").startswith("folder.csv: a file of answers ends in one")


def test_a_file_of_another_kind_names_the_kinds_there_are(tmp_path):
    assert refused(csv_file(tmp_path, "x", "a.pdf")) == (
        "a.pdf: a file of answers ends in one of .csv .tsv .txt .dat .xlsx .xlsm .xls .ods .sav "
        ".zsav .dta. Save or export yours as CSV."
    )


def test_a_binary_file_named_csv_is_refused(tmp_path):
    assert refused(csv_file(tmp_path, b"\x89PNG\x00\x00\x00")) == (
        "a.csv: this is not a text file. Save or export it again as CSV in UTF-8."
    )


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_another_kind_of_file_is_told_by_its_content_and_not_by_its_name(tmp_path, name):
    assert refused(csv_file(tmp_path, b"%PDF-1.7 ...", name)) == (
        f"{name}: this is a PDF, a page to print. Export the answers from your survey tool as CSV "
        "or Excel."
    )
    for page in (b"<!DOCTYPE html><table>", b"\xef\xbb\xbf\r\n<html>", b"<?xml version='1.0'?>"):
        assert refused(csv_file(tmp_path, page, name)) == (
            f"{name}: this is a web page (HTML or XML) under another name. Open it in a "
            "spreadsheet program and save it as .xlsx, or export the answers again as CSV."
        )


def archive(name: str, content: str = "a,b\n1,2\n") -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(name, content)
    return packed.getvalue()


@pytest.mark.parametrize(
    "raw", [archive("answers.csv"), b"\x1f\x8b\x08", b"Rar!\x1a", b"PK\x05\x06"]
)
@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_an_archive_is_to_be_unpacked_first(tmp_path, raw, name):
    assert refused(csv_file(tmp_path, raw, name)) == (
        f"{name}: this is a packed archive, as survey tools send it. Unpack it, and name the file "
        "of answers inside."
    )


def test_a_workbook_named_csv_is_to_be_renamed(tmp_path):
    says = (
        "a.csv: this is a workbook under the name of a text file. Give it the ending {}, or save "
        "it as CSV."
    )
    assert refused(csv_file(tmp_path, workbook(tmp_path).read_bytes())) == says.format(".xlsx")
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 ..."
    assert refused(csv_file(tmp_path, old)) == says.format(".xls")
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    assert refused(csv_file(tmp_path, archive("mimetype", kind))) == says.format(".ods")


def test_a_protected_workbook_gives_a_sentence(tmp_path, monkeypatch):
    says = (
        "a.xlsx: the workbook is protected by a password. Open it in a spreadsheet program and "
        "save a copy without one, or as CSV."
    )
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
    assert refused(csv_file(tmp_path, locked, "a.xlsx")) == says

    def ask(*args, **options):
        raise ValueError("Cfb error: workbook is Password protected")

    monkeypatch.setattr(pd, "ExcelFile", ask)
    assert refused(csv_file(tmp_path, "an old workbook", "a.xlsx")) == says


def test_a_workbook_that_unpacks_to_too_much_is_not_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(readers, "_LARGEST", 2)
    assert refused(workbook(tmp_path)) == (
        "a.xlsx: the workbook unpacks to more than 0 GB. Save the sheet as CSV."
    )


@pytest.mark.parametrize(
    "text", ["a,b\n1,2\n1,2,3\n", "a,b\n1,2,3\n4,5,6\n", 'a,b\n1,"open\n2,3\n']
)
def test_rows_that_do_not_fit_the_column_names_are_refused_and_lose_nothing(tmp_path, text):
    assert refused(csv_file(tmp_path, text)).startswith(
        "a.csv: the rows do not fit the 2 column names (first trouble in row "
    )


def test_a_file_that_may_not_be_opened_gives_a_sentence(tmp_path, monkeypatch):
    def locked(self):
        raise PermissionError(13, "Permission denied")

    path = csv_file(tmp_path, "a\n1\n")
    monkeypatch.setattr(Path, "read_bytes", locked)
    assert refused(path) == (
        "a.csv: the file cannot be opened (Permission denied). Is it open in another program?"
    )


def workbook(folder: Path) -> Path:
    path = folder / "a.xlsx"
    with pd.ExcelWriter(path, engine="xlsxwriter") as book:
        frame = pd.DataFrame({" Q1 ": [1, None, 3], "Q2": ["1,2", " x ", "99"], "w": [0.5, 1, 1.5]})
        frame.to_excel(book, sheet_name="Kuesioner", index=False)
        pd.DataFrame({"z": [7]}).to_excel(book, sheet_name="other", index=False)
        pd.DataFrame().to_excel(book, sheet_name="empty", index=False)
    return path


def test_a_workbook_is_read_by_its_first_or_a_named_sheet(tmp_path):
    path = workbook(tmp_path)
    table = read_table(path)
    assert list(table.frame.columns) == ["Q1", "Q2", "w"]
    np.testing.assert_array_equal(table.frame["Q1"], [1, np.nan, 3])
    assert table.frame["Q2"].tolist() == ["1,2", "x", "99"]
    assert table.frame["w"].tolist() == [0.5, 1, 1.5]
    assert list(table.rows) == [2, 3, 4]
    assert read_table(path, sheet="other").frame["z"].tolist() == [7]


def test_the_other_sheets_of_a_workbook_are_named_unless_one_was_chosen(tmp_path):
    (note,) = read_table(workbook(tmp_path)).notes
    assert (str(note.what), note.where, note.n) == (
        "other sheets not read",
        "a.xlsx: other, empty",
        2,
    )
    assert str(note.advice) == ("To read another one, write sheet: and its name in the codebook.")
    assert read_table(workbook(tmp_path), sheet="Kuesioner").notes == []


def test_times_in_a_workbook_are_text_and_numbers_written_as_text_are_numbers(tmp_path):
    path = tmp_path / "a.xlsx"
    moment = pd.Timestamp("2026-01-05 08:00:12")
    frame = pd.DataFrame(
        {
            "at": [moment, None],
            "day": [moment.normalize(), moment.normalize()],
            "only_day": [moment.date(), None],
            "clock": [moment.time(), None],
            "rating": ["4", "5.5"],
            "phone": ["007", "08"],
        }
    )
    with pd.ExcelWriter(path, engine="xlsxwriter") as book:
        frame.to_excel(book, index=False)
    table = read_table(path).frame
    assert table["at"].dropna().tolist() == ["2026-01-05 08:00:12"]
    assert table["day"].tolist() == ["2026-01-05", "2026-01-05"]
    assert table["only_day"].dropna().tolist() == ["2026-01-05"]
    assert table["clock"].dropna().tolist() == ["08:00:12"]
    assert table["rating"].tolist() == [4, 5.5]
    assert table["phone"].tolist() == ["007", "08"]


def test_cells_of_several_kinds_stay_what_they_are(tmp_path):
    path = tmp_path / "a.xlsx"
    frame = pd.DataFrame({"q": [True, 1, " x ", None, 1.5], "n": range(5)})
    frame.to_excel(path, index=False, engine="xlsxwriter")
    cells = read_table(path).frame["q"].tolist()
    assert cells[0] is True and cells[1] is not True
    assert (cells[1], cells[2], cells[4]) == (1, "x", 1.5)


def test_a_duration_in_a_workbook_is_text(tmp_path):
    xlsxwriter = pytest.importorskip("xlsxwriter")
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        page, hours = book.add_worksheet(), book.add_format({"num_format": "[h]:mm:ss"})
        page.write_row(0, 0, ["took", "n"])
        page.write(1, 0, 1.25, hours)
        page.write(2, 1, 3)
    assert read_table(tmp_path / "a.xlsx").frame["took"].tolist()[0] == "1 day, 6:00:00"


def test_a_workbook_that_is_none_or_lacks_the_sheet_gives_a_sentence(tmp_path):
    path = workbook(tmp_path)
    assert refused(path, sheet="Sheet1") == (
        "a.xlsx: there is no sheet 'Sheet1'. Its sheets are: Kuesioner, other, empty."
    )
    assert refused(path, sheet="empty") == "a.xlsx: the sheet is empty."
    assert refused(csv_file(tmp_path, "a\n1\n", "b.xlsx")).startswith(
        "b.xlsx: this is not a workbook that can be read ("
    )


def spss_file(folder: Path) -> Path:
    pyreadstat = pytest.importorskip("pyreadstat")
    path = folder / "a.sav"
    frame = pd.DataFrame({"v1": [1.0, 2, 9], "v2": [5.0, 97, 99], "text": ["Köln", "", "x"]})
    pyreadstat.write_sav(
        frame,
        str(path),
        column_labels=["Channel?", "Satisfied?", ""],
        variable_value_labels={"v1": {1: "Shop", 2: "Web"}, "v2": {97: "Don't know"}},
        missing_ranges={"v1": [9], "v2": [{"lo": 97, "hi": 99}]},
    )
    return path


def test_an_spss_file_brings_questions_labels_and_codes_of_missing_answers(tmp_path):
    table = read_table(spss_file(tmp_path))
    assert table.frame["v1"].tolist() == [1, 2, 9]
    assert table.frame["text"].fillna("-").tolist() == ["Köln", "-", "x"]
    assert table.questions == {"v1": "Channel?", "v2": "Satisfied?"}
    assert table.values == {"v1": {"1": "Shop", "2": "Web"}, "v2": {"97": "Don't know"}}
    assert table.missing == {"v1": ["9"], "v2": ["97", "99"]}


def test_a_stata_file_is_read(tmp_path):
    pyreadstat = pytest.importorskip("pyreadstat")
    path = tmp_path / "a.dta"
    pyreadstat.write_dta(
        pd.DataFrame({"v": [1.0, 2.0]}), str(path), variable_value_labels={"v": {1: "low"}}
    )
    table = read_table(path)
    assert table.frame["v"].tolist() == [1, 2]
    assert table.values == {"v": {"1": "low"}}


def test_tagged_missing_answers_of_stata_are_missing_and_the_column_stays_numeric(tmp_path):
    pyreadstat = pytest.importorskip("pyreadstat")
    path = tmp_path / "a.dta"
    pyreadstat.write_dta(
        pd.DataFrame({"v": [1.0, "a", 2.0], "t": ["a", "b", "c"]}),
        str(path),
        variable_value_labels={"v": {1: "low", "a": "refused"}},
        missing_user_values={"v": ["a"]},
    )
    table = read_table(path)
    assert table.frame["v"].fillna(-1).tolist() == [1, -1, 2]
    assert table.frame["t"].tolist() == ["a", "b", "c"]
    assert (table.missing, table.values) == ({}, {"v": {"1": "low"}})
    assert list(table.rows) == [2, 3, 4]


def test_dates_and_times_of_spss_are_text(tmp_path):
    pyreadstat = pytest.importorskip("pyreadstat")
    path = tmp_path / "a.sav"
    moment = pd.Timestamp("2026-01-05 08:00:12")
    frame = pd.DataFrame({"at": [moment], "day": [moment.date()], "clock": [moment.time()]})
    pyreadstat.write_sav(frame, str(path))
    table = read_table(path).frame
    assert table.iloc[0].tolist() == ["2026-01-05 08:00:12", "2026-01-05", "08:00:12"]


def test_umlauts_of_spss_are_read(tmp_path):
    pyreadstat = pytest.importorskip("pyreadstat")
    path = tmp_path / "a.sav"
    pyreadstat.write_sav(
        pd.DataFrame({"v": [1.0]}),
        str(path),
        column_labels=["Größe?"],
        variable_value_labels={"v": {1: "für Ältere"}},
    )
    table = read_table(path)
    assert (table.questions, table.values) == ({"v": "Größe?"}, {"v": {"1": "für Ältere"}})


def test_qualtrics_saved_for_spss_is_known_by_its_columns(tmp_path):
    pyreadstat = pytest.importorskip("pyreadstat")
    path = tmp_path / "a.sav"
    names = ["Status", "Progress", "Duration__in_seconds_", "Finished", "Q1"]
    frame = pd.DataFrame(
        [[1.0, 100, 9, 1, 5], [0, 100, 240, 1, 4], [0, 40, 61, 0, 2]], columns=names
    )
    pyreadstat.write_sav(frame, str(path))
    table = read_table(path)
    assert (table.facts["tool"], table.facts["furniture"]) == ("Qualtrics", names[:4])
    assert (table.seconds.tolist(), table.unfinished.tolist()) == ([240, 61], [False, True])


def test_a_broken_spss_file_gives_a_sentence(tmp_path):
    pytest.importorskip("pyreadstat")
    assert refused(csv_file(tmp_path, "no sav", "a.sav")).startswith(
        "a.sav: the file cannot be read ("
    )


def test_without_pyreadstat_the_sentence_names_the_extra(tmp_path, monkeypatch):
    real = builtins.__import__

    def without(name, *args, **kwargs):
        if name == "pyreadstat":
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    assert refused(csv_file(tmp_path, "x", "a.sav")) == (
        "a.sav: files of SPSS and Stata need one more package. Install the extra: "
        "pip install 'custsat-edu[spss]'. Or export the file as CSV."
    )


def test_a_frame_is_taken_with_its_index_as_row_numbers():
    table = from_frame(pd.DataFrame({1: [4, 5], " b ": [6, 7]}, index=["r1", "r2"]))
    assert list(table.frame.columns) == ["1", "b"]
    assert list(table.rows) == ["r1", "r2"]
    with pytest.raises(StudyError, match=r"^DataFrame: there are no answers in it\.$"):
        from_frame(pd.DataFrame({"a": []}))


@pytest.mark.parametrize(
    "name",
    [
        *(
            "IPAddress",
            "RecipientEmail",
            "RecipientLastName",
            "LocationLatitude",
            "Email",
            "E-mail",
        ),
        *("username", "ipaddr", "phonenumber", "_lokasi_latitude", "Nama pengguna"),
        *("Name", "First name", "Nama Lengkap", "phone", "Nomor HP", "No. Telepon", "Alamat email"),
    ],
)
def test_columns_that_name_a_person_are_known(name):
    assert personal_columns([name]) == [name]


@pytest.mark.parametrize(
    "name", ["Q1", "email_quality", "phone_support", "username_ok", "hp_brand"]
)
def test_columns_about_something_else_are_not_personal(name):
    assert personal_columns([name]) == []


cells = st.text(st.characters(codec="utf-8", exclude_characters="\r\n\0"), max_size=8)


@given(st.lists(st.tuples(st.integers(-99, 99), cells), min_size=1, max_size=20))
def test_what_pandas_writes_is_what_is_read(tmp_path_factory, rows):
    frame = pd.DataFrame(rows, columns=["number", "text"])
    path = tmp_path_factory.mktemp("csv") / "a.csv"
    frame.to_csv(path, index=False, encoding="utf-8")
    table = read_table(path)
    assert table.frame["number"].tolist() == frame["number"].tolist()
    assert list(table.rows) == list(range(2, len(rows) + 2))


@pytest.mark.parametrize("end", ["import os; os.abort()", "import time; time.sleep(60)"])
def test_a_file_of_spss_that_ends_or_hangs_its_reader_ends_in_a_sentence(
    end, tmp_path, monkeypatch
):
    pyreadstat = pytest.importorskip("pyreadstat")
    monkeypatch.setattr(spss, "_TRY", end)
    monkeypatch.setattr(spss, "_SECONDS", 1)
    path = tmp_path / "a.sav"
    pyreadstat.write_sav(pd.DataFrame({"Q1": [1.0, 2.0]}), str(path))
    with pytest.raises(StudyError, match=r"a\.sav: the file is damaged and cannot be read"):
        read_table(path)


def test_more_cells_than_can_be_held_are_refused_before_they_are_read(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(",".join(f"c{n}" for n in range(16_000)) + "\n" * 40_000 + "1,2\n")
    with pytest.raises(StudyError, match=r"40001 rows of 16000 columns are more than can be read"):
        read_table(path)
