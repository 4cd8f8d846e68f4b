"""What can be closed by name: gates of the network, gateways of an atlas, hubs, countries, and groups."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from isthmus import geo
from isthmus._arguments import describe
from isthmus._modes import MODES, ROUTED, TRANSFER
from isthmus.geo import ArgumentError
from isthmus.layers._bundled.countries import country_titles
from isthmus.layers._bundled.files import credit, join_credits
from isthmus.layers._bundled.gazetteer import simplify
from isthmus.layers._bundled.names import name_key
from isthmus.layers._bundled.network_files import (
    capacities,
    gate_edges,
    gate_table,
    line_table,
    mode_graph,
    rule_table,
)
from isthmus.layers._bundled.place_names import country_code, find_country, find_places
from isthmus.layers._tables.crs import DEGREES

from .services import largest_ships, named_lines
from .world_network import hubs

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from isthmus.geo import Network
    from isthmus.layers._bundled.gazetteer import Place

    from .question import AtlasTables

    Ints = NDArray[np.int64]

#: Kinds of passages that are places of their own, where goods start, end or change.
HUBS: Final = ("port", "airport", "rail_terminal")
#: What a reader may say before two countries that share a border, and what between them.
_BORDER: Final = re.compile(r"\b(?:the )?border\b(?: of| between)?", re.IGNORECASE)
_BETWEEN: Final = re.compile(r"\s*[-\u2013\u2014/]\s*|\s+and\s+")
#: A gateway of an atlas this near to a hub of its kind is that hub.
_SAME_KM: Final = 30.0
#: The least and the most of what was published.
_WAITS: Final = ("waiting_h_low", "waiting_h_high", "handling_h", "usd_t_low", "usd_t_high")
#: Hubs that stand for a gateway, by its kind.
_STANDS_FOR: Final = {"port": ("port",), "airport": ("airport",), "rail_terminal": ("city", "port")}


def gates() -> gpd.GeoDataFrame:
    """Return the passages of the bundled network that can be closed by name.

    Each holds every edge that leads through it: for straits, canals and capes the lanes whose geodesic
    crosses a line from shore to shore, for borders the railways and roads between the two countries, for
    border posts and gauge breaks those of them near the post, for airspaces the links over a country's land.
    Ferries and land bridges are gates of their own; a ferry closes with the straits on its way, too.

    Returns
    -------
    GeoDataFrame
        ``name`` (to close it by), ``kind``, ``title``, ``edges`` (how many it holds), ``modes`` (joined by
        ``+``); what goods meet there, where it was published: ``gauges`` (of track on its two sides, in mm),
        ``waiting_h_low`` and ``waiting_h_high``, ``handling_h``, ``usd_t_low`` and ``usd_t_high`` (tolls),
        ``takes`` (the largest ships), ``capacity_low`` and ``capacity_high`` in ``capacity_unit``,
        ``traffic`` (every figure of `capacities` in words), ``source``, and ``verified``, whether all of it
        was seen there; ``attribution``, whom to name; and lines across a passage, points of posts, coarse
        outlines of airspaces, the course of ferries and land bridges (EPSG:4326), in the order of the names.

    Examples
    --------
    >>> gates().set_index("name").loc["suez", ["kind", "title", "modes"]].tolist()
    ['canal', 'Suez Canal', 'sea']
    >>> gates().set_index("name").loc[["brest"], ["gauges", "capacity_low", "capacity_high"]].values.tolist()
    [['1435+1520', 16.0, 18.0]]
    """
    return _all_gates().copy()


@cache
def _all_gates() -> gpd.GeoDataFrame:
    table = gate_table().rename(columns={"id": "name"})
    sizes = {mode: [len(edges) for edges in gate_edges(mode)] for mode in ROUTED}
    held = zip(*sizes.values(), strict=True)
    modes = [{mode: n for mode, n in zip(ROUTED, counts, strict=True) if n} for counts in held]
    shapes = dict(zip(table["name"], shapely.from_wkt(table["geometry"]), strict=True))
    lines = {line.id: line for line in named_lines(MODES)}
    shapes |= {name: shapely.LineString(line.course) for name, line in lines.items()}
    held_by = dict(zip(table["name"], modes, strict=True))
    held_by |= {name: {line.mode: len(line.course) - 1} for name, line in lines.items()}
    columns = {
        **table[["name", "kind", "title"]],
        "edges": [sum(found.values()) for found in held_by.values()],
        "modes": ["+".join(found) for found in held_by.values()],
    }
    columns |= _published(table["name"])
    columns["attribution"] = join_credits(map(credit, ("network-rules", "network-ports")))
    found = gpd.GeoDataFrame(columns, geometry=[*shapes.values()], crs=DEGREES)
    return found.sort_values("name", ignore_index=True)


def _published(names: pd.Series) -> dict[str, pd.Series]:
    """Return what was published of gates: their gauges, waits, tolls, sizes, capacities and traffic."""
    waits, rows = rule_table("waits").set_index("gate"), capacities()
    most = rows[rows["nature"] == "capacity"].drop_duplicates("target").set_index("target")
    figures = {name: waits[name.removeprefix("waiting_")] for name in _WAITS}
    figures, gauges = figures | {f"capacity_{end}": most[end] for end in ("low", "high")}, _gauges()
    told: dict[str, dict[str, str] | pd.Series[str]] = {
        "gauges": gauges.groupby(level=0)["gauge_mm"].agg(lambda found: "+".join(sorted(found))),
        "takes": largest_ships(),
        "capacity_unit": most["unit"] + " " + most["direction"],
        "traffic": rows.groupby("target")["sentence"].agg(" ".join),
    }
    basis = pd.concat([waits, rows.set_index("target"), line_table().set_index("id"), gauges])
    told |= {
        "source": basis["source"].groupby(level=0).agg(lambda found: "; ".join(dict.fromkeys(found))),
        "verified": basis["verified"].groupby(level=0).min(),  # no, where one of them is not
    }
    return {name: pd.to_numeric(names.map(values)) for name, values in figures.items()} | {
        name: names.map(values).fillna("") for name, values in told.items()
    }


def _gauges() -> pd.DataFrame:
    """Return the rules on the two sides of borders and gauge breaks whose railways differ, by the gate."""
    graph, rules = mode_graph("rail"), rule_table("gauges").set_index("country")
    gauge, meet = rules["gauge_mm"].to_dict(), []
    for name, edges in zip(gate_table()["id"], gate_edges("rail"), strict=True):
        ends = graph.country[np.stack([graph.tails[edges], graph.heads[edges]])]
        pairs = np.sort(ends[:, ends[0] != ends[1]], axis=0)
        if pairs.size and (pairs == pairs[:, :1]).all():
            both = sorted(graph.codes[pairs[:, 0]].tolist())
            if len({gauge[code] for code in both if code in gauge}) > 1:
                meet.append(rules.loc[both].set_axis([str(name)] * len(both)))
    return pd.concat(meet)


@dataclass(frozen=True, eq=False)
class Passages:
    """What can be closed by name in a network.

    Parameters
    ----------
    network : Network
    countries : array of str, shape (nodes,)
        The country of each node, "" at sea.
    table : pandas.DataFrame
        ``name``, ``title`` and ``kind`` of the gates and gateways, in alphabetical order of the names.
    edges : mapping of str to array of int
        The edges that each of these holds; a gate none of whose modes is in the network is not among them.
    """

    network: Network
    countries: NDArray[np.str_]
    table: pd.DataFrame
    edges: Mapping[str, Ints]

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """What a reader knows each by."""
        return dict(zip(self.table["name"], self.table["title"], strict=True))

    @cached_property
    def kinds(self) -> Mapping[str, str]:
        """What each is: a strait, a border, a port."""
        return dict(zip(self.table["name"], self.table["kind"], strict=True))

    def find(self, argument: str, name: str) -> tuple[str, Ints]:
        """Return what a reader calls something that can be closed, and the edges that it holds.

        Parameters
        ----------
        argument : str
            What a message calls the name.
        name : str
            Of a gate or a gateway, a country, or a port, airport or city.

        Raises
        ------
        ArgumentError
            If it is none of these; the message lists the nearest.
        """
        name = self._gate_meant(name)
        if name in self.titles:
            return f"{self.titles[name]} ({name})", self.edges.get(name, np.empty(0, np.int64))
        code = find_country(name)
        if code is not None:
            return f"{country_titles().get(code, code)} ({code})", self.in_country(code)
        found = [place for place in _places(name) if place.hub is not None]
        if not found:
            raise ArgumentError(f"{argument}: {self._suggest_gates(name)}")
        place = found[0]
        nodes = [place.hub for place in found if place.hub is not None]
        return f"the {place.kind} {place.name} ({place.id})", self._at_nodes(nodes)

    def name_meant(self, name: str) -> str:
        """Return the name of the gate, gateway or country that a reader's words mean, or the words."""
        name = self._gate_meant(name)
        return name if name in self.titles else find_country(name) or name

    def _gate_meant(self, name: str) -> str:
        """Return the name of the gate that words mean, whatever their order, or the words."""
        if name in self.titles:
            return name
        words = name_key(name.replace("_", " "))
        return self._by_title.get(words) or self._border_meant(name) or name

    def _border_meant(self, name: str) -> str | None:
        """Return the border of two countries, such as ``Germany/Poland``."""
        parted = _BETWEEN.split(_BORDER.sub("", name))
        pair = sorted(code.lower() for code in map(country_code, parted) if code)
        border = f"border_{'_'.join(pair)}"
        return border if border in self.titles and len(parted) == len(pair) else None

    def of_modes(self, edges: Ints, modes: Collection[str]) -> Ints:
        """Return those of some edges that are of some modes, or lead between a hub and the network of one."""
        places = [place for place, mode in enumerate(MODES) if mode in modes]
        ends = np.stack([self.network.tails[edges], self.network.heads[edges]])
        beside = np.isin(self._mode_of_node[ends], places).any(axis=0)
        return edges[beside | np.isin(self.network.modes[edges], list(modes))]

    @cached_property
    def _mode_of_node(self) -> NDArray[np.int8]:
        """The mode in whose network each node lies, by its place in `MODES`; -1 for hubs and own places."""
        network, mode = self.network, np.full(len(self.network.tails), -1, np.int8)
        for place, name in enumerate(MODES):
            mode[network.modes == name] = place
        travel, found = network.modes != TRANSFER, np.full(len(network.lonlat), -1, np.int8)
        for ends in (network.tails, network.heads):
            found[ends[travel]] = mode[travel]
        return found

    @cached_property
    def _by_title(self) -> Mapping[str, str]:
        words = {name_key(name.replace("_", " ")): name for name in self.titles}
        return words | {name_key(title): name for name, title in self.titles.items()}

    def title(self, name: str) -> str:
        """Return what a reader knows a gate, gateway or country by."""
        return self.titles.get(name) or country_titles().get(name, name)

    def in_country(self, code: str) -> Ints:
        """Return the edges that begin, end or fly in a country."""
        nothing = np.empty(0, np.int64)
        inside = self.edges_in.get(code, nothing)
        return np.union1d(inside, self.edges.get(f"airspace_{code.lower()}", nothing))

    @cached_property
    def edges_in(self) -> Mapping[str, Ints]:
        """The edges that begin or end in each country, ascending."""
        codes, number = np.unique(self.countries, return_inverse=True)
        ends = number.astype(np.uint16)[np.column_stack([self.network.tails, self.network.heads])]
        counted = np.column_stack([np.ones(len(ends), bool), ends[:, 0] != ends[:, 1]])  # an edge within once
        edges, country = np.nonzero(counted)[0], ends[counted]
        order = np.argsort(country, kind="stable")
        bounds = np.searchsorted(country[order], np.arange(1, len(codes)))
        held = zip(codes.tolist(), np.split(edges[order], bounds), strict=True)
        return {code: edges for code, edges in held if code and len(edges)}

    def _at_nodes(self, nodes: Sequence[int]) -> Ints:
        return np.flatnonzero(np.isin(self.network.tails, nodes) | np.isin(self.network.heads, nodes))

    def _suggest_gates(self, name: str) -> str:
        words = {**self._by_title, **{gate: gate for gate in self.titles}}
        found = difflib.get_close_matches(simplify(name).replace(" ", "_"), words, n=3, cutoff=0.4)
        found += difflib.get_close_matches(name_key(name), words, n=2, cutoff=0.4)
        near = [f"{gate} ({self.titles[gate]})" for gate in dict.fromkeys(words[word] for word in found)]
        remedy = f"; the nearest are {', '.join(near[:3])}" if near else ""
        expected = "expected the name of a gate, port, country or zone"
        return (
            f"{expected}, got {describe(name)}{remedy}; layers.gates() or `isthmus gates` lists the gates, "
            "and a risk zone needs the atlas that it is of"
        )


def _places(name: str) -> list[Place]:
    """Return the places of a name, none where nothing or several are meant."""
    try:
        return find_places(name, "closed")
    except ArgumentError:
        return []


def find_passages(
    network: Network,
    countries: NDArray[np.str_],
    *,
    atlas: AtlasTables | None = None,
    together: Mapping[str, Collection[str]] | None = None,
) -> Passages:
    """Return everything that can be closed by name in a network.

    Parameters
    ----------
    network : Network
        As `isthmus.layers.network` gives it: its gates are passages.
    countries : array of str, shape (nodes,)
    atlas : Atlas, optional
        A port, an airport or a rail terminal among its gateways closes with all edges at its hub.
    together : mapping of str to collection of str, optional
        Groups of these that share a risk and close together, by a name of their own.

    Raises
    ------
    ArgumentError
        If a group names what can't be closed.
    """
    table = gate_table().rename(columns={"id": "name"})[["name", "title", "kind"]]
    edges: dict[str, Ints] = dict(network.gates)
    if atlas is not None:
        held = dict(_gateways(network, atlas))
        places = atlas.gateways[atlas.gateways["id"].isin(held)]
        table = pd.concat([table, places.rename(columns={"id": "name", "name": "title"})[[*table]]])
        edges |= held
    single = Passages(network, countries, table.sort_values("name", ignore_index=True), edges)
    for name, members in (together or {}).items():
        found = [single.find(f"together, {name}", member)[1] for member in members]
        edges[name] = np.unique(np.concatenate(found))
        table = pd.concat([table, pd.DataFrame([{"name": name, "title": name, "kind": "shared risk"}])])
    return Passages(network, countries, table.sort_values("name", ignore_index=True), edges)


def _gateways(network: Network, atlas: AtlasTables) -> Iterator[tuple[str, Ints]]:
    """Yield each gateway that has a hub, and the edges there."""
    known = hubs()
    kind, country, points = (known[name].to_numpy(object) for name in ("kind", "country", "geometry"))
    at_hubs = np.flatnonzero(np.minimum(network.tails, network.heads) < len(known))
    for gateway in atlas.gateways.dropna(subset="geometry").itertuples():
        there = country == gateway.country
        stands = [np.flatnonzero(there & (kind == one)) for one in _STANDS_FOR.get(str(gateway.kind), ())]
        pool = np.concatenate([np.empty(0, np.int64), *stands])
        if not len(pool):
            continue
        km = geo.distance(points[pool], gateway.geometry) / 1000
        node = pool[np.argmin(km)]  # hubs are the first nodes
        edges = at_hubs[(network.tails[at_hubs] == node) | (network.heads[at_hubs] == node)]
        if np.min(km) <= _SAME_KM and len(edges):
            yield str(gateway.id), edges
