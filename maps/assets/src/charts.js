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

/** @param {Chart[]} charts @param {HTMLElement} holder */
export function fillCharts(charts, holder) {
  holder.replaceChildren(...charts.map(drawChart));
}

/** @param {Chart} chart */
function drawChart({ title, unit, countries, bars: given }) {
  const bars = given.map((bar) => ({ ...bar, label: countries ? countryNames(bar.label) : bar.label }));
  const most = Math.max(...bars.map(({ value }) => value));
  const above = bars.some(({ label }) => label.length > LONG_NAME);
  const [row, left] = above ? [HIGH, 0] : [LOW, NAMES];
  const words = bars.map(({ label, value }) => `${label}: ${formatNumber(value)} ${unit}`).join("; ");
  const picture = svg("svg", { viewBox: `0 0 ${WIDTH} ${bars.length * row}`, role: "img", "aria-label": `${title}. ${words}` });
  bars.forEach(({ label, value, color }, i) => {
    const width = Math.max(1, ((WIDTH - left - VALUE) * value) / most);
    const middle = (i + 1) * row - LOW / 2;
    picture.append(
      above ? text(label, 0, middle - 15, "start") : text(label, left - 8, middle, "end"),
      svg("rect", { x: left, y: middle - BAR / 2, width, height: BAR, rx: 2, fill: color }),
      text(formatNumber(value), left + width + 6, middle, "start"));
  });
  return element("figure", { class: "chart" }, element("figcaption", {}, title, element("small", {}, unit)), picture);
}

/** @param {string} words @param {number} x @param {number} y @param {string} anchor */
function text(words, x, y, anchor) {
  return svg("text", { x, y, "text-anchor": anchor, "dominant-baseline": "central" }, document.createTextNode(words));
}
