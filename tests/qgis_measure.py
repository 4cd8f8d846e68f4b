"""Measure polygons and the lines inside them as QGIS does; run by the Python that has QGIS.

Reads ``{"polygons": [WKT], "lines": [[lon, lat, lon, lat]]}`` and prints the area of each polygon in square
metres, and the metres of each line's geodesic inside each polygon.
"""

from __future__ import annotations

import json
import sys

from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransformContext,
    QgsDistanceArea,
    QgsGeometry,
    QgsPointXY,
)

#: Between the points of a geodesic, and between those of an edge: QGIS draws and overlays edges straight in
#: longitude and latitude, and measures the area as if they were geodesics.
STEP_M = 2_000
STEP_DEG = 0.01


def measure(asked: dict[str, list]) -> dict[str, list]:
    """Return what QGIS measures on WGS 84."""
    ruler = QgsDistanceArea()
    ruler.setSourceCrs(QgsCoordinateReferenceSystem("EPSG:4326"), QgsCoordinateTransformContext())
    ruler.setEllipsoid("EPSG:7030")
    areas = [QgsGeometry.fromWkt(text) for text in asked["polygons"]]
    lines = []
    for west, south, east, north in asked["lines"]:
        [course] = ruler.geodesicLine(QgsPointXY(west, south), QgsPointXY(east, north), STEP_M)
        lines.append(QgsGeometry.fromPolylineXY(course))
    return {
        "areas": [ruler.measureArea(area.densifyByDistance(STEP_DEG)) for area in areas],
        "inside": [[ruler.measureLength(area.intersection(line)) for area in areas] for line in lines],
    }


if __name__ == "__main__":
    application = QgsApplication([], False)  # noqa: FBT003 - a signature of Qt
    application.initQgis()
    json.dump(measure(json.load(sys.stdin)), sys.stdout)
