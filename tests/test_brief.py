"""The brief: every number is the result's, text is text, and the page asks for nothing from elsewhere."""

from __future__ import annotations

import copy
import json
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pandas as pd
import pytest

import small_studies
from isthmus import layers, maps
from isthmus.geo import ArgumentError
from isthmus.maps._brief import _ask_ways, _bounds_text, _percents
from proof_size import proof_size

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def result() -> layers.Resilience:
    return layers.resilience(
        small_studies.bundled_atlas(), origins="TWKHH", destinations="PLGDN", modes="sea", closed="suez"
    )


@pytest.fixture(scope="module")
def found(result: layers.Resilience) -> layers.Measures:
    return layers.measures(result)


@pytest.fixture(scope="module")
def brief(result: layers.Resilience) -> maps.Brief:
    return maps.Brief.of(result)


def chapter(brief: maps.Brief, heading: str) -> maps.Chapter:
    return next(one for one in brief.chapters if one.heading == heading)


class _Page(HTMLParser):
    """The text of a page, and what its elements say."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text, self.tags, self.addresses = "", set[str](), list[str]()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.addresses += [value or "" for name, value in attrs if name in {"href", "src"}]

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_question_says_its_scope_and_what_was_shut(brief: maps.Brief, result: layers.Resilience) -> None:
    said = " ".join(chapter(brief, "The question").sentences)
    assert f"From TWKHH to PLGDN, by sea, on {result.question.on}." in said
    assert "Shut and in the way: " in said
    assert "Suez Canal" in said
    assert "(suez)" not in said


def test_what_is_off_the_way_is_told_apart_by_how_it_was_taken(
    brief: maps.Brief, result: layers.Resilience
) -> None:
    said = " ".join(chapter(brief, "The question").sentences)
    off = result.closures[~result.closures["passes"] & (result.closures["kind"] != "asked")]
    shut, open_ = ((off["taken"] == taken).sum() for taken in ("shut", "open"))
    assert f"{shut} more were shut that day, in the way of no best route." in said
    assert f"{open_} more were restricted or avoided, and taken as open, in the way of no best route." in said


def test_what_the_goods_go_by_is_part_of_the_question() -> None:
    result = layers.resilience(origins="TWKHH", destinations="PLGDN", modes="sea", goods="drones")
    assert result.goods_sentence in _ask_ways(result, {"origin": "TWKHH", "destination": "PLGDN"}).sentences
    assert "by sea, as asked; by road and air another one holds." in result.goods_sentence


def test_every_cell_names_its_column_where_heads_are_not_seen(brief: maps.Brief) -> None:
    told = chapter(brief, "If one of these closes")
    for name in told.columns[1:]:
        assert brief.html().count(f'data-head="{name}"') == len(told.rows), "as on a phone"


def test_what_a_closure_does_is_what_criticality_says(brief: maps.Brief, result: layers.Resilience) -> None:
    told = chapter(brief, "If one of these closes")
    table = result.criticality.head(len(told.rows))
    assert [row[0] for row in told.rows] == table["title"].tolist()
    first, worst = told.rows[0], table.iloc[0]
    assert first[1] == _bounds_text(worst["extra_h_low"] / 24, worst["extra_h_high"] / 24)
    assert first[3] == _bounds_text(worst["extra_usd_t"], worst["extra_usd_t"])
    assert first[5] == _percents(worst["unserved_share"], worst["unserved_share"])


def test_the_fewest_things_that_part_the_ends_are_named(brief: maps.Brief, result: layers.Resilience) -> None:
    rows = chapter(brief, "Where it narrows").rows
    cuts = result.cuts.set_index("apart")
    assert [row[1] for row in rows] == ["ports, terminals and airports", "anything with a name"]
    size = cuts.loc["thing", "size"]
    assert rows[1][2] == ("none" if pd.isna(size) else str(size))


def test_what_would_widen_it_is_what_measures_say(brief: maps.Brief, found: layers.Measures) -> None:
    told = chapter(brief, "What would widen it")
    assert told.sentences[0] == found.sentence
    assert not told.rows, "while Suez is shut, nothing that has happened makes goods later"
    open_ = layers.resilience(origins="TWKHH", destinations="NLRTM", modes="sea", on="open")
    measures = layers.measures(open_)
    told, table = chapter(maps.Brief.of(open_, measures=measures), "What would widen it"), measures.table
    assert [row[0] for row in told.rows] == table["name"].head(6).tolist()
    assert told.rows[0][1] == _bounds_text(table["saved_low"].iloc[0], table["saved_high"].iloc[0])


def test_whom_to_name_stands_among_the_sources(brief: maps.Brief, found: layers.Measures) -> None:
    said = " ".join(text for text, _ in brief.sources)
    assert "Natural Earth" in said
    assert "OpenStreetMap" not in said, "no railway was asked for"
    by_rail = maps.Brief.of(
        layers.resilience(small_studies.bundled_atlas(), origins="PLWAW", destinations="DEHAM", modes="rail"),
        measures=found,
    )
    assert "OpenStreetMap contributors" in " ".join(text for text, _ in by_rail.sources)


def test_page_and_json_say_the_same(brief: maps.Brief, tmp_path: Path) -> None:
    brief.save(tmp_path / "brief.html")
    brief.save(tmp_path / "brief.json")
    record = json.loads((tmp_path / "brief.json").read_text("utf-8"))
    assert record == brief.record()
    page = _Page((tmp_path / "brief.html").read_text("utf-8"))
    told = [brief.title, *(text for text, _ in brief.sources)]
    for one in brief.chapters:
        told += [
            one.heading,
            *one.sentences,
            *one.columns,
            *(cell for row in one.rows for cell in row if cell),
        ]
    assert [text for text in told if text not in page.text] == []
    assert "script" not in page.tags
    assert [address for address in page.addresses if not address.startswith("data:")] == []


def test_text_from_data_is_text() -> None:
    hostile = "<img src=x onerror=alert(1)>{{ 7 * 7 }}"
    link = ("a source", "javascript:alert(1)")
    one = maps.Chapter(hostile, (hostile,), (hostile,), ((hostile,),))
    brief = maps.Brief(hostile, (one,), (link, (hostile, 'https://example.org/a"onclick=alert(1)')))
    for page in map(_Page, (brief.html(), brief._repr_html_())):
        assert page.text.count(hostile) >= 6
        assert "img" not in page.tags
        assert [one for one in page.addresses if one.startswith("http")] == [
            'https://example.org/a"onclick=alert(1)'
        ]


def test_components_tell_what_can_not_be_made_and_by_whom_it_could() -> None:
    result = layers.components(small_studies.bundled_atlas())
    brief = maps.Brief.of(result, title="Our drone")
    assert brief.title == "Our drone"
    needs = chapter(brief, "Where it narrows")
    first = result.products.sort_values("output_low", ascending=False).iloc[0]
    assert needs.rows[0][:3] == (
        "China",
        _percents(first["value_low"], first["value_high"]),
        _percents(first["output_low"], first["output_high"]),
    )
    assert needs.rows[0][3] == "Sintered NdFeB magnet, making"
    assert all(row[1] for row in chapter(brief, "What could stand in").rows)
    assert any(url.startswith("https://") for _, url in brief.sources)


def test_a_brief_is_a_value(brief: maps.Brief) -> None:
    assert copy.deepcopy(brief) == brief
    assert hash(brief) == hash(copy.copy(brief))


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (1.04, 1.0, "1"),
        (-1.2, 0.8, "\N{MINUS SIGN}1.2 to 0.8"),
        (float("nan"), 1, ""),
        (None, None, ""),
        (0, 0, "0"),
    ],
)
def test_ranges_are_said_as_a_reader_sees_them(low: object, high: object, said: str) -> None:
    assert _bounds_text(low, high) == said


def test_what_is_no_result_and_other_endings_are_refused(brief: maps.Brief, tmp_path: Path) -> None:
    with pytest.raises(ArgumentError, match=r"result: expected what layers\.resilience or"):
        maps.Brief.of(layers.example())  # type: ignore[arg-type]
    with pytest.raises(ArgumentError, match=r"path: expected a file ending in \.html or \.json"):
        brief.save(tmp_path / "brief.pdf")


def large_brief() -> maps.Brief:
    atlas = small_studies.bundled_atlas()
    return maps.Brief.of(layers.resilience(atlas, origins="TW", destinations="PL,CZ", modes="sea,rail"))


def parts_brief() -> maps.Brief:
    return maps.Brief.of(layers.components(small_studies.bundled_atlas(), destination="PL"))


def test_a_brief_is_one_page_of_print(brief: maps.Brief, chromium: Browser, tmp_path: Path) -> None:
    others = (parts_brief, large_brief)[: proof_size(1, 2)]
    page = chromium.new_page()
    for place, one in enumerate((brief, *(make() for make in others))):
        path = tmp_path / f"{place}.html"
        one.save(path)
        page.goto(path.as_uri())
        printed = page.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b(?!s)", printed)) == 1
    page.close()
