"""The world's transport network by every mode, with the hours and costs of a cost model."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

import geopandas as gpd
import numpy as np

from isthmus.geo import Network
from isthmus.layers._bundled.network_files import (
    ModeGraph,
    gate_edges,
    gate_table,
    hub_table,
    mode_graph,
    rule_table,
)
from isthmus.layers._tables.crs import DEGREES
from isthmus.layers._tables.modes import MODES, ROUTED, TRANSFER, in_order

from .cost_models import CostModel

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from .ends import End

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

__all__ = ["first_nodes", "hubs", "join_ends", "network", "node_countries"]

# Over borders within the European Union, Norway and Switzerland trains and trucks do not wait.
_ONE_MARKET: Final = (
    *("AT", "BE", "BG", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT"),
    *("LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK"),
)
_NOWHERE: Final = "ZZ"  # nodes off every coast


class _Part(NamedTuple):
    """Edges of one mode, ends counted over the whole network."""

    mode: str
    tails: Ints
    heads: Ints
    metres: Floats
    hours: Floats
    costs: Floats


def network(*, modes: str | Collection[str] = ROUTED, costs: str = "freight") -> Network:
    """Return the bundled transport network as it was built, with nothing closed.

    Ports, airports and cities are its first nodes, in the order of `hubs`, whatever the modes. Edges of mode
    ``transfer`` join them to the networks of the modes: one into a ship, one out of it, each with the hours
    and cost of a terminal, so that a change of mode costs both modes' halves.

    Parameters
    ----------
    modes : str or collection of {"sea", "rail", "road", "air"}
        Which modes to take along; a text joins them by commas.
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
    Railways and roads are as long as the source's simplified lines, with no factor. ``docs/network.md`` says
    how near they come to published lengths.

    Examples
    --------
    >>> lanes = network(modes="sea")
    >>> place = hubs().set_index("id")["node"]
    >>> by_suez = lanes.shortest_route(place["CNSHA"], place["NLRTM"])
    >>> round(by_suez.length_m / 1852, -2)
    10400.0
    >>> "suez" in by_suez.gates
    True
    """
    chosen, model = in_order(modes), CostModel.find(costs)
    table, starts = hub_table(), first_nodes(chosen)
    graphs = {mode: mode_graph(mode) for mode in chosen}
    parts = [_mode_part(mode, graph, starts[mode], model) for mode, graph in graphs.items()]
    parts += [_transfer_part(mode, table, starts[mode], model) for mode in chosen]
    return Network(
        np.vstack([table[["lon", "lat"]].to_numpy(), *(graph.lonlat for graph in graphs.values())]),
        np.concatenate([part.tails for part in parts]),
        np.concatenate([part.heads for part in parts]),
        modes=np.repeat([part.mode for part in parts], [len(part.tails) for part in parts]),
        lengths_m=np.concatenate([part.metres for part in parts]),
        hours=np.concatenate([part.hours for part in parts]),
        costs=np.concatenate([part.costs for part in parts]),
        gates=_gates(parts),
    )


def hubs() -> gpd.GeoDataFrame:
    """Return the ports, airports and cities at which a journey starts, ends or changes its mode.

    Returns
    -------
    GeoDataFrame
        Columns id (UN/LOCODE, IATA code or GeoNames id), kind (port, airport, city), name, country, node (in
        every `network`), sea_km, rail_km and road_km (to the nearest place of that mode, missing where none
        is near) and geometry (points, EPSG:4326).
    """
    table = hub_table()
    modes = [mode for mode in ROUTED if mode in table]
    for mode in modes:
        table[f"{mode}_km"] = table[f"{mode}_km"].where(table[mode] >= 0)
    columns = table[["id", "kind", "name", "country"]].assign(node=np.arange(len(table)))
    columns = columns.join(table[[f"{mode}_km" for mode in modes]])
    return gpd.GeoDataFrame(columns, geometry=gpd.points_from_xy(table["lon"], table["lat"]), crs=DEGREES)


def first_nodes(modes: Collection[str]) -> dict[str, int]:
    """Return the first node of each mode in the network of some modes.

    Examples
    --------
    >>> first_nodes(["rail", "sea"])["sea"] == len(hub_table())
    True
    """
    chosen = [mode for mode in ROUTED if mode in modes]
    sizes = [len(hub_table()), *(len(mode_graph(mode).lonlat) for mode in chosen)]
    return dict(zip(chosen, np.cumsum(sizes).tolist(), strict=False))


def node_countries(modes: Collection[str]) -> NDArray[np.str_]:
    """Return the country of each node of the bundled network of some modes, "" at sea and in the air."""
    countries = [hub_table()["country"].to_numpy(str)]
    for mode in first_nodes(modes):
        graph = mode_graph(mode)
        known = graph.codes[graph.country] if len(graph.country) else np.full(len(graph.lonlat), "")
        countries.append(np.where(known == _NOWHERE, "", known).astype(str))
    return np.concatenate(countries)


def _mode_part(mode: str, graph: ModeGraph, start: int, model: CostModel) -> _Part:
    """Return the edges of a mode with what it takes to pass them."""
    hours, costs = model.travel(mode, graph.metres / 1000)
    if len(graph.country):
        border = _borders(graph)
        hours[border] += model["border_h", mode]
        costs[border] += model["border", mode]
    if MODES[mode].has_gauge:
        changes, waits = _gauge_changes(mode, graph, model["break_h", mode])
        hours[changes] += waits
        costs[changes] += model["break", mode]
    costs += hours * model["time", mode]
    return _Part(mode, graph.tails + start, graph.heads + start, graph.metres, hours, costs)


def _borders(graph: ModeGraph) -> Ints:
    """Return the edges over a border at which trade is checked."""
    one_market = np.isin(graph.codes, _ONE_MARKET)
    market = np.where(one_market, -1, np.arange(len(graph.codes)))[graph.country]
    return np.flatnonzero(market[graph.tails] != market[graph.heads])


def _gauge_changes(mode: str, graph: ModeGraph, hours: float) -> tuple[Ints, Floats]:
    """Return the edges between countries of different gauge, and how long a train takes there."""
    gauges = rule_table("gauges").set_index("country")["gauge_mm"].astype(int)
    gauge = gauges.reindex(graph.codes).fillna(0).to_numpy(dtype=int)[graph.country]
    tail, head = gauge[graph.tails], gauge[graph.heads]
    edges = np.flatnonzero((tail != head) & (tail > 0) & (head > 0))
    wait = np.zeros(len(graph.tails))
    wait[edges] = hours
    known = dict(zip(gate_table()["id"], gate_edges(mode), strict=True))
    rules = rule_table("breaks")
    for gate, rule_hours in zip(rules["gate"], rules["hours"].astype(float), strict=True):
        wait[known[gate]] = rule_hours
    changes = np.flatnonzero(wait)
    return changes, wait[changes]


def _transfer_part(mode: str, table: pd.DataFrame, start: int, model: CostModel) -> _Part:
    """Return the edges between the hubs and a mode's network."""
    hub, node, km = _berths(mode, table)
    hours, costs = model.board(mode, km)
    return _Part(TRANSFER, hub, node + start, 1000 * km, hours, costs)


def _berths(mode: str, table: pd.DataFrame) -> tuple[Ints, Ints, Floats]:
    """Return hub, node and km of each transfer of a mode."""
    if mode not in table:  # the nodes of the air are the airports
        hub = np.flatnonzero(table["kind"] == MODES[mode].hub)
        return hub, np.arange(len(hub)), np.zeros(len(hub))
    hub = np.flatnonzero(table[mode] >= 0)
    return hub, table[mode].to_numpy()[hub], table[f"{mode}_km"].to_numpy()[hub]


def _gates(parts: Sequence[_Part]) -> dict[str, Ints]:
    """Return the edges that each gate holds, of the gates that hold any."""
    names = gate_table()["id"].tolist()
    held: dict[str, list[Ints]] = {name: [] for name in names}
    first = 0
    for part in parts:
        if part.mode != TRANSFER:
            for name, edges in zip(names, gate_edges(part.mode), strict=True):
                held[name].append(edges.astype(np.int64) + first)
        first += len(part.tails)
    whole = {name: np.concatenate(edges) for name, edges in held.items()}
    return {name: edges for name, edges in whole.items() if len(edges)}


def join_ends(whole: Network, ends: Sequence[End], *, costs: str) -> tuple[Network, list[End]]:
    """Return a network with the places that are no hubs, and the ends with their nodes in it.

    A place that is no hub becomes a node of its own after all others. It is joined as hubs are, by an edge of
    mode ``transfer`` to each of its modes, with the hours and the cost of a terminal and of the way there.

    Parameters
    ----------
    whole : Network
        A network of `isthmus.layers.network`, of the modes of the ends.
    ends : sequence of End
    costs : str
        Whose speeds and costs apply.

    Examples
    --------
    >>> from isthmus.layers._transport.ends import find_end
    >>> here = find_end((120.7, 24.2), modes=["road"])
    >>> more, [end] = join_ends(network(modes="road"), [here], costs="freight")
    >>> end.nodes == (len(more.lonlat) - 1,)
    True
    """
    own = list(dict.fromkeys(end for end in ends if end.joins))
    added = {end.places: len(whole.lonlat) + place for place, end in enumerate(own)}
    placed = [replace(end, nodes=(added[end.places],) if end.joins else _hub_nodes(end)) for end in ends]
    return (_add_nodes(whole, own, CostModel.find(costs)) if own else whole), placed


def _hub_nodes(end: End) -> tuple[int, ...]:
    return tuple(place.hub for place in end.places if place.hub is not None)


def _add_nodes(whole: Network, ends: Sequence[End], model: CostModel) -> Network:
    """Return a network with some ends as further nodes."""
    first = first_nodes({*whole.modes.tolist()})
    joins = [join for end in ends for join in end.joins]
    node = len(whole.lonlat) + np.repeat(np.arange(len(ends)), [len(end.joins) for end in ends])
    hours, costs = np.concatenate([model.board(join.mode, np.array([join.km])) for join in joins], axis=1)
    assert whole.hours is not None  # noqa: S101 - the bundled network knows both
    assert whole.costs is not None  # noqa: S101
    return Network(
        np.vstack([whole.lonlat, [(end.places[0].lon, end.places[0].lat) for end in ends]]),
        np.concatenate([whole.tails, node]),
        np.concatenate([whole.heads, [first[join.mode] + join.node for join in joins]]),
        modes=np.concatenate([whole.modes, [TRANSFER] * len(joins)]),
        lengths_m=np.concatenate([whole.lengths_m, [1000 * join.km for join in joins]]),
        hours=np.concatenate([whole.hours, hours]),
        costs=np.concatenate([whole.costs, costs]),
        gates=whole.gates,
    )
