"""Geometries across the antimeridian and around the poles."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon

from buffer_metric import GEOD
from isthmus import geo

PATHS = ["geodesic", "straight"]


@st.composite
def stars(draw: st.DrawFn) -> Polygon:
    """Star-shaped polygons anywhere, poles included in some."""
    lon, lat = draw(st.floats(-180, 180)), draw(st.floats(-85, 85))
    radii = draw(st.lists(st.floats(2e5, 3e6), min_size=3, max_size=12))
    azimuths = -np.arange(len(radii)) * 360 / len(radii)
    n = len(radii)
    x, y, _ = GEOD.fwd(np.full(n, lon), np.full(n, lat), azimuths, np.array(radii))
    return geo.densify(Polygon(np.column_stack([x, y])), 50e3, path="geodesic")


def in_range(geometry: shapely.Geometry) -> bool:
    west, south, east, north = shapely.bounds(geometry)
    return bool(west >= -180 and east <= 180 and south >= -90 and north <= 90)


def test_a_line_is_cut_where_the_geodesic_crosses() -> None:
    parts = geo.split_antimeridian(LineString([(170, 50), (-170, 50)])).geoms
    assert [p.coords[0][0] for p in parts] == [170, -180]
    assert parts[0].coords[-1] == pytest.approx((180, 50.4325), abs=1e-4)
    straight = geo.split_antimeridian(LineString([(170, 50), (-170, 50)]), path="straight").geoms
    assert straight[0].coords[-1] == (180, 50)


def test_longitudes_from_0_to_360_are_accepted() -> None:
    assert geo.split_antimeridian(Point(190, 5)) == Point(-170, 5)
    assert geo.split_antimeridian(LineString([(200, 0), (210, 0)])) == LineString([(-160, 0), (-150, 0)])
    assert geo.split_antimeridian(MultiPoint([(190, 0), (10, 0)])) == MultiPoint([(-170, 0), (10, 0)])


def test_what_crosses_nothing_stays() -> None:
    line, polygon = LineString([(180, -20), (180, 20)]), shapely.box(-180, 0, -170, 5)
    collection = shapely.GeometryCollection([Point(1, 1), line])
    for geometry in (line, collection, None, Polygon()):
        assert geo.split_antimeridian([geometry])[0] == geometry
    assert geo.split_antimeridian(polygon).equals(polygon)


def test_backtracking_lines_keep_their_length() -> None:
    zigzag = LineString([(179, 10), (-179, 10), (179, 10), (-179, 10)])
    split = geo.split_antimeridian(zigzag)
    assert len(split.geoms) == 4
    assert geo.length(split) == pytest.approx(geo.length(zigzag))


def test_several_turns_of_the_world() -> None:
    xs = np.arange(0, 721, 10.0)
    line = LineString(np.column_stack([xs, 20 * np.sin(xs / 40)]))
    split = geo.split_antimeridian(line)
    assert in_range(split)
    assert geo.length(split) == pytest.approx(geo.length(line))


def test_a_box_is_split_with_its_hole() -> None:
    box = Polygon(shapely.box(170, 0, 190, 20).exterior, [shapely.box(178, 5, 183, 8).exterior])
    split = geo.split_antimeridian(box, path="straight")
    assert split.geom_type == "MultiPolygon"
    assert geo.area(split, path="straight") == pytest.approx(geo.area(box, path="straight"))


def test_a_hole_written_on_the_other_side_follows_its_shell() -> None:
    box = Polygon(shapely.box(170, 0, 190, 20).exterior, [shapely.box(-178, 5, -175, 8).exterior])
    split = geo.split_antimeridian(box, path="straight")
    assert split.is_valid
    assert geo.area(split, path="straight") == pytest.approx(geo.area(box, path="straight"))


def test_the_whole_world_stays_the_whole_world() -> None:
    world = shapely.box(-180, -90, 180, 90)
    assert geo.split_antimeridian(world, path="straight").equals(world)
    assert geo.split_antimeridian(shapely.box(0, -10, 360, 10), path="straight").equals(
        shapely.box(-180, -10, 180, 10)
    )


def test_an_invalid_polygon_is_named() -> None:
    bow_tie = Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    with pytest.raises(geo.GeometryError, match="Self-intersection") as caught:
        geo.split_antimeridian([Point(0, 0), bow_tie])
    assert caught.value.index == 1


@given(stars(), st.sampled_from(PATHS))
def test_a_split_changes_no_area_and_no_outline(star: Polygon, path: geo.PathKind) -> None:
    split = geo.split_antimeridian(star, path=path)
    assert split.is_valid
    assert in_range(split)
    assert all(part.exterior.is_ccw for part in shapely.get_parts(split))
    assert geo.area(split, path=path) == pytest.approx(geo.area(star, path=path), rel=1e-9)


@given(
    st.lists(st.tuples(st.floats(-180, 360), st.floats(-89, 89)), min_size=2, max_size=8),
    st.sampled_from(PATHS),
)
def test_a_split_changes_no_length(vertices: list[tuple[float, float]], path: geo.PathKind) -> None:
    line = LineString(vertices)
    try:
        split = geo.split_antimeridian(line, path=path)
    except geo.GeometryError as error:
        assert "nearly opposite" in str(error)  # noqa: PT017
        return
    assert in_range(split)
    assert geo.length(split, path=path) == pytest.approx(geo.length(line, path=path), rel=1e-9, abs=1e-5)


def test_unwrap_keeps_vertices_and_moves_holes() -> None:
    line = LineString([(170, 0), (-170, 5), (-150, 0)])
    assert geo.unwrap(line) == LineString([(170, 0), (190, 5), (210, 0)])
    box = Polygon([(170, 0), (-170, 0), (-170, 9), (170, 9)], [[(-178, 1), (-175, 1), (-175, 5)]])
    assert shapely.bounds(geo.unwrap(box)).tolist() == [170, 0, 190, 9]
    assert geo.unwrap([None, LineString()]).tolist() == [None, LineString()]


@pytest.mark.parametrize(
    ("geometry", "expected"),
    [
        (Point(3, 4), (3, 4, 3, 4)),
        (Point(200, 4), (-160, 4, -160, 4)),
        (LineString([(170, 0), (190, 0)]), (170, 0, -170, 0)),
        (LineString([(10, 0), (20, 5)]), (10, 0, 20, 5)),
        (MultiPoint([(-170, 0), (170, 1)]), (170, 0, -170, 1)),
        (MultiPoint([(-100, 0), (0, 1), (100, 2)]), (-100, 0, 100, 2)),
        (MultiLineString([[(170, 0), (180, 0)], [(-180, 0), (-170, 0)]]), (170, 0, -170, 0)),
        (MultiPolygon([shapely.box(170, 0, 180, 1), shapely.box(-180, 0, -170, 1)]), (170, 0, -170, 1)),
        (Polygon([(lon, 66) for lon in range(-170, 190, 10)]), (-180, 66, 180, 90)),
        (LineString([(lon, 0) for lon in range(-180, 181, 20)]), (-180, 0, 180, 0)),
    ],
)
def test_bounds(geometry: shapely.Geometry, expected: tuple[float, ...]) -> None:
    np.testing.assert_allclose(geo.bounds(geometry, path="straight"), expected)


def test_bounds_hold_the_bulge_of_a_geodesic() -> None:
    line = LineString([(-30, 50), (30, 50)])
    assert geo.bounds(line)[3] == pytest.approx(shapely.bounds(geo.densify(line, 1e3))[3], abs=1e-5)
    assert geo.bounds(line, path="straight")[3] == 50


def test_bounds_of_nothing() -> None:
    assert np.isnan(geo.bounds([None, Polygon()])).all()


def test_long_edges_near_a_pole_cross_only_if_drawn_straight() -> None:
    shell = [(0, 80), (170, 80), (170, 70), (120, 70), (85, 84), (50, 70), (0, 70)]
    polygon = Polygon(shell)
    assert not polygon.is_valid
    simple = shapely.box(5, 50, 6, 51)
    split, same = geo.split_antimeridian([polygon, simple], path="geodesic")
    assert split.is_valid
    assert set(shell) <= set(map(tuple, shapely.get_coordinates(split).tolist()))
    for measure in (geo.area, geo.length):
        assert measure(split, path="geodesic") == pytest.approx(measure(polygon, path="geodesic"), rel=1e-9)
    assert shapely.get_num_coordinates(same) == 5
    with pytest.raises(geo.GeometryError, match="valid polygon"):
        geo.split_antimeridian(polygon)
