"""Numbers as people write them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from isthmus.layers._tables.cells import as_number
from isthmus.layers._tables.numerals import SIGNS, Numerals, plain_number, readings, sign_among

FIGURES = st.text("0123456789.,' -+()$%e", max_size=14)


def test_full_width_signs_are_those_of_keyboards() -> None:
    assert readings("\uff11\uff0c\uff12\uff13\uff14\uff0e\uff15") == ("1234.5",)
    assert readings("\u2212 5") == ("-5",)


def test_what_is_no_number() -> None:
    for text in (
        "007",
        "1 23",
        "1,23,4",
        "12-34",
        "+48 221 234",
        "+48",
        "(12)",
        "$",
        "5 $ 5",
        "$5 USD",
        "1.2.3",
        "5-",
    ):
        assert readings(text) == ()


@given(FIGURES)
def test_a_reading_is_a_plain_number_and_keeps_the_digits(text: str) -> None:
    for sign in SIGNS:
        number = plain_number(text, sign)
        if number is not None:
            assert as_number(number) is not None
            digits = [letter for letter in text if letter.isdigit()]
            assert [letter for letter in number if letter.isdigit()][-len(digits) :] == digits


@given(st.lists(FIGURES, max_size=4))
def test_the_sign_of_a_column_reads_each_of_its_numbers(texts: list[str]) -> None:
    column = Numerals(tuple(texts))
    for sign in column.signs:
        assert all(plain_number(text, sign) is not None for text in texts)
    if column.sure_sign and not column.is_typed:
        assert sign_among(texts) in {column.sure_sign, "", None}


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_of_computers_stay_as_they_are(number: float) -> None:
    assert float(plain_number(repr(number), ".") or "nan") == number
