"""Geometry on the WGS 84 ellipsoid, and graphs.

Arrays of shapely geometries in longitude and latitude go in and come out; lengths are metres. No tables, no
files, no colours.
"""

from .antimeridian import bounds, split_antimeridian, unwrap
from .buffering import buffer
from .chains import PathKind
from .errors import (
    ArgumentError,
    GeometryError,
    IsthmusError,
    IsthmusWarning,
    NoRouteError,
    Problem,
    ReadError,
    ValidationError,
    WriteError,
)
from .geodesic import area, densify, distance, length
from .varied import buffer_by_leg, buffer_tapered

__all__ = [
    "ArgumentError",
    "GeometryError",
    "IsthmusError",
    "IsthmusWarning",
    "NoRouteError",
    "PathKind",
    "Problem",
    "ReadError",
    "ValidationError",
    "WriteError",
    "area",
    "bounds",
    "buffer",
    "buffer_by_leg",
    "buffer_tapered",
    "densify",
    "distance",
    "length",
    "split_antimeridian",
    "unwrap",
]
