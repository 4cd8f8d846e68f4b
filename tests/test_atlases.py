"""The commands that take an atlas as a whole, called as a user calls them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from isthmus import layers

if TYPE_CHECKING:
    from pathlib import Path

    from warm_python import Run


LAYERS = {"factories", "tech_hubs", "gateways", "corridors", "flows", "partnerships", "risk_zones"}
TABLES = LAYERS | {"components", "component_shares", "recovery"}


def test_map_writes_one_file_and_says_what_is_in_it(run: Run, tmp_path: Path) -> None:
    result = run("map", "-o", "map.html", "--title", "Our network")
    assert result.returncode == 0, result.stderr
    assert "Wrote map.html" in result.stdout
    for layer in LAYERS:
        assert layer in result.stdout
    assert "<title>Our network</title>" in (tmp_path / "map.html").read_text("utf-8")
    assert [path.name for path in tmp_path.iterdir()] == ["map.html"]


def test_map_is_the_same_file_each_time(run: Run, tmp_path: Path) -> None:
    layers.write_starter(tmp_path / "study")
    run("map", "study", "-o", "a.html")
    run("map", "study", "-o", "b.html")
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


def test_a_map_to_standard_output_is_all_there_is(run: Run, tmp_path: Path) -> None:
    layers.write_starter(tmp_path / "study")
    run("map", "study", "-o", "map.html")
    result = run("map", "study", "-o", "-")
    assert result.stdout == (tmp_path / "map.html").read_text("utf-8")
    assert "Wrote standard output" in result.stderr
    assert run("map", "study", "-o", "-", "--quiet").stderr == ""


def test_columns_that_look_personal_are_told_before_somebody_sends_them(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "study"
    folder.mkdir()
    (folder / "factories.csv").write_text("id,name,lon,lat,phone\na,A,21,52,1\n", encoding="utf-8")
    for call in (("map", "study", "-o", "map.html"), ("export", "study", "-o", "out")):
        assert "factories.phone looks personal or secret" in run(*call).stdout


def test_map_of_bad_data_lists_the_problems_and_writes_nothing(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "study"
    folder.mkdir()
    (folder / "factories.csv").write_text("id\n1\n", encoding="utf-8")
    result = run("map", "study", "-o", "map.html")
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


def test_export_writes_a_file_a_layer(run: Run, tmp_path: Path) -> None:
    result = run("export", "-o", "out", "--format", "geojson")
    assert result.returncode == 0, result.stderr
    assert {path.stem for path in (tmp_path / "out").glob("*.geojson")} == TABLES


def test_export_coarsens_before_it_writes(run: Run, tmp_path: Path) -> None:
    result = run("export", "-o", "out", "--format", "csv, gpkg", "--precision", "country")
    assert result.returncode == 0, result.stderr
    assert b"120.68" not in (tmp_path / "out" / "factories.csv").read_bytes()
    assert json.loads((tmp_path / "out" / "datapackage.json").read_text("utf-8"))["precision"] == "country"


def test_a_coarse_export_may_go_where_you_are(run: Run, tmp_path: Path) -> None:
    run("init", "study")
    assert run("export", "study", "-o", ".", "--precision", "region").returncode == 0
    assert (tmp_path / "factories.geojson").exists()


def test_what_is_read_is_never_written_over(run: Run, tmp_path: Path) -> None:
    run("init", "own")
    (tmp_path / "link").symlink_to("own")
    (tmp_path / "linked").mkdir()
    (tmp_path / "linked" / "factories.csv").symlink_to(tmp_path / "own" / "factories.csv")
    (tmp_path / "map.html").symlink_to(tmp_path / "own" / "factories.csv")
    before = {path.name: path.read_bytes() for path in (tmp_path / "own").iterdir()}
    for words in (
        ("export", "own", "-o", "own", "--format", "csv"),
        ("export", "own", "-o", "link/../own", "--format", "geojson"),
        ("export", "link", "-o", "own", "--format", "geojson"),
        ("export", "own", "-o", "linked", "--format", "csv"),
        ("map", "own", "-o", "map.html"),
    ):
        result = run(*words)
        assert (result.returncode, "expected" in result.stderr) == (1, True), words
    assert {path.name: path.read_bytes() for path in (tmp_path / "own").iterdir()} == before


def test_a_geopackage_is_not_exported_over_itself(run: Run, tmp_path: Path) -> None:
    run("export", "-o", ".", "--format", "gpkg")
    before = (tmp_path / "atlas.gpkg").read_bytes()
    assert run("export", "atlas.gpkg", "-o", ".", "--format", "gpkg", "--precision", "city").returncode == 1
    assert (tmp_path / "atlas.gpkg").read_bytes() == before
    assert run("export", "atlas.gpkg", "-o", ".", "--format", "csv").returncode == 0


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
    assert {"file", "row", "column", "expected", "got", "remedy", "severity", "settings"} == set(listed[0])


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


def test_init_writes_an_atlas_that_works(run: Run) -> None:
    assert run("init", "study").returncode == 0
    assert run("check", "study").stdout == "study: no problems\n"
    again = run("init", "study")
    assert again.returncode == 1
    assert again.stderr.startswith("isthmus: study: expected a new or an empty folder")
