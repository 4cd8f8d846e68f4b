"""Metres of 100,000 legs inside 500 zones, against overlays: python benchmarks/exposure.py."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely
from duck import connect
from job import Job, Peer
from samples import GEOD
from timing import best_times

from isthmus import geo

if TYPE_CHECKING:
    from collections.abc import Callable

    LegsAndZones = tuple[np.ndarray, np.ndarray]

LEGS, ZONES = 100_000, 500


def legs_and_zones(count: int = LEGS) -> LegsAndZones:
    rng = np.random.default_rng(0)
    lon, lat = rng.uniform(-120, 120, count), rng.uniform(-60, 65, count)
    x, y, _ = GEOD.fwd(lon, lat, rng.uniform(0, 360, count), rng.gamma(2, 20e3, count))
    legs = shapely.linestrings(np.stack([np.column_stack([lon, lat]), np.column_stack([x, y])], axis=1))
    zones = []
    for _ in range(ZONES):
        azimuth = -np.linspace(0, 360, 200, endpoint=False)
        far = rng.uniform(100e3, 500e3) * rng.uniform(0.6, 1, 200)
        at = np.full(200, rng.uniform(-115, 115)), np.full(200, rng.uniform(-55, 60))
        zones.append(shapely.Polygon(np.column_stack(GEOD.fwd(*at, azimuth, far)[:2])))
    return legs, np.array(zones)


def by_intersection(legs: np.ndarray, zones: np.ndarray) -> float:
    zone, leg = shapely.STRtree(legs).query(zones)
    return float(geo.length(shapely.intersection(legs[leg], zones[zone])).sum())


def by_overlay(legs: np.ndarray, zones: np.ndarray) -> float:
    lines = gpd.GeoDataFrame(geometry=legs, crs="OGC:CRS84")
    areas = gpd.GeoDataFrame(geometry=zones, crs="OGC:CRS84")
    found = gpd.overlay(lines, areas, how="intersection", keep_geom_type=True)
    return float(sum(GEOD.geometry_length(line) for line in found.geometry))


def by_sedona(made: LegsAndZones) -> Callable[[], float]:
    import sedonadb  # noqa: PLC0415 - a peer that may be missing

    engine = sedonadb.connect()
    for name, shapes in zip(("legs", "zones"), made, strict=True):
        engine.create_data_frame(gpd.GeoDataFrame(geometry=shapes, crs="OGC:CRS84")).to_view(
            name, overwrite=True
        )
    asked = "SELECT ST_Intersection(a.geometry, b.geometry) AS geometry FROM legs a JOIN zones b ON ST_Intersects(a.geometry, b.geometry)"  # noqa: E501
    return lambda: float(geo.length(engine.sql(asked).to_pandas().geometry.to_numpy()).sum())


def by_duckdb(made: LegsAndZones) -> Callable[[], float]:
    engine = connect(legs=made[0], zones=made[1])
    asked = "SELECT ST_AsWKB(ST_Intersection(a.shape, b.shape)) AS w FROM legs a JOIN zones b ON ST_Intersects(a.shape, b.shape)"  # noqa: E501

    def task() -> float:
        found = engine.execute(asked).fetchnumpy()["w"]
        return float(geo.length(shapely.from_wkb([bytes(wkb) for wkb in found])).sum())

    return task


def metres(found: Any) -> float:  # noqa: ANN401
    return float(found.metres.sum()) / 1000


def km(found: float) -> float:
    return found / 1000


JOBS = [
    Job(
        f"metres of legs in {ZONES} zones",
        "legs",
        (1_000, 10_000, 100_000, 1_000_000),
        lambda count, _: legs_and_zones(count),
        (
            Peer("geo.length_within", "isthmus", lambda made: lambda: geo.length_within(*made), metres),
            Peer(
                "shapely.intersection, straight legs",
                "shapely",
                lambda made: lambda: by_intersection(*made),
                km,
            ),
            Peer(
                "geopandas.overlay, straight legs",
                "geopandas",
                lambda made: lambda: by_overlay(*made),
                km,
                most=100_000,
            ),
            Peer("sedonadb, straight legs", "sedonadb", by_sedona, km),
            Peer("DuckDB spatial, straight legs", "duckdb_extension_spatial", by_duckdb, km),
        ),
        "km of the largest",
    )
]


def main() -> None:
    legs, zones = legs_and_zones()
    exposure = geo.length_within(legs, zones)
    print(f"{len(exposure.line)} pairs, {exposure.metres.sum() / 1000:,.0f} km")
    print(f"{by_intersection(legs, zones) / 1000:,.0f} km by intersection, straight legs")
    ours, plain, overlay = best_times(
        3,
        lambda: geo.length_within(legs, zones),
        lambda: by_intersection(legs, zones),
        lambda: by_overlay(legs, zones),
    )
    print(f"length_within {ours:.2f} s; intersection {plain:.2f} s ({plain / ours:.1f} x);")
    print(f"geopandas.overlay and geodesic lengths {overlay:.2f} s ({overlay / ours:.1f} x)")


if __name__ == "__main__":
    main()
