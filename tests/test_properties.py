"""Any survey whose codebook loads can be computed, or says in a sentence why not."""

import warnings

import numpy as np
import pandas as pd
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from custsat_edu import load_study
from custsat_edu.errors import CustsatError, StudyError
from custsat_edu.report.drivers import driver_tables
from custsat_edu.report.scores import score_table
from custsat_edu.study.codebook import Codebook, read_codebook
from custsat_edu.study.study import Study

quick = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
SCALES = [(1, 5), (1, 7), (1, 10), (0, 10), (1, 4), (-2, 2), (0, 1), (0, 100), (0.5, 2.5)]
WORDS = ["", "a", "Toko", "Daring", "1", "-99", "x" * 60, "{x}", "$y$", "<b>", "NA", "é", "中"]
NAMES = ["A", "Mutu", "<b>Harga</b>", "{x}", "$y$", "nps", "n", "estimate", "weight"]


@st.composite
def surveys(draw) -> tuple[pd.DataFrame, dict]:
    """Return answers, and a codebook that may or may not be one of theirs."""
    n = draw(st.integers(1, 40))
    low, high = draw(st.sampled_from(SCALES))
    rng = np.random.default_rng(draw(st.integers(0, 9)))
    liking = rng.normal(size=n) * draw(st.sampled_from([0, 1, 3]))
    kinds = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True))
    columns: dict[str, np.ndarray | list] = {}
    constructs = {}
    for place, name in enumerate(kinds):
        items = [f"q{place}_{i}" for i in range(1, draw(st.integers(1, 4)) + 1)]
        for item in items:
            columns[item] = _answers(draw, rng, liking, low, high)
        constructs[name] = {"items": [*items]}
    book: dict = {"scale": {"min": low, "max": high}, "constructs": constructs, "missing": [99]}
    if draw(st.booleans()):
        book |= {"outcome": kinds[0], "drivers": kinds[1:]}
    for role, ends in (("csat", (1, 5)), ("ces", (1, 7)), ("nps", (0, 10))):
        if draw(st.booleans()):
            columns[f"the_{role}"] = _answers(draw, rng, liking, *ends)
            book[role] = f"the_{role}"
    if draw(st.booleans()):
        columns["kanal"] = draw(st.lists(st.sampled_from(WORDS), min_size=n, max_size=n))
        book["channel"] = "kanal"
    if draw(st.booleans()):
        columns["w"] = draw(st.lists(st.sampled_from([0, 0.5, 1, 2, 1e6]), min_size=n, max_size=n))
        book["weight"] = "w"
    if draw(st.booleans()):
        columns["s"] = draw(st.lists(st.sampled_from([-1, 0, 30, 300]), min_size=n, max_size=n))
        book |= {"duration": "s", "missing": {"all": [99], "s": [-1]}}
    if draw(st.booleans()):
        columns["U1"], columns["U2"] = (rng.integers(1, 5, n) for _u in range(2))
        book["ikm"] = "U1:2"
    if draw(st.booleans()):
        columns["age"] = rng.integers(18, 20, n)
        book["adjust"] = ["age"]
    return pd.DataFrame(columns), book


def _answers(draw, rng, liking, low, high) -> list:
    """Return answers on a scale, some of them missing, all alike or a copy of one another."""
    middle, half = (low + high) / 2, (high - low) / 2
    kind = draw(st.sampled_from(["noisy", "noisy", "alike", "copy", "gappy"]))
    noise = rng.normal(size=len(liking)) if kind in ("noisy", "gappy") else np.zeros(len(liking))
    steps = np.rint((liking + noise) / 2 * half) if kind != "alike" else np.zeros(len(liking))
    found = np.clip(np.floor(middle) + steps, np.ceil(low), np.floor(high))
    gaps = rng.random(len(liking)) < (0.6 if kind == "gappy" else 0.05)
    return np.where(gaps, draw(st.sampled_from([99.0, np.nan])), found).tolist()


def compute(study: Study) -> None:
    """Compute everything that a study allows; what fails says why."""
    problems = study.problems
    assert list(problems) == ["what", "where", "n", "advice", "share", "kind"]
    assert problems["share"].dropna().between(0, 1).all()
    assert len(study.flags) == len(study.survey)
    for by in (None, *(["channel"] if study.has("channel") else []), *study.segments):
        table, sentences = score_table(study, by=by)
        assert (table["low"].isna() | (table["low"] <= table["high"])).all()
        assert all(map(str, sentences))
    try:
        tables, sentences = driver_tables(study)
    except CustsatError as error:
        assert str(error)
        return
    assert all(len(table) for table in tables.values())
    assert all(map(str, sentences))


@pytest.mark.slow
@quick
@given(surveys())
def test_every_survey_that_loads_is_computed_or_says_why_not(survey):
    frame, book = survey
    try:
        study = load_study(frame, **book)
    except StudyError as error:
        assert str(error)
        return
    compute(study)


# Codebooks of any kind --------------------------------------------------------------------------

KEYS = st.sampled_from([*Codebook.model_fields, "nsp", "min", "max", "items", "label", "en", "x"])
LEAVES = (
    st.none() | st.booleans() | st.integers(-99, 99) | st.floats() | st.text(max_size=8)
    | st.sampled_from(["a", "b", "a:b", "a1:3", "-a", "a == 1", "../a", "nps", "99", "inf", "{x}"])
)  # fmt: skip
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS | LEAVES, inner, max_size=3),
    max_leaves=8,
)


@quick
@given(st.dictionaries(KEYS, ANYTHING, min_size=1, max_size=6))
def test_a_codebook_of_any_content_loads_or_is_refused_in_sentences(tmp_path, content):
    path = tmp_path / "codebook.yaml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    frame = pd.DataFrame({"a": [1, 2, 3], "b": [1.5, None, 2], "a1": list("xyz"), "nps": [9, 1, 5]})
    frame.to_csv(tmp_path / "a.csv", index=False)
    try:
        problems = read_codebook(path)[2]
        assert all(map(str, problems))
        compute(load_study(path, data=tmp_path / "a.csv"))
    except StudyError as error:
        assert str(error)


@quick
@given(st.binary(max_size=60) | st.text(max_size=60).map(lambda text: text.encode()))
def test_a_codebook_of_any_bytes_is_read_or_refused_in_sentences(tmp_path, raw):
    path = tmp_path / "codebook.yaml"
    path.write_bytes(raw)
    try:
        read_codebook(path)
    except StudyError as error:
        assert str(error)


@quick
@given(surveys(), st.text(alphabet="a q0_1=!<>'\"9and()", max_size=30))
def test_any_condition_keeps_rows_or_is_refused_in_sentences(survey, keep):
    frame, book = survey
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            study = load_study(frame, **book, keep=keep)
        except StudyError as error:
            assert str(error)
        else:
            assert 1 <= len(study.survey) <= len(frame)
