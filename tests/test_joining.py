"""Places that are no hubs, as nodes of the network."""

from __future__ import annotations

import numpy as np
import pytest

from isthmus import geo, layers
from isthmus.layers._bundled.network_files import mode_graph
from isthmus.layers._transport.ends import find_end
from isthmus.layers._transport.joining import first_nodes, joined

MODES = ["sea", "rail"]


@pytest.fixture(scope="module")
def whole() -> geo.Network:
    return layers.network(modes=MODES)


def test_the_nodes_of_each_mode_stand_where_they_are_said_to(whole: geo.Network) -> None:
    first = first_nodes(MODES)
    for mode in MODES:
        lonlat = mode_graph(mode).lonlat
        np.testing.assert_array_equal(whole.lonlat[first[mode] : first[mode] + len(lonlat)], lonlat)


def test_hubs_are_in_the_network_already(whole: geo.Network) -> None:
    same, nodes = joined(whole, [find_end("Warsaw", modes=MODES)], scenario="freight")
    assert same is whole
    assert layers.hubs().set_index("node").loc[nodes[0], "name"] == "Warsaw"


def test_a_place_costs_what_a_hub_at_its_point_costs(whole: geo.Network) -> None:
    """Warsaw by name and by its point differ only in how hubs' distances are rounded, to 0.1 km."""
    city, point = find_end("Warsaw", modes=MODES), find_end((21.01, 52.23), modes=MODES)
    other = find_end("Gdansk", modes=MODES)
    network, [a, b, c] = joined(whole, [city, point, other], scenario="freight")
    by_name, by_point = (network.shortest_route(node, c, by="cost") for node in (a, b))
    assert by_point.cost == pytest.approx(by_name.cost, abs=0.01)
    assert by_point.hours == pytest.approx(by_name.hours, abs=0.01)
    assert by_point.length_m == pytest.approx(by_name.length_m, abs=100)


def test_joining_changes_nothing_else(whole: geo.Network) -> None:
    network, _ = joined(whole, [find_end((21.0, 52.2), modes=MODES)], scenario="freight")
    assert len(network.lonlat) == len(whole.lonlat) + 1
    assert set(network.gates) == set(whole.gates)
    np.testing.assert_array_equal(network.hours[: len(whole.hours)], whole.hours)
