"""How much of the flows between countries may be the goods of one of them: bounds by linear programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import scipy
from scipy import sparse

from isthmus.geo import IsthmusError
from isthmus.layers._tables.result_schemas import Range

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_INFEASIBLE: Final = 2  # of the status of scipy.optimize.linprog
_UNBOUNDED: Final = 3
#: Decimals beyond which figures of a program are of arithmetic alone.
_DIGITS: Final = 9


class Flows(NamedTuple):
    """Flows between countries, which are numbered.

    Parameters
    ----------
    nodes : int
        How many countries.
    tails, heads : array of int, shape (n,)
        From where each flow leads, and where to.
    low, high : array of float, shape (n,)
        What it is at least and at most; infinite where nothing bounds it.
    """

    nodes: int
    tails: NDArray[np.intp]
    heads: NDArray[np.intp]
    low: NDArray[np.float64]
    high: NDArray[np.float64]

    def between(self, start: int, end: int) -> list[int]:
        """Return the countries on ways from one to another."""
        graph = sparse.csr_array((np.ones(len(self.tails)), (self.tails, self.heads)), (self.nodes,) * 2)
        after, before = (
            sparse.csgraph.breadth_first_order(one, node, return_predecessors=False).tolist()
            for one, node in ((graph, start), (graph.T.tocsr(), end))
        )
        return sorted((set(after) & set(before)) - {start, end})


class Transit(NamedTuple):
    """Some ways from the origin to the destination.

    Parameters
    ----------
    edges : array of bool
        The flows that make them.
    others : array of bool
        The flows of all other ways.
    node : int or None
        The country that they pass, if they are those through one.
    """

    edges: NDArray[np.bool_]
    others: NDArray[np.bool_]
    node: int | None = None


class _Stretch(NamedTuple):
    """Where some goods of the origin run, and along which flows they may."""

    start: int
    end: int
    edges: NDArray[np.bool_]


class Division:
    """The division of each flow into the goods of one origin and others, as linear programs.

    The variables are how much of each flow is the origin's; how much of that goes along some ways, one set
    of variables for each stretch of them; and the scale of all figures, which is 1 but where a share is asked
    for: then what the origin sends out is 1 (Charnes and Cooper 1962, Naval Research Logistics Quarterly 9,
    181-186).
    """

    def __init__(self, flows: Flows, start: int, end: int) -> None:
        self._start, self._end = start, end
        edges = np.arange(len(flows.tails))
        size = (flows.nodes, len(edges))
        came = sparse.csr_array((np.ones(len(edges)), (flows.heads, edges)), size)
        left = sparse.csr_array((np.ones(len(edges)), (flows.tails, edges)), size)
        self._stays: sparse.csr_array = came - left
        self._low = np.where(flows.tails == start, flows.low, 0.0)
        self._high = flows.high
        self._onward = flows.tails != end

    def bounds(self, way: Transit, *, as_share: bool) -> Range:
        """Return the least and the most that ends in the destination by some ways."""
        ends = (self._start, self._end)
        if not way.others.any():
            low, high = (self._solve([], least=least, as_share=as_share) for least in (True, False))
        else:
            every = np.ones(len(way.edges), bool)
            through = [_Stretch(*ends, way.edges)]
            if way.node is not None:
                through = [_Stretch(ends[0], way.node, every), _Stretch(way.node, ends[1], every)]
            low = self._solve([_Stretch(*ends, way.others)], least=True, as_share=as_share)
            high = self._solve(through, least=False, as_share=as_share)
        return Range(low, max(low, high))

    def _solve(self, stretches: Sequence[_Stretch], *, least: bool, as_share: bool) -> float:
        """Return the least that ends in the destination off some stretches, or the most that runs on them.

        A share of nothing is NaN.
        """
        last = self._stays[[self._end]].toarray()[0]
        count, nothing = len(last), np.zeros(len(last) * max(0, len(stretches) - 1))
        arrives = np.concatenate([last, *([-last] if stretches else []), [0.0]])
        runs = np.concatenate([0 * last, nothing, last, [0.0]]) if stretches else arrives
        closed = np.concatenate([np.zeros(count, bool), *(~one.edges | ~self._onward for one in stretches)])
        upper, equal = self._limits(stretches), self._balances(stretches, as_share=as_share)
        found = scipy.optimize.linprog(
            arrives if least else -runs,
            *(upper, np.zeros(upper.shape[0])),
            *(equal, np.append(np.zeros(equal.shape[0] - 1), 1.0)),
            bounds=np.column_stack(
                [np.zeros(len(closed) + 1), np.append(np.where(closed, 0, np.inf), np.inf)]
            ),
        )
        if found.status == _UNBOUNDED:
            return np.inf
        if found.x is None:
            if as_share and found.status == _INFEASIBLE:
                return np.nan
            raise IsthmusError(
                f"the solver found no bounds of these flows: {found.message}; "
                "state quantities in a larger unit, as thousands or millions"
            )
        return abs(round(float(found.fun), _DIGITS))

    def _limits(self, stretches: Sequence[_Stretch]) -> sparse.csr_array:
        """Return the rows of what may not be above zero."""
        count, some = self._stays.shape[1], len(stretches)
        one, none = sparse.eye_array(count, format="csr"), [None] * some
        others = np.arange(self._stays.shape[0]) != self._start
        bounded = np.flatnonzero(np.isfinite(self._high))
        rows = [
            [-self._stays[others], *none, None],  # nobody but the origin sends on more than it was sent
            [-one, *none, sparse.csr_array(self._low[:, np.newaxis])],
            [one[bounded], *none, sparse.csr_array(-self._high[bounded, np.newaxis])],
        ]
        if stretches:
            last = self._stays[[self._end]]
            rows += [[-one, *[one] * some, None], [-last, *none[1:], last, None]]
        return sparse.block_array(rows, format="csr")

    def _balances(self, stretches: Sequence[_Stretch], *, as_share: bool) -> sparse.csr_array:
        """Return the rows of what is zero, and as the last one that of what is one."""
        none: list[sparse.csr_array | None] = [None] * len(stretches)
        nodes = np.arange(self._stays.shape[0])
        rows = []
        for number, one in enumerate(stretches):
            inner = self._stays[(nodes != one.start) & (nodes != one.end)]
            rows.append([None, *none[:number], inner, *none[number + 1 :], None])
        if len(stretches) > 1:  # what comes to the country between is what goes on
            first, second = stretches
            rows.append([None, self._stays[[first.end]], -self._stays[[second.end]], None])
        scale = sparse.csr_array([[float(not as_share)]])
        rows.append([-self._stays[[self._start]] * float(as_share), *none, scale])
        return sparse.block_array(rows, format="csr")
