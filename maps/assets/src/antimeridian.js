/** The world repeats every 360 degrees: copies of it side by side on the map, and cuts at 180 degrees in files. */

/** @import { Position } from "geojson" */

/**
 * The whole worlds by which what spans from low to high is shifted so that each copy of it from left to right is there.
 * All are on the unit square, where a world is one wide. What spans nothing has no copy.
 * @param {number} low @param {number} high @param {number} left @param {number} right
 */
export function copiesBetween(low, high, left, right) {
  const first = Math.ceil(left - high);
  return Array.from({ length: Math.max(0, Math.floor(right - low) - first + 1) }, (_, i) => first + i);
}

/** A distance along the equator the shorter way round. @param {number} dx on the unit square */
export const shorterWay = (dx) => dx - Math.round(dx);

/** Which copy of the world a longitude lies in. @param {number} lon */
const worldOf = (lon) => Math.floor((lon + 180) / 360);

/** The same place from 180 W to 180 E. @param {number} lon */
export const wrap = (lon) => (Math.abs(lon) <= 180 ? lon : lon - 360 * worldOf(lon));

/** The least and the greatest longitude; a coast has more vertices than a call takes arguments. @param {Position[]} run */
function span(run) {
  let [low, high] = [Infinity, -Infinity];
  for (const [lon] of run) [low, high] = [Math.min(low, lon), Math.max(high, lon)];
  return [low, high];
}

/**
 * Cuts what runs on past 180 degrees into what lies in each world, brought back into the first.
 * @template T @param {Position[]} run all its vertices @param {T} whole @param {(west: number, shift: (run: Position[]) => Position[]) => T[]} clip @returns {T[]}
 */
function cut(run, whole, clip) {
  const [low, high] = span(run);
  if (low >= -180 && high <= 180) return [whole];
  const pieces = [];
  for (let world = worldOf(low); world <= worldOf(high); world++) {
    pieces.push(...clip(world * 360 - 180, (piece) => piece.map(([lon, lat]) => [lon - world * 360, lat])));
  }
  return pieces;
}

/** @param {Position[]} line @returns {Position[][]} */
export function cutLine(line) {
  return cut(line, line, (west, shift) => clipLine(line, west, west + 360).map(shift).filter((piece) => piece.length > 1));
}

/** The pieces of a line between two meridians. @param {Position[]} line @param {number} west @param {number} east */
function clipLine(line, west, east) {
  /** @type {Position[][]} */
  const pieces = [];
  /** @type {Position[]} */
  let piece = [];
  line.forEach((point, i) => {
    if (i) for (const crossing of crossings(line[i - 1], point, [west, east])) {
      piece.push(crossing);
      pieces.push(piece);
      piece = [crossing];
    }
    piece.push(point);
  });
  return [...pieces, piece].filter((run) => run.every(([lon]) => lon >= west && lon <= east));
}

/** Where a segment crosses meridians, in its direction. @param {Position} a @param {Position} b @param {number[]} meridians */
function crossings(a, b, meridians) {
  return meridians
    .filter((lon) => (a[0] - lon) * (b[0] - lon) < 0)
    .map((lon) => crossingAt(a, b, lon))
    .sort((p, q) => (p[0] - q[0]) * (b[0] - a[0]));
}

/** @param {Position} a @param {Position} b @param {number} lon @returns {Position} */
const crossingAt = (a, b, lon) => [lon, a[1] + ((lon - a[0]) / (b[0] - a[0])) * (b[1] - a[1])];

/** @param {Position[][]} rings the outer one first @returns {Position[][][]} */
export function cutPolygon(rings) {
  return cut(rings.flat(), rings, (west, shift) =>
    clipPolygon(orient(rings), west, 1).flatMap((piece) => clipPolygon(piece, west + 360, -1)).map((piece) => piece.map(shift)));
}

/** The rings of a polygon, the outer one counterclockwise, the others clockwise. @param {Position[][]} rings */
const orient = (rings) => rings.map((ring, i) => (doubleArea(ring) > 0 === (i === 0) ? ring : [...ring].reverse()));

/** More than 0 if a ring runs counterclockwise. @param {Position[]} ring */
const doubleArea = (ring) => ring.slice(1).reduce((sum, [lon, lat], i) => sum + (ring[i][0] - lon) * (ring[i][1] + lat), 0);

/**
 * What of a polygon lies on one side of a meridian: what of its rings does, and the meridian between two of their ends.
 * @param {Position[][]} rings as orient leaves them @param {number} lon @param {1 | -1} side 1 keeps the east
 */
function clipPolygon(rings, lon, side) {
  const runs = rings.map((ring) => clipRing(ring, lon, side));
  const pieces = joinRuns(runs.flat().filter((run) => run[0][0] === lon)).map((ring) => [ring]);
  runs.forEach(([run], i) => {
    if (!run || run[0][0] === lon) return;
    if (i) (pieces.find(([outer]) => contains(outer, run[0])) ?? pieces[0])?.push(run);
    else pieces.push([run]);
  });
  return pieces;
}

/** Whether a ring goes round a point. @param {Position[]} ring @param {Position} point */
function contains(ring, [lon, lat]) {
  const crossed = ring.slice(1).filter(([x, y], i) => {
    const [a, b] = ring[i];
    return y > lat !== b > lat && lon < ((a - x) * (lat - y)) / (b - y) + x;
  });
  return crossed.length % 2 === 1;
}

/** The runs of a ring on one side of a meridian, each from the meridian to the meridian, or the whole ring. @param {Position[]} ring @param {number} lon @param {1 | -1} side */
function clipRing(ring, lon, side) {
  /** @param {Position} point */
  const isKept = (point) => (point[0] - lon) * side > 0;
  const first = ring.findIndex((point, i) => i && isKept(point) && !isKept(ring[i - 1]));
  if (first < 0) return isKept(ring[0]) ? [ring] : [];
  /** @type {Position[][]} */
  const runs = [];
  for (let i = 0; i < ring.length - 1; i++) {
    const at = ((first - 1 + i) % (ring.length - 1)) + 1;
    const [a, b] = [ring[at - 1], ring[at]];
    if (isKept(b) && !isKept(a)) runs.push([crossingAt(a, b, lon), b]);
    else if (isKept(a)) runs[runs.length - 1].push(isKept(b) ? b : crossingAt(a, b, lon));
  }
  return runs;
}

/** Joins runs along the meridian, where ends and starts take turns: the lowest end goes on at the lowest start. @param {Position[][]} runs */
function joinRuns(runs) {
  const starts = [...runs].sort((a, b) => a[0][1] - b[0][1]);
  const ends = [...runs].sort((a, b) => a[a.length - 1][1] - b[b.length - 1][1]);
  const next = new Map(ends.map((run, i) => [run, starts[i]]));
  const rings = [];
  for (const [run] of next) {
    /** @type {Position[][]} */
    const ring = [];
    for (let at = run, then = next.get(at); then; at = then, then = next.get(at)) {
      ring.push(at);
      next.delete(at);
    }
    rings.push([...ring.flat(), run[0]]);
  }
  return rings;
}
