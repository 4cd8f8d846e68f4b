"""Buffers of points and lines in batches, and the union of parts by their owner."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from shapely import LineString, Point

from buffer_cases import road
from buffer_metric import assert_right
from isthmus import geo
from isthmus.geo._buffers import lines as buffers_of_lines
from isthmus.geo._buffers.buffer_rule import BufferRule
from isthmus.geo._buffers.lines import _poles_in_reach, buffer_strokes, polygons_only, prepare, unite
from isthmus.geo._chains import Chains


def test_parts_are_united_by_their_owner_whatever_their_order() -> None:
    boxes = np.array([shapely.box(0, 0, 2, 2), shapely.box(5, 5, 6, 6), shapely.box(1, 1, 3, 3)])
    one, none, other = unite(boxes, np.array([0, 2, 0]), 3)
    assert one.equals(shapely.union_all(boxes[[0, 2]]))
    assert none.is_empty
    assert other == boxes[1]


def test_only_polygons_are_left_of_an_overlay() -> None:
    box = shapely.box(0, 0, 1, 1)
    mixed = shapely.GeometryCollection([LineString([(5, 5), (6, 6)]), box, Point(9, 9)])
    whole, nothing = polygons_only(np.array([mixed, LineString([(0, 0), (1, 1)])]))
    assert (whole.geom_type, whole.exterior.is_ccw) == ("Polygon", True)
    assert whole.equals(box)
    assert nothing.is_empty


@pytest.mark.parametrize(
    ("lowest", "highest", "radius", "pole"),
    [
        (0, 50, 1e5, 0),
        (0, 84.9, 1e5, 1),
        (-84.9, 0, 1e5, -1),
        (-84, 84, 2e5, 2),
        (0, 84, 1e5, 0),
        (0, 0, 9e6, 0),
        (0, 10, 9e6, 1),
    ],
)
def test_a_pole_is_near_where_its_surroundings_are_within_the_radius(
    lowest: float, highest: float, radius: float, pole: int
) -> None:
    found = _poles_in_reach(np.array([lowest]), np.array([highest]), np.array([radius]))
    assert found.tolist() == [pole]


def test_repeated_vertices_are_one_with_their_largest_radius() -> None:
    line = LineString([(0, 0), (0, 1e-12), (1, 0), (1, 0), (2, 90), (77, 90)])
    ready, radius = prepare(
        Chains.of(np.array([line])), np.array([10.0]), BufferRule(), np.array([1.0, 5, 2, 1, 3, 4])
    )
    assert list(zip(ready.lon, ready.lat, strict=True)) == [(0, 0), (1, 0), (2, 90)]
    assert radius.tolist() == [5, 2, 4]


def test_a_line_in_one_place_stays_a_point_between_others() -> None:
    strokes = np.array([LineString([(1, 1), (1, 1)]), LineString([(5, 5), (5.1, 5)]), Point(9, 9)])
    rule, radius = BufferRule(), np.full(3, 1000.0)
    one, two, three = buffer_strokes(strokes, radius, rule)
    assert one.equals(geo.buffer(Point(1, 1), 1000))
    assert_right(two, strokes[1], 1000)
    assert three.equals(geo.buffer(Point(9, 9), 1000))


def test_batches_give_what_one_batch_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    strokes = np.array([road(lon, 50, vertices=30, step=1000, seed=lon) for lon in range(6)])
    radius = np.linspace(500, 3000, 6)
    together = buffer_strokes(strokes, radius, BufferRule())
    for size in (1, 94, 95, 200):
        monkeypatch.setattr(buffers_of_lines, "BATCH_VERTICES", size)
        apart = buffer_strokes(strokes, radius, BufferRule())
        assert (shapely.to_wkb(apart) == shapely.to_wkb(together)).all()
    assert len(buffer_strokes(strokes[:0], radius[:0], BufferRule())) == 0


def test_a_line_with_both_poles_in_reach_is_buffered_by_halves() -> None:
    line = LineString([(10, -40), (20, 0), (15, 45)])
    assert_right(geo.buffer(line, 5.2e6), line, 5.2e6)
