"""The command that writes where a network narrows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from click.testing import CliRunner
from unpacking import from_text, unpack

from isthmus.cli import main

if TYPE_CHECKING:
    from pathlib import Path

    from warm_python import Run


def test_the_command_writes_a_folder_with_a_map(run: Run, tmp_path: Path) -> None:
    words = ["--from", "TWKHH", "--to", "PLGDN,NLRTM", "--modes", "sea", "--closed", "suez", "-o", "out"]
    done = run("resilience", *words, "--together", "baltic=oresund,great_belt, little_belt+kiel")
    assert done.returncode == 0, done.stderr
    assert not done.stderr  # no bar in a pipe
    assert "1 independent route leads from TWKHH to NLRTM" in done.stdout
    assert {"Routes before and after", "Independent routes", "What would widen the network"} <= drawn(
        tmp_path / "out" / "map.html"
    )
    cuts = pd.read_csv(tmp_path / "out" / "cuts.csv").set_index(["destination", "apart"])
    assert cuts.loc[("PLGDN", "gate"), "names"] == '["baltic"]'


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
