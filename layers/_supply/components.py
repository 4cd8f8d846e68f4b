"""What products are made of, where their parts are made, and what can't be made without a country."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from isthmus._arguments import as_number, as_path, check_kind, unfit
from isthmus._choices import COST_MODEL, GUIDELINES
from isthmus._face import Findings
from isthmus.layers._atlas import Atlas, example
from isthmus.layers._bundled.files import credit_answers, owe
from isthmus.layers._bundled.place_names import country_code
from isthmus.layers._reading.read_table import read_closed, read_zones
from isthmus.layers._transport.closures import OPEN, as_day
from isthmus.layers._transport.question import Question

from . import component_report
from .component_tables import Told
from .concentration import Thresholds, as_thresholds
from .source_routes import SourceRoutes, find_ways, outline_countries
from .survival import Survival

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd

    from isthmus.geo import Weight
    from isthmus.layers._bundled.place_names import PlaceLike
    from isthmus.layers._transport.cost_models import Calls
    from isthmus.layers._transport.question import Closed, Zones

__all__ = ["Components", "components"]

#: Stands for an end that nobody asked about, so that everything else of the question is still checked.
_NOBODY: Final = "TW"


def components(  # noqa: PLR0913 - one for each thing a question may say
    atlas: Atlas | None = None,
    *,
    destination: PlaceLike | None = None,
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
    least_known: float = 0.5,
    thresholds: str | Thresholds = GUIDELINES[0],
) -> Components:
    """Return where the parts of a product are made, what can't be made without a country, and by which ways.

    Shares are those that the atlas tells; what is left of a whole after them is anybody's but those named.
    Every number is the least and the most that this allows.

    Parameters
    ----------
    atlas : Atlas, optional
        Its ``components``, ``component_shares`` and ``factories`` are read; the bundled one, if none is
        given.
    destination : str or (float, float), optional
        Where parts go, as for `route`. Left out, no routes are asked about.
    modes, by, closed, avoid, vessel, calls, costs, policy, goods
        As for `route`.
    on : str or date, optional
        The day whose closures apply, as for `route`; shares for later times do not count. Left out, shares
        that are forecasts do not.
    least_known : float
        Share of a whole that must be told, from 0 to 1, before an index of its concentration is: where less
        than half is, its largest holder may be one that nobody names.
    thresholds : str or Thresholds
        From which index on concentration is called moderate and high: one of `THRESHOLDS`, or your own.

    Returns
    -------
    Components
        Its tables are worked out when first asked for.

    Raises
    ------
    ArgumentError
        If anything asked for is unknown, or a component is part of itself.

    See Also
    --------
    dependence : shares of buyers and suppliers, from flows.

    Notes
    -----
    What can't be made without a country is the share of the world's supply that is lost with it, if all that
    is left is shared out as well as may be: of things that are all needed, as many can be made as there are
    of the scarcest (Leontief 1936). Nobody is taken to make more than before, no stock to be used up, and no
    part to be replaced by another; a buyer whose sources are not the world's needs more or less. What the
    bill does not list is not counted.

    Shares by the home of makers, and of exports, are told, but do not say where things are made.

    Examples
    --------
    >>> result = components()
    >>> magnets = result.parts.set_index("component").loc["ndfeb_magnet"].iloc[0]
    >>> magnets[["largest", "share_low", "outside_high"]].astype(str).tolist()
    ['CN', '0.94', '0.06']
    """
    atlas = example() if atlas is None else atlas
    check_kind("atlas", atlas, Atlas, "an Atlas")
    least_known = as_number("least_known", least_known, expected="a share from 0 to 1", low=0, high=1)
    told = Told(atlas, _told_day(on), least_known, as_thresholds(thresholds))
    question = Question.ask(
        origins=told.sources or _NOBODY,
        destinations=_NOBODY if destination is None else destination,
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
        sides=("origin", "destination"),
    )
    question = replace(question, origins=tuple(told.sources))
    return Components(told, question, find_ways(destination, question))


def _told_day(on: date | str | None) -> str | None:
    """Return the day on which shares are asked for; None for what is told last."""
    day = None if on is None else as_day(on)
    return None if day == OPEN else day


@dataclass(frozen=True, eq=False)
class Components(Findings):
    """What `components` found: tables, each worked out when first asked for.

    Parameters
    ----------
    told : Told
        What the atlas tells, and how it is read.
    question : Question
        From which countries parts come, where they go, and by which ways they may.
    ways : SourceRoutes
        The best routes; none where nobody said where to.
    """

    told: Told
    question: Question
    ways: SourceRoutes

    def __post_init__(self) -> None:
        check_kind("told", self.told, Told, "what an atlas tells, as layers.components makes it")
        check_kind("question", self.question, Question, "a Question")
        check_kind("ways", self.ways, SourceRoutes, "routes from sources, as layers.components makes them")

    def __repr__(self) -> str:
        facts = "; ".join(f"{name} {value}" for name, value in self._facts().items() if value)
        return f"<Components {facts}>"

    def _facts(self) -> dict[str, str]:
        counts = f"{len(self.told.order)} components, {len(self.told.wholes)} wholes of which shares are told"
        products = (self.told.names[name] for name in self.told.products)
        return {"of": ", ".join(products), "told": counts, "to": self.ways.destination}

    def sentences(self) -> list[str]:
        """Return what was found in sentences, with what it rests on."""
        if not self.told.order:
            return ["The atlas tells of no components."]
        return [
            *component_report.say_needs(self.told, self.products, self.lines),
            *component_report.say_sources(self.told),
            *component_report.say_gaps(self.told, self.parts),
            *component_report.say_ways(self.gates, self.ways),
            *self.survival().sentences(),
        ]

    @cached_property
    def parts(self) -> pd.DataFrame:
        """The shares of each component at each stage, in one row, and who makes it.

        One row a whole of which shares are told, or one without a ``stage``: ``component``, ``name``,
        ``parent``, ``level``; ``stage``, ``measure``, ``basis`` and ``period`` of the whole, and
        ``known_share``, of how much of it holders are told; ``largest``, the country of the largest share
        that is told, ``share_low`` and ``share_high``, and what is made outside it, ``outside_low`` and
        ``outside_high``, by ``other_countries`` as far as they are told; ``hhi_low`` and ``hhi_high`` (the
        Herfindahl-Hirschman index), ``concentration`` in their words, or ``why`` there is none;
        ``makers`` among the factories, ``maker_countries``, and those that are planned or stopped,
        ``not_running``; ``substitutes``, ``lead_weeks_low`` and ``lead_weeks_high``; ``note``, ``source``,
        ``source_url``, ``as_of`` and ``confidence``. Of countries and ids, several are joined by ``+``.
        """
        return self.told.parts()

    @cached_property
    def shares(self) -> pd.DataFrame:
        """What each holder has of each whole, at least and at most, and what is left to ``others``.

        ``component``, ``stage``, ``measure``, ``basis`` and ``period`` of the whole; ``country``, a group of
        countries joined by ``+`` or ``others``; ``share_low`` and ``share_high``, and what is left outside
        it, ``outside_low`` and ``outside_high``; ``note``, ``source``, ``source_url``, ``as_of`` and
        ``confidence``.
        """
        return self.told.shares()

    @cached_property
    def needs(self) -> pd.DataFrame:
        """What can't be made without a country: one row a component and country.

        ``component``, ``name``, ``parent``, ``level``, ``country``; ``needs_low`` and ``needs_high``, the
        share of the world's supply that is lost with it; ``through``, the component and stage that the least
        rests on. Country ``others`` is any one that no figure names.
        """
        return self.told.needs()

    @cached_property
    def products(self) -> pd.DataFrame:
        """What of a product can't be made without a country: one row a product and country.

        ``product``, ``country``; ``value_low`` and ``value_high``, the share of its value that lies in parts
        that can't be made; ``output_low`` and ``output_high``, the share of the products; ``through``, the
        component and stage that the least output rests on.
        """
        return self.told.totals(self.lines, self.needs)

    @cached_property
    def lines(self) -> pd.DataFrame:
        """How the value of a product that needs a country comes about: one row a line of its bill.

        ``product``, ``country``, ``component`` and ``name`` of the line; ``cost_low`` and ``cost_high``, its
        share of the cost; ``needs_low`` and ``needs_high``, the share of it that can't be made;
        ``value_low`` and ``value_high``, what it adds to those of the product.
        """
        return self.told.lines()

    @cached_property
    def gates(self) -> pd.DataFrame:
        """The gates that the sources of each component share on their best routes to the destination.

        The columns of `Components.parts` up to ``known_share``; ``gate``, its ``title`` and ``kind``;
        ``through_low`` and ``through_high``, the share of the world's supply that would pass the gate;
        ``sources``, the countries whose best route does. Empty where no destination was asked about.
        """
        return self.told.gates(self.ways)

    @cached_property
    def countries(self) -> gpd.GeoDataFrame:
        """The countries without which something can't be made: one row a country, with its outline.

        ``country``, ``name``; ``component``, the one of which the most is lost with it, ``needs_low`` and
        ``needs_high``, the share of the world's supply of that; ``parts``, all of which some is lost for
        sure, with the least share, the greatest first.
        """
        return outline_countries(self.needs)

    def survival(self, *, cases: bool = False) -> Survival:
        """Return how long the product outlasts the loss of a source; cases of others, if asked, stand in."""
        return Survival(self.told, self.question, self.ways, cases)

    @property
    def routes(self) -> gpd.GeoDataFrame:
        """The best route from each country that makes something, as of `route`, or ``why`` there is none."""
        return self.ways.table

    @property
    def sites(self) -> gpd.GeoDataFrame:
        """The sites of the atlas that make a component: one row a site and component.

        ``id``, ``name``, ``component``, ``component_name``, ``country``, ``city``, ``status``, ``source``,
        ``source_url``, ``as_of``, ``precision`` and ``attribution``.
        """
        return self.told.sites

    def without(self, country: str) -> pd.DataFrame:
        """Return what is left of each component without a country.

        Parameters
        ----------
        country : str
            By its code or its name.

        Returns
        -------
        pandas.DataFrame
            One row a whole of which shares are told, or one without a ``stage``: the columns of
            `Components.parts` up to ``period``; ``left_low`` and ``left_high``, the share of it made
            elsewhere, by ``other_countries`` and ``other_makers`` as far as they are told; ``needs_low`` and
            ``needs_high`` of the component, with what goes into it; ``substitutes`` and lead times.

        Raises
        ------
        ArgumentError
            If there is no such country.

        Examples
        --------
        >>> left = components().without("China").query("component == 'dy_tb' and stage == 'refining'")
        >>> left[["left_low", "left_high", "other_countries"]].astype(str).values.tolist()
        [['0.001', '0.01', 'MY']]
        """
        code = country_code(country) if isinstance(country, str) else None
        if code is None:
            raise unfit("country", 'the code or the name of a country, such as "CN"', country)
        return self.told.left(code)

    def record(self) -> dict[str, Any]:
        """Return all of it in terms that JSON knows: what was asked, sentences, and the rows of tables."""
        asked = self.question.record() if self.ways.destination else {}
        asked |= {"shares_on": self.told.day, "least_known": self.told.least_known}
        return component_report.record(asked, self.sentences(), self._tables())

    def write(self, path: str | Path) -> list[Path]:
        """Write the result: its parts as one table, all of it as JSON, or each table to a folder.

        Parameters
        ----------
        path : str or Path
            A file that ends in ``.csv``, ``.parquet``, ``.xlsx`` or ``.gpkg``: the parts. One that ends in
            ``.json``: everything. Without an ending, a folder: each table as CSV, and everything as JSON.

        Returns
        -------
        list of Path
            The files by name.

        Raises
        ------
        WriteError
            If the ending is of no such format, or the operating system refuses.
        """
        return component_report.write(self._tables(), self.record(), as_path("path", path))

    def _tables(self) -> dict[str, pd.DataFrame]:
        """Return all tables, with whom to name: of the result, how long it outlasts a source, and cases."""
        found, modes = self.survival(), self.question.modes if self.ways.destination else ()
        tables = {name: getattr(self, name) for name in component_report.COMPONENT_TABLES}
        tables |= {"survival": found.nodes, "cases": found.published}
        owners = credit_answers(modes, self.told.atlas.about)
        return {name: owe(table, owners) for name, table in tables.items()}
