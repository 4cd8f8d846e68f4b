/** The shapes of marks, for the canvas and for the legend; printed figures and QGIS have the same outlines. */

/** @import { Kind, PageSymbol } from "./types" */

import given from "../../../layers/data/outlines.json" with { type: "json" };
import { svg } from "./dom.js";

/** In a square from -1 to 1, of about the same area: the radius of a disc, or the corners of a polygon. @type {Record<string, number | number[][]>} */
const OUTLINES = given;

/** @param {string} shape the outline as SVG writes it */
function outline(shape) {
  const drawn = OUTLINES[shape] ?? OUTLINES.circle;
  if (typeof drawn !== "number") return `M${drawn.join("L")}Z`;
  return `M${-drawn} 0A${drawn} ${drawn} 0 1 0 ${drawn} 0A${drawn} ${drawn} 0 1 0 ${-drawn} 0Z`;
}

/** @type {Map<string, Path2D>} */
const paths = new Map();

/** @param {string} shape @returns {Path2D} */
export function shapePath(shape) {
  const known = paths.get(shape);
  if (known) return known;
  const path = new Path2D(outline(shape));
  paths.set(shape, path);
  return path;
}

/** A small picture of a symbol for the legend. @param {PageSymbol} symbol @param {Kind} kind @param {number} [most] opacity of an area */
export function symbolPicture(symbol, kind, most = 1) {
  const box = svg("svg", { class: "symbol", viewBox: "-12 -8 24 16", width: 24, height: 16, "aria-hidden": "true" });
  if (kind === "line") {
    const dash = symbol.dash.join(" ");
    box.append(svg("path", { d: "M-11 0H11", stroke: symbol.color, "stroke-width": symbol.width + 0.6, "stroke-dasharray": dash, fill: "none" }));
  } else if (kind === "polygon") {
    box.append(svg("rect", { x: -9, y: -6, width: 18, height: 12, fill: symbol.color, "fill-opacity": Math.min(1, Math.min(symbol.opacity, most) + 0.15), stroke: symbol.color }));
  } else {
    box.append(svg("path", { d: outline(symbol.shape), transform: `scale(${symbol.width})`, fill: symbol.color }));
  }
  return box;
}
