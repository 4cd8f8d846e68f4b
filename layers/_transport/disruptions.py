"""Disruptions: those of the past with the effects that were observed, and how likely others are by them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from types import MappingProxyType, NoneType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pandas as pd
import scipy

from isthmus._arguments import as_names, as_numbers, check_fields, check_kind, unfit
from isthmus.geo import ArgumentError, split_antimeridian
from isthmus.layers._bundled.network_files import disruption_table, tell_doubt
from isthmus.layers._tables.result_schemas import Range
from isthmus.layers._tables.table import check_columns, check_table

from .closures import all_closures, closures, data_day
from .hazards import are_inside

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    import geopandas as gpd

#: Hours, kilometres or shares in each unit of what was observed.
UNITS: Final[Mapping[str, float]] = MappingProxyType(
    {"days": 24, "hours": 1, "minutes": 1 / 60, "km": 1, "nautical miles": 1.852, "%": 0.01}
)
#: Figures of as much are told without decimals.
_PLAIN: Final = 100

_Spell = tuple[date, date, str]

_LIKELY: Final = ("probability_low", "probability_high")
#: Closures are counted from this day on: before, the table holds some alone.
_WATCHED: Final = date(2020, 1, 1)
_YEAR: Final = 365.25  # days
#: Fewer closures than this are a short series.
_SHORT: Final = 5
#: What a range leaves out at either end.
_TAIL: Final = 0.05


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
          and ``note``, those of the effect; ``event_source``, ``event_source_url``, ``event_note`` and
          ``event_verified``, those of the disruption; ``attribution``, whom to name; and the ``sentence``
          that says it.

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
    own = ["source", "source_url", "note", "verified"]
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
    doubt = tell_doubt(min(row["verified"], row["event_verified"]))
    return f"{row['title']} ({days}), {tell_quantity(row)}: {tell_figures(row)}{doubt}."


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


@dataclass(frozen=True, slots=True)
class Event:
    """Something that may happen to gates.

    Parameters
    ----------
    name : str
    gates : str or tuple of str
        Gates and gateways that it befalls; a text joins several by commas.
    probability : Range
        How likely it is that it is so when goods are sent, at least and at most.
    delay_h : Range or None
        How many hours longer each of them takes to pass; None if they are closed. At a port, an airport or a
        terminal goods start, end or change, so that these can be closed, but not delayed.

    Raises
    ------
    ArgumentError
        If a probability is not from 0 to 1, or a delay is negative.

    Examples
    --------
    >>> Event("blockade", ("dorohusk_road",), Range(0.1, 0.2), delay_h=Range(24, 77)).delay_h.high
    77
    """

    name: str
    gates: str | tuple[str, ...]
    probability: Range
    delay_h: Range | None = None

    def __post_init__(self) -> None:
        check_fields(self)
        check_kind("probability", self.probability, Range, "a Range")
        check_kind("delay_h", self.delay_h, (Range, NoneType), "a Range of hours or None")
        gates = as_names(f"{self.name}: gates", self.gates)
        if not gates:
            raise unfit(f"{self.name}: gates", "at least one gate", self.gates)
        object.__setattr__(self, "gates", tuple(gates))
        if not 0 <= self.probability.low <= self.probability.high <= 1:
            raise ArgumentError(f"{self.name}: expected a probability from 0 to 1, got {self.probability}")
        if self.delay_h is not None and not 0 <= self.delay_h.low <= self.delay_h.high < np.inf:
            raise ArgumentError(f"{self.name}: expected a delay of hours from 0, got {self.delay_h}")


def likely_events(zones: gpd.GeoDataFrame, gates: gpd.GeoDataFrame) -> tuple[Event, ...]:
    """Return the risk zones that say how likely they are, as events that close the gates inside.

    A passage is inside if a zone meets the line across it; what is wide is so if half of it lies in the
    zone: an airspace by its area, a border by its length. To touch an airspace shuts none.

    Parameters
    ----------
    zones : geopandas.GeoDataFrame
        Risk zones; those count that have numbers in ``probability_low`` and ``probability_high``.
    gates : geopandas.GeoDataFrame
        As `gates` gives them.

    Returns
    -------
    tuple of Event
        One for each such zone in which there is a gate.

    Raises
    ------
    ArgumentError
        If either is no such table, or a probability is no number from 0 to 1.

    Examples
    --------
    >>> from isthmus import layers
    >>> zone = layers.example().risk_zones.query("name.str.contains('Hormuz')").head(1)
    >>> likely_events(zone.assign(probability_low=0.1, probability_high=0.3), layers.gates())[0].gates
    ('hormuz',)
    >>> likely_events(zone, layers.gates())  # it says of none how likely it is
    ()
    """
    events = []
    check_table(zones, "zones")
    check_table(gates, "gates")
    check_columns(gates, "gates", needs=["name"])
    if not {*_LIKELY} <= {*zones.columns}:
        return ()
    check_columns(zones, "zones", needs=["name"])
    known = zones[zones[list(_LIKELY)].notna().all(axis=1) & zones.geometry.notna()]
    low, high = (as_numbers(f"zones, {column}", known[column]) for column in _LIKELY)
    for name, shape, *likely in zip(known["name"], known.geometry, low.tolist(), high.tolist(), strict=True):
        inside = tuple(gates.loc[are_inside(gates, split_antimeridian(shape)), "name"])
        if inside:
            events.append(Event(str(name), inside, Range(*likely)))
    return tuple(events)


def closure_rates() -> pd.DataFrame:
    """Return how often and for how long each gate or hub was shut, and how likely it is on a day.

    Counted are the closures since 2020, before which the table is not complete, up to the day of the bundled
    data, by law, by an event or by the choice of carriers; those that stop the carriers of some countries
    alone are not. Closures that overlap are one.

    Returns
    -------
    pandas.DataFrame
        One row a place: its ``name``; ``closures``, how many began, and the ``days`` shut, in ``years``;
        ``per_year_low`` and ``per_year_high``, how many begin in a year that it is open; ``mean_days_low``
        and ``mean_days_high``, how long one lasts, infinite where none has ended; ``probability_low`` and
        ``probability_high``, that it is shut on a day; whether it ``is_short``, a series of less than five;
        and the ``ids`` of the closures, joined by ``+``.

    Notes
    -----
    Each range covers the truth in 90 of 100 histories, if closures begin and end at random: of the number by
    Garwood (1936), "Fiducial limits for the Poisson distribution", Biometrika 28, 437-442; of the mean
    length, those that have not ended counted, by Epstein and Sobel (1953), "Life testing", Journal of the
    American Statistical Association 48, 486-502. A place that opens and shuts so is shut for the share
    ``rate * length / (1 + rate * length)`` of its days. One or two closures leave ranges that are wide.

    Examples
    --------
    >>> suez = closure_rates().set_index("name").loc["suez"]
    >>> int(suez["closures"]), bool(suez["is_short"]), float(suez["probability_high"].round(2))
    (1, True, 0.22)
    """
    last = date.fromisoformat(data_day())
    years = (last - _WATCHED).days / _YEAR
    held: dict[str, list[_Spell]] = {}
    for name, closure in zip(closures()["id"], all_closures(), strict=True):
        if closure.stops and not closure.carriers and _WATCHED <= closure.start <= last:
            for target in closure.targets:
                spell = closure.start, closure.end or date.max, name
                held.setdefault(target, []).append(spell)
    rows = [_rate_of(target, found, last, years) for target, found in sorted(held.items())]
    return pd.DataFrame(rows)


def _rate_of(target: str, found: list[_Spell], last: date, years: float) -> dict[str, object]:
    """Return what the closures of a place tell, up to some day."""
    spells: list[list[date]] = []
    for start, end, _ in sorted(found):
        if spells and (start - spells[-1][1]).days <= 1:
            spells[-1][1] = max(spells[-1][1], end)
        else:
            spells.append([start, end])
    days = sum((min(end, last) - start).days + 1 for start, end in spells)
    ended = sum(end < last for _, end in spells)
    per_year = _range(len(spells), years - days / _YEAR)
    mean = [
        1 / rate if rate else np.inf for rate in reversed(_range(ended, days, censored=ended < len(spells)))
    ]
    probability = [1 - 1 / (1 + rate * length / _YEAR) for rate, length in zip(per_year, mean, strict=True)]
    return {
        "name": target,
        "closures": len(spells),
        "days": days,
        "years": years,
        **_ends("per_year", per_year),
        **_ends("mean_days", mean),
        **_ends("probability", probability),
        "is_short": len(spells) < _SHORT,
        "ids": "+".join(name for _, _, name in found),
    }


def _range(count: int, exposure: float, *, censored: bool = True) -> list[float]:
    """Return the least and the most that a rate may be, of which so many were counted over an exposure."""
    low = float(scipy.special.gammaincinv(count, _TAIL)) if count else 0.0
    return [low / exposure, float(scipy.special.gammaincinv(count + censored, 1 - _TAIL)) / exposure]


def _ends(name: str, values: Sequence[float]) -> dict[str, float]:
    return {f"{name}_{end}": value for end, value in zip(("low", "high"), values, strict=True)}


def likely_closures() -> tuple[Event, ...]:
    """Return what `closure_rates` says as events: each place shut on a day as likely as its history has it.

    Examples
    --------
    >>> next(event for event in likely_closures() if event.gates == ("suez",)).probability.low < 0.01
    True
    """
    rates = closure_rates()[["name", "probability_low", "probability_high"]].to_numpy().tolist()
    return tuple(Event(f"{name} shut", (name,), Range(low, high)) for name, low, high in rates)
