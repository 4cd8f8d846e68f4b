"""Time to survive and time to recover: a maker of pumps whose answers are known by argument."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from isthmus import geo, layers
from small_studies import PUMP, PUMP_RECOVERY, PUMP_SHARES, pump_study

if TYPE_CHECKING:
    from pathlib import Path

INF = float("inf")


@pytest.fixture(scope="module")
def pumps(tmp_path_factory: pytest.TempPathFactory) -> layers.Survival:
    return layers.components(pump_study(tmp_path_factory.mktemp("pumps"))).survival()


@pytest.fixture(scope="module")
def bundled() -> layers.Components:
    return layers.components()


def ends(table: pd.DataFrame, name: str, **where: str) -> tuple[float, float]:
    (row,) = table.loc[(table[list(where)] == pd.Series(where)).all(axis=1)].to_dict("records")
    return pytest.approx((row[f"{name}_low"], row[f"{name}_high"]), abs=1e-5)


def test_stocks_on_the_way_last_by_what_is_still_made(pumps: layers.Survival) -> None:
    """Of magnets 0.6 to 0.8 are from China; from day 40 to 50 a substitute delivers 0.3."""
    slips = pumps.stop("CN", part="magnet", weeks=52, draws=1).slips
    assert slips["component"].tolist() == ["magnet", "motor", "pump"]
    assert ends(slips, "slip_d", component="magnet") == (20 / 0.8, 40 + (30 - 0.6 * 40) / 0.3)
    assert ends(slips, "slip_d", component="motor") == (25 / 0.8, 40 + (35 - 0.6 * 40) / 0.3)
    assert ends(slips, "slip_d", component="pump") == (27 / 0.8, 40 + (39 - 0.6 * 40) / 0.3)
    assert ends(slips, "output", component="pump") == (0.6, 0.8)
    least, most = 0.6 * 40 + 0.3 * (364 - 40) - 39, 0.8 * 50 + 0.5 * (364 - 50) - 27
    assert (least, most) == ends(slips, "lost_d", component="pump")


def test_a_short_stop_is_survived(pumps: layers.Survival) -> None:
    found = pumps.stop("CN", part="magnet", weeks=3)
    assert len(found.slips) == 0
    assert found.sentences()[0] == "If China (Magnet) is out for 3 weeks, nothing runs short."


def test_a_stop_without_an_end_loses_without_end(pumps: layers.Survival) -> None:
    slips = pumps.stop("CN", part="magnet").slips
    assert ends(slips, "lost_d", component="pump") == (0, INF)  # it may end at once
    assert "when it works again is not told of Magnet" in slips["why"].tolist()[0]


def test_nodes_have_a_time_to_survive_and_one_to_recover(pumps: layers.Survival) -> None:
    """The site in Japan makes 0.2 to 0.4; the substitute of 0.3 comes too late where it makes 0.4."""
    nodes = pumps.nodes
    assert nodes.loc[nodes["component"] == "magnet", "country"].tolist() == ["CN", "JP"]
    assert ends(nodes, "tts_d", site="b") == (50 + (27 - 0.4 * 50) / 0.1, INF)
    assert ends(nodes, "ttr_d", site="b") == (60, 90)
    assert ends(nodes, "gap_d", site="b") == (0, 0)
    assert ends(nodes, "tts_d", component="magnet", country="CN") == (27 / 0.8, 90)
    assert ends(nodes, "ttr_d", component="magnet", country="CN") == (0, INF)


def test_a_site_lost_for_longer_than_all_last_is_said(tmp_path: Path) -> None:
    alone = PUMP_RECOVERY.replace("magnet,,b,supply,,,0.2,0.4", "magnet,,b,supply,,,0.4,0.4")
    alone = "".join(f"{line}\n" for line in alone.splitlines() if "substitution" not in line)
    found = layers.components(pump_study(tmp_path, recovery=alone.replace("60,90", "200,300"))).survival()
    assert ends(found.nodes, "tts_d", site="b") == (27 / 0.4, 39 / 0.4)
    assert ends(found.nodes, "gap_d", site="b") == (200 - 39 / 0.4, 300 - 27 / 0.4)
    assert "Without B, Magnet is missed after 68 to 98 days, and made there again after 200 to 300 days." in (
        found.sentences()
    )
    assert ends(found.stop("b").slips, "lost_d", component="pump") == (200 * 0.4 - 39, 300 * 0.4 - 27)


def test_a_site_stops_what_its_country_would_of_it(pumps: layers.Survival) -> None:
    site, country = (
        pumps.stop("b", weeks=20, draws=1).slips,
        pumps.stop("JP", part="magnet", weeks=20, draws=1).slips,
    )
    pd.testing.assert_frame_equal(site, country)
    assert pumps.stop("a", part="magnet", weeks=20, draws=1).slips.empty  # it makes motors
    motors = pumps.stop("PL", part="motor", weeks=20, draws=1).slips
    assert ends(motors, "slip_d", component="pump") == (2 / 0.4, 9 / 0.4)  # its stock of motors lies there


def test_a_site_of_which_no_share_is_told_makes_any_share_of_its_country(pumps: layers.Survival) -> None:
    motors = pumps.stop("a", weeks=20, draws=1).slips
    assert ends(motors, "slip_d", component="pump") == (7 / 0.4, INF)
    assert ends(motors, "output", component="pump") == (0, 0.4)


def test_what_nobody_tells_is_open(pumps: layers.Survival) -> None:
    """Nobody says who makes seals, how long they last, and whether pumps need them."""
    seals = pumps.stop("KR", weeks=1)
    assert seals.slips["component"].tolist() == ["paint", "seal", "pump"]  # without paint a pump is one, too
    assert ends(seals.slips, "slip_d", component="seal") == (0, INF)
    assert ends(seals.slips, "slip_d", component="pump") == (2, INF)
    said = seals.slips.set_index("component").loc["pump", "why"]
    assert said == (
        "no stock is told of Seal; no share by country is told of Seal; "
        "nobody says whether the product needs Seal"
    )
    assert seals.sentences()[0].startswith(
        "If South Korea is out for 1 week, it is open whether and when Paint, Seal and Pump"
    )
    assert "No stock is known of 2 of 5 components" in str(pumps)  # the seal and the paint


def test_draws_lie_within_the_bounds_and_are_the_same_again(pumps: layers.Survival) -> None:
    first, again = (pumps.stop("CN", part="magnet", weeks=10, draws=60, seed=1).slips for _ in range(2))
    pd.testing.assert_frame_equal(first, again)
    for row in first.to_dict("records"):
        days = [row["slip_d_low"], row["slip_d_p5"], row["slip_d_p50"], row["slip_d_p95"], row["slip_d_high"]]
        assert days == sorted(days)
        lost = [row[f"lost_d_{end}"] for end in ("low", "p5", "p50", "p95", "high")]
        assert lost == sorted(lost)
    assert 0 < first["often"].iloc[-1] <= 1
    other = pumps.stop("CN", part="magnet", weeks=10, draws=60, seed=2).slips
    assert not other["slip_d_p50"].equals(first["slip_d_p50"])


def test_cases_stand_only_for_what_a_study_does_not_tell(tmp_path: Path) -> None:
    atlas = pump_study(tmp_path)
    found, own = (layers.components(atlas).survival(cases=cases) for cases in (True, False))
    for name in ("magnet", "motor", "pump"):
        both = (one.stop("CN", part="magnet", weeks=52, draws=1).slips for one in (found, own))
        low, high = (one.set_index("component").loc[name, "slip_d_low"] for one in both)
        assert low == high
    assert ends(found.stop("KR", weeks=52, draws=1).slips, "slip_d", component="seal") == (7, INF)
    assert ends(own.stop("KR", weeks=52, draws=1).slips, "slip_d", component="seal") == (0, INF)
    assert found.published["case"].tolist() == ["a carmaker", "a maker of chips"]
    assert "users went on for 27 to 57 days without Magnet and 7 to 20 days without Seal" in str(own)


def completed(seed: int) -> tuple[str, str, str]:
    """Return bill, shares and recovery of the pump with one number for each range and each gap."""
    rng = random.Random(seed)
    one, two = rng.uniform(0.6, 0.8), rng.uniform(20, 30)
    rows = [
        f"magnet,CN,,supply,,,{one},{one},",
        f"magnet,,b,supply,,,{1 - one},{1 - one},",
        f"magnet,PL,,stock,{two},{two},,,",
        "motor,PL,,stock,5,5,,,",
        "pump,CZ,,stock,{0},{0},,,".format(rng.uniform(2, 4)),
        "magnet,VN,,substitution,{0},{0},0.3,0.3,".format(rng.uniform(40, 50)),
        "seal,PL,,stock,{0},{0},,,".format(rng.uniform(0, 60)),
    ]
    seals = rng.uniform(0, 1)
    made = {"CN": seals, "IT": 1 - seals}
    shares = "".join(f"seal,making,{code},{part},{part},production,2024\n" for code, part in made.items())
    bill = PUMP.replace("seal,Seal,pump,component,", f"seal,Seal,pump,component,{rng.choice(['yes', 'no'])}")
    return bill, PUMP_SHARES + shares, "\n".join([PUMP_RECOVERY.splitlines()[0], *rows, ""])


@pytest.mark.parametrize("seed", range(8))
def test_bounds_hold_every_completion_of_what_is_missing(
    seed: int, pumps: layers.Survival, tmp_path: Path
) -> None:
    bounds = pumps.stop("CN", weeks=11, draws=1).slips.set_index("component")
    bill, shares, recovery = completed(seed)
    atlas = pump_study(tmp_path, bill=bill, shares=shares, recovery=recovery)
    sure = layers.components(atlas).survival().stop("CN", weeks=11, draws=1).slips.set_index("component")
    assert {*sure.index} <= {*bounds.index}
    for name in sure.index.drop("paint"):
        for what in ("slip_d", "output", "lost_d"):
            low, high = sure.loc[name, [f"{what}_low", f"{what}_high"]]
            assert low == high
            assert bounds.loc[name, f"{what}_low"] <= low + 1e-5
            assert bounds.loc[name, f"{what}_high"] >= low - 1e-5


def test_more_stock_never_shortens_and_a_longer_stop_never_loses_less(tmp_path: Path) -> None:
    found = []
    for number, stock in enumerate(("20,30", "40,60")):
        folder = tmp_path / str(number)
        folder.mkdir()
        atlas = pump_study(folder, recovery=PUMP_RECOVERY.replace("stock,20,30", f"stock,{stock}"))
        own = layers.components(atlas).survival()
        found += [own.stop("CN", part="magnet", weeks=weeks, draws=1).slips for weeks in (8, 16)]
    short, long, short_more, long_more = (
        one.set_index("component").reindex(["magnet", "pump"]) for one in found
    )
    for less, more in ((short, short_more), (long, long_more)):
        assert (more["slip_d_low"].fillna(INF) >= less["slip_d_low"]).all()
        assert (more["lost_d_high"].fillna(0) <= less["lost_d_high"]).all()
    for one, longer in ((short, long), (short_more, long_more)):
        assert (longer["lost_d_high"] >= one["lost_d_high"].fillna(0)).all()
        assert (longer["lost_d_low"] >= one["lost_d_low"].fillna(0)).all()


def test_a_gate_delays_what_passes_it(tmp_path: Path) -> None:
    """Without stocks, what is lost is what would have come in the days by which the other way is longer."""
    atlas = pump_study(tmp_path, recovery=PUMP_RECOVERY.splitlines()[0] + "\n")
    found = layers.components(atlas, destination="PL", modes="sea,rail").survival()
    shut = found.stop("good_hope", part="magnet")
    detours = shut.detours.set_index("country")
    assert detours.index.tolist() == ["CN"]
    days = detours.loc["CN", ["extra_h_low", "extra_h_high"]].astype(float).tolist()
    assert 24 * 5 < days[0] < days[1] < 24 * 20
    assert shut.title == "Cape of Good Hope (Magnet)"
    assert ends(shut.slips, "lost_d", component="magnet") == (0, INF)  # nobody knows where a tenth is from
    month = found.stop("good_hope", part="magnet", weeks=4).slips
    assert (0, 0.9 * days[1] / 24 + 0.1 * 28) == ends(month, "lost_d", component="magnet")
    brief = found.stop("good_hope", part="magnet", weeks=0.5).slips  # it opens before
    assert ends(brief, "lost_d", component="magnet") == (0, 3.5)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"what": "Nowhere"}, "what: expected a country, the id of a site, or a gate"),
        ({"what": 3}, "what: expected a country"),
        ({"what": "CN", "part": "wheel"}, "part: expected a component of the atlas"),
        ({"what": "CN", "weeks": -1}, "weeks: expected a number from 0"),
        ({"what": "CN", "draws": 0}, "draws: expected a whole number"),
    ],
)
def test_what_is_not_understood_is_refused(
    pumps: layers.Survival, asked: dict[str, Any], message: str
) -> None:
    with pytest.raises(geo.ArgumentError, match=message):
        pumps.stop(**asked)


def test_values_present_themselves(pumps: layers.Survival) -> None:
    assert repr(pumps) == "<Survival of 5 components, 2 figures of published cases>"
    stop = pumps.stop("CN", part="magnet", weeks=10, draws=1)
    assert repr(stop) == "<Stop of China (Magnet): 3 components may run short>"
    assert str(stop).splitlines()[0] == (
        "If China (Magnet) is out for 10 weeks, Magnet runs short after 25 to 60 days, by 60 % to 80 %."
    )
    assert "<caption>Stop</caption>" in stop._repr_html_()
    assert "<caption>Survival</caption>" in pumps._repr_html_()


def test_an_atlas_without_components_tells_nothing(bundled: layers.Components) -> None:
    tables = {name: layer.iloc[:0] for name, layer in bundled.told.atlas.layers()}
    bare = layers.components(layers.Atlas(**tables)).survival()
    assert bare.sentences() == []
    assert len(bare.nodes) == len(bare.published) == len(bare.stop("CN").slips) == 0


def test_the_bundled_cases_are_open_about_what_they_are(bundled: layers.Components) -> None:
    """Figures of cases alone, none of a site, none in Ukraine, none that was only planned or foreseen."""
    rows = bundled.told.atlas.recovery
    assert rows["case"].notna().all()
    assert rows["site"].isna().all()
    assert not rows["country"].fillna("").str.contains("UA").any()
    assert rows[["source", "source_url", "as_of", "confidence", "note"]].notna().all(axis=None)
    assert not rows["note"].str.contains(r"planned|\bexpected").any()
    assert {*rows["kind"]} <= {"stock", "restart", "substitution", "survival", "stop"}
    known = bundled.survival().nodes[["slip_d_low", "slip_d_high"]]
    assert np.isinf(known["slip_d_high"]).all()
    assert (known["slip_d_low"] == 0).all()
