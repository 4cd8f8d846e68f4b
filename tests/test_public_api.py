"""What the packages offer is what they say."""

import importlib
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from types import FunctionType, ModuleType

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ["geo", "layers", "maps", "cli"]


@pytest.fixture(params=PACKAGES)
def package(request: pytest.FixtureRequest) -> ModuleType:
    return importlib.import_module(f"isthmus.{request.param}")


def test_public_names_exist_and_are_sorted(package: ModuleType) -> None:
    names = package.__all__
    assert all(hasattr(package, name) for name in names)
    assert names == sorted(names, key=lambda name: (not name.isupper(), name.islower(), name))


def test_public_names_are_documented(package: ModuleType) -> None:
    for name in package.__all__:
        value = getattr(package, name)
        if isinstance(value, type | FunctionType):
            assert value.__doc__, name


def test_the_contract_of_python_names() -> None:
    contract = {
        "geo": "buffer rings length distance area densify split_antimeridian length_within",
        "layers": "example read buffer route exposure Atlas ValidationError",
        "maps": "Map",
    }
    for name, members in contract.items():
        assert set(members.split()) <= set(importlib.import_module(f"isthmus.{name}").__all__)


def test_a_wheel_holds_code_and_data_and_nothing_else(tmp_path: Path) -> None:
    unwanted = shutil.ignore_patterns(".*", "build", "node_modules", "out", "*.egg-info", "__pycache__")
    source = shutil.copytree(ROOT, tmp_path / "source", ignore=unwanted)
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*build, "--wheel-dir", tmp_path, source], check=True, capture_output=True)
    names = zipfile.ZipFile(next(tmp_path.glob("*.whl"))).namelist()
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
