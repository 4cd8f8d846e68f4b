"""Writes the packed tables that the tests of the page's scripts read: ``python tests/packed_fixture.py``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from unpacking import from_text, unpack

from isthmus.geo import split_antimeridian
from isthmus.layers._tables.symbology import Symbol, Symbology
from isthmus.maps._layer import pack_layer
from isthmus.maps._looks import Look
from isthmus.maps._packing.binary import pack
from isthmus.maps._packing.encoding import embed

PATH = Path(__file__).parents[1] / "maps" / "assets" / "test" / "packed.json"

SHAPES = [
    shapely.Point(120.97123, 24.77988),
    shapely.LineString([(170, 10), (190.5, 12.25), (200, -3)]),
    shapely.Polygon([(0, 0), (9, 0), (9, 9), (0, 9)], [[(3, 3), (3, 6), (6, 6), (6, 3)]]),
    None,
    shapely.GeometryCollection([shapely.MultiPoint([(1, 2), (3, 4)]), shapely.LineString([(5, 6), (7, 8)])]),
    shapely.MultiPolygon([shapely.box(-9, -9, -8, -8), shapely.box(-7, -7, -6, -6)]),
    shapely.Point(),
    shapely.Polygon(
        [(170, -9), (195, -9), (195, 9), (170, 9), (185, 2)], [[(178, -7), (178, -5), (182, -5), (182, -7)]]
    ),
]

COLUMNS = {
    "decimal": [1.5, None, -2.25, 0, 40000.75, 3, 7, 8],
    "float": [1 / 3, None, 1e300, -1e-9, 0.1, 2, 3, 4],
    "code": ["rail", None, "road", "rail", "Łódź", "海", "rail", "road"],
    "boolean": [True, None, False, True, True, False, False, True],
}

#: Too long for codes, so that texts are stored whole.
LONG = {
    "numbered": [f"Site {number:03}" for number in range(300)],
    "text": [None if number % 7 == 0 else f"{number:x} ¿ 港 </script>" for number in range(300)],
}


#: How the shapes are presented as a layer of a map: three classes, one of them hidden, weights and dates.
LOOK = Look(
    title="Shapes",
    key="shapes",
    symbology=Symbology(
        "mode",
        {"rail": Symbol("Rail", "#c1452f"), "road": Symbol("Road", "#2c6fb3", shown=False)},
        Symbol("Other", "#5a6b80", dash=(6, 4)),
        weight="tons",
    ),
    dates=("since", ""),
)


def packed_layer() -> bytes:
    """Return the packed bytes of a layer of a map."""
    since = [f"{2000 + year}-0{year + 1}-01" for year in range(len(SHAPES))]
    names = [f"Shape {place}" for place in since]
    table = {"mode": COLUMNS["code"], "since": since, "name": names, "tons": COLUMNS["decimal"]}
    return from_text(pack_layer(gpd.GeoDataFrame(table, geometry=SHAPES, crs=4326), LOOK))


def packed_tables() -> dict[str, tuple[bytes, dict[str, list[Any]]]]:
    """Return each table's packed bytes and what its columns hold."""
    series = [pd.Series(values, name=name) for name, values in COLUMNS.items()]
    series[-1] = series[-1].astype("boolean")
    words = COLUMNS | {
        "boolean": [None if value is None else str(value).lower() for value in COLUMNS["boolean"]]
    }
    nowhere = gpd.GeoSeries([None] * 300, crs=4326)
    layer = packed_layer()
    return {
        "layer": (layer, unpack(layer).columns),
        "short": (pack(gpd.GeoSeries(SHAPES, crs=4326), series), words),
        "long": (pack(nowhere, [pd.Series(values, name=name) for name, values in LONG.items()]), LONG),
    }


def fixture() -> str:
    """Return the text of the file."""
    tables = {
        name: {"packed": embed(content), "columns": columns}
        for name, (content, columns) in packed_tables().items()
    }
    cut = split_antimeridian(np.array(SHAPES), path="straight")
    return json.dumps(tables | {"geometry": gpd.GeoSeries(cut).__geo_interface__}, indent=1) + "\n"


if __name__ == "__main__":
    PATH.write_text(fixture(), encoding="utf-8")
