/**
 * Draws many points as small dots, stamped pixel by pixel: a canvas takes some microseconds for each picture it is
 * asked to draw, and does it all in one go when the frame ends.
 */

import { boxOf, drawSymbol, shifts } from "./canvas.js";

/** @import { Layer } from "./layer.js" */
/** @import { PageSymbol, Section, View } from "./types" */

/** Side in pixels of the cells of which each shows one dot of a class. */
const CELL = 2;

/** Pixels round the view in which dots are stamped too, so that none is cut at the edge. */
const MARGIN = 16;

/** A dot's pixels: how far each is from the middle one in a picture, and its red, green, blue and opacity in one number. */
/** @typedef {{ offsets: Int32Array, pixels: Uint32Array }} Stamp */

/**
 * @param {CanvasRenderingContext2D} context @param {Layer} layer @param {Section} section @param {View} view @param {string} halo
 */
export function* paintDots(context, layer, section, view, halo) {
  const { ratio } = view;
  const reach = Math.ceil((MARGIN / 2) * ratio);
  const [width, height] = [view.width + 2 * MARGIN, view.height + 2 * MARGIN].map((side) => Math.ceil(side * ratio));
  const picture = new ImageData(width, height);
  const pixels = new Uint32Array(picture.data.buffer);
  /** @type {Stamp[]} */
  const stamps = layer.info.classes.map(({ symbol }) => makeStamp(symbol, halo, ratio, reach, width));
  const side = CELL * ratio;
  const columns = Math.ceil(width / side) + 1;
  const taken = new Uint8Array(columns * (Math.ceil(height / side) + 1));
  for (const shift of shifts(section, view)) {
    const [left, top, scale] = [((view.left - MARGIN) / view.scale - shift), (view.top - MARGIN) / view.scale, view.scale * ratio];
    for (const [from, to] of section.index.runs(boxOf(view, shift, MARGIN / 2))) {
      for (let part = from; part < to; part++) {
        const px = Math.floor((section.x[part] - left) * scale);
        const py = Math.floor((section.y[part] - top) * scale);
        if (px < reach || py < reach || px >= width - reach || py >= height - reach) continue;
        const row = section.rows[part];
        if (!layer.isVisible(row)) continue;
        const code = layer.codeOf(row);
        const cell = Math.floor(py / side) * columns + Math.floor(px / side);
        if (taken[cell] === code + 1) continue;
        taken[cell] = code + 1;
        stampAt(pixels, py * width + px, stamps[code]);
      }
      yield;
    }
  }
  context.drawImage(yield* asCanvas(picture), -MARGIN, -MARGIN, width / ratio, height / ratio);
}

/** @param {ImageData} picture */
function* asCanvas(picture) {
  yield;
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [picture.width, picture.height];
  /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { willReadFrequently: true })).putImageData(picture, 0, 0);
  yield;
  return canvas;
}

/**
 * @param {PageSymbol} symbol @param {string} halo @param {number} ratio @param {number} reach most pixels from the middle
 * @param {number} width of the picture @returns {Stamp}
 */
function makeStamp(symbol, halo, ratio, reach, width) {
  const half = Math.min(Math.ceil((symbol.width + 1.5) * ratio), reach);
  const side = 2 * half + 1;
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = side;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { willReadFrequently: true }));
  context.scale(ratio, ratio);
  drawSymbol(context, symbol, (half + 0.5) / ratio, (half + 0.5) / ratio, halo);
  const colors = new Uint32Array(context.getImageData(0, 0, side, side).data.buffer);
  const inked = [...colors.keys()].filter((i) => colors[i] >>> 24);
  const offsets = inked.map((i) => (Math.floor(i / side) - half) * width + (i % side) - half);
  return { offsets: Int32Array.from(offsets), pixels: Uint32Array.from(inked, (i) => colors[i]) };
}

/** @param {Uint32Array} pixels @param {number} middle @param {Stamp} stamp */
function stampAt(pixels, middle, stamp) {
  for (let i = 0; i < stamp.offsets.length; i++) {
    const at = middle + stamp.offsets[i];
    const color = stamp.pixels[i];
    pixels[at] = color >>> 24 === 255 || pixels[at] === 0 ? color : blend(pixels[at], color);
  }
}

/** One pixel over another (T. Porter and T. Duff, Compositing digital images, 1984). @param {number} below @param {number} above */
export function blend(below, above) {
  const [a, b] = [above >>> 24, ((below >>> 24) * (255 - (above >>> 24))) / 255];
  const opacity = a + b;
  let mixed = Math.round(opacity) << 24;
  for (let byte = 0; byte < 24; byte += 8) {
    mixed |= Math.round((((above >>> byte) & 255) * a + ((below >>> byte) & 255) * b) / opacity) << byte;
  }
  return mixed >>> 0;
}
