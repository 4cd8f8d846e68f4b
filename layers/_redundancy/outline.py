"""The two sentences that sum a result up."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from isthmus.layers._bundled.files import sources
from isthmus.layers._summary import PairSummary, Summary

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from isthmus.layers._transport.case import Case

__all__ = ["sum_up"]


def sum_up(case: Case, cuts: pd.DataFrame) -> Summary:
    """Return the summary of a case, of which the cuts by edge and by gate or country are known."""
    shared = _gates_of_all(case, [route for row in case.after.edges for route in row if route is not None])
    return Summary(
        pairs=tuple(_pair_summary(case, cuts, place) for place in case.pairs),
        modes=case.question.modes,
        shared_names=tuple(shared),
        shared_titles=tuple(case.passages.titles[name] for name in shared),
        closed=tuple(case.shut),
        by=case.question.by,
        on=case.question.on,
        demand=case.demand.basis,
        atlas_as_of=_latest_day("atlas"),
        network_as_of=_latest_day("network"),
    )


def _pair_summary(case: Case, cuts: pd.DataFrame, place: tuple[int, int]) -> PairSummary:
    origin, destination = case.origins[place[0]].name, case.destinations[place[1]].name
    own = cuts[(cuts["origin"] == origin) & (cuts["destination"] == destination)].set_index("apart")
    edge, passage = (own.loc[kind].to_dict() for kind in ("edge", "gate or country"))
    route = case.after.edges[place[0]][place[1]]
    return PairSummary(
        origin=origin,
        destination=destination,
        routes=int(edge["size"]),
        narrowest=tuple(edge["titles"]),
        passages=None if pd.isna(passage["size"]) else int(passage["size"]),
        passage_names=tuple(passage["names"]),
        passage_titles=tuple(passage["titles"]),
        hours=math.nan if route is None else float(case.after.hours[place]),
    )


def _gates_of_all(case: Case, routes: Sequence[NDArray[np.int64]]) -> list[str]:
    """Return the gates and gateways that all routes pass, in the order in which the first one does."""
    on_each = [case.gates_along(route) for route in routes]
    return [name for name in on_each[0] if all(name in names for names in on_each)] if on_each else []


def _latest_day(start: str) -> str:
    """Return the latest day of the data sets whose names start so."""
    table = sources()
    return max(table.loc[table["name"].str.startswith(start), "date"], default="")
