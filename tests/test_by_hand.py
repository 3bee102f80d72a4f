"""Shown by hand first, then imported: the lines of the lessons and the package give one number."""

import ast
import re
from pathlib import Path

import jupytext
import matplotlib.pyplot as plt
import numpy as np
import pytest
from scipy.special import ndtr

import custsat_edu as cs

ROOT = Path(__file__).resolve().parents[1]
AIRPORT = ROOT.parent / "shared" / "real" / "airport-2017" / "survey.csv"
SOURCES = ROOT / "notebooks" / "src"
STUDIES = {
    "serambi": lambda: cs.load_study("serambi"),
    "alien": lambda: cs.load_study(ROOT / "tests" / "alien"),
    "airport": lambda: cs.load_study(ROOT / "tests" / "airport" / "codebook.yaml", data=AIRPORT),
}
CONFIDENCE = 2 * ndtr(1.96) - 1  # the lesson writes 1.96; the exact quantile is 1.95996...


class Exactly:
    """The package as a lesson has it, but `number` keeps every digit and remembers it."""

    def __init__(self) -> None:
        self.written: list[float] = []

    def __getattr__(self, name: str):
        return getattr(cs, name)

    def number(self, value: float, _digits: int | None = None) -> str:
        self.written.append(value)
        return str(value)


class Lesson:
    """The code cells of a lesson by name, run in one namespace on a study."""

    def __init__(self, study: cs.Study, source: str = "03_scores") -> None:
        cells = jupytext.read(SOURCES / f"{source}.py").cells
        self.cells = {cell.metadata.get("name"): cell.source for cell in cells}
        self.study = study
        self.names: dict = {"STUDY": "serambi", "LANG": "en"}  # imports may load the sample
        self.run("imports")
        self.names |= {"cs": Exactly(), "study": study, "survey": study.survey}

    def has(self, name: str) -> bool:
        """Say whether the survey has what the cell's %%needs names."""
        needs = re.match(r"%%needs (.+)", self.cells[name])
        return all(self.study.has(word) for word in needs[1].split()) if needs else True

    def run(self, name: str):
        """Run a cell without its magics, and return the value of its last line."""
        code = re.sub(r"^%.*$", "", self.cells[name], flags=re.MULTILINE)
        body = ast.parse(code).body
        last = body.pop() if isinstance(body[-1], ast.Expr) else None
        exec(compile(ast.Module(body, []), f"<cell {name}>", "exec"), self.names)
        if last is None:
            return None
        return eval(compile(ast.Expression(last.value), f"<cell {name}>", "eval"), self.names)


def on_each_study(source: str):
    @pytest.fixture(params=STUDIES)
    def lesson(request):
        if request.param == "airport" and not AIRPORT.exists():
            pytest.skip("the airport survey is not beside this repository")
        yield Lesson(STUDIES[request.param](), source)
        plt.close("all")

    return lesson


lesson = on_each_study("03_scores")
lesson_04 = on_each_study("04_dissatisfaction")
lesson_05 = on_each_study("05_drivers")


def same(value: float):
    return pytest.approx(value, rel=1e-12, abs=1e-12)


def needed(lesson: Lesson, name: str) -> None:
    if not lesson.has(name):
        pytest.skip(f"{lesson.study.name} has nothing for the cell {name}")


def test_the_sample_has_what_every_cell_needs_and_the_stranger_no_nps():
    sample, stranger = (Lesson(STUDIES[name]()) for name in ("serambi", "alien"))
    cells = ("csat_by_hand", "csat_interval", "nps_by_hand", "likert", "alpha_by_hand")
    assert [sample.has(name) for name in cells] == [True] * 5
    assert [stranger.has(name) for name in cells] == [True, True, False, True, True]


def test_the_share_of_satisfied_and_wilsons_limits_by_hand_are_csats(lesson):
    needed(lesson, "csat_interval")
    share = lesson.run("csat_by_hand")
    shown = lesson.run("csat_interval")
    study, by_hand = lesson.study, lesson.names
    imported = cs.csat(study.survey["csat"], scale=study.scale("csat"))
    assert share == same(imported["estimate"])
    assert (by_hand["low"], by_hand["high"]) == (same(imported["low"]), same(imported["high"]))
    assert len(by_hand["answers"]) == imported["n"]
    assert shown.equals(imported)
    assert by_hand["cs"].written == [by_hand["low"], by_hand["high"]]


def test_the_nps_by_hand_is_that_of_nps_with_walds_interval(lesson):
    needed(lesson, "nps_by_hand")
    lesson.run("nps_by_hand")
    by_hand = lesson.names["by_hand"]
    answers = lesson.study.survey["nps"]
    imported = cs.nps(answers, interval="wald", confidence=CONFIDENCE)
    assert by_hand.to_dict() == {name: same(value) for name, value in imported.items()}
    # 1.96 moves a limit by less than a thousandth of a point
    usual = cs.nps(answers, interval="wald")
    assert by_hand.to_dict() == {name: pytest.approx(v, abs=1e-3) for name, v in usual.items()}


def test_alpha_by_hand_is_cronbach_alpha(lesson):
    needed(lesson, "alpha_by_hand")
    lesson.run("likert")
    lesson.names["cs"].written.clear()
    shown = lesson.run("alpha_by_hand")
    study = lesson.study
    imported = cs.cronbach_alpha(study.items(study.blocks[-1]))
    assert lesson.names["cs"].written == [same(imported["estimate"])]
    assert shown.equals(imported)


def test_the_shares_of_the_causes_by_hand_are_those_of_pareto(lesson_04):
    needed(lesson_04, "pareto_by_hand")
    lesson_04.run("pareto_by_hand")
    low, high = lesson_04.run("pareto_interval")
    by_hand, imported = lesson_04.names["named"], cs.pareto(lesson_04.study.items("causes"))
    assert by_hand.to_dict() == {name: same(share) for name, share in imported["estimate"].items()}
    assert (low, high) == tuple(map(same, imported.iloc[0][["low", "high"]]))


def test_the_kano_table_by_hand_holds_the_counts_of_kano(lesson_04):
    needed(lesson_04, "kano_by_hand")
    lesson_04.names["first"] = lesson_04.study.drivers[0]
    table = lesson_04.run("kano_by_hand").reindex(range(1, 6), axis=0).reindex(range(1, 6), axis=1)
    table = table.fillna(0)
    imported = cs.kano(lesson_04.names["present"], lesson_04.names["absent"]).iloc[0]
    # the rule as the lesson's table says it
    assert table.loc[1, 5] == imported["one_dimensional"]
    assert table.loc[1, 2:4].sum() == imported["attractive"]
    assert table.loc[2:4, 5].sum() == imported["must_be"]
    assert table.loc[2:4, 2:4].to_numpy().sum() == imported["indifferent"]
    assert table.loc[1, 1] + table.loc[5, 5] == imported["questionable"]


def with_drivers(lesson: Lesson) -> Lesson:
    study = lesson.study
    lesson.names |= {"X": study.scores[study.drivers], "y": study.index[study.outcome]}
    return lesson


def test_the_regression_by_hand_is_that_of_regression(lesson_05):
    with_drivers(lesson_05)
    params = lesson_05.run("ols_by_hand")
    X, y, fit = (lesson_05.names[name] for name in ("X", "y", "fit"))
    imported = cs.regression(X, y)
    assert params.to_numpy() == pytest.approx(imported["estimate"].to_numpy(), rel=1e-9, abs=1e-9)
    limits = fit.conf_int().to_numpy()
    assert limits == pytest.approx(imported[["low", "high"]].to_numpy(), rel=1e-8, abs=1e-8)


def test_lmg_of_two_drivers_by_hand_is_that_of_importance(lesson_05):
    with_drivers(lesson_05).run("pair")
    _alone, _added, by_hand = lesson_05.run("lmg_by_hand")
    shown = lesson_05.run("lmg_two")
    X, y, a, b = (lesson_05.names[name] for name in ("X", "y", "a", "b"))
    imported = cs.importance(X[[a, b]], y)
    assert by_hand == pytest.approx(imported.loc[a, "estimate"], rel=1e-9)
    assert np.array_equal(shown, imported[["estimate", "low", "high", "n"]])
