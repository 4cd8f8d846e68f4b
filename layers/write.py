"""Write layers to a folder, one file a layer and format."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from isthmus.geo import WriteError

from .files import file_in
from .geojson import write_geojson

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    import geopandas as gpd

WRITERS: Mapping[str, Callable[[gpd.GeoDataFrame, Path], Path]] = MappingProxyType({"geojson": write_geojson})
"""How to write a layer, by the name of the format, which is also the ending of its files."""


def write_layers(
    layers: Iterable[tuple[str, gpd.GeoDataFrame]], folder: Path, *, formats: Iterable[str] = ("geojson",)
) -> list[Path]:
    """Write layers to a folder, which is made where it is missing.

    Parameters
    ----------
    layers : iterable of (str, geopandas.GeoDataFrame)
        Names and tables.
    folder : Path
        Where to write.
    formats : iterable of str
        Names of formats: see `WRITERS`.

    Returns
    -------
    list of Path
        The files, in the order of the layers.

    Raises
    ------
    WriteError
        If a format is unknown, a name is no file's, or the operating system refuses.
    """
    chosen = list(dict.fromkeys(formats))
    unknown = [name for name in chosen if name not in WRITERS]
    if unknown:
        raise WriteError(f"format: expected {', '.join(WRITERS)}, got {', '.join(unknown)}")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WriteError(f"{folder}: can't be made: {error.strerror or error}") from error
    return [
        WRITERS[ending](table, file_in(folder, name, f".{ending}"))
        for name, table in layers
        for ending in chosen
    ]
