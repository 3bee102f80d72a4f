import ast
import errno
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def run(tmp_path, monkeypatch):
    """run.py as a module whose folder is an empty one."""
    spec = importlib.util.spec_from_file_location("run_py", ROOT / "run.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name in ("pyproject.toml", "constraints.txt"):
        (tmp_path / name).write_text("first")
    here = tmp_path / ".venv"
    python = here / module.PYTHON.relative_to(module.VENV)
    for name, value in {
        "ROOT": tmp_path,
        "VENV": here,
        "PYTHON": python,
        "STAMP": here / "custsat-stamp",
        "LOG": here / "setup.log",
        "QUIET": here / "overrides.json",
    }.items():
        monkeypatch.setattr(module, name, value)
    module.installs = []
    monkeypatch.setattr(module, "install", lambda: module.installs.append("install"))
    return module


def fake_venv(run):
    """Stand in for `python -m venv`: the folder and a program, in no time."""
    run.VENV.mkdir(exist_ok=True)
    run.PYTHON.parent.mkdir(parents=True, exist_ok=True)
    run.PYTHON.write_text("")


def test_an_old_python_can_read_the_file_and_is_told_what_to_install(run, monkeypatch):
    ast.parse((ROOT / "run.py").read_text(encoding="utf-8"), feature_version=(3, 7))
    monkeypatch.setattr(run.sys, "version_info", (3, 9, 2))
    assert run.guarded(["setup"]) == (
        "This is Python 3.9; the workbook needs 3.11 or newer. Install one from python.org "
        "(or your package manager) and call it by name: python3.11 run.py"
    )


def test_a_python_without_venv_is_told_which_package_to_install(run, monkeypatch):
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    assert run.guarded(["setup"]).endswith("On Debian or Ubuntu: sudo apt install python3-venv")


def test_the_second_call_installs_nothing_and_a_changed_dependency_does(run, monkeypatch, capsys):
    monkeypatch.setattr(run, "make_venv", lambda: fake_venv(run))
    assert run.guarded(["setup"]) == 0
    assert run.guarded(["setup"]) == 0
    assert run.installs == ["install"]
    (run.ROOT / "constraints.txt").write_text("second")
    assert run.guarded(["setup"]) == 0
    assert run.installs == ["install"] * 2
    assert '"fetchNews": "false"' in run.QUIET.read_text()
    assert "first set-up: this takes a minute or so" in capsys.readouterr().out


def test_an_interrupted_set_up_is_repaired_by_the_next_call(run, monkeypatch):
    def interrupted():
        raise KeyboardInterrupt

    monkeypatch.setattr(run, "make_venv", lambda: fake_venv(run))
    monkeypatch.setattr(run, "install", interrupted)
    assert "Nothing is lost" in run.guarded(["setup"])
    assert not run.is_set_up()
    monkeypatch.setattr(run, "install", lambda: run.installs.append("install"))
    assert run.guarded(["setup"]) == 0
    assert run.installs == ["install"]


@pytest.mark.slow
def test_a_half_made_venv_is_removed_and_made_again(run, capsys):
    run.VENV.mkdir()
    (run.VENV / "left-over").write_text("")
    run.make_venv()
    assert not (run.VENV / "left-over").exists()
    out = subprocess.run([run.PYTHON, "-c", "print('works')"], capture_output=True, text=True)
    assert out.stdout == "works\n"
    assert "removing an unfinished or outdated .venv" in capsys.readouterr().out
    marker = run.VENV / "kept"
    marker.write_text("")
    run.make_venv()
    assert marker.exists()


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (errno.ENOSPC, "The disk is full: the workbook needs about 1500 MB here."),
        (errno.EROFS, "This folder cannot be written to:"),
        (errno.EACCES, "This folder cannot be written to:"),
    ],
)
def test_a_full_or_locked_disk_is_one_line(run, monkeypatch, number, says):
    def fails():
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(run, "make_venv", fails)
    line = run.guarded(["setup"])
    assert line.startswith(says)
    assert "\n" not in line


def test_too_little_space_is_said_before_anything_is_written(run, monkeypatch):
    monkeypatch.setattr(run.shutil, "disk_usage", lambda _: type("Disk", (), {"free": 5e6}))
    assert run.guarded(["setup"]).startswith("The disk is full")
    assert not run.VENV.exists()


def test_any_other_word_goes_to_the_custsat_command(run, monkeypatch):
    called = []
    monkeypatch.setattr(run, "set_up", lambda: None)
    monkeypatch.setattr(run, "call", lambda *words, cwd="root": called.append((words, cwd)) or 0)
    run.guarded(["scores", "--codebook", "my.yaml", "--lang", "id"])
    words = ("-m", "custsat_edu.cli", "scores", "--codebook", "my.yaml", "--lang", "id")
    assert called == [(words, None)]


def test_a_child_finds_our_programs_first_and_keeps_what_it_compiled(run, monkeypatch):
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    ours = run.environment()
    assert ours["PATH"].split(os.pathsep)[0] == str(run.PYTHON.parent)
    assert "PYTHONDONTWRITEBYTECODE" not in ours


def test_lab_opens_the_first_lesson_in_the_language_asked_for(run, monkeypatch):
    called = []
    monkeypatch.setattr(run, "set_up", lambda: None)
    monkeypatch.setattr(run, "call", lambda *words: called.append(words) or 0)
    run.guarded(["--lang", "id", "--no-browser"])
    (words,) = called
    assert "--LabApp.default_url=/lab/tree/notebooks/id/00_start_here.ipynb" in words
    assert "--no-browser" in words
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    assert ("--allow-root" in words) is root


def test_every_check_runs_even_when_one_fails_and_the_failed_are_named(run, monkeypatch, capsys):
    called = []

    def call(*words):
        called.append(words)
        return 1 if "ruff" in words else 0

    monkeypatch.setattr(run, "set_up", lambda: None)
    monkeypatch.setattr(run, "call", call)
    monkeypatch.setenv("OMP_NUM_THREADS", "")  # so that it is put back afterwards
    monkeypatch.delenv("OMP_NUM_THREADS")
    assert run.guarded(["test"]) == 1
    assert len(called) == 9
    assert run.environment()["OMP_NUM_THREADS"] == "1"
    assert capsys.readouterr().out.rstrip().endswith("failed: ruff, format")


@pytest.mark.slow
def test_without_a_package_index_one_line_says_so(tmp_path):
    for name in ("run.py", "pyproject.toml", "constraints.txt"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    nowhere = "http://127.0.0.1:9/simple"
    settings = {"PIP_INDEX_URL": nowhere, "UV_DEFAULT_INDEX": nowhere, "PIP_RETRIES": "0"}
    settings |= {"PIP_CONFIG_FILE": os.devnull, "PIP_FIND_LINKS": "", "UV_OFFLINE": "0"}
    done = subprocess.run(
        [sys.executable, "run.py", "setup"],
        cwd=tmp_path, env={**os.environ, **settings}, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr == (
        "No package index answered. Check the network (and a proxy, if you have one), "
        "then run this again.\n"
    )
    assert "uv could not; installing the packages with pip" in done.stdout
