"""One map of a figure: its scale bar is as long as it says."""

from __future__ import annotations

import pytest

from isthmus import geo
from isthmus.maps._figures.map_frame import _scale_bar
from isthmus.maps._figures.view import View


@pytest.mark.parametrize(
    "points",
    [[[120.3, 22.6], [121.5, 25.1]], [[14, 48], [31, 55]], [[14, 23], [122, 55]], [[-170, -50], [170, 70]]],
)
def test_a_scale_bar_is_as_long_as_it_says(points: list[list[float]]) -> None:
    view = View.around(points, aspect=1.6)
    km, share = _scale_bar(view)
    assert 0.05 < share <= 0.2
    left, bottom, right, top = view.bounds
    x, y, half = (left + right) / 2, (bottom + top) / 2, view.width * share / 2
    ends = [view.inverse((x - half, y)), view.inverse((x + half, y))]
    assert geo.inverse(*ends[0], *ends[1])[2] == pytest.approx(1000 * km, rel=0.01)
    assert str(km).rstrip("0") in {"1", "2", "5"}
