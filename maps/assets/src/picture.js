/** The view as a picture that stands on its own: title, what it says, the map, its legend, and who is owed. */

/** @import { Layer } from "./layer.js" */
/** @import { Scene } from "./scene.js" */
/** @import { Kind, PageClass, View } from "./types" */

import { drawBase } from "./basemap.js";
import { drawLayers } from "./overlay.js";
import { drawSymbol } from "./canvas.js";
import { formatSpan } from "./i18n.js";
import { DROP, notesInView } from "./notes.js";
import { kindOf } from "./card.js";
import { sizesOf } from "./legend.js";
import { offerFile } from "./dom.js";
import { sceneOf } from "./scene.js";

/** Dots to a pixel, so that it can be printed. */
const RATIO = 2;

/** Pixels round the texts, between lines, of an entry of the legend, and of a row of sizes. */
const [MARGIN, LINE, ENTRY, SIZE_ROW] = [20, 19, 250, 44];

/** A picture is at least so wide, however narrow the map is. */
const LEAST_WIDTH = 640;

/** @typedef {{ text: string, font: string, height: number }} Words a line of text */
/** @typedef {{ cls: PageClass, kind: Kind, most: number, label: string, scale: string[] }} Entry of the legend; of several colours for a scale */

/** Hands the view to the reader as a PNG. @param {L.Map} map */
export function savePicture(map) {
  const canvas = drawPicture(map);
  canvas.toBlob((blob) => blob && offerFile(`${fileName(textOf("#title"))}.png`, blob, "image/png"));
}

/** @param {string} title */
const fileName = (title) => title.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "").slice(0, 60) || "map";

/** @param {string} selector */
const textOf = (selector) => document.querySelector(selector)?.textContent?.trim() ?? "";

/** @param {L.Map} map @param {{ title: string, lead: string }} [words] */
export function drawPicture(map, words = { title: textOf("#title"), lead: textOf(".what-if-said") || textOf(".lead:not([hidden])") }) {
  const { x, y } = map.getSize();
  const width = Math.max(x, LEAST_WIDTH);
  const canvas = document.createElement("canvas");
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const head = headLines(context, width - 2 * MARGIN, words);
  const notes = notesInView(map);
  const told = notes.flatMap(({ number, text }) => wrap(context, `${number}. ${text}`, "13px system-ui, sans-serif", LINE, width - 2 * MARGIN));
  const foot = wrap(context, textOf(".leaflet-control-attribution"), "12px system-ui, sans-serif", LINE, width - 2 * MARGIN);
  const entries = legendEntries(map);
  const columns = Math.max(1, Math.floor((width - 2 * MARGIN) / ENTRY));
  const sizes = sizeEntries(map);
  const listed = Math.ceil(entries.length / columns) * LINE;
  const heights = [heightOf(head) + 2 * MARGIN, y, listed + Math.ceil(sizes.length / columns) * SIZE_ROW + heightOf(told) + heightOf(foot) + 2 * MARGIN];
  canvas.width = width * RATIO;
  canvas.height = heights.reduce((sum, height) => sum + height) * RATIO;
  context.scale(RATIO, RATIO);
  const scene = sceneOf(map);
  context.fillStyle = scene.colors.halo;
  context.fillRect(0, 0, canvas.width, canvas.height);
  write(context, head, MARGIN, MARGIN, scene.colors.ink);
  drawMap(context, map, scene, (width - x) / 2, heights[0]);
  notes.forEach(({ number, x: px, y: py }) => drawPin(context, number, (width - x) / 2 + px, heights[0] + py, scene));
  write(context, told, MARGIN, heights[0] + y + heights[2] - heightOf(foot) - heightOf(told) - MARGIN / 2, scene.colors.ink);
  entries.forEach((entry, i) => drawEntry(context, entry, MARGIN + (i % columns) * ENTRY, heights[0] + y + MARGIN + Math.floor(i / columns) * LINE, scene));
  sizes.forEach((size, i) => drawSize(context, size, MARGIN + (i % columns) * ENTRY, heights[0] + y + MARGIN + listed + (Math.floor(i / columns) + 0.5) * SIZE_ROW, scene));
  write(context, foot, MARGIN, heights[0] + y + heights[2] - heightOf(foot) - MARGIN / 2, scene.colors.muted);
  return canvas;
}

/** The title, and what the page says first, of its reader's closures where there are any. @param {CanvasRenderingContext2D} context @param {number} width @param {{ title: string, lead: string }} words */
function headLines(context, width, { title, lead }) {
  return [
    ...wrap(context, title, "700 22px Georgia, serif", 28, width),
    ...wrap(context, lead, "14px system-ui, sans-serif", LINE, width),
  ];
}

/** @param {Words[]} lines */
const heightOf = (lines) => lines.reduce((sum, { height }) => sum + height, 0);

/** @param {CanvasRenderingContext2D} context @param {string} text @param {string} font @param {number} height @param {number} width @returns {Words[]} */
function wrap(context, text, font, height, width) {
  context.font = font;
  /** @type {string[]} */
  const lines = [];
  for (const { segment } of new Intl.Segmenter(document.documentElement.lang, { granularity: "word" }).segment(text)) {
    const line = (lines.at(-1) ?? "") + segment;
    if (lines.length && context.measureText(line.trimEnd()).width <= width) lines[lines.length - 1] = line;
    else lines.push(segment.trimStart());
  }
  return lines.map((line) => ({ text: line.trim(), font, height }));
}

/** @param {CanvasRenderingContext2D} context @param {Words[]} lines @param {number} x @param {number} y @param {string} color */
function write(context, lines, x, y, color) {
  context.fillStyle = color;
  context.textAlign = "left";
  context.textBaseline = "top";
  for (const { text, font, height } of lines) {
    context.font = font;
    context.fillText(text, x, y);
    y += height;
  }
}

/** @param {CanvasRenderingContext2D} context @param {L.Map} map @param {Scene} scene @param {number} left @param {number} top */
function drawMap(context, map, scene, left, top) {
  const { x: width, y: height } = map.getSize();
  const { x, y } = map.getPixelBounds().min ?? new L.Point(0, 0);
  const zoom = map.getZoom();
  /** @type {View} */
  const view = { scale: 256 * 2 ** zoom, left: x, top: y, width, height, zoom, ratio: RATIO, seen: { left: 0, top: 0, right: width, bottom: height } };
  context.save();
  context.beginPath();
  context.rect(left, top, width, height);
  context.clip();
  context.translate(left, top);
  context.fillStyle = scene.colors.sea;
  context.fillRect(0, 0, width, height);
  for (const draw of [drawBase, drawLayers]) finish(draw(context, view, scene));
  context.restore();
}

/** A pin with its number. @param {CanvasRenderingContext2D} context @param {number} number @param {number} x @param {number} y where it points @param {Scene} scene */
function drawPin(context, number, x, y, { colors: { ink, halo } }) {
  context.save();
  context.translate(x - 14, y - 36);
  const drop = new Path2D(DROP);
  context.fillStyle = ink;
  context.fill(drop);
  context.strokeStyle = context.fillStyle = halo;
  context.stroke(drop);
  context.font = "700 12px system-ui, sans-serif";
  [context.textAlign, context.textBaseline] = ["center", "middle"];
  context.fillText(String(number), 14, 14);
  context.restore();
}

/** @param {Generator} steps */
function finish(steps) {
  while (!steps.next().done);
}

/** Classes that are seen, those of one layer after another; one that names no thing by itself is named with its layer. @param {L.Map} map @returns {Entry[]} */
function legendEntries(map) {
  const found = [...sceneOf(map).shown].reverse().flatMap((layer) => {
    const seen = new Set();
    for (let row = 0; row < layer.rows; row++) if (layer.isVisible(row)) seen.add(layer.codeOf(row));
    const { classes, area_opacity: most, legend, title } = layer.info;
    const kind = kindOf(layer);
    const steps = legend === "ramp" ? classes.filter(({ span }) => span) : [];
    const shown = legend === "none" ? [] : classes.filter((cls, code) => seen.has(code) && !steps.includes(cls));
    const entries = shown.map((cls) => ({ cls, kind, most, title, label: classes.length > 1 ? cls.label : title, scale: [] }));
    return steps.length ? [scaleEntry(layer, steps), ...entries] : entries;
  });
  const isPlain = (/** @type {string} */ label) => /^\p{L}/u.test(label) && found.filter((other) => other.label === label).length === 1;
  return found.map(({ title, label, ...rest }) => ({ ...rest, label: isPlain(label) ? label : `${title}: ${label}` }));
}

/** What sizes mean, of each layer that is seen and has any. @param {L.Map} map */
const sizeEntries = (map) => [...sceneOf(map).shown].reverse().flatMap((layer) => sizesOf(layer).map((size) => ({ ...size, color: layer.info.classes[0].symbol.color })));

/** @param {CanvasRenderingContext2D} context @param {import("./legend.js").Size & { color: string }} size @param {number} x @param {number} middle @param {Scene} scene */
function drawSize(context, { radius, isLine, label, field, color }, x, middle, scene) {
  context.save();
  context.globalAlpha = 0.6;
  context.fillStyle = color;
  if (isLine) context.fillRect(x, middle - radius, 36, 2 * radius);
  else context.fill(new Path2D(`M${x + 18 - radius} ${middle}a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 ${-2 * radius} 0`));
  context.restore();
  write(context, [{ text: shorten(context, `${field}: ${label}`), font: LEGEND_FONT, height: LINE }], x + 44, middle - LINE / 2 + 3, scene.colors.ink);
}

/** A scale from its lowest number to its highest. @param {Layer} layer @param {PageClass[]} steps */
function scaleEntry({ info: { area_opacity: most, title } }, steps) {
  const [low, high] = [steps[0].span?.[0] ?? 0, steps[steps.length - 1].span?.[1] ?? 0];
  return { cls: steps[0], kind: /** @type {Kind} */ ("polygon"), most, title, label: formatSpan([low, high]), scale: steps.map(({ symbol }) => symbol.color) };
}

/** @param {CanvasRenderingContext2D} context @param {Entry} entry @param {number} x @param {number} y @param {Scene} scene */
function drawEntry(context, { cls: { symbol }, kind, most, label, scale }, x, y, scene) {
  const middle = y + LINE / 2;
  context.save();
  if (scale.length) {
    const width = 24 / scale.length;
    scale.forEach((color, i) => {
      context.fillStyle = color;
      context.fillRect(x + i * width, middle - 6, width + 0.5, 12);
    });
  } else if (kind === "point") drawSymbol(context, symbol, x + 12, middle, scene.colors.halo);
  else {
    context.globalAlpha = kind === "line" ? 1 : Math.min(1, Math.min(symbol.opacity, most) + 0.15);
    context.fillStyle = context.strokeStyle = symbol.color;
    context.lineWidth = symbol.width;
    context.setLineDash(symbol.dash);
    if (kind === "line") context.stroke(new Path2D(`M${x} ${middle}h24`));
    else context.fillRect(x + 3, middle - 6, 18, 12);
  }
  context.restore();
  write(context, [{ text: shorten(context, label), font: LEGEND_FONT, height: LINE }], x + 32, y + 3, scene.colors.ink);
}

const LEGEND_FONT = "13px system-ui, sans-serif";

/** @param {CanvasRenderingContext2D} context @param {string} label */
function shorten(context, label) {
  context.font = LEGEND_FONT;
  const letters = [...label];
  while (letters.length && context.measureText(letters.join("")).width > ENTRY - 44) letters.pop();
  return letters.length < [...label].length ? `${letters.join("")}…` : label;
}
