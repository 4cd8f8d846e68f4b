"""What tables, schemas and atlases are made of survives a pickle, a copy and a worker process as it was."""

from __future__ import annotations

import ast
import copy
import dataclasses
import inspect
import pickle
import warnings
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pytest

from isthmus import layers
from isthmus.layers._reading.config import Config, FileOptions
from isthmus.layers._tables.symbology import NETWORK_SYMBOLOGY, SYMBOLOGY

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor
    from pathlib import Path

ROOMS = ("_atlas", "_bundled", "_checking", "_coarsen", "_reading", "_records", "_tables", "_writing")
NAMES = [
    alias.name
    for node in ast.parse(inspect.getsource(layers)).body
    if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in ROOMS
    for alias in node.names
]
CLASSES = {name for name in NAMES if isinstance(getattr(layers, name), type)}


@pytest.fixture(scope="module")
def values(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("study")
    rows = "id,name,lon,lat\na,A,21,52\nb,B,x,52\n"
    (folder / "factories.csv").write_text(rows, encoding="utf-8")
    atlas = layers.example()
    assert atlas.summary is not None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        part = layers.read(folder, on_invalid="skip")
    assert part.rejected
    return {
        "About": layers.About("Łódź", precision="city"),
        "Atlas": part,
        "Column": layers.SCHEMAS["flows"]["quantity"],
        "Config": Config(files={"a": FileOptions("cp1250", columns={"id": "nr"}, ignore=("x",))}),
        "Note": layers.Note("Our plant", (50.06, 19.94)),
        "PairSummary": atlas.summary.pairs[0],
        "Range": layers.Range(1.1, 2.5),
        "Rejected": part.rejected[0],
        "SCHEMAS": layers.SCHEMAS,
        "SYMBOLOGY": {**SYMBOLOGY, **NETWORK_SYMBOLOGY},
        "Scene": layers.Scene("Without Suez", location=(10, 60), zoom=3, closed="suez", month="2024-05"),
        "Schema": layers.SCHEMAS["flows"],
        "Summary": atlas.summary,
        "THRESHOLDS": layers.THRESHOLDS,
        "example": atlas,
    }


def content(value: object) -> object:
    """Return all that a value holds, so that it can be compared."""
    if isinstance(value, gpd.GeoDataFrame):
        return value.crs.to_string(), value.dtypes.astype(str).to_dict(), value.to_json()
    if isinstance(value, Mapping):
        return type(value), [(key, content(held)) for key, held in value.items()]
    if isinstance(value, list | tuple):
        return type(value), [content(held) for held in value]
    if dataclasses.is_dataclass(value):
        return type(value), [
            (field.name, content(getattr(value, field.name))) for field in dataclasses.fields(value)
        ]
    return repr(value)


def test_every_class_is_looked_at(values: dict[str, Any]) -> None:
    assert set(values) >= CLASSES >= {"About", "Atlas", "Column", "Schema", "Summary"}


def test_values_survive_a_pickle_and_a_copy(values: dict[str, Any]) -> None:
    for name, value in values.items():
        for protocol in (2, pickle.HIGHEST_PROTOCOL):
            assert content(pickle.loads(pickle.dumps(value, protocol))) == content(value), name  # noqa: S301
        for again in (copy.copy(value), copy.deepcopy(value)):
            assert content(again) == content(value), name


def test_values_and_functions_survive_a_worker_process(
    values: dict[str, Any], tmp_path: Path, worker_process: ProcessPoolExecutor
) -> None:
    functions = [getattr(layers, name) for name in NAMES if name not in CLASSES]
    assert content(list(worker_process.map(copy.copy, values.values()))) == content(list(values.values()))
    assert content(list(worker_process.map(copy.copy, functions))) == content(functions)
    with pytest.raises(layers.ValidationError) as caught:
        worker_process.submit(layers.read, tmp_path).result()
    assert caught.value.problems == tuple(layers.check(tmp_path))


def test_an_atlas_is_shown_short_and_with_its_title_escaped() -> None:
    atlas = dataclasses.replace(layers.example(), about=layers.About("<script>alert(1)</script>"))
    shown = atlas._repr_html_()
    assert "<script>" not in shown
    assert "<th>Corridors</th><td>145, each one leg of a corridor</td>" in shown
    counts = f"factories {len(atlas.factories)}, tech_hubs {len(atlas.tech_hubs)}, "
    assert repr(atlas).startswith(f"<Atlas '<script>alert(1)</script>': {counts}")
    assert max(len(shown), len(repr(atlas))) < 1500
