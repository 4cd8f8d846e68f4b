/** Web Mercator (EPSG:3857) on the unit square: (0, 0) is 180 W at the top, (1, 1) is 180 E at the bottom. */

/** The latitude at which Web Mercator is cut so that the world is a square. */
const EDGE = 85.0511287798066;

/** @param {number} lon degrees */
export const lonToX = (lon) => lon / 360 + 0.5;

/** @param {number} x */
export const xToLon = (x) => (x - 0.5) * 360;

/** @param {number} lat degrees */
export function latToY(lat) {
  const sine = Math.sin((Math.max(-EDGE, Math.min(EDGE, lat)) * Math.PI) / 180);
  return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
}

/** @param {number} y */
export const yToLat = (y) => (Math.atan(Math.sinh((0.5 - y) * 2 * Math.PI)) * 180) / Math.PI;
