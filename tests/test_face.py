"""What is public presents itself by the package that lists it, and shortly."""

from __future__ import annotations

import importlib
import inspect
import pydoc
import re
from types import FunctionType

import pytest
import shapely

from isthmus import geo
from isthmus._face import html_table

FACES = ["geo", "layers", "maps"]


@pytest.mark.parametrize("face", FACES)
def test_members_are_named_by_a_face(face: str) -> None:
    package = importlib.import_module(f"isthmus.{face}")
    for name in package.__all__:
        member = getattr(package, name)
        if isinstance(member, type | FunctionType):
            assert member.__module__ in {f"isthmus.{some}" for some in FACES}, name
            assert getattr(importlib.import_module(member.__module__), name) is member
            assert "._" not in pydoc.plain(pydoc.render_doc(member)).splitlines()[0]
            for _, method in inspect.getmembers(member, inspect.isfunction):
                assert method.__qualname__.split(".")[0] != name or "._" not in method.__module__


@pytest.mark.parametrize("face", FACES)
def test_no_docstring_of_a_face_sends_to_a_private_room(face: str) -> None:
    package = importlib.import_module(f"isthmus.{face}")
    for name in package.__all__:
        member = getattr(package, name)
        parts = [own for own in vars(member) if own[0] != "_"] if isinstance(member, type) else []
        for part in (member, *(getattr(member, own, None) for own in parts)):
            assert not re.search(r"isthmus[.\w]*\._", inspect.getdoc(part) or ""), name


@pytest.mark.parametrize("face", FACES)
def test_a_face_lists_no_helper_of_its_own(face: str) -> None:
    assert "name_members" not in dir(importlib.import_module(f"isthmus.{face}"))


def test_a_traceback_names_the_face() -> None:
    with pytest.raises(geo.GeometryError) as caught:
        geo.length(shapely.Point(0, 95))
    assert caught.exconly().startswith("isthmus.geo.GeometryError: ")


def test_a_table_escapes_what_it_is_given() -> None:
    table = html_table("<b>", {"<i>": "<script>", "size": 3})
    assert "<b>" not in table
    assert "<i>" not in table
    assert "<script>" not in table
    assert table.count("<tr>") == 2
