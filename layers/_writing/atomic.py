"""Files that are written whole or not at all, inside the folder they belong to."""

from __future__ import annotations

import os
import secrets
import shutil
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from isthmus.geo import WriteError

if os.name != "nt":
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LAST = "datapackage.json"
"""The file that takes its place last: it holds the hashes of the others, and so proves them of one write."""

PLACING = ".placing"
"""Holds, in a folder that is written to, the whole files that have yet to take their places."""

_FORBIDDEN = set('/\\:*?"<>|') | {chr(code) for code in range(32)}


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Lend a temporary file that takes the place of another once it is written.

    The temporary file bears the name of its target, in a hidden folder beside it, where drivers may keep
    their journals, too. It is renamed onto its target only after its bytes are on the disk: whoever
    interrupts the writing finds the old file whole, and no reader ever sees half of the new one.

    Parameters
    ----------
    path : Path
        The file to replace or to create.

    Yields
    ------
    Path
        Where to write.

    Raises
    ------
    WriteError
        If the operating system refuses.
    """
    target = path.resolve()  # a link stays one
    folder = target.with_name(f".{target.name}.{secrets.token_hex(4)}.tmp")
    temporary = folder / target.name
    try:
        folder.mkdir()
        yield temporary
        _to_disk(temporary)
        temporary.replace(target)
        _to_disk(target.parent)
    except OSError as error:
        raise WriteError(f"{path}: can't be written: {error.strerror or error}") from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def replacing_all(folder: Path) -> Iterator[Path]:
    """Lend a temporary folder whose files take their places in another once all are written.

    Until then nothing changes; files of other names stay. A new folder appears at once. In one that exists
    the files are renamed one after the other, while other writers wait; `finish` goes on where a kill put an
    end to that.

    Parameters
    ----------
    folder : Path
        The folder to fill; it is made where it is missing.

    Yields
    ------
    Path
        Where to write.

    Raises
    ------
    WriteError
        If the operating system refuses.
    """
    name = f".{folder.resolve().name}.{secrets.token_hex(4)}.tmp"
    # A folder may be a mount or a link to another disk, which nothing can be renamed into from beside it.
    staged = folder / name if folder.exists() else folder.with_name(name)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        staged.mkdir()
        yield staged
        _to_disk(staged)
        _place(staged, folder)
        _to_disk(folder)
    except WriteError as error:  # of a writer, which knows only where it was told to write
        raise WriteError(str(error).replace(str(staged), str(folder))) from error
    except OSError as error:
        raise WriteError(f"{folder}: can't be written: {error.strerror or error}") from error
    finally:
        shutil.rmtree(staged, ignore_errors=True)


def finish(folder: Path) -> None:
    """Let the files of an interrupted write take their places; all of them were whole when it was.

    Parameters
    ----------
    folder : Path
        A folder that `replacing_all` wrote to, or any other.

    Raises
    ------
    WriteError
        If the operating system refuses.
    """
    if not (folder / PLACING).is_dir():
        return
    try:
        with _alone_in(folder):
            _finish(folder)
    except OSError as error:
        message = f"{folder}: holds a write that was interrupted and can't be finished: {error}"
        raise WriteError(message) from error


def _place(staged: Path, folder: Path) -> None:
    """Move finished files to their folder."""
    if not folder.exists():
        with suppress(OSError):  # another writer may have made it just now
            staged.rename(folder)
            return
    with _alone_in(folder):
        _finish(folder)
        staged.rename(folder / PLACING)
        _to_disk(folder)
        _finish(folder)


def _finish(folder: Path) -> None:
    """Move what is left to place; the caller holds the lock, so nobody else is placing it."""
    placing = folder / PLACING
    if placing.is_dir():
        for path in sorted(placing.iterdir(), key=lambda path: (path.name == LAST, path.name)):
            path.replace(folder / path.name)
        placing.rmdir()


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Wait until no other process places files in a folder; Windows can't lock folders."""
    handle = None if os.name == "nt" else os.open(folder, os.O_RDONLY)
    try:
        if handle is not None:
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        if handle is not None:
            os.close(handle)


def file_in(folder: Path, name: str, ending: str) -> Path:
    """Return the path of a file that is certain to lie in a folder.

    Parameters
    ----------
    folder : Path
        The folder.
    name, ending : str
        Name of the file, such as that of a layer, and its ending.

    Raises
    ------
    WriteError
        If the name could lead elsewhere, or is none on some operating system.

    Examples
    --------
    >>> from pathlib import Path
    >>> file_in(Path("out"), "factories", ".geojson").as_posix()
    'out/factories.geojson'
    >>> file_in(Path("out"), "../factories", ".geojson")
    Traceback (most recent call last):
    isthmus.geo.errors.WriteError: "../factories": expected the name of a file, got one that holds "/"
    """
    bad = sorted(_FORBIDDEN & set(name))
    if bad:
        raise WriteError(
            f'"{name}": expected the name of a file, got one that holds {", ".join(map(_quoted, bad))}'
        )
    if not name.strip(" ."):
        raise WriteError(f'"{name}": expected the name of a file, got dots and spaces')
    return folder / f"{name}{ending}"


def _quoted(character: str) -> str:
    return f'"{character}"' if character.isprintable() else repr(character)


def _to_disk(path: Path) -> None:
    """Wait until a file's bytes, or a folder's names, are on the disk; Windows can't open folders."""
    if os.name == "nt" and path.is_dir():
        return
    handle = os.open(path, os.O_RDWR if path.is_file() else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
