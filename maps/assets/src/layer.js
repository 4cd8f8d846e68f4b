/** A packed layer on a Leaflet map: its rows, which of them are shown, and how. */

import { sceneOf } from "./scene.js";
import { unpack } from "./codec.js";

/** More points than this are drawn as dots, which may cover each other. */
const MOST_MARKS = 2000;

/** Widest line in pixels of a layer whose lines have a weight. */
const MAX_WEIGHT_PX = 14;

/** @type {any} Leaflet's classes are made at run time */
export const PackedLayer = L.Layer.extend({
  /** @param {string} id the element that holds the packed bytes */
  initialize(id) {
    /** @type {Set<number>} classes that the reader has switched off */
    this.hidden = new Set();
    this.ready = unpack(id).then((packed) => this._unpacked(packed));
  },

  /** @param {import("./types").Packed} packed */
  _unpacked(packed) {
    this.packed = packed;
    this.info = packed.header.layer;
    this.rows = packed.header.rows;
    this._classes = this._codes(this.info.class);
    packed.header.layer.classes.forEach((cls, code) => cls.shown || this.hidden.add(code));
    this._maxWeights = this._weights();
    this._from = this._monthColumn(this.info.from, -Infinity);
    this._to = this._monthColumn(this.info.to, Infinity);
    this._month = null;
    return this;
  },

  /** @param {number} column */
  _codes(column) {
    const codes = new Uint16Array(this.rows);
    if (column >= 0) for (let row = 0; row < this.rows; row++) codes[row] = Number(this.packed.columns[column].value(row));
    return codes;
  },

  /** The largest weight of each class: classes may differ in unit. */
  _weights() {
    const most = this.info.classes.map(() => 0);
    for (let row = 0; this.info.weight >= 0 && row < this.rows; row++) {
      most[this._classes[row]] = Math.max(most[this._classes[row]], this.value(row, this.info.weight) ?? 0);
    }
    return most;
  },

  /** @param {number} column @param {number} open what a row without a date stands for */
  _monthColumn(column, open) {
    const months = new Float64Array(column < 0 ? 0 : this.rows);
    for (let row = 0; row < months.length; row++) months[row] = this.value(row, column) ?? open;
    return months;
  },

  /** @param {L.Map} map */
  onAdd(map) {
    sceneOf(map).add(this);
    return this;
  },

  /** @param {L.Map} map */
  onRemove(map) {
    sceneOf(map).remove(this);
    return this;
  },

  redraw() {
    if (this._map) sceneOf(this._map).redraw();
  },

  isBase() {
    return this.info.group === "base";
  },

  hasMarks() {
    return this.rows <= MOST_MARKS;
  },

  /** @param {number} row @param {number} column */
  value(row, column) {
    return column < 0 ? null : this.packed.columns[column].value(row);
  },

  /** @param {number} row */
  nameOf(row) {
    return String(this.value(row, this.info.name) ?? this.info.title);
  },

  /** @param {number} row */
  precisionOf(row) {
    return String(this.value(row, this.info.precision) ?? "exact");
  },

  /** @param {number} row */
  classOf(row) {
    return this._classes[row];
  },

  /** @param {number} row */
  symbolOf(row) {
    return this.info.classes[this._classes[row]].symbol;
  },

  /** Whether a row is a strait or a canal, whose name is written on the map. @param {number} row */
  isPassage(row) {
    return this.info.classes[this._classes[row]].passage;
  },

  /** Width in pixels: a line's area, hence its look, is in proportion to the square root. @param {number} row */
  weightOf(row) {
    const weight = this.value(row, this.info.weight);
    return weight === null ? 1.5 : Math.max(1.5, MAX_WEIGHT_PX * Math.sqrt(weight / this._maxWeights[this._classes[row]]));
  },

  /** @param {number} row */
  isVisible(row) {
    if (this.hidden.size && this.hidden.has(this._classes[row])) return false;
    return this._month === null || !this.isDated() || (this._from[row] <= this._month && this._month <= this._to[row]);
  },

  isDated() {
    return this.info.from >= 0;
  },

  /** The months in which rows begin and end. */
  months() {
    return [...this._from, ...this._to].filter(Number.isFinite);
  },

  /** Shows the rows that hold in a month, or all of them. @param {number | null} month */
  setMonth(month) {
    this._month = month;
    this.redraw();
  },

  /** @param {number[]} classes the only ones that are switched off */
  setHidden(classes) {
    this.hidden = new Set(classes);
    this.redraw();
  },

  /** @param {number} cls @param {boolean} shown */
  showClass(cls, shown) {
    if (shown) this.hidden.delete(cls);
    else this.hidden.add(cls);
    this.redraw();
  },
});
