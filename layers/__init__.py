"""What the layers of an atlas mean: reading, checking, writing and analysing them."""

from isthmus.geo import ValidationError

from .atlas import Atlas, check, example, read
from .dictionary import data_dictionary
from .geojson import write_geojson
from .impacts import impacts
from .schema import Column, Schema
from .schemas import SCHEMAS
from .sources import sources

__all__ = [
    "SCHEMAS",
    "Atlas",
    "Column",
    "Schema",
    "ValidationError",
    "check",
    "data_dictionary",
    "example",
    "impacts",
    "read",
    "sources",
    "write_geojson",
]
