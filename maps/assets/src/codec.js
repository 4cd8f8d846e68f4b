/**
 * Unpacks the tables of a page; the format is described where they are packed, in maps/_packing. Bytes that are
 * damaged are an error, before anything is made as large, or is done as often, as they say.
 */

import { finish, inSlices } from "./scheduler.js";
import { latToY, lonToX } from "./projection.js";
import { SpatialIndex } from "./spatial-index.js";

/** @import { Boxes } from "./spatial-index.js" */
/** @import { Column, Header, Kind, Packed, PackedCodes, PackedColumn, PackedDecimals, PackedFloats, PackedIntegers, PackedNumbered, PackedSection, PackedTexts, Panel, Section, Value } from "./types" */

/** Farthest that longitudes run on, a thousand times round the Earth, and latitudes, in degrees. */
const [FARTHEST_LON, FARTHEST_LAT] = [360000, 91];

/** Bytes of an integer, and digits of a number, at most. */
const [MOST_BYTES, MOST_DIGITS] = [8, 16];

/** How often the vertices of each kind are bundled: into lines, or into rings, and these into polygons. @type {Record<Kind, number>} */
const LEVELS = { point: 0, line: 1, polygon: 2 };

/** Numbers read before the work may pause. */
const STRIDE = 32768;

const text = new TextDecoder("utf-8", { ignoreBOM: true });

/** Unpacks the layer that an element holds, and drops the element. @param {string} id @returns {Promise<Packed>} */
export async function unpack(id) {
  return inSlices(decode(await take(id)));
}

/** Unpacks what stands beside the layers in the same way. @param {string} id @returns {Promise<Panel>} */
export async function unpackPanel(id) {
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

/** Geometry is read at once, in slices; a column when it is first asked for. @param {Uint8Array} bytes @returns {Generator<undefined, Packed>} */
export function* decode(bytes) {
  const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0, true);
  const reader = new Reader(bytes, 4);
  /** @type {Header} */
  const header = JSON.parse(text.decode(reader.take(length)));
  const rows = whole(header.rows, 0, bytes.length); // each takes a byte of each column, at least
  const sections = [];
  for (const section of header.sections) sections.push(yield* readSection(reader, section, rows));
  const columns = header.columns.map((column) => openColumn(reader, column, rows));
  return { header, sections, columns };
}

/** @param {number} value @param {number} least @param {number} most @returns {number} the value, if it is a whole number from the least to the most */
export function whole(value, least, most) {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new RangeError(`expected a whole number from ${least} to ${most} in the page's data, got ${value}`);
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
    this.position += whole(length, 0, this.bytes.length - this.position);
    return this.bytes.subarray(this.position - length, this.position);
  }

  /** The integers that come next, not read yet. @param {PackedIntegers} meta @param {number} [count] how many there must be */
  integers(meta, count = meta.count) {
    whole(meta.count, count, count);
    return integers(this.take(count * whole(meta.width, 1, MOST_BYTES)), meta);
  }
}

/** Reads byte planes of zigzag integers. @param {Uint8Array} planes @param {PackedIntegers} meta @returns {Generator<undefined, Float64Array<ArrayBuffer>>} */
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

/** @param {Reader} reader @param {PackedSection} meta @param {number} rowCount @returns {Generator<undefined, Section>} */
function* readSection(reader, meta, rowCount) {
  const { kind } = meta;
  const digits = whole(meta.digits, 0, MOST_DIGITS);
  const unit = 10 ** digits;
  const x = yield* changeEach(yield* reader.integers(meta.x), (value) => lonToX(whole(value, -FARTHEST_LON * unit, FARTHEST_LON * unit) / unit));
  const y = yield* changeEach(yield* reader.integers(meta.y, x.length), (value) => latToY(whole(value, -FARTHEST_LAT * unit, FARTHEST_LAT * unit) / unit));
  whole(meta.sizes.length, LEVELS[kind], LEVELS[kind]);
  const levels = [];
  let count = x.length;
  for (const sizes of meta.sizes) {
    levels.push(offsets(yield* reader.integers(sizes), count));
    count = sizes.count;
  }
  const each = Uint32Array.from({ length: levels.length ? 0 : count + 1 }, (_, i) => i);
  const rows = new Uint32Array(yield* changeEach(yield* reader.integers(meta.rows, count), (row) => whole(row, 0, rowCount - 1)));
  const shapes = { kind, digits, x, y, parts: levels.at(-1) ?? each, rings: levels[0] ?? each, rows };
  return { ...shapes, index: yield* SpatialIndex.around(yield* boxes(shapes)) };
}

/** Changes every number in place. @param {Float64Array<ArrayBuffer>} values @param {(value: number) => number} change */
function* changeEach(values, change) {
  for (let i = 0; i < values.length; i++) {
    values[i] = change(values[i]);
    if (i % STRIDE === STRIDE - 1) yield;
  }
  return values;
}

/** Where each of some runs starts, and the last ends. @param {ArrayLike<number>} sizes less than 0 is none @param {number} total what they add up to */
function offsets(sizes, total) {
  const result = new Uint32Array(sizes.length + 1);
  let end = 0;
  for (let i = 0; i < sizes.length; i++) result[i + 1] = end = whole(end + Math.max(0, sizes[i]), 0, total);
  whole(end, total, total);
  return result;
}

/** The vertices of a part, first and one past the last. @param {Pick<Section, "kind" | "parts" | "rings">} section @param {number} part */
export function vertices({ kind, parts, rings }, part) {
  const [from, to] = [parts[part], parts[part + 1]];
  return kind === "polygon" ? [rings[from], rings[to]] : [from, to];
}

/** The boxes of parts; a point is its own. @param {Omit<Section, "index">} section @returns {Generator<undefined, Boxes>} */
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

/** @param {Reader} reader @param {PackedColumn} meta @param {number} rows @returns {Column} */
function openColumn(reader, meta, rows) {
  const read = takeColumn(reader, meta, rows);
  /** @type {((row: number) => Value) | undefined} */
  let value;
  return { name: meta.name, boolean: meta.boolean ?? false, value: (row) => (value ??= read())(row) };
}

/** Takes a column's bytes now, to be read when they are asked for. @param {Reader} reader @param {PackedColumn} meta @param {number} rows @returns {() => (row: number) => Value} */
function takeColumn(reader, meta, rows) {
  switch (meta.type) {
    case "float": return takeFloats(reader, meta, rows);
    case "decimal": return takeDecimals(reader, meta, rows);
    case "code": return takeCodes(reader, meta, rows);
    case "numbered": return takeNumbered(reader, meta, rows);
    case "text": return takeTexts(reader, meta, rows);
    default: throw new TypeError(`expected a column in the page's data, got ${JSON.stringify(meta)}`);
  }
}

/** @param {Reader} reader @param {PackedFloats} meta @param {number} rows */
function takeFloats(reader, { bytes }, rows) {
  const taken = reader.take(whole(bytes, 8 * rows, 8 * rows));
  return () => {
    const values = new Float64Array(new Uint8Array(taken).buffer);
    return (/** @type {number} */ row) => (Number.isNaN(values[row]) ? null : values[row]);
  };
}

/** @param {Reader} reader @param {PackedDecimals} meta @param {number} rows */
function takeDecimals(reader, meta, rows) {
  const [taken, missing] = [reader.integers(meta, rows), reader.integers(meta.missing)];
  const unit = 10 ** whole(meta.decimals, 0, MOST_DIGITS);
  return () => {
    const values = finish(taken);
    for (const row of finish(missing)) values[row] = NaN;
    return (/** @type {number} */ row) => (Number.isNaN(values[row]) ? null : values[row] / unit);
  };
}

/** @param {Reader} reader @param {PackedCodes} meta @param {number} rows */
function takeCodes(reader, meta, rows) {
  const taken = reader.integers(meta, rows);
  return () => {
    const codes = new Int32Array(finish(taken));
    return (/** @type {number} */ row) => meta.values[codes[row]] ?? null;
  };
}

/** @param {Reader} reader @param {PackedNumbered} meta @param {number} rows */
function takeNumbered(reader, meta, rows) {
  const taken = reader.integers(meta, rows);
  const digits = whole(meta.digits, 0, MOST_DIGITS);
  return () => {
    const numbers = finish(taken);
    return (/** @type {number} */ row) => meta.prefix + String(numbers[row]).padStart(digits, "0");
  };
}

/** @param {Reader} reader @param {PackedTexts} meta @param {number} rows */
function takeTexts(reader, { sizes, bytes }, rows) {
  const [lengths, taken] = [reader.integers(sizes, rows), reader.take(bytes)];
  return () => {
    const known = finish(lengths);
    const starts = offsets(known, bytes);
    return (/** @type {number} */ row) => (known[row] < 0 ? null : text.decode(taken.subarray(starts[row], starts[row + 1])));
  };
}
