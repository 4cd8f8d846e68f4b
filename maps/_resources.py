"""The files that come with the package: scripts and styles, templates, and the words of the interface."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING

import folium.template
import jinja2

from isthmus.geo.errors import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["LANGUAGES", "asset", "messages", "template", "text_template"]

#: Languages of the interface, as BCP 47 tags; each has a file of messages.
LANGUAGES = ("en", "zh-TW", "pl", "cs", "uk")


@cache
def asset(name: str) -> str:
    """Return a script or a style sheet as text."""
    return files("isthmus.maps").joinpath("assets", name).read_text("utf-8")


@cache
def messages(language: str) -> Mapping[str, str]:
    """Return the words of the interface in a language.

    Parameters
    ----------
    language : str
        One of `LANGUAGES`.

    Returns
    -------
    mapping of str to str

    Raises
    ------
    ArgumentError
        If there are no words in that language.

    Examples
    --------
    >>> messages("en")["card.close"]
    'Close'
    """
    if language not in LANGUAGES:
        raise ArgumentError(f"expected a language of {', '.join(LANGUAGES)}, got {language!r}")
    text = files("isthmus.maps").joinpath("messages", f"{language}.json").read_text("utf-8")
    return MappingProxyType(json.loads(text))


@cache
def template(name: str) -> jinja2.Template:
    """Return a folium template: macros that write a part of the head, the body or the script."""
    loader = jinja2.PackageLoader("isthmus.maps")
    environment = folium.template.Environment(loader=loader)  # type: ignore[no-untyped-call]
    return environment.get_template(name)


@cache
def text_template(name: str) -> jinja2.Template:
    """Return a template in which all text is escaped unless it is marked as safe."""
    environment = jinja2.Environment(loader=jinja2.PackageLoader("isthmus.maps"), autoescape=True)
    return environment.get_template(name)
