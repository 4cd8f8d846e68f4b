/** Distances and shortest lines on the sphere: within 0.6 % of the ellipsoid, which is enough to measure by hand. */

/** Mean radius of the Earth in metres (Moritz, Geodetic Reference System 1980). */
const RADIUS = 6371008.8;

/** Metres between the vertices of a drawn line. */
const STEP = 100000;

const RADIANS = Math.PI / 180;

/** @typedef {{ lat: number, lng: number }} Point */

/** Distance in metres (R. W. Sinnott, Virtues of the haversine, Sky and Telescope 68, 1984). @param {Point} a @param {Point} b */
export function haversine(a, b) {
  const dLat = ((b.lat - a.lat) * RADIANS) / 2;
  const dLng = ((b.lng - a.lng) * RADIANS) / 2;
  const h = Math.sin(dLat) ** 2 + Math.cos(a.lat * RADIANS) * Math.cos(b.lat * RADIANS) * Math.sin(dLng) ** 2;
  return 2 * RADIUS * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** Points along the shortest line, longitudes running on. @param {Point} a @param {Point} b @returns {[number, number][]} latitude, longitude */
export function geodesicPath(a, b) {
  const angle = haversine(a, b) / RADIUS;
  const steps = Math.max(1, Math.ceil((angle * RADIUS) / STEP));
  const [from, to] = [toVector(a), toVector(b)];
  /** @type {[number, number][]} */
  const path = [];
  let previous = a.lng;
  for (let i = 0; i <= steps; i++) {
    const t = i / steps;
    const [p, q] = angle ? [Math.sin((1 - t) * angle) / Math.sin(angle), Math.sin(t * angle) / Math.sin(angle)] : [1, 0];
    const [x, y, z] = from.map((value, axis) => p * value + q * to[axis]);
    let lng = Math.atan2(y, x) / RADIANS;
    lng += 360 * Math.round((previous - lng) / 360);
    previous = lng;
    path.push([Math.atan2(z, Math.hypot(x, y)) / RADIANS, lng]);
  }
  return path;
}

/** @param {Point} point */
function toVector({ lat, lng }) {
  const across = Math.cos(lat * RADIANS);
  return [across * Math.cos(lng * RADIANS), across * Math.sin(lng * RADIANS), Math.sin(lat * RADIANS)];
}
