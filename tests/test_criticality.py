"""What the closure of each gate does to many pairs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from isthmus import geo
from small_networks import NODES, networks


@settings(deadline=None)
@given(networks())
def test_effects_are_those_of_closing_each_gate_alone(small: geo.Network) -> None:
    origins, destinations = [0, 1, 2], [3, NODES - 1]
    effects = geo.closure_effects(small, origins, destinations)
    assert effects.gates == tuple(small.gates)
    for i, origin in enumerate(origins):
        for j, destination in enumerate(destinations):
            before = hours(small, origin, destination)
            assert effects.before[i, j] == pytest.approx(before, nan_ok=True)
            for g, name in enumerate(effects.gates):
                after = hours(small.without(gates=[name]), origin, destination)
                assert effects.extra[g, i, j] == pytest.approx(after - before, nan_ok=True)
                assert effects.unserved[g, i, j] == (np.isnan(after) and not np.isnan(before))


def hours(network: geo.Network, a: int, b: int) -> float:
    """Return the hours of the shortest route; NaN if there is none."""
    try:
        return network.shortest_route(a, b).hours
    except geo.NoRouteError:
        return float("nan")


def test_only_the_gates_asked_for_are_closed() -> None:
    chain = geo.Network(
        [(0, 0), (1, 0)], [0], [1], modes=["sea"], costs=[3], gates={"north": [0], "south": [0]}
    )
    effects = geo.closure_effects(chain, [0], [1], gates=["south"], by="cost")
    assert (effects.gates, effects.before.tolist(), effects.unserved.tolist()) == (
        ("south",),
        [[3]],
        [[[True]]],
    )
    with pytest.raises(geo.ArgumentError, match="the nearest is 'north'"):
        geo.closure_effects(chain, [0], [1], gates=["nrth"], by="cost")


def test_every_unknown_node_is_told() -> None:
    chain = geo.Network([(0, 0), (1, 0)], [0], [1], modes=["sea"])
    with pytest.raises(geo.ArgumentError, match=r"2 problems in the question:\norigins.*\ndestinations"):
        geo.closure_effects(chain, [2], [-1], by="distance")
