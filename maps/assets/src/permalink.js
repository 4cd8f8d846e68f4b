/** Keeps the view, the layers and the open card in the address, so that a link shows what its sender sees. */

/** @import { Layer } from "./layer.js" */
/** @import { Readings } from "./readings.js" */
/** @import { Timeline } from "./timeline.js" */

import { wrap } from "./antimeridian.js";
import { colorLayer } from "./legend.js";
import { choose } from "./popup.js";
import { sceneOf } from "./scene.js";

/** @typedef {{ zoom?: number, center?: [number, number], layers?: string[], off?: string[], card?: [string, number], month?: number | "all", closed?: string[], opened?: string[], color?: string[][], filter?: string[][], compare?: "swipe" | "panes", chapter?: number }} State colours are of a layer, by the name of a column; filters of a layer, by their kind, with a text */

/** Farthest that a map's centre lies from 0, in degrees: once round the Earth is as good as a hundred times. */
const [FARTHEST_LAT, FARTHEST_LON] = [90, 540];

/** Parts of an address that are names, whether they are written though there is none, and those of several words each. */
const NAMES = /** @type {const} */ ([["layers", true], ["off", true], ["closed", false], ["opened", false]]); // a class that starts hidden may be shown
const WORDS = /** @type {const} */ ([["color", 2], ["filter", 3]]);

/** @param {State} state */
function writeView({ zoom, center }) {
  if (!center) return [];
  const [lat, lon] = center;
  return [`map=${zoom}/${lat.toFixed(4)}/${(Math.abs(lon) < FARTHEST_LON ? lon : wrap(lon)).toFixed(4)}`];
}

/** @param {State} state */
export function write(state) {
  const parts = writeView(state);
  for (const [name, even] of NAMES) {
    const names = state[name];
    if (names?.length || (names && even)) parts.push(`${name}=${names.map(encodeURIComponent).join(",")}`);
  }
  if (state.card) parts.push(`card=${encodeURIComponent(state.card[0])}/${state.card[1]}`);
  for (const name of /** @type {const} */ (["month", "compare", "chapter"])) if (state[name] !== undefined) parts.push(`${name}=${state[name]}`);
  for (const [name] of WORDS) {
    if (state[name]?.length) parts.push(`${name}=${state[name].map((words) => words.map(encodeURIComponent).join(":")).join(",")}`);
  }
  return `#${parts.join("&")}`;
}

/** @param {string} hash @returns {State} what it says; what it does not say, or says badly, is left out */
export function read(hash) {
  const words = new Map(hash.replace(/^#/, "").split("&").map((part) => /** @type {[string, string]} */ (part.split("=", 2))));
  const state = readView(words.get("map") ?? "");
  const items = (/** @type {string} */ name) => (words.get(name) ?? "").split(",").filter(Boolean);
  for (const [name] of NAMES) if (words.has(name)) state[name] = items(name).map(decode);
  for (const [name, size] of WORDS) {
    if (words.has(name)) state[name] = items(name).map((item) => item.split(":").map(decode)).filter((found) => found.length === size);
  }
  return { ...state, ...readMoment(words) };
}

/** What an address says beside lists of names. @param {Map<string, string>} words @returns {State} */
function readMoment(words) {
  /** @type {State} */
  const state = {};
  const [layer, row] = (words.get("card") ?? "").split("/");
  if (layer && /^\d{1,15}$/.test(row)) state.card = [decode(layer), Number(row)];
  if (words.get("month") === "all") state.month = "all";
  if (/^-?\d{1,15}$/.test(words.get("month") ?? "")) state.month = Number(words.get("month"));
  const [compare, chapter] = [words.get("compare"), words.get("chapter") ?? ""];
  if (compare === "swipe" || compare === "panes") state.compare = compare;
  if (/^[1-9]\d{0,3}$/.test(chapter)) state.chapter = Number(chapter);
  return state;
}

/** @param {string} text @returns {State} */
function readView(text) {
  if (!/^(-?\d+(\.\d+)?(\/|$)){3}$/.test(text)) return {};
  const [zoom, lat, lon] = text.split("/").map(Number);
  return Number.isFinite(zoom) && Math.abs(lat) <= FARTHEST_LAT && Math.abs(lon) <= FARTHEST_LON ? { zoom, center: [lat, lon] } : {};
}

/** @param {string} text */
function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A part of the page with something of its own in the address. @typedef {{ tell(): Partial<State>, follow(state: State): void }} Teller */

/** What moves the page to a state, tells the one it is in, and writes of another part as well. @typedef {{ opening: State, apply(state: State): void, state(): State, include(teller: Teller): () => void }} Address */

/** @param {L.Map} map @param {Layer[]} layers @param {Timeline} timeline @param {Readings} readings @returns {Address} */
export function followAddress(map, layers, timeline, readings) {
  const scene = sceneOf(map);
  const state = () => stateNow(map, layers, timeline, readings);
  const [opening, first] = [state(), read(location.hash)];
  /** @type {Teller[]} */
  const tellers = [];
  const apply = (/** @type {State} */ wanted) => applyState(map, layers, timeline, readings, wanted);
  const save = () => saveState(Object.assign(state(), ...tellers.map((teller) => teller.tell())));
  apply(first);
  map.on("moveend layeradd layerremove popupclose", save);
  scene.onChange(save);
  addEventListener("hashchange", () => {
    const wanted = read(location.hash);
    apply(wanted);
    for (const teller of tellers) teller.follow(wanted);
  });
  return { opening, state, apply, include(teller) {
    teller.follow(first);
    tellers.push(teller);
    save();
    return save;
  } };
}

/** @param {L.Map} map @param {Layer[]} layers @param {Timeline} timeline @param {Readings} readings @param {State} state */
function applyState(map, layers, timeline, readings, state) {
  if (state.center && state.zoom !== undefined) map.setView(state.center, state.zoom, { animate: false });
  for (const layer of layers) applyToLayer(map, layer, state);
  timeline.setMonth(state.month ?? null);
  readings.setNames(state.closed ?? [], state.opened ?? []);
  if (state.card) openSaved(map, layers, state.card);
}

/** @param {L.Map} map @param {Layer} layer @param {State} state */
function applyToLayer(map, layer, state) {
  const { key } = layer.info;
  if (state.layers) setShown(map, layer, state.layers.includes(key));
  colorLayer(layer, ownWords(state.color, key)[0]?.[0] ?? "");
  const filters = ownWords(state.filter, key);
  if (filters.length || layer.isFiltered()) layer.setFilterTexts(new Map(filters.map(([name, text]) => [name, text])));
  if (state.off) layer.setHidden(classesOf(layer, state.off));
}

/** What an address says of a layer. @param {string[][] | undefined} lists @param {string} key */
const ownWords = (lists, key) => (lists ?? []).filter(([layer]) => layer === key).map(([, ...words]) => words);

/** @param {L.Map} map @param {Layer[]} layers @param {[string, number]} card */
function openSaved(map, layers, [key, row]) {
  const layer = layers.find((candidate) => candidate.info.key === key);
  if (layer && row < layer.rows) choose(map, { layer, row }, false);
}

/** Those of a layer's classes that an address names. @param {Layer} layer @param {string[]} names */
const classesOf = ({ info }, names) => [...info.classes.keys()].filter((cls) => names.includes(`${info.key}.${cls}`));

/** @param {L.Map} map @param {Layer} layer @param {boolean} shown */
function setShown(map, layer, shown) {
  if (shown && !map.hasLayer(layer.leaflet)) map.addLayer(layer.leaflet);
  if (!shown && map.hasLayer(layer.leaflet)) map.removeLayer(layer.leaflet);
}

/** @param {L.Map} map @param {Layer[]} layers @param {Timeline} timeline @param {Readings} readings @returns {State} */
function stateNow(map, layers, timeline, readings) {
  const { lat, lng } = map.getCenter();
  const { selected } = sceneOf(map);
  return {
    zoom: map.getZoom(),
    center: [lat, lng],
    layers: layers.filter((layer) => map.hasLayer(layer.leaflet)).map((layer) => layer.info.key),
    off: layers.flatMap((layer) => [...layer.hidden].map((cls) => `${layer.info.key}.${cls}`)),
    card: selected ? [selected.layer.info.key, selected.row] : undefined,
    month: timeline.month() ?? undefined,
    filter: layers.flatMap((layer) => layer.filterTexts().map(([name, text]) => [layer.info.key, name, text])),
    color: layers.flatMap((layer) => (layer.coloredBy ? [[layer.info.key, layer.coloredBy]] : [])),
    ...readings.names(),
  };
}

/** @param {State} state */
function saveState(state) {
  try {
    history.replaceState(null, "", write(state));
  } catch {
    // A page inside a notebook may not change its address.
  }
}
