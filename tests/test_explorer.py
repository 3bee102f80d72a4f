import base64
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure
from PIL import Image

from custsat_edu.errors import InputError
from custsat_edu.i18n import use_language
from custsat_edu.teach.explorer import explore


def draw(n=300, share=0.5, shop="online"):
    figure = Figure(figsize=(4, 3))
    figure.subplots().plot([0, n], [0, share])
    return figure, f"{n} answers, {share:.1f} of them <{shop}>."


def bare(n):
    return Figure(figsize=(4, 3)), f"{n} answers."


def test_an_explorer_starts_at_the_defaults_and_tells_its_values_and_sentence():
    explorer = explore(
        draw,
        n=(30, 3000, 10),
        share=(0.0, 1.0),
        shop=["store", "online"],
        labels={"n": "Answers"},
    )
    assert explorer.values == {"n": 300, "share": 0.5, "shop": "online"}
    assert explorer.text == (
        "Answers = 300, share = 0.5, shop = online\n300 answers, 0.5 of them <online>."
    )


def test_without_a_default_a_slider_starts_in_the_middle():
    assert explore(bare, n=(10, 30)).values == {"n": 20}


def test_a_box_to_tick_starts_at_the_default():
    def ticked(weighted=False):
        return Figure(), f"weighted: {weighted}"

    assert explore(ticked, weighted=True).values == {"weighted": False}


def test_the_text_writes_numbers_as_the_active_language_does():
    use_language("id")
    assert explore(draw, share=(0.0, 1.0)).text.startswith("share = 0,5\n")


def test_the_picture_is_a_png_of_the_figures_size_at_100_dpi_and_the_page_cannot_jump():
    explorer = explore(draw, n=(30, 3000))
    picture = Image.open(io.BytesIO(explorer.png))
    assert (picture.format, picture.size) == ("PNG", (400, 300))
    assert (explorer._picture.width, explorer._picture.height) == ("400", "300")
    assert explorer._line.layout.min_height == "4.2em"


def test_the_same_values_give_the_same_bytes():
    assert explore(draw, n=(30, 3000)).png == explore(draw, n=(30, 3000)).png


def test_moving_a_control_changes_picture_sentence_and_what_is_read_aloud():
    explorer = explore(draw, n=(30, 3000))
    before = explorer.png
    explorer.controls["n"].value = 500
    assert explorer.sentence == "500 answers, 0.5 of them <online>."
    assert explorer._picture.tooltip == explorer.sentence
    assert "500 answers, 0.5 of them &lt;online&gt;." in explorer._line.value
    assert explorer.png != before


def test_a_value_that_was_drawn_is_not_drawn_again():
    drawn = []

    def noted(n=300):
        drawn.append(n)
        return draw(n)

    explorer = explore(noted, n=(30, 3000))
    first = explorer.png
    explorer.controls["n"].value = 301
    explorer.controls["n"].value = 300
    assert drawn == [300, 301]
    assert explorer.png == first


def test_the_notebook_without_a_kernel_gets_the_text_and_the_picture():
    explorer = explore(draw, n=(30, 3000))
    data, metadata = explorer._repr_mimebundle_()
    assert data["text/plain"] == explorer.text
    assert base64.b64decode(data["image/png"]) == explorer.png
    assert data["application/vnd.jupyter.widget-view+json"]["model_id"] == explorer.model_id
    assert metadata == {"image/png": {"alt": explorer.sentence}}


def test_no_output_widget_is_used_and_labels_are_shown_whole():
    explorer = explore(draw, n=(30, 3000), labels={"n": "How many people answered the survey"})
    assert {type(child).__name__ for child in explorer.children} == {
        "IntSlider",
        "_Picture",
        "HTML",
    }
    assert explorer.controls["n"].style.description_width == "initial"
    assert explorer.controls["n"].description == "How many people answered the survey"
    assert explorer.controls["n"].continuous_update


def test_our_error_stands_as_the_sentence_in_the_active_language_and_the_picture_stays():
    def fussy(n=300):
        if n > 300:
            raise InputError.of("no answers for {n}", n=n)
        return draw(n)

    explorer = explore(fussy, n=(30, 3000))
    before = explorer.png
    explorer.controls["n"].value = 301
    assert (explorer.sentence, explorer.png) == ("no answers for 301", before)
    explorer.controls["n"].value = 299
    assert explorer.sentence == "299 answers, 0.5 of them <online>."


def test_our_error_at_the_start_is_the_sentence_of_an_explorer_without_picture():
    def impossible(n=300):
        raise InputError.of("no answers for {n}", n=n)

    explorer = explore(impossible, n=(30, 3000))
    assert explorer.text == "n = 300\nno answers for 300"
    assert "image/png" not in explorer._repr_mimebundle_()[0]


def test_a_lecturers_slip_is_named_when_it_shows_while_moving_and_raised_at_the_start():
    def slip(n=300):
        return draw(n) if n == 300 else draw(1 / 0)

    explorer = explore(slip, n=(30, 3000))
    explorer.controls["n"].value = 301
    assert explorer.sentence == "ZeroDivisionError: division by zero"
    with pytest.raises(ZeroDivisionError):
        explore(lambda n: slip(n), n=(400, 500))


@pytest.mark.parametrize(
    "control",
    [
        (30,),
        (3000, 30),
        (30, 30),
        (30, 3000, 0),
        (30, 3000, -1),
        (30, 300, 10, 1),
        (0, float("inf")),
        (True, False),
        ("a", "b"),
        [],
        {},
        300,
        "30-3000",
        None,
    ],
)
def test_what_is_no_control_is_named_with_the_cure(control):
    cure = "Give (low, high), (low, high, step), a list of choices, or True or False."
    with pytest.raises(
        InputError, match=re.escape(f"explore: n={control!r} is no control. {cure}")
    ):
        explore(bare, n=control)


def test_a_default_outside_its_control_is_named():
    said = (
        "explore: draw starts at n=300, which (400, 500) does not hold. Widen the control or "
        "change the default."
    )
    with pytest.raises(InputError, match=re.escape(said)):
        explore(draw, n=(400, 500))


def test_every_wrong_name_is_told_at_once_with_the_right_ones():
    with pytest.raises(InputError) as caught:
        explore(draw, m=(1, 9), shop=["online"], labels={"shp": "Shop"})
    assert str(caught.value).split("\n") == [
        "explore: draw has no parameter 'm'. It has: n, share, shop.",
        "explore: labels names 'shp', which has no control. Controls: m, shop.",
    ]


def test_a_parameter_without_a_value_is_named():
    said = (
        "explore: bare needs a value for 'n'. Give it a control, such as n=(0, 10), or a default."
    )
    with pytest.raises(InputError, match=re.escape(said)):
        explore(bare)


def test_a_drawing_in_place_of_the_function_is_named():
    said = (
        "explore: give it a function that returns (figure, sentence), found (Figure, str). "
        "Write explore(f, ...), not explore(f(...), ...)."
    )
    with pytest.raises(InputError, match=re.escape(said)):
        explore(draw())


@pytest.mark.parametrize(
    ("returned", "found"),
    [(None, "NoneType"), ((Figure(), 3), "(Figure, int)"), (Figure(), "Figure")],
)
def test_a_function_that_returns_something_else_is_named(returned, found):
    def careless(n=1):
        return returned

    said = (
        "explore: careless must return (figure, sentence), a matplotlib.figure.Figure and a text; "
        f"found {found}."
    )
    with pytest.raises(InputError, match=re.escape(said)):
        explore(careless, n=(0, 9))


@given(st.integers(-50, 50), st.integers(1, 100))
def test_every_range_of_whole_numbers_starts_inside(low, width):
    explorer = explore(lambda n: (Figure(figsize=(1, 1)), str(n)), n=(low, low + width))
    assert low <= explorer.values["n"] <= low + width
    assert explorer.sentence == str(explorer.values["n"])


def test_a_function_that_takes_any_names_gets_a_box_for_each():
    def held(**ticked):
        return Figure(), ", ".join(name for name, on in ticked.items() if on) or "nothing"

    explorer = explore(held, **{"Age in years": True, "region": False})
    assert explorer.text == "Age in years = True, region = False\nAge in years"
    explorer.controls["region"].value = True
    assert explorer.sentence == "Age in years, region"
