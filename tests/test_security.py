"""Attacks: what stands in a survey, its codebook or its file names is shown, never obeyed."""

import json
import os
import re
import subprocess
import sys
import textwrap
import zipfile
from io import BytesIO
from types import SimpleNamespace

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from IPython.core.interactiveshell import InteractiveShell
from matplotlib.figure import Figure
from matplotlib.text import Text
from traitlets.config import Config

from custsat_edu import load_ipython_extension, load_study, use_language
from custsat_edu.cli import main
from custsat_edu.errors import StudyError
from custsat_edu.report.drivers import driver_pictures, driver_tables, write_drivers
from custsat_edu.report.files import workbook
from custsat_edu.report.journey import journey_tables, save_journey, write_journey
from custsat_edu.report.scores import score_table
from custsat_edu.show.tables import csv_text
from custsat_edu.study.codebook import expand, read_codebook
from custsat_edu.teach import extension
from custsat_edu.teach.explorer import explore

FIVE = {"min": 1, "max": 5}
HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "fish & chips &amp; tea",
    "**bold** [go](javascript:alert(1))",
    r"$x^2$ and \frac{1}{",
    "costs $5 - $10",
    "{x} {0} {where!r} %s %(n)d",
    "=HYPERLINK('http://x','y')",
    "`__import__('os')`",
]
FORMULAS = ["=1+1", "+1", "-1+cmd|' /C calc'!A0", "@SUM(1)", "\t=1+1", "\r=1+1", "\n=1+1"]


@pytest.fixture(autouse=True)
def clean():
    yield
    plt.close("all")


@pytest.fixture
def hostile():
    """Return a study in which every text that somebody may write attacks somebody."""
    rng = np.random.default_rng(3)
    n = len(HOSTILE) * 12
    liking = rng.normal(size=(n, 1))
    answers = np.clip(np.rint(3 + liking + rng.normal(size=(n, 7))), 1, 5)
    frame = pd.DataFrame(answers, columns=[*HOSTILE[:4], "q5", "q6", "q7"])
    frame["kanal"] = np.resize(HOSTILE, n)
    frame["words"] = np.resize(HOSTILE[::-1], n)
    frame["nps"] = np.clip(np.rint(6 + 2 * liking[:, 0]), 0, 10)
    names = dict(zip("ABCD", HOSTILE[:4], strict=True))
    return load_study(
        frame,
        constructs={
            name: {"items": item, "label": HOSTILE[4 + place]}
            for place, (name, item) in enumerate(names.items())
        }
        | {"Satisfaction": {"items": ["q5", "q6", "q7"], "label": HOSTILE[8]}},
        outcome="Satisfaction",
        drivers=[*names],
        scale=FIVE,
        nps="nps",
        channel="kanal",
        comment="words",
        segments={HOSTILE[5]: "words"},
        questions={"q5": HOSTILE[0], "nps": HOSTILE[6]},
    )


@pytest.fixture
def shell():
    """Return a shell with the extension; pandas' options are afterwards as they were."""
    options = "display.float_format", "display.html.use_mathjax"
    before = [pd.get_option(option) for option in options]
    shell = InteractiveShell(config=Config({"HistoryManager": {"enabled": False}}))
    load_ipython_extension(shell)
    yield shell
    for option, value in zip(options, before, strict=True):
        pd.set_option(option, value)


def as_formula(figure: Figure) -> list[str]:
    """Return the texts with a dollar sign that matplotlib would read as mathematics."""
    texts = figure.findobj(Text)
    return [t.get_text() for t in texts if "$" in t.get_text() and t.get_parse_math()]


# HTML and notebooks -----------------------------------------------------------------------------


@pytest.mark.parametrize("text", HOSTILE)
def test_an_explorer_shows_a_text_as_text(text):
    def draw(shop=text):
        return Figure(figsize=(3, 2)), f"Of them: {shop}"

    explorer = explore(draw, shop=[text, "other"], labels={"shop": text})
    line = explorer._line.value
    inside = re.fullmatch(r'<p style="[^"<>]*">(.*)</p>', line)[1]
    assert "<" not in inside
    assert ">" not in inside
    assert re.search(r"&(?!amp;|lt;|gt;|quot;|#x27;)", inside) is None
    assert not explorer.controls["shop"].description_allow_html
    assert "text/html" not in explorer._repr_mimebundle_()[0]


@pytest.mark.parametrize("text", HOSTILE)
def test_the_feedback_of_a_check_is_escaped(text):
    case = SimpleNamespace(
        passed=False,
        message=f"\nFeedback: {text}",
        test_case=SimpleNamespace(points=1, hidden=False),
    )
    result = SimpleNamespace(name=text, test_case_results=[case])
    inside = re.fullmatch(r'<div style="[^"]*">(.*)</div>', extension._result_as_html(result))[1]
    assert "<" not in inside
    assert ">" not in inside


@pytest.mark.parametrize("text", HOSTILE)
def test_an_error_reaches_the_notebook_as_a_plain_line(shell, text):
    with pytest.raises(StudyError) as caught:
        load_study(pd.DataFrame({"a": [1]}), nps=text)
    assert caught.value._render_traceback_() == [
        f"load_study: nps: there is no {text!r}. There are: a."
    ]


def test_tables_are_escaped_where_they_become_html(hostile, shell):
    format_ = shell.display_formatter.format
    for table in (hostile.problems, hostile.survey, hostile.scores, score_table(hostile)[0]):
        page = format_(table)[0].get("text/html") or table.to_html()
        assert "<script" not in page
        assert "<img" not in page


def test_dollar_signs_in_a_table_are_no_formula_of_the_notebook(shell):
    page = pd.DataFrame({"words": ["$x$"]}).to_html()
    assert "mathjax_ignore" in page


@pytest.mark.parametrize("lang", ["en", "id"])
def test_braces_and_percent_signs_of_respondents_are_never_filled_in(hostile, lang):
    use_language(lang)
    text = "{x} {0} {where!r} %s %(n)d"
    assert hostile.label("nps") == text
    assert text in {*score_table(hostile, by="channel")[0].index.get_level_values(1)}
    frame = pd.DataFrame({text: [1, 2, 3, 9], "k": [text] * 4})
    one = load_study(frame, constructs={"A": text}, scale={"min": 1, "max": 9},
                     missing=[9], segments={text + "!": "k"})  # fmt: skip
    assert [where for where in one.problems["where"] if text in where] == [
        f"{text}: 9", f"{text}!"
    ]  # fmt: skip
    with pytest.raises(StudyError) as caught:
        load_study(frame, constructs={"A": text + "."}, scale=FIVE)
    assert f"there is no '{text}.'. Did you mean '{text}'?" in str(caught.value)


# Pictures ---------------------------------------------------------------------------------------


@pytest.mark.slow
def test_pictures_of_drivers_show_dollar_signs_as_they_are(hostile):
    tables, _problems = driver_tables(hostile)
    pictures, _problems = driver_pictures(tables)
    assert pictures
    assert {name: as_formula(picture.figure) for name, picture in pictures.items()} == {
        name: [] for name in pictures
    }


def test_pictures_of_scores_show_dollar_signs_as_they_are():
    from custsat_edu import plot_intervals, plot_likert

    index = pd.Index(["costs $5 - $10", r"$x^2$ and \frac{1}{"], name="k")
    scores = pd.DataFrame({"estimate": [1.0, 2], "low": [0.5, 1], "high": [2, 3], "n": 9}, index)
    counts = pd.DataFrame({1: [3, 4], 2: [5, 6]}, index=index)
    assert as_formula(plot_intervals(scores).figure) == []
    assert as_formula(plot_likert(counts).figure) == []


@pytest.mark.slow
def test_the_map_of_the_journey_shows_every_text_as_it_is(tmp_path):
    rows = [
        {"customer": who, "stage": stage, "touchpoint": text, "emotion": (who + place) % 5 + 1}
        for who in range(30)
        for place, (stage, text) in enumerate(zip("abcd", HOSTILE[3:7], strict=True))
    ]
    pd.DataFrame(rows).to_csv(tmp_path / "log.csv", index=False)
    (tmp_path / "a.csv").write_text("Q8\n9\n3\n")
    (tmp_path / "codebook.yaml").write_text(
        "data: a.csv\nnps: Q8\nscales: {emotion: {min: 1, max: 5}}\n"
        "tables:\n  events: {data: log.csv, customer: customer, stage: stage, "
        "touchpoint: touchpoint, emotion: emotion}\n"
    )
    study = load_study(tmp_path)
    out = tmp_path / "out"
    names, _problems = write_journey(study, out)
    drawn = (out / "journey.svg").read_text(encoding="utf-8")
    assert "<script" not in drawn
    assert "<img" not in drawn
    assert {"journey.csv", "journey.xlsx"} <= set(names)
    save_journey(plt.figure(), journey_tables(study)[0]["journey"], tmp_path / "again")


# Spreadsheets -----------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [*FORMULAS, "x\n=1+1", "x\r=1+1", "x\r\n=1+1", 'x","=1+1'])
def test_no_cell_of_a_csv_file_begins_like_a_formula(text):
    table = pd.DataFrame({text: [text, "safe"]}, index=pd.Index([text, "b"], name=text))
    for line in pd.read_csv(BytesIO(csv_text(table).encode()), header=None, dtype=str).to_numpy():
        assert len(line) == 2
        assert [cell for cell in line if str(cell)[0] in "=+-@\t\r\n"] == []


def test_numbers_below_zero_stay_numbers():
    assert csv_text(pd.DataFrame({"n": [-1.5]}, index=["a"])) == "index,n\na,-1.5\n"


def test_a_workbook_holds_no_formula_and_no_link():
    texts = [*FORMULAS, "http://example.org", "file:///etc/passwd", "=cmd|' /C calc'!A0"]
    book = zipfile.ZipFile(BytesIO(workbook(pd.DataFrame({"=a": texts}), "page", "custsat")))
    page = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in page
    assert "hyperlink" not in page


# Personal columns -------------------------------------------------------------------------------


def test_personal_columns_are_left_out_and_named_by_default(tmp_path):
    columns = ["Email", "Nama Lengkap", "IPAddress", "No. HP", "RecipientFirstName", "nps"]
    rows = pd.DataFrame([[f"secret {name}" for name in columns[:-1]] + [9]] * 3, columns=columns)
    rows.to_csv(tmp_path / "a.csv", index=False)
    (tmp_path / "codebook.yaml").write_text("data: a.csv\nnps: nps\n")
    study = load_study(tmp_path)
    assert list(study.survey) == ["nps"]
    said = study.problems.iloc[0]
    assert said["what"] == "personal columns left out"
    assert said["where"] == "a.csv: " + ", ".join(columns[:-1])
    kept = str([study.survey, study.codes, study.problems, study.provenance(), vars(study)])
    assert "secret" not in kept


# Files ------------------------------------------------------------------------------------------

OUTSIDE = [
    "/etc/passwd", "../secret.csv", "sub/a.csv", "..", ".", "C:\\\\a.csv", "C:a.csv",
    "\\\\\\\\host\\\\share\\\\a.csv", "//host/share/a.csv", "file:///etc/passwd", "sub\\\\a.csv",
    "http://example.org/a.csv", "a.csv:stream", "a\\0.csv", "a\\n.csv", "x" * 300 + ".csv", "",
]  # fmt: skip


@pytest.mark.parametrize("name", OUTSIDE)
@pytest.mark.parametrize(
    "entry", ['data: "{}"', 'tables: {{t: "{}"}}', 'tables: {{t: {{data: "{}"}}}}']
)
def test_a_codebook_names_no_file_outside_its_folder(tmp_path, name, entry):
    (tmp_path / "secret.csv").write_text("nps\n9\n")
    home = tmp_path / "home"
    (home / "sub").mkdir(parents=True)
    (home / "a.csv").write_text("nps\n9\n")
    (home / "sub" / "a.csv").write_text("nps\n9\n")
    text = entry.format(name)
    (home / "codebook.yaml").write_text(
        text + ("" if "data:" in text[:5] else "\ndata: a.csv") + "\nnps: nps\n"
    )
    with pytest.raises(StudyError) as caught:
        load_study(home)
    assert "must be a plain file name in the codebook's own folder" in str(caught.value)
    assert "Name any other file when you load: data=FILE, or --data FILE." in str(caught.value)


@pytest.mark.skipif(not hasattr(os, "symlink") or sys.platform == "win32", reason="no links here")
@pytest.mark.parametrize("entry", ["data: link.csv", "data: a.csv\ntables: {t: link.csv}"])
def test_a_link_out_of_the_folder_is_refused_and_one_inside_it_is_not(tmp_path, entry):
    (tmp_path / "secret.csv").write_text("nps\n9\n")
    home = tmp_path / "home"
    home.mkdir()
    (home / "a.csv").write_text("nps\n9\n3\n")
    (home / "codebook.yaml").write_text(f"{entry}\nnps: nps\n")
    (home / "link.csv").symlink_to(tmp_path / "secret.csv")
    with pytest.raises(StudyError) as caught:
        load_study(home)
    assert str(caught.value) == (
        "link.csv: this is a link to a file in another folder, and a codebook reads files of its "
        "own folder only. Name the file itself when you load: data=FILE, or --data FILE."
    )
    (home / "link.csv").unlink()
    (home / "link.csv").symlink_to(home / "a.csv")
    assert len(load_study(home).survey) == 2


def test_who_loads_may_name_any_file(tmp_path):
    (tmp_path / "elsewhere.csv").write_text("nps\n9\n8\n7\n")
    home = tmp_path / "home"
    home.mkdir()
    (home / "codebook.yaml").write_text("nps: nps\n")
    for path in (tmp_path / "elsewhere.csv", home / ".." / "elsewhere.csv"):
        assert len(load_study(home, data=path).survey) == 3


@pytest.mark.parametrize("source", ["x" * 5000, "a\0b", "~nobody/x", "", "nul\n"])
def test_a_source_that_no_system_can_open_is_told_in_a_sentence(source):
    with pytest.raises(StudyError, match="load_study: "):
        load_study(source)


@pytest.mark.parametrize("data", ["x" * 5000 + ".csv", "a\0b.csv"])
def test_answers_that_no_system_can_open_are_told_in_a_sentence(tmp_path, data):
    (tmp_path / "codebook.yaml").write_text("nps: nps\n")
    with pytest.raises(StudyError, match="There is no file"):
        load_study(tmp_path, data=data)


# keep: ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "keep",
    [
        "__import__('os').system('touch gone') == 1",
        "@gone == 1",
        "`a` == 1",
        "a.__class__ == 1",
        "a == 1 or a == 2",
        "a == 1; import os",
        "(lambda: 1)() == 1",
        "a in [1, 2]",
        "not a == 1",
        "a == 1 and eval('1') == 1",
        "exec == 1",
        "a === 1",
        "== 1",
        "a ==",
    ],
)
def test_keep_runs_no_code(tmp_path, keep, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StudyError):
        load_study(pd.DataFrame({"a": [1, 2], "nps": [9, 3]}), nps="nps", keep=keep)
    assert [*tmp_path.iterdir()] == []


def test_a_value_of_keep_is_compared_and_nothing_else():
    frame = pd.DataFrame({"a": ["__import__('os')", "x"], "nps": [9, 3]})
    study = load_study(frame, nps="nps", keep="a == \"__import__('os')\"")
    assert study.survey["nps"].tolist() == [9]


@pytest.mark.parametrize(
    "keep",
    [" " * 50_000, "a" * 50_000, "a == 1" + " " * 50_000 + "x = 2", "'" * 50_001, " and " * 20_000,
     "a == '" + " and " * 20_000, "=" * 50_000, "a > " + "9" * 2_000],
    ids=["blanks", "letters", "gap", "quotes", "ands", "inside", "signs", "digits"],
)  # fmt: skip
def test_a_condition_of_any_length_is_told_at_once(keep):
    with pytest.raises(StudyError):
        load_study(pd.DataFrame({"a": [1, 2], "nps": [9, 3]}), nps="nps", keep=keep)


# Codebooks --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "a: !!python/object/apply:os.system ['touch gone']",
        "a: !!python/object:os.system x",
        "a: !!python/name:os.system",
        "a: !!python/module:os",
        "!!python/object/new:os.system [x]",
        "a: !ruby/object x",
        "a: !!timestamp 2020-99-99",
        "a: !!binary x",
        "a: !!set {x, y}",
        "a: !!omap [x: 1]",
        "? [a, b]\n: 1",
        "--- a: 1\n--- b: 2",
    ],
)
def test_a_codebook_makes_no_objects(tmp_path, text, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "codebook.yaml"
    path.write_text(text)
    with pytest.raises(StudyError, match="this is not YAML"):
        read_codebook(path)
    assert [*tmp_path.iterdir()] == [path]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (f"scale: {{min: 1, max: {'9' * 5000}}}", "scale: max must be a number"),
        ("scale: {min: 1, max: inf}", "scale: max must be a number, found 'inf'."),
        ("scale: {min: nan, max: 5}", "scale: min must be a number, found 'nan'."),
        ("scale: {min: 1, max: 9e999}", "scale: max must be a number, found '9e999'."),
        ("scale: {min: 1, max: 5, labels: {x: inf}}", "scale: labels: x must be a number"),
        ("scale: {min: !!int x, max: 5}", "scale: min must be a number, found 'x'."),
        ("min_answered: !!float x", "min_answered must be a number, found 'x'."),
        ("min_answered: nan", "min_answered must be 0 to 1, found 'nan'."),
        ("nps: {a: {b: [c]}}", "nps must be a word or a number"),
        ("1: 2", "cannot be read (1): Keys should be strings."),
    ],
)
def test_numbers_that_are_none_are_told_with_their_line(tmp_path, text, sentence):
    path = tmp_path / "codebook.yaml"
    path.write_text(f"{text}\n")
    problems = [str(problem) for problem in read_codebook(path)[2]]
    assert len(problems) == 1
    assert problems[0].startswith("codebook.yaml:1: ")
    assert sentence in problems[0]


def test_a_code_of_many_digits_and_a_date_stay_what_they_are(tmp_path):
    path = tmp_path / "codebook.yaml"
    digits = "9" * 5000
    path.write_text(f"missing: [{digits}, 2020-01-01, 99]\nid: 12345678901234567890\n")
    book, _places, problems = read_codebook(path)
    assert problems == []
    assert book.missing["all"][1:] == ["2020-01-01", "99"]
    assert book.id == "12345678901234567890"


LAUGHS = "a: &a [l, l, l, l, l, l, l, l, l]\n" + "".join(
    f"{key}: &{key} [{', '.join([f'*{before}'] * 9)}]\n"
    for before, key in zip("abcdefghi", "bcdefghij", strict=True)
)
PAIRS = "a0: &a0 [l, l]\n" + "".join(f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]\n" for i in range(1, 18))
BOMBS = {
    "billion laughs": (LAUGHS, "more than 20000 keys and values"),
    "pairs of pairs": (PAIRS, "more than 20000 keys and values"),
    "the same thing often": ("a: &x 1\nb: [" + "*x, " * 90_000 + "]", "more than 20000 keys"),
    "itself": ("constructs: &c {A: *c}", "more than 20 levels deep"),
    "brackets": ("[" * 100_000, "more than 20 levels deep"),
    "braces": ("{" * 100_000, "more than 20 levels deep"),
    "dashes": ("- " * 100_000, "more than 20 levels deep"),
    "questions": ("? " * 100_000, "more than 20 levels deep"),
    "steps": ("".join(" " * i + "a:\n" for i in range(600)), "more than 20 levels deep"),
    "keys": ("".join(f"k{i}: {i}\n" for i in range(25_000)), "more than 20000 keys"),
    "a list": ("missing: [" + "1, " * 90_000 + "]", "more than 20000 keys"),
    "10 MB": ("nps: Q8\n" + "# words\n" * 1_250_000, "a codebook has at most 400 kB"),
    "10 MB in a line": ("x" * 10_000_000, "a codebook has at most 400 kB"),
    "wrong keys": ("".join(f"k{i}: {i}\n" for i in range(5000)), "4900 further keys are wrong"),
    "a far end": ("constructs: {A: 'Q1:999999999'}", "there is no 'Q1:999999999'"),
    "a range of strangers": ("constructs: {A: 'Q1:4999'}", "4998 columns of 'Q1:4999' do not"),
    "digits": (f"nps: {'1' * 100_000}:x", "this is not YAML|there is no '1111"),
    "blanks": (f'keep: "{" " * 300_000}x"', "is no condition"),
}
ATTACK = """
import json, resource, sys
from pathlib import Path
import pandas as pd
resource.setrlimit(resource.RLIMIT_AS, (3_000_000_000, 3_000_000_000))
from custsat_edu import load_study
from custsat_edu.errors import StudyError
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for path in sorted(Path(sys.argv[1]).glob("*.yaml")):
    try:
        load_study(path, data=Path(sys.argv[1]) / "a.csv")
        said = "loaded"
    except StudyError as error:
        said = str(error)
    print(json.dumps([path.stem, said[:4000] + said[-1000:]]), flush=True)
grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
print(json.dumps(["kB", grown]))
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux alone")
def test_a_codebook_that_wants_all_time_and_memory_gets_a_sentence(tmp_path):
    (tmp_path / "a.csv").write_text("Q8\n9\n3\n")
    for name, (text, _sentence) in BOMBS.items():
        (tmp_path / f"{name}.yaml").write_text(text)
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(ATTACK), str(tmp_path)],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.stderr == ""
    told = dict(map(json.loads, done.stdout.splitlines()))
    assert told.pop("kB") < 100_000
    assert set(told) == set(BOMBS)
    for name, (_text, sentence) in BOMBS.items():
        assert re.search(sentence, told[name]), (name, told[name][:300])


@pytest.mark.parametrize(
    "text", ["1" * 100_000, "1" * 50_000 + ":" + "2" * 50_000, "a1:" + "9" * 5000]
)
def test_a_name_of_digits_is_no_range(text):
    assert expand(text, []) == [text]


def test_a_long_number_with_a_letter_in_a_cell_is_told_at_once():
    with pytest.raises(StudyError, match="must hold"):
        load_study(pd.DataFrame({"Q8": ["9" * 20_000 + "x", "9"]}), nps="Q8")


# The command ------------------------------------------------------------------------------------


def test_every_word_of_the_command_survives_hostile_texts(hostile, tmp_path, capsys):
    frame = hostile.survey.rename(columns={HOSTILE[5]: "words", "channel": "kanal"})
    frame.loc[:, [*HOSTILE[:4], "q5", "q6", "q7", "kanal", "words"]].to_csv(
        tmp_path / "a.csv", index=False
    )
    (tmp_path / "codebook.yaml").write_text(
        json.dumps(
            {
                "data": "a.csv",
                "scale": FIVE,
                "constructs": {
                    "A": {"items": [HOSTILE[0]], "label": HOSTILE[4]},
                    "B": {"items": [HOSTILE[1], HOSTILE[2]], "label": HOSTILE[6]},
                    "Satisfaction": {"items": ["q5", "q6", "q7"], "label": HOSTILE[8]},
                },
                "outcome": "Satisfaction",
                "drivers": ["A", "B"],
                "channel": "kanal",
            }
        )
    )
    for lang in ("en", "id"):
        assert main(["check", str(tmp_path), "--lang", lang]) in (0, 1)
        assert main(["scores", "--codebook", str(tmp_path), "--by", "channel", "--lang", lang]) < 2
    said = capsys.readouterr()
    assert "Traceback" not in said.out + said.err
    assert "{x} {0} {where!r} %s %(n)d" in said.out


def test_the_files_of_the_drivers_command_hold_no_formula(hostile, tmp_path):
    tables, problems = driver_tables(hostile)
    write_drivers(tmp_path / "out", HOSTILE[0], tables, {}, problems)
    for path in (tmp_path / "out").glob("*.csv"):
        cells = pd.read_csv(path, header=None, dtype=str, keep_default_na=False).to_numpy().ravel()
        texts = [cell for cell in cells if cell.startswith(("=", "+", "@"))]
        assert texts == [], path.name
