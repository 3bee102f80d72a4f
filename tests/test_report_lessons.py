"""Reports that take a while: lessons on another's survey, and the airport's numbers beside R's."""

import csv
import json
import math
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import numpy as np
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from custsat_edu import load_study
from custsat_edu.i18n import use_language
from custsat_edu.report import analyses, whole
from custsat_edu.report.lessons import ROWS, lessons_for, run_lesson, study_folder
from custsat_edu.report.whole import write_report

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent
AIRPORT = HERE.parents[1] / "shared" / "real" / "airport-2017" / "survey.csv"
BOOK = HERE / "airport" / "codebook.yaml"
R = json.loads((HERE / "reference" / "airport_report.json").read_text(encoding="utf-8"))
ITEM = {
    "Food": "Q7FOOD", "Shops": "Q7STORE", "Signs": "Q7SIGN", "Walkways": "Q7WALKWAYS",
    "Screens": "Q7SCREENS", "Wifi": "Q7WIFI", "Cleanliness": "Q9ALL", "Safety": "Q10SAFE",
    "Access": "Q13GETRATE", "Wayfinding": "Q14FIND", "Security": "Q14PASSTHRU",
}  # fmt: skip
POINTS = 25  # one step of a scale from 1 to 5 on 0 to 100


def only(*names: str):
    """Return what gives some of the parts of a study: the others take longer."""
    return lambda study: {n: part for n, part in analyses.parts_of(study).items() if n in names}


# The lessons on a clinic's survey -----------------------------------------------------------------


def rewritten(file: Path, change: dict[str, str]) -> None:
    """Put words in front of all entries of some columns of a file with semicolons."""
    with file.open(encoding="utf-8-sig", newline="") as text:
        names, *rows = csv.reader(text, delimiter=";")
    for name, word in change.items():
        place = names.index(name)
        for row in rows:
            row[place] = word + row[place] if row[place] else ""
    with file.open("w", encoding="utf-8", newline="") as text:
        csv.writer(text, delimiter=";", lineterminator="\n").writerows([names, *rows])


@pytest.fixture(scope="module")
def clinic(tmp_path_factory):
    """Return the folder of the clinic's report, whose ids and comments can be told anywhere."""
    home = tmp_path_factory.mktemp("clinic")
    shutil.copytree(HERE / "alien", home / "klinik", ignore=shutil.ignore_patterns("*.py", "__*"))
    rewritten(home / "klinik" / "jawaban.csv", {"no_responden": "RSP77", "saran": "SENTINEL <b> "})
    rewritten(home / "klinik" / "kejadian.csv", {"pasien": "RSP77"})
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(home)
        patch.setattr(whole, "parts_of", only("problems", "scores", "journey"))
        problems = write_report("klinik", "out")
    assert [str(problem) for problem in problems] == []
    return home / "out"


def notebooks(out: Path) -> list:
    return [nbformat.read(path, 4) for path in sorted((out / "lessons").glob("*.ipynb"))]


def test_the_clinic_gets_every_lesson_that_its_codebook_allows(clinic):
    names = {path.stem for path in (clinic / "lessons").glob("*.html")}
    assert names == {*lessons_for(load_study(clinic.parent / "klinik"))}
    assert {"03_scores", "05_drivers", "06_offline_online", "08_journey"} <= names
    page = (clinic / "index.html").read_text("utf-8")
    for name in names:
        assert f'href="lessons/{name}.html"' in page


def test_every_cell_of_the_lessons_was_run_without_an_error(clinic):
    for notebook in notebooks(clinic):
        code = [cell for cell in notebook.cells if cell.cell_type == "code"]
        assert code
        assert all(cell.execution_count for cell in code)
        kinds = {output.output_type for cell in code for output in cell.outputs}
        assert "error" not in kinds
        assert not [o for c in code for o in c.outputs if o.get("name") == "stderr"]


def test_a_lesson_names_the_study_as_the_reader_typed_it(clinic):
    for notebook in notebooks(clinic):
        cell = next(c for c in notebook.cells if "parameters" in c.metadata.get("tags", []))
        assert "STUDY = 'klinik'" in cell.source


def test_cells_that_show_rows_of_the_data_are_emptied(clinic):
    shown = [
        cell
        for notebook in notebooks(clinic)
        for cell in notebook.cells
        if ROWS in cell.metadata.get("tags", []) and cell.get("outputs")
    ]
    assert shown
    said = "Rows of the data are left out of the report; --include-data keeps them.\n"
    assert {cell.outputs[0].text for cell in shown} == {said}
    assert all(len(cell.outputs) == 1 for cell in shown)


def test_no_file_of_the_report_holds_an_id_or_a_comment_or_a_path(clinic):
    words = [b"RSP77", b"SENTINEL", str(clinic.parent).encode(), str(HERE.parent).encode()]
    found = [
        (path.name, word)
        for path in clinic.rglob("*")
        if path.is_file()
        for word in words
        if word in path.read_bytes()
    ]
    assert found == []


class Loads(HTMLParser):
    """What a browser would ask for when it opens a page."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def handle_starttag(self, tag, attrs):
        names = {"src", "srcset", "data", "poster", "background", "action", "formaction"}
        names |= {"href", "xlink:href"} if tag in ("link", "use", "image", "base") else set()
        self.asked += [value or "" for name, value in attrs if name in names]


def test_the_pages_of_the_lessons_ask_nothing_of_any_server(clinic):
    for path in (clinic / "lessons").glob("*.html"):
        text = path.read_text("utf-8")
        page = Loads()
        page.feed(text)
        assert all(asked.startswith("data:") for asked in page.asked), path.name
        urls = [url.strip("\"' ") for url in re.findall(r"url\(([^)]*)\)", text)]
        assert all(url.startswith(("data:", "#")) for url in urls), path.name
        assert "@import" not in text
        assert not re.search(r"\bimport\s*\(", text)
        assert "default-src 'none'" in text[: text.index("<title>")]


def test_a_lesson_gives_the_same_bytes_again(clinic, tmp_path):
    study = load_study(clinic.parent / "klinik")
    source = clinic.parent / "klinik"
    home = study_folder(study, source / "codebook.yaml", source / "jawaban.csv", tmp_path)
    path = lessons_for(study)["03_scores"]
    made = run_lesson(path, home, study="klinik", include_data=False)
    assert {*made} == {"03_scores.ipynb", "03_scores.html"}
    for name, content in made.items():
        assert content == (clinic / "lessons" / name).read_bytes(), name


# A lesson of our own ------------------------------------------------------------------------------


def lesson(folder: Path, *code: str, tags: tuple[str, ...] = ()) -> Path:
    """Write a lesson: its heading, its parameters and cells."""
    cells = [
        new_markdown_cell("# 05 · Why?", id="title"),
        new_code_cell('STUDY = "serambi"\nLANG = "en"', metadata={"tags": ["parameters"]}),
        *(
            new_code_cell(text, metadata={"tags": list(tags)}, id=f"c{k}")
            for k, text in enumerate(code)
        ),
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(
        new_notebook(cells=cells, metadata={"kernelspec": kernel}), folder / "05_why.ipynb"
    )
    return folder / "05_why.ipynb"


def one_study(home: Path, name: str) -> Path:
    """Write a study of three answers."""
    folder = home / name
    folder.mkdir(parents=True)
    (folder / "codebook.yaml").write_text("data: a.csv\nnps: Q8\ncomment: c\n", encoding="utf-8")
    text = "Q8,c\n9,<script>alert(1)</script>\n10,b\n3,c\n"
    (folder / "a.csv").write_text(text, encoding="utf-8")
    return folder


def run_on(folder: Path, path: Path, home: Path, **more) -> dict[str, bytes]:
    study = load_study(folder)
    home.mkdir()
    copy = study_folder(study, folder / "codebook.yaml", folder / "a.csv", home)
    return run_lesson(path, copy, study="x", **{"include_data": False, **more})


LOAD = "from custsat_edu import load_study\nstudy = load_study(STUDY)"


def test_a_readers_study_of_the_samples_name_is_not_taken_for_the_sample(tmp_path):
    folder = one_study(tmp_path, "serambi")
    path = lesson(tmp_path, f"{LOAD}\nprint(len(study.survey), study.name)")
    made = run_on(folder, path, tmp_path / "home")
    assert "3 serambi" in made["05_why.ipynb"].decode()


def test_rows_stay_with_include_data_and_are_escaped_on_the_page(tmp_path):
    folder = one_study(tmp_path, "clinic")
    path = lesson(tmp_path, f"{LOAD}\nstudy.survey", tags=(ROWS,))
    without = run_on(folder, path, tmp_path / "one")
    assert not any(b"alert(1)" in content for content in without.values())
    with_rows = run_on(folder, path, tmp_path / "two", include_data=True)
    assert b"&lt;script&gt;alert(1)&lt;/script&gt;" in with_rows["05_why.html"]
    assert b"<script>alert(1)" not in with_rows["05_why.html"]


def test_a_cell_that_fails_is_named_and_the_report_goes_on(tmp_path, monkeypatch):
    folder = one_study(tmp_path, "clinic")
    path = lesson(tmp_path, LOAD, "1 / 0")
    monkeypatch.setattr(whole, "lessons_for", lambda _study: {"05_why": path})
    problems = write_report(folder, tmp_path / "out")
    assert [str(p) for p in problems] == [
        "05 · Why?: cell 'c1' raised ZeroDivisionError: division by zero"
    ]
    assert (tmp_path / "out" / "tables" / "scores.csv").exists()
    assert not (tmp_path / "out" / "lessons").exists()


def test_a_page_that_wants_to_load_something_is_not_let(tmp_path):
    pytest.importorskip("playwright", reason="playwright is not here: it is in the extra `test`")
    import lab
    from playwright.sync_api import sync_playwright

    if lab.CHROMIUM is None:
        pytest.skip("no Chromium here")
    folder = one_study(tmp_path, "clinic")
    html = "<img src='http://127.0.0.1:9/x.png'><script src='http://127.0.0.1:9/x.js'></script>"
    path = lesson(tmp_path, f"from IPython.display import HTML\nHTML({html!r})")
    made = run_on(folder, path, tmp_path / "home")
    (tmp_path / "page.html").write_bytes(made["05_why.html"])
    asked: list[str] = []
    with sync_playwright() as browsers:
        browser = browsers.chromium.launch(executable_path=lab.CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        page.on("requestfinished", lambda request: asked.append(request.url))
        page.on("response", lambda response: asked.append(response.url))
        blocked: list[str] = []
        page.on("console", lambda message: blocked.append(message.text))
        page.goto((tmp_path / "page.html").as_uri())
        page.wait_for_timeout(300)
        browser.close()
    assert all(url.startswith(("file:", "data:")) for url in asked)
    assert sum("Content Security Policy" in text for text in blocked) >= 2


# The airport's numbers beside those of R ----------------------------------------------------------


@pytest.fixture(scope="module")
def airport(tmp_path_factory):
    """Return the folders of the airport's report with weights, and of its drivers without."""
    if not AIRPORT.exists():
        pytest.skip("the airport survey is not beside this repository")
    home = tmp_path_factory.mktemp("airport")
    problems = write_report(BOOK, home / "with", data=AIRPORT, lessons=False)
    assert len(problems) == 1
    assert str(problems[0]).startswith("Test of proportional odds: ")
    plain = home / "airport" / "codebook.yaml"
    plain.parent.mkdir()
    plain.write_text(re.sub("(?m)^weight: .*$", "", BOOK.read_text("utf-8")), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(whole, "parts_of", only("scores", "drivers"))
        write_report(plain, home / "without", data=AIRPORT, lessons=False)
    return home


def table(home: Path, which: str, name: str) -> pd.DataFrame:
    found = pd.read_csv(home / which / "tables" / f"{name}.csv")
    return found.set_index(found.columns[0])


def same(found: pd.Series, expected: dict[str, float], tolerance: float, times: float = 1) -> None:
    """Compare a column by construct with R's numbers by column."""
    values = {item: found[name] for name, item in ITEM.items()}
    wanted = {item: times * expected[item] for item in ITEM.values()}
    assert values == pytest.approx(wanted, rel=tolerance, abs=tolerance)


def test_nps_of_the_airports_report_is_that_of_r_with_and_without_weights(airport):
    rows = table(airport, "with", "scores").loc["nps"].set_index("weighted")
    plain, heavy, r = rows.loc[False], rows.loc[True], R["nps"]
    assert plain["n"] == r["unweighted"]["n"] == 2746
    assert plain["estimate"] == pytest.approx(r["unweighted"]["nps_points"], abs=1e-10)
    limits = [100 * limit for limit in r["unweighted"]["ci95_adjusted_wald_3"]]
    assert [plain["low"], plain["high"]] == pytest.approx(limits, abs=1e-10)
    assert heavy["estimate"] == pytest.approx(100 * r["weighted"]["nps"], abs=1e-10)
    assert heavy["n_effective"] == pytest.approx(r["weighted"]["kish_neff"], rel=1e-10)
    # the interval is adjusted Wald on the n that R's standard error implies (see statistics of nps)
    share = 100 * r["weighted"]["nps"]
    assert heavy["low"] < share < heavy["high"]
    design = [100 * limit for limit in r["weighted"]["ci95_t_df_design"]]
    assert [heavy["low"], heavy["high"]] == pytest.approx(design, abs=0.15)


def test_csat_of_the_airports_report_is_the_share_with_wilsons_interval(airport):
    raw = pd.to_numeric(pd.read_csv(AIRPORT).rename(columns=str.strip)["Q7ALL"], errors="coerce")
    n, hits = int(raw.between(1, 5).sum()), int(raw.isin([4, 5]).sum())
    z, p = 1.959963984540054, hits / n
    centre, spread = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    row = table(airport, "with", "scores").loc["csat"].set_index("weighted").loc[False]
    assert (row["n"], row["estimate"]) == (n, pytest.approx(p, abs=1e-10))
    wilson = [(centre - spread) / (1 + z * z / n), (centre + spread) / (1 + z * z / n)]
    assert [row["low"], row["high"]] == pytest.approx(wilson, abs=1e-10)


def test_importance_in_the_airports_report_is_that_of_relaimpo(airport):
    for which, r in (("with", R["weighted"]), ("without", R["unweighted"])):
        found = table(airport, which, "importance")
        assert {*found["n"]} == {1309}  # the rows of how_rows_were_chosen.R: all twelve answers
        same(found["estimate"], r["lmg"], 1e-8)
        assert found["estimate"].sum() == pytest.approx(r["r2"], abs=1e-8)
    same(table(airport, "without", "importance")["share"], R["unweighted"]["lmg_share"], 1e-8)


def test_the_regression_in_the_airports_report_is_that_of_lm_and_svyglm(airport):
    for which, r, se in (
        ("with", R["weighted"], R["weighted"]["se"]),
        ("without", R["unweighted"], R["unweighted"]["se_hc3"]),
    ):
        found = table(airport, which, "regression")
        assert {*found["n"]} == {1309}
        same(found["estimate"], r["coef"], 1e-8, times=POINTS)
        same(found["se"], se, 1e-8, times=POINTS)
        level = POINTS * (r["coef"]["(Intercept)"] - 1)
        assert found.loc["Intercept", "estimate"] == pytest.approx(level, rel=1e-8)
    same(table(airport, "without", "regression")["beta"], R["unweighted"]["beta_std"], 1e-8)
    same(table(airport, "without", "vif")["vif"], R["unweighted"]["vif"], 1e-8)


def test_the_ordered_logit_in_the_airports_report_is_that_of_clm(airport):
    found, r = table(airport, "without", "ordered_logit"), R["ordered_logit"]
    labels = {name: load_study(BOOK, data=AIRPORT).label(name) for name in ITEM}
    terms = found.rename(index={label: name for name, label in labels.items()})
    assert {*found["n"]} == {r["n"]}
    same(terms["estimate"], r["coef"], 1e-6)
    same(terms["se"], r["se"], 1e-6)
    assert terms["estimate"][[*r["alpha"]]].to_dict() == pytest.approx(r["alpha"], abs=1e-6)
    odds = {item: math.exp(slope) for item, slope in r["coef"].items()}
    same(terms["odds_ratio"], odds, 1e-6)
    text = (airport / "without" / "methods.md").read_text("utf-8")
    assert "McFadden's R² = .44" in text
    assert round(r["mcfadden"], 2) == 0.44


def test_the_sentences_of_the_airports_report_hold_its_numbers(airport):
    text = (airport / "with" / "methods.md").read_text("utf-8")
    assert "The NPS, in points, was 40.4, 95% CI [37.5, 43.2]; n = 2,746" in text
    assert "Together the drivers explain 60.8% of the variance" in text
    assert "Of 2,831 in the file, 1,309 had the answers that this needs." in text
    assert "Restaurants (b = 3.52 [2.37, 4.66], p < .001)" in text


def test_the_airports_drivers_are_the_same_bytes_in_another_place(airport, tmp_path, monkeypatch):
    monkeypatch.setattr(whole, "parts_of", only("drivers"))
    write_report(BOOK, tmp_path / "again", data=AIRPORT, lessons=False)
    folders = [tmp_path / "again" / name for name in ("tables", "figures")]
    again = [path for folder in folders for path in sorted(folder.iterdir())]
    assert len(again) > 30
    for path in again:
        there = airport / "with" / path.parent.name / path.name
        assert path.read_bytes() == there.read_bytes(), path.name


def test_no_row_of_the_airports_answers_is_in_its_report(airport):
    lines = AIRPORT.read_text("utf-8").splitlines()[1:]
    rng = np.random.default_rng(0)
    some = [lines[k][:60].encode() for k in rng.choice(len(lines), 200, replace=False)]
    for path in (airport / "with").rglob("*"):
        if path.is_file():
            raw = path.read_bytes()
            assert not [line for line in some if line in raw], path.name


def test_the_airports_report_reads_in_indonesian(airport, tmp_path, monkeypatch):
    monkeypatch.setattr(whole, "parts_of", only("scores"))
    use_language("id")
    assert write_report(BOOK, tmp_path / "id", data=AIRPORT, lessons=False) == []
    page = (tmp_path / "id" / "index.html").read_text("utf-8")
    assert "2.831 responden." in page
    assert "Bandara secara keseluruhan (4,07 [4,04; 4,10])" in page
