"""The exports: eight files, the same 300 rows, read back to the same numbers."""

import importlib.util
import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

import custsat_edu as cs
from custsat_edu.world import generate
from custsat_edu.world.exports import (
    AGREE,
    AGREEMENT,
    ANSWERS,
    BETTER,
    FELT,
    FORMS,
    LIKERT,
    LIME_DATA,
    LIME_SYNTAX,
    OSAT,
    PICKED,
    RATED,
    SAV,
    SHEETS,
    content,
    labels,
    lime_name,
    make_codebooks,
    make_rows,
    make_texts,
    make_writers,
    save_workbook,
)
from custsat_edu.world.words import VALUES

EXPORTS = Path(__file__).parents[1] / "data" / "exports"
CODES = [97, 98, 99]
SCALED = [*FELT, *OSAT, *RATED, *AGREE]


@pytest.fixture(scope="module")
def rows():
    return make_rows(generate(tables=["survey"]).tables["survey"])


@pytest.fixture(scope="module")
def true(rows):
    """Return the answers on scales as every reader should find them."""
    return rows[SCALED].astype(float).where(~rows[SCALED].isin(CODES))


def numbers(cells, words):
    """Turn words back into numbers; what is no answer becomes missing."""
    known = {word: float(code) for code, word in words.items()}
    known |= {str(k): float(k) for k in range(11)}
    return pd.Series([known.get(str(cell), np.nan) for cell in cells])


def read_csv(name, **options):
    return pd.read_csv(EXPORTS / name, dtype=str, keep_default_na=False, **options)


# --------------------------------------------------------------------------------- the 300 answers


def test_the_rows_are_the_first_of_the_survey_and_hold_missing_codes(rows):
    survey = generate(tables=["survey"]).tables["survey"].head(300)
    assert len(rows) == 300
    same = [name for name in ANSWERS if name not in BETTER]
    assert (rows[same].to_numpy() == survey[same].to_numpy()).all()
    assert (rows["customer_id"] == survey["customer_id"]).all()
    assert (rows["start"].dt.normalize() == survey["date"].astype("datetime64[s]")).all()
    assert ((rows["end"] - rows["start"]).dt.total_seconds() == rows["duration_s"]).all()
    for code in CODES:
        assert rows[SCALED].isin([code]).any(axis=None), code
    assert rows["better_price"].tolist() == [int(v in (4, 5)) for v in rows["d_price"]]


def test_the_committed_files_are_what_the_world_gives(rows, tmp_path):
    texts, writers = make_texts(rows), make_writers(rows)
    codebooks = make_codebooks()
    assert {path.name for path in EXPORTS.iterdir()} == {*texts, *writers, *codebooks}
    for name, text in texts.items():
        assert (EXPORTS / name).read_bytes() == text.encode(), name
    for name, codebook in codebooks.items():
        written = yaml.safe_load((EXPORTS / name).read_text(encoding="utf-8"))
        assert written == codebook, name
    for name, write in writers.items():
        write(tmp_path / name)
        assert content(EXPORTS / name) == content(tmp_path / name), name


@pytest.mark.parametrize("name", sorted(make_codebooks()))
def test_load_study_reads_an_export_back_to_the_same_numbers(name, rows, true):
    study = cs.load_study(EXPORTS / name)
    assert len(study.survey) == 300
    for column in SCALED:
        pd.testing.assert_series_equal(
            study.survey[column].astype(float), true[column], check_index=False
        )
    for column in PICKED:
        words = {code: text["en"] for code, text in VALUES[column].items()}
        assert study.survey[column].astype(str).tolist() == rows[column].map(words).tolist()
    assert study.survey["age"].astype(int).tolist() == rows["age"].tolist()
    assert study.outcome == "Satisfaction" and len(study.drivers) == 4


# ------------------------------------------------------------------------- formats with own headers


def test_qualtrics_has_three_headers_two_previews_and_one_unfinished_row(rows, true):
    table = read_csv("qualtrics.csv")
    texts, imports, body = table.iloc[0], table.iloc[1], table.iloc[2:]
    assert len(body) == 303
    asked = [name for name in table if re.match(r"Q\d", name)]
    assert asked[:6] == ["Q1", "Q2", "Q3", "Q4", "Q5_1", "Q5_2"] and len(asked) == 19
    for name, cell in imports.items():
        wanted = name.replace("Q", "QID") if name in asked else None
        assert list(json.loads(cell)) == ["ImportId"]
        assert wanted in (None, json.loads(cell)["ImportId"])
    assert texts["Q5_1"].endswith(" - Product quality")
    assert body["Status"].value_counts().to_dict() == {"0": 301, "1": 2}
    assert (body["Finished"] == "0").sum() == 1
    kept = body[(body["Status"] == "0") & (body["Finished"] == "1")].reset_index(drop=True)
    assert kept["ResponseId"].is_unique
    assert kept["IPAddress"].str.fullmatch(r"192\.0\.2\.\d+").all()  # kept for documentation
    ours = {f"Q5_{k}": name for k, name in enumerate(FELT, 1)}
    ours |= {f"Q7_{k}": name for k, name in enumerate(OSAT, 1)}
    ours |= {f"Q11_{k}": name for k, name in enumerate(AGREE, 1)}
    ours |= {"Q8": "csat", "Q9": "nps", "Q10": "ces"}
    assert sorted(ours.values()) == sorted(SCALED)
    for theirs, name in ours.items():
        found = kept[theirs].astype(float).where(~kept[theirs].isin(["97", "98", "99"]))
        pd.testing.assert_series_equal(found, true[name], check_names=False)
    for theirs, name in {"Q1": "channel", "Q2": "gender", "Q3": "region", "Q4": "age"}.items():
        assert kept[theirs].astype(int).tolist() == rows[name].tolist()
    assert kept["Q6"].str.contains(",").any()  # "1,2" is two choices
    for k, better in enumerate(BETTER, start=1):
        chosen = [int(str(k) in cell.split(",")) for cell in kept["Q6"]]
        assert chosen == rows[better].tolist()


def test_surveymonkey_has_two_headers_and_blank_ones_over_a_grid(rows, true):
    top = pd.read_csv(EXPORTS / "surveymonkey.csv", header=None, nrows=2, keep_default_na=False)
    first, second = top.iloc[0].tolist(), top.iloc[1].tolist()
    body = pd.read_csv(
        EXPORTS / "surveymonkey.csv", header=None, skiprows=2, dtype=str, keep_default_na=False
    )
    assert len(body) == 300 and len(first) == 9 + len(ANSWERS)
    grid = first.index("How was it compared with what you expected?")
    assert first[grid + 1 : grid + 4] == ["", "", ""]
    assert second[grid : grid + 4] == ["Product quality", "Delivery", "Staff service", "Price"]
    for place, name in enumerate(ANSWERS, start=9):
        if name in SCALED:
            found = numbers(body[place], labels(name, "en"))
            pd.testing.assert_series_equal(found, true[name], check_names=False)
        elif name in BETTER:
            assert (body[place] != "").astype(int).tolist() == rows[name].tolist()
        elif name in PICKED:
            words = labels(name, "en")
            assert body[place].tolist() == rows[name].map(words).tolist()


# ------------------------------------------------------------------------------ what else is odd


def test_google_forms_speaks_indonesian_and_leaves_refusals_blank(rows):
    table = read_csv("google_forms.csv")
    assert next(iter(table)) == "Cap waktu"
    assert (
        table["Cap waktu"].str.fullmatch(r"20\d\d/\d\d/\d\d \d{1,2}\.\d\d\.\d\d [AP]M GMT\+7").all()
    )
    trust = table["Seberapa setuju Anda? [Toko Serambi jujur tentang barang yang dijualnya.]"]
    assert set(trust) <= {*(words["id"] for _, words in AGREEMENT.values()), ""}
    assert (trust == "").tolist() == (rows["trust2"] == 99).tolist()
    better = table["Apa yang lebih baik dari harapan Anda? Boleh lebih dari satu."]
    assert (better.str.count("Harga")).tolist() == rows["better_price"].tolist()
    assert (EXPORTS / "google_forms.csv").read_text().startswith('"Cap waktu","')


def test_kobotoolbox_writes_a_choice_twice_with_semicolons_and_quotes(rows):
    table = read_csv("kobotoolbox.csv", sep=";")
    assert (EXPORTS / "kobotoolbox.csv").read_text().startswith('"start";"end";"channel"')
    for name, better in zip(("quality", "delivery", "service", "price"), BETTER, strict=True):
        assert table[f"lebih_baik/{name}"].astype(int).tolist() == rows[better].tolist()
        assert [int(name in cell.split()) for cell in table["lebih_baik"]] == rows[better].tolist()
    assert table["_uuid"].is_unique and table["_index"].tolist() == [str(k) for k in range(1, 301)]
    assert table["harapan/d_delivery"].isin(["97"]).sum() == (rows["d_delivery"] == 97).sum()


def test_limesurvey_has_two_rows_not_sent_off_and_a_syntax_file_that_names_every_column(rows):
    table = read_csv(LIME_DATA, encoding="utf-8-sig")
    assert (EXPORTS / LIME_DATA).read_bytes().startswith(b"\xef\xbb\xbf")
    assert (table["submitdate"] == "").sum() == 2 and len(table) == 302
    syntax = (EXPORTS / LIME_SYNTAX).read_text(encoding="utf-8")
    assert LIME_DATA in syntax
    named = re.findall(r'names\(data\)\[(\d+)\] <- "(\w+)"', syntax)
    assert [name for _, name in named] == list(table)
    assert [int(place) for place, _ in named] == list(range(1, table.shape[1] + 1))
    place = list(table).index(lime_name("d_delivery")) + 1
    found = re.search(
        rf"data\[, {place}\] <- factor\(.*levels=c\((.*?)\),labels=c\((.*?)\)\)", syntax
    )
    codes, words = (re.findall(r'"(.*?)"', part) for part in found.groups())
    assert codes == ["A1", "A2", "A3", "A4", "A5", "A97"]
    assert words[1] == "Lebih buruk dari harapan" and words[5] == "Tidak berlaku"
    found = numbers(
        table[table["submitdate"] != ""][lime_name("d_delivery")], {k: f"A{k}" for k in range(1, 6)}
    )
    known = rows["d_delivery"].astype(float).where(rows["d_delivery"] <= 5)
    pd.testing.assert_series_equal(found, known, check_names=False)


def test_microsoft_forms_has_a_no_break_space_and_ends_choices_with_a_semicolon(rows):
    table = pd.read_excel(EXPORTS / FORMS, engine="calamine", keep_default_na=False)
    assert list(table)[:5] == ["ID", "Start time", "Completion time", "Email", "Name"]
    assert sum("\u00a0" in name for name in table) == 1
    better = table["What was better than you expected? Choose all that apply."]
    assert all(cell == "" or cell.endswith(";") for cell in better)
    assert better.str.count(";").tolist() == rows[BETTER].sum(axis=1).tolist()
    assert pd.to_datetime(table["Start time"]).tolist() == rows["start"].tolist()


def test_the_excel_sheet_holds_the_seven_short_words(rows):
    table = pd.read_excel(EXPORTS / LIKERT, sheet_name="Kuesioner", engine="calamine")
    assert set(table[AGREE].stack().dropna()) == {"SS", "S", "CS", "N", "CTS", "TS", "STS"}
    short = {word: code for code, (word, _) in AGREEMENT.items()}
    assert short == {"STS": 1, "TS": 2, "CTS": 3, "N": 4, "CS": 5, "S": 6, "SS": 7}
    found = table["trust1"].map(short)
    assert found.tolist() == rows["trust1"].tolist()


def test_spss_holds_labels_and_user_missing_codes(rows):
    pyreadstat = pytest.importorskip("pyreadstat", reason="SPSS needs the extra `spss`")
    table, meta = pyreadstat.read_sav(str(EXPORTS / SAV), user_missing=True)
    names = ["customer_id", *ANSWERS]
    assert list(table) == names
    assert (table.to_numpy() == rows[names].to_numpy()).all()
    assert meta.variable_value_labels["d_delivery"][97] == "Tidak berlaku"
    assert meta.variable_value_labels["channel"] == {1.0: "Toko", 2.0: "Daring"}
    spans = meta.missing_ranges["nps"]
    assert [(span["lo"], span["hi"]) for span in spans] == [(97, 97), (98, 98), (99, 99)]
    assert "age" not in meta.missing_ranges
    assert meta.column_names_to_labels["channel"] == "Di mana Anda terakhir berbelanja?"
    plain, _ = pyreadstat.read_sav(str(EXPORTS / SAV))
    assert plain["d_delivery"].isna().sum() == (rows["d_delivery"] == 97).sum() > 0


def test_no_export_names_a_person_or_an_address():
    for name in ("qualtrics.csv", "surveymonkey.csv"):
        text = (EXPORTS / name).read_text(encoding="utf-8")
        assert "@" not in text
        assert set(re.findall(r"\b\d+\.\d+\.\d+\.", text)) == {"192.0.2."}


def test_content_tells_a_changed_cell_and_not_the_hour_of_writing(tmp_path):
    table = pd.DataFrame({"a": [1, 2], "b": ["x", None]})
    one, again, other = (tmp_path / f"{name}.xlsx" for name in "abc")
    for path in (one, again):
        save_workbook(table, path, "S")
    save_workbook(table.assign(a=[1, 3]), other, "S")
    assert content(one) == content(again) != content(other)
    assert SHEETS[LIKERT] == "Kuesioner"


@pytest.mark.slow
def test_make_data_names_a_workbook_that_says_something_else(monkeypatch, capsys, tmp_path):
    root = Path(__file__).parents[1]
    spec = importlib.util.spec_from_file_location("make_data", root / "tools" / "make_data.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    folder = tmp_path / "data" / "exports"
    folder.mkdir(parents=True)
    for name in (FORMS, SAV):
        (folder / name).write_bytes((EXPORTS / name).read_bytes())
    save_workbook(pd.DataFrame({"a": [1]}), folder / LIKERT, SHEETS[LIKERT])
    monkeypatch.setattr(module, "ROOT", tmp_path)
    assert module.write_binaries(check=True) == 1
    where = Path("data/exports", LIKERT).as_posix()
    assert capsys.readouterr().err == f"{where} is not what the world gives\n"
    assert module.write_binaries(check=False) == 0
    assert content(folder / LIKERT) == content(EXPORTS / LIKERT)
