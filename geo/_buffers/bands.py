"""Nested buffers of several radii."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from isthmus.geo._chains import Geometries, GeometryArray, PathKind, as_array, like
from isthmus.geo.errors import ArgumentError

from .batches import polygons_only
from .buffer_rule import BufferRule, Cover, check_radii
from .buffering import buffers

if TYPE_CHECKING:
    from numpy.typing import ArrayLike
    from shapely.geometry.base import BaseGeometry


def rings(
    geometries: BaseGeometry | Geometries | None,
    radii_m: ArrayLike,
    *,
    tolerance: float = 1e-3,
    path: PathKind = "geodesic",
    cover: Cover = "nearest",
    disjoint: bool = True,
) -> GeometryArray:
    """Return the bands around geometries, such as 0 to 10, 10 to 25 and 25 to 50 km.

    Each radius is offset from the line itself, and the bands share only the checks of what comes in. Growing
    a buffer from the next smaller one costs more: its smooth outline has more vertices than a line simplified
    for the larger radius. And what does not depend on the radius, the lengths and azimuths of the legs, is
    less than a twentieth of the work: most of it is finding where an outline crosses itself.

    Parameters
    ----------
    geometries : geometry or array of geometries
    radii_m : array of float
        Metres, ascending, further apart than their errors.
    tolerance, path, cover
        As for `buffer`.
    disjoint : bool
        Whether each band leaves out the ones inside; if not, each holds them.

    Returns
    -------
    array of geometry, shape (geometries, radii), or (radii,) for a single geometry

    Examples
    --------
    >>> from isthmus import geo
    >>> bands = rings(shapely.Point(121, 25), [10_000, 25_000, 50_000])
    >>> [round(geo.area(band, path="straight") / 1e6) for band in bands]
    [314, 1647, 5883]
    """
    rule = BufferRule(tolerance, path, cover)
    radii = np.atleast_1d(np.asarray(radii_m, dtype=np.float64))
    check_radii(radii)
    if radii.ndim != 1 or not (radii[1:] * (1 - tolerance) > radii[:-1] * (1 + tolerance)).all():
        raise ArgumentError(
            f"radii_m: expected ascending numbers further apart than their errors, got {radii.tolist()}"
        )
    array = as_array(geometries)
    nested = np.empty((len(array), len(radii)), object)
    for k, radius in enumerate(radii):
        nested[:, k] = buffers(array, np.full(len(array), radius), rule)
    bands: GeometryArray = like(geometries, _without_inner(nested) if disjoint else nested)
    return bands


def _without_inner(nested: GeometryArray) -> GeometryArray:
    bands = nested.copy()
    for k in range(1, nested.shape[1]):
        known = ~shapely.is_missing(nested[:, k])
        bands[known, k] = polygons_only(shapely.difference(nested[known, k], nested[known, k - 1]))
    return bands
