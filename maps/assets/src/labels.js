/** Writes names where there is room, the important ones first. */

import { copiesBetween } from "./antimeridian.js";
import { countryNames } from "./i18n.js";
import { vertices } from "./codec.js";

/** @import { Layer } from "./layer.js" */
/** @import { Scene } from "./scene.js" */
/** @import { Theme } from "./theme.js" */
/** @import { Section, View } from "./types" */

/** Side of a cell in the grid that remembers what is taken, in pixels. */
const CELL = 4;

/** Distances in pixels from a point at which a name is tried: beside a mark, then beside a badge. */
const GAPS = [11, 20];

/** People a town needs so that its name is written at a zoom; below the last, none is. */
const TOWN_POPULATION = [
  { zoom: 4, people: 8e6 }, { zoom: 5, people: 1e6 }, { zoom: 6, people: 3e5 }, { zoom: 7, people: 1.5e5 }, { zoom: 8, people: 0 },
];

/** Which sides of a point are tried for the name of what is there. @type {Record<string, [number, number][]>} */
const ANCHORS = {
  point: [[1, 0], [-1, 0], [0, 1], [0, -1]], line: [[0, -1], [0, 1], [1, 0], [-1, 0]], polygon: [[0, 0], [0, 1], [0, -1]],
};

/** Pixels that a country's box needs before its name is written, and before it may stand beside its middle. */
const COUNTRY_PX = 34;
const ROOMY_PX = 100;

export class Labels {
  /** @param {CanvasRenderingContext2D} context @param {View} view @param {Theme} theme */
  constructor(context, view, theme) {
    this.context = context;
    this.view = view;
    this.theme = theme;
    this.columns = Math.ceil(view.width / CELL) + 1;
    this.taken = new Uint8Array(this.columns * (Math.ceil(view.height / CELL) + 1));
    this._keepWhole(view.seen);
  }

  /** Keeps names off the edge of what is seen, which would cut them. @param {View["seen"]} edges */
  _keepWhole({ left, top, right, bottom }) {
    for (const x of [left, right]) this._take(x, top, x, bottom);
    for (const y of [top, bottom]) this._take(left, y, right, y);
  }

  /** Keeps the square round a mark free of names. @param {number} px @param {number} py @param {number} radius */
  reserve(px, py, radius) {
    this._take(px - radius, py - radius, px + radius, py + radius);
  }

  /**
   * Writes a name if its box is free; tries the given places round the point.
   * @param {string} text @param {number} x @param {number} y on the unit square
   * @param {{ font: string, color: string, anchors: [number, number][], spacing?: string }} style anchors which sides of the point are tried, in this order
   */
  write(text, x, y, { font, color, anchors, spacing = "0px" }) {
    const { context, view } = this;
    context.font = font;
    context.letterSpacing = spacing;
    const width = context.measureText(text).width;
    const height = 13;
    for (const shift of copiesBetween(x, x, view.left / view.scale, (view.left + view.width) / view.scale)) {
      const px = (x + shift) * view.scale - view.left;
      const py = y * view.scale - view.top;
      for (const [ax, ay] of GAPS.flatMap((gap) => anchors.map(([dx, dy]) => [dx * (width / 2 + gap), dy * (height / 2 + gap)]))) {
        const left = px - width / 2 + ax;
        const top = py - height / 2 + ay;
        if (!this._isFree(left, top, left + width, top + height)) continue;
        this._take(left, top, left + width, top + height);
        this._ink(text, left, top + height / 2, color);
        break;
      }
    }
  }

  /** @param {string} text @param {number} left @param {number} middle @param {string} color */
  _ink(text, left, middle, color) {
    const { context, theme } = this;
    context.textAlign = "left";
    context.textBaseline = "middle";
    context.lineWidth = 3;
    context.strokeStyle = theme.halo;
    context.strokeText(text, left, middle);
    context.fillStyle = color;
    context.fillText(text, left, middle);
    context.letterSpacing = "0px";
  }

  /** @param {number} west @param {number} north @param {number} east @param {number} south */
  _cells(west, north, east, south) {
    const rows = this.taken.length / this.columns;
    const cells = [];
    for (let row = Math.max(0, Math.floor(north / CELL)); row <= Math.min(rows - 1, Math.floor(south / CELL)); row++) {
      for (let column = Math.max(0, Math.floor(west / CELL)); column <= Math.min(this.columns - 1, Math.floor(east / CELL)); column++) {
        cells.push(row * this.columns + column);
      }
    }
    return cells;
  }

  /** @param {number} west @param {number} north @param {number} east @param {number} south */
  _isFree(west, north, east, south) {
    return this._cells(west, north, east, south).every((cell) => !this.taken[cell]);
  }

  /** @param {number} west @param {number} north @param {number} east @param {number} south */
  _take(west, north, east, south) {
    for (const cell of this._cells(west, north, east, south)) this.taken[cell] = 1;
  }
}

/** @param {Labels} labels @param {Scene} scene */
export function drawLabels(labels, scene) {
  writePassages(labels, scene);
  for (const layer of scene.shown) if (layer.info.labelled) writeNames(labels, layer);
  writeCountries(labels, scene.baseLayer("country_names"));
  writeDisputed(labels, scene.baseLayer("disputed_lines"));
  writeTowns(labels, scene.baseLayer("towns"));
}

/** Names of the straits and canals: where a network narrows. @param {Labels} labels @param {Scene} scene */
function writePassages(labels, scene) {
  if (labels.view.zoom < 2.5) return;
  for (const cluster of scene.clusters) {
    if (cluster.places.length > 1 || cluster.marks.length > 1) continue;
    const { layer, row } = cluster.marks[0];
    if (!layer.classOf(row).passage || layer.info.labelled) continue;
    labels.write(layer.nameOf(row), cluster.x, cluster.y, {
      font: "italic 600 11px system-ui, sans-serif", color: labels.theme.ink, anchors: [[1, 0], [-1, 0], [0, 1], [0, -1]],
    });
  }
}

/** Names of all that a layer shows, once each. @param {Labels} labels @param {Layer} layer */
function writeNames(labels, layer) {
  const named = new Set();
  const font = "600 11px system-ui, sans-serif";
  for (const section of layer.sections) {
    section.rows.forEach((row, part) => {
      if (named.has(row) || !layer.isVisible(row)) return;
      named.add(row);
      const [x, y] = middleOf(section, part);
      labels.write(layer.nameOf(row), x, y, { font, color: labels.theme.ink, anchors: ANCHORS[section.kind] });
    });
  }
}

/** The middle of a line, of the box of a polygon, or the point. @param {Section} section @param {number} part */
function middleOf(section, part) {
  const { index, kind, x, y } = section;
  if (kind === "polygon") return [(index.west[part] + index.east[part]) / 2, (index.north[part] + index.south[part]) / 2];
  const [from, to] = vertices(section, part);
  return [x[(from + to) >> 1], y[(from + to) >> 1]];
}

/** @param {Labels} labels @param {Layer | null} layer columns: name, width in degrees, code */
function writeCountries(labels, layer) {
  if (!layer) return;
  const { x, y, rows } = layer.sections[0];
  for (let part = 0; part < rows.length; part++) {
    const width = (Number(layer.value(rows[part], 1)) / 360) * labels.view.scale;
    if (width < COUNTRY_PX) continue;
    labels.write(countryName(layer, rows[part]), x[part], y[part], {
      font: "500 10px system-ui, sans-serif", color: labels.theme.muted, anchors: width < ROOMY_PX ? [[0, 0]] : [[0, 0], [0, 1], [0, -1]],
      spacing: "1px",
    });
  }
}

/** In English as the base map has it, else as the reader's browser does. @param {Layer} layer @param {number} row */
function countryName(layer, row) {
  const { lang } = document.documentElement;
  const name = lang === "en" ? layer.nameOf(row) : countryNames(String(layer.value(row, 2)));
  return name.toLocaleUpperCase(lang);
}

/** @param {Labels} labels @param {Layer | null} layer */
function writeDisputed(labels, layer) {
  if (!layer || labels.view.zoom < 6) return;
  for (const { x, y, rows, parts } of layer.sections) {
    const middle = Math.floor((parts[0] + parts[1]) / 2);
    labels.write(layer.nameOf(rows[0]), x[middle], y[middle], {
      font: "italic 10px system-ui, sans-serif", color: labels.theme.muted, anchors: [[0, 1], [0, -1], [1, 0]],
    });
  }
}

/** @param {Labels} labels @param {Layer | null} layer columns: name, population; the largest first */
function writeTowns(labels, layer) {
  const people = TOWN_POPULATION.findLast(({ zoom }) => labels.view.zoom >= zoom)?.people;
  if (!layer || people === undefined) return;
  const { x, y, rows } = layer.sections[0];
  for (let part = 0; part < rows.length; part++) {
    if (Number(layer.value(rows[part], 1)) < people) return;
    labels.write(layer.nameOf(rows[part]), x[part], y[part], {
      font: "11px system-ui, sans-serif", color: labels.theme.muted, anchors: [[1, 0], [-1, 0], [0, 1], [0, -1]],
    });
  }
}
