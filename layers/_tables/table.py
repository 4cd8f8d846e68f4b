"""Tables on their way from a file: every cell as text, then typed rows with their places."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeAlias

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from isthmus.geo import Problem, ValidationError

from .schema import FrozenMapping

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from .symbology import Style

GeometryArray: TypeAlias = NDArray[np.object_]
"""Shapely geometries, None where there is none."""


@dataclass(frozen=True)
class RawTable:
    """A table read but not yet checked.

    Parameters
    ----------
    layer : str
        Name of the layer it is to become.
    file : str
        Name of the file, for messages.
    cells : mapping of str to list of str
        The columns by name; "" is an empty cell.
    rows : sequence of int
        Number of each row in the file, the first row of data being 1.
    geometry : numpy.ndarray or None
        Shapely geometries in degrees, one a row, where the file's format has them.
    problems : tuple of Problem
        What was found wrong while reading.
    notes : tuple of Problem
        What was taken for granted while reading, such as an unusual encoding.
    dtypes : mapping of str to str
        Types of columns, as pandas names them, where the file's format says them.
    style : Style, optional
        How the owner has it drawn, if a style was saved with the file.
    """

    layer: str
    file: str
    cells: Mapping[str, list[str]]
    rows: Sequence[int]
    geometry: GeometryArray | None = None
    problems: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()
    dtypes: Mapping[str, str] = field(default_factory=lambda: FrozenMapping({}))
    style: Style | None = None

    def column(self, name: str) -> list[str]:
        """Return a column's cells, empty ones if the table has no such column."""
        return self.cells.get(name) or [""] * len(self.rows)

    def problem(
        self,
        expected: str,
        got: str,
        remedy: str = "",
        *,
        row: int | None = None,
        column: str | None = None,
        settings: tuple[str, ...] = (),
    ) -> Problem:
        """Return a problem of this table; ``row`` counts its rows from 0."""
        return Problem(
            self.file,
            expected,
            got,
            row=None if row is None else self.rows[row],
            column=column,
            remedy=remedy,
            settings=settings,
        )

    def note(
        self,
        expected: str,
        got: str,
        remedy: str = "",
        *,
        row: int | None = None,
        column: str | None = None,
        settings: tuple[str, ...] = (),
    ) -> Problem:
        """Return a note on this table; ``row`` counts its rows from 0."""
        found = self.problem(expected, got, remedy, row=row, column=column, settings=settings)
        return replace(found, severity="note")


@dataclass(frozen=True)
class Draft:
    """A layer being checked.

    Parameters
    ----------
    table : RawTable
        The table as its file says it.
    layer : geopandas.GeoDataFrame
        The same rows, typed; their index counts from 0.
    """

    table: RawTable
    layer: gpd.GeoDataFrame

    def values(self, column: str) -> list[Any]:
        """Return a column's values, None where one is missing."""
        cells = self.layer[column]
        values: list[Any] = cells.astype(object).where(cells.notna(), None).tolist()
        return values

    def fill(self, shapes: GeometryArray) -> None:
        """Give the rows without a geometry that of the same place in an array."""
        own = self.layer.geometry.to_numpy()
        filled = np.where(shapely.is_missing(own), shapes, own)
        self.layer["geometry"] = gpd.GeoSeries(filled, index=self.layer.index, crs=self.layer.crs)


def unreadable(
    path: Path, expected: str, got: str, remedy: str = "", *, settings: tuple[str, ...] = ()
) -> ValidationError:
    """Return the error for a file that is no table at all."""
    return ValidationError([Problem(path.name, expected, got, remedy=remedy, settings=settings)])


def check_header(path: Path, names: Sequence[str]) -> None:
    """Refuse a table whose columns have no name, or share one.

    Raises
    ------
    ValidationError
        If so.
    """
    if not all(name.strip() for name in names):
        place = next(place for place, name in enumerate(names, start=1) if not name.strip())
        raise unreadable(path, "a name for each column", f"none for column {place}", "name it or take it out")
    twice = sorted(name for name, count in Counter(names).items() if count > 1)
    if twice:
        got = ", ".join(f'"{name}"' for name in twice) + " more than once"
        raise unreadable(path, "each column once", got, "rename or take out one of them")
