/** Colours a layer by a column that its reader chooses: numbers in classes of as many rows each, texts by kind. */

/** @import { Layer } from "./layer.js" */
/** @import { PageClass, PageField, PageSymbol, Value } from "./types" */
/** @typedef {{ classes: PageClass[], codes: number[], by: number, legend: string, classed_by: string }} Look how a layer is classed */

import { fieldText, formatSpan, message } from "./i18n.js";

/** Light to dark, told apart without colour (ColorBrewer's YlGnBu, C. Brewer, https://colorbrewer2.org, the lightest left out). */
const SCALE = ["#a1dab4", "#63bcc0", "#41a0c0", "#2c7fb8", "#253494"];

/** The page's own colours, neighbours far apart. */
const KINDS = ["#2c6fb3", "#c1452f", "#0d8086", "#c97a12", "#8957b8", "#5a6b80", "#b04a80", "#1f8f6f"];

/** Colours of the kinds beyond these, and of rows without a value. */
const [OTHER, MISSING] = ["#7a7f87", "#9aa3ad"];

/** Layers that routes are made of, which move, and bands, which are one thing. */
const FIXED = /^(what_if.*|routes|buffers)$/;

/** Fields that tell more than one thing about a layer's rows, and not a new one about each. @param {Layer} layer @returns {PageField[]} */
export function fieldsToColor(layer) {
  if (FIXED.test(layer.info.key)) return [];
  return layer.info.fields.filter(({ column, link }) => {
    if (link) return false;
    const values = valuesOf(layer, column).filter((value) => value !== null && value !== "");
    const distinct = new Set(values);
    return distinct.size > 1 && (values.every((value) => typeof value === "number") || distinct.size <= Math.max(KINDS.length, values.length / 3));
  });
}

/** @param {Layer} layer @param {number} column */
const valuesOf = (layer, column) => Array.from({ length: layer.rows }, (_, row) => layer.value(row, column));

/** @param {Layer} layer @param {PageField} field @returns {Look} */
export function lookBy(layer, field) {
  const values = valuesOf(layer, field.column);
  const numbers = values.filter((value) => typeof value === "number");
  const isScale = numbers.length > 0 && values.every((value) => value === null || typeof value === "number") && new Set(numbers).size > SCALE.length;
  const base = layer.classOf(0).symbol;
  return { ...(isScale ? byNumber(values, numbers, base) : byKind(values, field, base)), by: field.column, classed_by: field.label };
}

/** @param {string} label @param {PageSymbol} base @param {string} color @param {[number, number] | null} [span] @returns {PageClass} */
const classIn = (label, base, color, span = null) => ({ label, symbol: { ...base, shape: "circle", width: Math.max(base.width, 2), dash: [], color }, shown: true, passage: false, span });

/** @param {Value[]} values @param {number[]} numbers @param {PageSymbol} base */
function byNumber(values, numbers, base) {
  const edges = quantiles(numbers, SCALE.length);
  const steps = edges.slice(1).map((edge, i) => classIn(formatSpan([edges[i], edge]), base, SCALE[Math.round((i * (SCALE.length - 1)) / Math.max(edges.length - 2, 1))], [edges[i], edge]));
  const codes = values.map((value) => (value === null ? steps.length : steps.findIndex(({ span }) => Number(value) <= (span?.[1] ?? Infinity))));
  return { classes: [...steps, classIn(message("color.missing"), base, MISSING)], codes, legend: "ramp" };
}

/** Edges between which lie about as many numbers each; fewer where many are the same. @param {number[]} numbers @param {number} count */
export function quantiles(numbers, count) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const edges = Array.from({ length: count + 1 }, (_, i) => sorted[Math.round((i * (sorted.length - 1)) / count)]);
  return edges.filter((edge, i) => i === 0 || edge > edges[i - 1]);
}

/** @param {Value[]} values @param {PageField} field @param {PageSymbol} base */
function byKind(values, field, base) {
  /** @type {Map<Value, number>} */
  const counts = new Map();
  for (const value of values) if (value !== null && value !== "") counts.set(value, (counts.get(value) ?? 0) + 1);
  const kinds = [...counts].sort((a, b) => b[1] - a[1]).slice(0, KINDS.length).map(([value]) => value);
  const classes = kinds.map((value, i) => classIn(fieldText(field, value ?? ""), base, KINDS[i]));
  const codes = values.map((value) => (value === null || value === "" ? kinds.length + 1 : kinds.includes(value) ? kinds.indexOf(value) : kinds.length));
  return { classes: [...classes, classIn(message("color.other"), base, OTHER), classIn(message("color.missing"), base, MISSING)], codes, legend: "list" };
}
