"""Reading: seconds and memory for a large export of Qualtrics, in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

import numpy as np

ROWS, RUNS = 100_000, 5
OWN = ["StartDate", "EndDate", "Status", "IPAddress", "Progress", "Duration (in seconds)"]
OWN += ["Finished", "RecordedDate", "ResponseId", "RecipientLastName", "RecipientFirstName"]
OWN += ["RecipientEmail", "ExternalReference", "LocationLatitude", "LocationLongitude"]
OWN += ["DistributionChannel", "UserLanguage"]
WORDS = ["Strongly disagree", "Disagree", "Neutral", "Agree", "Strongly agree", ""]
READ = """
import json, resource, sys, time
from pathlib import Path
from custsat_edu.study.files.readers import read_table
start = time.process_time()
table = read_table(Path(sys.argv[1]))
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
print(json.dumps([time.process_time() - start, peak / 1e6, *table.frame.shape]))
"""


def table() -> str:
    """Measure, and return a markdown table."""
    lines = [
        f"Qualtrics CSV of {ROWS:,} rows and 100 columns (17 of the tool, 3 of comments, 80 of "
        f"ratings); CPU seconds, median of {RUNS}, and the peak of the whole process.",
        "",
        "| ratings | file, MB | seconds | target | | peak, MB | target | |",
        "|---|---|---|---|---|---|---|---|",
    ]
    with tempfile.TemporaryDirectory() as folder:
        for kind in ("numbers", "words"):
            path = Path(folder, f"{kind}.csv")
            _write(path, kind)
            lines.append(f"| {kind} | {path.stat().st_size / 1e6:.0f} | {_measure(path)} |")
    return "\n".join(lines)


def _measure(path: Path) -> str:
    runs = []
    for _ in range(RUNS):
        done = subprocess.run(
            [sys.executable, "-c", READ, str(path)], capture_output=True, text=True, check=True
        )
        runs.append(json.loads(done.stdout))
    seconds, peak = median(run[0] for run in runs), max(run[1] for run in runs)
    return (
        f"{seconds:.1f} | < 5 | {_verdict(seconds, 5)} | {peak:.0f} | < 1000 | "
        f"{_verdict(peak, 1000)}"
    )


def _verdict(found: float, most: float) -> str:
    return "met" if found < most else f"missed by {found / most:.2f} times"


def _write(path: Path, kind: str) -> None:
    """Write the export: three header rows, one preview in fifty rows."""
    rng = np.random.default_rng(1)
    names = [*OWN, *(f"Q{n}" for n in range(1, 101 - len(OWN)))]
    points = ["1", "2", "3", "4", "5", ""] if kind == "numbers" else WORDS
    with path.open("w", encoding="utf-8") as file:
        file.write(",".join(names) + "\n" + ",".join(f'"What of {n}?"' for n in names) + "\n")
        file.write(",".join('"{""ImportId"":""' + n + '""}"' for n in names) + "\n")
        for n in range(ROWS):  # row by row: a child counts the memory of its parent as its own
            row = [points[k] for k in rng.integers(0, 6, len(names) - len(OWN) - 3)]
            own = f"2026-01-05 08:00:00,2026-01-05 08:05:00,{int(n % 50 == 0)},192.0.2.{n % 250}"
            own += f",100,300,1,2026-01-05 08:05:00,R_{n:015d},,,,,-6.2,106.8,anonymous,ID,"
            comments = ",".join(f'"comment {n}, as people write them in a box"' for _ in range(3))
            file.write(own + ",".join(row) + f",{comments}\n")
