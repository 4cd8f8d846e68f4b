"""Marks of a figure that stand side by side."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from isthmus.maps._figures.marks import spread


@given(st.lists(st.tuples(st.floats(-3, 3), st.floats(-3, 3)), max_size=40))
def test_spread_marks_do_not_touch(places: list[tuple[float, float]]) -> None:
    xy = np.array(places).reshape(-1, 2)
    apart = spread(xy, 1.0)
    gaps = np.linalg.norm(apart[:, None] - apart[None], axis=2)[np.triu_indices(len(xy), 1)]
    assert (gaps >= 1 - 1e-6).all()
    assert len(xy) == 0 or np.array_equal(apart[0], xy[0])
