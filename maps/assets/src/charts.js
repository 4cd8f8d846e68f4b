/** Small bar charts in the panel. */

import { element, svg } from "./dom.js";
import { countryNames } from "./values.js";
import { formatNumber } from "./messages.js";

/** @typedef {{ title: string, unit: string, countries: boolean, bars: { label: string, value: number, color: string }[] }} Chart */

const [WIDTH, ROW, LABEL] = [300, 22, 116];

/** @param {Chart[]} charts @param {HTMLElement} holder */
export function fillCharts(charts, holder) {
  holder.replaceChildren(...charts.map(drawChart));
}

/** @param {Chart} chart */
function drawChart({ title, unit, countries, bars: given }) {
  const bars = given.map((bar) => ({ ...bar, label: countries ? countryNames(bar.label) : bar.label }));
  const most = Math.max(...bars.map(({ value }) => value));
  const words = bars.map(({ label, value }) => `${label}: ${formatNumber(value)} ${unit}`).join("; ");
  const picture = svg("svg", { viewBox: `0 0 ${WIDTH} ${bars.length * ROW}`, role: "img", "aria-label": `${title}. ${words}` });
  bars.forEach(({ label, value, color }, i) => {
    const width = Math.max(1, ((WIDTH - LABEL - 66) * value) / most);
    picture.append(
      text(label, LABEL - 8, i, "end"),
      svg("rect", { x: LABEL, y: i * ROW + 5, width, height: ROW - 10, rx: 2, fill: color }),
      text(formatNumber(value), LABEL + width + 6, i, "start"));
  });
  return element("figure", { class: "chart" }, element("figcaption", {}, title, element("small", {}, unit)), picture);
}

/** @param {string} words @param {number} x @param {number} row @param {string} anchor */
function text(words, x, row, anchor) {
  return svg("text", { x, y: row * ROW + ROW / 2, "text-anchor": anchor, "dominant-baseline": "central" }, document.createTextNode(words));
}
