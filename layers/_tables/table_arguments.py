"""Tables that are given as arguments: what they must have, and which of their rows have no place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from isthmus._arguments import describe
from isthmus.geo import ArgumentError, IsthmusError, Problem, ValidationError

from .cells import list_words

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray


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
