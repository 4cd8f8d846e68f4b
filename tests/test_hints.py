"""The isthmus.toml that settles how a folder is read: what it says makes the folder pass, and no more."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import geopandas as gpd
import pytest
import shapely

from isthmus import layers
from isthmus.geo import Problem
from isthmus.layers._reading.hints import hints_of, toml_text

if TYPE_CHECKING:
    from pathlib import Path

    from warm_python import Run

POLISH = "Nazwa;Kraj;Szer;Dł\nŁódź;Polska;51,77;19,46\nGdańsk;Polska;54,35;18,65\n"
HEAD = "id,name,country,lat,lon"


def problems(folder: Path) -> list[Problem]:
    return [problem for problem in layers.check(folder) if problem.severity == "problem"]


def settle(folder: Path) -> dict[str, object]:
    """Save the hints of a folder in it, and return what they say."""
    (folder / "isthmus.toml").write_text(layers.hints(folder), encoding="utf-8")
    return tomllib.loads((folder / "isthmus.toml").read_text("utf-8"))


def test_what_was_taken_for_granted_is_written_down(tmp_path: Path) -> None:
    (tmp_path / "factories.csv").write_text(POLISH, encoding="cp1250")
    said = settle(tmp_path)
    assert said["factories"] == {
        "encoding": "cp1250",
        "delimiter": ";",
        "decimal": ",",
        "columns": {"name": "Nazwa", "country": "Kraj", "lat": "Szer", "lon": "Dł"},
    }
    assert layers.check(tmp_path)
    assert not problems(tmp_path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"{HEAD},as_of\na,A,PL,52,21,\n".replace("name", "nmae"), {"columns": {"name": "nmae"}}),
        (f"{HEAD},as_of\na,A,PL,52,21,15.02.2025\n", {"dates": "day first"}),
    ],
)
def test_what_can_be_known_makes_the_folder_pass(tmp_path: Path, text: str, said: dict[str, object]) -> None:
    (tmp_path / "factories.csv").write_text(text, encoding="utf-8")
    assert settle(tmp_path)["factories"] == said
    assert not problems(tmp_path)


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        (f"{HEAD},as_of\na,A,PL,52,21,01.02.2025\n", ['dates = "day first"', 'dates = "month first"']),
        (f"{HEAD}\na,A,Korea,37.5,127,\n".replace(",\n", "\n"), ['countries."Korea" = "KP"', '"KR"']),
        (f"{HEAD},latitude\na,A,PL,52,21,53\n", ['ignore = ["latitude"]', 'ignore = ["lat"]']),
    ],
)
def test_what_has_two_readings_is_asked_with_both(tmp_path: Path, text: str, readings: list[str]) -> None:
    (tmp_path / "factories.csv").write_text(text, encoding="utf-8")
    assert len(problems(tmp_path)) == 1
    hints = layers.hints(tmp_path)
    assert tomllib.loads(hints) == {"factories": {}}
    lines = [line for line in hints.splitlines() if any(reading in line for reading in readings)]
    assert len(lines) == 2
    for line in lines if "ignore" not in text else lines[:1]:
        (tmp_path / "isthmus.toml").write_text(hints.replace(line, line.removeprefix("# ")), "utf-8")
        assert [problem.expected for problem in problems(tmp_path)] in ([], ["a point in KP"])


def test_layers_of_a_file_and_layers_of_no_name_are_asked(tmp_path: Path) -> None:
    table = gpd.GeoDataFrame({"id": ["a"], "name": ["A"]}, geometry=[shapely.Point(21, 52)], crs=4326)
    for name in ("old", "new"):
        table.to_file(tmp_path / "factories.gpkg", layer=name)
    (tmp_path / "ports.csv").write_text(f"{HEAD}\np,P,PL,54.5,18.5\n")
    hints = layers.hints(tmp_path)
    assert '# layer = "old"\n# layer = "new"' in hints
    assert '# as = "gateways"' in hints
    chosen = hints.replace('# layer = "new"', 'layer = "new"').replace('# as = "gateways"', 'as = "gateways"')
    (tmp_path / "isthmus.toml").write_text(chosen)
    assert not problems(tmp_path)
    assert layers.read(tmp_path).gateways["id"].tolist() == ["p"]


def test_what_is_said_already_is_kept(tmp_path: Path) -> None:
    (tmp_path / "factories.csv").write_text(POLISH, encoding="cp1250")
    before = (
        '[about]\ntitle = "Ours"\n[factories]\nencoding = "cp1250"\n[factories.columns]\nname = "Nazwa"\n'
    )
    (tmp_path / "isthmus.toml").write_text(before)
    said = tomllib.loads(layers.hints(tmp_path))
    assert said["about"] == {"title": "Ours"}
    assert said["factories"]["columns"]["lat"] == "Szer"
    assert (tmp_path / "isthmus.toml").read_text() == before


def test_text_of_data_stays_text() -> None:
    name = 'a"]\n[about]\ntitle = "x'
    text = hints_of([Problem("f.csv", name, name, settings=(f"ignore = [{toml_text(name)}]",))])
    assert tomllib.loads(text) == {"f": {"ignore": [name]}}
    asked = hints_of([Problem("f.csv", name, name, settings=('decimal = ","', 'decimal = "."'))])
    assert tomllib.loads(asked) == {"f": {}}


def test_the_command_prints_them_or_writes_a_new_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "study").mkdir()
    (tmp_path / "study" / "factories.csv").write_text(POLISH, encoding="cp1250")
    printed = run("check", "study", "--fix-hints")
    assert printed.returncode == 0
    assert tomllib.loads(printed.stdout)["factories"]["encoding"] == "cp1250"
    wrote = run("check", "study", "--fix-hints", "-o", "study/isthmus.toml")
    assert (wrote.returncode, wrote.stdout) == (0, "")
    assert (tmp_path / "study" / "isthmus.toml").read_text("utf-8") == printed.stdout
    assert run("check", "study").returncode == 0
    again = run("check", "study", "--fix-hints", "-o", "study/isthmus.toml")
    assert again.returncode == 2
    assert "study/isthmus.toml is there already" in again.stderr
    assert run("check", "study", "-o", "x.toml").returncode == 2
    assert run("check", "study", "--json", "--fix-hints").returncode == 2
