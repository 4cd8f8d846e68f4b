"""How folium's elements are rendered, so that the same map is the same file and their text stays text.

Two habits of branca stand in the way. An element's name is random; here it is a number, from when the element
comes to the map, or from the first rendering. And a macro's text is made a template again before it is
written, so that braces in a popup or in a property of the data run as Jinja code when a map is saved. So a
copy of the tree is rendered, whose macros quote what they write, so that the second rendering gives it back
as it was.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from contextlib import contextmanager
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from branca.element import Element, Figure, MacroElement

from isthmus.geo import IsthmusError, WriteError

from ._elements import text_attributes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

__all__ = ["below", "copy_tree", "foreign_elements", "name_elements", "put_names", "quote_template"]

#: What branca names an element by, after the name of its kind.
RANDOM = re.compile(r"[0-9a-f]{32}")
ID = re.compile(rf"(?<=_){RANDOM.pattern}")

#: How folium's styles name an element, such as a pattern, whose name is to stand in the script.
REFERENCE = re.compile(r"\{\{'(\w+)'\}\}")

#: The macros that branca reads from an element's template.
MACROS = ("header", "html", "script")


def copy_tree(root: Figure) -> Element:
    """Return a copy of a figure and of all below it, to be rendered: rendering changes what it renders.

    A copy keeps the name of its original, so that whatever speaks of one by its name means the other. Its
    text stays text, and it quotes what it writes.
    """
    copies: dict[int, Element] = {}
    copy_of_root = _copy_into(copies, root, None)
    for original in (*below(root), *root.html._children.values()):  # noqa: SLF001
        copy = copies[id(original)]
        vars(copy).update(text_attributes(copy))
        if isinstance(copy, MacroElement):
            copy._template = _QuoteTemplate(copy._template)  # noqa: SLF001  # branca has no other way
    return copy_of_root


def _copy_into(copies: dict[int, Element], element: Element, parent: Element | None) -> Element:
    """Copy an element, its children, and the elements that are part of it, such as the head of a figure."""
    if id(element) in copies:
        return copies[id(element)]
    copy = copies[id(element)] = object.__new__(type(element))
    vars(copy).update(vars(element), _parent=parent)
    for name, part in vars(element).items():
        if isinstance(part, Element) and part._parent is element:  # noqa: SLF001
            setattr(copy, name, _copy_into(copies, part, copy))
    children = {name: _copy_into(copies, child, copy) for name, child in element._children.items()}  # noqa: SLF001
    copy._children = OrderedDict(children)
    return copy


def name_elements(root: Element, names: dict[str, str]) -> None:
    """Give numbers to an element and all below it, and note that of each random name that one had.

    Threads that name the same tree give the same numbers: each element is named after all before it.

    Examples
    --------
    >>> import folium
    >>> group, names = folium.FeatureGroup(), {}
    >>> marker = folium.Marker((50, 20)).add_to(group)
    >>> before = marker.get_name()
    >>> name_elements(group, names)
    >>> marker.get_name(), put_names(f"{before}.openPopup()", names)
    ('marker_2', 'marker_2.openPopup()')
    """
    for element in (root, *below(root)):
        if RANDOM.fullmatch(element._id):  # noqa: SLF001  # branca has no other way
            element._id = names.setdefault(element._id, str(len(names) + 1))  # noqa: SLF001


def put_names(text: str, names: Mapping[str, str]) -> str:
    """Return a text that calls elements by their numbers where it called them by random names."""
    return ID.sub(lambda found: names.get(found[0], found[0]), text)


def below(element: Element) -> Iterator[Element]:
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


class _QuoteTemplate:
    """A template that gives quoted text, and so do its macros."""

    def __init__(self, template: Any) -> None:  # noqa: ANN401  # folium's or branca's kind of jinja2.Template
        self._template = template

    def render(self, *args: Any, **kwargs: Any) -> str:
        """Return quoted text, for the elements that render their template themselves."""
        return quote_template(self._template.render(*args, **kwargs))

    @property
    def module(self) -> SimpleNamespace:
        macros = vars(self._template.module)
        return SimpleNamespace(**{name: _quote_macro(macros[name]) for name in MACROS if name in macros})


def _quote_macro(macro: Callable[..., str]) -> Callable[..., str]:
    return lambda this, kwargs: quote_template(REFERENCE.sub(r"\1", macro(this, kwargs)))


@contextmanager
def foreign_elements() -> Iterator[None]:
    """Turn whatever the elements of others raise while a page is drawn into one error that names the element.

    Raises
    ------
    WriteError
        If one raised anything.
    """
    try:
        yield
    except (IsthmusError, MemoryError):
        raise
    except Exception as error:
        got = f"{type(error).__name__}: {error}"
        raise WriteError(f"{_owner_of(error)}: expected an element that can be drawn, got {got}") from error


def _owner_of(error: BaseException) -> str:
    """Return the kind of the innermost element that was being drawn when an error rose."""
    found, step = "map", error.__traceback__
    while step is not None:
        drawn = step.tb_frame.f_locals.get("self")
        found = type(drawn).__name__ if isinstance(drawn, Element) else found
        step = step.tb_next
    return found
