"""Tables written as GeoJSON, read back, and checked, beside geopandas and pandera."""

from __future__ import annotations

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
        ),
        "rows of the largest",
    ),
    Job(
        "sites of a CSV checked",
        "rows",
        SIZES[:-1],
        study,
        (
            Peer("layers.check, places and ids too", "isthmus", check_ours, float),
            Peer("pandera, columns alone", "pandera", check_pandera, float),
        ),
        "problems told of the largest",
    ),
]
