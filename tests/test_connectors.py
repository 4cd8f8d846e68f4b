"""Straight ways between places and networks, where what lies between is known."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from isthmus.layers._transport.connectors import gate_lines, lies_open, nearest_way

NONE = np.empty(0, object)


def nearest(place: tuple[float, float], country: str, *points: tuple[float, float]) -> int | None:
    found = nearest_way(
        place, country, np.array(points), reach_km=100, lines=gate_lines("strait", "front_line")
    )
    return None if found is None else found[0]


def test_the_nearest_is_taken_that_lies_in_the_country_all_along() -> None:
    nakhchivan, baku_side, near_by = (45.4, 39.2), (46.9, 39.3), (45.2, 39.35)
    assert nearest(nakhchivan, "AZ", baku_side) is None  # Armenia lies between
    assert nearest(nakhchivan, "AZ", baku_side, near_by) == 1


def test_a_line_is_not_crossed() -> None:
    assert nearest((37.4, 48.0), "UA", (37.6, 48.0), (36.9, 48.0)) == 1


def test_at_sea_neither_land_nor_a_strait_lies_between() -> None:
    off_colon, off_balboa = (-79.9, 9.6), (-79.5, 8.6)
    assert nearest(off_colon, "", off_balboa) is None
    assert nearest((119.9, 25.4), "", (120.3, 24.8)) is None  # over the line of the Taiwan Strait
    assert nearest((119.9, 25.4), "", (120.3, 25.7)) == 0


def test_nothing_farther_than_the_reach_is_taken_and_the_way_is_measured() -> None:
    points = np.array([[21.5, 52.0], [21.1, 52.0]])
    assert nearest_way((21.0, 52.0), "PL", points, reach_km=5, lines=NONE) is None
    node, km = nearest_way((21.0, 52.0), "PL", points, reach_km=50, lines=NONE) or (-1, 0.0)
    assert (node, km) == (1, pytest.approx(6.867, abs=0.001))


def test_many_ways_over_a_line_are_passed_over() -> None:
    near = np.column_stack([np.linspace(21.02, 21.3, 300), np.full(300, 52.0)])
    far = [[20.4, 52.0]]
    line = np.array([shapely.LineString([(21.01, 51), (21.01, 53)])])
    found = nearest_way((21.0, 52.0), "PL", np.vstack([near, far]), reach_km=50, lines=line)
    assert found is not None
    assert found[0] == 300


def test_ways_between_places_are_open_within_a_country_alone() -> None:
    assert lies_open((21.0, 52.2), (21.2, 52.3))
    assert not lies_open((23.5, 52.1), (23.8, 52.1))  # over the Bug
    assert not lies_open((37.4, 48.0), (37.6, 48.0))
