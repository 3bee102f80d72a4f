"""The picture of what a reader should know before any number, and the sentence that says it."""

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from show_helpers import NAMES, labels, texts

from custsat_edu import layout_problems, load_study, use_language
from custsat_edu.errors import InputError
from custsat_edu.show.problems import describe_problems, plot_problems
from custsat_edu.show.style import BLUE, ORANGE

ROWS = [
    ("straight-liners", "-", 96, 0.04, "answers"),
    ("most often left out", "Q7_12", 600, 0.25, "items"),
    ("speeders", "-", 240, 0.1, "answers"),
    ("often left out", "nps", 12, 0.005, "items"),
    ("reversed item?", "A: c", 2400, np.nan, "items"),
    ("personal columns left out", "a.csv: Email", 2, np.nan, "file"),
]


@pytest.fixture(autouse=True)
def clean():
    yield
    plt.close("all")


def table(rows=ROWS):
    return pd.DataFrame(rows, columns=["what", "where", "n", "share", "kind"])


def crowd(signs=6, items=12):
    """Return as many notes as a study can have, with long names."""
    rows = [(f"{name} dan seterusnya", "-", 100 + i, 0.01 * i, "answers")
            for i, name in enumerate(NAMES[:signs])]  # fmt: skip
    rows += [(NAMES[i], f"{name} [{name}]", 900 - i, 0.4 - i / 100, "items")
             for i, name in enumerate(NAMES[:items])]  # fmt: skip
    return table([*rows, *ROWS[4:]])


def new(width, height):
    return plt.subplots(figsize=(width, height), layout="constrained")[1]


def bars(ax):
    return [(round(bar.get_width(), 6), to_hex(bar.get_facecolor()).upper()) for bar in ax.patches]


@pytest.mark.parametrize("lang", ["en", "id"])
@pytest.mark.parametrize(
    "problems", [table(), table(ROWS[:1]), table(ROWS[1:2]), table(ROWS[4:]), crowd()],
    ids=["both", "answers", "items", "neither", "all"],
)  # fmt: skip
def test_the_picture_is_readable_on_a_page_and_on_a_slide(problems, lang):
    use_language(lang)
    assert layout_problems(plot_problems(problems).figure) == []
    assert layout_problems(plot_problems(problems, ax=new(10, 5.6)).figure) == []


def test_how_respondents_answered_stands_above_the_questions_the_largest_first():
    ax = plot_problems(table())
    assert labels(ax) == [
        "", "speeders", "straight-liners", "", "Q7_12: most often left out", "nps: often left out"
    ]  # fmt: skip
    assert bars(ax) == [(10, BLUE), (4, BLUE), (25, ORANGE), (0.5, ORANGE)]
    assert texts(ax) == [
        "How respondents answered", "240 (10.0%)", "96 (4.0%)", "Questions", "600 (25.0%)",
        "12 (0.5%)", "2 notes without a share are in the table",
    ]  # fmt: skip
    assert ax.get_xlabel() == "share of the respondents"


def test_more_than_five_questions_are_counted_below_the_picture():
    ax = plot_problems(crowd())
    assert len(bars(ax)) == 6 + 5
    assert texts(ax)[-1] == (
        "7 more questions are in the table\n2 notes without a share are in the table"
    )
    one = plot_problems(crowd(items=6))
    assert texts(one)[-1].startswith("1 more question is in the table\n")


def test_a_long_name_is_cut_and_stands_above_its_note():
    what = "code for no answer kept as an answer of the scale"
    ax = plot_problems(table([(what, "q" * 300, 3, 0.1, "items")]))
    assert labels(ax)[1] == "q" * 31 + "…\ncode for no answer kept as an a…"


def test_what_stands_in_the_file_is_no_formula_of_the_picture():
    hostile = r"$x$ \frac{1}{0} {x} <b>&amp;%s"
    ax = plot_problems(
        table([(hostile, hostile, 3, 0.1, "items"), ("a $b$", "-", 1, 0.1, "answers")])
    )
    assert labels(ax)[1] == "a $b$"
    assert labels(ax)[3].startswith(hostile)
    drawn = [*ax.get_yticklabels(), *ax.texts]
    assert [text for text in drawn if "$" in text.get_text() and text.get_parse_math()] == []
    assert layout_problems(ax.figure) == []


def test_a_character_that_no_font_has_is_a_box():
    ax = plot_problems(table([("often left out", "中 q1\nq2", 3, 0.1, "items")]))
    assert labels(ax)[1] == "□ q1 q2: often left out"
    assert layout_problems(ax.figure) == []


def test_a_study_without_notes_has_a_calm_picture():
    problems = load_study(pd.DataFrame({"Q8": [9, 3]}), nps="Q8").problems
    said = "No sign of careless answers, and no question that many left out."
    ax = plot_problems(problems)
    assert not ax.axison
    assert " ".join(texts(ax)[0].split()) == said
    assert describe_problems(problems) == said
    noted = plot_problems(table(ROWS[4:]))
    assert " ".join(texts(noted)[0].split()) == f"{said} 2 notes without a share are in the table"


def test_the_sentence_names_every_note_and_its_share():
    assert describe_problems(table()) == (
        "How respondents answered: speeders 240 (10.0%); straight-liners 96 (4.0%). Questions: "
        "most often left out (Q7_12) 600 (25.0%); often left out (nps) 12 (0.5%). Notes without a "
        "share: reversed item? (A: c); personal columns left out (a.csv: Email)."
    )


def test_a_chart_goes_where_it_is_asked_to_and_leaves_its_table_alone():
    problems, ax = table(), new(8, 4)
    before = problems.copy()
    assert plot_problems(problems, ax=ax) is ax
    pd.testing.assert_frame_equal(problems, before)


@pytest.mark.parametrize("draw", [plot_problems, describe_problems])
def test_a_table_of_something_else_is_refused_with_the_cure(draw):
    with pytest.raises(InputError) as caught:
        draw(table().drop(columns=["share", "kind"]))
    assert str(caught.value).splitlines() == [
        f"{draw.__name__}: the table has no column {column!r}; it needs n, share, what, where, "
        "kind. Give the table as its function made it."
        for column in ("share", "kind")
    ]
    with pytest.raises(InputError, match=r"kind must be one of .*, found 'else'"):
        draw(table([("a", "-", 1, 0.1, "else")]))
    with pytest.raises(InputError, match="n must hold numbers, found 'many'"):
        draw(table([("a", "-", "many", 0.1, "items")]))
