"""What raw outlines wind around, near poles and the antimeridian, too."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from shapely import LineString, Point, Polygon

from buffer_metric import GEOD, assert_ready
from isthmus import geo
from isthmus.geo._buffers.noding import fill_false_holes, polygons_of
from isthmus.geo._chains import Chains

BOX = [(0, 0), (10, 0), (10, 10), (0, 10)]


def inside(
    *outlines: list[tuple[float, float]], pole: int = 0, simple: bool = False
) -> list[shapely.Geometry]:
    """Return what each outline winds around, its edges near a pole true to 10 m."""
    raw = Chains.of(np.array([LineString(outline) for outline in outlines]))
    count = len(outlines)
    found = polygons_of(raw, np.full(count, pole), np.full(count, 10.0), simple=simple)
    listed: list[shapely.Geometry] = found.tolist()
    return listed


def circle(lon: float, lat: float, radius: float) -> list[tuple[float, float]]:
    """Return the outline of a disc, counterclockwise."""
    azimuth = -np.arange(0.0, 360.0, 5.0)
    x, y, _ = GEOD.fwd(np.full(72, lon), np.full(72, lat), azimuth, np.full(72, radius))
    return list(zip(x, y, strict=True))


def test_an_outline_that_crosses_itself_holds_what_it_winds_around_forwards() -> None:
    eight = [(0, 0), (10, 10), (10, 0), (0, 10)]  # the right half is passed clockwise
    box, half = inside(BOX, eight)
    assert box.equals(Polygon(BOX))
    assert half.area == pytest.approx(25)
    assert_ready(half)


def test_what_is_wound_around_twice_is_held_once() -> None:
    (twice,) = inside([*BOX, *BOX])
    assert twice.equals(Polygon(BOX))


def test_a_circle_is_taken_as_it_is() -> None:
    (disc,) = inside(circle(20, 50, 1e4), simple=True)
    assert shapely.get_num_coordinates(disc) == 73
    assert_ready(disc)


@pytest.mark.parametrize("lon", [180.0, -180.0, 175.0])
def test_what_lies_across_the_antimeridian_is_split_there(lon: float) -> None:
    (both,) = inside(circle(lon, 10, 1e6), simple=True)
    assert_ready(both)
    assert len(both.geoms) == 2
    (one,) = inside(circle(0, 10, 1e6), simple=True)
    assert geo.area(both, path="straight") == pytest.approx(geo.area(one, path="straight"), rel=1e-6)


@pytest.mark.parametrize(("pole", "lat"), [(1, 90), (1, 89.5), (-1, -89.5), (-1, -90)])
def test_a_disc_about_a_pole_holds_it_and_keeps_its_edges_true(pole: int, lat: float) -> None:
    (cap,) = inside(circle(30, lat, 2e5), pole=pole, simple=True)
    assert_ready(cap)
    assert cap.intersects(Point(-100, 90 * pole))
    chords = 72 / 2 * np.sin(np.radians(5)) * 2e5**2  # the polygon of 72 edges, on a plane
    assert geo.area(cap, path="straight") == pytest.approx(chords, rel=2e-3)


def test_a_pole_outside_stays_outside() -> None:
    (disc,) = inside(circle(30, 85, 2e5), pole=1, simple=True)
    assert disc.bounds[3] == pytest.approx(86.79, abs=0.01)
    assert not disc.intersects(Point(30, 90))


def test_a_hole_within_the_radius_of_a_vertex_is_none() -> None:
    ring = Polygon(BOX, [[(4, 4), (4, 6), (6, 6), (6, 4)]])
    line = Chains.of(np.array([LineString([(5, 5), (20, 5)])]))
    assert fill_false_holes(np.array([ring]), line, np.array([1000.0]))[0].equals(Polygon(BOX))
    aside = Chains.of(np.array([LineString([(15, 5), (20, 5)])]))
    assert fill_false_holes(np.array([ring]), aside, np.array([1000.0]))[0].equals(ring)


def test_only_the_holes_of_its_own_line_are_filled() -> None:
    ring = Polygon(BOX, [[(4, 4), (4, 6), (6, 6), (6, 4)]])
    lines = Chains.of(np.array([LineString([(15, 5), (20, 5)]), LineString([(5, 5), (20, 5)])]))
    kept, filled = fill_false_holes(np.array([ring, ring]), lines, np.array([1000.0, 1000.0]))
    assert (len(kept.interiors), len(filled.interiors)) == (1, 0)
