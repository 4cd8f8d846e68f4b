"""Write the bundled atlas from a folder of researched tables.

``python tools/build_atlas.py FACTS`` reads sites, waypoints, corridors, flows, links, risks and impacts (CSV)
from FACTS, puts the values of ``atlas_edits.csv`` in place of the researched ones, sorts the rows into the
layers, and writes one CSV a layer, the sources they name and the data dictionary to ``layers/data/atlas``.
"""

from __future__ import annotations

import csv
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from isthmus.layers._tables.metadata import data_dictionary
from isthmus.layers._tables.schemas import SCHEMAS

if TYPE_CHECKING:
    from collections.abc import Iterable

Row = dict[str, str]

TOOLS = Path(__file__).parent
TARGET = TOOLS.parent / "layers" / "data" / "atlas"

LAYER_OF_KIND = {
    "factory": "factories",
    "supplier": "factories",
    "tech_hub": "tech_hubs",
    "research": "tech_hubs",
    "association": "tech_hubs",
}
COARSENESS = ("exact", "city", "region", "country")
POINT = ("lon", "lat")
SOURCE_COLUMNS = ("source", "source_url", "as_of", "source_grade")


def main(facts: Path) -> None:
    """Build every file and say what was written."""
    tables = {path.stem: apply_edits(path.stem, read(path)) for path in sorted(facts.glob("*.csv"))}
    layers = build(tables)
    for name, rows in layers.items():
        write(TARGET / f"{name}.csv", columns_of(name), rows)
        print(f"{name}: {len(rows)} rows")
    write(TARGET / "impacts.csv", list(tables["impacts"][0]), tables["impacts"])
    write(TARGET / "sources.csv", list(SOURCE_COLUMNS), sources([*layers.values(), tables["impacts"]]))
    data_dictionary().to_csv(TARGET / "data_dictionary.csv", index=False, lineterminator="\n")


def build(tables: dict[str, list[Row]]) -> dict[str, list[Row]]:
    """Sort the researched rows into layers."""
    places = [place(row) for row in tables["sites"]] + [waypoint(row) for row in tables["waypoints"]]
    by_id = {row["id"]: row for row in places}
    layers: dict[str, list[Row]] = {"factories": [], "tech_hubs": [], "gateways": []}
    for row in places:
        layers[LAYER_OF_KIND.get(row["kind"], "gateways")].append(row)
    layers["corridors"] = [leg(row, by_id) for row in tables["corridors"]]
    layers["flows"] = [flow(row) for row in tables["flows"]]
    layers["partnerships"] = [partnership(row, by_id) for row in tables["links"]]
    layers["risk_zones"] = [
        {**row, "precision": "region", "geometry_rule": rule(row)} for row in tables["risks"]
    ]
    return layers


def place(row: Row) -> Row:
    """Name what a site does as its layer does."""
    return {**row, "products": row["products_role"], "role": row["products_role"]}


def waypoint(row: Row) -> Row:
    """Turn a waypoint into a gateway without a country."""
    return {**row, "kind": "airspace" if row["kind"] == "air" else row["kind"]}


def leg(row: Row, places: dict[str, Row]) -> Row:
    """Name a leg after its ends; it is as precise as the coarser of them."""
    return {
        **row,
        "id": row["leg_id"],
        "name": name_connection(row["from_id"], row["to_id"], places),
        "precision": coarser(row["from_id"], row["to_id"], places),
    }


def partnership(row: Row, places: dict[str, Row]) -> Row:
    """Name an agreement after its partners; it is as precise as the coarser of them."""
    return {
        **row,
        "name": name_connection(row["a"], row["b"], places),
        "precision": coarser(row["a"], row["b"], places),
    }


def flow(row: Row) -> Row:
    """Take "about" and "more than" out of the unit and name the flow."""
    unit, qualifier = re.fullmatch(r"(.*?)(?: \((about|more than)\))?", row["unit"]).groups(default="")
    period = row["period"].replace("/", " to ")
    return {
        **row,
        "name": f"{row['product']}, {row['origin']} to {row['destination']}, {period}",
        "unit": unit,
        "qualifier": qualifier,
        "precision": "country",
    }


def rule(row: Row) -> str:
    """Return the rule by which a zone is drawn."""
    return row.get("geometry_rule") or row["geometry"]


def name_connection(a: str, b: str, places: dict[str, Row]) -> str:
    """Name a connection after its two ends."""
    return f"{places[a]['name']} - {places[b]['name']}"


def coarser(a: str, b: str, places: dict[str, Row]) -> str:
    """Return the less exact precision of two places."""
    return max(places[a]["precision"], places[b]["precision"], key=COARSENESS.index)


def columns_of(layer: str) -> list[str]:
    """Return a layer's columns in its file; legs, flows and partnerships follow from their ends."""
    names = [name for name in SCHEMAS[layer].names if name != "length_km"]
    return [*names, *POINT] if SCHEMAS[layer].geometry in {"point", "polygon"} else names


def sources(tables: Iterable[list[Row]]) -> list[Row]:
    """Return each source that a row names, once."""
    cited = {tuple(row[name] for name in SOURCE_COLUMNS) for rows in tables for row in rows}
    return [dict(zip(SOURCE_COLUMNS, values, strict=True)) for values in sorted(cited)]


def apply_edits(table: str, rows: list[Row]) -> list[Row]:
    """Put the edits' values in place of the researched ones."""
    edits = [edit for edit in read(TOOLS / "atlas_edits.csv") if edit["table"] == table]
    for edit in edits:
        row = next(row for row in rows if row.get("id") == edit["id"])
        row[edit["column"]] = edit["value"]
    return rows


def read(path: Path) -> list[Row]:
    """Read a table as text."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(path: Path, columns: list[str], rows: Iterable[Row]) -> None:
    """Write the named columns of a table."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
