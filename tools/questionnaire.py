"""Write the ready questionnaire: as text, as XLSForm and as the codebook that reads its answers.

python tools/questionnaire.py                  write docs/questionnaire* and its codebook
python tools/questionnaire.py --check          compare with what would be written
python tools/questionnaire.py --answers FILE   say which questions a file of answers has too many
                                               (exit status 1) or too few (exit status 2)

Every question stands once, in askform/questions.py: its name, both languages, its answers.
"""

from __future__ import annotations

import argparse
import datetime
import io
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from askform.questions import (
    BLANKS,
    CHOICES,
    CONSENT,
    CONSTRUCTS,
    LAW,
    NO_ANSWER,
    QUESTIONS,
    REFUSED,
    REVERSED,
    THANKS,
    TITLE,
    Question,
)
from make_data import to_yaml

from custsat_edu.errors import StudyError
from custsat_edu.study.codebook import nearest
from custsat_edu.study.files.furniture import own_columns
from custsat_edu.study.files.readers import read_table
from custsat_edu.study.study import load_study

ROOT = Path(__file__).resolve().parents[1]
FORM = ROOT / "docs" / "questionnaire_xlsform.xlsx"
CODEBOOK = ROOT / "data" / "codebooks" / "questionnaire.yaml"
PAGES = {
    "en": ROOT / "docs" / "questionnaire.md",
    "id": ROOT / "docs" / "questionnaire.id.md",
}
TEMPLATES = Path(__file__).parent / "askform"
COLUMN = {"en": "English (en)", "id": "Bahasa Indonesia (id)"}
VERSION = "2026-02"


def items(construct: str) -> list[Question]:
    """Return the questions of a construct."""
    stem = construct.lower()
    return [q for q in QUESTIONS if q.name.rstrip("0123456789") == stem and q.name != stem]


# XLSForm ------------------------------------------------------------------------------------------

AGREED = "${consent} = '1'"


def survey_sheet() -> list[list[str]]:
    """Return the sheet `survey`: a header, the consent, every question, and the thanks."""
    header = ["type", "name", *_twice("label"), *_twice("hint"), "required", "relevant"]
    header += ["constraint", *_twice("constraint_message")]
    rows: list[dict[str, Any]] = [
        {"type": "start", "name": "start"},
        {"type": "end", "name": "end"},
    ]
    for n, (_letters, text) in enumerate(CONSENT, start=1):
        rows.append({"type": "note", "name": f"about{n}", "label": text})
    for question in QUESTIONS:
        rows.append(
            {
                "type": f"select_one {question.choices}" if question.choices else "text",
                "name": question.name,
                "label": question.text,
                "hint": question.hint,
                "required": "yes" if question.required else "no",
                "relevant": "" if question.name == "consent" else AGREED,
                "constraint": question.constraint,
                "constraint_message": question.message,
            }
        )
    refused = AGREED.replace("'1'", "'0'")
    rows.append({"type": "note", "name": "refused", "label": REFUSED, "relevant": refused})
    rows.append({"type": "note", "name": "thanks", "label": THANKS, "relevant": AGREED})
    return [header, *([_cell(row, column) for column in header] for row in rows)]


def _twice(column: str) -> list[str]:
    return [f"{column}::{name}" for name in COLUMN.values()]


def _cell(row: dict[str, Any], column: str) -> str:
    name, _, language = column.partition("::")
    value: Any = row.get(name) or ""
    codes = {words: code for code, words in COLUMN.items()}
    return str(value[codes[language]] if value and language else value)


def choices_sheet() -> list[list[str]]:
    """Return the sheet `choices`: a row for every answer of every list."""
    rows = [
        [name, str(code), words["en"], words["id"]]
        for name, codes in CHOICES.items()
        for code, words in codes.items()
    ]
    return [["list_name", "name", *_twice("label")], *rows]


def settings_sheet() -> list[list[str]]:
    """Return the sheet `settings`."""
    header = ["form_title", "form_id", "version", "default_language"]
    title = f"{TITLE['id']} / {TITLE['en']}"
    return [header, [title, "customer_satisfaction", VERSION, COLUMN["id"]]]


def xlsform() -> bytes:
    """Return the form as a workbook; the same questions give the same bytes."""
    import xlsxwriter

    file = io.BytesIO()
    plain = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, plain) as book:
        book.set_properties({"created": datetime.datetime(2026, 1, 1)})
        sheets = {"survey": survey_sheet(), "choices": choices_sheet()}
        for name, rows in {**sheets, "settings": settings_sheet()}.items():
            page = book.add_worksheet(name)
            for down, row in enumerate(rows):
                page.write_row(down, 0, row)
            page.freeze_panes(1, 0)
    return file.getvalue()


# The codebook -------------------------------------------------------------------------------------


def codebook() -> str:
    """Return the codebook that reads the answers."""
    content = {
        "data": "answers.csv",
        "keep": "consent == 1",
        "scale": {"min": 1, "max": 5},
        "missing": {"all": [NO_ANSWER], "gender": [NO_ANSWER], "age_group": [NO_ANSWER]},
        "constructs": {name: _construct(name) for name in CONSTRUCTS},
        "outcome": "Satisfaction",
        "drivers": [name for name in CONSTRUCTS if name != "Satisfaction"],
        **{role: role for role in ("nps", "csat", "ces", "channel")},
        "segments": ["gender", "age_group"],
        "comment": "comment",
        "adjust": ["age_group"],
        "sampling": "convenience",
        "values": {name: _groups(name) for name in ("channel", "gender", "age_group")},
        "questions": {question.name: question.text for question in QUESTIONS},
    }
    title = "Reads the answers to docs/questionnaire.md: load_study(this file, data=ANSWERS)"
    return to_yaml(content, title)


def _groups(name: str) -> dict[int, dict[str, str]]:
    """Return the groups that a question makes, without the examples in brackets."""
    return {
        code: {lang: text.partition(" (")[0] for lang, text in words.items()}
        for code, words in CHOICES[name].items()
        if code != NO_ANSWER
    }


def _construct(name: str) -> dict[str, Any]:
    columns = [("-" if q.name == REVERSED else "") + q.name for q in items(name)]
    scale = {"scale": {"min": 1, "max": 10}} if name == "Satisfaction" else {}
    return {"label": CONSTRUCTS[name], "items": columns, **scale}


# The text -----------------------------------------------------------------------------------------


def page(lang: str) -> str:
    """Return the page of one language."""
    frame = (TEMPLATES / f"page.{lang}.md").read_text(encoding="utf-8")
    return frame.format(
        n=len(QUESTIONS),
        no_answer=NO_ANSWER,
        blanks="\n".join(f"   - `{blank}` {words[lang]}" for blank, words in BLANKS.items()),
        consent="\n\n".join(text[lang] for _letters, text in CONSENT),
        questions="\n".join(_asked(n, q, lang) for n, q in enumerate(QUESTIONS, start=1)),
        thanks=THANKS[lang],
        constructs="\n".join(_read_as(name, lang) for name in CONSTRUCTS),
        law="\n".join(_told(letter, lang) for letter in LAW),
    )


def _asked(n: int, question: Question, lang: str) -> str:
    lines = [f"**{n}.** {question.text[lang]} (`{question.name}`)  "]
    if question.hint:
        lines.append(f"*{question.hint[lang]}*  ")
    answers = CHOICES.get(question.choices, {}).items()
    told = [
        str(code) if words[lang] == str(code) else f"{code} {words[lang]}"
        for code, words in answers
    ]
    lines.append(" · ".join(told) or "........")
    return "\n".join(lines) + "\n"


def _read_as(name: str, lang: str) -> str:
    columns = ", ".join(f"`{column}`" for column in _construct(name)["items"])
    ends = _construct(name).get("scale", {"min": 1, "max": 5})
    return f"| {CONSTRUCTS[name][lang]} | {columns} | {ends['min']}-{ends['max']} |"


def _told(letter: str, lang: str) -> str:
    (text,) = (text[lang] for letters, text in CONSENT if letter in letters.split(", "))
    return f"| {letter} | {LAW[letter][lang]} | {text.split('**')[1].rstrip('.')} |"


# Answers ------------------------------------------------------------------------------------------


def problems_of(path: Path) -> tuple[int, list[str]]:
    """Say which questions a file of answers lacks or has too many.

    Parameters
    ----------
    path : Path
        A file of answers: CSV, XLSX, an export of KoboToolbox.

    Returns
    -------
    status : int
        0 nothing to say; 1 unknown questions, which are not read; 2 the answers cannot be used.
    sentences : list of str
        One for each problem.
    """
    try:
        table = read_table(path)
        wrong = list(_unknown(path.name, [*table.frame.columns], table.facts.get("tool")))
        load_study(CODEBOOK, data=path)
    except StudyError as error:
        return 2, [str(problem) for problem in error.problems]
    return int(bool(wrong)), wrong


def _unknown(file: str, columns: list[str], tool: str | None) -> Iterator[str]:
    asked = [question.name for question in QUESTIONS]
    notes = [row[1] for row in survey_sheet() if row[0] == "note"]
    known = {*asked, *notes, "start", "end", *(own_columns(tool, columns) if tool else [])}
    for column in columns:
        if column not in known:
            near = nearest(column, asked)
            cure = f"Did you mean {near!r}?" if near else "Leave it, or add it to the codebook."
            yield f"{file}: {column!r} is no question of the questionnaire. {cure}"


# Files --------------------------------------------------------------------------------------------


def files() -> dict[Path, bytes]:
    """Return every file as it should be."""
    texts = {PAGES[lang]: page(lang) for lang in PAGES} | {CODEBOOK: codebook()}
    return {FORM: xlsform(), **{path: text.encode() for path, text in texts.items()}}


def same(path: Path, content: bytes) -> bool:
    """Say whether a file is what would be written; a workbook by what is packed in it."""
    if not path.is_file():
        return False
    there = path.read_bytes()
    if path.suffix != ".xlsx":
        return there == content
    return _parts(there) == _parts(content)


def _parts(book: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(book)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def main(arguments: list[str]) -> int:
    """Write the files, compare them, or read a file of answers."""
    parser = argparse.ArgumentParser(description="The ready questionnaire.")
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    parser.add_argument("--answers", type=Path, metavar="FILE", help="check a file of answers")
    asked = parser.parse_args(arguments)
    if asked.answers:
        status, sentences = problems_of(asked.answers)
        print("\n".join(sentences) or "All questions are there.")
        return status
    stale = [path for path, content in files().items() if not same(path, content)]
    for path in stale:
        print(("differs: " if asked.check else "written: ") + path.relative_to(ROOT).as_posix())
        if not asked.check:
            path.write_bytes(files()[path])
    return int(asked.check and bool(stale))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
