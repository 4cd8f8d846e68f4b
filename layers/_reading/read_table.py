"""Any file of features that a user has, read as one table; no schema asks anything of it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeGuard

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from isthmus._arguments import as_path, check_flag, check_text, describe
from isthmus.geo import Problem, ReadError, ValidationError
from isthmus.layers._geometry.coordinates import out_of_range, refuse_crowds, table_geometry
from isthmus.layers._scale.part_files import read_parts
from isthmus.layers._scale.partitions import tell
from isthmus.layers._tables.cells import as_cells, list_words
from isthmus.layers._tables.columns import from_values, is_id, type_cells
from isthmus.layers._tables.crs import DEGREES
from isthmus.layers._tables.date_columns import date_texts_of
from isthmus.layers._tables.result_schemas import is_own_table
from isthmus.layers._tables.result_styles import has_words
from isthmus.layers._tables.table import RawTable
from isthmus.layers._transport.question import closed_items

from .config import options_beside
from .contents import FORMATS, unpack_file
from .degrees import in_degrees_of
from .headers import known_headers, place_pairs, rename_columns
from .number_columns import with_plain_numbers
from .place_columns import axis_of, is_coordinate
from .qgis_styles import read_style
from .read_cells import read_csv, read_excel
from .read_geojson import FEATURES, read_features
from .read_gis import drop_empty_columns, read_format, read_geoparquet
from .text_files import doubled_notes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from isthmus.layers._tables.table import GeometryArray, Style
    from isthmus.layers._transport.question import Closed, Zones

    from .config import FileOptions

_LISTED = 12  # columns in a message
_FEW = 10  # places that tell which one is far away
_NEAR_ZERO = 10.0  # degrees
_SINGLE = frozenset({".csv", ".tsv", ".txt", ".parquet", *FEATURES})  # formats of one table a file
_PLACES = ("lon", "lat", "wkt", "geometry")


def read_table(path: str | Path, *, layer: str | None = None, places: bool = True) -> gpd.GeoDataFrame:
    """Read a file of features as a table.

    Parameters
    ----------
    path : str or Path
        CSV (of any usual encoding and delimiter) with columns ``lon`` and ``lat``, or ``wkt``; XLSX with the
        same; GeoJSON, GeoPackage, GeoParquet, FlatGeobuf, Shapefile (zipped as well), KML or GPX, by the
        ending of the name.
        An ``isthmus.toml`` in its folder may say how to read it. A style of QGIS in a GeoPackage, or beside
        the file as ``NAME.qml``, says how `maps.Map.add` draws it. A folder of GeoParquet files of the same
        columns is read a part at a time, by dask-geopandas (extra ``scale``).
    layer : str, optional
        Layer or sheet to read, needed where a file has several with rows.
    places : bool
        Whether rows are expected to have a place, so that a table without any is told.

    Returns
    -------
    geopandas.GeoDataFrame
        Of a folder a dask_geopandas.GeoDataFrame, of which each file is a partition.
        Every row and column, and the geometries in EPSG:4326, None where a row has none. In CSV and XLSX a
        column is numbers if each of its cells is one, as computers write it or, with a note, as people do:
        ``1.234,5``, ``$1,200.50``. ``007`` and ``12E4`` stay text, and so do dates, the columns ``id`` and
        ``..._id``, and numbers that may be two.

    Warns
    -----
    DataWarning
        Lists what was taken for granted: an older encoding, a column of another name, split thousands; and
        says so where rows have no place, unless the table is one of ours, such as flows, or a result.

    Raises
    ------
    ReadError
        If there is no such file, its format is unknown, or an optional package is missing.
    ValidationError
        If the file is damaged, has no such layer, or its coordinates are none.

    Examples
    --------
    >>> import tempfile
    >>> from isthmus import layers
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = layers.example().write(folder, formats="csv")
    ...     read_table(f"{folder}/gateways.csv")[["id", "country", "geometry"]].head(1)
             id country              geometry
    0  port_kao      TW  POINT (120.31 22.62)
    """
    path = as_path("path", path)
    if layer is not None:
        check_text("layer", layer)
    check_flag("places", places)
    reader = TABLE_READERS.get(path.suffix.lower())
    if reader is None and layer is None and path.is_dir():
        return read_parts(path, partial(read_table, places=places))
    if reader is None:
        raise ReadError(f"{path}: expected a file that ends in {', '.join(TABLE_READERS)}")
    if not path.exists():
        raise ReadError(f"{path}: expected a file, found none")
    if layer and layer != path.stem and path.suffix.lower() in _SINGLE:
        raise ReadError(f"{path}: expected no layer, for such a file holds one table, got {describe(layer)}")
    try:
        options = options_beside(path)
        frame = date_texts_of(reader(path, replace(options, sheet=layer or options.sheet)))
        frame.loc[frame.geometry.is_empty, frame.geometry.name] = None  # an empty shape is no place
    except OSError as error:
        raise ReadError(f"{path}: can't be read: {error.strerror or type(error).__name__}") from error
    _check_range(path, frame)
    style, notes = read_style(path, layer or options.sheet, map(str, frame.columns))
    if style and not has_words(frame, style.symbology):
        style.put_on(frame)
        notes += _other_shapes(path, frame, style)
    notes = [*notes, *doubled_notes(path.name, _words_in(frame)), *_zeros(path, frame)]
    tell(notes, stacklevel=2)
    missing = int(frame.geometry.isna().sum())
    if places and missing and not is_own_table(frame.columns):
        lost = _no_places(path, frame) if missing == len(frame) else _rows_without_place(path, frame)
        tell([lost], stacklevel=2)
    return frame


def _other_shapes(path: Path, frame: gpd.GeoDataFrame, style: Style) -> list[Problem]:
    """Tell of a style that draws shapes of another kind than a table has."""
    kinds = {"point": "Point", "line": "LineString", "polygon": "Polygon"}
    others = sorted({*frame.geom_type.dropna().str.removeprefix("Multi")} - {kinds[style.geometry]})
    if not others:
        return []
    expected, got = f"a style of {list_words(others, 'and')}", f"one of {kinds[style.geometry]}"
    return [Problem(path.name, expected, got, remedy="it is not drawn so; save it in QGIS", severity="note")]


def _zeros(path: Path, frame: gpd.GeoDataFrame) -> list[Problem]:
    """Tell of points at 0, 0, far from all others: people and programs write so where they know no place."""
    away = shapely.distance(frame.geometry.to_numpy(), shapely.Point(0, 0))
    rows, others = np.flatnonzero(away == 0), away[away > 0]
    if not len(rows) or len(others) < _FEW or others.min() < _NEAR_ZERO:
        return []
    got = f"0, 0 for {len(rows)} of {len(frame)}, such as row {rows[0] + 1}, which is in the Atlantic"
    remedy = "leave both coordinates empty if the place is not known"
    return [Problem(path.name, "the place of each row", got, remedy=remedy, severity="note")]


def _words_in(frame: gpd.GeoDataFrame) -> Iterator[str]:
    """Yield the names of columns, and the texts in them; those of one column of ASCII are one text."""
    for name, values in frame.items():  # two columns may share a name
        yield str(name)
        if values.dtype.name in {"str", "object"}:
            texts = [value for value in values.tolist() if isinstance(value, str)]
            whole = "\n".join(texts)
            yield from [whole] if whole.isascii() else texts


def _rows_without_place(path: Path, frame: gpd.GeoDataFrame) -> Problem:
    rows = np.flatnonzero(frame.geometry.isna())
    got = f"none for {len(rows)} of {len(frame)}, such as row {rows[0] + 1}"
    return Problem(path.name, "the place of each row", got, severity="note")


def _no_places(path: Path, frame: gpd.GeoDataFrame) -> Problem:
    columns = [str(name) for name in frame.columns.drop(frame.geometry.name)]
    more = f" and {len(columns) - _LISTED} more" * (len(columns) > _LISTED)
    names = ", ".join(columns[:_LISTED]) + more or "no other columns"
    remedy = (
        'name them lon and lat, or say which they are in isthmus.toml: columns = {lon = "...", lat = "..."}'
    )
    expected, got = "the places of rows: columns lon and lat, or wkt", f"none among {names}"
    pairs = [" with ".join(pair) for pair in place_pairs(columns)]
    if pairs:
        expected, got = "one pair of coordinates", " or ".join(pairs)
    return Problem(path.name, expected, got, remedy=remedy, severity="note")


def _table_of_csv(path: Path, options: FileOptions) -> gpd.GeoDataFrame:
    return _type_table(
        path, read_csv(path, path.stem, options, known=known_headers(options, ("id", "name"))), options
    )


def _table_of_excel(path: Path, options: FileOptions) -> gpd.GeoDataFrame:
    return _type_table(path, read_excel(path, path.stem, options), options)


def _type_table(path: Path, raw: RawTable, options: FileOptions) -> gpd.GeoDataFrame:
    """Give the cells of a table of text the types that they look like, and the rows their places."""
    table, geometry = _places_of(path, raw, options)
    columns = {name: type_cells(table, name) for name in table.cells}
    return gpd.GeoDataFrame(columns, geometry=geometry, crs=DEGREES)


def _places_of(
    path: Path, raw: RawTable, options: FileOptions, *, typed: bool = False
) -> tuple[RawTable, GeometryArray]:
    """Return a table without its columns of places, and the places; tell what was taken for granted."""
    beside = _axes_beside_shapes(raw, options)
    own = replace(raw, cells={name: raw.cells[name] for name in beside}, notes=(), problems=())
    own = with_plain_numbers(own, set() if typed else beside, options)
    rest = {name: texts for name, texts in raw.cells.items() if name not in beside}
    table = rename_columns(replace(raw, cells=rest), options)
    numeric = {"lon", "lat"} if typed else {name for name in table.cells if not is_id(name)}
    table = in_degrees_of(with_plain_numbers(table, numeric, options), path, options)
    geometry, found = table_geometry(table)
    tell([*table.notes, *own.notes], stacklevel=5)
    problems = [*table.problems, *own.problems, *found]
    if problems:
        raise ValidationError(sorted(problems, key=lambda problem: problem.row or 0))
    plain = {name: texts for name, texts in table.cells.items() if name not in _PLACES}
    return replace(table, cells={**plain, **own.cells}), geometry


def _axes_beside_shapes(raw: RawTable, options: FileOptions) -> set[str]:
    """Return the columns named as coordinates that are none: those of a table whose shapes are no points.

    They stay what they are, such as where an area has its label.
    """
    axes = {name for name in raw.cells if is_coordinate(name) and axis_of(name) != "wkt"}
    axes -= {*options.columns.values(), *options.ignore}
    if not axes or "wkt" not in raw.cells or {"lon", "lat"} & options.columns.keys():
        return set()
    shapes, _ = table_geometry(replace(raw, cells={"wkt": raw.cells["wkt"]}))
    plain = (shapely.get_type_id(shapes) <= 0) & ~shapely.has_z(shapes)
    return set() if plain.all() else axes


def _table_of_geojson(path: Path, options: FileOptions) -> gpd.GeoDataFrame:
    columns, geometry, problems, notes = read_features(path, options)
    tell(notes, stacklevel=5)
    if problems:
        raise ValidationError(problems)
    frame = pd.DataFrame({name: from_values(values) for name, values in columns.items()})
    if not columns or not shapely.is_missing(geometry).all():  # else columns may say where rows are
        frame = gpd.GeoDataFrame(frame, geometry=geometry, crs=DEGREES)
    return _add_places(path, frame, options)


def _table_of_gis(path: Path, options: FileOptions) -> gpd.GeoDataFrame:
    frame, notes = read_format(path, options.sheet or None, options)
    tell(notes, stacklevel=5)
    return _add_places(path, drop_empty_columns(path, frame), options)


def _table_of_parquet(path: Path, options: FileOptions) -> gpd.GeoDataFrame:
    return _add_places(path, read_geoparquet(path, options), options)


def _add_places(path: Path, frame: pd.DataFrame, options: FileOptions) -> gpd.GeoDataFrame:
    """Return a table with the places that its columns say, where its file has no geometries."""
    if isinstance(frame, gpd.GeoDataFrame):
        if len(frame) == 0 or not frame.geometry.isna().all():
            return frame
        frame = pd.DataFrame(frame.drop(columns=frame.geometry.name))
    cells = as_cells({str(name): frame[name] for name in frame})
    raw = RawTable(path.stem, path.name, cells, range(1, len(frame) + 1))
    table, geometry = _places_of(path, raw, options, typed=True)
    kept = [name for name in frame if str(name) in table.cells]
    return gpd.GeoDataFrame(frame[kept], geometry=geometry, crs=DEGREES)


def _table_in_archive(path: Path, options: FileOptions) -> gpd.GeoDataFrame:
    with unpack_file(path, TABLE_READERS) as inner:
        return _table_of_gis(path, options) if inner == path else TABLE_READERS[inner.suffix](inner, options)


def read_zones(argument: str, given: str | Path | Zones | None) -> Zones | None:
    """Return the table in a file, where a path is given, and anything else as it is."""
    return read_table(as_path(argument, given)) if isinstance(given, str | Path) else given


def read_closed(closed: Closed) -> list[str | Zones]:
    """Return one by one what is shut, with files read: paths, and names that end as a file of zones does."""
    return [read_table(item) if _is_file(item) else item for item in closed_items(closed)]


def _is_file(item: object) -> TypeGuard[str | Path]:
    return isinstance(item, Path) or (isinstance(item, str) and Path(item).suffix.lower() in TABLE_READERS)


def _check_range(path: Path, frame: gpd.GeoDataFrame) -> None:
    """Refuse coordinates that are no degrees, and geometries of too many parts."""
    shapes = frame.geometry.to_numpy().copy()
    table = RawTable(path.stem, path.name, {}, range(1, len(frame) + 1), shapes)
    problems = [*refuse_crowds(shapes, table), *out_of_range(table)]
    if problems:
        raise ValidationError(problems)


TABLE_READERS: Mapping[str, Callable[[Path, FileOptions], gpd.GeoDataFrame]] = MappingProxyType(
    {
        ".csv": _table_of_csv,
        ".tsv": _table_of_csv,
        ".txt": _table_of_csv,
        ".xlsx": _table_of_excel,
        **dict.fromkeys(FEATURES, _table_of_geojson),
        ".parquet": _table_of_parquet,
        **dict.fromkeys(FORMATS, _table_of_gis),
        ".zip": _table_in_archive,
        ".kmz": _table_in_archive,
    }
)
"""How to read a table, by the ending of the file's name."""
