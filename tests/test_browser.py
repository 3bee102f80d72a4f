"""A real browser: JupyterLab in Chromium runs a notebook, moves its slider and presents it."""

import os
import shutil
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

IN_CI = os.environ.get("CI") == "true"
if not IN_CI:
    pytest.importorskip("playwright", reason="playwright is not here: it is in the extra `test`")
import lab  # noqa: E402
from playwright.sync_api import Page, expect  # noqa: E402

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
LESSONS = sorted((ROOT / "notebooks" / "en").glob("03_*.ipynb"))
SLIDE = {"slideshow": {"slide_type": "slide"}}
DRAW = """\
import time
from matplotlib.figure import Figure
from custsat_edu import explore
drawn = []

def draw(n=300, seconds=0.0):
    time.sleep(seconds)
    drawn.append(n)
    figure = Figure(figsize=(6.4, 4), layout="constrained")
    axes = figure.subplots()
    axes.errorbar([50], [0], xerr=98 / n**0.5, fmt="o")
    axes.set(xlim=(30, 70), yticks=[], xlabel="Share (%)", title=f"{n} answers")
    return figure, f"{n} answers know a share of half to ±{98 / n**0.5:.1f} points ({len(drawn)})."
"""
EXPLORE = 'explore(draw, n=(30, 3000, 30), labels={"n": "Answers"})'
EXPLORE_SLOWLY = "explore(lambda n=300: draw(n, 0.3), n=(30, 3000, 30))"

FORM = """\
from pathlib import Path
from custsat_edu import codebook_form, draft_codebook
rows = [f"{k % 5 + 1},{(k + k % 2) % 5 + 1},{k % 11},{k % 2 + 1},{20 + k}" for k in range(40)]
head = "speed1,speed2,nps,channel,<b>age</b>"
_written = Path("answers.csv").write_text("\\n".join([head, *rows]))
codebook_form(draft_codebook("answers.csv"), file="answers.csv", folder="mine")"""


def _write_notebook(file: Path, *explorers: str) -> None:
    cells = [new_markdown_cell("# Move it", metadata=SLIDE), new_code_cell(DRAW, metadata=SLIDE)]
    cells += [new_code_cell(explorer) for explorer in explorers]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": kernel}), file)


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    if lab.CHROMIUM is None:
        reason = "no Chromium here: install Debian's packages chromium and fonts-dejavu-core"
        (pytest.fail if IN_CI else pytest.skip)(reason)
    folder = tmp_path_factory.mktemp("notebooks")
    _write_notebook(folder / "tiny.ipynb", EXPLORE, EXPLORE_SLOWLY)
    _write_notebook(folder / "form.ipynb", EXPLORE, FORM)
    for lesson in LESSONS:
        shutil.copy(lesson, folder)
    with lab.serve(folder, tmp_path_factory.mktemp("home")) as address:
        yield address


@pytest.fixture(scope="module")
def browser_page(address):
    with lab.browse() as page:
        yield page


def _show(page: Page, name: str) -> None:
    """Keep a picture for a person to look at, in the folder that CUSTSAT_SCREENSHOTS names."""
    if folder := os.environ.get("CUSTSAT_SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png")


def _press(page: Page, key: str) -> None:
    """Press a key on the first slider; its sentence and picture must change."""
    handle, sentence, picture = lab.explorer(page)
    said, shown = sentence.inner_text(), picture.get_attribute("src")
    handle.focus()
    page.keyboard.press(key)
    expect(sentence).not_to_have_text(said)
    expect(picture).not_to_have_attribute("src", shown)
    expect(picture).to_have_attribute("title", sentence.inner_text())
    assert picture.evaluate("async (image) => { await image.decode(); return image.width; }") > 300


@pytest.mark.parametrize("notebook", ["tiny.ipynb", *(lesson.name for lesson in LESSONS)])
def test_a_slider_moves_by_keyboard_in_the_notebook_and_in_the_deck(
    notebook, address, browser_page
):
    page = browser_page
    lab.run_all(page, address, notebook)
    assert page.locator(".jp-RenderedText[data-mime-type*=error]").count() == 0
    lab.explorer(page)[0].scroll_into_view_if_needed()
    _show(page, f"{notebook}-notebook")
    size = lab.explorer(page)[2].bounding_box()
    _press(page, "ArrowRight")
    _press(page, "ArrowRight")
    _press(page, "ArrowLeft")  # a picture that was drawn before
    assert lab.explorer(page)[2].bounding_box() == size, "the page must not jump"

    lab.present(page)
    _press(page, "ArrowRight")
    _show(page, f"{notebook}-deck")
    lab.stop_presenting(page)


def test_twenty_quick_keys_on_a_slow_explorer_draw_a_few_pictures_and_end_on_the_last_value(
    address, browser_page
):
    page = browser_page
    lab.run_all(page, address, "tiny.ipynb")
    handle, sentence, _picture = lab.explorer(page, nth=1)
    expect(sentence).to_have_text("300 answers know a share of half to ±5.7 points (2).")
    handle.evaluate(
        """(handle) => {
            for (let i = 0; i < 20; i++) {
                handle.dispatchEvent(
                    new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
            }
        }"""
    )
    # 20 steps of 30 from 300 are 900. The first key is drawn at once, those that come while it is
    # drawn are one more drawing: 2 + 2 of the drawings so far (each explorer drew its first).
    expect(sentence).to_have_text("900 answers know a share of half to ±3.3 points (4).")


def test_a_codebook_is_made_checked_and_written_by_keyboard_in_the_form(address, browser_page):
    page = browser_page
    lab.run_all(page, address, "form.ipynb")
    form = page.locator(".jp-OutputArea .widget-vbox:has(pre)").first
    yaml, said = form.locator("pre"), form.locator("ul[role=alert]")
    expect(yaml).to_contain_text("  Speed: {items: speed1:2}")
    form.get_by_label("construct").fill("Pace")
    page.keyboard.press("Tab")
    expect(yaml).to_contain_text("  Pace: {items: speed1:2}")
    form.get_by_label("speed2").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")  # "reversed"
    expect(yaml).to_contain_text('  Pace: {items: [speed1, "-speed2"]}')
    form.get_by_label("show all 5 columns").press("Space")
    form.get_by_label("<b>age</b>").select_option("segment")
    expect(yaml).to_contain_text(': "<b>age</b>"')
    expect(yaml).to_contain_text("#  channel: {1: , 2: }")
    form.locator("textarea").fill("1: Store, 2: Web")
    page.keyboard.press("Tab")
    expect(yaml).to_contain_text("  channel: {1: Store, 2: Web}")
    form.get_by_role("button", name="Check").press("Enter")
    expect(said).to_contain_text("40 answers can be used.")
    form.get_by_role("button", name="Write codebook.yaml").press("Enter")
    expect(said).to_contain_text("Written: ")
    _show(page, "form")
    assert form.evaluate("(form) => form.scrollWidth <= form.clientWidth"), "nothing is cut"
