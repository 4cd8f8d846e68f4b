"""The part of the network that best routes may pass, beside the whole of it."""

from __future__ import annotations

import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import shapely

from isthmus import layers
from isthmus.layers._bundled.files import _read_arrays, hub_table, mode_graph
from isthmus.layers._transport.case import Case
from isthmus.layers._transport.question import Question
from isthmus.layers._transport.skeleton import ground

sys.path.append(str(Path(__file__).parents[1] / "tools"))
from typing import TYPE_CHECKING

from build_skeleton import basis

if TYPE_CHECKING:
    from isthmus import geo

MODES = ("sea", "rail", "road")
ENDS = {"origins": ("TW", "Almaty", "JPTYO"), "destinations": ("PL", "CZ", "Istanbul", "INNSA")}


def both_of(**asked: object) -> tuple[Case, Case]:
    question = Question.ask(**(ENDS | {"on": "open"} | asked))  # type: ignore[arg-type]
    return Case.of(question), Case.of(question, entire=True)


def test_it_is_of_the_networks_gates_and_hubs_that_are_there() -> None:
    """If not: python tools/build_skeleton.py."""
    assert str(_read_arrays("skeleton.npz")["basis"]) == basis()


@pytest.mark.parametrize(
    ("modes", "by", "costs"),
    [
        ("sea,rail,road", "cost", "freight"),
        ("sea,rail", "time", "open-gira"),
    ],
)
def test_routes_take_the_same_as_on_the_whole_network_whatever_is_closed(
    modes: str, by: str, costs: str
) -> None:
    small, entire = both_of(modes=modes, by=by, costs=costs)
    assert small.is_skeleton
    assert not entire.is_skeleton
    assert len(small.whole.tails) < len(entire.whole.tails) / 3
    rng = np.random.default_rng(5)
    for _ in range(3):
        passed = small.gates_on(small.after.all_edges())
        countries = rng.choice([*small.land], 3)
        names = [*rng.choice(passed, 3), *rng.choice([*small.whole.gates], 20), *countries, "DEHAM"]
        found = [_closed(case, names) for case in (small, entire)]
        for name in ("least", "lengths_m", "hours", "costs"):
            one, other = (getattr(best, name) for best in found)
            np.testing.assert_allclose(one, other, rtol=1e-9, err_msg=str(names))


def _closed(case: Case, names: list[str]) -> geo.BestRoutes:
    held = [case.passages.find("closed", name)[1] for name in names]
    return case.best_routes(case.whole.without(edges=np.concatenate(held)))


def test_its_edges_are_drawn_along_the_lines_of_the_whole_network() -> None:
    small, entire = both_of(modes="sea,rail", origins="TW", destinations="PL")
    one, other = (case.line(case.after.edges[0][0].tolist()) for case in (small, entire))
    assert other.equals_exact(one) or other.equals_exact(one.reverse())


@pytest.mark.parametrize("mode", MODES)
def test_its_edges_are_as_long_as_their_parts_and_lead_between_hubs(mode: str) -> None:
    small, whole = ground(mode, is_skeleton=True), mode_graph(mode)
    kept = small.edge >= 0
    assert kept.mean() < 0.5
    assert small.graph.metres.sum() == pytest.approx(whole.metres[kept].sum())
    berths = hub_table()[mode].to_numpy()
    assert (small.node[berths[berths >= 0]] >= 0).all()
    longest = int(np.argmax(np.bincount(small.edge[kept])))
    start, stop = (int(ends[longest]) for ends in (small.graph.tails, small.graph.heads))
    places = [small.graph.lonlat[start], *small.course(longest, start), small.graph.lonlat[stop]]
    assert len(places) == np.bincount(small.edge[kept]).max() + 1
    known = {
        tuple(sorted(map(tuple, whole.lonlat[[a, b]].tolist())))
        for a, b in zip(whole.tails, whole.heads, strict=True)
    }
    assert {tuple(sorted((tuple(a.tolist()), tuple(b.tolist())))) for a, b in pairwise(places)} <= known


def test_what_is_shut_by_where_it_lies_and_places_of_ones_own_are_asked_of_the_whole_network() -> None:
    area = {"closed": [shapely.box(20, 50, 21, 51)]}
    assert not Case.of(Question.ask(**(ENDS | area))).is_skeleton  # type: ignore[arg-type]
    assert not Case.of(Question.ask(origins=[(21.01, 52.23)], destinations="CZ", modes="rail")).is_skeleton
    assert not Case.of(Question.ask(origins="TW", destinations="CZ", modes="road,air")).is_skeleton


def test_an_area_is_closed_on_the_whole_network_when_it_is_asked_of_a_result() -> None:
    ways = {"origins": "TWKHH", "destinations": "NLRTM", "modes": "sea", "on": "open"}
    zone = [shapely.box(32, 29, 33, 32)]  # the Suez Canal
    ready, asked = layers.resilience(**ways), layers.resilience(**ways, closed=zone)  # type: ignore[arg-type]
    found = ready.what_if(zone)
    assert found["h_after"].tolist() == asked.pairs["h"].tolist()
    assert found["extra_km"].item() == layers.compare(ready, asked).pairs["extra_km"].item() > 5000
