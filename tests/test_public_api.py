"""What the packages offer is what they say."""

import importlib
from types import FunctionType, ModuleType

import pytest

PACKAGES = ["geo", "layers", "maps", "cli"]


@pytest.fixture(params=PACKAGES)
def package(request: pytest.FixtureRequest) -> ModuleType:
    return importlib.import_module(f"isthmus.{request.param}")


def test_public_names_exist_and_are_sorted(package: ModuleType) -> None:
    names = package.__all__
    assert all(hasattr(package, name) for name in names)
    assert names == sorted(names, key=lambda name: (not name.isupper(), name.islower(), name))


def test_public_names_are_documented(package: ModuleType) -> None:
    for name in package.__all__:
        value = getattr(package, name)
        if isinstance(value, type | FunctionType):
            assert value.__doc__, name


def test_the_contract_of_python_names() -> None:
    contract = {
        "geo": "buffer rings length distance area densify split_antimeridian length_within",
        "layers": "example read buffer route exposure Atlas ValidationError",
        "maps": "Map",
    }
    for name, members in contract.items():
        assert set(members.split()) <= set(importlib.import_module(f"isthmus.{name}").__all__)
