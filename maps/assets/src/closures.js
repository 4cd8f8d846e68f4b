/** What if: a reader closes passages in the panel or on a card, and sees the best routes move. */

/** @import { Layer } from "./layer.js" */
/** @import { Feature, WhatIfData, WhatIfEffect } from "./types" */

import { WhatIf } from "./what-if.js";
import { countryNames, message, rounded, signed } from "./i18n.js";
import { element } from "./dom.js";
import { helpLists } from "./helps.js";
import { roomAround } from "./sheet.js";
import { sceneOf } from "./scene.js";
import { symbolPicture } from "./symbols.js";

/** How many of the passages that matter most are listed. */
const LISTED = 6;

/** Zoom at which a passage chosen from the list is shown. */
const PASSAGE_ZOOM = 4;

/** How a leg is drawn that the best routes have left. */
const SHADOW = { color: "#6b7783", shape: "circle", width: 2.5, dash: [2, 5], opacity: 1, reach_km: 0 };

export class Closures {
  /** @param {L.Map} map @param {Layer[]} layers among them the legs of all routes, and alternatives if there are any @param {WhatIfData} data @param {HTMLElement} holder */
  constructor(map, layers, data, holder) {
    this._map = map;
    this._layer = /** @type {Layer} */ (layers.find(({ info }) => info.key === data.layer));
    this._alternatives = layers.flatMap((layer) => (layer.info.key === "routes" ? [new Alternatives(layer)] : []));
    this._asIs = new WhatIf(data);
    this._models = new Map([this._asIs, ...this._asIs.openings().map((gate) => new WhatIf(data, gate))].map((model) => [model.opened, model]));
    this._model = this._asIs;
    /** @type {Set<number>} places of what the reader has closed */
    this._closed = new Set();
    /** @type {Set<string>} lists that the reader has opened */
    this._unfolded = new Set();
    /** @type {number[]} the class of each leg by its mode */
    this._modes = Array.from({ length: this._layer.rows }, (_, row) => this._layer.codeOf(row));
    this._shadow = this._layer.info.classes.push({ label: message("what_if.shadow"), symbol: SHADOW, shown: true, passage: false, span: null }) - 1;
    this._said = element("p", { class: "what-if-said", role: "status" });
    this._parts = element("div", {});
    holder.replaceChildren(
      element("h2", {}, message("what_if.title")),
      element("p", { class: "layer-note hint" }, message("what_if.hint", { depth: data.depth })),
      this._parts, this._said);
    this._show();
  }

  /** Names of what is closed, and of what is opened, as an address holds them. */
  names() {
    const nameOf = (/** @type {number} */ gate) => this._model.data.gates[gate].name;
    return { closed: [...this._closed].map(nameOf), opened: this._model.opened < 0 ? [] : [nameOf(this._model.opened)] };
  }

  /** @param {Iterable<string>} closed @param {Iterable<string>} opened of which one counts */
  setNames(closed, opened) {
    const [gate] = this._model.gatesNamed(opened);
    this._set(this._model.gatesNamed(closed), this._models.has(gate) ? gate : -1);
  }

  /** Whether the reader has closed or opened anything. */
  isChanged() {
    return this._isChanged;
  }

  /** A layer as the page opened on it, whatever is closed now. @param {Layer} layer */
  before(layer) {
    const legs = this._asIs.legs(new Set());
    if (layer === this._layer) return layer.withClasses((row) => (legs.has(row) ? this._modes[row] : -1));
    return this._alternatives.find((alternatives) => alternatives.isOf(layer))?.before() ?? layer;
  }

  /** @param {Set<number>} closed @param {number} [opened] */
  _set(closed, opened = this._model.opened) {
    if (opened === this._model.opened && closed.size === this._closed.size && [...closed].every((gate) => this._closed.has(gate))) return;
    this._model = this._models.get(opened) ?? this._asIs;
    closed.delete(opened);
    this._closed = closed;
    this._show();
    this._said.textContent = this._sentence();
    sceneOf(this._map).redraw();
  }

  /** @param {number} gate */
  _toggle(gate) {
    const closed = new Set(this._closed);
    if (this._isShut(gate)) this._set(closed, gate);
    else if (gate === this._model.opened) this._set(closed, -1);
    else {
      if (!closed.delete(gate)) closed.add(gate);
      this._set(closed);
    }
    this.bringIntoView();
  }

  /** Whether a gate is shut on the day and not opened. @param {number} gate */
  _isShut(gate) {
    return gate !== this._model.opened && this._models.has(gate);
  }

  /** Moves the map where it does not show the routes whole. */
  bringIntoView() {
    const now = this._model.legs(this._closed);
    const bounds = this._layer.bounds((row) => now.has(row));
    if (bounds.isValid() && !this._map.getBounds().contains(bounds)) this._map.flyToBounds(bounds, { ...roomAround(), animate: true, duration: 0.8 });
  }

  _show() {
    const [now, before] = [this._model.legs(this._closed), this._asIs.legs(new Set())];
    this._layer.setClasses((row) => (now.has(row) ? this._modes[row] : before.has(row) ? this._shadow : -1));
    const closed = this.names().closed;
    for (const alternatives of this._alternatives) alternatives.leaveOut(closed);
    const focus = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.gate : undefined;
    this._parts.replaceChildren(this._pairTable(), ...this._closedList(), ...this._shutList(), this._narrowList(), ...helpLists(this._map, this._model.data.helps, this._model.data.label !== ""), this._picker(), ...this._policyList(), ...this._caseList());
    if (focus) /** @type {HTMLElement | null} */ (this._parts.querySelector(`[data-gate="${focus}"]`) ?? this._parts.querySelector("select"))?.focus();
  }

  _pairTable() {
    const { pairs, by, counts_hours } = this._model.data;
    const head = ["what_if.pair", "what_if.days", "what_if.usd_t", "what_if.km"].map((key) => element("th", { scope: "col" }, message(key)));
    return element("table", { class: "what-if-pairs" },
      element("caption", {}, message(`what_if.best.${by}`), counts_hours && element("small", {}, message("what_if.counts_hours"))),
      element("thead", {}, element("tr", {}, ...head)),
      element("tbody", {}, ...pairs.map((_, pair) => this._pairRow(pair))));
  }

  /** @param {number} pair */
  _pairRow(pair) {
    const { routes } = this._model.data;
    const { route, exact } = this._model.best(pair, this._closed);
    const first = this._asIs.best(pair, new Set()).route;
    const name = element("th", { scope: "row", dir: "auto" }, this._pairName(pair));
    if (route < 0) return element("tr", { class: "no-route" }, name, element("td", { colspan: 3 }, message(exact ? "what_if.no_route" : "what_if.unknown")));
    const cells = /** @type {const} */ (["h", "usd_t", "km"]).map((quantity) => {
      const size = quantity === "h" ? 24 : 1;
      const [now, then] = [routes[route][quantity] / size, routes[first][quantity] / size];
      return element("td", {}, rounded(now), route !== first && element("small", {}, signed(now - then)));
    });
    return element("tr", {}, name, ...cells);
  }

  /** @param {number} pair */
  _pairName(pair) {
    const { origin, destination } = this._model.data.pairs[pair];
    return `${countryNames(origin)} → ${countryNames(destination)}`;
  }

  get _isChanged() {
    return this._closed.size > 0 || this._model.opened >= 0;
  }

  _closedList() {
    if (!this._isChanged) return [];
    const shadow = element("p", { class: "layer-note" }, symbolPicture(SHADOW, "line"), ` ${message("what_if.shadow")}`);
    if (!this._closed.size) return [shadow];
    return [shadow, element("div", { class: "what-if-list" },
      element("h3", {}, message("what_if.closed")),
      element("ul", {}, ...[...this._closed].map((gate) => this._entry(gate, ""))),
      this._closed.size > 1 && element("button", { type: "button", class: "wide", onclick: () => this._set(new Set()) }, message("what_if.open_all")))];
  }

  /** What is shut on the day, for the reader to open. */
  _shutList() {
    const gates = [...this._models.keys()].filter((gate) => gate >= 0);
    if (!gates.length) return [];
    return [element("div", { class: "what-if-list" },
      element("h3", {}, message("what_if.shut")),
      element("ul", {}, ...gates.map((gate) => this._entry(gate, gate === this._model.opened ? message("what_if.opened") : ""))))];
  }

  _narrowList() {
    const effects = this._model.narrows(this._closed);
    return element("div", { class: "what-if-list" },
      element("h3", {}, message(this._isChanged ? "what_if.narrow_now" : "what_if.narrow")),
      element("ul", {}, ...effects.slice(0, LISTED).map((effect) => this._entry(effect.gates[0], effectWords(effect)))));
  }

  /** A passage: its name leads there, its button closes it or opens it again. @param {number} gate @param {string} words */
  _entry(gate, words) {
    const { lon, lat } = this._model.data.gates[gate];
    const name = this._name(gate);
    const go = lon === null || lat === null ? element("span", { dir: "auto" }, name)
      : element("button", { type: "button", class: "name", dir: "auto", onclick: () => this._map.flyTo([lat, lon], Math.max(this._map.getZoom(), PASSAGE_ZOOM), { duration: 0.6 }) }, name);
    return element("li", {}, go, words && element("small", {}, words), this._button(gate));
  }

  /** @param {number} gate */
  _button(gate) {
    const verb = this._closed.has(gate) || this._isShut(gate) ? "open" : "close";
    return element("button", { type: "button", class: verb, "aria-label": this._label(gate), "data-gate": gate, onclick: () => this._toggle(gate) }, message(`what_if.${verb}`));
  }

  /** What pressing a passage's button does. @param {number} gate */
  _label(gate) {
    return message(`what_if.${this._closed.has(gate) || this._isShut(gate) ? "open" : "close"}_label`, { name: this._name(gate) });
  }

  _picker() {
    const gates = this._model.data.gates.map((_, gate) => gate).filter((gate) => !this._closed.has(gate) && !this._models.has(gate));
    const sorted = gates.map((gate) => ({ gate, name: this._name(gate) })).sort((a, b) => a.name.localeCompare(b.name, document.documentElement.lang));
    const picker = element("select", { "aria-label": message("what_if.other") },
      element("option", { value: "" }, message("what_if.other")), ...sorted.map(({ gate, name }) => element("option", { value: gate }, name)));
    picker.addEventListener("change", () => picker.value && this._toggle(Number(picker.value)));
    return picker;
  }

  /** Choices of a shipper, each applied or lifted by a press besides what else is closed. */
  _policyList() {
    const { policies } = this._model.data;
    if (!policies.length) return [];
    return [this._fold("policies", message("what_if.policies"), policies.map(({ countries, closed }) => {
      const name = message("what_if.policy", { countries: countryNames(countries) });
      if (!closed.length) return element("li", {}, element("span", {}, name, element("small", {}, message("what_if.same"))));
      const isApplied = closed.every((gate) => this._closed.has(gate));
      const verb = isApplied ? "lift" : "apply";
      const effect = isApplied ? message("what_if.closed") : effectWords(this._model.effectOf(closed, this._closed));
      const press = () => {
        const others = [...this._closed].filter((gate) => !closed.includes(gate));
        this._set(new Set(isApplied ? others : [...others, ...closed]));
        this.bringIntoView();
      };
      const button = element("button", { type: "button", class: isApplied ? "open" : "close", "aria-label": message(`what_if.${verb}_label`, { name }), "data-gate": `policy ${countries}`, onclick: press }, message(`what_if.${verb}`));
      return element("li", {}, element("span", {}, name, element("small", {}, effect)), button);
    }))];
  }

  /** A list that its reader opens, and that stays open. @param {string} key @param {string} title @param {HTMLElement[]} items */
  _fold(key, title, items) {
    const list = element("details", { class: "what-if-list", open: this._unfolded.has(key) }, element("summary", {}, title), element("ul", {}, ...items));
    list.addEventListener("toggle", () => (list.open ? this._unfolded.add(key) : this._unfolded.delete(key)));
    return list;
  }

  /** Past disruptions, each closed by a press as if for all. */
  _caseList() {
    const cases = this._model.data.cases.filter(({ closed }) => !closed.some((gate) => this._models.has(gate)));
    if (!cases.length) return [];
    return [this._fold("past", message("what_if.past"), cases.map(({ title, start, end, closed }) => {
        const years = start.slice(0, 4) === end.slice(0, 4) || !end ? start.slice(0, 4) : `${start.slice(0, 4)} – ${end.slice(0, 4)}`;
        const effect = closed.length ? effectWords(this._asIs.effectOf(closed)) : message("what_if.same");
        const name = element("span", {}, title, element("small", {}, `${years} · ${effect}`));
        const close = () => (this._set(new Set(closed), -1), this.bringIntoView());
        return element("li", {}, name, closed.length > 0 && element("button", { type: "button", class: "close", "aria-label": message("what_if.close_label", { name: title }), onclick: close }, message("what_if.close")));
    }))];
  }

  /** @param {number} gate */
  _name(gate) {
    const { gates } = this._model.data;
    const { name, label, kind } = gates[gate];
    if (kind === "airspace") return message("gate.airspace", { name: countryNames(name.slice(-2).toUpperCase()) });
    if (kind === "country") {
      const beside = gates.some((other) => other.name === `airspace_${name.toLowerCase()}`);
      return beside ? message("what_if.whole_country", { name: countryNames(name) }) : countryNames(name);
    }
    if (kind !== "border") return label;
    const [a, b] = name.toUpperCase().split("_").slice(1).map(countryNames); // border_de_pl
    return message("gate.border", { a, b });
  }

  /** What the closures do, for those who do not see the map. */
  _sentence() {
    if (!this._isChanged) return message("what_if.all_open");
    const answers = this._model.answers(this._closed);
    const told = answers.map(({ route, exact }, pair) => {
      const first = this._asIs.best(pair, new Set()).route;
      const words = route < 0 ? message(exact ? "what_if.no_route" : "what_if.unknown") : route === first ? message("what_if.same") : this._change(first, route);
      return `${this._pairName(pair)}: ${words}`;
    });
    const sure = message(answers.every(({ exact }) => exact) ? "what_if.exact" : "what_if.bound");
    const opened = this._model.opened < 0 ? "" : `${message("what_if.told_open", { names: this._name(this._model.opened) })} `;
    const closed = this._closed.size ? `${message("what_if.told", { names: [...this._closed].map((gate) => this._name(gate)).join(", ") })} ` : "";
    return `${opened}${closed}${told.join("; ")}. ${sure}`;
  }

  /** @param {number} before @param {number} after */
  _change(before, after) {
    const { routes } = this._model.data;
    return message("what_if.change", {
      days: signed((routes[after].h - routes[before].h) / 24), usd_t: signed(routes[after].usd_t - routes[before].usd_t), km: signed(routes[after].km - routes[before].km),
    });
  }

  /** What the card of a passage says that some route passes, and the button that closes it. @param {Feature} feature */
  cardPart({ layer, row }) {
    const columns = layer.columns.filter(({ name }) => name === "id" || name === "name" || name === "iso");
    const [gate] = this._model.gatesNamed(columns.map((column) => String(column.value(row))));
    if (gate === undefined || layer === this._layer) return null;
    const button = element("button", { type: "button", class: "wide", onclick: () => this._toggle(gate) });
    const said = element("p", {});
    const sync = () => {
      button.textContent = this._label(gate);
      said.textContent = this._about(gate);
    };
    sceneOf(this._map).onChange(sync);
    sync();
    return element("div", { class: "card-action" }, said, button);
  }

  /** @param {number} gate */
  _about(gate) {
    if (this._isShut(gate)) return message("what_if.shut_here");
    const { pairs, effect, then } = this._model.about(gate, this._closed);
    if (!pairs.length) return message("what_if.not_passed");
    return [
      message("what_if.passed_by", { pairs: pairs.map((pair) => this._pairName(pair)).join(", ") }),
      message("what_if.if_closed", { effect: effectWords(effect) }),
      then.length ? message("what_if.then_by", { gates: then.map((other) => this._name(other)).join(", ") }) : "",
    ].join(" ");
  }
}

/** Routes besides the best: those that pass what is closed are left out. */
class Alternatives {
  /** @param {Layer} layer */
  constructor(layer) {
    this._layer = layer;
    const place = (/** @type {string} */ name) => layer.columns.findIndex((column) => column.name === name);
    const [route, ...passed] = ["route", "gates", "countries"].map(place);
    this._codes = Array.from({ length: layer.rows }, (_, row) => layer.codeOf(row));
    this._routes = this._codes.map((_, row) => String(layer.value(row, route)));
    /** @type {Map<string, Set<string>>} what each route passes */
    this._passed = new Map();
    this._routes.forEach((name, row) => {
      const own = passed.flatMap((column) => String(layer.value(row, column) ?? "").split("+"));
      this._passed.set(name, new Set([...(this._passed.get(name) ?? []), ...own]));
    });
  }

  /** @param {Layer} layer */
  isOf(layer) {
    return layer === this._layer;
  }

  /** All of them. */
  before() {
    return this._layer.withClasses((row) => this._codes[row]);
  }

  /** @param {string[]} closed */
  leaveOut(closed) {
    this._layer.setClasses((row) => (closed.some((name) => this._passed.get(this._routes[row])?.has(name)) ? -1 : this._codes[row]));
  }
}

/** @param {WhatIfEffect} effect */
function effectWords({ unserved, extra_h, extra_usd_t, exact }) {
  if (!exact) return message("what_if.unknown");
  if (unserved >= 1) return message("what_if.cuts_off");
  if (unserved === 0 && extra_h === 0 && extra_usd_t === 0) return message("what_if.same");
  const more = Math.abs(extra_h) < 1 && Math.abs(extra_usd_t) < 0.5 ? message("what_if.hardly")
    : message("what_if.more", { days: signed(extra_h / 24), usd_t: signed(extra_usd_t) });
  return unserved > 0 ? `${message("what_if.cuts_off_share", { share: rounded(100 * unserved) })}; ${more}` : more;
}
