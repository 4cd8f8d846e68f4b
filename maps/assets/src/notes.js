/** Notes that the maker pinned to places: a pin each, which opens into its words, and a list in the panel. */

/** @import { Note } from "./types" */

import { element, svg } from "./dom.js";
import { message } from "./i18n.js";
import { sceneOf } from "./scene.js";

/** Zoom at which a note chosen from the list is shown. */
const NOTE_ZOOM = 6;

/** Letters of a note in the list. */
const SHORT = 60;

/** The outline of a pin, whose point is at 14, 36. */
export const DROP = "M14 35C8 27 2 20 2 13A12 12 0 1 1 26 13C26 20 20 27 14 35Z";

/** @param {L.Map} map @param {Note[]} notes @param {HTMLElement} holder */
export function pinNotes(map, notes, holder) {
  if (!notes.length) return;
  sceneOf(map).notes = notes;
  const pins = notes.map((note, i) => pin(map, note, i + 1));
  const entries = notes.map(({ text, location }, i) => element("li", {}, element("button", { type: "button", class: "name", dir: "auto", onclick: () => {
    map.setView(location, Math.max(map.getZoom(), NOTE_ZOOM));
    pins[i].openPopup();
  } }, shorten(text))));
  holder.replaceChildren(element("h2", {}, message("notes.title")), element("ol", {}, ...entries));
  holder.hidden = false;
}

/** @param {string} text */
function shorten(text) {
  const letters = [...text.replace(/\s+/g, " ").trim()];
  return letters.length > SHORT ? `${letters.slice(0, SHORT - 1).join("")}…` : letters.join("");
}

/** @param {L.Map} map @param {Note} note @param {number} number */
function pin(map, { text, location }, number) {
  const words = element("p", { class: "note-text", dir: "auto" }, text);
  return L.marker(location, { icon: new Pin(number), title: shorten(text), alt: shorten(text) }).bindPopup(words, { maxWidth: 300 }).addTo(map);
}

/** Notes on what a map shows, by their numbers. @param {L.Map} map @returns {{ number: number, text: string, x: number, y: number }[]} x and y in pixels of the map */
export function notesInView(map) {
  const size = map.getSize();
  return sceneOf(map).notes.flatMap(({ text, location }, i) => {
    const { x, y } = map.latLngToContainerPoint(location);
    return x >= 0 && y >= 0 && x <= size.x && y <= size.y ? [{ number: i + 1, text, x, y }] : [];
  });
}

/** A drop with its number, made of nodes: no text becomes markup. */
class Pin extends L.Icon {
  /** @param {number} number */
  constructor(number) {
    super({ iconUrl: "", iconSize: [28, 36], iconAnchor: [14, 36], popupAnchor: [0, -32] });
    this._number = number;
  }

  /** @override */
  createIcon() {
    const icon = element("div", { class: "pin" },
      svg("svg", { viewBox: "0 0 28 36", width: 28, height: 36, "aria-hidden": "true" }, svg("path", { d: DROP })),
      element("span", { "aria-hidden": "true" }, this._number));
    icon.style.marginLeft = "-14px";
    icon.style.marginTop = "-36px";
    return icon;
  }
}
