"""Tables written as GeoJSON, read back, and checked, beside geopandas and pandera."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING, Any, NamedTuple

import geopandas as gpd
import pandas as pd
from job import Job, Peer
from tables import points

from isthmus import layers

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SIZES = (1_000, 10_000, 100_000, 1_000_000)


class Folder(NamedTuple):
    """A table, and a folder for its files."""

    table: gpd.GeoDataFrame
    place: Path

    @classmethod
    def of(cls, size: int, place: Path) -> Folder:
        made = cls(points(size), place)
        made.table.to_file(made.path("given.geojson"), driver="GeoJSON")
        return made

    def path(self, name: str) -> Path:
        return self.place / name


def write_ours(made: Folder) -> Callable[[], Path]:
    path = made.path("ours.geojson")
    return lambda: layers.write_table(made.table, path) or path


def write_geopandas(made: Folder) -> Callable[[], Path]:
    path = made.path("geopandas.geojson")
    return lambda: made.table.to_file(path, driver="GeoJSON") or path


def megabytes(path: Path) -> float:
    return path.stat().st_size / 1e6


def read_ours(made: Folder) -> Callable[[], Any]:
    return lambda: layers.read_table(made.path("given.geojson"))


def read_geopandas(made: Folder) -> Callable[[], Any]:
    return lambda: gpd.read_file(made.path("given.geojson"))


def ogr_version() -> str | None:
    """Return the version of ogr2ogr, None without it."""
    if shutil.which("ogr2ogr") is None:
        return None
    told = subprocess.run(["ogr2ogr", "--version"], capture_output=True, text=True, check=True)  # noqa: S607
    return told.stdout.split()[1].rstrip(",")


def ogr2ogr(source: Path, target: Path) -> Path:
    subprocess.run(["ogr2ogr", target, source], check=True)  # noqa: S603, S607
    return target


def write_ogr(made: Folder) -> Callable[[], Path]:
    made.table.to_file(made.path("given.fgb"), driver="FlatGeobuf", SPATIAL_INDEX="NO")

    def task() -> Path:
        made.path("ogr.geojson").unlink(missing_ok=True)
        return ogr2ogr(made.path("given.fgb"), made.path("ogr.geojson"))

    return task


def read_ogr(made: Folder) -> Callable[[], int]:
    def task() -> int:
        ogr2ogr(made.path("given.geojson"), made.path("read.fgb"))
        return len(made.table)

    return task


def study(size: int, place: Path) -> Folder:
    """Return a folder with sites as a study has them, one of twenty with a mistake."""
    made = Folder(points(size), place)
    lonlat = made.table.geometry
    columns = {
        "id": [f"site-{row}" for row in range(size)],
        "name": made.table["name"],
        "kind": ["factory" if row % 20 else "facory" for row in range(size)],
        "country": made.table["country"].map(
            {"Taiwan": "TW", "Poland": "PL", "Czechia": "CZ", "Ukraine": "UA"}
        ),
        "lon": lonlat.x,
        "lat": lonlat.y,
    }
    pd.DataFrame(columns).to_csv(made.path("factories.csv"), index=False)
    return made


def check_ours(made: Folder) -> Callable[[], int]:
    return lambda: len(layers.check(made.place))


def check_frictionless(made: Folder) -> Callable[[], int]:
    from frictionless import Resource, Schema, system  # noqa: PLC0415 - a peer that may be missing

    kinds, text = ["factory", "supplier", "warehouse", "lab"], {"required": True}
    fields = [
        {"name": "id", "type": "string", "constraints": text | {"unique": True}},
        {"name": "name", "type": "string", "constraints": text},
        {"name": "kind", "type": "string", "constraints": text | {"enum": kinds}},
        {"name": "country", "type": "string", "constraints": {"pattern": "[A-Z]{2}"}},
        {"name": "lon", "type": "number", "constraints": {"minimum": -180, "maximum": 180}},
        {"name": "lat", "type": "number", "constraints": {"minimum": -90, "maximum": 90}},
    ]
    path = made.path("factories.csv")

    def task() -> int:
        with system.use_context(trusted=True):
            schema = Schema.from_descriptor({"fields": fields})
            report = Resource(path=str(path), schema=schema).validate(limit_errors=10**9)
        return sum(len(each.errors) for each in report.tasks)

    return task


def check_pandera(made: Folder) -> Callable[[], int]:
    import pandera.pandas as pa  # noqa: PLC0415 - a peer that may be missing

    text, kinds = pa.Column(str, nullable=False), ["factory", "supplier", "warehouse", "lab"]
    schema = pa.DataFrameSchema(
        {
            "id": pa.Column(str, unique=True),
            "name": text,
            "kind": pa.Column(str, pa.Check.isin(kinds)),
            "country": pa.Column(str, pa.Check.str_matches("^[A-Z]{2}$")),
            "lon": pa.Column(float, pa.Check.in_range(-180, 180)),
            "lat": pa.Column(float, pa.Check.in_range(-90, 90)),
        }
    )

    def task() -> int:
        try:
            schema.validate(pd.read_csv(made.path("factories.csv")), lazy=True)
        except pa.errors.SchemaErrors as error:
            return len(error.failure_cases)
        return 0

    return task


JOBS = [
    Job(
        "points written as GeoJSON",
        "rows",
        SIZES,
        Folder.of,
        (
            Peer("layers.write_table", "isthmus", write_ours, megabytes),
            Peer("geopandas to_file", "geopandas", write_geopandas, megabytes),
            Peer("ogr2ogr, from FlatGeobuf", "gdal", write_ogr, megabytes, installed=ogr_version),
        ),
        "MB of the largest",
    ),
    Job(
        "points read from GeoJSON",
        "rows",
        SIZES,
        Folder.of,
        (
            Peer("layers.read_table", "isthmus", read_ours, len),
            Peer("geopandas.read_file", "geopandas", read_geopandas, len),
            Peer("ogr2ogr, to FlatGeobuf", "gdal", read_ogr, float, installed=ogr_version),
        ),
        "rows of the largest",
    ),
    Job(
        "sites of a CSV checked",
        "rows",
        SIZES,
        study,
        (
            Peer("layers.check, places and ids too", "isthmus", check_ours, float),
            Peer("pandera, columns alone", "pandera", check_pandera, float),
            Peer("frictionless, columns alone", "frictionless", check_frictionless, float),
        ),
        "problems told of the largest",
    ),
]
