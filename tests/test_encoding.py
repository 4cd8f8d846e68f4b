"""Bytes for a page: integers in planes, and bytes as text that stands inside a page."""

from __future__ import annotations

import gzip

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from unpacking import Reader, from_text

from isthmus.maps._packing.encoding import PlaneWriter, embed, to_base85

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
