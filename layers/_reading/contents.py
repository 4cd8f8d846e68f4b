"""Whether a file of GIS is what its ending says, before GDAL opens it.

GDAL opens a file as whatever it looks like, and some of its formats lead to other files or into the network.
So the driver is fixed by the ending: a file is handed over only once its content is proved to be of that
format, and what GDAL then opens it with is looked at, too.
"""

from __future__ import annotations

import codecs
import re
import sqlite3
from contextlib import closing, contextmanager
from glob import escape
from io import BytesIO
from itertools import chain
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from zipfile import ZipFile

import pyogrio

from isthmus.layers._tables.crs import refuse_files
from isthmus.layers._tables.limits import (
    check_cells,
    check_name_lengths,
    check_regular,
    check_size,
    foreign_parser,
)
from isthmus.layers._tables.table import unreadable

from .losses import check_dbase, check_xml

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from zipfile import ZipInfo

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
_SHAPEFILE: Final = b"\x00\x00\x27\x0a"
_BESIDE_SHAPES: Final = frozenset({".shx", ".dbf", ".prj", ".cpg"})
_SIGNATURES: Final[Mapping[str, re.Pattern[bytes]]] = MappingProxyType(
    {
        ".gpkg": re.compile(rb"SQLite format 3\0"),
        ".fgb": re.compile(rb"fgb\x03fgb.{4}\0", re.DOTALL),
        ".shp": re.compile(re.escape(_SHAPEFILE)),
        ".zip": re.compile(rb"PK\x03\x04"),
    }
)
_ARCHIVES: Final[Mapping[str, str]] = MappingProxyType(
    {".zip": "a zipped Shapefile, or another file that can be read", ".kmz": "a zipped KML file"}
)
_LONGEST: Final = 2**24  # bytes of a header of FlatGeobuf
_ANY_BYTES: Final = "ISO-8859-1"
_ANSI: Final = b"\x57"  # whatever a Windows of somewhere has
_SAYS: Final = frozenset((".cpg", ".dbf"))  # parts of a Shapefile that say how its text is encoded
_CODE_PAGE: Final = re.compile(
    r"(?:ANSI 1251|LDID/\d+|(?:4[3-9]|[5-8]\d|9[0-4])\d|950|125[0-8]|(?:ISO)?8859_?\d+)", re.ASCII
)
_LANGUAGE: Final = 29  # which byte of a dBASE table says its encoding, as a number
_COMPUTED: Final = "SELECT count(*) FROM pragma_table_xinfo(?) WHERE hidden > 1"
_SLASH: Final = re.compile(r"[\\/]")
_BESIDE: Final = ("layer_styles", "data_dictionary", "impacts", "sources")  # tables that are no layers

Source: TypeAlias = "Path | bytes"
"""What GDAL is to open: a file, or the bytes of an archive."""


def layer_sources(path: Path) -> dict[str, Source]:
    """Return what GDAL is to open for each layer of a file, by the layer's name.

    Raises
    ------
    ValidationError
        If the content is not of the format that the ending says.
    """
    check_size(path)
    ending = path.suffix.lower()
    for beside in (*path.parent.glob(f"{escape(path.stem)}.*"), *path.parent.glob(f"{escape(path.name)}-*")):
        check_regular(beside)  # GDAL opens what belongs to a Shapefile or a database with it
    with foreign_parser(path, FORMATS[ending]):
        if ending == ".zip":
            return _zipped_shapefiles(path)
        if ending in {".kml", ".gpx"}:
            check_xml(path, FORMATS[ending])
        else:
            with path.open("rb") as file:
                _check_signature(path, start := file.read(16))
                if ending == ".fgb":
                    refuse_files(
                        path, file.read(int.from_bytes(start[8:12], "little") % _LONGEST).decode("latin-1")
                    )
        if ending == ".shp":
            parts = {entry.suffix.lower(): entry for entry in path.parent.glob(f"{escape(path.stem)}.*")}
            _check_shape_index(path, parts)
            refuse_files(path, parts[".prj"].read_text("latin-1") if ".prj" in parts else "")
            check_dbase(path, parts[".dbf"].read_bytes() if ".dbf" in parts else b"")
        if ending == ".gpkg":
            return dict.fromkeys(_geopackage_tables(path), path)
        return {str(name): path for name in pyogrio.list_layers(path)[:, 0] if name not in _BESIDE}


@contextmanager
def unpack_file(path: Path, endings: Iterable[str]) -> Iterator[Path]:
    """Lend the one file that an archive holds, unpacked; a file that is none, or holds Shapefiles, as it is.

    Parameters
    ----------
    path : Path
        Any file; of its name, the ending tells whether it is an archive.
    endings : iterable of str
        Endings of files that can be read.

    Raises
    ------
    ValidationError
        If it holds no such file, or several.
    """
    if path.suffix.lower() not in _ARCHIVES:
        yield path
        return
    check_size(path)
    with foreign_parser(path, _ARCHIVES[path.suffix.lower()]):
        with path.open("rb") as file:
            _check_signature(path, file.read(4), ".zip")
        with ZipFile(path) as archive:
            member = _only_member(path, archive.namelist(), {*endings} - {*_ARCHIVES})
            content = archive.read(member) if member else b""
    if not member:
        yield path
        return
    with TemporaryDirectory(prefix="isthmus-") as folder:
        inner = Path(folder, f"{path.stem}{PurePosixPath(member).suffix.lower()}")
        inner.write_bytes(content)
        yield inner


def _only_member(path: Path, names: Iterable[str], endings: Collection[str]) -> str:
    """Return the name of the only file in an archive that can be read; "" if it holds Shapefiles."""
    there = [name for name in sorted(names) if not name.startswith("__MACOSX/") and name[-1:] != "/"]
    if path.suffix.lower() == ".kmz":
        endings = {".kml"}
    elif any(name.lower().endswith(".shp") for name in there):
        return ""
    found = [name for name in there if PurePosixPath(name).suffix.lower() in endings]
    if path.suffix.lower() == ".kmz" and len(found) > 1:  # the first is the document, others belong to it
        found = [name for name in found if name.lower() == "doc.kml"] or found[:1]
    if len(found) == 1:
        return found[0]
    got = ", ".join(found[:5]) or "an archive without one"
    raise unreadable(path, _ARCHIVES[path.suffix.lower()], got, "unpack the archive" if found else "")


def layer_info(path: Path, source: Source, layer: str) -> Mapping[str, Any]:
    """Return what GDAL says of a layer before it reads its rows.

    Raises
    ------
    ValidationError
        If GDAL opens it as another format, it has more cells than a table may have, or its reference system
        names a file.
    """
    ending = path.suffix.lower()
    encoding = _ANY_BYTES if ending in {".shp", ".zip"} else None  # of its names, which it may say wrongly
    about: Mapping[str, Any] = pyogrio.read_info(source, layer, encoding=encoding, force_feature_count=True)
    if about["driver"] not in _DRIVERS[ending]:
        raise unreadable(path, FORMATS[ending], f"one of {about['driver']}")
    check_cells(path, about["features"], len(about["fields"]))
    check_name_lengths(path, about["fields"].tolist())
    refuse_files(path, about["crs"] or "")
    return about


def lacks_encoding(path: Path, source: Source) -> bool:
    """Tell whether what GDAL is to open is a Shapefile that does not say how its text is encoded.

    It would in a file beside it (.cpg), or in a byte of its table (dBASE's language driver), which says
    nothing where it says ANSI.
    """
    parts = _parts_of(path, source)
    if ".cpg" in parts:
        return not _names_encoding(parts[".cpg"].decode("latin-1").strip())
    return _language(parts) in {b"\0", _ANSI}


def is_ansi(path: Path, source: Source) -> bool:
    """Tell whether a Shapefile says that its text is of some Windows, and not of which country."""
    parts = _parts_of(path, source)
    return ".cpg" not in parts and _language(parts) == _ANSI


def _parts_of(path: Path, source: Source) -> dict[str, bytes]:
    """Return the parts of a Shapefile that say how its text is encoded, by their endings."""
    if isinstance(source, bytes):
        with ZipFile(BytesIO(source)) as archive:
            return {f".{name.rpartition('.')[2]}": archive.read(name) for name in archive.namelist()}
    if path.suffix.lower() != ".shp":
        return {}
    beside = (entry for entry in path.parent.glob(f"{escape(path.stem)}.*"))
    return {entry.suffix.lower(): entry.read_bytes() for entry in beside if entry.suffix.lower() in _SAYS}


def _language(parts: Mapping[str, bytes]) -> bytes:
    """Return the byte of a dBASE table that says its encoding, none without a table."""
    return parts.get(".dbf", b"")[_LANGUAGE : _LANGUAGE + 1]


def _names_encoding(text: str) -> bool:
    """Tell whether GDAL knows an encoding: it takes text in one that it does not know for Latin-1."""
    if _CODE_PAGE.fullmatch(text):
        return True
    try:
        known = codecs.lookup(text)
    except (LookupError, ValueError):
        return False
    return known._is_text_encoding and not known.name.startswith(("utf-16", "utf-32"))  # noqa: SLF001


def _check_signature(path: Path, start: bytes, ending: str = "") -> None:
    expected = ending or path.suffix.lower()
    if not _SIGNATURES[expected].match(start):
        raise unreadable(
            path, FORMATS[expected], "a file that begins otherwise" if start else "an empty file"
        )


def _zipped_shapefiles(path: Path) -> dict[str, Source]:
    """Return the Shapefiles in an archive, each as an archive of its own that holds nothing else.

    What two readers of archives make of one may differ, where members share a name: GDAL is given what was
    looked at.
    """
    with path.open("rb") as file:
        _check_signature(path, file.read(4))
    sources: dict[str, Source] = {}
    with ZipFile(path) as archive:
        for stem, parts in _parts_by_stem(archive.infolist()).items():
            if ".shp" in parts:
                name = _SLASH.split(stem)[-1]
                sources[name] = _pack_alone(path, archive, name, parts)
    if sources:
        return sources
    raise unreadable(path, FORMATS[".zip"], "an archive without one")


def _parts_by_stem(members: Iterable[ZipInfo]) -> dict[str, dict[str, ZipInfo]]:
    """Return the members of an archive by their names without endings, and then by their endings."""
    found: dict[str, dict[str, ZipInfo]] = {}
    for member in sorted(members, key=lambda member: member.filename):
        stem, dot, ending = member.filename.rpartition(".")
        if not stem.startswith("__MACOSX/"):
            found.setdefault(stem, {})[f"{dot}{ending.lower()}"] = member
    return found


def _check_shape_index(path: Path, parts: Collection[str]) -> None:
    """Refuse a Shapefile that was copied without its index."""
    if ".shx" not in parts:
        raise unreadable(path, "a whole Shapefile: .shp, .shx and .dbf", "one without .shx", "copy all of it")


def _pack_alone(path: Path, archive: ZipFile, name: str, parts: Mapping[str, ZipInfo]) -> bytes:
    """Return an archive of one Shapefile."""
    packed = BytesIO()
    with ZipFile(packed, "w") as alone:
        for ending in (".shp", *(_BESIDE_SHAPES & {*parts})):
            content = archive.read(parts[ending])
            if ending == ".shp" and not content.startswith(_SHAPEFILE):
                raise unreadable(path, FORMATS[".zip"], f"{parts[ending].filename}, which begins otherwise")
            if ending == ".prj":
                refuse_files(path, content.decode("latin-1"))
            if ending == ".dbf":
                check_dbase(path, content)
            _check_shape_index(path, parts)
            alone.writestr(f"{name}{ending}", content)
    return packed.getvalue()


def _geopackage_tables(path: Path) -> list[str]:
    """Return the layers that are tables: a view runs whatever its maker wrote, and may never end."""
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
        database.execute("PRAGMA trusted_schema = OFF")
        kinds = {_same(row[1]): row[2] for row in database.execute("PRAGMA table_list")}
        views = [name for name, kind in kinds.items() if name.startswith(b"gpkg_") and kind != "table"]
        if views or b"gpkg_contents" not in kinds:
            got = f"one whose {views[0].decode()} is a {kinds[views[0]]}" if views else "another database"
            raise unreadable(path, FORMATS[".gpkg"], got)
        if b"gpkg_spatial_ref_sys" in kinds:
            for value in chain.from_iterable(database.execute("SELECT * FROM gpkg_spatial_ref_sys")):
                refuse_files(path, str(value))
        for (name,) in database.execute("SELECT table_name FROM gpkg_contents"):
            kind = kinds.get(_same(name), "name without a table")
            if kind == "table" and database.execute(_COMPUTED, [name]).fetchone() != (0,):
                kind = "table with columns that are computed"
            if kind != "table":
                got = f"{name}, a {kind}"
                raise unreadable(path, "layers that are plain tables", got, "export it as one")
    there = pyogrio.list_layers(path)[:, 0]
    return [name for name in there if kinds.get(_same(name)) == "table" and name not in _BESIDE]


def _same(name: str) -> bytes:
    """Return what SQLite and GDAL compare names by: only letters of ASCII are the same in both cases."""
    return str(name).encode("utf-8", "surrogatepass").lower()
