"""Write tests/alien/jawaban.csv: 300 invented patients of an invented clinic, as Excel saves them.

Run `python tests/alien/make_alien.py`; the same seed gives the same bytes.
"""

from pathlib import Path

import numpy as np
import pandas as pd

ITEMS = {
    "puas": (3, 1.0),
    "ramah": (4, 0.9),
    "cepat": (3, 0.6),
    "bersih": (3, 0.8),
    "biaya": (3, 0.4),
    "info": (2, 0.7),
    "setia": (2, 0.8),
}
REMARKS = [
    "",
    "",
    "",
    "Terima kasih, petugasnya ramah",
    "Antre terlalu lama; loket hanya satu",
    'Kata dokter "tunggu saja", padahal sudah sejam',
    "Situs daringnya <b>bagus</b>",
    "=parkir kurang luas",
]


def make(n: int = 300, seed: int = 7) -> str:
    """Return the file's text: semicolons, decimal commas, and 99 for no answer."""
    rng = np.random.default_rng(seed)
    mood = rng.normal(size=n)
    channel = rng.integers(1, 3, n)
    frame = pd.DataFrame({"no_responden": np.arange(1001, 1001 + n), "kanal": channel})
    frame["poli"] = rng.choice([1, 2, 3, 4], n, p=[0.5, 0.2, 0.2, 0.1])
    frame["jk"] = rng.choice([1, 2], n, p=[0.6, 0.4])
    frame["usia"] = np.clip(rng.normal(42, 15, n).round(), 18, 98).astype(int)
    frame.loc[11, "usia"] = 99
    for stem, (k, pull) in ITEMS.items():
        topic = pull * mood + rng.normal(scale=0.7, size=n)
        for item in range(1, k + 1):
            answer = 4.9 + 1.1 * topic + 0.3 * (channel == 2) + rng.normal(scale=0.7, size=n)
            frame[f"{stem}{item}"] = np.clip(answer.round(), 1, 7).astype(int)
    frame["ramah3"] = 8 - frame["ramah3"]
    frame["nilai_umum"] = np.clip((5 + mood + rng.normal(scale=0.6, size=n)).round(), 1, 7)
    frame["mudah"] = np.clip((5.2 + 0.7 * mood + rng.normal(scale=0.9, size=n)).round(), 1, 7)
    frame[["nilai_umum", "mudah"]] = frame[["nilai_umum", "mudah"]].astype(int)
    answers = frame.columns[5:]
    frame[answers] = frame[answers].mask(rng.random((n, len(answers))) < 0.03, 99)
    frame["saran"] = rng.choice(REMARKS, n)
    frame["bobot"] = np.where(frame["jk"] == 1, 0.85, 1.225)
    return frame.to_csv(sep=";", decimal=",", index=False, lineterminator="\n")


if __name__ == "__main__":
    Path(__file__).with_name("jawaban.csv").write_text(make(), "utf-8", newline="\n")
