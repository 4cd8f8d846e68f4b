import json
import warnings
from pathlib import Path

import pytest
import shapely

from isthmus import layers
from isthmus.geo import DataWarning, ValidationError
from isthmus.layers._reading.read_geojson import _parse_shapes, _plain_points, read_geojson


def written(folder: Path, content: object) -> Path:
    path = folder / "factories.geojson"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def feature(geometry: object = None, **properties: object) -> dict[str, object]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


POINT = {"type": "Point", "coordinates": [21.01, 52.23]}


def test_features_become_text_and_shapes(tmp_path: Path) -> None:
    content = {
        "type": "FeatureCollection",
        "features": [feature(POINT, name="a", size=7.0), feature(None, id="x")],
    }
    content["features"][0]["id"] = "007"
    table = read_geojson(written(tmp_path, content), "factories")
    assert table.cells == {"name": ["a", ""], "size": ["7", ""], "id": ["007", "x"]}
    assert table.geometry is not None
    assert table.geometry.tolist() == [shapely.Point(21.01, 52.23), None]


def test_the_old_crs_member_is_followed(tmp_path: Path) -> None:
    warsaw = {"type": "Point", "coordinates": [2338822.5, 6841766.1]}
    for name in ("urn:ogc:def:crs:EPSG::3857", "+init=epsg:3857"):
        crs = {"type": "name", "properties": {"name": name}}
        content = {"type": "FeatureCollection", "crs": crs, "features": [feature(warsaw)]}
        table = read_geojson(written(tmp_path, content), "factories")
        assert table.geometry is not None
        assert table.geometry[0].equals_exact(shapely.Point(21.01, 52.23), 1e-3)


def test_a_geometry_that_is_none(tmp_path: Path) -> None:
    content = {"type": "FeatureCollection", "features": [feature({"type": "Point", "coordinates": ["a"]})]}
    (problem,) = read_geojson(written(tmp_path, content), "factories").problems
    assert (problem.row, problem.column, problem.expected) == (1, "geometry", "a GeoJSON geometry")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "expected JSON"),
        ('{"type": "FeatureCollection", "features": [', "expected JSON"),
        ("[" * 100_000, "expected JSON"),
        ('{"type": "FeatureCollection", "features": [], "x": Infinity}', "Infinity, which is no JSON number"),
        ("[]", "got a JSON list"),
        ('{"features": [{"properties": {"name": "\\ud800"}}]}', "half a character, \\ud800"),
        ('{"type": "Topology", "objects": {}}', 'got type "Topology"'),
        ('{"type": "FeatureCollection", "features": [{"properties": [1]}]}', "properties"),
        ('{"type": "FeatureCollection", "features": [], "crs": {"type": "link"}}', "a named CRS"),
        (
            '{"features": [], "crs": {"type": "name", "properties": {"name": "EPSG:0"}}}',
            "coordinate reference system",
        ),
    ],
)
def test_what_is_no_geojson_says_why(tmp_path: Path, content: str, said: str) -> None:
    with pytest.raises(ValidationError, match=r"1 problem") as caught:
        read_geojson(written(tmp_path, content), "factories")
    assert said in str(caught.value)


def test_objects_that_are_no_features_have_the_geometry_that_they_say(tmp_path: Path) -> None:
    point = {"type": "Point", "coordinates": [18.65, 54.35]}
    for name, value in (("geometry", point), ("loc", point), ("geometry", "POINT (18.65 54.35)")):
        path = tmp_path / "a.json"
        path.write_text(json.dumps([{"n": 1, name: value}, {"n": 2, name: None}]))
        with warnings.catch_warnings(record=True) as notes:
            warnings.simplefilter("always", DataWarning)
            table = layers.read_table(path)
        assert "none for 1 of 2" in str(notes[-1].message)
        assert (table.geometry[0].wkt, table.geometry[1]) == ("POINT (18.65 54.35)", None)
        assert table["n"].tolist() == [1, 2]


def test_a_property_called_geometry_beside_one_is_told(tmp_path: Path) -> None:
    path = tmp_path / "factories.geojson"
    point = {"type": "Point", "coordinates": [18.65, 54.35]}
    path.write_text(json.dumps({"type": "Feature", "properties": {"geometry": "Hel"}, "geometry": point}))
    with pytest.warns(DataWarning, match="a property of this name as well, left out"):
        assert layers.read_table(path).geometry[0].wkt == "POINT (18.65 54.35)"
    assert any("a property of this name" in str(note) for note in layers.check(tmp_path))


def test_the_only_list_of_objects_in_an_object_is_its_rows(tmp_path: Path) -> None:
    rows = [{"name": "A", "lat": 54.35, "lon": 18.65}]
    for content in ({"version": 0.6, "elements": rows}, {"data": rows, "count": 1, "links": []}):
        (tmp_path / "a.json").write_text(json.dumps(content))
        with pytest.warns(DataWarning, match='got such a list in "(elements|data)"'):
            assert layers.read_table(tmp_path / "a.json").geometry[0].wkt == "POINT (18.65 54.35)"
    with pytest.raises(ValidationError, match=r'object of "a", "b"; save it as GeoJSON'):
        read_geojson(written(tmp_path, {"a": rows, "b": rows}), "factories")


def test_features_of_another_kind_are_named(tmp_path: Path) -> None:
    esri = {
        "spatialReference": {"wkid": 4326},
        "features": [{"attributes": {}, "geometry": {"x": 1, "y": 2}}],
    }
    with pytest.raises(ValidationError, match="got features of Esri's JSON; save it as GeoJSON"):
        read_geojson(written(tmp_path, esri), "factories")


def test_a_name_that_stands_twice_in_an_object_is_refused(tmp_path: Path) -> None:
    twice = json.dumps(feature(POINT, name="a")).replace('"name": "a"', '"name": "a", "name": "b"')
    with pytest.raises(ValidationError, match='"name" more than once in an object'):
        read_geojson(written(tmp_path, twice), "factories")


@pytest.mark.parametrize("place", ["crs", "member", "property"])
def test_half_a_character_is_refused_wherever_it_stands(tmp_path: Path, place: str) -> None:
    crs = {"type": "name", "properties": {"name": "\ud800" if place == "crs" else "EPSG:4326"}}
    row = feature(POINT, **{"\udfff": 1} if place == "property" else {})
    row |= {"\ud801": 1} if place == "member" else {}
    content = {"type": "FeatureCollection", "crs": crs, "features": [row]}
    with pytest.raises(ValidationError, match="half a character"):
        layers.read_table(written(tmp_path, content))


def test_members_beside_the_properties_are_told(tmp_path: Path) -> None:
    content = {"type": "FeatureCollection", "name": "plants", "features": [feature(POINT) | {"tag": 1}]}
    with pytest.warns(DataWarning, match='expected values among the properties, got "tag" beside them'):
        layers.read_table(written(tmp_path, content))


@pytest.mark.parametrize(
    "shape",
    [
        None,
        {"type": "Point", "coordinates": [21, 52]},
        {"type": "Point", "coordinates": [21.0, 52.0, 3.0]},
        {"type": "Point", "coordinates": []},
        {"type": "Point", "coordinates": [True, 52.0]},
        {"type": "Point", "coordinates": [21.0, 52.0], "crs": None},
        {"type": "LineString", "coordinates": [[21.0, 52.0], [22.0, 52.0]]},
        {"type": "Point", "coordinates": [float("1e999"), 52.0]},
    ],
)
def test_what_is_no_plain_point_is_left_to_the_parser_and_plain_ones_are_what_it_makes_of_them(
    shape: object,
) -> None:
    plain = [{"geometry": {"type": "Point", "coordinates": [21.5, -52.25 + row]}} for row in range(3)]
    points = _plain_points(plain)
    assert points is not None
    parsed, problems = _parse_shapes(Path("points.geojson"), plain)
    assert points.tolist() == parsed.tolist()
    assert problems == []
    assert _plain_points([*plain, {"geometry": shape}]) is None
