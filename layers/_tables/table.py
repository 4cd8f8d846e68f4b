"""Tables on their way from a file, every cell as text, then typed rows; as arguments; and their styles."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeAlias

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from isthmus._arguments import describe
from isthmus.geo import ArgumentError, IsthmusError, Problem, ValidationError

from .cells import list_words
from .schema import FrozenMapping
from .symbology import Symbol, Symbology

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    from .schema import Geometry

GeometryArray: TypeAlias = NDArray[np.object_]
"""Shapely geometries, None where there is none."""


#: Under what a style stands in the attributes of a table.
_STYLE = "isthmus.style"


@dataclass(frozen=True, slots=True)
class Style:
    """How the owner of a table has it drawn.

    It travels with the table in its ``attrs``, as what JSON holds, so that it survives copies and files.

    Parameters
    ----------
    symbology : Symbology
        The symbols.
    geometry : {"point", "line", "polygon"}
        Of what they are; a table of others is not drawn by them.
    name : str
        Column that labels the rows; empty if none does.
    """

    symbology: Symbology
    geometry: Geometry
    name: str = ""

    def put_on(self, table: pd.DataFrame) -> None:
        """Let a table be drawn so."""
        spans = {value: [*span] for value, span in self.symbology.spans.items()}
        table.attrs[_STYLE] = asdict(self) | {
            "symbology": asdict(self.symbology)
            | {"symbols": {value: asdict(symbol) for value, symbol in self.symbology.symbols.items()}}
            | {"spans": spans}
        }

    @classmethod
    def of(cls, table: pd.DataFrame) -> Style | None:
        """Return how the owner of a table has it drawn, if the table has a sound style."""
        said: Any = table.attrs.get(_STYLE)
        try:
            parts = dict(said["symbology"])
            symbols = {str(value): _as_symbol(symbol) for value, symbol in parts["symbols"].items()}
            spans = {str(value): (float(low), float(high)) for value, (low, high) in parts["spans"].items()}
            column, weight, other = str(parts["column"]), str(parts["weight"]), _as_symbol(parts["other"])
            return cls(Symbology(column, symbols, other, weight, spans), said["geometry"], str(said["name"]))
        except (ArgumentError, AttributeError, KeyError, TypeError, ValueError):
            return None


def _as_symbol(said: Mapping[str, Any]) -> Symbol:
    return Symbol(**{**said, "label": str(said["label"]), "dash": tuple(map(float, said["dash"]))})


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
    candidates : mapping of str to tuple of str
        Columns of the owner's own that may be one which the layer lacks, by that.
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
    candidates: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: FrozenMapping({}))

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
        values: list[Any] = self.layer[column].to_numpy(object, na_value=None).tolist()
        return values

    def fill(self, shapes: GeometryArray) -> None:
        """Give the rows without a geometry that of the same place in an array."""
        own = self.layer.geometry.to_numpy()
        filled = np.where(shapely.is_missing(own), shapes, own)
        self.layer["geometry"] = gpd.GeoSeries(filled, index=self.layer.index, crs=self.layer.crs)


def column_setting(column: str, header: str) -> str:
    """Return the line of isthmus.toml that says which header a column of a layer has.

    Examples
    --------
    >>> column_setting("name", "Werk")
    'columns.name = "Werk"'
    """
    return f"columns.{column} = {json.dumps(header, ensure_ascii=False)}"


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


def check_table(table: object, argument: str = "table", *, error: type[IsthmusError] = ArgumentError) -> None:
    """Refuse what is no table of places.

    Examples
    --------
    >>> check_table(5, "zones")
    Traceback (most recent call last):
    isthmus.geo.ArgumentError: zones: expected a GeoDataFrame with a geometry, got a int
    """
    if isinstance(table, pd.DataFrame):
        _refuse_levels(table, argument, error)
    if not isinstance(table, gpd.GeoDataFrame) or table.active_geometry_name is None:
        remedy = "; its to_frame() makes one" if isinstance(table, gpd.GeoSeries) else ""
        bare = isinstance(table, gpd.GeoDataFrame)
        got = "one without" if bare else f"a {type(table).__name__}"
        raise error(f"{argument}: expected a GeoDataFrame with a geometry, got {got}{remedy}")


def check_columns(
    table: pd.DataFrame,
    argument: str = "table",
    *,
    needs: Collection[str] = (),
    error: type[IsthmusError] = ArgumentError,
) -> None:
    """Refuse what is no table, one that has two columns of a name, and one that lacks a column.

    Examples
    --------
    >>> check_columns(pd.DataFrame({"id": ["z"]}), "zones", needs=["kind"])
    Traceback (most recent call last):
    isthmus.geo.ArgumentError: zones: expected a column kind, got a table of id
    """
    if not isinstance(table, pd.DataFrame):
        raise error(f"{argument}: expected a DataFrame, got {describe(table)}")
    _refuse_levels(table, argument, error)
    names = [*map(str, table.columns)]
    twice = table.columns[pd.Index(names).duplicated()]
    if len(twice):
        raise error(f"{argument}: expected each column once, got {str(twice[0])!r} more than once")
    for name in needs:
        if name not in names:
            got = f"a table of {list_words(file_columns(table), 'and') or 'no columns'}"
            raise error(f"{argument}: expected a column {name}, got {got}")


def file_columns(table: pd.DataFrame) -> list[str]:
    """Return the names of columns that stand in a table's file: geometries have no name there.

    Examples
    --------
    >>> file_columns(gpd.GeoDataFrame({"id": ["z"]}, geometry=[None]))
    ['id']
    """
    return [str(name) for name, cells in table.items() if cells.dtype != "geometry"]


def _refuse_levels(table: pd.DataFrame, argument: str, error: type[IsthmusError]) -> None:
    """Refuse names of columns of several levels: none of them is a name."""
    if isinstance(table.columns, pd.MultiIndex):
        levels = f"names of {table.columns.nlevels} levels"
        raise error(f"{argument}: expected a name for each column, got {levels}; join them by map('_'.join)")


def check_places(table: gpd.GeoDataFrame, argument: str) -> None:
    """Refuse a table with rows of which none has a place, as when its columns of coordinates were not found.

    Raises
    ------
    ValidationError
        If so; it names the columns.
    """
    if len(table) and without_place(table).all():
        remedy = "name the columns of coordinates lon and lat, or wkt"
        raise ValidationError([Problem(argument, "rows with a place", _say_columns(table), remedy=remedy)])


def note_places(table: gpd.GeoDataFrame, argument: str, consequence: str) -> list[Problem]:
    """Return a note on the rows that have no place, if there are any.

    Parameters
    ----------
    table : geopandas.GeoDataFrame
    argument : str
        What a message calls it.
    consequence : str
        What comes of it.
    """
    bare = np.flatnonzero(without_place(table))
    if not len(bare):
        return []
    some = f"none in {len(bare)} of {len(table)} rows, such as row {bare[0] + 1}"
    got = _say_columns(table) if len(bare) == len(table) else some
    return [Problem(argument, "a place in every row", got, remedy=consequence, severity="note")]


def _say_columns(table: gpd.GeoDataFrame) -> str:
    names = [str(name) for name in table.columns if name != table.geometry.name]
    columns = f" with the columns {list_words(names, 'and')}" if names else ""
    return f"none in {len(table)} {'row' if len(table) == 1 else 'rows'}{columns}"


def without_place(table: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    """Tell which rows have no geometry, or an empty one."""
    shapes = table.geometry.to_numpy()
    return np.asarray(shapely.is_missing(shapes) | shapely.is_empty(shapes))
