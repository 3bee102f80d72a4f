"""Take the README's pictures: a lesson and an explorer in JupyterLab, in both languages.

python tools/pictures.py   writes docs/lesson_en.png, docs/explorer_en.png and the Indonesian ones
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

import lab
from playwright.sync_api import Locator, Page

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs"
LESSON = "03_scores.ipynb"


def main() -> int:
    """Open lesson 03 in each language, run it and take both pictures."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        folder = Path(shutil.copytree(ROOT / "notebooks", Path(home) / "notebooks"))
        with lab.serve(folder, Path(home)) as address, lab.browse() as page:
            for lang in ("en", "id"):
                take(page, address, lang)
    return 0


def take(page: Page, address: str, lang: str) -> None:
    """Take the two pictures of one language."""
    lab.run_all(page, address, f"{lang}/{LESSON}")
    page.evaluate("() => window.jupyterapp.commands.execute('application:toggle-left-area')")
    cells = page.locator(".jp-Notebook-cell")
    chart = cells.filter(has=page.locator("img")).first
    shoot(page, chart, PICTURES / f"lesson_{lang}.png", above=420)
    handle, _sentence, _picture = lab.explorer(page)
    handle.focus()
    for _key in range(6):
        page.keyboard.press("ArrowRight")
    page.wait_for_timeout(1500)
    output = page.locator(".widget-vbox:has(.noUi-handle)").first
    shoot(page, output, PICTURES / f"explorer_{lang}.png", above=0)


def shoot(page: Page, what: Locator, file: Path, *, above: int) -> None:
    """Scroll to a part of the notebook and save it with some of what stands above it."""
    what.scroll_into_view_if_needed()
    what.evaluate(
        """(node, above) => {
            let panel = node.closest(".jp-WindowedPanel-outer") ?? node.closest(".jp-Notebook");
            panel.scrollTop += node.getBoundingClientRect().top
                - panel.getBoundingClientRect().top - above;
        }""",
        above,
    )
    page.wait_for_timeout(500)
    box = what.bounding_box()
    if box is None:
        raise RuntimeError(f"nothing to see for {file.name}")
    top = max(box["y"] - above, 95)
    bottom = min(box["y"] + box["height"], 880)
    page.screenshot(
        path=file,
        clip={"x": box["x"] - 8, "y": top, "width": box["width"] + 8, "height": bottom - top},
    )
    print(file.relative_to(ROOT))


if __name__ == "__main__":
    sys.exit(main())
