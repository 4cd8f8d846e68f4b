"""The table of modes of transport."""

import pytest

from isthmus._modes import MODES, ROUTED
from isthmus.geo import ArgumentError
from isthmus.layers._tables.symbology import PALETTE, SYMBOLOGY
from isthmus.layers._transport.question import in_order


def test_every_mode_follows_a_network_that_is_there() -> None:
    assert {mode.network for mode in MODES.values()} <= set(ROUTED)
    assert ROUTED == ("sea", "rail", "road", "air")


def test_goods_go_by_sea_rail_and_road_where_nothing_is_said() -> None:
    assert [name for name, mode in MODES.items() if mode.is_default] == ["sea", "rail", "road"]


def test_every_mode_has_a_look_of_its_own() -> None:
    assert {mode.color for mode in MODES.values()} <= PALETTE.keys()
    looks = [(mode.color, mode.dash) for mode in MODES.values()]
    assert len(set(looks)) == len(looks)
    assert list(SYMBOLOGY["corridors"].symbols) == list(MODES)


@pytest.mark.parametrize(
    "given", ["sea,rail", "rail, sea", ["rail", "sea"], {"sea", "rail"}, ("sea", "rail", "sea")]
)
def test_modes_come_in_the_order_of_networks(given: object) -> None:
    assert in_order(given) == ("sea", "rail")


@pytest.mark.parametrize("wrong", ["", [], None, 3, "canoe", ["sea", "barge"], [None], b"sea", "sea,,air"])
def test_what_is_no_routed_mode_is_refused(wrong: object) -> None:
    with pytest.raises(ArgumentError, match="modes: expected some of sea, ferry, rail, road, air, got"):
        in_order(wrong)
