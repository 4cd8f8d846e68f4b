"""What the layers of an atlas mean: reading, checking, writing and analysing them."""

from isthmus.geo import ValidationError

from .about import About, Precision
from .atlas import Atlas, check, example, read
from .buffers import buffer
from .coarsen import coarsen
from .dictionary import data_dictionary
from .gates import gates
from .geojson import write_geojson
from .impacts import impacts
from .read_table import read_table
from .route import route
from .schema import Column, Schema
from .schemas import SCHEMAS
from .sources import sources
from .transport import closures, hubs, network, scenarios
from .write import write_table
from .zones import exposure, hindering, in_force

__all__ = [
    "SCHEMAS",
    "About",
    "Atlas",
    "Column",
    "Precision",
    "Schema",
    "ValidationError",
    "buffer",
    "check",
    "closures",
    "coarsen",
    "data_dictionary",
    "example",
    "exposure",
    "gates",
    "hindering",
    "hubs",
    "impacts",
    "in_force",
    "network",
    "read",
    "read_table",
    "route",
    "scenarios",
    "sources",
    "write_geojson",
    "write_table",
]
