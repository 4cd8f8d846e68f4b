"""Geometry on the WGS 84 ellipsoid, and graphs.

Arrays of shapely geometries in longitude and latitude go in and come out; lengths are metres. No tables, no
files, no colours.
"""

from .answers import Cut, Route
from .antimeridian import bounds, split_antimeridian, unwrap
from .bands import rings
from .buffering import buffer
from .chains import PathKind
from .criticality import ClosureEffects, closure_effects
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
from .exposure import Exposure, length_within
from .geodesic import area, densify, distance, length
from .journeys import Journeys, journeys, nearest_ends, rerouted
from .network import Network
from .reshaping import adding_a_route, delayed, merged, with_gates
from .varied import buffer_by_leg, buffer_tapered

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
