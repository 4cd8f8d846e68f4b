"""Replacement routes, against a search for every closure of small networks."""

from __future__ import annotations

from itertools import chain, combinations, groupby
from typing import TYPE_CHECKING
from unittest import mock

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from isthmus import geo
from isthmus.geo._networks import detours, replacement_routes
from small_networks import NODES, check_route, joined, networks, of_pairs

if TYPE_CHECKING:
    from collections.abc import Iterator


def subsets(small: geo.Network) -> Iterator[tuple[str, ...]]:
    return chain.from_iterable(combinations(small.gates, size) for size in range(len(small.gates) + 1))


def searched(small: geo.Network, closed: tuple[str, ...]) -> geo.Route | None:
    try:
        return small.without(gates=closed).shortest_route(0, NODES - 1)
    except geo.NoRouteError:
        return None


@given(networks(once=True), st.integers(0, 4), st.sampled_from([-1, 10**9]))
def test_every_closure_is_answered_as_a_search_does(small: geo.Network, depth: int, many: int) -> None:
    with mock.patch.object(replacement_routes, "_MANY", many):
        hold_to_account(small, depth)


def hold_to_account(small: geo.Network, depth: int) -> None:
    if not joined(small, 0, NODES - 1):
        with pytest.raises(geo.NoRouteError):
            small.replacement_routes(0, NODES - 1, by="time")
        return
    ready = small.replacement_routes(0, NODES - 1, depth=depth, by="time")
    for closed in subsets(small):
        found, right = ready.best(closed), searched(small, closed)
        assert ready.is_exact(closed) or len(closed) > depth
        if found is not None:
            check_route(small.without(gates=closed), found, 0, NODES - 1)
            assert right is not None
            assert found.hours >= right.hours - 1e-9
        if ready.is_exact(closed):
            assert (found is None) == (right is None)
            assert found is None or found.hours == pytest.approx(right.hours)  # type: ignore[union-attr]


@given(networks(once=True), st.sampled_from([-1, 10**9]))
def test_pairs_are_answered_as_one_by_one_without_what_is_fixed(small: geo.Network, many: int) -> None:
    ends, fixed = ([[0], [1, 2]], [[NODES - 1], [3]]), {(0, 0): [*small.gates][:1]}
    with mock.patch.object(replacement_routes, "_MANY", many):
        found = small.replacements(*ends, by="time", fixed=fixed)
    for (i, j), ready in found.items():
        for closed in subsets(small):
            best = small.without(gates=closed).best_routes([ends[0][i]], [ends[1][j]], by="time")
            if not {*closed} & {*fixed.get((i, j), ())}:
                route = None if ready is None else ready.best(closed)
                assert (np.inf if route is None else route.hours) == pytest.approx(best.hours[0, 0])
    assert found[0, 0] is None or not {*found[0, 0].gates} & {*fixed[0, 0]}
    assert found[0, 0] is None or not {*found[0, 0].routes[0].gates} & {*fixed[0, 0]}


@given(networks(once=True))
def test_more_closures_never_shorten_a_way(small: geo.Network) -> None:
    if not joined(small, 0, NODES - 1):
        return
    ready = small.replacement_routes(0, NODES - 1, depth=len(small.gates), by="time")
    hours = {frozenset(closed): ready.best(closed) for closed in subsets(small)}
    for fewer, more in combinations(hours, 2):
        before, after = hours[fewer], hours[more]
        if fewer <= more and after is not None:
            assert before is not None
            assert after.hours >= before.hours - 1e-9


def canals() -> geo.Network:
    """Return four lanes, of which the last can't be closed."""
    gates = {"suez": [0], "panama": [1], "bering": [2]}
    return of_pairs([(0, 1)] * 4, hours=[1, 2, 4, 8], gates=gates)


def test_a_closure_beyond_the_tree_has_the_best_route_known_and_says_so() -> None:
    ready = canals().replacement_routes(0, 1, depth=1, by="time")
    assert [route.hours for route in ready.routes] == [1, 2]
    assert not ready.is_exact("suez, panama")
    assert ready.best("suez, panama") is None
    assert ready.is_exact("panama, bering")  # neither is on the best route
    deeper = canals().replacement_routes(0, 1, by="time")
    assert deeper.is_exact(["suez", "panama", "bering"])
    assert deeper.best(["suez", "panama", "bering"]).hours == 8  # type: ignore[union-attr]


def test_what_parts_the_ends_parts_them_with_more_closed() -> None:
    one_way = of_pairs([(0, 1)], hours=[1], gates={"strait": [0], "elsewhere": [0], "far": [0]})
    ready = one_way.replacement_routes(0, 1, depth=1, by="time")
    assert ready.best("strait") is None
    assert ready.is_exact("strait, elsewhere, far")


def test_what_was_closed_before_stays_closed() -> None:
    ready = canals().without(gates="suez").replacement_routes(0, 1, depth=1, by="time")
    assert ready.best().hours == 2  # type: ignore[union-attr]
    assert "suez" in ready.gates
    assert ready.best("suez") == ready.best()


def test_no_closure_is_searched_for_whose_answer_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """With y shut the way goes round x as well, so that both shut is no question of its own."""
    chain_and_way_round = of_pairs(
        [(0, 1), (0, 1), (1, 3), (0, 3)], hours=[1, 2, 1, 9], gates={"x": [0], "y": [2]}
    )
    closures = []
    plain = detours.DetoursOfPair._search

    def search(pair: detours.DetoursOfPair, limit: float, closed: list[int], within: float) -> object:
        closures.append([*closed])
        return plain(pair, limit, closed, within)

    monkeypatch.setattr(detours.DetoursOfPair, "_search", search)
    ready = chain_and_way_round.replacement_routes(0, 3, by="time")
    assert [route.hours for route in ready.routes] == [2, 3, 9]
    assert ready.best("x, y").hours == 9  # type: ignore[union-attr]
    x, y = [0], [1]
    assert [closed for closed, _ in groupby(closures)] == [[], x, y]


def test_ways_that_cost_nothing_are_told_apart_from_none() -> None:
    free = of_pairs([(0, 1), (0, 1), (0, 1)], hours=[0, 0, 5], gates={"a": [0], "b": [1]})
    ready = free.replacement_routes(0, 1, by="time")
    assert [ready.best(closed).hours for closed in ("", "a", "a, b")] == [0, 0, 5]  # type: ignore[union-attr]


def test_an_unknown_gate_is_told_with_the_nearest() -> None:
    ready = canals().replacement_routes(0, 1, depth=0, by="time")
    with pytest.raises(geo.ArgumentError, match="closed: expected one of the 3 of this network, got 'suze'"):
        ready.best("suze")
    with pytest.raises(geo.ArgumentError, match="depth: expected a whole number of at least 0"):
        canals().replacement_routes(0, 1, depth=-1)


def test_a_tree_starts_with_no_closure_and_does_not_change() -> None:
    ready = canals().replacement_routes(0, 1, depth=1, by="time")
    with pytest.raises(TypeError):
        ready.tree[frozenset()] = None  # type: ignore[index]
    with pytest.raises(geo.ArgumentError, match="tree: expected a route for no closure"):
        geo.ReplacementRoutes("time", 1, (), {})
    assert repr(ready) == (
        "<ReplacementRoutes from node 0 to node 1 by time: 2 routes for every closure of up to 1 of 3 gates>"
    )
