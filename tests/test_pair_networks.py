"""Pairs of ends to which not the same is shut: each goes as if it were asked about alone."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from isthmus import geo, layers
from isthmus.geo import ArgumentError, BestRoutes, Network
from isthmus.layers._transport.barriers import Shut
from isthmus.layers._transport.pair_networks import PairNetworks

#: From 0 and 1 to 4 and 5, by a short way over 2 and a long one over 3.
WAYS = [
    (0, 2, 1.0),
    (1, 2, 1.0),
    (2, 4, 1.0),
    (2, 5, 1.0),
    (0, 3, 5.0),
    (1, 3, 5.0),
    (3, 4, 5.0),
    (3, 5, 5.0),
]
STARTS, GOALS = [[0], [1]], [[4], [5]]
TRIPS = [[("A", "X"), ("A", "Y")], [("B", "X"), ("B", "Y")]]
SHORT = np.array([0, 1])
OPEN, SHUT = 2.0, 10.0


def whole() -> Network:
    tails, heads, hours = zip(*WAYS, strict=True)
    gates = {"short": [0, 1, 2, 3], "long": [4, 5, 6, 7]}
    return Network([(i, 0) for i in range(6)], tails, heads, modes=["rail"] * 8, hours=hours, gates=gates)


def networks(*bound: tuple[str, str]) -> PairNetworks:
    """Return the networks in which the short way is shut to some trips alone."""
    return PairNetworks.of(whole(), [Shut("short", SHORT, bound=dict.fromkeys(bound, SHORT))], TRIPS)


def hours(best: BestRoutes) -> list[list[float]]:
    found: list[list[float]] = best.hours.tolist()
    return found


@pytest.mark.parametrize(
    ("bound", "groups", "expected"),
    [
        ((), 1, [[OPEN, OPEN], [OPEN, OPEN]]),
        ((("A", "X"),), 2, [[SHUT, OPEN], [OPEN, OPEN]]),
        ((("A", "X"), ("B", "Y")), 2, [[SHUT, OPEN], [OPEN, SHUT]]),  # no row and no column
        (tuple(trip for row in TRIPS for trip in row), 1, [[SHUT, SHUT], [SHUT, SHUT]]),
    ],
)
def test_each_pair_passes_what_is_open_to_it(
    bound: tuple[tuple[str, str], ...], groups: int, expected: list[list[float]]
) -> None:
    found = networks(*bound)
    assert len(found.groups) == groups
    assert hours(found.best_routes(STARTS, GOALS, by="time")) == expected
    assert hours(found.reroute(whole().best_routes(STARTS, GOALS, by="time"))) == expected
    ready = found.replacements(STARTS, GOALS, depth=1, by="time", fixed=dict.fromkeys(np.ndindex(2, 2), ()))
    assert [*ready] == [*np.ndindex(2, 2)]
    for (i, j), tree in ready.items():
        assert tree is not None
        assert tree.tree[frozenset()] is not None
        assert getattr(tree.tree[frozenset()], "hours") == expected[i][j]  # noqa: B009
        assert (tree.best(["long"]) is None) is (expected[i][j] == SHUT)


def test_what_is_shut_to_all_is_shut_besides() -> None:
    found = networks(("A", "X")).without(gates=["long"])
    assert np.isinf(found.best_routes(STARTS, GOALS, by="time").hours).tolist() == [
        [True, False],
        [False] * 2,
    ]
    later = networks(("A", "X")).with_delay([2], 100.0)
    before = networks(("A", "X")).best_routes(STARTS, GOALS, by="time")
    assert hours(later.reroute(before, longer=[2])) == [[SHUT, OPEN], [SHUT, OPEN]]


def test_what_opens_is_what_was_shut_to_any() -> None:
    assert networks(("A", "X")).opened_by(networks()).tolist() == SHORT.tolist()
    assert networks().opened_by(networks(("A", "X"))).tolist() == []
    assert networks(("A", "X")).opened_by(networks(("B", "Y"))).tolist() == SHORT.tolist()


def test_pairs_share_a_gate_by_ways_that_are_open_to_them() -> None:
    limits = {"short": (100.0, 100.0), "long": (100.0, 100.0)}
    found = networks(("A", "X")).assign(STARTS, GOALS, np.ones((2, 2)), capacities=limits, by="time")
    assert found.least.unserved.sum() == 0
    assert dict(zip(found.least.gates, found.least.loads.tolist(), strict=True)) == {
        "short": 6.0,
        "long": 2.0,
    }
    barred = {(0, 0): SHORT, (1, 1): [99]}
    with pytest.raises(ArgumentError, match="barred"):
        whole().assign([0], [4], [[1]], capacities={}, barred=barred)


def test_a_shut_place_grows_for_those_to_whom_it_is_shut() -> None:
    held = Shut("short", SHORT, bound={("A", "X"): SHORT}).spread(np.array([7]))
    assert (held.edges_to(("A", "X")).tolist(), held.edges_to(("B", "X")).tolist()) == ([0, 1, 7], [])
    assert held.whom == ("A - X",)
    assert Shut("short", SHORT).spread(np.array([7])).edges_to(("B", "X")).tolist() == [0, 1, 7]


@cache
def flown(origin: str) -> layers.Resilience:
    words = {"destinations": "WAW", "modes": "air", "on": "2024-01-01", "policy": "none"}
    return layers.resilience(origins=origin, **words)  # type: ignore[arg-type]


def test_an_airspace_is_shut_to_the_carriers_of_one_pair_alone() -> None:
    both, apart = flown("TPE,PEK"), [flown("TPE"), flown("PEK")]
    assert both.case.shut["airspace_ru"].whom == ("TW - PL",)
    after = both.case.after
    assert after.hours.tolist() == [one.case.after.hours[0].tolist() for one in apart]
    ways = [way for row in after.edges for way in row if way is not None]
    assert ["airspace_ru" in both.case.gates_along(way) for way in ways] == [False, True]
    [said] = both.closures.query("name == 'airspace_ru' and taken == 'shut'")["sentence"]
    assert said.endswith("This holds for TW - PL alone.")
    assert "Russia (TW - PL)" not in said
    assert dict(zip(both.summary().closed, both.summary().closed_to, strict=True))["airspace_ru"] == "TW - PL"
    again = both.what_if("airspace_kz")["h_after"].tolist()
    assert again == [one.what_if("airspace_kz")["h_after"][0] for one in apart]


def test_an_assignment_names_pairs_that_there_are() -> None:
    with pytest.raises(geo.ArgumentError, match="barred: expected places of pairs"):
        whole().assign([0], [4], [[1]], capacities={}, barred={(0, 1): []})
