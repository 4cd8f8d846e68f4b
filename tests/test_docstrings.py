"""Docstrings: each column of a table is explained where the table is given, or there where it says."""

from __future__ import annotations

import inspect
import re
import warnings
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Final

import misuse_calls
import pandas as pd
import pytest

from isthmus import geo, layers, maps
from isthmus.layers._tables.atlas_schemas import ATLAS_SCHEMAS
from isthmus.layers._tables.result_schemas import NETWORK_SCHEMAS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

#: Results that hold tables.
RESULTS: Final = ("Comparison", "Components", "Measures", "Resilience", "Stop", "Survival")

#: What a file has for columns, no docstring knows.
OF_FILES: Final = frozenset({"read_table"})

#: Where a docstring sends its reader: to a member of the package, or of one of its classes.
POINTED: Final = re.compile(r"(?<!`)`(?:isthmus\.layers\.)?(\w+)(?:\.(\w+))?`(?!`)")


def is_a_table(annotation: object) -> bool:
    return re.fullmatch(r"(gpd\.Geo|pd\.)DataFrame", str(annotation)) is not None


def doc_of(name: str, member: str = "") -> str:
    """Return the docstring of a public member of layers, or of a member of one; "" where there is none."""
    owner = getattr(layers, name, None) if name in layers.__all__ else None
    return inspect.getdoc(inspect.getattr_static(owner, member, owner) if member else owner) or ""


def calls() -> Iterator[tuple[str, Callable[[], pd.DataFrame]]]:
    """Yield what users call for a table, and a right call of it."""
    for call in misuse_calls.public_calls(layers):
        name = call.name.removeprefix("layers.")
        owner, _, member = name.rpartition(".")
        function = inspect.unwrap(getattr(getattr(layers, owner), member) if owner else call.call)
        if is_a_table(getattr(function, "__annotations__", {}).get("return")) and name not in OF_FILES:
            given = {key: right() for key, right in call.given.items()}
            yield name, partial(call.call, **given, **misuse_calls.QUICK.get(call.name, {}))


@cache
def result_of(kind: str) -> Any:  # noqa: ANN401  # whatever it is
    return misuse_calls.VALUES[kind]()


def table_of(kind: str, name: str) -> pd.DataFrame:
    table = getattr(result_of(kind), name)
    assert isinstance(table, pd.DataFrame)
    return table


def tables() -> Iterator[tuple[str, Callable[[], pd.DataFrame]]]:
    """Yield the tables that results hold, worked out when they are asked for."""
    for kind in RESULTS:
        members = vars(getattr(layers, kind))
        got = {name: getattr(it, "fget", getattr(it, "func", None)) for name, it in members.items()}
        declared = {name: getattr(it, "__annotations__", {}).get("return") for name, it in got.items()}
        for name, annotation in (declared | members["__annotations__"]).items():
            if is_a_table(annotation) and not name.startswith("_"):
                yield f"{kind}.{name}", partial(table_of, kind, name)


def named_in(name: str) -> set[str]:
    """Return the columns that the docstring of a member names, or those that it points to."""
    owner, _, member = name.partition(".")
    own = doc_of(owner, member) or doc_of(owner)
    told = [own, *(doc_of(found[1], found[2] or "") for found in POINTED.finditer(own))]
    return {column for text in told for column in re.findall(r"``(\w+)``", text)}


TABLES: Final = dict((*calls(), *tables()))


def test_results_and_functions_are_asked_for_their_tables() -> None:
    assert {"route", "gates", "exposure", "Comparison.legs", "Components.without", "Resilience.widening"} <= {
        *TABLES
    }


@pytest.mark.parametrize("name", TABLES)
def test_a_docstring_explains_the_columns_of_the_table(name: str) -> None:
    """Those that the caller's own table has are known already."""
    make = TABLES[name]
    given = getattr(make, "keywords", {}).values()
    own = {str(column) for table in given if isinstance(table, pd.DataFrame) for column in table}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", geo.IsthmusWarning)
        columns = {*map(str, make())}
    assert columns - own - named_in(name) <= {"geometry"}


def test_the_dictionary_explains_every_column_of_an_atlas() -> None:
    told = layers.data_dictionary()
    explained = {(row.layer, row.column) for row in told.itertuples() if str(row.description).strip()}
    expected = {(name, column) for name, schema in ATLAS_SCHEMAS.items() for column in schema.names}
    assert expected - explained == set()
    assert "data_dictionary" in doc_of("Atlas")


@pytest.mark.parametrize("face", [geo, layers, maps])
def test_a_public_function_has_an_example(face: ModuleType) -> None:
    functions = {name for name in face.__all__ if inspect.isfunction(getattr(face, name))}
    without = {name for name in functions if ">>> " not in (inspect.getdoc(getattr(face, name)) or "")}
    assert without == set()


@pytest.mark.parametrize("face", [geo, layers, maps])
def test_everything_public_has_a_docstring(face: ModuleType) -> None:
    """What interrogate asks for, of what users call: names, and members of classes."""
    for name in face.__all__:
        value = getattr(face, name)
        members = vars(value) if inspect.isclass(value) else {}
        public = {key: getattr(it, "func", it) for key, it in members.items() if not key.startswith("_")}
        told = {name: value, **{f"{name}.{key}": getattr(it, "__func__", it) for key, it in public.items()}}
        for key, it in told.items():
            if inspect.isclass(it) or inspect.isfunction(it) or isinstance(it, property):
                assert inspect.getdoc(it), key


@pytest.mark.parametrize("name", sorted(geo.__all__))
def test_a_function_of_geometries_shows_one_none_and_an_empty_one(name: str) -> None:
    """A function that takes no None shows that it takes none at all."""
    function = getattr(geo, name)
    first = (
        next(iter(inspect.signature(function).parameters.values())) if inspect.isfunction(function) else None
    )
    if first is None or "Geometr" not in str(first.annotation):
        return
    example = (inspect.getdoc(function) or "").partition("Examples\n")[2]
    shown = re.findall(rf"geo\.{name}\((.*)", example)
    assert any(not given.startswith("[") for given in shown), "one geometry"
    assert any(re.search(r"\(\)\]?|\[\]", given) for given in shown), "an empty one"
    assert "None" in str(first.annotation) or any(given.startswith("[]") for given in shown)
    assert "None" not in str(first.annotation) or any("None" in given for given in shown), "None"


def test_schemas_of_results_explain_their_columns() -> None:
    columns = [column for schema in NETWORK_SCHEMAS.values() for column in schema.columns]
    assert [column.name for column in columns if not column.description.endswith(".")] == []
