"""What the edges of polygons are, and which way round the Earth they lead."""

from functools import cache

import geopandas as gpd
import numpy as np
import pytest
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree
from shapely import LineString, MultiLineString, MultiPolygon, Point, Polygon, box

from buffer_metric import GEOD, Floats, ecef
from isthmus import geo, layers

Objects = NDArray[np.object_]
EARTH_M2 = 510_065_621_724_088.4  # of WGS 84, GeographicLib's Ellipsoid.Area()


def circle(lon: float, lat: float, radius: float, vertices: int = 90) -> Polygon:
    """Return a circle whose longitudes jump from 180 to -180."""
    azimuth = -np.arange(vertices) * 360 / vertices
    x, y, _ = GEOD.fwd(np.full(vertices, lon), np.full(vertices, lat), azimuth, np.full(vertices, radius))
    return Polygon(np.column_stack([x, y]))


def parallel(lat: float, step: float = 10) -> list[tuple[float, float]]:
    return [(lon, lat) for lon in np.arange(-180, 180, step)]


SOUTH = np.arange(-90, 90, 0.1)


@cache
def cells_m2() -> Floats:
    """Return the areas of cells a tenth of a degree high and a hundredth of one wide."""
    corners = ([[0, 0.01, 0.01, 0], [y, y, y + 0.1, y + 0.1]] for y in SOUTH)
    return np.array([GEOD.polygon_area_perimeter(*cell)[0] for cell in corners])


def by_strips(shape: shapely.Geometry) -> float:
    """Return the area of a polygon as it is drawn, from strips a tenth of a degree high."""
    strips = box(-900, SOUTH, 900, SOUTH + 0.1)
    width = shapely.area(shapely.intersection(shape, strips)) / 0.1
    return float(np.dot(cells_m2(), width)) * 100


# What is drawn, and what it is on a plane that goes on past 180 degrees.
AS_WRITTEN = {
    "the world": box(-180, -90, 180, 90),
    "the world from 0 to 360": box(0, -90, 360, 90),
    "the northern half": box(-180, 0, 180, 90),
    "a half of a cap": box(0, 60, 180, 90),
    "a band": box(-180, -60, 180, 60),
    "a cap closed along the pole": box(-180, 60, 180, 90),
    "a southern cap": box(-180, -90, 180, -60),
    "from pole to pole": box(-90, -90, 90, 90),
    "200 degrees": box(-100, -10, 100, 10),
    "340 degrees": box(-170, -80, 170, 80),
    "nearly the world": box(-179.9, -85, 179.9, 85),
    "half of the world along the equator": box(0, 0, 180, 10),
    "a sector up to the pole": box(-170, 60, 170, 90),
    "a tent": Polygon([(-100, 0), (100, 0), (100, 10), (0, 20), (-100, 10)]),
    "a triangle around the world": Polygon([(-180, 0), (180, 0), (0, 10)]),
    "a wedge with its tip at the pole": Polygon([(0, 60), (40, 60), (20, 90)]),
    "a ring closed along the pole": Polygon([*parallel(70), (180, 70), (180, 90), (-180, 90)]),
    "a coast over a parallel": Polygon([(-180, -70), (180, -70), (180, -65), (50, -60), (-180, -65)]),
}
UNEVEN = [(lon, 80 + 5 * np.cos(np.radians(lon))) for lon in range(-180, 181, 10)]
TURNED = {
    "an edge written 180 and -180": ([(170, 10), (180, 10), (-180, 20), (170, 20)], box(170, 10, 180, 20)),
    "an edge written -180 and 180": ([(-170, 10), (-170, 20), (-180, 20), (180, 10)], box(180, 10, 190, 20)),
    "nearly such an edge": (
        [(170, 10), (180, 10), (-179.5, 20), (170, 20)],
        Polygon([(170, 10), (180, 10), (180.5, 20), (170, 20)]),
    ),
    "vertices on 180": (
        [(175, -5), (180, -5), (-175, -5), (-175, 5), (180, 5), (175, 5)],
        box(175, -5, 185, 5),
    ),
    "a hole that is over 180": (
        [(160, -20), (180, -20), (-160, -20), (-160, 20), (180, 20), (160, 20)],
        box(160, -20, 200, 20),
    ),
    "a ring around the north pole": (parallel(80), box(-180, 80, 180, 90)),
    "a ring around the south pole": (parallel(-80)[::-1], box(-180, -90, 180, -80)),
    "four vertices around a pole": ([(0, 75), (90, 80), (180, 75), (-90, 80)],
        Polygon([(0, 75), (90, 80), (180, 75), (270, 80), (360, 75), (360, 90), (0, 90)])),
    "from 0 to 360 around a pole": ([(lon, 70) for lon in range(0, 360, 20)], box(0, 70, 360, 90)),
    "both ends of the ring on 180": (UNEVEN, Polygon([*UNEVEN, (180, 90), (-180, 90)])),
}  # fmt: skip


@pytest.mark.parametrize("name", AS_WRITTEN)
def test_an_edge_of_180_degrees_or_more_is_straight_as_written(name: str) -> None:
    shape = AS_WRITTEN[name]
    assert geo.area(shape) == pytest.approx(by_strips(shape), rel=3e-5)
    assert geo.unwrap(shape).equals(shape)
    assert_drawn(shape, shape)


@pytest.mark.parametrize("name", TURNED)
def test_what_crosses_itself_as_written_turns_the_shorter_way(name: str) -> None:
    vertices, drawn = TURNED[name]
    shape = Polygon(vertices)
    assert geo.area(shape) == pytest.approx(by_strips(drawn), rel=3e-5)
    assert_drawn(shape, drawn)


@pytest.mark.parametrize(("lon", "lat"), [(180, 10), (-180, -60), (179, 0), (0, 85), (180, -85), (33, 90)])
def test_a_ring_with_vertices_all_along_it_goes_around_the_pole_or_over_180(lon: float, lat: float) -> None:
    for shape in (circle(lon, lat, 800e3), circle(lon, lat, 800e3).reverse()):
        assert geo.area(shape) == pytest.approx(geo.area(geo.buffer(Point(lon, lat), 800e3)), rel=2e-3)
        assert_drawn(shape, geo.buffer(Point(lon, lat), 800e3), slack=5e3)


@cache
def some_lines() -> tuple[tuple[LineString, ...], Objects]:
    """Return geodesics all over the Earth, and the same with a vertex a kilometre."""
    rng = np.random.default_rng(7)
    lines = tuple(LineString(rng.uniform((-180, -89), (180, 89), (2, 2))) for _ in range(20))
    return lines, geo.densify(lines, 1e3)


def assert_drawn(shape: Polygon, drawn: shapely.Geometry, slack: float = 1.0) -> None:
    """Hold everything that is asked of a polygon against a plane drawing of it."""
    split = geo.split_antimeridian(shape)
    assert split.is_valid
    assert shapely.bounds(split)[[0, 2]].min() >= -180
    assert shapely.bounds(split)[[0, 2]].max() <= 180
    assert geo.area(split) == pytest.approx(geo.area(shape), rel=1e-9)
    assert geo.area(geo.densify(shape, 300e3)) == pytest.approx(geo.area(shape), rel=1e-9)
    lines, dense = some_lines()
    copies = [
        shapely.transform(drawn, lambda xy, by=360 * turn: xy + np.array([by, 0])) for turn in range(-2, 3)
    ]
    expected = np.sum([geo.length(shapely.intersection(dense, copy)) for copy in copies], axis=0)
    found = geo.length_within(lines, shape)
    inside = np.bincount(found.line, weights=found.metres, minlength=20)
    np.testing.assert_allclose(inside, expected, atol=10 * slack, rtol=5e-5)
    network = geo.Network(
        np.concatenate([shapely.get_coordinates(line) for line in lines]),
        np.arange(0, 40, 2), np.arange(1, 40, 2), modes=["sea"] * 20,
    )  # fmt: skip
    sure = (expected > 10 * slack) | (expected == 0)
    assert (network.without(area=shape).is_open == (inside == 0))[sure].all()


@pytest.mark.parametrize("name", AS_WRITTEN)
def test_wide_polygons_grow_and_shrink_by_the_radius(name: str) -> None:
    """Points at random are inside as their distance to the outline says."""
    shape = AS_WRITTEN[name]
    lon, lat = np.random.default_rng(1).uniform((-180, -90), (180, 90), (300, 2)).T
    far = how_far(lon, lat, shapely.get_coordinates(shapely.segmentize(outline_of(shape), 0.1)))
    inside = np.any([shapely.intersects_xy(shape, lon + turn, lat) for turn in (0, 360)], axis=0)
    for radius in (5e4, 5e5):
        doubtful = np.abs(far - radius) < 1e3
        for sign, within in ((1, inside | (far <= radius)), (-1, inside & (far > radius))):
            buffer = geo.buffer(shape, sign * radius)
            assert buffer.is_valid
            assert (shapely.intersects_xy(buffer, lon, lat) == within)[~doubtful].all()


def how_far(lon: Floats, lat: Floats, rim: Floats) -> Floats:
    """Return the metres to the nearest of some points: of those that are nearest through the Earth."""
    if not len(rim):
        return np.full(len(lon), np.inf)
    near = cKDTree(ecef(*rim.T)).query(ecef(lon, lat), k=9)[1]
    metres = GEOD.inv(*rim[near.ravel()].T, np.repeat(lon, 9), np.repeat(lat, 9))[2]
    return np.min(np.reshape(metres, near.shape), axis=1)


def outline_of(shape: Polygon) -> shapely.Geometry:
    """Return the outline of a polygon without its edges along the poles and where it meets itself."""
    west, _, east, _ = shape.bounds
    cuts = [[(-900, lat), (900, lat)] for lat in (-90, 90)]
    if east - west == 360:
        cuts += [[(lon, -90), (lon, 90)] for lon in (west, east)]
    return shape.exterior.difference(MultiLineString(cuts))


@pytest.mark.parametrize(
    ("shape", "readings"),
    [
        (Polygon([(170, 10), (-170, 10), (-170, 20), (170, 20)]), ["340 degrees wide", "20 degrees wide"]),
        (box(-100, -10, 100, 10, ccw=False), ["200 degrees wide", "160 degrees wide"]),
        (Polygon([(-150, 70), (0, 75), (150, 70)]), ["300 degrees wide", "around a pole"]),
    ],
)
def test_a_polygon_with_two_readings_is_refused_with_both(shape: Polygon, readings: list[str]) -> None:
    fine = box(0, 0, 1, 1)
    line = LineString([(0, 0), (1, 1)])
    network = geo.Network([(0, 0), (1, 0)], [0], [1], modes=["road"])
    for ask in (
        geo.area,
        geo.length,
        geo.split_antimeridian,
        geo.densify,
        geo.unwrap,
        geo.bounds,
        lambda shapes: geo.buffer(shapes, 1e4),
        lambda shapes: geo.length_within([line], shapes),
        lambda shapes: network.without(area=shapes),
    ):
        with pytest.raises(geo.GeometryError, match="read in one way") as caught:
            ask([fine, shape])
        assert caught.value.index == 1
        assert all(reading in str(caught.value) for reading in readings)
    assert geo.area(shapely.segmentize(shape, 90)) == pytest.approx(by_strips(shape), rel=1e-3)
    assert geo.area(shape, path="geodesic") > 0


def test_geodesic_edges_that_lead_there_and_back_are_refused() -> None:
    for name in ("the world", "the northern half", "a half of a cap", "a band", "from pole to pole"):
        for ask in (geo.area, geo.split_antimeridian, geo.densify, geo.bounds):
            with pytest.raises(geo.GeometryError, match="there and back"):
                ask(AS_WRITTEN[name], path="geodesic")


def test_a_polygon_cut_at_180_degrees_has_no_edge_there() -> None:
    whole = box(170, -10, 190, 10)
    cut = geo.split_antimeridian(whole)
    assert cut.geom_type == "MultiPolygon"
    for radius in (1e5, -1e5):
        assert geo.area(geo.buffer(cut, radius)) == pytest.approx(
            geo.area(geo.buffer(whole, radius)), rel=1e-4
        )
    uneven = MultiPolygon([box(170, -10, 180, 10), box(-180, -5, -170, 5)])
    shrunk = geo.buffer(uneven, -1e5)
    assert shapely.intersects_xy(shrunk, 180, 0)
    assert not shapely.intersects_xy(shrunk, 179.5, 8)


def test_lines_and_polygons_read_as_everybody_does() -> None:
    """A line north of a box whose top, as a geodesic, would climb above it."""
    top = box(0, 40, 40, 55)
    line = LineString([(20, 55.5), (20, 57)])
    assert len(geo.length_within(line, top).metres) == 0
    assert geo.length_within(line, top, path="geodesic").metres[0] / geo.length(line) == pytest.approx(
        0.77, abs=0.01
    )
    assert geo.buffer(top, 10e3).bounds[3] == pytest.approx(55.0898, abs=1e-4)
    assert geo.buffer(top, 10e3, path="geodesic").bounds[3] == pytest.approx(56.749, abs=1e-3)
    network = geo.Network([(20, 55.5), (20, 57)], [0], [1], modes=["rail"])
    assert network.without(area=top).is_open[0]
    assert not network.without(area=top, path="geodesic").is_open[0]
    legs = gpd.GeoDataFrame({"id": ["l"]}, geometry=[line], crs=4326)
    zones = gpd.GeoDataFrame({"id": ["z"]}, geometry=[top], crs=4326)
    assert layers.exposure(legs, zones)["km"].tolist() == [0]
    assert layers.exposure(legs, zones, path="geodesic")["share"].tolist() == pytest.approx([0.77], abs=0.01)


def test_a_network_read_straight() -> None:
    network = geo.Network([(-30, 50), (30, 50)], [0], [1], modes=["air"])
    low, high = box(-1, 49, 1, 51), box(-1, 53, 1, 55)
    assert network.without(area=low).is_open[0]
    assert not network.without(area=high).is_open[0]
    assert not network.without(area=low, path="straight").is_open[0]
    assert network.without(area=high, path="straight").is_open[0]
