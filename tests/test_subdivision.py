"""Legs cut into pieces: how many, where their ends lie, and rings that only straight drawing tangles."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from isthmus import geo

LEG = shapely.LineString([(-120.0, 50.0), (30.0, 55.0)])


@pytest.mark.parametrize("path", ["geodesic", "straight"])
@pytest.mark.parametrize("gap", [5_000_000.0, 100_000.0, 7_000.0])
def test_no_gap_is_wider_than_asked_and_none_is_cut_needlessly(path: geo.PathKind, gap: float) -> None:
    dense = geo.densify(LEG, gap, path=path)
    ends = shapely.points(shapely.get_coordinates(dense))
    gaps = geo.distance(ends[:-1], ends[1:])
    assert gaps.max() <= gap * (1 + 1e-9)
    assert geo.length(dense) / gap <= len(gaps) + 1
    if path == "geodesic":
        assert len(gaps) == np.ceil(geo.length(LEG) / gap)
        assert gaps == pytest.approx(np.full(len(gaps), gaps[0]), rel=1e-9)
    assert shapely.get_coordinates(dense)[[0, -1]].tolist() == [[-120, 50], [30, 55]]


def test_pieces_of_a_straight_leg_lie_on_it() -> None:
    lon, lat = shapely.get_coordinates(geo.densify(LEG, 50_000.0, path="straight")).T
    assert lat == pytest.approx(50 + (lon + 120) / 150 * 5, abs=1e-9)


def test_a_gap_that_would_fill_the_memory_is_refused() -> None:
    with pytest.raises(
        geo.ArgumentError, match="max_gap_m: expected a gap that asks for at most 100,000,000"
    ):
        geo.densify(LEG, 0.05)


def test_a_ring_near_the_pole_whose_chords_cross_is_no_tangle() -> None:
    """Its geodesics pass beside each other; drawn straight in longitude and latitude they would cross."""
    ring = shapely.Polygon([(0, 84), (80, 84), (80, 85.2), (40, 87.0), (0, 85.2)])
    whole = geo.area(ring, path="geodesic")
    half = geo.area(geo.densify(ring, 1_000.0, path="geodesic"), path="geodesic")
    assert whole == pytest.approx(half, rel=1e-6)
