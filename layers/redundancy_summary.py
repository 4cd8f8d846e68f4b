"""What two sentences say of a result: how redundant the routes are, and what they share."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from . import redundancy
from .sources import sources

if TYPE_CHECKING:
    from .study import Study

__all__ = ["PairSummary", "Summary", "summarised"]


@dataclass(frozen=True, slots=True)
class PairSummary:
    """How redundant the routes of one pair are.

    Parameters
    ----------
    origin, destination : str
        As asked: mostly codes of countries.
    routes : int
        How many routes without a common edge there are; 0 if none leads there.
    narrowest : tuple of str
        Where all of them pass: as many places as there are routes.
    passages : int or None
        How many gates and third countries must close at least to part the pair; None if no number does.
    passage_names, passage_titles : tuple of str
        Which.
    hours : float
        Of the quickest route; NaN if none leads there.
    """

    origin: str
    destination: str
    routes: int
    narrowest: tuple[str, ...]
    passages: int | None
    passage_names: tuple[str, ...]
    passage_titles: tuple[str, ...]
    hours: float


@dataclass(frozen=True, slots=True)
class Summary:
    """What two sentences say of a result, as numbers and names for any language.

    Parameters
    ----------
    pairs : tuple of PairSummary
    modes : tuple of str
    shared_names, shared_titles : tuple of str
        The gates and gateways that the best route of every pair passes.
    closed : tuple of str
        What the question closes.
    on : str
        The day of the dated closures in force, "" if none is asked for.
    demand : str
        What the weights are from.
    atlas_as_of, network_as_of : str
        The day to which the data stand; "" where the package doesn't say.
    """

    pairs: tuple[PairSummary, ...]
    modes: tuple[str, ...]
    shared_names: tuple[str, ...]
    shared_titles: tuple[str, ...]
    closed: tuple[str, ...]
    on: str
    demand: str
    atlas_as_of: str
    network_as_of: str

    def sentences(self) -> tuple[str, str]:
        """Return two sentences in English.

        Examples
        --------
        >>> from isthmus import layers
        >>> ways = {"origins": ["TWKHH"], "destinations": ["PLGDN"], "modes": ["sea"]}
        >>> summary = layers.resilience(layers.example(), **ways).summary()
        >>> summary.sentences()[0]
        'By sea, 1 independent route leads from TWKHH to PLGDN, and every route passes Kaohsiung (port).'
        """
        told = [
            f"{pair.routes} independent {'route leads' if pair.routes == 1 else 'routes lead'} from "
            f"{pair.origin} to {pair.destination}, and every route passes {_listed(pair.narrowest, 'or')}"
            for pair in self.pairs
        ]
        shared = _listed(self.shared_titles, "and") or "no gate"
        return f"By {' and '.join(self.modes)}, {'; '.join(told)}.", f"The quickest routes share {shared}."


def summarised(study: Study) -> Summary:
    """Return the summary of a study: two searches and two cuts a pair."""
    cuts = redundancy.cuts(study, ["edge", "gate or country"])
    routes = [route for row in study.after.edges for route in row if route is not None]
    on_each = [redundancy.gates_on(study, route) for route in routes]
    shared = [name for name in on_each[0] if all(name in names for names in on_each)] if on_each else []
    return Summary(
        pairs=tuple(_pair(study, cuts, place) for place in study.pairs),
        modes=study.question.modes,
        shared_names=tuple(shared),
        shared_titles=tuple(study.passages.titles[name] for name in shared),
        closed=tuple(study.closed),
        on=study.question.on or "",
        demand=study.demand.basis,
        atlas_as_of=_dated("atlas"),
        network_as_of=_dated("network"),
    )


def _pair(study: Study, cuts: pd.DataFrame, place: tuple[int, int]) -> PairSummary:
    origin, destination = study.origins[place[0]].name, study.destinations[place[1]].name
    own = cuts[(cuts["origin"] == origin) & (cuts["destination"] == destination)].set_index("of")
    edge, passage = (own.loc[kind].to_dict() for kind in ("edge", "gate or country"))
    route = study.after.edges[place[0]][place[1]]
    return PairSummary(
        origin=origin,
        destination=destination,
        routes=int(edge["size"]),
        narrowest=tuple(edge["titles"]),
        passages=None if pd.isna(passage["size"]) else int(passage["size"]),
        passage_names=tuple(passage["names"]),
        passage_titles=tuple(passage["titles"]),
        hours=math.nan if route is None else float(study.after.hours[place]),
    )


def _dated(start: str) -> str:
    """Return the latest day of the data sets whose names start so."""
    table = sources()
    return max(table.loc[table["name"].str.startswith(start), "date"], default="")


def _listed(names: tuple[str, ...], last: str) -> str:
    return f" {last} ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
