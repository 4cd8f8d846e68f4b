"""What is shut: by name, by the dated rules of a day, and inside zones."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from isthmus.geo import ArgumentError
from isthmus.layers._bundled.network_files import rule_table
from isthmus.layers._tables.dates import span

from .hazards import hazards_to, in_force
from .question import OPEN

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd
    from numpy.typing import NDArray

    from isthmus.geo import Network

    from .gates import Passages
    from .question import Question

    Ints = NDArray[np.int64]

__all__ = ["Shut", "closures", "find_shut", "names_closed"]


class Shut(NamedTuple):
    """Something that is shut: what a reader calls it, and the edges it stops."""

    title: str
    edges: Ints


def closures() -> pd.DataFrame:
    """Return the dated closures that apply on a day, each with its source.

    Returns
    -------
    pandas.DataFrame
        Columns id, kind, target (a gate, or the id of a hub), start, end (empty while it lasts), title,
        source, source_url and verified.
    """
    return rule_table("closures")


def names_closed(day: str) -> tuple[str, ...]:
    """Return the names of the gates and hubs that are closed on a day, an ISO date; none on "open".

    Examples
    --------
    >>> "border_pl_by" in names_closed("2025-09-15"), names_closed("open")
    (True, ())
    """
    if day == OPEN:
        return ()
    moment, table = date.fromisoformat(day), closures()
    holds = [
        span(start)[0] <= moment and (not end or moment <= span(end)[1])
        for start, end in zip(table["start"], table["end"], strict=True)
    ]
    return tuple(dict.fromkeys(table.loc[holds, "target"]))


def find_shut(question: Question, passages: Passages) -> dict[str, Shut]:
    """Return everything that a question shuts and that holds edges of the network, by its name.

    Parameters
    ----------
    question : Question
    passages : Passages
        What can be closed by name in the network.

    Raises
    ------
    ArgumentError
        With a line for every name of nothing that can be closed; the nearest are listed.
    """
    zones = _named_zones(question)
    names = [name for name in question.closed if zones is None or name not in {*zones["id"]}]
    found, problems = {}, []
    for name in dict.fromkeys([*names, *names_closed(question.on)]):
        try:
            found[name] = passages.find("closed", name)
        except ArgumentError as error:
            problems.append(str(error))
    if problems:
        raise ArgumentError("\n".join(problems))
    stopped = {name: Shut(*held) for name, held in found.items() if len(held[1])}
    for layer in (zones, question.zones):
        if layer is not None:
            inside = _inside(passages.network, layer, question)
            stopped |= {name: Shut(f"the zone {name}", edges) for name, edges in inside}
    return stopped


def _named_zones(question: Question) -> gpd.GeoDataFrame | None:
    """Return the risk zones of the atlas that are shut by their ids."""
    if question.atlas is None:
        return None
    zones = question.atlas.risk_zones
    return zones[zones["id"].isin(question.closed)]


def _inside(network: Network, zones: gpd.GeoDataFrame, question: Question) -> Iterator[tuple[str, Ints]]:
    """Yield what each zone is called, and the edges it stops.

    Zones that hinder the same modes are cut out of the network together, which takes a second for all rather
    than for each; then the few edges that meet them are told apart.
    """
    zones = in_force(zones, None if question.on == OPEN else question.on).reset_index(drop=True)
    modes = frozenset(network.modes.tolist())
    modes_of = pd.Series(
        [_modes_hindered(zones.iloc[[row]], modes) for row in range(len(zones))], dtype=object
    )
    for stopped in dict.fromkeys(modes_of):
        if stopped:  # export controls hinder none
            yield from _edges_met(network.without(modes=sorted(modes - stopped)), zones[modes_of == stopped])


def _modes_hindered(zone: gpd.GeoDataFrame, modes: frozenset[str]) -> frozenset[str]:
    """Return the modes that a zone, a table of one row, hinders."""
    return frozenset(mode for mode in modes if "kind" not in zone or len(hazards_to(zone, mode)))


def _edges_met(network: Network, zones: gpd.GeoDataFrame) -> Iterator[tuple[str, Ints]]:
    """Yield the name of each zone and the open edges that it stops."""
    areas = zones.geometry.to_numpy()
    free = network.without(area=areas).is_open
    met = network.without(edges=np.flatnonzero(free))
    for name, area in zip(zones["name"], areas, strict=True):
        yield str(name), np.flatnonzero(met.is_open & ~met.without(area=area).is_open)
