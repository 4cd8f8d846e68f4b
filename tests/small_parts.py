"""Legs of a seeded generator, a table or a folder of parts, and zones that some of them meet."""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from isthmus import layers

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def legs(count: int, seed: int = 0) -> gpd.GeoDataFrame:
    """Return lines of three vertices around Europe, each of a mode."""
    rng = np.random.default_rng(seed)
    start = np.column_stack([rng.uniform(-10, 40, count), rng.uniform(35, 65, count)])
    end = start + rng.uniform(-6, 6, (count, 2))
    middle = (start + end) / 2 + rng.uniform(-0.5, 0.5, (count, 2))
    columns = {
        "id": pd.Series([f"{seed}-{row}" for row in range(count)], dtype="str"),
        "mode": pd.Series(rng.choice(["sea", "rail", "road"], count), dtype="str"),
        "year": rng.integers(2020, 2026, count),
    }
    lines = shapely.linestrings(np.stack([start, middle, end], axis=1))
    return gpd.GeoDataFrame(columns, geometry=lines, crs=4326)


def zones() -> gpd.GeoDataFrame:
    """Return zones of three kinds, two of which overlap."""
    shapes = [shapely.box(0, 40, 15, 52), shapely.box(10, 45, 25, 60), shapely.box(30, 36, 38, 44)]
    return gpd.GeoDataFrame(
        {"id": ["a", "b", "c"], "kind": ["flood", "war risk", "storm"], "severity": [1, 2, 3]},
        geometry=shapes,
        crs=4326,
    )


def write_legs(folder: Path, counts: Sequence[int]) -> gpd.GeoDataFrame:
    """Write a file of so many legs each, and return all of them."""
    folder.mkdir()
    parts = [legs(count, seed) for seed, count in enumerate(counts)]
    for number, part in enumerate(parts):
        layers.write_table(part, folder / f"legs-{number:02}.parquet")
    return gpd.GeoDataFrame(pd.concat(parts, ignore_index=True))


class Parcel:
    """Answers a table with itself, and leaves a file in a folder wherever it arrives."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __setstate__(self, state: dict[str, Path]) -> None:
        self.__dict__ |= state
        (self.folder / f"{os.getpid()}-{secrets.token_hex(4)}").touch()

    def __call__(self, table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        return table
