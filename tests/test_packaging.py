"""What is installed: a wheel of code and data, which no folder where Python is started takes the place of."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PIP = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of this clone that is called isthmus."""
    unwanted = shutil.ignore_patterns(".*", "build", "node_modules", "out", "*.egg-info", "__pycache__")
    return shutil.copytree(ROOT, tmp_path_factory.mktemp("clone") / "isthmus", ignore=unwanted)


@pytest.fixture(scope="module")
def wheel(clone: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [*PIP, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, clone]
    subprocess.run(build, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that the wheel is installed in."""
    folder = tmp_path_factory.mktemp("installed")
    subprocess.run([*PIP, "install", "--no-deps", "--target", folder, wheel], check=True, capture_output=True)
    return folder


def test_a_wheel_holds_code_and_data_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names}
    assert tops == {"isthmus", next(top for top in tops if top.endswith(".dist-info"))}
    for needed in (
        "isthmus/__init__.py",
        "isthmus/py.typed",
        "isthmus/layers/data/countries.npz",
        "isthmus/layers/data/NOTICE",
        "isthmus/layers/data/atlas/factories.csv",
        "isthmus/maps/assets/isthmus.js",
        "isthmus/maps/messages/pl.json",
        "isthmus/maps/templates/page.html",
    ):
        assert needed in names
    assert not [name for name in names if "node_modules" in name or "/src/" in name or "/test" in name]


@pytest.fixture(params=["a folder", "a clone"])
def beside(request: pytest.FixtureRequest, tmp_path: Path, clone: Path) -> Path:
    """Return a folder with another isthmus in it, no package of which may be imported."""
    other = tmp_path / "isthmus"
    if request.param == "a clone":
        shutil.copytree(clone, other)
    for package in ("geo", "layers", "maps", "cli"):
        path = other / package / "__init__.py" if (other / package).is_dir() else other / f"{package}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text("raise SystemExit('the other isthmus')\n")
    return tmp_path


PACKAGES = ("geo", "layers", "maps", "cli")

FIND = """
import importlib.util, sys
print(*(importlib.util.find_spec(f"isthmus.{name}").origin for name in sys.argv[1:]), sep="\\n")
"""


def test_what_is_installed_comes_before_what_lies_where_python_is_started(
    installed: Path, beside: Path
) -> None:
    found = run(installed, beside, sys.executable, "-c", FIND, *PACKAGES)
    assert found.split() == [str(installed / "isthmus" / name / "__init__.py") for name in PACKAGES]
    assert "Map production" in run(installed, beside, installed / "bin" / "isthmus", "--help")


def test_what_is_installed_is_whole(installed: Path, tmp_path: Path) -> None:
    code = "from isthmus import cli, geo, layers, maps; cli.main(['sources', '--json'])"
    assert "Natural Earth" in run(installed, tmp_path, sys.executable, "-c", code)


def run(installed: Path, folder: Path, *words: object) -> str:
    """Run a program that knows of what is installed, started in a folder, and return what it prints."""
    environment = os.environ | {"PYTHONPATH": str(installed)}
    done = subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, check=False)  # type: ignore[call-overload]
    assert done.returncode == 0, done.stderr
    return str(done.stdout)
