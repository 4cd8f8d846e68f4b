"""Tables of trade as UN Comtrade, CEPII and Eurostat publish them."""

from __future__ import annotations

import io
import warnings
from pathlib import Path

import pandas as pd
import pytest

from isthmus import layers
from isthmus.geo import ValidationError

# UN Comtrade's API, with totals beside customs procedures and modes of transport, and its older site; CEPII's
# BACI; Eurostat's Comext as bulk files and as SDMX-CSV.
COMTRADE, LEGACY, BACI, COMEXT, EUROSTAT = (
    (Path(__file__).parent / "data" / "flows" / f"{name}.csv").read_text("utf-8")
    for name in ("comtrade", "legacy", "baci", "comext", "eurostat")
)


def shares(text: str) -> tuple[pd.DataFrame, str]:
    with warnings.catch_warnings(record=True) as noted:
        warnings.simplefilter("always")
        found = layers.dependence(pd.read_csv(io.StringIO(text)))
    return found, "\n".join(str(note.message) for note in noted)


def test_comtrade_counts_the_reporter_s_own_side_and_each_flow_once() -> None:
    found, notes = shares(COMTRADE)
    bought = found[found["country"] == "PL"].set_index(["side", "partner"])
    assert bought.loc[("suppliers", "TW"), ["quantity", "total", "unit"]].tolist() == [60, 100, "USD"]
    assert bought.loc[("suppliers", "CN"), "share_low"] == 0.3
    assert set(bought.index) == {("suppliers", "TW"), ("suppliers", "CN"), ("buyers", "CN")}
    assert set(found[found["country"] == "CN"]["side"]) == {"buyers"}  # not what others say of it
    assert "2 rows of parts beside their whole, left out" in notes
    assert '1 row of "RM"; left out, as parts of these' in notes
    assert "4 of nobody knows whom" in notes


def test_the_older_layout_of_comtrade() -> None:
    found, _ = shares(LEGACY)
    assert found[["country", "partner", "product", "period", "total"]].to_numpy().tolist() == [
        ["AU", "NZ", "01", "2016", 91128858]
    ]


def test_baci_has_codes_of_its_own_and_both_sides() -> None:
    found, notes = shares(BACI)
    assert set(found["unit"]) == {"1000 USD"}
    bought = found[(found["side"] == "suppliers") & (found["product"] == "854231")]
    assert bought["partner"].tolist() == ["TW", "CN"]
    assert set(found["product"]) == {"854231", "010121"}  # as numbers, codes lose their zero
    assert "those of BACI" in notes


def test_comext_adds_up_its_procedures() -> None:
    found, notes = shares(COMEXT)
    polish = found[found["country"] == "PL"]
    assert polish[["partner", "quantity", "unit", "period"]].to_numpy().tolist() == [
        ["TW", 150, "EUR", "2023"],
        ["CN", 50, "EUR", "2023"],
    ]
    assert "2 rows of parts, added up" in notes
    assert "5 of nobody knows whom" in notes


def test_groups_of_eurostat_are_totals_rests_and_markets_that_say_so() -> None:
    found, _ = shares(EUROSTAT)
    euros = found[found["unit"] == "EUR"]
    polish = euros[euros["country"] == "PL"].set_index("partner")["quantity"].to_dict()
    assert polish == {"rest of EU": 30, "rest of Extra-EU": 30, "TW": 90, "DE": 50}
    assert set(euros[euros["country"] == "PL"]["total"]) == {200}
    assert set(found[found["unit"] == "100 kg"]["country"]) == {"PL"}
    union = euros[euros["country"] == "EU"].iloc[0]
    assert "EU beside CZ, PL: a market of a group, whose members are counted there again" in union["note"]
    assert "each country once" not in " ".join(euros[euros["country"] == "CZ"]["note"])


def test_the_world_is_a_market_only_where_no_country_is() -> None:
    listed = pd.DataFrame({"origin": ["TW", "TW"], "destination": ["PL", "WLD"], "quantity": [40, 100]})
    assert set(layers.dependence(listed)["country"]) == {"TW", "PL"}
    makers = pd.DataFrame({"origin": ["CN", "WLD"], "destination": "WLD", "quantity": [94, 100]})
    assert layers.dependence(makers)[["country", "partner", "share_low"]].to_numpy().tolist() == [
        ["WLD", "CN", 0.94]
    ]


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"reporter": ["PL"], "partner": ["TW"], "value": [1]}, "flow: expected this column"),
        (
            {"reporter": ["PL"], "partner": ["TW"], "value": [1], "flow": ["transit"]},
            'row 1, flow: expected import or export, got "transit"',
        ),
    ],
)
def test_a_flow_without_a_direction_is_refused(cells: dict[str, list[object]], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        layers.dependence(pd.DataFrame(cells))


def test_the_same_part_twice_stays_twice() -> None:
    table = pd.read_csv(io.StringIO(COMEXT.replace(",1,2,202352", ",1,1,202352")))
    with pytest.raises(ValidationError, match="each partner once"):
        layers.dependence(table)
