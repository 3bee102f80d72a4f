"""The ready questionnaire: its form, its texts, and its answers read by its codebook."""

import re
import zipfile

import numpy as np
import pandas as pd
import pytest
import questionnaire
from askform.questions import BLANKS, CHOICES, CONSENT, CONSTRUCTS, LAW, NO_ANSWER, QUESTIONS

import custsat_edu as cs
from custsat_edu.cli import main as custsat
from custsat_edu.errors import StudyError
from custsat_edu.report.drivers import driver_tables
from custsat_edu.report.scores import score_table

CHOSEN = [question.name for question in QUESTIONS if question.choices]
LABELS = ["label::English (en)", "label::Bahasa Indonesia (id)"]


# Answers ------------------------------------------------------------------------------------------


def answers(n=200):
    """Return n answers that hang together, with some "cannot say" and "prefer not to say"."""
    rng = np.random.default_rng(27)
    felt = {name: rng.normal(0.4, 0.8, n) for name in CONSTRUCTS if name != "Satisfaction"}
    content = 6.5 + 1.2 * sum(felt.values()) / 2 + rng.normal(0, 1, n)
    scale = {"satisfaction": (1, 10), "csat": (1, 5), "ces": (1, 7), "nps": (0, 10)}
    table = {"consent": np.ones(n, int), "channel": rng.integers(1, 3, n)}
    for question in QUESTIONS:
        stem = question.name.rstrip("0123456789")
        if stem in scale:
            low, high = scale[stem]
            spot = low + (content + rng.normal(0, 0.8, n)) / 10 * (high - low)
            table[question.name] = spot.round().clip(low, high).astype(int)
        elif question.choices == "agree5":
            mood = felt[stem.capitalize()] * (-1 if question.name == questionnaire.REVERSED else 1)
            rated = (3 + mood + rng.normal(0, 0.6, n)).round().clip(1, 5).astype(int)
            table[question.name] = np.where(rng.random(n) < 0.03, NO_ANSWER, rated)
    for name in ("gender", "age_group"):
        table[name] = rng.choice([code for code in CHOICES[name] if code != NO_ANSWER], n)
        table[name][:6] = NO_ANSWER
    table["comment"] = ["" if i % 3 else f"Bagus; nomor {i}, lanjutkan" for i in range(n)]
    table["code_word"] = ["" if i % 5 else f"melati{i}" for i in range(n)]
    return pd.DataFrame(table)[[question.name for question in QUESTIONS]]


def write_plain(folder, table):
    path = folder / "answers.csv"
    table.to_csv(path, index=False)
    return path


def write_kobotoolbox(folder, table, refused=4):
    """Write what KoboToolbox exports: semicolons, all quoted, its own columns, empty notes."""
    no = pd.DataFrame({"consent": [0] * refused}).reindex(columns=table.columns)
    table = pd.concat([table, no], ignore_index=True).astype(object).fillna("")
    began = pd.Timestamp("2026-03-02T08:00:00") + pd.to_timedelta(range(len(table)), unit="h")
    ended = began + pd.to_timedelta(300 + np.arange(len(table)) % 90, unit="s")
    table.insert(0, "start", began.strftime("%Y-%m-%dT%H:%M:%S.000+07:00"))
    table.insert(1, "end", ended.strftime("%Y-%m-%dT%H:%M:%S.000+07:00"))
    table.insert(2, "about1", "")
    number = np.arange(1, len(table) + 1)
    own = {"thanks": "", "__version__": "v27", "_id": number, "_uuid": number, "_tags": ""}
    own |= {"_submission_time": ended.strftime("%Y-%m-%dT%H:%M:%S"), "_validation_status": ""}
    own |= {"_notes": "", "_status": "submitted_via_web", "_submitted_by": "", "_index": number}
    path = folder / "kobotoolbox.csv"
    table.assign(**own).to_csv(path, index=False, sep=";", quoting=1)
    return path


WRITERS = {"plain": write_plain, "kobotoolbox": write_kobotoolbox}
both_files = pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)


@pytest.fixture
def load(tmp_path):
    def loaded(write, table):
        return cs.load_study(questionnaire.CODEBOOK, data=write(tmp_path, table))

    return loaded


@both_files
def test_two_hundred_answers_give_every_score_without_a_problem(load, write):
    study = load(write, answers())
    table, problems = score_table(study)
    assert problems == []
    assert list(table.index) == [
        *("nps", "csat", "ces", *CONSTRUCTS),
        *(f"alpha_{name}" for name in CONSTRUCTS),
    ]
    whole = table[~table.index.str.startswith("alpha_")]  # alpha takes complete rows
    assert whole["n"].between(195, 200).all()
    assert (table.filter(like="alpha_", axis=0)["estimate"] > 0.6).all()
    by_channel, problems = score_table(study, by="channel")
    assert problems == []
    assert {*by_channel.index.get_level_values("channel")} == {"In the store", "Online"}


@pytest.mark.slow
@both_files
def test_two_hundred_answers_give_every_table_of_drivers_without_a_problem(load, write):
    study = load(write, answers())
    assert study.outcome == "Satisfaction"
    tables, problems = driver_tables(study)
    assert problems == []
    assert {*tables} == {
        *("importance", "regression", "piecewise", "penalty_reward", "importance_performance"),
        "vif",
    }
    assert list(tables["importance"]["label"]) == [
        *("Quality", "Service", "Delivery and access", "Price"),
    ]
    assert (tables["regression"]["estimate"].drop("const", errors="ignore") > 0).all()


@both_files
def test_the_reversed_item_is_turned_and_goes_with_the_others(load, write):
    table = answers()
    study = load(write, table)
    rated = table["service3"].replace(NO_ANSWER, np.nan)
    assert study.items("Service")["service3"].tolist() == pytest.approx(
        (6 - rated).tolist(), nan_ok=True
    )
    assert (cs.item_rest(study.items("Service").dropna())["estimate"] > 0.3).all()
    first = pd.Series({"service1": 5, "service2": 4, "service3": 1, "service4": 3})
    table.loc[0, first.index] = first  # 5 + 4 + (6 - 1) + 3 = 17, a quarter of it 4.25
    assert load(write, table).scores.loc[0, "Service"] == 4.25


@both_files
def test_no_answer_is_missing_and_not_a_number_or_a_kind_of_customer(load, write):
    study = load(write, answers())
    survey = study.survey
    assert survey[[q.name for q in QUESTIONS if q.choices == "agree5"]].max().max() == 5
    for name in ("gender", "age_group"):
        assert survey[name].isna().sum() == 6
        assert list(survey[name].cat.categories) == [
            words["en"] for code, words in CHOICES[name].items() if code != NO_ANSWER
        ]


@both_files
def test_a_skipped_question_counts_like_the_code_for_no_answer(load, write):
    coded = answers().astype(object)
    rows = coded.index % 9 == 0
    skipped = coded.copy()
    for name in ("quality1", "service3", "price3", "gender"):
        coded.loc[rows, name], skipped.loc[rows, name] = NO_ANSWER, ""
    skipped.loc[rows, ["channel", "csat", "nps"]] = ""
    first, second = load(write, coded), load(write, skipped)
    pd.testing.assert_frame_equal(first.scores, second.scores)
    assert second.survey["gender"].isna().equals(first.survey["gender"].isna())
    assert second.survey[["channel", "csat", "nps"]].isna().sum().tolist() == [23] * 3  # 200 / 9
    assert score_table(second)[1] == []


def test_who_did_not_consent_is_left_out_and_counted(load):
    study = load(write_kobotoolbox, answers())
    assert len(study.survey) == 200
    (row,) = study.problems.query("what == 'rows left out by keep:'").itertuples()
    assert (row.n, row.where) == (4, "consent == 1")


def test_kobotoolbox_and_a_plain_file_of_the_same_answers_agree(load):
    kobo, plain = (load(write, answers()) for write in (write_kobotoolbox, write_plain))
    names = [question.name for question in QUESTIONS]
    pd.testing.assert_frame_equal(kobo.survey[names], plain.survey[names])
    pd.testing.assert_frame_equal(kobo.scores, plain.scores)


def test_the_labels_are_indonesian_where_the_language_is(load):
    cs.use_language("id")
    study = load(write_plain, answers())
    assert study.label("Access") == "Pengiriman dan akses"
    assert list(study.survey["channel"].cat.categories) == ["Di toko", "Daring"]
    assert study.label("price2") == "Saya tahu harga seluruhnya sebelum memutuskan."


# Files with a question too many or too few --------------------------------------------------------


@both_files
def test_a_file_with_all_questions_is_called_whole(tmp_path, capsys, write):
    path = write(tmp_path, answers())
    assert questionnaire.main(["--answers", str(path)]) == 0
    assert capsys.readouterr().out == "All questions are there.\n"


@both_files
def test_an_unknown_question_is_named_with_the_one_that_may_be_meant(tmp_path, capsys, write):
    path = write(tmp_path, answers().assign(quality4=3, hobby="chess"))
    assert questionnaire.main(["--answers", str(path)]) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"{path.name}: 'quality4' is no question of the questionnaire. Did you mean 'quality3'?",
        f"{path.name}: 'hobby' is no question of the questionnaire. Leave it, or add it to the "
        "codebook.",
    ]


@both_files
def test_a_missing_question_is_named_with_its_place_in_the_codebook(tmp_path, capsys, write):
    path = write(tmp_path, answers().rename(columns={"quality2": "quality_2"}))
    lines = questionnaire.CODEBOOK.read_text(encoding="utf-8").splitlines()
    starts = ("  Quality:", "  quality2:")
    first, second = (
        f"questionnaire.yaml:{n}: " for n, line in enumerate(lines, 1) if line.startswith(starts)
    )
    wanted = [
        first + "constructs: Quality: there is no 'quality2'. Did you mean 'quality_2'?",
        second + "questions: quality2: there is no 'quality2'. Did you mean 'quality_2'?",
    ]
    with pytest.raises(StudyError) as caught:
        cs.load_study(questionnaire.CODEBOOK, data=path)
    assert [str(problem) for problem in caught.value.problems] == wanted
    assert questionnaire.main(["--answers", str(path)]) == 2
    assert capsys.readouterr().out.splitlines() == wanted
    assert custsat(["check", str(questionnaire.CODEBOOK), "--data", str(path)]) == 2
    out, err = capsys.readouterr()
    assert all(sentence in out + err for sentence in wanted)


@pytest.mark.slow
def test_every_question_of_the_codebook_is_missed_when_its_column_is_gone(tmp_path):
    for name in CHOSEN:
        path = write_plain(tmp_path, answers(30).drop(columns=name))
        status, sentences = questionnaire.problems_of(path)
        assert status == 2
        assert any(f"there is no {name!r}." in sentence for sentence in sentences), name


def test_an_answer_off_its_scale_and_a_word_are_named(tmp_path):
    table = answers().astype({"ces": object})
    table.loc[3, "nps"], table.loc[4, "ces"] = 11, "mudah"
    status, sentences = questionnaire.problems_of(write_plain(tmp_path, table))
    assert status == 2
    assert [sentence.partition(" (rows")[0] for sentence in sentences] == [
        "answers.csv: column 'nps' must hold answers from 0 to 10, found 11",
        "answers.csv: column 'ces' must hold numbers, found 'mudah'",
    ]


def test_a_file_that_is_not_there_gives_one_sentence(tmp_path, capsys):
    assert questionnaire.main(["--answers", str(tmp_path / "none.csv")]) == 2
    assert capsys.readouterr().out.startswith("There is no file ")


# The form -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def form():
    read = {"sheet_name": None, "engine": "calamine", "dtype": str, "keep_default_na": False}
    return pd.read_excel(questionnaire.FORM, **read)


def test_the_form_has_the_three_sheets_and_both_languages(form):
    assert list(form) == ["survey", "choices", "settings"]
    assert list(form["settings"].loc[0]) == [
        *("Kepuasan pelanggan / Customer satisfaction", "customer_satisfaction"),
        *(questionnaire.VERSION, "Bahasa Indonesia (id)"),
    ]
    for sheet in ("survey", "choices"):
        assert [c for c in form[sheet] if c.startswith("label::")] == LABELS


def test_every_question_of_the_form_speaks_both_languages(form):
    survey = form["survey"][~form["survey"]["type"].isin(["start", "end"])]
    assert (survey[LABELS] != "").all(axis=None)
    assert (form["choices"][LABELS] != "").all(axis=None)
    for words in ("hint", "constraint_message"):
        english, indonesian = (survey[f"{words}::{name}"] for name in questionnaire.COLUMN.values())
        assert ((english == "") == (indonesian == "")).all()
    told = survey["constraint_message::English (en)"] != ""
    assert ((survey["constraint"] != "") == told).all()


def test_names_of_the_form_are_valid_and_stand_once(form):
    names = form["survey"]["name"]
    assert names.is_unique
    assert names.str.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*").all()
    assert not form["choices"].duplicated(["list_name", "name"]).any()
    assert [name for name in names if name in {q.name for q in QUESTIONS}] == [
        question.name for question in QUESTIONS
    ]


def test_every_select_has_its_list_and_every_list_its_select(form):
    types = form["survey"]["type"]
    lists = types[types.str.startswith("select_one ")].str.removeprefix("select_one ")
    assert set(lists) == set(form["choices"]["list_name"])
    assert set(types) - {f"select_one {name}" for name in lists} == {"start", "end", "note", "text"}
    codes = form["choices"].groupby("list_name")["name"].agg(list).to_dict()
    ends = {"points10": (1, 10), "points11": (0, 10), "ease7": (1, 7), "satisfied5": (1, 5)}
    for name, (low, high) in ends.items():
        assert codes[name] == [str(point) for point in range(low, high + 1)]
    assert codes["agree5"] == ["1", "2", "3", "4", "5", "99"]


def test_nothing_is_asked_before_consent_and_all_else_may_be_skipped(form):
    survey = form["survey"].set_index("name")
    assert survey.loc["consent", "relevant"] == ""
    for question in QUESTIONS[1:]:
        assert survey.loc[question.name, "relevant"] == "${consent} = '1'"
        assert survey.loc[question.name, "required"] == "no"
    assert survey.loc["consent", "required"] == "yes"
    assert survey.loc["refused", "relevant"] == "${consent} = '0'"
    assert list(survey.index[2:8]) == [f"about{n}" for n in range(1, 7)]  # before the consent


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("Tolong tambah kasir.", False),
        ("Harganya Rp 1.500.000, promo 0812", False),
        ("Tulis ke sari@contoh.id", True),
        ("Telepon 0812 3456 789", True),
        ("WA +62 812", True),
    ],
)
def test_a_comment_with_an_address_or_a_phone_number_is_refused(form, text, refused):
    rule = form["survey"].set_index("name").loc["comment", "constraint"]
    (pattern,) = re.findall(r"regex\(\., '(.+)'\)\)", rule)
    assert (re.fullmatch(pattern, text) is not None) == refused


@pytest.mark.parametrize(
    ("word", "fits"), [("melati7", True), ("abc", False), ("dua kata", False), ("a" * 21, False)]
)
def test_a_code_word_has_four_to_twenty_letters_or_digits(form, word, fits):
    rule = form["survey"].set_index("name").loc["code_word", "constraint"]
    (pattern,) = re.findall(r"regex\(\., '(.+)'\)", rule)
    assert (re.search(pattern, word) is not None) == fits


# The texts ----------------------------------------------------------------------------------------


def test_the_files_are_what_the_program_writes(capsys):
    assert questionnaire.main(["--check"]) == 0, capsys.readouterr().out


def test_a_changed_file_is_named(monkeypatch, tmp_path, capsys):
    stale = tmp_path / "questionnaire.md"
    stale.write_text("another text", encoding="utf-8")
    monkeypatch.setattr(questionnaire, "PAGES", {**questionnaire.PAGES, "en": stale})
    monkeypatch.setattr(questionnaire, "ROOT", tmp_path)
    assert questionnaire.main(["--check"]) == 1
    assert capsys.readouterr().out == "differs: questionnaire.md\n"
    assert stale.read_text(encoding="utf-8") == "another text"
    assert questionnaire.main([]) == 0
    assert stale.read_text(encoding="utf-8") == questionnaire.page("en")


def test_a_form_with_another_question_is_not_the_same(tmp_path):
    other = tmp_path / "form.xlsx"
    with zipfile.ZipFile(questionnaire.FORM) as book, zipfile.ZipFile(other, "w") as copy:
        for name in book.namelist():
            copy.writestr(name, book.read(name).replace(b"prices", b"costs"))
    assert questionnaire.same(questionnaire.FORM, questionnaire.xlsform())
    assert not questionnaire.same(other, questionnaire.xlsform())


def test_the_form_is_the_same_bytes_whenever_it_is_written():
    assert questionnaire.xlsform() == questionnaire.xlsform()
    with zipfile.ZipFile(questionnaire.FORM) as book:
        assert b"2026-01-01T00:00:00Z</dcterms:created>" in book.read("docProps/core.xml")


def test_about_25_questions_in_five_constructs_of_three_or_four_with_one_reversed():
    assert 23 <= len(QUESTIONS) <= 27
    sizes = {name: len(questionnaire.items(name)) for name in CONSTRUCTS}
    assert sizes == {"Satisfaction": 3, "Quality": 3, "Service": 4, "Access": 3, "Price": 3}
    assert questionnaire.codebook().count("-service3") == 1


@pytest.mark.parametrize("lang", ["en", "id"])
def test_the_page_holds_consent_questions_and_what_the_law_asks_for(lang):
    text = questionnaire.PAGES[lang].read_text(encoding="utf-8")
    for words in [words for _letters, words in CONSENT] + [q.text for q in QUESTIONS]:
        assert words[lang] in text
    assert re.findall(r"^\*\*(\d+)\.\*\*", text, re.MULTILINE) == [
        str(n) for n in range(1, len(QUESTIONS) + 1)
    ]
    for letter, words in LAW.items():
        assert f"| {letter} | {words[lang]} |" in text
    for name in re.findall(r"\]\(([^):]+)\)", text):
        assert (questionnaire.PAGES[lang].parent / name).is_file(), name


def test_the_questions_to_rewrite_for_a_service_are_those_of_goods_and_parcels():
    place = {question.name: n for n, question in enumerate(QUESTIONS, start=1)}
    goods = [place[name] for name in ("quality1", "quality2", "quality3", "access2")]
    for words in BLANKS["[SHOP]"].values():
        first, last, other = (int(n) for n in re.findall(r"\d+", words))
        assert [*range(first, last + 1), other] == goods


@pytest.mark.parametrize(
    ("lang", "sentences"),
    [
        ("en", ("It takes about five minutes.", "You may skip any question.")),
        ("id", ("Waktunya sekitar lima menit.", "Setiap pertanyaan boleh dilewati.")),
    ],
)
def test_the_consent_says_how_long_it_takes_and_that_all_may_be_skipped(lang, sentences):
    told = " ".join(text[lang] for _letters, text in CONSENT)
    assert [sentence for sentence in sentences if sentence not in told] == []


def test_the_consent_tells_all_seven_things_and_what_must_be_filled_in():
    letters = ", ".join(letters for letters, _text in CONSENT if letters).split(", ")
    assert sorted(letters) == list("abcdefg") == sorted(LAW)
    for lang in ("en", "id"):
        told = " ".join(text[lang] for _letters, text in CONSENT)
        blanks = set(re.findall(r"\[[A-Z ]+\]", told))
        assert blanks == set(BLANKS)
        asked = " ".join(question.text[lang] for question in QUESTIONS)
        assert set(re.findall(r"\[[^]]+\]", asked)) == {"[SHOP]"}
