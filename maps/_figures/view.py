"""What a figure shows: the layers of an atlas with their looks, through a window onto the Earth."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import shapely
from pyproj import CRS, Transformer
from scipy.cluster.hierarchy import fcluster, linkage

from isthmus._arguments import as_names, check_text
from isthmus.geo import (
    MEAN_RADIUS_M,
    METRES_PER_DEGREE,
    ArgumentError,
    inverse,
    split_antimeridian,
    unit_vectors,
)
from isthmus.maps._atlas import at_country_marks, central_places, check_atlas
from isthmus.maps._description import describe_atlas, is_over_lines
from isthmus.maps._looks import atlas_looks, classify, in_own_style

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    import geopandas as gpd
    import numpy.typing as npt

    from isthmus.layers import Atlas
    from isthmus.layers._tables.symbology import Symbol
    from isthmus.maps._looks import Look

#: Wider than this from its centre, in degrees of arc, an azimuthal map bends its margins too much.
AZIMUTHAL_REACH = 75.0

#: Parts with a vertex farther than this from the centre are left out: the antipode has no place on the map.
FARTHEST = 150.0

#: Edges that are straight in longitude and latitude are bent at least every this many degrees.
STRAIGHT_DEGREES = 1.0

#: Share of the width by which a line may be off, since nobody sees it: a third of a dot at 300 dots an inch.
INVISIBLE = 1 / 6000

#: Left, bottom, right and top of the Equal Earth map of the world, in metres.
WORLD = (-17_243_959.0, -8_392_928.0, 17_243_959.0, 8_392_928.0)

#: A view is at least this wide or high, in metres: closer, the coastlines have nothing more to show.
NARROWEST = 60_000.0

#: Share of the gateways, at each side, that may lie outside: those of detours about other continents.
OUTSIDE = 0.06

#: Places nearer to one another than this, in metres, belong together.
NEIGHBOURS = 700_000.0

#: An inset shows at least this many places, and is at most this share of the main map wide.
FEWEST = 5
WIDEST = 0.3
MOST_INSETS = 2


@dataclass(frozen=True)
class Content:
    """What the maps of a figure show, and what stands around them.

    Parameters
    ----------
    atlas : Atlas or None
        The whole, which decides what part of the Earth is shown; what is known only to its country stands at
        the country's mark.
    layers : tuple of (Look, GeoDataFrame)
        What is drawn, from the lowest to the topmost.
    title, description : str
        Heading, and the text under it.
    lang : str
        Language of the words that are not data.
    over_lines : bool
        Whether lines follow those of OpenStreetMap.
    points : (n, 2) array of float, optional
        What part of the Earth is shown where there is no atlas.
    """

    atlas: Atlas | None
    layers: tuple[tuple[Look, gpd.GeoDataFrame], ...]
    title: str
    description: str
    lang: str
    over_lines: bool = False
    points: npt.NDArray[np.float64] | None = None

    @classmethod
    def of(
        cls, atlas: Atlas, *, layers: str | Collection[str], title: str, description: str, lang: str
    ) -> Content:
        """Return what a figure of some layers of an atlas shows.

        Raises
        ------
        ArgumentError
            If there is no such layer or language, or the atlas is none.
        """
        check_atlas(atlas)
        check_text("title", title)
        check_text("description", description)
        looks = atlas_looks(lang)
        names = as_names("layers", layers)
        unknown = [name for name in names if name not in looks]
        if unknown:
            got = ", ".join(map(repr, unknown))
            raise ArgumentError(f"layers: expected layers of {', '.join(looks)}, got {got}")
        description = description or describe_atlas(atlas, lang=lang)
        atlas = at_country_marks(atlas)
        tables = dict(atlas.layers())
        drawn = tuple(
            (in_own_style(look, tables[name]), _rows_with_place(tables[name]))
            for name, look in looks.items()
            if name in names
        )
        return cls(atlas, drawn, title, description, lang, is_over_lines(atlas.corridors))

    @property
    def countries(self) -> list[str]:
        """ISO 3166-1 codes of the countries with the most places."""
        return [] if self.atlas is None else sorted(central_places(self.atlas)["country"].unique())

    @cached_property
    def classes(self) -> tuple[tuple[Look, Symbol, gpd.GeoDataFrame], ...]:
        """Each class that is shown, with its rows, in the order of drawing."""
        classed = [(look, table, *classify(table, look.symbology)) for look, table in self.layers]
        return tuple(
            (look, symbol, table[codes == code])
            for look, table, symbols, codes in classed
            for code, symbol in enumerate(symbols.values())
            if symbol.shown and (codes == code).any()
        )

    def without_points_in(self, area: shapely.Geometry) -> Content:
        """Return the same without the points inside an area of longitude and latitude."""
        layers = tuple(
            (look, table[~((table.geom_type == "Point") & table.intersects(area))])
            for look, table in self.layers
        )
        return replace(self, layers=layers)


def _rows_with_place(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the rows that have a place."""
    shapes = table.geometry.to_numpy()
    return table[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]


@dataclass(frozen=True)
class View:
    """A projection and the rectangle of it that a map shows.

    Parameters
    ----------
    lon, lat : float
        Centre of the projection in degrees.
    bounds : tuple of float
        Left, bottom, right and top in metres.
    azimuthal : bool
        Whether the projection is Lambert's azimuthal equal-area one, which suits anything up to a
        hemisphere; else it is Equal Earth about the meridian of `lon`, which suits the world (B. Šavrič,
        T. Patterson and B. Jenny, The Equal Earth map projection, Int. J. Geogr. Inf. Sci. 33(3), 2019).

    Examples
    --------
    >>> view = View.around([[120.7, 24.1], [21.0, 52.2]], aspect=1.8)
    >>> view.azimuthal, round(view.lon), round(view.lat)
    (True, 84, 50)
    """

    lon: float
    lat: float
    bounds: tuple[float, float, float, float]
    azimuthal: bool = True

    @classmethod
    def around(cls, lonlat: npt.ArrayLike, *, aspect: float, margin: float = 0.055) -> View:
        """Return the view that shows points, its projection centred on them.

        Parameters
        ----------
        lonlat : (n, 2) array_like
            Longitudes and latitudes in degrees.
        aspect : float
            Width of the map over its height.
        margin : float
            Share of the width left free at each side.
        """
        points = np.asarray(lonlat, float)
        lon, lat = _mean_direction(points)
        reach = inverse(np.full(len(points), lon), np.full(len(points), lat), *points.T)[2]
        azimuthal = bool(reach.max() <= AZIMUTHAL_REACH * METRES_PER_DEGREE)
        for _ in range(3):  # a projection about the middle of the box moves the box a little
            view = cls(lon, lat, (0, 0, 0, 0), azimuthal=azimuthal)
            box = _extremes(view.forward(points))
            lon, lat = view.inverse([(box[0] + box[2]) / 2, (box[1] + box[3]) / 2])
        return cls(view.lon, view.lat, _fit(box, aspect, margin), azimuthal)

    @classmethod
    def world(cls, *, aspect: float) -> View:
        """Return the view of the whole world."""
        return cls(0, 0, _fit(np.array(WORLD), aspect, 0), azimuthal=False)

    @cached_property
    def _transformer(self) -> Transformer:
        name = f"laea +lat_0={self.lat} +lon_0={self.lon}" if self.azimuthal else "eqearth"
        return Transformer.from_crs("EPSG:4326", CRS(f"+proj={name} +datum=WGS84"), always_xy=True)

    @property
    def width(self) -> float:
        """Width in metres."""
        return self.bounds[2] - self.bounds[0]

    def forward(self, lonlat: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """Return the places of points in metres, as an (n, 2) array."""
        lon, lat = np.asarray(lonlat, float).T
        if not self.azimuthal:
            lon = (lon - self.lon + 180) % 360 - 180
        return np.column_stack(self._transformer.transform(lon, lat))

    def inverse(self, xy: npt.ArrayLike) -> tuple[float, float]:
        """Return the longitude and latitude of a place in metres."""
        x, y = np.asarray(xy, float)
        lon, lat = self._transformer.transform(x, y, direction="INVERSE")
        return float(lon if self.azimuthal else (lon + self.lon + 180) % 360 - 180), float(lat)

    def project(self, geometries: Iterable[shapely.Geometry]) -> npt.NDArray[np.object_]:
        """Return geometries as they are drawn, in metres and cut to the view.

        Parameters
        ----------
        geometries : n shapely geometries
            In degrees; an edge is straight in longitude and latitude, and longitudes may run on past 180.

        Returns
        -------
        (n,) array of shapely geometries
            Empty where nothing is in view.
        """
        bent = shapely.segmentize(np.array([*geometries], object), STRAIGHT_DEGREES)
        if self.azimuthal:
            placed = shapely.transform(self._without_antipode(bent), self._to_metres)
        else:
            turned = shapely.transform(bent, lambda lonlat: lonlat - [self.lon, 0])
            placed = shapely.transform(split_antimeridian(turned), self._to_metres)
        clipped = shapely.clip_by_rect(placed, *self.bounds)
        return np.asarray(shapely.simplify(clipped, self.width * INVISIBLE))

    def _without_antipode(self, geometries: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
        """Leave out the parts that come near the point opposite the centre, which would cover the map."""
        parts, rows = shapely.get_parts(geometries, return_index=True)
        points, part = shapely.get_coordinates(parts, return_index=True)
        cosines = unit_vectors(np.array([self.lon]), np.array([self.lat]))[:, 0] @ unit_vectors(*points.T)
        far = np.unique(part[cosines < np.cos(np.radians(FARTHEST))])
        if not len(far):
            return geometries
        parts, rows = np.delete(parts, far), np.delete(rows, far)
        kept = np.full(len(geometries), shapely.GeometryCollection(), dtype=object)
        return np.asarray(shapely.geometrycollections(parts, indices=rows, out=kept))

    def _to_metres(self, lonlat: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        return np.column_stack(self._transformer.transform(*lonlat.T))


def _mean_direction(lonlat: npt.NDArray[np.float64]) -> tuple[float, float]:
    """Return the direction of the mean of points as vectors."""
    x, y, z = unit_vectors(*lonlat.T).mean(axis=1)
    return float(np.degrees(np.arctan2(y, x))), float(np.degrees(np.arctan2(z, np.hypot(x, y))))


def _extremes(xy: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.concatenate([xy.min(axis=0), xy.max(axis=0)])


def _fit(box: npt.NDArray[np.float64], aspect: float, margin: float) -> tuple[float, float, float, float]:
    """Return a box about the same centre, with a margin and of the aspect asked for."""
    x, y = (box[:2] + box[2:]) / 2
    width, height = np.maximum(box[2:] - box[:2], NARROWEST)
    half = max(width, height * aspect) / 2 / (1 - 2 * margin)
    return float(x - half), float(y - half / aspect), float(x + half), float(y + half / aspect)


def view_content(content: Content, *, aspect: float) -> View:
    """Return the view that shows what a figure holds: its atlas, or all of its points."""
    if content.atlas is not None:
        return view_whole(content.atlas, aspect=aspect)
    if content.points is None or not len(content.points):
        return View.world(aspect=aspect)
    return View.around(content.points, aspect=aspect)


def view_whole(atlas: Atlas, *, aspect: float) -> View:
    """Return the view that shows the countries with the most places, and almost all gateways.

    Examples
    --------
    >>> from isthmus import layers
    >>> view = view_whole(layers.example(), aspect=1.6)
    >>> view.azimuthal, round(view.width / 1e6)
    (True, 12)
    """
    places = shapely.get_coordinates(central_places(atlas).geometry.to_numpy())
    gateways = shapely.get_coordinates(atlas.gateways.geometry.to_numpy())
    points = np.vstack([places, gateways])
    if not len(points):
        return View.world(aspect=aspect)
    if len(gateways):
        xy = View.around(points, aspect=aspect).forward(gateways)
        low = np.quantile(xy, OUTSIDE, axis=0, method="lower")
        high = np.quantile(xy, 1 - OUTSIDE, axis=0, method="higher")
        kept = ((xy >= low) & (xy <= high)).all(axis=1)
        points = np.vstack([places, gateways[kept]])
    return View.around(points, aspect=aspect)


def view_insets(atlas: Atlas, whole: View, *, aspect: float) -> list[View]:
    """Return views of the neighbourhoods with the most places, from left to right on the whole map."""
    points = shapely.get_coordinates(central_places(atlas).geometry.to_numpy())
    if len(points) < FEWEST:
        return []
    groups = fcluster(linkage(unit_vectors(*points.T).T), NEIGHBOURS / MEAN_RADIUS_M, criterion="distance")
    sizes = np.bincount(groups)
    crowded = [group for group in np.argsort(-sizes, kind="stable") if sizes[group] >= FEWEST]
    views = [View.around(points[groups == group], aspect=aspect, margin=0.1) for group in crowded]
    views = [view for view in views if view.width <= WIDEST * whole.width][:MOST_INSETS]
    return sorted(views, key=lambda view: float(whole.forward([[view.lon, view.lat]])[0, 0]))


def area_of(view: View) -> shapely.Polygon:
    """Return the outline of a view in degrees.

    Examples
    --------
    >>> area_of(View.around([[120.3, 22.6], [121.5, 25.1]], aspect=1)).contains(shapely.Point(121, 24))
    True
    """
    ring: npt.NDArray[np.float64] = shapely.get_coordinates(
        shapely.segmentize(shapely.box(*view.bounds), view.width / 50)
    )
    return shapely.Polygon([view.inverse(xy) for xy in ring])
