"""Dependence from period to period, worked out by hand."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isthmus import layers
from isthmus.geo import DataWarning, ValidationError
from proof_size import proof_size

ENDS = (("PL", 1), ("CZ", 1), ("WLD", 2))


def flows(*rows: tuple[str, str, float, str], **columns: object) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["origin", "destination", "quantity", "period"]).assign(**columns)


def sold(table: pd.DataFrame, partner: str = "PL") -> pd.DataFrame:
    """Return what Taiwan sells to a partner, by period."""
    rows = table[(table["side"] == "buyers") & (table["country"] == "TW") & (table["partner"] == partner)]
    return rows.set_index("period")


def test_shares_and_index_of_each_month_and_their_changes() -> None:
    told = sold(
        layers.dependence_over_time(
            flows(
                *(("TW", "PL", 50, "2025-01"), ("TW", "CZ", 50, "2025-01"), ("TW", "WLD", 100, "2025-01")),
                *(("TW", "PL", 80, "2025-02"), ("TW", "CZ", 20, "2025-02"), ("TW", "WLD", 100, "2025-02")),
                *(("TW", "PL", 30, "2025-03"), ("TW", "WLD", 60, "2025-03")),
            )
        )
    )
    assert told["start"].tolist() == ["2025-01-01", "2025-02-01", "2025-03-01"]
    assert told["end"].tolist() == ["2025-01-31", "2025-02-28", "2025-03-31"]
    assert not told["is_difference"].any()
    assert told["share_low"].tolist() == pytest.approx([0.5, 0.8, 0.5])
    assert told["share_change_low"].tolist()[1:] == pytest.approx([0.3, -0.3])
    assert told["hhi_low"].tolist() == pytest.approx([0.5, 0.68, 0.25])  # the rest of March in many hands
    assert told["hhi_high"].tolist() == pytest.approx([0.5, 0.68, 0.5])  # or in one
    assert told["hhi_change_low"].tolist()[1:] == pytest.approx([0.18, -0.43])
    assert told["hhi_change_high"].tolist()[1:] == pytest.approx([0.18, -0.18])
    assert told["change"].tolist() == ["", "up", "down"]
    assert told.loc["2025-01", ["hhi_change_low", "share_change_high"]].isna().all()


def test_what_a_part_leaves_of_a_longer_period_is_one_of_its_own() -> None:
    rows = [("TW", to, figure, when) for to, *figures in (("PL", 60, 70), ("WLD", 100, 150))
            for figure, when in zip(figures, ("2025-01/2025-06", "2025"), strict=True)]  # fmt: skip
    told = sold(layers.dependence_over_time(flows(*rows, id=["a", "b", "c", "d"])))
    assert told.index.tolist() == ["2025-01/2025-06", "2025-07/2025-12"]
    assert told["is_difference"].tolist() == [False, True]
    assert told["share_low"].tolist() == pytest.approx([0.6, 0.2])
    assert told.loc["2025-07/2025-12", "flows"] == "b - a"


def test_months_at_both_ends_leave_the_middle_of_a_year() -> None:
    parts = [("2025-01", 5), ("2025-02", 10), ("2025-12", 15), ("2025", 100)]
    rows = [("TW", to, figure * scale, when) for when, figure in parts for to, scale in ENDS]
    told = sold(layers.dependence_over_time(flows(*rows)))
    assert told.index.tolist() == ["2025-01", "2025-02", "2025-03/2025-11", "2025-12"]
    assert told["share_low"].tolist() == pytest.approx([0.5] * 4)
    assert told["change"].tolist() == ["", "none", "none", "none"]


def test_a_difference_has_the_bounds_of_both() -> None:
    rows = [("TW", "PL", "40-50", "2025-Q1"), ("TW", "PL", "90-100", "2025-01/2025-06")]
    whole = [("TW", "WLD", "100", "2025-Q1"), ("TW", "WLD", "200", "2025-01/2025-06")]
    with pytest.warns(DataWarning, match="plain numbers"):
        told = sold(layers.dependence_over_time(flows(*rows, *whole)))
    later = told.loc["2025-04/2025-06"]
    assert (later["share_low"], later["share_high"]) == pytest.approx((0.4, 0.6))
    assert later["change"] == "unclear"


def test_periods_shown_do_not_overlap_and_cover_the_most_days() -> None:
    rows = [("TW", "PL", 10.0, when) for when in ("2023", "2024", "2024-06", "2023-07/2024-06")]
    told = sold(layers.dependence_over_time(flows(*rows), complete=True))
    assert told.index.tolist() == ["2023", "2024"]


def test_parts_of_more_than_their_whole_are_told() -> None:
    rows = [("TW", "PL", 60, "2025-01/2025-06"), ("TW", "PL", 50, "2025")]
    with pytest.warns(
        DataWarning, match="expected parts of 50 in 2025, got 60; nothing is left for the rest"
    ):
        told = sold(layers.dependence_over_time(flows(*rows)))
    assert told.index.tolist() == ["2025-01/2025-06", "2025-07/2025-12"]


def test_a_partner_that_was_not_told_before_had_at_most_what_was_left() -> None:
    rows = [
        ("TW", "PL", 70, "2024"),
        ("TW", "WLD", 100, "2024"),
        ("TW", "CZ", 50, "2025"),
        ("TW", "WLD", 100, "2025"),
    ]
    told = sold(layers.dependence_over_time(flows(*rows)), "CZ").loc["2025"]
    assert (told["share_change_low"], told["share_change_high"]) == pytest.approx((0.2, 0.5))


def test_shares_in_percent_are_not_subtracted() -> None:
    rows = [
        ("TW", "PL", 40, "2025-01/2025-06"),
        ("TW", "PL", 60, "2025"),
        ("TW", "CZ", 60, "2025-01/2025-06"),
        ("TW", "CZ", 40, "2025"),
    ]
    with pytest.warns(DataWarning):
        told = sold(layers.dependence_over_time(flows(*rows, unit="%")))
    assert told.index.tolist() == ["2025"]


def test_rows_without_a_time_are_left_out_and_told() -> None:
    rows = [("TW", "PL", 1, "2025"), ("TW", "PL", 1, "last spring"), ("TW", "PL", 1, "")]
    with pytest.warns(DataWarning, match=r'row 2.*"last spring"; left out, as are 1 more'):
        assert len(sold(layers.dependence_over_time(flows(*rows)))) == 1
    with pytest.raises(ValidationError, match="an empty cell; say in a column period when the goods moved"):
        layers.dependence_over_time(flows(("TW", "PL", 1, "")))


def test_what_began_stands_beside_its_period() -> None:
    atlas = layers.example()
    dates = atlas.partnerships.set_index("id")["date"]
    rows = [
        ("TW", to, 1.0, when) for when in ("2025-07/2025-08", "2025-09", "2025-10") for to in ("PL", "UA")
    ]
    table = layers.dependence_over_time(flows(*rows), atlas=atlas)
    poland, ukraine = (sold(table, to)["agreements"].str.split("+").map(set) for to in ("PL", "UA"))
    assert {"l02", "l05", "l10"} <= poland["2025-09"]  # of 3 September, and of no finer day
    assert {dates[name] for name in poland["2025-10"]} == {"2025"}
    assert {"l01", "l04"} <= ukraine["2025-09"]
    assert not {"l01", "l04"} & ukraine["2025-10"]
    risks = sold(table)["risks"].str.split("+")
    assert "r14" in risks["2025-09"]
    assert "r22" in risks["2025-07/2025-08"]
    assert not sold(layers.dependence_over_time(flows(*rows)))["risks"].any()


@settings(max_examples=proof_size(20, whole=500))
@given(
    st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50), st.integers(1, 50)), min_size=2, max_size=5)
)
def test_differences_of_sums_to_date_are_the_months_themselves(months: list[tuple[int, int, int]]) -> None:
    """Whatever the months are, their sums to date give the same shares as they do."""
    names = ("PL", "CZ", "DE")
    single = [
        ("TW", to, float(month[i]), f"2025-{m:02}")
        for m, month in enumerate(months, 1)
        for i, to in enumerate(names)
    ]
    to_date = [
        (
            "TW",
            to,
            float(sum(month[i] for month in months[:m])),
            f"2025-01/2025-{m:02}" if m > 1 else "2025-01",
        )
        for m in range(1, len(months) + 1)
        for i, to in enumerate(names)
    ]
    one, other = (layers.dependence_over_time(flows(*rows), complete=True) for rows in (single, to_date))
    for partner in names:
        mine, theirs = sold(one, partner), sold(other, partner)
        assert mine.index.tolist() == theirs.index.tolist()
        assert mine["share_low"].tolist() == pytest.approx(theirs["share_low"].tolist(), nan_ok=True)
        assert mine["hhi_high"].tolist() == pytest.approx(theirs["hhi_high"].tolist(), nan_ok=True)


def test_days_with_a_zone_are_the_days_that_they_say() -> None:
    days = pd.to_datetime(["2025-01-01", "2025-01-02"])
    rows = pd.DataFrame({"origin": "TW", "destination": "PL", "quantity": [1.0, 2.0], "unit": "t"})
    asked = [rows.assign(period=one) for one in (days, days.tz_localize("Europe/Warsaw"))]
    plain, zoned = (layers.dependence_over_time(table) for table in asked)
    pd.testing.assert_frame_equal(plain, zoned)
    assert set(zoned["period"]) == {"2025-01-01", "2025-01-02"}
    noon = rows.assign(period="2025-01-01T12:00:00+01:00")
    with pytest.raises(ValidationError, match="expected a month, quarter or year"):
        layers.dependence_over_time(noon)
