"""Columns that say where rows are, under the names that the field gives them.

The names are those of the standards (Darwin Core's decimalLatitude, GTFS' stop_lat, UN/LOCODE's coordinates,
Natural Earth's LATITUDE) and of the usual programs, in the languages of our readers and their neighbours.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from isthmus.layers._bundled.gazetteer import simplify
from isthmus.layers._tables.cells import as_degrees

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_CORES: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "lon": frozenset(
            {
                *("lon", "long", "lng", "longitude", "longitud", "x", "e", "easting deg"),
                *("dlugosc", "dlugosc geograficzna", "dl", "dlug", "zemepisna delka", "delka"),
                *("lange", "laenge", "geographische lange", "lengdegrad", "lengte", "lengtegraad"),
                *("longitudine", "boylam", "hosszusag", "долгота", "довгота", "經度", "经度"),
            }
        ),
        "lat": frozenset(
            {
                *("lat", "latitude", "latitud", "y", "n", "northing deg"),
                *("szerokosc", "szerokosc geograficzna", "szer", "zemepisna sirka", "sirka"),
                *("breite", "geographische breite", "breddegrad", "breedte", "breedtegraad"),
                *("latitudine", "enlem", "szelesseg", "широта", "緯度", "纬度"),
            }
        ),
        "wkt": frozenset({"wkt", "the geom", "geom", "wkb", "wkb geometry", "shape wkt"}),
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
            "geo",
            "geolocation",
        ),
        *("lat lon", "lat lng", "lat long", "latlon", "latlng", "latlong", "latitude longitude", "geo point"),
        *("lon lat", "lng lat", "long lat", "lonlat", "lnglat", "longitude latitude", "geo point 2d"),
        *("wspolrzedne", "souradnice", "koordinaten", "koordinaty", "координати", "座標", "坐標"),
    }
)
#: Words around a name that say nothing of the axis.
_AROUND: Final = frozenset(
    {
        *(
            "wgs84",
            "wgs",
            "84",
            "4326",
            "epsg",
            "epsg4326",
            "dd",
            "deg",
            "degree",
            "degrees",
            "decimal",
            "gps",
        ),
        *("geo", "geographic", "coord", "coordinate", "stop", "shape", "pt", "centroid", "center", "centre"),
        *("point", "location", "site", "port", "city", "place", "address", "raw", "geogr", "value"),
    }
)
_UNIT: Final = re.compile(r"[\(\[\{].*?[\)\]\}]|[°º]")
_CAMEL: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SIGNS: Final = re.compile(r"[_./,;:]")
_INVISIBLE: Final = re.compile("[\u200b\u200c\u200d\u2060\ufeff]")
_PAIR: Final = re.compile(r"\s*\(?\s*([^,;]+?)\s*(?:[,;]\s*|\s+)([^,;]+?)\s*\)?\s*")
_LOCODE: Final = re.compile(r"(\d{2})(\d{2})([NS])\s+(\d{3})(\d{2})([EW])", re.ASCII)
_LONGEST: Final = 150  # characters of two coordinates
_RIGHT_ANGLE: Final = 90.0


def axis_of(header: str) -> str:
    """Return what a header names: "lon", "lat", "wkt", "both", or "" for anything else.

    Examples
    --------
    >>> [axis_of(name) for name in ("decimalLatitude", "stop_lon", "Latitude (deg)", "WGS84_Lat", "Länge")]
    ['lat', 'lon', 'lat', 'lat', 'lon']
    >>> [axis_of(name) for name in ("GPS", "LON_LAT", "y", "the_geom", "Breite (mm)", "city")]
    ['both', 'both', 'lat', 'wkt', '', '']
    """
    bare = _INVISIBLE.sub("", header)
    units = " ".join(_UNIT.findall(bare)).casefold()
    if re.search(r"\b(m|mm|cm|km|ft|feet|metres?|meters?)\b", units):
        return ""
    words = simplify(_CAMEL.sub(" ", _UNIT.sub(" ", _SIGNS.sub(" ", bare)))).split()
    whole = " ".join(words)
    if whole in _BOTH:
        return "both"
    core = " ".join(word for word in words if word not in _AROUND) or whole
    return next((axis for axis, names in _CORES.items() if core in names or whole in names), "")


def is_sure(header: str) -> bool:
    """Tell whether a header can name nothing but an axis; x, y, n, e and a few words can be other things."""
    return simplify(header) not in {
        "x",
        "y",
        "n",
        "e",
        "breite",
        "lange",
        "laenge",
        "sirka",
        "delka",
        "dl",
        "szer",
    }


def names_axis(header: str) -> bool:
    """Tell whether a header names coordinates beyond doubt."""
    return axis_of(header) != "" and is_sure(header)


def holds_places(header: str, cells: Sequence[str]) -> bool:
    """Tell whether a column says where rows are: by its name, or by that and its cells.

    Examples
    --------
    >>> holds_places("latitude", ["1"]), holds_places("gps", ["1, 2"]), holds_places("location", ["Hue"])
    (True, True, False)
    """
    axis = axis_of(header)
    if axis == "both":
        return split_pairs(header, cells) is not None
    return axis != "" and is_sure(header)


def split_pairs(header: str, cells: Sequence[str]) -> tuple[list[str], list[str]] | None:
    """Return the longitudes and the latitudes of a column that has both, or None if it has not.

    The latitude comes first, as people write it, unless the header says otherwise or a first number is
    beyond 90 degrees.

    Examples
    --------
    >>> split_pairs("GPS", ["54.35, 18.65", ""]), split_pairs("lonlat", ["18.65 54.35"])
    ((['18.65', ''], ['54.35', '']), (['18.65'], ['54.35']))
    >>> split_pairs("Coordinates", ["5421N 01839E"]), split_pairs("location", ["Gdańsk, PL"])
    ((["018°39'E"], ["54°21'N"]), None)
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


def _read_pair(cell: str) -> tuple[str, str] | None:
    """Return the two coordinates of a cell, or None if it holds none."""
    locode = _LOCODE.fullmatch(cell.strip())
    if locode:
        return f"{locode[1]}°{locode[2]}'{locode[3]}", f"{locode[4]}°{locode[5]}'{locode[6]}"
    match = _PAIR.fullmatch(cell) if len(cell) <= _LONGEST else None
    if match is None:
        return None
    one, other = match.groups()
    known = all(
        as_degrees(text, "lat") is not None or as_degrees(text, "lon") is not None for text in (one, other)
    )
    return (one, other) if known else None
