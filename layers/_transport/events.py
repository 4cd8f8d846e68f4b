"""Events that are likely: of risk zones that say so, and as often as places were shut before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from types import NoneType
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely
from scipy.special import gammaincinv

from isthmus._arguments import as_names, as_numbers, check_fields, check_kind, unfit
from isthmus.geo import ArgumentError, split_antimeridian
from isthmus.layers._tables.result_schemas import Range
from isthmus.layers._tables.table import check_columns, check_table

from .closures import all_closures, closures, data_day

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    Bools = NDArray[np.bool_]

__all__ = ["Event", "closure_rates", "likely_closures", "likely_events"]

_Spell = tuple[date, date, str]

_LIKELY: Final = ("probability_low", "probability_high")
#: Kinds of gates that a zone closes only if the larger part of them lies in it.
_WIDE: Final = ("airspace", "border", "front_line")
_MOST: Final = 0.5
#: Closures are counted from this day on: before, the table holds some alone.
_WATCHED: Final = date(2020, 1, 1)
_YEAR: Final = 365.25  # days
#: Fewer closures than this are a short series.
_SHORT: Final = 5
#: What a range leaves out at either end.
_TAIL: Final = 0.05


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
        inside = tuple(gates.loc[_are_inside(gates, split_antimeridian(shape)), "name"])
        if inside:
            events.append(Event(str(name), inside, Range(*likely)))
    return tuple(events)


def _are_inside(gates: gpd.GeoDataFrame, zone: BaseGeometry) -> Bools:
    """Tell which gates a zone closes; shares are of areas and lengths in degrees, which is near enough."""
    marks = gates.geometry.to_numpy()
    met: Bools = np.asarray(shapely.intersects(marks, zone))
    sizes = [shapely.area if area else shapely.length for area in shapely.area(marks[met]) > 0]
    kinds = gates["kind"].to_numpy(str)[met] if "kind" in gates else np.full(met.sum(), "")
    shares = [
        size(shapely.intersection(mark, zone)) / size(mark) if kind in _WIDE else 1.0
        for size, mark, kind in zip(sizes, marks[met], kinds, strict=True)
    ]
    met[met] = np.array(shares) >= _MOST
    return met


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
    low = float(gammaincinv(count, _TAIL)) if count else 0.0
    return [low / exposure, float(gammaincinv(count + censored, 1 - _TAIL)) / exposure]


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
