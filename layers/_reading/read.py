"""Read the tables of an atlas from a folder of layer files or one GeoPackage."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from isthmus.geo import Problem, ReadError, ValidationError, WriteError
from isthmus.layers._checking.days import note_days
from isthmus.layers._tables.atlas_schemas import ATLAS_SCHEMAS
from isthmus.layers._tables.columns import is_id, own_columns
from isthmus.layers._tables.daily_schemas import DAILY
from isthmus.layers._tables.date_columns import date_texts
from isthmus.layers._tables.schema import nearest
from isthmus.layers._tables.symbology import SYMBOLOGY
from isthmus.layers._tables.table import RawTable
from isthmus.layers._writing.atomic import PLACING, files_in
from isthmus.layers._writing.geopackage import ATLAS_FILE

from .column_names import note_own_columns
from .config import LEFT_OUT, UNSAID, Config, read_config
from .contents import FORMATS, unpack_file
from .degrees import in_degrees_of
from .headers import known_headers, rename_columns
from .meanings import make_ids, place_in_cities, read_countries, read_dates
from .number_columns import with_plain_numbers
from .qgis_styles import read_style
from .read_cells import read_csv, read_excel
from .read_geojson import FEATURES, read_geojson
from .read_gis import geopackage_layers, read_parquet, read_vector
from .text_files import doubled_notes

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from isthmus.layers._tables.atlas_schemas import About
    from isthmus.layers._tables.schema import Schema

    from .config import FileOptions

LAYER_READERS: Mapping[str, Callable[[Path, str, FileOptions], RawTable]] = MappingProxyType(
    {
        ".csv": read_csv,
        ".tsv": read_csv,
        ".txt": read_csv,
        ".xlsx": read_excel,
        **dict.fromkeys(FEATURES, read_geojson),
        ".parquet": read_parquet,
        **dict.fromkeys(FORMATS, read_vector),
        ".kmz": read_vector,
    }
)
"""How to read a layer from a file, by the ending of its name."""

COMPANIONS = ("data_dictionary", "impacts", "rejected", "sources")
"""Tables that may lie beside the layers, perhaps after a name and a point: ``map.rejected.csv``."""


def read_tables(path: Path) -> tuple[list[RawTable], list[Problem], About]:
    """Read every layer of a folder or a GeoPackage as it stands.

    A folder is left as it is, and read as the last whole write to it made it.

    Parameters
    ----------
    path : Path
        Folder of layer files, each named after its layer, or one GeoPackage.

    Returns
    -------
    tables : list of RawTable
        One table a layer; one that can't be read has no rows, and says why in its problems.
    problems : list of Problem
        Files that are no layer, and layers that are there twice.
    about : About
        What the owner of the folder says of it.

    Raises
    ------
    ReadError
        If there is no such folder or GeoPackage, or an optional package is missing.
    ValidationError
        If ``isthmus.toml`` in it says something that has no meaning.
    """
    if path.is_dir():
        try:
            with files_in(path) as files:
                config = read_config(files)
                return *_read_folder(path.name, files, config), config.about
        except OSError as error:
            raise ReadError(f"{path}: can't be read: {error.strerror or type(error).__name__}") from error
    if path.suffix.lower() == ".gpkg" and path.is_file():
        layers = [(path, layer) for layer in geopackage_layers(path)]
        return *_read_all(path.name, layers, Config()), Config().about
    raise ReadError(f"{path}: expected a folder of layer files or a GeoPackage (.gpkg), found no such thing")


def refuse_files_read(written: Iterable[Path], *inputs: Path | None) -> None:
    """Refuse to write what would replace a file that was read, or be a layer more in a folder that was.

    Parameters
    ----------
    written : iterable of Path
        The files that are to be written.
    *inputs : Path or None
        What was read: files, folders of an atlas, None for the bundled data.

    Raises
    ------
    WriteError
        If so, by whatever path or link one is named.
    """
    folders = {os.path.realpath(path) for path in inputs if path is not None and path.is_dir()}
    files = [path for path in inputs if path is not None and not path.is_dir()]
    files += [file for folder in folders for file in Path(folder).iterdir() if _holds_layers(file)]
    read = {os.path.realpath(file) for file in files}
    for path in written:
        if _holds_layers(path) and os.path.realpath(path.parent) in folders:
            raise WriteError(f"{path.parent}: expected another folder, got that of the atlas which is read")
        if os.path.realpath(path) in read:
            raise WriteError(f"{path}: expected a file that is not read from, got one that is")


def _read_folder(
    folder: str, files: Mapping[str, Path], config: Config
) -> tuple[list[RawTable], list[Problem]]:
    holding = [file for file in files.values() if _holds_layers(file, config.files)]
    layers = [pair for file in holding for pair in _layers_of(file, config)]
    tables, problems = _read_all(folder, layers, config)
    problems += _unread_layers(files.values(), {table.layer for table in tables})
    if not holding:
        got = "no file that ends in " + ", ".join(LAYER_READERS)
        problems.append(Problem(folder, "layer files such as factories.csv", got))
    if PLACING in files:
        got = "one that was interrupted, and is read as if it was not"
        remedy = "write to the folder again"
        problems.append(Problem(folder, "a finished write", got, remedy=remedy, severity="note"))
    return tables, problems


def _holds_layers(file: Path, named: Collection[str] = ()) -> bool:
    """Tell whether a file is to be read as layers; JSON and text may be anything, unless they are named."""
    ending = file.suffix.lower()
    if file.name.startswith((".", "~$")):  # hidden, or held open by Excel
        return False
    if ending in {".json", ".jsonl", ".ndjson", ".txt"}:
        return file.stem in {*ATLAS_SCHEMAS, *named}
    return ending in LAYER_READERS and file.stem.rpartition(".")[2] not in COMPANIONS


def _unread_layers(there: Iterable[Path], read: set[str]) -> list[Problem]:
    """Report files named after a layer whose format is not read, if nothing else gave the layer."""
    expected = f"a file that ends in {', '.join(LAYER_READERS)}"
    return [
        Problem(file.name, expected, file.suffix, remedy=f"save {file.stem} as one of these")
        for file in there
        if file.suffix and file.suffix.lower() not in LAYER_READERS and file.stem in {*ATLAS_SCHEMAS} - read
    ]


def _layers_of(file: Path, config: Config) -> list[tuple[Path, str]]:
    """Return the layers in a file: the one it is named after or said to be, or all of an atlas."""
    role = config.files.get(file.stem, UNSAID).layer
    if role == LEFT_OUT:
        return []
    if role or file.name != ATLAS_FILE:
        return [(file, role or file.stem)]
    return [(file, layer) for layer in geopackage_layers(file)]


def _read_all(
    whole: str, layers: list[tuple[Path, str]], config: Config
) -> tuple[list[RawTable], list[Problem]]:
    """Read layers from their files; report those that no schema knows, and those that come twice."""
    tables: dict[str, RawTable] = {}
    problems = []
    for file, name in layers:
        if name not in ATLAS_SCHEMAS:
            like = nearest(name, set(ATLAS_SCHEMAS) - set(DAILY))  # who has these has them from a download
            remedy = f'did you mean "{like}"?' if like else "rename it or take it out"
            settings = tuple(f'as = "{role}"' for role in ([like] if like else [*ATLAS_SCHEMAS, LEFT_OUT]))
            expected = f"a layer: {', '.join(ATLAS_SCHEMAS)}"
            problems.append(Problem(file.name, expected, f'"{name}"', remedy=remedy, settings=settings))
        elif name in tables:
            got = f"{tables[name].file} as well"
            problems.append(
                Problem(file.name, f"one file for {name}", got, remedy=f"take one out of {whole}")
            )
        else:
            options = config.files.get(file.stem, config.files.get(name, UNSAID))
            tables[name] = _read_layer(file, name, options)
    return list(make_ids(tables).values()), problems


def _raw_layer(file: Path, layer: str, options: FileOptions, schema: Schema) -> RawTable:
    """Read the cells of a file."""
    reader = LAYER_READERS[file.suffix.lower()]
    if reader is read_csv:
        return read_csv(file, layer, options, known=known_headers(options, schema.names))
    return reader(file, layer, options)


def _read_layer(file: Path, layer: str, options: FileOptions) -> RawTable:
    """Read one layer, with the names, numbers and places that its schema knows."""
    schema = ATLAS_SCHEMAS[layer]
    try:
        with unpack_file(file, LAYER_READERS) as inner:
            table = _raw_layer(inner, layer, options, schema)
    except ValidationError as error:
        return RawTable(layer, file.name, {}, (), problems=error.problems)
    except OSError as error:
        wrong = Problem(file.name, "a file that can be read", error.strerror or type(error).__name__)
        return RawTable(layer, file.name, {}, (), problems=(wrong,))
    texts = (text for name, cells in table.cells.items() for text in (name, *cells))
    table = replace(table, notes=(*table.notes, *doubled_notes(file.name, texts)))
    table = date_texts(rename_columns(table, options, schema), schema)
    numbers = {column.name for column in schema.columns if column.kind in {"number", "integer"}}
    own = {name for name in own_columns(table, schema) if not is_id(name) and table.dtypes.get(name) != "str"}
    table = with_plain_numbers(table, numbers | own | {"lon", "lat"}, options, needed=numbers)
    table = in_degrees_of(table, file, options)
    table = read_dates(read_countries(table, schema, options), schema, options)
    table = note_days(note_own_columns(place_in_cities(table), schema))
    if schema.geometry == "none":
        return table
    style, notes = read_style(file, options.sheet or layer, {*table.cells, *schema.names})
    if style and style.symbology == SYMBOLOGY[layer]:  # ours, which has words in every language
        style = None
    return replace(table, style=style, notes=(*table.notes, *notes))
