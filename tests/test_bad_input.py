"""Every kind of bad input, as a user meets it: the wrong value, where it stands, and the cure."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from custsat_edu import load_study
from custsat_edu.cli import main
from custsat_edu.errors import Problem, StudyError
from custsat_edu.study.study import study_names

GOOD = "nps: Q8\n"
FIVE = "scale: {min: 1, max: 5}\n"


@dataclass(frozen=True)
class Bad:
    """A codebook (after its line `data: a.csv`), its answers, and what must be said of them."""

    entry: str
    value: str
    place: str
    cure: str
    codebook: str = GOOD
    answers: str | None = "Q8\n9\n8\n"
    source: str | None = None
    data: str | None = None


REFUSED = [
    Bad(
        "answers off the scale",
        value="found 11, 99 (rows: 3,",
        place="a.csv: column 'Q8' must hold answers from 0 to 10, found 11, 99 (rows: 3, first: "
        "row 3)",
        cure="A code for 'no answer' goes under missing: in the codebook",
        answers="Q8\n9\n99\n11\n99\n",
    ),
    Bad(
        "an unknown codebook key",
        value="'chanel' is no key",
        place="codebook.yaml:3:",
        cure="Did you mean 'channel'?",
        codebook="nps: Q8\nchanel: k\n",
        answers="Q8,k\n9,a\n",
    ),
    Bad(
        "an unknown column",
        value="there is no 'Q5_3'",
        place="codebook.yaml:4: constructs: A:",
        cure="Did you mean 'Q5_4'?",
        codebook=f"{FIVE}constructs:\n  A: Q5_3\n",
        answers="Q5_4\n1\n",
    ),
    Bad(
        "an empty file",
        value="the file is empty",
        place="a.csv:",
        cure="Export the answers again, or name another file with data=.",
        answers="",
    ),
    Bad(
        "a file with a header only",
        value="column names and no answers below them",
        place="a.csv:",
        cure="Is it the right export, and the right sheet?",
        answers="Q8\n",
    ),
    Bad(
        "all missing",
        value="nps holds no answers",
        place="a.csv: nps holds no answers: every cell of Q8 is blank",
        cure="Is it the right column, and does missing: say too much?",
        codebook="nps: Q8\nmissing: [99]\n",
        answers="Q8,x\n99,1\n,2\n",
    ),
    Bad(
        "weights negative",
        value="found -2, -1 (rows: 2,",
        place="a.csv: the weights in 'w' must not be negative, found -2, -1 (rows: 2, first: "
        "row 3)",
        cure="Correct them, or leave the rows out with keep:.",
        codebook="nps: Q8\nweight: w\n",
        answers="Q8,w\n9,1\n8,-1\n3,-2\n",
    ),
    Bad(
        "weights missing",
        value="is missing (rows: 1,",
        place="a.csv: the weight in 'w' is missing (rows: 1, first: row 2)",
        cure="Fill it in, or leave the rows out with keep:.",
        codebook="nps: Q8\nweight: w\n",
        answers="Q8,w\n9,\n8,1\n",
    ),
    Bad(
        "weights all zero",
        value="all weights in 'w' are zero",
        place="a.csv: all weights in 'w'",
        cure="Is it the right column?",
        codebook="nps: Q8\nweight: w\n",
        answers="Q8,w\n9,0\n8,0\n",
    ),
    Bad(
        "duplicated column names",
        value="2 columns have the name 'Q8'",
        place="a.csv:",
        cure="Rename them in the file, or tell them apart in the codebook: columns: {first: Q8, "
        "second: Q8.2}.",
        answers="Q8,Q8\n9,8\n",
    ),
    Bad(
        "a codebook that is not YAML",
        value="this is not YAML (",
        place="codebook.yaml:3:",
        cure="Check the blanks at the start of the line",
        codebook="nps: Q8\n\tchannel: k\n",
    ),
    Bad(
        "a codebook that does not exist",
        value="there is no study and no path",
        place="gone/codebook.yaml'",
        cure=f"The studies that come with the workbook: {', '.join(study_names())}.",
        source="gone/codebook.yaml",
    ),
    Bad(
        "a file of answers that does not exist",
        value="There is no file",
        place="a.csv'",
        cure="Check its name and folder.",
        answers=None,
    ),
    Bad(
        "other answers that do not exist",
        value="There is no file",
        place="elsewhere.csv'",
        cure="Check its name and folder.",
        data="elsewhere.csv",
    ),
    Bad(
        "text where numbers should be",
        value="must hold numbers, found 'bagus' (rows: 2,",
        place="a.csv: column 'Q8' must hold numbers, found 'bagus' (rows: 2, first: row 3)",
        cure="Give words a number under labels: in scale:, and put words for 'no answer' under "
        "missing: in the codebook.",
        answers="Q8\n9\nbagus\nbagus\n",
    ),
    Bad(
        "a wrong STUDY name",
        value="'serambii'",
        place="no study and no path 'serambii' (looked in ",
        cure=f"Did you mean 'serambi'? The studies that come with the workbook: "
        f"{', '.join(study_names())}.",
        source="serambii",
    ),
]
every_refusal = pytest.mark.parametrize("bad", REFUSED, ids=lambda bad: bad.entry)


def study_in(folder: Path, codebook: str, answers: str | None) -> str:
    (folder / "codebook.yaml").write_text(f"data: a.csv\n{codebook}", encoding="utf-8")
    if answers is not None:
        (folder / "a.csv").write_text(answers, encoding="utf-8")
    return str(folder)


def refusal(bad: Bad, folder: Path) -> tuple[list[str], Problem]:
    """Return how the command is told of a case, and the one problem that load_study finds."""
    here = study_in(folder, bad.codebook, bad.answers)
    source = bad.source or here
    with pytest.raises(StudyError) as caught:
        load_study(source, data=bad.data)
    (problem,) = caught.value.problems
    return [source, *(["--data", bad.data] if bad.data else [])], problem


def run(capsys, *words: str) -> tuple[int, list[str], list[str]]:
    status = main(list(words))
    said = capsys.readouterr()
    return status, said.out.splitlines(), said.err.splitlines()


@every_refusal
def test_bad_input_is_refused_with_its_value_place_and_cure(bad, tmp_path):
    sentence = str(refusal(bad, tmp_path)[1])
    assert [part for part in (bad.value, bad.place, bad.cure) if part not in sentence] == []


@every_refusal
def test_the_command_says_the_same_with_status_2_and_leaves_the_files_alone(bad, tmp_path, capsys):
    words, problem = refusal(bad, tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert run(capsys, "scores", "--codebook", *words) == (2, [], [str(problem)])
    assert run(capsys, "check", *words) == (2, [], [str(problem)])
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@every_refusal
def test_the_indonesian_sentence_names_the_same_values(bad, tmp_path, capsys):
    words, problem = refusal(bad, tmp_path)
    status, said, (sentence,) = run(capsys, "check", *words, "--lang", "id")
    assert (status, said) == (2, [])
    assert sentence != str(problem)
    named = set(re.findall(r"{(\w+)", problem.template)) & set(problem.values)
    values = [problem.values[name] for name in named]
    assert [v for v in values if str(v) not in sentence and repr(v) not in sentence] == []


# Bad input that is computed as far as it goes -----------------------------------------------------


def test_one_respondent_has_scores_with_hardly_a_limit_and_check_says_why(tmp_path, capsys):
    codebook = f"{FIVE}nps: Q8\nces: e\nconstructs: {{A: 'a1:3'}}\n"
    folder = study_in(tmp_path, codebook, "Q8,e,a1,a2,a3\n9,6,1,2,3\n")
    status, said, sentences = run(capsys, "scores", "--codebook", folder)
    assert status == 1
    # one promoter: 100, the lower limit of adjusted Wald far below 0; means have no limits
    assert [line.split()[-5:] for line in said[2:]] == [
        ["100.00", "−48.50", "to", "100.00", "1"],
        ["6.00", "–", "to", "–", "1"],
        ["2.00", "–", "to", "–", "1"],
    ]
    assert sentences == [
        "Cronbach's alpha: A: cronbach_alpha: needs at least 3 respondents who answered every "
        "item, found 1 of 1. Which item is often left out?"
    ]
    status, said, sentences = run(capsys, "check", folder)
    assert (status, sentences) == (1, [])
    assert said == [
        "one respondent (-, n = 1). No interval can be computed from one answer.",
        "Answers that can be used: 1.",
    ]


def test_zero_variance_is_named_by_item_and_the_other_scores_stand(tmp_path, capsys):
    folder = study_in(
        tmp_path,
        f"{FIVE}constructs: {{A: 'a1:3'}}\nnps: Q8\n",
        "a1,a2,a3,Q8\n4,1,2,9\n4,2,3,9\n4,5,5,9\n4,3,4,9\n",
    )
    status, said, sentences = run(capsys, "scores", "--codebook", folder)
    assert status == 1
    assert [line.split()[0] for line in said[2:]] == ["Net", "A"]
    assert said[2].split()[3] == "100.00"
    assert sentences == [
        "Cronbach's alpha: A: cronbach_alpha: everybody answers 4 to a1, so it cannot go together "
        "with anything. Leave it out."
    ]
    status, said, sentences = run(capsys, "check", folder)
    assert (status, sentences) == (1, [])
    advice = "Everybody gave one answer: the item tells nothing and spoils alpha."
    assert said == [
        f"no variance (a1, n = 4). {advice}",
        f"no variance (nps, n = 4). {advice}",
        "Answers that can be used: 4.",
    ]


def test_several_kinds_of_bad_input_come_in_one_answer(tmp_path, capsys):
    codebook = "nps: Q8\nweight: w\nchanel: k\ncsat: Q9\n"
    folder = study_in(tmp_path, codebook, "Q8,k,w\nbagus,a,-1\n11,b,1\n")
    status, said, sentences = run(capsys, "scores", "--codebook", folder)
    assert (status, said) == (2, [])
    assert [sentence.split(". ")[0] for sentence in sentences] == [
        "codebook.yaml:4: 'chanel' is no key of codebook",
        "codebook.yaml:5: csat: there is no 'Q9'",
        "a.csv: column 'Q8' must hold numbers, found 'bagus' (rows: 1, first: row 2)",
        "a.csv: column 'Q8' must hold answers from 0 to 10, found 11 (rows: 1, first: row 3)",
        "a.csv: the weights in 'w' must not be negative, found -1 (rows: 1, first: row 2)",
    ]
