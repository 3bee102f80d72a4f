from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import notebook_helpers as helpers
import pytest
from build_notebooks import check
from nbbuild.execute import execute
from nbformat import NotebookNode

NOTEBOOKS = sorted((helpers.ROOT / "notebooks").glob("[ei][nd]/*.ipynb"))
LESSONS = [path for path in NOTEBOOKS if not path.stem.startswith("00_")]
AIRPORT = helpers.ROOT.parent / "shared" / "real" / "airport-2017" / "survey.csv"
LEAST_OUTPUTS = {"00": 3}  # of outputs that nbval compares; 12 in every other lesson

pytestmark = pytest.mark.filterwarnings(
    "ignore:Traits should be given:DeprecationWarning"
)  # ipylab


def label(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def number(path: Path) -> str:
    return path.stem.partition("_")[0]


every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=label)
every_lesson = pytest.mark.parametrize("path", LESSONS, ids=label)


def test_the_first_lessons_exist_in_both_languages() -> None:
    there = {f"{path.parent.name}/{number(path)}" for path in NOTEBOOKS}
    assert {"en/00", "id/00", "en/03", "id/03"} <= there


def test_every_built_notebook_is_what_its_source_and_translation_say() -> None:
    assert check(helpers.ROOT) == []


@every_notebook
def test_every_cell_ran_in_order_without_error_or_warning(path: Path) -> None:
    assert list(helpers.breaches_of_running(helpers.read(path), path.stem)) == []


@every_notebook
def test_code_is_short_open_and_comparable(path: Path) -> None:
    assert list(helpers.breaches_of_code(helpers.read(path))) == []


@every_notebook
def test_outputs_can_be_compared_and_pictures_are_described(path: Path) -> None:
    least = LEAST_OUTPUTS.get(number(path), 12)
    assert list(helpers.breaches_of_outputs(helpers.read(path), least=least)) == []


@every_notebook
def test_a_notebook_stays_small(path: Path) -> None:
    assert path.stat().st_size < 500_000


@every_lesson
def test_a_lesson_keeps_to_its_shape(path: Path) -> None:
    assert list(helpers.breaches_of_shape(helpers.read(path), path.parent.name)) == []


@every_notebook
def test_numbers_of_the_sample_stand_in_the_outputs(path: Path) -> None:
    found = helpers.breaches_of_sample_numbers(helpers.read(path), path.parent.name)
    assert list(found) == []


@every_lesson
def test_a_lesson_carries_its_units(path: Path) -> None:
    assert list(helpers.breaches_of_units(helpers.read(path), number(path))) == []


@pytest.mark.parametrize("path", [p for p in NOTEBOOKS if p.parent.name == "en"], ids=label)
def test_the_languages_differ_in_prose_and_lang_alone(path: Path) -> None:
    indonesian = helpers.read(path.parents[1] / "id" / path.name)
    assert list(helpers.breaches_between(helpers.read(path), indonesian)) == []


def test_the_table_of_units_says_which_idea_has_no_lesson_yet(capsys) -> None:
    there = {number(path): path for path in LESSONS if path.parent.name == "en"}
    carried = {
        lesson: {tag for cell in helpers.read(path).cells for tag in helpers.tags(cell)}
        for lesson, path in there.items()
    }
    lines, lost = [], []
    for unit, due in helpers.UNITS.items():
        lost += [(unit, k) for k in due if k in there and f"unit:{unit}" not in carried[k]]
        later = [lesson for lesson in due if lesson not in there]
        lines.append(
            f"{unit:16}{' '.join(due):8}{'waits for ' + ', '.join(later) if later else ''}"
        )
    with capsys.disabled():
        print("\n" + "\n".join(line.rstrip() for line in lines))
    assert lost == []


# Changing STUDY is all that a researcher does.

ANSWERS = ("jawaban.csv", "survey.csv")


def run_on(path: Path, study: Path) -> NotebookNode:
    """Run a notebook on another survey; an error in any cell fails the test.

    Lesson T begins with a file of answers, before there is a codebook.
    """
    notebook = helpers.read(path)
    if number(path) == "T":
        (study,) = (study / name for name in ANSWERS if (study / name).exists())
    (cell,) = (c for c in notebook.cells if "parameters" in helpers.tags(c))
    cell.source, changed = re.subn(
        r"^STUDY = .*$", lambda _: f"STUDY = {str(study)!r}", cell.source, flags=re.MULTILINE
    )
    assert changed == 1
    execute(notebook, path.parent, called=label(path))
    return notebook


def warnings_in(notebook: NotebookNode) -> list[str]:
    return [
        f"{cell.id}: {output.text}"
        for cell in helpers.code_cells(notebook)
        for output in cell.outputs
        if output.get("name") == "stderr"
    ]


@pytest.mark.slow
@every_notebook
def test_every_notebook_runs_on_a_strangers_survey(path: Path) -> None:
    notebook = run_on(path, helpers.ROOT / "tests" / "alien")
    assert warnings_in(notebook) == []
    assert helpers.output_text(notebook.cells) != helpers.output_text(helpers.read(path).cells)


@pytest.mark.slow
@pytest.mark.skipif(not AIRPORT.exists(), reason="../shared/real/airport-2017 is not there")
@pytest.mark.parametrize("path", [p for p in NOTEBOOKS if p.parent.name == "en"], ids=label)
def test_every_notebook_runs_on_the_airport_survey(path: Path, tmp_path: Path) -> None:
    shutil.copy(helpers.ROOT / "tests" / "airport" / "codebook.yaml", tmp_path)
    shutil.copy(AIRPORT, tmp_path)
    assert warnings_in(run_on(path, tmp_path)) == []


BAREST = "data: answers.csv\nscale: {min: 1, max: 5}\ncsat: sat\nnps: rec\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    "path", [p for p in LESSONS if p.parent.name == "en" and number(p) != "T"], ids=label
)
def test_every_lesson_runs_on_two_questions_alone(path: Path, tmp_path: Path) -> None:
    rows = "".join(f"{k % 5 + 1},{k * 7 % 11}\n" for k in range(120))
    (tmp_path / "answers.csv").write_text("sat,rec\n" + rows, encoding="utf-8")
    (tmp_path / "codebook.yaml").write_text(BAREST, encoding="utf-8")
    notebook = run_on(path, tmp_path)
    assert warnings_in(notebook) == []
    assert "the lesson goes on" in helpers.output_text(notebook.cells)


# A test of the tests.


@pytest.mark.slow
@pytest.mark.parametrize("path", [p for p in NOTEBOOKS if number(p) == "00"], ids=label)
def test_nbval_fails_when_one_digit_of_an_output_is_changed(path: Path, tmp_path: Path) -> None:
    copied = Path(shutil.copy(path, tmp_path))
    notebook = helpers.read(copied)
    change_a_digit(notebook)
    copied.write_text(helpers.nbformat.writes(notebook), encoding="utf-8")
    options = ["--nbval", "--nbval-current-env", "-p", "no:cacheprovider", "-q"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, copied.name],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert re.search(r"^1 failed, \d+ passed", done.stdout.splitlines()[-1])


def change_a_digit(notebook: NotebookNode) -> None:
    for cell in helpers.code_cells(notebook):
        for output in cell.outputs:
            holder, key = (output, "text") if "text" in output else (output.data, "text/plain")
            if not holder[key].startswith("<") and re.search(r"\d", holder[key]):
                holder[key] = re.sub(r"\d", lambda d: str(9 - int(d[0])), holder[key], count=1)
                return
    raise AssertionError("no output holds a digit")
