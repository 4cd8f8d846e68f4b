"""What a release says of itself is the same everywhere, and what tries it knows every command."""

from __future__ import annotations

import csv
import json
import re
import sys
import tomllib
from configparser import ConfigParser
from pathlib import Path

import isthmus
from isthmus.cli import main

ROOT = Path(__file__).parent.parent
sys.path.append(str(ROOT / "tools"))
import try_commands  # noqa: E402 - tools are no package

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def test_there_is_one_version() -> None:
    version = PROJECT["version"]
    plugin = ConfigParser()
    plugin.read(ROOT / "qgis" / "isthmus_processing" / "metadata.txt", encoding="utf-8")
    cited = re.search(r"^version: (.+)$", (ROOT / "CITATION.cff").read_text("utf-8"), re.MULTILINE)
    [newest, *older] = re.findall(r"^## (\S+) - ", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert cited is not None
    assert isthmus.__version__ == plugin["general"]["version"] == cited[1] == newest == version
    assert older == ["0.1.0"]
    assert f"the newest, {version.rpartition('.')[0]}." in (ROOT / "SECURITY.md").read_text("utf-8")


def test_every_command_is_tried_in_a_release() -> None:
    assert {*try_commands.FIRST, *try_commands.OTHERS} == {*main.commands}


def test_what_is_vendored_is_listed_with_its_version_and_licence() -> None:
    with (ROOT / "tools" / "vendored.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    package = json.loads((ROOT / "maps" / "assets" / "package.json").read_text("utf-8"))
    assert {row["name"]: row["version"] for row in rows} == package["dependencies"]
    notice = (ROOT / "NOTICE").read_text("utf-8")
    owned = {"leaflet": "Leaflet 1.9.4", "geographiclib-geodesic": "geographiclib-geodesic"}
    assert [
        row["name"] for row in rows if owned.get(row["name"], f"{row['name']} {row['version']}") not in notice
    ] == []
    vendored = {path.relative_to(ROOT).as_posix() for path in (ROOT / "maps" / "assets" / "vendor").iterdir()}
    told = {path for row in rows for path in row["files"].split()}
    assert vendored <= told
    assert all((ROOT / path).is_file() for path in told)
    for path in vendored:
        head = (ROOT / path).read_text("utf-8").split("\n", 1)[0]
        [licence] = {row["licence"].split("-")[0] for row in rows if path in row["files"].split()}
        assert licence in head
