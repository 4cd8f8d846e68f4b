/** Leads a reader through the map by its maker's chapters, which can be printed as a report. */

/** @import { Layer } from "./layer.js" */
/** @import { Address, State } from "./permalink.js" */
/** @import { Stop } from "./types" */

import { drawPicture } from "./picture.js";
import { element } from "./dom.js";
import { message } from "./i18n.js";
import { coveredBySheet } from "./sheet.js";

/** Pixels of a map beside its panel, on which a maker chooses what a chapter shows. */
const MAKERS_WIDTH = 900;

/** The state of a page that a stop asks for. @param {Stop} stop @param {Layer[]} layers @param {State} opening @returns {State} */
export function stateOf(stop, layers, opening) {
  const named = layers.filter(({ info }) => stop.layers?.some((name) => name === info.title || name === info.key));
  return {
    center: stop.location ?? opening.center,
    zoom: stop.zoom ?? opening.zoom,
    layers: stop.layers ? named.map(({ info }) => info.key) : opening.layers,
    off: opening.off,
    closed: stop.closed,
    month: monthOf(stop.month),
  };
}

/** A state on a map that may be narrower than its maker's. @param {L.Map} map @param {State} state @returns {State} */
const fitted = (map, state) => ({ ...state, zoom: (state.zoom ?? map.getZoom()) - Math.max(0, Math.log2(MAKERS_WIDTH / map.getSize().x)) });

/** A month as the timeline counts it; of none, what is in force. @param {string} month @returns {State["month"]} */
export function monthOf(month) {
  if (!month) return undefined;
  if (month === "all") return "all";
  const [year, number] = month.split("-").map(Number);
  return year * 12 + (number || 1) - 1;
}

/** @param {L.Map} map @param {Layer[]} layers @param {Stop[]} stops @param {HTMLElement} holder @param {Address} address */
export function startTour(map, layers, stops, holder, address) {
  if (!stops.length) return;
  const opening = address.opening;
  let place = -1;
  const body = element("div", { role: "status" });
  const go = (/** @type {number} */ next) => {
    place = Math.max(0, Math.min(stops.length - 1, next));
    address.apply(fitted(map, stateOf(stops[place], layers, opening)));
    map.panBy([0, coveredBySheet() / 2], { animate: false });
    show();
    save();
  };
  const back = element("button", { type: "button", onclick: () => go(place - 1) }, message("tour.back"));
  const forth = element("button", { type: "button", class: "forth", onclick: () => go(place + 1) });
  const report = element("button", { type: "button", onclick: () => printReport(map, layers, stops, address) }, message("tour.report"));
  const show = () => {
    const stop = stops[place];
    body.replaceChildren(...(stop
      ? [element("p", { class: "tour-place" }, message("tour.place", { place: place + 1, count: stops.length })), element("h3", { dir: "auto" }, stop.title), ...paragraphs(stop.text)]
      : [element("ol", {}, ...stops.map(({ title }) => element("li", { dir: "auto" }, title)))]));
    back.hidden = place < 1;
    forth.hidden = place === stops.length - 1;
    forth.textContent = message(stop ? "tour.forth" : "tour.start");
  };
  holder.addEventListener("keydown", ({ key }) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
    if (step && place + step >= 0 && place + step < stops.length) go(place + step);
  });
  holder.replaceChildren(element("h2", {}, message("tour.title")), body, element("div", { class: "tour-steps" }, back, forth, report));
  holder.hidden = false;
  const save = address.include({
    tell: () => (place < 0 ? {} : { chapter: place + 1 }),
    follow({ chapter }) {
      place = Math.min(chapter ?? 0, stops.length) - 1; // the rest of the address says what it shows
      show();
    },
  });
}

/** @param {string} text */
const paragraphs = (text) => text.split(/\n\s*\n/).filter((part) => part.trim()).map((part) => element("p", { dir: "auto" }, part.trim()));

/** A picture and the words of each chapter, one below the other, for paper. @param {L.Map} map @param {Layer[]} layers @param {Stop[]} stops @param {Address} address */
function printReport(map, layers, stops, address) {
  const holder = /** @type {HTMLElement} */ (document.getElementById("report"));
  const before = address.state();
  const chapters = stops.map((stop, i) => {
    address.apply(stateOf(stop, layers, address.opening));
    const canvas = drawPicture(map, { title: "", lead: "" });
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", stop.title);
    return element("section", {}, element("h2", { dir: "auto" }, `${i + 1}. ${stop.title}`), ...paragraphs(stop.text), canvas);
  });
  address.apply(before);
  holder.replaceChildren(element("h1", { dir: "auto" }, document.title), ...chapters);
  holder.hidden = false;
  document.documentElement.dataset.report = "true";
  addEventListener("afterprint", () => {
    delete document.documentElement.dataset.report;
    holder.hidden = true;
    holder.replaceChildren();
  }, { once: true });
  print();
}
