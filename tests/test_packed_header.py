"""What Python writes for the page's scripts fits the types that these declare."""

from __future__ import annotations

import json
import re
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from packed_fixture import PATH, packed_tables
from unpacking import from_text, header_of

from isthmus import layers, maps

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ASSETS = PATH.parents[1]
TYPES = ASSETS / "src" / "types"


@pytest.fixture(scope="module")
def written() -> dict[str, list[Any]]:
    """What stands on a page, by the type that reads it: the headers of its layers, and its panel."""
    page = maps.Map(layers.example(), tiles=True).get_root().render()
    found = re.findall(r'<script type="application/octet-stream" id="([^"]+)">([^<]*)', page)
    content = {name: from_text(text) for name, text in found}
    assert len(content) > len(layers.SCHEMAS)
    return {
        "Header": [header_of(packed) for name, packed in content.items() if name.startswith("data-")],
        "Panel": [json.loads(text) for name, text in content.items() if name.startswith("page-")],
    }


def complaints(folder: Path, values: dict[str, list[Any]]) -> str:
    """Return what the TypeScript compiler says about values that are said to be of some types."""
    lines = [f"import type {{ {', '.join(values)} }} from {json.dumps(str(TYPES))};"]
    lines += [f"export const a{name}: {name}[] = {json.dumps(value)};" for name, value in values.items()]
    (folder / "values.ts").write_text("\n".join(lines), "utf-8")
    options = {"typeRoots": [str(ASSETS / "node_modules" / "@types")]}
    config = {"extends": str(ASSETS / "tsconfig.json"), "compilerOptions": options, "include": ["values.ts"]}
    (folder / "tsconfig.json").write_text(json.dumps(config), "utf-8")
    tsc = ASSETS / "node_modules" / ".bin" / "tsc"
    return subprocess.run([tsc, "--project", folder], capture_output=True, text=True, check=False).stdout


def test_the_headers_and_the_panel_of_the_bundled_map_are_of_the_declared_types(
    tmp_path: Path, written: dict[str, list[Any]]
) -> None:
    assert len(written["Header"]) > len(dict(layers.example().layers()))
    assert len(written["Panel"]) == 1
    assert complaints(tmp_path, written) == ""


def test_columns_of_every_type_are_of_the_declared_types(
    tmp_path: Path, written: dict[str, list[Any]]
) -> None:
    looks = {"layer": written["Header"][0]["layer"]}
    headers = [header_of(content) | looks for content, _ in packed_tables().values()]
    types = {column["type"] for header in headers for column in header["columns"]}
    assert types == {"decimal", "float", "code", "text", "numbered"}
    assert complaints(tmp_path, {"Header": headers}) == ""


#: What does not fit, and what is said of it.
CHANGES: dict[str, Callable[[dict[str, Any]], object]] = {
    "'\"more\"' does not exist in type 'Header'": lambda header: header.update(more=1),
    "'classed_by' is missing": lambda header: header["layer"].pop("classed_by"),
    '"surface"': lambda header: header["sections"][0].update(kind="surface"),
    "'\"prefix\"' does not exist": lambda header: header["columns"][-1].update(prefix=""),
}


def test_a_header_that_does_not_fit_is_noticed(tmp_path: Path, written: dict[str, list[Any]]) -> None:
    headers = [json.loads(json.dumps(written["Header"][0])) for _ in CHANGES]
    for header, change in zip(headers, CHANGES.values(), strict=True):
        change(header)
    said = complaints(tmp_path, {"Header": headers})
    assert [complaint for complaint in CHANGES if complaint not in said] == []
