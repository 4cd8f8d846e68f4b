"""GeoJSON files as text cells and geometries."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple, TypeGuard

import numpy as np
import shapely

from isthmus.geo import Problem
from isthmus.layers._tables.cells import as_cells, quote
from isthmus.layers._tables.columns import from_values
from isthmus.layers._tables.crs import to_degrees
from isthmus.layers._tables.limits import check_cells, check_name_lengths, is_nested, nesting_problem
from isthmus.layers._tables.table import RawTable, unreadable

from .config import UNSAID
from .text_files import decode, encoding_notes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    from isthmus.layers._tables.table import GeometryArray

    from .config import FileOptions


FEATURES = (".geojson", ".json", ".geojsonl", ".geojsons", ".ndjson", ".jsonl")
"""Endings of files of features in JSON; of most, each line is a feature."""

_LISTED = 5  # names in a message
_MEMBERS = frozenset(("type", "id", "properties", "geometry", "bbox", "crs"))
_HALVES = re.compile(r"\\u[dD][89a-fA-F]")
_REMEDY = "save it as GeoJSON, in QGIS or by ogr2ogr"
_GEOMETRIES = (
    *("Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"),
    "GeometryCollection",
)


class Features(NamedTuple):
    """What a GeoJSON file holds: columns of any JSON values, geometries in degrees, what is wrong, notes."""

    columns: dict[str, list[object]]
    geometry: GeometryArray
    problems: tuple[Problem, ...]
    notes: tuple[Problem, ...]


def read_geojson(path: Path, layer: str, options: FileOptions = UNSAID) -> RawTable:
    """Read a GeoJSON file of features; a ``crs`` member of the old form is followed.

    Parameters
    ----------
    path : Path
        The file.
    layer : str
        Layer it is to become.

    Returns
    -------
    RawTable
        The properties as text, and the geometries in degrees. The ``id`` of a feature is the row's, where no
        property of that name is.

    Raises
    ------
    ValidationError
        If the file is no GeoJSON.
    """
    columns, geometry, problems, notes = read_features(path, options)
    rows = range(1, len(geometry) + 1)
    dtypes = {name: from_values(values).dtype.name for name, values in columns.items()}
    shapes = None if shapely.is_missing(geometry).all() else geometry  # else columns may say where rows are
    return RawTable(layer, path.name, as_cells(columns), rows, shapes, problems, notes, dtypes)


def read_features(path: Path, options: FileOptions = UNSAID) -> Features:
    """Read the properties and geometries of a GeoJSON file as they stand.

    The reference system that the owner says counts where the file says none.

    Raises
    ------
    ValidationError
        If the file is no GeoJSON.
    """
    content, notes = _parse_json(path, options.encoding)
    features = _list_features(path, content)
    _check_properties(path, features)
    columns = _feature_columns(features)
    try:
        geometry, problems = _feature_shapes(path, features)
    except RecursionError:  # reading goes a little deeper than writing again
        raise unreadable(path, "JSON", "nesting without end") from None
    crs = options.crs if content.get("crs") is None else _crs_name(path, content["crs"])
    if crs:
        geometry = to_degrees(path, geometry, crs)
    notes = [*notes, *_id_notes(path, features), *_member_notes(path, features)]
    if "geometry" in columns and not shapely.is_missing(geometry).all():
        del columns["geometry"]
        got = "a property of this name as well, left out"
        notes.append(Problem(path.name, "one geometry a feature", got, column="geometry", severity="note"))
    return Features(columns, geometry, tuple(problems), tuple(notes))


def _parse_json(path: Path, encoding: str) -> tuple[dict[str, Any], list[Problem]]:
    """Return what the file says; NaN, which pandas writes and JSON does not know, is a missing value."""
    text, read_as = decode(path, encoding=encoding)
    missing: list[str] = []

    def read_constant(name: str) -> None:
        if name != "NaN":
            raise ValueError(f"{name}, which is no JSON number")
        missing.append(name)

    try:
        content = _load_json(text, read_constant)
        _check_characters(path, text, content)
    except (ValueError, RecursionError) as error:
        raise unreadable(path, "JSON", str(error) or "nesting without end") from None
    rows, notes = _rows_among(path, content)
    if rows:
        content = {"features": [_as_feature(row) for row in rows]}
    if not isinstance(content, dict):
        raise unreadable(path, "a GeoJSON FeatureCollection", f"a JSON {type(content).__name__}")
    got = f"NaN {len(missing)} times, read as nothing"
    note = Problem(path.name, "null where there is no value", got, severity="note")
    return content, notes + [note] * bool(missing) + encoding_notes(path, encoding, read_as)


def _rows_among(path: Path, content: object) -> tuple[list[dict[str, Any]], list[Problem]]:
    """Return the objects of a list, or of the only list in an object that is of no kind of its own."""
    if not isinstance(content, dict):
        return (content, []) if _are_rows(content) else ([], [])
    lists = [name for name, value in content.items() if _are_rows(value)]
    if len(lists) != 1 or not {"type", "features"}.isdisjoint(content):
        return [], []
    expected, got = "a list of objects, or features", f"such a list in {quote(lists[0])}"
    return content[lists[0]], [Problem(path.name, expected, got, severity="note")]


def _are_rows(content: object) -> TypeGuard[list[dict[str, Any]]]:
    return isinstance(content, list) and bool(content) and all(isinstance(row, dict) for row in content)


def _load_json(text: str, read_constant: Callable[[str], None]) -> Any:  # noqa: ANN401 - JSON may be anything
    """Return what a text says: one value of JSON, or a sequence of features, one a line (RFC 8142)."""
    lines = [line for line in text.replace("\x1e", "").splitlines() if line.strip()]
    if len(lines) > 1 and all(
        line.lstrip().startswith("{") and line.rstrip().endswith("}") for line in lines
    ):
        return [_load_value(line, read_constant) for line in lines]
    return _load_value(text.replace("\x1e", "", 1), read_constant)


def _load_value(text: str, read_constant: Callable[[str], None]) -> Any:  # noqa: ANN401 - as above
    return json.loads(text, parse_constant=read_constant, object_pairs_hook=_object_of)


def _object_of(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object of JSON, which may have each name once: parsers differ on which of several counts."""
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(name for place, (name, _) in enumerate(pairs) if name in dict(pairs[:place]))
        raise ValueError(f"{quote(twice)} more than once in an object")
    return found


def _as_feature(row: dict[str, Any]) -> dict[str, Any]:
    """Return a feature as it is, and any other object as the properties of one, less its geometry."""
    if row.get("type") == "Feature":
        return row
    shape = row.get("geometry")
    if shape is not None and not (isinstance(shape, dict) and shape.get("type") in _GEOMETRIES):
        return {"type": "Feature", "properties": row, "geometry": None}
    properties = {name: value for name, value in row.items() if name != "geometry"}
    return {"type": "Feature", "properties": properties, "geometry": shape}


def _say_type(content: dict[str, Any]) -> str:
    """Return what an object says of its type, or what it holds instead."""
    if "type" in content:
        return f'type "{content["type"]}"'
    return f"an object of {', '.join(map(quote, [*content][:_LISTED])) or 'nothing'}"


def _list_features(path: Path, content: dict[str, Any]) -> list[dict[str, Any]]:
    if content.get("type") in _GEOMETRIES:
        content = {"type": "Feature", "properties": {}, "geometry": content}
    features = [content] if content.get("type") == "Feature" else content.get("features")
    if not isinstance(features, list) or not all(isinstance(feature, dict) for feature in features):
        raise unreadable(path, "a GeoJSON FeatureCollection", _say_type(content), _REMEDY)
    if features and not any("properties" in feature for feature in features) and "attributes" in features[0]:
        raise unreadable(path, "a GeoJSON FeatureCollection", "features of Esri's JSON", _REMEDY)
    if not all(isinstance(feature.get("properties") or {}, dict) for feature in features):
        raise unreadable(path, "properties with names", "properties without")
    return features


def _check_properties(path: Path, features: list[dict[str, Any]]) -> None:
    """Refuse features with so many different properties that a table of them would fill the memory."""
    properties = [feature.get("properties") or {} for feature in features]
    names = {name for each in properties for name in each}
    check_cells(path, len(features), len(names), sum(map(len, properties)))
    check_name_lengths(path, names)


def _feature_columns(features: list[dict[str, Any]]) -> dict[str, list[object]]:
    """Turn features into columns, in the order in which the names first appear."""
    properties = [feature.get("properties") or {} for feature in features]
    names = dict.fromkeys(name for each in properties for name in each)
    columns = {name: [each.get(name) for each in properties] for name in names}
    if any("id" in feature for feature in features):
        own = columns.get("id", [None] * len(features))
        columns["id"] = [
            feature.get("id") if name is None else name for feature, name in zip(features, own, strict=True)
        ]
    return columns


def _id_notes(path: Path, features: list[dict[str, Any]]) -> list[Problem]:
    """Tell that the ids of features are left out where properties called id say otherwise, as GDAL does."""
    ids = [((feature.get("properties") or {}).get("id"), feature.get("id")) for feature in features]
    others = [outer for inner, outer in ids if not (inner is None or outer is None or inner == outer)]
    if not others:
        return []
    got = f"other ones among the properties, and those of the features, such as {others[0]}, are left out"
    return [Problem(path.name, "one id a feature", got, column="id", severity="note")]


def _member_notes(path: Path, features: list[dict[str, Any]]) -> list[Problem]:
    """Tell of members of features that stand beside their properties, which no table has."""
    names = [*dict.fromkeys(name for feature in features for name in feature if name not in _MEMBERS)]
    more = f" and {len(names) - _LISTED} more" * (len(names) > _LISTED)
    got = f"{', '.join(map(quote, names[:_LISTED]))}{more} beside them, left out"
    return [Problem(path.name, "values among the properties", got, severity="note")] * bool(names)


def _check_characters(path: Path, text: str, content: object) -> None:
    """Refuse an escape that is half a character by itself, which no text can hold."""
    try:
        json.dumps(content if _HALVES.search(text) else "", ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        got = f"half a character, \\u{ord(error.object[error.start]):04x}"
        raise unreadable(path, "text in Unicode", got) from None


def _plain_points(features: list[dict[str, Any]]) -> GeometryArray | None:
    """Return the points of features that hold nothing else; None if any differs: a parser is to judge."""
    places = []
    for feature in features:
        shape = feature.get("geometry")
        if not isinstance(shape, dict) or len(shape) != 2 or shape.get("type") != "Point":  # noqa: PLR2004
            return None
        place = shape.get("coordinates")
        if not isinstance(place, list) or [*map(type, place)] != [float, float]:
            return None
        places.append(place)
    lonlat: NDArray[np.float64] = np.array(places, dtype=float).reshape(-1, 2)
    return np.asarray(shapely.points(lonlat)) if np.isfinite(lonlat).all() else None


def _feature_shapes(path: Path, features: list[dict[str, Any]]) -> tuple[GeometryArray, list[Problem]]:
    points = _plain_points(features)
    return _parse_shapes(path, features) if points is None else (points, [])


def _parse_shapes(path: Path, features: list[dict[str, Any]]) -> tuple[GeometryArray, list[Problem]]:
    texts = [json.dumps(feature.get("geometry")) for feature in features]
    nested = np.array([is_nested(text) for text in texts], dtype=bool)
    given = ~nested & np.array([text != "null" for text in texts], dtype=bool)
    geometry = np.full(len(texts), None, dtype=object)
    geometry[given] = shapely.from_geojson(np.array(texts, dtype=object)[given], on_invalid="ignore")
    broken = np.flatnonzero(given & shapely.is_missing(geometry)).tolist()
    return geometry, [
        *(_shape_problem(path, row, *nesting_problem(texts[row])) for row in np.flatnonzero(nested).tolist()),
        *(_shape_problem(path, row, "a GeoJSON geometry", texts[row][:60]) for row in broken),
    ]


def _shape_problem(path: Path, row: int, expected: str, got: str, remedy: str = "") -> Problem:
    return Problem(path.name, expected, got, row=row + 1, column="geometry", remedy=remedy)


def _crs_name(path: Path, crs: object) -> str:
    """Return the name in a ``crs`` member of GeoJSON 2008, which RFC 7946 no longer has."""
    match crs:
        case {"type": "name", "properties": {"name": str(name)}}:
            return name
    raise unreadable(path, "a named CRS, or none (longitude and latitude)", json.dumps(crs)[:60])
