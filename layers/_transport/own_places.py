"""Places of the user's own, at which journeys may start and end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import shapely

from isthmus.geo import ArgumentError
from isthmus.layers._bundled.gazetteer import Place
from isthmus.layers._bundled.place_names import NO_PLACES
from isthmus.layers._tables.crs import in_degrees

if TYPE_CHECKING:
    from collections.abc import Mapping


def own_places(table: gpd.GeoDataFrame | None) -> Mapping[str, Place]:
    """Return the places of a layer by id.

    Parameters
    ----------
    table : geopandas.GeoDataFrame or None
        Points with an ``id``; ``name``, ``kind`` and ``country`` are taken where they are there. A row
        without a point is known by its id, too, so that a message can say what it lacks.

    Raises
    ------
    ArgumentError
        If it is no such table. The message lists every problem.

    Examples
    --------
    >>> table = gpd.GeoDataFrame({"id": ["mine"]}, geometry=gpd.points_from_xy([120.7], [24.1]), crs=4326)
    >>> print(own_places(table)["mine"])
    mine (place mine)
    """
    if table is None:
        return NO_PLACES
    problems = _problems(table)
    if problems:
        raise ArgumentError("places: " + "; ".join(problems))
    lon, lat, _, _ = shapely.bounds(in_degrees(table, "places").geometry.to_numpy()).T
    ids = _words(table, "id", "")
    words = [_words(table, "kind", "place"), ids, _words(table, "name", ids), _words(table, "country", "")]
    rows = zip(*words, lon.tolist(), lat.tolist(), strict=True)
    return {place.id: place for place in (Place(*row) for row in rows)}


def _problems(table: object) -> list[str]:
    """Return what keeps a table from being places."""
    if not isinstance(table, gpd.GeoDataFrame) or table.active_geometry_name is None:
        return [f"expected a GeoDataFrame of points, got {type(table).__name__}"]
    problems = []
    if "id" not in table:
        problems.append('expected a column "id"; rename the one that tells the places apart')
    elif twice := sorted({*table.loc[table["id"].duplicated(), "id"].astype(str)}):
        problems.append(f"expected every id once, got {', '.join(map(repr, twice))} more than once")
    if table.crs is None:
        problems.append("expected a coordinate reference system; for degrees, use set_crs(4326)")
    shapes = table.geometry.dropna()
    others = sorted(set(shapes[shapes.geom_type != "Point"].geom_type))
    if others:
        problems.append(f"expected points, got {', '.join(others)}; use representative_point()")
    return problems


def _words(table: gpd.GeoDataFrame, column: str, otherwise: str | pd.Series) -> pd.Series:
    """Return a column as text, and something else where it says nothing."""
    if column not in table:
        return pd.Series(otherwise, index=table.index)
    words: pd.Series = table[column].astype(object).where(table[column].notna(), otherwise).astype(str)
    return words
