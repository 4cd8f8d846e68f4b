"""The commands that compute: bands of distance, exposure to zones, and on whom countries depend."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from isthmus import layers
from small_studies import pump_study

if TYPE_CHECKING:
    from pathlib import Path

    from warm_python import Run


@pytest.fixture(scope="module")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the layers of the bundled atlas."""
    folder = tmp_path_factory.mktemp("bundled")
    layers.example().write(folder, formats=["geojson"])
    return folder


@pytest.mark.parametrize("words", [["--radius", "10km", "-r", "50km"], ["--radius", "10km, 50km"]])
def test_buffer_writes_bands(run: Run, bundled: Path, tmp_path: Path, words: list[str]) -> None:
    result = run("buffer", bundled / "gateways.geojson", *words, "-o", "bands.geojson")
    assert result.returncode == 0, result.stderr
    assert "156 rings around 78 rows" in result.stdout
    features = json.loads((tmp_path / "bands.geojson").read_text("utf-8"))["features"]
    assert {feature["properties"]["to_km"] for feature in features} == {10, 50}


@pytest.mark.parametrize("radius", ["ten", "0km", "-5km", "10", "10km,"])
def test_buffer_asks_for_a_distance_with_its_unit(run: Run, bundled: Path, radius: str) -> None:
    result = run("buffer", bundled / "gateways.geojson", f"--radius={radius}", "-o", "bands.geojson")
    assert result.returncode == 2
    assert "such as 10km" in result.stderr


def test_exposure_counts_zones_in_force(run: Run, bundled: Path, tmp_path: Path) -> None:
    files = [bundled / "corridors.geojson", bundled / "risk_zones.geojson"]
    result = run("exposure", *files, "--on", "2025-09-15", "-o", "exposure.csv")
    assert result.returncode == 0, result.stderr
    rows = (tmp_path / "exposure.csv").read_text("utf-8").splitlines()
    assert rows[0].startswith("line_id,line_name,zone_id")
    assert any(row.startswith("C10-05") or "r14" in row for row in rows)
    wrong = run("exposure", *files, "--on", "yesterday", "-o", "exposure.csv")
    assert wrong.returncode == 2
    assert "ISO date" in wrong.stderr


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


def test_a_file_that_is_read_is_not_written_over(run: Run, tmp_path: Path) -> None:
    text = "origin,destination,quantity,lon,lat\nTW,PL,3,18,54\n"
    (tmp_path / "t.csv").write_text(text)
    (tmp_path / "link.csv").symlink_to("t.csv")
    for words in (
        ("buffer", "t.csv", "-r", "1km", "-o", "./t.csv"),
        ("exposure", "t.csv", "t.csv", "-o", "link.csv"),
        ("dependence", "link.csv", "-o", "t.csv"),
    ):
        result = run(*words)
        assert result.returncode == 1, words
        assert "expected a file that is not read from, got one that is" in result.stderr
    assert (tmp_path / "t.csv").read_text() == text


def test_a_layer_of_several_is_named(run: Run, tmp_path: Path) -> None:
    track = '<trk><trkseg><trkpt lat="54" lon="18"/><trkpt lat="54.5" lon="18.5"/></trkseg></trk>'
    gpx = f'<gpx version="1.1" creator="t" xmlns="http://www.topografix.com/GPX/1/1">{track}</gpx>'
    (tmp_path / "t.gpx").write_text(gpx, encoding="utf-8")
    refused = run("buffer", "t.gpx", "-r", "1km", "-o", "bands.geojson")
    assert refused.returncode == 1
    assert "got tracks, track_points; name it by --layer" in refused.stderr
    done = run("buffer", "t.gpx", "-r", "1km", "--layer", "tracks", "-o", "bands.geojson")
    assert done.returncode == 0, done.stderr
    crossed = ["exposure", "t.gpx", "bands.geojson", "--lines-layer", "tracks", "-o", "exposure.csv"]
    assert run(*crossed).returncode == 0


def test_dependence_writes_a_table(run: Run, tmp_path: Path) -> None:
    (tmp_path / "flows.csv").write_text("origin,destination,quantity\nTW,PL,3\nTW,CZ,1\n")
    words = ["dependence", "flows.csv", "--complete"]
    for ending in ("csv", "parquet"):
        result = run(*words, "-o", f"out.{ending}", "--thresholds", "us-2010")
        assert result.returncode == 0, result.stderr
        assert "Horizontal Merger Guidelines (2010)" in result.stdout
    written, same = pd.read_csv(tmp_path / "out.csv"), pd.read_parquet(tmp_path / "out.parquet")
    assert written["share_low"].tolist() == same["share_low"].tolist() == [0.75, 0.25, 1, 1]
    printed = run(*words, "-o", "-")
    assert printed.returncode == 0, printed.stderr
    assert printed.stdout.startswith("side,country,partner,")
    assert "Wrote standard output (4 partners)" in printed.stderr
    refused = run(*words, "-o", "out.gpkg")
    assert refused.returncode == 2  # the call was wrong, not the data
    assert "expected a file ending in .csv, .parquet, got 'out.gpkg'" in refused.stderr


def test_dependence_over_time_counts_what_changed(run: Run, tmp_path: Path) -> None:
    rows = ["TW,PL,3,2024", "TW,CZ,3,2024", "TW,PL,9,2025", "TW,CZ,1,2025"]
    (tmp_path / "years.csv").write_text("\n".join(["origin,destination,quantity,period", *rows]))
    result = run("dependence", "years.csv", "--complete", "--over-time", "-o", "out.csv")
    assert result.returncode == 0, result.stderr
    assert "from one period to the next: up in 1, down in 0, none in 2, unclear in 0." in result.stdout
    sold = pd.read_csv(tmp_path / "out.csv").query("side == 'buyers'")
    assert sold["hhi_low"].round(2).tolist() == [0.5, 0.5, 0.82, 0.82]


def test_dependence_takes_the_world_as_the_total_and_says_so(run: Run, tmp_path: Path) -> None:
    rows = "World,TW,100\nCN,TW,60\nJP,TW,40\n"
    (tmp_path / "world.csv").write_text(f"origin,destination,quantity\n{rows}")
    result = run("dependence", "world.csv", "--complete", "-o", "-")
    assert result.returncode == 0, result.stderr
    table = [line.split(",") for line in result.stdout.splitlines()]
    shares = {row[2]: row[table[0].index("share_low")] for row in table if row[:2] == ["suppliers", "TW"]}
    assert shares == {"CN": "0.6", "JP": "0.4"}
    assert '"World" as WLD' in result.stderr


def test_dependence_of_a_missing_whole_number(run: Run, tmp_path: Path) -> None:
    (tmp_path / "missing.csv").write_text("origin,destination,quantity\nCN,TW,60\nJP,TW,\n")
    result = run("dependence", "missing.csv", "--complete", "-o", "missing.parquet")
    assert result.returncode == 0, result.stderr
    table = pd.read_parquet(tmp_path / "missing.parquet")
    supplied = table[table["side"] == "suppliers"]
    assert supplied["share_low"].tolist() == [0, 0]
    assert supplied["share_high"].tolist() == [1, 1]
    assert supplied["hhi_low"].tolist() == pytest.approx([0.5, 0.5])


def test_dependence_tells_the_row_of_what_is_no_country(run: Run, tmp_path: Path) -> None:
    (tmp_path / "wrong.csv").write_text("origin,destination,quantity\nCN,TW,60\nGermny,TW,1\n")
    result = run("dependence", "wrong.csv", "-o", "out.csv")
    assert result.returncode == 1
    assert "flows, row 2, origin: expected a country" in result.stderr
    assert "did you mean Germany (DE)?" in result.stderr
    assert "Traceback" not in result.stderr


def test_components_tell_what_has_no_second_source(run: Run, tmp_path: Path) -> None:
    told = run("components", "-o", "parts.csv")
    assert told.returncode == 0, told.stderr
    assert told.stdout.startswith("Without China, at least 32 % of the value of Small multirotor")
    assert told.stdout.rstrip().endswith("Wrote parts.csv")
    assert "magnets" in (tmp_path / "parts.csv").read_text("utf-8")


def test_components_of_one_s_own_go_somewhere(run: Run, tmp_path: Path) -> None:
    (tmp_path / "study").mkdir()
    bill = "id,name,parent,needed\npump,Pump,,\nseal,Seal,pump,yes\n"
    shares = "id,component,stage,country,share_low,share_high,measure\ns,seal,making,IT,0.9,0.9,production\n"
    (tmp_path / "study" / "components.csv").write_text(bill, "utf-8")
    (tmp_path / "study" / "component_shares.csv").write_text(shares, "utf-8")
    told = run("components", "study", "--to", "PRG", "--modes", "air", "--json", "-o", "out")
    assert told.returncode == 0, told.stderr
    record = json.loads(told.stdout)
    assert record["routes"][0]["country"] == "IT"
    assert record["products"][0]["output_low"] == 0.9
    assert (tmp_path / "out" / "components.json").exists()
    assert "Wrote" in told.stderr


def test_components_refuse_a_format_before_any_work(run: Run) -> None:
    wrong = run("components", "-o", "parts.docx")
    assert wrong.returncode == 2
    assert "expected a file ending in .csv" in wrong.stderr


def test_components_tell_what_runs_short_if_something_stops(run: Run, tmp_path: Path) -> None:
    (tmp_path / "study").mkdir()
    pump_study(tmp_path / "study")
    told = run("components", "study", "--stop", "CN", "--part", "magnet", "--weeks", "10")
    assert "If China (Magnet) is out for 10 weeks, Magnet runs short after" in told.stdout
    answer = json.loads(run("components", "study", "--stop", "b", "--json").stdout)
    assert answer["stop"][0].startswith(
        "If B is out until it works again, it is open whether and when Magnet runs short"
    )
    assert "say what stops" in run("components", "study", "--weeks", "3").stderr
