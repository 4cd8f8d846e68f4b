"""Figures for reports: the same bytes, safe text, everything in its place."""

from __future__ import annotations

import importlib.util
import socket
import struct
import warnings
import xml.etree.ElementTree as ET
from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import matplotlib as mpl
import numpy as np
import pytest
from click.testing import CliRunner

from isthmus import layers, maps
from isthmus._choices import LANGUAGES
from isthmus.cli import main
from isthmus.geo import ArgumentError, IsthmusWarning, WriteError
from isthmus.maps._messages import messages

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from isthmus.layers import Atlas
    from warm_python import WarmPython

HOSTILE = "<script>alert(1)</script> $x^2$ & \\frac{1}{0} {{ 7 * 7 }} \x00\x1b]]>"
AS_TEXT = "<script>alert(1)</script> $x^2$ & \\frac{1}{0} {{ 7 * 7 }} ]]>"


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return layers.example()


@pytest.fixture(scope="module")
def small(atlas: Atlas) -> Atlas:
    """One leg between two ports, and nothing else."""
    empty = {name: table.iloc[:0] for name, table in atlas.layers()}
    ports = atlas.gateways[atlas.gateways["id"].isin(atlas.corridors.iloc[0][["from_id", "to_id"]])]
    return replace(atlas, **empty | {"gateways": ports, "corridors": atlas.corridors.iloc[:1]})


@pytest.fixture(scope="module")
def drawn(small: Atlas, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a drawing of the small atlas."""
    path = tmp_path_factory.mktemp("drawn") / "map.svg"
    maps.save_svg(small, path, title="Ports")
    return path


def png_size(content: bytes) -> tuple[int, int]:
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", content[16:24])
    return width, height


def texts(path: Path) -> list[str]:
    """Every text of a drawing, as a reader sees it."""
    found = ET.parse(path).getroot().iter("{http://www.w3.org/2000/svg}text")  # noqa: S314  # our own file
    return ["".join(text.itertext()) for text in found]


def test_the_same_atlas_gives_the_same_drawing(small: Atlas, drawn: Path, tmp_path: Path) -> None:
    assert save_elsewhere(small, tmp_path, maps.save_svg) == drawn.read_bytes()


def test_the_same_atlas_gives_the_same_picture(small: Atlas, tmp_path: Path) -> None:
    maps.save_png(small, tmp_path / "map.png", title="Ports")
    assert save_elsewhere(small, tmp_path, maps.save_png) == (tmp_path / "map.png").read_bytes()


def save_elsewhere(small: Atlas, folder: Path, save: Callable[..., None]) -> bytes:
    """Return the file of a figure that is drawn by somebody who has set matplotlib otherwise."""
    with mpl.rc_context({"font.size": 30, "svg.hashsalt": "other", "axes.facecolor": "red"}):
        save(small, folder / "other", title="Ports")
        assert mpl.rcParams["font.size"] == 30
    return (folder / "other").read_bytes()


def test_a_picture_is_180_mm_wide_at_300_dots_an_inch(atlas: Atlas, tmp_path: Path) -> None:
    path = tmp_path / "map.png"
    maps.save_png(atlas, path, title="From Taiwan to Central Europe")
    content = path.read_bytes()
    width, height = png_size(content)
    assert width == int(180 / 25.4 * 300)
    assert 1.0 < height / width < 1.2
    assert struct.pack(">IIB", 11811, 11811, 1) in content  # dots a metre, in the chunk pHYs
    assert b"Matplotlib" not in content
    assert list(tmp_path.iterdir()) == [path]


def test_no_network_is_asked(small: Atlas, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a figure needs no network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    maps.save_png(small, tmp_path / "map.png")


def test_hostile_names_are_shown_as_text(small: Atlas, tmp_path: Path) -> None:
    gateways = small.gateways.assign(city=HOSTILE, kind="strait", name=HOSTILE)
    path = tmp_path / "map.svg"
    maps.save_svg(replace(small, gateways=gateways), path, title=HOSTILE, description=HOSTILE)
    shown = texts(path)
    assert shown.count(AS_TEXT) >= 3
    tags = {element.tag.partition("}")[2] for element in ET.parse(path).iter()}  # noqa: S314  # our own file
    assert "script" not in tags


def test_hostile_names_are_drawn(small: Atlas, tmp_path: Path) -> None:
    gateways = small.gateways.assign(city=HOSTILE)
    maps.save_png(replace(small, gateways=gateways), tmp_path / "map.png", title=HOSTILE)


def test_a_drawing_loads_nothing_and_bears_no_date(drawn: Path) -> None:
    root = ET.parse(drawn).getroot()  # noqa: S314  # our own file
    links = [value for node in root.iter() for name, value in node.attrib.items() if name.endswith("href")]
    assert all(link.startswith("#") for link in links)
    assert "dc:date" not in drawn.read_text("utf-8")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_word_is_in_the_language(small: Atlas, tmp_path: Path, lang: str) -> None:
    path = tmp_path / "map.svg"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", IsthmusWarning)  # machines without a Chinese font draw boxes
        maps.save_svg(small, path, lang=lang)
    shown, words = texts(path), messages(lang)
    for key in ("layer.corridors", "layer.gateways", "symbol.corridors.sea", "symbol.gateways.port"):
        assert words[key] in shown
    assert words["about.boundaries"][-12:] in "".join(shown)
    taiwan = {"en": "TAIWAN", "zh-TW": "台灣", "pl": "TAJWAN", "cs": "TCHAJ-WAN", "uk": "ТАЙВАНЬ"}
    assert taiwan[lang] in shown


def test_legend_shows_what_is_drawn_and_nothing_else(small: Atlas, tmp_path: Path) -> None:
    path = tmp_path / "map.svg"
    maps.save_svg(small, path, layers=["gateways"])
    shown, words = texts(path), messages("en")
    assert words["layer.gateways"] in shown
    assert words["layer.corridors"] not in shown
    assert words["symbol.gateways.airport"] not in shown


def test_legend_lists_the_topmost_layer_first(drawn: Path) -> None:
    shown, words = texts(drawn), messages("en")
    assert shown.index(words["layer.gateways"]) < shown.index(words["layer.corridors"])


def test_crowded_countries_have_insets(atlas: Atlas, tmp_path: Path) -> None:
    path = tmp_path / "map.svg"
    maps.save_svg(atlas, path)
    shown = texts(path)
    assert shown.count("A") == shown.count("B") == 2
    assert {"Taichung", "Kaohsiung", "Warsaw", "Kyiv", "Suez Canal", "TAIWAN", "POLAND"} <= set(shown)
    assert messages("en")["figure.hollow"] in shown


def test_an_atlas_without_rows_is_a_map_of_the_world(atlas: Atlas, tmp_path: Path) -> None:
    empty = replace(atlas, **{name: table.iloc[:0] for name, table in atlas.layers()})
    maps.save_svg(empty, tmp_path / "map.svg")
    assert {"BRAZIL", "AUSTRALIA"} <= set(texts(tmp_path / "map.svg"))


def test_a_row_without_a_place_is_left_out(small: Atlas, tmp_path: Path) -> None:
    blank = np.array([None] * len(small.gateways))
    nowhere = gpd.GeoDataFrame(small.gateways.drop(columns="geometry"), geometry=blank, crs=4326)
    maps.save_svg(replace(small, gateways=nowhere), tmp_path / "map.svg")
    assert messages("en")["layer.gateways"] not in texts(tmp_path / "map.svg")


def test_every_layer_can_be_drawn(atlas: Atlas, tmp_path: Path) -> None:
    maps.save_svg(atlas, tmp_path / "map.svg", layers=", ".join(layers.SCHEMAS))
    assert {schema.title for schema in layers.SCHEMAS.values()} <= set(texts(tmp_path / "map.svg"))


def test_an_unknown_layer_is_refused(small: Atlas, tmp_path: Path) -> None:
    with pytest.raises(ArgumentError, match=r"expected layers of risk_zones, .* got 'corridor'"):
        maps.save_png(small, tmp_path / "map.png", layers=["corridor"])


def test_what_is_no_atlas_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ArgumentError, match="atlas: expected an Atlas, got 'my-study/'; read one"):
        maps.save_svg("my-study/", tmp_path / "map.svg")  # type: ignore[arg-type]


def test_a_letter_without_a_font_is_told(small: Atlas, tmp_path: Path) -> None:
    with pytest.warns(IsthmusWarning, match="got none for '\U00013080'"):
        maps.save_svg(small, tmp_path / "map.svg", title="\U00013080")


@pytest.mark.parametrize("missing", ["matplotlib", "babel"])
def test_without_what_it_needs_the_error_names_the_extra(
    small: Atlas, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == missing else find(name))
    with pytest.raises(WriteError, match=rf"map\.svg: .* needs {missing}: pip install {missing}"):
        maps.save_svg(small, tmp_path / "map.svg")


def test_the_command_tells_in_a_line_that_babel_is_missing(warm_python: WarmPython, tmp_path: Path) -> None:
    hide = "import sys; sys.modules['babel'] = None; from isthmus.cli import main; main()"
    layers.write_starter(tmp_path / "study")
    done = warm_python.run(hide, "map", "study", "-o", "map.svg", folder=tmp_path)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "needs babel: pip install babel" in done.stderr


def test_a_folder_that_is_missing_is_told(small: Atlas, tmp_path: Path) -> None:
    with pytest.raises(WriteError, match="can't be written"):
        maps.save_png(small, tmp_path / "none" / "map.png")


@pytest.mark.parametrize(("name", "start"), [("map.png", b"\x89PNG"), ("map.SVG", b"<?xml")])
def test_the_command_follows_the_ending(small: Atlas, tmp_path: Path, name: str, start: bytes) -> None:
    small.write(tmp_path / "atlas")
    call = ["map", str(tmp_path / "atlas"), "-o", str(tmp_path / name), "--lang", "cs"]
    result = CliRunner().invoke(main, call)
    assert result.exit_code == 0, result.output
    assert (tmp_path / name).read_bytes().startswith(start)
    assert "browser" not in result.output


def test_the_command_refuses_other_endings(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["map", "-o", str(tmp_path / "map.pdf")])
    assert result.exit_code == 2
    assert "expected a file ending in .html, .png, .svg, got 'map.pdf'" in result.output


@pytest.mark.parametrize("option", [["--tiles"], ["--theme", "dark"]])
def test_the_command_refuses_what_a_figure_does_not_have(tmp_path: Path, option: list[str]) -> None:
    result = CliRunner().invoke(main, ["map", "-o", str(tmp_path / "map.png"), *option])
    assert result.exit_code == 2
    assert "expected no --theme and no --tiles" in result.output
