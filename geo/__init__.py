"""Geometry on the WGS 84 ellipsoid, and graphs.

Arrays of shapely geometries in longitude and latitude go in and come out; lengths are metres. No tables, no
files, no colours.
"""

from .errors import (
    GeometryError,
    IsthmusError,
    IsthmusWarning,
    NoRouteError,
    Problem,
    ReadError,
    ValidationError,
    WriteError,
)

__all__ = [
    "GeometryError",
    "IsthmusError",
    "IsthmusWarning",
    "NoRouteError",
    "Problem",
    "ReadError",
    "ValidationError",
    "WriteError",
]
