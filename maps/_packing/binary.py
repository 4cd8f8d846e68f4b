"""Pack a table into columns of bytes that a browser unpacks in milliseconds.

A packed layer is::

    uint32   length of the header, little endian
    header   JSON, UTF-8: number of rows, the sections of geometry, the columns, and what the caller adds
    bytes    the columns, one after the other, in the order in which the header names them

Geometry is taken apart into points, lines and polygons, each a *section* of its own, so that multi-part and
mixed geometries need no special case: a part says which row it belongs to. Coordinates are rounded and
stored as differences from the coordinate before, which are small numbers.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import shapely

from isthmus.geo import GeometryError, densify, unwrap

from .encoding import Integers, PlaneWriter, pack_column

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import geopandas as gpd
    import pandas as pd
    from pyproj import CRS

#: Decimals of a degree that are kept of a point, a line and a polygon. Five are at most 1.1 m, four 11 m:
#: half of that, the error, is a third of a pixel at the closest zoom.
DIGITS = {"point": 5, "line": 4, "polygon": 4}

#: A table that spans fewer degrees than this is looked at from nearer, and keeps one decimal more for each
#: power of ten.
WIDE_SPAN = 2.0

#: Decimals beyond which no more are kept: seven are 1 cm.
MOST_DIGITS = 7

#: Shapely's numbers for the types of geometry of each kind that have one part.
TYPES = {
    "point": [shapely.GeometryType.POINT],
    "line": [shapely.GeometryType.LINESTRING, shapely.GeometryType.LINEARRING],
    "polygon": [shapely.GeometryType.POLYGON],
}

#: A leg that is longer in degrees of longitude is meant to go the other way round the Earth.
HALF_TURN = 180.0

#: The page joins vertices by lines straight in Mercator's projection, which is good enough for legs of less
#: than so many degrees.
SHORT = 1.0

#: Legs that span more degrees of longitude may have no single geodesic, as parallels around the Earth don't.
WIDEST = 179.0

#: The longitude and latitude that no coordinate exceeds.
FARTHEST = (540.0, 90.000001)

Geometries = npt.NDArray[np.object_]


def pack(
    geometry: gpd.GeoSeries,
    columns: Sequence[pd.Series[Any]],
    *,
    digits: int | None = None,
    extra: Mapping[str, Any] | None = None,
    on_course: bool = False,
) -> bytes:
    """Pack geometries and the columns that stand beside them.

    Parameters
    ----------
    geometry : GeoSeries
        In any coordinate reference system; one without any is taken to be in degrees. Where a line crosses
        the antimeridian, longitudes may run on past 180 or jump: every leg goes the shorter way round.
    columns : sequence of Series
        The attributes to pack, in this order.
    digits : int, optional
        Decimals of a degree to keep; left out, `DIGITS`, and more for a table that spans little.
    extra : mapping, optional
        What to add to the header, ready for JSON.
    on_course : bool
        Whether long legs get the vertices with which a page draws those of lines as geodesics, and edges of
        polygons straight in longitude and latitude.

    Returns
    -------
    bytes
        The packed layer, the same for the same input.

    Raises
    ------
    GeometryError
        If a coordinate is no number, or is outside of its reference system.

    Examples
    --------
    >>> import geopandas as gpd, pandas as pd
    >>> sites = gpd.GeoSeries([shapely.Point(120.68, 24.15)], crs=4326)
    >>> len(pack(sites, [pd.Series(["Taichung"], name="name")])) < 500
    True
    """
    shapes = np.asarray(geometry if geometry.crs is None else geometry.to_crs(4326))
    sections = _sections_of(shapes, geometry.crs, on_course=on_course)
    finer = _finer_by(sections)
    writer = PlaneWriter()
    header = {
        "rows": len(shapes),
        "sections": [
            section.pack(min(DIGITS[section.kind] + finer, MOST_DIGITS) if digits is None else digits, writer)
            for section in sections
        ],
        "columns": [pack_column(column, writer) for column in columns],
        **(extra or {}),
    }
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    return b"".join([len(text).to_bytes(4, "little"), text, *writer.chunks])


@dataclass(frozen=True, slots=True)
class _Section:
    """The parts of one kind.

    Parameters
    ----------
    kind : {"point", "line", "polygon"}
        What they are.
    lonlat : (n, 2) array of float
        Their vertices in degrees, one part after the other.
    sizes : list of array of int
        Vertices of each ring and rings of each polygon; vertices of each line; nothing for points.
    rows : array of int
        The row of each part.
    """

    kind: str
    lonlat: npt.NDArray[np.float64]
    sizes: list[Integers]
    rows: Integers

    @classmethod
    def of(cls, kind: str, parts: Geometries, rows: Integers) -> _Section:
        """Take parts of one kind apart."""
        if kind == "point":
            return cls(kind, shapely.get_coordinates(parts), [], rows)
        runs, sizes = parts, []
        if kind == "polygon":
            runs, owner = shapely.get_rings(parts, return_index=True)
            sizes = [np.bincount(owner)]
        lonlat, run = shapely.get_coordinates(runs, return_index=True)
        return cls(kind, lonlat, [np.bincount(run), *sizes], rows)

    def rows_of_vertices(self) -> Integers:
        """Return the row that each vertex belongs to."""
        rows = self.rows
        for sizes in reversed(self.sizes):
            rows = np.repeat(rows, sizes)
        return rows

    def legs(self) -> npt.NDArray[np.float64]:
        """Return by how much each leg turns east or west and leads north or south; none joins two runs."""
        legs = np.abs(np.diff(self.lonlat, axis=0))
        legs[np.cumsum(self.sizes[0])[:-1] - 1] = 0
        return legs

    def jumping_rows(self) -> Integers:
        """Return the rows in which a leg turns more than half round the Earth, but not just once round it."""
        if not self.sizes:
            return np.empty(0, int)
        turned = self.legs()[:, 0]
        return np.unique(self.rows_of_vertices()[1:][(turned > HALF_TURN) & (turned < 2 * HALF_TURN)])

    def rows_off_course(self) -> Integers:
        """Return the rows with legs so long that a page would draw them off their course."""
        if not self.sizes:
            return np.empty(0, int)
        (east, north), row = self.legs().T, self.rows_of_vertices()[1:]
        if self.kind == "polygon":
            return np.unique(row[(north > SHORT) & (east > 0)])
        wide = np.abs((east + HALF_TURN) % (2 * HALF_TURN) - HALF_TURN) > WIDEST
        return np.setdiff1d(row[np.maximum(east, north) > SHORT], row[wide | (east >= 2 * HALF_TURN)])

    def pack(self, digits: int, writer: PlaneWriter) -> dict[str, Any]:
        """Append the bytes and return their description."""
        lon, lat = np.rint(self.lonlat.T * 10**digits).astype(np.int64)
        return {
            "kind": self.kind,
            "digits": digits,
            "x": writer.integers(lon, differences=True),
            "y": writer.integers(lat, differences=True),
            "sizes": [writer.integers(level) for level in self.sizes],
            "rows": writer.integers(self.rows, differences=True),
        }


def _take_apart(shapes: Geometries) -> Iterator[_Section]:
    """Return the points, lines and polygons of geometries of any type."""
    types = shapely.get_type_id(shapes)
    rows = np.flatnonzero(types >= 0)  # -1 is no geometry
    parts, types = shapes[rows], types[rows]
    while (types > shapely.GeometryType.POLYGON).any():  # a collection may hold others
        parts, owner = shapely.get_parts(parts, return_index=True)
        rows, types = rows[owner], shapely.get_type_id(parts)
    filled = ~shapely.is_empty(parts)
    for kind, members in TYPES.items():
        chosen = np.isin(types, members) & filled
        if chosen.any():
            yield _Section.of(kind, parts[chosen], rows[chosen])


def _sections_of(shapes: Geometries, crs: CRS | None, *, on_course: bool) -> list[_Section]:
    """Take geometries apart, their longitudes running on where they cross the antimeridian."""
    sections = list(_take_apart(shapes))
    _check_degrees(sections, crs)
    sections, shapes = _replace_rows(sections, shapes, _Section.jumping_rows, unwrap)
    if on_course:
        sections, _ = _replace_rows(sections, shapes, _Section.rows_off_course, _densify_valid)
    return sections


def _replace_rows(
    sections: list[_Section],
    shapes: Geometries,
    find: Callable[[_Section], Integers],
    replace: Callable[[Geometries], Geometries],
) -> tuple[list[_Section], Geometries]:
    """Return geometries, whole and taken apart, some rows of which are replaced."""
    rows = np.unique(np.concatenate([np.empty(0, int), *map(find, sections)]))
    if not rows.size:
        return sections, shapes
    shapes = shapes.copy()
    shapes[rows] = replace(shapes[rows])
    return list(_take_apart(shapes)), shapes


def _densify_valid(shapes: Geometries) -> Geometries:
    """Return shapes with vertices along their legs; polygons that cross themselves are drawn as they are."""
    valid = shapely.is_valid(shapes)
    shapes[valid] = densify(shapes[valid])
    return shapes


def _check_degrees(sections: Sequence[_Section], crs: CRS | None) -> None:
    """Raise if a coordinate is no place on Earth; longitudes may run on for a turn."""
    for section in sections:
        bad = np.flatnonzero(~(np.abs(section.lonlat) <= FARTHEST).all(axis=1))
        if bad.size:
            raise GeometryError(
                f"expected longitude and latitude in degrees, got {section.lonlat[bad[0]].tolist()}, one of "
                f"{bad.size}; set the table's crs (it is {crs}) to the one that its coordinates are in, or "
                "mend the geometry",
                index=int(section.rows_of_vertices()[bad[0]]),
            )


def _finer_by(sections: Sequence[_Section]) -> int:
    """Return how many decimals more than usual a table keeps because it spans little."""
    if not sections:
        return 0
    low = np.min([section.lonlat.min(axis=0) for section in sections], axis=0)
    high = np.max([section.lonlat.max(axis=0) for section in sections], axis=0)
    span = float((high - low).max())
    return int(np.ceil(np.log10(WIDE_SPAN / span))) if 0 < span < WIDE_SPAN else 0


def sort_spatially(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the table in the order of a Z-order curve, which compresses best.

    Parameters
    ----------
    table : GeoDataFrame
        A table whose order of drawing does not matter.

    Returns
    -------
    GeoDataFrame
        The same rows; neighbours in space are neighbours in the table.

    References
    ----------
    G. M. Morton, A computer oriented geodetic data base and a new technique in file sequencing, IBM, 1966.

    Examples
    --------
    >>> import geopandas as gpd
    >>> corners = gpd.GeoSeries.from_xy([0, 9, 0, 9], [0, 0, 9, 9]).iloc[[3, 0, 2, 1]]
    >>> sort_spatially(gpd.GeoDataFrame(geometry=corners)).index.tolist()
    [0, 1, 2, 3]
    """
    bounds = np.nan_to_num(shapely.bounds(np.asarray(table.geometry)))
    centres = (bounds[:, :2] + bounds[:, 2:]) / 2
    low = centres.min(axis=0, initial=np.inf)
    span = np.maximum((centres - low).max(initial=0.0), 1e-9)
    column, row = ((centres - low) / span * 0xFFFF).astype(np.uint64).T
    return table.iloc[np.argsort(_interleave(column) | (_interleave(row) << np.uint64(1)), kind="stable")]


def _interleave(values: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Spread 16 bits so that a zero follows each."""
    for shift, mask in ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555)):
        values = (values | (values << np.uint64(shift))) & np.uint64(mask)
    return values
