"""How many independent routes join each pair of ends, and what parts them, by name."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from isthmus import geo
from isthmus.layers._bundled.countries import country_marks
from isthmus.layers._tables.cells import list_words

from .passages import HUBS
from .study import drawn

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from isthmus.geo import Cut, Network

    from .study import Study
    from .termini import Terminus

__all__ = ["SHARED", "cuts", "gates_on", "pairs", "routes"]

#: A place this near to a hub is named by it.
_NEAR_KM: Final = 100.0
#: The kind of hub that names a place on the ways of a mode; on land it is a city.
_CALLS_AT: Final[Mapping[str, str]] = MappingProxyType({"sea": "port", "air": "airport"})
#: What no two independent routes may share.
SHARED: Final = ("edge", "node", "gate", "country", "gate or country")
_GATES: Final = ("gate", "country", "gate or country")


class _Pair(NamedTuple):
    """Two ends, and the network in which each is one node."""

    origin: Terminus
    destination: Terminus
    network: Network

    @property
    def nodes(self) -> tuple[int, int]:
        return self.origin.nodes[0], self.destination.nodes[0]


def pairs(study: Study, parted: pd.DataFrame) -> pd.DataFrame:
    """Return how many independent routes each pair has, and what its best route takes.

    `parted` are its `cuts`: by edge and by node there are as many routes as parts (Menger's theorem).

    Routes are independent that share no edge, no node, no gate, no third country, or neither a gate nor a
    country. Their largest number is exact: see `isthmus.geo.Network.independent_routes`. It is missing where
    a route passes nothing of the kind, as ships pass no country, so that there is no largest number.

    Returns
    -------
    pandas.DataFrame
        ``origin``, ``destination``, ``demand_share``; ``routes_by_edge``, ``routes_by_node``,
        ``routes_by_gate``, ``routes_by_country`` and ``routes_by_gate_or_country``; ``base_h``,
        ``base_km`` and ``base_usd_t`` of the best route (missing where there is none) and the ``gates`` on
        it.
    """
    rows = []
    for place, pair in _pairs(study):
        route = study.after.edges[place[0]][place[1]]
        row: dict[str, object] = {
            "origin": pair.origin.name,
            "destination": pair.destination.name,
            "demand_share": study.demand.shares[place],
        }
        sizes = _of_pair(parted, pair.origin.name, pair.destination.name)["size"]
        for kind in SHARED:
            row[f"routes_by_{kind.replace(' ', '_')}"] = (
                _independent(study, pair, kind) if kind in _GATES and pd.notna(sizes[kind]) else sizes[kind]
            )
        row |= {
            "base_h": _known(study.after.hours[place]),
            "base_km": _known(study.after.lengths_m[place] / 1000),
            "base_usd_t": _known(study.after.costs[place]),
            "gates": "" if route is None else " ".join(gates_on(study, route)),
        }
        rows.append(row)
    return pd.DataFrame(rows).astype({f"routes_by_{kind.replace(' ', '_')}": "Int64" for kind in SHARED})


def cuts(study: Study, shared: Sequence[str] = SHARED) -> pd.DataFrame:
    """Return the fewest parts whose closure parts each pair, by name.

    Returns
    -------
    pandas.DataFrame
        ``origin``, ``destination``, ``of`` (edge, node, gate, country, or gate or country), ``size``
        (missing where no number of them parts the pair), ``names`` and ``titles`` of the parts (lists) and
        the ``sentence``.
    """
    rows = []
    for _, pair in _pairs(study):
        for kind in shared:
            cut = _cut(study, pair, kind)
            names, titles = ([], []) if cut is None else _named(study, kind, cut)
            rows.append(
                {
                    "origin": pair.origin.name,
                    "destination": pair.destination.name,
                    "of": kind,
                    "size": None if cut is None else cut.size,
                    "names": names,
                    "titles": titles,
                    "sentence": _sentence(pair, kind, None if cut is None else titles),
                }
            )
    return pd.DataFrame(rows).astype({"size": "Int64"})


def routes(study: Study) -> gpd.GeoDataFrame:
    """Return the independent routes of each pair: as many as there are without a common edge.

    Together they take the least there is for so many; the first is not always the best route of all.

    Returns
    -------
    geopandas.GeoDataFrame
        ``origin``, ``destination``, ``number`` (from 1, the shortest first), ``hours``, ``km``, ``usd_t``
        and ``gates``; lines, EPSG:4326.
    """
    rows, lines = [], []
    for _, pair in _pairs(study):
        found = pair.network.independent_routes(*pair.nodes, by=study.question.by)
        for number, route in enumerate(found, start=1):
            rows.append(
                {
                    "origin": pair.origin.name,
                    "destination": pair.destination.name,
                    "number": number,
                    "hours": route.hours,
                    "km": route.length_m / 1000,
                    "usd_t": route.cost,
                    "gates": " ".join(gates_on(study, np.array(route.edges))),
                }
            )
            lines.append(study.line(route.edges))
    columns = ["origin", "destination", "number", "hours", "km", "usd_t", "gates"]
    return gpd.GeoDataFrame(pd.DataFrame(rows, columns=columns), geometry=drawn(lines), crs="EPSG:4326")


def gates_on(study: Study, edges: NDArray[np.int64]) -> list[str]:
    """Return the gates and gateways that a route passes, in the order of their names."""
    on_route = np.zeros(len(study.network.tails), bool)
    on_route[edges] = True
    return [name for name, held in study.network.gates.items() if on_route[held].any()]


def _pairs(study: Study) -> Iterator[tuple[tuple[int, int], _Pair]]:
    for i, j in study.pairs:
        origin, destination = study.origins[i], study.destinations[j]
        yield (i, j), _Pair(origin, destination, study.between(origin, destination))


def _gated(study: Study, pair: _Pair, kind: str) -> Network:
    """Return the network of a pair with the gates of a kind."""
    kinds = study.passages.kinds
    own = {name: edges for name, edges in study.passages.edges.items() if kinds[name] not in HUBS}
    land = study.third_countries(pair.origin, pair.destination)
    held: Mapping[str, NDArray[np.int64]] = {"gate": own, "country": land}.get(kind, {**own, **land})
    return pair.network.with_gates(held)


def _independent(study: Study, pair: _Pair, kind: str) -> int:
    gated = _gated(study, pair, kind)
    return len(gated.independent_routes(*pair.nodes, apart="gate", by=study.question.by))


def _of_pair(parted: pd.DataFrame, origin: str, destination: str) -> pd.DataFrame:
    own = parted[(parted["origin"] == origin) & (parted["destination"] == destination)]
    return own.set_index("of")


def _cut(study: Study, pair: _Pair, kind: str) -> Cut | None:
    try:
        if kind == "edge":
            return pair.network.minimum_cut(*pair.nodes)
        if kind == "node":
            return pair.network.minimum_cut(*pair.nodes, apart="node")
        return _gated(study, pair, kind).minimum_cut(*pair.nodes, apart="gate")
    except geo.NoCutError:
        return None


def _named(study: Study, kind: str, cut: Cut) -> tuple[list[str], list[str]]:
    """Return the names and the titles of the parts of a cut."""
    if kind == "edge":
        return [str(edge) for edge in cut.edges], [_edge_title(study, edge) for edge in cut.edges]
    if kind == "node":
        return [str(node) for node in cut.nodes], [_place(study, node) for node in cut.nodes]
    titles = {**_country_names(), **study.passages.titles}
    return list(cut.gates), [titles.get(name, name) for name in cut.gates]


def _country_names() -> dict[str, str]:
    marks = country_marks()
    return dict(zip(marks["iso"], marks["name"], strict=True))


def _edge_title(study: Study, edge: int) -> str:
    """Return what an edge is known by: its hub, the passages that hold it, or the place nearest to it."""
    tail, head = int(study.network.tails[edge]), int(study.network.heads[edge])
    if (hub := min(tail, head)) < len(study.hubs):
        return _hub_title(study, hub)
    held = [study.passages.titles[name] for name in gates_on(study, np.array([edge]))]
    return held[0] if held else f"{study.network.modes[edge]} {_place(study, tail)}"


def _hub_title(study: Study, hub: int) -> str:
    row = study.hubs.iloc[hub]
    return f"{row['name']} ({row['kind']})"


def _place(study: Study, node: int) -> str:
    """Return the hub a node is or lies near, of the kind that its mode calls at, or its position."""
    if node < len(study.hubs):
        return _hub_title(study, node)
    lon, lat = study.network.lonlat[node]
    network = study.network
    modes = network.modes[(network.tails == node) | (network.heads == node)]
    kind = next((kind for mode, kind in _CALLS_AT.items() if mode in modes), "city")
    hubs = study.hubs[study.hubs["kind"] == kind]
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


def _known(value: float) -> float:
    return float(value) if np.isfinite(value) else float("nan")
