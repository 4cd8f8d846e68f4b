"""The dated closures: each to the day, of things that are there, told in sentences."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from isthmus import geo, layers
from isthmus.layers._bundled.network_files import rule_table
from isthmus.layers._transport.closures import (
    Closure,
    closures,
    closures_between,
    closures_on,
    queues_on,
    warn_if_late,
)
from isthmus.layers._transport.gates import Passages, find_passages
from isthmus.layers._transport.world_network import node_countries
from proof_size import proof_size

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: What the sources say, by hand and apart from the bundled table: the first and the last day of each closure,
#: and how freight between two countries finds it.
DATA = Path(__file__).parent / "data"
KNOWN = list(csv.DictReader((DATA / "closures.csv").read_text("utf-8").splitlines()))
#: How freight between two countries found a place before, in, between and after its closures, by hand.
DAYS = list(csv.DictReader((DATA / "closure_days.csv").read_text("utf-8").splitlines()))
ALL = [
    Closure.of({str(name): text for name, text in row.items()})
    for row in rule_table("closures").to_dict("records")
]


def in_force(day: date) -> set[str]:
    return {*closures(day)["id"]}


def test_every_closure_is_known_from_elsewhere() -> None:
    assert sorted(row["id"] for row in KNOWN) == sorted(closures()["id"])


@pytest.mark.parametrize("row", KNOWN, ids=lambda row: row["id"])
def test_a_closure_is_right_to_the_day(row: dict[str, str]) -> None:
    first, day = date.fromisoformat(row["first"]), timedelta(days=1)
    assert row["id"] not in in_force(first - day)
    assert row["id"] in in_force(first)
    if row["last"]:
        last = date.fromisoformat(row["last"])
        assert row["id"] in in_force(last)
        assert row["id"] not in in_force(last + day)
    else:
        assert row["id"] in in_force(date(2100, 1, 1))
        assert "end not found" in closures().set_index("id").loc[row["id"], "sentence"]


@pytest.mark.parametrize("row", KNOWN, ids=lambda row: row["id"])
def test_a_closure_is_taken_as_it_is_meant(row: dict[str, str]) -> None:
    title, pairs = closures().set_index("id").loc[row["id"], "title"], [frozenset(row["ends"].split())]
    for there in closures_on(row["first"]).values():
        for taken, part in zip(("shut", "open"), closures_between(there, pairs), strict=True):
            if title in [closure.title for closure in part]:
                assert taken == row["taken"]


@pytest.mark.parametrize("row", DAYS, ids=lambda row: f"{row['place']}-{row['day']}")
def test_a_place_is_taken_on_a_day_as_it_was(row: dict[str, str]) -> None:
    held = [
        closure
        for (place, modes), found in closures_on(row["day"]).items()
        for closure in found
        if place == row["place"] and row["mode"] in modes
    ]
    shutting, limiting = closures_between(held, [frozenset(row["ends"].split())])
    assert ("shut" if shutting else "limited" if limiting else "open") == row["taken"]


@cache
def passages(mode: str) -> Passages:
    return find_passages(layers.network(modes=mode), node_countries([mode]))


def held(target: str, mode: str) -> NDArray[np.int64]:
    """Return the edges of a mode that something holds."""
    return passages(mode).of_modes(passages(mode).find("closed", target)[1], [mode])


def test_what_is_closed_is_there_by_every_mode_that_is_named() -> None:
    for closure in ALL:
        there = {
            (target, mode) for target in closure.targets for mode in closure.modes if len(held(target, mode))
        }
        assert {target for target, _ in there} == {*closure.targets}, closure.title
        assert {mode for _, mode in there} == {*closure.modes}, closure.title


@pytest.mark.parametrize("mode", ["sea", "rail", "road", "air"])
def test_nothing_leads_past_what_is_closed(mode: str) -> None:
    network = passages(mode).network
    targets = sorted({target for closure in ALL if mode in closure.modes for target in closure.targets})
    targets = targets[:: proof_size(4 if mode == "road" else 1, 1)]
    found = {target: edges for target in targets if len(edges := held(target, mode))}
    starts = [int(network.tails[edges[0]]) for edges in found.values()]
    before = network.distances(starts, by="distance")
    for row, edges in enumerate(found.values()):
        stop = int(network.heads[edges[0]])
        after = network.without(edges=edges).distances(starts[row : row + 1], by="distance")
        assert after[0, stop] > before[row, stop], list(found)[row]


def test_nothing_is_counted_twice() -> None:
    """What stops freight at one place, by one mode and of the same carriers, never overlaps."""
    for one, other in combinations([closure for closure in ALL if closure.stops], 2):
        if {*one.targets} & {*other.targets} and {*one.modes} & {*other.modes}:
            apart = (one.end or date.max) < other.start or (other.end or date.max) < one.start
            same = one.carriers & other.carriers if one.carriers else not other.carriers
            assert apart or not same, (one.title, other.title)


def test_the_red_sea_is_one_event() -> None:
    """Ships for Suez pass Bab el-Mandeb: the same voyages, which the strait alone counts."""
    for day in ("2024-06-01", "2026-01-15", "2026-04-26"):
        shut = {name for (name, _), there in closures_on(day).items() if closures_between(there, [])[0]}
        assert "bab_el_mandeb" in shut
        assert "suez" not in shut


def test_a_month_as_an_end_shuts_the_whole_month() -> None:
    row = {name: str(text) for name, text in rule_table("closures").iloc[0].items()}
    closure = Closure.of(row | {"start": "2024-01", "end": "2024-02"})
    days = [date(2024, 1, 1), date(2024, 2, 29), date(2023, 12, 31), date(2024, 3, 1)]
    assert [closure.holds(day) for day in days] == [True, True, False, False]


def test_shares_are_shares_of_something() -> None:
    table = closures()
    known = table.dropna(subset="passes_high")
    assert known["passes_low"].between(0, known["passes_high"]).all()
    assert (known["passes_high"] <= 1).all()
    assert (known["passes_of"] != "").all()
    assert table["passes_low"].isna().equals(table["passes_high"].isna())


def test_the_table_says_what_it_is() -> None:
    table = closures()
    assert table["id"].is_unique
    assert set(table["kind"]) == {"law", "event", "avoided", "restricted"}
    assert set(table["confidence"]) <= {"official", "reported", "derived"}
    assert (table.loc[table["kind"].isin(["avoided", "restricted"]), "to_whom"] != "").sum() >= 40
    restricted = table[table["kind"] == "restricted"]
    assert (restricted["to_whom"] != "").all()
    codes = {code for carriers in table["carriers"] for code in carriers.split("+") if code}
    assert codes <= set(layers.hubs()["country"]) | {"AL", "LI"}


def test_sentences_tell_when_for_whom_and_how_much_passes() -> None:
    said = closures().set_index("id")["sentence"]
    assert said["ever_given"] == (
        "Suez Canal blocked by a grounded ship: closed by an event from 2021-03-23 to 2021-03-29."
    )
    assert said["hormuz_pause"].endswith("on 2026-04-17; what share still passes was not found.")
    assert said["ru_airspace_tw"] == (
        "Russia's airspace shut to carriers of Taiwan: restricted (carriers of Taiwan) since 2022-02-28, "
        "end not found as of 2025-05-07; no flights of these carriers pass."
    )
    assert said["panama_2023_08"].endswith("; 89 % of transits a day, of 36 remain.")
    assert "; 1 to 8 % of ships a day remain" in said["hormuz"]
    assert "since 2022-02-24, end not found; a part of it rests" in said["ua_ru_border"]


@pytest.mark.parametrize("day", ["soon", 2024, "2024-13-01"])
def test_a_day_that_is_none_is_refused(day: object) -> None:
    with pytest.raises(geo.ArgumentError, match="on: expected an ISO date"):
        closures(day)  # type: ignore[arg-type]


def test_nothing_is_in_force_where_all_is_open() -> None:
    assert len(closures("open")) == 0
    assert closures_on("open") == {}


def test_ends_of_several_pairs_are_shut_where_one_pair_is() -> None:
    [russia] = [there for (name, _), there in closures_on("2024-01-01").items() if name == "airspace_ru"]
    pairs = [frozenset({"CN", "PL"}), frozenset({"TW", "PL"})]
    assert closures_between(russia, pairs)[0]
    assert not closures_between(russia, pairs[:1])[0]


@pytest.mark.parametrize(
    ("gate", "mode", "open_on", "shut_on"),
    [
        ("bab_el_mandeb", "sea", "2023-12-14", "2023-12-15 2025-12-17 2025-12-18 2026-02-27 2026-02-28"),
        ("border_by_pl", "rail", "2025-09-11 2025-09-25", "2025-09-12 2025-09-24"),
        ("border_by_pl", "road", "2025-09-11 2025-09-25", "2025-09-12 2025-09-24"),
        ("border_by_lt", "road", "2025-10-25 2025-11-20", "2025-10-26 2025-11-19"),
        ("border_by_lt", "rail", "2025-11-01", ""),
        ("border_fi_ru", "road", "2023-11-29 2023-12-14", "2023-11-30 2023-12-15 2026-04-26"),
        ("border_fi_ru", "rail", "2024-06-01", ""),
        ("dorohusk_road", "road", "2023-11-05 2023-12-11 2023-12-17", "2023-11-06 2023-12-10 2023-12-18"),
        ("hormuz", "sea", "2026-02-28 2026-06-18", "2026-03-01 2026-04-17 2026-06-17"),
        ("taiwan_strait", "sea", "2022-08-04 2024-05-23 2025-12-30", ""),
        ("airspace_kw", "air", "2026-02-27 2026-04-26", "2026-02-28 2026-04-25"),
        ("airspace_qa", "air", "2026-03-07 2026-04-26", "2026-03-06"),
    ],
)
def test_a_place_is_shut_and_opened_again_to_the_day(
    gate: str, mode: str, open_on: str, shut_on: str
) -> None:
    """Between Taiwan and Poland, whichever closures are in force together."""
    pairs = [frozenset({"TW", "PL"})]
    for day in f"{open_on} {shut_on}".split():
        held = [found for (name, modes), found in closures_on(day).items() if name == gate and mode in modes]
        shut = any(closures_between(found, pairs)[0] for found in held)
        assert shut == (day in shut_on.split()), day


def test_odesa_is_shut_and_then_a_corridor() -> None:
    with pytest.raises(geo.NoRouteError, match=r"every one passes the port Odesa \(UAODS\)"):
        layers.route("UAODS", "TRIST", modes="sea", on="2022-07-31")
    total = layers.route("UAODS", "TRIST", modes="sea", on="2022-08-01").iloc[-1]
    assert (total["limited"], total["limited_by"]) == ("UAODS", "restricted")
    assert total["closed"] == "oresund+UANLV"
    assert total["closed_by"] == "size+event"


def test_a_queue_is_told_and_waited_for_in_its_week_alone() -> None:
    asked = {"modes": "rail", "policy": "none"}
    usual, crowded = (
        layers.route("Xi'an", "Almaty", on=day, **asked).iloc[-1] for day in ("2023-06-25", "2023-06-30")
    )
    assert usual["limited"] is None
    assert (crowded["limited"], crowded["limited_by"]) == ("khorgos", "restricted")
    assert (crowded["usd_t"], crowded["km"]) == (usual["usd_t"], usual["km"])
    # two weeks to twenty days with the change of gauge, instead of the usual mean
    assert crowded["h_low"] - usual["h_low"] > 12 * 24
    assert crowded["handling_h"] == usual["handling_h"]
    (queue,) = (queue for queue in queues_on("2023-06-30") if queue.gate == "khorgos")
    passing = (
        crowded["waiting_h"] + 9 - 2 * 6
    )  # hours at the change of gauge; at terminals until a train leaves
    assert passing == (queue.low + queue.high) / 2
    assert queues_on("2023-07-03") == queues_on("open") == ()


def test_every_queue_has_the_hours_of_a_source() -> None:
    queues = closures()[lambda table: table["wait_h_high"].notna()]
    assert len(queues) >= 7
    assert set(queues["kind"]) == {"restricted"}
    assert (queues["wait_h_low"] <= queues["wait_h_high"]).all()
    assert (queues["end"] != "").all()
    assert queues["sentence"].str.contains("hours to pass").all()


def test_a_closure_that_was_not_wholly_seen_in_its_source_says_so() -> None:
    table = closures()
    told = table["sentence"].str.endswith("; a part of it rests on general knowledge.")
    assert (told == (table["verified"] == "no")).all()
    assert 0 < told.sum() < len(table) / 4


def test_a_day_of_which_nothing_is_known_warns() -> None:
    told = r"on: note: expected a day to 2026-07-01, .* got 2026-07-02; what"
    with pytest.warns(geo.DataWarning, match=told):
        layers.route("TWKHH", "TWKEL", modes="sea", on="2026-07-02")
    with pytest.warns(geo.DataWarning, match=told):
        layers.resilience(origins="TWKHH", destinations="TWKEL", modes="sea", on="2026-07-02")
    warn_if_late("open")
    warn_if_late("2026-07-01")
