/** Brings a page to life: the panel, the cards, the tools and the address. */

/** @import { Layer } from "./layer.js" */
/** @import { Chart, Feature } from "./types" */

import { Readings } from "./readings.js";
import { addTileButton, addTools } from "./toolbar.js";
import { choose, watchPointer } from "./popup.js";
import { Compare } from "./compare.js";
import { element } from "./dom.js";
import { fillCharts } from "./charts.js";
import { fillLegend } from "./legend.js";
import { fillSearch } from "./search.js";
import { fillTable } from "./table.js";
import { followAddress } from "./permalink.js";
import { makeMeasure } from "./measure.js";
import { makeTimeline } from "./timeline.js";
import { message, setMessages } from "./i18n.js";
import { moveArcs } from "./arcs.js";
import { Relations } from "./related.js";
import { openPortal } from "./portal.js";
import { pinNotes } from "./notes.js";
import { startPanel } from "./sheet.js";
import { sceneOf } from "./scene.js";
import { startPrinting } from "./print.js";
import { startTour } from "./tour.js";
import { unpackPanel } from "./codec.js";
import { xToLon, yToLat } from "./projection.js";

/** The zoom that a town is shown at. */
const TOWN_ZOOM = 9;

/** @param {L.Map} map @param {string} id the element that holds the messages and the charts */
export async function startPage(map, id) {
  const { messages, charts, tiles, what_ifs, tour, notes, portal } = await unpackPanel(id);
  setMessages(messages);
  const container = map.getContainer();
  container.setAttribute("role", "application");
  container.setAttribute("aria-label", message("map.label"));
  watchPointer(map);
  startPanel(map);
  addSkip(container);
  startPrinting(map);
  const layers = (await Promise.all(sceneOf(map).known)).filter((layer) => !layer.isBase());
  const relations = new Relations([...layers].reverse());
  sceneOf(map).relatedTo = (feature) => relations.of(feature);
  /** @type {HTMLElement[]} */
  const leads = [...document.querySelectorAll(".lead")].filter((lead) => lead instanceof HTMLElement);
  const readings = new Readings(map, layers, what_ifs, byId("what-if"), byId("readings"), leads);
  const address = fillPanel(map, [...layers].reverse(), charts, readings);
  address.include(new Compare(map, readings, byId("compare")));
  startTour(map, layers, tour, byId("tour"), address);
  pinNotes(map, notes, byId("notes"));
  openPortal(map, layers, readings, address, portal);
  if (layers.some(({ info }) => info.moves)) moveArcs(map);
  if (tiles) addTileButton(map, tiles);
  document.documentElement.dataset.ready = "true";
}

/** @param {L.Map} map @param {Layer[]} layers in the order of the legend @param {Chart[]} charts @param {Readings} readings */
function fillPanel(map, layers, charts, readings) {
  /** @type {[L.LatLng, number]} where it opened, before an address may have moved it */
  const home = [map.getCenter(), map.getZoom()];
  /** @param {Feature} feature */
  const chooseFeature = (feature) => choose(map, feature);
  fillLegend(map, layers, byId("legend"));
  fillCharts(charts, byId("charts"), layers, (listener) => sceneOf(map).onChange(listener), () => sceneOf(map).selected);
  const openTable = layers.length ? fillTable(layers, /** @type {HTMLDialogElement} */ (byId("table")), chooseFeature) : null;
  if (openTable) {
    const towns = sceneOf(map).baseLayer("towns");
    fillSearch(layers, byId("search"), chooseFeature, towns ? { layer: towns, show: (row) => showTown(map, towns, row) } : null);
    byId("table-open").addEventListener("click", openTable);
  }
  for (const id of ["search", "table-open"]) byId(id).hidden = !openTable;
  const timeline = makeTimeline(layers, byId("timeline"), () => sceneOf(map).redraw());
  addTools(map, { openTable, measure: makeMeasure(map), home });
  return followAddress(map, layers, timeline, readings);
}

/** Moves to a town of the base map, which has no card. @param {L.Map} map @param {Layer} towns @param {number} row */
function showTown(map, towns, row) {
  const [{ x, y, rows }] = towns.sections;
  const part = rows.indexOf(row);
  map.setView([yToLat(y[part]), xToLon(x[part])], TOWN_ZOOM);
}

/** What leads past the panel to the map, first of all that Tab reaches. @param {HTMLElement} container */
function addSkip(container) {
  byId("panel").prepend(element("button", { type: "button", class: "skip", onclick: () => container.focus() }, message("map.skip")));
}

/** @param {string} id */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
