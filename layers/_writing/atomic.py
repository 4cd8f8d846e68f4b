"""Files that are written whole or not at all, and folders whose files are all of one write.

Temporary files lie in hidden folders beside what they are to replace. Whoever is killed leaves such a folder
behind: its lock is free then, and the next writer sweeps it.
"""

from __future__ import annotations

import os
import secrets
import shutil
import stat
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from isthmus.geo import WriteError

if os.name != "nt":
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Iterator

LAST = "datapackage.json"
"""The file that takes its place last: it holds the hashes of the others, and so proves them of one write."""

PLACING = ".placing"
"""Holds, in a folder that is written to, the whole files that have yet to take their places."""

_TEMPORARY = ".isthmus-{}.tmp"  # short: the name of a file may be as long as its folder allows
_FORBIDDEN = set('/\\:*?"<>|') | {chr(code) for code in range(32)}


@contextmanager
def replacement(path: Path) -> Iterator[Path]:
    """Lend a temporary file that takes the place of another once it is written.

    The temporary file bears the name of its target, in a hidden folder beside it, where drivers may keep
    their journals, too. It is renamed onto its target only after its bytes are on the disk: whoever
    interrupts the writing finds the old file whole, and no reader ever sees half of the new one. A file keeps
    its mode. What exists and is no regular file, such as a device or a pipe, is written into.

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
    try:
        target = _end_of_links(path)
        if target.exists() and not (target.is_file() or target.is_dir()):
            with TemporaryDirectory() as folder:
                yield Path(folder) / target.name
                _pour(Path(folder) / target.name, target)
            return
        with _temporary_folder(target.parent, mode=0o700) as beside:
            yield beside / target.name
            _replace(beside / target.name, target)
            _to_disk(target.parent)
    except OSError as error:
        raise WriteError(f"{path}: can't be written: {error.strerror or error}") from error


@contextmanager
def replacements(folder: Path) -> Iterator[Path]:
    """Lend a temporary folder whose files take their places in another once all are written.

    Until then nothing changes; files of other names stay. A new folder appears at once. In one that exists
    the files are renamed one after the other, while other writers wait; where a kill put an end to that, the
    next writer goes on, and until then `files_in` finds the files where they are.

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
    staged = Path()
    try:
        target = _end_of_links(folder)
        # A folder may be a mount of another disk, which nothing can be renamed into from beside it.
        parent, mode = (target, 0o700) if target.exists() else (target.parent, 0o777)
        parent.mkdir(parents=True, exist_ok=True)
        with _temporary_folder(parent, mode=mode) as staged:
            yield staged
            for path in staged.iterdir():
                _to_disk(path)
            _to_disk(staged)
            _place_files(staged, target)
            _to_disk(target)
    except WriteError as error:  # of a writer, which knows only where it was told to write
        raise WriteError(str(error).replace(str(staged), str(folder))) from error
    except OSError as error:
        raise WriteError(f"{folder}: can't be written: {error.strerror or error}") from error


@contextmanager
def files_in(folder: Path) -> Iterator[dict[str, Path]]:
    """Lend what is in a folder, by name: all of one write, while writers wait. The folder stays as it is.

    After a kill, whole files may have yet to take their places: these are found where they are, in `PLACING`,
    which is itself among what is in the folder then.

    Parameters
    ----------
    folder : Path
        A folder that `replacements` wrote to, or any other.

    Yields
    ------
    dict of str to Path
        Where the file of each name is, in alphabetical order.
    """
    with _lock_on(folder, alone=False):
        there = {path.name: path for path in folder.iterdir()}
        if _is_placing(folder / PLACING):
            there |= {path.name: path for path in there[PLACING].iterdir()}
        else:
            there.pop(PLACING, None)
        yield dict(sorted(there.items()))


def _end_of_links(path: Path) -> Path:
    """Return the file that a link leads to: a link stays one when its file is replaced."""
    try:
        target = path.resolve()
        leads_back = target.is_symlink()
    except RuntimeError:  # what a loop was before Python 3.13
        leads_back = True
    if leads_back:
        raise WriteError(f"{path}: expected a file or a folder, got a link that leads back to itself")
    return target


@contextmanager
def _temporary_folder(parent: Path, *, mode: int) -> Iterator[Path]:
    """Lend a new folder with a lock on it, which is gone afterwards, or renamed."""
    _sweep(parent)
    with ExitStack() as stack:
        folder = _new_folder(parent, mode, stack)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _new_folder(parent: Path, mode: int, stack: ExitStack) -> Path:
    """Make a temporary folder and lock it until a stack is left; one may be swept before it is locked."""
    while True:
        folder = parent / _TEMPORARY.format(secrets.token_hex(4))
        folder.mkdir(mode)
        with suppress(FileNotFoundError):
            stack.enter_context(_lock_on(folder, alone=True))
            if folder.exists():
                return folder


def _sweep(parent: Path) -> None:
    """Take away the temporary folders of writers that were killed: nobody holds a lock on them."""
    if os.name == "nt":
        return
    for folder in parent.glob(_TEMPORARY.format("*")):
        with suppress(OSError), _lock_on(folder, alone=True, wait=False):
            shutil.rmtree(folder)


def _pour(source: Path, target: Path) -> None:
    """Write a file's bytes into what is no regular file."""
    with source.open("rb") as file, target.open("wb") as sink:
        shutil.copyfileobj(file, sink)


def _replace(source: Path, target: Path) -> None:
    """Rename a file onto another, whose mode it takes, once its bytes are on the disk."""
    _to_disk(source)
    with suppress(FileNotFoundError):
        source.chmod(stat.S_IMODE(target.stat().st_mode))
    source.replace(target)


def _place_files(staged: Path, folder: Path) -> None:
    """Move finished files to their folder."""
    if not folder.exists():
        with suppress(OSError):  # another writer may have made it just now
            staged.rename(folder)
            return
    with _lock_on(folder, alone=True):
        _finish_write(folder)
        staged.rename(folder / PLACING)
        _to_disk(folder)
        _finish_write(folder)


def _finish_write(folder: Path) -> None:
    """Move what is left to place; the caller holds the lock, so nobody else is placing it."""
    placing = folder / PLACING
    if _is_placing(placing):
        for path in sorted(placing.iterdir(), key=lambda path: (path.name == LAST, path.name)):
            _replace(path, folder / path.name)
        placing.rmdir()


def _is_placing(folder: Path) -> bool:
    """Tell whether a folder is one that `replacements` left: a link would lead to files of somebody else."""
    return folder.is_dir() and not folder.is_symlink()


@contextmanager
def _lock_on(folder: Path, *, alone: bool, wait: bool = True) -> Iterator[None]:
    """Hold a lock on a folder, alone or with others; Windows can't lock folders, nor can some disks."""
    if os.name == "nt":
        yield
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            fcntl.flock(handle, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | (0 if wait else fcntl.LOCK_NB))
        except OSError:
            if not wait:
                raise
        yield
    finally:
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
    isthmus.geo.WriteError: "../factories": expected the name of a file, got one that holds "/"
    """
    bad = [_quote_character(character) for character in sorted(_FORBIDDEN & set(name))]
    if bad:
        raise WriteError(f'"{name}": expected the name of a file, got one that holds {", ".join(bad)}')
    if not name.strip(" ."):
        raise WriteError(f'"{name}": expected the name of a file, got dots and spaces')
    return folder / f"{name}{ending}"


def _quote_character(character: str) -> str:
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
