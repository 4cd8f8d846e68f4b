/** The legend: what each symbol means, and switches for layers and classes. Made from the layers themselves. */

/** @import { Layer } from "./layer.js" */
/** @import { PageClass } from "./types" */

import { rests, setRest } from "./arcs.js";
import { element, offerFile, svg } from "./dom.js";
import { formatNumber, formatSpan, message } from "./i18n.js";
import { kindOf } from "./card.js";
import { fieldsToColor, lookBy } from "./recolor.js";
import { MAX_RADIUS_PX, MAX_WEIGHT_PX } from "./layer.js";
import { roomAround } from "./sheet.js";
import { passing } from "./table.js";
import { sceneOf } from "./scene.js";
import { symbolPicture } from "./symbols.js";
import { toGeoJson } from "./geojson.js";

/** Zoom at which a layer of one place is shown. */
const MOST_ZOOM = 9;

/** @param {L.Map} map @param {Layer[]} layers unpacked, in the order of the legend @param {HTMLElement} holder */
export function fillLegend(map, layers, holder) {
  /** @type {Map<string, Layer[]>} */
  const groups = new Map();
  for (const layer of layers) groups.set(layer.info.group, [...(groups.get(layer.info.group) ?? []), layer]);
  holder.replaceChildren(...[...groups].map(([title, members]) =>
    element("section", { class: "group" }, element("h2", {}, title), ...members.map((layer) => layerEntry(map, layer)))));
}

/** @param {L.Map} map @param {Layer} layer */
function layerEntry(map, layer) {
  const classes = element("ul", { class: "classes" });
  const fill = () => classes.replaceChildren(...[...classItems(layer, countClasses(layer)), sizeEntry(layer)].flatMap((item) => item ?? []));
  fill();
  const colors = colorPicker(layer, fill);
  const box = element("input", { type: "checkbox", checked: map.hasLayer(layer.leaflet) });
  const { title } = layer.info;
  const shown = element("span", {});
  const filtered = element("p", { class: "layer-note", hidden: true }, shown, " ",
    element("button", { type: "button", class: "clear", onclick: () => layer.setFilterTexts(new Map()) }, message("filter.clear")));
  const sync = () => {
    box.checked = map.hasLayer(layer.leaflet);
    classes.hidden = !box.checked;
    colors?.sync();
    classes.querySelectorAll("input").forEach((input) => (input.checked = !layer.hidden.has(Number(input.value))));
    filtered.hidden = !layer.isFiltered();
    if (!filtered.hidden) shown.textContent = message("filter.on", { count: formatNumber(passing(layer).length), all: formatNumber(layer.rows) });
  };
  box.addEventListener("change", () => (box.checked ? map.addLayer(layer.leaflet) : map.removeLayer(layer.leaflet)));
  sceneOf(map).onChange(sync);
  sync();
  return element("div", { class: "layer" },
    element("div", { class: "layer-head" },
      element("label", { class: "layer-title" }, box, element("span", {}, layer.info.title), count(layer.rows)),
      layer.info.moves && restButton(layer),
      colors && iconButton("◑", message("color.label", { title }), () => (colors.picker.hidden = !colors.picker.hidden)),
      iconButton(wholeIcon(), message("legend.zoom", { title }), () => showWhole(map, layer)),
      iconButton("⤓", message("legend.download", { title }), () => offerFile(`${layer.info.key}.geojson`, JSON.stringify(toGeoJson(layer)), "application/geo+json"))),
    filtered,
    colors?.picker,
    layer.info.note && element("p", { class: "layer-note" }, layer.info.note),
    classes);
}

/** Lets a reader choose the column that a layer is coloured by. @param {Layer} layer @param {() => void} onChange */
function colorPicker(layer, onChange) {
  const fields = fieldsToColor(layer);
  if (!fields.length) return null;
  const own = layer.info.classed_by || message("color.own");
  const picker = element("select", { class: "color-by", hidden: true, "aria-label": message("color.label", { title: layer.info.title }) },
    element("option", { value: "" }, own), ...fields.map(({ label }) => element("option", { value: label }, label)));
  let shown = "";
  picker.addEventListener("change", () => colorLayer(layer, picker.value));
  const sync = () => {
    if (shown === layer.coloredBy) return;
    shown = picker.value = layer.coloredBy;
    picker.hidden = false;
    onChange();
  };
  return { picker, sync };
}

/** Colours a layer by the field of some label, or as it came. @param {Layer} layer @param {string} label */
export function colorLayer(layer, label) {
  if (label === layer.coloredBy) return;
  const field = fieldsToColor(layer).find((candidate) => candidate.label === label);
  if (!field && !layer.coloredBy) return;
  layer.setFilter("range", null); // of other numbers
  layer.setLook(field ? lookBy(layer, field) : null);
}

/** @param {Layer} layer whose dots its reader lets rest or run */
function restButton(layer) {
  const { title } = layer.info;
  const button = iconButton("", "", () => setRest(layer, !rests(layer)));
  const sync = () => {
    const words = message(rests(layer) ? "arcs.run" : "arcs.rest", { title });
    button.replaceChildren(restIcon(rests(layer)));
    button.title = words;
    button.setAttribute("aria-label", words);
  };
  button.addEventListener("click", sync);
  sync();
  return button;
}

/** @param {boolean} atRest */
const restIcon = (atRest) => svg("svg", { viewBox: "0 0 20 20", width: 14, height: 14, "aria-hidden": "true" },
  svg("path", { d: atRest ? "M6 3L16 10L6 17Z" : "M5 3H8V17H5ZM12 3H15V17H12Z", fill: "currentColor" }));

const wholeIcon = () => svg("svg", { viewBox: "0 0 20 20", width: 14, height: 14, "aria-hidden": "true" },
  svg("path", { d: "M10 2V7M10 13V18M2 10H7M13 10H18M10 7A3 3 0 1 0 10 13A3 3 0 1 0 10 7", fill: "none", stroke: "currentColor", "stroke-width": 1.6 }));

/** @param {string | Node} icon @param {string} words @param {() => void} onclick */
const iconButton = (icon, words, onclick) => element("button", { type: "button", class: "download", title: words, "aria-label": words, onclick }, icon);

/** @param {L.Map} map @param {Layer} layer switched on, if it was not */
function showWhole(map, layer) {
  if (!map.hasLayer(layer.leaflet)) map.addLayer(layer.leaflet);
  const bounds = layer.bounds();
  if (bounds.isValid()) map.flyToBounds(bounds, { ...roomAround(), animate: true, duration: 0.6, maxZoom: MOST_ZOOM });
}

/** @param {Layer} layer @param {number[]} counts rows of each class */
function classItems(layer, counts) {
  const { classes, legend } = layer.info;
  if (legend === "none") return [];
  return [legend === "ramp" ? rampEntry(layer) : null, ...classes.map((cls, code) =>
    counts[code] && !(legend === "ramp" && cls.span) ? classEntry(layer, cls, code, counts[code]) : null)];
}

/** A scale of colours, and between which numbers rows are shown. @param {Layer} layer */
function rampEntry(layer) {
  const steps = layer.info.classes.flatMap(({ span, symbol }) => (span ? [{ span, color: symbol.color }] : []));
  if (!steps.length) return null;
  const edges = [...steps.map(({ span }) => span[0]), steps[steps.length - 1].span[1]];
  const numbers = element("p", { class: "ramp-numbers" }, formatSpan([edges[0], edges[steps.length]]));
  const ends = [message("filter.from"), message("filter.to")].map((label, end) =>
    element("input", { type: "range", min: 0, max: steps.length, value: end * steps.length, "aria-label": `${layer.info.classed_by}: ${label}` }));
  const filter = () => {
    const [from, to] = ends.map((input) => edges[Number(input.value)]).sort((a, b) => a - b);
    numbers.textContent = formatSpan([from, to]);
    /** @param {number} row */
    const isBetween = (row) => {
      const value = layer.value(row, layer.info.by);
      return value !== null && from <= Number(value) && Number(value) <= to;
    };
    layer.setFilter("range", from === edges[0] && to === edges[steps.length] ? null : isBetween, ends.map(({ value }) => value).join("~"));
  };
  for (const input of ends) input.addEventListener("input", filter);
  layer.onFilterText("range", (text) => {
    const places = /^\d+~\d+$/.test(text) ? text.split("~") : ["0", String(steps.length)];
    ends.forEach((input, end) => (input.value = places[end]));
    filter();
  });
  const bar = element("div", { class: "ramp" });
  bar.style.background = `linear-gradient(to right, ${steps.map(({ color }) => color).join(", ")})`;
  return element("li", {}, element("p", { class: "ramp-title" }, layer.info.classed_by), bar, ...ends, numbers);
}

/** @typedef {{ radius: number, isLine: boolean, label: string, field: string }} Size half the pixels of a mark or line, and what it stands for */

/** The number of one digit and noughts that is nearest, or next below if that is more than the most. @param {number} value more than 0 @param {number} most */
const plain = (value, most) => {
  const nearest = Number(value.toPrecision(1));
  return nearest > most ? Number((nearest - 10 ** Math.floor(Math.log10(value))).toPrecision(1)) : nearest;
};

/** What sizes mean: plain numbers near the largest and a quarter of it. @param {Layer} layer @returns {Size[]} none where all are alike, or differ by class in their unit */
export function sizesOf(layer) {
  const { weight, fields } = layer.info;
  const field = fields.find(({ column }) => column === weight);
  if (layer.hasUnits() || !field || !(layer.maxWeight > 0)) return [];
  const isLine = kindOf(layer) === "line";
  return [1, 4].map((part) => {
    const value = plain(layer.maxWeight / part, layer.maxWeight);
    const radius = (isLine ? MAX_WEIGHT_PX / 2 : MAX_RADIUS_PX) * Math.sqrt(value / layer.maxWeight);
    return { radius, isLine, label: `${formatNumber(value)} ${field.unit}`.trim(), field: field.label };
  });
}

/** @param {Layer} layer */
function sizeEntry(layer) {
  const told = sizesOf(layer);
  if (!told.length) return null;
  const sizes = told.map(({ radius, isLine, label }) => {
    const shape = isLine ? svg("rect", { x: 0, y: 20 - radius, width: 40, height: 2 * radius }) : svg("circle", { cx: 20, cy: 20, r: radius });
    const picture = svg("svg", { class: "size", viewBox: "0 0 40 40", width: 40, height: 40, "aria-hidden": "true" }, shape);
    return element("span", {}, picture, label);
  });
  return element("li", { class: "sizes" }, element("p", { class: "ramp-title" }, told[0].field), ...sizes);
}

/** @param {Layer} layer */
function countClasses(layer) {
  const counts = layer.info.classes.map(() => 0);
  for (let row = 0; row < layer.rows; row++) counts[layer.codeOf(row)]++;
  return counts;
}

/** @param {Layer} layer @param {PageClass} cls @param {number} code @param {number} number */
function classEntry(layer, cls, code, number) {
  const box = element("input", { type: "checkbox", value: code, checked: !layer.hidden.has(code) });
  box.addEventListener("change", () => layer.showClass(code, box.checked));
  return element("li", {}, element("label", {}, box, symbolPicture(cls.symbol, kindOf(layer), layer.info.area_opacity), element("span", {}, cls.label), count(number)));
}

/** @param {number} number */
const count = (number) => element("small", { title: message("legend.count", { count: number }) }, formatNumber(number));
