"""What an argument may be: the error that says otherwise, and the few checks that raise it.

Every room asks here. A check names the argument, says what was expected and what came; one that begins with
``as_`` returns the value in the one form that what follows works with.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import reprlib
import sys
from collections.abc import Collection
from dataclasses import fields
from functools import cache, partial
from itertools import chain
from numbers import Integral, Real
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeGuard

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from numpy.typing import NDArray

_LONGEST: Final = 60
_LONGEST_BITS: Final = 200
_LARGEST_WHOLE: Final = 2**63 - 1
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def _remake(kind: type[BaseException], args: tuple[object, ...]) -> BaseException:
    return kind.__new__(kind, *args)


def reduce_error(error: BaseException) -> tuple[object, ...]:
    """Let an error come back whole from a pickle, a copy or a worker process, whatever it is made of."""
    return _remake, (type(error), error.args), vars(error)


class IsthmusError(Exception):
    """The root of every error the toolkit raises on purpose."""

    __reduce__ = reduce_error


class ArgumentError(IsthmusError, ValueError):
    """A call that asks for what does not exist, such as ``path="crow"``."""


class _Short(reprlib.Repr):
    """The text of plain values, none of them long."""

    def __init__(self) -> None:
        super().__init__()
        self.maxlevel, self.maxstring, self.maxother = 2, _LONGEST, _LONGEST

    def repr_int(self, x: int, level: int) -> str:
        """Return a whole number, which may have more digits than Python writes."""
        if x.bit_length() <= _LONGEST_BITS:
            return super().repr_int(x, level)
        return f"a whole number of {x.bit_length()} bits"


_SHORT: Final = _Short()
_PLAIN: Final = (bool, int, float, complex, str, bytes, list, tuple, dict, set, frozenset, range, type(None))


def describe(value: object) -> str:
    """Return what came, in a few words on one line, however large or odd it is.

    Examples
    --------
    >>> describe("x" * 3), describe(np.float64(2.5)), describe(np.zeros((2, 3))), describe(object())
    ("'xxx'", '2.5', 'an ndarray of shape (2, 3)', 'an object')
    """
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, _PLAIN):
        return " ".join(_SHORT.repr(value).split())
    if isinstance(value, dt.date | Path):
        return str(value)[:_LONGEST]
    shape = getattr(value, "shape", None)
    kind = type(value).__name__ if isinstance(shape, tuple) else getattr(value, "geom_type", None)
    name = kind if isinstance(kind, str) else type(value).__name__
    article = "an" if name[:1].lower() in {"a", "e", "i", "o", "u"} or name == "ndarray" else "a"
    return f"{article} {name}" + (f" of shape {shape}" if isinstance(shape, tuple) else "")


def unfit(argument: str, expected: str, got: object, remedy: str = "") -> ArgumentError:
    """Return the error that says which argument, what was expected, what came, and what to do about it."""
    end = f"; {remedy}" if remedy else ""
    return ArgumentError(f"{argument}: expected {expected}, got {describe(got)}{end}")


def list_choices(choices: Iterable[object]) -> str:
    """Return choices as a sentence lists them.

    Examples
    --------
    >>> list_choices(["edge", "node", "gate"]), list_choices(["edge"])
    ('"edge", "node" or "gate"', '"edge"')
    """
    listed = [f'"{choice}"' for choice in choices]
    return " or ".join([", ".join(listed[:-1]), listed[-1]] if len(listed) > 1 else listed)


def check_choice(argument: str, value: object, choices: Iterable[str]) -> None:
    """Refuse what is none of some words."""
    choices = tuple(choices)
    if not isinstance(value, str) or value not in choices:
        raise unfit(argument, list_choices(choices), value)


def check_kind(argument: str, value: object, kind: type | tuple[type, ...], expected: str) -> None:
    """Refuse what is of another kind."""
    if not isinstance(value, kind):
        raise unfit(argument, expected, value)


def check_members(argument: str, value: object, kind: type, expected: str) -> None:
    """Refuse what is no tuple of things of a kind."""
    if not isinstance(value, tuple) or not all(isinstance(one, kind) for one in value):
        raise unfit(argument, expected, value)


def check_text(argument: str, value: object) -> None:
    """Refuse what is no text, or holds half a character: a lone surrogate, which no file can hold."""
    check_kind(argument, value, str, "a text")
    if not is_text(value):
        raise unfit(
            argument, "a text of whole characters", value, "decode its bytes by the encoding they are in"
        )


def is_text(value: object) -> TypeGuard[str]:
    """Tell whether a value is a text of whole characters."""
    return isinstance(value, str) and (value.isascii() or _SURROGATE.search(value) is None)


def check_flag(argument: str, value: object) -> None:
    """Refuse what is neither True nor False."""
    check_kind(argument, value, (bool, np.bool_), "True or False")


def is_number(value: object) -> TypeGuard[float]:
    """Tell whether a value is a real number that a float holds; a truth value is none."""
    if isinstance(value, int):
        return not isinstance(value, bool) and abs(value) <= sys.float_info.max
    return isinstance(value, Real)


def is_whole(value: object) -> TypeGuard[int]:
    """Tell whether a value is a whole number; a truth value is none."""
    return type(value) is int or (isinstance(value, Integral) and not isinstance(value, bool))


def as_whole(argument: str, value: object, *, low: int = 0, high: int = _LARGEST_WHOLE) -> int:
    """Return a whole number within bounds, both of them included."""
    if is_whole(value) and low <= value <= high:
        return int(value)
    bounds = f"of at least {low}" if high == _LARGEST_WHOLE else f"from {low} to {high}"
    raise unfit(argument, f"a whole number {bounds}", value)


def as_number(argument: str, value: object, *, expected: str, low: float, high: float) -> float:
    """Return a number within bounds, both of them included; `expected` says them in words."""
    if is_number(value) and low <= value <= high:
        return float(value)
    raise unfit(argument, expected, value)


def as_numbers(argument: str, values: object, expected: str = "numbers") -> NDArray[np.float64]:
    """Return numbers as an array; texts, truth values and missing values other than NaN are none."""
    if np.ma.is_masked(values):
        raise unfit(argument, expected, "a masked value")
    if hasattr(values, "columns"):
        raise unfit(argument, expected, values, "give one of its columns")
    try:
        array = np.asarray(values)
        if array.dtype.kind in "iuf" or (array.dtype.kind == "O" and all(map(is_number, array.flat))):
            return array.astype(np.float64, copy=False)
    except (OverflowError, ValueError):  # too large for a float; lists of unequal lengths
        pass
    raise unfit(argument, expected, values)


def as_items(argument: str, value: object, expected: str) -> list[Any]:
    """Return the items of a list, a tuple, a set, an array or a column; a text or a table is no list."""
    single = isinstance(value, str | bytes) or hasattr(value, "columns") or getattr(value, "ndim", 1) == 0
    if single or not isinstance(value, Collection):
        raise unfit(argument, expected, value)
    return list(value)


def as_names(
    argument: str, value: object, expected: str = "names, as a text with commas or a list"
) -> list[str]:
    """Return names, each once and in the order given: those between the commas of a text, or of texts.

    Examples
    --------
    >>> as_names("closed", "suez, panama"), as_names("closed", ["suez,kiel"]), as_names("closed", ())
    (['suez', 'panama'], ['suez', 'kiel'], [])
    """
    names = (
        ([value] if value.strip() else []) if isinstance(value, str) else as_items(argument, value, expected)
    )
    parts = chain.from_iterable(name.split(",") if isinstance(name, str) else [name] for name in names)
    found = [name.strip() if isinstance(name, str) else name for name in parts]
    wrong = [name for name in found if not (is_text(name) and name)]
    if wrong:
        remedy = "leave out what is empty" if isinstance(wrong[0], str) and not wrong[0] else ""
        raise unfit(argument, expected, wrong[0], remedy)
    return list(dict.fromkeys(found))


def as_path(argument: str, value: object) -> Path:
    """Return the path of a file or a folder."""
    text = os.fspath(value) if isinstance(value, str | os.PathLike) else None
    if not isinstance(text, str) or not text or "\0" in text:
        raise unfit(argument, "a path", value)
    return Path(text)


def _check_tuple(
    argument: str, value: object, *, plain: type, fits: Callable[[object], bool], expected: str
) -> None:
    """Refuse what is no tuple of values that fit, as those of a plain type do."""
    if not isinstance(value, tuple) or not ({*map(type, value)} <= {plain} or all(map(fits, value))):
        raise unfit(argument, f"a tuple of {expected}", value)


def _check_number(argument: str, value: object, *, fits: Callable[[object], bool], expected: str) -> None:
    if not fits(value):
        raise unfit(argument, expected, value)


def check_array(argument: str, value: object, *, kind: str, expected: str) -> None:
    """Refuse what is no array of numpy of a kind: "f" for floats, "b" for truth values."""
    plain = isinstance(value, np.ndarray) and value.ndim > 0 and not np.ma.isMaskedArray(value)
    if not plain or value.dtype.kind != kind:  # type: ignore[attr-defined]  # it is an array
        raise unfit(argument, expected, value)


Check: TypeAlias = "Callable[[str, object], object]"

_DECLARED: Final[Mapping[str, Check]] = MappingProxyType(
    {
        "str": partial(check_kind, kind=str, expected="a text"),  # a file's name may be no whole text
        "bool": check_flag,
        "int": as_whole,  # there are only counts
        "float": partial(_check_number, fits=is_number, expected="a number"),
        "tuple[str, ...]": partial(
            _check_tuple, plain=str, fits=lambda value: isinstance(value, str), expected="texts"
        ),
        "tuple[int, ...]": partial(_check_tuple, plain=int, fits=is_whole, expected="whole numbers"),
        "FloatArray": partial(check_array, kind="f", expected="an array of floats"),
        "BoolArray": partial(check_array, kind="b", expected="an array of truth values"),
    }
)


@cache
def _checks_of(kind: type) -> tuple[tuple[str, Check, bool], ...]:
    """Return the name, the check and whether None will do, of each field that is declared as plain."""
    found = []
    for field in fields(kind):
        declared = str(field.type)
        check = _DECLARED.get(declared.removesuffix(" | None"))
        if check is not None:
            found.append((field.name, check, declared.endswith(" | None")))
    return tuple(found)


def check_fields(value: object) -> None:
    """Refuse a value with a field that is not what its dataclass declares: texts, numbers, truth values.

    Called by ``__post_init__``; what a field means beyond that, and fields of other types, it checks itself.
    """
    for name, check, optional in _checks_of(type(value)):  # type: ignore[arg-type]  # classes can be hashed
        member = getattr(value, name)
        if not (optional and member is None):
            check(name, member)
