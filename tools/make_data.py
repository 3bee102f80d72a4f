"""Write data/serambi and data/exports from the synthetic world, or prove that nobody changed them.

python tools/make_data.py            write the sample, its data dictionary and the exports
python tools/make_data.py --check    compare with what would be written: text byte for byte,
                                     .xlsx and .sav by what they say
python tools/make_data.py --truth    first run the two million rows that give the true values
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from custsat_edu.world import World, exports, generate, truth
from custsat_edu.world.words import TABLE_WORDS

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "data" / "README.md"
MARK = "<!-- What follows is written by tools/make_data.py. -->\n"


class _Dumper(yaml.SafeDumper):
    """YAML as a person would write it: no anchors, short mappings on one line."""

    def ignore_aliases(self, data: Any) -> bool:
        """Write a repeated mapping out in full."""
        return True

    def represent_mapping(self, tag: str, mapping: Any, flow_style: bool | None = None) -> Any:
        """Write a short mapping of plain values on one line."""
        nested = any(isinstance(value, dict | list) for value in mapping.values())
        return super().represent_mapping(tag, mapping, flow_style=not nested and len(mapping) < 4)


def to_yaml(content: Any, title: str) -> str:
    """Return content as YAML under a line of comment."""
    text = yaml.dump(
        content,
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        width=1000,
        default_flow_style=None,
    )
    return f"# {title}\n{text}"


def to_csv(table: pd.DataFrame) -> str:
    """Return a table as CSV with the same line ends everywhere."""
    return table.to_csv(index=False, lineterminator="\n")


def dictionary(world: World) -> str:
    """Return the data dictionary: every column of every table, in both languages."""
    lines = ["## Data dictionary / Kamus data", ""]
    for name, table in world.tables.items():
        words = TABLE_WORDS[name]
        lines += [f"### {name}.csv: {len(table):,} rows x {table.shape[1]} columns", ""]
        lines += [f"{words['en']}. *{words['id']}.*", ""]
        lines += ["| column | English | Bahasa Indonesia | codes |", "|---|---|---|---|"]
        for column in table:
            question = world.codebook["questions"][column]
            codes = "; ".join(
                f"{code} {' / '.join(dict.fromkeys(text.values()))}"
                for code, text in world.codebook["values"].get(column, {}).items()
            )
            lines.append(f"| `{column}` | {question['en']} | {question['id']} | {codes} |")
        lines.append("")
    return "\n".join(lines)


def files() -> Iterator[tuple[Path, str]]:
    """Yield every file of the sample with its content."""
    world, folder = generate(), ROOT / "data" / "serambi"
    for name, table in world.tables.items():
        yield folder / f"{name}.csv", to_csv(table)
    for name, table in world.latents.items():
        yield folder / f"truth_{name}.csv", to_csv(table)
    title = "Toko Serambi, a fictitious company; written by tools/make_data.py"
    yield folder / "codebook.yaml", to_yaml(world.codebook, title)
    title = "What is true of Toko Serambi: find your own estimate first"
    yield folder / "truth.yaml", to_yaml(dict(world.truth.entries), title)
    by_hand = README.read_text(encoding="utf-8").partition(MARK)[0]
    yield README, by_hand + MARK + "\n" + dictionary(world)


def exported() -> Iterator[tuple[Path, str]]:
    """Yield every text file of data/exports with its content."""
    rows, folder = _rows(), ROOT / "data" / "exports"
    for name, text in exports.make_texts(rows).items():
        yield folder / name, text
    for name, codebook in exports.make_codebooks().items():
        yield folder / name, to_yaml(codebook, f"How to read {codebook['data']}")


def _rows() -> pd.DataFrame:
    return exports.make_rows(generate(tables=["survey"]).tables["survey"])


def write_binaries(*, check: bool) -> int:
    """Write the workbooks and the SPSS file, or return how many say something else."""
    stale, folder = 0, ROOT / "data" / "exports"
    folder.mkdir(parents=True, exist_ok=True)
    for name, write in exports.make_writers(_rows()).items():
        path = folder / name
        with tempfile.TemporaryDirectory() as scratch:
            fresh = Path(scratch) / name
            write(fresh)
            same = path.is_file() and exports.content(path) == exports.content(fresh)
            if not same and check:
                print(f"{path.relative_to(ROOT)} is not what the world gives", file=sys.stderr)
                stale += 1
            elif not same:
                path.write_bytes(fresh.read_bytes())
    return stale


def true_values() -> Iterator[tuple[Path, str]]:
    """Yield the file of true values, from the large run."""
    yield truth.VALUES_FILE, json.dumps(truth.large_run(), indent=1) + "\n"


def main() -> int:
    """Write or check the files; return the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare and write nothing")
    parser.add_argument("--truth", action="store_true", help="run the two million rows again")
    options = parser.parse_args()
    stale = 0
    for make in [true_values, files, exported] if options.truth else [files, exported]:
        for path, content in make():
            if not options.check:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content.encode())
            elif not path.is_file() or path.read_bytes() != content.encode():
                print(f"{path.relative_to(ROOT)} is not what the world gives", file=sys.stderr)
                stale += 1
    stale += write_binaries(check=options.check)
    return int(stale > 0)


if __name__ == "__main__":
    sys.exit(main())
