import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custsat_edu import use_language
from custsat_edu.errors import StudyError
from custsat_edu.study.answers import as_number, code, likert_words
from custsat_edu.study.codebook import Codebook, Places, expand, nearest, parse, read_codebook

EVERY_KEY = """\
data: answers.xlsx
sheet: Kuesioner
scale: {min: 1, max: 5, labels: {Puas: 4}, missing: [99, Tidak tahu]}
scales: {nps: {min: 0, max: 10}}
missing: {all: [99], NETPRO: [11]}
columns: {p2: "Question text.2"}
constructs:
  Quality: PERQ1:7
  Loyalty: [CUSL1, CUSL2, -CUSL3]
  Effort: {items: "Q12_1:6", label: {en: Effort, id: Usaha}, scale: ces, min_answered: 0.3}
outcome: Loyalty
drivers: [Quality, Effort]
nps: Q8
csat: Q9
ces: Effort
channel: kanal
segments: {provider: Q7}
comment: [Q9]
ikm: U1:9
adjust: [age, region]
mediators: [Quality]
pairs: {Speed: {importance: i1, performance: p1, expectation: e1}}
kano: {Delivery: [f1, d1]}
strata: kota
cluster: toko
wave: gelombang
time: tanggal
duration: lama
sampling: convenience
plan: ["Quality raises Satisfaction"]
values: {kanal: {1: {en: Store, id: Toko}, 2: {en: Web, id: Daring}}}
questions: {Q8: {en: "How likely?", id: "Seberapa mungkin?"}}
tables:
  pulse: pulse.csv
  events: {data: log.csv, customer: c, time: t, stage: s}
  complaints: {data: complaints.csv, causes: "cause1:6", severity: sev}
  wishes: {data: wishes.csv, customer: c, kano: {Delivery: [f1, d1]}}
journey: {title: The way, stages: {1: {owner: {en: Sales, id: Penjualan}}}}
keep: Finished == 1 and Status != 1
min_answered: 0.4
weight: gewicht
id: lfd
language: id
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "codebook.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def said(folder: Path, text: str) -> list[str]:
    return [str(problem) for problem in read_codebook(written(folder, text))[2]]


def test_every_key_of_the_specification_is_understood(tmp_path):
    book, _, problems = read_codebook(written(tmp_path, EVERY_KEY))
    assert problems == []
    assert book.scale is not None
    assert book.scale.ends == (1, 5)
    assert book.scale.labels == {"puas": 4}
    assert book.scale.missing == ["99", "tidak tahu"]
    assert book.missing == {"all": ["99"], "NETPRO": ["11"]}
    assert book.columns == {"p2": "Question text.2"}
    assert book.constructs["Quality"].items == ["PERQ1:7"]
    assert book.constructs["Loyalty"].items == ["CUSL1", "CUSL2", "-CUSL3"]
    effort = book.constructs["Effort"]
    assert effort.scale is not None
    assert (effort.items, effort.scale.name, effort.min_answered) == (["Q12_1:6"], "ces", 0.3)
    assert book.segments == {"provider": "Q7"}
    assert book.pairs["Speed"].expectation == "e1"
    assert book.kano == {"Delivery": ["f1", "d1"]}
    assert str(book.values["kanal"]["2"]) == "Web"
    assert book.tables["pulse"].data == "pulse.csv"
    assert book.tables["events"].roles == {"customer": ["c"], "time": ["t"], "stage": ["s"]}
    assert book.tables["complaints"].roles["causes"] == ["cause1:6"]
    assert book.tables["wishes"].kano == {"Delivery": ["f1", "d1"]}
    assert book.tables["wishes"].roles == {"customer": ["c"]}
    assert book.journey is not None
    assert str(book.journey.stages["1"]["owner"]) == "Sales"
    assert (book.keep, book.min_answered) == ("Finished == 1 and Status != 1", 0.4)
    assert (book.ikm, book.comment, book.plan) == (
        ["U1:9"],
        ["Q9"],
        ["Quality raises Satisfaction"],
    )
    assert (book.strata, book.cluster, book.wave, book.time) == (
        "kota",
        "toko",
        "gelombang",
        "tanggal",
    )
    assert (book.weight, book.id, book.language, book.sampling) == (
        "gewicht",
        "lfd",
        "id",
        "convenience",
    )
    assert book.duration == "lama"
    assert set(book.model_dump(exclude_defaults=True)) == set(Codebook.model_fields)


def test_a_label_is_shown_in_the_active_language_and_else_in_the_other_one():
    book, problems = parse(
        {"questions": {"Q1": {"en": "Fast?", "id": "Cepat?"}, "Q2": "Ramah?", "Q3": {"en": "x"}}},
        Places(),
    )
    assert problems == []
    assert [str(text) for text in book.questions.values()] == ["Fast?", "Ramah?", "x"]
    use_language("id")
    try:
        assert [str(text) for text in book.questions.values()] == ["Cepat?", "Ramah?", "x"]
    finally:
        use_language("en")


def test_missing_may_be_a_plain_list_a_single_code_or_codes_by_column():
    for given_form in ([-99, "Tidak tahu"], {"all": [-99.0, " tidak  TAHU "]}):
        book, _ = parse({"missing": given_form}, Places())
        assert book.missing == {"all": ["-99", "tidak tahu"]}
    assert parse({"missing": 99}, Places())[0].missing == {"all": ["99"]}


def test_segments_may_be_a_list_of_columns():
    assert parse({"segments": ["age", "sex"]}, Places())[0].segments == {"age": "age", "sex": "sex"}


@pytest.mark.parametrize("writing", [-99, -99.0, "-99", " -99 ", "-99.00"])
def test_a_code_is_one_code_however_it_is_written(writing):
    assert code(writing) == "-99"


@given(st.integers(-999, 999))
def test_whole_numbers_and_their_decimal_writing_are_one_code(n):
    assert code(n) == code(float(n)) == code(f" {n}.0 ") == str(n)


@given(st.text())
def test_writing_a_code_twice_changes_nothing(text):
    assert code(code(text)) == code(text)


@pytest.mark.parametrize("text", ["1,2", "", "4 5", "1e3", "nan", "inf", "٣", "4.5.6", "-"])
def test_what_is_no_plain_number_is_not_read_as_one(text):
    assert as_number(text) is None


def test_yes_no_on_off_dates_and_leading_zeros_keep_their_meaning(tmp_path):
    book, _, problems = read_codebook(
        written(
            tmp_path,
            "values: {q: {Yes: Ja, No: Nein, on: an, off: aus, true: wahr, 010: ten}}\n"
            "questions: {q: 2026-01-05}\nmissing: [1.50, N, '010']\n",
        )
    )
    assert problems == []
    assert list(book.values["q"]) == ["yes", "no", "on", "off", "true", "10"]
    assert str(book.questions["q"]) == "2026-01-05"
    assert book.missing == {"all": ["1.5", "n", "10"]}


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("PERQ1:3", ["PERQ1", "PERQ2", "PERQ3"]),
        ("Q12_1:2", ["Q12_1", "Q12_2"]),
        ("ZU01_09:11", ["ZU01_09", "ZU01_10", "ZU01_11"]),
        ("a[x1:2]", ["a[x1]", "a[x2]"]),
        ("CUSCO", ["CUSCO"]),
        ("Open 9:17", ["Open 9:17"]),
    ],
)
def test_a_range_stands_for_its_columns(text, columns):
    assert expand(text, ["Open 9:17"]) == columns


@given(st.integers(0, 30), st.integers(0, 30))
def test_a_range_has_as_many_columns_as_it_counts(first, more):
    assert expand(f"q{first}:{first + more}", []) == [
        f"q{n}" for n in range(first, first + more + 1)
    ]


def test_the_nearest_name_is_found_whatever_its_case():
    assert nearest("csat", ["CSAT", "other"]) == "CSAT"
    assert nearest("Q5_3", ["Q1", "Q5_4"]) == "Q5_4"
    assert nearest("weight", ["a", "b"]) is None


def test_likert_words_have_their_places_on_four_and_five_points_only():
    five, four = likert_words(1, 5), likert_words(1, 4)
    assert [five[w] for w in ("sts", "ts", "rr", "s", "ss")] == [1, 2, 3, 4, 5]
    assert [five[w] for w in ("sangat tidak puas", "neutral", "strongly agree")] == [1, 3, 5]
    assert [four[w] for w in ("sangat tidak setuju", "tidak puas", "puas", "ss")] == [1, 2, 3, 4]
    assert "n" not in four
    assert likert_words(0, 4)["sts"] == 0
    assert likert_words(1, 7) == {}
    assert not {"ks", "kp", "cs", "cts", "tp"} & set(five)


def test_unknown_keys_come_back_all_at_once_with_line_and_near_match(tmp_path):
    assert said(
        tmp_path,
        "data: a.csv\n"
        "contructs: {A: Q1}\n"
        "scale: {min: 1, max: 5, lables: {a: 1}}\n"
        "constructs:\n"
        "  B:\n"
        "    items: Q1\n"
        "    lebel: x\n"
        "  C: {items: Q2, label: {fr: y}}\n"
        "zzz: 1\n",
    ) == [
        "codebook.yaml:2: 'contructs' is no key of codebook. Did you mean 'constructs'?",
        "codebook.yaml:3: 'lables' is no key of scale. Did you mean 'labels'?",
        "codebook.yaml:7: 'lebel' is no key of constructs: B. Did you mean 'label'?",
        "codebook.yaml:8: 'fr' is no key of constructs: C: label. Its keys are: en, id.",
        "codebook.yaml:9: 'zzz' is no key of codebook. Its keys are: "
        + ", ".join(Codebook.model_fields)
        + ".",
    ]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("scale: {min: 1}", "scale needs both ends, as in {min: 1, max: 5}."),
        ("scale: {min: 5, max: 1}", "scale has min 5 and max 1; min must be the lower one."),
        ("scale: {min: a, max: 5}", "scale: min must be a number, found 'a'."),
        ("min_answered: 3", "min_answered must be 0 to 1, found 3."),
        ("min_answered: -1", "min_answered must be 0 to 1, found -1."),
        ("sampling: foo", "sampling must be 'convenience' or 'probability', found 'foo'."),
        ("language: fr", "language must be 'en' or 'id', found 'fr'."),
        ("keep: [a]", "keep must be a text, found ['a']."),
        ("drivers: {A: b}", "drivers must be a word or a number, found {'A': 'b'}."),
        ("drivers:", "drivers must be a list such as [A, B], found None."),
        ("constructs: Q1", "constructs must hold lines such as `name: value`, found 'Q1'."),
        ("constructs: {A: []}", "constructs: A: items has too few entries, found []."),
        ("constructs: {A: {label: x}}", "constructs: A: items is missing."),
        ("kano: {A: [f, d, x]}", "kano: A has too many entries, found ['f', 'd', 'x']."),
        (
            "tables: {t: {data: t.csv, kano: {A: f}}}",
            "tables: t: kano: A has too few entries, found f.",
        ),
        (
            "tables: {t: {data: t.csv, kano: [f, d]}}",
            "tables: t: kano must hold lines such as `name: value`, found ['f', 'd'].",
        ),
        ("questions: {Q1: }", "questions: Q1 must be a word or a number, found None."),
        ("questions: {Q1: {}}", "questions: Q1 is empty; write a text, or en: and id: below it."),
        ("values: {Q1: [a]}", "values: Q1 must hold lines such as `name: value`, found ['a']."),
        (
            "data: ../a.csv",
            "data must be a plain file name in the codebook's own folder, found '../a.csv'. Name "
            "any other file when you load: data=FILE, or --data FILE.",
        ),
        (
            "tables: {t: /etc/x.csv}",
            "tables: t: data must be a plain file name in the codebook's own folder, found "
            "'/etc/x.csv'. Name any other file when you load: data=FILE, or --data FILE.",
        ),
        ("id: a\nid: b", "id stands here a second time (first in line 2). Keep one."),
    ],
)
def test_a_wrong_value_is_named_with_its_line_and_what_belongs_there(tmp_path, line, sentence):
    place = 3 if "\n" in line else 2
    assert said(tmp_path, f"nps: Q8\n{line}\n") == [f"codebook.yaml:{place}: {sentence}"]


def test_what_is_wrong_is_left_out_and_the_rest_is_kept():
    book, problems = parse(
        {"constructs": {"A": {"items": "Q1", "x": 1}, "B": {"items": []}, "C": "Q3"}, "nps": "Q8"},
        Places(),
    )
    assert len(problems) == 2
    assert list(book.constructs) == ["A", "C"]
    assert book.nps == "Q8"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("nps: Q8\n  csat: x: y\n", r"codebook\.yaml:2: this is not YAML \(mapping values are"),
        ("nps: 'Q8\n", r"codebook\.yaml:2: this is not YAML \(found unexpected end of stream"),
        ("nps: \x07\n", r"codebook\.yaml: this is not YAML \(special characters are not allowed"),
        ("a: !!python/object:os.system x\n", r"codebook\.yaml:1: this is not YAML \(could not"),
        ("", r"codebook\.yaml: a codebook is made of lines such as `outcome: Satisfaction`"),
        ("- a\n- b\n", r"codebook\.yaml: a codebook is made of lines such as"),
        ("just words\n", r"codebook\.yaml: a codebook is made of lines such as"),
    ],
)
def test_a_file_that_is_no_codebook_gives_a_sentence_with_its_line(tmp_path, text, sentence):
    with pytest.raises(StudyError, match=sentence) as caught:
        read_codebook(written(tmp_path, text))
    if "not YAML" in sentence:
        assert "put texts that hold : # ? or a comma in quotes." in str(caught.value)


def test_a_binary_file_is_no_codebook(tmp_path):
    (tmp_path / "codebook.yaml").write_bytes(b"PK\x03\x04\x00\x00")
    with pytest.raises(StudyError, match=re.escape("codebook.yaml: this is not a text file.")):
        read_codebook(tmp_path / "codebook.yaml")


def test_a_codebook_that_refers_to_itself_does_not_hang(tmp_path):
    with pytest.raises(StudyError, match="more than 20 levels deep"):
        said(tmp_path, "constructs: &c {A: *c}\n")
