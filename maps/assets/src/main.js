/** What the scripts of a page call. @file */

import { drawBase } from "./basemap.js";
import { FrameQueue } from "./scheduler.js";
import { PackedLayer } from "./layer.js";
import { Painter } from "./painter.js";
import { restMotion } from "./motion.js";
import { roomAround } from "./sheet.js";
import { sceneOf } from "./scene.js";
import { startPage } from "./page.js";

/** @param {string} id the element that holds the packed bytes @param {L.Map} map that is told of the layer, though it may show it later */
function packedLayer(id, map) {
  const layer = new PackedLayer(id);
  sceneOf(map).introduce(layer);
  return layer;
}

/** The base map once more, for a smaller map in the corner of a map. @param {L.Map} map */
function baseMap(map) {
  const scene = sceneOf(map);
  const painter = new Painter((context, view) => drawBase(context, view, scene), new FrameQueue(), "tilePane");
  scene.onChange(() => painter.redraw());
  return painter;
}

restMotion();
Object.assign(window, { isthmus: { baseMap, packedLayer, roomAround, startPage } });
