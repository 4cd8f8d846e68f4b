"""What stands in the way on the day of a question: by name, by the dated closures, and inside zones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pandas as pd

from isthmus.geo import ArgumentError

from .closures import closures_between, closures_on
from .hazards import hazards_to, in_force

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    from isthmus.geo import Network

    from .closures import Closure
    from .gates import Passages
    from .question import Question

    Ints = NDArray[np.int64]

__all__ = ["ASKED", "Barriers", "Shut", "find_barriers"]

ASKED: Final = "asked"
"""Why something is shut that the question itself shuts."""


class Shut(NamedTuple):
    """Something that is shut or limited: what a reader calls it, the edges it holds, and what says so.

    Parameters
    ----------
    title : str
    edges : array of int
    closures : tuple of Closure
        Empty where it is shut because the question says so.
    """

    title: str
    edges: Ints
    closures: tuple[Closure, ...] = ()

    @property
    def by(self) -> str:
        """Why: the kind of its closure, or that it was asked for."""
        return self.closures[0].kind if self.closures else ASKED

    @property
    def why(self) -> str:
        """Why, in sentences; empty where it was asked for."""
        return " ".join(closure.sentence for closure in self.closures)


class Barriers(NamedTuple):
    """What stands in the way on the day of a question, by name.

    Parameters
    ----------
    shut : mapping of str to Shut
    limited : mapping of str to Shut
        What is restricted or avoided, and taken as open.
    """

    shut: Mapping[str, Shut]
    limited: Mapping[str, Shut]


def find_barriers(
    question: Question, passages: Passages, *, pairs: Collection[frozenset[str]] = ()
) -> Barriers:
    """Return everything that a question and its day shut or limit and that holds edges of the network.

    Parameters
    ----------
    question : Question
    passages : Passages
        What can be closed by name in the network.
    pairs : collection of frozenset of str
        The countries of the two ends of each pair, which say whose carriers go.

    Raises
    ------
    ArgumentError
        With a line for every name of nothing that can be closed; the nearest are listed.
    """
    zones = _zones_by_id(question)
    shut = _shut_by_name(
        [name for name in question.closed if zones is None or name not in {*zones["id"]}], passages
    )
    limited: dict[str, Shut] = {}
    for (name, modes), found in closures_on(question.on).items():
        title, held = passages.find("closed", name)
        edges = passages.of_modes(held, modes)
        for place, closed in zip((shut, limited), closures_between(found, pairs), strict=True):
            if len(edges) and closed:
                before = place.get(name, Shut(title, edges[:0]))
                place[name] = Shut(title, np.union1d(before.edges, edges), (*before.closures, *closed))
    for layer in (zones, question.zones):
        if layer is not None:
            inside = _inside(passages.network, layer, question)
            shut |= {name: Shut(f"the zone {name}", edges) for name, edges in inside}
    return Barriers(
        shut, {name: held for name, held in limited.items() if _leaves_open(held, shut.get(name))}
    )


def _shut_by_name(names: Sequence[str], passages: Passages) -> dict[str, Shut]:
    """Return what a question shuts by name and that holds edges."""
    found, problems = {}, []
    for name in dict.fromkeys(names):
        try:
            found[name] = Shut(*passages.find("closed", name))
        except ArgumentError as error:
            problems.append(str(error))
    if problems:
        raise ArgumentError("\n".join(problems))
    return {name: held for name, held in found.items() if len(held.edges)}


def _leaves_open(limited: Shut, shut: Shut | None) -> bool:
    """Tell whether something that is limited is not shut altogether besides."""
    return shut is None or len(np.setdiff1d(limited.edges, shut.edges)) > 0


def _zones_by_id(question: Question) -> gpd.GeoDataFrame | None:
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
    zones = in_force(zones, question.on).reset_index(drop=True)
    modes = frozenset(network.modes.tolist())
    modes_of = pd.Series(
        [_modes_of_hazard(zones.iloc[[row]], modes) for row in range(len(zones))], dtype=object
    )
    for stopped in dict.fromkeys(modes_of):
        if stopped:  # export controls hinder none
            yield from _edges_met(network.without(modes=sorted(modes - stopped)), zones[modes_of == stopped])


def _modes_of_hazard(zone: gpd.GeoDataFrame, modes: frozenset[str]) -> frozenset[str]:
    """Return the modes that a zone, a table of one row, hinders."""
    return frozenset(mode for mode in modes if "kind" not in zone or len(hazards_to(zone, mode)))


def _edges_met(network: Network, zones: gpd.GeoDataFrame) -> Iterator[tuple[str, Ints]]:
    """Yield the name of each zone and the open edges that it stops."""
    areas = zones.geometry.to_numpy()
    free = network.without(area=areas).is_open
    met = network.without(edges=np.flatnonzero(free))
    for name, area in zip(zones["name"], areas, strict=True):
        yield str(name), np.flatnonzero(met.is_open & ~met.without(area=area).is_open)
