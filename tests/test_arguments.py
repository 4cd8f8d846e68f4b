"""The checks of arguments: what they let pass, what they say of what they do not."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely

from isthmus import _arguments as arguments
from isthmus.geo import ArgumentError


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("crow", "'crow'"),
        ("a\nb" * 1000, r"'a\nba\nb"),
        ([10**5000], "[a whole number of 16610 bits]"),
        (np.float64(2.5), "2.5"),
        (dt.date(2025, 2, 3), "2025-02-03"),
        (pd.DataFrame({"a": [1]}), "a DataFrame of shape (1, 1)"),
        (shapely.Point(1, 2), "a Point"),
        ([shapely.Point(1, 2)], "[<POINT (1 2)>]"),
        (iter([]), "a list_iterator"),
    ],
)
def test_what_came_is_told_on_one_short_line(value: object, words: str) -> None:
    told = arguments.describe(value)
    assert told.startswith(words)
    assert len(told) < 100
    assert "\n" not in told


def test_more_digits_than_python_writes() -> None:
    assert arguments.describe(10**5000) == "a whole number of 16610 bits"


def test_an_error_says_which_what_and_what_came() -> None:
    error = arguments.unfit("k", "a whole number", "x", "count them")
    assert str(error) == "k: expected a whole number, got 'x'; count them"


@pytest.mark.parametrize("values", [[1, 2], (1, 2.0), np.uint8([1, 2]), pd.Series([1, 2]), range(1, 3)])
def test_numbers_of_every_kind_are_floats(values: object) -> None:
    assert arguments.as_numbers("n", values).tolist() == [1.0, 2.0]
    assert arguments.as_numbers("n", np.float32(1.5)).tolist() == 1.5
    assert arguments.as_numbers("n", []).dtype == np.float64


@pytest.mark.parametrize(
    "values",
    [
        ["1"],
        [True],
        [None],
        [1, [2]],
        [1j],
        10**400,
        {1, 2},
        np.ma.masked,
        np.ma.array([1.0, 2.0], mask=[True, False]),
        np.array(["2025"], "datetime64[Y]"),
    ],
)
def test_what_only_looks_like_numbers_is_refused(values: object) -> None:
    with pytest.raises(ArgumentError, match="n: expected metres, got"):
        arguments.as_numbers("n", values, "metres")


def test_a_name_is_listed_once() -> None:
    assert arguments.as_names("closed", "suez, panama,suez") == ["suez", "panama"]


def test_a_whole_number_is_one_that_a_float_holds() -> None:
    assert arguments.as_numbers("n", np.array([10**308, None])[:1]).tolist() == [1e308]
    for sign in (1, -1):
        assert arguments.is_number(sign * (2**1024 - 2**971))  # the largest float
        assert not arguments.is_number(sign * 2**1024)


def test_bounds_are_included() -> None:
    assert arguments.as_whole("n", np.int8(5), low=5, high=5) == 5
    assert arguments.as_number("n", 1, expected="a share", low=0, high=1) == 1.0
    with pytest.raises(ArgumentError, match="n: expected a whole number of at least 1, got 0"):
        arguments.as_whole("n", 0, low=1)
    with pytest.raises(ArgumentError, match="n: expected a whole number from 0 to 3, got True"):
        arguments.as_whole("n", value=True, high=3)
    for value in (float("nan"), 2, "1", None, True):
        with pytest.raises(ArgumentError, match="n: expected a share, got"):
            arguments.as_number("n", value, expected="a share", low=0, high=1)


@pytest.mark.parametrize("value", [None, 5, True, b"x", "", "a\0b", []])
def test_what_is_no_path_is_refused(value: object) -> None:
    with pytest.raises(ArgumentError, match="path: expected a path, got"):
        arguments.as_path("path", value)
    assert arguments.as_path("path", "a") == arguments.as_path("path", Path("a"))


@dataclass(frozen=True)
class Sample:
    text: str = ""
    count: int = 0
    size: float = 0.0
    flag: bool = False
    words: tuple[str, ...] = ()
    note: str | None = None
    other: Any = None

    def __post_init__(self) -> None:
        arguments.check_fields(self)


@pytest.mark.parametrize("name", ["text", "count", "size", "flag", "words", "note"])
def test_a_value_is_what_its_fields_declare(name: str) -> None:
    Sample("a", 1, 1, flag=True, words=("a",), note="b", other=[])
    with pytest.raises(ArgumentError, match=f"^{name}: expected .*, got "):
        Sample(**{name: [1]})


@pytest.mark.parametrize(
    "given", ["suez,panama", "suez, panama,suez", ["suez", " panama "], ("suez", "panama")]
)
def test_a_text_is_taken_for_a_list(given: object) -> None:
    assert arguments.as_names("closed", given) == ["suez", "panama"]


@pytest.mark.parametrize("wrong", [3, None, b"suez", "suez,,panama", [""], [3], [None], float("nan")])
def test_what_are_no_names_is_refused(wrong: object) -> None:
    with pytest.raises(ArgumentError, match="closed: expected names"):
        arguments.as_names("closed", wrong)
