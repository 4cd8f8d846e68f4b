import pytest

from isthmus.layers import SCHEMAS, Column
from isthmus.layers._tables.schema import nearest


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
