/** What would widen the network, and what helps when something shuts, beside where it narrows. */

/** @import { Help } from "./types" */

import { element } from "./dom.js";
import { message, rounded } from "./i18n.js";
import { roomAround } from "./sheet.js";

/** Zoom beyond which a link is not shown. */
const LINK_ZOOM = 7;

/** @param {L.Map} map @param {Help[]} helps links before measures @param {boolean} isSought whether anything was looked for */
export function helpLists(map, helps, isSought) {
  if (!helps.length) return isSought ? [element("p", { class: "layer-note" }, message("help.nothing"))] : [];
  const links = helps.filter((help) => help.more_routes !== null);
  const measures = helps.filter((help) => help.more_routes === null);
  return [
    links.length > 0 && helpList(map, message("help.links"), links, ""),
    measures.length > 0 && helpList(map, message("help.measures"), measures, message("help.measures.note")),
  ].flatMap((list) => list || []);
}

/** @param {L.Map} map @param {string} title @param {Help[]} helps @param {string} note */
function helpList(map, title, helps, note) {
  return element("div", { class: "what-if-list helps" },
    element("h3", {}, title),
    note && element("p", { class: "layer-note" }, note),
    element("ul", {}, ...helps.map((help) => element("li", {}, helpName(map, help), element("small", {}, helpWords(help))))));
}

/** Its name, which leads to a link. @param {L.Map} map @param {Help} help */
function helpName(map, { name, bounds }) {
  if (!bounds) return element("span", { dir: "auto" }, name);
  const [west, south, east, north] = bounds;
  const go = () => map.flyToBounds([[south, west], [north, east]], { ...roomAround(), maxZoom: LINK_ZOOM, duration: 0.6 });
  return element("button", { type: "button", class: "name", dir: "auto", onclick: go }, name);
}

/** What it buys and costs. @param {Help} help */
function helpWords({ more_routes, saved, found, cost, currency }) {
  const told = [
    more_routes ? message("help.more_routes", { routes: rounded(more_routes) }) : "",
    saved[1] ? message("help.saves", { days: range(saved) }) : "",
    found[1] ? message("help.finds", { share: range(found.map((share) => 100 * (share ?? 0))) }) : "",
    cost[1] ? message("help.costs", { cost: range(cost), currency }) : "",
  ];
  return told.filter(Boolean).join(" \u00b7 ") || message("help.none");
}

/** @param {(number | null)[]} ends */
function range([low, high]) {
  const [from, to] = [low, high].map((end) => rounded(end ?? 0));
  return from === to ? from : `${from}–${to}`;
}
