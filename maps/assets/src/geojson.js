/** Writes a layer back as GeoJSON (RFC 7946), for a reader who wants the data behind the picture. */

/** @import { FeatureCollection, Geometry, LineString, Point, Polygon, Position } from "geojson" */
/** @import { Layer } from "./layer.js" */
/** @import { Column, Section } from "./types" */
/** @typedef {Point | LineString | Polygon} Shape */

import { cutLine, cutPolygon, wrap } from "./antimeridian.js";
import { vertices } from "./codec.js";
import { xToLon, yToLat } from "./projection.js";

/** @param {Layer} layer @returns {FeatureCollection<Geometry | null>} the rows that the reader left switched on */
export function toGeoJson(layer) {
  /** @type {Map<number, Shape[]>} */
  const shapes = new Map();
  for (const section of layer.sections) {
    section.rows.forEach((row, part) => {
      const known = shapes.get(row) ?? [];
      known.push(...partShapes(section, part));
      shapes.set(row, known);
    });
  }
  const columns = dataColumns(layer);
  /** @type {FeatureCollection<Geometry | null>["features"]} */
  const features = [];
  for (let row = 0; row < layer.rows; row++) {
    if (!layer.isVisible(row)) continue;
    const properties = Object.fromEntries(columns.map((column) => [column.name, plainValue(column, row)]));
    features.push({ type: "Feature", properties, geometry: combine(shapes.get(row) ?? []) });
  }
  return { type: "FeatureCollection", features };
}

/** Columns that came with the data, not those made for the page. @param {Layer} layer */
export function dataColumns({ columns, info }) {
  const made = [info.class, info.from, info.to];
  return columns.filter((_, place) => !made.includes(place));
}

/** @param {Column} column @param {number} row */
function plainValue(column, row) {
  const value = column.value(row);
  return column.boolean && value !== null ? value === "true" : value;
}

/** @param {Shape[]} shapes @returns {Geometry | null} */
function combine(shapes) {
  const [first] = shapes;
  if (!first) return null;
  if (shapes.length === 1) return first;
  if (shapes.some(({ type }) => type !== first.type)) return { type: "GeometryCollection", geometries: shapes };
  return /** @type {Geometry} */ ({ type: `Multi${first.type}`, coordinates: shapes.map(({ coordinates }) => coordinates) });
}

/** A part, in pieces where it crosses 180 degrees. @param {Section} section @param {number} part @returns {Shape[]} */
function partShapes(section, part) {
  const [from, to] = vertices(section, part);
  if (section.kind === "point") {
    const [[lon, lat]] = run(section, from, to);
    return [{ type: "Point", coordinates: [round(wrap(lon), section.digits), lat] }];
  }
  if (section.kind === "line") return cutLine(run(section, from, to)).map((coordinates) => ({ type: "LineString", coordinates }));
  const rings = [];
  for (let ring = section.parts[part]; ring < section.parts[part + 1]; ring++) rings.push(run(section, section.rings[ring], section.rings[ring + 1]));
  return cutPolygon(rings).map((coordinates) => ({ type: "Polygon", coordinates }));
}

/** @param {Section} section @param {number} from @param {number} to @returns {Position[]} */
function run({ x, y, digits }, from, to) {
  return Array.from({ length: to - from }, (_, i) => [round(xToLon(x[from + i]), digits), round(yToLat(y[from + i]), digits)]);
}

/** @param {number} value @param {number} digits */
const round = (value, digits) => Math.round(value * 10 ** digits) / 10 ** digits;
