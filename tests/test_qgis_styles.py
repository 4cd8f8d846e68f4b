"""Styles that QGIS 3.22 saved, read as looks of layers."""

from __future__ import annotations

import pickle
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from unpacking import from_text, header_of

from isthmus import layers, maps
from isthmus.geo import DataWarning
from isthmus.layers._reading.qgis_styles import read_style
from isthmus.layers._tables.schemas import SCHEMAS
from isthmus.layers._tables.symbology import SYMBOLOGY, Symbol, Symbology
from isthmus.layers._tables.table import Style
from isthmus.layers._writing import qgis
from isthmus.maps._layer import PackedLayer
from isthmus.maps._looks import classify, in_own_style, plain_look

DATA = Path(__file__).parent / "data" / "qgis"
COLUMNS = ("kind", "tons", "name")


def style_of(name: str, *columns: str) -> tuple[Style | None, list[str]]:
    style, notes = read_style(DATA / f"{name}.geojson", name, columns or COLUMNS)
    return style, [note.got for note in notes]


def drawn(name: str, text: str, tmp_path: Path) -> tuple[Style | None, list[str]]:
    (tmp_path / f"{name}.qml").write_text(text, "utf-8")
    style, notes = read_style(tmp_path / f"{name}.geojson", name, COLUMNS)
    return style, [note.got for note in notes]


def test_a_single_symbol_with_its_labels() -> None:
    style, notes = style_of("single")
    mark = Symbol("All", "#c81e28", "diamond", round(4 * 96 / 25.4 / 2, 2))
    assert style == Style(Symbology("", {}, mark), "point", "name")
    assert notes == []


def test_categories_with_dashes_opacity_and_a_class_that_is_hidden() -> None:
    style, notes = style_of("categorized")
    assert style is not None
    assert (style.geometry, style.symbology.column, notes) == ("line", "kind", [])
    assert dict(style.symbology.symbols) == {
        "sea": Symbol("Sea", "#1020ff", width=3.02),
        "rail": Symbol("Rail", "#aa5511", width=1.89, dash=(15.12, 7.56), opacity=0.5, shown=False),
    }
    assert style.symbology.other == Symbol("others", "#888888", width=0.98)


def test_ranges_of_numbers_with_the_opacity_of_symbol_and_layer() -> None:
    style, notes = style_of("graduated")
    assert style is not None
    assert notes == ["outlines of another colour than the area"]
    assert dict(style.symbology.spans) == {
        "0 to 10": (0, 10),
        "10 to 100": (10, 100),
        "100 to 1000": (100, 1000),
    }
    assert style.symbology["10 to 100"] == Symbol("10 to 100", "#ee8833", width=0.98, opacity=0.2)
    table = gpd.GeoDataFrame(
        {"tons": [10.0, 11, None, 2000, -1]}, geometry=[shapely.box(0, 0, 1, 1)] * 5, crs=4326
    )
    symbols, codes = classify(table, style.symbology)
    assert [list(symbols)[code] for code in codes] == ["0 to 10", "10 to 100", "", "", ""]
    assert not style.symbology.other.shown


def test_rules_that_are_categories() -> None:
    style, notes = style_of("rules")
    assert style is not None
    assert notes == []
    assert {value: symbol.color for value, symbol in style.symbology.symbols.items()} == {
        "sea": "#0000ff",
        "rail": "#ff0000",
    }
    assert style.symbology.other.color == "#777777"


@pytest.mark.parametrize(
    ("name", "got"),
    [
        ("rules_of_numbers", "rules other than a value of one column each"),
        ("heatmap", 'the renderer "heatmapRenderer"'),
    ],
)
def test_what_a_map_can_t_draw_is_told_once_with_the_remedy(name: str, got: str) -> None:
    style, notes = read_style(DATA / f"{name}.geojson", name, COLUMNS)
    assert style is None
    assert [(note.got, note.severity) for note in notes] == [(got, "note")]
    assert notes[0].remedy == "use single, categorized or graduated symbols"


def test_classes_by_a_column_that_is_not_there() -> None:
    assert style_of("categorized", "name") == (None, ['classes by "kind", which is no column'])


@pytest.mark.parametrize(
    ("text", "got"),
    [
        ("<qgis", "no XML"),
        ("<sld/>", "XML of another kind"),
        ("", "no XML"),
        ('<!DOCTYPE qgis [<!ENTITY a "b">]><qgis>&a;</qgis>', "entities of its own"),
        ('<!DOCTYPE q [<!ENTITY a SYSTEM "file:///etc/passwd">]><qgis>&a;</qgis>', "entities of its own"),
        ("<qgis>" * 100 + "</qgis>" * 100, "too many parts"),
        ("<qgis>" + " " * (8 * 2**20) + "</qgis>", "more than 8 MiB"),
        ('<qgis><renderer-v2 type="singleSymbol"/></qgis>', "no symbols of one kind"),
        ('<qgis><renderer-v2 type="categorizedSymbol" attr="a + b"/></qgis>', "by an expression"),
    ],
)
def test_what_is_no_style_is_told_and_does_no_harm(tmp_path: Path, text: str, got: str) -> None:
    style, notes = drawn("a", text, tmp_path)
    assert style is None
    assert len(notes) == 1
    assert got in notes[0]


def test_numbers_and_colours_of_a_style_are_checked(tmp_path: Path) -> None:
    text = (DATA / "single.qml").read_text("utf-8")
    for old, new in (
        ('value="4" name="size"', 'value="1e400" name="size"'),
        ('value="200,30,40,255"', 'value="url(http://x),300"'),
        ('value="diamond"', 'value="&lt;script&gt;"'),
        ("<layerOpacity>1<", "<layerOpacity>nan<"),
    ):
        assert old in text
        text = text.replace(old, new)
    style, notes = drawn("a", text, tmp_path)
    assert style is not None
    assert style.symbology.other == Symbol("All", "#5a6b80", "circle", 3.78)
    assert notes == ["marks of other shapes", "colours that are no red, green and blue"]


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("single", 'value="0" name="angle"', 'value="45" name="angle"', "symbols that are turned or set off"),
        (
            "single",
            'value="0,0" name="offset"',
            'value="0,9" name="offset"',
            "symbols that are turned or set off",
        ),
        ("single", 'value="200,30,40,255"', 'value="0,0,0,0"', "hollow marks"),
        ("single", "<rotation/>", '<rotation field="tons"/>', "sizes and colours by expressions"),
        ("single", "<rotation/>", '<effect type="effectStack" enabled="1"/>', "effects such as shadows"),
    ],
)
def test_what_else_a_map_can_t_draw_is_told(name: str, old: str, new: str, told: str, tmp_path: Path) -> None:
    text = (DATA / f"{name}.qml").read_text("utf-8")
    assert old in text
    style, notes = drawn("a", text.replace(old, new), tmp_path)
    assert (style is not None, notes) == (True, [told])


def test_the_class_of_all_others_is_null_in_newer_styles(tmp_path: Path) -> None:
    text = (DATA / "categorized.qml").read_text("utf-8")
    assert 'value=""' in text
    style, notes = drawn(
        "a", text.replace('label="others" value=""', 'label="others" value="NULL" type="NULL"'), tmp_path
    )
    older, _ = style_of("categorized")
    assert style is not None
    assert older is not None
    assert (style.symbology, notes) == (older.symbology, [])


def test_the_transparency_of_an_old_style_is_its_opacity(tmp_path: Path) -> None:
    text = (DATA / "single.qml").read_text("utf-8")
    assert "<layerOpacity>1<" in text
    old = text.replace("layerOpacity>", "layerTransparency>").replace("Transparency>1<", "Transparency>75<")
    style, _ = drawn("a", old, tmp_path)
    assert style is not None
    assert style.symbology.other.opacity == 0.25


def test_a_style_of_other_shapes_is_told(tmp_path: Path) -> None:
    table = gpd.GeoDataFrame({"name": ["a"]}, geometry=[shapely.box(0, 0, 1, 1)], crs=4326)
    table.to_file(tmp_path / "a.geojson")
    shutil.copy(DATA / "single.qml", tmp_path / "a.qml")
    with pytest.warns(DataWarning, match="expected a style of Polygon, got one of Point"):
        layers.read_table(tmp_path / "a.geojson")


def test_the_newest_style_of_a_geopackage_draws_where_none_is_the_default(tmp_path: Path) -> None:
    path = sites(tmp_path, "gpkg")
    text = (DATA / "single.qml").read_text("utf-8")
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE TABLE layer_styles (id, f_table_name, styleQML, useAsDefault, update_time)")
        rows = [
            (1, "sites", text, 0, "2024-01-01"),
            (2, "sites", text.replace("200,30,40", "0,0,9"), 0, "2025"),
        ]
        database.executemany("INSERT INTO layer_styles VALUES (?, ?, ?, ?, ?)", rows)
    style, _ = read_style(path, "sites")
    assert style is not None
    assert style.symbology.other.color == "#000009"


def test_more_classes_than_a_legend_shows(tmp_path: Path) -> None:
    head, tail = (DATA / "categorized.qml").read_text("utf-8").split("<categories>")
    many = "".join(f'<category symbol="0" label="{n}" value="{n}" render="true"/>' for n in range(201))
    assert drawn("a", f"{head}<categories>{many}{tail}", tmp_path)[1] == ["more than 200 classes"]


@pytest.mark.parametrize("name", [*SCHEMAS])
def test_what_is_exported_is_read_as_it_was(tmp_path: Path, name: str) -> None:
    (tmp_path / f"{name}.qml").write_text(qgis.style(SCHEMAS[name], SYMBOLOGY[name]), "utf-8")
    style, notes = read_style(tmp_path / f"{name}.fgb", name, SCHEMAS[name].names)
    assert style is not None
    assert notes == []
    assert style.geometry == SCHEMAS[name].geometry
    assert style.symbology == SYMBOLOGY[name]


def sites(tmp_path: Path, ending: str = "geojson") -> Path:
    table = gpd.GeoDataFrame(
        {"name": ["A", "B"], "kind": ["sea", "rail"], "tons": [1.0, 50.0]},
        geometry=[shapely.LineString([(0, 0), (1, 1)]), shapely.LineString([(0, 1), (1, 0)])],
        crs=4326,
    )
    return layers.write_table(table, tmp_path / f"sites.{ending}")


@pytest.mark.parametrize("ending", ["geojson", "gpkg", "fgb", "parquet", "csv"])
def test_a_table_is_drawn_as_the_style_beside_it_says(tmp_path: Path, ending: str) -> None:
    path = sites(tmp_path, ending)
    shutil.copy(DATA / "categorized.qml", tmp_path / "sites.qml")
    table = layers.read_table(path)
    look = in_own_style(plain_look("en"), table)
    assert look.symbology.column == "kind"
    assert look.symbology["sea"].color == "#1020ff"
    html = maps.Map().add(table[table["tons"] > 0]).get_root().render()
    assert "Map" in html
    assert Style.of(pickle.loads(pickle.dumps(table))) == Style.of(table)  # noqa: S301 - our own


def test_points_are_not_drawn_by_a_style_of_lines(tmp_path: Path) -> None:
    shutil.copy(DATA / "categorized.qml", tmp_path / "sites.qml")
    table = layers.read_table(sites(tmp_path))
    points = table.set_geometry(shapely.centroid(table.geometry.to_numpy()), crs=4326)
    assert in_own_style(plain_look("en"), points) == plain_look("en")


def test_a_geopackage_brings_its_own_style(tmp_path: Path) -> None:
    path = sites(tmp_path, "gpkg")
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(
            "CREATE TABLE layer_styles (id INTEGER PRIMARY KEY, f_table_name TEXT, styleName TEXT,"
            " styleQML TEXT, useAsDefault BOOLEAN)"
        )
        for default, name in ((0, "heatmap"), (1, "rules")):
            text = (DATA / f"{name}.qml").read_text("utf-8")
            database.execute(
                "INSERT INTO layer_styles VALUES (NULL, 'sites', ?, ?, ?)", [name, text, default]
            )
    style = Style.of(layers.read_table(path))
    assert style is not None
    assert style.symbology["sea"].color == "#0000ff"


def test_a_table_of_styles_that_computes_is_left_alone(tmp_path: Path) -> None:
    path = sites(tmp_path, "gpkg")
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(
            "CREATE VIEW layer_styles AS WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id FROM n)"
            " SELECT id, 'sites' AS f_table_name, 'x' AS styleQML, 1 AS useAsDefault FROM n"
        )
    with pytest.warns(DataWarning, match="sites.gpkg: note: .* got a table layer_styles that is not QGIS'"):
        assert Style.of(layers.read_table(path)) is None


def test_a_table_of_styles_that_is_damaged_is_a_note(tmp_path: Path) -> None:
    path = sites(tmp_path, "gpkg")
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE TABLE layer_styles (id, f_table_name, styleQML, useAsDefault)")
        database.execute("PRAGMA writable_schema = ON")
        database.execute("UPDATE sqlite_schema SET rootpage = 9999 WHERE name = 'layer_styles'")
    style, notes = read_style(path, "sites")
    assert style is None
    assert ["can't be read" in note.got for note in notes] == [True]


def test_an_atlas_is_drawn_and_exported_in_the_owner_s_style(tmp_path: Path) -> None:
    layers.write_starter(tmp_path / "study")
    text = qgis.style(
        SCHEMAS["factories"],
        Symbology("kind", {"factory": Symbol("Mill", "#112233", "star")}, Symbol("x", "#445566")),
    )
    (tmp_path / "study" / "factories.qml").write_text(text, "utf-8")
    atlas = layers.read(tmp_path / "study")
    atlas.write(tmp_path / "out", formats=["gpkg"])
    again = layers.read(tmp_path / "out")
    for one in (atlas, again):
        style = Style.of(one.factories)
        assert style is not None
        assert style.symbology["factory"] == Symbol("Mill", "#112233", "star")
        assert Style.of(one.gateways) is None  # as isthmus draws them, in the reader's language
        drawn_layers = [layer for layer in maps.Map(one)._children.values() if isinstance(layer, PackedLayer)]
        (packed,) = [layer.packed for layer in drawn_layers if layer.key == "factories"]
        assert header_of(from_text(packed))["layer"]["classes"][0]["label"] == "Mill"


def test_notes_on_a_style_are_told_and_no_problems(tmp_path: Path) -> None:
    shutil.copy(DATA / "heatmap.qml", tmp_path / "sites.qml")
    with pytest.warns(DataWarning, match=r"sites\.qml: note: expected a style .*heatmapRenderer"):
        table = layers.read_table(sites(tmp_path))
    assert Style.of(table) is None


def test_a_foreign_style_in_the_attributes_is_checked() -> None:
    table = gpd.GeoDataFrame({"a": [1]}, geometry=[shapely.Point(0, 0)], crs=4326)
    Style(SYMBOLOGY["factories"], "point").put_on(table)
    assert Style.of(table) == Style(SYMBOLOGY["factories"], "point")
    table.attrs["isthmus.style"]["symbology"]["other"]["color"] = "red;}</style><script>"
    assert Style.of(table) is None
