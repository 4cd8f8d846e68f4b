"""How dense points lie: hexagons of one area, and a density at each point."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from isthmus import geo
from isthmus.layers._geometry.densities import densities, hexagons

#: Square kilometres of a hexagon whose middle lies 100 km from its neighbours'.
CELL_KM2 = np.sqrt(3) / 2 * 100**2


def _points(lon: float, lat: float, spread: float) -> gpd.GeoDataFrame:
    """Return 300 points round a place, which may lie beyond the antimeridian or a pole."""
    rng = np.random.default_rng(7)
    azimuths, metres = rng.uniform(0, 360, 300), np.abs(rng.normal(0, spread, 300)) * geo.METRES_PER_DEGREE
    lon_lat = geo.direct(np.full(300, lon), np.full(300, lat), azimuths, metres)
    table = {"t": np.where(np.arange(300) % 3 == 0, np.nan, 2.0)}
    return gpd.GeoDataFrame(table, geometry=gpd.points_from_xy(*lon_lat[:2]), crs=4326)


@pytest.mark.parametrize(("lon", "lat", "spread"), [(21, 52, 3), (180, 0, 3), (0, 90, 3), (10, 10, 90)])
def test_hexagons_have_one_area_and_hold_every_point_once(lon: float, lat: float, spread: float) -> None:
    points = _points(lon, lat, spread)
    cells = hexagons(points, 100, "t")
    areas = np.asarray(geo.area(np.asarray(cells.geometry))) / 1e6
    assert np.abs(areas / CELL_KM2 - 1).max() < 0.01
    assert (cells["points"].sum(), cells["t"].sum()) == (300, 400)
    assert cells.is_valid.all()
    west, _, east, _ = cells.total_bounds
    assert (west >= -180, east <= 180) == (True, True)


def test_hexagons_hold_the_points_that_lie_in_them() -> None:
    points = _points(21, 52, 3)
    cells = hexagons(points, 100)
    inside = gpd.sjoin(points, cells, predicate="within")
    assert inside.groupby("index_right").size().tolist() == cells["points"].tolist()


def test_a_hexagon_without_numbers_has_no_sum_and_no_points_have_no_hexagons() -> None:
    points = gpd.GeoDataFrame({"t": [np.nan]}, geometry=[shapely.Point(1, 1)], crs=4326)
    assert hexagons(points, 10, "t")["t"].isna().all()
    assert hexagons(points.iloc[:0], 10, "t").columns.tolist() == ["points", "t", "geometry"]
    assert densities(np.empty((0, 2)), 10, np.empty(0)).tolist() == []


def test_densities_are_those_of_the_kernel_over_the_antimeridian_too() -> None:
    """Two points 40 km apart, and one alone: by Silverman's formula."""
    lon = [179.9, *geo.direct(np.array([179.9]), np.array([0.0]), np.array([90.0]), np.array([40e3]))[0], 0.0]
    found = densities(np.column_stack([lon, np.zeros(3)]), 100, np.array([1.0, 3.0, np.nan]))
    peak = 3 * 1000 / np.pi / 100**2
    share = (1 - 0.4**2) ** 2
    assert found == pytest.approx([peak * (1 + 3 * share), peak * (3 + share), 0], rel=2e-3)
