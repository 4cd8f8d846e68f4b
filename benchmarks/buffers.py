"""Geodesic against planar buffers with as many vertices: python benchmarks/buffers.py [ROADS]."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, NamedTuple

import geopandas as gpd
import numpy as np
import shapely
from duck import connect
from job import Answer, Job, Peer
from postgis import buffered, installed, load, running, worst
from samples import on_a_plane, quad_segs_for, roads, sea_lane
from timing import best_times

from isthmus import geo

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

RADIUS_M = 1e4
JUDGED = 200
MEASURED = 5
UTM = "EPSG:32633"


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


def by_duckdb(made: Roads) -> Callable[[], np.ndarray]:
    engine = connect(roads=made.lines)
    plane = f"ST_Transform(shape, 'OGC:CRS84', '{UTM}', always_xy := true)"
    buffered = f"ST_Buffer({plane}, {RADIUS_M}, {made.segments})"
    back = f"ST_Transform({buffered}, '{UTM}', 'OGC:CRS84', always_xy := true)"
    asked = f"SELECT ST_AsWKB({back}) AS w FROM roads"  # noqa: S608 (ours)
    return lambda: shapely.from_wkb([bytes(wkb) for wkb in engine.execute(asked).fetchnumpy()["w"]])


def by_sedona(made: Roads) -> Callable[[], np.ndarray]:
    import sedonadb  # noqa: PLC0415 - a peer that may be missing

    engine = sedonadb.connect()
    rows = gpd.GeoDataFrame({"row": range(len(made.lines))}, geometry=made.lines, crs="OGC:CRS84")
    engine.create_data_frame(rows).to_view("roads")
    area = f"ST_Buffer(ST_GeogFromWKB(ST_AsBinary(geometry)), {RADIUS_M}) AS geometry"
    asked = f"SELECT {area} FROM roads ORDER BY row"  # noqa: S608 (ours); many rows come in any order
    return lambda: engine.sql(asked).to_pandas().geometry.to_numpy()  # noqa: PLW0108 - that is what is timed


def by_postgis(made: Roads) -> Callable[[], Answer]:
    postgis = running()
    load(postgis, made.lines)
    asked = buffered(RADIUS_M, made.segments, len(made.lines), "sum(ST_NPoints(area))")
    first = buffered(RADIUS_M, made.segments, MEASURED, "encode(ST_AsBinary(area), 'hex')")
    outlines = shapely.from_wkb(postgis.query(first).split())
    return lambda: Answer(outlines, postgis.time(asked))


def judged(ready: Callable[[Roads], Callable[[], Any]]) -> Callable[[Roads], Callable[[], Any]]:
    """Let a task return the roads beside its buffers."""

    def ready_with_roads(made: Roads) -> Callable[[], Any]:
        task = ready(made)

        def answer() -> Any:  # noqa: ANN401
            found = task()
            if isinstance(found, Answer):
                return Answer((found.value, made.lines), found.processor_s)
            return found, made.lines

        return answer

    return ready_with_roads


def error(answer: tuple[np.ndarray, np.ndarray]) -> float:
    """Return the largest error of some outlines, in percent of the radius."""
    buffers, lines = (shapes[:MEASURED] for shapes in answer)
    return 100 * worst(np.asarray(buffers), lines, RADIUS_M)


class Sites(NamedTuple):
    """Points in degrees and on a plane."""

    points: np.ndarray
    flat: np.ndarray

    @classmethod
    def of(cls, count: int, _: Path) -> Sites:
        xy = np.random.default_rng(0).uniform((12.5, -70), (17.5, 70), (count, 2))
        return cls(shapely.points(xy), shapely.points(xy * 111_195))


QUARTER = 8
NO_BUFFER = "has no buffer"
JOBS = [
    Job(
        "buffers of 10 km around roads of one UTM zone",
        "roads",
        (1_000, 10_000, 100_000),
        Roads.of,
        (
            Peer(
                "geo.buffer",
                "isthmus",
                judged(lambda made: lambda: geo.buffer(made.lines, RADIUS_M)),
                error,
            ),
            Peer(
                "shapely on a plane each, as many vertices",
                "shapely",
                lambda made: lambda: shapely.buffer(made.flat, RADIUS_M, quad_segs=made.segments),
            ),
            Peer("geopandas, estimate_utm_crs", "geopandas", judged(by_utm), error),
            Peer("DuckDB spatial, that UTM zone", "duckdb_extension_spatial", judged(by_duckdb), error),
            Peer("PostGIS, geography", "postgis", judged(by_postgis), error, installed=installed),
            Peer("sedonadb, geography", "sedonadb", judged(by_sedona), error),
            Peer("spherely", "spherely", judged(by_utm), error, lacks=NO_BUFFER),
        ),
        f"largest error of {MEASURED} outlines, % of the radius",
    ),
    Job(
        "buffers of 10 km around points",
        "points",
        (1_000, 10_000, 100_000, 1_000_000),
        Sites.of,
        (
            Peer("geo.buffer", "isthmus", lambda made: lambda: geo.buffer(made.points, RADIUS_M)),
            Peer(
                "shapely on a plane",
                "shapely",
                lambda made: lambda: shapely.buffer(made.flat, RADIUS_M, quad_segs=QUARTER),
            ),
        ),
    ),
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
