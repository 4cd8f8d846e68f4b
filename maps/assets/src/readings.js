/** Readings: a page that tells of several questions shows the best routes of one, and its reader chooses which. */

/** @import { Layer } from "./layer.js" */
/** @import { Feature, WhatIfData } from "./types" */

import { Closures } from "./closures.js";
import { element } from "./dom.js";
import { message } from "./i18n.js";
import { sceneOf } from "./scene.js";

export class Readings {
  /**
   * @param {L.Map} map @param {Layer[]} layers @param {WhatIfData[]} told @param {HTMLElement} holder of what may be closed
   * @param {HTMLElement} choice of the question @param {HTMLElement[]} leads what the page says of each
   */
  constructor(map, layers, told, holder, choice, leads) {
    this._map = map;
    this._holder = holder;
    this._leads = leads;
    this._shown = 0;
    this._items = told.flatMap((data) => {
      const layer = layers.find(({ info }) => info.key === data.layer);
      const part = element("div", {});
      return layer ? [{ layer, part, label: data.label, closures: new Closures(map, layers, data, part) }] : [];
    });
    holder.hidden = !this._items.length;
    /** @type {HTMLInputElement[]} */
    this._buttons = this._items.map((_, place) => /** @type {HTMLInputElement} */ (
      element("input", { type: "radio", name: "reading", onchange: () => this._choose(place) })));
    choice.replaceChildren(element("fieldset", {}, element("legend", {}, message("readings.label")),
      ...this._items.map(({ label }, place) => element("label", {}, this._buttons[place], element("span", {}, label)))));
    choice.hidden = this._items.length < 2;
    sceneOf(map).actionOf = (feature) => this._cardPart(feature);
    this._tell(0);
  }

  /** Names of what is closed and opened in the reading that is shown, as an address holds them. */
  names() {
    return this._items[this._shown]?.closures.names() ?? {};
  }

  /** Whether the reader has closed or opened anything in the reading that is shown. */
  isChanged() {
    return this._items[this._shown]?.closures.isChanged() ?? false;
  }

  /** A layer as the page opened on it. @param {Layer} layer */
  before(layer) {
    return this._items[this._shown]?.closures.before(layer) ?? layer;
  }

  /** Closes and opens what an address names, in the reading whose routes it shows. @param {string[]} closed @param {string[]} opened */
  setNames(closed, opened) {
    this._tell(Math.max(0, this._items.findIndex(({ layer }) => this._map.hasLayer(layer.leaflet))));
    this._items[this._shown]?.closures.setNames(closed, opened);
  }

  /** Shows the routes of one question, and those of no other. @param {number} place */
  _choose(place) {
    if (place === this._shown) return;
    this._items.forEach(({ layer }, other) => (other === place ? this._map.addLayer(layer.leaflet) : this._map.removeLayer(layer.leaflet)));
    this._tell(place);
    this._items[place].closures.bringIntoView();
  }

  /** @param {number} place */
  _tell(place) {
    this._shown = place;
    if (!this._items.length) return;
    this._holder.replaceChildren(this._items[place].part);
    this._buttons.forEach((button, other) => (button.checked = other === place));
    if (this._items.length > 1) this._leads.forEach((lead, other) => (lead.hidden = other !== place));
  }

  /** What the card of a passage says of the routes that are shown; of others' where none of these ever passes it. @param {Feature} feature */
  _cardPart(feature) {
    const own = this._items[this._shown]?.closures.cardPart(feature);
    if (own) return own;
    for (const [place, { closures, label }] of this._items.entries()) {
      const part = place === this._shown ? null : closures.cardPart(feature);
      if (!part) continue;
      part.prepend(element("p", { class: "reading" }, label));
      part.addEventListener("click", () => this._choose(place), { capture: true });
      return part;
    }
    return null;
  }
}
