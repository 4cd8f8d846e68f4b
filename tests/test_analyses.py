"""The commands that compute: bands of distance, and exposure to zones."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from warm_python import Run


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
