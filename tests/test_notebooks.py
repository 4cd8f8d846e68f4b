"""Notebooks of examples/ are kept as they ran: with outputs, without errors, small, and of no machine."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

EXAMPLES = Path(__file__).parent.parent / "examples"
NOTEBOOKS = sorted(EXAMPLES.glob("*.ipynb"))

#: Bytes of a notebook with its outputs, and of a picture in it.
MOST, MOST_PICTURE = 500_000, 200_000

#: Folders of a machine, and addresses of what is not public.
MACHINE = re.compile(r"(?<![\w.])/(?:tmp|home|root|work|usr|opt|Users)/|ipykernel_\d|localhost|127\.0\.0\.1")


def code_cells(path: Path) -> list[dict[str, Any]]:
    """Return the cells of a notebook that run."""
    cells: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))["cells"]
    return [cell for cell in cells if cell["cell_type"] == "code"]


def outputs_of(path: Path) -> list[dict[str, Any]]:
    """Return what the cells of a notebook gave."""
    return [output for cell in code_cells(path) for output in cell["outputs"]]


def test_there_are_six() -> None:
    assert len(NOTEBOOKS) == 6


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_ran_from_top_to_end_without_an_error(path: Path) -> None:
    counts = [cell["execution_count"] for cell in code_cells(path)]
    assert counts == list(range(1, len(counts) + 1))
    assert {output["output_type"] for output in outputs_of(path)} <= {
        "display_data",
        "execute_result",
        "stream",
    }


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_shows_a_map_as_a_picture_and_is_small(path: Path) -> None:
    pictures = [
        output["data"]["image/png"] for output in outputs_of(path) if "image/png" in output.get("data", {})
    ]
    assert pictures
    assert max(len(picture) for picture in pictures) < MOST_PICTURE
    assert path.stat().st_size < MOST
    assert "srcdoc" not in path.read_text("utf-8")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_tells_nothing_of_the_machine(path: Path) -> None:
    told = [
        text
        for output in outputs_of(path)
        for text in (output.get("text", []), *output.get("data", {}).values())
    ]
    lines = [line for text in told for line in ([text] if isinstance(text, str) else text)]
    assert [line[:200] for line in lines if len(line) < 10_000 and MACHINE.search(line)] == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_ends_with_a_file_to_send(path: Path) -> None:
    last = code_cells(path)[-1]
    assert "out/" in "".join(last["source"])
    assert ".html" in "".join("".join(output["text"]) for output in last["outputs"])
