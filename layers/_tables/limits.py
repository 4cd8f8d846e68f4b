"""How much a file may hold: a clear refusal instead of a machine without memory."""

from __future__ import annotations

import errno
import re
import stat
from contextlib import contextmanager
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile, is_zipfile

from isthmus.geo import IsthmusError

from .table import unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

MAX_BYTES = 2 * 1024**3
"""Largest file that is read, unpacked if it is an archive: it is held in memory, several times over."""

MAX_CELLS = 100_000_000
"""Largest number of rows times columns of a table."""

MAX_EMPTY = 20_000_000
"""Largest number of these that a file need not hold: each takes memory, however small the file is."""

MAX_COLUMNS = 2_000
"""Largest number of columns: a GeoPackage has no more."""

MAX_NAME = 1_000
"""Largest number of characters in the name of a column."""

MAX_NESTING = 100
"""Largest number of elements of XML within one another, and of attributes of one."""

MAX_PACKED = 2**28
"""How many bytes a file may hold packed as tightly as it can; beyond, `MAX_RATIO` counts."""

MAX_RATIO = 200
"""Largest number of bytes that a byte of a file stands for."""

MAX_COLLECTIONS = 32
"""Largest number of geometry collections in one geometry: parsers go down into each, and crash far down."""

# How a collection begins in well-known binary: byte order, type in the numbers of PostGIS or of ISO, perhaps
# a reference system, a count that fits in a file, and the byte order of its first part.
_FEW_ROWS = 500  # of Parquet, at a time
_COLLECTION = re.compile(
    rb"""\x01 (?: \x07\x00\x00[\x00\x20\x40\x60\x80\xa0\xc0\xe0] | (?:\xef\x03|\xd7\x07|\xbf\x0b)\x00\x00 )
         (?:.{4})?? .{3}[\x00-\x0f] (?=[\x00\x01])
       | \x00 (?: [\x00\x20\x40\x60\x80\xa0\xc0\xe0]\x00\x00\x07 | \x00\x00(?:\x03\xef|\x07\xd7|\x0b\xbf) )
         (?:.{4})?? [\x00-\x0f].{3} (?=[\x00\x01])""",
    re.DOTALL | re.VERBOSE,
)
_KINDS = {
    stat.S_ISDIR: "a folder",
    stat.S_ISFIFO: "a pipe",
    stat.S_ISCHR: "a device",
    stat.S_ISBLK: "a device",
    stat.S_ISSOCK: "a socket",
}
_LINKS = {errno.ELOOP: "a link that leads back to itself", errno.ENOENT: "a link that leads nowhere"}
_ARCHIVES = (".xlsx", ".zip", ".kmz")
_REMEDY = "split it, or take out what the layer does not need"


def check_size(path: Path) -> None:
    """Refuse a file that is larger than `MAX_BYTES`, or would be when unpacked, and what is no regular file.

    Raises
    ------
    ValidationError
        If so, or if an archive can't be listed.
    """
    size = check_regular(path)
    if path.suffix.lower() in _ARCHIVES and is_zipfile(path):
        try:
            with ZipFile(path) as archive:
                unpacked = sum(member.file_size for member in archive.infolist())
        except (BadZipFile, ValueError, NotImplementedError, UnicodeError) as error:
            raise unreadable(path, "an archive (zip)", str(error)) from None
        check_unpacked_size(path, unpacked)
    if size > MAX_BYTES:
        raise unreadable(path, f"at most {MAX_BYTES / 1e9:.1f} GB", f"{size / 1e9:.1f} GB", _REMEDY)


def check_unpacked_size(path: Path, size: int) -> None:
    """Refuse a file that holds more bytes than `MAX_BYTES`, or far more than it has itself.

    Raises
    ------
    ValidationError
        If it does.
    """
    most = min(MAX_BYTES, max(MAX_PACKED, MAX_RATIO * path.stat().st_size))
    if size > most:
        raise unreadable(
            path, f"at most {most / 1e9:.1f} GB when unpacked", f"{size / 1e9:.1f} GB or more", _REMEDY
        )


def check_name_lengths(path: Path, names: Iterable[str]) -> None:
    """Refuse names of columns that are longer than `MAX_NAME`.

    Raises
    ------
    ValidationError
        If one is.
    """
    longest = max((len(name) for name in names), default=0)
    if longest > MAX_NAME:
        expected = f"at most {MAX_NAME:,} characters in the name of a column"
        raise unreadable(path, expected, f"{longest:,}", "is this the row of names?")


def check_cells(path: Path, rows: int, columns: int, given: int | None = None) -> None:
    """Refuse a table that is too large to be held in memory, however small its file is.

    Parameters
    ----------
    path : Path
        The file.
    rows, columns : int
        Of the table.
    given : int, optional
        How many of its cells stand in the file; the others are empty.

    Raises
    ------
    ValidationError
        If it is.
    """
    if columns > MAX_COLUMNS:
        raise unreadable(path, f"at most {MAX_COLUMNS:,} columns", f"{columns:,}", _REMEDY)
    if rows * columns > MAX_CELLS:
        raise unreadable(path, f"at most {MAX_CELLS:,} cells", f"{rows * columns:,}", _REMEDY)
    if given is not None and rows * columns - given > MAX_EMPTY:
        raise unreadable(path, f"at most {MAX_EMPTY:,} empty cells", f"{rows * columns - given:,}", _REMEDY)


def check_regular(path: Path) -> int:
    """Return the bytes of a regular file; reading a device or a pipe might never end.

    Raises
    ------
    ValidationError
        If it is none.
    """
    try:
        status = path.stat()
    except OSError as error:
        got = _LINKS.get(error.errno or 0, error.strerror or type(error).__name__)
        raise unreadable(path, "a regular file", got) from None
    if not stat.S_ISREG(status.st_mode):
        got = next((kind for tells, kind in _KINDS.items() if tells(status.st_mode)), "something else")
        raise unreadable(path, "a regular file", got)
    return status.st_size


def collections_in(shape: str | bytes) -> int:
    """Return how many geometry collections a geometry names, as text (WKT or GeoJSON) or binary (WKB).

    Examples
    --------
    >>> collections_in("GEOMETRYCOLLECTION (POINT (1 2))"), collections_in(bytes.fromhex("0101000000"))
    (1, 0)
    """
    if isinstance(shape, str):
        return shape.upper().count("GEOMETRYCOLLECTION")
    return len(_COLLECTION.findall(shape))


def is_nested(shape: str | bytes) -> bool:
    """Tell whether a geometry has more than `MAX_COLLECTIONS`."""
    return collections_in(shape) > MAX_COLLECTIONS


def nesting_problem(shape: str | bytes) -> tuple[str, str, str]:
    """Return what was expected of such a geometry, what came, and the remedy."""
    expected = f"at most {MAX_COLLECTIONS} geometry collections in a geometry"
    return expected, f"{collections_in(shape):,}", "make rows of them"


@contextmanager
def foreign_parser(path: Path, expected: str) -> Iterator[None]:
    """Turn whatever a foreign parser raises into one problem that names the file.

    Parsers of formats raise errors of any kind on damaged bytes, from ``KeyError`` to those of zlib.

    Raises
    ------
    ValidationError
        If the parser gave up.
    """
    try:
        yield
    except (IsthmusError, MemoryError):
        raise
    except Exception as error:
        said = str(error).replace(f"{path.parent}/", "") or type(error).__name__
        got = f"a file that can't be read: {said}"
        raise unreadable(path, expected, " ".join(got.split())[:300]) from error


def check_parquet_texts(path: Path) -> None:
    """Refuse Parquet of a few texts that stand in so many rows that all of them would fill the memory.

    Raises
    ------
    ValidationError
        If so.
    """
    import pyarrow as pa  # noqa: PLC0415 - optional: only those who read Parquet need it
    import pyarrow.compute as pc  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415

    kinds = {pa.string(), pa.large_string(), pa.binary(), pa.large_binary()}
    types = {field.name: field.type for field in pq.read_schema(path)}
    plain = {name: kind.value_type if pa.types.is_dictionary(kind) else kind for name, kind in types.items()}
    texts = [name for name, kind in plain.items() if kind in kinds]
    size = 0
    for batch in pq.ParquetFile(path, read_dictionary=texts).iter_batches(_FEW_ROWS, columns=texts):
        for column in batch.columns:
            used, counts = column.indices.drop_null().value_counts().flatten()
            size += pc.sum(pc.multiply(pc.binary_length(column.dictionary.take(used)), counts)).as_py() or 0
        check_unpacked_size(path, size)
