"""A result as files."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import pytest

from isthmus import layers
from isthmus.geo import WriteError
from isthmus.layers._bundled.files import data_path

if TYPE_CHECKING:
    from pathlib import Path


WAYS = {
    "origins": ["TWKHH"],
    "destinations": ["PLGDN"],
    "modes": ["sea"],
    "by": "time",
    "closed": ["suez"],
    "on": "open",
}


@pytest.fixture(scope="module")
def result() -> layers.Resilience:
    return layers.resilience(layers.example(), **WAYS)  # type: ignore[arg-type]


def test_every_table_is_written_and_read_back(result: layers.Resilience, tmp_path: Path) -> None:
    steps: list[str] = []
    written = layers.write_resilience(result, tmp_path / "out", progress=steps.append)
    assert steps == list(layers.RESILIENCE_TABLES)
    assert written == sorted(written)
    for name in layers.RESILIENCE_TABLES:
        table = pd.read_csv(tmp_path / "out" / f"{name}.csv")
        assert len(table) == len(pd.read_parquet(tmp_path / "out" / f"{name}.parquet"))
        for ending in ("csv", "parquet"):  # without a note on places
            assert len(layers.read_table(tmp_path / "out" / f"{name}.{ending}")) == len(table)
    legs = gpd.read_file(tmp_path / "out" / "legs.geojson")
    assert set(legs["what"]) == {"kept", "left", "new"}
    assert set(gpd.list_layers(tmp_path / "out" / "resilience.gpkg")["name"]) == {
        "layer_styles",
        "legs",
        "routes",
        "widening",
    }


def test_a_result_is_not_written_into_its_atlas(result: layers.Resilience, tmp_path: Path) -> None:
    (tmp_path / "factories.csv").write_text("id,name,lon,lat\na,A,21,52\n")
    mine = replace(result.question, atlas=layers.read(tmp_path))
    asked = layers.Resilience(replace(result.case, question=mine))
    with pytest.raises(WriteError, match="expected another folder"):
        layers.write_resilience(asked, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["factories.csv"]


def test_the_run_can_be_repeated_from_its_record(result: layers.Resilience, tmp_path: Path) -> None:
    for folder in ("a", "b"):
        layers.write_resilience(result, tmp_path / folder)
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes(), path.name
    run = json.loads((tmp_path / "a" / "run.json").read_text("utf-8"))
    asked = {key: value for key, value in run["question"].items() if value not in ([], {}, None)}
    assert asked == WAYS | {"costs": "freight", "policy": ["law"]}
    assert run["closed"] == ["suez", "panama", "kiel", "oresund"]
    assert run["closed_by"] == ["asked", "size", "size", "size"]
    assert {"isthmus", "scipy", "python"} <= set(run["versions"])
    with data_path("network/sea.npz") as path:
        assert run["inputs"]["network/sea.npz"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert any("Menger" in source for source in run["citations"])


def test_another_atlas_has_another_hash(result: layers.Resilience, tmp_path: Path) -> None:
    layers.write_resilience(result, tmp_path / "a")
    atlas = layers.coarsen(layers.example(), "country")
    other = layers.resilience(atlas, **WAYS)  # type: ignore[arg-type]
    layers.write_resilience(other, tmp_path / "b")
    one, two = (json.loads((tmp_path / name / "run.json").read_text())["inputs"] for name in "ab")
    assert one["atlas/factories"] != two["atlas/factories"]
    assert one["network/sea.npz"] == two["network/sea.npz"]
