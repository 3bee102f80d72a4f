"""Measure how well the right and the naive methods find each planted truth.

python tools/calibrate.py                  every truth, 1,000 worlds of each scenario
python tools/calibrate.py --truth nps      one truth again; the rest of the table stays
python tools/calibrate.py --worlds 100     fewer worlds

Writes data/calibration.csv (the numbers) and data/calibration.md (to read).
"""

from __future__ import annotations

import argparse
import multiprocessing
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from calibration import TRUTHS, Calibrated, Finding
from calibration.methods import screened
from calibration.notes import NOT_CALIBRATED, NOTES
from calibration.registry import RIGHT
from threadpoolctl import threadpool_limits

from custsat_edu.world import SCENARIOS, generate

ROOT = Path(__file__).resolve().parents[1]
TABLE = ROOT / "data" / "calibration.csv"
PAGE = ROOT / "data" / "calibration.md"
FIRST_SEED = 10_000
UNSCREENED = "right, unscreened"
KEY = ["truth", "scenario", "row", "method"]
LOW, HIGH = 0.92, 0.97
PROCESSES = 2
CHUNK = 25


class Seen(NamedTuple):
    """What one method found in one world, held against the value."""

    truth: str
    row: str
    method: str
    value: float
    zero: bool  # nothing to find: what is found is a false alarm
    estimate: float
    covered: float  # nan where there is no interval
    found: float  # nan where nothing is at stake
    wrong: float  # found, on the wrong side


def main() -> None:
    """Run the worlds and write the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--truth", action="append", choices=sorted(TRUTHS), help="only this one")
    parser.add_argument("--worlds", type=int, default=1_000, help="worlds a scenario")
    options = parser.parse_args()
    table = calibrate(options.truth or list(TRUTHS), worlds=options.worlds)
    if TABLE.is_file():
        table = merge(read(TABLE), table)
    table.to_csv(TABLE, index=False, lineterminator="\n", float_format="%.5g")
    PAGE.write_bytes(page(read(TABLE)).encode())


# ------------------------------------------------------------------------------------- the worlds


def calibrate(names: list[str], *, worlds: int, processes: int = PROCESSES) -> pd.DataFrame:
    """Return the table of some truths: one row a truth, scenario, row and method."""
    parts = []
    with workers(processes) as each:
        for group in _groups(names):
            seeds = range(FIRST_SEED, FIRST_SEED + worlds)
            chunks = [list(seeds[k : k + CHUNK]) for k in range(0, worlds, CHUNK)]
            for scenario in reversed(SCENARIOS):
                began = time.perf_counter()
                found = each(partial(run, group, scenario), chunks)
                seen = [one for part in found for one in part]
                parts.append(summarise(seen).assign(scenario=scenario))
                seconds = time.perf_counter() - began
                print(f"{scenario}: {', '.join(group)}: {worlds} worlds in {seconds:.0f} s")
    return in_order(pd.concat(parts, ignore_index=True))


@contextmanager
def workers(processes: int) -> Iterator[Callable[..., Iterable[list[Seen]]]]:
    """Give a `map` that spreads its work over processes."""
    if processes == 1:
        yield map
    else:
        with multiprocessing.get_context("spawn").Pool(processes) as pool:
            yield pool.imap


def _groups(names: list[str]) -> list[list[str]]:
    """Return the truths that can share a world: those that read the same tables."""
    groups: dict[Any, list[str]] = defaultdict(list)
    for name in names:
        groups[TRUTHS[name].tables].append(name)
    return list(groups.values())


def run(names: list[str], scenario: str, seeds: list[int]) -> list[Seen]:
    """Return what every method finds in the worlds of some seeds."""
    with threadpool_limits(1):
        return [one for seed in seeds for one in look(names, scenario, seed)]


def look(names: list[str], scenario: str, seed: int) -> Iterator[Seen]:
    """Yield what every method finds in one world."""
    tables = TRUTHS[names[0]].tables
    world = generate(seed, scenario=scenario, tables=tables)
    hidden = {f"truth_{key}": table for key, table in world.latents.items()}
    shipped = hidden | dict(world.tables)
    careful = shipped
    if scenario == "realistic" and "survey" in shipped:
        careful = shipped | {"survey": screened(shipped["survey"])}
    for name in names:
        spec = TRUTHS[name]
        entry = world.truth[spec.of]
        if entry["value"] is None:
            raise SystemExit(f"{name} has no value yet: run tools/make_data.py --truth first")
        if careful is shipped or not spec.screen:
            yield from (judge(name, entry, one) for one in spec.estimate(shipped))
            continue
        right = [one for one in spec.estimate(careful) if one.method == RIGHT]
        yield from (judge(name, entry, one) for one in right)
        for one in spec.estimate(shipped):
            if one.method != RIGHT:
                yield judge(name, entry, one)
            elif one not in right:
                yield judge(name, entry, one._replace(method=UNSCREENED))


def judge(name: str, entry: Mapping[str, Any], one: Finding) -> Seen:
    """Hold one finding against the truth."""
    value = lookup(entry["value"], one.row) if one.value is None else one.value
    planted = lookup(entry["planted"], one.row) if one.value is None else one.value
    estimate, low, high = one.interval
    zero = one.null is not None and one.null in (planted, value)
    if one.found is not None:
        found, wrong = float(one.found), np.nan
    elif one.null is None:
        found = wrong = np.nan
    else:
        above, below = low > one.null, high < one.null
        right, other = (above, below) if value > one.null else (below, above)
        found, wrong = float(above or below if zero else right), np.nan if zero else float(other)
    covered = np.nan if np.isnan(low + high) else float(low <= value <= high)
    return Seen(name, one.row, one.method, value, zero, estimate, covered, found, wrong)


def lookup(values: Any, row: str) -> Any:
    """Return the value of a row; "a - b" is the difference of two rows."""
    if not isinstance(values, Mapping):
        return values
    by_name = {str(name): value for name, value in values.items()}
    if row in by_name:
        return by_name[row]
    a, _, b = row.partition(" - ")
    return by_name[a] - by_name[b]


# -------------------------------------------------------------------------------------- the table


def summarise(seen: list[Seen]) -> pd.DataFrame:
    """Return one row a truth, row and method."""
    groups = pd.DataFrame(seen).groupby(["truth", "row", "method"], sort=False)
    table = groups.agg(
        worlds=("estimate", "size"),
        value=("value", "first"),
        zero=("zero", "first"),
        estimate=("estimate", "mean"),
        sd=("estimate", "std"),
        coverage=("covered", "mean"),
        power=("found", "mean"),
        wrong=("wrong", "mean"),
    )
    return table.reset_index()


def merge(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Return the old table with the truths of the new one in the place of their old rows."""
    kept = old[old["truth"].isin(set(TRUTHS) - set(new["truth"]))]
    return in_order(pd.concat([kept, new], ignore_index=True))


def in_order(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table in the order of the truths, clean before realistic."""
    place = {name: k for k, name in enumerate(TRUTHS)}
    order = (10 * table["truth"].map(place) + (table["scenario"] != "clean")).argsort(kind="stable")
    columns = [*KEY, *(name for name in table if name not in KEY)]
    return table.loc[order, columns].reset_index(drop=True)


def read(path: Path) -> pd.DataFrame:
    """Return a written table."""
    return pd.read_csv(path, dtype={"row": str}, keep_default_na=True).fillna({"row": ""})


def outside(table: pd.DataFrame) -> pd.DataFrame:
    """Return the right methods whose coverage is not what it should be."""
    right = table[table["method"] == RIGHT]
    return right[right["coverage"].notna() & ~right["coverage"].between(LOW, HIGH)]


# --------------------------------------------------------------------------------------- the page

HEAD = """# How well the planted truths can be found

Written by `tools/calibrate.py`. Each line is a method of analysis tried on many synthetic worlds
of the sample's size, whose truth is known; the numbers are in `calibration.csv`.

- **right** is the method that the lessons teach, **naive** the usual mistake. In the realistic
  scenario the right method first screens out careless rows of the survey (one answer throughout
  all four grids of drivers, less than two minutes, a customer who had answered before); **right,
  unscreened** is the same method with these rows left in, as the naive one has them. The estimand
  is the same in both scenarios: what is true of all customers if all answer carefully, `value` in
  `truth.yaml`, from two million rows.
- **bias** = mean estimate minus value. **coverage** = share of 95 % intervals that hold the value;
  a right method should lie within .92 and .97. **power** = share of worlds whose interval excludes
  zero (or what the method names below) on the right side; **wrong side** = share that excludes it
  on the other side. Where the truth is zero, power is in brackets: these are false alarms. A dash:
  there is nothing to reject, or no interval.
- `false_pains` and `recovery_verdict` judge what the package itself calls a pain or a paradox: they
  run its own functions. All other methods are written anew for this page.
- After ± stands the Monte Carlo standard error. A truth with many rows has one line: the mean over
  them and the worst of them; all rows are in the CSV.
"""
COLUMNS = "| truth | row | method | worlds | value | bias | coverage | power | wrong side |"
POOLED = 7  # a truth with more rows than this is pooled


def page(table: pd.DataFrame) -> str:
    """Return the page that is read."""
    lines = [HEAD, "## What is estimated, and how", ""]
    lines += ["| truth | estimand | right method | naive method |", "|---|---|---|---|"]
    shown = [spec for spec in TRUTHS.values() if spec.name in set(table["truth"])]
    lines += [f"| `{s.name}` | {s.estimand} | {s.right} | {s.naive} |" for s in shown]
    for scenario in reversed(SCENARIOS):
        lines += [
            "",
            f"## The {scenario} scenario",
            "",
            COLUMNS,
            "|---|---|---|--:|--:|--:|--:|--:|--:|",
        ]
        for spec in shown:
            rows = table[(table["truth"] == spec.name) & (table["scenario"] == scenario)]
            lines += body(spec, rows)
    lines += ["", "## Notes", "", *in_short(table), *(f"- {note}" for note in notes(table)), ""]
    return "\n".join(lines)


def body(spec: Calibrated, rows: pd.DataFrame) -> Iterator[str]:
    """Yield the lines of one truth in one scenario."""
    for method, part in rows.groupby("method", sort=False):
        if part["row"].nunique() > POOLED:
            yield pooled(spec, str(method), part)
        else:
            yield from (line(spec, row) for _, row in part.iterrows())


def line(spec: Calibrated, row: pd.Series) -> str:
    """Return the line of one row."""
    error = row["sd"] / np.sqrt(row["worlds"])
    power = share(row["power"], row["worlds"])
    cells = [
        f"`{spec.name}`",
        row["row"],
        row["method"],
        f"{row['worlds']:,}",
        f"{row['value']:.4g}",
        f"{row['estimate'] - row['value']:+.2g} ± {error:.1g}",
        share(row["coverage"], row["worlds"]),
        f"({power})" if row["zero"] and power != "–" else power,
        "–" if np.isnan(row["wrong"]) else f"{row['wrong']:.3f}",
    ]
    return f"| {' | '.join(cells)} |"


def pooled(spec: Calibrated, method: str, part: pd.DataFrame) -> str:
    """Return the line of a truth with many rows: the mean and the worst of them."""
    bias = part["estimate"] - part["value"]
    worst = part.loc[bias.abs().idxmax()]
    worlds = int(part["worlds"].iloc[0])
    cells = [
        f"`{spec.name}`",
        f"all {len(part)}",
        method,
        f"{worlds:,}",
        "",
        f"at most {bias.abs().max():.2g} ± {worst['sd'] / np.sqrt(worlds):.1g} ({worst['row']})",
        least(part, "coverage"),
        least(part[~part["zero"] & part["power"].notna()], "power"),
        "–" if part["wrong"].isna().all() else f"at most {part['wrong'].max():.3f}",
    ]
    return f"| {' | '.join(cells)} |"


def least(part: pd.DataFrame, column: str) -> str:
    """Return the mean of a share over several rows, and the least of them."""
    if part.empty:
        return "–"
    row = part.loc[part[column].idxmin()]
    return f"{part[column].mean():.3f}; least {share(row[column], row['worlds'])} ({row['row']})"


def share(p: float, worlds: int) -> str:
    """Return a share with its Monte Carlo error."""
    return "–" if np.isnan(p) else f"{p:.3f} ± {np.sqrt(p * (1 - p) / worlds):.3f}"


def in_short(table: pd.DataFrame) -> Iterator[str]:
    """Yield the worst coverage and the weakest power of the right methods."""
    right = table[(table["method"] == RIGHT) & ~table["truth"].isin(FIXED)]
    worst = right.loc[(right["coverage"] - 0.95).abs().idxmax()]
    weak = right[~right["zero"] & right["power"].notna()]
    weakest = weak.loc[weak["power"].idxmin()]
    for what, row, column in (
        ("Worst coverage", worst, "coverage"),
        ("Weakest power", weakest, "power"),
    ):
        name = f"`{row['truth']}` {row['row']}".strip()
        p = share(row[column], row["worlds"])
        yield f"- {what} of a right method: {p}, {name}, {row['scenario']}."


FIXED = ("careless",)  # the counts are planted, not drawn


def notes(table: pd.DataFrame) -> Iterator[str]:
    """Yield the notes on the truths in the table, and what is not in it."""
    for name, sentence in NOTES.items():
        if name in set(table["truth"]):
            yield f"`{name}`: {sentence}"
    reasons = "; ".join(f"`{name}` ({why})" for name, why in NOT_CALIBRATED.items())
    yield f"Not calibrated: {reasons}."


if __name__ == "__main__":
    main()
