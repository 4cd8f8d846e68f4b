"""The commands there are, their help, and what they say of the data and to a shell."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from warm_python import Run


def test_help_lists_the_commands(run_installed: Run) -> None:
    result = run_installed("--help")
    assert result.returncode == 0
    for command in ("map", "export", "check", "sources"):
        assert f"\n  {command} " in result.stdout


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys, isthmus.cli\n"
        "heavy = {'pandas', 'geopandas', 'folium', 'shapely', 'numpy', 'importlib.metadata'}\n"
        "assert not heavy & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("command", ["init", "map", "export", "check", "completion"])
def test_help_shows_examples_line_by_line(run: Run, command: str) -> None:
    assert f"\n    isthmus {command} " in run(command, "--help").stdout


def test_sources_names_licences(run: Run) -> None:
    printed = run("sources").stdout
    assert "GeoNames" in printed
    assert "licence: CC BY 4.0" in printed
    assert {"name", "licence", "version", "date", "attribution"} <= set(
        json.loads(run("sources", "--json").stdout)[0]
    )


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_a_script(run: Run, shell: str) -> None:
    assert "_ISTHMUS_COMPLETE" in run("completion", shell).stdout
