"""What a page answers of a result: closures that its reader may try, and what would help."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from isthmus._modes import TOTAL
from isthmus.geo import IsthmusError
from isthmus.layers._records import no_helps
from isthmus.layers._tables.crs import DEGREES
from isthmus.layers._transport.case import Case
from isthmus.layers._transport.disruptions import likely_closures
from isthmus.layers._transport.legs import QUESTION
from isthmus.layers._transport.question import Question

from .measures import measures
from .replacements import Replacements
from .resilience import Resilience

if TYPE_CHECKING:
    from collections.abc import Mapping

    from isthmus.layers._records import WhatIf
    from isthmus.layers._transport.disruptions import Event

_QUICK_DEPTH: Final = 2
_FEW_CLOSURES: Final = 60
"""So many closures of two things at once leave few enough of three to make ready while somebody waits."""


def answers_of(result: Resilience) -> WhatIf:
    """Return what a reader may close of a result, what would widen it, and what would help.

    Examples
    --------
    >>> from isthmus import layers
    >>> result = layers.resilience(origins="TWKHH", destinations="NLRTM", modes="sea", on="open")
    >>> answers_of(result).helps["name"].tolist()[:1]
    ['Air lift']
    """
    events = [event for event in likely_closures() if _knows(result.case, event)]
    links, found = result.widening, measures(result, events=events).table
    links = links.assign(name=links["title"], subject="")
    helps = pd.concat([links, found], ignore_index=True).reindex(columns=no_helps().columns)
    helps = gpd.GeoDataFrame(helps, geometry="geometry", crs=DEGREES)
    return replace(result.replacements.what_if(), helps=helps)


def _knows(case: Case, event: Event) -> bool:
    """Tell whether the network of a case has all that an event shuts; what it has not can't shut a way."""
    return {*event.gates} <= {*case.passages.edges, *case.passages.titles}


def answers_of_routes(routes: gpd.GeoDataFrame) -> WhatIf | None:
    """Return the same of the question that some routes answer, None where they do not hold it whole.

    Where two closures already lead to many routes, three would keep a reader waiting: then it is of two.
    """
    result = _result_of(routes)
    if result is None:
        return None
    quick = Replacements(result.case, depth=_QUICK_DEPTH).what_if()
    return answers_of(result) if len(quick.closures) <= _FEW_CLOSURES else quick


def _result_of(routes: gpd.GeoDataFrame) -> Resilience | None:
    """Return the result of the question of routes; the network may have changed since they were found."""
    asked, totals = routes.attrs.get(QUESTION), routes[routes["mode"] == TOTAL]
    if not asked or totals.empty:
        return None
    try:
        result = Resilience(Case.of(_ask_again(asked)))
        pair = result.case.after
    except IsthmusError:
        return None
    best = totals[["km", "h", "usd_t"]].iloc[0].to_numpy(dtype=float)
    again = np.array([pair.lengths_m[0, 0] / 1000, pair.hours[0, 0], pair.costs[0, 0]])
    return result if np.allclose(best, again, rtol=1e-3, atol=0.1) else None


def _ask_again(asked: Mapping[str, Any]) -> Question:
    """Return the question whose record stands beside routes."""
    given = {name: value for name, value in asked.items() if name not in {"own", "avoid"}}
    own, places = pd.DataFrame(asked["own"]), None
    if len(own):
        places = gpd.GeoDataFrame(own, geometry=gpd.points_from_xy(own["lon"], own["lat"]), crs=DEGREES)
    return Question.ask(places=places, **given)
