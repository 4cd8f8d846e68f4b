"""What feeds others that fly: lorries to an airport and from one, which cross no continent."""

from __future__ import annotations

from functools import reduce
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from isthmus._modes import MODES, TRANSFER, modes_among, of_medium

from .barriers import Shut

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

    from isthmus.geo import Network

    from .barriers import Trip
    from .ends import End

    Ints = NDArray[np.int64]


def keep_feeders_near(network: Network, ends: Sequence[End]) -> Network:
    """Return a network in which what feeds aircraft stays near the ends, where aircraft go at all.

    Goods that may fly are driven to an airport, and from one: no lorry crosses a continent with them because
    its tariff is the lower one. How far a mode feeds is its ``feeds_km``, from an end along its own network.

    Parameters
    ----------
    network : Network
    ends : sequence of End
        With their nodes.
    """
    far = [_beyond(network, mode, ends) for mode in feeders(modes_among(network.modes))]
    return network.without(edges=np.concatenate(far)) if far else network


def find_beyond(network: Network, origins: Sequence[End], destinations: Sequence[End]) -> tuple[Shut, ...]:
    """Return what is too far from the ends of some pairs to feed aircraft, though near those of others.

    Parameters
    ----------
    network : Network
        Without what is too far from all.
    origins, destinations : sequence of End
        With their nodes.
    """
    ends: dict[Trip, list[End]] = {}
    for origin, destination in product(origins, destinations):
        ends.setdefault((origin.country, destination.country), []).extend([origin, destination])
    modes = feeders(modes_among(network.modes))
    if not modes or len(ends) == 1:
        return ()
    bound = {
        trip: np.concatenate([_beyond(network, mode, own) for mode in modes]) for trip, own in ends.items()
    }
    return (Shut("ways too far to feed", reduce(np.union1d, bound.values()), bound=bound),)


def feeders(modes: Collection[str]) -> list[str]:
    """Return those of some modes that feed others which fly, none where none does."""
    flies = not {*modes}.isdisjoint(of_medium("air"))
    return [mode for mode in MODES if flies and mode in modes and MODES[mode].feeds_km]


def _beyond(network: Network, mode: str, ends: Sequence[End]) -> Ints:
    """Return the edges of a mode that are further from every end, along its network, than it feeds."""
    own = network.without(modes=sorted(modes_among(network.modes) - {mode, TRANSFER}))
    metres = own.distances_from_any(np.concatenate([end.nodes for end in ends]), by="distance")
    reach = np.maximum(metres[network.tails], metres[network.heads]) <= 1000 * MODES[mode].feeds_km
    return np.flatnonzero((network.modes == mode) & ~reach)
