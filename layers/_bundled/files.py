"""Where the data bundled with the package lie."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path


def bundled(name: str) -> AbstractContextManager[Path]:
    """Return a bundled file or folder as a path, for the length of a ``with`` block.

    Parameters
    ----------
    name : str
        Its path inside ``layers/data``, parts split by ``/``.

    Examples
    --------
    >>> with bundled("atlas") as folder:
    ...     (folder / "factories.csv").exists()
    True
    """
    return resources.as_file(resources.files("isthmus.layers.data").joinpath(*name.split("/")))
