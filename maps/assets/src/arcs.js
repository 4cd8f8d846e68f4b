/**
 * Dots that run along arcs, from where goods come to where they go. They rest when their reader says so, and from the
 * beginning when the system asks for less motion; style/map.css leaves them out on paper.
 */

import { sceneOf } from "./scene.js";
import { shifts } from "./canvas.js";
import { element } from "./dom.js";

/** @import { Layer } from "./layer.js" */
/** @import { Scene } from "./scene.js" */
/** @import { View } from "./types" */

/** Pixels between two dots, and how far one goes in a second. */
const [GAP, SPEED] = [48, 36];

/** Milliseconds after which dots are drawn anew. */
const FRAME_MS = 40;

/** With more arcs than this, dots would take the browser more than a frame. */
const MOST_MOVING = 300;

/** Layers whose reader has said whether their dots rest. @type {WeakMap<Layer, boolean>} */
const said = new WeakMap();

/** @type {WeakMap<Layer, () => void>} */
const redraws = new WeakMap();

/** Whether the dots of a layer rest. @param {Layer} layer */
export const rests = (layer) => said.get(layer) ?? matchMedia("(prefers-reduced-motion: reduce)").matches;

/** @param {Layer} layer @param {boolean} rest */
export function setRest(layer, rest) {
  said.set(layer, rest);
  redraws.get(layer)?.();
}

/** Lets dots run on a map whenever it has been drawn. @param {L.Map} map */
export function moveArcs(map) {
  const scene = sceneOf(map);
  const dots = new Dots(map);
  const draw = () => {
    const moving = scene.shown.filter((layer) => layer.info.moves && !rests(layer));
    dots.run(moving.flatMap((layer) => pathsOf(layer, scene)).slice(0, MOST_MOVING));
  };
  scene.data.on("painted", draw);
  for (const ready of scene.known) ready.then((layer) => redraws.set(layer, draw));
}

/** @typedef {{ x: number[], y: number[], color: string, width: number }} Path a line in pixels of the map, once for each copy of the world in view */

/** A canvas over the arcs, as large as the map, on which dots are drawn anew some times a second. */
class Dots {
  /** @param {L.Map} map */
  constructor(map) {
    this._map = map;
    this._canvas = element("canvas", { class: "moving", "aria-hidden": "true" });
    /** @type {CanvasRenderingContext2D} */
    this._context = /** @type {CanvasRenderingContext2D} */ (this._canvas.getContext("2d"));
    /** @type {Path[]} */
    this._paths = [];
    /** @type {ReturnType<typeof setInterval> | undefined} */
    this._timer = undefined;
    map.getPanes().overlayPane.append(this._canvas);
    map.on("zoomstart", () => this.run([]));
  }

  /** @param {Path[]} paths none, and dots rest */
  run(paths) {
    clearInterval(this._timer);
    this._paths = paths;
    this._canvas.hidden = !paths.length;
    this._canvas.dataset.arcs = String(paths.length);
    if (!paths.length) return;
    const [{ x: width, y: height }, ratio] = [this._map.getSize(), window.devicePixelRatio || 1];
    [this._canvas.width, this._canvas.height] = [width * ratio, height * ratio];
    Object.assign(this._canvas.style, { width: `${width}px`, height: `${height}px` });
    L.DomUtil.setPosition(this._canvas, this._map.containerPointToLayerPoint([0, 0]));
    this._context.scale(ratio, ratio);
    this._timer = setInterval(() => this._draw(performance.now()), FRAME_MS);
  }

  /** @param {number} now milliseconds */
  _draw(now) {
    if (document.hidden) return;
    this._context.clearRect(0, 0, this._canvas.width, this._canvas.height);
    for (const path of this._paths) drawDots(this._context, path, ((now / 1000) * SPEED) % GAP);
  }
}

/** @param {CanvasRenderingContext2D} context @param {Path} path @param {number} first pixels from its beginning to the first dot */
function drawDots(context, { x, y, color, width }, first) {
  context.fillStyle = color;
  let left = first; // to the next dot
  for (let i = 1; i < x.length; i++) {
    const [dx, dy] = [x[i] - x[i - 1], y[i] - y[i - 1]];
    const length = Math.hypot(dx, dy);
    for (; left < length; left += GAP) {
      const share = left / length;
      context.fillRect(x[i - 1] + dx * share - width / 2, y[i - 1] + dy * share - width / 2, width, width);
    }
    left -= length;
  }
}

/** @param {Layer} layer @param {Scene} scene @returns {Path[]} */
function pathsOf(layer, { map, colors }) {
  const view = viewOf(map);
  /** @type {Path[]} */
  const found = [];
  for (const section of layer.sections.filter(({ kind }) => kind === "line")) {
    for (const shift of shifts(section, view)) {
      section.rows.forEach((row, part) => {
        if (!layer.isVisible(row)) return;
        const [from, to] = [section.parts[part], section.parts[part + 1]];
        const x = Array.from(section.x.subarray(from, to), (value) => (value + shift) * view.scale - view.left);
        const y = Array.from(section.y.subarray(from, to), (value) => value * view.scale - view.top);
        found.push({ x, y, color: colors.halo, width: Math.max(2.5, layer.info.weight < 0 ? 2 : layer.weightOf(row) / 2) });
      });
    }
  }
  return found;
}

/** @param {L.Map} map @returns {View} no more of it than shifts() asks for */
function viewOf(map) {
  const [bounds, zoom] = [map.getPixelBounds(), map.getZoom()];
  const { x: left, y: top } = /** @type {L.Point} */ (bounds.min);
  const { x: width, y: height } = map.getSize();
  return { scale: 256 * 2 ** zoom, left, top, width, height, zoom, ratio: 1, seen: { left: 0, top: 0, right: width, bottom: height } };
}
