"""The best way under closures, read off two trees; test_replacement_routes asks random networks."""

from __future__ import annotations

from small_networks import of_pairs


def test_a_way_is_found_however_much_longer_it_is() -> None:
    """Searches look near the best route first: each of these is as much farther as a part may be, or more."""
    lanes = [1, 1.03, 1.05, 1.2, 1.6, 3, 900]
    gates = {f"lane {number}": [number] for number in range(len(lanes) - 1)}
    ready = of_pairs([(0, 1)] * len(lanes), hours=lanes, gates=gates).replacement_routes(
        0, 1, depth=len(gates), by="time"
    )
    assert [ready.best([*gates][:number]).hours for number in range(len(lanes))] == lanes  # type: ignore[union-attr]


def test_a_way_round_every_gate_is_held_beside_ways_further_off() -> None:
    """Each way round one gate takes little more than the best route, all of them more than the lane."""
    chain = [(0, 2), (2, 3), (3, 1)]
    hours = [0.4] * 3 + [0.48] * 3 + [1.4]
    network = of_pairs([*chain, *chain, (0, 1)], hours=hours, gates={"x": [0], "y": [1], "z": [2]})
    ready = network.replacement_routes(0, 1, by="time")
    closures = ["", "x", "x, y", "x, y, z"]
    best = [ready.best([*filter(None, closed.split(", "))]) for closed in closures]
    assert [route and round(route.hours, 9) for route in best] == [1.2, 1.28, 1.36, 1.4]
