"""Bytes for a page: each value comes back as it was, in the fewest bytes that hold it."""

from __future__ import annotations

import datetime as dt
import gzip
import math
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from unpacking import Reader, from_text, unpack

from isthmus.maps._packing.binary import pack
from isthmus.maps._packing.encoding import EXACT, MAX_DECIMALS, PlaneWriter, embed, pack_column, to_base85
from proof_size import proof_size

WHOLE = st.integers(-(2**52), 2**52)


@given(st.lists(WHOLE, max_size=9), st.booleans())
def test_integers_come_back(values: list[int], differences: bool) -> None:  # noqa: FBT001
    writer = PlaneWriter()
    meta = writer.integers(np.array(values, np.int64), differences=differences)
    assert Reader(b"".join(writer.chunks)).integers(meta) == values


@pytest.mark.parametrize(
    ("values", "width"), [([], 1), ([0], 1), ([127, -128], 1), ([128], 2), ([-129], 2), ([2**52], 7)]
)
def test_integers_take_as_many_planes_as_the_largest_needs(values: list[int], width: int) -> None:
    writer = PlaneWriter()
    assert writer.integers(np.array(values, np.int64)) == {
        "count": len(values),
        "width": width,
        "differences": False,
    }
    assert len(writer.chunks[0]) == width * len(values)


def test_the_lowest_bytes_come_first_and_signs_last() -> None:
    writer = PlaneWriter()
    writer.integers(np.array([1, -1, 128]))
    assert writer.chunks[0] == bytes([2, 1, 0, 0, 0, 1])


def test_differences_start_from_0() -> None:
    writer = PlaneWriter()
    meta = writer.integers(np.array([1000, 1001, 1000]), differences=True)
    assert (meta["width"], writer.chunks[0]) == (2, bytes([208, 2, 1, 7, 0, 0]))


def test_bytes_are_kept_as_they_are() -> None:
    writer = PlaneWriter()
    assert writer.raw(b"abc") == {"bytes": 3}
    assert writer.chunks == [b"abc"]


@given(st.binary(max_size=40))
def test_text_is_what_was_embedded_and_ends_no_element(content: bytes) -> None:
    text = embed(content)
    assert from_text(text) == content
    assert not set(text) - {chr(code) for code in range(ord("("), ord("~") + 1)} | set(text) & set("<>&'\"")


@given(st.binary(max_size=40))
def test_five_digits_are_four_bytes(content: bytes) -> None:
    text = to_base85(content)
    assert len(text) == -(-5 * len(content) // 4)
    assert to_base85(content + bytes(-len(content) % 4)).startswith(text[: len(content) // 4 * 5])


@pytest.mark.parametrize(
    ("word", "digits"),
    [(0, "((((("), (1, "(((()"), (19, "((((;"), (20, "((((}"), (22, "((((~"), (84, "((((|"), (85, "((()(")],
)
def test_digits_are_the_letters_from_a_bracket_to_a_bar_but_for_two(word: int, digits: str) -> None:
    assert to_base85(word.to_bytes(4, "big")) == digits


def test_the_same_bytes_are_the_same_text_whenever_they_are_packed() -> None:
    content = b"strait" * 100
    assert embed(content) == embed(content)
    packed = gzip.compress(content, mtime=0)
    assert len(embed(content)) < len(packed) * 2


def pack_values(values: object, **options: object) -> list[Any]:
    series = pd.Series(values, name="value", **options)
    return unpack(pack(gpd.GeoSeries([None] * len(series), crs=4326), [series])).columns["value"]


def described(values: object, **options: object) -> dict[str, Any]:
    """Return what the header says of a column."""
    return pack_column(pd.Series(values, name="value", **options), PlaneWriter())  # type: ignore[call-overload]


@given(npst.arrays(np.float64, st.integers(0, 20)))
def test_floats_come_back_exactly(values: object) -> None:
    expected = [None if math.isnan(value) else value for value in values]
    assert pack_values(values) == expected


@given(st.lists(st.integers(-(2**63), 2**63 - 1), max_size=20))
def test_integers_come_back_exactly_as_numbers_or_as_text(values: object) -> None:
    assert [int(value) for value in pack_values(values, dtype="int64")] == values


@given(st.lists(st.one_of(st.none(), st.text(st.characters(exclude_categories=["Cs"]))), max_size=20))
def test_texts_come_back_exactly(values: object) -> None:
    assert pack_values(values, dtype=object) == values
    assert pack_values(values, dtype="str") == values


@given(
    st.text("aZ9 -", max_size=4),
    st.lists(st.integers(0, 10**15), min_size=300, max_size=320),
    st.integers(1, 6),
)
@settings(max_examples=proof_size(12, 100))
def test_numbered_names_come_back_exactly(prefix: str, numbers: list[int], width: int) -> None:
    values = [f"{prefix}{number:0{width}}" for number in numbers]
    assert pack_values(values) == values


def test_names_that_only_look_numbered_stay_as_they_are() -> None:
    values = [f"A{number}" for number in range(300)]
    for odd in ["A007x", "A", "A٣", "A+7", "A 7", "A9999999999999999999", "B7"]:
        assert pack_values([*values, odd]) == [*values, odd]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1.5, None, 2.25], [1.5, None, 2.25]),
        (pd.array([1, None, 3], "Int64"), [1, None, 3]),
        (pd.array([True, None, False], "boolean"), ["true", None, "false"]),
        ([True, False], ["true", "false"]),
        (np.array([1 + 2j]), ["(1+2j)"]),
        ([1, None, 2.5], [1, None, 2.5]),
        (pd.Series([1, None, 2], dtype=object), [1, None, 2]),
        (pd.Categorical(["rail", None, "rail"]), ["rail", None, "rail"]),
        (pd.Categorical([2024, None, 2025]), [2024, None, 2025]),
        (pd.to_datetime(["2025-02-28", None]), ["2025-02-28", None]),
        (pd.to_datetime(["2025-02-28 06:30", None]), ["2025-02-28T06:30:00", None]),
        (pd.to_datetime(["2025-02-28"]).tz_localize("Asia/Taipei"), ["2025-02-28T00:00:00+08:00"]),
        ([dt.date(2025, 2, 28), None], ["2025-02-28", None]),
        (pd.to_timedelta(["1 days 02:00:00", None]), ["P1DT2H0M0S", None]),
        ([{"a": [1, None]}, None, ["ł"]], ['{"a": [1, null]}', None, '["ł"]']),
        ([{"b", "a"}], ['["a", "b"]']),
        ([np.array([1.5, 2])], ["[1.5, 2.0]"]),
        ([math.inf, -math.inf], [math.inf, -math.inf]),
        ([None, None], [None, None]),
        ([], []),
        ([shapely.Point(1, 2)], ["POINT (1 2)"]),
    ],
)
def test_each_type_becomes_a_number_or_the_text_a_reader_would_write(
    values: object, expected: list[Any]
) -> None:
    assert pack_values(values) == expected


def test_texts_are_codes_only_where_they_repeat() -> None:
    few = pd.Series(["rail", "road"] * 500, name="mode")
    many = pd.Series([f"{number:x}" for number in range(1000)], name="mode")
    types = [
        unpack(pack(gpd.GeoSeries([None] * 1000, crs=4326), [column])).header["columns"][0]["type"]
        for column in (few, many)
    ]
    assert types == ["code", "text"]


@pytest.mark.parametrize(
    ("values", "decimals"),
    [
        ([1, 2, None], 0),
        ([0.5, 1], 1),
        ([0.0001, 2], MAX_DECIMALS),
        ([0.00001], None),  # one decimal too many
        ([math.inf], None),
        ([], 0),
        ([EXACT // 4 - 1.0], 0),
        ([float(EXACT // 4)], None),  # ten times that would have no float of its own
        ([EXACT // 40 + 1.5], None),
        ([1e11 + 0.5], 1),
    ],
)
def test_numbers_are_whole_ones_with_as_many_decimals_as_hold_them_exactly(
    values: list[float | None], decimals: int | None
) -> None:
    below = [None if value is None else -value for value in values]
    for either in (values, below):
        packed = described(either, dtype=float)
        assert packed["type"] == ("float" if decimals is None else "decimal")
        assert packed.get("decimals") == decimals
        assert pack_values(either, dtype=float) == either


def test_whole_numbers_that_a_browser_cannot_hold_are_text() -> None:
    assert described([EXACT - 1, 1], dtype="int64")["type"] == "float"
    assert pack_values([EXACT - 1, 1], dtype="int64") == [EXACT - 1, 1]
    assert described([EXACT, 1], dtype="int64")["type"] != "float"
    assert pack_values([-EXACT, 1], dtype="int64") == [str(-EXACT), "1"]


def test_rows_without_a_value_are_listed() -> None:
    packed = described([1, None, 2, None], dtype=float)
    assert (packed["count"], packed["missing"]["count"]) == (4, 2)


@pytest.mark.parametrize(
    ("rows", "distinct", "kind"),
    [(256, 64, "code"), (256, 65, "text"), (9, 9, "code"), (1000, 250, "code"), (1000, 251, "text")],
)
def test_texts_are_codes_if_few_differ(rows: int, distinct: int, kind: str) -> None:
    texts = [f"{row % distinct:x} of them" for row in range(rows)]
    assert described(texts)["type"] == kind
    assert pack_values(texts) == texts


def test_truths_are_told_from_texts() -> None:
    assert described([True, False])["boolean"] is True
    assert "boolean" not in described(["true", "false"])


def test_numbered_texts_keep_their_zeros() -> None:
    texts = [f"Site {number:03}" for number in range(0, 2000, 3)]
    packed = described(texts)
    assert (packed["type"], packed["prefix"], packed["digits"]) == ("numbered", "Site ", 3)
    assert pack_values(texts) == texts
    assert described([*texts, None])["type"] == "text"


def test_lists_and_moments_are_words() -> None:
    moments = pd.Series(pd.to_datetime(["2025-02-28 00:00", "2025-03-01 12:00"]))
    assert pack_values(moments) == ["2025-02-28T00:00:00", "2025-03-01T12:00:00"]
    assert pack_values([[np.int64(1), {"b", "a"}], ("x",)]) == ['[1, ["a", "b"]]', '["x"]']
