"""Measure an explorer in Chromium: milliseconds from a key to its picture, fresh and kept.

Run `python tools/benchmarks/explorer.py`; it prints the rows of a Markdown table.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from statistics import median

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

sys.path.insert(0, str(Path(__file__).parents[1]))
import lab

KEYS = 30
CELL = """\
import numpy as np
import seaborn as sns
from matplotlib.figure import Figure
from custsat_edu import explore

def draw(n=300):
    answers = np.random.default_rng(n).integers(0, 11, n)
    figure = Figure(figsize=(6.4, 4), layout="constrained")
    axes = figure.subplots()
    sns.histplot(x=answers, discrete=True, stat="percent", ax=axes)
    axes.set(xlabel="How likely are you to recommend us?", ylabel="Share of the answers (%)")
    return figure, f"The mean of {n} answers is {answers.mean():.2f}."

explore(draw, n=(30, 3000, 10))
"""
LISTEN = """(image) => {
    window.waits = [];
    addEventListener("keydown", () => { window.pressed = performance.now(); }, true);
    image.addEventListener("load", async () => {
        await image.decode();
        window.waits.push(performance.now() - window.pressed);
    });
}"""


def measure() -> dict[str, list[float]]:
    """Return the milliseconds of every key, on pictures drawn for it and on pictures kept."""
    with tempfile.TemporaryDirectory() as name:
        folder, home = Path(name, "notebooks"), Path(name, "home")
        folder.mkdir()
        home.mkdir()
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        notebook = new_notebook(cells=[new_code_cell(CELL)], metadata={"kernelspec": kernel})
        nbformat.write(notebook, folder / "explorer.ipynb")
        with lab.serve(folder, home) as address, lab.browse() as page:
            lab.run_all(page, address, "explorer.ipynb")
            handle, _sentence, picture = lab.explorer(page)
            picture.evaluate(LISTEN)
            handle.focus()
            for pressed in range(2 * KEYS):
                page.keyboard.press("ArrowRight" if pressed < KEYS else "ArrowLeft")
                page.wait_for_function("(n) => window.waits.length > n", arg=pressed)
            waits = page.evaluate("() => window.waits")
    return {"fresh": waits[:KEYS], "kept": waits[KEYS:]}


def main() -> None:
    """Print the table."""
    print("| picture | keys | median ms | nine in ten under ms | target ms |")
    print("|---|---|---|---|---|")
    for (kind, waits), target in zip(measure().items(), (150, 50), strict=True):
        ninth = sorted(waits)[round(0.9 * len(waits)) - 1]
        print(f"| {kind} | {len(waits)} | {median(waits):.0f} | {ninth:.0f} | {target} |")


if __name__ == "__main__":
    main()
