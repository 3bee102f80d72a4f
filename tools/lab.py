"""JupyterLab in a headless Chromium, for the browser tests, the benchmark and the pictures."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from playwright.sync_api import Locator, Page, sync_playwright

CHROMIUM = shutil.which("chromium")
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_TOKEN = "lesson"
_HOMES = (
    "JUPYTER_CONFIG_DIR",
    "JUPYTER_DATA_DIR",
    "JUPYTER_RUNTIME_DIR",
    "JUPYTERLAB_SETTINGS_DIR",
    "JUPYTERLAB_WORKSPACES_DIR",
    "IPYTHONDIR",
)
_SETTINGS: dict[str, dict[str, Any]] = {
    "notebook-extension/tracker": {"windowingMode": "none"},
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "docmanager-extension/plugin": {"autosave": False},
}
_KERNEL_IS_IDLE = (
    "() => window.jupyterapp?.shell?.currentWidget?.sessionContext?.session?.kernel?.status"
    " === 'idle'"
)


@contextmanager
def serve(folder: Path, home: Path) -> Iterator[str]:
    """Run JupyterLab on a folder, with settings of its own under `home`; give its address."""
    places = {name: home / name.lower() for name in _HOMES}
    for name, values in _SETTINGS.items():
        file = places["JUPYTERLAB_SETTINGS_DIR"] / "@jupyterlab" / f"{name}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(values))
    command = [
        *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"),
        *("--ServerApp.ip=127.0.0.1", "--ServerApp.port=0", f"--ServerApp.root_dir={folder}"),
        *(f"--IdentityProvider.token={_TOKEN}", "--ServerApp.terminals_enabled=False"),
        *("--LabApp.expose_app_in_browser=True", "--LabApp.news_url="),
        "--ServerApp.kernel_websocket_connection_class=custsat_edu.teach.server.AtOnce",
    ]
    with (home / "server.log").open("w") as log:
        server = subprocess.Popen(
            command,
            env=os.environ | {name: str(place) for name, place in places.items()},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            yield _address(server, places["JUPYTER_RUNTIME_DIR"], home / "server.log")
        finally:
            server.terminate()
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _address(server: subprocess.Popen[bytes], runtime: Path, log: Path) -> str:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and server.poll() is None:
        for file in runtime.glob("jpserver-*.json"):
            text = file.read_text()
            if text.endswith("}"):
                return json.loads(text)["url"]
        time.sleep(0.1)
    raise RuntimeError("JupyterLab did not start:\n" + log.read_text())


@contextmanager
def browse() -> Iterator[Page]:
    """Give a page of a headless Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, headless=True, args=_FLAGS, timeout=120_000
        )
        try:
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            page.set_default_timeout(60_000)
            yield page
        finally:
            browser.close()


def run_all(page: Page, address: str, notebook: str) -> None:
    """Open a notebook, run all its cells and wait until its slider is there."""
    page.goto(f"{address}lab/tree/{quote(notebook)}?reset&token={_TOKEN}")
    page.wait_for_function(_KERNEL_IS_IDLE)
    page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-all-cells')")
    explorer(page)[0].wait_for()
    page.wait_for_function(_KERNEL_IS_IDLE)


def explorer(page: Page, nth: int = 0) -> tuple[Locator, Locator, Locator]:
    """Give an explorer's first slider handle, its sentence and its picture."""
    box = page.locator(".jp-OutputArea .widget-vbox:has(.noUi-handle)").nth(nth)
    return box.locator(".noUi-handle").first, box.locator("p").last, box.locator("img")


def present(page: Page) -> None:
    """Start the deck on the first explorer's slide."""
    page.evaluate(
        """() => {
            const notebook = window.jupyterapp.shell.currentWidget.content;
            notebook.activeCellIndex = notebook.widgets.findIndex(
                (cell) => cell.node.querySelector(".noUi-handle"));
            return window.jupyterapp.commands.execute("deck:start");
        }"""
    )
    page.locator("body[data-jp-deck-mode=presenting]").wait_for(state="attached")
    explorer(page)[0].wait_for()


def stop_presenting(page: Page) -> None:
    """Leave the deck."""
    page.evaluate("() => window.jupyterapp.commands.execute('deck:stop')")
