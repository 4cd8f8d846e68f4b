"""Columns that say where rows are, under the names that the field gives them.

The names are those of the standards (Darwin Core's decimalLatitude, GTFS' stop_lat, UN/LOCODE's coordinates,
Natural Earth's LATITUDE) and of the usual programs, in the languages of our readers and their neighbours.
"""

from __future__ import annotations

import math
import re
import unicodedata
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

import shapely

from isthmus.layers._bundled.gazetteer import simplify
from isthmus.layers._tables.cells import as_degrees

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from isthmus.layers._tables.table import RawTable


def _set_of(text: str) -> frozenset[str]:
    return frozenset(text.split(";"))


_CORES: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "lon": _set_of(
            "lon;long;lng;longitude;longitud;longi;longit;longdd;longwgs84;londec;longdec;東經;东经;東経"
            ";declon;declong;intptlon;intptlong;longitudine;lengdegrad;laengdegrad;dlugosc;dl;dlug;delka"
            ";dlzka;dolzina;duzina;zemepisnadelka;lange;laenge;langengrad;laengengrad;lengte;lengtegraad"
            ";laengegrad;langd;langdgrad;lengde;laengde;должина;boylam;hosszusag;hossz;ilguma;garums"
            ";pikkuskraad;pituusaste;pituus;bujur;kinh do;долгота;довгота;дължина;дужина;μηκοσ;經度;经度"
            ";経度;경도;خط الطول;קו אורך;ลองจิจูด;easting;eastings;rechtswert;x;e;z d;λ;lambda"
        ),
        "lat": _set_of(
            "lat;latitude;latitud;lati;latit;latdd;latdec;北緯;北纬;latwgs84;declat;intptlat;latitudine"
            ";breddegrad;szerokosc;szer;sirka;sirina;zemepisnasirka;breite;breitengrad;breedte"
            ";breedtegraad;bredd;breddgrad;bredde;enlem;szelesseg;szel;platuma;platums;laiuskraad"
            ";leveysaste;leveys;lintang;vi do;широта;ширина;πλατοσ;緯度;纬度;위도;خط العرض;קו רוחב;ละติจูด"
            ";northing;northings;hochwert;y;n;z s;φ;phi"
        ),
        "wkt": _set_of(
            "wkt;the geom;geom;wkb;wkb geometry;shape wkt;geometry wkt;ewkt;wkt geometry;geog;geojson"
            ";wkt geom;geom wkt;st astext;ewkb;st asgeojson"
        ),
    }
)
#: Words of many languages that are the length or the width of a thing as well.
_SIZES: Final = _set_of(
    "breite;lange;laenge;lengte;breedte;langd;bredd;lengde;laengde;bredde;dl;dlug;dlugosc;szer;szerokosc"
    ";sirka;delka;dlzka;dolzina;duzina;sirina;hossz;szel;hosszusag;szelesseg;pituus;leveys;garums;platums"
    ";дължина;дужина;должина;ширина;μηκοσ;πλατοσ"
)
#: Names that can be other things than an axis as well: sizes, directions, parts of speech.
_UNSURE: Final = _SIZES | _set_of(
    "easting;eastings;northing;northings;rechtswert;hochwert;x;y;n;e;φ;λ;phi;lambda"
)
#: Names of one column with both, the latitude first but where the name says otherwise.
_BOTH: Final = _set_of(
    "gps;location;coordinates;coordinate;coords;coord;position;pos;geo;point;geolocation;geopoint"
    ";geo point;geo point 2d;gps position;gps location;lat lon;lat lng;lat long;latlon;latlng;latlong"
    ";latitude longitude;lon lat;lng lat;long lat;lonlat;lnglat;longlat;longitude latitude;wspolrzedne"
    ";souradnice;suradnice;koordinaten;koordinaty;координати;координаты;coordonnees;coordenadas"
    ";koordinatak;座標;坐標;坐标;經緯度;经纬度"
)
#: Words around a name that say that it is of the Earth, in degrees.
_OF_EARTH: Final = _set_of(
    "wgs84;wgs;84;1984;wgs1984;4326;epsg;epsg4326;etrs89;etrs;nad83;dd;deg;degree;degrees;decimal;degre"
    ";grad;grados;gps;geo;geographic;geogr;geograficzna;geograficzne;zemepisna;zemepisne;geographische"
    ";geografska;zemljepisna;географічна;географическая;географски;географска;foldrajzi;geografica"
    ";geografisk;γεωγραφικο;cografi;地理;maantieteellinen;coordinates;wspolrzedne;souradnice;suradnice"
    ";koordinaten;koordinaty;координати;координаты;coordonnees;coordenadas;geografische;geografinis;coord"
    ";coords;coordinate;географічні;zemljopisna;geografiskais;zem;koordinate"
)
#: Words around a name that say nothing of the axis.
_AROUND: Final = _OF_EARTH | _set_of(
    "dec;in;stop;shape;pt;centroid;center;centre;label;point;location;site;port;city;place;address;raw"
    ";value;st;utm;puwg;1992;2000;jtsk;sjtsk;krovak;twd97;twd67;tm2;2180;3857"
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
_SAME_PLACE: Final = 1e-4  # degrees, about 10 m
_LONGEST: Final = 150  # characters of two coordinates, and of a name of them
_SHAPE: Final = re.compile(r'\s*(SRID=\d+;)?\s*(MULTI)?(POINT|LINESTRING|POLYGON)|\s*\{\s*"', re.IGNORECASE)
_RIGHT_ANGLE: Final = 90.0


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
    if len(header) > _LONGEST:
        return AxisName("")
    bare = _INVISIBLE.sub("", header)
    if _LENGTH.search(" ".join(_UNIT.findall(bare)).casefold()):
        return AxisName("")
    words = _plain_letters(_CHINESE.sub("", _CAMEL.sub(" ", _UNIT.sub(" ", _SIGNS.sub(" ", bare))))).split()
    whole, glued = " ".join(words), _plain_letters(bare)
    core = [word for word in words if word not in _AROUND] or words
    if whole and not _BOTH.isdisjoint({whole, " ".join(core), glued}):
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
    """Tell whether a header can name nothing but an axis; x, y, n, e and words for sizes can be other things.

    Examples
    --------
    >>> [is_sure(name) for name in ("lon", "x", "Breite", "geogr. Breite", "Breite (°)", "X_1992")]
    [True, False, False, True, True, False]
    """
    core = _core_of(header)
    around = {*unit_words(header), *(_words_of(header) if core in _SIZES else ())}
    return core not in _UNSURE or not _OF_EARTH.isdisjoint(around) or any(sign in header for sign in "°º")


def is_size(header: str) -> bool:
    """Tell whether a header may as well be the length or the width of a thing.

    Examples
    --------
    >>> [is_size(name) for name in ("Länge", "długość", "Längengrad", "Länge WGS84", "x")]
    [True, True, False, False, False]
    """
    return _core_of(header) in _SIZES and not is_sure(header)


def _core_of(header: str) -> str:
    return " ".join(word for word in _words_of(header) if word not in _AROUND)


def _words_of(header: str) -> list[str]:
    return _plain_letters(_UNIT.sub(" ", _SIGNS.sub(" ", _INVISIBLE.sub("", header)))).split()


def unit_words(header: str) -> list[str]:
    """Return the words that a header has in brackets, without signs.

    Examples
    --------
    >>> unit_words("Longitude [deg. W]"), unit_words("Lat (N/S)"), unit_words("lat")
    (['deg', 'w'], ['n', 's'], [])
    """
    return re.sub(r"[\W_]+", " ", _plain_letters(" ".join(_UNIT.findall(header)))).split()


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


def repeats_places(table: RawTable, name: str) -> bool:
    """Tell whether a column says of each row the same longitude or latitude as the row itself."""
    axis = axis_of(name)
    if axis not in {"lon", "lat"}:
        return False
    if table.geometry is None:
        own = [as_degrees(text, axis) for text in table.column(axis)]
    else:
        read = shapely.get_x if axis == "lon" else shapely.get_y
        own = [None if math.isnan(value) else value for value in read(table.geometry).tolist()]
    said = [as_degrees(text, axis) for text in table.cells[name]]
    return all(
        one == other or (one is not None and other is not None and abs(one - other) < _SAME_PLACE)
        for one, other in zip(own, said, strict=True)
    )
