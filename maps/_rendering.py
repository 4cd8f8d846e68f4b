"""Render folium's elements so that the same map is the same file, and so that no text of theirs is run.

Two habits of branca stand in the way. An element's id is random. And a macro's text is made a template
again before it is written, so that braces in a popup or in a property of the data run as Jinja code when a
map is saved. For the time of one rendering, elements are numbered by their place in the tree, and what
their macros write is quoted, so that the second rendering gives it back as it was.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import branca.element
from folium.map import Layer

from ._folium_text import kept_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["below", "prepared", "quote_template"]

#: The macros that branca reads from an element's template.
MACROS = ("header", "html", "script")


@contextmanager
def prepared(root: branca.element.Element) -> Iterator[None]:
    """Lend a root whose elements are numbered and quote what they write.

    Parameters
    ----------
    root : branca.element.Element
        A figure. What its elements add to the tree while they are rendered is taken out again.
    """
    elements = list(below(root))
    before = [dict(vars(element)) for element in elements]
    for number, element in enumerate(elements, start=1):
        if isinstance(element, Layer):  # one without a name is named after its id
            element.layer_name = element.layer_name.replace(element._id, str(number))  # noqa: SLF001
        element._id = str(number)  # noqa: SLF001  # ids are random and there is no public way to set one
        element._children = element._children.copy()  # noqa: SLF001  # so that the tree stays as it was
        vars(element).update(kept_text(element))
        if isinstance(element, branca.element.MacroElement):
            element._template = _QuotingTemplate(element._template)  # noqa: SLF001
    try:
        yield
    finally:
        for element, attributes in zip(elements, before, strict=True):
            vars(element).clear()
            vars(element).update(attributes)


def below(element: branca.element.Element) -> Iterator[branca.element.Element]:
    """Return all that was added to an element, and to what was added, in the order of drawing."""
    for child in element._children.values():  # noqa: SLF001
        yield child
        yield from below(child)


def quote_template(text: str) -> str:
    """Return a Jinja template that renders to the text.

    Examples
    --------
    >>> import jinja2
    >>> jinja2.Template(quote_template("{{ 7 * 7 }} {% x %} {# y #} {{{")).render()
    '{{ 7 * 7 }} {% x %} {# y #} {{{'
    """
    return re.sub(r"\{(?=[{%#])|(?<=\{)\{", "{{ '{' }}", text)


class _QuotingTemplate:
    """A template that gives quoted text, and so do its macros."""

    def __init__(self, template: Any) -> None:  # noqa: ANN401  # folium's or branca's kind of jinja2.Template
        self._template = template

    def render(self, *args: Any, **kwargs: Any) -> str:
        """Return quoted text, for the elements that render their template themselves."""
        return quote_template(self._template.render(*args, **kwargs))

    @property
    def module(self) -> SimpleNamespace:
        macros = vars(self._template.module)
        return SimpleNamespace(**{name: _quoting(macros[name]) for name in MACROS if name in macros})


def _quoting(macro: Callable[..., str]) -> Callable[..., str]:
    return lambda this, kwargs: quote_template(macro(this, kwargs))
