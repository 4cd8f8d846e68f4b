/** Finds lines that lie on another of their class: two dash patterns on each other would look solid. */

import { vertices } from "./codec.js";

/** With more lines than this, none is looked for. */
const MOST_LINES = 3000;

/** @type {WeakMap<import("./types").Section, Int32Array>} */
const known = new WeakMap();

/**
 * For each line, the earlier one that it lies on, or -1.
 * @param {any} layer @param {import("./types").Section} section @returns {Int32Array}
 */
export function twinsOf(layer, section) {
  const found = known.get(section) ?? findTwins(layer, section);
  known.set(section, found);
  return found;
}

/** @param {any} layer @param {import("./types").Section} section */
function findTwins(layer, section) {
  const { x, y, rows, kind } = section;
  const twins = new Int32Array(rows.length).fill(-1);
  if (kind !== "line" || rows.length > MOST_LINES) return twins;
  /** @type {Map<string, number>} */
  const first = new Map();
  for (let part = 0; part < rows.length; part++) {
    const [from, to] = vertices(section, part);
    const ends = [`${x[from]} ${y[from]}`, `${x[to - 1]} ${y[to - 1]}`].sort();
    const key = [layer.classOf(rows[part]), to - from, ...ends].join(" ");
    const twin = first.get(key);
    if (twin === undefined) first.set(key, part);
    else twins[part] = twin;
  }
  return twins;
}
