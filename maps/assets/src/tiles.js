/**
 * Rows of tables with millions of them, from a file of tiles beside the page. Only a map that is a folder holds this
 * script: no other page of the package asks for anything.
 * @file
 */

/** @import { VectorTileFeature } from "@mapbox/vector-tile" */

import { PbfReader } from "pbf";
import { PMTiles } from "pmtiles";
import { VectorTile } from "@mapbox/vector-tile";
import { element, link } from "./dom.js";

/** Name of the layer inside each tile. */
const ROWS = "rows";

/** Side of a tile in pixels, and of the cells of which each shows one dot. */
const [SIDE, CELL] = [256, 2];

/** Cells beside each other that a number tells apart from those of the next row. */
const CELLS = 2 ** 22;

/** Radius of a dot, width of a line, and within how many pixels something is meant. */
const [RADIUS, WIDTH, REACH] = [2.5, 1.2, 8];

/** Opacity of areas. */
const AREA_OPACITY = 0.35;

/** @typedef {{ url: string, color: string, zoom: number, unread: string }} Told what the page is told of the tiles */
/** Rows of a tile; closer than the deepest, `times` as large, of which the part at `left` and `top` is shown. @typedef {{ features: VectorTileFeature[], extent: number, times: number, left: number, top: number }} Rows */

class RowTiles extends L.GridLayer {
  /** @param {PMTiles} file @param {Told} told @param {number} deepest */
  constructor(file, told, deepest) {
    super({ pane: "overlayPane", minNativeZoom: told.zoom, className: "row-tiles" });
    this._file = file;
    this._color = told.color;
    this._first = told.zoom;
    this._deepest = deepest;
    /** @type {Map<string, Rows>} by the tile's place, as long as it is shown */
    this._rows = new Map();
    this.on("tileunload", (event) => this._rows.delete(keyOf(/** @type {L.TileEvent} */ (event).coords)));
  }

  /** @override @protected @param {L.Coords} coords @param {L.DoneCallback} done */
  createTile(coords, done) {
    const canvas = document.createElement("canvas");
    const ratio = window.devicePixelRatio || 1;
    canvas.width = canvas.height = SIDE * ratio;
    this._read(coords).then((rows) => {
      const context = canvas.getContext("2d");
      if (rows && context) drawRows(context, rows, this._color, ratio);
      done(undefined, canvas);
    }, (error) => done(error, canvas));
    return canvas;
  }

  /** @param {L.Coords} coords @returns {Promise<Rows | null>} null where no row is */
  async _read(coords) {
    const times = 2 ** Math.max(0, coords.z - this._deepest);
    const z = Math.min(coords.z, this._deepest);
    const [x, y] = [Math.floor(coords.x / times), Math.floor(coords.y / times)];
    const tile = await this._file.getZxy(z, ((x % 2 ** z) + 2 ** z) % 2 ** z, y);
    const layer = tile && new VectorTile(new PbfReader(new Uint8Array(tile.data))).layers[ROWS];
    if (!layer) return null;
    const features = Array.from({ length: layer.length }, (_, i) => layer.feature(i));
    const rows = { features, extent: layer.extent, times, left: (coords.x - x * times) * SIDE, top: (coords.y - y * times) * SIDE };
    this._rows.set(keyOf(coords), rows);
    return rows;
  }

  /** Rows under a point of the map. @param {L.LatLng} latlng @returns {VectorTileFeature[]} */
  rowsAt(latlng) {
    if (!this._map) return [];
    const z = Math.max(Math.round(this._map.getZoom()), this._first);
    const at = this._map.project(latlng, z);
    const corner = at.divideBy(SIDE).floor();
    const rows = this._rows.get(keyOf({ x: corner.x, y: corner.y, z }));
    if (!rows) return [];
    const units = rows.extent / SIDE / rows.times;
    const place = at.subtract(corner.multiplyBy(SIDE)).add([rows.left, rows.top]).multiplyBy(units);
    return rows.features.filter((feature) => isNear(feature, place, REACH * units));
  }
}

/** @param {{ x: number, y: number, z: number }} coords */
const keyOf = ({ x, y, z }) => `${z}/${x}/${y}`;

/** @param {VectorTileFeature} feature @param {L.Point} place @param {number} reach in the units of the tile */
function isNear(feature, place, reach) {
  const parts = feature.loadGeometry();
  if (feature.type === 1) return parts.flat().some(({ x, y }) => Math.hypot(x - place.x, y - place.y) <= reach);
  const onLine = parts.some((line) => line.some((end, i) => i > 0 && L.LineUtil.pointToSegmentDistance(place, L.point(line[i - 1].x, line[i - 1].y), L.point(end.x, end.y)) <= reach));
  return onLine || (feature.type === 3 && isInside(parts, place));
}

/** Even-odd rule over all rings. @param {{ x: number, y: number }[][]} rings @param {L.Point} place */
function isInside(rings, { x, y }) {
  const crossings = rings.flatMap((ring) => ring.filter((end, i) => i > 0 && end.y > y !== ring[i - 1].y > y
    && x < ((ring[i - 1].x - end.x) * (y - end.y)) / (ring[i - 1].y - end.y) + end.x));
  return crossings.length % 2 === 1;
}

/** @param {CanvasRenderingContext2D} context @param {Rows} rows @param {string} color @param {number} ratio */
function drawRows(context, { features, extent, times, left, top }, color, ratio) {
  context.setTransform(ratio, 0, 0, ratio, -left * ratio, -top * ratio);
  Object.assign(context, { fillStyle: color, strokeStyle: color, lineWidth: WIDTH });
  const [scale, dot, taken] = [(SIDE / extent) * times, makeDot(color, ratio), new Set()];
  for (const feature of features) {
    const parts = feature.loadGeometry().map((part) => part.map((end) => end.mult(scale)));
    if (feature.type === 1) drawDots(context, parts.flat().filter(({ x, y }) => isBeside(x - left) && isBeside(y - top)), dot, taken);
    else drawShape(context, parts, feature.type === 3);
  }
}

/** @param {number} along pixels from the edge of a tile that shows a dot there */
const isBeside = (along) => along > -2 * RADIUS && along < SIDE + 2 * RADIUS;

/** @param {CanvasRenderingContext2D} context @param {{ x: number, y: number }[]} points @param {HTMLCanvasElement} dot @param {Set<number>} taken cells that show a dot */
function drawDots(context, points, dot, taken) {
  for (const { x, y } of points) {
    const cell = Math.floor(y / CELL) * CELLS + Math.floor(x / CELL);
    if (taken.has(cell)) continue;
    taken.add(cell);
    context.drawImage(dot, x - RADIUS - 1, y - RADIUS - 1, 2 * RADIUS + 2, 2 * RADIUS + 2);
  }
}

/** @param {CanvasRenderingContext2D} context @param {{ x: number, y: number }[][]} parts @param {boolean} isArea */
function drawShape(context, parts, isArea) {
  context.beginPath();
  for (const part of parts) part.forEach(({ x, y }, i) => (i ? context.lineTo(x, y) : context.moveTo(x, y)));
  if (isArea) {
    context.globalAlpha = AREA_OPACITY;
    context.fill("evenodd");
    context.globalAlpha = 1;
  }
  context.stroke();
}

/** A dot with a light edge, which is copied. @param {string} color @param {number} ratio */
function makeDot(color, ratio) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = Math.ceil((2 * RADIUS + 2) * ratio);
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.scale(ratio, ratio);
  context.arc(RADIUS + 1, RADIUS + 1, RADIUS, 0, 2 * Math.PI);
  Object.assign(context, { fillStyle: color, strokeStyle: "rgba(255, 255, 255, 0.7)", lineWidth: 0.6 });
  context.fill();
  context.stroke();
  return canvas;
}

/** A card of what a row says. @param {VectorTileFeature} row @param {number} others that lie there, too */
function makeCard({ properties }, others) {
  const facts = Object.entries(properties).flatMap(([name, value]) =>
    [element("dt", {}, name), element("dd", { dir: "auto" }, typeof value === "string" ? link(value) : value.toLocaleString(document.documentElement.lang))]);
  return element("article", { class: "card" }, element("dl", {}, ...facts), others > 0 && element("p", { class: "card-note" }, `+${others}`));
}

/** @param {L.Map} map @param {string} words */
function tell(map, words) {
  const control = new L.Control({ position: "bottomleft" });
  control.onAdd = () => element("p", { class: "leaflet-bar tiles-unread", role: "alert", style: "background: var(--surface, #fff); margin: 0; padding: 6px 10px; max-width: 22em" }, words);
  control.addTo(map);
}

/** Draws rows in place of their overview where the map is close. @param {L.Map} map @param {L.Layer} overview @param {Told} told */
async function add(map, overview, told) {
  const file = new PMTiles(new URL(told.url, document.baseURI).href);
  let tiles;
  try {
    const { maxZoom } = await file.getHeader();
    map.setMaxZoom(Math.max(map.getMaxZoom(), maxZoom));
    tiles = new RowTiles(file, told, maxZoom);
  } catch {
    return tell(map, told.unread);
  }
  const rows = tiles;
  const sync = () => {
    const shown = map.hasLayer(overview) && map.getZoom() > told.zoom;
    if (shown !== map.hasLayer(rows)) (shown ? map.addLayer(rows) : map.removeLayer(rows));
  };
  rows.on("load", () => (document.documentElement.dataset.tiles = "drawn"));
  overview.on("add remove", sync);
  map.on("zoomend", sync);
  map.on("click", ({ latlng }) => {
    const found = map.hasLayer(rows) && !map.getContainer().classList.contains("measuring") ? rows.rowsAt(latlng) : [];
    if (found.length) L.popup({ minWidth: 240, maxWidth: 340 }).setLatLng(latlng).setContent(makeCard(found[0], found.length - 1)).openOn(map);
  });
  document.documentElement.dataset.tiles = "ready";
  sync();
}

Object.assign(window, { isthmusTiles: { add } });
