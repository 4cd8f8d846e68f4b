/** What folium's elements call in a page of ours, which holds this where there are some: text is shown as text, pictures are drawn here. */

import "./style/folium.css";
import markerIcon from "leaflet/dist/images/marker-icon.png";
import markerIcon2x from "leaflet/dist/images/marker-icon-2x.png";
import markerShadow from "leaflet/dist/images/marker-shadow.png";
import { element, svg } from "./dom.js";

/** @import { Child } from "./dom.js" */
/** @typedef {{ text?: string, markup?: string }} Piece what a caller of folium gave: words, or an element of HTML */

/** @param {Piece[]} pieces @param {string} [style] @returns {HTMLElement} */
function content(pieces, style = "") {
  const node = element("div", { class: "from-folium", style: style || null }, ...pieces.flatMap(({ text, markup }) => /** @type {Child[]} */ (markup === undefined ? [text] : parse(markup))));
  if (node.querySelector("iframe")) node.classList.add("framed"); // which has no width of its own
  return node;
}

/** Scripts that are parsed in this way do not run. @param {string} markup */
const parse = (markup) => [...new DOMParser().parseFromString(markup, "text/html").body.childNodes];

/**
 * What shows properties of a GeoJSON feature as a table.
 * @param {string[]} fields @param {string[]} aliases @param {{ labels: boolean, localize: boolean }} options
 */
function fieldTable(fields, aliases, { labels, localize }) {
  /** @param {unknown} value */
  const words = (value) => {
    if (value === null || value === undefined) return "";
    if (typeof value === "object") return JSON.stringify(value);
    return localize ? value.toLocaleString() : String(value);
  };
  return (/** @type {L.Layer & { feature: GeoJSON.Feature }} */ layer) => element("div", {}, element("table", {}, element("tbody", {}, ...fields.map((field, i) =>
    element("tr", {}, labels && element("th", { scope: "row" }, String(aliases[i])), element("td", {}, words(layer.feature.properties?.[field])))))));
}

/** The colours that folium names, where CSS names them otherwise or paler than a pin wants. @type {Record<string, string>} */
const PINS = {
  red: "#d33d2a", darkred: "#a23336", lightred: "#ff8e7f", orange: "#f69730", beige: "#ffcb92", green: "#72af26",
  darkgreen: "#728224", lightgreen: "#bbf970", blue: "#2a81cb", darkblue: "#0067a3", cadetblue: "#436978",
  lightblue: "#8adaff", purple: "#d152b8", darkpurple: "#5b396b", pink: "#ff91ea", gray: "#575757", lightgray: "#a3a3a3",
};

/** Leaflet.awesome-markers' pins, less the pictures on them, whose fonts are not inside the page. */
const awesomeMarkers = {
  /** @param {{ markerColor?: string, iconColor?: string }} options */
  icon({ markerColor = "blue", iconColor = "white" } = {}) {
    const pin = svg("svg", { viewBox: "0 0 24 36", width: 24, height: 36, "aria-hidden": "true" },
      svg("path", { d: "M12 35C12 27 1 21 1 12A11 11 0 0 1 23 12C23 21 12 27 12 35Z", fill: PINS[markerColor] ?? markerColor, stroke: "#0006" }),
      svg("circle", { cx: 12, cy: 12, r: 4.5, fill: iconColor }));
    return L.divIcon({ html: /** @type {HTMLElement} */ (/** @type {Element} */ (pin)), className: "pin", iconSize: [24, 36], iconAnchor: [12, 35], popupAnchor: [0, -32], tooltipAnchor: [10, -22] });
  },
};

/** Pixels that a colour scale is wide, that its numbers may stand out, that are between two, and of a digit. */
const SCALE_WIDTH = 300, OVERHANG = 10, TICK_GAP = 8, DIGIT = 7.6;

/** @typedef {{ caption: string, ticks: (number | string)[], range: [number, number], color: string }} ScaleText */

/**
 * A colour scale: a bar with numbers under it.
 * @param {L.Map} map @param {[share: number, color: string][]} stops @param {ScaleText} text
 */
function colorScale(map, stops, { caption, ticks, range: [low, high], color }) {
  const bar = element("div", { class: "bar" });
  bar.style.background = `linear-gradient(to right, ${stops.map(([share, tone]) => `${tone} ${100 * share}%`).join(", ")})`;
  const numbers = element("div", { class: "numbers" });
  let end = -Infinity;
  for (const value of ticks.filter((tick) => tick !== "").map(Number)) {
    const left = SCALE_WIDTH * (high > low ? (value - low) / (high - low) : 0.5);
    const text = words(value), width = DIGIT * text.length;
    const start = Math.min(Math.max(left - width / 2, -OVERHANG), SCALE_WIDTH + OVERHANG - width);
    if (start < end + TICK_GAP || left < -1 || left > SCALE_WIDTH + 1) continue;
    const number = element("span", {}, text);
    number.style.left = `${start}px`;
    number.style.width = `${width}px`;
    numbers.append(number);
    end = start + width;
  }
  const scale = element("div", { class: "color-scale", role: "img", "aria-label": `${caption} ${words(low)} – ${words(high)}` }, caption && element("p", {}, caption), bar, numbers);
  if (color !== "black") scale.style.color = color;
  addControl(map, "bottomleft", scale);
}

/** @param {number} value */
const words = (value) => value.toLocaleString(document.documentElement.lang, { maximumSignificantDigits: 4 });

/** A button that lets the wheel zoom, or keeps it from it, as at first. @param {L.Map} map */
function scrollZoomToggler(map) {
  const icon = svg("svg", { viewBox: "0 0 20 20", width: 18, height: 18, "aria-hidden": "true" }, svg("path", { d: "M10 2V18M2 10H18M7 5L10 2L13 5M7 15L10 18L13 15M5 7L2 10L5 13M15 7L18 10L15 13", fill: "none", stroke: "currentColor", "stroke-width": 1.4 }));
  const button = element("button", { type: "button", class: "scroll-zoom", "aria-pressed": "false" }, icon);
  const set = (/** @type {boolean} */ on) => {
    map.scrollWheelZoom[on ? "enable" : "disable"]();
    button.setAttribute("aria-pressed", String(on));
  };
  button.addEventListener("click", () => set(button.ariaPressed !== "true"));
  button.title = "scroll";
  set(false);
  addControl(map, "bottomleft", element("div", { class: "leaflet-bar tools" }, button));
}

/** @param {L.Map} map @param {() => L.Path[]} layers that stay above others, the last of them above all; they come after the map */
function keepInFront(map, layers) {
  const raise = () => layers().forEach((layer) => layer.bringToFront());
  map.on("overlayadd", raise);
  addEventListener("DOMContentLoaded", raise);
}

/** @param {L.Map} map @param {L.ControlPosition} position @param {HTMLElement} node */
function addControl(map, position, node) {
  L.DomEvent.disableClickPropagation(node);
  const control = new L.Control({ position });
  control.onAdd = () => node;
  map.addControl(control);
}

// Folium's own markers keep working without a request: their pictures are part of this file.
L.Icon.Default.imagePath = "";
L.Icon.Default.mergeOptions({ iconUrl: markerIcon, iconRetinaUrl: markerIcon2x, shadowUrl: markerShadow, imagePath: "" });
Object.assign(L, { AwesomeMarkers: awesomeMarkers });
Object.assign(window.isthmus, { colorScale, content, fieldTable, keepInFront, scrollZoomToggler });
