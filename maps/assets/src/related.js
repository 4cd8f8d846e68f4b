/** What relates to a feature: what its cells name, what names it, what it crosses, what lies inside it. */

/** @import { Layer } from "./layer.js" */
/** @import { Feature, Section } from "./types" */

import { element } from "./dom.js";
import { insidePolygon } from "./hit.js";
import { message } from "./i18n.js";
import { vertices } from "./codec.js";

/** Layers with more rows than this are not looked through. */
const MOST_ROWS = 5000;

/** Names of one layer that a card lists before its reader asks for all. */
const LISTED = 4;

/** Layers whose lines lead from one end to the other over what lies between, and those made of pieces of routes. */
const NOWHERE = /^(flows|partnerships|what_if.*)$/;

/** @typedef {Map<string, Feature[]>} ById */

export class Relations {
  /** @param {Layer[]} layers in the order of the legend */
  constructor(layers) {
    this._layers = layers.filter(({ rows }) => rows <= MOST_ROWS);
    /** @type {ById | null} features by their ids */
    this._named = null;
    /** @type {ById} features by the ids that their cells hold */
    this._naming = new Map();
  }

  /** Features that relate to one, by layer, in the order of the legend. @param {Feature} feature @returns {Feature[]} */
  of(feature) {
    this._named ??= this._readIds();
    const own = idOf(feature);
    const cells = cellsOf(feature).flatMap((id) => this._named?.get(id) ?? []);
    const found = [...cells, ...(own ? this._naming.get(own) ?? [] : []), ...this._around(feature)];
    const others = unique(found).filter(({ layer, row }) => !(layer === feature.layer && row === feature.row) && layer.holds(row));
    return this._layers.flatMap((layer) => others.filter((other) => other.layer === layer));
  }

  /** @returns {ById} */
  _readIds() {
    /** @type {ById} */
    const named = new Map();
    const all = this._layers.flatMap((layer) => Array.from({ length: layer.rows }, (_, row) => ({ layer, row })));
    for (const feature of all) put(named, idOf(feature), feature);
    for (const feature of all) for (const cell of cellsOf(feature)) if (named.has(cell)) put(this._naming, cell, feature);
    return named;
  }

  /** What a feature crosses or holds, or lies in; what is known to its country alone lies nowhere. @param {Feature} feature @returns {Feature[]} */
  _around(feature) {
    if (!isPlaced(feature)) return [];
    const shapes = shapesOf(feature);
    return this._layers.flatMap((layer) => (layer === feature.layer ? [] : rowsOf(layer)
      .map((row) => ({ layer, row }))
      .filter((other) => isPlaced(other) && isBandPair(feature, other) === false && shapes.some((shape) => shapesOf(other).some((one) => meets(shape, one))))));
  }
}

/** @typedef {{ section: Section, part: number }} Shape */

/** @param {ById} known @param {string} id @param {Feature} feature */
function put(known, id, feature) {
  if (id) known.set(id, [...(known.get(id) ?? []), feature]);
}

/** @param {Feature[]} features */
function unique(features) {
  return features.filter(({ layer, row }, i) => features.findIndex((other) => other.layer === layer && other.row === row) === i);
}

/** @param {Layer} layer */
const rowsOf = (layer) => Array.from({ length: layer.rows }, (_, row) => row);

/** @param {Feature} feature */
const idOf = ({ layer, row }) => String(layer.columns.find(({ name }) => name === "id")?.value(row) ?? "");

/** Texts of a row that may be ids of others. @param {Feature} feature */
function cellsOf({ layer, row }) {
  const texts = layer.columns.filter(({ name }) => name !== "id").map((column) => column.value(row));
  return texts.flatMap((text) => (typeof text === "string" && text.length < 200 ? text.split("+") : []));
}

/** @param {Feature} feature */
const isPlaced = ({ layer, row }) => !NOWHERE.test(layer.info.key) && layer.precisionOf(row) !== "country";

/** @param {Feature} feature */
export const isBand = ({ layer, row }) => layer.classOf(row).symbol.reach_km > 0;

/** Whether one is a band beside lines and the other no point: a band follows lines, and meets what these meet. @param {Feature} one @param {Feature} other */
function isBandPair(one, other) {
  const isPoint = (/** @type {Feature} */ { layer }) => layer.sections.every(({ kind }) => kind === "point");
  return (isBand(one) && !isPoint(other)) || (isBand(other) && !isPoint(one));
}

/** @param {Feature} feature @returns {Shape[]} */
const shapesOf = ({ layer, row }) => layer.sections.flatMap((section) => partsOf(section, row).map((part) => ({ section, part })));

/** @type {WeakMap<Section, Map<number, number[]>>} the parts of each row, once asked for */
const known = new WeakMap();

/** @param {Section} section @param {number} row */
function partsOf(section, row) {
  let parts = known.get(section);
  if (!parts) {
    parts = new Map();
    for (let part = 0; part < section.rows.length; part++) parts.set(section.rows[part], [...(parts.get(section.rows[part]) ?? []), part]);
    known.set(section, parts);
  }
  return parts.get(row) ?? [];
}

/** Whether an area and a point or line have anything in common, as drawn; areas side by side always have. @param {Shape} one @param {Shape} other @returns {boolean} */
export function meets(one, other) {
  if (one.section.kind !== "polygon") return other.section.kind === "polygon" && meets(other, one);
  if (other.section.kind === "polygon" || !boxesTouch(one, other)) return false;
  const { section, part } = other;
  const [from, to] = vertices(section, part);
  for (let i = from; i < to; i++) if (insidePolygon(one.section, one.part, section.x[i], section.y[i])) return true;
  if (section.kind === "point") return false;
  return edgesCross(one, other);
}

/** @param {Shape} one @param {Shape} other */
function boxesTouch({ section: { index }, part }, other) {
  const { index: more } = other.section;
  return index.touches(part, [more.west[other.part], more.north[other.part], more.east[other.part], more.south[other.part]]);
}

/** Whether an edge of an area crosses one of another shape. @param {Shape} area @param {Shape} other */
function edgesCross(area, { section, part }) {
  const { x, y } = section;
  const [from, to] = vertices(section, part);
  for (let i = from; i < to - 1; i++) if (area.section.index.touches(area.part, boxOfEdge(x, y, i)) && crossesOutline(area, x, y, i)) return true;
  return false;
}

/** @param {Float64Array} x @param {Float64Array} y @param {number} i @returns {import("./spatial-index.js").Box} */
const boxOfEdge = (x, y, i) => [Math.min(x[i], x[i + 1]), Math.min(y[i], y[i + 1]), Math.max(x[i], x[i + 1]), Math.max(y[i], y[i + 1])];

/** @param {Shape} area @param {Float64Array} x @param {Float64Array} y @param {number} i */
function crossesOutline({ section, part }, x, y, i) {
  const [from, to] = vertices(section, part);
  for (let j = from; j < to - 1; j++) {
    const side = (/** @type {number} */ px, /** @type {number} */ py) => Math.sign((x[i + 1] - x[i]) * (py - y[i]) - (y[i + 1] - y[i]) * (px - x[i]));
    const [ax, ay, bx, by] = [section.x[j], section.y[j], section.x[j + 1], section.y[j + 1]];
    if (side(ax, ay) === side(bx, by)) continue;
    const across = (/** @type {number} */ px, /** @type {number} */ py) => Math.sign((bx - ax) * (py - ay) - (by - ay) * (px - ax));
    if (across(x[i], y[i]) !== across(x[i + 1], y[i + 1])) return true;
  }
  return false;
}

/** What a card says of the features that relate to its own, by layer; each name leads there. @param {Feature[]} features @param {(feature: Feature) => void} choose */
export function relatedList(features, choose) {
  if (!features.length) return null;
  const layers = [...new Set(features.map(({ layer }) => layer))];
  return element("section", { class: "related" },
    element("h3", {}, message("related.title")),
    ...layers.map((layer) => layerList(layer, features.filter((feature) => feature.layer === layer), choose)));
}

/** @param {Layer} layer @param {Feature[]} features @param {(feature: Feature) => void} choose */
function layerList(layer, features, choose) {
  const list = element("ul", {});
  /** @param {Feature[]} shown @returns {void} */
  const show = (shown) => list.replaceChildren(
    ...shown.map((feature) => element("li", {}, element("button", { type: "button", class: "name", dir: "auto", onclick: () => choose(feature) }, layer.nameOf(feature.row)))),
    features.length > shown.length ? element("li", {}, element("button", { type: "button", class: "clear", onclick: () => show(features) }, message("related.more", { count: features.length - shown.length }))) : "");
  show(features.slice(0, LISTED));
  return element("div", {}, element("h4", {}, `${layer.info.title} (${features.length})`), list);
}
