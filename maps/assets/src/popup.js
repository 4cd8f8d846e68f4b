/** Opens cards: by a click or a tap, by the keyboard, or from the panel. */

import { anchorOf, kindOf, makePager, tipLines } from "./card.js";
import { element } from "./dom.js";
import { foldSheet } from "./sheet.js";
import { message } from "./i18n.js";
import { relatedList } from "./related.js";
import { sceneOf } from "./scene.js";
import { xToLon, yToLat } from "./projection.js";

/** @import { Cluster } from "./clusters.js" */
/** @import { Scene } from "./scene.js" */
/** @import { Feature } from "./types" */

/** A badge opens into its places by zooming in, up to this zoom; beyond, its card is opened. */
const DEEPEST_SPLIT = 9;

/** Zoom at which a place chosen from the panel is shown. */
const CHOSEN_ZOOM = 6;

/** Share of what a line or area spans that is shown round it, for the panel and the card to stand on. */
const AROUND_CHOSEN = 0.5;

/** Pixels at the right edge of the map that the buttons take. */
const TOOLS_WIDTH = 56;

/** @param {L.Map} map */
export function watchPointer(map) {
  const scene = sceneOf(map);
  const tip = L.tooltip({ direction: "top", offset: [0, -8], className: "tip" });
  const isMeasuring = () => map.getContainer().classList.contains("measuring");
  map.on("click", (event) => isMeasuring() || openAt(map, event.latlng));
  map.on("mousemove", (event) => showTip(map, scene, tip, event.latlng));
  map.on("mouseout movestart", () => tip.remove());
  map.on("popupclose", () => scene.select(null));
  map.getContainer().addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target === map.getContainer() && !isMeasuring()) openAt(map, map.getCenter(), true);
  });
}

/** @param {L.Map} map @param {Scene} scene @param {L.Tooltip} tip @param {L.LatLng} latlng */
function showTip(map, scene, tip, latlng) {
  const features = scene.featuresAt(latlng);
  map.getContainer().classList.toggle("pointing", features.length > 0);
  if (!features.length) return void tip.remove();
  const [{ layer, row }] = features;
  const more = features.length > 1 ? ` +${features.length - 1}` : "";
  const lines = tipLines({ layer, row }).map((line) => element("div", { dir: "auto" }, line));
  tip.setLatLng(latlng).setContent(element("div", {}, layer.nameOf(row) + more, ...lines)).addTo(map);
}

/** @param {L.Map} map @param {L.LatLng} latlng @param {boolean} [focus] */
function openAt(map, latlng, focus = false) {
  const scene = sceneOf(map);
  const features = scene.featuresAt(latlng);
  if (!features.length) return;
  const cluster = scene.clusters.find((candidate) => candidate.places.length > 1 && candidate.marks === features);
  if (cluster && map.getZoom() < DEEPEST_SPLIT && !focus) return zoomInto(map, cluster);
  openCard(map, features, latlng, focus);
}

/** @param {L.Map} map @param {Cluster} cluster */
function zoomInto(map, cluster) {
  const bounds = L.latLngBounds(cluster.places.map(({ x, y }) => [yToLat(y), xToLon(x)]));
  map.flyToBounds(bounds.pad(0.2), { maxZoom: Math.max(map.getZoom() + 1, DEEPEST_SPLIT), duration: 0.6 });
}

/** @param {L.Map} map @param {Feature[]} features @param {L.LatLng} latlng @param {boolean} [focus] moves the keyboard's focus into the card */
export function openCard(map, features, latlng, focus = false) {
  const scene = sceneOf(map);
  const opener = document.activeElement;
  foldSheet();
  const maxWidth = Math.min(340, map.getSize().x - 2 * TOOLS_WIDTH);
  const popup = L.popup({ maxWidth, minWidth: Math.min(280, maxWidth), autoPanPaddingTopLeft: [16, 16], autoPanPaddingBottomRight: [TOOLS_WIDTH, coveredBelow(map) + 16] })
    .setLatLng(latlng)
    .setContent(makePager(features, (feature) => extrasOf(map, scene, feature), (feature) => scene.select(feature)))
    .openOn(map);
  scene.select(features[0]);
  const box = /** @type {HTMLElement} */ (popup.getElement());
  box.setAttribute("role", "dialog");
  box.setAttribute("aria-label", features[0].layer.nameOf(features[0].row));
  box.tabIndex = -1;
  box.querySelector(".leaflet-popup-close-button")?.setAttribute("aria-label", message("card.close"));
  box.addEventListener("keydown", (event) => event.key === "Escape" && map.closePopup(popup));
  if (!focus) return;
  box.focus();
  popup.once("remove", () => opener instanceof HTMLElement && opener.focus());
}

/** @param {L.Map} map @param {Scene} scene @param {Feature} feature */
function extrasOf(map, scene, feature) {
  return { action: scene.actionOf(feature), related: relatedList(scene.relatedTo(feature), (other) => choose(map, other)) };
}

/** Pixels of the map's height that the timeline, the credits and the sheet of a phone cover. @param {L.Map} map */
function coveredBelow(map) {
  const container = map.getContainer();
  const { bottom } = container.getBoundingClientRect();
  const covers = [container.querySelector(".leaflet-bottom.leaflet-right"), document.getElementById("timeline")];
  const tops = covers.map((cover) => cover?.getBoundingClientRect()).flatMap((box) => (box?.height ? [box.top] : []));
  return Math.max(0, bottom - Math.min(bottom, ...tops));
}

/** The zoom at which a place, or the whole of anything else, is shown. @param {L.Map} map @param {Feature} feature */
function zoomTo(map, { layer, row }) {
  if (kindOf(layer, row) === "point") return CHOSEN_ZOOM;
  const bounds = L.latLngBounds([]);
  for (const { rows, index } of layer.sections) {
    rows.forEach((other, part) => {
      if (other !== row) return;
      bounds.extend([yToLat(index.north[part]), xToLon(index.west[part])]).extend([yToLat(index.south[part]), xToLon(index.east[part])]);
    });
  }
  return bounds.isValid() ? Math.min(map.getBoundsZoom(bounds.pad(AROUND_CHOSEN)), DEEPEST_SPLIT) : 0;
}

/**
 * Shows a feature chosen from the panel, whatever was switched off, and opens its card.
 * @param {L.Map} map @param {Feature} feature @param {boolean} [move] to where it is
 */
export function choose(map, feature, move = true) {
  const latlng = anchorOf(feature);
  if (!latlng) return;
  const { layer, row } = feature;
  if (!map.hasLayer(layer.leaflet)) map.addLayer(layer.leaflet);
  layer.showClass(layer.codeOf(row), true);
  if (move) map.setView(latlng, Math.max(map.getZoom(), zoomTo(map, feature)), { animate: false });
  openCard(map, [feature], latlng, move);
}
