"""Write what an invented clinic knows of invented patients, as Excel saves it.

jawaban.csv: the answers of 300 patients to a survey. kejadian.csv: the way of 600 patients through
the clinic, one row an event; the first 300 are those of the survey.

Run `python tests/alien/make_alien.py`; the same seed gives the same bytes.
"""

import io
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


NO_ANSWER, COUNTER, ONLINE = 99, 1, 2
PLACES = {  # the touchpoint of each stage at the counter and online, how it feels, and who skips it
    1: (("Papan pengumuman", 3.3, 0.3), ("Situs klinik", 3.7, 0.1)),
    2: (("Loket pendaftaran", 3.2, 0.0), ("Formulir daring", 2.7, 0.0)),
    3: (("Ruang tunggu", 2.4, 0.0), ("Antrean lewat ponsel", 3.6, 0.0)),
    4: (("Pemeriksaan dokter", 4.2, 0.0), ("Konsultasi video", 3.8, 0.0)),
    5: (("Apotek", 3.0, 0.0), ("Obat diantar", 3.9, 0.0)),
    6: (("Telepon kontrol", 4.0, 0.4), ("Pesan kontrol", 3.5, 0.2)),
}
NEUTRAL, LAST = 3, 6


def make_events(n: int = 600, seed: int = 8) -> str:
    """Return the log of the patients' ways: codes of stages, names of touchpoints, 1 to 5."""
    rng = np.random.default_rng(seed)
    mood, channel = rng.normal(size=n), rng.choice([COUNTER, ONLINE], n, p=[0.6, 0.4])
    known = _satisfaction()
    mood[: len(known)] = 0.8 * known + 0.6 * mood[: len(known)]
    day = pd.Timestamp("2025-03-03") + pd.to_timedelta(rng.integers(0, 60, n), unit="D")
    rows = []
    for k in range(n):
        time = day[k] + pd.Timedelta(minutes=int(rng.integers(7 * 60, 12 * 60)))
        for stage, sides in PLACES.items():
            side = channel[k] if rng.random() > 0.15 else COUNTER + ONLINE - channel[k]
            place, level, skipped = sides[side - 1]
            felt = int(np.clip(round(level + 0.5 * mood[k] + rng.normal(scale=0.8)), 1, 5))
            left = stage < LAST and rng.random() < 0.03 * 2.2 ** max(NEUTRAL - felt, 0)
            if rng.random() < skipped and not left:
                continue
            told = NO_ANSWER if rng.random() < 0.02 else felt
            rows.append((1001 + k, f"{time:%Y-%m-%d %H:%M}", stage, place, side, told, int(left)))
            time += pd.Timedelta(minutes=int(rng.integers(5, 90)))
            if left:
                break
    columns = ["pasien", "waktu", "tahap", "titik", "kanal", "perasaan", "berhenti"]
    return pd.DataFrame(rows, columns=columns).to_csv(sep=";", index=False, lineterminator="\n")


def _satisfaction() -> np.ndarray:
    """Return the satisfaction of those who answered the survey, mean 0 and spread 1."""
    answers = pd.read_csv(io.StringIO(make()), sep=";", decimal=",")
    mean = answers[["puas1", "puas2", "puas3"]].replace(NO_ANSWER, np.nan).mean(axis=1)
    mean = mean.fillna(mean.mean())
    return ((mean - mean.mean()) / mean.std()).to_numpy()


if __name__ == "__main__":
    here = Path(__file__)
    here.with_name("jawaban.csv").write_text(make(), "utf-8", newline="\n")
    here.with_name("kejadian.csv").write_text(make_events(), "utf-8", newline="\n")
