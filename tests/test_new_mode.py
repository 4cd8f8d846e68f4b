"""A mode more: a row in the table of modes, its data and its words are all that it takes."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

import isthmus

#: Where the package lies, as its installation links it.
PACKAGE = Path(isthmus.__file__).parent

ROW = """        "barge": Mode(
            "Barge",
            "a waterway",
            medium="water",
            network="barge",
            joins_km=30,
            follows_km=40,
            detour=1.8,
            source="network-rail-road",
            color="teal",
            dash=(6, 2),
        ),
"""
#: Ports and cities along the Rhine and the Main, and the Danube behind their canal.
STOPS = {"NLRTM": (4.48, 51.92), "2886242": (6.96, 50.94), "2761369": (16.37, 48.21)}


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a copy of the package that knows barges."""
    folder = tmp_path_factory.mktemp("barge")
    own = folder / "isthmus"
    modules = (path.name for path in PACKAGE.glob("*.py"))
    for part in (*modules, "geo", "layers", "maps", "cli"):
        target = own / part
        if (PACKAGE / part).is_dir():
            shutil.copytree(
                PACKAGE / part, target, ignore=shutil.ignore_patterns("node_modules", "src", "test")
            )
        else:
            target.parent.mkdir(exist_ok=True)
            shutil.copy(PACKAGE / part, target)
    add_row(own / "_modes.py")
    add_network(own / "layers" / "data" / "network")
    for path in (own / "maps" / "messages").glob("*.json"):
        add_words(path)
    return folder


def add_row(path: Path) -> None:
    head, last = path.read_text("utf-8").split('        "air": Mode(')
    path.write_text(f'{head}{ROW}        "air": Mode({last}', encoding="utf-8")


def add_network(folder: Path) -> None:
    """Write the graph of the Rhine - Main - Danube, where hubs meet it, and what barges cost."""
    points = np.array([*STOPS.values()])
    steps = np.diff(np.round(points.T * 1000).astype(int), axis=1, prepend=0)
    tails, heads = np.arange(len(points) - 1), np.ones(len(points) - 1, int)
    np.savez(
        folder / "barge.npz",
        points=np.stack([planes(axis) for axis in steps]),
        tails=planes(np.diff(tails, prepend=0)),
        heads=planes(heads),
        codes=np.array(["AT", "DE", "NL"]),
        country=np.array([2, 1, 0], np.uint8),
    )
    head, *rows = (folder / "hubs.csv").read_text("utf-8").splitlines()
    node = {stop: place for place, stop in enumerate(STOPS)}
    berths = [f"{node[row.split(',')[0]]},1.0" if row.split(",")[0] in node else "," for row in rows]
    lines = [f"{head},barge,barge_km", *(f"{row},{berth}" for row, berth in zip(rows, berths, strict=True))]
    (folder / "hubs.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    models = (folder / "cost_models.csv").read_text("utf-8")
    like_rail = [line for line in models.splitlines() if line.split(",")[2] == "rail"]
    barges = [line.replace(",rail,", ",barge,", 1) for line in like_rail]
    (folder / "cost_models.csv").write_text(models + "\n".join(barges) + "\n", encoding="utf-8")


def planes(numbers: np.ndarray) -> np.ndarray:
    """Return whole numbers as zigzag-encoded planes of bytes, the lowest first."""
    zigzag = (np.asarray(numbers, np.int32) << 1) ^ (np.asarray(numbers, np.int32) >> 31)
    return np.stack([(zigzag.astype(np.uint32) >> (8 * place)).astype(np.uint8) for place in range(3)])


def add_words(path: Path) -> None:
    words = json.loads(path.read_text("utf-8"))
    words |= {f"symbol.{layer}.barge": "Barge" for layer in ("corridors", "routes")}
    words |= {"summary.mode.barge": "barge"}
    path.write_text(json.dumps(words), encoding="utf-8")


#: Calls of the command line, each with another file to write.
CALLS = {
    "barge": ("Rotterdam", "Vienna", "--modes", "barge", "-o", "route.geojson"),
    "drawn": ("Rotterdam", "Vienna", "--modes", "barge,road", "-o", "route.html"),
    "canoe": ("Rotterdam", "Vienna", "--modes", "canoe", "-o", "route.html"),
    "beside": ("4.5,51.9", "Vienna", "--modes", "barge", "-o", "route.csv"),
    "far": ("21,52.2", "Vienna", "--modes", "barge", "-o", "route.csv"),
}

RUN = """
import json, sys
from click.testing import CliRunner
from isthmus.cli import main
ran = {name: CliRunner().invoke(main, ["route", *words]) for name, words in json.loads(sys.argv[1]).items()}
print(json.dumps({name: [one.exit_code, one.stdout, one.stderr] for name, one in ran.items()}))
"""


class Ran(NamedTuple):
    """What came of a call: its exit status, output and errors."""

    status: int
    out: str
    errors: str


@pytest.fixture(scope="module")
def ran(package: Path) -> dict[str, Ran]:
    """Return what came of every call, in one process that has the copy of the package."""
    words = [sys.executable, "-P", "-c", RUN, json.dumps(CALLS)]
    environment = {"PYTHONPATH": str(package), "PYTHONWARNINGS": "error"}
    done = subprocess.run(words, cwd=package, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return {name: Ran(*one) for name, one in json.loads(done.stdout).items()}


def test_a_barge_goes_up_the_rhine(package: Path, ran: dict[str, Ran]) -> None:
    assert ran["barge"].status == 0, ran["barge"].errors
    features = json.loads((package / "route.geojson").read_text("utf-8"))["features"]
    legs = {feature["properties"]["mode"]: feature["properties"] for feature in features}
    assert legs["barge"]["countries"] == "NL+DE+AT"
    assert legs["barge"]["km"] == pytest.approx(205 + 746, abs=3)  # as the crow flies
    assert legs["barge"]["source"] == "© OpenStreetMap contributors"


def test_a_barge_is_drawn_and_listed(ran: dict[str, Ran]) -> None:
    assert ran["drawn"].status == 0, ran["drawn"].errors
    assert ran["canoe"].status == 2
    assert "expected some of sea, ferry, rail, road, barge, air" in ran["canoe"].errors


def test_a_place_beside_the_river_joins_it(ran: dict[str, Ran]) -> None:
    assert ran["beside"].status == 0, ran["beside"].errors
    assert "4.5,51.9, NL, 2.6 km from a waterway" in ran["beside"].out
    assert ran["far"].status == 2
    assert "the nearest waterway is" in ran["far"].errors
