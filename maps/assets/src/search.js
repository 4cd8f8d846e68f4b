/** Search over the names of all layers. */

/** @import { Layer } from "./layer.js" */
/** @import { Feature } from "./types" */

import { element } from "./dom.js";
import { inSlices } from "./scheduler.js";
import { message } from "./i18n.js";

/** Results shown at once. */
const MOST_RESULTS = 8;

/** Towns of the base map among them, where there is more to show. */
const MOST_TOWNS = 2;

/** Names that are looked at before the page may answer. */
const STRIDE = 1024;

/** @typedef {{ layer: Layer, show: (row: number) => void }} Towns of the base map, and what moves to one */

/** @param {Layer[]} layers @param {HTMLElement} holder @param {(feature: Feature) => void} choose @param {Towns | null} [towns] */
export function fillSearch(layers, holder, choose, towns = null) {
  const results = element("ul", { class: "results" });
  const status = element("p", { class: "visually-hidden", role: "status" });
  const input = element("input", { type: "search", id: "search-box", placeholder: message("search.placeholder"), autocomplete: "off" });
  input.addEventListener("input", async () => {
    const query = input.value;
    const features = await inSlices(search(layers, query));
    const rows = towns ? townsNamed(towns.layer, query).slice(0, Math.max(MOST_TOWNS, MOST_RESULTS - features.length)) : [];
    if (query !== input.value) return; // the reader has typed on
    const entries = features.slice(0, MOST_RESULTS - rows.length).map((feature) => resultEntry(feature, choose));
    if (towns) entries.push(...rows.map((row) => townEntry(towns, row, query)));
    results.replaceChildren(...entries);
    const asked = query.trim() !== "";
    status.textContent = !asked ? "" : entries.length ? message("search.found", { count: entries.length }) : message("search.none");
    status.classList.toggle("visually-hidden", !asked || entries.length > 0);
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
      const [name, kind] = [layer.nameOf(row), kindOf({ layer, row })];
      const position = fold(name).indexOf(wanted);
      const words = `${name}\n${kind}`;
      const leads = position === 0 && name !== layer.classOf(row).label; // a leg that is called by its mode has no name
      if (position >= 0 && !told.has(words) && (leads || second.length < MOST_RESULTS)) {
        told.add(words);
        (leads ? first : second).push({ layer, row });
      }
      if (row % STRIDE === STRIDE - 1) yield;
    }
  }
  return [...first, ...second].slice(0, MOST_RESULTS);
}

/** What a feature is: its class, with the layer where that alone says nothing. @param {Feature} feature */
function kindOf({ layer, row }) {
  const { label } = layer.classOf(row);
  if (label === layer.nameOf(row)) return layer.info.title;
  return /^\d/.test(label) ? `${layer.info.title}: ${label}` : label;
}

/** @param {Feature} feature @param {(feature: Feature) => void} choose */
function resultEntry(feature, choose) {
  const { layer, row } = feature;
  const kind = kindOf(feature);
  return element("li", {}, element("button", { type: "button", onclick: () => choose(feature) }, element("span", {}, layer.nameOf(row)), element("small", {}, kind)));
}

/** Rows of towns one of whose names starts with a text, the largest first. @param {Layer} towns columns: name, population, other names @param {string} query */
export function townsNamed(towns, query) {
  const wanted = fold(query.trim());
  if (!wanted) return [];
  return Array.from({ length: towns.rows }, (_, row) => row).filter((row) => namesOf(towns, row).some((name) => fold(name).startsWith(wanted)));
}

/** @param {Layer} towns @param {number} row */
const namesOf = (towns, row) => [towns.nameOf(row), ...String(towns.value(row, 2) ?? "").split(";")];

/** A town by the name that was asked for, and by that which the map has. @param {Towns} towns @param {number} row @param {string} query */
function townEntry({ layer, show }, row, query) {
  const names = namesOf(layer, row);
  const asked = names.find((name) => fold(name).startsWith(fold(query.trim()))) ?? names[0];
  const name = asked === names[0] ? asked : `${asked} (${names[0]})`;
  return element("li", {}, element("button", { type: "button", onclick: () => show(row) }, element("span", {}, name), element("small", {}, message("search.town"))));
}
