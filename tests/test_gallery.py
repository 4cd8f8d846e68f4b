"""Maps of examples/gallery: each has its script, its data with their sources, its pictures, and its line."""

from __future__ import annotations

import csv
import importlib.util
import re
import struct
from pathlib import Path

import pytest

GALLERY = Path(__file__).parent.parent / "examples" / "gallery"
SCRIPTS = sorted(GALLERY.glob("*.py"))
README = GALLERY / "README.md"

#: Lines of a script; bytes of the picture of a map, and of the figure.
MOST_LINES, MOST_BYTES, MOST_FIGURE = 60, 150_000, 350_000

#: A figure for print has one picture, and is no page.
FIGURE = "print_figure"

#: Those that are drawn here; `make gallery` draws all.
QUICK = ("malaria_vaccines", "own_tonnes")


def pictures_of(name: str) -> list[str]:
    """Return the names of the pictures that a map has."""
    return (
        [f"{name}.png"] if name == FIGURE else [f"{name}-{look}.png" for look in ("dark", "light", "phone")]
    )


def test_each_has_its_pictures_and_its_line() -> None:
    names = [path.stem for path in SCRIPTS]
    assert len(names) >= 12
    expected = sorted(picture for name in names for picture in pictures_of(name))
    assert sorted(path.name for path in (GALLERY / "pictures").iterdir()) == expected
    text = README.read_text("utf-8")
    assert {name for name in names if f"({name}.py)" not in text} == set()
    assert {name for name in names if f"(pictures/{pictures_of(name)[-1]})" not in text} == set()
    assert [link for link in re.findall(r"\]\(([^)#:]+)\)", text) if not (GALLERY / link).exists()] == []


def test_scripts_are_short_and_say_what_they_draw() -> None:
    texts = {path.stem: path.read_text("utf-8") for path in SCRIPTS}
    assert {name: text.count("\n") for name, text in texts.items() if text.count("\n") > MOST_LINES} == {}
    assert {name for name, text in texts.items() if not text.startswith('"""')} == set()


def test_pictures_have_few_colours_and_bytes() -> None:
    for path in (GALLERY / "pictures").iterdir():
        head = path.read_bytes()[:26]
        depth, kind = struct.unpack(">BB", head[24:26])
        assert (depth <= 8, kind) == (True, 3), path.name  # a palette
        assert path.stat().st_size < (MOST_FIGURE if path.stem == FIGURE else MOST_BYTES), path.name


def test_data_say_where_they_are_from() -> None:
    for path in GALLERY.rglob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert rows
        for row in rows:
            assert row["source"], path.name
            if "made up" not in row["source"]:
                assert row["source_url"].startswith("https://"), path.name
                assert row["verified"] in {"yes", "no"}, path.name
                assert row["as_of"], path.name


@pytest.mark.parametrize("name", QUICK)
def test_a_script_draws_its_map(name: str, tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location(name, GALLERY / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    page = module.draw()
    page.save(tmp_path / "map.html")
    assert (tmp_path / "map.html").stat().st_size > 100_000
    assert not repr(page).endswith("no layers>")
