"""What the documents show works as it stands there, and prints what they say."""

from __future__ import annotations

import re
import warnings
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from borrowed_pages import NOTEBOOKS
from documents import Block, blocks, command_lines, run_page, same
from isthmus import layers
from isthmus.geo import DataWarning

ROOT = Path(__file__).parent.parent
#: But for pages of notebooks, which `make docs` writes and `make notebooks` runs.
PAGES = {
    str(path.relative_to(ROOT)): path
    for path in sorted((ROOT / "docs").rglob("*.md"))
    if path.parent.name != NOTEBOOKS
}

RUN = [
    name
    for name, path in PAGES.items()
    if any(block.kind in {"python", "sh", "doctest"} for block in blocks(path.read_text("utf-8")))
]


def lay_tables(folder: Path) -> None:
    """Write what the page on scale asks: legs in two parts, one of them in a zone, and sites."""
    ways = shapely.linestrings([[(43.0, 12.8), (43.6, 12.2)], [(5.0, 54.0), (6.0, 54.5)]])
    (folder / "legs").mkdir()
    for part, way in enumerate(ways):
        legs = gpd.GeoDataFrame({"id": [f"leg-{part}"], "mode": ["sea"]}, geometry=[way], crs=4326)
        layers.write_table(legs, folder / "legs" / f"part-{part}.parquet")
    layers.write_table(layers.example().risk_zones, folder / "zones.geojson")
    (folder / "sites").mkdir()
    sites = gpd.GeoDataFrame({"name": ["A"], "year": [2020]}, geometry=[shapely.Point(21, 52)], crs=4326)
    layers.write_table(sites, folder / "sites" / "part-0.parquet")


def lay_transits(folder: Path) -> None:
    """Write what the page on data asks: ships a day at Suez, by the year 2023 and a month of 2024."""
    days = pd.date_range("2022-12-01", "2024-01-25")
    rows = pd.DataFrame(
        {"date": days.strftime("%Y-%m-%d"), "portid": "chokepoint1", "portname": "Suez Canal"}
    )
    rows = rows.assign(n_container=20, n_total=70)
    (folder / "my-study").mkdir()
    rows.to_csv(folder / "my-study" / "transits.csv", index=False)


#: What pages take for given.
GIVEN = {"docs/scale.md": lay_tables, "docs/your-data.md": lay_transits}


@pytest.mark.parametrize("name", RUN)
def test_a_page_works_as_it_stands(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    if name in GIVEN:
        GIVEN[name](tmp_path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DataWarning)  # notes on what was taken for granted
        assert run_page(PAGES[name], tmp_path) > 0


def test_pages_with_examples_are_found() -> None:
    assert {"docs/start.md", "docs/taiwan-to-poland.md", "docs/components.md", "docs/capacity.md"} <= {*RUN}
    assert {"docs/policies.md", *GIVEN} <= {*RUN}


def test_blocks_are_told_apart_and_commands_read() -> None:
    text = (
        "`a.csv`:\n\n```csv\nid\n```\n\n    >>> 1\n    1\n\n"
        "```sh\nmake map\nisthmus map -o 'a b.html'  # a map\nisthmus map --scheduler tcp://10.0.0.5:1\n```\n"
    )
    found = [*blocks(text)]
    assert found[0] == Block("csv", "id\n", "a.csv", 1)
    assert [block.kind for block in found] == ["csv", "doctest", "sh"]
    assert command_lines(found[-1].code) == [["map", "-o", "a b.html"]]


def test_a_page_that_says_something_else_fails(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    for wrong in (
        "```python\nprint(1)\n```\n\n```text\n2\n```\n",
        "    >>> 1\n    2\n",
        "```sh\nisthmus gates --what\n```\n",
    ):
        page.write_text(wrong, "utf-8")
        with pytest.raises(AssertionError):
            run_page(page, tmp_path)
    assert same("1\n...\n3", "1  \n2\n3\n")
    assert not same("1\n", "1\n2\n")


@pytest.mark.parametrize("name", ["README.md", "docs/start.md"])
def test_targets_that_pages_make_are_there(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    made = [line.split("#")[0].split()[1] for block in blocks(text) if block.kind == "sh"
            for line in block.code.splitlines() if line.startswith("make ")]  # fmt: skip
    assert made
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert set(made) <= set(targets)
