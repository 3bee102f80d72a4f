from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import build_notebooks
import nbformat
import notebook_helpers as helpers
import pytest
from nbbuild.exercise import cut
from nbbuild.source import Source, SourceError, accept, find_sources, hash_of, read_notebook
from nbformat import NotebookNode

pytestmark = pytest.mark.filterwarnings(
    "ignore:Traits should be given:DeprecationWarning"
)  # ipylab

LESSON = """\
# %% [markdown] name="title" slideshow={"slide_type": "slide"} tags=["unit:metrics"]
# # 01 · Tiny?
#
# A lesson with a [link](https://example.org).

# %% name="parameters" tags=["parameters"]
STUDY = "serambi"
LANG = "en"

# %% name="imports"
import matplotlib.pyplot as plt
import pandas as pd

# %% name="table"
# Two rows
pd.DataFrame({"score": [31.25, 2]})

# %% name="plot"
plt.plot([1, 3, 2])
print("The line goes up", "and down.")

# %% name="explorer"
from explorer import Explorer

Explorer()
"""
INDONESIAN = """\
<!-- cell title -->
# 01 · Kecil?

Sebuah pelajaran.

<!-- cell table -->
```python
# Dua baris
pd.DataFrame({"score": [31.25, 2]})
```
"""
EXPLORER = """\
import base64, io
from matplotlib.figure import Figure

class Explorer:
    def _repr_mimebundle_(self, include=None, exclude=None):
        picture = io.BytesIO()
        Figure(figsize=(2, 1)).savefig(picture, dpi=80, metadata={"Software": None})
        return {
            "text/plain": "n = 30. The interval is wide.",
            "image/png": base64.b64encode(picture.getvalue()).decode(),
            "application/vnd.jupyter.widget-view+json": {"model_id": str(id(self))},
        }
"""
EXERCISE = """\
# %% [markdown] name="title"
# # Exercise 01

# %% name="parameters" tags=["parameters"]
STUDY = "serambi"
LANG = "en"

# %% [raw]
# # BEGIN QUESTION
# name: q1
# points: 2

# %% [markdown] name="q1_task"
# Name the sum of forty and two `total`.

# %% [raw]
# # BEGIN SOLUTION

# %% name="q1_answer"
# Add them
total = 40 + 2  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %% name="q1_test"
def test_q1(env):
    assert env["total"] != 38, "Feedback: That is the difference."
    assert env["total"] == 6 * 7, "Feedback: Not yet."

# %% name="q1_hidden"
# HIDDEN
def test_q1_hidden(env):
    assert isinstance(env["total"], int)

# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: w1
# manual: true
# points: 3

# %% [markdown] name="w1_task"
# Why?

# %% [raw]
# # BEGIN SOLUTION

# %% [markdown] name="w1_model"
# Because of the model answer.

# %% [raw]
# # END SOLUTION

# %% [raw]
# # END QUESTION
"""
EXERCISE_INDONESIAN = """\
<!-- cell title -->
# Latihan 01

<!-- cell q1_task -->
Beri nama `total` pada jumlah empat puluh dan dua.

<!-- cell w1_task -->
Mengapa?

<!-- cell w1_model -->
Karena jawaban model.
"""


def write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def lesson(root: Path, english: str = LESSON, indonesian: str | None = INDONESIAN) -> Source:
    write(root, {"notebooks/src/01_tiny.py": english})
    if indonesian is not None:
        write(root, {"notebooks/src/01_tiny.id.md": indonesian})
        accept(Source(root / "notebooks/src/01_tiny.py"), [])
    return Source(root / "notebooks/src/01_tiny.py")


def exercise(root: Path, english: str = EXERCISE) -> Source:
    write(root, {"exercises/src/ex01_tiny.py": english})
    write(root, {"exercises/src/ex01_tiny.id.md": EXERCISE_INDONESIAN})
    source = Source(root / "exercises/src/ex01_tiny.py")
    accept(source, [])
    return source


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A project with one lesson and one exercise, built once."""
    root = tmp_path_factory.mktemp("project")
    lesson(root)
    exercise(root)
    write(root, {"notebooks/en/explorer.py": EXPLORER, "notebooks/id/explorer.py": EXPLORER})
    assert build_notebooks.main(["--root", str(root), "build"]) == 0
    yield root


@pytest.fixture
def copy(project: Path, tmp_path: Path) -> Path:
    shutil.copytree(project, tmp_path / "copy")
    return tmp_path / "copy"


def built(root: Path, lang: str = "en") -> NotebookNode:
    return helpers.read(root / f"notebooks/{lang}/01_tiny.ipynb")


def cell(notebook: NotebookNode, name: str) -> NotebookNode:
    return next(cell for cell in notebook.cells if cell.id == name)


def problems(error: pytest.ExceptionInfo[SourceError]) -> list[str]:
    return error.value.problems


# Reading the two sources.


def test_cells_carry_their_names_tags_and_slides_and_the_rest_is_skipped(tmp_path: Path) -> None:
    notebook = read_notebook(lesson(tmp_path), "en")
    assert [c.id for c in notebook.cells] == [
        "title", "parameters", "imports", "table", "plot", "explorer",
    ]  # fmt: skip
    assert notebook.cells[0].metadata == {
        "tags": ["unit:metrics"],
        "slideshow": {"slide_type": "slide"},
    }
    assert notebook.cells[1].metadata == {
        "tags": ["parameters"],
        "slideshow": {"slide_type": "skip"},
    }
    assert notebook.metadata.kernelspec.name == "python3"
    assert "version" not in notebook.metadata.language_info


def test_the_languages_differ_in_prose_comments_and_one_literal(tmp_path: Path) -> None:
    source = lesson(tmp_path)
    english, indonesian = read_notebook(source, "en"), read_notebook(source, "id")
    assert list(helpers.breaches_between(english, indonesian)) == []
    assert cell(indonesian, "title").source == "# 01 · Kecil?\n\nSebuah pelajaran."
    assert cell(indonesian, "parameters").source == 'STUDY = "serambi"\nLANG = "id"'
    assert cell(indonesian, "table").source.startswith("# Dua baris\npd.DataFrame")
    cell(indonesian, "plot").source = "plt.plot([1, 3, 4])"
    assert list(helpers.breaches_between(english, indonesian)) == [
        "plot: the code differs by more than LANG"
    ]


def test_magics_survive_and_count_as_code(tmp_path: Path) -> None:
    source = lesson(
        tmp_path,
        '# %% name="load"\n# %load_ext custsat_edu\n\n'
        '# %% name="needs"\n# %%needs nps\n# Why\nprint(1)\n',
        "<!-- cell needs -->\n```python\n%%needs nps\n# Mengapa\nprint(1)\n```\n",
    )
    notebook = read_notebook(source, "id")
    assert [c.source for c in notebook.cells] == [
        "%load_ext custsat_edu",
        "%%needs nps\n# Mengapa\nprint(1)",
    ]
    source.translation.write_text(
        source.translation.read_text(encoding="utf-8").replace("needs nps", "needs ces"),
        encoding="utf-8",
    )
    with pytest.raises(SourceError, match="cell 'needs' changes the code"):
        read_notebook(source, "id")


def test_every_bad_cell_name_is_listed_at_once(tmp_path: Path) -> None:
    source = lesson(
        tmp_path,
        "# %% [markdown]\n# Nameless\n\n"
        '# %% name="a b"\nx = 1\n\n# %% name="twice"\ny = 1\n\n# %% name="twice"\nz = 1\n',
        None,
    )
    with pytest.raises(SourceError) as error:
        read_notebook(source, "en")
    assert problems(error) == [
        "notebooks/src/01_tiny.py: cell 1 ('Nameless') has no name; add name=\"...\"",
        "notebooks/src/01_tiny.py: the cell name 'a b' is no id; use letters, digits, - and _, "
        "at most 64",
        "notebooks/src/01_tiny.py: 2 cells are called 'twice'; a name stands once",
    ]


def test_missing_stale_surplus_and_empty_translations_are_listed_at_once(tmp_path: Path) -> None:
    english = "".join(f'# %% [markdown] name="{name}"\n# {name}\n\n' for name in "abcd")
    source = lesson(
        tmp_path,
        english,
        "<!-- cell b 00000000 -->\nB\n"
        f"<!-- cell c {hash_of('c')} -->\n\n<!-- cell d {hash_of('d')} -->\nD\n"
        "<!-- cell gone 00000000 -->\nPergi\n",
    )
    source.translation.write_text(
        source.translation.read_text(encoding="utf-8").replace(hash_of("b"), "00000000"),
        encoding="utf-8",
    )
    with pytest.raises(SourceError) as error:
        read_notebook(source, "id")
    where = "notebooks/src/01_tiny.id.md"
    assert problems(error) == [
        f"{where}: cell 'a' is missing; add <!-- cell a ca978112 -->",  # sha256 of "a"
        f"{where}: cell 'b' is stale, the English has changed; read it again, "
        "then `accept 01_tiny:b`",
        f"{where}: cell 'c' is empty",
        f"{where}: cell 'gone' is surplus, the lesson has no such cell; delete it",
    ]


def test_two_blocks_for_a_cell_and_text_before_the_first_are_named(tmp_path: Path) -> None:
    source = lesson(tmp_path, indonesian=None)
    source.translation.write_text("Hai\n<!-- cell title -->\nA\n<!-- cell title -->\nB\n")
    with pytest.raises(SourceError) as error:
        read_notebook(source, "id")
    assert problems(error) == [
        "notebooks/src/01_tiny.id.md: cell 'title' has 2 blocks; keep one",
        "notebooks/src/01_tiny.id.md: text before the first cell marker belongs to none",
    ]


def test_accept_renews_the_hash_of_one_cell_and_no_other_byte(tmp_path: Path) -> None:
    source = lesson(tmp_path)
    source.path.write_text(LESSON.replace("# A lesson", "# One lesson").replace("Two", "2"))
    before = source.translation.read_text(encoding="utf-8")
    assert accept(source, ["title"]) == ["title"]
    after = source.translation.read_text(encoding="utf-8")
    old, new = (re.search(r"cell title (\w{8})", text)[1] for text in (before, after))
    assert old != new
    assert after == before.replace(old, new)
    assert accept(source, []) == ["table"]  # all that is still stale
    assert accept(source, []) == []


def test_accept_names_every_cell_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as error:
        accept(lesson(tmp_path), ["titel", "title", "plot"])
    assert problems(error) == [
        "notebooks/src/01_tiny.id.md: there is no cell 'titel' to accept",
        "notebooks/src/01_tiny.id.md: there is no cell 'plot' to accept",
    ]


def test_sources_are_found_by_the_beginning_of_their_name(tmp_path: Path) -> None:
    lesson(tmp_path)
    exercise(tmp_path)
    assert [s.name for s in find_sources(tmp_path)] == ["01_tiny", "ex01_tiny"]
    assert [s.name for s in find_sources(tmp_path, ["01"])] == ["01_tiny"]
    with pytest.raises(SourceError, match=r"called '02'; there are: 01_tiny, ex01_tiny"):
        find_sources(tmp_path, ["01", "02"])
    with pytest.raises(SourceError, match="notebooks/src holds no source: write"):
        find_sources(tmp_path / "empty")


# Building.


@pytest.mark.slow
def test_two_builds_are_the_same_bytes(copy: Path) -> None:
    def contents() -> dict[str, bytes]:
        return {str(p.relative_to(copy)): p.read_bytes() for p in copy.rglob("*.ipynb")}

    before = contents()
    assert len(before) == 4
    assert build_notebooks.main(["--root", str(copy), "build"]) == 0
    assert contents() == before


@pytest.mark.slow
def test_outputs_are_kept_without_clock_widgets_or_versions(project: Path) -> None:
    notebook = built(project, "id")
    nbformat.validate(notebook)
    assert [c.execution_count for c in helpers.code_cells(notebook)] == [1, 2, 3, 4, 5]
    assert all("execution" not in c.metadata for c in notebook.cells)
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    (frame,) = cell(notebook, "table").outputs
    assert frame.data["text/plain"] == "   score\n0  31.25\n1   2.00"
    (explorer,) = cell(notebook, "explorer").outputs
    assert set(explorer.data) == {"text/plain", "image/png"}


@pytest.mark.slow
def test_every_picture_carries_its_sentence_and_at_most_100_dpi(project: Path) -> None:
    notebook = built(project)
    printed, figure = cell(notebook, "plot").outputs
    assert printed.text == "The line goes up and down.\n"
    assert figure.metadata == {"image/png": {"alt": "The line goes up and down."}}
    assert helpers.density(figure.data["image/png"]) == 3937  # 100 dpi in pixels a metre
    (explorer,) = cell(notebook, "explorer").outputs
    assert explorer.metadata == {"image/png": {"alt": "n = 30. The interval is wide."}}
    assert list(helpers.breaches_of_outputs(notebook, least=3)) == []


@pytest.mark.slow
def test_a_failing_cell_is_named_and_the_old_notebook_stays(
    copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = lesson(copy, LESSON.replace("[31.25, 2]", "[31.25, nobody]"), None)
    before = source.built("en").read_bytes()
    assert build_notebooks.main(["--root", str(copy), "build", "01", "--lang", "en"]) == 1
    assert capsys.readouterr().err == (
        "notebooks/en/01_tiny.ipynb: cell 'table' raised NameError: name 'nobody' is not defined\n"
    )
    assert source.built("en").read_bytes() == before


@pytest.mark.slow
def test_no_run_takes_new_prose_and_keeps_the_outputs_of_unchanged_code(copy: Path) -> None:
    lesson(copy, LESSON.replace("A lesson", "One lesson").replace("31.25", "32.25"))
    assert build_notebooks.main(["--root", str(copy), "build", "01", "--no-run"]) == 1  # stale id
    notebook = built(copy)
    assert cell(notebook, "title").source.endswith("One lesson with a [link](https://example.org).")
    assert cell(notebook, "plot").outputs[0].text == "The line goes up and down.\n"
    assert cell(notebook, "table").outputs == []


@pytest.mark.slow
def test_check_is_silent_on_a_fresh_build(project: Path) -> None:
    assert build_notebooks.check(project) == []


@pytest.mark.slow
def test_check_names_whatever_is_behind_its_source(
    copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lesson(copy, LESSON.replace("A lesson", "One lesson") + '\n# %% name="more"\n1\n')
    exercise(copy, EXERCISE.replace("6 * 7", "42"))
    (copy / "exercises/id/ex01_tiny.ipynb").unlink()
    shutil.copy(copy / "notebooks/en/01_tiny.ipynb", copy / "notebooks/en/02_gone.ipynb")
    assert build_notebooks.main(["--root", str(copy), "check"]) == 1
    assert capsys.readouterr().err.splitlines() == [
        "notebooks/en/01_tiny.ipynb: cell 'more' is missing; `build 01_tiny`",
        "notebooks/en/01_tiny.ipynb: cell 'title' is not what its source says; `build 01_tiny`",
        "notebooks/id/01_tiny.ipynb: cell 'more' is missing; `build 01_tiny`",
        "exercises/en/ex01_tiny.ipynb is not what its source gives; `build ex01_tiny`",
        "exercises/id/ex01_tiny.ipynb is missing; `build ex01_tiny`",
        "notebooks/en/02_gone.ipynb has no source; delete it",
    ]


@pytest.mark.slow
def test_check_names_tags_order_and_surplus_cells(copy: Path) -> None:
    notebook = built(copy)
    notebook.cells[0].metadata.tags = []
    notebook.cells.append(nbformat.v4.new_markdown_cell("Mine", id="mine"))
    nbformat.write(notebook, copy / "notebooks/en/01_tiny.ipynb")
    indonesian = built(copy, "id")
    indonesian.cells.insert(2, indonesian.cells.pop())
    nbformat.write(indonesian, copy / "notebooks/id/01_tiny.ipynb")
    assert build_notebooks.check(copy) == [
        "notebooks/en/01_tiny.ipynb: cell 'mine' is surplus; `build 01_tiny`",
        "notebooks/en/01_tiny.ipynb: cell 'title' is not what its source says; `build 01_tiny`",
        "notebooks/id/01_tiny.ipynb: its cells stand in another order than in the source; "
        "`build 01_tiny`",
    ]


def test_the_command_accepts_cells_and_says_which(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lesson(tmp_path, indonesian=None)
    write(tmp_path, {"notebooks/src/01_tiny.id.md": INDONESIAN})
    command = ["--root", str(tmp_path), "accept"]
    assert build_notebooks.main([*command, "01_tiny:title"]) == 0
    assert capsys.readouterr().out == "accepted 01_tiny:title\n"
    assert build_notebooks.main([*command, "01_tiny", "09:title"]) == 1
    said = capsys.readouterr()
    assert said.out == "accepted 01_tiny:table\n"
    assert said.err == "no source is called '09'; there are: 01_tiny\n"


# nbval, as `run.py test` calls it.


def nbval(*notebooks: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--color=no"]
    options = ["--nbval", "--nbval-current-env"]
    sanitize = ["--nbval-sanitize-with", str(helpers.ROOT / "tests" / "nbval.cfg")]
    return subprocess.run(
        [*command, *options, *sanitize, *map(str, notebooks)],
        cwd=notebooks[0].parent,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
def test_nbval_passes_a_build_and_fails_when_one_digit_is_changed(copy: Path) -> None:
    path = copy / "notebooks/en/01_tiny.ipynb"
    done = nbval(path)
    assert done.returncode == 0, done.stdout
    assert "5 passed" in done.stdout
    path.write_text(path.read_text(encoding="utf-8").replace("0  31.25", "0  31.26"))
    done = nbval(path)
    assert done.returncode == 1
    assert "31.26" in done.stdout
    assert "1 failed, 4 passed" in done.stdout


# Exercises.


def test_the_student_gets_one_self_contained_file_without_the_solution(tmp_path: Path) -> None:
    made = cut(exercise(tmp_path), "en")
    nbformat.validate(made.student)
    assert [c.id for c in made.student.cells] == [
        "title", "otter", "parameters", "q1_task", "q1_answer", "check-q1",
        "w1_task", "w1_task-answer", "hand-in", "export",
    ]  # fmt: skip
    assert cell(made.student, "q1_answer").source == "# Add them\ntotal = ..."
    assert cell(made.student, "q1_task").source.endswith("\n\n_Points:_ 2")
    assert cell(made.student, "w1_task").source == "Why?\n\n_Points:_ 3"
    assert cell(made.student, "export").source == (
        "grader.export(pdf=False, force_save=True, run_tests=True)"
    )
    assert list(made.student.metadata.otter.tests) == ["q1"]
    assert made.student.metadata.otter.OK_FORMAT is False
    assert list(helpers.leaks(made.student, made.solution)) == []
    assert list(helpers.leaks(made.solution, made.solution)) == [
        "the marker SOLUTION",
        "the marker otter_assign_solution_cell",
        "the marker hidden=True",
        "q1_answer: total = 40 + 2",
        "w1_model: Because of the model answer.",
    ]


def test_two_cuts_are_equal_and_the_languages_share_code_and_tests(tmp_path: Path) -> None:
    source = exercise(tmp_path)
    english, indonesian = cut(source, "en").student, cut(source, "id").student
    assert nbformat.writes(english) == nbformat.writes(cut(source, "en").student)
    assert list(helpers.breaches_between(english, indonesian)) == []
    assert english.metadata.otter == indonesian.metadata.otter
    assert cell(indonesian, "w1_task").source == "Mengapa?\n\n_Poin:_ 3"
    assert cell(indonesian, "w1_task-answer").source.startswith("_Tulis jawaban Anda di sini")
    assert cell(indonesian, "hand-in").source.startswith("## Kumpulkan")


def test_a_stored_test_tells_right_wrong_and_empty_answers_apart(tmp_path: Path) -> None:
    made = cut(exercise(tmp_path), "en")
    right = helpers.run_test(made.student, "q1", helpers.run_cells(made.solution))
    assert (right.score, right.possible) == (2, 2)
    empty = helpers.run_test(made.student, "q1", helpers.run_cells(made.student))
    assert empty.score == 0
    assert "Not yet." in empty.test_case_results[0].message
    wrong = helpers.run_test(made.student, "q1", {"total": 38})
    assert wrong.score == 0
    assert "That is the difference." in wrong.test_case_results[0].message


@pytest.mark.slow
def test_solutions_and_autograder_are_written_on_demand_alone(copy: Path) -> None:
    assert not (copy / "build").exists()
    assert build_notebooks.main(["--root", str(copy), "build", "ex01", "--solutions"]) == 0
    assert sorted(p.relative_to(copy / "build").as_posix() for p in copy.rglob("build/*/*/*")) == [
        "autograder/en/ex01_tiny.zip",
        "autograder/id/ex01_tiny.zip",
        "solutions/en/ex01_tiny.ipynb",
        "solutions/id/ex01_tiny.ipynb",
    ]
    solution = helpers.read(copy / "build/solutions/en/ex01_tiny.ipynb")
    assert "total = 40 + 2  # SOLUTION" in cell(solution, "q1_answer").source


def test_what_otter_refuses_is_named(tmp_path: Path) -> None:
    unclosed = EXERCISE.replace("# %% [raw]\n# # END TESTS\n\n", "")
    with pytest.raises(SourceError, match=r"exercises/src/ex01_tiny\.py: otter-grader says: .*q1"):
        cut(exercise(tmp_path, unclosed), "en")


# The rules of a lesson can fail.


def broken(**cells: str) -> NotebookNode:
    notebook = nbformat.v4.new_notebook()
    for place, (name, text) in enumerate(cells.items(), start=1):
        if name.startswith("md"):
            notebook.cells.append(nbformat.v4.new_markdown_cell(text, id=name))
        else:
            notebook.cells.append(nbformat.v4.new_code_cell(text, id=name, execution_count=place))
    return notebook


def test_the_rules_of_code_name_what_a_lesson_must_not_do() -> None:
    bad = {
        "a": "plt.plot([1]);",
        "b": "interact(f, n=3)",
        "c": "w = Output()",
        "d": "class Mine:\n    pass",
        "e": "globals()",
        "f": "from numpy import *",
        "g": "fit.summary()",
        "h": "x\n" * 13,
        "i": 'STUDY = "serambi"',
    }
    notebook = broken(**bad)
    cell(notebook, "i").metadata.tags = ["parameters"]
    assert list(helpers.breaches_of_code(notebook)) == [
        "a: a trailing ;",
        "b: interact(",
        "c: Output(",
        "d: a class definition",
        "e: globals()",
        "f: import *",
        "g: .summary()",
        "h: 13 lines, at most 12",
        "one cell, tagged parameters, sets STUDY and LANG and nothing else",
    ]


def test_the_rules_of_running_name_errors_warnings_skips_and_order() -> None:
    notebook = broken(a="1", b="2", c="3")
    notebook.cells[1].execution_count = 7
    notebook.cells[0].outputs = [nbformat.v4.new_output("stream", name="stderr", text="Careful")]
    notebook.cells[1].outputs = [
        nbformat.v4.new_output("error", ename="E", evalue="broken", traceback=[])
    ]
    notebook.cells[2].outputs = [
        nbformat.v4.new_output("execute_result", {"text/plain": "<f at 0x7f00aa11>"})
    ]
    notebook.cells[2].metadata.tags = ["nbval-skip"]
    notebook.metadata.widgets = {}
    assert list(helpers.breaches_of_running(notebook, "03_scores")) == [
        "the cells ran in the order [1, 7, 3]",
        "a: Careful",
        "b: broken",
        "c: shows a memory address",
        "c: is skipped without a reason in ALLOWED_SKIPS",
        "the metadata hold widget state",
    ]


def test_the_rules_of_outputs_ask_for_sentences_and_comparable_outputs() -> None:
    notebook = broken(a="plot()")
    notebook.cells[0].outputs = [
        nbformat.v4.new_output("display_data", {"image/png": "", "text/plain": "<Figure>"})
    ]
    assert list(helpers.breaches_of_outputs(notebook, least=1)) == [
        "0 cells have an output that nbval compares, at least 1 should",
        "a: the picture has no sentence; print(describe_...(...)) below it",
    ]


def test_the_rules_of_shape_name_what_a_lesson_lacks() -> None:
    notebook = broken(
        md1="# Scores", a="x = 1", md2="> **Opinion** · I like it.", md3="- one line only"
    )
    cell(notebook, "md2").metadata.tags = ["quiz"]
    cell(notebook, "md3").metadata.tags = ["claim", "deeper"]
    cell(notebook, "md1").metadata.slideshow = {"slide_type": "-"}
    found = list(helpers.breaches_of_shape(notebook, "en"))
    for breach in (
        "the first line is not `# NN · Question?`",
        "the core has 3 cells, not 25 to 40",
        "the core has 5 words, not 900 to 1400",
        "cells tagged quiz hold 0 questions with <details>, not 5",
        "1 cells are tagged claim, not 2 or 3",
        "md3: a claim card has three lines that begin with -",
        "0 cells begin a slide, at least 5 should",
        "the slide types ['-', 'None'] are not all known to the deck",
        "md3: stands beside the core and yet on a slide",
        "there is no callout **Predict**",
        "there is no callout **On the sample data**",
        "there is no callout **With your own data**",
    ):
        assert breach in found
    assert any(breach.startswith("a blockquote begins with 'Opinion'") for breach in found)
    assert len(found) == 13


def test_numbers_of_the_sample_must_stand_in_the_outputs_of_that_language() -> None:
    english = broken(
        md1="> **On the sample data** · NPS is 31.3, of 1,204 answers 44 %; top-2-box −2.5, not 9.",
        a="nps()",
    )
    english.cells[1].outputs = [
        nbformat.v4.new_output("execute_result", {"text/plain": "31.2543  1204  0.441  -2.5"})
    ]
    assert list(helpers.breaches_of_sample_numbers(english, "en")) == [
        "md1: 9.0 of 'On the sample data' stands in no output"
    ]
    indonesian = broken(
        md1="> **Pada data contoh** · NPS 31,3 dari 1.204 jawaban; bukan 31,4.", a="nps()"
    )
    indonesian.cells[1].outputs = [
        nbformat.v4.new_output("stream", name="stdout", text="31,25 dari 1.204 jawaban")
    ]
    assert list(helpers.breaches_of_sample_numbers(indonesian, "id")) == [
        "md1: 31.3 of 'Pada data contoh' stands in no output",
        "md1: 31.4 of 'Pada data contoh' stands in no output",
    ]


def test_units_are_held_to_the_table() -> None:
    notebook = broken(a="x = 1")
    notebook.cells[0].metadata.tags = ["unit:metrics", "unit:privacy"]
    assert list(helpers.breaches_of_units(notebook, "03")) == [
        "no cell is tagged unit:customer_user",
        "no cell is tagged unit:nps_system",
        "unit:privacy is not this lesson's in units.yaml",
    ]
