/** Shortest lines on the WGS 84 ellipsoid, by GeographicLib (C. F. F. Karney, Algorithms for geodesics, 2013). */

import geodesic from "geographiclib-geodesic";

const { WGS84 } = geodesic.Geodesic;
const LINE = geodesic.Geodesic.STANDARD | geodesic.Geodesic.DISTANCE_IN | geodesic.Geodesic.LONG_UNROLL;

/** Metres between the vertices of a drawn line. */
const STEP = 100000;

/** @typedef {{ lat: number, lng: number }} Point */

/**
 * The shortest line between two points, a vertex every 100 km, longitudes running on from the first point.
 * @param {Point} a @param {Point} b
 * @returns {{ metres: number, path: [number, number][] }} the path as latitude, longitude
 */
export function shortestLine(a, b) {
  const line = WGS84.InverseLine(a.lat, a.lng, b.lat, b.lng, LINE);
  const metres = line.s13;
  const steps = Math.max(1, Math.ceil(metres / STEP));
  const path = Array.from({ length: steps + 1 }, (_, i) => vertex(line, (metres * i) / steps));
  return { metres, path };
}

/** @param {ReturnType<typeof WGS84.InverseLine>} line @param {number} metres @returns {[number, number]} */
function vertex(line, metres) {
  const { lat2, lon2 } = line.Position(metres, LINE);
  return [Number(lat2), Number(lon2)];
}
