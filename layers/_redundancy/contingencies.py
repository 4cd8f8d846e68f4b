"""What is to hand when something shuts: other modes, ports and sources, projects, gates kept open, stocks."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import shapely

from isthmus._arguments import as_names
from isthmus._modes import FERRY, MODES, of_medium
from isthmus.geo import ArgumentError
from isthmus.layers._bundled.countries import country_titles
from isthmus.layers._tables.cells import list_words
from isthmus.layers._transport.barriers import Shut
from isthmus.layers._transport.case import Case
from isthmus.layers._transport.closures import all_closures

from .disruption import hours_under
from .lateness import Option, events_met
from .links import add_project, projects

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from isthmus.geo import BestRoutes
    from isthmus.layers._transport.cost_models import Bound
    from isthmus.layers._transport.disruptions import Event

    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]

__all__ = [
    "OtherCase",
    "figures_of",
    "gate_title",
    "kept_open",
    "near_projects",
    "of_case",
    "opened",
    "other_cases",
    "project_cases",
    "stock",
]

_ENDS: Final[tuple[Bound, ...]] = ("low", "high")
_DAY: Final = 24  # hours
_FIGURES: Final = ("cost_low", "cost_high", "year_low", "year_high")


def opened(case: Case, events: Sequence[Event]) -> Case:
    """Return a case in which what events may shut is open, unless a law or the size of ships shuts it."""
    named = {case.passages.name_meant(gate) for event in events for gate in event.gates}
    shut = {name: held for name, held in case.shut.items() if name not in named or not _by_event(held)}
    return replace(case, shut=shut)


def _by_event(held: Shut) -> bool:
    return bool(held.closures) and not held.size and all(one.kind != "law" for one in held.closures)


class OtherCase(NamedTuple):
    """Another case of the same destinations, and the rows of its origins that count: all, or one."""

    option: Option
    case: Case
    row: int | None = None


def other_cases(
    base: Case, events: Sequence[Event], sources: str | Collection[str] | None
) -> Iterator[OtherCase]:
    """Yield what other modes, ports and sources make of the question."""
    asked = base.question
    flies = tuple(name for name, mode in MODES.items() if mode.feeds_km) + of_medium("air")
    ways: list[tuple[Option, dict[str, Any]]] = []
    if not {*of_medium("air")} & {*asked.modes}:
        told = "under a contract that is used when goods would be late"
        ways.append((Option("Air lift", "mode", told, subject="air"), {"modes": flies}))
    if FERRY not in asked.modes:
        modes = tuple(name for name in MODES if name in (*asked.modes, FERRY))
        ways.append((Option("Ferries as well", "mode", subject=FERRY), {"modes": modes}))
    if asked.by != "time":
        told = f"by {list_words(asked.modes, 'and')}, used when goods would be late"
        ways.append((Option("The quickest way", "way", told), {"by": "time"}))
    for side, ends in (("origins", base.origins), ("destinations", base.destinations)):
        if not all(end.is_country for end in ends) and all(end.country for end in ends):
            countries = tuple(end.country for end in ends)
            told = "whose way overland is not counted"
            names = list_words((country_titles().get(code, code) for code in countries), "and")
            port = Option(f"Any port of {names}", "port", told, subject="+".join(countries))
            ways.append((port, {side: countries}))
    met = events_met([base], events)
    for option, changed in ways:
        if (case := _ask(base, events, changed)) is not None:
            costs = dict(zip(("usd_t_low", "usd_t_high"), _extra_usd_t(base, case, met), strict=True))
            yield OtherCase(option._replace(figures=costs), case)
    yield from _second_sources(base, events, sources)


def _second_sources(
    base: Case, events: Sequence[Event], sources: str | Collection[str] | None
) -> Iterator[OtherCase]:
    own = {end.country for end in (*base.origins, *base.destinations)} | {*base.unlawful}
    names = as_names("sources", sources) if sources is not None else _other_makers(base, own)
    asked = {"origins": tuple(names), "sides": ("sources", "destinations")}
    case = _ask(base, events, asked, strict=sources is not None) if names else None
    told = "if it can supply the same, which nothing here tells"
    if case is not None:
        for row, end in enumerate(case.origins):
            yield OtherCase(Option(end.asked.name, "source", told, subject=end.name), case, row)


def _other_makers(base: Case, own: Collection[str]) -> list[str]:
    """Return the countries where the atlas of a question has factories at work."""
    made = getattr(base.question.atlas, "factories", None)
    if made is None:
        return []
    at_work = made[(made["kind"] == "factory") & ~made["status"].isin(["stopped", "planned"])]
    return sorted({*at_work["country"]} - {*own})


def _ask(
    base: Case, events: Sequence[Event], changed: Mapping[str, Any], *, strict: bool = False
) -> Case | None:
    """Return the case of a question that is changed, without what no advice may lead through."""
    try:
        case = Case.of(replace(base.question, vessel=base.question.vessel or _ships(base), **changed))
    except ArgumentError:
        if strict:
            raise
        return None
    return _lawful_ways(opened(case, events), base.unlawful)


def _lawful_ways(case: Case, unlawful: Collection[str]) -> Case:
    """Return a case without the land and the air of countries through which no advice may lead."""
    ends = {end.country for end in (*case.origins, *case.destinations)}
    avoided = {name: Shut(*case.passages.find("policy", name)) for name in sorted({*unlawful} - ends)}
    return replace(case, shut={**case.shut, **avoided})


def _ships(base: Case) -> str | None:
    return base.vessel.name if base.vessel is not None else None


def _extra_usd_t(base: Case, other: Case, met: Sequence[Event]) -> tuple[float, float]:
    """Return the least and the most that a tonne costs more by another case than it was to cost.

    That is while one of some events alone holds, whichever: then the best ways may be dearer than usual.
    """
    if base.demand.shares.shape != other.demand.shares.shape:
        return math.nan, math.nan
    shut = [
        other.passages.find("events", gate)[1] for event in met if not event.delay_h for gate in event.gates
    ]
    held = [other.networks.without(edges=edges).reroute(other.after) for edges in shut] or [other.after]
    low, high = ([_usd_t(other, routes, bound) for routes in held] for bound in _ENDS)
    return min(low) - _usd_t(base, base.after, "high"), max(high) - _usd_t(base, base.after, "low")


def _usd_t(case: Case, routes: BestRoutes, bound: Bound) -> float:
    """Return what a tonne costs by some routes at an end of a case's ranges, over the demand."""
    usd_t, total = case.efforts[bound].usd_t, 0.0
    for pair in case.pairs:
        edges = routes.edges[pair[0]][pair[1]]
        total += case.demand.shares[pair] * (math.nan if edges is None else float(usd_t[edges].sum()))
    return total


def of_case(base: Case, other: OtherCase, events: tuple[Event, ...]) -> Option:
    """Return an option with the hours of its case; of a link, with what it gains as well."""
    rows = slice(None) if other.row is None else slice(other.row, other.row + 1)
    shape = base.demand.shares.shape

    def hours(held: Bools) -> Floats:
        found = hours_under(other.case, events, held)[:, :, rows]
        return np.broadcast_to(found, (*found.shape[:2], *shape))

    gain = 0.0
    if other.option.kind == "project":
        before, after = base.after.hours, other.case.after.hours
        sooner = np.subtract(before, after, out=np.zeros_like(before), where=np.isfinite(before))
        gain = float((np.maximum(sooner, 0) * base.demand.shares).sum())
    return other.option._replace(hours=hours, gain_h=gain)


def project_cases(base: Case) -> Iterator[OtherCase]:
    """Yield the projects that add links to the network, but for those that lead where no advice may."""
    table = projects()
    table = table[(table["adds"] == "link") & (table["status"] != "open")]
    for row in table.to_dict("records"):
        if not {*row["countries"].split("+")} & base.unlawful:
            course = shapely.get_coordinates(row["geometry"])
            if (case := add_project(base, tuple(row["modes"].split("+")), course)) is not None:
                yield OtherCase(_project(row), _lawful_ways(case, base.unlawful))


def _project(row: Mapping[Hashable, Any]) -> Option:
    return Option(row["name"], "project", row["status_note"], figures=figures_of(row))


def figures_of(row: Mapping[Hashable, Any]) -> dict[str, Any]:
    """Return what is published of a project, as columns of measures."""
    told = ("status", *_FIGURES, "currency", "source", "source_url")
    return {name: row[name] for name in told}


def kept_open(base: Case, met: Collection[Event], events: tuple[Event, ...]) -> Iterator[Option]:
    """Yield what is shut or what events meet, by no law and in no unlawful place, as if it were open."""
    law = {target for one in all_closures() if one.kind == "law" for target in one.targets}
    nothing = np.empty(0, np.int64)
    closed = np.concatenate([nothing, *(base.passages.find("policy", name)[1] for name in base.unlawful)])
    told = "which is for states and carriers to bring about"
    for place, event in enumerate(events):
        edges = np.concatenate([nothing, *(base.passages.find("events", name)[1] for name in event.gates)])
        if event in met and not {*event.gates} & law and not np.isin(edges, closed).any():
            name = list_words((gate_title(base, gate) for gate in event.gates), "and")
            hours = partial(_hours_without, base, events, np.arange(len(events)) != place)
            yield Option(f"{name} kept open", "gate", told, hours, subject="+".join(event.gates))
    for name, held in base.shut.items():
        if name not in law and not held.rules and not held.size and not np.isin(held.edges, closed).any():
            case = replace(base, shut={key: one for key, one in base.shut.items() if key != name})
            hours = partial(hours_under, case, events)
            yield Option(f"{held.title} opened", "gate", told, hours, subject=name)


def gate_title(case: Case, gate: str) -> str:
    """Return what a reader calls a gate, or a hub."""
    return case.passages.titles.get(gate) or case.passages.find("events", gate)[0]


def _hours_without(case: Case, events: tuple[Event, ...], without: Bools, held: Bools) -> Floats:
    """Return the hours of each pair in some states, if events that are not among some never held."""
    return hours_under(case, events, held & without)


def stock(base: Case, days: float) -> Option:
    """Return a stock at the destination, and what it ties up where flows say what a day's demand is worth."""
    demand, figures = base.demand, {}
    if demand.currency:
        worth = demand.quantity / demand.days * days
        figures = {"cost_low": worth, "cost_high": worth, "currency": demand.currency, "source": demand.basis}
    told = "while it lasts; once it is used up it helps no more until it is filled again"
    return Option(
        f"A stock of {days:g} days",
        "stock",
        told,
        stock_h=days * _DAY,
        figures=figures,
        subject=f"{days:g}",
    )


def near_projects(case: Case) -> dict[str, str]:
    """Return the projects in the countries of the ends, by name, and why each saves no hour."""
    ends = {end.country for end in (*case.origins, *case.destinations)}
    return {
        row["name"]: _why_no_hour(case, row)
        for row in projects().to_dict("records")
        if ends & {*row["countries"].split("+")} and {*row["modes"].split("+")} & {*case.question.modes}
    }


def _why_no_hour(case: Case, row: Mapping[Hashable, Any]) -> str:
    """Return why a project without links in the network saves no hour."""
    if row["status"] == "open":
        return f"{row['name']} saves nothing more: it is open."
    if case.unlawful & {*row["countries"].split("+")}:
        return f"{row['name']} is not advised: some goods may not pass there by law."
    if row["adds"] == "link":
        return f"{row['name']} saves nothing: it joins no part of the bundled network."
    return f"{row['name']} makes no way shorter: {_tell_addition(row)}."


def _tell_addition(row: Mapping[Hashable, Any]) -> str:
    """Return what a project adds, and when that is scored: what gates take is known in tonnes alone."""
    low, high = (f"{row[f'adds_{end}']:,.0f}" for end in _ENDS)
    if math.isnan(row["adds_low"]):
        return "it adds capacity of which no figure is published"
    amount = low if low == high else f"{low} to {high}"
    told = "which is scored once the demand is given in tonnes a day"
    why = told if row["target"] else "which no gate or port of the bundled network takes"
    return f"it adds {amount} {row['adds_unit']}, {why}"
