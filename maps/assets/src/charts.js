/** Small bar charts in the panel. */

import { element, svg } from "./dom.js";
import { countryNames, formatNumber } from "./i18n.js";

/** @import { Chart } from "./types" */

/** Width of a chart, its value labels and, where names are short, the column of names; in pixels. */
const [WIDTH, VALUE, NAMES] = [300, 66, 116];

/** Names longer than this stand above their bars. */
const LONG_NAME = 16;

/** Heights of a row with its name beside the bar, of one with its name above, and of a bar. */
const [LOW, HIGH, BAR] = [22, 36, 12];

/** Opacity of what a range leaves open. */
const UNSURE = 0.35;

/** @param {Chart[]} charts @param {HTMLElement} holder */
export function fillCharts(charts, holder) {
  holder.replaceChildren(...charts.map(drawChart));
}

/** @param {Chart} chart */
function drawChart({ title, unit, countries, bars: given }) {
  const bars = given.map((bar) => ({ ...bar, label: countries ? countryNames(bar.label) : bar.label }));
  const most = Math.max(...bars.map(({ value, high }) => high ?? value));
  const above = bars.some(({ label }) => label.length > LONG_NAME);
  const [row, left] = above ? [HIGH, 0] : [LOW, NAMES];
  const words = bars.map((bar) => `${bar.label}: ${figure(bar)} ${unit}`).join("; ");
  const picture = svg("svg", { viewBox: `0 0 ${WIDTH} ${bars.length * row}`, role: "img", "aria-label": `${title}. ${words}` });
  bars.forEach((bar, i) => {
    const { label, value, color, high } = bar;
    const scale = (WIDTH - left - VALUE) / most;
    const [width, reach] = [value, high ?? value].map((figure) => Math.max(1, scale * figure));
    const middle = (i + 1) * row - LOW / 2;
    const drawBar = (/** @type {number} */ width, /** @type {number} */ opacity) =>
      svg("rect", { x: left, y: middle - BAR / 2, width, height: BAR, rx: 2, fill: color, opacity });
    picture.append(
      above ? text(label, 0, middle - 15, "start") : text(label, left - 8, middle, "end"),
      ...(reach > width ? [drawBar(reach, UNSURE)] : []),
      drawBar(width, 1),
      text(figure(bar), left + reach + 6, middle, "start"));
  });
  return element("figure", { class: "chart" }, element("figcaption", {}, title, element("small", {}, unit)), picture);
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
