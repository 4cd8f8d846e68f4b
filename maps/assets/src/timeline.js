/** A slider over months: agreements made by then, flows of that time, risks that were in force. A page opens on those in force now. */

/** @import { Layer } from "./layer.js" */
/** @typedef {number | "all" | null} Time a month, all of them, or null: what is over is left out, as on opening */
/** @typedef {{ month(): Time, setMonth(month: Time): void }} Timeline */

import { element } from "./dom.js";
import { formatNumber, message } from "./i18n.js";

/** Milliseconds a month is shown while the slider plays at its own speed, and how many times as quick it may go. */
const BEAT = 450;
const SPEEDS = [0.5, 1, 2, 4];

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

/** The month whose rows a layer shows; null for all. @param {Layer} layer @param {Time} time */
const monthOf = ({ info }, time) => (typeof time === "number" ? time : time === null && info.now >= 0 ? info.now : null);

/** @param {Time} time @param {number} now @param {[number, number]} range */
function timeName(time, now, range) {
  if (time === null) return message("time.now", { month: monthName(now) });
  return time === "all" ? range.map((end) => Math.floor(end / 12)).join("–") : monthName(time);
}

/** @param {Layer[]} layers @param {HTMLElement} holder @param {() => void} onChange @returns {Timeline} */
export function makeTimeline(layers, holder, onChange) {
  const dated = layers.filter((layer) => layer.isDated());
  const range = monthRange(dated);
  if (!range) return { month: () => null, setMonth: () => {} };
  const now = Math.max(...dated.map(({ info }) => info.now));
  /** @type {Time} what nobody has chosen */
  const first = now < 0 ? "all" : null;
  /** @type {Time} */
  let current = first;
  let timer = 0;
  const slider = element("input", { type: "range", min: range[0], max: range[1], value: range[1], "aria-label": message("time.slider") });
  const label = element("output", {});
  const play = element("button", { type: "button", class: "play" });
  const speed = element("select", { "aria-label": message("time.speed") }, ...SPEEDS.map((times) => element("option", { value: times, selected: times === 1 }, `${formatNumber(times)}×`)));
  const all = element("button", { type: "button" }, message("time.all"));
  /** @param {Time} time */
  const show = (time) => {
    current = typeof time === "number" ? Math.max(range[0], Math.min(range[1], time)) : time ?? first;
    if (typeof current === "number") slider.value = String(current);
    label.textContent = timeName(current, now, range);
    slider.setAttribute("aria-valuetext", current === "all" ? message("time.all") : label.textContent);
    all.setAttribute("aria-pressed", String(current === "all"));
    for (const layer of dated) layer.setMonth(monthOf(layer, current));
    onChange();
  };
  const stop = () => {
    clearInterval(timer);
    timer = 0;
    play.textContent = "▶";
    play.setAttribute("aria-label", message("time.play"));
    [speed.hidden, all.hidden] = [true, false];
  };
  const run = () => (timer = window.setInterval(step, BEAT / Number(speed.value)));
  speed.addEventListener("change", () => timer && (clearInterval(timer), run()));
  const step = () => (Number(slider.value) < range[1] ? show(Number(slider.value) + 1) : stop());
  play.addEventListener("click", () => {
    if (timer) return stop();
    show(Number(slider.value) >= range[1] ? range[0] : Number(slider.value));
    run();
    play.textContent = "❚❚";
    play.setAttribute("aria-label", message("time.pause"));
    [speed.hidden, all.hidden] = [false, true];
  });
  slider.addEventListener("input", () => show(Number(slider.value)));
  all.addEventListener("click", () => (stop(), show(current === "all" ? first : "all")));
  holder.replaceChildren(play, slider, label, speed, all);
  holder.hidden = false;
  stop();
  show(null);
  return { month: () => current, setMonth: show };
}
