"""What the layers of an atlas mean: reading, checking, writing and analysing them."""

from isthmus.geo import ValidationError

from .atlas import Atlas, check, example, read
from .schema import Column, Schema
from .schemas import SCHEMAS

__all__ = ["SCHEMAS", "Atlas", "Column", "Schema", "ValidationError", "check", "example", "read"]
