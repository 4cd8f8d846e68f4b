"""The tables that the benchmarks draw: made up from a fixed start, so that every run draws the same ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Callable

#: Centres (lon, lat), spreads in degrees and names of the places round which sites lie.
CENTRES = np.array([[121.0, 24.5], [19.5, 52.0], [15.5, 49.8], [31.0, 49.0]])
SPREADS = np.array([[0.6, 1.0], [2.0, 1.3], [1.2, 0.6], [4.0, 1.6]])
COUNTRIES = np.array(["Taiwan", "Poland", "Czechia", "Ukraine"])
KINDS = np.array(["fab", "assembly", "battery", "chemicals", "data centre", "R&D hub"])


def points(count: int, *, start: int = 1) -> gpd.GeoDataFrame:
    """Return sites with a name, two categories, a decimal and a year."""
    random = np.random.default_rng(start)
    place = random.integers(0, 4, count)
    lonlat = CENTRES[place] + random.normal(size=(count, 2)) * SPREADS[place]
    columns = {
        "name": np.char.add("Site ", np.arange(count).astype(str)),
        "kind": KINDS[random.integers(0, 6, count)],
        "country": COUNTRIES[place],
        "capacity": np.round(random.gamma(2, 50, count), 1),
        "year": random.integers(1960, 2025, count),
    }
    return gpd.GeoDataFrame(columns, geometry=shapely.points(lonlat), crs=4326)


def polygons(count: int, *, start: int = 2, vertices: int = 24) -> gpd.GeoDataFrame:
    """Return areas with ragged outlines about such sites."""
    random = np.random.default_rng(start)
    table = points(count, start=start)
    centres = shapely.get_coordinates(table.geometry)[:, None, :]
    angle = np.linspace(0, 2 * np.pi, vertices, endpoint=False)
    radius = 0.05 * (1 + 0.4 * random.random((count, vertices)))
    ring = centres + np.stack([radius * np.cos(angle), 0.65 * radius * np.sin(angle)], axis=-1)
    return table.set_geometry(shapely.polygons(np.concatenate([ring, ring[:, :1]], axis=1)), crs=4326)


def lines(count: int, *, start: int = 3, vertices: int = 50) -> gpd.GeoDataFrame:
    """Return winding lines that start at such sites."""
    random = np.random.default_rng(start)
    table = points(count, start=start)
    starts = shapely.get_coordinates(table.geometry)[:, None, :]
    steps = random.normal(size=(count, vertices, 2)) * 0.03 + random.normal(size=(count, 1, 2)) * 0.02
    return table.set_geometry(shapely.linestrings(starts + np.cumsum(steps, axis=1)), crs=4326)


#: Name of each table and what makes it.
TABLES: dict[str, Callable[[], gpd.GeoDataFrame]] = {
    "10k points": lambda: points(10_000),
    "100k points": lambda: points(100_000),
    "10k polygons": lambda: polygons(10_000),
    "5k lines": lambda: lines(5_000),
}

#: Too many for `explore`.
LARGE: dict[str, Callable[[], gpd.GeoDataFrame]] = {"1M points": lambda: points(1_000_000)}
