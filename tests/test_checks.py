from pathlib import Path

import pytest

from isthmus import layers


def problems_of(folder: Path, lon: float, lat: float, country: str) -> list[str]:
    (folder / "factories.csv").write_text(
        f"id,name,country,lon,lat\nx,X,{country},{lon},{lat}\n", encoding="utf-8"
    )
    return [str(problem).partition(": ")[2] for problem in layers.check(folder)]


@pytest.mark.parametrize(
    ("lon", "lat", "country"),
    [
        (120.31, 22.62, "TW"),
        (24.0, 49.8, "UA"),  # Lviv, rounded to 0.1 degrees
        (34.1, 44.95, "UA"),  # Simferopol, in the United Nations view
        (22.92, 49.81, "PL"),  # Medyka, 2 km from the border
        (1.45, 51.1, "GB"),  # at sea, 5 km off Dover
        (-179.5, 66.0, "RU"),  # beyond 180 degrees
        (12.45, 41.9, "VA"),  # too small to have an outline
    ],
)
def test_points_in_their_country_or_near_its_border(
    tmp_path: Path, lon: float, lat: float, country: str
) -> None:
    assert problems_of(tmp_path, lon, lat, country) == []


@pytest.mark.parametrize(
    ("lon", "lat", "country", "said"),
    [
        (52.23, 21.01, "PL", "expected a point in PL, got 52.23, 21.01, in SA; lon and lat look swapped"),
        (14.42, 50.09, "PL", "expected a point in PL, got 14.42, 50.09, in CZ; check lon, lat and country"),
        (0.0, 0.0, "GH", "expected a point in GH, got 0, 0, in no country; check lon, lat and country"),
        (20.0, 52.0, "QQ", 'expected an ISO 3166-1 alpha-2 country code, got "QQ"'),
        (20.0, 52.0, "EU", 'expected an ISO 3166-1 alpha-2 country code, got "EU"'),
    ],
)
def test_points_elsewhere(tmp_path: Path, lon: float, lat: float, country: str, said: str) -> None:
    assert problems_of(tmp_path, lon, lat, country) == [said]


def test_a_flow_from_no_country(tmp_path: Path) -> None:
    (tmp_path / "flows.csv").write_text("id,name,origin,destination\nx,X,TW+XX,EU\n", encoding="utf-8")
    (problem,) = layers.check(tmp_path)
    assert str(problem).endswith('origin: expected country codes joined by + (or EU, WLD), got "TW+XX"')
