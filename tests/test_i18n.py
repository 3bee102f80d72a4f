import pytest
from hypothesis import given
from hypothesis import strategies as st

from custsat_edu.errors import CustsatError, InputError, Problem
from custsat_edu.i18n import _, active_language, ngettext, number, translate, use_language


@pytest.fixture
def indonesian():
    use_language("id")
    yield
    use_language("en")


def test_an_unknown_language_is_refused_with_the_nearest_one():
    with pytest.raises(InputError) as caught:
        use_language("ind")
    assert str(caught.value) == (
        "use_language: 'ind' is not a language of this workbook. Use 'en' or 'id'. "
        "Did you mean 'id'?"
    )
    assert active_language() == "en"


@pytest.mark.parametrize(
    ("value", "digits", "english", "bahasa"),
    [
        (0.5, None, "0.5", "0,5"),
        (39.8397669, 2, "39.84", "39,84"),
        (12345.678, 1, "12,345.7", "12.345,7"),
        (1 / 3, None, "0.3333", "0,3333"),
        (2400, None, "2,400", "2.400"),
        (100, 0, "100", "100"),
        (-3.25, 1, "−3.2", "−3,2"),
        (-0.0001, 1, "0.0", "0,0"),
        (float("nan"), 1, "–", "–"),
        (float("inf"), None, "–", "–"),
    ],
)
def test_numbers_are_written_as_each_language_writes_them(value, digits, english, bahasa):
    assert number(value, digits) == english
    use_language("id")
    found = number(value, digits)
    use_language("en")
    assert found == bahasa


def test_a_sign_is_shown_when_asked_for():
    assert number(3, 1, sign=True) == "+3.0"
    assert number(-3, 1, sign=True) == "−3.0"


@given(st.floats(-1e9, 1e9), st.integers(0, 4))
def test_both_languages_write_the_same_digits(value, digits):
    english = number(value, digits)
    use_language("id")
    bahasa = number(value, digits)
    use_language("en")
    assert english.translate(str.maketrans(",.", ".,")) == bahasa


def test_a_sentence_without_translation_stays_english(indonesian):
    assert _("No such sentence in the catalogue.") == "No such sentence in the catalogue."
    assert ngettext("{n} zebra", "{n} zebras", 1) == "{n} zebras"


def test_english_has_two_numbers():
    assert ngettext("{n} answer", "{n} answers", 1) == "{n} answer"
    assert ngettext("{n} answer", "{n} answers", 2) == "{n} answers"


def test_an_error_says_every_problem_in_english_and_translates_each(indonesian):
    problems = [
        Problem("{text!r} runs out of the picture.", {"text": "NPS"}),
        Problem("{one!r} and {other!r} overlap.", {"one": "a", "other": "b"}),
    ]
    error = CustsatError(problems)
    assert str(error) == "'NPS' runs out of the picture.\n'a' and 'b' overlap."
    assert [translate(p) for p in error.problems] == [
        "'NPS' keluar dari gambar.",
        "'a' dan 'b' bertumpang tindih.",
    ]
    assert isinstance(error, ValueError)
