"""What the guides in docs/ say is what the workbook does."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

import custsat_edu as cs
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


def test_the_codebook_of_servqual_reads_44_answers(tmp_path):
    rng = np.random.default_rng(0)
    names = [f"{side}{n}" for side in "EP" for n in range(1, 23)]
    answers = pd.DataFrame(rng.integers(1, 8, (40, 44)), columns=names)
    answers.to_csv(tmp_path / "answers.csv", index=False)
    study = cs.load_study(
        ROOT / "data" / "codebooks" / "servqual.yaml", data=tmp_path / "answers.csv"
    )
    sizes = {name: study.items(name).shape[1] for name in study.scores}
    assert sum(sizes.values()) == 44
    assert [sizes[n] for n in ("Tangibles", "Reliability", "Responsiveness", "Assurance")] == [
        4, 5, 4, 4,
    ]  # fmt: skip
