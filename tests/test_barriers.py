"""What stands in the way: by name, by the closures of a day, and inside zones."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

from isthmus import geo, layers
from isthmus.layers._transport.barriers import find_barriers
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
    return {held.title: held.edges for held in find_barriers(question, passages(modes)).shut.values()}


@pytest.fixture(scope="module")
def lines() -> geo.Network:
    return passages("rail").network


def test_gates_are_barriers_by_name_and_title(lines: geo.Network) -> None:
    [(name, edges)] = barriers("rail", closed=["border_by_pl", "suez"]).items()
    assert name == "Border of Belarus and Poland (border_by_pl)"
    np.testing.assert_array_equal(edges, lines.gates["border_by_pl"])


def test_countries_are_barriers_by_code_and_name() -> None:
    by_code = barriers("rail", closed="RU")["Russia (RU)"]
    assert len(by_code)
    for name in ("ru", "Russia", "Rosja"):
        np.testing.assert_array_equal(barriers("rail", closed=name)["Russia (RU)"], by_code)
    assert [*barriers("sea", closed="Singapore")] != ["Singapore (SG)"]  # its port, or its strait


def test_the_closures_of_a_day_are_barriers() -> None:
    assert "the port Odesa (UAODS)" in barriers("sea", on="2022-05-01")
    assert "the port Odesa (UAODS)" not in barriers("sea", on="2021-05-01")


def found(modes: str, on: str, ends: str = "TW PL", **asked: Any) -> tuple[dict[str, str], dict[str, str]]:
    """Return why each thing is shut and limited, by name, between two countries."""
    question = Question.ask(origins="TW", destinations="PL", modes=modes, on=on, **asked)
    start, _, goal = ends.partition(" ")
    shut, limited = find_barriers(question, passages(modes), trips=[(start, goal)])
    return tuple({name: held.by for name, held in part.items()} for part in (shut, limited))  # type: ignore[return-value]


def test_road_and_rail_are_shut_apart() -> None:
    network = passages("rail,road").network
    held = network.gates["border_fi_ru"]
    question = Question.ask(origins="TW", destinations="PL", modes="rail,road", on="2024-01-01")
    shut, limited = find_barriers(question, passages("rail,road"))
    assert set(network.modes[shut["border_fi_ru"].edges]) == {"road"}
    assert set(network.modes[limited["border_fi_ru"].edges]) == {"rail"}
    assert len(shut["border_fi_ru"].edges) + len(limited["border_fi_ru"].edges) == len(held)
    assert "border_by_pl" in found("rail", "2025-09-15")[0]
    assert "border_by_lt" not in found("rail", "2025-11-01")[0]


def test_a_port_that_ships_cannot_reach_is_reached_by_land() -> None:
    network = passages("sea,rail").network
    question = Question.ask(origins="TW", destinations="PL", modes="sea,rail", on="2022-05-01")
    [edge] = find_barriers(question, passages("sea,rail")).shut["UAODS"].edges
    sea = network.modes == "sea"
    assert {*network.tails[sea], *network.heads[sea]} & {network.tails[edge], network.heads[edge]}


@pytest.mark.parametrize(
    ("ends", "on", "shut", "limited"),
    [
        ("TW PL", "2022-02-27", None, "restricted"),  # a carrier of Taiwan may still pass
        ("TW PL", "2022-02-28", "restricted", None),
        ("TW DE", "2024-01-01", "restricted", None),
        ("JP PL", "2024-01-01", "restricted", None),  # one is barred, the other keeps away
        ("CN PL", "2024-01-01", None, "restricted"),  # carriers of China pass
        ("CN TR", "2024-01-01", None, None),  # it concerns neither
        ("PL", "2022-02-26", "restricted", None),
        ("", "2024-01-01", None, None),  # between points at sea
    ],
)
def test_what_concerns_some_carriers_is_shut_where_it_concerns_both_ends(
    ends: str, on: str, shut: str | None, limited: str | None
) -> None:
    for part, kind in zip(found("air", on, ends), (shut, limited), strict=True):
        assert part.get("airspace_ru") == kind


def test_a_share_of_half_or_more_leaves_open() -> None:
    assert found("sea", "2024-01-15", "TW US")[1]["panama"] == "restricted"
    assert found("sea", "2024-01-15")[0]["bab_el_mandeb"] == "avoided"
    assert found("road", "2023-11-20")[0]["dorohusk_road"] == "event"


def test_what_the_question_shuts_is_told_from_what_the_day_shuts() -> None:
    assert found("sea", "2024-01-15", closed=["suez"])[0]["suez"] == "asked"
    assert found("sea", "open", closed=["suez"], vessel="none") == ({"suez": "asked"}, {})


def test_what_is_too_small_is_shut_to_ships_alone() -> None:
    network = passages("sea,rail").network
    question = Question.ask(origins="TW", destinations="PL", modes="sea,rail", on="open")
    shut, _ = find_barriers(question, passages("sea,rail"), trips=[("TW", "PL")])
    assert {name: held.by for name, held in shut.items()} == dict.fromkeys(
        ("panama", "kiel", "oresund"), "size"
    )
    for name, held in shut.items():
        assert {*network.modes[held.edges]} == {"sea"}
        assert "24,000 TEU" in held.why
        assert len(held.edges) == (network.modes[network.gates[name]] == "sea").sum()
    assert found("sea", "open", "PL DE")[0] == {"oresund": "size"}
    assert found("sea", "open", "PL DE", vessel="panamax")[0] == {"kiel": "size", "oresund": "size"}
    assert found("rail", "open") == ({}, {})


def test_an_event_where_the_ships_are_too_large_is_told_besides() -> None:
    question = Question.ask(origins="TW", destinations="PL", modes="sea", on="2021-03-25", vessel="ultra")
    assert find_barriers(question, passages("sea")).shut["suez"].by == "event"
    asked = Question.ask(
        origins="TW", destinations="PL", modes="sea", closed="kiel", on="open", vessel="ultra"
    )
    assert find_barriers(asked, passages("sea")).shut["kiel"].by == "asked"


def test_what_is_shut_altogether_is_not_limited_besides() -> None:
    for day in ("2022-05-01", "2025-11-01", "2026-03-02"):
        for modes in ("sea", "rail,road", "air"):
            question = Question.ask(origins="TW", destinations="PL", modes=modes, on=day)
            shut, limited = find_barriers(question, passages(modes))
            for name in {*shut} & {*limited}:
                assert len(np.setdiff1d(limited[name].edges, shut[name].edges))


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
    with pytest.raises(
        geo.ArgumentError, match="avoid: expected polygons that do not cross themselves, got others for odd"
    ):
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


def test_names_tables_and_shapes_are_shut_together() -> None:
    names = ["border_by_pl", "RU"]
    table = gpd.GeoDataFrame({"name": ["a box"]}, geometry=[shapely.box(10, 50, 12, 52)], crs=4326)
    shape = shapely.box(20, 47, 22, 49)
    apart = [barriers("rail", closed=part) for part in (names, table, shape)]
    together = barriers("rail", closed=[names[0], table, names[1], shape])
    assert together.keys() == {title for part in apart for title in part}
    for part in apart:
        for title, edges in part.items():
            np.testing.assert_array_equal(together[title], edges)


def test_zones_of_one_name_are_all_shut() -> None:
    shapes = [shapely.box(10, 50, 12, 52), shapely.box(20, 47, 22, 49)]
    table = gpd.GeoDataFrame({"name": ["a box"] * 2}, geometry=shapes, crs=4326)
    [both] = barriers("rail", closed=table).values()
    [unnamed] = barriers("rail", closed=shapes).values()
    one, other = (barriers("rail", closed=shape)["the zone to close"] for shape in shapes)
    assert len(one) > 0
    assert len(other) > 0
    np.testing.assert_array_equal(both, np.union1d(one, other))
    np.testing.assert_array_equal(unnamed, both)


def test_pairs_of_another_trade_are_told_that_their_ships_are_smaller() -> None:
    found = layers.resilience(origins="TW", destinations=["PL", "US"], modes="sea", on="open").closures
    told = found.set_index("name")["sentence"]["panama"]
    assert told.endswith(
        " The trade of TW-US has other ships: ask about it apart, or say which go by vessel."
    )
    for asked in ({"destinations": "PL"}, {"destinations": ["PL", "US"], "vessel": "ultra"}):
        alone = layers.resilience(origins="TW", modes="sea", on="open", **asked).closures  # type: ignore[arg-type]
        assert "other ships" not in alone.set_index("name")["sentence"]["panama"]
