import builtins
import hashlib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from custsat_edu.errors import StudyError
from custsat_edu.study.readers import from_frame, personal_columns, read_table

EMPTY = "a.csv: the file is empty. Export the answers again, or name another file with data=."
NO_ANSWERS = (
    "a.csv: there are column names and no answers below them. Is it the right export, "
    "and the right sheet?"
)

SAMPLES = Path(__file__).parents[2] / "shared" / "samples"


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
        "a.pdf: a file of answers ends in one of .csv .tsv .txt .xlsx .xlsm .xls .ods .sav .zsav "
        ".dta. Save or export yours as CSV."
    )


def test_a_binary_file_named_csv_is_refused(tmp_path):
    assert refused(csv_file(tmp_path, b"PK\x03\x04\x00\x00\x00")) == (
        "a.csv: this is not a text file. Save or export it again as CSV in UTF-8."
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


@pytest.mark.skipif(not SAMPLES.exists(), reason="no ../shared/samples beside the project")
@pytest.mark.parametrize(
    ("name", "shape"),
    [
        ("excel_eu_cp1252.csv", (3, 3)),
        ("formpack_generated_xml.csv", (3, 12)),
        ("google_forms_id_like.csv", (3, 6)),
        ("sosci_like_utf16.csv", (3, 5)),
        ("surveymonkey_StarWars.csv", (1187, 38)),
        ("ms_forms_like.xlsx", (3, 9)),
        ("haven_umlauts.sav", (4, 1)),
        ("haven_tagged-na-int.dta", (8, 1)),
        ("pyreadstat_sample_missing.sav", (7, 7)),
    ],
)
def test_files_of_real_survey_tools_are_read_whole(name, shape):
    assert read_table(SAMPLES / name).frame.shape == shape
