"""Countries for maps and checks: outlines, lakes, lines of de facto control, and which country holds a point.

The outlines are Natural Earth's, simplified to what a web map shows at zoom 7 about Taiwan, Poland, Czechia
and Ukraine, at zoom 6 in Europe, East Asia and at the straits between, and at zoom 4 elsewhere. Boundaries
follow the United Nations view as far as the source draws it, and state no opinion on legal status.

Longitudes run past 180 degrees where a country crosses the antimeridian (Russia and Fiji); Antarctica goes
round the world and closes along the pole. Every table is the caller's own: changing it changes nothing else.
"""

from __future__ import annotations

import csv
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from isthmus.geo import GeometryError, inverse
from isthmus.layers._tables.crs import DEGREES

from .files import data_path

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from numpy.typing import ArrayLike, NDArray

OFF_COAST_KM = 5.0
"""How far from a country a point may lie that is still in it: simplified coasts leave piers in the water."""

_TURN = np.array([360.0, 0.0])
_KM_A_DEGREE = 110.5  # of latitude at least, on WGS 84


def countries() -> gpd.GeoDataFrame:
    """Return every country or territory with an ISO 3166-1 code, and Kosovo as XK.

    Vatican City, which is smaller than the source's grid, is left out.

    Returns
    -------
    GeoDataFrame
        Columns iso (alpha-2), name, note (on the boundary, mostly empty) and geometry (multipolygons,
        EPSG:4326), in the order of the codes.

    Examples
    --------
    >>> countries().set_index("iso").loc["TW", "name"]
    'Taiwan'
    """
    return _outline_table("country", "iso", "name", "note").copy()


@cache
def country_codes() -> tuple[str, ...]:
    """Return the codes of `countries`, in their order.

    Examples
    --------
    >>> country_codes()[:3]
    ('AD', 'AE', 'AF')
    """
    return tuple(_arrays()["country_iso"].tolist())


@cache
def country_titles(language: str = "en") -> Mapping[str, str]:
    """Return the name of each of `countries` by its code, in their order, in a language of the page.

    Examples
    --------
    >>> country_titles()["TW"], country_titles("pl")["KZ"]
    ('Taiwan', 'Kazachstan')
    """
    if language == "en":
        return MappingProxyType(dict(zip(country_codes(), _arrays()["country_name"].tolist(), strict=True)))
    with data_path("country_titles.csv") as path, path.open(encoding="utf-8", newline="") as file:
        return MappingProxyType({row["iso"]: row[language] for row in csv.DictReader(file)})


def cities() -> gpd.GeoDataFrame:
    """Return cities of more than a million people, smaller ones in four countries, and the capitals.

    In Taiwan, Poland, Czechia and Ukraine the cities have more than 30,000 people. Places are rounded to 0.01
    degrees, in Ukraine to 0.1. No city is marked as the capital of Israel or of the State of Palestine, since
    the status of Jerusalem is open in the United Nations view.

    Returns
    -------
    GeoDataFrame
        Columns geonameid, name (in English or romanised), country (ISO 3166-1 alpha-2), population, capital
        (bool), other_names (at home, in the languages of the page, in Chinese and in Ukrainian, divided by
        semicolons) and geometry (points, EPSG:4326), by country and the largest first.

    Examples
    --------
    >>> largest = cities()
    >>> largest.loc[largest["capital"] & (largest["country"] == "CZ"), "name"].tolist()
    ['Prague']
    """
    with data_path("places.csv") as path:
        table = pd.read_csv(path, keep_default_na=False)  # NA is Namibia
    points = gpd.points_from_xy(table["lon"], table["lat"])
    table = table.drop(columns=["lon", "lat"]).astype({"capital": bool})
    return gpd.GeoDataFrame(table, geometry=points, crs=DEGREES)


def disputed_lines() -> gpd.GeoDataFrame:
    """Return the lines of de facto control that run inside a country, to be drawn dashed and labelled.

    Returns
    -------
    GeoDataFrame
        Columns country (alpha-2), name, note and geometry (lines, EPSG:4326).
    """
    return _outline_table("line", "country", "name", "note").copy()


def lakes() -> gpd.GeoDataFrame:
    """Return the largest lakes of the world, the largest first.

    Returns
    -------
    GeoDataFrame
        Column geometry (multipolygons, EPSG:4326).
    """
    return _outline_table("lake").copy()


def country_marks() -> gpd.GeoDataFrame:
    """Return one point inside each country, the one farthest from the border of its largest part.

    Returns
    -------
    GeoDataFrame
        Columns iso (alpha-2), name and geometry (points, EPSG:4326), in the order of the codes.
    """
    return _mark_table().copy()


def country_at(points: ArrayLike, *, within_km: float = 0.0) -> NDArray[np.object_]:
    """Return the country each point lies in.

    Parameters
    ----------
    points : (n,) array_like of Point
        In degrees, lon and lat; longitudes beyond 180 mean the same as those 360 degrees less.
    within_km : float
        A point outside every country belongs to the nearest one that lies within this distance on the
        ellipsoid: ports and piers lie off a simplified coast.

    Returns
    -------
    (n,) array of str or None
        ISO 3166-1 alpha-2 codes, on a border the first in the alphabet; None where no country is, and for
        missing and empty points.

    Raises
    ------
    GeometryError
        If a geometry is not a point.

    Examples
    --------
    >>> country_at(shapely.points([[121.5, 25.0], [34.1, 44.95], [0.0, 0.0]]))
    array(['TW', 'UA', None], dtype=object)
    >>> country_at([shapely.Point(120.1, 22.6)], within_km=30)
    array(['TW'], dtype=object)
    """
    codes = np.array([*country_codes(), None], dtype=object)
    nowhere = len(codes) - 1
    present, lonlat = _lonlat_of(points)
    here = np.full(len(lonlat), nowhere)
    point, country = _pairs_inside(lonlat)
    np.minimum.at(here, point, country)
    if within_km > 0:
        sea = np.flatnonzero(here == nowhere)
        point, country, metres = _pairs_near(lonlat[sea], within_km)
        farthest_first = np.lexsort([country, metres])[::-1]
        here[sea[point[farthest_first]]] = country[farthest_first]  # the last to be written is the nearest
    found = np.full(len(present), nowhere)
    found[present] = here
    return np.asarray(codes[found])


def lies_in(points: ArrayLike, codes: ArrayLike, *, within_km: float = 0.0) -> NDArray[np.bool_]:
    """Return whether each point lies in the country of its own, or near enough.

    Unlike `country_at`, this accepts a border crossing for both of its countries.

    Parameters
    ----------
    points : (n,) array_like of Point
        In degrees, as for `country_at`.
    codes : (n,) array_like of str
        The country of each point, ISO 3166-1 alpha-2; no point lies in an unknown one.
    within_km : float
        How far outside a point may lie, measured on the ellipsoid.

    Returns
    -------
    (n,) array of bool
        False for missing and empty points.

    Raises
    ------
    GeometryError
        If a geometry is not a point.

    Examples
    --------
    >>> brest = shapely.Point(23.65, 52.09)
    >>> lies_in([brest, brest, brest], ["PL", "BY", "UA"], within_km=5)
    array([ True,  True, False])
    """
    present, lonlat = _lonlat_of(points)
    numbers = {code: number for number, code in enumerate(country_codes())}
    own = np.array(
        [numbers.get(code, -1) for code in np.asarray(codes, dtype=object)[present]], dtype=np.intp
    )
    near = np.zeros(len(lonlat), dtype=bool)
    point, country = _pairs_inside(lonlat)
    near[point[country == own[point]]] = True
    if within_km > 0:
        point, country, _ = _pairs_near(lonlat, within_km)
        near[point[country == own[point]]] = True
    lies = np.zeros(len(present), dtype=bool)
    lies[present] = near
    return lies


def _lonlat_of(points: ArrayLike) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Return which points are not missing or empty, and where those are, at longitudes from -180 to 180."""
    places = np.atleast_1d(np.asarray(points, dtype=object))
    present = ~(shapely.is_missing(places) | shapely.is_empty(places))
    wrong = np.flatnonzero(present & (shapely.get_type_id(places) != shapely.GeometryType.POINT))
    if len(wrong):
        raise GeometryError(f"expected a point, got a {places[wrong[0]].geom_type}", index=int(wrong[0]))
    lonlat = shapely.get_coordinates(places[present])
    lonlat[:, 0] = (lonlat[:, 0] + 180) % 360 - 180
    return present, lonlat


def _pairs_inside(lonlat: NDArray[np.float64]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the pairs of a point and a country that holds it, as their numbers."""
    tree = shapely.STRtree(np.asarray(shapely.points(np.vstack([lonlat, lonlat + _TURN]))))
    country, point = tree.query(_decode_geometries("country"), predicate="intersects")
    return point % max(len(lonlat), 1), country


def _pairs_near(
    lonlat: NDArray[np.float64], km: float
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float64]]:
    """Return the pairs of a point and an edge of a country not farther away: point, country and metres."""
    tree, starts, ends, owners = _border_edges()
    copies = np.concatenate([lonlat - _TURN, lonlat, lonlat + _TURN])
    reach = _degrees_around(copies[:, 1], km)
    copy, edge = tree.query(shapely.box(*(copies - reach).T, *(copies + reach).T))
    metres = _metres_to_edge(copies[copy], starts[edge], ends[edge])
    near = metres <= 1000 * km
    return copy[near] % max(len(lonlat), 1), owners[edge[near]], metres[near]


def _degrees_around(lat: NDArray[np.float64], km: float) -> NDArray[np.float64]:
    """Return how many degrees of lon and lat hold a distance, near the poles all of them."""
    up = np.full_like(lat, km / _KM_A_DEGREE)
    across = up / np.cos(np.radians(np.minimum(np.abs(lat) + up, 89.9)))
    return np.column_stack([np.minimum(across, 180.0), up])


def _metres_to_edge(
    points: NDArray[np.float64], starts: NDArray[np.float64], ends: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the geodesic distance to the place on each edge that is nearest in the plane about the point."""
    scale = np.column_stack([np.cos(np.radians(points[:, 1])), np.ones(len(points))])
    along, offset = (ends - starts) * scale, (points - starts) * scale
    share = np.clip((along * offset).sum(axis=1) / (along**2).sum(axis=1), 0, 1)[:, None]
    nearest = starts + share * (ends - starts)
    return inverse(*points.T, *nearest.T)[2]


@cache
def _border_edges() -> tuple[shapely.STRtree, NDArray[np.float64], NDArray[np.float64], NDArray[np.intp]]:
    """Return every edge of every country: an index, starts, ends and the country's position."""
    parts, country = shapely.get_parts(_decode_geometries("country"), return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    same = ring[1:] == ring[:-1]
    starts, ends = points[:-1][same], points[1:][same]
    tree = shapely.STRtree(np.asarray(shapely.linestrings(np.stack([starts, ends], axis=1))))
    return tree, starts, ends, country[part[ring[1:][same]]]


@cache
def _outline_table(kind: str, *columns: str) -> gpd.GeoDataFrame:
    values = {column: _arrays()[f"{kind}_{column}"].astype(object) for column in columns}
    return gpd.GeoDataFrame(values, geometry=_decode_geometries(kind).copy(), crs=DEGREES)


@cache
def _mark_table() -> gpd.GeoDataFrame:
    data = _arrays()
    columns = {"iso": data["country_iso"].astype(object), "name": data["country_name"].astype(object)}
    return gpd.GeoDataFrame(columns, geometry=shapely.points(data["country_mark"]), crs=DEGREES)


@cache
def _arrays() -> Mapping[str, NDArray[Any]]:
    with data_path("countries.npz") as path, np.load(path) as data:
        return dict(data)


@cache
def _decode_geometries(kind: str) -> NDArray[np.object_]:
    return decode_outlines(_arrays(), kind)


def decode_outlines(data: Mapping[str, NDArray[Any]], kind: str) -> NDArray[np.object_]:
    """Return geometries from differences of grid points in byte planes, and from the sizes of their parts.

    The differences are zigzag-encoded: 0, -1, 1, -2 are 0, 1, 2, 3. Plane i holds the i-th lowest bytes.
    """
    planes = data[f"{kind}_points"].astype(np.uint32)
    zigzag = (planes << (8 * np.arange(4, dtype=np.uint32))[:, None, None]).sum(axis=0, dtype=np.uint32)
    steps = (zigzag >> 1).astype(np.int32) ^ -(zigzag & 1).astype(np.int32)
    scale, origin = data["grid"]
    points = np.ascontiguousarray(np.cumsum(steps, axis=1).T) * scale + origin
    sizes = [data[key] for key in sorted(data) if key.startswith(f"{kind}_sizes")]
    offsets = tuple(np.concatenate([[0], np.cumsum(size)]) for size in sizes)
    geometry = shapely.GeometryType.MULTILINESTRING if kind == "line" else shapely.GeometryType.MULTIPOLYGON
    return np.asarray(shapely.from_ragged_array(geometry, points, offsets))
