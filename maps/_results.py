"""What the map of a result shows: of routes, of a resilience, of two states side by side, of exposure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import geopandas as gpd

from isthmus._arguments import unfit
from isthmus.layers import Atlas, Comparison, Resilience, gates
from isthmus.layers._bundled.countries import countries
from isthmus.layers._tables.result_schemas import ROUTES

from ._description import describe_closures, describe_policies
from ._layer import columns_of
from ._looks import network_look
from ._messages import join_sentences, messages

if TYPE_CHECKING:
    from collections.abc import Iterable

    from isthmus.layers import Summary

__all__ = ["Result", "ResultContent", "content_of"]

Result: TypeAlias = Atlas | Resilience | Comparison | gpd.GeoDataFrame
"""What a map can be made of."""


class Part(NamedTuple):
    """A table on the map, its title if not that of its kind, and whether it is seen on opening."""

    table: gpd.GeoDataFrame
    title: str = ""
    shown: bool = True


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
    """

    title: str = ""
    parts: tuple[Part, ...] = ()
    atlas: Atlas | None = None
    summary: Summary | None = None
    description: str = ""


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
        case Comparison():
            return ResultContent(messages(lang)["layer.moves"], _comparison_parts(result))
        case gpd.GeoDataFrame() if {*ROUTES.names} <= {*result.columns}:
            return _routes_content(result, lang)
        case gpd.GeoDataFrame():
            look = network_look(result, lang)
            return ResultContent(look.title if look else "", (Part(result),))
    raise unfit("result", "an atlas, routes, a resilience, a comparison or a GeoDataFrame", result)


def _routes_content(routes: gpd.GeoDataFrame, lang: str) -> ResultContent:
    """Return the routes and the gates they pass, and what was shut and limited."""
    passed = "+".join(routes["gates"].dropna()).split("+")
    start, end = routes[["from", "to"]].iloc[-1] if len(routes) else ("", "")
    told = describe_closures(
        _day_of(routes), _reasons(routes, "closed"), _reasons(routes, "limited"), lang=lang
    )
    if len(routes) and isinstance(routes["policy"].iloc[0], str):
        barred = _reasons(routes, "barred")
        told = join_sentences(
            lang, *filter(None, [told]), describe_policies(barred, kept=not barred, lang=lang)
        )
    return ResultContent(f"{start} - {end}", (Part(routes), Part(_gates_of(passed))), description=told)


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
    parts = (
        *_comparison_parts(result.comparison),
        Part(result.routes, title=messages(lang)["routes.independent"], shown=False),
        Part(result.widening, shown=False),
    )
    return ResultContent(" \N{RIGHTWARDS ARROW} ".join(sides), parts, summary=result.summary())


def _comparison_parts(comparison: Comparison) -> tuple[Part, Part]:
    """Return the gates on any of the routes, and the stretches by what happens to them."""
    return Part(_gates_of(comparison.gates["name"])), Part(comparison.legs)


def _gates_of(names: Iterable[str]) -> gpd.GeoDataFrame:
    table = gates()
    return table[table["name"].isin(list(names))]


def _end_names(ends: Iterable[str], lang: str) -> list[str]:
    """Return the names of countries, and of other ends what they were asked by."""
    names = countries().set_index("iso")["name"]
    return [messages(lang).get(f"country.{end}", names.get(end, end)) for end in ends]
