/** Finds what a reader points at. */

import { BADGE, offset, radiusOf } from "./clusters.js";
import { copiesBetween, shorterWay } from "./antimeridian.js";
import { latToY, lonToX } from "./projection.js";
import { vertices } from "./codec.js";

/** @import { Cluster } from "./clusters.js" */
/** @import { Layer } from "./layer.js" */
/** @import { Scene } from "./scene.js" */
/** @import { Feature, Mark, Section } from "./types" */

/** Pixels from a line or a dot within which it is meant. */
const REACH = 7;

/** Features under a point, topmost first. @param {Scene} scene @param {L.LatLng} latlng @returns {Feature[]} */
export function findFeatures(scene, latlng) {
  const scale = 256 * 2 ** scene.map.getZoom();
  const [x, y] = [lonToX(latlng.lng), latToY(latlng.lat)];
  const marks = findMarks(scene.clusters, x, y, scale);
  if (marks.length) return marks;
  const layers = [...scene.shown].reverse();
  for (const [kind, test] of /** @type {const} */ ([["point", nearPoint], ["line", nearLine], ["polygon", insidePolygon]])) {
    const found = layers.flatMap((layer) => layer.sections
      .filter((section) => section.kind === kind && !(kind === "point" && layer.hasMarks()))
      .flatMap((section) => findParts(layer, section, x, y, REACH / scale, test)));
    if (found.length) return found;
  }
  return [];
}

/** @param {Cluster[]} clusters @param {number} x @param {number} y @param {number} scale @returns {Feature[]} */
function findMarks(clusters, x, y, scale) {
  for (const cluster of [...clusters].reverse()) {
    const dx = shorterWay(x - cluster.x) * scale;
    const dy = (y - cluster.y) * scale;
    const distance = Math.hypot(dx, dy);
    if (cluster.places.length > 1) {
      if (distance <= BADGE + 3) return cluster.marks;
    } else if (distance <= radiusOf(cluster) + 4) {
      return [nearestMark(cluster.marks, dx, dy), ...cluster.marks].filter((mark, i, all) => all.indexOf(mark) === i);
    }
  }
  return [];
}

/** @param {Mark[]} marks @param {number} dx @param {number} dy */
function nearestMark(marks, dx, dy) {
  const distances = marks.map((_, i) => {
    const [ox, oy] = offset(i, marks.length);
    return Math.hypot(dx - ox, dy - oy);
  });
  return marks[distances.indexOf(Math.min(...distances))];
}

/**
 * @param {Layer} layer @param {Section} section @param {number} x @param {number} y @param {number} reach on the unit square
 * @param {(section: Section, part: number, x: number, y: number, reach: number) => boolean} test @returns {Feature[]}
 */
function findParts(layer, section, x, y, reach, test) {
  /** @type {Set<number>} */
  const rows = new Set();
  const { index } = section;
  for (const shift of copiesBetween(index.minX, index.maxX, x - reach, x + reach)) {
    const sx = x - shift;
    for (const part of index.search([sx - reach, y - reach, sx + reach, y + reach])) {
      const row = section.rows[part];
      if (!rows.has(row) && layer.isVisible(row) && test(section, part, sx, y, reach)) rows.add(row);
    }
  }
  return [...rows].sort((a, b) => b - a).map((row) => ({ layer, row }));
}

/** @param {Section} section @param {number} part @param {number} px @param {number} py @param {number} reach */
function nearPoint({ x, y }, part, px, py, reach) {
  return Math.hypot(x[part] - px, y[part] - py) <= reach;
}

/** @param {Section} section @param {number} part @param {number} px @param {number} py @param {number} reach */
function nearLine(section, part, px, py, reach) {
  const { x, y } = section;
  const [from, to] = vertices(section, part);
  for (let i = from; i < to - 1; i++) {
    if (distanceToSegment(px, py, x[i], y[i], x[i + 1], y[i + 1]) <= reach) return true;
  }
  return false;
}

/** @param {number} px @param {number} py @param {number} ax @param {number} ay @param {number} bx @param {number} by */
export function distanceToSegment(px, py, ax, ay, bx, by) {
  const [dx, dy] = [bx - ax, by - ay];
  const along = ((px - ax) * dx + (py - ay) * dy) / (dx * dx + dy * dy || 1);
  const t = Math.max(0, Math.min(1, along));
  return Math.hypot(ax + t * dx - px, ay + t * dy - py);
}

/** Even-odd rule over all rings, so that holes are outside. @param {Section} section @param {number} part @param {number} px @param {number} py */
export function insidePolygon({ x, y, parts, rings }, part, px, py) {
  let inside = false;
  for (let ring = parts[part]; ring < parts[part + 1]; ring++) {
    for (let i = rings[ring]; i < rings[ring + 1] - 1; i++) {
      const crosses = y[i] > py !== y[i + 1] > py;
      if (crosses && px < ((x[i + 1] - x[i]) * (py - y[i])) / (y[i + 1] - y[i]) + x[i]) inside = !inside;
    }
  }
  return inside;
}
