import re
import subprocess
import sys
import tomllib
import zipfile
from itertools import chain
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
NAMED = ("jupyterlab", "pandas", "statsmodels", "seaborn", "ipywidgets", "nbval")


def split(requirement):
    name = re.match(r"[A-Za-z0-9_.-]+", requirement).group()
    return name, requirement.removeprefix(name)


def test_the_conda_environment_asks_for_what_pyproject_asks_for():
    extras = PYPROJECT["project"]["optional-dependencies"]
    wanted = [*PYPROJECT["project"]["dependencies"], *extras["workbook"], *extras["test"]]
    ours = {name: bounds for name, bounds in map(split, wanted) if name in NAMED}
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    plain = [d for d in environment["dependencies"] if isinstance(d, str)]
    theirs = dict(map(split, plain))
    assert theirs.pop("python") == PYPROJECT["project"]["requires-python"]
    assert theirs.pop("pip") == ""
    assert theirs == ours
    assert environment["dependencies"][-1] == {"pip": ["-e .[all]"]}
    assert environment["channels"] == ["conda-forge"]


def test_constraints_hold_names_and_exact_versions_alone():
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines():
        assert re.fullmatch(r"[a-z0-9.\-_]+==[\w.+!]+( ; [\w '\"=<>!.*()]+)?", line), line


def test_every_dependency_has_an_exact_version_in_constraints():
    pinned = {
        line.split("==")[0]
        for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    }
    extras = PYPROJECT["project"]["optional-dependencies"]
    wanted = [*PYPROJECT["project"]["dependencies"], *chain(*extras.values())]
    names = {split(w)[0].lower().replace("_", "-") for w in wanted}
    assert names - pinned == {"custsat-edu"}


def test_versions_agree_in_package_and_citation():
    version = PYPROJECT["project"]["version"]
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    from custsat_edu import __version__

    assert (__version__, citation["version"]) == (version, version)
    assert f"## {version} " in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_import_loads_nothing_heavy():
    code = "import sys, custsat_edu; print(*sorted(sys.modules))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    heavy = {"statsmodels", "seaborn", "scipy.stats", "sklearn", "pydantic", "ipywidgets"}
    heavy |= {"matplotlib.pyplot", "pandas", "babel"}
    assert heavy.isdisjoint(out.stdout.split())


def test_every_public_name_loads_and_none_is_a_modules_name():
    import custsat_edu

    modules = {p.stem for p in (ROOT / "src").rglob("*.py")}
    for name in custsat_edu.__all__:
        assert callable(getattr(custsat_edu, name)), name
    assert modules.isdisjoint(custsat_edu.__all__)
    with pytest.raises(AttributeError, match="no attribute 'npz'"):
        custsat_edu.npz  # noqa: B018


@pytest.mark.slow
def test_the_wheel_installed_elsewhere_loads_the_sample(tmp_path):
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    for inside in (
        "custsat_edu/data/serambi/codebook.yaml",
        "custsat_edu/notebooks/id/03_scores.ipynb",
        "custsat_edu/locale/id/LC_MESSAGES/custsat_edu.po",
    ):
        assert inside in names
    zipfile.ZipFile(wheel).extractall(tmp_path / "elsewhere")
    code = (
        f"import sys; sys.path.insert(0, {str(tmp_path / 'elsewhere')!r})\n"
        "import custsat_edu as cs\n"
        "cs.use_language('id'); study = cs.load_study('serambi')\n"
        "print(cs.__file__, len(study.survey), study.survey['channel'].cat.categories[0])"
    )
    out = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    file, rows, label = out.stdout.split()
    assert Path(file).is_relative_to(tmp_path)
    assert (int(rows) > 2000, label) == (True, "Toko")
