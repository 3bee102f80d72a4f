"""What a reader should know before any number: `Study.problems`, and `Study.flags` behind it."""

import dataclasses
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from custsat_edu import load_study, use_language
from custsat_edu.errors import Problem, StudyError
from custsat_edu.study import study as study_module
from custsat_edu.study.files.readers import Note, read_table

FIVE = {"min": 1, "max": 5}


def frame(n=40, items=8, seed=1) -> pd.DataFrame:
    """Return answers that rise together and in which nobody is careless."""
    rng = np.random.default_rng(seed)
    names = [f"q{i}" for i in range(1, items + 1)]
    liking, noise = rng.normal(size=(n, 1)), rng.normal(size=(n, items))
    answers = pd.DataFrame(np.clip(np.rint(3 + 0.7 * liking + noise), 1, 5), columns=names)
    return answers.assign(who=np.arange(n))


def loaded(answers: pd.DataFrame, **keys):
    return load_study(answers, constructs={"A": "q1:8"}, scale=FIVE, **keys)


def found(study) -> dict[str, tuple]:
    return {note.what: (note.where, note.n, note.kind) for note in study.problems.itertuples()}


def from_tool(monkeypatch, folder: Path, codebook: str, answers: str, **beside):
    """Load a study whose reader knows more of the answers than their columns hold."""

    def read(path, *, sheet=None):
        return dataclasses.replace(read_table(path, sheet=sheet), **beside)

    monkeypatch.setattr(study_module, "read_table", read)
    (folder / "codebook.yaml").write_text(f"data: a.csv\n{codebook}", encoding="utf-8")
    (folder / "a.csv").write_text(answers, encoding="utf-8")
    return load_study(folder)


# Speeders ---------------------------------------------------------------------------------------


def test_speeders_took_less_than_a_third_of_the_median_time():
    # the median of 300, 290, 310, 100, 99, 300 is 295, a third of it 98.3; then 294 and 98
    study = load_study(
        pd.DataFrame({"Q8": [9, 3, 8, 7, 6, 5], "took": [300, 290, 310, 100, 98, 300]}),
        nps="Q8",
        duration="took",
    )
    assert study.flags["speeder"].tolist() == [False] * 4 + [True, False]
    note = study.problems.iloc[0]
    assert (note.what, note["where"], note.n, note.kind) == ("speeders", "-", 1, "answers")
    assert note.share == pytest.approx(1 / 6)
    assert note.advice == (
        "Less than a third of the median time, here under 98 seconds: compare the results with "
        "and without them."
    )
    assert study.survey["duration"].tolist() == [300, 290, 310, 100, 98, 300]
    assert study.has("duration")


def test_the_time_of_the_survey_tool_counts_where_the_codebook_names_none(monkeypatch, tmp_path):
    seconds = pd.Series([300.0, 90, np.nan, 280])
    rows = "Q8,s\n9,1\n8,1\n7,1\n3,200\n"
    study = from_tool(monkeypatch, tmp_path, "nps: Q8\n", rows, seconds=seconds)
    # the median of 300, 90, 280 is 280, a third of it 93.3
    assert study.flags["speeder"].tolist() == [False, True, False, False]
    own = from_tool(monkeypatch, tmp_path, "nps: Q8\nduration: s\n", rows, seconds=seconds)
    assert not own.flags["speeder"].any()  # the median of 1, 1, 1, 200 is 1


def test_times_that_are_none_are_refused_with_the_cure(tmp_path):
    answers = pd.DataFrame({"Q8": [9, 3, 8, 7], "t": ["300", "5 min", "-99", "280"]})
    with pytest.raises(StudyError) as caught:
        load_study(answers, nps="Q8", duration="t")
    assert str(caught.value) == (
        "DataFrame: duration in 't' must be a number of seconds, found -99, '5 min' (rows: 2, "
        "first: row 1). Put a code for 'no answer' under missing: {t: [-99]}, or take duration: "
        "out of the codebook."
    )
    study = load_study(answers, nps="Q8", duration="t", missing={"t": [-99, "5 min"]})
    assert study.survey["duration"].isna().tolist() == [False, True, True, False]


def test_a_column_named_duration_must_be_the_duration():
    with pytest.raises(StudyError, match="the column 'duration' has a name with a meaning here"):
        load_study(pd.DataFrame({"Q8": [9], "duration": [3]}), nps="Q8")


# Unfinished -------------------------------------------------------------------------------------


def test_the_unfinished_are_counted_and_are_no_speeders(monkeypatch, tmp_path):
    beside = {
        "unfinished": pd.Series([False, True, False, False]),
        "seconds": pd.Series([300.0, 20, 10, 310]),
    }
    study = from_tool(monkeypatch, tmp_path, "nps: Q8\n", "Q8\n9\n8\n7\n3\n", **beside)
    # of 300, 10 and 310, who finished, a third of the median is 100
    assert study.flags["unfinished"].tolist() == [False, True, False, False]
    assert study.flags["speeder"].tolist() == [False, False, True, False]
    assert found(study)["unfinished answers"] == ("-", 1, "answers")


def test_what_stands_beside_the_answers_follows_them_through_keep(monkeypatch, tmp_path):
    beside = {
        "unfinished": pd.Series([True, False, True, False, False]),
        "seconds": pd.Series([300.0, 300, 20, 10, 310]),
    }
    study = from_tool(
        monkeypatch, tmp_path, "nps: Q8\nkeep: ok == 1\n", "Q8,ok\n9,0\n8,1\n7,1\n3,1\n2,1\n",
        **beside,
    )  # fmt: skip
    assert study.survey["nps"].tolist() == [8, 7, 3, 2]
    assert study.flags["unfinished"].tolist() == [False, True, False, False]
    assert study.flags["speeder"].tolist() == [False, False, True, False]
    assert found(study)["rows left out by keep:"] == ("ok == 1", 1, "rows")


# Missing answers --------------------------------------------------------------------------------


def test_the_item_with_the_most_gaps_and_those_that_a_fifth_left_out_have_rows():
    answers = frame()
    answers.loc[:15, "q3"] = np.nan  # 16 of 40
    answers.loc[:7, "q4"] = np.nan  # 8 of 40: a fifth
    answers.loc[:6, "q5"] = np.nan  # 7 of 40
    problems = loaded(answers).problems
    assert problems[["what", "where", "n"]].to_numpy().tolist() == [
        ["most often left out", "q3", 16],
        ["often left out", "q4", 8],
    ]
    assert problems["share"].tolist() == [0.4, 0.2]
    assert problems["advice"].tolist() == [
        "Was it asked of everybody? Say in the report how many answers it misses.",
        "A fifth or more did not answer: who left it out may differ from who answered. Was it "
        "asked of everybody?",
    ]


@pytest.mark.parametrize(("gaps", "named"), [(1, False), (2, True)])
def test_a_single_gap_in_twenty_is_named(gaps, named):
    answers = frame()
    answers.loc[: gaps - 1, "q3"] = np.nan
    assert ("most often left out" in found(loaded(answers))) is named


# Duplicates, two signs --------------------------------------------------------------------------


def test_flags_say_who_and_only_later_copies_are_flagged():
    answers = frame()
    answers.loc[3, "q1":"q8"] = 4  # a straight line
    answers.loc[9, "q1":"q8"] = answers.loc[8, "q1":"q8"]  # a copy
    answers.loc[20, "who"] = 19  # an id twice
    study = loaded(answers, id="who")
    flags = study.flags
    assert list(flags.columns) == ["straight_line", "speeder", "duplicate", "unfinished"]
    assert set(flags.dtypes.astype(str)) == {"bool"}
    assert flags.index.equals(study.survey.index)
    assert [np.flatnonzero(flags[sign]).tolist() for sign in flags] == [[3], [], [9, 20], []]
    assert {what: n for what, (_where, n, _kind) in found(study).items()} == {
        "straight-liners": 1,
        "id twice": 1,
        "same answers twice": 1,
    }


def test_who_shows_two_signs_is_counted_once():
    answers = frame().assign(t=300)
    answers.loc[3, "q1":"q8"] = 4
    answers.loc[[3, 5], "t"] = 30
    answers.loc[[3, 9], "who"] = 0
    study = loaded(answers, id="who", duration="t")
    assert study.flags.sum(axis=1)[study.flags.any(axis=1)].to_dict() == {3: 3, 5: 1, 9: 1}
    note = study.problems.set_index("what").loc["two signs of careless answers or more"]
    assert (note["where"], note.n, note.share, note.kind) == ("-", 1, 1 / 40, "answers")
    assert note.advice == ("study.flags says who: compare the results with and without them.")


def test_a_study_about_which_nothing_is_known_has_no_flag():
    flags = load_study(pd.DataFrame({"Q8": [9, 3]}), nps="Q8").flags
    assert flags.shape == (2, 4)
    assert not flags.any(axis=None)


def test_the_questions_of_the_ikm_are_looked_at_too():
    answers = pd.DataFrame({f"U{i}": [1, 2, 3, 4, 2, 3] for i in range(1, 10)}).astype(float)
    answers["U9"] = [4, 3, 2, 1, 3, 2]
    answers.loc[[0, 1], "U2"] = np.nan
    study = load_study(answers, ikm="U1:9")
    assert found(study)["reversed item?"] == ("ikm: U9", 6, "items")
    assert found(study)["most often left out"] == ("U2", 2, "items")


# The table --------------------------------------------------------------------------------------


def test_the_notes_of_the_file_come_first_and_count_no_respondents(monkeypatch, tmp_path):
    told = [Note(Problem("{n} rows were previews", {"n": 3}), "a.csv", 3, Problem("Fine."))]
    study = from_tool(
        monkeypatch, tmp_path, "nps: Q8\n", "Q8,Email\n9,a@b.c\n3,d@e.f\n", notes=told
    )
    problems = study.problems
    assert problems["what"].tolist() == ["3 rows were previews", "personal columns left out"]
    assert problems["share"].isna().all()
    assert problems["kind"].tolist() == ["file", "file"]
    assert problems.index.equals(pd.RangeIndex(2))


def test_a_note_on_a_further_table_has_no_share_of_the_respondents(tmp_path):
    (tmp_path / "codebook.yaml").write_text(
        "data: a.csv\nnps: Q8\ntables: {events: {data: b.csv, channel: k}}\nvalues: {k: {1: Web}}\n"
    )
    (tmp_path / "a.csv").write_text("Q8\n9\n8\n")
    (tmp_path / "b.csv").write_text("k\n1\n2\n2\n2\n")
    note = load_study(tmp_path).problems.iloc[0]
    assert (note.what, note["where"], note.n) == ("code without a label", "channel: 2", 3)
    assert np.isnan(note.share)
    assert note.kind == "file"


@pytest.mark.parametrize("lang", ["en", "id"])
def test_every_kind_of_note_has_a_kind_and_shares_are_shares(lang):
    use_language(lang)
    answers = frame().assign(t=300, k=1, Q8=9.5)
    answers.loc[3, "q1":"q8"] = 4
    answers.loc[[3, 5], "t"] = 30
    answers.loc[:9, "q3"] = np.nan
    problems = loaded(answers, nps="Q8", id="who", duration="t", channel="k").problems
    assert set(problems["kind"]) <= {"answers", "items", "rows", "file"}
    assert problems["share"].dropna().between(0, 1).all()
    assert (problems["share"].dropna() * 40 == problems["n"][problems["share"].notna()]).all()
