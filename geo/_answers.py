"""What a network answers: a route that leads from one node to another, or a cut that parts them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shapely import LineString


@dataclass(frozen=True, slots=True)
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

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Route) and (self.nodes, self.edges) == (other.nodes, other.edges)

    def __hash__(self) -> int:
        return hash((self.nodes, self.edges))


@dataclass(frozen=True, slots=True)
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
    """

    size: int
    edges: tuple[int, ...] = ()
    nodes: tuple[int, ...] = ()
    gates: tuple[str, ...] = ()
