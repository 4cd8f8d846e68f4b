"""Geometries taken apart into flat arrays, and put together again.

The operations of this package run on whole arrays. `take_apart` turns any geometries into atoms (points,
lines, polygons) which know their owner; `Chains` holds the vertices of many lines or rings in flat arrays;
`put_together` builds geometries of the original kinds from the atoms that an operation returns. Here, and
only here, input is checked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias, get_args

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from shapely.geometry.base import BaseGeometry

from isthmus._arguments import check_choice, describe, unfit
from isthmus._choices import PathKind

from ._ellipsoid import (
    FULL_TURN,
    LONGEST_LEG_M,
    POLE_LATITUDE,
    BoolArray,
    FloatArray,
    IntArray,
    inverse,
    wrap_degrees,
)
from .errors import GeometryError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

GeometryArray: TypeAlias = NDArray[np.object_]
Geometries: TypeAlias = "Sequence[BaseGeometry | None] | GeometryArray"

POINT: Final = 0
LINE: Final = 1
RING: Final = 2
POLYGON: Final = 3
MULTIPOINT: Final = 4
MULTILINE: Final = 5
MULTIPOLYGON: Final = 6
COLLECTION: Final = 7

# Legs that are too long end closer than this to the point opposite their start.
_ANTIPODAL_DEG: Final = 1.2
# Longitudes may run on past 180 when a line circles the Earth or a pole; this many turns are metres instead.
LARGEST_LONGITUDE: Final = 36_000.0


def check_path(path: str | None) -> None:
    """Refuse a path that is neither geodesic nor straight, nor left open."""
    if path is not None:
        check_choice("path", path, get_args(PathKind))


def path_of_lines(path: PathKind | None) -> PathKind:
    """Return what a leg of a line is: the geodesic, unless said otherwise."""
    check_path(path)
    return path or "geodesic"


def path_of_edges(path: PathKind | None) -> PathKind:
    """Return what an edge of a polygon is: straight in longitude and latitude, unless said otherwise."""
    check_path(path)
    return path or "straight"


def as_array(geometries: BaseGeometry | Geometries | None, argument: str = "geometries") -> GeometryArray:
    """Return a flat array of checked, two-dimensional geometries; Z and M are dropped."""
    if geometries is None or isinstance(geometries, BaseGeometry):
        array = np.empty(1, object)
        array[0] = geometries
    else:
        array = _one_dimension(argument, geometries)
    foreign = ~(shapely.is_geometry(array) | shapely.is_missing(array))
    if foreign.any():
        first = int(np.argmax(foreign))
        raise GeometryError(f"expected a geometry or None, got {describe(array[first])}", index=first)
    _check_coordinates(array)
    flat = not (shapely.has_z(array) | shapely.has_m(array)).any()
    return array.copy() if flat else shapely.force_2d(array)


def _one_dimension(argument: str, geometries: object) -> GeometryArray:
    crs = getattr(geometries, "crs", None)
    if crs is not None and not CRS(4326).equals(crs, ignore_axis_order=True):
        remedy = "bring them to degrees with to_crs(4326)"
        raise unfit(argument, "longitude and latitude on WGS 84", geometries, f"its CRS is {crs}; {remedy}")
    expected = "a geometry, None or a list of them"
    try:
        array = np.asarray(geometries, dtype=object)
    except ValueError:  # lists of unequal lengths
        raise unfit(argument, expected, geometries) from None
    if array.ndim != 1:
        raise unfit(argument, expected, geometries)
    return array


def like(geometries: BaseGeometry | Geometries | None, result: NDArray[Any]) -> Any:  # noqa: ANN401
    """Return the array, or its only element when a single geometry came in."""
    return result[0] if geometries is None or isinstance(geometries, BaseGeometry) else result


def _check_coordinates(array: GeometryArray) -> None:
    srid = np.where(shapely.is_missing(array), 0, shapely.get_srid(array))
    _refuse(~np.isin(srid, (0, 4326)), "expected longitude and latitude on WGS 84, got SRID {}", srid)
    xy, owner = shapely.get_coordinates(array, return_index=True)
    lon, lat = xy.T
    with np.errstate(invalid="ignore"):
        _refuse(~np.isfinite(lon + lat), "expected finite coordinates, got {}", xy, owner)
        _refuse(np.abs(lat) > POLE_LATITUDE, "expected a latitude of -90 to 90 degrees, got {}", lat, owner)
        _refuse(
            np.abs(lon) > LARGEST_LONGITUDE,
            "expected a longitude in degrees (0 to 360 is welcome), got {}; are these metres?",
            lon,
            owner,
        )


def _refuse(bad: BoolArray, message: str, values: NDArray[Any], owner: IntArray | None = None) -> None:
    if bad.any():
        first = int(np.argmax(bad))
        value = values[first].tolist()
        raise GeometryError(message.format(value), index=first if owner is None else int(owner[first]))


def unravel_rows(counts: IntArray) -> tuple[IntArray, IntArray]:
    """Return row and position within the row for rows of the given lengths.

    Examples
    --------
    >>> row, position = unravel_rows(np.array([2, 0, 3]))
    >>> row.tolist(), position.tolist()
    ([0, 0, 2, 2, 2], [0, 1, 0, 1, 2])
    """
    row = np.repeat(np.arange(len(counts)), counts)
    first = np.cumsum(counts) - counts
    return row, np.arange(len(row)) - first[row]


@dataclass(frozen=True, slots=True)
class Chains:
    """Many lines or closed rings in flat arrays.

    Parameters
    ----------
    lon, lat : array of float, shape (vertices,)
        Degrees.
    offsets : array of int, shape (chains + 1,)
        Chain k holds the vertices ``offsets[k]:offsets[k + 1]``.
    """

    lon: FloatArray
    lat: FloatArray
    offsets: IntArray

    @classmethod
    def of(cls, lines: GeometryArray) -> Chains:
        """Take the vertices of lines or rings."""
        xy, owner = shapely.get_coordinates(lines, return_index=True)
        return cls(xy[:, 0], xy[:, 1], np.searchsorted(owner, np.arange(len(lines) + 1)))

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @property
    def counts(self) -> IntArray:
        """Vertices of each chain."""
        return np.diff(self.offsets)

    @property
    def chain(self) -> IntArray:
        """Chain of each vertex."""
        return np.repeat(np.arange(len(self)), self.counts)

    @property
    def legs(self) -> IntArray:
        """First vertex of each leg; the second one is the next."""
        starts = np.ones(len(self.lon), bool)
        starts[self.offsets[1:] - 1] = False
        return np.flatnonzero(starts)

    def take(self, vertices: IntArray, lon: FloatArray, lat: FloatArray) -> Chains:
        """Return chains with new coordinates; `vertices` says from which old vertex each one descends."""
        return Chains(lon, lat, np.searchsorted(vertices, self.offsets))

    def pick(self, numbers: IntArray) -> Chains:
        """Return some of the chains."""
        counts = self.counts[numbers]
        row, place = unravel_rows(counts)
        vertex = self.offsets[numbers][row] + place
        return Chains(self.lon[vertex], self.lat[vertex], np.concatenate([[0], np.cumsum(counts)]))

    def keep_legs(self, kept: BoolArray) -> tuple[Chains, IntArray]:
        """Return chains of some legs, as long as these follow each other, and from which chain each came."""
        i, chain = self.legs[kept], self.chain[self.legs[kept]]
        starts = np.ones(len(i), bool)
        starts[1:] = (i[1:] != i[:-1] + 1) | (chain[1:] != chain[:-1])
        # the first vertex of every leg, and the last one of the run
        leg, at_end = unravel_rows(1 + np.append(starts[1:], True)[: len(i)].astype(np.int64))
        vertex = i[leg] + at_end
        first = np.flatnonzero(starts[leg] & (at_end == 0))
        offsets = np.append(first, len(vertex))
        return Chains(self.lon[vertex], self.lat[vertex], offsets), chain[starts]

    def append(self, other: Chains) -> Chains:
        """Return these chains and then those."""
        return Chains(
            np.concatenate([self.lon, other.lon]),
            np.concatenate([self.lat, other.lat]),
            np.concatenate([self.offsets, other.offsets[1:] + self.offsets[-1]]),
        )

    def to_lines(self) -> GeometryArray:
        """Build line strings."""
        return np.asarray(shapely.linestrings(np.column_stack([self.lon, self.lat]), indices=self.chain))

    def to_rings(self) -> GeometryArray:
        """Build linear rings."""
        return np.asarray(shapely.linearrings(np.column_stack([self.lon, self.lat]), indices=self.chain))


def unwrap_chains(chains: Chains, *, path: PathKind) -> Chains:
    """Make longitudes continuous along each chain: a leg turns the shorter way around the Earth.

    A pole has every longitude, so along geodesics the vertices at a pole take those of their neighbours:
    the leg into the pole and the leg out of it stay on their meridians. A straight leg of exactly 360
    degrees along a parallel stays one.
    """
    if path == "geodesic":
        return turn_legs(_meridians_at_poles(chains), np.empty(0, np.int64))
    around = np.abs(np.diff(chains.lon, prepend=0.0)) == FULL_TURN
    return turn_legs(chains, np.flatnonzero(around & (np.diff(chains.lat, prepend=0.0) == 0)))


def turn_legs(chains: Chains, kept: IntArray) -> Chains:
    """Turn each leg the shorter way around the Earth, but for those that end at some vertices."""
    turns = np.round(np.diff(chains.lon, prepend=0.0) / 360.0)
    turns[kept] = 0.0
    turns[chains.offsets[:-1]] = 0.0
    total = np.cumsum(turns)
    total -= np.repeat(total[chains.offsets[:-1]], chains.counts)
    return Chains(chains.lon - 360.0 * total, chains.lat, chains.offsets)


def _meridians_at_poles(chains: Chains) -> Chains:
    at_pole = np.abs(chains.lat) == POLE_LATITUDE
    if not at_pole.any():
        return chains
    first, last = np.zeros_like(at_pole), np.zeros_like(at_pole)
    first[chains.offsets[:-1]] = last[chains.offsets[1:] - 1] = True
    repeats = at_pole & ~first & np.roll(at_pole & (chains.counts[chains.chain] > 1), 1)
    if repeats.any():
        kept = np.flatnonzero(~repeats)
        return _meridians_at_poles(chains.take(kept, chains.lon[kept], chains.lat[kept]))
    vertex, copy = unravel_rows(1 + (at_pole & ~first & ~last))
    lon = chains.lon[vertex]
    arrives = at_pole[vertex] & ~first[vertex] & (copy == 0)
    leaves = at_pole[vertex] & ~last[vertex] & ((copy == 1) | first[vertex])
    lon[arrives] = chains.lon[vertex[arrives] - 1]
    lon[leaves] = chains.lon[vertex[leaves] + 1]
    return chains.take(vertex, lon, chains.lat[vertex])


def geodesic_legs(chains: Chains, owner: IntArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return azimuth at both ends and length of each leg, refusing legs between near-antipodal vertices."""
    i = chains.legs
    azimuth0, azimuth1, length = inverse(chains.lon[i], chains.lat[i], chains.lon[i + 1], chains.lat[i + 1])
    _refuse_antipodal(length, owner[chains.chain[i]])
    return azimuth0, azimuth1, length


def check_legs(chains: Chains, owner: IntArray) -> None:
    """Refuse legs between near-antipodal vertices, looking closely only at legs that may be such."""
    i = chains.legs
    i = i[np.abs(chains.lat[i] + chains.lat[i + 1]) < _ANTIPODAL_DEG]
    across = np.abs(wrap_degrees(chains.lon[i + 1] - chains.lon[i])) > 180.0 - 20 * _ANTIPODAL_DEG
    # further than 20 times around from the opposite longitude only within a twentieth of a radian of a pole
    i = i[across | (np.abs(chains.lat[i]) > POLE_LATITUDE - 3)]
    length = inverse(chains.lon[i], chains.lat[i], chains.lon[i + 1], chains.lat[i + 1])[2]
    _refuse_antipodal(length, owner[chains.chain[i]])


def _refuse_antipodal(length: FloatArray, owner: IntArray) -> None:
    far = length > LONGEST_LEG_M
    if far.any():
        first = int(np.argmax(far))
        raise GeometryError(
            f"the leg between vertices nearly opposite on the Earth ({length[first] / 1000:,.0f} km) has "
            "no single geodesic; add a vertex between them",
            index=int(owner[first]),
        )


def take_apart(array: GeometryArray) -> tuple[GeometryArray, IntArray]:
    """Return the non-empty points, lines, rings and polygons of geometries, and the index of their owner."""
    atoms, owner = array, np.arange(len(array))
    while (shapely.get_type_id(atoms) >= MULTIPOINT).any():
        atoms, parent = shapely.get_parts(atoms, return_index=True)
        owner = owner[parent]
    closed = shapely.get_type_id(atoms) == RING
    if closed.any():
        atoms = atoms.copy()
        atoms[closed] = Chains.of(atoms[closed]).to_lines()
    full = ~(shapely.is_missing(atoms) | shapely.is_empty(atoms))
    return atoms[full], owner[full].astype(np.int64)


def put_together(array: GeometryArray, atoms: GeometryArray, owner: IntArray) -> GeometryArray:
    """Build geometries like those of `array` from their new atoms, which stand in the order of their owners.

    A single geometry that has become several atoms turns into a multi-part one; None and empty stay.
    """
    result = array.copy()
    kind = shapely.get_type_id(array)
    count = np.bincount(owner, minlength=len(array))
    alone = (count == 1) & (kind <= POLYGON)
    result[alone] = atoms[alone[owner]]
    makers: dict[int, Callable[..., Any]] = {
        MULTIPOINT: shapely.multipoints,
        MULTILINE: shapely.multilinestrings,
        MULTIPOLYGON: shapely.multipolygons,
        COLLECTION: shapely.geometrycollections,
    }
    several = np.select(
        [kind == POINT, kind <= RING, kind == POLYGON], [MULTIPOINT, MULTILINE, MULTIPOLYGON], kind
    )
    for number, make in makers.items():
        targets = np.flatnonzero((several == number) & ~alone & (count > 0))
        if len(targets):
            chosen = np.isin(owner, targets)
            result[targets] = make(atoms[chosen], indices=np.searchsorted(targets, owner[chosen]))
    return result
