"""Where the network narrows between two sides, and what would widen it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from isthmus._arguments import check_kind
from isthmus._choices import COST_MODEL
from isthmus._face import html_table
from isthmus._modes import of_medium
from isthmus.layers._atlas import Atlas, example
from isthmus.layers._reading.read_table import read_closed, read_zones
from isthmus.layers._transport.case import Case
from isthmus.layers._transport.closures import warn_if_late
from isthmus.layers._transport.goods import tell_choice
from isthmus.layers._transport.legs import tell_policies
from isthmus.layers._transport.question import Question

from . import criticality, cuts, widening
from .comparison import Comparison, closure_table, compare_routes, end_table, pair_table, policy_table, sum_up
from .replacements import DEPTH, Replacements

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd

    from isthmus.geo import Weight
    from isthmus.layers._bundled.place_names import PlaceLike
    from isthmus.layers._records import Summary
    from isthmus.layers._transport.cost_models import Calls
    from isthmus.layers._transport.question import Closed, Zones


def resilience(  # noqa: PLR0913 - one for each thing a question may say
    atlas: Atlas | None = None,
    *,
    origins: PlaceLike | Collection[PlaceLike],
    destinations: PlaceLike | Collection[PlaceLike],
    modes: str | Collection[str] | None = None,
    by: Weight = "cost",
    closed: Closed = (),
    avoid: str | Path | Zones | None = None,
    on: date | str | None = None,
    vessel: str | None = None,
    calls: Calls | None = None,
    costs: str = COST_MODEL,
    policy: str | Collection[str] | None = None,
    goods: str | Collection[str] = (),
    together: Mapping[str, str | Collection[str]] | None = None,
) -> Resilience:
    """Return where the bundled network narrows between some origins and some destinations.

    Parameters
    ----------
    atlas : Atlas, optional
        The bundled one, if none is given. Its sites say where a country's goods start and end, its flows
        how much each pair counts, its gateways what can be closed besides the gates of the network, and its
        risk zones where.
    origins, destinations : str, (float, float) or collection of these
        Countries (``TW``), places by name or id (``Gdańsk``, ``TWKHH``, or an id of the atlas), or points
        (``120.3,22.6``: longitude and latitude); a text joins several by commas.
    modes, by, closed, avoid, on, vessel, calls, costs, policy, goods
        As for `route`.
    together : mapping of str to str or collection of str, optional
        Shared risks: gates and gateways that close together, by a name for them.

    Returns
    -------
    Resilience
        Its tables are worked out when first asked for.

    Raises
    ------
    ArgumentError
        If anything named is unknown; the nearest name is suggested.

    Examples
    --------
    >>> from isthmus import layers
    >>> result = resilience(layers.example(), origins="TW", destinations="PL", modes="sea,rail")
    >>> result.cuts.set_index("apart").loc["hub", "sentence"]
    'In the bundled network, by sea and rail on ..., every route from TW to PL passes Port of ...'
    """
    atlas = example() if atlas is None else atlas
    check_kind("atlas", atlas, Atlas, "an Atlas")
    question = Question.ask(
        origins=origins,
        destinations=destinations,
        modes=modes,
        by=by,
        closed=read_closed(closed),
        avoid=read_zones("avoid", avoid),
        on=on,
        vessel=vessel,
        calls=calls,
        costs=costs,
        policy=policy,
        goods=goods,
        places=atlas,
        together=together,
    )
    warn_if_late(question.on)
    return Resilience(Case.of(question))


@dataclass(frozen=True, eq=False)
class Resilience:
    """What `resilience` found: tables, each worked out when first asked for.

    Parameters
    ----------
    case : Case
        The question and the network made ready.
    """

    case: Case

    def __post_init__(self) -> None:
        check_kind("case", self.case, Case, "a Case")

    def __repr__(self) -> str:
        return f"<Resilience {'; '.join(f'{name} {told}' for name, told in self._facts().items() if told)}>"

    def _repr_html_(self) -> str:
        return html_table("Resilience", self._facts())

    def _facts(self) -> dict[str, str]:
        """Return what was asked and what was shut, in words."""
        asked = self.question
        sides = {side: ", ".join(own["name"]) for side, own in self.ends.groupby("side", sort=False)}
        return {
            "from": sides["origin"],
            "to": sides["destination"],
            "modes": f"{', '.join(asked.modes)}; least {asked.by}; cost model {asked.costs}",
            "on": asked.on,
            "shut": ", ".join(self.closed.values()),
            "barred": ", ".join(held.title for held in self.case.barred.values()),
        }

    @property
    def question(self) -> Question:
        """What was asked."""
        return self.case.question

    @property
    def closed(self) -> Mapping[str, str]:
        """What was shut, by name or by the day: what a reader calls each, by its name."""
        return {name: held.title for name, held in self.case.shut.items()}

    @cached_property
    def closures(self) -> pd.DataFrame:
        """What was shut and what was limited, and why.

        Columns ``name``, ``title``; ``taken``, as ``shut`` or as ``open``; the ``kind`` of the dated
        closure (law, event, avoided, restricted), ``size`` where the ships are too large, or ``asked``;
        ``passes``, whether a best route passes it, or would while nothing is closed; and the ``sentence``
        that tells when, for whom, and what share still passes, or what ships do; empty for what the question
        itself shuts.
        """
        return closure_table(self.case)

    @cached_property
    def policies(self) -> pd.DataFrame:
        """The rules of the question's policies that are about goods between the ends, and how each was taken.

        Columns ``policy`` and ``id``, the set and the rule; ``taken``, as ``barred`` or ``told``; the
        ``places`` that it bars, joined by ``+``; the ``goods`` that it is about, empty if all; whether a best
        route ``passes`` where it holds, true where it is not about a place; and the ``sentence`` that says
        it. What is only told asks for a licence, concerns some alone, or is about goods that the question
        doesn't name.
        """
        return policy_table(self.case)

    @property
    def policy_sentence(self) -> str:
        """How the best routes would differ without the policies of the question; empty without any."""
        return tell_policies(self.case)

    @property
    def goods_sentence(self) -> str:
        """What the goods go by, and why, and that by other modes than the question's another answer holds.

        Of the question or what the demand is counted in; if unknown, that airports are flown to, or empty.
        """
        asked, kinds = self.question, self.question.goods or [self.case.demand.product]
        return tell_choice(kinds, asked.modes, asked.costs) or asked.goods_sentence

    @cached_property
    def policy_comparison(self) -> Comparison:
        """What the policies of the question move, add elsewhere and cut off: before is without them."""
        return compare_routes(self.case, self.case, start=self.case.unruled, end=self.case.after)

    @cached_property
    def ends(self) -> pd.DataFrame:
        """Where routes start and end.

        Columns ``side`` (origin, destination), ``name``, ``country``, the ``hubs`` (ids joined by ``+``) and
        the ``basis`` on which these were chosen.
        """
        return end_table(self.case)

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """How many independent routes each pair has, and what its best route takes.

        ``origin``, ``destination``, ``demand_share``; ``hub_routes``, ``gate_routes``, ``country_routes`` and
        ``gate_or_country_routes``, how many routes share no port or airport, no gate, no third country, or
        neither of the last two (missing where a route passes nothing of the kind); ``km``, ``h`` and
        ``usd_t`` of the best route, missing where there is none, and its ``gates`` in the order of travel,
        joined by ``+``.
        """
        return cuts.pairs(self.case, self.cuts)

    @cached_property
    def cuts(self) -> pd.DataFrame:
        """The fewest things whose closure parts each pair, by name.

        ``origin``, ``destination``, ``apart`` (hub, gate, country, gate or country, or any thing of these),
        ``size`` (missing where no number of them parts the pair), ``names`` and ``titles`` of the things,
        joined by ``+``; the ``witness`` of a missing size, what a route passes that passes none of the kind,
        joined by ``+``; and the ``sentence`` that says so. The ends themselves, their countries and the
        airspaces of these are no things that part them.
        """
        return cuts.add_cuts(self.case, self._outline)

    @cached_property
    def _outline(self) -> pd.DataFrame:
        """The cuts that the summary tells of, which are worked out without the others."""
        return cuts.cuts(self.case, cuts.OUTLINE)

    @cached_property
    def routes(self) -> gpd.GeoDataFrame:
        """As many routes of each pair as there are without a common port or airport.

        Where a route passes none of these, those without a common stretch of line.

        ``origin``, ``destination``, ``route`` (its number: from 1, the shortest first), ``km``, ``h``,
        ``usd_t``, the ``gates`` and ``countries`` in the order of travel, joined by ``+``, and
        ``attribution`` (whom to name); lines, EPSG:4326.
        """
        return cuts.routes(self.case)

    @cached_property
    def criticality(self) -> pd.DataFrame:
        """What the closure of each gate and gateway on a best route does, alone.

        ``name``, ``title``, ``kind``; ``extra_km``, ``extra_h`` and ``extra_usd_t``, means over the demand
        that is still served; ``delayed_share`` and ``unserved_share`` of the demand; ``extra_h_low`` and
        ``extra_h_high`` over all `cost_models`; and ``observed_h_low``, ``observed_h_high``,
        ``observed_between`` and ``observed_source``, what its closure was observed to take, by
        `disruptions`. The worst come first.
        """
        return criticality.criticality(self.replacements)

    @property
    def criticality_sentence(self) -> str:
        """Why hours or cost of `Resilience.criticality` are below 0; empty where none are."""
        return criticality.tell_savings(self.criticality, self.case.question.by)

    @cached_property
    def effects(self) -> pd.DataFrame:
        """What the closure of each gate and gateway does to each pair whose route passes it.

        ``name``, ``origin``, ``destination``, ``h``; ``extra_km``, ``extra_h`` and ``extra_usd_t`` (missing
        where no route is left) and whether the pair is left ``unserved``.
        """
        return criticality.effects(self.replacements)

    @cached_property
    def pairs_of_gates(self) -> pd.DataFrame:
        """What the closure of two gates at once does, where it is more than the worse of the two does.

        ``a``, ``b``, ``a_title``, ``b_title``, the columns of `Resilience.criticality` up to
        ``unserved_share``, and ``beyond_h`` and ``beyond_unserved``, more than the worse of the two alone.
        """
        return criticality.pairs_of_gates(self.replacements)

    @cached_property
    def widening(self) -> gpd.GeoDataFrame:
        """What one more link, or one thing less closed, would buy, the best first.

        ``kind``, ``title``, ``km``; ``served_share`` of the demand that it joins anew; ``more_routes``
        without a common edge; ``gain_h`` of the quickest routes; ``served_closed_share`` and
        ``gain_closed_h``, the same on the average over the closure of each gate; and
        ``attribution`` (whom to name). Lines, EPSG:4326.
        """
        return widening.widening(self.case)

    @property
    def widening_sentence(self) -> str:
        """Why `Resilience.widening` has no row; empty where it has any."""
        return widening.tell_nothing(self.case) if self.widening.empty else ""

    @cached_property
    def comparison(self) -> Comparison:
        """What the closures and policies of the question move, add elsewhere and cut off."""
        return compare_routes(self.case, self.case, start=self.case.before, end=self.case.after)

    @cached_property
    def replacements(self) -> Replacements:
        """The best routes under every closure of up to three gates or countries, made ready when asked.

        Of up to two where goods may fly: a flight passes a dozen airspaces, each with ways round it.
        """
        flies = {*of_medium("air")} & {*self.question.modes}
        return Replacements(self.case, depth=DEPTH - len(flies))

    def what_if(self, closed: Closed) -> pd.DataFrame:
        """Return what becomes of each pair when more is closed.

        The first call makes the routes ready under every closure of up to three gates or countries, which
        takes seconds; then an answer takes milliseconds. Of more, and of areas, the routes are searched.

        Parameters
        ----------
        closed : str, Path, GeoDataFrame, polygon or collection of these
            Besides what the question shuts: names of gates, gateways, countries or risk zones (a text
            joins several by commas), and zones as a layer, a shape or a file.

        Returns
        -------
        pandas.DataFrame
            One row a pair, with the columns of `Comparison.pairs`: ``km``, ``h`` and ``usd_t`` before and
            after, whether the route ``moved`` and whether the pair is ``unserved``, and the gates.

        Raises
        ------
        ArgumentError
            If anything named is unknown; the nearest name is suggested.

        Examples
        --------
        >>> from isthmus import layers
        >>> result = resilience(origins="TWKHH", destinations="NLRTM", modes="sea", on="open")
        >>> result.what_if("suez")[["origin", "destination", "extra_km", "unserved"]].round(-3)
          origin destination  extra_km  unserved
        0  TWKHH       NLRTM    6000.0     False
        """
        case, best = self.replacements.routes_under(read_closed(closed))
        return pair_table(case, case.after, best)

    def summary(self) -> Summary:
        """Return what two sentences say of it, as numbers and names."""
        return sum_up(self.case, self._outline)
