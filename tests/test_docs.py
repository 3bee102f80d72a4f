"""What the guides in docs/ say is what the workbook does."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

import custsat_edu as cs
from custsat_edu.errors import StudyError
from custsat_edu.study.codebook import Codebook, read_codebook

ROOT = Path(__file__).resolve().parents[1]
GUIDES = [ROOT / "docs" / name for name in ("own_survey.md", "own_survey.id.md")]
NO_ROLE = {"truth", "outcome", "drivers"}  # the sample's alone; named below the table

both_guides = pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)


@both_guides
def test_the_example_codebook_uses_every_key_and_none_that_is_unknown(guide, tmp_path):
    (text,) = re.findall(r"```yaml\n(.+?)```", guide.read_text(encoding="utf-8"), re.DOTALL)
    path = tmp_path / "codebook.yaml"
    path.write_text(text, encoding="utf-8")
    assert read_codebook(path)[2] == []
    assert set(yaml.safe_load(text)) == set(Codebook.model_fields)


@both_guides
def test_the_table_of_lessons_names_what_their_cells_need(guide):
    rows = re.findall(
        r"^\| (\d\db?|T) \| (.+) \|$", guide.read_text(encoding="utf-8"), re.MULTILINE
    )
    told = {lesson: set(words.split(", ")) for lesson, words in rows}
    needed = {}
    for path in sorted((ROOT / "notebooks" / "src").glob("*.py")):
        lines = re.findall(r"^# %%needs (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
        lesson = path.stem.partition("_")[0]
        needed[lesson] = {word for line in lines for word in line.split()}
        needed[lesson] -= NO_ROLE if lesson != "T" else {"truth"}
    assert told == needed


SERVQUAL = ROOT / "data" / "codebooks" / "servqual.yaml"
TURNED = [*range(10, 14), *range(18, 23)]  # worded the other way round in the form of 1988


@pytest.fixture
def asked(tmp_path):
    """Return 40 answers to the 44 questions of SERVQUAL, and a way to read such answers."""
    rng = np.random.default_rng(0)
    names = [f"{side}{n}" for side in "EP" for n in range(1, 23)]

    def load(answers, codebook=SERVQUAL):
        answers.to_csv(tmp_path / "answers.csv", index=False)
        return cs.load_study(codebook, data=tmp_path / "answers.csv")

    return pd.DataFrame(rng.integers(1, 8, (40, 44)), columns=names), load


def gaps(study):
    return study.by_driver("performance") - study.by_driver("expectation")


def test_the_codebook_of_servqual_reads_44_answers(asked):
    answers, load = asked
    study = load(answers)
    sizes = {name: study.items(name).shape[1] for name in study.scores}
    assert sum(sizes.values()) == 44
    assert [sizes[n] for n in ("Tangibles", "Reliability", "Responsiveness", "Assurance")] == [
        4, 5, 4, 4,
    ]  # fmt: skip


def test_the_codebook_of_servqual_gives_the_gap_of_every_question(asked):
    answers, load = asked
    found = gaps(load(answers))
    assert list(found) == [f"Q{n}" for n in range(1, 23)]
    for n in range(1, 23):
        assert found[f"Q{n}"].tolist() == (answers[f"P{n}"] - answers[f"E{n}"]).tolist()


def test_the_form_of_1988_read_as_the_codebook_says_gives_the_same_gaps(asked):
    answers, load = asked
    turned = [f"{side}{n}" for side in "EP" for n in TURNED]
    form = answers.assign(**{name: 8 - answers[name] for name in turned})  # as it was ticked
    ready = form.assign(**{name: 8 - form[name] for name in turned})  # as the codebook asks for
    pd.testing.assert_frame_equal(gaps(load(ready)), gaps(load(answers)))
    wrong = gaps(load(form)) == -gaps(load(answers))
    assert wrong[[f"Q{n}" for n in TURNED]].all(axis=None)


def test_a_pair_takes_no_minus_and_says_so(asked, tmp_path):
    answers, load = asked
    text = SERVQUAL.read_text(encoding="utf-8").replace("performance: P10", "performance: -P10")
    (tmp_path / "codebook.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(StudyError, match=r"there is no '-P10'\. Did you mean 'P10'\?"):
        load(answers, tmp_path / "codebook.yaml")
