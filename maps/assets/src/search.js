/** Search over the names of all layers. */

/** @import { Layer } from "./layer.js" */
/** @import { Feature } from "./types" */

import { element } from "./dom.js";
import { inSlices } from "./scheduler.js";
import { message } from "./i18n.js";

/** Results shown at once. */
const MOST_RESULTS = 8;

/** Names that are looked at before the page may answer. */
const STRIDE = 1024;

/** @param {Layer[]} layers @param {HTMLElement} holder @param {(feature: Feature) => void} choose */
export function fillSearch(layers, holder, choose) {
  const results = element("ul", { class: "results" });
  const status = element("p", { class: "visually-hidden", role: "status" });
  const input = element("input", { type: "search", id: "search-box", placeholder: message("search.placeholder"), autocomplete: "off" });
  input.addEventListener("input", async () => {
    const query = input.value;
    const features = await inSlices(search(layers, query));
    if (query !== input.value) return; // the reader has typed on
    results.replaceChildren(...features.map((feature) => resultEntry(feature, choose)));
    status.textContent = input.value.trim() ? message("search.found", { count: features.length }) : "";
  });
  holder.replaceChildren(element("label", { class: "visually-hidden", for: "search-box" }, message("search.label")), input, status, results);
}

/** Lower case without accents, so that "lodz" finds "Łódź". @param {string} text */
export const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/ł/gi, "l").toLowerCase();

/** @param {Layer[]} layers @param {string} query @returns {Generator<undefined, Feature[]>} names that start with it first */
export function* search(layers, query) {
  const wanted = fold(query.trim());
  if (!wanted) return [];
  /** @type {[Feature[], Feature[]]} */
  const [first, second] = [[], []];
  for (const layer of layers) {
    for (let row = 0; row < layer.rows && first.length < MOST_RESULTS; row++) {
      const position = fold(layer.nameOf(row)).indexOf(wanted);
      if (position === 0) first.push({ layer, row });
      else if (position > 0 && second.length < MOST_RESULTS) second.push({ layer, row });
      if (row % STRIDE === STRIDE - 1) yield;
    }
  }
  return [...first, ...second].slice(0, MOST_RESULTS);
}

/** @param {Feature} feature @param {(feature: Feature) => void} choose */
function resultEntry(feature, choose) {
  const { layer, row } = feature;
  const kind = layer.classOf(row).label;
  return element("li", {}, element("button", { type: "button", onclick: () => choose(feature) }, element("span", {}, layer.nameOf(row)), element("small", {}, kind)));
}
