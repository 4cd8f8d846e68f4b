"""Places that are no hubs, joined to the transport network as if they were."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from isthmus.geo import Network
from isthmus.layers._bundled.network_files import MODES, hub_table, mode_graph

from .network import TRANSFER, scenarios

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from .ends import End, Join


def joined(whole: Network, ends: Sequence[End], *, scenario: str) -> tuple[Network, list[int]]:
    """Return a network of `network` with its ends, and the node of each end in it.

    An end that is no hub becomes a node of its own after all others. It is joined as hubs are, by an edge of
    mode ``transfer`` to each of its modes, with the hours and the cost of a terminal and of the way there.

    Parameters
    ----------
    whole : Network
        A network with everything open, of the modes of the ends.
    ends : sequence of End
        Where journeys start or end.
    scenario : str
        Whose speeds and costs apply.

    Examples
    --------
    >>> from isthmus.layers._transport.ends import find_end
    >>> from isthmus.layers._transport.network import network
    >>> here = find_end((120.7, 24.2), modes=["road"])
    >>> more, [node] = joined(network(modes=["road"]), [here], scenario="freight")
    >>> node == len(more.lonlat) - 1
    True
    """
    own = [end for end in ends if end.joins]
    places = {end.at: len(whole.lonlat) + i for i, end in enumerate(own)}
    nodes = [places[end.at] if end.at.hub is None else end.at.hub for end in ends]
    return (_with(whole, own, scenario) if own else whole), nodes


def first_nodes(modes: Collection[str]) -> dict[str, int]:
    """Return the first node of each mode in the network of some modes.

    Examples
    --------
    >>> first_nodes(["rail", "sea"])["sea"] == len(hub_table())
    True
    """
    chosen = [mode for mode in MODES if mode in modes]
    sizes = [len(hub_table()), *(len(mode_graph(mode).lonlat) for mode in chosen)]
    return dict(zip(chosen, np.cumsum(sizes).tolist(), strict=False))


def _with(whole: Network, ends: Sequence[End], scenario: str) -> Network:
    """Return a network with some ends as further nodes."""
    first = first_nodes(set(whole.modes.tolist()))
    node = len(whole.lonlat) + np.repeat(np.arange(len(ends)), [len(end.joins) for end in ends])
    joins = [join for end in ends for join in end.joins]
    hours, costs = zip(*(_terminal(join, scenario) for join in joins), strict=True)
    assert whole.hours is not None  # noqa: S101 - the bundled network knows both
    assert whole.costs is not None  # noqa: S101
    return Network(
        np.vstack([whole.lonlat, [(end.at.lon, end.at.lat) for end in ends]]),
        np.concatenate([whole.tails, node]),
        np.concatenate([whole.heads, [first[join.mode] + join.node for join in joins]]),
        modes=np.concatenate([whole.modes, [TRANSFER] * len(joins)]),
        lengths_m=np.concatenate([whole.lengths_m, [1000 * join.km for join in joins]]),
        hours=np.concatenate([whole.hours, hours]),
        costs=np.concatenate([whole.costs, costs]),
        gates=whole.gates,
    )


def _terminal(join: Join, scenario: str) -> tuple[float, float]:
    """Return the hours and the cost of the way into a mode: as for hubs, its speed, tariff and terminal."""
    table = scenarios()
    own = table[(table["scenario"] == scenario) & (table["mode"] == join.mode)]
    values = own.set_index("quantity")["value"]
    hours = join.km / values["speed"] + values["terminal_h"]
    return hours, join.km * values["tariff"] + values["terminal"] + hours * values["time"]
