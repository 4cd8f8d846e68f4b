"""What the README shows works as it stands there, and the files that it names are there."""

from __future__ import annotations

import re
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from documents import blocks, run_page
from isthmus import layers
from isthmus.geo import DataWarning

if TYPE_CHECKING:
    import pytest

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"


def test_every_block_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DataWarning)  # notes on what was taken for granted
        assert run_page(README, tmp_path) >= 9
    assert {"map.html", "my-map.html", "route.html", "routes.html"} <= {
        path.name for path in tmp_path.iterdir()
    }


def test_what_it_prints_is_whole_at_a_hundred_columns() -> None:
    shown = [
        block.code for block in blocks(README.read_text("utf-8")) if block.kind in {"text", "python", "sh"}
    ]
    assert max(len(line) for code in shown for line in code.splitlines()) <= 100


def test_it_counts_the_passages_as_they_are() -> None:
    text, count = README.read_text("utf-8"), len(layers.gates())
    assert f"**What has a name can be closed, on a day:** {count} straits" in text
    assert f"| passages to close by name | {count} |" in text


def test_the_files_it_names_exist() -> None:
    text = README.read_text("utf-8")
    named = re.findall(r'\]\(([^)]+)\)|src="([^"]+)"', text)
    assert len(named) > 15
    for target in ("".join(found) for found in named):
        assert (README.parent / target).exists(), target


def test_the_tests_that_hold_promises_of_security_are_there() -> None:
    text = (ROOT / "docs" / "security.md").read_text("utf-8")
    named = set(re.findall(r"\btest_\w+", text))
    assert len(named) > 20
    assert [name for name in sorted(named) if not (ROOT / "tests" / f"{name}.py").is_file()] == []
    scripts = set(re.findall(r"\b\w+\.test\.js", text))
    there = {path.name for path in (ROOT / "maps" / "assets" / "test").iterdir()}
    assert scripts
    assert scripts <= there
    promises = re.findall(r"^- \*\*.*?(?=^- |^#|^$)", text, re.MULTILINE | re.DOTALL)
    untested = [words.partition(":")[0] for words in promises if not re.search(r"test_\w+|\.test\.js", words)]
    assert untested == ["- **An author's own script runs"]  # which promises nothing
