"""The commands on the network: routes, results, and lists of what is known of it, as text and files."""

from __future__ import annotations

import json
import re
import sys
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from click.testing import CliRunner
from unpacking import from_text, unpack

from isthmus import layers
from isthmus.cli import _options, main

if TYPE_CHECKING:
    from pathlib import Path

    from warm_python import Run


def test_route_prints_what_was_matched_and_its_legs(run: Run, tmp_path: Path) -> None:
    result = run(
        "route", "Taichung", "Warsaw", "--modes", "sea,rail", "--closed", "suez", "-o", "route.geojson"
    )
    assert result.returncode == 0, result.stderr
    lines = result.stdout.splitlines()
    assert lines[:2] == ["From Taichung, TW (city 1668399)", "To   Warsaw, PL (city 756135)"]
    assert re.fullmatch(
        r"Shut on 2026-04-26: suez, .*bab_el_mandeb; \d+ more off the way "
        r"\(isthmus gates --on 2026-04-26 lists what was shut that day\)",
        lines[2],
    )
    assert not any("Hormuz" in line for line in lines)  # shut that day, and nowhere near
    assert any(
        line.startswith("  Main container lines leave the Red Sea again: avoided by carriers (")
        for line in lines
    )
    [passed] = [line for line in lines if line.startswith("Route 1, through ")]
    assert "good_hope" in passed
    assert lines[-3].split()[0] == "total"
    assert lines[-1] == "Wrote route.geojson (8 rows)"
    features = json.loads((tmp_path / "route.geojson").read_text("utf-8"))["features"]
    assert [feature["properties"]["mode"] for feature in features][1::2] == ["rail", "sea", "rail", "total"]


def test_route_prints_geojson_alone_to_standard_output(run: Run) -> None:
    result = run("route", "Warszawa", "Praha", "--modes", "rail", "-o", "-")
    assert result.returncode == 0, result.stderr
    assert [feature["properties"]["mode"] for feature in json.loads(result.stdout)["features"]][1] == "rail"
    assert "From Warsaw, PL" in result.stderr


def test_route_draws_a_map(run: Run, tmp_path: Path) -> None:
    result = run("route", "Warsaw", "Prague", "--modes", "rail", "-o", "route.html")
    assert result.returncode == 0, result.stderr
    assert "<title>Warsaw - Prague</title>" in (tmp_path / "route.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["Chaozhou", "Warsaw"], "type 'Chaozhou, TW'"),
        (["Taichung", "Warsaw", "--closed", "suesz"], "the nearest are suez (Suez Canal)"),
        (
            ["Taichung", "Warsaw", "--modes", "sea,barge"],
            "modes: expected some of sea, ferry, rail, road, air",
        ),
        (["Taichung", "Warsaw", "--on", "soon"], "expected an ISO date"),
    ],
)
def test_a_wrong_route_exits_2_with_advice(run: Run, words: list[str], says: str) -> None:
    result = run("route", *words, "-o", "route.geojson")
    assert result.returncode == 2
    assert says in result.stderr
    assert "Traceback" not in result.stderr


def test_no_route_exits_1_and_writes_nothing(run: Run, tmp_path: Path) -> None:
    result = run("route", "Taipei", "Warsaw", "--modes", "rail", "-o", "route.geojson")
    assert result.returncode == 1
    assert "add the mode sea" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_what_is_asked_about_is_not_written_over(run: Run, tmp_path: Path) -> None:
    points = "id,name,lon,lat\na,A,120.3,22.6\nb,B,18.6,54.5\n"
    zone = '{"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}'
    (tmp_path / "study").mkdir()
    for name in ("points.csv", "study/factories.csv"):
        (tmp_path / name).write_text(points)
    (tmp_path / "zone.geojson").write_text(f'{{"type": "Feature", "properties": {{}}, "geometry": {zone}}}')
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    for words in (
        ("route", "a", "b", "--places", "points.csv", "-o", "points.csv"),
        ("route", "a", "b", "--places", "study", "-o", "study/route.geojson"),
        ("route", "TW", "PL", "--avoid", "zone.geojson", "-o", "zone.geojson"),
        ("resilience", "study", "--from", "a", "--to", "b", "-o", "study"),
    ):
        result = run(*words)
        assert (result.returncode, "expected a" in result.stderr) == (1, True), result.stderr
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_the_command_writes_a_folder_with_a_map(run: Run, tmp_path: Path) -> None:
    words = ["--from", "TWKHH", "--to", "PLGDN,NLRTM", "--modes", "sea", "--closed", "suez", "-o", "out"]
    done = run("resilience", *words, "--together", "baltic=oresund,great_belt, little_belt+kiel")
    assert done.returncode == 0, done.stderr
    assert not done.stderr  # no bar in a pipe
    assert "every route from TWKHH to NLRTM passes " in done.stdout
    assert {"Routes before and after", "Independent routes", "What would widen the network"} <= drawn(
        tmp_path / "out" / "map.html"
    )
    cuts = pd.read_csv(tmp_path / "out" / "cuts.csv").set_index(["destination", "apart"])
    assert cuts.loc[("PLGDN", "gate"), "names"] in {"baltic", "skagen"}  # every way passes both
    assert "baltic" in set(pd.read_csv(tmp_path / "out" / "criticality.csv")["name"])


def drawn(page: Path) -> set[str]:
    """Return the titles of the layers of a map."""
    packed = re.findall(r'id="data-packed_layer_\d+"[^>]*>([^<]*)<', page.read_text("utf-8"))
    return {unpack(from_text(text)).header["layer"]["title"] for text in packed}


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        (["--from", "TW", "--to", "XX"], 2, "--to: nothing is known as 'XX'"),
        (["--from", "TW", "--to", "PL", "--closed", "suex"], 2, "the nearest are suez (Suez Canal)"),
        (["--from", "TW,", "--to", "PL"], 2, "expected at least one name"),
        (["--from", "TW", "--to", "PL", "--together", "baltic"], 2, "a name and gates"),
        (["--from", "TW"], 2, "--to"),
    ],
)
def test_a_wrong_call_is_told(tmp_path: Path, words: list[str], status: int, told: str) -> None:
    done = CliRunner().invoke(main, ["resilience", *words, "-o", str(tmp_path / "out")])
    assert done.exit_code == status
    assert told in done.stderr
    assert not (tmp_path / "out").exists()


def test_gates_are_listed(run: Run) -> None:
    assert "\nsuez " in run("gates").stdout
    listed = json.loads(run("gates", "--json").stdout)
    gate = next(one for one in listed if one["name"] == "suez")
    assert list(gate) == [name for name in layers.gates().columns if name != "geometry"]
    assert gate["usd_t_low"] > 0


def test_gates_of_a_day_are_listed_with_the_reason(run: Run) -> None:
    shut = run("gates", "--on", "2025-09-24").stdout.splitlines()
    [line] = [line for line in shut if line.startswith("border_by_pl ")]
    assert line.split()[1:3] == ["law", "rail+road"]
    assert line.endswith("closed by law from 2025-09-12 to 2025-09-24.")
    assert not any(
        line.startswith("border_by_pl ") for line in run("gates", "--on", "2025-09-25").stdout.splitlines()
    )
    assert {row["target"] for row in json.loads(run("gates", "--on", "2022-05-01", "--json").stdout)} >= {
        "UAODS+UAILK"
    }
    assert run("gates", "--on", "soon").returncode == 2
    assert run("gates", "--on", "open").stdout == ""


def test_policies_are_listed_by_their_sets(run: Run) -> None:
    lines = run("policies").stdout.splitlines()
    assert len(lines) == len(layers.policies())
    assert lines[0].startswith("eu_russia  ")
    assert {row["id"] for row in json.loads(run("policies", "--json", "--on", "2024-10-14").stdout)} == {
        *layers.policies("2024-10-14")["id"]
    }
    assert run("policies", "--on", "soon").returncode == 2


@pytest.mark.parametrize("command", ["policies", "disruptions"])
def test_a_list_is_written_whole(command: str, tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    done = CliRunner().invoke(main, [command, "-o", str(path)])
    table = getattr(layers, command)()
    assert done.output == f"Wrote {path} ({len(table)} rows)\n"
    written = pd.read_csv(path, keep_default_na=False)
    assert written["sentence"].tolist() == table["sentence"].tolist()
    assert CliRunner().invoke(main, [command, "-o", str(tmp_path / "out.geojson")]).exit_code == 2


def test_disruptions_are_listed_with_what_was_observed(run: Run) -> None:
    lines = run("disruptions").stdout.splitlines()
    assert len(lines) == len(layers.disruptions())
    assert lines[0].startswith("ever_given_2021")
    assert lines[0].endswith("ships waiting: 350 to 422 ships.")


def test_the_score_counts_what_is_modelled_and_what_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    verdicts = ["missed", "inside", "not modelled", "not modelled", "not modelled"]
    score = pd.DataFrame({"verdict": verdicts, "sentence": list("abcde")})
    monkeypatch.setattr(layers, "replay", lambda: score)
    told = CliRunner().invoke(main, ["replay"]).output
    assert "Of 2 effects 1 missed, 0 near, 1 inside; 3 more are not modelled." in told


def test_sentences_are_folded_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [["a", "word " * 40], ["longer", "short"]]
    whole = _options.fold(rows).splitlines()
    assert [len(line) > 100 for line in whole] == [True, False]
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("COLUMNS", "100")
    folded = _options.fold(rows).splitlines()
    assert max(map(len, folded)) <= 100
    assert len(folded) == 4
    assert folded[0].startswith("a       word ")
    assert folded[1].startswith("        word ")
    assert folded[-1] == "longer  short"


def test_it_says_that_nothing_would_widen_the_network(tmp_path: Path) -> None:
    asked = ["resilience", "--from", "TPE", "--to", "WAW", "--modes", "air"]
    done = CliRunner().invoke(main, [*asked, "-o", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    assert "no link alone, and nothing shut that may open, joins an end anew" in done.output
    assert "measures.csv" in done.output
    assert (tmp_path / "out" / "measures.csv").read_text("utf-8").startswith("name,kind,subject,saved_low")
