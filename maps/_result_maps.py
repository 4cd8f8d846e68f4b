"""What a map shows: of an atlas, routes, a resilience, two states side by side, exposure, and closures."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import cycle
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

import geopandas as gpd
import shapely

from isthmus._arguments import unfit
from isthmus._modes import TOTAL
from isthmus.layers import Atlas, Comparison, Components, Resilience
from isthmus.layers._bundled.countries import country_titles
from isthmus.layers._checking.days import places_of_gateways
from isthmus.layers._records import Reading
from isthmus.layers._redundancy.what_if import answers_of, answers_of_routes
from isthmus.layers._tables.result_schemas import ROUTES
from isthmus.layers._tables.symbology import ROUTE_STYLES, SUPPLY_WAYS, Symbol, Symbology
from isthmus.layers._transport.legs import SAME_ROUTES

from ._atlas import at_country_marks, corridor_buffers, latest_date, observed_traffic, with_traffic
from ._description import describe_closures, describe_policies
from ._layer import columns_of
from ._looks import (
    Look,
    atlas_looks,
    buffers_look,
    gates_look,
    in_own_style,
    name_places,
    network_look,
    plain_look,
    supply_look,
)
from ._messages import gates_in, join_sentences, messages, names_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


Result: TypeAlias = Atlas | Resilience | Components | Comparison | gpd.GeoDataFrame
"""What a map can be made of."""

MOST_SENTENCES: Final = 3
"""So many of the sentences about components stand beside their map."""


AT_SEA: Final = MappingProxyType({"strait": 0.5, "canal": 0.5, "cape": 0.0})
"""Gates that are marked, by their kinds, and where on their line: that of a cape ends at the ice."""

MARK_PX: Final = 6.0
"""Half the width of a mark at a passage."""


class Part(NamedTuple):
    """A table on the map, its title or look if not those of its kind, and whether it is seen on opening."""

    table: gpd.GeoDataFrame
    title: str = ""
    shown: bool = True
    look: Look | None = None


@dataclass(frozen=True, slots=True)
class ResultContent:
    """What the map of a result shows.

    Parameters
    ----------
    title : str
        Heading; empty where the map finds its own.
    parts : tuple of Part
        From the lowest to the topmost.
    atlas : Atlas or None
        What lies below them.
    readings : tuple of Reading
        What the page says first, and what its reader may close.
    description : str
        What it says besides.
    """

    title: str = ""
    parts: tuple[Part, ...] = ()
    atlas: Atlas | None = None
    readings: tuple[Reading, ...] = ()
    description: str = ""


def atlas_tables(atlas: Atlas, lang: str) -> Iterator[tuple[gpd.GeoDataFrame, Look]]:
    """Yield what a map of an atlas draws, from the lowest to the topmost, and how."""
    tables, day = dict(at_country_marks(atlas).layers()), latest_date(atlas)
    passages = {"name": names_in(lang, {*tables["gateways"]["name"].dropna()})}
    observed = observed_traffic(atlas, lang)
    if len(atlas.corridors):
        yield corridor_buffers(atlas), buffers_look(lang)
    if len(atlas.corridors) or observed:
        gates = gates_in(lang)
        yield with_traffic(gates, gates["name"], gates_look(lang, shown=False), observed, lang)
    for name, look in atlas_looks(lang).items():
        if len(tables[name]):
            placed = replace(name_places(look, atlas), day=day if name == "risk_zones" else "")
            values = {**(placed.values or {}), **passages} if name == "gateways" else placed.values
            styled = in_own_style(replace(placed, values=values), tables[name])
            places = places_of_gateways(tables[name]) if name == "gateways" and observed else None
            yield with_traffic(tables[name], places, styled, observed, lang)


def content_of(result: Result, lang: str) -> ResultContent:
    """Return what the map of a result shows, in a language.

    Raises
    ------
    ArgumentError
        If there is no map of such a thing.

    Examples
    --------
    >>> from isthmus import layers
    >>> content = content_of(layers.route("Warsaw", "Prague", modes=["rail"]), "en")
    >>> content.title, len(content.parts)
    ('Warsaw - Prague', 2)
    """
    if isinstance(result, gpd.GeoDataFrame):
        columns_of(result, "result")
    match result:
        case Atlas():
            return ResultContent(atlas=result)
        case Resilience():
            return _resilience_content(result, lang)
        case Components():
            return _components_content(result, lang)
        case Comparison():
            return ResultContent(messages(lang)["layer.moves"], _comparison_parts(result, lang))
        case gpd.GeoDataFrame() if {*ROUTES.names} <= {*result.columns}:
            return _routes_content(result, lang)
        case gpd.GeoDataFrame():
            look = network_look(result, lang)
            return ResultContent(look.title if look else "", (Part(result),))
    expected = "an atlas, routes, a resilience, components, a comparison or a GeoDataFrame"
    raise unfit("result", expected, result)


def _routes_content(routes: gpd.GeoDataFrame, lang: str) -> ResultContent:
    """Return the routes and the gates they pass, and what was shut and limited."""
    passed = "+".join(routes["gates"].dropna()).split("+")
    start, end = routes[["from", "to"]].iloc[-1] if len(routes) else ("", "")
    told = describe_closures(
        _day_of(routes), _reasons(routes, "closed"), _reasons(routes, "limited"), lang=lang
    )
    if len(routes) and isinstance(routes["policy"].iloc[0], str):
        kept = routes["without_policy"].iloc[0] == SAME_ROUTES
        policies = describe_policies(dict.fromkeys(_reasons(routes, "barred"), ""), kept=kept, lang=lang)
        told = join_sentences(lang, *filter(None, [told]), policies)
    parts = (Part(routes, look=_routes_look(routes, lang)), _gates_part(passed, lang))
    return ResultContent(
        f"{start} - {end}", parts, description=told, readings=(Reading(None, answers_of_routes(routes)),)
    )


def _day_of(routes: gpd.GeoDataFrame) -> str:
    """Return the day of some routes; one that was written and read may be a date."""
    return str(routes["on"].iloc[0])[:10] if len(routes) else "open"


def _reasons(routes: gpd.GeoDataFrame, column: str) -> dict[str, str]:
    """Return why each place was closed or limited, by name."""
    told = routes[[column, f"{column}_by"]].dropna().drop_duplicates().to_numpy()
    return {
        name: by for names, kinds in told for name, by in zip(names.split("+"), kinds.split("+"), strict=True)
    }


def _resilience_content(result: Resilience, lang: str) -> ResultContent:
    """Return the best routes before and after, the independent ones, and what would widen the network."""
    names = result.ends.groupby("side", sort=False)["name"]
    sides = (", ".join(_end_names(ends, lang)) for _, ends in names)
    passed, moves = _comparison_parts(result.comparison, lang)
    parts = (
        passed,
        moves._replace(shown=False),
        Part(result.routes, title=messages(lang)["routes.independent"], shown=False),
        Part(result.widening, shown=False),
    )
    return ResultContent(
        " \N{RIGHTWARDS ARROW} ".join(sides),
        parts,
        readings=(Reading(result.summary(), answers_of(result)),),
    )


def _components_content(result: Components, lang: str) -> ResultContent:
    """Return the countries that make something, the best ways from them and their gates, and the sites."""
    words, ways = messages(lang), result.routes[result.routes.geometry.notna()]
    names = " \N{MIDDLE DOT} ".join(result.told.names[name] for name in result.told.products)
    title = f"{names} \N{RIGHTWARDS ARROW} {result.ways.destination}" if len(ways) else names
    parts = [Part(result.countries, look=supply_look(lang))]
    if len(ways):
        labelled = ways.assign(name=[_end_names([code], lang)[0] for code in ways["country"]])
        look = replace(plain_look(lang), title=words["supply.routes"], symbology=SUPPLY_WAYS)
        parts += [Part(labelled, look=look), _gates_part(result.gates["gate"], lang)]
    if len(result.sites):
        parts.append(Part(result.sites, title=words["supply.sites"]))
    told = " ".join(result.sentences()[:MOST_SENTENCES])
    return ResultContent(title or words["supply.title"], tuple(parts), description=told)


def _comparison_parts(comparison: Comparison, lang: str) -> tuple[Part, Part]:
    """Return the gates on any of the routes, and the stretches by what happens to them."""
    return _gates_part(comparison.gates["name"], lang), Part(comparison.legs)


def _gates_part(names: Iterable[str], lang: str) -> Part:
    """Return gates by name: those at sea as marks, since a line across looks like a piece of a route."""
    table, look = gates_in(lang), gates_look(lang)
    found = table[table["name"].isin(list(names))]
    places = found.geometry.to_numpy().copy()
    for kind, share in AT_SEA.items():
        here = (found["kind"] == kind).to_numpy()
        places[here] = shapely.line_interpolate_point(places[here], share, normalized=True)
    symbols = {
        kind: replace(symbol, width=MARK_PX, dash=()) if kind in AT_SEA else symbol
        for kind, symbol in look.symbology.symbols.items()
    }
    symbology = replace(look.symbology, symbols=symbols)
    return Part(found.set_geometry(places, crs=found.crs), look=replace(look, symbology=symbology))


def _end_names(ends: Iterable[str], lang: str) -> list[str]:
    """Return the names of countries, and of other ends what they were asked by."""
    words, titles = messages(lang), country_titles()
    return [words.get(f"country.{end}", titles.get(end, end)) for end in ends]


def _routes_look(routes: gpd.GeoDataFrame, lang: str) -> Look:
    """Return how routes are presented: one by its modes, each of several in a colour; with their totals."""
    look, words = Look.of_layer("routes", lang, group="corridors"), messages(lang)
    totals = [
        words["routes.total"].format(
            number=row.route, days=f"{row.h / 24:.0f}", km=f"{row.km:.0f}", usd_t=f"{row.usd_t:.0f}"
        )
        for row in routes[routes["mode"] == TOTAL].itertuples()
    ]
    if len(totals) < 2:  # noqa: PLR2004
        return replace(look, note=" ".join(totals))
    symbols = {
        str(number): Symbol(total, color, width=4, dash=dash)
        for number, (total, (color, dash)) in enumerate(zip(totals, cycle(ROUTE_STYLES)), start=1)
    }
    return replace(look, symbology=Symbology("route", symbols, look.symbology.other))
