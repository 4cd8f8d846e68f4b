"""Directives of the site: tables of what the package holds and figures that it draws, made at each build.

``table-of NAME`` shows a table of ``isthmus.layers``, ``columns-of NAME`` the columns of a layer or result,
``drawing NAME`` a figure of `drawings`, by day and by night.
"""

from __future__ import annotations

import pkgutil
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import pandas as pd
from docutils import nodes
from docutils.parsers.rst import directives
from pygments.lexers.special import TextLexer
from sphinx.ext.autosummary import Autosummary
from sphinx.pycode import ModuleAnalyzer
from sphinx.util.docutils import SphinxDirective

import isthmus
from borrowed_pages import borrow_page, write_notebooks
from drawings import draw
from isthmus import layers
from isthmus.layers._tables.atlas_schemas import ATLAS_SCHEMAS
from isthmus.layers._tables.result_schemas import NETWORK_SCHEMAS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sphinx.application import Sphinx

#: Columns that hold names one types: set as code.
TYPED = frozenset({"name", "id", "policy", "model", "goods", "shut", "column", "values"})


def words(value: Any) -> str:  # noqa: ANN401  # of a cell
    """Return the text of a cell: numbers short, nothing for what is missing.

    Examples
    --------
    >>> words(29.60), words(None), words("suez")
    ('29.6', '', 'suez')
    """
    if not isinstance(value, str) and pd.isna(value):
        return ""
    return f"{value:,.10g}" if isinstance(value, float) else str(value)


def with_ranges(rows: pd.DataFrame, columns: Iterable[str]) -> pd.DataFrame:
    """Return rows with a column for each that is told as the least and the most.

    Examples
    --------
    >>> with_ranges(pd.DataFrame({"h_low": [1, 2, None], "h_high": [3, 2, None]}), ["h"])["h"].tolist()
    ['1 to 3', '2', '']
    """
    told = {}
    for name in set(columns) - {*rows.columns}:
        ends = zip(rows[f"{name}_low"].map(words), rows[f"{name}_high"].map(words), strict=True)
        told[name] = [" to ".join(dict.fromkeys(filter(None, both))) for both in ends]
    return rows.assign(**told)


def cell(name: str, row: Mapping[Any, Any]) -> nodes.paragraph:
    """Return a cell: a source leads to its address, what is typed is code, all else is text as it stands."""
    text = words(row[name])
    if name == "source" and str(row.get("source_url", "")).startswith("https://"):
        return nodes.paragraph("", "", nodes.reference("", text, refuri=row["source_url"]))
    if name in TYPED and text:
        parts = [nodes.literal("", part) for part in text.split("+")]
        return nodes.paragraph("", "", *(node for part in parts for node in (part, nodes.Text(" "))))
    return nodes.paragraph("", text)


def table(rows: pd.DataFrame, columns: Iterable[str]) -> nodes.table:
    """Return rows as a table of the document; columns in which nothing stands are left out."""
    shown = [name for name in columns if rows[name].map(words).str.len().any()]
    group = nodes.tgroup("", *(nodes.colspec(colwidth=1) for _ in shown), cols=len(shown))
    heads = (nodes.entry("", nodes.paragraph("", name)) for name in shown)
    group += nodes.thead("", nodes.row("", *heads))
    group += nodes.tbody(
        "",
        *(
            nodes.row("", *(nodes.entry("", cell(name, row)) for name in shown))
            for row in rows.to_dict("records")
        ),
    )
    return nodes.table("", group, classes=["told", "colwidths-auto"])


def section(title: str, *children: nodes.Node) -> nodes.section:
    """Return a section whose anchor is its title."""
    return nodes.section("", nodes.title("", title), *children, ids=[nodes.make_id(title)], names=[title])


class TableOf(SphinxDirective):
    """A table of `isthmus.layers`: some of its columns, a section for each value of one."""

    required_arguments = 1
    option_spec: ClassVar = {
        "columns": directives.unchanged_required,
        "by": directives.unchanged,
        "first": directives.unchanged,
    }

    def run(self) -> list[nodes.Node]:
        """Return the table, or its sections, those of the values named ``first`` before all others."""
        columns = self.options["columns"].split()
        rows = with_ranges(pd.DataFrame(getattr(layers, self.arguments[0])()), columns)
        if "by" not in self.options:
            return [table(rows, columns)]
        groups = dict(list(rows.groupby(self.options["by"], sort=False)))
        first = [name for name in self.options.get("first", "").split(",") if name]
        ordered = [*first, *(name for name in groups if name not in first)]
        return [section(str(name), table(groups[name], columns)) for name in ordered]


class ColumnsOf(SphinxDirective):
    """The columns of the layers of an atlas, or of results, as their schemas tell them."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return a section for each schema of ``atlas`` or of ``results``."""
        schemas = {"atlas": ATLAS_SCHEMAS, "results": NETWORK_SCHEMAS}[self.arguments[0]]
        found: list[nodes.Node] = []
        for name, schema in schemas.items():
            rows = [
                {
                    "column": column.name,
                    "kind": column.kind,
                    "unit": column.unit,
                    "needed": "yes" if column.required else "",
                    "what it means": column.description,
                    "values": "+".join(column.allowed),
                }
                for column in schema.columns
            ]
            shown = pd.DataFrame(rows)
            found.append(
                section(name, nodes.paragraph("", f"A row is {schema.row}."), table(shown, [*rows[0]]))
            )
        return found


class Drawing(SphinxDirective):
    """A figure that the code draws, by day and by night."""

    required_arguments = 1
    has_content = True
    option_spec: ClassVar = {"alt": directives.unchanged_required}

    def run(self) -> list[nodes.Node]:
        """Draw the figure twice beside the pages, and return it with its caption."""
        folder = Path(self.env.srcdir) / "drawn"
        figure = nodes.figure("", classes=["drawing"])
        for theme in ("light", "dark"):
            path = draw(self.arguments[0], theme, folder)
            figure += nodes.image(
                uri=f"/drawn/{path.name}", alt=self.options["alt"], classes=[f"only-{theme}"], candidates={}
            )
        for told in self.parse_content_to_nodes():
            figure += nodes.caption("", "", *told.children)
        return [figure]


def tell_value(  # what Sphinx gives
    _app: Sphinx, what: str, name: str, _value: object, _options: object, lines: list[str]
) -> None:
    """Tell of a public value what stands below it where it is defined, not what its type says of itself."""
    if what == "data":
        lines[:] = value_docs().get(name.rpartition(".")[2], [])


class Summary(Autosummary):
    """The table of public names, in which values are told as `tell_value` does."""

    def get_items(self, names: list[str]) -> list[tuple[str, str | None, str, str]]:
        """Return the rows: name, signature, summary and address."""
        told = {name: " ".join(text).strip() for name, text in value_docs().items()}
        return [
            (name, signature, told.get(name, summary), address)
            for name, signature, summary, address in super().get_items(names)
        ]


@cache
def value_docs() -> dict[str, list[str]]:
    """Return what the package says of its values, by their names."""
    found: dict[str, list[str]] = {}
    for module in pkgutil.walk_packages(isthmus.__path__, "isthmus."):
        told = ModuleAnalyzer.for_module(module.name).find_attr_docs()
        found |= {
            name: text for (owner, name), text in told.items() if not owner and not name.startswith("_")
        }
    return found


def colour(_app: Sphinx, doctree: nodes.document) -> None:
    """Let indented examples be read as what they are: a session of Python."""
    for block in doctree.findall(nodes.literal_block):
        if block.get("language") in {None, "none"} and block.astext().lstrip().startswith(">>>"):
            block["language"] = "pycon"


def setup(app: Sphinx) -> dict[str, bool]:
    """Give Sphinx the directives; tables as text are shown plain."""
    app.add_lexer("csv", TextLexer)
    app.connect("doctree-read", colour)
    app.connect("builder-inited", write_notebooks)
    app.connect("source-read", borrow_page)
    app.connect("autodoc-process-docstring", tell_value)
    app.add_directive("autosummary", Summary, override=True)
    app.add_directive("table-of", TableOf)
    app.add_directive("columns-of", ColumnsOf)
    app.add_directive("drawing", Drawing)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
