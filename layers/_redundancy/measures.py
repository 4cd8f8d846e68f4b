"""What would help when something shuts: projects and measures, scored over all that may happen.

What shuts makes goods late or parts the ends. So a measure is scored by the days late that it saves: over
every state of the events, how much later goods come than by the best way with none of them, without the
measure and with it. It is used where it helps and left where it doesn't, so that none makes goods later.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

from isthmus._arguments import as_items, check_fields, check_kind, check_members, is_number, unfit
from isthmus.layers._bundled.files import credit_answers
from isthmus.layers._tables.cells import list_words
from isthmus.layers._tables.table import check_columns
from isthmus.layers._transport.disruptions import Event, likely_closures

from .comparison import finite
from .contingencies import (
    kept_open,
    near_projects,
    of_case,
    opened,
    other_cases,
    project_cases,
    stock,
)
from .disruption import check_events
from .lateness import EventStates, Lateness, Option, Saving, events_met
from .measure_sentences import tell_all, tell_saving, why_idle
from .resilience import Resilience
from .room import Room, find_room

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence


__all__ = ["Measures", "measures"]

#: Less than this, in hours, is rounding.
_LEAST: Final = 1e-6
#: Savings that differ by less than this part of the greater one are the same.
_SAME: Final = 0.01
_FIGURES: Final = ("cost_low", "cost_high", "year_low", "year_high")
_COLUMNS: Final = (
    *("name", "kind", "subject", "saved_low", "saved_high", "saved_unserved_low", "saved_unserved_high"),
    *("gain_h", "usd_t_low", "usd_t_high", "cost_low", "cost_high", "currency", "status", "year_low"),
    *("year_high", "group", "basis", "source", "source_url", "sentence", "attribution"),
)


@dataclass(frozen=True, eq=False)
class Measures:
    """What would help, and against what: what `measures` found.

    Parameters
    ----------
    table : pandas.DataFrame
        One row a measure that saves something, the best first, as `measures` explains it.
    expected : pandas.DataFrame
        What is to be expected without any: one row a pair of ends, ``origin``, ``destination``,
        ``demand_share``, ``h`` of the best way with none of the events, ``late_days_low`` and
        ``late_days_high``, the days that goods come later than that, and ``unserved_low`` and
        ``unserved_high``, the share that no way is left for; and ``no_room_low`` and ``no_room_high``, the
        share that has no way or no room on it, missing where no demand was given in tonnes.
    idle : pandas.DataFrame
        What was looked at and saves nothing: ``name``, ``kind`` and the ``sentence`` that says why.
    sentence : str
        Against what the measures were held, and how many save nothing.
    """

    table: pd.DataFrame
    expected: pd.DataFrame
    idle: pd.DataFrame
    sentence: str

    def __post_init__(self) -> None:
        check_fields(self)
        for name in ("table", "expected", "idle"):
            check_columns(getattr(self, name), name)

    def __repr__(self) -> str:
        return f"<Measures: {self.sentence}>"


def measures(  # noqa: PLR0913 - what may happen, what may help, and what there is room for
    result: Resilience,
    *,
    events: Sequence[Event] | None = None,
    sources: str | Collection[str] | None = None,
    stock_days: Collection[float] = (7, 14, 30),
    demand: float | pd.DataFrame | None = None,
    capacities: pd.DataFrame | None = None,
    unlimited: str | Collection[str] = (),
) -> Measures:
    """Return what would help where goods come late or not at all, scored over all that may happen.

    Looked at are `projects` that touch the question's network and are not open yet; another mode (aircraft,
    ferries, or the quickest way where goods go by the cheapest); a second source; any port of the country
    where one was asked for; what is shut or may be by an event or the choice of carriers, kept open; and a
    stock at the destination. Nothing leads through a country that some goods may not pass by a law in force.
    What events may shut counts as open on a day on which they don't.

    Parameters
    ----------
    result : Resilience
    events : sequence of Event, optional
        What may happen; left out, `likely_closures`: each place shut as often as its dated history says.
    sources : str or collection of str, optional
        Countries and places that goods may come from as well; left out, the countries where the atlas has
        factories at work.
    stock_days : collection of float
        How many days the stocks last that are looked at.
    demand : float or pandas.DataFrame, optional
        Tonnes a day in all, or by pair, as for `reassign`: then it is told how much finds no room, and
        projects that add capacity are scored by the room that they make.
    capacities, unlimited
        What gates and ports take beside what is published, as for `reassign`.

    Returns
    -------
    Measures
        Its ``table`` has a row for each measure that saves something, the best first: ``name``, ``kind`` and
        ``subject``, the codes, gates, modes or days that it is about, joined by ``+``; ``saved_low`` and
        ``saved_high``, the days late that it saves, as expected of all goods, and
        ``saved_unserved_low`` and ``saved_unserved_high``, the share of the demand that it finds a way for,
        or room, if it adds capacity;
        ``gain_h``, how much sooner goods come by a new link with nothing shut; ``usd_t_low`` and
        ``usd_t_high``, how much more a tonne costs on the way, while it is used; ``cost_low`` and
        ``cost_high``, in millions of ``currency``, to build a project alone, or what a stock ties up, and
        missing where nobody says it; ``status``, ``year_low`` and ``year_high`` of projects; ``group``, the
        events that it helps against, joined by ``+``: savings against the same don't add up; the ``basis``,
        ``source`` and ``source_url``; the ``sentence`` that says it; and ``attribution``, whom to name.
        `portfolio` takes this table.

    Raises
    ------
    ArgumentError
        As `disruption` and `reassign`, or if a stock lasts no number of days above 0, or a source is unknown.

    Notes
    -----
    With up to ten events in the way, all their states are worked out, and the bounds over the given ranges
    of probabilities are exact; of more, 10,000 states are drawn at the least and at the most likely of all.
    The range is over these alone: speeds are those that the cost model takes. Of projects that add capacity
    it is over what gates take as well: the share holds whatever each takes within its range, the days are
    those of the two ends of all ranges, and no bounds. Other measures are scored as if ways had room.

    Examples
    --------
    >>> from isthmus import layers
    >>> result = layers.resilience(origins="TWKHH", destinations="NLRTM", modes="sea", on="open")
    >>> shut = layers.Event("canal", "suez", layers.Range(0.1, 0.2))
    >>> found = measures(result, events=[shut], stock_days=[7])
    >>> found.table.loc[found.table["kind"] == "stock", ["saved_low", "saved_high"]].round(1).values.tolist()
    [[0.7, 1.4]]
    """
    check_kind("result", result, Resilience, "a Resilience")
    given = likely_closures() if events is None else tuple(as_items("events", events, "a list of Event"))
    check_members("events", given, Event, "a list of Event")
    check_events(result.case, given)
    stocks = _check_stocks(stock_days)
    base = opened(result.case, given)
    cases = [*other_cases(base, given, sources), *project_cases(base)]
    states = EventStates.of(events_met([base, *(one.case for one in cases)], given))
    options = [of_case(base, one, states.events) for one in cases]
    options += kept_open(base, events_met([base], states.events), states.events)
    options += [stock(base, days) for days in stocks]
    lateness = Lateness(base, states)
    return _rank(lateness, options, find_room(lateness, demand, capacities, unlimited))


def _check_stocks(stock_days: object) -> list[float]:
    expected = "numbers of days above 0"
    found = as_items("stock_days", stock_days, expected)
    if not all(is_number(days) and 0 < days < math.inf for days in found):
        raise unfit("stock_days", expected, stock_days)
    return sorted({float(days) for days in found})


def _rank(lateness: Lateness, options: Sequence[Option], room: Room | None) -> Measures:
    scored = [(option, lateness.save(option)) for option in options]
    scored += [] if room is None else room.scored()
    helpful = [pair for pair in scored if pair[1].is_something or pair[0].gain_h > _LEAST]
    best = sorted(helpful, key=lambda pair: _worth(*pair), reverse=True)
    told = _join_copies(best)
    rows = [_measure_row(lateness, option, saving) for option, saving in told]
    near = near_projects(lateness.case)
    idle = [
        {"name": option.name, "kind": option.kind, "sentence": option.sentence or why_idle(lateness, option)}
        for option, saving in scored
        if not (saving.is_something or option.gain_h > _LEAST)
        and (option.kind != "project" or option.name in near)
    ]
    known = {option.name for option, _ in scored}
    idle += [
        {"name": name, "kind": "project", "sentence": why} for name, why in near.items() if name not in known
    ]
    nothing = pd.DataFrame(idle, columns=["name", "kind", "sentence"]).drop_duplicates(ignore_index=True)
    return Measures(
        pd.DataFrame(rows, columns=list(_COLUMNS)),
        _expected(lateness, room),
        nothing,
        " ".join([tell_all(lateness, len(rows), len(nothing)), *([] if room is None else [room.tell()])]),
    )


def _worth(option: Option, saving: Saving) -> tuple[float, float, float, float]:
    """Return by what measures are ranked: the middle of what they save, and of two alike what they cost."""
    days, unserved = (one.low + one.high for one in (saving.days, saving.unserved))
    figures = (option.figures.get(name) for name in ("usd_t_high", "cost_high"))
    known = [float(value) for value in figures if value is not None and not pd.isna(value)]
    return unserved, round(days, 6), option.gain_h, -max(known, default=math.inf)


def _join_copies(best: Sequence[tuple[Option, Saving]]) -> list[tuple[Option, Saving]]:
    """Return options with one for all sources that save the same against the same."""
    found: list[tuple[Option, Saving]] = []
    sources: list[tuple[list[Option], Saving, int]] = []
    for option, saving in best:
        if option.kind != "source":
            found.append((option, saving))
            continue
        same = next((held for held in sources if _saves_alike(held[1], saving)), None)
        if same is None:
            same = ([], saving, len(found))
            sources.append(same)
            found.append((option, saving))
        same[0].append(option)
    for alike, saving, place in sources:
        names = list_words((one.name for one in alike), "or")
        subject = "+".join(one.subject for one in alike)
        found[place] = (alike[0]._replace(name=f"A second source: {names}", subject=subject), saving)
    return found


def _saves_alike(one: Saving, other: Saving) -> bool:
    pairs = ((one.days, other.days), (one.unserved, other.unserved))
    ends = [(getattr(a, end), getattr(b, end)) for a, b in pairs for end in ("low", "high")]
    return one.against == other.against and all(math.isclose(a, b, rel_tol=_SAME) for a, b in ends)


def _measure_row(lateness: Lateness, option: Option, saving: Saving) -> dict[str, object]:
    return {
        **{name: getattr(option, name) for name in ("name", "kind", "subject", "gain_h")},
        "saved_low": saving.days.low,
        "saved_high": saving.days.high,
        "saved_unserved_low": saving.unserved.low,
        "saved_unserved_high": saving.unserved.high,
        **dict.fromkeys(("usd_t_low", "usd_t_high", *_FIGURES), math.nan),
        **dict.fromkeys(("currency", "status", "source", "source_url"), ""),
        **option.figures,
        "group": "+".join(sorted(saving.against)),
        "basis": f"{lateness.states.method} of what may happen",
        "sentence": option.sentence or tell_saving(lateness, option, saving),
        "attribution": credit_answers(lateness.case.question.modes),
    }


def _expected(lateness: Lateness, room: Room | None) -> pd.DataFrame:
    case = lateness.case
    rows = [
        {
            "origin": case.origins[i].name,
            "destination": case.destinations[j].name,
            "demand_share": case.demand.shares[i, j],
            "h": finite(case.after.hours[i, j]),
            "late_days_low": days.low,
            "late_days_high": days.high,
            "unserved_low": unserved.low,
            "unserved_high": unserved.high,
        }
        for (i, j), days, unserved in zip(case.pairs, lateness.days, lateness.unserved, strict=True)
    ]
    nothing = dict.fromkeys(("no_room_low", "no_room_high"), math.nan)
    return pd.DataFrame(rows).assign(**(nothing if room is None else room.pairs()))
