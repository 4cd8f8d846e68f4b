"""Edges of polygons are straight in longitude and latitude, as QGIS, GeoPandas and PostGIS read them.

`geo` is held against what pyproj and QGIS measure of the same polygons, PostGIS in benchmarks/postgis.py, and
against itself, with polygons that are moved, turned round, cut and put together.
"""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiPolygon, Point, Polygon, box
from test_qgis import HERE, PYTHON, has_qgis

from buffer_metric import GEOD
from isthmus import geo, layers
from isthmus.layers._bundled.countries import countries
from proof_size import proof_size

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Within 180 degrees east and west, where other programs need not know that the Earth is round.
DRAWN = {
    "a box": box(0, 40, 40, 55),
    "a slanted triangle": Polygon([(-20, -30), (70, 10), (10, 65)]),
    "with a hole": Polygon(box(-60, 20, 60, 70).exterior, [box(-30, 30, 30, 50).exterior]),
    "two parts": MultiPolygon([box(-100, 0, -40, 60), Polygon([(100, -60), (170, -70), (150, 20)])]),
    "up to the pole": box(-80, 60, 80, 90),
    "the southern half": box(-180, -90, 180, 0),
    "a coast around the pole": Polygon(
        [(-180, -90), (180, -90), (180, -65), (60, -75), (-50, -62), (-180, -65)]
    ),
}
LINES = [
    ((20, 55.5), (20, 57)), ((-10, 48), (60, 50)), ((-90, 35), (-10, 55)), ((110, -65), (160, -10)),
    ((-120, -80), (40, -55)), ((0, -5), (12, 72)), ((-75, 62), (78, 66)), ((5, 10), (5, 45)),
]  # fmt: skip


def geodesic(line: tuple[tuple[float, float], tuple[float, float]], step: float = 2_000) -> LineString:
    """Return a geodesic with a vertex every two kilometres, by pyproj."""
    (west, south), (east, north) = line
    length = GEOD.inv(west, south, east, north)[2]
    between = GEOD.npts(west, south, east, north, max(int(length / step), 1))
    return LineString([line[0], *between, line[1]])


def inside(
    lines: list[LineString], shape: shapely.Geometry, path: geo.PathKind | None = None
) -> NDArray[np.float64]:
    """Return the metres of each line inside a shape."""
    found = geo.length_within(lines, [shape], path=path)
    return np.bincount(found.line, weights=found.metres, minlength=len(lines))


@pytest.mark.parametrize("name", DRAWN)
def test_pyproj_measures_the_same_of_segmentized_polygons(name: str) -> None:
    """A geodesic between vertices a hundredth of a degree apart is as good as straight."""
    shape = DRAWN[name]
    fine = shapely.segmentize(shape, 0.01)
    assert geo.area(shape) == pytest.approx(
        GEOD.geometry_area_perimeter(shapely.orient_polygons(fine))[0], rel=1e-8
    )
    assert geo.length(shape) == pytest.approx(GEOD.geometry_length(fine.boundary), rel=1e-8)
    expected = [GEOD.geometry_length(shapely.intersection(geodesic(line), shape)) for line in LINES]
    found = inside([LineString(line) for line in LINES], shape)
    np.testing.assert_allclose(found, expected, rtol=0, atol=20)
    assert (found > 0).any()


def test_qgis_measures_the_same() -> None:
    if not has_qgis():
        pytest.skip("QGIS is not installed: apt-get install python3-qgis")
    asked = {"polygons": [shape.wkt for shape in DRAWN.values()], "lines": [[*a, *b] for a, b in LINES]}
    run = subprocess.run(
        [PYTHON, HERE / "qgis_measure.py"],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=True,
        env={"QT_QPA_PLATFORM": "offscreen"},
    )
    told = json.loads(run.stdout)
    shapes, lines = list(DRAWN.values()), [LineString(line) for line in LINES]
    np.testing.assert_allclose(geo.area(shapes), told["areas"], rtol=1e-6)
    np.testing.assert_allclose(
        np.column_stack([inside(lines, shape) for shape in shapes]), told["inside"], rtol=0, atol=20
    )


def test_a_line_in_canada_is_outside_of_the_united_states() -> None:
    """The border along 49 N is a parallel; a geodesic would bulge over Cardston and Lethbridge."""
    outlines = countries().set_index("iso").geometry
    line = LineString([(-113.30, 49.20), (-112.83, 49.69)])
    assert inside([line], outlines["US"]) == pytest.approx([0])
    assert inside([line], outlines["CA"]) == pytest.approx([geo.length(line)])
    bulging = Polygon([(-123, 49), (-123, 45), (-95, 45), (-95, 49)])
    assert inside([line], bulging) == pytest.approx([0])
    assert inside([line], bulging, path="geodesic") == pytest.approx([geo.length(line)])
    legs = gpd.GeoDataFrame({"id": ["l"]}, geometry=[line], crs=4326)
    zones = gpd.GeoDataFrame({"id": ["z"]}, geometry=[bulging], crs=4326)
    assert layers.exposure(legs, zones)["km"].tolist() == [0]
    assert layers.buffer(zones, [10])["geometry"][0].bounds[3] == pytest.approx(49.09, abs=0.001)


@st.composite
def polygons(draw: st.DrawFn) -> Polygon:
    """Star-shaped polygons on a plane of longitude and latitude that goes on past 180 degrees."""
    lon, lat = draw(st.integers(-180, 180)), draw(st.integers(-50, 50))
    reach = draw(st.lists(st.integers(2, 39), min_size=3, max_size=9))
    angle = np.arange(len(reach)) * 2 * np.pi / len(reach)
    across = draw(st.sampled_from([0.5, 1.0, 2.0]))
    xy = np.column_stack(
        [lon + across * np.array(reach) * np.cos(angle), lat + np.array(reach) * np.sin(angle)]
    )
    shape = Polygon(xy.round(3))
    assume(shape.is_valid and shape.area > 1)
    return shape


ROUTES = [LineString(line) for line in np.random.default_rng(3).uniform((-180, -80), (180, 80), (8, 2, 2))]


def moved(shape: shapely.Geometry, degrees: float) -> shapely.Geometry:
    return shapely.transform(shape, lambda xy: xy + np.array([degrees, 0]))


def assert_alike(shape: shapely.Geometry, other: shapely.Geometry) -> None:
    """Hold two ways of writing one area against each other in everything that is asked of an area."""
    assert geo.area(other) == pytest.approx(geo.area(shape), rel=1e-9)
    np.testing.assert_allclose(inside(ROUTES, other), inside(ROUTES, shape), rtol=1e-9, atol=0.01)
    ends = np.concatenate([shapely.get_coordinates(route) for route in ROUTES])
    places = np.arange(len(ends)).reshape(-1, 2)
    network = geo.Network(ends, *places.T, modes=["sea"] * len(ROUTES))
    assert (network.without(area=other).is_open == network.without(area=shape).is_open).all()


@settings(max_examples=proof_size(8, 400))
@given(polygons(), st.sampled_from([-360, 360]))
def test_a_turn_around_the_earth_and_the_other_way_round_change_nothing(shape: Polygon, turn: float) -> None:
    for other in (
        moved(shape, turn),
        shape.reverse(),
        Polygon([*shape.exterior.coords[1:], shape.exterior.coords[1]]),
    ):
        assert_alike(shape, other)
        assert geo.length(other) == pytest.approx(geo.length(shape), rel=1e-9)
        assert geo.bounds(other) == pytest.approx(geo.bounds(shape), abs=1e-9)


@settings(max_examples=proof_size(8, 400))
@given(polygons())
def test_cut_at_180_degrees_it_is_the_same_area(shape: Polygon) -> None:
    split = geo.split_antimeridian(shape)
    assert split.is_valid
    assert -180 <= split.bounds[0] <= split.bounds[2] <= 180
    assert_alike(shape, split)
    assert geo.length(geo.densify(shape, 200e3)) == pytest.approx(geo.length(shape), rel=1e-9)


@settings(max_examples=proof_size(8, 400))
@given(polygons())
def test_longitudes_that_jump_at_180_are_the_same_area_or_say_that_they_can_be_read_twice(
    shape: Polygon,
) -> None:
    jumping = shapely.transform(shape, lambda xy: np.column_stack([(xy[:, 0] + 180) % 360 - 180, xy[:, 1]]))
    try:
        geo.area(jumping)
    except geo.GeometryError:
        with pytest.raises(geo.GeometryError, match="read in one way"):
            geo.area(jumping)
    else:
        assert_alike(shape, jumping)


@settings(max_examples=proof_size(8, 400))
@given(polygons(), st.floats(0.2, 0.8), st.floats(0.2, 0.8))
def test_parts_add_up_to_the_whole(shape: Polygon, east: float, north: float) -> None:
    (west_end, south_end, _, _), (width, height) = shape.bounds, np.ptp(shape.exterior.coords, axis=0)
    lon, lat = west_end + east * width, south_end + north * height
    quarters = [box(lon, lat, lon + x, lat + y) for x in (-200, 200) for y in (-100, 100)]
    parts = [shapely.intersection(shape, quarter) for quarter in quarters]
    assert sum(geo.area(part) for part in parts) == pytest.approx(geo.area(shape), rel=1e-9)
    lengths = [inside(ROUTES, part) for part in parts]
    np.testing.assert_allclose(np.sum(lengths, axis=0), inside(ROUTES, shape), rtol=1e-9, atol=0.1)
    together = shapely.union_all([geo.split_antimeridian(part) for part in parts])
    assert_alike(shape, together)


@settings(max_examples=proof_size(4, 100))
@given(polygons(), st.sampled_from([2e4, 3e5]))
def test_a_buffer_holds_what_is_as_near_as_it_says(shape: Polygon, radius: float) -> None:
    """The buffer of the parts is that of the whole, and both of the polygon a turn further."""
    whole = geo.buffer(shape, radius)
    for other in (moved(shape, 360), geo.split_antimeridian(shape)):
        assert geo.area(geo.buffer(other, radius)) == pytest.approx(geo.area(whole), rel=2e-4)
    fine = shapely.segmentize(shape, 0.05)
    assert geo.area(geo.buffer(fine, radius)) == pytest.approx(geo.area(whole), rel=1e-3)
    corner = Point(shape.exterior.coords[0])
    lon, lat, _ = GEOD.fwd(corner.x, corner.y, 45, 0.99 * radius)
    near = LineString([(lon, lat), (lon, lat + 1e-6)])
    assert inside([near], whole) == pytest.approx([geo.length(near)], rel=1e-3)
