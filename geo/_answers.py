"""What a network answers: routes, the best routes of many pairs, cuts, and what goes where."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias, TypeVar, get_args

import numpy as np
from shapely import LineString

from isthmus._arguments import check_array, check_choice, check_fields, check_kind, unfit
from isthmus._choices import Weight
from isthmus._face import html_table

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray

    from ._ellipsoid import BoolArray, FloatArray, IntArray

Part: TypeAlias = Literal["edge", "node", "gate"]
"""What of a network routes may share, or a cut may take."""

Ends: TypeAlias = "tuple[IntArray, ...]"
EdgesOfPairs: TypeAlias = "tuple[tuple[IntArray | None, ...], ...]"

_Array = TypeVar("_Array", bound="NDArray[Any]")


def freeze(array: _Array) -> _Array:
    """Return the array, which can't be written to from here on."""
    array.flags.writeable = False
    return array


# How many names or numbers a short form lists.
_LISTED: Final = 5


def list_some(items: Collection[object]) -> str:
    """Return the first of some items, and how many there are if these are not all.

    Examples
    --------
    >>> list_some(range(7)), list_some(["suez"])
    ('0, 1, 2, 3, 4, ... (7)', 'suez')
    """
    listed = ", ".join(str(item) for item, _ in zip(items, range(_LISTED), strict=False))
    return listed if len(items) <= _LISTED else f"{listed}, ... ({len(items)})"


@dataclass(frozen=True, slots=True, repr=False)
class Route:
    """A way through a network.

    Two routes are equal if they pass the same nodes along the same edges of the same network.

    Parameters
    ----------
    nodes : tuple of int
        Nodes in the order of travel, both ends included.
    edges : tuple of int
        Edges between them: one less than nodes, none where the route ends where it starts.
    length_m, hours, cost : float
        Sums over the edges, correctly rounded; NaN for a quantity the network was not given.
    modes : tuple of str
        Mode of each edge.
    gates : tuple of str
        Gates passed, each once, in the order of travel; gates of the same edge by name.
    geometry : LineString
        One vertex for each node, joined by geodesics, with continuous longitudes: they may leave
        [-180, 180]. A pole takes the longitudes of its neighbours, so it may need two vertices. Empty
        where there is no edge.
    """

    nodes: tuple[int, ...]
    edges: tuple[int, ...]
    length_m: float
    hours: float
    cost: float
    modes: tuple[str, ...]
    gates: tuple[str, ...]
    geometry: LineString

    def __post_init__(self) -> None:
        check_fields(self)
        check_kind("geometry", self.geometry, LineString, "a LineString")
        if not self.nodes:
            raise unfit("nodes", "one node or more", self.nodes)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Route) and (self.nodes, self.edges) == (other.nodes, other.edges)

    def __hash__(self) -> int:
        return hash((self.nodes, self.edges))

    def __repr__(self) -> str:
        return f"<Route: {', '.join(f'{key} {value}' for key, value in self._facts().items())}>"

    def _repr_html_(self) -> str:
        return html_table("Route", self._facts())

    def _facts(self) -> dict[str, str]:
        facts = {
            "edges": f"{len(self.edges)} from node {self.nodes[0]} to node {self.nodes[-1]}",
            "length": f"{self.length_m / 1000:,.1f} km",
            "time": "" if math.isnan(self.hours) else f"{self.hours:,.1f} h",
            "cost": "" if math.isnan(self.cost) else f"{self.cost:,.2f}",
            "modes": " + ".join(dict.fromkeys(self.modes)),
            "gates": list_some(self.gates),
        }
        return {key: value for key, value in facts.items() if value}


@dataclass(frozen=True, slots=True, repr=False)
class Cut:
    """What must be removed for two nodes to be parted: ``without(edges=cut.edges)`` always parts them.

    Parameters
    ----------
    size : int
        How many edges, nodes or gates the cut consists of, after the kind that was asked for; 0 where
        nothing joins the two nodes.
    edges : tuple of int
        The edges removed: the cut itself, or the edges at its nodes or of its gates.
    nodes : tuple of int
        The nodes removed; empty for a cut of edges or of gates.
    gates : tuple of str
        The gates closed; for a cut of edges, the gates that hold some of them; empty for a cut of nodes.
    is_only : bool or None
        Whether no other set of as many gates parts the two nodes; None where that was not looked for, as for
        edges and nodes.
    """

    size: int
    edges: tuple[int, ...] = ()
    nodes: tuple[int, ...] = ()
    gates: tuple[str, ...] = ()
    is_only: bool | None = None

    def __post_init__(self) -> None:
        check_fields(self)

    def __repr__(self) -> str:
        return f"<Cut: {', '.join(f'{key} {value}' for key, value in self._facts().items())}>"

    def _repr_html_(self) -> str:
        return html_table("Cut", self._facts())

    def _facts(self) -> dict[str, object]:
        parts = {"edges": self.edges, "nodes": self.nodes, "gates": self.gates}
        return {"size": self.size} | {key: list_some(part) for key, part in parts.items() if part}


class _Arrays:
    """A value made of arrays that can't be written to: not when it is made, nor when it is copied or sent."""

    __slots__ = ()

    def __post_init__(self) -> None:
        check_fields(self)
        _freeze_all(self._values())

    def __reduce__(self) -> tuple[type[_Arrays], tuple[object, ...]]:
        return type(self), self._values()

    def _values(self) -> tuple[object, ...]:
        return tuple(getattr(self, field.name) for field in fields(self))  # type: ignore[arg-type]


def _freeze_all(values: tuple[object, ...]) -> None:
    for value in values:
        if isinstance(value, np.ndarray):
            freeze(value)
        elif isinstance(value, tuple):
            _freeze_all(value)


@dataclass(frozen=True, eq=False, slots=True, repr=False)
class BestRoutes(_Arrays):
    """The best route of every pair of an origin and a destination.

    Parameters
    ----------
    origins, destinations : tuple of array of int
        The nodes of each end.
    by : {"cost", "time", "distance"}
        What makes a route the best.
    edges : tuple of tuple of array of int, or None
        The edges of the route of each pair from origin to destination, None where no route leads.
    lengths_m, hours, costs : array of float, shape (origins, destinations)
        What each route takes: infinite where no route leads, NaN where the network doesn't know it.
    """

    origins: Ends
    destinations: Ends
    by: Weight
    edges: EdgesOfPairs
    lengths_m: FloatArray
    hours: FloatArray
    costs: FloatArray

    def __post_init__(self) -> None:
        _Arrays.__post_init__(self)  # super() does not know a class with slots
        check_choice("by", self.by, get_args(Weight))
        for name in ("origins", "destinations", "edges"):
            check_kind(name, getattr(self, name), tuple, "a tuple of arrays")

    def __repr__(self) -> str:
        return (
            f"<BestRoutes by {self.by}: {len(self.origins)} origins, {len(self.destinations)} destinations>"
        )

    @property
    def least(self) -> FloatArray:
        """What the routes are the best by."""
        return {"cost": self.costs, "time": self.hours, "distance": self.lengths_m}[self.by]

    def passes(self, edges: BoolArray) -> BoolArray:
        """Return which pairs have a route that passes any of some edges, given as a mask."""
        check_array("edges", edges, kind="b", expected="a mask of all edges")
        try:
            passes = [[route is not None and bool(edges[route].any()) for route in row] for row in self.edges]
        except IndexError:  # too short, or of several dimensions
            raise unfit("edges", "a mask of all edges", edges) from None
        return np.array(passes, bool)

    def all_edges(self) -> IntArray:
        """Return every edge that any of the routes passes, once, in ascending order."""
        routes = [route for row in self.edges for route in row if route is not None]
        return np.unique(np.concatenate([np.empty(0, np.int64), *routes]))


@dataclass(frozen=True, eq=False, slots=True, repr=False)
class RouteFlow(_Arrays):
    """What goes by which routes, and what is left.

    Parameters
    ----------
    pairs : array of int, shape (routes, 2)
        The origin and the destination of each route that is used.
    edges : tuple of array of int
        Its edges, in the order of travel.
    amounts : array of float, shape (routes,)
        How much goes by it.
    taken : array of float, shape (routes,)
        What one unit takes by it: hours, cost or metres, after what was asked.
    unserved : array of float, shape (origins, destinations)
        How much of each pair has no room.
    gates : tuple of str
        Those that take only so much.
    loads : array of float, shape (gates,)
        How much passes each; a route that passes several of its edges counts there as often.
    """

    pairs: IntArray
    edges: tuple[IntArray, ...]
    amounts: FloatArray
    taken: FloatArray
    unserved: FloatArray
    gates: tuple[str, ...]
    loads: FloatArray

    def __repr__(self) -> str:
        left = self.unserved.sum()
        return f"<RouteFlow: {self.amounts.sum():g} by {len(self.edges)} routes, {left:g} unserved>"


@dataclass(frozen=True, eq=False, slots=True, repr=False)
class Assignment(_Arrays):
    """Demand assigned to routes whose gates take only so much.

    Parameters
    ----------
    by : {"cost", "time", "distance"}
        What is as small as possible once as much as possible is served.
    demand : array of float, shape (origins, destinations)
    least, most : RouteFlow
        The flow if every gate takes the least, and the most, that it may.
    unserved_low, unserved_high : array of float, shape (origins, destinations)
        What is left unserved of each pair, at least and at most, whatever each gate takes between the two.
        One pair may be left the most where another is left the least: the sums are those of `least` and
        `most`.
    """

    by: Weight
    demand: FloatArray
    least: RouteFlow
    most: RouteFlow
    unserved_low: FloatArray
    unserved_high: FloatArray

    def __post_init__(self) -> None:
        _Arrays.__post_init__(self)  # super() does not know a class with slots
        check_choice("by", self.by, get_args(Weight))

    def __repr__(self) -> str:
        low, high = (flow.unserved.sum() for flow in (self.most, self.least))
        return f"<Assignment of {self.demand.sum():g} by {self.by}: {low:g} to {high:g} unserved>"
