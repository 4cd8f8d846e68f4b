"""How dense points lie: counted in hexagons of one area, and as a density at each of them."""

from __future__ import annotations

from itertools import count, pairwise
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Transformer
from scipy.spatial import cKDTree

from isthmus import geo

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

#: Vertices of a side of a hexagon: its sides are straight on the plane, not on a map.
_SIDE: Final = 6

#: Cells of which so many are as long as the radius stand for the points in them.
_CELLS: Final = 4

#: Square kilometres of which a density says how much lies on them.
PER_KM2: Final = 1000.0

#: The column that says how many points a hexagon holds, and the one with the density at a point.
POINTS: Final = "points"
DENSITY: Final = "density"

#: The column with how many points each stands for, of a table that has such.
STANDS_FOR: Final = "@points"


def hexagons(points: gpd.GeoDataFrame, cell_km: float, column: str | None = None) -> gpd.GeoDataFrame:
    """Return the hexagons that hold points, all of one area, with how many and the sum of a column.

    They lie on Lambert's azimuthal plane of equal areas round the middle of the points, so that near them
    they are regular (J. P. Snyder, Map projections, 1987, p. 182). What is more than a quarter of the way
    round the Earth from there is counted on a plane round the antipode; where the two meet, hexagons may
    overlap. Those across the antimeridian are cut there.

    Parameters
    ----------
    points : geopandas.GeoDataFrame
        Points in EPSG:4326; empty places are left out. One may stand for several: a column ``@points``.
    cell_km : float
        Kilometres from the middle of a hexagon to that of its neighbour.
    column : str, optional
        Numbers that are added up; of a hexagon without any, there is no sum. If it is called "points", the
        first column, which counts them, is "points_2".

    Examples
    --------
    >>> sites = gpd.GeoDataFrame(
    ...     {"t": [1.0, 2.0, 5.0]}, geometry=gpd.points_from_xy([21, 21.01, 30], [52, 52, 50]), crs=4326
    ... )
    >>> hexagons(sites, 50, "t")[["points", "t"]].to_numpy().tolist()
    [[2.0, 3.0], [1.0, 5.0]]
    """
    lonlat = shapely.get_coordinates(points.geometry)
    numbers = np.zeros(len(lonlat)) if column is None else points[column].to_numpy(float, na_value=np.nan)
    counts = points[STANDS_FOR].to_numpy() if STANDS_FOR in points else 1
    table = pd.DataFrame({0: counts, 1: numbers})
    found = [
        _count_cells(lonlat[side], table[side], cell_km, middle) for middle, side in _hemispheres(lonlat)
    ]
    whole = pd.concat(found, ignore_index=True)
    counted = unused_name(POINTS, [] if column is None else [column])
    named = whole.drop(columns=1) if column is None else whole.rename(columns={1: column})
    return gpd.GeoDataFrame(named.rename(columns={0: counted}), crs=4326)


def unused_name(wanted: str, columns: Iterable[object]) -> str:
    """Return a name for a column that none of a table has yet.

    Examples
    --------
    >>> unused_name("density", ["t"]), unused_name("density", ["density", "density_2"])
    ('density', 'density_3')
    """
    taken = {*columns}
    return next(name for n in count(1) if (name := wanted if n == 1 else f"{wanted}_{n}") not in taken)


def _hemispheres(lonlat: NDArray[np.float64]) -> list[tuple[tuple[float, float], NDArray[np.bool_]]]:
    """Return the middle of points and its antipode, and which points are nearer to each."""
    vectors = geo.unit_vectors(*lonlat.T)
    x, y, z = vectors.sum(axis=1)
    lon, lat = np.degrees([np.arctan2(y, x), np.arctan2(z, np.hypot(x, y))]).round(1)
    near = geo.unit_vectors(np.array([lon]), np.array([lat])).T[0] @ vectors >= 0
    return [((lon, lat), near), ((lon + 180, -lat), ~near)]


def _count_cells(
    lonlat: NDArray[np.float64], table: pd.DataFrame, cell_km: float, middle: tuple[float, float]
) -> gpd.GeoDataFrame:
    """Return the hexagons round a middle with the sums of a table's columns."""
    projection = f"+proj=laea +lat_0={middle[1]} +lon_0={middle[0]} +datum=WGS84 +units=km"
    plane = Transformer.from_crs("EPSG:4326", projection, always_xy=True)
    xy = np.column_stack(plane.transform(*lonlat.T)).reshape(-1, 2)
    cells, places = np.unique(_cells_of(xy, cell_km), axis=0, return_inverse=True)
    sums = table.groupby(places.ravel()).sum(min_count=1).reset_index(drop=True)
    return gpd.GeoDataFrame(sums, geometry=_hexagons_at(cells, cell_km, plane), crs=4326)


def _cells_of(xy: NDArray[np.float64], cell_km: float) -> NDArray[np.int64]:
    """Return the axial coordinates of the hexagon that holds each point.

    Two lattices of rectangles hold all middles; a point belongs to the nearer one of each (D. B. Carr and
    others, Scatterplot matrix techniques for large N, 1987).
    """
    unit = np.array([cell_km, cell_km * np.sqrt(3)])
    even = np.round(xy / unit)
    odd = np.floor(xy / unit) + 0.5
    far = [np.linalg.norm((xy / unit - middles) * unit, axis=1) for middles in (even, odd)]
    nearest = np.where((far[0] <= far[1])[:, None], even, odd)
    found: NDArray[np.int64] = np.round(2 * nearest).astype(np.int64)
    return found


def _hexagons_at(cells: NDArray[np.int64], cell_km: float, plane: Transformer) -> Any:  # noqa: ANN401  # an array
    """Return hexagons by the doubled places of their middles, in degrees."""
    middles = cells / 2 * [cell_km, cell_km * np.sqrt(3)]
    turns = np.radians(np.arange(7) * 60 + 30)
    corners = np.column_stack([np.cos(turns), np.sin(turns)]) * cell_km / np.sqrt(3)
    shares = np.linspace(0, 1, _SIDE, endpoint=False)[:, None]
    sides = [a + (b - a) * shares for a, b in pairwise(corners)]
    ring = np.concatenate([*sides, corners[:1]])
    xy = middles[:, None] + ring
    lon, lat = plane.transform(xy[..., 0], xy[..., 1], direction="INVERSE")
    return geo.split_antimeridian(shapely.polygons(np.stack([lon, lat], axis=2)))


def densities(
    lonlat: NDArray[np.float64], radius_km: float, weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return how much of the weights lies on 1000 square kilometres at each point.

    Each weight is spread over all that lies within the radius, most of it near its point, by the quartic
    kernel (B. W. Silverman, Density estimation, 1986, p. 76). Points within a quarter of the radius share
    a cell.

    Parameters
    ----------
    lonlat : (n, 2) array of float
        Degrees.
    radius_km : float
        How far a weight is spread.
    weights : (n,) array of float
        What is spread; of a point without a weight, nothing.

    Examples
    --------
    >>> densities(np.array([[21.0, 52.0], [21.0, 52.0], [30.0, 50.0]]), 100.0, np.ones(3)).round(3).tolist()
    [0.191, 0.191, 0.095]
    """
    if not len(lonlat):
        return np.empty(0)
    known = np.where(np.isnan(weights), 0.0, weights)
    vectors = geo.unit_vectors(*lonlat.T).T * geo.MEAN_RADIUS_M / 1000
    _, places = np.unique(np.floor(vectors / (radius_km / _CELLS)), axis=0, return_inverse=True)
    places = places.ravel()
    counts = np.bincount(places)
    middles = np.column_stack([np.bincount(places, weights=axis) / counts for axis in vectors.T])
    held = np.bincount(places, weights=known)
    tree = cKDTree(middles)
    pairs = tree.sparse_distance_matrix(tree, radius_km, output_type="coo_matrix")
    share = (1 - (pairs.data / radius_km) ** 2) ** 2
    spread = np.bincount(pairs.row, weights=share * held[pairs.col], minlength=len(held))
    return np.asarray(spread[places] * (3 * PER_KM2 / np.pi / radius_km**2), float)
