import re
from pathlib import Path

import pytest

from custsat_edu.errors import InputError
from custsat_edu.i18n import use_language
from custsat_edu.show.paper.citations import WORKS, bibtex, cite

SOURCE = Path(__file__).resolve().parents[1] / "src" / "custsat_edu" / "show"


def test_one_two_and_more_authors_are_cited_in_both_languages():
    assert cite("holm1979") == "(Holm, 1979)"
    assert cite("fornell1981") == "(Fornell and Larcker, 1981)"
    assert cite("lindeman1980") == "(Lindeman et al., 1980)"
    use_language("id")
    assert cite("fornell1981") == "(Fornell dan Larcker, 1981)"
    assert cite("lindeman1980") == "(Lindeman dkk., 1980)"


def test_works_come_in_alphabetical_order_and_each_once():
    both = cite("welch1947", "holm1979", "dematos2007", "welch1947")
    assert both == "(de Matos et al., 2007; Holm, 1979; Welch, 1947)"
    assert cite() == ""


def test_a_regulation_is_cited_by_its_whole_name():
    assert cite("permenpan2017") == "(Permen PAN-RB Nomor 14, 2017)"
    assert "author = {{Permen PAN-RB Nomor 14}}," in bibtex(["permenpan2017"])


def test_an_unknown_key_is_named_with_the_nearest_one():
    wrong = "citations: there is no work 'holm1997'. Did you mean 'holm1979'?"
    for ask in (lambda: cite("holm1997"), lambda: bibtex(["holm1997"])):
        with pytest.raises(InputError, match=re.escape(wrong)):
            ask()


def test_bibtex_has_an_entry_a_key_sorted_and_escaped():
    text = bibtex(["welch1947", "albayrak2013", "welch1947"])
    assert re.findall(r"@(\w+){(\w+),", text) == [
        ("article", "albayrak2013"), ("article", "welch1947"),
    ]  # fmt: skip
    assert r"journal = {Total Quality Management \& Business Excellence}," in text
    assert "author = {Albayrak, T. and Caber, M.}," in text
    assert "doi = {10.1080/14783363.2013.776757}," in text
    assert text.count("{") == text.count("}")


@pytest.mark.parametrize("key", WORKS)
def test_every_work_has_what_a_reference_list_needs(key):
    work = WORKS[key]
    assert re.fullmatch(r"[a-z]+\d{4}", key) and key.endswith(str(work.year))
    assert work.authors and work.title and all(work.fields.values())
    assert work.kind in ("article", "book", "misc")
    assert work.kind != "article" or {"journal"} <= set(work.fields)
    assert bibtex([key]).startswith(f"@{work.kind}{{{key},\n")


def test_every_work_is_cited_somewhere():
    files = [path for path in SOURCE.glob("paper/*.py") if path.name != "citations.py"]
    texts = "".join(path.read_text(encoding="utf-8") for path in files)
    assert [key for key in WORKS if f'"{key}"' not in texts] == []
