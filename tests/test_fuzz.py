"""Three hundred mangled exports, each read in a process of its own under limits."""

import re

import fuzz
import pytest

SEED = 0


@pytest.fixture(scope="module")
def results():
    return fuzz.fuzz(300, SEED)


@pytest.mark.slow
def test_every_mangled_file_gives_a_table_or_a_sentence(results):
    assert [(r.number, r.outcome, r.detail) for r in results if r.outcome in fuzz.BAD] == []
    assert [result.number for result in results] == [*range(300)]


@pytest.mark.slow
def test_both_outcomes_occur_and_every_refusal_says_something(results):
    outcomes = {result.outcome for result in results}
    assert {fuzz.LOADED, fuzz.REFUSED} <= outcomes
    refused = [result.detail for result in results if result.outcome == fuzz.REFUSED]
    assert [detail for detail in refused if not re.search(r"\w+ \w+ \w+.*[.?]$", detail)] == []


@pytest.mark.slow
def test_the_page_counts_every_file(results):
    page = fuzz.told(results, SEED)
    assert "300 small exports" in page
    rows = re.findall(r"^\| ([^|]+) \| ([0-9,]+) \|$", page, re.M)
    assert [name for name, _n in rows] == [*fuzz.OUTCOMES]
    assert sum(int(n.replace(",", "")) for _name, n in rows) == 300


def test_a_number_is_always_the_same_file():
    sound = fuzz.exports()
    for number in range(20):
        assert fuzz.mangled(3, number, sound) == fuzz.mangled(3, number, sound)
    files = {fuzz.mangled(3, number, sound)[0].raw for number in range(20)}
    assert len(files) > 15


def test_sound_files_are_read(tmp_path):
    names = {export.name for export in fuzz.exports()}
    assert {"book.xlsx", "comma_utf-16.csv", "qualtrics.csv", "semicolon.csv"} <= names
    sound = {export.name: export for export in fuzz.exports()}
    for name in ("comma_utf-16.csv", "book.xlsx"):
        outcome, detail, _seconds = fuzz.read(sound[name], tmp_path)
        assert (outcome, detail) == (fuzz.LOADED, "")


@pytest.mark.slow
def test_a_crash_a_slow_file_and_a_lost_reader_are_outcomes(tmp_path, monkeypatch):
    export = fuzz.Export("a.csv", b"Q8\n9\n")

    def crash(path):
        raise ZeroDivisionError("by design")

    monkeypatch.setattr(fuzz, "read_table", crash)
    assert fuzz.read(export, tmp_path)[:2] == (fuzz.CRASH, "ZeroDivisionError in : by design")
    monkeypatch.undo()
    monkeypatch.setattr(fuzz, "LIMIT", -1)
    assert fuzz.read(export, tmp_path)[0] == fuzz.SLOW
    monkeypatch.undo()
    reader = fuzz._started(SEED)
    reader.number, reader.is_ready = 4, False
    reader.process.kill()
    reader.process.join()
    assert reader.listen() == fuzz.DEAD
    lost = fuzz._lost(reader, SEED, fuzz.DEAD)
    assert (lost.number, lost.outcome) == (4, fuzz.DEAD)
    reader.end()
