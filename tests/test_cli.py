"""The command line, called as a user calls it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from warm_python import COMMAND

if TYPE_CHECKING:
    from pathlib import Path

    from warm_python import Run

LAYERS = {"factories", "tech_hubs", "gateways", "corridors", "flows", "partnerships", "risk_zones"}


def test_help_lists_the_commands(run_installed: Run) -> None:
    result = run_installed("--help")
    assert result.returncode == 0
    for command in ("map", "export", "check", "sources"):
        assert f"\n  {command} " in result.stdout


def test_a_reader_that_has_had_enough_is_no_fault() -> None:
    words = [COMMAND, "gates", "--json"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        assert process.stderr.read() == ""


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys, isthmus.cli\n"
        "assert not {'pandas', 'geopandas', 'folium', 'shapely', 'numpy'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_map_writes_one_file_and_says_what_is_in_it(run_installed: Run, tmp_path: Path) -> None:
    result = run_installed("map", "-o", "map.html", "--title", "Our network")
    assert result.returncode == 0, result.stderr
    assert "Wrote map.html" in result.stdout
    for layer in LAYERS:
        assert layer in result.stdout
    assert "<title>Our network</title>" in (tmp_path / "map.html").read_text("utf-8")
    assert [path.name for path in tmp_path.iterdir()] == ["map.html"]


def test_map_is_the_same_file_each_time(run: Run, tmp_path: Path) -> None:
    run("map", "-o", "a.html")
    run("map", "-o", "b.html")
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


def test_export_writes_a_file_a_layer(run: Run, tmp_path: Path) -> None:
    result = run("export", "-o", "out", "--format", "geojson")
    assert result.returncode == 0, result.stderr
    assert {path.stem for path in (tmp_path / "out").glob("*.geojson")} == LAYERS


def test_export_coarsens_before_it_writes(run: Run, tmp_path: Path) -> None:
    result = run("export", "-o", "out", "--format", "csv,gpkg", "--precision", "country")
    assert result.returncode == 0, result.stderr
    assert b"120.68" not in (tmp_path / "out" / "factories.csv").read_bytes()
    assert json.loads((tmp_path / "out" / "datapackage.json").read_text("utf-8"))["precision"] == "country"


def test_an_export_is_an_atlas_again(run: Run) -> None:
    run("export", "-o", "out")
    checked = run("check", "out")
    assert checked.returncode == 0, checked.stderr
    assert run("map", "out", "-o", "map.html").returncode == 0


def test_check_lists_every_problem_and_exits_1(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "study"
    folder.mkdir()
    (folder / "factories.csv").write_text(
        "id,name,kind,country,lon,lat\na,A,factory,PL,52.2,21.0\na,B,mill,PL,21.0,52.2\n", encoding="utf-8"
    )
    result = run("check", "study")
    assert result.returncode == 1
    for words in ("row 1", "row 2, id", "row 2, kind", "swap"):
        assert words in result.stderr
    assert "Traceback" not in result.stderr
    listed = json.loads(run("check", "study", "--json").stdout)
    assert len(listed) == len(result.stderr.splitlines())
    assert {"file", "row", "column", "expected", "got", "remedy", "severity"} == set(listed[0])


def test_map_of_bad_data_lists_the_problems_and_writes_nothing(run_installed: Run, tmp_path: Path) -> None:
    folder = tmp_path / "study"
    folder.mkdir()
    (folder / "factories.csv").write_text("id\n1\n", encoding="utf-8")
    result = run_installed("map", "study", "-o", "map.html")
    assert result.returncode == 1
    assert "factories.csv" in result.stderr
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "map.html").exists()


def test_map_of_an_atlas_without_rows_is_a_base_map(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "study"
    folder.mkdir()
    (folder / "factories.csv").write_text("id,name\n", encoding="utf-8")
    result = run("map", "study", "-o", "map.html")
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize(
    "words",
    [
        ["mapp"],
        ["map"],
        ["map", "nowhere", "-o", "x.html"],
        ["export", "-o", "out", "--format", "shapefile"],
        ["export", "-o", "-"],
        ["map", "-o", "-", "--on-invalid", "skip"],
        ["map", "-o", "x.html", "--theme", "purple"],
    ],
)
def test_a_wrong_call_exits_2_with_advice(run: Run, words: list[str]) -> None:
    result = run(*words)
    assert result.returncode == 2
    assert "Traceback" not in result.stderr
    assert result.stderr.startswith("Usage:")


def test_a_mistyped_command_is_answered_with_the_nearest(run_installed: Run) -> None:
    result = run_installed("exprot")
    assert result.returncode == 2
    assert "Did you mean 'export'?" in result.stderr


def test_sources_names_licences(run: Run) -> None:
    printed = run("sources").stdout
    assert "GeoNames" in printed
    assert "licence: CC BY 4.0" in printed
    assert {"name", "licence", "version", "date", "attribution"} <= set(
        json.loads(run("sources", "--json").stdout)[0]
    )


def test_a_file_that_cannot_be_written_is_one_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    shutil.rmtree(tmp_path / "full")
    result = run("map", "-o", "full/map.html")
    assert result.returncode == 1
    assert result.stderr.count("\n") == 1
    assert "Traceback" not in result.stderr


def test_buffer_writes_bands(run: Run, tmp_path: Path) -> None:
    run("export", "-o", "out")
    result = run("buffer", "out/gateways.geojson", "--radius", "10km", "-r", "50km", "-o", "bands.geojson")
    assert result.returncode == 0, result.stderr
    assert "156 rings around 78 rows" in result.stdout
    features = json.loads((tmp_path / "bands.geojson").read_text("utf-8"))["features"]
    assert {feature["properties"]["to_km"] for feature in features} == {10, 50}


@pytest.mark.parametrize("radius", ["ten", "0km", "-5km", "10"])
def test_buffer_asks_for_a_distance_with_its_unit(run: Run, radius: str) -> None:
    run("export", "-o", "out")
    result = run("buffer", "out/gateways.geojson", f"--radius={radius}", "-o", "bands.geojson")
    assert result.returncode == 2
    assert "such as 10km" in result.stderr


def test_exposure_counts_zones_in_force(run: Run, tmp_path: Path) -> None:
    run("export", "-o", "out")
    files = ["out/corridors.geojson", "out/risk_zones.geojson"]
    result = run("exposure", *files, "--on", "2025-09-15", "-o", "exposure.csv")
    assert result.returncode == 0, result.stderr
    rows = (tmp_path / "exposure.csv").read_text("utf-8").splitlines()
    assert rows[0].startswith("line_id,line_name,zone_id")
    assert any(row.startswith("C10-05") or "r14" in row for row in rows)
    wrong = run("exposure", *files, "--on", "yesterday", "-o", "exposure.csv")
    assert wrong.returncode == 1
    assert "ISO date" in wrong.stderr


def test_route_prints_what_was_matched_and_its_legs(run: Run, tmp_path: Path) -> None:
    result = run(
        "route", "Taichung", "Warsaw", "--mode", "sea,rail", "--close", "suez", "-o", "route.geojson"
    )
    assert result.returncode == 0, result.stderr
    lines = result.stdout.splitlines()
    assert lines[:2] == ["From Taichung, TW (city 1668399)", "To   Warsaw, PL (city 756135)"]
    assert "good_hope" in lines[3]
    assert lines[9].split()[0] == "total"
    assert lines[-1] == "Wrote route.geojson (6 rows)"
    features = json.loads((tmp_path / "route.geojson").read_text("utf-8"))["features"]
    assert [feature["properties"]["mode"] for feature in features][1::2] == ["sea", "rail", "total"]


def test_route_prints_geojson_alone_to_standard_output(run: Run) -> None:
    result = run("route", "Warszawa", "Praha", "--mode", "rail", "-o", "-")
    assert result.returncode == 0, result.stderr
    assert [feature["properties"]["mode"] for feature in json.loads(result.stdout)["features"]][1] == "rail"
    assert "From Warsaw, PL" in result.stderr


def test_route_draws_a_map(run: Run, tmp_path: Path) -> None:
    result = run("route", "Warsaw", "Prague", "--mode", "rail", "-o", "route.html")
    assert result.returncode == 0, result.stderr
    assert "<title>Warsaw - Prague</title>" in (tmp_path / "route.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["Chaozhou", "Warsaw"], "type 'Chaozhou, TW'"),
        (["Taichung", "Warsaw", "--close", "suesz"], "the nearest are suez (Suez Canal)"),
        (["Taichung", "Warsaw", "--mode", "sea,barge"], "modes: expected some of sea, rail, road, air"),
        (["Taichung", "Warsaw", "--on", "soon"], "expected an ISO date"),
    ],
)
def test_a_wrong_route_exits_2_with_advice(run: Run, words: list[str], says: str) -> None:
    result = run("route", *words, "-o", "route.geojson")
    assert result.returncode == 2
    assert says in result.stderr
    assert "Traceback" not in result.stderr


def test_no_route_exits_1_and_writes_nothing(run: Run, tmp_path: Path) -> None:
    result = run("route", "Taipei", "Warsaw", "--mode", "rail", "-o", "route.geojson")
    assert result.returncode == 1
    assert "add the mode sea" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_gates_are_listed(run: Run) -> None:
    assert "\nsuez " in run("gates").stdout
    listed = json.loads(run("gates", "--json").stdout)
    assert {"name", "kind", "title", "edges", "modes"} == set(listed[0])


def test_init_writes_an_atlas_that_works(run: Run) -> None:
    assert run("init", "study").returncode == 0
    assert run("check", "study").stdout == "study: no problems\n"
    again = run("init", "study")
    assert again.returncode == 1
    assert again.stderr.startswith("isthmus: study: expected a new or an empty folder")


def test_a_map_to_standard_output_is_all_there_is(run: Run, tmp_path: Path) -> None:
    run("map", "-o", "map.html")
    result = run("map", "-o", "-")
    assert result.stdout == (tmp_path / "map.html").read_text("utf-8")
    assert "Wrote standard output" in result.stderr
    assert run("map", "-o", "-", "--quiet").stderr == ""


def test_quiet_prints_only_what_is_wrong(run: Run, tmp_path: Path) -> None:
    assert run("export", "-o", "out", "-q").stdout == ""
    (tmp_path / "study").mkdir()
    (tmp_path / "study" / "flows.csv").write_text("id\n1\n", encoding="utf-8")
    result = run("check", "study", "--quiet")
    assert result.stdout == ""
    assert "flows.csv" in result.stderr


def test_what_was_taken_for_granted_is_a_note_and_no_fault(run: Run, tmp_path: Path) -> None:
    (tmp_path / "study").mkdir()
    (tmp_path / "study" / "factories.csv").write_text("id;name;lon;lat\na;A;20;50\n", encoding="utf-8")
    checked = run("check", "study")
    note = "factories.csv: note: expected columns split by commas, got semicolons, and read as such; "
    assert checked.returncode == 0
    assert checked.stderr.startswith(note)
    assert checked.stdout == "study: no problems, 1 note\n"
    (listed,) = json.loads(run("check", "study", "--json").stdout)
    assert listed["severity"] == "note"
    assert note in run("map", "study", "-o", "map.html").stderr
    assert run("map", "study", "-o", "map.html", "--quiet").stderr == ""


def test_rows_with_problems_can_be_left_out_and_are_kept(run: Run, tmp_path: Path) -> None:
    (tmp_path / "study").mkdir()
    (tmp_path / "study" / "factories.csv").write_text(
        "id,name,lon,lat\na,A,20,50\nb,B,20,\n", encoding="utf-8"
    )
    assert run("map", "study", "-o", "map.html").returncode == 1
    result = run("map", "study", "-o", "map.html", "--on-invalid", "skip")
    assert result.returncode == 0
    assert "row 2, lat" in result.stderr
    assert "factories.csv,2,lat" in (tmp_path / "map.rejected.csv").read_text("utf-8")
    (tmp_path / "study" / "factories.csv").write_text("id,name,lon,lat\na,A,20,50\n", encoding="utf-8")
    assert run("map", "study", "-o", "map.html").returncode == 0
    assert "factories.csv" not in (tmp_path / "map.rejected.csv").read_text("utf-8")


def test_debug_shows_the_traceback(run: Run, tmp_path: Path) -> None:
    (tmp_path / "study").mkdir()
    result = run("check", "study", "--debug")
    assert "Traceback" not in result.stderr
    assert "Traceback" in run("map", "study", "-o", "map.html", "--debug").stderr


def test_quiet_and_debug_may_stand_before_the_command(run: Run, tmp_path: Path) -> None:
    (tmp_path / "factories.csv").write_text("id,name\na,A\n", encoding="utf-8")
    assert "Traceback" in run("--debug", "map", str(tmp_path), "-o", "m.html").stderr
    assert run("--quiet", "init", "study").stdout == ""


@pytest.mark.parametrize("command", ["buffer", "exposure", "dependence"])
def test_an_ending_that_cannot_be_written_is_told_before_any_work(
    run: Run, tmp_path: Path, command: str
) -> None:
    (tmp_path / "broken.csv").write_bytes(b"\0")
    files = ["broken.csv"] * (2 if command == "exposure" else 1)
    radius = ["--radius", "10km"] if command == "buffer" else []
    result = run(command, *files, *radius, "-o", "out.shp")
    assert result.returncode == 2
    assert "expected a file ending in ." in result.stderr


def test_a_coarse_export_may_go_where_you_are(run: Run, tmp_path: Path) -> None:
    run("init", "study")
    assert run("export", "study", "-o", ".", "--precision", "region").returncode == 0
    assert (tmp_path / "factories.geojson").exists()


def test_rows_left_out_by_an_earlier_run_are_not_taken_for_this_one_s(run: Run, tmp_path: Path) -> None:
    run("init", "study")
    header = "file,row,column,reason,cells\n"
    for name, words in {
        "map.rejected.csv": ["map", "study", "-o", "map.html"],
        "out.rejected.csv": ["export", "study", "-o", "out", "--precision", "region"],
    }.items():
        (tmp_path / name).write_text(f"{header}of an earlier run\n", encoding="utf-8")
        assert name in run(*words).stdout
        assert (tmp_path / name).read_text("utf-8") == header


def test_a_mistyped_option_is_answered_with_the_nearest(run: Run) -> None:
    result = run("map", "--titel", "x", "-o", "x.html")
    assert result.returncode == 2
    assert "--title" in result.stderr


@pytest.mark.parametrize("command", ["init", "map", "export", "check", "completion"])
def test_help_shows_examples_line_by_line(run: Run, command: str) -> None:
    assert f"\n    isthmus {command} " in run(command, "--help").stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_a_script(run: Run, shell: str) -> None:
    assert "_ISTHMUS_COMPLETE" in run("completion", shell).stdout
