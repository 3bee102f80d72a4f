"""Draw the journey map in every case that could break it, to be looked at.

python tools/gallery.py [FOLDER]    writes the pictures of both languages (default build/gallery)
python tools/gallery.py --check     names texts that overlap or run out, and exits with 1
python tools/gallery.py --readme    writes docs/journey_en.png and docs/journey_id.png
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import matplotlib

matplotlib.use("Agg")

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

import custsat_edu as cs

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "build" / "gallery"
NEUTRAL, SCALE = 0, (-2, 2)
LONG = "A touchpoint whose name is sixty letters long, to the end of it"

WORDS = {
    "en": {
        "actor": "a need-based customer of Toko Serambi",
        "scenario": "buys a shelf, on the web or in the store",
        "phases": ["Pre-purchase"] * 2 + ["Purchase"] * 2 + ["Post-purchase"] * 3,
        "action": ["Sees a post or the shop window", "Reads reviews, asks for advice",
                   "Pays on the web or at the till", "Waits for the courier or picks up",
                   "Assembles the shelf, uses it daily", "Asks a question or complains",
                   "Comes back, collects points"],
        "opportunity": ["Show what others bought", "The same price and stock everywhere",
                        "One page, guest checkout", "Promise a time window and keep it",
                        "A short film for every shelf", "A person after two tries of the bot",
                        "Reward feedback, not only spending"],
        "backstage": ["Campaign planning", "Catalogue and stock data", "Payment gateway",
                      "Warehouse, courier partner", "Fitters' rota", "Ticket system, training",
                      "Points ledger"],
    },
    "id": {
        "actor": "pelanggan berbasis kebutuhan di Toko Serambi",
        "scenario": "membeli rak, daring atau di toko",
        "phases": ["Pra-pembelian"] * 2 + ["Pembelian"] * 2 + ["Pasca-pembelian"] * 3,
        "action": ["Melihat unggahan atau etalase", "Membaca ulasan, meminta saran",
                   "Membayar daring atau di kasir", "Menunggu kurir atau mengambil sendiri",
                   "Merakit rak, memakainya setiap hari", "Bertanya atau mengeluh",
                   "Datang lagi, mengumpulkan poin"],
        "opportunity": ["Tunjukkan yang dibeli orang lain", "Harga dan stok sama di mana-mana",
                        "Satu halaman, tanpa akun", "Janjikan rentang waktu dan tepati",
                        "Film pendek untuk setiap rak", "Petugas setelah dua kali bot gagal",
                        "Hargai umpan balik, bukan hanya belanja"],
        "backstage": ["Perencanaan kampanye", "Data katalog dan stok", "Gerbang pembayaran",
                      "Gudang, mitra kurir", "Jadwal tukang pasang", "Sistem tiket, pelatihan",
                      "Catatan poin"],
    },
}  # fmt: skip


def main(arguments: list[str]) -> int:
    """Draw all pictures of both languages; write them, or say what is wrong with them."""
    if "--readme" in arguments:
        for lang in WORDS:
            save(_page(lang), ROOT / "docs" / f"journey_{lang}.png")
        return 0
    problems = []
    folder = Path(next((name for name in arguments if not name.startswith("-")), FOLDER))
    for lang in WORDS:
        for name, draw in PICTURES.items():
            figure = draw(lang)
            problems += [f"{name} ({lang}): {words}" for words in cs.layout_problems(figure)]
            save(figure, None if "--check" in arguments else folder / f"{name}_{lang}.png")
    print("\n".join(problems) or "Every word can be read.")
    return int(bool(problems))


def save(figure: Figure, file: Path | None) -> None:
    """Write a picture, if it is to be kept, and close it."""
    import matplotlib.pyplot as plt

    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(file, dpi=80)
        print(file.name)
    plt.close(figure)


def _events(lang: str) -> pd.DataFrame:
    cs.use_language(lang)
    return cs.load_study("serambi").tables["events"]


def _flags(events: pd.DataFrame) -> pd.DataFrame:
    return cs.flag_touchpoints(cs.summarise_journey(events, resamples=400), neutral=NEUTRAL)


def _story(events: pd.DataFrame, lang: str) -> cs.Story:
    words, stages = WORDS[lang], events["stage"].cat.categories
    told = {
        stage: {"phase": words["phases"][k]}
        | {word: words[word][k] for word in ("action", "opportunity", "backstage")}
        for k, stage in enumerate(stages)
    }
    return cs.Story(actor=words["actor"], scenario=words["scenario"], stages=told)


def _page(lang: str) -> Figure:
    events = _events(lang)
    story, left = _story(events, lang), cs.drop_off(events)
    return cs.plot_journey_map(_flags(events), story, scale=SCALE, drop_off=left)


def _slide(lang: str) -> Figure:
    events = _events(lang)
    story = _story(events, lang)
    return cs.plot_journey_map(_flags(events), story, scale=SCALE, preset="slide")


def _gaps(lang: str) -> Figure:
    """Leave out a stage, and leave touchpoints few ratings."""
    events = _events(lang)
    events = events[events["stage"] != events["stage"].cat.categories[3]].groupby("touchpoint")
    few = events.head(24).groupby("touchpoint", observed=True)
    few = few.apply(lambda part: part.head(8 + 3 * (len(part) % 7)), include_groups=False)
    few = few.reset_index(level=0)
    return cs.plot_journey_map(_flags(few), _story(few, lang), scale=SCALE)


def _crowded(lang: str) -> Figure:
    """Put four touchpoints with names of sixty letters into a cell."""
    events = _events(lang)
    names = events["touchpoint"].astype(str)
    at = events["stage"] == events["stage"].cat.categories[2]
    names[at] = [f"{LONG} {k % 4 + 1}" for k in range(at.sum())]
    return cs.plot_journey_map(_flags(events.assign(touchpoint=names)), scale=SCALE)


def _one_channel(lang: str) -> Figure:
    events = _events(lang)
    return cs.plot_journey_map(_flags(events.drop(columns="channel").assign(channel="Web")))


def _twelve(lang: str) -> Figure:
    events = _events(lang)
    number = np.arange(len(events)) % 12
    stage = pd.Categorical.from_codes(number, [f"Stage number {k + 1}" for k in range(12)])
    names = pd.Series(stage.astype(str), events.index) + ": " + events["channel"].astype(str)
    events = events.assign(stage=stage, touchpoint=names, dropped=0)
    return cs.plot_journey_map(_flags(events), scale=SCALE)


def _to_be(lang: str) -> Figure:
    events = _events(lang)
    worst = events.groupby("touchpoint", observed=True)["emotion"].mean().idxmin()
    mended = (events["emotion"] + (events["touchpoint"] == worst)).clip(upper=SCALE[1])
    better = _flags(events.assign(emotion=mended))
    return cs.plot_journey_map(_flags(events), beside=better, scale=SCALE, preset="slide")


def _flow(lang: str) -> Figure:
    return cs.plot_flow(cs.transitions(_events(lang)))


PICTURES: dict[str, Callable[[str], Figure]] = {
    "page": _page,
    "slide": _slide,
    "gaps": _gaps,
    "crowded": _crowded,
    "one_channel": _one_channel,
    "twelve_stages": _twelve,
    "to_be": _to_be,
    "flow": _flow,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
