"""Geodesic against planar buffers with as many vertices: python benchmarks/buffers.py [ROADS]."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, NamedTuple

import geopandas as gpd
import numpy as np
import shapely
from job import Job, Peer
from samples import on_a_plane, quad_segs_for, roads, sea_lane
from timing import best_times

from isthmus import geo

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

RADIUS_M = 1e4
JUDGED = 200


def compare(name: str, lines: np.ndarray, flat: np.ndarray, radius: float) -> None:
    count = len(lines)
    ours = shapely.get_num_coordinates(geo.buffer(lines[:200], radius)).mean()
    segments = quad_segs_for(flat, radius, ours)
    planar = shapely.get_num_coordinates(shapely.buffer(flat[:200], radius, quad_segs=segments)).mean()
    mine, theirs = best_times(
        3, lambda: geo.buffer(lines, radius), lambda: shapely.buffer(flat, radius, quad_segs=segments)
    )
    print(
        f"{name:12} {radius / 1000:6.0f} km {mine / count * 1e6:9.1f} {theirs / count * 1e6:9.1f} us "
        f"{mine / theirs:6.2f} x  ({ours:.0f} and {planar:.0f} vertices)",
        flush=True,
    )


def compare_rings(lines: np.ndarray) -> None:
    """Time bands together against buffers one by one, the differences between them aside."""
    radii = [1e4, 2.5e4, 5e4]
    together, one_by_one = best_times(
        3,
        lambda: geo.rings(lines, radii, disjoint=False),
        lambda: [geo.buffer(lines, radius) for radius in radii],
    )
    each = [time / len(lines) * 1e6 for time in (together, one_by_one)]
    print(f"rings    10, 25, 50 km {each[0]:7.1f} {each[1]:9.1f} us {together / one_by_one:6.2f} x of single")


class Roads(NamedTuple):
    """Roads in degrees and on planes, and how planar buffers have as many vertices as ours."""

    lines: np.ndarray
    flat: np.ndarray
    segments: int

    @classmethod
    def of(cls, count: int, _: Path) -> Roads:
        xy = roads(count, west=12.5, east=17.5, highest=70)
        lines, flat = shapely.linestrings(xy), shapely.linestrings(on_a_plane(xy))
        vertices = shapely.get_num_coordinates(geo.buffer(lines[:JUDGED], RADIUS_M)).mean()
        return cls(lines, flat, quad_segs_for(flat, RADIUS_M, vertices))


def by_utm(made: Roads) -> Callable[[], np.ndarray]:
    table = gpd.GeoSeries(made.lines, crs="OGC:CRS84")

    def task() -> np.ndarray:
        flat = table.to_crs(table.estimate_utm_crs())
        return flat.buffer(RADIUS_M, quad_segs=made.segments).to_crs("OGC:CRS84").to_numpy()

    return task


def mean_km2(buffers: Any) -> float:  # noqa: ANN401
    return float(np.mean(geo.area(buffers[:JUDGED]))) / 1e6


def mean_planar_km2(buffers: Any) -> float:  # noqa: ANN401
    return float(np.mean(shapely.area(buffers[:JUDGED]))) / 1e6


JOBS = [
    Job(
        "buffers of 10 km around roads of one UTM zone",
        "roads",
        (1_000, 10_000, 100_000),
        Roads.of,
        (
            Peer("geo.buffer", "isthmus", lambda made: lambda: geo.buffer(made.lines, RADIUS_M), mean_km2),
            Peer(
                "shapely on a plane each, as many vertices",
                "shapely",
                lambda made: lambda: shapely.buffer(made.flat, RADIUS_M, quad_segs=made.segments),
                mean_planar_km2,
            ),
            Peer("geopandas, estimate_utm_crs", "geopandas", by_utm, mean_km2),
        ),
        f"mean km² of the first {JUDGED}",
    )
]


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    print("what         radius        geo    planar   ratio")
    xy = roads(count, west=-180, east=180, highest=70)
    lines, flat = shapely.linestrings(xy), shapely.linestrings(on_a_plane(xy))
    for radius in (1e3, 2e3, 3e3, 5e3, 1e4, 2e4, 5e4, 2e5, 5e5, 1e6):
        compare("roads", lines, flat, radius)
    lane = sea_lane()[None]
    for radius in (1e3, 1e4, 5e4, 1e6):
        geodesic = shapely.linestrings(lane)
        same = shapely.get_num_coordinates(geo.buffer(geodesic, radius))[0] // 2
        compare("sea lane", geodesic, shapely.linestrings(on_a_plane(lane)), radius)
        planar = shapely.linestrings(on_a_plane(sea_lane(int(same))[None]))
        compare("  as dense", geodesic, planar, radius)
    compare_rings(lines[:2000])
    rng = np.random.default_rng(0)
    points = np.column_stack([rng.uniform(-179, 179, 100_000), rng.uniform(-75, 75, 100_000)])
    compare("points", shapely.points(points), shapely.points(points * 111_195), 5e4)


if __name__ == "__main__":
    main()
