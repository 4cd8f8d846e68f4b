"""What a reader may close: the tables of all routes, and the page that answers from them."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from browser import PHONE, settle
from isthmus import geo, layers, maps
from isthmus.layers._records import WhatIf
from small_studies import small

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from browser import Opened

#: From node 0 to nodes 1 and 5: a strait with a canal beside it, and a way by rail through Germany.
WAYS = [(0, 2, "sea", 24), (2, 1, "sea", 24), (0, 1, "sea", 120), (0, 3, "rail", 240), (3, 1, "rail", 240)]
WAYS += [(1, 5, "rail", 12)]
GATES = {"east": [0], "west": [1], "canal": [2]}


#: Of an address that shows the routes by sea and rail.
BY_SEA = "#layers=what_if_2"


def study() -> layers.Resilience:
    return small(WAYS, gates=GATES, ends=([0], [1, 5]), countries=["", "", "", "DE"])


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the saved map of the small study."""
    path = tmp_path_factory.mktemp("what-if") / "map.html"
    maps.Map.of(study()).save(path)
    return path


def test_the_tables_hold_the_route_of_every_closure() -> None:
    result, told = study(), study().replacements.what_if()
    names = told.gates["name"].tolist()
    assert told.gates["kind"].tolist() == ["country", "strait", "strait", "strait"]
    assert {*told.closures["opened"]} == {-1}
    for pair, _, closed, route in told.closures.itertuples(index=False):
        right = result.what_if([names[gate] for gate in closed])["h_after"].iloc[pair]
        assert told.routes["h"].iloc[route] == right if route >= 0 else math.isnan(right)
    assert {(pair, len(closed)) for pair, _, closed, _ in told.closures.itertuples(index=False)} >= {
        (0, 0),
        (1, 3),
    }


def test_what_is_shut_may_be_opened_and_closed_besides() -> None:
    """A strait that the question shuts draws a route when it opens: exact for it and two closures."""
    shut = small(WAYS, gates=GATES, ends=([0], [1, 5]), countries=["", "", "", "DE"], closed=["east"])
    told = shut.replacements.what_if()
    names = told.gates["name"].tolist()
    rows = told.closures[told.closures["opened"] == names.index("east")]
    result = study()
    for pair, closed, route in rows[["pair", "closed", "route"]].itertuples(index=False):
        right = result.what_if([names[gate] for gate in closed])["h_after"].iloc[pair]
        assert told.routes["h"].iloc[route] == right if route >= 0 else math.isnan(right)
    assert rows["closed"].map(len).max() == 2
    passed = {leg for pair in told.routes.loc[told.routes["h"].isin([120, 132]), "legs"] for leg in pair}
    assert told.legs_now == sorted(passed)


def test_what_no_route_would_pass_is_not_offered_to_be_opened() -> None:
    assert small(WAYS, gates=GATES, closed=["canal"]).replacements.openings == ()
    assert small(WAYS, gates=GATES, closed=["canal", "west"]).replacements.openings == ("canal", "west")
    assert small(WAYS, gates=GATES, closed=["east", "west"]).replacements.openings == ()


def test_legs_make_up_the_routes_and_are_kept_once() -> None:
    """Two edges that the same routes pass are one leg, and so is what two routes share."""
    told = study().replacements.what_if()
    assert told.legs.geometry.to_wkt().tolist() == [
        "LINESTRING (0 0, 2 0, 1 0)",
        "LINESTRING (0 0, 1 0)",
        "LINESTRING (0 0, 3 0, 1 0)",
        "LINESTRING (5 0, 1 0)",
    ]
    assert told.legs["mode"].tolist() == ["sea", "sea", "rail", "rail"]
    assert told.routes["legs"].tolist() == [(0,), (1,), (2,), (0, 3), (1, 3), (2, 3)]
    assert told.legs_now == [0, 3]
    cut_off = told.closures.head(1).assign(route=-1)
    assert replace(told, closures=pd.concat([told.closures, cut_off])).legs_now == [0, 3]


def test_a_record_is_read_back_as_it_was() -> None:
    told = layers.example().what_if
    assert told is not None
    record = json.loads(json.dumps(told.record()))
    again = WhatIf.from_record(record)
    assert json.loads(json.dumps(again.record())) == record
    assert again.closures.equals(told.closures)
    with pytest.raises(geo.ArgumentError, match="record: expected a mapping with by, depth, pairs"):
        WhatIf.from_record({"by": "cost"})


def test_the_reader_closes_passages_and_sees_what_becomes_of_each_pair(
    open_map: Callable[..., Opened], page: Path
) -> None:
    """Days and costs on the page are those of Python, for every closure of up to three passages."""
    opened, result = open_map(page), study()
    names = result.replacements.what_if().gates["name"].tolist()
    for size in range(1, 4):
        for closed in combinations(names, size):
            opened.page.evaluate(f"location.hash = 'closed={','.join(closed)}'")
            settle(opened.page)
            rows = opened.page.locator(".what-if-pairs tbody tr").all_inner_texts()
            right = result.what_if(closed)
            for row, hours in zip(rows, right["h_after"], strict=True):
                assert ("no route is left" if math.isnan(hours) else f"{hours / 24:g}") in row.split("\t", 1)[
                    1
                ]
    opened.assert_quiet()


def test_a_passage_is_closed_from_the_list_by_the_keyboard_and_kept_in_the_address(
    open_map: Callable[..., Opened], page: Path
) -> None:
    opened = open_map(page)
    narrows = opened.page.locator(".what-if-list li")
    assert "East" in narrows.first.inner_text()
    narrows.first.locator("button.close").focus()
    opened.page.keyboard.press("Enter")
    settle(opened.page)
    assert "closed=east" in opened.page.url
    assert "Closed: East." in opened.page.locator(".what-if-said").inner_text()
    assert opened.page.evaluate("document.activeElement.textContent") == "Open"
    opened.page.keyboard.press("Enter")
    settle(opened.page)
    assert "closed=" not in opened.page.url
    opened.assert_quiet()


def test_the_reader_chooses_the_question_and_sees_its_routes_and_sentences(
    open_map: Callable[..., Opened], bundled_map: Path
) -> None:
    opened = open_map(bundled_map)
    leads, choices = opened.page.locator(".lead"), opened.page.locator("#readings label")
    assert choices.all_inner_texts() == ["Road and air", "Sea and rail"]
    assert "USD/t: freight, and what hours" in opened.page.locator("#what-if caption").inner_text()
    for place in (1, 0):
        choices.nth(place).click()
        settle(opened.page)
        assert [lead.is_visible() for lead in leads.all()] == [place == 0, place == 1]
        assert ("layers=what_if_2," in opened.page.url) == (place == 1)
        nothing = opened.page.get_by_text("No link and no measure was found that would help here.")
        assert nothing.count() == 1 - place  # nothing that may shut makes what flies late
        first = opened.page.locator("#what-if .what-if-list").nth(1).locator("li").first
        assert first.inner_text().startswith(("Airspace of Taiwan", "Cape of Good Hope")[place])
    opened.assert_quiet()


def test_a_card_closes_its_passage(open_map: Callable[..., Opened], bundled_map: Path) -> None:
    gates = layers.gates()["name"].tolist()
    opened = open_map(bundled_map, size=PHONE, hash_=f"#layers=gates&card=gates/{gates.index('good_hope')}")
    button = opened.page.locator(".card-action button")
    assert button.inner_text() == "Close Cape of Good Hope"
    assert opened.page.locator(".card-action .reading").inner_text() == "Sea and rail"  # not what is shown
    about = opened.page.locator(".card-action p").last.inner_text()
    assert "Best routes that pass here now: Taiwan \N{RIGHTWARDS ARROW} Poland" in about
    assert "Were it closed: +" in about
    button.tap()
    settle(opened.page)
    assert button.inner_text() == "Open Cape of Good Hope again"
    assert "closed=good_hope" in opened.page.url
    assert "what_if_2" in opened.page.url
    opened.assert_quiet()


def test_a_past_disruption_is_closed_by_one_press(open_map: Callable[..., Opened], bundled_map: Path) -> None:
    opened = open_map(bundled_map, hash_=BY_SEA)
    past = opened.page.locator("details.what-if-list", has_text="Past disruptions")
    past.locator("summary").click()
    shut = past.locator("li", has_text="Poland shuts its border with Belarus")
    assert shut.inner_text().split("\n")[1] == "2025 · no change"
    assert shut.get_by_role("button").count() == 0  # no best route passes it
    past.get_by_role("button", name="Close Suez Canal blocked by a grounded ship").click()
    settle(opened.page)
    assert opened.page.url.endswith("&closed=suez")
    assert past.get_attribute("open") is not None
    opened.assert_quiet()


def test_the_reader_opens_what_is_avoided(open_map: Callable[..., Opened], bundled_map: Path) -> None:
    opened = open_map(bundled_map, hash_=BY_SEA)
    days = opened.page.locator(".what-if-pairs td")
    before = days.first.inner_text()
    opened.page.get_by_role("button", name="Open Bab el-Mandeb again").click()
    settle(opened.page)
    assert "opened=bab_el_mandeb" in opened.page.url
    assert "Opened: Bab el-Mandeb." in opened.page.locator(".what-if-said").inner_text()
    assert float(days.first.inner_text().split()[0]) < float(before)
    opened.page.get_by_role("button", name="Close Suez Canal").click()
    settle(opened.page)
    assert days.first.inner_text().split()[0] == before  # back round the Cape
    opened.page.get_by_role("button", name="Close Bab el-Mandeb").click()
    settle(opened.page)
    assert "opened=" not in opened.page.url
    opened.assert_quiet()


def test_what_no_route_passes_can_not_be_closed(open_map: Callable[..., Opened], page: Path) -> None:
    opened = open_map(page, hash_="#closed=nowhere,east")
    assert opened.page.url.endswith("&closed=east")
    assert opened.page.locator("#what-if option").count() == 4  # a heading, and all but what is closed


def test_more_than_three_closures_are_told_to_be_a_bound(
    open_map: Callable[..., Opened], tmp_path: Path
) -> None:
    lanes = [(0, 1, "sea", hours) for hours in range(1, 7)]
    result = small(lanes, gates={f"lane_{number}": [number] for number in range(6)})
    path = tmp_path / "map.html"
    maps.Map.of(result).save(path)
    opened = open_map(path, hash_="#closed=lane_0,lane_1,lane_2")
    assert "Exact" in opened.page.locator(".what-if-said").inner_text()
    opened.page.locator(".what-if-list .close").first.click()
    settle(opened.page)
    assert "More closures than the page holds" in opened.page.locator(".what-if-said").inner_text()


def test_an_atlas_without_answers_has_nothing_to_close(
    open_map: Callable[..., Opened], tmp_path: Path
) -> None:
    maps.Map(replace(layers.example(), what_if=None, others=())).save(tmp_path / "map.html")
    assert not open_map(tmp_path / "map.html").page.locator("#what-if").is_visible()
