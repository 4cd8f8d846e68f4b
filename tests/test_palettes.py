"""Scales of colours, by name, as lists, and as what libraries make."""

from __future__ import annotations

import pytest
from branca.colormap import linear

from isthmus.geo import ArgumentError
from isthmus.maps._palettes import STEPS, as_color, palette


def test_a_scale_is_spread_from_end_to_end_and_turned_round_by_its_name() -> None:
    colors = palette("viridis").spread(STEPS)
    assert (colors[0], colors[-1], len(colors)) == ("#440154", "#fde725", STEPS)
    assert palette("viridis_r").spread(STEPS) == palette(linear.viridis).spread(STEPS)[::-1]


def test_colours_told_apart_by_kind_are_taken_one_after_another() -> None:
    assert palette(["red", "#00f"]).distinguish(3) == ["#ff0000", "#0000ff", "#ff0000"]
    assert palette("Set1").distinguish(2) == [*palette("Set1").colors[:2]]
    assert len({*palette(None).distinguish(8)}) == 8


def test_what_is_no_colour_is_refused() -> None:
    with pytest.raises(ArgumentError, match="fill: expected a colour"):
        as_color("fill", "viridiss")
