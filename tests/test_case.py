"""The network on the day of a question."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Geod

from isthmus import layers
from isthmus.geo import ArgumentError, NoRouteError
from isthmus.layers._bundled.network_files import hub_table, mode_graph
from isthmus.layers._transport.case import Case
from isthmus.layers._transport.cost_models import CostModel
from isthmus.layers._transport.ends import End, find_end
from isthmus.layers._transport.goods import find_demand
from isthmus.layers._transport.question import Question
from isthmus.layers._transport.question_ends import join_ends
from isthmus.layers._transport.world_network import first_nodes, network

if TYPE_CHECKING:
    from isthmus.layers._bundled.place_names import PlaceLike

MODES = ["sea", "rail"]
GEOD = Geod(ellps="WGS84")
FREIGHT = CostModel.find("freight")


def case_of(**asked: object) -> Case:
    ask = {"origins": "TW", "destinations": "PL", "modes": "sea,rail", "on": "open"} | asked
    return Case.of(Question.ask(**ask))  # type: ignore[arg-type]


def test_the_nodes_of_each_mode_stand_where_they_are_said_to() -> None:
    whole, first = network(modes=MODES), first_nodes(MODES)
    for mode in MODES:
        lonlat = mode_graph(mode).lonlat
        np.testing.assert_array_equal(whole.lonlat[first[mode] : first[mode] + len(lonlat)], lonlat)


def test_hubs_are_in_the_network_already() -> None:
    whole = network(modes=MODES)
    same, [end] = join_ends(whole, [find_end("Warsaw", modes=MODES)], FREIGHT)
    assert same is whole
    assert hub_table()["name"].iloc[end.nodes[0]] == "Warsaw"


def test_a_place_costs_what_a_hub_at_its_point_costs() -> None:
    """Warsaw by name and by its point differ only in how hubs' distances are rounded, to 0.1 km."""
    asked: list[End] = [find_end(name, modes=MODES) for name in ("Warsaw", (21.01, 52.23), "Gdansk")]
    whole, ends = join_ends(network(modes=MODES), asked, FREIGHT)
    a, b, c = (end.nodes[0] for end in ends)
    by_name, by_point = (whole.shortest_route(node, c, by="cost") for node in (a, b))
    assert by_point.cost == pytest.approx(by_name.cost, abs=0.01)
    assert by_point.hours == pytest.approx(by_name.hours, abs=0.01)
    assert by_point.length_m == pytest.approx(by_name.length_m, abs=100)


def test_a_joined_place_changes_nothing_else() -> None:
    whole = network(modes=MODES)
    more, _ = join_ends(whole, [find_end((21.0, 52.2), modes=MODES)], FREIGHT)
    assert len(more.lonlat) == len(whole.lonlat) + 1
    assert set(more.gates) == set(whole.gates)
    assert more.hours is not None
    assert whole.hours is not None
    np.testing.assert_array_equal(more.hours[: len(whole.hours)], whole.hours)


HERE = (21.0, 52.2)  # two kilometres from the nearest road and railway


def km_between(a: PlaceLike, b: PlaceLike, modes: str) -> float:
    """Return how far apart two ends are in the bundled network, where nothing is closed."""
    joined, ends = join_ends(
        network(modes=modes), [find_end(p, modes=modes.split(",")) for p in (a, b)], FREIGHT
    )
    one, other = (end.nodes[0] for end in ends)
    return joined.shortest_route(one, other, by="cost").length_m / 1000


@pytest.mark.parametrize("modes", ["road", "rail", "rail,road"])
def test_ends_nearer_to_each_other_than_to_a_network_are_joined(modes: str) -> None:
    """Not by a way to the node that both are near, and back."""
    for km in (0.001, 0.068, 2.0):
        lon, lat, _ = GEOD.fwd(*HERE, 90, 1000 * km)
        assert km_between(HERE, (lon, lat), modes) == pytest.approx(km)


def test_points_at_sea_are_joined_and_a_hub_to_a_point_beside_it() -> None:
    assert km_between((179.995, 10.0), (-179.995, 10.0), "sea") == pytest.approx(1.096, abs=0.001)
    assert km_between("Warsaw", (21.0122, 52.2297), "road") < 0.3


def test_a_way_between_ends_costs_both_terminals_and_lies_in_its_country() -> None:
    routes = layers.route(HERE, (21.001, 52.2)).set_index("mode")
    model = CostModel.find("freight")
    assert routes.loc["total", "km"] == pytest.approx(0.1)
    assert routes.loc["road", ["from", "to", "countries"]].tolist() == ["21,52.2", "21.001,52.2", "PL"]
    assert routes.loc["road", "h"] == pytest.approx(2 * model["terminal_h", "road"], abs=0.1)
    assert routes.loc["total", "usd_t"] > 2 * model["terminal", "road"]


@pytest.mark.parametrize(
    ("origin", "destination", "asked"),
    [
        ((37.49, 48.0), (37.51, 48.0), {}),  # over the line of contact, which is drawn to half a degree
        ((23.60, 52.08), (23.66, 52.09), {"closed": "BY"}),
        (HERE, (21.01, 52.2), {"avoid": shapely.box(21.004, 52.1, 21.006, 52.3)}),
        (HERE, (21.01, 52.2), {"closed": "PL"}),
    ],
)
def test_what_is_closed_lies_between_ends_however_near(
    origin: PlaceLike, destination: PlaceLike, asked: dict[str, object]
) -> None:
    case = case_of(origins=[origin], destinations=[destination], modes="road", on="2026-01-01", **asked)
    with pytest.raises(NoRouteError):
        case.network.shortest_route(case.origins[0].nodes[0], case.destinations[0].nodes[0])


def test_ends_on_two_sides_of_a_border_go_through_a_crossing() -> None:
    case = case_of(origins=[(23.60, 52.08)], destinations=[(23.66, 52.09)], modes="road", by="distance")
    [[edges]] = case.after.edges
    assert "border_by_pl" in case.gates_along(edges)
    assert case.after.lengths_m[0, 0] > 15_000
    shut = case_of(
        origins=[(23.60, 52.08)], destinations=[(23.66, 52.09)], modes="road", closed="border_by_pl"
    )
    assert shut.after.lengths_m[0, 0] > 300_000


def test_a_point_is_an_end_among_countries() -> None:
    case = case_of(origins=["TW", (21.0, 52.2)], destinations="CZ,DE")
    assert [end.name for end in case.origins] == ["TW", "21,52.2"]
    assert case.countries[case.origins[1].nodes[0]] == "PL"
    assert np.isfinite(case.after.hours).all()


def test_gates_come_in_the_order_of_travel() -> None:
    case = case_of(origins="Kaohsiung", destinations="Gdansk", modes="sea")
    there = case.gates_along(case.after.edges[0][0])
    assert there.index("malacca") < there.index("bab_el_mandeb") < there.index("suez") < there.index("dover")
    back = case_of(origins="Gdansk", destinations="Kaohsiung", modes="sea")
    assert back.gates_along(back.after.edges[0][0]) == there[::-1]


def test_another_cost_model_prices_the_same_edges_with_the_same_closures() -> None:
    case = case_of(origins=[(21.0, 52.2)], destinations="CZ", closed="border_cz_pl")
    other = case.price("disrupt-sc").network
    np.testing.assert_array_equal(other.is_open, case.network.is_open)
    np.testing.assert_array_equal(other.lengths_m, case.network.lengths_m)
    assert (other.hours != case.network.hours).any()


def test_everything_wrong_with_a_question_is_told_at_once() -> None:
    with pytest.raises(ArgumentError) as caught:
        case_of(origins=[], modes="ship", by="hours", on="soon", costs="mine", closed=[3], avoid="here")
    told = str(caught.value).splitlines()
    starts = ("origins: ", "modes: ", "by: ", "closed: ", "avoid: ", "on: ", "costs: ")
    assert [line.split(" ")[0] + " " for line in told] == list(starts)


def flows(*rows: tuple[str, str, float, str]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["origin", "destination", "quantity", "period"])
    return table.assign(product="drones", unit="t", id=[f"f{i}" for i in range(len(rows))])


def test_the_latest_period_that_covers_every_pair_counts() -> None:
    table = flows(
        ("TW", "PL", 1, "2023"), ("TW", "CZ", 1, "2023"), ("TW", "PL", 30, "2024"), ("TW", "CZ", 10, "2024"),
        ("TW", "PL", 9, "2025"),
    )  # fmt: skip
    found = find_demand(table, ["TW"], ["PL", "CZ"])
    assert found.shares.tolist() == [[0.75, 0.25]]
    assert found.basis == "drones, t, 2024 (flows f2 f3)"


def test_of_two_that_end_on_the_same_day_the_longer_counts() -> None:
    table = flows(
        ("TW", "PL", 3, "2024-12"),
        ("TW", "CZ", 3, "2024-12"),
        ("TW", "PL", 1, "2024"),
        ("TW", "CZ", 4, "2024"),
    )
    assert find_demand(table, ["TW"], ["PL", "CZ"]).shares.tolist() == [[0.2, 0.8]]


@pytest.mark.parametrize(
    ("table", "destination"),
    [
        (flows(("TW", "PL", 1, "2024")), "CZ"),
        (flows(("TW", "PL", float("nan"), "2024")), "PL"),
        (flows(("TW", "PL", 1, "2024"), ("TW", "PL", 2, "2024")), "PL"),
        (flows(("TW", "PL", 1, "2024")), None),
        (flows(("TW", "PL", 0, "2024")), "PL"),
        (flows(("TW", "PL", 1, "2024")).iloc[:0], "PL"),
    ],
)
def test_where_flows_do_not_say_the_pairs_are_equal(table: pd.DataFrame, destination: str | None) -> None:
    found = find_demand(table, ["TW"], [destination, "DE"])
    assert found.shares.tolist() == [[0.5, 0.5]]
    assert "equal" in found.basis
