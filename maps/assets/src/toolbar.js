/** Buttons at the edge of the map: table, measure, theme, full screen, link. */

/** @import { Attributes } from "./dom.js" */
/** @import { Tiles } from "./types" */

import { element, svg } from "./dom.js";
import { message } from "./i18n.js";
import { savePicture } from "./picture.js";

/** Zoom to which there are tiles. */
const TILE_ZOOM = 19;

/** Outlines in a box of 20 by 20. */
const ICONS = {
  home: "M3 10L10 4L17 10M5 9V16H15V9",
  table: "M3 4H17V16H3ZM3 8H17M3 12H17M8 4V16",
  measure: "M3 13L13 3L17 7L7 17ZM6 10L8 12M9 7L11 9",
  theme: "M10 3A7 7 0 1 0 10 17ZM10 3A7 7 0 0 1 10 17",
  screen: "M3 7V3H7M13 3H17V7M17 13V17H13M7 17H3V13",
  tiles: "M3 5L8 3L12 5L17 3V15L12 17L8 15L3 17ZM8 3V15M12 5V17",
  picture: "M3 4H17V16H3ZM3 14L8 9L11 12L13 10L17 14M12 7H14",
  embed: "M7 6L3 10L7 14M13 6L17 10L13 14M11 4L9 16",
  link: "M8 12L12 8M9 6L11 4A3.5 3.5 0 0 1 16 9L14 11M11 14L9 16A3.5 3.5 0 0 1 4 11L6 9",
};

/** Pixels of the frame that shows the map in another page. */
const FRAME_HEIGHT = 600;

/** Milliseconds that a note stays. */
const NOTE_TIME = 2000;

/** @param {L.Map} map @param {{ openTable: (() => void) | null, measure: { toggle(): boolean }, home: [L.LatLng, number] }} actions no table where there is nothing to list */
export function addTools(map, { openTable, measure, home }) {
  const [center, zoom] = home;
  const measuring = button("measure", (node) => node.setAttribute("aria-pressed", String(measure.toggle())));
  map.getContainer().addEventListener("keydown", ({ key }) => key === "Escape" && measuring.ariaPressed === "true" && measuring.click());
  addBar(map, { role: "toolbar", "aria-label": message("tools.label") },
    button("home", () => map.setView(center, zoom)),
    openTable && button("table", openTable),
    measuring,
    button("theme", switchTheme),
    button("screen", () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen())),
    button("picture", () => savePicture(map)),
    button("link", () => copyText(map, location.href, message("tools.link"))),
    button("embed", () => copyText(map, embedSnippet(), message("tools.embed"))));
}

/**
 * A button that loads tiles from the network, and takes them off again; nothing is asked for before it is pressed.
 * @param {L.Map} map @param {Tiles} tiles
 */
export function addTileButton(map, { url, attribution }) {
  map.createPane("tiles").style.zIndex = "250";
  const layer = L.tileLayer(url, { pane: "tiles", maxZoom: TILE_ZOOM, referrerPolicy: "strict-origin-when-cross-origin" });
  const nearest = map.getMaxZoom();
  addBar(map, {}, button("tiles", (node) => {
    const shown = !map.hasLayer(layer);
    if (shown) map.addLayer(layer).attributionControl.addAttribution(attribution);
    else map.removeLayer(layer).attributionControl.removeAttribution(attribution);
    map.setMaxZoom(shown ? TILE_ZOOM : nearest);
    node.setAttribute("aria-pressed", String(shown));
  }));
}

/** @param {L.Map} map @param {Attributes} attributes @param {...(HTMLElement | null)} buttons */
function addBar(map, attributes, ...buttons) {
  const bar = element("div", { class: "leaflet-bar tools", ...attributes }, ...buttons);
  L.DomEvent.disableClickPropagation(bar);
  const control = new L.Control({ position: "topright" });
  control.onAdd = () => bar;
  map.addControl(control);
}

/** @param {keyof typeof ICONS} name @param {(node: HTMLElement) => void} action */
function button(name, action) {
  const words = message(`tools.${name}`);
  const icon = svg("svg", { viewBox: "0 0 20 20", width: 18, height: 18, "aria-hidden": "true" }, svg("path", { d: ICONS[name], fill: "none", stroke: "currentColor", "stroke-width": 1.6 }));
  const node = element("button", { type: "button", class: `tool-${name}`, title: words, "aria-label": words }, icon);
  node.addEventListener("click", () => action(node));
  return node;
}

function switchTheme() {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
}

/** What shows this view in another page, which may not reach into it. */
function embedSnippet() {
  const attributes = {
    src: location.href, title: document.title, width: "100%", height: String(FRAME_HEIGHT), loading: "lazy", style: "border:0",
    sandbox: "allow-scripts allow-downloads allow-popups allow-popups-to-escape-sandbox", allow: "fullscreen",
  };
  const told = Object.entries(attributes).map(([name, value]) => `${name}="${value.replace(/[&"<>]/g, (sign) => `&#${sign.charCodeAt(0)};`)}"`);
  return `<iframe ${told.join(" ")}></iframe>`;
}

/** @param {L.Map} map says that it was done @param {string} text @param {string} title */
async function copyText(map, text, title) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    return void prompt(title, text);
  }
  const note = element("p", { class: "note", role: "status" }, message("tools.copied"));
  map.getContainer().append(note);
  setTimeout(() => note.remove(), NOTE_TIME);
}
