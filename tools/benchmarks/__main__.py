"""Measure what the documentation claims: `python tools/benchmarks [NAME ...]`.

Writes each table into its section of benchmarks.md and leaves the other sections as they are.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before NumPy is imported

import bootstrap
import coverage
import drivers
import journey
import ordered
import permutation
import readers
import segments
import weights

PAGE = Path(__file__).with_name("benchmarks.md")
SECTIONS = {
    "bootstrap": ("Bootstrap of a table of answers", bootstrap.table),
    "drivers": ("Relative importance of drivers", drivers.table),
    "coverage": ("Coverage of the intervals", coverage.table),
    "weights": ("Coverage of weighted intervals", weights.table),
    "ordered": ("Ordered logit", ordered.table),
    "permutation": ("Permutation test of a mean difference", permutation.table),
    "segments": ("Customer types", segments.table),
    "journey": ("The journey", journey.table),
    "readers": ("Reading a file of answers", readers.table),
}


def main(names: list[str]) -> None:
    """Measure the named sections, all of them without a name."""
    page = PAGE.read_text(encoding="utf-8") if PAGE.exists() else "# Benchmarks\n"
    for name in names or SECTIONS:
        title, table = SECTIONS[name]
        section = f"<!-- {name} -->\n## {title}\n\n{table()}\n<!-- /{name} -->\n"
        before, mark, rest = page.partition(f"<!-- {name} -->\n")
        after = rest.partition(f"<!-- /{name} -->\n")[2] if mark else ""
        page = (before if mark else f"{before}\n") + section + after
        PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
