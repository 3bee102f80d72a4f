"""The whole report without its lessons: files, bytes, what is made again, and what never leaks."""

import io
import json
import re
import shutil
import subprocess
import zipfile
import zlib
from html import unescape
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from custsat_edu import draft_codebook, load_study
from custsat_edu.cli import main
from custsat_edu.errors import InputError, StudyError
from custsat_edu.i18n import number, use_language
from custsat_edu.report import analyses, lessons, whole
from custsat_edu.report.analyses import Part, Result, planned
from custsat_edu.report.files import Picture
from custsat_edu.report.lessons import study_folder
from custsat_edu.report.whole import write_report

N = 72
CODEBOOK = """data: a.csv
scale: {min: 1, max: 5}
constructs:
  Satisfaction: {items: s1:3, label: {en: Satisfaction, id: Kepuasan}}
  ../../evil/Quality: {items: q1:3, label: '<script>alert("label")</script> [x](javascript:y) *b*'}
outcome: Satisfaction
drivers: [../../evil/Quality]
nps: Q8
channel: kanal
segments: {city_part: kota}
comment: saran
id: nomor
sampling: convenience
values:
  kanal: {1: {en: Store <b>1</b>, id: Toko <b>1</b>}, 2: {en: Web & app, id: Web & aplikasi}}
"""
HOSTILE = [
    "<script>alert('comment')</script> SENTINELCOMMENT",
    '=HYPERLINK("http://evil.example","SENTINELCOMMENT")',
    "[SENTINELCOMMENT](javascript:alert(1))",
    "$\\href{http://evil.example}{SENTINELCOMMENT}$",
]
SECRETS = ["SENTINELCOMMENT", "RSP77", "anna.secret@", "192.0.2.", "48151.6234"]
FIRST = [1, 5, 2, 5, 1, 4]  # the answers of the first respondent, s1 to q3


def answers() -> pd.DataFrame:
    """Return 72 answers to two constructs, with an id, comments and personal columns."""
    rng = np.random.default_rng(7)
    base = rng.integers(2, 6, N)
    frame = pd.DataFrame({f"q{k}": np.clip(base + rng.integers(-1, 2, N), 1, 5) for k in (1, 2, 3)})
    for k in (1, 2, 3):
        frame[f"s{k}"] = np.clip(frame["q1"] + rng.integers(-1, 2, N), 1, 5)
    frame = frame[["s1", "s2", "s3", "q1", "q2", "q3"]]
    frame.loc[0] = FIRST
    return frame.assign(
        Q8=np.clip(2 * frame["s1"] + rng.integers(-1, 2, N), 0, 10),
        kanal=rng.integers(1, 3, N),
        kota=rng.choice(["North", "South <i>", "West"], N),
        spent=48151.6234 + np.arange(N),
        saran=[HOSTILE[row % len(HOSTILE)] for row in range(N)],
        nomor=[f"RSP77{row:03d}" for row in range(N)],
        Email=[f"anna.secret@{row}.example" for row in range(N)],
        IPAddress=[f"192.0.2.{row}" for row in range(N)],
    )


def study_in(folder: Path, codebook: str = CODEBOOK) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "codebook.yaml").write_text(codebook, encoding="utf-8")
    answers().to_csv(folder / "a.csv", index=False)
    return folder


def only(*names: str):
    """Return what gives some of the parts of a study: the others take longer."""
    return lambda study: {n: part for n, part in analyses.parts_of(study).items() if n in names}


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Return the folder of a report in English and one in Indonesian."""
    home = tmp_path_factory.mktemp("report")
    study = study_in(home / "clinic")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(whole, "parts_of", only("problems", "scores", "reliability", "groups"))
        assert write_report(study, home / "en", lessons=False) == []
        patch.setattr(whole, "parts_of", only("scores"))
        write_report(study, home / "again", lessons=False)
        write_report(study, home / "with", lessons=False, include_data=True)
        use_language("id")
        assert write_report(study, home / "id", lessons=False) == []
        use_language("en")
    return {name: home / name for name in ("en", "again", "with", "id")} | {"study": study}


# What stands in the folder ------------------------------------------------------------------------


def test_the_folder_holds_the_pages_and_every_table_and_figure_in_three_formats(made):
    names = {*bytes_of(made["en"])}
    assert {"index.html", "methods.md", "references.bib", "provenance.json"} <= names
    tables = {name.split(".")[0] for name in names if name.startswith("tables/")}
    figures = {name.split(".")[0] for name in names if name.startswith("figures/")}
    assert {f"tables/{name}" for name in (
        "problems", "scores", "scores_by_channel", "scores_by_city_part", "outcome_by_channel",
        "items_Satisfaction", "items_evil_Quality", "cfa", "factor_quality",
        "pairs_channel", "pairs_city_part", "several_city_part",
    )} <= {name.replace("items__", "items_").replace("__", "_") for name in tables}  # fmt: skip
    assert {"figures/pairs_channel", "figures/outcome_by_channel"} <= figures
    wanted = {f"{t}.{kind}" for t in tables for kind in ("csv", "tex", "docx")}
    wanted |= {f"{f}.{kind}" for f in figures for kind in ("svg", "pdf", "png")}
    assert wanted == {name for name in names if name.startswith(("tables/", "figures/"))}


def test_no_picture_stays_open_in_the_notebook_that_asked_for_the_report(tmp_path):
    write_report(study_in(tmp_path), tmp_path / "out", lessons=False)
    assert plt.get_fignums() == []


def test_no_name_of_a_construct_leads_out_of_the_folder(made):
    assert not list(made["en"].parents[1].rglob("evil*"))
    assert all(re.fullmatch(r"[\w.]+", path.name) for path in (made["en"] / "tables").iterdir())
    links = re.findall(r'(?:href|src)="([^"#]+)"', (made["en"] / "index.html").read_text("utf-8"))
    assert links
    assert all((made["en"] / unescape(link)).is_file() for link in links)


def test_two_constructs_whose_names_make_one_file_name_have_a_file_each():
    table = pd.DataFrame({"n": [1]})
    results = [Result(name, name, table) for name in ("a/b", "a b", "A_B", "x" * 300)]
    names = [result.name for result in whole._filed(results)]
    assert names == ["a_b", "a_b_1", "A_B_2", "x" * 60]


def test_a_picture_has_its_sentence_as_alt_text_and_inside_the_file(made):
    notes = [json.loads(path.read_text("utf-8")) for path in (made["en"] / ".custsat").iterdir()]
    drawn = [result for note in notes for result in note["results"] if result["figure"]]
    page = (made["en"] / "index.html").read_text("utf-8")
    shown = re.findall(r'<img src="figures/([^"]+)\.svg" alt="([^"]*)"', page)
    assert {name: unescape(alt) for name, alt in shown} == {
        result["figure"]: result["sentence"] for result in drawn
    }
    assert len(drawn) >= 3
    for result in drawn:
        svg = (made["en"] / "figures" / f"{result['figure']}.svg").read_text("utf-8")
        assert result["sentence"] in " ".join(unescape(svg).split())


def test_the_sentence_of_a_picture_is_the_one_that_its_table_is_described_with(made):
    from custsat_edu.show.groups import describe_differences
    from custsat_edu.stats.compare import compare_groups

    study = load_study(made["study"])
    table = compare_groups(study.index["Satisfaction"], study.survey["channel"])
    page = unescape((made["en"] / "index.html").read_text("utf-8"))
    assert f'alt="{describe_differences(table)}"' in page


def test_the_same_answers_give_the_same_bytes_but_for_the_clock(made):
    one, two = (bytes_of(made[name]) for name in ("en", "again"))
    files = [name for name in two if name.startswith((".custsat/", "tables/", "figures/"))]
    assert len(files) == 16  # a note, four tables and a figure in three formats each
    assert [name for name in files if one[name] != two[name]] == []
    one, two = (json.loads(files["provenance.json"]) for files in (one, two))
    assert {key for key in one if one[key] != two[key]} <= {"made", "parts"}
    assert one["parts"]["scores"] == two["parts"]["scores"]


def test_provenance_says_where_everything_comes_from(made):
    import hashlib

    facts = json.loads((made["en"] / "provenance.json").read_text("utf-8"))
    raw = (made["study"] / "a.csv").read_bytes()
    assert facts["sha256"] == hashlib.sha256(raw).hexdigest()
    assert (facts["n"], facts["rows_read"], facts["data"], facts["seed"]) == (N, N, "a.csv", 0)
    assert {"numpy", "pandas", "scipy", "statsmodels"} <= {*facts["packages"]}
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", facts["made"])
    files = {name: sha for part in facts["parts"].values() for name, sha in part["files"].items()}
    there = {name: hashlib.sha256(raw).hexdigest() for name, raw in bytes_of(made["en"]).items()}
    assert files.items() <= there.items()


def test_references_hold_every_work_that_the_sentences_cite(made):
    bib = (made["en"] / "references.bib").read_text("utf-8")
    for key in ("rocks2016", "cronbach1951", "hedges1981", "holm1979"):
        assert f"{{{key}," in bib


# Nothing of a respondent --------------------------------------------------------------------------


def unpacked(name: str, raw: bytes) -> bytes:
    """Return the bytes of a file, and what is packed inside it."""
    if name.endswith(".docx"):
        with zipfile.ZipFile(io.BytesIO(raw)) as book:
            return raw + b"\n".join(book.read(part) for part in book.namelist())
    if name.endswith(".pdf"):
        for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", raw, re.DOTALL):
            try:
                raw += b"\n" + zlib.decompress(stream)
            except zlib.error:
                continue
    return raw


def holding(folder: Path, words: list[str]) -> list[tuple[str, str]]:
    """Return which files hold one of the words."""
    files = {name: unpacked(name, raw) for name, raw in bytes_of(folder).items()}
    return [(name, word) for name, raw in files.items() for word in words if word.encode() in raw]


@pytest.mark.parametrize("lang", ["en", "id"])
def test_no_file_holds_an_id_a_comment_an_answer_row_or_a_personal_column(made, lang):
    rows = [mark.join(map(str, FIRST)) for mark in (",", ", ", ";", "\t", " ", "|")]
    assert holding(made[lang], SECRETS + rows) == []


def test_include_data_adds_the_answers_under_data_and_nothing_personal(made):
    names = {name for name, _word in holding(made["with"], ["SENTINELCOMMENT", "RSP77000"])}
    assert names == {"data/survey.csv"}
    table = pd.read_csv(made["with"] / "data" / "survey.csv")
    assert len(table) == N
    assert {"id", "nps", "channel", "s1"} <= {*table}
    assert not {"Email", "IPAddress"} & {*table}
    assert holding(made["with"], ["anna.secret@", "192.0.2."]) == []
    assert table["saran"][1] == f"'{HOSTILE[1]}"  # no formula in a spreadsheet


def test_a_report_without_data_takes_the_data_of_the_one_before_away(tmp_path, quick):
    study = study_in(tmp_path / "clinic")
    write_report(study, tmp_path / "out", lessons=False, include_data=True)
    assert (tmp_path / "out" / "data" / "survey.csv").exists()
    write_report(study, tmp_path / "out", lessons=False)
    assert not (tmp_path / "out" / "data").exists()


def test_no_file_holds_a_path_of_the_machine_or_a_user(made):
    import getpass

    home = made["study"].parent
    words = [str(home), home.parent.name, str(Path(__file__).parents[1]), str(Path.home()) + "/"]
    words += [user] if len(user := getpass.getuser()) > 5 else []
    assert holding(made["en"], words) == []


# Texts of others ----------------------------------------------------------------------------------


def test_texts_of_the_codebook_are_escaped_on_the_page(made):
    page = (made["en"] / "index.html").read_text("utf-8")
    assert "<script" not in page.casefold()
    assert "Store <b>" not in page
    assert "South <i>" not in page
    assert "&lt;script&gt;alert(" in page
    assert "Web &amp; app" in page


def test_methods_are_the_same_words_when_markdown_renders_them(made):
    mistune = pytest.importorskip("mistune")
    text = (made["en"] / "methods.md").read_text("utf-8")
    page = mistune.create_markdown(escape=False)(text)
    assert {*re.findall(r"<(\w+)", page)} == {"h1", "h2", "h3", "p"}
    assert '<script>alert("label")</script> [x](javascript:y) *b*' in unescape(page)
    assert "95% CI [" in page


def test_plain_text_of_markdown_keeps_numbers_as_they_are():
    usual = "R² = .61; Price (b = −0.43 [−1.57, 0.71], p < .001); 50%, city_part, x & y."
    assert whole._plain(usual) == usual
    assert whole._plain("<b>\n&lt; _a_ ![x](y) `c` $d$") == (
        r"\<b> \&lt; \_a\_ \!\[x\](y) \`c\` \$d\$".replace(r"\[", "[")
    )


# The tables ---------------------------------------------------------------------------------------


def shown_number(cell: str) -> tuple[float, int, float]:
    """Return the number that a cell begins with, its decimals, and what it was multiplied by."""
    text = cell.split(" ")[0].replace("−", "-").replace(",", "")
    percent = text.endswith("%")
    text = text.rstrip("%")
    return float(text), len(text.partition(".")[2]), 100 if percent else 1


def test_every_word_document_opens_and_holds_the_numbers_of_its_csv(made):
    docx = pytest.importorskip("docx")
    count = 0
    for path in sorted((made["en"] / "tables").glob("*.docx")):
        table = docx.Document(str(path)).tables[0]
        header, *rows = [[cell.text for cell in row.cells] for row in table.rows]
        source = pd.read_csv(path.with_suffix(".csv"))
        assert len(rows) == len(source), path.name
        assert header[-1], path.name
        for name in ("estimate", "n"):
            head = "Estimate [95% CI]" if name == "estimate" else "n"
            if name not in source or head not in header:
                continue
            for cells, value in zip(rows, source[name], strict=True):
                shown, digits, times = shown_number(cells[header.index(head)])
                assert shown == pytest.approx(value * times, abs=0.5000001 * 10**-digits), path.name
                count += 1
    assert count > 60


@pytest.mark.slow
def test_all_tables_compile_in_one_latex_document(made, tmp_path):
    engine = next(filter(shutil.which, ("pdflatex", "xelatex", "tectonic")), None)
    if engine is None:
        pytest.skip("neither pdflatex nor xelatex nor tectonic is installed")
    sources = sorted((made["id"] / "tables").glob("*.tex"))
    body = [path.read_text("utf-8") for path in sources]
    packages = [r"\usepackage[T1]{fontenc}", r"\usepackage{booktabs,longtable}"]
    whole_text = [r"\documentclass{article}", *packages, r"\begin{document}", *body]
    (tmp_path / "all.tex").write_text("\n".join([*whole_text, r"\end{document}"]), encoding="utf-8")
    words = [engine] if engine == "tectonic" else [engine, "-halt-on-error", "-no-shell-escape"]
    run = subprocess.run([*words, "all.tex"], cwd=tmp_path, capture_output=True, check=False)
    assert run.returncode == 0, run.stdout.decode(errors="replace")[-2000:]
    assert (tmp_path / "all.pdf").stat().st_size > 10_000


def test_an_indonesian_report_has_indonesian_words_and_decimal_commas(made):
    page = (made["id"] / "index.html").read_text("utf-8")
    assert '<html lang="id">' in page
    for words in ("Skor", "Daftar isi", "Setiap skor dengan intervalnya"):
        assert words in page
    table = load_study(made["study"]).survey["nps"]
    use_language("id")
    nps = 100 * ((table >= 9).mean() - (table <= 6).mean())
    assert f"{number(nps, 1)} [" in page
    assert "," in number(nps, 1)
    assert not re.search(r"\d\.\d\d? \[", page)
    csv = (made["id"] / "tables" / "scores.csv").read_text("utf-8")
    assert re.search(r",-?\d+\.\d+,", csv)  # a spreadsheet's numbers stay numbers


# What the pages say -------------------------------------------------------------------------------


@pytest.fixture
def quick(monkeypatch):
    """Let every part be a small table that takes no time; return how often each was made."""
    calls: list[str] = []

    def make(name: str) -> Part:
        calls.append(name)
        table = pd.DataFrame({"estimate": [0.5], "low": [0.4], "high": [0.6], "n": [N]})
        table.index = pd.Index([name], name="driver")
        return Part([Result(f"table_{name}", f"Table {name}", table)])

    def parts(_study) -> dict:
        return {name: (name.title(), lambda name=name: make(name)) for name in calls_for}

    calls_for = ["one", "two", "three", "four"]
    monkeypatch.setattr(whole, "parts_of", parts)
    quick = type("Quick", (), {"calls": calls, "names": calls_for, "make": staticmethod(make)})
    return quick()


def methods(study: Path, out: Path) -> str:
    write_report(study, out, lessons=False)
    return (out / "methods.md").read_text("utf-8")


def test_without_a_plan_the_report_says_once_that_all_is_exploratory(made):
    for name in ("methods.md", "index.html"):
        text = (made["en"] / name).read_text("utf-8")
        assert text.count("The codebook names no plan: all analyses are exploratory.") == 1
        assert "Exploratory analysis" not in text


def test_a_plan_is_listed_and_what_it_does_not_name_is_headed_exploratory(tmp_path, monkeypatch):
    book = CODEBOOK + 'plan: ["Satisfaction differs by <b>channel</b>"]\n'
    monkeypatch.setattr(whole, "parts_of", only("groups"))
    text = methods(study_in(tmp_path / "clinic", book), tmp_path / "out")
    assert "## Hypotheses of the plan\n\n- Satisfaction differs by \\<b>channel\\</b>" in text
    assert "names no plan" not in text
    said = "Exploratory analysis, not among the hypotheses of the plan."
    told = {part.split("\n")[0]: said in part for part in text.split("\n### ")[1:]}
    assert [told[title] for title in told if "channel" in title or "kanal" in title] == [False]
    assert [told[title] for title in told if "city" in title.casefold()] == [True, True]
    page = (tmp_path / "out" / "index.html").read_text("utf-8")
    assert "<li>Satisfaction differs by &lt;b&gt;channel&lt;/b&gt;</li>" in page


@pytest.mark.parametrize(
    ("plan", "about", "found"),
    [
        ("Quality raises Satisfaction", ("Satisfaction", "Quality", "Price"), True),
        ("Quality raises Satisfaction", ("Satisfaction", "channel"), False),
        ("Quality raises Satisfaction", ("Satisfaction", "Price"), False),
        ("kepuasan berbeda menurut kanal", ("Satisfaction", "channel"), True),
        ("Dissatisfaction falls with Quality", ("Satisfaction", "Quality"), False),
        ("Satisfaction; Quality", ("events",), False),
        ("Satisfaction", (), None),
        ("", ("Satisfaction", "Quality"), None),
    ],
)
def test_the_plan_names_an_analysis_with_its_outcome_and_a_cause_in_one_sentence(
    plan, about, found
):
    frame = answers().rename(columns={"spent": "p1"})[["s1", "s2", "s3", "q1", "p1", "kanal"]]
    label = {"en": "Satisfaction", "id": "Kepuasan"}
    study = load_study(
        frame,
        constructs={"Satisfaction": {"items": ["s1:3"], "label": label}, "Quality": "q1"},
        scale={"min": 1, "max": 5},
        channel="kanal",
        **({"plan": [plan]} if plan else {}),
    )
    assert planned(study, about) is found


def test_a_sample_of_convenience_is_said_on_both_pages(made):
    words = "The sample is one of convenience: the intervals hold sampling error only"
    for name in ("methods.md", "index.html"):
        assert words in (made["en"] / name).read_text("utf-8")


def test_trials_of_the_tool_and_rows_left_out_by_keep_are_counted_on_both_pages(
    tmp_path, monkeypatch
):
    export = Path(__file__).parents[1] / "data" / "exports" / "qualtrics.csv"
    shutil.copy(export, tmp_path)
    text = draft_codebook(export).text + "keep: Finished == 1\n"
    (tmp_path / "codebook.yaml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(whole, "parts_of", only("scores"))
    write_report(tmp_path, tmp_path / "out", lessons=False)
    index = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    assert "300 respondents. 3 of 303 rows were left out before any analysis." in index
    said = (
        "Left out before the analysis: 2 (previews and tests left out: qualtrics.csv: Status), "
        "1 (rows left out by keep: Finished == 1)."
    )
    assert said in (tmp_path / "out" / "methods.md").read_text(encoding="utf-8")


def test_rows_left_out_are_counted_on_the_page(tmp_path, quick):
    study = study_in(tmp_path / "clinic", CODEBOOK + "keep: Q8 > 3\n")
    write_report(study, tmp_path / "out", lessons=False)
    gone = int((answers()["Q8"] <= 3).sum())
    assert gone
    page = (tmp_path / "out" / "index.html").read_text("utf-8")
    assert f"{gone} of {N} rows were left out before any analysis." in page


# What is made again -------------------------------------------------------------------------------


@pytest.fixture
def run(tmp_path, quick):
    """Run the report on a study of quick parts; return which parts were made."""
    study_in(tmp_path / "clinic")

    def run(**more) -> list[str]:
        del quick.calls[:]
        run.problems = write_report(
            tmp_path / "clinic", tmp_path / "out", **{"lessons": False, **more}
        )
        return [*quick.calls]

    run.study, run.out, run.quick, run.all = (
        tmp_path / "clinic", tmp_path / "out", quick, ["one", "two", "three", "four"],
    )  # fmt: skip
    return run


def test_a_second_run_makes_nothing_again(run):
    assert run() == run.all
    before = bytes_of(run.out)
    assert run() == []
    after = bytes_of(run.out)
    assert [name for name in before if before[name] != after[name]] in ([], ["provenance.json"])


def change_answer(run) -> None:
    file = run.study / "a.csv"
    file.write_text(file.read_text("utf-8").replace("RSP77005", "RSP77999"), encoding="utf-8")


def change_codebook(run) -> None:
    with (run.study / "codebook.yaml").open("a", encoding="utf-8") as file:
        file.write("# a word\n")


@pytest.mark.parametrize("change", [change_answer, change_codebook])
def test_a_changed_answer_or_codebook_makes_all_again(run, change):
    assert run() == run.all
    change(run)
    assert run() == run.all
    assert run() == []


def test_another_language_version_or_wish_for_data_makes_all_again(run, monkeypatch):
    assert run() == run.all
    use_language("id")
    assert run() == run.all
    use_language("en")
    assert run() == run.all
    assert run(include_data=True) == run.all
    monkeypatch.setattr(whole, "__version__", "9.9")
    assert run(include_data=True) == run.all


def test_a_changed_file_of_a_further_table_or_of_the_syntax_makes_all_again(tmp_path, quick):
    study = study_in(tmp_path / "clinic", CODEBOOK + "tables: {pulse: p.csv}\n")
    (study / "p.csv").write_text("a,b\n1,2\n2,3\n", encoding="utf-8")
    write_report(study, tmp_path / "out", lessons=False)
    (study / "p.csv").write_text("a,b\n1,2\n2,4\n", encoding="utf-8")
    write_report(study, tmp_path / "out", lessons=False)
    assert len(quick.calls) == 8


@pytest.mark.parametrize("damage", ["delete", "change", "note"])
def test_a_part_whose_file_is_gone_or_changed_is_made_again(run, damage):
    run()
    file = run.out / "tables" / "table_two.csv"
    whole_bytes = file.read_bytes()
    if damage == "delete":
        file.unlink()
    elif damage == "change":
        file.write_bytes(b"changed")
    else:
        (run.out / ".custsat" / "two.json").write_text("[1]", encoding="utf-8")
    assert run() == ["two"]
    assert file.read_bytes() == whole_bytes


def test_a_part_that_fails_is_told_and_the_rest_is_delivered(run, quick, monkeypatch):
    broken = {"now": True}

    def make(name: str) -> Part:
        if name == "two" and broken["now"]:
            quick.calls.append(name)
            raise ZeroDivisionError("SENTINELCOMMENT /home/anna")
        return quick.make(name)

    monkeypatch.setattr(
        whole, "parts_of", lambda _s: {n: (n.title(), lambda n=n: make(n)) for n in quick.names}
    )
    assert run() == run.all
    said = "Two: this part failed (ZeroDivisionError"
    rest = "). The rest of the report stands."
    assert [str(p) for p in run.problems] == [f"{said}: SENTINELCOMMENT /home/anna{rest}"]
    page = (run.out / "index.html").read_text("utf-8")
    assert said + rest in unescape(page)
    assert holding(run.out, ["SENTINELCOMMENT", "/home/anna"]) == []
    assert {path.name for path in (run.out / "tables").glob("*.csv")} == {
        f"table_{name}.csv" for name in ("one", "three", "four")
    }
    assert run() == ["two"]
    broken["now"] = False
    assert run() == ["two"]
    assert run.problems == []
    assert (run.out / "tables" / "table_two.csv").exists()
    assert said not in (run.out / "index.html").read_text("utf-8")


def test_what_a_part_cannot_compute_is_told_and_its_other_results_stand(run, quick, monkeypatch):
    def make() -> Part:
        part = quick.make("one")

        def refuse():
            raise InputError.of("alpha: only {n} rows.", n=2)

        part.add("alpha", "Alpha", refuse)
        return part

    monkeypatch.setattr(whole, "parts_of", lambda _study: {"one": ("One", make)})
    assert run() == ["one"]
    assert [str(problem) for problem in run.problems] == ["Alpha: alpha: only 2 rows."]
    assert (run.out / "tables" / "table_one.csv").exists()
    assert run() == []  # it is finished: nothing but other answers would change it
    assert [str(problem) for problem in run.problems] == ["Alpha: alpha: only 2 rows."]


def test_a_run_that_is_interrupted_goes_on_where_it_stopped(run, quick, monkeypatch):
    stop = {"now": True}

    def make(name: str) -> Part:
        if name == "three" and stop["now"]:
            raise KeyboardInterrupt
        return quick.make(name)

    monkeypatch.setattr(
        whole, "parts_of", lambda _s: {n: (n.title(), lambda n=n: make(n)) for n in quick.names}
    )
    with pytest.raises(KeyboardInterrupt):
        run()
    assert quick.calls == ["one", "two"]
    stop["now"] = False
    assert run() == ["three", "four"]
    assert (run.out / "index.html").exists()


def test_a_file_that_no_longer_belongs_is_gone_and_a_readers_own_file_stays(run, quick):
    run()
    own = run.out / "tables" / "my own.csv"
    own.write_text("mine", encoding="utf-8")
    quick.names.remove("two")
    assert run() == []
    assert not list(run.out.rglob("*two*"))
    assert (run.out / "tables" / "table_one.csv").exists()
    assert own.read_text("utf-8") == "mine"


def test_a_part_that_is_made_again_leaves_no_file_of_its_former_self(run, quick, monkeypatch):
    run()
    change_answer(run)
    other = quick.make

    def make(name: str) -> Part:
        part = other(name)
        result = part.results[0]
        return Part([Result(f"new_{name}", result.title, result.table)])

    monkeypatch.setattr(
        whole, "parts_of", lambda _s: {n: (n.title(), lambda n=n: make(n)) for n in quick.names}
    )
    assert run() == run.all
    assert {path.stem for path in (run.out / "tables").iterdir()} == {
        f"new_{name}" for name in run.all
    }


def test_a_note_that_somebody_changed_deletes_nothing_outside_of_the_folder(run, quick):
    run()
    outside = run.out.parent / "dear.txt"
    outside.write_text("dear", encoding="utf-8")
    note = run.out / ".custsat" / "two.json"
    text = json.loads(note.read_text("utf-8"))
    text["files"] |= {"tables/../../dear.txt": "", "../dear.txt": "", "index.html": ""}
    note.write_text(json.dumps(text), encoding="utf-8")
    quick.names.remove("two")
    run()
    assert outside.read_text("utf-8") == "dear"


def test_a_folder_with_other_things_is_refused_and_untouched(run):
    run.out.mkdir()
    (run.out / "thesis.docx").write_bytes(b"mine")
    with pytest.raises(InputError) as refused:
        run()
    assert str(refused.value) == (
        f"{run.out}: the folder holds other things than a report. Choose a new or empty folder for "
        "--out."
    )
    assert bytes_of(run.out) == {"thesis.docx": b"mine"}
    assert run.quick.calls == []


def test_a_file_in_the_place_of_the_folder_is_told(run):
    run.out.write_text("mine", encoding="utf-8")
    with pytest.raises(InputError) as refused:
        run()
    assert str(refused.value).startswith(f"{run.out}")
    assert "this cannot be written (" in str(refused.value)
    assert run.out.read_text("utf-8") == "mine"


def test_what_is_done_is_told_part_by_part(run):
    told: list[tuple] = []
    run(said=lambda *words: told.append(words))
    assert told == [("One", 1, 4), ("Two", 2, 4), ("Three", 3, 4), ("Four", 4, 4)]
    del told[:]
    run(said=lambda *words: told.append(words))
    assert told == []


def test_no_figure_stays_open(run, quick, monkeypatch):
    import matplotlib.pyplot as plt

    def make(name: str) -> Part:
        part = quick.make(name)
        fig, ax = plt.subplots()
        ax.plot([0, 1])
        result = part.results[0]
        drawn = Picture(fig, "A line.")
        return Part([Result(result.name, result.title, result.table, picture=drawn)])

    monkeypatch.setattr(whole, "parts_of", lambda _s: {"one": ("One", lambda: make("one"))})
    run()
    assert plt.get_fignums() == []
    assert {path.suffix for path in (run.out / "figures").iterdir()} == {".svg", ".pdf", ".png"}
    page = (run.out / "index.html").read_text("utf-8")
    assert '<img src="figures/table_one.svg" alt="A line.">' in page


# Lessons, without a kernel ------------------------------------------------------------------------


@pytest.fixture
def taught(monkeypatch, tmp_path):
    """Let a lesson be a page that names its study; return how each was run."""
    import nbformat

    path = tmp_path / "05_fake.ipynb"
    cells = [nbformat.v4.new_markdown_cell("# 05 · Why <b>so</b>?")]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    calls: list[dict] = []

    def run_lesson(path, home, *, study, include_data):
        calls.append({"study": study, "home": home.name, "files": sorted(bytes_of(home))})
        return {"05_fake.ipynb": b"{}", "05_fake.html": b"<p>"}

    monkeypatch.setattr(whole, "lessons_for", lambda _study: {"05_fake": path})
    monkeypatch.setattr(whole, "run_lesson", run_lesson)
    return calls


def test_a_lesson_is_run_on_a_copy_and_linked_from_the_page(run, taught):
    assert run(lessons=True) == run.all
    assert taught == [{
        "study": run.study.name, "home": "clinic", "files": ["a.csv", "codebook.yaml"],
    }]  # fmt: skip
    page = (run.out / "index.html").read_text("utf-8")
    assert '<a href="lessons/05_fake.html">05 · Why &lt;b&gt;so&lt;/b&gt;?</a>' in page
    assert run(lessons=True) == []
    assert len(taught) == 1
    assert run() == []  # without lessons their files go
    assert not (run.out / "lessons").exists()


def test_a_lesson_calls_the_study_what_the_reader_typed_but_no_absolute_path(
    run, taught, monkeypatch
):
    monkeypatch.chdir(run.study.parent)
    write_report("clinic/codebook.yaml", "out")
    write_report(run.study, "out2")
    assert [call["study"] for call in taught] == ["clinic/codebook.yaml", "clinic"]


def test_a_lesson_that_fails_leaves_the_others_and_the_analyses(run, taught, monkeypatch):
    def fail(*_args, **_more):
        raise InputError.of("cell {cell!r} raised {name}: {value}", cell="x", name="E", value="v")

    monkeypatch.setattr(whole, "run_lesson", fail)
    assert run(lessons=True) == run.all
    assert [str(p) for p in run.problems] == ["05 · Why <b>so</b>?: cell 'x' raised E: v"]
    assert "lessons/05_fake" not in (run.out / "index.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("book", "expected"),
    [
        ("data: b.csv\nnps: Q8\n", 'data: "it\'s.csv"\nnps: Q8\n'),
        ("nps: Q8\n", 'data: "it\'s.csv"\nnps: Q8\n'),
        ("{nps: Q8, data: 'b.csv', id: x}\n", '{nps: Q8, data: "it\'s.csv", id: x}\n'),
        ("nps: Q8\n'data': >-\n  b.csv\nid: x\n", "nps: Q8\n'data': \"it's.csv\"\nid: x\n"),
        (
            "tables: {p: {data: c.csv}}\ndata: b.csv",
            'tables: {p: {data: c.csv}}\ndata: "it\'s.csv"',
        ),
        ("data: it's.csv # here\n", "data: it's.csv # here\n"),
    ],
)
def test_the_copy_of_a_codebook_names_the_answers_and_keeps_the_rest(book, expected):
    assert lessons._naming(book, "it's.csv") == expected


def test_answers_of_another_name_and_place_are_copied_beside_a_table_of_that_name(tmp_path):
    study_in(tmp_path / "clinic", CODEBOOK + "tables: {pulse: p.csv}\n")
    (tmp_path / "clinic" / "p.csv").write_text("a\n1\n", encoding="utf-8")
    (tmp_path / "clinic" / "a.csv").rename(tmp_path / "p.csv")
    study = load_study(tmp_path / "clinic", data=tmp_path / "p.csv")
    (tmp_path / "home").mkdir()
    folder = study_folder(
        study, tmp_path / "clinic" / "codebook.yaml", tmp_path / "p.csv", tmp_path / "home"
    )
    copied = load_study(folder)
    pd.testing.assert_frame_equal(copied.survey, study.survey)
    pd.testing.assert_frame_equal(copied.tables["pulse"], study.tables["pulse"])


# The command --------------------------------------------------------------------------------------


@pytest.fixture
def custsat(capsys, run, monkeypatch):
    """Run `custsat report` on the study: its status, and what it says on either stream."""
    monkeypatch.chdir(run.study.parent)

    def custsat(*words: str) -> tuple[int, list[str], list[str]]:
        asked = ["report", "--codebook", "clinic", "--out", "out", "--no-lessons", *words]
        status = main(asked)
        said = capsys.readouterr()
        return status, said.out.splitlines(), said.err.splitlines()

    return custsat


def test_the_command_ends_with_0_and_names_the_page(custsat):
    page = Path("out") / "index.html"
    assert custsat() == (0, [f"The report: {page}"], [])  # and no bar where no terminal is
    assert page.exists()


def test_the_command_ends_with_1_where_a_part_failed(custsat, quick, monkeypatch):
    def fail():
        raise RuntimeError("out of paper")

    parts = {"one": ("One", lambda: quick.make("one")), "bad": ("Bad", fail)}
    monkeypatch.setattr(whole, "parts_of", lambda _study: parts)
    status, said, errors = custsat()
    assert (status, len(said)) == (1, 1)
    assert errors == [
        "Bad: this part failed (RuntimeError: out of paper). The rest of the report stands."
    ]


def test_the_command_ends_with_2_where_nothing_was_done(custsat, run):
    run.out.mkdir()
    (run.out / "thesis.docx").write_bytes(b"mine")
    assert custsat() == (
        2,
        [],
        [
            "out: the folder holds other things than a report. Choose a new or empty folder for "
            "--out."
        ],
    )


def test_the_command_ends_with_2_and_writes_nothing_where_the_study_is_wrong(custsat, run):
    (run.study / "codebook.yaml").write_text("data: a.csv\nnps: Q9\n", encoding="utf-8")
    status, said, errors = custsat()
    assert (status, said) == (2, [])
    assert len(errors) == 1
    assert errors[0].startswith("codebook.yaml:2: nps: there is no 'Q9'. There are: s1, s2, s3")
    assert not run.out.exists()
    with pytest.raises(StudyError):
        write_report(run.study, run.out)


def test_include_data_and_language_reach_the_report(custsat, run):
    assert custsat("--include-data", "--lang", "id")[0] == 0
    assert (run.out / "data" / "survey.csv").exists()
    assert '<html lang="id">' in (run.out / "index.html").read_text("utf-8")
