"""GeoPackage: layers with their styles, the meaning of their columns and their metadata in one file."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

import geopandas as gpd

from isthmus.geo import WriteError
from isthmus.layers._bundled.files import file_credits
from isthmus.layers._tables.atlas_schemas import ATLAS_SCHEMAS, About
from isthmus.layers._tables.date_columns import extra_columns
from isthmus.layers._tables.result_styles import style_of
from isthmus.layers._tables.symbology import SYMBOLOGY
from isthmus.layers._tables.table import Style

from . import qgis
from .atomic import replacement
from .write_gis import write_layer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    import pandas as pd

    from isthmus.layers._tables.schema import Schema
    from isthmus.layers._tables.symbology import Symbology

ATLAS_FILE = "atlas.gpkg"
"""Name of the file with all layers of an atlas, in a folder of layer files."""

_NO_MOMENT = "2000-01-01T00:00:00.000Z"
"""When every file says that it was last changed: the same tables give the same bytes."""

_COUNTERS = (24, 92)  # of changes to a database of SQLite, and of those when its size was last noted

_TYPES = {"point": "Point", "line": "LineString", "polygon": "Polygon", "none": "Unknown"}
_QGIS = "http://mrcc.com/qgis.dtd"


def write_geopackage(table: pd.DataFrame, path: Path, about: About | None = None) -> Path:
    """Write a table as the one layer of a GeoPackage, which has the name of the file.

    Lists become JSON text, moments UTC.

    Raises
    ------
    WriteError
        If the table has no CRS, or its columns have no form in SQLite.
    """
    return write_geopackages([(path.stem, table)], path, about=about)


def write_geopackages(
    layers: Iterable[tuple[str, pd.DataFrame]], path: Path, *, about: About | None = None
) -> Path:
    """Write tables as the layers of one GeoPackage, those without places as tables of attributes.

    A layer of an atlas and a result bring their style for QGIS, which applies it on opening, and what their
    columns mean; any other table the style that was read with it.

    Parameters
    ----------
    layers : iterable of (str, pandas.DataFrame)
        Names and tables; see `write_geopackage`.
    path : Path
        The file.
    about : About, optional
        What the layers say of themselves.

    Raises
    ------
    WriteError
        If a table can't be written.
    """
    with replacement(path) as temporary:
        told = {}
        for name, table in layers:
            told[name] = _tell_of(name, table, about)
            schema = told[name].schema or ATLAS_SCHEMAS.get(name)
            write_layer(
                table, temporary, name, "GPKG", geometry=_TYPES[schema.geometry if schema else "none"]
            )
        try:
            with closing(sqlite3.connect(temporary)) as database, database:
                for name, layer in told.items():
                    if layer.shapes is not None:
                        _check_index(database, path, name, layer.shapes)
                _add_descriptions(database, told, about or About())
                _describe_owners(database, {name: layer.owners for name, layer in told.items()})
                for name, layer in told.items():
                    if layer.schema and layer.symbology:
                        _add_style(database, name, layer.schema, layer.symbology)
                database.execute("UPDATE gpkg_contents SET last_change = ?", [_NO_MOMENT])
        except sqlite3.Error as error:
            raise WriteError(f"{path}: can't be written: {error}") from None
        _reset_counter(temporary)
    return path


class _Told(NamedTuple):
    """What a layer brings besides its rows: what it is, how it looks, columns of dates, how many shapes."""

    schema: Schema | None
    symbology: Symbology | None
    added: Mapping[str, str]
    shapes: int | None
    owners: Sequence[str]


def _tell_of(name: str, table: pd.DataFrame, about: About | None) -> _Told:
    """Return what is said of a table: one of an atlas is known by its name, a result by its columns."""
    schema, symbology = ATLAS_SCHEMAS.get(name), SYMBOLOGY.get(name)
    if schema and {*schema.names} <= {*table}:
        own = Style.of(table)
        symbology = own.symbology if symbology and own else symbology
    else:
        schema, symbology = style_of(table) or (None, None)
    shapes = None
    if isinstance(table, gpd.GeoDataFrame):
        shapes = int((~(table.geometry.isna() | table.geometry.is_empty)).sum())
    else:
        symbology = None
    added = extra_columns(table) if schema else {}
    return _Told(schema, symbology, added, shapes, file_credits(table, about))


def _reset_counter(path: Path) -> None:
    """Let a database say that it was changed once: GDAL commits more or less often as the clock has it."""
    with path.open("r+b") as file:
        for place in _COUNTERS:
            file.seek(place)
            file.write((1).to_bytes(4, "big"))


def _check_index(database: sqlite3.Connection, path: Path, name: str, count: int) -> None:
    """Refuse a layer without its spatial index: GDAL makes it last, and says nothing on a full disk."""
    column = _geometry_column(database, name)
    index = f"rtree_{name}_{column}".replace('"', '""')
    try:
        (indexed,) = database.execute(f'SELECT count(*) FROM "{index}"').fetchone()  # noqa: S608 - it is quoted
    except sqlite3.OperationalError:
        indexed = 0
    if indexed != count:
        expected = f"a spatial index of {count} shapes of {name}"
        raise WriteError(f"{path}: expected {expected}, got one of {indexed}; is the disk full?")


def _geometry_column(database: sqlite3.Connection, name: str) -> str:
    query = "SELECT column_name FROM gpkg_geometry_columns WHERE table_name = ?"
    (column,) = database.execute(query, [name]).fetchone()
    return str(column)


def _describe_owners(database: sqlite3.Connection, owners: Mapping[str, Sequence[str]]) -> None:
    """Say in the description of each layer, which programs show, whom it owes."""
    said = [(f"Attribution: {'; '.join(named)}", name) for name, named in owners.items() if named]
    database.executemany(
        "UPDATE gpkg_contents SET description = trim(coalesce(description, '') || ' ' || ?)"
        " WHERE table_name = ?",
        said,
    )


def _add_descriptions(database: sqlite3.Connection, told: Mapping[str, _Told], about: About) -> None:
    """Add the meaning of columns (with those added to each layer), and metadata of layers."""
    known = {name: layer for name, layer in told.items() if layer.schema}
    if known:
        database.executescript(files("isthmus.layers.data").joinpath("geopackage.sql").read_text("utf-8"))
    for number, (name, layer) in enumerate(known.items(), start=1):
        if layer.schema and layer.schema.title:
            _say_meaning(database, name, layer.schema, layer.added)
            database.execute(
                "INSERT INTO gpkg_metadata VALUES (?, 'dataset', ?, 'text/xml', ?)",
                [number, _QGIS, qgis.metadata(layer.schema, about, layer.owners)],
            )
            database.execute(
                "INSERT INTO gpkg_metadata_reference VALUES ('table', ?, NULL, NULL, ?, ?, NULL)",
                [name, _NO_MOMENT, number],
            )


def _say_meaning(database: sqlite3.Connection, name: str, schema: Schema, added: Mapping[str, str]) -> None:
    """Say what a layer and its columns are."""
    database.execute(
        "UPDATE gpkg_contents SET identifier = ?, description = ? WHERE table_name = ?",
        [schema.title, f"A row is {schema.row}.", name],
    )
    there = {column for (column,) in database.execute("SELECT name FROM pragma_table_info(?)", [name])}
    database.executemany(
        "INSERT INTO gpkg_data_columns (table_name, column_name, title, description) VALUES (?, ?, ?, ?)",
        [
            (name, column.name, column.label, column.description)
            for column in schema.columns
            if column.name in there
        ],
    )
    database.executemany(
        "INSERT INTO gpkg_data_columns (table_name, column_name, description) VALUES (?, ?, ?)",
        [(name, column, description) for column, description in added.items()],
    )


def _add_style(database: sqlite3.Connection, name: str, schema: Schema, symbology: Symbology) -> None:
    database.execute(
        "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column,"
        " styleName, styleQML, styleSLD, useAsDefault, description, owner, update_time)"
        " VALUES ('', '', ?, ?, ?, ?, '', 1, ?, '', ?)",
        [
            name,
            _geometry_column(database, name),
            name,
            qgis.style(schema, symbology),
            f"{schema.title} as on the map" if schema.title else "",
            _NO_MOMENT,
        ],
    )
