import dataclasses
from pathlib import Path

import pytest
import shapely

from isthmus import layers
from isthmus.geo import ArgumentError, ValidationError, WriteError, distance
from isthmus.layers._tables.schemas import PLACES


@pytest.fixture(scope="module")
def atlas() -> layers.Atlas:
    return layers.example()


def test_every_row_says_who_says_so_when_and_how_exactly(atlas: layers.Atlas) -> None:
    columns = ["source", "source_url", "as_of", "confidence", "source_grade", "verified", "precision"]
    for name, table in atlas.layers():
        assert table[columns].notna().all(axis=None), name


def test_weak_and_unverified_rows_stay_visible(atlas: layers.Atlas) -> None:
    assert (atlas.flows["source_grade"] == "reported-low").sum() == 1
    assert (atlas.gateways["verified"] == "no").sum() == 34
    assert (atlas.gateways["source_grade"] == "hand-placed").sum() == 32


def test_points_are_no_finer_than_promised(atlas: layers.Atlas) -> None:
    for name in PLACES:
        table = getattr(atlas, name)
        decimals = table["country"].map(lambda country: 1 if country == "UA" else 2)
        for point, places in zip(table.geometry, decimals, strict=True):
            assert (round(point.x, places), round(point.y, places)) == (point.x, point.y)
        assert not (table["precision"] == "exact").any()


def test_corridors_hang_together(atlas: layers.Atlas) -> None:
    places = {row.id: row.geometry for name in PLACES for row in getattr(atlas, name).itertuples()}
    assert atlas.corridors["corridor_id"].nunique() == 26
    for leg in atlas.corridors.itertuples():
        start, end = places[leg.from_id], places[leg.to_id]
        if leg.geometry_rule != "network":
            assert leg.length_km == pytest.approx(distance(start, end) / 1000, abs=0.051)
        if start != end:
            assert shapely.get_coordinates(leg.geometry)[[0, -1]].tolist() == [
                [*start.coords[0]],
                [*end.coords[0]],
            ]


def test_only_what_has_no_place_has_no_shape(atlas: layers.Atlas) -> None:
    missing = {name: table["id"][table.geometry.isna()].tolist() for name, table in atlas.layers()}
    groups = atlas.flows[(atlas.flows["origin"] + "+" + atlas.flows["destination"]).str.contains("EU|WLD")]
    assert missing.pop("flows") == groups["id"].tolist()
    assert {name: ids for name, ids in missing.items() if ids} == {
        "corridors": ["C10-05"],  # Terespol to Terespol
        "partnerships": ["l17", "l37"],  # two organisations known to their country only
    }


def test_all_shapes_are_valid_and_none_is_a_bar_across_the_world(atlas: layers.Atlas) -> None:
    for _, table in atlas.layers():
        shapes = table.geometry.dropna()
        assert shapes.is_valid.all()
        parts = shapes.explode()
        assert (parts.bounds["maxx"] - parts.bounds["minx"]).max() < 180


def test_whoever_changes_the_bundled_atlas_changes_their_own() -> None:
    before = {name: table.copy() for name, table in layers.example().tables()}
    mine = layers.example()
    mine.factories["name"] = "changed"
    mine.corridors.loc[:, "geometry"] = None
    mine.flows.loc[:, "quantity"] = 0
    mine.flows.attrs["note"] = "mine"
    for name, table in layers.example().tables():
        assert table.equals(before[name]), name
        assert table.attrs == before[name].attrs


@pytest.mark.parametrize("ending", ["geojson", "parquet", "fgb", "csv"])
def test_written_and_read_again(atlas: layers.Atlas, tmp_path: Path, ending: str) -> None:
    files = atlas.write(tmp_path / "out" / ending, formats=[ending])
    beside = ["data_dictionary.csv", "datapackage.json"]
    tables = [f"{name}.{ending}" for name, table in atlas.tables() if len(table)]
    assert [path.name for path in files] == sorted(tables + beside)
    again = layers.read(tmp_path / "out" / ending)
    assert again.components.equals(atlas.components)
    assert again.component_shares.equals(atlas.component_shares)
    for name, table in atlas.layers():
        other = getattr(again, name)
        assert other.drop(columns="geometry").equals(table.drop(columns="geometry"))
        shapes = table.geometry.notna()
        assert (other.geometry.notna() == shapes).all()
        parts = [shapely.get_parts(each.geometry[shapes].to_numpy()) for each in (table, other)]
        assert shapely.equals_exact(*parts, tolerance=1e-6, normalize=True).all(), name


def test_an_atlas_checks_itself(atlas: layers.Atlas) -> None:
    tables = dict(atlas.layers())
    tables["flows"] = tables["flows"].drop(columns="quantity")
    tables["factories"] = tables["factories"].to_crs("EPSG:3857")
    with pytest.raises(ValidationError) as caught:
        layers.Atlas(**tables)
    assert [str(problem) for problem in caught.value.problems] == [
        "factories: expected coordinates in EPSG:4326, got EPSG:3857; see GeoDataFrame.to_crs",
        "flows, quantity: expected this column, got a table without it",
    ]


def test_unknown_formats_and_folders_that_are_files(atlas: layers.Atlas, tmp_path: Path) -> None:
    with pytest.raises(ArgumentError, match=r"formats: expected some of geojson, .*, csv, xlsx, got 'shp'"):
        atlas.write(tmp_path, formats=["geojson", "shp"])
    with pytest.raises(ArgumentError, match=r"formats: expected some of geojson, .*, got 'a.x00b'"):
        atlas.write(tmp_path, formats="a\0b")
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(WriteError, match="can't be written"):
        atlas.write(tmp_path / "taken")


def test_a_folder_is_checked_for_what_was_read_otherwise_what_has_no_place_and_what_breaks_a_schema(
    tmp_path: Path,
) -> None:
    rows = "id,name,country,longitude,lat\na,A,PL,21,520\nb,B,Poland,21,52\n"
    (tmp_path / "factories.csv").write_text(rows, encoding="utf-8")
    found = [(problem.severity, problem.row, problem.column) for problem in layers.check(tmp_path)]
    assert found == [("note", None, "country"), ("note", None, "lon"), ("problem", 1, "lat")]


def test_an_atlas_is_not_written_over_what_it_was_read_from(tmp_path: Path) -> None:
    study = tmp_path / "study"
    study.mkdir()
    source = "id,name,lon,lat\na,A,21,52\n"
    (study / "factories.csv").write_text(source)
    (tmp_path / "link").symlink_to("study")
    mine = layers.read(study)
    for folder, formats in ((study, "csv"), (tmp_path / "link", "geojson"), (study / ".", "gpkg")):
        with pytest.raises(WriteError, match="expected another folder, got that of the atlas which is read"):
            layers.coarsen(mine, "city").write(folder, formats=formats)
    assert {path.name: path.read_text() for path in study.iterdir()} == {"factories.csv": source}
    (tmp_path / "out").mkdir()
    (study / "tech_hubs.csv").symlink_to("../out/tech_hubs.csv")
    (tmp_path / "out" / "tech_hubs.csv").write_text(source.replace("a,A", "b,B"))
    with pytest.raises(WriteError, match="expected a file that is not read from, got one that is"):
        layers.read(study).write(tmp_path / "out", formats="csv")
    written = layers.read(study).write(tmp_path / "new", formats="gpkg,csv")
    database = layers.read(tmp_path / "new" / "atlas.gpkg")
    with pytest.raises(WriteError, match="not read from"):
        database.write(tmp_path / "new", formats="gpkg")
    assert database.write(tmp_path / "new", formats="csv") == [
        path for path in written if path.suffix != ".gpkg"
    ]
    assert layers.example().read_from is None


def test_a_table_without_rows_is_written_in_the_place_of_one_alone(tmp_path: Path) -> None:
    atlas = layers.example()
    bare = dataclasses.replace(atlas, recovery=atlas.recovery.iloc[:0])
    assert "recovery.csv" not in {path.name for path in bare.write(tmp_path / "new", formats="csv")}
    atlas.write(tmp_path / "old", formats="csv")
    assert len(layers.read(tmp_path / "old").recovery) > 0
    bare.write(tmp_path / "old", formats="csv")
    assert len(layers.read(tmp_path / "old").recovery) == 0
