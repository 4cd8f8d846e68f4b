"""Geometry on the WGS 84 ellipsoid, and graphs.

Arrays of shapely geometries in longitude and latitude go in and come out; lengths are metres. No tables, no
files, no colours.
"""

from .answers import Cut, Route
from .antimeridian import bounds, split_antimeridian, unwrap
from .buffers.bands import rings
from .buffers.buffering import buffer
from .buffers.varied import buffer_by_leg, buffer_tapered
from .chains import PathKind
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
from .networks.criticality import ClosureEffects, closure_effects
from .networks.journeys import Journeys, journeys, nearest_ends, rerouted
from .networks.network import Network
from .networks.reshaping import adding_a_route, delayed, merged, with_gates

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
