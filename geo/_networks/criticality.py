"""What the closure of each gate does to many pairs of nodes.

How much longer routes become and which pairs lose every route are two answers, never one average: Jenelius,
Petersen and Mattsson (2006), "Importance and exposure in road network vulnerability analysis", Transportation
Research Part A 40, 537-560, measure apart the links whose closure leaves demand unserved.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .closures import check_names
from .journeys import journeys, rerouted
from .network_checks import Checks, frozen

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import ArrayLike

    from isthmus.geo._ellipsoid import BoolArray, FloatArray

    from .multigraph import Weight
    from .network import Network


@dataclass(frozen=True, eq=False, slots=True)
class ClosureEffects:
    """What the closure of each gate, alone, does to every pair of an origin and a destination.

    Parameters
    ----------
    gates : tuple of str
    before : array of float, shape (origins, destinations)
        Hours, cost or metres while all gates are as they were; NaN where no route leads.
    extra : array of float, shape (gates, origins, destinations)
        How much more it takes with the gate closed; NaN where no route leads before or after.
    unserved : array of bool, shape (gates, origins, destinations)
        Whether the closure leaves no route where there was one.
    """

    gates: tuple[str, ...]
    before: FloatArray
    extra: FloatArray
    unserved: BoolArray


def closure_effects(
    network: Network,
    origins: ArrayLike,
    destinations: ArrayLike,
    *,
    gates: Collection[str] | None = None,
    by: Weight = "hours",
) -> ClosureEffects:
    """Return what the closure of each gate, alone, does to every pair of an origin and a destination.

    Parameters
    ----------
    network : Network
        It may have closures of its own.
    origins, destinations : array of int
        Nodes.
    gates : collection of str, optional
        The gates to close in turn; left out, all of them.
    by : {"hours", "cost", "distance"}

    Raises
    ------
    ArgumentError
        If there is no such node or gate.

    Examples
    --------
    >>> from isthmus.geo import Network
    >>> network = Network(
    ...     [(0, 0), (1, 1), (1, -1), (2, 0), (3, 0)],
    ...     tails=[0, 1, 0, 2, 3],
    ...     heads=[1, 3, 2, 3, 4],
    ...     modes=["sea"] * 5,
    ...     hours=[10, 10, 12, 14, 5],
    ...     gates={"canal": [0], "strait": [4]},
    ... )
    >>> effects = closure_effects(network, [0], [3, 4])
    >>> effects.extra.tolist()
    [[[6.0, 6.0]], [[0.0, nan]]]
    >>> effects.unserved.tolist()
    [[[False, False]], [[False, True]]]
    """
    names = tuple(network.gates) if gates is None else tuple(gates)
    _check(network, names, origins, destinations)
    before = journeys(network, np.asarray(origins).tolist(), np.asarray(destinations).tolist(), by=by)
    known = np.where(np.isfinite(before.least), before.least, np.nan)
    extra = np.empty((len(names), *known.shape))
    unserved = np.empty(extra.shape, bool)
    for number, name in enumerate(names):
        after = rerouted(network.without(gates=[name]), before).least
        unserved[number] = np.isinf(after) & np.isfinite(known)
        extra[number] = np.where(np.isfinite(after), after, np.nan) - known
    return ClosureEffects(names, frozen(known), frozen(extra), frozen(unserved))


def _check(network: Network, gates: Collection[str], origins: ArrayLike, destinations: ArrayLike) -> None:
    checks = Checks("question")
    for name, nodes in (("origins", origins), ("destinations", destinations)):
        checks.indices(name, nodes, count=len(network.lonlat), of="node")
    check_names(checks, "gates", gates, network.gates)
    checks.settle()
