import io
import re
import shutil
import subprocess
import zipfile
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest

from custsat_edu.errors import InputError
from custsat_edu.i18n import use_language
from custsat_edu.report.drivers import driver_tables
from custsat_edu.report.journey import journey_tables
from custsat_edu.report.scores import score_table
from custsat_edu.show.tables import csv_text, no_formula, present
from custsat_edu.stats.scores import csat, nps
from custsat_edu.study.study import load_study

HOSTILE = [
    "<script>alert(1)</script>", "a & b % $x$ # _ {y} ~ ^ \\ z", "=1+1", "[b] *c", "tab\tline\nend",
    "\x00nul\x0b", "{outcome}", "Ön “Ä” – é",
]  # fmt: skip


@pytest.fixture
def table():
    return pd.DataFrame(
        {
            "label": ["Price", "Help"],
            "estimate": [0.4218, -1.5],
            "low": [0.312, -2.0],
            "high": [0.534, -1.0],
            "p": [0.0231, 0.00002],
            "n": [1234, 1200],
            "clear": [True, False],
        },
        index=pd.Index(["d1", "d2"], name="driver"),
    )


@pytest.fixture
def hostile():
    return pd.DataFrame({"estimate": 1.0}, index=pd.Index(HOSTILE, name="driver"))


@pytest.fixture(scope="module")
def sample():
    study = load_study("serambi")
    scores, drivers, journey = score_table(study), driver_tables(study), journey_tables(study)
    return {"scores": scores[0], **drivers[0], **journey[0]}


def test_an_estimate_shares_its_cell_with_its_limits_in_english(table):
    shown = present(table)
    assert shown.header == ("Driver", "Estimate [95% CI]", "p", "n", "Clear")
    assert shown.rows == (
        ("Price", "0.42 [0.31, 0.53]", ".023", "1,234", "yes"),
        ("Help", "−1.50 [−2.00, −1.00]", "< .001", "1,200", "no"),
    )
    assert shown.alignment == ("left", "right", "right", "right", "left")


def test_an_estimate_shares_its_cell_with_its_limits_in_indonesian(table):
    use_language("id")
    shown = present(table)
    assert shown.header == ("Pendorong", "Estimasi [IK 95%]", "p", "n", "Jelas")
    assert shown.rows == (
        ("Price", "0,42 [0,31; 0,53]", "0,023", "1.234", "ya"),
        ("Help", "−1,50 [−2,00; −1,00]", "< 0,001", "1.200", "tidak"),
    )


@pytest.mark.parametrize(
    ("p", "english", "indonesian"),
    [(0.0004, "< .001", "< 0,001"), (0.001, ".001", "0,001"), (0.0496, ".050", "0,050"),
     (1.0, "> .999", "> 0,999"), (np.nan, "–", "–")],
)  # fmt: skip
def test_p_has_three_decimals_and_no_zero_in_english(p, english, indonesian):
    one = pd.DataFrame({"p": [p]})
    assert present(one).rows == ((english,),)
    use_language("id")
    assert present(one).rows == ((indonesian,),)


def test_digits_and_confidence_are_as_asked(table):
    shown = present(table, digits=1, confidence=0.9)
    assert (shown.header[1], shown.rows[0][1]) == ("Estimate [90% CI]", "0.4 [0.3, 0.5]")


def test_limits_of_an_equivalence_test_are_those_of_both_sides():
    one = pd.DataFrame({"estimate": [1.0], "low": 0.5, "high": 1.5, "equivalent": True})
    assert present(one).header == ("Estimate [90% CI]", "Equivalent")


def test_scores_are_written_in_their_units():
    scores = pd.DataFrame(
        {"unit": ["points", "share", "scale", "alpha"], "estimate": [18.17, 0.641, 5.039, 0.884],
         "low": [15.16, 0.621, 4.992, 0.876], "high": [21.15, 0.66, 5.0854, 0.893]},
    )  # fmt: skip
    cells = [row[0] for row in present(scores).rows]
    assert cells == [
        "18.2 [15.2, 21.1]", "64.1% [62.1, 66.0]", "5.04 [4.99, 5.09]", ".88 [.88, .89]",
    ]  # fmt: skip


def test_a_series_is_one_row_in_its_own_unit():
    share = present(csat(pd.Series([5, 4, 4, 3, 2])))
    assert share.rows == (("Satisfied (two highest answers)", "60.0% [23.1, 88.2]", "5"),)
    points = present(nps(pd.Series([10, 9, 9, 8, 7, 3])))
    assert points.rows == (("Net Promoter Score", "33.3 [−26.7, 71.2]", "6"),)


def test_what_is_missing_is_a_dash():
    gaps = pd.DataFrame(
        {"estimate": [1.0, np.nan], "low": np.nan, "high": [2.0, np.nan], "flag": ["", None]}
    )
    assert present(gaps).rows == (("1.00 [–, 2.00]", "–"), ("–", "–"))


def test_what_is_the_same_in_all_rows_stands_once_in_the_note():
    two = pd.DataFrame(
        {"estimate": [0.1, 0.2], "n": 2282, "n_effective": 2230.1, "noise": 0.0013,
         "weighted": True},
    )  # fmt: skip
    shown = present(two, note="After lesson 05.")
    assert shown.header == ("Estimate",)
    expected = "Weighted. n = 2,282; Effective n = 2,230; Noise floor = 0.1%. After lesson 05."
    assert shown.note == expected
    assert present(two[["estimate", "n"]].head(1)).note == ""


def test_a_control_chart_keeps_the_limits_of_chance_apart():
    chart = pd.DataFrame({"estimate": [0.05], "centre": 0.06, "low": 0.0, "high": 0.131})
    shown = present(chart)
    assert shown.header == ("Estimate", "Centre", "Low", "High")
    assert shown.rows == (("5.0%", "6.0%", "0.0%", "13.1%"),)


def test_codes_become_words_and_own_names_stay():
    table = pd.DataFrame(
        {"kind": ["must-be"], "quadrant": ["keep_up"], "my_own": ["keep_up"]},
        index=pd.Index(["below"], name="driver"),
    )
    shown = present(table)
    assert shown.header == ("Driver", "Kind", "Quadrant", "my own")
    assert shown.rows == (("below", "must-be", "Keep up the good work", "keep_up"),)


def test_only_a_table_can_be_presented():
    wrong = "present: table must be a DataFrame with columns, or a Series, found list"
    with pytest.raises(InputError, match=wrong):
        present([1, 2])
    with pytest.raises(InputError, match="found DataFrame"):
        present(pd.DataFrame(index=[1]))


# HTML ---------------------------------------------------------------------------------------------


class Reader(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.tags, self.cells = [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag in ("td", "th", "caption"):
            self.cells.append("")

    def handle_data(self, data):
        if self.cells:
            self.cells[-1] += data.strip("\n")


def test_html_has_a_caption_scopes_and_classes_alone(table):
    html = present(table, title="Drivers & co", note="Mine.").html()
    tags = Reader(html).tags
    assert tags[0] == ("table", {"class": "custsat-table", "lang": "en"})
    assert "<caption>Drivers &amp; co</caption>" in html
    assert [a["scope"] for tag, a in tags if tag == "th"] == ["col"] * 5 + ["row"] * 2
    assert {key for _tag, a in tags for key in a} == {"class", "lang", "scope", "colspan"}
    assert '<td class="note" colspan="5"><em>Note.</em> Mine.</td>' in html
    assert "caption" not in present(table).html() and "tfoot" not in present(table).html()


def test_html_escapes_what_respondents_wrote(hostile):
    html = present(hostile, title=HOSTILE[0], note=HOSTILE[0]).html()
    reader = Reader(html)
    assert "script" not in {tag for tag, _attrs in reader.tags}
    assert reader.cells[0] == HOSTILE[0]
    assert "tab line end" in html and "\x00" not in html


# LaTeX --------------------------------------------------------------------------------------------


def test_latex_uses_booktabs_and_escapes_every_special_character(table, hostile):
    latex = present(table, title="A_b", note="100%").latex()
    assert latex.splitlines()[:5] == [
        r"\begin{table}[htbp]", r"\centering", r"\caption{A\_b}", r"\begin{tabular}{lrrrl}",
        r"\toprule",
    ]  # fmt: skip
    assert r"Price & 0.42 [0.31, 0.53] & .023 & 1,234 & yes \\" in latex
    assert r"Help & $-$1.50 [$-$2.00, $-$1.00] & \textless{} .001 & 1,200 & no \\" in latex
    assert r"\textit{Note.} 100\%" in latex
    escaped = r"a \& b \% \$x\$ \# \_ \{y\} \textasciitilde{} \textasciicircum{} \textbackslash{} z"
    assert escaped in present(hostile).latex()
    assert "\n{}[b] *c & 1.00 \\\\\n" in present(hostile).latex()  # no option of the line before


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["en", "id"])
def test_latex_compiles_in_a_minimal_document(lang, table, hostile, tmp_path):
    engine = next(filter(shutil.which, ("pdflatex", "xelatex", "tectonic")), None)
    if engine is None:
        pytest.skip("neither pdflatex nor xelatex nor tectonic is installed")
    use_language(lang)
    fits = pd.DataFrame({"beta": [0.5], "r2": 0.4, "chi2": 3.2, "delta_cfi": -0.01})
    body = [present(t, title="T: 5% & {x}", note="±1 × 2 ≥ 0").latex() for t in (table, fits)]
    lines = [r"\documentclass{article}", r"\usepackage{booktabs}", r"\begin{document}", *body,
             present(hostile).latex(), r"\end{document}"]  # fmt: skip
    (tmp_path / "t.tex").write_text("\n".join(lines), encoding="utf-8")
    strict = [] if engine == "tectonic" else ["-interaction=nonstopmode", "-halt-on-error"]
    done = subprocess.run([engine, *strict, "t.tex"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-2000:]
    assert (tmp_path / "t.pdf").exists()


# Word ---------------------------------------------------------------------------------------------


def read(document):
    docx = pytest.importorskip("docx")
    return docx.Document(io.BytesIO(document))


def borders(row):
    return [set(re.findall(r"<w:(top|bottom) ", cell._tc.xml)) for cell in row.cells]


def test_word_has_a_real_table_with_three_lines_and_a_head_on_every_page(table):
    shown = present(table, title="Drivers", note="Mine.")
    document = read(shown.docx())
    (words,) = document.tables
    assert [[cell.text for cell in row.cells] for row in words.rows] == [
        [*shown.header], *map(list, shown.rows),
    ]  # fmt: skip
    assert "w:tblHeader" in words.rows[0]._tr.xml
    assert "w:tblHeader" not in words.rows[1]._tr.xml
    assert borders(words.rows[0]) == [{"top", "bottom"}] * 5
    assert borders(words.rows[1]) == [set()] * 5
    assert borders(words.rows[2]) == [{"bottom"}] * 5
    assert [p.text for p in document.paragraphs] == ["Drivers", "Note. Mine."]
    assert document.paragraphs[0].runs[0].italic
    assert document.core_properties.author == "custsat"


def test_a_wide_word_table_lies_on_its_side(table):
    page = read(present(table.assign(se=1, t=2, beta=3)).docx()).sections[0]
    assert page.page_width > page.page_height
    page = read(present(table).docx()).sections[0]
    assert page.page_width < page.page_height


def test_the_same_table_gives_the_same_word_file(table, hostile):
    assert present(table).docx() == present(table).docx()
    document = present(hostile).docx()
    dates = {part.date_time for part in zipfile.ZipFile(io.BytesIO(document)).infolist()}
    assert dates == {(2026, 1, 5, 0, 0, 0)}
    (words,) = read(document).tables
    assert words.rows[1].cells[0].text == HOSTILE[0]
    assert read(present(hostile.head(0)).docx()).tables[0].rows[0].cells[1].text == "Estimate"


# CSV ----------------------------------------------------------------------------------------------


def test_csv_has_every_digit_and_the_columns_own_names(table):
    lines = present(table.assign(p=1 / 3)).csv().splitlines()
    assert lines[0] == "driver,label,estimate,low,high,p,n,clear"
    assert lines[1] == "d1,Price,0.4218,0.312,0.534,0.3333333333333333,1234,True"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM", "\tx", "\nx", "＝1"])
def test_csv_quotes_what_a_spreadsheet_would_run(text):
    assert no_formula(text) == f"'{text}"
    table = pd.DataFrame({text: [text]}, index=pd.Index([text], name=text))
    assert f"'{text}" in csv_text(table).replace('"', "")


def test_csv_leaves_numbers_and_other_text_alone():
    assert [no_formula(cell) for cell in (-1, -0.5, "a=1", None)] == [-1, -0.5, "a=1", None]


@pytest.mark.slow
def test_every_table_of_the_sample_is_presented_in_all_formats(sample):
    for lang in ("en", "id"):
        use_language(lang)
        for name, table in sample.items():
            shown = present(table, title=name)
            assert len(shown.rows) == len(table), name
            assert all(len(row) == len(shown.header) for row in shown.rows), name
            cells = " ".join(cell for row in shown.rows for cell in row)
            assert not re.search(r"\b(nan|None|inf|NaT)\b|<NA>|_", cells), name
            assert all(shown.header), name
            assert shown.html().count("<tr>") == len(table) + 1 + bool(shown.note), name
            heads = 3 if len(table) > 40 else 1  # a long table: its title, and its head twice
            assert shown.latex().count(r"\\") == len(table) + heads, name
            plain = table.reset_index(allow_duplicates=True)
            assert shown.csv() == plain.to_csv(index=False, lineterminator="\n"), name
