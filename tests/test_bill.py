"""Bills whose answers are known by argument, and every completion of what they leave open."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from isthmus import geo, layers
from isthmus.layers._supply.bill import Bill
from isthmus.layers._supply.wholes import OTHERS, read_wholes
from isthmus.layers._tables.result_schemas import Range
from proof_size import proof_size

#: Half of what product T costs is A, four tenths B; X makes 60 % of A, 20 % of B.
PARTS = [
    {"id": "T", "level": "product"},
    {"id": "A", "parent": "T", "needed": "yes", "cost_share_low": 0.5, "cost_share_high": 0.5},
    {"id": "B", "parent": "T", "needed": "yes", "cost_share_low": 0.4, "cost_share_high": 0.4},
]
SHARES = [
    ("A", "making", "X1", 0.6),
    ("A", "making", "Y1", 0.4),
    ("B", "making", "X1", 0.2),
    ("B", "making", "Y1", 0.8),
]


def bill(parts: list[dict[str, Any]], shares: list[tuple[Any, ...]]) -> Bill:
    """Return a bill of rows that lack most columns; shares are (component, stage, country, low[, high])."""
    names = layers.PLAIN_SCHEMAS["components"].names
    numbers = dict.fromkeys(("cost_share_low", "cost_share_high"), float)
    rows = pd.DataFrame([{"level": "part", **row} for row in parts], columns=list(names)).astype(numbers)
    columns = layers.PLAIN_SCHEMAS["component_shares"].names
    told = [
        {
            "component": one,
            "stage": stage,
            "country": code,
            "share_low": low,
            "share_high": high[0] if high else low,
            "measure": "production",
        }
        for one, stage, code, low, *high in shares
    ]
    wholes = read_wholes(pd.DataFrame(told, columns=list(columns)), None)
    return Bill.of(rows, wholes)


def need(found: Bill, component: str, country: str) -> tuple[float, float]:
    share = found.needs(country)[component].share
    return pytest.approx(share.low), pytest.approx(share.high)  # type: ignore[return-value]


def value(found: Bill, component: str, country: str) -> tuple[float, float]:
    lines = found.value(component, found.needs(country), country)
    return sum(line.least for line in lines), sum(line.most for line in lines)


def test_as_many_are_made_as_there_are_of_the_scarcest_part() -> None:
    found = bill(PARTS, SHARES)
    assert need(found, "A", "X1") == (0.6, 0.6)
    assert need(found, "T", "X1") == (0.6, 1.0)  # where T itself is made nobody says
    assert need(found, "T", "Y1") == (0.8, 1.0)
    assert found.needs("X1")["T"].through == "A making"
    assert found.needs("Y1")["T"].through == "B making"
    whole = bill(PARTS, [*SHARES, ("T", "making", "Z1", 1.0)])
    assert need(whole, "T", "X1") == (0.6, 0.6)


def test_value_is_the_sum_of_what_can_t_be_made() -> None:
    found = bill(PARTS, SHARES)
    assert value(found, "T", "X1") == pytest.approx((0.5 * 0.6 + 0.4 * 0.2, 0.5 * 0.6 + 0.4 * 0.2 + 0.1))
    lines = found.value("T", found.needs("X1"), "X1")
    assert [line.component for line in lines] == ["A", "B", ""]
    assert [line.least for line in lines] == pytest.approx([0.3, 0.08, 0.0])
    assert [line.most for line in lines] == pytest.approx([0.3, 0.08, 0.1])


def test_stages_and_inputs_follow_each_other() -> None:
    """A chain is as strong as its weakest link: mined 30 %, refined 90 %, and made of something of 50 %."""
    parts = [
        {"id": "T", "level": "product"},
        {"id": "A", "parent": "T", "needed": "yes"},
        {"id": "ore", "parent": "A", "needed": "yes"},
    ]
    shares = [
        ("T", "making", "Z1", 1.0),
        ("A", "making", "X1", 0.5),
        ("ore", "mining", "X1", 0.3),
        ("ore", "refining", "X1", 0.9),
    ]
    found = bill(parts, shares)
    assert need(found, "ore", "X1") == (0.9, 0.9)
    assert need(found, "A", "X1") == (0.9, 0.9)
    assert found.needs("X1")["T"] == (Range(0.9, 0.9), "ore refining")


def test_what_a_design_may_do_without_is_no_need_and_what_nobody_says_may_be() -> None:
    for needed, expected in (("yes", (0.9, 0.9)), ("no", (0.1, 0.1)), (None, (0.1, 0.9))):
        parts = [{"id": "T", "level": "product"}, {"id": "A", "parent": "T", "needed": needed}]
        found = bill(parts, [("T", "making", "X1", 0.1), ("A", "making", "X1", 0.9)])
        assert need(found, "T", "X1") == expected


def test_of_what_is_not_told_anything_may_be_so() -> None:
    found = bill(PARTS, SHARES[:2])
    assert need(found, "B", "X1") == (0.0, 1.0)
    assert value(found, "T", "X1") == pytest.approx((0.3, 0.3 + 0.4 + 0.1))
    assert need(found, "A", OTHERS) == (0.0, 0.0)  # all of A is told


def test_an_assembly_is_worth_what_it_consists_of() -> None:
    """Half of the assembly's cost is C, all of it from X; the other half, D, is made elsewhere."""
    half = {"cost_share_low": 0.5, "cost_share_high": 0.5, "needed": "yes"}
    parts = [
        {"id": "T", "level": "product"},
        {
            "id": "S",
            "parent": "T",
            "level": "assembly",
            "needed": "yes",
            "cost_share_low": 1.0,
            "cost_share_high": 1.0,
        },
        {"id": "C", "parent": "S", **half},
        {"id": "D", "parent": "S", **half},
    ]
    found = bill(parts, [("C", "making", "X1", 1.0), ("D", "making", "Y1", 1.0), ("T", "making", "Z1", 1.0)])
    assert value(found, "T", "X1") == pytest.approx((0.5, 0.5))
    assert need(found, "T", "X1") == (1.0, 1.0)  # but nothing is made without C


def test_costs_go_where_the_bounds_let_them() -> None:
    """The least costs are 0.2 each, the most 0.7: what is free goes to the line that needs least, or most."""
    parts = [
        {"id": "T", "level": "product"},
        *(
            {"id": one, "parent": "T", "needed": "yes", "cost_share_low": 0.2, "cost_share_high": 0.7}
            for one in "AB"
        ),
    ]
    found = bill(parts, [("A", "making", "X1", 0.9), ("B", "making", "X1", 0.4), ("T", "making", "X1", 0.5)])
    least, most = value(found, "T", "X1")
    assert least == pytest.approx(0.2 * 0.9 + 0.7 * 0.4 + 0.1 * 0.5)
    assert most == pytest.approx(0.7 * 0.9 + 0.2 * 0.4 + 0.1 * 0.5)


def test_of_two_definitions_either_may_be_right_and_one_much_older_is_not() -> None:
    parts = [{"id": "A"}]
    names = layers.PLAIN_SCHEMAS["components"].names
    both = {"component": "A", "stage": "mining", "country": "X1", "measure": "production", "as_of": "2025"}
    rows = [
        {**both, "basis": "one", "share_low": 0.6, "share_high": 0.6, "period": "2024"},
        {**both, "basis": "other", "share_low": 0.7, "share_high": 0.7, "period": "2022"},
        {**both, "basis": "old", "share_low": 0.1, "share_high": 0.1, "period": "2010"},
        {**both, "measure": "makers", "share_low": 1.0, "share_high": 1.0, "period": "2024"},
    ]
    columns = layers.PLAIN_SCHEMAS["component_shares"].names
    wholes = read_wholes(pd.DataFrame(rows, columns=list(columns)), None)
    found = Bill.of(pd.DataFrame([{"level": "part", **row} for row in parts], columns=list(names)), wholes)
    assert found.made_in("A", "X1") == {"mining": Range(0.6, 0.7)}


def test_a_ring_is_refused() -> None:
    with pytest.raises(geo.ArgumentError, match="expected no part of itself, got A and B"):
        bill([{"id": "T"}, {"id": "A", "parent": "B"}, {"id": "B", "parent": "A"}], [])


def test_a_long_chain_of_parts_is_no_trouble() -> None:
    chain = [{"id": "0"}, *({"id": str(i), "parent": str(i - 1), "needed": "yes"} for i in range(1, 3000))]
    found = bill(chain, [("2999", "mining", "X1", 0.7)])
    assert found.needs("X1")["0"].share.low == 0.7


def random_bill(random: np.random.Generator) -> Bill:
    """Return a bill with gaps of every kind."""
    names = [str(i) for i in range(int(random.integers(2, 8)))]
    parts: list[dict[str, Any]] = [{"id": "0", "level": "product"}]
    for place, name in enumerate(names[1:], start=1):
        low = float(random.random() * 0.25)
        high = None if random.random() < 0.3 else min(1.0, low + float(random.random() * 0.5))
        level = "assembly" if random.random() < 0.2 else "part"
        needed = random.choice(["yes", "yes", "no", ""]) or None
        parent = names[int(random.integers(0, place))]
        parts.append(
            {
                "id": name,
                "parent": parent,
                "level": level,
                "needed": needed,
                "cost_share_low": low,
                "cost_share_high": high,
            }
        )
    shares: list[tuple[Any, ...]] = []
    for name in names:
        for stage in ("mining", "making")[: int(random.integers(0, 3))]:
            lows = random.dirichlet([1.0, 1.0, 1.0])[:2] * random.random()
            shares += [
                (name, stage, code, float(low), min(1.0, float(low) + 0.2))
                for code, low in zip(("X1", "Y1"), lows, strict=True)
            ]
    return bill(parts, shares)


def within(random: np.random.Generator, share: Range) -> float:
    return share.low + (share.high - share.low) * float(random.choice([0.0, random.random(), 1.0]))


def test_bounds_hold_every_completion_of_what_is_not_told() -> None:
    """Losses and costs are drawn within what the tables say, and the answer is worked out from them."""
    random = np.random.default_rng(16)
    for _ in range(proof_size(60, 3000)):
        found, lost, worth = random_bill(random), {}, {}
        for name, row in found.parts.items():  # every part before what it is a part of
            own = [within(random, share) for share in found.made_in(name, "X1").values()]
            if not own:
                own = [0.0 if row["level"] == "assembly" else within(random, Range(0.0, 1.0))]
            inner = found.inner.get(name, [])
            needed = [
                part
                for part in inner
                if found.parts[part]["needed"] == "yes"
                or (found.parts[part]["needed"] is None and random.random() < 0.5)
            ]
            lost[name] = max([*own, *(lost[part] for part in needed)])
            costs = [found.parts[part]["cost_share_low"] + 0.0 for part in inner]
            free = 1.0 - sum(costs)
            if free < 0:
                worth[name] = None
                continue
            for place in random.permutation(len(inner)):
                high = found.parts[inner[place]]["cost_share_high"]
                added = min(free, (1.0 if high is None else high) - costs[place]) * float(random.random())
                costs[place] += added
                free -= added
            work = own[0] if found.made_in(name, "X1") else within(random, Range(0.0, 1.0))
            each = [worth[part] if found.parts[part]["level"] == "assembly" else lost[part] for part in inner]
            worth[name] = (
                None
                if None in each
                else sum(cost * part for cost, part in zip(costs, each, strict=True)) + free * work
            )
        needs = found.needs("X1")
        for name, part in lost.items():
            assert needs[name].share.low - 1e-9 <= part <= needs[name].share.high + 1e-9
        if worth["0"] is not None:
            least, most = value(found, "0", "X1")
            assert least - 1e-9 <= worth["0"] <= most + 1e-9
