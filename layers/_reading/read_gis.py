"""Formats of GIS, read through GDAL and Arrow: as typed tables in degrees, or as cells of text."""

from __future__ import annotations

import importlib.util
import json
import re
from dataclasses import replace
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, NamedTuple

import geopandas as gpd
import pandas as pd
import pyogrio
import shapely

from isthmus.geo import Problem, ReadError, ValidationError
from isthmus.layers._tables.cells import as_cells
from isthmus.layers._tables.columns import is_missing
from isthmus.layers._tables.crs import DEGREES, likely_crs, refuse_files, to_degrees
from isthmus.layers._tables.limits import (
    check_cells,
    check_name_lengths,
    check_parquet_texts,
    check_size,
    foreign_parser,
    is_nested,
    nesting_problem,
)
from isthmus.layers._tables.table import RawTable, unreadable

from .config import UNSAID
from .contents import FORMATS, Source, is_ansi, lacks_encoding, layer_info, layer_sources
from .losses import check_shapes, check_stored
from .text_files import find_encoding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from .config import FileOptions

_WHOLE = {"int64": "Int64", "int32": "Int64", "int16": "Int64", "uint8": "Int64", "bool": "boolean"}
_NO_LATIN = re.compile(rb"[\x80-\x9f]")
_WESTERN = "cp1252"
_LISTED = 20  # layers in a message
_MOST_LAYERS = 200  # layers looked into: GDAL reads all of a KML file for each
_EXACT = 2**53  # beyond, floats skip whole numbers
_UNFILLED = {"tessellate": "-1", "extrude": "0", "visibility": "-1"}
"""What GDAL gives for elements of KML that a file does not have."""

_EVERY_KML = (
    *("id", "description", "timestamp", "begin", "end", "altitudeMode"),
    *(*_UNFILLED, "drawOrder", "icon"),
)


class GisTable(NamedTuple):
    """One layer of a file, mostly a GeoDataFrame in EPSG:4326, and what was taken for granted."""

    frame: pd.DataFrame
    notes: tuple[Problem, ...] = ()


def read_format(
    path: Path, layer: str | None, options: FileOptions = UNSAID, *, dates_as_text: bool = False
) -> GisTable:
    """Read one layer of a file; one that has no geometry by its format is a plain table.

    Parameters
    ----------
    path : Path
        A file with one of the endings of `FORMATS`.
    layer : str or None
        Name of the layer; None for the only one that has rows.
    options : FileOptions, optional
        The encoding of a Shapefile, and the reference system of a file that does not say it.
    dates_as_text : bool
        Whether moments stay text as the file says them.

    Raises
    ------
    ValidationError
        If the file is of another format or broken, has no such layer, or its coordinates have no reference
        system.
    """
    sources = layer_sources(path)
    with foreign_parser(path, FORMATS[path.suffix.lower()]):
        chosen = _choose_layer(path, layer, sources)
        source, about = sources[chosen], layer_info(path, sources[chosen], chosen)
        if path.suffix.lower() == ".gpkg":
            check_stored(path, chosen)
        found = "" if options.encoding or not lacks_encoding(path, source) else _text_encoding(path, source)
        encoding = options.encoding or found or None
        try:
            frame = pyogrio.read_dataframe(
                source, layer=chosen, datetime_as_string=dates_as_text, encoding=encoding
            )
        except UnicodeDecodeError as error:
            raise _misread_text(path, source, options.encoding) from error
        if path.suffix.lower() == ".gpkg" and isinstance(frame, gpd.GeoDataFrame):
            check_shapes(path, chosen, about["geometry_name"], int((~frame.geometry.isna()).sum()))
        frame = _frame_in_degrees(path, _restore_types(path, frame, about), options.crs)
        notes = _encoding_notes(path, found) if found else []
        return GisTable(frame, (*notes, *_bare_notes(path, about)))


def _misread_text(path: Path, source: Source, said: str) -> ValidationError:
    """Return the error of a Shapefile whose text is in another encoding than it, or its owner, says."""
    found = _text_encoding(path, source)
    expected, setting = (
        f"text in {said.upper() or 'the encoding that the file says'}",
        f'encoding = "{found}"',
    )
    return unreadable(
        path, expected, f"text in {found}", f"put {setting} in isthmus.toml", settings=(setting,)
    )


def _text_encoding(path: Path, source: Source) -> str:
    """Return the encoding of a Shapefile that says none, or only ANSI; "" where its text is plain."""
    texts = pyogrio.read_dataframe(source, read_geometry=False, encoding="ISO-8859-1").select_dtypes("str")
    names = [name for name in texts if not name.isascii()]
    cells = [*names, *(text for name in texts for text in texts[name].dropna() if not text.isascii())]
    raw = "\n".join(cells).encode("latin-1")
    try:
        return find_encoding(path, raw) if cells else ""
    except ValidationError:  # several are possible: then the one that Windows has in most countries
        if is_ansi(path, source) and not _NO_LATIN.search(raw):
            return _WESTERN
        raise


def _encoding_notes(path: Path, encoding: str) -> list[Problem]:
    remedy = f'put {encoding.upper()} in a file {path.stem}.cpg, or encoding = "{encoding}" in isthmus.toml'
    expected, got = "a Shapefile with its encoding", f"none, and its text read as {encoding}"
    settings = (f'encoding = "{encoding}"',)
    return [Problem(path.name, expected, got, remedy=remedy, severity="note", settings=settings)]


def _bare_notes(path: Path, about: Mapping[str, Any]) -> list[Problem]:
    """Tell that a Shapefile was copied without its columns: it has one at least."""
    if path.suffix.lower() not in {".shp", ".zip"} or len(about["fields"]):
        return []
    got = "none: no .dbf lies beside its shapes"
    return [Problem(path.name, "columns of a Shapefile", got, remedy="copy all of it", severity="note")]


def layer_names(path: Path) -> list[str]:
    """Return the names of the layers in a file, less the tables that lie beside them.

    Raises
    ------
    ValidationError
        If the file is not of the format that its ending says.
    """
    return list(layer_sources(path))


def read_geoparquet(path: Path, options: FileOptions = UNSAID) -> pd.DataFrame:
    """Read a Parquet file as a table; one of GeoParquet in EPSG:4326. Needs the extra ``parquet``.

    Raises
    ------
    ReadError
        If pyarrow is missing.
    ValidationError
        If the file is no Parquet.
    """
    if importlib.util.find_spec("pyarrow") is None:
        raise ReadError(f"{path.name}: reading Parquet needs pyarrow: pip install pyarrow")
    check_size(path)
    with foreign_parser(path, "a GeoParquet file"):
        frame = gpd.read_parquet(path) if _check_content(path) else _plain_parquet(path)
        named = [name for name in frame.index.names if name is not None and name not in frame]
        return _frame_in_degrees(path, frame.reset_index(level=named) if named else frame, options.crs)


def _plain_parquet(path: Path) -> pd.DataFrame:
    """Read a Parquet file that says nothing of shapes; bytes, as WKB is, become hexadecimal text."""
    frame: pd.DataFrame = pd.read_parquet(path)
    for name in [name for name in frame if pd.api.types.infer_dtype(frame[name]) == "bytes"]:
        frame[name] = [value if is_missing(value) else value.hex() for value in frame[name]]
    return frame


def geopackage_layers(path: Path) -> list[str]:
    """Return the names of the layers in a GeoPackage.

    Raises
    ------
    ReadError
        If the file is no GeoPackage.
    """
    try:
        return layer_names(path)
    except ValidationError as error:
        raise ReadError(str(error.problems[0])) from None


def read_vector(path: Path, layer: str, options: FileOptions = UNSAID) -> RawTable:
    """Read a layer of a file of GIS: GeoPackage, FlatGeobuf, Shapefile, KML or GPX.

    Parameters
    ----------
    path : Path
        The file.
    layer : str
        Layer it is to become.
    options : FileOptions, optional
        The layer of the file to read, if somebody said; else it is the one of the same name, or the only one
        with rows.

    Raises
    ------
    ValidationError
        If the file is not of the format that its ending says, or has no such layer.
    """
    named = layer if layer in layer_names(path) else None
    frame, notes = read_format(path, options.sheet or named, options, dates_as_text=True)
    table = replace(_raw_table_of(path, layer, frame), notes=notes)
    return _without_empty(table) if path.suffix.lower() in {".kml", ".gpx"} else table


def read_parquet(path: Path, layer: str, options: FileOptions = UNSAID) -> RawTable:
    """Read a GeoParquet file; needs the extra ``parquet``.

    Raises
    ------
    ReadError
        If pyarrow is missing.
    ValidationError
        If the file is no GeoParquet.
    """
    return _raw_table_of(path, layer, read_geoparquet(path, options))


def _raw_table_of(path: Path, layer: str, frame: pd.DataFrame) -> RawTable:
    rows, shapes = range(1, len(frame) + 1), None
    if isinstance(frame, gpd.GeoDataFrame):
        given = frame.geometry.to_numpy().copy()
        given[shapely.is_empty(given)] = None  # QGIS writes such shapes for rows without a place
        placed = not shapely.is_missing(given).all()  # else columns may say where rows are
        shapes = given if placed else None
        frame = frame.drop(columns=frame.geometry.name)
    dtypes = {str(name): dtype.name for name, dtype in frame.dtypes.items()}
    return RawTable(layer, path.name, _frame_cells(frame), rows, shapes, dtypes=dtypes)


def _without_empty(table: RawTable) -> RawTable:
    """Leave out columns that KML and GPX give to every table, and that nobody filled."""
    left = [name for name, texts in table.cells.items() if not {*texts} - {"", _UNFILLED.get(name, "")}]
    if not left:
        return table
    note = table.note("columns of the layer", f"empty ones of the format, left out: {', '.join(left)}")
    kept = {name: texts for name, texts in table.cells.items() if name not in left}
    return replace(table, cells=kept, notes=(*table.notes, note))


def drop_empty_columns(path: Path, frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table without the columns that GDAL gives to every KML file, where the file fills none."""
    if path.suffix.lower() != ".kml":
        return frame
    cells = _frame_cells(frame[[name for name in _EVERY_KML if name in frame]])
    empty = [name for name, texts in cells.items() if {*texts} <= {"", _UNFILLED.get(name, "")}]
    return frame.drop(columns=empty)


def _frame_cells(frame: pd.DataFrame) -> dict[str, list[str]]:
    return as_cells({str(name): frame[name] for name in frame})


def _check_content(path: Path) -> bool:
    """Refuse what would fill the memory or end the program, and tell whether a file is one of GeoParquet."""
    import pyarrow.parquet as pq  # noqa: PLC0415 - optional: only those who read Parquet need it

    file = pq.ParquetFile(path)
    check_cells(path, file.metadata.num_rows, file.metadata.num_columns)
    check_name_lengths(path, file.schema_arrow.names)
    check_parquet_texts(path)
    about_file: Mapping[bytes, bytes] = file.schema_arrow.metadata or {}
    about = json.loads(about_file.get(b"geo", b"{}")).get("columns", {})
    for column in about.values():
        crs = column.get("crs")
        refuse_files(path, crs if isinstance(crs, str) else json.dumps(crs, ensure_ascii=False))
    names = [name for name in about if name in file.schema_arrow.names and about[name]["encoding"] == "WKB"]
    for row, cell in chain.from_iterable(enumerate(_parquet_cells(file, name), 1) for name in names):
        if cell and is_nested(cell):
            expected, got, remedy = nesting_problem(cell)
            raise ValidationError([Problem(path.name, expected, got, row=row, remedy=remedy)])
    return b"geo" in about_file


def _parquet_cells(file: Any, column: str) -> Iterator[bytes | None]:  # noqa: ANN401 - pyarrow publishes no types
    for batch in file.iter_batches(columns=[column]):
        yield from batch[column].to_pylist()


def _choose_layer(path: Path, layer: str | None, sources: Mapping[str, Source]) -> str:
    """Return the layer to read: the one asked for, or the only one with rows."""
    if layer is not None and layer in sources:
        return layer
    names = list(sources)
    if layer is None and 1 < len(names) <= _MOST_LAYERS:
        filled = (name for name in names if layer_info(path, sources[name], name)["features"])
        names = list(islice(filled, _LISTED))
    if layer is None and len(names) == 1:
        return names[0]
    got = ", ".join(names[:_LISTED]) + ", ..." * (len(names) >= _LISTED) or "none with rows"
    raise unreadable(
        path,
        "one layer" if layer is None else f'one named "{layer}"',
        got,
        "name it by --layer, by layer= in Python, or as sheet in isthmus.toml",
        settings=tuple(f"layer = {json.dumps(name, ensure_ascii=False)}" for name in names or sources),
    )


def _frame_in_degrees(path: Path, frame: pd.DataFrame, said: str = "") -> pd.DataFrame:
    if not isinstance(frame, gpd.GeoDataFrame):
        return frame
    crs = frame.crs or said
    if not crs and not frame.geometry.isna().all():
        remedy = "say which where the file was made, by set_crs in GeoPandas, or crs in isthmus.toml"
        expected = "coordinates with a reference system (CRS)"
        raise unreadable(path, expected, "none", remedy, settings=likely_crs(frame.total_bounds))
    shapes = to_degrees(path, frame.geometry.to_numpy(), crs or DEGREES)
    degrees: pd.DataFrame = frame.set_geometry(shapes, crs=DEGREES)
    return degrees


def _restore_types(path: Path, frame: pd.DataFrame, about: Mapping[str, Any]) -> pd.DataFrame:
    """Give whole numbers and truths their type back; with empty cells among them, GDAL's come as floats."""
    fields = frame.drop(columns=frame.geometry.name) if isinstance(frame, gpd.GeoDataFrame) else frame
    kinds = zip(fields, about["dtypes"], strict=True)  # names may be in another encoding there
    whole = {name: _WHOLE[kind] for name, kind in kinds if kind in _WHOLE and frame[name].dtype == "float64"}
    large = [name for name in whole if (frame[name].abs() >= _EXACT).any()]
    if large:
        got = f"larger ones in {', '.join(large)}"
        raise unreadable(path, "whole numbers below 2^53 where cells are empty", got, "store them as text")
    exact: pd.DataFrame = frame.astype(whole)
    return exact
