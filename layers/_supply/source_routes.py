"""The countries that make something: what is lost with each, and the best ways from them and their gates."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import pandas as pd

from isthmus import geo
from isthmus._arguments import unfit
from isthmus._choices import ANY_VESSEL
from isthmus.geo import ArgumentError
from isthmus.layers._bundled.countries import countries
from isthmus.layers._bundled.files import credit_modes
from isthmus.layers._tables.cells import list_words
from isthmus.layers._tables.crs import DEGREES
from isthmus.layers._tables.schemas import ATTRIBUTION
from isthmus.layers._transport.case import Case
from isthmus.layers._transport.closures import OPEN
from isthmus.layers._transport.question_ends import find_ends
from isthmus.layers._transport.services import find_vessel

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from isthmus.layers._bundled.place_names import PlaceLike
    from isthmus.layers._transport.question import Question

    from .wholes import Whole

__all__ = ["DETOUR", "SourceRoutes", "find_ways", "outline_countries"]

DETOUR: Final = ("country", "extra_h_low", "extra_h_high", "gates", "why")
"""What is told of a country whose best way to the destination is shut."""

_AT_HOME: Final = MappingProxyType(
    {"km": 0.0, "h": 0.0, "h_low": 0.0, "h_high": 0.0, "usd_t": 0.0, "gates": ""}
)
_COLUMNS: Final = (
    "country",
    "destination",
    "km",
    "h",
    "h_low",
    "h_high",
    "usd_t",
    "gates",
    "countries",
    "why",
    ATTRIBUTION.name,
)


@dataclass(frozen=True, eq=False)
class SourceRoutes:
    """The best routes from some countries to one place.

    Parameters
    ----------
    table : geopandas.GeoDataFrame
        One row a country: ``country``, ``destination``, ``km``, ``h``, and in ``h_low`` and ``h_high`` by
        the least and the most of every figure, ``usd_t``, ``gates`` and ``countries`` in the order of travel,
        the line, ``why`` there is none where there is none, and ``attribution``, whom the line is owed to.
    gates : mapping of str to tuple of str
        What the route from each country passes, in the order of travel; nothing from the country of the
        destination itself.
    titles, kinds : mapping of str to str
        What readers call each gate, and of which kind it is.
    destination : str
        Where to; "" where nobody said.
    scope : str
        By what, when and with what shut the routes were found.
    """

    table: gpd.GeoDataFrame
    gates: Mapping[str, tuple[str, ...]]
    titles: Mapping[str, str]
    kinds: Mapping[str, str]
    destination: str = ""
    scope: str = ""

    @classmethod
    def none(cls) -> SourceRoutes:
        """Return no routes: nobody said where to."""
        return cls(_lines_of([]), {}, {}, {})

    @classmethod
    def find(cls, question: Question) -> SourceRoutes:
        """Find the best route from each country of a question, by the ships of its trade.

        Raises
        ------
        ArgumentError
            If anything that is asked for is unknown, whether or not routes start anywhere.
        """
        (goal,) = find_ends(question, question.sides[1], question.destinations)
        rows: dict[str, dict[str, Any]] = {}
        starts = []
        for code in map(str, question.origins):
            why = "" if code == goal.country else _why_none(question, code)
            rows[code] = {"why": why} if why else {**_AT_HOME, "countries": code}
            starts += [code] * (not why and code != goal.country)
        cases = _cases_by_fleet(question, starts, goal.country)
        for case, codes in cases:
            rows |= {code: _route_row(case, place) for place, code in enumerate(codes)}
        made = [{"country": code, "destination": goal.name, **row} for code, row in rows.items()]
        gates = {
            code: tuple(filter(None, row["gates"].split("+"))) for code, row in rows.items() if "gates" in row
        }
        passages = cases[0][0].passages
        scope = _scope([case for case, _ in cases])
        return cls(_lines_of(made), gates, passages.titles, passages.kinds, goal.name, scope)

    def detours(self, question: Question, gate: str) -> pd.DataFrame:
        """Return how much longer what passes a gate takes without it: one row a country whose way does.

        Parameters
        ----------
        question : Question
            The one that these routes answer.
        gate : str
            By its name, as for `route`.

        Raises
        ------
        ArgumentError
            If there is no such gate.
        """
        left = SourceRoutes.find(replace(question, closed=(*question.closed, gate))).table
        here, there = self.table.set_index("country"), left.set_index("country")
        there = there[(here["gates"] != there["gates"]) & here["why"].isna()]
        extra = pd.concat([there[name] - here[name] for name in ("h_low", "h", "h_high")], axis=1)
        least, most = (
            ends.loc[there.index].clip(lower=0.0) for ends in (extra.min(axis=1), extra.max(axis=1))
        )
        found = there.assign(extra_h_low=least, extra_h_high=most).reset_index()
        return pd.DataFrame(found[[*DETOUR]])

    def shared(self, whole: Whole) -> list[dict[str, Any]]:
        """Return the gates that a whole passes, as far as its sources are known, the widest share first.

        Of a share that several countries hold together, or that nobody is told to hold, any may pass.
        """
        rows = []
        sources = [self.gates.get(code, ()) for code in whole.sources()]
        for gate in dict.fromkeys(gate for gates in sources for gate in gates):
            through, beside = 0.0, 0.0
            passing = []
            for holder in whole.holders:
                told = [gate in self.gates[code] for code in holder.countries if code in self.gates]
                whole_told = len(told) == len(holder.countries)
                through += holder.share.low * (whole_told and all(told))
                beside += holder.share.low * (whole_told and not any(told))
                passing += [code for code in sorted(holder.countries) if gate in self.gates.get(code, ())]
            if passing:
                rows.append(
                    {
                        "gate": gate,
                        "title": self.titles[gate],
                        "kind": self.kinds[gate],
                        "through_low": min(1.0, through),
                        "through_high": max(min(1.0, through), 1.0 - beside),
                        "sources": "+".join(passing),
                    }
                )
        return sorted(rows, key=lambda row: -row["through_low"])


def _lines_of(rows: Sequence[Mapping[str, Any]]) -> gpd.GeoDataFrame:
    table = pd.DataFrame(rows, columns=[*_COLUMNS, "line"])
    lines = geo.split_antimeridian(table.pop("line").where(lambda line: line.notna(), None).to_numpy(object))
    return gpd.GeoDataFrame(table, geometry=lines, crs=DEGREES)


def _elsewhere(country: str) -> tuple[str, ...]:
    """Return a country that is another one: a question is checked even if nothing starts anywhere."""
    return ("US",) if country != "US" else ("CA",)


def _cases_by_fleet(question: Question, starts: Sequence[str], goal: str) -> list[tuple[Case, list[str]]]:
    """Return the countries that one class of ships serves with the network of that, class by class.

    Where none starts, the network is made ready all the same, so that all of a question is checked.
    """
    fleets: dict[str, list[str]] = {}
    for code in starts:
        vessel = find_vessel(question.vessel, [frozenset({code, goal})])
        fleets.setdefault(ANY_VESSEL if vessel is None else vessel.name, []).append(code)
    if not fleets:
        return [(Case.of(replace(question, origins=_elsewhere(goal))), [])]
    return [
        (Case.of(replace(question, origins=tuple(codes), vessel=name)), codes)
        for name, codes in fleets.items()
    ]


def _scope(cases: Sequence[Case]) -> str:
    """Return by what and when routes were found, and what was shut for all: by name if one would pass it."""
    question = cases[0].question
    shut = [name for name in cases[0].shut if all(name in case.shut for case in cases)]
    in_the_way = {name for case in cases for name in case.in_the_way}
    passed = [cases[0].shut[name].title for name in shut if name in in_the_way]
    rest = [f"{len(shut) - len(passed)} {'more ' * bool(passed)}off the way"] * (len(shut) > len(passed))
    day = "with everything open" if question.on == OPEN else f"on {question.on}"
    closed = f" with {list_words([*passed, *rest], 'and')} shut" if shut else ""
    ways = list_words(question.modes, "and")
    return f"by {ways} in the bundled network, least {question.by}, {day}{closed}"


def _why_none(question: Question, code: str) -> str:
    """Return why no route starts in a country; "" where one may."""
    try:
        find_ends(question, question.sides[0], [code])
    except ArgumentError as error:
        return str(error)
    return ""


def _route_row(case: Case, place: int) -> dict[str, Any]:
    best = case.after
    edges = best.edges[place][0]
    if edges is None:
        return {"why": "no route leads there"}
    return {
        "km": round(float(best.lengths_m[place, 0]) / 1000, 1),
        "h": round(float(best.hours[place, 0]), 1),
        "h_low": round(float(case.efforts["low"].hours[edges].sum()), 1),
        "h_high": round(float(case.efforts["high"].hours[edges].sum()), 1),
        "usd_t": round(float(best.costs[place, 0]), 2),
        "line": case.line(edges.tolist()),
        ATTRIBUTION.name: credit_modes(case.whole.modes[edges].tolist()) or None,
        "gates": "+".join(case.gates_along(edges)),
        "countries": "+".join(case.countries_along(edges, case.nodes_on(edges.tolist()))),
    }


def outline_countries(needs: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return the countries with what is lost with each, the greatest loss first."""
    sure = needs[needs["country"] != "others"].sort_values("needs_low", ascending=False, kind="stable")
    told = sure["name"] + [f" {share:.0%}" for share in sure["needs_low"]]
    parts = told[sure["needs_low"] > 0].groupby(sure["country"]).agg("; ".join)
    worst = sure.drop_duplicates("country")[["country", "component", "needs_low", "needs_high"]]
    outlines = countries().set_index("iso")[["name", "geometry"]]
    table = worst.assign(parts=worst["country"].map(parts)).join(outlines, on="country")
    return gpd.GeoDataFrame(table, geometry="geometry", crs=outlines.crs).reset_index(drop=True)


def find_ways(destination: PlaceLike | None, question: Question) -> SourceRoutes:
    """Return the best routes of the sources, none where nobody said where to."""
    if len(question.destinations) > 1:
        raise unfit("destination", "one place", destination)
    if destination is not None:
        return SourceRoutes.find(question)
    if question.closed or question.zones is not None or question.goods:
        raise unfit("destination", "a place, as closed, avoid and goods are about ways to it", destination)
    return SourceRoutes.none()
