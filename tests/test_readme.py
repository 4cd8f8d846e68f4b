"""What the README shows works as it stands there."""

import re
from pathlib import Path

import pytest

from isthmus.geo import DataWarning

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"


def test_the_python_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my-study").mkdir()
    tables = re.findall(r"`(my-study/\w+\.csv)`:\n\n```csv\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
    assert len(tables) == 2
    for name, rows in tables:
        (tmp_path / name).write_text(rows, encoding="utf-8")
    code = "\n".join(re.findall(r"```python\n(.*?)```", README.read_text("utf-8"), re.DOTALL))
    with pytest.warns(DataWarning, match="taken for Taichung, TW"):
        exec(compile(code, "README.md", "exec"), {})  # noqa: S102  # our own text
    maps = {"map.html", "countries.html", "ports.html", "routes.html", "our-suppliers.html"}
    assert {path.name for path in tmp_path.iterdir()} == {"my-study", *maps}


def test_the_files_it_names_exist() -> None:
    for target in re.findall(r"\]\(([^)]+)\)", README.read_text("utf-8")):
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
