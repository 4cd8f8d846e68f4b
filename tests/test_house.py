"""Names by which somebody finds their way: of modules, of tests, of files that are read or run by hand."""

from __future__ import annotations

import ast
import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from isthmus import geo, layers, maps

ROOT = Path(__file__).parent.parent
ROOMS = ("geo", "layers", "maps", "cli")

#: What tests are about that is no module's or public name's alone.
SUBJECTS = {
    "browser",
    "benchmarks",
    "bundled_atlas",
    "docstrings",
    "documents",
    "folium",
    "full_disk",
    "gallery",
    "hostile_text",
    "house",
    "kept_values",
    "keyboard",
    "layer_values",
    "map_controls",
    "misuse",
    "naughty_strings",
    "new_mode",
    "notebooks",
    "other_browsers",
    "own_data",
    "packaging",
    "packed_header",
    "proofs",
    "public_api",
    "qgis_plugin",
    "read_write_table",
    "readme",
    "release",
    "safety",
    "site",
    "standards",
    "straight_edges",
    "taiwan_to_poland",
    "transit_times",
    "types",
    "voyages",
    "ways_on_land",
}

#: Lines of a module.
LONGEST = 350

#: Names that a module of geo or of layers has and one above it as well: no others should come to them.
TWICE = {"atlas", "checks"}


def modules(*rooms: str) -> list[str]:
    """Return what the modules and rooms in these are called, without the sign of what is private."""
    paths = [
        path for room in rooms for path in (ROOT / room).rglob("*.py") if "node_modules" not in path.parts
    ]
    return [(path.parent if path.stem == "__init__" else path).stem.strip("_") for path in paths]


def test_no_two_modules_have_one_name() -> None:
    """Those of the command line have the names of what they call."""
    names = Counter(modules("geo", "layers", "maps"))
    assert {name for name, count in names.items() if count > 1} == TWICE


def test_a_module_is_no_longer_than_can_be_read_at_once() -> None:
    paths = [
        path for room in ROOMS for path in (ROOT / room).rglob("*.py") if "node_modules" not in path.parts
    ]
    lengths = {str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in paths}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST} == {}


def test_a_name_is_defined_in_one_module_or_users_call_it() -> None:
    """What a command, a function of tables and one of geometries answer alike has one name."""
    homes: dict[str, set[Path]] = defaultdict(set)
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            if "node_modules" not in path.parts:
                for node in ast.parse(path.read_text("utf-8")).body:
                    if isinstance(node, ast.FunctionDef | ast.ClassDef):
                        homes[node.name].add(path)
    public = {name for package in (geo, layers, maps) for name in package.__all__}
    twice = {name for name, paths in homes.items() if len(paths) > 1}
    assert {name for name in twice - public if not name.startswith("_")} == set()
    assert len(twice - public) <= 2


def test_tests_are_named_after_a_module_a_public_name_or_a_subject() -> None:
    """Where two modules have one name, the package stands before it."""
    public = {name.lower() for package in (geo, layers, maps) for name in package.__all__}
    inner = {name for room in ROOMS for module in modules(room) for name in (module, f"{room}_{module}")}
    known = inner | public | SUBJECTS | {path.stem.strip("_") for path in ROOT.glob("_*.py")}
    named = {path.stem.removeprefix("test_") for path in (ROOT / "tests").glob("test_*.py")}
    assert named - known == set()
    assert SUBJECTS - named == set()


def test_every_module_has_tests_of_its_own_name() -> None:
    """Where several packages have a module of a name, all but one have tests with the package before it."""
    named = {path.stem.removeprefix("test_") for path in (ROOT / "tests").glob("test_*.py")}
    packages: dict[str, set[str]] = {}
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            if path.stem != "__init__" and "node_modules" not in path.parts:
                packages.setdefault(path.stem.strip("_"), set()).add(room)
    without = {
        name: {room for room in rooms if f"{room}_{name}" not in named} for name, rooms in packages.items()
    }
    untold = {name: rooms for name, rooms in without.items() if len(rooms) > (name in named)}
    assert untold == {}, "no tests/test_NAME.py or test_PACKAGE_NAME.py of these"
    assert {name for name, rooms in without.items() if not rooms and name in named} == set()


def test_what_runs_with_the_lowest_versions_is_there() -> None:
    told = re.search(
        r"^LOWEST .*addsuffix .py,([\w ]+)", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE
    )
    assert told is not None
    assert [name for name in told[1].split() if not (ROOT / "tests" / f"test_{name}.py").is_file()] == []


@pytest.mark.parametrize("folder", ["benchmarks", "docs", "examples", "qgis", "tools"])
def test_every_file_beside_a_readme_stands_in_it(folder: str) -> None:
    readme = (ROOT / folder / "README.md").read_text("utf-8")
    files = {path.name for path in (ROOT / folder).iterdir() if path.is_file()} - {"README.md"}
    assert {name for name in files if f"{name}`" not in readme and f"{name})" not in readme} == set()
