"""Where networks narrow, on graphs whose answers are known by argument, and on the bundled one."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isthmus import geo, layers
from isthmus.layers._redundancy.candidates import Links, candidates
from isthmus.layers._redundancy.widening import State, hours_with
from small_networks import joined, networks
from small_studies import bundled_atlas, small

BRIDGE = [(0, 2, "rail", 1), (0, 2, "rail", 2), (2, 3, "rail", 5), (3, 1, "rail", 1), (3, 1, "rail", 2)]
DIAMOND = [(0, 2, "sea", 1), (2, 1, "sea", 1), (0, 3, "sea", 3), (3, 1, "sea", 3)]


def test_a_bridge_is_what_every_route_passes() -> None:
    result = small(BRIDGE, gates={"bridge": [2]})
    pair = result.pairs.iloc[0]
    assert (pair["edge_routes"], pair["node_routes"], pair["gate_routes"]) == (1, 1, 1)
    cuts = result.cuts.set_index("apart")
    assert cuts.loc["gate", "names"] == ["bridge"]
    assert cuts.loc["gate", "sentence"] == "Every route from 0 to 1 passes Bridge."
    assert cuts.loc["edge", "titles"] == ["Bridge"]
    row = result.criticality.iloc[0]
    assert (row["unserved_share"], row["delayed_share"]) == (1, 0)
    assert np.isnan(row["extra_h"])  # nobody is delayed: nobody arrives


def test_a_diamond_has_two_routes_and_a_delay() -> None:
    result = small(DIAMOND, gates={"north": [1], "south": [3]})
    assert result.pairs.iloc[0]["edge_routes"] == result.pairs.iloc[0]["gate_routes"] == 2
    assert (result.pairs.iloc[0]["h"], result.pairs.iloc[0]["km"]) == (2, 200)
    row = result.criticality.set_index("name")
    assert row.index.tolist() == ["north"]  # the south lies on no best route
    assert row.loc["north", ["extra_h", "extra_km", "extra_usd_t", "unserved_share"]].tolist() == [
        4,
        400,
        40,
        0,
    ]
    assert row.loc["north", ["extra_h_low", "extra_h_high"]].tolist() == [4, 4]
    both = result.pairs_of_gates.iloc[0]
    assert (both["a"], both["b"], both["unserved_share"], both["beyond_unserved"]) == ("north", "south", 1, 1)


def test_two_railways_over_one_strait_are_one_route_by_gate() -> None:
    result = small([(0, 1, "rail", 2), (0, 1, "rail", 3)], gates={"strait": [0, 1]})
    pair = result.pairs.iloc[0]
    assert (pair["edge_routes"], pair["gate_routes"]) == (2, 1)
    assert result.criticality.iloc[0]["unserved_share"] == 1


def test_parallel_road_and_rail_are_two_routes() -> None:
    result = small([(0, 1, "road", 1), (0, 1, "rail", 2)], gates={"railway": [1]})
    assert result.pairs.iloc[0]["edge_routes"] == 2
    gate = result.cuts.set_index("apart").loc["gate"]
    assert gate["size"] is pd.NA  # the road passes no gate
    assert "No closure of a gate" in gate["sentence"]


def test_an_unreachable_pair_has_no_route_and_no_hours() -> None:
    result = small([(0, 2, "sea", 1)], ends=([0], [1, 2]))
    pair = result.pairs.set_index("destination")
    assert pair.loc["1", "edge_routes"] == 0
    assert np.isnan(pair.loc["1", "h"])
    assert pair.loc["2", "h"] == 1
    assert (
        result.cuts.set_index(["destination", "apart"]).loc[("1", "edge"), "sentence"]
        == "No route leads from 0 to 1."
    )
    assert result.summary().pairs[0].routes == 0


def test_an_edge_without_capacity_carries_nothing() -> None:
    result = small([(0, 1, "sea", 1), (0, 1, "sea", 9)], capacities=[0, 5])
    assert (result.pairs.iloc[0]["edge_routes"], result.pairs.iloc[0]["h"]) == (1, 9)


def test_countries_on_the_way_are_shared() -> None:
    edges = [(0, 2, "rail", 1), (2, 1, "rail", 1), (0, 3, "rail", 2), (3, 1, "rail", 2)]
    result = small(edges, countries=["", "", "DE", "DE"])
    pair = result.pairs.iloc[0]
    assert (pair["edge_routes"], pair["country_routes"]) == (2, 1)
    assert result.cuts.set_index("apart").loc["country", "titles"] == ["Germany"]


def test_delay_and_lost_demand_are_never_averaged() -> None:
    edges = [(0, 2, "sea", 1), (2, 1, "sea", 1), (2, 3, "sea", 1), (0, 3, "sea", 10)]
    result = small(edges, gates={"strait": [0]}, ends=([0], [1, 3]))
    row = result.criticality.iloc[0]
    assert row["unserved_share"] == 0  # node 1 is reached around, by node 3
    assert row["extra_h"] == pytest.approx(((10 + 1 + 1 - 2) + (10 - 2)) / 2)
    cut_off = small(edges[:3], gates={"strait": [0]}, ends=([0], [1, 3]))
    assert cut_off.criticality.iloc[0]["unserved_share"] == 1


@settings(deadline=None, max_examples=60)
@given(networks())
def test_the_cut_parts_and_no_smaller_does(network: geo.Network) -> None:
    cut = network.merge([[0, 1], [4, 5]]).minimum_cut(0, 4)
    assert not linked(network.without(edges=cut.edges))
    for fewer in combinations(np.flatnonzero(network.is_open).tolist(), max(cut.size - 1, 0)):
        assert cut.size == 0 or linked(network.without(edges=fewer))


def linked(network: geo.Network) -> bool:
    return any(joined(network, a, b) for a in (0, 1) for b in (4, 5))


@settings(deadline=None, max_examples=60)
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


def test_pairs_of_gates_against_every_pair() -> None:
    edges = [
        (0, 2, "sea", 1),
        (2, 1, "sea", 1),
        (0, 3, "sea", 2),
        (3, 1, "sea", 2),
        (0, 4, "sea", 5),
        (4, 1, "sea", 5),
    ]
    gates = {"a": [0], "b": [2], "c": [4], "d": [1, 3]}
    result = small(edges, gates=gates)
    rows = result.pairs_of_gates.itertuples()
    told = {(row.a, row.b): np.inf if row.unserved_share else row.extra_h for row in rows}
    alone = result.criticality.set_index("name")["extra_h"]
    for one, other in combinations(sorted(gates), 2):
        network = result.case.network.without(gates=[one, other])
        extra = network.distances([0], [1])[0, 0] - 2
        expected = told.get((one, other), max(alone.get(one, 0.0), alone.get(other, 0.0)))
        assert expected == extra, (one, other)


def test_an_opened_gate_buys_its_route_back() -> None:
    result = small(DIAMOND, gates={"north": [1]}, closed=["north"])
    row = result.widening.iloc[0]
    assert (row["kind"], row["title"]) == ("open again", "North")
    assert (row["more_routes"], row["gain_h"], row["served_share"]) == (1, 4, 0)
    cut_off = small(DIAMOND[:2], gates={"north": [1]}, closed=["north"])
    assert cut_off.widening.iloc[0]["served_share"] == 1


def test_what_a_closure_moves_and_cuts_off() -> None:
    edges = [*DIAMOND, (2, 4, "sea", 1)]
    result = small(edges, gates={"north": [1], "spur": [4]}, ends=([0], [1, 4]), closed=["north", "spur"])
    moved = result.comparison.pairs.set_index("destination")
    assert moved.loc["1", ["before_h", "after_h", "extra_h", "moved", "unserved"]].tolist() == [
        2,
        6,
        4,
        True,
        False,
    ]
    assert moved.loc["4", ["moved", "unserved"]].tolist() == [False, True]
    legs = result.comparison.legs
    told = sorted(zip(legs["what"], legs["load_before"], legs["load_after"], strict=True))
    assert told == [("left", 0.5, 0), ("left", 0.5, 0), ("left", 1, 0), ("new", 0, 0.5)]
    new = legs.loc[legs["what"] == "new", "geometry"].iloc[0]
    assert list(new.simplify(1e-9, preserve_topology=False).coords) == [(0, 0), (3, 0), (1, 0)]
    loads = result.comparison.gates.set_index("name")
    assert loads.loc["north", ["load_before", "load_after", "change"]].tolist() == [0.5, 0, -0.5]


def test_results_of_other_questions_are_not_compared() -> None:
    one, other = small(DIAMOND), small(DIAMOND, ends=([0], [2]))
    with pytest.raises(geo.ArgumentError, match="same destinations"):
        layers.compare(one, other)


def test_shared_risks_close_together() -> None:
    atlas = bundled_atlas()
    ways = {"origins": ["TWKHH"], "destinations": ["PLGDN"], "modes": ["sea"]}
    straits = ["oresund", "great_belt", "little_belt", "kiel"]
    apart = layers.resilience(atlas, **ways).cuts.set_index("apart").loc["gate"]
    together = (
        layers.resilience(atlas, **ways, together={"baltic": straits}).cuts.set_index("apart").loc["gate"]
    )
    assert apart["size"] > 1
    assert together["names"] == ["baltic"]


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ({"origins": ["TWKH"]}, "origins: nothing is known as 'TWKH'"),
        ({"origins": []}, "at least one name"),
        ({"destinations": ["PL", "TW"]}, "a hub in common of TW - TW"),
        ({"destinations": ["TWKHH"]}, "a hub in common of TW - TWKHH"),
        ({"origins": ["0,-60"], "modes": "rail"}, "out of reach by rail"),
        ({"closed": ["suex"]}, r"the nearest are suez \(Suez Canal\)"),
        ({"closed": ["r99"]}, "closed: expected the name of a gate, got 'r99'"),
        ({"together": {"x": ["suex"]}}, "together, x"),
        ({"modes": ["ship"]}, "modes"),
        ({"on": "yesterday"}, "ISO date"),
    ],
)
def test_unknown_names_are_told(question: dict[str, object], told: str) -> None:
    asked: dict[str, object] = {"origins": ["TW"], "destinations": ["PL"], "modes": ["sea"], **question}
    with pytest.raises(geo.ArgumentError, match=told):
        layers.resilience(bundled_atlas(), **asked)  # type: ignore[arg-type]


def test_ends_are_countries_hubs_and_points() -> None:
    result = layers.resilience(
        bundled_atlas(),
        origins=["TW", "JP"],
        destinations=["PLGDN", "14.4,50.1", "Wrocław"],
        modes=["sea", "rail"],
    )
    taiwan, japan = result.case.origins
    assert {"TWKHH", "TWTXG", "TWKEL"} <= {place.id for place in taiwan.places}
    assert "sites of the atlas" in taiwan.basis
    assert "largest hubs" in japan.basis
    gdansk, prague, wroclaw = result.case.destinations
    assert ([place.id for place in gdansk.places], prague.country) == (["PLGDN"], "CZ")
    assert wroclaw.basis == "the hub itself"


def test_a_zone_closes_the_edges_inside_that_it_hinders() -> None:
    ways = {"origins": "TW", "destinations": "NL", "modes": "sea", "on": "open"}
    result = layers.resilience(bundled_atlas(), **ways, closed=["r01"])  # attacks off Bab el-Mandeb
    assert "bab_el_mandeb" in result.comparison.pairs.loc[0, "gates_before"].split("+")
    assert "good_hope" in result.comparison.pairs.loc[0, "gates_after"].split("+")
    shut = layers.resilience(bundled_atlas(), **ways, closed=["bab_el_mandeb"])
    assert layers.compare(result, shut).pairs.loc[0, "extra_h"] == pytest.approx(0, abs=24)


def test_the_independent_routes_themselves() -> None:
    rows = small(DIAMOND, gates={"north": [1]}).routes
    assert rows[["number", "km", "h", "usd_t", "gates"]].to_numpy().tolist() == [
        [1, 200, 2, 20, "north"],
        [2, 600, 6, 60, ""],
    ]
    assert [list(line.simplify(1e-9, preserve_topology=False).coords) for line in rows.geometry] == [
        [(0, 0), (2, 0), (1, 0)],
        [(0, 0), (3, 0), (1, 0)],
    ]
    assert len(small([(0, 2, "sea", 1)]).routes) == 0


@settings(deadline=None, max_examples=40)
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
    state = State.of(result.case, result.case.network)
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


def test_the_candidates_on_the_bundled_network() -> None:
    result = layers.resilience(bundled_atlas(), origins=["TW"], destinations=["CZ"])
    links = candidates(result.case)
    assert set(links.kinds) == {"direct railway", "border by rail", "port to rail", "second terminal"}
    assert links.km[np.array(links.kinds) == "direct railway"].max() <= 500
    assert links.km[np.array(links.kinds) == "border by rail"].max() <= 50
    assert not any("(TW)" in title for title in links.titles)  # no railway over the strait
    assert links.titles[-3:] == ("Kaohsiung", "Taichung", "Keelung")


def test_places_in_the_air_are_named_by_their_airports() -> None:
    result = layers.resilience(bundled_atlas(), origins=["TW"], destinations=["PL"], modes=["air"])
    assert "near Taiwan Taoyuan International Airport" in result.cuts.set_index("apart").loc["node", "titles"]


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


def test_a_result_says_what_was_asked_and_what_was_shut() -> None:
    result = layers.resilience(
        bundled_atlas(), origins="TW", destinations="PL,NL", modes="sea", closed="suez"
    )
    told = repr(result)
    assert told.startswith("<Resilience from TW; to PL, NL; by sea; least cost; cost model freight; on 2026-")
    assert "Suez Canal (suez)" in told
    assert "(UANLV)" in told
    assert len(result._repr_html_()) < 3000
    assert result.closed["suez"] == "Suez Canal (suez)"
