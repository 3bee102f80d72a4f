#!/usr/bin/env python3
"""Set the workbook up once, then open it, test it, build it or hand a word to `custsat`.

python3 run.py                   set up and open JupyterLab on the first lesson
python3 run.py --lang id         the same in Bahasa Indonesia
python3 run.py --no-browser      for a server: print the address, open nothing
python3 run.py setup             set up only
python3 run.py test [--quick]    every check there is; --quick in about four minutes
python3 run.py build             write data and notebooks anew from their sources
python3 run.py WORD ...          `custsat WORD ...`, for example: scores --codebook my.yaml

It needs Python 3.11 or newer and nothing else; everything is put into the folder .venv.
"""

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

OLDEST = (3, 11)
ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "custsat-stamp"
LOG = VENV / "setup.log"
QUIET = VENV / "share" / "jupyter" / "lab" / "settings" / "overrides.json"
NO_NEWS = {  # the workbook asks nothing of any server, so neither does JupyterLab
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False}
}
NEEDED_MB = 1500
BEGAN = time.monotonic()

# What the log of a failed install holds -> what to do about it.
CURES = (
    (
        ("no space left", "disk quota", "not enough space", "os error 28"),
        "The disk is full: the workbook needs about {mb} MB here. Free some, then run this again.",
    ),
    (
        ("read-only file system", "permission denied", "access is denied"),
        "This folder cannot be written to: {root}. Copy the workbook to a folder of your own.",
    ),
    (
        (
            "connection",
            "connect error",
            "dns error",
            "timed out",
            "failed to fetch",
            "could not find a version",
            "no matching distribution",
            "certificate",
        ),
        "No package index answered. Check the network (and a proxy, if you have one), "
        "then run this again.",
    ),
)


class SetupError(Exception):
    """One line that says what to do."""


def say(what: str) -> None:
    """Print a step with the seconds since the start."""
    print(f"[{time.monotonic() - BEGAN:6.1f} s] {what}", flush=True)


def check_machine() -> None:
    """Stop with a cure where Python is too old or cannot make a virtual environment."""
    if sys.version_info < OLDEST:
        have, need = (".".join(map(str, v)) for v in (sys.version_info[:2], OLDEST))
        raise SetupError(
            f"This is Python {have}; the workbook needs {need} or newer. Install one from "
            f"python.org (or your package manager) and call it by name: python{need} run.py"
        )
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        raise SetupError(
            "This Python cannot make a virtual environment. "
            "On Debian or Ubuntu: sudo apt install python3-venv"
        ) from None


def fingerprint() -> str:
    """Return what a finished set-up depends on: dependencies, this Python and this folder."""
    digest = hashlib.sha256(f"{sys.version}|{ROOT}".encode())
    for name in ("pyproject.toml", "constraints.txt"):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def is_set_up() -> bool:
    """Tell whether the last set-up was finished and still fits."""
    try:
        return PYTHON.exists() and STAMP.read_text() == fingerprint()
    except OSError:
        return False


def run_logged(what: str, *command: str) -> bool:
    """Run a step with its output in the log, counting the seconds on a terminal."""
    say(f"{what} ...")
    with LOG.open("ab") as log:
        log.write((f"\n$ {' '.join(command)}\n").encode())
        log.flush()
        process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log, env=environment())
        try:
            while process.poll() is None:
                time.sleep(0.1)
                if sys.stdout.isatty():
                    print(f"\r[{time.monotonic() - BEGAN:6.1f} s]", end="", flush=True)
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait()
    if sys.stdout.isatty():
        print("\r", end="")
    return process.returncode == 0


def environment() -> "dict[str, str]":
    """Return a child's environment: our programs first, UTF-8, and pip's certificate for uv too.

    What Python compiled it keeps, whatever the shell says: without that every kernel compiles
    every package anew, which takes longer than most lessons.
    """
    path = f"{PYTHON.parent}{os.pathsep}{os.environ.get('PATH', '')}"
    ours = {**os.environ, "PATH": path, "PYTHONUTF8": "1"}
    ours.pop("PYTHONDONTWRITEBYTECODE", None)
    if "PIP_CERT" in os.environ:
        ours.setdefault("SSL_CERT_FILE", os.environ["PIP_CERT"])
    return ours


def make_venv() -> None:
    """Make .venv anew unless a usable one of this Python is there already."""
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    probe = "import sys, pip; print('%d.%d' % sys.version_info[:2], sys.prefix)"
    if PYTHON.exists():
        try:
            found = subprocess.run(
                [str(PYTHON), "-c", probe], capture_output=True, text=True, timeout=60, check=True
            )
            if found.stdout.split(maxsplit=1) == [version, f"{VENV}\n"]:
                return
        except (OSError, subprocess.SubprocessError):
            pass
    if VENV.exists():
        say("removing an unfinished or outdated .venv ...")
        shutil.rmtree(VENV)
    VENV.mkdir()
    if not run_logged("making .venv", sys.executable, "-m", "venv", str(VENV)):
        raise SetupError(diagnosis())


def install() -> None:
    """Install the workbook with every extra: by uv, or by pip where uv cannot."""
    python = str(PYTHON)
    asked = ("-c", "constraints.txt", "-e", ".[all]")
    done = run_logged("fetching uv, a fast installer", python, "-m", "pip", "install", "-q", "uv")
    if done:
        uv = ("-m", "uv", "pip", "install", "-q", "--python", python)
        done = run_logged("installing the packages with uv", python, *uv, *asked)
    if not done and not run_logged(
        "uv could not; installing the packages with pip (some minutes)",
        *(python, "-m", "pip", "install", "-q", *asked),
    ):
        raise SetupError(diagnosis())


def cure(text: str) -> str:
    """Return the line that cures what a text complains of, or nothing."""
    for signs, line in CURES:
        if any(sign in text.lower() for sign in signs):
            return line.format(mb=NEEDED_MB, root=ROOT)
    return ""


def diagnosis() -> str:
    """Return the one line that cures what stands at the end of the log."""
    log = LOG.read_text(encoding="utf-8", errors="replace") if LOG.exists() else ""
    last = log.rsplit("\n$ ", 1)[-1]
    tail = " / ".join(line.strip() for line in last.strip().splitlines()[-2:])
    return cure(last) or f"The set-up failed: {tail} (the whole log: {LOG})"


def set_up() -> None:
    """Make .venv and fill it, once; an unfinished or outdated one is repaired."""
    if is_set_up():
        return
    check_machine()
    if not VENV.exists() and shutil.disk_usage(ROOT).free < NEEDED_MB * 1024**2:
        raise SetupError(cure("no space left"))
    say("first set-up: this takes a minute or so and happens once")
    make_venv()
    STAMP.unlink(missing_ok=True)
    install()
    QUIET.parent.mkdir(parents=True, exist_ok=True)
    QUIET.write_text(json.dumps(NO_NEWS))
    STAMP.write_text(fingerprint())
    say("ready")


def call(*command: str, cwd: "Path | None" = ROOT) -> int:
    """Run a program of the workbook's own Python in the foreground."""
    return subprocess.run([str(PYTHON), *command], cwd=cwd, env=environment()).returncode


def open_lab(lang: str, browser: bool) -> int:
    """Open JupyterLab on the first lesson."""
    lesson = f"notebooks/{lang}/00_start_here.ipynb"
    options = [
        f"--ServerApp.root_dir={ROOT}",
        f"--LabApp.default_url=/lab/tree/{lesson}",
        "--ServerApp.kernel_websocket_connection_class=custsat_edu.teach.server.AtOnce",
    ]
    if not browser:
        options.append("--no-browser")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        say("warning: running as root; whoever reaches this notebook server is root, too")
        options.append("--allow-root")
    say(f"opening {lesson}; stop it with Ctrl+C")
    return call("-m", "jupyterlab", *options)


def test(quick: bool) -> int:
    """Run every check, all of them even when one fails, and name those that failed."""
    pytest = ("-m", "pytest", "-q", "-n", "2")
    whole_files = ("--dist", "loadfile", "--no-loadscope-reorder")  # what their tests share: once
    nbval = ("--nbval", "--nbval-current-env", "--nbval-sanitize-with", "tests/nbval.cfg")
    built = ("notebooks/en", "notebooks/id")
    steps = {
        "ruff": ("-m", "ruff", "check", "."),
        "format": ("-m", "ruff", "format", "--check", "."),
        "types": ("-m", "mypy"),
        "law": ("-c", "from importlinter.cli import lint_imports_command as law; law()"),
        "data": ("tools/make_data.py", "--check"),
        "catalogue": ("tools/catalogue.py", "--check"),
        "notebooks": ("tools/build_notebooks.py", "check"),
        "tests": (*pytest, *whole_files, *(("-m", "not slow") if quick else ())),
        "lessons": (*pytest, "--dist", "loadscope", *nbval, *built),
    }
    if quick:
        del steps["lessons"]
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # two tests at a time, one core each
    failed = []
    for name, command in steps.items():
        say(f"{name} ...")
        if call(*command):
            failed.append(name)
    say(f"failed: {', '.join(failed)}" if failed else "all checks passed")
    return 1 if failed else 0


def main(arguments: "list[str]") -> int:
    """Do what the words ask for."""
    if arguments and not arguments[0].startswith("-"):
        set_up()
        return work(arguments[0], arguments[1:])
    parser = argparse.ArgumentParser(
        prog="run.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--lang", choices=("en", "id"), default="en")
    parser.add_argument("--no-browser", action="store_true")
    asked = parser.parse_args(arguments)
    set_up()
    return open_lab(asked.lang, not asked.no_browser)


def work(word: str, rest: "list[str]") -> int:
    """Do one of run.py's own words; any other belongs to the `custsat` command."""
    if word == "setup":
        say("set up; `python3 run.py` opens the workbook")
        return 0
    if word == "test":
        return test("--quick" in rest)
    if word == "build":
        return call("tools/make_data.py") or call("tools/build_notebooks.py", "build", *rest)
    return call("-m", "custsat_edu.cli", word, *rest, cwd=None)


def guarded(arguments: "list[str]") -> "int | str":
    """Do the work; whatever stops it becomes one line."""
    try:
        return main(arguments)
    except SetupError as problem:
        return str(problem)
    except KeyboardInterrupt:
        return "\nStopped. Nothing is lost: the next call goes on from here."
    except OSError as problem:
        return cure(f"{os.strerror(problem.errno or 0)} {problem}") or str(problem)


if __name__ == "__main__":
    sys.exit(guarded(sys.argv[1:]))
