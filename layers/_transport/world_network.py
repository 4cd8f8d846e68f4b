"""The world's transport network by every mode, with the hours and costs of a cost model."""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import geopandas as gpd
import numpy as np

from isthmus._choices import COST_MODEL
from isthmus._modes import FERRY, MODES, ROUTED, TRANSFER
from isthmus.geo import Network, inverse
from isthmus.layers._bundled.network_files import gate_table, ground, hub_table, rule_table
from isthmus.layers._tables.crs import DEGREES

from .cost_models import CostModel, Effort
from .question import in_order
from .services import countries_along, gates_on_lanes, gates_over_borders, named_lines, pair_gates

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from isthmus.layers._bundled.network_files import Ground, ModeGraph

    from .services import NamedLine

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

# Over borders within a market trains and trucks do not wait: the European Union with Norway and Switzerland,
# and the customs union of the Eurasian Economic Union.
_EUROPE: Final = (
    *("AT", "BE", "BG", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT"),
    *("LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK"),
)
_EURASIA: Final = ("AM", "BY", "KG", "KZ", "RU")
_NOWHERE: Final = "ZZ"  # nodes off every coast


class ModeEdges(NamedTuple):
    """Edges of one mode, ends counted over the whole network.

    What is taken once is taken in one stretch; a line is a gate of its own, by its id. Of the
    network of a mode it is known what each gate holds.
    """

    mode: str
    tails: Ints
    heads: Ints
    metres: Floats
    effort: Effort
    once: bool = False
    line: NamedLine | None = None
    gates: Sequence[NDArray[np.integer[Any]]] = ()


def network(*, modes: str | Collection[str] = ROUTED, costs: str = COST_MODEL) -> Network:
    """Return the bundled transport network as it was built, with nothing closed.

    Ports, airports and cities are its first nodes, in the order of `hubs`, whatever the modes. Edges of mode
    ``transfer`` join them to the networks of the modes: one into a ship, one out of it, each with the hours
    and cost of a terminal, so that a change of mode costs both modes' halves.

    Goods take to the sea once: what lies at sea, with the way on board and ashore, is taken in one stretch.
    So are land bridges, which lie between two voyages; ferries are not, which carry lorries and wagons.

    Parameters
    ----------
    modes : str or collection of {"sea", "ferry", "rail", "road", "air"}
        Which modes to take along; a text joins them by commas. Ferries go with the sea, too.
    costs : str
        Whose speeds and costs apply: one of `cost_models`.

    Returns
    -------
    Network
        With hours, and costs in USD a tonne. Its gates are those of `gates` that hold edges of the modes.

    Raises
    ------
    ArgumentError
        If there is no such mode or cost model.

    Notes
    -----
    Railways and roads are as long as the source's simplified lines, times a factor of their country where
    published lengths tell one. ``docs/network.md`` says which, and how near they come.

    Examples
    --------
    >>> lanes = network(modes="sea")
    >>> place = hubs().set_index("id")["node"]
    >>> by_suez = lanes.shortest_route(place["CNSHA"], place["NLRTM"])
    >>> round(by_suez.length_m / 1852, -2)
    10500.0
    >>> "suez" in by_suez.gates
    True
    """
    return network_by(tuple(in_order(modes)), CostModel.find(costs))


@lru_cache(maxsize=4)  # it never changes, and what one search sorts serves the next
def network_by(chosen: tuple[str, ...], model: CostModel, *, is_skeleton: bool = False) -> Network:
    """Return the bundled network of some modes, in their order, by a cost model, or its skeleton."""
    parts, lines = all_parts(chosen, model, is_skeleton=is_skeleton), named_lines(chosen)
    graphs = (ground(mode, is_skeleton=is_skeleton).graph for mode in first_nodes(chosen))
    places = [hub_table()[["lon", "lat"]].to_numpy(), *(graph.lonlat for graph in graphs)]
    whole = np.vstack([*places, *(line.course for line in lines)])
    effort = Effort.join(part.effort for part in parts)
    return Network(
        whole,
        np.concatenate([part.tails for part in parts]),
        np.concatenate([part.heads for part in parts]),
        modes=np.repeat([part.mode for part in parts], [len(part.tails) for part in parts]),
        lengths_m=np.concatenate([part.metres for part in parts]),
        hours=effort.hours,
        costs=effort.usd_t,
        gates=_gates(parts, node_countries(chosen, is_skeleton=is_skeleton)),
        once=taken_once(parts),
    )


@lru_cache(maxsize=3)  # one question takes the least, the usual and the most of one model
def all_parts(
    chosen: tuple[str, ...], model: CostModel, *, is_skeleton: bool = False
) -> tuple[ModeEdges, ...]:
    """Return the edges of every mode, those that join hubs to them, and those of named lines."""
    table, starts = hub_table(chosen), first_nodes(chosen, is_skeleton=is_skeleton)
    grounds = {mode: ground(mode, is_skeleton=is_skeleton) for mode in starts}
    parts = [_mode_part(mode, found, starts[mode], model) for mode, found in grounds.items()]
    parts += [_transfer_part(mode, found, starts[mode], model, table) for mode, found in grounds.items()]
    start = len(table) + sum(len(found.graph.lonlat) for found in grounds.values())
    for line in named_lines(chosen):
        parts += _line_parts(line, start, model)
        start += len(line.course)
    return tuple(parts)


def hubs() -> gpd.GeoDataFrame:
    """Return the ports, airports and cities at which a journey starts, ends or changes its mode.

    Returns
    -------
    GeoDataFrame
        One row a hub: ``id`` (UN/LOCODE, IATA code or GeoNames id); ``kind`` (port, airport, city); ``name``
        and ``country``; ``node``, its number in every `network`; ``sea_km``, ``rail_km`` and ``road_km``, how
        far the nearest place of that mode is, missing where none is near; points, EPSG:4326.

    Examples
    --------
    >>> hubs().set_index("id").loc[["TWKHH", "WAW"], ["kind", "name", "country"]].values.tolist()
    [['port', 'Kaohsiung', 'TW'], ['airport', 'Warsaw Chopin Airport', 'PL']]
    """
    return _read_hubs().copy()


@cache
def _read_hubs() -> gpd.GeoDataFrame:
    table = hub_table()
    modes = [mode for mode in ROUTED if mode in table]
    for mode in modes:
        table[f"{mode}_km"] = table[f"{mode}_km"].where(table[mode] >= 0)
    columns = table[["id", "kind", "name", "country"]].assign(node=np.arange(len(table)))
    columns = columns.join(table[[f"{mode}_km" for mode in modes]])
    return gpd.GeoDataFrame(columns, geometry=gpd.points_from_xy(table["lon"], table["lat"]), crs=DEGREES)


def first_nodes(modes: Collection[str], *, is_skeleton: bool = False) -> dict[str, int]:
    """Return the first node of each mode in the network of some modes, or in its skeleton.

    Examples
    --------
    >>> first_nodes(["rail", "sea"])["sea"] == len(hub_table())
    True
    """
    chosen = [mode for mode in ROUTED if mode in modes]
    grounds = (ground(mode, is_skeleton=is_skeleton) for mode in chosen)
    sizes = [len(hub_table()), *(len(found.graph.lonlat) for found in grounds)]
    return dict(zip(chosen, np.cumsum(sizes).tolist(), strict=False))


def node_countries(modes: Collection[str], *, is_skeleton: bool = False) -> NDArray[np.str_]:
    """Return the country of each node of the bundled network of some modes, "" at sea and in the air."""
    countries = [hub_table()["country"].to_numpy(str)]
    for mode in first_nodes(modes):
        graph = ground(mode, is_skeleton=is_skeleton).graph
        known = graph.codes[graph.country] if len(graph.country) else np.full(len(graph.lonlat), "")
        countries.append(np.where(known == _NOWHERE, "", known).astype(str))
    countries += [countries_along(line) for line in named_lines(modes)]
    return np.concatenate(countries)


def course_along(modes: Collection[str], whole: Network, edges: Sequence[int], nodes: Ints) -> Floats:
    """Return the places along edges of the skeleton of some modes, which lead from node to node."""
    first = first_nodes(modes, is_skeleton=True)
    grounds = [ground(mode, is_skeleton=True) for mode in first]
    bounds = np.cumsum([0, *(len(found.graph.tails) for found in grounds)])
    courses = [whole.lonlat[nodes[:1]]]
    for edge, (start, stop) in zip(edges, pairwise(nodes.tolist()), strict=True):
        part = int(np.searchsorted(bounds, edge, side="right")) - 1
        if part < len(grounds):
            found, node = grounds[part], start - first[grounds[part].mode]
            courses.append(found.course(edge - int(bounds[part]), node))
        courses.append(whole.lonlat[[stop]])
    return np.concatenate(courses)


def _mode_part(mode: str, found: Ground, start: int, model: CostModel) -> ModeEdges:
    """Return the edges of a mode with what it takes to pass them."""
    graph, gates = found.graph, dict(zip(gate_table()["id"], found.gates, strict=True))
    stands = Effort(*np.zeros((5, len(graph.metres))))
    if len(graph.country):
        border = _borders(graph)
        stands.waiting_h[border] += model["border_h", mode]
        stands.usd_t[border] += model["border", mode]
    if MODES[mode].has_gauge:
        changes, handling = _gauge_changes(graph, gates, model["break_h", mode])
        stands.handling_h[changes] += handling
        stands.usd_t[changes] += model["break", mode]
    for edges, wait, toll in _waits(mode, gates, model):
        stands.waiting_h[edges] += wait
        stands.usd_t[edges] += toll
    for queue in (own for own in model.queues if mode in own.modes):
        hours, held = model.pick(queue.low, queue.high), gates[queue.gate]
        stands.waiting_h[held] = np.maximum(hours - stands.handling_h[held], 0)
    effort = model.travel(mode, graph.metres / 1000).plus(model.price(mode, stands))
    tails, heads, once = graph.tails + start, graph.heads + start, MODES[mode].is_once
    return ModeEdges(mode, tails, heads, graph.metres, effort, once, gates=found.gates)


def _borders(graph: ModeGraph) -> Ints:
    """Return the edges over a border at which trade is checked."""
    own = np.where(np.isin(graph.codes, _EUROPE), -1, np.arange(len(graph.codes)))
    market = np.where(np.isin(graph.codes, _EURASIA), -2, own)[graph.country]
    return np.flatnonzero(market[graph.tails] != market[graph.heads])


def _gauge_changes(graph: ModeGraph, gates: Mapping[str, Ints], hours: float) -> tuple[Ints, Floats]:
    """Return the edges between countries of different gauge, and how long a train takes there."""
    gauges, handling = _gauge_rules()
    gauge = np.array([gauges.get(code, 0) for code in graph.codes.tolist()], int)[graph.country]
    tail, head = gauge[graph.tails], gauge[graph.heads]
    wait = np.where((tail != head) & (tail > 0) & (head > 0), hours, 0.0)
    for gate, rule_hours in handling.items():
        wait[gates[gate]] = rule_hours
    changes = np.flatnonzero(wait)
    return changes, wait[changes]


@cache
def _gauge_rules() -> tuple[Mapping[str, int], Mapping[str, float]]:
    """Return the gauge of each country in millimetres, and the hours of a change of gauge that rules tell."""
    gauges, waits = rule_table("gauges"), rule_table("waits").query("handling_h != ''")
    gauge_mm = zip(gauges["country"], gauges["gauge_mm"].astype(int), strict=True)
    handling_h = zip(waits["gate"], waits["handling_h"].astype(float), strict=True)
    return MappingProxyType(dict(gauge_mm)), MappingProxyType(dict(handling_h))


def _waits(mode: str, gates: Mapping[str, Ints], model: CostModel) -> Iterator[tuple[Ints, float, float]]:
    """Yield the edges of each gate at which a mode waits or pays, the hours, and the cost of a tonne."""
    for gate, low, high, least, most in _wait_rules(mode):
        yield gates[gate], model.pick(low, high), model.pick(least, most)


@cache
def _wait_rules(mode: str) -> Sequence[tuple[str, float, float, float, float]]:
    """Return the gates at which a mode waits or pays, the least and most hours and USD a tonne at each."""
    rules = rule_table("waits").query(f"mode == {mode!r}").set_index("gate")
    bounds = rules[["h_low", "h_high", "usd_t_low", "usd_t_high"]].replace("", "0").astype(float)
    return tuple(bounds.itertuples(name=None))


def _transfer_part(mode: str, found: Ground, start: int, model: CostModel, table: pd.DataFrame) -> ModeEdges:
    """Return the edges between the hubs of a table and a mode's network."""
    hub, node, km = _berths(mode, table)
    heads = found.node[node] + start
    return ModeEdges(TRANSFER, hub, heads, 1000 * km, model.board(mode, km), MODES[mode].is_once)


def _line_parts(line: NamedLine, start: int, model: CostModel) -> Iterator[ModeEdges]:
    """Yield the edges of a line between nodes of its own, and those that join these to its ports.

    Goods wait for half the time between two departures, of which a half is at either end.
    """
    nodes, steps = start + np.arange(len(line.course)), inverse(*line.course[:-1].T, *line.course[1:].T)[2]
    share = steps / steps.sum()
    metres, hours, none = 1000 * line.km * share, model.pick(*line.hours) * share, np.zeros(len(share))
    tariff = metres / 1000 * model["tariff", line.mode]
    under_way = model.price(line.mode, Effort(hours, none, none, none, tariff))
    yield ModeEdges(line.mode, nodes[:-1], nodes[1:], metres, under_way, line.is_bridge, line)
    at = np.zeros(2)
    handling, fee = model["terminal_h", line.mode], model["terminal", line.mode]
    board = model.stand(line.mode, at, model.pick(0, line.headway_h / 2), handling, fee)
    yield ModeEdges(TRANSFER, np.array(line.hubs), nodes[[0, -1]], at, board, line.is_bridge, line)


def taken_once(parts: Iterable[ModeEdges]) -> Ints:
    """Return the edges of all parts that are taken in one stretch alone."""
    counts = [len(part.tails) for part in parts]
    return np.flatnonzero(np.repeat([part.once for part in parts], counts))


def _berths(mode: str, table: pd.DataFrame) -> tuple[Ints, Ints, Floats]:
    """Return hub, node and km of each transfer of a mode."""
    if mode not in table:  # the nodes of the air are the airports
        hub = np.flatnonzero(table["kind"] == MODES[mode].hub)
        return hub, np.arange(len(hub)), np.zeros(len(hub))
    hub = np.flatnonzero(table[mode] >= 0)
    return hub, table[mode].to_numpy()[hub], table[f"{mode}_km"].to_numpy()[hub]


def _gates(parts: Sequence[ModeEdges], countries: NDArray[np.str_]) -> dict[str, Ints]:
    """Return the edges that each gate holds, of the gates that hold any."""
    numbers = {name: number for number, name in enumerate(gate_table()["id"])}
    firsts = np.cumsum([0, *(len(part.tails) for part in parts)])
    pairs = [_held_on(part, countries, numbers) for part in parts]
    gate, edge = np.hstack(
        [held + np.array([[0], [first]]) for held, first in zip(pairs, firsts, strict=False)]
    )
    order = np.argsort(gate, kind="stable")
    held = np.split(edge[order], np.searchsorted(gate[order], np.arange(1, len(numbers))))
    return {name: edges for name, edges in zip(numbers, held, strict=True) if len(edges)}


def _held_on(part: ModeEdges, countries: NDArray[np.str_], numbers: Mapping[str, int]) -> Ints:
    """Return the pairs of a gate's number and an edge of a part that it holds, as two rows.

    Ways between hubs and a network pass no gate: see `nearest_way`.
    """
    if part.mode == TRANSFER:
        return np.empty((2, 0), np.int64)
    if part.line is None:
        return pair_gates(part.gates)
    edges = np.arange(len(part.tails))
    own = np.array([np.full(len(edges), numbers[part.line.id]), edges])
    if part.mode == FERRY:
        return np.hstack([own, gates_on_lanes(part.line)])
    return np.hstack([own, gates_over_borders(countries[[part.tails, part.heads]], numbers)])
