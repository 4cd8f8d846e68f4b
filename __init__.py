"""Maps of production and transit networks: where does the network narrow, and what would widen it.

`geo` measures on the ellipsoid and on graphs, `layers` reads, checks, analyses and writes tables, and `maps`
draws them. Each is loaded when it is first asked for.

Examples
--------
>>> import isthmus, shapely
>>> round(isthmus.geo.length(shapely.LineString([(0, 0), (0, 1)])))
110574
"""

from __future__ import annotations

from importlib import import_module
from importlib.machinery import PathFinder
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from types import ModuleType

    from isthmus import geo, layers, maps

__all__ = ["__version__", "geo", "layers", "maps"]

__version__: str

_HERE: Final = Path(__file__).parent

if (_HERE / "pyproject.toml").exists():
    # A clone that is called isthmus and lies where Python was started: what is installed comes first.
    _others = [entry for entry in __import__("sys").path if Path(entry or ".").resolve() != _HERE.parent]
    _installed = PathFinder.find_spec(__name__, _others)
    if _installed is not None and _installed.submodule_search_locations is not None:
        __path__ = list(_installed.submodule_search_locations)


def __getattr__(name: str) -> ModuleType | str:
    """Load a package, or look the version up, when it is first asked for."""
    if name == "__version__":
        return str(import_module("importlib.metadata").version("isthmus"))  # slow to load, seldom asked for
    if name in __all__:
        return import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
