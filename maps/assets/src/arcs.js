/**
 * Dots that run along arcs, from where goods come to where they go. They rest when their reader says so, and from the
 * beginning when the system asks for less motion; style/arcs.css moves them, and leaves them out on paper.
 */

import { sceneOf } from "./scene.js";
import { shifts } from "./canvas.js";
import { xToLon, yToLat } from "./projection.js";

/** @import { Layer } from "./layer.js" */
/** @import { Scene } from "./scene.js" */
/** @import { View } from "./types" */

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
  const renderer = L.svg({ padding: 0.25 });
  const group = L.layerGroup().addTo(map);
  let shown = "";
  const draw = () => {
    const moving = scene.shown.filter((layer) => layer.info.moves && !rests(layer));
    const found = moving.flatMap((layer) => pathsOf(layer, scene)).slice(0, MOST_MOVING);
    const key = JSON.stringify(found);
    if (key === shown) return;
    shown = key;
    group.clearLayers();
    for (const { path, color, width } of found) {
      group.addLayer(L.polyline(path, { renderer, className: "moving", interactive: false, color, weight: Math.max(2, width), opacity: 0.9 }));
    }
  };
  scene.data.on("painted", draw);
  for (const ready of scene.known) ready.then((layer) => redraws.set(layer, draw));
}

/** @typedef {{ path: [number, number][], color: string, width: number }} Path a line on the map, once for each copy of the world in view */

/** @param {Layer} layer @param {Scene} scene @returns {Path[]} */
function pathsOf(layer, { map, colors }) {
  const view = viewOf(map);
  /** @type {Path[]} */
  const found = [];
  for (const section of layer.sections.filter(({ kind }) => kind === "line")) {
    for (const shift of shifts(section, view)) {
      section.rows.forEach((row, part) => {
        if (!layer.isVisible(row)) return;
        /** @type {[number, number][]} */
        const path = [];
        for (let i = section.parts[part]; i < section.parts[part + 1]; i++) path.push([yToLat(section.y[i]), xToLon(section.x[i] + shift)]);
        found.push({ path, color: colors.halo, width: layer.info.weight < 0 ? 2 : layer.weightOf(row) / 2 });
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
