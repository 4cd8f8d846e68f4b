"""How much each pair of ends counts: by the flows between their countries where known, else all the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from isthmus.layers._tables.dates import span

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from .ends import End

__all__ = ["Demand", "find_demand"]


@dataclass(frozen=True, eq=False)
class Demand:
    """The share of each pair in all that is to be carried.

    Parameters
    ----------
    shares : array of float, shape (origins, destinations)
        They add up to 1.
    basis : str
        What they are from.
    """

    shares: NDArray[np.float64]
    basis: str


def find_demand(flows: pd.DataFrame | None, origins: Sequence[End], destinations: Sequence[End]) -> Demand:
    """Return the demand between ends: the latest flows of one product that cover every pair.

    Parameters
    ----------
    flows : pandas.DataFrame or None
        As an atlas has them.
    origins, destinations : sequence of End

    Returns
    -------
    Demand
        Of two periods with the same last day the longer counts. Equal shares where no product, unit and
        period has a flow for every pair, or an end is not a country.
    """
    shape = len(origins), len(destinations)
    equal = Demand(np.full(shape, 1 / (shape[0] * shape[1])), "equal shares: no flows cover every pair")
    if flows is None or not all(end.is_country for end in (*origins, *destinations)):
        return equal
    pairs = [(a.name, b.name) for a in origins for b in destinations]
    best, latest = equal, ("", "")
    for (product, unit, period), group in flows.groupby(["product", "unit", "period"], sort=True):
        ends = list(zip(group["origin"], group["destination"], strict=True))
        if any(ends.count(pair) != 1 for pair in pairs):
            continue
        rows = group.iloc[[ends.index(pair) for pair in pairs]]
        quantities = rows["quantity"].to_numpy(np.float64).reshape(shape)
        first, last = span(str(period))
        age = last.isoformat(), first.isoformat()
        if quantities.sum() > 0 and (age[0], latest[1]) > (latest[0], age[1]):
            said = f"{product}, {unit}, {period} (flows {' '.join(rows['id'])})"
            best, latest = Demand(quantities / quantities.sum(), said), age
    return best
