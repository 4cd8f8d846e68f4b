/** Writes a layer back as GeoJSON (RFC 7946), for a reader who wants the data behind the picture. */

import { vertices } from "./codec.js";
import { xToLon, yToLat } from "./projection.js";

/** @typedef {[number, number][]} Run */

const TYPES = { point: "Point", line: "LineString", polygon: "Polygon" };

/** @param {any} layer @returns {GeoJSON.FeatureCollection} the rows that the reader left switched on */
export function toGeoJson(layer) {
  const { sections, columns } = layer.packed;
  /** @type {Map<number, any[]>} */
  const parts = new Map();
  for (const section of sections) {
    section.rows.forEach((/** @type {number} */ row, /** @type {number} */ part) => {
      const shapes = partShapes(section, part).map((coordinates) => ({ kind: section.kind, coordinates }));
      const known = parts.get(row);
      if (known) known.push(...shapes);
      else parts.set(row, shapes);
    });
  }
  const made = [layer.info.class, layer.info.from, layer.info.to];
  const names = columns.filter((/** @type {any} */ _, /** @type {number} */ place) => !made.includes(place));
  const features = [];
  for (let row = 0; row < layer.rows; row++) {
    if (!layer.isVisible(row)) continue;
    const properties = Object.fromEntries(names.map((/** @type {any} */ column) => [column.name, plainValue(column, row)]));
    features.push({ type: /** @type {const} */ ("Feature"), properties, geometry: geometry(parts.get(row) ?? []) });
  }
  return { type: "FeatureCollection", features };
}

/** @param {import("./types").Column} column @param {number} row */
function plainValue(column, row) {
  const value = column.value(row);
  return column.boolean && value !== null ? value === "true" : value;
}

/** @param {any[]} shapes @returns {any} */
function geometry(shapes) {
  if (!shapes.length) return null;
  const type = TYPES[/** @type {import("./types").Kind} */ (shapes[0].kind)];
  if (shapes.length === 1) return { type, coordinates: shapes[0].coordinates };
  if (shapes.every(({ kind }) => kind === shapes[0].kind)) return { type: `Multi${type}`, coordinates: shapes.map(({ coordinates }) => coordinates) };
  return { type: "GeometryCollection", geometries: shapes.map((shape) => geometry([shape])) };
}

/** The coordinates of a part, cut at the antimeridian. @param {import("./types").Section} section @param {number} part @returns {any[]} */
function partShapes(section, part) {
  const { digits } = section;
  const [from, to] = vertices(section, part);
  if (section.kind === "point") {
    const [[lon, lat]] = run(section, from, to, digits);
    return [[wrap(lon, digits), lat]];
  }
  if (section.kind === "line") return cutLine(run(section, from, to, digits));
  const rings = [];
  for (let ring = section.parts[part]; ring < section.parts[part + 1]; ring++) rings.push(run(section, section.rings[ring], section.rings[ring + 1], digits));
  return cutPolygon(rings);
}

/** @param {import("./types").Section} section @param {number} from @param {number} to @param {number} digits @returns {Run} */
function run({ x, y }, from, to, digits) {
  return Array.from({ length: to - from }, (_, i) => [round(xToLon(x[from + i]), digits), round(yToLat(y[from + i]), digits)]);
}

/** @param {number} value @param {number} digits */
const round = (value, digits) => Math.round(value * 10 ** digits) / 10 ** digits;

/** @param {number} lon @param {number} digits */
const wrap = (lon, digits) => (lon >= -180 && lon <= 180 ? lon : round(lon - 360 * Math.floor((lon + 180) / 360), digits));

/** The least and the greatest longitude; a coast has more vertices than a call takes arguments. @param {Run} run */
function span(run) {
  let [low, high] = [Infinity, -Infinity];
  for (const [lon] of run) [low, high] = [Math.min(low, lon), Math.max(high, lon)];
  return [low, high];
}

/** Which copy of the world a longitude lies in. @param {number} lon */
const world = (lon) => Math.floor((lon + 180) / 360);

/** @param {Run} line @returns {Run[]} */
export function cutLine(line) {
  const [low, high] = span(line);
  if (low >= -180 && high <= 180) return [line];
  const pieces = [];
  for (let copy = world(low); copy <= world(high); copy++) pieces.push(...clipLine(line, copy * 360 - 180, copy * 360 + 180).map((piece) => shift(piece, -copy * 360)));
  return pieces.filter((piece) => piece.length > 1);
}

/** @param {Run} run @param {number} by @returns {Run} */
const shift = (run, by) => run.map(([lon, lat]) => [lon + by, lat]);

/** The pieces of a line between two meridians. @param {Run} line @param {number} west @param {number} east @returns {Run[]} */
function clipLine(line, west, east) {
  /** @type {Run[]} */
  const pieces = [[]];
  line.forEach((point, i) => {
    if (i) for (const crossing of crossings(line[i - 1], point, [west, east])) {
      /** @type {Run} */ (pieces.at(-1)).push(crossing);
      pieces.push([crossing]);
    }
    /** @type {Run} */ (pieces.at(-1)).push(point);
  });
  return pieces.filter((piece) => piece.every(([lon]) => lon >= west && lon <= east));
}

/** Where a segment crosses meridians, in its direction. @param {number[]} a @param {number[]} b @param {number[]} meridians @returns {Run} */
function crossings(a, b, meridians) {
  return meridians
    .filter((lon) => (a[0] - lon) * (b[0] - lon) < 0)
    .map((lon) => ({ lon, t: (lon - a[0]) / (b[0] - a[0]) }))
    .sort((p, q) => p.t - q.t)
    .map(({ lon, t }) => [lon, a[1] + t * (b[1] - a[1])]);
}

/** @param {Run[]} rings @returns {Run[][]} */
export function cutPolygon(rings) {
  const [low, high] = span(rings.flat());
  if (low >= -180 && high <= 180) return [rings];
  const pieces = [];
  for (let copy = world(low); copy <= world(high); copy++) {
    const clipped = rings.map((ring) => shift(clipRing(clipRing(ring, copy * 360 - 180, 1), copy * 360 + 180, -1), -copy * 360));
    pieces.push(clipped.filter((ring) => ring.length > 3));
  }
  return pieces.filter((piece) => piece.length);
}

/** The part of a ring on one side of a meridian (Sutherland and Hodgman 1974). @param {Run} ring @param {number} lon @param {1 | -1} side 1 keeps the east @returns {Run} */
function clipRing(ring, lon, side) {
  /** @type {Run} */
  const kept = [];
  ring.forEach((point, i) => {
    if (i) kept.push(...crossings(ring[i - 1], point, [lon]));
    if ((point[0] - lon) * side >= 0) kept.push(point);
  });
  const [first, last] = [kept[0], kept.at(-1)];
  if (first && last && (first[0] !== last[0] || first[1] !== last[1])) kept.push(first);
  return kept;
}

/** Hands a layer to the reader as a file. @param {any} layer */
export function download(layer) {
  const blob = new Blob([JSON.stringify(toGeoJson(layer))], { type: "application/geo+json" });
  const anchor = document.createElement("a");
  anchor.href = URL.createObjectURL(blob);
  anchor.download = `${layer.info.key}.geojson`;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(anchor.href), 1000);
}
