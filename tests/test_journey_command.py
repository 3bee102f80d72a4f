"""`custsat journey` and what it stands on: journey_tables, write_journey, save_journey."""

import csv
import sys
import types
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
import pytest
from PIL import Image

import custsat_edu as cs
from custsat_edu.cli import main
from custsat_edu.errors import InputError, StudyError
from custsat_edu.report.journey import journey_tables, save_journey, write_journey
from custsat_edu.show.journey_map import Story

mpl.use("agg")

ALIEN = Path(__file__).parent / "alien"
MAP = [f"journey.{kind}" for kind in ("png", "pdf", "svg", "csv", "xlsx")]
FILES = [*MAP, "flow.png", "drop_off.csv", "transitions.csv", "README_journey.txt"]
NO_EVENTS = (
    "journey: this survey has no log of events, so there is no journey to draw. Add `tables: "
    "{events: {data: FILE, customer: C, time: T, stage: S, touchpoint: P, channel: K, emotion: E, "
    "dropped: D}}` to the codebook, with your own names."
)


@pytest.fixture
def custsat(capsys):
    """Run the command in this process: its status, and what it says on either stream."""

    def run(*words):
        try:
            status = main([str(word) for word in words])
        except SystemExit as left:
            status = left.code
        said = capsys.readouterr()
        return status, said.out.splitlines(), said.err.splitlines()

    return run


@pytest.fixture
def sketches(monkeypatch):
    """Draw a line instead of the map and of the flow; what they were given is kept."""
    given = {}

    def drawing(name):
        def draw(table, **options):
            given[name] = (table, options)
            figure, axes = plt.subplots(figsize=(4, 3))
            axes.plot([0, 1])
            return figure

        return draw

    def table_of(flags):
        return flags[["level", "stage", "touchpoint", "n", "estimate", "flag"]].astype(
            {"stage": object, "touchpoint": object}
        )

    drawn = types.ModuleType("custsat_edu.show.journey_map")
    drawn.plot_journey_map, drawn.journey_table = drawing("map"), table_of
    drawn.Story = Story
    drawn.describe_journey = lambda flags: f"{(flags['flag'] == 'pain').sum()} pains."
    flow = types.ModuleType("custsat_edu.show.flow")
    flow.plot_flow, flow.describe_flow = drawing("flow"), lambda ways: f"{len(ways)} ways."
    monkeypatch.setitem(sys.modules, drawn.__name__, drawn)
    monkeypatch.setitem(sys.modules, flow.__name__, flow)
    return given


def log(**more):
    """Return the ways of 40 customers: a shelf that is liked and a queue that is not."""
    frame = pd.DataFrame({"who": range(40)}).merge(pd.DataFrame({"s": [1, 2]}), how="cross")
    frame["t"] = [f"2025-03-0{stage} 08:00" for stage in frame["s"]]
    frame["p"] = frame["s"].map({1: "Shelf", 2: "Queue"})
    frame["e"] = frame["s"].map({1: 5, 2: 1}) - (frame["who"] % 2) * (frame["s"] == 1)
    return frame.assign(d=0).assign(**more)


ROLES = "customer: who, time: t, stage: s, touchpoint: p, emotion: e, dropped: d"
SCALE = "scales: {emotion: {min: 1, max: 5}}\n"


def study_in(folder, frame=None, roles=ROLES, scale=SCALE):
    (folder / "codebook.yaml").write_text(
        f"data: a.csv\nnps: Q8\n{scale}tables:\n  events: {{data: log.csv, {roles}}}\n"
        "values: {s: {1: Chooses, 2: Pays}}\n",
        encoding="utf-8",
    )
    (folder / "a.csv").write_text("Q8\n9\n3\n", encoding="utf-8")
    (log() if frame is None else frame).to_csv(folder / "log.csv", index=False)
    return folder


def messages(caught):
    return list(map(str, caught.value.problems))


# The tables ---------------------------------------------------------------------------------------


def test_the_tables_are_what_their_functions_give_and_neutral_is_the_middle_of_the_scale():
    study = cs.load_study(ALIEN)
    tables, problems = journey_tables(study)
    assert (list(tables), problems) == (["journey", "drop_off", "transitions"], [])
    events = study.tables["events"]
    flags = cs.flag_touchpoints(cs.summarise_journey(events), neutral=3)
    pd.testing.assert_frame_equal(tables["journey"], flags)
    pd.testing.assert_frame_equal(tables["drop_off"], cs.drop_off(events))
    pd.testing.assert_frame_equal(tables["transitions"], cs.transitions(events))
    assert tables["journey"].attrs["neutral"] == 3


def test_the_sample_is_neutral_at_zero():
    study = cs.load_study("serambi")
    assert study.scale("emotion") == (-2, 2)
    assert journey_tables(study)[0]["journey"].attrs["neutral"] == 0


def test_a_log_without_a_channel_has_a_journey_too(tmp_path):
    tables, problems = journey_tables(cs.load_study(study_in(tmp_path)))
    found = tables["journey"].query("level == 'touchpoint'").set_index("touchpoint")
    assert problems == []
    assert found["estimate"].to_dict() == {"Shelf": 4.5, "Queue": 1.0}
    assert found["flag"].to_dict() == {"Shelf": "delight", "Queue": "pain"}


def test_a_survey_without_events_is_told_what_to_add():
    study = cs.load_study(pd.DataFrame({"Q8": [9, 3]}), nps="Q8")
    with pytest.raises(InputError) as caught:
        journey_tables(study)
    assert messages(caught) == [NO_EVENTS]


def test_roles_that_the_events_lack_are_named_together(tmp_path):
    study = cs.load_study(study_in(tmp_path, roles="stage: s, touchpoint: p, dropped: d"))
    with pytest.raises(InputError) as caught:
        journey_tables(study)
    assert messages(caught) == [
        "journey: the table of events lacks customer, emotion. Say under tables: events: in the "
        "codebook which columns these are, as in customer: COLUMN."
    ]


def test_an_emotion_without_a_scale_is_told_how_to_state_it(tmp_path):
    study = cs.load_study(study_in(tmp_path, scale=""))
    with pytest.raises(StudyError) as caught:
        journey_tables(study)
    assert messages(caught) == [
        "study: the codebook gives 'emotion' of the table 'events' no scale. Add `scales: "
        "{emotion: {min: 1, max: 5}}`, with its own lowest and highest answer."
    ]


def test_an_emotion_outside_its_scale_is_refused_when_the_study_is_loaded(tmp_path):
    frame = log()
    frame.loc[2, "e"] = 7
    with pytest.raises(StudyError) as caught:
        cs.load_study(study_in(tmp_path, frame))
    assert messages(caught) == [
        "log.csv: column 'e' must hold answers from 1 to 5, found 7 (rows: 1, first: row 4). A "
        "code for 'no answer' goes under missing: in the codebook, another scale under scale: or "
        "scales:."
    ]


def test_what_cannot_be_computed_is_a_problem_said_once_and_the_rest_stands(tmp_path):
    frame = log()
    frame.loc[0, "d"] = 1  # the first customer leaves at the shelf and is in the queue later
    tables, problems = journey_tables(cs.load_study(study_in(tmp_path, frame)))
    assert list(tables) == ["journey"]
    assert [str(problem).partition(":")[0] for problem in problems] == ["drop_off", "transitions"]
    assert "journeys go on after the event on which the customer left" in str(problems[0])


# The folder ---------------------------------------------------------------------------------------


def test_map_flow_tables_and_what_stands_where_are_written(tmp_path, sketches):
    study, folder = cs.load_study(ALIEN), tmp_path / "new" / "results"
    files, problems = write_journey(study, folder)
    assert (files, problems) == (FILES, [])
    assert sorted(path.name for path in folder.iterdir()) == sorted(FILES)
    tables, _ = journey_tables(study)
    flags, options = sketches["map"]
    pd.testing.assert_frame_equal(flags, tables["journey"])
    assert list(options) == ["story", "drop_off", "scale"]
    assert options["scale"] == (1, 5)
    pd.testing.assert_frame_equal(options["drop_off"], tables["drop_off"])
    pd.testing.assert_frame_equal(sketches["flow"][0], tables["transitions"])
    with (folder / "drop_off.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["stage"] for row in rows] == list(tables["drop_off"].index)
    assert [float(row["estimate"]) for row in rows] == tables["drop_off"]["estimate"].tolist()
    assert not plt.get_fignums()


def test_the_readme_says_what_stands_where_in_lines_that_can_be_read(tmp_path, sketches):
    write_journey(cs.load_study(ALIEN), tmp_path)
    said = (tmp_path / "README_journey.txt").read_text(encoding="utf-8")
    assert said.splitlines()[:4] == [
        "custsat journey",
        "alien: 600 journeys, 2,976 events",
        "",
        "Means are on the scale from 1 to 5, and 3 is neutral. Shares stand as 0 to 1. Limits are "
        "those of",
    ]
    assert "\njourney.png, journey.pdf, journey.svg\n    4 pains.\n" in said
    assert f"\nflow.png\n    {len(sketches['flow'][0])} ways.\n" in said
    for name in FILES[:-1]:
        assert name in said
    assert max(map(len, said.splitlines())) <= 100


def test_a_picture_that_cannot_be_drawn_is_a_problem_and_the_rest_stands(
    tmp_path, sketches, monkeypatch
):
    def refuse(ways):
        raise InputError.of("plot_flow: too many ways.")

    monkeypatch.setattr(sys.modules["custsat_edu.show.flow"], "plot_flow", refuse)
    files, problems = write_journey(cs.load_study(ALIEN), tmp_path)
    assert files == [name for name in FILES if name != "flow.png"]
    assert list(map(str, problems)) == ["plot_flow: too many ways."]
    said = (tmp_path / "README_journey.txt").read_text(encoding="utf-8")
    assert said.endswith("\n\nplot_flow: too many ways.\n")
    assert "flow.png" not in said


def test_a_map_is_saved_in_three_kinds_with_its_sentence_and_its_mark(tmp_path):
    figure, _axes = plt.subplots(figsize=(4, 3))
    table = pd.DataFrame({"touchpoint": ["Queue"], "n": [3]})
    assert save_journey(figure, table, tmp_path, sentence="Queue: −0.5 <b>") == MAP
    assert plt.fignum_exists(figure.number)  # it is the reader's own
    plt.close(figure)
    with Image.open(tmp_path / "journey.png") as picture:
        assert (picture.width, picture.info["Software"]) == (4 * 150, "custsat journey")
        assert picture.info["Description"] == "Queue: −0.5 <b>"
    assert b"/Creator (custsat journey)" in (tmp_path / "journey.pdf").read_bytes()
    drawn = (tmp_path / "journey.svg").read_text(encoding="utf-8")
    assert "<dc:title>custsat journey</dc:title>" in drawn
    assert "Queue: −0.5 &lt;b&gt;" in drawn


def test_cells_that_a_spreadsheet_would_run_are_quoted_in_csv_and_workbook(tmp_path):
    table = pd.DataFrame(
        {
            "=name": ["=1+1", "@SUM(A1)", "http://x.example", "Queue"],
            "n": [1, 2, 3, 4],
            "high": [0.5, None, -0.25, 1 / 3],
        }
    )
    save_journey(mpl.figure.Figure(), table, tmp_path)
    said = (tmp_path / "journey.csv").read_text(encoding="utf-8")
    assert said.splitlines()[:3] == ["'=name,n,high", "'=1+1,1,0.5", "'@SUM(A1),2,"]
    book = pd.read_excel(tmp_path / "journey.xlsx", engine="calamine")
    assert list(book) == ["'=name", "n", "high"]
    assert book["'=name"].tolist() == ["'=1+1", "'@SUM(A1)", "http://x.example", "Queue"]
    pd.testing.assert_series_equal(book["high"], table["high"])


def test_the_same_journey_gives_the_same_bytes_over_the_earlier_ones(tmp_path, sketches):
    study = cs.load_study(ALIEN)
    write_journey(study, tmp_path)
    first = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    write_journey(study, tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == first


def test_files_of_somebody_else_are_never_written_over_and_all_are_named(tmp_path):
    table = pd.DataFrame({"touchpoint": ["Queue"], "n": [3]})
    others = {
        "journey.pdf": b"%PDF-1.4 /Creator (another)",
        "journey.csv": b"driver,km\nAni,12\n",
        "journey.xlsx": b"PK no workbook",
    }
    for name, content in others.items():
        (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError) as caught:
        save_journey(mpl.figure.Figure(), table, tmp_path)
    assert messages(caught) == [
        f"{tmp_path / name}: there is such a file already, and custsat did not write it. Choose "
        "another folder for --out."
        for name in others
    ]
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == others


def test_a_workbook_of_another_program_is_not_ours(tmp_path):
    pd.DataFrame({"a": [1]}).to_excel(tmp_path / "journey.xlsx", engine="xlsxwriter")
    with pytest.raises(InputError, match=r"journey\.xlsx: there is such a file already"):
        save_journey(mpl.figure.Figure(), pd.DataFrame({"a": [1]}), tmp_path)


# The command --------------------------------------------------------------------------------------


def test_the_journey_is_printed_with_its_pains_and_where_customers_leave(custsat):
    status, said, sentences = custsat("journey", "--codebook", ALIEN)
    assert (status, sentences) == (0, [])
    assert said[0] == "alien: 600 journeys, 2,976 events"
    assert said[2].split() == ["stage", "touchpoint", "channel", "mean", "95%", "interval", "n"]
    assert said[7].split()[-5:] == ["to", "2.50", "330", "pain", "point"]
    flagged = {line.split()[-1] for line in said[3:15]}
    assert flagged >= {"point", "delight"}
    assert said[15] == (
        "Scale 1 to 5. Pain point: the whole interval below 3, with Holm's rule for 12 "
        "touchpoints. Delight: the interval at least 0.3 above the mean of all, 3.40."
    )
    assert said[17].split() == ["stage", "journeys", "leave", "here", "95%", "interval"]
    assert len(said) == 24


def test_numbers_and_labels_come_in_indonesian(custsat):
    status, said, sentences = custsat("journey", "--codebook", "serambi", "--lang", "id")
    assert (status, sentences) == (0, [])
    assert said[3].startswith("Mengenal")
    assert "−0,37" in said[9] and "2.812" in said[9]


def test_touchpoints_with_few_ratings_are_not_judged(custsat, tmp_path):
    status, said, _ = custsat("journey", "--codebook", study_in(tmp_path, log().head(12)))
    assert status == 0
    assert said[3].endswith("6  too few ratings")


def test_files_are_written_where_asked_and_their_list_is_named(custsat, tmp_path, sketches):
    status, said, sentences = custsat("journey", "--codebook", ALIEN, "--out", tmp_path)
    assert (status, sentences) == (0, [])
    assert said[-1] == f"Map, flow and tables: {tmp_path / 'README_journey.txt'}"
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(FILES)


def test_a_survey_without_events_gets_one_sentence_and_status_2(custsat, tmp_path):
    (tmp_path / "codebook.yaml").write_text("data: a.csv\nnps: Q8\n", encoding="utf-8")
    (tmp_path / "a.csv").write_text("Q8\n9\n3\n", encoding="utf-8")
    out = tmp_path / "out"
    status, said, sentences = custsat("journey", "--codebook", tmp_path, "--out", out)
    assert (status, said, sentences) == (2, [], [NO_EVENTS])
    assert not out.exists()


def test_a_part_that_fails_is_told_and_the_status_is_1(custsat, tmp_path, sketches):
    roles = ROLES.removesuffix(", dropped: d")
    folder, out = study_in(tmp_path, log().drop(columns="d"), roles), tmp_path / "out"
    status, said, sentences = custsat("journey", "--codebook", folder, "--out", out)
    assert status == 1
    assert len(sentences) == 2 and "there is no column 'dropped' in the events" in sentences[0]
    assert said[-1] == f"Map, flow and tables: {out / 'README_journey.txt'}"
    assert sorted(path.name for path in out.iterdir()) == sorted([*MAP, "README_journey.txt"])
    assert sketches["map"][1]["drop_off"] is None


@pytest.mark.slow
@pytest.mark.parametrize("study", ["serambi", ALIEN])
@pytest.mark.parametrize("language", ["en", "id"])
def test_the_real_map_and_flow_are_drawn_of_both_surveys_in_both_languages(
    custsat, tmp_path, study, language
):
    pytest.importorskip("custsat_edu.show.journey_map")
    pytest.importorskip("custsat_edu.show.flow")
    words = ["--codebook", study, "--out", tmp_path, "--lang", language]
    status, _said, sentences = custsat("journey", *words)
    assert (status, sentences) == (0, [])
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(FILES)
    with (tmp_path / "journey.csv").open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) >= 12
