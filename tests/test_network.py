"""What a network answers by itself: distances, and nothing where there is nothing."""

from __future__ import annotations

import numpy as np
import pytest

from isthmus import geo
from small_networks import suez_and_cape


def test_an_empty_network_is_a_network() -> None:
    nothing = geo.Network(np.zeros((0, 2)), [], [], modes=[])
    assert nothing.distances([], by="distance").shape == (0, 0)
    lonely = geo.Network([(0, 0), (1, 1)], [], [], modes=[], hours=[])
    assert lonely.minimum_cut(0, 1) == geo.Cut(0)
    with pytest.raises(geo.NoRouteError):
        lonely.shortest_route(0, 1)


def test_a_closure_leaks_nothing() -> None:
    """searoute 1.6 marks its one cached graph: after a closure every later call avoids Suez."""
    network = suez_and_cape()
    before = network.shortest_route(0, 3)
    closed = network.without(gates=["suez"])
    assert closed.shortest_route(0, 3).gates == ("cape",)
    assert network.shortest_route(0, 3) == before
    assert suez_and_cape().shortest_route(0, 3) == before
