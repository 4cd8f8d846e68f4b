"""The ships a day at a place, and how many of them are usual."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from isthmus import layers
from isthmus.layers._risk.courses import WEEK, Usual, courses, last_weeks, year_before
from small_studies import bundled_atlas, daily_table


def test_weeks_and_years_are_whole() -> None:
    assert year_before(date(2025, 12, 31)) == (date(2025, 1, 1), date(2025, 12, 30))
    weekly = pd.Series(50.0, pd.date_range("2025-01-01", periods=62)).rolling(WEEK).mean()
    assert Usual.of(weekly, date(2024, 1, 1), date(2025, 3, 3)).middle == 50
    assert np.isnan(Usual.of(weekly, date(2024, 1, 1), date(2025, 3, 2)).middle)  # of 55 means
    assert np.isnan(Usual.of(weekly, date(2020, 1, 1), date(2020, 3, 3)).share(5))


def test_the_last_week_is_that_of_each_table() -> None:
    atlas = layers.Atlas(**dict(bundled_atlas().layers()), transits=daily_table("Suez Canal"))
    (course,) = courses(atlas, "tanker")
    assert (course.place, course.kind, course.portid) == ("suez", "passage", "chokepoint1")
    assert course.last == date(2026, 2, 4)
    ((same, end, calls, usual),) = last_weeks([course])
    assert (same, end, calls, usual.middle) == (course, date(2026, 2, 4), 50, 50)
    assert course.mean(date(2026, 2, 4), date(2026, 3, 4)) == (50, 1)
