"""What resilience is asked, what it refuses, and what it says of itself."""

from __future__ import annotations

import pytest

from isthmus import geo, layers
from small_studies import DIAMOND, bundled_atlas, small


def test_shared_risks_close_together() -> None:
    atlas = bundled_atlas()
    ways = {"origins": ["TWKHH"], "destinations": ["PLGDN"], "modes": ["sea"], "vessel": "none"}
    straits = ["oresund", "great_belt", "little_belt", "kiel"]
    apart = layers.resilience(atlas, **ways).cuts.set_index("apart").loc["gate"]
    together = (
        layers.resilience(atlas, **ways, together={"baltic": straits}).cuts.set_index("apart").loc["gate"]
    )
    assert apart["size"] > 1
    assert together["names"] == "baltic"


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ({"origins": ["TWKH"]}, "origins: nothing is known as 'TWKH'"),
        ({"origins": []}, "at least one name"),
        ({"destinations": ["PL", "TW"]}, "a hub in common of TW - TW"),
        ({"destinations": ["TWKHH"]}, "a hub in common of TW - TWKHH"),
        ({"origins": ["0,-60"], "modes": "rail"}, "out of reach by rail"),
        ({"closed": ["suex"]}, r"the nearest are suez \(Suez Canal\)"),
        ({"closed": ["r99"]}, "closed: expected the name of a gate, port, country or zone, got 'r99'"),
        ({"together": {"x": ["suex"]}}, "together, x"),
        ({"modes": ["ship"]}, "modes"),
        ({"on": "yesterday"}, "ISO date"),
    ],
)
def test_unknown_names_are_told(question: dict[str, object], told: str) -> None:
    asked: dict[str, object] = {"origins": ["TW"], "destinations": ["PL"], "modes": ["sea"], **question}
    with pytest.raises(geo.ArgumentError, match=told):
        layers.resilience(bundled_atlas(), **asked)  # type: ignore[arg-type]


def test_a_result_says_what_was_asked_and_what_was_shut() -> None:
    result = layers.resilience(
        bundled_atlas(), origins="TW", destinations="PL,NL", modes="sea", closed="suez"
    )
    told = repr(result)
    assert told.startswith(
        "<Resilience from TW; to PL, NL; modes sea; least cost; cost model freight; on 2026-"
    )
    assert "Suez Canal (suez)" in told
    assert "(UANLV)" in told
    assert len(result._repr_html_()) < 3000
    assert result.closed["suez"] == "Suez Canal (suez)"


def test_a_table_of_closures_says_the_kind_of_each() -> None:
    closures = small(DIAMOND, gates={"north": [1]}, closed=["north"]).closures
    assert closures[["name", "taken", "kind"]].to_numpy().tolist() == [["north", "shut", "asked"]]


def test_the_bundled_atlas_is_meant_where_none_is_given() -> None:
    own = layers.resilience(origins="TW", destinations="PL", modes="sea")
    assert own.ends["basis"].str.contains("sites of the atlas").all()
