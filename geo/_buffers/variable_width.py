"""Variable-width buffers: a radius for each leg of a line, or one for each vertex, tapered between them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, cast, overload

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from isthmus._arguments import as_items, as_numbers, describe
from isthmus.geo._chains import LINE, Chains, Geometries, GeometryArray, as_array, check_legs, like
from isthmus.geo._ellipsoid import inverse
from isthmus.geo.errors import ArgumentError, GeometryError, blame

from .buffer_rule import BufferRule, Cover, check_radii
from .lines import along_lines, buffer_strokes, prepare, unite

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import ArrayLike

    from isthmus._choices import PathKind
    from isthmus.geo._ellipsoid import FloatArray, IntArray


class _Buffers(Protocol):
    """What both functions are called with: one line and its radii, or many lines and those of each."""

    @overload
    def __call__(
        self,
        lines: BaseGeometry,
        radii_m: ArrayLike,
        *,
        tolerance: float = 1e-3,
        path: PathKind | None = None,
        cover: Cover = "nearest",
    ) -> BaseGeometry: ...
    @overload
    def __call__(
        self,
        lines: Geometries,
        radii_m: Sequence[ArrayLike],
        *,
        tolerance: float = 1e-3,
        path: PathKind | None = None,
        cover: Cover = "nearest",
    ) -> GeometryArray: ...


def _of_one_or_many(buffers: Callable[..., Any]) -> _Buffers:
    """Say by its type that a function returns one geometry for a line, and an array for many."""
    return cast("_Buffers", buffers)


@_of_one_or_many
def buffer_by_leg(
    lines: BaseGeometry | Geometries,
    radii_m: ArrayLike | Sequence[ArrayLike],
    *,
    tolerance: float = 1e-3,
    path: PathKind | None = None,
    cover: Cover = "nearest",
) -> BaseGeometry | GeometryArray:
    """Return the buffers of lines with a radius for each leg: the union of the buffers of the legs.

    Parameters
    ----------
    lines : LineString or array of LineStrings
    radii_m : array of float, one per leg, or one such array per line
        Metres.
    tolerance, path, cover
        As for `buffer`.

    Examples
    --------
    >>> import shapely
    >>> from isthmus import geo
    >>> line = shapely.LineString([(20, 50), (21, 50), (22, 50)])
    >>> wider = geo.buffer_by_leg(line, [5_000, 20_000])
    >>> bool(geo.area(wider) > geo.area(geo.buffer(line, 5_000)))
    True
    >>> geo.buffer_by_leg([], []).tolist()
    []
    """
    rule = BufferRule(tolerance, path, cover).of_lines()
    array, chains, radii = _lines_and_radii(lines, radii_m, of_legs=True, path=rule.path)
    i, chain = chains.legs, chains.chain[chains.legs]
    starts = np.ones(len(i), bool)
    starts[1:] = (chain[1:] != chain[:-1]) | (radii[1:] != radii[:-1])
    run = np.cumsum(starts) - 1
    ends = np.append(starts[1:], True)[: len(i)]
    vertex = np.concatenate([i, i[ends] + 1])
    order = np.argsort(np.concatenate([run, run[ends]]), kind="stable")
    xy = np.column_stack([chains.lon, chains.lat])[vertex[order]]
    pieces = shapely.linestrings(xy, indices=np.concatenate([run, run[ends]])[order])
    parts = buffer_strokes(np.asarray(pieces), rule.aim(radii[starts]), rule)
    result: BaseGeometry | GeometryArray = like(lines, unite(parts, chain[starts], len(array)))
    return result


@_of_one_or_many
def buffer_by_vertex(
    lines: BaseGeometry | Geometries,
    radii_m: ArrayLike | Sequence[ArrayLike],
    *,
    tolerance: float = 1e-3,
    path: PathKind | None = None,
    cover: Cover = "nearest",
) -> BaseGeometry | GeometryArray:
    """Return the buffers of lines with a radius for each vertex, changing evenly along the legs.

    The outline is the envelope of the discs: where the radius changes by dr over ds, its rays leave the line
    under the angle arccos(-dr/ds).

    Parameters
    ----------
    lines : LineString or array of LineStrings
    radii_m : array of float, one per vertex, or one such array per line
        Metres.
    tolerance, path, cover
        As for `buffer`; the tolerance is relative to the smaller radius of each leg.

    Examples
    --------
    >>> import shapely
    >>> from isthmus import geo
    >>> cone = geo.buffer_by_vertex(shapely.LineString([(20, 50), (23, 50)]), [5_000, 40_000])
    >>> round(geo.area(cone) / 1e6), "km2"
    (12356, 'km2')
    >>> geo.buffer_by_vertex([], []).tolist()
    []
    """
    rule = BufferRule(tolerance, path, cover).of_lines()
    array, chains, radii = _lines_and_radii(lines, radii_m, of_legs=False, path=rule.path)
    chains, aim = prepare(chains, np.minimum.reduceat(radii, chains.offsets[:-1]), rule, rule.aim(radii))
    alone = np.flatnonzero(chains.counts == 1)  # lines whose vertices are all in one place
    place = chains.offsets[alone]
    centres = np.asarray(shapely.points(chains.lon[place], chains.lat[place]))
    discs = buffer_strokes(centres, aim[place], rule)
    parts, owner = _taper_legs(chains, aim, rule)
    parts, owner = np.concatenate([parts, discs]), np.concatenate([owner, alone])
    result: BaseGeometry | GeometryArray = like(lines, unite(parts, owner, len(array)))
    return result


def _taper_legs(chains: Chains, radii: FloatArray, rule: BufferRule) -> tuple[GeometryArray, IntArray]:
    """Return the hull of the discs at both ends of each leg, one by one, and the line each leg belongs to.

    Where the radius changes by more than the leg is long, the larger disc holds the smaller one.
    """
    i = chains.legs
    ends = np.column_stack([i, i + 1]).ravel()
    legs = Chains(chains.lon[ends], chains.lat[ends], 2 * np.arange(len(i) + 1))
    length = inverse(chains.lon[i], chains.lat[i], chains.lon[i + 1], chains.lat[i + 1])[2]
    radius = radii[ends].reshape(-1, 2)
    smallest, largest = radius.min(axis=1), radius.max(axis=1)
    disc = largest - smallest >= length
    larger = np.where(radius[:, 0] >= radius[:, 1], i, i + 1)
    parts = np.empty(len(i), object)
    centres = shapely.points(chains.lon[larger[disc]], chains.lat[larger[disc]])
    parts[disc] = buffer_strokes(np.asarray(centres), largest[disc], rule)
    if not disc.all():
        cones = legs.pick(np.flatnonzero(~disc))
        parts[~disc] = along_lines(cones, largest[~disc], rule, vertex_radius_m=radius[~disc].ravel())
    return parts, chains.chain[i]


def _lines_and_radii(
    lines: BaseGeometry | Geometries,
    radii_m: ArrayLike | Sequence[ArrayLike],
    *,
    of_legs: bool,
    path: PathKind | None,
) -> tuple[GeometryArray, Chains, FloatArray]:
    """Return checked lines, and the radii of all their legs or vertices in one flat array."""
    with blame("lines"):
        array = as_array(lines, "lines")
    rows = [radii_m] if isinstance(lines, BaseGeometry) else as_items("radii_m", radii_m, "arrays of metres")
    if len(rows) != len(array):
        raise ArgumentError(f"lines, radii_m: expected one array per line ({len(array)}), got {len(rows)}")
    radii = [as_numbers("radii_m", row, "metres") for row in rows]
    for index, (line, row) in enumerate(zip(array, radii, strict=True)):
        if shapely.get_type_id(line) != LINE or line.is_empty:
            empty = "an empty one" if line is not None and line.is_empty else describe(line)
            raise GeometryError(f"lines: expected a LineString, got {empty}", index=index)
        expected = shapely.get_num_coordinates(line) - of_legs
        if row.shape != (expected,):
            what = "leg" if of_legs else "vertex"
            raise GeometryError(
                f"radii_m: expected {expected} radii, one per {what}, got shape {row.shape}", index=index
            )
        if not (row > 0).all():
            raise GeometryError(f"radii_m: expected radii above 0, got {row.min():,} m", index=index)
        check_radii("radii_m", row, owner=np.full(len(row), index))
    flat = np.concatenate(radii) if radii else np.empty(0)
    chains = Chains.of(array)
    if path == "geodesic":
        check_legs(chains, np.arange(len(array)))
    return array, chains, flat
