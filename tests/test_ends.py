"""Which hub or node a place means to the modes of a journey."""

from __future__ import annotations

import pytest

from isthmus.geo import ArgumentError
from isthmus.layers._transport.ends import find_end


@pytest.mark.parametrize(
    ("asked", "modes", "matched"),
    [
        ("Gdansk", "sea", "PLGDN"),  # only its port is at sea
        ("Gdansk", "sea rail", "3099434"),  # trains start in the city
        ("Gdansk", "road", "3099434"),
        ("Gdansk", "air", "GDN"),
        ("Gdansk", "sea air", "PLGDN"),
        ("Warsaw", "air", "WAW"),
        ("Colombo", "sea rail", "LKCMB"),  # no railway of the network reaches the city
        ("Colombo", "sea road", "1248991"),
        ("Rotterdam", "rail", "NLRTM"),  # a port with a railway, and no city of the network
        ("PLGDN", "rail", "PLGDN"),
        ("WAW", "road", "WAW"),
        ("port_kao", "sea rail", "TWKHH"),
        ("air_tpe", "air road", "TPE"),
    ],
)
def test_the_modes_tell_what_a_name_means(asked: str, modes: str, matched: str) -> None:
    end = find_end(asked, modes=modes.split())
    assert end.places[0].id == matched
    assert end.places[0].hub is not None
    assert end.joins == ()


def test_what_serves_a_place_is_reported_with_its_distance() -> None:
    end = find_end("air_tpe", modes=["air"])
    assert str(end).startswith("Taiwan Taoyuan International Airport, TW (airport TPE), 12.2 km from ")


def test_a_point_ashore_is_joined_to_what_is_near() -> None:
    end = find_end((120.7, 24.2), modes=["sea", "rail", "road", "air"])
    assert [join.mode for join in end.joins] == ["rail", "road"]
    assert min(join.km for join in end.joins) < 1
    assert str(end).startswith("120.7,24.2, TW, ")


def test_a_point_ashore_goes_to_sea_from_the_nearest_port() -> None:
    assert find_end((120.7, 24.2), modes=["sea"]).places[0].id == "TWTXG"


def test_a_point_at_sea_is_joined_to_a_lane() -> None:
    [join] = find_end((-40.0, 30.0), modes=["sea", "rail"]).joins
    assert join.mode == "sea"
    assert 0 < join.km <= 400


@pytest.mark.parametrize(
    ("asked", "modes", "message"),
    [
        ("Warsaw", "sea", r"out of reach by sea: the nearest port is .*\(port [A-Z]{5}\), 2\d\d km away"),
        ("Warsaw", "sea", "add the mode rail or road$"),
        ((0.0, 0.0), "rail", r"by rail: the nearest railway is \d+ km away"),
        ((0.0, 0.0), "rail", "add the mode sea$"),
        ((-40.0, 30.0), "air", r"the nearest airport is .* km away"),
    ],
)
def test_out_of_reach_says_how_far_and_what_helps(
    asked: str | tuple[float, float], modes: str, message: str
) -> None:
    with pytest.raises(ArgumentError, match=message):
        find_end(asked, modes=modes.split())


@pytest.mark.parametrize("point", [(180.0, 0.0), (-179.9, 10.0), (-30.0, -40.0)])
def test_everywhere_at_sea_a_lane_is_near(point: tuple[float, float]) -> None:
    [join] = find_end(point, modes=["sea"]).joins
    assert join.mode == "sea"
