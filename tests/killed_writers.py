"""Writers killed at random moments: every file that is there is whole, and so is every folder.

``python tests/killed_writers.py 100`` kills a hundred, as ``make proofs`` does; ``make test`` kills a few.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import geopandas as gpd
import shapely

from isthmus import layers
from isthmus.layers._writing.atomic import files_in

# One program that imports everything, and a child of it for each kill: starting anew would take seconds.
WRITERS = """
import os, sys
from pathlib import Path
from isthmus import layers
from isthmus.layers._writing.atomic import files_in
table, atlas = layers.read_table(sys.argv[1], places=False), layers.example()
coarse = layers.coarsen(atlas, "country")
out = Path(sys.argv[2])

def write_on_and_on():
    while True:
        for ending in ("geojson", "gpkg", "parquet", "fgb", "csv", "xlsx"):
            layers.write_table(table, out / f"ports.{ending}")
        for each in (atlas, coarse):
            each.write(out / "atlas", formats=["geojson", "csv"])

for _ in sys.stdin:
    child = os.fork()
    if child == 0:
        write_on_and_on()
    print(child, flush=True)
    os.waitpid(child, 0)
    print("gone", flush=True)
"""


def run(count: int, seed: int, folder: Path) -> int:
    """Kill so many writers one after the other; return how many files were checked, all of them whole."""
    table = gpd.GeoDataFrame(
        {"id": [str(n) for n in range(500)], "name": ["Łódź"] * 500},
        geometry=[shapely.Point(n / 100, 0) for n in range(500)],
        crs="EPSG:4326",
    )
    source = layers.write_table(table, folder / "source.geojson")
    out = folder / "out"
    out.mkdir()
    draw = random.Random(seed)
    checked = 0
    words = [sys.executable, "-c", WRITERS, source, out]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as writers:
        assert writers.stdin is not None
        assert writers.stdout is not None
        for _ in range(count):
            writers.stdin.write("next\n")
            writers.stdin.flush()
            child = int(writers.stdout.readline())
            time.sleep(draw.uniform(0.0, 2.0))
            os.kill(child, signal.SIGKILL)
            assert writers.stdout.readline() == "gone\n"
            checked += check_files(out, len(table)) + check_folder(out / "atlas")
    return checked


def check_files(folder: Path, rows: int) -> int:
    """Read each file and count its rows; return how many files there are."""
    paths = list(folder.glob("ports.*"))
    for path in paths:
        assert len(layers.read_table(path, places=False)) == rows, path.name
    return len(paths)


def check_folder(folder: Path) -> int:
    """Read each file of a folder of layers, all of one write; return how many there are.

    A new folder appears at once. In one that exists files take their places one after the other: whoever
    reads the folder finds those that a kill left where they are, and leaves them there.
    """
    if not folder.is_dir():
        return 0
    with files_in(folder) as files:
        layers.check(folder)
    with files_in(folder) as again:
        assert again == files
    package = json.loads(files["datapackage.json"].read_text("utf-8"))
    for resource in package["resources"]:
        path = files[resource["path"]]
        assert resource["hash"] == f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}", path.name
        if path.suffix == ".geojson":
            assert json.loads(path.read_text("utf-8"))["features"], path.name
        elif path.name != "data_dictionary.csv":
            assert len(layers.read_table(path, places=False)) > 0, path.name
    return len(package["resources"])


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        print(run(int(sys.argv[1]), 1, Path(temporary)), "files read, all whole")  # noqa: T201
