"""What the layers of an atlas mean: reading, checking, writing and analysing them."""

from isthmus.geo import ValidationError

from .atlas import Atlas, check, example, read
from .buffers import buffer
from .dictionary import data_dictionary
from .geojson import write_geojson
from .impacts import impacts
from .schema import Column, Schema
from .schemas import SCHEMAS
from .sources import sources
from .zones import exposure, hindering, in_force

__all__ = [
    "SCHEMAS",
    "Atlas",
    "Column",
    "Schema",
    "ValidationError",
    "buffer",
    "check",
    "data_dictionary",
    "example",
    "exposure",
    "hindering",
    "impacts",
    "in_force",
    "read",
    "sources",
    "write_geojson",
]
