"""Named passages that can be closed, and the edges each holds."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely
from coast import KM_A_DEGREE
from lanes import geodesics

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Pairs = NDArray[np.int64]  # (m, 2)

HERE = Path(__file__).parent


class Gate(NamedTuple):
    """A passage: what it is, where, and the edges of each mode that lead through it."""

    id: str
    kind: str
    title: str
    geometry: shapely.Geometry
    edges: dict[str, NDArray[np.int64]]


class EmptyGateError(Exception):
    """A gate that no edge leads through: it would close nothing."""


def rows(name: str) -> list[dict[str, str]]:
    """Return the rows of a table beside this module."""
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def check_gates(gates: list[Gate]) -> list[Gate]:
    """Return the gates in the order of their ids.

    Raises
    ------
    EmptyGateError
        If no edge leads through one of them.
    """
    empty = [gate.id for gate in gates if not sum(map(len, gate.edges.values()))]
    if empty:
        raise EmptyGateError(f"no edge leads through {', '.join(empty)}")
    return sorted(gates)


class Ways:
    """Edges as geodesics, to be asked which of them meet a place."""

    def __init__(self, lonlat: Array, edges: Pairs) -> None:
        points, edge = geodesics(lonlat[edges[:, 0]], lonlat[edges[:, 1]])
        same = np.flatnonzero((edge[1:] == edge[:-1]) & (np.abs(np.diff(points[:, 0])) < 180))  # noqa: PLR2004
        self._edge = edge[same]
        self._tree = shapely.STRtree(
            np.asarray(shapely.linestrings(np.stack([points[same], points[same + 1]], axis=1)))
        )

    def through(self, place: shapely.Geometry) -> NDArray[np.int64]:
        """Return the edges that meet a line or an area."""
        return np.unique(self._edge[self._tree.query(place, predicate="intersects")])


def sea_gates(lonlat: Array, edges: Pairs) -> list[Gate]:
    """Return the straits, canals and capes of gates_sea.csv, each a line from shore to shore."""
    ways = Ways(lonlat, edges)
    gates = []
    for row in rows("gates_sea.csv"):
        line = line_of(row["line"])
        gates.append(Gate(row["id"], row["kind"], row["title"], line, {"sea": ways.through(line)}))
    return gates


def line_of(text: str) -> shapely.LineString:
    """Return the line of points such as ``"32.05 30.72, 32.60 30.68"``."""
    return shapely.LineString([[float(number) for number in point.split()] for point in text.split(",")])


def airspace_gates(
    lonlat: Array, edges: Pairs, countries: Mapping[str, tuple[str, shapely.Geometry]]
) -> list[Gate]:
    """Return the airspace over the land of each country that a link leads over."""
    ways = Ways(lonlat, edges)
    over = {code: _through_area(ways, area) for code, (_, area) in countries.items()}
    return [
        Gate(f"airspace_{code.lower()}", "airspace", f"Airspace of {name}", _mark(area), {"air": over[code]})
        for code, (name, area) in countries.items()
        if len(over[code])
    ]


def _through_area(ways: Ways, area: shapely.Geometry) -> NDArray[np.int64]:
    """Return the edges over an area, whose longitudes may run past 180 degrees."""
    turned = shapely.transform(area, lambda points: points - [360.0, 0.0])
    parts = [part for whole in (area, turned) for part in shapely.get_parts(whole)]
    return np.unique(np.concatenate([ways.through(part) for part in parts]))


def _mark(area: shapely.Geometry) -> shapely.Geometry:
    """Return the outline of the largest part, coarse: what a map needs to show which airspace is meant."""
    largest = max(shapely.get_parts(area), key=lambda part: part.area)
    return shapely.set_precision(shapely.simplify(largest, 0.3), 0.1)


def border_gates(
    networks: Mapping[str, tuple[Array, Pairs, NDArray[np.object_]]],
    countries: Mapping[str, tuple[str, shapely.Geometry]],
) -> list[Gate]:
    """Return every border that a line crosses, and the posts of gates_land.csv.

    Parameters
    ----------
    networks : mapping of mode to (lonlat, edges, country of each node)
    countries : mapping of ISO code to name and area
    """
    gates = [_border(networks, countries, pair) for pair in neighbours(networks) if {*pair} <= {*countries}]
    for row in rows("gates_land.csv"):
        pair, post = row["countries"].split(), np.array([float(row["lon"]), float(row["lat"])])
        held = {
            mode: near(networks[mode], between(networks[mode], pair), post, float(row["radius_km"]))
            for mode in row["modes"].split()
        }
        gates.append(Gate(row["id"], row["kind"], row["title"], shapely.Point(post), held))
    return gates + contact_gates(networks)


def neighbours(networks: Mapping[str, tuple[Array, Pairs, NDArray[np.object_]]]) -> list[list[str]]:
    """Return the pairs of countries between which any line leads, each in the order of the codes."""
    ends = np.concatenate([country[edges].astype("U2") for _, edges, country in networks.values()])
    pairs: list[list[str]] = np.unique(np.sort(ends[ends[:, 0] != ends[:, 1]], axis=1), axis=0).tolist()
    return pairs


def _border(
    networks: Mapping[str, tuple[Array, Pairs, NDArray[np.object_]]],
    countries: Mapping[str, tuple[str, shapely.Geometry]],
    pair: list[str],
) -> Gate:
    """Return the border of two countries; its mark is the way across where water lies between them."""
    (one, first), (other, second) = (countries[code] for code in pair)
    held = {mode: between(network, pair) for mode, network in networks.items()}
    across = [(networks[mode], edges[0]) for mode, edges in held.items() if len(edges)]
    (lonlat, edges, _), edge = across[0]
    line = shared_border(first, second)
    mark = shapely.LineString(lonlat[edges[edge]]) if line.is_empty else line
    return Gate(f"border_{'_'.join(pair).lower()}", "border", f"Border of {one} and {other}", mark, held)


def contact_gates(networks: Mapping[str, tuple[Array, Pairs, NDArray[np.object_]]]) -> list[Gate]:
    """Return the lines of contact of gates_contact.csv, on purpose no finer than half a degree."""
    gates = []
    for row in rows("gates_contact.csv"):
        line = line_of(row["line"])
        held = {mode: crossing(networks[mode], line) for mode in row["modes"].split()}
        gates.append(Gate(row["id"], row["kind"], row["title"], line, held))
    return gates


def crossing(
    network: tuple[Array, Pairs, NDArray[np.object_]], line: shapely.LineString
) -> NDArray[np.int64]:
    """Return the edges that cross a line."""
    lonlat, edges, _ = network
    return np.flatnonzero(shapely.intersects(shapely.linestrings(lonlat[edges]), line))


def between(network: tuple[Array, Pairs, NDArray[np.object_]], pair: list[str]) -> NDArray[np.int64]:
    """Return the edges that join two countries."""
    _, edges, country = network
    tail, head = country[edges[:, 0]], country[edges[:, 1]]
    first, second = pair
    return np.flatnonzero(((tail == first) & (head == second)) | ((tail == second) & (head == first)))


def near(
    network: tuple[Array, Pairs, NDArray[np.object_]],
    chosen: NDArray[np.int64],
    post: Array,
    radius_km: float,
) -> NDArray[np.int64]:
    """Return those of the chosen edges that pass within a distance of a post."""
    lonlat, edges, _ = network
    scale = KM_A_DEGREE * np.array([np.cos(np.radians(post[1])), 1.0])
    lines = shapely.linestrings((lonlat[edges[chosen]] - post) * scale)
    return chosen[shapely.distance(lines, shapely.Point(0, 0)) <= radius_km]


def shared_border(a: shapely.Geometry, b: shapely.Geometry) -> shapely.Geometry:
    """Return the line two countries share, coarse."""
    shared = shapely.intersection(shapely.boundary(a), shapely.buffer(b, 0.02))
    lines = shapely.line_merge(
        shapely.MultiLineString(
            [p for p in shapely.get_parts(shared) if p.geom_type == "LineString" and p.length]
        )
    )
    return shapely.set_precision(shapely.simplify(lines, 0.1), 0.01)
