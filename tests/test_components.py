"""Components whose makers sit in few countries."""

from __future__ import annotations

from dataclasses import replace

import pytest

from isthmus import geo, layers
from isthmus.layers._bundled.files import impacts


def test_china_and_magnets() -> None:
    table = layers.component_makers(layers.example()).set_index("component")
    assert table.loc["rare-earth magnets", "share_low"] == 0.94
    assert table.loc["battery cells", ["share_low", "share_high"]].tolist() == [0.75, 0.85]
    assert table.loc["battery cells", "other_countries"] == "CA+PL+TW"
    assert not table.loc["battery cells", "suppliers"]


def test_shares_are_the_published_ones_in_percent_of_the_whole_world() -> None:
    figures, shares = impacts().set_index("id"), layers.component_shares().set_index("id")
    assert {figure.removesuffix(" (whole)") for figure in shares.index} == {"i23", "i24", "i38"}
    assert shares.loc[["i23", "i38"], "qualifier"].tolist() == ["", "more than"]
    for figure in ("i23", "i24", "i38"):
        assert shares.loc[figure, "quantity"] == figures.loc[figure, "low"]
        assert shares.loc[f"{figure} (whole)", ["origin", "quantity"]].tolist() == ["WLD", 100]
        assert shares.loc[figure, ["origin", "destination", "unit"]].tolist() == [
            "CN",
            "WLD",
            "% of the world's",
        ]
        assert shares.loc[figure, "source"] == figures.loc[figure, "source"]


def test_a_share_is_that_of_the_country_asked_about_and_else_anything() -> None:
    china, japan = (layers.component_makers(layers.example(), country=code).iloc[0] for code in ("CN", "JP"))
    assert china[["share_low", "share_high"]].tolist() == [0.94, 0.94]
    assert china["source"] == impacts().set_index("id").loc["i23", "source"]
    assert japan[["country", "share_low", "share_high", "source"]].tolist() == ["JP", 0, 1, ""]


def test_makers_are_suppliers_by_their_products_there_and_elsewhere() -> None:
    atlas = layers.example()
    rows = atlas.factories.iloc[:4].assign(
        id=["a", "b", "c", "d"],
        kind=["supplier", "supplier", "factory", "supplier"],
        country=["CN", "JP", "CN", "US"],
        products=["NdFeB MAGNETS", "magnets; motors", "magnets", "magnets"],
    )
    magnets = layers.component_makers(replace(atlas, factories=rows)).iloc[0]
    told = magnets[["suppliers", "other_suppliers", "other_countries"]].tolist()
    assert told == ["a", "b+d", "JP+US"]


@pytest.mark.parametrize("country", ["cn", "CHN", "China", "Chiny"])
def test_a_country_is_known_by_codes_and_names(country: str) -> None:
    magnets = layers.component_makers(layers.example(), country=country).iloc[0]
    assert magnets[["country", "share_low"]].tolist() == ["CN", 0.94]


@pytest.mark.parametrize("country", ["C", "C1", "", "Korea", 156])
def test_what_is_no_country_is_refused(country: object) -> None:
    with pytest.raises(geo.ArgumentError, match="country: expected the code or the name of a country"):
        layers.component_makers(layers.example(), country=country)  # type: ignore[arg-type]
