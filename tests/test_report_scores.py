from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import custsat_edu as cs
from custsat_edu.errors import InputError
from custsat_edu.report.scores import score_table

HERE = Path(__file__).parent
AIRPORT = HERE.parents[1] / "shared" / "real" / "airport-2017" / "survey.csv"
COLUMNS = ["label", "unit", "weighted", "estimate", "low", "high", "n", "n_effective"]
NUMBERS = COLUMNS[3:]
FIVE = {"min": 1, "max": 5}


def frame_study(**more) -> cs.Study:
    answers = pd.DataFrame(
        {
            "a1": [1, 2, 3, 5, 4, 5],
            "a2": [2, 2, 3, 4, 4, 5],
            "a3": [5, 4, 4, 1, 2, 2],
            "Q8": [3, 6, 8, 10, 9, None],
            "k": ["x", "x", "x", "y", "y", "y"],
            "w": [1, 2, 1, 1, 0.5, 2],
        }
    )
    book = {"constructs": {"A": ["a1", "a2", "-a3"]}, "nps": "Q8", "scale": FIVE, "channel": "k"}
    return cs.load_study(answers, **{**book, **more})


STUDIES = {
    "serambi": lambda: cs.load_study("serambi"),
    "alien": lambda: cs.load_study(HERE / "alien"),
    "frame": lambda: frame_study(weight="w"),
    "airport": lambda: cs.load_study(HERE / "airport" / "codebook.yaml", data=AIRPORT),
}


@pytest.fixture(params=STUDIES)
def study(request):
    if request.param == "airport" and not AIRPORT.exists():
        pytest.skip("the airport survey is not beside this repository")
    return STUDIES[request.param]()


def direct(study: cs.Study, name: str):
    """Return what a score of the table is called by hand: the function and the answers."""
    if name.startswith("alpha_"):
        return cs.cronbach_alpha, study.items(name.removeprefix("alpha_"))
    if name in study.scores:
        return cs.mean_score, study.scores[name]
    if name == "ikm":
        return cs.ikm, study.items("ikm")
    scale = {} if name == "nps" else {"scale": study.scale(name)}
    return partial(getattr(cs, name), **scale), study.survey[name]


def expected_names(study: cs.Study) -> list[str]:
    scored = [name for name in ("nps", "csat", "ces", "ikm") if study.has(name)]
    return [*scored, *study.scores, *(f"alpha_{name}" for name in study.blocks)]


def plain_frame(rows) -> pd.DataFrame:
    return pd.DataFrame(rows).reindex(columns=NUMBERS).astype(float)


# Every row is the direct call ---------------------------------------------------------------------


def test_every_row_is_what_the_score_gives_when_it_is_called_itself(study):
    table, problems = score_table(study)
    assert problems == []
    assert (table.index.name, list(table.columns)) == ("score", COLUMNS)
    plain, heavy = table[~table["weighted"]], table[table["weighted"]]
    assert list(plain.index) == expected_names(study)
    called = {name: direct(study, name) for name in plain.index}
    by_call = plain_frame([score(answers) for score, answers in called.values()])
    np.testing.assert_array_equal(plain[NUMBERS].astype(float), by_call)
    if study.has("weight"):
        weights = study.survey["weight"]
        by_call = plain_frame(
            [called[name][0](called[name][1], weights=weights) for name in heavy.index]
        )
        np.testing.assert_array_equal(heavy[NUMBERS].astype(float), by_call)
        assert (heavy["n_effective"] <= heavy["n"]).all()
    assert plain["n_effective"].isna().all()


def test_every_row_of_a_group_is_by_group_called_itself(study):
    table, problems = score_table(study, by="channel")
    assert problems == []
    assert (table.index.names, list(table.columns)) == (["score", "channel"], COLUMNS)
    channel = study.survey["channel"]
    names = [name for name in expected_names(study) if name != "ikm"]  # the office is elsewhere
    assert list(table.index.unique("score")) == names
    for name in names:
        score, answers = direct(study, name)
        for weighted in (False, True):
            rows = table.loc[name][table.loc[name, "weighted"].to_numpy() == weighted]
            if weighted and (name.startswith("alpha_") or not study.has("weight")):
                assert len(rows) == 0
                continue
            options = {"weights": study.survey["weight"]} if weighted else {}
            by_call = cs.by_group(score, answers, channel, **options)
            assert list(rows.index) == list(channel.cat.categories) == list(by_call.index)
            np.testing.assert_array_equal(
                rows[NUMBERS].astype(float), by_call.reindex(columns=NUMBERS).astype(float)
            )


# Units, labels, weights ---------------------------------------------------------------------------


def test_units_and_labels_say_what_the_numbers_are():
    table, _ = score_table(cs.load_study("serambi"))
    units = table["unit"].to_dict()
    assert [units[name] for name in ("nps", "csat", "ces", "ikm", "Trust", "alpha_Trust")] == [
        *("points", "share", "scale", "ikm", "scale", "alpha")
    ]
    labels = table["label"].to_dict()
    assert (labels["nps"], labels["csat"]) == (
        *("Net Promoter Score", "Satisfied (two highest answers)"),
    )
    assert (labels["ces"], labels["ikm"]) == ("Customer effort", "Public service index (IKM)")
    assert (labels["Quality"], labels["alpha_Trust"]) == (
        *("Product quality", "Cronbach's alpha: Trust"),
    )


def test_labels_are_in_the_active_language_and_names_are_not():
    english, _ = score_table(cs.load_study(HERE / "alien"))
    cs.use_language("id")
    indonesian, _ = score_table(cs.load_study(HERE / "alien"))
    assert indonesian.index.tolist() == english.index.tolist()
    assert indonesian.loc["Keramahan", "label"].tolist() == ["Keramahan", "Keramahan"]
    assert english.loc["Keramahan", "label"].tolist() == ["Friendliness", "Friendliness"]
    pd.testing.assert_frame_equal(
        indonesian.drop(columns="label"), english.drop(columns="label"), check_exact=True
    )


def test_with_weights_each_score_stands_twice_and_alpha_once():
    table, _ = score_table(frame_study(weight="w"))
    assert list(zip(table.index, table["weighted"], strict=True)) == [
        *(("nps", False), ("nps", True), ("A", False), ("A", True), ("alpha_A", False))
    ]
    # votes -1, -1, 0, 1, 1 of five: 0; weighted by 1, 2, 1, 1, 0.5: -1.5 of 5.5
    assert table.loc["nps", "estimate"].tolist() == pytest.approx([0, -100 * 1.5 / 5.5])
    # n_eff = 5.5^2 / (1 + 4 + 1 + 1 + 0.25)
    assert table.loc["nps", "n_effective"].tolist()[1] == pytest.approx(5.5**2 / 7.25)
    assert table["n"].tolist() == [5, 5, 6, 6, 6]
    assert table["n"].dtype == "int64"


def test_without_weights_each_score_stands_once():
    table, _ = score_table(frame_study())
    assert table.index.tolist() == ["nps", "A", "alpha_A"]
    assert not table["weighted"].any()


def test_a_reversed_item_is_turned_in_the_mean_and_in_alpha():
    table, _ = score_table(frame_study())
    # a3 turned: 1 2 2 5 4 4; row means (1+2+1, 2+2+2, 3+3+2, 5+4+5, 4+4+4, 5+5+4) / 3, their mean:
    assert table.loc["A", "estimate"] == pytest.approx((4 + 6 + 8 + 14 + 12 + 14) / 18)
    assert table.loc["alpha_A", "estimate"] > 0.9


# The IKM of another table -------------------------------------------------------------------------


def test_the_ikm_of_a_further_table_takes_no_weights_or_groups_of_the_survey(tmp_path):
    # the office has exactly as many visitors as the survey has respondents, who are other people
    (tmp_path / "codebook.yaml").write_text(
        "data: a.csv\nnps: Q8\nchannel: k\nweight: w\n"
        "tables: {office: {data: office.csv, ikm: 'U1:2'}}\n"
    )
    (tmp_path / "a.csv").write_text("Q8,k,w\n9,a,1\n8,b,5\n3,b,1\n")
    (tmp_path / "office.csv").write_text("U1,U2\n4,4\n1,2\n3,3\n")
    study = cs.load_study(tmp_path)
    table, problems = score_table(study)
    assert problems == []
    assert list(zip(table.index, table["weighted"], strict=True)) == [
        *(("nps", False), ("nps", True), ("ikm", False))
    ]
    assert table.loc["ikm", "estimate"] == pytest.approx(25 * (4 + 4 + 1 + 2 + 3 + 3) / 6)
    grouped, problems = score_table(study, by="channel")
    assert problems == []
    assert grouped.index.unique("score").tolist() == ["nps"]


def test_the_ikm_of_the_survey_itself_takes_its_weights_and_groups():
    answers = pd.DataFrame({"U1": [4, 1, 3], "U2": [4, 2, 3], "k": [1, 1, 2], "w": [1, 2, 1]})
    study = cs.load_study(answers, ikm="U1:2", channel="k", weight="w")
    table, _ = score_table(study)
    # element means 25 (4 + 1 + 3) / 3 and so on; weighted (4 + 2 + 3) / 4 and (4 + 4 + 3) / 4
    assert table["estimate"].tolist() == pytest.approx([25 * 17 / 6, 25 * (9 + 11) / 8])
    grouped, _ = score_table(study, by="channel")
    assert grouped["estimate"].tolist() == pytest.approx(
        [25 * (5 + 6) / 4, 25 * 3, 25 * (6 + 8) / 6, 25 * 3]
    )


# What cannot be computed --------------------------------------------------------------------------


def test_a_score_that_fails_is_a_problem_with_its_name_and_the_rest_stands():
    answers = pd.DataFrame(
        {"a": [3, 3, 3, 3], "b": [1, 2, 3, 4], "c": [1, 3, 2, 5], "Q8": [9, 8, 10, 2]}
    )
    study = cs.load_study(
        answers, constructs={"A": ["a", "b", "c"], "B": ["b", "c"]}, nps="Q8", scale=FIVE
    )
    table, problems = score_table(study)
    assert table.index.tolist() == ["nps", "A", "B"]
    assert list(map(str, problems)) == [
        "Cronbach's alpha: A: cronbach_alpha: everybody answers 3 to a, so it cannot go together "
        "with anything. Leave it out."
    ]


def test_a_group_in_which_a_score_fails_is_named():
    study = frame_study(segments={"half": "k"}, keep="a1 != 1")
    table, problems = score_table(study, by="half")
    assert table.index.unique("score").tolist() == ["nps", "A"]
    assert list(map(str, problems)) == [
        "Cronbach's alpha: A: in group x: cronbach_alpha: needs at least 3 respondents who "
        "answered every item, found 2 of 2. Which item is often left out?"
    ]


def test_one_problem_of_a_score_without_and_with_weights_is_told_once():
    answers = pd.DataFrame({"Q8": [9, 8], "w": [1, 2], "half": [None, None]})
    table, problems = score_table(cs.load_study(answers, nps="Q8", weight="w"), by="half")
    assert len(table) == 0
    assert list(map(str, problems)) == [
        "Net Promoter Score: by_group: no row has both an answer and a group. Do the answers and "
        "the groups come from the same table?"
    ]


def test_an_unknown_group_is_named_with_those_there_are():
    bare = cs.load_study(pd.DataFrame({"Q8": [9, 8]}), nps="Q8")
    with pytest.raises(InputError, match=r"'x' to group by\. Groups of this study: -\.$"):
        score_table(bare, by="x")
    with pytest.raises(InputError) as caught:
        score_table(frame_study(), by="kanal")
    assert str(caught.value) == (
        "scores: there is no column 'kanal' to group by. Groups of this study: channel."
    )


def test_a_study_without_scores_gives_an_empty_table():
    table, problems = score_table(cs.load_study(pd.DataFrame({"k": ["a", "b"]}), channel="k"))
    assert (len(table), list(table.columns), problems) == (0, COLUMNS, [])
