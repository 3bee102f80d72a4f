import re
import warnings
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import jupytext
import nbclient
import nbformat
import numpy as np
import pandas as pd
import pytest
from IPython.core.interactiveshell import InteractiveShell
from nbformat.v4 import new_code_cell, new_notebook
from traitlets.config import Config

from custsat_edu import load_ipython_extension
from custsat_edu.i18n import use_language
from custsat_edu.teach.needs import allowed, told_missing

with warnings.catch_warnings():  # a library below otter passes traits as types
    warnings.filterwarnings("ignore", "Traits should be given as instances", DeprecationWarning)
    from otter.test_files import GradingResults
    from otter.test_files.exception_test import ExceptionTestFile

TEST = """\
from otter.test_files import test_case
OK_FORMAT = False
name = "q1"

@test_case(points=2)
def test_score(env):
    from custsat_edu.teach.expect import expect_number
    promoters = env["promoters"]
    expect_number(env, "score", promoters - env["detractors"], unit="points", tolerance=0.05,
        mistakes=[(promoters, "That is <the promoters>: subtract the detractors.")])
"""


@dataclass(frozen=True)
class Survey:
    words: tuple[str, ...]

    def has(self, word: str) -> bool:
        return word in self.words


@pytest.fixture
def shell():
    shell = InteractiveShell(config=Config({"HistoryManager": {"enabled": False}}))
    load_ipython_extension(shell)
    shell.user_ns["study"] = Survey(("nps", "pulse"))
    return shell


def _checked(env, source=TEST):
    test = ExceptionTestFile.from_string(source)
    test.run({"promoters": 60, "detractors": 20} | env)
    return test


def _shown(shell, result):
    return shell.display_formatter.format(result)[0]


def test_a_cell_that_has_what_it_needs_is_like_any_other(shell, capsys):
    result = shell.run_cell("%%needs nps pulse\nx = 20\nx + 1", store_history=True)
    assert result.result == 21
    assert capsys.readouterr().out == "Out[1]: 21\n"
    assert shell.user_ns["Out"] == {1: 21}
    assert shell.execution_count == 2


def test_an_error_in_such_a_cell_tells_its_own_line(shell, capsys):
    result = shell.run_cell("%%needs nps\n1\n1 / 0")
    assert isinstance(result.error_in_exec, ZeroDivisionError)
    assert result.error_in_exec.__traceback__.tb_next.tb_lineno == 3


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("csat", "satisfaction question"),
        ("ces", "effort question"),
        ("ikm", "IKM questions"),
        ("channel", "channel"),
        ("weight", "weights"),
        ("segments", "segments"),
        ("items", "construct of three questions or more"),
        ("comment", "comments"),
        ("events", "events"),
        ("truth", "known truth (only made-up data have one)"),
        ("stores", "'stores'"),
        ("nps weight ces stores", "weights and no effort question and no 'stores'"),
    ],
)
def test_a_cell_without_what_it_needs_says_so_and_the_lesson_goes_on(words, said, shell, capsys):
    result = shell.run_cell(f"%%needs {words}\nx = 1")
    assert result.success
    assert "x" not in shell.user_ns
    assert capsys.readouterr().out == f"This survey has no {said}; the lesson goes on.\n"


def test_a_cell_that_uses_what_a_cell_left_out_would_have_made_is_left_out_too(shell, capsys):
    for cell in (
        "%%needs kano\nimport math\nshares = [1, 2]",
        "double = [2 * share for share in shares]",
        "def drawn():\n    return double",
        "shares = [3]\nshares[0]",
        "triple = 3 * shares[0]\n[share for share in shares]",
        "%%needs nps\ndouble",
    ):
        assert shell.run_cell(cell).success
    assert shell.user_ns["triple"] == 9
    assert {"double", "drawn", "math"}.isdisjoint(shell.user_ns)
    said = "This survey has no Kano questionnaire; the lesson goes on.\n"
    assert capsys.readouterr().out.count(said) == 4


def test_what_a_lesson_would_run_on_is_known_without_running_it():
    cells = [
        "%%needs kano\nshares = [1, 2]",
        "shares[0]",
        "other = 1",
        "%%needs truth\nother",
        "%%needs nps\nshares",
    ]
    assert list(allowed(Survey(("nps",)), cells)) == [False, False, True, False, False]
    assert list(allowed(Survey(("nps",)), cells, given={"truth"}))[3]


def test_every_word_that_a_lesson_needs_has_words_of_its_own():
    sources = sorted((Path(__file__).parents[1] / "notebooks" / "src").glob("*.py"))
    lines = [re.findall(r"^# %%needs (.+)$", path.read_text("utf-8"), re.M) for path in sources]
    words = {word for line in chain.from_iterable(lines) for word in line.split()}
    assert len(words) > 25
    assert [word for word in sorted(words) if repr(word) in told_missing([word])] == []


def test_a_survey_without_nps_says_so(shell, capsys):
    shell.user_ns["study"] = Survey(())
    shell.run_cell("%%needs nps\n1")
    assert capsys.readouterr().out == "This survey has no NPS question; the lesson goes on.\n"


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("%%needs\n1", "%%needs: say what the cell needs, for example %%needs nps"),
        (
            "%%needs npps\n1",
            "%%needs: 'npps' is neither a word it knows nor a table of this survey. "
            "Did you mean 'nps'?",
        ),
        (
            "del study\n",
            "%%needs looks at `study`, and there is none yet. Run the cell with "
            "`study = load_study(STUDY)` first.",
        ),
    ],
)
def test_needs_without_a_meaning_is_one_sentence_without_traceback(cell, said, shell, capsys):
    if cell.startswith("del"):
        shell.run_cell(cell)
        cell = "%%needs nps\n1"
    result = shell.run_cell(cell)
    assert not result.success
    assert capsys.readouterr().out == said + "\n"


def test_the_magic_called_by_an_exported_script_runs_its_cell(shell):
    shell.run_cell_magic("needs", "nps", "y = 3")
    assert shell.user_ns["y"] == 3


def test_a_lesson_as_text_keeps_the_magic_as_a_comment():
    lesson = "# %%\n# %%needs nps\nx = 1\n"
    notebook = jupytext.reads(lesson, fmt="py:percent")
    assert [cell.source for cell in notebook.cells] == ["%%needs nps\nx = 1"]
    assert jupytext.writes(notebook, fmt="py:percent").endswith(lesson)


def test_our_error_is_its_sentences_in_the_active_language_and_still_an_error(shell, capsys):
    cell = (
        "from custsat_edu.errors import InputError, Problem\n"
        "raise InputError([Problem('one {n}', {'n': 1}), Problem('two')])"
    )
    result = shell.run_cell(cell)
    assert str(result.error_in_exec) == "one 1\ntwo"
    assert capsys.readouterr().out == "one 1\ntwo\n"


def test_a_right_answer_is_one_green_line(shell):
    shown = _shown(shell, _checked({"score": 40}))
    assert shown["text/plain"] == "✓ q1: right (2 of 2 points)"
    assert re.fullmatch(
        r'<div style="border-left: 5px solid #2e7d32; [^"]*">✓ q1: right \(2 of 2 points\)</div>',
        shown["text/html"],
    )


def test_a_wrong_answer_is_one_amber_line_with_the_sentence_and_no_test_code(shell):
    shown = _shown(shell, _checked({"score": 60}))
    line = "q1: That is <the promoters>: subtract the detractors. (0 of 2 points)"
    assert shown["text/plain"] == "▲ " + line
    assert "#e08e00" in shown["text/html"]
    assert "That is &lt;the promoters&gt;: subtract" in shown["text/html"]
    assert "expect_number" not in shown["text/html"]


def test_a_check_that_fails_otherwise_says_what_to_do(shell):
    shown = _shown(shell, _checked({"score": 60, "promoters": "many"}))
    assert shown["text/plain"] == (
        "▲ q1: this check could not read your answer. Run the notebook again from the top. "
        "(TypeError: unsupported operand type(s) for -: 'str' and 'int) (0 of 2 points)"
    )


def test_a_test_of_one_point_says_point(shell):
    shown = _shown(shell, _checked({"score": 40}, TEST.replace("points=2", "points=1")))
    assert shown["text/plain"] == "✓ q1: right (1 of 1 point)"


def test_all_checks_together_are_a_line_each_and_the_sum(shell):
    second = _checked({"score": 60}, TEST.replace('"q1"', '"q2"'))
    shown = _shown(shell, GradingResults([_checked({"score": 40}), second]))
    assert shown["text/plain"].split("\n") == [
        "✓ q1: right (2 of 2 points)",
        "▲ q2: That is <the promoters>: subtract the detractors. (0 of 2 points)",
        "▲ Together: 2 of 4 points",
    ]
    assert shown["text/html"].count("<div") == 3


def test_the_hand_in_prints_sentences_and_no_hidden_test(shell):
    hidden = """

@test_case(points=1, hidden=True)
def test_hidden(env):
    assert False
"""
    results = GradingResults([_checked({"score": 60}, TEST + hidden)])
    right = "▲ q1: That is <the promoters>: subtract the detractors. (0 of 2 points)"
    assert results.summary(public_only=True).split("\n")[0] == right
    assert len(results.summary(public_only=True).split("\n")) == 2
    assert len(results.summary().split("\n")) == 3
    assert "test_score" not in results.summary()


def test_points_are_written_as_the_active_language_does(shell):
    use_language("id")
    shown = _shown(shell, _checked({"score": 40}, TEST.replace("points=2", "points=0.5")))
    assert "0,5" in shown["text/plain"]


@pytest.mark.slow
def test_a_kernel_shows_what_the_shell_shows_and_counts_its_cells():
    cells = [
        "%load_ext custsat_edu\nfrom custsat_edu import use_language, explore\n"
        "from matplotlib.figure import Figure",
        "class Survey:\n    def has(self, word): return word == 'nps'\nstudy = Survey()",
        "%%needs nps\nx = 20\nx + 1",
        "%%needs ces\nx = 30",
        "explore(lambda n=3: (Figure(figsize=(1, 1)), f'{n} answers.'), n=(1, 9))",
        f"from otter.test_files.exception_test import ExceptionTestFile\n"
        f"test = ExceptionTestFile.from_string({TEST!r})\n"
        "test.run({'promoters': 60, 'detractors': 20, 'score': 60})\ntest",
        "use_language('fr')",
    ]
    notebook = new_notebook(cells=[new_code_cell(cell) for cell in cells])
    client = nbclient.NotebookClient(notebook, kernel_name="python3")
    with pytest.raises(nbclient.exceptions.CellExecutionError) as caught:
        client.execute()
    assert "Did you mean 'en'?" in str(caught.value)
    outputs = [cell.outputs for cell in notebook.cells]
    assert [cell.execution_count for cell in notebook.cells] == [1, 2, 3, 4, 5, 6, 7]
    assert [len(output) for output in outputs] == [0, 0, 1, 1, 1, 1, 1]
    assert outputs[2][0].data == {"text/plain": "21"}
    assert outputs[3][0].text == "This survey has no effort question; the lesson goes on.\n"
    assert outputs[4][0].data["text/plain"] == "n = 3\n3 answers."
    assert outputs[4][0].metadata == {"image/png": {"alt": "3 answers."}}
    assert outputs[5][0].data["text/plain"].startswith("▲ q1: That is <the promoters>")
    assert outputs[6][0].traceback == [
        "use_language: 'fr' is not a language of this workbook. Use 'en' or 'id'. "
        "Did you mean 'en'?"
    ]
    nbformat.validate(notebook)


@pytest.mark.parametrize(
    ("value", "english", "indonesian"),
    [
        (0.66135791, "0.6614", "0,6614"),
        (-3.25, "-3.25", "-3,25"),
        (2371.0, "2,371", "2.371"),
        (0.00001234, "1.234e-05", "1.234e-05"),
        (float("nan"), "nan", "nan"),
    ],
)
def test_numbers_are_shown_with_four_decimals_in_the_learners_language(
    shell, value, english, indonesian
):
    assert _shown(shell, value)["text/plain"] == english
    assert english.replace("nan", "NaN") in repr(pd.Series([value, 1.0]))
    use_language("id")
    assert _shown(shell, np.float64(value))["text/plain"] == indonesian


def test_the_hand_in_keeps_the_kernels_own_words_to_itself_and_no_other_warning(shell):
    own = "[IPKernelApp] WARNING | Kernel is running over TCP without encryption. Use IPC.\n\n"
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        load_ipython_extension(InteractiveShell(config=shell.config))
        warnings.warn(own, RuntimeWarning, stacklevel=1)
        warnings.warn(own + "MemoryError", RuntimeWarning, stacklevel=1)
    assert [str(warning.message) for warning in caught] == [own + "MemoryError"]
