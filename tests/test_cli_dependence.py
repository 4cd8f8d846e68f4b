"""The command that tells on whom countries depend."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from pathlib import Path

    from warm_python import Run


def test_the_command_writes_a_table(run: Run, tmp_path: Path) -> None:
    (tmp_path / "flows.csv").write_text("origin,destination,quantity\nTW,PL,3\nTW,CZ,1\n")
    words = ["dependence", "flows.csv", "--complete"]
    for ending in ("csv", "parquet"):
        result = run(*words, "-o", f"out.{ending}", "--bands", "us-2010")
        assert result.returncode == 0, result.stderr
        assert "Horizontal Merger Guidelines (2010)" in result.stdout
    written, same = pd.read_csv(tmp_path / "out.csv"), pd.read_parquet(tmp_path / "out.parquet")
    assert written["share_low"].tolist() == same["share_low"].tolist() == [0.75, 0.25, 1, 1]
    printed = run(*words, "-o", "-")
    assert printed.returncode == 0, printed.stderr
    assert printed.stdout.startswith("side,country,partner,")
    assert "Wrote standard output (4 partners)" in printed.stderr
    refused = run(*words, "-o", "out.gpkg")
    assert refused.returncode == 2  # the call was wrong, not the data
    assert "expected a file ending in .csv, .parquet, got 'out.gpkg'" in refused.stderr
