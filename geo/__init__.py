"""Geometry on the WGS 84 ellipsoid, and graphs.

Arrays of shapely geometries in longitude and latitude go in and come out; lengths are metres. No tables, no
files, no colours.
"""

from isthmus._choices import PathKind, Weight
from isthmus._face import name_members as _name_members

from ._answers import Assignment, BestRoutes, Cut, Part, Route, RouteFlow
from ._antimeridian import bounds, split_antimeridian, unwrap
from ._buffers.buffer_rule import Cap, Cover, Side
from ._buffers.constant_width import buffer, rings
from ._buffers.variable_width import buffer_by_leg, buffer_by_vertex
from ._ellipsoid import MEAN_RADIUS_M, METRES_PER_DEGREE, direct, inverse, unit_vectors
from ._exposure import Exposure, ZoneIndex, length_within
from ._geodesic import area, densify, distance, length
from ._networks.network import Network
from ._networks.replacement_routes import ReplacementRoutes
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
    "MEAN_RADIUS_M",
    "METRES_PER_DEGREE",
    "ArgumentError",
    "Assignment",
    "BestRoutes",
    "Cap",
    "Cover",
    "Cut",
    "DataWarning",
    "Exposure",
    "GeometryError",
    "IsthmusError",
    "IsthmusWarning",
    "Network",
    "NoCutError",
    "NoRouteError",
    "Part",
    "PathKind",
    "Problem",
    "ReadError",
    "ReplacementRoutes",
    "Route",
    "RouteFlow",
    "Side",
    "ValidationError",
    "Weight",
    "WriteError",
    "ZoneIndex",
    "area",
    "bounds",
    "buffer",
    "buffer_by_leg",
    "buffer_by_vertex",
    "densify",
    "direct",
    "distance",
    "inverse",
    "length",
    "length_within",
    "rings",
    "split_antimeridian",
    "unit_vectors",
    "unwrap",
]

_name_members(__name__, __all__)
