"""Figures of the site, each drawn by the functions that it explains.

``draw(name, theme, folder)`` writes one as SVG without a ground, in the ink of a light or a dark page.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any, Final

import matplotlib as mpl
import numpy as np
import shapely
from matplotlib.figure import Figure

from isthmus import geo, layers
from isthmus.layers._bundled.countries import countries

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    import geopandas as gpd
    import numpy.typing as npt
    from matplotlib.axes import Axes

#: Of each theme: ink, faint ink, land, and three colours that a colour-blind reader tells apart.
NAMES = ("ink", "faint", "land", "a", "b", "c")
THEMES = {
    "light": dict(
        zip(NAMES, ("#1f2933", "#7b8794", "#e4e7eb", "#0a6ebd", "#c2410c", "#157f5b"), strict=True)
    ),
    "dark": dict(zip(NAMES, ("#e6eaee", "#9aa5b1", "#2c333a", "#5cb3f5", "#f59e5b", "#4cc79a"), strict=True)),
}

Ink = dict[str, str]

BOTH_PATHS: Final[tuple[tuple[geo.PathKind, str], ...]] = (("geodesic", "a"), ("straight", "b"))

GRADES: Final[tuple[layers.Precision, ...]] = ("city", "region", "country")

TAIPEI, WARSAW = (121.53, 25.05), (21.01, 52.23)


def draw(name: str, theme: str, folder: Path) -> Path:
    """Write the figure of a name in a theme, and return its path."""
    ink = THEMES[theme]
    style: dict[Any, Any] = {
        "svg.hashsalt": name,
        "svg.fonttype": "path",
        "font.size": 9,
        "text.color": ink["ink"],
        "axes.edgecolor": ink["faint"],
        "axes.labelcolor": ink["ink"],
        "xtick.color": ink["faint"],
        "ytick.color": ink["faint"],
        "axes.spines.top": False,
        "axes.spines.right": False,
        "legend.frameon": False,
    }
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}-{theme}.svg"
    with mpl.rc_context(style):
        figure = Figure(figsize=(7.2, 3.4), layout="constrained")
        DRAWINGS[name](figure, ink)
        figure.savefig(path, transparent=True, metadata={"Date": None})
    return path


def plain(axes: Axes, *, west: float, south: float, east: float, north: float, ink: Ink) -> None:
    """Draw land in longitude and latitude, with degrees at the edges."""
    window = shapely.box(west, south, east, north)
    land = shapely.intersection(
        shapely.simplify(countries().geometry.to_numpy(), (east - west) / 1000), window
    )
    for area in shapely.get_parts(land):
        if area.geom_type == "Polygon" and area.area > 1e-6 * window.area:
            axes.fill(*np.transpose(area.exterior.coords), color=ink["land"], linewidth=0, zorder=0)
    axes.set(xlim=(west, east), ylim=(south, north), aspect=1 / np.cos(np.radians((south + north) / 2)))
    axes.xaxis.set_major_formatter("{x:g}°")
    axes.yaxis.set_major_formatter("{x:g}°")
    axes.tick_params(length=0, labelsize=8)
    axes.spines[:].set_visible(False)


def line(axes: Axes, geometry: shapely.Geometry, **look: Any) -> None:
    """Draw lines, or the outlines of areas; only the first part is told in a legend."""
    for part in shapely.get_parts(shapely.boundary(geometry) if shapely.area(geometry) else geometry):
        axes.plot(*np.transpose(part.coords), **look)
        look.pop("label", None)


def paths(figure: Figure, ink: Ink) -> None:
    """Draw the geodesic from Taipei to Warsaw beside the straight line in degrees, each with its buffer."""
    axes = figure.add_subplot()
    plain(axes, west=10, south=15, east=130, north=75, ink=ink)
    leg = shapely.LineString([TAIPEI, WARSAW])
    for path, colour in BOTH_PATHS:
        km = geo.length(leg, path=path) / 1000
        line(axes, geo.densify(leg, 50_000, path=path), color=ink[colour], label=f"{path}: {km:,.0f} km")
        around = geo.buffer(leg, 300_000, path=path)
        for part in shapely.get_parts(around):
            axes.fill(*np.transpose(part.exterior.coords), color=ink[colour], alpha=0.2, linewidth=0)
    axes.legend(loc="lower left")


def apart(points: npt.NDArray[np.object_], leg: shapely.LineString) -> npt.NDArray[np.float64]:
    """Return metres from points to a geodesic: by the parabola through the three nearest of many vertices."""
    vertices = shapely.get_coordinates(geo.densify(leg, 1000, path="geodesic"))
    nearest = geo.unit_vectors(shapely.get_x(points), shapely.get_y(points)).T @ geo.unit_vectors(*vertices.T)
    middle = np.clip(nearest.argmax(axis=1), 1, len(vertices) - 2)
    before, at, after = (
        geo.distance(points, shapely.points(vertices[middle + step])) ** 2 for step in (-1, 0, 1)
    )
    way = np.clip((before - after) / 2 / (before + after - 2 * at), -1, 1)
    return np.sqrt(at + way * (after - before) / 2 + way**2 * (before + after - 2 * at) / 2)


def tolerance(figure: Figure, ink: Ink) -> None:
    """Draw how far the outline of a buffer is off along its way, for three tolerances."""
    axes = figure.add_subplot()
    leg = shapely.LineString([TAIPEI, WARSAW])
    for limit, colour in ((1e-2, ink["b"]), (1e-3, ink["a"]), (1e-4, ink["c"])):
        outline: Any = shapely.boundary(geo.buffer(leg, 50_000, tolerance=limit))
        points = shapely.line_interpolate_point(outline, np.linspace(0, 1, 800), normalized=True)
        off = np.abs(apart(points, leg) / 50_000 - 1)
        told = f"tolerance {limit:g}: {shapely.get_num_coordinates(outline):,} vertices"
        axes.plot(np.linspace(0, 1, 800), np.maximum(off, 1e-7), color=colour, linewidth=0.7, label=told)
        axes.axhline(limit, color=colour, linestyle="--", linewidth=1, zorder=3)
    axes.set(yscale="log", ylim=(1e-7, 5e-2), xlim=(0, 1))
    axes.set(xlabel="way round the outline", ylabel="off, share of the radius")
    figure.legend(loc="outside lower center", ncols=3, handlelength=1.2, columnspacing=1.2, fontsize=8.5)


def edges(figure: Figure, ink: Ink) -> None:
    """Draw a box as GeoJSON means it beside the same vertices joined by geodesics."""
    axes = figure.add_subplot()
    plain(axes, west=-8, south=36, east=48, north=60, ink=ink)
    box = shapely.box(0, 40, 40, 55)
    for path, colour in BOTH_PATHS:
        area = geo.area(box, path=path) / 1e12
        ring = geo.densify(box, 50_000, path=path)
        line(axes, ring, color=ink[colour], label=f"{path} edges: {area:.3f} million km²")
    crossing = shapely.LineString([(20, 55.5), (20, 57)])
    line(axes, crossing, color=ink["ink"], linewidth=2.5, label="a line, outside or 77 % inside")
    figure.legend(loc="outside lower center", ncols=3, handlelength=1.2, columnspacing=1.2, fontsize=8.5)


#: A small network: its places, the legs that join them, and the gates that legs pass.
PLACES = [(0, 1), (2, 2), (2, 1), (2, 0), (4, 2), (4, 1), (4, 0), (6, 1)]
LEGS = [(0, 1), (0, 2), (0, 3), (1, 4), (2, 5), (3, 6), (4, 7), (5, 7), (6, 7)]
GATES = {"strait": [3, 4], "canal": [5]}


def small_network() -> geo.Network:
    """Return three lanes, two of them by one strait."""
    tails, heads = np.transpose(LEGS)
    hours = [4, 3, 4, 5, 4, 9, 4, 3, 4]
    return geo.Network(PLACES, tails, heads, modes=["sea"] * len(LEGS), hours=hours, gates=GATES)


def graph(axes: Axes, ink: Ink, *, used: Iterable[int] = (), shut: Iterable[int] = ()) -> None:
    """Draw the small network; legs of a route are heavy, what is shut is dashed."""
    places = np.array(PLACES)
    gate_of = {leg: name for name, legs in GATES.items() for leg in legs}
    for leg, ends in enumerate(LEGS):
        look: dict[str, Any] = {"color": ink["faint"], "linewidth": 1.2}
        if leg in used:
            look = {"color": ink["a"], "linewidth": 3.5}
        if leg in shut:
            look = {"color": ink["b"], "linewidth": 1.8, "linestyle": (0, (2, 2))}
        axes.plot(*places[[*ends]].T, zorder=1, **look)
        if leg in gate_of:
            lon, lat = places[[*ends]].mean(axis=0)
            axes.annotate(gate_of[leg], (lon, lat + 0.06), ha="center", fontsize=8)
    axes.scatter(places[:, 0], places[:, 1], s=50, color=ink["ink"], zorder=2)
    axes.annotate("from", places[0], (-8, 0), textcoords="offset points", ha="right", va="center")
    axes.annotate("to", places[-1], (8, 0), textcoords="offset points", va="center")
    axes.set(xlim=(-1, 7), ylim=(-0.6, 2.6))
    axes.axis("off")


def gates(figure: Figure, ink: Ink) -> None:
    """Draw the best route of a small network, and the best one without a gate of two legs."""
    network = small_network()
    for axes, title, names in zip(
        figure.subplots(1, 2), ("all open", "the strait shut"), ((), ("strait",)), strict=True
    ):
        route = network.without(gates=names).shortest_route(0, 7)
        graph(axes, ink, used=route.edges, shut=[leg for name in names for leg in GATES[name]])
        axes.set_title(f"{title}: {route.hours:.0f} h", fontsize=10)


def cuts(figure: Figure, ink: Ink) -> None:
    """Draw the fewest legs that part two ends beside the fewest gates that do."""
    legs, named = figure.subplots(1, 2)
    cut = small_network().minimum_cut(0, 7, apart="edge")
    graph(legs, ink, shut=cut.edges)
    legs.set_title(f"{cut.size} legs part the ends", fontsize=10)
    cut = small_network().minimum_cut(0, 7, apart="gate")
    graph(named, ink, shut=[leg for name in cut.gates for leg in GATES[name]])
    named.set_title(f"{cut.size} gates do: {' and '.join(sorted(cut.gates))}", fontsize=10)


def legs_of(route: gpd.GeoDataFrame) -> shapely.Geometry:
    """Return the lines of all legs of a route."""
    return shapely.union_all(route[route["mode"] != "total"].geometry.to_numpy())


def routes(figure: Figure, ink: Ink, asked: dict[str, dict[str, Any]], **window: float) -> None:
    """Draw the best routes from Taichung to Warsaw under some questions."""
    axes = figure.add_subplot()
    plain(axes, ink=ink, **window)
    for colour, (label, question) in zip(("a", "b", "c"), asked.items(), strict=False):
        route = layers.route("Taichung", "Warsaw", **question)
        total = route[route["mode"] == "total"].iloc[0]
        told = f"{label}: {total['km']:,.0f} km, {total['h'] / 24:.0f} days"
        line(axes, legs_of(route), color=ink[colour], linewidth=1.8, label=told)
    figure.legend(loc="outside lower center", ncols=3, handlelength=1.2, columnspacing=1.2, fontsize=8.5)


def replacements(figure: Figure, ink: Ink) -> None:
    """Draw what takes a route's place as one gate after the other shuts."""
    asked = {
        "all open": {"modes": "sea,rail", "on": "open"},
        "Suez shut": {"modes": "sea,rail", "on": "open", "closed": "suez"},
        "and the Cape": {"modes": "sea,rail", "on": "open", "closed": "suez,good_hope"},
    }
    routes(figure, ink, asked, west=-180, south=-62, east=180, north=75)


def rules(figure: Figure, ink: Ink) -> None:
    """Draw the quickest way by rail and sea without rules, and without transit of Russia and Belarus."""
    asked = {
        "no policy": {"modes": "sea,rail", "by": "time", "policy": "none"},
        "no transit of Russia": {"modes": "sea,rail", "by": "time", "policy": "no_transit_russia"},
    }
    routes(figure, ink, asked, west=-15, south=8, east=145, north=66)


def ranges(figure: Figure, ink: Ink) -> None:
    """Draw the hours of one way by each cost model: a range of its figures, and the middle."""
    axes = figure.add_subplot()
    names = list(dict.fromkeys(layers.cost_models()["model"]))
    for place, name in enumerate(names):
        route = layers.route("Taichung", "Warsaw", modes="sea,rail", costs=name)
        total = route[route["mode"] == "total"].iloc[0]
        low, high = total["h_low"] / 24, total["h_high"] / 24
        axes.plot([low, high], [place, place], color=ink["a"], linewidth=6, solid_capstyle="butt", alpha=0.5)
        axes.plot(total["h"] / 24, place, "o", color=ink["a"])
        told = f"{low:.0f} to {high:.0f} days" if high > low else f"{low:.0f} days, no range told"
        axes.annotate(told, (high, place), (6, 0), textcoords="offset points", va="center")
    axes.set(yticks=range(len(names)), yticklabels=names, ylim=(-0.6, len(names) - 0.4), xlabel="days")
    axes.set_xlim(0, axes.get_xlim()[1] * 1.15)


def precision(figure: Figure, ink: Ink) -> None:
    """Draw the sites of the atlas in Poland at three grades of precision."""
    atlas = layers.example()
    for axes, grade in zip(figure.subplots(1, 3), GRADES, strict=True):
        plain(axes, west=13.5, south=48.7, east=25, north=55.2, ink=ink)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", geo.IsthmusWarning)
            sites = layers.coarsen(atlas, grade).factories
        points = sites[sites["country"] == "PL"].geometry
        axes.scatter(points.x, points.y, s=40, color=ink["a"], alpha=0.6, edgecolors="none")
        axes.set_title(grade, fontsize=10)


DRAWINGS: dict[str, Callable[[Figure, Ink], None]] = {
    "paths": paths,
    "tolerance": tolerance,
    "edges": edges,
    "gates": gates,
    "cuts": cuts,
    "replacements": replacements,
    "rules": rules,
    "ranges": ranges,
    "precision": precision,
}
