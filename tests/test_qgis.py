"""Styles that QGIS itself reads from the GeoPackage, compared with the symbols of the map's legend."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from isthmus import layers
from isthmus.layers._tables import dates
from isthmus.layers._tables.symbology import PLAIN, SYMBOLOGY, Symbology
from isthmus.layers._writing import qgis

HERE = Path(__file__).parent
PYTHON = os.environ.get("QGIS_PYTHON", "/usr/bin/python3")
MM = 25.4 / 96


def has_qgis() -> bool:
    run = subprocess.run([PYTHON, "-c", "import qgis.core"], capture_output=True, check=False)
    return run.returncode == 0


@pytest.fixture(scope="module")
def looks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    if not has_qgis():
        pytest.skip("QGIS is not installed: apt-get install python3-qgis")
    folder = tmp_path_factory.mktemp("qgis")
    layers.example().write(folder, formats=["gpkg"])
    run = subprocess.run(
        [PYTHON, HERE / "qgis_look.py", folder / "atlas.gpkg", *layers.SCHEMAS],
        capture_output=True,
        check=False,
        text=True,
        env={"QT_QPA_PLATFORM": "offscreen", "XDG_RUNTIME_DIR": str(folder), "HOME": str(folder)},
    )
    assert run.stdout, run.stderr
    found: dict[str, dict[str, Any]] = json.loads(run.stdout)
    return found


@pytest.mark.parametrize("name", layers.SCHEMAS)
def test_qgis_draws_each_class_as_the_legend_does(looks: dict[str, dict[str, Any]], name: str) -> None:
    symbology, look = SYMBOLOGY[name], looks[name]
    assert look["applied"]
    assert look["column"] == symbology.column
    assert look["rows"] == len(getattr(layers.example(), name))
    symbols = {**symbology.symbols, "": symbology.other}
    assert list(look["classes"]) == list(symbols)
    for value, symbol in symbols.items():
        drawn = look["classes"][value]
        assert (drawn["label"], drawn["shown"], drawn["color"]) == (symbol.label, symbol.shown, symbol.color)
        assert drawn["opacity"] == pytest.approx(symbol.opacity, abs=0.003)
        assert drawn["dash"] == pytest.approx([length * MM for length in symbol.dash], rel=1e-3)
        size = symbol.width * (2.4 if layers.SCHEMAS[name].geometry == "point" else 1)
        assert drawn["size"] == pytest.approx(size * MM, rel=1e-3)


@pytest.mark.parametrize("name", ["factories", "tech_hubs"])
def test_the_pictures_of_qgis_have_those_colours(looks: dict[str, dict[str, Any]], name: str) -> None:
    used = getattr(layers.example(), name)[SYMBOLOGY[name].column].unique()
    assert {SYMBOLOGY[name][value].color for value in used} <= set(looks[name]["colors"])


def test_flows_are_as_wide_as_their_share(looks: dict[str, dict[str, Any]]) -> None:
    widths = looks["flows"]["widths"]
    flows = layers.example().flows
    most = flows.groupby("unit")["quantity"].transform("max")
    expected = (14 * (flows["quantity"] / most) ** 0.5).clip(lower=1.5).fillna(1.5) * MM
    assert widths == pytest.approx(expected.tolist(), rel=1e-3)


@pytest.mark.parametrize("name", layers.SCHEMAS)
def test_qgis_knows_titles_licences_and_what_columns_mean(
    looks: dict[str, dict[str, Any]], name: str
) -> None:
    schema, look = layers.SCHEMAS[name], looks[name]
    assert (look["title"], look["licence"]) == (schema.title, ["CC-BY-4.0"])
    aliases = {column.name: column.label for column in schema.columns}
    assert {key: look["aliases"][key] for key in aliases} == aliases


@pytest.mark.parametrize("name", layers.SCHEMAS)
def test_the_temporal_controller_shows_what_holds_on_a_day(
    looks: dict[str, dict[str, Any]], name: str
) -> None:
    table, columns = getattr(layers.example(), name), layers.SCHEMAS[name].dates
    look = looks[name]
    assert look["fields"]["as_of"] == "Date"
    for day, seen in look["seen_on"].items():
        if not columns:
            assert seen is None
            continue
        firsts = [dates.span(text)[0] if isinstance(text, str) else None for text in table[columns[0]]]
        ends = table[columns[-1]] if columns[-1] else [None] * len(table)
        lasts = [dates.span(text)[1] if isinstance(text, str) else None for text in ends]
        on = dt.date.fromisoformat(day)
        holds = [
            (not first or first <= on) and (not last or on <= last)
            for first, last in zip(firsts, lasts, strict=True)
        ]
        assert seen == sorted(table["id"][holds])
        # QGIS takes days for midnights: the last day of a row is over, the first of the next day is there
        ended = {id_ for id_, last in zip(table["id"], lasts, strict=True) if last == on}
        next_day = on + dt.timedelta(days=1)
        begun = {id_ for id_, first in zip(table["id"], firsts, strict=True) if first == next_day}
        assert set(look["seen_by_fields"][day]) == set(seen) - ended | begun
    assert not columns or any(look["seen_on"].values())


def test_marks_have_the_outlines_of_the_map() -> None:
    source = (HERE.parent / "maps/assets/src/symbols.js").read_text("utf-8")
    assert "layers/data/outlines.json" in source
    outlines = json.loads((HERE.parent / "layers/data/outlines.json").read_text("utf-8"))
    used = {symbol.shape for symbology in SYMBOLOGY.values() for symbol in symbology.symbols.values()}
    assert used <= set(outlines)


def test_text_in_a_style_is_text() -> None:
    assert "&lt;kind&gt;" in qgis.style(layers.SCHEMAS["flows"], Symbology("<kind>", {}, PLAIN.other))
