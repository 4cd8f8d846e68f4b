/** Small bar charts in the panel. A bar of rows on the map shows these alone when it is pressed; what is filtered elsewhere redraws the bars. */

import { element, svg } from "./dom.js";
import { countryNames, formatNumber } from "./i18n.js";

/** @import { Layer } from "./layer.js" */
/** @import { Chart, Feature } from "./types" */

/** Width of a chart, its value labels and, where names are short, the column of names; in pixels. */
const [WIDTH, VALUE, NAMES] = [300, 66, 116];

/** Names longer than this stand above their bars. */
const LONG_NAME = 16;

/** Heights of a row with its name beside the bar, of one with its name above, and of a bar; of rows for fingers. */
const [LOW, HIGH, BAR] = [22, 36, 12];
const TOUCHED = 40;

/** Opacity of what a range leaves open, and of bars beside the one that was pressed. */
const [UNSURE, PALE] = [0.35, 0.4];

/** The name of what a pressed bar filters by. */
const FILTER = "chart";

/** @param {Chart[]} charts @param {HTMLElement} holder @param {Layer[]} layers @param {(listener: () => void) => void} onChange @param {() => Feature | null} selected */
export function fillCharts(charts, holder, layers, onChange, selected) {
  /** @type {string} the chart and the bar that is pressed, as an address has them */
  let pressed = "";
  const press = (/** @type {string} */ text) => {
    pressed = text;
    const [chart, bar] = text.split(".").map(Number);
    const parts = text && charts[chart] ? charts[chart].parts.filter(([place]) => place === bar) : [];
    const meant = new Set(parts.map(([, key]) => key));
    const own = charts[chart]?.parts.map(([, key]) => key) ?? [];
    for (const layer of layers) {
      const rows = meant.size && own.includes(layer.info.key) ? new Set(parts.filter(([, key]) => key === layer.info.key).map(([, , id]) => id)) : null;
      layer.setFilter(FILTER, rows && ((row) => rows.has(idOf(layer, row))), text);
    }
  };
  const drawn = charts.map((chart, place) => new DrawnChart(chart, layers, (bar) => press(pressed === `${place}.${bar}` ? "" : `${place}.${bar}`)));
  const isOfPressed = (/** @type {Layer} */ { info }) => charts[Number(pressed.split(".")[0])]?.parts.some(([, key]) => key === info.key);
  for (const layer of layers) layer.onFilterText(FILTER, (text) => (text || (pressed && isOfPressed(layer)) ? press(text) : undefined));
  holder.replaceChildren(...drawn.map(({ figure }) => figure));
  onChange(() => drawn.forEach((chart, place) => chart.show(pressed.startsWith(`${place}.`) ? Number(pressed.split(".")[1]) : -1, selected())));
}

/** @param {Layer} layer @param {number} row */
const idOf = (layer, row) => String(layer.columns.find(({ name }) => name === "id")?.value(row) ?? "");

class DrawnChart {
  /** @param {Chart} chart @param {Layer[]} layers @param {(bar: number) => void} press */
  constructor(chart, layers, press) {
    this._chart = chart;
    this._press = press;
    this._parts = partsOnMap(chart, layers);
    this._told = "";
    this.figure = element("figure", { class: "chart" });
    this.show(-1, null);
  }

  /** Draws the bars of what is shown, unless they are drawn so. @param {number} pressed @param {Feature | null} selected */
  show(pressed, selected) {
    const bars = barsNow(this._chart, this._parts, pressed >= 0);
    const held = selected ? this._parts.filter(({ layer, row }) => layer === selected.layer && row === selected.row).map(({ bar }) => bar) : [];
    const told = JSON.stringify([bars.map(({ value }) => value), pressed, held]);
    if (told === this._told) return;
    this._told = told;
    const focus = this.figure.contains(document.activeElement) ? document.activeElement?.getAttribute("data-bar") : null;
    const { title, unit } = this._chart;
    this.figure.replaceChildren(element("figcaption", {}, title, element("small", {}, unit)), drawBars(this._chart, bars, { pressed, held, press: this._parts.length ? this._press : null }));
    if (focus) /** @type {SVGElement | null} */ (this.figure.querySelector(`[data-bar="${focus}"]`))?.focus();
  }
}

/** @typedef {{ bar: number, layer: Layer, row: number, amount: number, name: string }} PlacedPart */

/** @param {Chart} chart @param {Layer[]} layers @returns {PlacedPart[]} */
function partsOnMap({ parts }, layers) {
  /** @type {Map<string, [Layer, number]>} */
  const rows = new Map();
  const keys = new Set(parts.map(([, key]) => key));
  for (const layer of layers.filter(({ info }) => keys.has(info.key))) {
    for (let row = 0; row < layer.rows; row++) rows.set(`${layer.info.key} ${idOf(layer, row)}`, [layer, row]);
  }
  return parts.flatMap(([bar, key, id, amount, name]) => {
    const [layer, row] = rows.get(`${key} ${id}`) ?? [];
    return layer && row !== undefined ? [{ bar, layer, row, amount, name }] : [];
  });
}

/** The bars as given, or of the rows that pass what is filtered by other means than the chart's own bars. @param {Chart} chart @param {PlacedPart[]} parts @param {boolean} isPressed whether one of these is pressed */
export function barsNow({ bars }, parts, isPressed) {
  const shown = parts.filter(({ layer, row }) => layer.passesBut(row, isPressed ? FILTER : ""));
  if (shown.length === parts.length) return bars;
  return bars.map((bar, place) => {
    const amounts = new Map(shown.filter((part) => part.bar === place).map(({ name, amount }) => [name, amount]));
    return { ...bar, value: Math.round([...amounts.values()].reduce((sum, amount) => sum + amount, 0)) };
  });
}

/** @typedef {{ pressed: number, held: number[], press: ((bar: number) => void) | null }} Marks which bar is pressed, which hold the feature whose card is open, and what a press does */

/** @param {Chart} chart @param {Chart["bars"]} given @param {Marks} marks */
function drawBars({ title, unit, countries, bars: all }, given, { pressed, held, press }) {
  const bars = given.map((bar) => ({ ...bar, label: countries ? countryNames(bar.label) : bar.label }));
  const most = Math.max(...all.map(({ value, high }) => high ?? value)) || 1;
  const above = bars.some(({ label }) => label.length > LONG_NAME);
  const touched = press && matchMedia("(pointer: coarse)").matches;
  const [row, left] = above ? [touched ? TOUCHED : HIGH, 0] : [touched ? TOUCHED : LOW, NAMES];
  const words = bars.map((bar) => `${bar.label}: ${figure(bar)} ${unit}`.trim());
  const picture = svg("svg", { viewBox: `0 0 ${WIDTH} ${bars.length * row}`, role: press ? "group" : "img", "aria-label": press ? title : `${title}. ${words.join("; ")}` });
  bars.forEach((bar, i) => {
    const { label, value, color, high } = bar;
    const scale = (WIDTH - left - VALUE) / most;
    const [width, reach] = [value, high ?? value].map((figure) => Math.max(1, scale * figure));
    const middle = (i + 1) * row - (above ? LOW : row) / 2;
    const drawBar = (/** @type {number} */ width, /** @type {number} */ opacity) =>
      svg("rect", { x: left, y: middle - BAR / 2, width, height: BAR, rx: 2, fill: color, opacity: pressed >= 0 && pressed !== i ? opacity * PALE : opacity });
    const parts = [
      above ? text(label, 0, middle - 15, "start") : text(label, left - 8, middle, "end"),
      ...(reach > width ? [drawBar(reach, UNSURE)] : []),
      drawBar(width, 1),
      text(figure(bar), left + reach + 6, middle, "start")];
    picture.append(press ? barButton(parts, { i, row, first: Math.max(0, pressed), isPressed: pressed === i, isHeld: held.includes(i) }, press) : svg("g", {}, ...parts));
  });
  return picture;
}

/** Keys that lead from bar to bar: of a chart, Tab finds one alone. @type {Record<string, "nextElementSibling" | "previousElementSibling">} */
const SIBLINGS = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" };

/** A bar that can be pressed, by a key, too. @param {SVGElement[]} parts @param {{ i: number, row: number, first: number, isPressed: boolean, isHeld: boolean }} told @param {(bar: number) => void} press */
function barButton(parts, { i, row, first, isPressed, isHeld }, press) {
  const area = svg("rect", { class: "bar-area", x: 0, y: i * row, width: WIDTH, height: row, rx: 4 });
  const bar = svg("g", { class: isHeld ? "bar held" : "bar", role: "button", tabindex: i === first ? 0 : -1, "aria-pressed": String(isPressed), "data-bar": i, onclick: () => press(i) }, area, ...parts);
  bar.addEventListener("keydown", (event) => {
    if (!(event instanceof KeyboardEvent) || !["Enter", " ", ...Object.keys(SIBLINGS)].includes(event.key)) return;
    event.preventDefault();
    const towards = SIBLINGS[event.key];
    if (!towards) press(i);
    else if (bar[towards] instanceof SVGElement) bar[towards].focus();
  });
  return bar;
}

/** What a bar's figure is: one number, or the two ends of a range. @param {Chart["bars"][number]} bar */
function figure({ value, high }) {
  const far = high ?? value;
  return far > value ? `${formatNumber(value)}–${formatNumber(far)}` : formatNumber(value);
}

/** @param {string} words @param {number} x @param {number} y @param {string} anchor */
function text(words, x, y, anchor) {
  return svg("text", { x, y, "text-anchor": anchor, "dominant-baseline": "central" }, document.createTextNode(words));
}
