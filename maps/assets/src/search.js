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
    const asked = query.trim() !== "";
    status.textContent = !asked ? "" : features.length ? message("search.found", { count: features.length }) : message("search.none");
    status.classList.toggle("visually-hidden", !asked || features.length > 0);
  });
  holder.addEventListener("keydown", (event) => moveAlong(event, input, results));
  holder.replaceChildren(element("label", { class: "visually-hidden", for: "search-box" }, message("search.label")), input, status, results);
}

/** Enter takes the first name that was found, arrows go along all of them. @param {KeyboardEvent} event @param {HTMLElement} input @param {HTMLElement} results */
function moveAlong(event, input, results) {
  const found = [...results.querySelectorAll("button")];
  if (event.key === "Enter" && event.target === input) return found[0]?.click();
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || !found.length) return;
  event.preventDefault();
  const stops = [input, ...found];
  stops[Math.max(0, Math.min(found.length, stops.indexOf(/** @type {HTMLButtonElement} */ (event.target)) + step))].focus();
}

/** Lower case without accents, so that "lodz" finds "Łódź". @param {string} text */
export const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/ł/gi, "l").toLowerCase();

/** @param {Layer[]} layers @param {string} query @returns {Generator<undefined, Feature[]>} names that start with it first, each name of a kind once */
export function* search(layers, query) {
  const wanted = fold(query.trim());
  if (!wanted) return [];
  /** @type {[Feature[], Feature[]]} */
  const [first, second] = [[], []];
  const told = new Set();
  for (const layer of layers) {
    for (let row = 0; row < layer.rows && first.length < MOST_RESULTS; row++) {
      const [name, kind] = [layer.nameOf(row), layer.classOf(row).label];
      const position = name === kind ? -1 : fold(name).indexOf(wanted); // a leg that is called by its mode has no name
      const words = `${name}\n${kind}`;
      if (position >= 0 && !told.has(words) && (position === 0 || second.length < MOST_RESULTS)) {
        told.add(words);
        (position === 0 ? first : second).push({ layer, row });
      }
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
