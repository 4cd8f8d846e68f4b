import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isthmus.layers._tables import dates


@given(st.dates(dt.date(1000, 1, 1)))
def test_a_day_its_month_and_its_year_nest(day: dt.date) -> None:
    iso = day.isoformat()
    assert dates.span(iso) == (day, day)
    for text in (iso[:7], iso[:4]):
        first, last = dates.span(text)
        assert first <= day <= last
        assert (last + dt.timedelta(days=1)).day == 1 if last < dt.date.max else True


@given(st.dates(dt.date(1000, 1, 1)), st.dates(dt.date(1000, 1, 1)))
def test_a_period_must_be_in_order(a: dt.date, b: dt.date) -> None:
    assert dates.is_period(f"{a.isoformat()}/{b.isoformat()}") == (a <= b)


@pytest.mark.parametrize(
    "text", ["", "25", "2025-13", "2025-02-30", "2025-9-3", "2025/", "/2025", "٢٠٢٥", "2025 "]
)
def test_what_is_no_date(text: str) -> None:
    assert not dates.is_date(text)
    assert not dates.is_period(text)


def test_a_period_is_no_date() -> None:
    assert not dates.is_date("2024/2025")
