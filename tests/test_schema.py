import pytest

from isthmus.layers import SCHEMAS, Column, Schema
from isthmus.layers._tables.schema import nearest
from isthmus.layers._tables.schemas import PROVENANCE


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


def test_a_column_that_is_not_there() -> None:
    with pytest.raises(KeyError):
        SCHEMAS["flows"]["nothing"]


def test_nearest_ignores_case_and_blanks() -> None:
    assert nearest(" Country ", ["city", "country"]) == "country"
