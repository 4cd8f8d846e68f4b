"""A small atlas to begin with: files that work as they are, and say how to go on."""

from __future__ import annotations

import shutil
from pathlib import Path

from isthmus.geo import WriteError
from isthmus.layers._bundled.files import bundled

from .atomic import replacing_all


def write_starter(folder: str | Path) -> list[Path]:
    """Write a small working atlas to a folder that is new or empty.

    Parameters
    ----------
    folder : str or Path
        The folder.

    Returns
    -------
    list of Path
        The files by name.

    Raises
    ------
    WriteError
        If something is in the folder already, or the operating system refuses.
    """
    folder = Path(folder)
    if folder.is_dir() and any(folder.iterdir()):
        raise WriteError(f"{folder}: expected a new or an empty folder, found files in it")
    with bundled("starter") as source, replacing_all(folder) as staged:
        names = sorted(path.name for path in source.iterdir() if path.is_file())
        for name in names:
            shutil.copyfile(source / name, staged / name)
    return [folder / name for name in names]
