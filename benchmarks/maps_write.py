"""Compare writing a map with `GeoDataFrame.explore`: seconds and bytes, the best of a few interleaved runs.

Run with ``python benchmarks/maps_write.py``; `explore` needs matplotlib and mapclassify.
"""

from __future__ import annotations

import contextlib
import io
import tempfile
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

import folium
import numpy as np
import pandas as pd
from folium.plugins import FastMarkerCluster
from job import Job, Peer
from tables import LARGE, TABLES, points

from isthmus import maps

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd

RUNS = 3


def write_ours(table: gpd.GeoDataFrame, path: Path) -> None:
    maps.Map().add(table).save(path)


def write_hexbin(table: gpd.GeoDataFrame, path: Path) -> None:
    maps.Map().add(table, kind="hexbin").save(path)


def write_heat(table: gpd.GeoDataFrame, path: Path) -> None:
    maps.Map().add(table, kind="heat").save(path)


def write_arcs(table: gpd.GeoDataFrame, path: Path) -> None:
    """Write the map of the first 300 lines as arcs, all of which move."""
    maps.Map().add(table.iloc[:300], kind="arcs").save(path)


def write_explore(table: gpd.GeoDataFrame, path: Path) -> None:
    table.explore(tiles=None).save(path)


def write_lonboard(table: gpd.GeoDataFrame, path: Path) -> None:
    from lonboard import viz  # noqa: PLC0415 - a peer that may be missing

    viz(table).to_html(path)


def write_pydeck(table: gpd.GeoDataFrame, path: Path) -> None:
    import pydeck  # noqa: PLC0415 - a peer that may be missing

    rows = table.drop(columns="geometry").assign(lon=table.geometry.x, lat=table.geometry.y)
    layer = pydeck.Layer("ScatterplotLayer", rows, get_position=["lon", "lat"], get_radius=500)
    pydeck.Deck(layer, map_provider=None).to_html(path)


def write_markers(table: gpd.GeoDataFrame, path: Path) -> None:
    page = folium.Map()
    FastMarkerCluster(np.column_stack([table.geometry.y, table.geometry.x]).tolist()).add_to(page)
    page.save(path)


def write_kepler(table: gpd.GeoDataFrame, path: Path) -> None:
    from keplergl import KeplerGl  # noqa: PLC0415 - a peer that may be missing

    rows = pd.DataFrame(table.drop(columns="geometry")).assign(lon=table.geometry.x, lat=table.geometry.y)
    with contextlib.redirect_stdout(io.StringIO()):
        KeplerGl(data={"sites": rows}).save_to_html(file_name=str(path))


class Sites(NamedTuple):
    """Points, and a folder to write into."""

    table: gpd.GeoDataFrame
    folder: Path

    @classmethod
    def of(cls, count: int, folder: Path) -> Sites:
        return cls(points(count), folder)

    def writer(self, write: Callable[[gpd.GeoDataFrame, Path], None]) -> Callable[[], Path]:
        path = self.folder / f"{write.__name__}.html"
        return lambda: write(self.table, path) or path


def megabytes_of(path: Path) -> float:
    return path.stat().st_size / 1e6


JOBS = [
    Job(
        "a map of points written",
        "points",
        (1_000, 10_000, 100_000, 1_000_000),
        Sites.of,
        (
            Peer(
                "maps.Map, one file without a network",
                "isthmus",
                lambda made: made.writer(write_ours),
                megabytes_of,
            ),
            Peer(
                "GeoDataFrame.explore",
                "folium",
                lambda made: made.writer(write_explore),
                megabytes_of,
                most=100_000,
            ),
            Peer("lonboard", "lonboard", lambda made: made.writer(write_lonboard), megabytes_of),
            Peer("kepler.gl", "keplergl", lambda made: made.writer(write_kepler), megabytes_of),
            Peer(
                "folium's FastMarkerCluster, places alone",
                "folium",
                lambda made: made.writer(write_markers),
                megabytes_of,
            ),
            Peer("pydeck", "pydeck", lambda made: made.writer(write_pydeck), megabytes_of, most=100_000),
        ),
        "MB of the largest",
    )
]


def measure(table: gpd.GeoDataFrame, folder: Path, writers: tuple, runs: int) -> list[tuple[float, float]]:
    """Return the best time in seconds and the size in megabytes for each writer."""
    times = [[] for _ in writers]
    for _ in range(runs):
        for taken, write in zip(times, writers, strict=True):
            start = perf_counter()
            write(table, folder / f"{write.__name__}.html")
            taken.append(perf_counter() - start)
    sizes = [(folder / f"{write.__name__}.html").stat().st_size / 1e6 for write in writers]
    return list(zip(map(min, times), sizes, strict=True))


def main() -> None:
    print(f"{'':14}{'ours':>16}{'explore':>18}   {'faster':>6} {'smaller':>8}")
    with tempfile.TemporaryDirectory() as name:
        for title, make in TABLES.items():
            ours, theirs = measure(make(), Path(name), (write_ours, write_explore), RUNS)
            print(
                f"{title:14}{ours[0]:6.3f} s {ours[1]:5.2f} MB{theirs[0]:8.2f} s {theirs[1]:5.1f} MB"
                f"   {theirs[0] / ours[0]:5.1f}x {theirs[1] / ours[1]:7.1f}x",
                flush=True,
            )
        for title, make in LARGE.items():
            ((seconds, size),) = measure(make(), Path(name), (write_ours,), 1)
            print(f"{title:14}{seconds:6.3f} s {size:5.2f} MB")


if __name__ == "__main__":
    main()
