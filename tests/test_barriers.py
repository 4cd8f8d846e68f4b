"""What may not be passed: gates, what rules close on a day, and zones."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from isthmus import geo, layers
from isthmus.layers._transport.barriers import barriers


@pytest.fixture(scope="module")
def lines() -> geo.Network:
    return layers.network(modes=["rail"])


def test_gates_are_barriers_by_name_and_title(lines: geo.Network) -> None:
    [(name, edges)] = barriers(lines, closed=["border_pl_by", "suez"]).items()
    assert name == "Border of Poland and Belarus (border_pl_by)"
    np.testing.assert_array_equal(edges, lines.gates["border_pl_by"])


def test_the_rules_of_a_day_are_barriers() -> None:
    sea = layers.network(modes=["sea"])
    assert "the port Odesa (UAODS)" in barriers(sea, on="2022-05-01")
    assert "the port Odesa (UAODS)" not in barriers(sea, on="2021-05-01")


@pytest.mark.parametrize("closed", [["suesz"], ["Suez Canal"], ["SUEZ"]])
def test_an_unknown_gate_is_answered_with_the_nearest(lines: geo.Network, closed: list[str]) -> None:
    with pytest.raises(geo.ArgumentError, match=r"the nearest are suez \(Suez Canal\)"):
        barriers(lines, closed=closed)


def test_all_unknown_gates_are_told_at_once(lines: geo.Network) -> None:
    with pytest.raises(geo.ArgumentError, match=r"'qqqq'.*\n.*'panma'.*panama \(Panama Canal\)"):
        barriers(lines, closed=["qqqq", "panma"])


def test_a_text_is_no_list_of_gates(lines: geo.Network) -> None:
    with pytest.raises(geo.ArgumentError, match=r"give \['suez'\]"):
        barriers(lines, closed="suez")


def test_an_area_stops_what_meets_it(lines: geo.Network) -> None:
    box = shapely.box(20.5, 52.0, 21.5, 52.5)
    stopped = barriers(lines, avoid=box)["the zone to avoid"]
    assert set(stopped) == set(np.flatnonzero(~lines.without(area=box).is_open))


def test_a_zone_counts_for_the_modes_it_hinders_and_while_it_lasts() -> None:
    network = layers.network(modes=["sea", "rail"])
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
    found = barriers(network, avoid=zones)
    assert list(found) == ["the zone pirates", "the zone closed border"]
    modes = {name: set(network.modes[edges].tolist()) for name, edges in found.items()}
    assert modes == {"the zone pirates": {"sea"}, "the zone closed border": {"rail"}}
    later = barriers(network, avoid=zones, on="2025-03-01")
    assert [name for name in later if "zone" in name] == ["the zone closed border"]


@pytest.mark.parametrize(
    "shape",
    [shapely.Point(20, 52), shapely.Polygon(), shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)]), None],
)
def test_what_is_no_area_is_refused(lines: geo.Network, shape: shapely.Geometry | None) -> None:
    zones = gpd.GeoDataFrame({"name": ["odd"]}, geometry=[shape], crs="EPSG:4326")
    with pytest.raises(geo.ArgumentError, match=r"avoid: expected areas .* got others for odd"):
        barriers(lines, avoid=zones)


def test_zones_stop_the_same_edges_together_as_one_by_one(lines: geo.Network) -> None:
    boxes = [shapely.box(20, 51, 22, 53), shapely.box(21, 52, 23, 54), shapely.box(-1, 51, 1, 52)]
    zones = gpd.GeoDataFrame(geometry=boxes, crs="EPSG:4326")
    found = barriers(lines, avoid=zones)
    assert list(found) == ["the zone number 1", "the zone number 2", "the zone number 3"]
    for edges, box in zip(found.values(), boxes, strict=True):
        np.testing.assert_array_equal(np.sort(edges), np.flatnonzero(~lines.without(area=box).is_open))
