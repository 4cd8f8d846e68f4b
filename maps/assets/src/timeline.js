/** A slider over months: agreements made by then, flows of that time, risks that were in force. */

/** @import { Layer } from "./layer.js" */
/** @typedef {{ month(): number | null, setMonth(month: number | null): void }} Timeline */

import { element } from "./dom.js";
import { message } from "./i18n.js";

/** Milliseconds a month is shown while the slider plays. */
const BEAT = 450;

/** A month as a number, counted from January of the year 0, in words. @param {number} month */
export function monthName(month) {
  const date = new Date(Date.UTC(Math.floor(month / 12), month % 12, 1));
  return date.toLocaleDateString(document.documentElement.lang, { month: "short", year: "numeric", timeZone: "UTC" });
}

/** The first and last month that any row begins or ends in. @param {Pick<Layer, "months">[]} layers @returns {[number, number] | null} */
export function monthRange(layers) {
  let [first, last] = [Infinity, -Infinity];
  for (const month of layers.flatMap((layer) => layer.months())) [first, last] = [Math.min(first, month), Math.max(last, month)];
  return first <= last ? [first, last] : null;
}

/** @param {Layer[]} layers @param {HTMLElement} holder @param {() => void} onChange @returns {Timeline} */
export function makeTimeline(layers, holder, onChange) {
  const dated = layers.filter((layer) => layer.isDated());
  const range = monthRange(dated);
  if (!range) return { month: () => null, setMonth: () => {} };
  /** @type {number | null} */
  let current = null;
  let timer = 0;
  const slider = element("input", { type: "range", min: range[0], max: range[1], value: range[1], "aria-label": message("time.slider") });
  const label = element("output", {});
  const play = element("button", { type: "button", class: "play" });
  const all = element("button", { type: "button" }, message("time.all"));
  /** @param {number | null} month */
  const show = (month) => {
    if (month !== null) month = Math.max(range[0], Math.min(range[1], month));
    current = month;
    if (month !== null) slider.value = String(month);
    label.textContent = month === null ? range.map((end) => Math.floor(end / 12)).join("–") : monthName(month);
    slider.setAttribute("aria-valuetext", month === null ? message("time.all") : label.textContent);
    all.setAttribute("aria-pressed", String(month === null));
    for (const layer of dated) layer.setMonth(month);
    onChange();
  };
  const stop = () => {
    clearInterval(timer);
    timer = 0;
    play.textContent = "▶";
    play.setAttribute("aria-label", message("time.play"));
  };
  const step = () => (Number(slider.value) < range[1] ? show(Number(slider.value) + 1) : stop());
  play.addEventListener("click", () => {
    if (timer) return stop();
    show(Number(slider.value) >= range[1] ? range[0] : Number(slider.value));
    timer = window.setInterval(step, BEAT);
    play.textContent = "❚❚";
    play.setAttribute("aria-label", message("time.pause"));
  });
  slider.addEventListener("input", () => show(Number(slider.value)));
  all.addEventListener("click", () => (stop(), show(null)));
  holder.replaceChildren(play, slider, label, all);
  holder.hidden = false;
  stop();
  show(null);
  return { month: () => current, setMonth: show };
}
