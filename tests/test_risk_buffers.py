"""Thresholds of distance as a layer."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from isthmus import geo, layers


@pytest.fixture
def ports() -> gpd.GeoDataFrame:
    return layers.example().gateways.query("kind == 'port'").head(3)


def test_one_row_a_ring_the_widest_first(ports: gpd.GeoDataFrame) -> None:
    rings = layers.buffer(ports, [50, 10])
    assert len(rings) == 6
    assert rings["to_km"].tolist() == [50] * 3 + [10] * 3
    assert rings["from_km"].tolist() == [10] * 3 + [0] * 3
    assert rings["of_id"].tolist() == ports["id"].tolist() * 2
    assert rings["id"].is_unique
    assert rings.crs == "EPSG:4326"


def test_the_area_is_that_of_discs(ports: gpd.GeoDataFrame) -> None:
    rings = layers.buffer(ports, [10, 50])
    areas = geo.area(rings.geometry.to_numpy(), path="straight") / 1e6
    expected = np.pi * (rings["to_km"] ** 2 - rings["from_km"] ** 2)
    assert np.allclose(areas, expected, rtol=3e-3)


def test_a_projected_layer_is_buffered_on_the_ellipsoid(ports: gpd.GeoDataFrame) -> None:
    here = layers.buffer(ports, [10]).geometry.to_numpy()
    there = layers.buffer(ports.to_crs(3857), [10]).geometry.to_numpy()
    assert np.allclose(shapely.area(shapely.symmetric_difference(here, there)), 0, atol=1e-5)


def test_dissolved_bands_do_not_overlap() -> None:
    near = gpd.GeoDataFrame(geometry=[shapely.Point(20, 50), shapely.Point(20.1, 50)], crs=4326)
    bands = layers.buffer(near, [10, 25], dissolve=True)
    assert bands["to_km"].tolist() == [25, 10]
    outer, inner = bands.geometry
    assert outer.intersection(inner).area < 1e-9
    both = layers.buffer(near, [25])
    assert outer.union(inner).symmetric_difference(both.union_all()).area < 1e-4


def test_no_radius_is_an_error(ports: gpd.GeoDataFrame) -> None:
    with pytest.raises(geo.IsthmusError, match="one radius or more"):
        layers.buffer(ports, [])
