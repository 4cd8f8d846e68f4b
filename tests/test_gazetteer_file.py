"""The gazetteer's file: places by row, and the rows of a name or a code."""

from __future__ import annotations

import numpy as np
import pytest

from isthmus.layers._bundled import gazetteer_file
from isthmus.layers._bundled.gazetteer_file import Entry, Lines, entry_at, row_of_code, rows_like, rows_named

WORDS = ["", "a", "ab", "łódź", "名"]


@pytest.fixture
def lines() -> Lines:
    return Lines(np.frombuffer("".join(f"{word}\n" for word in WORDS).encode(), np.uint8))


def test_lines_are_counted_cut_and_found(lines: Lines) -> None:
    assert len(lines) == len(WORDS)
    for row, word in enumerate(WORDS):
        assert lines[row] == word.encode()
        assert lines.find(word) == row
    for missing in ("aa", "b", "z", "名名"):
        assert lines.find(missing) is None


def test_a_code_is_found_in_any_case_and_leads_to_its_place() -> None:
    row = row_of_code("plgdn")
    assert row is not None
    assert row == row_of_code("PLGDN")
    place = entry_at(row)
    assert (place.kind, place.id, place.country) == ("port", "PLGDN", "PL")
    assert (place.lon, place.lat) == pytest.approx((18.7, 54.4), abs=0.1)
    assert row_of_code("XXXXX") is None


def test_a_name_leads_to_its_places_and_says_whether_it_is_theirs() -> None:
    own = {entry_at(row).id: is_own for row, is_own in rows_named("warsaw")}
    assert own["756135"] is True
    other = {entry_at(row).id: is_own for row, is_own in rows_named("warszawa")}
    assert other["756135"] is False
    assert rows_named("no such place") == []


def test_places_know_their_inhabitants() -> None:
    (warsaw,) = [entry_at(row) for row, _ in rows_named("warsaw") if entry_at(row).id == "756135"]
    assert isinstance(warsaw, Entry)
    assert warsaw.population > 1_000_000
    assert (warsaw.lon, warsaw.lat) == pytest.approx((21.0, 52.2), abs=0.05)


def test_names_alike_share_pairs_of_letters_the_most_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 7 pairs with the ends of "warsav": 5 of 7 in warsaw, 5 of 8 in warsawa, 3 of 4 in sav, 1 in wien."""
    names = ["sav", "warsaw", "warsawa", "wien"]
    arrays = {
        "name_lines": np.frombuffer("".join(f"{name}\n" for name in names).encode(), np.uint8),
        "name_counts": np.array([1, 2, 1, 1]),
        "name_rows": np.array([10, 20, 31, 40, 50]),
    }
    monkeypatch.setattr(gazetteer_file, "_array", arrays.__getitem__)
    monkeypatch.setattr(gazetteer_file, "_lines", lambda name: Lines(arrays[name]))
    monkeypatch.setattr(gazetteer_file, "_name_ends", lambda: np.cumsum(arrays["name_counts"]))
    assert rows_like("warsav", 9) == [
        ("warsaw", 10),
        ("warsaw", 15),
        ("warsawa", 20),
        ("sav", 5),
        ("wien", 25),
    ]
    assert rows_like("warsav", 1) == [("warsaw", 10), ("warsaw", 15)]
    assert rows_like("wien", 1) == [("wien", 25)]
    assert rows_like("xxen", 1) == [("wien", 25)]
    assert rows_named("warsaw") == [(10, True), (15, False)]
