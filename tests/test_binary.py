from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import hypothesis.strategies as st
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from packed_fixture import PATH, packed_tables
from unpacking import Unpacked, from_text, unpack

from isthmus.geo import GeometryError
from isthmus.maps._packing.binary import DIGITS, MOST_DIGITS, pack, sort_spatially

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

FINE = 10.0**-MOST_DIGITS


def pack_shapes(shapes: Sequence[Any], crs: object = 4326, **options: object) -> Unpacked:
    return unpack(pack(gpd.GeoSeries(shapes, crs=crs), [], **options))


# Within a quarter turn of Greenwich, so that no leg goes more than half round the Earth.
coordinates = st.floats(-90, 90).map(lambda value: round(value, 5))
latitudes = st.floats(-90, 90).map(lambda value: round(value, 5))
positions = st.tuples(coordinates, latitudes)
points = positions.map(shapely.Point)
lines = st.lists(positions, min_size=2, max_size=6).map(shapely.LineString)
polygons = (
    st.tuples(positions, st.floats(0.1, 9))
    .map(lambda at: shapely.Point(at[0]).buffer(at[1], 2))
    .filter(lambda shape: shape.bounds[1] > -90 and shape.bounds[3] < 90)
)
multiples = st.one_of(
    st.lists(points, max_size=3).map(shapely.MultiPoint),
    st.lists(lines, max_size=3).map(shapely.MultiLineString),
    st.lists(polygons, max_size=2).map(shapely.MultiPolygon),
)
simple = st.one_of(points, lines, polygons)
shapes = st.one_of(
    st.none(),
    simple,
    multiples,
    st.lists(st.one_of(simple, multiples), max_size=3).map(shapely.GeometryCollection),
)


def flat(shape: BaseGeometry | None) -> list[Any]:
    """The points, lines and polygons of a shape, those of lower dimension first."""
    if shape is None or shape.is_empty:
        return []
    members = [
        member
        for part in getattr(shape, "geoms", [shape])
        for member in (flat(part) if hasattr(part, "geoms") else [part])
        if not member.is_empty
    ]
    return sorted(members, key=shapely.get_dimensions)


@given(st.lists(shapes, max_size=6))
def test_any_geometries_come_back_within_their_precision(table: list[Any]) -> None:
    unpacked = pack_shapes(table)
    assert unpacked.header["rows"] == len(table)
    for got, shape in zip(unpacked.parts, table, strict=True):
        expected = flat(shape)
        assert [part.geom_type for part in got] == [part.geom_type for part in expected]
        for part, original in zip(got, expected, strict=True):
            error = np.abs(shapely.get_coordinates(part) - shapely.get_coordinates(original)).max()
            kind = ["point", "line", "polygon"][shapely.get_dimensions(part)]
            assert error <= 0.5 * 10 ** -DIGITS[kind] + 1e-12


def test_any_reference_system_becomes_degrees() -> None:
    warsaw = gpd.GeoSeries([shapely.Point(21.0, 52.2)], crs=4326)
    for crs in (2180, 3857, 32634, "ESRI:54009"):
        ((part,),) = pack_shapes(warsaw.to_crs(crs), crs=crs).parts
        assert part.distance(warsaw[0]) <= 0.8e-5


def test_no_reference_system_means_degrees() -> None:
    assert pack_shapes([shapely.Point(21, 52)], crs=None).parts == [[shapely.Point(21, 52)]]


@pytest.mark.parametrize("crs", [None, 4326])
def test_coordinates_that_are_no_degrees_are_an_error_that_names_the_row(crs: int | None) -> None:
    shapes = [shapely.Point(0, 0), None, shapely.LineString([(1, 1), (637000, 487000)])]
    with pytest.raises(GeometryError, match=r"geometry 2: .*637000.*set the table's crs"):
        pack_shapes(shapes, crs=crs)


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_coordinates_that_are_no_numbers_are_an_error(bad: float) -> None:
    shape = shapely.from_wkt("POLYGON ((0 0, 1 0, 1 1, 0 0))")
    moved = shapely.transform(shape, lambda xy: np.where(xy == [1, 1], bad, xy))
    with pytest.raises(GeometryError, match="geometry 1"):
        pack_shapes([shapely.Point(0, 0), moved])


def test_longitudes_may_run_on_past_180() -> None:
    pacific = shapely.LineString([(121.5, 25), (200, 40), (241.7, 34)])
    assert pack_shapes([pacific]).parts == [[pacific]]


def test_a_leg_goes_the_shorter_way_round_the_earth() -> None:
    over_180 = shapely.Polygon([(170, -17), (180, -17), (-170, -17), (-170, -16), (180, -16), (170, -16)])
    fiji = shapely.MultiPolygon([shapely.box(177, -19, 179, -17), over_180])
    shapes = [shapely.LineString([(170, 0), (-170, 5)]), shapely.box(-180, -90, 180, 90), fiji]
    line, world, parts = pack_shapes(shapes).parts
    assert line == [shapely.LineString([(170, 0), (190, 5)])]
    assert world[0].bounds == (-180, -90, 180, 90)
    assert [part.bounds[2] - part.bounds[0] for part in parts] == [2, 20]


def test_a_polygon_is_as_wide_as_it_is_written() -> None:
    (belt,) = pack_shapes([shapely.box(-170, -17, 170, -16)]).parts[0]
    assert belt.equals(shapely.box(-170, -17, 170, -16))


def test_a_leg_of_more_than_half_a_turn_is_turned() -> None:
    (over,), (under,) = (pack_shapes([shapely.LineString([(-x, 0), (x, 0)])]).parts for x in (90.5, 89.5))
    assert over == [shapely.LineString([(-90.5, 0), (-269.5, 0)])]
    assert under == [shapely.LineString([(-89.5, 0), (89.5, 0)])]


def test_a_small_table_keeps_more_decimals() -> None:
    block = shapely.Point(120.97123456, 24.77987654)
    spread = [block, shapely.Point(120.971, 24.78)]
    (near, _) = pack_shapes(spread).parts
    assert near[0].distance(block) <= FINE
    (far, _) = pack_shapes([block, shapely.Point(21, 52)]).parts
    assert far[0] == shapely.Point(120.97123, 24.77988)
    (kept, _) = pack_shapes(spread, digits=2).parts
    assert kept[0] == shapely.Point(120.97, 24.78)


def test_an_empty_table_and_one_of_a_single_row() -> None:
    assert unpack(pack(gpd.GeoSeries([], crs=4326), [])).parts == []
    assert pack_shapes([shapely.Point(7, 8)]).parts == [[shapely.Point(7, 8)]]


def test_same_input_same_bytes() -> None:
    shapes = gpd.GeoSeries.from_xy(np.arange(50), np.arange(50) / 2, crs=4326)
    column = pd.Series([{"b": 1, "a": {"y", "x"}}] * 50, name="nested")
    assert pack(shapes, [column]) == pack(shapes, [column])


def test_neighbours_in_space_become_neighbours_in_the_table() -> None:
    x, y = np.meshgrid(np.arange(8), np.arange(8))
    shuffled = gpd.GeoDataFrame(geometry=gpd.points_from_xy(x.ravel(), y.ravel())).sample(
        frac=1, random_state=1
    )
    ordered = sort_spatially(shuffled)
    assert sorted(ordered.index) == list(range(64))
    for start in range(0, 64, 4):  # four in a row are a square of two by two
        assert ordered.iloc[start : start + 4].total_bounds @ [-1, -1, 1, 1] == 2


def test_the_header_carries_what_is_added() -> None:
    content = pack(gpd.GeoSeries([], crs=4326), [], extra={"layer": {"title": "Łódź </script>"}})
    assert unpack(content).header["layer"] == {"title": "Łódź </script>"}
    assert json.loads(content[4:].decode())["rows"] == 0


@pytest.mark.parametrize("name", ["layer", "short", "long"])
def test_what_the_tests_of_the_scripts_read_is_what_is_packed_today(name: str) -> None:
    content, columns = packed_tables()[name]
    kept = json.loads(PATH.read_text("utf-8"))[name]
    assert from_text(kept["packed"]) == content, "run python tests/packed_fixture.py"
    assert unpack(content).columns == columns == kept["columns"]
