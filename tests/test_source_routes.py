"""Which gates the sources of a component share, on ways made by hand and on the bundled network."""

from __future__ import annotations

import pandas as pd
import pytest

from isthmus.layers._supply.source_routes import SourceRoutes
from isthmus.layers._supply.wholes import Holder, Whole
from isthmus.layers._tables.result_schemas import Range
from isthmus.layers._transport.question import Question

#: From A and B through the strait, from A through the canal as well; C is the destination's own country.
WAYS = SourceRoutes(
    pd.DataFrame(),
    {"AA": ("canal", "strait"), "BB": ("strait",), "CC": ()},
    {"canal": "Canal", "strait": "Strait"},
    {"canal": "canal", "strait": "strait"},
)


def whole(**shares: tuple[float, float]) -> Whole:
    """Return a whole of holders, whose countries are joined by _, by their shares."""
    holders = [
        Holder(name.replace("_", "+"), frozenset(name.split("_")), Range(*share))
        for name, share in shares.items()
    ]
    return Whole("magnet", "making", "production", "", tuple(holders), "", 0)


def passed(found: Whole) -> dict[str, tuple[float, float]]:
    return {
        row["gate"]: (round(row["through_low"], 9), round(row["through_high"], 9))
        for row in WAYS.shared(found)
    }


def test_what_is_told_passes_or_does_not_and_what_is_left_may() -> None:
    found = whole(AA=(0.5, 0.5), BB=(0.2, 0.3), CC=(0.1, 0.1))
    assert passed(found) == {"strait": (0.7, 0.9), "canal": (0.5, 0.7)}
    assert [row["sources"] for row in WAYS.shared(found)] == ["AA+BB", "AA"]


def test_the_gate_of_most_comes_first_then_that_which_is_passed_first() -> None:
    assert [*passed(whole(AA=(0.5, 0.5)))] == ["canal", "strait"]
    assert [*passed(whole(AA=(0.5, 0.5), BB=(0.1, 0.1)))] == ["strait", "canal"]


def test_of_a_share_of_several_all_or_none_must_pass() -> None:
    assert passed(whole(AA_BB=(0.6, 0.6)))["strait"] == (0.6, 1.0)
    assert passed(whole(AA_BB=(0.6, 0.6)))["canal"] == (0.0, 1.0)  # how they split it nobody says
    assert passed(whole(AA_CC=(0.6, 0.6)))["strait"] == (0.0, 1.0)


def test_a_country_without_a_route_may_go_any_way() -> None:
    assert passed(whole(AA=(0.5, 0.5), DD=(0.4, 0.4)))["strait"] == (0.5, 1.0)


def test_nobody_asked_where_to() -> None:
    none = SourceRoutes.none()
    assert none.destination == ""
    assert none.shared(whole(AA=(1.0, 1.0))) == []


@pytest.fixture(scope="module")
def found() -> SourceRoutes:
    question = Question.ask(
        origins=["CN", "CZ", "PL"], destinations="PL", modes="sea", sides=("origin", "destination")
    )
    return SourceRoutes.find(question)


def test_one_search_finds_the_way_from_each_country(found: SourceRoutes) -> None:
    table = found.table.set_index("country")
    assert found.destination == "PL"
    assert table.loc["CN", "km"] > 20_000
    assert "good_hope" in table.loc["CN", "gates"].split("+")
    assert found.gates["CN"] == tuple(table.loc["CN", "gates"].split("+"))
    assert table.loc["PL", ["km", "countries"]].tolist() == [0.0, "PL"]


def test_a_country_that_nothing_leaves_says_why(found: SourceRoutes) -> None:
    assert "has no sea port in the network" in found.table.set_index("country").loc["CZ", "why"]
    assert "CZ" not in found.gates


def test_the_scope_says_by_what_when_and_what_was_shut(found: SourceRoutes) -> None:
    assert found.scope.startswith("by sea in the bundled network, least cost, on 2026-04-26 with ")
    assert "Bab el-Mandeb (bab_el_mandeb)" in found.scope
