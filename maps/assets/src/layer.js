/** A packed layer: what Leaflet has of it at once, and its rows, which of them are shown, and how, once it is unpacked. */

/** @import { Packed, Value } from "./types" */

import { formatSpan } from "./i18n.js";
import { sceneOf } from "./scene.js";
import { unpack, whole } from "./codec.js";
import { xToLon, yToLat } from "./projection.js";

/** More points than this are drawn as dots, which may cover each other. */
const MOST_MARKS = 2000;

/** Widest line and radius of the largest mark in pixels of a layer whose rows have a weight. */
export const MAX_WEIGHT_PX = 14;
export const MAX_RADIUS_PX = 18;

/** Radius in pixels of a mark whose weight is next to nothing. */
const LEAST_RADIUS_PX = 2;

export class PackedLayer extends L.Layer {
  /** @param {string} id the element that holds the packed bytes */
  constructor(id) {
    super();
    /** @type {Layer | null} null until it is unpacked */
    this.layer = null;
    this.ready = unpack(id).then((packed) => (this.layer = new Layer(packed, this)));
  }

  /** @override @param {L.Map} map */
  onAdd(map) {
    sceneOf(map).add(this);
    return this;
  }

  /** @override @param {L.Map} map */
  onRemove(map) {
    sceneOf(map).remove(this);
    return this;
  }

  redraw() {
    if (this._map) sceneOf(this._map).redraw();
  }
}

/** @template {Uint16Array | Float64Array} T @param {T} values @param {(row: number) => number} valueAt */
function fill(values, valueAt) {
  for (let row = 0; row < values.length; row++) values[row] = valueAt(row);
  return values;
}

export class Layer {
  /** @param {Packed} packed @param {PackedLayer} leaflet what stands for it on a map */
  constructor({ header, sections, columns }, leaflet) {
    this.leaflet = leaflet;
    this.sections = sections;
    this.columns = columns;
    this.info = header.layer;
    this.rows = header.rows;
    for (const cls of this.info.classes) if (cls.span) cls.label = formatSpan(cls.span);
    this._codes = fill(new Uint16Array(this.rows), (row) => whole(Number(this.value(row, this.info.class)), 0, this.info.classes.length - 1));
    /** @type {Set<number>} classes that the reader has switched off */
    this.hidden = new Set(this.info.classes.flatMap(({ shown }, cls) => (shown ? [] : [cls])));
    this._maxWeights = this._weights();
    this._from = this._monthColumn(this.info.from, -Infinity);
    this._to = this._monthColumn(this.info.to, Infinity);
    /** @type {number | null} */
    this._month = null;
    /** @type {Uint8Array | null} rows that are left out, whatever their class */
    this._absent = null;
    /** @type {Map<string, (row: number) => boolean>} what the reader looks for: rows that pass all are shown */
    this._filters = new Map();
    /** @type {Map<string, string>} the filters as an address holds them */
    this._filterTexts = new Map();
    /** @type {Map<string, (text: string) => void>} what makes a filter of its text; of none, it lets all pass */
    this._filterMakers = new Map();
    /** What the column that its reader colours it by is called; empty for its own look. */
    this.coloredBy = "";
    /** @type {import("./recolor.js").Look & { hidden: number[] } | null} how it came, once it is coloured otherwise */
    this._own = null;
  }

  /** The largest weight of each class: classes of flows differ in unit. */
  _weights() {
    const most = this.info.classes.map(() => 0);
    for (let row = 0; this.info.weight >= 0 && row < this.rows; row++) {
      most[this._codes[row]] = Math.max(most[this._codes[row]], Number(this.value(row, this.info.weight)));
    }
    return this.hasUnits() ? most : most.fill(Math.max(...most));
  }

  /** Whether the weights of its classes are in units of their own, as those of flows of goods are. */
  hasUnits() {
    return this.info.tapers && !this.info.moves;
  }

  /** The largest weight of all. */
  get maxWeight() {
    return Math.max(...this._maxWeights);
  }

  /** @param {number} column @param {number} open what a row without a date stands for */
  _monthColumn(column, open) {
    return fill(new Float64Array(column < 0 ? 0 : this.rows), (row) => Number(this.value(row, column) ?? open));
  }

  isBase() {
    return this.info.group === "base";
  }

  hasMarks() {
    return !this.info.heat_km && (this.rows <= MOST_MARKS || this.info.weight >= 0);
  }

  /** @param {number} row @param {number} column @returns {Value} */
  value(row, column) {
    return column < 0 ? null : this.columns[column].value(row);
  }

  /** @param {number} row */
  nameOf(row) {
    const name = String(this.value(row, this.info.name) ?? this.info.title);
    return Object.hasOwn(this.info.names, name) ? this.info.names[name] : name;
  }

  /** @param {number} row */
  precisionOf(row) {
    return String(this.value(row, this.info.precision) ?? "exact");
  }

  /** What a row rests on whose source was not seen; empty if it was, or if nobody said. @param {number} row */
  unseenBasisOf(row) {
    if (this.value(row, this.info.verified) !== "no") return "";
    if (this.info.grade < 0) return "part";
    const grade = String(this.value(row, this.info.grade) ?? "");
    return ["memory", "hand-placed"].includes(grade) ? grade : "source";
  }

  /** The place of a row's class among the classes. @param {number} row */
  codeOf(row) {
    return this._codes[row];
  }

  /** @param {number} row */
  classOf(row) {
    return this.info.classes[this._codes[row]];
  }

  /** Width in pixels: a line's area, hence its look, is in proportion to the square root. @param {number} row */
  weightOf(row) {
    const weight = this.value(row, this.info.weight);
    return weight === null ? 1.5 : Math.max(1.5, MAX_WEIGHT_PX * Math.sqrt(Number(weight) / this._maxWeights[this._codes[row]]));
  }

  /** Radius in pixels of a mark, whose area is in proportion to its weight; 0 where all are alike. @param {number} row */
  radiusOf(row) {
    if (this.info.weight < 0) return 0;
    return Math.max(LEAST_RADIUS_PX, MAX_RADIUS_PX * Math.sqrt(Number(this.value(row, this.info.weight)) / this.maxWeight || 0));
  }

  /** @param {number} row */
  isVisible(row) {
    if (!this.passes(row)) return false;
    if (this._absent?.[row] || (this.hidden.size && this.hidden.has(this._codes[row]))) return false;
    return this.holds(row);
  }

  /** Whether a row holds in the month that is shown. @param {number} row */
  holds(row) {
    return this._month === null || !this.isDated() || (this._from[row] <= this._month && this._month <= this._to[row]);
  }

  /** What its shown rows span. @param {(row: number) => boolean} [isMeant] */
  bounds(isMeant = (row) => this.isVisible(row)) {
    const bounds = L.latLngBounds([]);
    for (const { rows, index } of this.sections) {
      rows.forEach((row, part) => {
        if (!isMeant(row)) return;
        bounds.extend([yToLat(index.north[part]), xToLon(index.west[part])]).extend([yToLat(index.south[part]), xToLon(index.east[part])]);
      });
    }
    return bounds;
  }

  isDated() {
    return this.info.from >= 0;
  }

  /** The months in which rows begin and end. */
  months() {
    return [...this._from, ...this._to].filter(Number.isFinite);
  }

  /** Shows the rows that hold in a month, or all of them. @param {number | null} month */
  setMonth(month) {
    this._month = month;
    this.leaflet.redraw();
  }

  /** Sorts the rows into classes anew. @param {(row: number) => number} classOf -1 leaves a row out */
  setClasses(classOf) {
    this._absent ??= new Uint8Array(this.rows);
    for (let row = 0; row < this.rows; row++) {
      const code = classOf(row);
      this._absent[row] = Number(code < 0);
      if (code >= 0) this._codes[row] = code;
    }
    this.leaflet.redraw();
  }

  /** The same layer with its rows sorted into classes otherwise, for another map; its own stay as they are. @param {(row: number) => number} classOf -1 leaves a row out @returns {Layer} */
  withClasses(classOf) {
    const codes = Int32Array.from({ length: this.rows }, (_, row) => classOf(row));
    return Object.create(this, { _codes: { value: Uint16Array.from(codes, (code) => Math.max(code, 0)) }, _absent: { value: Uint8Array.from(codes, (code) => Number(code < 0)) } });
  }

  /** Whether a row is what its reader looks for. @param {number} row */
  passes(row) {
    for (const filter of this._filters.values()) if (!filter(row)) return false;
    return true;
  }

  /** The same, but for one filter. @param {number} row @param {string} name */
  passesBut(row, name) {
    for (const [other, filter] of this._filters) if (other !== name && !filter(row)) return false;
    return true;
  }

  isFiltered() {
    return this._filters.size > 0;
  }

  /** Shows the rows that pass, on the map and in the table. @param {string} name @param {((row: number) => boolean) | null} filter @param {string} [text] what makes it again */
  setFilter(name, filter, text = "") {
    this._filters.delete(name);
    this._filterTexts.delete(name);
    if (filter) this._filters.set(name, filter);
    if (filter && text) this._filterTexts.set(name, text);
    this.leaflet.redraw();
  }

  /** Says how a filter is made of its text. @param {string} name @param {(text: string) => void} make */
  onFilterText(name, make) {
    this._filterMakers.set(name, make);
  }

  /** Filters as an address holds them. @returns {[name: string, text: string][]} */
  filterTexts() {
    return [...this._filterTexts];
  }

  /** Filters by these texts and no others. @param {Map<string, string>} texts */
  setFilterTexts(texts) {
    this._filters.clear();
    this._filterTexts.clear();
    for (const [name, make] of this._filterMakers) make(texts.get(name) ?? "");
    this.leaflet.redraw();
  }

  /** Classes its rows by another column, or as it came. @param {import("./recolor.js").Look | null} look */
  setLook(look) {
    const { classes, by, legend, classed_by } = this.info;
    this._own ??= { classes, by, legend, classed_by, codes: [...this._codes], hidden: [...this.hidden] };
    const { codes, ...info } = look ?? this._own;
    this._codes = Uint16Array.from(codes);
    this.hidden = new Set(look ? [] : this._own.hidden);
    this.coloredBy = look ? look.classed_by : "";
    Object.assign(this.info, { classes: info.classes, by: info.by, legend: info.legend, classed_by: info.classed_by });
    this._maxWeights = this._weights();
    this.leaflet.redraw();
  }

  /** @param {number[]} classes the only ones that are switched off */
  setHidden(classes) {
    this.hidden = new Set(classes);
    this.leaflet.redraw();
  }

  /** @param {number} cls @param {boolean} shown */
  showClass(cls, shown) {
    if (shown) this.hidden.delete(cls);
    else this.hidden.add(cls);
    this.leaflet.redraw();
  }
}
