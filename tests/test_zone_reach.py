"""Zones made ready once, for one table of lines after the other."""

from __future__ import annotations

import pickle
import re

import numpy as np
import pandas as pd
import pytest
import shapely

import small_parts
from isthmus import geo
from isthmus.layers._risk.zone_reach import ZoneReach

BANDS = np.array([0.0, 50.0])


def test_zones_are_made_ready_once_for_each_set_that_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []

    class Counted(geo.ZoneIndex):
        def __init__(self, *args: object, **options: object) -> None:
            super().__init__(*args, **options)  # type: ignore[arg-type]
            made.append(1)

    monkeypatch.setattr(geo, "ZoneIndex", Counted)
    reach = ZoneReach.of(small_parts.zones(), None, BANDS, None)
    lines = small_parts.legs(40)
    first = reach.meet(lines, all_hazards=False)
    count = len(made)
    assert count == 2 * 2 * 2  # water and land, the zones and their union, in two bands each
    pd.testing.assert_frame_equal(reach.meet(lines, all_hazards=False), first)
    assert len(made) == count


def test_ready_zones_survive_pickle() -> None:
    reach = ZoneReach.of(small_parts.zones(), None, BANDS, "straight")
    lines = small_parts.legs(40)
    met = reach.meet(lines, all_hazards=True)
    again = pickle.loads(pickle.dumps(reach))  # noqa: S301 - what this test has made
    pd.testing.assert_frame_equal(again.meet(lines, all_hazards=True), met)
    assert met["zone"].max() == 2


def test_a_wrong_line_is_named_by_its_row_in_the_table() -> None:
    lines = small_parts.legs(40)
    lines.loc[33, "geometry"] = shapely.Point(20, 50)
    reach = ZoneReach.of(small_parts.zones(), None, BANDS, None)
    with pytest.raises(geo.GeometryError, match=re.escape("lines, geometry 33: expected lines")) as caught:
        reach.meet(lines, all_hazards=False)
    assert caught.value.index == 33
