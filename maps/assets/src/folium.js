/** What folium's elements call in a page of ours: text is shown as text, pictures are drawn here. */

import { element, svg } from "./dom.js";

/** @import { Child } from "./dom.js" */
/** @typedef {{ text?: string, markup?: string }} Piece what a caller of folium gave: words, or an element of HTML */

/** @param {Piece[]} pieces @param {string} [style] @returns {HTMLElement} */
export function content(pieces, style = "") {
  return element("div", { class: "from-folium", style: style || null }, ...pieces.flatMap(({ text, markup }) => /** @type {Child[]} */ (markup === undefined ? [text] : parse(markup))));
}

/** Scripts that are parsed in this way do not run. @param {string} markup */
const parse = (markup) => [...new DOMParser().parseFromString(markup, "text/html").body.childNodes];

/**
 * What shows properties of a GeoJSON feature as a table.
 * @param {string[]} fields @param {string[]} aliases @param {{ labels: boolean, localize: boolean }} options
 */
export function fieldTable(fields, aliases, { labels, localize }) {
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
export const awesomeMarkers = {
  /** @param {{ markerColor?: string, iconColor?: string }} options */
  icon({ markerColor = "blue", iconColor = "white" }) {
    const pin = svg("svg", { viewBox: "0 0 24 36", width: 24, height: 36, "aria-hidden": "true" },
      svg("path", { d: "M12 35C12 27 1 21 1 12A11 11 0 0 1 23 12C23 21 12 27 12 35Z", fill: PINS[markerColor] ?? markerColor, stroke: "#0006" }),
      svg("circle", { cx: 12, cy: 12, r: 4.5, fill: iconColor }));
    return L.divIcon({ html: /** @type {HTMLElement} */ (/** @type {Element} */ (pin)), className: "pin", iconSize: [24, 36], iconAnchor: [12, 35], popupAnchor: [0, -32], tooltipAnchor: [10, -22] });
  },
};
