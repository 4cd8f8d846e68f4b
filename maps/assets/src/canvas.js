/** Draws the parts of a section, and symbols, on a canvas, a chunk at a time so that no frame takes long. */

import { copiesBetween } from "./antimeridian.js";
import { shapePath } from "./symbols.js";
import { vertices } from "./codec.js";

/** @import { Layer } from "./layer.js" */
/** @import { Box } from "./spatial-index.js" */
/** @import { PageSymbol, Section, View } from "./types" */

/** Parts drawn before the caller gets a chance to pause. */
const CHUNK = 400;

/** With more lines than this, none is looked for that lies on another. */
const MOST_LINES = 3000;

/** Below this distance in pixels, the next vertex of a line is not worth drawing. */
const MIN_STEP = 0.7;

/** The whole worlds by which a section is shifted so that each copy in view is drawn. @param {Section} section @param {View} view */
export function shifts({ index }, view) {
  return copiesBetween(index.minX, index.maxX, view.left / view.scale, (view.left + view.width) / view.scale);
}

/** The view and a margin, as a box in one copy of the world. @param {View} view @param {number} shift @param {number} margin pixels @returns {Box} */
export function boxOf(view, shift, margin) {
  const west = (view.left - margin) / view.scale - shift;
  const north = (view.top - margin) / view.scale;
  return [west, north, west + (view.width + 2 * margin) / view.scale, north + (view.height + 2 * margin) / view.scale];
}

/**
 * Adds a part's outline to the current path.
 * @param {CanvasRenderingContext2D} context @param {Section} section @param {number} part @param {View} view @param {number} shift
 */
export function tracePart(context, section, part, view, shift) {
  if (isSpeck(section, part, view)) return traceSpeck(context, section, part, view, shift);
  if (section.kind !== "polygon") return traceRun(context, section, section.parts[part], section.parts[part + 1], view, shift);
  for (let ring = section.parts[part]; ring < section.parts[part + 1]; ring++) {
    traceRun(context, section, section.rings[ring], section.rings[ring + 1], view, shift);
    context.closePath();
  }
}

/** Whether a part is smaller than a pixel. @param {Section} section @param {number} part @param {View} view */
function isSpeck({ index }, part, { scale }) {
  return (index.east[part] - index.west[part]) * scale < 1 && (index.south[part] - index.north[part]) * scale < 1;
}

/** A pixel to stroke. @param {CanvasRenderingContext2D} context @param {Section} section @param {number} part @param {View} view @param {number} shift */
function traceSpeck(context, { index }, part, view, shift) {
  const px = (index.west[part] + shift) * view.scale - view.left;
  const py = index.north[part] * view.scale - view.top;
  context.moveTo(px, py);
  context.lineTo(px + 1, py);
}

/** @param {CanvasRenderingContext2D} context @param {Section} section @param {number} from @param {number} to @param {View} view @param {number} shift */
function traceRun(context, { x, y }, from, to, view, shift) {
  const left = view.left - shift * view.scale;
  let px = x[from] * view.scale - left;
  let py = y[from] * view.scale - view.top;
  context.moveTo(px, py);
  for (let i = from + 1; i < to; i++) {
    const nx = x[i] * view.scale - left;
    const ny = y[i] * view.scale - view.top;
    if (i < to - 1 && Math.abs(nx - px) < MIN_STEP && Math.abs(ny - py) < MIN_STEP) continue;
    context.lineTo(nx, ny);
    px = nx;
    py = ny;
  }
}

/**
 * Draws lines or polygons, one path for each run of parts with the same class.
 * @param {CanvasRenderingContext2D} context @param {Layer} layer @param {Section} section @param {View} view
 * @param {(context: CanvasRenderingContext2D, symbol: PageSymbol) => void} ink fills or strokes the path
 */
export function* paintParts(context, layer, section, view, ink) {
  const originals = originalsOf(layer, section);
  for (const shift of shifts(section, view)) {
    // Two polygons in one path would cut holes into each other where they overlap.
    const chunk = section.kind === "polygon" ? 1 : CHUNK;
    let current = -1;
    let pending = 0;
    for (const part of section.index.search(boxOf(view, shift, 12))) {
      const row = section.rows[part];
      if (!layer.isVisible(row) || (originals[part] >= 0 && layer.isVisible(section.rows[originals[part]]))) continue;
      const code = layer.codeOf(row);
      if (pending === chunk || (pending && code !== current)) {
        ink(context, layer.info.classes[current].symbol);
        pending = 0;
        yield;
      }
      if (!pending) context.beginPath();
      tracePart(context, section, part, view, shift);
      current = code;
      pending++;
    }
    if (pending) ink(context, layer.info.classes[current].symbol);
    yield;
  }
}

/** @type {WeakMap<Section, Int32Array>} */
const known = new WeakMap();

/**
 * For each line, the earlier one of its class that it lies on, or -1: two dash patterns on each other would look solid.
 * @param {Layer} layer @param {Section} section @returns {Int32Array}
 */
function originalsOf(layer, section) {
  const found = known.get(section) ?? findOriginals(layer, section);
  known.set(section, found);
  return found;
}

/** @param {Layer} layer @param {Section} section */
function findOriginals(layer, section) {
  const { x, y, rows, kind } = section;
  const originals = new Int32Array(rows.length).fill(-1);
  if (kind !== "line" || rows.length > MOST_LINES) return originals;
  /** @type {Map<string, number>} */
  const first = new Map();
  for (let part = 0; part < rows.length; part++) {
    const [from, to] = vertices(section, part);
    const ends = [`${x[from]} ${y[from]}`, `${x[to - 1]} ${y[to - 1]}`].sort();
    const key = [layer.codeOf(rows[part]), to - from, ...ends].join(" ");
    const original = first.get(key);
    if (original === undefined) first.set(key, part);
    else originals[part] = original;
  }
  return originals;
}

/**
 * Draws lines as wide as their rows weigh, those of flows widening from their start to their end.
 * @param {CanvasRenderingContext2D} context @param {Layer} layer @param {Section} section @param {View} view
 */
export function* paintBands(context, layer, section, view) {
  for (const shift of shifts(section, view)) {
    for (const part of section.index.search(boxOf(view, shift, 12))) {
      const row = section.rows[part];
      if (!layer.isVisible(row)) continue;
      const { color, opacity } = layer.classOf(row).symbol;
      const width = layer.weightOf(row);
      traceBand(context, section, vertices(section, part), view, shift, [layer.info.tapers ? 0.5 : width, width]);
      context.fillStyle = color;
      context.globalAlpha = opacity;
      context.fill();
      context.globalAlpha = 1;
    }
    yield;
  }
}

/** @param {CanvasRenderingContext2D} context @param {Section} section @param {number[]} run @param {View} view @param {number} shift @param {number[]} widths where it starts and ends */
function traceBand(context, { x, y }, [from, to], view, shift, [first, last]) {
  /** @type {[number, number][]} */
  const left = [];
  /** @type {[number, number][]} */
  const right = [];
  for (let i = from; i < to; i++) {
    const [before, after] = [Math.max(from, i - 1), Math.min(to - 1, i + 1)];
    const [dx, dy] = [x[after] - x[before], y[after] - y[before]];
    const half = (first + (last - first) * ((i - from) / (to - from - 1))) / 2 / (Math.hypot(dx, dy) || 1);
    const [px, py] = [(x[i] + shift) * view.scale - view.left, y[i] * view.scale - view.top];
    left.push([px - dy * half, py + dx * half]);
    right.push([px + dy * half, py - dx * half]);
  }
  context.beginPath();
  for (const [px, py] of [...left, ...right.reverse()]) context.lineTo(px, py);
  context.closePath();
}

/**
 * @param {CanvasRenderingContext2D} context @param {PageSymbol} symbol
 * @param {number} px @param {number} py @param {string} halo @param {boolean} [hollow] only the outline, for a place that is not known
 */
export function drawSymbol(context, symbol, px, py, halo, hollow = false) {
  context.save();
  context.translate(px, py);
  context.scale(symbol.width, symbol.width);
  context.lineJoin = "round";
  const path = shapePath(symbol.shape);
  context.lineWidth = 2.4 / symbol.width;
  context.strokeStyle = halo;
  context.stroke(path);
  context.fillStyle = hollow ? halo : symbol.color;
  context.fill(path);
  if (hollow) {
    context.lineWidth = 1.3 / symbol.width;
    context.strokeStyle = symbol.color;
    context.stroke(path);
  }
  context.restore();
}
