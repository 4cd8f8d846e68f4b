"""Geometries taken apart into flat arrays, checked on the way, and put together again."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import (
    GeometryCollection,
    LinearRing,
    LineString,
    MultiLineString,
    MultiPoint,
    MultiPolygon,
    Point,
)

from isthmus import geo
from isthmus.geo._chains import (
    Chains,
    as_array,
    check_legs,
    geodesic_legs,
    put_together,
    take_apart,
    unwrap_chains,
)

LONLAT = st.tuples(st.integers(-180, 180), st.integers(-90, 90))
POINTS = LONLAT.map(Point)
LINES = st.lists(LONLAT, min_size=2, max_size=4).map(LineString)
BOXES = st.tuples(st.integers(-180, 170), st.integers(-90, 80)).map(
    lambda at: shapely.box(*at, at[0] + 9, at[1] + 9)
)
SIMPLE = st.one_of(POINTS, LINES, BOXES)
ANY = st.one_of(
    st.none(),
    SIMPLE,
    st.lists(POINTS, max_size=3).map(MultiPoint),
    st.lists(LINES, max_size=3).map(MultiLineString),
    st.lists(BOXES, max_size=1).map(MultiPolygon),
    st.lists(SIMPLE, max_size=3).map(GeometryCollection),
)


def chains(*lines: list[tuple[float, float]]) -> Chains:
    return Chains.of(np.array([LineString(line) for line in lines]))


def lons(of: Chains) -> list[float]:
    longitudes: list[float] = of.lon.tolist()
    return longitudes


def wkt(text: str) -> shapely.Geometry:
    with np.errstate(invalid="ignore"):
        return shapely.from_wkt(text)


@pytest.mark.parametrize(
    ("geometry", "message"),
    [
        (Point(0, 95), "latitude of -90 to 90"),
        (wkt("LINESTRING (0 0, NaN 1)"), "finite"),
        (wkt("LINESTRING (0 0, inf 1)"), "finite"),
        (Point(500_000, 40), "metres"),
        (shapely.set_srid(Point(1, 1), 3857), "SRID 3857"),
        ("POINT (1 2)", "geometry or None"),
    ],
)
def test_a_bad_geometry_is_named(geometry: object, message: str) -> None:
    with pytest.raises(geo.GeometryError, match=message) as caught:
        geo.length([Point(0, 0), None, geometry])
    assert caught.value.index == 2


@given(st.lists(ANY, max_size=5))
def test_what_is_taken_apart_is_put_together_as_it_was(geometries: list[shapely.Geometry | None]) -> None:
    array = as_array(geometries)
    again = put_together(array, *take_apart(array))
    for one, other in zip(again, array, strict=True):
        assert one == other or shapely.equals(one, other)


def test_atoms_are_points_lines_and_polygons_with_their_owners() -> None:
    box, line = shapely.box(0, 0, 1, 1), LineString([(0, 0), (1, 1)])
    nested = GeometryCollection([GeometryCollection([Point(1, 2), line]), MultiPolygon([box])])
    atoms, owner = take_apart(np.array([None, nested, Point(), LinearRing([(0, 0), (1, 0), (1, 1)])]))
    assert [atom.geom_type for atom in atoms] == ["Point", "LineString", "Polygon", "LineString"]
    assert owner.tolist() == [1, 1, 1, 3]


@pytest.mark.parametrize(
    ("one", "kind"),
    [
        (Point(0, 0), "MultiPoint"),
        (LineString([(0, 0), (1, 1)]), "MultiLineString"),
        (shapely.box(0, 0, 1, 1), "MultiPolygon"),
    ],
)
def test_a_geometry_that_has_become_several_is_of_several_parts(one: shapely.Geometry, kind: str) -> None:
    two = np.array([one, shapely.transform(one, lambda xy: xy + 5)])
    array = np.array([Point(9, 9), one])
    last, parts = put_together(array, np.array([Point(9, 9), *two]), np.array([0, 1, 1]))
    assert last == Point(9, 9)
    assert parts.geom_type == kind
    assert list(parts.geoms) == list(two)


def test_heights_are_dropped_and_the_input_stays() -> None:
    given_ = np.array([Point(1, 2, 3), None])
    array = as_array(given_)
    assert not shapely.has_z(array).any()
    assert shapely.has_z(given_[0])
    plain = np.array([Point(1, 2)])
    as_array(plain)[0] = None
    assert plain[0] == Point(1, 2)


@pytest.mark.parametrize("lon", [-36_000, 36_000])
def test_longitudes_may_run_on_for_a_hundred_turns_and_no_further(lon: float) -> None:
    assert as_array(Point(lon, 90))[0].x == lon
    with pytest.raises(geo.GeometryError, match="are these metres"):
        as_array(Point(lon * 1.001, 0))


def test_chains_know_their_vertices_and_legs() -> None:
    two = chains([(0, 0), (1, 1), (2, 2)], [(5, 5), (6, 6)])
    assert (len(two), two.counts.tolist(), two.chain.tolist()) == (2, [3, 2], [0, 0, 0, 1, 1])
    assert two.legs.tolist() == [0, 1, 3]
    assert [line.coords[0] for line in two.pick(np.array([1, 0, 1])).to_lines()] == [(5, 5), (0, 0), (5, 5)]
    assert [len(line.coords) for line in two.append(chains([(7, 7), (8, 8), (9, 9)])).to_lines()] == [3, 2, 3]
    fewer = two.take(np.array([0, 2, 3, 4]), two.lon[[0, 2, 3, 4]], two.lat[[0, 2, 3, 4]])
    assert fewer.offsets.tolist() == [0, 2, 4]
    assert two.pick(np.array([0])).to_rings()[0].is_closed


def test_a_leg_turns_the_shorter_way_around_the_earth() -> None:
    both = chains([(170, 0), (-170, 0), (170, 0), (-20, 5)], [(10, 0), (200, 0)])
    assert lons(unwrap_chains(both, path="geodesic")) == [170, 190, 170, 340, 10, -160]


def test_a_straight_leg_of_a_whole_turn_stays_one() -> None:
    around = chains([(-180, 5), (180, 5), (-180, 5)])
    assert lons(unwrap_chains(around, path="straight")) == [-180, 180, -180]
    assert lons(unwrap_chains(around, path="geodesic")) == [-180, -180, -180]


def test_a_pole_takes_the_longitudes_of_its_neighbours() -> None:
    over = unwrap_chains(chains([(10, 80), (99, 90), (50, 80)]), path="geodesic")
    assert (lons(over), over.lat.tolist()) == ([10, 10, 50, 50], [80, 90, 90, 80])
    ends = unwrap_chains(chains([(99, -90), (10, -80)], [(10, 80), (99, 90)]), path="geodesic")
    assert lons(ends) == [10, 10, 10, 10]
    repeats = unwrap_chains(chains([(10, 80), (99, 90), (7, 90), (50, 80)]), path="geodesic")
    assert lons(repeats) == [10, 10, 50, 50]
    assert lons(unwrap_chains(chains([(10, 80), (99, 90), (50, 80)]), path="straight")) == [10, 99, 50]


LEGS = {
    "equator, just too long": ([(0, 0), (179.9, 0)], True),
    "equator, long": ([(0, 0), (178.7, 0)], False),
    "over a pole": ([(0, 10), (180, 10)], False),
    "over a pole, just too long": ([(0, 0.2), (180, 0.2)], True),
    "next to both poles": ([(0, 89.8), (90, -89.8)], True),
    "past 180": ([(170, 5), (350, -5.001)], True),
    "half around": ([(0, 60), (180, -50)], False),
}


@pytest.mark.parametrize("name", LEGS)
def test_legs_between_nearly_opposite_points_are_refused(name: str) -> None:
    line, refused = LEGS[name]
    legs = chains([(0, 0), (1, 1)], line)
    for check in (check_legs, geodesic_legs):
        if not refused:
            check(legs, np.array([3, 4]))
            continue
        with pytest.raises(geo.GeometryError, match=r"nearly opposite on the Earth \(.* km\)") as caught:
            check(legs, np.array([3, 4]))
        assert caught.value.index == 4


def test_a_leg_knows_its_length_and_its_azimuth_at_both_ends() -> None:
    azimuth0, azimuth1, length = geodesic_legs(chains([(0, 0), (0, 1), (1, 1)]), np.array([0]))
    assert azimuth0 == pytest.approx([0, 90], abs=0.01)
    assert azimuth1 % 360 == pytest.approx([0, 90], abs=0.01)
    assert length == pytest.approx([110_574, 111_303], abs=1)
