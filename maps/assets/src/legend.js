/** The legend: what each symbol means, and switches for layers and classes. Made from the layers themselves. */

/** @import { Layer } from "./layer.js" */
/** @import { PageClass } from "./types" */

import { download } from "./geojson.js";
import { element, svg } from "./dom.js";
import { formatNumber, message } from "./i18n.js";
import { kindOf } from "./card.js";
import { roomAround } from "./sheet.js";
import { sceneOf } from "./scene.js";
import { symbolPicture } from "./symbols.js";

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
  const counts = countClasses(layer);
  const classes = element("ul", { class: "classes" }, ...layer.info.classes.map((cls, code) =>
    counts[code] ? classEntry(layer, cls, code, counts[code]) : null));
  const box = element("input", { type: "checkbox", checked: map.hasLayer(layer.leaflet) });
  const { title } = layer.info;
  const sync = () => {
    box.checked = map.hasLayer(layer.leaflet);
    classes.hidden = !box.checked;
    classes.querySelectorAll("input").forEach((input) => (input.checked = !layer.hidden.has(Number(input.value))));
  };
  box.addEventListener("change", () => (box.checked ? map.addLayer(layer.leaflet) : map.removeLayer(layer.leaflet)));
  sceneOf(map).onChange(sync);
  sync();
  return element("div", { class: "layer" },
    element("div", { class: "layer-head" },
      element("label", { class: "layer-title" }, box, element("span", {}, layer.info.title), count(layer.rows)),
      iconButton(wholeIcon(), message("legend.zoom", { title }), () => showWhole(map, layer)),
      iconButton("⤓", message("legend.download", { title }), () => download(layer))),
    layer.info.note && element("p", { class: "layer-note" }, layer.info.note),
    classes);
}

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
  return element("li", {}, element("label", {}, box, symbolPicture(cls.symbol, kindOf(layer)), element("span", {}, cls.label), count(number)));
}

/** @param {number} number */
const count = (number) => element("small", { title: message("legend.count", { count: number }) }, formatNumber(number));
