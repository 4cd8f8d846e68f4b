"""What one more link, or one thing less closed, buys."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isthmus import geo, layers
from isthmus.layers._redundancy.links import Links
from isthmus.layers._redundancy.widening import State, _count_routes, _lawful_links, hours_with, widening
from proof_size import proof_size
from small_networks import networks
from small_studies import DIAMOND, small


@settings(max_examples=proof_size(30, 240))
@given(networks(), st.integers(0, 5), st.integers(0, 5))
def test_an_added_edge_makes_a_route_more_where_it_is_said(
    network: geo.Network, tail: int, head: int
) -> None:
    (said,) = network.adds_route(0, 5, [tail], [head])
    wider = geo.Network(
        network.lonlat,
        [*network.tails[network.is_open], tail],
        [*network.heads[network.is_open], head],
        modes=["sea"] * (int(network.is_open.sum()) + 1),
    )
    assert wider.minimum_cut(0, 5).size - network.minimum_cut(0, 5).size == said


@pytest.mark.parametrize(
    ("origin", "destination", "closed", "leaves_open"),
    [("TW", "CZ", ("suez",), False), ("JP", "PL", (), True)],
)
def test_the_skeleton_says_what_the_entire_network_says(
    origin: str, destination: str, closed: tuple[str, ...], *, leaves_open: bool
) -> None:
    """It asks that one itself where it leaves open how many routes share no edge."""
    ways = {"modes": "sea,rail", "by": "time", "on": "open", "closed": closed}
    case = layers.resilience(origins=origin, destinations=destination, **ways).case  # type: ignore[arg-type]
    assert case.is_skeleton
    said = widening(case)
    assert ("entire" in vars(case)) == leaves_open
    known = widening(case.entire)
    assert bool(len(said)) != leaves_open  # nothing widens the second
    one, other = (_count_routes(own, (0, 0), _lawful_links(own)) for own in (case, case.entire))
    assert (one.size, one.added.tolist()) == (other.size, other.added.tolist())
    pd.testing.assert_frame_equal(said.drop(columns="geometry"), known.drop(columns="geometry"), rtol=1e-9)
    assert said.geometry.geom_equals(known.geometry).all()


def test_an_opened_gate_buys_its_route_back() -> None:
    result = small(DIAMOND, gates={"north": [1]}, closed=["north"])
    row = result.widening.iloc[0]
    assert (row["kind"], row["title"]) == ("open again", "North")
    assert (row["more_routes"], row["gain_h"], row["served_share"]) == (1, 4, 0)
    cut_off = small(DIAMOND[:2], gates={"north": [1]}, closed=["north"])
    assert cut_off.widening.iloc[0]["served_share"] == 1


@settings(max_examples=proof_size(20, 160))
@given(
    networks(),
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(1, 9)), min_size=1, max_size=4),
)
def test_what_links_buy_is_what_a_search_with_each_finds(
    network: geo.Network, added: list[tuple[int, int, int]]
) -> None:
    edges = list(
        zip(network.tails.tolist(), network.heads.tolist(), np.asarray(network.hours).tolist(), strict=True)
    )
    is_open = [edge for edge, usable in zip(edges, network.is_open.tolist(), strict=True) if usable]
    result = small(
        [(0, 0, "sea", 1), *((tail, head, "sea", hours) for tail, head, hours in is_open)], ends=([0], [4, 5])
    )
    tails, heads, hours = (np.array(column) for column in zip(*added, strict=True))
    links = Links(("x",) * len(added), ("x",) * len(added), tails, heads, hours * 1.0, hours * 1.0)
    state = State.of(result.case, result.case.networks)
    found = hours_with(result.case, state, links)
    for place, (tail, head, length) in enumerate(added):
        wider = geo.Network(
            [(i, 0) for i in range(6)],
            [*(edge[0] for edge in is_open), tail],
            [*(edge[1] for edge in is_open), head],
            modes=["sea"] * (len(is_open) + 1),
            hours=[*(edge[2] for edge in is_open), length],
        )
        assert found[place].tolist() == wider.distances([0], [4, 5]).tolist()


def test_a_route_for_all_the_demand_is_one_route() -> None:
    """Six sixths add up to a little less than 1."""
    ends = range(1, 7)
    twice = [(7, end, "rail", 1.0) for end in ends for _ in range(2)]
    result = small(
        [(0, 7, "rail", 1), (0, 7, "rail", 2), *twice],
        gates={"second": [1]},
        ends=([0], ends),
        closed=["second"],
    )
    assert result.widening.iloc[0]["more_routes"] == 1


def test_of_direct_railways_between_two_countries_the_best_alone_is_told() -> None:
    table = layers.resilience(origins="TW", destinations="CZ", modes="sea,rail", by="time").widening
    railways = table.loc[table["kind"] == "direct railway", "title"]
    countries = [tuple(sorted(re.findall(r"\(([A-Z]{2})\)", title))) for title in railways]
    assert len(countries) == len({*countries})
    assert {len(pair) for pair in countries} == {2}


def test_it_says_why_nothing_would_widen_a_network() -> None:
    day = layers.resilience(origins="TPE", destinations="WAW", modes="air")
    assert day.widening.empty
    assert day.widening_sentence.startswith("In the bundled network, by air on 2026-04-26, no link alone")
    assert small(DIAMOND, gates={"north": [1]}, closed=["north"]).widening_sentence == ""
