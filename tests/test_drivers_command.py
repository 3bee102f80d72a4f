"""`custsat drivers` and what it stands on: driver_tables, driver_pictures, write_drivers."""

import csv
import json
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from PIL import Image

import custsat_edu as cs
from custsat_edu.cli import main
from custsat_edu.errors import InputError, Problem
from custsat_edu.report.drivers import driver_pictures, driver_tables, write_drivers

mpl.use("agg")

HERE = Path(__file__).parent
ALIEN = HERE / "alien"
BOOK = HERE / "airport" / "codebook.yaml"
AIRPORT = HERE.parents[1] / "shared" / "real" / "airport-2017" / "survey.csv"
SFO = json.loads((HERE / "reference" / "drivers.json").read_text(encoding="utf-8"))["sfo2017"]
ALWAYS = ["importance", "regression", "piecewise", "penalty_reward", "importance_performance"]
ASKED = ["importance_performance_stated", "kano", "causes"]
PLANTED = {
    **dict.fromkeys(["Quality", "Delivery", "AfterSales"], "must-be"),
    **dict.fromkeys(["Service", "Price", "Communication", "Ease"], "one-dimensional"),
    **dict.fromkeys(["Delight", "Customisation"], "attractive"),
    "Ambience": "indifferent",
}


def answers(n=80, drivers=2):
    """Return answers on 1 to 5 to `drivers` questions, d1 ..., and to y, which d1 moves."""
    rng = np.random.default_rng(1)
    frame = pd.DataFrame(
        rng.integers(1, 6, (n, drivers)), columns=[f"d{i + 1}" for i in range(drivers)]
    )
    frame["y"] = (0.6 * frame["d1"] + rng.integers(0, 3, n)).round().clip(1, 5)
    return frame.astype(float)


def study_of(frame, **more):
    names = [name for name in frame if name.startswith("d")]
    constructs = {name.upper(): name for name in [*names, "y"]}
    book = {"constructs": constructs, "outcome": "Y", "drivers": [name.upper() for name in names]}
    return cs.load_study(frame, **{**book, "scale": {"min": 1, "max": 5}, **more})


def study_in(folder, codebook="", frame=None):
    frame = answers() if frame is None else frame
    names = [name for name in frame if name.startswith("d")]
    drivers = f"outcome: Y\ndrivers: [{', '.join(name.upper() for name in names)}]\n"
    constructs = ", ".join(f"{name.upper()}: {name}" for name in [*names, "y"])
    (folder / "codebook.yaml").write_text(
        f"data: a.csv\nscale: {{min: 1, max: 5}}\nconstructs: {{{constructs}}}\n"
        + (codebook or drivers),
        encoding="utf-8",
    )
    frame.to_csv(folder / "a.csv", index=False)
    return folder


@pytest.fixture(scope="module")
def serambi():
    study = cs.load_study("serambi")
    return study, *driver_tables(study)


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


def airport(**more):
    if not AIRPORT.exists():
        pytest.skip("the airport survey is not beside this repository")
    return cs.load_study(BOOK, data=AIRPORT, **more)


def names_of(study):
    """Return each driver's column in the file: R knows the drivers by these."""
    return {driver: study.items(driver).columns[0] for driver in study.drivers}


def same(table, direct):
    """Assert that a table is what the function gives, with `label` and `weighted` around it."""
    pd.testing.assert_frame_equal(table[direct.columns], direct, check_exact=True)
    assert set(table) - set(direct) <= {"label", "weighted", "kind", "clear"}
    assert {key: table.attrs[key] for key in direct.attrs} == direct.attrs


# The tables ---------------------------------------------------------------------------------------


@pytest.mark.slow
def test_every_table_is_what_its_function_gives_when_it_is_called_itself(serambi):
    study, tables, problems = serambi
    assert problems == []
    assert list(tables) == [*ALWAYS, ASKED[0], "vif", *ASKED[1:]]
    X, y, w = study.scores[study.drivers], study.index["Satisfaction"], study.survey["weight"]
    found = study.by_driver("performance")
    same(tables["importance"], cs.importance(X, y, weights=w))
    same(tables["regression"], cs.regression(X, y, weights=w))
    slopes = cs.piecewise(X, y, at=3, adjust=study.survey[["age", "region"]], weights=w)
    same(tables["piecewise"], slopes)
    same(tables["penalty_reward"], cs.penalty_reward(X, y, scale=(1, 5), weights=w))
    known = {"performance": found, "scale": (1, 5), "weights": w}
    same(tables["importance_performance"], cs.importance_performance(X, y, **known))
    stated = cs.importance_performance(X, y, stated=study.by_driver("importance"), **known)
    same(tables["importance_performance_stated"], stated)
    same(tables["vif"], cs.vif(X, y))
    parts = study.by_driver("functional"), study.by_driver("dysfunctional")
    same(tables["kano"], cs.kano(*parts))
    same(tables["causes"], cs.pareto(study.items("causes")))


def test_the_slopes_of_the_sample_data_make_the_kinds_that_were_planted(serambi):
    _study, tables, _problems = serambi
    slopes = tables["piecewise"]
    assert slopes.groupby("driver", sort=False)["kind"].first().to_dict() == PLANTED
    assert slopes.groupby("driver")["kind"].nunique().eq(1).all()


def test_a_kind_is_clear_where_the_limits_of_the_difference_stay_on_one_side_of_the_rule(serambi):
    _study, tables, _problems = serambi
    difference = tables["piecewise"].query("side == 'difference'").set_index("driver")
    for _driver, row in difference.iterrows():
        sides = [(limit > row["low"]) and (limit < row["high"]) for limit in (-1.2, 1.2)]
        assert row["clear"] == (not any(sides))
    assert set(difference.index[difference["clear"]]) == {
        *("Quality", "Delivery", "AfterSales", "Delight")
    }


def test_tables_say_whether_weights_are_in_them(serambi):
    _study, tables, _problems = serambi
    heavy = {name: bool(table["weighted"].all()) for name, table in tables.items()}
    assert [name for name, weighted in heavy.items() if not weighted] == ["vif", "kano", "causes"]
    plain, _ = driver_tables(study_of(answers()))
    assert not any(table["weighted"].any() for table in plain.values())
    assert not any("n_effective" in table for table in plain.values())


def test_labels_stand_first_in_the_active_language_and_names_stay(serambi):
    _study, english, _problems = serambi
    assert all(table.columns[0] == "label" for table in english.values())
    assert english["importance"]["label"].iloc[0] == "Product quality"
    assert english["piecewise"].loc["Quality_below", "label"] == "Product quality"
    assert english["causes"].loc["cause1", "label"] == "Quality of product or service"
    assert english["regression"]["label"].iloc[0] == "Intercept"
    cs.use_language("id")
    alien, _ = driver_tables(cs.load_study(ALIEN))
    assert alien["importance"].loc["Biaya", "label"] == "Biaya"
    assert list(alien) == [*ALWAYS, "vif"]


def test_importance_of_the_airport_survey_is_that_of_r_without_and_with_weights():
    heavy = airport()
    names = names_of(heavy)
    tables, problems = driver_tables(heavy)
    assert problems == []
    found = tables["importance"].rename(names)
    assert (found["n"] == SFO["n"]).all()
    expected = SFO["weighted"]["relaimpo_lmg"]
    assert found["estimate"].to_dict() == pytest.approx(expected, abs=1e-8)
    constructs = {driver: heavy.items(driver) for driver in [heavy.outcome, *names]}
    plain = pd.concat(constructs.values(), axis=1)
    plain = plain.loc[:, ~plain.columns.duplicated()]
    book = {driver: [items.columns[0]] for driver, items in constructs.items()}
    study = cs.load_study(
        plain, constructs=book, outcome=heavy.outcome, drivers=heavy.drivers,
        scale={"min": 1, "max": 5},
    )  # fmt: skip
    tables, problems = driver_tables(study)
    assert problems == []
    found = tables["importance"].rename(names)
    assert found["estimate"].to_dict() == pytest.approx(SFO["relaimpo_lmg"], abs=1e-8)
    # R's outcome runs from 1 to 5, here from 0 to 100: 25 points a step
    slopes = tables["regression"].rename(names).drop(index="Intercept")["estimate"] / 25
    assert slopes.to_dict() == pytest.approx(
        {name: SFO["coef"][name] for name in names.values()}, abs=1e-8
    )
    table = tables["vif"].rename(names)["vif"]
    assert table.to_dict() == pytest.approx(SFO["vif"], abs=1e-8)


def test_drivers_on_several_scales_bend_in_the_middle_of_each_and_meet_on_0_to_100():
    frame = answers().assign(d2=lambda table: 2 * table["d2"])  # 2 to 10
    study = study_of(
        frame,
        constructs={"D1": "d1", "D2": {"items": "d2", "scale": "ten"}, "Y": "y"},
        scales={"ten": {"min": 1, "max": 10}},
    )
    tables, problems = driver_tables(study)
    assert problems == []
    X, y = study.scores[["D1", "D2"]], study.index["Y"]
    same(tables["piecewise"], cs.piecewise(X, y, at={"D1": 3, "D2": 5.5}))
    ends = {"D1": (1, 5), "D2": (1, 10)}
    same(tables["penalty_reward"], cs.penalty_reward(X, y, scale=ends))
    performance = tables["importance_performance"]["performance"]
    assert performance["D2"] == pytest.approx(100 * (frame["d2"].mean() - 1) / 9)


def test_an_effect_may_be_adjusted_for_a_construct():
    frame = answers(drivers=3)
    study = study_of(frame, drivers=["D1", "D2"], adjust=["D3"])
    tables, _ = driver_tables(study)
    X, y = study.scores[["D1", "D2"]], study.index["Y"]
    same(tables["piecewise"], cs.piecewise(X, y, at=3, adjust=study.scores[["D3"]]))


# What cannot be computed --------------------------------------------------------------------------


def test_a_table_that_fails_is_a_problem_with_its_name_and_the_rest_stands():
    frame = answers()
    frame["d2"] = frame["d2"].clip(lower=3)  # nobody below the middle
    tables, problems = driver_tables(study_of(frame))
    assert list(tables) == [name for name in [*ALWAYS, "vif"] if name != "piecewise"]
    assert list(map(str, problems)) == [
        "Slopes below and above the middle: piecewise: D2 has no answers below 3 (they run from 3 "
        "to 5), so its slope below cannot be told. Write the middle of the scale as at, or leave "
        "the driver out."
    ]


def test_with_more_than_20_drivers_johnson_is_used_and_a_sentence_says_so():
    study = study_of(answers(400, drivers=21))
    tables, problems = driver_tables(study)
    assert [str(problem) for problem in problems] == [
        "21 drivers are too many for LMG, which takes at most 20: importance is Johnson's relative "
        "weights instead, which are near to it."
    ]
    X, y = study.scores[study.drivers], study.index["Y"]
    same(tables["importance"], cs.importance(X, y, method="johnson"))
    assert tables["importance"].attrs["method"] == "johnson"


def test_an_unknown_method_is_named_with_the_nearest():
    with pytest.raises(InputError) as caught:
        driver_tables(study_of(answers()), method="lgm")
    assert str(caught.value) == (
        "drivers: method must be one of 'lmg', 'johnson', found 'lgm'. Did you mean 'lmg'?"
    )


def test_a_codebook_without_outcome_and_drivers_is_told_which_lines_to_add():
    bare = study_of(answers(), outcome=None, drivers=[])
    with pytest.raises(InputError) as caught:
        driver_tables(bare)
    assert list(map(str, caught.value.problems)) == [
        "drivers: the codebook names no outcome. Add a line such as `outcome: NAME`, with one of "
        "its constructs: D1, D2, Y.",
        "drivers: the codebook names no drivers. Add a line such as `drivers: [NAME, NAME]`, with "
        "constructs that may explain the outcome: D1, D2, Y.",
    ]
    with pytest.raises(InputError, match=r"may explain the outcome: D1, D2\.$"):
        driver_tables(study_of(answers(), drivers=[]))


# The pictures -------------------------------------------------------------------------------------


def test_every_picture_comes_with_the_sentence_that_its_function_gives(serambi):
    _study, tables, _problems = serambi
    pictures, problems = driver_pictures(tables)
    assert problems == []
    sides = ["penalty_reward_ends", "penalty_reward_sides"]
    assert list(pictures) == [*ALWAYS[:1], "piecewise", *sides, *ALWAYS[4:], *ASKED]
    by_label = tables["importance"].set_index("label")
    assert pictures["importance"].sentence == cs.describe_importance(by_label)
    assert pictures["kano"].sentence == cs.describe_kano(tables["kano"].set_index("label"))
    slopes = tables["piecewise"].drop(columns="driver").set_index("label")
    assert pictures["piecewise"].sentence == cs.describe_penalty_reward(slopes)
    ticks = pictures["importance"].figure.axes[0].get_yticklabels()
    assert [tick.get_text() for tick in ticks][:2] == ["Staff service", "Delivery"]
    for picture in pictures.values():
        mpl.pyplot.close(picture.figure)


def test_cut_points_with_nobody_between_them_make_no_picture():
    frame = answers().clip(upper=4)  # 1 to 4: nobody is in the middle, at 2.5
    tables, _ = driver_tables(study_of(frame, scale={"min": 1, "max": 4}))
    pictures, problems = driver_pictures({"penalty_reward": tables["penalty_reward"]})
    assert (list(pictures), problems) == (["penalty_reward_ends"], [])
    mpl.pyplot.close("all")


def test_a_picture_that_cannot_be_drawn_is_a_problem_and_the_rest_stands(serambi):
    _study, tables, _problems = serambi
    broken = {"importance": tables["importance"].drop(columns="noise"), "kano": tables["kano"]}
    pictures, problems = driver_pictures(broken)
    assert list(pictures) == ["kano"]
    assert "plot_importance: the table has no column 'noise'" in str(problems[0])
    mpl.pyplot.close("all")


# The folder ---------------------------------------------------------------------------------------


@pytest.fixture
def small():
    """Two tables, one picture, one problem, and the title: cheap to write."""
    study = study_of(answers())
    X, y = study.scores[study.drivers], study.index["Y"]
    table = cs.importance(X, y, bootstrap=50).assign(weighted=False)
    table.insert(0, "label", ["=1+1", "Two"])
    tables = {"importance": table, "vif": cs.vif(X, y).assign(label="x", weighted=True)}
    tables["vif"] = tables["vif"][["label", "vif", "r2", "n", "weighted"]]
    return "small (n = 80)", tables, [Problem("Something is wrong.")]


def written(folder, small):
    title, tables, problems = small
    return write_drivers(folder, title, tables, driver_pictures(tables)[0], problems)


def test_a_folder_is_made_and_holds_every_digit_and_no_formula(tmp_path, small):
    folder = tmp_path / "new" / "results"
    names = ["importance.csv", "vif.csv", "importance.png", "README.txt"]
    assert written(folder, small) == names
    assert sorted(path.name for path in folder.iterdir()) == sorted(names)
    with (folder / "importance.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    table = small[1]["importance"]
    assert list(rows[0]) == ["driver", *table.columns]
    assert [row["label"] for row in rows] == ["'=1+1", "Two"]
    for column in ("estimate", "low", "high", "noise"):
        np.testing.assert_array_equal([float(row[column]) for row in rows], table[column])


def test_pictures_have_150_dots_an_inch_and_carry_their_sentence(tmp_path, small):
    written(tmp_path, small)
    with Image.open(tmp_path / "importance.png") as picture:
        assert picture.width == 8 * 150
        assert picture.info["dpi"] == pytest.approx((150, 150), abs=0.1)
        by_label = small[1]["importance"].set_index("label")
        assert picture.info["Description"] == cs.describe_importance(by_label)


def test_readme_lists_every_file_with_its_words(tmp_path, small):
    written(tmp_path, small)
    said = (tmp_path / "README.txt").read_text(encoding="utf-8")
    lines = said.splitlines()
    assert lines[:2] == ["custsat drivers", "small (n = 80)"]
    assert lines[-1] == "Something is wrong."
    r2 = cs.number(small[1]["importance"].attrs["r2"])
    assert f"importance.csv\n    Importance of the drivers. r2 = {r2}; method = lmg.\n" in said
    assert "vif.csv\n    Overlap of the drivers (VIF). With weights.\n" in said
    assert "importance.png\n    =1+1: " in said
    assert max(map(len, lines)) <= 100


def test_cells_with_few_respondents_are_spoken_of(tmp_path):
    tables, _ = driver_tables(study_of(answers().assign(d2=[1.0] + [3, 4, 5] * 26 + [2])))
    write_drivers(tmp_path, "few", {"penalty_reward": tables["penalty_reward"]}, {})
    said = (tmp_path / "README.txt").read_text(encoding="utf-8")
    assert "Rows with the warning thin rest on under 5% of the respondents." in said


def test_the_same_input_gives_the_same_bytes_over_the_earlier_ones(tmp_path, small):
    written(tmp_path, small)
    first = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    written(tmp_path, small)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == first


def test_a_file_of_somebody_else_is_never_written_over_and_all_are_named(tmp_path, small):
    others = {
        "importance.csv": b"driver,km\nAni,12\n",
        "importance.png": b"\x89PNG\r\n\x1a\n my holidays",
        "README.txt": b"My notes\n",
    }
    for name, content in others.items():
        (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError) as caught:
        written(tmp_path, small)
    assert list(map(str, caught.value.problems)) == [
        f"{tmp_path / name}: there is such a file already, and custsat did not write it. Choose "
        "another folder for --out."
        for name in others
    ]
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == others


def test_a_picture_of_another_program_is_not_ours(tmp_path, small):
    foreign = tmp_path / "importance.png"
    Image.new("RGB", (600, 400)).save(foreign)
    with pytest.raises(InputError, match=r"importance\.png: there is such a file already"):
        written(tmp_path, small)


def test_a_folder_that_cannot_be_written_to_is_named_with_the_cure(tmp_path, small):
    file = tmp_path / "file"
    file.write_text("x")
    with pytest.raises(InputError) as caught:
        written(file, small)
    assert str(caught.value).startswith(f"{file}: this cannot be written (")
    assert str(caught.value).endswith("Choose a folder for --out that you may write to.")
    (tmp_path / "vif.csv").mkdir()
    with pytest.raises(InputError, match=r"vif\.csv: this cannot be written \("):
        written(tmp_path, small)


# The command --------------------------------------------------------------------------------------


@pytest.mark.slow
def test_drivers_of_serambi_are_printed_by_importance_with_the_planted_kinds(
    custsat, serambi, tmp_path
):
    study, tables, _problems = serambi
    status, said, sentences = custsat("drivers", "--codebook", "serambi", "--out", tmp_path)
    assert (status, sentences) == (0, [])
    assert said[0] == "serambi (n = 2,282 of 2,400, with weights)"
    assert said[1] == "Left out, because an answer is missing: 118 (most often: Delivery, 69)."
    assert said[3].split() == ["driver", "importance", "95%", "interval", "rank"]
    assert said[4].split() == ["Staff", "service", "5.5%", "4.2%", "to", "6.9%", "1", "to", "4"]
    assert said[14] == (
        "All drivers together explain 38.6% of the variance of Satisfaction (R2). Noise floor: "
        "0.1%."
    )
    order = tables["importance"].sort_values("estimate", ascending=False)["label"]
    slopes = said[18:28]
    assert all(line.startswith(label) for line, label in zip(said[4:14], order, strict=True))
    assert all(line.startswith(label) for line, label in zip(slopes, order, strict=True))
    kinds = {line.removesuffix(" ?").split()[-1] for line in slopes}
    assert kinds == set(PLANTED.values())
    planted = {study.label(driver): kind for driver, kind in PLANTED.items()}
    for line, label in zip(slopes, order, strict=True):
        assert line.removesuffix(" ?").endswith(planted[label])
    assert said[28] == (
        "Kind: must-be or attractive where the slopes differ by more than 1.2, indifferent where "
        "both are under 0.8, else one-dimensional."
    )
    assert said[29] == "?: another sample could make it another kind."
    assert said[-1] == f"Tables and pictures: {tmp_path / 'README.txt'}"
    pictures = [*ALWAYS[:1], "piecewise", "penalty_reward_ends", "penalty_reward_sides"]
    assert {path.name for path in tmp_path.iterdir()} == {
        "README.txt",
        *(f"{name}.csv" for name in tables),
        *(f"{name}.png" for name in [*pictures, *ALWAYS[4:], *ASKED]),
    }


def test_numbers_and_labels_come_in_indonesian(custsat):
    status, said, sentences = custsat("drivers", "--codebook", ALIEN, "--lang", "id")
    assert (status, sentences) == (0, [])
    assert [line.split()[0] for line in said[4:9]] == [
        *("Keramahan", "Kebersihan", "Informasi", "Kecepatan", "Biaya")
    ]
    assert said[4].split()[1:5] == ["14,3%", "9,9%", "sampai", "19,5%"]
    assert said[13].split()[1:5] == ["2,51", "−3,04", "sampai", "8,06"]


def test_nothing_is_said_of_rows_left_out_or_weights_where_there_are_none(custsat, tmp_path):
    status, said, sentences = custsat("drivers", "--codebook", study_in(tmp_path))
    assert (status, sentences) == (0, [])
    assert said[:2] == [f"{tmp_path.name} (n = 80 of 80)", ""]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "codebook.yaml"]


def test_johnson_is_derived_when_asked_for(custsat, tmp_path):
    folder = study_in(tmp_path)
    _status, lmg, _ = custsat("drivers", "--codebook", folder)
    status, johnson, _ = custsat("drivers", "--codebook", folder, "--method", "johnson")
    assert status == 0
    study = cs.load_study(folder)
    table = cs.importance(study.scores[study.drivers], study.index["Y"], method="johnson")
    assert f"{100 * table.loc['D1', 'estimate']:.1f}%" in johnson[3]
    assert lmg[-5:] == johnson[-5:]  # the slopes do not depend on it


def test_a_part_that_fails_is_told_and_the_status_is_1(custsat, tmp_path):
    frame = answers()
    frame["d2"] = frame["d2"].clip(lower=3)
    folder, out = study_in(tmp_path, frame=frame), tmp_path / "out"
    status, said, sentences = custsat("drivers", "--codebook", folder, "--out", out)
    assert status == 1
    assert [line.split()[0] for line in said[3:5]] == ["D1", "D2"]
    assert said[5].startswith("All drivers together explain ")
    assert said[7] == f"Tables and pictures: {out / 'README.txt'}"
    assert sentences[0].startswith("Slopes below and above the middle: piecewise: D2 has no answ")
    assert (out / "README.txt").read_text(encoding="utf-8").splitlines()[-1] == sentences[0]
    assert not (out / "piecewise.csv").exists()


def test_where_every_part_fails_nothing_is_done_and_the_status_is_2(custsat, tmp_path):
    folder, out = study_in(tmp_path, frame=answers(3)), tmp_path / "out"
    status, said, sentences = custsat("drivers", "--codebook", folder, "--out", out)
    assert (status, said) == (2, [])
    assert sentences[0].startswith(
        "Importance of the drivers: importance: 2 drivers need at least 4 complete rows, found 3 "
    )
    assert not out.exists()


def test_a_codebook_without_outcome_and_drivers_gives_the_lines_to_add(custsat, tmp_path):
    folder = study_in(tmp_path, codebook="sampling: convenience\n")
    status, said, sentences = custsat("drivers", "--codebook", folder)
    assert (status, said) == (2, [])
    assert [sentence.split(". ")[1].split(",")[0] for sentence in sentences] == [
        *("Add a line such as `outcome: NAME`", "Add a line such as `drivers: [NAME")
    ]


def test_a_table_of_answers_that_is_called_as_a_table_of_ours_is_left_as_it_is(custsat, tmp_path):
    folder = study_in(tmp_path)
    (folder / "a.csv").rename(folder / "importance.csv")
    before = (folder / "importance.csv").read_bytes()
    data = ["--data", folder / "importance.csv"]
    status, said, sentences = custsat("drivers", "--codebook", folder, *data, "--out", folder)
    assert (status, said) == (2, [])
    assert sentences == [
        f"{folder / 'importance.csv'}: there is such a file already, and custsat did not write it. "
        "Choose another folder for --out."
    ]
    assert (folder / "importance.csv").read_bytes() == before
    assert not (folder / "README.txt").exists()
