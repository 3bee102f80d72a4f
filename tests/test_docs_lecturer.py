"""The lecturer's folder says what the workbook holds, in both languages alike."""

import re
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import custsat_edu as cs

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
NAMES = ("rps", "lecturer", "spss", "pilot")
LANGUAGES = {"en": ".md", "id": ".id.md"}
PAGES = [DOCS / (name + end) for name in NAMES for end in LANGUAGES.values()]
OURS = ("notebooks/", "exercises/", "docs/", "data/", "src/", "tests/", "tools/")
EXAMS = (8, 16)

every_page = pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
each_name = pytest.mark.parametrize("name", NAMES)
both_languages = pytest.mark.parametrize("lang", list(LANGUAGES))


def read(name, lang):
    return (DOCS / (name + LANGUAGES[lang])).read_text(encoding="utf-8")


def cells(row):
    return [cell.strip() for cell in row.strip().strip("|").split(" | ")]


def tables(text):
    """Return every table as its rows of cells, heading first, ruler left out."""
    prose = re.sub(r"```.+?```", "", text, flags=re.DOTALL)
    found = re.findall(r"(?:^\|.*\n?)+", prose, re.MULTILINE)
    return [[cells(row) for row in table.splitlines() if "---" not in row] for table in found]


def sections(text, level="##"):
    """Return the text under every heading of a level."""
    parts = re.split(rf"^{level} (.+)$", text, flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def codes(text):
    return re.findall(r"```python\n(.+?)```", text, re.DOTALL)


def numbers(cell, lang):
    """Return the numbers of a cell outside code, whatever the language's decimal mark."""
    plain = re.sub(r"`[^`]*`", "", cell)
    thousands, decimal = (",", ".") if lang == "en" else (".", ",")
    plain = re.sub(rf"(?<=\d)\{thousands}(?=\d{{3}}\b)", "", plain)
    found = re.findall(rf"(?<![\w.,])-?\d+(?:\{decimal}\d+)?", plain)
    return Counter(float(one.replace(decimal, ".")) for one in found)


def lesson_tables(lang):
    """Return the table of every lesson in the lecturer's page."""
    word = {"en": "Lesson", "id": "Pelajaran"}[lang]
    parts = sections(read("lecturer", lang))
    found = {title.split()[1]: part for title, part in parts.items() if title.startswith(word)}
    return {number: tables(part)[0] for number, part in found.items()}


def meetings(lang):
    (table,) = [table for table in tables(read("rps", lang)) if table[0][0] in MEETING]
    return table[1:]


MEETING = ("meeting", "pertemuan")


def sources(folder, lang):
    """Return the text of every lesson or exercise by its number."""
    end = "*.py" if lang == "en" else "*.id.md"
    files = sorted((ROOT / folder / "src").glob(end))
    return {path.name.removeprefix("ex").split("_")[0]: path.read_text("utf-8") for path in files}


@every_page
def test_every_file_that_a_page_names_exists(page):
    text = page.read_text(encoding="utf-8")
    named = [one for one in re.findall(r"`([^`\s]+)`", text) if one.startswith(OURS)]
    missing = [one for one in named if not (ROOT / one).exists()]
    missing += [one for one in re.findall(r"\]\(([^)]+)\)", text) if not (DOCS / one).exists()]
    assert missing == []


@every_page
def test_every_function_that_a_page_names_exists(page):
    named = set(re.findall(r"\bcs\.([A-Za-z_]+)", page.read_text(encoding="utf-8")))
    assert [name for name in sorted(named) if not hasattr(cs, name)] == []


@every_page
def test_every_command_that_a_page_names_exists(page):
    text = page.read_text(encoding="utf-8")
    named = set(re.findall(r"run\.py (?!--)(\w+)", text))
    known = (ROOT / "run.py").read_text("utf-8") + (ROOT / "src/custsat_edu/cli.py").read_text(
        "utf-8"
    )
    assert [word for word in sorted(named) if f'"{word}"' not in known] == []


@each_name
def test_both_languages_have_the_same_headings_tables_code_and_numbers(name):
    english, indonesian = (read(name, lang) for lang in LANGUAGES)
    levels = [re.findall(r"^(#+) ", text, re.MULTILINE) for text in (english, indonesian)]
    assert levels[0] == levels[1]
    shapes = [[[len(row) for row in t] for t in tables(text)] for text in (english, indonesian)]
    assert shapes[0] == shapes[1]
    bare = [re.sub(r" +#.*", "", "\n".join(codes(text))) for text in (english, indonesian)]
    assert bare[0] == bare[1]
    for first, second in zip(tables(english), tables(indonesian), strict=True):
        for row, other in zip(first[1:], second[1:], strict=True):
            told = numbers(" ; ".join(row), "en"), numbers(" ; ".join(other), "id")
            assert told[0] == told[1], (row, other)


@both_languages
def test_the_plan_has_16_meetings_of_100_minutes_and_two_examinations(lang):
    rows = meetings(lang)
    assert [int(row[0]) for row in rows] == list(range(1, 17))
    for row in rows:
        minutes = re.findall(r"(\d+)(?=,|$)", row[3])  # "lesson 00 in pairs 10" takes 10
        assert sum(int(one) for one in minutes) == 100, row
    exams = [int(row[0]) for row in rows if "**" in row[2]]
    assert exams == list(EXAMS)


@both_languages
def test_the_weights_sum_to_100_by_meeting_and_by_part(lang):
    by_meeting = [int(row[-1]) for row in meetings(lang)]
    assert sum(by_meeting) == 100
    (parts,) = [t for t in tables(read("rps", lang)) if t[0][-1] in ("percent", "persen")]
    by_part = [int(row[-1]) for row in parts[1:]]
    assert sum(by_part) == 100
    small = sum(weight for weight in by_meeting if weight == 1)  # guesses, 1 a meeting
    exercises = sum(weight for weight in by_meeting if weight == 5)
    project = by_meeting[13] + by_meeting[14]
    assert by_part == [small, exercises, by_meeting[7], project, by_meeting[15]]


@both_languages
def test_cases_and_the_project_weigh_what_the_identity_says(lang):
    text = read("rps", lang)
    (row,) = [row for row in tables(text)[0] if row[0] in ("Method", "Metode")]
    (parts,) = [t for t in tables(text) if t[0][-1] in ("percent", "persen")]
    cases, project = int(parts[2][-1]), int(parts[4][-1])
    assert re.findall(r"(\d+)%", row[1]) == [str(n) for n in (cases, project, cases + project)]


@both_languages
def test_an_examination_asks_what_its_lessons_teach(lang):
    text = read("rps", lang)
    taught = {
        row[0]: row[3].split(", ") for table in tables(text) for row in table if "Sub-" in row[0]
    }
    for row in (row for row in meetings(lang) if int(row[0]) in EXAMS):
        codes = re.findall(r"Sub-(\d+)", row[1])
        asked = range(int(codes[0]), int(codes[1]) + 1) if len(codes) == 2 else map(int, codes)
        lessons = set(re.findall(r"\b0\db?\b", row[2]))
        from_codes = [lessons & {*taught[f"Sub-{n}"]} for n in asked]
        assert all(from_codes), row
        assert set().union(*from_codes) == lessons, row


@both_languages
def test_the_rubric_of_the_project_is_worth_its_weight(lang):
    rubric = tables(
        sections(read("rps", lang))[{"en": "Rubric of the project", "id": "Rubrik proyek"}[lang]]
    )
    assert sum(int(row[-1]) for row in rubric[0][1:]) == 25
    for row in rubric[0][1:]:
        parts = re.findall(r"\((\d)\)", row[1])
        assert not parts or sum(map(int, parts)) == int(row[-1]), row


@both_languages
def test_every_outcome_that_is_used_is_defined_and_used(lang):
    text = read("rps", lang)
    defined = [row[0] for table in tables(text) for row in table[1:]]
    for code in ("CPL", "CPMK", "Sub"):
        used = {one for one in re.findall(rf"(?<![\w-]){code}-\d+", text)}
        assert used == {one for one in defined if re.fullmatch(rf"{code}-\d+", one)}
    taught = " ".join(row[1] for row in meetings(lang) if int(row[0]) not in EXAMS)
    assert set(re.findall(r"Sub-\d+", taught)) == {f"Sub-{n}" for n in range(1, 14)}


@both_languages
def test_the_minutes_of_a_lesson_sum_to_90(lang):
    found = lesson_tables(lang)
    assert list(found) == ["00", "00b", *(f"0{n}" for n in range(1, 10)), "T"]
    for number, table in found.items():
        assert sum(int(row[1]) for row in table[1:]) == (10 if number == "00" else 90), number


@both_languages
def test_the_two_meetings_of_a_lesson_take_as_long_as_the_plan_says(lang):
    rows, found = {int(row[0]): row for row in meetings(lang)}, lesson_tables(lang)
    for number, last, first, second in (("03", 3, 4, 5), ("05", 4, 7, 9)):
        early = [row for row in found[number][1:] if row[0][0].isdigit() and int(row[0][0]) <= last]
        told = [int(re.findall(r"\d+", rows[n][3])[0]) for n in (first, second)]
        assert told == [sum(int(row[1]) for row in early), 90 - told[0]]


@both_languages
def test_every_predict_of_a_lesson_is_asked_once_and_in_order(lang):
    lessons = sources("notebooks", lang)
    mark = {"en": "**Predict.**", "id": "**Perkirakan.**"}[lang]
    for number, table in lesson_tables(lang).items():
        asked = [row[2].split(":")[0] for row in table[1:] if row[2] != "-"]
        count = lessons[number].count(mark)
        assert asked == [f"P{n}" for n in range(1, count + 1)], number


@both_languages
def test_the_sections_of_a_lesson_are_all_there(lang):
    lessons = sources("notebooks", lang)
    for number, table in lesson_tables(lang).items():
        if number == "00":
            continue
        told = {n for row in table[1:] for n in re.findall(r"\d", row[0])}
        assert told == set(re.findall(r"^(?:# )?## (\d) · ", lessons[number], re.MULTILINE)), number


@both_languages
def test_the_model_answers_are_those_of_the_exercises(lang):
    told = re.findall(r"^### \w+ (\w+)\n\n(.+)$", read("rps", lang), re.MULTILINE)
    exercises = sources("exercises", lang)
    written = [number for number, text in exercises.items() if "memo_model" in text]
    assert [number for number, _ in told] == written
    assert written == ["00b", *(f"0{n}" for n in range(1, 10)), "T"]
    start = {"en": r'name="memo_model"\n# ', "id": r"<!-- cell memo_model[^>]*-->\n"}[lang]
    for number, answer in told:
        assert re.search(start + "(.+)", exercises[number])[1] == answer, number


@both_languages
def test_the_bibliography_holds_only_what_the_lessons_cite(lang):
    title = {"en": "Bibliography", "id": "Daftar pustaka"}[lang]
    works = re.findall(r"^- (.+) \(\w+ (\w+)\)$", sections(read("rps", lang))[title], re.MULTILINE)
    lessons = sources("notebooks", lang)
    assert len(works) >= 28
    for work, number in works:
        assert f". {work}\n" in lessons[number] + "\n", work


@both_languages
def test_the_lines_of_the_pilot_give_the_answers_it_tells(lang):
    from statsmodels.stats.proportion import samplesize_confint_proportion

    names = {"cs": cs, "samplesize_confint_proportion": samplesize_confint_proportion}
    title = {"en": "How many more", "id": "Berapa lagi yang diperlukan"}[lang]
    (table,) = tables(sections(read("pilot", lang))[title])
    for row in table[1:]:
        value = eval(row[1].strip("`"), dict(names))
        n = value["n"] if isinstance(value, pd.Series) else value
        assert np.ceil(n) == int(row[2]), row
    plan = cs.smallest_detectable_difference(300, 300, promoters=0.40, detractors=0.25)
    assert round(plan["difference"]) == 18


def test_what_30_answers_show_is_worked_out():
    from scipy.stats import f, norm

    text = read("pilot", "en")
    assert [round(100 * (1 - (1 - share) ** 30)) for share in (0.10, 0.05)] == [96, 79]
    low, high = np.tanh(np.arctanh(0.40) + np.array([-1.96, 1.96]) / np.sqrt(27))  # Fisher's z
    assert f"r = 0.40 has an interval of {low:.2f} to {high:.2f}" in text
    low, high = 1 - 0.30 * f.ppf([0.975, 0.025], 29, 29 * 3)  # Feldt, four items
    assert f"0.70 with four items lies between {low:.2f} and {high:.2f}" in text
    r, limit = np.arctanh([0.40, 0.20])  # a good item: how often 30 answers give it under 0.20
    assert round(1 / norm.cdf((limit - r) * np.sqrt(27))) == 8
    assert "one good item in eight falls below" in text
    satisfied = cs.csat(pd.Series([5] * 18 + [3] * 12))
    assert f"60% lies between {satisfied['low']:.0%} and {satisfied['high']:.0%}" in text
    score = cs.nps(pd.Series([10] * 12 + [8] * 10 + [3] * 8))
    told = [round(score[name]) for name in ("estimate", "low", "high")]
    assert told == [13, -15, 39]


def test_the_cell_of_the_pilot_runs(tmp_path, monkeypatch, capsys):
    rng = np.random.default_rng(0)
    liked = rng.integers(1, 5, (30, 1)) + rng.integers(0, 2, (30, 3))
    pd.DataFrame(liked, columns=["Q1", "Q2", "Q3"]).to_csv(tmp_path / "pilot.csv", index=False)
    book = "data: pilot.csv\nscale: {min: 1, max: 5}\nconstructs:\n  Quality: Q1:3\n"
    (tmp_path / "codebook.yaml").write_text(book, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    (code,) = codes(read("pilot", "en"))
    exec(code, {})
    said = capsys.readouterr().out
    assert "Quality" in said
    assert "estimate" in said


@pytest.mark.slow
def test_the_cell_for_an_examination_makes_a_survey_of_its_own(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (code,) = codes(read("rps", "en"))
    names = {}
    exec(code, names)
    assert len(names["study"].survey) == 400
    study = names["study"]
    assert not study.has("truth")
    assert cs.by_group(cs.nps, study.survey["nps"], study.survey["channel"])["low"].notna().all()
    gap = cs.mean_score(
        study.by_driver("performance")["Delivery"] - study.by_driver("expectation")["Delivery"]
    )
    assert [round(gap[name], 2) for name in ("estimate", "low", "high")] == [-0.10, -0.18, -0.01]
    assert len(cs.item_rest(study.items(study.blocks[-1]).dropna())) >= 3


@both_languages
def test_the_cell_that_marks_a_class_compiles(lang):
    (code,) = codes(read("lecturer", lang))
    assert "otter" in code
    compile(code, "marks", "exec")


@pytest.mark.slow
def test_every_line_beside_a_menu_runs():
    text, names, lines = read("spss", "en"), {}, 0
    for part in re.split(r"(```python\n.+?```)", text, flags=re.DOTALL):
        for code in codes(part):
            exec(code, names)
        for row in [row for table in tables(part) for row in table[1:]]:
            eval(row[2].strip("`"), names)
            lines += 1
    assert lines > 50
