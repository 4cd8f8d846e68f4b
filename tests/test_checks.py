"""Checks of rows: places in their countries, and what products are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from isthmus import geo, layers

if TYPE_CHECKING:
    from pathlib import Path


def problems_of(folder: Path, lon: float, lat: float, country: str) -> list[str]:
    (folder / "factories.csv").write_text(
        f"id,name,country,lon,lat\nx,X,{country},{lon},{lat}\n", encoding="utf-8"
    )
    return [str(problem).partition(": ")[2] for problem in layers.check(folder)]


@pytest.mark.parametrize(
    ("lon", "lat", "country"),
    [
        (120.31, 22.62, "TW"),
        (24.0, 49.8, "UA"),  # Lviv, rounded to 0.1 degrees
        (34.1, 44.95, "UA"),  # Simferopol, in the United Nations view
        (22.92, 49.81, "PL"),  # Medyka, 2 km from the border
        (1.45, 51.1, "GB"),  # at sea, 5 km off Dover
        (-179.5, 66.0, "RU"),  # beyond 180 degrees
        (12.45, 41.9, "VA"),  # too small to have an outline
    ],
)
def test_points_in_their_country_or_near_its_border(
    tmp_path: Path, lon: float, lat: float, country: str
) -> None:
    assert problems_of(tmp_path, lon, lat, country) == []


@pytest.mark.parametrize(
    ("lon", "lat", "country", "said"),
    [
        (52.23, 21.01, "PL", "expected a point in PL, got 52.23, 21.01, in SA; lon and lat look swapped"),
        (14.42, 50.09, "PL", "expected a point in PL, got 14.42, 50.09, in CZ; check lon, lat and country"),
        (0.0, 0.0, "GH", "expected a point in GH, got 0, 0, in no country; check lon, lat and country"),
        (20.0, 52.0, "QQ", 'expected an ISO 3166-1 alpha-2 country code, got "QQ"'),
        (20.0, 52.0, "EU", 'expected an ISO 3166-1 alpha-2 country code, got "EU"'),
    ],
)
def test_points_elsewhere(tmp_path: Path, lon: float, lat: float, country: str, said: str) -> None:
    assert problems_of(tmp_path, lon, lat, country) == [said]


def test_a_flow_from_no_country(tmp_path: Path) -> None:
    (tmp_path / "flows.csv").write_text("id,name,origin,destination\nx,X,TW+XX,EU\n", encoding="utf-8")
    (problem,) = layers.check(tmp_path)
    assert str(problem).endswith('origin: expected country codes joined by + (or EU, WLD), got "TW+XX"')


BILL = "id,name,parent,cost_share_low,cost_share_high,mass_share_low,lead_weeks_low,lead_weeks_high\n"
SHARES = "id,component,stage,country,share_low,share_high,measure,basis,period\n"
DRONE = "d,Drone,,,,,,\n"


def problems(folder: Path, bill: str, shares: str = "") -> list[str]:
    (folder / "components.csv").write_text(BILL + bill, "utf-8")
    (folder / "component_shares.csv").write_text(SHARES + shares, "utf-8")
    return [str(problem) for problem in layers.check(folder)]


def test_a_whole_bill_has_no_problem(tmp_path: Path) -> None:
    bill = DRONE + "m,Motor,d,0.4,0.6,0.3,1,2\nb,Battery,d,0.4,0.6,0.3,,\nc,Cell,b,0.9,,,,\n"
    shares = "1,c,making,CN,0.8,0.9,production,,2024\n2,c,making,EU,,0.2,production,,2024\n"
    assert problems(tmp_path, bill, shares) == []


def test_parents_must_be_there(tmp_path: Path) -> None:
    (told,) = problems(tmp_path, DRONE + "m,Motor,drone,,,,,\n")
    assert told.startswith(
        'components.csv, row 2, parent: expected the id of a row of components, got "drone"'
    )
    (told,) = problems(tmp_path, DRONE, "1,motor,making,CN,1,1,production,,\n")
    assert "component_shares.csv, row 1, component: expected the id of a row of components" in told


@pytest.mark.parametrize(
    ("bill", "row", "ring"),
    [
        ("a,A,a,,,,,\n", 2, '"a", which is part of "a"'),
        (
            "x,X,a,,,,,\na,A,b,,,,,\nb,B,a,,,,,\ny,Y,b,,,,,\n",
            3,
            '"a", which is part of "b", which is part of "a"',
        ),
    ],
)
def test_a_ring_of_parts_is_told_once(tmp_path: Path, bill: str, row: int, ring: str) -> None:
    (told,) = problems(tmp_path, DRONE + bill)
    assert told == f"components.csv, row {row}, parent: expected no part of itself, got {ring}"


def test_ranges_end_after_they_start(tmp_path: Path) -> None:
    bill = DRONE + "m,Motor,d,0.5,0.4,,3,2\n"
    shares = "1,m,making,CN,0.8,0.7,production,,\n"
    assert problems(tmp_path, bill, shares) == [
        'component_shares.csv, row 1, share_high: expected at least share_low, 0.8, got "0.7"',
        'components.csv, row 2, cost_share_high: expected at least cost_share_low, 0.5, got "0.4"',
        'components.csv, row 2, lead_weeks_high: expected at least lead_weeks_low, 3, got "2"',
    ]


def test_shares_are_between_none_and_all(tmp_path: Path) -> None:
    told = problems(tmp_path, DRONE + "m,Motor,d,,40,-1,,\n", "1,m,making,CN,94,,production,,\n")
    assert len([line for line in told if "expected a number from 0 to 1" in line]) == 3


def test_parts_are_no_more_than_the_whole(tmp_path: Path) -> None:
    bill = DRONE + "m,Motor,d,0.6,,0.9,,\nb,Battery,d,0.45,,0.105,,\n"  # masses may be rounded
    (told,) = problems(tmp_path, bill)
    assert told == (
        'components.csv, row 1, cost_share_low: expected parts of "d" with at most 1 of its cost together, '
        "got 1.05 of m and b"
    )


def test_shares_of_one_whole_are_no_more_than_it(tmp_path: Path) -> None:
    shares = (
        "1,d,making,CN,0.9,,production,,2024\n2,d,making,JP,0.2,,production,,2024\n"
        "3,d,making,JP,0.5,,production,,2010\n4,d,making,CN,0.9,,capacity,,2024\n"
        "5,d,mining,CN,0.9,,production,,2024\n6,d,making,US,0.9,,production,chips,2024\n"
    )
    (told,) = problems(tmp_path, DRONE, shares)
    assert told == (
        "component_shares.csv, row 1, share_low: expected shares of at most 1 together "
        "(d, making, production, 2024), got 1.1 of CN and JP; tell wholes apart by measure, basis or period"
    )


def test_what_is_told_twice_counts_once(tmp_path: Path) -> None:
    """Two sources of one share are its range, and a group holds its members."""
    shares = (
        "1,d,making,CN,0.9,,production,,2024\n2,d,making,CN,0.8,,production,,2024\n"
        "3,d,making,AU+CN,0.95,,production,,2024\n4,d,making,EU,0.1,,production,,2024\n"
        "5,d,making,DE,0.1,,production,,2024\n"
    )
    assert problems(tmp_path, DRONE, shares) == []


def test_the_world_is_no_country_of_it(tmp_path: Path) -> None:
    (told,) = problems(tmp_path, DRONE, "1,d,making,WLD,1,1,production,,\n")
    assert 'country: expected countries, whose share it is, got "WLD"' in told


def test_makers_name_components(tmp_path: Path) -> None:
    (tmp_path / "factories.csv").write_text("id,name,country,lon,lat,makes\nf,F,PL,21,52,d+motor\n", "utf-8")
    (told,) = problems(tmp_path, DRONE)
    assert told == 'factories.csv, row 1, makes: expected the id of a row of components, got "motor"'


def test_rows_with_a_problem_are_left_out_with_what_hangs_on_them(tmp_path: Path) -> None:
    problems(tmp_path, DRONE + "a,A,b,,,,,\nb,B,a,,,,,\nm,Motor,d,,,,,\n", "1,a,making,CN,1,1,production,,\n")
    with pytest.warns(geo.DataWarning, match="no part of itself"):
        atlas = layers.read(tmp_path, on_invalid="skip")
    assert atlas.components["id"].tolist() == ["d", "m"]
    assert len(atlas.component_shares) == 0
