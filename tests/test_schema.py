import pytest

from isthmus.layers import SCHEMAS, Column, Schema
from isthmus.layers._tables.result_schemas import NETWORK_SCHEMAS
from isthmus.layers._tables.schema import nearest
from isthmus.layers._tables.schemas import NARROWS, PASSAGES, PROVENANCE


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
    assert all(set(column.refers_to) <= set(SCHEMAS) for column in schema.columns)


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        (Column("n", "number", "N", "N."), "a number"),
        (Column("n", "number", "N", "N.", minimum=0), "a number >= 0"),
        (Column("n", "number", "N", "N.", maximum=5), "a number <= 5"),
        (Column("n", "text", "N", "N.", allowed=("a", "b")), "one of a, b"),
        (
            Column("n", "date", "N", "N.", allowed=("n.d.",)),
            'an ISO date (2025, 2025-09 or 2025-09-03) or "n.d."',
        ),
    ],
)
def test_expected_in_words(column: Column, expected: str) -> None:
    assert column.expected == expected


def test_columns_that_are_in_files_but_not_on_cards() -> None:
    hidden = {name: schema.hidden for name, schema in {**SCHEMAS, **NETWORK_SCHEMAS}.items()}
    assert hidden == {
        "factories": ("coord_basis", "location_verified"),
        "tech_hubs": ("coord_basis", "location_verified"),
        "gateways": ("coord_basis", "location_verified"),
        "corridors": ("corridor_id", "geometry_rule", "leg_order", "nodes_in_source"),
        "flows": (),
        "partnerships": (),
        "risk_zones": ("geometry_rule", "dates_in_source", "radius_basis"),
        "routes": ("from_id", "to_id", "origin", "destination"),
        "gates": ("edges",),
        "moves": (),
        "widening": (),
        "exposure": ("line_id", "zone_id"),
    }


def test_links_are_known_by_their_kind() -> None:
    assert {name: schema.of_kind("url") for name, schema in SCHEMAS.items()} == dict.fromkeys(
        SCHEMAS, ("source_url",)
    )


def test_passages_are_gateways_at_which_nothing_starts_or_ends() -> None:
    kinds = SCHEMAS["gateways"]["kind"].allowed
    assert [kind for kind in kinds if kind not in PASSAGES] == ["port", "airport", "rail_terminal"]
    assert set(NARROWS) < set(PASSAGES) < set(kinds)


def test_a_column_that_is_not_there() -> None:
    with pytest.raises(KeyError):
        SCHEMAS["flows"]["nothing"]


def test_nearest_ignores_case_and_blanks() -> None:
    assert nearest(" Country ", ["city", "country"]) == "country"
