"""The two sentences that sum a result up."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from isthmus.layers._bundled.files import sources
from isthmus.layers._summary import PairSummary, Summary

from . import redundancy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from .study import Study

__all__ = ["summarised"]


def summarised(study: Study, cuts: pd.DataFrame) -> Summary:
    """Return the summary of a study, of which the cuts by edge and by gate or country are known."""
    shared = _shared(study, [route for row in study.after.edges for route in row if route is not None])
    return Summary(
        pairs=tuple(_pair(study, cuts, place) for place in study.pairs),
        modes=study.question.modes,
        shared_names=tuple(shared),
        shared_titles=tuple(study.passages.titles[name] for name in shared),
        closed=tuple(study.closed),
        by=study.question.by,
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


def _shared(study: Study, routes: Sequence[NDArray[np.int64]]) -> list[str]:
    """Return the gates and gateways that all routes pass, in the order in which the first one does."""
    on_each = [redundancy.gates_on(study, route) for route in routes]
    shared = [name for name in on_each[0] if all(name in names for names in on_each)] if on_each else []
    gates = study.network.gates
    return sorted(shared, key=lambda name: int(np.flatnonzero(np.isin(routes[0], gates[name]))[0]))


def _dated(start: str) -> str:
    """Return the latest day of the data sets whose names start so."""
    table = sources()
    return max(table.loc[table["name"].str.startswith(start), "date"], default="")
