/** Unpacks the tables of a page; the format is described where they are packed, in maps/_packing. */

import { finish, inSlices } from "./scheduler.js";
import { latToY, lonToX } from "./projection.js";
import { SpatialIndex } from "./spatial-index.js";

/** @typedef {import("./types").Section} Section @typedef {import("./types").PackedIntegers} PackedIntegers */

/** Numbers read before the work may pause. */
const STRIDE = 32768;

const text = new TextDecoder("utf-8", { ignoreBOM: true });

/** Unpacks the layer that an element holds, and drops the element. @param {string} id @returns {Promise<import("./types").Packed>} */
export async function unpack(id) {
  return inSlices(decode(await take(id)));
}

/** Unpacks JSON in the same way. @param {string} id */
export async function unpackJson(id) {
  return JSON.parse(text.decode(await take(id)));
}

/** @param {string} id */
function take(id) {
  const holder = /** @type {HTMLElement} */ (document.getElementById(id));
  holder.remove();
  return gunzip(fromBase85(holder.textContent ?? ""));
}

/** Reads digits to the base 85 as they are written in maps/_packing. @param {string} digits */
export function fromBase85(digits) {
  const missing = (5 - (digits.length % 5)) % 5;
  const text = digits + "|".repeat(missing);
  const bytes = new DataView(new ArrayBuffer((text.length / 5) * 4));
  for (let i = 0, at = 0; i < text.length; at += 4) {
    let word = 0;
    for (const end = i + 5; i < end; i++) word = word * 85 + digitAt(text, i);
    bytes.setUint32(at, word);
  }
  return new Uint8Array(bytes.buffer, 0, bytes.byteLength - missing);
}

/** @param {string} text @param {number} i */
function digitAt(text, i) {
  const code = text.charCodeAt(i);
  if (code === 125) return 20; // "}" stands for "<"
  if (code === 126) return 22; // "~" stands for ">"
  return code - 40;
}

/** @param {Uint8Array<ArrayBuffer>} bytes */
async function gunzip(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Geometry is read at once, in slices; a column when it is first asked for. @param {Uint8Array} bytes @returns {Generator<undefined, import("./types").Packed>} */
export function* decode(bytes) {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const header = JSON.parse(text.decode(bytes.subarray(4, 4 + length)));
  const reader = new Reader(bytes, 4 + length);
  const sections = [];
  for (const section of header.sections) sections.push(yield* readSection(reader, section));
  const columns = header.columns.map((/** @type {any} */ column) => openColumn(reader, column));
  return { header, sections, columns };
}

/** Takes the columns' bytes one after the other. */
class Reader {
  /** @param {Uint8Array} bytes @param {number} position */
  constructor(bytes, position) {
    this.bytes = bytes;
    this.position = position;
  }

  /** @param {number} length */
  take(length) {
    this.position += length;
    return this.bytes.subarray(this.position - length, this.position);
  }

  /** The integers that come next, not read yet. @param {PackedIntegers} meta */
  integers(meta) {
    return integers(this.take(meta.count * meta.width), meta);
  }
}

/** Reads byte planes of zigzag integers. @param {Uint8Array} planes @param {PackedIntegers} meta @returns {Generator<undefined, Float64Array>} */
function* integers(planes, { count, width, differences }) {
  const values = new Float64Array(count);
  let previous = 0;
  for (let i = 0; i < count; i++) {
    let zigzag = planes[i];
    for (let plane = 1, factor = 256; plane < width; plane++, factor *= 256) zigzag += planes[plane * count + i] * factor;
    const value = zigzag % 2 ? -(zigzag + 1) / 2 : zigzag / 2;
    previous = differences ? previous + value : value;
    values[i] = previous;
    if (i % STRIDE === STRIDE - 1) yield;
  }
  return values;
}

/** @param {Reader} reader @param {any} meta @returns {Generator<undefined, Section>} */
function* readSection(reader, meta) {
  const unit = 10 ** meta.digits;
  const x = yield* project(yield* reader.integers(meta.x), (value) => lonToX(value / unit));
  const y = yield* project(yield* reader.integers(meta.y), (value) => latToY(value / unit));
  const levels = [];
  for (const sizes of meta.sizes) levels.push(offsets(yield* reader.integers(sizes)));
  const rows = Uint32Array.from(yield* reader.integers(meta.rows));
  const each = Uint32Array.from({ length: levels.length ? 0 : rows.length + 1 }, (_, i) => i);
  const shapes = { kind: meta.kind, digits: meta.digits, x, y, parts: levels.at(-1) ?? each, rings: levels[0] ?? each, rows };
  return { ...shapes, index: yield* SpatialIndex.around(yield* boxes(shapes)) };
}

/** Changes every number in place. @param {Float64Array} values @param {(value: number) => number} change */
function* project(values, change) {
  for (let i = 0; i < values.length; i++) {
    values[i] = change(values[i]);
    if (i % STRIDE === STRIDE - 1) yield;
  }
  return values;
}

/** @param {ArrayLike<number>} sizes */
function offsets(sizes) {
  const result = new Uint32Array(sizes.length + 1);
  for (let i = 0; i < sizes.length; i++) result[i + 1] = result[i] + Math.max(0, sizes[i]);
  return result;
}

/** The vertices of a part, first and one past the last. @param {Pick<Section, "kind" | "parts" | "rings">} section @param {number} part */
export function vertices({ kind, parts, rings }, part) {
  const [from, to] = [parts[part], parts[part + 1]];
  return kind === "polygon" ? [rings[from], rings[to]] : [from, to];
}

/** The boxes of parts; a point is its own. @param {Omit<Section, "index">} section @returns {Generator<undefined, import("./spatial-index.js").Boxes>} */
function* boxes(section) {
  const { kind, x, y, rows } = section;
  if (kind === "point") return { west: x, north: y, east: x, south: y };
  const [west, north, east, south] = [Infinity, Infinity, -Infinity, -Infinity].map((edge) => new Float64Array(rows.length).fill(edge));
  for (let part = 0; part < rows.length; part++) {
    const [from, to] = vertices(section, part);
    for (let i = from; i < to; i++) {
      if (x[i] < west[part]) west[part] = x[i];
      if (x[i] > east[part]) east[part] = x[i];
      if (y[i] < north[part]) north[part] = y[i];
      if (y[i] > south[part]) south[part] = y[i];
    }
    if (part % 1024 === 1023) yield;
  }
  return { west, north, east, south };
}

/** @param {Reader} reader @param {any} meta @returns {import("./types").Column} */
function openColumn(reader, meta) {
  const read = COLUMNS[meta.type](reader, meta);
  /** @type {((row: number) => string | number | null) | undefined} */
  let value;
  return { name: meta.name, boolean: meta.boolean ?? false, value: (row) => (value ??= read())(row) };
}

/**
 * How each type of column is read: takes its bytes now, reads them when asked.
 * @type {Record<string, (reader: Reader, meta: any) => () => (row: number) => string | number | null>}
 */
const COLUMNS = {
  float(reader, { bytes }) {
    const taken = reader.take(bytes);
    return () => {
      const values = new Float64Array(new Uint8Array(taken).buffer);
      return (row) => (Number.isNaN(values[row]) ? null : values[row]);
    };
  },

  decimal(reader, meta) {
    const [taken, missing] = [reader.integers(meta), reader.integers(meta.missing)];
    return () => {
      const values = finish(taken);
      for (const row of finish(missing)) values[row] = NaN;
      const unit = 10 ** meta.decimals;
      return (row) => (Number.isNaN(values[row]) ? null : values[row] / unit);
    };
  },

  code(reader, meta) {
    const taken = reader.integers(meta);
    return () => {
      const codes = Int32Array.from(finish(taken));
      return (row) => meta.values[codes[row]] ?? null;
    };
  },

  numbered(reader, meta) {
    const taken = reader.integers(meta);
    return () => {
      const numbers = finish(taken);
      return (row) => meta.prefix + String(numbers[row]).padStart(meta.digits, "0");
    };
  },

  text(reader, { sizes, bytes }) {
    const [lengths, taken] = [reader.integers(sizes), reader.take(bytes)];
    return () => {
      const known = finish(lengths);
      const starts = offsets(known);
      return (row) => (known[row] < 0 ? null : text.decode(taken.subarray(starts[row], starts[row + 1])));
    };
  },
};
