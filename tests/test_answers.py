"""What geo answers and raises survives a pickle, a copy and a worker process as it was."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import shapely

from isthmus import geo

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

NETWORK = geo.Network(
    [(0, 0), (1, 0), (2, 0)],
    tails=[0, 1, 0],
    heads=[1, 2, 1],
    modes=["sea", "rail", "road"],
    hours=[3, 4, 5],
    capacities=[1, 0, 1],
    gates={"strait": [0], "bridge": [1, 2]},
).without(edges=[2])
ROUTE = NETWORK.shortest_route(0, 1)
PROBLEM = geo.Problem("hubs.csv", "a number", "n/a", row=3)
ASSIGNED = NETWORK.assign([0], [1], [[5.0]], capacities={"strait": (1, 2)})
VALUES: dict[str, Any] = {
    "ArgumentError": geo.ArgumentError("no"),
    "Assignment": ASSIGNED,
    "BestRoutes": NETWORK.best_routes([0, [1, 2]], [1, 2]),
    "Cut": NETWORK.minimum_cut(0, 1),
    "DataWarning": geo.DataWarning([PROBLEM]),
    "Exposure": geo.Exposure(np.array([0]), np.array([1]), np.array([2.5])),
    "GeometryError": geo.GeometryError("bent", index=3),
    "IsthmusError": geo.IsthmusError("no"),
    "IsthmusWarning": geo.IsthmusWarning("no"),
    "Network": NETWORK,
    "NoCutError": geo.NoCutError("none", route=ROUTE),
    "NoRouteError": geo.NoRouteError("none", cut=geo.Cut(1, edges=(2,))),
    "Problem": PROBLEM,
    "ReadError": geo.ReadError("damaged"),
    "ReplacementRoutes": NETWORK.replacement_routes(0, 1, by="time"),
    "Route": ROUTE,
    "RouteFlow": ASSIGNED.least,
    "ValidationError": geo.ValidationError([PROBLEM, PROBLEM]),
    "WriteError": geo.WriteError("full"),
    "ZoneIndex": geo.ZoneIndex([shapely.box(0, 0, 1, 1)]),
}
CLASSES = {name for name in geo.__all__ if isinstance(getattr(geo, name), type)}


LINE = shapely.LineString([(0.5, -1), (0.5, 0.5)])


def content(value: object) -> object:
    """Return all that a value holds, so that it can be compared; of zones made ready, what they measure."""
    value = value.measure([LINE]) if isinstance(value, geo.ZoneIndex) else value
    if isinstance(value, np.ndarray):
        return value.dtype.str, value.flags.writeable, repr(value.tolist())
    if isinstance(value, BaseException):
        return type(value), str(value), content(value.args), content(vars(value))
    if isinstance(value, Mapping):
        return [(key, content(held)) for key, held in value.items()]
    if isinstance(value, list | tuple):
        return type(value), [content(held) for held in value]
    if isinstance(value, geo.Network) or dataclasses.is_dataclass(value):
        named = [name for name in dir(value) if name[0] != "_" and not callable(getattr(value, name))]
        return type(value), [(name, content(getattr(value, name))) for name in named]
    return repr(value)


def test_every_class_is_looked_at() -> None:
    assert set(VALUES) == CLASSES


@pytest.mark.parametrize("name", VALUES)
@pytest.mark.parametrize("protocol", [2, pickle.HIGHEST_PROTOCOL])
def test_values_and_errors_survive_a_pickle(name: str, protocol: int) -> None:
    again = pickle.loads(pickle.dumps(VALUES[name], protocol))  # noqa: S301 - our own
    assert content(again) == content(VALUES[name])


@pytest.mark.parametrize("name", VALUES)
def test_values_and_errors_survive_a_copy(name: str) -> None:
    for again in (copy.copy(VALUES[name]), copy.deepcopy(VALUES[name])):
        assert content(again) == content(VALUES[name])


def test_values_errors_and_functions_survive_a_worker_process(worker_process: ProcessPoolExecutor) -> None:
    functions = [getattr(geo, name) for name in geo.__all__ if name not in VALUES]
    values = list(worker_process.map(copy.copy, VALUES.values()))
    assert content(list(worker_process.map(copy.copy, functions))) == content(functions)
    with pytest.raises(geo.NoRouteError) as caught:
        worker_process.submit(NETWORK.shortest_route, 0, 2).result()
    assert content(values) == content(list(VALUES.values()))
    assert caught.value.cut == geo.Cut(0)


def test_a_network_answers_the_same_after_a_pickle() -> None:
    again = pickle.loads(pickle.dumps(NETWORK))  # noqa: S301 - our own
    assert again.shortest_route(0, 1) == ROUTE
    assert again.without(gates="strait").minimum_cut(0, 1) == geo.Cut(0)
    with pytest.raises(ValueError, match="read-only"):
        again.hours[0] = 7


def test_short_forms_list_a_few_of_many() -> None:
    gates = {f"gate {i}": [i] for i in range(7)}
    pairs = [(0, 1)] * 7
    tails, heads = zip(*pairs, strict=True)
    many = geo.Network([(0, 0), (1, 0)], tails, heads, modes=["sea"] * 7, gates=gates, costs=[2] * 7)
    assert repr(ROUTE) == (
        "<Route: edges 1 from node 0 to node 1, length 111.3 km, time 3.0 h, modes sea, gates strait>"
    )
    assert repr(many.minimum_cut(0, 1)) == (
        "<Cut: size 7, edges 0, 1, 2, 3, 4, ... (7), gates gate 0, gate 1, gate 2, gate 3, gate 4, ... (7)>"
    )
    assert repr(geo.Cut(0)) == "<Cut: size 0>"
    assert repr(NETWORK.best_routes([0], [1, 2])) == "<BestRoutes by time: 1 origins, 2 destinations>"
    assert "cost 2.00" in repr(many.shortest_route(0, 1, by="cost"))


def test_notebooks_show_tables_without_the_markup_of_names() -> None:
    odd = geo.Network([(0, 0), (1, 0)], [0], [1], modes=["<b>sea</b>"], gates={"<script>": [0]})
    cut, route = odd.minimum_cut(0, 1, apart="gate"), odd.shortest_route(0, 1, by="distance")
    for value in (odd, cut, route):
        table = value._repr_html_()
        assert table.startswith("<table>")
        assert "&lt;script&gt;" in table
        assert "<script>" not in table
        assert "<b>" not in table


def test_a_route_equals_the_same_edges_in_the_same_order_and_nothing_else() -> None:
    assert NETWORK.shortest_route(0, 1) == ROUTE
    assert NETWORK.shortest_route(1, 0) != ROUTE
    assert dataclasses.replace(ROUTE, edges=(2,)) != ROUTE
    assert dataclasses.replace(ROUTE, hours=9.0) == ROUTE
    assert (ROUTE.nodes, ROUTE.edges) != ROUTE
