/** Brings a page to life: the panel, the cards and the keys. */

import { fillLegend } from "./legend.js";
import { fillList, fillSearch } from "./finder.js";
import { choose, watchPointer } from "./pointing.js";
import { sceneOf } from "./scene.js";
import { setMessages } from "./messages.js";

/** Narrower than this in pixels, the panel is a sheet that starts closed. */
const SHEET_WIDTH = 720;

/** @param {L.Map} map @param {Record<string, string>} messages */
export async function startPage(map, messages) {
  setMessages(messages);
  const container = map.getContainer();
  container.setAttribute("role", "application");
  container.setAttribute("aria-label", messages["map.label"]);
  watchPointer(map);
  startPanel(map);
  await Promise.resolve(); // the rest of the script introduces the layers
  const layers = (await Promise.all(sceneOf(map).known)).filter((layer) => !layer.isBase());
  /** @param {import("./types").Feature} feature */
  const chooseFeature = (feature) => {
    if (innerWidth < SHEET_WIDTH) openPanel(false);
    choose(map, feature);
  };
  fillLegend(map, [...layers].reverse(), byId("legend"));
  fillSearch(layers, byId("search"), chooseFeature);
  fillList([...layers].reverse(), byId("list"), chooseFeature);
  document.documentElement.dataset.ready = "true";
}

/** @param {string} id */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** @param {boolean} open */
function openPanel(open) {
  byId("panel").classList.toggle("closed", !open);
  byId("panel-toggle").setAttribute("aria-expanded", String(open));
}

/** @param {L.Map} map */
function startPanel(map) {
  openPanel(innerWidth >= SHEET_WIDTH);
  byId("panel-toggle").addEventListener("click", () => openPanel(byId("panel").classList.contains("closed")));
  new ResizeObserver(() => map.invalidateSize({ pan: false })).observe(map.getContainer());
}
