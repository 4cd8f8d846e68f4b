"""Edges that meet an area, held to the distance that PROJ gives of points along them."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from isthmus import geo
from isthmus.geo._networks.edges_within import edges_through


@pytest.mark.parametrize("path", ["geodesic", "straight"])
def test_an_edge_meets_an_area_if_some_point_along_it_lies_inside(path: geo.PathKind) -> None:
    rng = np.random.default_rng(7)
    lonlat = np.column_stack([rng.uniform(-180, 180, 400), rng.uniform(-75, 75, 400)])
    tails, heads = np.arange(0, 400, 2), np.arange(1, 400, 2)
    area = shapely.box(-40, 30, 30, 65)
    met = edges_through(lonlat, tails, heads, np.array([area]), path)
    lines = shapely.linestrings(np.stack([lonlat[tails], lonlat[heads]], axis=1))
    along = geo.split_antimeridian(geo.densify(lines, 2_000, path=path), path=path)
    points = shapely.get_coordinates(along)
    owner = np.repeat(np.arange(len(along)), shapely.get_num_coordinates(along))
    drawn = geo.densify(area, 2_000, path=path)
    inside = np.bincount(owner, shapely.contains_xy(drawn, *points.T), len(along)) > 0
    assert met.tolist() == inside.tolist()
    assert 20 < inside.sum() < 160
