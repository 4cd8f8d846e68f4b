"""Metres of 100,000 legs inside 500 zones, against overlays: python benchmarks/exposure.py."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely
from samples import GEOD
from timing import best_times

from isthmus import geo

LEGS, ZONES = 100_000, 500


def legs_and_zones() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    lon, lat = rng.uniform(-120, 120, LEGS), rng.uniform(-60, 65, LEGS)
    x, y, _ = GEOD.fwd(lon, lat, rng.uniform(0, 360, LEGS), rng.gamma(2, 20e3, LEGS))
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
