import datetime as dt

import numpy as np
import pandas as pd
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


@pytest.mark.parametrize(
    ("value", "iso", "note"),
    [
        (2026, "2026", ""),
        (2026.0, "2026", ""),
        ("2026.0", "2026", ""),
        (pd.Timestamp("2025-01-01"), "2025-01-01", ""),
        (dt.date(2025, 1, 1), "2025-01-01", ""),
        (np.datetime64("2025-01"), "2025-01", ""),
        (np.datetime64("2025-01-01T00:00:00.000000000"), "2025-01-01", ""),
        (pd.Period("2025-01"), "2025-01", ""),
        (" 2025-01-01\u00a0", "2025-01-01", ""),
        ("2025-01-01 00:00:00", "2025-01-01", ""),
        ("2025-01/2025-10", "2025-01/2025-10", ""),
        *[(value, "", "") for value in ("", None, pd.NaT, pd.NA, float("nan"))],
        *[(text, "", "no date") for text in ("n/a", "N/A", "-", "ongoing", np.datetime64("NaT"))],
        ("2025-01-01T00:00:00Z", "2025-01-01", "a time of day, 00:00:00 Z, which is left out"),
        ("2025-01-01T23:30:00+0100", "2025-01-01", "23:30:00 +0100"),
        (pd.Timestamp("2025-01-01 12:00", tz="Europe/Warsaw"), "2025-01-01", "12:00:00 +01:00"),
        ("2025-01-01 12:30", "2025-01-01", "12:30 of no zone"),
        ("15.02.2025", "2025-02-15", "day, month and year"),
        ("02/15/2025", "2025-02-15", "month, day and year"),
        ("2. 2. 2025", "2025-02-02", "day, month and year"),
        ("15.02.2025 12:00", "2025-02-15", "day, month and year and a time of day"),
        ("20250915", "2025-09-15", "other marks"),
        ("2025/9/5", "2025-09-05", "other marks"),
        ("2025-9", "2025-09", "other marks"),
        ("2024年1月5日", "2024-01-05", "in Chinese"),
        ("西元2024年 1月", "2024-01", "in Chinese"),
        ("民國112年5月1日", "2023-05-01", "the Republic of China"),
        ("113年12月31號", "2024-12-31", "the Republic of China"),
        ("中華民國98年", "2009", "the Republic of China"),
        ("112/05/01", "2023-05-01", "the Republic of China"),
        ("5 stycznia 2024", "2024-01-05", "the name of a month"),
        ("6. července 2024", "2024-07-06", "the name of a month"),
        ("6. června 2024", "2024-06-06", "the name of a month"),
        ("7 листопада 2024", "2024-11-07", "the name of a month"),
        ("3. März 2025", "2025-03-03", "the name of a month"),
        ("Sept. 9, 2025", "2025-09-09", "the name of a month"),
    ],
)
def test_what_people_write_for_a_date(value: object, iso: str, note: str) -> None:
    found, said = dates.as_iso(value)
    assert found == iso
    assert note in said
    assert bool(note) == bool(said)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("01.02.2025", "it may be 2025-02-01 or 2025-01-02"),
        ("01/02/2025 10:00", "it may be 2025-02-01 or 2025-01-02"),
        ("2025-02-30", "there is no such day"),
        ("31.04.2025", "there is no such day"),
        (45658, "as spreadsheets count days, it is 2025-01-01"),
        *[(value, "") for value in (2025.5, -5, 1e300, True, [2025], b"2025", "2010/11", "9" * 6000)],
        *[
            (text, "")
            for text in (
                "spring",
                "2025-10/2025-01",
                "2025-01-01T25:00",
                "1.2.25",
                "98年5月1日",
                "Janitor 2024",
            )
        ],
        *[("5 listopada 2024", ""), ("113年13月1日", "there is no such day")],
    ],
)
def test_what_means_no_date_or_two(value: object, reason: str) -> None:
    with pytest.raises(ValueError, match=f"^{reason}$"):
        dates.as_iso(value)


@given(st.text() | st.floats() | st.integers() | st.datetimes() | st.dates() | st.binary())
def test_any_value_is_an_iso_date_or_refused(value: object) -> None:
    try:
        iso, _ = dates.as_iso(value)
    except ValueError:
        return
    assert not iso or dates.is_period(iso)


@given(st.dates(dt.date(1000, 1, 1)))
def test_every_way_to_write_a_day_means_it_or_is_told(day: dt.date) -> None:
    for written in (day, pd.Timestamp(day), day.strftime("%Y%m%d"), day.strftime("%Y/%m/%d")):
        assert dates.as_iso(written)[0] == day.isoformat()
    for written in (day.strftime("%d.%m.%Y"), day.strftime("%m/%d/%Y")):
        if day.day > 12 or day.day == day.month:
            assert dates.as_iso(written)[0] == day.isoformat()
        else:
            with pytest.raises(ValueError, match=day.isoformat()):
                dates.as_iso(written)


@pytest.mark.parametrize(
    ("texts", "key"),
    [
        (("2023-Q1", "2023Q1", "2023 Q1", "Q1 2023", "1Q2023", "2023-q1"), "2023-Q1"),
        (("2023-01", "202301", "2023M01", "2023-M01"), "2023-01"),
        (("2023", "2023A", "2023-A1", "202352", "2023.0"), "2023"),
        (("2022/23", " 2022/23"), "2022/23"),
    ],
)
def test_spellings_of_a_period(texts: tuple[str, ...], key: str) -> None:
    assert {dates.period_key(text) for text in texts} == {key}


def test_thirteen_is_no_month_and_five_no_quarter() -> None:
    assert dates.period_key("202313") == "202313"
    assert dates.period_key("2023Q5") == "2023q5"


@pytest.mark.parametrize(
    ("text", "day", "told"),
    [
        ("1/13/2025 12:00:00 AM", "2025-01-13", "month, day and year"),
        ("2025-01-13 12:30 PM", "2025-01-13", "a time of day, 12:30 of no zone, which is left out"),
        ("2025-01-13 1:05:09 PM", "2025-01-13", "a time of day, 13:05:09 of no zone, which is left out"),
    ],
)
def test_clocks_of_twelve_hours(text: str, day: str, told: str) -> None:
    assert dates.as_iso(text) == (day, told)
    with pytest.raises(ValueError, match=r"^$"):
        dates.as_iso(text.replace("12:", "13:").replace("1:05", "0:05"))
