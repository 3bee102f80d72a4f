"""The glossary is whole, its pages are written from it, and the Indonesian cells follow it."""

import re

import glossary
import pytest
import yaml
from nbbuild.source import Source, find_sources, hash_of

SOURCES = find_sources(glossary.ROOT)
TERMS = glossary.read_terms()


# The lessons --------------------------------------------------------------------------------------


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_every_indonesian_cell_uses_the_word_of_the_glossary(source):
    assert list(glossary.breaches(source, TERMS)) == []


def test_the_glossary_speaks_of_most_cells():
    cells = [pair for source in SOURCES for pair in glossary.pairs(source)]
    met = [
        sum(term.find is not None and bool(term.find.search(english)) for term in TERMS)
        for _name, english, _indonesian in cells
    ]
    assert sum(n > 0 for n in met) > 0.9 * len(cells)
    assert sum(met) > 4 * len(cells)


# The glossary itself ------------------------------------------------------------------------------


def test_about_150_terms_each_once_in_either_language():
    assert 150 <= len(TERMS) <= 200
    for lang in ("en", "id"):
        words = [getattr(term, lang).casefold() for term in TERMS]
        assert len(set(words)) == len(words), {w for w in words if words.count(w) > 1}


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.en)
def test_a_term_agrees_with_itself(term):
    assert term.said.search(term.id)
    assert not (term.never and term.never.search(term.id))
    if term.keep:
        assert set(re.findall(r"[\w-]+", term.en)) & set(re.findall(r"[\w-]+", term.id))
    for lang, text in term.meaning.items():
        assert len(text) <= 100, "one line"
        assert not text.endswith("."), lang
        assert text[0].islower() or text.split()[0].isupper(), "no capital begins a meaning"


def test_words_that_the_course_has_settled_stand_in_the_glossary():
    settled = {
        "codebook": "codebook",
        "share": "proporsi",
        "interval": "interval",
        "difference": "selisih",
        "construct": "konstruk",
        "item": "butir",
        "respondent": "responden",
        "channel": "saluran",
        "store": "toko",
        "online": "daring",
        "offline": "luring",
        "promoter": "promoter",
        "passive": "passive",
        "detractor": "detractor",
    }
    assert {term.en: term.id for term in TERMS if term.en in settled} == settled
    begins = {"driver": "pendorong", "bootstrap": "bootstrap (penarikan ulang)"}
    for term in TERMS:
        assert term.id.startswith(begins.get(term.en, ""))


@pytest.mark.parametrize("lang", ["en", "id"])
def test_a_page_has_a_row_for_every_term_in_alphabetical_order(lang):
    text = glossary.PAGES[lang].read_text(encoding="utf-8")
    rows = re.findall(r"^\| (.+?) \| (.+?) \| (.+?) \| (\w*) ?\|$", text, re.MULTILINE)[1:]
    assert len(rows) == len(TERMS)
    assert [row[0] for row in rows] == sorted((row[0] for row in rows), key=str.casefold)
    lessons = {source.name.partition("_")[0] for source in SOURCES}
    assert {row[3] for row in rows} <= lessons | {""}
    assert str(len(TERMS)) in text


def test_the_pages_are_what_the_program_writes():
    for lang, path in glossary.PAGES.items():
        assert path.read_text(encoding="utf-8") == glossary.page(lang, TERMS), (
            "run: python tools/glossary.py"
        )


# The program --------------------------------------------------------------------------------------


@pytest.fixture
def lesson(tmp_path):
    """Return a lesson of one cell, made from an English and an Indonesian text."""

    def make(english, indonesian, name="one"):
        folder = tmp_path / "notebooks" / "src"
        folder.mkdir(parents=True, exist_ok=True)
        source = Source(folder / f"{hash_of(name + english + indonesian)}.py")
        source.path.write_text(f'# %% [markdown] name="{name}"\n# {english}\n', encoding="utf-8")
        source.translation.write_text(
            f"<!-- cell {name} {hash_of(english)} -->\n{indonesian}\n", encoding="utf-8"
        )
        return source

    return make


def told(source):
    return [breach.partition(": ")[2] for breach in glossary.breaches(source, TERMS)]


def test_a_cell_with_another_word_is_named(lesson):
    source = lesson("Two drivers differ.", "Kedua faktor penggerak berbeda.")
    assert list(glossary.breaches(source, TERMS)) == [
        f"{source.name}:one: 'drivers' is 'pendorong (driver)' in the glossary, and the cell does "
        "not say so",
        f"{source.name}:one: 'drivers' is 'pendorong (driver)' in the glossary, not 'penggerak'",
    ]


def test_a_word_that_must_not_be_used_is_named_beside_the_right_one(lesson):
    source = lesson("A survey of respondents.", "Survei responden, sebuah survey.")
    assert told(source) == ["'survey' is 'survei' in the glossary, not 'survey'"]


@pytest.mark.parametrize(
    ("english", "indonesian"),
    [
        ("The driver's slope.", "Kemiringan pendorongnya."),  # with an ending
        ("We correlated the items.", "Kita mengorelasikan butir-butirnya."),  # with a beginning
        ("The **Simpson's** paradox", "Paradoks Simpson"),  # with emphasis
        ("See `driver` and <code>survey</code>.", "Lihat `driver`."),  # code is no prose
        ("A table (customer, channel, stage).", "Sebuah tabel."),  # names of columns
        ("[here](docs/survey.md)", "[di sini](docs/survei.md)"),  # an address
        ("It means a lot.", "Itu sangat berarti."),  # no mean
    ],
)
def test_a_cell_that_follows_is_not_named(lesson, english, indonesian):
    assert told(lesson(english, indonesian)) == []


def test_titles_of_works_may_stay_english(lesson):
    text = "1. Pew (2020), *Risks to online surveys*."
    assert told(lesson(text, text, name="references")) == []
    assert told(lesson(text, text, name="other")) != []


def test_a_cell_without_a_translation_is_left_to_the_check_of_the_notebooks(lesson):
    source = lesson("Two drivers.", "Dua pendorong.")
    source.translation.unlink()
    assert told(source) == []


def test_a_wrong_entry_is_named_with_all_its_faults(tmp_path):
    path = tmp_path / "glossary.yaml"
    entries = [
        {"en": "gap", "id": "kesenjangan", "meaning": {"en": "x"}, "lesson": "04"},
        {"id": "toko", "meaning": {"en": "x", "id": "y"}},
    ]
    path.write_text(yaml.safe_dump(entries), encoding="utf-8")
    with pytest.raises(ValueError) as caught:
        glossary.read_terms(path)
    assert str(caught.value).splitlines() == [
        "gap: 'lesson' is no key; there are en, find, id, keep, meaning, not, said",
        "gap: the meaning in 'id' is missing",
        "entry 2: the term in 'en' is missing",
    ]


def test_the_lesson_of_first_use_is_the_first_in_the_order_of_lessons():
    first = {term.en: glossary.first_use(term, SOURCES) for term in TERMS}
    assert first["promoter"] == first["detractor"] == "03"
    assert first["recovery paradox"] == "09"
    assert first["federated learning"] == ""  # lesson 12 is still to come


def test_check_names_a_stale_page_and_writes_nothing(monkeypatch, tmp_path, capsys):
    stale = tmp_path / "glossary.md"
    stale.write_text("old", encoding="utf-8")
    monkeypatch.setattr(glossary, "PAGES", {"en": stale})
    monkeypatch.setattr(glossary, "problems", lambda: [])
    monkeypatch.setattr(glossary, "ROOT", tmp_path)
    monkeypatch.setattr(glossary, "find_sources", lambda root: [])
    assert glossary.main(["--check"]) == 1
    assert capsys.readouterr().out == "differs: glossary.md\n"
    assert stale.read_text(encoding="utf-8") == "old"
    assert glossary.main([]) == 0
    assert glossary.main(["--check"]) == 0
    assert capsys.readouterr().out == "The glossary and the lessons agree.\n"


def test_a_slip_on_the_command_line_writes_nothing(capsys):
    assert glossary.main(["--chek"]) == 2
    assert capsys.readouterr().out == "glossary: unknown: --chek. Write nothing, or --check.\n"
