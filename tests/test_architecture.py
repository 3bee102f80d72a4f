"""What import-linter cannot see of the law: who touches files."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "custsat_edu"
MAY = {"study", "i18n.py", "cli.py", "report", "world/truth.py", "world/exports.py"}
MAY |= {"teach/grading.py"}
TOUCHES = {"open", "read_csv", "to_csv", "read_excel", "to_excel", "read_text", "write_text"}
TOUCHES |= {"read_bytes", "write_bytes", "savefig", "read_sav", "unlink", "mkdir"}


def names_called(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return {getattr(call, "attr", getattr(call, "id", "")) for call in calls}


def may_touch(path):
    inside = path.relative_to(PACKAGE)
    return inside.as_posix() in MAY or inside.parts[0] in MAY


@pytest.mark.parametrize(
    "path",
    [p for p in sorted(PACKAGE.rglob("*.py")) if not may_touch(p)],
    ids=lambda p: p.relative_to(PACKAGE).as_posix(),
)
def test_no_file_is_touched_outside_the_modules_that_may(path):
    assert names_called(path) & TOUCHES == set()


def test_the_check_for_touched_files_finds_them_where_they_are_allowed():
    assert names_called(PACKAGE / "i18n.py") & TOUCHES == {"open"}
