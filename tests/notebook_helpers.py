"""What the notebook tests share: the rules of a lesson, and running cells and stored tests."""

from __future__ import annotations

import ast
import base64
import re
import statistics
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import yaml
from nbbuild.source import code_tree
from nbformat import NotebookNode

ROOT = Path(__file__).resolve().parents[1]

UNITS = yaml.safe_load((ROOT / "tests" / "units.yaml").read_text(encoding="utf-8"))
CALLOUTS = {
    "en": ("Predict", "Note", "Watch out", "On the sample data", "With your own data"),
    "id": ("Perkirakan", "Catatan", "Hati-hati", "Pada data contoh", "Dengan data Anda sendiri"),
}
SKIP_TAGS = {"nbval-skip", "nbval-ignore-output", "nbval-raises-exception", "raises-exception"}
ALLOWED_SKIPS: dict[tuple[str, str], str] = {}  # (lesson, cell): the reason
PIXELS_PER_METRE = 3937  # 100 dpi
BANNED = {
    "a trailing ;": re.compile(r";\s*(?:#.*)?$", re.MULTILINE),
    "interact(": re.compile(r"\binteract(?:ive|ive_output)?\("),
    "Output(": re.compile(r"\bOutput\("),
    "a class definition": re.compile(r"^\s*class\s", re.MULTILINE),
    "globals()": re.compile(r"\bglobals\(\)"),
    "import *": re.compile(r"\bimport \*"),
    ".summary()": re.compile(r"\.summary2?\("),
}


def read(path: Path) -> NotebookNode:
    return nbformat.read(path, as_version=4)


def code_cells(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def tags(cell: NotebookNode) -> list[str]:
    return cell.metadata.get("tags", [])


def core(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if not {"deeper", "stretch"} & set(tags(cell))]


# The rules: each yields one sentence for each breach.


def breaches_of_running(notebook: NotebookNode, lesson: str) -> Iterator[str]:
    counts = [cell.execution_count for cell in code_cells(notebook)]
    if counts != list(range(1, len(counts) + 1)):
        yield f"the cells ran in the order {counts}"
    for cell in code_cells(notebook):
        for output in cell.outputs:
            if output.output_type == "error" or output.get("name") == "stderr":
                yield f"{cell.id}: {output.get('evalue') or output.get('text')}"
        if re.search(r"\bat 0x[0-9a-f]{6}", output_text([cell])):
            yield f"{cell.id}: shows a memory address"
        if SKIP_TAGS & set(tags(cell)) and (lesson, cell.id) not in ALLOWED_SKIPS:
            yield f"{cell.id}: is skipped without a reason in ALLOWED_SKIPS"
    if any("widget" in str(key) for key in notebook.metadata):
        yield "the metadata hold widget state"


def breaches_of_code(notebook: NotebookNode) -> Iterator[str]:
    for cell in code_cells(notebook):
        lines = [line for line in cell.source.splitlines() if line.strip()]
        if len(lines) > 12:
            yield f"{cell.id}: {len(lines)} lines, at most 12"
        for name, pattern in BANNED.items():
            if pattern.search(cell.source):
                yield f"{cell.id}: {name}"
    marked = [cell for cell in code_cells(notebook) if "parameters" in tags(cell)]
    if len(marked) != 1 or set(assigned(marked[0].source)) != {"STUDY", "LANG"}:
        yield "one cell, tagged parameters, sets STUDY and LANG and nothing else"


def assigned(code: str) -> list[str]:
    return [
        target.id
        for node in ast.parse(code).body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    ]


def breaches_of_outputs(notebook: NotebookNode, *, least: int) -> Iterator[str]:
    compared = [cell for cell in code_cells(notebook) if output_text([cell]).strip()]
    if len(compared) < least:
        yield f"{len(compared)} cells have an output that nbval compares, at least {least} should"
    for cell in code_cells(notebook):
        for output in cell.outputs:
            if "image/png" not in output.get("data", {}):
                continue
            if len(output.metadata.get("image/png", {}).get("alt", "").split()) < 4:
                yield f"{cell.id}: the picture has no sentence; print(describe_...(...)) below it"
            if density(output.data["image/png"]) > PIXELS_PER_METRE:
                yield f"{cell.id}: the picture has more than 100 dpi"


def density(png: str) -> int:
    """Return a PNG's pixels per metre, 0 where it does not say."""
    content = base64.b64decode(png)
    at = content.find(b"pHYs")
    return struct.unpack(">I", content[at + 4 : at + 8])[0] if at >= 0 else 0


def breaches_of_shape(notebook: NotebookNode, lang: str) -> Iterator[str]:
    if not re.match(r"# (\d\d[a-z]?|T) · .+\?(\n|$)", notebook.cells[0].source):
        yield "the first line is not `# NN · Question?`"
    cells = core(notebook)
    if not 25 <= len(cells) <= 40:
        yield f"the core has {len(cells)} cells, not 25 to 40"
    if len(notebook.cells) - len(cells) > 15:
        yield f"{len(notebook.cells) - len(cells)} cells stand beside the core, at most 15"
    median = statistics.median(
        len([line for line in cell.source.splitlines() if line.strip() and line[0] != "%"])
        for cell in cells
        if cell.cell_type == "code"
    )
    if median > 4:
        yield f"the median code cell has {median} lines, about 3 is the aim"
    count = words(cells)
    if lang == "en" and not 900 <= count <= 1400:
        yield f"the core has {count} words, not 900 to 1400"
    yield from _breaches_of_parts(notebook)
    yield from _breaches_of_callouts(notebook, lang)


def words(cells: list[NotebookNode]) -> int:
    text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    text = re.sub(r"```.*?```|<[^>]+>|\]\([^)]*\)|\$[^$]*\$", " ", text, flags=re.DOTALL)
    return len(re.findall(r"\w[\w'’./-]*", text))


def _breaches_of_parts(notebook: NotebookNode) -> Iterator[str]:
    quiz = sum(cell.source.count("<details>") for cell in notebook.cells if "quiz" in tags(cell))
    if quiz != 5:
        yield f"cells tagged quiz hold {quiz} questions with <details>, not 5"
    claims = [cell for cell in notebook.cells if "claim" in tags(cell)]
    if not 2 <= len(claims) <= 3:
        yield f"{len(claims)} cells are tagged claim, not 2 or 3"
    for cell in claims:
        if len(re.findall(r"^- ", cell.source, re.MULTILINE)) != 3:
            yield f"{cell.id}: a claim card has three lines that begin with -"
    kinds = [slide_type(cell) for cell in notebook.cells]
    if kinds.count("slide") < 5:
        yield f"{kinds.count('slide')} cells begin a slide, at least 5 should"
    if set(kinds) - {"slide", "subslide", "fragment", "notes", "skip"}:
        yield f"the slide types {sorted(set(map(str, kinds)))} are not all known to the deck"
    for cell in notebook.cells:
        if cell not in core(notebook) and slide_type(cell) != "skip":
            yield f"{cell.id}: stands beside the core and yet on a slide"


def slide_type(cell: NotebookNode) -> str | None:
    return cell.metadata.get("slideshow", {}).get("slide_type")


def _breaches_of_callouts(notebook: NotebookNode, lang: str) -> Iterator[str]:
    names = [name for cell in notebook.cells for name, _ in callouts(cell)]
    for name in names:
        if name not in CALLOUTS[lang]:
            yield f"a blockquote begins with {name!r}, not with one of {CALLOUTS[lang]} in bold"
    for place in (0, 3, 4):
        name = CALLOUTS[lang][place]
        if name not in names:
            yield f"there is no callout **{name}**"


def callouts(cell: NotebookNode) -> list[tuple[str, str]]:
    """Return the blockquotes of a Markdown cell: the bold word that begins it, and its text."""
    if cell.cell_type != "markdown":
        return []
    quotes = re.findall(r"(?:^>.*(?:\n|$))+", cell.source, re.MULTILINE)
    plain = [re.sub(r"^> ?", "", quote, flags=re.MULTILINE).strip() for quote in quotes]
    opening = [re.match(r"\*\*(.+?)[.:]?\*\*", text) for text in plain]
    return [
        (match[1] if match else text[:20], text) for match, text in zip(opening, plain, strict=True)
    ]


def breaches_of_sample_numbers(notebook: NotebookNode, lang: str) -> Iterator[str]:
    shown = output_text(notebook.cells)
    known = {abs(value) for form in {"en", lang} for value, _, _ in numbers(shown, form)}
    for cell in notebook.cells:
        for name, text in callouts(cell):
            if name != CALLOUTS[lang][3]:
                continue
            for value, digits, percent in numbers(text, lang):
                near = {round(k, digits) for k in known}
                if percent:
                    near |= {round(100 * k, digits) for k in known}
                if abs(value) not in near:
                    yield f"{cell.id}: {value} of {name!r} stands in no output"


_NUMBER = {
    "en": re.compile(r"(?<![\w.,-])(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?![\w-]|\.\d)"),
    "id": re.compile(r"(?<![\w.,-])(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?(?![\w-]|,\d)"),
}


def numbers(text: str, lang: str) -> Iterator[tuple[float, int, bool]]:
    """Yield each number, its decimals and whether % follows, as one language writes numbers."""
    text = text.replace("−", " ").replace(" -", " ")
    for match in _NUMBER[lang].finditer(text):
        written = match[0] if lang == "en" else match[0].translate(str.maketrans(".,", ",."))
        written = written.replace(",", "")
        percent = re.match(r"\s?%", text[match.end() :]) is not None
        yield float(written), len(written.partition(".")[2]), percent


def output_text(cells: list[NotebookNode]) -> str:
    """Return everything that a reader can read in the outputs of some cells."""
    parts = []
    for cell in cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            html = re.sub(r"<style.*?</style>|<[^>]+>", " ", data.get("text/html", ""), flags=re.S)
            plain = data.get("text/plain", "")
            parts += [output.get("text", ""), html, "" if plain.startswith("<Figure") else plain]
    return "\n".join(parts)


def breaches_of_units(notebook: NotebookNode, lesson: str) -> Iterator[str]:
    carried = {
        tag.removeprefix("unit:")
        for cell in notebook.cells
        for tag in tags(cell)
        if tag.startswith("unit:")
    }
    due = {unit for unit, lessons in UNITS.items() if lesson in lessons}
    yield from (f"no cell is tagged unit:{unit}" for unit in sorted(due - carried))
    yield from (f"unit:{unit} is not this lesson's in units.yaml" for unit in sorted(carried - due))


def breaches_between(english: NotebookNode, indonesian: NotebookNode) -> Iterator[str]:
    pairs = list(zip(english.cells, indonesian.cells, strict=False))
    if [(c.id, c.cell_type, c.metadata) for c in english.cells] != [
        (c.id, c.cell_type, c.metadata) for c in indonesian.cells
    ]:
        yield "the two languages have other cells, ids, tags or slides"
    for here, there in pairs:
        if here.cell_type == "code":
            meant = re.sub(r'^LANG = "en"', 'LANG = "id"', here.source, flags=re.MULTILINE)
            if code_tree(meant) != code_tree(there.source):
                yield f"{here.id}: the code differs by more than LANG"


# Exercises, in this process.


def run_cells(notebook: NotebookNode) -> dict[str, Any]:
    """Run an exercise's cells, but for otter's own and the magics; return the namespace."""
    import matplotlib.pyplot as plt

    namespace: dict[str, Any] = {"__name__": "__main__", "display": lambda *things: None}
    for cell in code_cells(notebook):
        if cell.id not in ("otter", "export") and not cell.id.startswith("check-"):
            code = re.sub(r"^[%!].*$", "", cell.source, flags=re.MULTILINE)
            exec(compile(code, f"<cell {cell.id}>", "exec"), namespace)
    plt.close("all")
    return namespace


def run_test(notebook: NotebookNode, question: str, namespace: dict[str, Any]) -> Any:
    """Run one stored test on a namespace, as `grader.check` would."""
    from otter.test_files import ExceptionTestFile

    stored = ExceptionTestFile.from_metadata(notebook.metadata.otter.tests[question], question)
    stored.run(namespace)
    return stored


def leaks(student: NotebookNode, solution: NotebookNode) -> Iterator[str]:
    """Name every marker, hidden test and line of a solution that the student could read."""
    text = "\n".join(cell.source for cell in student.cells)
    everything = nbformat.writes(student)
    for marker in ("SOLUTION", "otter_assign_solution_cell", "hidden=True", "HIDDEN"):
        if marker in everything:
            yield f"the marker {marker}"
    for cell in solution.cells:
        for line in solved_lines(cell):
            if line in text:
                yield f"{cell.id}: {line}"


def solved_lines(cell: NotebookNode) -> Iterator[str]:
    """Yield the lines of a cell that only the solution may hold."""
    if "otter_assign_solution_cell" not in tags(cell):
        return
    inside = cell.cell_type == "markdown"
    for line in cell.source.splitlines():
        inside = (inside or "# BEGIN SOLUTION" in line) and "# END SOLUTION" not in line
        solved = line.partition("# SOLUTION")
        if (inside or solved[1]) and len(solved[0].strip()) > 4 and "BEGIN SOL" not in line:
            yield solved[0].strip()
