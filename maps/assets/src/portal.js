/** What other scripts do with a page: select, close, filter, view, each also by messages of the one origin that its maker named. */

/** @import { Layer } from "./layer.js" */
/** @import { Address, State } from "./permalink.js" */
/** @import { Readings } from "./readings.js" */

import { choose } from "./popup.js";
import { sceneOf } from "./scene.js";

/** What is said to the page that frames this one. @typedef {{ isthmus: string } & Record<string, unknown>} Told */

/** @param {L.Map} map @param {Layer[]} layers @param {Readings} readings @param {Address} address @param {string} origin empty for none */
export function openPortal(map, layers, readings, address, origin) {
  const layerNamed = (/** @type {unknown} */ name) => layers.find(({ info }) => info.key === name || info.title === name);
  const calls = {
    /** Shows a feature and opens its card, by its id or its name; of nothing, closes the card. @param {unknown} [layer] @param {unknown} [name] */
    select(layer, name) {
      const meant = layerNamed(layer);
      const row = meant ? rowNamed(meant, name) : -1;
      if (meant && row >= 0) choose(map, { layer: meant, row });
      else map.closePopup();
      return row >= 0;
    },
    /** Closes these gates, gateways and countries and no others; tells what is closed. @param {unknown} [names] */
    close(names) {
      if (Array.isArray(names)) readings.setNames(names.map(String), readings.names().opened ?? []);
      return readings.names().closed ?? [];
    },
    /** Shows the rows of a layer that have all words of a text; of an empty one, all. @param {unknown} layer @param {unknown} [text] */
    filter(layer, text = "") {
      layerNamed(layer)?.setFilterTexts(new Map([["text", String(text)]]));
      return Boolean(layerNamed(layer));
    },
    /** Moves the map, and tells what it shows. @param {unknown} [state] center in latitude and longitude, zoom, layers, month */
    view(state) {
      if (isState(state)) address.apply({ ...address.state(), ...state });
      return address.state();
    },
  };
  Object.assign(window.isthmus, calls);
  if (origin && parent !== window) exchange(map, readings, address, calls, origin);
}

/** @param {unknown} value @returns {value is State} */
function isState(value) {
  if (typeof value !== "object" || value === null) return false;
  const { center, zoom, layers } = /** @type {Record<string, unknown>} */ (value);
  const isCenter = center === undefined || (Array.isArray(center) && center.length === 2 && center.every(Number.isFinite));
  return isCenter && (zoom === undefined || Number.isFinite(zoom)) && (layers === undefined || Array.isArray(layers));
}

/** @param {Layer} layer @param {unknown} name */
function rowNamed(layer, name) {
  const ids = layer.columns.find((column) => column.name === "id");
  const rows = Array.from({ length: layer.rows }, (_, row) => row);
  const byId = ids ? rows.find((row) => ids.value(row) === name) : undefined;
  return byId ?? rows.find((row) => layer.nameOf(row) === name) ?? -1;
}

/** Hears and tells the page that frames this one; whatever comes from elsewhere is dropped. @param {L.Map} map @param {Readings} readings @param {Address} address @param {Record<string, (...given: unknown[]) => unknown>} calls @param {string} origin "*" for whichever holds this page as text, as a notebook does */
function exchange(map, readings, address, calls, origin) {
  const tell = (/** @type {Told} */ told) => parent.postMessage(told, origin);
  addEventListener("message", ({ data, origin: from, source }) => {
    const isMeant = source === parent && (origin === "*" || from === origin);
    if (!isMeant || typeof data?.isthmus !== "string" || !Object.hasOwn(calls, data.isthmus)) return;
    const given = Array.isArray(data.arguments) ? data.arguments : [];
    tell({ isthmus: "answer", call: data.isthmus, answer: calls[data.isthmus](...given) });
  });
  sceneOf(map).onChange(changesOf(map, readings, address, tell));
  map.on("moveend", () => tell({ isthmus: "viewed", view: address.state() }));
  tell({ isthmus: "ready", view: address.state() });
}

/** Tells what has changed since it was last asked. @param {L.Map} map @param {Readings} readings @param {Address} address @param {(told: Told) => void} tell */
function changesOf(map, readings, address, tell) {
  const now = () => {
    const { selected: feature } = sceneOf(map);
    const { layers, month, filter } = address.state();
    return {
      closed: { names: readings.names().closed ?? [] },
      filtered: { filters: filter ?? [] },
      selected: { layer: feature?.layer.info.key ?? null, name: feature ? feature.layer.nameOf(feature.row) : null },
      viewed: { layers, month },
    };
  };
  const written = () => new Map(Object.entries(now()).map(([about, words]) => [about, JSON.stringify(words)]));
  let before = written();
  return () => {
    const after = written();
    for (const [about, text] of after) {
      if (text === before.get(about)) continue;
      tell({ isthmus: about, ...(about === "viewed" ? { view: address.state() } : JSON.parse(text)) });
    }
    before = after;
  };
}
