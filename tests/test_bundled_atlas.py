"""The rows of the bundled atlas: complete, in agreement with each other, and honest about where they are from."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[1] / "tools"))

import build_atlas


@pytest.mark.parametrize("name", list(build_atlas.build()))
def test_what_follows_from_the_rows_is_up_to_date(name: str) -> None:
    assert (build_atlas.ATLAS / name).read_bytes() == build_atlas.build()[name]
