"""What lies beside exported layers: a data dictionary, and a Frictionless data package with all hashes."""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, Any

import pandas as pd

from isthmus.layers._bundled.files import credit_licences, file_credits, table_credits
from isthmus.layers._tables.atlas_schemas import (
    ATLAS_SCHEMAS,
    OWN_COLUMN,
    data_dictionary,
    kind_of,
    own_dictionary,
)
from isthmus.layers._tables.cells import disarm
from isthmus.layers._tables.daily_schemas import DAILY, DAILY_SOURCE, DAY_KEYS
from isthmus.layers._tables.date_columns import IN_FILES, extra_columns

from .atomic import LAST, replacement
from .write_cells import csv_columns

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from isthmus.layers._tables.atlas_schemas import About
    from isthmus.layers._tables.schema import Column

DICTIONARY = "data_dictionary.csv"

_MEDIA_TYPES = {
    ".csv": "text/csv",
    ".fgb": "application/flatgeobuf",
    ".geojson": "application/geo+json",
    ".gpkg": "application/geopackage+sqlite3",
    ".parquet": "application/vnd.apache.parquet",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_LICENCES = {
    "CC-BY-4.0": ("Creative Commons Attribution 4.0", "https://creativecommons.org/licenses/by/4.0/"),
    "MIT": ("MIT License", "https://opensource.org/license/mit"),
    "ODbL-1.0": ("Open Database License 1.0", "https://opendatacommons.org/licenses/odbl/1-0/"),
}
_WITH_DAYS = {".fgb", ".gpkg", ".parquet", ".xlsx"}
_TYPES = {"number": "number", "integer": "integer"}
_PLACES = {
    "lon": {
        "type": "number",
        "title": "Longitude",
        "unit": "degrees",
        "description": "East of Greenwich, WGS 84.",
    },
    "lat": {
        "type": "number",
        "title": "Latitude",
        "unit": "degrees",
        "description": "North of the equator, WGS 84.",
    },
    "wkt": {
        "type": "string",
        "title": "Shape",
        "description": "Well-known text; longitude and latitude, WGS 84.",
    },
}


def describe_folder(folder: Path, tables: Mapping[str, pd.DataFrame], about: About) -> None:
    """Add ``data_dictionary.csv`` and ``datapackage.json`` to a folder of exported layers.

    Parameters
    ----------
    folder : Path
        Folder with the files of the layers and no other.
    tables : mapping of str to pandas.DataFrame
        The layers by name.
    about : About
        What they say of themselves.
    """
    with replacement(folder / DICTIONARY) as temporary:
        own = own_dictionary(tables)
        words = pd.concat(
            [
                data_dictionary(),
                *_dates_dictionary(folder, tables),
                own.assign(column=own["column"].map(disarm)),
            ]
        )
        words.to_csv(temporary, index=False, lineterminator="\n")
    package = data_package(folder, tables, about)
    with replacement(folder / LAST) as temporary:
        temporary.write_text(json.dumps(package, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _dates_dictionary(folder: Path, tables: Mapping[str, pd.DataFrame]) -> list[pd.DataFrame]:
    """Return what the columns beside dates mean, if a file of the folder has them."""
    added = [(name, *pair) for name, table in tables.items() for pair in extra_columns(table).items()]
    if not added or not _have_days(folder):
        return []
    rows = pd.DataFrame(added, columns=["layer", "column", "description"])
    kind = rows["column"].str.endswith("_text").map({True: "text", False: "date"})
    return [rows.assign(kind=kind, unit="", required="no", allowed="")[list(data_dictionary())]]


def _have_days(folder: Path) -> bool:
    return any(path.suffix in _WITH_DAYS for path in folder.iterdir())


def data_package(folder: Path, tables: Mapping[str, pd.DataFrame], about: About) -> dict[str, Any]:
    """Return the description of a folder of exported layers, as the Data Package standard wants it."""
    title = about.title or "Layers of a production and transit network"
    package = {
        "name": re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:80] or "layers",
        "title": title,
        "description": " ".join([_package_description(about), *[IN_FILES] * _have_days(folder)]),
        "precision": about.precision,
        "licenses": _licences(about, tables.values()),
        "contributors": [{"title": about.attribution, "role": "author"}] if about.attribution else [],
        "sources": _source_list(tables),
        "resources": [_resource(path, tables, about) for path in sorted(folder.iterdir())],
    }
    return {key: value for key, value in package.items() if value}


def _package_description(about: About) -> str:
    words = "Coordinates are longitude and latitude on WGS 84 (OGC:CRS84)."
    if about.precision == "exact":
        return words
    return f"{words} No place is shown more exactly than to its {about.precision}."


def _licences(about: About, tables: Iterable[pd.DataFrame]) -> list[dict[str, str]]:
    """Return the licences under which tables may be passed on: their owner's, and those of bundled data."""
    names = [about.licence, *(name for table in tables for name in credit_licences(table_credits(table)))]
    return [_licence(name) for name in dict.fromkeys(names) if name]


def _owners_of(path: Path, tables: Mapping[str, pd.DataFrame], about: About) -> dict[str, Any]:
    """Return whom a file of layers owes, and under which licences."""
    if path.name == DICTIONARY:
        return {}
    held = [tables[path.stem]] if path.stem in tables else [*tables.values()]
    owners = [*dict.fromkeys(name for table in held for name in file_credits(table, about))]
    owed = {"licenses": _licences(about, held), "attribution": owners}
    return {key: value for key, value in owed.items() if value}


def _licence(name: str) -> dict[str, str]:
    title, path = _LICENCES.get(name, (name, ""))
    licence = {"name": name, "title": title, "path": path}
    return {key: value for key, value in licence.items() if value}


def _source_list(tables: Mapping[str, pd.DataFrame]) -> list[dict[str, str]]:
    """Return every source that a row names, once."""
    named = pd.concat([_sources_of(name, table) for name, table in tables.items()])
    pairs = named.dropna(subset="source").fillna("").drop_duplicates().sort_values(["source", "source_url"])
    return [
        {"title": title} | ({"path": path} if path else {})
        for title, path in pairs.itertuples(index=False, name=None)
    ]


def _sources_of(name: str, table: pd.DataFrame) -> pd.DataFrame:
    """Return the sources of a table's rows: those that they name, or the one of daily figures."""
    told = table.head(1).assign(**DAILY_SOURCE) if name in DAILY else table
    return told[["source", "source_url"]]


def _resource(path: Path, tables: Mapping[str, pd.DataFrame], about: About) -> dict[str, Any]:
    content = path.read_bytes()
    resource: dict[str, Any] = {
        "name": path.name,
        "path": path.name,
        "title": _resource_title(path.stem),
        "format": path.suffix.removeprefix("."),
        "mediatype": _MEDIA_TYPES[path.suffix],
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        **_owners_of(path, tables, about),
    }
    if path.suffix != ".csv":
        return resource | {"type": "file"}
    if path.name == DICTIONARY:
        fields = [{"name": name, "type": "string"} for name in data_dictionary()]
        schema: dict[str, Any] = {"fields": fields}
    else:
        schema = _table_schema(path.stem, tables[path.stem])
    return resource | {"type": "table", "encoding": "utf-8", "schema": schema}


def _resource_title(name: str) -> str:
    if name in ATLAS_SCHEMAS:
        return f"{ATLAS_SCHEMAS[name].title}: a row is {ATLAS_SCHEMAS[name].row}"
    return "What each column means" if name == "data_dictionary" else "All layers"


def _table_schema(name: str, table: pd.DataFrame) -> dict[str, Any]:
    known = {column.name: column for column in ATLAS_SCHEMAS[name].columns}
    own = {disarm(str(column)): table[column] for column in table}
    fields = [
        _schema_field(known[column])
        if column in known
        else {"name": column, **(_PLACES.get(column) or _own_field(own[column]))}
        for column in csv_columns(table)
    ]
    keys = [*DAY_KEYS] if name in DAILY else ["id"]
    return {"fields": fields, "missingValues": [""], "primaryKey": keys}


def _own_field(cells: pd.Series[Any]) -> dict[str, str]:
    return {"type": _TYPES.get(kind_of(cells), "string"), "description": OWN_COLUMN}


def _schema_field(column: Column) -> dict[str, Any]:
    """Return a column as a Table Schema field; dates are text, since they may be a year or a month."""
    constraints = {
        "required": column.required or None,
        "enum": list(column.allowed) if column.allowed and column.kind == "text" else None,
        "minimum": column.minimum,
        "maximum": column.maximum,
    }
    field = {
        "name": column.name,
        "type": _TYPES.get(column.kind, "string"),
        "title": column.label,
        "description": column.description,
        "unit": column.unit,
        "constraints": {key: value for key, value in constraints.items() if value is not None},
    }
    return {key: value for key, value in field.items() if value}
