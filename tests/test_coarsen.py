from pathlib import Path

import numpy as np
import pytest
import shapely

from isthmus import layers
from isthmus._choices import PRECISIONS
from isthmus.geo import ArgumentError, DataWarning
from isthmus.layers._bundled.countries import country_marks
from isthmus.layers._coarsen import GRID_DEGREES
from isthmus.layers._tables.schemas import PLACES


@pytest.fixture(scope="module")
def atlas() -> layers.Atlas:
    return layers.example()


def exact(folder: Path) -> layers.Atlas:
    """Return an atlas that says where things are to the metre."""
    files = {
        "factories": "id,name,country,city,lon,lat,precision\n"
        "w,Works,PL,Łódź,19.456789,51.765432,exact\nn,No word,,,120.678901,24.151234,\n"
        "c,Coarse,UA,,31.2,49.0,country",
        "gateways": "id,name,kind,lon,lat\ns,At sea,sea,110.123456,10.654321",
        "corridors": "id,name,mode,from_id,to_id,length_km,wkt\n"
        'x,X,road,w,n,98765.4,"LINESTRING (19.456789 51.765432, 60.111111 50.222222, 120.678901 24.151234)"\n'
        'y,Y,road,,,5,"LINESTRING (19.456789 51.765432, 22.345678 52.222222)"',
        "partnerships": "id,name,a,b\np,P,w,n",
        "risk_zones": "id,name,lon,lat,geometry_rule,radius_km\nz,Z,19.456789,51.765432,point,1",
    }
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(f"{text}\n", encoding="utf-8")
    return layers.read(folder)


@pytest.mark.parametrize("precision", ["city", "region", "country"])
def test_no_exact_number_is_left(tmp_path: Path, precision: layers.Precision) -> None:
    coarse = layers.coarsen(exact(tmp_path), precision)
    files = coarse.write(tmp_path / "out", formats=["csv", "geojson", "gpkg"])
    for path in files:
        content = path.read_bytes()
        for number in ("19.456", "51.765", "120.678", "24.151", "60.111", "22.345", "110.123", "98765"):
            assert number.encode() not in content, path.name
    for _, table in coarse.layers():
        ranks = table["precision"].map(PRECISIONS.index)
        assert (ranks >= PRECISIONS.index(precision)).all()
        for shape in shapely.get_coordinates(table.geometry.dropna().to_numpy()):
            assert not np.isin(shape, [19.456789, 51.765432, 120.678901, 24.151234]).any()


def test_places_are_rounded_or_moved_to_their_country(tmp_path: Path) -> None:
    atlas = exact(tmp_path)
    points = {p: layers.coarsen(atlas, p).factories.geometry.tolist() for p in PRECISIONS}
    assert points["exact"] == atlas.factories.geometry.tolist()
    assert points["city"][0].equals_exact(shapely.Point(19.5, 51.8), 1e-9)
    assert points["region"][1].equals_exact(shapely.Point(120.5, 24.0), 1e-9)
    marks = country_marks().set_index("iso").geometry
    assert points["country"][:2] == [marks["PL"], marks["TW"]]  # the second said no country
    assert {point[2] for point in points.values()} == {shapely.Point(31.2, 49.0)}


def test_cities_and_rules_are_taken_out(tmp_path: Path) -> None:
    coarse = layers.coarsen(exact(tmp_path), "region")
    assert coarse.factories["city"].isna().all()
    assert coarse.risk_zones["geometry_rule"].isna().all()
    assert coarse.risk_zones.geometry[0].equals(shapely.box(19.25, 51.75, 19.75, 52.25))


def test_a_city_is_no_more_exact_than_a_city(tmp_path: Path) -> None:
    coarse = layers.coarsen(exact(tmp_path), "city")
    assert coarse.factories["city"].fillna("").tolist() == ["Łódź", "", ""]
    assert coarse.factories["precision"].tolist() == ["city", "city", "country"]


def test_own_columns_of_coordinates_are_left_out_and_told(tmp_path: Path) -> None:
    (tmp_path / "factories.csv").write_text(
        "id,name,lon,lat,hq_lat,hq_lon,x,long name,size_x\n"
        "a,A,19.456789,51.765432,52.123456,21.1,637000,Aa,7\n"
    )
    with pytest.warns(DataWarning):
        atlas = layers.read(tmp_path)
    assert {"hq_lat", "hq_lon", "x", "long name", "size_x"} <= {*atlas.factories}
    with pytest.warns(DataWarning, match="got hq_lat, hq_lon, x, left out: exact coordinates"):
        coarse = layers.coarsen(atlas, "city")
    assert {"hq_lat", "hq_lon", "x"}.isdisjoint(coarse.factories)
    assert coarse.factories["long name"].tolist() == ["Aa"]
    assert layers.coarsen(atlas, "exact").factories["hq_lat"].tolist() == [52.123456]


def test_lines_follow_their_ends(tmp_path: Path) -> None:
    coarse = layers.coarsen(exact(tmp_path), "region")
    ends = shapely.get_coordinates(coarse.corridors.geometry[0])[[0, -1]].tolist()
    assert ends == [[19.5, 52.0], [120.5, 24.0]]
    assert coarse.corridors["length_km"][0] == pytest.approx(8654, abs=1)


def test_the_bundled_atlas_is_of_city_precision_already(atlas: layers.Atlas) -> None:
    coarse = layers.coarsen(atlas, "city")
    for name, table in coarse.layers():
        assert table.equals(getattr(atlas, name)), name
    assert coarse.about.precision == "city"


@pytest.mark.parametrize("precision", ["region", "country"])
def test_a_coarsened_atlas_passes_every_check(
    atlas: layers.Atlas, tmp_path: Path, precision: layers.Precision
) -> None:
    coarse = layers.coarsen(atlas, precision)
    coarse.write(tmp_path, formats=["csv"])
    assert layers.check(tmp_path) == []
    for name in PLACES:
        table = getattr(coarse, name)
        sites = table[table["precision"] == "region"]
        rounded = np.round(shapely.get_coordinates(sites.geometry.to_numpy()) / 0.5) * 0.5
        moved = sites.index.isin(table.index[getattr(atlas, name)["precision"] == "city"])
        assert np.allclose(shapely.get_coordinates(sites.geometry.to_numpy())[moved], rounded[moved])


def test_coarser_is_never_made_finer(atlas: layers.Atlas) -> None:
    country = layers.coarsen(atlas, "country")
    again = layers.coarsen(country, "city")
    assert again.about.precision == "country"
    assert again.factories.equals(country.factories)
    assert list(GRID_DEGREES.values()) == sorted(GRID_DEGREES.values())


def test_an_unknown_precision(atlas: layers.Atlas) -> None:
    with pytest.raises(ArgumentError, match='precision: expected "exact", "city"'):
        layers.coarsen(atlas, "street")  # type: ignore[arg-type]
