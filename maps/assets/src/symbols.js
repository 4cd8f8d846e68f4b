/** The shapes of marks, once for the canvas and once for the legend. */

import { svg } from "./dom.js";

/** Outlines in a square from -1 to 1, of about the same area. @type {Record<string, string>} */
const OUTLINES = {
  circle: "M-.9 0A.9 .9 0 1 0 .9 0A.9 .9 0 1 0 -.9 0Z",
  square: "M-.8 -.8H.8V.8H-.8Z",
  diamond: "M0 -1.08L1.08 0L0 1.08L-1.08 0Z",
  triangle: "M0 -1.1L1.05 .75H-1.05Z",
  triangle_down: "M0 1.1L1.05 -.75H-1.05Z",
  pentagon: "M0 -1.02L.97 -.31L.6 .83H-.6L-.97 -.31Z",
  hexagon: "M-.5 -.92H.5L1.03 0L.5 .92H-.5L-1.03 0Z",
  star: "M0 -1.2L.33 -.42L1.14 -.37L.52 .16L.71 .97L0 .53L-.71 .97L-.52 .16L-1.14 -.37L-.33 -.42Z",
  cross: "M-.36 -1H.36V-.36H1V.36H.36V1H-.36V.36H-1V-.36H-.36Z",
  anchor: "M-1 -.15H-.62L0 -1.05L.62 -.15H1L.72 .8H-.72Z",
  plane: "M0 -1.15L.28 -.45L1.1 .2V.5L.26 .25L.18 .75L.45 1H-.45L-.18 .75L-.26 .25L-1.1 .5V.2L-.28 -.45Z",
  gate: "M-1 -.85H-.45V-.3H.45V-.85H1V.85H.45V.3H-.45V.85H-1Z",
  bowtie: "M-1.05 -.8L0 -.25L1.05 -.8V.8L0 .25L-1.05 .8Z",
  dot: "M-.4 0A.4 .4 0 1 0 .4 0A.4 .4 0 1 0 -.4 0Z",
};

/** @type {Map<string, Path2D>} */
const paths = new Map();

/** @param {string} shape @returns {Path2D} */
export function shapePath(shape) {
  const known = paths.get(shape);
  if (known) return known;
  const path = new Path2D(OUTLINES[shape] ?? OUTLINES.circle);
  paths.set(shape, path);
  return path;
}

/** A small picture of a symbol for the legend. @param {import("./types").PageSymbol} symbol @param {import("./types").Kind} kind */
export function symbolPicture(symbol, kind) {
  const box = svg("svg", { class: "symbol", viewBox: "-12 -8 24 16", width: 24, height: 16, "aria-hidden": "true" });
  if (kind === "line") {
    const dash = symbol.dash.join(" ");
    box.append(svg("path", { d: "M-11 0H11", stroke: symbol.color, "stroke-width": symbol.width + 0.6, "stroke-dasharray": dash, fill: "none" }));
  } else if (kind === "polygon") {
    box.append(svg("rect", { x: -9, y: -6, width: 18, height: 12, fill: symbol.color, "fill-opacity": symbol.opacity + 0.15, stroke: symbol.color }));
  } else {
    box.append(svg("path", { d: OUTLINES[symbol.shape] ?? OUTLINES.circle, transform: `scale(${symbol.width})`, fill: symbol.color }));
  }
  return box;
}
