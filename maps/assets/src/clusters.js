/**
 * Places marks so that none hides another: marks at one place stand round it, places that come too close are
 * drawn as one badge with their number.
 */

/** @import { Mark } from "./types" */
/** @typedef {{ x: number, y: number, precision: string, marks: Mark[] }} Place marks that share a location */
/** @typedef {{ x: number, y: number, places: Place[], marks: Mark[] }} Cluster what is drawn as one */

/** Distance in pixels between neighbours that stand round their place. */
const SPACING = 12;

/** Radius in pixels of a badge that stands for several places. */
export const BADGE = 14;

/** The golden angle: points at r = sqrt(i) turned by it fill a disc evenly (Vogel 1979). */
const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));

/** Radius in pixels that a place takes with its marks. @param {{ marks: Mark[] }} place */
export const radiusOf = ({ marks }) => marks[0].radius || (marks.length === 1 ? 7 : (SPACING / 1.75) * Math.sqrt(marks.length) + 5);

/** Where the i-th of several marks stands, in pixels from its place. @param {number} i @param {number} count */
export function offset(i, count) {
  if (count === 1) return [0, 0];
  const radius = (SPACING / 1.75) * Math.sqrt(i + 0.5);
  return [radius * Math.cos(i * GOLDEN_ANGLE), radius * Math.sin(i * GOLDEN_ANGLE)];
}

/**
 * Marks whose size tells a number stand alone, whatever they cover.
 * @param {Mark[]} marks @returns {Place[]} the largest of those first, then the fullest
 */
export function findPlaces(marks) {
  /** @type {Map<string, Place>} */
  const places = new Map();
  const sized = marks.filter(({ radius }) => radius).sort((a, b) => b.radius - a.radius);
  for (const mark of marks) {
    if (mark.radius) continue;
    const key = `${mark.x} ${mark.y} ${mark.precision === "country"}`;
    const place = places.get(key);
    if (place) place.marks.push(mark);
    else places.set(key, { x: mark.x, y: mark.y, precision: mark.precision, marks: [mark] });
  }
  const alike = [...places.values()].sort((a, b) => b.marks.length - a.marks.length);
  return [...sized.map((mark) => ({ x: mark.x, y: mark.y, precision: mark.precision, marks: [mark] })), ...alike];
}

/**
 * Joins places that would touch at a scale.
 * @param {Place[]} places @param {number} scale pixels of the whole world @returns {Cluster[]}
 */
export function clusterPlaces(places, scale) {
  /** @type {Cluster[]} */
  const clusters = [];
  for (const place of places) {
    const near = place.marks[0].radius ? null : clusters.find((cluster) => !cluster.marks[0].radius && touches(cluster, place, scale));
    if (!near) clusters.push({ x: place.x, y: place.y, places: [place], marks: [...place.marks] });
    else join(near, place);
  }
  return clusters;
}

/** @param {Cluster} cluster @param {Place} place @param {number} scale */
function touches(cluster, place, scale) {
  const reach = cluster.places.length > 1 ? BADGE : radiusOf(cluster);
  const distance = Math.hypot(cluster.x - place.x, cluster.y - place.y) * scale;
  return distance < reach + radiusOf(place);
}

/** @param {Cluster} cluster @param {Place} place */
function join(cluster, place) {
  const [old, added] = [cluster.marks.length, place.marks.length];
  cluster.x = (cluster.x * old + place.x * added) / (old + added);
  cluster.y = (cluster.y * old + place.y * added) / (old + added);
  cluster.places.push(place);
  cluster.marks.push(...place.marks);
}
