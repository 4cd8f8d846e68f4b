"""The tree of errors."""

import inspect

import pytest

from isthmus.geo import errors


def error_classes() -> list[type]:
    return [cls for _, cls in inspect.getmembers(errors, inspect.isclass) if issubclass(cls, Exception)]


@pytest.mark.parametrize("cls", error_classes())
def test_every_error_has_one_root(cls: type) -> None:
    assert issubclass(cls, errors.IsthmusError | errors.IsthmusWarning)


@pytest.mark.parametrize("cls", error_classes())
def test_the_drawn_tree_names_every_error(cls: type) -> None:
    assert cls.__name__ in (errors.__doc__ or "")


def test_a_validation_error_lists_every_problem() -> None:
    problems = [
        errors.Problem("a.csv", "a number", '"x"', row=1, column="lon"),
        errors.Problem("b.csv", "rows", "none"),
    ]
    error = errors.ValidationError(problems)
    assert error.problems == tuple(problems)
    assert str(error).splitlines() == ["2 problems in the data:", *map(str, problems)]


def test_a_single_problem_is_counted_as_one() -> None:
    problem = errors.Problem("a.csv", "a number", '"x"', row=1, column="lon", remedy="mend it")
    assert str(errors.ValidationError([problem])).splitlines() == [
        "1 problem in the data:",
        'a.csv, row 1, lon: expected a number, got "x"; mend it',
    ]
