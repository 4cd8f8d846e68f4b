"""Holes that are none, left by outlines that double back on themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from isthmus.geo._chains import Chains, GeometryArray, put_together
from isthmus.geo._ellipsoid import FloatArray, inverse

if TYPE_CHECKING:
    from shapely import LinearRing


def without_false_holes(buffers: GeometryArray, lines: Chains, radius_m: FloatArray) -> GeometryArray:
    """Fill the holes of buffers that lie within the radius of a vertex of their line.

    Where a line much shorter than its radius turns back and forth, the loops of its outline lie within the
    tolerance of each other, and some may wind around nothing.
    """
    parts, owner = shapely.get_parts(buffers, return_index=True)
    holed = np.flatnonzero(shapely.get_num_interior_rings(parts))
    if len(holed) == 0:
        return buffers
    for k in holed:
        line, radius = lines.chosen(owner[[k]]), radius_m[owner[k]]
        true = [hole for hole in parts[k].interiors if not _is_reached(hole, line, radius)]
        parts[k] = shapely.Polygon(parts[k].exterior, true)
    return put_together(buffers, parts, owner)


def _is_reached(hole: LinearRing, line: Chains, radius_m: float) -> bool:
    inside = shapely.Polygon(hole).representative_point()
    lon, lat = np.full(len(line.lon), inside.x), np.full(len(line.lon), inside.y)
    return bool(np.min(inverse(lon, lat, line.lon, line.lat)[2]) < radius_m)
