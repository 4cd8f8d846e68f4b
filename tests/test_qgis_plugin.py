"""The plugin for QGIS: what it does without QGIS, its zip, and its five algorithms in QGIS itself."""

from __future__ import annotations

import ast
import json
import os
import re
import shlex
import subprocess
import sys
import time
import zipfile
from configparser import ConfigParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import isthmus
from isthmus import layers
from isthmus_processing import command, layer_names, messages
from warm_python import COMMAND

if TYPE_CHECKING:
    import geopandas as gpd

HERE = Path(__file__).parent
PLUGIN = HERE.parent / "qgis"
SOURCES = sorted((PLUGIN / "isthmus_processing").glob("*.py"))
PAGE = (HERE.parent / "docs" / "how-to" / "qgis.md").read_text("utf-8")
EXPRESSIONS = re.findall(r"^\| (\w+) \| `([^`]+)` \|", PAGE, re.MULTILINE)
PYTHON = os.environ.get("QGIS_PYTHON", "/usr/bin/python3")


def script(path: Path, code: str) -> str:
    """Write a program that stands for the command."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!{sys.executable}\n{code}\n", "utf-8")
    path.chmod(0o755)
    return str(path)


def imports(path: Path) -> set[str]:
    """Return the names of the packages that a module imports."""
    nodes = ast.walk(ast.parse(path.read_text("utf-8")))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    nodes = ast.walk(ast.parse(path.read_text("utf-8")))
    return plain | {
        node.module or "" for node in nodes if isinstance(node, ast.ImportFrom) and not node.level
    }


def test_the_command_is_found_where_a_user_says_or_on_the_path(tmp_path: Path) -> None:
    there = script(tmp_path / "an environment" / "bin" / "isthmus", "")
    for told in (there, f'"{there}"', str(Path(there).parent), str(Path(there).parents[1])):
        assert command.find_command(told) == there
    assert command.find_command("", {"PATH": str(Path(there).parent)}) == there
    own = script(tmp_path / "home" / ".local" / "bin" / "isthmus", "")
    assert command.find_command(" ", {"PATH": "/nowhere", "HOME": str(tmp_path / "home")}) == own


def test_without_a_command_users_read_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for told, why in (
        (str(tmp_path / "none"), "is no isthmus command"),
        (str(tmp_path / "file"), "can't be run"),
    ):
        with pytest.raises(command.CommandError, match=f"{why}.*\n.*Processing > Providers"):
            command.find_command(told)
    with pytest.raises(command.CommandError, match=r"not found. Install(.|\n)*Processing > Providers"):
        command.find_command("", {"PATH": "/nowhere", "HOME": str(tmp_path)})


@pytest.mark.parametrize(
    ("says", "why"),
    [
        ("print('isthmus, version 99.1.0')", r"is isthmus 99.1.0, and this plugin is of \d"),
        ("print('Not for sale')", "is not the isthmus command.*said: Not for sale"),
        ("raise SystemExit(3)", "is not the isthmus command.*nothing, and ended with 3"),
    ],
)
def test_another_version_or_program_is_told(says: str, why: str, tmp_path: Path) -> None:
    with pytest.raises(command.CommandError, match=why):
        command.check_version(script(tmp_path / "isthmus", says))


def test_the_last_number_of_a_version_may_differ(tmp_path: Path) -> None:
    fix = ".".join([*isthmus.__version__.split(".")[:2], "77"])
    assert command.check_version(script(tmp_path / "isthmus", f"print('isthmus, version {fix}')")) == fix


def test_lines_come_as_they_are_printed_and_the_status_last(tmp_path: Path) -> None:
    code = "import sys\nprint('Łódź')\nprint('wrong', file=sys.stderr)\nsys.exit(7)"
    told: list[command.Line] = []
    assert command.run_command([script(tmp_path / "it", code)], told.append, folder=tmp_path) == 7
    assert sorted(told) == [("wrong", True), ("Łódź", False)]
    with pytest.raises(command.CommandError, match="can't be started: No such file"):
        command.run_command([str(tmp_path / "none")], told.append)


def test_a_cancelled_command_ends_and_may_tidy_up(tmp_path: Path) -> None:
    code = (
        "import signal, sys, time\nsignal.signal(signal.SIGTERM, lambda *_: sys.exit(143))\n"
        "try:\n    print('begun', flush=True)\n    time.sleep(60)\nfinally:\n    open('tidy', 'w').close()"
    )
    told: list[command.Line] = []
    begun = time.monotonic()
    status = command.run_command(
        [script(tmp_path / "it", code)], told.append, cancelled=lambda: bool(told), folder=tmp_path
    )
    assert (status, (tmp_path / "tidy").exists()) == (None, True)
    assert time.monotonic() - begun < 30


def test_words_are_no_shells(tmp_path: Path) -> None:
    told: list[str] = []
    words = ["$(touch x)", "; touch x", "a b"]
    code = "import sys\nprint(sys.argv[1:])"
    command.run_command(
        [script(tmp_path / "it", code), *words], lambda line: told.append(line.text), folder=tmp_path
    )
    assert (told, (tmp_path / "x").exists()) == ([str(words)], False)


def test_what_qgis_tells_its_own_python_is_not_handed_on() -> None:
    given = {
        "PYTHONHOME": "a",
        "PythonPath": "b",
        "PROJ_LIB": "c",
        "GDAL_DATA": "d",
        "PATH": "e",
        "TEMP": "f",
    }
    kept = command.environment_for(given)
    assert kept == {"PATH": "e", "TEMP": "f", "PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1"}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            [
                "Usage: isthmus route [OPTIONS] FROM TO",
                "Try 'isthmus route --help' for help.",
                "",
                "Error: FROM: no",
            ],
            "“From”: no",
        ),
        (
            ["Error: Invalid value for '-r' / '--radius': expected a distance"],
            "“Distances”: expected a distance",
        ),
        (["isthmus: /folder/a.gpkg: --from-file is no --from"], "a.gpkg: --from-file is no “From”"),
        (
            ["Traceback (most recent call last):", "  File", "ValueError: x"],
            "isthmus broke.*: ValueError: x\nPlease",
        ),
        (["a.gpkg: note: expected a place", "isthmus: no"], "^no$"),
        ([], "ended with status 9"),
    ],
)
def test_errors_are_told_in_the_words_of_the_dialog(lines: list[str], expected: str) -> None:
    labels = {"FROM": "From", "--from": "From", "--radius": "Distances"}
    told = messages.error_of(lines, 9, labels, "/folder")
    assert "File" not in told
    assert re.search(expected, told)


def test_names_that_a_geopackage_can_hold() -> None:
    assert messages.free_names(["Name", "name", "", "geometry"], ["geometry"]) == [
        "Name",
        "name_",
        "column",
        "geometry_",
    ]
    assert messages.file_name("Łódź / ż; -o x") == "Łódź_ż_o_x"
    assert messages.file_name("../..") == "layer"


def test_an_option_is_one_word() -> None:
    assert messages.option("--closed", " --debug ") == ["--closed=--debug"]
    assert messages.option("--closed", " ") == messages.option("--closed", None) == []


def test_layers_are_known_by_their_names() -> None:
    assert set(layer_names.ATLAS_LAYERS) == {*layers.SCHEMAS, *layers.PLAIN_SCHEMAS}
    names = {
        "atlas — corridors": "corridors",
        "Risk zones": "risk_zones",
        "/a/Flows.csv": "flows",
        "roads": "",
    }
    assert {name: layer_names.layer_name([name]) for name in names} == names
    assert layer_names.layer_name(["", "x", "factories"]) == "factories"


def test_the_plugin_needs_neither_isthmus_nor_one_qt_nor_a_new_python() -> None:
    for path in SOURCES:
        ast.parse(path.read_text("utf-8"), feature_version=(3, 9))
        roots = {name.split(".")[0] for name in imports(path)}
        assert not roots & {"isthmus", "PyQt5", "PyQt6", "numpy"}
        assert path.stem not in {"command", "messages", "layer_names"} or not roots & {"qgis", "processing"}


def unscoped(text: str) -> list[str]:
    """Return what Qt 6 does not know: values of enumerations named without these."""
    tree = ast.parse(text)
    led_on = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    led_on |= {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    led_on |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Assign)}
    return [
        ast.unparse(node)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and id(node) not in led_on
        if re.match(r"Q(gs|[A-Z])", node.value.id) and node.attr[0].isupper()
    ]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_the_plugin_says_what_qt_5_and_6_both_know(path: Path) -> None:
    text = path.read_text("utf-8")
    assert unscoped(text) == []
    assert not re.search(r"\bexec_\(|\bQVariant\b|\bQRegExp\b|\bQAction\b", text)
    assert {name for name in imports(path) if "PyQt" in name} <= {"qgis.PyQt.QtGui", "qgis.PyQt.QtXml"}


def test_a_value_without_its_enumeration_is_found() -> None:
    assert unscoped("QgsWkbTypes.NoGeometry\nQgsWkbTypes.Type.NoGeometry\nQgsX.Options()") == [
        "QgsWkbTypes.NoGeometry"
    ]


def test_the_zip_is_what_qgis_installs(tmp_path: Path) -> None:
    build = [sys.executable, PLUGIN / "build_plugin.py"]
    for name in ("a", "b"):
        subprocess.run([*build, tmp_path / name], check=True, capture_output=True)
    [first], [second] = ([*(tmp_path / name).glob("*.zip")] for name in ("a", "b"))
    assert first.read_bytes() == second.read_bytes()
    assert first.name == f"isthmus_processing-{isthmus.__version__}.zip"
    with zipfile.ZipFile(first) as bundle:
        names = bundle.namelist()
        metadata = ConfigParser()
        metadata.read_string(bundle.read("isthmus_processing/metadata.txt").decode("utf-8"))
    assert {name.split("/")[0] for name in names} == {"isthmus_processing"}
    assert {f"isthmus_processing/{name}" for name in ("__init__.py", "LICENSE", "icon.svg")} <= {*names}
    assert not [name for name in names if "pyc" in name]
    told = metadata["general"]
    assert (told["name"], told["version"]) == ("isthmus", isthmus.__version__)
    assert (told["qgisMinimumVersion"], told["hasProcessingProvider"]) == ("3.22", "yes")


def has_qgis() -> bool:
    code = "import sys; sys.path.append('/usr/share/qgis/python/plugins'); import processing"
    return subprocess.run([PYTHON, "-c", code], capture_output=True, check=False).returncode == 0


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return what came of all algorithms in QGIS."""
    if not has_qgis():
        pytest.skip("QGIS is not installed: apt-get install python3-qgis")
    folder = tmp_path_factory.mktemp("plugin")
    layers.example().write(folder, formats=["gpkg"])
    environment = {"QT_QPA_PLATFORM": "offscreen", "PATH": "/usr/bin:/bin"}
    run = subprocess.run(
        [PYTHON, HERE / "qgis_run.py", PLUGIN, COMMAND, folder / "atlas.gpkg", folder],
        capture_output=True,
        check=False,
        text=True,
        input=json.dumps(EXPRESSIONS),
        env=environment | dict.fromkeys(("XDG_RUNTIME_DIR", "HOME", "TMPDIR"), str(folder)),
    )
    assert run.stdout, run.stderr
    found: dict[str, Any] = json.loads(run.stdout)
    return found


def table_of(path: str | Path) -> gpd.GeoDataFrame:
    return layers.read_table(path, places=False)


def test_qgis_finds_five_algorithms_with_their_help_and_icons(said: dict[str, Any]) -> None:
    assert set(said["algorithms"]) == {"buffer", "check", "exposure", "resilience", "route"}
    assert all(text.startswith("<p>") and "{" not in text for text in said["algorithms"].values())
    assert not any(said["icons"])
    assert said["left"], "the provider stays once the plugin is unloaded"


def test_before_a_dialog_opens_users_read_that_there_is_no_command(said: dict[str, Any]) -> None:
    able, why = said["no command"]
    assert not able
    assert "is no isthmus command" in why
    assert command.MENU in why


def test_bands_are_drawn_around_any_layer_in_its_crs(said: dict[str, Any]) -> None:
    """One in EPSG:2180, with columns that a GeoPackage can't hold as they are."""
    assert said["buffer"]["outputs"]["OUTPUT"] == "my bands ż.gpkg"  # where QGIS was started
    bands = table_of(Path(said["geojson"]["outputs"]["OUTPUT"]).with_name("my bands ż.gpkg"))
    assert bands["to_km"].tolist() == [18.52, 18.52, 10, 10]
    assert bands[["Name", "name_", "geometry_"]].iloc[0].tolist() == ["A", "b", "POINT (0 0)"]
    assert bands.crs == "EPSG:4326"
    center = bands.geometry.iloc[2].centroid
    assert (center.x, center.y) == pytest.approx((19.45, 51.76), abs=0.05)
    assert any("4 rings around 2 rows" in line for line in said["buffer"]["log"])


def test_bands_of_bands_keep_the_columns_of_both(said: dict[str, Any]) -> None:
    assert {"from_km", "from_km_", "to_km", "to_km_"} <= {
        *table_of(said["bands of bands"]["outputs"]["OUTPUT"])
    }


def test_results_have_their_style_in_the_project_whatever_their_file(said: dict[str, Any]) -> None:
    loaded = {key: said[key]["loaded"] for key in ("buffer", "geojson", "exposure", "route")}
    assert loaded["buffer"] == {
        "Bands of distance": ["0\N{EN DASH}10 km", "10\N{EN DASH}18.52 km", "> 50 km"]
    }
    assert loaded["geojson"] == {"Bands of distance": ["0\N{EN DASH}5 km", "> 50 km"]}
    assert loaded["exposure"]["Lines inside zones"][-2:] == ["5, severe", "Not graded"]
    assert loaded["route"] == {"Routes": ["Route 1", "Route 2", "Other"]}
    assert set(said["resilience"]["loaded"]) == {"Independent routes", "Routes before and after"}
    assert "Newly used" in said["resilience"]["loaded"]["Routes before and after"]


def test_selected_features_alone_are_asked_about(said: dict[str, Any]) -> None:
    rails = layers.example().corridors["mode"].eq("rail").sum()
    assert f"Handing over atlas — corridors: {rails} rows" in said["exposure"]["log"]
    met = table_of(said["exposure"]["outputs"]["OUTPUT"])
    assert len(met) > 0
    modes = layers.example().corridors.set_index("id")["mode"]
    assert set(modes[met["line_id"]]) == {"rail"}


def test_a_route_begins_at_a_point_of_any_crs(said: dict[str, Any]) -> None:
    routes = table_of(said["route"]["outputs"]["OUTPUT"])
    assert routes["route"].max() == 2
    start = routes.geometry.iloc[0].coords[0]
    assert start == pytest.approx((20.967, 52.231), abs=1e-3)


def test_layers_of_the_project_are_checked_as_an_atlas(said: dict[str, Any]) -> None:
    found = said["check"]["outputs"]
    assert found["PROBLEMS"] == len(found["OUTPUT"]["rows"]) - found["NOTES"] > 0
    told = [row for row in found["OUTPUT"]["rows"] if row[0] == "problem"]
    assert [row[2:4] for row in told if "alpha-2" in row[4]] == [[2, "country"]]
    assert "no layer of an atlas" in said["no atlas"]["error"]


def test_a_resilience_gives_a_folder_a_brief_and_a_map(said: dict[str, Any]) -> None:
    found = said["resilience"]["outputs"]
    assert all(Path(found[name]).exists() for name in ("OUTPUT", "BRIEF", "MAP"))
    assert any("passes Kattegat" in line for line in said["resilience"]["log"])


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("wrong", "“Distances”: expected a distance such as 10km"),
        ("own file", "would be replaced as a whole. Choose another file"),
        ("nowhere", "“From”: nothing is known as 'Taich'; the nearest names are Taichung"),
        ("no end", "To: expected a name or a point on the map, got neither"),
        ("crossed", "Fix geometries"),
        ("cancelled", "Cancelled: the command was stopped"),
    ],
)
def test_what_goes_wrong_is_told_without_a_traceback(said: dict[str, Any], name: str, why: str) -> None:
    assert why in said[name]["error"]
    assert "Traceback" not in said[name]["error"]
    assert not (Path(said["geojson"]["outputs"]["OUTPUT"]).with_name("none.gpkg")).exists()


def test_expressions_of_the_page_are_right(said: dict[str, Any]) -> None:
    found = {text: values for (_, text), values in zip(EXPRESSIONS, said["expressions"], strict=True)}
    assert len(found) == len(EXPRESSIONS) > 5
    assert [values for values in found.values() if values[0].startswith("wrong")] == []
    moment, day = [values for text, values in found.items() if "risk" not in text and '"start"' in text]
    zones = layers.example().risk_zones
    first, last = zones["start"].fillna("0").str[:10], zones["end"].fillna("9").str[:10]
    assert day.count("1") == ((first <= "2025-09-15") & (last >= "2025-09-15")).sum()
    assert moment.count("1") <= day.count("1")
    assert {"True", "False"} == {*next(values for text, values in found.items() if "border_cz_pl" in text)}


def test_lines_of_gdal_on_the_page_are_right(tmp_path: Path) -> None:
    layers.example().write(tmp_path / "out", formats=["gpkg"])
    lines = [line for line in PAGE.splitlines() if line.startswith("ogr2ogr")]
    told = [
        subprocess.run(shlex.split(line), cwd=tmp_path, capture_output=True, text=True, check=True).stdout
        for line in lines
    ]
    assert layers.read_table(tmp_path / "poland.gpkg")["country"].unique().tolist() == ["PL"]
    assert "\nsea," in told[1]
    assert len(told[2].splitlines()) > 2
