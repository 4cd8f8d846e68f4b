"""What is shut: by name, by the rules of a day, and inside zones."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

from isthmus import geo, layers
from isthmus.layers._transport.closures import find_shut, names_closed
from isthmus.layers._transport.gates import Passages, find_passages
from isthmus.layers._transport.question import Question
from isthmus.layers._transport.world_network import node_countries

if TYPE_CHECKING:
    from numpy.typing import NDArray


@cache
def passages(modes: str) -> Passages:
    return find_passages(layers.network(modes=modes), node_countries(modes.split(",")))


def barriers(modes: str, **asked: Any) -> dict[str, NDArray[np.int64]]:
    """Return the edges that are shut, by what a reader calls what shuts them."""
    question = Question.ask(origins="TW", destinations="PL", modes=modes, **{"on": "open"} | asked)
    return {held.title: held.edges for held in find_shut(question, passages(modes)).values()}


@pytest.fixture(scope="module")
def lines() -> geo.Network:
    return passages("rail").network


def test_gates_are_barriers_by_name_and_title(lines: geo.Network) -> None:
    [(name, edges)] = barriers("rail", closed=["border_pl_by", "suez"]).items()
    assert name == "Border of Poland and Belarus (border_pl_by)"
    np.testing.assert_array_equal(edges, lines.gates["border_pl_by"])


def test_the_rules_of_a_day_are_barriers() -> None:
    assert "the port Odesa (UAODS)" in barriers("sea", on="2022-05-01")
    assert "the port Odesa (UAODS)" not in barriers("sea", on="2021-05-01")
    assert "border_pl_by" in names_closed("2025-09-25")  # the last day counts
    assert "border_pl_by" not in names_closed("2025-09-26")


@pytest.mark.parametrize("closed", [["suesz"], "suesz", "Suez Kanal"])
def test_an_unknown_gate_is_answered_with_the_nearest(closed: list[str] | str) -> None:
    with pytest.raises(geo.ArgumentError, match=r"the nearest are suez \(Suez Canal\)"):
        barriers("rail", closed=closed)


@pytest.mark.parametrize("closed", ["suez", ["suez"], {"Suez Canal"}, "SUEZ CANAL, panama"])
def test_a_gate_is_known_by_its_name_and_its_title(closed: list[str] | str) -> None:
    assert "Suez Canal (suez)" in barriers("sea", closed=closed)


def test_a_port_and_a_country_can_be_shut() -> None:
    network = passages("sea,rail").network
    port, country = (barriers("sea,rail", closed=name) for name in ("PLGDN", "PL"))
    [(name, edges)] = port.items()
    assert name == "the port Gdańsk (PLGDN)"
    assert set(network.modes[edges].tolist()) == {"transfer"}
    [(name, edges)] = country.items()
    assert name == "Poland (PL)"
    assert set(network.modes[edges].tolist()) == {"rail", "transfer"}
    assert set(port["the port Gdańsk (PLGDN)"]) <= set(edges)


def test_all_unknown_gates_are_told_at_once() -> None:
    with pytest.raises(geo.ArgumentError, match=r"'qqqq'.*\n.*'panma'.*panama \(Panama Canal\)"):
        barriers("rail", closed=["qqqq", "panma"])


def test_an_area_stops_what_meets_it(lines: geo.Network) -> None:
    box = shapely.box(20.5, 52.0, 21.5, 52.5)
    stopped = barriers("rail", avoid=box)["the zone to avoid"]
    assert set(stopped) == set(np.flatnonzero(~lines.without(area=box).is_open))


def test_a_zone_counts_for_the_modes_it_hinders_and_while_it_lasts() -> None:
    network = passages("sea,rail").network
    zones = gpd.GeoDataFrame(
        {
            "name": ["pirates", "no exports", "closed border"],
            "kind": ["crime", "export control", "border closure"],
            "start": ["2024", "2024", "2024"],
            "end": ["2024", "2024", "2025"],
        },
        geometry=[shapely.box(117, 20, 123, 27)] * 3,
        crs="EPSG:4326",
    )
    found = barriers("sea,rail", avoid=zones)
    assert list(found) == ["the zone pirates", "the zone closed border"]
    modes = {name: set(network.modes[edges].tolist()) for name, edges in found.items()}
    assert modes == {"the zone pirates": {"sea"}, "the zone closed border": {"rail"}}
    later = barriers("sea,rail", avoid=zones, on="2025-03-01")
    assert [name for name in later if "zone" in name] == ["the zone closed border"]


@pytest.mark.parametrize(
    "shape",
    [shapely.Point(20, 52), shapely.Polygon(), shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)]), None],
)
def test_what_is_no_area_is_refused(shape: shapely.Geometry | None) -> None:
    zones = gpd.GeoDataFrame({"name": ["odd"]}, geometry=[shape], crs="EPSG:4326")
    with pytest.raises(geo.ArgumentError, match=r"avoid: expected areas .* got others for odd"):
        barriers("rail", avoid=zones)


def test_zones_are_shut_as_they_are_avoided() -> None:
    box = shapely.box(20.5, 52.0, 21.5, 52.5)
    avoided, closed = barriers("rail", avoid=box), barriers("rail", closed=box)
    np.testing.assert_array_equal(avoided["the zone to avoid"], closed["the zone to close"])


def test_zones_stop_the_same_edges_together_as_one_by_one(lines: geo.Network) -> None:
    boxes = [shapely.box(20, 51, 22, 53), shapely.box(21, 52, 23, 54), shapely.box(-1, 51, 1, 52)]
    zones = gpd.GeoDataFrame(geometry=boxes, crs="EPSG:4326")
    found = barriers("rail", avoid=zones)
    assert list(found) == ["the zone number 1", "the zone number 2", "the zone number 3"]
    for edges, box in zip(found.values(), boxes, strict=True):
        np.testing.assert_array_equal(np.sort(edges), np.flatnonzero(~lines.without(area=box).is_open))
