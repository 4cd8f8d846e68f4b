/** The card of a feature: what it is, where that is known from, and how well. */

import { element, link } from "./dom.js";
import { fieldText, message } from "./i18n.js";
import { symbolPicture } from "./symbols.js";
import { vertices } from "./codec.js";
import { xToLon, yToLat } from "./projection.js";

/** @import { Layer } from "./layer.js" */
/** @import { Feature, Kind, PageField, Section, Value } from "./types" */

/** @param {Feature} feature @param {Extras} extras */
function makeCard({ layer, row }, { action, related }) {
  const cls = layer.classOf(row);
  const said = fieldsOf(layer, layer.info.card);
  const source = said.findIndex(({ column }) => layer.columns[column].name === "source");
  const first = related && source >= 0 ? source : said.length; // what relates comes before where the facts are from
  const facts = (/** @type {PageField[]} */ fields) => element("dl", {}, ...fields.flatMap((field) => describe(field, layer.value(row, field.column))));
  return element("article", { class: "card" },
    element("p", { class: "card-kind" }, symbolPicture(cls.symbol, kindOf(layer, row), layer.info.area_opacity), cls.label),
    element("h2", { dir: "auto" }, layer.nameOf(row)),
    precisionNote(layer.precisionOf(row)),
    basisNote(layer.unseenBasisOf(row)),
    action,
    facts(said.slice(0, first)),
    related,
    facts(said.slice(first)),
  );
}

/** Fields of a layer in the order of their columns. @param {Layer} layer @param {number[] | null} columns null for all */
export const fieldsOf = ({ info: { fields } }, columns) =>
  columns ? columns.flatMap((column) => fields.filter((field) => field.column === column)) : fields;

/** The kind of geometry that a layer's symbols stand for, or that a row has. @param {Layer} layer @param {number} [row] @returns {Kind} */
export const kindOf = (layer, row) => ((row === undefined ? null : sectionOf(layer, row)) ?? layer.sections[0])?.kind ?? "point";

/** Where a row's first part is; null if it has no geometry. @param {Layer} layer @param {number} row */
const sectionOf = (layer, row) => layer.sections.find((section) => section.rows.includes(row)) ?? null;

/** @param {string} precision */
function precisionNote(precision) {
  return precision === "exact" ? null : element("p", { class: "card-note" }, message(`precision.${precision}`));
}

/** @param {string} basis */
function basisNote(basis) {
  return basis ? element("p", { class: "card-note" }, message(`unseen.${basis}`)) : null;
}

/** @param {PageField} field @param {Value} value */
function describe(field, value) {
  if (value === null || value === "") return [];
  const text = fieldText(field, value);
  return [element("dt", {}, field.label), element("dd", { dir: "auto" }, field.link ? link(text) : withUnit(field, text))];
}

/** @param {PageField} field @param {string} text */
const withUnit = ({ unit }, text) => (unit ? `${text} ${unit}` : text);

/** What a layer tells of a row beside its name, for a tooltip: a line each. @param {Feature} feature */
export const tipLines = ({ layer, row }) => fieldsOf(layer, layer.info.tip).flatMap((field) => {
  const value = layer.value(row, field.column);
  return value === null || value === "" ? [] : [`${field.label}: ${withUnit(field, fieldText(field, value))}`];
});

/** Where a card is pinned: the point, the middle of a line, the middle of a polygon's box. @param {Feature} feature */
export function anchorOf({ layer, row }) {
  const section = sectionOf(layer, row);
  if (!section) return null;
  const part = section.rows.indexOf(row);
  const [from, to] = vertices(section, part);
  if (section.kind !== "polygon") return toLatLng(section, (from + to) >> 1);
  const { x, y } = section;
  let [west, north, east, south] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = from; i < to; i++) {
    [west, east] = [Math.min(west, x[i]), Math.max(east, x[i])];
    [north, south] = [Math.min(north, y[i]), Math.max(south, y[i])];
  }
  return L.latLng(yToLat((north + south) / 2), xToLon((west + east) / 2));
}

/** @param {Section} section @param {number} vertex */
const toLatLng = ({ x, y }, vertex) => L.latLng(yToLat(y[vertex]), xToLon(x[vertex]));

/** @typedef {{ action: Node | null, related: Node | null }} Extras what a reader can do with a feature, and what relates to it */

/** Cards that can be leafed through. @param {Feature[]} features @param {(feature: Feature) => Extras} extrasOf @param {(feature: Feature) => void} onTurn */
export function makePager(features, extrasOf, onTurn) {
  if (features.length === 1) return makeCard(features[0], extrasOf(features[0]));
  let position = 0;
  const count = element("span", { role: "status" });
  const holder = element("div", {});
  /** @param {number} step */
  const turn = (step) => {
    position = (position + step + features.length) % features.length;
    count.textContent = message("card.position", { position: position + 1, count: features.length });
    holder.replaceChildren(makeCard(features[position], extrasOf(features[position])));
    onTurn(features[position]);
  };
  const pager = element("div", { class: "pager" },
    element("button", { type: "button", "aria-label": message("card.previous"), onclick: () => turn(-1) }, "‹"),
    count,
    element("button", { type: "button", "aria-label": message("card.next"), onclick: () => turn(1) }, "›"));
  turn(0);
  return element("div", {}, pager, holder);
}
