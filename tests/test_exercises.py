from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import notebook_helpers as helpers
import pytest
import yaml
from nbbuild.exercise import Cut, cut
from nbbuild.source import Source
from nbformat import NotebookNode

from custsat_edu import use_language

SOURCES = [Source(path) for path in sorted((helpers.ROOT / "exercises" / "src").glob("ex*.py"))]
FULL = [source for source in SOURCES if not source.name.startswith("ex00_")]
WITHOUT_STRETCH = ("ex00b_toolbox",)  # for those who have never programmed

pytestmark = pytest.mark.filterwarnings(
    "ignore:Traits should be given:DeprecationWarning"
)  # ipylab


def label(value: Any) -> str:
    return value.name if isinstance(value, Source) else str(value)


every_exercise = pytest.mark.parametrize("source", SOURCES, ids=label)
both_languages = pytest.mark.parametrize("lang", ["en", "id"])


@cache
def made(source: Source, lang: str) -> Cut:
    return cut(source, lang)


@cache
def _solved(source: Source, lang: str) -> dict[str, Any]:
    return helpers.run_cells(made(source, lang).solution)


def solved(source: Source, lang: str) -> dict[str, Any]:
    """Return the names that the solution's cells leave behind, its language being spoken."""
    names = dict(_solved(source, lang))
    use_language(lang)
    return names


def questions(notebook: NotebookNode) -> list[str]:
    return list(notebook.metadata.otter.tests)


def wrong_answers(source: Source) -> list[dict[str, Any]]:
    path = source.path.with_name(f"{source.name.partition('_')[0]}_wrong.yaml")
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@pytest.fixture(autouse=True)
def _in_the_exercises_folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Run cells where the notebook would, without a window; English again afterwards."""
    import matplotlib as mpl

    before = mpl.get_backend()
    mpl.use("agg")
    monkeypatch.chdir(helpers.ROOT / "exercises")
    yield
    use_language("en")
    mpl.use(before)


def test_exercise_03_exists() -> None:
    assert "ex03" in {source.name.partition("_")[0] for source in SOURCES}


@every_exercise
@both_languages
def test_the_committed_exercise_is_what_its_source_gives(source: Source, lang: str) -> None:
    again = nbformat.writes(cut(source, lang).student, version=4) + "\n"
    assert source.built(lang).read_text(encoding="utf-8") == again


@every_exercise
@both_languages
def test_the_student_sees_no_solution_marker_or_hidden_test(source: Source, lang: str) -> None:
    pair = made(source, lang)
    assert list(helpers.leaks(pair.student, pair.solution)) == []
    assert any(line for cell in pair.solution.cells for line in helpers.solved_lines(cell))


@every_exercise
def test_the_languages_have_the_same_code_and_tests(source: Source) -> None:
    english, indonesian = made(source, "en").student, made(source, "id").student
    assert list(helpers.breaches_between(english, indonesian)) == []
    assert english.metadata.otter == indonesian.metadata.otter


@pytest.mark.parametrize("source", FULL, ids=label)
def test_an_exercise_has_its_tasks_and_two_hints_for_each(source: Source) -> None:
    notebook = made(source, "en").student
    stretch = [c for c in notebook.cells if "stretch" in helpers.tags(c)]
    written = [
        c
        for c in notebook.cells
        if c.cell_type == "markdown" and "otter_answer_cell" in helpers.tags(c)
    ]
    assert len(questions(notebook)) >= 6
    stretches = 0 if source.name in WITHOUT_STRETCH else 2
    assert len([c for c in stretch if c.cell_type == "markdown"]) == stretches
    assert len(written) == 1
    assert sum(c.source.count("<details>") for c in notebook.cells) >= 12


@pytest.mark.slow
@every_exercise
def test_otter_gives_the_solution_full_marks(source: Source, tmp_path: Path) -> None:
    pair = made(source, "en")
    nbformat.write(pair.solution, tmp_path / f"{source.name}.ipynb")
    (tmp_path / "autograder.zip").write_bytes(pair.autograder)
    otter = [sys.executable, "-m", "otter", "run", f"{source.name}.ipynb", "--no-logo"]
    done = subprocess.run(otter, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    graded = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))["tests"]
    marks = {test["name"]: (test["score"], test["max_score"]) for test in graded if "score" in test}
    assert sorted(marks) == sorted(questions(pair.student))  # q10 may stand before q2
    assert all(score == most > 0 for score, most in marks.values()), marks


@every_exercise
@both_languages
def test_the_solution_passes_every_check_in_both_languages(source: Source, lang: str) -> None:
    pair = made(source, lang)
    namespace = solved(source, lang)
    for question in questions(pair.student):
        result = helpers.run_test(pair.student, question, namespace)
        assert result.score == result.possible, result.summary()


@every_exercise
@both_languages
def test_the_student_version_runs_to_the_end_and_earns_nothing(source: Source, lang: str) -> None:
    student = made(source, lang).student
    namespace = helpers.run_cells(student)
    for question in questions(student):
        result = helpers.run_test(student, question, namespace)
        assert result.score == 0
        assert "Feedback: " in result.test_case_results[0].message


@pytest.mark.parametrize("source", FULL, ids=label)
def test_at_least_three_wrong_answers_are_known_each_once(source: Source) -> None:
    wrong = wrong_answers(source)
    said = [answer["says"]["en"] for answer in wrong]
    assert len(set(said)) == len(said) >= 3
    for answer in wrong:
        assert set(answer) == {"question", "misconception", "code", "says"}
        assert set(answer["says"]) == {"en", "id"}
        assert answer["says"]["en"] != answer["says"]["id"]


@pytest.mark.parametrize("source", FULL, ids=label)
@both_languages
def test_every_known_wrong_answer_loses_the_point_and_hears_why(source: Source, lang: str) -> None:
    pair = made(source, lang)
    for answer in wrong_answers(source):
        mistaken = solved(source, lang)
        exec(answer["code"], mistaken)
        result = helpers.run_test(pair.student, answer["question"], mistaken)
        messages = " ".join(case.message for case in result.test_case_results if not case.passed)
        assert result.score < result.possible, answer["misconception"]
        assert f"Feedback: {answer['says'][lang]}" in messages, answer["misconception"]
