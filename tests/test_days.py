"""Daily figures of PortWatch: read as they are downloaded, matched to gates and ports, and what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from isthmus import layers
from isthmus.geo import DataWarning, ValidationError
from isthmus.layers._checking.days import find_gate, find_port, place_titles, places_of_gateways
from isthmus.layers._tables.daily_schemas import PASSAGE
from small_studies import daily_text

if TYPE_CHECKING:
    from pathlib import Path

#: The passages of PortWatch, and the gate that each is; those at which the network has none are told so.
PASSAGES = {
    "Suez Canal": "suez",
    "Panama Canal": "panama",
    "Bosporus Strait": "bosporus",
    "Bab el-Mandeb Strait": "bab_el_mandeb",
    "Malacca Strait": "malacca",
    "Strait of Hormuz": "hormuz",
    "Cape of Good Hope": "good_hope",
    "Gibraltar Strait": "gibraltar",
    "Dover Strait": "dover",
    "Oresund Strait": "oresund",
    "Taiwan Strait": "taiwan_strait",
    "Korea Strait": "tsushima",
    "Tsugaru Strait": "tsugaru",
    "Luzon Strait": "luzon",
    "Lombok Strait": "lombok",
    "Ombai Strait": "",
    "Bohai Strait": "",
    "Torres Strait": "torres",
    "Sunda Strait": "sunda",
    "Makassar Strait": "makassar",
    "Magellan Strait": "magellan",
    "Yucatan Channel": "yucatan",
    "Windward Passage": "windward",
    "Mona Passage": "mona",
    "Balabac Strait": "",
    "Bering Strait": "bering",
    "Mindoro Strait": "",
    "Kerch Strait": "kerch",
}
PORTS = "date,portid,portname,country,ISO3,portcalls_tanker,portcalls_cargo,portcalls,import,export\n"


def problems(folder: Path, text: str, layer: str = "transits") -> list[str]:
    """Return what is told of a daily table, but for the form of its dates."""
    (folder / f"{layer}.csv").write_text(text, "utf-8")
    return [str(problem) for problem in layers.check(folder) if "ISO dates" not in str(problem)]


def test_each_passage_of_portwatch_is_the_gate_that_it_is_or_none() -> None:
    assert {name: find_gate(name) for name in PASSAGES} == PASSAGES
    assert {gate for gate in PASSAGES.values() if gate} <= {*place_titles(PASSAGE)}


def test_ports_are_found_by_name_and_country() -> None:
    asked = [("Kaohsiung", "TW"), ("Gdansk", "PL"), ("Antwerp", "BE"), ("Gdansk", "DE"), ("PLGDN", "")]
    assert [find_port(*port) for port in asked] == ["TWKHH", "PLGDN", "BEANR", "", "PLGDN"]


def test_gateways_of_an_atlas_are_ports_by_where_they_lie() -> None:
    gateways = layers.example().gateways
    ports = gateways[gateways["kind"] == "port"]
    found = places_of_gateways(ports.assign(name="any"))
    assert dict(zip(ports["id"], found, strict=True))["port_kao"] == "TWKHH"
    assert set(places_of_gateways(ports.assign(country="FR"))) == {""}
    kaohsiung = ports[ports["id"] == "port_kao"].assign(name="any")
    beside, far = (kaohsiung.set_geometry(kaohsiung.translate(yoff=degrees)) for degrees in (0.15, -0.5))
    assert [places_of_gateways(one).item() for one in (beside, far)] == ["TWKHH", ""]


def test_a_download_is_read_as_it_is_and_comes_back(tmp_path: Path) -> None:
    (tmp_path / "transits.csv").write_text(daily_text("Suez Canal", [3, 4]), "utf-8")
    with pytest.warns(DataWarning, match="2019|2025"):
        atlas = layers.read(tmp_path)
    told = atlas.transits[["date", "portname", "n_tanker", "n_total", "ObjectId"]].astype(str)
    assert told.to_numpy().tolist() == [
        ["2025-01-01", "Suez Canal", "3", "3", "0"],
        ["2025-01-02", "Suez Canal", "4", "4", "1"],
    ]
    atlas.write(tmp_path / "out", formats="csv,gpkg")
    again = layers.read(tmp_path / "out" / "atlas.gpkg").transits
    assert again["n_total"].tolist() == [3, 4]
    assert again["date"].tolist() == ["2025-01-01", "2025-01-02"]


def test_a_download_keeps_its_name_where_the_owner_says_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "Daily_Chokepoints_Data.csv").write_text(daily_text("Suez Canal", [3]), "utf-8")
    (tmp_path / "isthmus.toml").write_text('[Daily_Chokepoints_Data]\nas = "transits"\n', "utf-8")
    with pytest.warns(DataWarning):
        assert len(layers.read(tmp_path).transits) == 1


def test_missing_days_and_names_without_a_gate_are_notes(tmp_path: Path) -> None:
    rows = daily_text("Ombai Strait", [1] * 5).splitlines()
    told = problems(tmp_path, "\n".join([*rows[:2], *rows[4:]]))
    assert [one.split(": expected")[0] for one in told] == [
        "transits.csv, date: note",
        "transits.csv, portname: note",
    ]
    assert 'a row for each day, got none for 2 of "Ombai Strait"' in told[0]
    assert 'got "Ombai Strait", told without a place on the map' in told[1]


def test_rows_that_contradict_themselves_or_each_other_are_problems(tmp_path: Path) -> None:
    head, one, two, three = daily_text("Suez Canal", [3, 4, 5]).splitlines()
    wrong = [
        one.replace(",1,1,", ",2,1,"),
        two.replace("0,4,0,4", "0,4,0,7"),
        two,
        three.replace("2025/01/03 00:00:00+00,2025,1,3", "2025-01,2025,,"),
        three.replace("0,0,0,0,5", "0,0,0,-1,5"),
    ]
    told = problems(tmp_path, "\n".join([head, *wrong]))
    again = 'expected each day of "chokepoint1" once, got 2025-01-02, which row 2 has already'
    assert told == [
        'transits.csv, row 1, month: expected the month of 2025-01-01, got "2"',
        'transits.csv, row 2, n_total: expected the sum of n_cargo and n_tanker, 4, got "7"',
        f"transits.csv, row 3, date: {again}",
        'transits.csv, row 4, date: expected a day, got "2025-01"',
        'transits.csv, row 5, n_roro: expected a whole number >= 0, got "-1"',
    ]
    with pytest.raises(ValidationError, match="which row 2 has already"):
        layers.read(tmp_path)


def test_an_owner_says_which_gate_or_port_a_name_is(tmp_path: Path) -> None:
    row = "2025-03-01,port9,Baltic Hub,Poland,POL,1,2,3,0,0"
    head = PORTS.replace("\n", ",place\n")
    assert "is one of them, say which in a column place" in problems(tmp_path, PORTS + row, "port_calls")[-1]
    (told,) = problems(tmp_path, f"{head}{row},PLGDX", "port_calls")[1:]
    assert 'place: expected a port of the network, got "PLGDX"; did you mean "PLGD' in told
    assert len(problems(tmp_path, f"{head}{row},PLGDN", "port_calls")) == 1  # the country by its name


def test_a_place_has_one_name(tmp_path: Path) -> None:
    rows = daily_text("Suez Canal", [4, 4, 4]).splitlines()
    told = problems(tmp_path, "\n".join([*rows[:2], rows[2].replace("Suez", "Panama"), rows[3]]))
    assert told[-1] == (
        'transits.csv, row 2, portname: expected one name of "chokepoint1", "Suez Canal", got "Panama Canal"'
    )
