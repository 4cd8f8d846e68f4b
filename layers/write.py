"""Write tables as files: one, by the ending of its name, or a folder of layers in several formats."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from isthmus.geo import WriteError

from .files import file_in
from .geojson import write_geojson
from .write_csv import write_csv
from .write_vector import write_flatgeobuf, write_geopackage, write_geoparquet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    import geopandas as gpd

WRITERS: Mapping[str, Callable[[gpd.GeoDataFrame, Path], Path]] = MappingProxyType(
    {
        "geojson": write_geojson,
        "gpkg": write_geopackage,
        "parquet": write_geoparquet,
        "fgb": write_flatgeobuf,
        "csv": write_csv,
    }
)
"""How to write a table, by the name of the format, which is also the ending of its files."""


def write_table(table: gpd.GeoDataFrame, path: str | Path) -> Path:
    """Write a table in the format that the ending of the file's name says.

    The file is replaced as a whole or not at all. Coordinates become longitude and latitude (EPSG:4326), and
    columns keep their names.

    Parameters
    ----------
    table : geopandas.GeoDataFrame
        Any table with a coordinate reference system.
    path : str or Path
        File whose name ends in ``.geojson``, ``.gpkg``, ``.parquet``, ``.fgb`` or ``.csv``.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    WriteError
        If the ending is of no such format, the table has no CRS or values that the format can't hold, an
        optional package is missing, or the operating system refuses.
    """
    path = Path(path)
    writer = WRITERS.get(path.suffix.lower().removeprefix("."))
    if writer is None:
        expected = ", ".join(f".{name}" for name in WRITERS)
        raise WriteError(f"{path}: expected a file that ends in {expected}")
    return writer(table, path)


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
