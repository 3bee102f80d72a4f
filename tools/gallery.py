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

LANGUAGES = ("en", "id")


def main(arguments: list[str]) -> int:
    """Draw all pictures of both languages; write them, or say what is wrong with them."""
    if "--readme" in arguments:
        for lang in LANGUAGES:
            save(_page(lang), ROOT / "docs" / f"journey_{lang}.png")
        return 0
    problems = []
    folder = Path(next((name for name in arguments if not name.startswith("-")), FOLDER))
    for lang in LANGUAGES:
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


def _study(lang: str) -> cs.Study:
    cs.use_language(lang)
    return cs.load_study("serambi")


def _events(lang: str) -> pd.DataFrame:
    return _study(lang).tables["events"]


def _flags(events: pd.DataFrame) -> pd.DataFrame:
    return cs.flag_touchpoints(cs.summarise_journey(events, resamples=400), neutral=NEUTRAL)


def _story(lang: str, stages: pd.Series | None = None) -> cs.Story:
    """Return the sample's own words, of the stages that are there."""
    story = _study(lang).story
    there = {stage: words for stage, words in story["stages"].items()
             if stages is None or stage in set(stages)}  # fmt: skip
    return cs.Story(**{**story, "stages": there})


def _page(lang: str) -> Figure:
    events = _events(lang)
    story, left = _story(lang), cs.drop_off(events)
    return cs.plot_journey_map(_flags(events), story, scale=SCALE, drop_off=left)


def _slide(lang: str) -> Figure:
    events = _events(lang)
    story = _story(lang)
    return cs.plot_journey_map(_flags(events), story, scale=SCALE, preset="slide")


def _gaps(lang: str) -> Figure:
    """Leave out a stage, and leave touchpoints few ratings."""
    events = _events(lang)
    events = events[events["stage"] != events["stage"].cat.categories[3]].groupby("touchpoint")
    few = events.head(24).groupby("touchpoint", observed=True)
    few = few.apply(lambda part: part.head(8 + 3 * (len(part) % 7)), include_groups=False)
    few = few.reset_index(level=0)
    return cs.plot_journey_map(_flags(few), _story(lang, few["stage"]), scale=SCALE)


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


def _six_channels(lang: str) -> Figure:
    """Give six channels touchpoints of one name."""
    events, names = _events(lang), ["Web", "Store", "Phone", "App", "Chat", "Fair"]
    channel = pd.Categorical.from_codes(np.arange(len(events)) % 6, names)
    events = events.assign(channel=channel, touchpoint=events["stage"].astype(str))
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
    "six_channels": _six_channels,
    "to_be": _to_be,
    "flow": _flow,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
