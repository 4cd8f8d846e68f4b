"""What can be closed between two ends, each a thing with a name: hubs, gates and third countries.

A hub is a port or an airport, and closes with all ways into it and out of it; the two ends themselves are
none, unless an end is a country with several. The countries of the ends are no things either, nor are their
airspaces: to close them parts the ends, which tells nobody anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from isthmus._modes import MODES
from isthmus.layers._tables.cells import list_words
from isthmus.layers._transport.gates import HUBS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from isthmus.layers._transport.case import Case
    from isthmus.layers._transport.ends import End

__all__ = ["APART", "COUNTED", "Things", "tell_way", "title_of"]

_Edges: TypeAlias = Mapping[str, NDArray[np.int64]]

#: What no two independent routes may share, and what these are called.
APART: Final = {
    "hub": "ports and airports",
    "gate": "gates",
    "country": "third countries",
    "gate or country": "gates and third countries",
    "thing": "ports, airports, gates and third countries",
}
#: Those of which independent routes are counted.
COUNTED: Final = ("hub", "gate", "country", "gate or country")
#: Of cuts of one size, that with more hubs is told, then that with more countries, then that nearest to an
#: end: they weigh so much less. No cut has so many things that this would outweigh their number.
_ONE: Final = 1000.0
_PREFERENCE: Final = 20.0
_FARTHEST_KM: Final = 20_100.0
_EARTH_KM: Final = 6371.0  # mean radius


@dataclass(frozen=True, eq=False, slots=True)
class Things:
    """The things between two ends, by name, with the edges that each holds.

    Parameters
    ----------
    hubs, gates, countries : mapping of str to array of int
    """

    hubs: _Edges
    gates: _Edges
    countries: _Edges

    @classmethod
    def between(cls, case: Case, origin: End, destination: End) -> Things:
        """Find the things of the network of a case."""
        own = {origin.country, destination.country}
        flown = {f"airspace_{code.lower()}" for code in own}
        kinds, held = case.passages.kinds, case.passages.edges
        return cls(
            _hub_edges(case, [end for end in (origin, destination) if len(end.nodes) == 1]),
            {name: held[name] for name in held if kinds[name] not in HUBS and name not in flown},
            {
                code: np.union1d(edges, held.get(f"airspace_{code.lower()}", edges[:0]))
                for code, edges in _lands(case).items()
                if code not in own
            },
        )

    def of_kind(self, kind: str) -> _Edges:
        """Return the things of a kind of `APART`."""
        both = {**self.gates, **self.countries}
        kinds = {"hub": self.hubs, "gate": self.gates, "country": self.countries, "gate or country": both}
        return kinds.get(kind, {**self.hubs, **both})

    def weights(self, names: Sequence[str], far: Mapping[str, float]) -> dict[str, float]:
        """Return what each counts in a cut: the same, but for what is told first.

        Parameters
        ----------
        names : sequence of str
        far : mapping of str to float
            How many kilometres each is from the nearer end, as `km_off` says.
        """
        later = dict.fromkeys(self.gates, 2) | dict.fromkeys(self.countries, 1)
        return {name: _ONE + _PREFERENCE * later.get(name, 0) + far[name] / _FARTHEST_KM for name in names}

    def km_off(self, case: Case, ends: Sequence[End]) -> dict[str, float]:
        """Return how far each thing is from the nearest of some ends, in kilometres along a great circle."""
        network = case.whole
        off = _km_on_sphere(network.lonlat, np.array([(p.lon, p.lat) for end in ends for p in end.places]))
        nearer = np.minimum(off[network.tails], off[network.heads])
        every = self.of_kind("thing")
        return {name: float(nearer[held].min(initial=_FARTHEST_KM)) for name, held in every.items()}


def _km_on_sphere(lonlat: NDArray[np.float64], places: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the distance of each point from the nearest of some places, which is near enough to rank by."""
    points, others = (_unit_vectors(degrees) for degrees in (lonlat, places))
    cosines = np.clip(points @ others.T, -1.0, 1.0).max(axis=1)
    return np.asarray(_EARTH_KM * np.arccos(cosines))


def _unit_vectors(lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
    lon, lat = np.radians(lonlat).T
    return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)


def _hub_edges(case: Case, ends: Sequence[End]) -> dict[str, NDArray[np.int64]]:
    """Return the edges at each port and airport but for some ends."""
    table = case.hubs
    boarded = np.flatnonzero(table["kind"].isin([mode.hub for mode in MODES.values() if mode.hub]))
    things = np.setdiff1d(boarded, [node for end in ends for node in end.nodes])
    first = np.minimum(case.whole.tails, case.whole.heads)
    edges = np.flatnonzero(np.isin(first, things))
    edges = edges[np.argsort(first[edges], kind="stable")]
    nodes, starts = np.unique(first[edges], return_index=True)
    ids = table["id"].to_numpy(str)[nodes].tolist()
    return dict(zip(ids, np.split(edges, starts[1:]), strict=True)) if ids else {}


def _lands(case: Case) -> _Edges:
    """Return the edges on the land of each country, none for one that is only flown over."""
    spaces = [name for name in case.passages.edges if name.startswith("airspace_")]
    flown = dict.fromkeys((name.removeprefix("airspace_").upper() for name in spaces), np.empty(0, np.int64))
    return flown | dict(case.land)


def title_of(case: Case, name: str) -> str:
    """Return what a reader knows a thing by."""
    row = case.hubs.loc[case.hubs["id"] == name]
    if row.empty:
        return case.passages.title(name)
    title = str(row["name"].iloc[0])
    return title if row["kind"].iloc[0] != "port" or title.startswith("Port of") else f"Port of {title}"


def tell_way(case: Case, edges: Sequence[int], things: Things) -> tuple[list[str], str]:
    """Return the things that a way passes, in the order of travel, and how a reader knows the way."""
    place = np.full(len(case.whole.tails), len(edges))
    place[list(edges)] = np.arange(len(edges))
    every = things.of_kind("thing")
    first = {name: int(place[held].min(initial=len(edges))) for name, held in every.items()}
    names = sorted((name for name in first if first[name] < len(edges)), key=lambda name: first[name])
    told = [name for name in names if name not in things.countries] or names
    if told:
        return names, f"the way by {list_words([title_of(case, name) for name in told], 'and')}"
    modes = dict.fromkeys(mode for mode in case.whole.modes[list(edges)].tolist() if mode in MODES)
    return (
        names,
        f"a way of {case.whole.lengths_m[list(edges)].sum() / 1000:,.0f} km by {list_words(modes, 'and')}",
    )
