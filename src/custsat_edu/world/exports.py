"""The same 300 survey rows as eight survey tools and programs would write them."""

from __future__ import annotations

import csv
import io
import json
import uuid
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from custsat_edu.world.words import DISCONFIRMED, DRIVER_WORDS, QUESTIONS, VALUES, Words, say

ROWS = 300
ABOUT = ("quality", "delivery", "service", "price")  # the drivers of the short questionnaire
FELT = [f"d_{name}" for name in ABOUT]
BETTER = [f"better_{name}" for name in ABOUT]  # multiple choice: what was better than expected
OSAT = ["osat1", "osat2", "osat3"]
AGREE = ["trust1", "trust2", "trust3", "intent"]
PICKED = ["channel", "gender", "region"]
RATED = ["csat", "nps", "ces"]
ANSWERS = [*PICKED, "age", *FELT, *BETTER, *OSAT, *RATED, *AGREE]
AGREEMENT = {  # short and long words for 7 to 1
    7: ("SS", say("Strongly agree", "Sangat Setuju")),
    6: ("S", say("Agree", "Setuju")),
    5: ("CS", say("Somewhat agree", "Cukup Setuju")),
    4: ("N", say("Neither agree nor disagree", "Netral")),
    3: ("CTS", say("Somewhat disagree", "Cukup Tidak Setuju")),
    2: ("TS", say("Disagree", "Tidak Setuju")),
    1: ("STS", say("Strongly disagree", "Sangat Tidak Setuju")),
}
NO_ANSWER = {  # whoever refuses leaves a form's question blank
    97: say("Not applicable", "Tidak berlaku"),
    98: say("Don't know", "Tidak tahu"),
    99: say("", ""),
}
GRIDS = {"felt": FELT, "better": BETTER, "osat": OSAT, "agree": AGREE}
ONE_CHOICE_CELL = [name for name in ANSWERS if name not in BETTER[1:]]  # one column a choice
BLOCKS = {
    "felt": say(
        "How was it compared with what you expected?", "Bagaimana dibandingkan harapan Anda?"
    ),
    "better": say(
        "What was better than you expected? Choose all that apply.",
        "Apa yang lebih baik dari harapan Anda? Boleh lebih dari satu.",
    ),
    "osat": say("Your overall satisfaction, 1 to 10", "Kepuasan Anda secara keseluruhan, 1-10"),
    "agree": say("How far do you agree?", "Seberapa setuju Anda?"),
}
CHANNEL = say("Where did you buy last?", "Di mana Anda terakhir berbelanja?")
SAV, FORMS, LIKERT = "spss.sav", "microsoft_forms.xlsx", "excel_likert.xlsx"
SHEETS = {FORMS: "Sheet1", LIKERT: "Kuesioner"}
NOBREAK, BYTE_ORDER_MARK = "\u00a0", "\ufeff"
LIME_DATA, LIME_SYNTAX = "survey_300300_R_data_file.csv", "survey_300300_R_syntax_file.R"


def make_rows(survey: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that are exported: 300 answers to a short questionnaire.

    Parameters
    ----------
    survey : DataFrame
        The table `survey` of the sample.

    Returns
    -------
    DataFrame
        customer_id, start, end, duration_s and the answers, with the codes 97, 98, 99.
    """
    rows = survey.head(ROWS).reset_index(drop=True)
    second = np.random.default_rng(ROWS).integers(7 * 3600, 21 * 3600, len(rows))
    start = rows["date"].astype("datetime64[s]") + pd.to_timedelta(second, unit="s")
    rows["start"] = start
    rows["end"] = start + pd.to_timedelta(rows["duration_s"], unit="s")
    for felt, better in zip(FELT, BETTER, strict=True):
        rows[better] = rows[felt].isin([4, 5]).astype(int)
    return rows[["customer_id", "start", "end", "duration_s", *ANSWERS]]


def labels(column: str, language: str) -> dict[int, str]:
    """Return the words for a column's codes; empty where the answer is a number."""
    known: dict[int, Words] = {}
    if column in AGREE:
        known = {code: words for code, (_, words) in AGREEMENT.items()}
    elif column in FELT:
        known = DISCONFIRMED
    elif column in PICKED:
        known = VALUES[column]
    return {code: words[language] for code, words in known.items()}


def spoken(rows: pd.DataFrame, column: str, language: str) -> list[str]:
    """Return a column as a form stores it: words where the question shows words."""
    words = labels(column, language) | {k: text[language] for k, text in _unknown(column).items()}
    return [words.get(code, str(code)) for code in rows[column].tolist()]


def _unknown(column: str) -> dict[int, Words]:
    return {} if column == "age" else NO_ANSWER


def chosen(rows: pd.DataFrame, language: str, separator: str) -> list[str]:
    """Return the multiple choice as one cell a row."""
    names = [driver(name, language) for name in ABOUT]
    return [
        separator.join(name for name, is_chosen in zip(names, row, strict=True) if is_chosen)
        for row in rows[BETTER].to_numpy().tolist()
    ]


def driver(name: str, language: str) -> str:
    """Return what a driver is called."""
    return DRIVER_WORDS[name][1 if language == "en" else 2]


def question(column: str, language: str) -> str:
    """Return a question, or the item of a grid."""
    if column == "channel":
        return CHANNEL[language]
    if column in (*FELT, *BETTER):
        return driver(column.split("_", 1)[1], language)
    return QUESTIONS[column][language]


def _block(column: str) -> str | None:
    return next((name for name, columns in GRIDS.items() if column in columns), None)


def _csv(lines: Iterable[Iterable[Any]], *, separator: str = ",", quote: bool = False) -> str:
    text = io.StringIO()
    writer = csv.writer(
        text,
        delimiter=separator,
        quoting=csv.QUOTE_ALL if quote else csv.QUOTE_MINIMAL,
        lineterminator="\n",
    )
    writer.writerows(lines)
    return text.getvalue()


def _times(times: pd.Series, pattern: str) -> list[str]:
    return times.dt.strftime(pattern).tolist()


def _half(times: pd.Series) -> list[str]:
    """Return AM or PM, whatever the machine's language."""
    return ["AM" if hour < 12 else "PM" for hour in times.dt.hour]


# ---------------------------------------------------------------------------------- survey tools

_QUALTRICS = [
    ("StartDate", "Start Date", "startDate"),
    ("EndDate", "End Date", "endDate"),
    ("Status", "Response Type", "status"),
    ("IPAddress", "IP Address", "ipAddress"),
    ("Progress", "Progress", "progress"),
    ("Duration (in seconds)", "Duration (in seconds)", "duration"),
    ("Finished", "Finished", "finished"),
    ("RecordedDate", "Recorded Date", "recordedDate"),
    ("ResponseId", "Response ID", "_recordId"),
    ("RecipientLastName", "Recipient Last Name", "recipientLastName"),
    ("RecipientFirstName", "Recipient First Name", "recipientFirstName"),
    ("RecipientEmail", "Recipient Email", "recipientEmail"),
    ("ExternalReference", "External Data Reference", "externalDataReference"),
    ("LocationLatitude", "Location Latitude", "locationLatitude"),
    ("LocationLongitude", "Location Longitude", "locationLongitude"),
    ("DistributionChannel", "Distribution Channel", "distributionChannel"),
    ("UserLanguage", "User Language", "userLanguage"),
]
_NUMBER = dict(zip(("channel", "gender", "region", "age"), range(1, 5), strict=True))
_NUMBER |= {"felt": 5, "better": 6, "osat": 7, "csat": 8, "nps": 9, "ces": 10, "agree": 11}


def qualtrics(rows: pd.DataFrame) -> str:
    """Write Qualtrics' CSV of numbers: three header rows, two previews and one unfinished row."""
    names, texts, imports = (list(part) for part in zip(*_QUALTRICS, strict=True))
    for column in ONE_CHOICE_CELL:
        name, text = _qualtrics_question(column)
        names.append(f"Q{name}")
        texts.append(text)
        imports.append(f"QID{name}")
    imports = [json.dumps({"ImportId": name}, separators=(",", ":")) for name in imports]
    cells = [_numbered(rows) if c == BETTER[0] else rows[c].tolist() for c in ONE_CHOICE_CELL]
    start, end = (_times(rows[name], "%Y-%m-%d %H:%M:%S") for name in ("start", "end"))
    body = [
        [start[i], end[i], 0, f"192.0.2.{i % 250 + 1}", 100, rows["duration_s"][i], 1, end[i]]
        + [f"R_{_token(i)}", "", "", "", rows["customer_id"][i], "", "", "email", "EN"]
        + [column[i] for column in cells]
        for i in range(len(rows))
    ]
    previews = [
        [*row[:2], 1, "", *row[4:8], f"R_preview{k}", *row[9:12], "", *row[13:]]
        for k, row in enumerate(body[:2])
    ]
    seen, row = len(_QUALTRICS) + 6, body[2]  # the first six questions, then nothing more
    stopped = [*row[:4], 40, 61, 0, row[7], "R_unfinished", *row[9:12], "", *row[13:seen]]
    stopped += [""] * (len(row) - seen)
    return _csv([names, texts, imports, *previews, *body, stopped])


def _qualtrics_question(column: str) -> tuple[str, str]:
    """Return a question's number, with the item's in a grid, and its text."""
    block = _block(column)
    if block is None:
        return str(_NUMBER[column]), question(column, "en")
    if block == "better":
        return str(_NUMBER[block]), BLOCKS[block]["en"]
    item = GRIDS[block].index(column) + 1
    return f"{_NUMBER[block]}_{item}", f"{BLOCKS[block]['en']} - {question(column, 'en')}"


def _numbered(rows: pd.DataFrame) -> list[str]:
    """Return the multiple choice as numbers with commas, "1,3"."""
    return [
        ",".join(str(k) for k, is_chosen in enumerate(row, start=1) if is_chosen)
        for row in rows[BETTER].to_numpy().tolist()
    ]


def _token(i: int) -> str:
    return uuid.UUID(int=i + 1).hex[-15:]


def google_forms(rows: pd.DataFrame) -> str:
    """Write the CSV of Google Forms with an Indonesian interface."""
    day = _times(rows["start"], "%Y/%m/%d")
    half = _half(rows["start"])
    clock = [f"{t.hour % 12 or 12}.{t:%M.%S} {h}" for t, h in zip(rows["start"], half, strict=True)]
    columns = [[f"{d} {t} GMT+7" for d, t in zip(day, clock, strict=True)]]
    for column in ONE_CHOICE_CELL:
        better = column == BETTER[0]
        columns.append(chosen(rows, "id", ";") if better else spoken(rows, column, "id"))
    return _csv(
        [["Cap waktu", *_headers("id", bracket=True).values()], *zip(*columns, strict=True)],
        quote=True,
    )


def _headers(language: str, *, bracket: bool) -> dict[str, str]:
    """Return the header over each column of a form; grids as "question [item]" or the item."""
    found = {}
    for column in ONE_CHOICE_CELL:
        block, text = _block(column), question(column, language)
        if block == "better":
            text = BLOCKS[block][language]
        elif block is not None and bracket:
            text = f"{BLOCKS[block][language]} [{text}]"
        found[column] = text
    return found


def surveymonkey(rows: pd.DataFrame) -> str:
    """Write SurveyMonkey's CSV of words: two header rows, a grid under its first column."""
    fixed = ["Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address"]
    fixed += ["Email Address", "First Name", "Last Name", "Custom Data 1"]
    first, second, columns = list(fixed), [""] * len(fixed), []
    for column in ANSWERS:
        block, text = _block(column), question(column, "en")
        begins = block is not None and column == GRIDS[block][0]
        first.append(text if block is None else BLOCKS[block]["en"] if begins else "")
        second.append("Response" if block is None else text)
        if block == "better":
            columns.append([text if is_chosen else "" for is_chosen in rows[column]])
        else:
            columns.append(spoken(rows, column, "en"))
    start, end = (
        [f"{time:%m/%d/%Y} {time.hour % 12 or 12:02d}:{time:%M:%S} {half}" for time, half in pairs]
        for pairs in (zip(rows[c], _half(rows[c]), strict=True) for c in ("start", "end"))
    )
    own = [
        [118000000000 + i, 400300300, start[i], end[i], f"192.0.2.{i % 250 + 1}", "", "", ""]
        for i in range(len(rows))
    ]
    answers = zip(rows["customer_id"], *columns, strict=True)
    return _csv([first, second, *([*a, *b] for a, b in zip(own, answers, strict=True))])


_KOBO_GROUP = {"felt": "harapan", "osat": "kepuasan", "agree": "sikap"}


def kobo_name(column: str) -> str:
    """Return a column's name in KoboToolbox: group/question."""
    block = _block(column)
    if block == "better":
        return f"lebih_baik/{column.removeprefix('better_')}"
    return f"{_KOBO_GROUP[block]}/{column}" if block else column


def kobotoolbox(rows: pd.DataFrame) -> str:
    """Write KoboToolbox's CSV of XML values: semicolons, all quoted, choices twice."""
    names = ["start", "end", *(kobo_name(c) for c in ANSWERS)]
    names.insert(2 + ANSWERS.index(BETTER[0]), "lebih_baik")
    names += ["__version__", "_id", "_uuid", "_submission_time", "_validation_status"]
    names += ["_notes", "_status", "_submitted_by", "_tags", "_index"]
    start, end = (_times(rows[name], "%Y-%m-%dT%H:%M:%S.000+07:00") for name in ("start", "end"))
    sent = _times(rows["end"] - pd.Timedelta(hours=7), "%Y-%m-%dT%H:%M:%S")
    cut = ANSWERS.index(BETTER[0])
    body = []
    for i, values in enumerate(rows[ANSWERS].to_numpy().tolist()):
        picked = " ".join(n for n, k in zip(ABOUT, values[cut : cut + 4], strict=True) if k)
        own = ["v300", rows["customer_id"][i], str(uuid.UUID(int=i + 1)), sent[i], "", ""]
        own += ["submitted_via_web", "", "", i + 1]
        body.append([start[i], end[i], *values[:cut], picked, *values[cut:], *own])
    return _csv([names, *body], separator=";", quote=True)


# ------------------------------------------------------------------------------------- LimeSurvey

_LIME_OWN = ["id", "submitdate", "lastpage", "startlanguage", "seed", "startdate", "datestamp"]


def lime_name(column: str) -> str:
    """Return a column's name in LimeSurvey: the question's code and the sub-question's."""
    block = _block(column)
    if block is None:
        return column
    return f"{block}_SQ{GRIDS[block].index(column) + 1:03d}"


def _lime_codes(column: str) -> dict[str, str]:
    """Return the codes of a question with words, and the words; empty for numbers."""
    known = labels(column, "id")
    if not known:
        return {"1": "Ya", "0": "Tidak dipilih"} if column in BETTER else {}
    known = dict(sorted(known.items()))
    known |= {97: "Tidak berlaku"} if column in FELT else {}
    known |= {99: "Menolak menjawab"} if column in AGREE else {}
    return {f"A{code}": text for code, text in known.items()}


def limesurvey(rows: pd.DataFrame) -> str:
    """Write LimeSurvey's data file for R: answer codes, and two rows that were not sent off."""
    start, end = (_times(rows[name], "%Y-%m-%d %H:%M:%S") for name in ("start", "end"))
    body = []
    for i, values in enumerate(rows[ANSWERS].to_numpy().tolist()):
        cells = [
            f"A{value}" if labels(column, "id") else value
            for column, value in zip(ANSWERS, values, strict=True)
        ]
        body.append([rows["customer_id"][i], end[i], 4, "id", 7 * i + 11, start[i], end[i], *cells])
    seen = len(_LIME_OWN) + ANSWERS.index(OSAT[0])
    stopped = [
        [90001 + k, "", 1, "id", 5 + k, *row[5:seen], *[""] * (len(row) - seen)]
        for k, row in enumerate(body[:2])
    ]
    names = [*_LIME_OWN, *map(lime_name, ANSWERS)]
    return BYTE_ORDER_MARK + _csv([names, *body, *stopped], quote=True)


def limesurvey_syntax() -> str:
    """Write LimeSurvey's R syntax file, which holds the questions and the answers' words."""
    lines = [
        f'data <- read.csv("{LIME_DATA}", quote = "\'\\"", '
        'na.strings=c("", "\\"\\""), stringsAsFactors=FALSE, fileEncoding="UTF-8-BOM")',
        "",
        "",
    ]
    for place, column in enumerate([*_LIME_OWN, *ANSWERS], start=1):
        own = column in _LIME_OWN
        codes = {} if own else _lime_codes(column)
        text = column if own else question(column, "id")
        block = None if own else _block(column)
        if block:
            text = f"[{text}] {BLOCKS[block]['id']}"
        kind = "DATETIME23.2" if column.endswith("date") or column == "datestamp" else "F"
        kind = "A" if column in ("startlanguage", "seed") or "A1" in codes else kind
        turn = "as.numeric" if kind == "F" else "as.character"
        at = f"data[, {place}]"
        lines += [f"# LimeSurvey Field type: {kind}", f"{at} <- {turn}({at})"]
        lines.append(f'attributes(data)$variable.labels[{place}] <- "{text}"')
        if codes:
            numbers = kind == "F"
            levels = ",".join(codes if numbers else (f'"{code}"' for code in codes))
            named = ", ".join(f'"{word}"' for word in codes.values())
            lines.append(f"{at} <- factor({at}, levels=c({levels}),labels=c({named}))")
        lines.append(f'names(data)[{place}] <- "{column if own else lime_name(column)}"')
    return "\n".join(lines) + "\n"


# ------------------------------------------------------------------------------ workbooks and SPSS


def microsoft_forms(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the sheet of Microsoft Forms; one header ends in a no-break space."""
    headers = _headers("en", bracket=False)
    table: dict[str, Any] = {
        "ID": range(1, len(rows) + 1),
        "Start time": rows["start"],
        "Completion time": rows["end"],
        "Email": "anonymous",
        "Name": None,
    }
    for column, header in headers.items():
        cells = spoken(rows, column, "en")
        if column == BETTER[0]:
            cells = [f"{cell};" if cell else "" for cell in chosen(rows, "en", ";")]
        numbers = not labels(column, "en") and column != BETTER[0]
        shown = [int(cell) if numbers and cell.isdigit() else cell or None for cell in cells]
        table[header + (NOBREAK if column == OSAT[0] else "")] = shown
    return pd.DataFrame(table)


def excel_likert(rows: pd.DataFrame) -> pd.DataFrame:
    """Return a sheet as students type it: short names, and SS S CS N CTS TS STS for agreement."""
    short = {code: word for code, (word, _) in AGREEMENT.items()}
    table: dict[str, Any] = {"No": rows["customer_id"]}
    for column in ANSWERS:
        table[column] = rows[column].mask(rows[column].isin([97, 98, 99]) & (column != "age"))
        if column in AGREE:
            table[column] = rows[column].map(short)
    return pd.DataFrame(table)


def save_workbook(table: pd.DataFrame, path: Path, sheet: str) -> None:
    """Write a table as the one sheet of a workbook; the same table gives the same cells."""
    import xlsxwriter

    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"created": pd.Timestamp("2026-01-05").to_pydatetime()})
        page, day = (
            book.add_worksheet(sheet),
            book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
        )
        page.write_row(0, 0, list(table))
        for across, column in enumerate(table):
            for down, cell in enumerate(table[column].tolist(), start=1):
                if isinstance(cell, pd.Timestamp):
                    page.write_datetime(down, across, cell.to_pydatetime(), day)
                elif not pd.isna(cell):
                    page.write(down, across, cell)


def save_sav(rows: pd.DataFrame, path: Path) -> None:
    """Write an SPSS file with labels and user-missing codes; needs the extra `spss`."""
    import pyreadstat

    nobody = {97: "Tidak berlaku", 98: "Tidak tahu", 99: "Menolak menjawab"}
    words: dict[str, Any] = {c: {**labels(c, "id")} for c in PICKED}
    words |= {c: {0: "Tidak", 1: "Ya"} for c in BETTER}
    asked = [c for c in ANSWERS if c not in (*PICKED, *BETTER, "age")]
    words |= {c: {**labels(c, "id"), **nobody} for c in asked}
    texts: dict[str, str | None] = {c: question(c, "id") for c in ["customer_id", *ANSWERS]}
    texts |= {
        c: f"{BLOCKS[block]['id']} {question(c, 'id')}"
        for c in (*FELT, *BETTER)
        if (block := _block(c))
    }
    pyreadstat.write_sav(
        rows[["customer_id", *ANSWERS]].astype(float),
        str(path),
        file_label="Toko Serambi",
        column_labels=texts,
        variable_value_labels=words,
        missing_ranges={c: [97, 98, 99] for c in asked},
        variable_measure={c: "nominal" for c in (*PICKED, *BETTER)}
        | {c: "ordinal" for c in asked}
        | {c: "scale" for c in ("customer_id", "age")},
    )


# ------------------------------------------------------------------------------------- all of them


def make_texts(rows: pd.DataFrame) -> dict[str, str]:
    """Return the text files among the exports, by name."""
    return {
        "qualtrics.csv": qualtrics(rows),
        "google_forms.csv": google_forms(rows),
        "surveymonkey.csv": surveymonkey(rows),
        "kobotoolbox.csv": kobotoolbox(rows),
        LIME_DATA: limesurvey(rows),
        LIME_SYNTAX: limesurvey_syntax(),
    }


def make_writers(rows: pd.DataFrame) -> dict[str, Callable[[Path], None]]:
    """Return, by name, what writes each of the other files."""
    sheets = {FORMS: microsoft_forms(rows), LIKERT: excel_likert(rows)}

    def book(name: str) -> Callable[[Path], None]:
        return lambda path: save_workbook(sheets[name], path, SHEETS[name])

    return {
        **{name: book(name) for name in sheets},
        SAV: lambda path: save_sav(rows, path),
    }


def content(path: Path) -> Any:
    """Return what a workbook or an SPSS file says, without the clock of its writing.

    Parameters
    ----------
    path : Path
        A file of `make_writers`.

    Returns
    -------
    list
        Values, and for SPSS labels, missing codes and levels of measurement.
    """
    if path.suffix == ".xlsx":
        with pd.ExcelFile(path, engine="calamine") as book:
            return [
                (
                    str(name),
                    pd.read_excel(book, name, header=None)
                    .astype(object)
                    .fillna("")
                    .values.tolist(),
                )
                for name in book.sheet_names
            ]
    import pyreadstat

    table, meta = pyreadstat.read_sav(str(path), user_missing=True)
    return [
        table.fillna("").to_dict("list"),
        meta.column_names_to_labels,
        meta.variable_value_labels,
        meta.missing_ranges,
        meta.variable_measure,
        meta.file_label,
    ]


def make_codebooks() -> dict[str, dict[str, Any]]:
    """Return a codebook for each export that needs no reader of its own, by file name."""

    def scales(words: Callable[[str], dict[str, int]] | None) -> dict[str, Any]:
        both: dict[str, Any] = {"felt": {"min": 1, "max": 5}, "agree": {"min": 1, "max": 7}}
        for name, scale in both.items():
            if words:
                scale["labels"] = words(name)
        return both

    def spelt(language: str) -> Callable[[str], dict[str, int]]:
        columns = {"felt": FELT[0], "agree": AGREE[0]}
        return lambda name: {t: k for k, t in sorted(labels(columns[name], language).items())}

    def short(name: str) -> dict[str, int]:
        return {word: k for k, (word, _) in AGREEMENT.items()} if name == "agree" else {}

    def lime(name: str) -> dict[str, int]:
        return {f"A{k}": k for k in range(1, 8 if name == "agree" else 6)}

    nobody = [97, 98, 99]
    return {
        "google_forms.yaml": {
            **_codebook("google_forms.csv", scales(spelt("id")), _headers("id", bracket=True)),
            "missing": ["Tidak berlaku", "Tidak tahu"],
        },
        "kobotoolbox.yaml": {
            **_codebook("kobotoolbox.csv", scales(None), {c: kobo_name(c) for c in ANSWERS}),
            "id": "_id",
            "missing": nobody,
        },
        "limesurvey.yaml": {
            **_codebook(LIME_DATA, scales(lime), {c: lime_name(c) for c in ANSWERS}),
            "id": "id",
            "missing": ["A97", "A98", "A99", 98, 99],
            "keep": "lastpage == 4",
            "values": {c: {f"A{code}": text for code, text in VALUES[c].items()} for c in PICKED},
        },
        "microsoft_forms.yaml": {
            **_codebook(FORMS, scales(spelt("en")), _headers("en", bracket=False)),
            "missing": ["Not applicable", "Don't know"],
        },
        "excel_likert.yaml": {
            **_codebook(LIKERT, scales(short), {}),
            "id": "No",
            "sheet": SHEETS[LIKERT],
        },
        "spss.yaml": {**_codebook(SAV, scales(None), {}), "id": "customer_id"},
    }


def _codebook(data: str, scales: dict[str, Any], columns: dict[str, str]) -> dict[str, Any]:
    """Return what the codebooks share, given how the two kinds of grids are written."""
    renamed = {name: text for name, text in columns.items() if name != text}
    items = {"Trust": "trust1:3", "Intention": "intent"}
    felts = {DRIVER_WORDS[name][0]: f"d_{name}" for name in ABOUT}
    return {
        "data": data,
        **({"columns": renamed} if renamed else {}),
        "constructs": {
            "Satisfaction": {"items": "osat1:3", "scale": {"min": 1, "max": 10}},
            **{name: {"items": text, "scale": scales["agree"]} for name, text in items.items()},
            **{name: {"items": column, "scale": scales["felt"]} for name, column in felts.items()},
        },
        "outcome": "Satisfaction",
        "drivers": list(felts),
        "nps": "nps",
        "csat": "csat",
        "ces": "ces",
        "channel": "channel",
        "segments": ["gender", "region"],
        "values": {name: VALUES[name] for name in PICKED},
    }
