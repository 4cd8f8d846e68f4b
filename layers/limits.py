"""How much a file may hold: a clear refusal instead of a machine without memory."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile, is_zipfile

from isthmus.geo import IsthmusError

from .table import unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAX_BYTES = 2 * 1024**3
"""Largest file that is read, unpacked if it is an archive: it is held in memory, several times over."""

_REMEDY = "split it, or take out what the layer does not need"


def check_size(path: Path) -> None:
    """Refuse a file that is larger than `MAX_BYTES`, or would be when unpacked.

    Raises
    ------
    ValidationError
        If so, or if an archive can't be listed.
    """
    size = path.stat().st_size
    if is_zipfile(path):
        try:
            with ZipFile(path) as archive:
                size = max(size, sum(member.file_size for member in archive.infolist()))
        except (BadZipFile, ValueError, NotImplementedError, UnicodeError) as error:
            raise unreadable(path, "an archive (zip)", str(error)) from None
    if size > MAX_BYTES:
        expected = f"at most {MAX_BYTES / 1e9:.1f} GB"
        raise unreadable(path, expected, f"{size / 1e9:.1f} GB when unpacked", _REMEDY)


@contextmanager
def parsing(path: Path, expected: str) -> Iterator[None]:
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
        got = f"a file that can't be read: {error or type(error).__name__}"
        raise unreadable(path, expected, " ".join(got.split())[:300]) from error
