"""Whether a file of GIS is what its ending says, before GDAL opens it.

GDAL opens a file as whatever it looks like, and some of its formats lead to other files or into the network.
So the driver is fixed by the ending: a file is handed over only once its content is proved to be of that
format, and what GDAL then opens it with is looked at, too.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from glob import escape
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import TYPE_CHECKING, Final
from xml.parsers.expat import ExpatError, ParserCreate
from zipfile import ZipFile

import pyogrio

from isthmus.layers._tables.limits import check_cells, check_size, foreign_parser
from isthmus.layers._tables.table import unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from typing import Any

FORMATS: Final[Mapping[str, str]] = MappingProxyType(
    {
        ".gpkg": "a GeoPackage",
        ".fgb": "a FlatGeobuf file",
        ".shp": "a Shapefile",
        ".zip": "a zipped Shapefile",
        ".kml": "a KML file",
        ".gpx": "a GPX file",
    }
)
"""What GDAL reads, by the ending of the file's name."""

_DRIVERS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        ".gpkg": ("GPKG",),
        ".fgb": ("FlatGeobuf",),
        ".shp": ("ESRI Shapefile",),
        ".zip": ("ESRI Shapefile",),
        ".kml": ("LIBKML", "KML"),
        ".gpx": ("GPX",),
    }
)
# Each has a zero byte among its first sixteen, where text ends for GDAL: the file looks like no other format.
_SHAPEFILE: Final = rb"\x00\x00\x27\x0a"
_SIGNATURES: Final[Mapping[str, re.Pattern[bytes]]] = MappingProxyType(
    {
        ".gpkg": re.compile(rb"SQLite format 3\0"),
        ".fgb": re.compile(rb"fgb\x03fgb.{4}\0", re.DOTALL),
        ".shp": re.compile(_SHAPEFILE),
        ".zip": re.compile(rb"PK\x03\x04"),
    }
)
_OF_GDAL: Final = re.compile(rb"<(?:OGR|GDA)")
_CHUNK: Final = 2**20
_LANGUAGE: Final = 29  # which byte of a dBASE table says its encoding, as a number
_COMPUTED: Final = "SELECT count(*) FROM pragma_table_xinfo(?) WHERE hidden > 1"
_BESIDE: Final = ("layer_styles", "data_dictionary", "impacts", "sources")  # tables that are no layers


def layer_sources(path: Path) -> dict[str, Path | str]:
    """Return what GDAL is to open for each layer of a file, by the layer's name.

    Raises
    ------
    ValidationError
        If the content is not of the format that the ending says.
    """
    check_size(path)
    ending = path.suffix.lower()
    with foreign_parser(path, FORMATS[ending]):
        if ending == ".zip":
            return _zipped_shapefiles(path)
        if ending in {".kml", ".gpx"}:
            _check_xml(path)
        else:
            with path.open("rb") as file:
                _check_signature(path, file.read(16))
        if ending == ".gpkg":
            return dict.fromkeys(_geopackage_tables(path), path)
        return {str(name): path for name in pyogrio.list_layers(path)[:, 0] if name not in _BESIDE}


def layer_info(path: Path, source: Path | str, layer: str) -> Mapping[str, Any]:
    """Return what GDAL says of a layer before it reads its rows.

    Raises
    ------
    ValidationError
        If GDAL opens it as another format, or it has more cells than a table may have.
    """
    about: Mapping[str, Any] = pyogrio.read_info(source, layer, force_feature_count=True)
    ending = path.suffix.lower()
    if about["driver"] not in _DRIVERS[ending]:
        raise unreadable(path, FORMATS[ending], f"one of {about['driver']}")
    check_cells(path, about["features"], len(about["fields"]))
    return about


def lacks_encoding(path: Path, source: Path | str) -> bool:
    """Tell whether what GDAL is to open is a Shapefile that does not say how its text is encoded.

    It would in a file beside it (.cpg), or in a byte of its table (dBASE's language driver).
    """
    if path.suffix.lower() == ".shp":
        beside = {entry.suffix.lower(): entry for entry in path.parent.glob(f"{escape(path.stem)}.*")}
        return ".cpg" not in beside and ".dbf" in beside and _has_no_language(beside[".dbf"].read_bytes())
    if path.suffix.lower() != ".zip":
        return False
    stem = str(source).rpartition("}/")[2].rpartition(".")[0]
    with ZipFile(path) as archive:
        parts = {
            name.rpartition(".")[2].lower(): name
            for name in archive.namelist()
            if name.startswith(f"{stem}.")
        }
        return "cpg" not in parts and "dbf" in parts and _has_no_language(archive.read(parts["dbf"]))


def _has_no_language(table: bytes) -> bool:
    return table[_LANGUAGE : _LANGUAGE + 1] == b"\0"


def _check_signature(path: Path, start: bytes) -> None:
    ending = path.suffix.lower()
    if not _SIGNATURES[ending].match(start):
        raise unreadable(path, FORMATS[ending], "a file that begins otherwise" if start else "an empty file")


def _zipped_shapefiles(path: Path) -> dict[str, Path | str]:
    """Return the Shapefiles in an archive, each by a path that names no other member."""
    with path.open("rb") as file:
        _check_signature(path, file.read(4))
    with ZipFile(path) as archive:
        members = [
            name
            for name in sorted(archive.namelist())
            if name.lower().endswith(".shp") and not name.startswith("__MACOSX/")
        ]
        wrong = [name for name in members if not re.match(_SHAPEFILE, archive.open(name).read(4))]
    if wrong or not members:
        got = f"{wrong[0]}, which begins otherwise" if wrong else "an archive without one"
        raise unreadable(path, FORMATS[".zip"], got)
    return {PurePosixPath(name).stem: f"/vsizip/{{{path.resolve().as_posix()}}}/{name}" for name in members}


def _check_xml(path: Path) -> None:
    """Refuse what is no XML from its first byte to its last, has another root, or speaks to GDAL."""
    expected = path.suffix.lower().removeprefix(".")
    parser, roots = ParserCreate(), []

    def enter(name: str, _: object) -> None:
        roots.append(name.rpartition(":")[2])
        parser.StartElementHandler = None  # the root is enough, and without a handler the rest is quick
        if roots[0] != expected:
            raise unreadable(path, FORMATS[path.suffix.lower()], "a file that begins otherwise")

    def refuse(*_: object) -> None:
        raise unreadable(path, FORMATS[path.suffix.lower()], "a document type with entities of its own")

    parser.StartElementHandler, parser.StartDoctypeDeclHandler = enter, refuse
    try:
        before = b""
        for chunk in _chunks(path):
            if _OF_GDAL.search(before + chunk):
                raise unreadable(path, FORMATS[path.suffix.lower()], "words to GDAL, which lead elsewhere")
            before = chunk[-len("<OGR") :]
            parser.Parse(chunk)
        parser.Parse(b"", True)  # noqa: FBT003 - expat takes no names
    except (ExpatError, LookupError) as error:  # LookupError: an unknown encoding
        got = f"no XML: {error}" if roots else "a file that begins otherwise"
        raise unreadable(path, FORMATS[path.suffix.lower()], got) from None


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _geopackage_tables(path: Path) -> list[str]:
    """Return the layers that are tables: a view runs whatever its maker wrote, and may never end."""
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
        database.execute("PRAGMA trusted_schema = OFF")
        kinds = {row[1].casefold(): row[2] for row in database.execute("PRAGMA table_list")}
        views = [name for name, kind in kinds.items() if name.startswith("gpkg_") and kind != "table"]
        if views or "gpkg_contents" not in kinds:
            got = f"one whose {views[0]} is a {kinds[views[0]]}" if views else "another database"
            raise unreadable(path, FORMATS[".gpkg"], got)
        for (name,) in database.execute("SELECT table_name FROM gpkg_contents"):
            kind = kinds.get(name.casefold(), "name without a table")
            if kind == "table" and database.execute(_COMPUTED, [name]).fetchone() != (0,):
                kind = "table with columns that are computed"
            if kind != "table":
                got = f"{name}, a {kind}"
                raise unreadable(path, "layers that are plain tables", got, "export it as one")
    there = pyogrio.list_layers(path)[:, 0]
    return [name for name in there if kinds.get(name.casefold()) == "table" and name not in _BESIDE]
