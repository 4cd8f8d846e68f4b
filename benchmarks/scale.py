"""Legs of a seeded generator go through `layers.exposure` a part at a time: seconds, memory of each worker.

``python benchmarks/scale.py 100_000 1_000_000`` measures these numbers of legs, in files of 100,000.
"""

from __future__ import annotations

import sys
import tempfile
import threading
import time
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import psutil
import shapely

from isthmus import layers
from isthmus.layers._scale.part_files import lend_workers

PART = 100_000
ON = "2025-09-15"


def legs(count: int, seed: int) -> gpd.GeoDataFrame:
    """Return legs of four modes between points anywhere but near the poles, up to 8 degrees apart."""
    rng = np.random.default_rng(seed)
    start = np.column_stack([rng.uniform(-170, 170, count), rng.uniform(-60, 70, count)])
    lines = shapely.linestrings(np.stack([start, start + rng.uniform(-4, 4, (count, 2))], axis=1))
    columns = {
        "id": pd.Series([f"{seed}-{row}" for row in range(count)], dtype="str"),
        "mode": pd.Series(rng.choice(["sea", "rail", "road", "air"], count), dtype="str"),
    }
    return gpd.GeoDataFrame(columns, geometry=lines, crs=4326)


def write_legs(folder: Path, count: int) -> None:
    folder.mkdir()
    for seed in range(-(-count // PART)):
        layers.write_table(legs(min(PART, count - seed * PART), seed), folder / f"legs-{seed:05}.parquet")


class Watch(threading.Thread):
    """Notes the most memory that any process below this one has held, and the processor time of all."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.most, self.done = 0, threading.Event()
        self.seconds: dict[int, float] = {}

    def run(self) -> None:
        """Look twenty times a second, until it is done."""
        while not self.done.wait(0.05):
            for process in psutil.Process().children(recursive=True):
                try:
                    self.most = max(self.most, process.memory_info().rss)
                    self.seconds[process.pid] = sum(process.cpu_times()[:2])
                except psutil.Error:
                    continue


def measure(count: int) -> None:
    zones = layers.example().risk_zones
    with tempfile.TemporaryDirectory() as place:
        write_legs(Path(place) / "in", count)
        watch = Watch()
        with lend_workers():
            watch.start()
            began = time.perf_counter()
            frame = layers.exposure(layers.read_table(Path(place) / "in"), zones, on=ON)
            layers.write_table(frame, Path(place) / "out")
            took = time.perf_counter() - began
            time.sleep(0.2)
            watch.done.set()
        size = sum(path.stat().st_size for path in Path(place).rglob("*.parquet"))
    processor = sum(watch.seconds.values())
    print(
        f"{count:>11,} legs: {took:6.1f} s, {processor:6.1f} s of processors, "
        f"{watch.most / 1e6:5,.0f} MB a worker at most, {size / 1e6:7,.0f} MB of files",
        flush=True,
    )


def main() -> None:
    for text in sys.argv[1:] or ["100_000", "300_000", "1_000_000"]:
        measure(int(text))


if __name__ == "__main__":
    main()
