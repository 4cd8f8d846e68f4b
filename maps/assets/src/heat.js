/**
 * Draws how dense points lie: each is spread over all within some kilometres, by the quartic kernel, and what comes
 * together in a cell of some pixels is coloured by the classes of the layer. layers/_geometry/densities.py has the
 * same of each point.
 */

import { boxOf, shifts } from "./canvas.js";
import { yToLat } from "./projection.js";

/** @import { Layer } from "./layer.js" */
/** @import { Section, View } from "./types" */

/** Side in pixels of the smallest cell, and cells that a radius has at most: larger ones are smoothed as they are drawn. */
const [CELL, MOST_REACH] = [3, 12];

/** Kilometres round the Earth as its web map is drawn, and square kilometres of which a density tells. */
const [AROUND_KM, PER_KM2] = [40075.017, 1000];

/** Share of the classes over which the colours come in, so that heat has no edge. */
const FADE = 0.25;

/** @param {CanvasRenderingContext2D} context @param {Layer} layer @param {Section} section @param {View} view */
export function* paintHeat(context, layer, section, view) {
  const middle = radiusPx(layer.info.heat_km, view, view.top + view.height / 2);
  const cell = Math.max(CELL, middle / MOST_REACH);
  const grid = new Grid(view, cell, layer.info.heat_km);
  yield* fillGrid(grid, layer, section, view);
  const picture = new ImageData(grid.columns, grid.rows);
  yield* colorCells(picture, yield* grid.spread(view), layer);
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [grid.columns, grid.rows];
  /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { willReadFrequently: true })).putImageData(picture, 0, 0);
  yield;
  context.drawImage(canvas, -grid.margin, -grid.margin, grid.columns * cell, grid.rows * cell);
}

/** Pixels of some kilometres at a height of the map. @param {number} km @param {View} view @param {number} py world pixels */
const radiusPx = (km, { scale }, py) => (km / (AROUND_KM * Math.cos((yToLat(py / scale) * Math.PI) / 180))) * scale;

/** Adds up what each cell holds. @param {Grid} grid @param {Layer} layer @param {Section} section @param {View} view */
function* fillGrid(grid, layer, section, view) {
  for (const shift of shifts(section, view)) {
    for (const [from, to] of section.index.runs(boxOf(view, shift, grid.margin))) {
      for (let part = from; part < to; part++) {
        const row = section.rows[part];
        if (!layer.isVisible(row)) continue;
        const weight = layer.info.heat_by < 0 ? 1 : Number(layer.value(row, layer.info.heat_by));
        grid.add((section.x[part] + shift) * view.scale - view.left, section.y[part] * view.scale - view.top, weight);
      }
      yield;
    }
  }
}

/** Cells over a view and as far round it as heat reaches into it. */
export class Grid {
  /** @param {View} view @param {number} cell pixels @param {number} km */
  constructor(view, cell, km) {
    this.cell = cell;
    this.km = km;
    const reach = Math.max(radiusPx(km, view, view.top), radiusPx(km, view, view.top + view.height)) || 0;
    this.margin = Math.ceil(Math.min(reach, 2 * Math.max(view.width, view.height)) / cell) * cell;
    this.columns = Math.ceil((view.width + 2 * this.margin) / cell);
    this.rows = Math.ceil((view.height + 2 * this.margin) / cell);
    this.held = new Float64Array(this.columns * this.rows);
  }

  /** @param {number} px @param {number} py @param {number} weight */
  add(px, py, weight) {
    const [column, row] = [Math.floor((px + this.margin) / this.cell), Math.floor((py + this.margin) / this.cell)];
    if (column >= 0 && row >= 0 && column < this.columns && row < this.rows) this.held[row * this.columns + column] += weight;
  }

  /** What lies on 1000 square kilometres round each cell. @param {View} view @returns {Generator<undefined, Float64Array>} */
  *spread(view) {
    const found = new Float64Array(this.held.length);
    for (let row = 0; row < this.rows; row++) {
      const reach = radiusPx(this.km, view, view.top - this.margin + (row + 0.5) * this.cell) / this.cell;
      if (!(reach < 4 * MOST_REACH)) continue; // beside the poles, where a map has no end
      const kernel = kernelOf(reach, this.km);
      for (let column = 0; column < this.columns; column++) {
        const weight = this.held[row * this.columns + column];
        if (weight) this._spread(found, kernel, row, column, weight);
        if (weight || column === this.columns - 1) yield;
      }
    }
    return found;
  }

  /** @param {Float64Array} found @param {Kernel} kernel @param {number} row @param {number} column @param {number} weight */
  _spread(found, { half, shares }, row, column, weight) {
    const side = 2 * half + 1;
    for (let dy = Math.max(-half, -row); dy <= half && row + dy < this.rows; dy++) {
      const [from, to] = [Math.max(-half, -column), Math.min(half, this.columns - 1 - column)];
      const [at, start] = [(row + dy) * this.columns + column, (dy + half) * side + half];
      for (let dx = from; dx <= to; dx++) found[at + dx] += weight * shares[start + dx];
    }
  }
}

/** @typedef {{ half: number, shares: Float64Array }} Kernel what a weight of one adds to each cell round its own */

/** @param {number} reach in cells @param {number} km @returns {Kernel} */
function kernelOf(reach, km) {
  const half = Math.floor(reach);
  const side = 2 * half + 1;
  const shares = new Float64Array(side * side);
  for (let i = 0; i < shares.length; i++) {
    const distance = Math.hypot(Math.floor(i / side) - half, (i % side) - half) / Math.max(reach, 1e-9);
    if (distance < 1) shares[i] = ((3 * PER_KM2) / Math.PI / km ** 2) * (1 - distance ** 2) ** 2;
  }
  return { half, shares };
}

/** @param {ImageData} picture @param {Float64Array} found @param {Layer} layer */
function* colorCells(picture, found, layer) {
  const steps = layer.info.classes.flatMap(({ span, symbol }, code) => (span && !layer.hidden.has(code) ? [{ span, symbol }] : []));
  const pixels = new Uint8ClampedArray(picture.data.buffer);
  const colors = steps.map(({ symbol }, step) => [1, 3, 5].map((at) => parseInt(symbol.color.slice(at, at + 2), 16))
    .concat(255 * layer.info.area_opacity * Math.min(1, (step + 0.5) / (FADE * steps.length))));
  for (let i = 0; i < found.length; i++) {
    const step = found[i] > 0 ? stepOf(steps, found[i]) : -1;
    if (step >= 0) pixels.set(colors[step], 4 * i);
    if (i % 16384 === 16383) yield;
  }
}

/** The class of a density: the last of those that reach above; of less than all, none. @param {{ span: [number, number] }[]} steps @param {number} value */
export function stepOf(steps, value) {
  let step = -1;
  while (step + 1 < steps.length && steps[step + 1].span[0] <= value) step++;
  return step;
}
