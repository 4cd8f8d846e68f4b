"""Maximum flows in graphs with whole capacities, and the minimum cuts that come with them.

Ford and Fulkerson (1956), "Maximal flow through a network", Canadian Journal of Mathematics 8, 399-404: the
largest flow equals the smallest cut, and the nodes that its residual graph still reaches are the near side of
one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

from isthmus.geo.errors import ArgumentError

if TYPE_CHECKING:
    from isthmus.geo._ellipsoid import BoolArray, IntArray

# scipy computes flows in 32-bit integers, and what is left of a capacity can be twice the capacity.
LARGEST_CAPACITY: Final = 2**30 - 1


class Flow(NamedTuple):
    """The largest flow, and which nodes are on its source's side of a smallest cut."""

    value: int
    near: BoolArray


class Arcs(NamedTuple):
    """Arcs with a capacity; those of parallel arcs add up.

    Parameters
    ----------
    tails, heads, capacities : array of int, shape (arcs,)
    """

    tails: IntArray
    heads: IntArray
    capacities: IntArray

    @classmethod
    def both_ways(cls, one: IntArray, other: IntArray, capacities: IntArray) -> Arcs:
        """Return two arcs for each edge."""
        tails, heads = np.concatenate([one, other]), np.concatenate([other, one])
        return cls(tails, heads, np.tile(capacities, 2))


def largest_flow(nodes: int, arcs: Arcs, a: int, b: int) -> Flow:
    """Return the largest flow from node a to node b, two different ones of `nodes`."""
    capacity = csr_array((arcs.capacities, (arcs.tails, arcs.heads)), shape=(nodes, nodes))
    if capacity.nnz and capacity.data.max() > LARGEST_CAPACITY:
        raise ArgumentError(
            f"capacities: expected parallel edges to add up to {LARGEST_CAPACITY:,} at most, "
            f"got {capacity.data.max():,}; choose a larger unit"
        )
    capacity = capacity.astype(np.int32)
    flow = maximum_flow(capacity, a, b).flow
    near = np.zeros(nodes, bool)
    near[breadth_first_order(capacity - flow, a, return_predecessors=False)] = True
    return Flow(int(flow[[a]].sum(dtype=np.int64)), near)
