"""Cost models: published sets of speeds, tariffs and handling times, and what a way takes by one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, TypeAlias

import numpy as np

from isthmus._arguments import is_number, is_text, unfit
from isthmus._choices import COST_MODEL
from isthmus._modes import MODES
from isthmus.layers._bundled.network_files import cost_model_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd
    from numpy.typing import NDArray

    from .closures import Queue

    Floats = NDArray[np.float64]

Bound: TypeAlias = Literal["low", "value", "high"]
"""Which end of every range: the least that a way takes, what it is taken to take, or the most."""

HOURS: Final = ("moving_h", "dwell_h", "waiting_h", "handling_h")
"""What hours are spent on: see `Effort`."""

#: What a model that does not tell it takes no time for.
_UNTOLD: Final = ("calls", "call_h", "stop_h", "wait_h")
_CALLS: Final = ("calls", "sea")
#: No service calls at more ports between.
_MOST_CALLS: Final = 50

Calls: TypeAlias = "float | str | tuple[float, float]"
"""How many ports a ship calls at between: a number, or the least and the most, as text joined by a hyphen."""


class Effort(NamedTuple):
    """What edges take: hours by what happens in them, and USD a tonne.

    Parameters
    ----------
    moving_h, dwell_h, waiting_h, handling_h : array of float
        Under way; aboard while a ship, train or lorry stands still, in ports between or for rest; until it
        leaves, and at borders and passages; and in terminals and at changes of gauge.
    usd_t : array of float
    """

    moving_h: Floats
    dwell_h: Floats
    waiting_h: Floats
    handling_h: Floats
    usd_t: Floats

    @property
    def hours(self) -> Floats:
        """All hours together."""
        return self.moving_h + self.dwell_h + self.waiting_h + self.handling_h

    @classmethod
    def join(cls, efforts: Iterable[Effort]) -> Effort:
        """Return the efforts of edges one after the other."""
        return cls(*map(np.concatenate, zip(*efforts, strict=True)))

    def plus(self, other: Effort) -> Effort:
        """Return what edges take by both."""
        return Effort(*map(np.add, self, other))


def cost_models() -> pd.DataFrame:
    """Return the speeds, tariffs and handling times of every cost model, each with its source.

    Returns
    -------
    pandas.DataFrame
        One row a figure: the ``model`` it belongs to, as `route` takes it by ``costs``; the ``quantity``:
        ``speed`` under way, ``stop_h`` (hours of standing still for each 1,000 km), ``calls`` (how many ports
        between, on a whole voyage) and ``call_h`` (hours in each), ``tariff`` (of a tonne and kilometre),
        ``time`` (the worth of a tonne's hour), ``wait_h`` until the next leaves, and of a ``terminal``, a
        ``border`` or a ``break`` of gauge the cost of a tonne and, with ``_h``, the hours;
        the ``mode`` it holds for, and the class of ``vessel`` where it is for that alone; ``low``, ``value``
        and ``high`` in ``unit``, the range of the evidence, one number where one is all that there is;
        ``source`` and ``source_url``, who published it and where; a ``note`` on how it was taken; and
        ``attribution``, whom to name.

    Examples
    --------
    >>> cost_models()["model"].unique().tolist()
    ['freight', 'disrupt-sc', 'open-gira']
    """
    return cost_model_table()


def as_calls(calls: object, costs: str = COST_MODEL) -> tuple[float, float] | None:
    """Return the least and the most ports between that are asked for, None where they are the usual ones.

    Parameters
    ----------
    calls : float, str, (float, float) or None
    costs : str
        A cost model, which is to tell what a call takes.

    Raises
    ------
    ArgumentError
        If they are no numbers, or the cost model takes no time for a call.

    Examples
    --------
    >>> as_calls(2), as_calls("5-10"), as_calls(None)
    ((2.0, 2.0), (5.0, 10.0), None)
    """
    if calls is None:
        return None
    expected = f"a whole number of ports between, or the least and the most, of 0 to {_MOST_CALLS}"
    ends: Any = calls.split("-") if is_text(calls) else calls if isinstance(calls, list | tuple) else [calls]
    numbers = [float(end) if is_text(end) and end.strip().isdecimal() else end for end in ends]
    if not 1 <= len(numbers) <= len(("low", "high")) or not all(map(is_number, numbers)):
        raise unfit("calls", expected, calls)
    low, high = numbers[0], numbers[-1]
    if not 0 <= low <= high <= _MOST_CALLS or low % 1 or high % 1:
        raise unfit("calls", expected, calls)
    if not CostModel.find(costs)["call_h", "sea"]:
        raise unfit("calls", f"none, since the cost model {costs} takes no time for a port between", calls)
    return float(low), float(high)


@dataclass(frozen=True, slots=True, eq=False)
class CostModel:
    """One set of speeds, tariffs and handling times.

    Parameters
    ----------
    name : str
    values : mapping of (str, str) to float
        By quantity and mode, such as ``("speed", "rail")``.
    bound : {"low", "value", "high"}
        Which end of the ranges they are.
    queues : tuple of Queue
        What is waited for besides, on the day.

    Examples
    --------
    >>> CostModel.find("freight")["speed", "rail"]
    43.6
    """

    name: str
    values: Mapping[tuple[str, str], float]
    bound: Bound = "value"
    queues: tuple[Queue, ...] = ()

    @classmethod
    def find(
        cls,
        name: str,
        *,
        vessel: str = "",
        bound: Bound = "value",
        hour_usd_t: float | None = None,
        calls: tuple[float, float] | None = None,
        queues: tuple[Queue, ...] = (),
    ) -> CostModel:
        """Return the cost model of a name, for a class of ships, at an end of its ranges.

        What an hour of a tonne costs is told by the model, unless the goods are known, and how many ports a
        ship calls at between, unless its service is.

        Raises
        ------
        ArgumentError
            If there is none.
        """
        names = _model_names()
        if not is_text(name) or name not in names:
            raise unfit("costs", f"one of {', '.join(names)}", name)
        return _find_model(name, vessel, bound, hour_usd_t, calls, queues)

    def __getitem__(self, key: tuple[str, str]) -> float:
        return self.values.get(key, 0.0) if key[0] in _UNTOLD else self.values[key]

    def pick(self, low: float, high: float) -> float:
        """Return the end of a range that this model stands at; between the two, their mean."""
        return _stand_at(self.bound, low, high)

    def in_ports(self, mode: str) -> float:
        """Return the hours of a whole voyage in the ports between."""
        return self["calls", mode] * self["call_h", mode]

    def travel(self, mode: str, km: Floats) -> Effort:
        """Return what a way by a mode takes."""
        none = np.zeros(len(km))
        stops = km / 1000 * self["stop_h", mode]
        return self.price(
            mode, Effort(km / self["speed", mode], stops, none, none, km * self["tariff", mode])
        )

    def board(self, mode: str, km: Floats) -> Effort:
        """Return what the way into a mode takes: there, through its terminal, and until it leaves.

        Half of the time in ports between is counted here, and half where goods go ashore: a longer way round
        is no reason for a ship to call at more of them.
        """
        wait, handling, none = self["wait_h", mode], self["terminal_h", mode], np.zeros(len(km))
        calls = self.price(mode, Effort(none, none + self.in_ports(mode) / 2, none, none, none))
        stand = self.stand(mode, km, wait, handling, self["terminal", mode])
        return self.travel(mode, km).plus(calls).plus(stand)

    def stand(self, mode: str, ways: Floats, waiting_h: float, handling_h: float, usd_t: float) -> Effort:
        """Return what standing at the end of each of some ways takes, however long they are."""
        none = np.zeros(len(ways))
        return self.price(mode, Effort(none, none, none + waiting_h, none + handling_h, none + usd_t))

    def price(self, mode: str, effort: Effort) -> Effort:
        """Return an effort with the worth of its hours among its costs."""
        return effort._replace(usd_t=effort.usd_t + effort.hours * self["time", mode])


def _stand_at(bound: Bound, low: float, high: float) -> float:
    return {"low": low, "value": (low + high) / 2, "high": high}[bound]


def _model_names() -> list[str]:
    return [str(name) for name in cost_model_table()["model"].unique()]


@cache
def _find_model(
    name: str,
    vessel: str,
    bound: Bound,
    hour_usd_t: float | None,
    calls: tuple[float, float] | None,
    queues: tuple[Queue, ...],
) -> CostModel:
    table = cost_model_table()
    own = table[(table["model"] == name) & table["vessel"].isin(["", vessel])].sort_values(
        "vessel", kind="stable"
    )
    quick = {"low": "high", "high": "low"}.get(bound, bound)  # the faster, the less time it takes
    figures = own[bound].where(own["quantity"] != "speed", own[quick])
    values = dict(zip(zip(own["quantity"], own["mode"], strict=True), figures, strict=True))
    if hour_usd_t is not None:
        values |= {("time", mode): hour_usd_t for mode in MODES}
    if calls is not None:
        values[_CALLS] = _stand_at(bound, *calls)
    return CostModel(name, MappingProxyType(values), bound, queues)


def speeds(costs: str = COST_MODEL) -> dict[str, float]:
    """Return the speed of each mode by a cost model with its stops, in kilometres an hour.

    Raises
    ------
    ArgumentError
        If there is no such cost model.

    Examples
    --------
    >>> round(speeds()["rail"], 1), speeds()["ferry"] == speeds()["sea"]
    (40.1, True)
    """
    model = CostModel.find(costs)
    return {name: float(1 / model.travel(mode.network, np.ones(1)).hours[0]) for name, mode in MODES.items()}
