"""What of an atlas a map draws, and where it opens.

Places known only to their country stand at the country's mark, and risk buffers lie beside corridors.
"""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from isthmus import geo
from isthmus._arguments import unfit
from isthmus.layers import Atlas, buffer
from isthmus.layers._bundled.countries import country_marks
from isthmus.layers._geometry.rules import between
from isthmus.layers._records import Reading
from isthmus.layers._risk.courses import WEEK, courses, last_weeks
from isthmus.layers._tables.crs import in_degrees
from isthmus.layers._tables.schemas import PLACES

from ._messages import messages

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import numpy.typing as npt
    import shapely

    from isthmus.layers import Summary

    from ._looks import Look

#: West, south, east and north, in degrees.
Extent = tuple[float, float, float, float]

#: Degrees; what spans less is one place, which is shown with this much around it.
ONE_PLACE, AROUND_PLACE = 0.02, 0.7

#: A country with at least this share of an atlas' places is in view when the map opens.
SHARE_IN_VIEW = 0.05

#: Outer edges of the risk buffers.
RADII_KM = (10, 25, 50)

#: Column of cards with the ships that were observed.
OBSERVED = "observed"

#: So many of the sites in a band are named.
MOST_NAMES = 12

#: Share of the radius by which a drawn edge may be off: less than a pixel at the closest zoom.
TOLERANCE = 0.01


def check_atlas(atlas: object) -> None:
    """Raise if what should be an atlas is none.

    Raises
    ------
    ArgumentError
        It says what to call instead.
    """
    if not isinstance(atlas, Atlas):
        remedy = "read one with isthmus.layers.read; draw a result with isthmus.maps.Map.of, a table with add"
        raise unfit("atlas", "an Atlas", atlas, remedy)


def at_country_marks(atlas: Atlas) -> Atlas:
    """Return an atlas whose places of country precision stand at the mark of their country.

    Lines of partnerships follow the places they join.

    Examples
    --------
    >>> from isthmus import layers
    >>> atlas = layers.example()
    >>> alliance = atlas.tech_hubs["id"] == "tediboa"
    >>> atlas.tech_hubs.geometry[alliance].item()
    <POINT (121.53 25.05)>
    >>> at_country_marks(atlas).tech_hubs.geometry[alliance].item()
    <POINT (120.81 23.515)>
    """
    marks = country_marks().set_index("iso").geometry
    places = {name: _move_vague(getattr(atlas, name), marks.to_dict()) for name in PLACES}
    marked = replace(atlas, **places)
    return replace(marked, partnerships=_join_again(atlas.partnerships, marked))


def _move_vague(table: gpd.GeoDataFrame, marks: dict[str, shapely.Point]) -> gpd.GeoDataFrame:
    vague = (table["precision"] == "country") & table["country"].isin(list(marks))
    geometry = table.geometry.where(~vague, table["country"].map(marks))
    return table.set_geometry(geometry.set_crs(table.crs, allow_override=True))


def _join_again(partnerships: gpd.GeoDataFrame, atlas: Atlas) -> gpd.GeoDataFrame:
    """Draw again the partnerships one of whose ends is known only to its country."""
    points: dict[str, shapely.Point] = {}
    vague: set[str] = set()
    for name in PLACES:
        table = getattr(atlas, name)
        points |= dict(zip(table["id"], table.geometry, strict=True))
        vague |= set(table["id"][table["precision"] == "country"])
    ends: npt.NDArray[np.bool_] = (partnerships["a"].isin(vague) | partnerships["b"].isin(vague)).to_numpy()
    lines = between(partnerships["a"].tolist(), partnerships["b"].tolist(), points)
    return partnerships.set_geometry(np.where(ends, lines, partnerships.geometry.to_numpy()), crs=4326)


def observed_traffic(atlas: Atlas, lang: str) -> dict[str, str]:
    """Return what was observed in the last week at each passage and port, in a language, by name or id."""
    words = messages(lang)["traffic.card"]
    told = ((course, last, calls, usual) for course, last, calls, usual in last_weeks(courses(atlas)))
    return {
        course.place: words.format(
            calls=f"{calls:.1f}",
            start=last - timedelta(WEEK - 1),
            end=last,
            low=f"{usual.low:.1f}",
            high=f"{usual.high:.1f}",
        )
        for course, last, calls, usual in told
        if course.place and calls >= 0 and usual.middle >= 0
    }


def with_traffic(
    table: gpd.GeoDataFrame, places: pd.Series[str] | None, look: Look, observed: Mapping[str, str], lang: str
) -> tuple[gpd.GeoDataFrame, Look]:
    """Return passages and ports with what was observed there, if anything was, for their cards."""
    if not observed or places is None:
        return table, look
    labels = {**(look.labels or {}), OBSERVED: messages(lang)["traffic.observed"]}
    told = table.copy()
    told.insert(min(2, len(told.columns)), OBSERVED, places.map(observed))
    return told, replace(look, labels=labels)


def corridor_buffers(atlas: Atlas) -> gpd.GeoDataFrame:
    """Return the risk buffers of all corridors together, a row a band, the widest first, and what each holds.

    Left out are sites known only to their country, and risks that were over by the latest source's date.

    Examples
    --------
    >>> from isthmus import layers
    >>> bands = corridor_buffers(layers.example())
    >>> bands["sites_inside"].tolist()
    [10, 9, 15]
    """
    legs = atlas.corridors[atlas.corridors.geometry.notna()]
    bands = buffer(legs, RADII_KM, tolerance=TOLERANCE, dissolve=True)
    names = [f"{inner:g}\N{EN DASH}{outer:g} km" for inner, outer in bands[["from_km", "to_km"]].to_numpy()]
    sites = pd.concat([atlas.factories, atlas.tech_hubs], join="inner")
    near = sites[sites["precision"] != "country"]
    zones = _in_force(atlas.risk_zones, latest_date(atlas))
    inside, met = (_within(bands, table, "name") for table in (near, zones))
    return bands.assign(
        name=names,
        sites_inside=[len(found) for found in inside],
        which_inside=[_few(found) for found in inside],
        risks_met=["; ".join(found) for found in met],
        corridor_km=[0.0 if inner else _whole_km(legs) for inner in bands["from_km"]],
    ).replace({"corridor_km": {0.0: np.nan}})


def _in_force(zones: gpd.GeoDataFrame, day: str) -> gpd.GeoDataFrame:
    """Return the zones that were not over on a day."""
    return zones[zones["end"].isna() | (zones["end"].fillna("") >= day[:7])]


def _within(bands: gpd.GeoDataFrame, table: gpd.GeoDataFrame, column: str) -> list[list[str]]:
    """Return what of a table meets each band, by name."""
    table = table[table.geometry.notna()]
    rows, found = table.sindex.query(bands.geometry, predicate="intersects")
    names = table[column].to_numpy()[found]
    return [sorted({*names[rows == row]}) for row in range(len(bands))]


def _few(names: list[str]) -> str:
    more = len(names) - MOST_NAMES
    return "; ".join(names[:MOST_NAMES]) + (f"; \N{HORIZONTAL ELLIPSIS} +{more}" if more > 0 else "")


def _whole_km(legs: gpd.GeoDataFrame) -> float:
    return round(float(geo.length(legs.geometry.to_numpy()).sum()) / 1000)


def central_places(atlas: Atlas) -> gpd.GeoDataFrame:
    """Return the places of the countries that have the most of them.

    Examples
    --------
    >>> from isthmus import layers
    >>> sorted(central_places(layers.example())["country"].unique())
    ['CZ', 'PL', 'TW', 'UA']
    """
    places = atlas.places
    shares = places["country"].value_counts(normalize=True)
    return places[places["country"].isin(shares.index[shares >= SHARE_IN_VIEW])]


def frame_atlas(atlas: Atlas) -> Extent | None:
    """Return the west, south, east and north that show the countries with the most places, if there are any.

    Examples
    --------
    >>> from isthmus import layers
    >>> [round(side) for side in frame_atlas(layers.example())]
    [14, 23, 122, 55]
    """
    places = central_places(atlas)
    return tuple(places.total_bounds.tolist()) if len(places) else None


def room_around(extent: Extent) -> Extent:
    """Return an extent, or more than that around a single place."""
    west, south, east, north = extent
    if max(east - west, north - south) > ONE_PLACE:
        return extent
    return west - AROUND_PLACE, south - AROUND_PLACE, east + AROUND_PLACE, north + AROUND_PLACE


def extend(extent: Extent | None, table: gpd.GeoDataFrame) -> Extent | None:
    """Return the extent that shows another one and a table."""
    west, south, east, north = in_degrees(table).total_bounds
    if math.isnan(west):
        return extent
    if extent is not None:
        west, south = min(west, extent[0]), min(south, extent[1])
        east, north = max(east, extent[2]), max(north, extent[3])
    return west, max(south, -80), east, min(north, 84)


def latest_date(atlas: Atlas) -> str:
    """Return the date of the latest source; empty where none bears one.

    Examples
    --------
    >>> from isthmus import layers
    >>> latest_date(layers.example())
    '2026-04-26'
    """
    dates = source_dates(atlas)
    return str(dates.max()) if len(dates) else ""


def source_dates(atlas: Atlas) -> pd.Series[str]:
    """Return the dates of all sources that bear one.

    Examples
    --------
    >>> from isthmus import layers
    >>> source_dates(layers.example()).max()
    '2026-04-26'
    """
    dates: pd.Series[str] = pd.concat([table["as_of"] for _, table in atlas.layers()]).dropna()
    dated: pd.Series[str] = dates[dates.str.match(r"\d{4}")]
    return dated


def readings_of(atlas: Atlas | None, summary: Summary | None) -> tuple[Reading, ...]:
    """Return what a page tells of its questions: a summary of one's own, or what the atlas has."""
    if atlas is None:
        return (Reading(summary, None),)
    check_atlas(atlas)
    own = Reading(summary or atlas.summary, atlas.what_if)
    return (own,) if summary else (own, *atlas.others)
