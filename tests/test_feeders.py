"""Lorries feed aircraft: they go no further from the ends of a pair than two days of a driver."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from isthmus import geo, layers

if TYPE_CHECKING:
    from isthmus.geo import Weight


@pytest.mark.parametrize("by", ["cost", "time", "distance"])
@pytest.mark.parametrize(
    ("origin", "destination"),
    [("Taipei", "Warsaw"), ("Shanghai", "Vladivostok"), ("Delhi", "Lisbon"), ("Kyiv", "Almaty")],
)
def test_no_lorry_crosses_a_continent_with_what_may_fly(origin: str, destination: str, by: Weight) -> None:
    legs = layers.route(origin, destination, modes="road,air", by=by)
    assert legs.loc[legs["mode"] == "road", "km"].max() < 2500


def test_lorries_go_any_way_where_nothing_flies() -> None:
    assert layers.route("Shanghai", "Warsaw", modes="road").iloc[-1]["km"] > 8000
    closed = [name for name in layers.gates()["name"] if name.startswith("airspace_")]
    with pytest.raises(geo.NoRouteError, match="leave out air, so that lorries go any way"):
        layers.route("Shanghai", "Warsaw", modes="road,air", closed=closed, on="open")


def test_lorries_stay_near_the_ends_of_their_own_pair() -> None:
    words = {"destinations": "Warsaw", "modes": "road,air", "on": "open", "policy": "none"}
    both = layers.resilience(origins="Taipei,Almaty", **words)  # type: ignore[arg-type]
    apart = [layers.resilience(origins=city, **words) for city in ("Taipei", "Almaty")]  # type: ignore[arg-type]
    np.testing.assert_allclose(both.case.after.hours, [one.case.after.hours[0] for one in apart])
    [beyond] = both.case.beyond
    assert len(beyond.edges_to(("TW", "PL"))) > len(beyond.edges_to(("KZ", "PL"))) > 0
    assert apart[0].case.beyond == ()
