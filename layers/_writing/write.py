"""Write tables as files: one, by the ending of its name, or a folder of layers in several formats."""

from __future__ import annotations

import re
import shutil
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from isthmus._arguments import as_names, as_path, describe
from isthmus.geo import ArgumentError, WriteError
from isthmus.layers._bundled.files import data_path
from isthmus.layers._scale.part_files import write_parts
from isthmus.layers._scale.partitions import is_lazy
from isthmus.layers._tables.atlas_schemas import About
from isthmus.layers._tables.cells import as_text
from isthmus.layers._tables.crs import DEGREES, check_crs
from isthmus.layers._tables.table import check_columns

from .atomic import PLACING, file_in, replacements
from .datapackage import describe_folder
from .geojson import write_geojson
from .geopackage import ATLAS_FILE, write_geopackage, write_geopackages
from .write_cells import REJECTED, write_csv, write_excel, write_rejected
from .write_gis import write_flatgeobuf, write_geoparquet, write_parquet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from isthmus.layers._checking.validation import Rejected

WRITERS: Mapping[str, Callable[..., Path]] = MappingProxyType(
    {
        "geojson": write_geojson,
        "gpkg": write_geopackage,
        "parquet": write_geoparquet,
        "fgb": write_flatgeobuf,
        "csv": write_csv,
        "xlsx": write_excel,
    }
)
"""How to write a table, by the name of the format, which is also the ending of its files.

Each replaces the file as a whole or not at all, and returns its path; a table of places needs a coordinate
reference system.
"""

_PLAIN_WRITERS: Mapping[str, Callable[..., Path]] = MappingProxyType(
    {"csv": write_csv, "parquet": write_parquet, "xlsx": write_excel, "gpkg": write_geopackage}
)

_HALF = re.compile(r"[\ud800-\udfff]")
_NO_TEXT = "half a character (a lone surrogate)"


def write_table(table: pd.DataFrame, path: str | Path) -> Path:
    """Write a table in the format that the ending of the file's name says.

    The file is replaced as a whole or not at all. Coordinates become longitude and latitude (EPSG:4326), and
    columns keep their names. An index that has a name is a column, too.

    Parameters
    ----------
    table : pandas.DataFrame
        A GeoDataFrame with a coordinate reference system, or any table without places. In CSV, text that a
        spreadsheet would run as a formula is disarmed. A dask_geopandas.GeoDataFrame becomes a folder of
        GeoParquet, a file a partition: what it holds of the same work, which was stopped, is kept.
    path : str or Path
        File whose name ends in ``.geojson``, ``.gpkg``, ``.parquet``, ``.fgb``, ``.csv`` or ``.xlsx``; for a
        table without places in ``.csv``, ``.parquet``, ``.xlsx`` or ``.gpkg``; or the folder.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    WriteError
        If the ending is of no such format, the table has no CRS or values that the format can't hold, an
        optional package is missing, or the operating system refuses.

    Examples
    --------
    >>> import tempfile
    >>> import pandas as pd
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     print(write_table(pd.DataFrame({"a": [1, None]}), f"{folder}/t.csv").read_text("utf-8").split())
    ['a', '1', '""']
    """
    path = as_path("path", path)
    if is_lazy(table):
        check_crs(table._meta, error=WriteError)  # noqa: SLF001 - what Dask has for it
        return write_parts(table, path, write_table)
    if isinstance(table, gpd.GeoDataFrame):
        check_crs(table, error=WriteError)
        writer, why = WRITERS.get(path.suffix.lower().removeprefix(".")), ""
    else:
        check_columns(table, error=WriteError)
        writer, why = _PLAIN_WRITERS.get(path.suffix.lower().removeprefix(".")), ": no row has a place"
    if writer is None:
        known = WRITERS if isinstance(table, gpd.GeoDataFrame) else _PLAIN_WRITERS
        expected = ", ".join(f".{name}" for name in known)
        raise WriteError(f"{path}: expected a file that ends in {expected}{why}")
    whole = _with_index(path, table)
    _check_values(path, whole)
    return writer(whole, path)


def _with_index(path: Path, table: pd.DataFrame) -> pd.DataFrame:
    """Return a table with the named levels of its index as columns, and all columns under different names."""
    named = [name for name in table.index.names if name is not None and name not in table]
    whole = table.reset_index(level=named) if named else table
    names = [str(name) for name in whole.columns]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise WriteError(
            f"{path}: table: expected columns of different names, got {', '.join(twice)} more than once"
        )
    return whole


def _check_values(path: Path, table: pd.DataFrame) -> None:
    """Refuse what no file holds: halves of characters, which no encoding has, and complex numbers."""
    for name, cells in table.items():
        if _HALF.search(str(name)):
            raise WriteError(f"{path}: expected text for the name of a column, got {str(name)!a}: {_NO_TEXT}")
        if pd.api.types.is_complex_dtype(cells.dtype):
            raise WriteError(f"{path}, {name}: expected text, numbers, dates or lists, got complex numbers")
        row = next((row for row, text in enumerate(_free_texts(cells), start=1) if _HALF.search(text)), None)
        if row is not None:
            raise WriteError(f"{path}, row {row}, {name}: expected text, got {_NO_TEXT}")


def _free_texts(cells: pd.Series[Any]) -> Iterable[str]:
    """Return the texts of a column that may hold any character: those of Arrow are UTF-8."""
    dtype = cells.dtype
    if isinstance(dtype, pd.StringDtype):
        free = dtype.storage == "python"
    else:
        free = pd.api.types.is_object_dtype(dtype) or isinstance(dtype, pd.CategoricalDtype)
    return map(as_text, cells) if free else ()


def write_layers(
    layers: Iterable[tuple[str, pd.DataFrame]],
    folder: Path,
    *,
    formats: str | Iterable[str] = ("geojson",),
    about: About | None = None,
    rejected: Sequence[Rejected] = (),
) -> list[Path]:
    """Write layers to a folder, which is made where it is missing: all files or none.

    A GeoPackage holds all layers, as ``atlas.gpkg``; of the other formats there is a file a layer. Beside
    them lie ``data_dictionary.csv`` and ``datapackage.json``, which holds the hash of every file.

    Parameters
    ----------
    layers : iterable of (str, pandas.DataFrame)
        Names and tables. In a format for places only, rows of a table without any have an empty one.
    folder : Path
        Where to write.
    formats : str or iterable of str
        Names of formats, a text joined by commas: see `WRITERS`.
    about : About, optional
        What the layers say of themselves.
    rejected : sequence of Rejected
        Rows that were left out, to be written as ``rejected.csv``; if none were, one that is there is
        emptied.

    Returns
    -------
    list of Path
        The files by name.

    Raises
    ------
    ArgumentError
        If a format is unknown, or none is named.
    WriteError
        If a name is no file's, or the operating system refuses.
    """
    chosen = as_names("formats", formats)
    unknown = [name for name in chosen if name not in WRITERS]
    if unknown or not chosen:
        got = ", ".join(map(describe, unknown)) or "none"
        raise ArgumentError(f"formats: expected some of {', '.join(WRITERS)}, got {got}")
    tables = list(layers)
    for name, table in tables:
        _check_values(folder / name, table)
    with replacements(folder) as staged:
        for ending in chosen:
            if ending == "gpkg":
                write_geopackages(tables, staged / ATLAS_FILE, about=about)
            else:
                for name, table in tables:
                    _write_layer(table, file_in(staged, name, f".{ending}"), ending, about)
        describe_folder(staged, dict(tables), about or About())
        if rejected or _has_file(folder, REJECTED):  # one of an earlier run would be taken for this one's
            write_rejected(rejected, staged / REJECTED)
        written = sorted(path.name for path in staged.iterdir())
    return [folder / name for name in written]


def _write_layer(table: pd.DataFrame, path: Path, ending: str, about: About | None) -> None:
    """Write a table in a format, one without places as what the format has for such a thing."""
    told = (
        () if ending == "csv" else (about,)
    )  # in CSV there are rows alone, and datapackage.json beside them
    if isinstance(table, gpd.GeoDataFrame):
        WRITERS[ending](table, path, *told)
    elif ending in _PLAIN_WRITERS:
        _PLAIN_WRITERS[ending](table, path, *told)
    else:
        nowhere = np.full(len(table), None, dtype=object)
        WRITERS[ending](gpd.GeoDataFrame(table, geometry=nowhere, crs=DEGREES), path, *told)


def _has_file(folder: Path, name: str) -> bool:
    """Tell whether a folder holds a file, or will once a write to it is finished."""
    return any((place / name).exists() for place in (folder, folder / PLACING))


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

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     [path.name for path in write_starter(folder)]
    ['README.md', 'corridors.csv', 'factories.csv', 'gateways.csv', 'isthmus.toml']
    """
    folder = as_path("folder", folder)
    if folder.is_dir() and any(folder.iterdir()):
        raise WriteError(f"{folder}: expected a new or an empty folder, found files in it")
    with data_path("starter") as source, replacements(folder) as staged:
        names = sorted(path.name for path in source.iterdir() if path.is_file())
        for name in names:
            shutil.copyfile(source / name, staged / name)
    return [folder / name for name in names]
