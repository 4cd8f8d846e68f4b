/** Before and after: what the page opened on beside what its reader made of it, by a bar to swipe or in two panes that move together. */

/** @import { Readings } from "./readings.js" */

import { element } from "./dom.js";
import { message } from "./i18n.js";
import { sceneOf } from "./scene.js";

/** @typedef {"" | "swipe" | "panes"} Mode */

/** Pixels of the bar's handle. */
const HANDLE = 44;

export class Compare {
  /** @param {L.Map} map @param {Readings} readings @param {HTMLElement} holder of the two buttons */
  constructor(map, readings, holder) {
    this._map = map;
    this._readings = readings;
    this._holder = holder;
    /** @type {Mode} */
    this._mode = "";
    this._isJoining = false;
    /** @type {L.Map | null} the map that shows what was before, once it is asked for */
    this._other = null;
    this._bar = element("input", { type: "range", class: "swipe-bar", min: 0, max: 1000, value: 500, "aria-label": message("compare.bar") });
    this._bar.addEventListener("input", () => this._clip());
    this._line = element("div", { class: "swipe-line", "aria-hidden": "true" });
    this._tags = [message("compare.before"), message("compare.after")].map((words) => element("p", { class: "compare-tag" }, words));
    this._buttons = /** @type {const} */ (["swipe", "panes"]).map((mode) => element("button", { type: "button", "aria-pressed": "false", "data-mode": mode, onclick: () => this._choose(this._mode === mode ? "" : mode) }, message(`compare.${mode}`)));
    holder.replaceChildren(element("p", { class: "layer-note" }, message("compare.title")), ...this._buttons);
    sceneOf(map).onChange(() => this._follow());
    map.on("move zoomend resize", () => this._move());
    this._follow();
  }

  /** What an address says of it. @returns {Partial<import("./permalink.js").State>} */
  tell() {
    return this._mode ? { compare: this._mode } : {};
  }

  /** Compares as an address says, where there is something to compare. @param {import("./permalink.js").State} state */
  follow({ compare }) {
    this._choose(this._readings.isChanged() && compare ? compare : "");
  }

  /** Offers the comparison where there is something to compare, and shows the layers as they are now. */
  _follow() {
    const isChanged = this._readings.isChanged();
    this._holder.hidden = !isChanged;
    const table = document.querySelector("#what-if .what-if-pairs");
    if (table?.nextElementSibling !== this._holder) table?.after(this._holder);
    if (!isChanged && this._mode) this._choose("");
    if (this._other && this._mode) this._showBefore(this._other);
  }

  /** @param {Mode} mode */
  _choose(mode) {
    this._mode = mode;
    for (const button of this._buttons) button.setAttribute("aria-pressed", String(button.dataset.mode === mode));
    const main = /** @type {HTMLElement} */ (this._map.getContainer().parentElement);
    if (mode) main.dataset.compare = mode;
    else delete main.dataset.compare;
    if (mode && !this._other) this._other = this._makeOther(main);
    for (const part of [this._bar, this._line]) part.hidden = mode !== "swipe";
    for (const tag of this._tags) tag.hidden = !mode;
    this._map.invalidateSize({ pan: false });
    this._other?.invalidateSize({ pan: false });
    this._move();
    this._clip();
    sceneOf(this._map).redraw();
  }

  /** @param {HTMLElement} main @returns {L.Map} */
  _makeOther(main) {
    const container = element("div", { class: "folium-map before-map", "aria-hidden": "true" });
    main.prepend(container);
    main.append(this._line, this._bar, ...this._tags);
    const { zoomSnap, zoomDelta } = this._map.options;
    const other = L.map(container, {
      center: this._map.getCenter(), zoom: this._map.getZoom(), zoomSnap, zoomDelta, minZoom: this._map.getMinZoom(), maxZoom: this._map.getMaxZoom(),
      zoomControl: false, attributionControl: false, keyboard: false,
    });
    other.on("move", () => this._mode === "panes" && this._join(other, this._map));
    return other;
  }

  /** Moves the other map along. */
  _move() {
    if (this._other && this._mode) this._join(this._map, this._other);
    this._clip();
  }

  /** @param {L.Map} leading @param {L.Map} following */
  _join(leading, following) {
    if (this._isJoining) return;
    this._isJoining = true;
    following.setView(leading.getCenter(), leading.getZoom(), { animate: false });
    this._isJoining = false;
  }

  /** Draws the layers that are shown as they were when the page opened. @param {L.Map} other */
  _showBefore(other) {
    const scene = sceneOf(other);
    scene.layers = sceneOf(this._map).layers.map((layer) => (layer.layer ? Object.create(layer, { layer: { value: this._readings.before(layer.layer) } }) : layer));
    scene.redraw();
  }

  /** Shows of the map what lies right of the bar; the rest shows the other below. */
  _clip() {
    const { x: width, y: height } = this._map.getSize();
    const x = HANDLE / 2 + (Number(this._bar.value) / 1000) * (width - HANDLE);
    this._line.style.left = `${x}px`;
    const [left, right] = [[x, 0], [width, height]].map((corner) => this._map.containerPointToLayerPoint(/** @type {[number, number]} */ (corner)));
    const shape = this._mode === "swipe" ? `polygon(${left.x}px ${left.y}px, ${right.x}px ${left.y}px, ${right.x}px ${right.y}px, ${left.x}px ${right.y}px)` : "";
    for (const name of ["tilePane", "tiles", "overlayPane"]) {
      const pane = this._map.getPane(name);
      if (pane) pane.style.clipPath = shape;
    }
  }
}
