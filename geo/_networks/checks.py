"""What a network and a closure are given, checked: every problem found is told at once.

Each problem says which argument and which position, what was expected, what came, and what to do about it.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from isthmus._arguments import as_items, as_names, as_numbers, describe, is_number, unfit
from isthmus.geo._answers import freeze
from isthmus.geo._chains import LARGEST_LONGITUDE
from isthmus.geo._ellipsoid import (
    LONGEST_LEG_M,
    POLE_LATITUDE,
    BoolArray,
    FloatArray,
    IntArray,
    inverse,
    wrap_degrees,
)
from isthmus.geo.errors import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import ArrayLike, NDArray

    from isthmus.geo._chains import Geometries, GeometryArray

# scipy computes flows in 32-bit integers, and what is left of a capacity can be twice the capacity.
LARGEST_CAPACITY: Final = 2**30 - 1
# Only ends closer than this to opposite each other need their geodesic measured.
_OPPOSITE_DEG: Final = 2.0


class Checks:
    """Checks of arguments, which note what is wrong and go on, until `settle` tells it.

    Every check returns an array of its own that can't be written to; where a problem was found its content
    does not matter.

    Parameters
    ----------
    subject : str
        What the arguments are of, for the message.
    """

    def __init__(self, subject: str) -> None:
        self.subject = subject
        self.problems: list[str] = []

    def settle(self) -> None:
        """Raise an error that tells every problem, if there is any."""
        if self.problems:
            count = "1 problem" if len(self.problems) == 1 else f"{len(self.problems)} problems"
            raise ArgumentError("\n".join([f"{count} in the {self.subject}:", *self.problems]))

    def points(self, lonlat: ArrayLike) -> FloatArray:
        """Check longitudes and latitudes."""
        array = self._numbers("lonlat", lonlat)
        if array.ndim != 2 or array.shape[1] != 2:  # noqa: PLR2004
            self.note("lonlat", "shape (nodes, 2)", array.shape)
            return freeze(np.zeros((0, 2)))
        finite: BoolArray = np.asarray(np.isfinite(array).all(axis=1))
        lon, lat = np.where(finite[:, None], np.abs(array), 0.0).T
        self._refuse("lonlat", ~finite, "finite degrees", array)
        self._refuse("lonlat", lat > POLE_LATITUDE, "a latitude of -90 to 90 after the longitude", array)
        self._refuse("lonlat", lon > LARGEST_LONGITUDE, "a longitude in degrees, not in metres", array)
        return freeze(array)

    def indices(self, name: str, values: ArrayLike, *, count: int, of: str, single: bool = False) -> IntArray:
        """Check indices into `count` nodes or edges, or a `single` one."""
        try:
            array = np.atleast_1d(np.asarray(values)) if single else np.asarray(values)
        except ValueError:  # lists of unequal lengths
            array = np.array(None)
        if array.ndim != 1 or (array.size and array.dtype.kind not in "iu"):
            got = f"{array.dtype} of shape {array.shape}" if array.ndim else describe(values)
            remedy = "; np.flatnonzero turns a mask into indices" if array.dtype.kind == "b" else ""
            self.note(name, f"a list of {of} indices", got + remedy)
            return freeze(np.zeros(0, np.int64))
        self._refuse(name, (array < 0) | (array >= count), f"one of the {count} {of}s, from 0", array)
        return freeze(array.astype(np.int64))

    def modes(
        self, modes: Sequence[str] | NDArray[Any], *, edges: int
    ) -> tuple[tuple[str, ...], NDArray[np.int16]]:
        """Check the mode of each edge; return every mode once, and the number of each edge's mode."""
        if isinstance(modes, str):
            self.note("modes", "a name for each edge", f"{describe(modes)}; give a list of {edges}")
            return (), freeze(np.zeros(0, np.int16))
        if isinstance(modes, np.ndarray) and modes.dtype.kind == "U" and (modes != "").all():
            return self._mode_runs(modes, edges=edges)
        listed = self.items("modes", modes, "a name for each edge")
        self.same_length("modes", len(listed), edges)
        if not all(issubclass(kind, str) for kind in set(map(type, listed))) or "" in listed:
            odd = np.array([not isinstance(mode, str) or not mode for mode in listed], bool)
            self._refuse("modes", odd, "a name", np.array([describe(mode) for mode in listed], object))
            return (), freeze(np.zeros(0, np.int16))
        names = tuple(sorted(set(listed)))
        number = {name: i for i, name in enumerate(names)}
        return names, freeze(np.fromiter(map(number.__getitem__, listed), np.int16, len(listed)))

    def _mode_runs(self, modes: NDArray[np.str_], *, edges: int) -> tuple[tuple[str, ...], NDArray[np.int16]]:
        """Check the modes of an array of text, a run of equal ones at a time: networks have few runs."""
        self.same_length("modes", len(modes), edges)
        starts = np.flatnonzero(np.r_[modes[:1] == modes[:1], modes[1:] != modes[:-1]])
        names, mode = self.modes(modes[starts].tolist(), edges=len(starts))
        if not names:
            return names, mode
        return names, freeze(np.repeat(mode, np.diff(starts, append=len(modes))))

    def quantity(self, name: str, values: ArrayLike, *, edges: int) -> FloatArray:
        """Check lengths, hours, costs or capacities."""
        before = len(self.problems)
        array = self._numbers(name, values)
        if len(self.problems) > before:
            return freeze(array)
        if array.ndim != 1:
            self.note(name, "a number for each edge", f"shape {array.shape}")
            return freeze(np.zeros(0))
        self.same_length(name, len(array), edges)
        bad: BoolArray = ~np.isfinite(array) | (array < 0)
        self._refuse(name, bad, "a finite number >= 0", array)
        return freeze(array)

    def whole(self, name: str, values: FloatArray) -> IntArray:
        """Check that capacities are whole numbers."""
        finite = np.where(np.isfinite(values), values, 0.0)  # what is not finite has been noted
        bad: BoolArray = (finite != np.floor(finite)) | (finite > LARGEST_CAPACITY)
        expected = f"a whole number up to {LARGEST_CAPACITY:,}, in a unit that makes it one"
        self._refuse(name, bad, expected, values)
        return freeze(np.where(bad, 0.0, finite).astype(np.int64))

    def gates(self, gates: Mapping[str, ArrayLike], *, edges: int) -> Mapping[str, IntArray]:
        """Check the edges of each gate; return them ascending, gates in alphabetical order."""
        mapping = isinstance(gates, Mapping)
        odd = [name for name in gates if not isinstance(name, str) or not name] if mapping else [gates]
        if odd:
            self.note("gates", "names", describe(odd[0]))
            return {}
        ascending = {}
        for name in sorted(gates):
            before = len(self.problems)
            held = self.indices(f"gates[{name!r}]", gates[name], count=edges, of="edge")
            if not len(held) and len(self.problems) == before:
                self.note(f"gates[{name!r}]", "at least one edge", "none; closing it would close nothing")
            is_ascending = bool((held[1:] > held[:-1]).all())  # most are, and to see that takes less
            ascending[name] = held if is_ascending else freeze(np.unique(held))
        return MappingProxyType(ascending)

    def legs(self, lonlat: FloatArray, tails: IntArray, heads: IntArray) -> None:
        """Refuse edges between points nearly opposite on the Earth: no single geodesic joins them."""
        lon, lat = np.ascontiguousarray(lonlat.T)
        some = np.flatnonzero(np.abs(lat[tails] + lat[heads]) < _OPPOSITE_DEG)
        one, other = tails[some], heads[some]
        opposite = (
            np.abs(wrap_degrees(lon[one] - lon[other] - 180.0)) * np.cos(np.radians(lat[one])) < _OPPOSITE_DEG
        )
        some, one, other = some[opposite], one[opposite], other[opposite]
        far = np.zeros(len(tails), bool)
        far[some] = inverse(lon[one], lat[one], lon[other], lat[other])[2] > LONGEST_LEG_M
        expected = "ends that are not nearly opposite on the Earth (add a node between them)"
        self._refuse("tails, heads", far, expected, np.column_stack([tails, heads]))

    def same_length(self, name: str, got: int, edges: int) -> None:
        """Refuse an array that does not have one value for each edge."""
        if got != edges:
            self.note(name, f"{edges} values, one for each edge", str(got))

    def _numbers(self, name: str, values: ArrayLike) -> FloatArray:
        try:
            return as_numbers(name, values).copy()
        except ArgumentError as error:
            self.problems.append(str(error))
            return np.zeros(0)

    def items(self, name: str, values: object, expected: str) -> list[Any]:
        """Check that there are several of something."""
        try:
            return as_items(name, values, expected)
        except ArgumentError as error:
            self.problems.append(str(error))
            return []

    def names(self, name: str, values: object) -> list[str]:
        """Check names: a text with commas, or a collection."""
        try:
            return as_names(name, values)
        except ArgumentError as error:
            self.problems.append(str(error))
            return []

    def note(self, name: str, expected: str, got: object) -> None:
        """Note a problem."""
        self.problems.append(f"{name}: expected {expected}, got {got}")

    def _refuse(self, name: str, bad: BoolArray, expected: str, values: NDArray[Any]) -> None:
        """Note the first bad value and how many more there are."""
        if bad.any():
            first, others = int(np.argmax(bad)), int(bad.sum()) - 1
            got = values[first] if values.dtype == object else values[first].tolist()
            self.note(f"{name}[{first}]", expected, f"{got}" + (f" (and {others} more)" if others else ""))


def gate_weights(gates: Sequence[str], weights: Mapping[str, float] | None) -> FloatArray:
    """Return the weight of each gate, which is 1 where none is said."""
    if weights is None:
        return np.ones(len(gates))
    expected = "numbers above 0 by the names of gates of this network"
    if not isinstance(weights, Mapping):
        raise unfit("weights", expected, weights)
    for name, weight in weights.items():
        if name not in gates:
            raise unfit("weights", expected, name)
        if not (is_number(weight) and 0 < weight < np.inf):
            raise unfit(f"weights[{name!r}]", "a number above 0", weight)
    return np.array([float(weights.get(name, 1.0)) for name in gates])


def check_names(checks: Checks, argument: str, given: object, known: Collection[str]) -> tuple[str, ...]:
    """Return some names, of a text those between its commas; note each unknown one and what is nearest."""
    names = checks.names(argument, given)
    for name in names:
        if name not in known:
            nearest = get_close_matches(name, known, n=1, cutoff=0.0)
            remedy = f"; the nearest is {nearest[0]!r}" if nearest else ""
            checks.note(argument, f"one of the {len(known)} of this network", describe(name) + remedy)
    return tuple(names)


def check_areas(checks: Checks, area: BaseGeometry | Geometries | None) -> GeometryArray:
    """Return areas as an array; note what is none, and each that covers nothing."""
    if isinstance(area, BaseGeometry):
        area = [area]
    areas = checks.items("area", [] if area is None else area, "a Polygon or MultiPolygon")
    for shape in areas:
        if not isinstance(shape, shapely.Polygon | shapely.MultiPolygon):
            checks.note("area", "a Polygon or MultiPolygon", getattr(shape, "geom_type", describe(shape)))
        elif shape.is_empty:
            checks.note("area", "a polygon that covers something", "an empty one")
    return np.array(areas, dtype=object)
