/**
 * Opens packed layers whose bytes are cut, flipped or made up: each must end in an error or a layer that can be drawn,
 * soon and without much memory. `npm run fuzz -- 100000 7` tries so many, the first of them damage number 7.
 */

import { readFileSync, writeSync } from "node:fs";
import { gunzipSync } from "node:zlib";

/** Milliseconds of work, and bytes of arrays, that no damage may take. */
const [MOST_MS, MOST_BYTES] = [1000, 2 ** 28];

/** What a page has, and a canvas that draws nothing. */
const canvas = new Proxy({ measureText: () => ({ width: 50 }) }, { get: (own, name) => own[name] ?? (() => {}), set: () => true });
Object.assign(globalThis, { L: { Layer: class {}, Renderer: class {} }, Path2D: class {}, document: { documentElement: { lang: "en" } } });

const { decode, fromBase85 } = await import("../src/codec.js");
const { drawLayers } = await import("../src/overlay.js");
const { findFeatures } = await import("../src/hit.js");
const { finish } = await import("../src/scheduler.js");
const { Layer } = await import("../src/layer.js");
const { latToY, lonToX } = await import("../src/projection.js");
const { toGeoJson } = await import("../src/geojson.js");

const fixture = JSON.parse(readFileSync(new URL("packed.json", import.meta.url), "utf8"));
const texts = ["layer", "short", "long"].map((name) => fixture[name].packed);
const layers = texts.map((text) => gunzipSync(fromBase85(text)));

/** Numbers from 0 to 1 that look random and are always the same (G. Marsaglia, Xorshift RNGs, 2003). */
function random(start) {
  let state = Math.imul(start + 1, 0x9e3779b1) | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** What stands in a header instead of a number. */
const ODD = ["-1", "0", "1", "2", "7", "1.5", "255", "65536", "4294967295", "4294967297", "1e9", "1e15", "9007199254740993", "1e308", "-1e308",
  "null", "true", '""', '"8"', '"point"', "[]", "[8]", "{}", '{"count":1e9,"width":0,"differences":true}'];

/** Each makes damaged bytes of good ones. */
const WAYS = {
  cut: (bytes, pick) => bytes.subarray(0, pick(bytes.length)),

  flip: (bytes, pick) => {
    for (let i = pick(8); i >= 0; i--) bytes[pick(bytes.length)] ^= 1 << pick(8);
    return bytes;
  },

  /** The header is whole, and what it describes is not. */
  body: (bytes, pick) => {
    const start = 4 + headerLength(bytes);
    for (let i = pick(16); i >= 0 && start < bytes.length; i--) bytes[start + pick(bytes.length - start)] = [0, 1, 127, 128, 255, pick(256)][pick(6)];
    return bytes;
  },

  splice: (bytes, pick) => {
    const [from, to, at] = [pick(bytes.length), pick(bytes.length), pick(bytes.length)];
    return Uint8Array.from([...bytes.subarray(0, at), ...bytes.subarray(from, to), ...bytes.subarray(pick(bytes.length))]);
  },

  noise: (bytes, pick) => Uint8Array.from({ length: pick(4096) }, (_, i) => (i < 4 ? [pick(256), pick(16), 0, 0][i] : pick(256))),

  header: (bytes, pick) => withHeader(bytes, (text) => {
    const numbers = [...text.matchAll(/(?<=[:[,])-?\d+(\.\d+)?(?=[,\]}])/g)];
    for (let i = pick(3); i >= 0; i--) {
      const { index, 0: number } = numbers[pick(numbers.length)];
      text = text.slice(0, index) + ODD[pick(ODD.length)].padEnd(number.length) + text.slice(index + number.length);
    }
    return text;
  }),

  names: (bytes, pick) => withHeader(bytes, (text) => {
    const names = [...new Set(text.match(/"\w+"/g))];
    return text.replaceAll(names[pick(names.length)], names[pick(names.length)]);
  }),
};

const headerLength = (bytes) => new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);

function withHeader(bytes, change) {
  const end = 4 + headerLength(bytes);
  const header = Buffer.from(change(Buffer.from(bytes.subarray(4, end)).toString()));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(header.length);
  return new Uint8Array(Buffer.concat([length, header, bytes.subarray(end)]));
}

/** The damaged bytes of a number, or the damaged text of one in ten. */
function damage(start) {
  const next = random(start);
  const pick = (count) => Math.floor(next() * count);
  const which = [0, 0, 0, 1, 2][pick(5)];
  if (pick(10) === 0) {
    const [at, digit] = [pick(texts[which].length), String.fromCharCode(pick(256))];
    return gunzipSync(fromBase85(texts[which].slice(0, at) + digit + texts[which].slice(at + pick(3))), { maxOutputLength: 2 ** 24 });
  }
  const ways = Object.values(WAYS);
  return ways[pick(ways.length)](new Uint8Array(layers[which]), pick);
}

/** All that a page does with a layer. */
function open(bytes) {
  const packed = finish(decode(bytes));
  const { columns, header } = packed;
  for (let row = 0; row < header.rows; row++) for (const column of columns) column.value(row);
  if (!("layer" in header)) return packed; // of short and long
  const layer = new Layer(packed, { redraw: () => {} });
  toGeoJson(layer);
  const scene = { shown: [layer], clusters: [], selected: { layer, row: 0 }, related: [], map: { getZoom: () => 3 }, colors: {}, baseLayer: () => null };
  for (const [lng, lat, zoom] of [[0, 0, 1], [181, 10, 5], [-540, -80, 12]]) {
    const [scale, width, height] = [256 * 2 ** zoom, 600, 400];
    const [left, top] = [lonToX(lng) * scale - width / 2, latToY(lat) * scale - height / 2];
    const view = { scale, left, top, width, height, zoom, ratio: 1, seen: { left: 0, top: 0, right: width, bottom: height } };
    finish(drawLayers(canvas, view, scene));
    findFeatures(scene, { lng, lat });
    layer.setMonth(24000);
  }
  return layer;
}

/** Opens so many damaged layers; `begin` is told of each before. */
function fuzz(count, start, begin) {
  const result = { opened: 0, errors: 0, longest: 0, most: 0 };
  for (let i = start; i < start + count; i++) {
    begin(i);
    const [before, held] = [process.cpuUsage(), process.memoryUsage().arrayBuffers];
    try {
      open(damage(i));
      result.opened++;
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      result.errors++;
    }
    const { user, system } = process.cpuUsage(before);
    const [ms, bytes] = [(user + system) / 1000, process.memoryUsage().arrayBuffers - held];
    if (ms > MOST_MS || bytes > MOST_BYTES) throw new Error(`damage ${i} took ${Math.round(ms)} ms and ${bytes} bytes`);
    result.longest = Math.max(result.longest, ms);
    result.most = Math.max(result.most, bytes);
  }
  return result;
}

for (const whole of layers) open(whole);
const [count, start] = [process.argv[2] ?? 2000, process.argv[3] ?? 0].map(Number);
const before = performance.now();
const { opened, errors, longest, most } = fuzz(count, start, (i) => process.stderr.isTTY || writeSync(2, `${i}\n`));
console.log(`${count} damaged layers in ${Math.round(performance.now() - before)} ms: ${opened} opened, ${errors} errors; longest ${Math.round(longest)} ms, most ${Math.round(most / 1024)} kB`);
