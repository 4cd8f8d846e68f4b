"""What builds the site: tables of what the package holds, drawings, and what it checks."""

from __future__ import annotations

import doctest
import json
import re
from pathlib import Path

import pandas as pd
import pytest
from docutils import nodes

import borrowed_pages
import check_site
import drawings
import site_directives
from isthmus import geo, layers, maps

DOCS = Path(__file__).parent.parent / "docs"
EXAMPLES = DOCS.parent / "examples"


@pytest.mark.parametrize("package", [geo, layers, maps])
def test_the_reference_has_every_public_name_once(package: object) -> None:
    face = str(getattr(package, "__name__"))  # noqa: B009  # of a module
    text = (DOCS / "reference" / f"{face.rpartition('.')[2]}.md").read_text("utf-8")
    named = re.findall(r"^   (\w+)$", text, re.MULTILINE)
    assert sorted(named) == sorted(getattr(package, "__all__"))  # noqa: B009


def test_tables_named_by_pages_have_the_columns_that_they_show() -> None:
    asked = [
        found
        for page in (DOCS / "reference").glob("*.md")
        for found in re.findall(r"\{table-of\} (\w+)\n((?::.*\n)+)", page.read_text("utf-8"))
    ]
    assert len(asked) == 5
    for name, options in asked:
        table = pd.DataFrame(getattr(layers, name)())
        shown = {key: value.split() for key, value in re.findall(r":(columns|by): (.*)", options)}
        told = site_directives.with_ranges(table, shown["columns"])
        assert {*shown["columns"], *shown.get("by", [])} <= {*told}


def test_the_least_and_the_most_are_told_as_a_range() -> None:
    rows = pd.DataFrame({"h_low": [1.5, 2, None], "h_high": [3, 2, None]})
    assert site_directives.with_ranges(rows, ["h"])["h"].tolist() == ["1.5 to 3", "2", ""]


def test_text_of_a_table_is_text_and_a_source_leads_to_its_address() -> None:
    rows = pd.DataFrame(
        {"name": ["a+b"], "low": [1234.5], "note": [None], "title": ["*<b>*"], "source": ["S"],
         "source_url": ["https://example.org/"]}
    )  # fmt: skip
    told = site_directives.table(rows, ["name", "low", "note", "title", "source"])
    cells = [entry.astext().strip() for entry in told.findall(nodes.entry)]
    assert cells == ["name", "low", "title", "source", "a b", "1,234.5", "*<b>*", "S"]
    assert [link["refuri"] for link in told.findall(nodes.reference)] == ["https://example.org/"]
    assert [code.astext() for code in told.findall(nodes.literal)] == ["a", "b"]


def test_drawings_are_those_that_pages_show_and_the_same_each_time(tmp_path: Path) -> None:
    shown = [
        name
        for page in DOCS.rglob("*.md")
        for name in re.findall(r"\{drawing\} (\w+)", page.read_text("utf-8"))
    ]
    assert sorted(shown) == sorted(drawings.DRAWINGS)
    first = drawings.draw("cuts", "dark", tmp_path).read_bytes()
    assert first == drawings.draw("cuts", "dark", tmp_path).read_bytes()
    assert first != drawings.draw("cuts", "light", tmp_path).read_bytes()


def test_metres_to_a_line_are_those_of_geodesics() -> None:
    leg = drawings.shapely.LineString(
        [(0, 0), (0, 10)]
    )  # a meridian: the nearest point has the same latitude
    points = drawings.shapely.points([(0.5, 5.0)])
    north = drawings.np.linspace(4.9, 5.1, 2001)
    expected = min(geo.distance(points[0], drawings.shapely.Point(0, y)) for y in north)
    assert drawings.apart(points, leg)[0] == pytest.approx(expected, abs=0.01)


def test_a_site_without_faults_has_none_and_each_fault_is_told(tmp_path: Path) -> None:
    good = '<a href="b.html#x">b</a><a href="https://example.org">a source</a><img src="c.svg">'
    (tmp_path / "a.html").write_text(good, "utf-8")
    (tmp_path / "b.html").write_text(
        '<p id="x"></p><a href="#x">up</a><style>p{background:url(c.svg)}</style>', "utf-8"
    )
    (tmp_path / "c.svg").write_text("<svg/>", "utf-8")
    (tmp_path / "d.js").write_text('const home = "https://example.org";', "utf-8")
    assert [*check_site.faults(tmp_path)] == []
    (tmp_path / "a.html").write_text(
        '<a href="gone.html">1</a><a href="b.html#y">2</a><script src="https://cdn.example/x.js"></script>'
        "<style>@import '//fonts.example/css';</style><script>fetch('https://example.org/x')</script>"
        '<link rel="stylesheet" href="http://example.org/s.css"><img src="none.png">',
        "utf-8",
    )
    (tmp_path / "d.js").write_text('fetch("https://example.org/a.json")', "utf-8")
    (tmp_path / "e.css").write_text("@font-face{src:url(https://fonts.example/f.woff2)}", "utf-8")
    told = [*check_site.faults(tmp_path)]
    assert sum("fetches" in sentence for sentence in told) == 6
    assert sum("nothing at" in sentence for sentence in told) == 2
    assert sum("no such anchor" in sentence for sentence in told) == 1


@pytest.mark.parametrize("package", [geo, layers, maps])
def test_every_public_value_says_what_it_is(package: object) -> None:
    told = site_directives.value_docs()
    names = getattr(package, "__all__")  # noqa: B009
    values = [
        name
        for name in names
        if not callable(getattr(package, name)) or isinstance(getattr(package, name), str)
    ]
    assert [name for name in values if not " ".join(told.get(name, [])).strip()] == []
    assert told["Cover"] == [
        "On which side of the true outline the error lies: on either, within, or beyond.",
        "",
    ]


def test_pages_that_are_borrowed_show_the_gallery_and_notebooks_whole() -> None:
    assert doctest.testmod(borrowed_pages, optionflags=doctest.NORMALIZE_WHITESPACE).failed == 0
    gallery = borrowed_pages.show_gallery((EXAMPLES / "gallery" / "README.md").read_text("utf-8"))
    scripts = sorted(path.name for path in (EXAMPLES / "gallery").glob("*.py"))
    assert sorted(re.findall(r"\{literalinclude\} \S+/(\w+\.py)", gallery)) == scripts
    assert [gallery.count(f"-{kind}.png") for kind in ("light", "dark", "phone")] == [
        len(scripts) - 1
    ] * 3  # one is a figure


@pytest.mark.parametrize("path", borrowed_pages.notebooks(), ids=lambda path: path.stem)
def test_a_page_of_a_notebook_shows_every_output(path: Path) -> None:
    notebook = json.loads(path.read_text("utf-8"))
    outputs = [output for cell in notebook["cells"] for output in cell.get("outputs", [])]
    page = borrowed_pages.show_notebook(notebook, f"../../examples/{path.name}")
    assert len(outputs) > 3
    assert page.count('class="gave"') + page.count(":class: gave") == len(outputs)
