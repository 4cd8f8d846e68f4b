/** Draws the layers of a scene: areas, then lines, then marks, then names. */

import { copiesBetween } from "./antimeridian.js";
import { BADGE, clusterPlaces, findPlaces, offset, radiusOf } from "./clusters.js";
import { drawSymbol, paintParts, paintBands, shifts, tracePart } from "./canvas.js";
import { drawLabels, Labels } from "./labels.js";
import { paintHeat } from "./heat.js";
import { isBand } from "./related.js";
import { paintDots } from "./dots.js";

/** @import { Cluster, Place } from "./clusters.js" */
/** @import { Layer } from "./layer.js" */
/** @import { Scene } from "./scene.js" */
/** @import { Theme } from "./theme.js" */
/** @import { Feature, Kind, Mark, PageSymbol, Section, View } from "./types" */

/** With more lines than this, the light edge that parts crossing lines is left out. */
const MOST_EDGED_LINES = 3000;

/** Widest outline of an area in pixels, however strong its layer's symbol is for marks. */
const MOST_OUTLINE_PX = 1.6;

/** A band beside lines is drawn at least this wide in pixels, with the lines in its middle. */
const LEAST_BAND_PX = 11;

const EQUATOR_KM = 40075;

/** Radius in pixels of the ring round a selected mark. */
const SELECTED_RADIUS = 9;

/** Radius in pixels of the disc that says "somewhere here". @type {Record<string, number>} */
const SOFT_RADIUS = { city: 4, region: 7 };

/** @param {CanvasRenderingContext2D} context @param {View} view @param {Scene} scene */
export function* drawLayers(context, view, scene) {
  const theme = scene.colors;
  context.lineJoin = "round";
  context.lineCap = "butt";
  for (const [layer, section] of sections(scene, "polygon")) yield* paintParts(context, layer, section, view, (ctx, symbol) => inkArea(ctx, symbol, view, layer.info.area_opacity));
  for (const [layer, section] of sections(scene, "line")) yield* drawLines(context, view, layer, section, theme.halo);
  drawSelectedShape(context, view, scene, theme);
  for (const [layer, section] of sections(scene, "point")) {
    if (layer.info.heat_km) yield* paintHeat(context, layer, section, view);
    else if (!layer.hasMarks()) yield* paintDots(context, layer, section, view, theme.halo);
  }
  drawSelectedDot(context, view, scene, theme);
  const labels = new Labels(context, view, theme);
  scene.clusters = clusterPlaces(findPlaces(visibleMarks(scene)), view.scale);
  const copies = copiesInView(scene.clusters, view);
  for (const { cluster, px, py } of copies) {
    labels.reserve(px, py, cluster.places.length > 1 ? BADGE : radiusOf(cluster.places[0]));
  }
  drawLabels(labels, scene);
  yield;
  for (const { cluster, px, py } of copies) drawCluster(context, cluster, px, py, theme, scene);
}

/** @param {Scene} scene @param {Kind} kind @returns {[Layer, Section][]} */
function sections(scene, kind) {
  return scene.shown.flatMap((layer) =>
    layer.sections.filter((section) => section.kind === kind).map((section) => /** @type {[Layer, Section]} */ ([layer, section])));
}

/** @param {CanvasRenderingContext2D} context @param {PageSymbol} symbol @param {View} view @param {number} most opacity */
function inkArea(context, symbol, view, most) {
  const opacity = Math.min(symbol.opacity, most);
  context.globalAlpha = opacity;
  context.fillStyle = symbol.color;
  context.fill("evenodd");
  const missing = symbol.reach_km && LEAST_BAND_PX - (2 * symbol.reach_km * view.scale) / EQUATOR_KM;
  context.globalAlpha = missing > 0 ? opacity : Math.min(1, opacity + 0.45);
  context.strokeStyle = symbol.color;
  context.lineWidth = missing > 0 ? missing : Math.min(symbol.width, MOST_OUTLINE_PX);
  context.stroke();
  context.globalAlpha = 1;
}

/** @param {CanvasRenderingContext2D} context @param {View} view @param {Layer} layer @param {Section} section @param {string} halo */
function* drawLines(context, view, layer, section, halo) {
  if (layer.info.weight >= 0) return yield* paintBands(context, layer, section, view);
  if (layer.rows <= MOST_EDGED_LINES) {
    yield* paintParts(context, layer, section, view, (ctx, symbol) => {
      ctx.strokeStyle = halo;
      ctx.lineWidth = symbol.width + 2;
      ctx.stroke();
    });
  }
  yield* paintParts(context, layer, section, view, (ctx, symbol) => {
    ctx.strokeStyle = symbol.color;
    ctx.lineWidth = symbol.width;
    ctx.globalAlpha = symbol.opacity;
    ctx.setLineDash(symbol.dash);
    ctx.stroke();
    ctx.setLineDash([]);
    ctx.globalAlpha = 1;
  });
}

/** A ring round a selected point that is a dot among many. @param {CanvasRenderingContext2D} context @param {View} view @param {Scene} scene @param {Theme} theme */
function drawSelectedDot(context, view, { selected }, theme) {
  if (!selected || selected.layer.hasMarks()) return;
  for (const section of selected.layer.sections) {
    const part = section.kind === "point" ? section.rows.indexOf(selected.row) : -1;
    if (part < 0) continue;
    for (const shift of shifts(section, view)) {
      const px = (section.x[part] + shift) * view.scale - view.left;
      ring(context, px, section.y[part] * view.scale - view.top, SELECTED_RADIUS, theme.ink, 2, []);
    }
  }
}

/** @param {CanvasRenderingContext2D} context @param {View} view @param {Scene} scene @param {Theme} theme */
function drawSelectedShape(context, view, { selected, related }, theme) {
  for (const feature of related) if (!isBand(feature) && feature.layer.isVisible(feature.row)) outlineShape(context, view, feature, theme, 3);
  if (selected) outlineShape(context, view, selected, theme, 5);
}

/** @param {CanvasRenderingContext2D} context @param {View} view @param {Feature} feature @param {Theme} theme @param {number} width */
function outlineShape(context, view, { layer, row: meant }, theme, width) {
  for (const section of layer.sections) {
    if (section.kind === "point") continue;
    section.rows.forEach((row, part) => {
      if (row !== meant) return;
      context.beginPath();
      for (const shift of shifts(section, view)) tracePart(context, section, part, view, shift);
      context.strokeStyle = theme.ink;
      context.lineWidth = width;
      context.globalAlpha = 0.35;
      context.stroke();
      context.globalAlpha = 1;
    });
  }
}

/** @param {Scene} scene @returns {Mark[]} */
function visibleMarks(scene) {
  const marks = [];
  for (const [layer, { x, y, rows }] of sections(scene, "point")) {
    if (!layer.hasMarks()) continue;
    for (let part = 0; part < rows.length; part++) {
      const row = rows[part];
      if (layer.isVisible(row)) marks.push({ layer, row, x: x[part], y: y[part], precision: layer.precisionOf(row), radius: layer.radiusOf(row) });
    }
  }
  return marks;
}

/** Each copy of a cluster that falls into the view. @param {Cluster[]} clusters @param {View} view */
function copiesInView(clusters, view) {
  const copies = [];
  for (const cluster of clusters) {
    const py = cluster.y * view.scale - view.top;
    for (const shift of copiesBetween(cluster.x, cluster.x, (view.left - 40) / view.scale, (view.left + view.width + 40) / view.scale)) {
      copies.push({ cluster, px: (cluster.x + shift) * view.scale - view.left, py });
    }
  }
  return copies;
}

/**
 * @param {CanvasRenderingContext2D} context @param {Cluster} cluster @param {number} px @param {number} py
 * @param {Theme} theme @param {Scene} scene
 */
function drawCluster(context, cluster, px, py, theme, { selected, related }) {
  if (cluster.places.length > 1) drawBadge(context, cluster, px, py, theme);
  else drawPlace(context, cluster.places[0], px, py, theme);
  const alone = cluster.places.length === 1;
  const isRelated = (/** @type {Mark} */ mark) => related.some(({ layer, row }) => layer === mark.layer && row === mark.row);
  if (cluster.marks.some(isRelated)) ring(context, px, py, (alone ? radiusOf(cluster.places[0]) : BADGE) + 3, theme.ink, 1.2, [3, 2]);
  const chosen = cluster.marks.findIndex((mark) => mark.layer === selected?.layer && mark.row === selected?.row);
  if (chosen < 0) return;
  const [dx, dy] = alone ? offset(chosen, cluster.marks.length) : [0, 0];
  ring(context, px + dx, py + dy, alone ? SELECTED_RADIUS : BADGE + 3, theme.ink, 2, []);
}

/** @param {CanvasRenderingContext2D} context @param {Place} place @param {number} px @param {number} py @param {Theme} theme */
function drawPlace(context, place, px, py, theme) {
  const { marks, precision } = place;
  const radius = radiusOf(place);
  const hollow = precision === "country";
  if (hollow) ring(context, px, py, radius + 3, theme.muted, 1.2, [3, 3]);
  else if (precision in SOFT_RADIUS) disc(context, px, py, radius + SOFT_RADIUS[precision], theme.ink, 0.09);
  marks.forEach((mark, i) => {
    const [dx, dy] = offset(i, marks.length);
    const { symbol } = mark.layer.classOf(mark.row);
    context.globalAlpha = mark.radius ? symbol.opacity : 1; // a large mark may cover others
    drawSymbol(context, mark.radius ? { ...symbol, width: mark.radius } : symbol, px + dx, py + dy, theme.halo, hollow);
    context.globalAlpha = 1;
  });
}

/** A disc with its number, its edge divided by the colours of what it stands for. @param {CanvasRenderingContext2D} context @param {Cluster} cluster @param {number} px @param {number} py @param {Theme} theme */
function drawBadge(context, cluster, px, py, theme) {
  /** @type {Map<string, number>} */
  const shares = new Map();
  for (const { layer, row } of cluster.marks) {
    const { color } = layer.classOf(row).symbol;
    shares.set(color, (shares.get(color) ?? 0) + 1);
  }
  disc(context, px, py, BADGE + 1.5, theme.halo, 1);
  let angle = -Math.PI / 2;
  for (const [color, count] of shares) {
    const next = angle + (2 * Math.PI * count) / cluster.marks.length;
    context.beginPath();
    context.arc(px, py, BADGE - 2, angle, next);
    context.strokeStyle = color;
    context.lineWidth = 4;
    context.stroke();
    angle = next;
  }
  disc(context, px, py, BADGE - 4, theme.badge, 1);
  context.fillStyle = theme.ink;
  context.font = "600 11px system-ui, sans-serif";
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(String(cluster.marks.length), px, py + 0.5);
}

/** @param {CanvasRenderingContext2D} context @param {number} px @param {number} py @param {number} radius @param {string} color @param {number} opacity */
function disc(context, px, py, radius, color, opacity) {
  context.globalAlpha = opacity;
  context.fillStyle = color;
  context.beginPath();
  context.arc(px, py, radius, 0, 2 * Math.PI);
  context.fill();
  context.globalAlpha = 1;
}

/** @param {CanvasRenderingContext2D} context @param {number} px @param {number} py @param {number} radius @param {string} color @param {number} width @param {number[]} dash */
function ring(context, px, py, radius, color, width, dash) {
  context.beginPath();
  context.arc(px, py, radius, 0, 2 * Math.PI);
  context.strokeStyle = color;
  context.lineWidth = width;
  context.setLineDash(dash);
  context.stroke();
  context.setLineDash([]);
}
