"""How many independent routes join each pair of ends, and what parts them, by name."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from isthmus import geo
from isthmus._modes import MODES
from isthmus.layers._bundled.credits import credit_modes
from isthmus.layers._bundled.files import sources
from isthmus.layers._records import PairSummary, Summary
from isthmus.layers._tables.cells import list_words
from isthmus.layers._tables.crs import DEGREES
from isthmus.layers._transport.case import draw_lines
from isthmus.layers._transport.gates import HUBS
from isthmus.layers._transport.legs import policies_move

from .comparison import finite

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from isthmus.geo import Cut, Network
    from isthmus.layers._transport.case import Case
    from isthmus.layers._transport.ends import End


__all__ = ["APART", "OUTLINE", "add_cuts", "cuts", "pairs", "routes", "sum_up"]

#: A place this near to a hub is named by it.
_NEAR_KM: Final = 100.0
#: What no two independent routes may share.
APART: Final = ("edge", "node", "gate", "country", "gate or country")
#: Those that a summary tells of.
OUTLINE: Final = ("edge", "gate or country")
_GATES: Final = ("gate", "country", "gate or country")


class _Pair(NamedTuple):
    """Two ends, and the network in which each is one node."""

    origin: End
    destination: End
    network: Network

    @property
    def nodes(self) -> tuple[int, int]:
        return self.origin.nodes[0], self.destination.nodes[0]


def pairs(case: Case, parted: pd.DataFrame) -> pd.DataFrame:
    """Return how many independent routes each pair has, and what its best route takes.

    `parted` are its `cuts`: by edge and by node there are as many routes as parts (Menger's theorem).

    Routes are independent that share no edge, no node, no gate, no third country, or neither a gate nor a
    country. Their largest number is exact: see `isthmus.geo.Network.independent_routes`. It is missing where
    a route passes nothing of the kind, as ships pass no country, so that there is no largest number.

    Returns
    -------
    pandas.DataFrame
        ``origin``, ``destination``, ``demand_share``; ``edge_routes``, ``node_routes``,
        ``gate_routes``, ``country_routes`` and ``gate_or_country_routes``; ``km``, ``h`` and ``usd_t`` of the
        best route (missing where there is none) and the ``gates`` on it, in the order of travel.
    """
    rows = []
    for place, pair in _pairs(case):
        route = case.after.edges[place[0]][place[1]]
        row: dict[str, object] = {
            "origin": pair.origin.name,
            "destination": pair.destination.name,
            "demand_share": case.demand.shares[place],
        }
        sizes = _of_pair(parted, pair.origin.name, pair.destination.name)["size"]
        for kind in APART:
            row[_column(kind)] = (
                _count_independent(case, pair, kind)
                if kind in _GATES and pd.notna(sizes[kind])
                else sizes[kind]
            )
        row |= {
            "km": finite(case.after.lengths_m[place] / 1000),
            "h": finite(case.after.hours[place]),
            "usd_t": finite(case.after.costs[place]),
            "gates": "" if route is None else "+".join(case.gates_along(route)),
        }
        rows.append(row)
    return pd.DataFrame(rows).astype({_column(kind): "Int64" for kind in APART})


def cuts(case: Case, parts: Sequence[str] = APART) -> pd.DataFrame:
    """Return the fewest parts whose closure parts each pair, by name.

    Returns
    -------
    pandas.DataFrame
        ``origin``, ``destination``, ``apart`` (edge, node, gate, country, or gate or country), ``size``
        (missing where no number of them parts the pair), ``names`` and ``titles`` of the parts (lists) and
        the ``sentence``.
    """
    rows = []
    for _, pair in _pairs(case):
        for kind in parts:
            cut = _find_cut(case, pair, kind)
            names, titles = ([], []) if cut is None else _parts_of(case, kind, cut)
            rows.append(
                {
                    "origin": pair.origin.name,
                    "destination": pair.destination.name,
                    "apart": kind,
                    "size": None if cut is None else cut.size,
                    "names": names,
                    "titles": titles,
                    "sentence": _sentence(pair, kind, None if cut is None else titles),
                }
            )
    return pd.DataFrame(rows).astype({"size": "Int64"})


def add_cuts(case: Case, outline: pd.DataFrame) -> pd.DataFrame:
    """Return the `cuts` of a case of which those that a summary tells of are known, names joined by ``+``."""
    rest = [kind for kind in APART if kind not in OUTLINE]
    parts = [(outline, OUTLINE), (cuts(case, rest), rest)]
    table = pd.concat([part for part, _ in parts])
    pair = np.concatenate([np.arange(len(part)) // len(kinds) for part, kinds in parts])
    kind = np.array([APART.index(str(name)) for name in table["apart"]])
    texts = {column: table[column].map("+".join) for column in ("names", "titles")}
    return table.assign(**texts).iloc[np.lexsort((kind, pair))].reset_index(drop=True)


def routes(case: Case) -> gpd.GeoDataFrame:
    """Return the independent routes of each pair: as many as there are without a common edge.

    Together they take the least there is for so many; the first is not always the best route of all.

    Returns
    -------
    geopandas.GeoDataFrame
        ``origin``, ``destination``, ``route`` (its number: from 1, the shortest first), ``km``, ``h``,
        ``usd_t``, ``gates``, ``countries`` and ``attribution``; lines, EPSG:4326.
    """
    rows, lines = [], []
    for _, pair in _pairs(case):
        found = pair.network.with_once([]).independent_routes(*pair.nodes, by=case.question.by)
        for number, route in enumerate(found, start=1):
            edges = np.array(route.edges)
            rows.append(
                {
                    "origin": pair.origin.name,
                    "destination": pair.destination.name,
                    "route": number,
                    "km": route.length_m / 1000,
                    "h": route.hours,
                    "usd_t": route.cost,
                    "gates": "+".join(case.gates_along(edges)),
                    "countries": "+".join(case.countries_along(edges, case.nodes_on(route.edges))),
                    "attribution": credit_modes(np.unique(case.network.modes[edges])),
                }
            )
            lines.append(case.line(route.edges))
    columns = ["origin", "destination", "route", "km", "h", "usd_t", "gates", "countries", "attribution"]
    return gpd.GeoDataFrame(pd.DataFrame(rows, columns=columns), geometry=draw_lines(lines), crs=DEGREES)


def _pairs(case: Case) -> Iterator[tuple[tuple[int, int], _Pair]]:
    for i, j in case.pairs:
        origin, destination = case.origins[i], case.destinations[j]
        yield (i, j), _Pair(origin, destination, case.between(origin, destination))


def _with_gates_of(case: Case, pair: _Pair, kind: str) -> Network:
    """Return the network of a pair with the gates of a kind."""
    kinds = case.passages.kinds
    own = {name: edges for name, edges in case.passages.edges.items() if kinds[name] not in HUBS}
    land = case.third_countries(pair.origin, pair.destination)
    held: Mapping[str, NDArray[np.int64]] = {"gate": own, "country": land}.get(kind, {**own, **land})
    return pair.network.with_gates(held)


def _column(kind: str) -> str:
    """Return the column that says how many routes share no part of a kind."""
    return f"{kind.replace(' ', '_')}_routes"


def _count_independent(case: Case, pair: _Pair, kind: str) -> int:
    gated = _with_gates_of(case, pair, kind)
    return len(gated.independent_routes(*pair.nodes, apart="gate", by=case.question.by))


def _of_pair(parted: pd.DataFrame, origin: str, destination: str) -> pd.DataFrame:
    own = parted[(parted["origin"] == origin) & (parted["destination"] == destination)]
    return own.set_index("apart")


def _find_cut(case: Case, pair: _Pair, kind: str) -> Cut | None:
    try:
        if kind == "edge":
            return pair.network.with_once([]).minimum_cut(*pair.nodes)
        if kind == "node":
            return pair.network.with_once([]).minimum_cut(*pair.nodes, apart="node")
        return _with_gates_of(case, pair, kind).minimum_cut(*pair.nodes, apart="gate")
    except geo.NoCutError:
        return None


def _parts_of(case: Case, kind: str, cut: Cut) -> tuple[list[str], list[str]]:
    """Return the names and the titles of the parts of a cut."""
    if kind == "edge":
        return [str(edge) for edge in cut.edges], [_edge_title(case, edge) for edge in cut.edges]
    if kind == "node":
        return [str(node) for node in cut.nodes], [_place(case, node) for node in cut.nodes]
    return list(cut.gates), [case.passages.title(name) for name in cut.gates]


def _edge_title(case: Case, edge: int) -> str:
    """Return what an edge is known by: its hub, the passages that hold it, or the place nearest to it."""
    tail, head = int(case.network.tails[edge]), int(case.network.heads[edge])
    if (hub := min(tail, head)) < len(case.hubs):
        return _hub_title(case, hub)
    held = [case.passages.titles[name] for name in case.gates_on(np.array([edge]))]
    return held[0] if held else f"{case.network.modes[edge]} {_place(case, tail)}"


def _hub_title(case: Case, hub: int) -> str:
    row = case.hubs.iloc[hub]
    return f"{row['name']} ({row['kind']})"


def _place(case: Case, node: int) -> str:
    """Return the hub a node is or lies near, of the kind that its mode calls at, or its position."""
    if node < len(case.hubs):
        return _hub_title(case, node)
    lon, lat = case.network.lonlat[node]
    network = case.network
    modes = network.modes[(network.tails == node) | (network.heads == node)]
    kind = next((mode.hub for name, mode in MODES.items() if mode.hub and name in modes), "city")
    hubs = case.hubs[case.hubs["kind"] == kind]
    km = geo.distance(hubs.geometry.to_numpy(), shapely.Point(lon, lat)) / 1000
    if np.min(km, initial=np.inf) <= _NEAR_KM:
        return f"near {hubs['name'].iloc[int(np.argmin(km))]}"
    return f"at {lon:.1f}, {lat:.1f}"


def _sentence(pair: _Pair, kind: str, titles: list[str] | None) -> str:
    """Return what a cut says."""
    ends = f"from {pair.origin.name} to {pair.destination.name}"
    if titles is None:
        return f"No closure of a {kind} parts the two ends: a route {ends} passes none."
    if not titles:
        return f"No route leads {ends}."
    return f"Every route {ends} passes {list_words(titles, 'or')}."


def sum_up(case: Case, cuts: pd.DataFrame) -> Summary:
    """Return the summary of a case, of which the cuts by edge and by gate or country are known."""
    shared = _gates_of_all(case, [route for row in case.after.edges for route in row if route is not None])
    return Summary(
        pairs=tuple(_pair_summary(case, cuts, place) for place in case.pairs),
        modes=case.question.modes,
        shared_names=tuple(shared),
        shared_titles=tuple(case.passages.titles[name] for name in shared),
        closed=tuple(case.shut),
        closed_by=tuple(held.by for held in case.shut.values()),
        limited=tuple(case.limited),
        limited_by=tuple(held.by for held in case.limited.values()),
        policy=case.question.policy,
        barred=tuple(case.barred),
        barred_by=tuple(held.by for held in case.barred.values()),
        policy_moves=policies_move(case),
        by=case.question.by,
        on=case.question.on,
        demand=case.demand.basis,
        atlas_as_of=_latest_day("atlas"),
        network_as_of=_latest_day("network"),
    )


def _pair_summary(case: Case, cuts: pd.DataFrame, place: tuple[int, int]) -> PairSummary:
    origin, destination = case.origins[place[0]].name, case.destinations[place[1]].name
    own = cuts[(cuts["origin"] == origin) & (cuts["destination"] == destination)].set_index("apart")
    edge, passage = (own.loc[kind].to_dict() for kind in ("edge", "gate or country"))
    route = case.after.edges[place[0]][place[1]]
    return PairSummary(
        origin=origin,
        destination=destination,
        routes=int(edge["size"]),
        narrowest=tuple(edge["titles"]),
        passages=None if pd.isna(passage["size"]) else int(passage["size"]),
        passage_names=tuple(passage["names"]),
        passage_titles=tuple(passage["titles"]),
        hours=math.nan if route is None else float(case.after.hours[place]),
    )


def _gates_of_all(case: Case, routes: Sequence[NDArray[np.int64]]) -> list[str]:
    """Return the gates and gateways that all routes pass, in the order in which the first one does."""
    on_each = [case.gates_along(route) for route in routes]
    return [name for name in on_each[0] if all(name in names for names in on_each)] if on_each else []


def _latest_day(start: str) -> str:
    """Return the latest day of the data sets whose names start so."""
    table = sources()
    return max(table.loc[table["name"].str.startswith(start), "date"], default="")
