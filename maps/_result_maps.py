"""What a map shows: of an atlas, routes, a resilience, two states side by side, exposure, and closures."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import cycle
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

import geopandas as gpd
import numpy as np
import shapely

from isthmus._arguments import unfit
from isthmus._modes import TOTAL
from isthmus.layers import Atlas, Comparison, Components, Resilience, gates
from isthmus.layers._bundled.countries import country_titles
from isthmus.layers._bundled.network_files import disruption_table
from isthmus.layers._tables.result_schemas import ROUTES
from isthmus.layers._tables.symbology import ROUTE_STYLES, SUPPLY_WAYS, Symbol, Symbology
from isthmus.layers._transport.legs import SAME_ROUTES

from ._atlas import at_country_marks, corridor_buffers, latest_date
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
from ._messages import gates_in, join_sentences, layer_symbology, messages, names_in, title_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from isthmus.layers import Summary
    from isthmus.layers._records import WhatIf

Result: TypeAlias = Atlas | Resilience | Components | Comparison | gpd.GeoDataFrame
"""What a map can be made of."""

MOST_SENTENCES: Final = 3
"""So many of the sentences about components stand beside their map."""

RESTRICTS: Final = frozenset({"drought", "epidemic rule", "weather and congestion"})
"""Kinds of past disruptions that let some pass."""

LEG_WIDTH: Final = 4.5
"""Pixels of a leg of a best route."""

LEGS_KEY: Final = "what_if"
"""Short name of the layer of legs."""


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
    summary : Summary or None
        What the page says first.
    description : str
        What it says besides.
    what_if : WhatIf or None
        What its reader may close.
    """

    title: str = ""
    parts: tuple[Part, ...] = ()
    atlas: Atlas | None = None
    summary: Summary | None = None
    description: str = ""
    what_if: WhatIf | None = None


def atlas_tables(atlas: Atlas, lang: str) -> Iterator[tuple[gpd.GeoDataFrame, Look]]:
    """Yield what a map of an atlas draws, from the lowest to the topmost, and how."""
    tables, day = dict(at_country_marks(atlas).layers()), latest_date(atlas)
    passages = {"name": names_in(lang, {*tables["gateways"]["name"].dropna()})}
    if len(atlas.corridors):
        yield corridor_buffers(atlas), buffers_look(lang)
        yield gates_in(lang), gates_look(lang, shown=False)
    for name, look in atlas_looks(lang).items():
        if len(tables[name]):
            placed = replace(name_places(look, atlas), day=day if name == "risk_zones" else "")
            values = {**(placed.values or {}), **passages} if name == "gateways" else placed.values
            yield tables[name], in_own_style(replace(placed, values=values), tables[name])


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
        policies = describe_policies(_reasons(routes, "barred"), kept=kept, lang=lang)
        told = join_sentences(lang, *filter(None, [told]), policies)
    parts = (Part(routes, look=_routes_look(routes, lang)), Part(_gates_of(passed, lang)))
    return ResultContent(f"{start} - {end}", parts, description=told)


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
        summary=result.summary(),
        what_if=result.replacements.what_if(),
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
        parts += [Part(labelled, look=look), Part(_gates_of(result.gates["gate"], lang))]
    if len(result.sites):
        parts.append(Part(result.sites, title=words["supply.sites"]))
    told = " ".join(result.sentences()[:MOST_SENTENCES])
    return ResultContent(title or words["supply.title"], tuple(parts), description=told)


def _comparison_parts(comparison: Comparison, lang: str) -> tuple[Part, Part]:
    """Return the gates on any of the routes, and the stretches by what happens to them."""
    return Part(_gates_of(comparison.gates["name"], lang)), Part(comparison.legs)


def _gates_of(names: Iterable[str], lang: str) -> gpd.GeoDataFrame:
    """Return gates by name; of those that reach from a cape to the ice, the cape."""
    table = gates_in(lang)
    found = table[table["name"].isin(list(names))]
    ends = shapely.get_point(found.geometry.to_numpy(), 0)
    return found.set_geometry(np.where(found["kind"] == "cape", ends, found.geometry), crs=found.crs)


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


def legs_look(lang: str) -> Look:
    """Return how the legs of routes are presented in a language: by their mode, as routes are."""
    words = messages(lang)
    return Look(
        words["what_if.layer"],
        key=LEGS_KEY,
        group=words["group.corridors"],
        note=words["what_if.note"],
        symbology=_wider(layer_symbology("routes", lang)),
        hidden=("mode",),
    )


def legs_table(what_if: WhatIf, lang: str) -> gpd.GeoDataFrame:
    """Return the legs, each named by its mode."""
    symbols = layer_symbology("routes", lang).symbols
    names = what_if.legs["mode"].map({mode: symbol.label for mode, symbol in symbols.items()})
    return what_if.legs.assign(name=names.fillna(what_if.legs["mode"]))


def answers_record(what_if: WhatIf, lang: str) -> dict[str, Any]:
    """Return the answers in terms that JSON knows, as ``WhatIfData`` of the page's types has them."""
    names = what_if.gates["name"].tolist()
    pairs = [
        {
            "origin": a,
            "destination": b,
            "share": share,
            "own": [names.index(end) for end in (a, b) if end in names],
        }
        for a, b, share in what_if.pairs.itertuples(index=False)
    ]
    words = messages(lang)
    marks = [
        {
            "name": name,
            "title": title,
            "label": title_in(words, name, title),
            "kind": kind,
            "lon": _degrees(point, 0),
            "lat": _degrees(point, 1),
        }
        for name, title, kind, point in what_if.gates.itertuples(index=False)
    ]
    routes = [
        {
            "km": _decimals(km),
            "h": _decimals(h),
            "usd_t": _decimals(usd_t),
            "gates": [*gates_on],
            "legs": [*legs],
        }
        for km, h, usd_t, gates_on, legs in what_if.routes.itertuples(index=False)
    ]
    closures = [
        [pair, opened, [*closed], route]
        for pair, opened, closed, route in what_if.closures.itertuples(index=False)
    ]
    asked = {"by": what_if.by, "depth": what_if.depth, "layer": LEGS_KEY}
    record = {"pairs": pairs, "gates": marks, "routes": routes, "closures": closures}
    return asked | record | {"cases": past_cases(names, {*what_if.legs["mode"]})}


def past_cases(names: list[str], modes: set[str]) -> list[dict[str, Any]]:
    """Return past disruptions that shut gates to some modes, the latest first, and which of some names.

    A gate of a network that is not among them is on none of the routes.

    Examples
    --------
    >>> [(case["title"], case["closed"]) for case in past_cases(["kiel", "suez"], {"sea"}) if case["closed"]]
    [('Kiel Canal shut when a crane hit its bridges', [0]), ('Suez Canal blocked by a grounded ship', [1])]
    """
    every = {*gates()["name"]}
    table = disruption_table("disruptions").sort_values("start", ascending=False)
    columns = ("title", "start", "end", "kind", "gates", "modes")
    cases = []
    for title, start, end, kind, shut, by in zip(*(table[name] for name in columns), strict=True):
        closed = shut.split("+")
        if kind not in RESTRICTS and every.issuperset(closed) and modes & {*by.split("+")}:
            places = [names.index(name) for name in closed if name in names]
            cases.append({"title": title, "start": start, "end": end, "closed": places})
    return cases


def _wider(symbology: Symbology) -> Symbology:
    """Return symbols of lines that stand out among corridors of the same modes."""
    symbols = {mode: replace(symbol, width=LEG_WIDTH) for mode, symbol in symbology.symbols.items()}
    return replace(symbology, symbols=MappingProxyType(symbols))


def _degrees(point: shapely.Point | None, axis: int) -> float | None:
    return None if point is None or point.is_empty else round(point.coords[0][axis], 3)


def _decimals(value: float) -> float | None:
    return None if math.isnan(value) else round(value, 2)
