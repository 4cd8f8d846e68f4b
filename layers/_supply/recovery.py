"""What an atlas tells of stocks, restarts and substitutes, and the supply that an outage leaves."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from isthmus.layers._bundled.names import members_of
from isthmus.layers._tables.atlas_schemas import ASSEMBLY
from isthmus.layers._tables.cells import list_words
from isthmus.layers._tables.result_schemas import Range

from .bill import ANYTHING, hull
from .supply_graph import Outage, Shutdown, Step, SupplyGraph, part_of
from .wholes import plain_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from .component_tables import Told

    Row = dict[str, Any]
    Measure = Callable[[Sequence[SupplyGraph]], list[float]]

__all__ = ["LEAST", "MOST", "Recovery", "pick_by"]

_NOTHING: Final = Range(0.0, 0.0)
_UNTOLD: Final = Range(0.0, np.inf)
_FEW: Final = 4


class Pick(NamedTuple):
    """How a number is picked out of a range: of what helps that demand is served, and of what hinders it."""

    helping: Callable[[Range], float]
    hindering: Callable[[Range], float]


LEAST: Final = Pick(attrgetter("low"), attrgetter("high"))
"""With which least is served."""

MOST: Final = Pick(attrgetter("high"), attrgetter("low"))
"""With which most is served."""


def pick_by(random: np.random.Generator) -> Pick:
    """Return what draws a number out of a range, each as likely as any other."""
    return Pick(*[lambda told: part_of(told, float(random.random()))] * 2)


class Source(NamedTuple):
    """Who supplies some of a component, and how much of it."""

    countries: frozenset[str]
    site: str
    share: Range


@dataclass(frozen=True, eq=False)
class Recovery:
    """What an atlas tells of stocks, restarts and substitutes of its components.

    Parameters
    ----------
    told : Told
        The components, and who makes them.
    cases : bool
        Whether published cases stand for what is not told of a component.
    """

    told: Told
    cases: bool

    @cached_property
    def _rows(self) -> dict[tuple[str, str], list[Row]]:
        """Rows by component and kind: those of the study, or else of cases where these count."""
        rows: dict[bool, dict[tuple[str, str], list[Row]]] = {True: {}, False: {}}
        for row in plain_rows(self.told.atlas.recovery):
            kind = "stock" if row["kind"] == "survival" else row["kind"]
            rows[bool(row["case"])].setdefault((row["component"], kind), []).append(row)
        return {**rows[True], **rows[False]} if self.cases else rows[False]

    def _of(self, component: str, kind: str) -> list[Row]:
        return self._rows.get((component, kind), [])

    def stock(self, component: str, shutdown: Shutdown) -> Range:
        """Return for how many days of demand stocks of a component last; any number where nothing is told.

        What lies where all stands still counts at most, and not at least. Of cases any may be the right one.
        """
        rows = self._of(component, "stock")
        days = [_days_in(row) for row in rows]
        if not rows or rows[0]["case"]:
            return hull(days) if rows else _UNTOLD
        kept = [day.low for row, day in zip(rows, days, strict=True) if not self._lies_in(row, shutdown)]
        return Range(sum(kept), sum(day.high for day in days))

    def without_stock(self) -> list[str]:
        """Return the components of which no stock is told, or not how long it lasts at most."""
        return [name for name in self.told.order if self.stock(name, Shutdown("", {})).high == np.inf]

    @property
    def is_mended(self) -> bool:
        """Whether it is told of any source when it works again."""
        return any(kind == "restart" for _, kind in self._rows)

    def _lies_in(self, row: Row, shutdown: Shutdown) -> bool:
        if shutdown.site:
            return bool(row["site"] == shutdown.site)
        return bool(self._where(row) & {*shutdown.outages})

    def _where(self, row: Row) -> frozenset[str]:
        """Return the countries of a row, or that of its site."""
        return members_of(row["country"] or self.countries_of_sites.get(row["site"], ""))

    @cached_property
    def countries_of_sites(self) -> dict[str, str]:
        """The country of each site of the atlas."""
        return {str(row["id"]): row["country"] or "" for row in plain_rows(self.told.atlas.factories)}

    @cached_property
    def sources(self) -> dict[str, dict[str, list[list[Source]]]]:
        """Who supplies each component at each stage, once for each whole that may be the right one."""
        return {name: self._sources_of(name) for name in self.told.order}

    def _sources_of(self, component: str) -> dict[str, list[list[Source]]]:
        """Return them of one: what a study tells of its own supply stands in place of the world's."""
        own: dict[str, list[list[Source]]] = {}
        for row in self._of(component, "supply"):
            own.setdefault(row["stage"] or "", [[]])
            if row["country"] or row["site"]:
                own[row["stage"] or ""][0].append(Source(self._where(row), row["site"] or "", _share_in(row)))
        return own or {
            stage: [[Source(one.countries, "", one.share) for one in whole.holders] for whole in wholes]
            for stage, wholes in self.told.bill.stages_of(component).items()
        }

    def outage(self, component: str, site: str, country: str) -> Outage:
        """Return when a source makes a component again, as far as the atlas tells: at any time, if not."""
        courses: dict[str, list[Step]] = defaultdict(list)
        rows = self._of(component, "restart")
        mine = [row for row in rows if row["case"] or (site and row["site"] == site)]
        there = [row for row in rows if not row["site"] and country in self._where(row)]
        for row in mine or there:
            courses[row["case"] or ""].append(Step(_days_in(row), _share_in(row)))
        return Outage(tuple(map(tuple, courses.values())) or ((),))

    def substitutes(self, component: str) -> list[tuple[Range, Range]]:
        """Return from which day on others deliver, and how much of the demand for a component.

        Of published cases any may be the right one: they are one substitute, in all their ranges.
        """
        rows = self._of(component, "substitution")
        if rows and rows[0]["case"]:
            return [(hull(map(_days_in, rows)), hull(map(_share_in, rows)))]
        return [(_days_in(row), _share_in(row)) for row in rows]

    def is_hit(self, component: str, shutdown: Shutdown) -> bool:
        """Tell whether a component may be made where all stands still."""
        if shutdown.part not in {"", component}:
            return False
        if shutdown.site:
            return shutdown.site in self._sites.get(component, ())
        return bool(self.sources[component]) or self.told.bill.parts[component]["level"] != ASSEMBLY

    @cached_property
    def _sites(self) -> dict[str, set[str]]:
        """The sites that make each component, or supply it, as far as the atlas tells."""
        found: dict[str, set[str]] = defaultdict(set)
        for row in plain_rows(self.told.sites[["id", "component"]]):
            found[row["component"]].add(row["id"])
        for (component, kind), rows in self._rows.items():
            found[component] |= {row["site"] for row in rows if row["site"] and kind == "supply"}
        return found

    def _outages(self, component: str, shutdown: Shutdown) -> dict[str, Outage]:
        """Return how long a component is not made, by country."""
        told = {
            code: self.outage(component, shutdown.site, code) if outage is None else outage
            for code, outage in shutdown.outages.items()
        }
        at = shutdown.place
        return told if at is None else {code: outage.at(at) for code, outage in told.items()}

    def lost(self, component: str, shutdown: Shutdown, day: float) -> Range:
        """Return which share of the making of a component is lost on a day of a shutdown."""
        if not self.is_hit(component, shutdown):
            return _NOTHING
        down = {code: one.lost(day) for code, one in self._outages(component, shutdown).items()}
        stages = [
            hull(_lost_of(sources, down, shutdown.site) for sources in wholes)
            for wholes in self.sources[component].values()
        ]
        if not stages:
            return Range(0.0, max((share.high for share in down.values()), default=0.0))
        return Range(max(one.low for one in stages), max(one.high for one in stages))

    def graph(self, target: str, shutdown: Shutdown, pick: Pick) -> SupplyGraph:
        """Return the supply of a component during a shutdown, out of what goes into it.

        Parameters
        ----------
        target : str
            What is asked for.
        shutdown : Shutdown
        pick : Pick
            Which number of each range holds.
        """
        rows, passed = self.told.bill.parts, self._passed(self.inside(target), shutdown)
        parts = passed or [target]  # of all else there is enough
        uses = np.zeros((len(parts), len(parts)))
        for at, name in enumerate(parts[:-1]):
            uses[parts.index(rows[name]["parent"]), at] = round(pick.hindering(_need(rows[name])))
        beside = [
            [(pick.hindering(days), pick.helping(share)) for days, share in self.substitutes(name)]
            for name in parts
        ]
        turns = {day for own in beside for day, _ in own} | self._turns(parts, shutdown)
        starts = [0.0, *sorted(day for day in turns if 0 < day < np.inf)]
        places = [pick.hindering(ANYTHING) for _ in parts]
        made = [
            [
                1.0 - part_of(self.lost(name, shutdown, day), at)
                for name, at in zip(parts, places, strict=True)
            ]
            for day in starts
        ]
        bought = [[sum(share for since, share in own if since <= day) for own in beside] for day in starts]
        return SupplyGraph(
            uses=uses,
            demand=np.eye(len(parts))[-1],
            stock=np.array([pick.helping(self.stock(name, shutdown)) for name in parts]),
            ends=np.array([*starts[1:], np.inf]),
            made=np.array(made),
            bought=np.minimum(1.0, bought),
        )

    def spans(self, targets: Sequence[str], shutdowns: Sequence[Shutdown], measure: Measure) -> list[Range]:
        """Return the least and the most of what is measured of the supply of components during shutdowns."""
        pairs = [*zip(targets, shutdowns, strict=True)]
        least, most = (measure([self.graph(*pair, pick) for pair in pairs]) for pick in (LEAST, MOST))
        return [Range(min(ends), max(ends)) for ends in zip(least, most, strict=True)]

    def hit(self, shutdown: Shutdown) -> list[str]:
        """Return what may not be made or may lack a part, every part before what it is a part of."""
        return self._passed([*self.told.bill.parts], shutdown)

    def _passed(self, names: Sequence[str], shutdown: Shutdown) -> list[str]:
        """Return those of some components, parts before wholes, that may not be made or may lack a part."""
        parts, found = self.told.bill.parts, set[str]()
        for name in names:
            if name in found or self.lost(name, shutdown, 0.0).high > 0:
                found |= {name, parts[name]["parent"]} if parts[name]["needed"] != "no" else {name}
        return [name for name in names if name in found]

    def _turns(self, parts: Sequence[str], shutdown: Shutdown) -> set[float]:
        """Return the days on which more of any part is made again."""
        hit = [name for name in parts if self.is_hit(name, shutdown)]
        return {day for name in hit for one in self._outages(name, shutdown).values() for day in one.turns}

    def inside(self, target: str) -> list[str]:
        """Return a component and what it can't be made without, every part before what it is a part of."""
        parts, wanted = self.told.bill.parts, {target}
        for name in reversed([*parts]):
            if parts[name]["parent"] in wanted and parts[name]["needed"] != "no":
                wanted.add(name)
        return [name for name in parts if name in wanted]

    def product_of(self, component: str) -> str:
        """Return the product that a component is a part of, in the end."""
        parts = self.told.bill.parts
        while parts[component]["parent"] in parts:
            component = parts[component]["parent"]
        return component

    def gaps(self, target: str, shutdown: Shutdown) -> Iterator[str]:
        """Yield what is not told of the supply of a component during a shutdown, and would narrow it."""
        parts, passed = self.told.bill.parts, self._passed(self.inside(target), shutdown)
        hit = {name for name in passed if self.lost(name, shutdown, 0.0).high > 0}
        kept = ((name, self.stock(name, shutdown)) for name in passed)
        yield from _say(
            "no stock is told of", self._names(name for name, days in kept if days.high == np.inf)
        )
        down = {name: self._outages(name, shutdown).values() for name in hit}
        unmended = (name for name in hit if any(one.recovery.high == np.inf for one in down[name]))
        yield from _say("when it works again is not told of", self._names(unmended))
        unshared = (name for name in hit if not self.sources[name])
        yield from _say("no share by country is told of", self._names(unshared))
        unsure = (name for name in passed if name != target and parts[name]["needed"] is None)
        yield from _say("nobody says whether the product needs", self._names(unsure))
        late = (name for name in passed if any(days.high == np.inf for days, _ in self.substitutes(name)))
        yield from _say("no last day is told of a substitute of", self._names(late))

    def _names(self, found: Iterator[str]) -> list[str]:
        wanted = {*found}
        return [self.told.names[name] for name in self.told.order if name in wanted]


def _say(what: str, names: Sequence[str]) -> list[str]:
    told = list_words(names, "and") if len(names) <= _FEW else f"{len(names)} components"
    return [f"{what} {told}"] if names else []


def _lost_of(sources: Sequence[Source], down: Mapping[str, Range], site: str) -> Range:
    """Return what is lost of one whole: by those who stand still for sure, and at most by all who may."""
    is_told = bool(site) and any(source.site == site for source in sources)
    low, high, safe = 0.0, 0.0, 0.0
    for source in sources:
        hit = [down[code] for code in source.countries if code in down]
        if not hit or (site and source.site != site and (is_told or source.site)):
            safe += source.share.low
            continue
        high += source.share.high * max(share.high for share in hit)
        is_sure = len(hit) == len(source.countries) and site in {"", source.site}
        low += is_sure * source.share.low * min(share.low for share in hit)
    named = frozenset().union(*(source.countries for source in sources))
    beside = [] if is_told else [share.high for code, share in down.items() if code not in named]
    high += max(0.0, 1.0 - sum(source.share.low for source in sources)) * max(beside, default=0.0)
    low = min(1.0, low)
    return Range(low, max(low, min(high, 1.0 - min(1.0, safe))))


def _days_in(row: Row) -> Range:
    return Range(row["days_low"] or 0.0, np.inf if row["days_high"] is None else row["days_high"])


def _share_in(row: Row) -> Range:
    return Range(row["share_low"] or 0.0, 1.0 if row["share_high"] is None else row["share_high"])


def _need(row: Row) -> Range:
    """Return whether a part must be there; where nobody says, both may be."""
    return Range(1.0, 1.0) if row["needed"] == "yes" else ANYTHING
