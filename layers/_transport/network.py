"""The world's transport network by sea, rail, road and air, with hours and costs, as it stood on a date."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

import geopandas as gpd
import numpy as np

from isthmus.geo import ArgumentError, Network
from isthmus.layers._bundled.network_files import (
    MODES,
    ModeGraph,
    gate_edges,
    gate_table,
    hub_table,
    mode_graph,
    parameter_table,
    rule_table,
)
from isthmus.layers._tables.dates import span

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    import pandas as pd
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Ints = NDArray[np.int64]

TRANSFER: Final = "transfer"
_HUB_KINDS: Final = {"sea": "port", "air": "airport"}  # what a rule closes to a mode
# Over borders within the European Union, Norway and Switzerland trains and trucks do not wait.
_ONE_MARKET: Final = (
    *("AT", "BE", "BG", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT"),
    *("LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK"),
)


class _Part(NamedTuple):
    """Edges of one mode, ends counted over the whole network."""

    mode: str
    tails: Ints
    heads: Ints
    metres: Array
    hours: Array
    costs: Array


def network(
    *, modes: Collection[str] = MODES, on: date | str | None = None, scenario: str = "freight"
) -> Network:
    """Return the bundled transport network.

    Ports, airports and cities are its first nodes, in the order of `hubs`, whatever the modes. Edges of mode
    ``transfer`` join them to the networks of the modes: one into a ship, one out of it, each with the hours
    and cost of a terminal, so that a change of mode costs both modes' halves.

    Parameters
    ----------
    modes : collection of {"sea", "rail", "road", "air"}
        Which modes to take along.
    on : date or str, optional
        The day whose closures are in force, as an ISO date. Left out, none is: the network as built.
    scenario : str
        Whose speeds and costs apply: one of `scenarios`.

    Returns
    -------
    Network
        With hours, and costs in USD a tonne. Its gates are those of `gates` that hold edges of the modes.

    Raises
    ------
    ArgumentError
        If there is no such mode or scenario, or the date is none.

    Notes
    -----
    Railways and roads are as long as the source's simplified lines, with no factor. ``docs/network.md`` says
    how near they come to published lengths.

    Examples
    --------
    >>> lanes = network(modes=["sea"])
    >>> place = hubs().set_index("id")["node"]
    >>> by_suez = lanes.shortest_route(place["CNSHA"], place["NLRTM"])
    >>> round(by_suez.length_m / 1852, -2)
    10400.0
    >>> "suez" in by_suez.gates
    True
    """
    chosen = _chosen(modes)
    values = _parameters(scenario)
    table = hub_table()
    graphs = {mode: mode_graph(mode) for mode in chosen}
    starts = _starts(len(table), graphs)
    parts = [_part(mode, graph, starts[mode], values) for mode, graph in graphs.items()]
    parts += [_transfers(mode, table, starts[mode], values) for mode in chosen]
    whole = Network(
        np.vstack([table[["lon", "lat"]].to_numpy(), *(graph.lonlat for graph in graphs.values())]),
        np.concatenate([part.tails for part in parts]),
        np.concatenate([part.heads for part in parts]),
        modes=np.repeat([part.mode for part in parts], [len(part.tails) for part in parts]),
        lengths_m=np.concatenate([part.metres for part in parts]),
        hours=np.concatenate([part.hours for part in parts]),
        costs=np.concatenate([part.costs for part in parts]),
        gates=_gates(chosen, parts, table),
    )
    return whole if on is None else whole.without(gates=closed_on(on) & set(whole.gates))


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
    for mode in ("sea", "rail", "road"):
        table[f"{mode}_km"] = table[f"{mode}_km"].where(table[mode] >= 0)
    columns = table[["id", "kind", "name", "country"]].assign(node=np.arange(len(table)))
    columns = columns.join(table[["sea_km", "rail_km", "road_km"]])
    return gpd.GeoDataFrame(columns, geometry=gpd.points_from_xy(table["lon"], table["lat"]), crs="EPSG:4326")


def scenarios() -> pd.DataFrame:
    """Return the speeds, tariffs and handling times of every scenario, each with its source.

    Returns
    -------
    pandas.DataFrame
        Columns scenario, quantity, mode, value, unit, source, source_url and note.

    Examples
    --------
    >>> scenarios()["scenario"].unique().tolist()
    ['freight', 'disrupt-sc', 'open-gira']
    """
    return parameter_table()


def speeds(scenario: str = "freight") -> dict[str, float]:
    """Return the speed of each mode in a scenario, in kilometres an hour; a ferry's is a ship's.

    Raises
    ------
    ArgumentError
        If there is no such scenario.

    Examples
    --------
    >>> speeds()["rail"]
    29.1
    """
    values = _parameters(scenario)
    known = {mode: values["speed", mode] for mode in MODES}
    return known | {"ferry": known["sea"]}


def closures() -> pd.DataFrame:
    """Return the dated closures that `network` applies, each with its source.

    Returns
    -------
    pandas.DataFrame
        Columns id, kind, target (a gate, or the id of a hub), start, end (empty while it lasts), title,
        source, source_url and verified.
    """
    return rule_table("closures")


def closed_on(day: date | str) -> frozenset[str]:
    """Return the names of the gates and hubs that are closed on a day.

    Raises
    ------
    ArgumentError
        If the text is no ISO date.

    Examples
    --------
    >>> "border_pl_by" in closed_on("2025-09-15")
    True
    """
    moment = _day(day)
    table = closures()
    in_force = [
        span(start)[0] <= moment and (not end or moment <= span(end)[1])
        for start, end in zip(table["start"], table["end"], strict=True)
    ]
    return frozenset(table.loc[in_force, "target"])


def _day(day: date | str) -> date:
    if isinstance(day, date):
        return day
    try:
        return date.fromisoformat(day)
    except ValueError:
        raise ArgumentError(f'on: expected an ISO date such as "2025-09-15", got {day!r}') from None


def _chosen(modes: Collection[str]) -> list[str]:
    wrong = [mode for mode in ([modes] if isinstance(modes, str) else modes) if mode not in MODES]
    if wrong or isinstance(modes, str) or not modes:
        raise ArgumentError(f"modes: expected some of {', '.join(MODES)}, got {wrong or modes!r}")
    return [mode for mode in MODES if mode in modes]


def _parameters(scenario: str) -> dict[tuple[str, str], float]:
    table = parameter_table()
    own = table[table["scenario"] == scenario]
    if own.empty:
        names = ", ".join(table["scenario"].unique())
        raise ArgumentError(f"scenario: expected one of {names}, got {scenario!r}")
    return dict(zip(zip(own["quantity"], own["mode"], strict=True), own["value"], strict=True))


def _starts(hub_count: int, graphs: dict[str, ModeGraph]) -> dict[str, int]:
    sizes = [hub_count, *(len(graph.lonlat) for graph in graphs.values())]
    return dict(zip(graphs, np.cumsum(sizes)[:-1].tolist(), strict=True))


def _part(mode: str, graph: ModeGraph, start: int, values: dict[tuple[str, str], float]) -> _Part:
    """Return the edges of a mode with what it takes to pass them."""
    km = graph.metres / 1000
    hours = km / values["speed", mode]
    costs = km * values["tariff", mode]
    if len(graph.country):
        border = _borders(graph)
        hours[border] += values["border_h", mode]
        costs[border] += values["border", mode]
    if mode == "rail":
        changes, waits = _gauge_breaks(graph, values["break_h", mode])
        hours[changes] += waits
        costs[changes] += values["break", mode]
    costs += hours * values["time", mode]
    return _Part(mode, graph.tails + start, graph.heads + start, graph.metres, hours, costs)


def _borders(graph: ModeGraph) -> Ints:
    """Return the edges over a border at which trade is checked."""
    one_market = np.isin(graph.codes, _ONE_MARKET)
    market = np.where(one_market, -1, np.arange(len(graph.codes)))[graph.country]
    return np.flatnonzero(market[graph.tails] != market[graph.heads])


def _gauge_breaks(graph: ModeGraph, hours: float) -> tuple[Ints, Array]:
    """Return the edges between countries of different gauge, and how long a train takes there."""
    gauges = rule_table("gauges").set_index("country")["gauge_mm"].astype(int)
    gauge = gauges.reindex(graph.codes).fillna(0).to_numpy(dtype=int)[graph.country]
    tail, head = gauge[graph.tails], gauge[graph.heads]
    edges = np.flatnonzero((tail != head) & (tail > 0) & (head > 0))
    wait = np.zeros(len(graph.tails))
    wait[edges] = hours
    known = dict(zip(gate_table()["id"], gate_edges("rail"), strict=True))
    rules = rule_table("breaks")
    for gate, rule_hours in zip(rules["gate"], rules["hours"].astype(float), strict=True):
        wait[known[gate]] = rule_hours
    changes = np.flatnonzero(wait)
    return changes, wait[changes]


def _transfers(mode: str, table: pd.DataFrame, start: int, values: dict[tuple[str, str], float]) -> _Part:
    """Return the edges between the hubs and a mode's network."""
    hub, node, km = _berths(mode, table)
    hours = km / values["speed", mode] + values["terminal_h", mode]
    costs = km * values["tariff", mode] + values["terminal", mode] + hours * values["time", mode]
    return _Part(TRANSFER, hub, node + start, 1000 * km, hours, costs)


def _berths(mode: str, table: pd.DataFrame) -> tuple[Ints, Ints, Array]:
    """Return hub, node and km of each transfer of a mode."""
    if mode == "air":
        hub = np.flatnonzero(table["kind"] == "airport")
        return hub, np.arange(len(hub)), np.zeros(len(hub))
    hub = np.flatnonzero(table[mode] >= 0)
    return hub, table[mode].to_numpy()[hub], table[f"{mode}_km"].to_numpy()[hub]


def _gates(chosen: Sequence[str], parts: Sequence[_Part], table: pd.DataFrame) -> dict[str, Ints]:
    """Return the edges each gate holds in the chosen modes, and those of hubs that rules close."""
    firsts = np.cumsum([0, *(len(part.tails) for part in parts)]).tolist()
    names = gate_table()["id"].tolist()
    held: dict[str, list[Ints]] = {name: [] for name in names}
    rules = rule_table("closures")
    for mode, first in zip(chosen, firsts, strict=False):
        for name, edges in zip(names, gate_edges(mode), strict=True):
            held[name].append(edges.astype(np.int64) + first)
    for mode, first in zip(chosen, firsts[len(chosen) :], strict=False):
        ids = table["id"].to_numpy()[_berths(mode, table)[0]]
        for target in rules.loc[rules["kind"] == _HUB_KINDS.get(mode), "target"].unique():
            held.setdefault(target, []).append(np.flatnonzero(ids == target) + first)
    joined = {name: np.concatenate(edges) for name, edges in held.items()}
    return {name: edges for name, edges in joined.items() if len(edges)}
