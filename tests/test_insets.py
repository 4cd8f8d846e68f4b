"""Which parts of the Earth a figure shows."""

from __future__ import annotations

import shapely

from isthmus import layers
from isthmus.maps._figures.insets import area_of, view_insets, view_whole


def test_frames_show_all_four_countries_and_both_crowds() -> None:
    atlas = layers.example()
    whole = view_whole(atlas, aspect=1.6)
    assert whole.azimuthal
    left, right = view_insets(atlas, whole, aspect=0.9)
    assert area_of(left).contains(shapely.Point(21.0, 52.2))
    assert area_of(left).contains(shapely.Point(30.5, 50.5))
    assert area_of(right).contains(shapely.Point(120.3, 22.6))
