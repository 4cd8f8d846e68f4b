"""The commands that list what is known of the world, as lines, as JSON, as files, and on a terminal."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from click.testing import CliRunner

from isthmus import layers
from isthmus.cli import _options, main

if TYPE_CHECKING:
    from pathlib import Path

    from warm_python import Run


def test_gates_are_listed(run: Run) -> None:
    assert "\nsuez " in run("gates").stdout
    listed = json.loads(run("gates", "--json").stdout)
    assert {"name", "kind", "title", "edges", "modes"} == set(listed[0])


def test_gates_of_a_day_are_listed_with_the_reason(run: Run) -> None:
    shut = run("gates", "--on", "2025-09-24").stdout.splitlines()
    [line] = [line for line in shut if line.startswith("border_by_pl ")]
    assert line.split()[1:3] == ["law", "rail+road"]
    assert line.endswith("closed by law from 2025-09-12 to 2025-09-24.")
    assert not any(
        line.startswith("border_by_pl ") for line in run("gates", "--on", "2025-09-25").stdout.splitlines()
    )
    assert {row["target"] for row in json.loads(run("gates", "--on", "2022-05-01", "--json").stdout)} >= {
        "UAODS+UAILK"
    }
    assert run("gates", "--on", "soon").returncode == 2
    assert run("gates", "--on", "open").stdout == ""


def test_policies_are_listed_by_their_sets(run: Run) -> None:
    lines = run("policies").stdout.splitlines()
    assert len(lines) == len(layers.policies())
    assert lines[0].startswith("eu_russia  ")
    assert {row["id"] for row in json.loads(run("policies", "--json", "--on", "2024-10-14").stdout)} == {
        *layers.policies("2024-10-14")["id"]
    }
    assert run("policies", "--on", "soon").returncode == 2


@pytest.mark.parametrize("command", ["policies", "disruptions"])
def test_a_list_is_written_whole(command: str, tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    done = CliRunner().invoke(main, [command, "-o", str(path)])
    table = getattr(layers, command)()
    assert done.output == f"Wrote {path} ({len(table)} rows)\n"
    written = pd.read_csv(path, keep_default_na=False)
    assert written["sentence"].tolist() == table["sentence"].tolist()
    assert CliRunner().invoke(main, [command, "-o", str(tmp_path / "out.geojson")]).exit_code == 2


def test_disruptions_are_listed_with_what_was_observed(run: Run) -> None:
    lines = run("disruptions").stdout.splitlines()
    assert len(lines) == len(layers.disruptions())
    assert lines[0].startswith("ever_given_2021")
    assert lines[0].endswith("ships waiting: 350 to 422 ships.")


def test_the_score_counts_what_is_modelled_and_what_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    verdicts = ["missed", "inside", "not modelled", "not modelled", "not modelled"]
    score = pd.DataFrame({"verdict": verdicts, "sentence": list("abcde")})
    monkeypatch.setattr(layers, "replay", lambda: score)
    told = CliRunner().invoke(main, ["replay"]).output
    assert "Of 2 effects 1 missed, 0 near, 1 inside; 3 more are not modelled." in told


def test_sentences_are_folded_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [["a", "word " * 40], ["longer", "short"]]
    whole = _options.fold(rows).splitlines()
    assert [len(line) > 100 for line in whole] == [True, False]
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("COLUMNS", "100")
    folded = _options.fold(rows).splitlines()
    assert max(map(len, folded)) <= 100
    assert len(folded) == 4
    assert folded[0].startswith("a       word ")
    assert folded[1].startswith("        word ")
    assert folded[-1] == "longer  short"
