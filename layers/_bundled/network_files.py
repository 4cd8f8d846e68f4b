"""The bundled network: its tables, the graph of each mode, and its skeleton, which best routes may pass.

What costs more than its length lies at gates and borders, and what is closed by name is a gate, a hub or a
country. So between the places where a way may begin, end, meet a gate or cross a border, it leads within one
country, and the shortest one there is the best by every weight of every cost model, and is open or shut as a
whole. The skeleton holds these shortest ways, and everything at gates and borders; where nothing meets along
a way, it is one edge. Its routes take what those of the whole network take, at a tenth of the edges.

It is bundled for ends that are hubs (`tools/build_skeleton.py`). What is shut by an area, and ends that are
places of one's own, need the whole network. Such graphs of portals are known from routing over overlays
(Schulz, Wagner and Zaroliagis 2002, "Using multi-level graphs for timetable information in railway systems",
ALENEX, Lecture Notes in Computer Science 2409, 43-59).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from isthmus._modes import MODES, ROUTED
from isthmus.geo import inverse

from .files import credit, data_path, owe

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Mapping

    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Bools = NDArray[np.bool_]

_STEPS_A_DEGREE: Final = 1000


class ModeGraph(NamedTuple):
    """The network of one mode.

    Parameters
    ----------
    lonlat : (nodes, 2) array
        In degrees.
    tails, heads : (edges,) arrays of int
    metres : (edges,) array
        Along the line, which may be longer than the geodesic between the ends.
    codes : (countries,) array of str
        ISO 3166-1 alpha-2, ZZ for no country; empty for the sea and the air.
    country : (nodes,) array of int
        Where in `codes` the country of each node stands; empty for the sea and the air.
    """

    lonlat: NDArray[np.float64]
    tails: NDArray[np.int64]
    heads: NDArray[np.int64]
    metres: NDArray[np.float64]
    codes: NDArray[np.str_]
    country: NDArray[np.uint8]


@cache
def mode_graph(mode: str) -> ModeGraph:
    """Return the bundled network of a mode. Its arrays are shared and can't be written to."""
    data = _read_arrays(f"{mode}.npz")
    steps = np.cumsum([_decode_whole(axis) for axis in data["points"]], axis=1).T
    lonlat = np.asarray(steps / _STEPS_A_DEGREE, dtype=np.float64)
    tails = np.cumsum(_decode_whole(data["tails"]))
    heads = tails + _decode_whole(data["heads"])
    if "steps" in data:
        metres = np.asarray(float(data["step_m"]) * _decode_whole(data["steps"]), dtype=np.float64)
    else:
        metres = inverse(*lonlat[tails].T, *lonlat[heads].T)[2]
    codes, country = (
        data.get(name, np.zeros(0, kind)) for name, kind in (("codes", "U2"), ("country", "u1"))
    )
    graph = ModeGraph(lonlat, tails, heads, metres, codes, country)
    for array in graph:
        array.flags.writeable = False
    return graph


def gate_edges(mode: str) -> list[NDArray[np.int32]]:
    """Return the edges of a mode that each gate holds, gates in the order of `gate_table`."""
    data = _read_arrays("gates.npz")
    none = np.empty(0, np.int32)
    if f"{mode}_edges" not in data:
        return [none] * len(gate_table())
    held = np.split(data[f"{mode}_edges"], np.cumsum(data[f"{mode}_sizes"])[:-1])
    return [*held, *([none] * len(line_table()))]


def skeleton_masks(mode: str) -> tuple[NDArray[np.bool_], NDArray[np.bool_]] | None:
    """Return which edges of a mode its skeleton keeps, and at which nodes ways meet something.

    None where it has no skeleton.
    """
    data, graph = _read_arrays("skeleton.npz"), mode_graph(mode)
    if f"{mode}_edges" not in data:
        return None
    packed = ((data[f"{mode}_edges"], graph.tails), (data[f"{mode}_nodes"], graph.lonlat))
    edges, nodes = (np.unpackbits(bits, count=len(of)).astype(bool) for bits, of in packed)
    return edges, nodes


@cache
def _gates_and_lines() -> pd.DataFrame:
    lines, places = line_table(), hub_table().set_index("id")[["lon", "lat"]]
    middles = (places.loc[lines["hub_a"]].to_numpy() + places.loc[lines["hub_b"]].to_numpy()) / 2
    marks = [f"POINT ({lon:.3f} {lat:.3f})" for lon, lat in middles.tolist()]
    named = lines[["id", "kind", "title"]].assign(geometry=marks)
    return pd.concat([_text_table("gates"), named], ignore_index=True)


def gate_table() -> pd.DataFrame:
    """Return id, kind, title and geometry (WKT) of each gate, as text; those of `line_table` come last."""
    return _gates_and_lines().copy()


def line_table() -> pd.DataFrame:
    """Return the ferries and land bridges, which lead from port to port, as text."""
    return _text_table("rules_ferries")


def hub_table(modes: Collection[str] = ()) -> pd.DataFrame:
    """Return the hubs: ports, airports and cities, with the node of each mode (-1 where none is near).

    Columns are id, kind, name, country, lon, lat, and for each mode that goes on from there the nearest node
    and its distance, such as ``rail`` and ``rail_km``. The nodes of the air are the airports themselves.

    Where goods may go by all of some modes, those that lorries bring to a hub board nothing else there: a
    station at an airport takes passengers.
    """
    table = _read_hub_table().copy()
    for mode in MODES.values():
        if mode.feeder in modes:
            others = [name for name in ROUTED if name in table and name != mode.feeder]
            table.loc[table["kind"] == mode.hub, others] = -1
    return table


@cache
def _read_hub_table() -> pd.DataFrame:
    table = _text_table("hubs")
    modes = [mode for mode in ROUTED if mode in table]
    for column in ("lon", "lat", *(f"{mode}_km" for mode in modes)):
        table[column] = table[column].replace("", "0").astype(float)
    for column in modes:
        table[column] = table[column].replace("", "-1").astype(np.int64)
    return table


def rule_table(name: str) -> pd.DataFrame:
    """Return the rules of a kind, as text: closures, links, gauges, waits or others; and whom to name."""
    return owe(_text_table(f"rules_{name}"), credit("network-rules"))


def gap_table() -> pd.DataFrame:
    """Return where railways come near each other, or near a port, that nothing joins, as text.

    Columns are kind and between, and the ends a and b: nodes of the railways, at a port its id.
    """
    return _text_table("gaps")


def disruption_table(name: str) -> pd.DataFrame:
    """Return the past disruptions, or the ``effects`` that were observed of them, as text."""
    table = _text_table("disruptions" if name == "disruptions" else f"disruption_{name}")
    return owe(table, credit("network-rules"))


def tell_doubt(verified: str) -> str:
    """Return how a sentence ends if not all of it was seen in its source, empty if it was.

    Examples
    --------
    >>> tell_doubt("no"), tell_doubt("yes")
    ('; a part of it rests on general knowledge', '')
    """
    return "" if verified == "yes" else "; a part of it rests on general knowledge"


def cost_model_table() -> pd.DataFrame:
    """Return the speeds, tariffs and handling times of every cost model, with their units and sources."""
    return _read_cost_model_table().copy()


@cache
def _read_cost_model_table() -> pd.DataFrame:
    table = _text_table("cost_models").astype(dict.fromkeys(("low", "value", "high"), float))
    return owe(table, credit("network-rules"))


@dataclass(frozen=True, eq=False)
class Ground:
    """The network of one mode that routes are searched on: the whole one, or its skeleton.

    Parameters
    ----------
    mode : str
    graph : ModeGraph
    node : array of int, shape (nodes of the whole,)
        The node of `graph` that each is, -1 where it is none.
    edge : array of int, shape (edges of the whole,)
        The edge of `graph` that each is or is a part of, -1 where it is none.
    """

    mode: str
    graph: ModeGraph
    node: Ints
    edge: Ints

    @cached_property
    def gates(self) -> list[Ints]:
        """The edges that each gate holds, gates in the order of `gate_table`."""
        return [self.edge[held] for held in gate_edges(self.mode)]

    def course(self, edge: int, start: int) -> NDArray[np.float64]:
        """Return the places of the whole network between the ends of an edge, from one of its nodes on."""
        order, first = self._parts
        whole, nodes = mode_graph(self.mode), [int(self._places[start])]
        parts = order[first[edge] : first[edge + 1]]
        left = set(zip(whole.tails[parts].tolist(), whole.heads[parts].tolist(), strict=True))
        while left:
            step = next(ends for ends in left if nodes[-1] in ends)
            nodes.append(sum(step) - nodes[-1])
            left.remove(step)
        return whole.lonlat[nodes[1:-1]]

    @cached_property
    def _parts(self) -> tuple[Ints, Ints]:
        """The edges of the whole network, by that of which each is a part, and where these start."""
        order = np.argsort(self.edge, kind="stable")
        return order, np.searchsorted(self.edge[order], np.arange(len(self.graph.tails) + 1))

    @cached_property
    def _places(self) -> Ints:
        """The node of the whole network that each node is."""
        return np.flatnonzero(self.node >= 0)


@cache
def ground(mode: str, *, is_skeleton: bool = False) -> Ground:
    """Return the network of a mode, or its skeleton; a mode of direct links is its own."""
    whole = mode_graph(mode)
    if not is_skeleton or (masks := skeleton_masks(mode)) is None:
        return Ground(mode, whole, np.arange(len(whole.lonlat)), np.arange(len(whole.tails)))
    return _join_chains(mode, whole, *masks)


def _join_chains(mode: str, whole: ModeGraph, kept: Bools, met: Bools) -> Ground:
    """Return the network of the edges kept, in which those along a way where nothing is met are one edge."""
    edges, count = np.flatnonzero(kept), len(whole.lonlat)
    nodes = np.concatenate([whole.tails[edges], whole.heads[edges]])
    inner = (np.bincount(nodes, minlength=count) == 2) & ~met  # noqa: PLR2004 - one edge in, one out
    place = np.tile(np.arange(len(edges)), 2)
    chain = _components(len(edges), *_pair_up(nodes, place, inner[nodes]))
    outer = met | (np.isin(np.arange(count), nodes) & ~inner)
    number, edge = np.where(outer, np.cumsum(outer) - 1, -1), np.full(len(whole.tails), -1)
    edge[edges] = chain
    start, stop = number[[*_pair_up(chain[place], nodes, outer[nodes])]]
    metres = np.asarray(np.bincount(chain, whole.metres[edges]), np.float64)
    country = whole.country[outer] if len(whole.country) else whole.country
    graph = ModeGraph(whole.lonlat[outer], start, stop, metres, whole.codes, country)
    return Ground(mode, graph, number, edge)


def _pair_up(keys: Ints, values: Ints, chosen: Bools) -> tuple[Ints, Ints]:
    """Return the two values of each key, by the keys; every key that is chosen has two."""
    order = np.argsort(keys[chosen], kind="stable")
    one, other = values[chosen][order].reshape(-1, 2).T
    return one, other


def _components(count: int, one: Ints, other: Ints) -> Ints:
    matrix = csr_array((np.ones(len(one), np.int8), (one, other)), shape=(count, count))
    found: Ints = connected_components(matrix, directed=False)[1].astype(np.int64)
    return found


def capacities() -> pd.DataFrame:
    """Return how much crossings, canals and ports can take, take, and are planned to take, as published.

    Returns
    -------
    pandas.DataFrame
        One row a figure: ``id``; ``target``, the gate or hub; ``mode``; ``nature`` (capacity, flow, planned);
        ``low`` and ``high`` in ``unit``, in which ``direction`` and ``period``; the same as ``t_day_low`` and
        ``t_day_high`` in tonnes a day, NaN where that does not follow, and ``t_day_by``, what a train, wagon
        or TEU was taken to hold; ``source``, ``source_url``, ``as_of``, ``confidence``, ``verified`` (whether
        the source was seen), ``note`` and ``attribution`` (whom to name); and the ``sentence`` that says it.

    Examples
    --------
    >>> capacities().set_index("id").loc[["mala_paths"], ["t_day_low", "t_day_high"]].values.tolist()
    [[12500.0, 19100.0]]
    >>> capacities().loc[0, "sentence"]
    'Capacity: 16 to 18 trains a day each way (2021-12).'
    """
    figures = ["low", "high", "t_day_low", "t_day_high"]
    table = rule_table("capacities")
    table[figures] = table[figures].apply(pd.to_numeric)
    return table.assign(sentence=[_tell_capacity(row) for row in table.to_dict("records")])


def _tell_capacity(row: Mapping[Hashable, Any]) -> str:
    """Return how much something takes, in its unit, in which direction and when."""
    low, high = (f"{row[end]:,.12g}" for end in ("low", "high"))
    much = low if low == high else f"{low} to {high}"
    told = f"{row['nature'].capitalize()}: {much} {row['unit']} {row['direction']} ({row['period']})"
    return f"{told}{tell_doubt(row['verified'])}."


@cache
def _read_arrays(name: str) -> dict[str, NDArray[Any]]:
    with data_path(f"network/{name}") as path, np.load(path) as data:
        return dict(data)


def _text_table(name: str) -> pd.DataFrame:
    return _read_text_table(name).copy()


@cache
def _read_text_table(name: str) -> pd.DataFrame:
    with data_path(f"network/{name}.csv") as path:
        return pd.read_csv(path, dtype=str, keep_default_na=False)  # NA is Namibia


def _decode_whole(planes: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Return whole numbers from zigzag-encoded byte planes, the lowest first: 0, 1, 2, 3 are 0, -1, 1, -2."""
    zigzag = planes[0].astype(np.uint32)
    for i, plane in enumerate(planes[1:], start=1):
        zigzag |= plane.astype(np.uint32) << np.uint32(8 * i)
    whole = (zigzag >> 1).astype(np.int32) ^ -(zigzag & 1).astype(np.int32)
    return np.asarray(whole, dtype=np.int64)
