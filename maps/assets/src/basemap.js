/** Draws the base map: sea, graticule, countries, rivers, lakes, and the lines that countries dispute. */

import { latToY, lonToX } from "./projection.js";
import { paintParts } from "./canvas.js";

/** @import { Layer } from "./layer.js" */
/** @import { Scene } from "./scene.js" */
/** @import { View } from "./types" */

/** Degrees between lines of the graticule; the first that leaves them this far apart is taken. */
const GRID_STEPS = [1, 2, 5, 10, 15, 30];
const GRID_MIN_PX = 90;

/** Zoom levels between which rivers are drawn: closer, their lines would lie beside their beds. */
const RIVERS = [4, 9.5];

/** @param {CanvasRenderingContext2D} context @param {View} view @param {Scene} scene */
export function* drawBase(context, view, scene) {
  const theme = scene.colors;
  context.lineJoin = "round";
  drawGraticule(context, view, theme.grid);
  yield;
  yield* paintLayer(context, view, scene.baseLayer("countries"), (ctx) => {
    ctx.fillStyle = theme.land;
    ctx.fill("evenodd");
    ctx.strokeStyle = theme.border;
    ctx.lineWidth = view.zoom < 4 ? 0.6 : 0.9;
    ctx.stroke();
  });
  if (view.zoom >= RIVERS[0] && view.zoom <= RIVERS[1]) {
    yield* paintLayer(context, view, scene.baseLayer("rivers"), (ctx) => {
      ctx.strokeStyle = theme.lake;
      ctx.lineWidth = Math.min(2, view.zoom / 5);
      ctx.stroke();
    });
  }
  yield* paintLayer(context, view, scene.baseLayer("lakes"), (ctx) => {
    ctx.fillStyle = theme.lake;
    ctx.fill("evenodd");
  });
  yield* paintLayer(context, view, scene.baseLayer("disputed_lines"), (ctx) => {
    ctx.strokeStyle = theme.muted;
    ctx.lineWidth = 1.2;
    ctx.setLineDash([4, 3]);
    ctx.stroke();
    ctx.setLineDash([]);
  });
}

/** @param {CanvasRenderingContext2D} context @param {View} view @param {Layer | null} layer @param {(context: CanvasRenderingContext2D) => void} ink */
function* paintLayer(context, view, layer, ink) {
  if (layer) for (const section of layer.sections) yield* paintParts(context, layer, section, view, ink);
}

/** @param {CanvasRenderingContext2D} context @param {View} view @param {string} color */
function drawGraticule(context, view, color) {
  const pixels = view.scale / 360;
  const step = GRID_STEPS.find((degrees) => degrees * pixels >= GRID_MIN_PX) ?? 30;
  context.beginPath();
  const west = Math.floor((view.left / view.scale - 0.5) * (360 / step)) * step;
  for (let lon = west; lonToX(lon) * view.scale - view.left < view.width; lon += step) {
    const px = Math.round(lonToX(lon) * view.scale - view.left) + 0.5;
    context.moveTo(px, 0);
    context.lineTo(px, view.height);
  }
  for (let lat = -90 + step; lat < 90; lat += step) {
    const py = Math.round(latToY(lat) * view.scale - view.top) + 0.5;
    context.moveTo(0, py);
    context.lineTo(view.width, py);
  }
  context.strokeStyle = color;
  context.lineWidth = 0.6;
  context.stroke();
}
