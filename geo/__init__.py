"""Geometry on the WGS 84 ellipsoid, and graphs.

Arrays of shapely geometries in longitude and latitude go in and come out; lengths are metres. No tables, no
files, no colours.
"""

from ._answers import Cut, Route
from ._antimeridian import bounds, split_antimeridian, unwrap
from ._buffers.bands import rings
from ._buffers.buffering import buffer
from ._buffers.varied import buffer_by_leg, buffer_tapered
from ._chains import PathKind
from ._exposure import Exposure, length_within
from ._geodesic import area, densify, distance, length
from ._networks.criticality import ClosureEffects, closure_effects
from ._networks.journeys import Journeys, journeys, nearest_ends, rerouted
from ._networks.network import Network
from ._networks.reshaping import adding_a_route, delayed, merged, with_gates
from .errors import (
    ArgumentError,
    DataWarning,
    GeometryError,
    IsthmusError,
    IsthmusWarning,
    NoCutError,
    NoRouteError,
    Problem,
    ReadError,
    ValidationError,
    WriteError,
)

__all__ = [
    "ArgumentError",
    "ClosureEffects",
    "Cut",
    "DataWarning",
    "Exposure",
    "GeometryError",
    "IsthmusError",
    "IsthmusWarning",
    "Journeys",
    "Network",
    "NoCutError",
    "NoRouteError",
    "PathKind",
    "Problem",
    "ReadError",
    "Route",
    "ValidationError",
    "WriteError",
    "adding_a_route",
    "area",
    "bounds",
    "buffer",
    "buffer_by_leg",
    "buffer_tapered",
    "closure_effects",
    "delayed",
    "densify",
    "distance",
    "journeys",
    "length",
    "length_within",
    "merged",
    "nearest_ends",
    "rerouted",
    "rings",
    "split_antimeridian",
    "unwrap",
    "with_gates",
]
