"""What is asked for when a route is: two ends, a network between them, and what may not be passed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from isthmus.geo import ArgumentError, IsthmusError, NoRouteError
from isthmus.layers._bundled.network_files import MODES
from isthmus.layers._tables.cells import list_words

from .barriers import barriers
from .ends import find_end
from .joining import joined
from .network import network

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from isthmus.geo import Network, Route, Weight
    from isthmus.layers._bundled.gazetteer import Place
    from isthmus.layers._bundled.place_names import Asked

    from .barriers import Barriers, Zones
    from .ends import End


# How many routes are looked at for each one wanted.
_MOST: Final = 8


@dataclass(frozen=True)
class Question:
    """Everything that decides which ways there are from one place to another.

    Parameters
    ----------
    origin, destination : str or (float, float)
        As for `find_end`.
    modes : collection of {"sea", "rail", "road", "air"}
        What may be taken.
    closed, avoid, on
        As for `barriers`.
    scenario : str
        Whose speeds and costs apply.
    places : mapping of str to Place
        Places of the user's own by id, which may be ends.
    """

    origin: Asked
    destination: Asked
    modes: Collection[str]
    closed: Collection[str]
    avoid: Zones | None
    on: str | None
    scenario: str
    places: Mapping[str, Place]


@dataclass(frozen=True)
class Journey:
    """A question, understood.

    Parameters
    ----------
    ends : (End, End)
        What was matched.
    nodes : (int, int)
        Their nodes.
    whole : Network
        The network with everything open.
    barriers : mapping of str to array of int
        Edges that may not be used, by what stops them.
    """

    ends: tuple[End, End]
    nodes: tuple[int, int]
    whole: Network
    barriers: Barriers

    def routes(self, count: int, by: Weight) -> list[Route]:
        """Return up to so many routes that really differ, the best first.

        No two of them share more than half of the gates of the one that passes fewer: on the open sea, a way
        beside another one is no alternative to it.

        Raises
        ------
        NoRouteError
            If there is none.
        """
        stopped = [np.empty(0, np.int64), *self.barriers.values()]
        passable, wanted = self.whole.without(edges=np.concatenate(stopped)), count
        while True:
            found = passable.alternatives(*self.nodes, wanted, by=by)
            differing = _differing(found)[:count]
            if len(differing) == count or len(found) < wanted or wanted >= _MOST * count:
                return differing
            wanted *= 2


def _differing(routes: Iterable[Route]) -> list[Route]:
    """Return those of some routes that share few gates with the ones before."""
    kept: list[Route] = []
    for route in routes:
        if all(_apart({*route.gates}, {*other.gates}) for other in kept):
            kept.append(route)
    return kept


def _apart(gates: set[str], others: set[str]) -> bool:
    return 2 * len(gates & others) <= min(len(gates), len(others))


def understood(question: Question) -> Journey:
    """Match the ends of a question and build its network.

    Raises
    ------
    ArgumentError
        If anything that is asked for does not exist, or the ends are one place.
    """
    whole = network(modes=question.modes, scenario=question.scenario)
    modes, places = question.modes, question.places
    origin = find_end(question.origin, modes=modes, argument="origin", places=places)
    destination = find_end(question.destination, modes=modes, argument="destination", places=places)
    if origin.at == destination.at:
        raise ArgumentError(f"origin, destination: expected two different places, got {origin.at} twice")
    whole, (a, b) = joined(whole, [origin, destination], scenario=question.scenario)
    stopped = barriers(whole, closed=question.closed, on=question.on, avoid=question.avoid)
    return Journey((origin, destination), (a, b), whole, stopped)


def explained(error: NoRouteError, question: Question, journey: Journey) -> NoRouteError:
    """Return the error with the ends and the barriers by name, and with what would open a route."""
    origin, destination = journey.ends
    by = " and ".join(mode for mode in MODES if mode in question.modes)
    stopping = _passing(journey.barriers, error.cut.edges)
    reason = "nothing joins them, even with everything open"
    if stopping:
        reason = f"every one passes {list_words(stopping, 'or')}"
    remedies = _remedies(question, journey, closed=bool(stopping))
    advice = f"; {list_words(remedies, 'or')}" if remedies else ""
    ends = f"from {origin.at} to {destination.at} by {by}"
    return NoRouteError(f"no route {ends}: {reason}{advice}", cut=error.cut)


def _passing(barriers: Barriers, edges: Iterable[int]) -> list[str]:
    """Return the barriers that some edges lead through."""
    return [name for name, stopped in barriers.items() if np.isin(list(edges), stopped).any()]


def _remedies(question: Question, journey: Journey, *, closed: bool) -> list[str]:
    """Return what would open a route: the barriers on the shortest one without any, or one more mode."""
    remedies = []
    if closed:
        through = journey.whole.shortest_route(*journey.nodes, by="distance")
        remedies.append(f"allow {list_words(_passing(journey.barriers, through.edges), 'and')}")
    if question.avoid is not None:
        return remedies  # to measure more modes inside zones takes longer than a reader waits
    more = (mode for mode in MODES if mode not in question.modes)
    helping = next((mode for mode in more if _joins(replace(question, modes=[*question.modes, mode]))), None)
    return [*remedies, f"add the mode {helping}"] if helping else remedies


def _joins(question: Question) -> bool:
    try:
        understood(question).routes(1, "distance")
    except IsthmusError:
        return False
    return True
