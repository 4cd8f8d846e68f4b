"""How much each pair counts."""

from __future__ import annotations

import pandas as pd
import pytest

from isthmus.layers._bundled.gazetteer import Place
from isthmus.layers._transport.demand import find_demand
from isthmus.layers._transport.ends import End


def end(name: str, *, kind: str = "country") -> End:
    place = Place(kind, name, name, name, 0.0, 0.0)
    return End(name, place, (place,), "", nodes=(0,))


def flows(*rows: tuple[str, str, float, str]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["origin", "destination", "quantity", "period"])
    return table.assign(product="drones", unit="t", id=[f"f{i}" for i in range(len(rows))])


def test_the_latest_period_that_covers_every_pair_counts() -> None:
    table = flows(
        ("TW", "PL", 1, "2023"), ("TW", "CZ", 1, "2023"), ("TW", "PL", 30, "2024"), ("TW", "CZ", 10, "2024"),
        ("TW", "PL", 9, "2025"),
    )  # fmt: skip
    found = find_demand(table, [end("TW")], [end("PL"), end("CZ")])
    assert found.shares.tolist() == [[0.75, 0.25]]
    assert found.basis == "drones, t, 2024 (flows f2 f3)"


def test_of_two_that_end_on_the_same_day_the_longer_counts() -> None:
    table = flows(
        ("TW", "PL", 3, "2024-12"),
        ("TW", "CZ", 3, "2024-12"),
        ("TW", "PL", 1, "2024"),
        ("TW", "CZ", 4, "2024"),
    )
    assert find_demand(table, [end("TW")], [end("PL"), end("CZ")]).shares.tolist() == [[0.2, 0.8]]


@pytest.mark.parametrize(
    ("table", "destination"),
    [
        (flows(("TW", "PL", 1, "2024")), end("CZ")),
        (flows(("TW", "PL", float("nan"), "2024")), end("PL")),
        (flows(("TW", "PL", 1, "2024"), ("TW", "PL", 2, "2024")), end("PL")),
        (flows(("TW", "PL", 1, "2024")), end("PLGDN", kind="port")),
        (flows(("TW", "PL", 0, "2024")), end("PL")),
    ],
)
def test_where_flows_do_not_say_the_pairs_are_equal(table: pd.DataFrame, destination: End) -> None:
    found = find_demand(table, [end("TW")], [destination, end("DE")])
    assert found.shares.tolist() == [[0.5, 0.5]]
    assert "equal" in found.basis
