"""What is asked of the transport network: from where to where, by what, on which day, with what shut."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, get_args

import geopandas as gpd
import pandas as pd
from shapely.geometry.base import BaseGeometry

from isthmus._arguments import as_items, as_names, check_choice, unfit
from isthmus._choices import COST_MODEL
from isthmus._modes import MODES, MODES_ASKED
from isthmus.geo import ArgumentError, DataWarning, Problem, Weight
from isthmus.layers._bundled.place_names import find_country, split_places
from isthmus.layers._tables.cells import list_words
from isthmus.layers._tables.crs import DEGREES, are_sound, in_degrees
from isthmus.layers._tables.table import check_columns

from .closures import OPEN, as_day
from .cost_models import CostModel, as_calls
from .goods import find_demand, find_goods, modes_between, modes_for, tell_modes
from .policies import as_goods, as_policies
from .services import as_vessel

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from datetime import date

    from isthmus.layers._bundled.place_names import PlaceLike

    from .cost_models import Calls

Zones: TypeAlias = "gpd.GeoDataFrame | BaseGeometry"
"""Areas, as a layer or as a shape in degrees."""

Closed: TypeAlias = "str | Path | Zones | Collection[str | Path | Zones]"
"""What is shut: names of gates, gateways, countries or risk zones, and zones or files of them."""


class AtlasTables(Protocol):
    """What a question needs of an atlas: ends, what can be shut, and demand."""

    @property
    def places(self) -> gpd.GeoDataFrame:
        """Sites by name, at which a way may start or end."""

    @property
    def gateways(self) -> gpd.GeoDataFrame:
        """Ports, airports, terminals and crossings."""

    @property
    def flows(self) -> gpd.GeoDataFrame:
        """What goes from where to where: the demand."""

    @property
    def risk_zones(self) -> gpd.GeoDataFrame:
        """Zones that can be shut by name."""

    @property
    def policy(self) -> tuple[str, ...]:
        """The rules that are asked for where a question names none."""

    def layers(self) -> Iterable[tuple[str, gpd.GeoDataFrame]]:
        """Return the layers with their names."""


@dataclass(frozen=True, eq=False, repr=False)
class Question:
    """Everything that decides which ways there are.

    `ask` makes one of what a user writes, and checks it.

    Parameters
    ----------
    origins, destinations : tuple of str or (float, float)
        As for `isthmus.layers.route`.
    modes : tuple of str
        What may be taken, in the order in which a network holds them.
    by : {"cost", "time", "distance"}
        What makes a route the best.
    closed : tuple of str
        Names of what is shut: gates, gateways, countries, and risk zones of the atlas.
    zones : geopandas.GeoDataFrame or None
        Zones to keep out of.
    on : str
        The day whose dated closures are in force, or "open" for none.
    vessel : str or None
        The class of ships, "none" for any; None for that of the trade.
    calls : (float, float) or None
        How many ports these call at between, the least and the most; None for the usual.
    costs : str
        Whose speeds and costs apply.
    policy : tuple of str
        The sets of rules that hold.
    goods : tuple of str
        Kinds of goods that go, as the rules and `isthmus.layers.goods` name them.
    atlas : AtlasTables or None
        Whose gateways and risk zones can be shut.
    places : geopandas.GeoDataFrame or None
        Places of the user's own, which may be ends.
    together : mapping of str to tuple of str
        Gates and gateways that share a risk and close together, by name.
    sides : (str, str)
        What a message calls the two sides.
    """

    origins: tuple[PlaceLike, ...]
    destinations: tuple[PlaceLike, ...]
    modes: tuple[str, ...] = MODES_ASKED
    by: Weight = "cost"
    closed: tuple[str, ...] = ()
    zones: gpd.GeoDataFrame | None = None
    on: str = OPEN
    vessel: str | None = None
    calls: tuple[float, float] | None = None
    costs: str = COST_MODEL
    policy: tuple[str, ...] = ()
    goods: tuple[str, ...] = ()
    atlas: AtlasTables | None = None
    places: gpd.GeoDataFrame | None = None
    together: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sides: tuple[str, str] = ("origins", "destinations")

    @classmethod
    def ask(  # noqa: PLR0913 - one for each thing a question may say
        cls,
        *,
        origins: PlaceLike | Collection[PlaceLike],
        destinations: PlaceLike | Collection[PlaceLike],
        modes: str | Collection[str] | None = None,
        by: Weight = "cost",
        closed: Closed = (),
        avoid: Zones | None = None,
        on: date | str | None = None,
        vessel: str | None = None,
        calls: Calls | None = None,
        costs: str = COST_MODEL,
        policy: str | Collection[str] | None = None,
        goods: str | Collection[str] = (),
        places: AtlasTables | gpd.GeoDataFrame | None = None,
        together: Mapping[str, str | Collection[str]] | None = None,
        sides: tuple[str, str] = ("origins", "destinations"),
    ) -> Question:
        """Return the question that is meant.

        Raises
        ------
        ArgumentError
            With a line for everything that is not understood.
        """
        readings: Mapping[str, Callable[[], Any]] = {
            "origins": lambda: split_places(sides[0], origins),
            "destinations": lambda: split_places(sides[1], destinations),
            "modes": lambda: MODES_ASKED if modes is None else in_order(modes),
            "by": lambda: _check_by(by),
            "closed": lambda: _names_of(closed),
            "zones": lambda: _zone_layers(closed, avoid),
            "on": lambda: as_day(on),
            "vessel": lambda: as_vessel(vessel),
            "costs": lambda: CostModel.find(costs).name,
            "calls": lambda: as_calls(calls, costs),
            "policy": lambda: as_policies(_policy_of(places) if policy is None else policy),
            "goods": lambda: as_goods(goods),
            "places": lambda: _places_table(places),
            "together": lambda: _groups(together),
        }
        found = _understand(readings)
        atlas = places if places is not None and not isinstance(places, pd.DataFrame) else None
        asked = cls(**found, atlas=atlas, sides=sides)
        return asked if modes is not None else asked._by_goods()

    def _by_goods(self) -> Question:
        """Return the question by what its goods, or those that the demand is of, or airports go by."""
        kinds = self.goods or tuple(kind.name for kind in find_goods([self._product]))
        modes = () if kinds else self._by_ends
        return replace(self, goods=kinds, modes=modes or modes_for(kinds, self.costs))

    @property
    def _by_ends(self) -> tuple[str, ...]:
        ends, own = (*self.origins, *self.destinations), self.places
        known = None if own is None or not {"id", "kind"} <= {*own} else own[["id", "kind"]].astype(str)
        return modes_between(ends, {} if known is None else dict(known.to_numpy().tolist()))

    @property
    def _product(self) -> str:
        """What the demand between the ends is counted in; empty where nothing is known to flow."""
        sides = ([*map(self.country_of, ends)] for ends in (self.origins, self.destinations))
        return find_demand(None if self.atlas is None else self.atlas.flows, *sides).product

    def country_of(self, end: PlaceLike) -> str | None:
        """Return the country that an end names, None where it is a place, or bears the id of one's own."""
        own = () if self.places is None else self.places.get("id", ())
        return find_country(end) if isinstance(end, str) and end not in {*map(str, own)} else None

    @property
    def goods_sentence(self) -> str:
        """What the goods of the question go by where nobody says it, and why; empty where it is not known."""
        if self.goods or self.modes != self._by_ends:
            return tell_modes(self.goods, self.costs)
        return f"Between airports: by {list_words(self.modes, 'and')}, unless goods or modes are named."

    def __repr__(self) -> str:
        asked = {name: value for name, value in self.record().items() if value}
        texts = {name: ", ".join(map(str, v)) if isinstance(v, list) else v for name, v in asked.items()}
        return f"<Question {'; '.join(f'{name} {text}' for name, text in texts.items())}>"

    def record(self) -> dict[str, object]:
        """Return what is asked in terms that JSON knows; zones by their names."""
        return {
            "origins": [*self.origins],
            "destinations": [*self.destinations],
            "modes": [*self.modes],
            "by": self.by,
            "closed": [*self.closed],
            "avoid": [] if self.zones is None else [*map(str, self.zones["name"])],
            "on": self.on,
            "vessel": self.vessel,
            "calls": [*(self.calls or ())],
            "costs": self.costs,
            "policy": [*self.policy],
            "goods": [*self.goods],
            "together": {name: [*held] for name, held in self.together.items()},
        }


def _understand(readings: Mapping[str, Callable[[], Any]]) -> dict[str, Any]:
    """Return what is read under each name, or raise an error that tells all that is not understood."""
    found: dict[str, Any] = {}
    problems: list[str] = []
    for name, read in readings.items():
        try:
            found[name] = read()
        except ArgumentError as error:
            problems.append(str(error))
    if problems:
        raise ArgumentError("\n".join(dict.fromkeys(problems)))
    return found


def _check_by(by: object) -> Weight:
    check_choice("by", by, get_args(Weight))
    return by  # type: ignore[return-value]  # one of the three


def closed_items(closed: Closed) -> list[Any]:
    """Return one by one what is shut: names, paths of files, and zones.

    Examples
    --------
    >>> closed_items("suez, panama"), closed_items(["suez,panama", "TW"])
    (['suez', 'panama'], ['suez', 'panama', 'TW'])
    """
    if isinstance(closed, Path | pd.DataFrame | BaseGeometry):
        return [closed]
    if isinstance(closed, str):
        return [*as_names("closed", closed)]
    items = as_items("closed", closed, "names, as a text with commas or a list")
    return [part for item in items for part in (item.split(",") if isinstance(item, str) else [item])]


def _names_of(closed: Closed) -> tuple[str, ...]:
    return tuple(as_names("closed", [item for item in closed_items(closed) if not _is_zones(item)]))


def _is_zones(item: object) -> bool:
    return isinstance(item, pd.DataFrame | BaseGeometry)


def _zone_layers(closed: Closed, avoid: object) -> gpd.GeoDataFrame | None:
    """Return the zones among what is shut and what is to be avoided, as one layer in degrees."""
    given = [("avoid", avoid)] if avoid is not None else []
    given += [("closed", item) for item in closed_items(closed) if _is_zones(item)]
    layers = [_zone_layer(argument, zones) for argument, zones in given]
    return pd.concat(layers, ignore_index=True) if layers else None


def _zone_layer(argument: str, zones: object) -> gpd.GeoDataFrame:
    """Return zones as a layer in degrees, all of them with a name and an area."""
    if isinstance(zones, BaseGeometry):
        name = "to avoid" if argument == "avoid" else "to close"
        zones = gpd.GeoDataFrame({"name": [name]}, geometry=[zones], crs=DEGREES)
    if not isinstance(zones, gpd.GeoDataFrame):
        got = type(zones).__name__
        raise ArgumentError(f"{argument}: expected a GeoDataFrame of zones or a polygon, got {got}")
    layer = in_degrees(zones, argument)
    check_columns(layer, argument)
    if layer.empty:
        got, remedy = "a table without any", "nothing is shut by it"
        note = Problem(argument, "rows", got, remedy=remedy, severity="note")
        warnings.warn(DataWarning([note]), stacklevel=2)
    if "name" not in layer:
        layer = layer.assign(name=[f"number {row}" for row in range(1, len(layer) + 1)])
    shapes = layer.geometry
    drawn = shapes.is_valid | are_sound(shapes.to_numpy())
    wrong = ~(shapes.geom_type.isin(["Polygon", "MultiPolygon"]) & drawn & ~shapes.is_empty)
    if wrong.any():
        named = ", ".join(map(str, layer["name"][wrong]))
        expected, remedy = "polygons that do not cross themselves", "shapely.make_valid may mend them"
        raise ArgumentError(f"{argument}: expected {expected}, got others for {named}; {remedy}")
    return layer


def _places_table(places: object) -> gpd.GeoDataFrame | None:
    """Return the places of an atlas, or the table of places itself."""
    if places is None or isinstance(places, pd.DataFrame):
        return places
    table = getattr(places, "places", None)
    if not isinstance(table, gpd.GeoDataFrame):
        got = type(places).__name__
        raise ArgumentError(f"places: expected an Atlas or a GeoDataFrame of points, got {got}")
    return table


def _policy_of(places: object) -> tuple[str, ...]:
    """Return the sets of rules that hold where a question names none: those of the atlas."""
    return () if isinstance(places, pd.DataFrame) else getattr(places, "policy", ())


def _groups(together: object) -> dict[str, tuple[str, ...]]:
    if together is None:
        return {}
    if not isinstance(together, Mapping):
        raise unfit("together", "names of groups with what closes in each", together)
    return {str(name): tuple(as_names(f"together, {name}", held)) for name, held in together.items()}


def in_order(modes: object) -> tuple[str, ...]:
    """Return modes, given as a text with commas or as any collection, in the order of networks.

    Raises
    ------
    ArgumentError
        If one is none, or none is given.

    Examples
    --------
    >>> in_order("rail, sea"), in_order({"air"})
    (('sea', 'rail'), ('air',))
    """
    expected = f"some of {', '.join(MODES)}"
    given = as_names("modes", modes, expected)
    wrong = [name for name in given if name not in MODES]
    if wrong or not given:
        raise unfit("modes", expected, ", ".join(wrong) or modes)
    return tuple(name for name in MODES if name in given)
