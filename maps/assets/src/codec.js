/** Unpacks what isthmus.maps.packed packed; the format is described there. */

import Flatbush from "flatbush";
import { latToY, lonToX } from "./projection.js";

/** Unpacks the layer that an element holds, and drops the element. @param {string} id @returns {Promise<import("./types").Packed>} */
export async function unpack(id) {
  return decode(await take(id));
}

/** Unpacks JSON in the same way. @param {string} id */
export async function unpackJson(id) {
  return JSON.parse(new TextDecoder().decode(await take(id)));
}

/** @param {string} id */
function take(id) {
  const holder = /** @type {HTMLElement} */ (document.getElementById(id));
  holder.remove();
  return gunzip(fromBase64(holder.textContent ?? ""));
}

/** @param {string} base64 */
function fromBase64(base64) {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/** @param {Uint8Array<ArrayBuffer>} bytes */
async function gunzip(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** @param {Uint8Array} bytes @returns {import("./types").Packed} */
export function decode(bytes) {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const text = new TextDecoder();
  const header = JSON.parse(text.decode(bytes.subarray(4, 4 + length)));
  const reader = new Reader(bytes, 4 + length, text);
  const sections = header.sections.map((/** @type {any} */ section) => readSection(reader, section, header.digits));
  const columns = header.columns.map((/** @type {any} */ column) => readColumn(reader, column));
  return { header, sections, columns };
}

/** Takes the columns' bytes one after the other. */
class Reader {
  /** @param {Uint8Array} bytes @param {number} position @param {TextDecoder} text */
  constructor(bytes, position, text) {
    this.bytes = bytes;
    this.position = position;
    this.text = text;
  }

  /** @param {number} length */
  take(length) {
    this.position += length;
    return this.bytes.subarray(this.position - length, this.position);
  }

  /** Reads byte planes of zigzag integers. @param {import("./types").PackedIntegers} meta */
  integers({ count, width, differences }) {
    const planes = this.take(count * width);
    const values = new Float64Array(count);
    let previous = 0;
    for (let i = 0; i < count; i++) {
      let zigzag = planes[i];
      for (let plane = 1, factor = 256; plane < width; plane++, factor *= 256) zigzag += planes[plane * count + i] * factor;
      const value = zigzag % 2 ? -(zigzag + 1) / 2 : zigzag / 2;
      previous = differences ? previous + value : value;
      values[i] = previous;
    }
    return values;
  }
}

/** @param {Reader} reader @param {any} meta @param {number} digits @returns {import("./types").Section} */
function readSection(reader, meta, digits) {
  const unit = 10 ** digits;
  const x = reader.integers(meta.x).map((value) => lonToX(value / unit));
  const y = reader.integers(meta.y).map((value) => latToY(value / unit));
  const levels = meta.sizes.map((/** @type {any} */ size) => offsets(reader.integers(size)));
  const rows = Uint32Array.from(reader.integers(meta.rows));
  const every = () => Uint32Array.from({ length: rows.length + 1 }, (_, i) => i);
  const section = { kind: meta.kind, x, y, parts: levels.at(-1) ?? every(), rings: levels[0] ?? every(), rows };
  return { ...section, index: indexParts(section) };
}

/** @param {Float64Array} sizes */
function offsets(sizes) {
  const result = new Uint32Array(sizes.length + 1);
  for (let i = 0; i < sizes.length; i++) result[i + 1] = result[i] + sizes[i];
  return result;
}

/** The vertices of a part, first and one past the last. @param {Omit<import("./types").Section, "index">} section @param {number} part */
export function vertices({ kind, parts, rings }, part) {
  const [from, to] = [parts[part], parts[part + 1]];
  return kind === "polygon" ? [rings[from], rings[to]] : [from, to];
}

/** @param {Omit<import("./types").Section, "index">} section */
function indexParts(section) {
  const { x, y, rows } = section;
  const index = new Flatbush(rows.length, 16, Float64Array);
  for (let part = 0; part < rows.length; part++) {
    const [from, to] = vertices(section, part);
    let [west, north, east, south] = [Infinity, Infinity, -Infinity, -Infinity];
    for (let i = from; i < to; i++) {
      west = Math.min(west, x[i]);
      east = Math.max(east, x[i]);
      north = Math.min(north, y[i]);
      south = Math.max(south, y[i]);
    }
    index.add(west, north, east, south);
  }
  index.finish();
  return index;
}

/** @param {Reader} reader @param {any} meta @returns {import("./types").Column} */
function readColumn(reader, meta) {
  const { name } = meta;
  if (meta.type === "float") {
    const values = new Float64Array(reader.take(meta.bytes).slice().buffer);
    return { name, value: (row) => (Number.isNaN(values[row]) ? null : values[row]) };
  }
  if (meta.type === "text") {
    const values = JSON.parse(reader.text.decode(reader.take(meta.bytes)));
    return { name, value: (row) => values[row] };
  }
  const codes = reader.integers(meta);
  if (meta.type === "code") return { name, value: (row) => meta.values[codes[row]] ?? null };
  const missing = new Set(reader.integers(meta.missing));
  const unit = 10 ** meta.decimals;
  return { name, value: (row) => (missing.has(row) ? null : codes[row] / unit) };
}
