import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from custsat_edu import __version__, load_study
from custsat_edu.cli import main
from custsat_edu.report.scores import score_table
from custsat_edu.study.study import study_names

EMPTY = "a.csv: the file is empty. Export the answers again, or name another file with data=."
NO_ANSWERS = (
    "a.csv: there are column names and no answers below them. Is it the right export, "
    "and the right sheet?"
)

HERE = Path(__file__).parent
ALIEN = HERE / "alien"
AIRPORT = HERE.parents[1] / "shared" / "real" / "airport-2017" / "survey.csv"
REFERENCE = json.loads((HERE / "reference" / "nps.json").read_text(encoding="utf-8"))
FIVE = "scale: {min: 1, max: 5}\n"


@pytest.fixture
def custsat(capsys):
    """Run the command in this process: its status, and what it says on either stream."""

    def run(*words: object) -> tuple[int, list[str], list[str]]:
        try:
            status = main([str(word) for word in words])
        except SystemExit as left:
            status = left.code
        said = capsys.readouterr()
        return status, said.out.splitlines(), said.err.splitlines()

    return run


def in_a_shell(*words: object, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        list(map(str, words)), capture_output=True, env={**os.environ, **environment}, check=False
    )


def study_in(folder: Path, codebook: str, answers: str) -> Path:
    (folder / "codebook.yaml").write_text(f"data: a.csv\n{codebook}", encoding="utf-8")
    (folder / "a.csv").write_text(answers, encoding="utf-8")
    return folder


@pytest.fixture
def three(tmp_path):
    """Three answers, two channels: NPS 100 (2 - 1) / 3."""
    return study_in(tmp_path, "nps: Q8\nchannel: k\n", "Q8,k\n9,a\n10,b\n3,b\n")


@pytest.fixture
def counts(tmp_path):
    """A file with as many promoters, passives and detractors as the airport survey of 2017."""
    there = REFERENCE["unweighted"]
    answers = [9] * there["promoters"] + [7] * there["passives"] + [6] * there["detractors"]
    return study_in(tmp_path, "nps: Q8\n", "Q8\n" + "\n".join(map(str, answers)) + "\n")


def points(limits: list[float]) -> str:
    low, high = (f"{100 * limit:.2f}" for limit in limits)
    return f"{low} to {high}"


def refused(custsat, *words: object) -> list[str]:
    """Return the sentences of a command that does nothing."""
    status, said, sentences = custsat(*words)
    assert (status, said) == (2, [])
    assert "Traceback" not in "".join(sentences)
    return sentences


# custsat scores -----------------------------------------------------------------------------------


def test_scores_prints_the_nps_of_the_reference_with_its_interval(custsat, counts):
    # 100 (1436 - 342) / 2746 = 39.8398; limits of adjusted Wald as R has them
    assert points(REFERENCE["unweighted"]["ci95_adjusted_wald_3"]) == "37.18 to 42.41"
    assert custsat("scores", "--codebook", counts) == (
        0,
        [
            f"{counts.name} (n = 2,746)",
            "score               estimate    95% interval      n",
            "Net Promoter Score     39.84  37.18 to 42.41  2,746",
        ],
        [],
    )


def test_scores_takes_a_codebook_file_as_well_as_its_folder(custsat, counts):
    folder = custsat("scores", "--codebook", counts)
    assert custsat("scores", "--codebook", counts / "codebook.yaml") == folder


def test_scores_of_the_airport_survey_are_those_of_the_reference_without_and_with_weights(custsat):
    if not AIRPORT.exists():
        pytest.skip("the airport survey is not beside this repository")
    status, said, sentences = custsat(
        "scores", "--codebook", HERE / "airport" / "codebook.yaml", "--data", AIRPORT
    )
    assert (status, sentences, said[0]) == (0, [], "airport (n = 2,831)")
    plain, weighted = (line.split() for line in said[2:4])
    there, heavy = REFERENCE["unweighted"], REFERENCE["weighted"]
    interval = points(there["ci95_adjusted_wald_3"]).split()
    assert plain == ["Net", "Promoter", "Score", f"{there['nps_points']:.2f}", *interval, "2,746"]
    assert plain[3:7] == ["39.84", "37.18", "to", "42.41"]
    assert weighted[:5] == ["Net", "Promoter", "Score", "yes", f"{100 * heavy['nps']:.2f}"]
    assert (weighted[4], weighted[-1]) == ("40.40", "2,746")


def test_every_score_of_the_strangers_survey_is_a_line_and_weighted_ones_are_marked(custsat):
    status, said, sentences = custsat("scores", "--codebook", ALIEN)
    assert (status, sentences, said[0]) == (0, [], "alien (n = 300)")
    assert said[1].split() == ["score", "weights", "estimate", "95%", "interval", "n"]
    table, _ = score_table(load_study(ALIEN))
    assert len(said) == 2 + len(table)
    assert [" yes " in line for line in said[2:]] == table["weighted"].tolist()
    # 92 of 290 gave 6 or 7: 31.7%; alpha with three decimals
    assert said[2].split()[-5:] == ["31.7%", "26.6%", "to", "37.3%", "290"]
    assert said[-5].startswith("Cronbach's alpha: Satisfaction")
    assert said[-5].split()[-5:] == ["0.875", "0.850", "to", "0.900", "285"]


def test_by_channel_gives_a_line_for_each_channel(custsat, three):
    # a: one promoter; b: a promoter and a detractor
    status, said, sentences = custsat("scores", "--codebook", three, "--by", "channel")
    assert (status, sentences) == (0, [])
    assert said[1].split() == ["score", "channel", "estimate", "95%", "interval", "n"]
    assert [(line.split()[3], line.split()[4], line.split()[-1]) for line in said[2:]] == [
        ("a", "100.00", "1"),
        ("b", "0.00", "2"),
    ]


def test_a_wrong_by_names_the_groups_there_are(custsat):
    assert refused(custsat, "scores", "--codebook", ALIEN, "--by", "kanal") == [
        "scores: there is no column 'kanal' to group by. Groups of this study: channel, "
        "poliklinik, kelamin."
    ]


def test_a_group_named_like_a_column_of_the_table_is_shown_all_the_same(custsat, tmp_path):
    folder = study_in(tmp_path, "nps: Q8\nsegments: {n: k, score: k2}\n", "Q8,k,k2\n9,a,x\n3,b,y\n")
    for name, groups in (("n", ["a", "b"]), ("score", ["x", "y"])):
        out = tmp_path / f"{name}.csv"
        status, said, _ = custsat("scores", "--codebook", folder, "--by", name, "--out", out)
        assert status == 0
        assert said[1].split()[:3] == ["score", name, "estimate"]
        assert [line.split()[3] for line in said[2:]] == groups
        assert out.read_text().startswith(f"score,{name},label,")


def test_a_score_without_limits_shows_dashes_and_no_percent_sign(custsat, tmp_path):
    folder = study_in(tmp_path, "csat: s\nces: e\nweight: w\n", "s,e,w\n5,7,1\n")
    status, said, _ = custsat("scores", "--codebook", folder)
    assert status == 0
    assert [line.split()[-5:] for line in said[3:]] == [
        ["100.0%", "–", "to", "–", "1"],  # weighted CSAT of one respondent
        ["7.00", "–", "to", "–", "1"],
        ["7.00", "–", "to", "–", "1"],
    ]


def test_a_score_that_cannot_be_computed_leaves_the_others_and_the_status_is_1(custsat, tmp_path):
    folder = study_in(
        tmp_path, f"{FIVE}nps: Q8\nconstructs: {{A: 'a1:3'}}\n", "Q8,a1,a2,a3\n9,1,2,3\n8,1,3,2\n"
    )
    status, said, sentences = custsat("scores", "--codebook", folder)
    assert status == 1
    assert [line.split()[0] for line in said[2:]] == ["Net", "A"]
    assert sentences == [
        "Cronbach's alpha: A: cronbach_alpha: needs at least 3 respondents who answered every "
        "item, found 2 of 2. Which item is often left out?"
    ]


def test_a_codebook_without_a_score_says_which_keys_make_one(custsat, tmp_path):
    folder = study_in(tmp_path, "channel: k\n", "k\n1\n2\n")
    assert refused(custsat, "scores", "--codebook", folder) == [
        "This codebook names no score: see nps, csat, ces, ikm."
    ]


# --out --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "id"])
@pytest.mark.parametrize("by", [None, "channel"])
def test_out_holds_the_numbers_of_the_table_to_the_last_digit(custsat, tmp_path, by, lang):
    out = tmp_path / "scores.csv"
    more = [] if by is None else ["--by", by]
    assert custsat("scores", "--codebook", ALIEN, "--out", out, "--lang", lang, *more)[0] == 0
    assert b"\r" not in out.read_bytes()
    table, _ = score_table(load_study(ALIEN), by=by)
    with out.open(encoding="utf-8", newline="") as file:
        written = list(csv.DictReader(file))
    index = ["score"] if by is None else ["score", by]
    assert list(written[0]) == [
        *(*index, "label", "unit", "weighted", "estimate", "low", "high", "n", "n_effective")
    ]
    for column in ("estimate", "low", "high", "n_effective"):
        numbers = [float(row[column] or "nan") for row in written]
        np.testing.assert_array_equal(numbers, table[column])
    for column in ("label", "unit", "weighted", "n"):
        assert [row[column] for row in written] == table[column].astype(str).tolist()


def test_out_quotes_labels_groups_and_names_that_a_spreadsheet_would_run(custsat, tmp_path):
    folder = study_in(
        tmp_path,
        f"{FIVE}"
        "constructs:\n  '=1+1': a\n  Plain: {items: b, label: '@SUM(A1)'}\n"
        "segments: {'+x': k}\n",
        "a,b,k\n1,2,-2+3\n3,4,=cmd\n5,5,fine\n",
    )
    out = tmp_path / "scores.csv"
    assert custsat("scores", "--codebook", folder, "--by", "+x", "--out", out)[0] == 0
    with out.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert header[:3] == ["score", "'+x", "label"]
    assert [row[:3] for row in rows] == [
        ["'=1+1", "'-2+3", "'=1+1"],
        ["'=1+1", "'=cmd", "'=1+1"],
        ["'=1+1", "fine", "'=1+1"],
        ["Plain", "'-2+3", "'@SUM(A1)"],
        ["Plain", "'=cmd", "'@SUM(A1)"],
        ["Plain", "fine", "'@SUM(A1)"],
    ]
    assert [row[5] for row in rows] == ["1.0", "3.0", "5.0", "2.0", "4.0", "5.0"]


def test_a_negative_score_is_a_number_and_not_quoted(custsat, tmp_path):
    folder, out = study_in(tmp_path, "nps: Q8\n", "Q8\n1\n2\n"), tmp_path / "scores.csv"
    assert custsat("scores", "--codebook", folder, "--out", out)[0] == 0
    assert out.read_text().splitlines()[1].startswith("nps,Net Promoter Score,points,False,-100.0,")


def test_out_writes_over_an_earlier_table_and_over_nothing_else(custsat, three):
    out = three / "scores.csv"
    first = custsat("scores", "--codebook", three, "--out", out)
    written = out.read_bytes()
    assert custsat("scores", "--codebook", three, "--out", out) == first
    assert out.read_bytes() == written
    for name in ("a.csv", "codebook.yaml"):
        before = (three / name).read_bytes()
        assert refused(custsat, "scores", "--codebook", three, "--out", three / name) == [
            f"{three / name}: there is such a file already, and it is no score table. Choose "
            "another name for --out."
        ]
        assert (three / name).read_bytes() == before


def test_an_out_that_cannot_be_written_names_the_file_and_the_cure(custsat, three):
    cure = "Choose a file for --out in a folder that exists and that you may write to."
    for out in (three / "gone" / "scores.csv", three):
        (sentence,) = refused(custsat, "scores", "--codebook", three, "--out", out)
        assert sentence.startswith(f"{out}: the table cannot be written (")
        assert "(None)" not in sentence
        assert sentence.endswith(cure)
    assert sorted(path.name for path in three.iterdir()) == ["a.csv", "codebook.yaml"]


# Two languages ------------------------------------------------------------------------------------


def test_lang_id_writes_words_and_numbers_in_indonesian(custsat, counts):
    status, said, sentences = custsat("scores", "--codebook", counts, "--lang", "id")
    assert (status, sentences, said[0]) == (0, [], f"{counts.name} (n = 2.746)")
    assert said[1].split() == ["skor", "estimasi", "interval", "95%", "n"]
    assert said[2].split()[-5:] == ["39,84", "37,18", "sampai", "42,41", "2.746"]


def test_lang_stands_before_or_after_the_word_and_lasts_for_one_call(custsat, three):
    after = custsat("scores", "--codebook", three, "--lang", "id")
    assert custsat("--lang=id", "scores", "--codebook", three) == after
    assert custsat("scores", "--codebook", three)[1][1].split()[0] == "score"


def test_a_group_or_file_called_id_is_not_taken_for_the_language(custsat, tmp_path):
    folder = study_in(tmp_path, "nps: Q8\nsegments: {id: k}\n", "Q8,k\n9,a\n3,a\n")
    assert custsat("scores", "--codebook", folder, "--by", "id")[1][1].split()[:2] == [
        *("score", "id")
    ]


def test_labels_come_in_the_language_asked_for(custsat):
    english = custsat("scores", "--codebook", ALIEN, "--by", "channel")[1]
    indonesian = custsat("scores", "--codebook", ALIEN, "--by", "channel", "--lang", "id")[1]
    assert sum("Counter" in line for line in english) == len(english[2:]) / 2
    assert sum("Loket" in line for line in indonesian) == len(english[2:]) / 2
    assert any(line.startswith("Keramahan") for line in indonesian)
    assert not any("Counter" in line or "Friendliness" in line for line in indonesian)


def test_bad_input_is_told_in_indonesian_with_the_same_value_and_place(custsat, tmp_path):
    folder = study_in(tmp_path, "nps: Q8\n", "Q8\n9\n99\n")
    (english,) = refused(custsat, "scores", "--codebook", folder)
    (indonesian,) = refused(custsat, "scores", "--codebook", folder, "--lang", "id")
    assert indonesian != english
    for sentence in (english, indonesian):
        assert all(part in sentence for part in ("a.csv", "'Q8'", "99", "missing:"))
    assert "baris 3" in indonesian


# custsat check ------------------------------------------------------------------------------------


def test_check_of_a_study_in_order_says_so(custsat):
    assert custsat("check", ALIEN) == (0, ["Answers that can be used: 300."], [])


def test_check_lists_what_a_reader_should_know_and_the_status_is_1(custsat, tmp_path):
    folder = study_in(tmp_path, "nps: Q8\nid: no\n", "Q8,no\n9,1\n9,2\n9,2\n")
    assert custsat("check", folder) == (
        1,
        [
            "no variance (nps, n = 3). Everybody gave one answer: the item tells nothing and "
            "spoils alpha.",
            "id twice (id, n = 1). One respondent may have answered twice: decide which row "
            "counts.",
            "Answers that can be used: 3.",
        ],
        [],
    )


def test_check_lists_every_problem_of_a_codebook_at_once(custsat, tmp_path):
    folder = study_in(tmp_path, "npss: Q8\nchannel: kk\nweight: w\n", "Q8,k,w\n9,a,-1\n")
    assert refused(custsat, "check", folder) == [
        "codebook.yaml:2: 'npss' is no key of codebook. Did you mean 'nps'?",
        "codebook.yaml:3: channel: there is no 'kk'. Did you mean 'k'?",
        "a.csv: the weights in 'w' must not be negative, found -1 (rows: 1, first: row 2). Correct "
        "them, or leave the rows out with keep:.",
    ]


def test_check_takes_other_answers_with_data(custsat, three, tmp_path):
    other = tmp_path / "other.csv"
    other.write_text("Q8,k\n9,a\n8,b\n11,b\n")
    (sentence,) = refused(custsat, "check", three, "--data", other)
    assert sentence.startswith("other.csv: column 'Q8' must hold answers from 0 to 10, found 11")


# The command itself -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ([], "custsat: the following arguments are required: WORD. custsat --help"),
        (["score"], "custsat: argument WORD: invalid choice: 'score' (choose from "),
        (["scores"], "custsat scores: the following arguments are required: --codebook. custsat "),
        (["check"], "custsat check: the following arguments are required: file. custsat check "),
        (["check", "x", "--lang", "fr"], "custsat: argument --lang: invalid choice: 'fr' (choose "),
        (["check", "x", "--lang"], "custsat: argument --lang: expected one argument. custsat "),
        (["check", "x", "--by", "k"], "custsat: unrecognized arguments: --by k. custsat --help"),
    ],
)
def test_a_command_that_is_not_understood_is_answered_in_one_line(custsat, words, sentence):
    (said,) = refused(custsat, *words)
    assert said.startswith(sentence)


def test_version_and_help_are_done_when_shown(custsat):
    assert custsat("--version") == (0, [f"custsat {__version__}"], [])
    status, said, sentences = custsat("scores", "--help")
    assert (status, sentences) == (0, [])
    for option in ("--codebook", "--data", "--by", "--out", "--lang"):
        assert any(line.strip().startswith(option) for line in said)
    said = custsat("drivers", "--help")[1]
    for option in ("--codebook", "--data", "--method", "--out", "--lang"):
        assert any(line.strip().startswith(option) for line in said)


# Bad input ----------------------------------------------------------------------------------------


def test_a_wrong_study_name_lists_those_there_are(custsat):
    (sentence,) = refused(custsat, "scores", "--codebook", "serambii")
    assert "there is no study and no path 'serambii'" in sentence
    assert "Did you mean 'serambi'?" in sentence
    assert sentence.endswith(f"come with the workbook: {', '.join(study_names())}.")


@pytest.mark.parametrize("word", ["scores", "drivers", "check"])
def test_files_that_are_missing_or_something_else_give_one_sentence(custsat, three, word):
    def said(*words: object) -> str:
        option = [] if word == "check" else ["--codebook"]
        (sentence,) = refused(custsat, word, *option, *words)
        return sentence

    gone = three / "gone.csv"
    assert said(three, "--data", gone) == (
        f"There is no file {str(gone)!r}. Check its name and folder."
    )
    assert said(three, "--data", three).startswith(
        f"{three.name}: a file of answers ends in one of .csv "
    )
    assert said(three / "gone.yaml").startswith("load_study: there is no study and no path ")
    assert said(three / "a.csv").startswith(f"load_study: {str(three / 'a.csv')!r} is no codebook.")
    (three / "folder").mkdir()
    assert said(three / "folder").endswith("holds no codebook.yaml.")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", EMPTY),
        (b"\xef\xbb\xbf", EMPTY),
        (b'""\n', "a.csv: row 1 must hold the column names"),
        (b" \r\n\r\n", EMPTY),
        (b"Q8,k\n", NO_ANSWERS),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a.csv: this is not a text file. Save or export it "),
        (b"\xff\xfe\x00", "a.csv: this is not a text file. Save or export it again as CSV in "),
        (b"PK\x03\x04" + bytes(range(256)), "a.csv: this is a packed archive, as survey "),
        (b"Q8,k\n9,a\n8,b,c\n", "a.csv: the rows do not fit the 2 column names (first trouble in "),
    ],
)
def test_a_file_of_answers_that_is_none_gives_one_sentence(custsat, three, content, sentence):
    (three / "a.csv").write_bytes(content)
    (said,) = refused(custsat, "scores", "--codebook", three)
    assert said.startswith(sentence)
    assert (three / "a.csv").read_bytes() == content


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"nps: [Q8\n", "codebook.yaml:2: this is not YAML ("),
        (b"nps: Q8\n\tchannel: k\n", "codebook.yaml:2: this is not YAML ("),
        (b"", "codebook.yaml: a codebook is made of lines such as `outcome: Satisfaction`"),
        (b"just words\n", "codebook.yaml: a codebook is made of lines such as `outcome: Sat"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "codebook.yaml: this is not a text file. Save or "),
    ],
)
def test_a_codebook_that_is_none_gives_one_sentence(custsat, three, content, sentence):
    (three / "codebook.yaml").write_bytes(content)
    for word in (["scores", "--codebook"], ["check"]):
        (said,) = refused(custsat, *word, three)
        assert said.startswith(sentence)


def test_a_codebook_that_may_not_be_opened_gives_one_sentence(custsat, three, monkeypatch):
    def locked(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied", self.name)

    monkeypatch.setattr(Path, "read_bytes", locked)
    assert refused(custsat, "check", three) == [
        "codebook.yaml: the file cannot be opened (Permission denied). Is it open in another "
        "program?"
    ]


# As a newcomer starts it --------------------------------------------------------------------------


@pytest.mark.slow
def test_the_module_and_the_console_script_do_what_main_does(custsat, counts):
    status, said, _ = custsat("scores", "--codebook", counts)
    script = Path(sys.executable).with_name("custsat.exe" if os.name == "nt" else "custsat")
    for start in ([sys.executable, "-m", "custsat_edu.cli"], [script]):
        done = in_a_shell(*start, "scores", "--codebook", counts)
        assert (done.returncode, done.stderr) == (status, b"")
        assert done.stdout.decode().splitlines() == said


@pytest.mark.slow
def test_status_2_reaches_the_shell_with_a_sentence_and_no_traceback(three):
    (three / "a.csv").write_bytes(b"Q8,k\n9,a\nzehn,b\n")
    done = in_a_shell(sys.executable, "-m", "custsat_edu.cli", "scores", "--codebook", three)
    assert (done.returncode, done.stdout) == (2, b"")
    (sentence,) = done.stderr.decode().splitlines()
    assert sentence.startswith("a.csv: column 'Q8' must hold numbers, found 'zehn' (rows: 1, first")


@pytest.mark.slow
def test_a_minus_sign_is_written_where_the_system_has_no_such_letter(tmp_path):
    folder = study_in(tmp_path, "nps: Q8\n", "Q8\n1\n2\n")
    done = in_a_shell(
        *(sys.executable, "-m", "custsat_edu.cli", "scores", "--codebook", folder),
        PYTHONIOENCODING="cp1252",
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert "−100.00" in done.stdout.decode("utf-8")


# codebook -----------------------------------------------------------------------------------------

SHOP = "kanal,trust1,trust2,nps\n" + "".join(
    f"{k % 2 + 1},{k % 5 + 1},{(k + 1) % 5 + 1},{k % 11}\n" for k in range(40)
)
DRAFT = """\
# Draft of a codebook for shop.csv. Check every line, answer each '# ?', and keep it.
data: shop.csv
scale: {min: 1, max: 5}   # the scale of most constructs without words
constructs:
  Trust: {items: trust1:2}   # one name with numbers, and the same answers; the answers run from 1 to 5
nps: nps   # answers on 0 to 10 to a question of recommendation
channel: kanal   # its name says so
# ? Which construct is the outcome, such as overall satisfaction?
#outcome:
#values:
  # ? What do the codes stand for? Fill in the words.
#  kanal: {1: , 2: }
"""  # noqa: E501
SAID = [
    "Guessed scale: {min: 1, max: 5} (the scale of most constructs without words).",
    "Guessed Trust: trust1:2 (one name with numbers, and the same answers; the answers run from 1 "
    "to 5).",
    "Guessed nps: nps (answers on 0 to 10 to a question of recommendation).",
    "Guessed channel: kanal (its name says so).",
    "To decide: outcome: Which construct is the outcome, such as overall satisfaction?",
    "To decide: values: kanal: What do the codes stand for? Fill in the words.",
]


@pytest.fixture
def shop(tmp_path):
    path = tmp_path / "shop.csv"
    path.write_text(SHOP, encoding="utf-8")
    return path


def test_codebook_prints_a_draft_and_says_beside_it_what_it_guessed_and_asks(custsat, shop):
    assert custsat("codebook", shop) == (0, DRAFT.splitlines(), SAID)


def test_codebook_writes_a_draft_that_check_reads(custsat, shop):
    target = shop.parent / "shop.yaml"
    status, out, err = custsat("codebook", shop, "-o", target)
    assert (status, out, err) == (0, [*SAID, f"The draft: {target}"], [])
    assert target.read_bytes() == DRAFT.encode()
    assert custsat("check", target)[0] == 0


def test_codebook_never_writes_over_a_file(custsat, shop):
    target = shop.parent / "mine.yaml"
    target.write_text("nps: Q1\n", encoding="utf-8")
    status, out, err = custsat("codebook", shop, "-o", target)
    assert (status, out) == (2, [])
    assert err == [
        f"{target}: there is such a file already, and a draft is never written over one. Choose "
        "another name for -o."
    ]
    assert target.read_text(encoding="utf-8") == "nps: Q1\n"


def test_codebook_writes_yaml_alone(custsat, shop):
    target = shop.parent / "shop.txt"
    assert custsat("codebook", shop, "-o", target) == (
        2,
        [],
        [f"{target}: a codebook ends in .yaml. Choose such a name for -o."],
    )
    assert not target.exists()


def test_codebook_says_why_a_draft_cannot_be_written(custsat, shop):
    target = shop.parent / "nowhere" / "shop.yaml"
    assert custsat("codebook", shop, "-o", target) == (
        2,
        [],
        [
            f"{target}: the draft cannot be written (No such file or directory). Choose a file for "
            "-o in a folder that exists and that you may write to."
        ],
    )


def test_codebook_in_another_folder_says_how_to_load_it(custsat, shop):
    (shop.parent / "books").mkdir()
    target = shop.parent / "books" / "shop.yaml"
    status, out, _ = custsat("codebook", shop, "-o", target)
    assert status == 0
    assert out[-1] == (f"It stands in another folder than the answers: load it with --data {shop}")
    assert custsat("check", target, "--data", shop)[0] == 0


def test_codebook_of_a_file_that_cannot_be_read_is_one_sentence(custsat, tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"")
    assert custsat("codebook", path, "-o", tmp_path / "a.yaml") == (2, [], [EMPTY])
    assert not (tmp_path / "a.yaml").exists()


def test_codebook_reads_the_sheet_that_is_named(custsat):
    path = HERE.parent / "data" / "exports" / "excel_likert.xlsx"
    status, out, _ = custsat("codebook", path, "--sheet", "Kuesioner")
    assert (status, out[2]) == (0, "sheet: Kuesioner")
    status, out, err = custsat("codebook", path, "--sheet", "Sheet9")
    assert (status, out, len(err)) == (2, [], 1)
    assert "'Sheet9'" in err[0]
