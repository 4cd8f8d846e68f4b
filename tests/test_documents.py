"""What the documents show works as it stands there, and prints what they say."""

from __future__ import annotations

import re
import warnings
from pathlib import Path

import pytest

from documents import Block, blocks, command_lines, run_page, same
from isthmus.geo import DataWarning

ROOT = Path(__file__).parent.parent
PAGES = {str(path.relative_to(ROOT)): path for path in sorted((ROOT / "docs").rglob("*.md"))}

#: What is not run: it needs a cluster, minutes, or daily figures that are not bundled.
LEFT_OUT = {
    "docs/scale.md": frozenset({"sh", "python"}),
    "docs/policies.md": frozenset({"sh"}),
    "docs/your-data.md": frozenset({"sh"}),
}

RUN = [
    name
    for name, path in PAGES.items()
    if any(
        block.kind in {"python", "sh", "doctest"} - LEFT_OUT.get(name, frozenset())
        for block in blocks(path.read_text("utf-8"))
    )
]


@pytest.mark.parametrize("name", RUN)
def test_a_page_works_as_it_stands(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DataWarning)  # notes on what was taken for granted
        assert run_page(PAGES[name], tmp_path, LEFT_OUT.get(name, frozenset())) > 0


def test_pages_with_examples_are_found() -> None:
    assert {"docs/start.md", "docs/taiwan-to-poland.md", "docs/components.md", "docs/capacity.md"} <= {*RUN}
    assert set(PAGES) >= {*LEFT_OUT}


def test_blocks_are_told_apart_and_commands_read() -> None:
    text = (
        "`a.csv`:\n\n```csv\nid\n```\n\n    >>> 1\n    1\n\n"
        "```sh\nmake map\nisthmus map -o 'a b.html'  # a map\n```\n"
    )
    found = [*blocks(text)]
    assert found[0] == Block("csv", "id\n", "a.csv", 1)
    assert [block.kind for block in found] == ["csv", "doctest", "sh"]
    assert command_lines(found[-1].code) == [["map", "-o", "a b.html"]]


def test_a_page_that_says_something_else_fails(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    for wrong in (
        "```python\nprint(1)\n```\n\n```text\n2\n```\n",
        "    >>> 1\n    2\n",
        "```sh\nisthmus gates --what\n```\n",
    ):
        page.write_text(wrong, "utf-8")
        with pytest.raises(AssertionError):
            run_page(page, tmp_path)
    assert same("1\n...\n3", "1  \n2\n3\n")
    assert not same("1\n", "1\n2\n")


@pytest.mark.parametrize("name", ["README.md", "docs/start.md"])
def test_targets_that_pages_make_are_there(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    made = [line.split("#")[0].split()[1] for block in blocks(text) if block.kind == "sh"
            for line in block.code.splitlines() if line.startswith("make ")]  # fmt: skip
    assert made
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert set(made) <= set(targets)
