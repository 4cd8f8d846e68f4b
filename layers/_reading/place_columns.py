"""Columns that say where rows are, under the names that the field gives them.

The names are those of the standards (Darwin Core's decimalLatitude, GTFS' stop_lat, UN/LOCODE's coordinates,
Natural Earth's LATITUDE) and of the usual programs, in the languages of our readers and their neighbours.
"""

from __future__ import annotations

import re
import unicodedata
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from isthmus.layers._bundled.gazetteer import simplify
from isthmus.layers._tables.cells import as_degrees

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_CORES: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "lon": frozenset(
            {
                *("lon", "long", "lng", "longitude", "longitud", "longi", "longit", "longdd", "longwgs84"),
                *("declon", "declong", "intptlon", "intptlong", "longitudine", "lengdegrad", "laengdegrad"),
                *("dlugosc", "dl", "dlug", "delka", "dlzka", "dolzina", "duzina", "zemepisnadelka"),
                *("lange", "laenge", "langengrad", "laengengrad", "lengte", "lengtegraad", "laengegrad"),
                *("boylam", "hosszusag", "hossz", "ilguma", "garums", "pikkuskraad", "pituusaste", "pituus"),
                *("bujur", "kinh do", "долгота", "довгота", "дължина", "дужина", "μηκοσ"),
                *("經度", "经度", "経度", "경도", "خط الطول", "קו אורך", "ลองจิจูด"),
                *("easting", "eastings", "rechtswert", "x", "e", "z d", "λ", "lambda"),
            }
        ),
        "lat": frozenset(
            {
                *("lat", "latitude", "latitud", "lati", "latit", "latdd", "latwgs84"),
                *("declat", "intptlat", "latitudine", "breddegrad"),
                *("szerokosc", "szer", "sirka", "sirina", "zemepisnasirka"),
                *("breite", "breitengrad", "breedte", "breedtegraad"),
                *("enlem", "szelesseg", "szel", "platuma", "platums", "laiuskraad", "leveysaste", "leveys"),
                *("lintang", "vi do", "широта", "ширина", "πλατοσ"),
                *("緯度", "纬度", "위도", "خط العرض", "קו רוחב", "ละติจูด"),
                *("northing", "northings", "hochwert", "y", "n", "z s", "φ", "phi"),
            }
        ),
        "wkt": frozenset(
            {
                *(
                    "wkt",
                    "the geom",
                    "geom",
                    "wkb",
                    "wkb geometry",
                    "shape wkt",
                    "geometry wkt",
                    "ewkt",
                    "ewkb",
                ),
                *("wkt geometry", "geog", "geojson", "wkt geom", "geom wkt", "st astext", "st asgeojson"),
            }
        ),
    }
)
#: Names that can be other things than an axis as well: sizes, directions, parts of speech.
_UNSURE: Final = frozenset(
    {
        *("easting", "eastings", "northing", "northings", "rechtswert", "hochwert"),
        *("x", "y", "n", "e", "φ", "λ", "phi", "lambda", "breite", "lange", "laenge", "sirka", "delka"),
        *("dl", "dlug", "dlugosc", "szer", "szerokosc", "dlzka", "dolzina", "duzina", "sirina"),
        *("hossz", "szel", "hosszusag", "szelesseg", "lengte", "breedte", "pituus", "leveys", "ilguma"),
        *("дължина", "дужина", "ширина", "μηκοσ", "garums", "platums", "platuma"),
    }
)
#: Names of one column with both, the latitude first but where the name says otherwise.
_BOTH: Final = frozenset(
    {
        *(
            "gps",
            "location",
            "coordinates",
            "coordinate",
            "coords",
            "coord",
            "position",
            "pos",
            "geo",
            "point",
        ),
        *("geolocation", "geopoint", "geo point", "geo point 2d", "gps position", "gps location"),
        *("lat lon", "lat lng", "lat long", "latlon", "latlng", "latlong", "latitude longitude"),
        *("lon lat", "lng lat", "long lat", "lonlat", "lnglat", "longlat", "longitude latitude"),
        *("wspolrzedne", "souradnice", "suradnice", "koordinaten", "koordinaty", "координати", "координаты"),
        *(
            "coordonnees",
            "coordenadas",
            "coordinate",
            "koordinatak",
            "座標",
            "坐標",
            "坐标",
            "經緯度",
            "经纬度",
        ),
    }
)
#: Words around a name that say nothing of the axis.
_AROUND: Final = frozenset(
    {
        *("wgs84", "wgs", "84", "1984", "wgs1984", "4326", "epsg", "epsg4326", "etrs89", "etrs", "nad83"),
        *("dd", "dec", "deg", "degree", "degrees", "decimal", "degre", "grad", "grados", "gps", "geo", "in"),
        *("geographic", "geogr", "geograficzna", "geograficzne", "zemepisna", "zemepisne", "geographische"),
        *("geografska", "zemljepisna", "географічна", "географическая", "географски", "географска"),
        *("foldrajzi", "geografica", "geografisk", "γεωγραφικο", "cografi", "地理"),
        *("coordinates", "wspolrzedne", "souradnice", "suradnice", "koordinaten", "koordinaty"),
        *("координати", "координаты", "coordonnees", "coordenadas"),
        *("coord", "coords", "coordinate", "stop", "shape", "pt", "centroid", "center", "centre", "label"),
        *("point", "location", "site", "port", "city", "place", "address", "raw", "value", "st"),
        *("utm", "puwg", "1992", "2000", "jtsk", "sjtsk", "krovak", "twd97", "twd67", "tm2", "2180", "3857"),
    }
)
_UNIT: Final = re.compile(r"[\(\[\{].*?[\)\]\}]|[°º]")
_LENGTH: Final = re.compile(r"\b(m|mm|cm|km|ft|feet|metres?|meters?)\b")
_CAMEL: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_SIGNS: Final = re.compile(r"[_./,;:|&]")
_CHINESE: Final = re.compile("(?<=[\u4e00-\u9fffXY])(座標|坐標|坐标|值)$|^地理(?=[\u4e00-\u9fff])")
_INVISIBLE: Final = re.compile("[\u200b\u200c\u200d\u2060\ufeff]")
_PAIR: Final = re.compile(r"\s*[(\[]?\s*([^,;/\[\]]+?)\s*(?:[,;/]\s*|\s+)([^,;/\[\]]+?)\s*[)\]]?\s*")
_COMMA_PAIR: Final = re.compile(r"\s*([+-]?\d+,\d+)\s*(?:[;/]\s*|,?\s+)([+-]?\d+,\d+)\s*", re.ASCII)
_LOCODE: Final = re.compile(r"(\d{2})(\d{2})([NS])\s+(\d{3})(\d{2})([EW])", re.ASCII)
_LONGEST: Final = 150  # characters of two coordinates
_SHAPE: Final = re.compile(r'\s*(SRID=\d+;)?\s*(MULTI)?(POINT|LINESTRING|POLYGON)|\s*\{\s*"', re.IGNORECASE)
_RIGHT_ANGLE: Final = 90.0
_HEMISPHERE_LETTERS: Final = {
    "lat": frozenset(("n", "s", "north", "south")),
    "lon": frozenset(("e", "w", "east", "west")),
}
_HEMISPHERES: Final = {
    "lat": frozenset(("ns", "nors", "northsouth", "hemisphere", "hemi", "hemispherens", "latns")),
    "lon": frozenset(("ew", "eorw", "eastwest", "hemisphere", "hemi", "hemisphereew", "lonew")),
}


class AxisName(NamedTuple):
    """What a header says: an axis, and of what ("start" of start_lat); "" where it says neither."""

    axis: str
    whose: str = ""


def axis_of(header: str) -> str:
    """Return what a header names: "lon", "lat", "wkt", "both", or "" for anything else.

    Examples
    --------
    >>> [axis_of(name) for name in ("decimalLatitude", "stop_lon", "Latitude (deg)", "WGS84_Lat", "Länge")]
    ['lat', 'lon', 'lat', 'lat', 'lon']
    >>> [axis_of(name) for name in ("GPS", "LON_LAT", "y", "the_geom", "Breite (mm)", "start_lat")]
    ['both', 'both', 'lat', 'wkt', '', '']
    """
    name = axis_name(header)
    return "" if name.whose else name.axis


def axis_name(header: str) -> AxisName:
    """Return what a header names, and of what.

    Examples
    --------
    >>> axis_name("plant_latitude"), axis_name("Lat. N"), axis_name("size_x").axis
    (AxisName(axis='lat', whose='plant'), AxisName(axis='lat', whose=''), '')
    """
    bare = _INVISIBLE.sub("", header)
    if _LENGTH.search(" ".join(_UNIT.findall(bare)).casefold()):
        return AxisName("")
    words = _plain_letters(_CHINESE.sub("", _CAMEL.sub(" ", _UNIT.sub(" ", _SIGNS.sub(" ", bare))))).split()
    whole, glued = " ".join(words), _plain_letters(bare)
    core = [word for word in words if word not in _AROUND] or words
    if not _BOTH.isdisjoint({whole, " ".join(core), glued}) and whole:
        return AxisName("both")
    for axis, names in _CORES.items():
        if not names.isdisjoint({" ".join(core), whole, glued}):
            return AxisName(axis)
    return _axis_among(core)


def _plain_letters(text: str) -> str:
    """Return a text in small letters without accents; syllables of Korean stay in one."""
    return unicodedata.normalize("NFC", simplify(text))


def _axis_among(words: Sequence[str]) -> AxisName:
    """Return the axis that one of several words surely names; the others say of what."""
    found = {
        axis for axis in ("lon", "lat") if any(word in _CORES[axis] and word not in _UNSURE for word in words)
    }
    if len(found) != 1:
        return AxisName("")
    axis = found.pop()
    return AxisName(axis, " ".join(word for word in words if word not in _CORES[axis]))


def is_sure(header: str) -> bool:
    """Tell whether a header can name nothing but an axis; x, y, n, e and a few words can be other things."""
    words = [word for word in simplify(_SIGNS.sub(" ", header)).split() if word not in _AROUND]
    return not {" ".join(words), simplify(header)} & _UNSURE


def is_letter(header: str) -> bool:
    """Tell whether a header calls its axis x or y, which some reference systems have the other way round.

    Examples
    --------
    >>> [is_letter(name) for name in ("X_1992", "Souřadnice Y", "easting", "lon")]
    [True, True, False, False]
    """
    return not {"x", "y"}.isdisjoint(simplify(_CHINESE.sub("", _SIGNS.sub(" ", header))).split())


def names_axis(header: str) -> bool:
    """Tell whether a header names coordinates beyond doubt."""
    return axis_of(header) != "" and is_sure(header)


def is_coordinate(header: str) -> bool:
    """Tell whether a header may name one coordinate of a place or both, of whatever place.

    Examples
    --------
    >>> [is_coordinate(name) for name in ("hq_lat", "x", "GPS", "city", "long name")]
    [True, True, True, False, True]
    """
    return axis_name(header).axis != ""


def holds_places(header: str, cells: Sequence[str]) -> bool:
    """Tell whether a column says where rows are: by its name, or by that and its cells.

    Examples
    --------
    >>> holds_places("latitude", ["1"]), holds_places("gps", ["1, 2"]), holds_places("location", ["Hue"])
    (True, True, False)
    """
    axis = axis_of(header)
    if axis == "both":
        return holds_shapes(cells) or split_pairs(header, cells) is not None
    return axis != "" and is_sure(header)


def holds_hemispheres(header: str, axis: str, cells: Sequence[str]) -> bool:
    """Tell whether a column has the letters of an axis, and is called by them or by the axis.

    Examples
    --------
    >>> holds_hemispheres("N/S", "lat", ["N", "S"]), holds_hemispheres("lat_dir", "lat", ["N"])
    (True, True)
    >>> holds_hemispheres("side", "lon", ["E", "W"]), holds_hemispheres("ns", "lat", ["N", "x"])
    (False, False)
    """
    name = re.sub(r"\s", "", simplify(_SIGNS.sub("", header)))
    named = name in _HEMISPHERES[axis] or (axis_name(header).axis == axis and axis_name(header).whose != "")
    filled = {cell.strip().casefold() for cell in cells if cell.strip()} if named else set()
    return bool(filled) and filled <= _HEMISPHERE_LETTERS[axis]


def is_counted_below(header: str, axis: str) -> bool:
    """Tell whether a header says in brackets that its degrees are those to the west or south.

    Examples
    --------
    >>> is_counted_below("Longitude (W)", "lon"), is_counted_below("Lat [deg S]", "lat")
    (True, True)
    >>> is_counted_below("Longitude (E/W)", "lon"), is_counted_below("Longitude (E)", "lon")
    (False, False)
    """
    words = simplify(_SIGNS.sub(" ", " ".join(_UNIT.findall(header))).strip("()[]{}")).split()
    letters = [word for word in words if word in _HEMISPHERE_LETTERS[axis]]
    return len(letters) == 1 and is_below(letters[0])


def is_below(cell: str) -> bool:
    """Tell whether a letter of a hemisphere is that of degrees below 0."""
    return cell.strip().casefold() in {"s", "south", "w", "west"}


def holds_shapes(cells: Sequence[str]) -> bool:
    """Tell whether the filled cells of a column are shapes as text: WKT or GeoJSON.

    Examples
    --------
    >>> holds_shapes(["Point(18.65 54.35)", ""]), holds_shapes(["Point Lisas"]), holds_shapes([""])
    (True, False, False)
    """
    filled = [cell for cell in cells if cell.strip()]
    return bool(filled) and all(_SHAPE.match(cell) and re.search(r"[(\[]|EMPTY", cell) for cell in filled)


def split_pairs(header: str, cells: Sequence[str]) -> tuple[list[str], list[str]] | None:
    """Return the longitudes and the latitudes of a column that has both, or None if it has not.

    The latitude comes first, as people write it, unless the header says otherwise, a first number is
    beyond 90 degrees, or letters of the directions do.

    Examples
    --------
    >>> split_pairs("GPS", ["54.35, 18.65", ""]), split_pairs("lonlat", ["18.65 54.35"])
    ((['18.65', ''], ['54.35', '']), (['18.65'], ['54.35']))
    >>> split_pairs("Coordinates", ["5421N 01839E"]), split_pairs("location", ["Gdańsk, PL"])
    ((["018°39'E"], ["54°21'N"]), None)
    >>> split_pairs("gps", ["54,35; 18,65"])
    (['18.65'], ['54.35'])
    """
    pairs = [_read_pair(cell) for cell in cells]
    if not any(pairs) or any(cell.strip() and not pair for cell, pair in zip(cells, pairs, strict=True)):
        return None
    firsts = [as_degrees(pair[0], "lat") for pair in pairs if pair]
    lon_first = simplify(header).startswith(("lon", "lng")) or any(
        first is None or abs(first) > _RIGHT_ANGLE for first in firsts
    )
    ones, others = ([pair[place] if pair else "" for pair in pairs] for place in (0, 1))
    return (ones, others) if lon_first else (others, ones)


def tells_order(header: str, cells: Sequence[str]) -> bool:
    """Tell whether the order in cells of both coordinates is sure: lists in brackets are written either way.

    Examples
    --------
    >>> tells_order("coordinates", ["[18.65, 54.35]"]), tells_order("coordinates", ["[118.65, 24.35]"])
    (False, True)
    >>> tells_order("gps", ["54.35, 18.65"]), tells_order("lonlat", ["[18.65, 54.35]"])
    (True, True)
    """
    filled = [cell.strip() for cell in cells if cell.strip()]
    words = simplify(_SIGNS.sub(" ", header))
    if words != "point" and not any(cell.startswith("[") for cell in filled):
        return True
    named = words.startswith(("lat", "lon", "lng"))
    pairs = [pair for pair in map(_read_pair, filled) if pair]
    return named or any((as_degrees(text, "lat") or 0.0) > _RIGHT_ANGLE for pair in pairs for text in pair)


def _read_pair(cell: str) -> tuple[str, str] | None:
    """Return the two coordinates of a cell, or None if it holds none."""
    locode = _LOCODE.fullmatch(cell.strip())
    if locode:
        return f"{locode[1]}°{locode[2]}'{locode[3]}", f"{locode[4]}°{locode[5]}'{locode[6]}"
    commas = _COMMA_PAIR.fullmatch(cell)
    if commas:
        return commas[1].replace(",", "."), commas[2].replace(",", ".")
    match = _PAIR.fullmatch(cell) if len(cell) <= _LONGEST else None
    if match is None:
        return None
    one, other = match.groups()
    known = all(
        as_degrees(text, "lat") is not None or as_degrees(text, "lon") is not None for text in (one, other)
    )
    return (one, other) if known else None
