"""A file is read as what its ending says, or not at all; nothing in it leads to other files or addresses."""

from __future__ import annotations

import json
import os
import pathlib
import sqlite3
import threading
import warnings
from contextlib import closing
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING
from zipfile import ZipFile

import geopandas as gpd
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely
from pyproj import CRS

from isthmus import layers
from isthmus.geo import DataWarning, ReadError, ValidationError
from isthmus.layers._reading.contents import lacks_encoding, layer_sources
from isthmus.layers._tables.crs import refuse_files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

POINT = gpd.GeoDataFrame({"name": ["a"]}, geometry=[shapely.Point(20, 50)], crs="EPSG:4326")


@pytest.fixture
def requests() -> Iterator[tuple[str, list[str]]]:
    """Yield the address of a server on this machine, and the paths that it was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"id,name,lon,lat\na,SECRET,20,50\n")

        do_HEAD = do_GET  # noqa: N815 - the name is the base class'

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/x.csv", asked
        server.shutdown()


def pointer(source: str) -> str:
    """Return what makes GDAL read another file."""
    return (
        f'<OGRVRTDataSource><OGRVRTLayer name="factories"><SrcDataSource>{source}</SrcDataSource>'
        "<SrcLayer>x</SrcLayer></OGRVRTLayer></OGRVRTDataSource>"
    )


def refused(path: Path, said: str) -> None:
    with pytest.raises(ValidationError) as caught:
        layers.read_table(path)
    (problem,) = caught.value.problems
    assert said in str(problem)
    assert "\n" not in str(problem)


@pytest.mark.parametrize("ending", ["kml", "gpx"])
@pytest.mark.parametrize(
    "content",
    [
        "<{0}/>{1}",
        "{1}<{0}/>",
        "<{0}>{1}</{0}>",
        "<{0}/><!--{1}-->",
        "<!--{1}--><{0}/>",
        "<{0}><![CDATA[{1}]]></{0}>",
        '<!DOCTYPE {0} [<!ENTITY e "x">]><{0}>&e;{1}</{0}>',
        "<!--" + "x" * (2**20 - 8) + "--><{0}/>{1}",
    ],
)
def test_a_file_that_leads_elsewhere_is_refused_and_nobody_is_asked(
    tmp_path: Path, requests: tuple[str, list[str]], ending: str, content: str
) -> None:
    address, asked = requests
    secret = tmp_path / "x.csv"
    secret.write_text("id,name\na,SECRET\n")
    for source in (f"/vsicurl/{address}", str(secret)):
        study = tmp_path / "study"
        study.mkdir(exist_ok=True)
        path = study / f"factories.{ending}"
        path.write_text(content.format(ending, pointer(source)))
        refused(path, f"factories.{ending}: expected a {ending.upper()} file, got ")
        assert all(problem.row is None for problem in layers.check(study) if problem.file == path.name)
    assert asked == []


@pytest.mark.parametrize("ending", ["fgb", "gpkg", "shp", "zip"])
@pytest.mark.parametrize(
    "start", [b"", b"fgb", b"fgb\x03fgb\x01", b"fgb\x03fgb\x01\x20\x20\x20\x20", b"PK\x03\x04"]
)
def test_binary_formats_are_known_by_more_than_their_first_letters(
    tmp_path: Path, requests: tuple[str, list[str]], ending: str, start: bytes
) -> None:
    address, asked = requests
    path = tmp_path / f"a.{ending}"
    path.write_bytes(start + pointer(f"/vsicurl/{address}").encode())
    with pytest.raises(ValidationError, match=rf"a\.{ending}: expected a"):
        layers.read_table(path)
    assert asked == []


def zipped(path: Path, *members: tuple[str, bytes]) -> Path:
    with ZipFile(path, "w") as archive:
        for name, content in members:
            archive.writestr(name, content)
    return path


def test_an_archive_is_read_by_its_shapefile_only(tmp_path: Path, requests: tuple[str, list[str]]) -> None:
    address, asked = requests
    vrt = pointer(f"/vsicurl/{address}").encode()
    refused(
        zipped(tmp_path / "a.zip", ("a.vrt", vrt)),
        "another file that can be read, got an archive without one",
    )
    refused(zipped(tmp_path / "c.zip", ("c.shp", vrt)), "got c.shp, which begins otherwise")
    POINT.to_file(tmp_path / "ports.shp", encoding="utf-8")
    parts = [(f"a folder/{path.name}", path.read_bytes()) for path in tmp_path.glob("ports.*")]
    again = layers.read_table(
        zipped(tmp_path / "d {1}.zip", ("a.vrt", vrt), ("__MACOSX/._p.shp", b""), *parts)
    )
    assert again["name"].tolist() == ["a"]
    assert asked == []


def test_a_shapefile_without_its_other_files_says_so(tmp_path: Path) -> None:
    POINT.to_file(tmp_path / "ports.shp", encoding="utf-8")
    parts = {part.suffix: part.read_bytes() for part in tmp_path.glob("ports.*")}
    without = {gone: [(f"p{end}", part) for end, part in parts.items() if end != gone] for gone in parts}
    with pytest.warns(DataWarning, match=r"none: no \.dbf lies beside"):
        assert layers.read_table(zipped(tmp_path / "a.zip", *without[".dbf"])).columns.tolist() == [
            "geometry"
        ]
    refused(zipped(tmp_path / "b.zip", *without[".shx"]), "one without .shx")
    (tmp_path / "ports.shx").unlink()
    refused(tmp_path / "ports.shp", "one without .shx")


@pytest.mark.parametrize("cell", ["12,5", "abc", ".", "1 2", "0x1"])
@pytest.mark.parametrize("archived", [False, True])
def test_what_is_no_number_in_a_column_of_numbers_is_refused(
    tmp_path: Path, cell: str, *, archived: bool
) -> None:
    table = POINT.loc[[0, 0]].assign(size=[7.25, 3.5], code=["x,y", "7,25"])
    table.to_file(tmp_path / "p.shp", encoding="utf-8")
    whole = (tmp_path / "p.dbf").read_bytes()
    number = next(text for text in whole.split() if text.startswith(b"3.5"))[: len("3.500000000")]
    (tmp_path / "p.dbf").write_bytes(whole.replace(number, cell.encode().ljust(len(number)), 1))
    parts = [(part.name, part.read_bytes()) for part in tmp_path.glob("p.*")]
    path = zipped(tmp_path / "a.zip", *parts) if archived else tmp_path / "p.shp"
    with pytest.raises(ValidationError, match=r"row 2, size: expected a number, got"):
        layers.read_table(path)


def test_an_archive_whose_members_share_a_name_gives_gdal_what_was_looked_at(
    tmp_path: Path, requests: tuple[str, list[str]]
) -> None:
    """Python takes the last of two members of a name, GDAL the first."""
    address, asked = requests
    vrt = pointer(f"/vsicurl/{address}").encode()
    POINT.to_file(tmp_path / "p.shp", encoding="utf-8")
    parts = [(path.name, path.read_bytes()) for path in sorted(tmp_path.iterdir())]
    with pytest.warns(UserWarning, match="Duplicate name"):
        path = zipped(tmp_path / "a.zip", ("p.shp", vrt), *parts)
    assert layers.read_table(path)["name"].tolist() == ["a"]
    with pytest.warns(UserWarning, match="Duplicate name"):
        refused(zipped(tmp_path / "b.zip", *parts, ("p.shp", vrt)), "got p.shp, which begins otherwise")
    from_windows = [(f"C:\\a\\{name}", content) for name, content in parts]
    assert layers.read_table(zipped(tmp_path / "c.zip", *from_windows))["name"].tolist() == ["a"]
    assert asked == []


GRID = "+proj=longlat +nadgrids={0} +no_defs +type=crs"
NEEDS_FILES = [
    GRID,
    "+init={0}:1",
    "+proj=longlat +ellps=GRS80 +geoidgrids={0} +vunits=m +type=crs",
    "+proj=pipeline +step +proj=hgridshift +grids=@null,{0}",
    'GEOGCS["x",DATUM["x",SPHEROID["x",6378137,298],EXTENSION["PROJ4_GRIDS","{0}"]],PRIMEM["Greenwich",0]]',
    '{{"type": "BoundCRS", "parameters": [{{"name": "file", "value": "{0}"}}]}}',
    '{{"type": "BoundCRS", "parameters": [{{"name": "file", "valu\\u0065": "{0}"}}]}}',
]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pipes in folders")
@pytest.mark.parametrize("definition", NEEDS_FILES)
def test_a_reference_system_that_names_a_file_is_refused(tmp_path: Path, definition: str) -> None:
    """PROJ would open it: a pipe that nobody writes to would stop the reading for ever."""
    os.mkfifo(tmp_path / "grid")
    text = definition.format(tmp_path / "grid")
    said = "expected a coordinate reference system that needs no other file"
    content = {
        "type": "FeatureCollection",
        "crs": {"type": "name", "properties": {"name": text}},
        "features": [],
    }
    (tmp_path / "a.geojson").write_text(json.dumps(content))
    refused(tmp_path / "a.geojson", said)
    POINT.to_file(tmp_path / "a.shp", encoding="utf-8")
    (tmp_path / "a.prj").write_text(text)
    refused(tmp_path / "a.shp", said)
    parts = [(path.name, path.read_bytes()) for path in tmp_path.glob("a.[sdp]*")]
    refused(zipped(tmp_path / "b.zip", *parts), said)
    geopackage(tmp_path / "c.gpkg", "SELECT 1")
    with closing(sqlite3.connect(tmp_path / "c.gpkg")) as database:
        database.execute("UPDATE gpkg_spatial_ref_sys SET definition = ? WHERE srs_id = 4326", (text,))
        database.commit()
    refused(tmp_path / "c.gpkg", said)
    POINT.to_parquet(tmp_path / "d.parquet")
    table = pq.read_table(tmp_path / "d.parquet")
    about = json.loads(table.schema.metadata[b"geo"])
    about["columns"]["geometry"]["crs"] = text
    pq.write_table(table.replace_schema_metadata({"geo": json.dumps(about)}), tmp_path / "d.parquet")
    refused(tmp_path / "d.parquet", said)
    POINT.to_file(tmp_path / "e.fgb")
    (tmp_path / "e.fgb").write_bytes((tmp_path / "e.fgb").read_bytes().replace(b"WGS 84", b"init=a", 1))
    refused(tmp_path / "e.fgb", said)


def test_reference_systems_that_name_no_file_are_read(tmp_path: Path) -> None:
    for text in (
        "EPSG:3857",
        "urn:ogc:def:crs:OGC:1.3:CRS84",
        "+init=epsg:4326",
        CRS(3857).to_wkt("WKT1_GDAL"),
    ):
        refuse_files(tmp_path / "a", text)
    refuse_files(tmp_path / "a", json.dumps(CRS(2180).to_json_dict(), ensure_ascii=False))


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pipes in folders")
@pytest.mark.parametrize("beside", ["a.dbf", "a.prj", "a.qix", "a.gpkg-wal", "a.gpkg-journal"])
def test_what_belongs_to_a_file_must_be_a_regular_file_too(tmp_path: Path, beside: str) -> None:
    path = tmp_path / ("a.gpkg" if "gpkg" in beside else "a.shp")
    POINT.to_file(path)
    (tmp_path / beside).unlink(missing_ok=True)
    os.mkfifo(tmp_path / beside)
    refused(path, f"{beside}: expected a regular file, got a pipe")


@pytest.mark.parametrize("name", ["a.csv", "a folder/a.geojson", "a.kmz"])
def test_an_archive_of_one_file_is_that_file(tmp_path: Path, name: str) -> None:
    csv, kml = (
        b"name,lat,lon\nA,50,20\n",
        (
            b'<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Placemark><name>A</name>'
            b"<Point><coordinates>20,50</coordinates></Point></Placemark></kml>"
        ),
    )
    feature = b'{"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [20, 50]}}'
    if name == "a.kmz":
        path = zipped(tmp_path / name, ("doc.kml", kml), ("files/other.kml", b"<kml/>"), ("p.png", b""))
    else:
        path = zipped(tmp_path / "a.zip", (name, csv if name == "a.csv" else feature), ("README.md", b""))
    table = layers.read_table(path)
    assert shapely.force_2d(table.geometry[0]) == shapely.Point(20, 50)
    assert sorted(path.name for path in tmp_path.iterdir()) == [path.name]


def test_an_archive_of_several_files_is_refused(tmp_path: Path) -> None:
    both = zipped(tmp_path / "a.zip", ("a.csv", b"lat,lon\n1,2\n"), ("b.csv", b"lat,lon\n1,2\n"))
    refused(both, "got a.csv, b.csv; unpack the archive")
    (tmp_path / "b.kmz").write_bytes(b"<kml/>")
    refused(tmp_path / "b.kmz", "a file that begins otherwise")


def test_an_archive_with_several_shapefiles_has_as_many_layers(tmp_path: Path) -> None:
    for name in ("one", "two"):
        POINT.assign(name=name).to_file(tmp_path / f"{name}.shp", encoding="utf-8")
    parts = [(path.name, path.read_bytes()) for path in tmp_path.iterdir()]
    path = zipped(tmp_path / "all.zip", *parts)
    assert layers.read_table(path, layer="two")["name"].tolist() == ["two"]
    refused(path, "expected one layer, got one, two; name it by --layer, by layer=")


def test_kml_and_gpx_of_every_usual_kind_are_read(tmp_path: Path) -> None:
    kml = (
        '<?xml version="1.0" encoding="{0}"?><!-- made by hand --><k:kml xmlns:k="http://www.opengis.net/kml/2.2">'
        "<k:Document><k:Placemark><k:name>Łódź</k:name><k:Point><k:coordinates>19,51</k:coordinates></k:Point>"
        "</k:Placemark></k:Document></k:kml>"
    )
    plain = kml.replace("k:", "").replace("xmlns:k", "xmlns")
    for text in (plain, plain.replace("?>", "?>\n", 1)):
        (tmp_path / "a.kml").write_text(text.format("UTF-8"), encoding="utf-8")
        assert "Łódź" in layers.read_table(tmp_path / "a.kml").iloc[0].tolist()
    pyogrio.write_dataframe(POINT, tmp_path / "a.gpx", driver="GPX")
    assert len(layers.read_table(tmp_path / "a.gpx")) == 1


def test_kml_with_decimal_commas_is_refused(tmp_path: Path) -> None:
    text = (
        "<k:kml xmlns:k='http://www.opengis.net/kml/2.2'><k:Placemark><k:name>1,2,3,4</k:name><k:LineString>"
        "<k:coordinates>{}</k:coordinates></k:LineString></k:Placemark></k:kml>"
    )
    (tmp_path / "a.kml").write_text(text.format("18.65,54.35,0 19,55,0\n20,56"))
    assert len(layers.read_table(tmp_path / "a.kml")) == 1
    (tmp_path / "a.kml").write_text(text.format("18,65,54,35 19,55"))
    refused(tmp_path / "a.kml", 'of two or three numbers, got "18,65,54,35"; write decimals with points')


def geopackage(path: Path, *statements: str) -> Path:
    """Make a GeoPackage whose one layer, factories, is what some statements of SQL make it."""
    POINT.assign(id="a", country="PL").to_file(path, layer="src", driver="GPKG")
    with closing(sqlite3.connect(path)) as database:
        for statement in statements:
            database.execute(statement)
        for table in ("gpkg_contents", "gpkg_geometry_columns"):
            database.execute(f"UPDATE {table} SET table_name = 'factories'")  # noqa: S608 - both are ours
        database.commit()
    return path


ENDLESS = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT"


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE VIEW factories AS SELECT * FROM src",
        f"CREATE VIEW factories AS {ENDLESS} x AS fid, geom, id, name, country FROM src, c",
        "CREATE VIEW factories AS SELECT fid, geom, id, hex(zeroblob(400000000)) AS name, country FROM src",
        "CREATE VIEW factories AS SELECT fid, geom, id, ogr_geocode('Paris') AS name, country FROM src",
        "CREATE VIRTUAL TABLE factories USING rtree(fid, a, b)",
        "CREATE TABLE factories (fid INTEGER PRIMARY KEY, geom BLOB, name AS (hex(zeroblob(400000000))))",
        "SELECT 1",  # no such table at all
    ],
)
def test_a_layer_that_is_computed_is_refused(tmp_path: Path, statement: str) -> None:
    path = geopackage(tmp_path / "factories.gpkg", statement)
    refused(path, "factories.gpkg: expected layers that are plain tables, got factories, a ")
    (problem,) = layers.check(tmp_path)
    assert problem.remedy == "export it as one"
    with pytest.raises(ReadError, match="plain tables"):
        layers.read(path)


def test_names_are_the_same_where_sqlite_says_so(tmp_path: Path) -> None:
    """A long s is an s for Python, so that a table could stand for a view."""
    view = f'CREATE VIEW "factorie\u017f" AS {ENDLESS} x AS fid, geom, id, name, country FROM src, c'
    path = geopackage(tmp_path / "a.gpkg", view, "CREATE TABLE factories AS SELECT * FROM src")
    with closing(sqlite3.connect(path)) as database:
        for table in ("gpkg_contents", "gpkg_geometry_columns"):
            database.execute(f"UPDATE {table} SET table_name = 'factorie\u017f'")  # noqa: S608 - both are ours
        database.commit()
    refused(path, "expected layers that are plain tables, got factorie\u017f, a view")


def test_a_geopackage_whose_own_tables_are_computed_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    POINT.to_file(path)
    with closing(sqlite3.connect(path)) as database:
        database.execute("ALTER TABLE gpkg_contents RENAME TO own")
        database.execute(f"CREATE VIEW gpkg_contents AS {ENDLESS} own.* FROM own, c")
        database.commit()
    refused(path, "expected a GeoPackage, got one whose gpkg_contents is a view")


def test_another_database_is_no_geopackage(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "a.gpkg")) as database:
        database.execute("CREATE TABLE a (name TEXT)")
        database.commit()
    refused(tmp_path / "a.gpkg", "expected a GeoPackage, got another database")


ENDINGS = ["csv", "tsv", "xlsx", "geojson", "parquet", "gpkg", "fgb", "shp", "zip", "kml", "gpx"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no devices in folders")
@pytest.mark.parametrize("ending", ENDINGS)
def test_what_is_no_regular_file_is_not_opened(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"factories.{ending}"
    os.mkfifo(path)
    refused(path, "expected a regular file, got a pipe")
    path.unlink()
    path.symlink_to("/dev/zero")
    refused(path, "expected a regular file, got a device")
    (problem,) = layers.check(tmp_path)
    assert "expected a regular file, got a device" in str(problem)
    path.unlink()
    path.mkdir()
    refused(path, "expected a regular file, got a folder")


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_links_that_lead_nowhere_are_said(tmp_path: Path) -> None:
    path = tmp_path / "factories.csv"
    path.symlink_to("factories.csv")
    (problem,) = layers.check(tmp_path)
    assert str(problem) == "factories.csv: expected a regular file, got a link that leads back to itself"
    with pytest.raises(ReadError, match="expected a file, found none"):
        layers.read_table(path)
    path.unlink()
    path.symlink_to("nowhere.csv")
    (problem,) = layers.check(tmp_path)
    assert str(problem) == "factories.csv: expected a regular file, got a link that leads nowhere"


def test_a_file_that_the_operating_system_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "factories.csv").write_text("id,name,lon,lat\na,A,21,52\n")

    def deny(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(pathlib.Path, "read_bytes", deny)
    with pytest.raises(ReadError, match=r"factories\.csv: can't be read: Permission denied"):
        layers.read_table(tmp_path / "factories.csv")
    (problem,) = layers.check(tmp_path)
    assert str(problem) == "factories.csv: expected a file that can be read, got Permission denied"


@pytest.mark.parametrize("archived", [False, True])
def test_a_shapefile_says_its_encoding_in_a_file_beside_it_or_in_a_byte_of_its_table(
    tmp_path: Path, *, archived: bool
) -> None:
    POINT.to_file(tmp_path / "ports.shp", encoding="utf-8")

    def lacks() -> bool:
        path = tmp_path / "ports.shp"
        if not archived:
            return lacks_encoding(path, path)
        parts = [(part.name, part.read_bytes()) for part in tmp_path.glob("ports.*") if part.suffix != ".zip"]
        (source,) = layer_sources(zipped(tmp_path / "ports.zip", *parts)).values()
        return lacks_encoding(tmp_path / "ports.zip", source)

    assert not lacks()
    table = bytearray((tmp_path / "ports.dbf").read_bytes())
    for byte, lacking in ((0, True), (0x57, True), (0x03, False)):
        table[29] = byte
        (tmp_path / "ports.dbf").write_bytes(table)
        (tmp_path / "ports.cpg").write_text("UTF-8")
        assert not lacks()
        (tmp_path / "ports.cpg").unlink()
        assert lacks() is lacking
    (tmp_path / "ports.dbf").unlink()
    assert not lacks()


@pytest.mark.parametrize(
    ("names", "encoding"),
    [
        (["Łódź", "Gdańsk", "Świnoujście"], "cp1250"),
        (["Gdańsk", "Poznań", "Wrocław"], "cp1250"),  # all bytes of which are letters of Latin-1
        (["Київ", "Львів", "Одеса"], "cp1251"),
        (["Łódź", "Gdańsk"], "cp852"),  # no other reading is text
        (["Orléans"], "cp1252"),  # others are
    ],
)
def test_ansi_is_no_encoding_and_what_is_taken_is_told(
    tmp_path: Path, names: list[str], encoding: str
) -> None:
    POINT.loc[[0] * len(names)].assign(name=names).to_file(tmp_path / "p.shp", encoding=encoding)
    (tmp_path / "p.cpg").unlink(missing_ok=True)
    table = bytearray((tmp_path / "p.dbf").read_bytes())
    table[29] = 0x57
    (tmp_path / "p.dbf").write_bytes(table)
    with pytest.warns(DataWarning, match=f'its text read as {encoding}; put .* or encoding = "{encoding}"'):
        assert layers.read_table(tmp_path / "p.shp")["name"].tolist() == names


@pytest.mark.parametrize("said", ["ANSI 1250", "65001", "OEM", "", "x", "utf-16", "rot13"])
@pytest.mark.parametrize("archived", [False, True])
def test_an_encoding_that_gdal_does_not_know_is_none(tmp_path: Path, said: str, *, archived: bool) -> None:
    names = ["Łódź", "Gdańsk", "Kraków"]
    coding = "utf-8" if said == "65001" else "cp1250"
    POINT.loc[[0, 0, 0]].assign(name=names).to_file(tmp_path / "p.shp", encoding=coding)
    (tmp_path / "p.cpg").write_text(said)
    parts = [(part.name, part.read_bytes()) for part in tmp_path.glob("p.*")]
    path = zipped(tmp_path / "a.zip", *parts) if archived else tmp_path / "p.shp"
    with pytest.warns(DataWarning, match=f"its text read as {coding}"):
        assert layers.read_table(path)["name"].tolist() == names


@pytest.mark.parametrize("said", ["", "cp1250", "UTF-8"])
def test_names_of_columns_are_in_the_encoding_of_the_cells(tmp_path: Path, said: str) -> None:
    POINT.assign(name="Łódź", ludność=1).to_file(tmp_path / "ports.shp", encoding="cp1250")
    (tmp_path / "ports.cpg").unlink()
    if said:
        (tmp_path / "ports.cpg").write_text(said)
    if said == "UTF-8":  # which it is not
        with pytest.raises(
            ValidationError, match='that the file says, got text in cp1250; put encoding = "cp1250"'
        ):
            layers.read_table(tmp_path / "ports.shp")
        (tmp_path / "isthmus.toml").write_text('[ports]\nencoding = "cp1250"\n')
    with warnings.catch_warnings(record=True) as notes:
        warnings.simplefilter("always", DataWarning)
        table = layers.read_table(tmp_path / "ports.shp")
    assert table[["name", "ludność"]].to_numpy().tolist() == [["Łódź", 1]]
    assert ("its text read as cp1250" in str(*notes)) is not said


def test_other_files_are_no_shapefiles(tmp_path: Path) -> None:
    POINT.to_file(tmp_path / "ports.gpkg")
    assert not lacks_encoding(tmp_path / "ports.gpkg", tmp_path / "ports.gpkg")
