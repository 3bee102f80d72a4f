"""Mangle small exports and read each: every one must give a table or a sentence, and soon.

python tools/fuzz.py                        10,000 files
python tools/fuzz.py --files 300 --seed 7   others
python tools/fuzz.py --only 4711            read one again, and show its traceback

Writes data/fuzz.md. File n of a seed is the same on every run.
"""

from __future__ import annotations

import argparse
import io
import multiprocessing
import os
import signal
import sys
import tempfile
import time
import traceback
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from custsat_edu import load_study
from custsat_edu.errors import CustsatError, StudyError
from custsat_edu.study.drafting.draft import draft_codebook
from custsat_edu.study.files import spss
from custsat_edu.study.files.readers import read_table

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "data" / "fuzz.md"
EXPORTS = (ROOT / "data" / "exports", ROOT / "tests" / "exports")
SYNTAX = (".r", ".sps")
LINES = 25  # of a large text file
LIMIT, HANGS = 10.0, 60.0  # seconds of the processor, and by the clock
MEMORY = 4_000_000_000  # bytes of a process that reads

LOADED, ASKED, REFUSED = "table; its draft loads", "table; its draft asks", "a sentence"
CRASH, SLOW, DEAD = "CRASH", "TOO SLOW", "READER DIED"
BAD = (CRASH, SLOW, DEAD)
OUTCOMES = (LOADED, ASKED, REFUSED, *BAD)


class Export(NamedTuple):
    """A file of answers, and the files that lie beside it."""

    name: str
    raw: bytes
    beside: tuple[tuple[str, bytes], ...] = ()


class Read(NamedTuple):
    """What came of a file: how it was mangled, the outcome, and how long it took."""

    number: int
    file: str
    mangles: tuple[str, ...]
    outcome: str
    detail: str
    seconds: float


# The files --------------------------------------------------------------------------------------


def exports() -> list[Export]:
    """Return the sound files: those of the survey tools, and a small table in every format."""
    found = list(_own())
    for folder in EXPORTS:
        files = {path.name: path.read_bytes() for path in sorted(folder.glob("*"))}
        for name, raw in files.items():
            ending = Path(name).suffix.lower()
            if ending in (".yaml", ".py", *SYNTAX):
                continue
            stem = name.split("_data_file")[0]
            beside = tuple(
                (other, files[other])
                for other in files
                if other.startswith(f"{stem}_") and Path(other).suffix.lower() in SYNTAX
            )
            found.append(Export(name, _head(raw) if ending in (".csv", ".tsv") else raw, beside))
    return found


def _head(raw: bytes) -> bytes:
    """Return the first lines of a text file, at most as many as a test can bear."""
    return b"\n".join(raw.split(b"\n")[:LINES])


def _own() -> Iterator[Export]:
    rng = np.random.default_rng(1)
    frame = pd.DataFrame(rng.integers(1, 6, (12, 6)), columns=[f"Q{i}" for i in range(1, 7)])
    frame["Q8"] = rng.integers(0, 11, 12)
    frame["share"] = rng.random(12).round(3)
    frame["words"] = ['Great, "really"', "Baik; sekali", "", "Köln\nMünchen"] * 3
    frame["agree"] = ["Setuju", "Sangat Setuju", "Netral", None] * 3
    text = frame.to_csv(index=False)
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        yield Export(f"comma_{encoding}.csv", text.encode(encoding))
    half = frame.to_csv(index=False, sep=";", decimal=",")
    yield Export("semicolon.csv", half.encode())
    yield Export("tab.tsv", frame.to_csv(index=False, sep="\t").encode())
    book = io.BytesIO()
    frame.to_excel(book, index=False, engine="xlsxwriter")
    yield Export("book.xlsx", book.getvalue())
    yield from _statistical(frame.drop(columns="words"))


def _statistical(frame: pd.DataFrame) -> Iterator[Export]:
    """Return a table as a file of SPSS and of Stata, if the extra is installed."""
    try:
        import pyreadstat
    except ImportError:
        return
    labels: Any = {"Q1": {1: "low", 5: "high"}}
    with tempfile.TemporaryDirectory() as folder:
        for name, write in (("a.sav", pyreadstat.write_sav), ("a.dta", pyreadstat.write_dta)):
            path = Path(folder) / name
            write(frame, str(path), variable_value_labels=labels)
            yield Export(name, path.read_bytes())


# Mangling ---------------------------------------------------------------------------------------

Mangle = Callable[[np.random.Generator, bytes], bytes]
_ODD = (
    b"1e999|-|=1+1|1.234,56|1,2|#REF!|99999999999999999999|inf|nan|<b>|\xd9\xa3|1 000|0x1F|True"
    b"|2020-01-01|5%|'|{x}"
).split(b"|")
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\xff\xfe\0\0", b"\0\0\xfe\xff", b"+/v8")
_FOREIGN = (
    *(b"%PDF-1.7\n", b"<html><body><table>", b"PK\x03\x04", b"\x89PNG\r\n", b'{"a": [1]}\n'),
    *(b"\x1f\x8b\x08", b"$FL2", b"<stata_dta>", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
)


def _span(rng: np.random.Generator, raw: bytes) -> tuple[int, int]:
    low, high = sorted(rng.integers(0, len(raw) + 1, 2).tolist())
    return low, high


def _put(rng: np.random.Generator, raw: bytes, what: bytes) -> bytes:
    at = int(rng.integers(0, len(raw) + 1))
    return raw[:at] + what + raw[at:]


def truncated(rng: np.random.Generator, raw: bytes) -> bytes:
    """Cut the end off."""
    return raw[: int(rng.integers(0, len(raw) + 1))]


def beheaded(rng: np.random.Generator, raw: bytes) -> bytes:
    """Cut the beginning off."""
    return raw[int(rng.integers(0, min(len(raw), 400) + 1)) :]


def shuffled(rng: np.random.Generator, raw: bytes) -> bytes:
    """Shuffle the bytes of a span."""
    low, high = _span(rng, raw)
    return (
        raw[:low]
        + rng.permutation(np.frombuffer(raw[low:high], np.uint8).copy()).tobytes()
        + raw[high:]
    )


def flipped(rng: np.random.Generator, raw: bytes) -> bytes:
    """Write other bytes in a few places."""
    cells = bytearray(raw)
    for _flip in range(int(rng.integers(1, 12))):
        if cells:
            cells[int(rng.integers(0, len(cells)))] = int(rng.integers(0, 256))
    return bytes(cells)


def wrong_encoding(rng: np.random.Generator, raw: bytes) -> bytes:
    """Take the bytes for one encoding and write them in another."""
    read, written = rng.choice(["utf-8", "cp1252", "latin-1", "utf-16", "utf-16-be", "cp437"], 2)
    return raw.decode(str(read), "replace").encode(str(written), "replace")


def huge_field(rng: np.random.Generator, raw: bytes) -> bytes:
    """Put a very long text somewhere, in quotes or without."""
    letters = rng.choice([b"x", b"9", b",", b";", b'"', b"\n", b" ", b"\xc3\xa9"])
    quote = rng.choice([b"", b'"'])
    return _put(
        rng, raw, bytes(quote) + bytes(letters) * int(rng.integers(1, 300_000)) + bytes(quote)
    )


def nested_quotes(rng: np.random.Generator, raw: bytes) -> bytes:
    """Put quotes where they do not belong."""
    for _quote in range(int(rng.integers(1, 8))):
        raw = _put(rng, raw, bytes(rng.choice([b'"', b'""', b'"""', b"'", b'","', b'";"', b'\\"'])))
    return raw


def nul_bytes(rng: np.random.Generator, raw: bytes) -> bytes:
    """Put zeros in."""
    for _zero in range(int(rng.integers(1, 6))):
        raw = _put(rng, raw, b"\0" * int(rng.integers(1, 4)))
    return raw


def mixed_newlines(rng: np.random.Generator, raw: bytes) -> bytes:
    """End every line in another way."""
    ends = [b"\n", b"\r\n", b"\r", b"\n\r", b"\x0b", b"\x0c", b"\x85", b"\xe2\x80\xa8", b"\n\n\n"]
    lines = raw.split(b"\n")
    return b"".join(line + ends[int(rng.integers(0, len(ends)))] for line in lines)


def byte_order_marks(rng: np.random.Generator, raw: bytes) -> bytes:
    """Put a byte-order mark in front or elsewhere, often the wrong one."""
    mark = _MARKS[int(rng.integers(0, len(_MARKS)))]
    return mark * int(rng.integers(1, 3)) + raw if rng.random() < 0.7 else _put(rng, raw, mark)


def doubled_separators(rng: np.random.Generator, raw: bytes) -> bytes:
    """Double or change some separators."""
    into = bytes(rng.choice([b",,", b";;", b"\t\t", b";", b"\t", b"|", b" ,", b""]))
    parts = raw.split(bytes(rng.choice([b",", b";", b"\t"])))
    return b"".join(
        part + (into if rng.random() < 0.3 else b",") for part in parts[:-1]
    ) + parts[-1]  # fmt: skip


def lines_moved(rng: np.random.Generator, raw: bytes) -> bytes:
    """Drop, double and shuffle lines."""
    lines = raw.split(b"\n")
    kept = rng.integers(0, len(lines), int(rng.integers(0, 2 * len(lines) + 1)))
    return b"\n".join(lines[int(at)] for at in kept)


def odd_cells(rng: np.random.Generator, raw: bytes) -> bytes:
    """Write odd numbers and texts into cells."""
    for separator in (b",", b";", b"\t"):
        cells = raw.split(separator)
        for at in range(len(cells)):
            if rng.random() < 0.1:
                cells[at] = _ODD[int(rng.integers(0, len(_ODD)))]
        raw = separator.join(cells)
    return raw


def many_columns(rng: np.random.Generator, raw: bytes) -> bytes:
    """Make a line as wide as no survey is."""
    lines = raw.split(b"\n")
    at = int(rng.integers(0, min(3, len(lines))))
    lines[at] += bytes(rng.choice([b",", b";", b"\t", b",a"])) * int(rng.integers(1, 3000))
    return b"\n".join(lines)


def foreign_beginning(rng: np.random.Generator, raw: bytes) -> bytes:
    """Begin like a file of another kind."""
    return _FOREIGN[int(rng.integers(0, len(_FOREIGN)))] + raw


def noise(rng: np.random.Generator, raw: bytes) -> bytes:
    """Return bytes of chance, or some of them put in."""
    what = rng.bytes(int(rng.integers(1, 2000)))
    return what if rng.random() < 0.2 else _put(rng, raw, what)


TEXT: tuple[Mangle, ...] = (
    truncated, beheaded, shuffled, flipped, wrong_encoding, huge_field, nested_quotes, nul_bytes,
    mixed_newlines, byte_order_marks, doubled_separators, lines_moved, odd_cells, many_columns,
    foreign_beginning, noise,
)  # fmt: skip
BINARY: tuple[Mangle, ...] = (truncated, beheaded, shuffled, flipped, nul_bytes, foreign_beginning,
                              noise, huge_field)  # fmt: skip
PACKED = (truncated, flipped, shuffled, nul_bytes, huge_field, nested_quotes, odd_cells)
ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".ods", ".sav", ".zsav", ".dta", ".xlsm")


def packed(rng: np.random.Generator, raw: bytes) -> tuple[bytes, str]:
    """Mangle one part inside a workbook, and pack it again."""
    mangle = PACKED[int(rng.integers(0, len(PACKED)))]
    with zipfile.ZipFile(io.BytesIO(raw)) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    chosen = [*parts][int(rng.integers(0, len(parts)))]
    parts[chosen] = mangle(rng, parts[chosen])
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        for name, part in parts.items():
            book.writestr(name, part)
    return file.getvalue(), f"packed {mangle.__name__}"


def mangled(seed: int, number: int, sound: list[Export]) -> tuple[Export, tuple[str, ...]]:
    """Return file `number` of a seed, and how it was mangled."""
    rng = np.random.default_rng([seed, number])
    name, raw, beside = sound[int(rng.integers(0, len(sound)))]
    done: list[str] = []
    if beside and rng.random() < 0.5:  # the syntax file is mangled in place of the answers
        mangle = TEXT[int(rng.integers(0, len(TEXT)))]
        beside = tuple((other, mangle(rng, text)) for other, text in beside)
        done.append(f"syntax {mangle.__name__}")
    elif name.endswith(".xlsx") and rng.random() < 0.6:
        raw, how = packed(rng, raw)
        done.append(how)
    else:
        ways = TEXT if name.endswith((".csv", ".tsv", ".txt", ".dat")) else BINARY
        for _time in range(int(rng.integers(1, 4))):
            mangle = ways[int(rng.integers(0, len(ways)))]
            raw = mangle(rng, raw)
            done.append(mangle.__name__)
    if rng.random() < 0.05:
        name = Path(name).stem + ENDINGS[int(rng.integers(0, len(ENDINGS)))]
        done.append("other ending")
    return Export(name, raw, beside), tuple(done)


# Reading ----------------------------------------------------------------------------------------


def read(export: Export, folder: Path) -> tuple[str, str, float]:
    """Read a file as a researcher does; return the outcome, its detail and the seconds."""
    for old in folder.iterdir():
        old.unlink()
    for name, raw in (export[:2], *export.beside):
        (folder / name).write_bytes(raw)
    start = time.process_time()
    try:
        outcome, detail = _outcome(folder / export.name, folder / "codebook.yaml")
    except Exception as error:
        frames = traceback.extract_tb(error.__traceback__)
        ours = [frame for frame in frames if "custsat_edu" in frame.filename][-1:]
        where = "".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in ours)
        outcome, detail = CRASH, f"{type(error).__name__} in {where}: {str(error)[:200]}"
    seconds = time.process_time() - start
    return outcome if seconds <= LIMIT else SLOW, detail, seconds


def _outcome(path: Path, codebook: Path) -> tuple[str, str]:
    try:
        read_table(path)
    except StudyError as error:
        return REFUSED, str(error)
    try:
        codebook.write_text(draft_codebook(path).text, encoding="utf-8")
        study = load_study(codebook, data=path)
        assert len(study.problems) >= 0
        assert len(study.flags) == len(study.survey)
    except CustsatError as error:
        return ASKED, str(error)
    return LOADED, ""


def reads_in_a_fork(name: str, path: Path, _changed: int, _size: int) -> bool:
    """Do what the reader of SPSS files does in a new process, in a copy of this one: at once."""
    import pyreadstat

    child = os.fork()
    if not child:
        with suppress(Exception):
            getattr(pyreadstat, name)(str(path), user_missing=True)
        os._exit(0)
    for _wait in range(int(100 * LIMIT)):
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.WIFEXITED(status)
        time.sleep(0.01)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return False


def serve(line: Connection, seed: int) -> None:
    """Read the files whose numbers come down the line, in a process of its own."""
    warnings.simplefilter("ignore")
    if hasattr(os, "fork"):
        spss._reads_apart = reads_in_a_fork  # type: ignore[assignment]
    with suppress(ImportError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    sound = exports()
    line.send("ready")
    with tempfile.TemporaryDirectory() as folder:
        while True:
            number = line.recv()
            export, done = mangled(seed, number, sound)
            line.send("reading")
            line.send(Read(number, export.name, done, *read(export, Path(folder))))


class Reader:
    """A process that reads, and what it reads at present."""

    def __init__(self, seed: int) -> None:
        context = multiprocessing.get_context("spawn")
        self.line, theirs = context.Pipe()
        self.process = context.Process(target=serve, args=(theirs, seed), daemon=True)
        self.process.start()
        theirs.close()
        self.number: int | None = None
        self.is_ready = False
        self.since = time.monotonic()

    def give(self, number: int) -> None:
        """Give it a file to read."""
        self.number, self.is_ready, self.since = number, False, time.monotonic()
        self.line.send(number)

    def listen(self) -> Read | str | None:
        """Return what came of its file, DEAD or SLOW if nothing will come, None while it reads."""
        try:
            while self.line.poll():
                said = self.line.recv()
                self.since = time.monotonic()
                if said != "reading":
                    self.is_ready = True
                    return said if isinstance(said, Read) else None
        except (EOFError, ConnectionError):
            return DEAD
        late = self.number is not None and time.monotonic() - self.since > HANGS
        return SLOW if late and not self.is_ready else None

    def end(self) -> None:
        """Stop it, whatever it does."""
        self.process.kill()
        self.process.join()
        self.line.close()


def fuzz(files: int, seed: int, *, jobs: int = 2) -> list[Read]:
    """Read so many mangled files, each under a limit of time and memory.

    Parameters
    ----------
    files, seed : int
        How many files, and which.
    jobs : int
        How many processes read.

    Returns
    -------
    list of Read
        In the order of their numbers.
    """
    waiting, results = iter(range(files)), list[Read]()
    readers = [Reader(seed) for _job in range(jobs)]
    while readers:
        wait([reader.line for reader in readers], timeout=0.5)
        for reader in list(readers):
            said = reader.listen()
            if isinstance(said, Read):
                results.append(said)
                if len(results) % 1000 == 0:
                    print(f"{len(results):,} of {files:,}", file=sys.stderr)
            elif said is not None:
                results.append(_lost(reader, seed, said))
            number = next(waiting, None) if reader.is_ready or isinstance(said, str) else -1
            if number == -1:
                continue
            if isinstance(said, str) or number is None:
                readers.remove(reader)
                reader.end()
            if number is not None:
                if isinstance(said, str):
                    reader = _started(seed)
                    readers.append(reader)
                reader.give(number)
    return sorted(results)


def _started(seed: int) -> Reader:
    """Return a reader that is ready."""
    reader = Reader(seed)
    while not reader.is_ready:
        if reader.listen() == DEAD:
            raise RuntimeError("The process that reads does not start.")
        wait([reader.line], timeout=1)
    return reader


def _lost(reader: Reader, seed: int, how: str) -> Read:
    """Return what is known of a file whose reader was lost."""
    if reader.number is None:
        raise RuntimeError("The process that reads does not start.")
    export, done = mangled(seed, reader.number, exports())
    return Read(reader.number, export.name, done, how, "", HANGS)


# Telling ----------------------------------------------------------------------------------------


def told(results: list[Read], seed: int) -> str:
    """Return the page: how many files had which outcome, by how they were mangled."""
    counts = Counter(result.outcome for result in results)
    ways = sorted({way.removeprefix("packed ").removeprefix("syntax ")
                   for result in results for way in result.mangles})  # fmt: skip
    slowest = max(results, key=lambda result: result.seconds)
    lines = [
        "# Mangled files",
        "",
        f"{len(results):,} small exports, each mangled in one to three ways, read by "
        f"`tools/fuzz.py --files {len(results)} --seed {seed}`.",
        f"Each must give a table or a sentence, and no one may take over {LIMIT:.0f} seconds of "
        "a processor. "
        "Whose table is read gets a draft of a codebook, and is loaded by it.",
        "",
        "| outcome | files |",
        "|---|--:|",
        *(f"| {outcome} | {counts[outcome]:,} |" for outcome in OUTCOMES),
        "",
        f"The slowest took {slowest.seconds:.1f} s (file {slowest.number}: {slowest.file}, "
        f"{', '.join(slowest.mangles)}).",
        "",
        "| mangled by | files | " + " | ".join(OUTCOMES) + " |",
        "|---|--:|" + "--:|" * len(OUTCOMES),
    ]
    for way in ways:
        here = [r for r in results if any(mangle.endswith(way) for mangle in r.mangles)]
        by = Counter(result.outcome for result in here)
        cells = " | ".join(f"{by[outcome]:,}" for outcome in OUTCOMES)
        lines.append(f"| {way.replace('_', ' ')} | {len(here):,} | {cells} |")
    return "\n".join(lines) + "\n"


def main(argv: list[str] | None = None) -> int:
    """Read the files, print and write what came of them; 1 if one of them crashed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", type=int, help="read this one again")
    parser.add_argument("--keep", type=Path, help="with --only: write the file to this folder")
    parser.add_argument("--out", type=Path, default=PAGE, help="where to write the page")
    asked = parser.parse_args(argv)
    if asked.only is not None:
        return _again(asked.seed, asked.only, asked.keep)
    results = fuzz(asked.files, asked.seed, jobs=asked.jobs)
    bad = [result for result in results if result.outcome in BAD]
    for result in bad:
        print(f"{result.number}: {result.file} ({', '.join(result.mangles)}): {result.outcome} "
              f"{result.detail}")  # fmt: skip
    page = told(results, asked.seed)
    print(page)
    asked.out.write_text(page, encoding="utf-8", newline="\n")
    return 1 if bad else 0


def _again(seed: int, number: int, keep: Path | None) -> int:
    export, done = mangled(seed, number, exports())
    print(f"{export.name} ({', '.join(done)}): {len(export.raw):,} bytes")
    with tempfile.TemporaryDirectory() as new:
        folder = keep or Path(new)
        folder.mkdir(parents=True, exist_ok=True)
        for name, raw in (export[:2], *export.beside):
            (folder / name).write_bytes(raw)
        print(*_outcome(folder / export.name, folder / "codebook.yaml"), sep=": ")
    return 0


if __name__ == "__main__":
    sys.exit(main())
