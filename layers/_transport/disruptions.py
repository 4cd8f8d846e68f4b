"""Past disruptions, and the effects that were observed of them."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from isthmus.layers._bundled.files import disruption_table

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    import pandas as pd

__all__ = ["UNITS", "Delay", "disruptions", "observed_delays", "tell_figure", "tell_figures", "tell_quantity"]

#: Hours, kilometres or shares in each unit of what was observed.
UNITS: Final[Mapping[str, float]] = MappingProxyType(
    {"days": 24, "hours": 1, "minutes": 1 / 60, "km": 1, "nautical miles": 1.852, "%": 0.01}
)
#: Figures of as much are told without decimals.
_PLAIN: Final = 100


def disruptions() -> pd.DataFrame:
    """Return past disruptions with the effects that were observed of them, each with its source.

    Returns
    -------
    pandas.DataFrame
        One row an effect:

        - ``id``; the ``disruption``, its ``title`` and ``kind``, its first and last day ``start`` and ``end``
          (an empty end was not found), and what it closed: ``shut``, gates or hubs joined by ``+``;
        - ``quantity``, what was observed, ``between`` where; ``low`` and ``high`` in ``unit``, equal where
          one figure was published; ``before``, what it was before; ``basis``, whether it was ``observed``,
          is an ``estimate`` (a forecast, a model, a claim), or ``derived`` from other figures;
        - the question to the model: ``measure`` (empty where it has no such quantity), ``origin``,
          ``destination``, ``modes``, ``by``, what ``closes``, what is shut ``besides`` before and after, the
          gate that the way then ``passes`` where it is known, and the ``day`` of the effect where its dated
          closures are asked about; and the ``gates`` whose closure alone it tells of;
        - ``source``, ``source_url``, ``as_of``, ``confidence``, ``verified`` (whether the source was seen)
          and ``note``, those of the effect; ``event_source``, ``event_source_url`` and ``event_note``, those
          of the disruption; and the ``sentence`` that says it.

    Examples
    --------
    >>> table = disruptions()
    >>> table["disruption"].nunique() >= 12
    True
    >>> longer = table.set_index("id").loc["ever_given_2021_04"]
    >>> longer[["quantity", "low", "high", "unit"]].astype(str).tolist()
    ['longer voyage by the Cape', '10.0', '12.0', 'days']
    """
    events = disruption_table("disruptions").rename(columns={"id": "disruption", "gates": "shut"})
    own = ["source", "source_url", "note"]
    events = events.rename(columns={name: f"event_{name}" for name in own})
    effects = disruption_table("effects")
    about = events[
        ["disruption", "title", "kind", "start", "end", "shut", *(f"event_{name}" for name in own)]
    ]
    table = effects.merge(about, on="disruption", validate="many_to_one")
    first = ["id", "disruption", "title", "kind", "start", "end", "shut"]
    table = table[[*first, *(name for name in table if name not in first)]]
    table = table.astype({"low": float, "high": float})
    return table.assign(sentence=[_tell_observed(row) for row in table.to_dict("records")])


class Delay(NamedTuple):
    """How much longer the closure of a gate was observed to make ways, over all that tell of it alone.

    Parameters
    ----------
    observed_h_low, observed_h_high : float
        NaN where nothing was published.
    observed_between, observed_source : str
        Between which places, and by whom.
    """

    observed_h_low: float = float("nan")
    observed_h_high: float = float("nan")
    observed_between: str = ""
    observed_source: str = ""


def observed_delays() -> dict[str, Delay]:
    """Return the delays that were observed at gates, by name.

    Examples
    --------
    >>> observed_delays()["suez"][:3]
    (168.0, 360.0, 'Asia - Europe; Asia - North Europe; Shanghai - Rotterdam')
    """
    table = disruptions()
    told = table[(table["measure"] == "extra_h") & (table["gates"] != "")]
    found: dict[str, list[dict[Hashable, Any]]] = {}
    for row in told.to_dict("records"):
        for gate in str(row["gates"]).split("+"):
            found.setdefault(gate, []).append(row)
    return {
        gate: Delay(
            min(row["low"] * UNITS[row["unit"]] for row in rows),
            max(row["high"] * UNITS[row["unit"]] for row in rows),
            "; ".join(dict.fromkeys(row["between"] for row in rows)),
            "; ".join(dict.fromkeys(row["source"] for row in rows)),
        )
        for gate, rows in found.items()
    }


def _tell_observed(row: Mapping[Hashable, Any]) -> str:
    """Return what was observed: of what, when, what, where, how much."""
    days = f"{row['start']} to {row['end']}" if row["end"] else f"since {row['start']}"
    return f"{row['title']} ({days}), {tell_quantity(row)}: {tell_figures(row)}."


def tell_quantity(row: Mapping[Hashable, Any]) -> str:
    """Return what was observed and where."""
    return f"{row['quantity']}{f' ({between})' if (between := row['between']) else ''}"


def tell_figures(row: Mapping[Hashable, Any]) -> str:
    """Return how much was observed, in its unit, and what it was before."""
    low, high = tell_figure(row["low"]), tell_figure(row["high"])
    before = f" (before: {row['before']})" if row["before"] else ""
    return f"{low if low == high else f'{low} to {high}'} {row['unit']}{before}"


def tell_figure(value: float) -> str:
    """Return a figure with as many digits as it deserves.

    Examples
    --------
    >>> tell_figure(7321.6), tell_figure(0.3791), tell_figure(float("inf"))
    ('7,322', '0.38', 'no route')
    """
    if np.isinf(value):
        return "no route"
    return f"{value:,.0f}" if abs(value) >= _PLAIN or value == int(value) else f"{value:.2g}"
