"""Time to survive and time to recover: what runs short first when a country, a site or a gate stops."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from isthmus._arguments import as_number, as_whole, check_fields, check_flag, check_kind, unfit
from isthmus._face import Findings
from isthmus.layers._bundled.countries import country_titles
from isthmus.layers._bundled.place_names import country_code
from isthmus.layers._tables.result_schemas import Range
from isthmus.layers._tables.table import check_columns
from isthmus.layers._transport.question import Question

from .component_report import say_stop, say_survival, site_name
from .component_tables import Told
from .recovery import Recovery, pick_by
from .source_routes import DETOUR, SourceRoutes
from .supply_graph import Outage, Shutdown, days_lost, days_served, shares_lost
from .wholes import OTHERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

__all__ = ["Stop", "Survival"]

_DAYS_A_WEEK: Final = 7
_HOURS_A_DAY: Final = 24
_MOST_DRAWS: Final = 10_000
_LONGEST_WEEKS: Final = 10_000
_QUANTILES: Final = (0.05, 0.5, 0.95)
_NUMBERS: Final = ("_low", "_high", "_p5", "_p50", "_p95", "often")
_FOR_GOOD: Final = Outage.lasting(Range(np.inf, np.inf))
_DRAWN: Final = (*(f"{name}_{end}" for name in ("slip_d", "lost_d") for end in ("p5", "p50", "p95")), "often")
_SLIP: Final = (
    *("component", "name", "level", "slip_d_low", "slip_d_high", "output_low", "output_high"),
    *("lost_d_low", "lost_d_high", *_DRAWN, "why"),
)
_NODE: Final = (
    *("component", "name", "country", "site"),
    *(f"{name}_{end}" for name in ("share", "slip_d", "tts_d", "ttr_d", "gap_d") for end in ("low", "high")),
    "why",
)
_CASE: Final = (
    *("component", "country", "kind", "days_low", "days_high", "share_low", "share_high", "case", "began"),
    *("source", "source_url", "as_of", "confidence", "note"),
)


@dataclass(frozen=True, eq=False)
class Survival(Findings):
    """How long the making of a product outlasts the loss of a source, and how long that takes to mend.

    `Components.survival` makes it.

    Parameters
    ----------
    told : Told
        Parts, who makes them, and what is told of stocks, restarts and substitutes.
    question : Question
        By which ways parts go.
    ways : SourceRoutes
        The best ones.
    cases : bool
        Whether published cases stand for what is not told.

    Notes
    -----
    Of a source that stands still, the time to survive is the most days for which all demand is served
    without it, and the time to recover the days until it works in full again; what lies between is lost
    (Simchi-Levi, Schmidt and Wei 2014, "From superstorms to factory fires", Harvard Business Review 92(1-2);
    Simchi-Levi et al. 2015, "Identifying risks and mitigating disruptions in the automotive supply chain",
    Interfaces 45(5), 375-390). Both are linear programs over the bill of materials in days of demand, solved
    exactly by HiGHS: a part is made as far as all that it takes can be had and as its sources that still
    work allow; it is drawn from stock, or had from substitutes.

    Results are the least and the most that what is told allows. A stock of which nothing is told may last no
    day or for ever; a source of which no restart is told may work again at once or never. Days count from the
    last delivery; nobody makes more than before, no substitute but those told steps in, nothing is caught up.
    """

    told: Told
    question: Question
    ways: SourceRoutes
    cases: bool = False

    def __post_init__(self) -> None:
        check_kind("told", self.told, Told, "what an atlas tells, as layers.components makes it")
        check_kind("question", self.question, Question, "a Question")
        check_kind("ways", self.ways, SourceRoutes, "routes from sources, as layers.components makes them")
        check_flag("cases", self.cases)

    def __repr__(self) -> str:
        told = f"{len(self.told.order)} components, {len(self.published)} figures of published cases"
        return f"<Survival of {told}{', which count' * self.cases}>"

    @cached_property
    def recovery(self) -> Recovery:
        """What the atlas tells of stocks, restarts and substitutes."""
        return Recovery(self.told, self.cases)

    @property
    def published(self) -> pd.DataFrame:
        """What was published of cases elsewhere, as ``recovery`` of the atlas has it.

        ``component``, ``country``, ``kind``, ``days_low``, ``days_high``, ``share_low``, ``share_high``,
        ``case``, ``began``; ``source``, ``source_url``, ``as_of``, ``confidence``, ``note``.
        """
        return self.told.atlas.recovery.dropna(subset="case")[[*_CASE]].reset_index(drop=True)

    @cached_property
    def nodes(self) -> pd.DataFrame:
        """What the loss of each source would do: one row a component and a country or site that makes it.

        ``component``, ``name``, ``country``, ``site``; ``share_low`` and ``share_high``, how much of it comes
        from there; ``slip_d_low`` and ``slip_d_high``, days until users of the component are short of it;
        ``tts_d_low`` and ``tts_d_high``, the time to survive: days until the product is; ``ttr_d_low`` and
        ``ttr_d_high``, the time to recover; ``gap_d_low`` and ``gap_d_high``, by how much that is longer;
        ``why`` no more is known. A time without an end is infinite.
        """
        return _as_table(self._nodes(), _NODE)

    def _sources(self) -> Iterator[tuple[str, str, str]]:
        """Yield each component with each country and site that is told to make it."""
        for component in self.told.order:
            wholes = [one for own in self.recovery.sources[component].values() for one in own]
            single = [one for sources in wholes for one in sources if len(one.countries) == 1]
            made = dict.fromkeys((min(one.countries), one.site) for one in single if one.share.high > 0)
            yield from ((component, country, site) for country, site in made)

    def _nodes(self) -> Iterator[dict[str, Any]]:
        sources, known = [*self._sources()], self.recovery
        lost = [
            Shutdown(site or country, {country: _FOR_GOOD}, site, name) for name, country, site in sources
        ]
        products = [known.product_of(name) for name, *_ in sources]
        survive = self.recovery.spans(products, lost, days_served)
        slips = self.recovery.spans([name for name, *_ in sources], lost, days_served)
        for (name, country, site), shutdown, survived, slip in zip(
            sources, lost, survive, slips, strict=True
        ):
            recover = known.outage(name, site, country).recovery
            gap = Range(_excess(recover.low, survived.high), _excess(recover.high, survived.low))
            till = replace(shutdown, outages={country: None})
            yield {
                "component": name,
                "name": self.told.names[name],
                "country": country,
                "site": site,
                **_low_high("share", known.lost(name, shutdown, 0.0)),
                **_low_high("slip_d", slip),
                **_low_high("tts_d", survived),
                **_low_high("ttr_d", recover),
                **_low_high("gap_d", gap),
                "why": "; ".join(known.gaps(known.product_of(name), till)),
            }

    def stop(
        self,
        what: str,
        *,
        part: str | None = None,
        weeks: float | None = None,
        draws: int = 200,
        seed: int = 0,
    ) -> Stop:
        """Return what runs short, when, and how much is lost, if a country, a site or a gate stops.

        Parameters
        ----------
        what : str
            A country, by its code or its name; the id of a site of the atlas; or a gate of the ways of the
            sources, where the components have a destination: goods then take the best way that is left, and
            come later by what that takes longer, or when the gate opens again, if that is sooner.
        part : str, optional
            Component of which alone nothing is made. Left out, all that is made there stops.
        weeks : float, optional
            How long. Left out, until the sources work again, as far as the atlas tells; a gate, for good.
        draws : int
            How many times all figures are drawn from their ranges, evenly and independently of each other,
            for the quantiles of what is told whole; more of them are surer, and take longer.
        seed : int
            Start of the random numbers.

        Returns
        -------
        Stop
            What runs short first, and what that leads to.

        Raises
        ------
        ArgumentError
            If there is no such country, site or gate, or no such component.

        Examples
        --------
        >>> from isthmus import layers
        >>> stop = layers.components().survival(cases=True).stop("CN", part="ndfeb_magnet", weeks=12)
        >>> stop.slips[["component", "slip_d_low", "slip_d_high"]].values.tolist()[0]
        ['ndfeb_magnet', 28.723404, 61.956522]
        """
        if weeks is not None:
            weeks = as_number("weeks", weeks, expected="a number from 0", low=0, high=_LONGEST_WEEKS)
        draws, seed = as_whole("draws", draws, low=1, high=_MOST_DRAWS), as_whole("seed", seed)
        component = "" if part is None else self._component(part)
        days = None if weeks is None else _DAYS_A_WEEK * weeks
        shutdown, detours = self._shutdown(what, days, component)
        rows = self._slips(shutdown, draws, seed)
        slips = _as_table((row for row in rows if row["slip_d_low"] < np.inf), _SLIP)
        slips = slips.sort_values(["slip_d_high", "slip_d_low"], kind="stable", ignore_index=True)
        named = f" ({self.told.names[component]})" if component else ""
        return Stop(f"{shutdown.title}{named}", weeks, slips, detours)

    def _component(self, part: str) -> str:
        names = self.told.names
        found = [one for one, name in names.items() if part in {one, name}] if isinstance(part, str) else []
        if not found:
            raise unfit("part", "a component of the atlas, by its id or its name", part)
        return found[0]

    def _slips(self, shutdown: Shutdown, draws: int, seed: int) -> Iterator[dict[str, Any]]:
        known, targets = self.recovery, self.recovery.hit(shutdown)
        everywhere = [shutdown] * len(targets)
        spans = [known.spans(targets, everywhere, one) for one in (days_served, shares_lost, days_lost)]
        for target, *found in zip(targets, *spans, strict=True):
            gaps = [*known.gaps(target, shutdown)]
            ends = zip(("slip_d", "output", "lost_d"), found, strict=True)
            yield {
                "component": target,
                "name": self.told.names[target],
                "level": self.told.bill.parts[target]["level"],
                **{end: value for name, span in ends for end, value in _low_high(name, span).items()},
                **({} if gaps else self._drawn(target, shutdown, draws, seed)),
                "why": "; ".join(gaps),
            }

    def _drawn(self, target: str, shutdown: Shutdown, draws: int, seed: int) -> dict[str, float]:
        """Return quantiles over draws, and in which share of them a component runs short."""
        random = np.random.default_rng(seed)
        places, pick = random.random(draws).tolist(), pick_by(random)
        graphs = [self.recovery.graph(target, replace(shutdown, place=place), pick) for place in places]
        served = np.array([days_served(graphs), days_lost(graphs)])
        days = np.quantile(served, _QUANTILES, axis=1, method="inverted_cdf").T.ravel()
        return dict(zip(_DRAWN, [*days.tolist(), float(np.isfinite(served[0]).mean())], strict=True))

    def _shutdown(self, what: str, days: float | None, part: str) -> tuple[Shutdown, pd.DataFrame]:
        """Return what stands still, and how much later what comes from it comes where that is the reason."""
        known, outage = (
            self.recovery.countries_of_sites,
            None if days is None else Outage.lasting(Range(days, days)),
        )
        code = country_code(what) if isinstance(what, str) else None
        if code is not None:
            title = country_titles().get(code, code)
            return Shutdown(title, {code: outage}, part=part), _as_table([], DETOUR)
        if isinstance(what, str) and what in known:
            return Shutdown(site_name(self.told, what), {known[what]: outage}, what, part), _as_table(
                [], DETOUR
            )
        if not isinstance(what, str) or not self.ways.destination:
            raise unfit(
                "what", "a country, the id of a site, or a gate where the components have a destination", what
            )
        detours = self.ways.detours(self.question, what)
        anybody = Outage.lasting(Range(0.0, np.inf if days is None else days))
        delays = {str(row.country): _delay(row, days) for row in detours.itertuples(index=False)}
        outages = {OTHERS: anybody, **delays}
        return Shutdown(self.ways.titles.get(what, what), outages, part=part), detours

    def sentences(self) -> list[str]:
        """Return what is told, and what the loss of a source would do, in sentences."""
        return [*say_survival(self.told, self.recovery, self.published, self.nodes)]


@dataclass(frozen=True, eq=False)
class Stop(Findings):
    """What runs short if something stops, as `Survival.stop` returns it.

    Parameters
    ----------
    title : str
        What stops.
    weeks : float or None
        How long; None until the sources work again.
    slips : pandas.DataFrame
        One row a component that may run short, what does so first before others: ``component``, ``name``,
        ``level``; ``slip_d_low`` and ``slip_d_high``, on which day; ``output_low`` and ``output_high``, the
        share that is missing once stocks are gone; ``lost_d_low`` and ``lost_d_high``, what is lost in all,
        in days of demand; where all is told, quantiles over draws, ``slip_d_p5``, ``slip_d_p50``,
        ``slip_d_p95``, ``lost_d_p5``, ``lost_d_p50`` and ``lost_d_p95``, and in which share of the draws it
        runs short, ``often``; ``why`` no more is known. A day that never comes is infinite.
    detours : pandas.DataFrame
        If a gate stops, one row a ``country`` whose best way passes it: ``extra_h_low`` and ``extra_h_high``
        of the best way that is left, its ``gates``, or ``why`` there is none.
    """

    title: str
    weeks: float | None
    slips: pd.DataFrame
    detours: pd.DataFrame

    def __post_init__(self) -> None:
        check_fields(self)
        check_columns(self.slips, "slips", needs=[*_SLIP])
        check_columns(self.detours, "detours", needs=[*DETOUR])

    def __repr__(self) -> str:
        return f"<Stop of {self.title}: {len(self.slips)} components may run short>"

    def _facts(self) -> dict[str, str]:
        return {"of": self.title}

    def sentences(self) -> list[str]:
        """Return what runs short in sentences, what does so first before others."""
        return [*say_stop(self.title, self.weeks, self.slips)]


def _delay(row: Any, days: float | None) -> Outage:  # noqa: ANN401 - a row of a table
    """Return how long nothing arrives: until the gate opens, or what goes the other way is there."""
    longest = np.inf if days is None else days
    if isinstance(row.why, str):
        return Outage.lasting(Range(longest, longest))
    ends = (min(longest, hours / _HOURS_A_DAY) for hours in (row.extra_h_low, row.extra_h_high))
    return Outage.lasting(Range(*ends))


def _excess(longer: float, shorter: float) -> float:
    """Return by how much one time is longer than another; of two without an end, by nothing."""
    return 0.0 if np.isinf(shorter) else max(0.0, longer - shorter)


def _low_high(name: str, told: Range) -> dict[str, float]:
    return {f"{name}_low": told.low, f"{name}_high": told.high}


def _as_table(rows: Iterable[Mapping[str, Any]], columns: Iterable[str]) -> pd.DataFrame:
    """Return rows as a table, without the dust of the solver's arithmetic."""
    table = pd.DataFrame(list(rows), columns=list(columns)).replace({"": None})
    numbers = [name for name in table if str(name).endswith(_NUMBERS)]
    return table.astype(dict.fromkeys(numbers, "float64")).round(6)
