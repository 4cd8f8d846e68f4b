"""The seven layers of an atlas, each as one schema."""

from __future__ import annotations

import pytest

from isthmus._modes import MODES
from isthmus.layers import SCHEMAS, Schema
from isthmus.layers._tables.atlas_schemas import ATLAS_SCHEMAS
from isthmus.layers._tables.schemas import NARROWS, PASSAGES, PLACES, PROVENANCE


def test_the_seven_layers() -> None:
    assert list(SCHEMAS) == [
        "factories",
        "tech_hubs",
        "gateways",
        "corridors",
        "flows",
        "partnerships",
        "risk_zones",
    ]


def test_schemas_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        SCHEMAS["mine"] = SCHEMAS["flows"]  # type: ignore[index]


@pytest.mark.parametrize("schema", SCHEMAS.values(), ids=list(SCHEMAS))
def test_every_layer_has_ids_names_and_provenance_and_each_column_once(schema: Schema) -> None:
    assert schema.names[:2] == ("id", "name")
    assert schema.columns[-len(PROVENANCE) :] == PROVENANCE
    assert len(set(schema.names)) == len(schema.names)
    assert all(column.description.endswith(".") for column in schema.columns)
    assert all(set(column.refers_to) <= set(ATLAS_SCHEMAS) for column in schema.columns)


def test_links_are_known_by_their_kind() -> None:
    assert {name: schema.of_kind("url") for name, schema in SCHEMAS.items()} == dict.fromkeys(
        SCHEMAS, ("source_url",)
    )


def test_passages_are_gateways_at_which_nothing_starts_or_ends() -> None:
    kinds = SCHEMAS["gateways"]["kind"].allowed
    assert [kind for kind in kinds if kind not in PASSAGES] == ["port", "airport", "rail_terminal"]
    assert set(NARROWS) < set(PASSAGES) < set(kinds)


def test_columns_that_are_in_files_but_not_on_cards() -> None:
    hidden = {name: schema.hidden for name, schema in SCHEMAS.items()}
    assert hidden == {
        "factories": ("makes", "coord_basis", "location_verified", "attribution"),
        "tech_hubs": ("coord_basis", "location_verified", "attribution"),
        "gateways": ("coord_basis", "location_verified", "attribution"),
        "corridors": ("corridor_id", "geometry_rule", "leg_order", "nodes_in_source", "attribution"),
        "flows": ("attribution",),
        "partnerships": ("attribution",),
        "risk_zones": ("geometry_rule", "dates_in_source", "radius_basis", "attribution"),
    }


def test_what_a_row_leads_to_is_there() -> None:
    leads = {
        (name, column.name): column.refers_to
        for name, schema in SCHEMAS.items()
        for column in schema.columns
        if column.refers_to
    }
    assert leads == {
        ("corridors", "from_id"): PLACES,
        ("corridors", "to_id"): PLACES,
        ("partnerships", "a"): PLACES,
        ("partnerships", "b"): PLACES,
        ("factories", "makes"): ("components",),
    }


def test_what_must_stand_in_every_row() -> None:
    required = {
        name: [column.name for column in schema.columns if column.required]
        for name, schema in SCHEMAS.items()
    }
    assert required == {
        "factories": ["id", "name"],
        "tech_hubs": ["id", "name"],
        "gateways": ["id", "name"],
        "corridors": ["id", "name", "mode"],
        "flows": ["id", "name", "origin", "destination"],
        "partnerships": ["id", "name", "a", "b"],
        "risk_zones": ["id", "name"],
    }


def test_quantities_have_their_bounds_and_units() -> None:
    severity, length = SCHEMAS["risk_zones"]["severity"], SCHEMAS["corridors"]["length_km"]
    assert (severity.minimum, severity.maximum) == (1, 5)
    assert (length.minimum, length.maximum, length.unit) == (0, None, "km")
    assert set(SCHEMAS["corridors"]["mode"].allowed) == set(MODES)
