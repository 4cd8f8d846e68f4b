"""Every public call with one argument at a time replaced by what it is not: what is tried, and what is right.

The calls follow from the signatures of what the packages list. Right is a result, where the value is fine for
what the argument declares, or an error of the tree that names the argument. Nothing else: no other exception,
no warning of a library, no hang.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import inspect
import re
import signal
import time
import warnings
from functools import cache, partial
from itertools import product
from numbers import Integral, Real
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, get_args, get_origin

import folium
import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import shapely

import small_studies
from isthmus import geo, layers, maps
from isthmus.layers._bundled.files import data_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

SECONDS: Final = 8

POINT = shapely.Point(20, 50)
LINE = shapely.LineString([(20, 50), (25, 52)])
AREA = shapely.box(20, 50, 22, 52)


def table(*shapes: shapely.Geometry, crs: object = 4326, **columns: object) -> gpd.GeoDataFrame:
    """Return a table of shapes with an id and a name each."""
    names = [f"n{row}" for row in range(len(shapes))]
    return gpd.GeoDataFrame({"id": names, "name": names, **columns}, geometry=[*shapes], crs=crs)


def read_only() -> object:
    """Return an array that can't be written to."""
    array: Any = np.array([LINE, AREA], dtype=object)
    array.flags.writeable = False
    return array


def of_a_site() -> gpd.GeoDataFrame:
    """Return a table whose coordinates are of no place on the Earth."""
    return table(POINT, crs='LOCAL_CS["site grid",UNIT["metre",1]]')


#: What arguments are not, made anew for each call.
WRONG: Final[dict[str, Callable[[], object]]] = {
    "None": lambda: None,
    "NaN": lambda: float("nan"),
    "infinity": lambda: float("inf"),
    "-1": lambda: -1,
    "0": lambda: 0,
    "1e300": lambda: 1e300,
    "10**400": lambda: 10**400,
    "10**5000": lambda: 10**5000,
    "True": lambda: True,
    "complex": lambda: complex(1, 2),
    "float32": lambda: np.float32(3),
    "int8": lambda: np.int8(5),
    "empty text": lambda: "",
    "x": lambda: "x",
    "10km": lambda: "10km",
    "text with NUL": lambda: "a\0b",
    "bytes": lambda: b"x",
    "date": lambda: dt.date(2025, 2, 3),
    "empty list": list,
    "dict": dict,
    "empty tuple": lambda: (),
    "set of numbers": lambda: {1.5, 2.5},
    "list of None": lambda: [None],
    "point and None": lambda: [POINT, None],
    "nested list": lambda: [[POINT]],
    "ragged list": lambda: [[1.0], [2.0, 3.0]],
    "texts": lambda: ["a", "b"],
    "iterator": lambda: iter([POINT]),
    "range": lambda: range(3),
    "NA": lambda: pd.NA,
    "NaT": lambda: pd.NaT,
    "object": object,
    "no numbers": lambda: np.array([]),
    "number of no dimension": lambda: np.array(5.0),
    "None of no dimension": lambda: np.array(None, dtype=object),
    "truth values": lambda: np.array([True, False]),
    "complex numbers": lambda: np.array([1j, 2.0]),
    "days": lambda: np.array(["2025-01-01"], "datetime64[D]"),
    "lines and areas, read only": read_only,
    "two dimensions": lambda: np.array([[POINT, LINE]], dtype=object),
    "masked": lambda: np.ma.masked,
    "masked numbers": lambda: np.ma.array([1.0, 2.0], mask=[True, False]),
    "series of odd index": lambda: pd.Series([POINT, LINE], index=[7, 7]),
    "series of two indices": lambda: pd.Series([LINE], index=pd.MultiIndex.from_tuples([(1, 2)])),
    "numbers with NA": lambda: pd.Series([1, None], dtype="Int64"),
    "metres": lambda: gpd.GeoSeries([LINE], crs=3857),
    "empty point": shapely.Point,
    "mixture": lambda: shapely.GeometryCollection([POINT, LINE, AREA]),
    "point of NaN": lambda: shapely.Point(float("nan"), 1),
    "point far off": lambda: shapely.Point(1e9, 1e9),
    "line to infinity": lambda: shapely.LineString([(0, 0), (float("inf"), 1)]),
    "point with a height": lambda: shapely.Point(1, 2, 3),
    "bow tie": lambda: shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)]),
    "table without CRS": lambda: table(POINT, crs=None),
    "table of a site": of_a_site,
    "table without geometry": lambda: gpd.GeoDataFrame({"id": ["a"]}),
    "table of nothing": lambda: gpd.GeoDataFrame(geometry=[], crs=4326),
    "table of holes": lambda: table(POINT, shapely.Point(), crs=3857)[["geometry"]],
    "table of twins": lambda: pd.concat([table(AREA), table(AREA)["name"]], axis=1),
    "table of odd rows": lambda: table(POINT, LINE, AREA).set_index(pd.Index([7, 7, 7])),
    "frame": lambda: pd.DataFrame({"a": [1]}),
}


def _without_shapes(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(rows.drop(columns="geometry", errors="ignore"))


def _cells(make: Callable[[], object]) -> Callable[[pd.DataFrame], object]:
    """Return what gives a table a column of such cells."""
    return lambda rows: rows.assign(
        odd=pd.Series([make() for _ in range(len(rows))], rows.index, dtype=object)
    )


#: What tables may be, of the right one.
ODD: Final[dict[str, Callable[[pd.DataFrame], object]]] = {
    "index of two levels": lambda rows: rows.set_index(pd.MultiIndex.from_product([range(len(rows)), [0]])),
    "columns of two levels": lambda rows: rows.set_axis(
        pd.MultiIndex.from_product([rows.columns, ["a"]]), axis=1
    ),
    "index named id": lambda rows: rows.rename_axis("id"),
    "index of moments": lambda rows: rows.set_index(pd.date_range("2025", periods=len(rows), tz="UTC")),
    "durations": lambda rows: rows.assign(odd=pd.Timedelta(1, "D")),
    "intervals": lambda rows: rows.assign(odd=pd.arrays.IntervalArray.from_tuples([(0, 1)] * len(rows))),
    "periods": lambda rows: rows.assign(odd=pd.Period("2025-01")),
    "categories": lambda rows: rows.assign(
        **{name: rows[name].astype("category") for name in {"id", "name", "kind"} & {*rows}}
    ),
    "10**30": _cells(lambda: 10**30),
    "complex": lambda rows: rows.assign(odd=1j),
    "nested": _cells(lambda: [1, [2, {"a": None}]]),
    "mixed": lambda rows: rows.assign(odd=([1, "a", None, pd.NaT, b"x"] * len(rows))[: len(rows)]),
    "bytes": _cells(lambda: b"\xff"),
    "objects": _cells(object),
    "half a character": _cells(lambda: "\udcff"),
    "NUL": _cells(lambda: "a\0b"),
    "number as a name": lambda rows: rows.assign(odd=1).rename(columns={"odd": 5}),
    "no name": lambda rows: rows.assign(odd=1).rename(columns={"odd": None}),
    "empty name": lambda rows: rows.assign(**{"": 1}),
    "twice": lambda rows: pd.concat([rows, rows[rows.columns[:1]]], axis=1),
    "two geometries": lambda rows: rows.assign(other=rows.get("geometry")),
    "geometry renamed": lambda rows: (
        rows.rename_geometry("shape") if isinstance(rows, gpd.GeoDataFrame) else rows
    ),
    "no geometry": _without_shapes,
    "a geometry alone": lambda rows: rows.get("geometry"),
    "ids missing": lambda rows: rows.assign(id=None),
    "ids alike": lambda rows: rows.assign(id="a"),
    "ids as lists": lambda rows: rows.assign(id=[[1]] * len(rows)),
    "no ids": lambda rows: rows.drop(columns="id", errors="ignore"),
    "no rows": lambda rows: rows.iloc[:0],
    "arrow": lambda rows: pa.Table.from_pandas(_without_shapes(rows)),
    "dict": lambda rows: rows.to_dict(),
    "names of results": lambda rows: rows.assign(of_id=1, from_km=2, to_km=3),
    "sparse": lambda rows: rows.assign(odd=pd.arrays.SparseArray([1.0] * len(rows))),
    "NA": lambda rows: rows.assign(odd=pd.array([None] * len(rows), dtype="boolean")),
    "texts as numbers": lambda rows: rows.assign(quantity="many", probability_low="x", severity="high"),
}


class Call(NamedTuple):
    """One public call: its name, what is called, and what it is given where nothing is wrong."""

    name: str
    call: Callable[..., object]
    given: dict[str, Callable[[], object]]
    parameters: dict[str, inspect.Parameter]


@cache
def atlas() -> layers.Atlas:
    """Return a few rows of each bundled layer, so that everything is quick."""
    bundled = small_studies.bundled_atlas().layers()
    tables = {name: rows.head(3).reset_index(drop=True) for name, rows in bundled}
    return layers.Atlas(**tables, transits=small_studies.daily_table("Suez Canal"))


@cache
def network() -> geo.Network:
    """Return a network that knows everything."""
    return geo.Network(
        [(0, 0), (1, 1), (2, 2), (3, 1)],
        tails=[0, 1, 0, 2],
        heads=[1, 3, 2, 3],
        modes=["sea", "rail", "sea", "rail"],
        hours=[1.0, 2.0, 3.0, 4.0],
        costs=[1.0, 2.0, 3.0, 4.0],
        capacities=[1, 2, 3, 4],
        gates={"g": [0], "h": [2]},
    )


@cache
def study() -> layers.Resilience:
    """Return the result of a question about a network made by hand."""
    edges = [(0, 2, "sea", 10.0), (2, 1, "sea", 10.0), (0, 3, "sea", 12.0), (3, 1, "sea", 14.0)]
    return small_studies.small(edges, gates={"canal": [0], "strait": [2]})


def likely_zones() -> gpd.GeoDataFrame:
    return table(AREA, probability_low=[0.1], probability_high=[0.2], severity=[3], kind=["conflict"])


def flows() -> pd.DataFrame:
    return small_studies.bundled_atlas().flows.head(4)


def starter() -> Path:
    """Return the folder of a small study, which lies in the package."""
    with data_path("starter") as folder:
        return folder


@cache
def _fields(owner: str) -> dict[str, Callable[[], object]]:
    """Return what is right for each field of a class, if it is a dataclass."""
    value = VALUES[owner]()
    fields = dataclasses.fields(value) if dataclasses.is_dataclass(value) else ()
    return {field.name: (lambda name=field.name: getattr(value, name)) for field in fields}


def _route() -> geo.Route:
    return network().shortest_route(0, 3)


def _best() -> geo.BestRoutes:
    return network().best_routes([0], [3])


@cache
def _legs() -> gpd.GeoDataFrame:
    return layers.route("TWKHH", "NLRTM", modes="sea", on="open")


def _assignment() -> geo.Assignment:
    return network().assign([0], [3], [[1.0]], capacities={"g": (0.0, 1.0)}, by="cost")


def _chapter() -> maps.Chapter:
    return maps.Chapter("Where it narrows", ("At two ports.",), ("Port",), (("Gdynia",),))


#: What is right for an argument, by its name, or by that of its call and its own.
RIGHT: Final[dict[str, Callable[[], object]]] = {
    "geometries": lambda: [LINE, POINT],
    "lines": lambda: [LINE],
    "zones": lambda: [AREA],
    "a": lambda: 0,
    "b": lambda: 3,
    "k": lambda: 2,
    "depth": lambda: 1,
    "radius_m": lambda: 1000.0,
    "radii_m": lambda: [1000.0, 2000.0],
    "buffer_by_leg.radii_m": lambda: [[1000.0]],
    "buffer_by_vertex.radii_m": lambda: [[1000.0, 2000.0]],
    "distance.a": lambda: POINT,
    "distance.b": lambda: [POINT],
    "lon": lambda: 20.0,
    "lat": lambda: 50.0,
    "unit_vectors.lon": lambda: np.array([20.0]),
    "unit_vectors.lat": lambda: np.array([50.0]),
    "azimuth": lambda: 10.0,
    "distance_m": lambda: 1000.0,
    **{name: (lambda: 20.0) for name in ("lon0", "lat0", "lon1", "lat1")},
    "lonlat": lambda: [(0, 0), (1, 1)],
    "tails": lambda: [0],
    "heads": lambda: [1],
    "Network.modes": lambda: ["sea"],
    "geo.Network.assign.demand": lambda: [[1.0]],
    "layers.reassign.demand": lambda: 10.0,
    "layers.risk_costs.routes": _legs,
    "layers.closure_costs.closed": lambda: "canal",
    "geo.Network.assign.capacities": lambda: {"g": (0.0, 1.0)},
    "origins": lambda: [0],
    "destinations": lambda: [3],
    "ends": lambda: [0],
    "before": _best,
    "passes.edges": lambda: np.ones(4, bool),
    "message": lambda: "no way",
    "problems": lambda: [geo.Problem("a.csv", "a number", "x")],
    "cut": lambda: geo.Cut(0),
    "NoCutError.route": _route,
    "file": lambda: "a.csv",
    "expected": lambda: "a number",
    "got": lambda: "x",
    "Exposure.line": lambda: np.array([0]),
    "Exposure.zone": lambda: np.array([0]),
    "Exposure.metres": lambda: np.array([1.0]),
    "atlas": atlas,
    "path": lambda: Path("some.csv"),
    "write_geojson.path": lambda: Path("some.geojson"),
    "save_png.path": lambda: Path("some.png"),
    "save_svg.path": lambda: Path("some.svg"),
    "maps.Map.save.outfile": lambda: Path("some.html"),
    "maps.Map.save_figure.path": lambda: Path("some.png"),
    "folder": lambda: Path("some"),
    "table": lambda: table(POINT),
    "radii_km": lambda: [1.0],
    "layers.exposure.lines": lambda: table(LINE),
    "layers.exposure.zones": likely_zones,
    "hazards_to.zones": likely_zones,
    "in_force.zones": likely_zones,
    "likely_events.zones": likely_zones,
    "likely_events.gates": lambda: table(shapely.Point(21, 51)),
    "with_gates.gates": lambda: {"g": [0]},
    "with_delay.edges": lambda: [0],
    "with_delay.hours": lambda: 1.0,
    "with_once.edges": lambda: [0],
    "nodes_along.edges": lambda: [0],
    "location": lambda: (50, 20),
    "maps.Map.note.text": lambda: "A plant",
    "stops": lambda: [layers.Scene("Without Suez")],
    "scenes": lambda: [layers.Scene("Without Suez")],
    "maps.Map.talk_to.origin": lambda: "https://portal.example",
    "groups": lambda: [[0, 1]],
    "mode": lambda: "sea",
    "shares": lambda: [0.5, 0.5],
    "flows": flows,
    "maps.Brief.save.path": lambda: Path("some.html"),
    "reexports.origin": lambda: "TW",
    "reexports.destination": lambda: "PL",
    "result": study,
    "maps.Brief.of.result": lambda: layers.components(atlas()),
    "compare.before": study,
    "compare.after": study,
    "savings.before": study,
    "savings.after": study,
    "measures": lambda: pd.DataFrame(
        {"name": ["a"], "cost_low": [1], "cost_high": [2], "saved_low": [3], "saved_high": [4]}
    ),
    "budget": lambda: 5.0,
    "events": lambda: [layers.Event("e", ("canal",), layers.Range(0.1, 0.2))],
    "what_if.closed": lambda: "canal",
    "closure_costs.closed": lambda: "canal",
    "layers.route.origin": lambda: "WAW",
    "layers.route.destination": lambda: "PRG",
    "resilience.origins": lambda: "WAW",
    "resilience.destinations": lambda: "PRG",
    "precision": lambda: "city",
    "country": lambda: "TW",
    "what": lambda: "CN",
    "child": lambda: folium.Marker((50, 20)),
    "bounds": lambda: [(50, 20), (51, 21)],
    "index": lambda: 0.5,
    "layers.read.path": starter,
    "layers.check.path": starter,
    "layers.read_table.path": lambda: starter() / "factories.csv",
    "from_record.record": lambda: dataclasses.asdict(_summary()),
}


def _summary() -> layers.Summary:
    return study().summary()


#: Options that make a call quick where they are not what is tried.
QUICK: Final = {
    "layers.route": {"modes": "air"},
    "layers.resilience": {"modes": "air"},
    "layers.components": {"modes": "air"},
    "layers.measures": {"events": (), "sources": (), "stock_days": (1,)},
}

#: Values whose fields are what is right for their class, and whose methods are called.
VALUES: Final[dict[str, Callable[[], Any]]] = {
    "ZoneIndex": lambda: geo.ZoneIndex([AREA]),
    "BestRoutes": _best,
    "Assignment": _assignment,
    "RouteFlow": lambda: _assignment().least,
    "Cut": lambda: network().minimum_cut(0, 3),
    "Network": network,
    "Problem": lambda: geo.Problem("a.csv", "a number", "x"),
    "ReplacementRoutes": lambda: network().replacement_routes(0, 3, depth=1, by="time"),
    "Route": _route,
    "About": layers.About,
    "Atlas": atlas,
    "Column": lambda: layers.SCHEMAS["flows"].columns[0],
    "Comparison": lambda: study().comparison,
    "Components": lambda: layers.components(atlas()),
    "Event": lambda: layers.Event("e", ("canal",), layers.Range(0.1, 0.2)),
    "PairSummary": lambda: _summary().pairs[0],
    "Note": lambda: layers.Note("A plant", (50, 20)),
    "Scene": lambda: layers.Scene("Without Suez"),
    "Measures": lambda: layers.measures(
        study(), events=[layers.Event("e", ("canal",), layers.Range(0.1, 0.2))], sources=[]
    ),
    "Range": lambda: layers.Range(0.1, 0.2),
    "Reassignment": lambda: layers.reassign(study(), 10.0),
    "Rejected": lambda: layers.Rejected(geo.Problem("a.csv", "a number", "x"), {"id": "a"}),
    "Resilience": study,
    "Schema": lambda: layers.SCHEMAS["flows"],
    "Stop": lambda: layers.components(atlas()).survival().stop("CN"),
    "Summary": _summary,
    "Survival": lambda: layers.components(atlas()).survival(),
    "Thresholds": lambda: next(iter(layers.THRESHOLDS.values())),
    "Brief": lambda: maps.Brief("Ports", (_chapter(),), (("UN/LOCODE", ""),)),
    "Chapter": _chapter,
    "Map": maps.Map,
}


def public_calls(package: ModuleType) -> list[Call]:
    """Return every function, class and method that a package lists."""
    return [call for name in package.__all__ for call in _calls_of(package, name)]


def _calls_of(package: ModuleType, name: str) -> Iterator[Call]:
    member = getattr(package, name)
    short = package.__name__.removeprefix("isthmus.")
    if inspect.isfunction(member):
        yield _call(f"{short}.{name}", member)
    elif isinstance(member, type) and not issubclass(member, enum.Enum):
        try:
            yield _call(f"{short}.{name}", member)
        except ValueError:  # an error that takes what any exception takes
            return
        for method, function in inspect.getmembers(member, callable):
            own = getattr(function, "__module__", None) or ""
            if not method.startswith("_") and own.startswith("isthmus."):
                yield _method(f"{short}.{name}", method)


def _method(owner: str, method: str) -> Call:
    """Return a method of a value that is made anew for each call."""
    make = VALUES[owner.rpartition(".")[2]]

    def call(*args: object, **kwargs: object) -> object:
        return getattr(make(), method)(*args, **kwargs)

    return _call(f"{owner}.{method}", getattr(make(), method))._replace(call=call)


def _call(name: str, function: Callable[..., object]) -> Call:
    parameters = dict(inspect.signature(function).parameters)
    given = {
        parameter.name: _right(name, parameter.name)
        for parameter in parameters.values()
        if parameter.default is parameter.empty
        and parameter.kind not in {parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD}
    }
    return Call(name, function, given, parameters)


def _right(call: str, argument: str) -> Callable[[], object]:
    owner = call.rpartition(".")[2]
    if owner in VALUES and _fields(owner):
        return _fields(owner)[argument]
    for key in (f"{call}.{argument}", f"{owner}.{argument}", argument):
        if key in RIGHT:
            return RIGHT[key]
    raise LookupError(f"what is right for {call}({argument}=)? add it to RIGHT")


#: Formats that a table is written in.
FORMATS: Final = ("geojson", "gpkg", "csv", "xlsx", "parquet", "fgb")


def odd_calls(package: ModuleType) -> Iterator[tuple[str, Callable[[], object]]]:
    """Return every call of a package that takes a table, with each odd one."""
    for call in public_calls(package):
        for argument, make in call.given.items():
            if isinstance(make(), pd.DataFrame):
                writes = call.name == "layers.write_table"
                for odd, ending in product(ODD, FORMATS if writes else ("",)):
                    given = {
                        **QUICK.get(call.name, {}),
                        **{name: right() for name, right in call.given.items()},
                    }
                    given |= {argument: ODD[odd](make())}
                    given |= {"path": f"odd.{ending}"} if writes else {}
                    yield f"{call.name}({argument}: {odd}) {ending}", partial(call.call, **given)


def fault_of(call: Callable[[], object]) -> str:
    """Return what came of a call that is neither a result nor an error of ours; "" if all is well."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            warnings.simplefilter("ignore", geo.IsthmusWarning)
            call()
    except geo.IsthmusError as error:
        return "" if str(error).strip() else "says nothing"
    except Exception as error:  # noqa: BLE001  # whatever it is, it is what is looked for
        return f"{type(error).__name__}: {str(error)[:100]}"
    return ""


class Hang(BaseException):
    """A call that does not come back."""


def arguments(call: Call) -> list[str]:
    """Return the arguments of a call that are its own; what it hands on in ``**kwargs`` is not."""
    return [one.name for one in call.parameters.values() if one.kind != one.VAR_KEYWORD]


def try_wrong(call: Call, argument: str, wrong: str) -> str:
    """Call with one wrong argument, and return what is not right about what came; "" if all is well."""
    value = WRONG[wrong]()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            warnings.simplefilter("ignore", geo.IsthmusWarning)
            _call_in_time(call, argument, value)
    except geo.IsthmusError as error:
        return _fault_of_message(argument, value, str(error))
    except Hang:
        return "hangs"
    except Exception as error:  # noqa: BLE001  # whatever it is, it is what is looked for
        return f"{type(error).__name__}: {str(error)[:100]}"
    declared = str(call.parameters[argument].annotation)
    if not fits(declared, WRONG[wrong](), call):
        return f"taken for {declared}"
    return ""


def hang_from(started: float) -> Callable[..., None]:
    """Return what ends a call that waits for nothing, or works for long: not one that others keep waiting."""

    def stop(*_: object) -> None:
        if not 0.02 * SECONDS < time.process_time() - started < SECONDS:
            raise Hang
        signal.alarm(SECONDS)

    return stop


def _call_in_time(call: Call, argument: str, value: object) -> None:
    given: dict[str, object] = {**QUICK.get(call.name, {})}
    given |= {name: make() for name, make in call.given.items()}
    given.pop(argument, None)
    positional: list[object] = []
    kind = call.parameters[argument].kind
    if kind == inspect.Parameter.VAR_POSITIONAL:
        positional = [value]
    else:
        given[argument] = value
    before = signal.signal(signal.SIGALRM, hang_from(time.process_time()))
    signal.alarm(SECONDS)
    try:
        call.call(*positional, **given)
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def _fault_of_message(argument: str, value: object, message: str) -> str:
    named = re.search(rf"\b{re.escape(argument)}\b", message)
    of_geometry = message.startswith("geometry ") and argument in {"geometries", "table"}
    of_file = isinstance(value, str | Path) and message.startswith(str(value))
    if not (named or of_geometry or of_file):
        return f"does not name {argument}: {message[:100]}"
    return "" if len(message) < 2000 else f"a message of {len(message)} characters"


def fits(declared: str, value: object, call: Call) -> bool:
    """Tell whether a value is what an annotation declares, of those that can be told."""
    if declared.endswith(" | None"):
        return value is None or fits(declared.removesuffix(" | None"), value, call)
    options = _options(declared, call)
    if options:
        return isinstance(value, str) and value in options
    plain: dict[str, Callable[[object], bool]] = {
        "str": lambda one: isinstance(one, str),
        "bool": lambda one: isinstance(one, bool | np.bool_),
        "int": lambda one: isinstance(one, Integral) and not isinstance(one, bool),
        "float": lambda one: isinstance(one, Real) and not isinstance(one, bool),
        "str | Path": lambda one: isinstance(one, str | Path) and one != "",
        "gpd.GeoDataFrame": lambda one: isinstance(one, pd.DataFrame),
        "pd.DataFrame": lambda one: isinstance(one, pd.DataFrame),
    }
    return plain[declared](value) if declared in plain else True


def _options(declared: str, call: Call) -> tuple[object, ...]:
    """Return the words of a Literal, or of a name for one in the package of the call."""
    if declared.startswith("Literal"):
        return get_args(eval(declared, {"Literal": Literal}))  # noqa: S307  # our own annotations
    function = call.call
    spaces = [vars(inspect.getmodule(function) or geo), vars(geo), vars(layers)]
    spaces.append(getattr(function, "__globals__", {}))
    for space in spaces:
        if get_origin(space.get(declared)) is Literal:
            return get_args(space[declared])
    return ()
