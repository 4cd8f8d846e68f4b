"""What the layers of an atlas mean: reading, checking, writing and analysing them."""

from isthmus.geo import ValidationError

from .about import About, Precision
from .atlas import Atlas, check, example, read
from .buffers import buffer
from .coarsen import coarsen
from .dictionary import data_dictionary
from .geojson import write_geojson
from .impacts import impacts
from .read_table import read_table
from .schema import Column, Schema
from .schemas import SCHEMAS
from .sources import sources
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
    "coarsen",
    "data_dictionary",
    "example",
    "exposure",
    "hindering",
    "impacts",
    "in_force",
    "read",
    "read_table",
    "sources",
    "write_geojson",
    "write_table",
]
