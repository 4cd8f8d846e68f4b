"""Read an atlas from a folder of layer files or one GeoPackage."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from isthmus.geo import ReadError, ValidationError

from .read_csv import read_csv
from .schemas import SCHEMAS

if TYPE_CHECKING:
    from isthmus.geo import Problem

    from .table import RawTable


def raw_tables(path: Path) -> tuple[list[RawTable], list[Problem]]:
    """Read every layer file of a folder."""
    if not path.exists():
        raise ReadError(f"{path}: expected a folder of layer files or a GeoPackage, found nothing there")
    tables: list[RawTable] = []
    problems: list[Problem] = []
    for file in sorted(path.iterdir()):
        if file.suffix != ".csv" or file.stem not in SCHEMAS:
            continue
        try:
            tables.append(read_csv(file, file.stem))
        except ValidationError as error:
            problems += error.problems
    return tables, problems
